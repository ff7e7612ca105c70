"""The second road where time passes: integers, sequences, recurrences, sums over steps, limits, kinks, functions."""

from __future__ import annotations

import itertools
import math

import pytest
import sympy
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Integer, Rational
from sympy.core.symbol import Str

from symdl.language import (
    INTEGERS,
    Limit,
    Loss,
    Range,
    absolute,
    adjoint,
    bernoulli,
    define,
    delta,
    derivative,
    exp,
    expectation,
    family,
    floor,
    function,
    gaussian,
    independent,
    integer,
    limit,
    log,
    maximum,
    mean,
    minimum,
    oo,
    partial,
    recurrence,
    relu,
    sequence,
    sigmoid,
    sqrt,
    symbol,
    tanh,
    total,
    unit_step,
    variance,
)
from symdl.verification.evaluation import growth, numbers, series
from symdl.verification.evaluation.evaluate import NotEvaluable, Point, compile_tree
from symdl.verification.evaluation.growth import Growth
from symdl.verification.evaluation.numbers import OutsideDomain, number, text
from symdl.verification.evaluation.series import Series, Small

batch = Range("batch", "m", "j k")
NO_SIDE = Str("")
j, k = batch.indices()
m = batch.size
t, s = integer("t", at_least=1), integer("s")
i = integer("i")
T, n = integer("T"), integer("n")
g, rows = sequence("g"), sequence("rows", batch)
a, b, c, x, r = map(symbol, "abcxr")
G, H = function("G"), function("H")
VAR, MU, KEEP = symbol("v"), symbol("mu"), symbol("keep")
noise = independent("noise", INTEGERS, mean=MU, variance=VAR)
normal = gaussian("normal", INTEGERS, mean=MU, variance=VAR)
coin = bernoulli("coin", INTEGERS, p=KEEP)
lone = independent("lone", mean=MU, variance=VAR)


def _build(evaluated: bool) -> dict[str, object]:
    """The definitions, as plain SymPy and as an author's file has them."""
    with sympy.evaluate(evaluated):
        ema = sequence("ema")
        ema = recurrence({ema[i]: (0, b * ema[i - 1] + (1 - b) * g[i])})
        closed = define("closed", [t], (1 - b) * total(b ** (t - i) * g[i], (i, 1, t)))
        hat = define("hat", [t], ema[t] / (1 - b**t))
        p, q = sequence("p"), sequence("q")
        p, q = recurrence({p[i]: (1, q[i - 1] + c), q[i]: (0, p[i - 1] * b)})
        fib = sequence("fib")
        fib = recurrence({fib[i]: (0, unit_step(i - 1) * (fib[i - 1] + delta(i, i) * g[i]))})
        walk = sequence("walk", batch)
        walk = recurrence({walk[i, j]: (0, mean(walk[i - 1, k], k) + rows[i, j])})
        drift = sequence("drift")
        drift = recurrence({drift[i]: (0, b * drift[i - 1] + noise[i])})
        slope = define("slope", [t], derivative(t * b**2 + b**t + c * t, b) / t + 3)
        bounded = define("bounded", [t], c * (1 - b**t) / (1 - b))
        return locals()


TREES = [_build(True), _build(False)]


def value_of(word):
    return numbers.log(number(word[4:])) if str(word).startswith("log ") else number(word)


def the_point(a="2", b="1/2", c="3", x="0", r="-1/3", v="4", mu="1", keep="1/4", G_=("1", "0", "2"), H_=("0", "-1")):
    """g[i] = i, rows[i, j] = i + j, G(y) = 1 + 2*y**2, H(y) = -y."""
    scalars = {"a": a, "b": b, "c": c, "x": x, "r": r, "v": v, "mu": mu, "keep": keep}
    around = range(-4, 13)
    return Point({batch: 2}, {
        **{entry.family: {(): value_of(scalars[entry.family.name])} for entry in
           (globals()["a"], globals()["b"], globals()["c"], globals()["x"], globals()["r"], VAR, MU, KEEP)},
        g: {(p,): fmpq(p) for p in around},
        rows: {(p, q): fmpq(p + q) for p in around for q in range(2)},
        noise: {(p,): fmpq(p) for p in around},
        G: {(p,): number(word) for p, word in enumerate(G_)},
        H: {(p,): number(word) for p, word in enumerate(H_)},
    })


def show(tree, point=None, **at):
    places = {globals()[name]: place for name, place in at.items()}
    with numbers.working_precision(128):
        return text(compile_tree(tree)(point or the_point(), places))


TIME = [
    # Integers are numbers; members at any of them.
    (lambda d: 2 * t - s + 3, {"t": 4, "s": 1}, "10"),
    (lambda d: t * g[t] / (s + 1), {"t": 3, "s": 2}, "3"),
    (lambda d: g[s], {"s": -3}, "-3"),
    (lambda d: g[2 * s - t], {"s": 1, "t": 4}, "-2"),
    (lambda d: g[0], {}, "0"),
    (lambda d: rows[t - 1, j], {"t": 1, "j": 1}, "1"),
    (lambda d: delta(t, s), {"t": 2, "s": 2}, "1"),
    # Sums over steps: the empty one is 0.
    (lambda d: total(g[i], (i, 1, t)), {"t": 4}, "10"),
    (lambda d: total(g[i], (i, 1, s)), {"s": 0}, "0"),
    (lambda d: total(1 / g[i], (i, 0, s)), {"s": -1}, "0"),
    (lambda d: total(Integer(1), (i, s, t)), {"s": -2, "t": 3}, "6"),
    (lambda d: total(total(g[i] * g[s], (s, 1, i)), (i, 1, t)), {"t": 3}, "25"),  # 1*1 + 2*3 + 3*6
    (lambda d: total(rows[i, j], (i, 1, t), j), {"t": 2}, "8"),
    # Powers.
    (lambda d: b**t, {"t": 3}, "1/8"),
    (lambda d: b ** (t - s), {"t": 1, "s": 3}, "4"),
    (lambda d: x ** (t - s), {"t": 3, "s": 3}, "1"),  # 0**0
    (lambda d: x**t, {"t": 1}, "0"),
    (lambda d: r**t, {"t": 3}, "-1/27"),
    (lambda d: b ** (t / 2), {"t": 2}, "1/2"),
    (lambda d: b ** (t / 2), {"t": 1}, "1/2*sqrt(2)"),
    (lambda d: t ** Rational(-1, 2), {"t": 4}, "1/2"),
    (lambda d: a ** (Rational(1, 2) - t), {"t": 1}, "1/2*sqrt(2)"),
    (lambda d: a ** (m * t), {"t": 3}, "64"),
    (lambda d: derivative(b**t, b), {"t": 3}, "3/4"),
    (lambda d: derivative(x**t, x), {"t": 1}, "1"),
    (lambda d: derivative(x ** (t - s), x), {"t": 2, "s": 2}, "0"),
    (lambda d: derivative(derivative(b**t, b), b), {"t": 3}, "3"),
    # Recurrences.
    (lambda d: d["ema"][0], {}, "0"),
    (lambda d: d["ema"][t], {"t": 3}, "17/8"),  # (1/8 + 2/4 + 3/2)
    (lambda d: d["ema"][t - 1], {"t": 1}, "0"),
    (lambda d: d["closed"][t], {"t": 3}, "17/8"),
    (lambda d: d["hat"][t], {"t": 1}, "1"),
    (lambda d: d["p"][t], {"t": 3}, "9/2"),  # p: 1, 3, 7/2, 9/2; q: 0, 1/2, 3/2, ...
    (lambda d: d["walk"][t, j], {"t": 2, "j": 1}, "9/2"),  # rows 1 are 1, 2
    (lambda d: derivative(d["ema"][t], g[s]), {"t": 3, "s": 1}, "1/8"),
    (lambda d: derivative(d["ema"][t], g[t + 1]), {"t": 3}, "0"),
    (lambda d: derivative(d["ema"][t], b), {"t": 2}, "-2"),  # of (1 - b)*(b + 2)
    (lambda d: derivative(d["ema"][t], d["ema"][s]), {"t": 3, "s": 1}, "1/4"),
    (lambda d: derivative(d["ema"][t], d["ema"][s]), {"t": 3, "s": 3}, "1"),
    (lambda d: derivative(d["ema"][s], d["ema"][t]), {"t": 3, "s": 1}, "0"),
    (lambda d: derivative(d["q"][t], d["p"][s]), {"t": 3, "s": 0}, "1/4"),
    (lambda d: derivative(derivative(d["ema"][t] ** 2, d["ema"][1]), d["ema"][1]), {"t": 2}, "1/2"),
    (lambda d: partial(d["hat"][t], d["ema"][t]), {"t": 2}, "4/3"),
    (lambda d: partial(d["hat"][t], g[t]), {"t": 2}, "0"),
    (lambda d: derivative(d["walk"][t, j], rows[s, k]), {"t": 2, "s": 1, "j": 0, "k": 1}, "1/2"),
    # Kinks and steps.
    (lambda d: relu(x - 1) + relu(a), {}, "2"),
    (lambda d: relu(x) + absolute(r) + unit_step(x), {}, "1/3"),
    (lambda d: unit_step(a) + unit_step(r), {}, "1"),
    (lambda d: maximum(a, c) - minimum(a, c), {}, "1"),
    (lambda d: maximum(a, a) + minimum(x, r), {}, "5/3"),
    (lambda d: floor(r) + floor(a), {}, "1"),
    (lambda d: floor(log(a) * 10) + floor(-sqrt(a)), {}, "4"),
    (lambda d: floor(exp(a)), {}, "7"),
    (lambda d: floor((t + 2 * s - 3) / a) + 1, {"t": 8, "s": 1}, "4"),
    (lambda d: derivative(relu(a * c) + relu(-a), a), {}, "3"),
    (lambda d: derivative(absolute(r), r), {}, "-1"),
    (lambda d: derivative(unit_step(r), r) + derivative(floor(r), r), {}, "0"),
    (lambda d: derivative(maximum(a**2, c), a) + derivative(minimum(a**2, c), a), {}, "4"),
    (lambda d: derivative(derivative(absolute(r) ** 3, r), r), {}, "2"),
    # Functions that are not written down: G(y) = 1 + 2*y**2, H(y) = -y.
    (lambda d: G[a], {}, "9"),
    (lambda d: G[x], {}, "1"),
    (lambda d: G[G[x] - 2], {}, "3"),
    (lambda d: H[G[a]] + G[H[a]], {}, "0"),
    (lambda d: G[t - s], {"t": 1, "s": 3}, "9"),
    (lambda d: derivative(G[a], a), {}, "8"),
    (lambda d: derivative(G[a + c] * a, a), {}, "91"),
    (lambda d: derivative(derivative(G[G[a]], a), a), {}, "400"),  # of 3 + 8*a**2 + 8*a**4
    # Chance: noise of mean 1 and variance 4, a coin of 1/4.
    (lambda d: expectation(noise[t]), {"t": 1}, "1"),
    (lambda d: expectation(noise[t] ** 2), {"t": 1}, "5"),
    (lambda d: variance(lone), {}, "4"),
    (lambda d: expectation(noise[t] * noise[s]), {"t": 1, "s": 2}, "1"),
    (lambda d: expectation(noise[t] * noise[s]), {"t": 2, "s": 2}, "5"),
    (lambda d: expectation(noise[1] ** 2 * noise[2] ** 2), {}, "25"),
    (lambda d: expectation(d["drift"][t]), {"t": 2}, "3/2"),
    (lambda d: variance(d["drift"][t]), {"t": 3}, "21/4"),  # 4*(1 + 1/4 + 1/16)
    (lambda d: variance(total(coin[i] * noise[i], (i, 1, t))), {"t": 2}, "19/8"),  # 2*(5/4 - 1/16)
    (lambda d: expectation(normal[t] ** 3), {"t": 1}, "13"),  # mu**3 + 3*mu*v
    (lambda d: expectation(normal[1] ** 2 * noise[1]), {}, "5"),
    (lambda d: expectation(G[noise[t]]), {"t": 1}, "11"),
    (lambda d: derivative(expectation(noise[t] ** 2), VAR), {"t": 1}, "1"),
    (lambda d: derivative(expectation(noise[t] ** 2), MU), {"t": 1}, "2"),
    (lambda d: expectation(derivative(b * noise[t] ** 2, b)), {"t": 1}, "5"),
    (lambda d: expectation(relu(coin[1] - coin[2])), {}, "3/16"),
]

LIMITS = [
    # A symbol: cancelled zeros, roots, kinks.
    (lambda d: limit(b, b, 2), {}, "2"),
    (lambda d: limit(c * b, b, 0, "+"), {}, "0"),
    (lambda d: limit((1 - b**3) / (1 - b), b, 1), {}, "3"),
    (lambda d: limit((1 - b**t) / (1 - b), b, 1, "-"), {"t": 5}, "5"),
    (lambda d: limit(b / b, b, 0), {}, "1"),
    (lambda d: limit(b - b, b, 0), {}, "0"),
    (lambda d: limit((sqrt(1 + b) - 1) / b, b, 0), {}, "1/2"),
    (lambda d: limit(((1 + b) ** Rational(1, 3) - 1 - b / 3) / b**2, b, 0), {}, "-1/9"),
    (lambda d: limit(sqrt(b**2 + b) / sqrt(b), b, 0, "+"), {}, "1"),
    (lambda d: limit(sqrt(b) * (1 + 1 / sqrt(b)), b, 0, "+"), {}, "1"),
    (lambda d: limit((exp(b) - 1 - b) / b**2, b, 0), {}, "1/2"),
    (lambda d: limit(log(1 + c * b) / b, b, 0), {}, "3"),
    (lambda d: limit((tanh(b) - b) / b**3, b, 0), {}, "-1/3"),
    (lambda d: limit((sigmoid(b) - Rational(1, 2)) / b, b, 0), {}, "1/4"),
    (lambda d: limit(tanh(1 / b), b, 0, "+"), {}, "1"),
    (lambda d: limit(sigmoid(1 / b), b, 0, "-"), {}, "0"),
    (lambda d: limit(exp(-1 / b) / b**4, b, 0, "+"), {}, "0"),
    (lambda d: limit(absolute(b) / b, b, 0, "-"), {}, "-1"),
    (lambda d: limit(absolute(b), b, 0), {}, "0"),
    (lambda d: limit(absolute(b**2) / b**2, b, 0), {}, "1"),
    (lambda d: limit(relu(b) / b, b, 0, "+") + limit(relu(b) / b, b, 0, "-"), {}, "1"),
    (lambda d: limit(unit_step(b), b, 0, "+") + unit_step(x), {}, "1"),
    (lambda d: limit(floor(b), b, 2, "-") + 10 * limit(floor(b), b, 2, "+"), {}, "21"),
    (lambda d: limit(maximum(b, 1) + minimum(b, 1), b, 1), {}, "2"),
    (lambda d: limit((b**20 - b**21) / b**20, b, 0), {}, "1"),  # the terms must reach far
    (lambda d: limit((exp(b) - sum(b**q / math.factorial(q) for q in range(8))) / b**8, b, 0), {}, "1/40320"),
    # Through definitions and recurrences.
    (lambda d: limit(d["hat"][t], b, 1, "-"), {"t": 3}, "2"),  # the plain mean of 1, 2, 3
    (lambda d: limit(d["hat"][t], b, 0), {"t": 3}, "3"),
    (lambda d: limit(d["ema"][t] / (1 - b), b, 1), {"t": 3}, "6"),
    (lambda d: limit(G[b], b, 3) + limit((G[c + b] - G[c]) / b, b, 0), {}, "31"),
    # The symbol is bound: outside of the limit it has its own value.
    (lambda d: b + limit(b + c, b, 1), {}, "9/2"),
    # Limits and derivatives in each other.
    (lambda d: limit(derivative(b**3, b), b, 2), {}, "12"),
    (lambda d: derivative(limit((1 - b * c**2) / (1 + b), b, 1), c), {}, "-3"),
    (lambda d: limit(limit((a - b) / (a + b), b, 0, "+"), a, 0, "+"), {}, "1"),
    (lambda d: limit(limit((a - b) / (a + b), a, 0, "+"), b, 0, "+"), {}, "-1"),
    (lambda d: expectation(limit(b * noise[1] ** 2 + noise[2], b, 2)), {}, "11"),
    (lambda d: limit(variance(b * noise[1] / (b - 1 + c)), b, 0), {}, "0"),
    # An integer that goes to infinity. b = 1/2, r = -1/3.
    (lambda d: limit((2 * T + 1) / (T - 3), T, oo), {}, "2"),
    (lambda d: limit(sqrt(T**2 + T) - T, T, oo), {}, "1/2"),
    (lambda d: limit(1 / sqrt(T), T, oo), {}, "0"),
    (lambda d: limit(b**T, T, oo), {}, "0"),
    (lambda d: limit(r**T * T**5, T, oo), {}, "0"),
    (lambda d: limit(a ** (-T), T, oo), {}, "0"),
    (lambda d: limit(x**T + x ** (T - T), T, oo), {}, "1"),
    (lambda d: limit(1 / (1 - b ** (2 * T - 3)), T, oo), {}, "1"),
    (lambda d: limit(b ** (T / 2), T, oo), {}, "0"),
    (lambda d: limit(Integer(1) ** T, T, oo), {}, "1"),
    (lambda d: limit(2 * T * log(1 + T**-1), T, oo), {}, "2"),
    (lambda d: limit(d["bounded"][T], T, oo), {}, "6"),
    (lambda d: limit(Integer(-1) ** T * (Integer(-1) ** T + b**T), T, oo), {}, "1"),
    (lambda d: limit(absolute(Integer(-1) ** T * c + b**T), T, oo), {}, "3"),
    (lambda d: limit((a**T + c**T) ** (1 / T), T, oo), {}, "3"),
    (lambda d: limit((1 + 4**T) ** (1 / (2 * T)), T, oo), {}, "2"),
    (lambda d: limit(delta(T, s), T, oo), {"s": 5}, "0"),
    (lambda d: limit(relu(3 - T) + unit_step(T), T, oo), {}, "1"),
    (lambda d: limit(total(g[i], (i, 1, s)) / T, T, oo), {"s": 3}, "0"),
    (lambda d: derivative(limit(c / (1 - b**T), T, oo), c), {}, "1"),
    (lambda d: derivative(limit((1 - b**T) / (1 - b), T, oo), b), {}, "4"),
    (lambda d: limit(derivative(b**T, b), T, oo), {}, "0"),
    (lambda d: limit(derivative(b * T, b) / T, T, oo), {}, "1"),
    (lambda d: Limit(Limit((1 - b**T) / (1 - b), T, oo, NO_SIDE) * (1 - b), b, Integer(1), Str("-")), {}, "1"),
    (lambda d: limit(total(limit((1 - b**t) / (1 - b), b, 1), (i, 1, s)), b, 0), {"t": 2, "s": 3}, "6"),
    (lambda d: expectation(limit(noise[1] * (1 - b**T), T, oo)), {}, "1"),
    (lambda d: limit(d["slope"][T], T, oo), {}, "4"),
    (lambda d: derivative(limit(d["slope"][T] * c, T, oo), c), {}, "4"),
    # Sums to infinity in closed form.
    (lambda d: limit(total(b**i, (i, 0, T)), T, oo), {}, "2"),
    (lambda d: limit(total(b ** (T - i), (i, 1, T)), T, oo), {}, "2"),
    (lambda d: limit(total(b ** (T - i) * i, (i, 1, T)) / T, T, oo), {}, "2"),
    (lambda d: limit(total(b ** (T - i) * (i - T), (i, 1, T)), T, oo), {}, "-2"),
    (lambda d: limit(total(i**2, (i, 1, T)) / T**3, T, oo), {}, "1/3"),
    (lambda d: limit(total(c + 1, (i, 1, T)) / T, T, oo), {}, "4"),
    (lambda d: limit(total(r**i * a**i, (i, 0, 2 * T)), T, oo), {}, "3/5"),
    (lambda d: limit(total(total(b**s, (s, 0, i)), (i, 1, T)) / T, T, oo), {}, "2"),
    (lambda d: limit(total(b ** (T - i) * r ** (T - i), (i, 1, T)), T, oo), {}, "6/7"),
    (lambda d: limit(total(Integer(1), (i, T - 2, T)), T, oo), {}, "3"),
    (lambda d: limit(derivative(total(b**i, (i, 0, T)), b), T, oo), {}, "4"),
]


@pytest.mark.parametrize("trees", TREES, ids=["evaluated", "as written"])
@pytest.mark.parametrize(("tree", "at", "wanted"), TIME + LIMITS)
def test_values_worked_out_by_hand(trees, tree, at, wanted):
    with sympy.evaluate(trees is TREES[0]):
        made = tree(trees)
    assert show(made, **at) == wanted


@pytest.mark.parametrize(
    ("tree", "about"),
    [
        (lambda: limit((1 + T**-1) ** (2 * T), T, oo), math.exp(2)),
        (lambda: limit((1 + c / T) ** T, T, oo), math.exp(3)),
        (lambda: limit((2**T + 3**T + T) ** (1 / T) * exp(1 / T) * exp(c), T, oo), 3 * math.exp(3)),
        (lambda: limit(log(b + 2) * sigmoid(b), b, 1, "+"), math.log(3) / (1 + math.exp(-1))),
        (lambda: limit((2 ** Rational(1, 3) * b + b**2) ** Rational(3, 2) / b ** Rational(3, 2), b, 0, "+"), 2**0.5),
    ],
)
def test_limits_in_balls_contain_them(tree, about):
    with numbers.working_precision(128), sympy.evaluate(False):
        found = numbers.ball(compile_tree(tree())(the_point()))
    assert float(found.rad()) < 1e-30
    assert float(found.mid()) == pytest.approx(about, rel=1e-14)


@pytest.mark.parametrize(
    ("tree", "at", "why"),
    [
        # Sums below the empty one; members that are not there.
        (lambda d: total(g[i], (i, 1, s)), {"s": -1}, "below"),
        (lambda d: d["ema"][s], {"s": -1}, "starts at 0"),
        (lambda d: d["ema"][t - 2], {"t": 1}, "starts at 0"),
        (lambda d: d["hat"][s], {"s": 0}, "from 1 on"),
        (lambda d: d["closed"][t - 1], {"t": 1}, "from 1 on"),
        # Powers.
        (lambda d: x ** (t - s), {"t": 1, "s": 2}, "division by zero"),
        (lambda d: r ** (t / 2), {"t": 1}, "not positive"),
        (lambda d: r ** (t / 2), {"t": 2}, "not positive"),  # 1 by the number, but not by how it is written
        (lambda d: x ** (t / 2), {"t": 2}, "not positive"),
        (lambda d: (s - 1) ** Rational(-1, 2), {"s": 1}, "division by zero"),
        # Kinks.
        (lambda d: derivative(relu(x), x), {}, "no derivative"),
        (lambda d: derivative(relu(x**2), x), {}, "no derivative"),
        (lambda d: derivative(absolute(x), x), {}, "no derivative"),
        (lambda d: derivative(unit_step(x), x), {}, "no derivative"),
        (lambda d: derivative(floor(a), a), {}, "no derivative"),
        (lambda d: derivative(maximum(a, 4 - a), a), {}, "no derivative"),
        (lambda d: derivative(minimum(a, 2), a), {}, "no derivative"),
        (lambda d: relu(exp(a) * exp(-a) - 1), {}, "which side"),
        (lambda d: floor(exp(a) * exp(-a)), {}, "which side"),
        # No limit: it grows, the sides differ, it swings.
        (lambda d: limit(1 / b, b, 0), {}, "no finite limit"),
        (lambda d: limit(1 / b, b, 0, "+"), {}, "no finite limit"),
        (lambda d: limit(1 / b**2 - 1 / b, b, 0), {}, "no finite limit"),
        (lambda d: limit(absolute(b) / b, b, 0), {}, "sides differ"),
        (lambda d: limit(unit_step(b - 1), b, 1), {}, "sides differ"),
        (lambda d: limit(floor(b), b, 2), {}, "sides differ"),
        (lambda d: limit(tanh(1 / b), b, 0), {}, "sides differ"),
        (lambda d: limit(sqrt(b), b, 0), {}, "root of a negative"),  # from below there is nothing
        (lambda d: limit(b ** (t / 2), b, 0), {"t": 1}, "not positive"),
        (lambda d: limit(exp(1 / b), b, 0, "+"), {}, "grows"),
        (lambda d: limit((exp(b) - exp(1)) / (b - 1), b, 1), {}, "which side"),  # a ball around 0 leads
        (lambda d: limit(1 / x, b, 0), {}, "division by zero"),
        (lambda d: limit(1 / (b - b), b, 0), {}, "division by zero"),
        (lambda d: limit(T, T, oo), {}, "no finite limit"),
        (lambda d: limit(a**T, T, oo), {}, "grows"),
        (lambda d: limit(Integer(-1) ** T, T, oo), {}, "sides differ"),
        (lambda d: limit(c * (Integer(-1) ** T + b**T), T, oo), {}, "sides differ"),
        (lambda d: limit(x ** (-T), T, oo), {}, "division by zero"),
        (lambda d: limit(g[1] ** (T / 2) * r ** (T / 2), T, oo), {}, "not positive"),
        (lambda d: limit(total(a**i, (i, 0, T)), T, oo), {}, "grows"),
        (lambda d: limit(total(g[i], (i, T, 3)), T, oo), {}, "below"),
        (lambda d: limit(total(total(b**s, (s, 3, i)), (i, 0, T)), T, oo), {}, "below"),
        (lambda d: limit(total(d["bounded"][i - 2], (i, 1, T)), T, oo), {}, "from 1 on"),
        (lambda d: derivative(limit(b**T, T, oo), b), "one", "derivative"),
        # Where a leading coefficient vanishes at this point only, it is not seen what is beside it.
        (lambda d: derivative(limit(b / (b + x**2), b, 0, "+"), x), {}, "derivative"),
        (lambda d: expectation(lone), "spread", "does not exist"),
    ],
)
def test_points_outside_the_domain_raise(tree, at, why):
    point = {"one": the_point(b="1"), "spread": the_point(v="-1")}.get(at) if isinstance(at, str) else None
    with sympy.evaluate(False), pytest.raises(OutsideDomain, match=why):
        show(tree(TREES[1]), point, **({} if point else at))


@pytest.mark.parametrize(
    ("tree", "why"),
    [
        (lambda d: limit(log(b), b, 0, "+"), "logarithm"),
        (lambda d: limit(b * log(b), b, 0, "+"), "logarithm"),
        (lambda d: limit(g[T], T, oo), "without a value"),
        (lambda d: limit(d["ema"][T], T, oo), "without a value"),
        (lambda d: limit(total(g[i] * b**i, (i, 1, T)), T, oo), "without a value"),
        (lambda d: limit(total(1 / i, (i, 1, T)) / T, T, oo), "closed form"),
        # A closed form must hold at every step, not only far out.
        (lambda d: limit(total(relu(i - 5), (i, 1, T)) / T**2, T, oo), "closed form"),
        (lambda d: limit(total(delta(i, s), (i, 1, T)), T, oo), "closed form"),
        (lambda d: limit(total(x**i, (i, 0, T)), T, oo), "closed|no rational"),
        (lambda d: limit(total(floor(i / a), (i, 0, T)) / T**2, T, oo), "closed form"),
        (lambda d: limit(exp(-1 / b) / exp(-1 / b), b, 0, "+"), "orders"),
        # Both sides are 0 here, but not beside this point.
        (lambda d: derivative(limit((c - 3) * absolute(b) / b, b, 0), c), "sides"),
        (lambda d: expectation(noise[1] ** 3), "order 3"),
        (lambda d: variance(noise[1] ** 2), "order 4"),
        (lambda d: expectation(exp(noise[1])), "polynomial"),
        (lambda d: expectation(relu(normal[1])), "polynomial"),
        (lambda d: expectation(1 / (1 + lone**2)), "polynomial"),
        (lambda d: derivative(G[a], G[c]), "value of the function"),
        (lambda d: family("F", *G.ranges, *G.ranges)[a, c], "more than one"),
        (lambda d: sequence("unheard")[3], r"unheard\[3\]"),
        (lambda d: function("unheard")[a], "no value to unheard"),
        (lambda d: derivative(derivative(d["ema"][t], d["ema"][1]), d["ema"][2]), "depends"),
        (lambda d: adjoint(Loss("l", d["ema"]), g[1]), "integers"),
        (lambda d: total(g[1], (i, 1, 10**6)), "evaluations"),
        (lambda d: a ** (10**7 * t), "too large"),
    ],
)
def test_what_cannot_be_evaluated_says_why(tree, why):
    with sympy.evaluate(False), pytest.raises(NotEvaluable, match=why):
        compile_tree(tree(TREES[1]))(the_point(), {t: 3, s: 2})


# --------------------------------------------------------------------------
# Laws

coefficients = st.fractions(-3, 3, max_denominator=3).map(lambda f: fmpq(f.numerator, f.denominator))
SMALL = Small(1, 6)
E = series.series(SMALL, {fmpq(1): fmpq(1)}, None)

UNARY = [
    lambda z: numbers.reciprocal(z),
    lambda z: numbers.power(z, 3),
    lambda z: numbers.power(z, fmpq(1, 2)),
    lambda z: numbers.power(z, fmpq(-2, 3)),
    numbers.exp,
    numbers.log,
    numbers.sigmoid,
    numbers.tanh,
    numbers.absolute,
    numbers.relu,
    numbers.floor,
]


@st.composite
def programs(draw, length=5):
    """Steps of a computation on a stack of numbers that begins with one number."""
    steps = []
    for size in range(1, length + 1):
        one, other = draw(st.integers(0, size - 1)), draw(st.integers(0, size - 1))
        steps.append((draw(st.sampled_from(["+", "*", "c", *range(len(UNARY))])), one, other, draw(coefficients)))
    return steps


def run_program(steps, first):
    stack = [first]
    for what, one, other, constant in steps:
        x, y = stack[one], stack[other]
        stack.append({"+": lambda: x + y, "*": lambda: x * y, "c": lambda: x + constant}.get(  # noqa: B023
            what, lambda: UNARY[what](x))())  # noqa: B023
    return stack[-1]


@settings(max_examples=250, deadline=None)
@given(steps=programs())
def test_a_series_is_the_number_up_to_its_order(steps):
    with numbers.working_precision(3000):
        try:
            found = run_program(steps, E)
        except (OutsideDomain, NotEvaluable):
            return
        if not isinstance(found, Series):
            found = Series(SMALL, {fmpq(0): found}, None)
        # O(e**order): what is left, over e**order, must not grow. (An exact one leaves nothing.)
        ratios = []
        for bits in (40, 80):
            e = fmpq(1, 2**bits)
            near = numbers.ball(run_program(steps, e))
            terms = (numbers.ball(c) * arb(e) ** numbers.ball(fmpq(p)) for p, c in found.terms.items())
            rest = near - sum(terms, arb(0))
            if found.order is None:
                assert rest.contains(0)
                return
            ratios.append(abs(rest / arb(e) ** numbers.ball(fmpq(found.order))))
        assert ratios[1].upper() <= 2 * ratios[0].upper() + fmpq(1, 2**20)


@settings(max_examples=60, deadline=None)
@given(top=st.lists(coefficients, min_size=1, max_size=4), bottom=st.lists(coefficients, min_size=1, max_size=4),
       end=coefficients, order=st.integers(0, 3), side=st.sampled_from(["", "-", "+"]))
def test_a_common_zero_cancels(top, bottom, end, order, side):
    def polynomial(cs, at):
        return sum((Rational(int(q.p), int(q.q)) * at**k for k, q in enumerate(cs)), Integer(0))

    def at_end(cs):
        return sum((q * end**k for k, q in enumerate(cs)), fmpq(0))

    to = Rational(int(end.p), int(end.q))
    zero = sympy.expand((b - to) ** order)
    tree = sympy.expand(zero * polynomial(top, b)) / sympy.expand(zero * polynomial(bottom, b))
    if at_end(bottom):
        assert compile_tree(limit(tree, b, to, side))(the_point()) == at_end(top) / at_end(bottom)


def at_number(value, where: int):
    """A Growth where its integer is a number."""
    if not isinstance(value, Growth):
        return value
    return sum((at_number(c, where) * p**where * fmpq(where) ** d for (p, d), c in value.terms.items()), fmpq(0))


@settings(max_examples=80, deadline=None)
@given(terms=st.lists(st.tuples(coefficients, coefficients.filter(bool), st.integers(0, 3)), min_size=1, max_size=3),
       slope=st.integers(1, 2), start=st.integers(-2, 2), end=st.integers(-1, 2), where=st.integers(2, 6))
def test_a_sum_in_closed_form_is_the_sum_at_every_length(terms, slope, start, end, where):
    whole = growth.growing(Small(1, 3))
    index = growth.growing(Small(2, 0), start, whole * slope + end)
    body = fmpq(0)
    for c_, p, d in terms:
        body = body + numbers.power(index.number(), d) * growth.power(p, index.number(), True) * c_
    closed = growth.sum_over(body, index.top, start, whole * slope + end)
    added = sum((c_ * p**step * fmpq(step) ** d
                 for step in range(start, slope * where + end + 1) for c_, p, d in terms), fmpq(0))
    assert at_number(closed, where) == added


@settings(max_examples=40, deadline=None)
@given(weights=st.lists(coefficients, min_size=3, max_size=3), steps=st.integers(1, 4), degree=st.integers(1, 2))
def test_an_expectation_of_independent_members_is_that_of_any_law_with_these_moments(weights, steps, degree):
    # Two outcomes, mu - s and mu + s with s*s = v = 4, have mean mu and variance v.
    with sympy.evaluate(False):
        q0, q1, q2 = (Rational(int(q.p), int(q.q)) for q in weights)
        m_ = sequence("m_")
        m_ = recurrence({m_[i]: (q0, q1 * m_[i - 1] + q2 * noise[i] ** degree)})
        found = compile_tree(expectation(m_[t] * noise[1] ** (2 - degree)))(the_point(), {t: steps})
    total_ = fmpq(0)
    for signs in itertools.product((-1, 3), repeat=steps):
        value = weights[0]
        for outcome in signs:
            value = weights[1] * value + weights[2] * fmpq(outcome) ** degree
        total_ += value * fmpq(signs[0]) ** (2 - degree)
    assert found == total_ / 2**steps


@settings(max_examples=40, deadline=None)
@given(steps=st.integers(0, 6), by=st.integers(-1, 7), keep=coefficients)
def test_a_recurrence_is_its_unrolled_sum_and_so_is_its_derivative(steps, by, keep):
    point = the_point(b=str(keep))
    d = TREES[1]
    if steps:
        assert value_at(d["ema"][s], point, steps) == value_at(d["closed"][t], point, steps)
    # d ema[s]/d g[by] = (1 - b)*b**(s - by) for 1 <= by <= s.
    wanted = (1 - keep) * keep ** (steps - by) if 1 <= by <= steps else 0
    assert value_at(derivative(d["ema"][s], g[by]), point, steps) == wanted


def value_at(tree, point, steps):
    return compile_tree(tree)(point, {s: steps, t: steps})


def test_a_long_recurrence_does_not_nest_too_deeply():
    assert value_at(TREES[1]["walk"][5, j] * 0 + TREES[1]["p"][t - t], the_point(), 5) == 1
    with sympy.evaluate(False):
        count = sequence("count")
        count = recurrence({count[i]: (0, count[i - 1] + 1)})
    assert value_at(count[s], the_point(), 5000) == 5000
