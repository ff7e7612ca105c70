r"""Sums without ends that are means: \frac{1}{n} \sum_i x_i is of n things, and \frac{1}{N} \sum_k N_k of no N."""

from __future__ import annotations

import pytest

from symdl.grading import check
from symdl.notation.means import means
from symdl.notation.reader.parse import parse


@pytest.mark.parametrize(("formula", "found"), [
    (r"\frac1n\sum_i x_i", {"i": "n"}), (r"\frac{2}{m}\sum_i x_i", {"i": "m"}), (r"\frac{1}{2n}\sum_i x_i", {"i": "n"}),
    (r"-\frac1N\sum_i\sum_k y_{ik}", {"i": "N"}), (r"\sum_i x_i / n", {"i": "n"}),
    (r"\frac{\sum_k x_k}{K}", {"k": "K"}),
    (r"\frac1n\sum_{i=1}^m x_i", {}), (r"\frac1N\sum_k N_k\mu_k", {}), (r"\frac1M\sum_i m_i r_i", {}),
    (r"\frac1T\sum_i E_i", {}), (r"\frac{1}{n-1}\sum_i x_i", {}), (r"\frac1n\sum_{i \ne j} x_i", {}),
    (r"\frac1n\sum_i x_i + \frac1m\sum_i y_i", {}), (r"\frac1n\sum_i x_i + \sum_{i=1}^k x_i", {}),
    (r"\frac1n\sum_n x_n", {}), (r"\frac1n\prod_i x_i", {}),
])  # fmt: skip
def test_sizes(formula: str, found: dict[str, str]) -> None:
    assert means([parse(formula).tree]) == found


MEAN = r"\mu=\frac1n\sum_i x_i"


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), [
    ([MEAN], r"\frac1n\sum_i (x_i-\mu)^2", [r"\frac1n\sum_i x_i^2-\mu^2", r"\frac1n\sum_{j=1}^n x_j^2-\mu^2"],
     [r"\frac1n\sum_i x_i^2+\mu^2", r"\frac1n\sum_i x_i^2-n\mu^2"]),
    ([MEAN], r"\sum_i (x_i-\mu)", ["0"], ["n"]),
    ([], r"\frac1n\sum_i (x_i-c)^2", [r"\frac1n\sum_i x_i^2-2c\frac1n\sum_i x_i+c^2"],
     [r"\frac1n\sum_i x_i^2-2c\frac1n\sum_i x_i+nc^2"]),
    ([r"\mu=\sum_i x_i/n"], r"\sum_i (x_i-\mu)^2/n", [r"\sum_i x_i^2/n-\mu^2"], [r"\sum_i x_i^2/n"]),
])  # fmt: skip
def test_answers(definitions: list[str], reference: str, right: list[str], wrong: list[str]) -> None:
    question = {"definitions": definitions, "reference": reference}
    for answer in right:
        assert check(question, answer).verdict == "equivalent", answer
    for answer in wrong:
        assert check(question, answer).verdict == "not_equivalent", answer


@pytest.mark.parametrize(("reference", "answer"), [
    (r"\frac1N\sum_k N_k\mu_k", r"\frac1N\sum_k (N_k\mu_k+c)-c"),
    (r"\frac1M\sum_i m_i r_i", r"\frac1M\sum_i (m_i r_i+c)-c"),
])  # fmt: skip
def test_what_is_no_count(reference: str, answer: str) -> None:
    assert check({"reference": reference}, answer).verdict != "equivalent"
