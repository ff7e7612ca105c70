r"""What goes on without end in an answer: it makes none if it has no value, though nothing depends on it."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.grading import check

LETTER: dict[str, Any] = {"reference": "x", "context": "x is real"}


@pytest.mark.parametrize("answer", [
    r"x+0\cdot\sum_{k=1}^\infty k", r"x+0\sum_{k=1}^\infty\frac1k", r"x\cdot(\sum_{k=1}^\infty k)^0",
    r"x+(\int_0^\infty t\,dt)(x-x)", r"x+0\lim_{t\to0}\frac1t", r"x+0\lim_{t\to\infty}\sin t",
    r"x+0\prod_{k=1}^\infty 2", r"x+\sum_{k=1}^\infty k-\sum_{k=1}^\infty k", r"x+0\lim_{t\to0}\frac{|t|}{t}",
    r"x+0\sum_{k=0}^\infty(-1)^k", r"x+0\int_{-\infty}^\infty t\,dt",
])
def test_what_has_no_value_makes_no_answer(answer: str) -> None:
    assert check(LETTER, answer).verdict in ("undecided", "not_equivalent")


@pytest.mark.parametrize(("question", "answer"), [
    (LETTER, "x+0"), (LETTER, r"x+0\sum_{k=1}^\infty 2^{-k}"), (LETTER, r"x\sum_{k=1}^\infty 2^{-k}"),
    (LETTER, r"x+0\int_0^\infty e^{-t}dt"), (LETTER, r"x+0\lim_{t\to0}\frac{\sin t}t"),
    (LETTER, r"x+0\int_{-\infty}^\infty e^{-t^2}dt"),
    ({"reference": r"\sum_{k=0}^\infty x^k", "context": "|x|<1"}, r"\frac1{1-x}"),
    ({"reference": "e^x"}, r"\sum_{k=0}^\infty \frac{x^k}{k!}"),
    ({"reference": "1"}, r"\lim_{t\to0}\frac{\sin t}t"),
])
def test_what_has_one_does(question: dict[str, Any], answer: str) -> None:
    found = check(question, answer)
    assert found.verdict == "equivalent", found.feedback


@pytest.mark.parametrize("answer", [r"\arctan(\tan x)", r"\arcsin(\sin x)"])
def test_what_the_rules_leave_open_is_not_called_unreadable(answer: str) -> None:
    found = check({"reference": "x", "context": "0 < x < 1"}, answer)
    assert (found.verdict, found.agrees) == ("undecided", True), found.feedback
    assert "neither proved nor refuted" in found.feedback
