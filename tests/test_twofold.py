r"""One letter for two things, and what a letter is to who writes it so."""

from __future__ import annotations

import pytest

from symdl.errors import InputError, ReadError
from symdl.grading import check
from symdl.grading.typed.twofold import Twofold


@pytest.mark.parametrize(("formulas", "expected"), [
    ([r"N_k = \sum_{n=1}^N \gamma_{nk}", r"\frac{N_k}{N}"], [("N", "k")]),
    ([r"L = \frac1n\sum_i L_i"], [("L", "i")]),
    ([r"\bar x = \sum_k \bar{x}_k"], [(r"\bar{x}", "k")]),
    ([r"L = \lambda L_1 + L_2"], []),  # which are names
    ([r"f(x) = \sum_i x_i^2"], []),  # the members of what it is of
    ([r"x = (x_1, \dots, x_n)", r"\sum_i x_i"], []),
    ([r"\|x\|^2 = \sum_i x_i^2"], []),
    ([r"p_i = p(y_i)"], []),
    ([r"\mathbf{x}_i + x", "y"], []),
    (["sum_m x_m", "m + 1"], []),
    ([r"h_t = \tanh(W_{hh} h_{t-1})"], []),
    ([r"\theta - \theta_{\text{old}}"], []),
], ids=str)
def test_letters_that_stand_for_two_things(formulas: list[str], expected: list[tuple[str, str]]) -> None:
    assert [*Twofold.of(formulas).letters] == expected


def test_they_are_read_as_two_names_and_shown_as_written() -> None:
    twofold = Twofold((("N", "k"), (r"\bar{x}", "k"), ("m", "i")))
    read = twofold(r"2N_k/N + \bar x_{k} \bar x - sum_m m_i x_m + \mathrm{N}_k + \log_m N")
    assert read == r"2\mathsf{N}_k/N + \bar{\mathsf{x}}_{k} \bar x - sum_m \mathsf{m}_i x_m + \mathrm{N}_k + \log_m N"
    assert twofold.shown(r"at \mathsf{N} = (1), N = 2, \bar{\mathsf{x}}_1 = 3") == r"at N_k = (1), N = 2, \bar{x}_1 = 3"


def test_a_witness_tells_the_two_apart() -> None:
    found = check({"reference": r"V = \sum_{k=1}^K \frac{N_k}{N}V_k"}, r"\sum_k N_k V_k")
    assert found.verdict == "not_equivalent"
    assert "at N_k = (1), N = " in found.feedback


@pytest.mark.parametrize(("question", "answer", "said"), [
    ({"reference": r"S = \sum_i (x_i-\bar{x})^2"}, r"\sum_i x_i^2 - n\bar{x}^2", r"right if \bar{x} = "),
    ({"reference": r"\frac1N\sum_{i=1}^N (x_i-\bar{x})(y_i-\bar{y})"}, r"\frac1N\sum_i x_iy_i - \bar{x}\bar{y}",
     r" and \bar{y} = \frac{1}{N}\sum_{i=1}^{N} y_{i}, which the question should say"),
    ({"reference": r"\pi_k = \frac{N_k}{N}", "definitions": [r"N_k = \sum_{n=1}^N \gamma_{nk}"]},
     r"\frac{N_k}{\sum_j N_j}", r"right if N = \sum_{k} N_{k}"),
], ids=str)
def test_right_if_letters_are_what_they_are_for_most(question: dict[str, object], answer: str, said: str) -> None:
    found = check(question, answer)
    assert (found.verdict, found.code) == ("undecided", "open")
    assert said in found.feedback


@pytest.mark.parametrize("answer", [
    r"\sum_i x_i^2 + n\bar{x}^2", r"\sum_i x_i^2 - \bar{x}^2",
    r"\sum_i x_i(x_i - 2\bar{x})"])
def test_wrong_whatever_they_are(answer: str) -> None:
    assert check({"reference": r"S = \sum_i (x_i-\bar{x})^2"}, answer).verdict == "not_equivalent"


def test_what_the_question_says_of_a_letter_is_what_counts() -> None:
    question = {"reference": r"\sum_i (x_i-\bar{x})^2", "definitions": [r"\bar{x} = \sum_i x_i"]}
    assert check(question, r"\sum_i x_i^2 - n\bar{x}^2").verdict == "not_equivalent"


def test_a_witness_tells_a_square_that_is_defined() -> None:
    found = check({"reference": r"a\sigma_j^2", "definitions": [r"\sigma_j^2 = v_j"], "strict": True}, "a v_j")
    assert r"\sigma_j^2 = (" in found.feedback, found.feedback
    assert "mathsf" not in found.feedback + found.read


GAUSSIAN = [r"L = n\log\sigma + \frac{1}{2\sigma^2}\sum_{i=1}^n (x_i-\mu)^2"]


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), [
    (GAUSSIAN, r"\frac{\partial L}{\partial \sigma^2}",
     [r"\frac{n}{2\sigma^2} - \frac{\sum_i (x_i-\mu)^2}{2\sigma^4}",
      r"\frac{1}{2\sigma^4}\sum_i (\sigma^2 - (x_i-\mu)^2)"],
     [r"\frac{n}{\sigma} - \frac{\sum_i (x_i-\mu)^2}{\sigma^3}",
      r"\frac{n}{2\sigma^2} - \frac{\sum_i (x_i-\mu)^2}{\sigma^4}"]),
    (GAUSSIAN, r"\frac{\partial L}{\partial \sigma}", [r"\frac{n}{\sigma} - \frac{\sum_i (x_i-\mu)^2}{\sigma^3}"],
     [r"\frac{n}{2\sigma^2} - \frac{\sum_i (x_i-\mu)^2}{2\sigma^4}"]),
    ([r"L = r^4+ar^2"], r"\frac{dL}{d(r^2)}", ["2r^2+a", "a+2r^2"], ["4r^3+2ar", "2r+a"]),
    ([r"L = r^4+ar^2"], r"\frac{d^2L}{dr^2}", ["12r^2+2a"], ["2"]),
])  # fmt: skip
def test_slopes_by_a_square(definitions: list[str], reference: str, right: list[str], wrong: list[str]) -> None:
    question = {"definitions": definitions, "reference": reference, "assumptions": []}
    for answer in right:
        assert check(question, answer).verdict == "equivalent", answer
    for answer in wrong:
        found = check(question, answer)
        assert found.verdict == "not_equivalent", answer
        assert "mathsf" not in found.feedback


FLOW = {"definitions": [r"x_t = (1-t)x_0 + tx_1"], "reference": r"\frac{dx_t}{dt} = x_1 - x_0"}


@pytest.mark.parametrize(("answer", "expected"), [
    ("x_1 - x_0", "equivalent"), (r"\frac{dx_t}{dt} = x_1 - x_0", "equivalent"), ("x_0 - x_1", "not_equivalent"),
    (r"\frac{x_t - x_0}{t}", "equivalent"), (r"\frac{x_1 - x_t}{1 - t}", "equivalent"),
    (r"\frac{x_1 - x_t}{t}", "not_equivalent"), (r"\frac{dx_t}{dt}", "invalid"),
])
def test_what_is_derived_by_what_stands_below_it(answer: str, expected: str) -> None:
    assert check(FLOW, answer).verdict == expected


@pytest.mark.parametrize("definition", [
    r"x_t = x_{t-1} + tx_1", r"x_t = \alpha_t x_0 + tx_1", r"x_s = sx_0 + tx_1", r"x_t = \sum_{t=1}^n tx_0",
])
def test_what_stands_below_other_letters_is_an_index(definition: str) -> None:
    with pytest.raises((InputError, ReadError)):
        check({**FLOW, "definitions": [definition]}, "x_1 - x_0")
