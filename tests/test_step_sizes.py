r"""A \Delta before a letter, which is a difference and one name, or a step size and a factor."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.grading import check


def asked(reference: str, context: str = "", *assumptions: str) -> dict[str, Any]:
    return {"reference": reference, "context": context, "assumptions": [*assumptions]}


@pytest.mark.parametrize(("question", "answer"), [
    (asked(r"\frac{\Delta^2}{4} + \Delta s"), r"\Delta(s + \frac{\Delta}{4})"),
    (asked(r"x + \Delta v", r"\Delta is the step size."), r"x + v\Delta"),
    (asked(r"x + \Delta v", r"The step size is $\Delta$."), r"v\Delta + x"),
    (asked(r"x + \Delta v", "", r"\Delta > 0"), r"x + v\Delta"),
    (asked(r"\Delta v_n + \Delta^2 - 1"), r"v_n\Delta + \Delta^2 - 1"),
    # One name, and right as such.
    (asked(r"\Delta f = f(x + \Delta) - f(x)"), r"-f(x) + f(\Delta + x)"),
    (asked(r"y\Delta x + x\Delta y"), r"\Delta y\, x + \Delta x\, y"), (asked(r"\Delta w = -\eta g"), r"-g\eta"),
])  # fmt: skip
def test_right(question: dict[str, Any], answer: str) -> None:
    assert check(question, answer).verdict == "equivalent"


@pytest.mark.parametrize(("question", "answer"), [
    (asked(r"\frac{e^{\Delta a} - 1}{a} b"), r"(\Delta a)^{-1}(e^{\Delta a} - 1)\Delta b"),
    (asked(r"x + \Delta v"), r"x + v\Delta"), (asked(r"\bar{A} = e^{\Delta A}"), r"e^{A\Delta}"),
    (asked(r"\Delta w + \Delta v"), r"\Delta(w + v)"),
    # It may be no number, whatever stands beside it.
    (asked(r"y\Delta x + x\Delta y"), r"2x\Delta y"), (asked(r"x + \Delta v", r"\Delta v is small"), r"x + v\Delta"),
    (asked(r"\Delta a", r"\Delta is the difference operator."), r"a\Delta"),
    (asked(r"\Delta a + \Delta^2 b"), r"\Delta(a + \Delta b)"),
    (asked(r"\Delta a + x_{\Delta}"), r"x_{\Delta} + a\Delta"),
])  # fmt: skip
def test_open(question: dict[str, Any], answer: str) -> None:
    assert check(question, answer).verdict == "undecided"


@pytest.mark.parametrize(("question", "answer"), [
    (asked(r"\frac{\Delta^2}{4} + \Delta s"), r"\Delta(s - \frac{\Delta}{4})"),
    (asked(r"x + \Delta v", r"\Delta is the step size."), r"x + v + \Delta"),
    (asked(r"\Delta f = f(x + \Delta) - f(x)"), r"f\Delta"),
    (asked(r"x + \Delta v"), r"x - v\Delta"), (asked(r"x + \Delta v"), "x + v"),
    (asked(r"\bar{A} = e^{\Delta A}"), r"e^{-\Delta A}"), (asked(r"\frac{\Delta x}{\Delta t}"), r"\frac{x}{t}"),
])  # fmt: skip
def test_wrong(question: dict[str, Any], answer: str) -> None:
    assert check(question, answer).verdict == "not_equivalent"
