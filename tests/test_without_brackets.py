r"""Formulas that leave brackets out, so that they may be read in two ways: \log p/q, {a+b}c, a + b \bmod n."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.errors import InputError
from symdl.grading import ask, check, judge_solution


def asked(reference: str, *definitions: str, **more: Any) -> dict[str, Any]:
    return {"reference": reference, "definitions": [*definitions], **more}


ROOTS = asked(r"\frac{-b\pm\sqrt{b^2-4ac}}{2a}")
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
    # Brackets say where a function ends, around it or around what it is of.
    (asked("0"), r"(\log 1)/2"), (asked("0"), r"\left(\sin\pi\right)/2"), (asked(r"\frac13"), r"(\cos 2\pi)/3"),
    (asked("0"), r"\frac{\sin\pi}{2}"), (asked(r"\frac{(\log p)^2}{q}"), r"(\log p)^2/q"), (asked("0"), r"\sin(\pi)/2"),
    (asked(r"\frac{\log p}{q}"), r"(\log p)/q"), (asked(r"\sqrt b\log a"), r"(\log a)\sqrt b"),
    (asked(r"e^x\log a"), r"(\log a)\exp x"), (asked(r"e^x\log a"), r"(\log a)e^x"),
    # Braces that are not printed, where nothing hangs on them, and around what a function is of.
    (asked("x^2+1"), "{x^2}+{1}"), (asked("x^2+1"), r"{x}^{2}+{1}"), (asked("x^2+1"), r"\color{red}{x^2+1}"),
    (asked("x^2+1"), r"{\color{red} x^2+1}"), (asked("x^2+1"), r"\textcolor{red}{x^2}+1"), (asked("x+y-z"), "x+{y-z}"),
    (asked("(a+b)c"), "{(a+b)}c"), (asked(r"\frac x2y"), r"{x \over 2} y"), (asked("6x"), "{2}{3}x"),
    (asked(r"\log(1-p)"), r"\log{1-p}"), (asked(r"\exp(a+b)"), r"\exp{a+b}"),
    (asked(r"\hat{y}_i-y_i"), r"{\hat y}_i-y_i"),
    (asked(r"(a-b)\log(1-p)"), r"(a-b)\log{1-p}"), (asked("{a+b}c"), "{a+b}c"),
    # A congruence is of all that stands before it; a remainder that comes first is of that alone.
    (asked(r"(a+b)\bmod n"), r"a+b \pmod n"), (asked(r"(a+b)\bmod n"), r"a+b \mod n"), (asked("2"), r"5 \pmod 3"),
    (asked(r"1+(i \bmod n)"), r"i \bmod n + 1"), (asked(r"a+b \bmod n"), r"a+b \bmod n"),
    (asked(r"-a \bmod n"), r"(-a) \bmod n"), (asked(r"x+(t \bmod s)"), "x + t % s"),
    # An arrow with spaces around it, and less than what is negative.
    (asked(r"w - \eta g"), r"w <- w - \eta g"), (asked("a"), "b <- a"), (asked("x < -1"), "x<-1"),
    (asked(r"w_{t+1} = w_t - \eta g_t"), r"w_{t+1} <- w_t - \eta g_t"),
    # Plus and minus as keyboards have them, where the question has both.
    (ROOTS, "(-b+-sqrt(b^2-4*a*c))/(2*a)"), (ROOTS, r"\frac{-b +- \sqrt{b^2-4ac}}{2a}"), (asked(r"\pm 2"), "+-2"),
    (asked("x-2"), "x + -2"), (asked("x-2"), "x+(-2)"),
]  # fmt: skip

WRONG = [
    (KL, r"\sum_i p_i"), (asked("0"), r"\sin \pi/2"), (asked(r"\frac13"), r"\cos 2\pi/3"), (asked("0"), r"\log 1/2"),
    (asked(r"\log p"), r"\log 1/p"), (asked(r"\log 1/p"), "0"), (asked(r"\frac{\ln x}{2}"), r"\ln x/3"),
    (asked(r"\ln x/2"), r"\frac13\ln x"), (asked("1"), r"\sin x/x"), (asked(r"\frac{\sin x}{x}"), r"\sin x/x^2"),
    (asked(r"\log(2\pi\sigma^2)"), r"3\log \sigma\sqrt{2\pi}"),
    (asked("x^2+1"), r"x^2+1 \pmod 5"), (asked("x"), r"x+3 \pmod 3"), (asked("n+1"), r"n+4 \mod 3"),
    (asked(r"a+(b \bmod n)"), r"a+b \pmod{n}"), (asked(r"a+b \bmod n"), r"a+c \bmod n"),
    (ROOTS, "(-b-sqrt(b^2-4*a*c))/(2*a)"),
    (asked(r"\frac{-b+\sqrt{b^2-4ac}}{2a}"), "(-b+-sqrt(b^2-4*a*c))/(2*a)"),
    (asked("x-3"), "x+-2"), (asked("1"), "x<-1"),
    (asked("(a+b)c"), "{a+b}d"), (asked("x-(a-b)"), r"x-\textcolor{red}{a-2b}"), (asked("x^2+2"), "{x^2+1}"),
]  # fmt: skip

OPEN = [
    (KL, r"\sum_i p_i\log\frac{p_i}{q_i}"), (KL, r"\sum_i\frac{p_i\log p_i}{q_i}"),
    (asked(r"\sum_i p_i\log\frac{p_i}{q_i}"), r"\sum_i p_i\log p_i/q_i"),
    (asked(r"\log p(x)/q(x)"), r"\log\frac{p(x)}{q(x)}"),
    (asked(r"\arctan\frac yx"), r"\arctan y/x"), (asked(r"\frac{\ln 2}{k}"), r"\ln 2/k"),
    (asked(r"\frac{\ln x}{2}"), r"\ln x/2"), (asked(r"\ln\frac x2"), r"\ln x / 2"), (asked(r"\ln x/2"), r"\ln x-\ln 2"),
    (asked(r"\frac12\sin^2 x"), r"\sin^2 x/2"), (asked(r"\cos(x/10000^{2i/d})"), r"\cos x/10000^{2i/d}"),
    (asked(r"\frac12\log\frac{|A|}{|B|}"), r"\frac12\log|A|/|B|"), (asked("log(p/q)"), "log p/q"),
    (asked(r"-\frac{x}{2}", context="x is a number"), r"-\log e^x/2 + 0"),
    (asked(r"\log(2\pi\sigma^2)"), r"2\log \sigma\sqrt{2\pi}"), (asked(r"\log a+x"), r"\log a\exp x"),
    (asked(r"\log a+x"), r"\log a e^x"), (asked(r"e^x\log a"), r"\log a e^x"), (asked(r"e^x\log a"), r"\log a\exp x"),
    (asked(r"\frac{\log p}{q}"), r"{\log p}/q"), (asked("0"), r"{\log 1}/2"),
    # Of two places in the question each may be read in its own way.
    (asked(r"\ln x/2 + \sin y/3"), r"\ln(x/2) + \sin(y)/3"),
    *((asked(reference), f"x-{group}") for reference in ("x-(a-b)", "x-a-b") for group in (
        "{a-b}", "{{a-b}}",
        r"\textcolor{red}{a-b}", r"{\color{red} a-b}", r"\mathord{a-b}", r"\smash{a-b}", r"\displaystyle{a-b}",
        r"\underbrace{a-b}", r"\hspace{1em}{a-b}", r"{\rm a-b}")),
    (asked("(a+b)c"), "{a+b}c"), (asked("a+bc"), "{a+b}c"), (asked("{a+b}c"), "(a+b)c"), (asked("(a+b)c"), "c{a+b}"),
    (asked(r"\frac12(x+y)"), r"\frac12{x+y}"), (asked("2(x+1)^2"), "2{x+1}^2"), (asked(r"\frac12(x+y)"), "{x+y}/2"),
    (asked(r"-(1-y)\log(1-p)"), r"-{1-y}\log{1-p}"), (asked(r"\sum_i (x_i+c)"), r"\sum_i{x_i+c}"),
    (asked(r"a+(b \bmod n)"), r"a+b \bmod n"), (asked(r"(a+b) \bmod n"), r"a+b \bmod n"),
    (asked("n+1"), r"n+4 \bmod 3"),
    (asked(r"a+b \bmod n"), r"(a+b) \bmod n"),
    *((asked(r"\frac{-b-\sqrt{b^2-4ac}}{2a}"), f"(-b{sign}sqrt(b^2-4*a*c))/(2*a)") for sign in ("+-", " +- ", "-+")),
    (asked("x-2"), "x+-2"), (asked("x+-2"), "x-2"), (ROOTS, "(-b-+sqrt(b^2-4*a*c))/(2*a)"),
    (asked(r"(\sum_j x_j)y_i"), r"{\sum_i x_i}y_i"), (asked(r"\frac{a}{2b}"), r"\,a/{2b}"),
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


@pytest.mark.parametrize("answer", ["b<-a", "x<-a", "$b<-a$", "b_1<-a", "b <-a", "f(x)<-a"])
def test_an_arrow_has_spaces_around_it(answer: str) -> None:
    found = check(asked("a"), answer)
    assert found.verdict == "invalid"
    assert "an arrow, or less than a negative" in found.feedback


def test_a_remainder_of_a_whole_line_is_no_value_of_it() -> None:
    question = ask(asked(r"f'(x) = 2x\sin x+x^2\cos x", r"f(x) = x^2\sin x"))
    told = judge_solution(question, r"f'(x) = 2x\sin x+x^2\cos x + 3 \pmod 3")
    assert told.verdict != "equivalent"


def test_both_readings_are_told() -> None:
    told = check(asked(r"\sum_i p_i\log\frac{p_i}{q_i}"), r"\sum_i p_i\log p_i/q_i").feedback
    assert r"(\log p_i)/q_i or \log (p_i/q_i)" in told


def test_a_definition_is_read_in_one_way() -> None:
    with pytest.raises(InputError, match="two ways"):
        ask(asked(r"\frac{dL}{dp}", r"L = -y\log p/q"))
