r"""Functions that everyone knows, said once more: \mathrm{ReLU}(x) = \max(0, x); and \Phi in words."""

from __future__ import annotations

import pytest

from symdl.errors import InputError
from symdl.grading import ask, check

GELU = {"definitions": [r"\mathrm{GELU}(x) = x \Phi(x)"],
        "context": r"\Phi is the standard normal cdf and \phi its density",
        "reference": r"\mathrm{GELU}'(x) = \Phi(x) + x \phi(x)"}


@pytest.mark.parametrize(("question", "right", "wrong"), [
    ({"definitions": [r"\tanh(z) = \frac{e^z - e^{-z}}{e^z + e^{-z}}"], "reference": r"\tanh'(z) = 1 - \tanh(z)^2"},
     [r"1 - \tanh^2 z"], [r"1 - \tanh z"]),
    ({"definitions": [r"\operatorname{softplus}(x) = \log(1 + e^x)"], "reference": r"\operatorname{softplus}'(x)"},
     [r"\sigma(x)", r"\frac{1}{1 + e^{-x}}"], [r"1 - \sigma(x)"]),
    ({"definitions": [r"\mathrm{ReLU}(x) = \max(0, x)"], "reference": r"\mathrm{ReLU}'(x)"},
     [r"\mathbb 1[x>0]", r"\begin{cases}1 & x>0\\ 0 & x<0\end{cases}"], ["x", r"\mathbb 1[x<0]"]),
    ({"definitions": [r"\mathrm{ReLU}(x) = \max(0, x)", r"L = (\mathrm{ReLU}(x) - y)^2"],
      "reference": r"\frac{dL}{dx}"},
     [r"2(\mathrm{ReLU}(x) - y)\mathbb 1[x>0]"], [r"2(\mathrm{ReLU}(x) - y)"]),
    (GELU, [r"\Phi(x) + x\phi(x)", r"\Phi(x) + \frac{x}{\sqrt{2\pi}} e^{-x^2/2}"],
     [r"\Phi(x)", r"\Phi(x) + \phi(x)", r"\Phi(x) + \frac{x}{\sqrt{2\pi}} e^{-x^2}"]),
    ({"definitions": ["f(x) = e^{ax}"], "reference": "f'(x) = af(x)"}, ["af(x)", "ae^{ax}",
      "df(x)/dx = a f(x)", r"\frac{df}{dx}(x) = af(x)", r"\frac{df(x)}{dx} = af(x)"],
     ["f(x)", "xf(x)"]),
])  # fmt: skip
def test_what_is_known(question: dict[str, object], right: list[str], wrong: list[str]) -> None:
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check(question, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)


@pytest.mark.parametrize("question", [
    {"definitions": [r"\tanh(z) = \frac{e^z - e^{-z}}{2}"], "reference": r"\tanh'(z)"},
    {**GELU, "reference": r"\mathrm{GELU}'(x) = \Phi(x) + \phi(x)"},
    {**GELU, "reference": r"\mathrm{GELU}'(x) = \Phi(x)"},
])  # fmt: skip
def test_what_is_not_so(question: dict[str, object]) -> None:
    with pytest.raises(InputError):
        ask(question)


@pytest.mark.parametrize(("context", "is_read"), [
    (r"\Phi is the standard normal cdf and \phi its density", True),
    (r"\Phi and \phi are the standard normal cdf and pdf", True),
    (r"\Phi is the CDF and \phi the PDF of the standard normal distribution", True),
    (r"$\Phi$ is the standard normal CDF, $\phi$ the standard normal pdf.", True),
    (r"\Phi is the normal cdf with variance 4 and \phi its density", False),
    (r"\Phi is the Gaussian cdf with standard deviation 2, \phi its density", False),
    (r"\Phi is the standard normal cdf scaled by 2 and \phi its density", False),
    (r"\Phi is the standard normal cdf of -x and \phi its density", False),
])  # fmt: skip
def test_the_normal_law_in_words(context: str, is_read: bool) -> None:
    question = {"definitions": [r"f(x) = x \Phi(x)"], "reference": r"f'(x) = \Phi(x) + x \phi(x)", "context": context}
    found = check(question, r"\Phi(x) + \frac{x}{\sqrt{2\pi}} e^{-x^2/2}").verdict
    assert (found == "equivalent") == is_read
    assert check(question, r"\Phi(x) + x \phi(x)").verdict == "equivalent"


def test_names_of_functions_are_not_cut() -> None:
    question = {"definitions": [r"p(x) = \frac{1}{1 + e^{-x}}"], "reference": "p'(x) = p(x)(1 - p(x))"}
    for right in ("exp(-x)/(1+exp(-x))^2", "exp(x)/(1+exp(x))^2", "p(1-p)", "p(x)(1-p)"):
        assert check(question, right).verdict == "equivalent"
    assert check(question, "exp(x)/(1+exp(x))").verdict == "not_equivalent"


@pytest.mark.parametrize(("context", "reference", "right", "wrong"), [
    (r"\sigma denotes the ReLU", r"\sigma(x)", [r"\max(0,x)", r"\frac{x+|x|}2", r"\sigma(x)"],
     [r"\frac1{1+e^{-x}}", "x"]),
    (r"\sigma is tanh", r"\sigma'(x)", [r"1-\sigma(x)^2", r"1-\tanh^2 x"], [r"\sigma(x)(1-\sigma(x))"]),
    ("here \\sigma(x) = tanh(x)", r"\sigma(x)", [r"\tanh x"], [r"\frac1{1+e^{-x}}"]),
    (r"the activation function \sigma is the hyperbolic tangent", r"h=\sigma(wx+b)", [r"h=\tanh(wx+b)"],
     [r"h=\max(0,wx+b)"]),
    (r"\sigma is the softplus", r"\sigma(x)", [r"\log(1+e^x)"], [r"\frac1{1+e^{-x}}"]),
    (r"\sigma is the logistic function", r"\sigma(x)", [r"\frac1{1+e^{-x}}"], [r"\tanh x"]),
])
def test_words_say_which_function_it_is(context: str, reference: str, right: list[str], wrong: list[str]) -> None:
    question = {"reference": reference, "context": context}
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check(question, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)


@pytest.mark.parametrize("context", [r"\sigma is the GELU", r"\sigma is not the ReLU", r"\sigma is tanh or ReLU",
                                     r"\sigma is the leaky ReLU", r"where \sigma is the softmax function"])
@pytest.mark.parametrize("answer", [r"\max(0,x)", r"\tanh x", r"\frac1{1+e^{-x}}", "2x"])
def test_what_is_said_against_a_habit_refuses_nothing(context: str, answer: str) -> None:
    assert check({"reference": r"\sigma(x)", "context": context}, answer).verdict == "undecided"
