"""Where a changed formula has the right value: a few points at which what is asked for is known.

A change in one place leaves all else as it was. So each part of a formula is evaluated once at a point, and a change
costs the value of what was changed and a few additions and products on the way out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random

from flint import fmpq
from sympy import Add, Basic, Expr, Integer, Mul, Pow, Rational

from symdl.errors import SymdlError
from symdl.language import INTEGERS, REALS, Entry, Family, Index, IntervalSum, Mean, Range, Total, free_indices, integer
from symdl.verification.changes import Path, put
from symdl.verification.evaluation import numbers
from symdl.verification.evaluation.evaluate import NotEvaluable, Point, World, compile_tree, in_order
from symdl.verification.evaluation.numbers import OutsideDomain, Value
from symdl.verification.points.relations import Assumption
from symdl.verification.points.scan import scan_of
from symdl.verification.points.statements import Statement, with_table
from symdl.verification.points.trials import trials

# Attempts 2, 5 and 8 draw positive numbers only, where most answers have a value; the others of both signs.
_ATTEMPTS = (4, 2, 6, 5, 8, 10)
_VARIETY = 9
_ENOUGH = 4  # places where the value is known
_WORK = 12_000  # bodies evaluated at a point, to know it
_LONGEST = 64  # terms of a sum that are kept one by one
_SEARCH = 60_000  # and by all the changes that are tried there
_STEPS = 300_000  # terms and factors, at all points together
_NOWHERE = -(1 << 62)  # where an index stands that has no position


@dataclass(frozen=True)
class Spot:
    """A point, the values of the free indices there, and the value of what is asked for."""

    point: Point
    at: Mapping[Index, int]
    target: Value


def spots(asked: Expr, other: Expr, given: Sequence[Assumption], names: Iterable[Family] = (), *,
          differ: bool = False) -> tuple[Spot, ...]:
    """A few points that meet the assumptions, of different sizes; () if what is asked for has no value at any.

    other   another formula that has a value there
    names   families that an answer may speak of besides: they have values there too
    differ  only points at which the two formulas differ
    """
    try:
        statement = Statement.of(asked, other, given)
    except SymdlError:
        return ()
    wider = replace(statement, scan=scan_of(Add(asked, other, *map(_member, names), evaluate=False)))
    found: list[Spot] = []
    for attempt in _ATTEMPTS if not differ else range(4 * len(_ATTEMPTS)):
        for one in (wider, statement):
            for sizes in _sizes(one.ranges, attempt):
                if one.allows_sizes(sizes) and (some := _seen(one, sizes, attempt, differ)):
                    found += some
                    break
            else:
                continue
            break
        if len(found) >= _ENOUGH:
            break
    return tuple(found)


def _seen(statement: Statement, sizes: Mapping[Range, int], attempt: int, differ: bool) -> list[Spot]:
    random = Random(f"diagnosis {attempt}")
    out: list[Spot] = []
    with suppress(OutsideDomain, SymdlError):
        for compared, trial, at in trials(statement, sizes, random, attempt, _VARIETY, _WORK):
            if (compared.kind == "fails") == differ:
                out.append(Spot(trial.point, at, compared.lhs))
    # The last places have indices that differ, and larger integers.
    return out[-2:]


def _sizes(ranges: Sequence[Range], attempt: int) -> list[dict[Range, int]]:
    """Sizes to try, ranges of different sizes first."""
    orders = ((2, 3, 2), (3, 2, 3)) if attempt % 4 else ((3, 2, 3), (2, 3, 2))
    return [{r: max(r.at_least, sizes[k % len(sizes)]) for k, r in enumerate(ranges)}
            for sizes in (*orders, (2,), (3,), (1,), (4,), (5,))]


def _member(family: Family) -> Entry:
    def place(range_: Range) -> Basic:
        if range_ == REALS:
            return Integer(1)
        return integer("t", at_least=1) if range_ == INTEGERS else range_.indices()[0]

    return Entry(family, *map(place, family.ranges))


def with_value(spot: Spot, family: Family, value: Value, asked: Expr) -> Spot | None:
    """The same point with another value of a scalar; None if nothing is asked for there."""
    point = with_table(spot.point, family, {(): value})
    target = value_at(asked, World.at(point, _WORK), spot.at)
    return None if target is None else Spot(point, spot.at, target)


def value_at(tree: Basic, world: World, at: Mapping[Index, int]) -> Value | None:
    """The value of a tree; None if it has none, or not for so little work."""
    try:
        return compile_tree(tree).run(world, at)
    except (OutsideDomain, NotEvaluable, SymdlError, ArithmeticError):
        return None


def same(a: Value | None, b: Value | None) -> bool:
    """Whether two values are equal as far as can be seen: balls that overlap are, if they are narrow."""
    if a is None or b is None:
        return False
    try:
        gap = a - b
        found = numbers.sign(gap)
        return found == 0 or (found is None and numbers.is_sharp(gap))
    except (OutsideDomain, NotEvaluable):
        return False


class Probe:
    """Formulas at some points. What stands in many of them is evaluated once at each.

    To be used at one working precision, with SymPy's evaluation off.
    """

    def __init__(self, where: Sequence[Spot]):
        self.where = where
        self._worlds = [World.at(spot.point, _SEARCH) for spot in where]
        self._left = _STEPS
        # By identity: to find an equal tree costs more than its value. Each tree is kept, so that no other can come to
        # have its identity.
        self._known: list[dict[tuple[int, ...], Value | None]] = [{} for _ in where]
        self._kept: dict[int, tuple[Basic, tuple[Index, ...]]] = {}

    def value(self, n: int, tree: Basic) -> Value | None:
        """Of a formula, at the n-th point; None if it has none there."""
        return self._value(n, tree, dict(self.where[n].at))

    def changed(self, n: int, tree: Basic, path: Path, node: Basic) -> Value | None:
        """Of a formula with ``node`` at ``path``, at the n-th point."""
        return self.value(n, put(tree, path, node))

    def _value(self, n: int, tree: Basic, at: dict[Index, int]) -> Value | None:
        known = self._known[n]
        kept = self._kept.get(id(tree))
        if kept is None:
            kept = self._kept[id(tree)] = tree, _order(free_indices(tree))
        place = (id(tree), *[at.get(index, _NOWHERE) for index in kept[1]])
        if place not in known:
            try:
                known[place] = self._new(n, tree, at)
            except (OutsideDomain, NotEvaluable, SymdlError):
                known[place] = None
        return known[place]

    def _new(self, n: int, tree: Basic, at: dict[Index, int]) -> Value | None:
        match tree:
            case Add() | Mul():
                return self._of_all(n, tree.args, at, tree.func)
            case Pow(args=(base, Rational() as e)):
                inner = self._value(n, base, at)
                if inner is None:
                    return None
                return numbers.reciprocal(inner) if e == -1 else numbers.power(
                    inner, int(e.p) if e.q == 1 else fmpq(e.p, e.q))
            case Total(args=(body, index)) | Mean(args=(body, index)):
                size = self.where[n].point.sizes.get(index.range)
                if size:
                    summed = self._of_all(n, [body] * size, at, Add, index)
                    return summed if summed is None or isinstance(tree, Total) else summed * fmpq(1, size)
            case IntervalSum():
                low, high = (self._value(n, end, at) for end in (tree.first, tree.last))
                if not isinstance(low, fmpq) or not isinstance(high, fmpq):
                    return None
                count = int(high - low) + 1
                if 0 < count <= _LONGEST:
                    return self._of_all(n, [tree.body] * count, at, Add, tree.index, int(low))
        return value_at(tree, self._worlds[n], at)

    def _of_all(self, n: int, parts: Sequence[Basic], at: dict[Index, int], cls: type[Basic],
                index: Index | None = None, first: int = 0) -> Value | None:
        """The sum or product of some parts; over an index, of one part for each of its positions."""
        self._left -= len(parts)
        if self._left < 0:
            raise NotEvaluable("too many changes of too large a formula")
        out: Value | None = None
        for position, part in enumerate(parts, first):
            value = self._value(n, part, at if index is None else {**at, index: position})
            if value is None:
                return None
            out = value if out is None else out + value if cls is Add else out * value
        return out


@lru_cache(maxsize=1 << 12)
def _order(indices: frozenset[Index]) -> tuple[Index, ...]:
    return in_order(indices)


__all__ = ["Probe", "Spot", "same", "spots", "value_at", "with_value"]
