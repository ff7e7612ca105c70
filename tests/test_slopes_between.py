r"""Derivatives by what is defined, in questions of numbers: dy/du, of y = \sin u and u = x^2."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from symdl.errors import SymdlError
from symdl.grading import check
from symdl.grading.questions.asking import ask

CHAIN = ["u = x^2", r"y = \sin(u)"]
LAYER = ["z = w x + b", r"a = \sin(z)", "L = (a-y)^2/2"]
LONG = ["u = x^2", r"v = \sin u", "y = e^v"]


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), [
    (CHAIN, r"\frac{dy}{du} = \cos(u)", [r"\cos u", r"\cos x^2", r"\frac{dy}{du} = \cos(x^2)"],
     [r"2x\cos u", r"\sin u"]),
    (CHAIN, r"\frac{dy}{du} = \cos(x^2)", [r"\cos u"], [r"\cos x"]),
    (CHAIN, r"\frac{dy}{du}", [r"\cos u"], [r"-\cos u"]),
    (CHAIN, r"\frac{dy}{dx} = 2x\cos(u)", [r"\frac{dy}{dx} = \frac{dy}{du}\frac{du}{dx} = 2x\cos u", r"2x\cos x^2"],
     [r"\frac{dy}{dx} = \frac{dy}{du} = \cos u"]),
    (["u = x^2", "y = sin(u)"], "dy/du = cos(u)", ["cos(x^2)"], ["cos(x)"]),
    (["u = x^2", "y = sin(u)"], "dy/dx = 2*x*cos(u)", ["2*x*cos(x^2)"], ["cos(x^2)"]),
    (LAYER, r"\frac{\partial L}{\partial z} = (a-y)\cos(z)",
     [r"(a-y)\frac{\partial a}{\partial z}", r"(\sin z-y)\cos(wx+b)"], [r"(y-a)\cos z", r"(a-y)\cos a"]),
    (LAYER, r"\frac{\partial L}{\partial w} = x(a-y)\cos(z)", [r"x(a-y)\frac{\partial a}{\partial z}"],
     [r"w(a-y)\frac{\partial a}{\partial z}"]),
    (LAYER, r"\frac{\partial^2 L}{\partial z^2}", [r"\cos^2 z-(a-y)\sin z", r"\cos^2 z-(a-y)a"], [r"\cos^2 z"]),
    (LONG, r"\frac{dy}{du}", [r"e^{\sin u}\cos u", r"y\cos u"], ["y"]),
    (["u = x^2", r"v = \sin t", "y = e^v + u"], r"\frac{\partial y}{\partial v}", ["e^v", "y - u"], ["y"]),
])
def test_a_derivative_by_what_is_defined(
        definitions: list[str], reference: str, right: Sequence[str], wrong: Sequence[str]) -> None:
    question = {"definitions": definitions, "reference": reference}
    for answer in right:
        assert check(question, answer).verdict == "equivalent", answer
    for answer in wrong:
        assert check(question, answer).verdict == "not_equivalent", answer


@pytest.mark.parametrize(("definitions", "reference", "told"), [
    (["u = x^2", r"y = x\sin(u)"], r"\frac{dy}{du} = \cos(u)", "x stands here beside u"),
    (["u = x^2", r"v = \sin u", "y = e^v + u"], r"\frac{dy}{dv} = e^v", "x stands here beside v"),
    (CHAIN, r"\frac{du}{dy} = \cos(u)", "how this depends on y"),
    (CHAIN, r"\frac{dx}{du} = 2x", "how this depends on u"),
    (CHAIN, r"\frac{dy}{du} = \sin(u)", "reference"),
])
def test_what_depends_on_it_in_no_way_that_is_said(definitions: list[str], reference: str, told: str) -> None:
    with pytest.raises(SymdlError, match=told):
        ask({"definitions": definitions, "reference": reference})


@pytest.mark.parametrize("answer", [r"\frac{dy}{dx}", r"\frac{dy}{du}\frac{du}{dx}", "dy/dx"])
def test_what_is_not_worked_out(answer: str) -> None:
    for reference in (r"\frac{dy}{dx} = 2x\cos(x^2)", r"\frac{dy}{dx}"):
        assert check({"definitions": CHAIN, "reference": reference}, answer).code == "restates"
