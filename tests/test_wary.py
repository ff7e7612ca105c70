"""Words beside a question under which an answer may be right that is another formula: it is left open."""

from __future__ import annotations

import pytest

from symdl.errors import InputError
from symdl.grading import check

SOFTMAX = {"definitions": [r"p_i = \frac{e^{z_i}}{\sum_{k=1}^K e^{z_k}}", r"L = -\sum_{k=1}^K y_k \log p_k"],
           "reference": r"\frac{\partial L}{\partial z_i} = p_i \sum_{k=1}^K y_k - y_i"}
LOG = r"-\frac{(x-\mu)^2}{2\sigma^2} - \frac12\log(2\pi)"


@pytest.mark.parametrize(("reference", "answer", "words"), [
    (LOG, r"-\frac{(x-\mu)^2}{2\sigma^2}", ["up to an additive constant", "up to a constant", "+ const",
                                            "unnormalised"]),
    (r"2x\sigma", r"x\sigma", ["up to a factor", "up to proportionality", "up to scale"]),
    (r"x\sum_j p_j", "x", ["p are the class probabilities", "p_j are attention weights"]),
    ("|p| + |1-p|", "1", ["p is a probability", "p is a decay rate"]),
    ("|x|a", "xa", ["x is the mean squared error", "x is the activation after ReLU"]),
    (r"\lceil n\rceil + a", "n + a", ["n is the batch size", "n is the index of the layer"]),
    (r"\lfloor n/k\rfloor", "n/k", ["the kernel divides the input exactly", "the stride fits the input"]),
    (r"x^\top K y", r"y^\top K x", ["K is the kernel matrix", "K is a kernel"]),
    (r"\mu v - \eta g", r"-\eta g", ["plain SGD", "at the first step", "at initialization"]),
    ("n_1 n_2", "n_1^2", ["square kernel", "both layers have the same size"]),
    ("(y-t)x", "e x", ["e is the error y - t"]),
])  # fmt: skip
def test_what_is_left_open(reference: str, answer: str, words: list[str]) -> None:
    for said in words:
        assert check({"reference": reference, "context": said}, answer).verdict == "undecided"
    assert check({"reference": reference}, answer).verdict != "equivalent"


@pytest.mark.parametrize("words", [
    "y is the label", "y_k are the labels", "softmax cross-entropy", "labels y, logits z",
])  # fmt: skip
def test_labels_may_sum_to_one(words: str) -> None:
    assert check({**SOFTMAX, "context": words}, "p_i - y_i").verdict in ("undecided", "equivalent")
    assert check({**SOFTMAX, "context": words}, "y_i - p_i").verdict == "not_equivalent"


@pytest.mark.parametrize("words", [
    "sigma is the logistic sigmoid", "binary classification", "linear regression", "lecture notes p. 12",
    "log is the natural logarithm", "two Gaussians", "Consider a single hidden layer", "x is a scalar",
    "dropout layer with keep probability a", "first layer of the network", "logistic regression with cross-entropy",
])  # fmt: skip
def test_what_is_refused_all_the_same(words: str) -> None:
    assert check({"reference": "2x^2 + a", "context": words}, "3x^2 + a").verdict == "not_equivalent"


SLOPE = {"definitions": [r"a=\sigma(z)"], "reference": r"\frac{da}{dz}=a(1-a)"}
COUNT = {"reference": "4d^2+d n"}


@pytest.mark.parametrize("words", [
    "The logistic function is applied elementwise.", "The activation is applied entry-wise.",
    "The sigmoid is applied to each entry.", "The gradient is needed for backpropagation.",
])
def test_a_function_by_entries(words: str) -> None:
    assert check({**SLOPE, "context": words}, "a-a^2").verdict == "equivalent"
    assert check({**SLOPE, "context": words}, "a(1+a)").verdict == "not_equivalent"


@pytest.mark.parametrize(("words", "verdict"), [
    ("The sigmoid is applied only to positive z.", "not_equivalent"),
    ("The logistic function is linearised.", "undecided"),
    ("Products are elementwise.", "not_equivalent"), ("The sigmoid is saturated.", "not_equivalent"),
])
def test_a_function_of_which_more_is_said(words: str, verdict: str) -> None:
    assert check({**SLOPE, "context": words}, "a(1+a)").verdict == verdict


@pytest.mark.parametrize("words", [
    "d is the dimension of the head.", "d is the dimension of the embeddings", "d is the head dimension",
    "n is the context length", "n is the size of the vocabulary", "n is the context window, d is the patch size",
])
def test_what_sizes_are_called(words: str) -> None:
    assert check({**COUNT, "context": words}, "d(4d+n)").verdict == "equivalent"
    assert check({**COUNT, "context": words}, "4d^2").verdict == "not_equivalent"


@pytest.mark.parametrize("words", ["biases are left out", "d is the model width, biases are not counted."])
def test_what_a_count_leaves_out(words: str) -> None:
    assert check({**COUNT, "context": words}, "d(4d+n)").verdict == "equivalent"
    assert check({**COUNT, "context": words}, "4d^2").verdict == "undecided"


def test_a_d_that_is_a_sign() -> None:
    question = {"reference": r"\frac{d}{dx} x^2", "context": "d is the dimension of x"}
    assert check(question, "2x").verdict != "equivalent"


PERPLEXITY = r"\exp(-\frac1N\sum_{i=1}^N\log p_i)"


@pytest.mark.parametrize(("reference", "assumed", "answer", "verdict"), [
    (PERPLEXITY, "p_i > 0", r"\exp(\frac1N\sum_{i=1}^N\log p_i)", "not_equivalent"),
    (PERPLEXITY, "p_i > 0", r"\left(\prod_{i=1}^N p_i\right)^{-N}", "not_equivalent"),
    (PERPLEXITY, "p_i > 0", r"\left(\prod_{i=1}^N p_i\right)^{-1/N}", "equivalent"),
    (r"\exp(\sum_{n=1}^N w_n\log p_n)", "p_n > 0", r"\prod_{n=1}^N w_n p_n", "not_equivalent"),
    (PERPLEXITY, "p_i > 0 for all i", r"\exp(\frac1N\sum_{i=1}^N\log p_i)", "not_equivalent"),
    (PERPLEXITY, r"p_i > 0 \forall i", r"\prod_{i=1}^N p_i^{-1/N}", "equivalent"),
    (PERPLEXITY, "0 < p_i < 1", r"\left(\prod_{i=1}^N p_i\right)^{-N}", "undecided"),
    (PERPLEXITY, r"\sum_{i=1}^N p_i = 1", r"\left(\prod_{i=1}^N p_i\right)^{-N}", "undecided"),
    (r"\prod_{i=1}^N |x_i|", "x_i > 0", r"\prod_{i=1}^N x_i", "undecided"),
])
def test_what_is_assumed_of_members(reference: str, assumed: str, answer: str, verdict: str) -> None:
    """A counterexample whose members meet it tells; one that does not leaves the answer open."""
    assert check({"reference": reference, "assumptions": [assumed]}, answer).verdict == verdict


def test_what_holds_for_all_values_of_a_letter() -> None:
    with pytest.raises(InputError, match="no assumption"):
        check({"reference": "a b + c", "assumptions": ["a x = 0 for all x"]}, "c")


@pytest.mark.parametrize("words", ["W is applied elementwise", "products are taken elementwise"])
def test_a_matrix_that_is_applied_by_entries(words: str) -> None:
    question = {"reference": r"W x", "context": f"W is a matrix and x is a vector. {words}"}
    assert check(question, r"W \odot x").verdict != "not_equivalent"
