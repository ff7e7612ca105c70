"""Answers that are written as the reference is, of which nothing else is known."""

from __future__ import annotations

import pytest

from symdl.grading import check


@pytest.mark.parametrize(("reference", "right", "other"), [
    (r"r_t(\theta) = \frac{\pi_\theta(a_t|s_t)}{\pi_{old}(a_t|s_t)}",
     [r"\frac{\pi_\theta(a_t|s_t)}{\pi_{old}(a_t|s_t)}"],
     [r"\frac{\pi_{old}(a_t|s_t)}{\pi_\theta(a_t|s_t)}"]),
    (r"\hat A_t = \sum_{l=0}^\infty (\gamma\lambda)^l\delta_{t+l}",
     [r"\sum_{k=0}^\infty \gamma^k\lambda^k\delta_{t+k}",
      r"\hat A_t = \sum_{k=0}^\infty \delta_{t+k}(\lambda\gamma)^k"],
     [r"\sum_{l=0}^\infty \gamma^l\delta_{t+l}", r"\sum_{l=1}^\infty (\gamma\lambda)^l\delta_{t+l}",
      r"\sum_{k=0}^\infty (\gamma\lambda)^k\delta_{t+l}"]),
    (r"Q(s,a) = E[r + \gamma \max_{a'} Q(s',a')]", [r"E[\gamma\max_{a'}Q(s',a') + r]"],
     [r"E[r + \gamma\max_{a'}Q(s',a)]", r"E[r - \gamma \max_{a'} Q(s',a')]"]),
])  # fmt: skip
def test_written_alike(reference: str, right: list[str], other: list[str]) -> None:
    for answer in right:
        assert check({"reference": reference}, answer).verdict == "equivalent", answer
    for answer in other:
        assert check({"reference": reference}, answer).verdict != "equivalent", answer


@pytest.mark.parametrize(("reference", "answer"), [
    ("A B", "A * B"), ("A A", "A*A"), ("(I - A)^2", "(I - A)**2"), ("A^{-1}", "A**-1"), ("e^{A}", "e**A"),
])  # fmt: skip
def test_a_product_that_may_be_of_entries_is_not_written_alike(reference: str, answer: str) -> None:
    words = "A and B are n x n matrices."
    assert check({"reference": reference, "context": words}, answer).verdict != "equivalent"


@pytest.mark.parametrize(("reference", "answer"), [
    (r"\sqrt{-1-x^2}", r"\sqrt{-1-x^2}"), (r"\ln(-1-x^2)", r"\ln(-x^2-1)"),
    (r"\sum_{k=0}^\infty 2^k", r"\sum_{j=0}^\infty 2^j"), (r"\sqrt{-1-x_i^2}", r"\sqrt{-1-x_i^2}"),
])  # fmt: skip
def test_what_has_no_value_is_equal_to_nothing(reference: str, answer: str) -> None:
    assert check({"reference": reference}, answer).verdict == "undecided"
