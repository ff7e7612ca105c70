r"""A d that is a number of things, and no sign of a derivative: \frac{d a - b}{d \sigma}."""

from __future__ import annotations

import pytest

from symdl.errors import ReadError
from symdl.grading import check
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import show

NORM = r"\frac{1}{\sigma}(\delta_{ij} - \frac{1 + \hat x_i \hat x_j}{d})"


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (r"\frac{1}{\sigma}(a - \frac{b}{d})", r"\frac{d a - b}{d\sigma}", "equivalent"),
    (r"\frac{1}{\sigma}(a - \frac{b}{d})", r"\frac{d a + b}{d\sigma}", "not_equivalent"),
    (NORM, r"\frac{d\delta_{ij} - 1 - \hat x_i\hat x_j}{d\sigma}", "equivalent"),
    (NORM, r"\frac{d\delta_{ij} - 1 + \hat x_i\hat x_j}{d\sigma}", "not_equivalent"),
    (r"\frac{1}{\sigma}(a - \frac{b}{c})", r"\frac{d a - b}{d\sigma}", "invalid"),  # no d is in the question
    (r"2x + 1", r"\frac{d (x^2 + x)}{dx}", "equivalent"),
])
def test_a_sum_behind_a_letter(reference: str, answer: str, verdict: str) -> None:
    assert check({"reference": reference}, answer).verdict == verdict


@pytest.mark.parametrize(("text", "tree"), [
    (r"\frac{d(a-b)}{d\sigma}", r"(d (+ a (- b)) \sigma)"), (r"\frac{d f}{d x}", "(d f x)"),
    (r"\frac{d f^{a+b}}{d x}", "(d (^ f (+ a b)) x)"), (r"\frac{d}{dx} (a + x)", "(d (+ a x) x)"),
    (r"\frac{d \left[ a + x \right]}{dx}", "(d (+ a x) x)"),
])
def test_a_sum_in_brackets_is_differentiated(text: str, tree: str) -> None:
    assert show(parse(text).tree) == tree


@pytest.mark.parametrize("text", [r"\frac{d x + y}{dx}", r"\frac{dx + dy}{dt}", r"\frac{d^2 x - y}{dt^2}"])
def test_a_sum_that_may_be_meant_in_two_ways_is_none(text: str) -> None:
    with pytest.raises(ReadError, match="sign of a derivative, or a number"):
        parse(text)


def test_a_letter_that_is_said_to_be_a_number() -> None:
    rank = {"reference": r"r=\frac{1-d}{n}(I-dP)^{-1}\mathbf1", "context": "d is a number."}
    assert check(rank, r"(I-dP)^{-1}\frac{(1-d)\mathbf1}{n}").verdict == "equivalent"
    assert check(rank, r"\frac{1-d}{n}(I-dP)^{-1}").verdict == "not_equivalent"
    slope = {"reference": r"\frac{d}{dx}(x^2 y)", "context": "d is a number."}  # of which it is a sign here
    assert check(slope, "2xy").verdict == "undecided"
