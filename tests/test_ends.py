r"""Sums without ends: what they run over is what the question says, and an answer cannot choose it."""

from __future__ import annotations

import pytest

from symdl import check
from symdl.grading.scalar.ends import unsaid
from symdl.grading.scalar.linear.put_in import defined, put_in
from symdl.notation.latex import latex
from symdl.notation.reader.parse import parse

MEAN = {"reference": r"\frac1n\sum_i x_i"}
ENTROPY = {"reference": r"L = -\sum_k y_k\log p_k"}
NESTED = {"reference": r"L = -\frac1N\sum_n\sum_k y_{nk}\log p_{nk}"}
TWO = {"reference": r"S = \frac1n\sum_i x_i + \frac1m\sum_j y_j"}
SLOPE = {"definitions": [r"J = \frac{1}{2m}\sum_i (w x_i-y_i)^2"],
         "reference": r"\frac{\partial J}{\partial w} = \frac1m\sum_i (w x_i - y_i)x_i"}
SPREAD = {"definitions": [r"\bar x = \frac1n\sum_i x_i"], "reference": r"v = \frac1n\sum_i (x_i-\bar x)^2"}
LINKED = {"definitions": [r"z_i = \sum_{j=1}^d w_j x_{ij}", r"S = \sum_{i=1}^n z_i"],
          "reference": r"S = \sum_i \sum_j w_j x_{ij}"}
VECTOR = {"definitions": [r"L = \frac{1}{2n}\sum_{i=1}^n \left(\sum_{j=1}^d w_j x_{ij} - y_i\right)^2"],
          "reference": r"\frac{\partial L}{\partial w_k} = \frac1n\sum_i \left(\sum_j w_j x_{ij} - y_i\right) x_{ik}",
          "context": "w is a vector"}
BOLD = {"reference": r"\mathbf{c} = \frac1n\sum_{i} \mathbf{x}_i - \frac1m\sum_{j} \mathbf{y}_j"}
CLOSED = {"reference": r"\sum_{i=1}^n \sum_{j=1}^d w_j x_{ij}", "context": "w is a vector"}
NORMS = {"reference": r"J = \frac1n\sum_{i=1}^n (w^\top x_i - y_i)^2 + \lambda\sum_{j=1}^d w_j^2"}
SHIFTED = {"definitions": [r"\mu = \frac1n\sum_{i=1}^n x_i", "y_i = A x_i + b"],
           "reference": r"\frac1n\sum_{i=1}^n y_i", "context": "A is a matrix, x_i are vectors"}
SUMMED = {"definitions": [r"y_i = \sum_{j=1}^d w_j x_{ij}"], "reference": r"S = \sum_{i=1}^n y_i z_i",
          "context": "w is a vector"}


@pytest.mark.parametrize(("question", "answer"), [
    (MEAN, r"\frac1n\sum_{i=1}^n x_i"), (MEAN, r"\frac1n\sum_j x_j"), (ENTROPY, r"-\sum_{k=1}^K y_k\log p_k"),
    (NESTED, r"-\frac1N\sum_{n=1}^N\sum_{k=1}^K y_{nk}\log p_{nk}"), (SLOPE, r"\frac1m\sum_{i=1}^m (w x_i - y_i)x_i"),
    (TWO, r"\frac1n\sum_{i=1}^n x_i + \frac1m\sum_{j=1}^m y_j"), (SPREAD, r"\frac1n\sum_{i=1}^{n}(x_i-\bar x)^2"),
    (LINKED, r"\sum_{i=1}^n\sum_{j=1}^d w_j x_{ij}"),
    (VECTOR, r"\frac1n\sum_{i=1}^n \left(\sum_{j=1}^d w_j x_{ij} - y_i\right) x_{ik}"),
    (BOLD, r"\frac1n\sum_{i=1}^n \mathbf{x}_i - \frac1m\sum_{j=1}^m \mathbf{y}_j"),
    (CLOSED, r"\sum_i\sum_j w_j x_{ij}"), (CLOSED, r"\sum_{i=1}^n\sum_j w_j x_{ij}"),
    (NORMS, r"\frac1n\sum_i (w^\top x_i - y_i)^2 + \lambda\sum_j w_j^2"),
    (SHIFTED, r"A\mu + \frac1n\sum_i b"),  # of b, which has no members, i counts what it does elsewhere
    ({"reference": r"\frac12 \sum_{i=2}^n\sum_{j=1}^{i-1} (a_i+b_j)"}, r"\frac12 \sum_{i<j} (a_j+b_i)"),
    ({"reference": r"\sum_{i=1}^n\sum_{j\ne i} (a_j+b_i)"}, r"\sum_{i=1}^n\sum_{j\ne i} (a_i+b_j)"),
    (SUMMED, r"\sum_{j=1}^n y_j z_j"), (SUMMED, r"\sum_{j=1}^n \sum_{k=1}^d w_k x_{jk} z_j"),
])  # fmt: skip
def test_right(question: dict[str, object], answer: str) -> None:
    found = check(question, answer)
    assert found.verdict == "equivalent", found.feedback


@pytest.mark.parametrize(("question", "answer"), [
    (MEAN, r"\frac1n\sum_{i=1}^{n-1} x_i"), (MEAN, r"\frac1n\sum_{i=1}^{2n} x_i"), (MEAN, r"\frac1n\sum_{i=2}^n x_i"),
    (TWO, r"\frac1n\sum_{i=1}^m x_i + \frac1m\sum_{j=1}^n y_j"),
    (TWO, r"\frac1n\sum_{i=1}^n x_i + \frac1m\sum_{j=1}^n y_j"),
    (SLOPE, r"\frac1m\sum_{i=1}^m (w x_i - y_i)"), (LINKED, r"\sum_{i=1}^d\sum_{j=1}^d w_j x_{ij}"),
    (VECTOR, r"\frac1n\sum_{i=1}^n \left(\sum_{j=1}^n w_j x_{ij} - y_i\right) x_{ik}"),
    (BOLD, r"\frac1n\sum_{i=1}^n \mathbf{x}_i - \frac1m\sum_{j=1}^n \mathbf{y}_j"),
    (SUMMED, r"\sum_{j=1}^n \sum_{j=1}^d w_j x_{jj} z_j"),
])  # fmt: skip
def test_wrong(question: dict[str, object], answer: str) -> None:
    found = check(question, answer)
    assert found.verdict == "not_equivalent", found.feedback


@pytest.mark.parametrize(("question", "answer"), [
    (MEAN, r"\frac1n\sum_{i=1}^N x_i"), (ENTROPY, r"-\sum_{k=1}^{K-1} y_k\log p_k"),
    (ENTROPY, r"-\sum_{k=1}^{2K} y_k\log p_k"), (NESTED, r"-\frac1N\sum_{n=1}^K\sum_{k=1}^N y_{nk}\log p_{nk}"),
    (NESTED, r"-\frac1N\sum_{n=1}^N\sum_{k=1}^N y_{nk}\log p_{nk}"), (SLOPE, r"\frac1m\sum_{i=1}^n (w x_i - y_i)x_i"),
    (SPREAD, r"\frac1n\sum_{i=1}^{m}(x_i-\bar x)^2"), (MEAN, r"\frac1n\sum_{i=0}^{n-1} x_i"),
    # A number of the question is none of how many there are.
    ({"reference": r"\lambda\sum_i w_i^2"}, r"\lambda\sum_{i=1}^{\lambda} w_i^2"),
    ({"reference": r"\mathbf{c} = \lambda\sum_i \mathbf{x}_i"}, r"\lambda\sum_{i=1}^{\lambda} \mathbf{x}_i"),
    ({"definitions": [r"L = \sum_i (w x_i - y_i)^2"], "reference": r"\frac{dL}{dw} = 2\sum_i (w x_i - y_i) x_i"},
     r"2\sum_{i=1}^w (w x_i - y_i) x_i"),
])  # fmt: skip
def test_what_the_question_does_not_say(question: dict[str, object], answer: str) -> None:
    found = check(question, answer)
    assert (found.verdict, found.code) == ("undecided", "open"), found.feedback
    assert "does not say" in found.feedback


def test_a_letter_of_the_question_is_no_letter_of_a_sum() -> None:
    """A sum over j > k is over j alone, where the question is of one k."""
    question: dict[str, object] = {"reference": r"2 \sum_{j=1}^n (x_k - x_j)"}
    assert check(question, r"2\sum_{j>k} (x_k-x_j) + 2\sum_{j<k} (x_k - x_j)").verdict != "not_equivalent"
    assert check(question, r"2\sum_{j>k} (x_k-x_j)").verdict == "not_equivalent"
    question["definitions"] = [r"L = \sum_{i<j} (x_i - x_j)^2"]
    question["reference"] = rf"\frac{{dL}}{{dx_k}} = {question['reference']}"
    assert check(question, r"2\sum_{j>k} (x_k-x_j) + 2\sum_{j<k} (x_k - x_j)").verdict != "not_equivalent"


@pytest.mark.parametrize("context", ["", "x is a vector"])
def test_a_number_of_the_question_counts_nothing(context: str) -> None:
    """Whether k x_k, summed over k, is k times x_k, or x_k times the k of the question, is not told."""
    question = {"definitions": ["z_i = k x_i"], "reference": r"S = \sum_{i=1}^n z_i", "context": context}
    assert check(question, r"\sum_{k=1}^n k x_k").verdict == "undecided"
    assert check(question, r"\sum_{j=1}^n k x_j").verdict == "equivalent"


@pytest.mark.parametrize(("question", "answer", "said"), [
    (r"\sum_i x_i", r"\sum_{i=1}^n x_i", ""), (r"\sum_i x_i", r"\sum_{i=2}^n x_i", "up to what i runs"),
    (r"\sum_i x_i + \sum_j y_j", r"\sum_{i=1}^n x_i + \sum_{j=1}^n y_j", "up to what j runs"),
    (r"\sum_i \sum_j x_i x_j", r"\sum_{i=1}^n \sum_{j=1}^n x_i x_j", ""),  # both count the x
    (r"\sum_{i=1}^n x_i", r"\sum_{i=1}^m x_i", ""),  # which is compared
])  # fmt: skip
def test_up_to_what(question: str, answer: str, said: str) -> None:
    assert unsaid([parse(question).tree], parse(answer).tree).endswith(said)
    assert bool(said) == bool(unsaid([parse(question).tree], parse(answer).tree))


@pytest.mark.parametrize(("formula", "made"), [
    (r"\sum_j y_j z_j", r"\sum_{j} \left( \sum_{k} w_k x_{jk} \right) z_j"), ("y_{i}", r"\sum_{j} w_j x_{ij}"),
    ("y_{j+1}", r"\sum_{k} w_k x_{j+1,k}"),
])  # fmt: skip
def test_what_is_put_in_binds_nothing_of_the_formula(formula: str, made: str) -> None:
    definition = defined(parse(r"y_i = \sum_j w_j x_{ij}").tree)
    assert definition is not None
    assert latex(put_in(parse(formula).tree, [definition])) == made
