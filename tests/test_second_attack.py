r"""Answers of a second attack: what wraps, abbreviates, defines and names an answer changes nothing that it says."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.grading import check

Q0: Any = {"reference": "2x"}
Q1: Any = {"definitions": ["z = w x + b", "L = (z-y)^2"], "reference": r"\frac{\partial L}{\partial w} = 2(z-y)x"}
Q2: Any = {
    "definitions": [r"\hat{y}_i = w x_i + b", r"J = \frac{1}{2m}\sum_{i=1}^m(\hat{y}_i-y_i)^2"],
    "reference": r"\frac{\partial J}{\partial w} = \frac1m\sum_{i=1}^m(\hat{y}_i-y_i)x_i",
}
Q3: Any = {"definitions": ["f(x) = a x + b", "y = f(x)^2"], "reference": r"\frac{dy}{dx} = 2 a f(x)"}
Q4: Any = {"definitions": ["f(x) = x^2"], "reference": "f'(x) = 2x"}
Q5: Any = {"definitions": [r"s(z) = \frac{1}{1+e^{-z}}"], "reference": "s'(z) = s(z)(1-s(z))"}
Q6: Any = {
    "definitions": ["f(x,y) = x^2 y", "L = f(x,y)^2"],
    "reference": r"\frac{\partial L}{\partial x} = 2 f(x,y) \cdot 2 x y",
}
Q7: Any = {"definitions": ["f(x) = x^2", "g = y f(x)"], "reference": "g = y x^2"}
Q8: Any = {
    "definitions": [r"s = \frac{1}{1+e^{-z}}", r"L = -y\log s - (1-y)\log(1-s)"],
    "reference": r"\frac{dL}{dz} = s - y",
}
Q9: Any = {
    "assumptions": [r"\epsilon>0"],
    "definitions": [
        r"\mu = \frac1m\sum_{i=1}^m x_i",
        r"\sigma^2 = \frac1m\sum_{i=1}^m (x_i-\mu)^2",
        r"\hat{x}_i = \frac{x_i-\mu}{\sqrt{\sigma^2+\epsilon}}",
    ],
    "reference": r"\frac{d\hat{x}_i}{dx_j} = \frac{1}{\sqrt{\sigma^2+\epsilon}}"
                 r"(\delta_{ij}-\frac1m-\frac{\hat x_i\hat x_j}{m})",
}
Q10: Any = {"reference": "f(x) = x^2 + 1"}
Q11: Any = {"reference": r"\frac{\partial \ell}{\partial z_k} = p_k - y_k"}
Q12: Any = "weight-decay/update-halved"
Q13: Any = "batch-norm/dbeta"
Q14: Any = "batch-norm/dxhat"
Q15: Any = {"reference": r"w_{t+1} = w_t - \eta g_t"}
Q16: Any = {"definitions": [r"\sigma(z) = \frac{1}{1+e^{-z}}"], "reference": r"\sigma'(z) = \sigma(z)(1-\sigma(z))"}
Q17: Any = {"reference": r"\sigma^2 = \frac{1}{m}\sum_{i=1}^m (x_i-\mu)^2"}

BAD = [
    (Q0, r"$y = -$ $\boxed{2x}$"),
    (Q0, r"$-$ $\boxed{2x}$"),
    (Q0, r"$3x$ - $\boxed{2x}$"),
    (Q0, r"$3$ $\boxed{2x}$"),
    (Q0, r"$\log$ $\boxed{2x}$"),
    (Q0, r"$y <$ $\boxed{2x}$"),
    (Q0, r"so $y$ = 3 $\boxed{2x}$"),
    (Q0, r"First, $a=1$. Then $y = 3x = \boxed{2x}$"),
    (Q0, r"First, $a=1$. Then $1 = \boxed{2x}$"),
    (Q1, r"$\frac{\partial L}{\partial z} = 2(z-y)$. $\frac{\partial L}{\partial b} = \boxed{2(z-y)x}$"),
    (Q0, r"We get $a$, which is the reciprocal of $\boxed{2x}$"),
    (Q0, "First $a$. It is NOT true that\n$\\boxed{2x}$"),
    (Q1, "z, where z' = 2(z-y)x"),
    (Q1, "b, where b' = 2(z-y)x"),
    (Q1, r"2 w x, where w^\prime = z-y"),
    (Q1, "2 s x, where s = 0, s' = z-y"),
    (Q2, r"\frac{1}{m}\sum_{i=1}^m y_i x_i, where y'_i = \hat{y}_i - y_i"),
    (Q3, "f(2a)"),
    (Q3, "2f(a)"),
    (Q3, "f(2)a"),
    (Q4, "f(2)/x"),
    (Q5, "s(1)(1-s(z))"),
    (Q5, "s(z)(1-s(1))"),
    (Q6, "4f(xy)"),
    (Q7, "f(y) = yx^2"),
    (Q8, "s(e)-y"),
    (Q1, r"2(z-y)x, 0 \le x \le 1"),
    (Q1, "2(z-y)x for w = 1,...,n"),
    (Q1, r"2(z-y)x \text{ for all } x = 1, \dots, 3"),
    (Q1, r"2(z-y)x \in \mathbb{R}^{-}"),
    (Q0, "derivative of: $2x$"),
    (Q0, "The mean of: $2x$"),
    (Q9, r"\frac1\sigma(\delta_{ij}-\frac1m-\frac{\hat{x}_i\hat{x}_j}{m}), where \sigma = \sqrt{\sigma^2+\epsilon}"),
    (Q0, r"\cos y = 2x"),
    (Q10, "f(y)=x^2+1"),
    (Q10, r"\nabla f=x^2+1"),
    (Q11, r"\ell = p_k-y_k"),
    (Q11, r"\nabla_{z_j}\ell = p_k-y_k"),
    (Q12, r"\lambda \leftarrow (1-\alpha\lambda)w_j - \alpha\frac{\partial L}{\partial w_j}"),
    (Q13, "l = sum(dy[i],i)"),
    (Q14, "g[j] = gamma*dy[i]"),
    (Q13, "x_new = sum(dy[i],i)"),
    (Q15, r"w_t = w_t - \eta g_t"),
]  # fmt: skip
GOOD = [
    (Q0, "$2x$"),
    (Q0, r"Final answer: $\boxed{2x}$"),
    (Q0, r"We compute $y=x^2$. The answer is $\boxed{2x}$."),
    (Q16, r"\sigma(z)(1-\sigma(z))"),
    (Q16, r"\sigma'(z) = \sigma(z)(1-\sigma(z))"),
    (Q16, r"\frac{e^{-z}}{(1+e^{-z})^2}"),
    (Q16, r"\sigma(z)-\sigma^2(z)"),
    (Q5, "s(1-s)"),
    (Q5, "s(z)-s^2(z)"),
    (Q17, r"\frac{1}{m}\sum_{i=1}^m (x_i-\mu)^2"),
    (Q11, r"\delta_k = p_k-y_k"),
    (Q1, "2(z-y)x, where e = z-y"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer"), BAD)
def test_wrong_is_not_accepted(question: Any, answer: str) -> None:
    assert check(question, answer).verdict != "equivalent"


@pytest.mark.parametrize(("question", "answer"), GOOD)
def test_right_is_accepted(question: Any, answer: str) -> None:
    found = check(question, answer)
    assert found.verdict == "equivalent", found.feedback
