r"""What the free words beside a question say of its letters and signs: what is used, and what leaves a verdict open."""

from __future__ import annotations

import re

import pytest

from symdl.errors import InputError
from symdl.grading import check
from symdl.grading.classes import isolated

QUADRATIC = r"\nabla_x (x^\top A x) = (A + A^\top) x"
SOFTMAX = [r"p_k = \frac{e^{z_k}}{\sum_{j=1}^K e^{z_j}}", r"L = -\sum_{k=1}^K y_k \log p_k"]
CROSS_ENTROPY = r"\frac{\partial L}{\partial z_i} = p_i \sum_{k=1}^K y_k - y_i"


def verdict(context: str, reference: str, answer: str, **more: object) -> str:
    return check({"context": context, "reference": reference, **more}, answer).verdict


@pytest.mark.parametrize("context", [
    "A + A^T is symmetric", "S = A + A^T is symmetric", "the matrix A + A^T is symmetric", "A A^T is symmetric",
    "B A is symmetric", "B^T A is symmetric", "A^2 and B are symmetric", "B and A + A^T are symmetric",
    "A_1 is symmetric", "A_i is symmetric", "A + A^T is positive definite",
])  # fmt: skip
def test_a_property_of_a_formula_is_none_of_its_letters(context: str) -> None:
    assert verdict(context, QUADRATIC, "2 A x") == "undecided"


@pytest.mark.parametrize("context", [
    "A is symmetric", "the matrix A is symmetric", "let A be symmetric", "A and B are symmetric",
    "A is a symmetric n x n matrix and x is a vector", "where A is positive definite",
])  # fmt: skip
def test_a_property_of_a_letter(context: str) -> None:
    assert verdict(context, QUADRATIC, "2 A x") == "equivalent"


@pytest.mark.parametrize(("context", "reference", "answer", "expected"), [
    ("A_1 is symmetric", r"A_1^\top x", "A_1 x", "equivalent"),
    ("A_1 is symmetric", r"A_1^\top x + A_2^\top x", "A_1 x + A_2 x", "undecided"),
    ("A is symmetric", r"A_1^\top x + A y", "A_1 x + A y", "undecided"),
    (r"\Sigma_k is symmetric", r"\Sigma_k^\top x", r"\Sigma_k x", "equivalent"),
    ("W^2 is orthogonal", r"y = W^\top W x", "x", "undecided"),
    ("W is orthogonal", r"y = W^\top W x", "x", "equivalent"),
    (r"A \ne A^\top", QUADRATIC, "2 A x", "not_equivalent"),
])  # fmt: skip
def test_of_which_letter_something_is_said(context: str, reference: str, answer: str, expected: str) -> None:
    assert verdict(context, reference, answer) == expected


@pytest.mark.parametrize("context", [
    "if n is even, x > 0", "whenever n is even, x > 0", "as long as n is even, x > 0", "x > 0, unless n is odd",
    "x > 0, or n is odd", "class 1: x > 0", "for n = 1: x > 0", "x > 0; only if n is odd", "x > 0, for n > 1",
    "m is even, x > 0 if n is odd", "n > 1 implies m is 1, x > 0",
])  # fmt: skip
def test_what_holds_on_a_condition(context: str) -> None:
    assert verdict(context, "f = |x|", "x") == "undecided"


@pytest.mark.parametrize("context", [
    "x > 0", "for x > 0", "for x > 0 and y > 0", "n is an integer, x > 0", "x > 0, where n is an integer",
    "x > 0 and y is 0 or 1",
])  # fmt: skip
def test_what_holds_on_none(context: str) -> None:
    assert verdict(context, "f = |x|", "x") == "equivalent"


@pytest.mark.parametrize(("context", "expected"), [
    ("y is one-hot", "equivalent"), ("the y_k sum to one", "equivalent"), ("the y_k^2 sum to one", "undecided"),
    ("for K = 2, y is one-hot", "undecided"), ("y^2 is one-hot", "undecided"),
])  # fmt: skip
def test_labels(context: str, expected: str) -> None:
    assert verdict(context, CROSS_ENTROPY, "p_i - y_i", definitions=SOFTMAX) == expected


@pytest.mark.parametrize(("context", "reference", "answer"), [
    ("z is complex", "|z|^2", "z^2"), (r"z \in \mathbb{C}", r"\operatorname{Im}(z)", "0"),
    ("z is a complex number", r"\sqrt{z^2}", "|z|"),
    ("i is an index", "i^2", "-1"), ("i = 1, ..., n", "i^2", "-1"), ("i is the rate", "(1+i)^2", "2i"),
    ("e is the prediction error", r"\frac12 e^2", r"\frac12\exp(2)"), ("e is a real variable", r"\ln(e)", "1"),
    (r"\sigma is the GELU", r"\sigma'(x)", r"\sigma(x)(1-\sigma(x))"),
    (r"\sigma is an arbitrary activation function", r"\sigma'(x)", r"\sigma(x)(1-\sigma(x))"),
    ("log is base 10", r"\log x", r"\ln x"), ("logarithms are to base 2", r"\log x", r"\ln x"),
    ("log is base 10", r"\log x", r"\frac{\ln x}{\ln 10}"),
    ("|x| denotes the L1 norm of the vector x", "|x|", r"\sqrt{\sum_i x_i^2}"),
    (r"\|A\| is the spectral norm of the matrix A", r"\|A\|^2", r"\operatorname{tr}(A^\top A)"),
    ("x is in degrees", r"\frac{d}{dx}\sin x", r"\cos x"), ("[x] denotes the floor of x", "[x]", "x"),
    (r"\pi is the mixing probability", r"\pi(1-\pi)", r"\arccos(-1)(1-\arccos(-1))"),
    (r"\Gamma is a set of paths", r"\Gamma(n)", "(n-1)!"), (r"\sqrt means the cube root", r"\sqrt{x}", "x^{1/2}"),
    ("z is not real", r"\operatorname{Re}(z)", "z"),
    ("a and b do not commute", "ab", "ba"), ("* denotes convolution", "a*b", "b*a"), ("in Z_7", "3", "10"),
    ("numbers are in base 2", "3", "11"),
])  # fmt: skip
def test_words_against_a_habit(context: str, reference: str, answer: str) -> None:
    """Neither right nor wrong by the habit; what is written as the reference is stays right."""
    assert verdict(context, reference, answer) == "undecided"
    if "'" not in reference and "frac" not in reference:
        assert verdict(context, reference, reference) == "equivalent"


@pytest.mark.parametrize("assumption", ["i > 0", "i integer"])
def test_an_assumption_against_a_habit(assumption: str) -> None:
    assert check({"reference": "i^2", "assumptions": [assumption]}, "-1").verdict == "undecided"
    assert check({"reference": "i^2", "assumptions": [assumption]}, "i i").verdict == "equivalent"


@pytest.mark.parametrize(("context", "reference", "answer", "expected"), [
    ("i is the interest rate", "(1+i)^2", "1 + 2i + i^2", "equivalent"),
    ("i is the interest rate", "(1+i)^2", "1 + 2i", "not_equivalent"),
    (r"\pi is the mixing probability", r"\pi(1-\pi)", r"\pi - \pi^2", "equivalent"),
    (r"\sigma is the logistic function", r"\sigma'(x)", r"\sigma(x)(1-\sigma(x))", "equivalent"),
    ("log is the natural logarithm", r"\log x", r"\ln x", "equivalent"),
    ("log is base 10, x > 0", r"\log x^2", r"2\log x", "equivalent"),
    ("z is complex", "(z+1)^2", "z^2 + 2z + 1", "equivalent"),
    (r"\|v\| is the Euclidean norm of v", r"\|v\|^2", r"v^\top v", "equivalent"),
    (r"\sigma > 0", r"-\frac{x^2}{2} - \log\sigma", r"-\log\sigma - x^2/2", "equivalent"),
    ("e_t is the error", "e_t^2 + e^2", "e^2 + e_t^2", "equivalent"),
    ("x_i is the i-th sample, n > 0", r"\frac{1}{n}\sum_i x_i", r"\sum_i \frac{x_i}{n}", "equivalent"),
])  # fmt: skip
def test_what_is_so_in_both_readings(context: str, reference: str, answer: str, expected: str) -> None:
    assert verdict(context, reference, answer) == expected


@pytest.mark.parametrize(("reference", "answer", "expected"), [
    (r"g_i = p_i \sum_{k=1}^K y_k - y_i", r"\sum_{k=1}^K y_k (p_i - \delta_{ik})", "equivalent"),
    (r"g_i = p_i \sum_{k=1}^K y_k - y_i", r"p_i - y_i + p_i (\sum_{k=1}^K y_k - 1)", "equivalent"),
    (r"g_i = p_i \sum_{k=1}^K y_k - y_i", "p_i - y_i", "not_equivalent"),
    (r"s = \sum_i y_i x_i", r"x^\top y", "equivalent"),
])  # fmt: skip
def test_a_member_of_a_vector_is_a_number(reference: str, answer: str, expected: str) -> None:
    assert verdict("y is a vector and x is a vector", reference, answer) == expected


@pytest.mark.parametrize(("context", "expected"), [
    *[(context, "equivalent") for context in (
        "x is a probability", "x is a variance", "x is the standard deviation of y", "x is a norm", "x is a distance",
        r"x \in \mathbb{R}_+", "x is greater than zero", "x is at least 0", "x exceeds 0", "x is the number of steps")],
    *[(context, "undecided") for context in (
        "x is the log of a probability", "x is a difference of norms", "x is the norm of y or minus it",
        "x has any sign", "x is a real number larger than 2")],
    *[(context, "not_equivalent") for context in (
        "x is greater than -1", "x is a number", "x is the input", "x is a weight of layer l+1", "y is a probability")],
])  # fmt: skip
def test_what_words_say_of_a_sign(context: str, expected: str) -> None:
    assert verdict(context, "f = |x|", "x") == expected


@pytest.mark.parametrize(("context", "reference", "answer", "expected"), [
    ("v has norm 1", r"y = v^\top v x", "x", "equivalent"),
    ("the norm of v is 1", r"y = v^\top v x", "x", "equivalent"),
    ("v has 1-norm 1", r"y = v^\top v x", "x", "undecided"),
    ("the norm of v is not 1", r"y = v^\top v x", "x", "undecided"),
    ("A is self-adjoint", QUADRATIC, "2 A x", "equivalent"), ("A is real symmetric", QUADRATIC, "2 A x", "equivalent"),
    ("A is not self-adjoint", QUADRATIC, "2 A x", "undecided"),
    ("W is a permutation matrix", r"y = W W^\top x", "x", "equivalent"),
    ("the columns of W are orthonormal", r"y = W^\top W x", "x", "equivalent"),
    ("the columns of W are orthonormal", r"y = W W^\top x", "x", "not_equivalent"),
    ("the rows of W are orthonormal", r"y = W^\top W x", "x", "undecided"),
    ("a is larger than b", r"\max(a,b)", "a", "equivalent"), ("b is smaller than a", r"\max(a,b)", "a", "equivalent"),
    ("n is the number of samples", r"\sin(\pi n) + n", "n", "equivalent"),
    ("n >= 1 is an integer", r"\sin(\pi n) + n", "n", "equivalent"),
    ("the integer n is at least 1", r"\sin(\pi n) + n", "n", "equivalent"),
])  # fmt: skip
def test_what_words_say_in_their_own_way(context: str, reference: str, answer: str, expected: str) -> None:
    assert verdict(context, reference, answer) == expected


@pytest.mark.parametrize(("context", "reference", "answer", "expected"), [
    ("X is n x d, y has n entries", r"g = X^\top(Xw - y)", r"X^\top X w", "not_equivalent"),
    ("the rows of X are the samples", r"g = X^\top(Xw - y)", r"X^\top X w", "not_equivalent"),
    ("the rows of X are orthonormal", r"g = X^\top(Xw - y)", r"X^\top X w", "not_equivalent"),
    (r"c > 0 and n > 0, n is the norm of the gradient g", r"h = g\min(1,\frac cn)", r"\frac{g c}{n}", "not_equivalent"),
    ("n is the norm of g", "n^2", "g^2", "undecided"), ("n is the norm of g", r"\frac gn", r"\frac{g^2}n", "undecided"),
    ("g is the gradient of L", "2 g", "2 L", "undecided"),
    (r"0 < \epsilon < 1, y_k sums to one", r"(1-\epsilon)y_i + \frac{\epsilon}{K}", "y_i", "not_equivalent"),
    ("i is the imaginary unit", "3+4i", "4+3i", "not_equivalent"),
    ("i is the imaginary unit", "3+4i", "3+i4", "undecided"),
    ("s_j is the similarity of the j-th candidate, the positive is s_1", r"s_1 - \sum_{j=1}^N s_j", "s_1",
     "not_equivalent"),
    ("A x is symmetric", QUADRATIC, "A x", "not_equivalent"),
])  # fmt: skip
def test_words_that_say_nothing_more(context: str, reference: str, answer: str, expected: str) -> None:
    assert verdict(context, reference, answer) == expected


@pytest.mark.parametrize(("context", "answer", "expected"), [
    ("p is the softmax of z and y is one-hot", "p_i + y_i", "not_equivalent"),
    ("p is the softmax of z and y is one-hot", "p_i - y_i", "equivalent"),
    ("if p is the softmax of z, y is one-hot", "p_i - y_i", "undecided"),
    ("q is the softmax of z", "p_i + y_i", "not_equivalent"),
    ("y or z is one-hot", "p_i - y_i", "undecided"), ("neither y nor z is one-hot", "p_i + y_i", "undecided"),
])  # fmt: skip
def test_what_definitions_say_too(context: str, answer: str, expected: str) -> None:
    assert verdict(context, CROSS_ENTROPY, answer, definitions=SOFTMAX) == expected


@pytest.mark.parametrize(("answer", "expected"), [
    (r"|\alpha_t| \bar{\alpha}_{t-1}", "equivalent"), (r"\alpha_t", "not_equivalent"),
])  # fmt: skip
def test_what_is_said_of_each_member(answer: str, expected: str) -> None:
    assert verdict(r"0 < \alpha_s < 1", r"\bar{\alpha}_t = \alpha_t \bar{\alpha}_{t-1}", answer,
                   definitions=[r"\bar{\alpha}_t = \prod_{s=1}^t \alpha_s"]) == expected


@pytest.mark.parametrize(("context", "reference", "answer"), [
    ("z is an element of C", "|z|^2", "z^2"), ("the real part of z is 1", "|z|^2", "z^2"),
    ("a, b are linear maps", "ab - ba", "0"), ("a and b are strings and ab is concatenation", "ab - ba", "0"),
    (r"\sigma is not the logistic function", r"\sigma(x)(1-\sigma(x))", r"\frac{e^{-x}}{(1+e^{-x})^2}"),
    ("bars denote the floor", "|A|^2", "A^2"), ("the norm is weighted by A", r"\|x\|^2", r"x^\top x"),
])  # fmt: skip
def test_words_that_nobody_knows_leave_a_right_answer_open(context: str, reference: str, answer: str) -> None:
    assert verdict(context, reference, answer) == "undecided"


@pytest.mark.parametrize(("context", "reference", "answer"), [
    ("p_i are probabilities", r"\sum_i p_i", r"\sum_k p_k"), ("A is antisymmetric", QUADRATIC, r"A x + A^\top x"),
    (r"\sigma is the sigmoid", r"\sigma(x)(1-\sigma(x))", r"\frac{e^{-x}}{(1+e^{-x})^2}"),
    ("n is the norm of the gradient g", r"\frac{2x}{2}", "x"), ("angles are in radians", r"\sin(2x)", r"2\sin x\cos x"),
    ("we speak of birds", "|z|^2", "|z|^2"),  # as it is written
])  # fmt: skip
def test_words_that_only_make_values_fewer_do_not(context: str, reference: str, answer: str) -> None:
    assert verdict(context, reference, answer) == "equivalent"


@pytest.mark.parametrize(("context", "right", "wrong"), [
    ("x is a positive real number", "x", "-x"), ("x is strictly positive real", "x", "-x"),
    ("Let x be a non-negative real number", "x", "-x"), ("x is a negative real number", "-x", "x"),
])  # fmt: skip
def test_signs_in_words(context: str, right: str, wrong: str) -> None:
    assert verdict(context, r"\sqrt{x^2}", right) == "equivalent"
    assert verdict(context, r"\sqrt{x^2}", wrong) == "not_equivalent"


NEURON = {"definitions": ["z = w x + b", r"L = \frac12(z-y)^2"], "reference": r"\frac{dL}{dw} = (z-y)x"}


@pytest.mark.parametrize("context", [
    "Use the chain rule.", "(4 points)", "Problem 2 (4 points)", "See slide 12 of lecture 3.", "Exam 2023, question 4",
    "Hint: differentiate the inner function first.", "linear regression", "Consider a single neuron.",
    "We use the mean squared error.", "Express the result in terms of z, x and y.", "Note that z depends on w.",
    "y does not depend on w", "Derive the gradient. Show your work.", "backward pass of a linear layer",
    "w and b are learnable parameters", "z is the pre-activation", "L is the squared error", "Berechne die Ableitung.",
])  # fmt: skip
def test_words_that_pose_a_question_leave_no_verdict_open(context: str) -> None:
    assert check({**NEURON, "context": context}, "x(z-y)").verdict == "equivalent"
    assert check({**NEURON, "context": context}, "z-y").verdict == "not_equivalent"


@pytest.mark.parametrize("context", [
    "Use that x is 1", "Work modulo 2", "Use x = 1", "Consider only small x", "Treat z as fixed", "Use unit inputs",
    "the case of normalised inputs", "Use log base 2",
])  # fmt: skip
def test_words_that_may_say_more_leave_it_open(context: str) -> None:
    assert check({**NEURON, "context": context}, "z-y").verdict == "undecided"


@pytest.mark.parametrize("context", [
    "Note that w is even", "All letters are positive", "Write x for y", "shared weights", "the inputs are binary",
    "Consider identical x and y", "Note that x vanishes",
])  # fmt: skip
def test_words_that_say_more_and_make_no_wrong_answer_right(context: str) -> None:
    assert check({**NEURON, "context": context}, "z-y").verdict == "not_equivalent"


@pytest.mark.parametrize("context", ["x is a length", "x is a duration", "x and y are areas"])
def test_what_is_never_negative_leaves_a_refusal_open(context: str) -> None:
    assert check({"reference": r"\sqrt{x^2}", "context": context}, "x").verdict == "undecided"


@pytest.mark.parametrize("assumption", [r"\sum_iy_i=1", r"\sum_i y_i = 1", r"\sum_{i=1}^n y_i=1"])
def test_a_letter_that_counts_in_an_assumption_is_not_what_it_is_of(assumption: str) -> None:
    question = {"definitions": [r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}", r"L = -\sum_i y_i \log p_i"],
                "assumptions": [assumption], "reference": r"\frac{\partial L}{\partial z_k} = p_k - y_k"}
    for answer, expected in (("p_k-y_k", "equivalent"), ("y_k-p_k", "not_equivalent"), ("p_k", "not_equivalent"),
                             ("p_k-1", "not_equivalent")):
        assert check(question, answer).verdict == expected, answer


LINE = {"reference": "2x^2+a"}


@pytest.mark.parametrize("context", [
    "variance", "softmax", "binary", "log is the natural logarithm", "dropout", "probability", "constant",
    "KL between two Gaussians", "the scalar case", "lecture notes p. 12", "Eq. (4) of the paper", "what is dL/dw?",
    "y is one-hot", "y is a one-hot label", "parameters of a k x k convolution", "sigma is the logistic sigmoid",
    "binary cross-entropy", "logistic regression, L is the summed cross-entropy", "binary x", "x is a probability",
    "derivative of f(t) = 2t^2 + a", "s = log(x)",
])  # fmt: skip
def test_words_that_a_counterexample_suits(context: str) -> None:
    assert check({**LINE, "context": context}, "3x^2+a").verdict == "not_equivalent"
    assert check({**LINE, "context": context}, "a+2x^2").verdict == "equivalent"


@pytest.mark.parametrize(("context", "reference", "answer"), [
    ("binary x", "x^2", "x"), ("binary cross-entropy", "y^2", "y"), ("labels are in {-1,1}", "y^2", "1"),
    ("probability of success p, probability of failure q", "pq", "p(1-p)"), ("Bernoulli variance", "pq", "p(1-p)"),
    ("p is the probability of success, q is the probability of failure", "pq", "p(1-p)"),
    ("keep probability p, drop probability d", "pd", "p(1-p)"), ("radius r and diameter d", "dr", "2r^2"),
    ("s is the standard deviation, v is the variance", "s^2+v", "2v"), ("scale s", "|s|", "s"),
    ("variance", r"\sqrt{v^2}", "v"), ("sensitivity s", "|1-s|", "1-s"), ("output size n", r"\sin(\pi n)+n", "n"),
    ("entropy of a distribution", r"\sum_{i=1}^n p_i + x", "1+x"),
    ("class probabilities p", r"\sum_{i=1}^n p_i + x", "1+x"), ("probability vector p", r"\sum_{i=1}^n p_i", "1"),
    ("variance", r"\frac1n\sum_{i=1}^n x_i^2-\mu^2", r"\frac1n\sum_{i=1}^n (x_i-\mu)^2"),
    ("two Gaussians with equal variance", r"\sigma_1^2+\sigma_2^2", r"2\sigma_1^2"),
    ("scalar case", r"\sum_{i=1}^n x_i", "x_1"), ("constant learning rate", r"\sum_{t=1}^T \eta_t", r"T\eta_1"),
    ("r ~ Bernoulli(p)", "r^2", "r"), ("sigma is the logistic sigmoid", r"|\sigma|", r"\sigma"),
    ("the minimiser of (x-a)^2", "x+a", "2a"), ("a is the average", "a", r"\frac{x+y}{2}"),
    ("s is the sum of x and y", "s", "x+y"), ("log is base 10", r"\log x", r"\ln x"),
])  # fmt: skip
def test_words_that_only_a_counterexample_elsewhere_would_suit(context: str, reference: str, answer: str) -> None:
    assert verdict(context, reference, answer) == "undecided"


@pytest.mark.parametrize(("context", "reference", "right", "wrong"), [
    ("keep probability p of inverted dropout", r"\frac{1-p}{p}h^2", r"\frac{h^2}{p}-h^2", "p(1-p)h^2"),
    ("sensitivity s, specificity c, prevalence p", r"\frac{sp}{sp+(1-c)(1-p)}", r"\frac{ps}{(1-c)(1-p)+ps}",
     r"\frac{s}{s+1-c}"),
    ("output size with input n, kernel k, padding p, stride s", r"\lfloor\frac{n+2p-k}{s}\rfloor+1",
     r"\lfloor\frac{n-k+2p}{s}\rfloor+1", r"\lfloor\frac{n+p-k}{s}\rfloor+1"),
    ("an MLP with n inputs, one hidden layer of h units and k outputs, with biases", "(n+1)h+(h+1)k", "nh+h+hk+k",
     "nh+hk"),
    ("one step with learning rate eta on L + lambda/2 ||w||^2", r"(1-\eta\lambda)w-\eta g", r"w-\eta(g+\lambda w)",
     r"w-\eta g"),
    ("KL of N(mu, diag sigma^2) from a standard normal", r"\sum_{j=1}^J(\sigma_j^2+\mu_j^2-1-\log\sigma_j^2)",
     r"\sum_{j=1}^J(\sigma_j^2+\mu_j^2-1-2\log\sigma_j)", r"\sum_{j=1}^J(\sigma_j^2+\mu_j^2-\log\sigma_j^2)"),
    ("entropy in bits of a uniform distribution over K classes", r"\log_2 K", r"-\log_2\frac1K", r"K\log_2 K"),
    ("fraction of explained variance", r"\frac{\sum_{i=1}^k\lambda_i}{\sum_{i=1}^d\lambda_i}",
     r"\frac{1}{\sum_{i=1}^d\lambda_i}\sum_{i=1}^k\lambda_i", r"\frac kd"),
])  # fmt: skip
def test_words_that_say_what_letters_are_for(context: str, reference: str, right: str, wrong: str) -> None:
    assert verdict(context, reference, right) == "equivalent"
    assert verdict(context, reference, wrong) == "not_equivalent"


@pytest.mark.parametrize(("answer", "expected"), [
    ("X^T(p-y)", "equivalent"), (r"X^\top(\sigma(Xw)-y)", "equivalent"), ("X^T(y-p)", "not_equivalent"),
    ("X(p-y)", "not_equivalent"),
])  # fmt: skip
def test_words_beside_vectors(answer: str, expected: str) -> None:
    assert verdict("logistic regression, L is the summed cross-entropy", r"\nabla_wL=X^T(p-y)", answer,
                   definitions=[r"p=\sigma(Xw)"]) == expected


@pytest.mark.parametrize("answer", [r"w \leftarrow w-\eta g", r"w_{t+1}=w-\eta g", r"w-\eta g_t"])
def test_an_answer_with_more_names_stays_open_beside_words(answer: str) -> None:
    assert verdict(r"one step on F + \lambda/2 w^2", r"w-\eta g", answer) != "not_equivalent"


@pytest.mark.parametrize(("context", "expected"), [
    *[(context, "equivalent") for context in (
        "C_{in} and C_{out} are integers", "C_in and C_out are positive integers", "C_{in}, C_{out} are numbers",
        "C_{in} is the number of input channels, C_{out} is the number of output channels", "C_in, C_out > 0",
        "number of parameters of a k x k convolution with bias", "how many parameters does it have?",
        "count the multiplications", "C_{in} and C_{out} are scalars",
        "C_{in} is an integer")],
    *[(context, "undecided") for context in (
        "", "C_{in} and C_{out} are matrices", "k is the number of weights", "x > 0")],
])  # fmt: skip
def test_capital_letters_that_count(context: str, expected: str) -> None:
    assert verdict(context, "C_{out}(C_{in}k^2+1)", "k^2C_{in}C_{out}+C_{out}") == expected
    assert verdict(context, "C_{out}(C_{in}k^2+1)", "C_{out}(C_{in}k+1)") != "equivalent"


@pytest.mark.parametrize("context", [
    "p=N(mu_1,sigma_1^2), q=N(mu_2,sigma_2^2)", r"p=\mathcal{N}(\mu_1,\sigma_1^2), q=\mathcal{N}(\mu_2,\sigma_2^2)",
    "p is N(mu_1,sigma_1^2) and q is N(mu_2,sigma_2^2)",
])  # fmt: skip
def test_a_law_is_no_number(context: str) -> None:
    reference = r"\log\frac{\sigma_2}{\sigma_1}+\frac{\sigma_1^2+(\mu_1-\mu_2)^2}{2\sigma_2^2}-\frac12"
    answer = r"\ln\sigma_2-\ln\sigma_1-\frac12+\frac{(\mu_2-\mu_1)^2+\sigma_1^2}{2\sigma_2^2}"
    assert verdict(context, reference, answer) == "equivalent"
    assert verdict(context, reference, answer.replace("-\\frac12", "")) == "not_equivalent"
    assert verdict(context, r"|\sigma_1|+\mu_1", r"\sigma_1+\mu_1") == "undecided"


@pytest.mark.parametrize(("reference", "answer", "shown"), [
    (r"\frac{x-\mu}{\sqrt{\sigma^2+\epsilon}}", r"\frac{x-\mu}{\sqrt{\sigma^2}+\epsilon}", r"epsilon = \d"),
    (r"\frac{2TP}{2TP+FP+FN}", r"\frac{TP}{TP+FP+FN}", r"TP = \d.*FP = \d.*FN = \d"),
    (r"-\sum_{i=1}^n p_i\log p_i", r"\sum_{i=1}^n p_i\log p_i", r"p = \(\d/"),
    (r"e^{-x/T}", r"e^{-x}", r"T = \d"), (r"\sqrt{x^2}", "x", "x = -"), (r"\tau - x", r"\tau + |x|", ""),
])  # fmt: skip
def test_counterexamples_are_at_values_in_use(reference: str, answer: str, shown: str) -> None:
    found = check({"reference": reference}, answer)
    assert found.verdict == "not_equivalent"
    assert re.search(shown, found.feedback), found.feedback


def test_a_reference_that_is_not_so_is_shown_where_it_is_not() -> None:
    question = {"definitions": ["y=x^2"], "reference": r"\frac{dy}{dx}=3x"}
    for judge in (check, isolated.check):
        with pytest.raises(InputError, match="at x = 1, the left side is 2 and the right side is 3"):
            judge(question, "3x")


@pytest.mark.parametrize(("context", "reference", "answer"), [
    ("x ~ U(0,1)", "|1-x|", "1-x"),
    ("what is the slope of an even function f", "f(x)", "f(-x)"), ("norm n of x", "n", "|x|"),
    ("n-m outputs", "|n-m|", "n-m"), ("TP twice FP", "TP+FP", "3FP"), ("fair coin", "p(1-p)", r"\frac14"),
    ("uniform probability p, K classes", "p+1", r"\frac1K+1"), ("stride of one, kernel k", "sk", "k"),
    ("undiscounted return", r"\gamma R", "R"), ("probabilities p and q", "pq", "p(1-p)"), ("stride 1", "sn", "n"),
    ("same padding, kernel k, padding p", "2p", "k-1"), ("a half-life h, decay rate k", "hk", r"\log 2"),
])  # fmt: skip
def test_words_that_tie_letters_stay_open(context: str, reference: str, answer: str) -> None:
    assert verdict(context, reference, answer) == "undecided"


@pytest.mark.parametrize(("context", "reference", "right", "wrong"), [
    ("u = -x, u > 0", "|x|", "-x", "x"), ("u = x, u = 1", "x^2", "x", "2x"), ("s = y^2", "s+1", "|s|+1", "|s|-1"),
    (r"x = \exp(y)", "|x|", "x", "-x"), (r"x = \exp(y)", r"\ln x", "y", "-y"),
])  # fmt: skip
def test_what_a_letter_is_said_to_be_equal_to(context: str, reference: str, right: str, wrong: str) -> None:
    assert verdict(context, reference, right) == "equivalent"
    assert verdict(context, reference, wrong) == "not_equivalent"


@pytest.mark.parametrize(("assumptions", "reference", "answer"), [
    (["n integer", "n = m + 1"], r"\sin(\pi n) + n", "n"), (["n integer", "n = 2m"], r"\sin(\pi n) + n", "2m"),
    (["n integer", "n = 2m"], r"\lfloor n\rfloor", "2m"),
])  # fmt: skip
def test_an_integer_stays_one_by_whatever_it_is_equal_to(assumptions: list[str], reference: str, answer: str) -> None:
    assert verdict("", reference, answer, assumptions=assumptions) != "not_equivalent"


@pytest.mark.parametrize(("context", "expected"), [
    ("p_i are probabilities", "undecided"), ("p_i are probabilities over the n classes", "equivalent"),
    ("p_i are probabilities that sum to one", "equivalent"), ("p_i are probabilities (sum to 1)", "equivalent"),
    (r"p_i are probabilities with \sum_i p_i = 1", "equivalent"), ("p_i are keep probabilities", "undecided"),
    ("p is a probability vector", "equivalent"), ("p_i and q_i are probabilities that sum to one", "undecided"),
])  # fmt: skip
def test_probabilities_sum_to_one_where_they_are_those_of_all_that_may_be(context: str, expected: str) -> None:
    assert verdict(context, r"-\sum_{i=1}^n p_i", "-1") == expected


@pytest.mark.parametrize(("answer", "expected"), [
    ("e^{At} x", "equivalent"), ("x e^{At}", "undecided"), ("2 e^{At} x", "not_equivalent"),
])
def test_the_exponential_of_a_matrix_has_no_rule_here(answer: str, expected: str) -> None:
    assert verdict("A is a matrix", "e^{At} x", answer) == expected


CLIPPED = r"\min(r A, \max(1-\epsilon,\min(r,1+\epsilon))A)"


@pytest.mark.parametrize(("context", "expected"), [
    ("The clipped objective of PPO. Here 0 < epsilon < 1.", "equivalent"),
    ("0 < epsilon < 1. The clipped objective of PPO.", "equivalent"),
    ("The clipped objective of PPO, with 0 < epsilon < 1.", "equivalent"),
    ("The opposite of the following. Here 0 < epsilon < 1.", "undecided"),
    ("Here 0 < epsilon < 1. The last bound fails.", "undecided"),
    ("Here 0 < epsilon < 1. The bound of PPO is false.", "undecided"), ("The clipped objective of PPO.", "undecided"),
])
def test_a_title_takes_nothing_back(context: str, expected: str) -> None:
    assert verdict(context, CLIPPED, r"\min(rA, \min(\max(r,1-\epsilon),1+\epsilon)A)") == expected


@pytest.mark.parametrize("context", [
    "The variance after L blocks. L is a positive integer.", "L is a positive integer",
])
def test_what_is_whole_is_said_beside_a_title(context: str) -> None:
    assert verdict(context, "(1+a^2)^L s", r"s\prod_{l=1}^L(1+a^2)") == "equivalent"
