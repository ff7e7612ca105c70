"""Wrong answers beside words that are not understood: refused where they are wrong in all that words may mean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symdl.grading import check
from symdl.grading.meanings.hints import firm_ranges, kinds, meant
from symdl.grading.meanings.rescue import rescue
from symdl.grading.questions.asking import ask

NO_RESCUE = [
    ("d is the dilation.", "n + 2p - d(k-1)", "n+2p-dk-d"), ("LoRA of rank r", "r(d+k)", "r d+k"),
    ("Receptive field after L layers.", "1+L(k-1)", "L(k-1)"),
    ("Third order Taylor polynomial of tanh at 0", r"x-\frac{x^3}{3}", r"x+\frac{x^3}{3}"),
    ("KL divergence between two Bernoulli distributions with success probabilities p and q",
     r"p\log\frac pq+(1-p)\log\frac{1-p}{1-q}", r"p\log\frac pq"),
    ("Geometric distribution with success probability p: expected number of trials", r"\frac1p", "p"),
    ("Squared distance in feature space of two points, of kernel values a, b and c", "a-2c+b", "a+2c+b"),
    ("Poisson regression: y a count, z the log rate", "e^z-y", "e^z+y"),
    ("signal-to-noise ratio of a coefficient a and a noise level s", r"\log\frac{a^2}{s^2}", r"\log\frac{2a^2}{s^2}"),
    ("Entropy of a distribution p_1..p_n in nats", r"-\sum_{i=1}^n p_i\ln p_i", r"\sum_{i=1}^n p_i\ln p_i"),
    ("Rotary embedding of a pair (x, y) by the angle t, first component", r"x\cos t-y\sin t", r"x\cos t+y\sin t"),
    ("Transformer with vocabulary V, width d, sequence length n, untied output", "2Vd+nd", "Vd+nd"),
    ("PPO: ratio r, advantage A", r"\min(rA, 2A)", r"\max(rA, 2A)+1"),
    ("a is the output of the frobnicator", "ab+b", "ab-b+3"),
    ("the loss is y = a x - b", "ax-b", "ax+2b"),
    ("One step from the start x_0 with rate r", r"x_0-r g", r"x_0+r g"),
    ("Noisy sample y = x + s e with noise level s > 0", r"\frac{x-y}{s^2}", r"\frac{x-y}{s}"),
]
RESCUED = [
    ("x is the toggle", "x^2+y", "x+y", "x is 0 or 1"), ("a and b are the mixture weights", "a+b+c", "1+c", "1 - "),
    ("class shares a, b and c", "a+b+c", "1", "= 1"),
    ("z_i are z-scores", r"\frac1n\sum_{i=1}^n z_i^2", "1", "variance 1"),
    ("the inputs x_i are centred", r"\sum_{i=1}^n x_i+y", "y", "sum to zero"), ("k is even", "(-1)^k", "1", "even"),
    ("u_i is a direction", r"\sum_{i=1}^n u_i^2+a", "1+a", "norm 1"),
    ("rotation entries c, s", "c^2+s^2", "1", "cosine"),
    ("decay rates 0 < a < b < 1", "|a-b|", "b-a", "a < b"), ("h is the output of a ReLU", r"\max(h,0)", "h", ""),
    ("x is a tanh output", "|1-x|", "1-x", "< 1"), ("the minimiser of (x-a)^2", "x+a", "2a", "x = a"),
    ("the stride k divides n", r"\lfloor n/k\rfloor", "n/k", ""),
    ("case i = j", r"p_i(\delta_{ij}-p_j)", "p_i(1-p_i)", ""),
    ("a unit scale s", "sx", "x", "s = 1"), ("noiseless case of level s", "x+s", "x", "s = 0"),
    ("m is the mean of the x_i", r"\frac1n\sum_{i=1}^n x_i^2-m^2", r"\frac1n\sum_{i=1}^n(x_i-m)^2", "mean"),
    ("a greedy policy with exploration rate e", "(1-e)q+e u", "q", "= 0"),
    ("a greedy policy with exploration rate s", "(1-s)q+s u", "q", "= 0"),
    ("all weights w_i equal 1/n", r"\sum_{i=1}^n w_i x_i", r"\frac1n\sum_i x_i", "by their number"),
    ("the shares are balanced: a plus b is one", "a+b+c", "1+c", "1 - "),
    ("the loss is y = a x - b", "y+b", "ax", ""), ("y = x + s, in words", "y-x", "s", ""),
]


@pytest.mark.parametrize(("context", "reference", "answer"), NO_RESCUE)
def test_what_is_wrong_in_all_that_words_may_mean_is_refused(context: str, reference: str, answer: str) -> None:
    question = {"reference": reference, "context": context}
    assert rescue(ask(question), answer, all_of_it=True) == ""
    found = check(question, answer)
    assert found.verdict == "not_equivalent", found.feedback
    assert found.witness is not None


@pytest.mark.parametrize(("context", "reference", "answer", "world"), RESCUED)
def test_what_may_be_right_by_words_stays_open(context: str, reference: str, answer: str, world: str) -> None:
    question = {"reference": reference, "context": context}
    found = rescue(ask(question), answer, all_of_it=True)
    assert found != ""
    assert found is None or world in found
    assert check(question, answer).verdict in ("undecided", "equivalent")


@pytest.mark.parametrize(("context", "reference", "wrong", "verdict"), [
    ("H is the observation matrix of the filter, R the noise", "P H^\\top R", "P H^\\top R^{-1}", "not_equivalent"),
    ("Weighted least squares with weights P", r"(X^\top P X)^{-1}X^\top P y", r"(X^\top P X)^{-1}X^\top P^2 y",
     "not_equivalent"),
    ("K is a kernel matrix", r"K^\top x", "K x", "undecided"), ("Q is a reflection", "Q Q x", "x", "undecided"),
    ("A and B commute", "A B x", "B A x", "undecided"), ("P is a projector", "P P x", "P x", "undecided"),
    ("A is the attention matrix", r"A \mathbf{1}", r"\mathbf{1}", "undecided"),
    ("The covariance A", r"A^\top x", "A x", "undecided"), ("u is the normal", r"\|u\|^2 a", "a", "undecided"),
    ("q and k have length one", r"\|q\|\|k\| c", "c", "undecided"),
    ("u is perpendicular to v", r"u^\top v+a", "a", "undecided"), ("z is the zero vector", "z+a", "a", "undecided"),
    ("S is the frobnicated matrix", r"S^\top x+b", "S x+b", "undecided"),
    ("G is the error that is passed back", r"G W^\top", r"2 G W^\top", "not_equivalent"),
])
def test_matrices_of_every_kind_that_words_may_mean(context: str, reference: str, wrong: str, verdict: str) -> None:
    assert check({"reference": reference, "context": context}, wrong).verdict == verdict


@pytest.mark.parametrize(("context", "reference", "answer"), [
    ("up to a factor", "2x", "x"), ("over GF(2)", "a-b", "a+b"), ("z is the golden ratio", "z^2", "z+1"),
    ("Work modulo 2", "3x", "x"), ("treat s as fixed", "xs", "x"), ("y is the circulation of x", "x+y", "2x"),
    ("x is the minimizer", r"\nabla f+b", "b"),
])
def test_words_that_may_say_anything_leave_it_open(context: str, reference: str, answer: str) -> None:
    question = {"reference": reference, "context": context}
    assert rescue(ask(question), answer, all_of_it=True) is None or check(question, answer).verdict == "undecided"
    assert check(question, answer).verdict in ("undecided", "invalid")


def test_what_a_counterexample_shows_is_in_the_range_that_words_say() -> None:
    question = {"reference": "p(1-p)", "context": "Variance of a Bernoulli variable with success probability p."}
    found = check(question, "p^2")
    assert found.verdict == "not_equivalent"
    assert "p = 1/" in found.feedback


def test_ranges_that_nouns_say() -> None:
    assert firm_ranges("dropout with keep probability p, a variance s and 0 < g < 1") == {
        "p": "share", "s": "sign", "g": "share"}
    assert firm_ranges("the log variance s") == {}


def test_hints_are_in_order_and_of_their_letters() -> None:
    found = meant(["m is a mask", "x = 3"], {"m", "x", "y"})
    assert found is not None
    assert ("binary", frozenset("m")) in [(one.meaning, one.letters) for one in found.hints]
    assert found.numbers == (("x", "3"),)
    assert meant(["up to a constant"], {"x"}) is None
    assert kinds(["S is symmetric"], {"S"}) == [("symmetric", frozenset("S"))]


_SIGNS = st.sampled_from(["-", "2", r"\frac12", "3"])


@settings(max_examples=40, deadline=None)
@given(_SIGNS, st.sampled_from([r"\sum_{i=1}^n p_i x_i", "a x^2 + b", r"\log(1+e^{z})", r"\frac{r}{1-g}", "xy + z"]),
       st.sampled_from(["Loss of the model", "x is a feature and z a logit", "rates r and g of the schedule",
                        "probabilities p_i of the classes", "the equal weights of a mean"]))
def test_a_wrong_factor_is_wrong_whatever_words_mean(factor: str, formula: str, context: str) -> None:
    """No usual meaning makes a formula equal to a multiple of itself, where it is not 0."""
    question = ask({"reference": formula, "context": context})
    assert rescue(question, f"{factor}({formula})", all_of_it=True) in ("", None)
