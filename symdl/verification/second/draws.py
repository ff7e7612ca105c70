"""A tree evaluated modulo a prime, in ranges of any size.

A range is taken to have some elements that differ from each other, and so many more, all
alike, that its size is whatever residue was drawn for it: a sum over it is the sum over
the elements that differ, and one term times the number of the others. An index that is
bound to one of the others is still another element than every index bound around it.

As ``evaluate``, this reads the tree as the author wrote it. Logarithms, exponentials and
functions that are not written down have a number drawn for each argument that they are
asked for, so a statement that rests on more than log(ab) = log a + log b, exp(a + b) =
exp(a) exp(b) and equal arguments does not come out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import TypeAlias

from sympy import Add, Expr, Mul, Pow, Rational
from sympy import exp as sympy_exp
from sympy import log as sympy_log
from sympy import tanh as sympy_tanh
from sympy.core.numbers import Exp1

from symdl.language import (
    INTEGERS,
    REALS,
    Adjoint,
    Delta,
    Derivative,
    Entry,
    Expectation,
    Family,
    Index,
    IntegerIndex,
    IntervalSum,
    Loss,
    Mean,
    Partial,
    Range,
    Size,
    Total,
    Variance,
    absolute,
    affine,
    free_indices,
    maximum,
    minimum,
    relu,
    sigmoid,
)
from symdl.verification.evaluation.worlds import reaches
from symdl.verification.second.bounds import coefficient_and_rest, integers_of, rational, unfolded, without
from symdl.verification.second.residues import (
    DRAW,
    SWITCH,
    TANGENT,
    Budget,
    NotApplicable,
    Redraw,
    Residues,
    Value,
    draw_prime,
)

Labels: TypeAlias = tuple[int, ...]
Env: TypeAlias = Mapping[Index, int]

_ALREADY_KNOWN = (0, 1)  # of these, exponential and logarithm are numbers

_FUNCTIONS = ("exp", "log", "switch", "function")


@dataclass(frozen=True)
class Elements:
    """A range: how many elements differ, and its size; None if there are no others."""

    apart: int
    size: int | None = None


@dataclass(frozen=True)
class Seed:
    """A tangent on one member of a family. ``shallow``: nothing that lies downstream feels it."""

    family: Family
    labels: Labels
    variable: int
    shallow: bool


World: TypeAlias = tuple[Seed, ...]


class Draw:
    """One point: a prime, a number for everything that is free, and a size for every range.

    positive    families of positive numbers: squares are drawn for them
    instead     a definition for each family that an assumption determines
    letters     the arguments that functions were asked for at each integer, by the term they stand in
    characters  each number that a root was asked of, and whether it is a square; the point counts only if all are
    """

    def __init__(self, random: Random, ranges: Mapping[Range, Elements], positive: frozenset[Family],
                 instead: Mapping[Family, Family], budget: Budget | None = None):
        self.random = random
        self.field = Residues(draw_prime(random), budget)
        self.ranges = {
            range_: Elements(e.apart, None if e.size is None else self._square()) for range_, e in ranges.items()}
        self.concrete = all(e.size is None for e in self.ranges.values())
        self.positive = positive
        self.instead = instead
        self.characters: dict[object, tuple[int, bool]] = {}
        self.letters: dict[object, dict[int, object]] = {}
        self._drawn: dict[object, Value] = {}
        self._seeds: dict[object, Seed] = {}
        self._entries: dict[object, Value] = {}
        self._values: dict[object, Value] = {}
        self._variables: dict[int, Family] = {}

    # -- what is drawn

    def _number(self) -> int:
        return self.random.randrange(1, self.field.p)

    def _square(self) -> int:
        return pow(self._number(), 2, self.field.p)

    def _of(self, key: object, square: bool = False) -> Value:
        """The number drawn for a thing."""
        if key not in self._drawn:
            self._drawn[key] = self._square() if square else self._number()
        return self._drawn[key]

    @property
    def knows_functions_in_part(self) -> bool:
        """Whether numbers were drawn for values of functions, which obey more laws than the numbers do."""
        return any(isinstance(key, tuple) and key[0] in _FUNCTIONS for key in self._drawn)

    @property
    def asked(self) -> int:
        """How many numbers were drawn."""
        return len(self._drawn)

    def is_regular(self, since: int) -> bool:
        """Whether arguments that are equal at some integers are so at all of them, from ``since`` on.

        Only then does each integer bring numbers of its own for the functions.
        """
        rows = [{n: at for n, at in row.items() if n >= since} for row in self.letters.values()]
        span = max((n for row in rows for n in row), default=0) - since
        for k, row in enumerate(rows):
            if len({at in _ALREADY_KNOWN for at in row.values()}) > 1:
                return False
            for other in rows[: k + 1]:
                for back in range(-span, span + 1):
                    if len({at == other[n - back] for n, at in row.items() if n - back in other}) > 1:
                        return False
        return True

    def size(self, range_: Range) -> int:
        found = self._range(range_)
        return found.apart if found.size is None else found.size

    def _range(self, range_: Range) -> Elements:
        if range_ not in self.ranges:
            raise NotApplicable(f"the range {range_.name}")
        return self.ranges[range_]

    def _free(self, made: Family, labels: Labels) -> Value:
        """A member that nothing determines. Elements that are all alike have the same numbers."""
        names: dict[tuple[Range, int], int] = {}
        alike = []
        for range_, label in zip(made.ranges, labels, strict=True):
            apart = self._range(range_).apart if range_ != INTEGERS else 0
            if label >= apart and range_ != INTEGERS:
                label = names.setdefault((range_, label), apart + sum(r == range_ for r, _ in names))
            alike.append(label)
        key = made, tuple(alike)
        if made.law is not None and key not in self._drawn:
            variable, self._drawn[key] = self.field.variable(SWITCH if made.law[0] == "bernoulli" else DRAW)
            self._variables[variable] = made
        return self._of(key, made in self.positive)

    # -- members of families

    def entry(self, made: Family, labels: Labels, world: World) -> Value:
        if not world:
            return self._entry(made, labels, world)
        seed, outer = world[-1], world[:-1]
        if made == seed.family:
            value = self.entry(made, labels, outer)
            return self.field.add(value, {((seed.variable, 1),): 1}) if labels == seed.labels else value
        if made.is_defined and not seed.shallow and reaches(made, seed.family):
            return self._entry(made, labels, world)
        return self.entry(made, labels, outer)

    def _entry(self, made: Family, labels: Labels, world: World) -> Value:
        key = made, labels, world
        if key not in self._entries:
            rule = made if made.body is not None else self.instead.get(made)
            if made.recurrence is not None:
                value = self._member(made, labels, world)
            elif rule is None:
                value = self._free(made, labels)
            else:
                assert rule.body is not None
                value = self.value(rule.body, dict(zip(rule.params, labels, strict=True)), world)
            self._entries[key] = value
        return self._entries[key]

    def _member(self, made: Family, labels: Labels, world: World) -> Value:
        """A member of a recurrence; those before it first, so that the way back is short."""
        rule = made.recurrence
        assert rule is not None
        step = labels[0]
        if step < 0:
            raise NotApplicable(f"{made.name} before its start")
        for before in range(max(step - 1, 0)):
            key = made, (before, *labels[1:]), world
            if key not in self._entries:
                self._entries[key] = self._member(made, key[1], world)
        return self.value(rule.step if step else rule.start, dict(zip(rule.params, labels, strict=True)), world)

    # -- trees

    def value(self, tree: Expr, env: Env, world: World = ()) -> Value:
        """The value of a tree. Raises NotApplicable, Redraw."""
        match tree:
            case Rational():
                return self.field.rational(Fraction(int(tree.p), int(tree.q)))
            case Entry() if REALS not in tree.family.ranges:
                return self.entry(tree.family, self._labels(tree, env), world)
            case IntegerIndex():
                return env[tree] % self.field.p
            case Delta():
                a, b = tree.indices
                return int(env[a] == env[b])
            case Size():
                return self.size(tree.range)
            case Add():
                out: Value = 0
                for arg in tree.args:
                    out = self.field.add(out, self.value(arg, env, world))
                return out
            case Mul():
                out = 1
                for arg in tree.args:
                    out = self.field.multiply(out, self.value(arg, env, world))
                return out
        key = tree, tuple((i, env[i]) for i in free_indices(tree) if i in env), world
        if key not in self._values:
            self.field.budget.spend(4)
            self._values[key] = self._value(tree, env, world)
        return self._values[key]

    def _note(self, what: str, tree: Expr, env: Env, argument: object) -> None:
        """Keep in mind what a function was asked for at which integer."""
        steps = [(i, env[i]) for i in free_indices(tree) if isinstance(i, IntegerIndex)]
        if steps:
            others = tuple((i, env[i]) for i in free_indices(tree) if not isinstance(i, IntegerIndex))
            place = what, tree, steps[0][0], frozenset(others)
            self.letters.setdefault(place, {})[steps[0][1]] = argument

    def _value(self, tree: Expr, env: Env, world: World) -> Value:
        field = self.field
        match tree:
            case Pow(args=(base, exponent)):
                return self._power(base, exponent, env, world)
            case sympy_exp(args=(argument,)):
                _, rest = field.split(self.value(argument, env, world))
                e = self._exponential(argument, env, Fraction(1))
                return field.lift(rest, lambda j: e)
            case sympy_log(args=(argument,)):
                return self._logarithm_near(argument, env, world)
            case sigmoid() | sympy_tanh():
                return self.value(without(tree), env, world)
            case relu(args=(argument,)):
                return self._positive_part(tree, env, self.value(argument, env, world))
            case absolute(args=(argument,)):
                one = self.value(argument, env, world)
                return field.add(field.multiply(2, self._positive_part(tree, env, one)), self._minus(one))
            case maximum(args=(a, b)):
                one, other = self.value(a, env, world), self.value(b, env, world)
                return field.add(other, self._positive_part(tree, env, field.add(one, self._minus(other))))
            case minimum(args=(a, b)):
                one, other = self.value(a, env, world), self.value(b, env, world)
                gap = self._positive_part(tree, env, field.add(one, self._minus(other)))
                return field.add(one, self._minus(gap))
            case Total() | Mean():
                return self._sum(tree, env, world)
            case IntervalSum():
                first, last = _whole(tree.first, env), _whole(tree.last, env)
                if last < first - 1:
                    raise NotApplicable("a sum whose last index is below the one before its first")
                out: Value = 0
                for step in range(first, last + 1):
                    self.field.budget.spend(4)
                    out = field.add(out, self.value(tree.body, {**env, tree.index: step}, world))
                return out
            case Derivative():
                return self._derivative(tree.of, tree.node, env, world, shallow=False)
            case Partial():
                body = tree.of.family.body
                inner = dict(zip(tree.of.family.params, self._labels(tree.of, env), strict=True))
                return self._derivative(body, tree.node, env, world, shallow=True, inner=inner)
            case Adjoint():
                if isinstance(tree.loss, Loss) and any(
                        o == seed.family or reaches(o, seed.family) for o in tree.loss.outputs for seed in world):
                    raise NotApplicable("how the cotangent of an unwritten loss changes")
                return self.value(unfolded(tree), env, world)
            case Expectation(args=(body,)):
                return self._expectation(self.value(body, env, world), world)
            case Variance(args=(body,)):
                drawn = self.value(body, env, world)
                centre = self._expectation(drawn, world)
                return field.add(self._expectation(field.multiply(drawn, drawn), world),
                                 self._minus(field.multiply(centre, centre)))
            case Entry():
                return self._function(tree, env, world)
        raise NotApplicable(f"the node {type(tree).__name__}")

    def _minus(self, value: Value) -> Value:
        return self.field.multiply(self.field.p - 1, value)

    def _labels(self, entry: Entry, env: Env) -> Labels:
        return tuple(env[i] if isinstance(i, Index) else _whole(i, env) for i in entry.indices)

    def _power(self, base: Expr, exponent: Expr, env: Env, world: World) -> Value:
        if isinstance(base, Exp1):
            return self.value(sympy_exp(exponent, evaluate=False), env, world)
        times = integers_of(exponent)
        e = rational(exponent) if times is None else sum(
            (n * (env[v] if v is not None else 1) for v, n in times.items()), Fraction(0))
        if e is None:
            raise NotApplicable(f"the exponent {exponent}")
        value = self.value(base, env, world)
        if e.denominator > 1:
            at = self.field.split(value)[0]
            place = base, tuple((i, env[i]) for i in sorted(free_indices(base), key=str))
            self.characters[place] = at, self.field.is_square(at)
        return self.field.power(value, e)

    # -- sums

    def _sum(self, tree: Total | Mean, env: Env, world: World) -> Value:
        free = free_indices(tree)
        near = {i: label for i, label in env.items() if i in free}
        out = self._over(tree.body, tree.indices, near, world)
        if isinstance(tree, Mean):
            for index in tree.indices:
                out = self.field.multiply(out, self.field.power(self.size(index.range), Fraction(-1)))
        return out

    def _over(self, body: Expr, indices: Sequence[Index], env: dict[Index, int], world: World) -> Value:
        if not indices:
            return self.value(body, env, world)
        index, *others = indices
        out: Value = 0
        for label, times in self._elements(index.range, env, world):
            self.field.budget.spend(4)
            term = self._over(body, others, {**env, index: label}, world)
            out = self.field.add(out, term if times == 1 else self.field.multiply(times, term))
        return out

    def _elements(self, range_: Range, env: Env, world: World) -> Iterator[tuple[int, int]]:
        """Each element that something around can tell from the others, and how many there are like it."""
        found = self._range(range_)
        for label in range(found.apart):
            yield label, 1
        if found.size is None:
            return
        used = {label for i, label in env.items() if i.range == range_ and label >= found.apart}
        for seed in world:
            used |= {label for r, label in zip(seed.family.ranges, seed.labels, strict=True)
                     if r == range_ and label >= found.apart}
        for label in sorted(used):
            yield label, 1
        new = next(label for label in range(found.apart, found.apart + len(used) + 1) if label not in used)
        yield new, (found.size - found.apart - len(used)) % self.field.p

    # -- derivatives

    def _derivative(self, of: Expr, node: Entry, env: Env, world: World, *, shallow: bool,
                    inner: Env | None = None) -> Value:
        made, labels = node.family, self._labels(node, env)
        for seed in world:
            if seed.family != made and seed.family.is_defined and reaches(seed.family, made):
                raise NotApplicable(f"a derivative by {seed.family.name} around one by {made.name}")
        key = made, labels, world, shallow
        if key not in self._seeds:
            self._seeds[key] = Seed(made, labels, self.field.variable(TANGENT)[0], shallow)
        seed = self._seeds[key]
        value = self.value(of, env if inner is None else inner, (*world, seed))
        return self.field.tangent(value, seed.variable)

    # -- functions

    def _exponential(self, tree: Expr, env: Env, times: Fraction) -> int:
        """exp(times*tree), tangents aside: a product over the terms of the exponent."""
        known = rational(tree)
        if known is not None:
            return self._atom(tree, env, 1, known * times)
        match tree:
            case Add():
                power = 1
                for arg in tree.args:
                    power = power * self._exponential(arg, env, times) % self.field.p
                return power
            case Mul():
                coefficient, others = coefficient_and_rest(tree)
                if len(others) == 1:
                    return self._exponential(others[0], env, times * coefficient)
                rest: Value = 1
                for arg in others:
                    rest = self.field.multiply(rest, self.value(arg, env))
                return self._atom(tree, env, self._plain(rest), times * coefficient)
            case Entry() if tree.family.body is not None:
                inner = dict(zip(tree.family.params, self._labels(tree, env), strict=True))
                return self._exponential(tree.family.body, inner, times)
        return self._atom(tree, env, self._plain(self.value(tree, env)), times)

    def _atom(self, tree: Expr, env: Env, value: int, times: Fraction) -> int:
        if value > self.field.p // 2:  # exp(-v) = 1/exp(v)
            value, times = self.field.p - value, -times
        self._note("exp", tree, env, value)
        if not value or not times:
            return 1
        return self.field.root(self._plain(self._of(("exp", value), square=True)), times)

    def _plain(self, value: Value) -> int:
        at, _ = self.field.split(value)
        return at

    def _logarithm_near(self, argument: Expr, env: Env, world: World) -> Value:
        at, rest = self.field.split(self.value(argument, env, world))
        if not at:
            raise Redraw("the logarithm of zero")
        first, inverse = self._logarithm(argument, env), pow(at, -1, self.field.p)
        slope = inverse

        def derivative(j: int) -> int:
            nonlocal slope
            if j == 0:
                return first
            if j > 1:
                slope = slope * (1 - j) * inverse % self.field.p
            return slope

        return self.field.lift(rest, derivative)

    def _logarithm(self, tree: Expr, env: Env) -> int:
        """log|tree|, tangents aside: a sum over the factors."""
        p = self.field.p
        match tree:
            case Mul():
                return sum(self._logarithm(arg, env) for arg in tree.args) % p
            case Pow(args=(base, exponent)) if not isinstance(base, Exp1) and rational(exponent) is not None:
                e = rational(exponent)
                assert e is not None
                return self._logarithm(base, env) * self.field.rational(e) % p
            case Pow(args=(_, argument)) | sympy_exp(args=(argument,)):
                return self._plain(self.value(argument, env))
            case Entry() if tree.family.body is not None:
                inner = dict(zip(tree.family.params, self._labels(tree, env), strict=True))
                return self._logarithm(tree.family.body, inner)
            case Mean():
                whole = Total(tree.body, *tree.indices)
                return (self._logarithm(whole, env)
                        - sum(self._logarithm(i.range.size, env) for i in tree.indices)) % p
        at = self._plain(self.value(tree, env))
        at = min(at, p - at)
        self._note("log", tree, env, at)
        if not at:
            raise Redraw("the logarithm of zero")
        return 0 if at == 1 else self._plain(self._of(("log", at)))

    def _positive_part(self, tree: Expr, env: Env, value: Value) -> Value:
        """max(value, 0): the value times a switch, one for each value that is asked for."""
        tangents = {v for v, kind in enumerate(self.field.kinds) if kind == TANGENT}
        terms = {(): value} if isinstance(value, int) else value
        at = {powers: c for powers, c in terms.items() if not any(v in tangents for v, _ in powers)}
        if not any(at.values()):
            if any(terms.values()):
                raise Redraw("the slope of a kink at the kink")
            return 0
        if any(v in self._variables for powers in at for v, _ in powers):
            raise NotApplicable("a kink of a random entry: its slope is random as well")
        one = frozenset(at.items())
        other = frozenset((powers, self.field.p - c) for powers, c in at.items())
        self._note("switch", tree, env, frozenset((one, other)))
        if ("switch", other) in self._drawn:  # max(-v, 0) = max(v, 0) - v
            return self.field.add(value, self._minus(self.field.multiply(value, self._drawn["switch", other])))
        if ("switch", one) not in self._drawn:
            self._drawn["switch", one] = self.field.variable(SWITCH)[1]
        return self.field.multiply(value, self._drawn["switch", one])

    def _function(self, tree: Entry, env: Env, world: World) -> Value:
        """A function that is not written down, by the Taylor series at its argument."""
        made = tree.family
        if made.ranges.count(REALS) > 1:
            raise NotApplicable("a function of more than one number")
        place = made.ranges.index(REALS)
        labels = tuple(env[i] for n, i in enumerate(tree.indices) if n != place and isinstance(i, Index))
        at, rest = self.field.split(self.value(tree.indices[place], env, world))
        self._note("function", tree, env, (made, labels, at))
        if any(seed.family == made for seed in world):
            raise NotApplicable("a derivative by a value of a function")
        return self.field.lift(rest, lambda j: self._plain(self._of(("function", made, labels, j, at))))

    # -- chance

    def _expectation(self, value: Value, world: World) -> Value:
        if not self.concrete:
            raise AssertionError("an expectation in ranges of any size: other members would be one random number")
        if any(seed.shallow or seed.family.law is not None for seed in world):
            raise NotApplicable("a partial derivative around an expectation, or one by a random entry")
        # What a derivative is by may be in the law too.
        return self.field.replace(value, lambda variable, k: self._moment(variable, k, world),
                                  frozenset(self._variables))

    def _moment(self, variable: int, k: int, world: World) -> Value:
        made = self._variables[variable]
        assert made.law is not None
        kind, *parameters = made.law
        first, *others = (self.value(parameter, {}, world) for parameter in parameters)
        if kind == "bernoulli" or k == 1:
            return first
        if kind != "gaussian" and k > 2:
            raise NotApplicable(f"the moment of order {k} of a law with no more than mean and variance")
        before: Value
        before, now = 1, first
        for n in range(2, k + 1):  # of a normal law; for n = 2 of any
            step = self.field.multiply(n - 1, self.field.multiply(others[0], before))
            before, now = now, self.field.add(self.field.multiply(first, now), step)
        return now


def _whole(place: Expr, env: Env) -> int:
    """An integer combination of integers."""
    return sum(times * (env[v] if v is not None else 1) for v, times in affine(place).items())
