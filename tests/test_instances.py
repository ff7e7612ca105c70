"""Small sizes: true statements agree there, wrong ones get a witness that anyone can check."""

from __future__ import annotations

import inspect
import operator
import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass

import pytest
import sympy
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Eq, Ge, Gt, Integer, Le, Lt, Ne, Rational

from symdl.derivation import Instances, Witness
from symdl.errors import LanguageError
from symdl.language import (
    INTEGERS,
    Each,
    Family,
    IntegerIndex,
    Loss,
    Range,
    absolute,
    adjoint,
    bernoulli,
    define,
    delta,
    derivative,
    each,
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
    recurrence,
    relu,
    sequence,
    sigmoid,
    sqrt,
    symbol,
    tanh,
    total,
    variance,
)
from symdl.verification.evaluation import numbers
from symdl.verification.evaluation.evaluate import NotEvaluable, Point, compile_tree
from symdl.verification.points.instances import check_instances, find_witness
from symdl.verification.points.settings import _setting

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


@dataclass(frozen=True)
class Case:
    """A true statement and wrong variants: (what went wrong, right side, assumptions or None)."""

    name: str
    lhs: object
    rhs: object
    given: tuple = ()
    slips: tuple = ()


with sympy.evaluate(False):
    batch = Range("batch", "m", "i j k")
    classes = Range("classes", "n", "s t")
    inputs = Range("inputs", "d", "p q")
    tokens = Range("tokens", "T", "a b c")
    i, j, k = batch.indices()
    s, t = classes.indices()
    p, q = inputs.indices()
    a, b, c = tokens.indices()
    m, n, d = batch.size, classes.size, inputs.size
    half = Rational(1, 2)

    x, eps, gamma, beta = family("x", batch), symbol("eps"), symbol("gamma"), symbol("beta")
    mu = define("mu", mean(x[i], i))
    var = define("var", mean((x[i] - mu) ** 2, i))
    xhat = define("xhat", [i], (x[i] - mu) / sqrt(var + eps))
    y = define("y", [i], gamma * xhat[i] + beta)
    loss = Loss("l", y)
    dy = adjoint(loss, y[i])
    dy_j = adjoint(loss, y[j])
    root = sqrt(var + eps)

    z, Y = family("z", batch, classes), family("Y", batch, classes)
    P = define("P", [i, s], exp(z[i, s]) / total(exp(z[i, t]), t))
    CE = define("CE", -mean(total(Y[i, s] * log(P[i, s]), s), i))
    one_hot = each(i, Eq(total(Y[i, s], s), 1))

    W, X, bias = family("W", classes, inputs), family("X", batch, inputs), family("b", classes)
    o = define("o", [i, s], total(W[s, p] * X[i, p], p) + bias[s])
    linear = Loss("L", o)
    do = adjoint(linear, o[i, s])
    Po = define("Po", [i, s], exp(o[i, s]) / total(exp(o[i, t]), t))
    CEo = define("CEo", -mean(total(Y[i, s] * log(Po[i, s]), s), i))

    w = family("w", classes)
    lse = define("lse", log(total(exp(w[s]), s)))
    soft = define("soft", [s], exp(w[s] - lse))

    keep, h = symbol("keep"), family("h", batch)
    mask = bernoulli("mask", batch, p=keep)
    dropped = define("dropped", [i], mask[i] * h[i] / keep)
    chance = (keep > 0, keep < 1)
    v = symbol("v")
    g, unit = gaussian("g", inputs, mean=Integer(0), variance=v), gaussian("u", inputs, mean=Integer(0),
                                                                         variance=Integer(1))
    Q, K, V = family("Q", tokens, inputs), family("K", tokens, inputs), family("V", tokens, classes)
    S = define("S", [a, b], total(Q[a, p] * K[b, p], p) / sqrt(d))
    A = define("A", [a, b], exp(S[a, b]) / total(exp(S[a, c]), c))
    O = define("O", [a, s], total(A[a, b] * V[b, s], b))  # noqa: E741
    attention = Loss("att", O)
    dA, dA_c = adjoint(attention, A[a, b]), adjoint(attention, A[a, c])

    zeta, label = symbol("zeta"), symbol("label")
    bce = define("bce", -(label * log(sigmoid(zeta)) + (1 - label) * log(1 - sigmoid(zeta))))
    alpha, sigma, x0, e0 = symbol("alpha"), symbol("sigma"), symbol("x0"), symbol("e0")
    pp, qq = family("pp", classes), family("qq", classes)
    distributions = (each(s, pp[s] > 0), each(s, qq[s] > 0), Eq(total(pp[s], s), 1), Eq(total(qq[s], s), 1))
    kl = total(pp[s] * log(pp[s] / qq[s]), s)
    entropy = -total(pp[s] * log(pp[s]), s)

    share = xhat[i] * mean(dy_j * xhat[j], j)
    centred = total(gamma * dy * (x[i] - mu), i)
    p_ = P[i, s]
    d_ij, d_st = delta(i, j), delta(s, t)
    miss = Po[i, s] - Y[i, s]
    dS = adjoint(attention, S[a, b])
    row = total(dA_c * A[a, c], c)
    odds = keep / (1 - keep)
    cube = (var + eps) ** Rational(-3, 2)

    CASES = (
        Case("bn/dx", adjoint(loss, x[i]), gamma / root * (dy - mean(dy_j, j) - share), (eps > 0,), (
            ("sign flipped", gamma / root * (dy - mean(dy_j, j) + share), None),
            ("term dropped", gamma / root * (dy - mean(dy_j, j)), None),
            ("1/m lost", gamma / root * (dy - total(dy_j, j) - share), None),
            ("root lost", gamma / (var + eps) * (dy - mean(dy_j, j) - share), None),
            ("gamma lost", (dy - mean(dy_j, j) - share) / root, None))),
        Case("bn/dvar", adjoint(loss, var), centred * -half * cube, (eps > 0,), (
            ("sign flipped", centred * half * cube, None),
            ("exponent -1/2", centred * -half * (var + eps) ** -half, None))),
        Case("bn/dbeta", adjoint(loss, beta), total(dy, i), (eps > 0,),
             (("mean for sum", mean(dy, i), None),)),
        Case("bn/dgamma", adjoint(loss, gamma), total(dy * xhat[i], i), (eps > 0,),
             (("not normalised", total(dy * x[i], i), None),)),
        Case("unbiased variance", total((x[i] - mu) ** 2, i) / (m - 1), m / (m - 1) * var, (Gt(m, 1),),
             (("1/m for 1/(m - 1)", var, None),)),
        Case("variance", var, mean(x[i] ** 2, i) - mu**2, (),
             (("square lost", mean(x[i] ** 2, i) - mu, None),)),
        Case("cross-entropy", adjoint(CE, z[i, s]), (p_ - Y[i, s]) / m, (one_hot,), (
            ("1/m lost", p_ - Y[i, s], None),
            ("sign flipped", (Y[i, s] - p_) / m, None),
            ("the labels need not sum to 1", (p_ - Y[i, s]) / m, ()))),
        Case("softmax Jacobian", derivative(p_, z[j, t]), d_ij * p_ * (d_st - P[i, t]), (), (
            ("index swapped", d_ij * P[i, t] * (d_st - P[i, t]), None),
            ("delta lost", p_ * (d_st - P[i, t]), None))),
        Case("log-sum-exp Hessian", derivative(derivative(lse, w[s]), w[t]), soft[s] * (d_st - soft[t]), (), (
            ("diagonal only", d_st * soft[s], None),
            ("square", soft[s] * (d_st - soft[s]), None))),
        Case("linear/dW", adjoint(linear, W[s, p]), total(do * X[i, p], i), (), (
            ("mean for sum", mean(do * X[i, p], i), None),
            ("W for X", total(do * W[s, p], i), None))),
        Case("logistic regression", adjoint(CEo, W[s, p]), mean(miss * X[i, p], i), (one_hot,), (
            ("sum for mean", total(miss * X[i, p], i), None),
            ("without the labels' sum", mean(miss * X[i, p], i), ()))),
        Case("binary cross-entropy", derivative(bce, zeta), sigmoid(zeta) - label, (),
             (("sign flipped", label - sigmoid(zeta), None),)),
        Case("tanh", tanh(zeta), 2 * sigmoid(2 * zeta) - 1, (), (("2 lost", 2 * sigmoid(zeta) - 1, None),)),
        Case("dropout variance", variance(dropped[i]), h[i] ** 2 / odds, chance, (
            ("odds turned over", h[i] ** 2 * odds, None),
            ("not scaled", h[i] ** 2 * keep * (1 - keep), None))),
        Case("dropout mean", expectation(dropped[i]), h[i], chance, (("not scaled", keep * h[i], None),)),
        Case("scaled product", variance(total(g[p] * unit[p], p) / sqrt(d)), v, (v >= 0,),
             (("not scaled", d * v, None),)),
        Case("attention/dS", dS, A[a, b] * (dA - row), (), (
            ("row sum dropped", A[a, b] * dA, None),
            ("sign flipped", A[a, b] * (dA + row), None))),
        Case("attention/dQ", adjoint(attention, Q[a, p]), total(dS * K[b, p], b) / sqrt(d), (),
             (("scale lost", total(dS * K[b, p], b), None),)),
        Case("cross-entropy is entropy plus KL", -total(pp[s] * log(qq[s]), s), entropy + kl, distributions,
             (("sign flipped", entropy - kl, None),)),
        Case("v-prediction", alpha * (alpha * x0 + sigma * e0) - sigma * (alpha * e0 - sigma * x0), x0,
             (Eq(alpha**2 + sigma**2, 1),), (
            ("noise for data", e0, None),
            ("without the circle", x0, ()))),
    )

SLIPS = [pytest.param(case, rhs, case.given if assumed is None else assumed, id=f"{case.name}: {what}")
         for case in CASES for what, rhs, assumed in case.slips]


def value(word: str):
    """The number that a witness writes, read by hand: rationals, and multiples of one logarithm or root."""
    out = fmpq(0)
    for part in word.replace(" - ", " + -").split(" + "):
        minus, part = part.startswith("-"), part.removeprefix("-")
        term = fmpq(-1 if minus else 1)
        for factor in part.split("*"):
            inner = factor.partition("(")[2].rstrip(")")
            term = term * (numbers.log(fmpq(inner)) if factor.startswith("log")
                           else numbers.power(fmpq(inner), fmpq(1, 2)) if factor.startswith("sqrt")
                           else fmpq(factor))
        out = out + term
    return out


def point_of(witness: Witness, lhs, rhs, given) -> Point:
    """The witness as a point, from its text alone. A symbol that it leaves out is 2, of no matter what."""
    trees = [lhs, rhs, *given]
    families: dict[Family, None] = {}
    losses: dict[Loss, None] = {}
    ranges: dict[Range, None] = {}
    while trees:
        tree = trees.pop()
        if isinstance(tree, Family) and tree not in families:
            families[tree] = None
            trees += [tree.body] if tree.body is not None else list((tree.law or ())[1:])
        ranges |= {tree: None} if isinstance(tree, Range) else {}
        losses |= {tree: None} if isinstance(tree, Loss) else {}
        trees += tree.args

    def table(name, fam):
        def fill(nested, at, depth):
            if depth == len(fam.ranges):
                return {at: value(nested) if nested else fmpq(2)}
            size = witness.sizes[fam.ranges[depth].name]
            assert nested is None or len(nested) == size
            rows = [fill(nested[row] if nested else None, (*at, row), depth + 1) for row in range(size)]
            return {key: entry for row in rows for key, entry in row.items()}
        return fill(witness.values.get(name), (), 0)

    return Point({range_: witness.sizes[range_.name] for range_ in ranges if range_.name in witness.sizes},
                 {fam: table(fam.name, fam) for fam in families if fam.body is None},
                 {(loss_, out): table(f"d{out.name}", out) for loss_ in losses for out in loss_.outputs})


COMPARE = {Eq: operator.eq, Ne: operator.ne, Gt: operator.gt, Ge: operator.ge, Lt: operator.lt,
           Le: operator.le}


def holds(assumption, point: Point) -> bool:
    """An assumption at a point, for each of its indices' values; decided by Python's own <, ==."""
    statement = assumption.statement if isinstance(assumption, Each) else assumption
    places = [{}]
    for index in assumption.indices if isinstance(assumption, Each) else ():
        places = [{**place, index: r} for place in places for r in range(point.sizes[index.range])]
    left, right = map(compile_tree, statement.args)
    return all(COMPARE[type(statement)](left(point, place), right(point, place)) for place in places)


def assert_checks(witness: Witness | None, lhs, rhs, given):
    """The witness, redone from its own text: the assumptions hold, and the sides are what it says."""
    assert witness is not None
    assert witness.lhs != witness.rhs
    point = point_of(witness, lhs, rhs, given)
    for assumption in given:
        names = {fam.name for fam in assumption.atoms(Family) if fam.body is None}
        # An assumption is shown whole, or it speaks of symbols that do not matter to the statement.
        assert names <= set(witness.values) or not names & set(witness.values)
        assert holds(assumption, point) or not names & set(witness.values)
    for side, shown in ((lhs, witness.lhs), (rhs, witness.rhs)):
        evaluator = compile_tree(side)
        at = {index: witness.at[index.letter] - 1 for index in evaluator.free}
        assert numbers.text(evaluator(point, at)) == shown


# --------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_true_statement_agrees_at_every_instance(case):
    found = check_instances(case.lhs, case.rhs, case.given)
    assert isinstance(found, Instances)
    assert found.points >= 2
    assert len(found.sizes) == len({tuple(sizes.items()) for sizes in found.sizes})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_true_statement_has_no_witness(case):
    assert find_witness(case.lhs, case.rhs, case.given, candidates=25) is None


@pytest.mark.parametrize(("case", "rhs", "given"), SLIPS)
def test_a_slip_gets_an_exact_witness_that_meets_the_assumptions(case, rhs, given):
    witness = find_witness(case.lhs, rhs, given)
    assert_checks(witness, case.lhs, rhs, given)
    assert witness.exact
    assert sum(witness.sizes.values()) <= 5
    # Nor is it seen as a truth.
    assert isinstance(check_instances(case.lhs, rhs, given), Witness)


def test_most_instances_are_exact():
    found = [check_instances(case.lhs, case.rhs, case.given) for case in CASES]
    assert sum(one.exact for one in found) > 0.7 * sum(one.points for one in found)


def test_a_witness_a_student_can_redo():
    case = CASES[0]
    witness = find_witness(case.lhs, gamma / root * (dy - mean(dy_j, j)), case.given)
    assert witness == Witness(
        sizes={"batch": 2}, values={"x": ["1", "0"], "dy": ["0", "1"], "gamma": "1", "eps": "2"},
        at={"i": 1}, lhs="-8/27", rhs="-1/3", exact=True)


def test_a_witness_names_what_the_statement_depends_on_and_nothing_else():
    witness = find_witness(adjoint(loss, beta), mean(dy, i), (eps > 0,))
    assert set(witness.values) == {"dy"}
    witness = find_witness(adjoint(linear, W[s, p]), mean(do * X[i, p], i))
    assert set(witness.values) == {"do", "X"}


# --------------------------------------------------------------------------
# Sizes


@pytest.mark.parametrize(
    ("lhs", "given", "wanted"),
    [
        (total(x[i], i), (), [1, 2, 3, 5]),
        (total(x[i], i), (Gt(m, 1),), [2, 3, 5, 7]),
        (total(x[i], i), (m >= 4,), [5, 7]),
        (total(x[i], i), (Ne(m, 2),), [1, 3, 5, 7]),
        (total(x[i], i) / (m - 2), (), [1, 3, 5, 7]),
    ],
)
def test_the_first_four_sizes_that_are_allowed(lhs, given, wanted):
    found = check_instances(lhs, lhs, given)
    assert [sizes["batch"] for sizes in found.sizes] == wanted


def test_a_range_says_how_small_it_may_be():
    pair, maybe = Range("pair", "r", "a", at_least=2), Range("maybe", "e", "e", at_least=0)
    for range_, wanted in ((pair, [2, 3, 5, 7]), (maybe, [0, 1, 2, 3, 5])):
        (index,) = range_.indices()
        tree = total(family("f", range_)[index], index)
        assert [sizes[range_.name] for sizes in check_instances(tree, tree).sizes] == wanted
    (index,) = maybe.indices()
    # True unless the range is empty.
    witness = find_witness(total(family("f", maybe)[index] * 0 + 1, index) / maybe.size, Integer(2))
    assert witness.sizes == {"maybe": 1}


def test_several_ranges_are_also_tried_at_mixed_sizes():
    found = check_instances(total(X[i, p], i, p), total(total(X[i, p], i), p))
    assert {"batch": 2, "inputs": 3} in found.sizes
    assert {"batch": 3, "inputs": 3} in found.sizes


def test_work_is_bounded():
    many = total(x[i] * x[j] * x[k], i, j, k)
    tree = many * total(many, i) * total(total(x[i] * x[j] ** 2 + x[k], i, j, k) ** 2, i)
    found = check_instances(tree, tree)
    assert isinstance(found, Instances)
    f = gaussian("f", batch, batch, mean=Integer(0), variance=Integer(1))
    found = check_instances(variance(total(f[i, j], i, j)), m**2)
    assert [sizes["batch"] for sizes in found.sizes] == [1, 2, 3, 5]


# --------------------------------------------------------------------------
# Assumptions


@pytest.mark.parametrize(
    "given",
    [
        (each(i, Eq(total(Y[i, s], s), 1)),),
        (each(i, Eq(total(Y[i, s], s), 1)), each(i, s, Y[i, s] > 0)),
        (each(i, Eq(total(Y[i, s], s), 1)), each(i, s, Y[i, s] >= 0), each(s, Eq(total(Y[i, s], i), m / n))),
        (each(i, Eq(total(Y[i, s], s), 1)), each(i, Eq(total(Y[i, s] * z[i, s], s), 0))),
    ],
)
def test_equations_for_each_row_are_met_exactly(given):
    wrong = mean(Y[i, s] ** 2 + z[i, s], i, s)
    other = wrong + Y[i, s] - 7 * z[i, s]
    assert_checks(find_witness(wrong, other, given), wrong, other, given)


@pytest.mark.parametrize(
    ("lhs", "rhs", "given"),
    [
        (x[i], Integer(1), (Eq(mu, 3),)),  # through a definition
        (x[i], x[j], (Eq(x[i], 2 * x[j]),)),  # about the claim's own indices
        (x[i], x[j], (Ne(i, j),)),
        (alpha + sigma, Integer(2), (Eq(alpha**2 + sigma**2, 1), alpha > 0, sigma > 0)),
        (alpha, sigma, (alpha < sigma,)),
        (alpha, Integer(0), (alpha > 10, alpha < 11)),
        (alpha, Integer(0), (Lt(5, alpha), Ne(alpha, 6))),
        (alpha, Integer(0), (absolute(alpha) >= 2,)),
        (alpha, Integer(0), (Gt(Rational(1, 5), absolute(alpha)), alpha < 0)),
        (alpha, Integer(0), (Eq(alpha, 2), sigma >= alpha)),
        (alpha, Integer(0), (Eq(sigma * alpha + beta, gamma), Ne(alpha, 0), Ne(sigma, 0))),
        (alpha, Integer(0), (Eq(alpha, sigmoid(zeta)),)),
        (alpha, Integer(0), (Eq(alpha + sigma, 1), Eq(sigma + beta, 5), Eq(2 * beta, gamma))),
        (alpha + m, Integer(0), (m > 2, Gt(alpha, m))),
        (log(alpha), alpha - 1, ()),
        (sqrt(alpha) + alpha, Integer(0), ()),
    ],
)
def test_assumptions_of_other_kinds_are_met(lhs, rhs, given):
    witness = find_witness(lhs, rhs, given)
    if not any(isinstance(side, type(i)) for relation in given for side in relation.args):
        assert_checks(witness, lhs, rhs, () if lhs == x[i] and rhs == x[j] else given)
    assert witness.exact


def test_free_indices_take_the_values_that_an_assumption_allows():
    witness = find_witness(x[i], x[j], (Ne(i, j),))
    assert witness.at["i"] != witness.at["j"]
    assert find_witness(x[i], x[j], (Eq(i, j),)) is None
    assert isinstance(check_instances(x[i], x[j], (Eq(i, j),)), Instances)
    witness = find_witness(x[i], x[j], (Eq(x[i], 2 * x[j]),))
    one, other = (value(witness.values["x"][witness.at[letter] - 1]) for letter in "ij")
    assert one == 2 * other
    assert one != other


@pytest.mark.parametrize(
    "given",
    [
        (alpha > 0, alpha < 0),
        (Eq(alpha, 1), Eq(alpha, 2)),
        (Eq(exp(alpha), 2 + alpha), alpha > 0),  # a root that is not rational
        (m < 1,),
        (Ne(alpha, 1), alpha >= 1, alpha <= 1),
    ],
)
def test_where_no_point_meets_the_assumptions_nothing_is_said(given):
    wrong = alpha + total(x[i], i)
    assert find_witness(wrong, wrong + 1, given, candidates=40) is None
    with pytest.raises(NotEvaluable, match="no instance"):
        check_instances(wrong, wrong, given)


@settings(max_examples=25, deadline=None)
@given(low=st.fractions(-20, 20, max_denominator=5), width=st.fractions(Rational(1, 9), 3, max_denominator=9),
       strict=st.booleans())
def test_any_bounds_on_a_symbol_are_met(low, width, strict):
    low, high = Rational(low), Rational(low) + Rational(width)
    given_ = (alpha > low, alpha < high) if strict else (alpha >= low, alpha <= high)
    witness = find_witness(alpha, alpha + 1, given_)
    found = Rational(witness.values["alpha"])
    assert low < found < high or (not strict and found in (low, high))


def test_what_is_no_relation_is_no_assumption():
    with pytest.raises(LanguageError):
        find_witness(alpha, beta, (alpha,))


# --------------------------------------------------------------------------
# Steps in time

step, before, ago = integer("t", at_least=1), integer("s", at_least=1), integer("i")
width, pad, kernel, stride, rest = (integer(word, at_least=1) for word in ("W", "p", "k", "q", "r"))
decay, rate = symbol("decay"), symbol("rate")
grads, f_ = sequence("g"), function("F")

with sympy.evaluate(False):
    average = sequence("m")
    average = recurrence({average[ago]: (0, decay * average[ago - 1] + (1 - decay) * grads[ago])})
    weights = total(decay ** (step - ago), (ago, 1, step))
    descent = sequence("x")
    descent = recurrence({descent[ago]: (rate, descent[ago - 1] - derivative(f_[descent[ago - 1]], descent[ago - 1]))})
    hat = define("hat", [step], average[step] / (1 - decay**step))
    noisy = independent("noise", INTEGERS, mean=alpha, variance=v)
    drift = sequence("drift")
    drift = recurrence({drift[ago]: (0, decay * drift[ago - 1] + noisy[ago])})
    plain_mean = total(grads[ago], (ago, 1, step)) / step

    TIMED = (
        Case("unrolled", average[step], (1 - decay) * total(decay ** (step - ago) * grads[ago], (ago, 1, step)), (), (
            ("newest damped, too", (1 - decay) * total(decay ** (step - ago + 1) * grads[ago], (ago, 1, step)), None),
            ("oldest first", (1 - decay) * total(decay**ago * grads[ago], (ago, 1, step)), None))),
        Case("geometric sum", weights, (1 - decay**step) / (1 - decay), (Ne(decay, 1),), (
            ("one too many", (1 - decay ** (step + 1)) / (1 - decay), None),
            ("sign", (1 + decay**step) / (1 - decay), None))),
        Case("one step", average[step], decay * average[step - 1] + (1 - decay) * grads[step], (),
             (("of the step before", decay * average[step - 1] + (1 - decay) * grads[step - 1], None),)),
        Case("limit in the rate", limit(hat[step], decay, 1, "-"), plain_mean, (), (
            ("the sum", plain_mean * step, None),
            ("the last one", grads[step], None))),
        Case("at zero", limit(hat[step], decay, 0), grads[step], (), (("the mean", plain_mean, None),)),
        Case("forgets", limit(decay**step * x[i], step, oo), 0 * x[i], (decay > 0, decay < 1),
             (("does not", x[i], None),)),
        Case("expected", expectation(drift[step]), alpha * (1 - decay**step) / (1 - decay), (Ne(decay, 1), v >= 0),
             (("settled", alpha / (1 - decay), None),)),
        Case("spread", variance(drift[step]), v * total(decay ** (2 * ago), (ago, 0, step - 1)), (v >= 0,),
             (("linear", v * total(decay**ago, (ago, 0, step - 1)), None),)),
        Case("two integers", decay ** (step - before) * decay**before, decay**step, (Le(before, step),),
             (("added", decay ** (step + before), None),)),
        Case("power of a size", decay ** (m + step), decay**m * decay**step, (), (("twice", decay ** (2 * m), None),)),
        Case("descent", descent[step], descent[step - 1] - derivative(f_[descent[step - 1]], descent[step - 1]), (),
             (("ascent", descent[step - 1] + derivative(f_[descent[step - 1]], descent[step - 1]), None),)),
        Case("whole steps", floor((stride * kernel + rest) / kernel), stride, (Lt(rest, kernel),),
             (("without the bound", stride, ()), ("one more", stride + 1, None))),
        Case("output width", floor((width + 2 * pad - kernel) / stride) + 1, stride,
             (Eq(width, kernel - 2 * pad + stride * (stride - 1)), width + 2 * pad >= kernel),
             (("one off", stride - 1, None),)),
        Case("norm", sqrt(alpha**2), absolute(alpha), (), (("signed", alpha, None),)),
        Case("relu twice", relu(relu(alpha)), maximum(alpha, 0 * alpha), (), (("minimum", minimum(alpha, 0 * alpha),
                                                                               None),)),
        Case("constant gradient", average[step], (1 - decay**step) * rate, (each(ago, Eq(grads[ago], rate)),), (
            ("of any gradient", (1 - decay**step) * rate, ()),
            ("at once", rate, None))),
        Case("bounded", absolute(grads[step]), grads[step], (each(ago, grads[ago] >= 0),),
             (("of any sign", grads[step], ()),)),
    )

TIMED_SLIPS = [pytest.param(case, rhs, case.given if assumed is None else assumed, id=f"{case.name}: {what}")
               for case in TIMED for what, rhs, assumed in case.slips]


@pytest.mark.parametrize("case", TIMED, ids=lambda case: case.name)
def test_a_true_statement_about_steps_agrees_and_has_no_witness(case):
    found = check_instances(case.lhs, case.rhs, case.given)
    assert isinstance(found, Instances)
    assert found.points >= 8
    assert found.exact == found.points
    assert find_witness(case.lhs, case.rhs, case.given, candidates=25) is None


@pytest.mark.parametrize(("case", "rhs", "given"), TIMED_SLIPS)
def test_a_slip_about_steps_gets_an_exact_witness(case, rhs, given):
    witness = find_witness(case.lhs, rhs, given)
    assert witness.exact
    assert witness.lhs != witness.rhs
    assert isinstance(check_instances(case.lhs, rhs, given), Witness)
    point = timed_point(witness)
    at = {index: witness.at[index.letter] - (not isinstance(index, IntegerIndex))
          for side in (case.lhs, rhs) for index in compile_tree(side).free}
    for side, shown in ((case.lhs, witness.lhs), (rhs, witness.rhs)):
        assert numbers.text(compile_tree(side)(point, at)) == shown


def timed_point(witness: Witness) -> Point:
    """The witness from its text alone; what it leaves out is 2."""
    scalars = {s_.family: {(): value(witness.values.get(s_.family.name, "2"))} for s_ in (decay, rate, alpha, v)}
    steps = {(int(at),): value(word) for at, word in witness.values.get("g", {}).items()}
    shown = witness.values.get("F", "2")
    polynomial = sympy.Poly(shown, sympy.Symbol("x")).all_coeffs()[::-1]
    entries = {(at,): value(word) for at, word in enumerate(witness.values.get("x", ["2"] * 7))}
    return Point({batch: witness.sizes.get("batch", 1)}, {
        **scalars, grads: steps, x: entries, f_: {(k_,): value(str(c_)) for k_, c_ in enumerate(polynomial)}})


def test_a_witness_shows_the_members_that_were_read_and_a_function_in_x():
    witness = find_witness(average[step] - average[before], grads[step - 2] * 5 + 100 * step, (Gt(step, before + 1),))
    assert witness.at == {"s": 1, "t": 3}
    assert list(witness.values["g"]) == ["1", "2", "3"]
    shown = find_witness(f_[alpha + 1], f_[alpha] + f_[f_[alpha]] + alpha).values["F"]
    assert set(shown) <= set("0123456789-+*x/ ()")


@pytest.mark.parametrize(
    ("given", "met"),
    [
        ((), lambda w, p, k, q, r: True),
        ((Lt(kernel, width),), lambda w, p, k, q, r: k < w),
        ((width + 2 * pad >= kernel, Gt(kernel, 4)), lambda w, p, k, q, r: w + 2 * p >= k > 4),
        ((Eq(width, stride * kernel + rest), Lt(rest, kernel)), lambda w, p, k, q, r: w == q * k + r and r < k),
        ((Eq(stride, width + pad), Eq(rest, stride - 1), Ne(width, pad)),
         lambda w, p, k, q, r: q == w + p and r == q - 1 and w != p),
        ((Ge(kernel, 50), Le(kernel, 52)), lambda w, p, k, q, r: 50 <= k <= 52),
        ((Eq(stride, width - 3),), lambda w, p, k, q, r: q == w - 3),
        ((Eq(2 * width, 3 * pad),), lambda w, p, k, q, r: 2 * w == 3 * p),
    ],
)
def test_integers_are_tied_as_is_assumed(given, met):
    whole = width + pad * 10 + kernel * 100 + stride * 1000 + rest * 10000
    witness = find_witness(whole, whole + 1, given)
    at = [witness.at[letter] for letter in "Wpkqr"]
    assert met(*at)
    assert all(place >= 1 for place in at)
    assert check_instances(whole, whole, given).points > 6


@pytest.mark.parametrize(
    ("lhs", "rhs", "relation", "given", "true"),
    [
        (alpha**2, 0 * alpha, ">=", (), True),
        (alpha**2, 0 * alpha, ">", (), False),
        (alpha**2, 0 * alpha, ">", (Ne(alpha, 0),), True),
        (-(alpha**2), 0 * alpha, "<=", (), True),
        (-(alpha**2), 0 * alpha, "<", (), False),
        (alpha, alpha + 1, "<", (), True),
        (alpha, alpha, "<=", (), True),
        (alpha, alpha, "<", (), False),
        (log(alpha), alpha - 1, "<=", (alpha > 0,), True),
        (log(alpha), alpha - 1, "<", (alpha > 0,), False),  # equal at 1
        (exp(alpha), alpha + 1, ">", (Ne(alpha, 0),), True),
        (exp(alpha), 2 * alpha, ">=", (), True),
        (exp(alpha), 3 * alpha, ">=", (), False),
        ((1 + alpha) ** step, 1 + step * alpha, ">=", (alpha > -1,), True),  # Bernoulli
        ((1 + alpha) ** step, 1 + 2 * step * alpha, ">=", (alpha > -1,), False),
        (var, 0 * alpha, ">=", (), True),
        (mean(x[i] ** 2, i), mu**2, ">=", (), True),
        (mean(x[i] ** 2, i), mu**2, ">", (), False),
        (decay**step, decay, "<=", (decay >= 0, decay <= 1), True),
        (absolute(alpha + beta), absolute(alpha) + absolute(beta), "<=", (), True),
        (absolute(alpha + beta), absolute(alpha) + absolute(beta), "=", (), False),
    ],
)
def test_inequalities(lhs, rhs, relation, given, true):
    found = check_instances(lhs, rhs, given, relation)
    witness = find_witness(lhs, rhs, given, relation, candidates=60)
    assert isinstance(found, Instances if true else Witness)
    assert (witness is None) == true
    if not true and witness.exact:
        compare = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq}
        assert not compare[relation](numbers.sign(value(witness.lhs) - value(witness.rhs)), 0)


def test_overlapping_balls_say_nothing_of_an_inequality():
    with sympy.evaluate(False):
        same = exp(alpha) * exp(-alpha)
    given_ = (Eq(alpha, 1),)
    for relation in ("<", "<=", ">", ">="):
        assert find_witness(same, Integer(1), given_, relation, candidates=10) is None
        with pytest.raises(NotEvaluable, match="no instance"):
            check_instances(same, Integer(1), given_, relation)


@pytest.mark.parametrize(
    ("lhs", "why"),
    [
        (limit(average[step], step, oo), "closed form a name|without a value"),
        (total(grads[ago], (ago, step, step - 3)), "below"),
        (average[-step], "starts at 0"),
        (grads[20 * step], "so far out"),
    ],
)
def test_where_nothing_can_be_evaluated_it_is_said_why(lhs, why):
    with pytest.raises(NotEvaluable, match=why):
        check_instances(lhs, lhs, (each(ago, Eq(grads[ago], rate)),))


@pytest.mark.parametrize("statement", [
    Eq(grads[ago], grads[ago - 1]),
    grads[ago] > ago,
    Eq(average[ago], 0),
    Eq(decay**ago, 1),
])
def test_what_ties_every_integer_to_others_cannot_be_assumed(statement):
    with pytest.raises(NotEvaluable, match="every integer"):
        find_witness(grads[step], grads[step] + 1, (each(ago, statement),))


def test_integers_that_no_choice_meets():
    with pytest.raises(NotEvaluable, match=r"no sizes and numbers|does not hold"):
        check_instances(step, step, (Lt(step, 1),))
    assert find_witness(step, step + 1, (Lt(step, 1),)) is None


def test_what_is_beyond_evaluation_at_many_steps_is_looked_at_for_few():
    with sympy.evaluate(False):
        long = sequence("long")
        long = recurrence({long[ago]: (3, long[ago - 1] * long[ago - 1] * long[ago - 1] - 2)})
        found = check_instances(long[step], long[step - 1] * long[step - 1] * long[step - 1] - 2)
    with pytest.raises(NotEvaluable, match="digits"):
        compile_tree(long[step])(Point({}), {step: 12})
    assert found.points > 20


# --------------------------------------------------------------------------
# Balls


def test_a_ball_refutes_where_no_number_is_exact():
    witness = find_witness(exp(alpha), Integer(3), (Eq(alpha, 1),))
    assert (witness.exact, witness.lhs, witness.rhs) == (False, "2.71828 ± 2e-6", "3")


def test_an_exact_witness_is_preferred_to_a_ball():
    # A ball refutes at the first rational alpha; alpha = log(2) has exact sides.
    witness = find_witness(exp(alpha * beta), exp(alpha) * beta)
    assert witness.exact


def test_close_numbers_are_written_with_enough_digits_to_tell_them_apart():
    nearly = Rational(27182818284590452353602874713, 10**28)
    witness = find_witness(exp(alpha), nearly, (Eq(alpha, 1),))
    centre, radius = witness.lhs.split(" ± ")
    assert abs(Rational(centre) - nearly) > Rational(radius)


def test_overlapping_balls_are_no_refutation():
    with sympy.evaluate(False):
        same = exp(alpha) * exp(-alpha)
    given_ = (Eq(alpha, 1),)
    assert find_witness(same, Integer(1), given_, candidates=10) is None
    found = check_instances(same, Integer(1), given_)
    assert found.points > 0
    assert found.exact == 0


def test_outside_the_domain_is_no_refutation():
    # sqrt(alpha)**2 = alpha wherever the left side exists.
    with sympy.evaluate(False):
        squared = sqrt(alpha) ** 2
        distance = sqrt(alpha**2)
        ratio = alpha / distance
    assert find_witness(squared, alpha, candidates=40) is None
    assert isinstance(check_instances(squared, alpha), Instances)
    # sqrt(alpha**2) = alpha is wrong at -1, and its derivative at 0 does not count.
    assert find_witness(distance, alpha).values == {"alpha": "-1"}
    assert find_witness(derivative(distance, alpha), ratio, candidates=40) is None


# --------------------------------------------------------------------------


def test_what_was_tried_before_changes_nothing():
    """Points are kept for the next statement that asks the same of them."""
    def said(lhs, rhs, given_):
        try:
            return str(check_instances(lhs, rhs, given_)), str(find_witness(lhs, rhs, given_, candidates=40))
        except NotEvaluable as error:
            return str(error)

    tried = [(case.lhs, rhs, case.given) for case in CASES[::3]
             for rhs in (case.rhs, *(wrong for _, wrong, _ in case.slips))]
    alone = []
    for one in tried:
        _setting.cache_clear()
        alone.append(said(*one))
    _setting.cache_clear()
    assert [said(*one) for one in reversed(tried)] == alone[::-1]
    assert [said(*one) for one in tried] == alone
    assert _setting.cache_info().hits > len(tried)


def test_the_answer_does_not_depend_on_the_order_of_hashes():
    def answers():
        for case in CASES[6:11] + TIMED[:8]:
            yield str(check_instances(case.lhs, case.rhs, case.given))
            yield str([find_witness(case.lhs, rhs, case.given) for _, rhs, _ in case.slips])

    program = ("import sys; sys.path.insert(0, 'tests')\n"
               "from test_instances import CASES, TIMED, find_witness, check_instances\n"
               f"{textwrap.dedent(inspect.getsource(answers))}\n"
               "print(*answers(), sep='\\n')")
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    run = subprocess.run([sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed},
                         cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == list(answers())
