"""Worked solutions: what a step may be meant as, what it may lean on, and what follows from a mistake."""

from __future__ import annotations

import pytest

from symdl.grading import ask, check
from symdl.grading.solution import judge_solution

PRODUCT = {"definitions": ["f(x)=x^2*sin(x)"], "reference": "f'(x) = 2*x*sin(x)+x^2*cos(x)"}
POWER = {"definitions": ["f(x)=x^x"], "reference": r"f'(x) = x^x(\ln x + 1)"}
HERMITE = {"definitions": ["h(t)=exp(-t^2/2)"], "reference": "h''(t) = (t^2-1)*exp(-t^2/2)"}

CHAIN = {"definitions": ["z = w x + b", "a = z^2", r"C = \frac12(a-y)^2"], "reference": r"\frac{dC}{dw} = 2(a-y) z x"}


def standings(question, text):
    return [line.standing for line in judge_solution(ask(question), text).lines]


@pytest.mark.parametrize(("question", "text", "expected"), [
    (PRODUCT, "f' = f (2/x + cos x/sin x)", ["unread"]),
    (PRODUCT, r"f'(x) = f\left(\frac2x + \cot x\right) = 2x \sin x + x^2 \cos x", ["unread"]),
    (POWER, r"f' = f\,(\ln x + 1)", ["unread"]),
    (HERMITE, "h'' = h(t^2-1)", ["unread"]),
    (HERMITE, "h'' = h(t^2-1)\n= (t^2-1)*exp(-t^2/2)", ["unread", "right"]),
    # Wrong in both ways, or at a number; a value that is meant as one; and a product.
    (POWER, r"f' = f(\ln x + 2)", ["wrong"]),
    (HERMITE, "h'' = h(t^2+1)", ["wrong"]),
    (PRODUCT, r"f'(x) = \lim_{h \to 0} (f(x+h) - f(x))/h", ["right"]),
    (POWER, r"f' = f \cdot (\ln x + 1)", ["right"]),
])  # fmt: skip
def test_a_name_before_a_bracket_may_be_a_factor(question, text, expected):
    assert standings(question, text) == expected


@pytest.mark.parametrize(("question", "answer", "verdict"), [
    (PRODUCT, "f(2/x + cos x/sin x)", "undecided"), (POWER, r"f(\ln x + 1)", "undecided"),
    (PRODUCT, "f(2/x - cos x/sin x)", "not_equivalent"), (POWER, r"f(x)(\ln x + 1)", "equivalent"),
])  # fmt: skip
def test_a_value_as_an_answer_may_be_a_product(question, answer, verdict):
    assert check(question, answer).verdict == verdict


LOGARITHM = {"reference": r"y = \log\frac{a^2}{b}"}
QUOTIENT = {"definitions": [r"q = \frac{a b}{c}"], "reference": r"\log q = \log a + \log b - \log c"}
MOMENTUM = {"definitions": [r"v_t = \beta v_{t-1} + g_t", "v_0 = 0"],
            "reference": r"v_t = \sum_{i=1}^t \beta^{t-i} g_i"}
RIDGE = {"definitions": [r"J = \frac12\|Xw-y\|^2 + \frac{\lambda}{2}\|w\|^2"],
         "reference": r"\nabla_w J = X^\top(Xw-y) + \lambda w"}


@pytest.mark.parametrize(("question", "text", "expected"), [
    (LOGARITHM, "y = \\log a^2 - \\log b\n= 2\\log a - \\log b", ["right", "right"]),
    (LOGARITHM, "y = \\log a^2 - \\log b\n= 2\\log a + \\log b", ["right", "wrong"]),
    (LOGARITHM, r"y = 2 \log a + \log b", ["wrong"]),
    (QUOTIENT, "\\log q = \\log(ab) - \\log c\n= \\log a + \\log b - \\log c", ["right", "right"]),
    (QUOTIENT, r"\log q = \log(ab) + \log c", ["wrong"]),
    (RIDGE, r"(X^\top X + \lambda I) w - X^\top y", ["right"]),
    (RIDGE, r"(X^\top X - \lambda I) w - X^\top y", ["wrong"]),
    # What the question itself says is no step, and no answer.
    (MOMENTUM, "v_t = \\beta v_{t-1} + g_t\n= \\sum_{i=1}^t \\beta^{t-i} g_i", ["again", "right"]),
    (MOMENTUM, r"v_t = \beta v_{t-1} + g_t", ["again"]),
    (MOMENTUM, r"v_t = \beta v_{t-1} - g_t", ["wrong"]),
])  # fmt: skip
def test_a_step_is_judged_as_an_answer_is(question, text, expected):
    found = judge_solution(ask(question), text)
    assert [line.standing for line in found.lines] == expected
    assert (found.verdict == "equivalent") == (expected[-1] == "right")
