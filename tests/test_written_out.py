r"""Answers that the language cannot say, with what is defined put in: steps, parts of a range, products."""

from __future__ import annotations

import pytest

from symdl import check

CASES = r"H = \begin{cases} \frac12 r^2 & |r| \le \delta \\ \delta(|r| - \frac{\delta}{2}) & |r| > \delta \end{cases}"
HUBER = {"definitions": [CASES], "context": r"\delta > 0",
         "reference": r"\frac{dH}{dr} = \max(-\delta, \min(\delta, r))"}
LINE = {"definitions": [r"\hat{y}_i = w x_i + b", r"J = \frac{1}{2m} \sum_{i=1}^m (\hat{y}_i - y_i)^2"],
        "reference": r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i) x_i"}
NOISE = {"definitions": [r"a_t = \prod_{s=1}^t b_s"], "reference": r"x_t = \sqrt{a_t} x_0"}
OUTER = {"definitions": [r"y_i = \sum_{j=1}^n w_{ij} x_j", r"L = \frac12\sum_{i=1}^m (y_i-t_i)^2"],
         "reference": r"\frac{\partial L}{\partial w_{ij}} = (y_i-t_i) x_j"}


@pytest.mark.parametrize(("question", "answer"), [
    (HUBER, r"r \mathbb{1}[|r|\le\delta] + \delta \operatorname{sign}(r)\mathbb{1}[|r|>\delta]"),
    (HUBER, r"\operatorname{sign}(r)\min(|r|,\delta)"), (HUBER, r"\frac{|r+\delta| - |r-\delta|}{2}"),
    (HUBER, r"\begin{cases} r & |r|<\delta \\ \delta\operatorname{sign}(r) & |r| \ge \delta\end{cases}"),
    (LINE, r"\frac1m\sum_{i=1}^{m-1} (w x_i + b - y_i) x_i + \frac1m (\hat{y}_m - y_m) x_m"),
    (NOISE, r"\sqrt{\prod_{s=1}^t b_s} x_0"), (NOISE, r"x_t = \sqrt{\prod_{s=1}^t b_s} x_0"),
])  # fmt: skip
def test_right(question: dict[str, object], answer: str) -> None:
    found = check(question, answer)
    assert found.verdict == "equivalent", found.feedback


@pytest.mark.parametrize(("question", "answer", "code"), [
    (HUBER, r"\begin{cases} r & |r|\le\delta \\ -\delta\operatorname{sign}(r) & \text{otherwise}\end{cases}", "sign"),
    (HUBER, r"r \mathbb{1}[|r|\le\delta] + \delta \mathbb{1}[|r|>\delta]", "special-case"),
    (LINE, r"\frac{1}{m} \sum_{i=1}^{m-1} (\hat{y}_i - y_i) x_i", "range"),
    (LINE, r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=2}^{m} (\hat{y}_i - y_i) x_i", "range"),
    (LINE, r"\tan w", "counterexample"), (LINE, r"\frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i) x_j", "index"),
    (OUTER, "(y_j-t_j) x_i", "index"),
])  # fmt: skip
def test_wrong(question: dict[str, object], answer: str, code: str) -> None:
    found = check(question, answer)
    assert (found.verdict, found.code) == ("not_equivalent", code), found.feedback


@pytest.mark.parametrize(("question", "answer"), [
    # Right but at one place, where the slope has a value.
    (HUBER, r"r \mathbb{1}[|r|<\delta] - \delta \mathbb{1}[r<-\delta] + \delta \mathbb{1}[r > \delta]"),
    # What is said is of something else, or no equation.
    (LINE, r"m\frac{\partial J}{\partial w} = \sum_{i=1}^{m} (\hat{y}_i - y_i) x_i"),
    (LINE, r"\frac{\partial J}{\partial b} = \frac1m\sum_{i=1}^{m} (\hat{y}_i - y_i) x_i"),
    (LINE, r"\frac{\partial J}{\partial w} \neq \frac1m\sum_{i=1}^{m} (\hat{y}_i - y_i) x_i"),
    (LINE, r"\frac1m\sum_{i=1}^{m} (\hat{y}_i - y_i) x_i % - b"),
    # Indices may be named anew, but who does has to say so.
    (OUTER, "(y_k-t_k) x_l"),
])  # fmt: skip
def test_neither(question: dict[str, object], answer: str) -> None:
    assert check(question, answer).verdict in ("undecided", "invalid")


def test_who_may_not_lean_on_a_definition_may_not_write_it_out() -> None:
    strict = {**NOISE, "strict": True}
    assert check(strict, r"\sqrt{a_t} x_0").verdict == "equivalent"
    assert check(strict, r"\sqrt{\prod_{s=1}^t b_s} x_0").verdict != "equivalent"


@pytest.mark.parametrize("said", ["n is a positive integer", "n is positive", "n > 0"])
def test_what_is_said_of_a_size(said: str) -> None:
    question = {"definitions": [r"v = \frac2n"], "reference": r"a = \sqrt{3v}", "context": said}
    assert check(question, r"\frac{\sqrt6}{\sqrt n}").verdict == "equivalent"
    assert check(question, r"\sqrt{3/n}").verdict == "not_equivalent"


def test_labels_that_are_one_hot_are_not_drawn_as_any_numbers() -> None:
    """The language knows what is said of each member; the formulas written out do not, and refute nothing by it."""
    question = {"definitions": [r"p_i = \frac{e^{z_i}}{\sum_{j=1}^n e^{z_j}}", r"L = -\sum_{i=1}^n y_i \log p_i"],
                "reference": r"\frac{\partial L}{\partial z_k} = p_k - y_k", "context": "y is one-hot"}
    assert check(question, r"p_k \sum_{i=1}^{n} y_i - y_k").verdict == "equivalent"
    assert check(question, r"p_k \prod_{i=1}^{n} (1 + y_i - y_i^2) - y_k").verdict != "not_equivalent"
