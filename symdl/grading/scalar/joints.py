r"""Answers that are right but at one place: 2x + 1 - [x > 0] - [x < 0] is not the slope of x^2 at 0.

A slope that jumps has no value there but by convention, and any will do: [x > 0] and [x \ge 0] for that of max(0, x).
"""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

from flint import acb, fmpq

from symdl.grading.scalar.expressions import compare
from symdl.grading.scalar.points import NOTHING
from symdl.grading.scalar.values import NotReal, Outside, Place, Unclear, Unsupported, Value, bits, value
from symdl.grading.scalar.words import NoMeaning, standard
from symdl.notation.reader.syntax import Node

_STEP = fmpq(1, 10**12)
_NEARLY = fmpq(1, 10**6)
_BITS = 128


def differs_at(reference: Node, answer: Node) -> str:
    """A place at which an answer is another than the reference, which is continuous there; "" if none is seen."""
    with suppress(NoMeaning):
        left, right = standard(reference), standard(answer)
        found = compare(left, right, NOTHING, cas=False).witness
        if found is None:
            return ""
        with suppress(ValueError, Outside, NotReal, Unclear, Unsupported, ZeroDivisionError):
            place = {name: fmpq(number.numerator, number.denominator) for name, text in found.values
                     for number in [Fraction(text)]}
            if _is_continuous(left, place):
                where = ", ".join(f"{name} = {text}" for name, text in found.values)
                return f"at {where}, what is asked for is {found.reference} and the answer is {found.answer}"
    return ""


def _is_continuous(tree: Node, point: dict[str, fmpq]) -> bool:
    """Whether a formula is nearly the same on both sides of a place, in each letter."""
    with bits(_BITS):
        here = _at(tree, point)
        return all(_is_near(here, _at(tree, {**point, name: point[name] + step}))
                   for name in point for step in (_STEP, -_STEP))


def _at(tree: Node, point: dict[str, fmpq]) -> Value:
    return value(tree, Place(dict(point)))


def _is_near(one: Value, other: Value) -> bool:
    off = one - other
    return not isinstance(off, acb) and bool(off * off < _NEARLY * _NEARLY)


__all__ = ["differs_at"]
