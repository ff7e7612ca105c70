"""Derivatives of one step of a recurrence or of one layer, where no value is given beside them."""

from __future__ import annotations

import pytest

from symdl.grading import check

RNN = [r"h_t=\tanh(w h_{t-1}+u x_t)"]
LAYER = ["z_l=w_l a_{l-1}+b_l", r"a_l=\sigma(z_l)"]
AVERAGE = [r"m_t=\beta m_{t-1}+(1-\beta)g_t"]
MOMENTUM = [r"v_t=\mu v_{t-1}-\eta g_t", "w_t=w_{t-1}+v_t"]
DESCENT = [r"x_{t+1} = x_t - \eta x_t^3"]
GRU = [r"z_t = \sigma(w_z x_t + u_z h_{t-1})", r"h_t = (1 - z_t) h_{t-1} + z_t \tilde h_t"]
FED = [r"x_t=x_{t-1}-\eta g_{t-1}", "g_t=2x_t"]


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong", "either"), [
    (RNN, r"\frac{\partial h_t}{\partial h_{t-1}}", ["w(1-h_t^2)"], ["w(1-h_{t-1}^2)", "1-h_t^2", "w"], []),
    (RNN, r"\frac{\partial h_t}{\partial x_t}", ["u(1-h_t^2)"], ["w(1-h_t^2)"], []),
    (RNN, r"\frac{\partial h_t}{\partial w}", [], ["(1-h_t^2)x_t", "h_{t-1}"], ["(1-h_t^2)h_{t-1}"]),
    ([*RNN, "y_t=v h_t"], r"\frac{\partial y_t}{\partial h_{t-1}}", ["v w (1-h_t^2)"], ["v w", "v (1-h_t^2)"], []),
    ([*RNN, "y_t=v h_t"], r"\frac{\partial y_t}{\partial h_t}", ["v"], ["v w", "v h_t"], []),
    (LAYER, r"\frac{\partial a_l}{\partial a_{l-1}}", ["a_l(1-a_l)w_l"], ["a_l(1-a_l)", "a_l(1-a_{l-1})w_l"], []),
    (LAYER, r"\frac{\partial a_l}{\partial w_l}", ["a_l(1-a_l)a_{l-1}"], ["a_l(1-a_l)a_l"], []),
    (LAYER, r"\frac{\partial z_l}{\partial w_l}", ["a_{l-1}"], ["a_l", "1"], []),
    (LAYER, r"\frac{\partial z_l}{\partial a_{l-1}}", ["w_l"], ["1", "a_{l-1}"], []),
    (AVERAGE, r"\frac{\partial m_t}{\partial m_{t-1}}", [r"\beta"], [r"1-\beta"], []),
    (AVERAGE, r"\frac{\partial m_t}{\partial g_t}", [r"1-\beta"], [r"\beta"], []),
    (MOMENTUM, r"\frac{\partial w_t}{\partial g_t}", [r"-\eta"], [r"\eta", r"-\eta\mu"], []),
    (MOMENTUM, r"\frac{\partial w_t}{\partial v_{t-1}}", [], ["-1"], [r"\mu"]),
    (DESCENT, r"\frac{dx_{t+1}}{dx_t}", [r"1-3\eta x_t^2"], [r"1-\eta x_t^2", r"1-3\eta"], []),
    (GRU, r"\frac{\partial h_t}{\partial h_{t-1}}", [r"1-z_t+u_zz_t(1-z_t)(\tilde h_t-h_{t-1})"], ["z_t"], ["1-z_t"]),
    (GRU, r"\frac{dh_t}{dh_{t-1}}", [r"1-z_t+u_zz_t(1-z_t)(\tilde h_t-h_{t-1})"], ["z_t", "1-z_t"], []),
], ids=str)  # fmt: skip
def test_one_step(definitions: list[str], reference: str, right: list[str], wrong: list[str],
                  either: list[str]) -> None:
    question = {"definitions": definitions, "reference": reference}
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check(question, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)
    assert [check(question, answer).verdict for answer in either] == ["undecided"] * len(either)


@pytest.mark.parametrize("answer", ["w(1-h_0^2)", "w^2(1-h_{t-2}^2)", "w(1-x_{t-1})"])
def test_another_step_is_not_spoken_of(answer: str) -> None:
    question = {"definitions": RNN, "reference": r"\frac{\partial h_t}{\partial h_{t-1}}"}
    assert check(question, answer).verdict == "invalid"


SQUASHED = ["s_t=w h_{t-1}+u x_t", r"h_t=\tanh(s_t)"]
NEXT = [r"x_{t+1}=x_t-\eta g_t", r"g_t=\lambda_t x_t"]
GATE = ["h_t=o_{t-1}h_{t-1}", r"o_t=\sigma(h_t)"]
LSTM = [r"f_t = \sigma(w_f x_t + u_f h_{t-1} + b_f)", "c_t = f_t c_{t-1} + i_t g_t", r"h_t = o_t \tanh(c_t)"]


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong", "either"), [
    (LAYER, r"\frac{\partial z_l}{\partial z_{l-1}}", ["w_l a_{l-1}(1-a_{l-1})", r"w_l\sigma'(z_{l-1})"],
     ["w_l a_l(1-a_l)", "w_l", "0"], []),
    (LAYER, r"\frac{\partial a_l}{\partial z_{l-1}}", ["a_l(1-a_l)w_l a_{l-1}(1-a_{l-1})"], ["a_l(1-a_l)w_l"], []),
    (SQUASHED, r"\frac{\partial s_t}{\partial s_{t-1}}", ["w(1-h_{t-1}^2)"], ["w(1-h_t^2)", "w"], []),
    (SQUASHED, r"\frac{\partial h_t}{\partial h_{t-1}}", ["w(1-h_t^2)"], ["w(1-h_{t-1}^2)", "w"], []),
    (FED, r"\frac{dx_t}{dx_{t-1}}", [r"1-2\eta"], ["1", r"1-\eta"], []),
    (FED, r"\frac{\partial x_t}{\partial x_{t-1}}", [], ["2"], ["1"]),
    (NEXT, r"\frac{dx_{t+1}}{dx_t}", [r"1-\eta\lambda_t"], ["1", r"1-\lambda_t"], []),
    (GATE, r"\frac{dh_t}{dh_{t-1}}", ["o_{t-1}+h_{t-1}o_{t-1}(1-o_{t-1})"], ["o_{t-1}"], []),
    (LSTM, r"\frac{dc_t}{dc_{t-1}}", [r"f_t+c_{t-1}f_t(1-f_t)u_f o_{t-1}(1-\tanh^2 c_{t-1})"],
     ["f_t", r"f_t+c_{t-1}f_t(1-f_t)u_f o_t(1-\tanh^2 c_{t-1})"], []),
    (LSTM, r"\frac{\partial c_t}{\partial c_{t-1}}", [], ["i_t"], ["f_t"]),
], ids=str)  # fmt: skip
def test_what_a_step_makes_of_itself_was_made_so_before(definitions: list[str], reference: str, right: list[str],
                                                        wrong: list[str], either: list[str]) -> None:
    test_one_step(definitions, reference, right, wrong, either)


UP = ["z^{[l]}=w^{[l]} a^{[l-1]}+b^{[l]}", r"a^{[l]}=\sigma(z^{[l]})"]
ROUND = ["z^{(l)}=w a^{(l-1)}+b", r"a^{(l)}=\sigma(z^{(l)})"]


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong", "either"), [
    (UP, r"\frac{\partial z^{[l]}}{\partial z^{[l-1]}}", ["w^{[l]}a^{[l-1]}(1-a^{[l-1]})"],
     ["w^{[l]}a^{[l]}(1-a^{[l]})"], []),
    (UP, r"\frac{\partial a^{[l]}}{\partial w^{[l]}}", ["a^{[l]}(1-a^{[l]})a^{[l-1]}"], ["a^{[l]}(1-a^{[l]})"], []),
    (UP, r"\frac{\partial z^{[l]}}{\partial a^{[l-1]}}", ["w^{[l]}"], ["1", "a^{[l-1]}"], []),
    (ROUND, r"\frac{\partial a^{(l)}}{\partial a^{(l-1)}}", ["w a^{(l)}(1-a^{(l)})", "w(a^{(l)}-(a^{(l)})^2)"],
     ["w"], []),
    ([r"h^{(t)}=\tanh(w h^{(t-1)}+u x^{(t)})"], r"\frac{\partial h^{(t)}}{\partial h^{(t-1)}}", ["w(1-(h^{(t)})^2)"],
     ["w(1-(h^{(t-1)})^2)"], []),
    ([r"\theta^{(t+1)}=\theta^{(t)}-\eta(\theta^{(t)})^3"], r"\frac{d\theta^{(t+1)}}{d\theta^{(t)}}",
     [r"1-3\eta(\theta^{(t)})^2"], [r"1-\eta(\theta^{(t)})^2"], []),
], ids=str)  # fmt: skip
def test_steps_above(definitions: list[str], reference: str, right: list[str], wrong: list[str],
                     either: list[str]) -> None:
    test_one_step(definitions, reference, right, wrong, either)


def test_a_number_of_the_step_before_is_shown_at_its_own_step() -> None:
    told = check({"definitions": RNN, "reference": r"\frac{\partial h_t}{\partial h_{t-1}}"}, "1-h_t^2").feedback
    assert "h_{t-1} = (0)" in told


RECALL = [r"z_t = a_t z_{t-1} + b"]
MIXED = [r"z_t=\sigma(a_t)", r"h_t = (1 - z_t) h_{t-1} + z_t n_t"]


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), [
    (RECALL, r"\frac{\partial z_t}{\partial a_t} = z_{t-1}",
     ["z[t-1]", "z_{t−1}", "z_(t-1)", "z_{ t-1 }", "z_{-1+t}", "z_{(t-1)}"], ["z[t]", "z_t", "2*z[t-1]"]),
    (RNN, r"\frac{\partial h_t}{\partial h_{t-1}}",
     ["w*(1 - tanh(w*h[t-1] + u*x_t)**2)", "w*(1 - tanh(w*h_{t-1} + u*x_t)**2)", r"w(1-\tanh^2(w h_{t−1}+u x_t))"],
     ["w*(1-h[t-1]**2)", "w*(1 - tanh(w*h[t] + u*x_t)**2)"]),
    (MIXED, r"\frac{\partial h_t}{\partial a_t}",
     ["(n_t - h_{t-1})*sigma(a_t)*(1-sigma(a_t))", "(n[t]-h[t-1])*z[t]*(1-z[t])"], ["(n_t - h[t])*z_t*(1-z_t)"]),
    (DESCENT, r"\frac{dx_{t+1}}{dx_t}", ["1-3*eta*x[t]**2"], ["1-eta*x[t]**2"]),
    ([r"h^{(t)}=\tanh(w h^{(t-1)}+u x^{(t)})"], r"\frac{\partial h^{(t)}}{\partial h^{(t-1)}}",
     [r"w(1-\tanh^2(w h^{(t−1)}+u x^{(t)}))"], [r"w(1-(h^{(t−1)})^2)"]),
], ids=str)  # fmt: skip
def test_the_step_before_in_other_spellings(definitions: list[str], reference: str, right: list[str],
                                            wrong: list[str]) -> None:
    test_one_step(definitions, reference, right, wrong, [])


@pytest.mark.parametrize("answer", ["z[t-2]", "z_(t+1)", "z[t-1-1]"])
def test_another_step_in_other_spellings(answer: str) -> None:
    question = {"definitions": RECALL, "reference": r"\frac{\partial z_t}{\partial a_t} = z_{t-1}"}
    assert check(question, answer).verdict not in ("equivalent", "not_equivalent")
