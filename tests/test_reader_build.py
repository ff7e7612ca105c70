# ruff: noqa: E501  (a formula is on one line)
r"""LaTeX becomes expressions: what is taken, what is refused and how it says so.

The trees come from the reader; ``test_trees`` says what is made of trees by hand.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from sympy import Integer, Rational
from test_reader_laws import told

from symdl.derivation import Derivation
from symdl.errors import ReadError
from symdl.language import (
    Loss,
    Partial,
    Range,
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
    oo,
    partial,
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
from symdl.notation import read, reading, scope_of
from symdl.notation.reader.build import build, relation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Call,
    Chain,
    Derivative,
    Function,
    Group,
    Infix,
    Member,
    Name,
    Neg,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    Transpose,
    show,
)

with sympy.evaluate(False):
    BATCH, CLASSES = Range("batch", "m", "i j k"), Range("classes", "n", "c d")
    i, j, k = BATCH.indices()
    c, d = CLASSES.indices()
    m, n = BATCH.size, CLASSES.size
    x, W, z, v = family("x", BATCH), family("W", BATCH, CLASSES), family("z", CLASSES, BATCH), family("v", CLASSES)
    A = family("A", BATCH, BATCH)
    gamma, beta, eps = symbol("gamma", r"\gamma"), symbol("beta", r"\beta"), symbol("eps", r"\epsilon")
    beta1, lr = symbol("beta1", r"\beta_1"), symbol("lr", r"\eta_0")
    mask = bernoulli("U", p=gamma)
    t, s = integer("t", at_least=1), integer("s")
    g, rows, G = sequence("g"), sequence("R", BATCH, latex="r"), function("G", latex="f'")
    mu = define("mu", mean(x[i], i), latex=r"\mu_{\mathcal{B}}")
    var = define("var", mean((x[i] - mu) ** 2, i), latex=r"\sigma_{\mathcal{B}}^2")
    xhat = define("xhat", [i], (x[i] - mu) / sqrt(var + eps), latex=r"\hat{x}")
    y = define("y", [i], gamma * xhat[i] + beta)
    square = define("J", total(y[i] ** 2, i) + total(x[i] ** 2, i), latex=r"\mathcal{J}")
    term = define("Jt", [i], y[i] ** 2, latex=r"\mathcal{J}")
    loss = Loss("l", y)
    DERIVATION = Derivation("building", symbols=(x, W, z, v, A, gamma, beta, eps, beta1, lr, mask, t, s, g, rows, G), claims=(),
                            definitions=(mu, var, xhat, y, square, term), loss=loss)
SCOPE = scope_of(DERIVATION)


def built(make):
    with sympy.evaluate(False):
        return make()


TAKEN = [
    # as a handout prints it
    (r"\frac{1}{m} \sum_{i=1}^{m} (x_i - \mu_{\mathcal{B}})^2", lambda: 1 / m * total((x[i] - mu) ** 2, i)),
    (r"\frac{x_i - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}}", lambda: (x[i] - mu) / sqrt(var + eps)),
    (r"\gamma \hat{x}_i + \beta", lambda: gamma * xhat[i] + beta),
    (r"\sigma_B^2 + \sigma_{\mathcal B}^{2} + (\sigma_B^2)^2", lambda: var + var + var**2),
    (r"\frac{\partial l}{\partial \hat{x}_i} * \frac{1}{\sqrt{\sigma_B^2 + \epsilon}} + \frac{\partial l}{\partial \sigma_B^2} * \frac{2(x_i - \mu_B)}{m}",
     lambda: adjoint(loss, xhat[i]) * (1 / sqrt(var + eps)) + adjoint(loss, var) * (2 * (x[i] - mu) / m)),
    (r"\sum_{i=1}^m \frac{\partial l}{\partial \hat{x}_i} (x_i - \mu_B) \frac{-1}{2} (\sigma_B^2 + \epsilon)^{-3/2}",
     lambda: total(adjoint(loss, xhat[i]) * (x[i] - mu) * Rational(-1, 2) * (var + eps) ** Rational(-3, 2), i)),
    (r"\left(\sum_{i=1}^m x_i\right) + \frac{\sum_{i=1}^m -2(x_i - \mu_B)}{m}", lambda: total(x[i], i) + total(-2 * (x[i] - mu), i) / m),
    # numbers, powers and roots
    (r"\frac12 x_i + \tfrac{1}{2} x_i + 0.5 x_i", lambda: Rational(1, 2) * x[i] + Rational(1, 2) * x[i] + Rational(1, 2) * x[i]),
    (r"t^{-\frac{1}{2}} + \sqrt[3]{\gamma}", lambda: t ** Rational(-1, 2) + gamma ** Rational(1, 3)),
    (r"{\gamma \over \beta}", lambda: gamma / beta),
    (r"e^{\gamma} + \exp(\gamma) + e", lambda: exp(gamma) + exp(gamma) + exp(Integer(1))),
    (r"\log \gamma + \ln \gamma + \log_2 \gamma", lambda: log(gamma) + log(gamma) + log(gamma) / log(Integer(2))),
    (r"\tanh^2 \gamma + \tanh(\gamma)^2", lambda: tanh(gamma) ** 2 + tanh(gamma) ** 2),
    (r"2\sigma(2\gamma) - 1", lambda: 2 * sigmoid(2 * gamma) - 1),
    (r"|\gamma| + \lfloor \gamma \rfloor + \max(\gamma, 0) + \operatorname{ReLU}(\gamma)",
     lambda: absolute(gamma) + floor(gamma) + maximum(gamma, 0) + relu(gamma)),
    (r"\cosh \gamma + \sinh \gamma", lambda: Rational(1, 2) * (exp(gamma) + exp(-1 * gamma))
     + Rational(1, 2) * (exp(gamma) + -1 * exp(-1 * gamma))),
    (r"\operatorname{sign}(\gamma)", lambda: unit_step(gamma) + -1 * unit_step(-1 * gamma)),
    (r"\lceil \gamma \rceil + \operatorname{softplus}(\gamma)", lambda: -1 * floor(-1 * gamma) + log(1 + exp(gamma))),
    # cases: the first that holds
    (r"\begin{cases} \gamma & \gamma > 0 \\ \beta & \text{otherwise} \end{cases}",
     lambda: unit_step(gamma) * gamma + (1 + -1 * unit_step(gamma)) * beta),
    (r"\begin{cases} \gamma & \text{if } \gamma > 0 \\ \beta & \text{if } 0 \ge \gamma \end{cases}",
     lambda: unit_step(gamma) * gamma + (1 + -1 * unit_step(gamma)) * beta),
    (r"\begin{cases} \gamma & \gamma > 0 \\ \beta & \gamma < 0 \end{cases}",  # no value at 0
     lambda: gamma * gamma ** -1 * (unit_step(gamma) * gamma + (1 + -1 * unit_step(gamma)) * beta)),
    (r"\begin{cases} 1 & \gamma > 1 \\ 2 & \gamma > 0 \\ 3 & \text{otherwise} \end{cases}",
     lambda: unit_step(gamma + -1 * 1) * 1 + (1 + -1 * unit_step(gamma + -1 * 1)) * (unit_step(gamma) * 2 + (1 + -1 * unit_step(gamma)) * 3)),
    (r"f'(\gamma + 1) - f'(\beta)^2", lambda: G[gamma + 1] - G[beta] ** 2),
    # indices above and below
    (r"g^t + g_t + g^{t-1} + g_0 + g^{(t)}", lambda: g[t] + g[t] + g[t - 1] + g[0] + g[t]),
    (r"(g^t)^2 + g_t^2 + \beta_1^t", lambda: g[t] ** 2 + g[t] ** 2 + beta1**t),
    (r"x^{(i)} + \hat{x}^{(i)} + x_i^2", lambda: x[i] + xhat[i] + x[i] ** 2),
    (r"z_c^{(i)} + z_{ci} + z_i^{(c)}", lambda: z[c, i] + z[c, i] + z[c, i]),
    (r"W_{i,c} + W_{ic} + W_c^{(i)}", lambda: W[i, c] + W[i, c] + W[i, c]),
    (r"r_i^t + r_{t,i} + r_t^{(i)} + r_{ti}", lambda: rows[t, i] + rows[t, i] + rows[t, i] + rows[t, i]),
    (r"\mathcal{J} + \mathcal{J}_i", lambda: square + term[i]),
    # sums
    (r"\sum_i x_i + \sum_{i=1}^m x_i + \sum_{j} x_j", lambda: total(x[i], i) + total(x[i], i) + total(x[j], j)),
    (r"\sum_{i,c} W_{ic} + \sum_i \sum_c W_{ic}", lambda: total(W[i, c], i, c) + total(total(W[i, c], c), i)),
    (r"\sum_{s=1}^{t} \beta_1^{t-s} g_s", lambda: total(beta1 ** (t - s) * g[s], (s, 1, t))),
    (r"\sum_{s=0}^{t-1} \sum_{q=1}^{s} g_q", lambda: total(total(g[integer("q")], (integer("q"), 1, s)), (s, 0, t - 1))),
    (r"\sum_{k \ne i} x_k", lambda: total((1 - delta(k, i)) * x[k], k)),
    (r"\lim_{\beta_1 \to 1^-} \frac{1 - \beta_1^t}{1 - \beta_1}", lambda: limit((1 - beta1**t) / (1 - beta1), beta1, 1, "-")),
    (r"\lim_{t \to \infty} \beta_1^t", lambda: limit(beta1**t, t, oo)),
    # indicators, expectations, products of entries
    (r"\delta_{ij} + \mathbb{1}[i = j] + [i = j]", lambda: delta(i, j) + delta(i, j) + delta(i, j)),
    (r"\delta(i, j) + 2 \delta_{ij} (1 - \gamma)", lambda: delta(i, j) + 2 * delta(i, j) * (1 - gamma)),
    (r"\mathbf{1}[\gamma > 0] + \mathbb{1}_{\gamma < \beta} + \mathbf{1}[\gamma \ge 0]",
     lambda: unit_step(gamma) + unit_step(beta - gamma) + (1 - unit_step(0 - gamma))),
    (r"\mathbb{E}[U x_i] + \mathbb E[U] + \mathrm{Var}(U)", lambda: expectation(mask * x[i]) + expectation(mask) + variance(mask)),
    (r"x_i \odot x_i", lambda: x[i] * x[i]),
    (r"\|x\|^2 + \|x\|_2^2 + \lVert x \rVert", lambda: total(x[i] ** 2, i) + total(x[i] ** 2, i) + sqrt(total(x[i] ** 2, i))),
    (r"\|x - \hat{x}\|^2 + x^\top \hat{x}", lambda: total((x[i] - xhat[i]) ** 2, i) + total(x[i] * xhat[i], i)),
    (r"2 \gamma x^\top \hat{x} \beta", lambda: 2 * gamma * total(x[i] * xhat[i], i) * beta),
    (r"x^\top x \, v^\top v / m", lambda: total(x[i] ** 2, i) * total(v[c] ** 2, c) / m),
    # derivatives
    (r"\frac{\partial l}{\partial \gamma} (\gamma - 1) \gamma", lambda: adjoint(loss, gamma) * (gamma - 1) * gamma),
    (r"\frac{\partial l}{\partial \gamma} + \frac{dl}{d\gamma}", lambda: adjoint(loss, gamma) + adjoint(loss, gamma)),
    (r"\frac{\partial \mathcal{J}}{\partial x_i}", lambda: adjoint(square, x[i])),
    (r"\frac{\partial \hat{x}_i}{\partial \sigma_B^2}", lambda: partial(xhat[i], var)),
    (r"\frac{\partial \hat{x}_i}{\partial x_j}", lambda: partial(xhat[i], x[j])),
    (r"\frac{d \hat{x}_i}{d x_j}", lambda: derivative(xhat[i], x[j])),
    (r"\frac{\partial y_i}{\partial x_j}", lambda: derivative(y[i], x[j])),
    (r"\frac{d}{d \gamma} \gamma^2", lambda: derivative(gamma**2, gamma)),
    (r"\frac{d^2 \mathcal{J}}{d x_i \, d x_j}", lambda: derivative(derivative(square, x[j]), x[i])),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "tree"), TAKEN, ids=[answer for answer, _ in TAKEN])
def test_taken(answer, tree):
    assert told(read(answer, SCOPE)) == told(built(tree))


def test_a_fraction_before_a_sum_stays_a_product():
    read_ = read(r"\frac{1}{m} \sum_{i=1}^m x_i", SCOPE)
    assert read_ == built(lambda: sympy.Mul(1 / m, read_.args[1]))


def test_letters_that_a_family_hides():
    # Two that are printed alike are told apart by their indices.
    assert read(r"\mathcal{J}_i", SCOPE).family == term


@pytest.mark.parametrize(("answer", "note"), [
    (r"\frac{\partial \hat{x}_i}{\partial x_j}", "partial derivative"),
    (r"\frac{\partial y_i}{\partial x_j}", "total derivative"),
    (r"\frac{d l}{d \gamma}", "derivative of the loss"),
])  # fmt: skip
def test_noted(answer, note):
    (found,) = reading(answer, SCOPE).notes
    assert note in found.text
    assert answer[found.start : found.end] == answer


def test_clear_derivatives_have_no_notes():
    answer = r"\frac{\partial l}{\partial x_i} + \frac{\partial \hat{x}_i}{\partial \sigma_B^2} + \frac{d y_i}{d x_j}"
    assert reading(answer, SCOPE).notes == ()
    assert isinstance(read(r"\frac{\partial \hat{x}_i}{\partial \sigma_B^2}", SCOPE), Partial)


REFUSED = [
    # what was written, what is underlined, the message, a part of the hint
    (r"\sigma_y^2", r"\sigma_y^2", "", ""),
    (r"\mu_{\mathcal{A}}", r"\mu_{\mathcal{A}}", "", r"\mu_{\mathcal{B}}"),
    (r"\Omega", r"\Omega", r"\Omega is not a name here", "names: x, W"),
    (r"\hat{x}", r"\hat{x}", "xhat is indexed by batch, and has no index here", "xhat[i]"),
    (r"\gamma_i", r"\gamma_i", "gamma has no index", r"write \gamma alone"),
    (r"\sum_i W_{ci}", "W_{ci}", "W has shape (batch, classes)", ""),
    (r"g^2", "g^2", "g^2 is a member of g, or a power without its index", "(g_t)^2"),
    (r"x^2", "x^2", "x is indexed by batch, and has no index here", "x[i]"),
    (r"A_i^{(j)}", r"A_i^{(j)}", "it is not clear which index of A is which", "below, in order"),
    (r"W_i^{(j)}", r"W_i^{(j)}", "these indices are of others", ""),
    (r"y = \gamma", "=", "an answer has no =", "right side only"),
    (r"\gamma, \beta", ",", "unexpected comma", "one expression"),
    (r"\gamma \quad \text{if } \beta > 0", r"\text{if } \beta > 0", "words are no part of a formula", "alone"),
    (r"\prod_i x_i", r"\prod_i x_i", "prod over a range is not in the language", "exp(sum(log"),
    (r"\arg\max_i x_i", r"\arg\max_i x_i", "argmax over a range is not in the language", ""),
    (r"\nabla_{\gamma} \mathcal{J}", r"\nabla_{\gamma} \mathcal{J}", "a gradient is not one number", r"\partial"),
    (r"\mathbb{E}[U]_i", r"\mathbb{E}[U]_i", "an index stands with a name", "inside"),
    (r"\mathbb{E}_{U \sim p}[U]", r"U \sim p", "E has no subscript here", "random"),
    (r"W^\top", r"W^\top", "there are no matrices here", "sum"),
    (r"\gamma x^\top", r"x^\top", "there are no matrices here", "sum"),
    (r"x^\top v", r"x^\top v", "this is not of vectors over one range", ""),
    (r"x^\top \gamma", r"x^\top \gamma", "this is not of vectors over one range", ""),
    (r"x^\top A x", r"x^\top A", "this is not of vectors over one range", ""),
    (r"\gamma \otimes \beta", r"\gamma \otimes \beta", "otimes is not in the language", ""),
    (r"\begin{cases} \gamma & \gamma > 0 \\ 0 & \gamma < 1 \end{cases}", r"\gamma < 1", "it is not clear that these cases leave nothing out", "otherwise"),
    (r"\begin{cases} \gamma & \gamma > 0 \\ 0 & 0 < \gamma \end{cases}", r"0 < \gamma", "it is not clear that these cases leave nothing out", "otherwise"),
    (r"\begin{cases} 1 & \gamma > 0 \\ 2 & \gamma > 1 \\ 0 & \gamma \le 0 \end{cases}", r"\gamma \le 0", "it is not clear that", "otherwise"),
    (r"\begin{cases} 1 & \gamma > 0 \\ 0 & \beta \le 0 \end{cases}", r"\beta \le 0", "it is not clear that", "otherwise"),
    (r"\begin{cases} 1 & \gamma > 0, \beta > 0 \\ 0 & \text{otherwise} \end{cases}", None, "a case is a value and where it holds", ""),
    (r"f(\gamma)|_{\gamma = 0}", r"f(\gamma)|_{\gamma = 0}", "a value at a point is not in the language", "put the point into"),
    (r"\gamma + \infty", r"\infty", "infinity is no number of the language", "lim"),
    (r"\sum_{s=1}^{\infty} g_s", r"\infty", "a sum ends somewhere", "lim"),
    (r"\sum_{i < j} x_i", None, "a sum is over a letter", ""),
    (r"\sum_{i \in S} x_i", None, "this condition of a sum is not read", "whole range"),
    (r"\mathbf{1}[x_i = \gamma]", r"x_i = \gamma", "an indicator is of one relation", ""),
    (r"\|x + 1\|", "x + 1", "this adds a number to a vector", "entries"),
    (r"\|\gamma\|", r"\|\gamma\|", "this is not of vectors over one range", ""),
    (r"\frac{\partial \sigma_B^2}{\partial x_i}", r"\frac{\partial \sigma_B^2}{\partial x_i}", "a partial derivative, or one through everything", "adjoint(var, x[i])"),
    (r"\frac{\partial^2 l}{\partial x_i \partial x_j}", None, "the loss has first derivatives only", ""),
    (r"\frac{\partial l}{\partial (\gamma + 1)}", None, "", ""),
    (r"\frac{\partial l}{\partial \gamma}(\beta)", r"\beta", "a derivative at a point, or a product", "cdot"),
    (r"2 \frac{\partial l}{\partial \gamma}[x_i]", "x_i", "a derivative at a point, or a product", "cdot"),
    (r"\delta(i)", None, "", ""),
    (r"\delta(i, 1)", "1", "this is not an index letter", ""),
    (r"\arcsin \gamma", None, "arcsin is not a function of the language", "tanh"),
    (r"\gamma!", r"\gamma!", "factorials are not in the language", ""),
    (r"\log_\gamma \beta", r"\gamma", "the base of a logarithm is a number", ""),
    (r"\gamma^\beta", r"\beta", "an exponent must be a number or a sum of integers", "e^z"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "span", "what", "hint"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused(answer, span, what, hint):
    with pytest.raises(ReadError) as caught:
        read(answer, SCOPE)
    error = caught.value
    assert what in error.what
    assert hint in error.hint
    assert 0 <= error.start <= error.end <= len(answer)
    assert span is None or answer[error.start : error.end] == span


X, TWO, ONE = Member("x", (Name("i"),)), Number(Fraction(2)), Number(Fraction(1))
TREES = [
    (Sum((X, Neg(Product((TWO, Name("gamma")))))), lambda: x[i] - 2 * gamma),
    (Product((Quotient(X, Name("gamma")), Name("beta"))), lambda: x[i] / gamma * beta),
    (Quotient(ONE, Product((TWO, X))), lambda: 1 / (2 * x[i])),
    (Quotient(Neg(ONE), TWO), lambda: Rational(-1, 2)),
    (Power(X, Neg(Quotient(Number(Fraction(3)), TWO))), lambda: x[i] ** Rational(-3, 2)),
    (Root(X), lambda: sqrt(x[i])),
    (Infix("odot", (X, X)), lambda: x[i] * x[i]),
    (Call(Function("log"), (X,)), lambda: log(x[i])),
    (Call(Name("adjoint"), (Name("l"), X)), lambda: adjoint(loss, x[i])),
    (Big("sum", (Bound(Name("k"), ONE, Name("m")),), Member("x", (Name("k"),))), lambda: total(x[k], k)),
    (Big("mean", (Bound(Name("k")),), Member("x", (Name("k"),))), lambda: mean(x[k], k)),
    (Big("sum", (Bound(Name("s"), ONE, Name("t")), Bound(Name("i"))), Member("R", (Name("s"), Name("i")))),
     lambda: total(rows[s, i], (s, 1, t), i)),
    (Derivative("partial", Name("l"), (Member("xhat", (), (Name("i"),)),)), lambda: adjoint(loss, xhat[i])),
    (Group("list", (X,)), lambda: x[i]),
    (Call(Function("norm"), (Name("v"),)), lambda: sqrt(total(v[c] ** 2, c))),
    (Product((Transpose(Name("x")), Name("xhat"))), lambda: total(x[i] * xhat[i], i)),
]


@pytest.mark.parametrize(("tree", "expected"), TREES, ids=[show(tree) for tree, _ in TREES])
def test_trees(tree, expected):
    assert told(build(tree, "", SCOPE)) == told(built(expected))


@pytest.mark.parametrize(("text", "expected"), [
    (r"\gamma > 0", sympy.Gt(gamma, 0, evaluate=False)),
    (r"x_i = \mu_B", sympy.Eq(x[i], mu, evaluate=False)),
    (r"i \ne j", sympy.Ne(i, j, evaluate=False)),
    ("gamma <= beta", sympy.Le(gamma, beta, evaluate=False)),
])  # fmt: skip
def test_relations(text, expected):
    assert relation(parse(text, SCOPE.notation(text)).tree, text, SCOPE) == expected


def test_a_chain_is_no_relation():
    with pytest.raises(ReadError, match="not one relation"):
        relation(Chain((X, X, X), ("eq", "eq")), "", SCOPE)
