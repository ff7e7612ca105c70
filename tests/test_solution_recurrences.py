# ruff: noqa: E501  (a solution is on one line)
"""Recurrences in worked solutions: what repeats the definition, and what puts it into itself."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

MOMENTUM, ADAM = "momentum/velocity-unrolled", "adam/m-unrolled"
STATE = {"definitions": ["h_t = a h_{t-1} + b x_t", "h_0 = 0"], "reference": r"h_t = b \sum_{k=1}^t a^{t-k} x_k"}
UNROLLED, M = "\nv[t] = -lr*sum(mu^(t-i)*g[i], i=1..t)", "m_t = \\beta_1 m_{t-1} + (1-\\beta_1) g_t\n"
SUM, H = "\n= (1-\\beta_1) \\sum_{i=1}^t \\beta_1^{t-i} g_i", "\n= b \\sum_{k=1}^t a^{t-k} x_k"


@pytest.mark.parametrize(("question", "solution", "standings"), [
    (MOMENTUM, "v[t] = mu*v[t-1] - lr*g[t]" + UNROLLED, ["again", "right"]), (MOMENTUM, "v[t] = -lr*g[t] + mu*v[t-1]" + UNROLLED, ["again", "right"]),
    (MOMENTUM, "v[t] = mu*v[t-1] + lr*g[t]" + UNROLLED, ["wrong", "right"]), (MOMENTUM, "v[t] = mu*v[t-1] - g[t]" + UNROLLED, ["wrong", "right"]),
    (MOMENTUM, "v[t] = mu*(mu*v[t-2] - lr*g[t-1]) - lr*g[t]" + UNROLLED, ["right", "right"]),
    (MOMENTUM, "v[t] = mu*(mu*v[t-2] + lr*g[t-1]) - lr*g[t]" + UNROLLED, ["wrong", "right"]), (MOMENTUM, "v[t] = mu*v[t-2] - lr*g[t]" + UNROLLED, ["wrong", "right"]),
    (ADAM, M + r"= \beta_1^2 m_{t-2} + \beta_1 (1-\beta_1) g_{t-1} + (1-\beta_1) g_t" + SUM, ["again", "right", "right"]),
    (ADAM, M + r"= \beta_1^2 m_{t-2} + (1-\beta_1) g_{t-1} + (1-\beta_1) g_t" + SUM, ["again", "wrong", "wrong"]),
    (ADAM, M + r"= \beta_1^3 m_{t-3} + (1-\beta_1) (\beta_1^2 g_{t-2} + \beta_1 g_{t-1} + g_t)" + SUM, ["again", "right", "right"]),
    (ADAM, M + r"= \beta_1^3 m_{t-3} + (1-\beta_1) (\beta_1 g_{t-2} + \beta_1 g_{t-1} + g_t)" + SUM, ["again", "wrong", "wrong"]),
    (STATE, "h_t = a h_{t-1} + b x_t\n= a^2 h_{t-2} + a b x_{t-1} + b x_t" + H, ["again", "right", "right"]),
    (STATE, "h_t = a h_{t-1} + b x_t\n= a^2 h_{t-2} + b x_{t-1} + b x_t" + H, ["again", "wrong", "wrong"]),
    # what is so from some step on only is no answer
    (STATE, "h_t = a h_{t-1} + b x_t\n= a^2 h_{t-2} + a b x_{t-1} + b x_t", ["again", "right"]),
    (STATE, "h_t = a^2 h_{t-2} + a b x_{t-1} + b x_t\n" + H.strip().replace("k=1", "k=2"), ["right", "wrong"]),
])  # fmt: skip
def test_how_a_recurrence_is_unrolled(question, solution, standings):
    found = judge_solution(ask(question), solution)
    assert [line.standing for line in found.lines] == standings
    is_right = {*standings} <= {"again", "right"} and "sum" in solution
    assert (found.verdict == "equivalent", found.credit == 1) == (is_right, is_right)
