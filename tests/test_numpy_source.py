"""numpy_source: the source is what a person would write, and means what the tree means."""

import math
import warnings
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Add, Integer, Mul, Pow, Rational, Symbol, evaluate
from sympy import E as EULER

from symdl.derivation import Claim, Derivation
from symdl.language import (
    INTEGERS,
    Delta,
    Entry,
    IntegerIndex,
    IntervalSum,
    Loss,
    Mean,
    Range,
    Size,
    Total,
    absolute,
    adjoint,
    bernoulli,
    define,
    delta,
    derivative,
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
    variance,
)
from symdl.numpy_source import (
    SIGMOID,
    WIDTH,
    Formula,
    NotExportable,
    body,
    broadcasts,
    expression,
    formulas,
    identifier,
    in_order,
    names_of,
    statement,
    statements,
)

batch = Range("batch", "N", "i j l")
out = Range("out", "K", "k q")
feature = Range("feature", "F", "a c")
i, j, l = batch.indices()  # noqa: E741
k, q = out.indices()
a, c = feature.indices()

u, v, b = family("u", batch), family("v", feature), family("b", out)
X, W, G = family("X", batch, feature), family("W", out, feature), family("G", batch, out)
A, Q, P = family("A", batch, batch), family("Q", batch, out, feature), family("P", batch, out, feature)
s = symbol("s")
t, h, n, o = integer("t", at_least=1), integer("h"), integer("n"), integer("o")
g, Z = sequence("g"), sequence("Z", batch)
FAMILIES = (u, v, b, X, W, G, A, Q, P, g, Z)
NAMES = {f: f.name for f in (*FAMILIES, s.family)} | {r: r.size_name for r in (batch, out, feature)}
NAMES |= {t: "t", h: "h", INTEGERS: "steps"}
SIZES = {batch: 3, out: 2, feature: 4, INTEGERS: 9}
STEPS = {t: 4, h: 0}

with evaluate(False):
    TABLE = [
        # one axis: what batch normalisation needs
        (mean(u[i], i), (), "u.mean(axis=0)"),
        (mean((u[i] - s) ** 2, i), (), "((u - s) ** 2).mean(axis=0)"),
        ((u[i] - s) / sqrt(s + 1 + mean(u[i], i)), (i,), "(u - s) / np.sqrt(s + 1 + u.mean(axis=0))"),
        (total(u[i] * (u[i] - s) * -Rational(1, 2) * (total(u[j], j) + s) ** Rational(-3, 2), i), (),
         "-0.5 * (u * (u - s)).sum(axis=0) / (u.sum(axis=0) + s) ** 1.5"),
        (s * (2 * (u[i] - s) / batch.size), (i,), "2 * s / N * (u - s)"),
        (-(u[i] - s) ** 2, (i,), "-(u - s) ** 2"),
        (u[i] - (s + u[i]), (i,), "u - (s + u)"),
        (u[i] - (s - u[i]), (i,), "u - (s - u)"),
        (-u[i] / 3, (i,), "-u / 3"),
        (1 / (u[i] * s), (i,), "1 / (s * u)"),
        (u[i] / (u[i] / s), (i,), "s * u / u"),
        (u[i] ** Rational(-3, 2), (i,), "1 / u**1.5"),
        (u[i] ** Rational(1, 3), (i,), "u ** (1 / 3)"),
        ((u[i] ** 2) ** 3, (i,), "(u**2) ** 3"),
        (Pow(EULER, u[i]), (i,), "np.exp(u)"),
        (sigmoid(-u[i]) * tanh(u[i]), (i,), "sigmoid(-u) * np.tanh(u)"),
        (s - Rational(2, 3) * u[i] - Rational(-1, 4), (i,), "s - 2 / 3 * u + 0.25"),
        # several axes
        (total(X[i, a] * W[k, a], a) + b[k], (i, k), "X @ W.T + b"),
        (total(G[i, k] * X[i, a], i), (k, a), "G.T @ X"),
        (total(X[i, a] * G[i, k], i), (k, a), "G.T @ X"),
        (total(G[i, k] * W[k, a], k), (i, a), "G @ W"),
        (total(X[i, a] * v[a], a), (i,), "X @ v"),
        (total(u[i] * X[i, a], i), (a,), "u @ X"),
        (total((X[i, a] - v[a]) * W[k, a], a), (i, k), "(X - v) @ W.T"),
        (total(A[i, j] * A[j, l], j), (i, l), "A @ A"),
        (total(Q[i, k, a] * P[i, q, a], a), (i, k, q), "Q @ P.swapaxes(1, 2)"),
        (total(b[k] * Q[i, k, a] * Q[j, k, a], k, a), (i, j),
         'np.einsum("k,ika,jka->ij", b, Q, Q, optimize=True)'),
        (mean(G[i, k], k), (i,), "G.mean(axis=1)"),
        (total(G[i, k], i, k), (), "G.sum()"),
        (total(Q[i, k, a], i, a), (k,), "Q.sum(axis=(0, 2))"),
        (G[i, k] - mean(G[i, q], q), (i, k), "G - G.mean(axis=1)[:, None]"),
        (exp(G[i, k]) / total(exp(G[i, q]), q), (i, k), "np.exp(G) / np.exp(G).sum(axis=1)[:, None]"),
        (u[i] * b[k], (i, k), "u[:, None] * b"),
        (u[i] * b[k], (k, i), "u * b[:, None]"),
        (A[j, i], (i, j), "A.T"),
        (A[i, j] + A[j, i], (i, j), "A + A.T"),
        (A[i, i], (i,), 'np.einsum("ii->i", A)'),
        (Q[i, k, a], (a, i, k), "Q.transpose(2, 0, 1)"),
        # deltas, constants under sums, axes that an expression lacks
        (u[i] * (delta(i, j) - u[j]), (i, j), "u[:, None] * (np.eye(N, dtype=u.dtype) - u)"),
        (total(u[j] * delta(i, j), j), (i,), "u"),
        (mean(u[j] * delta(i, j), j), (i,), "u / N"),
        (total(u[j] * (delta(i, j) - s), j), (i,), "u - s * u.sum(axis=0)"),
        (total(u[j] * v[a] * (delta(i, j) - A[i, j]), j), (i, a), "u[:, None] * v - v * (A @ u)[:, None]"),
        (total(s, i), (), "N * s"),
        (mean(s, i), (), "s"),
        (total(delta(i, j), j), (i,), "np.full_like(u, 1)"),
        (s, (i,), "np.full_like(u, s)"),
        (s, (a, k), "np.full((F, K), s, dtype=u.dtype)"),
        # numbers: nothing here may turn a float32 array into a float64 one
        (u[i] / sqrt(feature.size), (i,), "u / F**0.5"),
        (sqrt(s) * u[i], (i,), "s**0.5 * u"),
        (log(Integer(2)) * u[i], (i,), "np.log(2, dtype=u.dtype) * u"),
        (relu(s) * u[i], (i,), "np.maximum(s, 0, dtype=u.dtype) * u"),
        (maximum(s, 2) * u[i], (i,), "np.maximum(s, 2, dtype=u.dtype) * u"),
        # functions with kinks
        (relu(u[i] - s) + unit_step(u[i] - s), (i,), "np.maximum(u - s, 0) + np.heaviside(u - s, 0)"),
        (absolute(-u[i]) * floor(3 * u[i]), (i,), "np.abs(-u) * np.floor(3 * u)"),
        (maximum(u[i], s) - minimum(u[i], u[j]), (i, j), "np.maximum(u, s)[:, None] - np.minimum(u[:, None], u)"),
        # steps in time
        (total(s ** (t - n) * g[n], (n, 1, t)), (), "sum(s ** (t - n) * g[n] for n in range(1, t + 1))"),
        (total(s**n * g[t - n], (n, 0, t - 1)), (), "sum(s**n * g[t - n] for n in range(0, t))"),
        (total(g[n] + g[n - 1], (n, 1, 3)), (), "sum(g[n] + g[n - 1] for n in range(1, 4))"),
        (total(g[o] * total(g[n], (n, 1, o)), (o, 1, t)), (),
         "sum(g[o] * sum(g[n] for n in range(1, o + 1)) for o in range(1, t + 1))"),
        (total(Z[n, i], (n, 1, t)) * u[i], (i,), "sum(Z[n] for n in range(1, t + 1)) * u"),
        (total(Z[n, i], (n, 1, h)) * u[i], (i,), "sum((Z[n] for n in range(1, h + 1)), np.full_like(u, 0)) * u"),
        (total(Z[n, i] * b[k], (n, 1, h)), (i, k),
         "sum((Z[n][:, None] * b for n in range(1, h + 1)), np.full_like(G, 0))"),
        (total(g[n] ** 2, (n, 1, h)) * u[i], (i,), "sum(g[n] ** 2 for n in range(1, h + 1)) * u"),
        (Z[t - 1, i] * Z[2, j], (i, j), "Z[t - 1][:, None] * Z[2]"),
        (total(total(Z[n, i] * u[i], i), (n, 1, t)), (),
         "sum((Z[n] * u).sum(axis=0) for n in range(1, t + 1))"),
        (u[i] / t + t * u[i], (i,), "u / t + t * u"),
        ((1 - s) ** t * u[i] * s ** (-t) * 2**t, (i,), "(1 - s) ** t * s ** (-t) * 2**t * u"),
        (u[i] ** (2 * t - 1) / (1 - s**t), (i,), "u ** (2 * t - 1) / (1 - s**t)"),
        (delta(t, h) * u[i] + u[i], (i,), "int(t == h) * u + u"),
    ]


def run(source, values):
    namespace = {"np": np}
    exec(SIGMOID, namespace)
    return eval(source, namespace | values)


def sampled(seed, dtype=np.float64):
    rng = np.random.default_rng(seed)
    values = {f.name: rng.uniform(0.5, 1.5, [SIZES[r] for r in f.ranges]).astype(dtype) for f in FAMILIES}
    return values | {"s": 0.75} | {NAMES[r]: n for r, n in SIZES.items()} | {NAMES[t]: n for t, n in STEPS.items()}


def by_loops(node, at, values):
    """The value of a tree at one position, by its meaning and nothing else."""
    def of(node):
        return by_loops(node, at, values)

    match node:
        case Entry():
            places = tuple(at[x] if x in at else int(of(x)) for x in node.indices)
            return float(values[node.family.name][places] if places else values[node.family.name])
        case IntegerIndex():
            return at[node] if node in at else STEPS[node]
        case IntervalSum():
            places = range(int(of(node.first)), int(of(node.last)) + 1)
            return math.fsum(by_loops(node.body, at | {node.index: p}, values) for p in places)
        case Delta(indices=(IntegerIndex() as a_, b_)):
            return float(of(a_) == of(b_))
        case relu() | unit_step():
            z = of(node.args[0])
            return max(z, 0.0) if isinstance(node, relu) else float(z > 0)
        case absolute() | floor():
            return (abs if isinstance(node, absolute) else math.floor)(of(node.args[0]))
        case maximum() | minimum():
            return (max if isinstance(node, maximum) else min)(map(of, node.args))
        case Total() | Mean():
            places = list(product(*(range(SIZES[x.range]) for x in node.indices)))
            terms = [by_loops(node.body, at | dict(zip(node.indices, p, strict=True)), values) for p in places]
            return math.fsum(terms) / (len(terms) if isinstance(node, Mean) else 1)
        case Delta():
            return float(at[node.indices[0]] == at[node.indices[1]])
        case Size():
            return SIZES[node.range]
        case Add():
            return math.fsum(by_loops(x, at, values) for x in node.args)
        case Mul():
            return math.prod(by_loops(x, at, values) for x in node.args)
        case Pow():
            return by_loops(node.base, at, values) ** by_loops(node.exp, at, values)
        case exp() | log() | tanh():
            return getattr(math, type(node).__name__)(by_loops(node.args[0], at, values))
        case sigmoid():
            return 1 / (1 + math.exp(-by_loops(node.args[0], at, values)))
    return float(node)


def agrees(node, axes, seed):
    values = sampled(seed)
    found = run(expression(node, axes, NAMES), values)
    assert np.shape(found) == tuple(SIZES[x.range] for x in axes)
    for p in product(*(range(SIZES[x.range]) for x in axes)):
        expected = by_loops(node, dict(zip(axes, p, strict=True)), values)
        # Sums of some tens of positive and negative terms, each of a few operations.
        assert np.isclose(np.asarray(found)[p], expected, rtol=1e-11, atol=1e-11), expression(node, axes, NAMES)


@pytest.mark.parametrize(("node", "axes", "source"), TABLE, ids=[t[2] for t in TABLE])
def test_source(node, axes, source):
    assert expression(node, axes, NAMES) == source
    agrees(node, axes, seed=1)
    agrees(node.doit(), axes, seed=2)  # the same tree as SymPy sorts and flattens it


@pytest.mark.parametrize(("node", "axes", "source"), [t for t in TABLE if t[1]], ids=[t[2] for t in TABLE if t[1]])
def test_float32_stays_float32(node, axes, source):
    assert run(source, sampled(1, np.float32)).dtype == np.float32


# Random trees over two ranges. Values are bounded, so that nothing overflows.

LEAVES = [(s, ()), (u, (i,)), (u, (j,)), (v, (a,)), (X, (i, a)), (X, (j, a)), (A, (i, j)), (A, (j, i)),
          (A, (i, i)), (W, (k, a)), (G, (i, k))]


@st.composite
def trees(draw, depth=3):
    with evaluate(False):
        kind = draw(st.sampled_from(["leaf"] if depth == 0 else
                                    ["leaf", "add", "sub", "mul", "div", "square", "tanh", "sigmoid", "log",
                                     "root", "total", "total", "mean", "delta", "number", "size", "kink", "steps"]))
        sub = lambda: draw(trees(depth - 1))  # noqa: E731
        match kind:
            case "leaf":
                what, indices = draw(st.sampled_from(LEAVES))
                return what[indices] if indices else what
            case "number":
                return Mul(draw(st.sampled_from([Integer(-1), Integer(2), Rational(-3, 2), Rational(1, 3)])), sub())
            case "size":
                return sub() / draw(st.sampled_from([batch, feature])).size
            case "add":
                return sub() + sub()
            case "sub":
                return sub() - sub()
            case "mul":
                return sub() * sub()
            case "div":
                return sub() / (1 + sub() ** 2)
            case "square":
                return sub() ** 2
            case "root":
                return (1 + sub() ** 2) ** draw(st.sampled_from([Rational(1, 2), Rational(-3, 2)]))
            case "log":
                return log(1 + sub() ** 2)
            case "kink":
                f = draw(st.sampled_from([relu, absolute, maximum, minimum]))
                return f(sub()) if f in (relu, absolute) else f(sub(), sub())
            case "steps":
                one, last = draw(st.sampled_from([g[n], Z[n, i], s**n, n / t])), draw(st.sampled_from([t, h, h - 1, 3]))
                return total(sub() * one, (n, 0, last))
            case "delta":
                return delta(i, j) * sub()
            case "tanh" | "sigmoid":
                return {"tanh": tanh, "sigmoid": sigmoid}[kind](sub())
        bound = draw(st.sampled_from([(i,), (j,), (a,), (i, j), (i, a), (k,)]))
        return (total if kind == "total" else mean)(sub(), *bound)


@settings(max_examples=100, deadline=None)
@given(trees(), st.permutations([i, j, a, k]), st.integers(0, 99))
def test_source_means_what_the_tree_means(node, axes, seed):
    from symdl.language import free_indices

    if abs(by_loops(node, dict.fromkeys((i, j, a, k), 0), sampled(seed))) > 1e6:
        return  # absolute accuracy is lost with the size of squares of squares
    agrees(node, [x for x in axes if x in free_indices(node)], seed)


# --------------------------------------------------------------------------
# Programs


def batch_norm():
    with evaluate(False):
        x, gamma, beta, eps = family("x", batch), symbol("gamma"), symbol("beta"), symbol("eps")
        mu = define("mu", mean(x[i], i))
        var = define("var", mean((x[i] - mu) ** 2, i))
        xhat = define("xhat", [i], (x[i] - mu) / sqrt(var + eps))
        y = define("y", [i], gamma * xhat[i] + beta)
        loss = Loss("l", y)
        return Derivation("batch norm", (x, gamma, beta, eps), (), (mu, var, xhat, y), loss)


def test_a_program_is_one_line_for_each_definition():
    d = batch_norm()
    names = names_of(d, d.loss)
    program = statements(d.defined, names)
    assert body(program, names, {f: f.ranges for f in d.declared}, indent="") == [
        "mu = x.mean(axis=0)",
        "var = ((x - mu) ** 2).mean(axis=0)",
        "xhat = (x - mu) / np.sqrt(var + eps)",
        "y = gamma * xhat + beta",
    ]
    assert broadcasts(program)


@pytest.mark.parametrize("shape", [(5,), (5, 3), (5, 3, 2), (1,), (1, 4)])
def test_further_axes_broadcast(shape):
    d = batch_norm()
    names = names_of(d)
    rng = np.random.default_rng(0)
    x = rng.standard_normal(shape)
    gamma, beta, eps = rng.uniform(0.5, 1.5, (3, *shape[1:]))

    def y(x, gamma, beta, eps):
        values = {"np": np, "x": x, "gamma": gamma, "beta": beta, "eps": eps}
        exec("\n".join(body(statements(d.defined, names), names, {}, indent="")), values)
        return values["y"]

    whole = y(x, gamma, beta, eps)
    for place in np.ndindex(*shape[1:]):
        alone = y(x[(slice(None), *place)], gamma[place], beta[place], eps[place])
        assert np.allclose(whole[(slice(None), *place)], alone, rtol=1e-14, atol=1e-14)


def test_two_axes_at_once_do_not_broadcast():
    assert not broadcasts([statement("y", delta(i, j) * u[i], (i, j), NAMES)])
    assert not broadcasts([statement("y", total(u[i], i) * v[a], (a,), NAMES)])  # two ranges


def test_sizes_are_read_off_arguments():
    program = [statement("y", X[i, a] / (batch.size * feature.size), (i, a), NAMES)]
    assert body(program, NAMES, {X: X.ranges}) == [
        "    N = X.shape[0]", "    F = X.shape[1]", "    y = X / (N * F)"]
    with pytest.raises(NotExportable, match="size F cannot be read"):
        body(program, NAMES, {u: u.ranges})


def test_long_lines_break_between_summands_or_in_the_longest_parentheses():
    with evaluate(False):
        long = total(X[i, a] * W[k, a], a)
        sums = long + long - long + long - long + long - long + long - long + b[k]
        quotient = sums / (1 + b[k] ** 2)
    for node in (sums, quotient):
        lines = statement("y", node, (i, k), NAMES).lines()
        assert len(lines) > 2
        assert max(map(len, lines)) <= WIDTH or node is quotient
        values = sampled(3) | {"np": np}
        exec("if True:\n" + "\n".join(lines), values)
        assert np.array_equal(values["y"], run(expression(node, (i, k), NAMES), sampled(3)))


def test_sigmoid_is_exact_and_silent_for_any_input():
    namespace = {"np": np}
    exec(SIGMOID, namespace)
    z = np.array([-1e4, -745.0, -40.0, -1.0, 0.0, 1.0, 40.0, 1e4])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = namespace["sigmoid"](z)
    expected = [0.0 if x < -745 else math.exp(x) / (1 + math.exp(x)) if x < 0 else 1 / (1 + math.exp(-x)) for x in z]
    assert np.allclose(found, expected, rtol=1e-15, atol=0)


# --------------------------------------------------------------------------
# Names and refusals


@pytest.mark.parametrize(("name", "taken", "made"), [
    ("x", [], "x"), ("x", ["x"], "x_"), ("x", ["x", "x_"], "x__"), ("lambda", [], "lambda_"), ("sum", [], "sum_"),
    ("np", [], "np_"), ("x'", [], "x_"), ("x-y", [], "x_y"), ("saved", [], "saved_"),
    ("f(); import os", [], "f____import_os"),
])
def test_identifier(name, taken, made):
    assert identifier(name, taken) == made


@pytest.mark.parametrize("name", ["", "_", "__class__", "2x", "\N{GREEK SMALL LETTER MU}", "'"])
def test_no_identifier(name):
    with pytest.raises(NotExportable):
        identifier(name)


# --------------------------------------------------------------------------
# Recurrences


def averages(start=0):
    """An exponential average, its correction, and two sequences that use each other."""
    with evaluate(False):
        m, p, r = sequence("m"), sequence("p", batch), sequence("r", batch)
        m = recurrence({m[n]: (start, s * m[n - 1] + (1 - s) * g[n])})
        p, r = recurrence({p[n, i]: (u[i], r[n - 1, i] + m[n] * u[i]),
                           r[n, i]: (0, total(p[o, i], (o, 0, n - 1)) - Z[n, i])})
        mhat = define("mhat", [t], m[t] / (1 - s**t))
        y = define("y", [i], mhat[4] * p[4, i] + r[3, i])
        return Derivation("averages", (s, u, g, Z, t), (), (m, p, r, mhat, y))


def test_a_recurrence_is_a_loop():
    d = averages()
    names = names_of(d)
    source = body(statements(d.defined, names), names, {f: f.ranges for f in d.declared}, indent="")
    assert source == [
        "steps = g.shape[0]",
        "N = u.shape[0]",
        "m = np.zeros(steps, dtype=u.dtype)",
        "m[0] = 0",
        "for i in range(1, steps):",
        "    m[i] = s * m[i - 1] + (1 - s) * g[i]",
        "p = np.zeros((steps, N), dtype=u.dtype)",
        "r = np.zeros((steps, N), dtype=u.dtype)",
        "p[0] = u",
        "r[0] = np.full_like(u, 0)",
        "for i in range(1, steps):",
        "    p[i] = r[i - 1] + m[i] * u",
        "    r[i] = sum(p[o] for o in range(0, i)) - Z[i]",
        # A definition with an integer for a parameter is written out.
        "y = m[4] / (1 - s**4) * p[4] + r[3]",
    ]
    values = sampled(4) | {"np": np}
    exec("\n".join(source), values)
    m, p, r = [0.0], [values["u"]], [0 * values["u"]]
    for step in range(1, 9):
        m.append(0.75 * m[-1] + 0.25 * values["g"][step])
        p, r = [*p, r[-1] + m[-1] * values["u"]], [*r, sum(p) - values["Z"][step]]
    assert np.allclose(values["m"], m)
    assert np.allclose(values["p"], p)
    assert np.allclose(values["r"], r)
    assert np.allclose(values["y"], m[4] / (1 - 0.75**4) * p[4] + r[3])


def test_the_number_of_steps_is_read_off_an_argument():
    with evaluate(False):
        x = sequence("x")
        x = recurrence({x[n]: (s, x[n - 1] / 2)})
    names = names_of(Derivation("halves", (s, t, h), (), (x,)))
    program = statements([x], names)
    lines = body(program, names, {s.family: (), t: (), h: ()})
    assert lines[0] == "    steps = max(t, h) + 1"
    assert body(program, names, {s.family: (), t: ()})[0] == "    steps = t + 1"
    with pytest.raises(NotExportable, match="the number of steps cannot be read"):
        body(program, names, {s.family: ()})


@pytest.mark.parametrize("step", [
    lambda x: g[n + 1], lambda x: g[2 * n],
    lambda x: total(x[o], (o, 0, n)), lambda x: total(g[o + 1], (o, 0, n)),
])
def test_a_step_that_uses_a_later_member_is_refused(step):
    with evaluate(False):
        x = sequence("x")
        x = recurrence({x[n]: (0, step(x))})
    with pytest.raises(NotExportable, match="which may come after it"):
        statements([x], NAMES | {x: "x"})


def test_a_step_that_goes_back_too_far_is_refused():
    with evaluate(False):
        x = sequence("x")
        x = recurrence({x[n]: (0, g[n - 2])})
    with pytest.raises(NotExportable, match="before the first"):
        statements([x], NAMES | {x: "x"})


def test_a_family_keeps_its_name_against_sizes_and_adjoints():
    with evaluate(False):
        x, dx, m = family("x", batch), family("dx", batch), symbol("N")
        y = define("y", [i], x[i] * dx[i] * m)
        loss = Loss("l", y)
        names = names_of(Derivation("clash", (x, dx, m), (), (y,), loss), loss)
    assert (names[dx], names["adjoint", loss, x]) == ("dx", "dx_")
    assert (names[m.family], names[batch]) == ("N", "N_")
    assert len(set(names.values())) == len(names)


y = define("y", [i], u[i] ** 2)
loss = Loss("l", y)
mask = bernoulli("mask", batch, p=Rational(1, 2))


@pytest.mark.parametrize(("node", "message"), [
    (mask[i], "a random family"),
    (expectation(mask[i]), "an expectation has no NumPy form"),
    (variance(mask[i]), "an expectation has no NumPy form"),
    (partial(y[i], u[i]), "a derivative that is left unspecified"),
    (derivative(y[i], u[i]), "a derivative that is left unspecified"),
    (adjoint(loss, u[i]), "an adjoint that no claim gives"),
    (family("unknown", batch)[i], "does not declare"),
    (Symbol("t") * u[i], "no NumPy form for Symbol"),
    (Pow(u[i], s, evaluate=False), "an exponent must be a rational number or a sum of integers"),
    (u[i] ** (t / 2), "an exponent must be a rational number or a sum of integers"),
    (limit(g[t], t, oo), "a limit has no NumPy form"),
    (limit(u[i] * s, s, 1, "-"), "a limit has no NumPy form"),
    (function("F")[u[i]], "F is a function that is not written down"),
    (integer("unknown") * u[i], "does not declare"),
    (g[t - 2], "may be a member before the first"),
    (g[h - 1], "may be a member before the first"),
    (g[t - h], "may be a member before the first"),
    (total(g[n - 1], (n, 0, t)), "may be a member before the first"),
    (total(g[t - n], (n, 0, t + 1)), "may be a member before the first"),
    (u[i] * 0.5, "is not an exact real number"),
    (u[j], "index j is free"),
])
def test_refusals(node, message):
    with pytest.raises(NotExportable, match=message):
        expression(node, (i,), NAMES)


# --------------------------------------------------------------------------
# Adjoints


def adjoints(*claims):
    d = batch_norm()
    x, gamma = d.symbols[:2]
    mu, _, xhat, y = d.definitions
    d = Derivation(d.title, d.symbols, tuple(c(d.loss, x, gamma, mu, xhat, y) for c in claims), d.definitions, d.loss)
    return d, formulas(d), lambda f: ("adjoint", d.loss, f), (x, gamma.family, mu.family, xhat, y)


def test_adjoints_come_after_those_they_need():
    _, given, of, (x, _, mu, xhat, y) = adjoints(
        lambda loss, x, g, mu, h, y: Claim("dx", adjoint(loss, x[i]), adjoint(loss, h[i]) + adjoint(loss, mu)),
        lambda loss, x, g, mu, h, y: Claim("dmu", adjoint(loss, mu), total(adjoint(loss, h[j]), j)),
        lambda loss, x, g, mu, h, y: Claim("dxhat", adjoint(loss, h[i]), g * adjoint(loss, y[i])),
        lambda loss, x, g, mu, h, y: Claim("wrong", adjoint(loss, h[i]), adjoint(loss, y[i]), expected="refuted"),
    )
    assert in_order([of(x)], given, [of(y)]) == [of(xhat), of(mu), of(x)]
    assert given[of(xhat)].claim == "dxhat"
    assert isinstance(given[of(x)], Formula)


def test_a_missing_adjoint_names_the_claim_to_add():
    _, given, of, (x, _, _, _, y) = adjoints(
        lambda loss, x, g, mu, h, y: Claim("dx", adjoint(loss, x[i]), adjoint(loss, h[i])))
    with pytest.raises(NotExportable) as caught:
        in_order([of(x)], given, [of(y)])
    assert "no claim gives the adjoint of xhat, which claim dx uses" in str(caught.value)
    assert "adjoint(l, xhat[i])" in str(caught.value)


def test_adjoints_in_a_circle():
    _, given, of, (x, _, _, _, y) = adjoints(
        lambda loss, x, g, mu, h, y: Claim("dx", adjoint(loss, x[i]), adjoint(loss, h[i])),
        lambda loss, x, g, mu, h, y: Claim("dxhat", adjoint(loss, h[i]), adjoint(loss, x[i])))
    with pytest.raises(NotExportable, match="computed from itself"):
        in_order([of(x)], given, [of(y)])
