r"""What words may say of the values of letters, at most: "keep probability p" has a p between 0 and 1, and no more.

    sensitivity s, prevalence p            s and p are probabilities
    n inputs, k x k, stride s              counts
    variance of a Gaussian                 any letter may be positive
    L is the summed cross-entropy          nothing, beside formulas without an L

    z is the update gate                   any of these, as "gate" is not known

Such words assume nothing: what they do not say so, but may mean, is not used to prove. But what differs at values that
meet all of it is not the same, whichever of it is meant; more than is meant makes no refusal false. A noun that is not
known may make values fewer in every usual way; other words that are not known may say anything.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from symdl.grading.scalar.given import GREEK, LETTER, LETTERS, names_in
from symdl.grading.scalar.neutral import is_neutral, is_wary, says_nothing
from symdl.grading.scalar.posing import may_restrict, only_poses, restricts_quietly, speaks_of_all
from symdl.grading.scalar.sizes import sizes_said, without_sizes

Kind: TypeAlias = Literal["positive", "spread", "probability", "distribution", "count", "binary", "constant", "scalar",
                          "drawn", "uniform", "unknown"]
ANY = "*"
"""In the place of a letter: it may be any of them."""


@dataclass(frozen=True)
class Role:
    """A letter, without what is around and below it, and what it may be."""

    letter: str
    kind: Kind


_USUAL = re.compile(
    r"(?:where\s+)?(?:\\?sigma|σ)(?:\(\w\))?\s+(?:is|denotes)\s+(?:the\s+|a\s+)?(?:logistic\s+sigmoid|sigmoid|logistic)"
    r"(?:\s+(?:sigmoid|function|activation))*"
    r"|(?:where\s+)?(?:all\s+)?\\?(?:log|ln)s?\s+(?:is|are|denotes?|means?|refers?\s+to|stands?\s+for)\s+(?:the\s+)?natural"
    r"(?:\s+(?:log(?:arithm)?s?|one))?|(?:where\s+)?(?:with\s+)?natural\s+log(?:arithm)?s?(?:\s+(?:is|are)\s+used)?"
    r"|(?:all\s+)?log(?:arithm)?s\s+are\s+natural(?:\s+log(?:arithm)?s)?", re.IGNORECASE)
"""What a function or a sign is by habit, too."""
_ASKS = re.compile(r"(?:and\s+|so\s+)?(?:what|how)\s+(?:is|are|does|do|would|will|many|large|big|much)\b",
                   re.IGNORECASE)
_HANGS = re.compile(r"\b(?:if|when\w*|given|for|assum\w+|suppos\w+|provided|where|at|as|under|unless"
                    r"|with(?!\s+respect))\b", re.IGNORECASE)
_LAW = re.compile(
    rf"(?:(?P<of>(?:{LETTER})(?:\s*,\s*(?:{LETTER}))*)\s*(?:~|\\sim(?![A-Za-z])|=)\s*)?(?<![A-Za-z\\])"
    r"(?P<law>\\mathcal\s*\{?[NU]\}?|N|U|Normal|Uniform|Gaussian|Bern(?:oulli)?|Ber|Exp|Poisson|Beta|Gamma)"
    r"\s*(?:\((?P<round>[^()<>=]*)\)|\[(?P<square>[^\[\]<>=]*)\])", re.IGNORECASE)
_FORMULA_SIGN = r"(?::=|<-|←|\\gets(?![A-Za-z])|\\leftarrow(?![A-Za-z])|=(?!=))"
_EQUATION = re.compile(rf"(?P<head>{LETTER})\s*(?:\(\s*(?:{LETTER})\s*\))?\s*(?P<sign>{_FORMULA_SIGN})"
                       r"\s*(?P<body>[^=<>~]*)")
_HAS_GAPS = re.compile(r"√|\\?(?<![A-Za-z])(?:sqrt|log|ln|arc\w+|Gamma)(?![A-Za-z])|\^\s*[({]?\s*\d*\s*[./]")
_AN_INDEX = re.compile(rf"\s*(?:{LETTER}|\d+)\s*")
_IS_ANY_NUMBER = re.compile(r"\s*\\?(?:log|ln)(?![A-Za-z])")
_TOKEN = re.compile(r"\S+")
_PREPOSITION = frozenset({"of", "on", "for", "minimise", "minimize", "minimises", "minimizes", "is"})
_OPERATOR = re.compile(r"[-+*/^|]|\\(?:frac|cdot|lVert|Vert|sum)")
_IN_A_FORMULA = re.compile(
    rf"[-+*/^|(){{}}\[\]\d,.]|\\[A-Za-z]+|[\\_]|{LETTER}|(?:exp|log|ln|sqrt|tanh|sin|cos)(?![A-Za-z])"
    r"|(?<![A-Za-z])(?!(?:is|of|on|at|in|as|to|by|so|we|an|or)\b)[A-Za-z]{1,2}(?![A-Za-z])")
_LEAST = re.compile(r"\b(?:arg\s?)?(?:minimi[sz]er|maximi[sz]er|minimum|maximum|min|max)\s+(?=of\b)", re.IGNORECASE)
_ACRONYM = re.compile(r"(?<![A-Za-z\\])(?:[A-Z]{2,6}s?|[A-Z][a-z]{1,3}[A-Z]\w*)(?![A-Za-z_^(])")
_PHRASES: tuple[tuple[str, Kind | None], ...] = (
    (r"(?:keep|drop(?:out)?|retention)\s+(?:probability|rate)", "probability"),
    (r"(?:dropout|inverted\s+dropout|natural\s+log(?:arithm)?s?|nats)\b", None),
    (r"(?:batch|layer|group|instance|weight|rms)[\s-]*norm(?:ali[sz]ation)?\b", None),
    (r"(?:hidden|output|input|gated\s+linear|(?:gaussian\s+error|exponential|rectified)\s+linear)\s+units?\b", None),
    (r"(?:outputs?|inputs?)\s+(?:size|dimension|channels?|features?|width|height|length)s?\b", "count"),
    (r"(?:max|average)[\s-]+pooling\b", None), (r"maximum\s+likelihood\b", None),
    (r"standard\s+(?:convolutions?|attention)\b", None), (r"lecture\s+notes?\b", None),
    (r"(?:explained|total)\s+variance\b", "spread"), (r"standard\s+normal\b", "positive"),
    (r"cross[\s-]entrop(?:y|ies)\b", None), (r"(?:one|single)[\s-]+hidden\s+layer\b", None),
    (r"random\s+(?:initiali[sz]ations?|search|forests?|walks?)\b", None), (r"gaussian\s+processe?s?\b", "positive"),
    (r"two\s+(?:gaussians?|normals?|distributions?)\b", "positive"), (r"(?:one|in\s+one)\s+pass\b", None),
    (r"(?:one|a\s+single)\s+(?:(?:sgd|gradient|adam|descent|update)\s+)*(?:step|update)\b", None),
    (r"bits\b", None), (r"optimi[sz](?:ers?|ation)\b", None),
)
"""Words that together say no more than this, whatever they say by themselves."""
_KINDS_SAID: dict[Kind, str] = {
    "spread": "variance variances deviation deviations",
    "positive": """
        norm norms scale bandwidth gaussian gaussians normal laplace exponential
        temperature length lengths distance distances fraction
    """,
    "probability": "probability probabilities prevalence sensitivity specificity recall",
    "count": """
        count counts inputs outputs units tokens heads channels layers classes stride kernel padding width height depth
        multiplications additions operations flops size sizes dimension dimensions steps samples features parameters
    """,
    "binary": "binary", "constant": "constant", "scalar": "scalar univariate one-dimensional",
    "drawn": "independent iid", "uniform": "uniform",
    "distribution": "distribution distributions density densities",
}
_KINDS: dict[str, Kind] = {word: kind for kind, words in _KINDS_SAID.items() for word in words.split()}
_NOUNS_SAID = """
    convolution convolutions convolutional conv perceptron transformer self-attention attention update updates sgd adam
    rmsprop adagrad backprop backpropagation forward backward pass entropy divergence perplexity categorical
    initialisation initialization xavier glorot kaiming bound terminal velocity first second cost complexity memory
    regression classification classifier linear ridge triplet contrastive bandit autoencoder variational summed case
    after before depthwise separable pointwise between against self multi-head keep multiplication diag input
    correction bias
"""
_NOUNS = frozenset(_NOUNS_SAID.split())
_NOT_KNOWN = frozenset(("bernoulli", "binomial", "multinomial", "poisson", "one", "two", "three", "four", "zero",
                        "single", "each", "equal"))
"""Words that say more than is used, and that other rules take for such as say nothing."""
_OTHERS = re.compile(r"\b(?:the\s+other|remaining|opposite|complement\w*)\b", re.IGNORECASE)
_NAMES_A_THING = re.compile(
    rf"(?:(?:where|here|and|also|let|with)\s+)*{LETTERS}"
    r"\s+(?:is|are|be|denotes?)\s+(?:the|an?|its|their)\s+(?:(?:of|for|at|in|on|from|before|after|the|an?|its|their|and)\s+"
    r"|[a-z][a-z'-]+\s*)+", re.IGNORECASE)
"""What says what letters stand for, and nothing of other letters: "z is the update gate"."""
_TIES = re.compile(r"(?:odds|ratio|product|sum|total|differ|complement|remain|rest|other|inver|recipro|squar|root|power"
                   r"|multipl|share|log|exponen|correl|covarian|diameter|half|double|twice|quotient|percent|relat|function"
                   r"|norm|prefix|suffix|cumul|accumul|running|expect|moment|proportion|margin|joint|condition|softmax|sigmoid"
                   r"|tanh|relu|arg|sin|cos)", re.IGNORECASE)
"""Words that may make one letter of others."""
_OF_ANOTHER = re.compile(r"\b(?:norms?|lengths?|distances?|variances?|deviations?|fraction|uniform|density)\b",
                         re.IGNORECASE)
_A_SECTION = re.compile(r"\b\d+[\s-](?:layer|step|bit|head)s?\b", re.IGNORECASE)
_PARTS = re.compile(r"\s*[,:]\s*|\b(?:and|with|where|for|over|of|per|in)\b")
_SUBJECT = re.compile(rf"((?:[a-z]{{2,}}\s+){{0,3}})(?:{LETTER})(?:(?:\s*,\s*|\s+and\s+)(?:{LETTER}))*"
                      r"\s*(?:\b(?:is|are|be|denotes?|has|have|sums?|with|independent|iid)\b|\\in(?![A-Za-z])|[=∈:<>≤≥])",
                      re.IGNORECASE)
_FEW = re.compile(r"[=\d]|\b(?:one|single)\b")


def base(letter: str) -> str:
    r"""y, of \hat{y}_i; small, as words may write Y of it."""
    return stem(letter).lower()


def stem(letter: str) -> str:
    r"""Y, of \hat{Y}_i."""
    plain = re.sub(r"\\(?:mathsf|mathbf|boldsymbol|bm|mathcal|mathrm|hat|tilde|bar|vec|overline)\s*", "", letter)
    return re.split(r"[_^]", re.sub(r"[\\{}\s']", "", plain))[0]


def at_most(clause: str, known: Collection[str], *, has_sums: bool = False) -> frozenset[Role] | None:
    """What a clause may say of letters at most; None if that is not known.

    known      the letters that stand for values, each without what is around it: see ``base``
    has_sums   whether something is summed, of which words may say how much
    """
    clause = _without_brackets(clause.replace("$", " "))
    if is_wary(clause) or _OTHERS.search(clause):
        return None
    if not clause or _USUAL.fullmatch(clause):
        return frozenset(Role(one, "probability") for one in known if clause and one == "sigma")
    if restricts_quietly(clause) or _speaks_of_names(clause, known):
        return None
    if (asks := _ASKS.match(clause)) is not None:
        clause = clause[asks.end() :].strip()
        if not clause or (not _HANGS.search(clause) and only_poses(f"find {clause}")):
            return frozenset()
    if is_neutral(clause):
        return frozenset()
    if not (letters := {*map(base, names_in(clause))} & {*known}) and _is_of_others(clause, has_sums=has_sums):
        return frozenset()
    found: set[Role] = set()
    if (rest := _without_laws(clause, known, found)) is None or (
            rest := _without_formulas(rest, known, found)) is None:
        return None
    sizes = sizes_said([rest], LETTER).letters
    found |= {Role(base(one), "count") for one in sizes if base(one) in known}
    rest = _without_words(without_sizes(rest), known)
    letters = {*map(base, names_in(rest))} & {*known}
    kinds = _kinds(rest, is_lettered=bool(letters), names_a_thing=_NAMES_A_THING.fullmatch(clause) is not None)
    if kinds is None or re.search(r"[^A-Za-z\s,.:;()'\\_{}^-]", re.sub(LETTER, " ", rest)):
        return None
    if len(letters) > 1 and _OF_ANOTHER.search(rest):
        return None
    return _bound_to_letters(kinds, letters, found)


def _without_brackets(clause: str) -> str:
    """A clause without the brackets around it, or half of them; those of N(0, 1) stay."""
    clause = clause.strip(" ,.?!")
    opened, closed = clause.count("("), clause.count(")")
    if opened > closed or (opened == closed and re.fullmatch(r"\([^()]*\)", clause)):
        clause = clause.lstrip("(")
    return clause.rstrip(") ,.") if clause.count(")") > clause.count("(") else clause


def counted(text: str) -> list[str]:
    """The letters that say how many there are of something: n tokens, a k x k kernel, stride s."""
    text = text.replace("$", "")
    sizes = {one for clause in re.split(r"[,.;]", text) for one in sizes_said([clause], LETTER).letters
             if len(one) == 1}
    said = [one for found in _COUNTED.finditer(text) for one in found.groups() if one]
    return [*dict.fromkeys([*sorted(sizes), *said])]


_COUNTED = re.compile(
    rf"({LETTER})\s+(?:inputs|outputs|units|tokens|heads|channels|layers|classes|samples|examples|features|words|steps"
    rf"|(?:input|output|hidden)\s+(?:units|channels|neurons|features))\b|\b(?:stride|padding|kernel(?:\s+size)?)\s+({LETTER})"
    rf"|({LETTER})\s*(?:is|denotes|:)\s*(?:the\s+|an?\s+)?(?:[a-z-]+\s+){{0,2}}(?:number\s+of|size|count|index|epoch|iteration"
    r"|dimension(?:ality)?|width|height|depth)\b")


def _speaks_of_names(clause: str, known: Collection[str]) -> bool:
    """Whether a clause speaks of a name of several letters, as TP, or of which one of several is meant: the first."""
    names = {one for one in known if len(one) > 1 and not re.fullmatch(GREEK, one, re.IGNORECASE)}
    words = {word.lower() for word in re.findall(r"[A-Za-z]{2,}", clause)}
    return bool(names & words) or bool(_DIFFERENCE.search(clause)) or any(
        said & words and letters & {*known} for said, letters in ((_PLACES, _COUNTERS), (_NUMBERS, _NUMBERED)))


_PLACES = frozenset(("first", "second", "third", "last", "final", "initial"))
_COUNTERS = frozenset("tklnijs")
_NUMBERS, _NUMBERED = frozenset(("two",)), frozenset("kmnc")
_DIFFERENCE = re.compile(rf"(?:{LETTER})\s*-\s*(?:{LETTER})(?![A-Za-z-])")


def _is_of_others(clause: str, *, has_sums: bool) -> bool:
    """Whether a clause speaks of letters of its own alone: "y is one-hot", beside formulas without a y."""
    subject = _SUBJECT.match(clause)
    return subject is not None and all(map(says_nothing, subject[1].split())) and not speaks_of_all(clause) and not (
        has_sums and _FEW.search(clause))


def _without_laws(clause: str, known: Collection[str], found: set[Role]) -> str | None:
    """A clause without the laws that it names, N(mu, sigma^2), of which the numbers have signs."""
    unknown: list[str] = []

    def put(law: re.Match[str]) -> str:
        inside = law["round"] if law["round"] is not None else law["square"]
        kind: Kind = "probability" if law["law"].lower().startswith("ber") else "positive"
        found.update(Role(base(one), kind) for one in names_in(inside) if base(one) in known)
        drawn = [base(one) for one in names_in(law["of"] or "") if base(one) in known]
        found.update(Role(one, "drawn") for one in drawn)
        if kind == "probability":
            found.update(Role(one, "binary") for one in drawn)
        elif drawn and (values := _VALUES_OF.get(law["law"].lower())) is not None:
            found.update(Role(one, values) for one in drawn)
        elif drawn and not _IS_NORMAL.search(law["law"]):
            unknown.append(law[0])
        return " "

    rest = _LAW.sub(put, clause)
    return None if unknown else rest


_VALUES_OF: dict[str, Kind] = {"beta": "probability", "exp": "positive", "gamma": "positive", "poisson": "count"}
_IS_NORMAL = re.compile(r"^(?:\\mathcal\s*\{?)?(?:n\}?|normal|gaussian)$", re.IGNORECASE)


def without_laws(clause: str) -> str:
    """A clause without the laws that it names: p = N(0, 1) says of no number what it is."""
    return _LAW.sub(" ", clause)


def _without_formulas(clause: str, known: Collection[str], found: set[Role]) -> str | None:
    """A clause without equations that only say what a letter of its own is, and without the formulas it is about."""
    while (equation := _EQUATION.search(clause)) is not None:
        head, body = base(equation["head"]), equation["body"]
        part = _longest_formula(body)
        ours = {base(one) for one in _letters_of(part)} & {*known}
        if equation["sign"] == "=" and head in {base(one) for one in _letters_of(part)}:
            return None
        if head not in known and not ours and _AN_INDEX.fullmatch(part):
            return None  # the case i = j
        if head in known and (ours or not _IS_ANY_NUMBER.match(part)):
            return None
        if head not in known and _HAS_GAPS.search(part):
            if "-" in part:
                return None
            found.update(Role(one, "positive") for one in ours)
        elif head not in known and ("/" in part or "frac" in part):
            found.update(Role(one, "positive") for one in ours)
        elif ".." in part or "dots" in part:
            found.update(Role(one, "count") for one in ours)
        clause = f"{clause[: equation.start()]} {body[len(part) :]} {clause[equation.end() :]}"
    for word in _TOKEN.finditer(clause):
        if word[0] in _PREPOSITION and (part := _longest_formula(clause[word.end() :])) and _OPERATOR.search(part):
            ours = {base(one) for one in _letters_of(part)}
            before = clause[: word.end()]
            if word[0] == "is" or (_LEAST.search(before) and ours <= {*known}):
                return None  # where it is least, something holds of all of its letters
            before = _LEAST.sub(" ", before)
            return _without_formulas(f"{before} {clause[word.end() + len(part) :]}", known, found)
    return clause


def _longest_formula(text: str) -> str:
    """What stands first in a text, as far as it is a formula and no words."""
    end, place = 0, 0
    while place < len(text):
        if text[place].isspace():
            place += 1
        elif (part := _IN_A_FORMULA.match(text, place)) is not None:
            end = place = part.end()
        else:
            break
    return text[:end].rstrip(" ,.")


def _letters_of(formula: str) -> Iterator[str]:
    """The letters of a formula, of those side by side, too."""
    yield from names_in(formula)
    for run in re.findall(r"(?<![A-Za-z\\])[A-Za-z]{2,3}(?![A-Za-z])", formula):
        yield from run


def _without_words(clause: str, known: Collection[str]) -> str:
    """A clause without acronyms, and what numbers say of no letter."""
    def put(word: re.Match[str]) -> str:
        return word[0] if {*word[0].lower()} <= {*known} else " "

    return _A_SECTION.sub(" ", _ACRONYM.sub(put, clause))


def _kinds(clause: str, *, is_lettered: bool, names_a_thing: bool) -> dict[str, set[Kind]] | None:
    """What the words of each part of a clause may say; None if there are others, but for nouns of what it names."""
    found: dict[str, set[Kind]] = {}
    for part in _PARTS.split(clause):
        kinds: set[Kind] = set()
        rest = re.sub(LETTER, " ", part)
        for phrase, kind in _PHRASES:
            if (shorter := re.sub(rf"\b(?:{phrase})", " ", rest, flags=re.IGNORECASE)) != rest:
                rest = shorter
                kinds |= {kind} if kind else set()
        words = re.findall(r"[A-Za-z][A-Za-z'-]+", rest)
        kinds |= {_KINDS[word.lower()] for word in words if word.lower() in _KINDS}
        if any(word.lower() in _NOT_KNOWN for word in words):
            return None
        left = [word for word in words if word.lower() not in _KINDS]
        others = [word for word in left if word.lower() not in _NOUNS and not says_nothing(word)]
        if others and names_a_thing and not any(may_restrict(word) or _TIES.match(word) for word in others):
            kinds |= {"unknown"}
        elif others and (is_lettered or not only_poses(" ".join(left))):
            return None
        found.setdefault(part, set()).update(kinds)
    return found


def _bound_to_letters(kinds: dict[str, set[Kind]], letters: set[str], found: set[Role]) -> frozenset[Role] | None:
    """All that is said, of all letters that it may be said of; counts and probabilities, each of those beside it."""
    every = set[Kind]().union(*kinds.values())
    if not letters:
        return frozenset(found | {Role(ANY, kind) for kind in every})
    if not ("count" in every and every & {"probability", "uniform"}):
        chosen = dict.fromkeys(letters, every)
    else:
        parts = [*kinds]
        chosen = {}
        for place, part in enumerate(parts):
            own = kinds[part]
            if not re.search(r"[A-Za-z]{2,}", re.sub(rf"{LETTER}|\b(?:is|are|the|an|be|denotes?)\b", " ", part)):
                own = own.union(*(kinds[one] for one in parts[max(0, place - 1) : place + 2]))
            for letter in {*map(base, names_in(part))} & letters:
                chosen.setdefault(letter, set()).update(own)
    if any("count" in some and some & {"probability", "uniform"} for some in chosen.values()):
        return None
    return frozenset(found | {Role(letter, "probability" if kind == "uniform" else kind)
                              for letter, some in chosen.items() for kind in some})


__all__ = ["ANY", "Kind", "Role", "at_most", "base", "counted", "stem", "without_laws"]
