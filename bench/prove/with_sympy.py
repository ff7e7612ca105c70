"""Plain SymPy as the system measured, in two ways.

At a fixed size every member is a symbol of its own, and a number of steps is a number. A statement
that holds for each index is taken at one member (for a Jacobian, at one off the diagonal), which is
less than the claim says, in SymPy's favour.

In general form: sums over Indexed, matrix symbols, integer symbols, rsolve, limit, stats.
"""

from itertools import product
from types import FunctionType

import sympy as sp
from sympy.stats import Bernoulli, Covariance, Expectation, Normal, Variance
from sympy.stats import E as expected
from worker import serve

half = sp.Rational(1, 2)
u, v, w = sp.symbols("u v w", real=True)
eps, lam = sp.symbols("eps lam", positive=True)
exp, log, sqrt, tanh = sp.exp, sp.log, sp.sqrt, sp.tanh


def sigmoid(t):
    return 1 / (1 + exp(-t))


def relu(t):
    return sp.Max(t, 0)


# --------------------------------------------------------------------------
# At a fixed size


def family(name: str, *sizes: int, **more):
    more = {"real": True, **more}
    return list(sp.symbols(f"{name}:{sizes[0]}", **more)) if len(sizes) == 1 else [
        family(f"{name}{i}_", *sizes[1:], **more) for i in range(sizes[0])]


def add(terms):
    return sp.Add(*terms)


def dot(a, b):
    return add(s * t for s, t in zip(a, b, strict=True))


def mean(terms):
    terms = list(terms)
    return add(terms) / len(terms)


def column(M, k):
    return [row[k] for row in M]


def batch_norm(m: int):
    x, g = family("x", m), family("g", m)
    gamma, beta, u = sp.symbols("gamma beta u", real=True)
    v = sp.Symbol("v", positive=True)
    mu = mean(x)
    var_at = mean((a - u) ** 2 for a in x)  # at any centre u
    var = var_at.subs(u, mu)
    xhat_at = [(a - u) / sqrt(v + eps) for a in x]
    loss_at = dot(g, [gamma * a + beta for a in xhat_at])

    def at(t):  # the nodes' own values, after differentiation
        return t.subs(v, var).subs(u, mu)

    loss = at(loss_at)

    def dvar():
        return at(loss_at.diff(v))

    def dmu():
        return at(loss_at.subs(v, var_at).diff(u))

    root, xhat, dxhat = sqrt(var + eps), list(map(at, xhat_at)), [gamma * a for a in g]
    mean_1, mean_2 = mean(dxhat), dot(dxhat, xhat) / m
    second = mean(-2 * (a - mu) for a in x)
    return {
        "dx": (lambda: loss.diff(x[0]),
               lambda: dxhat[0] / root + dvar() * (2 * (x[0] - mu) / m) + dmu() / m,
               lambda: dxhat[0] / root + dvar() * ((x[0] - mu) / m) + dmu() / m),
        "dx-collapsed": (lambda: loss.diff(x[0]), (dxhat[0] - mean_1 - xhat[0] * mean_2) / root,
                         (dxhat[0] - xhat[0] * mean_2) / root),
        "dmu-second-term-is-zero": (lambda: dvar() * second, 0, lambda: dvar() * mean(-2 * a for a in x)),
        "dx-sums-to-zero": (lambda: add(loss.diff(a) for a in x), 0, add(g)),
        "xhat-sums-to-zero": (add(xhat), 0, m),
        "xhat-variance": (mean((a - mean(xhat)) ** 2 for a in xhat), var / (var + eps), 1),
        "dgamma": (lambda: loss.diff(gamma), dot(g, xhat), dot(g, x)),
    }  # fmt: skip


def norms(n: int):
    x, g = family("x", n), family("g", n)
    root = sqrt(mean((a - mean(x)) ** 2 for a in x) + eps)
    xhat = [(a - mean(x)) / root for a in x]
    loss = dot(g, xhat)
    along = xhat[0] * mean(a * b for a, b in zip(g, xhat, strict=True))
    y, z = family("y", n), family("z", n)
    rms, plain = sqrt(dot(y, y) / n + eps), sqrt(mean(a**2 for a in y))
    rn = [a / rms for a in y]
    norm, other = sqrt(dot(y, y)), sqrt(dot(z, z))
    wn = [u * a / norm for a in y]
    weight_loss = dot(g, wn)
    cos = dot(y, z) / (norm * other)
    return {
        "layer-norm/dx": (lambda: loss.diff(x[0]), (g[0] - mean(g) - along) / root, (g[0] - along) / root),
        "layer-norm/dx-sums-to-zero": (lambda: add(loss.diff(a) for a in x), 0, add(g)),
        "rms-norm/dx": (lambda: dot(g, rn).diff(y[0]), (g[0] - rn[0] * dot(g, rn) / n) / rms,
                        (g[0] - rn[0] * dot(g, rn)) / rms),
        "rms-norm/scale": (u * y[0] / sqrt(mean((u * a) ** 2 for a in y)), u / abs(u) * y[0] / plain, y[0] / plain),
        "weight-norm/dv": (lambda: weight_loss.diff(y[0]), u / norm * (g[0] - y[0] * dot(g, y) / norm**2),
                           u / norm * (g[0] - y[0] * dot(g, y) / norm)),
        "weight-norm/dv-is-orthogonal": (lambda: add(a * weight_loss.diff(a) for a in y), 0, weight_loss.diff(u)),
        "cosine/gradient": (lambda: cos.diff(y[0]), z[0] / (norm * other) - cos * y[0] / norm**2,
                            z[0] / (norm * other) - cos * y[0] / norm),
        "cosine/gradient-is-orthogonal": (lambda: add(a * cos.diff(a) for a in y), 0, cos),
    }  # fmt: skip


def cross_entropy(n: int):
    z, y, free, c = family("z", n), family("y", n), family("f", n), sp.Symbol("c", real=True)
    y[-1] = 1 - add(y[:-1])  # the targets sum to one
    whole = add(map(exp, z))
    p = [exp(a) / whole for a in z]
    shifted = exp(z[0] + c)
    lse, loss, any_loss = log(whole), -dot(y, map(log, p)), -dot(free, map(log, p))
    return {
        "sums-to-one": (add(p), 1, sp.Rational(1, n)),
        "shift-invariant": (shifted / add(exp(a + c) for a in z), p[0], shifted / whole),
        "jacobian": (lambda: p[0].diff(z[1]), -p[0] * p[1], p[0] * p[1]),
        "lse-gradient": (lambda: lse.diff(z[0]), p[0], exp(z[0])),
        "lse-hessian": (lambda: lse.diff(z[0], z[1]), -p[0] * p[1], p[0] * p[1]),
        "gradient-any-target": (lambda: any_loss.diff(z[0]), p[0] * add(free) - free[0], p[0] - free[0]),
        "gradient": (lambda: loss.diff(z[0]), p[0] - y[0], y[0] - p[0]),
        "hessian": (lambda: loss.diff(z[0], z[1]), -p[0] * p[1], -y[0] * p[0] * p[1]),
    }  # fmt: skip


def softmaxes(n: int):
    z, y, form = family("z", n), family("y", n, positive=True), family("f", n)
    y[-1] = 1 - add(y[:-1])
    whole = add(map(exp, z))
    p = [exp(a) / whole for a in z]
    H, divergence = -dot(p, map(log, p)), add(a * (log(a) - log(b)) for a, b in zip(y, p, strict=True))
    smooth = [(1 - u) * a + u / n for a in y]
    T = sp.Symbol("T", positive=True)
    hot = [exp(a / T) for a in z]
    hot = [a / add(hot) for a in hot]
    G, targets = family("G", n, n), family("T", n, n)
    for row in targets:
        row[-1] = 1 - add(row[:-1])
    P = [[exp(a) / add(map(exp, row)) for a in row] for row in G]
    batch = -mean(dot(a, map(log, b)) for a, b in zip(targets, P, strict=True))
    m1 = dot(p, form)
    return {
        "entropy-gradient": (lambda: H.diff(z[0]), -p[0] * (log(p[0]) + H), -p[0] * (log(p[0]) - H)),
        "columns-of-the-jacobian": (lambda: add(p[0].diff(a) for a in z), 0, p[0]),
        "second-derivative": (lambda: p[0].diff(z[1], z[2]), 2 * p[0] * p[1] * p[2], p[0] * p[1] * p[2]),
        "its-logarithm": (log(p[0]), z[0] - log(whole), z[0] - whole),
        "divergence-gradient": (lambda: divergence.diff(z[0]), p[0] - y[0], p[0] - log(y[0])),
        "label-smoothing": (lambda: -dot(smooth, map(log, p)).diff(z[0]), p[0] - (1 - u) * y[0] - u / n,
                            p[0] - (1 - u) * y[0] - u),
        "temperature": (lambda: -dot(y, map(log, hot)).diff(z[0]), (hot[0] - y[0]) / T, hot[0] - y[0]),
        "z-loss": (lambda: (log(whole) ** 2).diff(z[0]), 2 * log(whole) * p[0], log(whole) * p[0]),
        "form-is-a-variance": (add(a * b**2 for a, b in zip(p, form, strict=True)) - m1**2,
                               add(a * (b - m1) ** 2 for a, b in zip(p, form, strict=True)),
                               add(a * (b - mean(form)) ** 2 for a, b in zip(p, form, strict=True))),
        "batch-gradient": (lambda: batch.diff(G[0][0]), (P[0][0] - targets[0][0]) / n, P[0][0] - targets[0][0]),
    }  # fmt: skip


def layers(n: int):
    X, W, G, W1, W2 = (family(name, n, n) for name in ("X", "W", "G", "P", "Q"))
    b, x, g = family("b", n), family("x", n), family("g", n)
    rows = range(n)
    loss = add(G[i][k] * (dot(X[i], W[k]) + b[k]) for i in rows for k in rows)
    dW, dX, db = dot(column(G, 0), column(X, 0)), dot(G[0], column(W, 0)), add(column(G, 0))
    inner = [[dot(X[i], W1[k]) for k in rows] for i in rows]
    two = add(G[i][k] * dot(W2[k], inner[i]) for i in rows for k in rows)
    h = [[tanh(t) for t in row] for row in inner]
    curved = add(G[i][k] * dot(W2[k], h[i]) for i in rows for k in rows)
    back = [dot(G[i], column(W2, 0)) for i in rows]
    low = add(G[i][k] * X[i][a] * (W[k][a] + u * dot(W2[k], column(W1, a))) for i in rows for k in rows for a in rows)
    decay, lr = lam / 2 * dot(x, x), sp.Symbol("lr", real=True)
    first = add(back[i] * X[i][0] for i in rows)
    return {
        "linear-layer/dW": (lambda: loss.diff(W[0][0]), dW, dW / n),
        "linear-layer/dX": (lambda: loss.diff(X[0][0]), dX, dX / n),
        "linear-layer/db": (lambda: loss.diff(b[0]), db, db / n),
        "weight-decay/update-halved": (lambda: x[0] - lr * (g[0] + decay.diff(x[0])),
                                       (1 - lr * lam) * x[0] - lr * g[0], (1 - 2 * lr * lam) * x[0] - lr * g[0]),
        "layers/first-of-two": (lambda: two.diff(W1[0][0]), first, add(back)),
        "layers/first-of-two-with-tanh": (
            lambda: curved.diff(W1[0][0]), add(back[i] * (1 - h[i][0] ** 2) * X[i][0] for i in rows),
            add(back[i] * (1 - h[i][0]) * X[i][0] for i in rows)),
        "layers/low-rank-update": (lambda: low.diff(W1[0][0]), u * first, first),
    }  # fmt: skip


def regression(n: int):
    X, th, g = family("X", n, n), family("th", n), family("g", n)
    scores = [dot(row, th) for row in X]
    res = [a - b for a, b in zip(scores, g, strict=True)]
    pr = list(map(sigmoid, scores))
    ridge = mean(r**2 for r in res) / 2 + lam / 2 * dot(th, th)
    logistic = -add(y * log(p) + (1 - y) * log(1 - p) for y, p in zip(g, pr, strict=True))
    both = list(zip(column(X, 0), column(X, 1), strict=True))
    return {
        "ridge-gradient": (lambda: ridge.diff(th[0]), dot(res, column(X, 0)) / n + lam * th[0],
                           dot(res, column(X, 0)) / n + lam / 2 * th[0]),
        "ridge-hessian": (lambda: ridge.diff(th[0], th[1]), mean(a * b for a, b in both),
                          mean(a * b for a, b in both) + lam),
        "logistic-gradient": (lambda: logistic.diff(th[0]),
                              add((p - y) * a for p, y, a in zip(pr, g, column(X, 0), strict=True)),
                              add((y - p) * a for p, y, a in zip(pr, g, column(X, 0), strict=True))),
        "logistic-hessian": (lambda: logistic.diff(th[0], th[1]),
                             add(p * (1 - p) * a * b for p, (a, b) in zip(pr, both, strict=True)),
                             add(p * a * b for p, (a, b) in zip(pr, both, strict=True))),
    }  # fmt: skip


def attention(n: int):
    """One row of queries; every size is n."""
    scores, V, dO = family("s", n), family("V", n, n), family("o", n)
    Q, K = family("q", n), family("K", n, n)

    def read(s):
        whole = add(map(exp, s))
        p = [exp(a) / whole for a in s]
        return p, [dot(p, column(V, t)) for t in range(n)]

    P, O = read(scores)  # noqa: E741
    loss, dP = dot(dO, O), [dot(dO, row) for row in V]
    S = [u * dot(Q, row) for row in K]
    P_at, O_at = read(S)
    dS_at = [p * (a - dot(dP, P_at)) for p, a in zip(P_at, dP, strict=True)]
    c = sp.Symbol("c", real=True)
    return {
        "dS": (lambda: loss.diff(scores[0]), P[0] * (dP[0] - dot(dP, P)), P[0] * (dP[0] - add(dP))),
        "dS-from-the-output": (lambda: loss.diff(scores[0]), P[0] * (dP[0] - dot(dO, O)), P[0] * (dP[0] - add(dO))),
        "dQ": (lambda: dot(dO, O_at).diff(Q[0]), u * dot(dS_at, column(K, 0)), dot(dS_at, column(K, 0))),
        "rows-of-dS-sum-to-zero": (lambda: add(loss.diff(a) for a in scores), 0, add(dP)),
        "shift": (exp(scores[0] - c) / add(exp(a - c) for a in scores), P[0], exp(-c) * P[0]),
    }  # fmt: skip


def matrices(n: int):
    A, B, C = (sp.Matrix(family(name, n, n)) for name in "ABC")
    x, g = sp.Matrix(family("x", n)), sp.Matrix(family("g", n))
    rows = range(n)
    sym = sp.Matrix(n, n, lambda i, j: A[min(i, j), max(i, j)])
    squares = add(a**2 for a in A)
    unit = x / sqrt((x.T * x)[0])
    AB, I = A * B, sp.eye(n)  # noqa: E741
    crossed = add((x[i] * g[j] - x[j] * g[i]) ** 2 for i in rows for j in rows)
    quadratic, bilinear = (x.T * A * x)[0], (x.T * A * g)[0]
    row = add(A[0, j] - mean(A[:, j]) - mean(A[0, :]) + mean(A) for j in rows)

    def cayley():  # every rotation but those by half a turn
        S = sp.Matrix(n, n, lambda i, j: 0 if i == j else (A[i, j] if i < j else -A[j, i]))
        return (I - S) * (I + S).inv()

    def updated():
        inverse = B  # and A is what it is the inverse of
        return inverse - (inverse * x) * (g.T * inverse) / (1 + (g.T * inverse * x)[0])

    return {
        "bilinear": (lambda: bilinear.diff(x[0]), (A * g)[0], (A.T * g)[0]),
        "quadratic": (lambda: quadratic.diff(x[0]), ((A + A.T) * x)[0], 2 * (A * x)[0]),
        "quadratic-symmetric": (lambda: (x.T * sym * x)[0].diff(x[0]), 2 * (sym * x)[0], (sym * x)[0]),
        "squared-norm": (lambda: squares.diff(A[0, 1]), 2 * A[0, 1], 2 * A[1, 0]),
        "norm": (lambda: sqrt(squares).diff(A[0, 1]), A[0, 1] / sqrt(squares), A[0, 1]),
        "trace-is-cyclic": (lambda: (A * B * C).trace(), lambda: (B * C * A).trace(), lambda: (B * A * C).trace()),
        "trace-of-the-cube": (lambda: (A**3).trace().diff(A[0, 1]), 3 * (A * A)[1, 0], 3 * (A * A)[0, 1]),
        "commutator-has-no-trace": (lambda: (A * B - B * A).trace(), 0, A.trace()),
        "square-of-a-product": (lambda: (B.T * A.T * A * B).trace(), add(t**2 for t in AB),
                                add(A[i, j] ** 2 * B[j, k] ** 2 for i, j, k in product(rows, repeat=3))),
        "projection": (lambda: ((I - unit * unit.T) ** 2)[0, 1], (I - unit * unit.T)[0, 1], (I + unit * unit.T)[0, 1]),
        "reflection": (lambda: ((I - 2 * unit * unit.T) ** 2)[0, 1], 0, (unit * unit.T)[0, 1]),
        "orthogonal-keeps-lengths": (lambda: add(t**2 for t in cayley() * x), add(t**2 for t in x), add(x) ** 2),
        "sherman-morrison": (lambda: ((B.inv() + x * g.T) * updated())[0, 0], 1, 1 + x[0] * g[0]),
        "lagrange": (add(t**2 for t in x) * add(t**2 for t in g) - (x.T * g)[0] ** 2, crossed / 2, crossed),
        "double-centring": (row, 0, mean(A[0, :])),
        "derivative-of-the-inverse": (lambda: A.inv().trace().diff(A[0, 1]), lambda: -(A.inv() ** 2)[1, 0],
                                      lambda: -(A.inv() ** 2)[0, 1]),
        "log-determinant": (lambda: log(A.det()).diff(A[0, 1]), lambda: A.inv()[1, 0], lambda: A.inv()[0, 1]),
    }  # fmt: skip


def statistics(n: int):
    x, g = family("x", n), family("g", n)
    mx, mg = mean(x), mean(g)
    var = mean((a - mx) ** 2 for a in x)
    pairs = add((a - b) ** 2 for a, b in product(x, repeat=2))
    return {
        "variance-about-c": (var, mean((a - u) ** 2 for a in x) - (mx - u) ** 2,
                             mean((a - u) ** 2 for a in x) + (mx - u) ** 2),
        "variance-by-pairs": (pairs, 2 * n**2 * var, n**2 * var),
        "covariance": (dot([a - mx for a in x], [b - mg for b in g]) / n, dot(x, g) / n - mx * mg, dot(x, g) / n),
        "deviations-sum-to-zero": (add(a - mx for a in x), 0, mx),
        "product-of-sums": (add(x) * add(g), add(a * b for a, b in product(x, g)), n * dot(x, g)),
    }


def fractions(n: int):
    x, c = family("x", n, positive=True), sp.Symbol("c", positive=True)
    return {
        "complement": (add(a / (a + c) for a in x) + add(c / (a + c) for a in x), n, 1),
        "partial": (add(1 / (a * (a + 1)) for a in x), add(1 / a for a in x) - add(1 / (a + 1) for a in x),
                    add(1 / a for a in x)),
        "a-square-below": (add((a + c) ** -2 for a in x), add(1 / (a**2 + 2 * c * a + c**2) for a in x),
                           add(1 / (a**2 + c**2) for a in x)),
        "names-exchanged": (add(a / (a + b) for a, b in product(x, repeat=2)), sp.Rational(n**2, 2), sp.Rational(n, 2)),
    }


def random(n: int):
    x, A = family("x", n), family("A", n, n)
    p, s = sp.symbols("p s", positive=True)
    masks = [Bernoulli(f"M{i}", p) for i in range(n)]
    N = [Normal(f"N{i}", 0, s) for i in range(n)]
    rows = range(n)
    masked, total, centre = dot(x, masks), dot(x, N), mean(N)
    trace, squares = add(A[i][i] for i in rows), add(t**2 for t in x)

    def evaluated(t, *kinds):
        """Term by term: of the whole at once, all outcomes would be listed."""
        return t.expand().replace(lambda e: isinstance(e, kinds), lambda e: e.evaluate_integral())

    def mean_of(t):
        return evaluated(Expectation(sp.expand(t)), Expectation)

    def spread_of(t):
        return evaluated(Variance(t), Variance, Covariance)

    def form(a):
        return add(a[i] * A[i][j] * a[j] for i in rows for j in rows)

    moved = [a + b for a, b in zip(x, N, strict=True)]
    return {
        "dropout/linear-unit-variance": (lambda: spread_of(masked), p * (1 - p) * squares, p * (1 - p) * add(x) ** 2),
        "random/mask-mean": (lambda: mean_of(masked / p), add(x), p * add(x)),
        "random/normal-sum": (lambda: spread_of(total), s**2 * squares, s**2 * add(x) ** 2),
        "random/normal-form": (lambda: mean_of(form(N)), s**2 * trace, s**2 * add(map(add, A))),
        "random/normal-form-about-a-mean": (lambda: mean_of(form(moved)), s**2 * trace + form(x), s**2 * trace),
        "random/fourth-moment-of-a-sum": (lambda: mean_of(total**4), 3 * s**4 * squares**2, s**4 * squares**2),
        "random/length": (lambda: mean_of(add(t**2 for t in N) ** 2), (n**2 + 2 * n) * s**4, n**2 * s**4),
        "random/variance-of-the-mean": (lambda: spread_of(centre), s**2 / n, s**2),
        "random/unbiased": (lambda: mean_of(add((t - centre) ** 2 for t in N)), (n - 1) * s**2, n * s**2),
    }  # fmt: skip


def steps(t: int):
    """A number of steps t; sequences as symbols, recurrences carried out."""
    g, b, c, lr, mu, x0 = family("g", t + 1), sp.Symbol("b"), *sp.symbols("c lr mu x0", real=True)
    at, before = family("a", 2 * t + 2), family("b", t + 1)
    n = range(1, t + 1)
    size = 2
    V, D = sp.Matrix(family("V", size, size)), sp.diag(*family("d", size))

    def carried(start, step):
        value = start
        for i in n:
            value = step(value, i)
        return value

    k = sp.Symbol("k", positive=True)
    spread_sum = (1 - b) ** 2 * add(b ** (2 * (t - i)) for i in n)
    weighted = add(b ** (t - i) * g[i] ** 2 for i in n)
    ends = at[t] * before[t] - at[1] * before[0]
    path = (1 - lr * lam) ** t * x0
    built = -lr * c * (1 - mu**t) / (1 - mu)
    return {
        "adam/bias-as-weights": ((1 - b) * add(b ** (t - i) for i in n), 1 - b**t, 1 - b ** (t + 1)),
        "adam/m-unrolled": (lambda: carried(0, lambda m, i: b * m + (1 - b) * g[i]),
                            (1 - b) * add(b ** (t - i) * g[i] for i in n), (1 - b) * add(b**i * g[i] for i in n)),
        "gradient-descent/unrolled": (lambda: carried(x0, lambda x, i: x - lr * lam * x), path, (1 - lr * lam) * x0),
        "momentum/constant-gradient": (lambda: carried(0, lambda m, i: mu * m - lr * c), built,
                                       -lr * c * (1 - mu ** (t + 1)) / (1 - mu)),
        "exponential-average/variance": (spread_sum, (1 - b) / (1 + b) * (1 - b ** (2 * t)),
                                         (1 - b) / (1 + b) * (1 - b**t)),
        "matrix-power/power": (lambda: ((V * D * V.inv()) ** t)[0, 1], lambda: (V * D**t * V.inv())[0, 1],
                               lambda: (V * D ** (t + 1) * V.inv())[0, 1]),
        "schedules/squares-telescope": (add(1 / ((1 + k * (i - 1)) * (1 + k * i)) for i in n),
                                        (1 - 1 / (1 + k * t)) / k,
                                        (1 - 1 / (1 + k * (t - 1))) / k),
        "sums/integers": (add(n), sp.Rational(t * (t + 1), 2), sp.Rational(t**2, 2)),
        "sums/cubes": (add(i**3 for i in n), add(n) ** 2, add(i**2 for i in n)),
        "sums/arithmetic-geometric": (add(i * b**i for i in range(t + 1)),
                                      (b - (t + 1) * b ** (t + 1) + t * b ** (t + 2)) / (1 - b) ** 2,
                                      (b - (t + 1) * b ** (t + 1)) / (1 - b) ** 2),
        "sums/telescoping": (add(sp.Rational(1, i * (i + 1)) for i in n), 1 - sp.Rational(1, t + 1),
                             1 - sp.Rational(1, t)),
        "sums/by-parts": (add(at[i] * (before[i] - before[i - 1]) for i in n),
                          ends - add(before[i] * (at[i + 1] - at[i]) for i in range(1, t)),
                          ends - add(before[i] * (at[i + 1] - at[i]) for i in n)),
        "sums/last-term": (add(at[i] for i in n), add(at[i] for i in range(1, t)) + at[t],
                           add(at[i] for i in range(1, t)) + at[1]),
        "sums/shifted": (add(at[i + 1] for i in range(t)), add(at[i] for i in n), add(at[i] for i in range(t))),
        "sums/reversed": (add(at[t + 1 - i] for i in n), add(at[i] for i in n), add(at[i] for i in range(t))),
        "sums/split": (add(at[i] for i in range(1, 2 * t + 1)), add(at[i] for i in n) + add(at[t + i] for i in n),
                       2 * add(at[i] for i in n)),
        "sums/triangle": (add(at[i] * before[j] for i in n for j in range(1, i + 1)),
                          add(at[i] * before[j] for j in n for i in range(j, t + 1)),
                          add(at[i] * before[j] for j in n for i in n)),
        "adam/vhat-limit": (lambda: sp.limit((1 - b) * weighted / (1 - b**t), b, 1, "-"), mean(g[i] ** 2 for i in n),
                            add(g[i] ** 2 for i in n)),
    }  # fmt: skip


def limits(n: int):
    z = family("z", n)
    return {
        "hot-softmax": (lambda: sp.limit(exp(u * z[0]) / add(exp(u * a) for a in z), u, 0), sp.Rational(1, n), 1),
        "log-mean-exp": (lambda: sp.limit(log(mean(exp(u * a) for a in z)) / u, u, 0), mean(z), add(z)),
    }


def orders(n: int):
    """An inequality is one relation, right or wrong; there are no sides to subtract."""
    x, g, z = family("x", n), family("g", n), family("z", n)
    y, q = family("y", n, positive=True), family("q", n, positive=True)
    y[-1], q[-1] = 1 - add(y[:-1]), 1 - add(q[:-1])
    whole = add(map(exp, z))
    return {
        "cauchy": relation(dot(x, g) ** 2, dot(x, x) * dot(g, g), dot(x, x)),
        "variance": relation(mean(x) ** 2, mean(a**2 for a in x), mean(a**2 for a in x) / n),
        "log-sum-exp": relation(z[0], log(whole), log(whole / n)),
        "divergence": relation(sp.S.Zero, add(a * (log(a) - log(b)) for a, b in zip(y, q, strict=True)),
                               add((a - b) * log(b) for a, b in zip(y, q, strict=True))),
    }


def relation(lesser, right, wrong):
    return (lesser, right, wrong, "<=")


AT_A_SIZE = {
    "batch-norm": batch_norm, "layer-norm": norms, "rms-norm": norms, "weight-norm": norms, "cosine": norms,
    "softmax-cross-entropy": cross_entropy, "softmax": softmaxes, "linear-layer": layers, "weight-decay": layers,
    "layers": layers, "regression": regression, "attention": attention, "matrices": matrices,
    "statistics": statistics, "fractions": fractions, "random": random, "dropout": random, "adam": steps,
    "gradient-descent": steps, "momentum": steps, "exponential-average": steps, "matrix-power": steps,
    "schedules": steps, "sums": steps, "limits": limits, "order": orders,
}  # fmt: skip


# --------------------------------------------------------------------------
# In general form


def scalars():
    z, p = sp.Symbol("z", real=True), sp.symbols("a b", positive=True)
    a, b = p
    soft = log(1 + exp(u))
    bce = -(v * log(sigmoid(u)) + (1 - v) * log(1 - sigmoid(u)))
    phi, Phi = exp(-(z**2) / 2) / sqrt(2 * sp.pi), (1 + sp.erf(z / sqrt(2))) / 2
    turn = [sp.Matrix([[sp.cos(t), -sp.sin(t)], [sp.sin(t), sp.cos(t)]]) for t in (u, v, v - u, u - v)]
    q, k = sp.Matrix(family("q", 2)), sp.Matrix(family("k", 2))
    N, box = Normal("N", 0, 1), sp.Symbol("h", positive=True)
    return {
        "softmax/two-classes": (exp(u) / (exp(u) + exp(v)), sigmoid(u - v), sigmoid(v - u)),
        "activations/sigmoid-derivative": (lambda: sigmoid(z).diff(z), sigmoid(z) * (1 - sigmoid(z)),
                                           1 - sigmoid(z) ** 2),
        "activations/sigmoid-reflection": (sigmoid(-z), 1 - sigmoid(z), sigmoid(z)),
        "activations/tanh-is-a-scaled-sigmoid": (tanh(z), 2 * sigmoid(2 * z) - 1, 2 * sigmoid(z) - 1),
        "activations/tanh-derivative": (lambda: tanh(z).diff(z), 1 - tanh(z) ** 2, 1 - tanh(z)),
        "activations/softplus": (lambda: soft.diff(u), sigmoid(u), sigmoid(-u)),
        "activations/softplus-reflected": (soft - log(1 + exp(-u)), u, -u),
        "activations/log-sigmoid": (log(sigmoid(u)), -log(1 + exp(-u)), -soft),
        "activations/silu": (lambda: (u * sigmoid(u)).diff(u), sigmoid(u) * (1 + u * (1 - sigmoid(u))),
                             sigmoid(u) * (1 + u * sigmoid(u))),
        "activations/mish": (lambda: (u * tanh(soft)).diff(u), tanh(soft) + u * sigmoid(u) * (1 - tanh(soft) ** 2),
                             tanh(soft) + u * sigmoid(u)),
        "activations/tanh-twice": (lambda: tanh(u).diff(u, 2), -2 * tanh(u) * (1 - tanh(u) ** 2),
                                   2 * tanh(u) * (1 - tanh(u) ** 2)),
        "activations/tanh-of-a-sum": (tanh(u + v), (tanh(u) + tanh(v)) / (1 + tanh(u) * tanh(v)),
                                      (tanh(u) + tanh(v)) / (1 - tanh(u) * tanh(v))),
        "activations/binary-cross-entropy": (lambda: bce.diff(u), sigmoid(u) - v, v - sigmoid(u)),
        "activations/gelu": (lambda: (z * Phi).diff(z), Phi + z * phi, Phi - z * phi),
        "pieces/relu-split": (relu(u) - relu(-u), u, abs(u)),
        "pieces/absolute-of-a-product": (abs(u) * abs(v), abs(u * v), u * v),
        "pieces/greater-and-lesser": (sp.Max(u, v) + sp.Min(u, v), u + v, abs(u - v)),
        "pieces/relu-is-homogeneous": (relu(a * u), a * relu(u), relu(u)),
        "pieces/exponential-of-the-greater": (exp(sp.Max(u, v)), sp.Max(exp(u), exp(v)), sp.Min(exp(u), exp(v))),
        "pieces/stable-softplus": (soft, relu(u) + log(1 + exp(-abs(u))), relu(u) + soft),
        "roots/of-a-square": (sqrt(u**2), abs(u), u),
        "roots/of-a-product": (sqrt(a) * sqrt(b), sqrt(a * b), a * b),
        "roots/nested": (lambda: sp.sqrtdenest(sqrt(3 + 2 * sqrt(2))), 1 + sqrt(2), 2 + sqrt(2)),
        "roots/log-of-a-product": (lambda: sp.expand_log(log(a * b)), log(a) + log(b), log(a) * log(b)),
        "rotations/relative-position": (((turn[0] * q).T * (turn[1] * k))[0], (q.T * turn[2] * k)[0],
                                        (q.T * turn[3] * k)[0]),
        "random/exponential-of-a-normal": (lambda: expected(exp(N)).rewrite(sp.erf), exp(half), 1),
        "random/half-of-a-normal": (lambda: expected(sp.Piecewise((N**2, N > 0), (0, True))), half, 1),
        "random/uniform-rounding": (lambda: sp.integrate(z**2 / box, (z, -box / 2, box / 2)), box**2 / 12, box**2 / 3),
        "limits/slope-of-tanh": (lambda: sp.limit(tanh(z) / z, z, 0), 1, 0),
        "limits/power-to-logarithm": (lambda: sp.limit((a**v - 1) / v, v, 0), log(a), a),
        "limits/cold-softplus": (lambda: sp.limit(b * log(1 + exp(u / b)), b, 0, "+"), relu(u), u),
        "order/means": relation(u * v, (u**2 + v**2) / 2, (u**2 - v**2) / 2),
        "order/sigmoid": relation(sigmoid(u), sp.S.One, half),
        "order/exponential": relation(1 + u, exp(u), exp(-u)),
    }  # fmt: skip


def over_integers():
    t = sp.Symbol("t", integer=True, positive=True)
    i, j = sp.symbols("i j", integer=True)
    N, M = sp.symbols("N M", integer=True, positive=True)
    g, at, before = map(sp.IndexedBase, ("g", "a", "b"))
    b, r = sp.Symbol("b", positive=True), sp.Dummy("r", positive=True)
    part = 1 / (1 + r)  # any number between 0 and 1
    lr, lm, mu, x0, c, k = sp.symbols("lr lm mu x0 c k", positive=True)
    x = sp.Function("x")
    S, alpha, s = sp.Sum, sp.Symbol("alpha"), sp.symbols("s", integer=True, positive=True)

    def solved(step, start):
        return sp.rsolve(x(t) - step(x(t - 1)), x(t), {x(0): start})

    hyper, expo = alpha / (1 + k * t), alpha * exp(-k * t)
    moved = S(at[i], (i, 1, N)) + S(at[N + i], (i, 1, M))
    unshifted = S(at[i], (i, 1, N)) + S(at[i], (i, 1, M))
    return {
        "adam/bias-as-weights": ((1 - b) * S(b ** (t - i), (i, 1, t)), 1 - b**t, 1 - b ** (t + 1)),
        "adam/m-unrolled": (lambda: sp.rsolve(x(t) - b * x(t - 1) - (1 - b) * g[t], x(t), {x(0): 0}),
                            (1 - b) * S(b ** (t - i) * g[i], (i, 1, t)), (1 - b) * S(b**i * g[i], (i, 1, t))),
        "gradient-descent/unrolled": (lambda: solved(lambda e: (1 - lr * lm) * e, x0), (1 - lr * lm) ** t * x0,
                                      (1 - lr * lm) * x0),
        "momentum/constant-gradient": (lambda: solved(lambda e: mu * e - lr * c, 0), -lr * c * (1 - mu**t) / (1 - mu),
                                       -lr * c * (1 - mu ** (t + 1)) / (1 - mu)),
        "exponential-average/variance": ((1 - part) ** 2 * S(part ** (2 * (t - i)), (i, 1, t)),
                                         (1 - part) / (1 + part) * (1 - part ** (2 * t)),
                                         (1 - part) / (1 + part) * (1 - part**t)),
        "schedules/squares-telescope": (S(1 / ((1 + k * (i - 1)) * (1 + k * i)), (i, 1, N)), (1 - 1 / (1 + k * N)) / k,
                                        (1 - 1 / (1 + k * (N - 1))) / k),
        "schedules/one-more-drop": (sp.floor((t + s) / s), sp.floor(t / s) + 1, sp.floor(t / s)),
        "sums/integers": (S(i, (i, 1, N)), N * (N + 1) / 2, N**2 / 2),
        "sums/cubes": (S(i**3, (i, 1, N)), S(i, (i, 1, N)) ** 2, S(i**2, (i, 1, N))),
        "sums/arithmetic-geometric": (S(i * part**i, (i, 0, N)),
                                      (part - (N + 1) * part ** (N + 1) + N * part ** (N + 2)) / (1 - part) ** 2,
                                      (part - (N + 1) * part ** (N + 1)) / (1 - part) ** 2),
        "sums/telescoping": (S(1 / (i * (i + 1)), (i, 1, N)), 1 - 1 / (N + 1), 1 - 1 / N),
        "sums/by-parts": (S(at[i] * (before[i] - before[i - 1]), (i, 1, N)),
                          at[N] * before[N] - at[1] * before[0] - S(before[i] * (at[i + 1] - at[i]), (i, 1, N - 1)),
                          at[N] * before[N] - at[1] * before[0] - S(before[i] * (at[i + 1] - at[i]), (i, 1, N))),
        "sums/last-term": (S(at[i], (i, 1, N)), S(at[i], (i, 1, N - 1)) + at[N], S(at[i], (i, 1, N - 1)) + at[1]),
        "sums/shifted": (S(at[i + 1], (i, 0, N - 1)), S(at[i], (i, 1, N)), S(at[i], (i, 0, N - 1))),
        "sums/reversed": (S(at[N + 1 - i], (i, 1, N)), S(at[i], (i, 1, N)), S(at[i], (i, 0, N - 1))),
        "sums/split": (S(at[i], (i, 1, N + M)), moved, unshifted),
        "sums/triangle": (S(at[i] * before[j], (j, 1, i), (i, 1, N)), S(at[i] * before[j], (i, j, N), (j, 1, N)),
                          S(at[i] * before[j], (i, 1, N), (j, 1, N))),
        "adam/vhat-limit": (lambda: sp.limit((1 - b) * S(b ** (t - i) * g[i] ** 2, (i, 1, t)) / (1 - b**t), b, 1, "-"),
                            S(g[i] ** 2, (i, 1, t)) / t, S(g[i] ** 2, (i, 1, t))),
        "momentum/terminal-velocity": (lambda: sp.limit(-lr * c * (1 - part**t) / (1 - part), t, sp.oo),
                                       -lr * c / (1 - part), -lr * c),
        "rmsprop/steady-state": (lambda: sp.limit((1 - part**t) * c**2, t, sp.oo), c**2, c),
        "schedules/they-part-at-second-order": (lambda: sp.limit((expo - hyper) / k**2, k, 0), -alpha / 2 * t**2,
                                                -alpha * t**2),
        "limits/compound": (lambda: sp.limit((1 + u / t) ** t, t, sp.oo), exp(u), 1 + u),
    }  # fmt: skip


def over_sums():
    n = sp.Symbol("n", integer=True, positive=True)
    i, j, k, l = (sp.Idx(name, n) for name in "ijkl")  # noqa: E741
    ends = (0, n - 1)
    z, x, g, y = map(sp.IndexedBase, "zxgy")

    def total(body, index):
        return sp.Sum(body, (index, *ends))

    def softmax(index, scale=1):
        return exp(scale * z[index]) / total(exp(scale * z[l]), l)

    lse, delta = log(total(exp(z[l]), l)), sp.KroneckerDelta
    H = -total(softmax(k) * log(softmax(k)), k)
    loss = -total(y[k] * log(softmax(k)), k)
    mx, mg = total(x[l], l) / n, total(g[l], l) / n
    var = total((x[i] - mx) ** 2, i) / n
    positive = sp.Symbol("c", positive=True)
    m1 = total(softmax(k) * y[k], k)
    return {
        "softmax-cross-entropy/sums-to-one": (total(softmax(k), k), 1, 1 / n),
        "softmax-cross-entropy/shift-invariant": (exp(z[i] + u) / total(exp(z[l] + u), l), softmax(i),
                                                  exp(z[i] + u) / total(exp(z[l]), l)),
        "softmax-cross-entropy/jacobian": (lambda: softmax(i).diff(z[j]), softmax(i) * (delta(i, j) - softmax(j)),
                                           -softmax(i) * softmax(j)),
        "softmax-cross-entropy/lse-gradient": (lambda: lse.diff(z[i]), softmax(i), exp(z[i])),
        "softmax-cross-entropy/lse-hessian": (lambda: lse.diff(z[i]).diff(z[j]),
                                              softmax(i) * (delta(i, j) - softmax(j)),
                                              softmax(i) * (delta(i, j) + softmax(j))),
        "softmax-cross-entropy/gradient-any-target": (lambda: loss.diff(z[i]), softmax(i) * total(y[l], l) - y[i],
                                                      softmax(i) - y[i]),
        "softmax/entropy-gradient": (lambda: H.diff(z[i]), -softmax(i) * (log(softmax(i)) + H),
                                     -softmax(i) * (log(softmax(i)) - H)),
        "softmax/columns-of-the-jacobian": (lambda: total(softmax(i).diff(z[j]), j), 0, softmax(i)),
        "softmax/its-logarithm": (lambda: sp.expand_log(log(softmax(i)), force=True), z[i] - lse,
                                  z[i] - total(exp(z[l]), l)),
        "softmax/z-loss": (lambda: (lse**2).diff(z[i]), 2 * lse * softmax(i), lse * softmax(i)),
        "softmax/form-is-a-variance": (total(softmax(k) * y[k] ** 2, k) - m1**2,
                                       total(softmax(i) * (y[i] - m1) ** 2, i),
                                       total(softmax(i) * (y[i] - total(y[j], j) / n) ** 2, i)),
        "statistics/variance-about-c": (var, total((x[i] - u) ** 2, i) / n - (mx - u) ** 2,
                                        total((x[i] - u) ** 2, i) / n + (mx - u) ** 2),
        "statistics/variance-by-pairs": (total(total((x[i] - x[j]) ** 2, i), j), 2 * n**2 * var, n**2 * var),
        "statistics/covariance": (total((x[i] - mx) * (g[i] - mg), i) / n, total(x[i] * g[i], i) / n - mx * mg,
                                  total(x[i] * g[i], i) / n),
        "statistics/deviations-sum-to-zero": (total(x[i] - mx, i), 0, mx),
        "statistics/product-of-sums": (total(x[i], i) * total(g[j], j), total(total(x[i] * g[j], i), j),
                                       n * total(x[i] * g[i], i)),
        "fractions/complement": (total(x[i] / (x[i] + positive), i) + total(positive / (x[i] + positive), i), n, 1),
        "fractions/partial": (total(1 / (x[i] * (x[i] + 1)), i), total(1 / x[i], i) - total(1 / (x[i] + 1), i),
                              total(1 / x[i], i)),
        "fractions/a-square-below": (total((x[i] + u) ** -2, i), total(1 / (x[i] ** 2 + 2 * u * x[i] + u**2), i),
                                     total(1 / (x[i] ** 2 + u**2), i)),
        "fractions/names-exchanged": (total(total(x[i] / (x[i] + x[j]), i), j), n**2 / 2, n / 2),
        "matrices/lagrange": (total(x[i] ** 2, i) * total(g[i] ** 2, i) - total(x[i] * g[i], i) ** 2,
                              total(total((x[i] * g[j] - x[j] * g[i]) ** 2, i), j) / 2,
                              total(total((x[i] * g[j] - x[j] * g[i]) ** 2, i), j)),
        "batch-norm/xhat-sums-to-zero": (total((x[i] - mx) / sqrt(var.subs(i, k) + eps), i), 0, n),
        "limits/hot-softmax": (lambda: sp.limit(softmax(i, u), u, 0), 1 / n, 1),
        "limits/log-mean-exp": (lambda: sp.limit(log(total(exp(u * z[l]), l) / n) / u, u, 0), total(z[l], l) / n,
                                total(z[l], l)),
    }  # fmt: skip


def over_matrices():
    m, n, d = sp.symbols("m n d", integer=True, positive=True)
    A, B, C = (sp.MatrixSymbol(name, n, n) for name in "ABC")
    x, g = sp.MatrixSymbol("x", n, 1), sp.MatrixSymbol("g", n, 1)
    X, W, G = sp.MatrixSymbol("X", m, d), sp.MatrixSymbol("W", n, d), sp.MatrixSymbol("G", m, n)
    P, Q = sp.MatrixSymbol("P", d, d), sp.MatrixSymbol("Q", n, d)
    th, y = sp.MatrixSymbol("th", d, 1), sp.MatrixSymbol("y", m, 1)
    ones, I, Tr = sp.OneMatrix(m, 1), sp.Identity(n), sp.Trace  # noqa: E741
    res = X * th - y
    squared, scale = Tr(A.T * A), (g.T * A.I * x)[0, 0]
    return {
        "linear-layer/dW": (lambda: Tr(G.T * X * W.T).diff(W), G.T * X, G.T * X / m),
        "linear-layer/dX": (lambda: Tr(G.T * X * W.T).diff(X), G * W, G * W / n),
        "linear-layer/db": (lambda: (ones.T * G * sp.MatrixSymbol("b", n, 1)).diff(sp.MatrixSymbol("b", n, 1)),
                            G.T * ones, G.T * ones / m),
        "layers/first-of-two": (lambda: Tr(G.T * X * P.T * Q.T).diff(P), (G * Q).T * X,
                                Q.T * G.T * ones * sp.OneMatrix(1, d)),
        "layers/low-rank-update": (lambda: Tr(G.T * X * (W + u * Q * P).T).diff(P), u * (G * Q).T * X, (G * Q).T * X),
        "regression/ridge-gradient": (lambda: (res.T * res / (2 * m) + lam / 2 * th.T * th).diff(th),
                                      X.T * res / m + lam * th,
                                      X.T * res / m + lam / 2 * th),
        "regression/ridge-hessian": (lambda: (X.T * res / m + lam * th).diff(th), X.T * X / m + lam * sp.Identity(d),
                                     X.T * X / m),
        "matrices/bilinear": (lambda: (x.T * A * g).diff(x), A * g, A.T * g),
        "matrices/quadratic": (lambda: (x.T * A * x).diff(x), (A + A.T) * x, 2 * A * x),
        "matrices/quadratic-symmetric": (lambda: sp.refine((x.T * A * x).diff(x).doit(), sp.Q.symmetric(A)), 2 * A * x,
                                         A * x),
        "matrices/squared-norm": (lambda: squared.diff(A), 2 * A, 2 * A.T),
        "matrices/norm": (lambda: sqrt(squared).diff(A), A / sqrt(squared), A),
        "matrices/trace-is-cyclic": (Tr(A * B * C), Tr(B * C * A), Tr(B * A * C)),
        "matrices/trace-of-the-cube": (lambda: Tr(A * A * A).diff(A), 3 * (A * A).T, 3 * A * A),
        "matrices/commutator-has-no-trace": (Tr(A * B - B * A), 0, Tr(A)),
        "matrices/square-of-a-product": (Tr((A * B).T * A * B), Tr(B.T * A.T * A * B), Tr(A.T * A * B.T * B)),
        "matrices/projection": ((I - x * (x.T * x).inv() * x.T) ** 2, I - x * (x.T * x).inv() * x.T,
                                I + x * (x.T * x).inv() * x.T),
        "matrices/reflection": ((I - 2 * x * (x.T * x).inv() * x.T) ** 2, I, I - x * (x.T * x).inv() * x.T),
        "matrices/orthogonal-keeps-lengths": (lambda: sp.refine((A * x).T * (A * x), sp.Q.orthogonal(A)), x.T * x,
                                              x.T * A * x),
        "matrices/sherman-morrison": (lambda: (A + x * g.T) * (A.I - A.I * x * g.T * A.I / (1 + scale)), I,
                                      I + x * g.T),
        "matrices/derivative-of-the-inverse": (lambda: Tr(A.I).diff(A), -(A.I * A.I).T, -A.I * A.I),
        "matrices/log-determinant": (lambda: log(sp.Determinant(A)).diff(A), A.I.T, A.I),
        "matrix-power/power": (lambda: ((B * C * B.I) ** 3), B * C**3 * B.I, B * C**4 * B.I),
    }  # fmt: skip


GENERAL = (scalars, over_integers, over_sums, over_matrices)


def state(name: str, wrong: bool, size: int | None):
    topic, _, last = name.partition("/")
    if size is None:
        sides = next((table[name] for table in (make() for make in GENERAL) if name in table), None)
    else:
        table = AT_A_SIZE[topic](size) if topic in AT_A_SIZE else {}
        sides = table.get(name) or table.get(last)
    if sides is None:
        return "cannot state"
    left, right, slip = (t if isinstance(t, FunctionType) else lambda t=t: t for t in sides[:3])
    if len(sides) == 4:  # an inequality
        return None, lambda: left() <= (slip if wrong else right)()
    return left, slip if wrong else right


def zero(reduce):
    """The reduced difference of the two sides is 0."""
    def decide(left, right) -> str:
        if left is None:
            return "open"
        found = reduce(sp.sympify(left() - right()))
        return "proved" if found == 0 or getattr(found, "is_ZeroMatrix", False) else "open"
    return decide


def equals(left, right) -> str:
    """SymPy's own answer. False is decided at a random point that it does not tell."""
    if left is None:
        return "open"
    found = sp.sympify(left() - right())
    if getattr(found, "is_Matrix", False):  # which is no number, so not equal to 0 either
        return "open"
    return {True: "proved", False: "denied", None: "open"}[found.equals(0)]


def simplified(left, right) -> str:
    """An inequality as such, or its difference as a sign."""
    if left is not None:
        return "open"
    found = right()
    if found not in (True, False):
        found = sp.simplify(found)
    if found not in (True, False):
        sign = (found.gts - found.lts).factor().is_nonnegative
        found = found if sign is None else sign
    return {True: "proved", False: "denied"}.get(found, "open") if found in (True, False) else "open"


def alike(left, right) -> str:
    """Both sides carried out and simplified are the same tree; matrices are multiplied out."""
    if left is None:
        return "open"
    a, b = (sp.simplify(sp.sympify(side()).doit().expand()) for side in (left, right))
    return "proved" if a == b or a.doit() == b.doit() else "open"


def numerator(t):
    """Over one denominator, then multiplied out."""
    return sp.fraction(sp.together(t))[0].expand()


def rewritten(t):
    """The same, with hyperbolic functions as exponentials."""
    return numerator(t.rewrite(exp))


def carried_out(t):
    """Sums done where there is a closed form."""
    return sp.simplify(t.doit())


def split(t):
    """The same, each sum split into its terms before."""
    return sp.simplify(t.expand().doit())


def cases(t):
    """By cases of what is greater."""
    return sp.simplify(sp.piecewise_fold(t.rewrite(sp.Piecewise)))


if __name__ == "__main__":
    t = 1 / (sp.Symbol("t", positive=True) + 1) + exp(sp.Symbol("s"))
    for small in (sp.simplify, numerator, rewritten):
        small(t)
    t.equals(0)
    serve(sp.__version__, state, {
        "numerator": zero(numerator), "equals": equals, "expand": zero(sp.expand), "rewritten": zero(rewritten),
        "simplify": zero(sp.simplify), "carried out": zero(carried_out), "split": zero(split),
        "cases": zero(cases), "alike": alike, "inequality": simplified,
    })  # fmt: skip
