"""A letter for the correct class, L = -log p_c, which is an index, and indicators of it."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.grading import check

P = r"p_i=\frac{e^{z_i}}{\sum_{j=1}^n e^{z_j}}"
CLASS: dict[str, Any] = {"definitions": [P, r"L=-\log p_c"], "reference": r"\frac{\partial L}{\partial z_k}"}
FOCAL: dict[str, Any] = {"definitions": [P, r"L=-(1-p_c)^\gamma\log p_c"],
                         "reference": r"\frac{\partial L}{\partial z_k}"}
WEIGHT: dict[str, Any] = {"definitions": [P, r"z_i=\sum_{j=1}^m W_{ij}x_j", r"L=-\log p_c"],
                          "reference": r"\frac{\partial L}{\partial W_{kl}}"}


@pytest.mark.parametrize(("question", "answer", "expected"), [
    (CLASS, r"p_k-\delta_{kc}", "equivalent"),
    (CLASS, r"p_k-\mathbb{1}[k=c]", "equivalent"),
    (CLASS, "p_k-I(k=c)", "equivalent"),
    (CLASS, r"p_k-\mathbb{I}(k=c)", "equivalent"),
    (CLASS, r"\begin{cases}p_k-1&k=c\\p_k&k\ne c\end{cases}", "equivalent"),
    (CLASS, r"\begin{cases}p_k&k=c\\p_k-1&k\ne c\end{cases}", "not_equivalent"),
    (CLASS, r"\frac{\partial L}{\partial z_i}=p_i-\delta_{ic}", "equivalent"),
    (CLASS, "p_k-1", "not_equivalent"),
    (CLASS, "p_k", "not_equivalent"),
    (CLASS, "p_c-1", "not_equivalent"),
    (CLASS, "p_k-y_k", "invalid"),
    ({**CLASS, "context": "c is the index of the correct class"}, r"p_k-\delta_{kc}", "equivalent"),
    ({**CLASS, "context": "c is the true class"}, r"\delta_{kc}-p_k", "not_equivalent"),
    (FOCAL, r"(\delta_{kc}-p_k)(\gamma p_c(1-p_c)^{\gamma-1}\log p_c-(1-p_c)^\gamma)", "equivalent"),
    (FOCAL, r"p_k-\delta_{kc}", "not_equivalent"),
    (WEIGHT, r"(p_k-\delta_{kc})x_l", "equivalent"),
    (WEIGHT, r"(p_k-\delta_{kc})x_k", "invalid"),
    (WEIGHT, r"(p_k+\delta_{kc})x_l", "not_equivalent"),
])  # fmt: skip
def test_an_index_of_one_class(question: dict[str, Any], answer: str, expected: str) -> None:
    assert check(question, answer).verdict == expected


@pytest.mark.parametrize(("definitions", "reference", "answer"), [
    (["x_i = a_i + x_c", "y = x_c"], r"\frac{dy}{dx_c}", "1"),  # x_c is a name in what defines x
    (["r_i = c a_i", "y = r_c c"], r"\frac{dy}{dr_c}", "c"),  # c is a number
])  # fmt: skip
def test_a_letter_that_is_no_index(definitions: list[str], reference: str, answer: str) -> None:
    assert check({"definitions": definitions, "reference": reference}, answer).verdict == "equivalent"
