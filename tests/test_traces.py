r"""Sums over all entries of matrices, beside traces and lengths of these: \sum_{i,j} A_{ij} B_{ij} is tr(A^\top B)."""

from __future__ import annotations

import pytest

from symdl.grading import check

INNER, WIDE, SQUARE = r"\mathrm{tr}(A^\top B)", "A and B are m x n matrices.", "A and B are n x n matrices."


@pytest.mark.parametrize(("reference", "context", "answer", "verdict"), [
    (INNER, "", r"\sum_{i,j} A_{ij} B_{ij}", "equivalent"),
    (INNER, WIDE, r"\sum_i \sum_j B_{ij} A_{ij}", "equivalent"),
    (INNER, WIDE, r"\sum_{i=1}^m \sum_{j=1}^n A_{ij} B_{ij}", "equivalent"),
    (INNER, WIDE, r"\sum_{i=1}^n \sum_{j=1}^m A_{ij} B_{ij}", "undecided"),  # not all entries
    (INNER, WIDE, r"\sum_{i,j} A_{ji} B_{ji}", "equivalent"),
    (INNER, WIDE, r"\frac{1}{2} \sum_{i,j} A_{ij} B_{ij}", "not_equivalent"),
    (INNER, SQUARE, r"\sum_{i,j} A_{ij} B_{ji}", "not_equivalent"),
    (INNER, WIDE, r"\sum_{i,j} A_{ij} B_{ji}", "undecided"),
    (INNER, SQUARE, r"\sum_{i} A_{ii} B_{ii}", "undecided"),
    (INNER, SQUARE, r"\sum_{i \ne j} A_{ij} B_{ij}", "undecided"),
    (r"\sum_{i,j} A_{ij} B_{ij}", SQUARE, INNER, "equivalent"),
    (r"\sum_{i,j} A_{ij} B_{ij}", SQUARE, r"\mathrm{tr}(A B)", "undecided"),
    (r"\frac{\mathrm{tr}(A^\top B)}{n}", "", r"\frac{\sum_{i,j} A_{ij} B_{ij}}{n}", "equivalent"),
    (r"\mathrm{tr}(A B)", SQUARE, r"\sum_{i,j} A_{ij} B_{ji}", "equivalent"),
    (r"\mathrm{tr}(A B)", SQUARE, r"\sum_{i,j} A_{ij} B_{ij}", "not_equivalent"),
    (r"\mathrm{tr}(A)", "", r"\sum_i A_{ii}", "equivalent"),
    (r"\mathrm{tr}(A) + \mathrm{tr}(B)", SQUARE, r"\sum_i (A_{ii} + B_{ii})", "equivalent"),
    (r"\mathrm{tr}(A) + \mathrm{tr}(B)", "", r"\sum_i (A_{ii} + B_{ii})", "undecided"),  # of two sizes, maybe
    (r"\|A - B\|_F^2", "", r"\sum_{i,j} (A_{ij} - B_{ij})^2", "equivalent"),
    (r"\|A - B\|_F^2", "", r"\sum_{i,j} (A_{ij} + B_{ij})^2", "not_equivalent"),
])
def test_sums_over_entries(reference: str, context: str, answer: str, verdict: str) -> None:
    question = {"reference": reference} | ({"context": context} if context else {})
    assert check(question, answer).verdict == verdict
