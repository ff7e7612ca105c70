r"""Answers that lean on what is asked for, at whatever argument, and equations that stand in the exercise."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.grading import check

CUBE: dict[str, Any] = {"definitions": ["f(x)=x^3-3x"], "reference": "f'(x) = 3x^2-3"}
SINE: dict[str, Any] = {"definitions": ["f(x)=x^2*sin(x)"], "reference": "f'(x) = 2*x*sin(x)+x^2*cos(x)"}
SIGMOID: dict[str, Any] = {"definitions": [r"\sigma(z)=\frac{1}{1+e^{-z}}"],
                           "reference": r"\sigma'(z)=\sigma(z)(1-\sigma(z))"}
LOSS: dict[str, Any] = {"definitions": ["L(w)=w^2/2"], "reference": r"\frac{dL}{dw}=w"}
SHIFTED: dict[str, Any] = {"definitions": ["f(x)=x^2+1"], "reference": "f(x+1)=x^2+2x+2"}
AREA: dict[str, Any] = {"reference": r"F(a)=\int_0^a e^{-t^2}dt"}
LIMIT: dict[str, Any] = {"reference": r"y = \lim_{x\to0}\frac{1-\cos x}{x^2}"}
TWO_ROOTS: dict[str, Any] = {"reference": "x=2 or x=3", "context": "Solve $x^2-5x+6=0$."}
ONE_ROOT: dict[str, Any] = {"reference": "x=3", "context": "Solve 2x + 4 = 10, please"}
ABOVE: dict[str, Any] = {"reference": "x>3", "context": "solve 2x>6"}


@pytest.mark.parametrize(("question", "answer"), [
    (CUBE, "f'((x))"), (CUBE, "f'(x+0)"), (CUBE, "f'(-x)"), (CUBE, "f'(x+1)-6x-3"), (CUBE, "f'(x)=f'(x+0)"),
    (SINE, "f'(2x/2)"), (SINE, r"f'(\sqrt{x^2})"), (SINE, "2f'(x+0)-f'(x-0)"),
    (SIGMOID, r"\sigma'(-z)"), (SIGMOID, r"\sigma'(z+0)"), (LOSS, "L'(w+0)"), (SHIFTED, "f(1+x)"), (AREA, "F(a+0)"),
    (LIMIT, r"\lim_{x\to0}\frac{1-\cos x}{x^2}"),
    (TWO_ROOTS, "x^2-5x+6=0"), (TWO_ROOTS, "0=6-5x+x^2"), (ONE_ROOT, "2x+4=10"), (ONE_ROOT, "10=2x+4"),
    (ABOVE, "2x>6"), (ABOVE, "6<2x"),
])
def test_what_is_asked_for_is_no_answer(question: dict[str, Any], answer: str) -> None:
    found = check(question, answer)
    assert (found.verdict, found.code) == ("invalid", "restates"), found.feedback


@pytest.mark.parametrize(("question", "answer"), [
    (CUBE, "3(x^2-1)"), (CUBE, "f'(x)=3x^2-3"), (CUBE, "f(x)/x+2x^2"),
    (SIGMOID, r"\sigma(z)\sigma(-z)"), (LOSS, "w"), (SHIFTED, "x^2+2(x+1)"), (AREA, r"\int_0^a e^{-s^2}ds"),
    (LIMIT, r"\frac12"), ({"reference": "T(n)=2T(n-1)+1"}, "T(n)=1+2T(n-1)"),
    (TWO_ROOTS, "x=3 or x=2"), (ONE_ROOT, "x=3"), (ONE_ROOT, "3"), (ABOVE, "3<x"),
    ({"reference": "x^2-5x+6=0", "context": "write x^2-5x+6=0 in standard form"}, "x^2-5x+6=0"),
])
def test_what_is_worked_out_is_one(question: dict[str, Any], answer: str) -> None:
    found = check(question, answer)
    assert found.verdict == "equivalent", found.feedback


@pytest.mark.parametrize(("question", "answer"), [(TWO_ROOTS, "(x-2)(x-3)=0"), (ONE_ROOT, "2x=6"), (ABOVE, "x-3>0")])
def test_an_equation_that_is_to_be_solved_is_left_open(question: dict[str, Any], answer: str) -> None:
    found = check(question, answer)
    assert (found.verdict, found.agrees) == ("undecided", True), found.feedback


@pytest.mark.parametrize(("question", "answer"), [(TWO_ROOTS, "x=2 or x=5"), (ONE_ROOT, "x=4"), (CUBE, "3x^2+3")])
def test_what_is_wrong_is_not_right(question: dict[str, Any], answer: str) -> None:
    assert check(question, answer).verdict in ("not_equivalent", "undecided")


NORM = {"definitions": [r"f = \|X w - y\|^2"], "reference": r"f = w^\top X^\top X w - 2y^\top X w + y^\top y"}


@pytest.mark.parametrize("answer", ["f", "f = f", "f + 0", r"\|X w - y\|^2", r"f = \|X w - y\|^2"])
def test_a_definition_of_vectors_is_no_answer(answer: str) -> None:
    assert check(NORM, answer).code == "restates"


def test_another_form_of_it_is_one() -> None:
    assert check(NORM, r"(X w - y)^\top (X w - y)").verdict == "equivalent"
    assert check(NORM, r"w^\top X^\top X w + y^\top y").verdict == "not_equivalent"
