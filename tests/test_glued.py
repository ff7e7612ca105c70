"""Names and functions that are typed without a space between them."""

from __future__ import annotations

import pytest

from symdl.grading import check
from symdl.grading.typed.glued import apart


@pytest.mark.parametrize(("typed", "names", "meant"), [
    ("xsinx", "x", "x sin x"), ("2xcos(x^2)", "x", "2x cos(x^2)"), ("xexp(-x)", "x", "x exp(-x)"),
    ("sinx cosx", "x", "sin x cos x"), ("sinxcosx", "x", "sin x cos x"), ("xlnx", "x", "x ln x"),
    ("tanhx", "x", "tanh x"), ("xyexp(x)", "xy", "x y exp(x)"), ("e^{xsinx}", "xe", "e^{x sin x}"),
    (r"\frac{xsinx}{2}", "x", r"\frac{x sin x}{2}"), ("log(xsin(y))", "xy", "log(x sin(y))"),
    ("xsqrt(y)", "xy", "x sqrt(y)"), ("sigmoid(wx+b)", "wxb", "sigmoid(wx+b)"),
])  # fmt: skip
def test_what_is_taken_apart(typed: str, names: str, meant: str) -> None:
    assert apart(typed, {*names}) == meant


@pytest.mark.parametrize(("typed", "names"), [
    ("asinx", "ax"), ("asin(x)", "ax"), ("using", "ug"), ("sinc(x)", "cx"), ("since", "ce"), ("xsin(x)", "y"),
    (r"\text{xsinx}", "x"), (r"\sinx", "x"), ("w_{xsinx}", "x"), ("w_xsinx", "x"), ("arcsinx", "arcx"), ("sech", "h"),
    ("sinxy", "xy"), ("xsin", "x"), ("sinx(y)", "xy"), ("cost", "cost"), ("logits", "its"), ("abc", "abc"),
])  # fmt: skip
def test_what_is_left(typed: str, names: str) -> None:
    assert apart(typed, {*names}) == typed


def test_names_of_several_letters() -> None:
    assert apart("lambdaw", {r"\lambda", "w"}) == "lambda w"
    assert apart("etalambda", {r"\eta", r"\lambda", "e", "t", "a"}) == "etalambda"  # there is another way


@pytest.mark.parametrize(("reference", "right", "wrong"), [
    (r"x \sin x", ["xsinx", "xsin(x)", "sinx*x"], ["xcosx", "xsin(2x)"]),
    (r"2x\cos(x^2)", ["2xcos(x^2)"], ["2xsin(x^2)", "xcos(x^2)"]),
    (r"x e^{-x}", ["xexp(-x)"], ["xexp(x)"]),
    (r"\lambda w", ["lambdaw", "wlambda"], ["2lambdaw"]),
    (r"w \log w + \sigma", ["wlogw+sigma", "wln(w) + sigma"], ["wlogw"]),
])  # fmt: skip
def test_answers(reference: str, right: list[str], wrong: list[str]) -> None:
    assert [check({"reference": reference}, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check({"reference": reference}, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    ("0", "Bsin(pi)", "equivalent"), ("0", "Bsin(1)", "not_equivalent"), ("0", "Barccos(1)", "equivalent"),
    ("0", "Bsin(asech(1))", "equivalent"),
    ("x", "asin(sin(x))", "not_equivalent"),
])
def test_a_letter_before_a_function_where_products_have_no_sign(reference: str, answer: str, verdict: str) -> None:
    question = {"reference": reference, "notation": "text", "symbols": "implicit multiplication; multi-letter: none"}
    assert check(question, answer).verdict == verdict
    if answer.startswith("B"):  # else it is no name that anyone gave
        assert check({"reference": reference}, answer).verdict == "invalid"
