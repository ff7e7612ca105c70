"""What the reader of answers takes, what it refuses and how it says so."""

from __future__ import annotations

import time

import pytest
import sympy
from sympy import Integer, Rational
from test_notation_laws import shape

from symdl.derivation import Claim, Derivation
from symdl.errors import LanguageError, ReadError
from symdl.language import (
    Adjoint,
    Loss,
    Range,
    absolute,
    adjoint,
    define,
    delta,
    derivative,
    exp,
    expectation,
    family,
    log,
    mean,
    sigmoid,
    sqrt,
    symbol,
    tanh,
    total,
)
from symdl.notation import read, reading, scope_of, text

with sympy.evaluate(False):
    BATCH = Range("batch", "m", "i j k")
    CLASSES = Range("classes", "n", "c k")  # k is a letter of both
    i, j, _ = BATCH.indices()
    c, _ = CLASSES.indices()
    m, n = BATCH.size, CLASSES.size
    x, W = family("x", BATCH), family("W", BATCH, CLASSES)
    gamma, beta = symbol("gamma", r"\gamma"), symbol("beta", r"\beta")
    eps, rate = symbol("eps", r"\varepsilon"), symbol("lr_max")
    mu = define("mu", mean(x[i], i), latex=r"\mu_{\mathcal B}")
    var = define("var", mean((x[i] - mu) ** 2, i), latex=r"\sigma^2")
    xhat = define("xhat", [i], (x[i] - mu) / sqrt(var + eps), latex=r"\hat{x}")
    side = define("side", gamma * total(W[i, c], i, c), latex="s")
    y = define("y", [i], gamma * xhat[i] + beta)
    square = define("L", total(y[i] ** 2, i), latex=r"\mathcal{L}")
    loss = Loss("l", y)
    dx, dxhat, dvar, dmu = (adjoint(loss, node) for node in (x[i], xhat[i], var, mu))
    dy, dyj = adjoint(loss, y[i]), adjoint(loss, y[j])
    CLAIMS = (
        Claim("dx", dx, dxhat / sqrt(var + eps) + dvar * (2 * (x[i] - mu) / m) + dmu / m),
        Claim("dxhat", dxhat, gamma * dy),
        Claim("sum", total(dx, i), Integer(0)),
        Claim("compact", total(xhat[i] * dy, i), total(dy * xhat[i], i)),
        Claim("jacobian", derivative(y[i], x[j]), gamma * (delta(i, j) - 1 / m)),
        Claim("mean", mu, mean(x[i], i)),
        Claim("entry", adjoint(square, y[i]), 2 * y[i]),
        Claim("classes", total(W[i, c], i), total(W[j, c], j)),
    )
DERIVATION = Derivation("reading", symbols=(x, W, gamma, beta, eps, rate), claims=CLAIMS,
                        definitions=(mu, var, xhat, side, y, square), loss=loss)


def scope(name: str):
    return scope_of(DERIVATION, DERIVATION.claim(name))


DX = scope("dx")


def built(make):
    with sympy.evaluate(False):
        return make()


# --------------------------------------------------------------------------
# What is taken

TAKEN = [
    # a letter below a sum binds as in LaTeX, and the sum reaches over the product
    ("sum_j x[j]*y[j] + mu", lambda: total(x[j] * y[j], j) + mu),
    ("sum_j (x_j - mu)*y_j", lambda: total((x[j] - mu) * y[j], j)),
    ("sum_{j=1}^m (x_j - mu)^2", lambda: total((x[j] - mu) ** 2, j)),
    ("1/m sum_j x_j", lambda: 1 / m * total(x[j], j)),
    # numbers are exact; a fraction of numbers is a number
    ("0.5*x[i]", lambda: Rational(1, 2) * x[i]),
    (".25", lambda: Rational(1, 4)),
    ("1e-3", lambda: Rational(1, 1000)),
    ("1/2", lambda: Rational(1, 2)),
    ("-3", lambda: Rational(-3)),
    ("2/4*x[i]", lambda: 2 / Integer(4) * x[i]),
    # operators and how they bind
    ("-x[i]^2", lambda: -(x[i] ** 2)),
    ("-x[i]*mu", lambda: -(x[i] * mu)),
    ("x[i]*-mu", lambda: x[i] * (-mu)),
    ("x[i] - -mu", lambda: x[i] - sympy.Mul(-1, mu)),
    ("+x[i]", lambda: x[i]),
    ("x[i]/mu/var", lambda: x[i] / mu / var),
    ("x[i]/(mu*var)", lambda: x[i] / (mu * var)),
    ("2^3^2", lambda: Integer(2) ** 9),
    ("x[i]**2", lambda: x[i] ** 2),
    ("x[i]^-1", lambda: x[i] ** -1),
    ("x[i]^(-3/2)", lambda: x[i] ** Rational(-3, 2)),
    ("x[i]^{1/2}", lambda: sqrt(x[i])),
    ("x[i]^-(1/2)", lambda: x[i] ** Rational(-1, 2)),
    ("x[i]^0.5", lambda: sqrt(x[i])),
    ("x[i]^m", lambda: x[i] ** m),
    ("x[i]^(2*m-1)", lambda: x[i] ** (2 * m - 1)),
    ("[x[i] + {mu}]*var", lambda: (x[i] + mu) * var),
    # multiplication without a sign
    ("2x[i]", lambda: 2 * x[i]),
    ("2(x[i]+mu)", lambda: 2 * (x[i] + mu)),
    ("(x[i])(mu)var", lambda: x[i] * mu * var),
    ("gamma xhat[i] mu", lambda: gamma * xhat[i] * mu),
    ("x[i](1 - x[i])", lambda: x[i] * (1 - x[i])),
    ("x[i]^2(1 - mu)", lambda: x[i] ** 2 * (1 - mu)),
    ("gamma(x[i])", lambda: gamma * x[i]),
    # functions
    ("sqrt(mu) + exp(mu) + log(mu) + ln(mu)", lambda: sqrt(mu) + exp(mu) + log(mu) + log(mu)),
    ("tanh(mu)*sigmoid(mu)*sigma(mu)", lambda: tanh(mu) * sigmoid(mu) * sigmoid(mu)),
    ("e^mu + e^(-mu) + e^-mu", lambda: exp(mu) + exp(-mu) + exp(-mu)),
    ("|mu| + abs(mu)", lambda: absolute(mu) + absolute(mu)),
    ("log mu - log(mu)", lambda: log(mu) - log(mu)),
    ("2*e", lambda: 2 * exp(Integer(1))),
    ("E[mu] + E(mu)", lambda: expectation(mu) + expectation(mu)),
    ("delta(i, i)", lambda: delta(i, i)),
    # indices and binders
    ("x_i + x_{i} + xᵢ", lambda: x[i] + x[i] + x[i]),
    ("x_i^2 + xᵢ² + x[i]²*e^x_i", lambda: x[i] ** 2 + x[i] ** 2 + x[i] ** 2 * exp(x[i])),
    ("sum(W[j, c], j, c)", lambda: total(W[j, c], j, c)),
    ("sum(W_jc + W_{jc} + W_{j,c}, j, c)", lambda: total(W[j, c] + W[j, c] + W[j, c], j, c)),
    ("sum(x[i], i)", lambda: total(x[i], i)),
    ("sum(x[i]*sum(x[i], i), i)", lambda: total(x[i] * total(x[i], i), i)),
    ("x[i]*mean(x[i]*mu, i)", lambda: x[i] * mean(x[i] * mu, i)),
    ("sum(x[j], j, 1, m)", lambda: total(x[j], j)),
    ("sum_j(x[j]) + mean_{j}(x_j) + sum_{j=1}^m(x_j) + sum_{j=1}^{m}(x_j)",
     lambda: total(x[j], j) + mean(x[j], j) + total(x[j], j) + total(x[j], j)),
    ("∑_j(x_j)", lambda: total(x[j], j)),
    ("sum(x[j], j=1..m) + mean_{j=1}^m(x_j)", lambda: total(x[j], j) + mean(x[j], j)),
    ("sum(x[q], q)", lambda: total(x[j], j)),
    ("sum(x[k], k)", lambda: total(x[j], j)),
    ("sum(W[j, k], j, k)", lambda: total(W[j, c], j, c)),
    ("mean(x[i'], i')", lambda: mean(x[j], j)),
    ("sum(1, j)", lambda: total(Integer(1), j)),
    # names
    ("lr_max*eps*n", lambda: rate * eps * n),
    ("sigma^2 + σ² + var", lambda: var + var + var),
    ("ε + epsilon + γβ", lambda: eps + eps + gamma * beta),
    ("mu_B + mu_{B} + μ_B", lambda: mu + mu + mu),
    ("x̂_i + xhat[i]", lambda: xhat[i] + xhat[i]),
    ("𝜎² × 2 ÷ m − 1 · μ_B", lambda: var * 2 / m - 1 * mu),
    ("√(μ_B)", lambda: sqrt(mu)),
    # adjoints
    ("dxhat[i] + dvar + dmu + dy[i]", lambda: dxhat + dvar + dmu + dy),
    ("dsigma^2 * dmu_B * dx̂_i", lambda: dvar * dmu * dxhat),
    ("dl/dxhat[i] + dl/dsigma^2 + ∂l/∂x̂ᵢ + ∂l/∂σ²", lambda: dxhat + dvar + dxhat + dvar),
    ("dl/dmu/m", lambda: dmu / m),
    ("adjoint(l, xhat[i])", lambda: dxhat),
    ("sum(dy[j]*xhat[j], j)", lambda: total(dyj * xhat[j], j)),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "tree"), TAKEN, ids=[answer for answer, _ in TAKEN])
def test_taken(answer, tree):
    assert shape(read(answer, DX), {}) == shape(built(tree), {})


def test_nothing_is_evaluated():
    assert text(read("x[i] + x[i] + 0*mu + 2*3 - mu/mu", DX)) == "x[i] + x[i] + 0*mu + 2*3 - mu/mu"


def test_chains_are_flat():
    assert len(read("+".join(["x[i]"] * 300), DX).args) == 300


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        ("gamma(x[i] + 1)", "gamma(...) was read as a product"),
        ("dl/dmu", "dl/dmu was read as dmu, the derivative of the loss"),
        ("x[i]^1/2", "the power was read before the division; a^(1/2) is a root"),
        ("mu^2 var", "the exponent was read as ending before the space"),
        ("var^-1/2", "the power was read before the division; a^(1/2) is a root"),
    ],
)
def test_noted(answer, note):
    notes = reading(answer, DX).notes
    assert [each.text for each in notes] == [note]
    assert 0 <= notes[0].start < notes[0].end <= len(answer)


def test_plain_answers_have_no_notes():
    assert reading("2(x[i] - mu)/m + x[i]^2/2 + log(mu)(var)", DX).notes == ()


# --------------------------------------------------------------------------
# What is refused: the words, the span and the way out

REFUSED = [
    # what was typed, what is underlined, the message, a part of the hint
    ("", "", "there is no answer", "write a formula"),
    ("  ", "  ", "there is no answer", "write a formula"),
    ("y = x[i]", "=", "an answer has no =", "right side only"),
    ("y[i] = x[i]", "=", "an answer has no =", "right side only"),
    ("x[i] > 0", ">", "an answer has no >", "one expression"),
    ("x[i], mu", ",", "unexpected comma", "one expression"),
    ("0,5*mu", "0,", "this is not a number", "0.5"),
    ("1.2.3", "1.2.", "this is not a number", "one point"),
    ("x[i] +", "", "ends too early", "missing"),
    ("* mu", "*", "unexpected *", "missing before"),
    ("mu 2", "2", "a sign is missing", "write *"),
    # brackets
    ("(x[i] + (mu)", "(", "the ( at column 1 is never closed", "write )"),
    ("x[i", "[", "the [ at column 2 is never closed", "write ]"),
    ("(x[i])) + 1", ")", ") closes nothing", "remove it"),
    ("(x[i]]", "]", "] does not close the ( at column 1", "write )"),
    ("mu + ()", "()", "nothing between", ""),
    # names
    ("xhta[i]", "xhta[i]", "xhta is not a name here", "did you mean xhat?"),
    ("Gamma*x[i]", "Gamma", "Gamma is not a name here", "did you mean gamma?"),
    ("q + 1", "q", "q is not a name here", "names: x, W, gamma"),
    ("gammabeta", "gammabeta", "gammabeta is not a name here", "gamma*beta"),
    ("wobble(mu)", "wobble", "wobble is not a function here", "functions: sum"),
    ("i*x[i]", "i", "i is an index, not a number", "x[i]"),
    # indices
    ("x", "x", "x is indexed by batch, and has no index here", "write x[i]"),
    ("W[i]", "W[i]", "W is indexed by batch and classes, and has one index here", "write W[i, c]"),
    ("x[i, i]", "x[i, i]", "has 2 indices here", "write x[i]"),
    ("mu[i]", "mu[i]", "mu has no index", "mu alone"),
    ("m[i]", "m[i]", "m is a size", ""),
    ("mu*x[j]", "j", "j is not bound here", "indices here: i; sum(..., j)"),
    ("x_j", "j", "j is not bound here", "sum(..., j)"),
    ("x[1]", "1", "an index is a letter: members are not picked out by number", ""),
    ("x[i+1]", "i+1", "an index is a letter: members are not picked out by number", ""),
    ("x_1", "1", "an index is a letter", ""),
    ("x[]", "[]", "there is nothing between these brackets", ""),
    ("gamma[x[i] - mu]", "gamma[x[i] - mu]", "gamma has no index", "gamma*(...) for a product"),
    ("sum(W[c, i], i, c)", "W[c, i]", "W has shape (batch, classes)", "one index for each"),
    ("sum(x[c], c)", "x[c]", "x has shape (batch)", ""),
    # binders
    ("sum(x[j])", "sum(x[j])", "sum binds no index", "sum(..., i)"),
    ("sum()", "sum()", "sum() is empty", "sum(x[i], i)"),
    ("sum x[i]", "sum", "sum is a function and needs parentheses", "sum(...)"),
    ("sum x[i]", "sum", "sum is a function and needs parentheses", "sum(...)"),
    ("sum(x[j], j, j)", "sum(x[j], j, j)", "sum binds an index twice", "its own letter"),
    ("sum(x[j], mu)", "mu", "mu is a name, not an index letter", "i, j, k of batch; c, k of classes"),
    ("sum(x[j], 2)", "2", "a sum is over a letter", ""),
    ("sum(1, k)", "k", "it is not clear which range k runs over", "index letters"),
    ("sum(x[j], j, 2, m)", "2", "a sum runs over a whole range", ""),
    ("sum(x[j], j, 1, n)", "n", "a sum over j runs up to m", ""),
    ("sum_{j=0}^m(x[j])", "0", "a sum runs over a whole range", ""),
    ("sum(x[j], j=2..m)", "2", "a sum runs over a whole range", ""),
    ("sum(x[j], j=1..n)", "n", "a sum over j runs up to m", ""),
    ("sum_ij^m(x[i]*x[j])", "ij", "a sign binds a letter", ""),
    ("delta(i)", "delta(i)", "delta takes 2 arguments, not 1", ""),
    ("delta(i, mu)", "mu", "mu is not bound here", ""),
    ("sum(delta(i, c), c)", "delta(i, c)", "delta of i, an index of batch, and c, an index of classes", ""),
    ("exp(mu, var)", "exp(mu, var)", "exp takes one argument, not 2", ""),
    # powers, quotients and products that are read in two ways
    ("x[i]^mu", "mu", "an exponent must be a number", "e^z"),
    ("2^100", "100", "this exponent is too large", "64"),
    ("x[i]^(1/65)", "65", "this exponent is too large", "64"),
    ("x[i]^(m*m)", "m*m", "an exponent must be a number", ""),
    ("mu/0", "0", "this divides by zero", ""),
    ("0^-1", "0^-1", "this divides by zero", ""),
    ("1/2x[i]", "x[i]", "read in two ways", "a/(2*b)"),
    ("x[i]/2(mu)", "mu", "read in two ways", "a/(2*b)"),
    ("mu^12x[i]", "x", "where the exponent ends", "a^2*b"),
    ("e^2 mu", "mu", "where the exponent ends", "a^(2*b)"),
    ("e^2(mu)", "(", "where the exponent ends", "a^(2*b)"),
    # adjoints
    ("dx[i]", "dx[i]", "dx[i] is what is asked for", "dmu, dvar, dxhat, dy"),
    ("2*dl/dx[i]", "dl/dx[i]", "dl/dx[i] is what is asked for", ""),
    ("sum(dx[j], j)", "dx[j]", "dx[j] is what is asked for", ""),
    ("dgamma", "dgamma", "dgamma is not downstream of what is asked for", ""),
    ("dside", "dside", "dside is not downstream", ""),
    ("adjoint(L, y[i])", "adjoint(L, y[i])", "adjoint(...) cannot be used in an answer", ""),
    ("derivative(mu, x[i])", "derivative(mu, x[i])", "derivative(...) cannot be used in an answer", ""),
    ("partial(var, mu)", "partial(var, mu)", "partial(...) cannot be used in an answer", ""),
    ("dl*x[i]", "dl", "dl is not a name here", ""),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "span", "what", "hint"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused(answer, span, what, hint):
    with pytest.raises(ReadError) as caught:
        read(answer, DX)
    error = caught.value
    assert what in error.what
    assert hint in error.hint
    assert error.text == answer
    # An empty span, at the end of the text, is still a place to put a caret.
    assert answer[error.start : error.end] == span


def test_an_error_shows_the_place():
    with pytest.raises(ReadError) as caught:
        read("mu + xhta[i]*2", DX)
    assert str(caught.value) == (
        "UnknownNameError: xhta is not a name here\n"
        "    mu + xhta[i]*2\n"
        "         ^^^^^^^\n"
        "  did you mean xhat?"
    )


# --------------------------------------------------------------------------
# Which adjoints may be used


@pytest.mark.parametrize(
    ("claim", "adjoints"),
    [
        ("dx", ["dmu", "dvar", "dxhat", "dy"]),  # downstream of x; L is no output of the loss
        ("dxhat", ["dy"]),
        ("sum", ["dmu", "dvar", "dxhat", "dy"]),
        ("compact", ["dy"]),
        ("jacobian", []),
        ("entry", []),
    ],
)
def test_adjoints(claim, adjoints):
    assert scope(claim).adjoints == adjoints


@pytest.mark.parametrize(
    ("claim", "answer", "what"),
    [
        ("dxhat", "dxhat[i]", "dxhat[i] is what is asked for"),
        ("dxhat", "dx[i]", "dx[i] is upstream of what is asked for"),
        ("dxhat", "dvar", "dvar is upstream of what is asked for"),
        ("dxhat", "dbeta", "dbeta is not downstream of what is asked for"),
        ("sum", "sum(dx[i], i)", "dx[i] stands in what is asked for, which is to be worked out"),
        ("jacobian", "dy[i]", "dy[i] is not needed here"),
        ("dx", "dL", "dL is zero: the loss does not depend on it"),
    ],
)
def test_adjoints_that_would_be_a_shortcut(claim, answer, what):
    with pytest.raises(ReadError) as caught:
        read(answer, scope(claim))
    assert caught.value.what == what


def test_a_declared_name_is_no_adjoint():
    dx_, own = symbol("dx"), family("x", BATCH)
    out = define("out", [i], own[i] * dx_)
    derivation = Derivation("names", symbols=(own, dx_), definitions=(out,), loss=Loss("l", out), claims=())
    assert read("dx", scope_of(derivation)) == dx_
    with pytest.raises(ReadError, match="dx has no index"):
        read("dx[i]", scope_of(derivation))
    assert isinstance(read("adjoint(l, x[i])", scope_of(derivation)), Adjoint)


def test_without_a_loss_there_are_no_adjoints():
    derivation = Derivation("plain", symbols=(x,), definitions=(), claims=())
    with pytest.raises(ReadError, match="dx is not a name here"):
        read("dx[i]", scope_of(derivation))


# --------------------------------------------------------------------------
# Scopes


def test_free_indices_are_those_of_the_claim():
    assert scope("jacobian").free == {"i": i, "j": j}
    assert scope("classes").free == {"c": c}
    assert scope("mean").free == {}
    # k is a letter of two ranges: outside a sum it names none.
    assert set(scope_of(DERIVATION).free) == {"i", "j", "c"}


def test_a_spelling_that_two_names_share_is_nobodys():
    a, b = symbol("a", r"\theta"), symbol("b", r"\vartheta")
    scope_ = scope_of(Derivation("shared", symbols=(a, b, symbol("c", r"\phi"), symbol("d", r"\phi")), claims=()))
    assert (read("theta", scope_), read("vartheta", scope_)) == (a, b)
    for answer in ("phi", r"\phi", r"\phi^2"):
        with pytest.raises(ReadError, match="phi is how c and d are written"):
            read(answer, scope_)


def test_an_own_name_wins_over_a_spelling():
    sigma, variance_ = symbol("sigma", r"\sigma"), symbol("v", r"\sigma^2")
    scope_ = scope_of(Derivation("own", symbols=(sigma, variance_), claims=()))
    assert read("sigma^2", scope_) == built(lambda: sigma**2)
    assert read("sigma(v)", scope_) == built(lambda: sigma * variance_)
    with pytest.raises(ReadError, match="this is v, or sigma to the power 2"):
        read(r"\sigma^2", scope_)
    assert read(r"(\sigma)^2", scope_) == built(lambda: sigma**2)


def test_e_may_be_a_name():
    e = symbol("e")
    scope_ = scope_of(Derivation("e", symbols=(e,), claims=()))
    assert read("e^2", scope_) == built(lambda: e**2)
    assert read("2e", scope_) == built(lambda: 2 * e)


def test_a_size_and_a_symbol_of_one_name_are_refused():
    with pytest.raises(LanguageError, match="m is the name of a symbol and of a size"):
        scope_of(Derivation("clash", symbols=(x, symbol("m")), claims=()))


# --------------------------------------------------------------------------
# Hostile text: refused where it stands, at once

HOSTILE = [
    *(bracket * depth for bracket in "([{" for depth in (61, 2000)),
    *(bracket * 62 + "mu" + close * 62 for bracket, close in zip("([{", ")]}", strict=True)),
    "sqrt(" * 100 + "mu" + ")" * 100, "-" * 3000 + "mu", "2" + "^2" * 500, "mu" + "^-" * 200 + "2", "exp(" * 900,
    "10**10**10", "9^9^9^9^9", "(10^10)^10^10", "mu^(9^(9^9))", "2^(2^(2^(2^2)))", "mu^(1/10^20)",
    "0.1^-99999999999",
    "1" * 41, "0." + "1" * 60, "1e999999999", "1e-99999999999999999999", "9" * 4001,
    "__import__('os').system('true')", "eval(\"1\")", "exec(mu)", "lambda: mu", "mu.args", "mu.__class__",
    "().__class__",
    "[q for q in (1,2)]", "mu if mu else mu", "f'{mu}'", "'a'*9**9", '"""', "mu;mu", "mu:=2", "import os",
    "print(mu)",
    "x[i][i]", "x[[i]]", "x[i:]", "x[-i]", "@mu", "mu # comment", "mu % 2", "mu // 2", "mu & mu", "~mu", "mu!",
    r"\input{/etc/passwd}", r"\write18{ls}", "#eval(\"1\")", "<script>", "&lt;", "%s%s%n",
    "{{7*}}",
    "\0", "mu\0", "mu\x1b[31m", "mu\u202emu", "mu\u200bmu", "\ufeffmu", "\ud800", "\U000e0041", "\x7f",
    "𝔘" * 4001, "𝔘" * 3900, "🙂", "ﷺ" * 100, "x" + "\u0302" * 3000, "漢字", "٣", "²", "ᵢ", "x²²²²²²²²²", "mu⁻⁻¹",
    "i" * 4000,
    "x[i]+" * 799, "1+" * 1100, "(mu)" * 900, "sum(" * 59 + "mu", "sum_{", "sum_{i", "sum_{i=", "sum_{i=1}",
    "sum_{i=1}^",
    "sum_", "_", "x_", "x_{", "x_{}", "x[", "x[]", "x[,]", "^", "/", "e^", "dl/", "dl/d", "dl/dq", ",", "=",
    "==", "!=", "()",
    "adjoint(l)", "adjoint(l, l)", "adjoint(l, dx)", "partial()", "delta()", "E()", "Var[]", "mean(mu, mu)",
    "sum(i, i)",
]  # fmt: skip


@pytest.mark.parametrize("answer", HOSTILE, ids=lambda answer: ascii(answer)[:40])
def test_hostile(answer):
    spent = []
    for _ in range(3):
        start = time.process_time()
        with pytest.raises(ReadError) as caught:
            read(answer, DX)
        spent.append(time.process_time() - start)
    error = caught.value
    assert 0 <= error.start <= error.end <= max(len(error.text), 1)
    assert error.what
    assert str(error)
    assert min(spent) < 0.05


def test_the_largest_formulas_are_read_at_once():
    for answer in ["(" * 60 + "mu" + ")" * 60, "x[i]" + "+x[i]" * 398, "mu" + "*mu" * 900, "-" * 59 + "mu",
                   "sum(" * 30 + "x[i]" + ", i)" * 30, "mu^2" + "+mu^2" * 390]:  # fmt: skip
        start = time.process_time()
        read(answer, DX)
        assert time.process_time() - start < 5  # some 0.05 s, and more where memory is collected meanwhile
