"""Where a changed formula has the right value: a few points at which what is asked for is known.

A change in one place leaves all else as it was. So each part of a formula is evaluated once at a point, and a change
costs the value of what was changed and a few additions and products on the way out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from flint import fmpq
from sympy import Add, Basic, Expr, Integer, Mul, Pow, Rational

from symdl.errors import SymdlError
from symdl.grading.mistakes.slips import Beside
from symdl.language import INTEGERS, REALS, Entry, Family, Index, IntervalSum, Mean, Range, Total, free_indices, integer
from symdl.verification.changes import Path, put
from symdl.verification.evaluation import numbers
from symdl.verification.evaluation.evaluate import NotEvaluable, Point, World, compile_tree, in_order
from symdl.verification.evaluation.numbers import OutsideDomain, Value
from symdl.verification.points.draws import Draw
from symdl.verification.points.relations import Assumption
from symdl.verification.points.settings import with_table
from symdl.verification.points.trials import Statement, trials

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
        wider = Statement.of(asked, other, given, besides=[*map(_member, names)])
    except SymdlError:
        return ()
    found: list[Spot] = []
    for attempt in _ATTEMPTS if not differ else range(4 * len(_ATTEMPTS)):
        for one in (wider, statement):
            for sizes in _sizes(one.setting.ranges, attempt):
                if one.setting.allows_sizes(sizes) and (some := _seen(one, sizes, attempt, differ)):
                    found += some
                    break
            else:
                continue
            break
        if len(found) >= _ENOUGH:
            break
    return tuple(found)


def spot_of_one(asked: Expr, given: Sequence[Assumption], names: Iterable[Family], only: Range) -> Spot | None:
    """A point at which one range has one element; None if what is asked for has no value at the first few of them."""
    try:
        statement = Statement.of(asked, asked, given, besides=[*map(_member, names)])
    except SymdlError:
        return None
    for attempt in _ATTEMPTS[:3]:
        sizes = {r: 1 if r == only else max(2, r.at_least) for r in statement.setting.ranges}
        if statement.setting.allows_sizes(sizes) and (found := _seen(statement, sizes, attempt, differ=False)):
            return found[-1]
    return None


def _seen(statement: Statement, sizes: Mapping[Range, int], attempt: int, differ: bool) -> list[Spot]:
    draw = Draw.first(statement.setting, f"diagnosis {attempt}").then(sizes, attempt, _VARIETY)
    out: list[Spot] = []
    with suppress(OutsideDomain, SymdlError):
        for compared, trial, at in trials(statement, draw, _WORK):
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


@dataclass(frozen=True)
class _Line:
    """The value of a formula as it depends on one part of it: ``rest``, and the part times a number, where it occurs.

    parts   the number, and where: once for each term of the sums that the part stands in
    """

    rest: fmpq
    parts: tuple[tuple[fmpq, dict[Index, int]], ...]

    def times(self, by: fmpq) -> _Line:
        return _Line(self.rest * by, tuple((one * by, at) for one, at in self.parts))


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
        self._rest: list[dict[tuple[int, ...], Value | None]] = [{} for _ in where]
        self._kept: dict[int, tuple[Basic, tuple[Index, ...]]] = {}
        self._lines: dict[tuple[int, int, Path], _Line | None] = {}
        self._beside: dict[tuple[int, int, int], Value | None] = {}

    def value(self, n: int, tree: Basic) -> Value | None:
        """Of a formula, at the n-th point; None if it has none there."""
        return self.value_in(n, tree, dict(self.where[n].at))

    def changed(self, n: int, tree: Basic, path: Path, node: Basic | Beside) -> Value | None:
        """Of a formula with ``node`` at ``path``, at the n-th point. It is not built, where that can be helped."""
        try:
            if (line := self._line_at(n, tree, path)) is not None:
                out = line.rest
                for by, at in line.parts:
                    value = self._part(n, node, at)
                    if not isinstance(value, fmpq):
                        break
                    out += by * value
                else:
                    return out
            return self._changed(n, tree, path, node.built if isinstance(node, Beside) else node,
                                 dict(self.where[n].at))
        except (OutsideDomain, NotEvaluable, SymdlError):
            return None

    def _part(self, n: int, node: Basic | Beside, at: dict[Index, int]) -> Value | None:
        """The value of a node; None, too, where that of something beside another rounds, as the whole may do otherwise.
        """
        if not isinstance(node, Beside):
            return self.value_in(n, node, at)
        value, more = self._part_at(n, node.node, at), self._part_at(n, node.more, at)
        if isinstance(value, fmpq) and isinstance(more, fmpq):
            return value * more if not node.sign else value + more if node.sign > 0 else value - more
        return None

    def _part_at(self, n: int, tree: Basic, at: dict[Index, int]) -> Value | None:
        """As ``value_in``, for a place of a line: lines are kept, so a place, too, is known by its identity."""
        place = (n, id(tree), id(at))
        if place not in self._beside:
            self._beside[place] = self.value_in(n, tree, at)
        return self._beside[place]

    def _line_at(self, n: int, tree: Basic, path: Path) -> _Line | None:
        place = (n, id(tree), path)
        if place not in self._lines:
            self._free(tree)  # keeps it
            self._lines[place] = self._line(n, tree, path, dict(self.where[n].at))
        return self._lines[place]

    def _line(self, n: int, tree: Basic, path: Path, at: dict[Index, int]) -> _Line | None:
        """How a formula depends on its part at ``path``; None if by more than sums and products of exact numbers."""
        if not path:
            return _Line(numbers.ZERO, ((numbers.ONE, at),))
        inside = tree.args[path[0]]
        match tree:
            case Add() | Mul():
                others, line = self._others(n, tree, path[0], at), self._line(n, inside, path[1:], at)
                if line is None or not isinstance(others, fmpq):
                    return None
                return replace(line, rest=line.rest + others) if isinstance(tree, Add) else line.times(others)
            case Total(args=(_, index)) | Mean(args=(_, index)) if path[0] == 0:
                size = self.where[n].point.sizes.get(index.range)
                lines = [self._line(n, inside, path[1:], {**at, index: k}) for k in range(size or 0)]
                known = [line for line in lines if line is not None]
                if not size or len(known) < size:
                    return None
                line = _Line(sum((line.rest for line in known), numbers.ZERO),
                             tuple(part for line in known for part in line.parts))
                return line if isinstance(tree, Total) else line.times(fmpq(1, size))
        return None

    def _changed(self, n: int, tree: Basic, path: Path, node: Basic, at: dict[Index, int]) -> Value | None:
        if not path:
            return self.value_in(n, node, at)

        def inside(where: dict[Index, int]) -> Value | None:
            return self._changed(n, tree.args[path[0]], path[1:], node, where)

        match tree:
            case Add() | Mul():
                value, others = inside(at), self._others(n, tree, path[0], at)
                if value is None or others is None:
                    return None
                return value + others if isinstance(tree, Add) else value * others
            case Pow(args=(_, Rational() as e)) if path[0] == 0:
                return _power(inside(at), e)
            case Total(args=(_, index)) | Mean(args=(_, index)) if path[0] == 0:
                size = self.where[n].point.sizes.get(index.range)
                if size:
                    summed = self._sum([inside({**at, index: position}) for position in range(size)])
                    return summed if summed is None or isinstance(tree, Total) else summed * fmpq(1, size)
        return self.value_in(n, put(tree, path, node), at)

    def others(self, n: int, tree: Basic, part: int, at: dict[Index, int]) -> Value | None:
        """Of a sum or product without one of its parts; None if it has no value."""
        try:
            return self._others(n, tree, part, at)
        except (OutsideDomain, NotEvaluable, SymdlError):
            return None

    def _others(self, n: int, tree: Basic, part: int, at: dict[Index, int]) -> Value | None:
        """Of a sum or product without one of its parts."""
        place = (id(tree), part, *[at.get(index, _NOWHERE) for index in self._free(tree)])
        known = self._rest[n]
        if place not in known:
            rest = [*tree.args[:part], *tree.args[part + 1:]]
            neutral = numbers.ZERO if isinstance(tree, Add) else numbers.ONE
            known[place] = self._of_all(n, rest, at, tree.func) if rest else neutral
        return known[place]

    def _sum(self, values: Sequence[Value | None]) -> Value | None:
        self._spend(len(values))
        out: Value = numbers.ZERO
        for value in values:
            if value is None:
                return None
            out = out + value
        return out

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise NotEvaluable("too many changes of too large a formula")

    def _free(self, tree: Basic) -> tuple[Index, ...]:
        """The free indices of a tree, which is kept from now on."""
        kept = self._kept.get(id(tree))
        if kept is None:
            kept = self._kept[id(tree)] = tree, _order(free_indices(tree))
        return kept[1]

    def value_in(self, n: int, tree: Basic, at: dict[Index, int]) -> Value | None:
        """Of a part of a formula, where its indices have these positions."""
        known = self._known[n]
        free = self._free(tree)
        place = (id(tree), *[at.get(index, _NOWHERE) for index in free]) if free else (id(tree),)
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
                return _power(self.value_in(n, base, at), e)
            case Total(args=(body, index)) | Mean(args=(body, index)):
                size = self.where[n].point.sizes.get(index.range)
                if size:
                    summed = self._of_all(n, [body] * size, at, Add, index)
                    return summed if summed is None or isinstance(tree, Total) else summed * fmpq(1, size)
            case IntervalSum():
                low, high = (self.value_in(n, end, at) for end in (tree.first, tree.last))
                if not isinstance(low, fmpq) or not isinstance(high, fmpq):
                    return None
                count = int(high - low) + 1
                if 0 < count <= _LONGEST:
                    return self._of_all(n, [tree.body] * count, at, Add, tree.index, int(low))
        return value_at(tree, self._worlds[n], at)

    def _of_all(self, n: int, parts: Sequence[Basic], at: dict[Index, int], cls: type[Basic],
                index: Index | None = None, first: int = 0) -> Value | None:
        """The sum or product of some parts; over an index, of one part for each of its positions."""
        self._spend(len(parts))
        out: Value | None = None
        for position, part in enumerate(parts, first):
            value = self.value_in(n, part, at if index is None else {**at, index: position})
            if value is None:
                return None
            out = value if out is None else out + value if cls is Add else out * value
        return out


def _power(base: Value | None, exponent: Rational) -> Value | None:
    if base is None:
        return None
    return numbers.reciprocal(base) if exponent == -1 else numbers.power(
        base, int(exponent.p) if exponent.q == 1 else fmpq(exponent.p, exponent.q))


@lru_cache(maxsize=1 << 12)
def _order(indices: frozenset[Index]) -> tuple[Index, ...]:
    return in_order(indices)


__all__ = ["Probe", "Spot", "same", "spots", "value_at", "with_value"]
