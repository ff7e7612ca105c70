"""tensorgrad (AGPL-3) as the system measured. Run by the Python of an environment of its own.

Sizes are symbols, so a proof is for every size. A loss that is not written
down is, as in symdl, the output contracted with a free cotangent.
"""

from fractions import Fraction
from functools import reduce
from importlib.metadata import version
from operator import matmul
from types import FunctionType

import sympy
import tensorgrad.functions as F
from tensorgrad import Delta, Expectation, Ones, Variable, Zero
from worker import serve

half, minus_half = Fraction(1, 2), Fraction(-1, 2)
m, n, d, q = sympy.symbols("m n d q")
u, v, w, eps, lam = map(Variable, ("u", "v", "w", "eps", "lam"))
x, g = Variable("x", i=m), Variable("g", i=m)
y, z = Variable("y", t=n), Variable("z", t=n)
A, B, C = (Variable(name, i=m, j=m) for name in "ABC")
X, W, G = Variable("X", i=m, a=d), Variable("W", t=n, a=d), Variable("G", i=m, t=n)


def softmax(t, edge):
    return F.softmax(t, [edge])


def sq(t):  # more is proved of a product than of F.pow
    return t * t


def batch_norm():
    gamma, beta, u, v = map(Variable, ("gamma", "beta", "u", "v"))
    mu = F.mean(x)
    var_at = F.mean(sq(x - u))  # at any centre u
    var = var_at.substitute(u, mu)
    xhat_at = (x - u) * F.pow(v + eps, minus_half)
    loss_at = F.sum(g * (gamma * xhat_at + beta))

    def at(t):  # the nodes' own values, after differentiation
        return t.substitute(v, var).substitute(u, mu)

    def dvar():
        return at(loss_at.grad(v).simplify())

    def dmu():
        return at(loss_at.substitute(v, var_at).grad(u).simplify())

    def dx():
        return at(loss_at).grad(x, {"i": "i"})

    root, xhat, dxhat, size = F.pow(var + eps, minus_half), at(xhat_at), g * gamma, Delta(m)
    mean_1, mean_2 = F.mean(dxhat), F.mean(dxhat * xhat)
    second = F.sum(-2 * (x - mu)) / size
    return {
        "dx": (dx, lambda: dxhat * root + dvar() * (2 * (x - mu) / size) + dmu() / size,
               lambda: dxhat * root + dvar() * ((x - mu) / size) + dmu() / size),
        "dx-collapsed": (dx, (dxhat - mean_1 - xhat * mean_2) * root, (dxhat - xhat * mean_2) * root),
        "dmu-second-term-is-zero": (lambda: dvar() * second, Zero(), lambda: dvar() * F.sum(-2 * x) / size),
        "dx-sums-to-zero": (lambda: F.sum(dx()), Zero(), F.sum(g)),
        "xhat-sums-to-zero": (F.sum(xhat), Zero(), Delta(m)),
        "xhat-variance": (F.mean(sq(xhat - F.mean(xhat))), var / (var + eps), Ones()),
        "dgamma": (lambda: at(loss_at.grad(gamma).simplify()), F.sum(g * xhat), F.sum(g * x)),
    }  # fmt: skip


def norms():
    G = Variable("G", i=m, a=d)
    mu = F.mean(X, ["a"])
    centred = X - mu
    var = F.mean(centred**2, ["a"])
    root = F.pow(var + eps, minus_half)
    xhat = centred * root

    def dX():
        return F.sum(G * xhat).grad(X, {"i": "i", "a": "a"})

    along = xhat * F.mean(G * xhat, ["a"])
    c = Variable("c", t=n)  # a cotangent
    plain = F.pow(F.mean(sq(y)), minus_half)
    inverse_rms = F.pow(F.mean(sq(y)) + eps, minus_half)
    rn = y * inverse_rms
    inverse_norm = F.pow(F.sum(sq(y)), minus_half)
    wn = u * y * inverse_norm

    def dy():
        return F.sum(c * wn).grad(y, {"t": "t"})

    other = F.pow(F.sum(sq(z)), minus_half)
    cos = F.sum(y * z) * inverse_norm * other
    return {
        "layer-norm/dx": (dX, (G - F.mean(G, ["a"]) - along) * root, (G - along) * root),
        "layer-norm/dx-sums-to-zero": (lambda: F.sum(dX(), ["a"]), Zero(i=m), F.sum(G, ["a"])),
        "rms-norm/dx": (lambda: F.sum(c * rn).grad(y, {"t": "t"}),
                        (c - rn * F.mean(c * rn)) * inverse_rms, (c - rn * F.sum(c * rn)) * inverse_rms),
        "rms-norm/scale": (u * y * F.pow(F.mean(sq(u * y)), minus_half), u / F.abs(u) * y * plain, y * plain),
        "weight-norm/dv": (dy, u * inverse_norm * (c - y * F.sum(c * y) * F.pow(F.sum(sq(y)), -1)),
                           u * inverse_norm * (c - y * F.sum(c * y) * inverse_norm)),
        "weight-norm/dv-is-orthogonal": (lambda: F.sum(y * dy()), Zero(), F.sum(c * wn).grad(u)),
        "cosine/gradient": (lambda: cos.grad(y, {"t": "t"}),
                            z * inverse_norm * other - cos * y * F.pow(F.sum(sq(y)), -1),
                            z * inverse_norm * other - cos * y * inverse_norm),
        "cosine/gradient-is-orthogonal": (lambda: F.sum(y * cos.grad(y, {"t": "t"})), Zero(), cos),
    }  # fmt: skip


def cross_entropy():
    z, c = Variable("z", i=n), Variable("c")
    free = Variable("y", i=n)
    y = free.with_eq_constraint(F.sum(free), 1)
    p = softmax(z, "i")
    ps, pt, identity = p.rename(i="s"), p.rename(i="t"), Delta(n, "s", "t")
    jacobian = ps * (identity - pt)
    lse, loss, any_loss = F.log(F.sum(F.exp(z))), -F.sum(y * F.log(p)), -F.sum(free * F.log(p))
    shifted = F.exp(z + c)
    return {
        "sums-to-one": (F.sum(p), Ones(), 1 / Delta(n)),
        "shift-invariant": (softmax(z + c, "i"), p, shifted / F.sum(F.exp(z))),
        "jacobian": (lambda: ps.grad(z, {"i": "t"}), jacobian, -ps * pt),
        "lse-gradient": (lambda: lse.grad(z, {"i": "i"}), p, F.exp(z)),
        "lse-hessian": (lambda: lse.grad(z, {"i": "s"}).grad(z, {"i": "t"}), ps * identity - ps * pt,
                        ps * identity + ps * pt),
        "gradient-any-target": (lambda: any_loss.grad(z, {"i": "i"}), p * F.sum(free) - free, p - free),
        "gradient": (lambda: loss.grad(z, {"i": "i"}), p - y, y - p),
        "hessian": (lambda: loss.grad(z, {"i": "s"}).grad(z, {"i": "t"}), jacobian, y.rename(i="s") * jacobian),
    }  # fmt: skip


def softmaxes():
    y1 = y.with_eq_constraint(F.sum(y), 1)
    p, lse = softmax(z, "t"), F.log(F.sum(F.exp(z)))
    H = -F.sum(p * F.log(p))
    pt, ps, pr = (p.rename(t=e) for e in "tsr")
    dts, dtr, dsr = (Delta(n, *e) for e in ("ts", "tr", "sr"))
    T = Variable("T", i=m, t=n)
    T = T.with_eq_constraint(F.sum(T, ["t"]), Ones(i=m))
    P = softmax(G, "t")
    hot = softmax(z / u, "t")
    return {
        "entropy-gradient": (lambda: H.grad(z, {"t": "t"}), -p * (F.log(p) + H), -p * (F.log(p) - H)),
        "columns-of-the-jacobian": (lambda: F.sum(pt.grad(z, {"t": "s"}), ["s"]), Zero(t=n), p),
        "second-derivative": (lambda: pt.grad(z, {"t": "s"}).grad(z, {"t": "r"}),
                              pt * (dtr - pr) * (dts - ps) - pt * ps * (dsr - pr), pt * (dtr - pr) * (dts - ps)),
        "its-logarithm": (F.log(p), z - lse, z - F.sum(F.exp(z))),
        "divergence-gradient": (lambda: F.sum(y1 * (F.log(y1) - F.log(p))).grad(z, {"t": "t"}), p - y1, p - F.log(y1)),
        "label-smoothing": (lambda: F.cross_entropy(z, (1 - u) * y1 + u / Delta(n), "t").grad(z, {"t": "t"}),
                            p - (1 - u) * y1 - u / Delta(n), p - (1 - u) * y1 - u),
        "temperature": (lambda: (-F.sum(y1 * F.log(hot))).grad(z, {"t": "t"}), (hot - y1) / u, hot - y1),
        "z-loss": (lambda: sq(lse).grad(z, {"t": "t"}), 2 * lse * p, lse * p),
        "form-is-a-variance": (F.sum(p * sq(y)) - sq(F.sum(p * y)), F.sum(p * sq(y - F.sum(p * y))),
                               F.sum(p * sq(y - F.mean(y)))),
        "batch-gradient": (lambda: F.mean(F.cross_entropy(G, T, "t")).grad(G, {"i": "i", "t": "t"}),
                           (P - T) / Delta(m), P - T),
        "two-classes": (F.exp(u) / (F.exp(u) + F.exp(v)), F.sigmoid(u - v), F.sigmoid(v - u)),
    }  # fmt: skip


def layers():
    X, W, b, G = Variable("X", i=m, a=d), Variable("W", k=q, a=d), Variable("b", k=q), Variable("G", i=m, k=q)
    loss = G @ (X @ W + b)
    W1, W2 = Variable("W1", b=d, a=d), Variable("W2", k=q, b=d)
    hidden = F.tanh(X @ W1)
    decay = lam / 2 * F.sum(x * x)
    lr = Variable("lr")
    edges = {"b": "b", "a": "a"}
    return {
        "linear-layer/dW": (lambda: loss.grad(W, {"k": "k", "a": "a"}), G @ X, G @ X / Delta(m)),
        "linear-layer/dX": (lambda: loss.grad(X, {"i": "i", "a": "a"}), G @ W, G @ W / Delta(q)),
        "linear-layer/db": (lambda: loss.grad(b, {"k": "k"}), F.sum(G, ["i"]), F.mean(G, ["i"])),
        "weight-decay/update-halved": (lambda: x - lr * (g + decay.grad(x, {"i": "i"})),
                                       (1 - lr * lam) * x - lr * g, (1 - 2 * lr * lam) * x - lr * g),
        "layers/first-of-two": (lambda: (G @ (X @ W1 @ W2)).grad(W1, edges), (G @ W2) @ X,
                                F.sum(G @ W2, ["i"]) @ Ones(a=d)),
        "layers/first-of-two-with-tanh": (lambda: (G @ (hidden @ W2)).grad(W1, edges),
                                          ((G @ W2) * (1 - hidden * hidden)) @ X, ((G @ W2) * (1 - hidden)) @ X),
        "layers/low-rank-update": (lambda: (G @ (X @ (W + u * (W2 @ W1)))).grad(W1, edges), u * ((G @ W2) @ X),
                                   (G @ W2) @ X),
    }  # fmt: skip


def regression():
    th = Variable("th", a=d)
    res = X @ th - g
    ridge = F.mean(sq(res)) / 2 + lam / 2 * F.sum(sq(th))
    pr = F.sigmoid(X @ th)
    logistic = -F.sum(g * F.log(pr) + (1 - g) * F.log(1 - pr))
    Xb, a, b = X.rename(a="b"), {"a": "a"}, {"a": "b"}
    return {
        "ridge-gradient": (lambda: ridge.grad(th, a), F.mean(res * X, ["i"]) + lam * th,
                           F.mean(res * X, ["i"]) + lam / 2 * th),
        "ridge-hessian": (lambda: ridge.grad(th, a).grad(th, b), F.mean(X * Xb, ["i"]) + lam * Delta(d, "a", "b"),
                          F.mean(X * Xb, ["i"]) + lam),
        "logistic-gradient": (lambda: logistic.grad(th, a), (pr - g) @ X, (g - pr) @ X),
        "logistic-hessian": (lambda: logistic.grad(th, a).grad(th, b), F.sum(pr * (1 - pr) * X * Xb, ["i"]),
                             F.sum(pr * X * Xb, ["i"])),
    }  # fmt: skip


def attention():
    Q, K, V = Variable("Q", i=m, a=d), Variable("K", j=m, a=d), Variable("V", j=m, t=n)
    scores = Variable("S", i=m, j=m)  # free, where the gradient by the scores is asked for

    def read(s):
        return softmax(s, "j") @ V

    S = u * (Q @ K)
    P, O = softmax(scores, "j"), read(scores)  # noqa: E741
    dP = G @ V

    def dS():
        return (G @ O).grad(scores, {"i": "i", "j": "j"})

    at = softmax(S, "j")
    dS_at = at * (dP - F.sum(dP * at, ["j"]))
    return {
        "dS": (dS, P * (dP - F.sum(dP * P, ["j"])), P * (dP - F.sum(dP, ["j"]))),
        "dS-from-the-output": (dS, P * (dP - F.sum(G * O, ["t"])), P * (dP - F.sum(G, ["t"]))),
        "dQ": (lambda: (G @ read(S)).grad(Q, {"i": "i", "a": "a"}), u * (dS_at @ K), dS_at @ K),
        "rows-of-dS-sum-to-zero": (lambda: F.sum(dS(), ["j"]), Zero(i=m), F.sum(dP, ["j"])),
        "shift": (softmax(scores - x, "j"), P, F.exp(-x) * P),
    }  # fmt: skip


def matrices():
    def form(M, left=x, right=x):
        return left @ M @ right.rename(i="j")

    def cycle(*parts):  # the trace of a product
        names = "ijkl"[: len(parts)]
        factors = [p.rename(i=a, j=b) for p, a, b in zip(parts, names, names[1:] + names[0], strict=True)]
        return reduce(matmul, factors)

    sym = Variable("A", i=m, j=m).with_symmetries("i j")
    unit = x.with_eq_constraint(F.sum(x * x), 1)
    orth = A.with_eq_constraint(A @ A.rename(j="k"), Delta(m, "j", "k"))
    norm = F.pow(F.sum(A * A), half)
    ij, I = {"i": "k", "j": "h"}, Delta(m, "i", "k")  # noqa: E741

    def outer(c, i, j):
        return Delta(m, i, j) - c * unit.rename(i=i) * unit.rename(i=j)

    AB = A @ B.rename(i="j", j="k")
    inverse = B.with_eq_constraint(A @ B.rename(i="j", j="k"), Delta(m, "i", "k"))
    Bx = inverse.rename(i="j", j="h") @ x.rename(i="h")  # edge j
    gB = g.rename(i="h") @ inverse.rename(i="h", j="k")  # edge k
    updated = inverse.rename(i="j", j="k") - Bx * gB / (1 + g.rename(i="j") @ Bx)
    crossed = x * g.rename(i="j") - x.rename(i="j") * g
    means = A - F.mean(A, ["i"]) - F.mean(A, ["j"]) + F.mean(A)
    AT_inverse = F.inverse(A)  # as a network: the edge i of A^-1 contracts with the edge i of A
    return {
        "bilinear": (lambda: form(A, x, g).grad(x, {"i": "i"}), A @ g.rename(i="j"), (A @ g).rename(j="i")),
        "quadratic": (lambda: form(A).grad(x, {"i": "i"}), A @ x.rename(i="j") + (A @ x).rename(j="i"),
                      2 * (A @ x.rename(i="j"))),
        "quadratic-symmetric": (lambda: form(sym).grad(x, {"i": "i"}), 2 * (sym @ x.rename(i="j")),
                                sym @ x.rename(i="j")),
        "squared-norm": (lambda: F.sum(A * A).grad(A, ij), 2 * A.rename(i="k", j="h"), 2 * A.rename(i="h", j="k")),
        "norm": (lambda: norm.grad(A, ij), A.rename(i="k", j="h") / norm, A.rename(i="k", j="h")),
        "trace-is-cyclic": (cycle(A, B, C), cycle(B, C, A), cycle(B, A, C)),
        "trace-of-the-cube": (lambda: cycle(A, A, A).grad(A, ij), 3 * (A.rename(i="h", j="l") @ A.rename(i="l", j="k")),
                              3 * (A.rename(i="k", j="l") @ A.rename(i="l", j="h"))),
        "commutator-has-no-trace": (cycle(A, B) - cycle(B, A), Zero(), F.trace(A)),
        "square-of-a-product": (AB @ (A.rename(j="h") @ B.rename(i="h", j="k")), F.sum(AB * AB),
                                F.sum((A * A) @ (B * B).rename(i="j", j="k"))),
        "projection": (outer(1, "i", "j") @ outer(1, "j", "k"), outer(1, "i", "k"), outer(-1, "i", "k")),
        "reflection": (outer(2, "i", "j") @ outer(2, "j", "k"), I, outer(1, "i", "k")),
        "orthogonal-keeps-lengths": (F.sum(sq(orth @ x.rename(i="j"))), F.sum(sq(x)), sq(F.sum(x))),
        "sherman-morrison": ((A + x * g.rename(i="j")) @ updated, I, I + x * g.rename(i="k")),
        "lagrange": (F.sum(x * x) * F.sum(g * g) - sq(F.sum(x * g)), F.sum(crossed * crossed) / 2,
                     F.sum(crossed * crossed)),
        "double-centring": (F.sum(means, ["j"]), Zero(i=m), F.mean(A, ["j"])),
        "derivative-of-the-inverse": (
            lambda: F.sum(F.inverse(A) @ Delta(m, "i", "j")).grad(A, ij),
            -(AT_inverse.rename(i="k", j="l") @ AT_inverse.rename(i="l", j="h")),
            -(AT_inverse.rename(i="h", j="l") @ AT_inverse.rename(i="l", j="k"))),
        "log-determinant": (lambda: F.log(F.det(A)).grad(A, ij), AT_inverse.rename(i="k", j="h"),
                            AT_inverse.rename(i="h", j="k")),
    }  # fmt: skip


def statistics():
    mx, mg = F.mean(x), F.mean(g)
    var = F.mean(sq(x - mx))
    pairs = x - x.rename(i="j")
    return {
        "variance-about-c": (var, F.mean(sq(x - u)) - sq(mx - u), F.mean(sq(x - u)) + sq(mx - u)),
        "variance-by-pairs": (F.sum(pairs * pairs), 2 * Delta(m) * Delta(m) * var, Delta(m) * Delta(m) * var),
        "covariance": (F.mean((x - mx) * (g - mg)), F.mean(x * g) - mx * mg, F.mean(x * g)),
        "deviations-sum-to-zero": (F.sum(x - mx), Zero(), mx),
        "product-of-sums": (F.sum(x) * F.sum(g), F.sum(x * g.rename(i="j")), Delta(m) * F.sum(x * g)),
    }


def numbers():
    s, t, soft = F.sigmoid, F.tanh, F.log(1 + F.exp(u))
    phi, Phi = F.exp(-(u**2) / 2) * float(1 / sympy.sqrt(2 * sympy.pi)), (1 + F.erf(u * float(1 / sympy.sqrt(2)))) / 2
    bce = -(v * F.log(s(u)) + (1 - v) * F.log(1 - s(u)))
    return {
        "activations/sigmoid-derivative": (lambda: s(u).grad(u), s(u) * (1 - s(u)), 1 - s(u) * s(u)),
        "activations/sigmoid-reflection": (s(-u), 1 - s(u), s(u)),
        "activations/tanh-is-a-scaled-sigmoid": (t(u), 2 * s(2 * u) - 1, 2 * s(u) - 1),
        "activations/tanh-derivative": (lambda: t(u).grad(u), 1 - sq(t(u)), 1 - t(u)),
        "activations/softplus": (lambda: soft.grad(u), s(u), s(-u)),
        "activations/softplus-reflected": (soft - F.log(1 + F.exp(-u)), u, -u),
        "activations/log-sigmoid": (F.log(s(u)), -F.log(1 + F.exp(-u)), -soft),
        "activations/silu": (lambda: (u * s(u)).grad(u), s(u) * (1 + u * (1 - s(u))), s(u) * (1 + u * s(u))),
        "activations/mish": (lambda: (u * t(soft)).grad(u), t(soft) + u * s(u) * (1 - sq(t(soft))), t(soft) + u * s(u)),
        "activations/tanh-twice": (lambda: t(u).grad(u).grad(u), -2 * t(u) * (1 - sq(t(u))), 2 * t(u) * (1 - sq(t(u)))),
        "activations/tanh-of-a-sum": (t(u + v), (t(u) + t(v)) / (1 + t(u) * t(v)), (t(u) + t(v)) / (1 - t(u) * t(v))),
        "activations/binary-cross-entropy": (lambda: bce.grad(u), s(u) - v, v - s(u)),
        "activations/gelu": (lambda: F.gelu(u).grad(u), Phi + u * phi, Phi - u * phi),
        "pieces/relu-split": (F.relu(u) - F.relu(-u), u, F.abs(u)),
        "pieces/absolute-of-a-product": (F.abs(u) * F.abs(v), F.abs(u * v), u * v),
        "pieces/greater-and-lesser": (F.maximum(u, v) - F.maximum(-u, -v), u + v, F.abs(u - v)),
        "pieces/exponential-of-the-greater": (F.exp(F.maximum(u, v)), F.maximum(F.exp(u), F.exp(v)),
                                              -F.maximum(-F.exp(u), -F.exp(v))),
        "pieces/stable-softplus": (soft, F.relu(u) + F.log(1 + F.exp(-F.abs(u))), F.relu(u) + soft),
        "roots/of-a-square": (F.sqrt(F.pow(u, 2)), F.abs(u), u),
        "roots/of-a-product": (F.sqrt(u) * F.sqrt(v), F.sqrt(u * v), u * v),
        "roots/log-of-a-product": (F.log(u * v), F.log(u) + F.log(v), F.log(u) * F.log(v)),
        "fractions/complement": (F.sum(x / (x + u)) + F.sum(u / (x + u)), Delta(m), Ones()),
        "fractions/partial": (F.sum(1 / (x * (x + 1))), F.sum(1 / x) - F.sum(1 / (x + 1)), F.sum(1 / x)),
        "fractions/a-square-below": (F.sum(F.pow(x + u, -2)), F.sum(1 / (x * x + 2 * u * x + u * u)),
                                     F.sum(1 / (x * x + u * u))),
        "fractions/names-exchanged": (F.sum(x / (x + x.rename(i="j"))), Delta(m) * Delta(m) / 2, Delta(m) / 2),
    }  # fmt: skip


def random():
    N = Variable("N", i=m)
    other = N.rename(i="j")

    def expected(t):
        return Expectation.gaussian(t, N, std=v)

    def spread(t):
        return expected(t * t) - expected(t) * expected(t)

    total, trace, whole = F.sum(x * N), F.trace(A), x + N
    four = F.sum(x * N) * F.sum(x * N) * F.sum(x * N) * F.sum(x * N)
    centred = N - F.mean(N)
    square, size = v * v, Delta(m)
    return {
        "normal-sum": (spread(total), square * F.sum(x * x), square * F.sum(x) * F.sum(x)),
        "normal-form": (expected(N @ A @ other), square * trace, square * F.sum(A)),
        "normal-form-about-a-mean": (expected(whole @ A @ whole.rename(i="j")),
                                     square * trace + x @ A @ x.rename(i="j"), square * trace),
        "fourth-moment-of-a-sum": (expected(four), 3 * square * square * sq(F.sum(x * x)),
                                   square * square * sq(F.sum(x * x))),
        "length": (expected(F.sum(N * N) * F.sum(N * N)), (size * size + 2 * size) * square * square,
                   size * size * square * square),
        "variance-of-the-mean": (spread(F.mean(N)), square / size, square),
        "unbiased": (expected(F.sum(centred * centred)), (size - 1) * square, size * square),
        "exponential-of-a-normal": (Expectation.gaussian(F.exp(u), u), F.exp(Ones() / 2), Ones()),
        "half-of-a-normal": (Expectation.gaussian(F.relu(u) * F.relu(u), u), Ones() / 2, Ones()),
    }  # fmt: skip


TOPICS = {
    "batch-norm": batch_norm, "layer-norm": norms, "rms-norm": norms, "weight-norm": norms, "cosine": norms,
    "softmax-cross-entropy": cross_entropy, "softmax": softmaxes, "linear-layer": layers, "weight-decay": layers,
    "layers": layers, "regression": regression, "attention": attention, "matrices": matrices,
    "statistics": statistics, "activations": numbers, "pieces": numbers, "roots": numbers, "fractions": numbers,
    "random": random,
}  # fmt: skip


def state(name: str, wrong: bool, size: int | None):
    topic, _, last = name.partition("/")
    table = TOPICS[topic]() if topic in TOPICS else {}
    sides = table.get(name) or table.get(last)
    if sides is None:
        return "cannot state"
    left, right, slip = (t if isinstance(t, FunctionType) else lambda t=t: t for t in sides)
    return left, slip if wrong else right


def difference(expand: bool):
    """The simplified difference is the zero tensor."""
    return lambda left, right: "proved" if isinstance((left() - right()).full_simplify(expand), Zero) else "open"


def sides(expand: bool):
    """Both sides simplify to the same diagram, free edges matched by name."""
    def decide(left, right) -> str:
        a, b = left().full_simplify(expand), right().full_simplify(expand)
        return "proved" if a.is_isomorphic(b, match_edges=True) else "open"
    return decide


if __name__ == "__main__":
    warm = Variable("a", i=n)
    F.sum(F.exp(warm) * warm).grad(warm).full_simplify()
    serve(version("tensorgrad"), state, {
        "difference": difference(True), "both sides": sides(True),
        "difference, not expanded": difference(False), "both sides, not expanded": sides(False),
    })  # fmt: skip
