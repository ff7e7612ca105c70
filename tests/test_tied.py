r"""What words make depend on the letter of a derivative is no number to hold fixed; what they leave alone is."""

from __future__ import annotations

import pytest

from symdl.errors import InputError
from symdl.grading import ask, check

PRODUCT = [r"L = \sum_i w x_i y_i"]
SLOPE = r"\frac{dL}{dw} = \sum_i x_i y_i"
LEAST = [r"L = \sum_i (w x_i - y_i)^2"]


@pytest.mark.parametrize("context", [
    "y_i = w x_i", "y_i = wx_i", "y = wx", "$y_i = w x_i$", "where y_i is equal to w x_i", "y_i := w", r"y_i \propto w",
    "y = f(w)", "y = y(w)", "y(w) is differentiable", "y is a function of w", "y depends on w", "y varies with w",
    "x and y are vectors, y depends on w", "y_i is the square of w", "y is twice w", "y_i = u_i^2 and u_i = w x_i",
    "y = u^2, u = 3w", "w + y_1 = 1", "y is determined by w and x", r"\mathbf{y} = w \mathbf{x}",
    "Let w be a weight. The y_i are functions of w.", "y_i = 2 u and u depends on w",
])  # fmt: skip
def test_what_is_tied_to_the_letter_of_a_derivative(context: str) -> None:
    with pytest.raises(InputError, match="would be held fixed"):
        ask({"definitions": PRODUCT, "reference": SLOPE, "context": context})


@pytest.mark.parametrize("context", [
    "y_i is the label of x_i", "y does not depend on w", "y is independent of w", "the y_i are constants",
    "w is a function of t", "L is a function of w", "the loss depends on w", "f(x) = w x", r"\hat{y}_i = w x_i",
    "w and b are the parameters of the model", "w_1 + w_2 = 1", r"\sum_{i=1}^n y_i = 1",
    "x and y are functions of t", r"y_i is generated as w x_i + \epsilon_i", "y is the target and w is a weight",
    "n is the number of the y_i", "z = w x",
])  # fmt: skip
def test_what_is_not(context: str) -> None:
    product = {"definitions": PRODUCT, "reference": SLOPE, "context": context}
    least = {"definitions": LEAST, "reference": r"\frac{dL}{dw}", "context": context}
    assert check(product, r"\sum_k y_k x_k").verdict == "equivalent"
    assert check(least, r"2w\sum_i x_i^2 - 2\sum_i x_i y_i").verdict == "equivalent"


@pytest.mark.parametrize(("reference", "said"), [
    (r"\frac{d}{dx} (x^2 y)", {"context": "y is a function of x"}), (r"\frac{d}{dx} (x^2 y)", {"context": "y = x^3"}),
    (r"\frac{d}{dx} (x^2 y)", {"assumptions": ["y = x^3"]}), (r"\frac{d}{dx} \sin(x y)", {"context": "y depends on x"}),
    (r"\int_0^1 x y\,dx", {"context": "y is a function of x"}), (r"\lim_{x\to 0} x y", {"context": "y = 1/x"}),
    (r"\nabla_x (x^T y)", {"context": "x and y are vectors, y = A x"}),
])  # fmt: skip
def test_ordinary_mathematics(reference: str, said: dict[str, object]) -> None:
    with pytest.raises(InputError, match="would be held fixed"):
        ask({"reference": reference, **said})


def test_a_derivative_that_is_a_name() -> None:
    question = {"reference": r"2xy + x^2 \frac{dy}{dx}", "context": "y is a function of x"}
    assert check(question, r"x(2y + x\frac{dy}{dx})").verdict == "equivalent"
