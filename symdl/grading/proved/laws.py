r"""What words say is random: "X_i are i.i.d. with mean \mu and variance \sigma^2", ``r \sim \mathrm{Bernoulli}(p)``.

What is said of it goes into the question as a law of a name, so that means and variances are worked out. Only words
that are understood to the last one say a law: one more may take it back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations_with_replacement
from typing import Any

from symdl.grading.scalar.context import Context
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
    r"|from|of|to|as|variables?|samples?|according|identically|distribution"
    r"|mutually|jointly|entries|components?|elements?|weights?|inputs?|gradients?|masks?|noise|units?"
    r"|activations?|observations?|data|points?|parameters?|scalars?|numbers?|values?|common|same|entry|terms?)\b",
    re.IGNORECASE)
_RANDOM = re.compile(r"(?:random(?:ly)?|drawn|draws?|sampled|distributed)\b", re.IGNORECASE)
_ENTRIES = re.compile(r"\b(?:entries|components?|elements?|coordinates)\b", re.IGNORECASE)
_OF_ALL = re.compile(r"\b(?:all|they|everything|these)\b.*\bindependent(?:ly)?\b(?!\s+of\b)", re.IGNORECASE)
_BACK = re.compile(r"\b(?:they|their|them|these|those|it|its|this|that|all|both|each|every|any|first|second|last|former"
                   r"|latter|others?|same|such)\b", re.IGNORECASE)
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
    """Goes through words, and knows of whom they speak.

    fixed    what is said to be no random number
    of       of whom words speak now
    ahead    what was said before whom it is said of
    apart    names that are independent of each other, and those whose members are
    beside   what something is independent of
    indexed  names that stand with an index among the words, and those that stand without
    """

    heard: dict[str, _Heard] = field(default_factory=dict)
    fixed: set[str] = field(default_factory=set)
    of: tuple[str, ...] = ()
    ahead: list[tuple[str, str]] = field(default_factory=list)
    apart: set[frozenset[str]] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)
    indexed: dict[str, set[bool]] = field(default_factory=dict)

    def speak_of(self, letters: str) -> None:
        letters = _LISTED.sub(r"\1_i", letters)
        self.of = tuple(map(_family, re.findall(LETTER, letters)))
        for letter in re.findall(LETTER, letters):
            self.indexed.setdefault(_family(letter), set()).add(letter != _family(letter))
        ahead, self.ahead = self.ahead, []
        for what, value in ahead:
            self.say(what, value)

    def say(self, what: str, value: str) -> None:
        if not self.of:
            self.ahead.append((what, value))
        elif what == "apart":
            self.apart |= {frozenset(pair) for pair in combinations_with_replacement(self.of, 2)}
        elif what == "random":
            for name in self.of:
                self.heard.setdefault(name, _Heard())
        else:
            for name in self.of:
                self.heard.setdefault(name, _Heard()).hear(what, value)

    def are_independent(self, of_one: Collection[str]) -> bool:
        """Whether all that is random is so of each other; some names stand for one number."""
        return all(frozenset(pair) in self.apart or (pair[0] == pair[1] and pair[0] in of_one)
                   for pair in combinations_with_replacement(sorted(self.heard), 2))

    def hears(self, text: str) -> bool:
        """Whether all of it is understood."""
        if _ENTRIES.search(text):  # of q and k, which then have an index, or have none
            for letter in re.findall(LETTER, text):
                self.indexed.setdefault(_family(letter), set()).update((True, False))
        if _OF_ALL.search(text) and not re.search(LETTER, _ARTICLE.sub(" ", text)):
            self.apart |= {frozenset(pair) for pair in combinations_with_replacement(sorted(self.heard), 2)}
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
            if found["of"] is None:
                self.say("apart", "")
            else:
                others = [*map(_family, re.findall(LETTER, found["of"]))]
                self.beside |= {*others}
                self.apart |= {frozenset((one, other)) for one in self.of for other in others}
            if found["which"] == "which":
                self.speak_of(found["of"])
            return 0 if found["which"] in ("with", "having") else found.end()  # which of the two has it?
        if found := _RANDOM.match(text):
            self.say("random", "")
            return found.end()
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
    heard = hearing.heard.keys()
    parameters = " ".join(one for some in hearing.heard.values() for one in (some.mean, some.variance, some.square))
    if not heard or (hearing.fixed | {*map(_family, re.findall(LETTER, parameters))}) & heard or any(
            _may_speak_of(words, heard) for words in context if words) or hearing.beside - heard - hearing.fixed:
        return None
    of_one: set[str] = set()
    numbered: dict[str, list[str]] = {}
    for name in heard:
        ways = _ways(name, " ".join(formulas))
        if "_" not in name and not _fits(ways, hearing.indexed[name]):
            return None
        if not ways["by letter"] and not ways["by number"]:
            of_one.add(name)
        elif not ways["by letter"]:
            numbered[name] = sorted(ways["by number"])
    if not hearing.are_independent(of_one):
        return None
    unsaid: list[str] = []

    def another() -> str:
        unsaid.append(rf"\mathrm{{{UNSAID}{'x' * len(unsaid)}}}" if is_latex else UNSAID + "x" * len(unsaid))
        return unsaid[-1]

    is_latex = any("\\" in text for text in formulas)
    of = {}
    for name, said_of in hearing.heard.items():
        law = said_of.law(another)
        if law is None or name in ("E", "N"):
            return None
        for one in (f"{name}_{number}" for number in numbered[name]) if name in numbered else (name,):
            of[_in_latex(one) if is_latex else one] = Law(law.kind, tuple(
                _in_latex(one) if is_latex else one for one in law.parameters))
    rest = {**table, "context": ". ".join(filter(None, context)), "definitions": definitions, "laws": {
        name: [law.kind, *law.parameters] for name, law in of.items()}}
    if not isinstance(table.get("assumptions"), Mapping):
        rest["assumptions"] = [*assumptions, *_of_parameters(hearing.heard.values(), is_latex=is_latex)]
    return Laws(rest, not unsaid, {**rest, "laws": {
        name: [kind, *("0" if one in unsaid else one for one in parameters)]
        for name, (kind, *parameters) in rest["laws"].items()}})


def _may_speak_of(words: str, names: Collection[str]) -> bool:
    """Whether words that say no law may take back what is said of names."""
    letters = re.findall(LETTER, _spelled(words))
    found = Context.of(words)
    bases = {letter.partition("_")[0] for letter in letters}
    return not letters or not (bases | {*map(_family, letters)}).isdisjoint(names) or bool(
        _BACK.search(words) or found.restricts or found.more)


def _ways(name: str, text: str) -> dict[str, set[str]]:
    """How a name stands in formulas: with letters below it, with numbers, without."""
    text = _ACCENT.sub(" ", text)
    base = rf"(?<![A-Za-z\\_])(?<!_\{{){re.escape(name)}(?![A-Za-z])"
    return {"by letter": {*re.findall(rf"{base}\s*_\s*\{{?\s*([A-Za-z])", text)},
            "by number": {*re.findall(rf"{base}\s*_\s*\{{?\s*(\d+)", text)},
            "alone": {*re.findall(rf"({base})(?!\s*_)", text)}}


_ACCENT = re.compile(r"\\(?:bar|hat|tilde|overline|widehat|widetilde)\s*(?:\{\s*\\?[A-Za-z]+\s*\}|\\?[A-Za-z])")


def _fits(ways: Mapping[str, set[str]], indexed: Collection[bool]) -> bool:
    """Whether a name stands in formulas as it does among words, and in one way."""
    used = [way for way, some in ways.items() if some]
    return len(used) <= 1 and (not used or (used[0] != "alone") in indexed)


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
