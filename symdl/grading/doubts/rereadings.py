r"""What a verdict would be if a formula were read in another way, in which it may be meant as well.

A letter above may be the sign of a transpose, or a number; what stands above in brackets a power, or the name of a
step; a derivative may reach to the end of a product, or not. A verdict that differs then is not told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeAlias

from symdl.errors import ReadError, SymdlError
from symdl.grading.checked import Checked
from symdl.grading.question import Question
from symdl.grading.questions.posed import PLAIN, made
from symdl.grading.questions.scripts import also_read, derived_alone, reaches_doubtfully
from symdl.grading.scalar.posing import quantities
from symdl.grading.table import definitions_of, rewritten, texts
from symdl.grading.typed.differences import difference_in, has_delta
from symdl.grading.typed.spelling import ABOVE_T, has_other_t
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Call,
    Chain,
    Constant,
    Derivative,
    Function,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Transpose,
    show,
    walk,
)

Decide: TypeAlias = Callable[[Question, str], Checked]
"""The verdict on an answer, as it stands."""


def otherwise(question: Question, answer: str, found: Checked, decide: Decide) -> str:
    """How a question, or an answer, can be read in another way, in which the verdict is another one; "" if in none."""
    return (_by_what_stands_there(question, answer, found, decide) or _by_reach(question, answer, found, decide)
            or _by_transposes(question, answer, found, decide) or _by_brackets_above(question, answer, found, decide))


def if_positive(question: Question, answer: str, found: Checked, decide: Decide) -> str:
    r"""Letters that are positive to who writes them, where an answer is wrong for others only: of \sqrt{\sigma^2}.

    What a variable is, as the x of \sqrt{x^2}, has to be said.
    """
    values = found.witness.values if found.witness is not None else {}
    low = {_plainly(name) for name, value in values.items() if "-" in str(value)}
    if not question.given:
        return ""
    said = quantities(" ".join(texts(json.loads(question.given), "context")))
    names = sorted({*said, *(name for written in question.written for name in _POSITIVE.findall(written))})
    if low.isdisjoint(map(_plainly, names)) or _is_of_one_piece(question, answer, values):
        return ""
    table = json.loads(question.given)
    assumed = texts(table, "assumptions") if not isinstance(table.get("assumptions"), Mapping) else []

    def is_right(signs: Sequence[str]) -> bool:
        then = _remade({**table, "assumptions": [*assumed, *signs]}, answer, decide)
        return then is not None and (then.verdict == "equivalent" or bool(then.agrees))

    signs = [f"{name} > 0" for name in names]
    if not is_right(signs):
        return ""
    for sign in [*signs]:  # those alone that matter
        fewer = [other for other in signs if other != sign]
        signs = fewer if fewer and is_right(fewer) else signs
    return ", ".join(signs)


def _is_of_one_piece(question: Question, answer: str, values: Mapping[str, object]) -> bool:
    """Whether what differs at some values differs for positive ones, too: all are sums, products and exponentials.

    By the identity theorem two such functions that are equal for all positive values are equal for all. How many terms
    a sum has is no value of a function, so that has to be positive where they differ.
    """
    with suppress(ReadError):
        parts = [part for tree in (*question.trees, question.tree(answer)) for part in walk(tree)]
        counted = {_plainly(show(end)) for part in parts if isinstance(part, Bound)
                   for one in (part.first, part.last) if one is not None for end in walk(one)
                   if isinstance(end, Name | Member)}
        low = {_plainly(name) for name, value in values.items() if re.search(r"-|\b0\b", str(value))}
        return len(question.trees) == len(question.written) and all(map(_is_analytic, parts)) \
            and low.isdisjoint(counted)
    return False


def _is_analytic(part: Node) -> bool:
    match part:
        case Number() | Name() | Member() | Neg() | Sum() | Product() | Quotient() | Derivative() | Bound():
            return not isinstance(part, Bound) or part.condition is None
        case Constant(name):
            return name in ("e", "pi")
        case Power(base, exponent):
            return base == Constant("e") or (isinstance(exponent, Number) and exponent.value.denominator == 1)
        case Function(name) | Call(Function(name)):
            return name in _ANALYTIC
        case Big(sign):
            return sign == "sum"
        case Chain(_, signs):
            return set(signs) <= {"eq"}
    return False


_ANALYTIC = frozenset({"exp", "sin", "cos", "sinh", "cosh", "tanh"})


def if_as_usual(question: Question, answer: str, decide: Decide) -> str:
    r"""What a letter is to who writes it so, where an answer is right only then: the mean, of \bar{x} beside an x_i.

    So is N the sum of N_k, where nothing says what it is.
    """
    table = json.loads(question.given) if question.given else {}
    if not question.given or isinstance(table.get("assumptions"), Mapping):
        return ""
    definitions = definitions_of(table)
    said = [*_means([*question.written, answer])]
    said += [f"{letter} = \\sum_{{{index}}} {letter}_{{{index}}}" for letter, index in question.spelled.twofold.letters]
    heads = {text.partition("=")[0].replace(" ", "") for text in definitions}
    said = [equation for equation in said if equation.partition(" =")[0] not in heads]
    for some in dict.fromkeys([*((equation,) for equation in said), *([tuple(said)] if said else [])]):
        for field in ("definitions", "assumptions"):  # what counts members, too, is assumed to be their sum
            then = _remade({**table, field: [*texts(table, field), *some]}, answer, decide)
            if then is not None and then.verdict == "equivalent":
                return " and ".join(some)
    return ""


def _means(formulas: Sequence[str]) -> Iterator[str]:
    """What bars stand for, of which the members occur."""
    for letter in dict.fromkeys(found for text in formulas for pair in _BAR.findall(text) for found in pair if found):
        members = re.compile(rf"(?<![A-Za-z\\]){re.escape(letter)}_\{{?([a-z])\}}?(?![A-Za-z])")
        for index in dict.fromkeys(index for text in formulas for index in members.findall(text)):
            ends = re.compile(rf"\\sum(?:\\limits)?_\{{{index}=1\}}\^\{{?(\w)\}}?")
            last = next((end for text in formulas for end in ends.findall(text)), "n")
            yield f"\\bar{{{letter}}} = \\frac{{1}}{{{last}}}\\sum_{{{index}=1}}^{{{last}}} {letter}_{{{index}}}"


_BAR = re.compile(r"\\(?:bar|overline)\s*(?:\{\s*(\\?[A-Za-z]+)\s*\}|(?<=\s)([A-Za-z]))(?!\s*[_^'])")


def _plainly(name: str) -> str:
    r"""sigma, of \sigma_i."""
    return re.split(r"[_\[]", name.lstrip("\\"))[0]


_POSITIVE = re.compile(r"(?:\\?\b(?:sigma|tau|gamma|beta|alpha|lambda|eta|kappa|rho|delta|(?:var)?(?:epsilon|theta))"
                       r"|(?<![A-Za-z\\])(?:[cnmNTKdksb]|[tf][pn]|[TF][PN]))(?:_\w|_\{\w+\}|\[\w\])?(?!['\w(])")
"""Letters of standard deviations, scales, temperatures, rates, thresholds and counts."""


def if_held(question: Question, answer: str, decide: Decide) -> bool:
    r"""Whether a partial derivative is right with all that comes from the step before held fixed, as it is often meant.

    Of h_t = \tanh(w h_{t-1} + u x_t) that is \partial h_t/\partial w = (1 - h_t^2) h_{t-1}.
    """
    if not question.given or not any(isinstance(part, Derivative) and part.sign == "partial" for text in
                                     question.written[:1] for part in _parts(question, text)):
        return False
    other = _held(question.given) if any(map(_ONE_STEP.search, question.written)) else None
    with suppress(SymdlError):
        return other is not None and decide(other, other.as_read(answer)).verdict == "equivalent"
    return False


_ONE_STEP = re.compile(r"_\s*\{\s*[a-z]\s*[-+]\s*1\s*\}")


@lru_cache(maxsize=64)
def _held(given: str) -> Question | None:
    """The question of a table with what comes from the step before held fixed; None if it has no such reading."""
    with suppress(SymdlError):
        other = made(json.loads(given), "", replace(PLAIN, is_held=True))
        return other if other.spelled.twofold.before is not None else None
    return None


def if_a_product(question: Question, answer: str, decide: Decide) -> str:
    r"""The \Delta x of a question that is read as one name, where an answer is right if it is a product; "" else.

    What is right of a name is right of any number, so that nothing that is right depends on this.
    """
    name = next(filter(None, map(difference_in, question.written)), "") if has_delta(answer) else ""
    if not name or question.declared or not question.given or question.notation.find(r"\Delta") is not None:
        return ""
    with suppress(SymdlError):
        other = _with_a_number(question.given, r"\Delta")
        then = None if other is None else decide(other, other.as_read(answer))
        if then is not None and (then.verdict == "equivalent" or then.agrees):
            return f"right if {name} is a product, and not one name, which the question should say"
    return ""


@lru_cache(maxsize=64)
def _with_a_number(given: str, letter: str) -> Question | None:
    """The question of a table with a letter that is a number by itself; None if it has no such reading."""
    with suppress(SymdlError):
        return made(json.loads(given), "", replace(PLAIN, numbers=(letter,)))
    return None


def _remade(table: Mapping[str, Any], answer: str, decide: Decide) -> Checked | None:
    """The verdict beside the question of another table; None if it cannot be read then."""
    other = _question(json.dumps(dict(table)))
    with suppress(SymdlError):
        return None if other is None else decide(other, other.as_read(answer))
    return None


@lru_cache(maxsize=64)  # it hangs on the question alone, most often, and takes longer than an answer beside it
def _question(given: str) -> Question | None:
    """The question of a table, as JSON; None if it cannot be read."""
    with suppress(SymdlError):
        return made(json.loads(given))
    return None


def _with_texts(question: Question, answer: str, change: Callable[[str], str], decide: Decide) -> Checked | None:
    """The verdict where all texts of a question, and the answer, are changed."""
    return _remade(rewritten(json.loads(question.given), change), change(answer), decide)


def _parts(question: Question, written: str) -> Iterator[Node]:
    """Every node of a formula. Raises ReadError."""
    return walk(question.tree(question.spelled(written)))


def _by_what_stands_there(question: Question, answer: str, found: Checked, decide: Decide) -> str:
    r"""3\frac12, x/2\pi: what ``also_read`` finds, and what the question itself was found to leave open."""
    others = [*also_read(answer, question.notation, question.written)]
    with suppress(ReadError):
        if question.otherwise is not None:
            mine = others[0][0] if others else answer  # what is read in another way there, is so in the answer
            meant = [question.otherwise]
            while (further := meant[-1].otherwise) is not None:
                meant.append(further)
            again = {decide(one, one.as_read(mine)).verdict for one in meant}
            return question.doubt if again != {found.verdict} else ""
    is_right = found.verdict == "equivalent"
    if len(others) > 1 and not is_right:  # it may be right if several are read in another way
        return others[0][1]
    for other, why in others:
        with suppress(ReadError):
            then = decide(question, question.as_read(other)).verdict
            if then != found.verdict and (is_right or then != "invalid"):
                return why
    return ""


def _by_reach(question: Question, answer: str, found: Checked, decide: Decide) -> str:
    r"""How far a derivative reaches, in the answer or in the question: \frac{d}{dx}(x^2) x.

    It does not matter where the answer, or the question, is right however far that is.
    """
    def hangs(text: str) -> bool:
        if not reaches_doubtfully(text):
            return False
        with suppress(ReadError):
            return decide(question, question.as_read(derived_alone(text))).verdict != "equivalent"
        return True

    if found.verdict == "equivalent":
        does = any(map(hangs, (answer, *question.written)))
    else:
        does = reaches_doubtfully(answer) or any(map(hangs, question.written))
    return "it is not clear whether what stands behind the bracket is derived, too: put all of it in brackets" * does


def _by_transposes(question: Question, answer: str, found: Checked, decide: Decide) -> str:
    r"""A T above that may be the sign of a transpose, or a number, as T is elsewhere."""
    formulas = (*question.written, answer)
    if question.spelled.turned and has_other_t(answer) and any(map(ABOVE_T.search, question.written)):
        return "T is a number in the answer, and the sign of a transpose in the question: write \\top for that"
    said = bool(_STEPS.search(question.context.text))
    if not question.given or not (said or any(map(has_other_t, formulas))) or not _is_turned(question, formulas):
        return ""
    doubt = "T may be a number, or the sign of a transpose: write \\top for that"
    number = next((name for name in (r"\tau", r"\kappa", r"\nu", r"\xi") if not any(name in text for text in formulas)),
                  "")
    if not number:
        return doubt
    then = _with_texts(question, answer, lambda text: _T.sub(lambda _: f"{number} ", text), decide)
    # A vector has no powers, which then say nothing.
    is_another = then is not None and then.verdict != found.verdict and (
        said or then.verdict in ("equivalent", "not_equivalent") or any(map(_MATRIX_WITH_T.search, formulas)))
    return doubt * is_another


def _is_turned(question: Question, formulas: Sequence[str]) -> bool:
    """Whether a T is read as the sign of a transpose somewhere."""
    with suppress(ReadError):
        return any(isinstance(part, Transpose) for text in formulas if ABOVE_T.search(text)
                   for part in _parts(question, text))
    return False


_MATRIX_WITH_T = re.compile(
    r"(?:\)|(?<![A-Za-z\\])(?:[A-Z]|\\(?:Sigma|Lambda|Phi|Psi))(?:_\w|_\{[^{}]*\})?)\s*\^\s*\{?\s*T")
_STEPS = re.compile(r"(?s)\A(?!.*transpos).*\bT\b")
_T = re.compile(r"(?<=\^)T|(?<![A-Za-z\\])T(?![A-Za-z])")


def _by_brackets_above(question: Question, answer: str, found: Checked, decide: Decide) -> str:
    """A letter with something in brackets above, as h^{(t+1)}, that is read as a power, where it matters that it is."""
    powers = ""
    with suppress(ReadError):
        for text in (*question.written, answer):
            above = {re.sub(r"\s", "", name) for name, _ in _BRACKETS_ABOVE.findall(text)}
            for part in _parts(question, text) if above else ():
                if isinstance(part, Power) and isinstance(part.base, Name) and show(part.base).lstrip("\\") in above \
                        and any(isinstance(one, Name) for one in walk(part.exponent)):
                    powers = show(part.base)
    if not powers or not question.given:
        return ""
    then = _with_texts(question, answer, lambda text: _BRACKETS_ABOVE.sub(r"\1_{\2}", text), decide)
    if then is not None and then.verdict == found.verdict:
        return ""
    return f"what stands above {powers} in brackets may be a power, or say which one it is"


_BRACKETS_ABOVE = re.compile(r"([A-Za-z]+)\s*\^\s*\{\s*\(([^{}]*)\)\s*\}")


__all__ = ["Decide", "if_a_product", "if_as_usual", "if_positive", "otherwise"]
