# ruff: noqa: E501  (a solution is on one line)
"""Worked solutions: which line is wrong first, and that what follows from it is not marked down again."""

from __future__ import annotations

import pytest

from symdl.errors import InputError
from symdl.grading import ask, check
from symdl.grading.worked.solution import judge_solution

SIGMOID = "activations/sigmoid-derivative"
DVAR = "batch-norm/dvar"
LINEAR = {
    "definitions": [r"\hat{y}_i = w x_i + b", r"J = \frac{1}{2m} \sum_{i=1}^m (\hat{y}_i - y_i)^2"],
    "reference": r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i) x_i",
}

CASES = [
    # question, lines, the standing of each step, the first wrong line
    (SIGMOID, [r"\sigma'(z) = \frac{e^{-z}}{(1+e^{-z})^2}", r"= \frac{1}{1+e^{-z}} \cdot \frac{e^{-z}}{1+e^{-z}}",
               r"= \sigma(z) (1 - \sigma(z))"], ["right"] * 3, None),
    (SIGMOID, [r"\sigma'(z) = \frac{-e^{-z}}{(1+e^{-z})^2}", r"= -\frac{1}{1+e^{-z}} \cdot \frac{e^{-z}}{1+e^{-z}}",
               r"= -\sigma(z) (1 - \sigma(z))"], ["wrong", "follows", "follows"], 1),
    (SIGMOID, [r"\frac{e^{-z}}{(1+e^{-z})^2}", r"= \frac{1}{1+e^{-z}} \cdot \frac{e^{z}}{1+e^{-z}}",
               r"= \sigma(z) (1 - \sigma(z))"], ["right", "wrong", "wrong"], 2),
    (SIGMOID, [r"\sigma'(z) = \sigma(z) (1 - \sigma(z)) = \sigma(z) - \sigma(z)^2"], ["right"] * 2, None),
    (SIGMOID, [r"\sigma'(z) = \sigma(z) (1 - \sigma(z)", r"= \sigma(z) - \sigma(z)^2"], ["unread", "right"], None),
    (SIGMOID, ["exp(-z)/(1 + exp(-z))^2", "= sigmoid(z)*(1 - sigmoid(z))"], ["right"] * 2, None),
    (DVAR, [r"\begin{aligned}", r"\frac{\partial l}{\partial \sigma^2} &= \sum_i \frac{\partial l}{\partial \hat x_i}"
            r" (x_i - \mu) \cdot \frac{-1}{2} (\sigma^2 + \epsilon)^{-3/2} \\",
            r"&= -\frac12 \sum_i \frac{\partial l}{\partial \hat x_i} \hat x_i / (\sigma^2 + \epsilon)",
            r"\end{aligned}"],
     ["right"] * 2, None),
    (LINEAR, [r"\frac{\partial J}{\partial w} = \frac{1}{2m} \sum_{i=1}^m 2 (\hat{y}_i - y_i) x_i",
              r"= \frac{1}{m} \sum_{i=1}^m (w x_i + b - y_i) x_i"], ["right"] * 2, None),
    (LINEAR, [r"\frac{1}{2m} \sum_{i=1}^m (\hat{y}_i - y_i) x_i",
              r"= \frac{1}{2m} \sum_{i=1}^m (w x_i + b - y_i) x_i"], ["wrong", "follows"], 1),
]  # fmt: skip


@pytest.mark.parametrize(("question", "lines", "standings", "first"), CASES)
def test_each_line_against_the_one_before(question, lines, standings, first):
    found = judge_solution(ask(question), "\n".join(lines))
    assert [line.standing for line in found.lines] == standings, found.feedback
    assert found.first_wrong == first
    assert (found.verdict == "equivalent") == (set(standings) == {"right"})
    assert found.credit == _earned(standings)
    for line in found.lines:
        assert (line.witness is not None) == (line.standing == "wrong")


def _earned(standings):
    """1 for the first of each stretch without a mistake, then 1/2, 1/4, ..., as a share of that and the mistakes."""
    if set(standings) == {"right"}:
        return 1
    earned, next_ = 0, 1
    for standing in standings:
        if standing in ("right", "follows"):
            earned, next_ = earned + next_, next_ / 2
        elif standing == "wrong":
            next_ = 1
    credit = earned / (earned + sum(standing not in ("right", "follows") for standing in standings))
    return min(credit, 0.5) if standings[-1] == "wrong" else credit


def test_a_right_value_that_does_not_follow_is_told():
    found = judge_solution(ask(SIGMOID), "\n".join(CASES[2][1]))
    assert "what is asked for, but it does not follow" in found.lines[2].feedback


DW, IS = r"\frac{\partial J}{\partial w}", r"\frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i) x_i"
CHAIN = r"\sum_i \frac{\partial J}{\partial \hat y_i} \frac{\partial \hat y_i}{\partial w}"
SQUARED = {"definitions": ["f(x) = x^2"], "reference": "f'(x) = 2x"}
LOSS = r"J = \frac{1}{2m} \sum_i (\hat y_i - y_i)^2"


@pytest.mark.parametrize(("question", "lines", "standings", "verdict", "credit"), [
    # To say again what is asked for is no step, and no answer.
    (LINEAR, [DW], ["again"], "undecided", 0), (LINEAR, [f"{DW} = {DW}"], ["again"], "undecided", 0),
    (LINEAR, [f"{DW} + 0", f"{DW} + 1 - 1"], ["again"] * 2, "undecided", 0),
    (LINEAR, [f"{DW} = {DW}"] * 3 + ["= 42"], ["again"] * 3 + ["wrong"], "not_equivalent", 0),
    (LINEAR, [CHAIN], ["right"], "undecided", 0.5),
    (LINEAR, [f"{DW} = {CHAIN}", f"= {IS}"], ["right"] * 2, "equivalent", 1),
    ("momentum/velocity-unrolled", ["v_t"], ["again"], "undecided", 0),
    ("batch-norm/xhat-sums-to-zero", [r"\sum_i \hat x_i"], ["again"], "undecided", 0),
    # A function of a letter is what it is at that letter.
    (SQUARED, ["f(x) = x^2", "f'(x) = 2x"], ["beside", "right"], "equivalent", 1),
    (SQUARED, ["f(x) = x^3", "f'(x) = 2x"], ["wrong", "right"], "not_equivalent", 0.5),
    (SQUARED, ["f(2) = 4", "f'(x) = 2x"], ["beside", "right"], "equivalent", 1),
    (SQUARED, ["f(2) = 5", "f'(x) = 2x"], ["wrong", "right"], "not_equivalent", 0.5),
    (SQUARED, ["f'(2) = 4", "f'(x) = 2x"], ["beside", "right"], "equivalent", 1),
    (SQUARED, ["f'(2) = 5", "f'(x) = 2x"], ["wrong", "right"], "not_equivalent", 0.5),
    # To repeat a mistake earns nothing.
    (LINEAR, ["0"] * 6, ["wrong"] + ["again"] * 5, "not_equivalent", 0),
    (LINEAR, [f"{IS} + {k} - {k}" for k in range(1, 6)] + [f"-{IS}"], ["right"] * 5 + ["wrong"], "not_equivalent", 0.5),
    (LINEAR, [f"-{IS}"] + [f"-{IS} + {k} - {k}" for k in range(1, 6)], ["wrong"] + ["follows"] * 5, "not_equivalent",
     0),
    # Equations of other things stand beside the way, if they are true.
    (LINEAR, [LOSS, f"{DW} = {IS}", "0 = 0"], ["beside", "right", "beside"], "equivalent", 1),
    (LINEAR, [LOSS.replace("2m", "m"), f"{DW} = {IS}"], ["wrong", "right"], "not_equivalent", 0.5),
    (LINEAR, [LOSS], ["beside"], "undecided", 0),
    (LINEAR, [f"{DW} = {IS}", r"\frac{\partial J}{\partial b} = \frac1m \sum_i (\hat y_i - y_i)"],
     ["right", "beside"], "equivalent", 1),
    ("softmax-cross-entropy/gradient", [r"\sum_i y_i = 1", r"\frac{\partial L}{\partial z_t} = \hat y_t - y_t"],
     ["beside", "right"], "equivalent", 1),
])  # fmt: skip
def test_what_is_a_step(question, lines, standings, verdict, credit):
    found = judge_solution(ask(question), "\n".join(lines))
    assert [line.standing for line in found.lines] == standings, found.feedback
    assert (found.verdict, found.credit) == (verdict, credit)
    assert found.arrives or verdict != "equivalent"


CUBE = {"definitions": ["f(x) = (x^2+1)^3"], "reference": "f'(x) = 6x(x^2+1)^2"}
POWERS = {"definitions": ["f(x) = x^6 + 3x^4 + 3x^2"], "reference": "f'(x) = 6x^5 + 12x^3 + 6x"}
TWO = {"definitions": [r"a_i = \frac{1}{1 + e^{-w x_i}}", r"L = \sum_i a_i"],
       "reference": r"\frac{\partial L}{\partial w} = \sum_i a_i (1 - a_i) x_i"}

ERROR = {"definitions": ["L = (wx-y)^2"], "reference": r"\frac{\partial L}{\partial w} = 2(wx-y)x"}

WRITTEN = [
    # a line that starts or ends with a sign is no step of its own
    (POWERS, "f'(x) = 6x^5 + 12x^3\n+ 6x"), (POWERS, "f'(x) = 6x^5 + 12x^3 +\n6x"),
    (POWERS, r"\begin{align} f'(x) &= 6x^5 \\ &\quad + 12x^3 + 6x \end{align}"), (CUBE, "f'(x) =\n6x (x^2+1)^2"),
    (CUBE, r"f'(x) = 6x" + "\n" + r"\cdot (x^2+1)^2"),
    # numbers of equations, and what is said of a line
    (CUBE, r"\begin{align} f'(x) &= 3(x^2+1)^2 \cdot 2x && (1) \\ &= 6x(x^2+1)^2 && (2) \end{align}"),
    (CUBE, r"\begin{align} f'(x) &= 3(x^2+1)^2 \cdot 2x && \text{(chain rule)} \\ &= 6x(x^2+1)^2 \tag{2} \end{align}"),
    (CUBE, r"\begin{alignat}{2} f'(x) &= 3(x^2+1)^2 \cdot 2x \\[2pt] &= 6x(x^2+1)^2 \end{alignat}"),
    (CUBE, r"\begin{align} f(x) &= (x^2+1)^3 & f'(x) &= 6x(x^2+1)^2 \end{align}"),
    (CUBE, "By the chain rule:\nf'(x) = 3(x^2+1)^2 * 2x % comment\nso\n= 6x(x^2+1)^2"),
    (CUBE, "Step 1: f'(x) = 3(x^2+1)^2 * 2x (by the chain rule)\nStep 2: f'(x) = 6x(x^2+1)^2"),
    # new names, and equations of members
    (CUBE, "u = x^2 + 1\n" + r"\frac{du}{dx} = 2x" + "\n" + r"f'(x) = 3u^2 \cdot 2x"),
    (CUBE, r"Let $u = x^2 + 1$" + "\n" + r"f'(x) = 3u^2 \cdot 2x = 6 x u^2"),
    (CUBE, r"f'(x) = 3u^2 \cdot 2x \text{ where } u = x^2+1"),
    (TWO, r"\frac{\partial a_i}{\partial w} = a_i (1 - a_i) x_i" + "\n"
          + r"\frac{\partial L}{\partial w} = \sum_i a_i (1 - a_i) x_i"),
    (LINEAR, r"r_i = \hat y_i - y_i" + "\n" + DW + r" = \frac1m \sum_i r_i x_i"),
    (CUBE, "6x(x^2+1)^2 = f'(x)"),
    (POWERS, "6x^5\n+ 12x^3\n+ 6x"), (POWERS, "f'(x) = 6x (x^4 + 2x^2 + 1) = 6x^5\n+ 12x^3 + 6x"),
    (POWERS, "f'(x) = 6x^5\n+ 12x^3 + 6x = 6x (x^4 + 2x^2 + 1)"),
    # numbers and bullets of lines
    *((CUBE, f"{one} f'(x) = 3(x^2+1)^2 * 2x\n{two} f'(x) = 6x(x^2+1)^2") for one, two in (
        ("(1)", "(2)"), ("[1]", "[2]"), ("1.", "2."), ("2)", "3)"), ("a)", "b)"), ("(a)", "(b)"), ("i)", "ii)"),
        ("-", "-"), ("*", "*"), ("+", "+"), ("•", "•"), ("**Step 1.**", "**Step 2:**"), ("**Step 1**:", "Step 2:"))),
    (CUBE, "(1) f'(x) = 3(x^2+1)^2 * 2x\n(2) = 6x(x^2+1)^2"),
    (CUBE, "f'(x) = 3(x^2+1)^2 * 2x (1)\n= 6x(x^2+1)^2 (2)"), (CUBE, "f'(x) = 6x(x^2+1)^2   (2)"),
    (CUBE, "f'(x) = 6x(x^2+1)^2 \\quad [7]"), (CUBE, "f'(x) = 6x(x^2+1)^2 (*)"),
    # several steps in one line
    *((CUBE, f"f(x) = (x^2+1)^3{sign} f'(x) = 6x(x^2+1)^2") for sign in (
        r" \implies", r" \Rightarrow", r" \iff", " ⇒", " =>", ";", ", so", r" \text{, so }", r", \text{and hence}")),
    (CUBE, "Let u = x^2 + 1 and v = 3\nf'(x) = v u^2 * 2x"), (CUBE, "u = x^2+1, v = 2x\nf'(x) = 3u^2 * v"),
    (CUBE, r"f'(x) \overset{(1)}{=} 3(x^2+1)^2 \cdot \underbrace{2x}_{\text{inner}} \stackrel{(2)}{=} 6x(x^2+1)^2"),
    (CUBE, "f'(x) = 3(x^2+1)^2 \\cdot 2x\n\\intertext{so that}\n= 6x(x^2+1)^2"),
    (ERROR, r"e = wx - y" + "\n" + r"\frac{\partial L}{\partial w} = 2ex"),
    (ERROR, "u = wx - y\n" + r"\frac{\partial u}{\partial w} = x" + "\n" + r"\frac{\partial L}{\partial w} = 2ux"),
    (TWO, r"z_i = w x_i" + "\n" + r"\frac{\partial z_i}{\partial w} = x_i" + "\n"
          + r"\frac{\partial L}{\partial w} = \sum_i a_i (1 - a_i) x_i"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "solution"), WRITTEN)
def test_as_people_write_them(question, solution):
    found = judge_solution(ask(question), solution)
    assert (found.verdict, found.credit) == ("equivalent", 1.0), found.feedback


@pytest.mark.parametrize(("question", "solution", "verdict", "first"), [
    (POWERS, "f'(x) = 6x^5 + 12x^3\n- 6x", "not_equivalent", 1),
    (CUBE, "u = x^2 - 1\n" + r"f'(x) = 3u^2 \cdot 2x", "not_equivalent", 2),
    (CUBE, "u = x^2 + 1\n" + r"\frac{du}{dx} = 3x" + "\nf'(x) = 6x(x^2+1)^2", "not_equivalent", 2),
    (TWO, r"\frac{\partial a_i}{\partial w} = a_i (1 + a_i) x_i" + "\n"
          + r"\frac{\partial L}{\partial w} = \sum_i a_i (1 - a_i) x_i", "not_equivalent", 1),
    *((CUBE, f"{line} = 0\nf'(x) = 6x(x^2+1)^2", "not_equivalent", 1) for line in ("f'", "f''")),
    # what speaks of another name is no new one
    *((CUBE, f"{line}\nf'(x) = 6x(x^2+1)^2", "invalid", None) for line in (
        r"\dot f = 0", "df = 0", "dx = 0", "x' = 7", r"\Delta f = 0", "u = x^2+1\ndu = 3x")),
    (CUBE, "u = x^2+1\nu' = 3x\nf'(x) = 6x(x^2+1)^2", "not_equivalent", 2),
    (ERROR, "u = wx - y\n" + r"\frac{\partial u}{\partial w} = y" + "\n" + r"\frac{\partial L}{\partial w} = 2ux",
     "not_equivalent", 2),
    # words that may change what a line says
    *((CUBE, f"f'(x) = 6x(x^2+1)^2\n{words}", "invalid", None) for words in (
        "so it equals zero", "which is false", "minus seven", "times two", "squared", "multiplied by two",
        "half of this")),
    (CUBE, "f'(x) = 6x(x^2+1)^2\nonly if x is positive", "invalid", None),
    (CUBE, "this is not right:\nf'(x) = 6x(x^2+1)^2", "invalid", None),
    # as an answer, the last line is not right
    (CUBE, r"f'(x) = 6 e^{\log x} (x^2+1)^2", "undecided", None),
    ({**LINEAR, "strict": True}, DW + r" = \frac1m \sum_i (w x_i + b - y_i) x_i", "not_equivalent", 1),
    # how far a sign of a derivative reaches
    ({"definitions": ["f(x) = x^2 e^x"], "reference": "f'(x) = 2x e^x + x^2 e^x"},
     r"f'(x) = \frac{d}{dx}(x^2) e^x - x^2 \frac{d}{dx} e^x" + "\n" + r"= 2x e^x + x^2 e^x", "invalid", None),
])  # fmt: skip
def test_not_right(question, solution, verdict, first):
    found = judge_solution(ask(question), solution)
    assert (found.verdict, found.first_wrong) == (verdict, first), found.feedback
    assert found.credit < 1


EXP = {"definitions": ["f(x) = x^2 e^{3x}"], "reference": "f'(x) = 2x e^{3x} + 3x^2 e^{3x}"}
RIGHT, FACTORED = "2x e^{3x} + 3x^2 e^{3x}", "x e^{3x}(2+3x)"
WRONG, FROM_WRONG, ON = "2x e^{3x} + x^2 e^{3x}", "x e^{3x}(2+x)", "x (e^x)^3 (2+x)"
QUOTIENT = r"\frac{d}{dx} \frac{x}{x^2+1}"
CLOSED = r"\frac{1-x^2}{(x^2+1)^2}"
AVERAGE = {"reference": "m_t = b m_{t-1} + (1-b) g_t"}
SQUARES = {"definitions": ["r_i = w x_i - y_i", r"J = \sum_{i=1}^m r_i^2"],
           "reference": r"\frac{\partial J}{\partial w} = 2\sum_i r_i x_i"}


@pytest.mark.parametrize(("question", "solution", "standings", "credit"), [
    # what follows from a mistake follows, whether the left side is said again or not
    (EXP, f"f'(x) = {WRONG}\n= {FROM_WRONG}\n= {ON}", ["wrong", "follows", "follows"], 0.6),
    (EXP, f"f'(x) = {WRONG}\nf'(x) = {FROM_WRONG}\nf'(x) = {ON}", ["wrong", "follows", "follows"], 0.6),
    (EXP, f"f'(x) = {WRONG}\nf'(x) = 5\nf'(x) = {ON}", ["wrong"] * 3, 0),
    # what is asked for, copied behind a mistake, earns nothing; what is done from there on, does
    (EXP, f"f'(x) = {WRONG}\nf'(x) = {FROM_WRONG}\nf'(x) = {FACTORED}", ["wrong", "follows", "right"], 0.5),
    (EXP, f"f'(x) = {WRONG}\n= {FROM_WRONG}\n= {FACTORED}", ["wrong", "follows", "wrong"], 1 / 3),
    (EXP, f"f'(x) = 5\nf'(x) = {RIGHT}", ["wrong", "right"], 0),
    (EXP, f"f'(x) = 5\nf'(x) = {RIGHT}\n= {FACTORED}", ["wrong", "right", "right"], 0.5),
    # the state moves with each step
    (EXP, f"f'(x) = {RIGHT}\n= 5x\n= {RIGHT}\n= {FACTORED}", ["right", "wrong", "wrong", "follows"], 0.5),
    (EXP, f"f'(x) = {RIGHT}\n= 5x\nf'(x) = {RIGHT}\n= 5x", ["right", "wrong", "again", "wrong"], 1 / 3),
    (EXP, f"f'(x) = {RIGHT}\n= 5x\n= 5x\n= f'(x)", ["right", "wrong", "again", "wrong"], 1 / 3),
    # to spin a solution out earns nothing
    (EXP, "f'(x) = 0\n= " + "\n= ".join(f"\\log(e^{{{k}}}) - {k}" for k in range(1, 58)), ["wrong", *["follows"] * 57],
     0),
    (EXP, f"f'(x) = {WRONG}\n= " + "\n= ".join(f"({WRONG}) \\log(e^{{{k}}})/{k}" for k in range(1, 9)),
     ["wrong", *["follows"] * 8], 0),
    (EXP, "f'(x) = " + "\n= ".join(f"({RIGHT})\\log(e^{{{k}}})/{k}" for k in range(1, 30)) + "\n= 5",
     [*["right"] * 29, "wrong"], 0.5),
    (EXP, "f'(x) = " + "\n= ".join(f"\\frac{{d}}{{dx}}(x^2e^{{3x}}+{k})" for k in range(1, 30)), ["right"] * 29, 0.5),
    # honest work with one mistake keeps most of the marks
    (CUBE, "f'(x) = 3(x^2+1)^2 x\n= 3x(x^4+2x^2+1)\n= 3x^5+6x^3+3x", ["wrong", "follows", "follows"], 0.6),
    (CUBE, "f'(x) = 3(x^2+1)^2 \\cdot 2x\n= 6x(x^2+1)^2\n= 6x(x^4+x^2+1)\n=6x^5 + 6x^3+6x",
     ["right", "right", "wrong", "follows"], 2.5 / 3.5),
    # a reference that says what a derivative is, or what the answer is called
    ({"reference": f"{QUOTIENT} = {CLOSED}"}, f"{QUOTIENT} = {CLOSED}", ["right"], 1),
    ({"reference": f"{QUOTIENT} = {CLOSED}"}, QUOTIENT, ["again"], 0),
    ({"reference": f"{QUOTIENT} = {CLOSED}"}, f"{QUOTIENT} = \\frac{{x^2 + 1 - 2x^2}}{{(x^2+1)^2}}\n= {CLOSED}",
     ["right"] * 2, 1),
    ({"reference": QUOTIENT}, r"= \frac{d}{dx} \frac{2x}{2x^2+2}", ["right"], 0.5),
    ({"reference": QUOTIENT}, f"= {CLOSED}", ["right"], 1),
    ({"reference": "f'(x) = 2x"}, "f'(x) = 2x", ["right"], 1),
    ({"reference": "f'(x) = 2x"}, "f'(x) = 3x\nf'(x) = x + 2x", ["wrong", "follows"], 0.5),
    (AVERAGE, "m_t = b m_{t-1} + (1-b) g_t", ["right"], 1), (AVERAGE, "m_t", ["again"], 0),
    (AVERAGE, "m_t = m_t", ["again"], 0), (AVERAGE, "m_t = m_t + 0", ["unread"], 0),
    (AVERAGE, "m_t - b m_{t-1} = (1-b) g_t", ["unread"], 0),
    # what is asked for with more around it earns nothing; a derivative beside the way does, but for one that is a number
    ({"reference": f"{QUOTIENT} = {CLOSED}"}, f"{QUOTIENT} = {QUOTIENT} + 0\n= 7", ["right", "wrong"], 0),
    (SQUARES, r"\frac{\partial r_i}{\partial w} = x_i" + "\n" + r"\frac{\partial J}{\partial w} = \sum_i r_i x_i",
     ["beside", "wrong"], 0.5),
    (SQUARES, "dw/dw = 1\n" + r"\frac{\partial J}{\partial w} = \sum_i r_i x_i", ["beside", "wrong"], 0),
    # what could not be read stands for nothing, not for a number
    (SQUARES, "e = w x_i - y_i\n" + r"\frac{\partial J}{\partial w} = 2 \sum_i e x_i" + "\n" + r"= 2 \sum_i r_i x_i",
     ["unread", "unread", "right"], 1 / 3),
    (EXP, f"50% of students get this wrong.\nf'(x) = {RIGHT}", ["unread", "right"], 0.5),
    (EXP, f"i = 1, \\ldots, m\nf'(x) = {RIGHT} % well\n", ["unread", "right"], 0.5),
    # a bullet, a number or a sign at the start
    (EXP, "f'(x) = 2x e^{3x}\n- f(x) + f(x) + 3x^2 e^{3x}", ["right"], 1),
    (SQUARED, "-f'(x) = 2x", ["wrong"], 0), (SQUARED, "2x\n- x^2", ["right", "wrong"], 0.5),
    (EXP, f"f'(x) = {RIGHT} (2)", ["unread"], 0), (SQUARED, "f'(x) = x (2)", ["right"], 1),
    (EXP, f"f'(x) = {RIGHT}\n\\intertext{{which is false}}\n= {FACTORED}", ["right", "unread", "right"], 0.6),
    # several steps in one line
    (EXP, r"f(x) = x^2 e^{3x} \implies f'(x) = 2x e^{3x}" + "\n" + r"\implies f'(x) = 3x e^{3x}",
     ["beside", "wrong", "wrong"], 0),
    (EXP, f"f'(x) = {RIGHT}; f'(x) = 5", ["right", "wrong"], 0.5),
])  # fmt: skip
def test_what_a_solution_earns(question, solution, standings, credit):
    found = judge_solution(ask(question), solution)
    assert [line.standing for line in found.lines] == standings, found.feedback
    assert found.credit == pytest.approx(credit)
    assert (found.verdict == "equivalent") == (credit == 1)


@pytest.mark.parametrize(("solution", "number"), [
    (f"\\begin{{align}}\nf'(x) &= {RIGHT} \\\\\n&= 5\n\\end{{align}}", 3),
    (f"\\begin{{align}} f'(x) &= {RIGHT} \\\\ &= 5 \\end{{align}}", 1),
    (f"\n\n1. f'(x) = {RIGHT}\n\n\n2. f'(x) = 5", 6), ("f'(x) = 2x e^{3x}\n+ 3x^2 e^{3x}\n= 5", 3),
    (f"```\nf'(x) = {RIGHT}\n```\n= 5", 4), (f"f(x) = x^2 e^{{3x}} \\implies f'(x) = {RIGHT} \\implies f'(x) = 5", 1),
])  # fmt: skip
def test_lines_are_numbered_as_in_the_text(solution, number):
    assert judge_solution(ask(EXP), solution).first_wrong == number


def test_no_mistake_is_spun_out():
    """However many right steps stand around one mistake, it costs a fifth."""
    right = [f"{RIGHT} + \\sin({k}x) - \\sin({k}x)" for k in range(1, 12)]
    around = [*right, WRONG, *(f"{WRONG} + \\cos({k}x) - \\cos({k}x)" for k in range(1, 12))]
    assert judge_solution(ask(EXP), "f'(x) = " + "\n= ".join(around)).credit <= 0.8


def test_words_part_no_steps():
    wrong = f"{DW} = {IS.replace('{m}', '{2m}')}\nnow we expand the bracket\n= " + IS.replace("{m}", "{2m}").replace(
        r"\hat{y}_i", "w x_i + b")
    assert [line.standing for line in judge_solution(ask(LINEAR), wrong).lines] == ["wrong", "follows"]


@pytest.mark.parametrize("text", ["", "\n\n", r"\\", "$$ $$"])
def test_nothing_is_no_solution(text):
    assert judge_solution(ask(SIGMOID), text).verdict == "invalid"


def test_too_many_steps():
    with pytest.raises(InputError, match="at most"):
        judge_solution(ask(SIGMOID), "\n".join(["\\sigma(z) (1 - \\sigma(z))"] * 61))


def test_the_row_is_json():
    import json

    row = judge_solution(ask(SIGMOID), "\n".join(CASES[1][1])).row()
    assert json.loads(json.dumps(row))["first_wrong"] == 1
    assert row["feedback"].startswith("line 1: ")


ORDINARY = [
    (r"\frac{d}{dx} \sin^2 x", [r"\frac{d}{dx} \sin^2 x", r"= 2 \sin x \cos x", r"= \sin 2x"],
     ["again", "right", "right"], "equivalent", 1),
    (r"\int_0^1 x e^x dx", [r"\int_0^1 x e^x dx = [x e^x]_0^1 - \int_0^1 e^x dx", "= e - (e - 1)", "= 1"],
     ["right"] * 3, "equivalent", 1),
    (r"\int_0^1 x e^x dx", [r"\int_0^1 x e^x dx = [x e^x]_0^1 - \int_0^1 e^x dx", "= e - (e + 1)", "= -1"],
     ["right", "wrong", "follows"], "not_equivalent", 2 / 3),
    (r"\int_0^1 2x \cos(x^2) dx",
     ["Let u = x^2", "du = 2x dx", r"\int_0^1 2x \cos(x^2) dx = \int_0^1 \cos u du", r"= \sin 1"],
     ["beside", "right", "right"], "equivalent", 1),
    (r"\int_0^\infty x e^{-x} dx",
     [r"\int_0^\infty x e^{-x} dx = [-x e^{-x}]_0^\infty + \int_0^\infty e^{-x} dx",
      r"= 0 + [-e^{-x}]_0^\infty", "= 1"],
     ["right"] * 3, "equivalent", 1),
    (r"\cos 2x", [r"\cos 2x = \cos^2 x - \sin^2 x", r"= 1 - 2\sin^2 x", r"= 1 - 2 \sin x"],
     ["right", "right", "wrong"], "not_equivalent", 1 / 2),
    (r"\frac{d}{dx} \ln(\sin x)", [r"let u = \sin x", r"\frac{d}{dx} \ln u = \frac{1}{u} \cos x", r"= \cot x"],
     ["right", "right"], "equivalent", 1),
    (r"y' = 2\sin x\cos x", [r"y' = 2 \sin x \cos x", r"= \sin 2x"], ["right", "right"], "equivalent", 1),
    (r"y' = 2\sin x\cos x", ["y' = 2 \\sin x \\cos x"], ["right"], "equivalent", 1),
    (r"y' = 2\sin x\cos x", ["y'", "y' = y'", "y' + 0"], ["again", "again", "unread"], "invalid", 0),
    (r"\frac{d}{dx} \sin 2x = 2\cos 2x", [r"\frac{d}{dx} \sin 2x = \cos 2x \cdot \frac{d}{dx} (2x)", r"= 2\cos 2x"],
     ["right"] * 2, "equivalent", 1),
    (r"\frac{d}{dx} \sin 2x = 2\cos 2x", [r"\frac{d}{dx} \sin 2x"], ["again"], "undecided", 0),
    (r"\frac{d}{dx} \sin 2x = 2\cos 2x", [r"\frac{d}{dx} \sin 2x = \frac{d}{dx} (2 \sin x \cos x)"], ["right"],
     "undecided", 0.5),
    (r"\int_0^1 x dx = \frac12", [r"\int_0^1 x dx = [x^2/2]_0^1", r"= \frac12"], ["right"] * 2, "equivalent", 1),
    (r"\int_0^1 x dx = \frac12", [r"\int_0^1 x dx = \frac13", r"\int_0^1 x dx = \frac26"], ["wrong", "follows"],
     "not_equivalent", 0),
    (r"\frac{d}{dx} \sin^2 x", [r"\frac{d}{dx} \sin^2 x = \frac{d}{dx} (1 - \cos^2 x)"], ["right"], "undecided", 0.5),
    (r"\lim_{x\to 0} \frac{\sin x}{x}", [r"\lim_{x\to 0} \frac{\sin x}{x} = \lim_{x\to 0} \cos x", "= 1"],
     ["right", "right"], "equivalent", 1),
    (r"\sin 2x", ["0 = 0", "x = x", r"\sin 2x = \sin 2x"], ["beside", "beside", "again"], "undecided", 0),
    (r"\frac{d}{dx} \sin x", [r"\frac{d}{dx} \sin x + 0", r"= \frac{d}{dx} \sin x + 1 - 1"],
     ["right", "right"], "undecided", 1 / 2),
    (r"\sin 2x", [r"\cos^2 x + \sin^2 x = 2", r"\sin 2x = 2 \sin x \cos x"], ["wrong", "right"], "not_equivalent", 0.5),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "lines", "standings", "verdict", "credit"), ORDINARY)
def test_steps_of_ordinary_mathematics(reference, lines, standings, verdict, credit):
    found = judge_solution(ask({"reference": reference}), "\n".join(lines))
    assert [line.standing for line in found.lines] == standings, found.feedback
    assert (found.verdict, round(found.credit, 4)) == (verdict, round(credit, 4)), found.feedback


@pytest.mark.parametrize("reference", [r"x = 2 \text{ or } x = 3", r"\{2, 3\}", "x > 1", "x^2 + y^2 = 1"])
def test_what_is_no_number_has_no_steps(reference):
    with pytest.raises(InputError, match="steps cannot be judged"):
        judge_solution(ask({"reference": reference}), "x = 2")


@pytest.mark.parametrize(("question", "text"), [
    # What stands by itself as dx is no step, and du = ... has to be so.
    ({"reference": r"\int_0^1 x e^x dx"}, "= 7 dx\n= 1"), ({"reference": r"\int_0^1 x e^x dx"}, "= 1\n= 5 dx"),
    ({"reference": r"\int_0^1 x e^x dx"}, "u = x^2\ndu = 3x dx\n= 1"),
    ({"reference": r"\int_0^1 (c + d x) dx"}, "= 1000 d c\n= c + d/2"),
    # A name with a prime, or a dot, is of another.
    ({"reference": r"\frac{d}{dx} \sin 2x = 2\cos 2x"}, "y = \\sin 2x\ny' = 7\n= 2 \\cos 2x"), ({"reference": r"\sin x"}, "x' = 0\n= \\sin(\\pi - x)"),
    ({"definitions": [r"f(x) = \sin(x^2)"], "reference": r"f'(x) = 2x\cos(x^2)"}, "f' = 7\nf'(x)=2x\\cos(x^2)"),
    ({"definitions": [r"f(x) = \sin(x^2)"], "reference": r"f'(x) = 2x\cos(x^2)"}, "u=x^2\nf'(x) = \\frac{df}{du}\\frac{du}{dx} = 99\n= 2x\\cos(x^2)"),
    ({"reference": r"x \sin 2"}, "a = 2\n= \\sin ax"),
])  # fmt: skip
def test_what_says_something_wrong_is_not_all_right(question, text):
    found = judge_solution(ask(question), text)
    assert (found.verdict, found.credit) != ("equivalent", 1), [line.standing for line in found.lines]


@pytest.mark.parametrize(("reference", "text"), [
    (r"2\sin x\cos x", "a = 2\n= \\sin ax"), (r"\sin x", "a=1+1\n= \\sin x \\cdot \\frac a2"), (r"\int_0^1 x e^x dx", "= 1\\,."),
    (r"\int_0^1 2x e^{x^2} dx", "u = x^2\ndu = 2x dx\n= \\int_0^1 e^u du\n= e - 1"),
])
def test_what_stands_for_a_name_is_put_in(reference, text):
    assert judge_solution(ask({"reference": reference}), text).verdict == "equivalent"


def test_a_solution_has_an_end():
    with pytest.raises(InputError, match="characters"):
        judge_solution(ask(SIGMOID), "+\n" * 66_000)


CUBE = {"reference": r"\frac{d}{dx} (x^2+1)^3 = 6x(x^2+1)^2"}
PRODUCT = {"reference": r"\frac{d}{dx}(x^2\sin x)"}


@pytest.mark.parametrize("words", ["We have", "Hence", "By linearity,", "Then", "Because of the chain rule", "Let us see:",
                                   "Wir haben", "So"])
def test_words_before_a_formula_are_no_letters(words):
    found = judge_solution(ask(CUBE), f"{words} $\\frac{{d}}{{dx}} (x^2+1)^3 = 3(x^2+1)^2 \\cdot 2x$.\n$= 6x(x^2+1)^2$")
    assert (found.verdict, found.credit) == ("equivalent", 1.0), found.feedback


@pytest.mark.parametrize(("reference", "text", "verdict"), [
    ("x^2", "For all $x$ the derivative of $x^2$ is $2x$.", "equivalent"), ("x^2", "The derivative of $x^2$ is $3x$.", "not_equivalent"),
    ("x^2", r"By the rule, \(\frac{d}{dx} x^2 = 2x\).", "equivalent"), ("x^2", r"Hence \frac{d}{dx} x^2 = 2x", "equivalent"),
    ("x^2", r"At $x = 1$ it is $\frac{d}{dx} x^2 = 2$.", "invalid"),  # said of one place
])
def test_prose(reference, text, verdict):
    question = {"reference": rf"\frac{{d}}{{dx}} {reference} = 2x"}
    assert judge_solution(ask(question), text).verdict == verdict


LOGISTIC = {"definitions": [r"a = \sigma(z)", r"L = -(y \log a + (1-y)\log(1-a))"], "reference": r"\frac{dL}{dz} = a - y"}
SLOPE = {"reference": r"\frac{d}{dx} (x^2 e^x) = (x^2+2x)e^x"}


@pytest.mark.parametrize(("question", "text", "standings"), [
    # A line that starts with a sign goes on from what stands beside the way, where that is the line before.
    (LOGISTIC, "\\frac{da}{dz} = a(1-a)\n= a - y", ["beside", "wrong"]), (LOGISTIC, "0 = 0\n= a - y", ["beside", "wrong"]),
    (LOGISTIC, "L = -(y \\log a + (1-y)\\log(1-a))\n= a - y", ["beside", "wrong"]),
    (LOGISTIC, "\\frac{da}{dz} = a(1-a)\n= a - a^2\n\\frac{dL}{dz} = a - y", ["beside", "beside", "right"]),
    (LINEAR, "J = \\frac{1}{2m} \\sum_{i=1}^m (\\hat{y}_i - y_i)^2\n= \\frac{1}{2m} \\sum_{i=1}^m (w x_i + b - y_i)^2\n"
     "\\frac{\\partial J}{\\partial w} = \\frac{1}{m} \\sum_{i=1}^m (w x_i + b - y_i) x_i", ["beside", "beside", "right"]),
    (SLOPE, "\\frac{d}{dx} x^2 = 2x\n= (x^2+2x)e^x", ["beside", "wrong"]),
    (SLOPE, "\\frac{d}{dx} x^2 = 2x\n= x + x\n\\frac{d}{dx} (x^2 e^x) = 2x e^x + x^2 e^x", ["beside", "beside", "right"]),
    ("dropout/variance", "E(U*h) = h*E(U)\n= p*(1-p)*h^2", ["beside", "wrong"]),
    # Behind a name that is given, only if it has that name.
    (LINEAR, "k = w + b\n= \\frac{1}{m} \\sum_{i=1}^m (\\hat{y}_i - y_i) x_i", ["unread"] * 2),
    # What was said wrongly is taken as it was said, through the chain rule, too.
    (LOGISTIC, "\\frac{dL}{da} = -\\frac ya - \\frac{1-y}{1-a}\n\\frac{dL}{dz} = -y(1-a)-(1-y)a", ["wrong", "follows"]),
    (LOGISTIC, "\\frac{dL}{da} = -\\frac ya - \\frac{1-y}{1-a}\n\\frac{dL}{dz} = -y(1-a)-2(1-y)a", ["wrong", "wrong"]),
    (LOGISTIC, "\\frac{da}{dz} = a(1+a)\n\\frac{dL}{dz} = (\\frac{1-y}{1-a} - \\frac ya) a(1+a)", ["wrong", "follows"]),
    (LINEAR, "J = \\frac{1}{m} \\sum_{i=1}^m (\\hat{y}_i - y_i)^2\n"
     "\\frac{\\partial J}{\\partial w} = \\frac{2}{m} \\sum_{i=1}^m (\\hat{y}_i - y_i) x_i", ["wrong", "follows"]),
    ({"definitions": [r"\ell_t = \log \frac{e^{z_t}}{\sum_{k=1}^n e^{z_k}}"],
      "reference": r"\frac{\partial \ell_t}{\partial z_s} = \delta_{ts} - \frac{e^{z_s}}{\sum_k e^{z_k}}"},
     "\\ell_t = z_t + z_t\n\\frac{\\partial \\ell_t}{\\partial z_s} = 2\\delta_{ts}", ["wrong", "follows"]),
    ("batch-norm/dx-collapsed", "dvar = sum(dxhat[i]*xhat[i], i)/(2*(var+eps))\n"
     "dx[i] = (dxhat[i] - mean(dxhat[j], j) + xhat[i]*mean(dxhat[j]*xhat[j], j))/sqrt(var + eps)", ["wrong", "follows"]),
])  # fmt: skip
def test_what_stands_beside_the_way(question, text, standings):
    found = judge_solution(ask(question), text)
    assert [line.standing for line in found.lines] == standings, found.feedback


RIDGE = {"reference": r"\hat w = (X^\top X + \lambda I)^{-1} X^\top y"}
TURNED = "(X^\\top X + \\lambda I) \\hat w = X^\\top y\n\\hat w = (X^\\top X + \\lambda I)^{-1} X^\\top y"


@pytest.mark.parametrize(("question", "text", "verdict", "wrong"), [
    # Equations for what is asked for stand beside the way.
    (RIDGE, f"X^\\top (X \\hat w - y) + \\lambda \\hat w = 0\n{TURNED}", "equivalent", None),
    (RIDGE, f"X^\\top (X \\hat w + y) + \\lambda \\hat w = 0\n{TURNED}", "not_equivalent", 1),
    (RIDGE, "\\hat w = (X^\\top X)^{-1} (X^\\top y - \\lambda \\hat w)", "invalid", None),
    # Words behind the last line, and why a line is so.
    (SLOPE, "\\frac{d}{dx} (x^2 e^x) = (x^2+2x)e^x\nDone.", "equivalent", None),
    (SLOPE, "\\frac{d}{dx} (x^2 e^x) = (x^2+2x)e^x\nQ.E.D.", "equivalent", None),
    (SLOPE, "\\frac{d}{dx} (x^2 e^x) = (x^2+2x)e^x because (e^x)' = e^x", "equivalent", None),
    (SLOPE, "u = x^2, v = e^x\nu' = 2x, v' = e^x\n\\frac{d}{dx} (x^2 e^x) = u' v + u v' = (x^2+2x)e^x", "equivalent", None),
    (SLOPE, "u = x^2, v = e^x\nu' = 3x, v' = e^x\n\\frac{d}{dx} (x^2 e^x) = u' v + u v' = (x^2+2x)e^x", "not_equivalent", 2),
])  # fmt: skip
def test_more_that_students_write(question, text, verdict, wrong):
    found = judge_solution(ask(question), text)
    assert (found.verdict, found.first_wrong) == (verdict, wrong), found.feedback


def test_what_holds_in_one_case_is_not_wrong():
    """Nor is it right: who has read "If s = t:" does not take the next line for all s and t."""
    jacobian = r"\frac{\partial p_s}{\partial z_t} ="
    found = judge_solution(ask("softmax-cross-entropy/jacobian"), "\n".join((
        "If s = t:", f"{jacobian} p_s(1-p_s)", r"If s \neq t:", f"{jacobian} -p_s p_t", "So",
        rf"{jacobian} p_s(\delta_{{st}}-p_t)")))
    assert [line.standing for line in found.lines] == ["unread"] * 4 + ["right"]
    assert (found.verdict, found.first_wrong) == ("invalid", None)


@pytest.mark.parametrize(("text", "standings"), [
    ("\\frac{da}{dz} = a(1-a)\n-\\frac{dL}{da} = \\frac{y}{a} - \\frac{1-y}{1-a}\n\\frac{dL}{dz} = a - y",
     ["beside", "beside", "right"]),
    ("\\frac{dL}{dz} = (a-y)a\n- a^2 + ya + a - y", ["right"]),  # which goes on
])
def test_a_line_with_a_minus_before_it(text, standings):
    assert [line.standing for line in judge_solution(ask(LOGISTIC), text).lines] == standings


def test_a_slope_without_its_letter():
    question = {"definitions": [r"f(x) = x^2 \sin x"], "reference": r"f'(x) = 2x\sin x + x^2\cos x"}
    assert judge_solution(ask(question), "f' = 2x\\sin x + x^2\\cos x").verdict == "equivalent"
    ratio = "\\frac{f'}{f} = \\frac{2}{x} + \\cot x\nf'(x) = 2x\\sin x + x^2\\cos x"
    assert judge_solution(ask(question), ratio).verdict == "equivalent"
    assert judge_solution(ask(question), ratio.replace("cot", "tan")).first_wrong == 1


def test_no_solution():
    assert judge_solution(ask(SLOPE), "").feedback == "there is no step"


def test_an_equation_has_two_sides():
    found = judge_solution(ask(LOGISTIC), "\\frac{dL}{da} = \\frac{y-a}{a(1-a)}")
    assert "the left side is" in found.feedback
    assert "the line before" not in found.feedback


@pytest.mark.parametrize(("question", "text", "standings"), [
    # Functions of one's own, and their primes.
    (PRODUCT, "f(x) = x^2\ng(x) = \\sin x\nf'(x) = 2x\ng'(x) = \\cos x\n\\frac{d}{dx}(x^2\\sin x) = f'(x) g(x) + f(x) g'(x)\n"
     "= 2x\\sin x + x^2\\cos x", ["beside", "beside", "right", "right"]),
    (PRODUCT, "f(x) = x^2\ng(x) = \\sin x\ng'(x) = -\\cos x\n\\frac{d}{dx}(x^2\\sin x) = f'(x) g(x) + f(x) g'(x)\n"
     "= 2x\\sin x - x^2\\cos x", ["wrong", "right", "follows"]),
    ({"reference": r"\frac{d}{dx}(x^2\sin x) = 2x\sin x + x^2\cos x"},
     "u = x^2\nv = \\sin x\nu' = 2x\nv' = \\cos x\ny' = u'v + uv' = 2x\\sin x + x^2\\cos x", ["beside", "beside", "right", "right"]),
    # What was said wrongly of another thing is taken as it was said from there on.
    ({"definitions": [r"a = \frac{1}{1+e^{-z}}", r"L = -(y \log a + (1-y)\log(1-a))"], "reference": r"\frac{\partial L}{\partial z} = a - y"},
     "\\frac{\\partial L}{\\partial a} = -\\frac{y}{a} - \\frac{1-y}{1-a}\n\\frac{\\partial a}{\\partial z} = a(1-a)\n"
     "\\frac{\\partial L}{\\partial z} = \\frac{\\partial L}{\\partial a}\\frac{\\partial a}{\\partial z}\n= -y(1-a)-(1-y)a\n= 2ay - y - a",
     ["wrong", "beside", "right", "follows", "follows"]),
])  # fmt: skip
def test_names_of_ones_own(question, text, standings):
    assert [line.standing for line in judge_solution(ask(question), text).lines] == standings


def test_a_sign_in_front_of_a_value_after_what_is_named() -> None:
    question = ask({"reference": r"\sum_{k=1}^n k = \frac{n(n+1)}{2}"})
    found = judge_solution(question, "Let $S = \\sum_{k=1}^n k$. With $1+2+3$ ($=7$) we go on.\n"
                                     "So $\\sum_{k=1}^n k = \\frac{n(n+1)}{2}$.")
    assert [line.standing for line in found.lines] == ["wrong", "right"]


@pytest.mark.parametrize("text", ["\\sigma = a\nL = \\sigma(z) y", "\\sigma = a\nL = y \\sigma(z)"])
def test_what_is_named_may_be_a_function_or_a_factor(text: str) -> None:
    question = ask({"definitions": [r"a = \frac{1}{1+e^{-z}}"], "reference": "L = a y"})
    assert [line.standing for line in judge_solution(question, text).lines] == ["unread"]


def test_a_value_of_what_is_named_is_no_product() -> None:
    found = judge_solution(ask({"reference": r"\frac{d}{dx} e^{x^2} = 2x e^{x^2}"}),
                           "With $u = x^2$. $u(1) = 1$.\nSo $\\frac{d}{dx} e^{x^2} = 2x e^{x^2}$.")
    assert "unread" in [line.standing for line in found.lines]
    assert found.first_wrong is None


XSIN = {"reference": r"\frac{d}{dx}(x^2\sin x) = 2x\sin x + x^2\cos x"}
BY_NAME = {"definitions": ["y = x^2 e^{3x}"], "reference": "y' = 2x e^{3x} + 3x^2 e^{3x}"}
ECOS = {"definitions": [r"f(x) = e^x\cos x"], "reference": r"f'(x) = e^x(\cos x-\sin x)"}
CUBED = {"definitions": ["f(x) = (x^2+1)^3"], "reference": "f'(x) = 6x(x^2+1)^2"}


@pytest.mark.parametrize(("question", "text", "verdict"), [
    # A prime derives the bracket that it stands on, and nothing behind it.
    (EXP, f"f'(x) = (x^2)' e^{{3x}} = {RIGHT}", "not_equivalent"),
    (EXP, f"f'(x) = (x^2)' e^{{3x}} + x^2 (e^{{3x}})' = {RIGHT}", "equivalent"),
    (BY_NAME, f"y' = (x^2)' e^{{3x}} + x^2 (e^{{3x}})' = {RIGHT}", "equivalent"),
    (BY_NAME, f"y' = (x^2)' e^{{3x}} = {RIGHT}", "not_equivalent"),
    *((XSIN, rf"{text} = 2x\sin x + x^2\cos x", "equivalent") for text in (
        r"(x^2\sin x)' = (x^2)'\sin x + x^2(\sin x)'", r"[x^2\sin x]' = [x^2]' \cdot \sin x + x^2 \cdot [\sin x]'",
        r"\left(x^2\sin x\right)' = \left( x^2 \right)' \sin x + x^{2} \left(\sin x\right)^{\prime}",
        "(x^2 sin x)' = (x^2)' sin x + x^2 (sin x)'")),
    (XSIN, r"(x^2\sin x)' = (x^2)'(\sin x)' = 2x\cos x", "not_equivalent"),
    (XSIN, "u = x^2, v = \\sin x\n(uv)'(x) = u'v + uv' = 2x\\sin x + x^2\\cos x", "equivalent"),
    ({"reference": "d/dx (x^2 sin x) = 2x sin x + x^2 cos x"},
     "(x^2 sin x)' = (x^2)' sin x + x^2 (sin x)'\n= 2x sin x + x^2 cos x", "equivalent"),
    (ECOS, r"f'(x) = (e^x\cos x)' = (e^x)'\cos x + e^x(\cos x)' = e^x\cos x - e^x\sin x", "equivalent"),
    (CUBED, r"f'(x) = 3(x^2+1)^2 \cdot (x^2+1)' = 6x(x^2+1)^2", "equivalent"),
    (CUBED, r"f'(x) = 3(x^2+1)^2 (x^2+1)' = 3(x^2+1)^2 \cdot 2 = 6x(x^2+1)^2", "not_equivalent"),
    ({"definitions": ["f(x) = x^3"], "reference": "f''(x) = 6x"}, "f''(x) = ((x^3)')' = (x^3)'' = (3x^2)' = 6x",
     "equivalent"),
    ({"definitions": [r"L(\theta) = (\theta x-y)^2"], "reference": r"L'(\theta) = 2(\theta x-y)x"},
     r"L'(\theta) = 2(\theta x-y)(\theta x-y)' = 2(\theta x-y)x", "equivalent"),
    # Where it may stand on a value, or on a matrix, or derive by another name, it is not read.
    (CUBED, "u = x^2+1\n(u^3)' = 3u^2\nf'(x) = 6x(x^2+1)^2", "invalid"),
    (CUBED, "u = x^2+1\nf'(x) = (u^3)' = 3u^2 \\cdot 2x = 6x(x^2+1)^2", "equivalent"),
    ({"reference": r"\frac{d}{dx}\sin^2(x) = 2\sin x\cos x"}, r"\sin^2(x)' = 2\sin x\cos x", "invalid"),
    (XSIN, r"(x^2\sin x)'(0) = 2x\sin x + x^2\cos x", "invalid"),
    ({"definitions": [r"L = \frac12\|Xw-y\|^2"], "reference": r"\nabla_w L = X^\top(Xw-y)"},
     "\\nabla_w L = X^\\top(Xw-y)\n= ((Xw-y)'X)'", "invalid"),
])  # fmt: skip
def test_a_prime_on_a_bracket(question, text, verdict):
    found = judge_solution(ask(question), text)
    assert found.verdict == verdict, [(line.standing, line.feedback) for line in found.lines]


LNLN = {"reference": r"\frac{d}{dx}\frac12(\ln x)^2 = \frac{\ln x}{x}"}
SINE = {"reference": r"\frac{d}{dx}\sin(2x^2) = 4x\cos(2x^2)"}


@pytest.mark.parametrize(("question", "text", "standings"), [
    # A function without brackets is of nothing that is derived.
    (SINE, "\\frac{d}{dx}\\sin(2x^2) = \\frac{d}{dx}\\sin x \\frac{d}{dx}x^2\n= 4x\\cos(2x^2)", ["wrong", "wrong"]),
    (XSIN, "\\frac{d}{dx}(x^2\\sin x) = \\sin x\\frac{d}{dx}x^2 + x^2\\frac{d}{dx}\\sin x\n= 2x\\sin x + x^2\\cos x",
     ["right", "right"]),
    (XSIN, r"\frac{d}{dx}(x^2\sin x) = \sin x\frac{d x^2}{dx} + x^2\frac{d\sin x}{dx} = 2x\sin x + x^2\cos x",
     ["right", "right"]),
    # Where it may be of its first factor only, a line is right, or wrong, if it is so in both ways.
    (XSIN, r"2x\sin x + \cos x\, x^2", ["unread"]), (XSIN, r"\sin x \frac{4x}{2} + x^2\cos x", ["unread"]),
    (XSIN, r"\sin x \frac{4x}{2} + \cos x\, x^2", ["unread"]), (XSIN, r"2x\sin x + \sin x\, x^2", ["wrong"]),
    (LNLN, r"\ln x \frac1x", ["unread"]), (LNLN, r"\ln x \frac2x", ["wrong"]), (LNLN, r"\frac1x \ln x", ["right"]),
    (LNLN, "u = \\ln x \\frac1x\n= u", ["unread", "unread"]),
    ({"reference": r"\sin(\omega t + \omega t)"}, r"2\sin \omega t \cos \omega t", ["right"]),
])  # fmt: skip
def test_how_far_a_function_without_brackets_reaches(question, text, standings):
    found = judge_solution(ask(question), text)
    assert [line.standing for line in found.lines] == standings, found.feedback


@pytest.mark.parametrize(("answer", "verdict"), [
    (r"2x\sin x + \cos x\, x^2", "undecided"), (r"\sin x \frac{4x}{2} + x^2\cos x", "undecided"),
    (r"2x\sin x + \sin x\, x^2", "not_equivalent"), (r"2x\sin x + \cos x (x^2)", "equivalent"),
])
def test_an_answer_with_a_function_without_brackets(answer, verdict):
    assert check(XSIN, answer).verdict == verdict


LOGS = {"reference": r"\ln\frac{a}{b} = \ln a-\ln b", "context": "a, b > 0"}
PENALTY = {"definitions": [r"L = \frac12\|Xw-y\|^2 + \frac\lambda2\|w\|^2"],
           "reference": r"\nabla_w L = X^\top(Xw-y)+\lambda w"}
TRACE = {"definitions": [r"f = \operatorname{tr}(BAX)"], "reference": r"\nabla_X f = (BA)^\top"}
SWISH = {"definitions": [r"s(x) = \frac{1}{1+e^{-x}}", "f(x) = x s(x)"], "reference": "f'(x) = s(x) + x s(x)(1-s(x))"}
PARTS = r"\nabla_w L = \nabla_w\frac12\|Xw-y\|^2+\nabla_w\frac\lambda2\|w\|^2"


@pytest.mark.parametrize(("question", "text", "arrives"), [
    # What is asked for is no answer, and neither is what has a derivative left that the reference does not have.
    (LOGS, r"\ln\frac{a}{b}", False), (LOGS, r"\ln\frac{a}{b} = \ln\frac{a}{b}", False),
    (LOGS, r"\ln\frac{a}{b} = \ln a-\ln b", True), (LOGS, r"\ln a-\ln b", True),
    (PENALTY, PARTS, False), (PENALTY, r"\nabla_w L = \nabla_w\frac12\|Xw-y\|^2+\lambda w", False),
    (PENALTY, rf"{PARTS} = X^\top(Xw-y)+\lambda w", True),
    (TRACE, r"\nabla_X f = \nabla_X\operatorname{tr}(BAX)", False),
    (TRACE, r"\nabla_X f = \nabla_X\operatorname{tr}(BAX) = A^\top B^\top", True),
    (SWISH, "f'(x) = s(x) + x s'(x)", False), (SWISH, "f'(x) = s(x) + x s'(x) = s(x) + x s(x)(1-s(x))", True),
    ({**SWISH, "reference": "f'(x) = s(x) + x s'(x)"}, "f'(x) = s(x) + x s'(x)", True),
])  # fmt: skip
def test_what_is_an_answer(question, text, arrives):
    found = judge_solution(ask(question), text)
    assert (found.verdict, found.arrives) == ("equivalent" if arrives else "undecided", arrives), found.feedback
    assert (found.credit == 1) == arrives


SHARE = {"definitions": [r"s(x) = \frac{1}{1+x}", "f(x) = x s(x)"], "reference": "f'(x) = s(x)^2"}
GROWTH = {"reference": r"\int_0^1 2e^x dx = 2(e-1)"}


@pytest.mark.parametrize(("question", "text", "verdict"), [
    # The answer is judged as it was written, too: what is printed without the (x) of f(x) may be read as a product.
    (SHARE, "f'(x) = s(x)(1-f(x))", "equivalent"), (SHARE, "f'(x) = s(x)(1-x)", "not_equivalent"),
    (SHARE, "f'(x) = s(x)(1+f(x))", "not_equivalent"),
    # 2e-2 has Euler's number in it, in LaTeX.
    *((GROWTH, text, "equivalent") for text in (
        r"\int_0^1 2e^x dx = [2e^x]_0^1 = 2e-2", "\\int_0^1 2e^x dx\n= [2e^x]_0^1\n= 2e-2", "2e - 2", "2e-2")),
    (GROWTH, r"\int_0^1 2e^x dx = [2e^x]_0^1 = 2e-1", "not_equivalent"),
    ({"reference": r"\int_0^1 (2e^x+1)dx = 2e-1"}, r"\int_0^1 (2e^x+1)dx = [2e^x+x]_0^1 = 2e-1", "equivalent"),
])  # fmt: skip
def test_how_an_answer_is_read_at_last(question, text, verdict):
    found = judge_solution(ask(question), text)
    assert found.verdict == verdict, [(line.standing, line.feedback) for line in found.lines]


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    ("0.0003", "3e-4", "equivalent"), (r"10^{-8}\cdot x", "1e-8*x", "equivalent"),
    (r"x + 1e-8", "x + 10^{-8}", "equivalent"), ("2*(exp(1)-1)", "2e-2", "undecided"),
    ("2*(exp(1)-1)", "2*e-2", "equivalent"), (r"\eta = 3 \cdot 10^{-4}", r"\eta = 3e-4", "undecided"),
    (r"2(e-1)", "2e-2", "undecided"), (r"\frac{e}{2} - 1", r"\frac{1e-2}{2}", "undecided"),
])
def test_a_number_with_an_e(reference, answer, verdict):
    assert check({"reference": reference}, answer).verdict == verdict


SUMMED = {"reference": r"\sum_{k=1}^n k = \frac{n(n+1)}{2}"}
LOGISTIC_SLOPE = {"reference": r"\frac{d}{dz}\frac{1}{1+e^{-z}} = \frac{e^{-z}}{(1+e^{-z})^2}"}
LOG_INTEGRAL = {"reference": r"\int_0^1 \frac{2x}{1+x^2} dx = \ln 2"}
BY_PARTS = r"\int_0^1 \frac{2x}{1+x^2} dx = \int_1^2 \frac{1}{u} du = \ln 2"


@pytest.mark.parametrize(("question", "text", "standings"), [
    # What both sides are divided by is nothing that is said to be something.
    (SUMMED, r"Pairing terms, $2\sum_{k=1}^n k = n(n+1)$. Dividing by $2$ gives $\frac{n(n+1)}{2}$.", ["beside", "right"]),
    (SUMMED, r"Multiplying by $2$ gives $n(n+1)$. So $\sum_{k=1}^n k = \frac{n(n+1)}{2}$.", ["unread", "right"]),
    # A name that is given without its letter is a function of it.
    *((LOGISTIC_SLOPE, f"{s} = \\frac{{1}}{{1+e^{{-z}}}}\n{s}'(z) = {s}(z)(1-{s}(z))\n= \\frac{{e^{{-z}}}}{{(1+e^{{-z}})^2}}",
       ["right", "right"]) for s in ("s", "\\sigma")),
    (LOGISTIC_SLOPE, "s = \\frac{1}{1+e^{-z}}\ns'(z) = s(z)(1+s(z))", ["wrong"]),
    # What holds at a place, as the limits of a substitution.
    (LOG_INTEGRAL, f"u = 1+x^2\nx = 0 => u = 1, x = 1 => u = 2\n{BY_PARTS}", ["unread"] * 4 + ["right"] * 2),
    (LOG_INTEGRAL, f"Let $u = 1+x^2$; the limits become $u = 1$ and $u = 2$.\n{BY_PARTS}", ["unread"] * 2 + ["right"] * 2),
    # A name is given where it stands first, and no word is a product of letters.
    (SUMMED, r"Let $S = \sum_{k=1}^n k$. Then $2S = n(n+1)$. Hence $S = \frac{n(n+1)}{2}$.", ["beside", "right"]),
    (SUMMED, r"Let $n = 2$. Then $\sum_{k=1}^n k = \frac{n(n+1)}{2}$.", ["unread", "right"]),
    (SUMMED, r"With $n$ terms: let $n$. Then $\sum_{k=1}^n k = \frac{n(n+1)}{2}$.", ["right"]),
    # Headings
    *((CUBED, f"{heading}f'(x) = 6x(x^2+1)^2", ["right"]) for heading in (
        "Subtracting: ", "Simplifying: ", "Forward pass:\n", "Given:\n", "**Backward pass:**\n")),
    (CUBED, "Given: f(x) = (x^2+1)^2\nf'(x) = 6x(x^2+1)^2", ["wrong", "right"]),
    (CUBED, "Wrong: f'(x) = 6x(x^2+1)^2", ["unread"]), (CUBED, "Inner derivative: 2x\nf'(x) = 6x(x^2+1)^2", ["unread", "right"]),
    # A line that is one expression says nothing of the line before.
    (XSIN, "2x sin(x)\n2x sin(x) + x^2 cos(x)", ["wrong", "right"]),
    (XSIN, "2x sin(x)\n= 2x sin(x) + x^2 cos(x)", ["wrong", "wrong"]),
])  # fmt: skip
def test_what_stands_around_the_steps(question, text, standings):
    found = judge_solution(ask(question), text)
    assert [line.standing for line in found.lines] == standings, [line.feedback for line in found.lines]
    assert not any(line.feedback.startswith("l is") or "say what it stands for" in line.feedback for line in found.lines)


OF_A_SQUARE = {"definitions": ["f(x) = e^{x^2}"], "reference": "f'(x) = 2x e^{x^2}"}
SINE_OF_IT = {"reference": r"\frac{d}{dx}\sin(x^2) = 2x\cos(x^2)"}
Y_OF_IT = {"definitions": [r"y = \sin(x^2)"], "reference": r"\frac{dy}{dx} = 2x\cos(x^2)"}
LEFT_OVER = {"definitions": ["f(x) = x e^{x^2}"], "reference": "f'(x) = e^{x^2} + 2x^2 e^{x^2}"}


@pytest.mark.parametrize(("question", "text", "standings"), [
    # The chain rule as Leibniz writes it, by a name of one's own.
    (CUBED, "Let u = x^2+1.\n\\frac{df}{du} = 3u^2\n\\frac{du}{dx} = 2x\nso \\frac{df}{dx} = 3u^2 \\cdot 2x = 6x(x^2+1)^2",
     ["beside", "beside", "right", "right"]),
    (CUBED, "Let u = x^2+1.\n\\frac{df}{du} = 2u^2\n\\frac{du}{dx} = 2x\nso \\frac{df}{dx} = 6x(x^2+1)^2",
     ["wrong", "beside", "right"]),
    (CUBED, "u = x^2+1\ndf/du = 3u^2\ndu/dx = 2x\ndf/dx = df/du * du/dx = 3u^2 * 2x = 6x(x^2+1)^2",
     ["beside", "beside", "right", "right", "right"]),
    (CUBED, "Let u = x^2+1, f = u^3.\n\\frac{df}{du} = 3u^2, \\frac{du}{dx} = 2x\n\\frac{df}{dx} = 6x(x^2+1)^2",
     ["beside", "beside", "right"]),
    (OF_A_SQUARE, r"Let u = x^2. \frac{df}{du} = e^u, \frac{du}{dx} = 2x, so \frac{df}{dx} = 2x e^{x^2}", ["beside", "beside", "right"]),
    (OF_A_SQUARE, r"Let u = x^2. \frac{df}{du} = u e^u, \frac{du}{dx} = 2x, so \frac{df}{dx} = 2x e^{x^2}", ["wrong", "beside", "right"]),
    (OF_A_SQUARE, r"Let $u = x^2$. Then $\frac{df}{du} = e^u$ and $\frac{du}{dx} = 2x$, so $\frac{df}{dx} = e^u \cdot 2x$.",
     ["beside", "beside", "right"]),
    (SINE_OF_IT, r"Let u = x^2, y = \sin u. \frac{dy}{du} = \cos u, \frac{du}{dx} = 2x, so \frac{dy}{dx} = 2x\cos(x^2)",
     ["beside", "beside", "right"]),
    (Y_OF_IT, "u = x^2\n\\frac{dy}{du} = -\\cos u\n\\frac{du}{dx} = 2x\n\\frac{dy}{dx} = \\frac{dy}{du}\\frac{du}{dx} = -2x\\cos(x^2)",
     ["wrong", "beside", "right", "follows"]),
    (OF_A_SQUARE, "u = x^2\n\\frac{dx}{du} = \\frac{1}{2x}\nf'(x) = 2x e^{x^2}", ["beside", "right"]),
    (OF_A_SQUARE, "u = x^2\n\\frac{dx}{du} = 2x\nf'(x) = 2x e^{x^2}", ["wrong", "right"]),
    # What is derived has x left beside u, or u is a number.
    (LEFT_OVER, "u = x^2\n\\frac{df}{du} = x e^u\nf'(x) = e^{x^2} + 2x^2 e^{x^2}", ["unread", "right"]),
    (OF_A_SQUARE, "u = 2\n\\frac{df}{du} = 0\nf'(x) = 2x e^{x^2}", ["unread", "right"]),
])  # fmt: skip
def test_the_chain_rule_by_a_name_of_ones_own(question, text, standings):
    assert [line.standing for line in judge_solution(ask(question), text).lines] == standings


EXP_BY_PARTS = {"reference": r"\int_0^1 x e^x dx = 1"}
SINE_BY_PARTS = {"reference": r"\int_0^\pi x\sin x\, dx = \pi"}
THEN = "\n\\int_0^1 x e^x dx = [x e^x]_0^1 - \\int_0^1 e^x dx = 1"
THEN_SINE = "\n\\int_0^\\pi x\\sin x dx = [-x\\cos x]_0^\\pi + \\int_0^\\pi \\cos x dx = \\pi"


@pytest.mark.parametrize(("question", "text", "standings"), [
    (EXP_BY_PARTS, f"u = x, dv = e^x dx, du = dx, v = e^x{THEN}", ["beside", "beside", "right", "right"]),
    (EXP_BY_PARTS, f"u = x\ndv = e^x dx\ndu = dx\nv = e^x{THEN}", ["beside", "beside", "right", "right"]),
    (EXP_BY_PARTS, f"u = x, v' = e^x, u' = 1, v = e^x{THEN}", ["beside", "beside", "right", "right"]),
    (EXP_BY_PARTS, f"Let $u = x$ and $dv = e^x dx$, so $du = dx$ and $v = e^x$.{THEN}", ["beside", "beside", "right", "right"]),
    (EXP_BY_PARTS, f"u = x, dv = e^x dx, du = dx, v = 2e^x{THEN}", ["wrong", "beside", "right", "right"]),
    (EXP_BY_PARTS, f"u = x, dv = e^x dx, du = 2dx, v = e^x{THEN}", ["beside", "wrong", "right", "right"]),
    (EXP_BY_PARTS, f"u = x, dv = e^x + 1 dx, v = e^x{THEN}", ["unread", "unread", "right", "right"]),
    (SINE_BY_PARTS, f"u = x, dv = \\sin x dx, du = dx, v = -\\cos x{THEN_SINE}", ["beside", "beside", "right", "right"]),
    (SINE_BY_PARTS, f"u = x, dv = \\sin x dx, du = dx, v = \\cos x{THEN_SINE}", ["wrong", "beside", "right", "right"]),
    # du = dx is 1 = 1, and not the answer 1.
    (EXP_BY_PARTS, "u = x, du = dx", ["beside"]), (EXP_BY_PARTS, "u = x\n\\frac{du}{dx} = 1", ["beside"]),
])  # fmt: skip
def test_integration_by_parts_in_its_parts(question, text, standings):
    found = judge_solution(ask(question), text)
    assert [line.standing for line in found.lines] == standings
    assert (found.verdict == "equivalent") == ("right" in standings and {*standings} <= {"right", "beside"})


EXP_INTEGRAL = {"reference": r"\int_0^1 e^x dx = e-1"}
ROUNDED = r"\int_0^1 e^x dx = [e^x]_0^1 = e - 1"


@pytest.mark.parametrize(("text", "standings"), [
    *((f"{ROUNDED} {sign}", ["right", "right", "beside"]) for sign in (
        r"\approx 1.718", r"\approx 1.72", "≈ 1.7183", r"\simeq 2", r"\approx 171828 \cdot 10^{-5}", "\n\\approx 1.718")),
    *((f"{ROUNDED} \\approx {number}", ["right", "right", "wrong"]) for number in ("1.71", "1.719", "-1.718", "1.7180", "1")),
    (rf"{ROUNDED} \approx 1.718x", ["unread"]), (r"\int_0^1 e^x dx \approx 1.718", ["again", "beside"]),
    (rf"{ROUNDED} \approx 1.718 = 1.718", ["unread"]),
    ("x e^x \\approx 1.718\n" + ROUNDED, ["wrong", "unread", "right", "right"]),
    (f"u = e^2 \\approx 7.39\n{ROUNDED}", ["unread", "unread", "right", "right"]),
    (f"Let u = e^2 \\approx 7.49\n{ROUNDED}", ["wrong", "right", "right"]),
])  # fmt: skip
def test_a_number_that_is_rounded(text, standings):
    found = judge_solution(ask(EXP_INTEGRAL), text)
    assert [line.standing for line in found.lines] == standings, found.feedback
    assert (found.verdict == "equivalent") == (standings.count("right") == 2 and {*standings} <= {"right", "beside"})


CUBE_SLOPE = "f'(x) = 6x(x^2+1)^2"


@pytest.mark.parametrize(("text", "verdict"), [
    # A label is left out, and so are words that name another line.
    *((f"{CUBE_SLOPE} {label}", "equivalent") for label in (
        r"\label{eq:1}", r"\tag{1}", r"\tag*{(1)}", r"\ref{eq:1}", r"by \ref{eq:1}", r"\text{by \eqref{eq:1}}",
        r"(\ref{eq:1})", r"\text{(by \ref{eq:1})}", r"from (\ref{a}) and \ref{b}")),
    *((f"{CUBE_SLOPE.replace('^2)', ')')} {label}".replace("+1)^2", "+1)"), "not_equivalent") for label in (
        r"\label{eq:1}", r"\tag{1}", r"(\ref{eq:1})", r"by \ref{eq:1}")),
    (rf"By \eqref{{a}}, {CUBE_SLOPE}", "equivalent"), (rf"by equation \ref{{a}}: {CUBE_SLOPE}", "equivalent"),
    # One with an equation in it hides nothing.
    *((f"{CUBE_SLOPE} {label}", "invalid") for label in (
        r"\label{f(x) = x^2}", r"\tag{f(x) = x^2}", r"\ref{f'(x) = x^2}", r"\label{\frac{d}{dx}(x^2) = 3x}")),
    (rf"By \ref{{a}} times 2, {CUBE_SLOPE}", "invalid"),
])  # fmt: skip
def test_labels_of_lines(text, verdict):
    assert judge_solution(ask(CUBED), text).verdict == verdict


STEPS = r"f'(x) &=& 3(x^2+1)^2 \cdot 2x \\ &=& 6x(x^2+1)^2"


@pytest.mark.parametrize(("text", "verdict"), [
    # An array of equations is lines of them.
    (rf"\begin{{array}}{{rcl}} {STEPS} \end{{array}}", "equivalent"),
    (rf"$\begin{{array}}{{rcl}} {STEPS} \end{{array}}$", "equivalent"),
    (rf"\begin{{array}}{{rcl}} {STEPS.replace('2x', 'x')} \end{{array}}", "not_equivalent"),
    ("\\begin{array}{l|l} u = x^2+1 & \\frac{du}{dx} = 2x \\\\ \\hline f = u^3 & \\frac{df}{du} = 3u^2 \\end{array}\n"
     + CUBE_SLOPE, "equivalent"),
    ("\\begin{array}{l|l} u = x^2+1 & \\frac{du}{dx} = 3x \\end{array}\n" + CUBE_SLOPE, "not_equivalent"),
    (r"f(x) = \begin{array}{ll} 1 & x = 0 \\ 2 & x = 1 \end{array}" + f"\n{CUBE_SLOPE}", "invalid"),
])  # fmt: skip
def test_arrays_of_steps(text, verdict):
    assert judge_solution(ask(CUBED), text).verdict == verdict


PRODUCT = {"definitions": [r"f(x) = x^2 \sin x"], "reference": r"f'(x) = 2x\sin x + x^2\cos x"}
PRODUCT_SLOPE = r"f'(x) = 2x\sin x + x^2\cos x"


@pytest.mark.parametrize(("text", "verdict"), [
    # The cells of a row are no product where each is whole.
    (r"\begin{array}{ll} f'(x) = 6x(x^2+1)^2 & \\ = 6x & (x^2+1)^2 = 6x(x^2+1)^2 \end{array}", "not_equivalent"),
    (r"\begin{array}{ll} f'(x) = 6x & (x^2+1)^2 \end{array}", "not_equivalent"),
    (r"\begin{array}{ll} f'(x) = 6x(x^2+1)^2 & (x^2+1)' = 3x \end{array}", "not_equivalent"),
    (r"\begin{array}{ll} f'(x) = 3(x^2+1)^2\cdot 2x & \\ = 6x(x^2+1)^2 & (x^2+1)' = 2x \end{array}", "equivalent"),
    (r"\begin{array}{ll} f'(x) = 6x^5 + 12x^3 & + 6x \\ = 6x & \cdot (x^2+1)^2 \end{array}", "equivalent"),
])  # fmt: skip
def test_cells_of_a_row(text, verdict):
    assert judge_solution(ask(CUBED), text).verdict == verdict


@pytest.mark.parametrize("text", [
    "g(x) = g(x) + 1", "g(x) = 2g(x)", "h(x) = f(x) + h(x)", "u = v\nv = u + 1", "u = v + 1\nv = w\nw = u",
    "g(x) = h(x)\nh(x) = g(x) + 1", "g(x) = g(2)", "g(x) = g'(x) + 1", r"\phi(x) = \phi(x) + 1",
])  # fmt: skip
def test_what_is_said_by_itself_names_nothing(text):
    assert judge_solution(ask(PRODUCT), f"{text}\n{PRODUCT_SLOPE}").verdict == "invalid"
    assert judge_solution(ask(PRODUCT), f"{PRODUCT_SLOPE}\n{text}").verdict == "invalid"


@pytest.mark.parametrize(("condition", "verdict"), [
    (r"1 = 2, \dots", "invalid"), (r"x = x+1 \in R", "invalid"), (r"x = x + 1", "invalid"),
    (r"x \in \emptyset", "invalid"), (r"x \in \mathbb{R}", "equivalent"), ("x", "equivalent"),
])
def test_over_what_a_solution_runs(condition, verdict):
    assert judge_solution(ask(PRODUCT), f"${PRODUCT_SLOPE}$ for all ${condition}$").verdict == verdict


@pytest.mark.parametrize(("text", "verdict"), [
    ("\\sqrt 2 \\approx 1.414\n", "equivalent"), ("Recall that $\\pi \\approx 3.14159$.\n", "equivalent"),
    ("We use $\\ln 3 \\approx 1.0986$.\n", "equivalent"), ("\\sqrt 2 \\approx 1.5\n", "not_equivalent"),
    ("\\sqrt 2 \\approx 1.414\n= 1.414\n", "not_equivalent"),
])
def test_another_number_that_is_rounded(text, verdict):
    logarithm = {"reference": r"\int_1^2 \frac{1}{x} dx = \ln 2"}
    assert judge_solution(ask(logarithm), text + r"\int_1^2 \frac1x dx = \ln 2").verdict == verdict
    assert judge_solution(ask(logarithm), r"\ln 3 \approx 1.0986").verdict == "not_equivalent"


def test_how_far_a_sign_of_a_derivative_reaches():
    text = r"f'(x) = \frac{d}{dx} x^2 \cdot \sin x + x^2 \cdot \frac{d}{dx}\sin x"
    found = judge_solution(ask(PRODUCT), text + "\n= 2x\\sin x + x^2\\cos x")
    assert [line.standing for line in found.lines] == ["unread", "right"]
    found = judge_solution(ask(PRODUCT), r"f'(x) = \frac{d}{dx} x^2 \cos x")
    assert [line.standing for line in found.lines] == ["wrong"]


def test_a_name_of_the_question_that_was_said_to_be_another_thing():
    question = {"definitions": ["a = x + 1", "b = a^2"], "reference": "b = (x+1)^2"}
    assert [line.standing for line in judge_solution(ask(question), "a = x\nb = x^2").lines] == ["wrong", "follows"]


BY_PARTS_OPEN = {"reference": r"\int x e^x dx = x e^x - e^x + C"}
TWICE_BY_PARTS = {"reference": r"\int x^2\cos x\,dx = x^2\sin x+2x\cos x-2\sin x + C"}
NAMES_FIRST = "u = x, dv = e^x dx, du = dx, v = e^x\n\\int x e^x dx = "


@pytest.mark.parametrize(("question", "text", "standings"), [
    # Integrals without ends are compared by their derivatives; one by a name of one's own is by x.
    (BY_PARTS_OPEN, r"\int x e^x dx = x e^x - \int e^x dx = x e^x - e^x + C", ["right", "right"]),
    (BY_PARTS_OPEN, r"\int x e^x dx = x e^x + \int e^x dx = x e^x + e^x + C", ["wrong", "follows"]),
    (BY_PARTS_OPEN, r"\int x e^x dx = x e^x - \int e^x dx = x e^x - e^x", ["right", "wrong"]),
    (BY_PARTS_OPEN, r"\int x e^x dx = x \int e^x dx = x e^x - e^x + C", ["undecided", "right"]),
    (BY_PARTS_OPEN, r"\int x e^x dx = x e^x - \int e^t dt = x e^x - e^x + C", ["undecided", "right"]),
    (BY_PARTS_OPEN, rf"{NAMES_FIRST}\int u dv = uv - \int v du = x e^x - e^x + C", ["beside", "beside", *["right"] * 3]),
    (BY_PARTS_OPEN, rf"{NAMES_FIRST}uv - \int u dv = x e^x - e^x + C", ["beside", "beside", "wrong", "wrong"]),
    (BY_PARTS_OPEN, "u = 2x\n\\int x e^x dx = \\frac14\\int u e^{u/2} du = x e^x - e^x + C", ["right", "right"]),
    (BY_PARTS_OPEN, "u = 2x\n\\int x e^x dx = \\frac12\\int u e^{u/2} du = x e^x - e^x + C", ["wrong", "wrong"]),
    (TWICE_BY_PARTS, r"\int x^2\cos x\,dx = x^2\sin x - 2\int x\sin x\,dx = x^2\sin x - 2(-x\cos x + \int \cos x\,dx)"
     r" = x^2\sin x + 2x\cos x - 2\sin x + C", ["right"] * 3),
])  # fmt: skip
def test_integrals_without_ends(question, text, standings):
    found = judge_solution(ask(question), text)
    assert [line.standing for line in found.lines] == standings, found.feedback
    assert (found.verdict == "equivalent") == ({*standings} <= {"right", "beside"})
    assert all(line.witness is not None for line in found.lines if line.standing == "wrong")


def test_an_integral_without_ends_is_no_answer():
    assert judge_solution(ask(BY_PARTS_OPEN), r"\int x e^x dx = x e^x - \int e^x dx").verdict == "undecided"
