"""Sums from one letter to another: counted in any way, in definitions too, and what their ends have to do with it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symdl.grading import check

RETURN = {"definitions": [r"G_t = \sum_{k=t}^{T} \gamma^{k-t} r_k"], "reference": r"G_t = r_t + \gamma G_{t+1}"}
SHIFTED = {"definitions": [r"G_t = \sum_{k=0}^{T-t} \gamma^k r_{t+k}"], "reference": r"G_t = r_t + \gamma G_{t+1}"}
AT_START = {"definitions": RETURN["definitions"], "reference": r"G_0 = \sum_{k=0}^T \gamma^k r_k"}
ADVANTAGE = {"definitions": [r"A_t = \sum_{l=0}^{T-t} (\gamma\lambda)^l \delta_{t+l}"],
             "reference": r"A_t = \delta_t + \gamma\lambda A_{t+1}"}
VALUE = {"definitions": [r"V = \sum_{t=0}^T \gamma^t r_t"], "reference": r"\frac{\partial V}{\partial r_k} = \gamma^k"}
FILTER = {"definitions": [r"y_i = \sum_{k=1}^K w_k x_{i+k-1}", r"L = \sum_{i=1}^N y_i^2"],
          "reference": r"\frac{\partial L}{\partial w_k} = 2\sum_{i=1}^N y_i x_{i+k-1}"}
FROM_M = {"reference": r"\sum_{k=m}^n a_k"}
OUTPUT = {"reference": r"y_i = \sum_{k=1}^K w_k x_{i+k-1}"}
TABLE = [
    (RETURN, r"r_t + \gamma G_{t+1}", "equivalent"),
    (RETURN, r"r_t + G_{t+1}", "not_equivalent"),
    (RETURN, r"r_{t+1} + \gamma G_{t+1}", "not_equivalent"),
    (SHIFTED, r"r_t + \gamma G_{t+1}", "equivalent"),
    (SHIFTED, r"\gamma r_t + G_{t+1}", "not_equivalent"),
    (AT_START, r"\sum_{i=0}^T \gamma^i r_i", "equivalent"),
    (ADVANTAGE, r"\sum_{l=t}^T (\gamma\lambda)^{l-t} \delta_l", "equivalent"),
    (ADVANTAGE, r"\delta_t + \gamma A_{t+1}", "not_equivalent"),
    (VALUE, r"\gamma^{k-1} \gamma", "equivalent"),
    (VALUE, r"\gamma^{k+1}", "not_equivalent"),
    (FILTER, r"2\sum_{i=1}^N \sum_{j=1}^K w_j x_{i+j-1} x_{i+k-1}", "equivalent"),
    (FILTER, r"2\sum_{i=1}^N y_i x_{i+k}", "not_equivalent"),
    (FILTER, r"\sum_{i=1}^N y_i x_{i+k-1}", "not_equivalent"),
    (OUTPUT, r"\sum_{j=i}^{i+K-1} w_{j-i+1} x_j", "equivalent"),
    (OUTPUT, r"\sum_{k=1}^K w_k x_{i-k+1}", "not_equivalent"),
    (FROM_M, r"\sum_{k=0}^{n-m} a_{m+k}", "equivalent"),
    (FROM_M, r"\sum_{k=0}^{n-m} a_{n-k}", "equivalent"),
    (FROM_M, r"a_m + \sum_{k=m+1}^n a_k", "equivalent"),
    (FROM_M, r"\sum_{k=1}^n a_k - \sum_{k=1}^{m-1} a_k", "equivalent"),
    (FROM_M, r"\sum_{k=0}^{n-m+1} a_{m+k}", "not_equivalent"),
    (FROM_M, r"\sum_{k=1}^n a_k - \sum_{k=1}^{m} a_k", "not_equivalent"),
    # With two terms taken out there have to be two.
    (FROM_M, r"a_m + a_{m+1} + \sum_{k=m+2}^n a_k", "undecided"),
]


@pytest.mark.parametrize(("question", "answer", "verdict"), TABLE)
def test_sums_between_letters(question, answer, verdict):
    assert check(question, answer).verdict == verdict


def test_what_is_taken_for_granted_is_said():
    assert "where n >= m" in check(FROM_M, r"a_m + \sum_{k=m+1}^n a_k").feedback


def _value(first: int, last: int, offset: int, ratio: int, extra: int) -> Fraction:
    """The sum of c^(k + offset) a_(k + extra) with c = 3/2, for k from first to last."""
    return sum((Fraction(3, 2) ** (k + offset) * Fraction(hash((ratio, k + extra)) % 89 - 44, 7)
                for k in range(first, last + 1)), Fraction(0))


@given(shift=st.integers(-2, 2), slip=st.sampled_from(["", "first", "last", "power", "index"]),
       by=st.sampled_from([-1, 1]))
@settings(max_examples=25, deadline=None)
def test_a_shifted_sum_is_right_where_nothing_else_was_changed(shift, slip, by):
    r"""\sum_{k=t}^T c^{k-t} a_k, counted from t + shift on, and changed in one place."""
    first, last, power, index = (-shift + by * (slip == name) for name in ("first", "last", "power", "index"))
    answer = (rf"\sum_{{k=t{-first:+d}}}^{{T{-last:+d}}} c^{{k-t{power:+d}}} a_{{k{index:+d}}}")
    same = all(_value(t, T, -t, 1, 0) == _value(t - first, T - last, power - t, 1, index)
               for t in range(3) for T in range(t, t + 4))
    found = check({"reference": r"\sum_{k=t}^T c^{k-t} a_k"}, answer)
    assert found.verdict == ("equivalent" if same else "not_equivalent"), (answer, found.feedback)
