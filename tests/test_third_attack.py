r"""Answers of a third attack: signs in prose, ranges and indices said behind, deltas, values of functions, matrices."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.grading import check


def asked(reference: str, *definitions: str, **more: Any) -> Any:
    return {"reference": reference, "definitions": [*definitions], **more}


LOGISTIC = r"f(x)=\frac{1}{1+e^{-x}}"
SOFTMAX = asked(r"\frac{\partial L}{\partial z_k} = p_k - y_k", r"p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}",
                r"L = -\sum_k y_k \log p_k", assumptions=[r"\sum_k y_k = 1"])
LINEAR = asked(r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i) x_i",
               r"\hat{y}_i = w x_i + b", r"J = \frac{1}{2m} \sum_{i=1}^m (\hat{y}_i - y_i)^2")
LAYER = asked(r"\frac{\partial L}{\partial W_{kj}} = \sum_i \delta_{ij} x_{ik}", r"z_{ij}=\sum_k x_{ik}W_{kj}",
              r"L = \sum_i\sum_j \delta_{ij} z_{ij}")
PASSED_BACK = asked(r"\frac{\partial L}{\partial w_{ij}}=\delta_{nj} x_{ni}")
GRADIENT: Any = {"claim": "softmax-cross-entropy/gradient"}
SQUARE: Any = asked("x^2")

WRONG = [
    # a sign between words and a formula is one of the formula
    (SQUARE, r"The answer is -$x^2$"), (SQUARE, r"The answer is -\boxed{x^2}"), (SQUARE, r"Thus, -$x^2$"),
    (SQUARE, r"The gradient is -\(x^2\)"), (SQUARE, r"Therefore -`x^2`"), (SQUARE, r"\text{The answer is -}x^2"),
    (SOFTMAX, "The gradient is -$(p_k-y_k)$"), (GRADIENT, "The gradient is -$(p_t-y_t)$"),
    (asked("5"), "The answer is .$5$"), (SQUARE, r"The answer is > $x^2$"),
    # and so is one in a command for words, or over a name
    (SQUARE, r"\text{-}x^2"), (asked("2x"), r"\mathrm{-}2x"), (SOFTMAX, r"\text{-}(p_k-y_k)"),
    (asked("x"), r"\overset{-}{x}"), (SOFTMAX, r"\overset{.}{p_k}-y_k"), (SOFTMAX, r"\stackrel{*}{p}_k-y_k"),
    (asked("x"), r"\overbrace{x}^{-}"),
    # range(n) ends at n - 1
    (asked(r"\sum_{k=1}^n k^2"), "sum(k**2 for k in range(n))"),
    (asked(r"\sum_{i=1}^m i"), "sum(i for i in range(m))"),
    (asked(r"\sum_{t=1}^T \gamma^{t-1} r_t"), "sum(gamma**(t-1)*r[t] for t in range(T))"),
    ({"claim": "adam/m-unrolled"}, "(1-beta1)*sum(beta1^(t-i)*g[i] for i in range(t))"),
    (asked(r"\sum_{k=1}^n k^2"), "sum(k**2 for k in range(1, n))"), (asked("|x-1|=2"), "(x-1)^2=2"),
    (asked("|x-1|=-2"), "(x-1)^2=4"), (asked(r"\sum_{k=1}^n k x_k"), "sum(k*x[k] for k in range(n))"),
    # what is said of an index is no abbreviation
    (asked("x_i"), "x_i where i=2"), (asked("a_t"), r"a_t, \quad t = 0"), (SOFTMAX, "p_k - y_k, where k = 1"),
    (GRADIENT, "p[t]-y[t] where t = 2"), (asked(r"\sum_j W_{ij} x_j"), r"\sum_j W_{ij}x_j, \quad j=1"),
    # a range that is said behind a sum is one of the sum
    (asked(r"\sum_{i=1}^n x_i"), r"\sum_i x_i, i=0,\dots,n"),
    (asked(r"\sum_{i=1}^n x_i"), r"\sum_i x_i, i=1,\dots,k"),
    (asked(r"\sum_{i=1}^n x_i"), r"\sum_i x_i \quad (0\le i\le n)"),
    (LINEAR, r"\frac1m\sum_i(\hat y_i-y_i)x_i, i=0,\dots,m"),
    (LINEAR, r"\frac1m\sum_i(\hat y_i-y_i)x_i, i=1,\dots,n"),
    (asked(r"\sum_{i=1}^n x_i"), r"\sum_ix_i, i=0,\dots,n"),
    # a delta of two letters may be an error that is passed back
    (PASSED_BACK, r"\delta_{jn} x_{ni}"), (PASSED_BACK, r"\delta_{nj} x_{ji}"), (LAYER, "x_{jk}"),
    (asked(r"\frac{\partial L}{\partial w_k}=\sum_n \delta_{nj} x_{nk}",
           notation={"names": [r"\delta_{ij}", "x_{ij}", "w_k", "L"]}), "x_{jk}"),
    # a value of a function is no product
    (asked("n f x", "f(x)=x^2"), "nf(x)"), (asked("x^2 f", LOGISTIC), "xf(x)"),
    (asked("z w s", r"s(z)=\frac{1}{1+e^{-z}}"), "ws(z)"), (asked("x f", LOGISTIC), r"f\bigl(x\bigr)"),
    (asked("x f", LOGISTIC), r"f\,(x)"), (asked("x f", LOGISTIC), r"f\left[x\right]"),
    (asked(r"z\sigma", r"\sigma(z)=\frac{1}{1+e^{-z}}"), r"\sigma\!(z)"), (asked("f^2", LOGISTIC), "f(f(x))"),
    (asked("g(z)^2", r"g(z)=\frac{1}{1+e^{-z}}"), "g(g(z))"),
    (asked(r"\sigma^2", r"\sigma(z)=\frac{1}{1+e^{-z}}"), r"\sigma(\sigma(z))"),
    (asked("x/f", LOGISTIC), "f^{-1}(x)"), (asked("h v x", r"h=\tanh(ux)"), "v h(x)"),
    (asked(r"\frac{\partial L}{\partial w}=(s-y)x", r"s=\frac{1}{1+e^{-wx}}", r"L=-y\log s-(1-y)\log(1-s)"),
     "s(x) - xy"),
    (asked("x f_1(x)", "f_1(x)=x+1"), "f_{1}(x)"), (asked("x f_{1}(x)", "f_{1}(x)=x+1"), "f_1(x)"),
    (asked(r"x f_{\theta}(x)", r"f_{\theta}(x)=\theta x"), r"f_\theta(x)"),
    (asked("x f_{1}(x)^2", "f_1(x)=x+1"), "x^3(x+1)"),
    *((asked("x f(x)", "f(x)=x+1"), answer) for answer in (
        r"\mathrm{f}(x)", r"\operatorname{f}(x)", r"\text{f}(x)", "{f}(x)", "{f}{(x)}", "(f)(x)", r"f\quad(x)",
        r"f\hspace{1mm}(x)", r"f\relax(x)", r"\left.f\right.(x)", r"f\{x\}", r"f\lbrack x\rbrack", "f^{ 1}(x)",
        "f{x}")),
    (asked(r"z\sigma(z)", r"\sigma(z)=\frac{1}{1+e^{-z}}"), r"{\sigma}(z)"),
    # what speaks of another name is no new one
    (asked("2x"), "u', where u = x^3, u' = 2x"), (asked("f'(x) = 2x", "f(x) = x^2"), "x' = 2x"),
    # a power is no member, and a layer no power
    (asked(r"\theta_{t+1}=\theta_t-\eta_t g_t"), r"\theta_t-\eta^t g_t"),
    (asked(r"m_t=\beta_t m_{t-1}+(1-\beta_t)g_t"), r"\beta^tm_{t-1}+(1-\beta^t)g_t"),
    (asked(r"\tilde\beta_t=\frac{1-\bar\alpha_{t-1}}{1-\bar\alpha_t}\beta_t"),
     r"\frac{1-\bar\alpha_{t-1}}{1-\bar\alpha_t}\beta^t"),
    (asked(r"s_t=\gamma_t s_{t-1}+x_t", notation={"names": ["s_t", r"\gamma_t", "x_t"], "indices": {"t": "1.."}}),
     r"\gamma^t s_{t-1}+x_t"),
    (asked(r"\delta^l = W^{l+1}\delta^{l+1}\sigma'(z^l)"), r"W^{l}W\delta^{l+1}\sigma'(z^l)"),
    (asked(r"x_t=\sqrt{\bar\alpha_t}x_0+\epsilon"), r"\sqrt{\bar\alpha_t}x^0+\epsilon"),
    (asked(r"x_t=\sqrt{\bar\alpha_t}x_0+\epsilon"), r"\sqrt{\bar\alpha^t}x_0+\epsilon"),
    (asked(r"h_t=\lambda^t h_0"), r"\lambda^th^0"), (asked("1"), r"2\frac{1}{2}"),
    # what holds where both are defined may say two things
    (asked(r"\max(0,x)"), r"0\cdot\log(-x)"), (asked(r"\max(0,x)"), r"x+\log x-\log x"),
    (asked("|x|"), r"e^{\log(-x)}"),
    (asked(r"\ln|x|"), r"\ln(-x)"),
    (asked(r"\ln(x^2)", assumptions=["x real"]), r"2\ln x"), (asked("x", assumptions=[r"x \ne 0"]), r"e^{\ln x}"),
    # an i may be a gate
    (asked("f c + i g"), r"fc+g\sqrt{-1}"), (asked("i(1-i)g"), "(1+i)g"), (asked(r"o\tanh(c)+i^2"), r"o\tanh(c)-1"),
    # of densities nothing is known but how they are written
    (asked(r"p(x|y) = \frac{p(y|x)p(x)}{p(y)}"), r"\frac{p(x)p(x|y)}{p(y)}"),
    (asked(r"\frac{\partial L}{\partial W}=\sum_{t=1}^T\frac{\partial L_t}{\partial W}"),
     r"\sum_{t=1}^{T-1}\frac{\partial L_t}{\partial W}"),
    (asked(r"\sum_{t=1}^T\frac{\partial L_t}{\partial W_i} \sin x"),
     r"T \frac{\partial L_t}{\partial W_i} \sin x"),
    (asked(r"\sum_{k=1}^n (x_k + y_k\sin a)"), r"\sum_{k=1}^n x_k + \sin a \sum_{j=1}^n x_j"),
    (asked(r"\sum_{k=1}^\infty (\frac1k - \frac1{k+1})"), r"\sum_{k=1}^\infty \frac1k - \sum_{k=1}^\infty \frac1{k+1}"),
    (asked("x=1, y=2"), "(x,y)=(2,1)"), (asked("x^2"), "not x^2 as required"),
    (asked(r"dw = \delta x"), r"db = x \delta"), (asked("2x = 4"), "4"),
    # two answers, and answers for some values only
    (asked("x+1"), r"The answer is $\boxed{x}$. Therefore, $\boxed{x+1}$"),
    (asked(r"x \ge 0"), r"x \ge 0, 0 \le t \le x"),
    (asked("e^{-t}"), r"e^{-t} \text{ for } 0\le t\le T"),
    # letters and signs
    (asked(r"\kappa-\varkappa"), "0"), (asked(r"\Theta+\varTheta"), r"2\Theta"), (asked("ab"), r"a\/b"),
    (asked("x"), r"\-x"),
]  # fmt: skip
RIGHT = [
    (SQUARE, r"The answer is $x^2$"), (SQUARE, "> **Answer:** $x^2$"), (asked("0.5"), "The answer is .5"),
    (SOFTMAX, r"p_k - y_k \quad \forall k"), (SOFTMAX, r"p_k - y_k, \quad k = 1, \dots, K"),
    (asked(r"\sum_{i=1}^m x_i"), "sum(x[i] for i in range(m))"),
    (asked(r"\sum_{k=1}^n k^2"), "sum((k+1)**2 for k in range(n))"),
    (asked(r"\sum_{k=1}^n x_{k}"), "sum(x_{k} for k in range(n))"),
    (asked(r"\sum_{k=1}^n k^2"), "sum(k**2 for k in range(1, n+1))"), (asked("|x-1|=2"), "(x-1)^2=4"),
    (asked("f'(x)=2x", "f(x)=x^2"), r"f^{\prime}(x) = 2x"),
    (PASSED_BACK, r"x_{ni} \delta_{nj}"), (LAYER, r"\sum_i x_{ik} \delta_{ij}"),
    (asked(r"\frac{\partial h_i}{\partial z_j} = \delta_{ij} (1-h_i^2)"), r"\delta_{ij} (1-h_i)(1+h_i)"),
    (asked("2f", LOGISTIC), r"2f\,(x)"), (asked("2f", LOGISTIC), r"2f\!\left(x\right)"),
    (asked("y f", LOGISTIC), "yf(x)"),
    (asked("2f", LOGISTIC), r"2f\bigl(x\bigr)"), (asked(r"\frac{df}{dx} = f(1-f)", LOGISTIC), "f(1-f)"),
    (asked(r"\frac{dg}{dx}=f+xf(1-f)", LOGISTIC, "g=xf"), "f(x)+g(x)(1-f(x))"),
    (asked("x f_{1}(x)^2", "f_1(x)=x+1"), "x(x+1)^2"), (asked("f_1'(x)", "f_1(x)=x^2"), r"\frac{2f_{1}(x)}{x}"),
    (asked("f_1(x)f_2(x)", "f_1(x)=x", "f_2(x)=x+1"), "f_{1}(x)f_{2}(x)"), (asked("x f(x)", "f(x)=x+1"),
        r"f(x) \cdot x"),
    (asked(r"\theta_{t+1}=\theta_t-\eta_t g_t"), r"-\eta_t g_t + \theta_t"),
    (asked("dL/dz = p - y", "p = 1/(1+exp(-z))", "L = -y*log(p) - (1-y)*log(1-p)"), "p-y"),
    (asked("f c + i g"), "g i + c f"), (asked("3+4i"), "4i+3"), (asked("e^{ix}"), r"\cos x + i\sin x"),
    (asked(r"dW = \frac{1}{m} dZ A^T"), r"\frac1m dZ A^T"), (asked(r"dw = \delta x"), r"x \delta"),
    (asked(r"db = \sum_i \delta_i"), r"\sum_j \delta_j"), (asked(r"\log p(x) = -\frac{x^2}{2}"), r"-\frac{x^2}{2}"),
    (asked(r"p(x|y) = \frac{p(y|x)p(x)}{p(y)}"), r"\frac{p(x)p(y|x)}{p(y)}"),
    (asked(r"\frac{\partial L}{\partial W}=\sum_{t=1}^T\frac{\partial L_t}{\partial W}"),
     r"\sum_{s=1}^T\frac{\partial L_s}{\partial W}"),
    (asked(r"\sum_{t=1}^T\frac{\partial L_t}{\partial W_i} \sin x"),
     r"\sin x \sum_{s=1}^T\frac{\partial L_s}{\partial W_i}"),
    (asked(r"\sum_{k=1}^n (x_k + y_k\sin a)"), r"\sum_{k=1}^n x_k + \sin a \sum_{j=1}^n y_j"),
    (asked("x=1, y=2"), "(x,y)=(1,2)"), (asked("x^2"), "x^2 as required."), (asked("x^2"), "x^2, q.e.d."),
    (asked(r"\frac{\partial L}{\partial z^{(l)}}"), r"\frac{\partial L}{\partial z^{(l)}}"),
    (asked("x^2"), "x^2 (by the chain rule)"), (asked("x^2"), "By the chain rule: x^2"),
    (asked("x^2"), r"e^{2\log x}"), (asked("2 x"), r"\frac{2x^2}{x}"),
]  # fmt: skip

MATRICES = [
    (r"\frac{\alpha}{r}BAx", r"\frac{\alpha}{r}ABx"), (r"\frac{1}{2} W_2 W_1 x", r"\frac12 W_1 W_2 x"),
    (r"\frac12 W^{(2)}W^{(1)}x", r"\frac12 W^{(1)}W^{(2)}x"), (r"\frac12 AB", r"\frac12 B\,A"),
    (r"\frac12 AB", r"\frac12 B\cdot A"), (r"\frac12 AB", r"\frac{BA}{2}"), (r"\frac12 A(B+C)", r"\frac12(B+C)A"),
    (r"\frac12 A^{-1}B", r"\frac12 BA^{-1}"), (r"\frac12 PAP^{-1}", r"\frac12 A"),
    (r"\frac12 \hat{A}B", r"\frac12 B\hat A"),
    ("B A x", "A B x"), (r"\hat{y} = W_2 \sigma(W_1 x)", r"\sigma(W_1 x) W_2"),
    ("A^2 B", "A B A"),
    (r"\mathbf{y} = W\mathbf{x}", r"\mathbf{x} W"), ("S = W_Q W_K", "W_K W_Q"), ("(A+B)^2", "A^2 + 2AB + B^2"),
]  # fmt: skip
MATRICES += [
    (r"e^{At}B", r"B e^{At}"), (r"\log(AB)", r"\log(BA)"),
    ("A^n B", "B A^n"), ("AB-BA", "0"), ("AB-BA", "BA-AB"), ("A^2B-BA^2+A", "A"), ("(A+B)(A-B)", "A^2-B^2"),
    ("(A+B)(A-B)", "(A-B)(A+B)"),
    (r"\Sigma^{-1}\Lambda", r"\Lambda\Sigma^{-1}"),
    ("W x", "x W"), ("W x + b", "b + x W"), (r"\sigma(W x + b)", r"\sigma(x W + b)"), ("x W", "W x"), ("A x", "x A"),
    ("Xw - y", "wX - y"), ("W_1 x", "x W_1"), ("W h + U x", "h W + U x"), ("W x + b", "xW + b"),
]  # fmt: skip
NUMBERS = [
    ("K^2 C_{in} C_{out} + C_{out}", "C_{out}(C_{in} K^2 + 1)"), ("2 N K", "2 K N"),
    ("P(A)P(B)", "P(B)P(A)"), (r"\frac{1}{N} e^{-N}", r"e^{-N}\frac1N"), ("A e^{-x} B", "A B e^{-x}"),
    ("(A+B)(A-B)", "A^2-AB+BA-B^2"), ("(A+B)(A-B)", "-(A+B)(B-A)"), ("(1-x)AB + BA", "BA + AB - xAB"),
    (r"\hat{y} = W_2 \sigma(W_1 x + b_1) + b_2", r"b_2 + W_2 \sigma(b_1 + W_1 x)"), ("y = A B x", "A B x"),
    ("(A+B)^2", "A^2 + AB + BA + B^2"), (r"\frac{1}{N}\sum_{i=1}^N X_i Y_i", r"\frac{1}{N}\sum_i Y_i X_i"),
    ("E = T + V", "V + T"), (r"2\pi R H + 2 \pi R^2", r"2 \pi R (H + R)"), ("A*B", "B*A"),
    (r"F = \frac{G M m}{r^2}", r"\frac{G m M}{r^2}"), ("A x^2 + B x", "x B + x^2 A"), ("W_i x_i", "x_i W_i"),
    (r"\sum_i W_{ij} x_i", r"\sum_i x_i W_{ij}"), (r"\frac{W x}{m}", r"\frac{1}{m} W x"), ("W x + b", "b + W x"),
    (r"2 \pi R h", r"2 \pi h R"), (r"F x \cos t", r"x F \cos t"), ("M a", "a M"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer"), WRONG)
def test_wrong_is_not_accepted(question: Any, answer: str) -> None:
    assert check(question, answer).verdict != "equivalent"


@pytest.mark.parametrize(("question", "answer"), RIGHT)
def test_right_is_accepted(question: Any, answer: str) -> None:
    found = check(question, answer)
    assert found.verdict == "equivalent", found.feedback


@pytest.mark.parametrize(("reference", "answer"), MATRICES)
def test_what_may_be_matrices_keeps_its_order(reference: str, answer: str) -> None:
    found = check(asked(reference), answer)
    assert found.verdict == "undecided"
    assert "matrices" in found.feedback or "vectors" in found.feedback


@pytest.mark.parametrize(("reference", "answer"), NUMBERS)
def test_what_keeps_its_order_or_is_numbers(reference: str, answer: str) -> None:
    assert check(asked(reference), answer).verdict == "equivalent"


def test_a_witness_names_each_member() -> None:
    found = check(asked(r"-\sum_{k=1}^n p_k \log p_k"), r"-\sum_{k=1}^{n-1} p_k \log p_k")
    assert "p_1 = " in found.feedback
    assert "p_2 = " in found.feedback


@pytest.mark.parametrize(("question", "answer"), [
    (asked("3x^2"), r"\frac{d}{dx}(x^2) x"), (asked("2x^2"), r"\frac{d}{dx}(x^2) x"),
    (asked("3x^2"), r"\frac{d}{dx}\left[x^2\right] \cdot x"), (asked("3x^2"), r"\frac{d}{dx}\{x^2\} x"),
    (asked("3x^2"), r"\frac{\mathrm{d}}{\mathrm{d}x}\bigl(x^2\bigr) x"), (asked("0"), r"\frac{d}{dx}(x^2) / x^2"),
    (asked("12x^2"), r"\frac{d^2}{dx^2}(x^3) x"), (asked("6x^2"), r"\frac{d^{2}}{dx^{2}}(x^3) x"),
    (asked(r"\frac{d}{dx}(x^2) x"), "2x^2"), (asked(r"\frac{d}{dx}(x^2) x"), "3x^2"),
])
def test_a_derivative_that_may_reach_further_than_its_bracket_decides_nothing(question: Any, answer: str) -> None:
    assert check(question, answer).verdict == "undecided"


@pytest.mark.parametrize(("question", "answer"), [
    (asked("2xy"), r"\frac{d}{dx}(x^2) y"), (asked(r"\frac{d}{dx}(x^2) y"), "2xy"),
    (asked("3x^2"), r"\frac{d}{dx}(x^2 x)"), (asked("2x^2"), r"\left(\frac{d}{dx}(x^2)\right) x"),
])
def test_how_far_a_derivative_reaches_is_no_matter_where_both_are_right(question: Any, answer: str) -> None:
    assert check(question, answer).verdict == "equivalent"
