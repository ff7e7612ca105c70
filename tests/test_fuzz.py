"""Random expressions of every node kind: what the rules make of them has the same value.

Each case is lowered to its normal form, lifted back to a tree, and both trees
are evaluated at exact points by the second road, which knows none of the rules.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from sympy import Eq, Expr, I, Integer, Rational, evaluate

from symdl.algebra.work import DivisionByZero, Exploded
from symdl.calculus.expectation import NotPolynomial
from symdl.calculus.lift import Lift, TooLarge
from symdl.calculus.lower import Lowering, Unsettled
from symdl.derivation import Witness
from symdl.errors import NumberError
from symdl.language import (
    Family,
    Index,
    Loss,
    Range,
    adjoint,
    bernoulli,
    define,
    delta,
    derivative,
    each,
    exp,
    expectation,
    family,
    gaussian,
    log,
    mean,
    partial,
    sigmoid,
    sqrt,
    symbol,
    tanh,
    total,
    variance,
)
from symdl.verification.evaluate import NotEvaluable
from symdl.verification.instances import check_instances

batch = Range("batch", "m", "i j k k2")
classes = Range("class", "n", "a c d")
maybe = Range("maybe", "w", "e f", at_least=0)
i, j, k, k2 = batch.indices()
a, c, d = classes.indices()
e, f = maybe.indices()

x, q = family("x", batch), family("q", batch)  # q is positive
y, s, v, z = family("Y", batch, classes), family("S", batch, batch), family("v", classes), family("z", maybe)
u, h, r = symbol("u"), symbol("h"), symbol("r")  # h is positive, r is not negative
coin = bernoulli("coin", batch, p=h / (h + 1))
noise = gaussian("noise", batch, mean=u, variance=h)
with evaluate(False):
    mu = define("mu", mean(x[i], i))
    xc = define("xc", [i], x[i] - mu)
    sd = define("sd", sqrt(mean(xc[i] ** 2, i) + h))
    out = define("out", [i, a], y[i, a] * xc[i] / sd + v[a])
    top = define("top", total(out[i, a] ** 2, i, a) + log(sd) * u)
loss = Loss("l", out)
FAMILIES: list[Family] = [x, q, y, s, v, z, coin, noise, xc, out, *(t.family for t in (u, h, r, mu, sd, top))]
SIGNS = (each(i, q[i] > 0), h > 0, r >= 0)
ASSUMED = (
    (), (), (),
    (Eq(total(v[a], a), 1),),
    (each(i, Eq(total(y[i, a], a), 1)),),
    (Eq(u, 2), Eq(x[i], 1)),
    (each(i, j, Eq(s[i, j], s[j, i])),),
    (each(i, j, Eq(s[i, j], -s[j, i])),),
    (Eq(mu, 0),),
    (u < 1, u > -1),
)  # fmt: skip


class Maker:
    """Makes random trees. ``scope``: the indices that may occur."""

    def __init__(self, random: Random):
        self.random = random
        self.polynomial = False  # random entries, and nothing that hides them in a function

    def pick(self, scope: list[Index], range_: Range) -> list[Index]:
        return [t for t in scope if t.range == range_]

    def leaf(self, scope: list[Index]) -> Expr:
        rnd = self.random
        of_batch, of_classes, of_maybe = (self.pick(scope, g) for g in (batch, classes, maybe))
        makers: list[Callable[[], Expr]] = [
            lambda: rnd.choice([u, h, r]), lambda: Integer(rnd.choice([1, 2, 3, -1])),
            lambda: rnd.choice([Rational(1, 2), Rational(-2, 3)]), lambda: batch.size,
        ]  # fmt: skip
        if of_batch:
            makers += [lambda: x[rnd.choice(of_batch)]] * 3 + [lambda: q[rnd.choice(of_batch)]] * 2
            makers += [lambda: s[rnd.choice(of_batch), rnd.choice(of_batch)], lambda: xc[rnd.choice(of_batch)]]
            if self.polynomial:
                makers += [lambda: rnd.choice([coin, noise])[rnd.choice(of_batch)]] * 6
        if of_classes:
            makers += [lambda: v[rnd.choice(of_classes)]] * 2
        if of_batch and of_classes:
            makers += [lambda: y[rnd.choice(of_batch), rnd.choice(of_classes)]] * 2
            makers += [lambda: out[rnd.choice(of_batch), rnd.choice(of_classes)]]
        if of_maybe:
            makers += [lambda: z[rnd.choice(of_maybe)]] * 2
        if len(of_batch) > 1:
            makers += [lambda: delta(*rnd.sample(of_batch, 2))] * 2
        makers += [lambda: rnd.choice([mu, sd])]
        return rnd.choice(makers)()

    def tree(self, depth: int, scope: list[Index]) -> Expr:
        rnd = self.random
        if depth == 0:
            return self.leaf(scope)

        def sub(inside: list[Index] = scope) -> Expr:
            return self.tree(depth - 1, inside)

        def positive() -> Expr:
            members = [lambda at=at: q[at] * h for at in self.pick(scope, batch)]
            return rnd.choice([lambda: sub() ** 2 + h, lambda: exp(sub()), lambda: h * (sub() ** 2 + h),
                               lambda: h * sub() ** 2 + 1, lambda: sd, *members])()

        kinds = "add add add mul mul mul pow sum sum sum mean"
        if not self.polynomial:
            kinds += " inv inv root root exp log function fraction quotient hidden"
        match rnd.choice(kinds.split()):
            case "add":
                return sub() + sub() if rnd.randrange(2) else sub() - sub() + self.leaf(scope)
            case "mul":
                return sub() * sub() if rnd.randrange(3) else -sub() * 2
            case "pow":
                return sub() ** rnd.choice([2, 2, 3])
            case "sum" | "mean" as kind:
                free = [t for t in (i, j, k, a, c, e) if t not in scope]
                index = rnd.choice(free or [k2])
                bind = mean if kind == "mean" and index.range != maybe else total
                return bind(sub([*scope, index]), index)
            case "inv":
                return rnd.choice([positive, sub])() ** rnd.choice([-1, -1, -2])
            case "root":
                return sqrt(rnd.choice([
                    positive, lambda: sub() ** 2, lambda: sub() ** 2 * positive(), lambda: h * r, sub,
                    lambda: sub() / positive(), lambda: positive() ** 3 * sub(),
                ])())  # fmt: skip
            case "fraction":
                return positive() ** rnd.choice([Rational(-1, 2), Rational(3, 2), Rational(1, 3), Rational(-3, 2)])
            case "exp":
                return exp(sub())
            case "log":
                return log(rnd.choice([positive, lambda: positive() * positive(), sub, lambda: positive() ** -3])())
            case "function":
                return rnd.choice([sigmoid, tanh])(sub())
            case "quotient":
                return sub() / positive()
            case "hidden":
                power = rnd.choice([2, u, Rational(1, 2)])
                return exp(log(positive()) * power) if rnd.randrange(2) else log(exp(sub()))
        raise AssertionError

    def statement(self) -> tuple[Expr, str]:
        """A tree with free indices, and what it is for the statistics."""
        rnd = self.random
        scope = rnd.choice([[], [i], [i, j], [i, a], [i, e]])
        depth = rnd.choice([2, 3, 3, 4])
        match rnd.randrange(12):
            case 0 | 1 | 2:
                node = rnd.choice([u, h, mu, sd] + [t for b in self.pick(scope, batch) for t in (x[b], q[b], xc[b])])
                tree = derivative(self.tree(min(depth, 3), scope), node)
                if rnd.randrange(4) == 0:
                    tree = derivative(tree, rnd.choice([u, h]))
                return tree, "derivative"
            case 3:
                node = rnd.choice([u, h, v[a], mu, sd, x[i], xc[i], out[i, a]])
                return adjoint(rnd.choice([loss, top]), node) * self.tree(1, scope), "adjoint"
            case 4:
                of, node = rnd.choice([(sd, xc[i]), (out[i, a], sd), (out[i, a], xc[j]), (top, sd), (xc[i], mu)])
                return partial(of, node) + self.tree(2, scope), "partial"
            case 5 | 6:
                self.polynomial = True
                tree = rnd.choice([expectation, expectation, variance])(self.tree(rnd.choice([2, 2, 3]), scope))
                self.polynomial = False
                return tree * self.tree(1, scope), "expectation"
            case 7:
                top_level = self.tree(2, [*scope, k] if k not in scope else scope)
                return total(1 / (top_level ** 2 + h + delta(i, k)), k), "delta below"
        return self.tree(depth, scope), "plain"


def _lowered(tree: Expr, given: tuple) -> Expr:
    """The tree of its normal form. Raises what stops the prover."""
    lift = Lift(FAMILIES, (batch, classes, maybe), loss)
    lowering = Lowering((*SIGNS, *given), (batch, classes, maybe), lift)
    work = lowering.statement()
    work.steps = 6_000
    return lift.polynomial(lowering.lower(work, tree))


def outcome(seed: int) -> tuple[str, str]:
    """What became of the case of this seed: (kind, result)."""
    random = Random(seed)
    given = random.choice(ASSUMED)
    with evaluate(random.randrange(4) == 0):  # both ways in which trees are built; SymPy's own is slow
        try:
            tree, kind = Maker(random).statement()
        except NumberError:  # SymPy made an imaginary number of a root
            return "plain", "imaginary"
    if tree.has(I):
        return kind, "imaginary"
    try:
        back = _lowered(tree, given)
        found = check_instances(tree, back, (*SIGNS, *given))
    except (Exploded, DivisionByZero, NotPolynomial, Unsettled, TooLarge, NotEvaluable) as error:
        return kind, type(error).__name__
    return kind, "differs" if isinstance(found, Witness) else "agrees"


CASES, CHUNK = 1200, 150


def outcomes(seeds: range) -> list[tuple[str, str, int]]:
    return [(*outcome(seed), seed) for seed in seeds]


@pytest.mark.parametrize("start", range(0, CASES, CHUNK))
def test_the_normal_form_has_the_value_of_the_tree(start):
    found = outcomes(range(start, start + CHUNK))
    assert [case for case in found if case[1] == "differs"] == []
    # Most cases end in a comparison, not in an excuse.
    assert sum(result == "agrees" for _, result, _ in found) > CHUNK // 2


def test_a_wrong_rule_is_caught(monkeypatch):
    right = Lift.polynomial

    def wrong(self, p, dummies=None):
        return right(self, {m: -c if len(m) > 2 else c for m, c in dict(p).items()}, dummies)

    monkeypatch.setattr(Lift, "polynomial", wrong)
    assert any(result == "differs" for _, result, _ in outcomes(range(60)))
