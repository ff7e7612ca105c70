r"""Answers that are chains of equal things, or say what they follow from: x = ax + b \Rightarrow x = \frac{b}{1-a}."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.grading import check

SHARE = {"reference": r"p = \frac{a}{a+b}"}
FIXED = {"reference": r"x = \frac{b}{1-a}"}
VALUE = {"reference": r"v = (I - \gamma P)^{-1}r", "context": "P is an n x n matrix, r and v are vectors"}
SYSTEM = {"reference": "w = A^{-1}b", "context": "A is an n x n matrix, w and b are vectors"}


@pytest.mark.parametrize(("question", "answer", "verdict"), [
    (SHARE, r"\frac{na}{na+nb} = \frac{a}{a+b}", "equivalent"),
    (SHARE, r"\frac{na}{na+nb} = \frac{a}{a+b} = \frac{1}{1+b/a}", "equivalent"),
    (SHARE, r"\frac{na}{na+mb} = \frac{a}{a+b}", "not_equivalent"),
    (SHARE, r"\frac{na}{na+nb} = \frac{b}{a+b}", "not_equivalent"),
    (SHARE, r"q = \frac{a}{a+b}", "not_equivalent"),
    (SHARE, r"n = \frac{na}{na+nb} = \frac{a}{a+b}", "not_equivalent"),
    ({"reference": "V = m(1-m)"}, "m - v - m^2 + v = m(1-m)", "equivalent"),
    ({"reference": "V = m(1-m)"}, "m - v - m^2 - v = m(1-m)", "not_equivalent"),
    ({"reference": "y = 2"}, r"\frac{2n}{n} = 2", "equivalent"),
    ({"reference": "y = 2"}, r"\frac{3n}{n} = 2", "not_equivalent"),
    (VALUE, r"v = r + \gamma Pv = (I-\gamma P)^{-1}r", "equivalent"),
    (VALUE, r"v = r - \gamma Pv = (I-\gamma P)^{-1}r", "not_equivalent"),
    (VALUE, r"v = r + \gamma Pv = (I+\gamma P)^{-1}r", "not_equivalent"),
])
def test_each_link_of_a_chain_holds(question: dict[str, Any], answer: str, verdict: str) -> None:
    assert check(question, answer).verdict == verdict


@pytest.mark.parametrize(("question", "answer"), [
    (FIXED, r"x = ax + b \Rightarrow x = \frac{b}{1-a}"),
    (FIXED, r"x - ax = b \implies (1-a)x = b \iff x = \frac{b}{1-a}"),
    (FIXED, "x = ax + b, so x = b/(1-a)"), (FIXED, r"ax + b = x \Rightarrow \frac{b}{1-a}"),
    (VALUE, r"v = r + \gamma Pv \Rightarrow v = (I-\gamma P)^{-1}r"), (SYSTEM, r"Aw = b \Rightarrow w = A^{-1}b"),
])
def test_an_answer_may_say_what_it_follows_from(question: dict[str, Any], answer: str) -> None:
    assert check(question, answer).verdict == "equivalent"


@pytest.mark.parametrize(("question", "answer"), [
    (FIXED, r"x = ax - b \Rightarrow x = \frac{b}{1-a}"), (FIXED, r"x = ax - b \Rightarrow x = \frac{-b}{1-a}"),
    (FIXED, r"x = x \Rightarrow x = \frac{b}{1-a}"),
    (FIXED, r"0 = 1 \Rightarrow x = \frac{b}{1-a}"), ({"reference": "x = 2"}, r"x^2 = 4 \Rightarrow x = 2"),
    ({"reference": "x = 0"}, r"x = x \Rightarrow x = 0"), (SYSTEM, r"wA = b \Rightarrow w = A^{-1}b"),
    (SYSTEM, r"Aw = b \Rightarrow w = bA^{-1}"), (VALUE, r"v = r - \gamma Pv \Rightarrow v = (I-\gamma P)^{-1}r"),
    ({"reference": "x = a + b"}, r"ax = a^2 + ab \Rightarrow x = a + b"),  # of any x where a = 0
    (SYSTEM, r"b^\top w = b^\top A^{-1} b \Rightarrow w = A^{-1}b"),
])
def test_what_does_not_follow_is_left_open(question: dict[str, Any], answer: str) -> None:
    assert check(question, answer).verdict == "undecided"
