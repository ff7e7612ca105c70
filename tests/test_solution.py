"""Worked solutions: which line is wrong first, and that what follows from it is not marked down again."""

from __future__ import annotations

import pytest

from symdl.errors import InputError
from symdl.grading import ask
from symdl.grading.solution import judge_solution

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
    (SIGMOID, [r"\frac{e^{-z}}{(1+e^{-z})^2}", r"\frac{1}{1+e^{-z}} \cdot \frac{e^{z}}{1+e^{-z}}",
               r"\sigma(z) (1 - \sigma(z))"], ["right", "wrong", "wrong"], 2),
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
    counted = [line.standing for line in found.lines if line.counts]
    assert found.credit == sum(standing in ("right", "follows") for standing in counted) / len(counted)
    for line in found.lines:
        assert (line.witness is not None) == (line.standing == "wrong")


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
    (SQUARED, ["f(2) = 4", "f'(x) = 2x"], ["unread", "right"], "invalid", 0.5),
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


@pytest.mark.parametrize("text", ["", "\n\n", r"\\", "$$ $$"])
def test_nothing_is_no_solution(text):
    assert judge_solution(ask(SIGMOID), text).verdict == "invalid"


def test_too_many_steps():
    with pytest.raises(InputError, match="at most"):
        judge_solution(ask(SIGMOID), "\n".join(["\\sigma(z) (1 - \\sigma(z))"] * 61))


def test_a_question_without_proofs_has_no_steps():
    with pytest.raises(InputError, match="cannot be judged"):
        judge_solution(ask({"reference": "sin(2*x)"}), "sin(2*x)")


def test_the_row_is_json():
    import json

    row = judge_solution(ask(SIGMOID), "\n".join(CASES[1][1])).row()
    assert json.loads(json.dumps(row))["first_wrong"] == 1
    assert row["feedback"].startswith("line 1: ")
