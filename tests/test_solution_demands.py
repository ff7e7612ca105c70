# ruff: noqa: E501  (a solution is on one line)
"""Worked solutions that set a derivative to 0: what is demanded is no claim, and what is solved has to follow."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

VERTEX = {"definitions": ["f(w)=a w^2+b w+c"], "reference": r"w_0=-\frac{b}{2a}", "assumptions": ["a>0"]}
LEAST = {**VERTEX, "reference": r"m=c-\frac{b^2}{4a}"}
COUNTS = {"definitions": [r"\ell(\lambda)=\sum_{i=1}^n (x_i\log\lambda-\lambda)"], "reference": r"\hat\lambda=\frac1n\sum_{i=1}^n x_i"}
RIDGE = {"definitions": [r"L(w) = \|Xw-y\|^2+\lambda\|w\|^2"], "reference": r"\hat{w} = (X^\top X+\lambda I)^{-1}X^\top y", "assumptions": [r"\lambda>0"]}
SLOPE = {"definitions": ["f(x)=x^2 e^{-x}"], "reference": "f'(x)=(2x-x^2)e^{-x}"}
CROSS = {"definitions": [r"\sigma(z)=\frac{1}{1+e^{-z}}", r"a=\sigma(z)", r"L=-y\log a-(1-y)\log(1-a)"], "reference": r"\frac{dL}{dz}=a-y"}
SCORE = r"\frac{1}{\lambda}\sum_{i=1}^n x_i - n"
GRADIENT = r"2X^\top(Xw-y)+2\lambda w"


@pytest.mark.parametrize(("question", "text"), [
    (VERTEX, "f'(w) = 2aw+b = 0"), (VERTEX, "f'(w) = 2aw+b = 0\n2aw = -b"), (VERTEX, "We need $f'(w) = 0$."),
    (VERTEX, r"f'(w) = 2aw+b \overset{!}{=} 0"), (VERTEX, "0 = 2aw+b"), (VERTEX, "f'(w) = 2aw+b\n2aw+b = 0\nw = -b/(2a)"),
    (VERTEX, "We solve $f'(w)=0$:\n$2aw = -b$\n$w = -\\frac{b}{2a}$"), (VERTEX, "Setting the derivative to zero, $2aw+b=0$."),
    (LEAST, "f'(w)=2aw+b=0\nw=-\\frac{b}{2a}"), (VERTEX, "f'(w) = 2aw+b = 0\nw = w_0 = -\\frac{b}{2a}"),
    (VERTEX, "f'(w) = 2aw+b = 0\nw^* = -\\frac{b}{2a}"), (VERTEX, "f'(w) = 2aw+b = 0\n\\hat w = \\frac{-b}{2a} = -\\frac{b}{2a}"),
    (COUNTS, rf"\ell'(\lambda) = {SCORE} = 0"), (COUNTS, f"\\ell'(\\lambda) = {SCORE}\n\\ell'(\\lambda) = 0"),
    (COUNTS, rf"\ell'(\lambda) = {SCORE} = 0 \iff \lambda = \frac1n\sum_{{i=1}}^n x_i"),
    (COUNTS, f"\\ell'(\\lambda) = {SCORE} = 0\n\\sum_i x_i = n\\lambda"),
    (COUNTS, rf"$\ell'(\lambda) = {SCORE}$. Setting this to zero gives"), (COUNTS, rf"Solving ${SCORE} = 0$ for $\lambda$ gives"),
    (RIDGE, f"We set the gradient to zero:\n$\\nabla_w L = {GRADIENT} = 0$\n$X^\\top X w + \\lambda w = X^\\top y$"),
    (RIDGE, rf"Setting $\nabla L(w) = 0$ gives ${GRADIENT} = 0$."),
])  # fmt: skip
def test_a_derivative_may_be_set_to_zero(question, text):
    found = judge_solution(ask(question), f"{text}\n${question['reference']}$")
    assert (found.verdict, found.credit) == ("equivalent", 1)


@pytest.mark.parametrize(("question", "text", "first"), [
    # a wrong derivative, and what is solved wrongly
    (VERTEX, "f'(w) = aw+b = 0", 1), (VERTEX, "2aw+c = 0", 1), (VERTEX, "f'(w) = 2aw+b = 0\nw = \\frac{b}{2a}", 2),
    (VERTEX, "f'(w) = 2aw+b = 1", 1), (LEAST, "f'(w)=2aw+b=0\nw=\\frac{b}{2a}", 2), (VERTEX, r"w = -\frac{b}{2a}", 1),
    (COUNTS, rf"\ell'(\lambda) = {SCORE}/2 = 0", 1), (COUNTS, f"\\ell'(\\lambda) = {SCORE} = 0\n\\lambda = \\sum_{{i=1}}^n x_i", 2),
    (RIDGE, r"\nabla_w L = 2X^\top(Xw-y) = 0", 1), (CROSS, r"\frac{dL}{da} = 0", 1), (SLOPE, "f'(x) = 0", 1),
    (VERTEX, "f'(w) = 2aw+b = 0\nw^* = -\\frac{b}{a}", 2), (VERTEX, "f'(w) = 2aw+b = 0\nw = w_0 = -\\frac{b}{a}", 2),
    # what does not follow from it, what nothing comes of, and what is set to be something else
    (VERTEX, "f'(w) = 2aw+b = 0\n2aw = b", None), (LEAST, "f'(w) = 0", None), (LEAST, "f'(w) = 2aw+b = 0", None),
    (RIDGE, f"\\nabla_w L = {GRADIENT} = 0\nX^\\top X w - \\lambda w = X^\\top y", None),
    (VERTEX, "f'(w) = 2aw+b = 0\nw_1 = 5", None), (VERTEX, "\\frac{\\partial f}{\\partial a} = 0\nf'(w) = 2aw+b = 0", None),
    (VERTEX, "f''(w) = 0", None), (VERTEX, r"f'(w) \overset{!}{=} 2aw+b", None), (SLOPE, "Setting $x^2-1=0$ gives $x=1$.", None),
])  # fmt: skip
def test_what_is_set_to_zero_hides_no_mistake(question, text, first):
    found = judge_solution(ask(question), f"{text}\n${question['reference']}$")
    assert found.first_wrong == first
    assert found.credit < 0.7
