# ruff: noqa: E501  (a solution is on one line)
"""What a worked solution may give a name to, and what it may not; what is told of lines that say neither."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

MEAN = {"definitions": [r"\hat{y}_i = w x_i + b", r"J = \frac{1}{2m} \sum_{i=1}^m (\hat{y}_i - y_i)^2"],
        "reference": r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i) x_i"}
CROSS = {"definitions": [r"\sigma(z)=\frac{1}{1+e^{-z}}", r"a=\sigma(z)", r"L=-y\log a-(1-y)\log(1-a)"], "reference": r"\frac{dL}{dz}=a-y"}
GROWTH = {"definitions": ["f(x)=e^{2x}"], "reference": "f'(x)=2e^{2x}"}
SQUARE = {"definitions": ["L=(y-wx)^2"], "reference": r"\frac{dL}{dw}=-2x(y-wx)"}
CHAIN = {"definitions": ["h_1 = w x_1", "h_2 = w h_1 + x_2", "h_3 = w h_2+x_3"], "reference": r"\frac{dh_3}{dw} = h_2 + w h_1 + w^2 x_1"}


def judged(question, line):
    return judge_solution(ask(question), f"{line}\n{question['reference']}")


@pytest.mark.parametrize(("question", "line"), [
    # members of what is given, and letters of the question with another index
    (MEAN, "x_m = 0"), (MEAN, "x_i = 0"), (MEAN, "x[w] = 5"), (MEAN, "x^{(m)} = 0"), (MEAN, r"\hat{y}_a = 3"),
    (MEAN, "w_a = b"), (MEAN, "w_0 = 5"), (MEAN, "m_a = 1"), (MEAN, "Let $w_0 = 5$."), (CHAIN, "x_4 = 5"),
    (CHAIN, "h_4 = w h_2+x_3"), (CHAIN, r"\frac{dh_4}{dw} = h_2"), (CROSS, r"\frac{dL_2}{dz} = a-y"),
    (MEAN, r"Let $i_i = \hat{y}_i - y_i$."),
    # Euler's number
    (GROWTH, "e = 3"), (GROWTH, "Let $e = 0$."), (GROWTH, "e = x"), (CROSS, "e = 2"), (CROSS, "e = a"), (SQUARE, "e = 3"),
    # what has no value
    (CROSS, "Let $k = 1/0$."), (CROSS, r"Let $k = \log(-1)$."), (CROSS, r"Let $k = \sqrt{-4}$."), (CROSS, r"Let $k = \log(-z^2)$."),
    (CROSS, r"Let $k = \frac{1}{a-a}$."), (CROSS, r"Let $k = \frac{1}{0}$ and $m = k$."),
])  # fmt: skip
def test_a_false_line_is_no_naming(question, line):
    found = judged(question, line)
    assert found.verdict in ("invalid", "undecided", "not_equivalent")
    assert found.credit <= 0.5
    assert judge_solution(ask(question), f"{question['reference']}\n{line}").credit <= 0.5


@pytest.mark.parametrize(("question", "line"), [
    (MEAN, r"Let $e_i = \hat{y}_i - y_i$."), (MEAN, r"Let $r_j = \hat{y}_j - y_j$."), (CHAIN, "Let $u_4 = w x_3$."),
    (CROSS, "Let $e = a-y$."), (CROSS, "Let $u = 1+e^{-z}$."), (CROSS, "Let $k = 1/z$."), (CROSS, r"Let $k = \log z$."),
    (SQUARE, "Let $e = y-wx$. Then $L=e^2$."), (CHAIN, "h_3 = w h_2+x_3"),
])  # fmt: skip
def test_a_name_of_ones_own_is_one(question, line):
    assert judged(question, line).verdict == "equivalent"


@pytest.mark.parametrize(("question", "line"), [
    (MEAN, r"J_i = \frac12(\hat y_i-y_i)^2"), (MEAN, r"Let $J_i = \frac12(\hat y_i-y_i)^2$. Then $J = \frac1m\sum_{i=1}^m J_i$."),
    (MEAN, r"Let $J^{(i)} = \frac12(\hat y_i-y_i)^2$. Then $J = \frac1m\sum_{i=1}^m J^{(i)}$."),
    (MEAN, r"\hat y = wx+b"), (MEAN, r"\frac{\partial\hat y}{\partial w} = x"),
])  # fmt: skip
def test_a_name_that_the_question_does_not_have_is_not_refuted(question, line):
    assert judged(question, line).first_wrong is None


def test_what_is_shown_of_a_line_is_how_it_was_written():
    question = ask({"definitions": ["f(x)=x e^{-x^2}"], "reference": "f'(x)=(1-2x^2)e^{-x^2}"})
    for line in ("f'(t) = q", "f'(x) = q", "f'(x) + q = x", r"\frac{df}{dx} = q"):
        told = judge_solution(question, line).feedback
        assert "^{" not in told
        assert "2" not in told
        assert all(shown.strip("^ ") in (line, "") for shown in told.split("\n") if shown.startswith("    "))
    told = judged(MEAN, r"where $\hat{y}$ is linear").feedback
    assert "… is linear" in told


@pytest.mark.parametrize(("text", "verdict"), [
    (r"Then $\frac{\partial J_i}{\partial w} = (\hat{y}_i - y_i)x_i$.", "equivalent"), (r"Then $J = \frac1m\sum_i J_i$.", "equivalent"),
    (r"Then $\frac{\partial J_{i}}{\partial w} = (\hat{y}_i - y_i)x_i$.", "equivalent"), (r"Then $J = \sum_i J_i$.", "not_equivalent"),
    (r"Then $\frac{\partial J_i}{\partial w} = \hat{y}_i - y_i$.", "not_equivalent"), (r"Then $J_k = 5$.", "invalid"),
])  # fmt: skip
def test_one_member_of_what_is_one_number_may_be_named(text, verdict):
    found = judged(MEAN, rf"Let $J_i = \frac12(\hat{{y}}_i - y_i)^2$. {text}")
    assert found.verdict == verdict
    assert "ell" not in str(found)


def test_a_member_of_which_nothing_is_known_is_not_held_fixed():
    found = judged(MEAN, r"\frac{\partial q_i}{\partial w} = (\hat{y}_i - y_i) x_i")
    assert found.first_wrong is None


SPREAD = {"definitions": [r"L = \log \sigma + \frac{(x-\mu)^2}{2\sigma^2}"],
          "reference": r"\frac{\partial L}{\partial \sigma} = \frac{1}{\sigma} - \frac{(x-\mu)^2}{\sigma^3}"}
HALF = {"definitions": [r"\hat y = w x + b", r"L = \frac12 (\hat y - y)^2"], "reference": r"\frac{dL}{dw} = (w x + b - y) x"}
WAVE = {"definitions": [r"f(x) = x^2 \cos x"], "reference": r"f'(x) = 2 x \cos x - x^2 \sin x"}


@pytest.mark.parametrize(("question", "solution", "verdict"), [
    # a derivative by e, and one by a name of whose letter more stands beside it
    (HALF, "e = \\hat y - y\ndL/de = e\nde/dw = x\ndL/dw = e x", "equivalent"),
    (HALF, "e = \\hat y - y\ndL/de = 2e\nde/dw = x\ndL/dw = 2e x", "not_equivalent"),
    (SPREAD, "s = \\sigma^2\n\\frac{dL}{ds} = \\frac{1}{2s} - \\frac{(x-\\mu)^2}{2s^2}\n\\frac{ds}{d\\sigma} = 2\\sigma\n"
             r"\frac{dL}{d\sigma} = \frac{1}{\sigma} - \frac{(x-\mu)^2}{\sigma^3}", "equivalent"),
    (SPREAD, "s = \\sigma^2\n\\frac{dL}{ds} = -\\frac{(x-\\mu)^2}{2s^2}\n"
             r"\frac{dL}{d\sigma} = \frac{1}{\sigma} - \frac{(x-\mu)^2}{\sigma^3}", "invalid"),
    # words between the sentences of a line, and behind an equation
    (HALF, r"Let u = \hat y - y. Also du/dw = x. Moreover dL/du = u. Consequently dL/dw = u x.", "equivalent"),
    (HALF, r"Let u = \hat y - y. Also du/dw = 2x. So dL/dw = 2u x.", "not_equivalent"),
    (WAVE, "Note that (cos x)' = -sin x and (x^2)' = 2x.\nSo f'(x) = 2x cos x - x^2 sin x", "equivalent"),
    (WAVE, "Note that (cos x)' = sin x and (x^2)' = 2x.\nSo f'(x) = 2x cos x + x^2 sin x", "not_equivalent"),
    (WAVE, "\\begin{align*}\nf'(x) &= (x^2)' \\cos x + x^2 (\\cos x)'\\\\\n\\intertext{and by the usual rules}\n"
           "&= 2x\\cos x - x^2 \\sin x\n\\end{align*}", "equivalent"),
    ({"reference": r"\sum_{k=1}^n \frac{1}{k(k+1)} = \frac{n}{n+1}"}, "\\frac{1}{k(k+1)} = \\frac{1}{k} - \\frac{1}{k+1}, so the "
     r"sum telescopes:" "\n" r"\sum_{k=1}^n \frac{1}{k(k+1)} = 1 - \frac{1}{n+1} = \frac{n}{n+1}", "equivalent"),
])  # fmt: skip
def test_derivatives_by_names_of_ones_own_and_words_between(question, solution, verdict):
    assert judge_solution(ask(question), solution).verdict == verdict


def test_what_goes_on_from_a_line_may_be_of_any_member():
    question = {"reference": "Var(S) = d", "definitions": [r"S = \sum_{i=1}^d q_i k_i"],
                "context": "q_i and k_i are independent random variables with mean 0 and variance 1"}
    lines = ["Var(q_i k_i) = E[q_i^2 k_i^2]", "= E[q_i^2] E[k_i^2]", "= 1", "Var(S) = d"]
    assert judge_solution(ask(question), "\n".join(lines)).verdict == "equivalent"
    lines[2] = "= 2"
    assert judge_solution(ask(question), "\n".join(lines)).first_wrong == 3
