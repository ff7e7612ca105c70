"""Statements evaluated at given sizes and numbers, by the meaning of each node and nothing else.

This is the second road. It reads the tree as the author wrote it (no normal
form, no rule of calculus except the chain rule of dual numbers) and shares no
code with the proof, so that a mistake in one of them shows as a disagreement.

A tree is compiled once to Python closures and then run at many points. A
``World`` is a point together with what is changed in it: a derivative runs in a
world where one entry carries a tangent, an expectation in worlds where the
random entries have outcomes. A world keeps only what its change can reach and
takes all else from the world it was made from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, singledispatch
from itertools import product
from math import prod
from typing import TypeAlias
from weakref import WeakValueDictionary

from flint import fmpq, fmpq_mat
from sympy import Add, Basic, Expr, Mul, Pow, Rational
from sympy import exp as sympy_exp
from sympy import log as sympy_log
from sympy import tanh as sympy_tanh
from sympy.core.numbers import Exp1, Pi

from symdl.errors import FreeIndexError, LanguageError, SymdlError
from symdl.language import (
    Adjoint,
    Delta,
    Derivative,
    Entry,
    Expectation,
    Family,
    Index,
    Loss,
    Mean,
    Partial,
    Range,
    Size,
    Total,
    Variance,
    free_indices,
    sigmoid,
    subterms,
)
from symdl.verification import numbers
from symdl.verification.numbers import ONE, PRECISION, ZERO, Dual, OutsideDomain, Value

WORK = 40_000
"""Bodies (of sums, definitions, outcomes) that one world may evaluate before it gives up."""

Positions: TypeAlias = tuple[int, ...]
"""Where in a family: one position for each of its ranges, counted from 0."""

Cotangent: TypeAlias = tuple[Loss, Family]
"""Names the free numbers Adjoint(loss, y[i]) of one output family of a loss."""

Code: TypeAlias = "Callable[[World, list[int]], Value]"


class NotEvaluable(SymdlError):
    """An expression cannot be evaluated here: it is not refuted, and nothing is known of it."""


@dataclass(frozen=True)
class Point:
    """Sizes and numbers.

    sizes       number of elements of each range
    values      value of each entry of each family that is not a definition
    cotangents  value of Adjoint(loss, output entry), for each (loss, output family)
    """

    sizes: Mapping[Range, int]
    values: Mapping[Family, Mapping[Positions, Value]] = field(default_factory=dict)
    cotangents: Mapping[Cotangent, Mapping[Positions, Value]] = field(default_factory=dict)


@dataclass(frozen=True)
class Evaluator:
    """A compiled tree.

    tree    what was compiled
    free    its free indices, sorted by letter
    """

    tree: Expr
    free: tuple[Index, ...]
    _code: Code
    _slots: int

    def __call__(self, point: Point, at: Mapping[Index, int] | None = None, *,
                 precision: int = PRECISION, work: int = WORK) -> Value:
        """Value at a point; ``at`` gives the position of each free index, counted from 0.

        Raises OutsideDomain where the tree has no value, NotEvaluable if a number
        is missing, the work is too much, or the meaning is not settled.
        """
        with numbers.working_precision(precision):
            return self.run(World.at(point, work), at or {})

    def run(self, world: World, at: Mapping[Index, int]) -> Value:
        """Value in a world that other evaluators share, at the precision that is set."""
        missing = [index for index in self.free if index not in at]
        if missing:
            raise FreeIndexError(f"no position is given for the free index {missing[0]}", term=self.tree)
        return self._code(world, [at[index] for index in self.free] + [0] * (self._slots - len(self.free)))


@lru_cache(maxsize=1 << 10)
def compile_tree(tree: Expr) -> Evaluator:
    """Closures for a tree. Raises LanguageError for a node that has no meaning here."""
    free = tuple(sorted(free_indices(tree), key=lambda index: (index.letter, index.range.name)))
    code, slots = _compile_in(tree, free)
    return Evaluator(tree, free, code, slots)


# --------------------------------------------------------------------------
# Families


class _Family:
    """What is known of one family: its reach, and the code of its body. One object per family."""

    def __init__(self, family: Family):
        self.family = family
        self.ranges = family.ranges
        self.has_body = family.body is not None
        self.law = family.law

    @cached_property
    def reach(self) -> frozenset[_Family]:
        """Every family that a member of this one can depend on, itself included."""
        trees: list[object] = [self.family.body] if self.has_body else list((self.law or ())[1:])
        return frozenset({self}).union(*(reach(tree) for tree in trees if isinstance(tree, Basic)))

    @cached_property
    def code(self) -> tuple[Code, int]:
        """The body, and the number of index slots that it needs; the first ones are the parameters."""
        return _compile_in(self.family.body, self.family.params)

    @cached_property
    def parameters(self) -> tuple[Evaluator, ...]:
        """The parameters of a random family's law: p, or mean and variance."""
        trees = (self.law or ())[1:]
        if any(other.law for tree in trees for other in reach(tree)):
            raise NotEvaluable(f"the law of {self.family.name} is itself random")
        return tuple(map(compile_tree, trees))


# A world tells families apart by these objects, so there must never be two of one family: one
# lives for as long as any code, world or table holds it, which no cache of a fixed size assures.
_FAMILIES: WeakValueDictionary[Family, _Family] = WeakValueDictionary()


def _known(family: Family) -> _Family:
    known = _FAMILIES.get(family)
    if known is None:
        known = _FAMILIES[family] = _Family(family)
    return known


@lru_cache(maxsize=1 << 12)
def reach(tree: Basic) -> frozenset[_Family]:
    """Every family that a tree can depend on, through definitions and losses."""
    found = {term for term in subterms(tree) if isinstance(term, Family)}
    return frozenset().union(*(_known(family).reach for family in found))


def reaches(family: Family, other: Family) -> bool:
    """Whether a member of ``family`` can depend on one of ``other``."""
    return _known(other) in _known(family).reach


# --------------------------------------------------------------------------
# Worlds


class _Work:
    """How many bodies may still be evaluated; shared by a world and all that are made from it."""

    def __init__(self, allowed: int):
        self.allowed = self.left = allowed

    def spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise NotEvaluable(f"more than {self.allowed} evaluations are needed",
                               hint="only smaller sizes can be evaluated directly")


_Table: TypeAlias = dict[Positions, Value]


class World:
    """A point, or a world with something changed in it.

    tables    entries known so far of each family whose values live in this world
    cache     values of closed inner terms, by term and indices
    level     how many derivatives are being taken around
    changed   the families that are changed here (none in a point's own world)
    shallow   definitions are not rerun (a partial derivative)
    """

    def __init__(self, parent: World | None, point: Point, work: _Work, changed: frozenset[_Family],
                 level: int, shallow: bool = False):
        self.parent = parent
        self.point = point
        self.sizes = point.sizes
        self.work = work
        self.changed = changed
        self.level = level
        self.shallow = shallow
        self.tables: dict[_Family, tuple[World, _Table]] = {}
        self.cache: dict[object, Value] = {}
        self.worlds: dict[object, World] = {}
        self.cotangents: dict[Cotangent, _Table] = {}
        self.tangent_node: _Family | None = None

    @staticmethod
    def at(point: Point, work: int = WORK) -> World:
        """The world of a point."""
        return World(None, point, _Work(work), frozenset(), 0)

    # -- entries

    def affects(self, family: _Family) -> bool:
        """Whether what is changed here can change an entry of this family."""
        if self.shallow:
            return family in self.changed
        return not self.changed.isdisjoint(family.reach)

    def table(self, family: _Family) -> tuple[World, _Table]:
        """The world that this family's entries live in, seen from here, and their table there."""
        found = self.tables.get(family)
        if found is None:
            here = self.parent is None or family in self.changed or (family.has_body and self.affects(family))
            found = (self, {}) if here or self.parent is None else self.parent.table(family)
            self.tables[family] = found
        return found

    def entry(self, family: _Family, positions: Positions) -> Value:
        """The value of one entry."""
        world, table = self.tables.get(family) or self.table(family)
        value = table.get(positions)
        return value if value is not None else world._fill(family, positions, table)

    def _fill(self, family: _Family, positions: Positions, table: _Table) -> Value:
        if family in self.changed:
            assert self.parent is not None
            value = self._unchanged(family, positions)
        elif family.has_body:
            self.work.spend(1)
            code, slots = family.code
            value = code(self, [*positions] + [0] * (slots - len(positions)))
        else:
            value = _given(self.point.values.get(family.family), family.family, positions)
        table[positions] = value
        return value

    def _unchanged(self, family: _Family, positions: Positions) -> Value:
        """An entry, not itself changed, of a family one of whose entries is."""
        assert self.parent is not None
        return self.parent.entry(family, positions)

    def cotangent(self, loss: Loss, output: _Family, positions: Positions) -> Value:
        """The free number Adjoint(loss, output entry)."""
        world = self
        while world.parent is not None:
            # The loss is any smooth function: how its slope changes is unknown.
            if not world.shallow and world.affects(output):
                raise NotEvaluable(f"how the cotangent of {output.family.name} changes is not known",
                                   hint=f"write loss {loss.name} down as a scalar definition")
            world = world.parent
        table = world.cotangents.setdefault((loss, output.family), {})
        if positions not in table:
            given = self.point.cotangents.get((loss, output.family))
            table[positions] = _given(given, output.family, positions, "the cotangent of ")
        return table[positions]

    def read(self) -> dict[Family | Cotangent, Mapping[Positions, Value]]:
        """The numbers of the point that have been asked for so far, in this world of a point."""
        out: dict[Family | Cotangent, Mapping[Positions, Value]] = {
            known.family: table for known, (_, table) in self.tables.items() if not known.has_body}
        return {**out, **self.cotangents}

    # -- worlds made from this one

    def perturbed(self, family: _Family, positions: Positions, shallow: bool = False) -> World:
        """This world with a tangent of 1 on one entry, and all that lies downstream rerun."""
        key = (family, positions, shallow)
        made = self.worlds.get(key)
        if made is None:
            for outer in self._tangent_nodes():
                # Both nodes carry a tangent, and rerunning the outer one would lose its own.
                if not shallow and outer is not family and family in outer.reach:
                    raise NotEvaluable(f"a derivative by {outer.family.name} around one by "
                                       f"{family.family.name}, on which it depends")
            made = World(self, self.point, self.work, frozenset({family}), self.level + 1, shallow)
            made.tangent_node = family
            made.table(family)[1][positions] = Dual(made.level, self.entry(family, positions), ONE)
            self.worlds[key] = made
        return made

    def _tangent_nodes(self) -> Iterator[_Family]:
        world: World | None = self
        while world is not None:
            if world.tangent_node is not None:
                yield world.tangent_node
            world = world.parent

    def tangent(self, value: Value) -> Value | None:
        """The derivative that a value carries in this world's direction, None if it carries none."""
        return value.tangent if isinstance(value, Dual) and value.level == self.level else None

    def outcomes(self, random: frozenset[_Family]) -> _Outcomes:
        """This world with the entries of some random families left to chance."""
        for outer in self._tangent_nodes():
            if outer.has_body and not random.isdisjoint(outer.reach):
                raise NotEvaluable(f"a derivative of an expectation by {outer.family.name}, which is random")
        return _Outcomes(self, random)


class _Outcomes(World):
    """A world in which each entry of some random families has the outcome that ``drawn`` gives it.

    An entry that is not drawn yet takes a first outcome and is noted: the entries
    that an expression asks for depend on its indices only, never on outcomes, so
    one run finds them all.
    """

    def __init__(self, parent: World, random: frozenset[_Family],
                 drawn: Mapping[tuple[_Family, Positions], Value] | None = None):
        super().__init__(parent, parent.point, parent.work, random, parent.level)
        self.asked: list[tuple[_Family, Positions]] = []
        self.drawn = drawn

    def _unchanged(self, family: _Family, positions: Positions) -> Value:
        if self.drawn is not None:
            return self.drawn[family, positions]
        assert self.parent is not None
        self.asked.append((family, positions))
        # A mask that is 1, a normal variable at its mean.
        return ONE if family.law and family.law[0] == "bernoulli" else _parameters(self.parent, family)[0]


def _given(table: Mapping[Positions, Value] | None, family: Family, positions: Positions,
           what: str = "") -> Value:
    if table is None or positions not in table:
        where = f"[{', '.join(str(p + 1) for p in positions)}]" if positions else ""
        raise NotEvaluable(f"the point gives no value to {what}{family.name}{where}")
    return table[positions]


def _positions(world: World, ranges: Iterable[Range]) -> Iterator[Positions]:
    return product(*(range(_size(world, range_)) for range_ in ranges))


def _size(world: World, range_: Range) -> int:
    try:
        return world.sizes[range_]
    except KeyError:
        raise NotEvaluable(f"the point gives no size to the range {range_.name}") from None


# --------------------------------------------------------------------------
# Compiling


class _Scope:
    """The slots of the indices in scope, the loops around, and how many slots there are in all."""

    def __init__(self, slots: dict[Index, int]):
        self.slots = slots
        self.loops: list[Index] = []
        self.count = len(slots)

    def slot(self, index: Index) -> int:
        if index not in self.slots:
            raise FreeIndexError(f"index {index} is not bound", hint=f"bind it with total(..., {index})")
        return self.slots[index]


def _compile_in(tree: Expr, indices: tuple[Index, ...]) -> tuple[Code, int]:
    scope = _Scope({index: slot for slot, index in enumerate(indices)})
    return _compile(tree, scope), scope.count


@singledispatch
def _compile(node: object, scope: _Scope) -> Code:
    raise LanguageError(f"{type(node).__name__} has no value at numbers", term=node,
                        hint="write it with entries, sums, deltas, exp, log, tanh, sigmoid and powers")


def _constant(value: Value) -> Code:
    return lambda world, env: value


@_compile.register(Rational)
def _(node: Rational, scope: _Scope) -> Code:
    return _constant(fmpq(node.p, node.q))


@_compile.register(Exp1)
def _(node: Basic, scope: _Scope) -> Code:
    return lambda world, env: numbers.exp(ONE)


@_compile.register(Pi)
def _(node: Basic, scope: _Scope) -> Code:
    return lambda world, env: numbers.pi()


@_compile.register(Add)
def _(node: Add, scope: _Scope) -> Code:
    first, *others = (_compile(arg, scope) for arg in node.args)
    if len(others) == 1:
        second = others[0]
        return lambda world, env: first(world, env) + second(world, env)

    def add(world: World, env: list[int]) -> Value:
        out = first(world, env)
        for other in others:
            out = out + other(world, env)
        return out

    return add


@_compile.register(Mul)
def _(node: Mul, scope: _Scope) -> Code:
    first, *others = (_compile(arg, scope) for arg in node.args)
    if len(others) == 1:
        second = others[0]
        return lambda world, env: first(world, env) * second(world, env)

    def multiply(world: World, env: list[int]) -> Value:
        out = first(world, env)
        for other in others:
            out = out * other(world, env)
        return out

    return multiply


@_compile.register(Pow)
def _(node: Pow, scope: _Scope) -> Code:
    base, exponent = node.args
    if isinstance(base, Exp1):
        return _function(numbers.exp, exponent, scope)
    base_code = _compile(base, scope)
    if any(not isinstance(term, (Add, Mul, Pow, Rational)) for term in subterms(exponent)):
        raise LanguageError(f"the exponent {exponent} is not a rational number", term=node,
                            hint="write exp(exponent*log(base))")
    value = _compile(exponent, scope)(_NOWHERE, [])
    if not isinstance(value, fmpq):
        raise LanguageError(f"the exponent {exponent} is not a rational number", term=node)
    if value == -1:
        return lambda world, env: numbers.reciprocal(base_code(world, env))
    rational = int(value.p) if value.q == 1 else value
    return lambda world, env: numbers.power(base_code(world, env), rational)


def _function(function: Callable[[Value], Value], argument: Expr, scope: _Scope) -> Code:
    inner = _compile(argument, scope)
    return lambda world, env: function(inner(world, env))


@_compile.register(sympy_exp)
def _(node: Expr, scope: _Scope) -> Code:
    return _function(numbers.exp, node.args[0], scope)


@_compile.register(sympy_log)
def _(node: Expr, scope: _Scope) -> Code:
    if len(node.args) != 1:
        raise LanguageError("a logarithm to another base", term=node, hint="write log(x)/log(b)")
    return _function(numbers.log, node.args[0], scope)


@_compile.register(sympy_tanh)
def _(node: Expr, scope: _Scope) -> Code:
    return _function(numbers.tanh, node.args[0], scope)


@_compile.register(sigmoid)
def _(node: Expr, scope: _Scope) -> Code:
    return _function(numbers.sigmoid, node.args[0], scope)


@_compile.register(Size)
def _(node: Size, scope: _Scope) -> Code:
    range_ = node.range
    return lambda world, env: fmpq(_size(world, range_))


@_compile.register(Delta)
def _(node: Delta, scope: _Scope) -> Code:
    a, b = map(scope.slot, node.indices)
    return lambda world, env: ONE if env[a] == env[b] else ZERO


@_compile.register(Entry)
def _(node: Entry, scope: _Scope) -> Code:
    family = _known(node.family)
    slots = [scope.slot(index) for index in node.indices]
    if not slots:
        return lambda world, env: world.entry(family, ())
    if len(slots) == 1:
        slot = slots[0]
        return lambda world, env: world.entry(family, (env[slot],))
    return lambda world, env: world.entry(family, tuple([env[slot] for slot in slots]))


# -- sums


def _once(node: Expr, code: Code, scope: _Scope) -> Code:
    """``code``, run once for each value of the indices that ``node`` is free in.

    Only worth it inside a loop over an index that ``node`` does not depend on.
    """
    free = free_indices(node)
    if all(loop in free for loop in scope.loops):
        return code
    slots = [scope.slot(index) for index in free]

    def once(world: World, env: list[int]) -> Value:
        key = (code, *[env[slot] for slot in slots])
        value = world.cache.get(key)
        if value is None:
            value = world.cache[key] = code(world, env)
        return value

    return once


def _sum(node: Total | Mean, scope: _Scope) -> Code:
    outer = dict(scope.slots)
    for index in node.indices:
        scope.slots[index] = scope.count
        scope.count += 1
        scope.loops.append(index)
    code = _compile(node.body, scope)
    for index in reversed(node.indices):
        scope.loops.pop()
        code = _loop(code, scope.slots[index], index.range)
    scope.slots = outer
    return code


def _loop(body: Code, slot: int, range_: Range) -> Code:
    def loop(world: World, env: list[int]) -> Value:
        size = _size(world, range_)
        if not size:
            return ZERO
        world.work.spend(size)
        env[slot] = 0
        out = body(world, env)
        for position in range(1, size):
            env[slot] = position
            out = out + body(world, env)
        return out

    return loop


@_compile.register(Total)
def _(node: Total, scope: _Scope) -> Code:
    return _once(node, _sum(node, scope), scope)


@_compile.register(Mean)
def _(node: Mean, scope: _Scope) -> Code:
    summed = _sum(node, scope)
    ranges = [index.range for index in node.indices]

    def average(world: World, env: list[int]) -> Value:
        count = prod(_size(world, range_) for range_ in ranges)
        if not count:
            raise OutsideDomain("mean over an empty range")
        return summed(world, env) * fmpq(1, count)

    return _once(node, average, scope)


# -- derivatives


def _slots_of(entry: Entry, scope: _Scope) -> list[int]:
    return [scope.slot(index) for index in entry.indices]


@_compile.register(Derivative)
def _(node: Derivative, scope: _Scope) -> Code:
    family, slots = _known(node.node.family), _slots_of(node.node, scope)
    body = _compile(node.of, scope)

    def derivative(world: World, env: list[int]) -> Value:
        perturbed = world.perturbed(family, tuple([env[slot] for slot in slots]))
        tangent = perturbed.tangent(body(perturbed, env))
        return ZERO if tangent is None else tangent

    return _once(node, derivative, scope)


@_compile.register(Partial)
def _(node: Partial, scope: _Scope) -> Code:
    family, slots = _known(node.node.family), _slots_of(node.node, scope)
    of, of_slots = _known(node.of.family), _slots_of(node.of, scope)
    body = node.of.family.body
    for term in subterms(body):
        if isinstance(term, (Adjoint, Derivative, Partial, Expectation, Variance)):
            raise NotEvaluable(f"the direct inputs of {node.of.family.name} are not settled",
                               term=term, hint="take the total derivative")
    code, count = of.code

    def partial(world: World, env: list[int]) -> Value:
        perturbed = world.perturbed(family, tuple([env[slot] for slot in slots]), shallow=True)
        world.work.spend(1)
        inner = [env[slot] for slot in of_slots]
        tangent = perturbed.tangent(code(perturbed, inner + [0] * (count - len(inner))))
        return ZERO if tangent is None else tangent

    return _once(node, partial, scope)


@_compile.register(Adjoint)
def _(node: Adjoint, scope: _Scope) -> Code:
    loss = node.loss
    family, slots = _known(node.node.family), _slots_of(node.node, scope)
    if not isinstance(loss, Loss):
        return _compile(Derivative(loss, node.node), scope)
    outputs = [_known(output) for output in loss.outputs]
    downstream = [output for output in outputs if output is not family and family in output.reach]
    is_output = family in outputs

    def adjoint(world: World, env: list[int]) -> Value:
        positions = tuple([env[slot] for slot in slots])
        out: Value = world.cotangent(loss, family, positions) if is_output else ZERO
        if downstream:
            perturbed = world.perturbed(family, positions)
            for output in downstream:
                for position in _positions(world, output.ranges):
                    tangent = perturbed.tangent(perturbed.entry(output, position))
                    if tangent is not None:
                        out = out + world.cotangent(loss, output, position) * tangent
        return out

    return _once(node, adjoint, scope)


# -- chance


@_compile.register(Expectation)
def _(node: Expectation, scope: _Scope) -> Code:
    chances = _chances(node.args[0], scope, square=False)

    def expectation(world: World, env: list[int]) -> Value:
        out: Value = ZERO
        for weight, value in chances(world, env):
            out = out + weight * value
        return out

    return _once(node, expectation, scope)


@_compile.register(Variance)
def _(node: Variance, scope: _Scope) -> Code:
    chances = _chances(node.args[0], scope, square=True)

    def variance(world: World, env: list[int]) -> Value:
        drawn = chances(world, env)
        centre: Value = ZERO
        for weight, value in drawn:
            centre = centre + weight * value
        out: Value = ZERO
        for weight, value in drawn:
            out = out + weight * numbers.power(value - centre, 2)
        return out

    return _once(node, variance, scope)


def _parameters(world: World, family: _Family) -> tuple[Value, ...]:
    """The law's parameters, checked: a probability lies in [0, 1], a variance is not negative."""
    values = tuple(parameter.run(world, {}) for parameter in family.parameters)
    edges = [values[-1]] + ([ONE - values[0]] if len(values) == 1 else [])
    for edge in edges:
        where = numbers.sign(edge)
        if where is None:
            raise numbers.Undecidable(f"cannot tell whether the law of {family.family.name} exists")
        if where < 0:
            raise OutsideDomain(f"the law of {family.family.name} does not exist")
    return values


_Weighted: TypeAlias = list[tuple[Value, Value]]


def _chances(body: Expr, scope: _Scope, square: bool) -> Callable[[World, list[int]], _Weighted]:
    """(weight, value of ``body``) for every outcome of the random entries that occur in it.

    square   whether the values will be squared, as in a variance
    """
    code = _compile(body, scope)
    random = frozenset(family for family in reach(body) if family.law)

    @lru_cache(maxsize=1)
    def half_degrees() -> dict[_Family, int]:
        # Nodes -k .. k match a normal variable's moments up to degree 2k+1.
        return {_known(family): (degree * (2 if square else 1)) // 2
                for family, degree in _degrees(body).items()}

    def chances(world: World, env: list[int]) -> _Weighted:
        first = world.outcomes(random)
        code(first, env)
        spreads: list[_Weighted] = []
        for family, _ in first.asked:
            match _parameters(world, family):
                case (p,):
                    spreads.append([(ONE, p), (ZERO, ONE - p)])
                case (mean, variance):
                    spreads.append(_normal_nodes(mean, variance, half_degrees().get(family, 0)))
        world.work.spend(prod(map(len, spreads)))
        out: _Weighted = []
        for drawn in product(*spreads):
            weight: Value = ONE
            for _, chance in drawn:
                weight = weight * chance
            values = {asked: value for asked, (value, _) in zip(first.asked, drawn, strict=True)}
            out.append((weight, code(_Outcomes(world, random, values), env)))
        return out

    return chances


def _normal_nodes(mean: Value, variance: Value, half_degree: int) -> _Weighted:
    """(node, weight) pairs that integrate polynomials up to degree 2*half_degree + 1 exactly.

    The nodes are the mean plus an integer, so no root of the variance is needed;
    the weights are what makes the central moments right: 1, 0, v, 0, 3*v**2, ...
    They may be negative, which is no matter for an exact sum.
    """
    moments: list[Value] = []
    even: Value = ONE
    for degree in range(2 * half_degree + 1):
        if degree % 2:
            moments.append(ZERO)
        else:
            moments.append(even)
            even = even * variance * fmpq(degree + 1)
    out: _Weighted = []
    for node, row in zip(range(-half_degree, half_degree + 1), _inverse_moments(half_degree), strict=True):
        weight: Value = ZERO
        for coefficient, moment in zip(row, moments, strict=True):
            weight = weight + coefficient * moment
        out.append((mean + fmpq(node), weight))
    return out


@lru_cache(maxsize=32)
def _inverse_moments(half_degree: int) -> list[list[fmpq]]:
    """The inverse of the matrix (node**degree): row = node, column = degree."""
    nodes = range(-half_degree, half_degree + 1)
    powers = fmpq_mat([[fmpq(node) ** degree for node in nodes] for degree in range(len(nodes))])
    inverse = powers.inv()
    return [[inverse[row, column] for column in range(len(nodes))] for row in range(len(nodes))]


@lru_cache(maxsize=1 << 10)
def _degrees(tree: Expr) -> Mapping[Family, int]:
    """Degree of ``tree`` as a polynomial in the entries of each normal family (those of degree 0 left out).

    Raises NotEvaluable if it is not a polynomial in one: only polynomials are integrated exactly.
    """
    match tree:
        case Entry() if tree.family.body is not None:
            return _degrees(tree.family.body)
        case Entry():
            return {tree.family: 1} if tree.family.law and tree.family.law[0] == "gaussian" else {}
        case Add():
            return _largest(map(_degrees, tree.args))
        case Mul():
            out: dict[Family, int] = {}
            for factor in tree.args:
                for family, degree in _degrees(factor).items():
                    out[family] = out.get(family, 0) + degree
            return out
        case Pow(args=(base, exponent)) if getattr(exponent, "is_Integer", False) and exponent >= 0:
            return {family: degree * int(exponent) for family, degree in _degrees(base).items()}
        case Total() | Mean():
            return _degrees(tree.body)
        case Expectation() | Variance():
            return {}
        # The derivative of a polynomial is one, of no larger degree.
        case Derivative():
            return _degrees(tree.of)
        case Partial():
            return _degrees(tree.of.family.body)
        case Adjoint() if isinstance(tree.loss, Loss):
            return _largest(_degrees(output.body) for output in tree.loss.outputs if output.body is not None)
        case Adjoint():
            return _degrees(tree.loss)
    if any(_degrees(arg) for arg in tree.args if isinstance(arg, Expr)):
        raise NotEvaluable("the expectation of something that is no polynomial in a normal variable",
                           term=tree, hint="it can be proved, but not evaluated exactly")
    return {}


def _largest(maps: Iterable[Mapping[Family, int]]) -> Mapping[Family, int]:
    out: dict[Family, int] = {}
    for degrees in maps:
        for family, degree in degrees.items():
            out[family] = max(degree, out.get(family, 0))
    return out


_NOWHERE = World.at(Point({}))
