"""tensorgrad (AGPL-3) as the system measured. Run by the Python of an environment of its own.

Sizes are symbols, so a proof is for every size. The loss that is not written
down is, as in symdl, the output contracted with a free cotangent g.
"""

from fractions import Fraction
from importlib.metadata import version

import sympy
import tensorgrad.functions as F
from tensorgrad import Delta, Variable, Zero
from worker import serve

half = Fraction(1, 2)
m, n, d, q = sympy.symbols("m n d q")


def one(t):
    return lambda: t


def batch_norm():
    x, g = Variable("x", i=m), Variable("g", i=m)
    gamma, beta, eps, u, v = map(Variable, ("gamma", "beta", "eps", "u", "v"))
    mu = F.mean(x)
    var_at = F.mean((x - u) ** 2)  # at any centre u
    var = var_at.substitute(u, mu)
    xhat_at = (x - u) * F.pow(v + eps, -half)
    loss_at = F.sum(g * (gamma * xhat_at + beta))

    def at(t):  # the nodes' own values, after differentiation
        return t.substitute(v, var).substitute(u, mu)

    def dvar():
        return at(loss_at.grad(v).simplify())

    def dmu():
        return at(loss_at.substitute(v, var_at).grad(u).simplify())

    def dx():
        return at(loss_at).grad(x, {"i": "i"})

    root, xhat, dxhat = F.pow(var + eps, -half), at(xhat_at), g * gamma
    size = Delta(m)
    mean_1, mean_2 = F.mean(dxhat), F.mean(dxhat * xhat)
    second = F.sum(-2 * (x - mu)) / size
    return {
        "batch-norm/dx": (dx, lambda: dxhat * root + dvar() * (2 * (x - mu) / size) + dmu() / size,
                          lambda: dxhat * root + dvar() * ((x - mu) / size) + dmu() / size),
        "batch-norm/dx-collapsed": (dx, one((dxhat - mean_1 - xhat * mean_2) * root),
                                    one((dxhat - xhat * mean_2) * root)),
        "batch-norm/dmu-second-term-is-zero": (lambda: dvar() * second, one(Zero()),
                                               lambda: dvar() * F.sum(-2 * x) / size),
        "batch-norm/dx-sums-to-zero": (lambda: F.sum(dx()), one(Zero()), one(F.sum(g))),
    }  # fmt: skip


def softmax():
    z, c = Variable("z", i=n), Variable("c")
    y = Variable("y", i=n)
    y = y.with_eq_constraint(F.sum(y), 1)
    p = F.softmax(z, ["i"])
    ps, pt, identity = p.rename(i="s"), p.rename(i="t"), Delta(n, "s", "t")
    jacobian = ps * (identity - pt)
    lse, loss = F.log(F.sum(F.exp(z))), -F.sum(y * F.log(p))
    shifted = F.exp(z + c)
    name = "softmax-cross-entropy/"
    return {
        name + "shift-invariant": (one(F.softmax(z + c, ["i"])), one(p), one(shifted / F.sum(F.exp(z)))),
        name + "jacobian": (lambda: ps.grad(z, {"i": "t"}), one(jacobian), one(-ps * pt)),
        name + "lse-gradient": (lambda: lse.grad(z, {"i": "i"}), one(p), one(F.exp(z))),
        name + "lse-hessian": (lambda: lse.grad(z, {"i": "s"}).grad(z, {"i": "t"}),
                               one(ps * identity - ps * pt), one(ps * identity + ps * pt)),
        name + "gradient": (lambda: loss.grad(z, {"i": "i"}), one(p - y), one(y - p)),
        name + "hessian": (lambda: loss.grad(z, {"i": "s"}).grad(z, {"i": "t"}),
                           one(jacobian), one(y.rename(i="s") * jacobian)),
    }  # fmt: skip


def linear_layer():
    X, W, b, G = Variable("X", i=m, a=d), Variable("W", k=q, a=d), Variable("b", k=q), Variable("G", i=m, k=q)
    loss = G @ (X @ W + b)
    batch, outputs = Delta(m), Delta(q)
    return {
        "linear-layer/dW": (lambda: loss.grad(W, {"k": "k", "a": "a"}), one(G @ X), one(G @ X / batch)),
        "linear-layer/dX": (lambda: loss.grad(X, {"i": "i", "a": "a"}), one(G @ W), one(G @ W / outputs)),
        "linear-layer/db": (lambda: loss.grad(b, {"k": "k"}), one(F.sum(G, ["i"])), one(F.mean(G, ["i"]))),
    }


def weight_decay():
    w, g, lr, lam = Variable("w", i=n), Variable("g", i=n), Variable("lr"), Variable("lam")
    penalty = lam / 2 * F.sum(w * w)
    return {
        "weight-decay/update-halved": (
            lambda: w - lr * (g + penalty.grad(w, {"i": "i"})),
            one((1 - lr * lam) * w - lr * g),
            one((1 - 2 * lr * lam) * w - lr * g),
        ),
    }


def activations():
    z = Variable("z")
    s = F.sigmoid
    return {
        "activations/sigmoid-derivative": (lambda: s(z).grad(z), one(s(z) * (1 - s(z))), one(1 - s(z) * s(z))),
        "activations/tanh-is-a-scaled-sigmoid": (one(F.tanh(z)), one(2 * s(2 * z) - 1), one(2 * s(z) - 1)),
    }


TOPICS = {
    "batch-norm": batch_norm, "softmax-cross-entropy": softmax, "linear-layer": linear_layer,
    "weight-decay": weight_decay, "activations": activations,
}  # fmt: skip


def state(claim: str, wrong: bool, size: int | None):
    topic = claim.partition("/")[0]
    if topic not in TOPICS:
        return None
    left, right, slip = TOPICS[topic]()[claim]
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
