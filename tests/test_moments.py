r"""Questions of means and variances whose words say what is random: the right side is what an answer is judged by."""

from __future__ import annotations

import pytest

from symdl.errors import InputError, ReadError
from symdl.grading import ask, check

DROPOUT = {"context": "r is a Bernoulli random variable with P(r = 1) = p, and h is a constant",
           "definitions": [r"\tilde h = \frac{r h}{p}", "E[r] = p", "Var[r] = p(1-p)"],
           "reference": r"\operatorname{Var}[\tilde h] = \frac{(1-p)h^2}{p}"}
SCORES = {"context": "q and k have independent entries with mean 0 and variance 1",
          "definitions": [r"s = \sum_{i=1}^d q_i k_i"], "reference": r"\operatorname{Var}(s) = d"}
ADAM = {"context": r"the gradients g_t are independent with mean \mu",
        "definitions": ["m_0 = 0", r"m_t = \beta m_{t-1} + (1-\beta) g_t"], "reference": r"E[m_t] = (1-\beta^t)\mu"}
DIFFUSION = {"context": r"\epsilon is standard normal and independent of x_0, which has mean 0 and variance 1",
             "definitions": [r"x_t = \sqrt{a}x_0+\sqrt{1-a}\epsilon"], "reference": "Var[x_t] = 1"}
SAMPLES = {"context": r"X_1, ..., X_n are i.i.d. with variance \sigma^2",
           "definitions": [r"\bar X = \frac1n\sum_{i=1}^nX_i"], "reference": r"Var(\bar X) = \frac{\sigma^2}{n}"}
WEIGHTS = {"context": "the weights are independent with mean zero and variance s^2; the inputs x_i are given",
           "definitions": [r"z = \sum_{i=1}^nw_ix_i"], "reference": r"\operatorname{Var}[z] = s^2\sum_{i=1}^nx_i^2"}
COUNT = {"context": r"X_1, \dots, X_n are i.i.d. Bernoulli(p)", "definitions": [r"S = \sum_{i=1}^n X_i"],
         "reference": r"\operatorname{Var}(S) = n p (1-p)"}
ALONE = {key: SAMPLES[key] for key in ("context", "reference")}


@pytest.mark.parametrize(("question", "right", "wrong"), [
    (DROPOUT, ["h^2 (1/p - 1)", r"\operatorname{Var}[\tilde h] = \frac{(1-p)h^2}{p}"],
     ["(1-p)h^2", r"\tilde h^2 (1-p)/p"]),
    (SCORES, ["d", "Var(s) = d", r"\sum_{i=1}^d 1"], ["d^2", r"\sqrt d", "1"]),
    (ADAM, [r"\mu - \mu\beta^t", r"(1-\beta)\sum_{i=1}^t \beta^{t-i} \mu"], [r"(1-\beta^{t-1})\mu", r"\mu", "m_t"]),
    (DIFFUSION, ["1", "a + (1 - a)"], ["a", "2"]),
    (SAMPLES, [r"\operatorname{Var}\left[\bar X\right] = \sigma^2/n"], [r"\sigma^2/n^2", r"\sigma/n", r"\bar X/n"]),
    (ALONE, [r"\sigma^2/n", r"\sigma^2/|n|", r"\mathrm{Var}(\bar X) = \sigma^2/n"], [r"\sigma^2/n^2", r"\sigma/n"]),
    (COUNT, ["np(1-p)", "np - np^2"], ["np", "p(1-p)"]),
    (WEIGHTS, [r"\sum_i s^2 x_i^2"], [r"s^2\sum_i x_i", r"n s^2\sum_i x_i^2", r"s^2 z^2"]),
])  # fmt: skip
def test_what_a_mean_is(question: dict[str, object], right: list[str], wrong: list[str]) -> None:
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check(question, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)


@pytest.mark.parametrize(("question", "answer"), [
    (DROPOUT, r"\frac{h^2}{p^2} \operatorname{Var}[r]"), (DROPOUT, r"E[\tilde h^2] - E[\tilde h]^2"),
    (DROPOUT, r"\operatorname{Var}[r] = \frac{(1-p)h^2}{p}"), (SCORES, r"\operatorname{Var}(s)"),
    (SAMPLES, r"E(\bar X) = \sigma^2/n"),
])  # fmt: skip
def test_a_mean_in_an_answer_is_not_judged(question: dict[str, object], answer: str) -> None:
    assert check(question, answer).verdict in ("invalid", "undecided")


@pytest.mark.parametrize("words", ["X_i are independent with variance \\sigma^2. All of them are 0."])
def test_words_that_say_more_leave_a_refusal_open(words: str) -> None:
    assert check({**SAMPLES, "context": words}, r"\sigma^2/n^2").verdict == "undecided"
    assert check({**SAMPLES, "context": words}, r"\sigma^2/n").verdict == "equivalent"


def test_a_standard_deviation_is_not_negative() -> None:
    question = {"context": r"z has variance \sigma^2", "definitions": ["y = 2 z"],
                "reference": r"E[|y|] = c \sigma"}
    assert check(question, r"c \sqrt{\sigma^2}").verdict == "equivalent"


@pytest.mark.parametrize("question", [
    {"definitions": ["x = 2 y"], "reference": "E[x] = 5"},  # nothing says what is random
    {"definitions": ["E[r] = p"], "reference": "E[r] = 5"},
    {"definitions": ["E(w) = (w-1)^2"], "reference": "E(2) = 5"},
    {"definitions": ["E(w) = (w-1)^2"], "reference": r"E(w) = w^2 + 1", "context": "w is random"},
])  # fmt: skip
def test_what_is_no_name_for_a_mean(question: dict[str, object]) -> None:
    with pytest.raises((InputError, ReadError)):
        ask(question)
