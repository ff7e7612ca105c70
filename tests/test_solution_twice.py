# ruff: noqa: E501  (a solution is on one line)
"""What follows from a mistake is not counted as another one, however the mistake was said."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

STEPS = {"definitions": ["T_1 = 2 T_0 + c", "T_2 = 2 T_1 + c", "T_3 = 2 T_2 + c"], "reference": "T_3 = 8 T_0 + 7 c"}
NEWTON = {"definitions": ["f(x) = x^2 - a", r"x_1 = x_0 - \frac{f(x_0)}{f'(x_0)}"], "reference": r"x_1 = \frac{x_0}{2} + \frac{a}{2x_0}"}
ARRAYS = {"definitions": [r"L = \|X w - y\|^2"], "reference": r"\nabla_w L = 2 X^\top (X w - y)"}
T2, SLOPE, WRITTEN = "T_2 = 2 T_1 + c = 4 T_0 + 2c\n", "f'(x) = 2x - 1\n", "L = w^\\top X^\\top X w - y^\\top X w + y^\\top y\n"


@pytest.mark.parametrize(("question", "solution", "last"), [
    (STEPS, T2 + "T_3 = 2 T_2 + c = 8 T_0 + 5c", "follows"), (STEPS, T2 + "T_3 = 2 T_2 + c = 8 T_0 + 6c", "wrong"),
    (STEPS, "T_2 = 2(2T_0 + c) + c = 4 T_0 + 2c\nT_3 = 2(4 T_0 + 2c) + c = 8 T_0 + 5c", "follows"),
    (NEWTON, SLOPE + r"x_1 = x_0 - \frac{x_0^2 - a}{2x_0 - 1}", "follows"), (NEWTON, SLOPE + r"x_1 = x_0 - \frac{x_0^2 + a}{2x_0 - 1}", "wrong"),
    (ARRAYS, WRITTEN + r"\nabla_w L = 2 X^\top X w - X^\top y", "follows"), (ARRAYS, WRITTEN + r"\nabla_w L = 2 X^\top X w - 3 X^\top y", "wrong"),
])  # fmt: skip
def test_what_follows(question, solution, last):
    found = judge_solution(ask(question), solution)
    assert (found.verdict, found.first_wrong, found.lines[-1].standing) == ("not_equivalent", 1, last)
    assert found.credit == (0.0 if last == "wrong" else pytest.approx(0.5, abs=0.11))


SIGMOID = "activations/sigmoid-derivative"
KL = {"definitions": [r"K = \log\frac{s}{r} + \frac{r^2 + (\mu - \nu)^2}{2 s^2} - \frac12"], "assumptions": ["s > 0", "r > 0"],
      "reference": r"\frac{\partial K}{\partial s} = \frac{1}{s} - \frac{r^2 + (\mu-\nu)^2}{s^3}"}
RIDGE = {"definitions": [r"L = \frac12 \|X w - y\|^2 + \frac{\lambda}{2} \|w\|^2"], "reference": r"\nabla_w L = X^\top (X w - y) + \lambda w"}
LINEAR = {"definitions": [r"\hat{y}_i = w x_i + b", r"J = \frac{1}{2m} \sum_{i=1}^m (\hat{y}_i - y_i)^2"],
          "reference": r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i) x_i"}
SILU = {"definitions": [r"\sigma(x) = \frac{1}{1+e^{-x}}", r"f(x) = x \sigma(x)"], "reference": r"f'(x) = \sigma(x) + x \sigma(x) (1 - \sigma(x))"}
NOISE = {"definitions": [r"x_t = \sqrt{a} x_0 + \sqrt{1-a} \epsilon"], "assumptions": ["0 < a < 1"],
         "reference": r"x_0 = \frac{x_t - \sqrt{1-a} \epsilon}{\sqrt{a}}"}
F1 = {"definitions": [r"P = \frac{a}{a+b}", r"R = \frac{a}{a+c}"], "reference": r"F = \frac{2PR}{P+R}", "assumptions": ["a>0", "b>0", "c>0"]}
DESCENT = {"definitions": [r"L = \frac12 a w^2 + b w", r"g = \frac{dL}{dw}"], "reference": r"w - \eta g = (1 - \eta a) w - \eta b"}
NETWORK = {"definitions": [r"h = \tanh(u x)", r"L = \frac12 (v h - y)^2"], "reference": r"\frac{dL}{du} = (v h - y) v (1 - h^2) x"}
RULE = "\\frac{d}{dx} \\tanh(x) = 1 - \\tanh(x)\n"
DROPPED = "dropout/inverted-variance"
EXP, U = "\\frac{d}{dz} e^{-z} = e^{-z}\n", "Let u = 1 + e^{-z}.\n\\frac{du}{dz} = e^{-z}\n"
POWER, DK = "\\frac{d}{ds} s^{-2} = -s^{-3}\n", r"\frac{\partial K}{\partial s} = \frac1s "
LEAST, DL = "\\nabla_w\\|Xw-y\\|^2 = 4X^\\top(Xw-y)\n", r"\nabla_w L = "
ERROR = "e_i = \\hat y_i - y_i\n\\frac{\\partial e_i}{\\partial w} = -x_i\n\\frac{\\partial J}{\\partial w} = "
MOVED = "\\sqrt{a} x_0 = x_t + \\sqrt{1-a} \\epsilon\n"
SECOND = "E((U/p*h)^2) = h^2/p^2\n"
BOTH = "F = \\frac{2PR}{P+R}\nP R = \\frac{a}{(a+b)(a+c)}\n"


@pytest.mark.parametrize(("question", "solution", "last"), [
    # a wrong derivative of a part, put in as it was said, and otherwise
    (SIGMOID, EXP + r"\sigma'(z) = -\frac{e^{-z}}{(1+e^{-z})^2}", "follows"), (SIGMOID, EXP + r"\sigma'(z) = -\frac{e^{-z}}{1+e^{-z}}", "wrong"),
    (SIGMOID, U + r"\sigma'(z) = -\frac{1}{u^2} e^{-z}", "follows"), (SIGMOID, U + r"\sigma'(z) = \frac{2}{u^2} e^{-z}", "wrong"),
    (SIGMOID, EXP.replace("= e", "= 0 e") + r"\sigma'(z) = 0", "wrong"),
    (KL, POWER + DK + r"- \frac{r^2 + (\mu-\nu)^2}{2 s^3}", "follows"), (KL, POWER + DK + r"- \frac{r^2 + (\mu-\nu)^2}{4 s^3}", "wrong"),
    (KL, POWER + DK + r"+ \frac{r^2 + (\mu-\nu)^2}{2 s^3}", "wrong"), (KL, POWER.replace("s^{-2}", "s^{-4}") + DK + r"- \frac{r^2 + (\mu-\nu)^2}{2 s^3}", "wrong"),
    (RIDGE, LEAST + DL + r"2X^\top(Xw-y) + \lambda w", "follows"), (RIDGE, LEAST + DL + r"2X^\top(Xw-y) + 2\lambda w", "wrong"),
    (RIDGE, LEAST + DL + r"4X^\top(Xw-y) + \lambda w", "wrong"),
    (LINEAR, ERROR + r"-\frac1m\sum_{i=1}^m e_i x_i", "follows"), (LINEAR, ERROR + r"-\frac2m\sum_{i=1}^m e_i x_i", "wrong"),
    (LINEAR, ERROR + r"-\frac1m\sum_{i=1}^m e_i", "wrong"),
    (SILU, r"\sigma'(x) = \sigma(x)(1 + \sigma(x))" "\n" r"f'(x) = \sigma(x) + x \sigma(x)(1 + \sigma(x))", "follows"),
    (SILU, r"\sigma'(x) = \sigma(x)(1 + \sigma(x))" "\n" r"f'(x) = \sigma(x) - x \sigma(x)(1 + \sigma(x))", "wrong"),
    # a wrong rule, said of one letter and used of another
    (NETWORK, RULE + r"\frac{dL}{du} = (v h - y) v (1 - h) x", "follows"), (NETWORK, RULE + r"\frac{dL}{du} = (v h - y) v (1 - h)", "wrong"),
    (NETWORK, RULE + r"\frac{dL}{du} = (v h - y) v (1 + h) x", "wrong"), (NETWORK, RULE.replace("1 - ", "x - ") + r"\frac{dL}{du} = (v h - y) v (x - h) x", "wrong"),
    # an equation, solved as it was said
    (NOISE, MOVED + r"x_0 = \frac{x_t + \sqrt{1-a} \epsilon}{\sqrt{a}}", "follows"), (NOISE, MOVED + r"x_0 = \frac{x_t + \sqrt{1-a} \epsilon}{a}", "wrong"),
    (DESCENT, r"\frac{dL}{dw} = a w - b" "\n" r"w - \eta g = (1-\eta a) w + \eta b", "follows"),
    (DESCENT, r"\frac{dL}{dw} = a w - b" "\n" r"w - \eta g = (1+\eta a) w + \eta b", "wrong"),
    # a value, in a formula that it stands in
    (DROPPED, SECOND + "Var(U/p*h) = h^2/p^2 - h^2", "follows"), (DROPPED, SECOND + "Var(U/p*h) = h^2/p^2 + h^2", "wrong"),
    (DROPPED, SECOND + "Var(U/p*h) = h^2/p^2", "wrong"),
    (F1, BOTH + r"F = \frac{2}{2a+b+c}", "follows"), (F1, BOTH + r"F = \frac{1}{2a+b+c}", "wrong"),
    # what may be anything is no ground
    (SIGMOID, "0 = 1\n" r"\sigma'(z) = -\frac{e^{-z}}{(1+e^{-z})^2}", "wrong"), (F1, "F = \\frac{2PR}{P+R}\n2 = 3\nF = \\frac{3PR}{P+R}", "wrong"),
    (F1, "F = \\frac{2PR}{P+R}\n2 + a - a = 3\nF = \\frac{3PR}{P+R}", "wrong"), (NOISE, "x_0 = x_0 + 1\nx_0 = x_t", "wrong"),
])  # fmt: skip
def test_what_follows_from_a_part(question, solution, last):
    found = judge_solution(ask(question), solution)
    wrong = [line.number for line in found.lines if line.standing == "wrong"]
    assert (found.verdict, found.lines[-1].standing, len(wrong)) == ("not_equivalent", last, 1 + (last == "wrong"))
    assert found.credit <= 2 / 3


def test_what_follows_in_a_sum_of_other_letters():
    found = judge_solution(ask(LINEAR), ERROR + r"-\frac1m\sum_{j=1}^m (\hat y_j - y_j) x_j")
    assert found.lines[-1].standing == "follows"
