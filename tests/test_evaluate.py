"""The second road: exact numbers, and the meaning of every node against values worked out by hand."""

from __future__ import annotations

import gc
import math
import random
from fractions import Fraction

import pytest
import sympy
from flint import arb, fmpq
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sympy import Abs, Function, Integer, Pow, Rational, Symbol

from symdl.errors import FreeIndexError, LanguageError
from symdl.language import (
    Derivative,
    Index,
    Loss,
    Range,
    adjoint,
    bernoulli,
    define,
    delta,
    derivative,
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
    vjp,
)
from symdl.verification.evaluation import numbers
from symdl.verification.evaluation.evaluate import NotEvaluable, Point, World, compile_tree, reach
from symdl.verification.evaluation.numbers import ONE, Dual, Form, OutsideDomain, Undecidable, number, power, text

# --------------------------------------------------------------------------
# Numbers

half = fmpq(1, 2)
root2, root3 = power(fmpq(2), half), power(fmpq(3), half)
log2, log3 = numbers.log(fmpq(2)), numbers.log(fmpq(3))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (number("14/27"), "14/27"),
        (numbers.exp(fmpq(0)), "1"),
        (numbers.exp(log2 + log3), "6"),
        (numbers.exp(-log3), "1/3"),
        (numbers.exp(log2 * half), "sqrt(2)"),
        (numbers.exp(numbers.log(number("8/3")) * half), "2/3*sqrt(6)"),
        (numbers.sigmoid(log2), "2/3"),
        (numbers.tanh(log2), "3/5"),
        (half - log3, "1/2 - log(3)"),
        (numbers.log(number("2/3")), "log(2/3)"),
        (-numbers.log(number("2/3")), "log(3/2)"),
        (log2 * number("3/2") - log3 * half, "1/2*log(8/3)"),
        (numbers.log(number("1/4")), "-2*log(2)"),
        (log2 - log2, "0"),
        (log2 * fmpq(0), "0"),
        (numbers.log(root2), "1/2*log(2)"),
        (root2, "sqrt(2)"),
        (root2 * root3, "sqrt(6)"),
        (root2 * root2, "2"),
        (power(fmpq(12), half), "2*sqrt(3)"),
        (power(number("3/4"), half), "1/2*sqrt(3)"),
        (power(fmpq(2), number("-3/2")), "1/4*sqrt(2)"),
        (power(root2 + ONE, 2), "3 + 2*sqrt(2)"),
        (power(root2 + ONE, -1), "-1 + sqrt(2)"),
        (power(root2 + root3, -1), "-sqrt(2) + sqrt(3)"),
        (root2 * log3, "sqrt(2)*log(3)"),
        (power(number("8/27"), number("-2/3")), "9/4"),
        (power(fmpq(0), 0), "1"),
        (power(fmpq(0), half), "0"),
        (power(number("9/4"), half), "3/2"),
    ],
)
def test_exact_numbers(value, shown):
    assert numbers.is_exact(value)
    assert text(value) == shown


@pytest.mark.parametrize(
    ("value", "about"),
    [
        (lambda: numbers.exp(fmpq(-1)), math.exp(-1)),
        (lambda: numbers.exp(log2 + ONE), 2 * math.e),
        (lambda: numbers.exp(root2), math.exp(math.sqrt(2))),
        (lambda: log2 * log3, math.log(2) * math.log(3)),
        (lambda: power(fmpq(2), fmpq(1, 3)), 2 ** (1 / 3)),
        (lambda: power(root2, half), 2**0.25),
        (lambda: numbers.log(log2), math.log(math.log(2))),
        (lambda: numbers.log(root2 + ONE), math.log(1 + math.sqrt(2))),
        (lambda: power(log2, -1), 1 / math.log(2)),
        (lambda: power(log2, 3), math.log(2) ** 3),
        (lambda: numbers.exp(ONE) - log2 * root2, math.e - math.log(2) * math.sqrt(2)),
        (lambda: power(ONE + root2 + root3, -1), 1 / (1 + math.sqrt(2) + math.sqrt(3))),
        (lambda: numbers.tanh(ONE), math.tanh(1)),
        (lambda: numbers.pi(), math.pi),
    ],
)
def test_other_numbers_are_balls_that_contain_them(value, about):
    with numbers.working_precision(128):
        ball = value()
        assert isinstance(ball, arb)
        assert float(ball.rad()) < 1e-34
        assert float(ball.mid()) == pytest.approx(about, rel=1e-14)


def test_a_ball_is_written_so_that_the_text_is_true():
    with numbers.working_precision(128):
        e = numbers.exp(ONE)
        for digits in (3, 6, 12):
            centre, radius = text(e, digits).split(" ± ")
            assert abs(Fraction(centre) - Fraction("2.718281828459045235360287")) <= Fraction(radius)
            assert Fraction(radius) <= 10 * Fraction(10) ** (1 - digits)
    assert text(numbers.exp(-ONE)).startswith("0.367879 ± ")


@pytest.mark.parametrize("bits", [53, 128, 1000])
@pytest.mark.parametrize(
    ("value", "sign"),
    [
        (fmpq(0), 0),
        (number("-1/3"), -1),
        (log2 * fmpq(3) - log3 * fmpq(2), -1),  # 8 < 9
        (log2 * fmpq(665) - log3 * fmpq(419) + log3 * fmpq(0), 1),
        # Consecutive convergents of log 3/log 2: the difference is far below a double's rounding.
        (log2 * fmpq(217976794617) - log3 * fmpq(137528045312), 1),
        (root2 - number("665857/470832"), -1),
        (root2 * root3 - power(fmpq(6), half) + ONE, 1),
    ],
)
def test_the_sign_of_an_exact_number_is_found_at_any_precision(value, sign, bits):
    with numbers.working_precision(bits):
        assert numbers.sign(value) == sign


def test_the_sign_of_a_ball_may_stay_open():
    with numbers.working_precision(128):
        around_zero = numbers.exp(ONE) * numbers.exp(-ONE) - ONE
        assert numbers.sign(around_zero) is None
        with pytest.raises(Undecidable):
            power(around_zero, -1)
        with pytest.raises(Undecidable):
            numbers.log(around_zero)
        with pytest.raises(Undecidable):
            power(around_zero, half)


@pytest.mark.parametrize(
    "function",
    [
        lambda: power(fmpq(0), -1),
        lambda: power(fmpq(0), -half),
        lambda: power(fmpq(-4), half),
        lambda: power(fmpq(-8), fmpq(1, 3)),
        lambda: power(ONE - root2, half),
        lambda: numbers.log(fmpq(0)),
        lambda: numbers.log(fmpq(-1)),
        lambda: numbers.log(log2 - ONE),
        lambda: numbers.log(Dual(1, fmpq(0), ONE)),
        lambda: power(Dual(1, fmpq(0), ONE), half),
        lambda: power(Dual(1, fmpq(0), fmpq(0)), half),  # |x| = sqrt(x**2) at 0
        lambda: power(Dual(1, fmpq(0), ONE), fmpq(3, 2)),
        lambda: power(Dual(1, fmpq(0), ONE), -1),
    ],
)
def test_outside_the_domain(function):
    with pytest.raises(OutsideDomain):
        function()


exact = st.builds(
    lambda q, r, p: numbers.form({(1, 1): q[0], (2, 1): q[1], (3, 1): q[2], (r, p): q[3]}),
    st.tuples(*[st.fractions(-3, 3, max_denominator=4).map(lambda f: fmpq(f.numerator, f.denominator))] * 4),
    st.sampled_from([1, 2, 6]), st.sampled_from([1, 2, 3]))


@given(a=exact, b=exact, c=exact)
@example(a=root2, b=root3, c=root2)
def test_exact_arithmetic_agrees_with_balls(a, b, c):
    with numbers.working_precision(200):
        ball = numbers.ball
        for found, wanted in (
            (a + b * c, ball(a) + ball(b) * ball(c)),
            ((a - b) * c, (ball(a) - ball(b)) * ball(c)),
            (a * b - b * a, arb(0)),
            (power(a, 3), ball(a) ** 3),
        ):
            assert ball(found).overlaps(wanted)
        if numbers.sign(a):
            assert ball(power(a, -1)).overlaps(1 / ball(a))
        assert (numbers.sign(a) == 0) == (not isinstance(a, Form) and a == 0)


@given(x=st.integers(-5, 5), y=st.integers(1, 5), n=st.integers(-3, 3))
def test_nested_tangents_are_second_derivatives(x, y, n):
    # f = x**2*y**n at x + e1, y + e2: the coefficient of e1*e2 is 2*x*n*y**(n - 1).
    f = power(Dual(1, fmpq(x), ONE), 2) * power(Dual(2, fmpq(y), ONE), n)
    if n == 0:
        assert f.level == 1
    else:
        assert f.level == 2
        assert f.tangent.tangent == 2 * x * n * fmpq(y) ** (n - 1)


# --------------------------------------------------------------------------
# Trees, built as an author's file is (unevaluated) and as plain SymPy

batch = Range("batch", "m", "i j k")
classes = Range("classes", "n", "s t u")
empty = Range("maybe", "e", "a", at_least=0)
i, j, k = batch.indices()
s, t, u = classes.indices()
(a,) = empty.indices()
m, n = batch.size, classes.size
X, EPS, GAMMA, BETA = family("x", batch), symbol("eps"), symbol("gamma"), symbol("beta")
Z, Y, W = family("z", classes), family("y", classes), family("w", classes, batch)
NONE = family("nothing", empty)
C = symbol("c")
KEEP, VAR = symbol("keep"), symbol("v")
MASK = bernoulli("mask", batch, p=KEEP)
G = gaussian("g", batch, mean=Integer(0), variance=VAR)
G1 = gaussian("g1", mean=Rational(1, 2), variance=Integer(3))


def _build(evaluated: bool) -> dict[str, object]:
    """Every tree of the tables below, by the text that names it."""
    with sympy.evaluate(evaluated):
        x, eps, gamma, beta, z, y, c = X, EPS, GAMMA, BETA, Z, Y, C
        mu = define("mu", mean(x[i], i))
        var = define("var", mean((x[i] - mu) ** 2, i))
        xhat = define("xhat", [i], (x[i] - mu) / sqrt(var + eps))
        out = define("out", [i], gamma * xhat[i] + beta)
        loss = Loss("l", out)
        lse = define("lse", log(total(exp(z[s]), s)))
        p = define("p", [s], exp(z[s]) / total(exp(z[s]), s))
        ce = define("ce", -total(y[s] * log(p[s]), s))
        o = define("o", [s], total(W[s, i] * x[i], i))
        linear = Loss("linear", o)
        first = define("first", [i], 2 * x[i])
        second = define("second", [i], first[i] ** 2)
        both = Loss("both", first, second)
        dropped = define("dropped", [i], MASK[i] * x[i] / KEEP)
        step = define("step", [s], z[s] - c * adjoint(ce, z[s]))
        after = define("after", total(step[s], s))
        return locals()


TREES = [_build(True), _build(False)]


def the_point(x=(0, 2), eps=3, gamma=1, beta=0, z=("log 2", "log 1"), y=(0, 1), dout=(1, 0), c=4,
              keep="1/4", v=2, w=((1, 2), (3, 4)), do=(1, -1)):
    def value(word):
        return numbers.log(number(word[4:])) if str(word).startswith("log ") else number(word)

    def table(values):
        return {(at,): value(word) for at, word in enumerate(values)}

    cotangents = {}
    for trees in TREES:
        cotangents |= {(trees["loss"], trees["out"]): table(dout), (trees["linear"], trees["o"]): table(do),
                       (trees["both"], trees["first"]): table((5, 7)),
                       (trees["both"], trees["second"]): table((11, 13))}
    return Point(
        {batch: len(x), classes: len(z), empty: 0},
        {X: table(x), EPS.family: {(): value(eps)}, GAMMA.family: {(): value(gamma)},
         BETA.family: {(): value(beta)}, Z: table(z), Y: table(y), C.family: {(): value(c)}, NONE: {},
         KEEP.family: {(): value(keep)}, VAR.family: {(): value(v)}, MASK: table((1, 0)),
         W: {(r, q): value(word) for r, row in enumerate(w) for q, word in enumerate(row)}},
        cotangents)


def show(tree, point=None, **at):
    """The value as text; ``at`` counts from 1, as a person does."""
    places = {globals()[name]: place - 1 for name, place in at.items()}
    return text(compile_tree(tree)(point or the_point(), places))


@pytest.mark.parametrize("trees", TREES, ids=["evaluated", "as written"])
@pytest.mark.parametrize(
    ("tree", "at", "wanted"),
    [
        # Leaves, arithmetic, sums. x = (0, 2), c = 4, z = (log 2, 0).
        (lambda d: X[i], {"i": 2}, "2"),
        (lambda d: m / (n + 1), {}, "2/3"),
        (lambda d: C - 2 * (C + 1) / 3, {}, "2/3"),
        (lambda d: C ** Rational(3, 2) / sqrt(C), {}, "4"),
        (lambda d: C ** Rational(-1, 2), {}, "1/2"),
        (lambda d: exp(Integer(0)) + tanh(Integer(0)) + sigmoid(Integer(0)), {}, "3/2"),
        (lambda d: total(X[i], i), {}, "2"),
        (lambda d: mean(X[i] * X[j], i, j), {}, "1"),
        (lambda d: total(X[j] * delta(i, j), j), {"i": 2}, "2"),
        (lambda d: total(delta(i, j), i, j), {}, "2"),
        (lambda d: total(total(X[i], i) * X[i], i), {}, "4"),
        (lambda d: total(Integer(3), i), {}, "6"),
        (lambda d: total(NONE[a], a) + C, {}, "4"),
        (lambda d: total(W[s, i] * X[i], i), {"s": 1}, "4"),
        # Batch normalisation: mu = 1, var = 1, sqrt(var + eps) = 2, cotangent (1, 0), gamma = 1.
        (lambda d: d["mu"], {}, "1"),
        (lambda d: d["var"], {}, "1"),
        (lambda d: d["xhat"][i], {"i": 1}, "-1/2"),
        (lambda d: adjoint(d["loss"], d["out"][i]), {"i": 1}, "1"),
        (lambda d: adjoint(d["loss"], d["xhat"][i]), {"i": 1}, "1"),
        (lambda d: adjoint(d["loss"], d["var"]), {}, "1/16"),  # 1 * (-1) * (-1/2) * 4**(-3/2)
        (lambda d: adjoint(d["loss"], d["mu"]), {}, "-1/2"),
        (lambda d: adjoint(d["loss"], GAMMA), {}, "-1/2"),
        (lambda d: adjoint(d["loss"], BETA), {}, "1"),
        (lambda d: adjoint(d["loss"], EPS), {}, "1/16"),
        (lambda d: adjoint(d["loss"], X[i]), {"i": 1}, "3/16"),  # 1/2 * (1 - 1/2 - 1/8)
        (lambda d: adjoint(d["loss"], X[i]), {"i": 2}, "-3/16"),
        (lambda d: adjoint(d["loss"], C), {}, "0"),
        # Between nodes: the partial holds mu and var, the total derivative does not.
        (lambda d: partial(d["xhat"][i], X[i]), {"i": 1}, "1/2"),
        (lambda d: partial(d["xhat"][i], X[j]), {"i": 1, "j": 2}, "0"),
        (lambda d: partial(d["xhat"][i], d["mu"]), {"i": 1}, "-1/2"),
        (lambda d: partial(d["xhat"][i], d["var"]), {"i": 1}, "1/16"),
        (lambda d: partial(d["var"], d["mu"]), {}, "0"),
        (lambda d: partial(d["out"][i], X[i]), {"i": 1}, "0"),
        (lambda d: derivative(d["xhat"][i], X[i]), {"i": 1}, "3/16"),
        (lambda d: derivative(d["xhat"][i], X[j]), {"i": 1, "j": 2}, "-3/16"),
        (lambda d: derivative(d["out"][i], d["mu"]), {"i": 1}, "-1/2"),
        (lambda d: derivative(d["var"], d["mu"]), {}, "0"),
        (lambda d: vjp(d["out"][j], X[i], W[s, j], j), {"i": 1, "s": 1}, "-3/16"),  # 3/16*1 - 3/16*2
        # Softmax at (log 2, 0): p = (2/3, 1/3); y = (0, 1).
        (lambda d: d["p"][s], {"s": 1}, "2/3"),
        (lambda d: d["lse"], {}, "log(3)"),
        (lambda d: d["ce"], {}, "log(3)"),
        (lambda d: derivative(d["p"][s], Z[t]), {"s": 1, "t": 1}, "2/9"),
        (lambda d: derivative(d["p"][s], Z[t]), {"s": 1, "t": 2}, "-2/9"),
        (lambda d: adjoint(d["ce"], Z[s]), {"s": 1}, "2/3"),
        (lambda d: adjoint(d["ce"], Z[s]), {"s": 2}, "-2/3"),
        (lambda d: adjoint(d["ce"], d["p"][s]), {"s": 2}, "-3"),
        (lambda d: derivative(derivative(d["lse"], Z[s]), Z[t]), {"s": 1, "t": 1}, "2/9"),
        (lambda d: derivative(derivative(d["lse"], Z[s]), Z[t]), {"s": 1, "t": 2}, "-2/9"),
        (lambda d: derivative(adjoint(d["ce"], Z[s]), Z[t]), {"s": 2, "t": 2}, "2/9"),
        (lambda d: derivative(derivative(derivative(d["lse"], Z[s]), Z[t]), Z[u]),
         {"s": 1, "t": 1, "u": 1}, "-2/27"),
        # One gradient step, differentiated: the sum of z is kept, as the gradient sums to 0.
        (lambda d: d["step"][s], {"s": 1}, "-8/3 + log(2)"),
        (lambda d: derivative(d["step"][s], Z[t]), {"s": 1, "t": 1}, "1/9"),  # 1 - 4*2/9
        (lambda d: derivative(d["after"], Z[s]), {"s": 1}, "1"),
        # A linear layer, cotangent (1, -1).
        (lambda d: adjoint(d["linear"], W[s, i]), {"s": 2, "i": 2}, "-2"),
        (lambda d: adjoint(d["linear"], X[i]), {"i": 1}, "-2"),
        # An output on which another output depends: 7 + 13 * 2 * (2*x), x = 2.
        (lambda d: adjoint(d["both"], d["first"][i]), {"i": 2}, "111"),
        (lambda d: adjoint(d["both"], d["second"][i]), {"i": 2}, "13"),
        (lambda d: adjoint(d["both"], X[i]), {"i": 2}, "222"),
        # tanh and sigmoid at log 2.
        (lambda d: derivative(tanh(Z[s]), Z[s]), {"s": 1}, "16/25"),
        (lambda d: derivative(sigmoid(Z[s]), Z[s]), {"s": 1}, "2/9"),
        (lambda d: derivative(derivative(sigmoid(Z[s]), Z[s]), Z[s]), {"s": 1}, "-2/27"),
        # Chance: keep = 1/4, x = (0, 2).
        (lambda d: expectation(MASK[i]), {"i": 1}, "1/4"),
        (lambda d: expectation(d["dropped"][i]), {"i": 2}, "2"),
        (lambda d: variance(d["dropped"][i]), {"i": 2}, "12"),
        (lambda d: variance(total(d["dropped"][i], i)), {}, "12"),
        (lambda d: expectation(MASK[i] * MASK[j]), {"i": 1, "j": 2}, "1/16"),
        (lambda d: expectation(MASK[i] * MASK[j]), {"i": 1, "j": 1}, "1/4"),
        (lambda d: expectation((MASK[i] - expectation(MASK[i])) ** 2), {"i": 1}, "3/16"),
        (lambda d: expectation(1 / (1 + MASK[i])), {"i": 1}, "7/8"),
        (lambda d: derivative(variance(MASK[i]), KEEP), {"i": 1}, "1/2"),  # 1 - 2*keep
        (lambda d: expectation(derivative(d["dropped"][i] ** 2, X[i])), {"i": 2}, "16"),
        (lambda d: MASK[i] * 3, {"i": 1}, "3"),
        (lambda d: expectation(C + Z[s]), {"s": 1}, "4 + log(2)"),
        (lambda d: expectation(G1), {}, "1/2"),
        (lambda d: expectation(G1**2), {}, "13/4"),
        (lambda d: variance(G1), {}, "3"),
        (lambda d: variance(2 * G1 + C), {}, "12"),
        (lambda d: expectation(G[i] ** 4), {"i": 1}, "12"),  # 3*v**2
        (lambda d: expectation(G[i] ** 6), {"i": 1}, "120"),  # 15*v**3
        (lambda d: expectation(G[i] ** 3), {"i": 1}, "0"),
        (lambda d: expectation(G[i] * G[j]), {"i": 1, "j": 2}, "0"),
        (lambda d: expectation(G[i] ** 2 * G[j] ** 2), {"i": 1, "j": 2}, "4"),
        (lambda d: variance(total(G[i] * X[i], i)), {}, "8"),
        (lambda d: variance(G[i] ** 2), {"i": 1}, "8"),  # 2*v**2
        (lambda d: variance(MASK[i] * G[i]), {"i": 1}, "1/2"),
        (lambda d: derivative(expectation(G[i] ** 4), VAR), {"i": 1}, "12"),  # 6*v
    ],
)
def test_values_worked_out_by_hand(trees, tree, at, wanted):
    with sympy.evaluate(trees is TREES[0]):
        made = tree(trees)
    assert show(made, **at) == wanted


def test_the_fourth_moment_of_a_standard_normal_variable_is_3():
    assert show(expectation(G[i] ** 4), the_point(v=1), i=1) == "3"


@pytest.mark.parametrize(
    ("tree", "point"),
    [
        (lambda: 1 / X[i], {}),
        (lambda: log(X[i]), {}),
        (lambda: sqrt(X[i] - 1), {}),
        (lambda: derivative(Pow(X[i] ** 2, Rational(1, 2), evaluate=False), X[i]), {}),
        (lambda: derivative(sqrt(X[i]), X[i]), {}),
        (lambda: delta(i, j) * log(X[i]), {}),  # 0 times nothing is nothing
        (lambda: mean(C, i) + mean_over_nothing(), {}),
        (lambda: expectation(MASK[i]), {"keep": 2}),
        (lambda: expectation(MASK[i]), {"keep": -1}),
        (lambda: expectation(G[i] ** 2), {"v": -1}),
        (lambda: expectation(1 / MASK[i]), {}),
    ],
)
def test_points_outside_the_domain_raise(tree, point):
    with pytest.raises(OutsideDomain):
        compile_tree(tree())(the_point(**point), {i: 0, j: 0})


def mean_over_nothing():
    """mean() refuses a range that may be empty; a tree made otherwise must still not have a value."""
    return sympy.Basic.__new__(type(mean(C, i)), NONE[a], a)


def test_a_sum_over_no_element_is_zero_and_has_no_work():
    assert show(total(1 / NONE[a], a)) == "0"


@pytest.mark.parametrize(
    ("tree", "why"),
    [
        (lambda d: expectation(exp(G[i])), "polynomial"),
        (lambda d: expectation(1 / (1 + G[i] ** 2)), "polynomial"),
        (lambda d: variance(sqrt(G[i])), "polynomial"),
        (lambda d: derivative(adjoint(d["loss"], BETA), X[i]), "cotangent of out"),
        (lambda d: derivative(derivative(d["out"][i], X[i]), d["mu"]), "on which it depends"),
        (lambda d: derivative(expectation(d["dropped"][i]), d["dropped"][i]), "random"),
        (lambda d: family("unheard", batch)[i], "no value"),
        (lambda d: Range("unsized", "q", "b").size, "no size"),
        (lambda d: total(total(total(X[i] * X[j] * X[k], i), j), k), "evaluations"),
    ],
)
def test_what_cannot_be_evaluated_says_why(tree, why):
    evaluator = compile_tree(tree(TREES[0]))
    with pytest.raises(NotEvaluable, match=why):
        evaluator(the_point(), {i: 0} if evaluator.free else {}, work=10)


def test_a_partial_whose_direct_inputs_are_not_settled_is_not_evaluable():
    with pytest.raises(NotEvaluable, match="not settled"):
        compile_tree(partial(TREES[0]["step"][s], Z[s]))


@pytest.mark.parametrize(
    "tree",
    [
        lambda: Symbol("x") + C,
        lambda: Abs(C),
        lambda: Function("f")(C),
        lambda: Pow(C, C, evaluate=False),
        lambda: C ** sympy.sqrt(2),
        lambda: sympy.I * C,
        lambda: sympy.Float(0.5) * C,
        lambda: sympy.sin(C),
        lambda: sympy.EulerGamma + C,
    ],
)
def test_an_unknown_node_raises(tree):
    with pytest.raises(LanguageError):
        compile_tree(tree())


def test_the_constants_are_balls():
    with numbers.working_precision(128):
        assert text(compile_tree(sympy.E + C)(the_point())).startswith("6.71828 ± ")
        assert text(compile_tree(sympy.pi * C)(the_point())) == "12.5664 ± 3e-5"
        with sympy.evaluate(False):
            tree = sympy.E ** Z[s]
        assert show(tree, s=1) == "2"


def test_an_index_needs_a_position():
    with pytest.raises(FreeIndexError):
        compile_tree(X[i])(the_point(), {j: 0})


def test_what_is_known_of_a_family_outlives_every_cache():
    # Evaluators share worlds, so they must mean the same family by the same object.
    d = TREES[1]
    world = World.at(the_point())
    kept = compile_tree(adjoint(d["loss"], X[i]))
    for cache in (compile_tree, reach):
        cache.cache_clear()
    gc.collect()
    other = compile_tree(derivative(total(d["out"][j] * adjoint(d["loss"], BETA), j), X[i]))
    assert text(kept.run(world, {i: 0})) == "3/16"
    with pytest.raises(NotEvaluable, match="cotangent"):
        other.run(world, {i: 0})
    assert text(compile_tree(derivative(d["out"][j], X[i])).run(world, {i: 0, j: 1})) == "-3/16"


def test_an_inner_sum_may_reuse_a_letter():
    inner = total(X[i] ** 2, i)
    assert show(total(X[i] * inner, i)) == "8"
    assert show(X[i] * inner, i=2) == "8"


# --------------------------------------------------------------------------
# Laws

ints = st.integers(-3, 3)


@st.composite
def expressions(draw, depth=3):
    """A rational function of x[i], x[j], sums of x and c, in which every denominator is positive."""
    if depth == 0 or draw(st.booleans()):
        return draw(st.sampled_from([X[i], X[j], C, total(X[k], k), total(X[k] * X[i], k), mean(X[k] ** 2, k),
                                     delta(i, j), m, Integer(2), Rational(-1, 3)]))
    one, other = draw(expressions(depth=depth - 1)), draw(expressions(depth=depth - 1))
    with sympy.evaluate(draw(st.booleans())):
        return draw(st.sampled_from([one + other, one * other, one - other, one / (1 + other**2), one**2]))


@st.composite
def points(draw):
    size = draw(st.integers(1, 3))
    return the_point(x=[draw(ints) for _ in range(size)], c=draw(ints))


def value(tree, point, **at):
    return compile_tree(tree)(point, {i: 0, j: point.sizes[batch] - 1, **at})


def concretely(tree, point):
    """The tree as plain SymPy over one Symbol for each entry: its own road to a derivative."""
    size = point.sizes[batch]
    entry = {(X, p): Symbol(f"x{p}") for p in range(size)} | {(C.family, ()): Symbol("c")}

    def convert(node, at):
        name = type(node).__name__
        if name == "Entry":
            return entry[node.family, at[node.indices[0]] if node.indices else ()]
        if name == "Delta":
            return Integer(at[node.indices[0]] == at[node.indices[1]])
        if name == "Size":
            return Integer(size)
        if name in ("Total", "Mean"):
            (index,) = node.indices
            terms = [convert(node.body, {**at, index: p}) for p in range(size)]
            return sympy.Add(*terms) / (size if name == "Mean" else 1)
        return node.func(*(convert(arg, at) for arg in node.args)) if node.args else node

    return convert(tree, {i: 0, j: size - 1}), entry


@settings(max_examples=60, deadline=None)
@given(tree=expressions(), point=points())
def test_values_and_derivatives_agree_with_sympy_on_entries(tree, point):
    plain, entry = concretely(tree, point)
    at = {symbol_: Rational(int(table[key if key == () else (key,)].p))
          for (fam, key), symbol_ in entry.items() for table in [point.values[fam]]}
    def number_of(expr):
        return fmpq(*map(int, sympy.Rational(expr.subs(at)).as_numer_denom()))

    assert value(tree, point) == number_of(plain)
    by, c = entry[X, 0], entry[C.family, ()]
    assert value(derivative(tree, X[i]), point) == number_of(plain.diff(by))
    assert value(derivative(derivative(tree, X[i]), C), point) == number_of(plain.diff(by, c))


@settings(max_examples=40, deadline=None)
@given(f=expressions(), g=expressions(), point=points(), q=ints)
def test_the_derivative_is_linear_and_obeys_the_product_and_chain_rules(f, g, point, q):
    def at(tree):
        return value(tree, point)

    def d(tree):
        return at(derivative(tree, X[i]))

    assert d(f + q * g) == d(f) + q * d(g)
    assert d(f * g) == d(f) * at(g) + at(f) * d(g)
    assert d(f**3) == 3 * at(f) ** 2 * d(f)
    with numbers.working_precision(128):
        for outer, slope in ((exp, exp), (tanh, lambda z: 1 - tanh(z) ** 2),
                             (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z)))):
            found, wanted = numbers.ball(d(outer(f))), numbers.ball(at(slope(f)) * d(f))
            assert found.overlaps(wanted)
            assert abs(found - wanted).upper() <= (1 + abs(found)).upper() * fmpq(1, 10**25)


@settings(max_examples=40, deadline=None)
@given(f=expressions(), point=points())
def test_second_derivatives_commute(f, point):
    one = Derivative(Derivative(f, X[i]), X[j])
    other = Derivative(Derivative(f, X[j]), X[i])
    assert value(one, point) == value(other, point)


@settings(max_examples=40, deadline=None)
@given(f=expressions(), g=expressions(), point=points(), cotangent=st.lists(ints, min_size=3, max_size=3))
def test_the_chain_rule_through_definitions_and_the_adjoint(f, g, point, cotangent):
    # f is a node for each i, j; its outputs are sums over the node, so every output feels every x.
    inner = define("inner", [i, j], f)
    outer = define("outer", [i], total(inner[i, j] ** 2, j) + mean(g, j))
    loss = Loss("any", outer)
    size = point.sizes[batch]
    free = Point(point.sizes, point.values,
                 {(loss, outer): {(p,): fmpq(q) for p, q in zip(range(size), cotangent, strict=False)}})
    # The adjoint is the sum over the outputs of cotangent times derivative.
    whole = value(total(adjoint(loss, outer[k]) * derivative(outer[k], X[i]), k), free)
    assert value(adjoint(loss, X[i]), free) == whole
    # Backwards through the inner node, its own direct dependence beside it.
    through = total(adjoint(loss, inner[k, j]) * derivative(inner[k, j], X[i]), k, j)
    beside = total(adjoint(loss, outer[k]) * partial(outer[k], X[i]), k)
    assert value(through + beside, free) == whole


OTHER = Index("other", batch)


@settings(max_examples=40, deadline=None)
@given(f=expressions(), point=points())
def test_the_name_of_a_dummy_index_means_nothing(f, point):
    assert value(total(f, i), point) == value(total(f.xreplace({i: k}), k), point)
    assert value(total(f, i), point) == value(total(f.xreplace({i: OTHER}), OTHER), point)
    assert value(total(f, i, j), point) == value(total(total(f, i), j), point)


@settings(max_examples=30, deadline=None)
@given(f=expressions(depth=2), g=expressions(depth=2), point=points())
def test_expectation_is_linear_and_variance_is_a_difference_of_moments(f, g, point):
    one, other = f * MASK[i] + G[i] * g, g * MASK[j] - f * G[j] * G[i]

    def at(tree):
        return value(tree, point)

    assert at(expectation(one + 3 * other)) == at(expectation(one)) + 3 * at(expectation(other))
    assert at(variance(one)) == at(expectation(one**2)) - at(expectation(one)) ** 2


@pytest.mark.parametrize("degree", range(9))
def test_normal_moments_are_the_double_factorials(degree):
    drawn = random.Random(degree)
    v = fmpq(drawn.randint(1, 9), drawn.randint(1, 9))
    wanted = fmpq(0) if degree % 2 else fmpq(int(sympy.factorial2(degree - 1))) * v ** (degree // 2)
    assert compile_tree(expectation(G[i] ** degree))(the_point(v=str(v)), {i: 0}) == wanted
