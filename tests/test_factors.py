"""Letters side by side, and before a bracket: which are factors, and which a differential, a name or a function."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.grading import check

INPUTS = {"reference": "N = dk + k", "context": "d inputs, k classes"}
GATES = {"definitions": ["h = fc + ig"]}
CELL = {"definitions": ["c_t = f_tc_{t-1} + i_tg_t"], "reference": r"\frac{\partial c_t}{\partial f_t} = c_{t-1}"}
HEADS = {"reference": "P = 2mhd + 2mgd", "context": "h query heads, g value heads, head size d, model width m"}


@pytest.mark.parametrize(("question", "right", "wrong"), [
    (INPUTS, ["k(d+1)", "kd + k", "dk + k"], ["k(d+2)", "d(k+1)"]),
    ({"reference": "N = dk"}, ["kd", "d k", "d*k", "dk"], ["d", "k", "d + k"]),
    ({"reference": "N = dr + rk"}, ["r(d+k)"], ["r(d-k)"]),
    ({"reference": "u = da + (1-d)w"}, ["w + d(a-w)"], ["w + d(a+w)"]),
    ({"reference": "n = m - dk + d"}, ["m - d(k-1)"], ["m - d(k+1)"]),
    ({"reference": r"y = \frac{dx^2}{dx}"}, ["2x"], ["x"]),
    (HEADS, ["mhd + 2mgd + hdm"], ["mhd + 2mgd"]),
    ({"definitions": ["z = m + se", "y = 2z"], "reference": "y = 2m + 2se"}, ["2(m+se)"], ["2(m-se)"]),
    ({"definitions": ["x = ax_0 + se"], "reference": r"\frac{dx}{ds} = e"}, ["e"], ["s", "a"]),
    ({**GATES, "reference": r"\frac{\partial h}{\partial f} = c"}, ["c"], ["f"]),
    (CELL, ["c_{t-1}"], ["f_t", "g_t"]),
    ({"reference": "P = f(k^2c+1)", "context": "f is the number of filters"}, ["fk^2c + f"], ["fk^2c + 1"]),
])
def test_factors(question: dict[str, Any], right: list[str], wrong: list[str]) -> None:
    assert {one: check(question, one).verdict for one in right} == dict.fromkeys(right, "equivalent")
    assert "equivalent" not in {check(question, one).verdict for one in wrong}


@pytest.mark.parametrize(("reference", "answer"), [
    ("dw = x dy", "y dx"),  # of derivatives that are called so
    ("u = w - a dw", "w(1 - ad)"), ("N = dk + k", "k(d+1)"),
    ("P = f(k^2c+1)", "fk^2c + f"),
])
def test_what_may_be_a_name_is_left_open(reference: str, answer: str) -> None:
    assert check({"reference": reference}, answer).verdict == "undecided"


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    ("N = 2^L(k-1)", "(k-1)2^L", "equivalent"), ("N = 2^L(k-1)", "(k-1)3^L", "not_equivalent"),
    ("N = 4d(d+1)", "(d+1)4d", "equivalent"), ("y = 0.5(x+1)", "(x+1)0.5", "equivalent"),
    ("y = 0.5(x+1)", "(x+1)0.6", "not_equivalent"),
    ("y = (x+1)^2", "(x+1)2", "invalid"), ("y = 2(x+1)", "(x+1)2", "invalid"),  # a power that is no more above
    ("y = 3 f(x)", "f(x)3", "invalid"),
])
def test_a_number_behind_a_bracket_is_a_factor(reference: str, answer: str, verdict: str) -> None:
    assert check({"reference": reference}, answer).verdict == verdict


@pytest.mark.parametrize("context", ["f is a function of a real number x", "f maps a number to a number",
                                     "f outputs a number"])
def test_a_function_of_numbers_is_no_number(context: str) -> None:
    assert check({"reference": "P = f(x+1)", "context": context}, "fx + f").verdict == "undecided"


def test_letters_before_a_member_are_factors() -> None:
    question = {"definitions": ["e_0 = 0", "e_t = gle_{t-1} + x_t"], "reference": r"e_t = \sum_{k=1}^t (gl)^{t-k}x_k"}
    verdicts = [check(question, rf"\sum_{{k=1}}^t g^{{t-k}}l^{{{power}}}x_k").verdict for power in ("t-k", "k")]
    assert verdicts == ["equivalent", "not_equivalent"]
