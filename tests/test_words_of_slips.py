"""What is told of a wrong answer names a change that would make it right, and where."""

from __future__ import annotations

import pytest

from symdl.grading import check


@pytest.mark.parametrize(("reference", "answer", "says"), [
    (r"\sqrt{\frac{6}{a+b}}", r"\frac{6}{a+b}", "The square root of 6/(a + b) is missing."),
    (r"y\sqrt{\frac{6}{a+b}}", r"\frac{6y}{a+b}", "The square root of 6/(a + b) is missing."),
    (r"\sqrt{ab}", "ab", "The square root of a*b is missing."),
    (r"\frac{1}{\sqrt{Lc}}", r"\frac{1}{Lc}", "The square root of L*c is missing."),
    (r"\sqrt{y\sin x}", r"y\sin x", "The square root of y*sin(x) is missing."),
    ("ab", r"\sqrt{ab}", "The square root of a*b does not belong there."),
    (r"\frac{y}{\sin x}", r"\sqrt{\frac{y}{\sin x}}", "The square root of y/sin(x) does not belong there."),
    ("(a+b)^2", "a+b", "The square of a + b is missing."), ("(a+b)^5", "(a+b)^3", "The exponent of a + b is wrong."),
    ("a+b", "(a+b)^2", "The exponent of a + b is wrong."),
    ("(x-m)/v", r"\frac{x-m}{\sqrt v}", "The square root of v does"),
    (r"\frac{1}{\sqrt{a+b}}", r"\sqrt{a+b}", "a + b is upside down."),
    ("(k^2a+1)b", "k^2ab", "A term is missing beside k^2*a: 1."),
    ("a+b+1", "a+b", "A term is missing: 1."),
    (r"\frac{a+k-1}{a+b+n-2}", r"\frac{a+k-1}{a+b+n-1}", "The number 1 should be 2."),
    ("c(a+b+4)", "c(a+b+2)", "The number 2 should be 4."),
    (r"y\log y-y", r"y\log y-1", "The factor y is missing in the term -1."),
    (r"\frac{L}{B\ln2}", r"\frac{L\ln2}{B}", "Divide by log(2) as well, do not multiply by it: it belongs below the"),
    (r"\frac{a}{b(c+1)}", r"\frac{a(c+1)}{b}", "Divide by c + 1 as well, do not multiply by it: it belongs below"),
    (r"c\sqrt{\frac{a}{b}}", r"c\frac{\sqrt a}{b}", "The power is taken of too much or too little."),
    (r"o\tanh(fc+iz)", r"o\tanh(fc+z)", "The factor i is missing in z."), ("u+iv", "u-iv", "The sign of i*v is wrong."),
    (r"\sin^2x+\cos^2x-1", "1", "what is asked for is 0 ± "),
])  # fmt: skip
def test_what_is_told(reference: str, answer: str, says: str) -> None:
    found = check({"reference": reference}, answer)
    assert found.verdict == "not_equivalent"
    assert found.feedback.startswith(says) or (not found.why and says in found.feedback)


def test_an_exponent_is_told_without_the_logarithm_that_it_is_read_with() -> None:
    question = {"definitions": [r"L = M(\sum_{i=1}^n (x_i/M)^p)^{1/p}"], "assumptions": ["x_i > 0", "M > 0"],
                "reference": r"\frac{\partial L}{\partial x_i}=(\frac{x_i}{L})^{p-1}"}
    assert check(question, r"(\frac{L}{x_i})^{p-1}").why == "The sign of the exponent of L/x[i] is wrong."


@pytest.mark.parametrize(("reference", "answer", "names"), [
    (r"o\tanh(fc+iz)", r"o\tanh(fc+z)", {"o", "f", "c", "i", "z"}), ("u+iv", "u-iv", {"u", "v"}),
    (r"\|A-B\|_F^2", r"\|A-B\|_F", {"A", "B"}), (r"\|A-F\|_F^2", r"\|A-F\|_F", {"A", "F"}),
])  # fmt: skip
def test_which_letters_have_values_where_an_answer_differs(reference: str, answer: str, names: set[str]) -> None:
    found = check({"reference": reference}, answer)
    assert found.witness is not None
    assert {*found.witness.values} == names


@pytest.mark.parametrize(("reference", "answer"), [
    (r"o\tanh(fc+iz)", r"o\tanh(zi+cf)"), (r"\tanh(ix)", r"i\tan x"),
    (r"f e^{i\omega t}c", r"fc(\cos\omega t+i\sin\omega t)"),
])  # fmt: skip
def test_an_i_is_a_gate_only_beside_others(reference: str, answer: str) -> None:
    assert check({"reference": reference}, answer).verdict == "equivalent"
