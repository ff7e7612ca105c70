r"""Derivatives as courses ask for them: by a member that shares a letter with what is derived, or with a sum."""

from __future__ import annotations

import pytest

from symdl.errors import InputError, ReadError
from symdl.grading import ask, check

_LINEAR = [r"z_i = \sum_j w_{ij} x_j + b_i"]
_CONVOLUTION = [r"Y_{ij} = \sum_{a=0}^{K-1}\sum_{b=0}^{K-1} W_{ab} X_{i+a,j+b}"]
_RATING = [r"\hat r_{ui} = \mu + b_u + b_i + \sum_{f=1}^F p_{uf} q_{if}"]
_ATTENTION = [r"s_{ij} = \frac{\sum_{l=1}^d q_{il} k_{jl}}{\sqrt d}",
              r"a_{ij} = \frac{e^{s_{ij}}}{\sum_{l=1}^n e^{s_{il}}}", r"o_i = \sum_{j=1}^n a_{ij} v_j"]
_LAYERS = [r"h_j = \sum_{i=1}^d w_{ji} x_i", r"y = \sum_{i=1}^m v_i h_i"]


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), [
    (_LINEAR, r"\frac{\partial z_i}{\partial w_{ij}} = x_j", ["x_j"], ["x_i", "w_{ij}", "1"]),
    (_LINEAR, r"\frac{\partial z_i}{\partial w_{ik}} = x_k", ["x_k"], ["x_i"]),
    (_LINEAR, r"\frac{\partial z_i}{\partial w_{kj}} = \delta_{ik} x_j", [r"\delta_{ik} x_j"], ["x_j"]),
    ([r"s_{ij} = \sum_{l=1}^dq_{il}k_{jl}"], r"\frac{\partial s_{ij}}{\partial q_{il}} = k_{jl}", ["k_{jl}"],
     ["k_{il}", "q_{il}"]),
    (_CONVOLUTION, r"\frac{\partial Y_{ij}}{\partial W_{ab}} = X_{i+a,j+b}", ["X_{i+a,j+b}"],
     ["X_{i-a,j-b}", "X_{i,j}", "W_{ab}"]),
    (_RATING, r"\frac{\partial\hat r_{ui}}{\partial p_{uf}} = q_{if}", ["q_{if}"], ["q_{uf}", "p_{uf}"]),
    (_ATTENTION[:2], r"\frac{\partial a_{ij}}{\partial s_{im}} = a_{ij}(\delta_{jm} - a_{im})",
     [r"a_{ij}(\delta_{jm} - a_{im})"], [r"a_{ij}(\delta_{jm} - a_{ij})", "a_{ij}(1 - a_{im})"]),
    (_ATTENTION, r"\frac{\partial o_i}{\partial s_{ik}} = a_{ik}(v_k - o_i)",
     ["a_{ik}(v_k - o_i)", r"a_{ik}(v_k - \sum_{l=1}^n a_{il} v_l)", r"a_{ik}(v_k - \sum_l a_{il} v_l)"],
     ["a_{ik} v_k", "a_{ik}(v_i - o_k)", "v_k - o_i"]),
    (_ATTENTION, r"\frac{\partial s_{ij}}{\partial k_{ml}} = \delta_{jm} \frac{q_{il}}{\sqrt d}",
     [r"\delta_{jm} q_{il}/\sqrt{d}"], [r"q_{il}/\sqrt d", r"\delta_{jm} q_{il}/d"]),
    (_LAYERS, r"\frac{\partial y}{\partial x_i} = \sum_{j=1}^m v_j w_{ji}",
     [r"\sum_j v_j w_{ji}", r"\sum_{k=1}^m v_k w_{ki}"], [r"\sum_{j=1}^m v_i w_{ji}", "v_i w_{ii}"]),
    (_LAYERS, r"\frac{\partial y}{\partial v_i} = h_i", ["h_i", r"\sum_{j=1}^d w_{ij} x_j"], ["x_i", "v_i"]),
    ([r"y = \sum_{i=1}^n x_i + \sum_{i=1}^m z_i^2"], r"\frac{\partial y}{\partial z_i} = 2 z_i", ["2 z_i"],
     ["z_i", "2 x_i", "1 + 2 z_i"]),
], ids=str)  # fmt: skip
def test_a_member_that_shares_a_letter(definitions: list[str], reference: str, right: list[str],
                                       wrong: list[str]) -> None:
    question = {"definitions": definitions, "reference": reference}
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert "equivalent" not in [check(question, answer).verdict for answer in wrong]


@pytest.mark.parametrize(("definitions", "reference"), [
    (_LINEAR, r"\frac{\partial z_i}{\partial w_{ij}} = x_i"),
    (_LINEAR, r"\frac{\partial z_i}{\partial w_{kj}} = x_j"),
    (_CONVOLUTION, r"\frac{\partial Y_{ij}}{\partial W_{ab}} = X_{i-a,j-b}"),
    (_RATING, r"\frac{\partial\hat r_{ui}}{\partial p_{uf}} = q_{uf}"),
    (_ATTENTION[:2], r"\frac{\partial a_{ij}}{\partial s_{im}} = a_{ij}(1 - a_{im})"),
    (_ATTENTION, r"\frac{\partial o_i}{\partial s_{ik}} = a_{ik}(v_i - o_k)"),
    (_LAYERS, r"\frac{\partial y}{\partial x_i} = \sum_{j=1}^m v_i w_{ji}"),
], ids=str)  # fmt: skip
def test_a_reference_with_other_indices_is_refused(definitions: list[str], reference: str) -> None:
    with pytest.raises(InputError):
        ask({"definitions": definitions, "reference": reference})


def test_an_equation_of_an_index_is_refused() -> None:
    with pytest.raises(ReadError, match="k is an index"):
        ask({"definitions": [r"y = \sum_{k=1}^n x_k"], "reference": "2 y", "assumptions": [r"k = \sum_{j=1}^n x_j"]})


@pytest.mark.parametrize(("context", "is_asked"), [
    ("y is one-hot, so that its entries sum to one", True), ("y is one-hot, i.e. its entries sum to 1", True),
    ("y is a one-hot vector whose entries sum to one", True), (r"y is one-hot, with \sum_k y_k = 1", True),
    ("y is one-hot, so that its entries sum to two", False),
    ("y is not one-hot, so that its entries sum to one", False),
    ("if k > 0, y is one-hot, so that its entries sum to one", False),
    ("y is one-hot, so that the entries of z sum to one", False),
    ("y is one-hot, so that its entries sum to one unless k = 0", False),
])  # fmt: skip
def test_what_is_said_twice(context: str, *, is_asked: bool) -> None:
    question = {"definitions": [r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}", r"L = -\sum_i y_i \log p_i"],
                "context": context, "reference": r"\frac{\partial L}{\partial z_k} = p_k - y_k"}
    if not is_asked:
        with pytest.raises(InputError):
            ask(question)
        return
    assert [check(question, answer).verdict for answer in ("p_k - y_k", "y_k - p_k", "p_k")] == [
        "equivalent", "not_equivalent", "not_equivalent"]


_LSTM = [r"f_t = \sigma(w_f x_t + u_f h_{t-1} + b_f)", "c_t = f_t c_{t-1} + i_t g_t", r"h_t = o_t \tanh(c_t)"]
_GRU = [r"z_t = \sigma(w_z x_t + u_z h_{t-1})", r"h_t = (1 - z_t) h_{t-1} + z_t \tilde h_t"]
_RNN = ["a_t = w x_t + u h_{t-1} + b", r"h_t = \tanh(a_t)"]


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), [
    (_LSTM, r"\frac{\partial h_t}{\partial c_t} = o_t(1 - \tanh^2(c_t))",
     [r"o_t(1 - \tanh^2(c_t))", r"o_t - h_t \tanh c_t", r"o_t(1 - \tanh^2(f_t c_{t-1} + i_t g_t))"],
     [r"1 - \tanh^2 c_t", "o_t(1 - h_t^2)", r"o_t(1 - \tanh^2(f_t c_t + i_t g_t))"]),
    (_LSTM, r"\frac{\partial c_t}{\partial c_{t-1}} = f_t", ["f_t"], ["i_t", "f_t c_{t-1}"]),
    (_LSTM, r"\frac{\partial h_t}{\partial g_t} = o_t(1 - \tanh^2(c_t)) i_t", [r"i_t(o_t - h_t \tanh c_t)"],
     ["o_t i_t"]),
    (_LSTM, r"\frac{\partial f_t}{\partial h_{t-1}} = u_f f_t(1 - f_t)", ["u_f (f_t - f_t^2)"], ["w_f f_t(1 - f_t)"]),
    (_GRU, r"\frac{\partial h_t}{\partial \tilde h_t} = z_t", ["z_t", r"\sigma(w_z x_t + u_z h_{t-1})"],
     ["1 - z_t", r"\sigma(w_z x_t + u_z h_t)"]),
    (_GRU, r"\frac{\partial h_t}{\partial z_t} = \tilde h_t - h_{t-1}", [r"\tilde h_t - h_{t-1}"],
     [r"\tilde h_t", r"h_{t-1} - \tilde h_t", r"\tilde h_t - h_t"]),
    (_RNN, r"\frac{\partial h_t}{\partial a_t} = 1 - h_t^2", [r"1 - \tanh^2(a_t)"], ["1 - a_t^2", "1 - h_{t-1}^2"]),
], ids=str)  # fmt: skip
def test_a_step_at_a_time(definitions: list[str], reference: str, right: list[str], wrong: list[str]) -> None:
    question = {"definitions": definitions, "reference": reference}
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check(question, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)


@pytest.mark.parametrize("answer", [r"f_t + h_{t-2} - o_{t-2} \tanh(c_{t-2})", "f_t + c_{t-2} - c_{t-2}", "f_{t-1}"])
def test_steps_that_a_question_does_not_speak_of_are_not_judged(answer: str) -> None:
    question = {"definitions": _LSTM, "reference": r"\frac{\partial c_t}{\partial c_{t-1}} = f_t"}
    assert check(question, answer).verdict == "invalid"


@pytest.mark.parametrize(("definitions", "reference"), [
    (_LSTM, r"\frac{\partial h_t}{\partial c_t} = o_t(1 - \tanh(c_t))"),
    (_LSTM, r"\frac{d c_t}{d c_{t-1}} = f_t"),  # h_{t-1} is made of c_{t-1}, too
    (_LSTM, r"\frac{\partial c_t}{\partial w_f} = c_{t-1} f_t(1 - f_t) x_t"),  # so it is of w_f
    (["h_0 = 0", *_LSTM], r"\frac{\partial h_t}{\partial c_t} = o_t(1 - \tanh^2(c_t))"),
    (_GRU, r"\frac{\partial h_t}{\partial \tilde h_t} = 1 - z_t"),
    (_GRU, r"\frac{\partial h_t}{\partial z_t} = \tilde h_t"),
    (_GRU, r"\frac{\partial h_t}{\partial h_{t-1}} = 1 - z_t"),
    (_RNN, r"\frac{\partial h_t}{\partial w} = (1 - h_t^2) x_t"),
], ids=str)  # fmt: skip
def test_what_is_not_so_of_a_step_is_refused(definitions: list[str], reference: str) -> None:
    with pytest.raises((InputError, ReadError)):
        ask({"definitions": definitions, "reference": reference})


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), [
    (["f(x) = Ax + b"], r"\frac{\partial f_i}{\partial x_j} = A_{ij}", ["A_{ij}"], ["A_{ji}", "1"]),
    ([r"z = W^\top x + b"], r"\frac{\partial z_i}{\partial x_j} = W_{ji}", ["W_{ji}"], ["W_{ij}"]),
    (["z = Wx + b"], r"\frac{\partial z_i}{\partial W_{jk}} = \delta_{ij} x_k", [r"\delta_{ij} x_k"],
     ["x_k", r"\delta_{ij} x_j", r"\delta_{ik} x_j"]),
    (["z = Wx + b"], r"\frac{\partial z_i}{\partial b_j} = \delta_{ij}", [r"\delta_{ij}"], ["1"]),
    (["z = Wx + b", r"a = \tanh(z)"], r"\frac{\partial a_i}{\partial x_j} = (1 - a_i^2) W_{ij}",
     ["(1 - a_i^2) W_{ij}", r"(1 - \tanh^2(z_i)) W_{ij}"], ["(1 - a_j^2) W_{ij}", "(1 - a_i^2) W_{ji}"]),
    (["y = C x + b"], r"\frac{\partial y_i}{\partial x_j} = C \delta_{ij}", [r"C \delta_{ij}"], ["C", "1"]),  # a number
    (["h = Ux", "z = Vh"], r"\frac{\partial z_i}{\partial x_j} = \sum_k V_{ik} U_{kj}", [r"\sum_l V_{il} U_{lj}"],
     [r"\sum_k V_{ki} U_{kj}", "V_{ij} U_{ij}"]),
], ids=str)  # fmt: skip
def test_entries_of_what_is_defined_as_a_vector(definitions: list[str], reference: str, right: list[str],
                                                wrong: list[str]) -> None:
    question = {"definitions": definitions, "reference": reference}
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert "equivalent" not in [check(question, answer).verdict for answer in wrong]


@pytest.mark.parametrize(("definitions", "reference"), [
    (["f(x) = Ax + b"], r"\frac{\partial f_i}{\partial x_j} = A_{ji}"),
    (["z = Wx + b"], r"\frac{\partial z_i}{\partial W_{jk}} = x_k"),
    (["h = Ux", "z = Vh"], r"\frac{\partial z_i}{\partial x_j} = V_{ij} U_{ij}"),
], ids=str)  # fmt: skip
def test_other_entries_are_refused(definitions: list[str], reference: str) -> None:
    for context in ("", "A, W, U and V are matrices, x, b, h, z and f are vectors"):
        with pytest.raises(InputError):
            ask({"definitions": definitions, "reference": reference, "context": context})


@pytest.mark.parametrize(("question", "right", "others"), [
    ({"definitions": [r"d^2 = (x-\mu)^\top \Sigma^{-1} (x-\mu)"], "context": r"\Sigma is symmetric",
      "reference": r"\nabla_x d^2 = 2\Sigma^{-1}(x-\mu)"},
     [r"2\Sigma^{-1}(x-\mu)", r"\nabla_x d^2 = -2\Sigma^{-1}(\mu-x)"], [r"\Sigma^{-1}(x-\mu)", r"2\Sigma(x-\mu)"]),
    ({"definitions": [r"\log p(x) = -\frac12(x-\mu)^\top\Sigma^{-1}(x-\mu)"], "context": r"\Sigma is symmetric",
      "reference": r"\nabla_x\log p(x) = -\Sigma^{-1}(x-\mu)"}, [r"\Sigma^{-1}(\mu-x)"], [r"\Sigma^{-1}(x-\mu)"]),
    ({"definitions": [r"\log\pi(a) = -\frac{(a-\mu)^2}{2\sigma^2} - \log\sigma - \frac12\log(2\pi)"],
      "reference": r"\frac{\partial\log\pi(a)}{\partial\mu} = \frac{a-\mu}{\sigma^2}"},
     [r"\frac{\partial \log \pi(a)}{\partial \mu} = \sigma^{-2}(a - \mu)"], [r"(\mu - a)/\sigma^2", r"(a-\mu)/\sigma"]),
    ({"definitions": ["z = Wx+b", "a = Vz"], "reference": "a = VWx+Vb"}, ["V(Wx+b)", "VWx+Vb"], ["WVx+Vb", "VWx+b"]),
])  # fmt: skip
def test_what_is_defined_by_more_than_a_letter(question: dict[str, object], right: list[str],
                                               others: list[str]) -> None:
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert "equivalent" not in [check(question, answer).verdict for answer in others]


@pytest.mark.parametrize(("question", "said"), [
    ({"definitions": [r"d^2 = (x-\mu)^\top \Sigma^{-1} (x-\mu)"], "context": r"\Sigma is symmetric",
      "reference": r"\nabla_x d^2 = \Sigma^{-1}(x-\mu)"}, "not what it is said to be"),
    ({"definitions": [r"\log\pi(a) = -\frac{(a-\mu)^2}{2\sigma^2}"],
      "reference": r"\frac{\partial\log\pi(a)}{\partial\mu} = \frac{\mu-a}{\sigma^2}"}, "not what it is said to be"),
    ({"definitions": ["z = Wx+b", "a = Vz"], "reference": "a = VWx+b"}, "not what it is said to be"),
    ({"definitions": [r"v = r + \gamma v"], "reference": r"v = r/(1-\gamma)"}, "v is made of itself"),
])  # fmt: skip
def test_what_it_is_not(question: dict[str, object], said: str) -> None:
    with pytest.raises((InputError, ReadError), match=said):
        ask(question)


_MIXED = [r"\tilde x = \lambda x_i + (1 - \lambda) x_j"]


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), [
    (_MIXED, r"\tilde x - x_j = \lambda(x_i - x_j)", [r"\lambda(x_i - x_j)"], [r"\lambda(x_j - x_i)", r"\lambda x_i"]),
    (_MIXED, r"\frac{\partial \tilde x}{\partial \lambda} = x_i - x_j", ["x_i - x_j"], ["x_j - x_i", "x_i"]),
    (["a = x_i y_j"], r"\frac{\partial a}{\partial x_i} = y_j", ["y_j"], ["y_i", "x_i"]),
], ids=str)  # fmt: skip
def test_a_name_without_its_indices(definitions: list[str], reference: str, right: list[str], wrong: list[str]) -> None:
    question = {"definitions": definitions, "reference": reference}
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check(question, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)


@pytest.mark.parametrize(("definition", "reference"), [
    (_MIXED[0], r"\tilde x - x_j = \lambda(x_j - x_i)"),
    ("a = x_i x_j", r"\frac{\partial a}{\partial x_i} = x_j"),  # they may be the same
])
def test_what_a_name_without_its_indices_is_not(definition: str, reference: str) -> None:
    with pytest.raises(InputError):
        ask({"definitions": [definition], "reference": reference})


_COST = (r"J(\theta) = -\frac{1}{m}\sum_{i=1}^m [y^{(i)}\log h_\theta(x^{(i)}) "
         r"+ (1 - y^{(i)})\log(1 - h_\theta(x^{(i)}))]")
_LOGISTIC = [r"h_\theta(x) = g(\theta^T x)", r"g(z) = \frac{1}{1+e^{-z}}", _COST]
_SLOPE = r"\frac1m\sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x_j^{(i)}"
_SQUARES = [r"h_\theta(x) = \theta^T x", r"J(\theta) = \frac{1}{2m}\sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)})^2"]


@pytest.mark.parametrize("definitions", [_LOGISTIC, _SQUARES])
def test_a_hypothesis_at_samples(definitions: list[str]) -> None:
    question = {"definitions": definitions, "reference": rf"\frac{{\partial J}}{{\partial\theta_j}} = {_SLOPE}"}
    value = r"g(\theta^T x^{(i)})" if definitions is _LOGISTIC else r"\theta^T x^{(i)}"
    right = [_SLOPE, rf"\frac{{\partial}}{{\partial\theta_j}} J(\theta) = {_SLOPE}", _SLOPE.replace(
        r"h_\theta(x^{(i)})", value)]
    wrong = [_SLOPE.replace("1m", "2m"), _SLOPE.replace(" x_j^{(i)}", ""), _SLOPE.replace(
        r"h_\theta(x^{(i)}) - y^{(i)}", r"y^{(i)} - h_\theta(x^{(i)})"), _SLOPE.replace("x_j^{(i)}", "x_j")]
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert "equivalent" not in [check(question, answer).verdict for answer in wrong]
    with pytest.raises(InputError):
        ask({**question, "reference": question["reference"].replace("1m", "2m")})  # type: ignore[attr-defined]


@pytest.mark.parametrize(("question", "right", "wrong"), [
    ({"definitions": ["z = abc"], "reference": r"\frac{dz}{da} = bc"}, ["bc", "c b"], ["ac", "abc"]),
    ({"definitions": ["f(x,y,z) = xyz"], "reference": r"\frac{\partial f}{\partial x} = yz"}, ["zy"], ["xz"]),
    ({"definitions": [r"a_{ij} = \frac{e^{s_{ij}}}{\sum_m e^{s_{im}}}"],
      "reference": r"\frac{\partial a_{ij}}{\partial s_{ip}} = a_{ij}(\delta_{jp} - a_{ip})"},
     [r"a_{ij}(\delta_{jp} - a_{ip})"], [r"a_{ij}(\delta_{jp} - a_{ij})"]),  # of which a_{ip} is another member
    ({"definitions": [r"h^{(i)} = \sum_j \theta_j x_j^{(i)}"],
      "reference": r"\frac{\partial h^{(i)}}{\partial \theta_j} = x^{(i)}_j"},
     ["x_j^{(i)}", "x^{(i)}_j"], [r"\theta_j"]),
])  # fmt: skip
def test_letters_side_by_side_and_above(question: dict[str, object], right: list[str], wrong: list[str]) -> None:
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check(question, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)


@pytest.mark.parametrize("question", [
    {"definitions": ["z = abc"], "reference": r"\frac{dz}{da} = ac"},
    {"definitions": ["out = wx + b", "L = out^2"], "reference": r"\frac{dL}{dw} = 2x"},
    {"definitions": [r"h^{(i)} = \sum_j \theta_j x_j^{(i)}"],
     "reference": r"\frac{\partial h^{(i)}}{\partial \theta_j} = x^{(j)}_i"},
])  # fmt: skip
def test_other_letters_are_refused(question: dict[str, object]) -> None:
    with pytest.raises((InputError, ReadError)):
        ask(question)


@pytest.mark.parametrize(("definition", "reference", "right", "wrong"), [
    ("x_{t+1} = 2t", "x_t", "2(t-1)", "2t"), ("x_{t+1} = 2t", "x_{t+1} - x_t", "2", "2t"),
    (r"S_{n+1} = \sum_{i=1}^n R_i", "S_{n+1} - S_n", "R_n", "R_{n+1}"),
    (r"Q_{n+1} = \frac1n \sum_{i=1}^n R_i", r"Q_{n+1} = Q_n + \frac1n(R_n - Q_n)", r"Q_n + \frac{R_n-Q_n}{n}",
     r"Q_n + \frac{R_n+Q_n}{n}"),
])
def test_what_is_defined_at_the_next_step(definition: str, reference: str, right: str, wrong: str) -> None:
    question = {"definitions": [definition], "reference": reference}
    assert check(question, right).verdict == "equivalent"
    assert check(question, wrong).verdict == "not_equivalent"


LSTM = ["c_t = f_t c_{t-1} + i_t g_t", r"h_t = o_t \tanh(c_t)"]


def test_a_derivative_by_the_step_before_goes_through_this_one() -> None:
    question = {"definitions": LSTM, "reference": r"\frac{\partial h_t}{\partial c_{t-1}}"}
    assert check(question, "0").verdict == "not_equivalent"
    assert check(question, r"o_t f_t (1 - \tanh^2 c_t)").verdict != "not_equivalent"
    with pytest.raises(InputError, match="not what it is said to be"):
        ask({**question, "reference": r"\frac{\partial h_t}{\partial c_{t-1}} = 0"})


@pytest.mark.parametrize(("definitions", "right", "wrong"), [
    (["z_l = w_l a_{l-1} + b_l", r"a_l = \sigma(z_l)"], "w_l a_{l-1}(1 - a_{l-1})", "w_l a_l(1 - a_l)"),
    ([r"a_l = \tanh(z_l)", "z_l = w a_{l-1}"], "w(1 - a_{l-1}^2)", "w(1 - a_l^2)"),
])
def test_a_derivative_by_what_is_put_into_the_other(definitions: list[str], right: str, wrong: str) -> None:
    question = {"definitions": definitions, "reference": r"\frac{\partial z_l}{\partial z_{l-1}}"}
    assert check(question, right).verdict == "equivalent"
    assert [check(question, answer).verdict for answer in (wrong, "0", "1")] == ["not_equivalent"] * 3
    with pytest.raises(InputError, match="not what it is said to be"):
        ask({**question, "reference": f"{question['reference']} = 0"})
