r"""What words make depend on the letter of a derivative is no number to hold fixed; what they leave alone is."""

from __future__ import annotations

import pytest

from symdl.errors import InputError, ReadError
from symdl.grading import ask, check

PRODUCT = [r"L = \sum_i w x_i y_i"]
SLOPE = r"\frac{dL}{dw} = \sum_i x_i y_i"
LEAST = [r"L = \sum_i (w x_i - y_i)^2"]


@pytest.mark.parametrize("context", [
    "y_i = w x_i", "y_i = wx_i", "y = wx", "$y_i = w x_i$", "where y_i is equal to w x_i", "y_i := w", r"y_i \propto w",
    "y = f(w)", "y = y(w)", "y(w) is differentiable", "y is a function of w", "y depends on w", "y varies with w",
    "x and y are vectors, y depends on w", "y_i is the square of w", "y is twice w", "y_i = u_i^2 and u_i = w x_i",
    "y = u^2, u = 3w", "w + y_1 = 1", "y is determined by w and x", r"\mathbf{y} = w \mathbf{x}",
    "Let w be a weight. The y_i are functions of w.", "y_i = 2 u and u depends on w", "y_i stands for w x_i",
    "we write y_i for w x_i", "replace y_i by w x_i", "y_i: w x_i", r"y_i \equiv w x_i", "y_i has the value w x_i",
    "(y_i is not constant: it is w x_i)", "y_i is not independent of w but w x_i", "y changes with w", "w determines y",
    "y does not depend on v, but it does depend on w", "the label y is predicted from w",
    "do not treat y as a constant", "every letter but c is a function of w",
    "y is not held fixed", "y is anything but constant",
    "dy/dw is not 0",
    "everything depends on w", "y has derivative c with respect to w", "y is w-dependent", "the model maps w to y",
    "the derivative of y by w is not zero", "y is the output of a network whose weights are w",
    "use the product rule: y is not fixed", "mind the dependence of y on w",
    "Express y in terms of w", "Write the label y as a function of w", "y as a function of w",
    "Your answer should use that y is a function of w", "L is the loss of the output y of a network with weights w",
    "L is the loss of the label y, a function of w", "L is the error of x, and y is a function of w",
    "L is the loss where y is w x", "in terms of y(w) and x",
    "The derivative of y is a function of w", "Your answer may depend on y(w) and x",
    "as w grows, y_i grows as w x_i", "y and w are tied", "y follows w as 2w", "y_i ist w x_i",
])  # fmt: skip
def test_what_is_tied_to_the_letter_of_a_derivative(context: str) -> None:
    with pytest.raises(InputError, match="would be held fixed"):
        ask({"definitions": PRODUCT, "reference": SLOPE, "context": context})


@pytest.mark.parametrize("context", [
    "y_i is the label of x_i", "y does not depend on w", "y is independent of w", "the y_i are constants",
    "y doesn't depend on w", "y does not vary with w", "y is held fixed", "y is treated as fixed",
    "compute the derivative with respect to w", "w and y are the parameters",
    "w is a function of t", "L is a function of w", "the loss depends on w", "f(x) = w x", r"\hat{y}_i = w x_i",
    "w and b are the parameters of the model", "w_1 + w_2 = 1", r"\sum_{i=1}^n y_i = 1",
    "x and y are functions of t", r"y_i is generated as w x_i + \epsilon_i", "y is the target and w is a weight",
    "n is the number of the y_i", "z = w x", "Give your answer in terms of w, x and y.",
    "Write the derivative as a function of w, x_i and y_i", "Your answer may depend on w, x and y.",
    r"Express $\frac{dL}{dw}$ as a function of w, x, y.", "Give the gradient of L w.r.t. w in terms of x, y and w.",
    "Use only w, x and y.", "L is the loss of the prediction w x for the label y.",
    "L is the squared error of the outputs w x and the labels y", "L is the mean of (wx-y)^2",
    "Hint: use the chain rule with u = w x - y", "L is a function of w, x and y",
])  # fmt: skip
def test_what_is_not(context: str) -> None:
    product = {"definitions": PRODUCT, "reference": SLOPE, "context": context}
    least = {"definitions": LEAST, "reference": r"\frac{dL}{dw}", "context": context}
    assert check(product, r"\sum_k y_k x_k").verdict == "equivalent"
    assert check(least, r"2w\sum_i x_i^2 - 2\sum_i x_i y_i").verdict == "equivalent"


@pytest.mark.parametrize(("context", "verdict"), [
    ("D is the KL divergence of N(0, a^2) from N(0, b^2).", "not_equivalent"),
    ("D is the KL divergence between $N(0, a^2)$ and $N(0, b^2)$.", "not_equivalent"),
    ("Write the derivative as a function of a and b.", "not_equivalent"),
    ("The derivative is a function of a and b.", "not_equivalent"),
    ("D is least, and the divergence of N(0, a^2) from N(0, b^2)", "not_equivalent"),
])
def test_what_a_defined_letter_is_called(context: str, verdict: str) -> None:
    question = {"definitions": [r"D=\log\frac ba+\frac{a^2}{2b^2}-\frac12"],
                "reference": r"\frac{dD}{da}=-\frac1a+\frac a{b^2}", "context": context}
    assert check(question, r"\frac{a^2-b^2}{ab^2}").verdict in ("equivalent", verdict)
    assert check(question, r"\frac1a+\frac a{b^2}").verdict == verdict


@pytest.mark.parametrize("context", [
    r"\mu is the sample mean", r"\mu is their average", r"\mu stands for the mean",
    r"the mean of the x_i is called \mu", r"\mu is the mean of the batch",
])  # fmt: skip
def test_what_is_made_of_all(context: str) -> None:
    with pytest.raises(InputError, match="would be held fixed"):
        ask({"definitions": [r"L=\sum_i (x_i-\mu)^3"], "reference": r"\frac{dL}{dx_j}", "context": context})


def test_a_parameter_of_a_law() -> None:
    question = {"definitions": [r"L=\sum_i (x_i-\mu)^3"], "reference": r"\frac{dL}{dx_j}",
                "context": r"the x_i are Gaussian with mean \mu"}
    assert check(question, r"3(x_j-\mu)^2").verdict == "equivalent"


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), [
    (["x^2=v", "L=xv"], r"\frac{dL}{dx}", ["3x^2", "3v"], ["v", "x^2"]),
    (["x_i^2=v_i", r"L=\sum_i v_i x_i"], r"\frac{dL}{dx_k}", ["3x_k^2", "3v_k"], ["v_k", "x_k^2"]),
    (["w^2=u", r"L=(u-y)^2+\lambda w"], r"w-\eta \frac{dL}{dw}", [r"w-\eta\lambda-4\eta w(w^2-y)"], [r"w-\eta\lambda"]),
    (["T^2=k", "F=kT"], r"\frac{d^2F}{dT^2}", ["6T"], ["0"]),
    ([r"\sigma^2=v", r"L=a/\sigma+v"], r"\frac{dL}{d\sigma}", [r"2\sigma-a/\sigma^2"], [r"-a/\sigma^2"]),
    (["z=wx+b", "L=(z-y)^2"], r"\frac{dL}{dz}", ["2(z-y)"], ["2(z-y)x"]),
    (["z=wx+b", r"L=(z-y)^2+\lambda w^2"], r"\frac{\partial L}{\partial z}", ["2(z-y)"], []),
    (["h=wx", "o=wh", "L=(o-y)^2"], r"\frac{dL}{dh} = 2w(o-y)", ["2(o-y)w"], ["2(o-y)x"]),
    (["y=x^3", "u=y^2+y", "L=uy"], r"\frac{dL}{dy}", ["u+y(2y+1)"], ["u+2y"]),
])  # fmt: skip
def test_by_what_is_defined(definitions: list[str], reference: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        assert check({"definitions": definitions, "reference": reference}, answer).verdict == "equivalent", answer
    for answer in wrong:
        assert check({"definitions": definitions, "reference": reference}, answer).verdict == "not_equivalent", answer


@pytest.mark.parametrize(("definitions", "reference"), [
    (["x^2=v+c", "L=xv"], r"\frac{dL}{dx}"), (["a=1-b", "L=ax+by"], r"\frac{dL}{da}"),
    (["a=1-b", "L=ax+by"], r"\frac{\partial L}{\partial a}"),
    ([r"\lambda=e^\theta", r"L=\lambda\theta"], r"\frac{dL}{d\lambda}"),
    ([r"\beta=1/(kT)", r"G=\beta U+T"], r"\frac{dG}{d\beta}"), (["p=mv", "E=p^2/(2m)+mv^2/2"], r"\frac{dE}{dp}"),
    ([r"\tau=t/T", r"x=\tau^2+t"], r"\frac{dx}{d\tau}"), ([r"p=\sigma(z)", r"L=-yz-\log(1-p)"], r"\frac{dL}{dp}"),
    (["h=wx", "o=wh", "L=(o-y)^2"], r"\frac{dL}{dh}"),
])  # fmt: skip
def test_by_what_is_made_of_something_beside_it(definitions: list[str], reference: str) -> None:
    """dL/da of L = a x + b y, where b is 1 - a: b may be held fixed, or not. The value says it."""
    with pytest.raises(InputError, match="fixed, or not"):
        ask({"definitions": definitions, "reference": reference})


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


@pytest.mark.parametrize(("definition", "reference", "right", "wrong"), [
    (r"x=A\cos(\omega t)", r"\ddot x", [r"-\omega^2x", r"-A\omega^2\cos(\omega t)"], [r"-\omega x", "0"]),
    (r"x=A\cos(\omega t)", r"\dot{x}", [r"-A\omega\sin(\omega t)"], [r"-\omega x", "0"]),
    (r"x(t)=A\cos(\omega t)", r"\frac12 m\dot x^2 + \frac12 m\omega^2x^2", [r"\frac12 m\omega^2A^2"],
     [r"m\omega^2A^2"]),
    (r"\theta = \omega t + \alpha t^2/2", r"\dot\theta", [r"\omega+\alpha t"], [r"\omega"]),
    (r"E=\frac12 m\dot x^2", r"\frac{\partial E}{\partial \dot x}", [r"m\dot x"], ["m"]),
])  # fmt: skip
def test_a_dot(definition: str, reference: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        assert check({"definitions": [definition], "reference": reference}, answer).verdict == "equivalent", answer
    for answer in wrong:
        assert check({"definitions": [definition], "reference": reference}, answer).verdict == "not_equivalent", answer


def test_a_dot_of_which_nothing_is_said() -> None:
    with pytest.raises(ReadError, match="depends on t"):
        ask({"definitions": [r"E=\frac12 m\dot x^2 + mgx"], "reference": r"\dot E"})


@pytest.mark.parametrize(("context", "is_asked"), [
    ("m is the mean and s the standard deviation", True), ("m is the mean, s is the scale", True),
    ("m is the mean", False),
    ("m is the sample mean and s the standard deviation", False), ("m is the mean of s, and s is the scale", False),
])
def test_the_moments_of_a_law_are_numbers_of_their_own(context: str, is_asked: bool) -> None:
    question = {"context": context, "definitions": ["z = m + s u"], "reference": r"\frac{dz}{ds} = u"}
    if is_asked:
        assert check(question, "u").verdict == "equivalent"
        assert check(question, "s u").verdict == "not_equivalent"
    else:
        with pytest.raises(InputError, match="would be held fixed"):
            check(question, "u")


SIMILARITY = {"definitions": [r"s = u^\top v"], "reference": r"\nabla_u s = v"}


@pytest.mark.parametrize("context", [
    "u and v are two embeddings.", "The similarity of u and v.", "Cosine similarity of two embeddings u and v",
    "u is the query and v is the key", "Let u and v be two embeddings",
])  # fmt: skip
def test_letters_of_which_it_is_said_what_they_are_are_not_tied(context: str) -> None:
    assert check({**SIMILARITY, "context": context}, "v").verdict == "equivalent"
    assert check({**SIMILARITY, "context": context}, "u").verdict != "equivalent"


@pytest.mark.parametrize("context", [
    "v is the score of u", "the score v of u", "u and v are complements", "v is the embedding of u",
    "u and v are tied weights", "u and v are inverses", "The dependence of v on u",
])  # fmt: skip
def test_letters_of_which_one_may_be_made_of_the_other_are(context: str) -> None:
    with pytest.raises(InputError, match="would be held fixed"):
        ask({**SIMILARITY, "context": context})
