r"""Questions that a teacher writes down: what they are asked of, how they are tested, and that answers are judged."""

from __future__ import annotations

import json

import pytest

from symdl.errors import InputError, ReadError
from symdl.grading import ask, check
from symdl.grading.classes.worker import reply
from symdl.grading.rubric import RUBRIC
from symdl.workers import Limits, Pool

SOFTMAX = {
    "id": "softmax",
    "definitions": [r"\hat{y}_i = \frac{e^{z_i}}{\sum_{j=1}^n e^{z_j}}", r"L = -\sum_{i=1}^n y_i \log \hat{y}_i"],
    "assumptions": [r"\sum_{i=1}^n y_i = 1"],
    "reference": r"\frac{\partial L}{\partial z_k} = \hat{y}_k - y_k",
}
LINEAR = {
    "definitions": [r"\hat{y}_i = w x_i + b", r"J = \frac{1}{2m} \sum_{i=1}^m (\hat{y}_i - y_i)^2"],
    "reference": r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i) x_i",
}
UPDATE = {"reference": r"w - \eta \frac{\partial J}{\partial w}"}
ADAM = {
    "definitions": [r"m_t = \beta m_{t-1} + (1-\beta) g_t", "m_0 = 0"],
    "reference": r"m_t = (1-\beta) \sum_{i=1}^t \beta^{t-i} g_i",
}

RIGHT = [
    (SOFTMAX, r"\hat{y}_k - y_k"),
    (SOFTMAX, r"\frac{\partial L}{\partial z_k} = \frac{e^{z_k}}{\sum_j e^{z_j}} - y_k"),
    (SOFTMAX, "yhat_k - y_k"),
    (LINEAR, r"\frac{1}{m} \sum_{i=1}^m (w x_i + b - y_i) x_i"),
    (LINEAR, r"\frac{1}{m} \sum_j x_j (\hat{y}_j - y_j)"),
    (UPDATE, r"w - \eta \frac{\partial J}{\partial w}"),
    (UPDATE, r"-\eta \frac{\partial J}{\partial w} + w"),
    ({"reference": "(x+1)^2"}, "x^2 + 2*x + 1"),
    ({"reference": "sin(2*x)"}, "2*sin(x)*cos(x)"),
    ({"reference": r"\frac{3}{4} i"}, r"\frac{3i}{4}"),
    ({"reference": "x = 1"}, "2*x = 2"),
    ({"reference": "2*omega*t", "notation": "text", "symbols": "implicit multiplication; multi-letter: omega"},
     "2omegat"),
    ({"reference": "sqrt(v/g)", "assumptions": "('g','positive') ('v','positive')"}, "sqrt(v)/sqrt(g)"),
    ({"reference": "x", "assumptions": ["x > 0"]}, "sqrt(x^2)"),
    ({"reference": "1", "accept": ["x/x"]}, "1"),
]  # fmt: skip
WRONG = [
    (SOFTMAX, r"y_k - \hat{y}_k"),
    (SOFTMAX, r"\hat{y}_k"),
    (LINEAR, r"\sum_{i=1}^m (w x_i + b - y_i) x_i"),
    (LINEAR, r"\frac{1}{m} \sum_{i=1}^m (w x_i - y_i) x_i"),
    (UPDATE, r"w - 2\eta \frac{\partial J}{\partial w}"),
    (UPDATE, r"w - \alpha \frac{\partial J}{\partial w}"),
    (UPDATE, r"w + \eta \frac{\partial J}{\partial w}"),
    ({"reference": "(x+1)^2"}, "x^2 + 1"),
    ({"reference": "x"}, "X"),
    ({"reference": "x", "notation": "text"}, "sqrt(x^2)"),
    ({"reference": "sin(2*x)"}, "2*sin(x)"),
    ({"reference": "x[1]", "notation": "text"}, "x_1"),
    ({"reference": "x_1", "notation": "text"}, "x[1]"),
    ({"reference": "x1", "notation": "text"}, "x_1"),
    ({"reference": "x = 1"}, "x = 2"),
]  # fmt: skip


CHANNEL = {"definitions": [r"\mu_c = \frac1m\sum_{i=1}^m x_{ci}", r"\sigma_c^2 = \frac1m\sum_{i=1}^m (x_{ci}-\mu_c)^2"],
           "reference": r"\sigma_c^2 = \frac1m\sum_{i=1}^m x_{ci}^2-\mu_c^2"}
PIXELS = {"reference": r"\frac{1}{HW}\sum_{h=1}^H\sum_{w=1}^W x_{nchw}"}


@pytest.mark.parametrize(("question", "answer", "verdict"), [
    # What stands beside a letter that a sum binds is an index as that is.
    ({"reference": r"\sum_{i=1}^m x_{ci}"}, r"m x_{ci}", "not_equivalent"),
    ({"reference": r"\sum_{i=1}^m x_{ci}"}, r"\sum_{b=1}^m x_{cb}", "equivalent"),
    ({"reference": "sum(x_ci, i, 1, m)"}, "m*x_ci", "not_equivalent"),
    ({"reference": r"\frac{1}{\sqrt d}\sum_{j=1}^d q_{hj}k_{hj}"}, r"\frac{\sum_{i=1}^d q_{hi}k_{hi}}{\sqrt d}",
     "equivalent"),
    (CHANNEL, r"\frac1m\sum_{b=1}^m x_{cb}^2 - \left(\frac1m\sum_i x_{ci}\right)^2", "equivalent"),
    (CHANNEL, r"\frac1m\sum_{i=1}^m (x_{ci}-\mu_c)^2", "invalid"),  # which is the definition
    (CHANNEL, r"\frac1m\left(\sum_{i=1}^m (x_{ci}-\mu_c)\right)^2", "not_equivalent"), (CHANNEL, "0", "not_equivalent"),
    (PIXELS, r"\sum_{i=1}^H\sum_{j=1}^W \frac{x_{ncij}}{HW}", "equivalent"), (PIXELS, r"x_{nchw}", "not_equivalent"),
    # Words are names as they were.
    ({"reference": r"\sum_{t=1}^n x_t y_{out}"}, r"y_{out}\sum_{j=1}^n x_j", "equivalent"),
    ({"reference": r"\frac1n\sum_{i=1}^n (y_i-L_{train})"}, r"\frac1n\sum_{i=1}^n y_i - L_{train}", "equivalent"),
    ({"reference": r"\sum_{i=1}^n x_i"}, r"\sum_{i=1}^n x_{boi}", "not_equivalent"),
    # An x_0 that is defined beside other x is what it is said to be.
    ({"definitions": ["x_0 = x_t-a_t"], "reference": "x_0+b_t"}, "x_t-a_t+b_t", "equivalent"),
    ({"definitions": ["x_0 = x_t-a_t"], "reference": "x_0+b_t"}, "x_t+a_t+b_t", "not_equivalent"),
    ({"definitions": ["x_0 = z_t-a_t"], "reference": "x_0+b_t"}, "z_t-a_t+b_t", "equivalent"),
])  # fmt: skip
def test_names_with_several_letters_below(question, answer, verdict):
    found = check(question, answer)
    assert found.verdict == verdict, found.feedback


RNN = {"definitions": [r"a_t = w h_{t-1} + u x_t + b", r"h_t = \tanh(a_t)"],
       "reference": r"\frac{\partial h_t}{\partial h_{t-1}} = w(1-h_t^2)"}
STEP = {"definitions": [r"v_{t+1} = \mu v_t - \eta g_t"],
        "reference": r"\theta_{t+1} = \theta_t + \mu v_{t+1} - \eta g_t"}
NOISE = {"definitions": [r"\alpha_t = 1-\beta_t", r"\bar\alpha_t = \prod_{s=1}^t \alpha_s"],
         "reference": r"x_t = \sqrt{\bar\alpha_t} x_0 + \sqrt{1-\bar\alpha_t} \varepsilon"}
POLICY = {"definitions": [r"p_a = \frac{e^{\theta_a}}{\sum_{b=1}^K e^{\theta_b}}", r"J = \sum_{a=1}^K p_a q_a"],
          "reference": r"\frac{\partial J}{\partial\theta_a} = p_a(q_a-J)"}
LAYER = {"definitions": [r"a^{(i)} = \sum_{j=1}^n w_j x_j^{(i)}", r"J = \frac1m\sum_{i=1}^m (a^{(i)}-y^{(i)})^2"],
         "reference": r"\frac{\partial J}{\partial w_j} = \frac2m\sum_{i=1}^m (a^{(i)}-y^{(i)})x_j^{(i)}"}


@pytest.mark.parametrize(("question", "answer", "verdict"), [
    # Definitions that use each other go by the step before.
    (RNN, "w - w h_t^2", "equivalent"), (RNN, r"w(1-\tanh^2(wh_{t-1}+ux_t+b))", "equivalent"),
    (RNN, "1-h_t^2", "not_equivalent"),
    # A left side of which nothing is known is what the answer is called.
    (STEP, r"\theta_t + \mu^2 v_t - (1+\mu)\eta g_t", "equivalent"), (STEP, r"\theta_t + v_{t+1}", "not_equivalent"),
    (STEP, r"\theta_{t+1} = \theta_t + \mu(\mu v_t - \eta g_t) - \eta g_t", "equivalent"),
    # A product goes step by step.
    (NOISE, r"\sqrt{1-\bar\alpha_{t-1}\alpha_t} \varepsilon + \bar\alpha_t^{1/2} x_0", "equivalent"),
    (NOISE, r"\sqrt{\bar\alpha_t} x_0 + \sqrt{1-\bar\alpha_{t-1}\alpha_{t-1}} \varepsilon", "not_equivalent"),
    # A letter is an index where a sum binds it, in whichever formula that is.
    (POLICY, r"p_aq_a - p_a\sum_{b=1}^K p_bq_b", "equivalent"), (POLICY, "p_aq_a", "not_equivalent"),
    # A range is known by its end.
    (LAYER, r"\frac2m\sum_{k=1}^m a^{(k)}x_j^{(k)} - \frac2m\sum_{k=1}^m x_j^{(k)}y^{(k)}", "equivalent"),
    (LAYER, r"\frac2m\sum_{i=1}^m \left(\sum_{k=1}^n w_k x_k^{(i)}-y^{(i)}\right)x_j^{(i)}", "equivalent"),
    (LAYER, r"\frac2m\sum_{i=1}^m \left(\sum_{k=1}^n w_k x_j^{(i)}-y^{(i)}\right)x_j^{(i)}", "not_equivalent"),
    ({"reference": r"\sum_{l=1}^L n_l(n_{l-1}+1)"}, r"\sum_{l=1}^L n_ln_{l-1}+\sum_{l=1}^L n_l", "equivalent"),
    # Capitals side by side are one name in plain text.
    ({"reference": "TP*FN", "notation": "text"}, "FP*TN", "not_equivalent"),
    ({"reference": "TP*FN"}, "FN*TP", "equivalent"),
    ({"reference": "2*TP/(2*TP + FP + FN)", "notation": "text"}, "2/((TP+FP)/TP + (TP+FN)/TP)", "equivalent"),
    # So are two letters of which one does not stand alone; or it is left open what they are.
    ({"reference": "Wx*x + Wh*h + bh"}, "bh + h*Wh + x*Wx", "equivalent"),
    ({"reference": "Wx*x + Wh*h + bh"}, "Wx*x + Wh*h + b*h", "undecided"),
    ({"reference": "qx*ky"}, "kx*qy", "undecided"), ({"reference": "A*sin(wt)"}, "A*sin(w*t)", "equivalent"),
    ({"reference": "gx^2 + gy^2", "notation": "text"}, "gy*gy + gx*gx", "undecided"),
    ({"reference": r"\frac{TP \cdot FN}{TN + FP}"}, r"\frac{TN \cdot FP}{TN + FP}", "not_equivalent"),
    ({"reference": r"TP \cdot FN - FP \cdot TN", "context": "the counts of the confusion matrix"},
     r"FN \cdot TP - TN \cdot FP", "equivalent"),
    # Kronecker's delta has letters that members have.
    ({"reference": r"J_{ab} = p_a (\delta_{ab} - p_b)"}, r"p_b (\delta_{ab} - p_a)", "equivalent"),
    ({"reference": r"J_{ab} = p_a (\delta_{ab} - p_b)"}, r"p_b (\delta_{ab} + p_a)", "not_equivalent"),
    ({"reference": r"F_{kl} = p_k (\delta_{kl} - p_l)"}, r"\delta_{lk} p_l - p_k p_l", "equivalent"),
    # What is said of the next step is said of this one.
    ({"definitions": [r"w_{t+1} = (1-\eta\lambda) w_t - \eta g_t"],
      "reference": r"w_t = (1-\eta\lambda)^t w_0 - \eta\sum_{s=0}^{t-1}(1-\eta\lambda)^{t-1-s}g_s"},
     r"(1-\eta\lambda)^t w_0 - \eta\sum_{k=0}^{t-1}(1-\eta\lambda)^{k}g_{t-1-k}", "equivalent"),
    ({"definitions": [r"m_{t+1} = \beta m_t + (1-\beta) g_t"], "reference": "m_{t+1} - m_t"}, r"(1-\beta)(g_{t+1}-m_t)",
     "not_equivalent"),
    *(({"definitions": [r"w_{t+1} = w_t + a_t - 2"], "reference": "w_2"}, answer, verdict) for answer, verdict in (
        ("w_0 + a_0 + a_1 - 4", "equivalent"), ("w_0 + a_1 + a_2 - 4", "not_equivalent"), ("w_0", "not_equivalent"))),
    *(({"definitions": [r"w_{t+1} = w_t + 2t + 1"], "reference": "w_2"}, answer, verdict) for answer, verdict in (
        ("w_0 + 4", "equivalent"), ("w_0 + 6", "not_equivalent"))),
    ({"definitions": [r"w_{t+1} = w_t + \frac1{t+1}"], "reference": "w_2"}, r"w_0 + \frac32", "equivalent"),
    # An equation for the members of what nothing else is said of; what depends on more than its index; a loss that is
    # not written down.
    ({"definitions": [r"k_u = \sum_{w=1}^N A_{uw}"],
      "reference": r"r_v = \frac{1-d}{N} + d \sum_{u=1}^N \frac{A_{uv} r_u}{k_u}"},
     r"\frac{1-d}{N} + d \sum_{j=1}^N \frac{A_{jv}}{k_j} r_j", "equivalent"),
    ({"definitions": [r"k_u = \sum_{w=1}^N A_{uw}"],
      "reference": r"r_v = \frac{1-d}{N} + d \sum_{u=1}^N \frac{A_{uv} r_u}{k_u}"},
     r"\frac{1-d}{N} + d \sum_{j=1}^N \frac{A_{vj}}{k_j} r_j", "not_equivalent"),
    ({"definitions": ["d_{i,j} = (f_i - f_j)^2"], "reference": r"\ell_n = \max(0, d_{n,p} - d_{n,q} + \mu)"},
     r"\max(0, (f_n - f_p)^2 - (f_n - f_q)^2 + \mu)", "equivalent"),
    ({"definitions": ["a_i = w x_i"], "reference": r"\frac{\partial J}{\partial w} = \sum_{i=1}^m (a_i - y_i) x_i"},
     r"\sum_{i=1}^m (w x_i - y_i) x_i", "equivalent"),
    ({"definitions": ["a_i = w x_i"], "reference": r"\frac{\partial J}{\partial w} = \sum_{i=1}^m (a_i - y_i) x_i"},
     r"\sum_{i=1}^m (w x_i - y_i)", "not_equivalent"),
    # Letters of members elsewhere are indices, and no word.
    ({
      "reference": r"Q_{sa} = \rho_{sa} + \gamma \sum_{z=1}^{S} P_{saz} V_z"},
     r"\rho_{sa} + \gamma \sum_{y=1}^S P_{say} V_y",
     "equivalent"),
    ({
      "reference": r"Q_{sa} = \rho_{sa} + \gamma \sum_{z=1}^{S} P_{saz} V_z"},
     r"\rho_{sa} + \gamma \sum_{y=1}^S P_{sya} V_y",
     "not_equivalent"),
    # Sums may end in what is no size.
    ({"definitions": [r"\delta_t = r_t+\gamma V_{t+1}-V_t"], "reference": r"\sum_{k=0}^{n-1}\gamma^k\delta_{t+k}"},
     r"\sum_{k=0}^{n-1}\gamma^k r_{t+k}+\gamma^n V_{t+n}-V_t", "equivalent"),
    ({"definitions": [r"\delta_t = r_t+\gamma V_{t+1}-V_t"], "reference": r"\sum_{k=0}^{n-1}\gamma^k\delta_{t+k}"},
     r"\sum_{k=0}^{n-1}\gamma^k r_{t+k}+\gamma^n V_{t+n}", "not_equivalent"),
    # Each clause of a context is assumed.
    ({"definitions": [r"r_x = \sum_{y=1}^M p_{xy}", r"q_y = \sum_{x=1}^N p_{xy}"], "context": "p_{xy} > 0",
      "reference": r"\sum_{x=1}^N\sum_{y=1}^M p_{xy}\log\frac{p_{xy}}{r_xq_y}"},
     r"\sum_{x=1}^N\sum_{y=1}^M p_{xy}\log p_{xy}-\sum_{x=1}^N r_x\log r_x-\sum_{y=1}^M q_y\log q_y", "equivalent"),
    ({"definitions": ["s = p^2"], "context": "0 < p < 1", "reference": r"\sqrt{s}"}, "p", "equivalent"),
    ({"definitions": ["s = p^2"], "context": "-1 < p < 1", "reference": r"\sqrt{s}"}, "p", "not_equivalent"),
    ({"reference": r"\sqrt{a^2 b^2}", "context": "a > 0, b is a rate, b >= 0"}, "ab", "equivalent"),
    ({"reference": r"\sqrt{a^2 b^2}", "context": "a > 0, which is false, b >= 0"}, "ab", "undecided"),
])  # fmt: skip
def test_definitions_of_several_kinds(question, answer, verdict):
    found = check(question, answer)
    assert found.verdict == verdict, found.feedback


def test_letters_that_may_be_a_word_are_asked_about():
    with pytest.raises(InputError, match="may be indices"):
        ask({"reference": r"\sum_{i=1}^n x_{boi}"})


@pytest.mark.parametrize(("question", "answer"), RIGHT)
def test_right(question, answer):
    found = check(question, answer)
    assert found.verdict == "equivalent", found.feedback
    assert found.method in ("proved", "cas")


@pytest.mark.parametrize(("question", "answer"), WRONG)
def test_wrong(question, answer):
    found = check(question, answer)
    assert found.verdict == "not_equivalent", found.feedback
    assert found.witness is not None


@pytest.mark.parametrize(("reference", "answer"), [
    # One sign, index or font more or less is another name.
    ("x'", "x"), ("x", "x'"), ("x''", "x'"), ("x^*", "x"), (r"x^\star", "x"), ("x^+", "x^-"), ("x^+", "x"),
    (r"A^\dagger", "A"), (r"\boldsymbol\theta", r"\theta"),
    ("x_i", "x_j"), ("p_i - y_i", "p_j - y_j"), ("x_{ij}", "x_{ji}"), ("W_{ij}x_j", "W_{ij}x_i"),
    ("a_{ti}", "a_{it}"), ("x^{(i)}", "x^{(j)}"), ("z^{(ij)}", "z^{(ji)}"), (r"\mathcal{L} + 0*L", "L"),
])  # fmt: skip
def test_another_name(reference, answer):
    assert check({"reference": reference}, answer).verdict == "not_equivalent"
    assert check({"reference": reference}, reference).verdict == "equivalent"


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    # Words that mean something are no unknown functions, in the question or in the answer.
    ("sqrt(x^2)", "Abs(x)", "equivalent"), ("Abs(x)", "|x|", "equivalent"), ("Abs(x)", "x", "not_equivalent"),
    ("1/factorial(4)", "1/24", "equivalent"), ("2*x", "diff(x**2, x)", "equivalent"),
    # A letter i that counts nothing is the imaginary unit.
    (r"e^{i\pi}", "-1", "equivalent"), ("x_{min} + i^2", "x_{min} - 1", "undecided"), ("x^i", "x^j", "not_equivalent"),
    # Vectors and matrices keep their order.
    (r"\mathbf{A}\mathbf{B}", r"\mathbf{B}\mathbf{A}", "not_equivalent"),
    (r"\mathbf{A}\mathbf{B}", r"\mathbf{A}\mathbf{B}", "equivalent"),
    (r"\mathbf{A}\mathbf{B}", r"2\mathbf{A}\mathbf{B}", "not_equivalent"),
    (r"\vec{a}\times\vec{b}", r"\vec{b}\times\vec{a}", "undecided"),
    (r"\bm{X}^{-1}\bm{y}", r"\frac{\bm{y}}{\bm{X}}", "undecided"),
    (r"\mathbf{w} - \eta\mathbf{g}", r"-\mathbf{g}\eta + \mathbf{w}", "equivalent"),
])  # fmt: skip
def test_what_is_not_in_the_language(reference, answer, verdict):
    assert check({"reference": reference}, answer).verdict == verdict


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    # A delta of two letters is Kronecker's; one of one letter, or with a layer above, is not.
    (r"p_i (\delta_{ij} - p_j)", r"p_j (\delta_{ij} - p_i)", "equivalent"),
    (r"p_i (\delta_{ij} - p_j)", r"p_i (1 - p_j)", "not_equivalent"),
    (r"\delta_{ij}", r"\delta_{ji}", "equivalent"),
    (r"p_i \delta_{ij} - p_i p_j", r"p_j (\delta_{ij} - p_i)", "equivalent"),
    # Where it may be an error that is passed back, it depends.
    (r"\sum_j \delta_{ij} x_j", "x_i", "undecided"),
    (r"\sum_j \delta_{ij} x_j", r"\sum_k \delta_{ik} x_k", "equivalent"),
    (r"\sum_j \delta_{ij} x_j", "x_j", "invalid"), (r"\delta_{ij}", "1", "not_equivalent"),
    (r"\delta_j x_i", r"\delta_i x_j", "not_equivalent"), (r"\delta_i^l", r"\delta_l^i", "not_equivalent"),
])  # fmt: skip
def test_kronecker_delta(reference, answer, verdict):
    assert check({"reference": reference}, answer).verdict == verdict


@pytest.mark.parametrize("reference", ["x + 1", "sin(x) + n!", "x - y_i"])
@pytest.mark.parametrize("answer", ["I don't know", "no idea", "idk", "none", "True", "undefined", "x+1 (I think)"])
def test_words_are_no_answer(reference, answer):
    assert check({"reference": reference}, answer).verdict == "invalid"


def test_a_recurrence_is_asked():
    # Its unrolled form needs an induction, which a written question has no word for: its left side is but a name.
    assert check(ADAM, ADAM["reference"]).verdict == "equivalent"
    assert check(ADAM, r"(1-\beta) \sum_{s=1}^t \beta^{t-s} g_s").verdict == "equivalent"
    assert check(ADAM, r"\sum_{s=1}^t \beta^{t-s} g_s").verdict == "not_equivalent"
    with pytest.raises(InputError, match="the reference is not what it is said to be"):
        ask({**ADAM, "reference": r"m_t = \sum_{s=1}^t \beta^{t-s} g_s"})


@pytest.mark.parametrize(("question", "what"), [
    ({}, "needs a reference"),
    ({"reference": " "}, "needs a reference"),
    ({"reference": 3}, "needs a reference"),
    *(({"reference": "x", "id": "q7", "marks": marks}, "q7: marks are a number")
      for marks in ("two", True, None, -1, 1e6, 10**400, float("inf"), float("nan"))),
    *(({"reference": "x", "mistakes": [{"answer": "2*x", "marks": marks}]}, "question: what a mistake earns")
      for marks in (True, -1, float("inf"), float("nan"))),
    ({"claim": "batch-norm/dx", "marks": float("inf")}, "batch-norm/dx: marks are a number"),
    *(({"reference": "x", "rubric": {"sign": share}}, "question: a rubric is true, or a table")
      for share in (True, 2, -1, "half", float("nan"))),
    ({"reference": "x", "rubric": {"sign": 0.5, "sgn": 0.5}}, "question: a rubric has no code 'sgn'"),
    ({"claim": "batch-norm/dx", "rubric": {"": 0.5}}, "batch-norm/dx: a rubric has no code ''"),
    ({"reference": "x", "strict": "yes"}, "strict is true or false"),
    ({"claim": "batch-norm/dx", "reference": "x"}, "has no reference"),
    ({"claim": 3}, "a claim is named"),
    ({"claim": "../secret"}, "no question"),
    ({"reference": "x", "definitions": 3}, "definitions are texts"),
    ({"reference": "x", "notation": 3}, "a notation is"),
    ({"reference": "x", "symbols": 3}, "symbols are a list"),
    ({"reference": "x", "notation": {"nam": []}}, "no such part"),
    ({**SOFTMAX, "reference": r"\frac{\partial L}{\partial z_k} = y_k - \hat{y}_k"}, "is not what it is said to be"),
    ({**SOFTMAX, "assumptions": []}, "is not what it is said to be"),
    ({"reference": "(x+1)^2", "accept": ["x^2 + 1"]}, "accepted answer"),
    ({"reference": "(x+1)^2", "mistakes": ["x^2 + 2*x + 1"]}, "listed mistake is right"),
    ({"reference": "x", "mistakes": [3]}, "a mistake has an answer"),
    ({"reference": "x", "mistakes": [{"answer": "2*x", "marks": "half"}]}, "a mistake has an answer"),
    ({"reference": "x", "more": {1, 2}}, "texts and numbers"),
    (3, "a question is"),
    ("batch-norm/nothing", "no question"),
    ("../secret", "no question"),
])  # fmt: skip
def test_a_question_that_makes_no_sense(question, what):
    with pytest.raises(InputError, match=what):
        ask(question)


@pytest.mark.parametrize(("code", "close"), [("sgn", "sign"), ("factor", "factor-extra"), ("Index", "index")])
def test_a_code_that_a_rubric_does_not_have(code, close):
    with pytest.raises(InputError) as caught:
        ask({"reference": "x", "rubric": {code: 0.5}})
    assert caught.value.hint.startswith(f"is it {close}? There are sign, coefficient, ")


def test_a_rubric_may_have_every_code():
    assert ask({"reference": "x", "rubric": dict.fromkeys(RUBRIC, 0.5)}).rubric == dict.fromkeys(RUBRIC, 0.5)


@pytest.mark.parametrize("reference", ["x +", r"\foo", "(", r"\frac{1}"])
def test_a_reference_that_cannot_be_read(reference):
    with pytest.raises(ReadError):
        ask({"reference": reference})


def test_a_question_in_a_file(tmp_path):
    file = tmp_path / "square.toml"
    file.write_text("reference = '(x+1)^2'\nmarks = 2\nmistakes = [{answer = 'x^2+1', says = 'a term is lost'}]\n")
    assert ask(file).id == "square"
    assert ask(file).marks == 2
    assert check(file, "x^2+2*x+1").verdict == "equivalent"
    file.write_text("referenc = '(x+1)^2'\n")
    with pytest.raises(InputError, match="has no referenc"):
        ask(file)
    file.write_text("reference = ")
    with pytest.raises(InputError, match="no TOML or JSON"):
        ask(file)
    with pytest.raises(InputError, match="cannot be read"):
        ask(tmp_path / "none.toml")


def test_a_derivative_is_never_worked_out_to_nothing():
    """A wrong factor on an unknown derivative must show."""
    for factor in ("2", "0", r"\frac{1}{2}", "-1", r"\eta"):
        assert check(UPDATE, rf"w - {factor} \eta \frac{{\partial J}}{{\partial w}}").verdict != "equivalent"


def test_every_row_of_the_worker_is_json():
    for asked in ({"question": SOFTMAX, "answer": r"\hat{y}_k - y_k"}, {"question": "batch-norm/dx", "answer": "dx["},
                  {"question": {"reference": "x ="}, "answer": "x"}, {"question": {}, "answer": "x"},
                  {"question": {"reference": "sin(x)"}, "answer": "cos(x)"}):  # fmt: skip
        said = json.loads(json.dumps(reply(asked)))
        assert set(said) <= {"row", "fault"}
        if "row" in said:
            assert said["row"]["schema"] == 1
    assert reply({"question": "batch-norm/nothing", "answer": "x"})["fault"]["what"].startswith("there is no question")


def test_answers_are_judged_in_processes():
    pool = Pool("symdl.grading.classes.worker", Limits(seconds=20), most=1)
    try:
        row = pool.ask({"question": "softmax-cross-entropy/gradient", "answer": "p_t - y_t"})["row"]
        assert (row["verdict"], row["method"]) == ("equivalent", "proved")
        assert pool.ask({"question": {"reference": "x"}, "answer": "y"})["row"]["verdict"] == "not_equivalent"
    finally:
        pool.close()


@pytest.mark.parametrize(("reference", "answer", "said"), [
    ("log(x^2)", "2*log(x)", "it has no value at x = -"),
    ("2*log(x)", "log(x^2)", "wherever both are defined"),
    ("x", "exp(log(x))", "it has no value at x = -"),
])  # fmt: skip
def test_where_an_answer_is_defined_less_often_it_is_said(reference, answer, said):
    found = check({"reference": reference}, answer)
    assert found.verdict == "equivalent"
    assert said in found.feedback


LISTED = [{"answer": r"\hat{y}_k", "says": "the label is lost", "marks": 1}, {"answer": r"y_k - \hat{y}_k"}]


@pytest.mark.parametrize(("question", "answer", "code", "says", "marks"), [
    ({**SOFTMAX, "marks": 4, "mistakes": LISTED}, r"\frac{e^{z_k}}{\sum_j e^{z_j}}", "mistake", "the label is lost",
     0.25),
    ({**SOFTMAX, "marks": 4, "mistakes": LISTED}, r"-\hat{y}_k + y_k", "mistake", "what is asked for", 0),
    ({**SOFTMAX, "marks": 4, "mistakes": LISTED}, r"2\hat{y}_k", "counterexample", "what is asked for", 0),
    ({**SOFTMAX, "marks": 4, "mistakes": LISTED}, r"\hat{y}_k - y_k", "proved", "right", 1),
    ({"reference": "sin(2*x)", "mistakes": [{"answer": "2*sin(x)", "says": "not linear"}]}, "sin(x)*2", "mistake",
     "not linear", 0),
])  # fmt: skip
def test_a_mistake_that_the_teacher_expects(question, answer, code, says, marks):
    found = check(question, answer)
    assert (found.code, found.row()["marks"]) == (code, marks)
    assert says in found.feedback


def test_a_mistake_is_known_with_its_left_side():
    question = {**SOFTMAX, "mistakes": [{"answer": r"y_k - \hat{y}_k", "says": "downhill", "marks": 0.5}], "marks": 1}
    for answer in (r"\frac{\partial L}{\partial z_k} = y_k - \hat{y}_k", r"y_i - \hat{y}_i",
                   r"**Answer:** $-(\hat{y}_k - y_k)$"):
        assert check(question, answer).feedback == "downhill"


SLOPE = {"reference": r"w - \alpha (g + \lambda w)", "definitions": [r"J = \frac{\lambda}{2} w^2 + g w"]}


@pytest.mark.parametrize(("question", "answer", "verdict", "said"), [
    # Where names are declared, or stand in definitions, an answer with others is not marked.
    (SLOPE, r"w - \eta (g + \lambda w)", "invalid",
     r"you wrote \eta, which is not in the question; did you mean \alpha?"),
    (SLOPE, r"w - \eta g", "invalid", r"you wrote \eta, which is not in the question"),
    (SLOPE, r"w - \alpha (g + \lambda w) + q - q", "equivalent", ""),
    (LINEAR, r"\frac{1}{n} \sum_{i=1}^n (\hat{y}_i - y_i) x_i", "invalid", "did you mean m?"),
    (LINEAR, r"\frac{1}{m} \sum_{i=1}^m (p_i - y_i) x_i", "invalid",
     r"you wrote p, which is not in the question; did you mean \hat{y}?"),
    ("weight-decay/update-halved", r"(1 - \beta\lambda) w_j - \beta \frac{\partial L}{\partial w_j}", "invalid",
     r"did you mean \alpha?"),
    ({"reference": r"\alpha x", "symbols": [r"\alpha", "x"]}, r"\eta x", "invalid", r"you wrote \eta"),
    # A reference alone does not say that there are no others.
    ({"reference": "x^2"}, "X^2", "not_equivalent", "you wrote X, which is not in the question; did you mean x?"),
    (UPDATE, r"w - \alpha \frac{\partial J}{\partial w}", "not_equivalent", r"you wrote \alpha, which is not"),
])  # fmt: skip
def test_names_that_the_question_does_not_have(question, answer, verdict, said):
    found = check(question, answer)
    assert found.verdict == verdict
    assert said in found.feedback
    if verdict == "invalid":
        assert found.code == "names"
        assert found.row()["marks"] is None


W = r"(1 - \alpha\lambda) w_j - \alpha \frac{\partial L}{\partial w_j}"
DW = r"\frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i) x_i"


@pytest.mark.parametrize(("question", "answer", "verdict"), [
    # What an answer is called: a new name, a new value, or what the question calls it.
    *(("weight-decay/update-halved", f"{left} {W}", "equivalent") for left in (
        "w_{new} =", "w_new =", r"w_{\text{new}} =", "w_j^{new} =", "w_j^{(new)} =", "w_j^{(t+1)} =", "w' =", "w_j =",
        r"w_j \leftarrow", "w_j :=", r"\mathrm{update} =", "u_j =")),
    *(("weight-decay/update-halved", f"{left} {W}", "invalid") for left in (
        r"\Delta w =", r"\frac{\partial L}{\partial w_j} =", r"\alpha =", "x_j + 1 =")),
    ("weight-decay/update-halved", r"w_j \leftarrow w_j - \alpha \lambda w_j", "not_equivalent"),
    (LINEAR, f"g = {DW}", "equivalent"), (LINEAR, rf"\frac{{\partial E}}{{\partial w}} = {DW}", "equivalent"),
    (LINEAR, rf"\frac{{\partial E}}{{\partial b}} = {DW}", "invalid"),
    # A reference that says y = ... is asked with its left side, and without.
    ({"reference": "x = 1"}, "1", "equivalent"), ({"reference": "x = 1"}, "1 = x", "equivalent"),
    ({"reference": "r^2 = x^2 + y^2"}, "x^2 + y^2 = r^2", "equivalent"),
    ({"reference": "r^2 = x^2 + y^2"}, "x^2 + y^2", "equivalent"),
    ({"reference": "r^2 = x^2 + y^2"}, "r^2 = x^2 - y^2", "not_equivalent"),
    ({"reference": "x = 1"}, "1 = 1", "not_equivalent"), ({"reference": "x = 1"}, "y = 1", "not_equivalent"),
    ({"reference": "2x"}, "y = 2x", "equivalent"), ({"reference": "2x"}, "y = x = 2x", "not_equivalent"),
    ({"reference": r"\sin(2x)"}, r"f(x) = 2 \sin x \cos x", "equivalent"),
    ({"reference": r"\sin(2x)"}, r"2 \sin x \cos x = \sin x", "not_equivalent"),
    ({"reference": r"\sin(2x)"}, r"\sin x = 2 \sin x \cos x", "not_equivalent"),
    ({"reference": "f(x) = x^2"}, "x * x", "equivalent"), ({"reference": "x^2 = 4"}, "4", "not_equivalent"),
    ({"reference": r"L = -\sum_{i=1}^n y_i \log p_i"}, r"-\sum_j y_j \ln p_j", "equivalent"),
    ({"reference": r"L = -\sum_{i=1}^n y_i \log p_i"}, r"L = -\sum_j y_j \ln p_j", "equivalent"),
    ({"reference": r"L = -\sum_{i=1}^n y_i \log p_i"}, r"\sum_j y_j \ln p_j", "not_equivalent"),
    ({"reference": r"m_t = \beta m_{t-1} + (1-\beta) g_t"}, r"\beta m_{t-1} + (1-\beta) g_t", "equivalent"),
    ({"reference": r"m_t = \beta m_{t-1} + (1-\beta) g_t"}, r"m_t = m_{t-1} + (1-\beta) (g_t - m_{t-1})", "equivalent"),
    ({"reference": rf"\frac{{\partial L}}{{\partial w}} = {DW}"}, DW, "equivalent"),
    ({"reference": rf"\frac{{\partial L}}{{\partial w}} = {DW}"}, rf"\frac{{\partial L}}{{\partial w}} = {DW}",
     "equivalent"),
    ({"reference": rf"\frac{{\partial L}}{{\partial w}} = {DW}"}, rf"\frac{{\partial L}}{{\partial b}} = {DW}",
     "not_equivalent"),
])  # fmt: skip
def test_what_an_answer_is_called(question, answer, verdict):
    found = check(question, answer)
    assert found.verdict == verdict, found.feedback


LOGISTIC = {
    "definitions": [r"p = \frac{1}{1+e^{-z}}", r"L = -y \log p - (1-y) \log(1-p)"],
    "reference": r"\frac{\partial L}{\partial z} = p - y",
}
CLASSES = "softmax-cross-entropy/gradient"


@pytest.mark.parametrize(("question", "answer", "verdict"), [
    (LOGISTIC, r"s - y, where s = \frac{1}{1+e^{-z}}", "equivalent"),
    (LOGISTIC, r"s - y \quad \text{with } s = \frac{1}{1+e^{-z}}.", "equivalent"),
    (LOGISTIC, r"s - y, where s = \frac{1}{1+e^{z}}", "not_equivalent"),
    (LOGISTIC, r"p - y, where p = \frac{e^z}{e^z + 1}", "equivalent"),
    (LOGISTIC, r"p - y, where p = \frac{1}{1+e^{z}}", "invalid"),  # not so in the question
    (LOGISTIC, r"g, where g = \frac{\partial L}{\partial z}", "invalid"),
    *((LOGISTIC, rf"s - y, where s {sign} \frac{{1}}{{1+e^{{-z}}}}", "invalid") for sign in (
        "<", r"\le", r"\ne", r"\approx", r"\propto", r"\to")),
    (LOGISTIC, r"s - y, where s := \frac{1}{1+e^{-z}}", "equivalent"),
    (LOGISTIC, r"q - y, where q = q", "invalid"), (LOGISTIC, r"a - y, where a = b, b = a", "invalid"),
    (LOGISTIC, r"s - y, where s = 1 - r and r = \frac{1}{1+e^{z}}", "equivalent"),
    (CLASSES, r"q_t - y_t \quad \text{where } q_k = \frac{e^{z_k}}{\sum_j e^{z_j}}", "equivalent"),
    (CLASSES, r"q_t - y_t, where q_i = \frac{e^{z_i}}{Z} and Z = \sum_j e^{z_j}", "equivalent"),
    (CLASSES, r"q_t - y_t, where q_i = \frac{e^{z_i}}{Z}, Z = \sum_j e^{-z_j}", "not_equivalent"),
    (CLASSES, "s - y[t], where s = exp(z[t])/sum(exp(z[i]), i)", "equivalent"),
    (CLASSES, r"q_i - y_i, where q_i = \frac{e^{z_i}}{\sum_j e^{z_j}}", "equivalent"),
    (CLASSES, r"q_i - y_i, where q_i = \frac{e^{z_i}}{Z}, Z = \sum_j e^{z_j}", "equivalent"),
    (CLASSES, "s - y[t], where s = exp(z[i])/sum(exp(z[k]), k)", "invalid"),
    (CLASSES, "p[t] - y[t], where p[t] is the softmax", "invalid"), ("batch-norm/dx", "where", "invalid"),
])  # fmt: skip
def test_what_an_answer_abbreviates(question, answer, verdict):
    found = check(question, answer)
    assert found.verdict == verdict, found.feedback


@pytest.mark.parametrize(("claim", "answer", "uses"), [
    ("batch-norm/dx", "dxhat[i]/sqrt(var + eps) + dvar*2*(x[i] - mu)/m + dmu/m", ()),
    ("batch-norm/dmu", "-sum(dxhat[i], i)/sqrt(var + eps)", ("mu",)),
    ("batch-norm/dvar", "-sum(dxhat[i]*xhat[i], i)/(2*(var + eps))", ("xhat",)),
    ("batch-norm/dx", "(dxhat[i] - mean(dxhat[j], j) - xhat[i]*mean(dxhat[j]*xhat[j], j))/sqrt(var + eps)",
     ("mu", "var", "xhat", "the chain rule")),
    ("softmax-cross-entropy/gradient", "p[t] - y[t]", ()),
])  # fmt: skip
def test_the_definitions_that_an_answer_leans_on(claim, answer, uses):
    found = check(claim, answer)
    assert (found.verdict, found.uses) == ("equivalent", uses)
    assert check(claim, answer, explain=False).uses == (("definitions",) if uses else ())
    strict = check({"claim": claim, "strict": True}, answer)
    assert strict.verdict == ("not_equivalent" if uses else "equivalent")
    if uses:
        assert strict.code == "definitions"
        assert strict.witness is not None
        assert "#" not in strict.feedback


def test_feedback_has_the_names_of_the_question():
    found = check({"reference": r"L + \mathcal{L} + L_2"}, "L + 2 L_2")
    assert r"it should be \mathcal{L}" in found.feedback
    assert found.witness is not None
    assert r"\mathcal{L}" in found.witness.values
    assert "__" not in found.feedback


def test_a_written_question_may_be_strict():
    question = {"definitions": [r"\mu = \frac{1}{m} \sum_{i=1}^m x_i"],
                "reference": r"\frac{1}{m} \sum_{i=1}^m (x_i - \mu)^2", "strict": True}
    expanded = r"\frac{1}{m} \sum_{i=1}^m x_i^2 - \mu^2"
    assert check(question, r"\frac{1}{m} \sum_j (\mu - x_j)^2").verdict == "equivalent"
    assert check(question, expanded).code == "definitions"
    assert check(question, expanded).verdict == "not_equivalent"
    assert check({**question, "strict": False}, expanded).uses == (r"mu",)


@pytest.mark.parametrize(("question", "told"), [
    # In double quotes, a backslash and a letter are one other character in TOML, JSON and Python.
    ({"reference": "\frac{1}{2}"}, "U+000C is not printable"),
    ({"reference": "\beta x"}, "U+0008 is not printable"),
    ({"reference": "x", "accept": ["\alpha/x"]}, "U+0007 is not printable"),
    ({"reference": "x", "mistakes": [{"answer": "\vec{x}"}]}, "U+000B is not printable"),
    ({"reference": "\theta x"}, r"a tab stands where \theta may be meant"),
    ({"reference": "2 \times x"}, r"a tab stands where \times may be meant"),
    ({"reference": "y", "definitions": ["y = \tanh(x)"]}, r"a tab stands where \tanh may be meant"),
    ({"reference": "\nu = 2"}, r"a line ends where \nu may be meant"),
    ({"reference": "L = \nu x"}, r"a line ends where \nu may be meant"),
    ({"reference": "\nabla_w L"}, r"a line ends where \nabla may be meant"),
    ({"reference": "x", "definitions": "\nu = 2"}, r"a line ends where \nu may be meant"),
    ({"reference": "\rho x"}, r"a line ends where \rho may be meant"),
])  # fmt: skip
def test_a_question_whose_backslashes_were_lost_is_refused(question, told):
    with pytest.raises(ReadError) as error:
        ask(question)
    assert told in error.value.what
    assert "single quotes" in error.value.hint
    assert str(error.value).replace("\n", "").isprintable()


@pytest.mark.parametrize("question", [
    {"reference": "y", "definitions": "a = x\nu = 2*a\r\ny = u^2"},
    {"reference": "y", "definitions": "\nu = 2*x\n\ty = u^2\n"},
    {"reference": "\\frac{1}{2}\n\te^{x}\n"},
])
def test_lines_of_a_question_may_begin_with_a_letter(question):
    assert ask(question).written


@pytest.mark.parametrize("answer", ["\frac{1}{2}", "1/2\x1b[31m", "\theta/2", "\x08", "1/2 \x0b", "1/2\x1c"])
def test_an_answer_with_a_control_character_is_unreadable_and_is_not_sent_to_a_terminal(answer):
    found = check({"reference": r"\frac{1}{2}"}, answer)
    assert found.verdict == "invalid"
    assert found.feedback.replace("\n", "").isprintable()


def test_the_lines_of_an_answer_are_no_lost_backslashes():
    assert check({"reference": r"\nu = 2"}, "\\nu\n= 2\n").right
    assert check({"reference": "u + e"}, "\tu +\ne").right


@pytest.mark.parametrize(("reference", "answer"), [
    ("2*x", "2"), ("2*x", "-2"), ("2*x + 1", "1"), ("x + 5", "5"), ("3*sin(x)", "3"), ("sin(x) + 1", "1"), ("1", "x"),
    ("0", "x"), ("x^2", "1"),
])
def test_a_number_earns_nothing_by_what_it_lacks(reference, answer):
    found = check({"reference": reference, "rubric": True}, answer)
    assert (found.verdict, found.marks) == ("not_equivalent", 0)
    assert not {"missing", "belong"} & {*found.feedback.replace(".", " ").split()}


@pytest.mark.parametrize(("reference", "answer", "code"), [
    ("2*x", "x", "factor-missing"), ("2*x", "4*x", "factor-extra"), ("2*x + 1", "2*x", "term-missing"),
    ("x", "2*x", "factor-extra"),
])
def test_a_number_that_is_missing_or_too_much_is_told(reference, answer, code):
    assert check({"reference": reference, "rubric": True}, answer).code == code


@pytest.mark.parametrize(("question", "told"), [
    ({"reference": "2*x", "mistakes": ["2*(x"]}, "a listed mistake is no answer"),
    ({"claim": "batch-norm/dx", "mistakes": [{"answer": "2*(x"}]}, "a listed mistake is no answer"),
    ({"reference": "1/0"}, "divides by zero"),
    ({"reference": "0/0"}, "divides by zero"),
    ({"reference": r"\frac{x}{x-x}"}, "divides by zero"),
    ({"reference": "y = x (2x - x - x)^{-1}", "definitions": ["z = x"]}, "divides by zero"),
    ({"reference": "x", "assumptions": ["x > 0", "x < 0"]}, "there is no x"),
    ({"reference": "p q", "assumptions": ["0 < p < 1", "p >= 1"]}, "there is no p"),
    ({"reference": "y", "definitions": ["y = 2 x"], "assumptions": "x > 2; x = 2"}, "there is no x"),
    ({"reference": "x", "context": 5}, "a context is a text"),
    ({"reference": "x", "notation": "klingon"}, "there is no notation 'klingon'"),
])  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(question, told):
    with pytest.raises(InputError, match=told):
        ask(question)


@pytest.mark.parametrize("question", [
    {"reference": r"\frac{1}{x-1}"}, {"reference": r"\sqrt{-1}"}, {"reference": r"\frac{x-x}{2}"},
    {"reference": "x", "assumptions": ["x >= 2", "x <= 2"]}, {"reference": "x y", "assumptions": ["x > 0", "y < 0"]},
    {"reference": "x", "assumptions": ["0 <= x <= 1", "x != 0"]},
    {"reference": "x_1", "assumptions": ["x_1 > 0", "x_2 < 0"]},
    {"reference": "x", "mistakes": ["2*y"]},
])  # fmt: skip
def test_a_question_that_can_be_asked_is(question):
    assert ask(question).written


@pytest.mark.parametrize("answer", ["x+" * 2500 + "x", "x " * 12000, "x" * 15000, "x+" * 1000 + ")"])
def test_of_a_long_answer_a_part_is_shown_and_the_limit_is_said(answer):
    found = check({"reference": "x"}, answer)
    assert found.verdict == "invalid"
    assert max(map(len, found.feedback.splitlines())) < 90
    assert "may have" in found.feedback or ")" in found.feedback


@pytest.mark.parametrize(("reference", "right", "wrong"), [
    (r"\begin{aligned} y &= (x+1)^2 \\ &= x^2+2x+1 \end{aligned}", ["x^2+2x+1", "(x+1)^2", "y=x^2+2x+1"], ["x^2+2x"]),
    (r"\begin{align*} y &= (x+1)^2 \\[4pt] &= x^2+2x+1 \\ \end{align*}", ["x^2+2x+1"], ["y=x^2"]),
    (r"\begin{aligned} \frac{d}{dx}\sin^2 x &= 2\sin x\cos x \\ &= \sin 2x \end{aligned}", [r"\sin 2x"], [r"\cos 2x"]),
])
def test_an_aligned_reference_is_a_chain(reference: str, right: list[str], wrong: list[str]) -> None:
    assert [check({"reference": reference}, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check({"reference": reference}, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)


def test_a_false_chain_is_refused_and_a_system_is_none() -> None:
    with pytest.raises(InputError, match="not proved to be right"):
        check({"reference": r"\begin{aligned} y &= (x+1)^2 \\ &= x^2+2x+2 \end{aligned}"}, "x^2+2x+2")
    system = {"reference": r"\begin{aligned} y &= x+1 \\ z &= x^2 \end{aligned}"}
    assert check(system, "y=x+1, z=x^2").verdict == "equivalent"
    assert check(system, "x+1").verdict != "equivalent"
