r"""Functions under other names than their usual ones, and functions that nobody knows."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.grading import check


@pytest.mark.parametrize(("reference", "answers"), [
    (r"\frac1{\sin x}", [r"\operatorname{cosec} x", "cosec x", r"\mathrm{cosec}(x)"]),
    (r"\arctan x", [r"\operatorname{arctg} x", "arctg(x)", r"\operatorname{Arctan} x"]),
    (r"\sinh x", [r"\operatorname{sh} x", "sh(x)", "sh x"]), (r"\cosh^2 x", [r"\operatorname{ch}^2 x", "ch^2(x)"]),
    (r"\tanh x", ["th(x)"]), (r"\coth x", ["cth(x)"]), (r"\cot x", ["cotg(x)"]), (r"\sin x", ["sen(x)", "Sin x"]),
    (r"\operatorname{arsinh} x", [r"\operatorname{arsh} x", "argsh(x)"]),
    (r"\ln x", ["Ln(x)", r"\operatorname{Log} x"]),
    ("e^x", [r"\operatorname{Exp} x", "Exp(x)"]), ("|x|", ["Abs(x)", r"\operatorname{Abs} x"]),
    (r"\sqrt x", ["Sqrt(x)"]), (r"\sqrt[3]x", ["cbrt(x)"]), (r"\log_2 x", ["log2 x", "ld(x)", "lb(x)"]),
    (r"\log_{10} x", ["log10 x"]), ("shx", ["sh(x)", "s h x"]), ("abx", ["ab(x)"]),
])
def test_other_names(reference: str, answers: list[str]) -> None:
    for answer in answers:
        found = check({"reference": reference}, answer)
        assert found.verdict == "equivalent", (answer, found.feedback)


@pytest.mark.parametrize(("reference", "answer"), [
    (r"\cosh x", "sh(x)"), (r"\ln x", "ld(x)"), (r"\sinh x", r"\operatorname{sh} 2x"), ("s h x", r"\sinh x"),
])
def test_another_function_is_wrong(reference: str, answer: str) -> None:
    assert check({"reference": reference}, answer).verdict == "not_equivalent"


@pytest.mark.parametrize(("reference", "answer"), [
    (r"\sqrt[3]x", "cbrt x"), (r"\sqrt x", "Sqrt x"), (r"\sin x", r"\operatorname{foo} x"), (r"\sin x", "foo(x)"),
    ("x^2", "g(x)"), (r"\int_0^1 t^{a-1}(1-t)^{b-1}dt", "B(a,b)"),
    (r"\Gamma(x)", "gamma(x)"), ("x", r"\operatorname{frac}(x)"),
])
def test_a_function_that_is_not_known_is_not_refuted(reference: str, answer: str) -> None:
    assert check({"reference": reference}, answer).verdict in ("invalid", "undecided")


def test_a_function_that_words_name_is_left_open() -> None:
    question: dict[str, Any] = {"reference": "x^2", "context": "f is a function"}
    assert check(question, "f(x)").verdict == "undecided"
    assert check(question, "x^2 + f(x) - f(x)").verdict == "equivalent"
    assert check(question, "x^3").verdict == "not_equivalent"


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    # Indicators by their condition.
    *((r"\max(0,x)", answer, "equivalent") for answer in (
        r"I_{x>0}x", r"\chi_{x>0}x", r"\mathds{1}_{x>0}x", r"\mathbbm{1}_{x>0}x", r"x\mathbbm 1_{x>0}",
        r"x I_{\{x>0\}}")),
    (r"\max(0,x)", r"I_{x<0}x", "not_equivalent"), (r"\max(0,x)", r"2\mathds{1}_{x>0}x", "not_equivalent"),
    # A function of a number that stands beside it, where no other thing follows.
    (r"\log(2x)", "log2+logx", "equivalent"), ("log(2)", "log2", "equivalent"), (r"\sqrt2/2", "sqrt2/2", "equivalent"),
    (r"\log(2x)", "log3+logx", "not_equivalent"), (r"\log_2 x", "log2 x", "equivalent"),
    ("log2+x", "log2+x", "equivalent"),
    # Letters of Unicode that are upright.
    ("e^x", "ℯ^x", "equivalent"), ("e^x", "ⅇ^x", "equivalent"), ("e^x", "2ℯ^x", "not_equivalent"),
    # The inner product of vectors binds less than what stands beside.
    (r"x^\top A x", r"x\cdot Ax", "equivalent"), (r"x^\top A y", r"x\cdot A y", "equivalent"),
    (r"x^\top A y", r"x\cdot A^\top y", "not_equivalent"), (r"x^\top A x", r"y\cdot Ax", "not_equivalent"),
    # A letter in front may be a number.
    (r"a x^\top W y", r"x^\top (aW) y", "undecided"), (r"a x^\top W y", r"2x^\top (aW) y", "not_equivalent"),
])
def test_signs_and_letters(reference: str, answer: str, verdict: str) -> None:
    found = check({"reference": reference}, answer)
    assert found.verdict == verdict, found.feedback
