r"""Sizes that cannot be refute nothing: a sum from 1 to 0, an i that is 1/2 or beyond the last one, three of two."""

from __future__ import annotations

import pytest

from symdl.grading import check

TWO = r"\sum_{p=2}^n a_i+\sum_{p=1}^n x_p"
ROWS = [
    ("a", r"\sum_{j=1}^m a/m", "equivalent"),
    (r"\sum_{i=1}^n x_i", r"\sum_{i=1}^n\sum_{j=1}^m \frac{x_i}{m}", "equivalent"),
    ("2a", r"\sum_{j=1}^m a/m", "not_equivalent"), ("b", r"\sum_{j=1}^m a/m", "not_equivalent"),
    (r"\sum_{i=1}^n x_i", r"2\sum_{i=1}^n\sum_{j=1}^m \frac{x_i}{m}", "not_equivalent"),
    (r"\max(m,1)", r"\sum_{j=1}^m 1", "undecided"),
    (TWO, r"\sum_{p\ne i} a_i+\sum_{p=1}^n x_p", "undecided"),
    (TWO, r"2\sum_{p\ne i} a_i+\sum_{p=1}^n x_p", "not_equivalent"),
    (TWO, r"\sum_{p\ne i} a_i+2\sum_{p=1}^n x_p", "not_equivalent"),
    # Whether n is how many there are is not said: wrong is what is wrong if it is, too.
    ("(n-1)a_i", r"\sum_{j\ne i} a_i", "undecided"), ("(n-2)a_i", r"\sum_{j\ne i} a_i", "not_equivalent"),
    ("(n-1)a_i", r"2\sum_{j\ne i} a_i", "not_equivalent"), ("na_i", r"\sum_{j\ne i} a_j", "not_equivalent"),
    (r"\frac1n\sum_{j\ne i} x_j", r"\frac1n\sum_j x_j", "not_equivalent"),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "answer", "verdict"), ROWS)
def test_sizes_that_cannot_be(reference: str, answer: str, verdict: str) -> None:
    found = check({"reference": reference}, answer)
    assert found.verdict == verdict, found.feedback
