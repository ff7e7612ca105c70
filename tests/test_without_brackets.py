r"""Formulas that leave brackets out, so that they may be read in two ways: \log p/q, {a+b}c, a + b \bmod n."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.errors import InputError
from symdl.grading import ask, check


def asked(reference: str, *definitions: str, **more: Any) -> dict[str, Any]:
    return {"reference": reference, "definitions": [*definitions], **more}


KL = asked(r"\sum_i p_i\log p_i/q_i")

RIGHT = [
    # A slash behind what a function without brackets is of: as it stands in both, or where only one is ever meant.
    (KL, r"\sum_i p_i\log p_i/q_i"), (KL, r"\sum_j p_j\log p_j/q_j"), (asked("1"), r"\sin \pi/2"),
    (asked(r"-\frac12"), r"\cos 2\pi/3"), (asked(r"\frac12"), r"\sin^2 \pi/4"), (asked(r"-\log 2"), r"\log 1/2"),
    (asked(r"-\log p"), r"\log 1/p"), (asked(r"\log 1/p"), r"-\log p"), (asked(r"\sin\frac1x"), r"\sin 1/x"),
    (asked(r"\frac\pi4"), r"\arctan 1/1"), (asked(r"\sin\frac{2\pi k}{n}"), r"\sin 2\pi k/n"),
    (asked(r"\frac{\sin x}{x}"), r"\sin x/x"), (asked(r"\frac{\log T}{T}"), r"\log T/T"),
    (asked(r"\tan x"), r"\sin x/\cos x"), (asked(r"\frac{\log x}{\log 2}"), r"\log x/\log 2"),
    (asked(r"\frac{\ln x}{2}"), r"\ln(x)/2"), (asked(r"\frac{\ln|x|}{2}"), r"\ln|x|/2"),
    (asked(r"\frac{\ln x}{x^2}"), r"\ln x/x^2"), (asked(r"\log(2\pi\sigma^2)"), r"2\log\sqrt{2\pi}\sigma"),
    (asked(r"\sqrt{x}\sin x"), r"\sin x\sqrt{x}"), (asked(r"\sin x\cos x"), r"\cos x\sin x"),
]  # fmt: skip

WRONG = [
    (KL, r"\sum_i p_i"), (asked("0"), r"\sin \pi/2"), (asked(r"\frac13"), r"\cos 2\pi/3"), (asked("0"), r"\log 1/2"),
    (asked(r"\log p"), r"\log 1/p"), (asked(r"\log 1/p"), "0"), (asked(r"\frac{\ln x}{2}"), r"\ln x/3"),
    (asked(r"\ln x/2"), r"\frac13\ln x"), (asked("1"), r"\sin x/x"), (asked(r"\frac{\sin x}{x}"), r"\sin x/x^2"),
    (asked(r"\log(2\pi\sigma^2)"), r"3\log \sigma\sqrt{2\pi}"),
]  # fmt: skip

OPEN = [
    (KL, r"\sum_i p_i\log\frac{p_i}{q_i}"), (KL, r"\sum_i\frac{p_i\log p_i}{q_i}"),
    (asked(r"\sum_i p_i\log\frac{p_i}{q_i}"), r"\sum_i p_i\log p_i/q_i"), (asked(r"\log p(x)/q(x)"), r"\log\frac{p(x)}{q(x)}"),
    (asked(r"\arctan\frac yx"), r"\arctan y/x"), (asked(r"\frac{\ln 2}{k}"), r"\ln 2/k"),
    (asked(r"\frac{\ln x}{2}"), r"\ln x/2"), (asked(r"\ln\frac x2"), r"\ln x / 2"), (asked(r"\ln x/2"), r"\ln x-\ln 2"),
    (asked(r"\frac12\sin^2 x"), r"\sin^2 x/2"), (asked(r"\cos(x/10000^{2i/d})"), r"\cos x/10000^{2i/d}"),
    (asked(r"\frac12\log\frac{|A|}{|B|}"), r"\frac12\log|A|/|B|"), (asked("log(p/q)"), "log p/q"),
    (asked(r"-\frac{x}{2}", context="x is a number"), r"-\log e^x/2 + 0"),
    (asked(r"\log(2\pi\sigma^2)"), r"2\log \sigma\sqrt{2\pi}"), (asked(r"\log a+x"), r"\log a\exp x"),
    (asked(r"\log a+x"), r"\log a e^x"), (asked(r"e^x\log a"), r"\log a e^x"), (asked(r"e^x\log a"), r"\log a\exp x"),
    # Of two places in the question each may be read in its own way.
    (asked(r"\ln x/2 + \sin y/3"), r"\ln(x/2) + \sin(y)/3"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer"), RIGHT)
def test_right(question: dict[str, Any], answer: str) -> None:
    found = check(question, answer)
    assert found.verdict == "equivalent", found.feedback


@pytest.mark.parametrize(("question", "answer"), WRONG)
def test_wrong(question: dict[str, Any], answer: str) -> None:
    found = check(question, answer)
    assert found.verdict == "not_equivalent", found.feedback


@pytest.mark.parametrize(("question", "answer"), OPEN)
def test_open(question: dict[str, Any], answer: str) -> None:
    found = check(question, answer)
    assert found.verdict == "undecided", found.feedback


def test_both_readings_are_told() -> None:
    told = check(asked(r"\sum_i p_i\log\frac{p_i}{q_i}"), r"\sum_i p_i\log p_i/q_i").feedback
    assert r"(\log p_i)/q_i or \log (p_i/q_i)" in told


def test_a_definition_is_read_in_one_way() -> None:
    with pytest.raises(InputError, match="two ways"):
        ask(asked(r"\frac{dL}{dp}", r"L = -y\log p/q"))
