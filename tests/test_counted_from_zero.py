r"""Sums that count from a letter on: \sum_{k=t}^{T-1} f(k) is \sum_{l=0}^{T-1-t} f(t + l)."""

from __future__ import annotations

import pytest

from symdl.errors import InputError
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


CONTRASTED = r"L = x_0 + \log\sum_{k=0}^K e^{x_k}"
SHARE = r"\frac{e^{x_%s}}{\sum_{k=0}^K e^{x_k}}"


@pytest.mark.parametrize(("definition", "by", "reference", "wrong"), [
    (CONTRASTED, "x_0", "1 + " + SHARE % 0, "1 - " + SHARE % 0),
    (CONTRASTED, "x_1", SHARE % 1, "1 + " + SHARE % 1),
    (r"L = s_0 + \sum_{k=0}^K e^{s_k}", "s_0", "1 + e^{s_0}", "1"),
    (r"L = s_0 + \sum_{k=1}^K e^{s_k}", "s_0", "1", "1 + e^{s_0}"),  # s_0 is none of them
    (r"L = s_0 + \sum_{k=1}^K e^{s_k}", "s_j", "e^{s_j}", "1 + e^{s_j}"),
    (r"L = -\log\frac{e^{s_0/\tau}}{\sum_{k=0}^K e^{s_k/\tau}}", "s_0",
     r"\frac{1}{\tau}(\frac{e^{s_0/\tau}}{\sum_{k=0}^K e^{s_k/\tau}} - 1)",
     r"\frac{1}{\tau}(1 - \frac{e^{s_0/\tau}}{\sum_{k=0}^K e^{s_k/\tau}})"),
])
def test_a_derivative_by_one_of_those_that_are_summed(definition: str, by: str, reference: str, wrong: str) -> None:
    question = {"definitions": [definition], "reference": rf"\frac{{\partial L}}{{\partial {by}}} = {reference}"}
    assert check(question, reference).verdict == "equivalent"
    assert check(question, wrong).verdict == "not_equivalent"


@pytest.mark.parametrize(("reference", "is_so"), [
    (r"\frac{d}{dx_0}(x_0 + \sum_{k=0}^n \sin(x_k)) = 1 + \cos(x_0)", True),
    (r"\frac{d}{dx_0}(x_0 + \sum_{k=0}^n \sin(x_k)) = 1", False),
    (r"\frac{d}{dx_0}(x_0 + \sum_{k=1}^n \sin(x_k)) = 1", True),
    (r"\frac{d}{dx_0}(x_0 + \sum_{k=1}^n \sin(x_k)) = 1 + \cos(x_0)", False),
    (r"\frac{d}{dx_j}\sum_{i=1}^n \sin(x_i)y_i = y_j\cos(x_j)", True),
    (r"\frac{d}{dx_j}\sum_{i=1}^n \sin(x_i)y_i = 0", False),
    (r"\frac{d}{dx_i}\sum_{i=1}^n \sin(x_i) = \cos(x_i)", True),
    (r"\frac{d}{dx_i}\sum_{i=1}^n \sin(x_i) = \sum_{i=1}^n \cos(x_i)", False),
    (r"\frac{d}{dx_0}\sum_{k=0}^n\sum_{j=0}^n \sin(x_k)\sin(x_j) = 2\cos(x_0)\sum_{k=0}^n \sin(x_k)", True),
    (r"\frac{d}{dx_0}\sum_{k=0}^n\sum_{j=0}^n \sin(x_k)\sin(x_j) = \cos(x_0)\sum_{k=0}^n \sin(x_k)", False),
    (r"\frac{d}{dx_0}\sum_{k=0}^2 \sin(x_k) = \cos(x_0)", True),
    (r"\frac{d}{dx_3}\sum_{k=0}^2 \sin(x_k) = \cos(x_3)", False),
])
def test_a_reference_that_is_such_a_derivative(reference: str, is_so: bool) -> None:
    question = {"reference": reference}
    if is_so:
        assert check(question, reference.rpartition(" = ")[2]).verdict == "equivalent"
    else:
        with pytest.raises(InputError, match="not what it is said to be"):
            check(question, "1")


def test_a_member_that_may_be_the_one() -> None:
    question = {"definitions": [r"L = -s_0 + \log\sum_{k=0}^K e^{s_k}"],
                "reference": r"\frac{dL}{ds_j} = \frac{e^{s_j}}{\sum_{k=0}^K e^{s_k}} - \mathbb{1}[j=0]"}
    with pytest.raises(InputError, match="cannot be proved") as found:  # right, and not refused as wrong
        check(question, "1")
    assert "whether s_0 is s_j" in str(found.value)


EXPONENTIALS = {"definitions": [r"L = \frac{1}{m}\sum_{i=1}^m e^{w x_i}"],
                "reference": r"\frac{dL}{dw} = \frac{1}{m}\sum_{i=1}^m x_i e^{w x_i}"}
RAMPS = {"definitions": [r"L = \sum_{i=1}^m \max(0, w x_i)"],
         "reference": r"\frac{dL}{dw} = \sum_{i=1}^m x_i \mathbb{1}[w x_i > 0]"}


@pytest.mark.parametrize(("question", "answer", "told"), [
    (EXPONENTIALS, r"\frac{1}{m}\sum_{i=1}^{m-1} x_i e^{w x_i}", "The sum should end at m, not at m - 1."),
    (EXPONENTIALS, r"\frac{1}{m}\sum_{i=1}^{m+1} x_i e^{w x_i}", "The sum should end at m, not at m + 1."),
    (EXPONENTIALS, r"\frac{1}{m}\sum_{i=0}^{m} x_i e^{w x_i}", "The sum should start at 1, not at 0."),
    (EXPONENTIALS, r"\frac{1}{m}\sum_{i=0}^{m-1} x_{i+1} e^{w x_{i+1}}", ""),
    (RAMPS, r"\sum_{i=1}^{m-1} x_i \mathbb{1}[w x_i > 0]", "The sum should end at m, not at m - 1."),
    (RAMPS, r"\sum_{i=1}^m x_i \mathbb{1}[w x_i \ge 0]", ""),  # at the joint alone
])
def test_ends_of_a_sum(question: dict[str, object], answer: str, told: str) -> None:
    found = check(question, answer)
    assert found.verdict == ("not_equivalent" if told else "equivalent")
    assert found.why == told
