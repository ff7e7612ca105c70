# ruff: noqa: E501  (a solution is on one line)
"""Worked solutions with derivatives of what is held fixed, and with derivatives set to 0 that are not 0 everywhere."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

LINE = {"definitions": ["z = w x + b"], "reference": r"\frac{\partial z}{\partial w} = x"}
MEAN = {"definitions": [r"\hat{y}_i = w x_i + b", r"J = \frac{1}{2m} \sum_{i=1}^m (\hat{y}_i - y_i)^2"],
        "reference": r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i) x_i"}
CROSS = {"definitions": ["z = w x + b", r"a = \sigma(z)", r"L = -y \log a - (1-y) \log(1-a)"], "reference": r"\frac{\partial L}{\partial w} = (a - y) x"}
DECAY = {"definitions": [r"J = \frac12 (w x + b - y)^2 + R", r"R = \frac{\lambda}{2} b^2"], "reference": r"\frac{\partial J}{\partial w} = (w x + b - y) x"}
SHIFT = {"definitions": ["f(x) = (x-a)^2 + b"], "reference": "f'(x) = 2(x-a)"}
LIKELY = {"definitions": [r"\ell = -\frac n2\log(2\pi) - n \log \sigma - \frac{S}{2\sigma^2}"],
          "reference": r"\frac{\partial \ell}{\partial \sigma} = -\frac{n}{\sigma} + \frac{S}{\sigma^3}"}
LEAST = {"definitions": [r"L = \|Xw-y\|^2"], "reference": r"\nabla_w L = 2X^\top(Xw-y)"}
TIED = {"definitions": ["z = w x + b", "b = w^2"], "reference": r"\frac{d z}{d w} = x + 2w"}
TIME = {"definitions": ["L = x^2"], "reference": r"\frac{dL}{dt} = 2x \frac{dx}{dt}"}
SQUARE = {"definitions": ["L = z^2", "z = w x", "w = v^2"], "reference": r"\frac{dL}{dw} = 2 z x"}
STEP = {"definitions": [r"f(w) = \frac{k}{2}(w - c)^2", r"v = w - \frac{f'(w)}{f''(w)}"], "reference": "v = c", "assumptions": ["k > 0"]}
DESCENT = {"definitions": [r"J(w) = \frac12 (w - a)^2 + \frac{\lambda}{2} w^2", r"u = w - \eta J'(w)"], "reference": r"u = w - \eta((w-a) + \lambda w)"}


def judged(question, line):
    return judge_solution(ask(question), f"{line}\n{question['reference']}")


@pytest.mark.parametrize(("question", "line"), [
    (LINE, r"\frac{\partial b}{\partial w} = 0"), (LINE, "db/dw = 0"), (LINE, r"\frac{\partial x}{\partial w} = 0"),
    (LINE, r"\frac{\partial z}{\partial w} = \frac{\partial (wx)}{\partial w} + \frac{\partial b}{\partial w} = x + 0 = x"),
    (LINE, r"\frac{\partial z}{\partial w} = x \cdot 1 + w \frac{\partial x}{\partial w} + \frac{\partial b}{\partial w}"),
    (MEAN, r"\frac{\partial y_i}{\partial w} = 0"), (CROSS, r"\frac{\partial y}{\partial w} = 0"), (DECAY, r"\frac{\partial R}{\partial w} = 0"),
    (DECAY, r"\frac{d}{dw}(\frac{\lambda}{2} b^2) = 0"), (SHIFT, r"\frac{d}{dx} b = 0"), (SHIFT, r"\frac{da}{dx} = 0"),
    (LIKELY, r"\frac{\partial}{\partial\sigma}(-\frac n2\log(2\pi)) = 0"), (LEAST, r"\nabla_w y = 0"),
    (LEAST, r"\nabla_w (y^\top y) = 0"), (CROSS, r"\frac{\partial y}{\partial a} = 0"),
])  # fmt: skip
def test_a_derivative_of_what_is_held_fixed_is_0(question, line):
    assert judged(question, line).verdict == "equivalent"


@pytest.mark.parametrize(("question", "line"), [
    (LINE, r"\frac{\partial b}{\partial w} = 1"), (LINE, r"\frac{\partial z}{\partial w} = \frac{\partial (wx)}{\partial w} + \frac{\partial b}{\partial w} = x + 1"),
    (LINE, r"\frac{\partial w}{\partial w} = 0"), (MEAN, r"\frac{\partial \hat{y}_i}{\partial w} = 0"), (CROSS, r"\frac{\partial a}{\partial w} = 0"),
    (SHIFT, r"\frac{d}{dx} (b + x) = 0"), (TIED, r"\frac{db}{dw} = 0"),
    (LIKELY, r"\frac{\partial}{\partial\sigma}(-n \log\sigma) = 0"),
])  # fmt: skip
def test_a_derivative_of_what_is_made_of_the_letter_is_not(question, line):
    assert judged(question, line).verdict == "not_equivalent"


@pytest.mark.parametrize(("question", "line"), [
    (LINE, r"\frac{\partial w}{\partial b} = 0"), (LINE, r"\frac{\partial w}{\partial b} = 1"), (SQUARE, r"\frac{\partial v}{\partial w} = 0"),
    (SQUARE, r"\frac{\partial v}{\partial w} = 1"), (CROSS, r"\frac{\partial b}{\partial x} = 1"),
    (CROSS, r"\frac{\partial x}{\partial a} = 0"),
])  # fmt: skip
def test_where_nothing_is_said_of_it_nothing_is_refuted(question, line):
    found = judged(question, line)
    assert found.first_wrong is None
    assert found.verdict != "equivalent"


def test_a_letter_that_the_reference_derives_is_not_held_fixed():
    assert judged(TIME, r"\frac{dx}{dt} = 0").verdict != "equivalent"


@pytest.mark.parametrize(("question", "line"), [
    (STEP, "f'(w) = 0"), (STEP, "f'(w) = 0\nv = w"), (STEP, "Setting $f'(w) = 0$ gives $w = c$."),
    (DESCENT, r"J'(w) = 0, so w = \frac{a}{1+\lambda}."), (DESCENT, "J'(w) = 0"), (DESCENT, "(w - a) + \\lambda w = 0"),
])  # fmt: skip
def test_nothing_is_demanded_of_a_letter_that_may_be_anything(question, line):
    found = judged(question, line)
    assert found.verdict != "equivalent"
    assert found.credit < 0.7
