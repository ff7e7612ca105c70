"""Statements that look true and are not, and true ones that nobody wrote a rule for."""

import pytest
from sympy import Eq, Integer, Rational, evaluate

from symdl.derivation import Derivation, Proved, Refuted
from symdl.errors import LanguageError
from symdl.language import (
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
    sigmoid,
    sqrt,
    symbol,
    total,
    variance,
)
from symdl.verification.decide import Court

batch, feature = Range("batch", "m", "i j k h"), Range("feature", "n", "a c t s")
i, j, k, h = batch.indices()
a, c, t, s = feature.indices()
m, n = batch.size, feature.size
half, zero = Rational(1, 2), Integer(0)

x, g = family("x", batch), family("g", batch)
X, T = family("X", batch, feature), family("T", batch, feature)
A = family("A", batch, batch)
z, y = family("z", feature), family("y", feature)
u, w, eps = symbol("u"), symbol("w"), symbol("eps")
U = bernoulli("U", batch, p=w)
G = gaussian("G", batch, mean=zero, variance=w)

with evaluate(False):
    p = define("p", [t], exp(z[t]) / total(exp(z[s]), s))
    H = define("H", -total(p[t] * log(p[t]), t))
    P = define("P", [i, t], exp(X[i, t]) / total(exp(X[i, s]), s))
    CE = define("CE", -mean(total(T[i, t] * log(P[i, t]), t), i))
    mu = define("mu", [i], mean(X[i, a], a))
    var = define("var", [i], mean((X[i, a] - mu[i]) ** 2, a))
    xhat = define("xhat", [i, a], (X[i, a] - mu[i]) / sqrt(var[i] + eps))
    mx = define("mx", mean(x[i], i))
loss = Loss("l", xhat)
SYMBOLS = (x, g, X, T, A, z, y, u, w, eps, U, G)
DEFINITIONS = (p, H, P, CE, mu, var, xhat, mx)


def decided(lhs, rhs, given=()):
    d = Derivation("t", SYMBOLS, (), definitions=DEFINITIONS, loss=loss)
    return Court(d, given).decide(lhs, rhs)[0].verdict


with evaluate(False):
    dxh = adjoint(loss, xhat[i, a])
    FALSE = {
        # An equation that holds at a point says nothing of the points near it.
        "an equation used before a derivative": (derivative(u**2, u), zero, (Eq(u, 1),)),
        "a sum assumed and then differentiated": (derivative(total(z[t], t), z[s]), zero, (Eq(total(z[t], t), 1),)),
        "an equation for one index used for all": (y[t] + total(y[s], s), 1 + n, (Eq(y[t], 1),)),
        "the root of a square": (sqrt(u**2), u, ()),
        "a root split over signs": (sqrt(u * w) * sqrt(u * w), sqrt(u**2) * sqrt(w**2) * 2, (u > 0, w > 0)),
        "the log of a square": (log(u**2), log(u) ** 2, (u > 0,)),
        "a delta in a denominator dropped": (1 / (1 + 3 * delta(i, j)), Integer(1), ()),
        "a delta taken for one": (1 / (1 + 3 * delta(i, j)), Integer(1) / 4, ()),
        "a square of a sum as a sum of squares": (total(x[i], i) ** 2, total(x[i] ** 2, i), ()),
        "two slots exchanged": (total(A[i, j] * A[j, k] * A[k, h] * A[h, i], i, j, k, h),
                                total(A[i, j] * A[j, i], i, j) ** 2, ()),
        "a cycle of six as two of three": (
            total(A[i, j] * A[j, k] * A[k, i], i, j, k) ** 2, total(A[i, j] * A[j, k] * A[k, i], i, j, k), ()),
        "a tensor and its transpose": (total(A[i, j] * x[i] * g[j], i, j), total(A[j, i] * x[i] * g[j], i, j), ()),
        "independence of equal members": (expectation(U[i] * U[j]), w**2, ()),
        "one mask for all": (variance(total(U[i] * x[i], i)), w * (1 - w) * total(x[i], i) ** 2, ()),
        "the fourth moment of a normal": (expectation(G[i] ** 4), w**2, ()),
        "biased for unbiased": (mean((x[i] - mx) ** 2, i), total((x[i] - mx) ** 2, i) / (m - 1), (m > 1,)),
        "batch for feature": (adjoint(loss, X[i, a]), (dxh - mean(adjoint(loss, xhat[j, a]), j)) / sqrt(var[i] + eps),
                              (eps > 0,)),
        "a trace of ones": (total(delta(i, j), i, j), m**2, ()),
    }
    TRUE = {
        "a delta in a denominator": (1 / (1 + 3 * delta(i, j)), 1 - Rational(3, 4) * delta(i, j), ()),
        "in-sum denominators": (total(x[i] / (x[i] + u), i) + total(u / (x[i] + u), i), m, (u > 0, each(i, x[i] > 0))),
        "variance by pairs": (total((x[i] - x[j]) ** 2, i, j), 2 * m**2 * mean((x[i] - mx) ** 2, i), ()),
        "Lagrange's identity": (total(x[i] ** 2, i) * total(g[i] ** 2, i) - total(x[i] * g[i], i) ** 2,
                                total((x[i] * g[j] - x[j] * g[i]) ** 2, i, j) / 2, ()),
        "layer norm": (
            adjoint(loss, X[i, a]),
            (dxh - mean(adjoint(loss, xhat[i, c]), c) - xhat[i, a] * mean(adjoint(loss, xhat[i, c]) * xhat[i, c], c))
            / sqrt(var[i] + eps), (eps > 0,)),
        "layer norm sums to zero": (total(adjoint(loss, X[i, a]), a), zero, (eps > 0,)),
        "layer norm sums to zero over all": (total(adjoint(loss, X[i, a]), i, a), zero, (eps > 0,)),
        "batch cross-entropy": (adjoint(CE, X[i, t]), (P[i, t] - T[i, t]) / m, (each(i, Eq(total(T[i, t], t), 1)),)),
        "entropy": (adjoint(H, z[t]), -p[t] * (log(p[t]) + H), ()),
        "log-softmax": (log(p[t]), z[t] - log(total(exp(z[s]), s)), ()),
        "rows of the Jacobian": (total(derivative(p[t], z[s]), t), zero, ()),
        "softplus": (derivative(log(1 + exp(u)), u), sigmoid(u), ()),
        "softplus by reflection": (log(1 + exp(u)) - log(1 + exp(-u)), u, ()),
        "normal weights": (variance(total(G[i] * x[i], i)), w * total(x[i] ** 2, i), ()),
        "an attention sum in the other order": (
            total(exp(X[i, t]) / total(exp(X[i, s]), s) * x[i], t, i), total(x[i], i), ()),
        "roots of positive products": (sqrt(u**2 * w), u * sqrt(w), (u > 0, w > 0)),
    }


@pytest.mark.parametrize("name", FALSE)
def test_false_is_refuted(name):
    lhs, rhs, given = FALSE[name]
    assert isinstance(decided(lhs, rhs, given), Refuted)


@pytest.mark.parametrize("name", TRUE)
def test_true_is_proved(name):
    lhs, rhs, given = TRUE[name]
    verdict = decided(lhs, rhs, given)
    assert isinstance(verdict, Proved), verdict


NAMESAKES = {
    "families": (total(x[i], i), total(family("x", feature)[t], t)),
    "ranges": (batch.size, Range("batch", "b", "i j").size),
    "losses": (adjoint(loss, xhat[i, a]), adjoint(Loss("l", xhat, p), xhat[i, a])),
}


@pytest.mark.parametrize("what", NAMESAKES)
def test_two_things_of_one_name_are_refused(what):
    """In the normal form a thing is its name."""
    with pytest.raises(LanguageError, match=f"two different {what} are named"):
        decided(*NAMESAKES[what])
