"""What an answer calls itself: another derivative, or the one that is asked for in other letters."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.grading import check

CUBE: dict[str, Any] = {"definitions": ["f(x)=x^3"], "reference": "f'(x)"}
SINE: dict[str, Any] = {"definitions": ["u=x^2", r"y=\sin u"], "reference": r"\frac{dy}{dx}"}
LOSS: dict[str, Any] = {"definitions": [r"\hat y=wx+b", r"L=(\hat y-y)^2"], "reference": r"\frac{dL}{dw}"}
AREA: dict[str, Any] = {"definitions": ["f(t)=3t^2"], "reference": r"\int_0^x f(t)dt"}
SAME: dict[str, Any] = {"definitions": ["f(x)=x^3", "y=f(x)"], "reference": r"\frac{dy}{dx}"}
FIT: dict[str, Any] = {"definitions": [r"L=\frac12\sum_{i=1}^m(\sum_{j=1}^n w_jx_{ij}-y_i)^2"],
                       "reference": r"\frac{\partial L}{\partial w_j}"}
OUTER: dict[str, Any] = {"definitions": [r"y_i = \sum_j w_{ij} x_j", r"L = \frac12\sum_i (y_i-t_i)^2"],
                         "reference": r"\frac{\partial L}{\partial w_{ij}} = (y_i-t_i) x_j"}
SOFT: dict[str, Any] = {"definitions": [r"p_i=\frac{e^{z_i}}{\sum_{j=1}^n e^{z_j}}"],
                        "reference": r"\frac{\partial p_i}{\partial z_j}"}
MAP: dict[str, Any] = {"definitions": [r"y_i=\sum_{j=1}^n W_{ij}x_j"],
                       "reference": r"\frac{\partial y_i}{\partial x_j}"}


@pytest.mark.parametrize(("question", "answer", "expected"), [
    (CUBE, "y' = 3x^2", "equivalent"),  # a name of one's own
    (CUBE, r"\frac{dy}{dx} = 3x^2", "equivalent"),
    (CUBE, r"\nabla f = 3x^2", "equivalent"),
    (CUBE, r"\frac{dy}{dt} = 3x^2", "invalid"),
    (CUBE, r"\dot x = 3x^2", "invalid"),
    (CUBE, r"\nabla_t f = 3x^2", "invalid"),
    (CUBE, "f'(1) = 3x^2", "invalid"),
    (CUBE, "f''(x) = 3x^2", "invalid"),
    (CUBE, "f''(x) = 3x", "invalid"),
    (SINE, r"y' = 2x\cos(x^2)", "equivalent"),
    (SINE, r"y' = \cos(x^2)", "not_equivalent"),
    (SINE, r"u' = 2x\cos(x^2)", "not_equivalent"),
    (SINE, r"\frac{dy}{du} = 2x\cos(x^2)", "not_equivalent"),
    (LOSS, r"\nabla_w L = 2(\hat y-y)x", "equivalent"),
    (LOSS, r"\nabla_b L = 2(\hat y-y)x", "invalid"),
    (LOSS, r"\frac{\partial J}{\partial w} = 2(\hat y-y)x", "equivalent"),
    (LOSS, r"\frac{\partial J}{\partial w} = (\hat y-y)x", "not_equivalent"),
    (AREA, "F(x) = x^3", "equivalent"),
    (AREA, "f = x^3", "invalid"),
    (AREA, "f'' = x^3", "invalid"),
    (SAME, "f'(x) = 3x^2", "equivalent"),
])  # fmt: skip
def test_another_left_side(question: dict[str, Any], answer: str, expected: str) -> None:
    assert check(question, answer).verdict == expected


@pytest.mark.parametrize(("question", "answer", "expected"), [
    (CUBE, "f'(t) = 3t^2", "equivalent"),
    (CUBE, r"f'(\theta) = 3\theta^2", "equivalent"),
    (CUBE, "f'(t) = 3t", "not_equivalent"),
    (CUBE, "f'(t) = 3x^2", "invalid"),
    (CUBE, "f'(t) = 3t^2 + 0x", "invalid"),
    (CUBE, "f'(f) = 3f^2", "invalid"),
    (MAP, r"\frac{\partial y_k}{\partial x_l} = W_{kl}", "equivalent"),
    (MAP, r"\frac{\partial y_k}{\partial x_l} = W_{lk}", "not_equivalent"),
    (MAP, r"\frac{\partial y_j}{\partial x_i} = W_{ji}", "equivalent"),
    (MAP, r"\frac{\partial y_i}{\partial x_i} = W_{ii}", "invalid"),
    (SOFT, r"\frac{\partial p_k}{\partial z_l} = p_k(\delta_{kl}-p_l)", "equivalent"),
    (SOFT, r"\frac{\partial p_k}{\partial z_l} = p_k(\delta_{kl}+p_l)", "not_equivalent"),
    (OUTER, r"\frac{\partial L}{\partial w_{kl}} = (y_k-t_k) x_l", "equivalent"),
    (OUTER, r"\frac{\partial L}{\partial w_{kl}} = (y_l-t_l) x_k", "not_equivalent"),
    (FIT, r"\frac{\partial L}{\partial w_k} = \sum_{i=1}^m(\sum_{j=1}^n w_jx_{ij}-y_i)x_{ik}", "equivalent"),
    (FIT, r"\frac{\partial L}{\partial w_k} = \sum_{i=1}^m(\sum_{l=1}^n w_lx_{il}-y_i)x_{ik}", "equivalent"),
    (FIT, r"\frac{\partial L}{\partial w_k} = \sum_{i=1}^m(\sum_{l=1}^n w_lx_{il}+y_i)x_{ik}", "not_equivalent"),
    (FIT, r"\frac{\partial L}{\partial w_k} = \sum_{i=1}^m(\sum_{l=1}^n w_lx_{il}-y_i)x_{ij}", "invalid"),
    (FIT, r"\frac{\partial L}{\partial w_i} = \sum_{i=1}^m(\sum_{j=1}^n w_jx_{ij}-y_i)x_{ii}", "invalid"),
])  # fmt: skip
def test_other_letters(question: dict[str, Any], answer: str, expected: str) -> None:
    assert check(question, answer).verdict == expected


def test_what_is_told_shows_the_answer_as_it_was_given() -> None:
    """What was put in for f'(t) is the answer."""
    told = check({"definitions": ["f(x)=x^3"], "reference": "f'(x)"}, "f'(t) + q").feedback
    assert "f'(t) + q" in told
    assert "3" not in told


@pytest.mark.parametrize(("answer", "verdict"), [
    (r"\frac{\partial L}{\partial w_k} = w_i", "invalid"), ("dL/dw_k = w_i", "invalid"), ("g_k = w_i", "invalid"),
    (r"\frac{\partial L}{\partial w_i} = w_j", "invalid"), (r"\nabla_{w_k} L = w_i", "invalid"),
    (r"\frac{\partial L}{\partial w_k} = \frac12 \cdot 2 w_i = w_i", "invalid"),
    (r"\frac{\partial L}{\partial w_i} = w_i", "equivalent"), ("w_i", "equivalent"), ("g_k = w_k", "equivalent"),
])  # fmt: skip
def test_both_sides_have_one_index(answer: str, verdict: str) -> None:
    question = {"definitions": [r"L = \frac12 \sum_i w_i^2"], "reference": r"\frac{\partial L}{\partial w_k} = w_k"}
    assert check(question, answer).verdict == verdict


@pytest.mark.parametrize(("answer", "verdict"), [
    (r"\frac{dh_3}{dw} = h_2 + w h_1 + w^2x_1", "equivalent"), (r"\frac{dh}{dw} = h_2 + w h_1 + w^2x_1", "equivalent"),
    (r"\frac{dh_2}{dw} = h_2 + w h_1 + w^2x_1", "invalid"), (r"\frac{dh_4}{dw} = h_2 + w h_1 + w^2x_1", "invalid"),
    (r"\frac{dh_3}{dw} = h_2 + w h_1", "not_equivalent"),
])  # fmt: skip
def test_another_member_that_the_question_does_not_have(answer: str, verdict: str) -> None:
    question = {"definitions": ["h_1 = w x_1", "h_2 = w h_1 + x_2", "h_3 = w h_2 + x_3"],
                "reference": r"\frac{dh_3}{dw} = h_2 + w h_1 + w^2x_1"}
    assert check(question, answer).verdict == verdict


MEAN = {"definitions": [r"\bar X=\frac1n\sum_{i=1}^n X_i"],
        "context": r"X_i are i.i.d. with mean \mu and variance \sigma^2"}


@pytest.mark.parametrize(("question", "right", "other"), [
    ({**MEAN, "reference": r"\operatorname{Var}(\bar X)=\frac{\sigma^2}{n}"},
     [r"\operatorname{Var}(\bar X)=\sigma^2/n", r"\mathbb{V}[\bar{X}]=\frac{\sigma^2}{n}", r"\frac{\sigma^2}{n}",
      r"\operatorname{Var}(\frac1n\sum_{i=1}^n X_i)=\frac{\sigma^2}{n}", r"V=\frac{\sigma^2}{n}"],
     [r"\operatorname{Var}(X)=\frac{\sigma^2}{n}", r"\operatorname{Var}(\mu)=\frac{\sigma^2}{n}",
      r"\operatorname{Var}(Y)=\frac{\sigma^2}{n}", r"\operatorname{bias}=\frac{\sigma^2}{n}"]),
    ({**MEAN, "reference": r"E[\bar X]=\mu"}, [r"E[\bar X]=\mu", r"\mathbb{E}[\bar X]=\mu", r"\mu"],
     [r"E[Y]=\mu", r"E[X_i]=\mu"]),
    ({"reference": r"\operatorname{Var}(X)=p(1-p)", "context": "X is Bernoulli(p)"},
     [r"\operatorname{Var}[X]=p-p^2"], [r"\operatorname{Var}(Y)=p(1-p)"]),
    ({"definitions": ["L=w^2"], "reference": r"\frac{dL}{dw}=2w"},
     [r"\frac{dL}{dw}=2w", "L'=2w", "dw=2w", r"\nabla L=2w", "g=2w"], ["dL=2w"]),
])
def test_a_left_side_of_something_else(question: dict[str, object], right: list[str], other: list[str]) -> None:
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert not {check(question, answer).verdict for answer in other} & {"equivalent", "not_equivalent"}


def test_another_name_for_a_loss_is_told() -> None:
    question = {"definitions": ["L=w^2"], "reference": r"\frac{dL}{dw}=2w"}
    for answer in (r"\frac{dJ}{dw}=2w", "J'(w)=2w"):
        found = check(question, answer)
        assert found.right
        assert "if" in found.feedback
        assert "another name" in found.feedback
    assert "another name" not in check(question, "L'(w)=2w").feedback
