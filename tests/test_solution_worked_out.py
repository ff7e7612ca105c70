r"""References whose left side is read as its value: \sigma'(z) of the logistic function, which nothing defines."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

SIGMOID = {"reference": r"\sigma'(z) = \sigma(z)(1-\sigma(z))"}


@pytest.mark.parametrize(("solution", "verdict"), [
    (SIGMOID["reference"], "equivalent"), (r"\sigma(z)(1-\sigma(z))", "equivalent"),
    (r"\sigma'(z) = \sigma(z)-\sigma(z)^2" + "\n" + r"= \sigma(z)(1-\sigma(z))", "equivalent"),
    (r"\sigma'(z) = \sigma(z)(1+\sigma(z))", "not_equivalent"), (r"\sigma'(z) = \sigma'(z)", "undecided"),
    (r"\sigma'(z) = 2\sigma(z)(1-\sigma(z))" + "\n" + r"= \sigma(z)(1-\sigma(z))", "not_equivalent"),
    (r"\sigma'(z) = \sigma(z)(1-\sigma(z))" + "\n" + r"= \sigma'(z)", "equivalent"),
])
def test_the_reference_itself_is_an_answer_and_its_left_side_is_none(solution, verdict):
    assert judge_solution(ask(SIGMOID), solution).verdict == verdict
