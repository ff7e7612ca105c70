r"""What is tried where the normal form does not settle an answer: term by term, and at a few sizes."""

from __future__ import annotations

import pytest

from symdl.grading import check

PARTIAL = {"reference": r"\sum_{i=1}^n \frac{1}{x_i (x_i + 1)}"}
SQUARED = {"reference": r"\left( \sum_{i=1}^n \frac{1}{x_i (x_i + 1)} \right)^2"}
FOURTH = {"reference": r"\left( \sum_{i=1}^n \frac{1}{x_i (x_i + 1)} \right)^4"}


@pytest.mark.parametrize(("question", "answer", "verdict", "method"), [
    (PARTIAL, r"\sum_i \frac{1}{x_i} - \sum_i \frac{1}{x_i + 1}", "equivalent", "proved"),
    (PARTIAL, r"\frac{1}{n} \sum_i \frac{n}{x_i} - \sum_j \frac{1}{x_j + 1}", "equivalent", "proved"),
    (PARTIAL, r"\sum_i \left( \frac{1}{x_i} - \frac{1}{x_i + 1} \right)", "equivalent", "proved"),
    (PARTIAL, r"\sum_i \frac{1}{x_i} + \sum_i \frac{1}{x_i + 1}", "not_equivalent", "exact evaluation"),
    (PARTIAL, r"\sum_i \frac{1}{x_i} - \sum_i \frac{1}{x_i + 1} + 1", "not_equivalent", "exact evaluation"),
    (PARTIAL, r"\frac{1}{n} \sum_i \frac{1}{x_i} - \sum_j \frac{1}{x_j + 1}", "not_equivalent", "exact evaluation"),
    (SQUARED, r"\left( \sum_i \frac{1}{x_i} - \sum_i \frac{1}{x_i + 1} \right)^2", "equivalent", "proved"),
    # Sums written out for some sizes are no proof.
    (FOURTH, r"\left( \sum_i \frac{1}{x_i} - \sum_i \frac{1}{x_i + 1} \right)^4", "undecided", "proved_at"),
    (SQUARED, r"\left( \sum_i \frac{1}{x_i} + \sum_i \frac{1}{x_i + 1} \right)^2", "not_equivalent",
     "exact evaluation"),
    (SQUARED, r"\sum_i \left( \frac{1}{x_i} - \frac{1}{x_i + 1} \right)^2", "not_equivalent", "exact evaluation"),
])  # fmt: skip
def test_sums_with_unlike_denominators(question, answer, verdict, method):
    found = check(question, answer)
    assert (found.verdict, found.method) == (verdict, method), found.feedback
    if method == "proved_at":
        assert found.agrees
        assert "1, 2 and 3" in found.feedback


def test_what_differs_at_a_larger_size_only_is_not_proved_at_smaller_ones():
    # For up to two elements the product of all differences of three of them is 0; numbers see it at three.
    question = {"reference": r"\sum_{i=1}^n \sum_{j=1}^n \sum_{k=1}^n (x_i - x_j)^2 (x_j - x_k)^2 (x_k - x_i)^2"}
    assert check(question, "0").verdict == "not_equivalent"
