r"""Derivatives in an answer: by one of many, \frac{\partial}{\partial z_i}\sum_j z_j^2, and turned round, dx/dy."""

from __future__ import annotations

import pytest

from symdl.grading import check

ROWS = [
    ("2z_i", r"\frac{\partial}{\partial z_i}\sum_j z_j^2", "equivalent"),
    ("2z_i", r"\frac{\partial}{\partial z_i}(\sum_j z_j^2)", "equivalent"),
    ("2z_i", r"\frac{\partial\sum_j z_j^2}{\partial z_i}", "equivalent"),
    ("2z_i", r"\frac{\partial z_i^2}{\partial z_i}", "equivalent"), ("2x", r"\frac{d}{dx}x^2", "equivalent"),
    ("3z_i", r"\frac{\partial}{\partial z_i}\sum_j z_j^2", "not_equivalent"),
    ("2z_i", r"\frac{\partial}{\partial z_i}\sum_j z_j^3", "not_equivalent"),
    ("3x", r"\frac{d}{dx}x^2", "not_equivalent"),
    ("2z_i", r"\frac{\partial}{\partial z_i}\sum_{j\ne i} z_j^2", "not_equivalent"),
    ("1", r"\frac{\partial}{\partial z_i}\sum_j z_j", "equivalent"),
    ("2z_i", r"\frac{\partial}{\partial z_k}\sum_j z_j^2", "not_equivalent"),  # as 2z_k is
    ("2z_i", r"2z_i - \frac{\partial}{\partial z_i}\sum_{j\ne i} z_j^2", "equivalent"),
    # Not worked out: of one of them, and beside definitions.
    ("2z_i", r"2z_i+\frac{\partial z_j}{\partial z_i}", "undecided"),
    (r"\frac{dy}{dx}", r"\left(\frac{dx}{dy}\right)^{-1}", "undecided"),
    (r"\frac{dy}{dx}=2x", r"\frac{1}{dx/dy}", "undecided"), (r"\frac{dy}{dx}", r"2\frac{dy}{dx}", "not_equivalent"),
]


@pytest.mark.parametrize(("reference", "answer", "verdict"), ROWS)
def test_derivatives_in_an_answer(reference: str, answer: str, verdict: str) -> None:
    found = check({"reference": reference}, answer)
    assert found.verdict == verdict, found.feedback
    assert "(∂" not in found.feedback
