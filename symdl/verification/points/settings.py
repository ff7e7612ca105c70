"""What a statement asks of a point, and numbers that suit it.

Numbers come from small pools in a fixed pseudo-random order, so the same statement
gets the same points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product
from math import prod
from random import Random
from typing import Any

from flint import fmpq
from sympy import Expr
from sympy.logic.boolalg import BooleanTrue

from symdl.language import INTEGERS, REALS, Entry, Family, Index, IntegerIndex, Range, absolute, free_indices, subterms
from symdl.verification.evaluation import numbers
from symdl.verification.evaluation.evaluate import (
    Cotangent,
    Evaluator,
    NotEvaluable,
    Point,
    Positions,
    World,
    compile_tree,
    in_order,
)
from symdl.verification.evaluation.numbers import ONE, ZERO, Form, OutsideDomain, Value
from symdl.verification.points.relations import WINDOW, Assumption, Choices, Relation, choose, constant
from symdl.verification.points.scan import Scan, Unknown, scan_of

# Simplest first. 3/5 and 4/5 are there for a**2 + b**2 = 1.
POOL = numbers.listed("0 1 -1 2 3 1/2 -2 4 -3 1/3 3/2 -1/2 3/5 4/5 1/4 5 3/4 2/3 -4 6")
FRACTIONS = numbers.listed("1/2 1/3 2/3 1/4 3/4 1 0")
SQUARES = numbers.listed("1 4 0 9 1/4 9/4 16 1/9 4/9 25 25/4")
LOGS = tuple(map(numbers.log, numbers.listed("1 2 3 1/2 4 1/3 3/2 6 1/4 2/3")))

_MOST_MEMBERS = 50_000  # of one family, drawn at once

# Degrees of the polynomials that a function is tried as, attempt by attempt.
_DEGREES = (1, 2, 2, 3)


class Drawn(dict[Positions, Value]):
    """Members of a sequence, drawn from a pool when they are first asked for.

    Each depends on its place alone, not on the order in which they are asked for.
    """

    def __init__(self, pool: Sequence[Value], seed: int, known: Mapping[Positions, Value] | None = None):
        super().__init__(known or {})
        self.pool = pool
        self.seed = seed

    def __missing__(self, positions: Positions) -> Value:
        mixed = self.seed
        for position in positions:
            assert isinstance(position, int)
            mixed = ((mixed ^ position) * 6364136223846793005 + 1442695040888963407) % 2**64
            mixed ^= mixed >> 29
        self[positions] = self.pool[(mixed >> 20) % len(self.pool)]
        return self[positions]

    def copy(self) -> Drawn:
        return Drawn(self.pool, self.seed, self)


def copy(table: Mapping[Positions, Value]) -> dict[Positions, Value]:
    """A table to change."""
    return table.copy() if isinstance(table, Drawn) else dict(table)


@dataclass(frozen=True)
class Rule:
    """Bounds of one unknown's entries, read off the assumptions: (bound, signs of value - bound)."""

    bounds: tuple[tuple[fmpq, frozenset[int]], ...] = ()

    def allows(self, value: Value) -> bool:
        return all(numbers.sign(value - bound) in signs for bound, signs in self.bounds)

    @property
    def is_positive(self) -> bool:
        return any(bound >= 0 and -1 not in signs for bound, signs in self.bounds)

    @property
    def is_fraction(self) -> bool:
        return self.is_positive and any(bound <= 1 and 1 not in signs for bound, signs in self.bounds)

    def pool(self, base: Sequence[Value]) -> tuple[Value, ...]:
        """What it allows of ``base``, and numbers near its bounds if that is little."""
        kept = [value for value in base if self.allows(value)]
        if len(kept) < 4:
            edges = sorted({bound for bound, _ in self.bounds}, key=lambda q: (abs(q), q < 0))
            near = [edge + step for step in POOL for edge in edges]
            near += [a + (b - a) * step for step in POOL for a in edges for b in edges]
            for value in near:
                if self.allows(value) and value not in kept:
                    kept.append(value)
        return tuple(kept[:12])


# --------------------------------------------------------------------------
# A setting


@dataclass(frozen=True, eq=False)
class Setting:
    """What a statement asks of a point, whatever else its sides say.

    relations   what is assumed
    free        the free indices of the claim, those of its assumptions among them
    scan        what it depends on, and in what way
    """

    relations: tuple[Relation, ...]
    free: tuple[Index, ...]
    scan: Scan

    @staticmethod
    def of(sides: Sequence[Evaluator], given: Sequence[Assumption], besides: Sequence[Expr] = ()) -> Setting:
        """One object for all statements that ask the same.

        besides   trees that may be evaluated at the same points, too
        """
        relations = _relations(tuple(given))
        free = set().union(*(side.free for side in sides), *(relation.free for relation in relations))
        trees = [*(side.tree for side in sides), *besides, *(side for r in relations for side in (r.left, r.right))]
        return _setting(relations, in_order(free), Scan.of(trees))

    @cached_property
    def rows(self) -> dict[str, Any]:
        """The first draw of each row, by its seed: see ``draws``."""
        return {}

    @cached_property
    def closed(self) -> tuple[Relation, ...]:
        """The assumptions in which nothing of the claim is free."""
        return tuple(relation for relation in self.relations if not relation.free)

    @cached_property
    def integers(self) -> tuple[IntegerIndex, ...]:
        """The free integers."""
        return tuple(index for index in self.free if isinstance(index, IntegerIndex))

    @cached_property
    def windows(self) -> dict[Family, int]:
        """Of each sequence that something is assumed of for every integer, the first integer not looked at."""
        return {term.family: index.at_least + WINDOW for r in self.relations for index in r.each
                if isinstance(index, IntegerIndex) for side in (r.left, r.right) for term in subterms(side)
                if isinstance(term, Entry) and index in term.indices}

    @property
    def ranges(self) -> tuple[Range, ...]:
        return self.scan.ranges

    @cached_property
    def ties_free_indices(self) -> bool:
        """Whether an assumption speaks of the claim's own free indices."""
        return any(relation.free for relation in self.relations if relation not in self.of_integers)

    @cached_property
    def of_sizes(self) -> tuple[Relation, ...]:
        """The assumptions about sizes alone."""
        return tuple(r for r in self.relations if not (r.free or r.each or isinstance(r.left, Index)
                     or scan_of(r.left).unknowns or scan_of(r.right).unknowns))

    @cached_property
    def of_integers(self) -> tuple[Relation, ...]:
        """The assumptions about free integers (and sizes) alone."""
        return tuple(r for r in self.relations if r.free and not r.each
                     and all(isinstance(index, IntegerIndex) for index in r.free)
                     and not scan_of(r.left).unknowns and not scan_of(r.right).unknowns)

    @cached_property
    def untied(self) -> tuple[Relation, ...]:
        """The assumptions that no equation has a part in: they hold or not, before any is solved."""
        def unknowns(relation: Relation) -> set[Unknown]:
            return {*scan_of(relation.left).unknowns, *scan_of(relation.right).unknowns}

        tied = set().union(*(unknowns(r) for r in self.relations if r.is_equation))
        return tuple(r for r in self.relations if not r.is_equation and unknowns(r).isdisjoint(tied)) if tied else ()

    @cached_property
    def _choices(self) -> dict[tuple[int, ...], Choices]:
        return {}

    def choices(self, sizes: Mapping[Range, int]) -> Choices:
        """Values of the free integers that meet the assumptions about them."""
        key = tuple(sizes[range_] for range_ in self.ranges)
        if key not in self._choices:
            self._choices[key] = choose(self.integers, self.of_integers, World.at(Point(sizes)))
        return self._choices[key]

    @cached_property
    def rules(self) -> dict[Unknown, Rule]:
        bounds: dict[Unknown, list[tuple[fmpq, frozenset[int]]]] = {u: [] for u in self.scan.unknowns}
        for relation in self.relations:
            left, right = relation.left, relation.right
            for side, other, flip in ((left, right, 1), (right, left, -1)):
                entry = side.args[0] if isinstance(side, absolute) else side
                if isinstance(entry, Entry) and entry.family in bounds and REALS not in entry.family.ranges \
                        and not relation.is_equation:
                    bound, signs = constant(other), frozenset(flip * s for s in relation.signs)
                    if bound is not None and (entry is side or 1 not in signs):
                        bounds[entry.family].append((bound, signs))
                        if entry is not side:  # |x| < c
                            bounds[entry.family].append((-bound, frozenset(-s for s in signs)))
        scan = self.scan
        for families, bound, allowed in ((scan.nonzero, ZERO, {-1, 1}), (scan.positive, ZERO, {1}),
                                         (scan.roots, ZERO, {0, 1}), (scan.spreads, ZERO, {0, 1}),
                                         (scan.chances, ZERO, {0, 1}), (scan.chances, ONE, {-1, 0})):
            for family in families:
                if family in bounds:  # not one that an expectation integrates
                    bounds[family].append((bound, frozenset(allowed)))
        return {unknown: Rule(tuple(found)) for unknown, found in bounds.items()}

    @cached_property
    def logits(self) -> tuple[frozenset[Family], ...]:
        """Which families to give logarithms for values, one choice after another.

        Those inside exp; but of a product only one factor may be a logarithm if
        its exp is to be rational: the first in one choice, the second in the next.
        """
        choices = []
        for keep in range(max((len(factors) for factors in self.scan.products), default=0) or 1):
            choice = set(self.scan.in_exp)
            for factors in self.scan.products:
                kept = factors[min(keep, len(factors) - 1)] if factors else frozenset()
                choice -= frozenset().union(*factors) - kept
            choices.append(frozenset(choice))
        return tuple(dict.fromkeys(choices))

    @cached_property
    def _pools(self) -> dict[tuple[Unknown, bool], tuple[tuple[Value, ...], tuple[Value, ...]]]:
        """(any sign, positive) values of each unknown, as a plain number and as a logarithm."""
        out = {}
        for unknown, rule in self.rules.items():
            for as_log in (False, True):
                base: Sequence[Value] = LOGS if as_log else POOL
                if rule.is_fraction:
                    base = FRACTIONS
                if unknown in self.scan.roots:
                    base = SQUARES
                if is_mask(unknown):
                    base = (ONE, ZERO)
                pool = rule.pool(base) or rule.pool(POOL)
                out[unknown, as_log] = (pool, tuple(v for v in pool if numbers.sign(v) == 1) or pool)
        return out

    def draw(self, sizes: Mapping[Range, int], random: Random, attempt: int, variety: int) -> Point:
        """A point, its values among the first ``variety`` of each pool."""
        logits = self.logits[attempt % len(self.logits)]
        # Positive numbers are seldom outside a domain, so every third attempt takes only those.
        only_positive = attempt % 3 == 2
        values: dict[Family, Mapping[Positions, Value]] = {}
        cotangents: dict[Cotangent, Mapping[Positions, Value]] = {}
        for unknown in self.scan.unknowns:
            pool = self._pools[unknown, unknown in logits][only_positive][:variety]
            family = unknown if isinstance(unknown, Family) else unknown[1]
            if not pool:
                raise OutsideDomain(f"no value of {family.name} meets the assumptions")
            table: dict[Positions, Value]
            if INTEGERS in family.ranges:
                table = Drawn(pool, random.getrandbits(32))
            else:
                # Of a function, the coefficients of a polynomial.
                degree = _DEGREES[attempt % len(_DEGREES)]
                places = [range(degree + 1 if range_ == REALS else sizes[range_]) for range_ in family.ranges]
                if prod(map(len, places)) > _MOST_MEMBERS:
                    raise NotEvaluable(f"{family.name} has more than {_MOST_MEMBERS:,} members at these sizes")
                table = {positions: random.choice(pool) for positions in product(*places)}
            if isinstance(unknown, Family):
                values[unknown] = table
            else:
                cotangents[unknown] = table
        point = Point(sizes, values, cotangents)
        return point if attempt % 4 == 3 else self._with_squares(point)

    def _with_squares(self, point: Point) -> Point:
        """The point, the scalars that are added under a root changed to make the radicand a square.

        For var + eps, say, of which a family of rows can have several: the first is taken.
        """
        for radicand, scalar in self.scan.shifted:
            try:
                place = {a: max(1, a.at_least) if isinstance(a, IntegerIndex) else 0
                         for a in free_indices(radicand)}
                rest = compile_tree(radicand).run(World.at(point), place) - point.values[scalar][()]
            except (OutsideDomain, NotEvaluable):
                continue
            choices = [square - rest for square in SQUARES if self.rules[scalar].allows(square - rest)]
            if choices:
                point = with_table(point, scalar, {(): min(choices, key=height)})
        return point

    def allows_sizes(self, sizes: Mapping[Range, int]) -> bool:
        if any(size < range_.at_least for range_, size in sizes.items()):
            return False
        try:
            return all(relation.holds(World.at(Point(sizes)), {}) for relation in self.of_sizes)
        except OutsideDomain:
            return False


def is_mask(unknown: Unknown) -> bool:
    return isinstance(unknown, Family) and unknown.law is not None and unknown.law[0] == "bernoulli"


def look_up(point: Point, unknown: Unknown) -> Mapping[Positions, Value]:
    return point.values[unknown] if isinstance(unknown, Family) else point.cotangents[unknown]


def with_table(point: Point, unknown: Unknown, table: Mapping[Positions, Value]) -> Point:
    if isinstance(unknown, Family):
        return replace(point, values={**point.values, unknown: table})
    return replace(point, cotangents={**point.cotangents, unknown: table})


def height(value: Value) -> int:
    """How simple a number is: 0, 1, then -1 and 2, then 1/2, 3, -2, ..."""
    if isinstance(value, fmpq):
        return int(abs(value.p)) + 2 * int(value.q) - 2 + (value.p < 0)
    if isinstance(value, Form):
        return sum(r * p + height(q) - 1 for (r, p), q in value.terms.items())
    return 0


@lru_cache(maxsize=1 << 8)
def _relations(given: tuple[Assumption, ...]) -> tuple[Relation, ...]:
    return tuple(Relation.of(a) for a in given if not isinstance(a, BooleanTrue))


# From one answer to the next, a side changes and the setting seldom does: what was drawn for it is kept with it.
@lru_cache(maxsize=1 << 8)
def _setting(relations: tuple[Relation, ...], free: tuple[Index, ...], scan: Scan) -> Setting:
    return Setting(relations, free, scan)
