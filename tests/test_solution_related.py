# ruff: noqa: E501  (a solution is on one line)
"""Worked solutions with words that say of formulas what can be judged: what they depend on, what cancels, what is given."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

CROSS = {"definitions": ["z = w x + b", r"a = \sigma(z)", r"L = -y \log a - (1-y) \log(1-a)"], "reference": r"\frac{\partial L}{\partial w} = (a - y) x"}
LINE = {"definitions": ["z = w x + b"], "reference": r"\frac{\partial z}{\partial w} = x"}
FORM = {"definitions": [r"f = \frac12 x^\top A x - b^\top x"], "context": "A is symmetric", "reference": r"\nabla_x f = A x - b"}
TANH = {"definitions": ["a = w x", r"h = \tanh(a)"], "reference": r"\frac{dh}{dw} = (1-h^2) x"}
VERTEX = {"definitions": [r"f(w) = \frac{k}{2}(w - c)^2"], "reference": "w_0 = c", "assumptions": ["k > 0"]}
SPREAD = {"definitions": [r"\mu = \frac1n \sum_{i=1}^n x_i", r"v = \frac1n \sum_{i=1}^n (x_i - \mu)^2"],
          "reference": r"\frac{\partial v}{\partial x_j} = \frac{2}{n}(x_j - \mu)"}
DIVERGENCE = {"definitions": [r"K = \frac12(\mu^2 + \sigma^2 - 1 - \log \sigma^2)"], "assumptions": [r"\sigma > 0"],
              "reference": r"\frac{\partial K}{\partial \sigma} = \sigma - \frac{1}{\sigma}"}


def judged(question, before, behind=""):
    return judge_solution(ask(question), f"{before}${question['reference']}$.{behind}").verdict


@pytest.mark.parametrize(("question", "words"), [
    (CROSS, "Since $L$ depends on $w$ only through $z$, we have "), (CROSS, "The loss depends on $w$ through $a$. "),
    (CROSS, "Since $y$ does not depend on $w$, "), (CROSS, "Since $b$ is constant, "), (CROSS, "$x$ is constant with respect to $w$. "),
    (CROSS, "Because $y$ is independent of $w$, we get "), (CROSS, r"The factor $2$ cancels with the $\frac12$, so "),
    (CROSS, "The $a(1-a)$ factors cancel, leaving "), (CROSS, "There are three factors. "), (CROSS, "By the chain rule, we have three factors. First,\n"),
    (FORM, "Since $A$ is symmetric, "), (CROSS, "Since $x$, $y$ and $b$ are constant, "),
])  # fmt: skip
def test_what_words_say_may_be_so(question, words):
    assert judged(question, words) == "equivalent"


@pytest.mark.parametrize(("question", "words"), [
    (CROSS, "Since $L$ depends on $w$ only through $b$, we have "), (CROSS, "Since $L$ depends on $w$ only through $y$, "),
    (CROSS, "The loss depends on $x$ only through $w$. "), (CROSS, "Since $a$ does not depend on $w$, "), (CROSS, "Since $a$ is constant, "),
    (CROSS, "$z$ is constant with respect to $w$. "), (CROSS, "Because $z$ is independent of $x$, we get "),
    (CROSS, r"The factor $2$ cancels with the $\frac13$, so "), (CROSS, "The $a - a$ factors cancel, leaving "),
    (CROSS, "Since $a$ and $y$ are constants, "), (CROSS, "Since $y$ and $a$ are constants, "),
    (CROSS, "Since $L$ depends on $w$ only through $z$ and $b$, "), (CROSS, "Since $y$ does not depend on $b$ and $w$, "),
    (CROSS, "There are no factors. "), (FORM, "Since $A$ is diagonal, "), (FORM, "Since $b$ is symmetric, "),
])  # fmt: skip
def test_what_they_say_falsely_earns_no_full_marks(question, words):
    assert judged(question, words) != "equivalent"


@pytest.mark.parametrize(("place", "verdict"), [
    ("$a = y$", "equivalent"), ("$x = 0$", "equivalent"), ("$a = 1$", "invalid"), ("$w = 0$", "invalid"), ("$y = 0$", "invalid"),
])  # fmt: skip
def test_where_it_vanishes_is_tried(place, verdict):
    assert judged(CROSS, "", f" This makes sense: the gradient vanishes when {place}.") == verdict


@pytest.mark.parametrize(("question", "text", "verdict"), [
    (TANH, r"Since \frac{da}{dw} = x, we obtain \frac{dh}{dw} = (1-h^2) x", "equivalent"), (TANH, "Since da/dw = x, dh/dw = (1-h^2) x", "equivalent"),
    (TANH, r"Since \frac{da}{dw} = 2x, we obtain \frac{dh}{dw} = (1-h^2) x", "not_equivalent"), (TANH, "Since da/dw = x, dh/dw = (1+h^2) x", "not_equivalent"),
    (DIVERGENCE, f"Since log σ² = 2 log σ, K = ½(μ² + σ² − 1) − log σ\n{DIVERGENCE['reference']}", "equivalent"),
    (DIVERGENCE, f"Since log σ² = log σ, K = ½(μ² + σ² − 1) − log σ\n{DIVERGENCE['reference']}", "not_equivalent"),
    (VERTEX, "Setting f'(w) = 0 gives w = c.\nw_0 = c", "equivalent"), (VERTEX, "Setting f'(w) = 0 gives w = 2c.\nw_0 = c", "not_equivalent"),
    (VERTEX, "Solving f'(w) = 0 for w gives w = c\nw_0 = c", "equivalent"), (VERTEX, "Setting k(w+c) = 0 gives w = c.\nw_0 = c", "invalid"),
    (LINE, "dz/dw = d(wx)/dw + db/dw = x + 0 = x", "equivalent"), (LINE, "dz/dw = d(wx)/dw + db/dw = x + 1", "not_equivalent"),
    (TANH, "Let u = w x.\nSubstituting u back: dh/dw = (1-h^2) x", "equivalent"), (TANH, "Let u = w x.\nSubstituting u back: dh/dw = (1-h^2) w", "not_equivalent"),
    (SPREAD, f"{SPREAD['reference']}\nwhere we used that the sum of deviations vanishes: $\\sum_i (x_i - \\mu) = 0$.", "equivalent"),
    (SPREAD, f"{SPREAD['reference']}\nwhere we used that the sum of deviations vanishes: $\\sum_i (x_i - \\mu) = 1$.", "not_equivalent"),
    (SPREAD, f"{SPREAD['reference']}\nwhere we used that the sum of deviations vanishes.", "invalid"),
])  # fmt: skip
def test_what_a_plain_line_says_first_is_judged_by_itself(question, text, verdict):
    assert judge_solution(ask(question), text).verdict == verdict
