# ruff: noqa: E501  (a solution is on one line)
"""Worked solutions with words that say what an equation is, or what is done with one."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

CROSS = {"definitions": ["z = w x + b", r"a = \sigma(z)", r"L = -y \log a - (1-y) \log(1-a)"], "reference": r"\frac{\partial L}{\partial w} = (a - y) x"}
MEAN = {"definitions": [r"\hat{y}_i = w x_i + b", r"J = \frac{1}{2m} \sum_{i=1}^m (\hat{y}_i - y_i)^2"],
        "reference": r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i) x_i"}
SPREAD = {"definitions": [r"\mu = \frac1n \sum_{i=1}^n x_i", r"v = \frac1n \sum_{i=1}^n (x_i - \mu)^2"], "reference": r"v = \frac1n \sum_{i=1}^n x_i^2 - \mu^2"}


def judged(words, question=CROSS):
    return judge_solution(ask(question), f"{words} ${question['reference']}$.")


@pytest.mark.parametrize("words", [
    r"Let $\alpha = a - y$, the error.", r"Let $\alpha = a - y$ (the prediction error).", r"Let $\alpha = wx$, the logit.",
    r"Let $\alpha = a - y$ denote the residual.", r"Let $\alpha = a^2$, the square of $a$.", r"Let $\alpha = a + y$, the sum of $a$ and $y$.",
    r"Let $\alpha = a - y$, the derivative of $L$ with respect to $z$.", r"Set $\alpha = x$, i.e. the derivative of $z$ w.r.t. $w$.",
    r"Let the derivative of $L$ by $z$ be $\alpha = a - y$.", r"Let $u = 1 - a$; the derivative of $a$ with respect to $z$ is $a u$.",
    r"$\frac{\partial L}{\partial z} = a - y$, the derivative of $L$ with respect to $z$.", r"Let $\alpha = e^{-z}$, the exponential.",
    r"Let $\alpha = \frac{\partial L}{\partial z}$, the upstream gradient.", r"Let $\alpha = a - y$, the difference.",
])  # fmt: skip
def test_what_an_equation_is_called_may_be_so(words):
    assert judged(words).verdict == "equivalent"


@pytest.mark.parametrize("words", [
    r"Let $\alpha = 5 a$, the square of $a$.", r"Let $\alpha = a^3$ (the logarithm of $a$).", r"Let $\alpha = a y$, the sum of $a$ and $y$.",
    r"Let $\alpha = 7x$ (the derivative of $z$ with respect to $w$).", r"Let $\alpha = y - a$, i.e. the derivative of $L$ with respect to $z$.",
    r"Let $\alpha = y - a$, the derivative of $L$ by $z$. $\frac{\partial L}{\partial w} = -\alpha x = (a-y)x$.",
    r"Let $\alpha = y - a$ denote the derivative of $L$ with respect to $z$.", r"Let the derivative of $L$ by $z$ be $\alpha = y - a$.",
    r"Denote the square of $a$ by $\alpha = 5a$.", r"With $\alpha$ the derivative of $L$ by $z$, $\alpha = y - a$.",
    r"Let $\alpha = y - a$ [the derivative of $L$ by $z$].", r"Let $\alpha = y - a$ equal the derivative of $L$ by $z$.",
    r"Let $\alpha = y - a$, obviously the derivative of $L$ by $z$.", r"We set $\alpha = y - a$ for the derivative of $L$ by $z$.",
    r"$\frac{\partial L}{\partial z} = a - y$, the derivative of $L$ with respect to $w$.",
])  # fmt: skip
def test_what_it_is_called_falsely_is_wrong(words):
    assert judged(words).first_wrong == 1


@pytest.mark.parametrize(("words", "question"), [
    (r"Let $\alpha = a^2$, that is, the derivative.", CROSS), (r"Let $\alpha = 1+a$ (the derivative of the sigmoid).", CROSS),
    (r"Let $\alpha = y - a$, the negative gradient.", CROSS), (r"Let $\alpha = a + y$, the difference.", CROSS),
    (r"Let $\alpha = 5 + e^{-z}$, the exponential.", CROSS), (r"Let $\alpha = \frac{\partial L}{\partial z} + 1$, the gradient.", CROSS), (r"Let $\alpha = a^3$, the mean of $a$.", CROSS),
    (r"Let $s = \sum_{i=1}^n x_i$, the mean of the $x_i$.", SPREAD), (r"Let $q = \frac{1}{n}\sum_{i=1}^n x_i$, the sum of squares.", SPREAD),
])  # fmt: skip
def test_what_is_reckoned_and_not_said_of_what_is_left_open(words, question):
    assert judged(words, question).verdict == "invalid"


@pytest.mark.parametrize(("words", "question"), [
    ("Swapping $a$ and $y$,", CROSS), ("Replacing $a$ by $y$,", CROSS), ("Substituting $x$ for $w$,", CROSS), ("Renaming $x$ to $w$,", CROSS),
    ("Putting $a$ in place of $y$,", CROSS), ("We square both sides:", CROSS), ("We divide by $x - x$.", CROSS),
    ("Dividing by $0$,", CROSS), ("Dividing by $a - a$,", CROSS), ("Cancelling the factor $a - a$,", CROSS), ("Squaring,", CROSS),
    (r"$(x - x)\frac{\partial L}{\partial w} = (x-x)(a-y)x$. Dividing both sides by $x - x$,", CROSS), ("Multiplying by $2$,", CROSS),
    ("Taking logs,", CROSS), ("Taking the square root of both sides,", CROSS), ("Squaring,\n", CROSS), (r"Replacing $\hat{y}_i$ by $y_i$,", MEAN),
])  # fmt: skip
def test_what_is_done_and_not_seen_is_left_open(words, question):
    assert judged(words, question).verdict == "invalid"


@pytest.mark.parametrize(("words", "question"), [
    (r"Substituting $\sigma(z)$ for $a$,", CROSS), (r"Replacing $a$ by $\sigma(z)$,", CROSS), ("Swapping the factors,", CROSS), ("Substituting $z$ and $a$,", CROSS),
    ("Multiplying by $x$,", CROSS), ("Dividing by $x$,", CROSS), (r"Multiplying by $2$, $2 \frac{\partial z}{\partial w} = 2x$, and", CROSS),
    ("Renaming $i$ to $k$,", MEAN), ("Replacing the index $i$ by $k$,", MEAN), ("Interchanging the sum and the derivative,", MEAN),
    (r"Squaring, $a^2 = \sigma(z)^2$.", CROSS),
])  # fmt: skip
def test_what_is_done_may_be_so(words, question):
    assert judged(words, question).verdict == "equivalent"
