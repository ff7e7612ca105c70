"""Plain SymPy as the system measured, at a fixed size: every member is a symbol of its own.

A statement that holds for each index is taken at one member (for a Jacobian, at
one off the diagonal), which is less than the claim says, in SymPy's favour.
"""

import sympy as sp
from sympy.stats import Bernoulli, Covariance, Variance
from worker import serve

half = sp.Rational(1, 2)


def one(t):
    return lambda: t


def family(name: str, *sizes: int):
    return list(sp.symbols(f"{name}:{sizes[0]}", real=True)) if len(sizes) == 1 else [
        family(f"{name}{i}_", *sizes[1:]) for i in range(sizes[0])]


def dot(a, b):
    return sp.Add(*(s * t for s, t in zip(a, b, strict=True)))


def batch_norm(m: int):
    x, g = family("x", m), family("g", m)
    gamma, beta, u = sp.symbols("gamma beta u", real=True)
    eps, v = sp.symbols("eps v", positive=True)
    mu = sp.Add(*x) / m
    var_at = sp.Add(*((a - u) ** 2 for a in x)) / m  # at any centre u
    var = var_at.subs(u, mu)
    xhat_at = [(a - u) / sp.sqrt(v + eps) for a in x]
    loss_at = dot(g, [gamma * a + beta for a in xhat_at])

    def at(t):  # the nodes' own values, after differentiation
        return t.subs(v, var).subs(u, mu)

    loss = at(loss_at)

    def dvar():
        return at(loss_at.diff(v))

    def dmu():
        return at(loss_at.subs(v, var_at).diff(u))

    root, xhat, dxhat = sp.sqrt(var + eps), list(map(at, xhat_at)), [gamma * a for a in g]
    mean_1, mean_2 = sp.Add(*dxhat) / m, dot(dxhat, xhat) / m
    second = sp.Add(*(-2 * (a - mu) for a in x)) / m
    return {
        "dx": (lambda: loss.diff(x[0]),
               lambda: dxhat[0] / root + dvar() * (2 * (x[0] - mu) / m) + dmu() / m,
               lambda: dxhat[0] / root + dvar() * ((x[0] - mu) / m) + dmu() / m),
        "dx-collapsed": (lambda: loss.diff(x[0]), one((dxhat[0] - mean_1 - xhat[0] * mean_2) / root),
                         one((dxhat[0] - xhat[0] * mean_2) / root)),
        "dmu-second-term-is-zero": (lambda: dvar() * second, one(0), lambda: dvar() * sp.Add(*(-2 * a for a in x)) / m),
        "dx-sums-to-zero": (lambda: sp.Add(*(loss.diff(a) for a in x)), one(0), one(sp.Add(*g))),
    }  # fmt: skip


def softmax(n: int):
    z, y, c = family("z", n), family("y", n), sp.Symbol("c", real=True)
    y[-1] = 1 - sp.Add(*y[:-1])  # the targets sum to one
    whole = sp.Add(*map(sp.exp, z))
    p = [sp.exp(a) / whole for a in z]
    shifted = sp.exp(z[0] + c)
    lse, loss = sp.log(whole), -dot(y, [sp.log(a) for a in p])
    return {
        "shift-invariant": (one(shifted / sp.Add(*(sp.exp(a + c) for a in z))), one(p[0]), one(shifted / whole)),
        "jacobian": (lambda: p[0].diff(z[1]), one(-p[0] * p[1]), one(p[0] * p[1])),
        "lse-gradient": (lambda: lse.diff(z[0]), one(p[0]), one(sp.exp(z[0]))),
        "lse-hessian": (lambda: lse.diff(z[0], z[1]), one(-p[0] * p[1]), one(p[0] * p[1])),
        "gradient": (lambda: loss.diff(z[0]), one(p[0] - y[0]), one(y[0] - p[0])),
        "hessian": (lambda: loss.diff(z[0], z[1]), one(-p[0] * p[1]), one(-y[0] * p[0] * p[1])),
    }


def linear_layer(size: int):
    X, W, G = (family(name, size, size) for name in "XWG")
    b = family("b", size)
    rows = range(size)
    loss = sp.Add(*(G[i][k] * (dot(X[i], W[k]) + b[k]) for i in rows for k in rows))
    dW, dX = sp.Add(*(G[i][0] * X[i][0] for i in rows)), sp.Add(*(G[0][k] * W[k][0] for k in rows))
    db = sp.Add(*(G[i][0] for i in rows))
    return {
        "dW": (lambda: loss.diff(W[0][0]), one(dW), one(dW / size)),
        "dX": (lambda: loss.diff(X[0][0]), one(dX), one(dX / size)),
        "db": (lambda: loss.diff(b[0]), one(db), one(db / size)),
    }


def weight_decay(n: int):
    w, g = family("w", n), family("g", n)
    lr, lam = sp.symbols("lr lam", real=True)
    penalty = lam / 2 * dot(w, w)
    return {"update-halved": (
        lambda: w[0] - lr * (g[0] + penalty.diff(w[0])),
        one((1 - lr * lam) * w[0] - lr * g[0]),
        one((1 - 2 * lr * lam) * w[0] - lr * g[0]),
    )}  # fmt: skip


def activations(size: int):
    z = sp.Symbol("z", real=True)

    def s(t):
        return 1 / (1 + sp.exp(-t))

    return {
        "sigmoid-derivative": (lambda: s(z).diff(z), one(s(z) * (1 - s(z))), one(1 - s(z) ** 2)),
        "tanh-is-a-scaled-sigmoid": (one(sp.tanh(z)), one(2 * s(2 * z) - 1), one(2 * s(z) - 1)),
    }


def dropout(n: int):
    x, w = family("x", n), family("w", n)
    p = sp.Symbol("p", positive=True)
    masks = [Bernoulli(f"M{i}", p) for i in range(n)]
    terms = [a * b for a, b in zip(w, x, strict=True)]
    spread = p * (1 - p)

    def in_parts():  # evaluated at once, all 2^n outcomes would be listed
        parts = Variance(dot(terms, masks)).expand()
        return parts.replace(lambda t: isinstance(t, (Variance, Covariance)), lambda t: t.evaluate_integral())

    return {"linear-unit-variance": (
        in_parts,
        one(spread * sp.Add(*(t**2 for t in terms))),
        one(spread * sp.Add(*terms) ** 2),
    )}  # fmt: skip


TOPICS = {
    "batch-norm": batch_norm, "softmax-cross-entropy": softmax, "linear-layer": linear_layer,
    "weight-decay": weight_decay, "activations": activations, "dropout": dropout,
}  # fmt: skip


def state(claim: str, wrong: bool, size: int):
    topic, _, name = claim.partition("/")
    left, right, slip = TOPICS[topic](size)[name]
    return left, slip if wrong else right


def zero(reduce):
    """The reduced difference of the two sides is 0."""
    return lambda left, right: "proved" if reduce(left() - right()) == 0 else "open"


def equals(left, right) -> str:
    """SymPy's own answer. False is decided at a random point that it does not tell."""
    return {True: "proved", False: "denied", None: "open"}[sp.sympify(left() - right()).equals(0)]


def numerator(t):
    """Over one denominator, then multiplied out."""
    return sp.fraction(sp.together(t))[0].expand()


def rewritten(t):
    """The same, with hyperbolic functions as exponentials."""
    return numerator(t.rewrite(sp.exp))


if __name__ == "__main__":
    t = 1 / (sp.Symbol("t", positive=True) + 1) + sp.exp(sp.Symbol("s"))
    for small in (sp.simplify, numerator, rewritten):
        small(t)
    t.equals(0)
    serve(sp.__version__, state, {
        "numerator": zero(numerator), "expand": zero(sp.expand), "rewritten": zero(rewritten),
        "simplify": zero(sp.simplify), "equals": equals,
    })  # fmt: skip
