"""A statement at small sizes: does it hold there, and where does it fail?

``check_instances`` evaluates both sides at the first sizes that the assumptions
allow and counts agreements; agreement is evidence and proves nothing.
``find_witness`` looks for the smallest sizes and the simplest numbers at which
the sides differ; one such point refutes a statement for good. A point is used
only if every assumption is exactly true there (a ball may decide a strict
inequality) and both sides have a value. Numbers come from small pools in a
fixed pseudo-random order, so the same statement gets the same answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import cycle, islice, product
from random import Random
from typing import Literal, TypeAlias

from flint import fmpq
from sympy import Add, Basic, Expr, Mul, Pow, Rational
from sympy import exp as sympy_exp
from sympy import log as sympy_log
from sympy import tanh as sympy_tanh
from sympy.core.relational import (
    Equality,
    GreaterThan,
    LessThan,
    Relational,
    StrictGreaterThan,
    StrictLessThan,
    Unequality,
)
from sympy.logic.boolalg import BooleanTrue

from symdl.derivation import Instances, Witness
from symdl.errors import LanguageError
from symdl.language import (
    Adjoint,
    Each,
    Entry,
    Expectation,
    Family,
    Index,
    Loss,
    Range,
    Size,
    Variance,
    free_indices,
    sigmoid,
    subterms,
)
from symdl.verification import numbers
from symdl.verification.evaluate import (
    Cotangent,
    Evaluator,
    NotEvaluable,
    Point,
    Positions,
    World,
    compile_tree,
    reaches,
)
from symdl.verification.numbers import ONE, TWO, ZERO, Form, OutsideDomain, Value

Assumption: TypeAlias = Relational | Each
Unknown: TypeAlias = Family | Cotangent
"""Something that a point gives values to."""
Where: TypeAlias = Mapping[Index, int]

SIZES = (1, 2, 3, 5, 7)
INSTANCE_SIZES = 4  # how many of them are enough
POINTS = 2  # at each of the sizes
TRIES = 16  # points tried at each of the sizes before it is left
PLACES = 6  # values of the free indices at each point
CANDIDATES = 300  # points tried before a statement is left unrefuted
REFUSALS = 24  # how many of them in a row may be beyond evaluation
PRECISIONS = (128, 512, 2048)

# Bodies of sums and definitions that may be evaluated: at one point of an instance, at one
# candidate for a witness (which should be small enough for a person), at all candidates.
INSTANCE_WORK, CANDIDATE_WORK, WITNESS_WORK = 12_000, 4_000, 120_000

# How many more candidates to look at, and how much more work to do, for a better witness than
# one whose sides are: exact, without roots, and not 0; one of them 0; with roots; balls. An
# exact number is worth a search: anyone can redo it.
PATIENCE = (5, 20, 20, 60)
PATIENCE_WORK = 5_000
POLISH = (2, 3, 4) * 5  # points more at the sizes of the witness, drawn from so few values

# Simplest first. 3/5 and 4/5 are there for a**2 + b**2 = 1.
POOL = numbers.listed("0 1 -1 2 3 1/2 -2 4 -3 1/3 3/2 -1/2 3/5 4/5 1/4 5 3/4 2/3 -4 6")
FRACTIONS = numbers.listed("1/2 1/3 2/3 1/4 3/4 1 0")
SQUARES = numbers.listed("1 4 0 9 1/4 9/4 16 1/9 4/9 25 25/4")
LOGS = tuple(map(numbers.log, numbers.listed("1 2 3 1/2 4 1/3 3/2 6 1/4 2/3")))


# --------------------------------------------------------------------------
# What a statement depends on


@dataclass
class _Scan:
    """What occurs in a tree, through its definitions, in order of first appearance.

    unknowns   what a point must give values to
    in_exp     families that occur inside exp, sigmoid or tanh: logarithms make those rational
    products   of each product inside exp, the families of each factor that has any
    roots      families that occur as a radicand
    shifted    radicands that are a sum with a scalar among its terms, as var + eps, with that scalar
    positive   families that occur as the argument of a logarithm
    nonzero    families that occur as a denominator
    chances    families that occur as the probability of a law
    spreads    families that occur as the variance of a law
    """

    ranges: dict[Range, None] = field(default_factory=dict)
    unknowns: dict[Unknown, None] = field(default_factory=dict)
    in_exp: dict[Family, None] = field(default_factory=dict)
    products: list[list[frozenset[Family]]] = field(default_factory=list)
    roots: dict[Family, None] = field(default_factory=dict)
    shifted: dict[tuple[Expr, Family], None] = field(default_factory=dict)
    positive: dict[Family, None] = field(default_factory=dict)
    nonzero: dict[Family, None] = field(default_factory=dict)
    chances: dict[Family, None] = field(default_factory=dict)
    spreads: dict[Family, None] = field(default_factory=dict)
    _seen: set[tuple[Family, bool, bool]] = field(default_factory=set)

    def __ior__(self, other: _Scan) -> _Scan:
        for name in ("ranges", "unknowns", "in_exp", "roots", "shifted", "positive", "nonzero", "chances",
                     "spreads"):
            getattr(self, name).update(getattr(other, name))
        self.products += other.products
        return self

    def visit(self, node: Basic, in_exp: bool = False, random: bool = False) -> None:
        """random: whether an expectation around integrates the random families."""
        match node:
            case Index() | Size():
                self.ranges.setdefault(node.range)
            case Entry():
                for index in node.indices:
                    self.ranges.setdefault(index.range)
                self._family(node.family, in_exp, random)
            case Adjoint() if isinstance(node.loss, Loss):
                self.visit(node.node, in_exp, random)
                for output in node.loss.outputs:
                    if output == node.node.family or reaches(output, node.node.family):
                        self.ranges.update(dict.fromkeys(output.ranges))
                        self.unknowns.setdefault((node.loss, output))
                        if output != node.node.family:
                            self._family(output, in_exp, random)
            case Expectation() | Variance():
                self.visit(node.args[0], in_exp, True)
            case sympy_exp() | sympy_tanh() | sigmoid():
                self.visit(node.args[0], True, random)
            case sympy_log():
                self._direct(node.args[0], self.positive)
                self.visit(node.args[0], False, random)
            case Mul() if in_exp:
                factors = [_families(factor) for factor in node.args]
                self.products.append([families for families in factors if families])
                for factor in node.args:
                    self.visit(factor, True, random)
            case Pow(args=(base, Rational() as exponent)):
                if exponent.q != 1:
                    self._direct(base, self.roots)
                    for term in base.args if isinstance(base, Add) else ():
                        if isinstance(term, Entry) and _is_scalar(term.family):
                            self.shifted.setdefault((base, term.family))
                if exponent.p < 0:
                    self._direct(base, self.nonzero)
                self.visit(base, in_exp, random)
            case Basic():
                for arg in node.args:
                    if isinstance(arg, (Expr, Index)):
                        self.visit(arg, in_exp, random)

    @staticmethod
    def _direct(node: Basic, into: dict[Family, None]) -> None:
        if isinstance(node, Entry) and node.family.body is None:
            into.setdefault(node.family)

    def _family(self, family: Family, in_exp: bool, random: bool) -> None:
        if (family, in_exp, random) in self._seen:
            return
        self._seen.add((family, in_exp, random))
        if family.body is not None:
            self.visit(family.body, in_exp, random)
        elif family.law and random:
            self._direct(family.law[-1], self.chances if family.law[0] == "bernoulli" else self.spreads)
            for parameter in family.law[1:]:
                self.visit(parameter, False, False)
        else:
            self.unknowns.setdefault(family)
            if in_exp and not family.law:
                self.in_exp.setdefault(family)


def _families(tree: Basic) -> frozenset[Family]:
    """The families that a point must give values to, for this tree."""
    if isinstance(tree, Mul):
        return frozenset().union(*map(_families, tree.args))
    return frozenset(unknown for unknown in _scan(tree).unknowns if isinstance(unknown, Family))


def _is_scalar(family: Family) -> bool:
    return not (family.ranges or family.body or family.law)


@lru_cache(maxsize=1 << 10)
def _scan(tree: Basic) -> _Scan:
    found = _Scan()
    found.visit(tree)
    return found


# --------------------------------------------------------------------------
# Assumptions

_SIGNS: dict[type, frozenset[int]] = {
    Equality: frozenset({0}),
    Unequality: frozenset({-1, 1}),
    StrictGreaterThan: frozenset({1}),
    GreaterThan: frozenset({0, 1}),
    StrictLessThan: frozenset({-1}),
    LessThan: frozenset({-1, 0}),
}


@dataclass(frozen=True)
class _Relation:
    """One assumption: the sign that left - right must have, for every value of ``each``."""

    left: Expr | Index
    right: Expr | Index
    signs: frozenset[int]
    each: tuple[Index, ...]

    @staticmethod
    def of(assumption: Assumption) -> _Relation:
        each = assumption.indices if isinstance(assumption, Each) else ()
        statement = assumption.statement if isinstance(assumption, Each) else assumption
        if type(statement) not in _SIGNS:
            raise LanguageError(f"{statement} is not an assumption",
                                hint="write a relation: ==, !=, <, <=, >, >= of two expressions")
        left, right = statement.args
        return _Relation(left, right, _SIGNS[type(statement)], each)

    @property
    def is_equation(self) -> bool:
        return self.signs == {0}

    @cached_property
    def free(self) -> frozenset[Index]:
        """Indices of the claim."""
        return frozenset((free_indices(self.left) | free_indices(self.right)) - set(self.each))

    def places(self, sizes: Mapping[Range, int], at: Where) -> Iterator[Where]:
        """Every value of ``each``, beside those of the claim's own indices."""
        for positions in product(*(range(sizes[index.range]) for index in self.each)):
            yield {**at, **dict(zip(self.each, positions, strict=True))}

    def gap(self, world: World, at: Where) -> Value:
        """left - right."""
        return _value(self.left, world, at) - _value(self.right, world, at)

    def holds(self, world: World, at: Where) -> bool:
        """Whether it is certainly true. Raises OutsideDomain where it means nothing."""
        return all(numbers.sign(self.gap(world, place)) in self.signs
                   for place in self.places(world.sizes, at))


def _value(side: Expr | Index, world: World, at: Where) -> Value:
    if isinstance(side, Index):  # i != j
        return numbers.number(at[side])
    return compile_tree(side).run(world, at)


@dataclass(frozen=True)
class _Rule:
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
# A statement, ready to be tried


@dataclass(frozen=True)
class _Statement:
    lhs: Evaluator
    rhs: Evaluator
    relations: tuple[_Relation, ...]
    scan: _Scan

    @staticmethod
    def of(lhs: Expr, rhs: Expr, given: Sequence[Assumption]) -> _Statement:
        relations = tuple(_Relation.of(a) for a in given if not isinstance(a, BooleanTrue))
        scan = _Scan()
        for tree in (lhs, rhs, *(side for r in relations for side in (r.left, r.right))):
            scan |= _scan(tree)
        return _Statement(compile_tree(lhs), compile_tree(rhs), relations, scan)

    @cached_property
    def free(self) -> tuple[Index, ...]:
        """The free indices of the claim, those of its assumptions among them."""
        found = set(self.lhs.free) | set(self.rhs.free)
        for relation in self.relations:
            found |= relation.free
        return tuple(sorted(found, key=lambda index: (index.letter, index.range.name)))

    @property
    def ranges(self) -> tuple[Range, ...]:
        return tuple(self.scan.ranges)

    @cached_property
    def ties_free_indices(self) -> bool:
        """Whether an assumption speaks of the claim's own free indices."""
        return any(relation.free for relation in self.relations)

    @cached_property
    def of_sizes(self) -> tuple[_Relation, ...]:
        """The assumptions about sizes alone."""
        return tuple(r for r in self.relations if not (r.free or r.each or isinstance(r.left, Index)
                     or _scan(r.left).unknowns or _scan(r.right).unknowns))

    @cached_property
    def rules(self) -> dict[Unknown, _Rule]:
        bounds: dict[Unknown, list[tuple[fmpq, frozenset[int]]]] = {u: [] for u in self.scan.unknowns}
        for relation in self.relations:
            left, right = relation.left, relation.right
            for side, other, flip in ((left, right, 1), (right, left, -1)):
                if isinstance(side, Entry) and side.family in bounds and not relation.is_equation:
                    bound = _constant(other)
                    if bound is not None:
                        bounds[side.family].append((bound, frozenset(flip * s for s in relation.signs)))
        scan = self.scan
        for families, bound, signs in ((scan.nonzero, ZERO, {-1, 1}), (scan.positive, ZERO, {1}),
                                       (scan.roots, ZERO, {0, 1}), (scan.spreads, ZERO, {0, 1}),
                                       (scan.chances, ZERO, {0, 1}), (scan.chances, ONE, {-1, 0})):
            for family in families:
                if family in bounds:  # not one that an expectation integrates
                    bounds[family].append((bound, frozenset(signs)))
        return {unknown: _Rule(tuple(found)) for unknown, found in bounds.items()}

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
                if _is_mask(unknown):
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
            table = {positions: random.choice(pool)
                     for positions in product(*(range(sizes[range_]) for range_ in family.ranges))}
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
                place = dict.fromkeys(free_indices(radicand), 0)
                rest = compile_tree(radicand).run(World.at(point), place) - point.values[scalar][()]
            except (OutsideDomain, NotEvaluable):
                continue
            choices = [square - rest for square in SQUARES if self.rules[scalar].allows(square - rest)]
            if choices:
                point = _with(point, scalar, {(): min(choices, key=_height)})
        return point

    def allows_sizes(self, sizes: Mapping[Range, int]) -> bool:
        if any(size < range_.at_least for range_, size in sizes.items()):
            return False
        try:
            return all(relation.holds(World.at(Point(sizes)), {}) for relation in self.of_sizes)
        except OutsideDomain:
            return False


def _constant(side: Expr | Index) -> fmpq | None:
    """The value of an expression without indices, sizes or unknowns, if it is rational."""
    if any(isinstance(term, (Index, Size, Entry, Adjoint)) for term in subterms(side)):
        return None
    try:
        value = compile_tree(side)(Point({}))
    except OutsideDomain:
        return None
    return value if isinstance(value, fmpq) else None


# --------------------------------------------------------------------------
# Meeting the assumptions


def _meet(statement: _Statement, point: Point, at: Where) -> Point | None:
    """The point, some entries changed so that every equation holds; None if an assumption fails."""
    try:
        met: list[tuple[_Relation, Where]] = []
        for relation in statement.relations:
            if relation.is_equation:
                for place in relation.places(point.sizes, at):
                    met.append((relation, place))
                    solved = _solve(statement, point, met)
                    if solved is None:
                        return None
                    point = solved
        # Whatever was done to meet them, all are checked again.
        world = World.at(point)
        return point if all(relation.holds(world, at) for relation in statement.relations) else None
    except OutsideDomain:
        return None


def _solve(statement: _Statement, point: Point, equations: list[tuple[_Relation, Where]]) -> Point | None:
    """The point with one entry, or all entries of one family, changed so that the equations hold.

    All but the last hold already. An entry moves to v + s, a family to (1 + s)*v,
    with s found from the last one's gap at s = 0, 1, 2, 3 where that is a
    polynomial of degree 1 or 2.
    """
    relation, place = equations[-1]
    world = World.at(point)
    gap = relation.gap(world, place)
    if numbers.sign(gap) == 0:
        return point
    for moved, steps in _directions(statement, world):

        def along(s: Value, moved: list[tuple[Unknown, Positions]] = moved,
                  steps: list[Value] = steps) -> Point:
            return _moved(point, moved, [step * s for step in steps])

        try:
            gaps = [gap] + [relation.gap(World.at(along(numbers.number(s))), place) for s in (1, 2, 3)]
            for s in _zeros(gaps):
                there = along(s)
                allowed = all(statement.rules[unknown].allows(_look_up(there, unknown)[positions])
                              for unknown, positions in moved)
                if allowed and _hold(equations, there):
                    return there
        except OutsideDomain:
            continue
    return None


def _hold(equations: list[tuple[_Relation, Where]], point: Point) -> bool:
    world = World.at(point)
    return all(numbers.sign(relation.gap(world, place)) == 0 for relation, place in equations)


_Move: TypeAlias = tuple[list[tuple[Unknown, Positions]], list[Value]]


def _directions(statement: _Statement, world: World) -> Iterator[_Move]:
    """Entries that a relation just read in ``world``, with how far each moves for s = 1."""
    read = world.read()
    for unknown, table in read.items():
        # Scaling keeps positive numbers positive: y/sum(y) for y > 0, sum(y) = 1.
        if len(table) > 1 and statement.rules[unknown].is_positive:
            yield [(unknown, positions) for positions in table], list(table.values())
    for unknown, table in read.items():
        for positions in reversed([*table]):
            if not _is_mask(unknown):
                yield [(unknown, positions)], [ONE]


def _is_mask(unknown: Unknown) -> bool:
    return isinstance(unknown, Family) and unknown.law is not None and unknown.law[0] == "bernoulli"


def _zeros(gaps: list[Value]) -> list[Value]:
    """Where a polynomial of degree 1 or 2 with these values at 0, 1, 2, 3 is zero, if rational."""
    f0, f1, f2, f3 = gaps
    second = f2 - TWO * f1 + f0
    third = f3 - f0 + fmpq(3) * (f1 - f2)
    slope = f1 - f0
    if numbers.sign(second) == 0 and numbers.sign(third) == 0:
        return [] if numbers.sign(slope) == 0 else [-f0 * numbers.reciprocal(slope)]
    if numbers.sign(third) != 0 or not all(isinstance(f, fmpq) for f in gaps):
        return []
    a = second * fmpq(1, 2)
    b = slope - a
    discriminant = b * b - fmpq(4) * a * f0
    if numbers.sign(discriminant) == -1:
        return []
    root = numbers.power(discriminant, fmpq(1, 2))
    if not isinstance(root, fmpq):
        return []
    return [(r - b) * numbers.reciprocal(TWO * a) for r in (root, -root)]


def _look_up(point: Point, unknown: Unknown) -> Mapping[Positions, Value]:
    return point.values[unknown] if isinstance(unknown, Family) else point.cotangents[unknown]


def _moved(point: Point, entries: list[tuple[Unknown, Positions]], steps: list[Value]) -> Point:
    unknown = entries[0][0]
    table = dict(_look_up(point, unknown))
    for (_, positions), step in zip(entries, steps, strict=True):
        table[positions] = table[positions] + step
    return _with(point, unknown, table)


def _with(point: Point, unknown: Unknown, table: Mapping[Positions, Value]) -> Point:
    if isinstance(unknown, Family):
        return replace(point, values={**point.values, unknown: table})
    return replace(point, cotangents={**point.cotangents, unknown: table})


# --------------------------------------------------------------------------
# Comparing the sides


@dataclass(frozen=True)
class _Compared:
    """equal: the same exact number. near: balls that overlap. different: certainly not equal."""

    kind: Literal["equal", "near", "different"]
    lhs: Value
    rhs: Value

    @property
    def is_exact(self) -> bool:
        return numbers.is_exact(self.lhs) and numbers.is_exact(self.rhs)


class _Trial:
    """A point at which a statement is tried; what is computed for one place serves the others."""

    def __init__(self, statement: _Statement, point: Point, work: int):
        self.statement = statement
        self.point = point
        self.world = World.at(point, work)

    @property
    def spent(self) -> int:
        return self.world.work.allowed - self.world.work.left

    def compare(self, at: Where) -> _Compared:
        """Raises OutsideDomain where a side has no value, or cannot be told to have one."""
        undecidable: OutsideDomain | None = None
        for bits in PRECISIONS:
            world = self.world if bits == PRECISIONS[0] else World.at(self.point, self.world.work.allowed)
            with numbers.working_precision(bits):
                try:
                    lhs = self.statement.lhs.run(world, at)
                    rhs = self.statement.rhs.run(world, at)
                    gap = lhs - rhs
                    found = numbers.sign(gap)
                    if found is not None:
                        return _Compared("different" if found else "equal", lhs, rhs)
                    if numbers.is_sharp(gap):
                        return _Compared("near", lhs, rhs)
                except numbers.Undecidable as error:
                    undecidable = error
        raise undecidable or OutsideDomain("the balls stay too wide to compare")


def _places(free: Sequence[Index], sizes: Mapping[Range, int], most: int) -> list[Where]:
    """Values of the free indices: each way for them to be equal or not first, then others."""
    out = list(islice(_patterns(free, sizes, ()), most))
    for positions in islice(product(*(reversed(range(sizes[index.range])) for index in free)), 2 * most):
        if len(out) < most and positions not in out:
            out.append(positions)
    return [dict(zip(free, positions, strict=True)) for positions in out]


def _patterns(free: Sequence[Index], sizes: Mapping[Range, int], head: Positions) -> Iterator[Positions]:
    """Positions after ``head`` in which each new one in a range is the next unused, as in 0, 0, 1, 0, 2."""
    if len(head) == len(free):
        yield head
        return
    range_ = free[len(head)].range
    used = [position for index, position in zip(free, head, strict=False) if index.range == range_]
    for position in range(min(sizes[range_], max(used, default=-1) + 2)):
        yield from _patterns(free, sizes, (*head, position))


# --------------------------------------------------------------------------
# The two questions


def check_instances(lhs: Expr, rhs: Expr, given: Sequence[Assumption] = ()) -> Instances | Witness:
    """Both sides at the first four of the sizes 1, 2, 3, 5, 7 (and some mixed) that are allowed.

    given   assumptions; a free index in one is the claim's, unless an Each binds it
    ->      how many evaluations agreed, or the first point at which the sides differ

    Raises NotEvaluable if there is no point at which both sides could be evaluated.
    """
    with numbers.working_precision(numbers.PRECISION):
        return _check_instances(_Statement.of(lhs, rhs, given))


def _check_instances(statement: _Statement) -> Instances | Witness:
    random = Random("instances")
    sizes_tried: list[Mapping[str, int]] = []
    points = exact = counted = 0
    why = "no sizes and numbers were found that meet the assumptions"
    for sizes, counts in _instance_sizes(statement.ranges):
        if (counts and counted >= INSTANCE_SIZES) or not statement.allows_sizes(sizes):
            continue
        before = points
        good = 0
        for attempt in range(TRIES):
            variety = 4 + attempt % 5
            try:
                for compared, trial, at in _try(statement, sizes, random, attempt, variety, INSTANCE_WORK):
                    if compared.kind == "different":
                        return _witness(statement, trial.point, at)
                    points += 1
                    exact += compared.kind == "equal"
                good += 1
            except OutsideDomain as error:
                why = str(error)
            except NotEvaluable as error:
                why = error.what
                break
            if good == POINTS:
                break
        if points > before:
            counted += counts
            sizes_tried.append(_by_name(sizes))
    if not points:
        raise NotEvaluable(f"no instance could be evaluated: {why}")
    return Instances(tuple(sizes_tried), points, exact)


def find_witness(lhs: Expr, rhs: Expr, given: Sequence[Assumption] = (), *,
                 candidates: int = CANDIDATES) -> Witness | None:
    """The simplest point found, meeting every assumption, at which the two sides certainly differ.

    candidates   how many points to try at most
    ->           None if the sides differ at none of them, which proves nothing

    Raises NotEvaluable if a side has no settled meaning at numbers.
    """
    with numbers.working_precision(numbers.PRECISION):
        return _find_witness(_Statement.of(lhs, rhs, given), candidates)


def _find_witness(statement: _Statement, candidates: int) -> Witness | None:
    search = _Search(statement, candidates)
    for sizes, attempt, variety in _candidates(statement):
        if not search.goes_on:
            break
        search.look(sizes, attempt, variety)
    if search.best is None:
        return None
    for attempt, variety in enumerate(POLISH):
        search.look(search.best.point.sizes, attempt, variety)
    return _witness(statement, search.best.point, search.best.at)


_Score: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True)
class _Found:
    score: _Score
    point: Point
    at: Where


class _Search:
    """The best witness so far, and how much may still be done for a better one."""

    def __init__(self, statement: _Statement, candidates: int):
        self.statement = statement
        self.random = Random("witness")
        self.candidates = candidates
        self.work = WITNESS_WORK
        self.refusals = 0
        self.best: _Found | None = None

    @property
    def goes_on(self) -> bool:
        return self.candidates > 0 and self.work > 0 and self.refusals < REFUSALS

    def look(self, sizes: Mapping[Range, int], attempt: int, variety: int) -> None:
        """Draw one point and see whether the sides differ there."""
        self.candidates -= 1
        spent = 0
        try:
            tried = _try(self.statement, sizes, self.random, attempt, variety, CANDIDATE_WORK)
            for compared, trial, at in tried:
                spent = trial.spent
                self.refusals = 0
                if compared.kind == "different":
                    self._keep(_Found(_score(self.statement, trial.point, compared), trial.point, at))
        except OutsideDomain:
            pass
        except NotEvaluable:
            self.refusals += 1
            spent = CANDIDATE_WORK
        self.work -= spent

    def _keep(self, found: _Found) -> None:
        if self.best is None or found.score < self.best.score:
            self.best = found
        self.candidates = min(self.candidates, PATIENCE[self.best.score[0]])
        self.work = min(self.work, PATIENCE_WORK)


def _try(statement: _Statement, sizes: Mapping[Range, int], random: Random, attempt: int, variety: int,
         work: int) -> Iterator[tuple[_Compared, _Trial, Where]]:
    """Draw a point and compare the sides at some places there; places outside the domain are left out.

    Raises OutsideDomain if no place could be used.
    """
    drawn = statement.draw(sizes, random, attempt, variety)
    why = OutsideDomain("an assumption does not hold")
    used = False
    trial: _Trial | None = None
    for at in _places(statement.free, sizes, PLACES):
        if trial is None or statement.ties_free_indices:
            point = _meet(statement, drawn, at)
            if point is None and statement.ties_free_indices:
                continue
            if point is None:
                break
            trial = _Trial(statement, point, work)
        try:
            compared = trial.compare(at)
        except OutsideDomain as error:
            why = error
            continue
        used = True
        yield compared, trial, at
    if not used:
        raise why


def _instance_sizes(ranges: Sequence[Range]) -> Iterator[tuple[dict[Range, int], bool]]:
    """Sizes for all ranges, and whether they are one of those that are counted."""
    if not ranges:
        yield {}, True
        return
    if any(range_.at_least == 0 for range_ in ranges):
        yield {range_: 0 if range_.at_least == 0 else max(2, range_.at_least) for range_ in ranges}, False
    for size in SIZES:
        yield dict.fromkeys(ranges, size), True
    if len(ranges) > 1:
        yield {range_: (2, 3, 1)[k % 3] for k, range_ in enumerate(ranges)}, False
        yield {range_: (3, 1, 2)[k % 3] for k, range_ in enumerate(ranges)}, False


# How many values of a pool the attempts at the same sizes draw from, round after round: a few
# attempts at each sizes bring small sizes back with more numbers before large ones are reached.
_VARIETY = ((3, 4, 6), (3, 5, 8), (4, 6, 10))


def _candidates(statement: _Statement) -> Iterator[tuple[dict[Range, int], int, int]]:
    """(sizes, attempt, variety), small sizes and simple numbers first."""
    ranges = statement.ranges
    largest = 4 if len(ranges) <= 3 else 2
    options = [range(max(1, range_.at_least), max(1, range_.at_least) + largest) for range_ in ranges]
    small = sorted(product(*options), key=lambda sizes: (sum(sizes), max(sizes, default=0), sizes))
    large = [(size,) * len(ranges) for size in (5, 7) if ranges]
    if any(range_.at_least == 0 for range_ in ranges):
        large.append(tuple(0 if range_.at_least == 0 else 2 for range_ in ranges))
    allowed = [[dict(zip(ranges, sizes, strict=True)) for sizes in every] for every in (small, small + large)]
    allowed = [[sizes for sizes in every if statement.allows_sizes(sizes)] for every in allowed]
    attempt = 0
    for round_, varieties in enumerate(cycle(_VARIETY)):
        every = allowed[min(round_, 1)]
        for sizes in every:
            for variety in varieties * (2 if len(every) <= 8 else 1):
                yield sizes, attempt, variety
                attempt += 1
        if round_ and not every:
            return


# --------------------------------------------------------------------------
# Witnesses


def _score(statement: _Statement, point: Point, compared: _Compared) -> _Score:
    """Less is better: what the sides are (see PATIENCE), the sizes, how large the numbers are."""
    sides = (compared.lhs, compared.rhs)
    if not compared.is_exact:
        kind = 3
    elif any(isinstance(side, Form) and side.has_roots for side in sides):
        kind = 2
    else:
        kind = int(any(numbers.sign(side) == 0 for side in sides))
    effort = sum(_effort(_look_up(point, unknown).values()) for unknown in statement.scan.unknowns)
    # A side is only written once, so its size counts by the digit.
    return (kind, sum(point.sizes.values()), effort + sum(_height(side).bit_length() for side in sides))


def _effort(values: Collection[Value]) -> int:
    """How hard the members of one family are to work with; all equal, or a lone 0, show little."""
    same = len({numbers.text(value) for value in values}) == 1
    idle = same and (len(values) > 1 or not any(map(numbers.sign, values)))
    return sum(map(_height, values)) + 3 * idle


def _height(value: Value) -> int:
    """How simple a number is: 0, 1, then -1 and 2, then 1/2, 3, -2, ..."""
    if isinstance(value, fmpq):
        return int(abs(value.p)) + 2 * int(value.q) - 2 + (value.p < 0)
    if isinstance(value, Form):
        return sum(r * p + _height(q) - 1 for (r, p), q in value.terms.items())
    return 0


def _witness(statement: _Statement, point: Point, at: Where) -> Witness:
    trial = _Trial(statement, point, INSTANCE_WORK)
    compared = trial.compare(at)
    lhs, rhs = _texts(compared)
    read = trial.world.read()
    shown = _shown(statement, {unknown for unknown in read if _matters(statement, point, at, unknown)})
    letters = [index.letter for index in at]
    return Witness(
        sizes=_by_name(point.sizes),
        values={_name(unknown, shown): _nested(point, unknown) for unknown in shown},
        at={index.letter if letters.count(index.letter) == 1 else f"{index.letter} of {index.range.name}":
            position + 1 for index, position in at.items()},
        lhs=lhs, rhs=rhs, exact=compared.is_exact)


def _shown(statement: _Statement, found: set[Unknown]) -> list[Unknown]:
    """What matters to the statement, and what assumptions tie to it: so that they can be checked."""
    ties = [set(_scan(r.left).unknowns) | set(_scan(r.right).unknowns) for r in statement.relations]
    while any(tie & found and not tie <= found for tie in ties):
        found = found.union(*(tie for tie in ties if tie & found))
    return [unknown for unknown in statement.scan.unknowns if unknown in found]


def _matters(statement: _Statement, point: Point, at: Where, unknown: Unknown) -> bool:
    """Whether a side cannot be evaluated, at this point, without the numbers of ``unknown``.

    The adjoint of beta in y = gamma*xhat + beta runs all of y, but needs no x.
    """
    table = dict.fromkeys(_look_up(point, unknown), numbers.BLANK)
    world = World.at(_with(point, unknown, table))
    try:
        sides = (statement.lhs.run(world, at), statement.rhs.run(world, at))
    except (OutsideDomain, NotEvaluable):
        return True
    return any(side is numbers.BLANK for side in sides)


def _texts(compared: _Compared) -> tuple[str, str]:
    """Both sides, with enough digits to see that they differ."""
    with numbers.working_precision(PRECISIONS[-1]):
        gap = abs(numbers.ball(compared.lhs) - numbers.ball(compared.rhs)).lower()
        size = abs(numbers.ball(compared.lhs)).upper()
    digits = 6
    while digits < 300 and size > gap * fmpq(10) ** (digits - 3):
        digits += 1
    return numbers.text(compared.lhs, digits), numbers.text(compared.rhs, digits)


def _name(unknown: Unknown, shown: Sequence[Unknown]) -> str:
    """A family's name; a cotangent's as its adjoint is written, dy, with the loss if there are two."""
    if isinstance(unknown, Family):
        return unknown.name
    loss, output = unknown
    losses = {other[0] for other in shown if not isinstance(other, Family)}
    return f"d{output.name}" if len(losses) == 1 else f"d{loss.name}/d{output.name}"


def _nested(point: Point, unknown: Unknown) -> object:
    """The values of all entries as text, nested as the family's ranges are."""
    table = _look_up(point, unknown)
    family = unknown if isinstance(unknown, Family) else unknown[1]

    def nest(positions: Positions) -> object:
        if len(positions) == len(family.ranges):
            return numbers.text(table[positions])
        size = point.sizes[family.ranges[len(positions)]]
        return [nest((*positions, position)) for position in range(size)]

    return nest(())


def _by_name(sizes: Mapping[Range, int]) -> dict[str, int]:
    return {range_.name: size for range_, size in sizes.items()}
