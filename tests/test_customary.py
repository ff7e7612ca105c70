"""Letters that count by custom, and roots that are taken apart: what is right, where, and what stays open."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.grading import check


def asked(reference: str, context: str = "", *assumptions: str) -> dict[str, Any]:
    return {"reference": reference, "context": context, "assumptions": [*assumptions]}


@pytest.mark.parametrize(("question", "answer", "says"), [
    (asked(r"(1-\beta^t)s"), r"(1-\beta)s\sum_{i=0}^{t-1}\beta^i", "for whole t"),
    (asked("2^L-1"), r"\sum_{l=0}^{L-1}2^l", "for whole L"), (asked("(1+a)^n"), r"\prod_{k=1}^n(1+a)", "for whole n"),
    # A sum with factors and terms beside it, and a rate whose powers words of steps do not make members.
    (asked(r"\frac{1-a^n}{1-a} b"), r"b\sum_{k=0}^{n-1}a^k", "for whole n"),
    (asked(r"c-b\frac{1-a^n}{2(1-a)}"), r"c-\frac{b}{2}\sum_{k=0}^{n-1}a^k", "for whole n"),
    (asked(r"1-\beta^t", "after t steps"), r"(1-\beta)\sum_{i=1}^t\beta^{t-i}", "for whole t"),
    (asked("y^2x", "y is 1 or -1"), "x", "right"),
    (asked(r"\frac{D(D+1)}{2}"), r"\sum_{d=1}^D d", "right"), (asked("(a/b)^k"), "a^k b^{-k}", "for whole k"),
    (asked("(ab)^n", "n samples"), "a^nb^n", "for whole n"), (asked("(ab)^n", "n is an integer"), "a^nb^n", "right"),
    (asked(r"\sqrt{ab}"), r"\sqrt a\sqrt b", "wherever both are defined; it has no value at a = -"),
    (asked(r"\frac{a}{\sqrt{bc}}"), r"\frac{a}{\sqrt b\sqrt c}", "wherever both are defined"),
    (asked(r"\sqrt{a^2-b^2}"), r"\sqrt{a-b}\sqrt{a+b}", "wherever both are defined"),
    (asked(r"\sqrt{2\pi s^2}", "", "s > 0"), r"s\sqrt{2\pi}", "right"),
])  # fmt: skip
def test_right(question: dict[str, Any], answer: str, says: str) -> None:
    found = check(question, answer)
    assert found.verdict == "equivalent"
    assert says in found.feedback


@pytest.mark.parametrize(("question", "answer"), [
    (asked("(1+a)^x"), r"\prod_{k=1}^x(1+a)"), (asked(r"(ab)^\beta"), r"a^\beta b^\beta"), (asked("(ab)^r"), "a^rb^r"),
    # What is said of a letter counts, and so does a derivative by it.
    (asked("(ab)^k", "k is a real number"), "a^kb^k"), (asked("(ab)^t", "", "0 < t < 1"), "a^tb^t"),
    (asked("(ab)^{1/T}"), "a^{1/T}b^{1/T}"),
    # It is another one somewhere, or has no value where what is asked for takes another course.
    (asked(r"\sqrt{2\pi s^2}"), r"s\sqrt{2\pi}"), (asked(r"|a|\sqrt{ab}"), r"|a|\sqrt a\sqrt b"),
    (asked(r"|x|\sqrt{x^2-1}"), r"|x|\sqrt{x-1}\sqrt{x+1}"), (asked(r"\sqrt{(x-2)(x-6)}"), r"\sqrt{x-2}\sqrt{x-6}"),
    (asked(r"\sqrt{ab}", "", "a < 1"), r"\sqrt a\sqrt b"),
    (asked("(-1)^{2n}"), "1"),
])  # fmt: skip
def test_open(question: dict[str, Any], answer: str) -> None:
    assert check(question, answer).verdict == "undecided"


@pytest.mark.parametrize(("question", "answer"), [
    (asked(r"(1-\beta^t)s"), r"(1-\beta)s\sum_{i=0}^{t}\beta^i"), (asked("2^L-1"), r"\sum_{l=1}^{L-1}2^l"),
    (asked("(1+a)^n"), r"\prod_{k=1}^{n-1}(1+a)"), (asked("(a/b)^k"), "a^kb^k"), (asked("(-1)^n"), "1"),
    (asked(r"\frac{1-a^n}{1-a} b"), r"b\sum_{k=0}^{n}a^k"), (asked(r"\frac{1-a^n}{1-a} n"), r"b\sum_{k=0}^{n-1}a^k"),
    (asked("y^2x", "y is 0 or 1"), "x"), (asked("x^t y", "after t steps"), r"x\prod_{i=1}^{t-1}x\, y"),
    (asked(r"\sqrt{ab}"), r"\sqrt a+\sqrt b"), (asked(r"\sqrt{a^2b}"), r"a\sqrt{b}"),
])  # fmt: skip
def test_wrong(question: dict[str, Any], answer: str) -> None:
    assert check(question, answer).verdict != "equivalent"
