"""What is wrong with an answer of vectors and matrices: the one change that would make it right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction

from symdl.grading.scalar.linear.shapes import Unfit
from symdl.grading.scalar.words import NoMeaning, negative, times
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, walk

_MOST_CHANGES = 40
_MOST_PARTS = 6000  # of all the changed formulas together
_FACTORS = tuple(Fraction(*one) for one in ((2, 1), (1, 2), (-2, 1), (-1, 2)))


def mistake(reference: Node, answer: Node, is_right: Callable[[Node], bool],
            shown: Callable[[Node], str]) -> tuple[str, str] | None:
    """A code and words for the change that makes an answer right; None if none of those that are tried does.

    is_right  whether a formula is what is asked for
    shown     a tree as text
    """
    most = min(_MOST_CHANGES, _MOST_PARTS // (1 + sum(1 for _ in walk(answer))))
    for count, (code, words, changed) in enumerate(_changes(reference, answer, shown)):
        if count >= most:
            return None
        with suppress(NoMeaning, Unfit):
            if is_right(changed):
                return code, words
    return None


def _changes(reference: Node, answer: Node, shown: Callable[[Node], str]) -> Iterator[tuple[str, str, Node]]:
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
