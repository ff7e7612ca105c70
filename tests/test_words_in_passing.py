"""Words beside a question that leave a verb out, and nouns that nobody knows."""

from __future__ import annotations

import pytest

from symdl.errors import InputError
from symdl.grading import check
from symdl.grading.scalar.ellipses import full


@pytest.mark.parametrize(("said", "expected"), [
    ("z is the gate, h the old state, n the candidate", "z is the gate. h is the old state. n is the candidate."),
    ("prediction f, target y", "f is the prediction. y is the target."),
    ("f is the prediction and y the target", "f is the prediction. y is the target."),
    ("c > 0 the threshold", "c > 0. c is the threshold."),
    ("Huber loss with threshold c > 0, r the residual", "Huber loss. c > 0. c is the threshold. r is the residual."),
    ("0 < g < 1 is the discount factor", "0 < g < 1. g is the discount factor."),
    ("g is the discount factor between 0 and 1", "g is the discount factor. 0 <= g <= 1."),
    ("target y in [0, 1]", r"y \in [0, 1]. y is the target."),
    ("Ridge regression: X is the design", "Ridge regression. X is the design."),
    ("mean squared error over n samples with predictions f_i and targets y_i",
     "mean squared error. n samples. f_i are the predictions. y_i are the targets."),
    ("S symmetric, g the gradient", "S is symmetric. g is the gradient."),
    ("k = 1..K, the q_k sum to one", "k = 1..K. q_k sum to one."),
])  # fmt: skip
def test_what_is_left_out_is_put_back(said: str, expected: str) -> None:
    assert full(said) == expected


@pytest.mark.parametrize("said", [
    "if x > 0, y the label", "x > 0 or y the label", "S need not be symmetric, g the gradient",
    "L is the loss of the label y, a function of w", "x is no number, y the target", "X_i are i.i.d. with mean m",
    "a Gaussian with mean m and variance v", "lecture notes p. 12", "f(x) = x^2, y the value", "",
    "y is the square of x when x > 0", "x is a vector with n entries, r the length", "this is false: x > 0",
])  # fmt: skip
def test_a_sentence_that_is_not_understood_stays(said: str) -> None:
    assert full(said) == said


GRU = {"reference": "g = (1-z)n + zh"}
SQUARED = {"definitions": ["L = (f-y)^2"], "reference": r"\frac{dL}{df} = 2(f-y)"}


@pytest.mark.parametrize(("question", "answer", "expected"), [
    ({**GRU, "context": "z is the update gate, h the old state, n the candidate"}, "n + z(h-n)", "equivalent"),
    ({**GRU, "context": "z is the update gate, h the old state, n the candidate"}, "zn + (1-z)h", "not_equivalent"),
    ({**SQUARED, "context": "f is the prediction and y the target"}, "2f - 2y", "equivalent"),
    ({**SQUARED, "context": "f is the prediction and y the target"}, "f - y", "not_equivalent"),
    ({"reference": r"G = \frac{r}{1-g}", "context": "discount factor 0 < g < 1, reward r"}, "r(1-g)", "not_equivalent"),
    ({"reference": "|b|x", "context": "scale b > 0, input x"}, "bx", "equivalent"),
    ({"reference": "|b|x", "context": "scale b, input x"}, "bx", "undecided"),
    ({"reference": r"\frac1n\sum_{i=1}^n p_ix_i", "context": "i = 1..n"}, r"\frac1n\sum_i x_ip_i", "equivalent"),
    ({"reference": r"\sum_{j=1}^n w_{ij}x_j", "context": "for sample i, i = 1..n"}, r"\sum_j x_jw_{ij}", "equivalent"),
    ({"reference": r"\frac{v}{ne^2}", "context": "variance v and deviation e"}, r"\frac{v}{n e^2}", "equivalent"),
    ({"reference": "(1-h^2)h'", "context": "h' is the previous state"}, "h' - h^2h'", "equivalent"),
    # a noun that nobody knows may say what makes an answer right, or tie a letter to the others
    ({"reference": "x^2", "context": "x is the spin"}, "1", "undecided"),
    ({"reference": "x^2", "context": "x is the toggle"}, "x", "undecided"),
    ({"reference": "dr", "context": "radius r and diameter d"}, "2r^2", "undecided"),
    ({"reference": "pd", "context": "keep probability p, drop probability d"}, "p(1-p)", "undecided"),
    ({"reference": "hk", "context": "a half-life h, decay rate k"}, r"\log 2", "undecided"),
    ({"reference": "x + y", "context": "x is the flux, y the circulation of x"}, "2x", "undecided"),
    # and words for signs what a formula means
    ({"reference": "|A|^2", "context": "bars denote the floor"}, "A^2", "undecided"),
    ({"reference": "a * b", "context": "* is the convolution"}, "b * a", "undecided"),
    ({"reference": "p_k - y_k", "context": "p_k the probabilities, y_k the targets"}, "y_k - p_k", "not_equivalent"),
])  # fmt: skip
def test_nouns(question: dict[str, object], answer: str, expected: str) -> None:
    assert check(question, answer).verdict == expected


def test_what_words_keep_open_is_told_with_where_the_formulas_differ() -> None:
    found = check({"reference": "x^2 + y", "context": "x is the toggle"}, "x + y")
    assert found.verdict == "undecided"
    assert found.agrees is False
    assert "without these words, at x = " in found.feedback


@pytest.mark.parametrize(("context", "reference", "answer", "expected"), [
    ("Ridge regression: X is an n x d matrix, y a vector, w the weights, c > 0", r"(X^\top X + cI)^{-1}X^\top y",
     r"(cI + X^\top X)^{-1}X^\top y", "equivalent"),
    ("A symmetric n x n, w and b vectors", r"A w - b", r"A^\top w - b", "equivalent"),
    ("A is n x n, w and b vectors", r"A w - b", r"A^\top w - b", "not_equivalent"),
    ("U is an n x d matrix with orthonormal columns, x a vector", r"U^\top U x", "x", "equivalent"),
    ("U is an n x d matrix, x a vector", r"U^\top U x", "x", "not_equivalent"),
    ("gradient of log det of a symmetric matrix S", "S^{-1}", r"S^{-\top}", "equivalent"),
    ("x is constant", r"\sum_{i=1}^n x_i", "n x_1", "undecided"),
    ("case i = j", r"p_i(\delta_{ij} - p_j)", "p_i(1 - p_i)", "undecided"),
    ("in units of s", "2 x s", "x s", "undecided"),
])  # fmt: skip
def test_more_that_is_said_in_passing(context: str, reference: str, answer: str, expected: str) -> None:
    assert check({"reference": reference, "context": context}, answer).verdict == expected


def test_a_task_is_for_people_and_no_verdict_leans_on_it() -> None:
    question = {"reference": "x - x^3/3", "task": "Third order Taylor polynomial of tanh at 0, where x = y"}
    assert check(question, "x + x^3/3").verdict == "not_equivalent"
    assert check(question, "x - y x^2/3").verdict == "not_equivalent"
    with pytest.raises(InputError, match="a task is a text"):
        check({**question, "task": 3}, "x")


@pytest.mark.parametrize("context", [
    "Counterexample: c > 0", "the event c > 0", "branch c > 0", "avoid c > 0", "nicht c > 0", "sauf c > 0",
    "e.g. c > 0", "c > 0 the mistake", "c > 0. Withdrawn.", "c > 0. The opposite.", "with high probability c > 0",
    "usually c > 0",
])
def test_what_is_no_assumption(context: str) -> None:
    assert check({"reference": "|c|", "context": context}, "c").verdict == "undecided"


@pytest.mark.parametrize(("context", "reference", "answer"), [
    ("u is a hidden unit vector", r"u^\top u x", "x"), ("u is a nearly unit vector", r"u^\top u x", "x"),
    (r"\sigma is ReLU, leaky", r"\sigma(z)", r"\max(0, z)"), (r"Mistake: \sigma is tanh", r"\sigma(z)", r"\tanh z"),
    (r"\sigma is the sigmoid of 2z", r"\sigma(z)", r"\frac{1}{1+e^{-z}}"),
    ("ReLU network", r"\sigma(x) + \sigma(-x)", "1"),
    (r"\sigma is the hard sigmoid", r"\sigma(z)", r"\frac{1}{1+e^{-z}}"), ("/ is integer division", "(a/b)*b", "a"),
    ("^ is the bitwise XOR", "a^2", "a*a"), ("+ is the maximum", "a + a", "2a"),
    ("u is a column, v is a row", "u v", "v u"),
    (r"\sum runs over even i only", r"\sum_{i=1}^n 1", "n"),
])
def test_what_signs_are_said_to_mean_otherwise(context: str, reference: str, answer: str) -> None:
    assert check({"reference": reference, "context": context}, answer).verdict != "equivalent"


@pytest.mark.parametrize("context", [
    "Clip g to the threshold $c > 0$.", "Soft thresholding of g with c > 0.", "The threshold c is positive.",
    "Let c > 0 be the threshold.", "a positive constant c", "for all c > 0", "c must be positive", "Given c > 0",
    "The threshold is c > 0.", "c denotes a positive threshold", "an advantage c > 0", "Use a margin c > 0.",
])  # fmt: skip
def test_a_condition_in_passing(context: str) -> None:
    assert check({"reference": r"\sqrt{c^2}", "context": context}, "c").verdict == "equivalent"
    assert check({"reference": r"\sqrt{c^2}", "context": context}, "2c").verdict == "not_equivalent"


@pytest.mark.parametrize("context", [
    "if c > 0", "unlike c > 0", "Counterexample: c > 0", "Theorem 3: c > 0", "Theorem 3. c > 0.", "Part b: c > 0",
    "Option A, c > 0", "for some c > 0", "For x > 0 and c > 0, f is x", "c might be positive", "c must not be positive",
    "Clip g to the threshold c > 0 or not at all", "Decide whether c > 0.", "No positive constant c", "the mask c > 0",
    "Example with c > 0", "Class A: c > 0", "The threshold need not be c > 0.", "c is the negative slope",
])  # fmt: skip
def test_a_condition_of_a_case_is_none_of_the_question(context: str) -> None:
    assert check({"reference": r"\sqrt{c^2}", "context": context}, "c").verdict == "undecided"


RECURRENCE = {"reference": "h_2 = wx_1 + x_2", "definitions": ["h_1 = wh_0 + x_1", "h_2 = wh_1 + x_2"]}


@pytest.mark.parametrize("context", [
    "The state starts at h_0 = 0.", "The initial state is h_0 = 0.", "initialised with $h_0 = 0$", "with h_0 = 0",
    "The recurrence is started with h_0 = 0.", "start from h_0 = 0",
])  # fmt: skip
def test_where_something_starts(context: str) -> None:
    assert check({**RECURRENCE, "context": context}, "x_2 + wx_1").verdict == "equivalent"
    assert check({**RECURRENCE, "context": context}, "w(x_1 + x_2)").verdict == "not_equivalent"


@pytest.mark.parametrize("context", [
    "The state never starts at h_0 = 0.", "unlike h_0 = 0", "if the state starts at h_0 = 0", "Counterexample: h_0 = 0",
    "The state rarely starts at h_0 = 0.", "Part b: h_0 = 0", "The state starts at h_0 = 1.",
])  # fmt: skip
def test_where_something_does_not_start(context: str) -> None:
    with pytest.raises(InputError, match="not what it is said to be"):
        check({**RECURRENCE, "context": context}, "x_2 + wx_1")


LAPLACIAN = {"definitions": [r"E = \frac12\sum_{i=1}^n\sum_{j=1}^n w_{ij}(f_i - f_j)^2"],
             "reference": r"\frac{\partial E}{\partial f_i} = 2\sum_{j=1}^n w_{ij}(f_i - f_j)"}
SUMMED = {"reference": r"\sum_{i=1}^n\sum_{j=1}^n w_{ij}f_i"}


@pytest.mark.parametrize("context", [
    "W is symmetric, so $w_{ij} = w_{ji}$.", "w is symmetric", "W is symmetric (w_{ij} = w_{ji})",
    "the weights w_{ij} are symmetric", "symmetric weights w_{ij}", "W is a symmetric matrix with entries w_{ij}.",
])  # fmt: skip
def test_entries_that_are_symmetric(context: str) -> None:
    assert check({**LAPLACIAN, "context": context}, r"2f_i\sum_j w_{ij} - 2\sum_j w_{ij}f_j").verdict == "equivalent"
    assert check({**LAPLACIAN, "context": context}, r"\sum_{j=1}^n w_{ij}(f_i - f_j)").verdict == "not_equivalent"
    assert check({**SUMMED, "context": context}, r"\sum_{i=1}^n\sum_{j=1}^n w_{ji}f_i").verdict == "equivalent"


@pytest.mark.parametrize("context", [
    "W is not symmetric", "w is skew-symmetric", "if w is symmetric", "w need not be symmetric", "w + v is symmetric",
    "w is symmetric. This is false.", "the Hessian of w is symmetric", "w is symmetric, so w_{ij} = v_{ji}",
])  # fmt: skip
def test_entries_that_need_not_be(context: str) -> None:
    assert check({**SUMMED, "context": context}, r"\sum_{i=1}^n\sum_{j=1}^n w_{ji}f_i").verdict != "equivalent"


CHI = {"reference": r"\sum_{i=1}^n \frac{(p_i-q_i)^2}{q_i}"}


@pytest.mark.parametrize("context", [
    "p and q are distributions.", "p and q sum to one.", "the p_i and q_i sum to one", "both p and q are distributions",
    "p and q are distributions on n points; both are positive and sum to one",
    "p and q are discrete distributions over the same n points", "p and q are distributions with q_i > 0",
    "p_i and q_i both sum to one",
])  # fmt: skip
def test_two_distributions(context: str) -> None:
    assert check({**CHI, "context": context}, r"\sum_{i=1}^n \frac{p_i^2}{q_i} - 1").verdict == "equivalent"
    assert check({**CHI, "context": context}, r"\sum_{i=1}^n \frac{p_i^2}{q_i}").verdict == "not_equivalent"


@pytest.mark.parametrize("context", [
    "The p_i and q_i do not sum to one", "neither p nor q sums to one", "if p and q are distributions",
    "p and q are distributions. This is false.", "p_i and q_i sum to one", "p and q need not be distributions",
    "p and q are distributions with q_i > 0 if n > 1",
])  # fmt: skip
def test_what_need_not_be_distributions(context: str) -> None:
    assert check({**CHI, "context": context}, r"\sum_{i=1}^n \frac{p_i^2}{q_i} - 1").verdict != "equivalent"


def test_two_numbers_that_sum_to_one() -> None:
    numbers = {"reference": "p_1 + p_2 + p_3", "context": "p_1 and p_2 sum to one"}
    assert check(numbers, "1").verdict != "equivalent"


@pytest.mark.parametrize(("context", "expected"), [
    ("G is the squared gradient norm.", "equivalent"), ("G is the gradient norm", "equivalent"),
    ("G is the squared norm of the gradient", "equivalent"), ("G is the loss", "undecided"),
    ("G is not the gradient norm", "undecided"), ("G is the change of the gradient norm", "undecided"),
    ("G is the log gradient norm", "undecided"),
])  # fmt: skip
def test_a_norm_is_no_less_than_zero(context: str, expected: str) -> None:
    assert check({"reference": r"\sqrt{G^2}", "context": context}, "G").verdict == expected
    descent = {"reference": r"\eta G - \frac{L \eta^2}{2} G", "context": context}  # G is a number, then
    assert check(descent, r"\eta G(1 - L\eta/2)").verdict == expected
