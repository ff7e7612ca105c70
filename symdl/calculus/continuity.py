"""Points that a rule had to leave out, and that continuity brings back.

A proof that takes b^(t-i) apart needs b != 0, a geometric sum r != 1. If both
sides of the statement are continuous in b, and the points left out are finitely
many for each value of the rest, the statement holds there too: both sides are
the limits of what was proved equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from sympy import Basic, Expr, Number, Rational
from sympy.core.relational import (
    Equality,
    GreaterThan,
    LessThan,
    Relational,
    StrictGreaterThan,
    StrictLessThan,
    Unequality,
)

from symdl.algebra.terms import ONE, Entry, Polynomial, atoms_of
from symdl.algebra.work import Kind
from symdl.calculus.reach import reach, trees
from symdl.language import (
    REALS,
    Adjoint,
    Derivative,
    Each,
    Family,
    Limit,
    Partial,
    floor,
    unit_step,
)
from symdl.language import Entry as Member

# Nodes that need not be continuous in what they contain.
_JUMPS = (Adjoint, Derivative, Limit, Partial, floor, unit_step)


def remaining(conditions: Sequence[tuple[Kind, Polynomial]], sides: Sequence[Expr],
              given: Sequence[Relational | Each], closed: Sequence[Expr]) -> list[tuple[Kind, Polynomial]]:
    """The conditions that continuity does not remove.

    sides    the two sides of the statement
    closed   trees that must not be negative, which could leave a point without others near it
    """
    scalars = {f.name: f for side in sides for f in reach(side) if not f.ranges and not f.is_defined and not f.law}
    kept = []
    for kind, p in conditions:
        names = {atom.name for atom in atoms_of(p) if isinstance(atom, Entry) and atom.name in scalars}
        removable = kind == "nonzero" and any(
            _has_few_zeros(p, name) and _is_free(scalars[name], sides, given, closed) for name in sorted(names))
        if not removable:
            kept.append((kind, p))
    return kept


def _has_few_zeros(p: Polynomial, name: str) -> bool:
    """Whether p is a Laurent polynomial in a scalar that is not zero as such, whatever the rest is."""
    by_power: dict[object, Polynomial] = {}
    for m, c in p.items():
        here = [(a, e) for a, e in m if name in a.names]
        if any(not isinstance(a, Entry) or e.denominator != 1 for a, e in here):
            return False
        by_power.setdefault(frozenset(here), {})[m - frozenset(here)] = c
    return any(q.keys() == {ONE} for q in by_power.values())


def _is_free(symbol: Family, sides: Sequence[Expr], given: Sequence[Relational | Each],
             closed: Sequence[Expr]) -> bool:
    """Whether the symbol can move a little at every point, and both sides change little when it does."""
    if not all(_is_continuous(side, symbol) for side in sides):
        return False
    if any(symbol in reach(tree) for tree in closed):
        return False
    lows: list[Fraction] = []
    highs: list[Fraction] = []
    for assumption in given:
        if symbol not in reach(assumption):
            continue
        relation = assumption.statement if isinstance(assumption, Each) else assumption
        end = _end(relation, symbol)
        if end is not None:
            sign, value = end
            (lows if sign > 0 else highs).append(Fraction(value.p, value.q))
        elif not (isinstance(relation, (StrictGreaterThan, StrictLessThan, Unequality))
                  and all(_is_continuous(side, symbol) for side in relation.args)):
            return False
    return not lows or not highs or max(lows) < min(highs)


def _end(relation: Relational, symbol: Family) -> tuple[int, Rational] | None:
    """``symbol > number`` as (1, number), ``symbol < number`` as (-1, number), not strict ones too."""
    left, right = relation.args
    sign = {StrictGreaterThan: 1, GreaterThan: 1, StrictLessThan: -1, LessThan: -1}.get(type(relation))
    if sign is None:
        return None
    if isinstance(left, Number):
        left, right, sign = right, left, -sign
    if isinstance(left, Member) and left.family == symbol and isinstance(right, Rational):
        return sign, right
    return None


def _is_continuous(side: Basic, symbol: Family) -> bool:
    """Whether every node through which the symbol acts is continuous where it is defined."""
    inside: Iterable[Basic] = trees(side)
    for node in inside:
        if isinstance(node, _JUMPS) and symbol in reach(node):
            return False
        # Nothing is known of a function that is not written down.
        if isinstance(node, Member) and REALS in node.family.ranges and any(symbol in reach(i) for i in node.indices):
            return False
    return not isinstance(side, Equality)
