r"""Wrong answers that were once accepted: what they have in common is that reading them lost something."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.errors import InputError, ReadError
from symdl.grading import check

CASES: list[tuple[str, list[str], list[str]]] = [
    # derivatives of what is not written down are free numbers, and not 0.
    (r"\frac{\partial L}{\partial w}=(\hat y-y)\frac{\partial\hat y}{\partial w}", [r"L=\frac12(\hat y-y)^2"], ["0"]),
    (r"(\hat y-y)\frac{\partial\hat y}{\partial w}",
     [r"L=\frac12(\hat y-y)^2"],
     ["0", r"2(\hat y-y)\frac{\partial\hat y}{\partial w}"]),
    (r"\sum_j\frac{\partial L}{\partial y_j}\frac{\partial y_j}{\partial x_i}",
     [],
     ["0",
      r"\sum_j\frac{\partial L}{\partial y_j}\frac{\partial y_i}{\partial x_j}",
      r"-\sum_j\frac{\partial L}{\partial y_j}\frac{\partial y_j}{\partial x_i}",
      r"\frac{\partial L}{\partial y_i}\frac{\partial y_i}{\partial x_i}"]),
    (r"\frac{\partial L}{\partial y}\frac{\partial y}{\partial x}",
     [],
     ["0", r"2\frac{\partial L}{\partial y}\frac{\partial y}{\partial x}"]),
    (r"\frac{\partial y_j}{\partial x_i}", [], ["0", r"\frac{\partial y_i}{\partial x_j}"]),
    (r"\frac1p\frac{\partial p}{\partial\theta}", [], ["0", r"\frac1p\frac{\partial p}{\partial\phi}"]),
    (r"\sum_a r_a\frac{\partial\pi_a}{\partial\theta}", [], ["0"]),
    (r"\sum_a r_a\frac{\partial\pi_a}{\partial\theta}", [r"J=\sum_a\pi_a r_a"], ["0"]),
    # nothing says what is random.
    (r"\mathbb{E}[x^2]-\mathbb{E}[x]^2", [], ["0", r"\mathbb{E}[x]^2-\mathbb{E}[x^2]"]),
    (r"\mathbb{E}[xy]", [], [r"\mathbb{E}[x]\mathbb{E}[y]", "xy"]),
    (r"\mathbb{E}[\log x]", [], [r"\log\mathbb{E}[x]"]),
    (r"\mathrm{Var}(x)", [], ["0", r"\mathrm{Var}(y)", r"\mathrm{Var}(2x)"]),
    (r"\mathrm{Var}(ax+b)", [], [r"a\mathrm{Var}(x)", "0"]),
    (r"\mathbb{E}[(y-\hat y)^2]", [], [r"\mathbb{E}[y-\hat y]^2"]),
    (r"\frac1n\sum_i\mathbb{E}[x_i^2]", [], [r"\frac1n\sum_i x_i^2"]),
    (r"V = \mathbb{E}[x^2]-\mathbb{E}[x]^2", [r"V = \mathbb{E}[(x-\mathbb{E}[x])^2]"], ["0"]),
    ("E[x^2]-E[x]^2", [], ["0"]),
    ("E(x^2)-E(x)^2", [], ["0"]),
    (r"\frac{\partial y}{\partial w}=x", ["y=wx+b"], [r"\mathbb{E}[x]", r"x+\mathrm{Var}(x)"]),
    ("E(1-x)", [], ["1-x"]),
    # two names never become one.
    (r"L+\mathcal L+L_2", [], ["L+2L_2", r"L+2\mathcal L"]),
    (r"L+2\mathcal L", [], ["L+2L_2"]),
    (r"L\mathcal L", [], ["L L_2"]),
    (r"\frac{\partial\sigma^2}{\partial x_j}=\frac{2x_j}{n}",
     [r"\sigma^2=\frac1n\sum_{i=1}^n x_i^2"],
     [r"\frac{2x_j\sigma_2}{n\sigma^2}"]),
    (r"2\delta+1", [], [r"2\delta_2+1"]),
    (r"\epsilon+2\varepsilon", [], [r"\epsilon+2\epsilon_2"]),
    (r"\phi+2\varphi", [], [r"\phi+2\phi_2"]),
    (r"W+2\mathcal W", [], ["W+2W_2"]),
    (r"\delta_j+1", [], [r"\delta_{2,j}+1"]),
    # an index above is none below.
    ("x_j^{(i)}", [], ["x_i^{(j)}"]),
    (r"\frac1m\sum_{i=1}^m(\hat y^{(i)}-y^{(i)})x_j^{(i)}",
     [],
     [r"\frac1m\sum_{i=1}^m(\hat y^{(i)}-y^{(i)})x_i^{(j)}"]),
    (r"\sum_k W_{jk}^{(l)} a_k^{(l-1)}",
     [],
     [r"\sum_k W_{lk}^{(j)} a_k^{(l-1)}", r"\sum_k W_{jk}^{(l)} a_{l-1}^{(k)}"]),
    ("h_j^{(t)}+h_j^{(t-1)}", [], ["h_t^{(j)}+h_{t-1}^{(j)}"]),
    ("a_j^{(2)}+b", [], ["a_2^{(j)}+b"]),
    (r"\sum_i x_i^{(t)}", [], [r"\sum_i x_t^{(i)}"]),
    # a member is no power.
    ("w^{(1)}+w_1", [], ["2w_1", "2w^{(1)}"]), ("a_1^{(2)}", [], ["a_2^{(1)}"]), ("f(1)", [], ["f(2)", "f(1)+1"]),
    ("a_i^{(2)}-a_i^2", [], ["0"]),
    ("h^{(1)}-h^1", [], ["0"]),
    ("x_i^{(t)}-x_i^t", [], ["0"]),
    ("a_j^{(2)}+b", [], ["a_j^2+b"]),
    (r"\beta^t g_t+\beta^{(t)}", [], [r"\beta^{(t)}g_t+\beta^t"]),
    # a step has a value where it jumps.
    (r"\mathbb{1}[x > 0]",
     [],
     [r"\mathbb{1}[x\ge0]", r"\frac{x+|x|}{2x}", r"\frac{\max(0,x)}{x}", r"\frac{1+\mathrm{sign}(x)}2"]),
    (r"\mathbb{1}[x>0]+\mathbb{1}[x<0]", [], ["1"]),
    (r"\frac1n\sum_i\mathbb1[p_i>0]", [], [r"\frac1n\sum_i\mathbb1[p_i\ge 0]"]),
    (r"\mathbb{1}[t\ge1]a_t", [], ["a_t"]),
    (r"\operatorname{sign}(x)^2", [], ["1"]),
    (r"\operatorname{sign}(x)", [], [r"2\mathbf{1}[x>0]-1"]),
    # another class is another class.
    (r"\frac{\partial L_k}{\partial z_k}=p_k-1",
     [r"p_i=\frac{e^{z_i}}{\sum_je^{z_j}}", r"L_k=-\log p_k"],
     ["p_i-1", "p_j-1"]),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "definitions", "answers"), CASES)
def test_what_was_once_accepted_is_not(reference: str, definitions: list[str], answers: list[str]) -> None:
    question: dict[str, Any] = {"reference": reference, "definitions": definitions}
    for answer in answers:
        try:
            found = check(question, answer)
        except (InputError, ReadError) as error:  # it does not say enough to be asked
            assert "nothing here says" in str(error)  # noqa: PT017
            return
        assert found.verdict != "equivalent", answer
        assert check(question, reference).verdict in ("equivalent", "undecided")
