r"""What is said to depend on the letter that a question differentiates by: it is no number to hold fixed there.

    \frac{d}{dx} x^2 y      y is a function of x
    L = w y, dL/dw          y = w x

A definition says how something depends on another, and is worked with. Words, and equations beside a question, say that
it does, so that a derivative with the rest held fixed is another one than what is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise

from symdl.errors import ReadError
from symdl.grading.named import reached
from symdl.grading.question import Question
from symdl.grading.scalar.context import LETTER, clauses
from symdl.grading.scalar.linear.put_in import differentiated_by
from symdl.grading.scalar.neutral import says_nothing
from symdl.grading.scalar.writing import says_how_to_write
from symdl.notation.reader.signs import BIG, FUNCTIONS
from symdl.notation.reader.syntax import (
    Big,
    Call,
    Chain,
    Derivative,
    Goes,
    Gradient,
    Member,
    Name,
    Node,
    children,
    walk,
)

_SHORT = r"(?:an|as|at|be|by|do|if|in|is|it|no|of|on|or|so|to|up|us|vs|we)\b"
_FONT = re.compile(r"\\(?:mathbf|mathrm|boldsymbol|bm|vec|mathit)\s*"
                   r"(?:\{\s*(\\?[A-Za-z]+)\s*\}|([A-Za-z]|\\[A-Za-z]+))")
_SCRIPTS = re.compile(r"(?:_|\^)\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|\w)")
_COUNTED = re.compile(rf"\\(?:sum|prod)(?:\\limits)?\s*(?:{_SCRIPTS.pattern}\s*)*")
_EQUAL = re.compile(r":=|\\coloneqq|(?<![<>!=])=(?!=)|\\propto(?![a-z])|∝|\bequals?(?:\s+to)?\b|\bproportional\s+to\b"
                    r"|\bgiven\s+by\b|\bdefined\s+(?:by|as)\b")
_DEPEND = re.compile(r"\bfunctions?\s+of\b|\bdepends?\s+on\b|\bdepend\w*\b|\bvar(?:y|ies|ying)\s+with\b"
                     r"|\bdetermined\s+by\b|\bparametri[sz]ed\s+by\b|\bcomputed\s+from\b")
_FREE = re.compile(r"\b(?:(?:do|does|did|is|are|was|were)(?:\s+not|n't)\s+(?:depend\w*|var\w*|chang\w*)"
                   r"(?:\s+(?:on|with))?|independent\s+of"
                   r"|(?:is|are|be|held|kept|treated\s+as)\s+(?:an?\s+)?(?:(?!not\b|never\b)\w+\s+)?(?:constants?|fixed)"
                   r"|held|constants?|fixed|regardless|generated|drawn|sampled|observed|measured|noisy|noise)\b",
                   re.IGNORECASE)
"""Words that say that something is no function of another."""
_UNSURE = re.compile(r"\b(?:not|never|neither|nor|but|however|except|anything|only|unless)\b|n't\b", re.IGNORECASE)
"""Words that may take that back."""
_SUSPECT = re.compile(r"\b(?:predict\w*|map(?:s|ped)?|outputs?|functions?|depend\w*|product\s+rule|treat\w*"
                      r"|everything|tied|coupled"
                      r"|(?:has|with)\s+(?:the\s+)?(?:derivative|slope)|(?:derivative|slope)\s+of\s+\S+\s+(?:by|with|in|w\.r\.t))\b"
                      r"|\bd\w/d\w", re.IGNORECASE)
"""Words of what is made of something, whatever else is said."""
_PROPERTY = re.compile(r"[^<>=:]*\b(?:is|are)\s+(?:not\s+)?(?:an?\s+|both\s+)?(?:symmetric|one-hot|orthogonal"
                       r"|orthonormal|diagonal|invertible|(?:positive\s+)?(?:semi-?)?definite|independent|square|binary)"
                       r"(?:\s+(?:variables?|matri(?:x|ces)|vectors?))?", re.IGNORECASE)
"""What something is by itself, which says of no letter that another one makes it."""
_DESCRIBED = re.compile(
    rf"(?:(?:where|here|let|so|and|the|our|(?:total|overall)|(?:loss|cost|objective|divergence|error|risk)(?:\s+function)?)"
    rf"\s+)*(?P<name>{LETTER})\s*(?:\([^()]*\)\s*)?(?:(?:is|denotes|measures|compares|penali[sz]es|gives)\b|stands\s+for\b)"
    r"(?P<what>.*)", re.IGNORECASE)
"""What says what a letter is: "L is the loss of the prediction w x for the label y"."""
_SAYS_MORE = re.compile(r"\b(?:is|are|be|was|were|has|have|equals?|denotes?|where|which|whose|that|follows?|makes?"
                        r"|gives?|comes?|goes|because|since|as|so)\b|:", re.IGNORECASE)
"""Words of another thing that is said beside that."""
_MEAN_OF = re.compile(r"^\s*(?:the\s+|an?\s+)?(?:[\w-]+\s+){0,2}?(?:means?|averages?|sums?|total|norm|length|maximum"
                      r"|minimum|variance)\s+(?=of\b|over\b)", re.IGNORECASE)
_IS_A_PRODUCT = re.compile(rf"({LETTER})\s+(?:is|are)\s+((?:{LETTER})(?:\s+{LETTER})+)(?![A-Za-z])")
_LISTED = rf"(?:{LETTER})(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?:{LETTER}))*"
_IN_A_FORMULA = rf"(?:{LETTER}|\d+|[-+*/^(){{}}]|\\(?:cdot|times|top)(?![A-Za-z])" \
                rf"|(?<![A-Za-z\\])(?!{_SHORT})[A-Za-z]{{2}}(?![A-Za-z]))"
_AN_OUTPUT = re.compile(rf"\b(?:predict(?:ions?|ed\s+\w+)|outputs?)\s+(?P<formula>{_LISTED}(?!\s*{_IN_A_FORMULA})"
                        rf"|{_IN_A_FORMULA}(?:\s*{_IN_A_FORMULA})*)", re.IGNORECASE)
"""An output with what it is called, or the formula that it is."""
_ALL_LETTERS = re.compile(r"\b(?:all|every|each)\s+(?:the\s+|other\s+)?"
                          r"(?:letters?|quantit\w+|variables?|symbols?|names?)\b"
                          r"|\beverything\b|\bevery\s+\w+\s+but\b", re.IGNORECASE)
_MADE_OF = re.compile(r"\b(?:is|are|denotes?|stands?\s+for|called|their|its|sample|batch|empirical)\s+(?:the\s+)?"
                      r"(?:\w+\s+){0,2}?(?:means?|averages?|variances?|deviations?|norms?|lengths?|sums?(?!\s+(?:up\s+)?to\b)|totals?"
                      r"|maxim\w+|minimum|median)\b"
                      r"|\b(?:mean|average|variance|deviation|norm|length|sum|total|maximum|minimum|median)\s+of\b",
                      re.IGNORECASE)
"""What says of what a letter is made, whether or not that has a letter."""
_IS_A_MOMENT = re.compile(rf"(?:(?:where|and|here|with)\s+)*({LETTER})\s+(?:is|denotes)\s+(?:the\s+|an?\s+|its\s+)?"
                          r"(?:noise\s+)?(?:mean|(?:standard\s+)?deviation|variance|scale|location)", re.IGNORECASE)
_ONE_MOMENT = re.compile(r"\b(?:exponential|poisson|bernoulli|binomial|geometric|chi|samples?|batch|empirical)\b",
                         re.IGNORECASE)
"""Words of laws whose mean and variance are made of each other, and of what both are made."""
_OF_A_LAW = re.compile(r"\b(?:gaussian|normal|distribut\w+|population|true|law)\b", re.IGNORECASE)
_NO_VALUE = re.compile(r"\b(?:numbers?|dimensions?|sizes?|counts?|labels?|targets?|class\w*|ind(?:ex|ices)|same"
                       r"|vectors?|matri\w+|entr(?:y|ies)|elements?|components?|members?|scalars?|parameters?|weights?"
                       r"|bias\w*|distribut\w+|random|inputs?|features?|observations?|data|examples?|samples?"
                       r"|coefficients?|rates?|loss\w*|model|real|positive|negative|integers?|arbitrary|given|known"
                       r"|convex|differentiable|smooth|optim\w+|minimis\w+|minimiz\w+|learn\w*|train\w*|updat\w*"
                       r"|initiali\w+|gradients?|derivatives?|differentiate|respect|find|compute"
                       r"|for\s+(?:all|each|every|any))\b"
                       r"|\b(?:is|are|an?)\s+[a-z]\s*(?:[x×]|\\times|by|-by-)\s*[a-z]\b|\\in(?![a-z])|\\mathbb",
                       re.IGNORECASE)
"""Words of what letters stand for, and not of what one is made of: "n is the number of entries of x"."""
_ORDER = re.compile(r"[<>≤≥≠]|\\(?:leq?|geq?|neq?|[lg]t)(?![a-z])")
_ANYTHING = "*"
_APPLIED = re.compile(rf"({LETTER})\s*\(\s*({LETTER}(?:\s*,\s*{LETTER})*)\s*\)")
_ARTICLE = re.compile(r"(?<![A-Za-z\\])[aAI](?=\s+[A-Za-z]{2,})(?!\s+(?:is|are|be|and|depends?|denotes?)\b)")
_WORD = re.compile(r"(?<![A-Za-z\\])[A-Za-z]+")
_LONGEST_PRODUCT = 4  # letters side by side, which are a word else


@dataclass(frozen=True)
class Tie:
    """That letters depend on others, and the words that say so."""

    what: frozenset[str]
    on: frozenset[str]
    said: str


def held(question: Question) -> Tie | None:
    """What a question would hold fixed, and is said to depend on the letter of a derivative, an integral or a limit.

    None if there is nothing of the kind.
    """
    words = [*clauses(question.context.text), *question.assumptions]
    if not any(map(_ties, words)):
        return None
    moments = set[str]() if any(map(_ONE_MOMENT.search, words)) else {
        _bare(found[1]) for said in words if (found := _IS_A_MOMENT.fullmatch(said.strip(" ,"))) is not None}
    trees = []
    for text in question.written:
        with suppress(ReadError):
            trees.append(question.tree(question.spelled(text)))
    bodies = {_letter(tree.items[0]): tree for tree in trees if isinstance(tree, Chain) and tree.signs[0] in (
        "eq", "define", "assign") and isinstance(tree.items[0], Name | Member | Call)}
    ties = [tie for said in words for tie in _ties(said, bodies.keys())]
    made_of = {letter: {one for item in tree.items[1:] for one in _letters_of(item)} for letter, tree in bodies.items()}
    for tree in trees:
        for of, by in _operations(tree):
            if isinstance(of, Name | Member) and _letter(of) not in bodies:
                continue  # a name for that derivative
            letters, there = _depending(by, ties), reached(_letters_of(of), made_of)
            for tie in ties:
                if by and by <= moments and _IS_A_MOMENT.fullmatch(tie.said):
                    continue  # each of a law's is a number of its own
                what = there if _ANYTHING in tie.what else tie.what & letters & there
                if what := what - by - bodies.keys():
                    return replace(tie, what=what)
    return None


def _operations(tree: Node) -> Iterator[tuple[Node, frozenset[str]]]:
    """What is differentiated, integrated or has a limit, each with the letters by which."""
    for part in walk(tree):
        if isinstance(part, Derivative | Gradient):
            yield part.of, frozenset(letter for one in differentiated_by(part) for letter in _letters_of(one))
        elif isinstance(part, Big) and (part.sign == "int" or any(isinstance(one, Goes) for one in part.bounds)):
            yield part.of, frozenset(_letter(one.name) for one in part.bounds if one.name is not None)


def _depending(by: frozenset[str], ties: Sequence[Tie]) -> frozenset[str]:
    """All that depends on some letters, by way of others, too."""
    found = by | {_ANYTHING}
    while more := frozenset[str]().union(*(tie.what for tie in ties if tie.on & found)) - found:
        found |= more
    return found


def _letters_of(tree: Node) -> set[str]:
    """The letters of a formula that stand for numbers: a function that is applied says of what it is one."""
    found = {_letter(tree)} if isinstance(tree, Name | Member) else set()
    for child in children(tree):
        if not (isinstance(tree, Call) and child is tree.function):
            found |= _letters_of(child)
    return found


def _letter(node: Node) -> str:
    match node:
        case Name(text) | Member(text):
            return _bare(text)
        case Call(function):
            return _letter(function)
    return ""


def _bare(name: str) -> str:
    """x, of \\mathbf{x}_i."""
    return re.sub(r"\s", "", re.split("[_^]", _FONT.sub(r"\1\2", name))[0]).lstrip("\\").rstrip("'")


def _ties(said: str, defined: Collection[str] = ()) -> list[Tie]:
    """What a clause says of what depends on what. Words that are not known may say it of all letters beside them.

    defined   the letters of which definitions say what they are made of
    """
    said = said.strip(" ,")
    plain = _FONT.sub(r"\1\2", said)
    of_what = _named(re.findall(rf"\b(?:derivatives?|gradients?|slopes?)\s+of\s+({LETTER})", plain))
    if _PROPERTY.fullmatch(said) or (says_how_to_write(said) and of_what <= {*defined}):
        return []
    if _FREE.search(said):
        rest = _FREE.sub(" ", said)
        names = _named(re.findall(LETTER, _ARTICLE.sub(" ", plain)))
        return [Tie(names, names | {_ANYTHING}, said)] if _UNSURE.search(rest) or _SUSPECT.search(rest) else []
    if _ALL_LETTERS.search(said) and (_DEPEND.search(said) or _SUSPECT.search(said)):
        return [Tie(frozenset((_ANYTHING,)), frozenset((_ANYTHING,)), said)]
    return [*_of_formulas(said, plain), *_of_words(said, plain, defined)]


def _of_formulas(said: str, plain: str) -> Iterator[Tie]:
    """What equations among words say, and f(x), of what depends on what."""
    for found in _APPLIED.finditer(plain):
        yield Tie(_named([found[1]]), _named(re.findall(LETTER, found[2])), said)
    for left, right in pairwise(_sides(plain)):
        ours, theirs = _one(left) or _factors(left), _factors(right)
        yield Tie(ours, theirs, said)
        if not _one(left):
            yield Tie(ours | theirs, ours | theirs, said)


def _sides(plain: str) -> list[str]:
    return [_SCRIPTS.sub(" ", side) for side in _EQUAL.split(_without_scripts(plain))]


def _of_words(said: str, plain: str, defined: Collection[str]) -> Iterator[Tie]:
    """What words say of the letters beside them."""
    words = _ARTICLE.sub(" ", plain)
    slopes = re.findall(r"\bd(\w)/d(\w)", words)
    names = _named(re.findall(LETTER, words)) | {letter for slope in slopes for letter in slope}
    if len(_sides(plain)) > 1 or _ORDER.search(words) or _OF_A_LAW.search(words):
        return
    subject = _DESCRIBED.match(plain)
    if subject is not None and _bare(subject["name"]) in defined and not (
            _SAYS_MORE.search(subject["what"]) or _DEPEND.search(subject["what"])):
        rest = _MEAN_OF.sub(" ", subject["what"])  # which says what that one is made of, as a definition does
        if not _MADE_OF.search(rest):
            yield from _of_outputs(said, rest, names)
            return
    for found in _IS_A_PRODUCT.finditer(words):  # whatever else is said
        yield Tie(_named([found[1]]), _factors(found[2]), said)
    if _MADE_OF.search(words):
        yield Tie(names, names | {_ANYTHING}, said)
    elif (sign := _DEPEND.search(words)) is not None:
        what, on = (_named(re.findall(LETTER, side)) for side in (words[: sign.start()], words[sign.end() :]))
        yield Tie(what, on, said) if what and on else Tie(names, names | {_ANYTHING}, said)
    elif _SUSPECT.search(words) or (
            not _NO_VALUE.search(words) and not _only_names(words)
            and re.search(r"[A-Za-z]{2,}|:|\\equiv", re.sub(LETTER, " ", words))):
        yield Tie(names, names, said)


def _only_names(words: str) -> bool:
    """Whether words only say what letters stand for, or name what is had of them: no letter is made of another one."""
    found = _ARE_THINGS.fullmatch(words.strip()) or _HAD_OF_LETTERS.fullmatch(words.strip())
    return found is not None and all(says_nothing(word) or _OF_BOTH.fullmatch(word)
                                     for word in re.findall(r"[\w-]+", found["what"]))


_ARE_THINGS = re.compile(rf"(?:(?:where|here|let|and|with)\s+)*{_LISTED}\s+(?:is|are|be|denotes?)\s+"
                         r"(?P<what>[a-z\s-]{2,})", re.IGNORECASE)
"""u and v are two embeddings."""
_HAD_OF_LETTERS = re.compile(rf"(?P<what>(?:[a-z-]{{2,}}\s+)+(?:of|between)\s+(?:[a-z-]{{2,}}\s+)*){_LISTED}",
                             re.IGNORECASE)
"""The similarity of u and v."""
_OF_BOTH = re.compile(r"two|unit|cosine|dot|inner|product|distance|angle|between|squared|euclidean|contrastive"
                      r"|images?|texts?|pair", re.IGNORECASE)


def _of_outputs(said: str, what: str, names: frozenset[str]) -> Iterator[Tie]:
    """What is said of the letters in what something is: of "the loss of the output y for x", that y may be made of x.

    An output that is a formula has no letter of its own: "the loss of the prediction w x".
    """
    rest = _ARTICLE.sub(" ", what)
    for found in _AN_OUTPUT.finditer(rest):
        formula = found["formula"].strip()
        if re.fullmatch(_LISTED, formula):
            ours = _named(re.findall(LETTER, formula))
            yield Tie(ours, names - ours, said)
    if _SUSPECT.search(_AN_OUTPUT.sub(" ", rest)):
        yield Tie(names, names, said)


def _without_scripts(said: str) -> str:
    r"""A formula without what its sums run over: no k, and no K, of \sum_{k=1}^K y_k."""
    return _SCRIPTS.sub(lambda found: found[0] if found[0][0] == "^" else " ", _COUNTED.sub(" ", said))


def _one(side: str) -> frozenset[str]:
    """The letter that a side of an equation is, or the function of letters, behind words: "the model is f(x)"."""
    heads = [*_APPLIED.finditer(side)]
    if heads and not side[heads[-1].end() :].strip():
        return _factors(_APPLIED.sub(r" \1 ", side))
    words = side.split()
    is_alone = words and len(_named([words[-1]])) == 1 and re.fullmatch(LETTER, words[-1])
    before = _ARTICLE.sub(" ", " ".join(words[:-1]))
    is_prose = not re.search(rf"\d|[-+*/^(]|{LETTER}", before) and all(
        len(run) > 2 or run.lower() in _WORDS for run in _WORD.findall(before))
    return _named([words[-1]]) if is_alone and is_prose else frozenset()


def _factors(side: str) -> frozenset[str]:
    """The letters of a side of an equation, of those side by side, too; words are none."""
    found = {*re.findall(LETTER, _ARTICLE.sub(" ", side))}
    for run in _WORD.findall(side):
        if 1 < len(run) <= _LONGEST_PRODUCT and run not in FUNCTIONS and run not in BIG and run.lower() not in _WORDS:
            found |= {*run}
    return _named(found)


_WORDS = frozenset({
    "an", "and", "are", "as", "at", "be", "both", "by", "each", "for", "has", "have", "here", "if", "in", "is", "it",
    "its", "let", "of", "on", "or", "our", "so", "such", "that", "the", "then", "this", "to", "unit", "we",
    "when", "with",
})  # fmt: skip


def _named(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_bare, names))


__all__ = ["Tie", "held"]
