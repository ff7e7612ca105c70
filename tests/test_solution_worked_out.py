r"""References whose left side is read as its value: \sigma'(z) of the logistic function, which nothing defines."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

TANH = {"reference": r"\tanh'(z) = 1 - \tanh^2(z)"}
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


@pytest.mark.parametrize(("solution", "verdict"), [
    (TANH["reference"], "equivalent"), (r"\tanh'(z) = 1 - \tanh(z)", "not_equivalent"),
    (r"\tanh'(z) = \tanh'(z)", "undecided"),
])
def test_a_known_function_with_a_prime(solution, verdict):
    assert judge_solution(ask(TANH), solution).verdict == verdict


def test_a_step_that_is_left_open_is_told_in_plain_words():
    question = ask({"reference": "m_t = b m_{t-1}", "definitions": ["m_t = b m_{t-1}"]})
    found = judge_solution(question, "m_t = b^2 m_{t-2}")
    assert found.feedback.startswith("line 1: it is not seen whether this step is right")
