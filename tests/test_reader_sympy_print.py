r"""What SymPy prints, read again: sympy.latex -> parse -> to_sympy is the expression that was printed.

Up to this: a name is what SymPy prints it as (``x_1`` is ``x_{1}``), what is read is evaluated as SymPy evaluates
what it builds (``\frac{x}{2}`` is x times 1/2), matrices by name are names, their product one of numbers, and
their transpose a function. The order of sums that do not depend on each other, and that of the variables of a
derivative, is free.
"""

from __future__ import annotations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    Basic,
    Derivative,
    Eq,
    Function,
    Indexed,
    IndexedBase,
    Integer,
    Integral,
    Limit,
    Matrix,
    MatrixSymbol,
    Max,
    Min,
    Mod,
    Ne,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    binomial,
    ceiling,
    exp,
    factorial,
    floor,
    log,
    sqrt,
    symbols,
)
from sympy.core.parameters import distribute
from sympy.functions import acos, asin, atan, cos, cosh, sin, sinh, tan, tanh

from symdl.notation.reader.notation import Meaning, Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.sympy_trees import to_sympy

x, y, alpha, x_1, x_hat, beta_2, w_drop, sigma_B = symbols("x y alpha x_1 xhat beta_2 w_drop sigma_B")
i, j, k, m, n = symbols("i j k m n", integer=True)
a, b = IndexedBase("a"), IndexedBase("b")
f, g, softmax = Function("f"), Function("g"), Function("softmax")
A, B = MatrixSymbol("A", 2, 2), MatrixSymbol("B", 2, 2)
TRANSPOSE = Function("transpose")


def normal(tree: Basic) -> Basic:
    """The normal form that is stated above, of what is printed and of what is read."""
    match tree:
        case Symbol():
            return Symbol(sympy.latex(tree) if "\\" not in tree.name and "{" not in tree.name else tree.name)
        case MatrixSymbol():
            return Symbol(tree.name)
        case Indexed():
            return Indexed(IndexedBase(Symbol(tree.base.label.name)), *map(normal, tree.indices))
        case sympy.Transpose():
            return TRANSPOSE(normal(tree.arg))
        case sympy.MatrixBase():
            return sympy.ImmutableDenseMatrix(tree).applyfunc(normal)
    if not tree.args:
        return tree
    args = [normal(arg) for arg in tree.args]
    match tree:
        case sympy.MatMul():
            return sympy.Mul(*args)
        case sympy.MatAdd():
            return sympy.Add(*args)
        case sympy.core.function.AppliedUndef():
            return Function(tree.func.__name__)(*args)
        case Derivative():
            return Derivative(args[0], *sorted(args[1:], key=str))
        case Sum():
            letters = {limit[0] for limit in args[1:]}
            if not any(letters & end.free_symbols for limit in args[1:] for end in limit[1:]):
                return Sum(args[0], *sorted(args[1:], key=str))
    return tree.func(*args)


NOTATION = Notation(meanings={
    **{name: Meaning(name) for name in ("x", "y", r"\alpha", "x_{1}", r"\hat{x}", r"\beta_{2}", "w_{drop}", "A", "B")},
    **{name: Meaning(name, "function") for name in ("f", "g", "softmax")},
})  # fmt: skip
"""Without it, w_{drop} (x + 1) is read as the value of a function, with a note."""


def read(latex: str) -> Basic:
    return undistributed(to_sympy(parse(latex, NOTATION).tree))


def undistributed(tree: Basic) -> Basic:
    """The normal form, in which 2 (x + y) stays what it is."""
    with distribute(False):
        return normal(tree)


TABLE = [
    x, x_1, x_hat, w_drop, sigma_B**2, alpha**2 / 3, Rational(-7, 3), S.Pi * x, -x, x - y, 1 / x, 1 / (x * y),
    x / (y + 1), sqrt(x), x ** Rational(1, 3), x ** Rational(-2, 3), x**y, x ** (y + 1), (x + 1) ** -2, exp(x),
    exp(-(x**2) / 2), 2**n, sin(x) ** 2, log(x) ** 2, log(x) / x, sin(x) * cos(y), x * sin(x), tan(x + y), atan(x),
    asin(x), acos(x), sinh(x), cosh(x), tanh(2 * x) ** 3, Abs(x), Abs(x - y) ** 2, floor(x / 2), ceiling(x) + 1,
    factorial(n), factorial(n + 1) / n, binomial(n, k), Max(x, y), Min(x, y, 0), Mod(n, 2), S.Infinity,
    f(x), f(x, y) ** 2, f(x + 1) * g(y), softmax(x), a[i], a[i, j], a[i + 1] - a[i], a[i] ** 2, a[i] * b[j],
    Sum(a[i], (i, 1, n)), Sum(a[i] * x, (i, 0, n - 1)) / n, x * Sum(a[i] ** 2, (i, 1, n)), Sum(a[i], (i, 1, n)) + 1,
    Sum(a[i] + 1, (i, 1, n)), Sum(x / factorial(k), (k, 0, S.Infinity)), Sum(a[i, j], (j, 1, m), (i, 1, n)),
    Sum(a[i], (i, 1, n)) ** 2, Sum(Sum(a[i, j], (j, 1, i)), (i, 1, n)) / 2, Product(a[i], (i, 1, n)),
    Product(1 + a[i], (i, 1, n)), Sum(Product(a[i, j], (j, 1, m)), (i, 1, n)), Derivative(f(x), x),
    Derivative(f(x), (x, 2)), Derivative(f(x, y), x, y), Derivative(x**2 + y, x), x * Derivative(f(x), x),
    Derivative(x * sin(y), x), Integral(f(x), x), Integral(x**2, (x, 0, 1)), Integral(x * y, (x, 0, 1), (y, 0, 2)),
    Limit(sin(x) / x, x, 0), Limit(1 / x, x, 0, "-"), Limit(f(x), x, S.Infinity), Piecewise((x, x > 0), (0, True)),
    Piecewise((x, x > 0), (-x, x <= 0)), 2 * Piecewise((1, Ne(x, y)), (0, True)), Eq(x, y), Ne(x, y), x < y, x <= y + 1,
    x > 0, x >= 2, Eq(f(x), x**2), Matrix([[1, x], [y, 0]]), Matrix([x, y]), A.T, A * B, A + B, (A * B).T, A.T * B,
    2 * A,
]  # fmt: skip


@pytest.mark.parametrize("printed", TABLE, ids=map(str, TABLE))
def test_what_is_printed_is_read(printed):
    latex = sympy.latex(printed)
    assert read(latex) == undistributed(printed), latex


# --------------------------------------------------------------------------
# Random expressions, built by SymPy's own constructors and so evaluated by them

ATOMS = st.sampled_from([x, y, alpha, x_1, x_hat, beta_2, w_drop, a[i], b[i, j], n])
NUMBERS = st.integers(-9, 9).map(Integer) | st.builds(Rational, st.integers(-9, 9), st.integers(1, 5))
FUNCTIONS = st.sampled_from([sin, tanh, log, exp, f, softmax, floor, Abs])


def grown(inner: st.SearchStrategy[sympy.Expr]) -> st.SearchStrategy[sympy.Expr]:
    several = st.lists(inner, min_size=2, max_size=3)
    positive = st.integers(1, 4)
    return st.one_of(
        several.map(lambda terms: sympy.Add(*terms)),
        several.map(lambda factors: sympy.Mul(*factors)),
        st.builds(lambda of, power: Pow(of + x, power), inner, st.sampled_from([2, 3, -1, -2, n, S.Half, -S.Half])),
        st.builds(lambda function, of: function(of + y), FUNCTIONS, inner),
        st.builds(lambda of: Sum(of + a[k], (k, 1, n)), inner),
        st.builds(lambda of: Product(of * a[k], (k, 1, n)), inner),
        # A factor behind a derivative is printed without brackets, and would be read as part of what is derived.
        st.builds(lambda of, times: Derivative(f(x) * of, (x, times)) + y, inner, positive),
        st.builds(lambda of, other: Piecewise((of, x > 0), (other, True)), inner, inner),
        st.builds(lambda of: factorial(of + n), inner),
        st.builds(lambda one, other: Max(one + x, other + y), inner, inner),
    )


EXPRESSIONS = st.recursive(ATOMS | NUMBERS, grown, max_leaves=6)
RELATIONS = st.builds(lambda kind, left, right: kind(left, right + x_hat, evaluate=False),
                      st.sampled_from([Eq, Ne, sympy.Lt, sympy.Le, sympy.Gt, sympy.Ge]), EXPRESSIONS, EXPRESSIONS)


@settings(deadline=None)
@given(EXPRESSIONS | RELATIONS)
def test_an_expression_that_is_printed_is_read(printed):
    latex = sympy.latex(printed)
    assert read(latex) == undistributed(printed), latex
