r"""Inner products in answers to questions of entries: -y^\top \log p is -\sum_k y_k \log p_k."""

from __future__ import annotations

import pytest

from symdl.grading import check

CROSS = {"reference": r"-\sum_k y_k \log p_k"}
AFFINE = {"reference": r"\sum_i w_i x_i + b"}
LINE = {"definitions": [r"\hat y_i = w x_i + b", r"J = \frac{1}{2m}\sum_{i=1}^m(\hat y_i - y_i)^2"],
        "reference": r"\frac{dJ}{dw} = \frac1m\sum_{i=1}^m(\hat y_i - y_i)x_i"}
ONE = {"reference": r"(\hat y_i - y_i) x_i"}


@pytest.mark.parametrize(("question", "right", "wrong"), [
    (CROSS, [r"-y^\top \log p", r"-\mathbf y^\top \log \mathbf p", r"-y \cdot \log p", r"-\langle y, \log p\rangle",
             r"-\vec y \cdot \log \vec p"],
     [r"y^\top \log p", r"-p^\top \log y", r"-y^\top p", r"-\langle y, y\rangle", r"-\frac1n y^\top \log p"]),
    (AFFINE, [r"w^\top x + b", r"x^T w + b", r"w \cdot x + b", "w·x + b", r"\langle x, w \rangle + b"],
     [r"w^\top w + b", r"w \cdot x", r"\langle w, x + 1\rangle + b"]),
    (LINE, [r"\frac1m (\hat y - y)^\top x", r"\frac1m \langle \hat y - y, x\rangle", r"\frac1m (\hat y - y)\cdot x"],
     [r"(\hat y - y)^\top x", r"\frac1m (y - \hat y)^\top x", r"\frac1m (\hat y - y)^\top y"]),
])  # fmt: skip
def test_inner_products(question: dict[str, object], right: list[str], wrong: list[str]) -> None:
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check(question, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)


@pytest.mark.parametrize(("question", "answer"), [
    (ONE, r"(\hat y - y) \cdot x"),  # without its index, and not summed
    (LINE, r"\frac1m \sum (\hat y - y) \cdot x"),
    ({"reference": r"\sum_i x_i y_i + x"}, r"x \cdot y + x"),  # x is a number, too
])  # fmt: skip
def test_what_may_be_no_inner_product(question: dict[str, object], answer: str) -> None:
    assert check(question, answer).verdict != "not_equivalent"
    assert check(question, answer).verdict != "equivalent" or question is LINE
