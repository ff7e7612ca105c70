"""Exported kernels: standalone, right at every shape, and refused where nothing is proved."""

import ast
import subprocess
import sys
from dataclasses import replace
from functools import cache
from importlib.util import find_spec

import numpy as np
import pytest
from sympy import Eq, Ne, Rational, evaluate

from symdl import library
from symdl.derivation import Claim, Decided, Derivation, Evidence, Proved, Undecided, Verified, VerifiedClaim
from symdl.errors import InputError
from symdl.kernels import export
from symdl.language import (
    Loss,
    Range,
    absolute,
    adjoint,
    bernoulli,
    define,
    derivative,
    each,
    exp,
    family,
    floor,
    integer,
    log,
    maximum,
    mean,
    minimum,
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
)
from symdl.numpy_source import NotExportable
from symdl.verification.decide import verify

batch = Range("batch", "m", "i j")
classes = Range("class", "n", "k q")
inputs = Range("input", "d", "a b")
i, j = batch.indices()
k, q = classes.indices()
a, b = inputs.indices()
m, n, d = batch.size, classes.size, inputs.size


def made(title, symbols, definitions, loss, claims, given=()):
    """A derivation whose claims are (name, left side, right side, given...), all of them exported."""
    claims = tuple(Claim(name, lhs, rhs, given=tuple(more)) for name, lhs, rhs, *more in claims)
    wanted = tuple(c.name for c in claims if not c.name.startswith("inner"))
    return Derivation(title, symbols, claims, definitions, loss if isinstance(loss, Loss) else None, given,
                      kernel=wanted, id=title.replace(" ", "-"))


def derivations():
    with evaluate(False):
        X, W, bias = family("X", batch, inputs), family("W", classes, inputs), family("bias", classes)
        Y = define("Y", [i, k], total(X[i, a] * W[k, a], a) + bias[k])
        loss = Loss("l", Y)
        dY = adjoint(loss, Y[i, k])
        yield made("affine map", (X, W, bias), (Y,), loss, [
            ("dX", adjoint(loss, X[i, a]), total(dY * W[k, a], k)),
            ("dW", adjoint(loss, W[k, a]), total(dY * X[i, a], i)),
            ("dbias", adjoint(loss, bias[k]), total(dY, i))])

        z, y = family("z", classes), family("y", classes)
        p = define("p", [k], exp(z[k]) / total(exp(z[q]), q))
        L = define("L", -total(y[k] * log(p[k]), k))
        yield made("cross-entropy of one example", (z, y), (p, L), L, [
            ("dz", adjoint(L, z[k]), p[k] * total(y[q], q) - y[k]),
            ("dy", derivative(L, y[k]), -log(p[k]))], given=(each(k, y[k] > 0),))

        z, y = family("z", batch, classes), family("y", batch, classes)
        p = define("p", [i, k], exp(z[i, k]) / total(exp(z[i, q]), q))
        L = define("L", mean(-total(y[i, k] * log(p[i, k]), k), i))
        yield made("cross-entropy of a batch", (z, y), (p, L), L, [
            ("dz", adjoint(L, z[i, k]), (p[i, k] - y[i, k]) / m)],
            given=(each(i, Eq(total(y[i, k], k), 1)), each(i, k, y[i, k] > 0)))

        x, gamma, beta = family("x", batch, inputs), family("gamma", inputs), family("beta", inputs)
        eps = symbol("eps")
        mu = define("mu", [i], mean(x[i, a], a))
        var = define("var", [i], mean((x[i, a] - mu[i]) ** 2, a))
        xhat = define("xhat", [i, a], (x[i, a] - mu[i]) / sqrt(var[i] + eps))
        y = define("y", [i, a], gamma[a] * xhat[i, a] + beta[a])
        loss = Loss("l", y)
        dy, dxhat = adjoint(loss, y[i, a]), adjoint(loss, xhat[i, a])
        yield made("layer normalisation", (x, gamma, beta, eps), (mu, var, xhat, y), loss, [
            ("inner dxhat", dxhat, gamma[a] * dy),
            ("dx", adjoint(loss, x[i, a]), (dxhat - mean(adjoint(loss, xhat[i, b]), b)
             - xhat[i, a] * mean(adjoint(loss, xhat[i, b]) * xhat[i, b], b)) / sqrt(var[i] + eps)),
            ("dgamma", adjoint(loss, gamma[a]), total(dy * xhat[i, a], i)),
            ("dbeta", adjoint(loss, beta[a]), total(dy, i))], given=(eps > 0,))

        # Without eps the variance must be positive, which one example does not give.
        x, scale = family("x", batch), symbol("lambda", means=r'a """scale""", \ learned')
        mu = define("mu", mean(x[i], i))
        var = define("var", total((x[i] - mu) ** 2, i) / (m - 1))
        y = define("y", [i], scale * (x[i] - mu) / sqrt(var))
        loss = Loss("l", y)
        dy = adjoint(loss, y[i])
        yield made("standard scores", (x, scale), (mu, var, y), loss, [
            ("dscale", adjoint(loss, scale), total(dy * (x[i] - mu), i) / sqrt(var))], given=(var > 0, m > 1))

        Q, K = family("Q", batch, inputs), family("K", classes, inputs)
        S = define("S", [i, k], total(Q[i, a] * K[k, a], a) / sqrt(d))
        A = define("A", [i, k], exp(S[i, k]) / total(exp(S[i, q]), q))
        loss = Loss("l", A)
        dA, dS = adjoint(loss, A[i, k]), adjoint(loss, S[i, k])
        yield made("attention weights", (Q, K), (S, A), loss, [
            ("inner dS", dS, A[i, k] * (dA - total(adjoint(loss, A[i, q]) * A[i, q], q))),
            ("dQ", adjoint(loss, Q[i, a]), total(dS * K[k, a], k) / sqrt(d)),
            ("dK", adjoint(loss, K[k, a]), total(dS * Q[i, a], i) / sqrt(d))])

        x, h, u, t = family("x", batch), family("h", batch), symbol("u"), symbol("t")
        new = define("new", [i], tanh(u * x[i] + t * h[i]))
        gate = define("gate", [i], sigmoid(x[i]) * (1 - t))
        loss = Loss("l", new, gate)
        dnew, dgate = adjoint(loss, new[i]), adjoint(loss, gate[i])
        slope = 1 - new[i] ** 2
        yield made("two outputs", (x, h, u, t), (new, gate), loss, [
            ("dx", adjoint(loss, x[i]), dnew * slope * u + dgate * (1 - t) * sigmoid(x[i]) * (1 - sigmoid(x[i]))),
            ("dt", adjoint(loss, t), total(dnew * slope * h[i], i) - total(dgate * sigmoid(x[i]), i)),
            ("dh", adjoint(loss, h[i]), dnew * slope * t)], given=(t > 0, t < 1))

        # Kinks: no difference may be taken across one.
        X, W, bias = family("X", batch, inputs), family("W", classes, inputs), family("bias", classes)
        Z = define("Z", [i, k], total(X[i, a] * W[k, a], a) + bias[k])
        H = define("H", [i, k], relu(Z[i, k]))
        loss = Loss("l", H)
        dH, dZ = adjoint(loss, H[i, k]), adjoint(loss, Z[i, k])
        yield made("layer of ReLU units", (X, W, bias), (Z, H), loss, [
            ("inner dZ", dZ, dH * unit_step(Z[i, k])),
            ("dX", adjoint(loss, X[i, a]), total(dZ * W[k, a], k)),
            ("dW", adjoint(loss, W[k, a]), total(dZ * X[i, a], i)),
            ("dbias", adjoint(loss, bias[k]), total(dZ, i))], given=(each(i, k, Ne(Z[i, k], 0)),))

        x, leak = family("x", batch), symbol("leak")
        y = define("y", [i], maximum(x[i], leak * x[i]) + absolute(x[i]) + minimum(x[i], 0) + floor(x[i]))
        loss = Loss("l", y)
        on = unit_step(x[i])
        yield made("leaky units", (x, leak), (y,), loss, [
            ("dx", adjoint(loss, x[i]), adjoint(loss, y[i]) * (leak + (1 - leak) * on + on))],
            given=(leak > 0, leak < 1))

        x, c = family("x", batch), symbol("c")
        L = define("L", c * total(x[i], i) + c ** 3)
        yield made("a sum", (x, c), (L,), L, [
            ("dx", adjoint(L, x[i]), c), ("dc", adjoint(L, c), total(x[i], i) + 3 * c ** 2)])

        # dc does not hold x: if axes could follow that of x, it would lack them.
        L = define("L", total(x[i], i) * 2 + c)
        yield made("a gradient without arrays", (x, c), (L,), L, [("dc", adjoint(L, c), 0 * c + 1)])

        c, e = symbol("c"), symbol("e")
        y = define("y", c * e)
        loss = Loss("l", y)
        yield made("scalars", (c, e), (y,), loss, [("dc", adjoint(loss, c), adjoint(loss, y) * e)])

        x, scale = family("count", batch), symbol("saved")
        y = define("inputs", [i], scale * x[i])
        loss = Loss("l", y)
        yield made("names of its own", (x, scale), (y,), loss, [
            ("dx", adjoint(loss, x[i]), adjoint(loss, y[i]) * scale),
            ("dscale", adjoint(loss, scale), total(adjoint(loss, y[i]) * x[i], i))])

        x = family("x", batch)
        y = define("y", [i], x[i] / 2)
        loss = Loss("l", y)
        yield made("nothing saved", (x,), (y,), loss, [("dx", adjoint(loss, x[i]), adjoint(loss, y[i]) / 2)])


def proved_by_decree(derivation):
    """As if its claims were proved: for exporting alone. The self-test says whether they are true."""
    claims = [VerifiedClaim(c, Decided(Proved((), "decree"), 0.0), Evidence()) for c in derivation.claims]
    return Verified(derivation, tuple(claims))


LIBRARY = {x.id: x for x in library.load_all() if x.kernel}
OURS = {x.id: x for x in derivations()}
EVERY = pytest.mark.parametrize("name", [*LIBRARY, *OURS])
assert LIBRARY.keys().isdisjoint(OURS)


@cache
def verified(name):
    return verify(LIBRARY[name]) if name in LIBRARY else proved_by_decree(OURS[name])


@cache
def text_of(name):
    return export(verified(name))

# Refuses what the file must not need, as a machine without it would.
ALONE = """
import runpy, sys, warnings
warnings.simplefilter("error")
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("sympy", "symdl", "flint", "scipy", "torch"):
            raise ImportError(name)
sys.meta_path.insert(0, Refuse())
runpy.run_path(sys.argv[1], run_name="__main__")
"""


def run_alone(text, folder):
    path = folder / "kernel.py"
    path.write_text(text, encoding="utf-8")
    return subprocess.run([sys.executable, "-I", "-c", ALONE, str(path)], cwd=folder, capture_output=True, text=True)


def loaded(text):
    namespace = {"__name__": "kernel"}
    exec(compile(text, "kernel.py", "exec"), namespace)
    return namespace


@EVERY
def test_the_self_test_passes_with_numpy_alone(name, tmp_path):
    done = run_alone(text_of(name), tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not done.stderr
    gradients = loaded(text_of(name))["Gradients"]._fields
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(gradients)


@EVERY
def test_the_file_is_plain(name):
    text = text_of(name)
    imports = [node for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert {getattr(node, "module", None) or node.names[0].name for node in imports} == {"typing", "numpy"}
    assert max(map(len, text.splitlines())) <= 100
    assert not any(line != line.rstrip() for line in text.splitlines())
    assert export(verified(name)) == text


@EVERY
def test_float32_stays_float32(name):
    kernel = loaded(text_of(name))
    rng = np.random.default_rng(1)
    values = {key: np.asarray(v, np.float32) if np.ndim(v) else float(v)
              for key, v in kernel["_inputs"](rng, *kernel["SHAPES"][-1]).items()}
    if not any(np.ndim(v) for v in values.values()):
        return  # scalars alone are what Python makes of them
    *outputs, saved = kernel["forward"](**values)
    takes = kernel["backward"].__code__.co_argcount - 1
    cotangents = [np.ones_like(y) for y in outputs][:takes]
    for array in (*outputs, *kernel["backward"](*cotangents, saved)):
        if type(array) not in (int, float):  # a Python number takes any dtype
            assert array.dtype == np.float32


def test_batch_norm_reads_as_a_person_would_write_it():
    text = text_of("batch-norm")
    forward = text[text.index("    mu = "):text.index("def backward")]
    assert forward.rstrip() == """\
    mu = x.mean(axis=0)
    var = ((x - mu) ** 2).mean(axis=0)
    xhat = (x - mu) / np.sqrt(var + eps)
    y = gamma * xhat + beta
    return y, Saved(gamma, beta, eps, var, xhat)"""
    backward = text[text.index("    gamma, beta, eps, var, xhat = saved"):text.index("# ---")]
    assert backward.rstrip() == """\
    gamma, beta, eps, var, xhat = saved
    dxhat = gamma * dy
    dx = (
        dxhat - dxhat.mean(axis=0) - (dxhat * xhat).mean(axis=0) * xhat
    ) / np.sqrt(var + eps)
    dgamma = _sum_to((dy * xhat).sum(axis=0), gamma)
    dbeta = _sum_to(dy.sum(axis=0), beta)
    return Gradients(dx, dgamma, dbeta)"""


@pytest.mark.parametrize("shape", [(1,), (4,), (4, 3), (4, 3, 2)])
@pytest.mark.parametrize("parameters", ["whole", "one number", "one axis stretched"])
def test_batch_norm_at_any_shape(shape, parameters):
    kernel = loaded(text_of("batch-norm"))
    features = shape[1:]
    of = {"whole": features, "one number": (), "one axis stretched": features and (1, *features[1:])}[parameters]
    rng = np.random.default_rng(0)
    x, dy = rng.standard_normal((2, *shape))
    gamma, beta, eps = rng.uniform(0.5, 1.5, (3, *of))
    _, saved = kernel["forward"](x=x, gamma=gamma, beta=beta, eps=eps)
    dx, dgamma, dbeta = kernel["backward"](dy, saved)
    assert (dx.shape, dgamma.shape, dbeta.shape) == (shape, of, of)
    # The reference: one feature at a time, from the Jacobian of the definition.
    sums = np.zeros((2, *features))
    for place in np.ndindex(*features):
        column = (slice(None), *place)
        g, e = (np.broadcast_to(v, features)[place] for v in (gamma, eps))
        xc, size = x[column] - x[column].mean(), shape[0]
        s = np.sqrt((xc**2).mean() + e)
        jacobian = g * (np.eye(size) - 1 / size - np.outer(xc, xc) / (size * s**2)) / s
        assert np.allclose(dx[column], dy[column] @ jacobian, rtol=1e-12, atol=1e-12)
        sums[(slice(None), *place)] = (dy[column] * xc / s).sum(), dy[column].sum()
    for gradient, total_ in zip((dgamma, dbeta), sums, strict=True):
        if parameters == "one axis stretched" and features:
            total_ = total_.sum(axis=0, keepdims=True)
        elif parameters == "one number":
            total_ = total_.sum()
        assert np.allclose(gradient, total_, rtol=1e-12, atol=1e-12)


@pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")
def test_batch_norm_against_torch():
    import torch

    kernel = loaded(text_of("batch-norm"))
    rng = np.random.default_rng(0)
    x, dy = rng.standard_normal((2, 16, 5))
    gamma, beta = rng.standard_normal((2, 5))
    _, saved = kernel["forward"](x, gamma, beta, 1e-5)
    leaves = [torch.tensor(v, requires_grad=True) for v in (x, gamma, beta)]
    out = torch.nn.functional.batch_norm(leaves[0], None, None, *leaves[1:], training=True, eps=1e-5)
    out.backward(torch.tensor(dy))
    for ours, leaf in zip(kernel["backward"](dy, saved), leaves, strict=True):
        assert np.allclose(ours, leaf.grad.numpy(), rtol=1e-10, atol=1e-10)


# --------------------------------------------------------------------------
# The self-test can fail


@pytest.mark.parametrize(("right", "wrong"), [
    ("np.heaviside(Z, 0)", "np.heaviside(-Z, 0)"),
    ("np.heaviside(Z, 0)", "(1 - np.heaviside(Z - 2, 0))"),
    (" * np.heaviside(Z, 0)", ""),
])
def test_a_wrong_slope_beyond_a_kink_fails_the_self_test(right, wrong, tmp_path):
    assert text_of("layer-of-ReLU-units").count(right) == 1
    assert run_alone(text_of("layer-of-ReLU-units").replace(right, wrong), tmp_path).returncode == 1


def test_no_difference_is_taken_across_a_kink():
    kernel = loaded(text_of("leaky-units"))
    inputs = {"x": np.array([2.0**-10, 0.5]), "leak": 0.25}
    assert not kernel["_stays"](inputs, "x", np.array([1.0, 0.0]))
    assert not kernel["_stays"](inputs, "x", np.array([-1.0, 0.0]))
    assert kernel["_stays"](inputs, "x", np.array([2.0**-5, 1.0]))
    assert "_stays" not in text_of("batch-norm")


@pytest.mark.parametrize(("right", "wrong"), [
    ("dxhat - dxhat.mean(axis=0) - ", "dxhat - "),
    (" - (dxhat * xhat).mean(axis=0) * xhat", ""),
    (" - (dxhat * xhat).mean(axis=0) * xhat", " + (dxhat * xhat).mean(axis=0) * xhat"),
    ("(dxhat * xhat).mean(axis=0)", "(dxhat * xhat).sum(axis=0) / (len(dy) - 0.999)"),
    (") / np.sqrt(var + eps)\n    dgamma", ") / (np.sqrt(var) + eps)\n    dgamma"),
    ("dxhat = gamma * dy", "dxhat = dy"),
    ("_sum_to((dy * xhat).sum(axis=0), gamma)", "_sum_to((dy * xhat).mean(axis=0), gamma)"),
    ("_sum_to(dy.sum(axis=0), beta)", "dy.sum(axis=0)"),
    ("_sum_to(dy.sum(axis=0), beta)", "_sum_to(dy.sum(axis=0), beta) * (1 + 1e-9)"),
    ("for shape in SHAPES:", "for shape in ():"),
])
def test_a_wrong_kernel_fails_its_self_test(right, wrong, tmp_path):
    assert text_of("batch-norm").count(right) == 1
    done = run_alone(text_of("batch-norm").replace(right, wrong), tmp_path)
    assert done.returncode == 1


# --------------------------------------------------------------------------
# Refusals


def with_verdict(whole, name, verdict):
    claims = [replace(v, decided=Decided(verdict, 0.0)) if v.claim.name == name else v for v in whole.claims]
    return replace(whole, claims=tuple(claims))


@pytest.mark.parametrize("name", ["dx-collapsed", "dxhat"])  # one asked for, one that it needs
def test_only_what_is_proved_is_exported(name):
    with pytest.raises(NotExportable, match=f"claim {name} is not proved"):
        export(with_verdict(verified("batch-norm"), name, Undecided(None, "work")))


def test_a_claim_that_was_not_decided_is_not_exported():
    whole = verified("affine-map")
    with pytest.raises(NotExportable, match="is not proved"):
        export(replace(whole, claims=whole.claims[1:]))


def test_other_targets_and_no_kernel():
    with pytest.raises(InputError) as caught:
        export(verified("affine-map"), to="fortran")
    assert "targets: numpy" in str(caught.value)
    bare = replace(verified("affine-map").derivation, kernel=())
    with pytest.raises(InputError, match="names no gradients"):
        export(Verified(bare))


def refused():
    with evaluate(False):
        x, w = family("x", batch), symbol("w")
        mask = bernoulli("mask", batch, p=Rational(1, 2))
        h = define("h", [i], w * x[i])
        y = define("y", [i], h[i] ** 2)
        masked = define("masked", [i], mask[i] * x[i])
        L, L2 = define("L", total(y[i], i)), define("L2", total(h[i], i))
        loss, both, own, random = Loss("l", y), Loss("l", y, h), Loss("l", x), Loss("l", masked)
        dx = adjoint(loss, x[i])
        yield ("no gradient", made("t", (x, w), (h, y), loss, [
            ("a", partial(y[i], h[i]), 2 * h[i])]), "is not a gradient")
        yield "an inner node", made("t", (x, w), (h, y), loss, [("a", adjoint(loss, h[i]), 2 * h[i])]), "is no argument"
        yield ("a missing claim", made("t", (x, w), (h, y), loss, [
            ("a", dx, adjoint(loss, h[i]) * w)]), "no claim gives")
        yield ("two losses", made("t", (x, w), (h, y, L, L2), None, [
            ("a", adjoint(L, x[i]), w), ("b", adjoint(L2, x[i]), w)]), "several losses")
        yield "an output that others use", made("t", (x, w), (h, y), both, [
            ("a", adjoint(both, x[i]), w)]), "output y depends on another output"
        yield "nothing computed", made("t", (x, w), (h,), own, [("a", adjoint(own, x[i]), w)]), "the symbol x itself"
        yield "a random family", made("t", (x, mask), (masked,), random, [
            ("a", adjoint(random, x[i]), adjoint(random, masked[i]) * mask[i])]), "a random family"
        proved = ("a", dx, adjoint(loss, y[i]) * 2 * h[i] * w)
        yield "an equation", made("t", (x, w), (h, y), loss, [proved], given=(Eq(w**2, 2),)), "cannot draw numbers"
        yield "a free index", made("t", (x, w), (h, y), loss, [(*proved, x[i] > w)]), "a free index of a claim"
        yield "no size", made("t", (x, w), (h, y), loss, [proved], given=(m > 100,)), "no size that the self-test tries"
        t, r, g = integer("t", at_least=1), integer("r"), sequence("g")
        s = sequence("s")
        s = recurrence({s[r]: (0, w * s[r - 1] + g[r])})
        last, square = define("last", s[3] ** 2), define("square", w**2)
        yield ("a recurrence", made("t", (w, g, t), (s, last), None, [
            ("a", adjoint(last, w), 2 * s[3] * s[2])]), "which has a member for each step")
        yield "an integer", made("t", (w, t), (square,), None, [
            ("a", adjoint(square, w), 2 * w ** (t - t + 1))]), "the gradients hold an integer"
        yield "one step", made("t", (w, g, t), (s, last), None, [
            ("a", adjoint(last, g[t]), 2 * s[t])]), "the gradient of one step"


@pytest.mark.parametrize(("derivation", "message"), [r[1:] for r in refused()], ids=[r[0] for r in refused()])
def test_refusals(derivation, message):
    with pytest.raises(NotExportable, match=message) as caught:
        export(proved_by_decree(derivation))
    assert caught.value.where == "t"


def test_a_gradient_without_the_further_axes_is_not_said_to_have_them():
    assert "further axes" in text_of("a-sum")
    assert "further axes" not in text_of("a-gradient-without-arrays")


def test_means_cannot_end_a_docstring():
    text = text_of("standard-scores")
    assert "a '''scale''', \\\\ learned" in text
    assert "lambda_" in loaded(text)["forward"].__code__.co_varnames

