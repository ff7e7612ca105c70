# ruff: noqa: E501  (a solution is on one line)
"""Letters of a question that spell an English word are mathematics in a worked solution, and never taken off."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

SINE = {"definitions": [r"f(t) = \sin(a t)"], "reference": r"f'(t) = a\cos(a t)"}
HALF = {"definitions": ["p = b y", "L = p^2/2"], "reference": "dL/dy = b^2 y"}
SQUARE = {"definitions": ["u = a t", "f = u^2"], "reference": "df/dt = 2 a^2 t"}
LOG = {"definitions": [r"f(s) = \log(a s)"], "reference": "f'(s) = 1/s"}
SUM = {"definitions": ["Z = a X + b Y"], "context": r"X and Y are independent with mean \mu and variance \sigma^2",
       "reference": r"Var(Z) = (a^2+b^2)\sigma^2"}
PLAIN = {"definitions": ["f(x) = x^2"], "reference": "f'(x) = 2x"}


@pytest.mark.parametrize(("question", "solution"), [
    (SINE, "f'(t) = a cos(at)"), (SINE, r"f'(t) = \cos(at)(at)'" + "\n= a cos(at)"), (SINE, "f(t) = sin(at)\nf'(t) = a cos(at)"),
    (HALF, "dL/dy = b(by)\n= b^2 y"), (HALF, "L = \\frac12 (by)(by)\ndL/dy = b^2y"), (HALF, "dL/dy = p b = b [by]"),
    (SQUARE, "f = (at)(at)\n= a^2t^2\ndf/dt = 2a^2t"), (SQUARE, r"df/dt = 2a \cdot (at)"), (SQUARE, "df/dt = 2(at)a"),
    (LOG, r"f'(s) = \frac{a}{(as)}"), (SUM, "Var(Z) = Var(aX) + Var(bY)\n= a^2 Var(X) + b^2 Var(Y)\n= (a^2+b^2)\\sigma^2"),
    (SQUARE, "u = at\ndf/dt = 2ua = 2a^2t"), (SQUARE, "df/dt = 2a at"),
])  # fmt: skip
def test_a_product_that_spells_a_word_is_read(question, solution):
    assert judge_solution(ask(question), solution).verdict == "equivalent"


@pytest.mark.parametrize(("question", "solution"), [
    (SINE, r"f'(t) = a \cos(at)(at)"), (SINE, r"f'(t) = a \cos(a t) (at)"), (HALF, "dL/dy = b^2 y (by)"), (HALF, "dL/dy = b^2 y by"),
    (HALF, "dL/dy = b^2y (By)"), (SQUARE, "df/dt = 2a^2t (at)"), (SQUARE, "df/dt = 2a^2t\n(at)"), (SQUARE, "2a^2 t [at]"),
    (SQUARE, "df/dt = 2a^2t ((at))"), (SQUARE, r"df/dt = 2a^2t \quad (at)"), (SQUARE, "at 2a^2 t"),
])  # fmt: skip
def test_it_is_not_taken_off_a_wrong_line(question, solution):
    assert judge_solution(ask(question), solution).verdict in ("not_equivalent", "invalid")


def test_a_word_that_may_be_a_product_leaves_open_what_is_right_without_it():
    found = judge_solution(ask(HALF), "dL/dy = b^2 y by")
    assert found.verdict == "invalid"
    assert found.feedback.startswith('line 1: "by" is a word here, or a product')
    assert judge_solution(ask(HALF), "dL/dy = b^3 y by").verdict == "not_equivalent"


@pytest.mark.parametrize(("question", "solution"), [
    (PLAIN, "f'(x) = 2x (by the power rule)"), (PLAIN, "f'(x) = 2x (so)"), (PLAIN, "f'(x) = 2x, as required"),
    (HALF, "dL/dy = b^2 y (by the chain rule)"), (HALF, "dL/dy = b^2 y, by the chain rule"), (HALF, "by the chain rule, dL/dy = b^2 y"),
    (SQUARE, "so df/dt = 2a^2 t (chain rule)"), (SQUARE, "df/dt = 2a^2 t as required"), (SINE, "f'(t) = a cos(a t) (as required)"),
])  # fmt: skip
def test_other_words_are_still_words(question, solution):
    assert judge_solution(ask(question), solution).verdict == "equivalent"
