r"""What words say of letters as an equation does: that is a claim, and no description."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.prose.worded import with_equations
from symdl.grading.worked.solution import judge_solution

SQUARE = {"definitions": ["y = x^2"], "reference": r"\frac{dy}{dx} = 2x"}
UNIT = {"definitions": ["z = w x + b", r"a = \frac{1}{1+e^{-z}}", r"L = \frac12 (a-y)^2"],
        "reference": r"\frac{\partial L}{\partial w} = (a-y) a (1-a) x"}
SLOPE, GRADIENT = r"$\frac{dy}{dx} = 2x$", r"$\frac{\partial L}{\partial w} = (a-y) a (1-a) x$"
PLAIN = "dL/dw = (a-y)*a*(1-a)*x"
SOFTMAX = {"definitions": [r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}"],
           "reference": r"\frac{\partial p_i}{\partial z_j} = p_i(\delta_{ij}-p_j)"}
ENTRY = r"$\frac{\partial p_i}{\partial z_j} = p_i(\delta_{ij}-p_j)$"


@pytest.mark.parametrize("words", [
    "equal to", "given by", "just", "simply", "", "defined as", "called", "denoted by", "exactly", "nothing but",
])  # fmt: skip
def test_a_letter_that_is_said_to_be_another_one(words):
    assert judge_solution(ask(SQUARE), f"{SLOPE}. Here $y$ is {words} $x$.").credit < 1


@pytest.mark.parametrize(("question", "text"), [
    (SQUARE, f"With $y$ equal to $x$, {SLOPE}."), (SQUARE, f"If $y$ is equal to $x$ then {SLOPE}."),
    (UNIT, f"By assumption $a$ is equal to $y$. {GRADIENT}"), (SQUARE, f"The slope is equal to $x$. {SLOPE}."),
    (UNIT, f"The derivative of $L$ with respect to $a$ is equal to $y$. Hence {GRADIENT}."),
    (UNIT, f"Since $a$ is the derivative of $z$ with respect to $w$, we get {GRADIENT}."),
    (SQUARE, f"So $x$ is the derivative of $y$. {SLOPE}."), (SQUARE, f"Let $u$ be the derivative $x$. {SLOPE}."),
    (SQUARE, f"{SLOPE}. So $x$."), (SQUARE, "dy/dx = 2x\nresult x"), (SQUARE, "dy/dx = 2x\nso x is the answer"),
    (UNIT, f"{GRADIENT}. The answer is $a$."), (UNIT, f"{GRADIENT}. The final answer is equal to $x$."),
    (UNIT, f"{GRADIENT}. Therefore the gradient is equal to $x$."), (UNIT, f"{PLAIN}\nanswer: a"),
    (UNIT, f"{GRADIENT}. The result is then given by $a$."), (UNIT, f"{PLAIN}\nHence a"), (UNIT, f"{PLAIN}\nor a"),
    (UNIT, f"{PLAIN}\n2. a"), (UNIT, f"{PLAIN}\nslope: a"), (SQUARE, "dy/dx = 2x\nderivative of y: cos(x)"),
    (SQUARE, "dy/dx = 2x\nderivative of y, 3*x"), (SQUARE, "dy/dx = 2x\nderivative of y - x^2"),
    (SQUARE, "Differentiate y: x^2\ndy/dx = 2x"), (UNIT, f"Derivative of L: y-a\nDerivative of z: w\n{PLAIN}"),
    (UNIT, f"1. Derivative of z: w\n2. {PLAIN}"), (UNIT, f"Step 1: derivative of z: w\nStep 2: {PLAIN}"),
    (SQUARE, f"Let $y$ be the outer function $x^3$. {SLOPE}."), (SQUARE, f"{SLOPE}, where $y$ is a fixed number."),
    (SOFTMAX, rf"{ENTRY}, where $\delta_{{ij}}$ is the Kronecker delta, which is always one."),
    (UNIT, r"$\frac{\partial L}{\partial w} = (a-y)\sigma'(z)x$, where $\sigma$ is the identity."),
])  # fmt: skip
def test_false_words_around_letters_have_no_full_marks(question, text):
    assert judge_solution(ask(question), text).credit < 1


@pytest.mark.parametrize(("question", "text"), [
    (SQUARE, "derivative of y: 2*x"), (SQUARE, "Differentiating gives $2x$."), (SQUARE, f"{SLOPE}. So $2x$."),
    (SQUARE, f"Here $x$ is the input and $y$ is the output. {SLOPE}"),
    (UNIT, r"Let $r$ be the error $a-y$. Then $\frac{\partial L}{\partial w} = r a(1-a)x$."),
    (UNIT, r"Let $r$ denote the error $a-y$. Then $\frac{\partial L}{\partial w} = r a(1-a)x$."),
    (UNIT, "The gradient of $L$ with respect to $w$ is $(a-y)a(1-a)x$."),
    (UNIT, f"The derivative of $z$ with respect to $w$ is $x$. So {GRADIENT}."),
    (UNIT, f"Here $a-y$ is the derivative of $L$ with respect to $a$. So {GRADIENT}."),
])  # fmt: skip
def test_what_words_say_rightly(question, text):
    assert judge_solution(ask(question), text).credit == 1


@pytest.mark.parametrize(("line", "made"), [
    ("Let $e$ be the error $y - x$.", "let $e = y - x$."), ("Denote $y - x$ by $e$.", "let $e = y - x$."),
    ("The derivative of $z$ with respect to $w$ is $x$", r"$\frac{\partial z}{\partial w} = x$"),
    ("Let $2e$ be the error $y - x$.", "Let $2e$ be the error $y - x$."),
    ("the derivative of $z + 1$ with respect to $w$ is $x$", "the derivative of $z + 1$ with respect to $w$ is $x$"),
])  # fmt: skip
def test_words_as_equations(line, made):
    assert with_equations(line) == made
