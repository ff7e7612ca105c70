"""Statements evaluated at given sizes and numbers, by the meaning of each node and nothing else.

This is the second road. It reads the tree as the author wrote it (no normal
form, no rule of calculus except the chain rule of dual numbers and the series of a
limit) and shares no code with the proof, so that a mistake in one of them shows as a
disagreement.

A tree is compiled once to Python closures and then run at many points. Here is what
each node means; ``worlds`` keeps the values, ``numbers`` is what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod
from typing import TypeAlias

from flint import arb, fmpq
from sympy import Add, Basic, Expr, Integer, Mul, Pow, Rational, oo
from sympy import exp as sympy_exp
from sympy import log as sympy_log
from sympy import tanh as sympy_tanh
from sympy.core.numbers import Exp1, Pi
from sympy.core.symbol import Str

from symdl.errors import FreeIndexError, LanguageError
from symdl.language import (
    INTEGERS,
    PI,
    REALS,
    Adjoint,
    Delta,
    Derivative,
    Entry,
    Expectation,
    Index,
    IntegerIndex,
    IntervalSum,
    Limit,
    Loss,
    Mean,
    Partial,
    Range,
    Size,
    Total,
    Variance,
    absolute,
    affine,
    floor,
    free_indices,
    maximum,
    minimum,
    relu,
    sigmoid,
    subterms,
    unit_step,
)
from symdl.verification.evaluation import growth, numbers
from symdl.verification.evaluation.growth import Whole
from symdl.verification.evaluation.numbers import (
    ONE,
    PRECISION,
    ZERO,
    Blank,
    Extension,
    NotEvaluable,
    OutsideDomain,
    Undecidable,
    Value,
)
from symdl.verification.evaluation.series import NeedsSides, NeedsTerms, Small, limit_of, series
from symdl.verification.evaluation.worlds import (
    WORK,
    Code,
    Cotangent,
    Outcomes,
    Point,
    Positions,
    Scope,
    World,
    compile_in,
    compile_node,
    known,
    law_of,
    positions_of,
    reach,
    reaches,
    size_of,
    weight_of,
)

__all__ = [
    "Cotangent", "Evaluator", "NotEvaluable", "Point", "Positions", "World", "compile_tree", "in_order", "reach",
    "reaches",
]  # fmt: skip


@dataclass(frozen=True)
class Evaluator:
    """A compiled tree.

    tree    what was compiled
    free    its free indices, sorted by letter
    weight  what it costs to evaluate it once, without the loops in it
    """

    tree: Expr
    free: tuple[Index, ...]
    _code: Code
    _spare: list[int]
    weight: int

    def __call__(self, point: Point, at: Mapping[Index, int] | None = None, *,
                 precision: int = PRECISION, work: int = WORK) -> Value:
        """Value at a point; ``at`` gives the position of each free index, counted from 0, or the integer.

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
        world.work.spend(self.weight - 1)
        try:
            return self._code(world, [*(at[index] for index in self.free), *self._spare])
        except RecursionError:
            raise NotEvaluable("definitions or steps are nested too deeply") from None


@lru_cache(maxsize=1 << 10)
def compile_tree(tree: Expr) -> Evaluator:
    """Closures for a tree. Raises LanguageError for a node that has no meaning here."""
    free = in_order(free_indices(tree))
    code, spare = compile_in(tree, free)
    return Evaluator(tree, free, code, spare, weight_of(tree))


def in_order(indices: Iterable[Index]) -> tuple[Index, ...]:
    """Indices sorted by letter."""
    return tuple(sorted(indices, key=lambda index: (index.letter, index.range.name, *index.args[3:4])))


# --------------------------------------------------------------------------
# Leaves and arithmetic


def _constant(value: Value) -> Code:
    return lambda world, env: value


@compile_node.register(Rational)
def _(node: Rational, scope: Scope) -> Code:
    return _constant(fmpq(node.p, node.q))


@compile_node.register(Exp1)
def _(node: Basic, scope: Scope) -> Code:
    return lambda world, env: numbers.exp(ONE)


@compile_node.register(Pi)
def _(node: Basic, scope: Scope) -> Code:
    return lambda world, env: numbers.pi()


@compile_node.register(Add)
def _(node: Add, scope: Scope) -> Code:
    first, *others = (compile_node(arg, scope) for arg in node.args)
    if len(others) == 1:
        second = others[0]
        return lambda world, env: first(world, env) + second(world, env)

    def add(world: World, env: list[Whole]) -> Value:
        out = first(world, env)
        for other in others:
            out = out + other(world, env)
        return out

    return add


@compile_node.register(Mul)
def _(node: Mul, scope: Scope) -> Code:
    first, *others = (compile_node(arg, scope) for arg in node.args)
    if len(others) == 1:
        second = others[0]
        return lambda world, env: first(world, env) * second(world, env)

    def multiply(world: World, env: list[Whole]) -> Value:
        out = first(world, env)
        for other in others:
            out = out * other(world, env)
        return out

    return multiply


@compile_node.register(Pow)
def _(node: Pow, scope: Scope) -> Code:
    base, exponent = node.args
    if isinstance(base, Exp1):
        return _function(numbers.exp, exponent, scope)
    base_code = compile_node(base, scope)
    if any(not isinstance(term, (Add, Mul, Pow, Rational, IntegerIndex, Size, Range, Str))
           for term in subterms(exponent)):
        raise LanguageError(f"the exponent {exponent} is not made of numbers and integers", term=node,
                            hint="write exp(exponent*log(base))")
    exponent_code = compile_node(exponent, scope)
    if any(isinstance(term, (IntegerIndex, Size)) for term in subterms(exponent)):
        is_integer = _is_integer(exponent)
        return lambda world, env: growth.power(base_code(world, env), exponent_code(world, env), is_integer)
    value = exponent_code(_NOWHERE, [])
    if not isinstance(value, fmpq):
        raise LanguageError(f"the exponent {exponent} is not a rational number", term=node)
    if value == -1:
        return lambda world, env: numbers.reciprocal(base_code(world, env))
    rational = int(value.p) if value.q == 1 else value
    return lambda world, env: numbers.power(base_code(world, env), rational)


def _is_integer(exponent: Basic) -> bool:
    """Whether an exponent is an integer by the way it is written."""
    match exponent:
        case IntegerIndex() | Size() | Integer():
            return True
        case Add() | Mul():
            return all(map(_is_integer, exponent.args))
        case Pow(args=(base, Integer() as power)):
            return bool(power >= 0) and _is_integer(base)
    return False


def _function(function: Callable[[Value], Value], argument: Expr, scope: Scope) -> Code:
    inner = compile_node(argument, scope)
    return lambda world, env: function(inner(world, env))


@compile_node.register(sympy_log)
def _(node: Expr, scope: Scope) -> Code:
    if len(node.args) != 1:
        raise LanguageError("a logarithm to another base", term=node, hint="write log(x)/log(b)")
    return _function(numbers.log, node.args[0], scope)


_FUNCTIONS: dict[type, Callable[[Value], Value]] = {
    sympy_exp: numbers.exp,
    sympy_tanh: numbers.tanh,
    sigmoid: numbers.sigmoid,
    relu: numbers.relu,
    unit_step: numbers.unit_step,
    absolute: numbers.absolute,
    floor: numbers.floor,
}
_OF_TWO: dict[type, Callable[[Value, Value], Value]] = {maximum: numbers.maximum, minimum: numbers.minimum}


for _node in _FUNCTIONS:
    @compile_node.register(_node)
    def _(node: Expr, scope: Scope) -> Code:
        return _function(_FUNCTIONS[type(node)], node.args[0], scope)


for _node in _OF_TWO:
    @compile_node.register(_node)
    def _(node: Expr, scope: Scope) -> Code:
        function = _OF_TWO[type(node)]
        first, second = (compile_node(arg, scope) for arg in node.args)
        return lambda world, env: function(first(world, env), second(world, env))


@compile_node.register(Size)
def _(node: Size, scope: Scope) -> Code:
    range_ = node.range
    return lambda world, env: fmpq(size_of(world, range_))


@compile_node.register(Delta)
def _(node: Delta, scope: Scope) -> Code:
    a, b = map(scope.slot, node.indices)
    return lambda world, env: ONE if growth.are_equal(env[a], env[b]) else ZERO


@compile_node.register(IntegerIndex)
def _(node: IntegerIndex, scope: Scope) -> Code:
    slot = scope.slot(node)
    return lambda world, env: growth.as_number(env[slot])


@compile_node.register(Entry)
def _(node: Entry, scope: Scope) -> Code:
    if node == PI:
        return lambda world, env: arb.pi()
    family = known(node.family)
    if REALS in family.ranges:
        return _value_of_function(node, scope)
    if not all(isinstance(index, Index) for index in node.indices):
        places = _places(node, scope)
        return lambda world, env: world.entry(family, places(env))
    slots = [scope.slot(index) for index in node.indices]
    if not slots:
        return lambda world, env: world.entry(family, ())
    if len(slots) == 1:
        slot = slots[0]
        return lambda world, env: world.entry(family, (env[slot],))
    return lambda world, env: world.entry(family, tuple([env[slot] for slot in slots]))


def _places(entry: Entry, scope: Scope) -> Callable[[list[Whole]], Positions]:
    """The positions of an entry from those of the indices."""
    if REALS in entry.family.ranges:
        raise NotEvaluable(f"the derivative by a value of the function {entry.family.name}", term=entry)
    codes = [_whole(index, scope) for index in entry.indices]
    return lambda env: tuple([code(env) for code in codes])


def _whole(expr: Basic, scope: Scope) -> Callable[[list[Whole]], Whole]:
    """An index, or an integer combination of integers."""
    if isinstance(expr, Index):
        slot = scope.slot(expr)
        return lambda env: env[slot]
    parts = [(scope.slot(index), times) for index, times in affine(expr).items() if index is not None]
    constant = affine(expr).get(None, 0)

    def combine(env: list[Whole]) -> Whole:
        out: Whole = constant
        for slot, times in parts:
            out = out + env[slot] * times
        return out

    return combine


def _value_of_function(node: Entry, scope: Scope) -> Code:
    family = known(node.family)
    if family.ranges.count(REALS) > 1 or INTEGERS in family.ranges:
        raise NotEvaluable(f"{family.name} is a function of more than one number", term=node)
    at = family.ranges.index(REALS)
    argument = compile_node(node.indices[at], scope)
    before, after = ([scope.slot(index) for index in part] for part in (node.indices[:at], node.indices[at + 1:]))

    def polynomial(world: World, env: list[Whole]) -> Value:
        x = argument(world, env)
        coefficients = world.coefficients(
            family, tuple([env[slot] for slot in before]), tuple([env[slot] for slot in after]))
        out: Value = ZERO
        for coefficient in reversed(coefficients):
            out = out * x + coefficient
        return out

    return polynomial


# -- sums


def _once(node: Expr, code: Code, scope: Scope) -> Code:
    """``code``, run once for each value of the indices that ``node`` is free in.

    Only worth it inside a loop over an index that ``node`` does not depend on.
    """
    free = free_indices(node)
    if all(loop in free for loop in scope.loops):
        return code
    slots = [scope.slot(index) for index in free]

    def once(world: World, env: list[Whole]) -> Value:
        key = (code, *[env[slot] for slot in slots])
        value = world.cache.get(key)
        if value is None:
            value = world.cache[key] = code(world, env)
        return value

    return once


def _sum(node: Total | Mean, scope: Scope) -> Code:
    outer = dict(scope.slots)
    for index in node.indices:
        scope.bind(index)
        scope.loops.append(index)
    code = compile_node(node.body, scope)
    each = weight_of(node.body)
    for index in reversed(node.indices):
        scope.loops.pop()
        code, each = _loop(code, scope.slots[index], index.range, each), 1
    scope.slots = outer
    return code


def _loop(body: Code, slot: int, range_: Range, each: int) -> Code:
    def loop(world: World, env: list[Whole]) -> Value:
        size = size_of(world, range_)
        if not size:
            return ZERO
        world.work.spend(size * each)
        env[slot] = 0
        out = body(world, env)
        for position in range(1, size):
            env[slot] = position
            out = out + body(world, env)
        return out

    return loop


@compile_node.register(Total)
def _(node: Total, scope: Scope) -> Code:
    return _once(node, _sum(node, scope), scope)


@compile_node.register(Mean)
def _(node: Mean, scope: Scope) -> Code:
    summed = _sum(node, scope)
    ranges = [index.range for index in node.indices]

    def average(world: World, env: list[Whole]) -> Value:
        count = prod(size_of(world, range_) for range_ in ranges)
        if not count:
            raise OutsideDomain("mean over an empty range")
        return summed(world, env) * fmpq(1, count)

    return _once(node, average, scope)


@compile_node.register(IntervalSum)
def _(node: IntervalSum, scope: Scope) -> Code:
    first, last = _whole(node.first, scope), _whole(node.last, scope)
    outer = dict(scope.slots)
    slot = scope.bind(node.index)
    scope.loops.append(node.index)
    body, each = compile_node(node.body, scope), weight_of(node.body)
    scope.loops.pop()
    scope.slots = outer

    def interval(world: World, env: list[Whole]) -> Value:
        low, high = first(env), last(env)
        count = high + 1 + low * -1
        if not growth.is_at_least(count, 0):
            raise OutsideDomain("a sum whose last index is below the one before its first")
        if not isinstance(count, int):
            inner = world.without_end()
            index = growth.growing(Small(inner.level, 0), low, high)
            env[slot] = index
            return growth.sum_over(body(inner, env), index.top, low, high)
        world.work.spend(count * each)
        out: Value = ZERO
        for step in range(count):
            env[slot] = low + step
            out = out + body(world, env)
        return out

    return _once(node, interval, scope)


# -- limits


REACHES = (3, 6, 12, 24)
"""Orders that series are carried on to: more and more, until they tell."""

_Way: TypeAlias = Callable[[int, bool], Value]
"""One way of going to the end: (orders, whether all ways are gone at once) to what it comes to."""


@compile_node.register(Limit)
def _(node: Limit, scope: Scope) -> Code:
    return _once(node, _limit_of_integer(node, scope) if node.to == oo else _limit_of_symbol(node, scope), scope)


def _limit_of_symbol(node: Limit, scope: Scope) -> Code:
    symbol, end = known(node.variable.family), fmpq(node.to.p, node.to.q)
    body = compile_node(node.of, scope)

    def near(world: World, env: list[Whole], reach: int, direction: int, two_sided: bool) -> Value:
        def moved(level: int) -> Value:
            return series(Small(level, reach, two_sided), {ZERO: end, ONE: fmpq(direction)}, None)

        inner = world.approaching(symbol, moved)
        return limit_of(body(inner, env), inner.level)

    def limit(world: World, env: list[Whole]) -> Value:
        def way(direction: int) -> _Way:
            return lambda reach, two_sided: near(world, env, reach, direction, two_sided)

        return _far_enough(world, [way(direction) for direction in {"-": (-1,), "+": (1,), "": (1, -1)}[node.side]])

    return limit


def _limit_of_integer(node: Limit, scope: Scope) -> Code:
    outer = dict(scope.slots)
    slot = scope.bind(node.variable)
    body = compile_node(node.of, scope)
    scope.slots = outer

    def far(world: World, env: list[Whole], reach: int, times: int, more: int) -> Value:
        inner = world.without_end()
        env[slot] = growth.growing(Small(inner.level, reach)) * times + more
        return limit_of(growth.settled(body(inner, env), inner.level), inner.level)

    def limit(world: World, env: list[Whole]) -> Value:
        # All integers at once, if it does not matter whether they are even.
        def way(more: int) -> _Way:
            return lambda reach, all_: far(world, env, reach, 1 if all_ else 2, 0 if all_ else more)

        return _far_enough(world, [way(0), way(1)])

    return limit


def _far_enough(world: World, ways: Sequence[_Way]) -> Value:
    """What every way of going to the end comes to."""
    for orders in REACHES:
        try:
            if len(ways) == 1:
                return ways[0](orders, False)
            try:
                return ways[0](orders, True)
            except NeedsSides as error:
                if error.level != world.level + 1:
                    raise
            one, other = (way(orders, False) for way in ways)
        except NeedsTerms as error:
            if error.level != world.level + 1:
                raise
            continue
        if isinstance(one, Blank) or isinstance(other, Blank):
            return numbers.BLANK
        # A tangent must agree as well.
        if isinstance(one, Extension) or isinstance(other, Extension):
            raise NotEvaluable("a limit whose sides are to be compared inside of a derivative or limit")
        agree = numbers.sign(one - other)
        if agree is None:
            raise Undecidable("cannot tell whether the limits from both sides agree")
        if agree:
            raise OutsideDomain("the limits from both sides differ")
        return one
    raise NotEvaluable(f"the limit does not show in the first {REACHES[-1]} orders")


# -- derivatives


@compile_node.register(Derivative)
def _(node: Derivative, scope: Scope) -> Code:
    family, places = known(node.node.family), _places(node.node, scope)
    body = compile_node(node.of, scope)

    def derivative(world: World, env: list[Whole]) -> Value:
        perturbed = world.perturbed(family, places(env))
        tangent = perturbed.tangent(body(perturbed, env))
        return ZERO if tangent is None else tangent

    return _once(node, derivative, scope)


@compile_node.register(Partial)
def _(node: Partial, scope: Scope) -> Code:
    family, places = known(node.node.family), _places(node.node, scope)
    of, of_places = known(node.of.family), _places(node.of, scope)
    body = node.of.family.body
    for term in subterms(body):
        if isinstance(term, (Adjoint, Derivative, Partial, Expectation, Variance, Limit)):
            raise NotEvaluable(f"the direct inputs of {node.of.family.name} are not settled",
                               term=term, hint="take the total derivative")

    def partial(world: World, env: list[Whole]) -> Value:
        perturbed = world.perturbed(family, places(env), shallow=True)
        world.work.spend(1)
        tangent = perturbed.tangent(of.run(perturbed, of_places(env)))
        return ZERO if tangent is None else tangent

    return _once(node, partial, scope)


@compile_node.register(Adjoint)
def _(node: Adjoint, scope: Scope) -> Code:
    loss = node.loss
    family, places = known(node.node.family), _places(node.node, scope)
    if not isinstance(loss, Loss):
        return compile_node(Derivative(loss, node.node), scope)
    outputs = [known(output) for output in loss.outputs]
    downstream = [output for output in outputs if output is not family and family in output.reach]
    is_output = family in outputs

    def adjoint(world: World, env: list[Whole]) -> Value:
        positions = places(env)
        out: Value = world.cotangent(loss, family, positions) if is_output else ZERO
        if downstream:
            perturbed = world.perturbed(family, positions)
            for output in downstream:
                for position in positions_of(world, output.ranges):
                    tangent = perturbed.tangent(perturbed.entry(output, position))
                    if tangent is not None:
                        out = out + world.cotangent(loss, output, position) * tangent
        return out

    return _once(node, adjoint, scope)


# -- chance


@compile_node.register(Expectation)
def _(node: Expectation, scope: Scope) -> Code:
    chances = _chances(node.args[0], scope)
    return _once(node, lambda world, env: _mean(chances(world, env)), scope)


@compile_node.register(Variance)
def _(node: Variance, scope: Scope) -> Code:
    chances = _chances(node.args[0], scope)

    def variance(world: World, env: list[Whole]) -> Value:
        drawn = chances(world, env)
        centre = _mean(drawn)
        return _mean([(weight, outcomes, numbers.power(value - centre, 2)) for weight, outcomes, value in drawn])

    return _once(node, variance, scope)


_Weighted: TypeAlias = list[tuple[Value, Outcomes, Value]]


def _mean(drawn: _Weighted) -> Value:
    out: Value = ZERO
    for weight, outcomes, value in drawn:
        out = out + weight * outcomes.expectation(value)
    return out


def _chances(body: Expr, scope: Scope) -> Callable[[World, list[Whole]], _Weighted]:
    """(weight, world, value of ``body`` there) for every outcome of the masks that occur in it.

    The value is a polynomial in the other random entries.
    """
    code = compile_node(body, scope)
    random = frozenset(family for family in reach(body) if family.law)

    def chances(world: World, env: list[Whole]) -> _Weighted:
        first = world.outcomes(random)
        value = code(first, env)
        if not first.asked:
            return [(ONE, first, value)]
        world.work.spend(2 ** len(first.asked))
        spreads = []
        for family, _ in first.asked:
            (p,) = law_of(world, family)
            spreads.append([(ONE, p), (ZERO, ONE - p)])
        out: _Weighted = []
        for drawn in product(*spreads):
            weight: Value = ONE
            for _, chance in drawn:
                weight = weight * chance
            values = {asked: outcome for asked, (outcome, _) in zip(first.asked, drawn, strict=True)}
            outcomes = world.outcomes(random, values)
            out.append((weight, outcomes, code(outcomes, env)))
        return out

    return chances


_NOWHERE = World.at(Point({}))
