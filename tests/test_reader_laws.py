"""What is printed is read back, in LaTeX as in plain text: for every expression of the language.

From plain text the same tree comes back, see ``test_notation_laws``. LaTeX shows less of it: a product is
a fraction beside other factors, and a mean is 1/m and a sum. So here two trees are the same if they
agree up to the names of dummies, the grouping of chains, numbers and signs in a product, the order of its factors,
and whether it is divided by factors one after the other, by their product, or by a power.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import sympy
from hypothesis import given, settings
from sympy import Add, E, Integer, Mul, Pow, Rational
from test_notation_laws import GAMMA, HARD, OUT, SCALAR, SCOPE, j, trees

from symdl import library
from symdl.language import (
    Adjoint,
    Entry,
    Family,
    Index,
    IntegerIndex,
    IntervalSum,
    Limit,
    Mean,
    Size,
    Total,
    adjoint,
    derivative,
    exp,
    log,
    partial,
)
from symdl.notation import latex, read, scope_of, text

Bound = Mapping[Index, int]


def told(node: sympy.Basic, bound: Bound | None = None) -> object:
    """What LaTeX tells of a tree."""
    bound = bound or {}
    match node:
        case Add():
            return ("+", *(term for arg in node.args for term in terms(arg, bound)))
        case Rational() | Mul() | Mean() | Pow() if node.func is not Pow or is_division(node):
            number, above, below = factors(node, bound)
            if (number, below) == (1, []) and len(above) == 1:
                return above[0]
            return ("*", number, tuple(sorted(above, key=repr)), tuple(sorted(below, key=repr)))
        case Index():
            return ("index", bound.get(node, node))
        case Total() if len(node.indices) > 1:
            return told(Total(Total(node.body, *node.indices[1:]), node.indices[0]), bound)
        case Total():
            return (Total, told(node.body, {**bound, node.indices[0]: len(bound)}), node.indices[0].range)
        case IntervalSum():
            inner = {**bound, node.index: len(bound)}
            return (IntervalSum, told(node.body, inner), told(node.first, bound), told(node.last, bound))
        case Limit(variable=IntegerIndex() as variable):
            return (Limit, told(node.of, {**bound, variable: len(bound)}), node.to)
        case Limit():
            return (Limit, told(node.of, bound), node.variable, node.to, node.side)
        case Entry():
            return (Entry, node.family, *(told(a, bound) for a in node.indices))
        case Size() | Family():
            return node
        case Adjoint():
            return (Adjoint, node.loss, told(node.node, bound))
        case Pow(args=(base, exponent)) if base == E:
            return (exp, told(exponent, bound))
        case _ if node == E:
            return (exp, told(Integer(1), bound))
    return (type(node), *(told(arg, bound) for arg in node.args)) if node.args else node


def is_division(node: Pow) -> bool:
    base, exponent = node.args
    return base != E and isinstance(exponent, Rational) and exponent < 0


def terms(node: sympy.Expr, bound: Bound) -> list[object]:
    if isinstance(node, Add):
        return [term for arg in node.args for term in terms(arg, bound)]
    return [told(node, bound)]


def factors(node: sympy.Expr, bound: Bound) -> tuple[Rational, list[object], list[object]]:
    """The number in a product, the other factors, and those that it is divided by."""
    match node:
        case Rational():
            return node, [], []
        case Mean():
            sizes = [told(index.range.size) for index in node.indices]
            return Rational(1), [told(Total(*node.args), bound)], sizes
        case Mul():
            number, above, below = Rational(1), list[object](), list[object]()
            for arg in node.args:
                n, a, b = factors(arg, bound)
                number, above, below = Rational(number.p * n.p, number.q * n.q), above + a, below + b
            return number, above, below
        case Pow(args=(base, exponent)) if is_division(node):
            n, a, b = factors(base if exponent == -1 else Pow(base, -exponent, evaluate=False), bound)
            return (Rational(n.q, n.p) if n else Rational(1)), b, a + [0] * (not n)
    return Rational(1), [told(node, bound)], []


@pytest.mark.parametrize("tree", HARD, ids=text)
def test_hard_cases_are_read_back(tree):
    assert told(read(latex(tree), SCOPE)) == told(tree)


with sympy.evaluate(False):
    SCALARS = [make(SCALAR, OUT[j]) for make in (adjoint, partial, derivative)]


@pytest.mark.parametrize("tree", [*SCALARS, *(GAMMA * tree**2 - log(tree) for tree in SCALARS)], ids=text)
def test_a_derivative_of_a_scalar_is_told_from_its_adjoint(tree):
    assert told(read(latex(tree), SCOPE)) == told(tree)
    assert len({latex(scalar) for scalar in SCALARS}) == len(SCALARS)


@settings(max_examples=150, deadline=None)
@given(trees())
def test_latex_reads_back(tree):
    assert told(read(latex(tree), SCOPE)) == told(tree)


@pytest.mark.parametrize("id_", library.ids())
def test_the_library_is_read_back(id_):
    derivation = library.load(id_)
    scope = scope_of(derivation)
    for claim in derivation.claims:
        slips = (slip.rhs for slip in claim.slips if slip.rhs is not None)
        for tree in (claim.lhs, claim.rhs, *(step.expr for step in claim.steps), *slips):
            assert told(read(latex(tree), scope)) == told(tree), (claim.name, text(tree))


def test_told_tells_formulas_apart():
    a, b, c = sympy.symbols("a b c")
    with sympy.evaluate(False):
        assert told(a / b / c) == told(a / (b * c)) == told(Mul(a, c**-1, b**-1))
        assert told(2 * (a / 2)) == told(a)
        different = [a, -a, 2 * a, a + b, a - b, a * b, a / b, b / a, a**2, a**b, 1 / a**2, a / (b + c), a / b + c,
                     sympy.sqrt(a), 1 / sympy.sqrt(a), a * (b + c), a * b + c, exp(a), exp(-a)]  # fmt: skip
        assert len({repr(told(tree)) for tree in different}) == len(different)
