r"""Formulas of vectors and matrices that are not written out: their order counts, and so does the sign of a product."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symdl.grading import check
from symdl.grading.scalar.ordered import form
from symdl.notation.reader.syntax import Name, Neg, Node, Number, Power, Product, Quotient, Sum, Transpose

NORMAL = r"-\frac{2}{m} X^\top (y - X w)"
SAME = [
    (NORMAL, r"\frac{2}{m} X^\top (X w - y)"),
    (NORMAL, r"\frac{2 (X^\top X w - X^\top y)}{m}"),
    (r"\frac{1}{m} X^T e + \lambda w", r"\frac{1}{m} (X^T e + m \lambda w)"),
    (r"\eta X^\top y", r"X^\top y \eta"),
    (r"(ABC)^\top", r"C^\top B^\top A^\top"),
    (r"(A + B)^\top", r"B^\top + A^\top"),
    (r"(X^\top X)^{-1} X^\top y", r"(X^\top X)^{-1} X^\top y"),
    (r"\mathbf{X}^\top (\mathbf{X} \mathbf{w} - \mathbf{y})",
     r"\mathbf{X}^\top \mathbf{X} \mathbf{w} - \mathbf{X}^\top \mathbf{y}"),
    (r"\vec{a} \times \vec{b}", r"\vec{a} \times \vec{b}"),
    (r"\frac{Q K^\top}{\sqrt{d_k}}", r"\frac{1}{\sqrt{d_k}} Q K^T"),
    (r"\frac{X^\top y}{\sigma^2}", r"\frac{1}{\sigma^2} X^\top y"),
    (r"a \odot b", r"b \odot a"),
]
OTHER = [
    (NORMAL, r"\frac{2}{m} X^\top (y - X w)"),
    (NORMAL, r"\frac{1}{m} X^\top (X w - y)"),
    (NORMAL, r"2 X^\top (X w - y)"),
    (r"X^\top y", r"-X^\top y"),
    (r"\frac{Q K^\top}{\sqrt{d_k}}", r"\frac{Q K^\top}{d_k}"),
    (r"(I - A)^\top x", r"x + A^\top x"),
    (r"\sigma(\mathbf{z})", r"2 \sigma(\mathbf{z})"),
    (r"\mathbf{x}_i", r"2 \mathbf{x}_i"),
    (r"\mathbf{g} \odot \mathbf{h}", r"2 \mathbf{g} \odot \mathbf{h}"),
]
NOT_TOLD = [
    (NORMAL, r"\frac{2}{m} (X w - y) X^\top"),
    (r"X^\top X", r"X X^\top"),
    (r"X^\top \frac{g}{v}", r"\frac{X^\top g}{v}"),  # entry by entry
    (r"\frac{Q K^\top}{\sqrt{d_k}}", r"\frac{K Q^\top}{\sqrt{d_k}}"),
    (r"(AB)^\top", r"A^\top B^\top"),
    (r"A^\top", "A"),
    (r"\delta W^\top", r"W^\top \delta"),
    (r"w^\top x", r"x^\top w"),
    (r"\frac{X^\top y}{X}", r"X^\top y X^{-1}"),
    (r"X^{-1} X^\top y", r"\frac{X^\top y}{X}"),
    ("e_1^\\top x", "x_1"),
    (r"\operatorname{tr}(A^\top B)", r"\operatorname{tr}(B^\top A)"),
    (r"\vec{a} \times \vec{b}", r"\vec{b} \times \vec{a}"),
    (r"W^\top \frac{x - \mu}{\sigma}", r"\frac{W^\top (x - \mu)}{\sigma}"),  # entry by entry
    (r"(W \delta) \odot z", r"W (\delta \odot z)"),
    (r"\mathbf{I} \mathbf{x}", r"\mathbf{x}"),
    (r"A^\top \mathbf{0}", r"\mathbf{0}"),
    (r"\operatorname{diag}(\mathbf{y}) \mathbf{1}", r"\mathbf{y}"),
    (r"\mathbf{g} \odot \mathbf{g}", r"\mathbf{g}^2"),
    (r"\mathbf{g} \odot \mathbf{h}", r"\mathbf{h} \odot \mathbf{g}"),
    (r"\vec{a} \times \vec{b}", r"\vec{a} \cdot \vec{b}"),
    (r"\vec{a} × \vec{b}", r"\vec{a} \vec{b}"),
    (r"\vec{a} \times (\vec{b} \times \vec{c})", r"(\vec{a} \times \vec{b}) \times \vec{c}"),
    (r"(\mathbf{a} \cdot \mathbf{b}) \mathbf{c}", r"\mathbf{a} (\mathbf{b} \cdot \mathbf{c})"),
]


@pytest.mark.parametrize(("reference", "answer"), SAME)
def test_the_same(reference, answer):
    assert check({"reference": reference}, answer).verdict == "equivalent"


@pytest.mark.parametrize(("reference", "answer"), OTHER)
def test_another(reference, answer):
    found = check({"reference": reference}, answer)
    assert found.verdict == "not_equivalent"
    assert found.witness is not None


@pytest.mark.parametrize(("reference", "answer"), NOT_TOLD)
def test_not_told(reference, answer):
    assert check({"reference": reference}, answer).verdict == "undecided"


MATRICES = {"A": np.array([[1, 2], [3, 5]], dtype=object), "B": np.array([[0, 1], [-2, 3]], dtype=object)}
NUMBERS = {"m": Fraction(3)}


def formulas() -> st.SearchStrategy[Node]:
    leaves = st.sampled_from([Name("A"), Name("B"), Number(Fraction(2)), Number(Fraction(0)), Name("m")])
    return st.recursive(leaves, lambda below: st.one_of(
        st.builds(Neg, below), st.builds(Transpose, below), st.builds(lambda a, b: Sum((a, b)), below, below),
        st.builds(lambda a, b: Product((a, b)), below, below), st.builds(lambda a: Quotient(a, Name("m")), below),
        st.builds(lambda a: Power(a, Number(Fraction(2))), below)), max_leaves=6)


def value(node: Node) -> np.ndarray:
    match node:
        case Name(name):
            return MATRICES[name] if name in MATRICES else NUMBERS[name] * np.eye(2, dtype=object)
        case Number(number):
            return number * np.eye(2, dtype=object)
        case Neg(of):
            return -value(of)
        case Transpose(of):
            return value(of).T
        case Sum((left, right)):
            return value(left) + value(right)
        case Product((left, right)):
            return value(left) @ value(right)
        case Quotient(top, Name(name)):
            return value(top) * (1 / NUMBERS[name])
        case Power(base, _):
            return value(base) @ value(base)
    raise TypeError(node)


@given(formulas())
def test_a_form_has_the_value_of_its_formula(formula):
    total = np.zeros((2, 2), dtype=object)
    for (scalars, word), factor in form(formula, frozenset(NUMBERS)).items():
        product = factor * np.eye(2, dtype=object)
        for name, power in scalars:
            product = product * NUMBERS[name] ** power
        for letter, transposed in word:
            matrix = MATRICES[letter.removeprefix("Name(text='").removesuffix("')")]
            product = product @ (matrix.T if transposed else matrix)
        total = total + product
    assert (total == value(formula)).all()


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (r"W_0 + \frac{\alpha}{r}BA", r"W_0 + \frac{\alpha}{r}AB", "undecided"),
    (r"W_0 + \frac{\alpha}{r}BA", r"\frac{\alpha}{r}BA + W_0", "equivalent"),
    (r"W_0 + \frac{\alpha}{r}BA", r"W_0 - \frac{\alpha}{r}AB", "not_equivalent"),
    (r"\frac{1}{2} A B x", r"\frac{1}{2} B A x", "undecided"), (r"\frac{V}{I}", r"V I^{-1}", "equivalent"),
])  # fmt: skip
def test_capital_letters_that_are_exchanged(reference, answer, verdict):
    assert check({"reference": reference}, answer).verdict == verdict
