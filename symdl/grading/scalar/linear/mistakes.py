"""What is wrong with an answer of vectors and matrices: the one change that would make it right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import chain, islice
from types import MappingProxyType

from symdl.grading.scalar.linear.shapes import Unfit
from symdl.grading.scalar.linear.sketch import Sketch
from symdl.grading.scalar.trees import negative, over, times
from symdl.grading.scalar.words import NoMeaning
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, walk

_MOST_CHANGES = 40
_MOST_PARTS = 6000  # of all the changed formulas together
_MOST_SKETCHED = 400  # changes that are looked at in floats
_MOST_FACTORS = 8  # of the reference that are tried where one may be missing
_FACTORS = tuple(Fraction(*one) for one in ((2, 1), (1, 2), (-2, 1), (-1, 2)))
_ONE = at.Number(Fraction(1))

_Change = tuple[str, str, Node]
"""A code, words, and the answer with the change."""


def mistake(reference: Node, answer: Node, is_right: Callable[[Node], bool], shown: Callable[[Node], str],
            values: Mapping[str, str] = MappingProxyType({})) -> tuple[str, str] | None:
    """A code and words for the change that makes an answer right; None if none of those that are tried does.

    is_right  whether a formula is what is asked for
    shown     a tree as text
    values    what letters are where the two differ
    """
    sketch = Sketch(values, reference)
    most = min(_MOST_CHANGES, _MOST_PARTS // (1 + sum(1 for _ in walk(answer))))
    changes = _changes(reference, answer, shown)
    if sketch.is_told:  # else each would have to be decided
        inner = islice(_inner_changes(reference, answer, shown, sketch), _MOST_SKETCHED)
        changes = chain((one for one in changes if sketch.may_be(one[2])),
                        (one for one in inner if sketch.may_be(one[2], of_misfits=False)))
    for code, words, changed in islice(changes, most):
        with suppress(NoMeaning, Unfit):
            if is_right(changed):
                return code, words
    return None


def _inner_changes(reference: Node, answer: Node, shown: Callable[[Node], str], sketch: Sketch) -> Iterator[_Change]:
    """Changes of parts: a sign in a bracket, an inverse, a factor."""
    places = [*_places(answer)]
    for part, put in places:
        if isinstance(part, at.Sum) and part is not answer:
            for k, term in enumerate(part.terms):
                turned = at.Sum((*part.terms[:k], negative(term), *part.terms[k + 1 :]))
                yield "sign", f"The sign of {shown(_bare(term))} in {shown(part)} is wrong.", put(turned)
    inverted = [part.base for part in walk(reference) if _is_inverse(part) and isinstance(part, at.Power)]
    for part, put in places:
        if _is_inverse(part) and isinstance(part, at.Power):
            yield "reciprocal", f"{shown(part.base)} should not be inverted.", put(part.base)
        elif part in inverted:
            yield "reciprocal", f"{shown(part)} should be inverted.", put(at.Power(part, at.Neg(_ONE)))
    terms = dict.fromkeys(term for part in walk(reference) if isinstance(part, at.Sum) and part is not reference
                          for term in part.terms)
    for part, put in places:
        for term in terms if part is not answer and isinstance(part, at.Sum | at.Product | at.Name) else ():
            beside = part.terms if isinstance(part, at.Sum) else (part,)
            words = f"A term is missing beside {shown(part)}: {shown(term)}."
            yield "term-missing", words, put(at.Sum((*beside, term)))
    yield from _extra(answer, places, shown)
    yield from _missing(reference, answer, places, shown, sketch)


def _extra(answer: Node, places: Sequence[_Place], shown: Callable[[Node], str]) -> Iterator[_Change]:
    for part, put in places:
        here = "" if part is answer else f" in {shown(part)}"
        if isinstance(part, at.Product):
            for count in (1, 2) if len(part.factors) > 2 else (1,):
                for k in range(len(part.factors) - count + 1):
                    factor, rest = part.factors[k : k + count], part.factors[:k] + part.factors[k + count :]
                    words = f"The factor {shown(times(*factor))}{here} does not belong there."
                    yield "factor-extra", words, put(times(*rest))
        if isinstance(part, at.Quotient):
            yield ("factor-extra", f"The factor {shown(over(_ONE, part.bottom))}{here} does not belong there.",
                   put(part.top))


def _missing(reference: Node, answer: Node, places: Sequence[_Place], shown: Callable[[Node], str],
             sketch: Sketch) -> Iterator[_Change]:
    factors = [factor for part in walk(reference) for factor in (
        part.factors if isinstance(part, at.Product) else
        (over(_ONE, part.bottom),) if isinstance(part, at.Quotient) else ())]
    whole, most = (sum(1 for _ in walk(tree)) for tree in (answer, reference))
    small = [factor for factor in dict.fromkeys(factors) if not isinstance(factor, at.Number)
             and 3 * sum(1 for _ in walk(factor)) <= 2 * most and whole > 1]
    for part, put in places:
        if isinstance(part, at.Number | at.Neg | at.Transpose) or _is_inverse(part):
            continue
        here = "" if part is answer else f" in {shown(part)}"
        for factor in small[:_MOST_FACTORS]:
            words = f"The factor {shown(factor)} is missing{here}."
            if sketch.is_number(factor):
                yield "factor-missing", words, put(times(factor, part))
                continue
            beside = part.factors if isinstance(part, at.Product) else (part,)
            for k in range(len(beside) + 1):
                yield "factor-missing", words, put(at.Product((*beside[:k], factor, *beside[k:])))


def _is_inverse(node: Node) -> bool:
    return isinstance(node, at.Power) and node.exponent == at.Neg(_ONE)


_Place = tuple[Node, Callable[[Node], Node]]
"""A part of a formula, and the formula with another in its place."""


def _places(tree: Node, above: Node | None = None) -> Iterator[_Place]:
    """The parts of a formula that may be wrong, the outermost first; factors are changed with their product."""
    def identity(new: Node) -> Node:
        return new

    if not isinstance(tree, at.Number | at.Member) and not (isinstance(above, at.Product) and not isinstance(
            tree, at.Sum | at.Power | at.Quotient)) and not isinstance(above, at.Transpose):
        yield tree, identity
    if isinstance(tree, at.Sum | at.Product | at.Neg | at.Quotient | at.Power | at.Transpose):
        for child in tree.parts:
            for part, put in _places(child, tree):
                yield part, _within(tree, child, put)


def _within(tree: Node, child: Node, put: Callable[[Node], Node]) -> Callable[[Node], Node]:
    return lambda new: rebuilt(tree, lambda one: put(new) if one is child else one)


def _changes(reference: Node, answer: Node, shown: Callable[[Node], str]) -> Iterator[_Change]:
    for term in reference.terms if isinstance(reference, at.Sum) else ():
        yield "term-missing", f"A term is missing: {shown(term)}.", at.Sum((answer, term))
    yield "sign", "The sign of the answer is wrong.", negative(answer)
    if isinstance(answer, at.Sum):
        for place, term in enumerate(answer.terms):
            others = answer.terms[:place], answer.terms[place + 1 :]
            turned = at.Sum((*others[0], negative(term), *others[1]))
            yield "sign", f"The sign of {shown(_bare(term))} is wrong.", turned
            rest = (*others[0], *others[1])
            yield ("term-extra", f"The term {shown(_bare(term))} does not belong there.",
                   at.Sum(rest) if len(rest) > 1 else rest[0])
    yield "transposed", "The answer is the transpose of what is asked for.", at.Transpose(answer)
    for part, changed in _turned(answer):
        is_turned = isinstance(part, at.Transpose)
        letter = shown(part.of if isinstance(part, at.Transpose) else part)
        yield "transposed", f"{letter} should {'not ' * is_turned}be transposed.", changed
    for factor in _FACTORS:
        yield "coefficient", f"A factor {factor} is missing.", times(at.Number(factor), answer)
    if isinstance(answer, at.Sum):
        for place, term in enumerate(answer.terms):
            for factor in _FACTORS:
                yield ("coefficient", f"A factor {factor} is missing in {shown(_bare(term))}.", at.Sum((
                    *answer.terms[:place], times(at.Number(factor), term), *answer.terms[place + 1 :])))


def _bare(term: Node) -> Node:
    return term.of if isinstance(term, at.Neg) else term


def _turned(tree: Node) -> Iterator[tuple[Node, Node]]:
    """One of its letters as it stands, and the formula with it turned."""
    places: list[Node] = []

    def find(node: Node) -> Node:
        if isinstance(node, at.Name | at.Member) or (
                isinstance(node, at.Transpose) and isinstance(node.of, at.Name | at.Member)):
            places.append(node)
            return node
        return rebuilt(node, find)

    find(tree)
    for place in places:
        def turn(node: Node, place: Node = place) -> Node:
            if node is place:
                return node.of if isinstance(node, at.Transpose) else at.Transpose(node)
            if isinstance(node, at.Transpose) and isinstance(node.of, at.Name | at.Member):
                return node
            return rebuilt(node, lambda child: turn(child, place))

        yield place, turn(tree)


__all__ = ["mistake"]
