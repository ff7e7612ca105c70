r"""Sums that count from a letter on: \sum_{k=t}^{T-1} f(k) is \sum_{l=0}^{T-1-t} f(t + l)."""

from __future__ import annotations

import pytest

from symdl.grading import check

ADVANTAGE = r"\sum_{l=0}^{T-1-t}(\gamma\lambda)^l\delta_{t+l}"


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (ADVANTAGE, r"\sum_{k=t}^{T-1}(\gamma\lambda)^{k-t}\delta_k", "equivalent"),
    (ADVANTAGE, r"\sum_{k=1}^{T-t}(\gamma\lambda)^{k-1}\delta_{t+k-1}", "equivalent"),
    (ADVANTAGE, r"\sum_{k=t}^{T-1}(\gamma\lambda)^{k}\delta_k", "not_equivalent"),
    (ADVANTAGE, r"\sum_{k=t}^{T}(\gamma\lambda)^{k-t}\delta_k", "not_equivalent"),
    (ADVANTAGE, r"\sum_{k=t+1}^{T-1}(\gamma\lambda)^{k-t}\delta_k", "not_equivalent"),
    (ADVANTAGE, r"\sum_{k=t}^{T-1}(\gamma\lambda)^{k-t}\delta_{k+1}", "not_equivalent"),
])
def test_a_sum_from_a_letter_on(reference: str, answer: str, verdict: str) -> None:
    assert check({"reference": reference}, answer).verdict == verdict
