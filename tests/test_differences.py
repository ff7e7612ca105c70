"""Finite differences accept every true derivative and reject every wrong one."""

from dataclasses import replace
from fractions import Fraction
from math import prod

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sympy import Eq, Integer, Ne, Rational, evaluate

from symdl import library
from symdl.derivation import Claim, Derivation
from symdl.language import (
    Adjoint,
    Derivative,
    Loss,
    Partial,
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
    vjp,
)
from symdl.verification import differences
from symdl.verification.differences import Rounded, finite_differences, why_not

batch = Range("batch", "m", "i j l")
classes = Range("class", "n", "k q t")
i, j, l = batch.indices()  # noqa: E741
k, q, t = classes.indices()
m, n = batch.size, classes.size

# --------------------------------------------------------------------------
# The library: its claims are true and its slips are false, by this road too


def is_derivative(claim):
    return isinstance(claim.lhs, (Adjoint, Derivative, Partial))


LIBRARY = [(d, c) for d in library.load_all() for c in d.claims if is_derivative(c)]
SLIPS = [(d, c, s) for d, c in LIBRARY for s in c.slips if s.rhs is not None and s.given is None]


@pytest.mark.parametrize(("derivation", "claim"), LIBRARY, ids=[f"{d.id}/{c.name}" for d, c in LIBRARY])
def test_library_claim(derivation, claim):
    found = finite_differences(derivation, claim)
    assert found is not None, why_not(derivation, claim)
    assert found.agree == (claim.expected == "proved")
    assert found.points > 0
    assert found.bound < 1e-7  # evidence, not a vacuous agreement


@pytest.mark.parametrize(("derivation", "claim", "slip"), SLIPS,
                         ids=[f"{d.id}/{c.name}: {s.text}" for d, c, s in SLIPS])
def test_library_slip(derivation, claim, slip):
    found = finite_differences(derivation, replace(claim, rhs=slip.rhs))
    assert found is not None
    assert not found.agree
    assert found.error > 1000 * found.bound


# --------------------------------------------------------------------------
# Derivations of our own: right and wrong right sides

with evaluate(False):
    x, g = family("x", batch), family("g", batch)
    gamma, eps = symbol("gamma"), symbol("eps")
    mu = define("mu", mean(x[i], i))
    var = define("var", mean((x[i] - mu) ** 2, i))
    xhat = define("xhat", [i], (x[i] - mu) / sqrt(var + eps))
    y = define("y", [i], gamma * xhat[i])
    LOSS = Loss("l", y)
    NORM = Derivation("norm", (x, g, gamma, eps), (), (mu, var, xhat, y), LOSS, given=(eps > 0,))
    dx, dxhat = adjoint(LOSS, x[i]), adjoint(LOSS, xhat[i])
    dvar, dmu = adjoint(LOSS, var), adjoint(LOSS, mu)
    root = sqrt(var + eps)
    collapsed = (dxhat - mean(adjoint(LOSS, xhat[j]), j)
                 - xhat[i] * mean(adjoint(LOSS, xhat[j]) * xhat[j], j)) / root

    X, Y, z = family("X", batch, classes), family("Y", batch, classes), family("z", batch, classes)
    p = define("p", [i, k], exp(z[i, k]) / total(exp(z[i, q]), q))
    H = define("H", mean(-total(Y[i, k] * log(p[i, k]), k), i))
    CE = Derivation("cross-entropy", (z, Y), (), (p, H))
    dz = adjoint(H, z[i, k])

    s = symbol("s")
    w = define("w", [i], tanh(s * x[i]) + sigmoid(x[i]) ** 2)
    r = define("r", total(w[i] ** 2, i))
    CHAIN = Derivation("chain", (s, x, g), (), (w, r))

    TRUE = [
        ("collapsed", NORM, dx, collapsed),
        ("three paths", NORM, dx, dxhat / root + dvar * 2 * (x[i] - mu) / m + dmu / m),
        ("second term of dmu is zero", NORM, dmu, -total(dxhat, i) / root),
        ("partial of xhat by var", NORM, partial(xhat[i], var), -(x[i] - mu) / 2 * (var + eps) ** Rational(-3, 2)),
        ("partial is not total", NORM, partial(xhat[i], x[j]), delta(i, j) / root),
        ("partial on the diagonal", NORM, partial(xhat[i], x[i]), 1 / root),
        ("partial of var by mu", NORM, partial(var, mu), Integer(0)),
        ("total of the mean", NORM, derivative(mu, x[i]), 1 / m),
        ("total of the variance", NORM, derivative(var, x[i]), 2 * (x[i] - mu) / m),
        ("total of an expression", NORM, derivative(x[i] * var, x[j]), delta(i, j) * var + x[i] * 2 * (x[j] - mu) / m),
        ("by the same entry", NORM, derivative(x[i] * var, x[i]), var + x[i] * 2 * (x[i] - mu) / m),
        ("upstream of the node", NORM, derivative(mu, var), Integer(0)),
        ("through a cotangent of one's own", NORM, derivative(total(g[j] * xhat[j], j), mu), -total(g[j], j) / root),
        ("mean over the batch", CE, dz, (p[i, k] * total(Y[i, q], q) - Y[i, k]) / m),
        ("an inner node", CE, adjoint(H, p[i, k]), -Y[i, k] / p[i, k] / m),
        ("the Jacobian of rows", CE, derivative(p[i, k], z[j, q]), delta(i, j) * p[i, k] * (delta(k, q) - p[i, q])),
        ("chain", CHAIN, adjoint(r, s), total(2 * w[i] * (1 - tanh(s * x[i]) ** 2) * x[i], i)),
        ("second derivative", CHAIN, derivative(derivative(tanh(s), s), s), -2 * tanh(s) * (1 - tanh(s) ** 2)),
        ("second derivative by two nodes", CHAIN, derivative(derivative(r, s), s),
         total(derivative(2 * w[i] * (1 - tanh(s * x[i]) ** 2) * x[i], s), i)),
    ]
    WRONG = [
        ("m - 1 for m", NORM, derivative(var, x[i]), 2 * (x[i] - mu) / (m - 1)),
        ("m - 1 for m in the collapsed form", NORM, dx, (dxhat - m / (m - 1) * mean(adjoint(LOSS, xhat[j]), j)
         - xhat[i] * mean(adjoint(LOSS, xhat[j]) * xhat[j], j)) / root),
        ("factor 2 lost", NORM, derivative(var, x[i]), (x[i] - mu) / m),
        ("sign", NORM, dmu, total(dxhat, i) / root),
        ("a mean dropped: a constant cotangent would not see it", NORM, dx,
         (dxhat - xhat[i] * mean(adjoint(LOSS, xhat[j]) * xhat[j], j)) / root),
        ("everything dropped: a constant cotangent would not see it", NORM, dx, Integer(0)),
        ("eps outside the root", NORM, dx, collapsed * root / (sqrt(var) + eps)),
        ("the partial for the total", NORM, derivative(xhat[i], x[j]), delta(i, j) / root),
        ("the total for the partial", NORM, partial(xhat[i], x[i]), (1 - 1 / m - xhat[i] ** 2 / m) / root),
        ("off the diagonal", CE, derivative(p[i, k], z[j, q]), p[i, k] * (delta(k, q) - p[i, q])),
        ("the cross term", CE, derivative(p[i, k], z[j, q]), delta(i, j) * p[i, k] * delta(k, q)),
        ("sum for mean", CE, dz, p[i, k] * total(Y[i, q], q) - Y[i, k]),
        ("targets taken to sum to one", CE, dz, (p[i, k] - Y[i, k]) / m),
        ("a small term", CHAIN, adjoint(r, s),
         total(2 * w[i] * (1 - tanh(s * x[i]) ** 2) * x[i], i) + Rational(1, 10**8)),
    ]


@pytest.mark.parametrize(("derivation", "lhs", "rhs"), [c[1:] for c in TRUE], ids=[c[0] for c in TRUE])
def test_true_claim(derivation, lhs, rhs):
    claim = Claim("claim", lhs, rhs)
    found = finite_differences(derivation, claim)
    assert found is not None, why_not(derivation, claim)
    assert found.agree, found
    assert found.bound < 1e-7
    assert why_not(derivation, claim) == ""


@pytest.mark.parametrize(("derivation", "lhs", "rhs"), [c[1:] for c in WRONG], ids=[c[0] for c in WRONG])
def test_wrong_claim(derivation, lhs, rhs):
    found = finite_differences(derivation, Claim("claim", lhs, rhs))
    assert found is not None
    assert not found.agree
    assert found.error > 100 * found.bound


def test_the_curve_falls_with_the_square_of_the_step_and_rises_again():
    claim = Claim("claim", dx, collapsed)
    curve = finite_differences(NORM, claim).curve
    steps, errors = zip(*curve, strict=True)
    assert list(steps) == sorted(steps, reverse=True)
    assert 12 < errors[1] / errors[2] < 20  # a quarter of the step, about a sixteenth of the error
    assert errors[-1] > 10 * min(errors)


def test_the_same_every_time():
    claim = Claim("claim", dx, collapsed)
    first = finite_differences(NORM, claim)
    differences._point.cache_clear()
    differences._program.cache_clear()
    assert finite_differences(NORM, claim) == first


# --------------------------------------------------------------------------
# Assumptions

with evaluate(False):
    normalised = each(i, Eq(total(Y[i, k], k), 1))
    mask = bernoulli("mask", batch, p=Rational(1, 2))
    dropped = define("dropped", [i], mask[i] * x[i] * s)
    DROPOUT = Derivation("dropout", (s, x, mask), (), (dropped,), Loss("l", dropped))
    loss_of = DROPOUT.loss
    inverse = define("inverse", [i], sqrt(1 / x[i]) + log(x[i]))
    DOMAIN = Derivation("domain", (x, s, g), (), (inverse,), Loss("l", inverse))
    u0, u1 = symbol("u0"), symbol("u1")
    circle = define("circle", u0 ** 4 + u1 ** 2)
    CIRCLE = Derivation("circle", (u0, u1), (), (circle,))

    ASSUMED = [
        ("rows sum to one", CE, dz, (p[i, k] - Y[i, k]) / m, (normalised,)),
        ("and are positive", CE, dz, (p[i, k] - Y[i, k]) / m, (normalised, each(i, k, Y[i, k] > 0))),
        ("of one class", CE, dz, (p[i, k] - Y[i, k]) / m, (normalised, Eq(Y[i, k], 1))),
        ("two examples", CE, derivative(p[i, k], z[j, k]), Integer(0), (Ne(i, j),)),
        ("two classes", CE, derivative(p[i, k], z[i, q]), -p[i, k] * p[i, q], (Ne(k, q),)),
        ("a bound that is a definition", NORM, dmu, -total(dxhat, i) / root, (var > Rational(1, 2),)),
        ("an equation for a definition", NORM, derivative(xhat[i], mu), Integer(-1), (Eq(var + eps, 1),)),
        ("an equation for the cotangents", NORM, dmu, Integer(0),
         (Eq(total(adjoint(LOSS, y[i]), i), 0),)),
        ("between symbols", NORM, derivative(gamma ** 2, gamma), 2 * gamma, (gamma > 2 * eps,)),
        ("a large range", NORM, derivative(var, x[i]), 2 * (x[i] - mu) / m, (m > 4,)),
        ("positive only where it must be", DOMAIN, derivative(inverse[i], x[i]),
         1 / x[i] - x[i] ** Rational(-3, 2) / 2, ()),
        ("on a circle", CIRCLE, derivative(circle, u0), 4 * u0 * (1 - u1 ** 2), (Eq(u0 ** 2 + u1 ** 2, 1),)),
        ("a random mask is a symbol like others", DROPOUT, adjoint(loss_of, x[i]),
         adjoint(loss_of, dropped[i]) * mask[i] * s, ()),
        ("and is 0 or 1", DROPOUT, adjoint(loss_of, x[i]), adjoint(loss_of, dropped[i]) * mask[i] ** 2 * s, ()),
    ]


@pytest.mark.parametrize(("derivation", "lhs", "rhs", "assumed"), [c[1:] for c in ASSUMED], ids=[c[0] for c in ASSUMED])
def test_assumptions_are_met(derivation, lhs, rhs, assumed):
    claim = Claim("claim", lhs, rhs, given=assumed)
    found = finite_differences(derivation, claim)
    assert found is not None, why_not(derivation, claim)
    assert found.agree, found


@pytest.mark.parametrize(("derivation", "lhs", "rhs"), [
    (CE, dz, (p[i, k] - Y[i, k]) / m),
    (CE, derivative(p[i, k], z[i, q]), -p[i, k] * p[i, q]),
    (NORM, derivative(xhat[i], mu), Integer(-1)),
    (NORM, dmu, Integer(0)),
    (CIRCLE, derivative(circle, u0), 4 * u0 * (1 - u1 ** 2)),
], ids=["normalised", "two classes", "definition", "cotangents", "circle"])
def test_and_the_claims_need_them(derivation, lhs, rhs):
    assert not finite_differences(derivation, Claim("claim", lhs, rhs)).agree


with evaluate(False):
    NONE = [
        ("not a derivative", NORM, mean(xhat[i], i), Integer(0), (), "the left side is not a derivative"),
        ("a derivative inside", NORM, vjp(xhat[j], x[i], g[j], j), Integer(0), (), "the left side is not a derivative"),
        ("an expectation", DROPOUT, derivative(s ** 2 * x[i], s), 2 * s * x[i] + expectation(mask[i]) * 0, (),
         "an expectation has no NumPy form"),
        ("no such number", NORM, derivative(var, x[i]), Integer(0), (gamma > 0, gamma < 0), "no numbers were found"),
        ("no real solution", NORM, derivative(var, x[i]), Integer(0), (Eq(gamma ** 2, -1),), "no numbers were found"),
        ("no such positions", CE, derivative(p[i, k], z[j, k]), Integer(0), (Ne(i, j), Eq(i, j)),
         "no positions can be chosen"),
        ("a slope of an unknown loss", NORM, derivative(dmu, eps), Integer(0), (),
         "how an unspecified loss changes its slope is not known"),
        ("never inside the domain", DOMAIN, derivative(s * x[i], s), log(-x[i] ** 2), (),
         "the differences do not settle"),
    ]


@pytest.mark.parametrize(("derivation", "lhs", "rhs", "assumed", "why"), [c[1:] for c in NONE],
                         ids=[c[0] for c in NONE])
def test_not_comparable(derivation, lhs, rhs, assumed, why):
    claim = Claim("claim", lhs, rhs, given=assumed)
    assert finite_differences(derivation, claim) is None
    assert why in why_not(derivation, claim)


# --------------------------------------------------------------------------
# Kinks: no difference is taken across one

inputs, hidden = Range("input", "d", "a c"), Range("hidden", "h", "u v")
a, c = inputs.indices()
u, v = hidden.indices()

with evaluate(False):
    A, W, bias, out, target = (family("A", inputs), family("W", hidden, inputs), family("bias", hidden),
                               family("out", hidden), symbol("target"))
    Z = define("Z", [u], total(W[u, a] * A[a], a) + bias[u])
    R = define("R", [u], relu(Z[u]))
    yhat = define("yhat", total(out[u] * R[u], u))
    squared = define("squared", (yhat - target) ** 2)
    NETWORK = Derivation("network", (A, W, bias, out, target), (), (Z, R, yhat, squared),
                         given=(each(u, Ne(Z[u], 0)),))
    error = 2 * (yhat - target)

    bent = define("bent", [i], absolute(x[i]) * maximum(x[i], s) + floor(4 * x[i]) * minimum(x[i], g[i]))
    BENT = Derivation("bent", (x, s, g), (), (bent,))
    larger = unit_step(x[i] - s)
    dbent = ((2 * unit_step(x[i]) - 1) * maximum(x[i], s) + absolute(x[i]) * larger
             + floor(4 * x[i]) * unit_step(g[i] - x[i]))

    KINKS = [
        ("output weight", NETWORK, adjoint(squared, out[u]), error * R[u]),
        ("hidden weight", NETWORK, adjoint(squared, W[u, a]), error * out[u] * unit_step(Z[u]) * A[a]),
        ("pre-activation", NETWORK, adjoint(squared, Z[u]), error * out[u] * unit_step(Z[u])),
        ("input", NETWORK, adjoint(squared, A[a]), error * total(out[u] * unit_step(Z[u]) * W[u, a], u)),
        ("slope", NETWORK, derivative(R[u], Z[v]), delta(u, v) * unit_step(Z[u])),
        ("second slope", NETWORK, derivative(derivative(R[u] ** 2, Z[u]), Z[u]), 2 * unit_step(Z[u])),
        ("a slope that is constant between kinks", NETWORK, derivative(unit_step(Z[u]), bias[u]), Integer(0)),
        ("every function with a kink", BENT, derivative(bent[i], x[i]), dbent),
    ]
    KINKS_WRONG = [
        ("as if every unit were on", NETWORK, adjoint(squared, W[u, a]), error * out[u] * A[a]),
        ("as if every unit were off", NETWORK, adjoint(squared, W[u, a]), Integer(0)),
        ("the activation for its slope", NETWORK, adjoint(squared, Z[u]), error * out[u] * R[u]),
        ("half a slope", NETWORK, derivative(R[u], Z[u]), Rational(1, 2) * unit_step(Z[u])),
        ("the other side", BENT, derivative(bent[i], x[i]), dbent - larger * absolute(x[i])),
    ]


@pytest.mark.parametrize(("derivation", "lhs", "rhs"), [c[1:] for c in KINKS], ids=[c[0] for c in KINKS])
def test_kinks(derivation, lhs, rhs):
    test_true_claim(derivation, lhs, rhs)


@pytest.mark.parametrize(("derivation", "lhs", "rhs"), [c[1:] for c in KINKS_WRONG], ids=[c[0] for c in KINKS_WRONG])
def test_kinks_wrong(derivation, lhs, rhs):
    test_wrong_claim(derivation, lhs, rhs)


def test_a_step_across_a_kink_is_not_used():
    """At a kink that lies 2**-12 away every step down to that is left out, and the bound says so."""
    with evaluate(False):
        near = define("near", relu(s - Rational(1, 2**12)) + relu(s))
        derivation = Derivation("near", (s,), (), (near,), given=(Eq(s, Rational(1, 2**11)),))
    found = finite_differences(derivation, Claim("claim", derivative(near, s), Integer(2)))
    assert found.agree
    assert [h for h, _ in found.curve] == [h for h in differences.STEPS if h < 2.0**-12]
    assert not finite_differences(derivation, Claim("claim", derivative(near, s), Integer(1))).agree


# --------------------------------------------------------------------------
# Steps in time

T, K, J = integer("T", at_least=1), integer("K"), integer("J")

with evaluate(False):
    beta, rate, start = symbol("beta"), symbol("rate"), symbol("start")
    G, D = sequence("G"), sequence("D", batch)
    M, V, Q, S = sequence("M"), sequence("V"), sequence("Q"), sequence("S", batch)
    M = recurrence({M[K]: (0, beta * M[K - 1] + (1 - beta) * G[K])})
    # Momentum: the weight and its velocity use each other.
    V, Q = recurrence({V[K]: (0, beta * V[K - 1] + Q[K - 1]), Q[K]: (start, Q[K - 1] - rate * V[K - 1])})
    P = sequence("P")
    P = recurrence({P[K]: (start, relu(P[K - 1] - rate * G[K]) + absolute(P[K - 1]))})
    S = recurrence({S[K, i]: (x[i], beta * S[K - 1, i] + D[K, i] * M[K])})
    Mhat = define("Mhat", [T], M[T] / (1 - beta**T))
    last = define("last", total(S[3, i] ** 2, i) + Mhat[2])
    STEPPED = Derivation("stepped", (beta, rate, start, G, D, x, s, T), (), (M, V, Q, P, S, Mhat, last),
                         given=(beta > 0, beta < 1))

    STEPS_TRUE = [
        ("of a power", STEPPED, derivative(beta**T, beta), T * beta ** (T - 1)),
        ("of a power with a minus", STEPPED, derivative(beta ** (-T), beta), -T * beta ** (-T - 1)),
        ("of a member by a member", STEPPED, derivative(M[T], G[1]), (1 - beta) * beta ** (T - 1)),
        ("of an average by its start", STEPPED, derivative(M[T], M[0]), beta**T),
        ("through a definition", STEPPED, derivative(Mhat[T], G[T]), (1 - beta) / (1 - beta**T)),
        ("of a sum", STEPPED, derivative(total(beta ** (T - K) * G[K], (K, 1, T)), G[T]), Integer(1)),
        ("of a sum by its ratio", STEPPED, derivative(total(beta**K * G[K], (K, 1, T)), beta),
         total(K * beta ** (K - 1) * G[K], (K, 1, T))),
        ("of the unrolled average", STEPPED, derivative(M[T], beta),
         total((T - K) * beta ** (T - K - 1) * (1 - beta) * G[K] - beta ** (T - K) * G[K], (K, 1, T))),
        ("of a later member", STEPPED, derivative(M[T], G[T + 1]), Integer(0)),
        ("of two that use each other", STEPPED, derivative(Q[1], V[0]), -rate),
        ("and one step on", STEPPED, derivative(Q[2], V[0]), -rate - rate * beta),
        ("of a member with an index", STEPPED, derivative(S[T, i], D[T, j]), delta(i, j) * M[T]),
        ("through two recurrences", STEPPED, derivative(S[1, i], G[1]), D[1, i] * (1 - beta)),
        ("adjoint of an input", STEPPED, adjoint(last, x[i]), 2 * S[3, i] * beta**3),
        ("adjoint of a member", STEPPED, adjoint(last, S[1, i]), 2 * S[3, i] * beta**2),
        ("kinks in a recurrence", STEPPED, derivative(P[1], P[0]),
         unit_step(start - rate * G[1]) + 2 * unit_step(start) - 1),
        ("kinks in a later step", STEPPED, derivative(P[3], P[2]),
         unit_step(P[2] - rate * G[3]) + 2 * unit_step(P[2]) - 1),
        ("kinks in two steps", STEPPED, derivative(P[2], start),
         (unit_step(P[1] - rate * G[2]) + 2 * unit_step(P[1]) - 1)
         * (unit_step(start - rate * G[1]) + 2 * unit_step(start) - 1)),
        ("a kink in time", STEPPED, derivative(relu(M[T]), G[T]), unit_step(M[T]) * (1 - beta)),
    ]
    STEPS_WRONG = [
        ("one power more", STEPPED, derivative(M[T], G[1]), (1 - beta) * beta**T),
        ("the step after", STEPPED, derivative(M[T], M[0]), beta ** (T + 1)),
        ("one term lost", STEPPED, derivative(total(beta**K * G[K], (K, 1, T)), beta),
         total(K * beta ** (K - 1) * G[K], (K, 1, T - 1))),
        ("the other sequence does not feel it", STEPPED, derivative(Q[2], V[0]), -rate),
    ]


@pytest.mark.parametrize(("derivation", "lhs", "rhs"), [c[1:] for c in STEPS_TRUE], ids=[c[0] for c in STEPS_TRUE])
def test_steps(derivation, lhs, rhs):
    test_true_claim(derivation, lhs, rhs)


@pytest.mark.parametrize(("derivation", "lhs", "rhs"), [c[1:] for c in STEPS_WRONG], ids=[c[0] for c in STEPS_WRONG])
def test_steps_wrong(derivation, lhs, rhs):
    test_wrong_claim(derivation, lhs, rhs)


with evaluate(False):
    STEPS_ASSUMED = [
        ("a bound on an integer", derivative(beta**T, beta), T * beta ** (T - 1), (T >= 3,)),
        ("an equation of integers", derivative(beta**T, beta), 2 * beta, (Eq(T, 2),)),
        ("two integers that differ", derivative(beta**T, beta), T * beta ** (T - 1), (Ne(T, 2), Ne(T, 3))),
        ("a bound on every member", derivative(absolute(G[T]), G[T]), Integer(1), (each(J, G[J] > 0),)),
        ("a bound on one member", derivative(relu(G[T]), G[T]), Integer(1), (G[T] > 0,)),
    ]


@pytest.mark.parametrize(("lhs", "rhs", "assumed"), [c[1:] for c in STEPS_ASSUMED], ids=[c[0] for c in STEPS_ASSUMED])
def test_assumptions_about_steps(lhs, rhs, assumed):
    test_assumptions_are_met(STEPPED, lhs, rhs, assumed)


with evaluate(False):
    NO_STEPS = [
        ("a limit", derivative(s, s), limit(s, s, 1), "a limit has no NumPy form"),
        ("a limit in time", derivative(s, s), limit(M[T], T, oo), "a limit has no NumPy form"),
        ("a function", derivative(function("F")[s], s), Integer(0), "F is a function that is not written down"),
        ("a member before the first", derivative(G[T - 2] * s, s), G[T - 2], "may be a member before the first"),
        ("a definition of a step", derivative(Mhat[T] * s, Mhat[T]), s, "Mhat has no members that could be moved"),
        ("one step of a definition", partial(Mhat[T], beta), Integer(0), "a partial derivative of one step"),
        ("an equality of steps", M[T], Integer(0), "the left side is not a derivative"),
    ]


@pytest.mark.parametrize(("lhs", "rhs", "why"), [c[1:] for c in NO_STEPS], ids=[c[0] for c in NO_STEPS])
def test_steps_that_cannot_be_compared(lhs, rhs, why):
    test_not_comparable(STEPPED, lhs, rhs, (), why)


@pytest.mark.parametrize(("assumed", "why"), [
    ((Eq(T, 2), Eq(T, 3)), "no numbers were found"),
    ((each(J, G[J + 1] > G[J]),), "an assumption about every step cannot be met"),
])
def test_steps_that_cannot_be_assumed(assumed, why):
    test_not_comparable(STEPPED, derivative(beta**T, beta), T * beta ** (T - 1), assumed, why)


def test_an_inequality_is_not_compared():
    claim = Claim("claim", derivative(s**2, s), 2 * s, relation="<=")
    assert finite_differences(STEPPED, claim) is None
    assert "an inequality" in why_not(STEPPED, claim)


def test_too_many_steps_are_not_run():
    many = integer("N", at_least=1000)
    derivation = replace(STEPPED, symbols=(*STEPPED.symbols, many))
    assert "too many" in why_not(derivation, Claim("claim", derivative(beta**many, beta), many * beta ** (many - 1)))


def test_a_recurrence_that_needs_what_comes_later_is_not_run():
    with evaluate(False):
        P = sequence("P")
        later = define("later", s**2)
        P = recurrence({P[K]: (0, P[K - 1] + later)})
    derivation = Derivation("order", (s,), (), (P, later))
    assert "comes after it" in why_not(derivation, Claim("claim", derivative(P[2], s), 4 * s))
    derivation = replace(derivation, definitions=(later, P))
    assert finite_differences(derivation, Claim("claim", derivative(P[2], s), 4 * s)).agree


# --------------------------------------------------------------------------
# Running error analysis: the bound holds

floats = st.floats(-100, 100, allow_nan=False).filter(lambda v: v == 0 or abs(v) > 1e-6)
arrays = st.lists(floats, min_size=6, max_size=6).map(lambda v: np.array(v).reshape(2, 3))

RATIONAL = {
    "sum": lambda a, b: (a + b).sum(axis=0),
    "mean of a difference": lambda a, b: (a - b).mean(axis=1),
    "product": lambda a, b: a * b + a,
    "quotient": lambda a, b: a / (b * b + 1),
    "power": lambda a, b: (a - b) ** 3,
    "matmul": lambda a, b: a @ b.T,
    "number": lambda a, b: 2 - a / 3 + 1 / (1 + b * b),
    "everything": lambda a, b: ((a - a.mean(axis=0)) / (b * b + 1)).sum() * b,
}


class Exact(np.ndarray):
    """An array of Fractions; only the mean needs help."""

    def mean(self, axis=None):
        total = self.sum(axis=axis)
        return total / Fraction(self.size, np.size(total))


def exactly(array):
    return np.array([Fraction(v) for v in array.ravel()], dtype=object).reshape(array.shape).view(Exact)


@pytest.mark.parametrize("f", RATIONAL.values(), ids=RATIONAL.keys())
@settings(max_examples=25, deadline=None)
@given(a=arrays, b=arrays)
def test_rounding_of_rational_operations_is_bounded(f, a, b):
    found = f(Rounded(a, np.zeros_like(a)), Rounded(b, np.zeros_like(b)))
    expected = f(exactly(a), exactly(b))
    for value, error, truth in zip(found.value.ravel(), found.error.ravel(), np.ravel(expected), strict=True):
        assert abs(Fraction(float(value)) - truth) <= Fraction(float(error))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["exp", "log", "tanh", "sqrt", "sigmoid", "power"]), st.floats(0.01, 30), st.floats(0, 1e-3))
@example("log", 1.0, 9.56733887094368e-05)  # the ends of the interval are rounded as well
def test_rounding_of_functions_is_bounded(name, value, spread):
    """For every number within the error of the operand, at its ends and in its middle."""
    ctx.prec = 200
    z = Rounded(np.array(value), np.array(value * spread))
    f = {"power": lambda z: z**1.5, "sigmoid": differences._GLOBALS["sigmoid"]}.get(
        name, getattr(differences._NUMPY, name, None))
    ball = {"power": lambda v: v ** (arb(3) / 2), "sigmoid": lambda v: 1 / (1 + (-v).exp())}.get(
        name, lambda v: getattr(v, name)())
    found = f(z)
    low, high = arb(value) - arb(float(z.error)), arb(value) + arb(float(z.error))
    for v in (low, arb(value), high):
        assert abs(ball(v) - arb(float(found.value))) <= arb(float(found.error))


def test_an_einsum_is_bounded():
    rng = np.random.default_rng(5)
    a, b, c = rng.standard_normal((3, 2, 3)), rng.standard_normal((3,)), rng.standard_normal((2, 2))
    found = differences._einsum("iab,b,ac->ic", *(Rounded(x, np.zeros_like(x)) for x in (a, b, c)), optimize=True)
    for x, y in np.ndindex(3, 2):
        truth = sum(prod((Fraction(a[x, p, q]), Fraction(b[q]), Fraction(c[p, y]))) for p in range(2) for q in range(3))
        assert abs(Fraction(found.value[x, y]) - truth) <= Fraction(found.error[x, y])
