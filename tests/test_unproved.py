"""What is told where nothing proves a reference: an answer is right as the question has it, and no more is said."""

from __future__ import annotations

import pytest

from symdl.errors import InputError
from symdl.grading import ask, check

ENTROPY = r"H(p) = -p\log p - (1-p)\log(1-p)"


@pytest.mark.parametrize("question", [
    {"reference": r"\frac{dL}{dw} = x"},
    {"reference": r"\mathrm{Var}(Y) = \sigma^2", "context": "Y = X_1"},
    {"reference": r"\mathrm{Var}(\bar X) = \sigma^2", "context": "X_i are identically distributed"},
    {"reference": r"\nabla_w L = X^\top(p - y)", "definitions": [r"p = \sigma(Xw)"]},
    {"reference": r"E[X] = \mu"},
    {"reference": r"\lim_{n\to\infty} a_n = 0"},
])  # fmt: skip
def test_what_is_believed_is_said(question: dict[str, object]) -> None:
    found = check(question, str(question["reference"]).partition("=")[2])
    assert found.verdict == "equivalent"
    assert "nothing given here proves its reference" in found.feedback
    assert ask(question).unproved


@pytest.mark.parametrize(("question", "answer"), [
    ({"reference": r"H'(p) = \log\frac{1-p}{p}", "definitions": [ENTROPY]}, r"\log(1-p) - \log p"),
    ({"reference": r"\frac{dH}{dp} = \log\frac{1-p}{p}", "definitions": [ENTROPY]}, r"\log(1-p) - \log p"),
    ({"reference": r"\tanh'(z) = 1 - \tanh^2(z)"}, r"\tanh'(z) = 1 - \tanh^2 z"),
    ({"reference": r"\sin''(x) = -\sin x"}, r"-\sin(x)"),
    ({"reference": "dL/dw = 2w", "definitions": ["L = w^2"]}, "2w"),
    ({"reference": r"\frac{d}{dx} x^2 = 2x"}, "2x"),
    ({"reference": r"m_t = \beta m_{t-1} + (1-\beta) g_t"}, r"\beta m_{t-1} + (1-\beta) g_t"),
    ({"reference": "x^2"}, "x*x"),
    ({"reference": r"\mathrm{Var}(\bar X) = \sigma^2/n", "definitions": [r"\bar X = \frac1n\sum_{i=1}^n X_i"],
      "context": r"X_i are i.i.d. with mean \mu and variance \sigma^2"}, r"\frac{\sigma^2}{n}"),
])  # fmt: skip
def test_what_is_proved_or_a_name_is_not(question: dict[str, object], answer: str) -> None:
    found = check(question, answer)
    assert found.verdict == "equivalent"
    assert "reference" not in found.feedback


@pytest.mark.parametrize("question", [
    {"reference": r"\tanh'(z) = 1 - \tanh(z)"}, {"reference": r"\sin''(x) = \sin x"}, {"reference": r"\exp'(x) = x"},
    {"reference": r"H'(p) = \log\frac{p}{1-p}", "definitions": [ENTROPY]},
    {"reference": r"\frac{dH}{dp} = 1 + \log\frac{1-p}{p}", "definitions": [ENTROPY]},
])  # fmt: skip
def test_what_is_false_is_refused(question: dict[str, object]) -> None:
    with pytest.raises(InputError, match="not what it is said to be"):
        ask(question)


@pytest.mark.parametrize("answer", [r"\tanh'(z)", r"\frac{d}{dz}\tanh z"])
def test_the_derivative_itself_is_no_answer(answer: str) -> None:
    assert check({"reference": r"\tanh'(z) = 1 - \tanh^2(z)"}, answer).verdict == "invalid"
