r"""Answers that are right but at one place: 2x + 1 - [x > 0] - [x < 0] is not the slope of x^2 at 0.

A slope that jumps has no value there but by convention, and any will do: [x > 0] and [x \ge 0] for that of max(0, x).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction

from flint import acb, fmpq

from symdl.grading.scalar.expressions import compare
from symdl.grading.scalar.points import Assumed, courses
from symdl.grading.scalar.values import NotReal, Outside, Place, Unclear, Unsupported, Value, bits, value
from symdl.grading.scalar.words import NoMeaning, standard
from symdl.notation.reader.syntax import Big, Bound, Constant, Name, Node, Power, walk

_STEP = fmpq(1, 10**12)
_NEARLY = fmpq(1, 10**6)
_BITS = 128


def differs_at(reference: Node, answer: Node, given: Assumed) -> str:
    """A place at which an answer is another than the reference, which is continuous there; "" if none is seen."""
    with suppress(NoMeaning):
        found = compare(standard(reference), standard(answer), given, cas=False).witness
        if found is not None and is_continuous(reference, dict(found.values)):
            where = ", ".join(f"{name} = {text}" for name, text in found.values)
            return f"at {where}, what is asked for is {found.reference} and the answer is {found.answer}"
    return ""


def is_by_cases(tree: Node) -> bool:
    """Whether a formula takes more than one course; a power of e has one."""
    return any(True for node in walk(tree) if not (isinstance(node, Power) and isinstance(node.base, Constant))
               for _ in courses(node))


def is_continuous(tree: Node, values: Mapping[str, str]) -> bool:
    """Whether a formula is nearly the same on both sides of a place, in each letter; False if that is not seen.

    But in those at which sums end, as they are whole.
    """
    with suppress(NoMeaning, ValueError, Outside, NotReal, Unclear, Unsupported, ZeroDivisionError), bits(_BITS):
        tree = standard(tree)
        point = {name: fmpq(number.numerator, number.denominator) for name, text in values.items()
                 for number in [Fraction(text)]}
        here = _at(tree, point)
        return all(_is_near(here, _at(tree, {**point, name: point[name] + step}))
                   for name in point.keys() - _ends(tree) for step in (_STEP, -_STEP))
    return False


def _ends(tree: Node) -> set[str]:
    """The letters from and up to which sums count."""
    bounds = [bound for part in walk(tree) if isinstance(part, Big) and part.sign in ("sum", "prod")
              for bound in part.bounds if isinstance(bound, Bound)]
    return {name.text for bound in bounds for end in (bound.first, bound.last) if end is not None
            for name in walk(end) if isinstance(name, Name)}


def _at(tree: Node, point: dict[str, fmpq]) -> Value:
    return value(tree, Place(dict(point)))


def _is_near(one: Value, other: Value) -> bool:
    off = one - other
    return not isinstance(off, acb) and bool(off * off < _NEARLY * _NEARLY)


__all__ = ["differs_at", "is_by_cases", "is_continuous"]
