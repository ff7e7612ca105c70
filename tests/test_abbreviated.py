r"""What an answer names first and uses next, and names that it brings behind a comma or in brackets."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from symdl.grading import check
from symdl.grading.proved.abbreviations import split

SINE: dict[str, Any] = {"reference": r"f(x) = \sin(x) + x"}
FOCAL: dict[str, Any] = {"context": r"0 < p < 1, \gamma > 0", "reference": r"L = -(1-p)^\gamma\log p"}
SLOPE: dict[str, Any] = {"reference": "f = (a-y)*a*x"}
MIXED: dict[str, Any] = {"reference": r"\alpha x + (1-\alpha) r"}


@pytest.mark.parametrize(("question", "answer", "verdict"), [
    (SINE, r"\sin(A) + x \text{ where } B = x, A = B", "equivalent"),
    (SINE, r"\sin(A) + x \text{ where } A = B, B = x", "equivalent"),
    (SINE, r"A + B \text{ where } A = x, B = \sin(x) + x - A", "equivalent"),
    (SINE, r"A + B \text{ where } A = x, B = \sin(x) + A", "not_equivalent"),
    (SINE, "A + x where B = A, A = B", "invalid"),
    (FOCAL, r"A \text{ where } B = 1-p, A = -B^\gamma\log p", "equivalent"),
    (FOCAL, r"A \text{ where } B = 1+p, A = -B^\gamma\log p", "not_equivalent"),
    (SLOPE, r"d x \text{ where } d := (a-y)a", "equivalent"),
    (SLOPE, r"d e \text{ where } d = (a-y), e = (a) x", "equivalent"),
    (SLOPE, r"d e \text{ where } d = (a-y), e = (a) y", "not_equivalent"),
    (MIXED, r"\alpha x + \beta r, \beta = 1 - \alpha", "equivalent"),
    (MIXED, r"\alpha x + \beta r; \beta = 1 - \alpha", "equivalent"),
    (MIXED, r"\alpha x + \beta r \quad (\beta = 1 - \alpha)", "equivalent"),
    (MIXED, r"\alpha x + \beta r, \beta = 1 + \alpha", "not_equivalent"),
    (MIXED, r"\alpha x + \beta r, \alpha = 1 - \beta", "invalid"),
])
def test_what_is_named_first_and_used_next(question: dict[str, Any], answer: str, verdict: str) -> None:
    found = check(question, answer)
    assert found.verdict == verdict, found.feedback


@pytest.mark.parametrize("answer", [
    "x = 1, y = 2", "P(X = 1)", r"\mathbb{1}(y = k)", r"\sum_{i=1, j=2} x", "sum(x_i, i=1..n)", "f(a, a=1)",
    r"\begin{cases} x, x = 1 \\ 0, x = 2 \end{cases}", "x < 1, x = 2", r"x \text{ or } y, y = 2",
])
def test_what_brings_no_name(answer: str) -> None:
    assert split(answer) == (answer, [])


def test_names_that_double_each_other_take_no_memory() -> None:
    names = [f"A_{{{n}}}" for n in range(11)]
    clauses = ", ".join(f"{one} = {other}" + f" + {other}" * 300 for one, other in pairwise(names))
    assert check(SINE, rf"A_{{0}} \text{{ where }} {clauses}, A_{{10}} = x").verdict in ("invalid", "undecided")
