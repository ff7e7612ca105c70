"""Answers: every right form is accepted, nothing wrong is, and each gets a reason."""

import json

import pytest

from symdl import grading
from symdl.errors import InputError

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
    "batch-norm/dx": ["", "dx[i]", "dxhat[i", "dxhat[q]", "nonsense", "x[i] = 3", "__import__('os')", "1/0)",
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
    assert checked.code == "unreadable"


def test_an_answer_that_repeats_the_question_is_no_answer():
    assert grading.check("batch-norm/xhat-sums-to-zero", "sum(xhat[i], i)").code == "restates"


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
