"""Nothing ill-formed is built silently, and nothing is captured."""

import pytest
from sympy import Rational, Symbol, evaluate

from symdl.errors import (
    BinderError,
    EmptyRangeError,
    FreeIndexError,
    LanguageError,
    NumberError,
    ShapeError,
)
from symdl.language import (
    INTEGERS,
    Entry,
    Loss,
    Mean,
    Range,
    adjoint,
    bernoulli,
    define,
    delta,
    derivative,
    each,
    expectation,
    family,
    free_indices,
    integer,
    limit,
    mean,
    oo,
    partial,
    recurrence,
    sequence,
    subterms,
    symbol,
    total,
    vjp,
)

batch = Range("batch", "m", "i j k")
classes = Range("class", "n", "t s")
maybe = Range("maybe", "r", "a b", at_least=0)
i, j, k = batch.indices()
t, s = classes.indices()
a, b = maybe.indices()
x = family("x", batch)
y = family("y", batch, classes)
v = family("v", maybe)
u = symbol("u")
n, o = integer("n"), integer("o")
g, m = sequence("g"), sequence("m")
mu = define("mu", mean(x[i], i))
with evaluate(False):  # as the library reads a file
    xc = define("xc", [i], x[i] - mu)

ILL_FORMED = {
    "one binder binds a name twice": (BinderError, lambda: total(x[i] * x[i], i, i), "binds an index twice"),
    "binds nothing": (BinderError, lambda: total(u), "binds no index"),
    "binds what is not an index": (BinderError, lambda: total(x[i], u), "not an index"),
    "index of another range": (ShapeError, lambda: x[t], "shape (batch)"),
    "too few indices": (ShapeError, lambda: y[i], "shape (batch, class)"),
    "indices in the wrong order": (ShapeError, lambda: y[t, i], "t of class, i of batch"),
    "a number for an index": (ShapeError, lambda: x[1], "not an index"),
    "a whole family as a number": (ShapeError, lambda: total(x, i), "write one member: x[i]"),
    "iterating a family": (ShapeError, lambda: list(x), "cannot be iterated"),
    "delta across ranges": (ShapeError, lambda: delta(i, t), "one range"),
    "free index of a definition": (FreeIndexError, lambda: define("c", x[i] + u), 'define("c", [i], ...)'),
    "a parameter named twice": (BinderError, lambda: define("c", [i, i], x[i]), "names a parameter twice"),
    "mean over a range that may be empty": (EmptyRangeError, lambda: mean(v[a], a), "at_least=1"),
    "a float": (NumberError, lambda: total(0.5 * x[i], i), "Rational(1, 2)"),
    "text for an expression": (LanguageError, lambda: total("x", i), "got the text"),
    "derivative by an expression": (LanguageError, lambda: derivative(u**2, u * 2), "with respect to"),
    "partial of a symbol": (LanguageError, lambda: partial(u, u), "not a definition"),
    "adjoint of no loss": (LanguageError, lambda: adjoint(u, u), "not a loss"),
    "a loss of nothing": (LanguageError, lambda: Loss("l"), "no outputs"),
    "vjp over an index that is not free": (FreeIndexError, lambda: vjp(u * x[i], x[j], x[i], k), "not free in y"),
    "each over an index that is not free": (FreeIndexError, lambda: each(j, x[i] > 0), "not free"),
    "a law that depends on an index": (FreeIndexError, lambda: bernoulli("U", batch, p=x[i]), "identically"),
    "a name that is no name": (LanguageError, lambda: symbol("a b"), "cannot be the name of a symbol"),
    "a name that means something else": (LanguageError, lambda: family("exp", batch), "means something else"),
    "an integer without limits": (BinderError, lambda: total(g[n], n), "(n, 1, t)"),
    "a limit of a sum that uses its dummy": (BinderError, lambda: total(g[n], (n, 1, n)), "uses n"),
    "a member at half an integer": (ShapeError, lambda: g[u], "not a sum of integers"),
    "a product of integers for a place": (ShapeError, lambda: g[n * o], "not a sum of integers"),
    "an index of a range for an integer": (ShapeError, lambda: g[i], "i of batch"),
    "a member that follows from itself": (BinderError, lambda: recurrence({m[n]: (0, m[n] + 1)}), "not before it"),
    "a member that follows from a later one": (BinderError, lambda: recurrence({m[n]: (0, m[n + 1])}), "m[n-1]"),
    "a member before the start": (BinderError, lambda: recurrence({m[n]: (0, m[n - 2])}), "before the start"),
    "a start that uses the step": (FreeIndexError, lambda: recurrence({m[n]: (g[n], m[n - 1])}), "free index n"),
    "a recurrence at a number": (ShapeError, lambda: recurrence({m[1]: (0, 1)}), "plain indices"),
    "a limit of an expression": (LanguageError, lambda: limit(u, u + 1, 1), "symbol or an integer"),
    "an integer that goes to a number": (LanguageError, lambda: limit(g[n], n, 3), "goes to oo"),
    "a symbol that goes to infinity": (NumberError, lambda: limit(u, u, oo), "not an exact real number"),
    "a side that is none": (LanguageError, lambda: limit(u, u, 1, "below"), "1below"),
    "infinity outside of a limit": (NumberError, lambda: total(x[i] * oo, i), "not an exact real number"),
    "the size of the integers": (ShapeError, lambda: INTEGERS.size, "have no size"),
    "a range called as the integers are": (LanguageError, lambda: Range("integers", "r", "e"), "called integers"),
    "a range without letters": (LanguageError, lambda: Range("r", "m", ""), "no letters"),
}


@pytest.mark.parametrize("name", ILL_FORMED)
def test_ill_formed_is_an_error_that_says_the_way_out(name):
    error, build, says = ILL_FORMED[name]
    with pytest.raises(error) as caught:
        build()
    assert says in str(caught.value)


def test_no_substitution_captures_a_free_index():
    # SymPy's own Sum turns this into sum(x[i]*x[i], i).
    outer = total(x[i] * x[j], i)
    assert free_indices(outer) == {j}
    moved = outer.xreplace({j: i})
    assert free_indices(moved) == {i}
    assert moved.indices[0] != i


def test_a_closed_inner_sum_may_reuse_a_letter():
    nested = total(x[i] * total(x[i], i), i)
    inner = next(term for term in subterms(nested.body) if isinstance(term, type(nested)))
    assert nested.indices[0] != inner.indices[0]
    assert not free_indices(nested)


def test_a_sum_around_a_definition_does_not_enter_it():
    summed = total(xc[i], i)
    entry = summed.body
    assert isinstance(entry, Entry)
    assert entry.family is not None
    assert entry.family == xc
    assert free_indices(xc.at(j)) == {j}


def test_a_tree_keeps_what_its_author_wrote():
    with evaluate(False):
        tree = 2 * (x[i] - mu)
        assert tree.args == (2, x[i] - mu)
        assert xc.at(i).args[0] == x[i]  # the order of the terms too


def test_mean_and_total_are_ordinary_expressions():
    tree = mean(x[i], i) + Rational(1, 2) * total(x[i] ** 2, i)
    assert any(isinstance(term, Mean) for term in subterms(tree))
    assert str(mean(x[i], i)) == "mean(x[i], i)"


def test_sympy_symbols_are_not_ours():
    assert Symbol("u") != u


def test_expectation_keeps_its_body():
    mask = bernoulli("U", batch, p=u)
    assert str(expectation(mask[i] * x[i])) in ("E(U[i]*x[i])", "E(x[i]*U[i])")
