r"""What words say is random: "X_i are i.i.d. with mean \mu and variance \sigma^2", ``r \sim \mathrm{Bernoulli}(p)``.

What is said of it goes into the question as a law of a name, so that means and variances are worked out. Only words
that are understood to the last one say a law: one more may take it back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from symdl.grading.scalar.given import GREEK, LETTER
from symdl.grading.table import context_of, texts
from symdl.notation.stated import Law

UNSAID = "unsaid"
"""How the names begin of means and variances of which nothing is said."""

_FENCES = re.compile(r"\$|\\\(|\\\)|\\(?:left|right|[bB]ig[lr]?)(?![A-Za-z])|\\[,;:! ]|~(?=\\)")
_NAMED = re.compile(r"\\(?:operatorname\*?|mathrm|text|textrm|mathbb|mathcal|mathsf|mathbf)\s*\{\s*([A-Za-z.]+)\s*\}"
                    r"|\\(?:mathbb|mathcal)\s+([EN])(?![A-Za-z])|\\(E|Var|Pr)(?![A-Za-z])")
_DRAWN = re.compile(r"\\(?:stackrel|overset)\s*\{([^{}]*)\}\s*\{\s*\\sim\s*\}|\\sim(?![A-Za-z])|∼")
_IID = re.compile(r"\bi\s?\.\s?i\s?\.\s?d\s?\.?(?![A-Za-z])")
_SENTENCES = re.compile(r"[.;](?=\s|$)|\n")
_OPEN, _CLOSE = r"\s*[\[({]\s*", r"\s*[\])}]"
_ONE = rf"(?:\\d?t?frac\s*\{{[^{{}}]*\}}\s*\{{[^{{}}]*\}}|\\sqrt\s*\{{[^{{}}]*\}}|\([^()]*\)|\d+(?:\.\d+)?|{LETTER})"
_VALUE = rf"(?:of\s+)?(-?\s*{_ONE}\s*²?(?:\s*(?:[-+*/]\s*)?{_ONE}(?![^\s,.;)]*\s+(?:is|are|has|have)\b))*)"
_LETTERS = (rf"{LETTER}(?:\s*,\s*(?:{LETTER}\s*,\s*)?(?:\.\.\.|\\[lc]?dots|…)\s*,\s*{LETTER})?"
            rf"(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){LETTER})*")
_LISTED = re.compile(rf"({LETTER}?)_\{{?1\}}?\s*,\s*(?:[^,\s]+\s*,\s*)?(?:\.\.\.|\\[lc]?dots|…)\s*,\s*{LETTER}")
_NUMBERS = {"zero": "0", "one": "1", "unit": "1"}
_WORD = r"(zero|one|unit)"
_ARTICLE = re.compile(r"an?(?=\s+[a-zA-Z]{3,})(?!\s+(?:and|has|have|with|are)\b)\b")
_ALL = rf"{LETTER}\s*=\s*1\s*,\s*(?:2\s*,\s*)?(?:\.\.\.|\\[lc]?dots|…)\s*,\s*{LETTER}"
_FOR_EACH = re.compile(rf"for\s+(?:all|each|every)\s+(?:{_ALL}|{LETTER})|(?:for\s+)?{_ALL}|\({_ALL}\)")
_FIXED = re.compile(rf"(?:is|are)\s+(?:an?\s+|all\s+|both\s+)?(?:constants?|fixed|given|deterministic|not\s+random)"
                    rf"(?:\s+(?:constants?|numbers?|scalars?|vectors?))?(?=\s*(?:[,.;]|and\s+{LETTER}|$))")
_WORDS = re.compile(
    r"(?:let|where|here|with|and|which|that|has|have|having|is|are|be|being|both|each|all|every|the|they|it|its|their"
    r"|from|of|to|as|random|variables?|samples?|drawn|draws?|sampled|distributed|distribution|according|identically"
    r"|mutually|jointly|entries|components?|elements?|weights?|inputs?|gradients?|masks?|noise|units?"
    r"|activations?|observations?|data|points?|parameters?|scalars?|numbers?|values?|common|same|entry|terms?)\b",
    re.IGNORECASE)
_SPOKEN_OF = re.compile(r"\s*,?\s*(?:(?:is|are|be|has|have|having|with|which|that|being|drawn|sampled|all|both|each"
                        r"|independent|iid)\b|~)")
_RESPECTIVELY = re.compile(rf"(mean|variance)s\s+({_ONE}(?:\s*,\s*{_ONE})*\s*,?\s+and\s+{_ONE})"
                           r"(?:\s*,?\s+respectively)?(?=\s*(?:[,.;]|and\s|$))")
_INDEPENDENT = re.compile(rf"(?:independent(?:ly)?|iid)\b(?:\s+of\s+(?:each\s+other\b|(?P<of>{_LETTERS})(?:\s*,?\s*"
                          r"(?P<which>which|with|having)\b)?))?")
_SAYS_A_LAW = re.compile(r"\b(?:iid|random|bernoulli|bern|gaussian|normal|means?|variances?|expectation|probability|E"
                         r"|Var|independent|uncorrelated|correlated)\b|~", re.IGNORECASE)


@dataclass(frozen=True)
class Laws:
    r"""The laws of a question.

    table     the question without the words, and the definitions, that say them
    is_whole  whether the mean and the variance of each are said; those that are not have names of their own
    least     the same with 0 for those: what is not so then, is not so
    """

    table: Mapping[str, Any]
    is_whole: bool
    least: Mapping[str, Any]


@dataclass
class _Heard:
    """What is heard of a name: its mean, its variance and its second moment, as far as they are said."""

    kind: str = ""
    mean: str = ""
    variance: str = ""
    square: str = ""
    is_torn: bool = False

    def hear(self, what: str, value: str) -> None:
        """Hears what is said of it; twice, only if it is the same."""
        value = "".join(value.split())
        self.is_torn = self.is_torn or not value or getattr(self, what) not in ("", value)
        setattr(self, what, value)

    def law(self, unsaid: Callable[[], str]) -> Law | None:
        """What all of that comes to; None where it is no law."""
        if self.is_torn:
            return None
        if self.kind == "bernoulli":
            p = self.mean
            known = not self.square and self.variance.replace("*", "") in ("", f"{p}(1-{p})", f"(1-{p}){p}")
            return Law(self.kind, (p,)) if p and known else None
        mean = self.mean or unsaid()
        if self.square:
            return None if self.variance else Law("independent", (mean, f"({self.square}) - ({mean})^2"))
        return Law(self.kind or "independent", (mean, self.variance or unsaid()))


@dataclass
class _Hearing:
    """Goes through words, and knows of whom they speak."""

    heard: dict[str, _Heard] = field(default_factory=dict)
    fixed: set[str] = field(default_factory=set)
    of: tuple[str, ...] = ()
    ahead: list[tuple[str, str]] = field(default_factory=list)  # said before whom it is said of
    independent: bool = False
    has_places: bool = False

    def speak_of(self, letters: str) -> None:
        self.of = tuple(map(_family, re.findall(LETTER, _LISTED.sub(r"\1_i", letters))))
        self.has_places = self.has_places or bool(re.search(r"_\{?[A-Za-z]", letters))
        ahead, self.ahead = self.ahead, []
        for what, value in ahead:
            self.say(what, value)

    def say(self, what: str, value: str) -> None:
        if not self.of:
            self.ahead.append((what, value))
        for name in self.of:
            self.heard.setdefault(name, _Heard()).hear(what, value)

    def hears(self, text: str) -> bool:
        """Whether all of it is understood."""
        at = 0
        while at < len(text):
            if blank := re.match(r"[\s,:]+", text[at:]):
                at += blank.end()
                continue
            end = self._next(text[at:])
            if not end:
                return False
            at += end
        return not self.ahead

    def _next(self, text: str) -> int:
        """How much of it was understood."""
        if found := _EQUATION.match(text):
            self.speak_of(found["of"])
            self.say({"E": "square" if found["power"] else "mean", "Var": "variance"}[found["what"].capitalize()],
                     _plainly(found["is"]))
            return found.end() if not (found["power"] and found["what"] != "E") else 0
        if found := _CHANCE.match(text):
            self.speak_of(found["of"])
            self.say("kind", "bernoulli")
            self.say("mean", _plainly(found["is"]) if found["at"] == "1" else f"1 - ({_plainly(found['is'])})")
            return found.end()
        if found := _FOR_EACH.match(text) or _ARTICLE.match(text):
            return found.end()
        if found := _FIXED.match(text):
            self.fixed |= {*self.of}
            return found.end()
        if found := _RESPECTIVELY.match(text):
            values = re.findall(_ONE, found[2])
            if len(values) == len(self.of) > 1:
                for name, value in zip(self.of, values, strict=True):
                    self.heard.setdefault(name, _Heard()).hear(found[1], _NUMBERS.get(value, value))
                return found.end()
            return 0
        for pattern, said in _SAID.items():
            if found := pattern.match(text):
                for what, value in said(found):
                    self.say(what, value)
                return found.end()
        if found := _INDEPENDENT.match(text):
            self.independent = True
            if found["which"] == "which":
                self.speak_of(found["of"])
            return 0 if found["which"] in ("with", "having") else found.end()  # which of the two has it?
        if found := _WORDS.match(text) or re.match("~", text):
            return found.end()
        found = re.match(_LETTERS, text)
        if found and (self.ahead or _SPOKEN_OF.match(text[found.end() :])):
            self.speak_of(found[0])
            return found.end()
        return 0


_EQUATION = re.compile(rf"(?P<what>E|Var|var){_OPEN}(?P<of>{LETTER}?)(?P<power>\^\{{?2\}}?|²)?{_CLOSE}\s*=\s*"
                       + _VALUE.replace("(-?", "(?P<is>-?", 1))
_CHANCE = re.compile(rf"(?:P|Pr|p)\s*\(\s*(?P<of>{LETTER})\s*=\s*(?P<at>[01])\s*\)\s*=\s*"
                     + _VALUE.replace("(-?", "(?P<is>-?", 1))
_SAID = {
    re.compile(rf"Bern(?:oulli)?\s*\(\s*{_VALUE}\s*\)(?:\s+(?:random\s+)?variables?)?", re.IGNORECASE):
        lambda found: [("kind", "bernoulli"), ("mean", _plainly(found[1]))],
    re.compile(r"(?:a\s+)?Bernoulli(?:\s+(?:random\s+)?(?:variables?|masks?))?(?:\s+with\s+(?:parameter|probability"
               rf"|success\s+probability))\s+{_VALUE}", re.IGNORECASE):
        lambda found: [("kind", "bernoulli"), ("mean", _plainly(found[1]))],
    re.compile(r"(?:a\s+)?Bernoulli(?:\s+(?:random\s+)?variables?)?(?=\s+with\s+(?:P|Pr|p)\s*\()", re.IGNORECASE):
        lambda found: [("kind", "bernoulli")],
    re.compile(rf"(?:is\s+|are\s+|equals?\s+)?(?P<at>[01])\s+with\s+probability\s+{_VALUE}"
               rf"(?:\s*(?:,|and|or|else)+\s*(?P<else>[01])(?:\s+otherwise|\s+with\s+probability\s+(?P<rest>{_ONE}"
               rf"(?:\s*-\s*{_ONE})?))?)"):
        lambda found: _of_two(found),
    re.compile(rf"N\s*\(\s*{_VALUE}\s*,\s*{_VALUE}\s*\)"):
        lambda found: [("kind", "gaussian"), ("mean", _plainly(found[1])), ("variance", _spread(found[2]))],
    re.compile(r"standard\s+(?:normal|gaussian)(?:\s+noise)?", re.IGNORECASE):
        lambda _: [("kind", "gaussian"), ("mean", "0"), ("variance", "1")],
    re.compile(r"(?:normal(?:ly)?|gaussian)(?:\s+noise)?(?=\s)", re.IGNORECASE): lambda _: [("kind", "gaussian")],
    re.compile(rf"zero[\s-]+means?|means?\s+(?:of\s+)?{_WORD}\b"):
        lambda found: [("mean", _NUMBERS[found[1] or "zero"])],
    re.compile(rf"unit\s+variances?|variances?\s+(?:of\s+)?{_WORD}\b"):
        lambda found: [("variance", _NUMBERS[found[1] or "unit"])],
    re.compile(rf"(?:means?|expectations?|expected\s+values?)\s+{_VALUE}"):
        lambda found: [("mean", _plainly(found[1]))],
    re.compile(rf"variances?\s+{_VALUE}"): lambda found: [("variance", _plainly(found[1]))],
    re.compile(rf"standard\s+deviations?\s+{_VALUE}"): lambda found: [("variance", f"({_plainly(found[1])})^2")],
}


def _of_two(found: re.Match[str]) -> list[tuple[str, str]]:
    """What is 1 with a probability, and 0 otherwise."""
    if found["else"] == found["at"]:
        return [("kind", "")]
    chance = _plainly(found[2])
    if found["rest"] is not None and found["rest"].replace(" ", "") not in (
            f"1-{chance}".replace(" ", ""), chance.replace(" ", "").removeprefix("1-")):
        return [("kind", "")]
    return [("kind", "bernoulli"), ("mean", chance if found["at"] == "1" else f"1 - ({chance})")]


def _spread(value: str) -> str:
    r"""The variance of a normal law; "" for a \sigma that may be its root."""
    value = re.sub(r"\s*\\?I(?:_\{?\w+\}?)?$", "", _plainly(value)) or "1"
    return "" if re.fullmatch(r"\\?(?:sigma|tau|s)(?:_\w+|_\{[^{}]*\})?", value) else value


def _plainly(value: str) -> str:
    return value.strip().replace("²", "^2")


def _family(letter: str) -> str:
    """The name of what stands with an index, X of X_i or of X_1, ..., X_n; any other as it is."""
    return re.sub(r"_(?:\{[A-Za-z]\}|[A-Za-z]|\{(?!in)[i-nr-t]\s*,?\s*[i-nr-t]\})$", "", letter)


def laws(table: Mapping[str, Any]) -> Laws | None:
    """What is random in a question by what its words, and equations of means, say; None if nothing is, for certain."""
    hearing = _Hearing()
    formulas = [*texts(table, "definitions"), str(table.get("reference"))]
    context: list[str] = []
    definitions: list[str] = []
    assumptions: list[str] = []
    for sentence in _SENTENCES.split(_IID.sub("iid", context_of(table))):
        said = _spelled(sentence)
        if not _SAYS_A_LAW.search(said):
            context.append(sentence.strip())
        elif not hearing.hears(said):
            return None
    for kept, given in ((definitions, texts(table, "definitions")), (assumptions, texts(table, "assumptions")
                        if not isinstance(table.get("assumptions"), Mapping) else [])):
        for text in given:
            said = _IID.sub("iid", _spelled(text))
            if not (re.match(r"\s*(?:E|Var|var|P|Pr)\s*[\[({]", said) or "~" in said):
                kept.append(text)
            elif not hearing.hears(said):
                return None
    if not hearing.heard or hearing.fixed & hearing.heard.keys() or any(
            _family(letter) in hearing.heard for words in context for letter in re.findall(LETTER, _spelled(words))):
        return None
    if not hearing.independent and (len(hearing.heard) > 1 or hearing.has_places):
        return None
    unsaid: list[str] = []

    def another() -> str:
        unsaid.append(rf"\mathrm{{{UNSAID}{'x' * len(unsaid)}}}" if is_latex else UNSAID + "x" * len(unsaid))
        return unsaid[-1]

    is_latex = any("\\" in text for text in formulas)
    of = {}
    for name, heard in hearing.heard.items():
        law = heard.law(another)
        if law is None or name in ("E", "N"):
            return None
        of[_in_latex(name) if is_latex else name] = Law(law.kind, tuple(
            _in_latex(one) if is_latex else one for one in law.parameters))
    rest = {**table, "context": ". ".join(filter(None, context)), "definitions": definitions, "laws": {
        name: [law.kind, *law.parameters] for name, law in of.items()}}
    if not isinstance(table.get("assumptions"), Mapping):
        rest["assumptions"] = [*assumptions, *_of_parameters(hearing.heard.values(), is_latex=is_latex)]
    return Laws(rest, not unsaid, {**rest, "laws": {
        name: [kind, *("0" if one in unsaid else one for one in parameters)]
        for name, (kind, *parameters) in rest["laws"].items()}})


def are_laws(said: object) -> bool:
    """Whether these are laws as they stand in the table of a question that was asked before."""
    return isinstance(said, Mapping) and bool(said) and all(
        isinstance(law, list) and all(isinstance(one, str) for one in law) and (*law[:1], len(law)) in _LAWS
        for law in said.values())


_LAWS = (("bernoulli", 2), ("gaussian", 3), ("independent", 3))


def with_laws_as_words(table: Mapping[str, Any]) -> Mapping[str, Any]:
    r"""A question with z \sim N(0, 1) among its words, where it stands among its definitions."""
    definitions = texts(table, "definitions")
    said = [text for text in definitions if "~" in _spelled(text)]
    if not said:
        return table
    return {**table, "definitions": [text for text in definitions if text not in said],
            "context": ". ".join(filter(None, (context_of(table).rstrip(". "), *said)))}


def _spelled(text: str) -> str:
    """Words with E, Var, N and ~ in one spelling each."""
    text = _NAMED.sub(lambda found: found[1] or found[2] or found[3], _FENCES.sub(" ", text))
    return _DRAWN.sub(lambda found: f" ~ {found[1] or ''} ", text)


def _in_latex(value: str) -> str:
    """The same with the backslashes that letters have among formulas in LaTeX, and not among words."""
    return re.sub(rf"(?<![A-Za-z\\])(?={GREEK})(?:{GREEK})(?![A-Za-z])", r"\\\g<0>", value)


def _of_parameters(heard: Iterable[_Heard], *, is_latex: bool) -> Iterator[str]:
    """What is so of parameters: a probability is from 0 to 1, and a standard deviation is not negative."""
    for one in heard:
        if one.kind == "bernoulli" and re.fullmatch(LETTER, one.mean):
            letter = _in_latex(one.mean) if is_latex else one.mean
            yield from (f"{letter} >= 0", f"{letter} <= 1")
        elif root := re.fullmatch(rf"({LETTER})\^\{{?2\}}?|({LETTER})", one.variance):
            letter = re.sub(r"\^\{?2\}?$", "", root[0])
            yield f"{_in_latex(letter) if is_latex else letter} >= 0"


__all__ = ["UNSAID", "Laws", "are_laws", "laws", "with_laws_as_words"]
