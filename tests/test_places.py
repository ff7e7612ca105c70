r"""Members that are picked out by number, x_1 beside a sum over all of x_1, ..., x_n: in questions and in answers."""

from __future__ import annotations

import pytest
from sympy import evaluate

from symdl.derivation import Claim, Derivation, Proved, Refuted
from symdl.errors import FreeIndexError, ShapeError
from symdl.grading import check
from symdl.language import Index, Range, define, delta, derivative, family, free_indices, place_of, total
from symdl.verification.decide import court_of

SOFTMAX = r"p_i = \frac{e^{z_i}}{\sum_{j=1}^n e^{z_j}}"
CROSS_ENTROPY = [SOFTMAX, r"L = -\log p_1"]
SUM = r"s = \sum_{i=1}^n x_i"
SQUARE = [SUM, "y = s^2"]
SHARES = [SUM, "y_i = x_i/s"]
TO_FIRST = [r"f = \sum_{i=1}^n (x_i - x_1)^2"]
LAYER = [r"h_j = \tanh(\sum_{i=1}^d w_{ji} x_i)", r"L = \sum_{j=1}^m v_j h_j"]
ERRORS = [r"E = \sum_{i=1}^N \sum_{k=1}^K (y_{ik} - w_k x_i)^2"]

# Definitions, the reference, right answers, wrong ones.
CASES: list[tuple[list[str], str, list[str], list[str]]] = [
    (CROSS_ENTROPY, r"\frac{\partial L}{\partial z_1} = p_1 - 1",
     ["p_1 - 1", r"-\sum_{j=2}^n p_j", r"-\sum_{j>1} p_j", r"-\sum_{j \ne 1} p_j",
      r"\frac{e^{z_1}}{\sum_j e^{z_j}} - 1"],
     ["p_1", "1 - p_1", "p_2 - 1", r"-\sum_{j=1}^n p_j", r"-\sum_{j=3}^n p_j", r"\frac{e^{z_2}}{\sum_j e^{z_j}} - 1"]),
    (CROSS_ENTROPY, r"\frac{\partial L}{\partial z_2} = p_2", ["p_2"], ["p_1", "p_2 - 1", "p_3"]),
    (CROSS_ENTROPY, r"\frac{\partial L}{\partial z_i} = p_i - \delta_{i1}",
     [r"p_i - \delta_{i1}", r"p_i - \mathbb{1}[i = 1]", r"\begin{cases} p_1 - 1 & i = 1 \\ p_i & i \ne 1 \end{cases}"],
     ["p_i", "p_i - 1", r"p_i - \delta_{i2}", r"p_i - \mathbb{1}[i = 2]",
      r"\begin{cases} p_i & i = 1 \\ p_i - 1 & i \ne 1 \end{cases}"]),
    ([SOFTMAX, r"L = -\log p_1 - \log p_2"], r"\frac{\partial L}{\partial z_1} = 2 p_1 - 1", ["2 p_1 - 1"],
     ["p_1 - 1", "2 p_2 - 1", "2 p_3 - 1"]),
    ([SOFTMAX, r"L = -\log p_1 - \log p_2"], r"\frac{\partial L}{\partial z_3} = 2 p_3", ["2 p_3"],
     ["2 p_3 - 1", "2 p_1"]),
    # A class is a letter, which may be said by an indicator alone.
    ([SOFTMAX, r"L = -\log p_y"], r"\frac{\partial L}{\partial z_i} = p_i - \mathbb{1}[i = y]", [r"p_i - \delta_{iy}"],
     ["p_i - 1", "p_y - 1", r"p_i - \mathbb{1}[i \ne y]"]),
    ([SOFTMAX, r"L = -\sum_{k=1}^n \mathbb{1}[k = y] \log p_k"],
     r"\frac{\partial L}{\partial z_i} = p_i - \mathbb{1}\{i = y\}", [r"p_i - \delta_{iy}"], ["p_i - 1", "p_y - 1"]),
    (SHARES, r"\frac{\partial y_1}{\partial x_1} = \frac{s - x_1}{s^2}",
     ["(1 - y_1)/s", r"\frac{\sum_{i=2}^n x_i}{s^2}"],
     ["(1 - y_2)/s", r"\frac{\sum_{i=1}^n x_i}{s^2}", r"\frac{x_2}{s^2}"]),
    (SHARES, r"\frac{\partial y_1}{\partial x_2} = -\frac{x_1}{s^2}", ["-y_1/s"], ["-y_2/s", r"-\frac{x_2}{s^2}"]),
    (SQUARE, r"\frac{\partial y}{\partial x_1} = 2 s",
     [r"2(x_1 + \sum_{i=2}^n x_i)", r"2(x_1 + \sum_{k > 1} x_k)", r"2(x_1 + \sum_{i \ge 2} x_i)",
      r"2 x_1 + 2\sum_{j=1}^{n-1} x_{j+1}", r"2 x_1 + 2\sum_{j=3}^{n+1} x_{j-1}", r"2(x_2 + \sum_{i \ne 2} x_i)",
      r"2(x_1 + x_2 + \sum_{i=3}^n x_i)"],
     ["2 x_1", "2(x_1 + x_2)", r"2(x_1 + \sum_{i \ge 1} x_i)", r"2(x_1 + \sum_{i > 2} x_i)",
      r"2(x_1 + \sum_{i=2}^{n-1} x_i)", r"2(x_1 + \sum_{i=2}^n x_1)", r"2 x_1 + 2\sum_{j=1}^{n-1} x_j",
      r"2 x_1 + 2\sum_{j=1}^n x_{j+1}", r"2(x_2 + \sum_{i \ne 1} x_i)", "2 n x_1"]),
    (TO_FIRST, r"\frac{\partial f}{\partial x_1} = -2\sum_{i=2}^n (x_i - x_1)",
     [r"-2\sum_{i=1}^n (x_i - x_1)", r"2 n x_1 - 2\sum_i x_i"],
     [r"2\sum_{i=1}^n (x_i - x_1)", r"-2\sum_{i=3}^n (x_i - x_1)"]),
    (LAYER, r"\frac{\partial L}{\partial w_{12}} = v_1 (1 - h_1^2) x_2",
     [r"v_1 (1 - \tanh^2(\sum_i w_{1i} x_i)) x_2"], ["v_1 (1 - h_1^2) x_1", "v_2 (1 - h_2^2) x_1"]),
    (ERRORS, r"\frac{\partial E}{\partial w_1} = -2\sum_{i=1}^N x_i (y_{i1} - w_1 x_i)",
     [r"2\sum_i x_i (w_1 x_i - y_{i,1})"],
     [r"-2\sum_i x_i (y_{i1} - w_2 x_i)", r"-2\sum_i x_i (y_{i2} - w_1 x_i)", r"-2\sum_i x_1 (y_{11} - w_1 x_1)"]),
    ([], r"\sum_{i=1}^n x_i",
     [r"x_1 + \sum_{i=2}^n x_i", r"x_1 + \sum_{i>1} x_i", r"x_1 + x_2 + \sum_{i=3}^n x_i", r"\sum_{i=0}^{n-1} x_{i+1}"],
     [r"x_2 + \sum_{i=2}^n x_i", r"x_1 + \sum_{i=3}^n x_i", r"x_1 + \sum_{i=1}^n x_i", r"\sum_{i=0}^n x_{i+1}"]),
]


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), CASES, ids=[case[1] for case in CASES])
def test_places(definitions: list[str], reference: str, right: list[str], wrong: list[str]) -> None:
    question = {"definitions": definitions, "reference": reference, "notation": "latex"}
    for answer in right:
        found = check(question, answer)
        assert found.verdict == "equivalent", (answer, found.feedback)
    for answer in wrong:
        found = check(question, answer)
        assert found.verdict == "not_equivalent", (answer, found.feedback)


@pytest.mark.parametrize(("assumption", "answer", "verdict"), [
    ("x_1 > 0", "x_1 x_2/s", "equivalent"), ("x_1 > 0", "-x_1 x_2/s", "not_equivalent"),
    ("x_2 > 0", "x_1 x_2/s", "undecided"),  # which says nothing of x_1
])
def test_what_is_assumed_of_one_member_is_of_that_one(assumption: str, answer: str, verdict: str) -> None:
    question = {"definitions": [SUM, "y_i = |x_1| x_i/s"], "reference": r"y_2 = \frac{|x_1| x_2}{s}",
                "assumptions": [assumption], "notation": "latex"}
    assert check(question, answer).verdict == verdict


def test_one_member_is_no_index() -> None:
    few = Range("few", "n", "i j", at_least=2)
    (i, j), x = few.indices(), family("x", few)
    first, second = place_of(few, 1), place_of(few, 2)
    assert free_indices(x[first] * x[i]) == {i}
    assert Index("1", few) == first
    with pytest.raises(ShapeError, match="need not have a member 3"):
        place_of(few, 3)
    with pytest.raises(ShapeError, match="counted from 1"):
        place_of(few, 0)
    with pytest.raises(FreeIndexError):
        define("y", x[first] + x[i])
    with evaluate(False):
        y = define("y", total(x[j] ** 2, j) + x[first] * x[second])
        for claim, expected in [
            (Claim("same", derivative(y, x[first]), 2 * x[first] + x[second]), Proved),
            (Claim("other", derivative(y, x[first]), 2 * x[first] + x[first]), Refuted),
            (Claim("any", derivative(y, x[i]),
                   2 * x[i] + delta(i, first) * x[second] + delta(i, second) * x[first]), Proved),
            (Claim("apart", delta(first, second) * x[i], 0 * x[i]), Proved),
            (Claim("both", delta(i, first) * delta(i, second), 0 * x[i]), Proved),
        ]:
            derivation = Derivation("", (x,), (claim,), (y,))
            assert isinstance(court_of(derivation, claim).decide_claim(claim)[0].verdict, expected), claim.name


@pytest.mark.parametrize(("answer", "told"), [
    (r"x_1+x_2+\sum_{i=3}^n x_i", "(where n >= 2)"), (r"x_2+\sum_{i\ne 2} x_i", "(where n >= 2)"),
    (r"x_3+\sum_{i\ne 3} x_i", "(where n >= 3)"), (r"x_1+\sum_{i=2}^n x_i", ""),
])  # fmt: skip
def test_a_member_that_not_every_size_has(answer: str, told: str) -> None:
    """With n = 1 there is no x_2."""
    for question in ({"reference": r"\sum_{i=1}^n x_i"}, {"definitions": [SUM], "reference": "s"}):
        found = check(question, answer)
        assert found.verdict == "equivalent"
        assert found.feedback.partition(" (")[2] == told[1:]
    assert check({"reference": r"\sum_{i=1}^n x_i"}, answer.replace("+", "+2", 1)).verdict == "not_equivalent"


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), [
    ([r"L=-\log p_1"], r"\frac{\partial L}{\partial p_k}=-\frac{\delta_{k1}}{p_k}",
     [r"-\frac{\delta_{k1}}{p_k}", r"-\frac{\delta_{1k}}{p_1}"], [r"-\frac{\delta_{k2}}{p_k}", r"-\frac{1}{p_k}"]),
    (["L=x_1^2"], r"\frac{\partial L}{\partial x_k}=2x_1\delta_{k1}", [r"2x_k\delta_{k1}"],
     ["2x_1", r"2x_1\delta_{k2}"]),
    ([r"y_i=\sum_{j=1}^n w_{ij}x_j"], r"\frac{\partial y_i}{\partial w_{1j}}=\delta_{i1}x_j", [r"x_j\delta_{1i}"],
     ["x_j", r"\delta_{i2}x_j"]),
    (["y_i = x_i^2"], r"\frac{\partial y_i}{\partial x_2} = 2x_i\delta_{i2}", [r"2x_2\delta_{i2}"],
     [r"2x_i\delta_{i1}"]),
])  # fmt: skip
def test_deltas_of_one_number(definitions: list[str], reference: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        assert check({"definitions": definitions, "reference": reference}, answer).verdict == "equivalent", answer
    for answer in wrong:
        assert check({"definitions": definitions, "reference": reference}, answer).verdict == "not_equivalent", answer


MEAN = r"y_i = x_i-\frac1n\sum_{j=1}^n x_j"


@pytest.mark.parametrize(("definition", "reference", "answer", "verdict"), [
    ("y_i = x_i^2", r"\frac{\partial y_1}{\partial x_2} = 0", r"2x_1\delta_{12}", "undecided"),
    ("y_i = x_i^2", r"\frac{\partial y_1}{\partial x_2} = 0", r"2x_1\delta_{11}", "not_equivalent"),
    (MEAN, r"\frac{\partial y_1}{\partial x_1} = 1-\frac1n", r"\delta_{11}-1/n", "undecided"),
    (MEAN, r"\frac{\partial y_1}{\partial x_1} = 1-\frac1n", r"\delta_{12}-1/n", "not_equivalent"),
])
def test_deltas_of_numbers_may_be_names(definition: str, reference: str, answer: str, verdict: str) -> None:
    assert check({"definitions": [definition], "reference": reference}, answer).verdict == verdict


@pytest.mark.parametrize(("context", "answer", "verdict"), [
    (r"\delta is the Kronecker delta", "x_1", "equivalent"),
    (r"\delta is the Kronecker delta", "x_2", "not_equivalent"),
    (r"\delta is not the Kronecker delta", "x_1", "undecided"), ("", "x_1", "undecided"),
])
def test_a_delta_that_is_said_to_be_kroneckers(context: str, answer: str, verdict: str) -> None:
    question = {"reference": r"\sum_{i=1}^n \delta_{i1} x_i", "context": context}
    assert check(question, answer).verdict == verdict
