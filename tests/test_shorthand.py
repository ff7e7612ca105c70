r"""Derivatives in short: f', y'', f_{xy}, \nabla L."""

from __future__ import annotations

import pytest

from symdl.errors import InputError
from symdl.grading import check

CUBE = ["f(x) = x^3"]
CURVE = ["y = a x^3"]
TWO = ["f(x,y) = x^3y"]
FIT = [r"L = \|Xw-y\|^2"]


@pytest.mark.parametrize(("definitions", "reference", "answer", "expected"), [
    (CUBE, "f'", "3x^2", "equivalent"),
    (CUBE, "f'", "3x", "not_equivalent"),
    (CUBE, "f''", "6x", "equivalent"),
    (CUBE, "f' = 3x^2", "f'(t) = 3t^2", "equivalent"),
    (CURVE, "y'", "3ax^2", "equivalent"),
    (CURVE, "y'", "x^3", "not_equivalent"),
    (CURVE, "y'", "y'", "invalid"),
    (["y = e^{2x}"], "y'' = 4y", "y'' = 4e^{2x}", "equivalent"),
    (["y = u^2", "u = 3x"], "y'", "18x", "equivalent"),
    (TWO, "f_x", "3x^2y", "equivalent"),
    (TWO, "f_{xy}", "3x^2", "equivalent"),
    (TWO, "f_{xy} = 3x^2", "f_{yx} = 3x^2", "equivalent"),
    (TWO, "f_{xy} = 3x^2", "f_x = 3x^2", "invalid"),
    (TWO, r"\frac{\partial f}{\partial x}", "f_x = 3x^2y", "equivalent"),
    (TWO, r"\frac{\partial f}{\partial x}", "f_y = 3x^2y", "invalid"),
    (TWO, r"\frac{\partial f}{\partial x}", "f_x(x,y) = 3x^2y", "equivalent"),
    (CUBE, "f''(x)", "f^{(2)} = 6x", "equivalent"),
    (CUBE, "f''(x)", "f^{(1)} = 6x", "invalid"),
    (CUBE, "f^{(2)}", "6x", "equivalent"),
    ([r"\hat y = wx+b", r"L=(\hat y-y)^2"], r"\frac{dL}{dw}", r"L_w=2(\hat y-y)x", "equivalent"),
    ([r"\hat y = wx+b", r"L=(\hat y-y)^2"], r"\frac{dL}{dw}", r"L_b=2(\hat y-y)x", "invalid"),
    (FIT, r"\nabla L", r"2X^\top(Xw-y)", "equivalent"),
    (FIT, r"\nabla L", r"\nabla L = 2X^\top(Xw-y)", "equivalent"),
    (FIT, r"\nabla L", r"X^\top(Xw-y)", "not_equivalent"),
])
def test_what_is_asked_for_in_short(definitions: list[str], reference: str, answer: str, expected: str) -> None:
    assert check({"definitions": definitions, "reference": reference}, answer).verdict == expected


@pytest.mark.parametrize(("definitions", "reference"), [
    (CUBE, "f' = 3x"), (CUBE, "f'' = 3x^2"), (CURVE, "y' = x"), (TWO, "f_{xy} = 3x"), (TWO, "f_x = x^3"),
    (FIT, r"\nabla L = X^\top(Xw-y)"), ([r"f = x^\top A x"], r"\nabla f = 2Ax"),
    ([r"f = x^\top A x"], r"\nabla^2 f = 2A"),
])
def test_a_false_reference_in_short_is_refused(definitions: list[str], reference: str) -> None:
    with pytest.raises(InputError, match="not what it is said to be"):
        check({"definitions": definitions, "reference": reference}, reference.partition("=")[2])


RULES = [
    r"\frac{d}{dx}f(g(x)) = f'(g(x))g'(x)", r"\frac{d}{dx}(f(x)g(x)) = f'(x)g(x) + f(x)g'(x)",
    r"\frac{d}{dx}f(2x) = 2f'(2x)", r"\frac{d}{dx}\log f(x) = \frac{f'(x)}{f(x)}",
    r"\frac{d}{dx}\frac{f(x)}{g(x)} = \frac{f'(x)g(x)-f(x)g'(x)}{g(x)^2}",
]
FALSE = [
    r"\frac{d}{dx}f(g(x)) = f'(x)g'(x)", r"\frac{d}{dx}(f(x)g(x)) = f'(x)g'(x)", r"\frac{d}{dx}f(2x) = f'(2x)",
    r"\frac{d}{dx}(x f(x)) = f'(x)", r"\frac{d}{dx}(f(x) + g(x)) = f'(x)",
]


@pytest.mark.parametrize("definitions", [[], ["f(t)=t^3+2t+5", "g(t)=t^2-3t+7"]], ids=["any", "some"])
def test_rules_for_functions(definitions: list[str]) -> None:
    for rule in RULES:
        assert check({"definitions": definitions, "reference": rule}, rule.partition("=")[2]).verdict == "equivalent"
    for rule in FALSE:
        with pytest.raises(InputError, match="not what it is said to be"):
            check({"definitions": definitions, "reference": rule}, rule.partition("=")[2])


def test_a_function_of_which_something_is_said_is_not_any() -> None:
    question = {"reference": r"\frac{d}{dx}f(-x) = f'(x)", "context": "f is odd"}
    assert check(question, "f'(x)").verdict in ("equivalent", "undecided")


@pytest.mark.parametrize(("definitions", "reference", "answer", "expected"), [
    ([r"g(x)=x\Phi(x)"], "g'(x)", r"\Phi(x)+x\Phi'(x)", "equivalent"),
    ([r"g(x)=x\Phi(x)"], "g'(x)", r"\Phi(x)+x\frac{d\Phi}{dx}", "equivalent"),
    ([r"g(x)=x\Phi(x)"], "g'(x)", r"g''(x)=\Phi(x)+x\Phi'(x)", "invalid"),
    ([r"g(x)=x\Phi(x)"], "g'(x)", r"\Phi(x)", "not_equivalent"),
    (["g(x)=f(x)^2"], "g'(x)", "2f(x)f'(x)", "equivalent"),
    (["g(x)=f(x)^2"], "g''(x)", "2f'(x)^2+2f(x)f''(x)", "equivalent"),
    (["g(x)=f(x)^2"], "g'(x)", "g'(x)", "invalid"),
    ([], r"\frac{d}{dx}f(x)^2", r"2f(x)\frac{df}{dx}", "equivalent"),
    ([], r"\frac{d}{dx}f(x)^2", r"2f(x)\frac{d}{dx}f(x)", "equivalent"),
    ([], r"\frac{d}{dx}f(x)^2", "f(x)f'(x)", "not_equivalent"),
])
def test_derivatives_of_unknown_functions_in_answers(definitions: list[str], reference: str, answer: str,
                                                     expected: str) -> None:
    assert check({"definitions": definitions, "reference": reference}, answer).verdict == expected


def test_what_may_be_one_of_those_that_a_derivative_is_by() -> None:
    question = {"definitions": [r"L=-\log\frac{e^{s_{+}}}{\sum_j e^{s_j}}"],
                "reference": r"\frac{\partial L}{\partial s_j}"}
    assert check(question, r"\frac{e^{s_j}}{\sum_k e^{s_k}}").verdict == "undecided"
    assert check(question, r"\frac{2e^{s_j}}{\sum_k e^{s_k}}").verdict != "equivalent"
