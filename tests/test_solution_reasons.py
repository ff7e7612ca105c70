# ruff: noqa: E501  (a solution is on one line)
"""Words that are common around the lines of a solution, several equations in one, and the product rule itself."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

BERNOULLI = {"reference": "Var(X) = p(1-p)", "context": "X is Bernoulli with parameter p"}
ARRAYS = {"definitions": [r"f = \frac12 w^\top A w - b^\top w"], "context": "A is a symmetric n x n matrix", "reference": r"\nabla_w f = A w - b"}
LINE = {"definitions": [r"\hat y = w x + b", r"L = (\hat y - y)^2"], "reference": r"dL/dw = 2 (w x + b - y) x"}
SIDES = {"reference": r"\frac{1}{1+e^{-x}} = \frac{e^x}{1+e^x}"}
SUMS = {"definitions": [r"\ell = \sum_{i=1}^n (x_i \log\lambda - \lambda)"], "reference": r"\frac{d\ell}{d\lambda} = \frac{1}{\lambda}\sum_{i=1}^n x_i - n"}
PRODUCT = {"definitions": [r"f(x) = x^2 \cos x"], "reference": r"f'(x) = 2 x \cos x - x^2 \sin x"}
BOTH = r"(x^2) \cdot \cos x {} x^2 \cdot \frac{{d}}{{dx}}(\cos x)"
S = r"\sum_{i=1}^n x_i"


@pytest.mark.parametrize(("question", "solution", "verdict"), [
    (BERNOULLI, "E[X] = p, E[X^2] = p\nVar(X) = p - p^2", "equivalent"), (BERNOULLI, "E[X] = p and E[X^2] = p\nVar(X) = p - p^2", "equivalent"),
    (BERNOULLI, "E[X] = p \\quad E[X^2] = p\nVar(X) = p - p^2", "equivalent"), (BERNOULLI, "E[X] = p, E[X^2] = p^2\nVar(X) = p - p^2", "not_equivalent"),
    (ARRAYS, r"\nabla_w f = A w - b \quad \text{since } A = A^\top", "equivalent"),
    (ARRAYS, r"\nabla_w f = A w - b \quad \text{(since } A = A^\top)", "equivalent"),
    (ARRAYS, r"\nabla_w f = A w - b \quad \text{since } A = -A^\top", "not_equivalent"),
    (ARRAYS, r"\nabla_w f = A w + b \quad \text{since } A = A^\top", "not_equivalent"),
    (ARRAYS, r"\nabla_w f = A w - b \quad \text{if } A = A^\top", "invalid"),
    (LINE, r"dL/dw = 2(\hat y - y) x because y does not depend on w", "equivalent"),
    (LINE, r"dL/dw = 2(\hat y - y) x because w does not depend on w", "not_equivalent"),
    (LINE, r"dL/dw = 2(\hat y - y) x because y does not depend on x", "invalid"),
    (LINE, "Differentiating with respect to w, dL/dw = 2(wx+b-y)x", "equivalent"),
    (LINE, "Differentiating with respect to w gives dL/dw = 2(wx+b-y)", "not_equivalent"),
    (LINE, "Differentiating with respect to x, dL/dw = 2(wx+b-y)x", "invalid"),
    (SIDES, r"LHS = \frac{1}{1+e^{-x}} = \frac{e^x}{e^x+1} = RHS", "equivalent"), (SIDES, "LHS = \\frac{1}{1+e^{-x}}\n= \\frac{e^x}{e^x-1}\n= RHS", "not_equivalent"),
    (SIDES, "LHS = RHS", "invalid"),
    (SUMS, rf"With S = {S} we have \ell = S\log\lambda - n\lambda, so \frac{{d\ell}}{{d\lambda}} = \frac{{S}}{{\lambda}} - n.", "equivalent"),
    (SUMS, rf"With S = {S} we have \frac{{d\ell}}{{d\lambda}} = \frac{{S}}{{\lambda}} + n.", "not_equivalent"),
    (PRODUCT, rf"f'(x) = \frac{{d}}{{dx}}{BOTH.format('+')}" + "\n= 2x\\cos x - x^2 \\sin x", "equivalent"),
    (PRODUCT, rf"f'(x) = \frac{{d}}{{dx}}{BOTH.format('-')}" + "\n= 2x\\cos x - x^2 \\sin x", "invalid"),
])  # fmt: skip
def test_common_words(question, solution, verdict):
    assert judge_solution(ask(question), solution).verdict == verdict


def test_the_first_wrong_line_is_told_before_one_that_is_not_read():
    found = judge_solution(ask(BERNOULLI), "E[X] = p, foo(X) = p\nVar(X) = E[X^2] - E[X]\n= 0")
    assert [line.standing for line in found.lines] == ["unread", "wrong", "follows"]
    assert found.first_wrong == 2
    assert found.feedback.startswith("line 2: ")
    assert found.graded()["code"] == "wrong"
