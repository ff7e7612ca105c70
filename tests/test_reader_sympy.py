"""Syntax trees as plain SymPy: each kind of node by hand, and that nothing is ever evaluated."""

from __future__ import annotations

from fractions import Fraction
from time import perf_counter

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Add,
    And,
    Derivative,
    Function,
    ImmutableDenseMatrix,
    Indexed,
    IndexedBase,
    Integer,
    Integral,
    Interval,
    Lambda,
    Limit,
    Mul,
    Piecewise,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    Tuple,
    preorder_traversal,
)
from sympy.core.relational import Eq, Ge, Le, Lt, Ne

from symdl.errors import LanguageError
from symdl.notation.reader import syntax as at
from symdl.notation.reader.parse import parse
from symdl.notation.reader.sympy_trees import to_sympy
from symdl.notation.reader.syntax import Node, show, walk

a, b, f, g, i, j, k, l, m, n, x, y, z = (at.Name(letter) for letter in "abfgijklmnxyz")  # noqa: E741
A, B, I, J, K, L, M, N_, X, Y, Z = (Symbol(letter) for letter in "abijklmnxyz")  # noqa: E741
F, G = Function("f"), Function("g")
XI, XJ = Indexed(IndexedBase("x"), I), Indexed(IndexedBase("x"), J)
NI = Symbol("N_i")
NOT_I = Ne(K, I, evaluate=False)


def num(value: int | str) -> at.Number:
    return at.Number(Fraction(value))


def member(name: str, *below: Node, above: tuple[Node, ...] = ()) -> at.Member:
    return at.Member(name, below, above)


def call(name: str, *args: Node, below: tuple[Node, ...] = ()) -> at.Call:
    return at.Call(at.Function(name), args, below)


def big(sign: str, bound: at.Bound | at.Goes, of: Node) -> at.Big:
    return at.Big(sign, (bound,), of)


def rel(left: Node, sign: str, right: Node) -> at.Chain:
    return at.Chain((left, right), (sign,))


def mul(*factors: sympy.Expr) -> sympy.Expr:
    return Mul(*factors, evaluate=False)


def plus(*terms: sympy.Expr) -> sympy.Expr:
    return Add(*terms, evaluate=False)


def power(base: sympy.Expr, exponent: sympy.Expr | int) -> sympy.Expr:
    return Pow(base, exponent, evaluate=False)


def exp(of: sympy.Expr) -> sympy.Expr:
    return sympy.exp(of, evaluate=False)


def log(of: sympy.Expr) -> sympy.Expr:
    return sympy.log(of, evaluate=False)


def unfolded(kind: type, of: sympy.Expr, limits: tuple[object, ...]) -> sympy.Basic:
    """A sum of cases as it stands: the constructor would sort the sides of each condition."""
    return sympy.Expr.__new__(kind, of, Tuple(*limits))


E, PI, OO, IMAGINARY = (at.Constant(name) for name in ("e", "pi", "infinity", "i"))
TWO_BY_TWO = at.Matrix(((a, num(0)), (num(1), b)))
MATRIX = ImmutableDenseMatrix([[A, 0], [1, B]])
XS, WHERE = member("x", i), at.Name("S")

TABLE = [
    # leaves
    (num(3), Integer(3)),
    (num("1/10"), Rational(1, 10)),
    (PI, S.Pi), (OO, S.Infinity), (IMAGINARY, S.ImaginaryUnit), (E, S.Exp1),
    (at.Name(r"\sigma_{\mathcal{B}}^{2}"), Symbol(r"\sigma_{\mathcal{B}}^{2}")),
    (member("z", j, above=(i,)), Indexed(IndexedBase("z"), J, I)),
    (member(r"\theta", at.Sum((m, at.Neg(num(1))))), Indexed(IndexedBase(r"\theta"), plus(M, Integer(-1)))),
    (member("x", at.Span(num(1), m)), Indexed(IndexedBase("x"), Function("span")(1, M))),
    # arithmetic
    (at.Sum((x, at.Neg(y), num(1))), plus(X, mul(S.NegativeOne, Y), Integer(1))),
    (at.Product((num(2), x, x)), mul(Integer(2), X, X)),
    (at.Neg(num(3)), Integer(-3)),
    (at.Neg(at.Product((num(2), x))), mul(S.NegativeOne, mul(Integer(2), X))),
    (at.Quotient(num(3), num(6)), mul(Integer(3), power(Integer(6), -1))),
    (at.Quotient(num(1), x), power(X, -1)),
    (at.Quotient(at.Neg(num(1)), num(2)), mul(Integer(-1), power(Integer(2), -1))),
    (at.Power(x, at.Neg(at.Quotient(num(3), num(2)))),
     power(X, mul(S.NegativeOne, mul(Integer(3), power(Integer(2), -1))))),
    (at.Power(E, at.Neg(z)), exp(mul(S.NegativeOne, Z))),
    (at.Power(num(2), num(10)), power(Integer(2), Integer(10))),
    (at.Root(x), power(X, Rational(1, 2))),
    (at.Root(x, num(3)), power(X, Rational(1, 3))),
    (at.Root(x, n), power(X, power(N_, -1))),
    (at.Factorial(n), sympy.factorial(N_, evaluate=False)),
    # functions
    (call("log", x), log(X)),
    (call("log", x, num(2)), mul(log(X), power(log(Integer(2)), -1))),
    (call("tanh", x), sympy.tanh(X, evaluate=False)),
    (call("arctan", x), sympy.atan(X, evaluate=False)),
    (call("sigmoid", z), power(plus(S.One, exp(mul(S.NegativeOne, Z))), -1)),
    (call("softplus", z), log(plus(S.One, exp(Z)))),
    (call("relu", z), sympy.Max(0, Z, evaluate=False)),
    (call("max", x, y), sympy.Max(X, Y, evaluate=False)),
    (call("max", x), Function("max")(X)),
    (call("abs", x), sympy.Abs(X, evaluate=False)),
    (call("floor", x), sympy.floor(X, evaluate=False)),
    (call("ceil", x), sympy.ceiling(X, evaluate=False)),
    (call("binom", n, k), sympy.binomial(N_, K, evaluate=False)),
    (call("conj", z), sympy.conjugate(Z, evaluate=False)),
    (call("norm", x, num(2)), Function("norm")(X, 2)),
    (call("E", at.Call(f, (x,)), below=(rel(x, "sim", at.Name("p")),)),
     Function("E")(F(X), Function("sim")(X, Symbol("p")))),
    (at.Call(f, (x, y)), F(X, Y)),
    (at.Call(at.Name("f'"), (x,)), Function("f'")(X)),
    (at.Call(at.Power(f, at.Neg(num(1))), (x,)), Function("f^{-1}")(X)),
    (at.Call(member("L", m), (x, y)), Function("apply")(Indexed(IndexedBase("L"), M), X, Y)),
    # what SymPy has no object for
    (at.Infix("odot", (a, b)), Function("odot")(A, B)),
    (at.Infix("mod", (a, b)), sympy.Mod(A, B, evaluate=False)),
    (at.Infix("pm", (a, b)), Function("pm")(A, B)),
    (at.Transpose(x), Function("transpose")(X)),
    (at.Gradient(at.Call(f, (x,)), x), Function("nabla")(F(X), X)),
    (at.Gradient(at.Call(f, (x,)), None, 2), Function("nabla^2")(F(X))),
    (at.Component(at.Product((a, x)), (i,)), Function("component")(mul(A, X), I)),
    (rel(x, "assign", y), Function("assign")(X, Y)),
    (rel(x, "sim", y), Function("sim")(X, Y)),
    # relations
    (rel(x, "eq", x), Eq(X, X, evaluate=False)),
    (rel(num(1), "lt", num(2)), Lt(Integer(1), Integer(2), evaluate=False)),
    (rel(x, "ne", num(0)), Ne(X, Integer(0), evaluate=False)),
    (at.Chain((a, b, x), ("le", "lt")), And(Le(A, B, evaluate=False), Lt(B, X, evaluate=False), evaluate=False)),
    (at.Chain((a, b, x), ("assign", "eq")), Tuple(Function("assign")(A, B), Eq(B, X, evaluate=False))),
    (rel(x, "in", at.Group("set", (a, b))), sympy.Contains(X, sympy.FiniteSet(A, B), evaluate=False)),
    # sums and their like
    (big("sum", at.Bound(i, num(1), m), XS), Sum(XI, (I, 1, M))),
    (big("prod", at.Bound(i, num(1), m), XS), sympy.Product(XI, (I, 1, M))),
    (big("sum", at.Bound(i), XS), Sum(XI, (I, 1, NI))),
    (at.Big("sum", (at.Bound(i), at.Bound(j, num(1), i)), member("x", i, j)),
     Sum(Indexed(IndexedBase("x"), I, J), (J, 1, I), (I, 1, NI))),
    (at.Big("sum", (at.Bound(j, num(1), i), at.Bound(i, num(1), n)), member("x", j)),
     Sum(XJ, (J, 1, I), (I, 1, N_))),
    (big("sum", at.Bound(k, condition=rel(k, "ne", i)), member("x", k)),
     unfolded(Sum, Piecewise((Indexed(IndexedBase("x"), K), NOT_I), (0, True), evaluate=False), (K, 1, Symbol("N_k")))),
    (big("prod", at.Bound(k, condition=rel(k, "ne", i)), x),
     unfolded(sympy.Product, Piecewise((X, NOT_I), (1, True), evaluate=False), (K, 1, Symbol("N_k")))),
    (big("sum", at.Bound(n, condition=rel(n, "ge", num(0))), x), Sum(X, (N_, 0, S.Infinity))),
    (big("sum", at.Bound(i, condition=at.Chain((num(0), i, m), ("lt", "le"))), x), Sum(X, (I, plus(S.Zero, S.One), M))),
    (big("sum", at.Bound(None, condition=rel(i, "lt", j)), x),
     Sum(Piecewise((X, I < J), (0, True)), (J, 1, NI), (I, 1, NI))),
    (big("sum", at.Bound(j, condition=rel(j, "lt", i)), x),
     Function("sum")(Lambda((J,), X), Lambda((J,), Lt(J, I, evaluate=False)))),
    (big("sum", at.Bound(x, condition=rel(x, "in", WHERE)), at.Call(f, (x,))),
     Function("sum")(Lambda((X,), F(X)), Lambda((X,), Function("in")(X, Symbol("S"))))),
    (big("mean", at.Bound(i), XS), mul(power(NI, -1), Sum(XI, (I, 1, NI)))),
    (big("mean", at.Bound(i, num(2), m), XS),
     mul(power(plus(M, mul(S.NegativeOne, Integer(2)), S.One), -1), Sum(XI, (I, 2, M)))),
    (big("mean", at.Bound(k, condition=rel(k, "ne", i)), x),
     Function("mean")(Lambda((K,), X), Lambda((K,), NOT_I))),
    (big("max", at.Bound(i), XS), Function("max")(Lambda((I,), XI))),
    (big("argmax", at.Bound(a), at.Call(f, (a,))), Function("argmax")(Lambda((A,), F(A)))),
    (big("union", at.Bound(i, num(1), m), XS),
     Function("union")(Lambda((I,), XI), Function("from")(1), Function("to")(M))),
    (big("lim", at.Goes(b, num(1), "-"), x), Limit(X, B, 1, "-")),
    (big("lim", at.Goes(b, OO), b), Limit(B, B, S.Infinity, "-")),
    (big("int", at.Bound(x, a, b), at.Call(f, (x,))), Integral(F(X), (X, A, B))),
    (big("int", at.Bound(x), x), Integral(X, X)),
    # derivatives: of what mentions the variable; a bare name would have derivative 0 in SymPy
    (at.Derivative("d", at.Power(x, num(2)), (x,)), Derivative(power(X, 2), X)),
    (at.Derivative("partial", at.Call(f, (x, y)), (x, x, y)), Derivative(F(X, Y), (X, 2), Y)),
    (at.Derivative("partial", XS, (member("x", j),)), Derivative(XI, XJ)),
    (at.Derivative("d", num(2), (x,)), Derivative(2, X)),
    (at.Derivative("partial", l, (XS,)), Function("partial")(L, XI)),
    (at.Derivative("d", at.Call(f, (y,)), (x,)), Function("d")(F(Y), X)),
    # several things
    (at.Group("tuple", (a, b)), Tuple(A, B)),
    (at.List((a, b)), Tuple(A, B)),
    (at.Group("set", (a, b)), sympy.FiniteSet(A, B)),
    (at.Group("set", ()), S.EmptySet),
    (at.Group("(]", (num(0), num(1))), Interval.Lopen(0, 1)),
    (TWO_BY_TWO, MATRIX),
    (at.Product((x, TWO_BY_TWO, TWO_BY_TWO)), sympy.MatMul(X, MATRIX, MATRIX, evaluate=False)),
    (at.Sum((TWO_BY_TWO, TWO_BY_TWO)), sympy.MatAdd(MATRIX, MATRIX, evaluate=False)),
    (at.Transpose(TWO_BY_TWO), sympy.Transpose(MATRIX)),
    (call("det", TWO_BY_TWO), sympy.Determinant(MATRIX)),
    (call("det", x), Function("det")(X)),
    (at.Cases(((x, rel(x, "ge", num(0))), (num(0), None))),
     Piecewise((X, Ge(X, 0)), (0, True))),
    (at.Indicator(rel(x, "eq", num(1))), Piecewise((1, Eq(X, 1)), (0, True))),
    (at.Indicator(rel(x, "in", WHERE)), Function("indicator")(Function("in")(X, Symbol("S")))),
]  # fmt: skip


def exactly(one: sympy.Basic, other: sympy.Basic) -> bool:
    """Whether two trees are built alike; And, Or, Max, Min and sets have no order."""
    unordered = (sympy.And, sympy.Or, sympy.Max, sympy.Min, sympy.FiniteSet)
    if one.func != other.func or len(one.args) != len(other.args):
        return False
    if isinstance(one, unordered):
        return all(any(exactly(left, right) for right in other.args) for left in one.args)
    if not one.args:
        return one == other
    return all(map(exactly, one.args, other.args))


@pytest.mark.parametrize(("tree", "expected"), TABLE, ids=[show(tree) for tree, _ in TABLE])
def test_table(tree, expected):
    made = to_sympy(tree)
    assert exactly(made, expected), f"{sympy.srepr(made)}\n{sympy.srepr(expected)}"
    assert all(isinstance(part, sympy.Basic) for part in preorder_traversal(made))


REFUSED = [
    (at.Dots(), "..."),
    (at.Text("if"), "if"),
    (rel(at.Blank(), "eq", x), "another line"),
    (at.Sum((x, rel(x, "eq", y))), "no number"),
    (at.Product((at.Group("tuple", (a, b)), x)), "no number"),
    (rel(at.Group("tuple", (a, b)), "lt", x), "only numbers can be compared"),
    (call("exp", x, y), "does not have 2 arguments"),
    (call("exp", TWO_BY_TWO), "a number is needed"),
    (at.Sum((TWO_BY_TWO, num(1))), "same shape"),
    (at.Product((at.Matrix(((a,),)), TWO_BY_TWO)), "cannot be multiplied"),
    (call("det", at.Matrix(((a, b),))), "square"),
    (at.Quotient(x, TWO_BY_TWO), "a number is needed"),
    (at.Matrix(((a, b), (a,))), "one length"),
    (at.Cases(((x, rel(x, "in", WHERE)), (num(0), None))), "cannot tell where"),
    (big("lim", at.Goes(x, x), x), "goes to something without it"),
    (at.Sum((at.Function("log"), x)), "without an argument"),
    (at.Big("sum", (at.Bound(i, num(1), j), at.Bound(j, num(1), i)), x), "depend on each other"),
    # x_i and x^{(i)} are two things, and both would be x[i]
    (at.Sum((member("x", i), member("x", above=(i,)))), "different places"),
]  # fmt: skip


@pytest.mark.parametrize(("tree", "why"), REFUSED, ids=[show(tree) for tree, _ in REFUSED])
def test_refused(tree, why):
    with pytest.raises(LanguageError) as caught:
        to_sympy(tree)
    assert why in str(caught.value)


def test_intervals():
    pair = at.Group("tuple", (num(0), num(1)))
    assert to_sympy(pair, intervals=True) == Interval.open(0, 1)
    assert to_sympy(at.Group("list", (num(0), num(1))), intervals=True) == Interval(0, 1)
    assert to_sympy(at.Group("tuple", (num(1), num(0))), intervals=True) == Tuple(1, 0)  # from 1 to 0 there is none
    assert to_sympy(at.Group("tuple", (a, b, x)), intervals=True) == Tuple(A, B, X)
    assert to_sympy(pair) == Tuple(0, 1)


def test_the_size_of_a_sum_gets_a_name_that_is_free():
    tree = at.Product((at.Name("N_i"), big("sum", at.Bound(i), XS)))
    assert to_sympy(tree) == mul(NI, Sum(XI, (I, 1, Symbol("N_i'"))))


# --------------------------------------------------------------------------
# Nothing is evaluated

HUGE = [
    "10^{10^{10}}", "9^{9^{9^9}}", "100000000!", r"\binom{10^8}{5 \cdot 10^7}", "2^{10^9} - 2^{10^9}",
    "2^{10^9} < 3^{10^9}", "2^{10^9} = 3^{10^9} = 5^{10^9}", r"\sum_{i=1}^{10^9} i^{100} = x",
    r"\max(2^{10^9}, 3^{10^9})", r"\{2^{10^9}, 3^{10^9}\}", r"\lfloor 10^{10^{10}} / 7 \rfloor",
    r"\left| 2^{10^9} - 3^{10^9} \right|", r"\sqrt{10^{10^{10}}}", r"\sin(10^{10^{10}})", r"\exp(\exp(\exp(\exp(9))))",
    r"\frac{d}{dx} x^{10^{10}}", r"\int_0^{10^{10^{10}}} x^{10^9} dx", r"\lim_{x \to 10^{10^{10}}} x^x",
    r"10^{10^{10}} \bmod 7", r"\begin{cases} 2^{10^9} & 2^{10^9} < 3^{10^9} \\ 0 & \text{otherwise} \end{cases}",
    r"\sum_{k \ne i} \begin{cases} 9^{9^9} & k < 9^{9^9} \\ 0 & \text{otherwise} \end{cases}",
    r"\begin{pmatrix} 9^{9^9} & 1 \\ 1 & 9^{9^9} \end{pmatrix}", r"\prod_{i=1}^{10^9} (10^9)!", r"(0.5)^{10^{10}}",
]  # fmt: skip


@pytest.mark.parametrize("latex", HUGE)
def test_huge_numbers_are_left_alone(latex):
    tree = parse(latex).tree
    to_sympy(tree)  # what is made once is kept by SymPy
    sympy.core.cache.clear_cache()
    start = perf_counter()
    made = to_sympy(tree)
    assert perf_counter() - start < 0.05
    numbers = [part for part in preorder_traversal(made) if isinstance(part, sympy.Rational)]
    assert all(abs(number.p) <= 10**9 and number.q <= 10**9 for number in numbers)


NAMES = st.sampled_from([at.Name(text) for text in ("x", r"\alpha", r"\hat{x}", "P_{drop}", "E", "S", "I", "Q", "W'")])
NUMBERS = st.builds(at.Number, st.fractions(0, 20, max_denominator=9))
LEAVES = NAMES | NUMBERS | st.builds(at.Member, st.sampled_from(["u", "v"]), st.tuples(NAMES))


def grown(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        st.builds(at.Sum, several), st.builds(at.Product, several), st.builds(at.Neg, children),
        st.builds(at.Quotient, children, children), st.builds(at.Power, children, children),
        st.builds(at.Root, children), st.builds(at.Factorial, children), st.builds(at.Transpose, children),
        st.builds(lambda of: call("exp", of), children), st.builds(lambda of: call("floor", of), children),
        st.builds(lambda *two: call("max", *two), children, children),
        st.builds(lambda of: at.Call(at.Name("h"), (of,)), children),
        st.builds(at.Infix, st.just("odot"), st.tuples(children, children)),
    )  # fmt: skip


TREES = st.recursive(LEAVES, grown, max_leaves=12)


@settings(deadline=None)
@given(TREES)
def test_the_symbols_are_the_names(tree):
    names = {node.text for node in walk(tree) if isinstance(node, at.Name)}
    families = {node.name for node in walk(tree) if isinstance(node, at.Member)}
    found = {symbol.name for symbol in to_sympy(tree).atoms(Symbol)}
    assert found == (names - {"h"}) | families  # h is called


@settings(deadline=None)
@given(TREES)
def test_every_number_is_one_that_was_written(tree):
    """Nothing is added, multiplied or cancelled: what is found are the numbers themselves, and those of the forms."""
    written = {node.value for node in walk(tree) if isinstance(node, at.Number)}
    allowed = written | {-value for value in written} | {Fraction(-1), Fraction(1, 2)}
    found = {part for part in preorder_traversal(to_sympy(tree)) if isinstance(part, sympy.Rational)}
    assert {Fraction(part.p, part.q) for part in found} <= allowed


@settings(deadline=None)
@given(TREES)
def test_what_is_made_is_kept_by_sympy(tree):
    """The objects that are made by hand are as good as SymPy's own."""
    made = to_sympy(tree)
    with sympy.evaluate(False):
        assert made.xreplace({Symbol("never"): S.One}) == made
    assert hash(made) == hash(to_sympy(tree))


def test_the_value_is_the_one_that_is_meant():
    """Over the whole way, with numbers put in."""
    for latex, value in {
        r"\frac{1}{3} \sum_{i=1}^{3} i^2": Rational(14, 3), r"-2^2": -4, r"\frac{3}{6}": Rational(1, 2),
        r"\max(1, 2) - \min(1, 2)": 1, r"\lfloor 7/2 \rfloor": 3, r"\sum_{k=0}^{2} \prod_{j=1}^{3} k": 9,
        r"\binom{5}{2}": 10, r"\log_2 8": 3, r"|-3|": 3, r"\int_0^1 3 u^2 \, du": 1, r"2^{3^2}": 512,
        r"\lim_{u \to 0} \frac{\sin u}{u}": 1, r"5! / 3!": 20, r"e^{\ln 2}": 2, r"\sqrt[3]{27}": 3,
        r"10 \bmod 4": 2, r"\frac{d}{du} u^2 - 2 u": 0,
        r"\begin{cases} 1 & 0 < 1 \\ 0 & \text{otherwise} \end{cases}": 1, r"\sigma(0)": Rational(1, 2),
    }.items():  # fmt: skip
        assert sympy.simplify(to_sympy(parse(latex).tree).doit() - value) == 0, latex
