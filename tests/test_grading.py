# ruff: noqa: E501  (a formula is on one line)
"""Answers: every right form is accepted, nothing wrong is, and each gets a reason."""

import json

import pytest
from formulas.course import SHEETS

from symdl import grading, library
from symdl.errors import InputError
from symdl.notation import latex

RIGHT = {
    "batch-norm/dx": [
        "dxhat[i]/sqrt(var + eps) + dvar*2*(x[i] - mu)/m + dmu/m",
        "(dxhat[i] - mean(dxhat[j], j) - xhat[i]*mean(dxhat[j]*xhat[j], j))/sqrt(var + eps)",
        "(m*dxhat[i] - sum(dxhat[k], k) - xhat[i]*sum(dxhat[k]*xhat[k], k))/(m*sqrt(var + eps))",
        "gamma*(m*dy[i] - sum(dy[j], j) - xhat[i]*sum(dy[j]*xhat[j], j))/m*(var + eps)^(-1/2)",
        "gamma/(m*sqrt(eps + mean((x[j] - mu)^2, j)))*(m*dy[i] - sum(dy[j], j)"
        " - (x[i] - mu)/(var + eps)*sum(dy[j]*(x[j] - mu), j))",
    ],
    "batch-norm/dgamma": ["sum(dy[i]*xhat[i], i)", "sum(dy[i]*(x[i] - mu), i)/sqrt(var + eps)"],
    "softmax-cross-entropy/gradient": ["p[t] - y[t]", "exp(z[t])/sum(exp(z[k]), k) - y[t]"],
    "softmax-cross-entropy/jacobian": ["p[s]*(delta(s, t) - p[t])", "p[t]*delta(t, s) - p[s]*p[t]"],
    "dropout/variance": ["p*(1 - p)*h^2", "h^2*(p - p^2)", "h^2/4 - (p - 1/2)^2*h^2"],
    "activations/tanh-derivative": ["1 - tanh(z)^2", "(1 - tanh(z))*(1 + tanh(z))", "4/(exp(z) + exp(-z))^2"],
    "linear-layer/dW": ["sum(dY[i, k]*X[i, a], i)"],
    "weight-decay/update-as-printed": ["(1 - lr*lam)*w[j] - lr*dw[j]"],  # marked by what is true
}

WRONG = {
    "batch-norm/dx": [
        "dxhat[i]/sqrt(var + eps)",
        "(dxhat[i] - mean(dxhat[j], j) + xhat[i]*mean(dxhat[j]*xhat[j], j))/sqrt(var + eps)",
        "(dxhat[i] - mean(dxhat[j], j) - xhat[i]*mean(dxhat[j]*xhat[j], j))/(var + eps)",
        "0", "1", "gamma",
    ],
    "softmax-cross-entropy/gradient": ["y[t] - p[t]", "p[t]*y[t] - y[t]", "p[t]"],
    "softmax-cross-entropy/gradient-any-target": ["p[t] - y[t]"],
    "softmax-cross-entropy/one-term-as-printed": ["p[t] - y[t]"],  # as printed: wrong
    "dropout/variance": ["p*(1 - p)*h", "p*h^2"],
    "activations/tanh-derivative": ["1 - tanh(z)", "1 + tanh(z)^2"],
    "weight-decay/update-as-printed": ["(1 - lr*lam)*w[j] - dw[j]"],
}

UNREADABLE = {
    "batch-norm/dx": ["", "dx[i]", "dxhat[i", "dxhat[q]", "nonsense", "x[i] = q", "__import__('os')", "1/0)",
                      "sum(dx[j], j)", "dxhat[i]/sqrt(var + eps"],
    "softmax-cross-entropy/gradient": ["adjoint(L, z[t])", "derivative(L, z[t])"],
}  # fmt: skip


def cases(table):
    return [pytest.param(q, a, id=f"{q}: {a[:40]}") for q, answers in table.items() for a in answers]


@pytest.mark.parametrize(("question", "answer"), cases(RIGHT))
def test_right_in_any_form(question, answer):
    checked = grading.check(question, answer)
    assert checked.verdict == "equivalent", checked.feedback
    assert checked.witness is None


@pytest.mark.parametrize(("question", "answer"), cases(WRONG))
def test_wrong_with_a_counterexample(question, answer):
    checked = grading.check(question, answer)
    assert checked.verdict == "not_equivalent", checked.feedback
    assert checked.witness is not None
    assert checked.witness.lhs != checked.witness.rhs
    assert checked.witness.lhs in checked.feedback


@pytest.mark.parametrize(("question", "answer"), cases(UNREADABLE))
def test_unreadable_says_where(question, answer):
    checked = grading.check(question, answer)
    assert checked.verdict == "invalid"
    assert checked.code in ("unreadable", "names")


# --------------------------------------------------------------------------
# In LaTeX


def course(title: str, number: int) -> str:
    """A formula as it stands in a course document."""
    (sheet,) = (sheet for sheet in SHEETS if sheet.title == title)
    return sheet.formulas[number - 1].latex


BN, SOFTMAX, ADAM = "Batch norm, backwards", "Softmax and cross entropy", "AdaGrad as a case of Adam"
DOCUMENTS = [
    # the statement of a course document as an answer: to which question, and what becomes of it
    ("batch-norm/dxhat", course(BN, 8), "proved"),
    ("batch-norm/dvar", course(BN, 9), "proved"),
    ("batch-norm/dmu", course(BN, 10), "proved"),
    ("batch-norm/dx", course(BN, 11), "proved"),
    ("batch-norm/dx-collapsed", course(BN, 11), "proved"),
    ("batch-norm/dgamma", course(BN, 12), "proved"),
    ("batch-norm/dbeta", course(BN, 13), "proved"),
    ("batch-norm/dbeta", course(BN, 12), "elsewhere"),
    ("softmax-cross-entropy/one-term", course(SOFTMAX, 7), "proved"),  # a chain of six
    ("softmax-cross-entropy/gradient", course(SOFTMAX, 7), "elsewhere"),  # of one term, where the whole was asked for
    ("softmax-cross-entropy/one-term", course(SOFTMAX, 5), "unreadable"),  # "Derive that ..."
    ("softmax-cross-entropy/one-term", course(SOFTMAX, 5).partition("} ")[2], "factor-missing"),  # as printed: wrong
    ("softmax-cross-entropy/one-term-at-target-one", course(SOFTMAX, 5).partition("} ")[2], "proved"),
    ("adam/m-unrolled", course(ADAM, 15), "proved"),
    ("adam/m-unrolled", course(ADAM, 3), "restates"),  # the recurrence
    ("adam/v-unrolled", course(ADAM, 16), "proved"),
    ("adam/v-unrolled", course(ADAM, 15), "elsewhere"),
    ("adam/vhat-weighted-mean", course(ADAM, 6), "restates"),  # the definition
    ("adam/vhat-weighted-mean", course(ADAM, 24), "proved"),
    ("adam/vhat-limit", course(ADAM, 25), "elsewhere"),  # v hat is not its limit
    ("adam/vhat-limit", course(ADAM, 25).partition("= ")[2], "proved"),
    ("adam/bias-as-weights", course(ADAM, 23), "reciprocal"),  # as printed: wrong
    ("adam/mhat-without-momentum", course(ADAM, 21), "proved"),
    ("nesterov/parameter-step", course("Nesterov momentum and dropout", 2), "proved"),
    ("relu-network-numbers/dw1", course("A step of gradient descent", 2), "proved"),
    ("relu-network-numbers/dw1", course("A step of gradient descent", 3), "elsewhere"),
    ("relu-network-numbers/dw11", course("A step of gradient descent", 6), "proved"),
    ("activations/tanh-is-a-scaled-sigmoid", course("Sigmoid and tanh", 3), "proved"),
    ("weight-decay/update-halved", course("Weight decay and the number of subnetworks", 1), "unreadable"),  # no index
]


@pytest.mark.parametrize(("question", "answer", "code"), DOCUMENTS)
def test_what_the_course_documents_say(question, answer, code):
    checked = grading.check(question, answer)
    assert checked.code == code, checked.feedback


L, D = r"\frac{\partial l}{\partial %s}", r"\sqrt{\sigma_B^2 + \epsilon}"
DY, DXHAT, DX, DVAR, DMU = (L % v for v in ("y_i", r"\hat{x}_i", "x_i", r"\sigma_B^2", r"\mu_B"))
DXHAT_J = L % r"\hat{x}_j"

RIGHT_LATEX = {
    "batch-norm/dxhat": [rf"\gamma \cdot {DY}", r"\frac{\partial \ell}{\partial y_i} \gamma.", r"\frac{d l}{d y_i} \gamma"],
    "batch-norm/dvar": [
        rf"-\frac12 \sum_{{i=1}}^m {DXHAT} (x_i - \mu_{{\mathcal{{B}}}}) (\sigma_{{\mathcal B}}^2 + \epsilon)^{{-\frac{{3}}{{2}}}}",
        rf"\sum_{{j=1}}^m {DXHAT_J} \cdot (x_j - \mu_B) \cdot \frac{{-1}}{{2 (\sigma_B^2 + \epsilon) {D}}}",
    ],
    "batch-norm/dmu": [
        rf"-\frac{{1}}{{{D}}} \sum_{{i=1}}^m {DXHAT}",
        rf"{DMU} = \sum_{{i=1}}^m {DXHAT} \frac{{-1}}{{{D}}} + {DVAR} \frac{{\sum_{{i=1}}^m -2(x_i - \mu_B)}}{{m}}"
        rf" = -\frac{{\sum_{{i=1}}^m {DXHAT}}}{{{D}}}",
    ],
    "batch-norm/dx": [
        rf"\frac{{1}}{{m {D}}} \left( m {DXHAT} - \sum_{{j=1}}^m {DXHAT_J} - \hat x_i \sum_{{j=1}}^m {DXHAT_J} \hat x_j \right)",
        rf"\frac{{\gamma}}{{m {D}}} \left[ m {DY} - \sum_{{k=1}}^m {L % 'y_k'} - \hat x_i \sum_k {L % 'y_k'} \hat x_k \right]",
        rf"\dfrac{{{DXHAT}}}{{{D}}} + \dfrac{{2}}{{m}} (x_i - \mu_B) {DVAR} + \tfrac1m {DMU}",
    ],
    "batch-norm/dgamma": [rf"\sum_i {DY} \odot \widehat{{x}}_i", rf"\sum_i {DY} \frac{{x_i - \mu_B}}{{{D}}}"],
    "batch-norm/xhat-variance": [r"\frac{\sigma_B^2}{\sigma^2 + \epsilon}", r"1 - \frac{\epsilon}{\sigma_B^2+\epsilon}"],
    "softmax-cross-entropy/gradient": [
        r"\frac{e^{z_t}}{\sum_{i=1}^n e^{z_i}} - y_t", r"\frac{\exp(z_t)}{\sum_k \exp(z_k)} - y_t",
        r"\frac{\partial L}{\partial z_t} = \hat y_t - y_t", r"\widehat{y}_t - y_t \quad \blacksquare", "ŷₜ − yₜ",
        r"e^{z_t - \mathrm{LSE}} - y_t", r"$\hat{y_t} - y_t$",
    ],
    "softmax-cross-entropy/jacobian": [
        r"\hat y_s (\delta_{st} - \hat y_t)", r"\frac{\partial \hat y_s}{\partial z_t} = \hat y_s (\mathbf{1}[s = t] - \hat y_t)",
        r"\hat{y}_s \mathbb{1}_{s=t} - \hat{y}_s \hat{y}_t",
    ],
    "adam/m-unrolled": [
        r"(1-\beta_1)\sum_{i=0}^{t-1}\beta_1^i g^{t-i}", r"\sum_{i=1}^t (1-\beta_1) \beta_1^{t-i} g_i",
        r"\beta_1^t m^0 + (1 - \beta_1) \sum_{i=1}^t \beta_1^{t-i} g^{(i)}",
    ],
    "adam/v-unrolled": [r"(1 - \beta_2) \sum_{i=1}^t \beta_2^{t-i} g_i^2", r"(1 - \beta_2) \sum_{s=1}^t \beta_2^{t-s} g^s \odot g^s"],
    "adam/adagrad-limit": [r"\frac{t^{-\frac{1}{2}}}{t^{-\frac{1}{2}}} \cdot \frac{\eta_0}{\sqrt{\sum_{i=1}^t (g^i)^2}} g^t"],
    "nesterov/velocity-at-the-point-ahead": [r"v_t = \mu v_{t-1} - \epsilon f'(\theta_{t-1} + \mu v_{t-1})"],
    "dropout/scale-keeps-the-mean": [
        r"r \cdot 0 \cdot h P_{\text{drop}} + r \cdot 1 \cdot h (1 - P_{\text{drop}}) = r \cdot h (1 - P_{drop}) = h",
        r"= r \cdot h (1 - P_{\text{drop}}) = h",
    ],
    "dropout/two-inputs-at-one-half": [
        r"\frac{1}{4} * (w_0 * 0 + w_1 * 0 + w_0 * 0 + w_1 * x_1 + w_0 * x_0 + w_1 * 0 + w_0 * x_0 + w_1 * x_1)"
        r" = \frac{1}{4} * (2 w_0 * x_0 + 2 w_1 * x_1) = \frac{1}{2} * (w_0 * x_0 + w_1 * x_1)",
    ],
    "dropout/variance": [r"\mathbb{E}[(Uh)^2] - \mathbb{E}[Uh]^2 = ph^2 - (ph)^2 = p(1-p)h^2"],
    "dropout/linear-unit-mean": [r"p \sum_i w_i x_i", r"p\, w^\top x"],
    "activations/tanh-is-a-scaled-sigmoid": [r"\frac{2}{1+e^{-2z}} - 1", r"\frac{e^{z}-e^{-z}}{e^{z}+e^{-z}}"],
    "activations/sigmoid-derivative": [
        r"\frac{d\sigma(z)}{dz} = \frac{e^{-z}}{(1+e^{-z})^2}", r"\frac{d}{dz}\sigma(z) = \sigma(z) - \sigma(z)^2",
    ],
    "weight-decay/update-halved": [
        r"(1 - \alpha\lambda) w_j - \alpha \frac{\partial \mathcal{L}}{\partial w_j}",
        r"w_j - \alpha \left(\frac{\partial \mathcal L}{\partial w_j} + \lambda w_j\right)",
    ],
    "linear-layer/dW": [r"\sum_i \frac{\partial L}{\partial Y_{ik}} X_{ia}"],
    "relu-network/dW": [r"2(\hat y - y) w_j \mathbf{1}[z_j > 0] x_a"],
}  # fmt: skip

WRONG_LATEX = {
    "batch-norm/dxhat": [DY, rf"-\gamma {DY}", rf"{DY} \beta", rf"{DY} \hat x_i"],
    "batch-norm/dvar": [
        rf"\sum_{{i=1}}^m {DXHAT} (x_i - \mu_B) \frac{{1}}{{2}} (\sigma_B^2 + \epsilon)^{{-3/2}}",  # sign
        rf"\sum_{{i=1}}^m {DXHAT} (x_i - \mu_B) \frac{{-1}}{{2}} (\sigma_B^2 + \epsilon)^{{-1/2}}",  # exponent
        rf"\sum_{{i=1}}^m {DXHAT} (x_i - \mu_B) (-1) (\sigma_B^2 + \epsilon)^{{-3/2}}",  # factor
        rf"\frac{{1}}{{m}} \sum_{{i=1}}^m {DXHAT} (x_i - \mu_B) \frac{{-1}}{{2}} (\sigma_B^2 + \epsilon)^{{-3/2}}",  # mean
        rf"\sum_{{i=1}}^m {DXHAT} (x_i - \mu_B) \frac{{-1}}{{2}} (\sigma_B^2)^{{-3/2}} + \epsilon",
    ],
    "batch-norm/dmu": [
        rf"\sum_{{i=1}}^m {DXHAT} * \frac{{-1}}{{\sqrt{{\sigma_B^2}} + \epsilon}}",  # eps outside of the root
        rf"\sum_{{i=1}}^m {DXHAT} * \frac{{-1}}{{\sqrt{{\sigma_B^2}} + \sqrt\epsilon}}",
        rf"{DMU} = -\frac{{1}}{{{D}}} \sum_i {DXHAT} = \frac{{1}}{{{D}}} \sum_i {DXHAT}",  # the last link
        rf"{DMU} = \frac{{1}}{{{D}}} \sum_i {DXHAT} = -\frac{{1}}{{{D}}} \sum_i {DXHAT}",  # the first one
    ],
    "batch-norm/dx": [
        rf"{DXHAT} * \frac{{1}}{{{D}}} + {DVAR} * \frac{{x_i - \mu_B}}{{m}} + {DMU} * \frac{{1}}{{m}}",  # factor 2
        rf"{DXHAT} * \frac{{1}}{{{D}}} + {DVAR} * \frac{{2(x_i - \mu_B)}}{{m}} + {DMU}",  # 1/m
        rf"{DXHAT} * \frac{{1}}{{{D}}} - {DVAR} * \frac{{2(x_i - \mu_B)}}{{m}} + {DMU} * \frac{{1}}{{m}}",  # sign
        # \hat x_i in the sum over j, and x_i for \hat x_i
        rf"\frac{{1}}{{m {D}}} ( m {DXHAT} - \sum_{{j=1}}^m {DXHAT} - \hat x_i \sum_{{j=1}}^m {DXHAT_J} \hat x_j )",
        rf"\frac{{1}}{{m {D}}} ( m {DXHAT} - \sum_{{j=1}}^m {DXHAT_J} - x_i \sum_{{j=1}}^m {DXHAT_J} \hat x_j )",
    ],
    "batch-norm/dgamma": [rf"\sum_{{i=1}}^m {DY} x_i", rf"\frac1m \sum_{{i=1}}^m {DY} \hat{{x}}_i"],
    "batch-norm/xhat-variance": ["1", r"\frac{\sigma_B^2}{\sqrt{\sigma_B^2 + \epsilon}}", r"\frac{\mu_B^2}{\sigma_B^2 + \epsilon}"],
    "softmax-cross-entropy/gradient": [
        r"y_t - \hat{y}_t", r"\hat{y}_t - 1", r"\hat{y}_t(1-\hat y_t)", r"\hat{y}_t - y_t^2", r"\hat{y}_t^2 - y_t",
        r"\frac{e^{z_t}}{\sum_k e^{z_k} - y_t}", r"e^{z_t} - y_t",
        r"\hat y_t - y_t = \hat y_t - 1 + y_t",
    ],
    "softmax-cross-entropy/one-term": [r"y_t \hat{y}_t - y_t = \hat y_t - y_t", r"y_t \hat{y}_t^2 - y_t"],
    "softmax-cross-entropy/jacobian": [
        r"\hat y_t (1 - \hat y_t)", r"\hat y_s (\delta_{st} + \hat y_t)", r"-\hat y_s \hat y_t", r"\hat y_s (\delta_{ss} - \hat y_t)",
    ],
    "adam/m-unrolled": [
        r"(1 - \beta_1) \sum_{i=1}^t \beta_1^{i} g^i", r"(1 - \beta_1) \sum_{i=0}^t \beta_1^{t-i} g^i",
        r"(1 - \beta_2) \sum_{i=1}^t \beta_1^{t-i} g^i", r"(1 - \beta_1) \sum_{i=1}^t \beta_1^{t-i} g^t",
        r"(1 - \beta_1) \sum_{i=1}^{t-1} \beta_1^{t-i} g^i", r"\sum_{i=1}^t \beta_1^{t-i} g^i", r"m_t^{(c)}",
    ],
    "adam/v-unrolled": [
        r"(1 - \beta_2) \sum_{i=1}^t \beta_2^{t-i} g^i", r"(1 - \beta_2) \sum_{i=1}^t (\beta_2^{t-i} g^i)^2",
        r"(1 - \beta_2) \left(\sum_{i=1}^t \beta_2^{t-i} g^i\right)^2", r"(1 - \beta_2)^t \sum_{i=1}^t \beta_2^{t-i} (g^i)^2",
        r"(1 - \beta_2) \sum_{i=1}^t \beta_2^{t-i} g^{2i}",
    ],
    "adam/adagrad-limit": [
        r"\frac{\eta_0}{\sqrt{\sum_{i=0}^t (g^i)^2}} g^t",  # one term too many, as in the document
        r"\frac{\eta_0}{\sum_{i=1}^t (g^i)^2} g^t", r"-\frac{\eta_0}{\sqrt{\sum_{i=1}^t (g^i)^2}} g^t",
    ],
    "nesterov/velocity-at-the-point-ahead": [r"\mu v_{t-1} - \epsilon f'(\theta_{t-1})"],
    "momentum/velocity-unrolled": [r"-\alpha_t \sum_{i=1}^t \mu^{t-i} g_i"],  # the rate that changes is another alpha
    "dropout/scale-keeps-the-mean": ["r h", r"r \cdot h (1 - P_{\text{drop}}) = h P_{\text{drop}}"],
    "dropout/two-inputs-at-one-half": [r"\frac{1}{2} * (w_0 * x_1 + w_1 * x_0)"],
    "dropout/variance": ["p(1-p)h", "p(1+p)h^2"],
    "dropout/linear-unit-mean": [r"p \sum_i w_i \sum_i x_i", r"n p \sum_i w_i x_i", r"p^n \sum_i w_i x_i"],
    "activations/tanh-is-a-scaled-sigmoid": [r"2\sigma(z) - 1", r"2\sigma(2z) + 1"],
    "activations/sigmoid-derivative": [r"\sigma(z)(1+\sigma(z))", r"\sigma(z^2)", r"\frac{e^{z}}{1+e^{z}}"],
    "weight-decay/update-halved": [
        r"(1 - \alpha\lambda) w_j - \frac{\partial \mathcal{L}}{\partial w_j}",  # as printed
        r"(1 + \alpha\lambda) w_j - \alpha \frac{\partial \mathcal{L}}{\partial w_j}",
        r"(1 - \alpha\lambda) w_j + \alpha \frac{\partial \mathcal{L}}{\partial w_j}",
    ],
    "relu-network/dW": [r"2(\hat y - y) w_j x_a", r"2(h_j - y) w_j \mathbf{1}[z_j > 0] x_a"],
}  # fmt: skip

UNREADABLE_LATEX = {
    "batch-norm/dx": [
        DX, rf"\frac{{1}}{{m {D}}} ( m {DX} - \sum_{{j=1}}^m {DXHAT_J} )",  # in other clothes
        rf"{DXHAT} \frac{{1}}{{{D}}} + {DXHAT_J} \hat x_j",  # the sum is missing
        rf"\frac{{\partial l}}{{\partial \hat{{\mathbf{{x}}}}_i}} / {D}", rf"{DXHAT} / \sqrt{{\sigma_B + \epsilon}}",
        rf"{L % 'x^2'}", rf"{DXHAT}/{D}, {DMU}/m", rf"{DX} \approx {DXHAT}/{D}", rf"{DXHAT}/{D} + \ldots",
    ],
    "batch-norm/dgamma": [
        rf"\sum_{{i=1}}^m {DXHAT} \hat{{x}}_i",  # upstream
        rf"{DY} \hat{{x}}",
    ],
    "batch-norm/dbeta": [rf"{L % 'β'} = {L % 'β'}"],
    "softmax-cross-entropy/gradient": [
        r"\hat y_t - y_t \text{ if } t = k", r"\hat y_t - y_t \quad \text{for } y_t = 1", r"\hat y_t - y_t, \quad y_t = 1",
        r"\hat y_t - y_t % if t = k", r"\hat y_t - y_t \; (t = 1)", r"\hat y_t \underbrace{- y_t}_{\text{if } t = k}",
        r"\hat{y} - y", r"(\hat{y} - y)_t", r"\hat{\mathbf y}_t - \mathbf{y}_t", r"\hat{y}'_t - y_t",
        r"\hat y_t - Y_t", r"\hat y_t - \bar y_t", r"\hat y_t - y_t \pm 0", r"\frac{e^{z_t}}{\sum_i e^{z_t}} - y_t",
        r"\text{softmax}(z_t) - y_t", r"\hat y_t - y_t = \frac{\partial L}{\partial z_t}", r"\hat y_t - y_t \le 1",
        r"\frac{\partial \mathrm{LSE}}{\partial z_t} - y_t", r"\cancel{2} \hat y_t - y_t", r"\hat y_t - y_t \not= 0",
    ],
    "softmax-cross-entropy/one-term": [
        r"\frac{\partial L_t}{\partial z_t}", r"-\frac{y_t}{\hat y_t} \frac{\partial \hat y_t}{\partial z_t}",
    ],
    "adam/m-unrolled": [
        r"(1 - \beta_1) \beta_1^{t-i} g^i", r"(1 - \beta_1) \sum_{i=1}^t \beta_1^{t-i} g",
        r"(1 - \beta) \sum_{i=1}^t \beta^{t-i} g^i",
    ],
    "adam/v-unrolled": [r"(1 - \beta_2) \sum_{i=1}^t \beta_2^{t-i} g^2"],  # the member at 2, or a square
    "adam/vhat-limit": [r"\lim_{\beta_2 \to 1^-} \hat v^t"],
    "dropout/variance": [r"\mathrm{Var}(U) h^2", r"\mathbb{E}[(Uh)^2] - \mathbb{E}[Uh]^2"],
    "dropout/two-inputs-at-one-half": [r"\frac{1}{2} w x", r"\frac{1}{2}(\mathbf{w}_0 x_0 + \mathbf{w}_1 x_1)"],
    "dropout/linear-unit-mean": ["p w x", r"p \mathbf{w}^\top \mathbf{x}"],
    "activations/sigmoid-derivative": [r"\sigma(1-\sigma)", r"2\sigma \cdot 2z"],
    "weight-decay/update-halved": [
        r"(1 - \alpha\lambda)w - \alpha \frac{\partial \mathcal{L}}{\partial w}",
        r"(1 - \alpha\lambda) w_j - \alpha \frac{\partial \mathcal{L}}{\partial w_k}",
    ],
    "relu-network/dW": [r"\frac{\partial \mathcal{L}}{\partial W_{aj}} = 2(\hat y - y) w_j \mathbf{1}[z_j > 0] x_a"],
    "linear-layer/dW": [r"\sum_i \frac{\partial L}{\partial Y_{ki}} X_{ai}"],  # indices exchanged
}  # fmt: skip


@pytest.mark.parametrize(("question", "answer"), cases(RIGHT_LATEX))
def test_right_in_latex(question, answer):
    test_right_in_any_form(question, answer)


@pytest.mark.parametrize(("question", "answer"), cases(WRONG_LATEX))
def test_wrong_in_latex(question, answer):
    test_wrong_with_a_counterexample(question, answer)


@pytest.mark.parametrize(("question", "answer"), cases(UNREADABLE_LATEX))
def test_unreadable_in_latex(question, answer):
    test_unreadable_says_where(question, answer)


RESTATES = {
    # what is asked for, in other clothes
    "batch-norm/xhat-sums-to-zero": [
        "sum(xhat[i], i)", r"\sum_{j=1}^m \hat x_j", r"\sum_i \hat x_i + 0", r"-\sum_i -\hat x_i", "m*mean(xhat[k], k)",
        r"\sum_i 2\hat x_i - \sum_j \hat x_j", r"\frac{2 \sum_i \hat{x}_i}{2}", "sum(xhat[i] + x[i] - x[i], i)",
    ],
    "batch-norm/xhat-variance": [r"\frac{1}{m}\sum_k (\hat x_k - \frac1m \sum_i \hat x_i)^2"],
    "adam/m-unrolled": ["m_t", r"\hat m^t (1 - \beta_1^t)", r"m^{t} \cdot 1", r"\beta_1 m^{t-1} + (1 - \beta_1) g^t"],
    "adam/v-unrolled": [r"\hat{v}_t - \beta_2^t \hat{v}_t"],
    "adam/bias-as-weights": [r"1 - \beta_2^t + 0", r"-(\beta_2^t - 1)"],
    "adam/vhat-weighted-mean": [r"\hat{v}^t", r"\frac{v^t}{1-\beta_2^t}", r"v_t (1-\beta_2^t)^{-1}"],
    "momentum/velocity-unrolled": [r"\theta_t - \theta_{t-1}"],
    "activations/tanh-is-a-scaled-sigmoid": [r"\tanh z", r"\tanh(z) = \tanh(z)", r"\tanh(z) + z - z", r"\frac{2\tanh z}{2}"],
}  # fmt: skip


@pytest.mark.parametrize(("question", "answer"), cases(RESTATES))
def test_what_is_asked_for_in_other_clothes_is_no_answer(question, answer):
    checked = grading.check(question, answer)
    assert (checked.verdict, checked.code) == ("invalid", "restates"), checked.feedback


@pytest.mark.parametrize("id_", library.ids())
def test_what_an_author_wrote_is_an_answer(id_):
    derivation = library.load(id_)
    for claim in derivation.claims:
        if claim.relation == "=" and claim.expected == "proved":
            checked = grading.judge(derivation, claim, latex(claim.rhs))
            assert checked.verdict == "equivalent", (claim.name, checked.feedback)


@pytest.mark.parametrize("id_", library.ids())
def test_a_slip_is_no_answer(id_):
    derivation = library.load(id_)
    for claim in derivation.claims:
        for slip in claim.slips:
            if claim.relation == "=" and slip.rhs is not None and slip.given is None:
                checked = grading.judge(derivation, claim, latex(slip.rhs))
                assert checked.verdict in ("not_equivalent", "invalid"), (claim.name, slip.text)


@pytest.mark.parametrize(("question", "answer", "verdict", "note"), [
    ("dropout/mean", "Uh", "not_equivalent", "it could be one name (write U*h)"),
    ("dropout/mean", "ph", "equivalent", "it could be one name (write p*h)"),
    ("batch-norm/dx-sums-to-zero", r"0/m\gamma", "equivalent", "it could be a division by the whole product"),
])  # fmt: skip
def test_where_an_answer_could_be_read_in_another_way_it_is_told_how_it_was_read(question, answer, verdict, note):
    checked = grading.check(question, answer)
    assert checked.verdict == verdict
    assert note in checked.feedback


def test_a_chain_has_an_end():
    right = r"\hat{y}_t - y_t"
    assert grading.check("softmax-cross-entropy/gradient", " = ".join([right] * 40)).code == "proved"
    checked = grading.check("softmax-cross-entropy/gradient", " = ".join([right] * 41))
    assert checked.code == "unreadable"
    assert "40" in checked.feedback


def test_the_witness_of_an_answer_that_has_no_variables():
    said = grading.check("relu-network-numbers/dw1", "-24").feedback
    assert said == "The sign of the answer is wrong.\nwhat is asked for is 24 and the answer is -24"
    assert grading.check("relu-network-numbers/dw1", "-24", explain=False).feedback == said.splitlines()[1]


@pytest.mark.parametrize("hidden", [
    "p[t] - y[t] + 0/0",
    "p[t] - y[t] + log(-1 - z[t]^2) - log(-1 - z[t]^2)",
    "p[t] - y[t] + sqrt(-1 - z[t]^2) - sqrt(-1 - z[t]^2)",
    "p[t] - y[t] + sqrt(z[t])^2 - z[t]",
])  # fmt: skip
def test_an_answer_that_is_not_defined_where_the_question_is_is_not_right(hidden):
    assert grading.check("softmax-cross-entropy/gradient", hidden).verdict != "equivalent"


def test_a_factor_that_cancels_is_told():
    checked = grading.check("softmax-cross-entropy/gradient", "z[t]*(p[t] - y[t])/z[t]")
    assert checked.verdict == "equivalent"
    assert "z[t] != 0" in checked.feedback


def test_a_question_that_is_not_there():
    with pytest.raises(InputError, match="batch-norm/dx-collapsed"):
        grading.check("batch-norm/nothing", "1")
    with pytest.raises(InputError, match="symdl list"):
        grading.check("/etc/passwd", "1")


def test_the_row_is_json():
    row = json.loads(json.dumps(grading.check("dropout/mean", "h").row()))
    assert row["schema"] == 1
    assert row["verdict"] == "not_equivalent"
    assert row["witness"]["lhs"] != row["witness"]["rhs"]


@pytest.mark.parametrize(("name", "answer"), [
    ("batch-norm/dgamma", r"\sum_i \frac{\partial l}{\partial y_i} \hat{x}^i"),
    ("batch-norm/dxhat", r"\gamma \left(\frac{\partial l}{\partial y_i}\right)^i"),
])  # fmt: skip
def test_an_index_of_a_batch_is_not_written_as_a_power(name, answer):
    assert grading.check(name, answer).verdict == "invalid"


@pytest.mark.parametrize(("question", "answer", "verdict", "code"), [
    # another letter for the one index of the question
    ("softmax-cross-entropy/gradient", "p_i - y_i", "equivalent", "proved"),
    ("softmax-cross-entropy/gradient", r"\frac{e^{z_i}}{\sum_j e^{z_j}} - y_i", "equivalent", "proved"),
    ("softmax-cross-entropy/gradient", r"\frac{\partial L}{\partial z_k} = \hat y_k - y_k", "equivalent", "proved"),
    ("softmax-cross-entropy/gradient", "y_i - p_i", "not_equivalent", "sign"),
    ("softmax-cross-entropy/gradient", "p_i - y_j", "invalid", "unreadable"),
    ("softmax-cross-entropy/gradient", "p_t - y_i", "invalid", "unreadable"),
    ("batch-norm/dx", "(dxhat[j] - mean(dxhat[k], k) - xhat[j]*mean(dxhat[k]*xhat[k], k))/sqrt(var + eps)", "equivalent",
     "proved"),
    ("batch-norm/dx", "dxhat[j]/sqrt(var+eps) + dxhat[i]", "invalid", "unreadable"),
    ("softmax-cross-entropy/jacobian", "p_i*(delta(i,j) - p_j)", "invalid", "unreadable"),
    # a sum that is missing
    ("batch-norm/dgamma", "dy[i]*xhat[i]", "not_equivalent", "sum-missing"),
    ("batch-norm/dgamma", r"\frac{\partial l}{\partial y_j} \hat{x}_j", "not_equivalent", "sum-missing"),
    ("batch-norm/dgamma", "dy[i]*x[i]", "invalid", "unreadable"),
    ("batch-norm/dbeta", "dy_j", "not_equivalent", "sum-missing"),
    ("dropout/linear-unit-mean", "p w_i x_i", "not_equivalent", "sum-missing"),
])  # fmt: skip
def test_letters_that_the_question_does_not_have(question, answer, verdict, code):
    found = grading.check(question, answer)
    assert (found.verdict, found.code) == (verdict, code), found.feedback
