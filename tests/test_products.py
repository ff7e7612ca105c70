r"""Products over integers, as of the \bar\alpha_t of a diffusion: sequences that nobody named."""

from __future__ import annotations

import pytest
from sympy import evaluate

from symdl.grading import check
from symdl.language import IntegerIndex, Range, integer, sequence
from symdl.notation import latex, text
from symdl.notation.products import as_product, product

NOISE = {"definitions": [r"\alpha_t = 1-\beta_t", r"\bar\alpha_t = \prod_{s=1}^t \alpha_s"],
         "context": r"0 < \beta_t < 1"}
NOISED = {**NOISE, "definitions": [*NOISE["definitions"],
                                   r"x_t = \sqrt{\bar\alpha_t} x_0 + \sqrt{1-\bar\alpha_t}\epsilon"]}
STEP = {"definitions": [r"\bar\alpha_t = \prod_{s=1}^t \alpha_s"],
        "reference": r"\bar\alpha_t = \alpha_t \bar\alpha_{t-1}"}
WHOLE = {"reference": r"\bar\alpha_t = \prod_{s=1}^t \alpha_s"}
SLOPE = {**NOISED, "reference": r"\frac{\partial x_t}{\partial \epsilon} = \sqrt{1-\bar\alpha_t}"}
START = {**NOISED, "reference": r"x_0 = \frac{x_t - \sqrt{1-\bar\alpha_t}\epsilon}{\sqrt{\bar\alpha_t}}"}
VARIANCE = {**NOISE, "reference": r"\tilde\beta_t = \frac{1-\bar\alpha_{t-1}}{1-\bar\alpha_t}\beta_t"}
GROWN = {"reference": r"P_n = \prod_{k=1}^n (1 + a_k)"}
TABLE = [
    (STEP, r"\alpha_t \bar\alpha_{t-1}", "equivalent"),
    (STEP, r"\alpha_t \prod_{s=1}^{t-1} \alpha_s", "equivalent"),
    (STEP, r"\alpha_{t-1} \bar\alpha_t", "not_equivalent"),
    (STEP, r"\alpha_t \bar\alpha_t", "not_equivalent"),
    (STEP, r"\prod_{s=1}^t \alpha_s", "invalid"),  # what it is defined to be
    (WHOLE, r"\prod_{i=1}^t \alpha_i", "equivalent"),
    (WHOLE, r"\alpha_t \prod_{s=1}^{t-1} \alpha_s", "equivalent"),
    (WHOLE, r"\prod_{s=0}^{t-1} \alpha_{s+1}", "equivalent"),
    (WHOLE, r"\prod_{s=1}^{t-1} \alpha_s", "not_equivalent"),
    (WHOLE, r"\prod_{s=0}^t \alpha_s", "not_equivalent"),
    (SLOPE, r"\sqrt{1 - \prod_{s=1}^t (1-\beta_s)}", "equivalent"),
    (SLOPE, r"\sqrt{1 - \alpha_t \bar\alpha_{t-1}}", "equivalent"),
    (SLOPE, r"\sqrt{1 - \prod_{s=1}^t \beta_s}", "not_equivalent"),
    (SLOPE, r"1 - \bar\alpha_t", "not_equivalent"),
    (START, r"\frac{x_t - (1-\bar\alpha_t)\epsilon}{\sqrt{\bar\alpha_t}}", "not_equivalent"),
    (VARIANCE, r"\frac{\beta_t - \beta_t\bar\alpha_{t-1}}{1-(1-\beta_t)\bar\alpha_{t-1}}", "equivalent"),
    (VARIANCE, r"\frac{1-\bar\alpha_t}{1-\bar\alpha_{t-1}}\beta_t", "not_equivalent"),
    (GROWN, r"(1 + a_n) \prod_{i=1}^{n-1} (1 + a_i)", "equivalent"),
    (GROWN, r"\prod_{i=1}^n (1 + a_i^2)", "not_equivalent"),
    (GROWN, r"\prod_{k=1}^n 1 + a_k", "not_equivalent"),
    (GROWN, r"1 + \prod_{k=1}^n a_k", "not_equivalent"),
    ({"reference": r"\prod_{k=1}^n (x - k)"}, r"(-1)^n \prod_{k=1}^n (k - x)", "equivalent"),
    ({"reference": r"\prod_{k=1}^n (x - k)"}, r"\prod_{k=1}^n (k - x)", "not_equivalent"),
]


@pytest.mark.parametrize(("question", "answer", "verdict"), TABLE)
def test_products(question, answer, verdict):
    found = check(question, answer)
    assert found.verdict == verdict, found.feedback


FEATURE = Range("feature", "n", "i j")
T, J, A, B = integer("t"), FEATURE.indices()[0], sequence("a"), sequence("b", FEATURE)


@pytest.mark.parametrize("body", [
    lambda s: A[s], lambda s: 1 - A[s], lambda s: A[s + 2] * B[s, J], lambda s: A[s] * A[T]])
def test_the_same_product_is_one_sequence_and_is_written_as_a_product(body):
    with evaluate(False):
        one, other = (product(body(index), index, 1, T) for index in (IntegerIndex("s"), IntegerIndex("k")))
        apart = product(body(IntegerIndex("s")) + 1, IntegerIndex("s"), 1, T)
    assert one == other
    assert one.family.name != apart.family.name
    found, index, last = as_product(one)
    assert (last, product(found, index, 1, last)) == (T, one)
    assert r"\prod_{s=1}^{t}" in latex(one)
    assert text(one).startswith("prod(")
