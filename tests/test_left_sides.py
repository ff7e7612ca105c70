r"""What an answer says its right side to be: a name of what is asked for, or something that is made of it."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.errors import InputError
from symdl.grading import check

SEVEN: dict[str, Any] = {"reference": "7"}
FIND_Y: dict[str, Any] = {"reference": "2x", "context": "find y"}
FIND_F: dict[str, Any] = {"reference": "2x", "context": "find f(x)"}
VARIANCE = r"\frac1n\sum_{i=1}^n x_i^2"


@pytest.mark.parametrize(("question", "answer"), [
    (SEVEN, "x=7"), (SEVEN, "f(x)=7"), (SEVEN, r"\hat y_1=7"), (SEVEN, "x^*=7"), (SEVEN, "KL=7"), (SEVEN, "E[X]=7"),
    (SEVEN, "P(A|B)=7"), (SEVEN, r"\text{area} = 7"), (SEVEN, r"\frac{d^2y}{dx^2}=7"), (SEVEN, r"\nabla_w L=7"),
    (FIND_Y, "y=2x"), (FIND_Y, "y(x)=2x"), (FIND_F, "f(x)=2x"), (FIND_F, "f=2x"),
    ({"reference": VARIANCE, "context": r"the variance \sigma^2"}, rf"\sigma^2={VARIANCE}"),
    ({"reference": rf"\sigma^2={VARIANCE}"}, rf"\sigma^2={VARIANCE}"),
    ({"reference": "7", "context": "find f(3)"}, "f(3)=7"),
    ({"reference": r"\log p_z(x)-\log|a|", "context": r"Give \log p_x(x)."}, r"\log p_x(x)=\log p_z(x)-\log|a|"),
    ({"reference": "7", "context": "What is P(X=1)?"}, "P(X=1)=7"),
])
def test_a_name_of_what_is_asked_for(question: dict[str, Any], answer: str) -> None:
    assert check(question, answer).verdict == "equivalent"


@pytest.mark.parametrize(("question", "answer"), [
    (SEVEN, "x^2=7"), (SEVEN, r"\ln x=7"), (SEVEN, r"\log_3 x=7"), (SEVEN, "P^{-1}=7"), (SEVEN, "xyz=7"),
    (SEVEN, "x_1x_2=7"), (SEVEN, "f^{-1}(3)=7"), (SEVEN, "f(3)=7"), (SEVEN, "f(x,x)=7"), (SEVEN, "2y=7"),
    (FIND_Y, "y^2=2x"), (FIND_Y, "xy=2x"), (FIND_Y, r"\ln y=2x"), (FIND_Y, "y^{-1}=2x"),
    (FIND_F, "f^{-1}(x)=2x"), (FIND_F, "f(x+1)=2x"), (FIND_F, "f(-x)=2x"), (FIND_F, "f(0)=2x"),
    ({"reference": VARIANCE}, rf"\bar{{x}}^2={VARIANCE}"), ({"reference": VARIANCE}, rf"\log p_i={VARIANCE}"),
    ({"reference": "7", "context": "find f(3)"}, "f(4)=7"), ({"reference": "7", "context": "find xf(3)"}, "f(3)^2=7"),
])
def test_what_is_made_of_a_name_is_no_name(question: dict[str, Any], answer: str) -> None:
    assert check(question, answer).verdict != "equivalent"


def test_what_may_be_asked_for_is_left_open() -> None:
    found = check(SEVEN, "f(3)=7")
    assert found.verdict == "undecided"
    assert "nothing says that this is what is asked for" in found.feedback


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (r"f(x) = \sin(2x) + n", r"2\sin(x)\cos(x) + n = 2\sin(x)\cos(x) + n + 0", "equivalent"),
    (r"f(x) = \sin(2x) + n", r"2\sin(x)\cos(x) + n = \sin(2x) + n", "equivalent"),
    (r"f(x) = \sin(2x) + n", r"2\sin(x)\cos(x) + n + 1 = \sin(2x) + n", "not_equivalent"),
    (r"f(x) = \sin(2x) + n", r"\sin(2x) + n = 2\sin(x)\cos(x) + n + 1", "not_equivalent"),
    (r"f(x) = \sin(2x) + n", r"x = x", "not_equivalent"),
    ("y=2x", "x+x=2x", "equivalent"), ("y=2x", "2x=2x", "not_equivalent"), ("y=2x", "x+x=3x", "not_equivalent"),
    ("y=x+1", "y-1=x", "equivalent"),
    ("y=x+1", "x+y=2x+1", "equivalent"), ("x=3", "x+1=5", "not_equivalent"), ("x=y+1", "y=y", "not_equivalent"),
])
def test_a_chain_without_its_left_side(reference: str, answer: str, verdict: str) -> None:
    found = check({"reference": reference}, answer)
    assert found.verdict == verdict, found.feedback


CUBE = {"definitions": ["f(x) = x^3"], "reference": "f'(x) = 3x^2"}
Y = {"definitions": ["y = a x^2 + b x"], "reference": r"\frac{dy}{dx} = 2ax + b"}
J = {"definitions": ["J(w) = (w-1)^2"], "reference": r"\frac{dJ}{dw} = 2(w-1)"}


@pytest.mark.parametrize(("question", "answer", "expected"), [
    (CUBE, "f' = 3x^2", "equivalent"), (CUBE, r"f^\prime = 3x^2", "equivalent"), (CUBE, "f' = 2x", "not_equivalent"),
    ({**CUBE, "reference": "f''(x) = 6x"}, "f'' = 6x", "equivalent"),
    ({**CUBE, "reference": "f''(x) = 6x"}, "f' = 6x", "invalid"),
    (Y, "y' = 2ax + b", "equivalent"), (Y, "y' = x^2", "not_equivalent"), (Y, "y' = x", "not_equivalent"),
    (J, "J' = 2(w-1)", "equivalent"), (J, "J' = 2w", "not_equivalent"),
    ({"reference": r"\frac{d}{dx}(x^3) = 3x^2"}, "(x^3)' = 3x^2", "equivalent"),
    ({"reference": r"\frac{d}{dx}(x^3) = 3x^2"}, "(x^3)'", "invalid"),
])
def test_a_prime_without_its_letter(question: dict[str, Any], answer: str, expected: str) -> None:
    assert check(question, answer).verdict == expected


@pytest.mark.parametrize(("answer", "expected"), [
    ("a) 3x^2", "equivalent"), ("(b) 3x^2", "equivalent"), ("1. 3x^2", "equivalent"), ("2) 3x^2", "equivalent"),
    ("Ans: 3x^2", "equivalent"), ("a) 2x", "not_equivalent"), ("2) x", "not_equivalent"),
    ("3. x^2", "invalid"), ("3. 5", "invalid"),
    ("(3) x^2", "equivalent"), ("(x) 3x", "invalid"), ("3 x) x", "invalid"),
])
def test_the_number_of_an_answer(answer: str, expected: str) -> None:
    assert check(CUBE, answer).verdict == expected


SERIES = {"reference": r"S = \sum_{k=0}^{n-1} r^k = \frac{1-r^n}{1-r}"}


def test_a_reference_that_is_a_chain_says_its_last_side() -> None:
    assert check(SERIES, r"\frac{r^n-1}{r-1}").verdict == "equivalent"
    assert check(SERIES, r"S = \frac{1-r^n}{1-r}").verdict == "equivalent"
    assert check(SERIES, r"\frac{1-r^{n+1}}{1-r}").verdict == "not_equivalent"
    with pytest.raises(InputError, match="accepted"):
        check({"reference": "S = 1 + 2 = 4"}, "4")


@pytest.mark.parametrize(("reference", "answer", "expected"), [
    ("f'(x)", "y'' = 3x^2", "invalid"), ("f'(x)", r"\frac{d^2y}{dx^2} = 3x^2", "invalid"),
    ("f'(x)", "y^{(2)} = 3x^2", "invalid"), ("f'(x)", "y' = 3x^2", "equivalent"), ("f'(x)", "f' = 3x^2", "equivalent"),
    ("f''(x)", "y' = 6x", "invalid"), ("f''(x)", "y'' = 6x", "equivalent"), ("f''(1) = 6", "y' = 6", "invalid"),
])
def test_a_derivative_of_another_order(reference: str, answer: str, expected: str) -> None:
    assert check({"definitions": ["f(x) = x^3"], "reference": reference}, answer).verdict == expected


@pytest.mark.parametrize(("answer", "expected"), [
    (r"A^\top_{kl}", "undecided"), (r"A_{kl}^\top", "undecided"), (r"A^\top_{lk}", "not_equivalent"),
])
def test_an_entry_of_a_transpose(answer: str, expected: str) -> None:
    assert check({"reference": "A_{lk}", "context": "A is an n x n matrix"}, answer).verdict == expected


@pytest.mark.parametrize(("answer", "expected"), [
    (r"s = \sqrt{\frac1n\sum_i x_i^2 - m^2}", "undecided"), (r"s = -\sqrt{\frac1n\sum_i x_i^2 - m^2}", "undecided"),
    (r"s = \sqrt{\frac1n\sum_i x_i^2 + m^2}", "not_equivalent"), (r"s^2 = \frac1n\sum_i x_i^2 - m^2", "equivalent"),
    (r"s = \frac1n\sum_i x_i", "not_equivalent"),
])
def test_a_root_of_what_is_asked_for(answer: str, expected: str) -> None:
    variance = {"definitions": [r"m = \frac1n\sum_{i=1}^n x_i"], "reference": r"s^2 = \frac1n\sum_{i=1}^n (x_i - m)^2"}
    assert check(variance, answer).verdict == expected
