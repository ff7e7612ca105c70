# ruff: noqa: E501  (a solution is on one line)
"""Worked solutions with a capital sigma for a sum."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

SPREAD = {"definitions": [r"\mu = \frac1n \sum_{i=1}^n x_i", r"v = \frac1n \sum_{i=1}^n (x_i - \mu)^2"], "reference": r"v = \frac1n \sum_{i=1}^n x_i^2 - \mu^2"}
SOFTMAX = {"definitions": [r"p_i = \frac{e^{z_i}}{\sum_{k=1}^n e^{z_k}}", r"L = -\sum_{i=1}^n y_i \log p_i"], "context": r"\sum_i y_i = 1",
           "reference": r"\frac{\partial L}{\partial z_j} = p_j - y_j"}
NORMAL = {"definitions": [r"q = x^\top \Sigma x"], "reference": r"\nabla_x q = (\Sigma + \Sigma^\top) x"}


@pytest.mark.parametrize(("question", "text", "verdict"), [
    (SPREAD, "v = (1/n) Σ (x_i − μ)²\n= (1/n) Σ x_i² − μ²", "equivalent"), (SPREAD, "v = (1/n) Σ (x_i − μ)²\n= (1/n) Σ x_i² + μ²", "not_equivalent"),
    (SPREAD, "Let S = Σ_i (x_i − μ)².\nv = S/n = (1/n) Σ x_i² − μ²", "equivalent"),
    (SOFTMAX, "∂L/∂z_j = Σ_i (−y_i/p_i) p_i (δ_{ij} − p_j)\n= −Σ_i y_i δ_{ij} + p_j Σ_i y_i\n= p_j − y_j", "equivalent"),
    (SOFTMAX, "∂L/∂z_j = Σ_i (−y_i/p_i) p_i (δ_{ij} + p_j)\n= p_j − y_j", "not_equivalent"),
    (SOFTMAX, "\\frac{\\partial L}{\\partial z_j} = \\Sigma_i y_i p_j - y_j\n= p_j - y_j", "equivalent"),
    (NORMAL, r"\nabla_x q = Σ x + Σ^\top x", "equivalent"), (NORMAL, r"\nabla_x q = 2 Σ x", "not_equivalent"),
])  # fmt: skip
def test_a_sigma_that_is_no_name_is_a_sum(question, text, verdict):
    assert judge_solution(ask(question), text).verdict == verdict
