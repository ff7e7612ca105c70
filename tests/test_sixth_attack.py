"""Wrong answers that passed, and right ones that were refused, of a sixth attack: each stands for its cause."""

from __future__ import annotations

import pytest

from symdl.grading import check

STEPS = {"definitions": ["h_1 = w x_1", "h_2 = w x_2 + u h_1", r"L = \frac12 (h_2 - t)^2"],
         "reference": r"\frac{dL}{dw}"}
ROADS = {"definitions": ["z = x^2 y", "y = x^3"], "reference": r"\frac{dz}{dx}"}
SLOPE = {"reference": r"\sigma(x)-\sigma^2(x)"}


@pytest.mark.parametrize(("question", "right", "wrong", "left_open"), [
    # A partial derivative may hold fixed what is defined, or go through it.
    (STEPS, ["(h_2-t)(x_2+u x_1)", r"\frac{\partial L}{\partial h_2}(x_2+u x_1)"], ["(h_2-t)x_2"],
     [r"\frac{\partial L}{\partial h_2}\frac{\partial h_2}{\partial w}", r"\frac{\partial L}{\partial h_2}\left("
      r"\frac{\partial h_2}{\partial w} + \frac{\partial h_2}{\partial h_1}\frac{\partial h_1}{\partial w}\right)"]),
    (ROADS, ["5x^4", r"2xy+x^2\cdot3x^2"], ["2xy"],
     [r"\frac{\partial z}{\partial x}", r"\frac{\partial z}{\partial x}+\frac{\partial z}{\partial y}\frac{dy}{dx}"]),
    # A square on the name of a function of one letter.
    (SLOPE, [r"\sigma(x)(1-\sigma(x))", r"\sigma'(x)"],
     [r"\sigma(x)(1+\sigma(x))", r"\sigma(x) - \sigma(\sigma(x))"], []),
    ({"reference": r"\sigma^2(x)"}, [r"\sigma(x)^2"], [r"\sigma(\sigma(x))", r"\sigma(x)"], []),
    ({"reference": r"\frac{\sigma^2(x-\mu)}{n}"}, [r"\frac1n\sigma^2(x-\mu)"], [r"\frac{\sigma(x-\mu)}{n}"], []),
    ({"reference": r"\sigma''(x)"}, [r"\sigma(x)(1-\sigma(x))(1-2\sigma(x))"], [r"\sigma(x)(1-\sigma(x))"], []),
    ({"reference": r"\sigma'(x)"}, [r"\sigma(x)(1-\sigma(x))"], [r"\sigma(x)^2"], [r"\sigma(1-\sigma)"]),
    # What everyone knows is no unknown function, for which a value could be made up.
    ({"reference": r"\text{SiLU}(x)"}, [r"\text{SiLU}(x)"], [], [r"x\sigma(x)"]),
    ({"reference": "O(n^2)"}, [], [], ["O(2n^2)", "O(n^2 + n)"]),
    ({"reference": r"\Theta(n\log n)"}, [], [], [r"\Theta(n\log_2 n)"]),
    ({"reference": "I(X;Y)"}, [], [], ["I(Y;X)"]),
    ({"reference": r"\text{var}(2x)"}, [], [], [r"4\text{var}(x)"]),
    ({"reference": "f(x) + g(y)"}, ["g(y) + f(x)"], ["f(y) + g(x)", "f(x) - g(y)"], []),
    ({"reference": r"\text{score}(q, k)/2"}, [r"\frac12\text{score}(q, k)"], [r"\text{score}(q, k)"], []),
    ({"reference": r"2\epsilon_c + \lambda_1"}, ["2*eps_c + lam_1", "2 eps_c + lam1"], ["2*eps_c - lam_1"], []),
    ({"reference": r"\|A\|_F^2"}, ["tr(A^T A)", "Tr(A A^T)", r"tr A^\top A"], ["tr(A A)"], []),
    ({"reference": r"\text{median}(x + c)"}, [], [], [r"\text{median}(x) + c"]),
])  # fmt: skip
def test_answers(question: dict[str, object], right: list[str], wrong: list[str], left_open: list[str]) -> None:
    for answers, verdicts in ((right, ("equivalent",)), (wrong, ("not_equivalent", "undecided", "invalid")),
                              (left_open, ("undecided",))):
        for answer in answers:
            found = check(question, answer)
            assert found.verdict in verdicts, (answer, found.feedback)


GATE = {"definitions": [r"h = o \tanh(c)"], "reference": r"\frac{dh}{dc} = o(1 - \tanh^2(c))"}


@pytest.mark.parametrize(("question", "answer", "verdict"), [
    (GATE, r"o(1 - \tanh^2(c))", "equivalent"),
    (GATE, r"o(1 + \tanh^2(c))", "not_equivalent"),  # a number, as it stands before a function with no bracket
    (GATE, r"o(1 - \tanh(c))", "not_equivalent"),
    ({"reference": "n + O(n^2)"}, "O(n^2)", "undecided"),  # which everyone knows what it is
    ({"reference": "f(x) + o(h)"}, "f(x) + 2o(h)", "undecided"),
])
def test_a_letter_that_is_no_order_of_growth(question: dict[str, object], answer: str, verdict: str) -> None:
    assert check(question, answer).verdict == verdict
