# ruff: noqa: E501  (a solution is on one line)
"""What a solution leaves out, or says behind its use: arguments, sides of an identity, names and remarks."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

SIGMOID, REFERENCE = "activations/sigmoid-derivative", {"reference": r"\sigma'(z) = \sigma(z)(1-\sigma(z))"}
TANH = {"reference": r"\tanh'(z) = 1 - \tanh^2(z)"}
SPREAD = {"reference": r"\frac{d}{dz} (\sigma z)^2 = 2 \sigma^2 z"}
LINEAR = {"definitions": [r"\hat{y}_i = w x_i + b", r"J = \frac{1}{2m} \sum_{i=1}^m (\hat{y}_i - y_i)^2"],
          "reference": r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i) x_i"}
LOGISTIC = {"definitions": [r"p = \frac{1}{1+e^{-z}}", r"L = -y \log p - (1-y) \log(1-p)"], "reference": r"\frac{dL}{dz} = p - y"}
SILU = {"definitions": [r"\sigma(x) = \frac{1}{1+e^{-x}}", r"f(x) = x \sigma(x)"],
        "reference": r"f'(x) = \sigma(x) + x \sigma(x) (1 - \sigma(x))"}
SCORE = {"definitions": [r"s = \frac{q k}{\sqrt{d}}", r"L = \frac12 s^2"], "reference": r"\frac{dL}{dq} = \frac{q k^2}{d}"}
KL = {"definitions": [r"K = -\frac12 \sum_{j=1}^d (1 + \log \sigma_j^2 - \mu_j^2 - \sigma_j^2)"], "assumptions": [r"\sigma_j > 0"],
      "reference": r"\frac{\partial K}{\partial \sigma_j} = \sigma_j - \frac{1}{\sigma_j}"}
DJ = r"\frac{\partial J}{\partial w} = \frac1m \sum_{i=1}^m "
SLOPE, F = "sigma'(x) = sigma(x)*(1 - sigma(x))", "f'(x) = sigma(x) + x*sigma(x)*(1-sigma(x))"
IS, MORE = "\n\\frac{dL}{dq} = \\frac{q k^2}{d}", "\n" + r"\frac{\partial K}{\partial \sigma_j} = \sigma_j - \frac{1}{\sigma_j}"


@pytest.mark.parametrize(("question", "solution", "verdict"), [
    # a known function without what it is of
    (SIGMOID, r"\sigma' = \sigma(1-\sigma)", "equivalent"), (SIGMOID, r"\sigma' = \sigma(1+\sigma)", "not_equivalent"),
    (SIGMOID, r"\frac{d\sigma}{dz} = \sigma(1-\sigma)", "equivalent"), (SIGMOID, r"\frac{d\sigma}{dz} = \sigma - \sigma^2", "equivalent"),
    (SIGMOID, r"\frac{d\sigma}{dz} = \sigma^2(1-\sigma)", "not_equivalent"), (SIGMOID, "dsigma/dz = sigma*(1-sigma)", "equivalent"),
    (SIGMOID, "sigma' = sigma(1 - sigma)^2", "not_equivalent"), (REFERENCE, r"\sigma' = \sigma(1-\sigma)", "equivalent"),
    (REFERENCE, r"\sigma' = \sigma(2-\sigma)", "not_equivalent"), (TANH, r"\tanh' = 1 - \tanh^2", "equivalent"),
    (TANH, r"\tanh' = 1 - \tanh", "not_equivalent"), (TANH, r"\tanh'(z) = 1 - \tanh^2 z", "equivalent"),
    (SIGMOID, "u = 1 + e^{-z}, \\sigma = u^{-1}\n\\frac{d\\sigma}{dz} = u^{-2} e^{-z}\n= \\sigma(z)(1-\\sigma(z))", "equivalent"),
    (SIGMOID, "\\sigma = 2\n\\sigma' = 0", "not_equivalent"), (SPREAD, r"\frac{d}{dz} (\sigma z)^2 = 2 \sigma^2 z", "equivalent"),
    # the sides of an identity, of a claim that is known, too
    (SIGMOID, "LHS = sigma'(z) = e^(-z)/(1+e^(-z))^2\nRHS = sigma(z)*(1-sigma(z)) = e^(-z)/(1+e^(-z))^2\nSo LHS = RHS.", "equivalent"),
    (SIGMOID, r"\text{LHS} = \sigma'(z) = \frac{e^{-z}}{(1+e^{-z})^2} = \text{RHS}", "equivalent"),
    (SIGMOID, r"\text{LHS} = \sigma'(z) = \frac{e^{-z}}{1+e^{-z}} = \text{RHS}", "not_equivalent"),
    (SIGMOID, "RHS = sigma(z)*(1-sigma(z)) = 2*e^(-z)/(1+e^(-z))^2\nSo LHS = RHS.", "not_equivalent"), (SIGMOID, "LHS = RHS", "invalid"),
    (LOGISTIC, "\\text{LHS} = \\frac{dL}{dz} = -y(1-p) + (1-y)p\n= p - y", "equivalent"),
    (LOGISTIC, "\\text{LHS} = \\frac{dL}{dz} = -y(1-p) - (1-y)p\n= p - y", "not_equivalent"),
    # names that are explained behind their use
    (LINEAR, f"${DJ} e_i x_i$, where $e_i = \\hat y_i - y_i$.", "equivalent"), (LINEAR, f"${DJ} e_i x_i$, where $e_i = y_i - \\hat y_i$.", "not_equivalent"),
    (LINEAR, f"{DJ} e_i x_i\nwith e_i = \\hat y_i - y_i", "equivalent"), (LINEAR, f"{DJ} e_i x_i, \\qquad e_i = \\hat y_i - y_i", "equivalent"),
    (LINEAR, f"{DJ} e_i x_i, \\qquad e_i = \\hat y_i + y_i", "not_equivalent"), (LINEAR, f"${DJ} r_i x_i$. Here $r_i = \\hat y_i - y_i$.", "equivalent"),
    (LINEAR, f"${DJ} r_i$. Here $r_i = \\hat y_i - y_i$.", "not_equivalent"), (LINEAR, f"${DJ} e_i x_i$, where $x_i = \\hat y_i - y_i$.", "invalid"),
    # a reason, of what the next line says
    (SILU, f"Because {SLOPE}, this is\n{F}", "equivalent"), (SILU, f"As {SLOPE}, the result is\n{F}", "equivalent"),
    (SILU, f"As {SLOPE}, the result is\n{F.replace('+', '-')}", "not_equivalent"), (SILU, f"Because sigma'(x) = 2, this is\n{F}", "not_equivalent"),
    (SILU, f"As {SLOPE}, this is not\n{F}", "invalid"), (SILU, f"As {SLOPE}, half of this is\n{F}", "invalid"),
    (SILU, f"As {SLOPE}, the second derivative is\n{F}", "invalid"), (SILU, f"As {SLOPE}, the wrong result is\n{F}", "invalid"),
    # remarks
    (LOGISTIC, "dL/dp = -y/p + (1-y)/(1-p)   (log rule)\ndp/dz = p(1-p)  (sigmoid)\ndL/dz = p - y", "equivalent"),
    (LOGISTIC, "dL/dp = -y/p + (1-y)/(1-p)   (log rule)\ndp/dz = p(1+p)  (sigmoid)\ndL/dz = p - y", "not_equivalent"),
    (LOGISTIC, "dL/dz = -y(1-p) + (1-y)p\n= p - y (the y p terms cancel)", "equivalent"), (LOGISTIC, "dL/dz = p - y (the y p terms never cancel)", "invalid"),
    (LOGISTIC, "dL/dz = p - y (log p)", "not_equivalent"), (LOGISTIC, "dL/dz = p - 2y (sigmoid)", "not_equivalent"),
    # where d is a letter, too, d over dq is the sign of a derivative
    (SCORE, "\\frac{d}{dq} q^2 = 2q" + IS, "equivalent"), (SCORE, "\\frac{d}{dq} q^2 = q" + IS, "not_equivalent"),
    (KL, r"\frac{d}{d\sigma_j} \sigma_j^2 = 2\sigma_j" + MORE, "equivalent"), (KL, r"\frac{d}{d\sigma_j} \sigma_j^2 = \sigma_j" + MORE, "not_equivalent"),
    (KL, r"\frac{d}{d\sigma_j} \sigma_j^2 = 3\sigma_j" + MORE, "not_equivalent"),
])  # fmt: skip
def test_what_is_said_in_short(question, solution, verdict):
    found = judge_solution(ask(question), solution)
    assert (found.verdict, found.credit == 1) == (verdict, verdict == "equivalent")
