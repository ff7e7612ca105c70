r"""Constants that a question leaves open, and what is the same for both signs or from right to left."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.grading import check

TWO: dict[str, Any] = {"reference": "C_1e^x+C_2e^{-x}"}
ONE: dict[str, Any] = {"reference": "x^2+C"}
SLOPE: dict[str, Any] = {"reference": r"\frac{d}{dx}(a^2)", "context": "a is a constant"}


@pytest.mark.parametrize(("question", "answer"), [
    (ONE, "x^2+C_2"), (ONE, "x^2+c_1"), (ONE, "x^2+D"), (ONE, "x^2-C"), (TWO, "Ae^x+Be^{-x}"),
    (TWO, "C_2e^x+C_1e^{-x}"), (TWO, "Be^x-Ae^{-x}"), (SLOPE, "0"),
    ({"reference": r"\frac{\partial}{\partial x}y"}, "0"),
])
def test_what_a_question_leaves_open(question: dict[str, Any], answer: str) -> None:
    assert check(question, answer).verdict == "undecided"


@pytest.mark.parametrize(("question", "answer"), [
    (ONE, "x^3+C_2"), (ONE, "x^2+y"), (ONE, "x^2+xD"), (TWO, "Ae^x+Be^{-2x}"), (TWO, "Ae^x+Ae^{-x}"),
    ({"reference": "x+C", "context": "C is the loss"}, "x+D"), ({"reference": "mx+b"}, "mx+a"), (SLOPE, "2a"),
    ({"reference": r"(\pm a)^2"}, "-a^2"), ({"reference": "a_{n+1}=2a_n"}, "3a_n=a_{n+1}"),
    ({"reference": "4"}, r"\pm2"),
])
def test_what_it_does_not(question: dict[str, Any], answer: str) -> None:
    assert check(question, answer).verdict == "not_equivalent"


@pytest.mark.parametrize(("question", "answer"), [
    ({"reference": r"(\pm a)^2"}, "a^2"), ({"reference": "4"}, r"(\pm2)^2"), ({"reference": r"\pi"}, "Pi"),
    ({"reference": "a_{n+1}=2a_n"}, "2a_n=a_{n+1}"),
    ({"definitions": ["f(x)=x^3-3x"], "reference": "f'(x) = 3x^2-3"}, "3x^2-3=f'(x)"),
])
def test_both_signs_and_both_sides(question: dict[str, Any], answer: str) -> None:
    found = check(question, answer)
    assert found.verdict == "equivalent", found.feedback
