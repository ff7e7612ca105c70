# ruff: noqa: E501  (a solution is on one line)
"""Left sides of lines that are what is asked for in other signs, or in other letters."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

SCALAR = {"definitions": ["L = (w x - y)^2"], "reference": "dL/dw = 2 (w x - y) x"}
PRIME = {"definitions": ["f(x) = x^3"], "reference": "f'(x) = 3x^2"}
MEMBER = {"definitions": [r"L = \sum_{j=1}^n (w_j - c_j)^2"], "reference": r"\frac{\partial L}{\partial w_j} = 2 (w_j - c_j)"}
GREEK = {"definitions": [r"\ell = 3 \log\lambda - \lambda"], "reference": r"\frac{d\ell}{d\lambda} = \frac{3}{\lambda} - 1"}
TWO = {"definitions": ["f(x,y) = x^2 y"], "reference": r"\frac{\partial f}{\partial x} = 2xy"}
ARRAYS = {"definitions": [r"L = \|Xw-y\|^2"], "reference": r"\nabla_w L = 2X^\top(Xw-y)"}
K = r"\frac{\partial L}{\partial w_k}"


@pytest.mark.parametrize(("question", "solution", "verdict"), [
    (SCALAR, r"\nabla_w L = 2(wx-y) x", "equivalent"), (SCALAR, r"\nabla L = 2(wx-y) x", "equivalent"),
    (SCALAR, r"\nabla_w L = 2(wx-y)", "not_equivalent"), (SCALAR, r"\nabla_x L = 2(wx-y) x", "not_equivalent"),
    (SCALAR, "L'(w) = 2(wx-y)x", "equivalent"), (SCALAR, "L'(x) = 2(wx-y)x", "not_equivalent"), (SCALAR, "\\nabla_x L = 2(wx-y)w\n\\nabla_w L = 2(wx-y)x", "equivalent"),
    (PRIME, r"\nabla f = 3x^2", "equivalent"), (PRIME, r"\nabla f = 2x^2", "not_equivalent"),
    (PRIME, "f'(t) = 3t^2", "equivalent"), (PRIME, "f(t) = t^3\nf'(t) = 3t^2\n= 3t t", "equivalent"),
    (PRIME, "f'(t) = 2t^2", "not_equivalent"), (PRIME, "f'(t) = 3x^2", "invalid"), (PRIME, "let t = 2x\nf'(t) = 3t^2", "undecided"),
    (PRIME, "f''(t) = 3t^2", "invalid"),
    (MEMBER, f"{K} = 2(w_k-c_k)", "equivalent"), (MEMBER, f"{K} = 2(w_k-c_k)\n= 2w_k - 2c_k", "equivalent"),
    (MEMBER, f"{K} = \\sum_j 2(w_j-c_j)\\delta_{{jk}}\n= 2(w_k-c_k)", "equivalent"),
    (MEMBER, f"{K} = 2(w_k-c_k)\n= 2w_k - c_k", "not_equivalent"), (MEMBER, f"{K} = 2(w_j-c_j)", "not_equivalent"),
    (GREEK, r"\ell'(\lambda) = \frac{3}{\lambda} - 1", "equivalent"), (GREEK, r"\ell'(\lambda) = \frac{3}{\lambda}", "not_equivalent"),
    (TWO, r"\nabla_x f = 2xy", "equivalent"), (TWO, r"\nabla f = 2xy", "invalid"), (TWO, "f' = 2xy", "invalid"),
    (ARRAYS, r"\nabla L = 2X^\top Xw-2X^\top y", "equivalent"), (ARRAYS, r"\nabla L = 2(Xw-y)", "not_equivalent"),
])  # fmt: skip
def test_a_left_side_in_other_signs_or_letters(question, solution, verdict):
    assert judge_solution(ask(question), solution).verdict == verdict


def test_a_line_is_shown_as_it_was_written():
    found = judge_solution(ask(MEMBER), f"{K} = 2(w_k-c_k)\n= 2w_k - c_k")
    assert [line.text for line in found.lines] == [f"{K} = 2(w_k-c_k)", "= 2w_k - c_k"]
    assert found.first_wrong == 2
