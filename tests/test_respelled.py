"""Names of a question that are typed without LaTeX."""

from __future__ import annotations

import pytest

from symdl.grading import check


@pytest.mark.parametrize(("reference", "right", "wrong"), [
    (r"\frac{2}{n_{in}}", ["2/n_in", "2*n_in^(-1)", r"\frac{2}{n_in}"], ["1/n_in", "2*n_in"]),
    (r"\sqrt{\frac{6}{n_{\text{in}}+n_{out}}}", ["sqrt(6/(n_in+n_out))"], ["sqrt(6/(n_in*n_out))"]),
    (r"\frac{m_t}{1-\beta_1^t}", ["m_t/(1-beta1^t)", "m_t/(1-β1^t)", r"\frac{m_t}{1-\beta1^t}"],
     ["m_t/(1+beta1^t)", "m_t/(1-beta2^t)"]),
    ("w_1+2w_2", ["w1+2w2", "w1 + w2*2", "2*w2+w1"], ["w2+2w1", "w1+w2"]),
    (r"\hat y-y", ["y_hat - y", "hat(y) - y", "yhat-y"], ["y-y_hat", "y_hat+y"]),
    (r"\lambda w+\epsilon", ["lam*w+eps", "lmbda*w + eps"], ["eps*w+lam"]),
    (r"\varepsilon + 1", ["eps+1"], ["eps-1"]),
])  # fmt: skip
def test_names_as_they_are_typed(reference: str, right: list[str], wrong: list[str]) -> None:
    assert [check({"reference": reference}, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check({"reference": reference}, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)


def test_in_plain_text_these_are_two_names() -> None:
    assert check({"reference": "x_1", "notation": "text"}, "x1").verdict == "not_equivalent"


@pytest.mark.parametrize(("reference", "answer"), [
    ("w + w_1", "w+w1"),  # w1 may be w times 1
    (r"\lambda + l a m", "lam + l a m"), ("lam + 1", "lam"), ("x_1 + x1", "x1+x1"),
])  # fmt: skip
def test_what_may_be_something_else_is_left(reference: str, answer: str) -> None:
    assert check({"reference": reference}, answer).verdict != "equivalent"
