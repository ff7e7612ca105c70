r"""Sums over what stands before an index and behind it, and sums that count back: \sum_{i=0}^{n-1} x_{n-i}."""

from __future__ import annotations

import pytest

from symdl.grading import check

ALL, OTHERS = r"\sum_{i=1}^n x_i", r"\sum_{i=1}^n x_i - x_j"


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (OTHERS, r"\sum_{i=1}^{j-1} x_i + \sum_{i=j+1}^n x_i", "equivalent"),
    (OTHERS, r"\sum_{k=j+1}^n x_k + \sum_{i=1}^{j-1} x_i", "equivalent"),
    (OTHERS, r"\sum_{i<j} x_i + \sum_{i>j} x_i", "equivalent"),
    (OTHERS, r"\sum_{i<j} x_i + \sum_{j<k} x_k", "equivalent"),
    (ALL, r"\sum_{i=1}^{j} x_i + \sum_{i=j+1}^n x_i", "equivalent"),
    (OTHERS, r"\sum_{i=1}^{j} x_i + \sum_{i=j+1}^n x_i", "not_equivalent"),
    (ALL, r"\sum_{i=1}^{j-1} x_i + \sum_{i=j+1}^n x_i", "not_equivalent"),
    (OTHERS, r"-\sum_{i=1}^{j-1} x_i - \sum_{i=j+1}^n x_i", "not_equivalent"),
    (OTHERS, r"\sum_{i=1}^{j} x_i + \sum_{i=j}^n x_i", "not_equivalent"),  # x_j is counted twice
    (OTHERS, r"\sum_{i=1}^{j-1} x_i + \sum_{i=j+2}^n x_i", "not_equivalent"),
    (OTHERS, r"\sum_{i=1}^{j-1} x_i - \sum_{i=j+1}^n x_i", "not_equivalent"),
    (OTHERS, r"\sum_{i=1}^{j-1} x_i + \sum_{i=j+1}^n x_i^2", "not_equivalent"),
    (OTHERS, r"\sum_{i<j} x_i", "invalid"),
])
def test_before_and_behind_an_index(reference: str, answer: str, verdict: str) -> None:
    assert check({"reference": reference}, answer).verdict == verdict


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (r"\sum_{i=1}^n x_i^2", r"\sum_{i=0}^{n-1} x_{n-i}^2", "equivalent"),
    (r"\sum_{i=1}^n x_i^2", r"\sum_{i=1}^{n} x_{n+1-i}^2", "equivalent"),
    (r"\sum_{i=1}^n x_i y_i", r"\sum_{i=1}^{n} x_{n+1-i} y_{n-i+1}", "equivalent"),
    (r"\sum_{i=1}^n x_i y_i", r"\sum_{i=1}^{n} x_{n+1-i} y_i", "not_equivalent"),
    (r"\sum_{i=1}^n x_i^2", r"\sum_{i=1}^{n} x_{n-i}^2", "not_equivalent"),
    (r"\sum_{i=1}^n x_i^2", r"\sum_{i=0}^{n} x_{n-i}^2", "not_equivalent"),
    (r"\sum_{i=1}^n x_i^2", r"\sum_{i=0}^{n-1} x_{n-i-1}^2", "not_equivalent"),
])
def test_counting_back(reference: str, answer: str, verdict: str) -> None:
    assert check({"reference": reference}, answer).verdict == verdict
