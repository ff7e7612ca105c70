r"""Norms with their order below, identities with their size, and what a chain leaves out."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.grading import check

KERNEL = {"context": "K is an n x n matrix, y is a vector"}
STEPS = {"definitions": ["w_t = (1-a)w_{t-1}"], "reference": "w_t = (1-a)^tw_0"}


@pytest.mark.parametrize(("question", "right", "wrong"), [
    ({"reference": r"r = \frac{1}{\|x\|}"}, [r"\frac{1}{\|x\|_2}"], [r"\frac{2}{\|x\|_2}"]),
    ({"reference": r"r = \frac{1}{\|x\|}", "context": "x is a vector"}, [r"\frac{1}{\|x\|_2}"], [r"\frac{1}{\|x\|_1}"]),
    ({"reference": r"R = \sum_{i=1}^d|w_i|"}, [r"\|w\|_1"], [r"\|w\|_2", r"\|w\|_1^2", r"\|w\|"]),
    ({"reference": r"R = a\sum_{i=1}^d|w_i| + b\sum_{i=1}^d w_i^2"}, [r"a\|w\|_1 + b\|w\|_2^2"],
     [r"a\|w\|_1 + b\|w\|_2", r"a\|w\|_2 + b\|w\|_2^2"]),
    ({"reference": r"R = (\sum_{i=1}^d|w_i|)^2"}, [r"\|w\|_1^2"], [r"\|w\|_2^2"]),
])
def test_norms(question: dict[str, Any], right: list[str], wrong: list[str]) -> None:
    assert {one: check(question, one).verdict for one in right} == dict.fromkeys(right, "equivalent")
    assert "equivalent" not in {check(question, one).verdict for one in wrong}


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (r"M = K + \lambda I", r"K + \lambda I_n", "equivalent"), (r"M = K + \lambda I_n", r"K + \lambda I", "equivalent"),
    (r"a = (K + \lambda I)^{-1}y", r"(K + \lambda I_n)^{-1}y", "equivalent"),
    (r"a = (K + \lambda I)^{-1}y", r"(K - \lambda I_n)^{-1}y", "undecided"),
    (r"M = K + \lambda I", r"K + \lambda I_m", "undecided"),
    (r"M = K + \lambda I", r"K + \lambda I_d", "undecided"),  # of no size that is known
    (r"M = K + \lambda I_n", r"K + \lambda I_d", "not_equivalent"),
])
def test_identities(reference: str, answer: str, verdict: str) -> None:
    assert check({**KERNEL, "reference": reference}, answer).verdict == verdict


def test_an_identity_has_the_size_that_fits() -> None:
    question = {"reference": r"w = (X^\top X + \lambda I)^{-1}X^\top y",
                "context": "X is an n x d matrix, y is a vector"}
    verdicts = [check(question, rf"(X^\top X + \lambda I_{size})^{{-1}}X^\top y").verdict for size in "dn"]
    assert verdicts == ["equivalent", "undecided"]


@pytest.mark.parametrize(("answer", "verdict"), [
    (r"w_t = (1-a)w_{t-1} = \dots = (1-a)^tw_0", "equivalent"), (r"(1-a)w_{t-1} = \cdots = (1-a)^tw_0", "equivalent"),
    (r"w_t = (1+a)w_{t-1} = \dots = (1-a)^tw_0", "not_equivalent"),
    (r"w_t = (1-a)w_{t-1} = \dots = (1+a)^tw_0", "not_equivalent"), (r"(1-a)^tw_0 = \dots", "invalid"),
])
def test_a_chain_may_leave_members_out(answer: str, verdict: str) -> None:
    assert check(STEPS, answer).verdict == verdict


@pytest.mark.parametrize(("answer", "verdict"), [
    (r"1 + \sum_{l=1}^L v", "equivalent"), (r"V = 1 + \sum_{l=1}^L v", "equivalent"),
    (r"1 + \sum_{l=0}^L v", "not_equivalent"), (r"1 + \sum_{l=1}^{L-1} v", "not_equivalent"),
])
def test_a_sum_up_to_a_letter_says_that_it_counts(answer: str, verdict: str) -> None:
    assert check({"reference": "V = 1 + Lv"}, answer).verdict == verdict
