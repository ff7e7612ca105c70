r"""Formulas as programs, and as hands in a hurry, write them: sum(y*log(p)), softmax(z)_i, y_1 + ... + y_K."""

from __future__ import annotations

import pytest

from symdl.grading import check
from symdl.grading.typed.listed import listed

LOSS = {"reference": r"-\sum_{k=1}^K y_k \log p_k"}
LINE = {"definitions": [r"\hat y_i = w x_i + b", r"J = \frac{1}{2m} \sum_{i=1}^m (\hat y_i - y_i)^2"],
        "reference": r"\frac{dJ}{dw} = \frac1m \sum_i (\hat y_i - y_i) x_i"}
SPREAD = {"definitions": [r"\mu = \frac1d \sum_{i=1}^d x_i"], "reference": r"\frac1d \sum_i x_i^2 - \mu^2"}
SOFTMAX = {"reference": r"\frac{e^{z_i}}{\sum_j e^{z_j}}"}
CROSS = {"definitions": [r"p_i = \mathrm{softmax}(z)_i", r"L = -\sum_i y_i \log p_i"], "context": "y is one-hot",
         "reference": r"\frac{\partial L}{\partial z_i}"}
PICKED = {"definitions": [r"L = -\log \mathrm{softmax}(z)_c"], "reference": r"\frac{\partial L}{\partial z_i}"}
SHARE = {"reference": r"\frac{\sum_{i=1}^k \lambda_i}{\sum_{i=1}^d \lambda_i}"}
POWERS = {"reference": r"\sum_{k=0}^{n-1} r^k"}
RATIO = {"reference": r"D(x) = \frac{p(x)}{p(x) + q(x)}"}


@pytest.mark.parametrize(("question", "right", "wrong"), [
    (LOSS, ["-sum(y*log(p))", "-np.sum(y*np.log(p))", "-sum(y_k*log(p_k))", r"-y_1\log p_1 - \dots - y_K\log p_K",
            r"-\Sigma_k y_k \log p_k"], ["sum(y*log(p))", "-mean(y*log(p))", "-sum(p*log(y))"]),
    (LINE, ["1/m*sum((yhat-y)*x)", "mean((w*x+b-y)*x)", "mean((y_hat - y)*x)"],
     ["sum((yhat-y)*x)", "mean((y-yhat)*x)"]),
    (SPREAD, ["mean(x^2) - mean(x)^2", "mean((x-mu)^2)"], ["mean(x)^2 - mu^2", "sum(x^2) - mu^2"]),
    (SOFTMAX, [r"\mathrm{softmax}(z)_i", "softmax(z)_i", r"\frac{e^{z_i}}{e^{z_1} + \dots + e^{z_K}}"],
     [r"\mathrm{softmax}(z)_i^2", "1 - softmax(z)_i"]),
    (CROSS, [r"\mathrm{softmax}(z)_i - y_i", "p_i - y_i"], ["y_i - p_i", r"\mathrm{softmax}(z)_i"]),
    (PICKED, [r"\mathrm{softmax}(z)_i - \delta_{ic}"], [r"\mathrm{softmax}(z)_i"]),
    (SHARE, [r"\frac{\lambda_1 + \dots + \lambda_k}{\lambda_1 + \dots + \lambda_d}"],
     [r"\frac{\lambda_1 + \dots + \lambda_d}{\lambda_1 + \dots + \lambda_k}"]),
    (POWERS, [r"1 + r + r^2 + \dots + r^{n-1}", "1+r+...+r^(n-1)"],
     [r"1 + r + \dots + r^n", r"r + r^2 + \dots + r^{n-1}"]),
    (RATIO, [r"\frac{p}{p+q}", "p/(p+q)"], [r"\frac{q}{p+q}", "p"]),
    ({"reference": r"\log K"}, [r"-\sum_{i=1}^K \frac1K \log \frac1K"], [r"\sum_{i=1}^K \log K"]),
    ({"reference": r"d_{model}^2 + d_{ff}d_{model}"}, ["dmodel*(dmodel+dff)"], ["dmodel*(dmodel-dff)"]),
])  # fmt: skip
def test_as_it_is_written(question: dict[str, object], right: list[str], wrong: list[str]) -> None:
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check(question, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)


@pytest.mark.parametrize("text", [
    r"1 + r + r^3 + \dots + r^n", r"1 + \dots + r^n", r"1 - r + r^2 - \dots + r^n", r"x_1 + x_3 + \dots + x_n",
    r"x_1 \dots x_n", r"a + \dots + b", r"-x_1 + \dots + x_n",
])  # fmt: skip
def test_dots_of_which_the_pattern_is_not_seen(text: str) -> None:
    assert listed(text) == text


@pytest.mark.parametrize(("question", "answer"), [
    (LOSS, "-sum(y)*log(p)"), (LINE, "mean((yhat-y))*x"), (LOSS, "-sum(y*log(p), y)"),
    (SOFTMAX, r"\mathrm{softmax}(z)"),
    ({"reference": "f(x) + f(y)"}, "2f"), ({"reference": "p + p(x)"}, "2p"),
])  # fmt: skip
def test_what_is_not_taken_for_right(question: dict[str, object], answer: str) -> None:
    assert check(question, answer).verdict != "equivalent"


@pytest.mark.parametrize(("reference", "right", "wrong"), [
    (r"\nabla_w L = \frac2n X^T(Xw-y) + 2\lambda w",
     ["2/n*X^T*(X*w-y) + 2*lambda*w", "(2/n)*X^T(Xw-y) + 2 lambda w", "2/n X.T @ (X @ w - y) + 2 lambda w"],
     ["2/n*X^T*(X*w-y) + lambda*w", "2/n*X^T*(y-X*w) + 2*lambda*w"]),
])  # fmt: skip
def test_products_of_matrices_in_plain_text(reference: str, right: list[str], wrong: list[str]) -> None:
    question = {"definitions": [r"L(w) = \frac1n \|Xw-y\|_2^2 + \lambda \|w\|_2^2"], "reference": reference}
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check(question, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)


@pytest.mark.parametrize(("reference", "answer"), [
    (r"A^\top B", "A^T*B"), (r"u \odot v + A^\top x", "u*v + A^T x"), (r"AB", "A*B"),
    (r"(A - B) x y^\top", "(A-B)*x*y^T"),
])  # fmt: skip
def test_products_that_may_be_of_entries(reference: str, answer: str) -> None:
    assert check({"reference": reference}, answer).verdict in ("undecided", "equivalent")


@pytest.mark.parametrize(("question", "right", "wrong"), [
    (SPREAD, ["mean((x - mean(x))^2)", "sum((x-mean(x))^2)/d"], ["mean((x + mean(x))^2)", "sum((x-mean(x))^2)"]),
    (SOFTMAX, ["softmax(z)[i]", "exp(z_i)/sum(exp(z))"], ["exp(z_i)/mean(exp(z))"]),
    ({**CROSS, "context": ""}, ["softmax(z)_i*sum(y) - y_i", "p_i*sum(y) - y_i"], ["p_i - y_i"]),
])  # fmt: skip
def test_sums_in_sums(question: dict[str, object], right: list[str], wrong: list[str]) -> None:
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check(question, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)


@pytest.mark.parametrize(("question", "right", "wrong"), [
    ({"definitions": [r"y = \max(a, b)", "L = y^2"],
      "reference": r"\frac{dL}{da} = \begin{cases}2a & a>b\\ 0 & a<b\end{cases}"},
     ["2a if a > b else 0", "dL/da = 2a if a > b else 0", "2a when a > b, otherwise 0", "2a if a > b, 0 otherwise"],
     ["2b if a > b else 0", "2a if a < b else 0", "0 if a > b else 2a"]),
    ({"reference": r"\eta_0 \gamma^{\lfloor t/s \rfloor}"}, ["eta_0 * gamma^(t//s)", "η₀γ^⌊t/s⌋"],
     ["eta_0*gamma^(t/s)"]),
    ({"reference": r"\frac{n!}{k!(n-k)!} p^k (1-p)^{n-k}"}, ["C(n,k) p^k (1-p)^(n-k)"], ["C(k,n) p^k (1-p)^(n-k)"]),
])  # fmt: skip
def test_signs_of_programs(question: dict[str, object], right: list[str], wrong: list[str]) -> None:
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert "equivalent" not in [check(question, answer).verdict for answer in wrong]


@pytest.mark.parametrize("answer", ["2a if a > b", "2a if else 0", "2a if a > b else", "if a > b else 0", "C(n,k)"])
def test_half_a_case(answer: str) -> None:
    assert check({"reference": "2a + C"}, answer).verdict != "equivalent"


@pytest.mark.parametrize(("reference", "right", "wrong"), [
    (r"\begin{cases}\frac12a^2 & |a|\le\delta\\ \delta(|a|-\frac12\delta) & \text{otherwise}\end{cases}",
     "a^2/2 if abs(a) <= delta else delta*(abs(a) - delta/2)", "a^2/2 if abs(a) <= delta else delta*(abs(a) - delta)"),
    (r"\max(0,\mu)", "mu if mu > 0 else 0", "0 if mu > 0 else mu"),
    (r"\begin{cases}\alpha x & x<0\\ x & x\ge0\end{cases}", "alpha*x if x < 0 else x", "x if x < 0 else alpha*x"),
])  # fmt: skip
def test_names_in_cases_of_a_program(reference: str, right: str, wrong: str) -> None:
    assert check({"reference": reference}, right).verdict == "equivalent"
    assert check({"reference": reference}, wrong).verdict == "not_equivalent"


COOLED = {"reference": r"p_k = \frac{e^{z_k/T}}{\sum_{j=1}^K e^{z_j/T}}"}
SCALED = {"reference": r"p_k = \frac{e^{\beta z_k}}{\sum_j e^{\beta z_j}}"}
PLAIN = {"reference": r"p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}"}
MOVED = {"reference": r"p_k = \frac{e^{z_k+b_k}}{\sum_j e^{z_j+b_j}}"}


@pytest.mark.parametrize(("question", "right", "wrong"), [
    (COOLED, [r"\operatorname{softmax}(z/T)_k", r"\operatorname{softmax}\left(\frac{z}{T}\right)_k", "softmax(z/T)[k]",
              r"\mathrm{softmax}(T^{-1}z)_k"],
     [r"\operatorname{softmax}(Tz)_k", "softmax(2*z/T)_k", "softmax(Wz/T)_k", "softmax(z)_k"]),
    (SCALED, [r"\operatorname{softmax}(\beta z)_k", "softmax(beta*z)_k"], ["softmax(-beta*z)_k", "softmax(z)_k"]),
    (MOVED, ["softmax(z+b)_k"], ["softmax(z)_k", "softmax(z-b)_k"]),
    (PLAIN, ["softmax(z)_k"], ["softmax(z+c)_k", "softmax(-z)_k"]),  # c may have entries
])
def test_a_softmax_of_what_is_made_of_a_vector(question: dict[str, str], right: list[str], wrong: list[str]) -> None:
    assert {one: check(question, one).verdict for one in right} == dict.fromkeys(right, "equivalent")
    assert "equivalent" not in {check(question, one).verdict for one in wrong}
