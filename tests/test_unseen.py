"""Derivations that nobody had in mind when the rules were written, each with false twins.

A row is: left side, true right side, false right sides. A true one must be proved and a false one
refuted. What is true and still undecided stands under OPEN, with the reason; it shrinks, it never grows
silently: the test of a row there fails once the row is proved.
"""

from dataclasses import replace

import pytest
from sympy import Eq, Integer, Rational, evaluate, pi, sympify

from symdl.derivation import Derivation, Proved, Refuted, Undecided
from symdl.language import (
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
    gaussian,
    integer,
    log,
    maximum,
    mean,
    minimum,
    relu,
    sequence,
    sigmoid,
    sqrt,
    symbol,
    tanh,
    total,
    variance,
)
from symdl.verification.decide import Court

batch, classes = Range("batch", "m", "i j k h"), Range("class", "n", "t s r q")
group, key, value = Range("group", "G", "o"), Range("key", "Nk", "k1 k2"), Range("value", "dv", "u1")
inputs, hidden = Range("input", "nI", "b1 b2"), Range("hidden", "nH", "h1 h2")
i, j, k, h = batch.indices()
t, s, r, q = classes.indices()
(o,), (k1, k2), (u1,) = group.indices(), key.indices(), value.indices()
b1, b2 = inputs.indices()
h1, h2 = hidden.indices()
m, n, nI = batch.size, classes.size, inputs.size
x, g, y, z = family("x", batch), family("g", batch), family("y", classes), family("z", classes)
A, W = family("A", batch, batch), family("W", batch, classes)
a, b, c, d, eps, lam = map(symbol, ("a", "b", "c", "d", "eps", "lam"))
half, zero, one = Rational(1, 2), Integer(0), Integer(1)
COMMON = (x, g, y, z, A, W, a, b, c, d, eps, lam)

TRUE: dict[str, tuple] = {}  # by name: where it is stated, left side, right side, how they compare
FALSE: dict[str, tuple] = {}
OPEN: dict[str, tuple] = {}


def topic(title, *symbols, defs=(), loss=None, given=()):
    return Derivation(title, (*COMMON, *symbols), (), definitions=tuple(defs), loss=loss, given=tuple(given))


def rows(where, table, given=(), relation="=", into=TRUE):
    """File each row of the table, stated in a topic under some more assumptions."""
    where = replace(where, given=(*where.given, *given))
    for name, (lhs, true, *false) in table.items():
        full = f"{where.title}: {name}"
        assert false, f"{full} has no false twin"
        assert full not in TRUE | OPEN, f"{full} is stated twice"
        into[full] = where, lhs, true, relation
        FALSE.update({f"{full}, wrong {nr}": (where, lhs, wrong, relation) for nr, wrong in enumerate(false, 1)})


with evaluate(False):
    # ---------------------------------------------------------------- normalisation
    X, gam, bet = family("X", batch, classes), family("gam", classes), family("bet", classes)
    mu = define("mu", [i], mean(X[i, t], t))
    var = define("var", [i], mean((X[i, t] - mu[i]) ** 2, t))
    root = define("root", [i], 1 / sqrt(var[i] + eps))
    xh = define("xh", [i, t], (X[i, t] - mu[i]) * root[i])
    out = define("out", [i, t], gam[t] * xh[i, t] + bet[t])
    loss = Loss("l", out)
    do, dxh, dX = adjoint(loss, out[i, t]), adjoint(loss, xh[i, t]), adjoint(loss, X[i, t])
    do_s, dxh_s = adjoint(loss, out[i, s]), adjoint(loss, xh[i, s])
    weighted = total(do_s * gam[s], s)
    projected = total(do_s * gam[s] * xh[i, s], s)
    rows(topic("layer norm", X, gam, bet, defs=(mu, var, root, xh, out), loss=loss, given=(eps > 0,)), {
        "dxhat": (dxh, do * gam[t], do, do * gam[t] / root[i]),
        "dgamma": (adjoint(loss, gam[t]), total(do * xh[i, t], i), total(do * xh[i, t], i) / m, mean(do, i)),
        "dbeta": (adjoint(loss, bet[t]), total(do, i), mean(do, i)),
        "dx": (dX, root[i] * (dxh - mean(dxh_s, s) - xh[i, t] * mean(dxh_s * xh[i, s], s)),
               root[i] * (dxh - mean(dxh_s, s)),
               root[i] * (dxh - mean(dxh_s, s) - xh[i, t] * total(dxh_s * xh[i, s], s))),
        "dx with gamma": (dX, root[i] / n * (n * do * gam[t] - weighted - xh[i, t] * projected),
                          root[i] / n * (n * do - weighted - xh[i, t] * projected)),
        "dx sums to zero": (total(dX, t), zero, adjoint(loss, mu[i])),
        "dx along xhat": (total(dX * xh[i, t], t), root[i] ** 3 * eps * total(dxh * xh[i, t], t), zero),
        "dvar": (adjoint(loss, var[i]), -half * root[i] ** 3 * total(dxh * (X[i, t] - mu[i]), t),
                 -half * root[i] * total(dxh * (X[i, t] - mu[i]), t)),
        "droot": (adjoint(loss, root[i]), total(dxh * (X[i, t] - mu[i]), t), total(dxh * X[i, t], t)),
        "dmu": (adjoint(loss, mu[i]), -root[i] * total(dxh, t), -root[i] * mean(dxh, t)),
        "mean": (mean(xh[i, t], t), zero, mu[i] * root[i]),
        "mean square": (mean(xh[i, t] ** 2, t), 1 - eps * root[i] ** 2, one),
        "Jacobian": (derivative(xh[i, t], X[j, s]),
                     delta(i, j) * root[i] * (delta(s, t) - 1 / n - xh[i, t] * xh[i, s] / n),
                     delta(i, j) * root[i] * (delta(s, t) - 1 / n)),
    })

    Z = family("Z", batch, group, classes)
    gmu = define("gmu", [i, o], mean(Z[i, o, t], t))
    gvar = define("gvar", [i, o], mean((Z[i, o, t] - gmu[i, o]) ** 2, t))
    gxh = define("gxh", [i, o, t], (Z[i, o, t] - gmu[i, o]) / sqrt(gvar[i, o] + eps))
    loss = Loss("l", gxh)
    dg, dg_s = adjoint(loss, gxh[i, o, t]), adjoint(loss, gxh[i, o, s])
    along = gxh[i, o, t] * mean(dg_s * gxh[i, o, s], s)
    rows(topic("group norm", Z, defs=(gmu, gvar, gxh), loss=loss, given=(eps > 0,)), {
        "dx": (adjoint(loss, Z[i, o, t]), (dg - mean(dg_s, s) - along) / sqrt(gvar[i, o] + eps),
               (dg - along) / sqrt(gvar[i, o] + eps)),
    })

    ms = define("ms", mean(y[t] ** 2, t))
    rn = define("rn", [t], z[t] * y[t] / sqrt(ms + eps))
    loss = Loss("l", rn)
    dr, dr_t = adjoint(loss, rn[s]), adjoint(loss, rn[t])
    rows(topic("rms norm", defs=(ms, rn), loss=loss, given=(eps > 0,)), {
        "dx": (adjoint(loss, y[s]), (z[s] * dr - y[s] * mean(dr_t * z[t] * y[t], t) / (ms + eps)) / sqrt(ms + eps),
               (z[s] * dr - y[s] * mean(dr_t * z[t] * y[t], t)) / sqrt(ms + eps)),
        "dgain": (adjoint(loss, z[s]), dr * y[s] / sqrt(ms + eps), dr * y[s]),
    })
    rms = define("rms", sqrt(mean(y[t] ** 2, t)))
    plain = topic("rms norm without eps", defs=(rms,))
    rows(plain, {"Euler": (total(y[s] * derivative(y[t] / rms, y[s]), s), zero, y[t] / rms)})
    rows(plain, {"scale": (a * y[s] / sqrt(mean((a * y[t]) ** 2, t)), y[s] / rms, a * y[s] / rms)}, given=(a > 0,))

    norm = define("norm", sqrt(total(y[t] ** 2, t)))
    wn = define("wn", [t], a * y[t] / norm)
    loss = Loss("l", wn)
    dw, dw_t, da = adjoint(loss, wn[s]), adjoint(loss, wn[t]), adjoint(loss, a)
    rows(topic("weight norm", defs=(norm, wn), loss=loss, given=(total(y[t] ** 2, t) > 0,)), {
        "dg": (da, total(dw_t * y[t], t) / norm, total(dw_t * y[t], t)),
        "dv": (adjoint(loss, y[s]), a / norm * dw - a * da / norm**2 * y[s], a / norm * dw - da / norm**2 * y[s]),
        "dv is orthogonal": (total(y[s] * adjoint(loss, y[s]), s), zero, da),
        "dv is a projection": (adjoint(loss, y[s]),
                               a / norm * total((delta(s, t) - y[s] * y[t] / norm**2) * dw_t, t),
                               a / norm * total((delta(s, t) - y[s] * y[t]) * dw_t, t)),
    })

    ny, nz = define("ny", sqrt(total(y[t] ** 2, t))), define("nz", sqrt(total(z[t] ** 2, t)))
    cos = define("cos", total(y[t] * z[t], t) / (ny * nz))
    rows(topic("cosine", defs=(ny, nz, cos), given=(ny > 0, nz > 0)), {
        "gradient": (derivative(cos, y[s]), z[s] / (ny * nz) - cos * y[s] / ny**2, z[s] / (ny * nz) - cos * y[s] / ny),
        "gradient is orthogonal": (total(y[s] * derivative(cos, y[s]), s), zero, cos),
        "length of the gradient": (total(derivative(cos, y[s]) ** 2, s), (1 - cos**2) / ny**2, 1 - cos**2),
    })

    # ---------------------------------------------------------------- attention
    Q, K, V = family("Q", batch, classes), family("K", key, classes), family("V", key, value)
    S = define("S", [i, k1], total(Q[i, t] * K[k1, t], t) * a)
    P = define("P", [i, k1], exp(S[i, k1]) / total(exp(S[i, k2]), k2))
    O = define("O", [i, u1], total(P[i, k1] * V[k1, u1], k1))  # noqa: E741
    loss = Loss("l", O)
    dO, dP, dS = adjoint(loss, O[i, u1]), adjoint(loss, P[i, k1]), adjoint(loss, S[i, k1])
    dP_2 = adjoint(loss, P[i, k2])
    lse = log(total(exp(S[i, k2]), k2))
    rows(topic("attention", Q, K, V, defs=(S, P, O), loss=loss), {
        "dV": (adjoint(loss, V[k1, u1]), total(P[i, k1] * dO, i), total(S[i, k1] * dO, i)),
        "dP": (dP, total(dO * V[k1, u1], u1), mean(dO * V[k1, u1], u1)),
        "dS": (dS, P[i, k1] * (dP - total(dP_2 * P[i, k2], k2)), P[i, k1] * (dP - total(dP_2, k2)), P[i, k1] * dP),
        "row sums": (total(dP * P[i, k1], k1), total(dO * O[i, u1], u1), total(dO, u1)),
        "dS from the output": (dS, P[i, k1] * (dP - total(dO * O[i, u1], u1)),
                               P[i, k1] * (dP - total(dO * V[k1, u1], u1))),
        "dQ": (adjoint(loss, Q[i, t]), a * total(dS * K[k1, t], k1), total(dS * K[k1, t], k1)),
        "dK": (adjoint(loss, K[k1, t]), a * total(dS * Q[i, t], i), a * mean(dS * Q[i, t], i)),
        "rows of dS sum to zero": (total(dS, k1), zero, total(dP * P[i, k1], k1)),
        "temperature": (adjoint(loss, a), total(dS * Q[i, t] * K[k1, t], i, k1, t), total(dS, i, k1)),
        "by log-sum-exp": (P[i, k1], exp(S[i, k1] - lse), exp(S[i, k1] - total(exp(S[i, k2]), k2))),
        "shift": (exp(S[i, k1] - c) / total(exp(S[i, k2] - c), k2), P[i, k1], exp(-c) * P[i, k1]),
    })

    # ---------------------------------------------------------------- softmax and its losses
    L, T, tau = family("L", batch, classes), family("T", batch, classes), symbol("tau")
    PL = define("PL", [i, t], exp(L[i, t]) / total(exp(L[i, s]), s))
    CE = define("CE", -mean(total(T[i, t] * log(PL[i, t]), t), i))
    sums_to_one = each(i, Eq(total(T[i, t], t), 1))
    ce = topic("batch cross-entropy", L, T, defs=(PL, CE))
    rows(ce, {"any targets": (adjoint(CE, L[i, t]), (PL[i, t] * total(T[i, s], s) - T[i, t]) / m,
                              (PL[i, t] - T[i, t]) / m)})
    rows(ce, {
        "gradient": (adjoint(CE, L[i, t]), (PL[i, t] - T[i, t]) / m, PL[i, t] - T[i, t], (T[i, t] - PL[i, t]) / m),
        "Hessian": (derivative(derivative(CE, L[i, t]), L[j, s]),
                    delta(i, j) * PL[i, t] * (delta(t, s) - PL[i, s]) / m, PL[i, t] * (delta(t, s) - PL[i, s]) / m),
    }, given=(sums_to_one,))

    smooth = define("smooth", [i, t], (1 - a) * T[i, t] + a / n)
    CES = define("CES", -total(smooth[i, t] * log(PL[i, t]), i, t))
    smoothed = topic("label smoothing", L, T, defs=(PL, smooth, CES))
    rows(smoothed, {"by the share": (derivative(CES, a), total((T[i, t] - 1 / n) * log(PL[i, t]), i, t),
                                     total(T[i, t] * log(PL[i, t]), i, t))})
    rows(smoothed, {
        "gradient": (adjoint(CES, L[i, t]), PL[i, t] - (1 - a) * T[i, t] - a / n, PL[i, t] - (1 - a) * T[i, t] - a),
        "still sums to one": (total(smooth[i, t], t), one, 1 - a),
    }, given=(sums_to_one,))

    pt = define("pt", [t], exp(z[t] / tau) / total(exp(z[s] / tau), s))
    Lt = define("Lt", -total(y[t] * log(pt[t]), t))
    tempered = topic("temperature", tau, defs=(pt, Lt), given=(tau > 0,))
    rows(tempered, {"slope": (derivative(pt[t], tau), -pt[t] / tau**2 * (z[t] - total(pt[s] * z[s], s)),
                              pt[t] / tau**2 * (z[t] - total(pt[s] * z[s], s)))})
    rows(tempered, {"gradient": (adjoint(Lt, z[t]), (pt[t] - y[t]) / tau, pt[t] - y[t])},
         given=(Eq(total(y[t], t), 1),))

    p = define("p", [t], exp(z[t]) / total(exp(z[s]), s))
    KL = define("KL", total(y[t] * (log(y[t]) - log(p[t])), t))
    H = define("H", -total(p[t] * log(p[t]), t))
    RKL = define("RKL", total(p[t] * (log(p[t]) - log(y[t])), t))
    softmax = topic("softmax", defs=(p, KL, H, RKL))
    d2 = derivative(derivative(log(total(exp(z[r]), r)), z[t]), z[s])
    spread = total(p[t] * y[t] ** 2, t) - total(p[t] * y[t], t) ** 2
    rows(softmax, {
        "entropy": (derivative(H, z[t]), -p[t] * (log(p[t]) + H), -p[t] * (log(p[t]) - H), -p[t] * (log(p[t]) + 1)),
        "rows of the Jacobian": (total(derivative(p[t], z[s]), t), zero, p[s]),
        "columns of the Jacobian": (total(derivative(p[t], z[s]), s), zero, p[t]),
        "second derivative": (
            derivative(derivative(p[t], z[s]), z[r]),
            p[t] * (delta(t, r) - p[r]) * (delta(t, s) - p[s]) - p[t] * p[s] * (delta(s, r) - p[r]),
            p[t] * (delta(t, r) - p[r]) * (delta(t, s) - p[s])),
        "to base two": (exp(log(Integer(2)) * z[t]) / total(exp(log(Integer(2)) * z[s]), s),
                        exp(z[t] * log(2)) / total(exp(z[s] * log(2)), s), p[t]),
        "its logarithm": (log(p[t]), z[t] - log(total(exp(z[s]), s)), z[t] - total(exp(z[s]), s)),
        "Hessian as a form": (total(d2 * y[t] * y[s], t, s), spread, total(p[t] * y[t] ** 2, t)),
        "form as a variance": (spread, total(p[t] * (y[t] - total(p[s] * y[s], s)) ** 2, t),
                               total(p[t] * (y[t] - mean(y[s], s)) ** 2, t)),
    })
    positive = each(t, y[t] > 0)
    rows(softmax, {
        "reverse divergence": (derivative(RKL, z[t]), p[t] * (log(p[t]) - log(y[t]) - RKL),
                               p[t] * (log(p[t]) - log(y[t]))),
        "cross-entropy and divergence": (-total(y[t] * log(p[t]), t), KL - total(y[t] * log(y[t]), t),
                                         KL + total(y[t] * log(y[t]), t)),
    }, given=(positive,))
    rows(softmax, {"divergence": (derivative(KL, z[t]), p[t] - y[t], p[t] * log(p[t]) - y[t])},
         given=(positive, Eq(total(y[t], t), 1)))
    contrast = exp(z[r] / a) / total(exp(z[s] / a), s)
    rows(topic("InfoNCE", given=(a > 0,)), {
        "gradient": (derivative(-log(exp(z[t] / a) / total(exp(z[s] / a), s)), z[r]), (contrast - delta(r, t)) / a,
                     contrast - delta(r, t)),
    })

    # ---------------------------------------------------------------- one unit
    bce = define("bce", -(b * log(sigmoid(a)) + (1 - b) * log(1 - sigmoid(a))))
    up, soft = sigmoid(a), log(1 + exp(a))
    cell = sigmoid(a) * c + sigmoid(b) * tanh(d)
    rows(topic("units", defs=(bce,)), {
        "binary cross-entropy": (derivative(bce, a), up - b, b - up),
        "its second derivative": (derivative(derivative(bce, a), a), up * (1 - up), up**2),
        "from logits": (bce, soft - a * b, soft - a, log(1 + exp(-a)) - a * b),
        "from logits, reflected": (bce, log(1 + exp(-a)) + (1 - b) * a, log(1 + exp(-a)) + b * a),
        "softplus": (derivative(soft, a), sigmoid(a), sigmoid(-a)),
        "softplus twice": (derivative(derivative(soft, a), a), sigmoid(a) * (1 - sigmoid(a)), sigmoid(a)),
        "softplus reflected": (soft - log(1 + exp(-a)), a, -a),
        "logistic twice": (derivative(derivative(up, a), a), up * (1 - up) * (1 - 2 * up),
                           up * (1 - up) * (1 + 2 * up)),
        "log of the logistic": (log(sigmoid(a)), -log(1 + exp(-a)), -soft),
        "log odds": (log(sigmoid(a)) - log(1 - sigmoid(a)), a, -a),
        "slope of its log": (derivative(log(sigmoid(a)), a), sigmoid(-a), sigmoid(a)),
        "tanh twice": (derivative(derivative(tanh(a), a), a), -2 * tanh(a) * (1 - tanh(a) ** 2),
                       2 * tanh(a) * (1 - tanh(a) ** 2)),
        "tanh of a sum": (tanh(a + b), (tanh(a) + tanh(b)) / (1 + tanh(a) * tanh(b)),
                          (tanh(a) + tanh(b)) / (1 - tanh(a) * tanh(b))),
        "swish": (derivative(a * sigmoid(b * a), a),
                  b * a * sigmoid(b * a) + sigmoid(b * a) * (1 - b * a * sigmoid(b * a)),
                  b * a * sigmoid(b * a) + sigmoid(b * a) * (1 - a * sigmoid(b * a))),
        "silu": (derivative(a * up, a), up * (1 + a * (1 - up)), up * (1 + a * up)),
        "mish": (derivative(a * tanh(soft), a), tanh(soft) + a * sigmoid(a) * (1 - tanh(soft) ** 2),
                 tanh(soft) + a * sigmoid(a)),
        "two classes": (exp(a) / (exp(a) + exp(b)), sigmoid(a - b), sigmoid(b - a)),
        "focal loss": (derivative(-((1 - up) ** 2) * log(up), a), (1 - up) ** 2 * (2 * up * log(up) + up - 1),
                       (1 - up) ** 2 * (up - 1)),
        "log cosh": (derivative(log(exp(a) + exp(-a)), a), tanh(a), sigmoid(a)),
        "gated unit": (derivative(a * sigmoid(b), b), a * sigmoid(b) * (1 - sigmoid(b)), a * sigmoid(b)),
        "LSTM cell": (derivative(cell, d), sigmoid(b) * (1 - tanh(d) ** 2), sigmoid(b) * tanh(d)),
        "logistic as tanh": (half * (1 + tanh(a / 2)), sigmoid(a), sigmoid(2 * a)),
        "geometric by hand": (a * (1 - b) + a * b * (1 - b) + a * b**2 * (1 - b), a * (1 - b**3), a * (1 - b**2)),
    })
    rows(topic("odds", given=(a > 0, a < 1)), {
        "log": (log(a / (1 - a)), log(a) - log(1 - a), log(a) + log(1 - a)),
        "back": (sigmoid(log(a / (1 - a))), a, 1 - a),
        "slope": (derivative(log(a / (1 - a)), a), 1 / (a * (1 - a)), 1 / (1 - a)),
        "binary entropy": (derivative(-a * log(a) - (1 - a) * log(1 - a), a), log((1 - a) / a), log(a / (1 - a))),
    })
    rows(topic("positive numbers", given=(a > 0, b > 0, eps > 0, each(i, x[i] > 0))), {
        "pseudo-Huber": (derivative(a**2 * (sqrt(1 + (c / a) ** 2) - 1), c), c / sqrt(1 + (c / a) ** 2),
                         c / sqrt(1 + c**2)),
        "powers by logs": (exp(a * log(b)) * exp((1 - a) * log(b)), b, exp(b)),
        "polynomial rate": ((1 - a / b) ** 2, (b - a) ** 2 / b**2, (b - a) ** 2 / b),
        "geometric mean": (exp(mean(log(x[i]), i)), exp(total(log(x[i]), i) / m), exp(total(log(x[i]), i))),
        "a root cubed": (sqrt((total(g[i] ** 2, i) + eps) ** 3), (total(g[i] ** 2, i) + eps) ** Rational(3, 2),
                         (total(g[i] ** 2, i) + eps) ** half),
        "to the -3/2": ((mean((g[i] - mean(g[j], j)) ** 2, i) + eps) ** Rational(-3, 2),
                        1 / sqrt((mean((g[i] - mean(g[j], j)) ** 2, i) + eps) ** 3),
                        1 / sqrt(mean((g[i] - mean(g[j], j)) ** 2, i) + eps)),
        "a root of a quotient": (1 / sqrt(mean(g[i] ** 2, i) / a), sqrt(a / mean(g[i] ** 2, i)), sqrt(a)),
        "a distance": (derivative(sqrt(total((x[i] - g[i]) ** 2, i) + eps), x[j]),
                       (x[j] - g[j]) / sqrt(total((x[i] - g[i]) ** 2, i) + eps), x[j] - g[j]),
    })

    # ---------------------------------------------------------------- regression, statistics
    D, th = family("D", batch, classes), family("th", classes)
    res = define("res", [i], total(D[i, t] * th[t], t) + b - g[i])
    LS = define("LS", mean(res[i] ** 2, i) / 2 + lam / 2 * total(th[t] ** 2, t))
    pr = define("pr", [i], sigmoid(total(D[i, t] * th[t], t) + b))
    LR = define("LR", -total(g[i] * log(pr[i]) + (1 - g[i]) * log(1 - pr[i]), i))
    rows(topic("regression", D, th, defs=(res, LS, pr, LR)), {
        "ridge gradient": (derivative(LS, th[t]), mean(res[i] * D[i, t], i) + lam * th[t],
                           mean(res[i] * D[i, t], i) + lam / 2 * th[t], mean(res[i], i) + lam * th[t]),
        "ridge Hessian": (derivative(derivative(LS, th[t]), th[s]), mean(D[i, t] * D[i, s], i) + lam * delta(s, t),
                          mean(D[i, t] * D[i, s], i) + lam),
        "ridge bias": (derivative(LS, b), mean(res[i], i), total(res[i], i)),
        "logistic gradient": (derivative(LR, th[t]), total((pr[i] - g[i]) * D[i, t], i),
                              total((g[i] - pr[i]) * D[i, t], i)),
        "logistic Hessian": (derivative(derivative(LR, th[t]), th[s]),
                             total(pr[i] * (1 - pr[i]) * D[i, t] * D[i, s], i), total(pr[i] * D[i, t] * D[i, s], i)),
        "logistic bias": (derivative(derivative(LR, th[t]), b), total(pr[i] * (1 - pr[i]) * D[i, t], i), zero),
    })

    mx, mg = define("mx", mean(x[i], i)), define("mg", mean(g[i], i))
    vx = define("vx", mean((x[i] - mx) ** 2, i))
    dc = define("dc", [i, j], A[i, j] - mean(A[k, j], k) - mean(A[i, k], k) + mean(A[k, h], k, h))

    def far(i, j):
        return total((W[i, t] - W[j, t]) ** 2, t)

    gram = -half * (far(i, j) - mean(far(k, j), k) - mean(far(i, k), k) + mean(far(k, h), k, h))
    covariance = mean(x[i] * g[i], i) - mx * mg
    squares = mean(x[i] ** 2, i) + mean(g[i] ** 2, i)
    size = total(x[i], i) + total(g[i], i)
    vg = mean((g[k] - mean(g[j], j)) ** 2, k)
    rows(topic("statistics", defs=(mx, mg, vx, dc)), {
        "variance about c": (vx, mean((x[i] - c) ** 2, i) - (mx - c) ** 2, mean((x[i] - c) ** 2, i) + (mx - c) ** 2),
        "covariance": (mean((x[i] - mx) * (g[i] - mg), i), covariance, mean(x[i] * g[i], i)),
        "covariance by pairs": (total((x[i] - x[j]) * (g[i] - g[j]), i, j) / (2 * m**2), covariance, 2 * covariance),
        "variance by pairs": (total((x[i] - x[j]) ** 2, i, j), 2 * m**2 * vx, m**2 * vx),
        "Lagrange": (total(x[i] ** 2, i) * total(g[i] ** 2, i) - total(x[i] * g[i], i) ** 2,
                     total((x[i] * g[j] - x[j] * g[i]) ** 2, i, j) / 2, total((x[i] * g[j] - x[j] * g[i]) ** 2, i, j)),
        "double centring": (total(dc[i, j], j), zero, mean(A[i, j], j)),
        "double centring again": (dc[i, j] - mean(dc[i, k], k), dc[i, j], A[i, j]),
        "distances to products": (gram, total((W[i, t] - mean(W[k, t], k)) * (W[j, t] - mean(W[k, t], k)), t),
                                  total(W[i, t] * W[j, t], t)),
        "squared error": (mean((x[i] - g[i]) ** 2, i), squares - 2 * mean(x[i] * g[i], i), squares),
        "explained": (1 - total((x[i] - g[i]) ** 2, i) / total((x[i] - mx) ** 2, i),
                      (total((x[i] - mx) ** 2, i) - total((x[i] - g[i]) ** 2, i)) / total((x[i] - mx) ** 2, i),
                      1 - total((x[i] - g[i]) ** 2, i) / total(x[i] ** 2, i)),
        "correlation": (mean((x[i] - mx) / sqrt(vx) * (g[i] - mg) / sqrt(vg), i), covariance / sqrt(vx * vg),
                        mean(x[i] * g[i], i)),
        "dice": (derivative(2 * total(x[i] * g[i], i) / size, x[j]),
                 2 * (g[j] * size - total(x[i] * g[i], i)) / size**2, 2 * g[j] / size),
        "divergence from a standard normal": (derivative(half * total(x[i] ** 2 + exp(g[i]) - g[i] - 1, i), g[j]),
                                              half * (exp(g[j]) - 1), half * exp(g[j])),
        "sum of logistic pairs": (total(sigmoid(x[i]) + sigmoid(-x[i]), i), m, one),
        "sum of tanh": (total(tanh(x[i]), i), 2 * total(sigmoid(2 * x[i]), i) - m, 2 * total(sigmoid(2 * x[i]), i)),
        "sum of slopes": (total(derivative(sigmoid(x[i]), x[i]), i), total(sigmoid(x[i]) * sigmoid(-x[i]), i),
                          total(sigmoid(x[i]), i)),
    })
    rows(topic("clipping", given=(total(x[j] ** 2, j) > 0,)), {
        "norm": (total((a * x[i] / sqrt(total(x[j] ** 2, j))) ** 2, i), a**2, a),
    })
    rows(topic("fractions in a sum", given=(c > 0, each(i, x[i] > 1))), {
        "two that make one": (total(x[i] / (x[i] + c), i) + total(c / (x[i] + c), i), m, one),
        "divided out": (total(x[i] ** 2 / (x[i] + c), i), total(x[i], i) - c * m + c**2 * total(1 / (x[i] + c), i),
                        total(x[i], i) - c * m),
    })

    v = symbol("v")
    ll = define("ll", -m / 2 * log(2 * pi * v) - total((x[i] - a) ** 2, i) / (2 * v))
    likelihood = topic("normal likelihood", v, defs=(mx, vx, ll), given=(v > 0,))
    rows(likelihood, {
        "mean": (derivative(ll, a), total(x[i] - a, i) / v, total(x[i] - a, i) / v**2),
        "variance": (derivative(ll, v), -m / (2 * v) + total((x[i] - a) ** 2, i) / (2 * v**2),
                     -m / (2 * v) + total((x[i] - a) ** 2, i) / v**2),
        "a product of densities": (total(log(exp(-((x[i] - a) ** 2) / (2 * v)) / sqrt(2 * pi * v)), i), ll,
                                   ll + log(v)),
    })
    rows(likelihood, {"best mean": (derivative(ll, a), zero, m / v)}, given=(Eq(a, mx),))
    rows(likelihood, {"best variance": (derivative(ll, v), zero, m / v)}, given=(Eq(a, mx), Eq(v, vx)))

    # ---------------------------------------------------------------- random quantities
    m1, m2, s1, s2 = map(symbol, ("m1", "m2", "s1", "s2"))
    gx, noise = gaussian("gx", mean=m1, variance=s1**2), gaussian("noise", mean=zero, variance=one)
    KLG = define("KLG", log(s2 / s1) + (s1**2 + (m1 - m2) ** 2) / (2 * s2**2) - half)
    densities = -log(s1) - (gx - m1) ** 2 / (2 * s1**2) + log(s2) + (gx - m2) ** 2 / (2 * s2**2)
    rows(topic("two normals", m1, m2, s1, s2, gx, defs=(KLG,), given=(s1 > 0, s2 > 0)), {
        "divergence": (expectation(densities), KLG, KLG + half),
        "its slope": (derivative(KLG, s1), s1 / s2**2 - 1 / s1, s1 / s2**2),
        "from the standard one": (log(1 / s1) + (s1**2 + m1**2) / 2 - half, half * (s1**2 + m1**2 - 1 - log(s1**2)),
                                  half * (s1**2 + m1**2 - 1 - log(s1))),
    })
    xx, W1, W2, rate = family("xx", inputs), family("W1", hidden, inputs), family("W2", hidden), symbol("rate")
    M1, M2 = bernoulli("M1", inputs, p=rate), bernoulli("M2", hidden, p=rate)
    hid = define("hid", [h1], total(W1[h1, b1] * M1[b1] * xx[b1] / rate, b1))
    dropped = define("dropped", total(W2[h1] * M2[h1] * hid[h1] / rate, h1))
    clean = define("clean", total(W2[h1] * W1[h1, b1] * xx[b1], h1, b1))
    odds = (1 - rate) / rate
    first = odds * total(W2[h1] ** 2 * total(W1[h1, b1] * xx[b1], b1) ** 2, h1)
    second = odds * total(total(W2[h1] * W1[h1, b1], h1) ** 2 * xx[b1] ** 2, b1)
    both = odds**2 * total(W2[h1] ** 2 * W1[h1, b1] ** 2 * xx[b1] ** 2, h1, b1)
    rows(topic("dropout twice", xx, W1, W2, rate, M1, M2, defs=(hid, dropped, clean), given=(rate > 0,)), {
        "mean": (expectation(dropped), clean, rate * clean),
        "variance": (variance(dropped), first + second + both, first + second),
    })
    Wr, Xr = gaussian("Wr", hidden, inputs, mean=zero, variance=a), gaussian("Xr", inputs, mean=zero, variance=b)
    pre = define("pre", [h1], total(Wr[h1, b1] * xx[b1], b1))
    pre2 = define("pre2", [h1], total(Wr[h1, b1] * Xr[b1], b1))
    fan_in = topic("fan in", xx, Wr, Xr, defs=(pre, pre2))
    rows(fan_in, {
        "variance": (variance(pre[h1]), a * total(xx[b1] ** 2, b1), a * nI),
        "covariance": (expectation(pre[h1] * pre[h2]), delta(h1, h2) * a * total(xx[b1] ** 2, b1),
                       a * total(xx[b1] ** 2, b1)),
        "both random": (variance(pre2[h1]), nI * a * b, a * b),
        "fourth moment": (expectation(pre[h1] ** 4), 3 * a**2 * total(xx[b1] ** 2, b1) ** 2,
                          a**2 * total(xx[b1] ** 2, b1) ** 2),
    })
    rows(fan_in, {"variance 1/n": (variance(pre[h1]), mean(xx[b1] ** 2, b1), total(xx[b1] ** 2, b1))},
         given=(Eq(a, 1 / nI),))
    gi = gaussian("gi", batch, mean=a, variance=b)
    sample = mean(gi[j], j)
    samples = topic("samples", gi, noise)
    rows(samples, {
        "variance of the mean": (variance(mean(gi[i], i)), b / m, b),
        "member and mean": (expectation((gi[i] - a) * (sample - a)), b / m, b),
        "bias and variance": (expectation((gi[i] - c) ** 2), b + (a - c) ** 2, b),
        "reparametrised": (expectation((a + b * noise) ** 2), a**2 + b**2, a**2 + b),
    })
    rows(samples, {"unbiased": (expectation(total((gi[i] - sample) ** 2, i)) / (m - 1), b, b * m)}, given=(m > 1,))

    # ---------------------------------------------------------------- layers and matrices
    Xi, V1, c1 = family("Xi", batch, inputs), family("V1", inputs, hidden), family("c1", hidden)
    V2, c2 = family("V2", hidden, classes), family("c2", classes)
    Hd = define("Hd", [i, h1], total(Xi[i, b1] * V1[b1, h1], b1) + c1[h1])
    Y2 = define("Y2", [i, t], total(Hd[i, h1] * V2[h1, t], h1) + c2[t])
    loss = Loss("l", Y2)
    d2, dh = adjoint(loss, Y2[i, t]), adjoint(loss, Hd[i, h1])
    rows(topic("two layers", Xi, V1, c1, V2, c2, defs=(Hd, Y2), loss=loss), {
        "dV2": (adjoint(loss, V2[h1, t]), total(Hd[i, h1] * d2, i), mean(Hd[i, h1] * d2, i)),
        "dc2": (adjoint(loss, c2[t]), total(d2, i), total(d2, i, t)),
        "dH": (dh, total(d2 * V2[h1, t], t), total(d2, t)),
        "dV1": (adjoint(loss, V1[b1, h1]), total(Xi[i, b1] * dh, i), total(Xi[i, b1] * d2, i, t)),
        "dc1": (adjoint(loss, c1[h1]), total(dh, i), total(d2, i, t)),
        "dX": (adjoint(loss, Xi[i, b1]), total(dh * V1[b1, h1], h1), total(dh, h1)),
    })
    Ha = define("Ha", [i, h1], tanh(Hd[i, h1]))
    Y3 = define("Y3", [i, t], total(Ha[i, h1] * V2[h1, t], h1) + c2[t])
    loss = Loss("l", Y3)
    d3 = adjoint(loss, Y3[i, t])
    rows(topic("two layers with tanh", Xi, V1, c1, V2, c2, defs=(Hd, Ha, Y3), loss=loss), {
        "dV1": (adjoint(loss, V1[b1, h1]), total(Xi[i, b1] * (1 - Ha[i, h1] ** 2) * V2[h1, t] * d3, i, t),
                total(Xi[i, b1] * (1 - Ha[i, h1]) * V2[h1, t] * d3, i, t)),
    })
    form = total(x[i] * A[i, j] * g[j], i, j)
    square = derivative(total(x[i] * A[i, j] * x[j], i, j), x[k])
    matrices = topic("matrices")
    rows(matrices, {
        "bilinear": (derivative(form, x[k]), total(A[k, j] * g[j], j), total(A[j, k] * g[j], j)),
        "outer product": (derivative(form, A[k, h]), x[k] * g[h], x[h] * g[k]),
        "quadratic": (square, total((A[k, j] + A[j, k]) * x[j], j), 2 * total(A[k, j] * x[j], j)),
        "trace of three": (total(A[i, j] * A[j, k] * A[k, i], i, j, k), total(A[j, k] * A[k, i] * A[i, j], i, j, k),
                           total(A[i, j] * A[j, k] * A[i, k], i, j, k)),
        "squared norm": (derivative(total(A[i, j] ** 2, i, j), A[k, h]), 2 * A[k, h], 2 * A[h, k]),
    })
    rows(matrices, {"symmetric": (square, 2 * total(A[k, j] * x[j], j), total(A[k, j] * x[j], j))},
         given=(each(i, j, Eq(A[i, j], A[j, i])),))
    frobenius = sqrt(total(A[i, j] ** 2, i, j))
    rows(matrices, {"norm": (derivative(frobenius, A[k, h]), A[k, h] / frobenius, A[k, h])}, given=(frobenius > 0,))
    rows(matrices, {
        "projection": (total((delta(i, j) - x[i] * x[j]) * (delta(j, k) - x[j] * x[k]), j), delta(i, k) - x[i] * x[k],
                       delta(i, k) + x[i] * x[k]),
        "reflection": (total((delta(i, j) - 2 * x[i] * x[j]) * (delta(j, k) - 2 * x[j] * x[k]), j), delta(i, k),
                       delta(i, k) - x[i] * x[k]),
    }, given=(Eq(total(x[i] ** 2, i), 1),))
    rows(matrices, {"orthogonal": (total(x[i] * W[i, t] * W[j, t] * x[j], i, j, t), total(x[i] ** 2, i),
                                   total(x[i], i) ** 2)},
         given=(each(i, j, Eq(total(W[i, t] * W[j, t], t), delta(i, j))),))

    # ---------------------------------------------------------------- optimisers
    be1, be2 = symbol("be1"), symbol("be2")
    rows(topic("optimisers", be1, be2, given=(be1 < 1, be2 < 1, c > 0, eps > 0)), {
        "momentum corrected": ((be1 * a + (1 - be1) * c) / (1 - be1), be1 * a / (1 - be1) + c, be1 * a + c),
        "Adam, corrections moved": (a / (1 - be1) / (sqrt(c / (1 - be2)) + eps),
                                    a * sqrt(1 - be2) / ((1 - be1) * (sqrt(c) + eps * sqrt(1 - be2))),
                                    a * sqrt(1 - be2) / ((1 - be1) * (sqrt(c) + eps))),
    })

    # ---------------------------------------------------------------- true, and still undecided
    I, J, N, M = integer("I"), integer("J"), integer("N", 1), integer("M", 1)  # noqa: E741
    u, w = sequence("u"), sequence("w")
    rows(topic("a base that factors is not split", given=(a > -1, a < 1)), {
        "in a logarithm": (log(1 - a**2), log(1 - a) + log(1 + a), log(1 - a) - log(1 + a)),
    }, into=OPEN)
    rows(topic("fractions in a sum are not split", given=(a > 0, each(i, x[i] > 1))), {
        "partial fractions": (total(1 / (x[i] * (x[i] + 1)), i), total(1 / x[i], i) - total(1 / (x[i] + 1), i),
                              total(1 / x[i], i)),
        "partial fractions, shifted": (total(1 / ((x[i] + 2) * (x[i] + 1)), i),
                                       total(1 / (x[i] + 1), i) - total(1 / (x[i] + 2), i), total(1 / (x[i] + 2), i)),
        "difference of squares": (total(1 / (x[i] ** 2 - 1), i), total(1 / (x[i] - 1) - 1 / (x[i] + 1), i) / 2,
                                  total(1 / (x[i] - 1), i)),
        "a square below": (total((x[i] + 1) ** -2, i), total(1 / (x[i] ** 2 + 2 * x[i] + 1), i),
                           total(1 / (x[i] ** 2 + 1), i)),
        "a reciprocal square, written in two ways": (total((x[i] + a) ** -2, i), total(1 / (x[i] + a) ** 2, i),
                                                     total(1 / (x[i] + a), i)),
        "with the names exchanged": (total(x[i] / (x[i] + x[j]), i, j), m**2 / 2, m / 2),
        "the logistic of differences": (total(exp(x[i]) / (exp(x[i]) + exp(x[j])), i, j), m**2 / 2, m / 2),
    }, into=OPEN)
    rows(topic("sums over integers", I, J, N, M, u, w), {
        "a triangle by columns": (total(total(u[I] * w[J], (J, 1, I)), (I, 1, N)),
                                  total(total(u[I] * w[J], (I, J, N)), (J, 1, N)),
                                  total(total(u[I] * w[J], (I, 1, N)), (J, 1, N))),
        "split at a free place": (total(u[I], (I, 1, N + M)), total(u[I], (I, 1, N)) + total(u[N + I], (I, 1, M)),
                                  total(u[I], (I, 1, N)) + total(u[I], (I, 1, M))),
        "telescoping without induction": (total(1 / (I * (I + 1)), (I, 1, N)), 1 - 1 / (N + 1), 1 - 1 / N),
    }, into=OPEN)
    rows(topic("cases that are not looked into"), {
        "a nested root": (sqrt(3 + 2 * sqrt(Integer(2))), 1 + sqrt(Integer(2)), 2 + sqrt(Integer(2))),
        "rms norm of a negative multiple": (a * y[t] / sqrt(mean((a * y[s]) ** 2, s)),
                                            a / absolute(a) * y[t] / sqrt(mean(y[s] ** 2, s)),
                                            y[t] / sqrt(mean(y[s] ** 2, s))),
        "a monotone function of a maximum": (exp(maximum(a, b)), maximum(exp(a), exp(b)), minimum(exp(a), exp(b))),
        "stable cross-entropy": (log(1 + exp(a)), relu(a) + log(1 + exp(-absolute(a))), relu(a) + log(1 + exp(a))),
    }, into=OPEN)
    rows(topic("inequalities without a difference whose sign shows", given=(positive, each(t, z[t] > 0),
               Eq(total(y[t], t), 1), Eq(total(z[t], t), 1))), {
        "Gibbs": (zero, total(y[t] * (log(y[t]) - log(z[t])), t), total((y[t] - z[t]) * log(z[t]), t)),
    }, relation="<=", into=OPEN)
    rows(topic("inequalities of one function"), {
        "the logistic function is bounded": (sigmoid(a), one, half),
        "tanh is bounded": (absolute(tanh(a)), one, half),
    }, relation="<", into=OPEN)
    rows(topic("inequalities of exponentials"), {
        "the tangent is below": (1 + a, exp(a), exp(-a)),
        "log-sum-exp is above": (z[t], log(total(exp(z[s]), s)), log(mean(exp(z[s]), s))),
    }, relation="<=", into=OPEN)


def decided(where, lhs, rhs, relation):
    return Court(where).decide(sympify(lhs), sympify(rhs), relation)[0].verdict


@pytest.mark.parametrize("name", TRUE)
def test_true_is_proved(name):
    verdict = decided(*TRUE[name])
    assert isinstance(verdict, Proved), verdict


@pytest.mark.parametrize("name", FALSE)
def test_false_is_refuted(name):
    verdict = decided(*FALSE[name])
    assert isinstance(verdict, Refuted), verdict


@pytest.mark.parametrize("name", OPEN)
def test_open_is_not_refuted(name):
    verdict = decided(*OPEN[name])
    assert not isinstance(verdict, Proved), f"{name} is proved now: move it to the rows above"
    assert isinstance(verdict, Undecided), verdict
