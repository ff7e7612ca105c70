"""Random expressions over steps in time: what the rules make of them has the same value.

As ``test_fuzz``, for integers, sums over intervals, powers with integer exponents,
sequences and recurrences, kinks, limits, and all of these under sums over ranges.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from sympy import Expr, Integer, Ne, Rational, evaluate

from symdl.algebra.work import DivisionByZero
from symdl.calculus.lift import Lift, TooLarge
from symdl.calculus.lower import UNKNOWN, Lowering
from symdl.calculus.signs import NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE
from symdl.derivation import Witness
from symdl.language import (
    INTEGERS,
    Family,
    IntegerIndex,
    Range,
    absolute,
    define,
    derivative,
    exp,
    expectation,
    family,
    floor,
    function,
    independent,
    integer,
    limit,
    maximum,
    minimum,
    oo,
    recurrence,
    relu,
    sequence,
    sqrt,
    symbol,
    total,
    unit_step,
    variance,
)
from symdl.verification.evaluate import NotEvaluable
from symdl.verification.instances import check_instances

coords = Range("coord", "d", "a c")
a, c = coords.indices()
t, s = integer("t", at_least=1), integer("s")
i, j, n = integer("i"), integer("j"), integer("n", at_least=2)

b, q, u, h = symbol("b"), symbol("q"), symbol("u"), symbol("h")  # 0 < b < 1, q > 1, h > 0
g, w = sequence("g"), sequence("w", coords)
x = family("x", coords)
noise = independent("noise", INTEGERS, mean=u, variance=h)
G = function("G")
with evaluate(False):
    m = recurrence({sequence("m")[i]: (u, b * sequence("m")[i - 1] + (1 - b) * g[i])})
    left, right = sequence("left"), sequence("right", coords)
    left, right = recurrence({
        left[i]: (1, q * left[i - 1] - g[i] * i),
        right[i, a]: (x[a], right[i - 1, a] * b + left[i - 1] * w[i, a]),
    })  # fmt: skip
    rate = define("rate", [n], h / n, latex="r")
    ema = define("ema", [t, j], total(b ** (t - i) * g[i + j], (i, 1, t)))
FAMILIES: list[Family] = [g, w, x, noise, G, m, left, right, rate, ema, *(z.family for z in (b, q, u, h))]
SIGNS = (b > 0, b < 1, q > 1, h > 0)


class Maker:
    """Makes random trees. ``steps``: the integers that may occur; ``ranges``: indices of coords."""

    def __init__(self, random: Random):
        self.random = random
        self.polynomial = False

    def whole(self, steps: list[IntegerIndex]) -> Expr:
        """An integer, at times a negative one."""
        rnd = self.random
        first = rnd.choice(steps) if steps and rnd.randrange(6) else Integer(rnd.choice([0, 1, 2, 3]))
        match rnd.randrange(8):
            case 0 | 1 | 2:
                return first
            case 3 | 4:
                return first + rnd.choice([-2, -1, 1, 2])
            case 5:
                return rnd.choice(steps or [t]) - first
            case 6:
                return rnd.choice(steps or [t]) - first + 1
        return 2 * first - rnd.choice([0, 1])

    def leaf(self, steps: list[IntegerIndex], ranges: list) -> Expr:
        rnd = self.random
        makers: list[Callable[[], Expr]] = [
            lambda: rnd.choice([b, q, u, h]), lambda: rnd.choice([Integer(2), Integer(-1), Rational(1, 3)]),
            lambda: g[self.whole(steps)], lambda: g[self.whole(steps)], lambda: self.power(steps),
            lambda: self.power(steps) * rnd.choice(steps or [t]) ** rnd.choice([0, 1, 2]),
            lambda: rnd.choice([m, left])[self.whole(steps)], lambda: self.whole(steps),
            lambda: rate[rnd.choice(steps or [t]) + rnd.choice([1, 2])], lambda: ema[rnd.choice([t, t + 1]), t],
        ]  # fmt: skip
        if ranges:
            makers += [lambda: x[rnd.choice(ranges)], lambda: w[self.whole(steps), rnd.choice(ranges)],
                       lambda: right[self.whole(steps), rnd.choice(ranges)],
                       lambda: x[rnd.choice(ranges)] ** self.whole(steps)]
        if self.polynomial:
            makers += [lambda: noise[rnd.choice(steps or [t])]] * 8
        return rnd.choice(makers)()

    def power(self, steps: list[IntegerIndex]) -> Expr:
        base = self.random.choice([b, q, b * q, -b, 1 - b, 1 + u**2, Integer(2), Rational(-1, 2), Integer(-1), u,
                                   exp(b), b**2 * q, sqrt(h) * q])
        return base ** self.whole(steps)

    def tree(self, depth: int, steps: list[IntegerIndex], ranges: list) -> Expr:
        rnd = self.random
        if depth == 0:
            return self.leaf(steps, ranges)

        def sub() -> Expr:
            return self.tree(depth - 1, steps, ranges)

        kinds = "add add mul mul mul square sum sum sum sum over"
        if not self.polynomial:
            kinds += " inv root kink kink exp call floor half"
        match rnd.choice(kinds.split()):
            case "add":
                return sub() + sub() if rnd.randrange(2) else sub() - sub()
            case "mul":
                return sub() * sub()
            case "square":
                return sub() ** 2
            case "sum":
                index = rnd.choice([z for z in (i, j) if z not in steps] or [integer("l")])
                first = rnd.choice([Integer(1), Integer(1), Integer(0), Integer(2), Integer(-1), s + 1, s])
                last = rnd.choice([t, t, t, t - 1, t + 1, t + s, 2 * t, Integer(3), *steps, s + 2])
                return total(self.tree(depth - 1, [*steps, index, index], ranges), (index, first, last))
            case "over":
                index = rnd.choice([z for z in (a, c) if z not in ranges] or [a])
                return total(self.tree(depth - 1, steps, [*ranges, index]), index)
            case "inv":
                return 1 / (sub() ** 2 + h) if rnd.randrange(3) else 1 / sub()
            case "root":
                return rnd.choice([lambda: sqrt(sub() ** 2 + h), lambda: sqrt(sub() ** 2 * h), lambda: sqrt(sub()),
                                   lambda: (sub() ** 2 + h) ** Rational(-3, 2)])()
            case "kink":
                return rnd.choice([lambda: relu(sub()), lambda: absolute(sub()), lambda: maximum(sub(), sub()),
                                   lambda: minimum(sub(), b), lambda: unit_step(sub()), lambda: absolute(h * sub())])()
            case "exp":
                return exp(rnd.choice([b, -h]) * self.whole(steps))
            case "call":
                return G[sub()]
            case "floor":
                return floor((self.whole(steps) * 3 + rnd.choice([0, 1, 2])) / Integer(3))
            case "half":
                return rnd.choice([b, q, h]) ** (self.whole(steps) / 2) * rnd.choice([t, t + s]) ** Rational(-1, 2)
        raise AssertionError

    def statement(self) -> tuple[Expr, str]:
        rnd = self.random
        steps, ranges = rnd.choice([[t], [t], [t, s]]), rnd.choice([[], [], [a]])
        match rnd.randrange(11):
            case 10:  # sums that have a closed form
                power = lambda: self.power([i]) * i ** rnd.choice([0, 1, 2, 3])  # noqa: E731
                last = rnd.choice([t, t - 1, s, t + s, 2 * t + 1])
                return total(power() * rnd.choice([1, b**t]), (i, rnd.choice([0, 1]), last)), "closed"
            case 0 | 1:
                node = rnd.choice([b, q, u, g[t], g[s], g[t - 1], h])
                return derivative(self.tree(rnd.choice([1, 2, 2]), steps, ranges), node), "derivative"
            case 2 | 3:
                self.polynomial = True
                made = rnd.choice([expectation, variance])(self.tree(rnd.choice([1, 2]), steps, ranges))
                self.polynomial = False
                return made, "expectation"
            case 4:
                top, bottom = (self.tree(rnd.choice([1, 2]), steps, ranges) for _ in range(2))
                variable, to = rnd.choice([(b, 1), (b, Rational(1, 2)), (q, 1), (q, 2), (u, 0), (u, 1), (h, 0)])
                side = rnd.choice("-+")
                return limit(top / bottom if rnd.randrange(2) else top, variable, to, side), "limit"
            case 5:
                over = self.tree(1, [t, t], ranges) * rnd.choice([b**t, 1 / t, h / (t + 1), Integer(1), (1 - b**t) / t])
                return limit(over, t, oo), "limit to infinity"
        return self.tree(rnd.choice([1, 2, 2, 3]), steps, ranges), "plain"


def outcome(seed: int) -> tuple[str, str]:
    """What became of the case of this seed: (kind, result)."""
    random = Random(seed)
    with evaluate(False):
        tree, kind = Maker(random).statement()
    lift = Lift(FAMILIES, (coords,), None, (t, s))
    lowering = Lowering(SIGNS, (coords,), lift)
    work = lowering.statement()
    work.steps = 6_000
    try:
        back = lift.polynomial(lowering.lower(work, tree))
        needs = [lift.condition(need, p) for need, p in work.needs]
        needs += [Ne(need.tree, 0, evaluate=False) for need in lowering.needs if 0 not in need.signs]
        found = check_instances(tree, back, (*SIGNS, *needs))
    except (*UNKNOWN, DivisionByZero, TooLarge, NotEvaluable) as error:
        return kind, f"{type(error).__name__}: {error}"
    return kind, "differs" if isinstance(found, Witness) else "agrees"


CASES, CHUNK = 800, 100


def outcomes(seeds: range) -> list[tuple[str, str, int]]:
    return [(*outcome(seed), seed) for seed in seeds]


@pytest.mark.parametrize("start", range(0, CASES, CHUNK))
def test_the_normal_form_has_the_value_of_the_tree(start):
    found = outcomes(range(start, start + CHUNK))
    assert [case for case in found if case[1] == "differs"] == []
    # Many cases end in a comparison, not in an excuse.
    assert sum(result == "agrees" for _, result, _ in found) > CHUNK // 4


def _signed(random: Random) -> Expr:
    """A random tree, often one whose sign can be read off."""
    maker, steps, ranges = Maker(random), random.choice([[t], [t, s]]), random.choice([[], [a]])
    tree = maker.tree(random.choice([1, 2, 2, 3]), steps, ranges)
    match random.randrange(5):
        case 0:
            return tree**2 + maker.tree(1, steps, ranges) ** 2
        case 1:
            return 1 - maker.power(steps)
        case 2:
            return maximum(tree, maker.tree(1, steps, ranges))
    return tree


@pytest.mark.parametrize("start", range(0, 600, 150))
def test_a_sign_that_is_read_off_is_the_sign(start):
    lowering = Lowering(SIGNS, (coords,), Lift(FAMILIES, (coords,), None, (t, s)))
    read = 0
    for seed in range(start, start + 150):
        with evaluate(False):
            tree = _signed(Random(seed))
        for wanted, relation in ((POSITIVE, ">"), (NONNEGATIVE, ">="), (NEGATIVE, "<"), (NONPOSITIVE, "<=")):
            lowering.statement()
            try:
                if lowering.has_sign(tree, wanted):
                    found = check_instances(tree, Integer(0), SIGNS, relation)
                    assert not isinstance(found, Witness), (seed, tree, relation, found)
                    read += 1
                    break
            except (*UNKNOWN, DivisionByZero, NotEvaluable):
                break
    assert read > 40
