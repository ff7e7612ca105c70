"""Points, and worlds: a point together with what is changed in it.

A derivative runs in a world where one entry carries a tangent, a limit in one where
a symbol is an infinitesimal away from its end, an expectation in worlds where the
random entries have outcomes. A world keeps only what its change can reach and takes
all else from the world it was made from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, singledispatch
from itertools import product
from typing import TypeAlias
from weakref import WeakValueDictionary

from flint import fmpq
from sympy import Basic, Expr

from symdl.errors import FreeIndexError, LanguageError
from symdl.language import INTEGERS, REALS, Family, Index, IntegerIndex, Loss, Range, subterms
from symdl.verification.evaluation import moments, numbers
from symdl.verification.evaluation.growth import Whole, is_at_least
from symdl.verification.evaluation.moments import Poly
from symdl.verification.evaluation.numbers import ONE, Dual, NotEvaluable, OutsideDomain, Value

_MOST_BITS = 1 << 13  # of a member: x -> x**2 + 1 doubles them at each step

_STRIDE = 8  # steps that a recurrence goes back at a time

WORK = 40_000
"""Bodies (of sums, definitions, outcomes) that one world may evaluate before it gives up."""

Positions: TypeAlias = tuple[Whole, ...]
"""Where in a family: for each of its ranges a position counted from 0, for the integers
the integer itself, for the real numbers a degree (a function is a polynomial)."""

Cotangent: TypeAlias = tuple[Loss, Family]
"""Names the free numbers Adjoint(loss, y[i]) of one output family of a loss."""

Code: TypeAlias = "Callable[[World, list[Whole]], Value]"


@dataclass(frozen=True)
class Point:
    """Sizes and numbers.

    sizes       number of elements of each range
    values      value of each entry of each family that is not a definition; of a function
                that is not written down, the coefficient of each power of its argument
    cotangents  value of Adjoint(loss, output entry), for each (loss, output family)
    """

    sizes: Mapping[Range, int]
    values: Mapping[Family, Mapping[Positions, Value]] = field(default_factory=dict)
    cotangents: Mapping[Cotangent, Mapping[Positions, Value]] = field(default_factory=dict)


# --------------------------------------------------------------------------
# Compiling: the rules are in evaluate


class Scope:
    """The slots of the indices in scope, the loops around, and what all slots but the first hold at the start."""

    def __init__(self, slots: dict[Index, int]):
        self.slots = slots
        self.loops: list[Index] = []
        self.count = len(slots)
        self.spare: list[int] = []

    def slot(self, index: Index) -> int:
        if index not in self.slots:
            if index.place is not None:
                return self.bind(index, index.place - 1)
            raise FreeIndexError(f"index {index} is not bound", hint=f"bind it with total(..., {index})")
        return self.slots[index]

    def bind(self, index: Index, start: int = 0) -> int:
        """A new slot for an index."""
        self.slots[index] = self.count
        self.spare.append(start)
        self.count += 1
        return self.slots[index]


def compile_in(tree: Expr, indices: tuple[Index, ...]) -> tuple[Code, list[int]]:
    """The code of a tree, and what the index slots hold at the start that it needs behind those of ``indices``."""
    scope = Scope({index: slot for slot, index in enumerate(indices)})
    return compile_node(tree, scope), scope.spare


@singledispatch
def compile_node(node: object, scope: Scope) -> Code:
    raise LanguageError(f"{type(node).__name__} has no value at numbers", term=node,
                        hint="write it with entries, sums, deltas, powers and the functions of symdl.language")


def weight_of(tree: Basic) -> int:
    """What it costs to evaluate a tree once, without the loops in it: 1 for all but large ones."""
    nodes = sum(1 for _ in subterms(tree))
    return 1 if nodes <= 512 else nodes // 32


def _runs(tree: Expr, params: tuple[Index, ...]) -> Callable[[World, Positions], Value]:
    """Evaluates a tree with these positions for its parameters."""
    code, spare = compile_in(tree, params)
    return lambda world, positions: code(world, [*positions, *spare])


# --------------------------------------------------------------------------
# Families


class KnownFamily:
    """What is known of one family: its reach, and the code of its body. One object per family."""

    def __init__(self, family: Family):
        self.family = family
        self.name = family.name
        self.ranges = family.ranges
        self.recurrence = family.recurrence
        self.is_defined = family.is_defined
        self.law = family.law
        # Parameters that have a least integer.
        self.least = tuple((slot, a.at_least) for slot, a in enumerate(family.params) if isinstance(a, IntegerIndex))

    @cached_property
    def _used(self) -> frozenset[KnownFamily]:
        """The families that a member uses directly."""
        if self.recurrence is not None:
            trees: list[object] = [self.recurrence.start, self.recurrence.step]
        else:
            trees = [self.family.body] if self.is_defined else list((self.law or ())[1:])
        found = {term: None for tree in trees if isinstance(tree, Basic) for term in subterms(tree)
                 if isinstance(term, Family)}
        return frozenset(map(known, found))

    @cached_property
    def weight(self) -> int:
        """What it costs to evaluate one member."""
        if self.recurrence is not None:
            return weight_of(self.recurrence.step)
        return weight_of(self.family.body) if self.family.body is not None else 1

    @cached_property
    def reach(self) -> frozenset[KnownFamily]:
        """Every family that a member of this one can depend on, itself included."""
        found, left = {self}, [self]
        while left:  # a recurrence reaches itself, so this is a walk
            new = left.pop()._used - found
            found |= new
            left += new
        return frozenset(found)

    @cached_property
    def run(self) -> Callable[[World, Positions], Value]:
        """Evaluates a member of a definition from its positions."""
        if self.recurrence is not None:
            return self._run_recurrence()
        assert self.family.body is not None
        inner = _runs(self.family.body, self.family.params)
        if not self.least:
            return inner

        def member(world: World, positions: Positions) -> Value:
            for slot, bound in self.least:
                if not is_at_least(positions[slot], bound):
                    raise OutsideDomain(f"{self.name} is defined from {bound} on")
            return inner(world, positions)

        return member

    def _run_recurrence(self) -> Callable[[World, Positions], Value]:
        assert self.recurrence is not None
        params, start, step = self.recurrence.params, self.recurrence.start, self.recurrence.step
        first, next_ = _runs(start, params), _runs(step, params)

        def member(world: World, positions: Positions) -> Value:
            at, *others = positions
            if not isinstance(at, int):
                raise NotEvaluable(f"{self.name} at an integer without a value",
                                   hint="give its closed form a name and take the limit of that")
            if at < 0:
                raise OutsideDomain(f"{self.name} starts at 0, so it has no member at {at}")
            if at > 2 * _STRIDE and self not in world.climbing:
                # Members far behind first, so that the way back is short.
                world.climbing.add(self)
                for before in range(_STRIDE, at, _STRIDE):
                    with suppress(OutsideDomain):  # one that this one does not use
                        world.entry(self, (before, *others))
                world.climbing.discard(self)
            return next_(world, positions) if at else first(world, positions)

        return member

    @cached_property
    def parameters(self) -> tuple[Callable[[World, Positions], Value], ...]:
        """The parameters of a random family's law: p, or mean and variance."""
        trees = [tree for tree in (self.law or ())[1:] if isinstance(tree, Basic)]
        if any(other.law for tree in trees for other in reach(tree)):
            raise NotEvaluable(f"the law of {self.name} is itself random")
        return tuple(_runs(tree, ()) for tree in trees)

    def text_of(self, positions: Positions) -> str:
        """``[1, 2]``, as a person counts."""
        shown = [str(p) if r == INTEGERS else str(p + 1) for p, r in zip(positions, self.ranges, strict=False)]
        return f"[{', '.join(shown)}]" if shown and REALS not in self.ranges else ""


# A world tells families apart by these objects, so there must never be two of one family: one
# lives for as long as any code, world or table holds it, which no cache of a fixed size assures.
_FAMILIES: WeakValueDictionary[Family, KnownFamily] = WeakValueDictionary()


def known(family: Family) -> KnownFamily:
    """The one object for a family."""
    found = _FAMILIES.get(family)
    if found is None:
        found = _FAMILIES[family] = KnownFamily(family)
    return found


@lru_cache(maxsize=1 << 12)
def reach(tree: Basic) -> frozenset[KnownFamily]:
    """Every family that a tree can depend on, through definitions and losses."""
    found = {term: None for term in subterms(tree) if isinstance(term, Family)}
    return frozenset().union(*(known(family).reach for family in found))


def reaches(family: Family, other: Family) -> bool:
    """Whether a member of ``family`` can depend on one of ``other``."""
    return known(other) in known(family).reach


# --------------------------------------------------------------------------
# Worlds


class _Work:
    """How many bodies may still be evaluated; shared by a world and all that are made from it."""

    def __init__(self, allowed: int):
        self.allowed = self.left = allowed

    @property
    def spent(self) -> int:
        return self.allowed - self.left

    def spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise NotEvaluable(f"more than {self.allowed} evaluations are needed",
                               hint="only smaller sizes can be evaluated directly")


Table: TypeAlias = dict[Positions, Value]


class World:
    """A point, or a world with something changed in it.

    tables    entries known so far of each family whose values live in this world
    cache     values of closed inner terms, by term and indices
    level     how many symbols (of derivatives, limits, expectations) are adjoined to the numbers here
    changed   the families that are changed here (none in a point's own world)
    shallow   definitions are not rerun (a partial derivative)
    fresh     every definition is rerun (a limit at infinity)
    """

    def __init__(self, parent: World | None, point: Point, work: _Work, changed: frozenset[KnownFamily],
                 level: int, shallow: bool = False, fresh: bool = False):
        self.parent = parent
        self.point = point
        self.sizes = point.sizes
        self.work = work
        self.changed = changed
        self.level = level
        self.shallow = shallow
        self.fresh = fresh
        self.tables: dict[KnownFamily, tuple[World, Table]] = {}
        self.cache: dict[object, Value] = {}
        self.worlds: dict[object, World] = {}
        self.cotangents: dict[Cotangent, Table] = {}
        self.climbing: set[KnownFamily] = set()
        self.tangent_node: tuple[KnownFamily, Positions] | None = None

    @staticmethod
    def at(point: Point, work: int = WORK) -> World:
        """The world of a point."""
        return World(None, point, _Work(work), frozenset(), 0)

    def again(self) -> World:
        """A world of the same point that knows what this one does, and may do as much work as this one at first."""
        made = World.at(self.point, self.work.allowed)
        made.tables = {family: (made, dict(table)) for family, (_, table) in self.tables.items()}
        made.cotangents = {cotangent: dict(table) for cotangent, table in self.cotangents.items()}
        made.cache = dict(self.cache)
        return made

    # -- entries

    def affects(self, family: KnownFamily) -> bool:
        """Whether what is changed here can change an entry of this family."""
        if self.shallow:
            return family in self.changed
        return not self.changed.isdisjoint(family.reach)

    def table(self, family: KnownFamily) -> tuple[World, Table]:
        """The world that this family's entries live in, seen from here, and their table there."""
        found = self.tables.get(family)
        if found is None:
            here = self.parent is None or family in self.changed or (
                family.is_defined and (self.fresh or self.affects(family)))
            found = (self, {}) if here or self.parent is None else self.parent.table(family)
            self.tables[family] = found
        return found

    def entry(self, family: KnownFamily, positions: Positions) -> Value:
        """The value of one entry."""
        world, table = self.tables.get(family) or self.table(family)
        value = table.get(positions)
        return value if value is not None else world._fill(family, positions, table)

    def _fill(self, family: KnownFamily, positions: Positions, table: Table) -> Value:
        # Of a recurrence, the members after a changed one are rerun.
        if family in self.changed and (self.shallow or family.recurrence is None):
            value = self._unchanged(family, positions)
        elif family.is_defined:
            self.work.spend(family.weight)
            value = family.run(self, positions)
            if isinstance(value, fmpq) and value.height_bits() > _MOST_BITS:
                raise NotEvaluable(f"{family.name} has too many digits to go on with")
        else:
            value = _given(self.point.values.get(family.family), family, positions)
        table[positions] = value
        return value

    def _unchanged(self, family: KnownFamily, positions: Positions) -> Value:
        """An entry, not itself changed, of a family one of whose entries is."""
        assert self.parent is not None
        return self.parent.entry(family, positions)

    def coefficients(self, function: KnownFamily, before: Positions, after: Positions) -> list[Value]:
        """Of a function that is not written down, that of each power; its indices stand around its argument."""
        table = self.point.values.get(function.family)
        if not table:
            raise NotEvaluable(f"the point gives no value to {function.name}")
        degrees = range(1 + max(degree for key in table if isinstance(degree := key[len(before)], int)))
        return [self.entry(function, (*before, degree, *after)) for degree in degrees]

    def cotangent(self, loss: Loss, output: KnownFamily, positions: Positions) -> Value:
        """The free number Adjoint(loss, output entry)."""
        world = self
        while world.parent is not None:
            # The loss is any smooth function: how its slope changes is unknown.
            if not world.shallow and world.affects(output):
                raise NotEvaluable(f"how the cotangent of {output.name} changes is not known",
                                   hint=f"write loss {loss.name} down as a scalar definition")
            world = world.parent
        table = world.cotangents.setdefault((loss, output.family), {})
        if positions not in table:
            given = self.point.cotangents.get((loss, output.family))
            table[positions] = _given(given, output, positions, "the cotangent of ")
        return table[positions]

    def read(self) -> dict[Family | Cotangent, Mapping[Positions, Value]]:
        """The numbers of the point that have been asked for so far, in this world of a point."""
        out: dict[Family | Cotangent, Mapping[Positions, Value]] = {
            known.family: table for known, (_, table) in self.tables.items() if not known.is_defined}
        return {**out, **self.cotangents}

    # -- worlds made from this one

    def perturbed(self, family: KnownFamily, positions: Positions, shallow: bool = False) -> World:
        """This world with a tangent of 1 on one entry, and all that lies downstream rerun."""
        key = (family, positions, shallow)
        made = self.worlds.get(key)
        if made is None:
            if not shallow:
                self._keeps_tangents(family, positions)
            # Of derivatives inside each other, each doubles the work of every operation.
            self.work.spend(2 ** sum(1 for _ in self._tangent_nodes()) - 1)
            made = World(self, self.point, self.work, frozenset({family}), self.level + 1, shallow)
            made.tangent_node = family, positions
            made.table(family)[1][positions] = Dual(made.level, self.entry(family, positions), ONE)
            self.worlds[key] = made
        return made

    def approaching(self, symbol: KnownFamily, value: Callable[[int], Value]) -> World:
        """This world with a scalar symbol changed to ``value(level)``, and all that lies downstream rerun."""
        self._keeps_tangents(symbol, ())
        made = World(self, self.point, self.work, frozenset({symbol}), self.level + 1)
        made.table(symbol)[1][()] = value(made.level)
        return made

    def without_end(self) -> World:
        """A world for integers that have no value: each definition is run anew, so levels do not mix."""
        if self.shallow or any(outer.is_defined for outer, _ in self._tangent_nodes()):
            raise NotEvaluable("a derivative by a definition around a limit or sum at infinity")
        return World(self, self.point, self.work, frozenset(), self.level + 1, fresh=True)

    def _keeps_tangents(self, family: KnownFamily, positions: Positions) -> None:
        """Raises NotEvaluable if rerunning what is downstream of an entry would lose the tangent of an outer one."""
        for outer, at in self._tangent_nodes():
            lost = family.recurrence is not None and at != positions if outer is family else family in outer.reach
            if lost:
                raise NotEvaluable(f"a derivative by {outer.name} around one by {family.name}, on which it depends")

    def _tangent_nodes(self) -> Iterator[tuple[KnownFamily, Positions]]:
        world: World | None = self
        while world is not None:
            if world.tangent_node is not None:
                yield world.tangent_node
            world = world.parent

    def tangent(self, value: Value) -> Value | None:
        """The derivative that a value carries in this world's direction, None if it carries none."""
        return value.tangent if isinstance(value, Dual) and value.level == self.level else None

    def outcomes(self, random: frozenset[KnownFamily],
                 drawn: Mapping[tuple[KnownFamily, Positions], Value] | None = None) -> Outcomes:
        """This world with the entries of some random families left to chance."""
        for outer, _ in self._tangent_nodes():
            if outer.is_defined and not random.isdisjoint(outer.reach):
                raise NotEvaluable(f"a derivative of an expectation by {outer.name}, which is random")
        return Outcomes(self, random, drawn)


class Outcomes(World):
    """A world in which the entries of some random families are left to chance.

    A mask has the outcome that ``drawn`` gives it. One that is not drawn yet takes the
    outcome 1 and is noted: the entries that an expression asks for depend on its indices
    only, never on outcomes, so one run finds them all. Any other random entry is the
    variable of a polynomial.
    """

    def __init__(self, parent: World, random: frozenset[KnownFamily],
                 drawn: Mapping[tuple[KnownFamily, Positions], Value] | None = None):
        super().__init__(parent, parent.point, parent.work, random, parent.level + 1)
        self.asked: list[tuple[KnownFamily, Positions]] = []
        self.drawn = drawn
        self.variables: list[KnownFamily] = []

    def _unchanged(self, family: KnownFamily, positions: Positions) -> Value:
        if family.law and family.law[0] != "bernoulli":
            self.variables.append(family)
            return Poly.variable(self.level, len(self.variables) - 1)
        if self.drawn is not None:
            return self.drawn[family, positions]
        self.asked.append((family, positions))
        return ONE

    def expectation(self, value: Value) -> Value:
        """Over all that is no mask."""
        parent, laws = self.parent, {}
        assert parent is not None
        for family in dict.fromkeys(self.variables):
            mean, variance = law_of(parent, family)
            exact = family.law is not None and family.law[0] == "gaussian"
            laws[family] = (moments.normal_moment if exact else moments.second_moment, mean, variance)

        def moment(variable: int, k: int) -> Value:
            of, mean, variance = laws[self.variables[variable]]
            return of(mean, variance, k)

        return moments.expectation(value, self.level, moment)


def law_of(world: World, family: KnownFamily) -> tuple[Value, ...]:
    """The law's parameters, checked: a probability lies in [0, 1], a variance is not negative."""
    values = tuple(parameter(world, ()) for parameter in family.parameters)
    edges = [values[-1]] + ([ONE - values[0]] if len(values) == 1 else [])
    for edge in edges:
        where = numbers.sign(edge)
        if where is None:
            raise numbers.Undecidable(f"cannot tell whether the law of {family.name} exists")
        if where < 0:
            raise OutsideDomain(f"the law of {family.name} does not exist")
    return values


def _given(table: Mapping[Positions, Value] | None, family: KnownFamily, positions: Positions,
           what: str = "") -> Value:
    for place in positions:
        if not isinstance(place, int):
            raise NotEvaluable(f"{what}{family.name} at an integer without a value")
    if table is not None:
        try:  # it is asked for all the time: a context manager would cost as much as the rest
            return table[positions]
        except KeyError:
            pass
    raise NotEvaluable(f"the point gives no value to {what}{family.name}{family.text_of(positions)}")


def positions_of(world: World, ranges: Iterable[Range]) -> Iterator[Positions]:
    """Every member of a family with these ranges."""
    return product(*(range(size_of(world, range_)) for range_ in ranges))


def size_of(world: World, range_: Range) -> int:
    """The number of elements of a range."""
    try:
        return world.sizes[range_]
    except KeyError:
        raise NotEvaluable(f"the point gives no size to the range {range_.name}") from None
