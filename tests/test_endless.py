"""Infinite sums and integrals, and limits: wrong answers and false references are told by SymPy and by what is near."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.errors import InputError
from symdl.grading import check

EXPONENTIAL: dict[str, Any] = {"reference": r"\int_0^\infty \lambda e^{-\lambda x}dx", "assumptions": r"\lambda > 0"}
GAUSS: dict[str, Any] = {"reference": r"\int_{-\infty}^\infty e^{-x^2} dx"}
FACTORIAL: dict[str, Any] = {"reference": r"\int_0^\infty x^n e^{-x} dx", "assumptions": "n positive integer"}
SERIES: dict[str, Any] = {"reference": r"\sum_{k=0}^\infty \frac{x^k}{k!}"}
BASEL: dict[str, Any] = {"reference": r"\sum_{n=1}^\infty \frac1{n^2}"}
LIMIT: dict[str, Any] = {"reference": r"\lim_{n\to\infty}(1+\frac{x}{n})^n"}
MOMENT: dict[str, Any] = {"definitions": [r"p(x)=\frac{1}{\sqrt{2\pi}}e^{-x^2/2}"],
                          "reference": r"\int_{-\infty}^\infty x^4 p(x) dx"}


@pytest.mark.parametrize(("question", "right", "wrong"), [
    (EXPONENTIAL, "1", ["0", r"\lambda", r"\frac1\lambda"]),
    (GAUSS, r"\sqrt\pi", [r"\pi", "1", r"\frac{\sqrt\pi}{2}"]),
    (FACTORIAL, "n!", ["(n-1)!", "(n+1)!"]),
    (SERIES, "e^x", ["e^x - 1", "e^{-x}", r"\frac{1}{1-x}"]),
    (BASEL, r"\frac{\pi^2}{6}", [r"\frac{\pi^2}{12}", "2"]),
    (LIMIT, "e^x", ["1", "e", "e^{-x}"]),
    (MOMENT, "3", ["1", "2"]),
])
def test_what_has_no_end(question: dict[str, Any], right: str, wrong: list[str]) -> None:
    found = check(question, right)
    assert (found.verdict, found.method) == ("equivalent", "cas")
    for answer in wrong:
        assert check(question, answer).verdict == "not_equivalent", answer
    ask = {**question, "reference": f"{question['reference']} = {right}"}
    assert check(ask, right).verdict == "equivalent"
    with pytest.raises(InputError, match="not what it is said to be"):
        check({**question, "reference": f"{question['reference']} = {wrong[0]}"}, wrong[0])


def test_what_has_no_value_everywhere_is_not_told() -> None:
    assert check({"reference": r"\int_0^\infty \lambda e^{-\lambda x}dx"}, "1").verdict == "undecided"
    assert check({"reference": r"\sum_{n=1}^\infty \frac1n"}, "1").verdict == "undecided"
    assert check({"reference": r"\int_0^\infty \sin x\,dx"}, "1").verdict == "undecided"


@pytest.mark.parametrize("limit", [
    "lim_{x->0} (sin x)/x", "lim_(x->0) (sin x)/x", "lim_{x→0} [sin x]/x", "lim_{x->0} (sin x)(1/x)",
    "lim (x->0) (sin x)/x", "lim(x -> 0+) (sin x)*(1/x)", "lim x->0 (sin x)/x", "lim(sin(x)/x, x -> 0)",
])  # fmt: skip
def test_a_limit_in_plain_text_is_of_the_whole_term(limit: str) -> None:
    assert check({"reference": "1"}, limit).verdict == "equivalent"
    assert check({"reference": "0"}, limit).verdict == "not_equivalent"
    assert check({"reference": limit}, "1").verdict == "equivalent"
    assert check({"reference": limit}, "0").verdict == "not_equivalent"


@pytest.mark.parametrize(("reference", "right", "wrong"), [
    (r"\lim_{x\to0}\frac{\sin x}{x} = 1", [r"\lim_{x\to0}\cos x = \cos 0 = 1"],
     [r"\lim_{x\to0}\sin x = 1", r"\lim_{x\to0}\cos x = 0"]),
    (r"\sum_{i=1}^t (1-\beta)\beta^{t-i} = 1-\beta^t", [r"(1-\beta)\sum_{j=0}^{t-1}\beta^j = 1-\beta^t"],
     [r"(1-\beta)\sum_{j=0}^{t}\beta^j = 1-\beta^t"]),
    (r"\int_0^\infty xe^{-ax}dx = \frac{1}{a^2}", [r"\frac1a\int_0^\infty e^{-ax}dx = \frac{1}{a^2}"],
     [r"\int_0^\infty e^{-ax}dx = \frac{1}{a^2}"]),
])  # fmt: skip
def test_what_is_worked_out_by_something_else(reference: str, right: list[str], wrong: list[str]) -> None:
    question = {"reference": reference, "assumptions": ["a > 0"] if "int" in reference else []}
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check(question, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)
