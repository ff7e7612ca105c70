# ruff: noqa: E501  (a solution is on one line)
"""Worked solutions with reasons beside their lines, and with several equations in one line."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

MEAN = {"definitions": [r"\bar{X} = \frac1n\sum_{i=1}^n X_i"], "context": r"X_i are i.i.d. with mean \mu and variance \sigma^2",
        "reference": r"\mathrm{Var}(\bar{X}) = \frac{\sigma^2}{n}"}
CROSS = {"definitions": [r"\sigma(z)=\frac{1}{1+e^{-z}}", r"a=\sigma(z)", r"L=-y\log a-(1-y)\log(1-a)"], "reference": r"\frac{dL}{dz}=a-y"}
STEP = r"\mathrm{Var}(\bar{X}) = \frac{1}{n^2}\sum_{i=1}^n\mathrm{Var}(X_i)"
LAST = "\n= \\frac{\\sigma^2}{n}"
A, B, C = r"\frac{dL}{da} = \frac{a-y}{a(1-a)}", r"\frac{da}{dz} = a(1-a)", r"\frac{dL}{dz} = a-y"


@pytest.mark.parametrize("reason", [
    r" && \text{(independence)}", r" && \text{(i.i.d.)}", r" && \text{(since the X_i are independent)}", r" && \text{(1)}",
    r" && \text{[independence]}", r" && \text{using independence of the samples}", r" \tag{independence}", " (independence)",
    " by independence", " -- independence", " # independence", " [as the samples are independent]", " (since the X_i are independent)",
    ", because the samples are independent", r" \quad\text{(independence)}",
])  # fmt: skip
def test_a_reason_beside_a_line_leaves_it_as_it_is(reason):
    for step, verdict in ((STEP, "equivalent"), (STEP.replace("n^2", "n"), "not_equivalent")):
        made = f"\\begin{{aligned}}\n{step}{reason}\\\\{LAST}\n\\end{{aligned}}" if "&&" in reason else f"{step}{reason}{LAST}"
        assert judge_solution(ask(MEAN), made).verdict == verdict


@pytest.mark.parametrize("words", [
    "(only with independence)", "(without independence)", "(if the X_i are independent)", "which is independent of \\mu",
    "unless they are independent", "(they are not independent)",
])  # fmt: skip
def test_what_may_restrict_a_line_is_no_reason(words):
    assert judge_solution(ask(MEAN), f"{MEAN['reference']} {words}").verdict == "invalid"


@pytest.mark.parametrize(("text", "verdict"), [
    (rf"{A}, \quad {B}, \quad {C}", "equivalent"), (rf"$${A},\quad {B},\quad {C}$$", "equivalent"), (rf"{A},\; {B},\; {C}", "equivalent"),
    (rf"{A} \qquad {B} \qquad {C}", "equivalent"), (rf"{A} \qquad {C}", "equivalent"),
    (rf"{A}, \quad {B}, \quad {C}+1", "not_equivalent"), (rf"{C}, \quad {B}, \quad {A}+1", "not_equivalent"),
    (rf"{A} \qquad {B}a \qquad {C}", "not_equivalent"), (rf"{C}, \quad {B}, \quad y = 0", "invalid"), (rf"{C} \quad (y = 0)", "invalid"),
    (rf"{C}, \quad {B}, \quad 1 = 2", "invalid"), (rf"{C}, \quad {B}, \quad a = 1-\sigma(z)", "not_equivalent"),
])  # fmt: skip
def test_each_equation_of_a_line_is_judged(text, verdict):
    assert judge_solution(ask(CROSS), text).verdict == verdict
