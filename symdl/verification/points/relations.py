"""What is assumed: whether it holds at a point, and the free integers that it allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product
from random import Random
from typing import TypeAlias

from flint import fmpq
from sympy import Basic, Expr
from sympy.core.relational import (
    Equality,
    GreaterThan,
    LessThan,
    Relational,
    StrictGreaterThan,
    StrictLessThan,
    Unequality,
)

from symdl.errors import LanguageError
from symdl.language import Adjoint, Each, Entry, Family, Index, IntegerIndex, Range, Size, free_indices, subterms
from symdl.verification.evaluation import numbers
from symdl.verification.evaluation.evaluate import NotEvaluable, Point, World, compile_tree
from symdl.verification.evaluation.numbers import OutsideDomain, Value

Assumption: TypeAlias = Relational | Each
Where: TypeAlias = Mapping[Index, int]
"""A position, counted from 0, for each index, and the integer itself for each integer."""

WINDOW = 16  # integers at which an assumption about every integer is looked at

_SIGNS: dict[type, frozenset[int]] = {
    Equality: frozenset({0}),
    Unequality: frozenset({-1, 1}),
    StrictGreaterThan: frozenset({1}),
    GreaterThan: frozenset({0, 1}),
    StrictLessThan: frozenset({-1}),
    LessThan: frozenset({-1, 0}),
}


@dataclass(frozen=True)
class Relation:
    """One assumption: the sign that left - right must have, for every value of ``each``."""

    left: Expr | Index
    right: Expr | Index
    signs: frozenset[int]
    each: tuple[Index, ...]

    @staticmethod
    def of(assumption: Assumption) -> Relation:
        each = assumption.indices if isinstance(assumption, Each) else ()
        statement = assumption.statement if isinstance(assumption, Each) else assumption
        if type(statement) not in _SIGNS:
            raise LanguageError(f"{statement} is not an assumption",
                                hint="write a relation: ==, !=, <, <=, >, >= of two expressions")
        left, right = statement.args
        for index in each:
            if isinstance(index, IntegerIndex) and not _is_of_each_member(statement, index):
                raise NotEvaluable(f"whether {statement} holds for every integer {index} cannot be checked",
                                   term=statement)
        return Relation(left, right, _SIGNS[type(statement)], each)

    @property
    def is_equation(self) -> bool:
        return self.signs == {0}

    @cached_property
    def free(self) -> frozenset[Index]:
        """Indices of the claim."""
        return frozenset((free_indices(self.left) | free_indices(self.right)) - set(self.each))

    def places(self, sizes: Mapping[Range, int], at: Where) -> Iterator[Where]:
        """Every value of ``each``, beside those of the claim's own indices."""
        values = (range(index.at_least, index.at_least + WINDOW) if isinstance(index, IntegerIndex)
                  else range(sizes[index.range]) for index in self.each)
        for positions in product(*values):
            yield {**at, **dict(zip(self.each, positions, strict=True))}

    def gap(self, world: World, at: Where) -> Value:
        """left - right."""
        left, right = self._values
        return left(world, at) - right(world, at)

    @cached_property
    def _bound(self) -> tuple[Family, fmpq, int] | None:
        """(symbol, number, direction) if it compares a scalar symbol with a number, as nearly all do."""
        for side, other, direction in ((self.left, self.right, 1), (self.right, self.left, -1)):
            if isinstance(side, Entry) and not side.indices and not side.family.is_defined and not side.family.law:
                number = constant(other)
                if number is not None and not self.each:
                    return side.family, number, direction
        return None

    @cached_property
    def _values(self) -> tuple[Callable[[World, Where], Value], Callable[[World, Where], Value]]:
        return _value_of(self.left), _value_of(self.right)

    def holds(self, world: World, at: Where) -> bool:
        """Whether it is certainly true. Raises OutsideDomain where it means nothing."""
        if self._bound is not None:
            family, number, direction = self._bound
            value = world.point.values.get(family, {}).get(())
            if value is not None:
                sign = numbers.sign(value - number)
                return sign is not None and direction * sign in self.signs
        return all(numbers.sign(self.gap(world, place)) in self.signs
                   for place in self.places(world.sizes, at))


def _is_of_each_member(statement: Relational, index: IntegerIndex) -> bool:
    """Whether each integer's members are tied by themselves, and all in the same way: ``g[i] > 0``.

    Then what holds at the integers that are looked at can be continued to all others:
    give them the members of one of those.
    """
    if isinstance(statement, Basic) and not any(isinstance(term, IntegerIndex) for term in subterms(statement)):
        return True
    return all(_uses_as_place(side, index) for side in statement.args)


def _uses_as_place(node: Basic, index: IntegerIndex) -> bool:
    match node:
        case Entry() if not node.family.is_defined:
            return all(place == index or index not in free_indices(place) for place in node.indices)
        case IntegerIndex():
            return node != index
        case Index() | Size() | Family():
            return True
        case Entry():
            return index not in free_indices(node)
    return all(_uses_as_place(arg, index) for arg in node.args if isinstance(arg, Basic))


def _value_of(side: Expr | Index) -> Callable[[World, Where], Value]:
    if isinstance(side, Index):  # i != j
        return lambda world, at: numbers.number(at[side])
    return compile_tree(side).run


def constant(side: Expr | Index) -> fmpq | None:
    """The value of an expression without indices, sizes or unknowns, if it is rational."""
    if any(isinstance(term, (Index, Size, Entry, Adjoint)) for term in subterms(side)):
        return None
    try:
        value = compile_tree(side)(Point({}))
    except OutsideDomain:
        return None
    return value if isinstance(value, fmpq) else None


# --------------------------------------------------------------------------
# Integers

_MOST_TRIED = 1_500
_MOST_CHOICES = 24


@dataclass(frozen=True)
class Choices:
    """Values of the free integers: small ones, simplest first, and a few larger ones."""

    small: tuple[Where, ...]
    large: tuple[Where, ...]


def choose(integers: Sequence[IntegerIndex], relations: Sequence[Relation], world: World) -> Choices:
    """Integers from the least one meant on that meet the relations.

    What an equation gives is computed: a from Eq(a, q*s + r).
    """
    if not integers:
        return Choices(({},), ())
    given = _given_by_others(integers, relations)
    loose = [index for index in integers if index not in given]
    least = {index: _least(index, relations) for index in loose}

    def complete(offsets: Sequence[int]) -> Where | None:
        at = {index: least[index] + offset for index, offset in zip(loose, offsets, strict=True)}
        try:
            for index, other in given.items():
                value = compile_tree(other).run(world, at)
                if not isinstance(value, fmpq) or value.q != 1 or value < index.at_least:
                    return None
                at[index] = int(value.p)
            return at if all(relation.holds(world, at) for relation in relations) else None
        except OutsideDomain:
            return None

    small: list[Where] = []
    every = (offsets for total in range(5 if len(loose) == 1 else 9) for offsets in _of_sum(total, len(loose)))
    for offsets in islice(every, _MOST_TRIED):
        found = complete(offsets)
        small += [found] if found is not None else []
        if len(small) == _MOST_CHOICES:
            break
    random = Random("integers")
    large: list[Where] = []
    for _ in range(8 * len(loose)):
        found = complete([random.randint(0, 12 if len(loose) == 1 else 7) for _ in loose])
        if found is not None and found not in small + large and len(large) < _MOST_CHOICES:
            large.append(found)
    return Choices(tuple(small), tuple(large))


def _of_sum(total: int, count: int) -> Iterator[tuple[int, ...]]:
    """Every way to write a number as a sum of so many."""
    if count <= 1:
        if count or not total:
            yield (total,) * count
        return
    for first in range(total + 1):
        for rest in _of_sum(total - first, count - 1):
            yield (first, *rest)


def _given_by_others(integers: Sequence[IntegerIndex], relations: Sequence[Relation]) -> dict[IntegerIndex, Expr]:
    """Integers that an equation gives, in an order in which they can be computed."""
    given: dict[IntegerIndex, Expr] = {}
    used: set[Index] = set()
    for relation in relations:
        for side, other in ((relation.left, relation.right), (relation.right, relation.left)):
            if relation.is_equation and isinstance(side, IntegerIndex) and isinstance(other, Expr) \
                    and side not in given and side not in used | free_indices(other):
                given[side] = other
                used |= free_indices(other)
                break
    return {index: other for index, other in given.items() if index in integers}


def _least(index: IntegerIndex, relations: Sequence[Relation]) -> int:
    """The least integer that is meant, and not below a plain bound."""
    out = index.at_least
    for relation in relations:
        for side, other, flip in ((relation.left, relation.right, 1), (relation.right, relation.left, -1)):
            bound = constant(other) if side == index else None
            if bound is not None and not any(flip * s == -1 for s in relation.signs):
                out = max(out, int(bound.ceil()))
    return out
