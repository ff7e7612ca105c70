"""Whether a question can be asked at all: its formulas have a value somewhere, and its assumptions can be met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise

from symdl.errors import InputError
from symdl.grading.question import Question
from symdl.grading.scalar.expressions import compare
from symdl.grading.scalar.ordered import is_of_vectors
from symdl.grading.scalar.overlaps import contradiction
from symdl.grading.scalar.points import assumed
from symdl.grading.scalar.trees import ZERO
from symdl.grading.scalar.words import NoMeaning, standard
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, show, walk


def refuse_senseless(question: Question) -> None:
    """Raises InputError where a formula divides by nothing but 0, or two of its cases say two things at one place, and
    where numbers exclude each other for a letter.
    """
    given = assumed(question.assumptions, question.notation)
    if name := next(_impossible(given.relations), ""):
        raise InputError(f"{question.id}: there is no {name} of which all that is assumed holds",
                         term=", ".join(question.assumptions), hint="mend the assumptions")
    for text in question.written:
        tree = question.tree(question.spelled(text))
        if not (question.arrays or is_of_vectors(tree)) and any(
                compare(bottom, ZERO, given, cas=False).verdict == "equivalent" for bottom in _bottoms(tree)):
            raise InputError(f"{question.id}: this divides by zero, whatever its letters are", term=text,
                             hint="mend the formula")
        if said := contradiction(tree, given):
            raise InputError(f"{question.id}: {said}", term=text, hint="mend the conditions of the cases")


def _bottoms(tree: Node) -> Iterator[Node]:
    """What a formula divides by."""
    with suppress(NoMeaning):
        for part in walk(tree):
            if isinstance(part, at.Quotient):
                yield standard(part.bottom)
            elif isinstance(part, at.Power) and isinstance(part.exponent, at.Neg):
                yield standard(part.base)


_HOLDS = {"lt": lambda a, b: a < b, "le": lambda a, b: a <= b, "gt": lambda a, b: a > b, "ge": lambda a, b: a >= b,
          "eq": lambda a, b: a == b, "ne": lambda a, b: a != b}


def _impossible(relations: Sequence[Node]) -> Iterator[str]:
    """Letters for which no number is left by what compares them with numbers."""
    found: dict[str, list[tuple[str, Fraction, bool]]] = {}
    for relation in relations:
        if isinstance(relation, at.Chain):
            for left, sign, right in zip(relation.items[:-1], relation.signs, relation.items[1:], strict=True):
                for letter, number, is_first in ((left, right, True), (right, left, False)):
                    if isinstance(letter, at.Name | at.Member) and (of := _number(number)) is not None:
                        found.setdefault(show(letter), []).append((sign, of, is_first))
    for name, said in found.items():
        ends = sorted({number for _, number, _ in said})
        tried = [ends[0] - 1, *ends, *((a + b) / 2 for a, b in pairwise(ends)), ends[-1] + 1]
        if not any(all(_HOLDS[sign](*((one, of) if is_first else (of, one))) for sign, of, is_first in said)
                   for one in tried):
            yield name


def _number(node: Node) -> Fraction | None:
    match node:
        case at.Number(value):
            return value
        case at.Neg(at.Number(value)):
            return -value
    return None


__all__ = ["refuse_senseless"]
