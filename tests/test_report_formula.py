"""Formulas in four forms: numbers, arrays, and sums cut where a line may break."""

from __future__ import annotations

import re

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import Add, Integer, Mul, Rational

from symdl import notation
from symdl.language import (
    Range,
    absolute,
    exp,
    family,
    floor,
    integer,
    limit,
    maximum,
    mean,
    relu,
    sequence,
    sqrt,
    symbol,
    total,
)
from symdl.reporting import formula

batch = Range("batch", "m", "i j k")
i, j, k = batch.indices()
x, y = family("x", batch), family("y", batch)
a, eps = symbol("a", r"\alpha"), symbol("eps", r"\epsilon")
t, s, g = integer("t"), integer("s"), sequence("g")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("14/27", "14/27"),
        ("-3", "-3"),
        ("log(2)", "log(2)"),
        ("1/2 - 3*log(3)", "1/2 - 3*log(3)"),
        ("-log(2/3) + sqrt(2)", "-log(2/3) + sqrt(2)"),
        ("3*sqrt(2)*log(3)", "3*sqrt(2)*log(3)"),
        ("0.367879 ± 5e-7", "0.367879 ± 5e-7"),
        ("[0.1 +/- 1e-3]", "0.1 ± 0.001"),
        ("0.36787944117144 ± 1e-37", "≈ 0.36787944"),
        ("-2.5e-12 ± 1e-30", "≈ -2.5e-12"),
        ("1e-9 ± 1e-20", "≈ 1e-9"),
        ("123456789012345678901234567890123/7", "≈ 1.7636684e31"),
    ],
)
def test_number(text, shown):
    assert formula.number(text)["text"] == shown


@pytest.mark.parametrize("text", ["nan", "--1", "1 +2", "sqrt(2)log(3)", "__import__('os')", "\\input{x}", ""])
def test_what_is_no_number_is_quoted(text):
    number = formula.number(text)
    assert number["text"] == text
    assert formula.exact(text) is None
    assert number["latex"].startswith(r"\text{")
    assert "\\input{" not in number["latex"]


@given(st.fractions())
def test_every_fraction_is_exact(value):
    assert formula.exact(str(value)) == Rational(value.numerator, value.denominator)


@pytest.mark.parametrize(
    ("lhs", "rhs", "shown"),
    [
        ("14/27", "2/3", ("14/27", "2/3", "-4/27")),
        ("log(2)", "log(2) - 1", ("log(2)", "log(2) - 1", "1")),
        ("log(2)", "1/2", ("log(2)", "1/2", "≈ 0.1931")),
        ("0.3678 ± 1e-9", "2/3", ("≈ 0.3678", "2/3", "≈ -0.2989")),
        (
            "0.36787944117144232 ± 1e-30",
            "0.36787944117144000 ± 1e-30",
            ("≈ 0.36787944117144232", "≈ 0.36787944117144", "≈ 2.32e-15"),
        ),
        ("something", "1", ("something", "1", None)),
    ],
)
def test_sides_show_that_they_differ(lhs, rhs, shown):
    assert tuple(side and side["text"] for side in formula.sides(lhs, rhs)) == shown


@pytest.mark.parametrize(("value", "shown"), [(3.14e-11, "3.1e-11"), (0.0, "0"), (float("nan"), "nan"), (2.0, "2")])
def test_measured(value, shown):
    assert formula.measured(value)["text"] == shown


def test_arrays():
    assert formula.array(["0", "-1/2"])["text"] == "(0, -1/2)"
    matrix = formula.array([["0", "1"], ["1/3", "2"]])
    assert matrix["text"] == "[[0, 1], [1/3, 2]]"
    assert matrix["latex"] == r"\begin{pmatrix}0 & 1 \\ \tfrac{1}{3} & 2\end{pmatrix}"
    assert matrix["mathml"].count("<mtr>") == 2
    cube = formula.array([[["1"], ["2"]], [["3"], ["4"]]])
    assert cube["text"] == "([[1], [2]], [[3], [4]])"


SUMS = [
    lambda: x[i] + y[i],
    lambda: x[i] - y[i] + 1,
    lambda: x[i] - (y[i] - a) - mean(x[j], j),
    lambda: -x[i] / sqrt(a + eps) + total(x[j] * y[j], j) - Rational(1, 2) * a,
    lambda: (x[i] + y[i]) - (x[i] + a),
    lambda: g[t - 1] - total(a ** (t - s) * g[s], (s, 1, t)) + limit(a, a, 1, "-"),
    lambda: relu(a) - absolute(-a) * maximum(a, 0) + floor(a / 2),
    lambda: exp(x[i] + y[i]) - 2 * (x[i] + y[i]) + a ** Rational(-3, 2),
]


def plain(text: str) -> str:
    return re.sub(r"\s|\{\}", "", text)


def inner(mathml: str) -> str:
    """The leaves of a formula in order, without rows, which only group."""
    return re.sub(r"</?(?:math|mrow)\b[^>]*>|\sform=\"[a-z]+\"", "", mathml)


def check(tree):
    whole = formula.of(tree)
    pieces = formula.terms(tree, whole)
    assert plain("".join(p["latex"] for p in pieces)) == plain(whole["latex"])
    assert plain("".join(p["text"] for p in pieces)) == plain(whole["text"])
    assert plain("".join(p["typst"] for p in pieces)).replace('""', "") == plain(whole["typst"])
    assert inner("".join(p["mathml"] for p in pieces)) == inner(whole["mathml"])
    return pieces


@pytest.mark.parametrize("write", SUMS)
def test_pieces_of_a_sum_are_the_whole(write):
    with sympy.evaluate(False):
        tree = write()
    assert len(check(tree)) >= 2
    check(write())


leaves = st.sampled_from([x[i], y[i], a, eps, Integer(2), Rational(1, 3), total(x[j], j)])
trees = st.recursive(
    leaves,
    lambda sub: st.one_of(
        st.lists(sub, min_size=2, max_size=4).map(lambda args: Add(*args, evaluate=False)),
        st.lists(sub, min_size=2, max_size=3).map(lambda args: Mul(*args, evaluate=False)),
        sub.map(lambda arg: Mul(Integer(-1), arg, evaluate=False)),
    ),
    max_leaves=8,
)


@given(trees)
def test_pieces_of_any_tree_are_the_whole(tree):
    check(tree)


def test_a_product_is_one_piece():
    assert formula.terms(x[i] * y[i], formula.of(x[i] * y[i])) == [formula.of(x[i] * y[i])]


def test_printers_that_disagree_with_the_order_give_one_piece(monkeypatch):
    # If a printer sorted the terms, cutting would print something else than the whole.
    formula._forms.cache_clear()  # of what another test had printed
    monkeypatch.setattr(notation, "latex", lambda tree: f"<{sympy.count_ops(tree)}>")
    tree = Add(x[i], y[i], a, evaluate=False)
    assert formula.terms(tree, formula.of(tree)) == [formula.of(tree)]
    formula._forms.cache_clear()


def test_quoted_text_cannot_leave_its_quotes():
    hostile = '"); #panic(" \\" $ } {'
    quoted = formula.quoted(hostile)
    assert quoted["typst"] == '"\\"); #panic(\\" \\\\\\" $ } {"'
    assert "}" not in quoted["latex"].removeprefix(r"\text{")[:-1].replace(r"\}", "").replace("{}", "")
