r"""Formulas of an author in LaTeX are the trees that Python makes; aliases are read, and nothing is printed so."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy
from sympy import Rational
from test_reader_laws import told

from symdl import library
from symdl.derivation import Claim, Derivation, family_of
from symdl.errors import BinderError, FreeIndexError, InputError, LanguageError, ReadError, ShapeError, UndeclaredError
from symdl.language import (
    Loss,
    Range,
    adjoint,
    define,
    derivative,
    family,
    function,
    integer,
    mean,
    recurrence,
    sequence,
    sqrt,
    symbol,
    total,
)
from symdl.notation import latex, read, scope_of, text
from symdl.notation.formulas import Formulas

with sympy.evaluate(False):
    BATCH = Range("batch", "m", "i j k")
    i, j, k = BATCH.indices()
    m = BATCH.size
    x = family("x", BATCH)
    gamma, beta, eps = symbol("gamma", r"\gamma"), symbol("beta", r"\beta"), symbol("eps", r"\epsilon")
    t, s = integer("t", at_least=1), integer("s")
    g = sequence("g")
    mu = define("mu", mean(x[i], i), latex=r"\mu")
    var = define("var", mean((x[i] - mu) ** 2, i), latex=r"\sigma^2")
    xhat = define("xhat", [i], (x[i] - mu) / sqrt(var + eps), latex=r"\hat{x}")
    y = define("y", [i], gamma * xhat[i] + beta)
    loss = Loss("l", y)
NAMES = (x, gamma, beta, eps, t, g, mu, var, xhat, y)
ALIASES = ((r"\mu_B", mu), (r"\sigma_{\mathcal B}^2", var), (r"\ell", loss))
tex = Formulas(*NAMES, loss=loss, aliases=ALIASES)


def built(make):
    with sympy.evaluate(False):
        return make()


EXPRESSIONS = [
    (r"\gamma \hat{x}_i + \beta", lambda: gamma * xhat[i] + beta),
    (r"\frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}", lambda: (x[i] - mu) / sqrt(var + eps)),
    (r"\frac{1}{m} \sum_{i=1}^m (x_i - \mu)^2", lambda: 1 / m * total((x[i] - mu) ** 2, i)),
    (r"\sum_{i=1}^m \frac{\partial l}{\partial \hat{x}_i} (x_i - \mu_B) \frac{-1}{2} (\sigma_B^2 + \epsilon)^{-3/2}",
     lambda: total(adjoint(loss, xhat[i]) * (x[i] - mu) * Rational(-1, 2) * (var + eps) ** Rational(-3, 2), i)),
    (r"\frac{\partial \ell}{\partial x_j}", lambda: adjoint(loss, x[j])),
    (r"\frac{d \hat{x}_i}{d x_j}", lambda: derivative(xhat[i], x[j])),
    (r"\sum_{s=1}^t \beta^{t-s} g_s", lambda: total(beta ** (t - s) * g[s], (s, 1, t))),
    ("mean(x[i], i) + mu_B*sigma_B^2", lambda: mean(x[i], i) + mu * var),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "tree"), EXPRESSIONS, ids=[formula for formula, _ in EXPRESSIONS])
def test_a_formula_is_the_tree_that_python_makes(formula, tree):
    made = tex(formula)
    assert told(made) == told(built(tree))
    assert (text(made), latex(made)) == (text(built(tree)), latex(built(tree)))


def test_what_evaluation_is_when_a_formula_is_read_does_not_matter():
    with sympy.evaluate(False):
        made = tex(r"x_i + x_i")
    assert tex(r"x_i + x_i") == made == built(lambda: x[i] + x[i])


def test_sides_and_relations():
    left, right = tex.sides(r"y_i = \gamma \hat{x}_i + \beta")
    assert (left, told(right)) == (y[i], told(built(lambda: gamma * xhat[i] + beta)))
    assert tex.relation(r"\epsilon > 0") == sympy.Gt(eps, 0, evaluate=False)
    assert tex.relation(r"t \ge 2") == sympy.Ge(t, 2, evaluate=False)


REFUSED = [
    # how it is read, the formula, a part of the message
    (tex, r"\gamma \hat{x}_q", "q is not bound here"),
    (tex, r"\hat{x}", "has no index here"),
    (tex, r"y_i = 1", "no ="),
    (tex, r"\hat{x}_i \text{ if } i = j", "words"),
    (tex, r"\frac{\partial \hat{x}_i}{\partial \mu}", "was read as the partial derivative"),  # a note is an error
    (tex, r"\frac{d l}{d x_i}", "derivative of the loss"),
    (tex, "", ""),
    (tex.sides, "y_i", "no equation of two sides"),
    (tex.sides, r"= \beta", "no equation of two sides"),
    (tex.sides, r"y_i = y_i = \beta", "no equation of two sides"),
    (tex.sides, r"y_i \le \beta", "no equation of two sides"),
    (tex.sides, r"y_i \leftarrow \beta", "no equation of two sides"),
    (tex.sides, r"\hat{x}_i = \frac{\partial \hat{x}_i}{\partial \mu}", "was read as the partial derivative"),
    (tex.relation, r"\epsilon", "not one relation"),
    (tex.relation, r"\epsilon > 0, \gamma > 0", "not one relation"),
    (tex.relation, r"\epsilon > 0 \text{ always}", "words"),
    (tex.relation, r"\frac{d l}{d x_i} > 0", "derivative of the loss"),
]  # fmt: skip


@pytest.mark.parametrize(("reads", "formula", "what"), REFUSED, ids=[formula for _, formula, _ in REFUSED])
def test_what_is_not_clear_is_refused(reads, formula, what):
    with pytest.raises(ReadError) as caught:
        reads(formula)
    assert what in caught.value.what
    assert 0 <= caught.value.start <= caught.value.end <= len(formula)


@pytest.mark.parametrize(("names", "more", "what"), [
    ((x, x), {}, "x is given twice"),
    ((t, symbol("t")), {}, "t is given twice"),
    ((x[i],), {}, r"x\[i\] is no symbol"),
    ((i,), {}, "i is no symbol"),
    ((3,), {}, "3 is no symbol"),
    ((x, symbol("m")), {}, "m is the name of a symbol and of a size"),
    ((x,), {"aliases": ((r"\mu_B", mu),)}, "mu, which is not declared"),
])  # fmt: skip
def test_what_cannot_be_a_name(names, more, what):
    with pytest.raises(LanguageError, match=what):
        Formulas(*names, **more)


def test_it_does_not_change():
    with pytest.raises(AttributeError):
        tex.scope = None


# --------------------------------------------------------------------------
# Symbols and definitions in LaTeX


def stated() -> tuple[Formulas, dict[str, object]]:
    """Batch normalisation, and an average over steps, stated in LaTeX alone."""
    with sympy.evaluate(False):
        said = Formulas(BATCH, t, s)
        made = {
            "x": said.symbol("x_i", "inputs"),
            "eps": said.symbol(r"\epsilon", name="eps"),
            "gamma": said.symbol(r"\gamma"),
            "mu": said.define(r"\mu = \frac{1}{m} \sum_{i=1}^m x_i"),
            "var": said.define(r"\sigma^2 = \frac{1}{m} \sum_{i=1}^m (x_i - \mu)^2", name="var"),
            "xhat": said.define(r"\hat{x}_i := \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}", "normalised"),
            "y": said.define(r"y_j = \gamma \hat{x}_j"),
            "G": said.symbol("G(x)"),
            "beta": said.symbol(r"\beta"),
            "g": said.symbol("g_t"),
            "W": said.symbol(r"W_i^t"),
        }
        said.symbol("v_t", "average")
        made["v"] = said.recurrence({r"v_t = \beta v_{t-1} + (1 - \beta) g_t": "0"})
        made["vhat"] = said.define(r"\hat{v}_t = \frac{v_t}{1 - \beta^t}")
        made["loss"] = said.loss(r"\ell", made["y"], name="l")
    return said, made


def test_what_is_stated_in_latex_is_what_python_makes():
    _, made = stated()
    with sympy.evaluate(False):
        v = sequence("v", means="average")
        v = recurrence({v[t]: (0, beta * v[t - 1] + (1 - beta) * g[t])})
        expected = {
            "x": family("x", BATCH, means="inputs"), "eps": eps, "gamma": gamma,
            "mu": define("mu", 1 / m * total(x[i], i), latex=r"\mu"), "G": function("G"), "beta": beta, "g": g,
            "W": sequence("W", BATCH), "v": v,
        }  # fmt: skip
    for name, item in expected.items():
        assert (family_of(made[name]).latex, family_of(made[name]).means) == (
            family_of(item).latex, family_of(item).means)
        if not family_of(item).is_defined:
            assert made[name] == item
    told_of = {name: [text(tree) for tree in family_of(item).defining] for name, item in made.items() if name != "loss"}
    assert told_of["mu"] == ["(1/m)*sum(x[i], i)"]
    assert told_of["var"] == ["(1/m)*sum((x[i] - mu)^2, i)"]
    assert told_of["xhat"] == ["(x[i] - mu)/sqrt(var + eps)"]
    assert told_of["y"] == ["gamma*xhat[j]"]
    assert told_of["v"] == ["0", "beta*v[t-1] + (1 - beta)*g[t]"] == [text(tree) for tree in v.defining]
    assert told_of["vhat"] == ["v[t]/(1 - beta^t)"]
    assert made["loss"] == Loss("l", made["y"], latex=r"\ell")


def test_what_is_stated_can_be_named():
    said, made = stated()
    node = made["xhat"][i]
    assert said(r"\frac{\partial \ell}{\partial \hat{x}_i}") == adjoint(made["loss"], node)
    assert said.sides(r"\hat{x}_i = \epsilon") == (node, made["eps"])
    assert latex(said(r"\sigma^2 + \epsilon")) == r"\sigma^2 + \epsilon"


@pytest.mark.parametrize(("state", "error", "what"), [
    (lambda said: said.symbol("x_j"), LanguageError, "x is given twice"),
    (lambda said: Formulas(BATCH, Range("other", "n", "i q")).symbol("z_i"), ReadError, "letter of several ranges"),
    (lambda said: said.symbol("q_i^2"), ReadError, "cannot be declared with a power"),
    (lambda said: said.symbol("m"), LanguageError, "name of a symbol and of a size"),
    (lambda said: said.symbol(r"\tau^2"), LanguageError, "is typed tau\\^2, which is no name"),
    (lambda said: said.symbol(r"\tau + 1"), ReadError, "no name"),
    (lambda said: said.define(r"z_i = x_j"), FreeIndexError, "free index j"),
    (lambda said: said.define("z"), ReadError, "no definition"),
    (lambda said: said.define("z = x_i +"), ReadError, "ends too early"),
    (lambda said: said.define("F(x) = x"), ReadError, "defines a function"),
    (lambda said: said.recurrence({"x_i = 1": "0"}), ShapeError, "not a member of a plain sequence"),
    (lambda said: said.recurrence({r"v_t = v_{t-1}": "0"}), ShapeError, "not a member of a plain sequence"),
    (lambda said: said.recurrence({r"g_t = g_{t+1}": "0"}), BinderError, "which is not before it"),
    (lambda said: said.recurrence({r"\gamma + 1 = 2": "0"}), ReadError, "no member of a sequence"),
    (lambda said: said.loss("L", said.scope.families["y"]), LanguageError, "there is a loss"),
])  # fmt: skip
def test_what_cannot_be_stated(state, error, what):
    said, _ = stated()
    before = said.scope
    with pytest.raises(error, match=what):
        state(said)
    assert said.scope is before, "what was not taken changed the names"


def test_an_error_in_a_definition_is_placed_in_the_whole_of_it():
    with pytest.raises(ReadError) as caught:
        stated()[0].define(r"z_i = x_i + \omega_i")
    assert caught.value.start == len("z_i = x_i + ")


# --------------------------------------------------------------------------
# Aliases


def derivation(aliases) -> Derivation:
    claim = Claim("shift", adjoint(loss, beta), total(adjoint(loss, y[i]), i))
    return Derivation("aliases", (x, gamma, beta, eps, t, g), (claim,), (mu, var, xhat, y), loss, aliases=aliases)


SCOPE = scope_of(derivation(ALIASES))


@pytest.mark.parametrize(("typed", "tree"), [
    (r"\mu_B + \mu_{\mathcal B} + \mu_{\mathcal{B}} + \mu_{\text{B}}", lambda: mu + mu + mu + mu),
    (r"\mu + \mu_B^2", lambda: mu + mu**2),
    (r"\sigma_B^2 + (\sigma_{\mathcal{B}}^2)^3 + \sigma^2", lambda: var + var**3 + var),
    ("mu_B + sigma_B^2 + μ_B + dmu_B + dsigma_B^2",
     lambda: mu + var + mu + adjoint(loss, mu) + adjoint(loss, var)),
    (r"\frac{\partial \ell}{\partial \mu_B} + \frac{\partial l}{\partial \sigma_B^2}",
     lambda: adjoint(loss, mu) + adjoint(loss, var)),
])  # fmt: skip
def test_an_alias_is_read(typed, tree):
    assert told(read(typed, SCOPE)) == told(built(tree))


@pytest.mark.parametrize("typed", [
    r"\sigma_B", r"\sigma_B^3", r"\sigma_B^{-2}", r"\mu_b", r"\mu_{B,i}", r"\mu_B'", r"\hat{\mu}_B",
    r"\boldsymbol{\mu}_B", r"\mu_C", "x_B", r"\ell", r"\ell_i",
])  # fmt: skip
def test_what_is_like_an_alias_is_refused(typed):
    with pytest.raises(ReadError):
        read(typed, SCOPE)


def test_an_alias_is_read_only():
    tree = read(r"\frac{x_i - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}}", SCOPE)
    assert latex(tree) == r"\frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}"
    assert SCOPE.names == scope_of(derivation(())).names


WRONG = [
    # an alias, what it stands for, a part of the message
    ((("i", mu),), "meaning of its own"),
    ((("e", mu),), "meaning of its own"),
    ((("E", mu),), "meaning of its own"),
    ((("sum", mu),), "meaning of its own"),
    ((("m", mu),), "how m is written"),
    ((("y", mu),), "how y is written"),
    (((r"\hat{x}", x),), "how xhat is written"),
    ((("dx", mu),), "how dx is written"),
    ((("l", mu),), "how l is written"),
    (((r"\epsilon^2", mu),), "a power of"),
    (((r"\sigma", mu),), "its square is another name"),
    (((r"\sigma", var),), "its square is another name"),
    (((r"s^2", var), ("s", mu)), "its square is another name"),
    (((r"s", mu), ("s^2", var)), "a power of"),
    ((("x_1", mu),), "x has indices"),
    ((("g_0", beta),), "g has indices"),
    ((("x_i", x),), "indices or arguments"),
    ((("f(x)", mu),), "indices or arguments"),
    (((r"\mu_B", mu), (r"\mu_{\mathcal{B}}", var)), "how mu is written"),
    (((r"\mu_B", mu), (r"\mu_{B}", var)), "stands for mu and for var"),
    ((("q", symbol("q")),), "q, which is not declared"),
    ((("q", Loss("q", y)),), "q, which is not declared"),
    ((("q", 3),), "no symbol, definition or loss"),
    (("q",), "pairs"),
    (((3, mu),), "pairs"),
]  # fmt: skip


@pytest.mark.parametrize(("aliases", "what"), WRONG)
def test_an_alias_has_one_meaning(aliases, what):
    with pytest.raises(LanguageError, match=what):
        library.check(derivation(aliases))


@pytest.mark.parametrize("spelling", ["", "x +", r"\frac{1}{2}", "1"])
def test_an_alias_is_a_name(spelling):
    with pytest.raises((InputError, ReadError)):
        library.check(derivation(((spelling, mu),)))


def test_an_alias_of_what_is_not_there():
    with pytest.raises(UndeclaredError, match="list it in symbols"):
        library.check(replace(derivation(ALIASES[:1]), definitions=(), claims=(), loss=None))


@pytest.mark.parametrize("id_", [id_ for id_ in library.ids() if library.load(id_).aliases])
def test_the_aliases_of_the_library_are_read(id_):
    derivation = library.load(id_)
    scope = scope_of(derivation)
    for spelling, target in derivation.aliases:
        if isinstance(target, Loss):
            output = target.outputs[0]
            node = output[tuple(range_.indices()[0] for range_ in output.ranges)]
            assert read(rf"\frac{{\partial {spelling}}}{{\partial {latex(node)}}}", scope) == adjoint(target, node)
        else:
            assert read(spelling, scope) == target
