r"""Powers and products of matrices that may be of each entry: \tanh^2(Z), H**2 and A * B beside A \odot B."""

from __future__ import annotations

import pytest

from symdl.grading import check

WIDE, SQUARE = "Z and G are n x m matrices.", "Z and G are n x n matrices."
TANH = r"G \odot (1 - H \odot H)"


@pytest.mark.parametrize(("reference", "context", "answer", "verdict"), [
    (TANH, WIDE, r"G \odot (1 - \tanh^2(Z))", "equivalent"),
    (TANH, SQUARE, r"G \odot (1 - \tanh(Z)^2)", "equivalent"),
    (r"G \odot (1 - \tanh^2(Z))", WIDE, TANH, "equivalent"),
    (TANH, WIDE, r"G \odot (1 - H^2)", "equivalent"),  # no matrix that is not square has a square of its own
    (TANH, SQUARE, r"G \odot (1 - H^2)", "undecided"),
    (r"G \odot (1 - H^2)", WIDE, TANH, "equivalent"),
    (r"G \odot (1 - H^2)", SQUARE, TANH, "undecided"),
    (TANH, WIDE, "G*(1-H**2)", "undecided"),
    (TANH, SQUARE, "G*(1-H*H)", "undecided"),
    ("G*(1-H**2)", WIDE, TANH, "undecided"),
    (TANH, WIDE, r"G \odot (1 + \tanh^2(Z))", "not_equivalent"),
    (TANH, WIDE, r"G \odot (1 - \tanh(Z^2))", "not_equivalent"),
    (TANH, SQUARE, r"G \odot (1 - H^3)", "not_equivalent"),
    (TANH, WIDE, "G*(1+H*H)", "not_equivalent"),
    (TANH, SQUARE, "G*(1+H**2)", "not_equivalent"),
    (TANH, WIDE, r"G \odot (1 - H H)", "not_equivalent"),  # side by side is no product of entries
    (TANH, SQUARE, r"G \odot (1 - H H)", "not_equivalent"),
    (TANH, WIDE, "G(1-H^2)", "not_equivalent"),
    ("H H", SQUARE, r"H \odot H", "not_equivalent"),  # a square of a matrix, by all signs
    ("H^2", SQUARE, r"\tanh(Z) \odot \tanh(Z)", "not_equivalent"),
    ("H H", SQUARE, r"\tanh(Z)^2", "undecided"),  # H^2, with what H is put in
    ("H H", SQUARE, "H^2", "equivalent"),
])
def test_of_a_function_of_each_entry(reference: str, context: str, answer: str, verdict: str) -> None:
    question = {"definitions": [r"H = \tanh(Z)"], "reference": reference, "context": context}
    assert check(question, answer).verdict == verdict


@pytest.mark.parametrize(("answer", "verdict"), [
    ("G*H*(1-H)", "undecided"), (r"G \odot (H - H^2)", "equivalent"), (r"G \odot (H - \sigma(Z)^2)", "equivalent"),
    ("G*H*(1+H)", "not_equivalent"), (r"G \odot (H + H^2)", "not_equivalent"),
    (r"G \odot (H^2 - H)", "not_equivalent"),
])
def test_of_a_logistic_function(answer: str, verdict: str) -> None:
    question = {"definitions": [r"H = \sigma(Z)"], "reference": r"G \odot H \odot (1 - H)", "context": WIDE}
    assert check(question, answer).verdict == verdict


@pytest.mark.parametrize("sizes", ["n x m", "n x n"])
@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (r"A \odot B", "A * B", "undecided"), (r"A \odot B", "B*A", "undecided"), (r"A \odot A", "A**2", "undecided"),
    (r"A \odot B", "2*A*B", "not_equivalent"), (r"A \odot A", "A**3", "not_equivalent"),
    (r"A \odot B", "A B", "not_equivalent"), (r"A \odot A", "A^2 + A", "not_equivalent"),
])
def test_with_a_star(sizes: str, reference: str, answer: str, verdict: str) -> None:
    question = {"reference": reference, "context": f"A and B are {sizes} matrices."}
    assert check(question, answer).verdict == verdict


@pytest.mark.parametrize(("answer", "verdict"), [("A*B", "undecided"), ("B*A", "not_equivalent"),
                                                 (r"A \odot B", "not_equivalent"), ("2*A*B", "not_equivalent")])
def test_a_product_of_matrices_stays_one(answer: str, verdict: str) -> None:
    question = {"reference": "A B", "context": "A and B are n x n matrices."}
    assert check(question, answer).verdict == verdict
