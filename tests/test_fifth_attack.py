r"""Answers of a fifth attack: sums with dots, letters before brackets, and, or, indices of another range, gradients."""

from __future__ import annotations

import re
from typing import Any

import pytest

from symdl.errors import InputError
from symdl.grading import ask, check
from symdl.grading.in_parts.parts import ask_parts, judge_parts
from symdl.grading.typed.listed import indexed, listed
from symdl.grading.worked.solution import judge_solution


def asked(reference: str, *definitions: str, **more: Any) -> dict[str, Any]:
    return {"reference": reference, "definitions": [*definitions], **more}


MEAN = asked(r"\frac{1}{m}(b + \sum_{i=1}^{m} x_i)", r"\bar{x} = \frac{1}{m}\sum_{i=1}^{m} x_i")
TARGET = asked(r"\frac{\partial L}{\partial z_c} = p_c - 1", r"p_k = \frac{e^{z_k}}{\sum_{l=1}^K e^{z_l}}",
 r"L = -\log p_c")
ATTENTION = asked(r"\frac{\partial L}{\partial a_{ij}} = \sum_{c=1}^{d_k} \frac{\partial L}{\partial o_{ic}} v_{jc}",
                  r"s_{ij} = \frac{1}{\sqrt{d_k}} \sum_{c=1}^{d_k} q_{ic} k_{jc}",
                  r"a_{ij} = \frac{e^{s_{ij}}}{\sum_{l=1}^{n} e^{s_{il}}}", r"o_{ic} = \sum_{j=1}^{n} a_{ij} v_{jc}")
SQUARES = asked(r"\frac{\partial J}{\partial w_j} = -\sum_{i=1}^m r_i X_{ij}", r"r_i = y_i - \sum_{k=1}^n X_{ik} w_k",
                r"J = \frac{1}{2} \sum_{i=1}^m r_i^2")
MOMENTUM = asked(r"\theta_t = \theta_0 - \eta \sum_{i=1}^{t} \frac{1-\mu^{t-i+1}}{1-\mu} g_i",
 r"v_t = \mu v_{t-1} + g_t",
                 "v_0 = 0", r"\theta_t = \theta_{t-1} - \eta v_t")
EVIDENCE = asked(r"-\frac{1}{2} \sum_{j=1}^{J} (1 + \log \sigma_j^2 - \mu_j^2 - \sigma_j^2)")
GATE = asked(r"\frac{\partial h_t}{\partial a_t} = (\tilde{h}_t - h_{t-1}) z_t (1 - z_t)", r"z_t = \sigma(a_t)",
             r"h_t = (1 - z_t) h_{t-1} + z_t \tilde{h}_t")
SAMPLES = asked(r"\frac{1}{m} \sum_{i=1}^m (a^{(i)} - y^{(i)}) x^{(i)}", r"a^{(i)} = \sigma(w x^{(i)} + b)")
DESCENT, SLOPE = asked(r"w_{t+1} = w_t - \eta \nabla L(w_t)"), asked(r"w := w - \eta \nabla_w L")
NESTED = asked(r"\sum_{k=1}^{t} \frac{g_k}{\sqrt{\sum_{j=1}^{k} g_j^2 + \epsilon}}")

RIGHT = [
    # Sums with dots keep the brackets of their terms, and what counts in them.
    (asked(r"\sum_{i=1}^{n} (x_i + b)"), r"(x_1 + b) + (x_2+b) + \dots + (x_n + b)"),
    (asked(r"\sum_{i=1}^{n} (x_i + b)"), r"\left(x_1 + b\right) + ... + \left(x_n + b\right)"),
    (asked(r"\sum_{i=1}^{n} x_i + n b"), r"(x_1 + b) + \dots + (x_n + b)"), (asked(r"\frac1n\sum_{i=1}^n x_i"),
    r"\frac{x_1}{n} + \dots + \frac{x_n}{n}"),
    (asked(r"n \sum_{i=1}^n x_i"), r"n x_1 + n x_2 + \dots + n x_n"), (asked(r"\sum_{i=1}^n i x_i"),
    r"x_1 + 2 x_2 + \dots + n x_n"),
    # The word for a sum, and the letter that looks like its sign.
    (asked(r"\sum_{i=1}^m x_i^2"), "sum x_i^2"), (asked(r"\sum_{i=1}^m x_i^2"), "Σ x_i²"),
    (asked(r"\frac{e^{z_j}}{\sum_{k=1}^{K} e^{z_k}}"), r"$$ exp(z_j) / Σ_k exp(z_k) .$$"),
    # A letter before a bracket is a factor, if it stands without one elsewhere.
    (asked(r"\frac{h^2(1-p)}{p}"), r"\frac{h^2}{p} - h^2"), (asked(r"P(1 - K) + Q"), "Q + P - PK"),
    (asked(r"g^2(1-\beta)"), r"(1-\beta) g^2"), (asked("f(1-x)"), "f(1-x)"),
    (asked("abc"), r"a \cdot c \cdot b"), (asked("mgh"), r"mg\,h"),
    (TARGET, "p_c - 1"), (TARGET, "-(1-p_c)"),
    (ATTENTION, r"\sum_{l=1}^{d_k} \frac{\partial L}{\partial o_{il}} v_{jl}"),
    (SQUARES, r"-\sum_{k=1}^m r_k X_{kj}"),
    (SQUARES, r"-\sum_{k=1}^m X_{kj}y_k + \sum_{k=1}^m\sum_{l=1}^n X_{kj}X_{kl}w_l"),
    (MOMENTUM, r"\theta_t = \theta_0 + \eta \sum_{i=1}^{t} \frac{\mu^{t-i+1} - 1}{1-\mu} g_i"),
    (GATE, r"-(h_{t-1} - \tilde{h}_t)(z_t - z_t^2)"),
    (EVIDENCE, r"\frac12 \sum_j (\mu_j^2 + \sigma_j^2 - 1 - 2\log\sigma_j)"),
    (NESTED, r"\sum_{s=1}^{t} \frac{g_s}{\sqrt{\sum_{i=1}^{s} g_i^2 + \epsilon}}"),
    (SAMPLES, "(1/m) * sum_{i=1}^m (sigma(w x^(i) + b) - y^(i)) x^(i)"),
    (DESCENT, r"w_t - \eta \nabla_w L(w_t)"), (SLOPE, r"w - \eta \nabla L(w)"),  # other ways to write a gradient
    (DESCENT, r"w_t - \nabla L(w_t) \eta"), (DESCENT, r"w_{t+1} = w_t - \eta \nabla L(w_t)"),
    (SLOPE, r"w - \eta \frac{\partial L}{\partial w}"),
    (asked(r"w_{t+1} = (1 - \eta\lambda) w_t - \eta g_t"), r"w_t \leftarrow w_t - \eta g_t - \eta\lambda w_t"),
    (asked("i^i"), r"e^{-\pi/2}"), (asked(r"\begin{pmatrix}1&2\end{pmatrix}\begin{pmatrix}3\\4\end{pmatrix}"), "11"),
    (asked("y^2=x^2"), r"y=x\text{ or }y=-x"), (asked(r"x=1 \text{ and } y=2"), "x=1, y=2"),
]  # fmt: skip
WRONG = [
    (asked(r"\sum_{i=1}^{n} w_i x_i + b"), r"(w_1 x_1 + b) + \dots + (w_n x_n + b)"),
    (MEAN, r"\frac{(x_1 + b) + \dots + (x_m + b)}{m}"),
    (asked(r"y\sum_{i=1}^n x_i + b y"), r"y\left[(x_1 + b) + \dots + (x_n + b)\right]"),
    (asked(r"-\sum_{i=1}^n x_i - b"), r"-[(x_1 + b) + \dots + (x_n + b)]"),
    (asked(r"\frac{h^2(1-p)}{p}"), r"\frac{h(1-p)^2}{p}"), (asked(r"g^2(1-\beta)"), r"g(1-\beta)^2"),
    (asked(r"\rho^2(1-\gamma)"), r"[\rho(1-\gamma)]^2"),
    *((asked(reference), answer) for reference, answer in (
        (r"x=1\text{ or }x=3", r"x=1\text{ and }x=3"), ("(x-1)(x-3)=0", r"x=1\text{ and }x=3"),
        (r"x=2\text{ and }x=y", r"x=2\text{ or }x=y"),
        ("y=2x, y=x+1", "(y-2x)(y-x-1)=0"), (r"y=0\text{ and }y=x", "y(y-x)=0"),
        (r"x=1\text{ or }x=2\text{ or }x=3", r"x=1\text{ or }x=2\text{ and }x=3"))),
    (ATTENTION, r"\sum_c v_{ic} \frac{\partial L}{\partial o_{ic}}"), (SQUARES, r"-\sum_{k=1}^n r_k X_{kj}"),
    (TARGET, "p_c"),
    (MOMENTUM, r"\theta_0 - \eta \sum_{i=1}^{t} g_i"),
    (EVIDENCE, r"\frac12 \sum_j (\mu_j^2 + \sigma_j^2 - 1 - \log\sigma_j)"),
    (DESCENT, r"w_t + \eta \nabla L(w_t)"), (DESCENT, "w_t"), (SLOPE, r"w + \eta \nabla_w L"),
    (DESCENT, r"w_t - \nabla L(w_t)"),
    (asked(r"w_{t+1} = w_t - \eta g_t"), r"g_t := w_t - \eta g_t"),
]  # fmt: skip
OPEN = [
    (asked(r"z\bar z"), r"|z|^2"), (asked(r"\nabla(x^2+y^2)"), "(2x,2y)"),
    (asked(r"y=0\text{ and }y=x"), "x^2+y^2=0"),
]


@pytest.mark.parametrize(("question", "answer"), RIGHT)
def test_right_is_accepted(question: Any, answer: str) -> None:
    found = check(question, answer, explain=False)
    assert found.verdict == "equivalent", found.feedback


@pytest.mark.parametrize(("question", "answer"), WRONG)
def test_wrong_is_not_accepted(question: Any, answer: str) -> None:
    assert check(question, answer, explain=False).verdict != "equivalent"


@pytest.mark.parametrize(("question", "answer"), OPEN)
def test_what_may_be_right_is_not_refused(question: Any, answer: str) -> None:
    assert check(question, answer, explain=False).verdict == "undecided"


@pytest.mark.parametrize(("question", "answer", "what"), [
    (ATTENTION, r"\sum_c v_{ic} \frac{\partial L}{\partial o_{ic}}", "an index stands where another one belongs"),
    (SQUARES, r"-r_i X_{ij}", "sum"),
])
def test_a_misplaced_index_is_wrong_and_not_unreadable(question: Any, answer: str, what: str) -> None:
    found = check(question, answer)
    assert found.verdict == "not_equivalent"
    assert found.code in ("index", "sum-missing")
    assert what in found.feedback


def test_what_a_positive_letter_gives_is_said() -> None:
    found = check(EVIDENCE, r"\frac12 \sum_j (\mu_j^2 + \sigma_j^2 - 1 - 2\log\sigma_j)")
    assert "where sigma[j] > 0" in found.feedback


@pytest.mark.parametrize(("reference", "answer"), [
    (r"\pi", "3.14159265"), ("2^{2/3}", "1.5874"), (r"e^{i\pi/4}", "i"),
])
def test_numbers_that_differ_are_written_apart(reference: str, answer: str) -> None:
    feedback = check({"reference": reference}, answer).feedback
    said = re.search(r"what is asked for is (.*) and the answer is (.*)", feedback)
    assert said is not None
    assert said[1].partition(" ±")[0] != said[2].partition(" ±")[0]


@pytest.mark.parametrize(("formula", "read"), [
    (r"(x_1 + b) y + \dots + (x_n + b) y", r"(\sum_{k=1}^{n} (x_k + b) y)"), ("x_1 + ... + x_n - b",
     "(sum(x_k, k, 1, n)) - b"),
    (r"\sum_{i} x_i x_1 + \dots + x_n", None), (r"x_1^2+x_2^2-\cdots+x_n^2", None),
    (r"x_1 + 2x_2 + \dots + n x_n^n", None),
    (r"x_1 + x_3 + \dots + x_n", None), (r"(x_1 + b) + \dots + (x_n + c)", None),
])  # fmt: skip
def test_a_sum_with_dots_is_read_as_its_tree_says(formula: str, read: str | None) -> None:
    assert listed(formula) == (formula if read is None else read)


@pytest.mark.parametrize(("formula", "read"), [
    (r"\sum x_i \sum x_j", r"\sum_{i} x_i \sum_{j} x_j"), ("sum((x_i-mean(x_j))^2)/n",
     "sum((x_i-mean(x_j, j))^2, i)/n"),
    ("sum(x_i)^2", "sum(x_i)^2"), (r"\sum\sum x_i^2", r"\sum\sum_{i} x_i^2"), (r"\sum x_i y_j", r"\sum x_i y_j"),
])
def test_a_sum_without_an_index(formula: str, read: str) -> None:
    assert indexed(formula) == read


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(InputError, match="defined twice"):
        check(asked("2x", "y = x^2", "y = x^3"), "2x")
    with pytest.raises(InputError, match="mistakes are a list"):
        check(asked("2x", mistakes={"x^2": "You integrated"}), "2x")
    with pytest.raises(InputError, match="answers are texts"):
        judge_parts(ask_parts({"parts": [{"id": "a", "reference": "2x"}]}), {"a": None})  # type: ignore[dict-item]


def test_a_notebook_shows_solutions_and_sheets() -> None:
    solution = judge_solution(ask({"reference": r"\frac{d}{dx} x^2 = 2x"}), "= 2x + 0 = <b> 2x")
    assert "<td>" in solution._repr_html_()
    assert "<b> 2x" not in solution._repr_html_()
    parts = [{"id": "a", "reference": "2x"}, {"id": "b", "reference": "x"}]
    sheet = judge_parts(ask_parts({"parts": parts}), {"a": "3x"})
    assert "0 of 1" in sheet._repr_html_()
    assert "there is no answer" in sheet._repr_html_()


def test_another_reading_is_kept_only_if_its_reference_holds_up() -> None:
    """With y for x, where delta is no Kronecker delta, the reference is refuted: there is one reading."""
    table = asked(r"y_n = x_n", r"y_n = \sum_j \delta_{nj} x_j")
    assert ask(table).otherwise is None
    assert check(table, "x_n").verdict == "equivalent"
