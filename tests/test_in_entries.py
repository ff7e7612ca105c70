"""Derivatives by entries of what vectors and matrices make a number of."""

from __future__ import annotations

import pytest

from symdl.errors import SymdlError
from symdl.grading import ask, check

FORM = [r"f=x^\top A x"]
FIT = [r"L=\|Xw-y\|^2"]
LINE = [r"z=w^\top x+b", r"a=\sigma(z)"]


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), [
    (FORM, r"\frac{\partial f}{\partial x_i}", [r"\sum_j (A_{ij}+A_{ji})x_j"], [r"2\sum_j A_{ij}x_j"]),
    (FORM, r"\frac{\partial^2 f}{\partial x_i\partial x_j}", ["A_{ij}+A_{ji}"], ["2A_{ij}", "A_{ij}"]),
    (FIT, r"\frac{\partial L}{\partial w_j}", [r"2\sum_i(\sum_k X_{ik}w_k-y_i)X_{ij}"],
     [r"\sum_i(\sum_k X_{ik}w_k-y_i)X_{ij}", r"2\sum_i(\sum_k X_{ik}w_k-y_i)X_{ji}"]),
    ([r"L=\frac12\|Xw-y\|_2^2"], r"\frac{\partial L}{\partial w_j}", [r"\sum_i(\sum_k X_{ik}w_k-y_i)X_{ij}"], ["0"]),
    ([r"L=\frac1n(Xw-y)^\top(Xw-y)"], r"\frac{\partial L}{\partial w_j}",
     [r"\frac2n\sum_i(\sum_k X_{ik}w_k-y_i)X_{ij}"], [r"2\sum_i(\sum_k X_{ik}w_k-y_i)X_{ij}"]),
    (LINE, r"\frac{\partial a}{\partial w_i}", ["a(1-a)x_i"], ["a x_i", "a(1-a)w_i"]),
    (LINE, r"\frac{\partial a}{\partial x_i}", ["a(1-a)w_i"], ["a(1-a)x_i"]),
    ([r"L=\frac12(w^\top x-y)^2"], r"\frac{\partial L}{\partial w_j}", [r"(w^\top x-y)x_j"], [r"(w^\top x-y)w_j"]),
    ([r"R=\lambda\|w\|^2"], r"\frac{\partial R}{\partial w_k}", [r"2\lambda w_k"], [r"\lambda w_k", r"2\lambda w_k^2"]),
    (["z=Wx+b", r"L=\frac12\|z-y\|^2"], r"\frac{\partial L}{\partial W_{ij}}", ["(z_i-y_i)x_j"], ["(z_j-y_j)x_i"]),
    ([r"f=a^\top X b"], r"\frac{\partial f}{\partial X_{ij}}", ["a_i b_j"], ["a_j b_i"]),
], ids=str)  # fmt: skip
def test_numbers_of_vectors(definitions: list[str], reference: str, right: list[str], wrong: list[str]) -> None:
    question = {"definitions": definitions, "reference": reference}
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check(question, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)


@pytest.mark.parametrize(("definitions", "reference"), [
    (FORM, r"\frac{\partial f}{\partial x_i} = 2\sum_j A_{ij}x_j"),
    (FORM, r"\frac{\partial^2 f}{\partial x_i\partial x_j} = 2A_{ij}"),
    (FIT, r"\frac{\partial L}{\partial w_j} = \sum_i(\sum_k X_{ik}w_k-y_i)X_{ij}"),
])
def test_a_false_reference_is_refused(definitions: list[str], reference: str) -> None:
    with pytest.raises(SymdlError, match="not what it is said to be"):
        ask({"definitions": definitions, "reference": reference})


@pytest.mark.parametrize("definition", [r"f=x^\top W", r"f=\Theta^\top x"])
def test_a_row_is_no_number(definition: str) -> None:
    """W is a matrix then, and f no number."""
    question = {"definitions": [definition], "reference": r"\frac{\partial f}{\partial x_i}"}
    assert check(question, "W_i").verdict in ("undecided", "invalid")


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), [
    ([], r"\sum_k A_{ik}B_{kj}", ["(AB)_{ij}", r"(B^\top A^\top)_{ji}"], ["(AB)_{ji}"]),
    (FORM, r"\frac{\partial f}{\partial x_k}", [r"((A+A^\top)x)_k", r"(Ax)_k+(A^\top x)_k"], ["2(Ax)_k"]),
    (FORM, r"\frac{\partial^2 f}{\partial x_k\partial x_l}", [r"(A+A^\top)_{kl}", r"\left(A+A^\top\right)_{lk}"],
     [r"(A-A^\top)_{kl}"]),
    (FIT, r"\frac{\partial L}{\partial w_j}", [r"2[X^\top(Xw-y)]_j", r"2\sum_i(Xw-y)_iX_{ij}"], [r"(X^\top(Xw-y))_j"]),
    (["z=Wx+b", r"L=\frac12\|z-y\|^2"], r"\frac{\partial L}{\partial W_{ij}}",
     [r"((z-y)x^\top)_{ij}", "(Wx+b-y)_ix_j"], [r"((z-y)x^\top)_{ji}"]),
], ids=str)  # fmt: skip
def test_entries_of_products(definitions: list[str], reference: str, right: list[str], wrong: list[str]) -> None:
    test_numbers_of_vectors(definitions, reference, right, wrong)
