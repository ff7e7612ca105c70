# ruff: noqa: E501  (a solution is on one line)
"""What goes on with a sign from a line that could not be read is not judged as the answer."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

SUM = {"reference": "Var(S) = d", "definitions": [r"S = \sum_{i=1}^d q_i k_i"],
       "context": "q_i and k_i are independent random variables with mean 0 and variance 1"}
LINE = {"definitions": [r"\hat y = w x + b", r"L = (\hat y - y)^2"], "reference": r"dL/dw = 2 (w x + b - y) x"}


@pytest.mark.parametrize(("question", "solution", "standings"), [
    (SUM, "Var(q_i k_i) = E[q_i^2 k_i^2]\n= E[q_i^2] foo bar\n= 1\nVar(S) = d", ["beside", "unread", "beside", "right"]),
    (SUM, "Var(q_i k_i) = E[q_i^2 k_i^2]\n= E[q_i^2] foo bar\n= 2\nVar(S) = d", ["beside", "unread", "unread", "right"]),
    (LINE, r"\frac{d\hat y}{dw} = \frac{d}{dw} foo bar" + "\n= x\ndL/dw = 2(\\hat y - y) x", ["unread", "beside", "right"]),
    (LINE, "qq(z) = foo bar\n= x\ndL/dw = 2(wx+b-y)x", ["unread", "unread", "right"]),
    (LINE, "qq(z) = foo bar\n= x\n= 2(wx+b-y)x", ["unread", "unread", "unread"]),
])  # fmt: skip
def test_it_is_judged_by_what_the_line_says_it_of(question, solution, standings):
    found = judge_solution(ask(question), solution)
    assert [line.standing for line in found.lines] == standings
    assert found.verdict == "invalid"
    assert found.first_wrong is None


def test_what_is_said_of_the_answer_is_judged_behind_it_too():
    found = judge_solution(ask(LINE), "dL/dw = d/dw foo bar\n= 2(wx+b-y)\n= 2wx+2b-2y")
    assert [line.standing for line in found.lines] == ["unread", "wrong", "follows"]
    assert judge_solution(ask(LINE), "dL/dw = d/dw foo bar\n= 2(wx+b-y)x").lines[1].standing == "right"
