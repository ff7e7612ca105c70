r"""Questions whose words say how letters are random: their means and variances are worked out, and proved."""

from __future__ import annotations

import math
import random

import pytest

from symdl.errors import InputError, ReadError
from symdl.grading import ask, check
from symdl.grading.proved.laws import laws
from symdl.grading.worked.solution import judge_solution

IID = {"context": r"X_i are i.i.d. with mean \mu and variance \sigma^2",
       "definitions": [r"\bar X = \frac1n\sum_{i=1}^nX_i"]}
DROPOUT = {"context": "each r_i is 1 with probability p and 0 otherwise, independently",
           "definitions": [r"y = \frac1p\sum_{i=1}^n r_i w_i x_i"]}
LAYER = {"context": r"w_i and x_i are independent with mean 0, Var(w_i) = \sigma_w^2 and Var(x_i) = \sigma_x^2",
         "definitions": [r"y = \sum_{i=1}^n w_i x_i"]}
NORMAL = {"context": r"z \sim \mathcal{N}(0, 1)", "definitions": [r"x = \mu + \sigma z"]}
AVERAGE = {"context": r"the gradients g_t are independent with mean \mu and variance s^2",
           "definitions": [r"m_t = (1-\beta)\sum_{i=1}^t \beta^{t-i} g_i"]}


@pytest.mark.parametrize(("question", "reference", "right", "wrong"), [
    (IID, r"\mathrm{Var}(\bar X)", [r"\sigma^2/n", r"\frac{1}{n^2} n \sigma^2"], [r"\sigma^2", r"\sigma^2/n^2"]),
    (IID, r"E[\bar X^2]", [r"\mu^2 + \sigma^2/n"], [r"\mu^2", r"\mu^2 + \sigma^2"]),
    (DROPOUT, r"\mathbb{E}[y]", [r"\sum_j w_j x_j"], [r"p \sum_j w_j x_j", r"n \sum_j w_j x_j"]),
    (DROPOUT, r"\mathbb{V}[y]", [r"\frac{1-p}{p} \sum_i w_i^2 x_i^2", r"(1/p - 1)\sum_i (w_i x_i)^2"],
     [r"\frac{1-p}{p} \sum_i w_i x_i", r"p(1-p) \sum_i w_i^2 x_i^2"]),
    (LAYER, r"\operatorname{Var}(y)", [r"n \sigma_w^2 \sigma_x^2"],
     [r"n^2 \sigma_w^2 \sigma_x^2", r"n\sigma_w\sigma_x"]),
    (NORMAL, "E[x^4]", [r"\mu^4 + 6\mu^2\sigma^2 + 3\sigma^4"], [r"\mu^4 + 3\sigma^4", r"(\mu^2 + \sigma^2)^2"]),
    (AVERAGE, "E[m_t]", [r"(1 - \beta^t)\mu"], [r"\mu", r"(1-\beta)\mu"]),
    ({"context": r"X and Y are independent with means a and b and variances c and d, respectively"}, "Var(X - Y)",
     ["c + d"], ["c - d", "a + b"]),
])  # fmt: skip
def test_what_is_worked_out(question: dict[str, object], reference: str, right: list[str], wrong: list[str]) -> None:
    for asked in (reference, f"{reference} = {right[0]}"):
        posed = {**question, "reference": asked}
        assert [check(posed, answer).verdict for answer in right] == ["equivalent"] * len(right)
        assert [check(posed, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)
        assert check(posed, reference).verdict == "invalid"  # it is what is asked
    for answer in wrong:
        with pytest.raises(InputError, match="not what it is said to be"):
            ask({**question, "reference": f"{reference} = {answer}"})


def test_what_is_worked_out_is_what_is_drawn() -> None:
    """The oracle: averages over draws, for the right sides of the table above."""
    draw = random.Random(7)
    n, mu, sigma, p = 3, 0.7, 1.3, 0.6
    w, x = [0.5, -1.2, 0.8], [1.1, 0.4, -0.9]
    means, masked, fourth, layer = [], [], [], []
    for _ in range(200_000):
        means.append(sum(draw.gauss(mu, sigma) for _ in range(n)) / n)
        masked.append(sum((draw.random() < p) * a * b for a, b in zip(w, x, strict=True)) / p)
        fourth.append(draw.gauss(mu, sigma) ** 4)
        layer.append(sum(draw.uniform(-1, 1) * draw.gauss(0, 2) for _ in range(n)))
    def mean(of: list[float]) -> float:
        return math.fsum(of) / len(of)
    assert mean([one**2 for one in means]) == pytest.approx(mu**2 + sigma**2 / n, rel=0.02)
    assert mean([(one - mean(masked)) ** 2 for one in masked[:2000]]) == pytest.approx(
        (1 - p) / p * sum((a * b) ** 2 for a, b in zip(w, x, strict=True)), rel=0.15)
    assert mean(fourth) == pytest.approx(mu**4 + 6 * mu**2 * sigma**2 + 3 * sigma**4, rel=0.03)
    assert mean([one**2 for one in layer]) == pytest.approx(n * (1 / 3) * 4, rel=0.03)


@pytest.mark.parametrize(("context", "of"), [
    ("q and k have independent entries with mean 0 and variance 1",
     {"q": ["independent", "0", "1"], "k": ["independent", "0", "1"]}),
    ("r is a Bernoulli random variable with P(r = 1) = p, and h is a constant", {"r": ["bernoulli", "p"]}),
    ("each m_i is independently 1 with probability 1-p and 0 with probability p", {"m": ["bernoulli", "1-p"]}),
    (r"\epsilon is standard normal and independent of x_0, which has mean 0 and variance 1",
     {r"\epsilon": ["gaussian", "0", "1"], "x_0": ["independent", "0", "1"]}),
    (r"X_i \stackrel{iid}{\sim} N(\mu, \sigma^2), i = 1, ..., n", {"X": ["gaussian", r"\mu", r"\sigma^2"]}),
    ("X has mean a and variance b. Y is independent of X and has mean 0 and standard deviation 2",
     {"X": ["independent", "a", "b"], "Y": ["independent", "0", "(2)^2"]}),
    ("w_{ij} are iid with mean 0 and variance 2/n, the x_j are fixed", {"w": ["independent", "0", "2/n"]}),
])  # fmt: skip
def test_what_words_say(context: str, of: dict[str, list[str]]) -> None:
    found = laws({"context": context})
    assert found is not None
    assert found.table["laws"] == of
    assert not found.table["context"]


@pytest.mark.parametrize("context", [
    "X_i are not independent with mean 0 and variance 1",
    "X_i are uncorrelated with mean 0 and variance 1",
    "X_i are iid with mean 0 and variance 1, and X_1 = X_2",
    "X_i are iid with mean 0 and variance 1. All X_i are equal",
    "X and Y are independent with mean a and b",
    "X and Y are random with mean 0 and variance 1",
    "X is independent of Y with mean 0 and variance 1",
    r"X \sim N(0, \sigma)",
    "X has mean 0 and mean 1",
    "X is 1 with probability p and 0 with probability q",
    "X is Bernoulli(p) with variance p",
    "X is normal with mean 0 and variance 1 if n is odd",
    "the weights are independent with mean 0 and variance 1",
    "X has mean a and variance b. Y has mean c and variance d",
    "X is independent of Z. Y is independent of Z. X has mean a and variance b. Y has mean c and variance d",
    "X is standard normal and independent of Y",
    "X_i are iid with mean 0 and variance 1. Y_i are iid with mean 0 and variance 1",
    "X_i are iid with mean 0 and variance 1. Y is standard normal",
    *(f"X_i are iid with mean 0 and variance v. {more}" for more in (
        "They sum to zero.", "X_1 = X_2.", "They coincide.", r"They have pairwise correlation \rho.",
        "The first is zero.", "Given that X_1 = 3.", "X_1 is a constant.", "This does not hold for X_1.",
        "v is random.", "They are not independent.", "They share a common factor.", "All of them are equal.")),
    "the distribution of X_i is independent of i and has mean 0 and variance 1",
])  # fmt: skip
def test_words_that_say_no_law_for_certain(context: str) -> None:
    assert laws({"context": context}) is None


@pytest.mark.parametrize("question", [
    {"context": r"X_i are i.i.d. with mean \mu and variance s", "definitions": ["Y = X_1 + X"]},
    {"context": r"r \sim \mathrm{Bernoulli}(p)", "definitions": [r"Y = \sum_{i=1}^n r_i x_i"]},
    {"context": r"r_i \sim \mathrm{Bernoulli}(p) i.i.d.", "definitions": [r"Y = \sum_{i=1}^n r x_i"]},
    {"context": r"\epsilon is standard normal", "definitions": [r"Y = \sum_{i=1}^n \epsilon_i"]},
])  # fmt: skip
def test_a_letter_with_an_index_is_none_without(question: dict[str, object]) -> None:
    assert laws({**question, "reference": r"\mathrm{Var}(Y)"}) is None


def test_some_members_by_their_numbers() -> None:
    question = {"context": r"X_1 and X_2 are independent with mean \mu and variance s",
                "definitions": ["Y = X_1 + X_2"], "reference": r"\mathrm{Var}(Y)"}
    assert check(question, "2s").verdict == "equivalent"
    assert check(question, "4s").verdict == "not_equivalent"


def test_nothing_leans_on_what_is_not_said() -> None:
    question = {"context": r"X_i are i.i.d. with mean \mu", "definitions": IID["definitions"]}
    assert check({**question, "reference": r"E[\bar X]"}, r"\mu").verdict == "equivalent"
    assert "unsaid" not in check({**question, "reference": r"E[\bar X]"}, r"n\mu").feedback
    assert check({**question, "reference": r"E[\bar X^2] = c"}, "c").verdict == "equivalent"  # it is believed
    with pytest.raises(InputError):
        ask({**question, "reference": r"E[\bar X] = n\mu"})
    noisy = {"context": "X is random and Y is standard normal and independent of X", "definitions": ["Z = X + Y"]}
    assert check({**noisy, "reference": r"\mathrm{Var}(Z) = v + 1"}, "v + 1").verdict == "equivalent"  # so is this
    with pytest.raises((InputError, ReadError)):
        ask({**noisy, "reference": r"\mathrm{Var}(Z)"})
    steps = {**AVERAGE, "context": r"the gradients g_t are independent with mean \mu",
             "definitions": ["m_0 = 0", r"m_t = \beta m_{t-1} + (1-\beta) g_t"]}
    assert check({**steps, "reference": r"E[m_t] = (1-\beta^t)\mu"}, r"\mu - \beta^t\mu").verdict == "equivalent"
    assert check({**steps, "reference": r"E[m_t^2] = V_t"}, "V_t").verdict == "equivalent"  # it is believed
    for false in (r"\mu", r"\beta^t \mu"):
        with pytest.raises(InputError):
            ask({**steps, "reference": f"E[m_t] = {false}"})


@pytest.mark.parametrize(("lines", "standings"), [
    ([r"\mathrm{Var}(\bar X) = \frac{1}{n^2} \sum_{i=1}^n \mathrm{Var}(X_i)", r"= \frac{1}{n^2} n \sigma^2",
      r"= \sigma^2/n"], ["right"] * 3),
    ([r"\mathrm{Var}(\bar X) = E[\bar X^2] - E[\bar X]^2", r"= \mu^2 + \sigma^2/n - \mu^2",
      r"= \sigma^2/n"], ["right"] * 3),
    ([r"\mathrm{Var}(\bar X) = \frac1n \sum_{i=1}^n \mathrm{Var}(X_i)", r"= \sigma^2"], ["wrong", "follows"]),
])  # fmt: skip
def test_a_worked_solution(lines: list[str], standings: list[str]) -> None:
    judged = judge_solution(ask({**IID, "reference": r"\mathrm{Var}(\bar X) = \sigma^2/n"}), "\n".join(lines))
    assert [line.standing for line in judged.lines] == standings
