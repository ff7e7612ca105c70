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


@pytest.mark.parametrize(("assumptions", "reference", "right", "wrong"), [
    (["n positive integer"], r"\max(n,1)", "n", "n+1"), (["n integer", "n > 0"], r"\max(n,1)", "n", "1"),
    (["n is a positive integer"], "n^2+|n-1|", "n^2+n-1", "n^2+n+1"),
    (["n positive integer", "d positive integer"], "4nd^2+2n^2d", "2nd(2d+n)", "4n^2d+2nd^2"),
])  # fmt: skip
def test_what_differs_between_integers_alone(assumptions: list[str], reference: str, right: str, wrong: str) -> None:
    question = {"reference": reference, "assumptions": assumptions}
    assert check(question, right).verdict == "equivalent"
    assert check(question, wrong).verdict == "not_equivalent"
    assert check({**question, "assumptions": []}, right).verdict == (
        "equivalent" if "max" not in reference and "|" not in reference else "not_equivalent")


@pytest.mark.parametrize(("context", "reference", "answer", "expected"), [
    ("n tokens", r"\max(n,1)", "n", "undecided"), ("n tokens", r"\max(n,1)", "n+1", "not_equivalent"),
    ("a k x k kernel", r"\lfloor k\rfloor", "k", "undecided"),
    ("the rate k", r"\lfloor k\rfloor", "k", "not_equivalent"),
    ("n tokens", "n^2+|n-1|", "n^2+n-1", "undecided"),
])  # fmt: skip
def test_what_words_count_by(context: str, reference: str, answer: str, expected: str) -> None:
    assert check({"reference": reference, "context": context}, answer).verdict == expected
