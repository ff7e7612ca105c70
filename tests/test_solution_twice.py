# ruff: noqa: E501  (a solution is on one line)
"""What follows from a mistake is not counted as another one, however the mistake was said."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

STEPS = {"definitions": ["T_1 = 2 T_0 + c", "T_2 = 2 T_1 + c", "T_3 = 2 T_2 + c"], "reference": "T_3 = 8 T_0 + 7 c"}
NEWTON = {"definitions": ["f(x) = x^2 - a", r"x_1 = x_0 - \frac{f(x_0)}{f'(x_0)}"], "reference": r"x_1 = \frac{x_0}{2} + \frac{a}{2x_0}"}
ARRAYS = {"definitions": [r"L = \|X w - y\|^2"], "reference": r"\nabla_w L = 2 X^\top (X w - y)"}
T2, SLOPE, WRITTEN = "T_2 = 2 T_1 + c = 4 T_0 + 2c\n", "f'(x) = 2x - 1\n", "L = w^\\top X^\\top X w - y^\\top X w + y^\\top y\n"


@pytest.mark.parametrize(("question", "solution", "last"), [
    (STEPS, T2 + "T_3 = 2 T_2 + c = 8 T_0 + 5c", "follows"), (STEPS, T2 + "T_3 = 2 T_2 + c = 8 T_0 + 6c", "wrong"),
    (STEPS, "T_2 = 2(2T_0 + c) + c = 4 T_0 + 2c\nT_3 = 2(4 T_0 + 2c) + c = 8 T_0 + 5c", "follows"),
    (NEWTON, SLOPE + r"x_1 = x_0 - \frac{x_0^2 - a}{2x_0 - 1}", "follows"), (NEWTON, SLOPE + r"x_1 = x_0 - \frac{x_0^2 + a}{2x_0 - 1}", "wrong"),
    (ARRAYS, WRITTEN + r"\nabla_w L = 2 X^\top X w - X^\top y", "follows"), (ARRAYS, WRITTEN + r"\nabla_w L = 2 X^\top X w - 3 X^\top y", "wrong"),
])  # fmt: skip
def test_what_follows(question, solution, last):
    found = judge_solution(ask(question), solution)
    assert (found.verdict, found.first_wrong, found.lines[-1].standing) == ("not_equivalent", 1, last)
    assert found.credit == (0.0 if last == "wrong" else pytest.approx(0.5, abs=0.11))
