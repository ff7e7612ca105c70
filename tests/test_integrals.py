"""Integrals without ends: any antiderivative with a constant is right, and a false reference is refused."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest

from symdl.errors import InputError
from symdl.grading import check


@pytest.mark.parametrize(("integral", "right", "wrong", "open_"), [
    (r"\int x\,dx", [r"\frac{x^2}{2}+C", "x^2/2+c", r"F(x)=\frac{x^2}2+C_1", r"\int x\,dx = \frac{x^2}2+C"],
     ["x^2+C", r"\frac{x^2}{2}+Cx", r"C\frac{x^2}{2}", "1+C"],
     [r"\frac{x^2}{2}", r"\frac{x^2}{2}+3", r"\frac{x^2}{2}+y", r"\frac{x^2}{2}+\lfloor x\rfloor+C",
      r"\frac{x^2}{2}+\frac{|x|}{x}+C"]),
    (r"\int \frac1x dx", [r"\ln x+C", r"\ln|x|+C", r"\log(2x)+C"], [r"-\frac1{x^2}+C", r"\frac{1}{2}\log x+C"], []),
    (r"\int \sigma(x)dx", [r"\log(1+e^x)+C", r"x+\log(1+e^{-x})+C"], [r"\log(1+e^{-x})+C", r"\sigma(x)+C"], []),
    (r"\int x e^x dx", ["(x-1)e^x+C", "xe^x-e^x+C"], ["xe^x+C"], []),
    (r"\int \cos(ax)dx", [r"\frac{\sin(ax)}{a}+C"], [r"\sin(ax)+C", r"a\sin(ax)+C"], []),
    (r"\int x^2 dx+\int x dx", [r"\frac{x^3}3+\frac{x^2}2+C"], [r"\frac{x^3}3+C"], []),
])
def test_antiderivatives(integral: str, right: list[str], wrong: list[str], open_: list[str]) -> None:
    question = {"reference": integral}
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check(question, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)
    assert [check(question, answer).verdict for answer in open_] == ["undecided"] * len(open_)
    assert [check(question, f"{half}{integral}").verdict for half in ("", r"\frac12", "C+")] == ["invalid"] * 3


@pytest.mark.parametrize("definitions", [[], ["f(x)=e^{-x}"]], ids=["written", "defined"])
def test_the_value_of_a_reference(definitions: list[str]) -> None:
    integral = r"\int f(x)dx" if definitions else r"\int e^{-x}dx"
    question: dict[str, Any] = {"definitions": definitions, "reference": f"{integral} = -e^{{-x}}"}
    assert check(question, "-e^{-x}").verdict == "equivalent"
    assert check(question, "-e^{-x}+C").verdict == "equivalent"
    assert check(question, "-e^{-x}+K").verdict == "equivalent"
    assert check(question, "e^{-x}+C").verdict == "not_equivalent"
    with pytest.raises(InputError, match="not what it is said to be"):
        check({**question, "reference": f"{integral} = e^{{-x}}+C"}, "e^{-x}+C")


@pytest.mark.parametrize(("answer", "expected"), [
    ("x^2+c", "equivalent"), ("x^2+K", "equivalent"), ("x^2+C+1", "equivalent"), ("x^2-2C", "equivalent"),
    ("x^2", "not_equivalent"), ("x^2+3", "not_equivalent"), ("x^2+Cx", "not_equivalent"), ("2x^2+C", "not_equivalent"),
])
def test_a_constant_has_any_name(answer: str, expected: str) -> None:
    assert check({"reference": r"\int 2x\,dx = x^2 + C"}, answer).verdict == expected


@pytest.mark.parametrize("integral", [r"\int 2x\,dx=x^2+C", r"\int 2x\,dx"])
def test_the_constant_takes_every_value(integral: str) -> None:
    for answer in ("x^2+5-C", "(2x^2+C)/2", r"x^2+\pi C", "2(x^2/2+C)", "x^2+C_1+C_2", "x^2+C+K^2"):
        assert check({"reference": integral}, answer).verdict == "equivalent", answer
    for answer in ("x^2+C-C", "x^2+0C", "x^2+5+C-C", r"x^2+\frac CC", "x^2+C^0", r"x^2+\frac0C", "x^2+A-A", "x^2+C^2",
                   r"x^2+\sin^2 C+\cos^2 C", "x^2-e^C", r"x^2+\sin C", r"x^2+\frac1C", "x^2+C+C^2", r"x^2+\log C",
                   "x^2+(C-C)K", r"x^2+C\cdot\frac{d}{dx}5", r"x^2+\tanh C"):
        assert check({"reference": integral}, answer).verdict in ("undecided", "not_equivalent"), answer


@pytest.mark.parametrize("integral", [r"\int\frac1x\,dx=\log|x|+C", r"\int\frac1x\,dx"])
def test_a_constant_inside_of_a_logarithm(integral: str) -> None:
    for answer in (r"\log(C|x|)", r"\log|Cx|", r"\log|x|+\log C", r"\log(2|x|)+C"):
        assert check({"reference": integral}, answer).verdict == "equivalent", answer
    for answer in (r"\log(C^2|x|)", r"\log(C|x|)-\log C", r"\log|x|+\log(1+C^2)", r"\log(C+|x|)", r"C\log|x|"):
        assert check({"reference": integral}, answer).verdict in ("undecided", "not_equivalent"), answer


@pytest.mark.parametrize(("reference", "context", "right", "other"), [
    ("x^2+C", "C is an arbitrary constant", ["x^2+2C", "x^2+5C+3", "x^2-C", "x^2+C/2"],
     ["x^2+C-C", "x^2+C^2", "2x^2+C", "x^2+Cx", "x^2", "2x^2+2C", "x^3+2C"]),
    ("y=x^2+C", "C is a constant of integration", ["y=x^2+2C", "x^2-3C"], ["z=x^2+2C", "y=x^2+0C", "y=2x^2+C"]),
    ("x^2+C", "C is a constant", [], ["x^2+2C"]),
    ("x^2+C", "C is the capacity", [], ["x^2+2C"]),
    ("y=Ce^x", "C is an arbitrary constant", [], ["y=C^2e^x"]),
])
def test_an_arbitrary_constant(reference: str, context: str, right: list[str], other: list[str]) -> None:
    question = {"reference": reference, "context": context}
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert "equivalent" not in [check(question, answer).verdict for answer in other]


def test_the_witness_is_of_derivatives() -> None:
    told = check({"reference": r"\int x\,dx"}, "x^2+C").feedback
    assert told == "at x = 2, the derivative should be 2 and that of the answer is 4"


@pytest.mark.parametrize("context", ["", "C is an arbitrary constant"])
@pytest.mark.parametrize("reference", [r"\int\frac1x\,dx=\log|x|+C", r"\log|x|+C"])
def test_another_constant_gives_no_value_where_there_is_none(reference: str, context: str) -> None:
    question = {"reference": reference, "context": context}
    assert check(question, r"\log x + C").verdict == "undecided"
    assert check(question, r"\log x + 2C").verdict != "equivalent"
    assert check(question, r"\log|x| + C").verdict == "equivalent"


PHI = r"\Phi(x) = \frac{1}{\sqrt{2\pi}}\int_{-\infty}^x e^{-s^2/2} ds"
BELL = r"\frac{1}{\sqrt{2\pi}}e^{-x^2/2}"
GELU = {"definitions": [PHI, r"g(x) = x\Phi(x)"], "reference": rf"g'(x) = \Phi(x) + x{BELL}"}
BELOW = {"reference": r"\int_{-\infty}^x e^{-s^2 + 2as + b} ds"}
ABOVE = {"reference": r"\int_x^{\infty} \frac{e^{-\frac{(t - m)^2}{2}}}{\sqrt{2\pi}} dt"}
WITHOUT_END = {"reference": r"\int_{-\infty}^x e^{s^2} ds"}


@pytest.mark.parametrize(("question", "answer", "verdict"), [
    (GELU, rf"\Phi(x) + x{BELL}", "equivalent"),
    (GELU, rf"\frac{{1}}{{2}}(1 + \mathrm{{erf}}(x/\sqrt{{2}})) + x{BELL}", "equivalent"),
    (GELU, rf"\frac{{1}}{{2}}(1 + \mathrm{{erf}}(x)) + x{BELL}", "not_equivalent"),
    (GELU, rf"\Phi(x) - x{BELL}", "not_equivalent"),
    (GELU, rf"\Phi(x) + {BELL}", "not_equivalent"),
    (GELU, r"\Phi(x)", "not_equivalent"),
    (BELOW, r"\frac{\sqrt{\pi}}{2}e^{a^2 + b}(1 + \mathrm{erf}(x - a))", "equivalent"),
    (BELOW, r"\frac{\sqrt{\pi}}{2}e^{a^2 + b}(1 + \mathrm{erf}(x + a))", "not_equivalent"),
    (BELOW, r"\frac{\sqrt{\pi}}{2}e^{b - a^2}(1 + \mathrm{erf}(x - a))", "not_equivalent"),
    (ABOVE, r"\frac{1}{2}(1 - \mathrm{erf}(\frac{x - m}{\sqrt{2}}))", "equivalent"),
    (ABOVE, r"\frac{1}{2}(1 + \mathrm{erf}(\frac{x - m}{\sqrt{2}}))", "not_equivalent"),
    (WITHOUT_END, r"\frac{\sqrt{\pi}}{2}(1 + \mathrm{erf}(x))", "undecided"),  # which has no value
])
def test_a_bell_up_to_a_number(question: dict[str, object], answer: str, verdict: str) -> None:
    start = process_time()
    assert check(question, answer).verdict == verdict
    assert process_time() - start < 2
