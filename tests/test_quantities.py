"""What words say quietly of letters, and marks before an answer that may be factors."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.grading import check

LENGTH = r"\sqrt{x^2}"
MEAN = {"definitions": [r"L=\frac1n\sum_{i=1}^n (x_i-m)^2"], "reference": r"\frac{\partial L}{\partial m}"}
CUBE = {"definitions": ["f(x)=x^3+2x"]}


@pytest.mark.parametrize(("context", "expected"), [
    ("x is a length", "undecided"),
    ("x is a rate", "undecided"),
    ("x is the input", "not_equivalent"),
    ("", "not_equivalent"),
])
def test_what_is_never_negative(context: str, expected: str) -> None:
    """An answer that is right only there is not called wrong."""
    assert check({"reference": LENGTH, "context": context}, "x").verdict == expected
    assert check({"reference": LENGTH, "context": context}, "2x").verdict == "not_equivalent"


@pytest.mark.parametrize(("context", "answer", "expected"), [
    ("for a single sample", "2(m-x_1)", "undecided"),
    ("in one hidden layer", "2(m-x_1)", "not_equivalent"),
    ("", "2(m-x_1)", "not_equivalent"),
    ("", r"2\left(m-\frac1n\sum_i x_i\right)", "equivalent"),
])
def test_how_many_terms_words_leave(context: str, answer: str, expected: str) -> None:
    assert check({**MEAN, "context": context}, answer).verdict == expected


@pytest.mark.parametrize(("answer", "expected"), [
    ("(a) ax", "undecided"), ("(b) ax", "undecided"), ("(b) 2ax", "not_equivalent"), ("(1) 2ax", "not_equivalent"),
    ("3a) a x", "equivalent"), ("Q2: ax", "equivalent"), ("• ax", "equivalent"), ("=> ax", "equivalent"),
])
def test_a_mark_that_may_be_a_factor(answer: str, expected: str) -> None:
    assert check({"reference": "ax"}, answer).verdict == expected


@pytest.mark.parametrize(("question", "answer", "expected"), [
    ({**CUBE, "reference": "f''(1)"}, "6", "equivalent"),
    ({**CUBE, "reference": "f''(1)"}, "f''(1)", "invalid"),
    ({**CUBE, "reference": "f''(1)"}, "f''(1)=6", "equivalent"),
    ({**CUBE, "reference": "f''(1)"}, "f''(1)=5", "not_equivalent"),
    ({**CUBE, "reference": "f'(x)"}, "f'(x)", "invalid"),
    ({**CUBE, "reference": "f'(x)"}, "f'(x)=3x^2+2", "equivalent"),
])
def test_a_derivative_at_a_place_is_not_repeated(question: dict[str, Any], answer: str, expected: str) -> None:
    assert check(question, answer).verdict == expected
