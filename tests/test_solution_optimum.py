# ruff: noqa: E501  (a solution is on one line)
"""Where the derivative that is asked for is 0, behind it: a demand, and no claim."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

PARABOLA = {"definitions": ["f(x) = x(a-x)"], "reference": "f'(x) = a - 2x"}
SQUARE = {"definitions": ["L = (w x - y)^2"], "reference": "dL/dw = 2 (w x - y) x"}
IS, SLOPE = "f'(x) = a - 2x\n", "dL/dw = 2(wx-y)x\n"


@pytest.mark.parametrize(("question", "solution", "verdict"), [
    (PARABOLA, IS + r"f'(x) = 0 \iff x = a/2", "equivalent"), (PARABOLA, IS + "f'(x) = 0, so x = a/2", "equivalent"),
    (PARABOLA, IS + "a - 2x = 0\n2x = a\nx = a/2", "equivalent"), (PARABOLA, IS + "Setting f'(x) = 0 gives x = a/2", "equivalent"),
    (PARABOLA, IS + "f'(x) = 0\nx = a/2\nf(a/2) = a^2/4", "equivalent"), (SQUARE, SLOPE + r"dL/dw = 0 \implies w = y/x", "equivalent"),
    # What does not follow is wrong, and from a wrong derivative it may follow.
    (PARABOLA, IS + "f'(x) = 0\nx = a", "not_equivalent"), (SQUARE, SLOPE + "dL/dw = 0, so w = y", "not_equivalent"),
    (PARABOLA, "f'(x) = a - x\nf'(x) = 0\nx = a", "not_equivalent"), (PARABOLA, IS + "f'(x) = 0\nx = a/2\nf(a/2) = a^2/2", "not_equivalent"),
    # Nothing is solved from it, it is one more step, or it is not said where it holds.
    (PARABOLA, IS + "f'(x) = 0", "invalid"), (PARABOLA, IS + "= 0\nx = a/2", "invalid"), (PARABOLA, "f'(x) = a - 2x = 0\nx = a/2", "invalid"),
    (PARABOLA, IS + "x = a/2", "invalid"), (PARABOLA, "f'(x) = 0", "not_equivalent"), (PARABOLA, IS + "a = 2", "invalid"),
])  # fmt: skip
def test_what_is_solved_from_the_derivative(question, solution, verdict):
    assert judge_solution(ask(question), solution).verdict == verdict


def test_what_follows_from_a_wrong_derivative_is_not_wrong_again():
    found = judge_solution(ask(PARABOLA), "f'(x) = a - x\nf'(x) = 0\nx = a")
    assert [line.standing for line in found.lines] == ["wrong", "beside", "beside"]
