"""Letters that words call matrices, beside definitions that are equations: the language has them as numbers."""

from __future__ import annotations

import pytest

from symdl.grading import check

SYSTEM = {"definitions": ["A x = b"], "reference": "x = A^{-1} b", "context": "A is an n x n matrix, x and b vectors"}
PRODUCT = {"definitions": ["p + q = 1"], "reference": "A B", "context": "A and B are n x n matrices"}


@pytest.mark.parametrize(("question", "answer", "expected"), [
    (SYSTEM, "A^{-1} b", "equivalent"), (SYSTEM, "b A^{-1}", "undecided"), (SYSTEM, r"\frac{b}{A}", "undecided"),
    (SYSTEM, "A b", "not_equivalent"), (PRODUCT, "A B", "equivalent"), (PRODUCT, "B A", "undecided"),
    ({**PRODUCT, "reference": "(A+B)^2"}, "A^2 + 2AB + B^2", "undecided"), (PRODUCT, "A + B", "not_equivalent"),
    ({"definitions": ["H s = -g"], "reference": "s = -H^{-1} g", "context": "H is a matrix"}, "-g H^{-1}", "undecided"),
    ({"definitions": ["A C = B"], "reference": "B C", "context": "matrices A, B, C"}, "C B", "undecided"),
    # an I of numbers is any number
    ({"definitions": ["A C = I"], "reference": "C", "context": "A, B and C are n x n matrices"}, "A^{-1}", "undecided"),
    ({"definitions": ["A C = I"], "reference": "C"}, "A^{-1}", "undecided"),
    # of numbers, as they are
    ({"definitions": ["c^{-1} = a b"], "reference": "c"}, r"\frac{1}{ab}", "equivalent"),
    ({"definitions": ["c^{-1} = a b"], "reference": "c"}, "ab", "not_equivalent"),
    ({"definitions": [r"\beta^{-1} = T"], "reference": r"\beta x"}, "x/T", "equivalent"),
])
def test_matrices(question: dict[str, object], answer: str, expected: str) -> None:
    assert check(question, answer).verdict == expected


@pytest.mark.parametrize(("context", "answer", "expected"), [
    ("Solve for x.", "a x = c - b", "undecided"), ("Solve for x.", "a x + b = c", "undecided"),
    ("Find x.", "a x = c - b", "undecided"), ("Isolate x.", "2ax = 2c - 2b", "undecided"),
    ("Löse nach x auf.", "a x = c - b", "undecided"),
    ("Solve for x.", r"x = \frac{c-b}{a}", "equivalent"), ("", "a x = c - b", "equivalent"),
])
def test_an_equation_that_words_want_solved(context: str, answer: str, expected: str) -> None:
    assert check({"reference": "a x + b = c", "context": context}, answer).verdict == expected
