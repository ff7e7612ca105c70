"""What is told of a wrong answer names a change that would make it right, and where."""

from __future__ import annotations

import pytest

from symdl.grading import check


@pytest.mark.parametrize(("reference", "answer", "says"), [
    (r"\sqrt{\frac{6}{a+b}}", r"\frac{6}{a+b}", "The square root of 6/(a + b) is missing."),
    (r"y\sqrt{\frac{6}{a+b}}", r"\frac{6y}{a+b}", "The square root of 6/(a + b) is missing."),
    (r"\sqrt{ab}", "ab", "The square root of a*b is missing."),
    (r"\frac{1}{\sqrt{Lc}}", r"\frac{1}{Lc}", "The square root of L*c is missing."),
    (r"\sqrt{y\sin x}", r"y\sin x", "The square root of y*sin(x) is missing."),
    ("ab", r"\sqrt{ab}", "The square root of a*b does not belong there."),
    (r"\frac{y}{\sin x}", r"\sqrt{\frac{y}{\sin x}}", "The square root of y/sin(x) does not belong there."),
    ("(a+b)^2", "a+b", "The square of a + b is missing."), ("(a+b)^5", "(a+b)^3", "The exponent of a + b is wrong."),
    ("a+b", "(a+b)^2", "The exponent of a + b is wrong."),
    ("(x-m)/v", r"\frac{x-m}{\sqrt v}", "The square root of v does"),
    (r"\frac{1}{\sqrt{a+b}}", r"\sqrt{a+b}", "a + b is upside down."),
    ("(k^2a+1)b", "k^2ab", "A term is missing beside k^2*a: 1."),
    ("a+b+1", "a+b", "A term is missing: 1."),
    (r"\frac{a+k-1}{a+b+n-2}", r"\frac{a+k-1}{a+b+n-1}", "The number 1 should be 2."),
    ("c(a+b+4)", "c(a+b+2)", "The number 2 should be 4."),
    (r"y\log y-y", r"y\log y-1", "The factor y is missing in the term -1."),
    (r"\frac{L}{B\ln2}", r"\frac{L\ln2}{B}", "Divide by log(2) as well, do not multiply by it: it belongs below the"),
    (r"\frac{a}{b(c+1)}", r"\frac{a(c+1)}{b}", "Divide by c + 1 as well, do not multiply by it: it belongs below"),
    (r"c\sqrt{\frac{a}{b}}", r"c\frac{\sqrt a}{b}", "The power is taken of too much or too little."),
    (r"o\tanh(fc+iz)", r"o\tanh(fc+z)", "The factor i is missing in z."), ("u+iv", "u-iv", "The sign of i*v is wrong."),
    (r"\sin^2x+\cos^2x-1", "1", "what is asked for is 0 ± "),
])  # fmt: skip
def test_what_is_told(reference: str, answer: str, says: str) -> None:
    found = check({"reference": reference}, answer)
    assert found.verdict == "not_equivalent"
    assert found.feedback.startswith(says) or (not found.why and says in found.feedback)


_PRODUCT = "A sum of products is not the product of the sums: v[i] belongs to the sum of what it is multiplied by, "


@pytest.mark.parametrize(("reference", "answer", "says"), [
    # two sums with one letter
    (r"s = \frac1n\sum_{i=1}^n u_i v_i", r"\frac1n\sum_{i=1}^n u_i \cdot \frac1n\sum_{i=1}^n v_i", _PRODUCT),
    (r"s = \frac1n\sum_{i=1}^n u_i v_i", r"\frac{1}{n^2}\sum_{i=1}^n u_i \sum_{i=1}^n v_i", _PRODUCT),
    (r"s = \frac1n\sum_{i=1}^n u_i v_i", r"\frac1n\sum_{j=1}^n u_j \cdot \frac1n\sum_{i=1}^n v_i",
     "v[i] has the wrong index: it should be v[j]."),
    # the sum that is too much is the one over what does not stand in it
    (r"s = \sum_{i=1}^n u_i v_i", r"\sum_{j=1}^n\sum_{i=1}^n u_i v_i", "The sum over j does not belong there."),
    (r"s = \sum_{i=1}^n u_i v_i", r"\sum_{i=1}^n\sum_{j=1}^n u_i v_i", "The sum over j in sum(u[i]*v[i], j) does"),
    # what is missing, of a reference that is multiplied out in another way
    (r"v = (1-\eta\lambda)w - \eta g", r"-\eta(g+\lambda w)", "A term is missing: w."),
    (r"v = (1-\beta)m + \beta g", r"\beta(g-m)", "A term is missing: m."),
    (r"v = m + \beta(g-m)", r"\beta g-\beta m", "A term is missing: m."),
    (r"v = (1-\beta)m + \beta g", r"\beta(g-m) + 2m", ""),
    ("v = 2(x+y)", "2(x+y+1)", "The term 1 does not belong there."),
    ("v = a(b+c)", "ab + ac + a", "The term a does not belong there."),
    # a power of what stands there
    (r"v = \frac1n\sum_{i=1}^n u_i", r"\frac{1}{\sqrt n}\sum_{i=1}^n u_i",
     "The square root of n does not belong there."),
    (r"v = \frac sn", r"\frac{s}{\sqrt n}", "The square root of n does not belong there."),
    (r"v = \frac{s}{\sqrt n}", r"\frac sn", "The square root of n is missing."),
    (r"v = \frac{ar}{\sqrt{a^2+r^2}}", r"\frac{ar}{\sqrt{a+r^2}}", "The square of a is missing."),
    # what is asked for is no part of it
    (r"p = \frac{1}{1+e^{-z}}", r"\frac{1}{(1+e^{-z})^2}", "The exponent of 1 + exp(-z) is wrong."),
    (r"s = \sum_{i=1}^n x_i^2", r"(\sum_{i=1}^n x_i^2)^2", "The exponent of sum(x[i]^2, i) is wrong."),
    ("v = e^x", "e^{2x}", "The factor 2 "), (r"m_t = \beta m_{t-1} + g_t", r"\beta + g_t", ""),
    # a factor made of two
    ("v = (p-y)x", "(p-y)p(1-p)x", "The factor p*(1 - p) does not belong there."),
    (r"\cos p - y", r"(\cos(p)-y)p(1-p)", "The factor p*(1 - p) does not belong there."),
    ("v = (p-y)x", "(p-y)p(1-p)x y", "at "),
    (r"\cos x - x^2", r"\cos x - x", "The exponent of x is wrong."),
])  # fmt: skip
def test_what_is_told_is_wrong_there(reference: str, answer: str, says: str) -> None:
    found = check({"reference": reference}, answer)
    assert found.verdict == "not_equivalent"
    assert found.feedback.startswith(says)
    assert "-m does not belong" not in found.feedback


def test_an_index_of_another_form_is_not_told() -> None:
    found = check("adam/vhat-weighted-mean", "sum(beta2^(t-i)*g[i]^2,i=1..t)/t")
    assert found.verdict == "not_equivalent"
    assert "wrong index" not in found.feedback


def test_an_exponent_is_told_without_the_logarithm_that_it_is_read_with() -> None:
    question = {"definitions": [r"L = M(\sum_{i=1}^n (x_i/M)^p)^{1/p}"], "assumptions": ["x_i > 0", "M > 0"],
                "reference": r"\frac{\partial L}{\partial x_i}=(\frac{x_i}{L})^{p-1}"}
    assert check(question, r"(\frac{L}{x_i})^{p-1}").why == "The sign of the exponent of L/x[i] is wrong."


@pytest.mark.parametrize(("reference", "answer", "names"), [
    (r"o\tanh(fc+iz)", r"o\tanh(fc+z)", {"o", "f", "c", "i", "z"}), ("u+iv", "u-iv", {"u", "v"}),
    (r"\|A-B\|_F^2", r"\|A-B\|_F", {"A", "B"}), (r"\|A-F\|_F^2", r"\|A-F\|_F", {"A", "F"}),
])  # fmt: skip
def test_which_letters_have_values_where_an_answer_differs(reference: str, answer: str, names: set[str]) -> None:
    found = check({"reference": reference}, answer)
    assert found.witness is not None
    assert {*found.witness.values} == names


@pytest.mark.parametrize(("reference", "answer"), [
    (r"o\tanh(fc+iz)", r"o\tanh(zi+cf)"), (r"\tanh(ix)", r"i\tan x"),
    (r"f e^{i\omega t}c", r"fc(\cos\omega t+i\sin\omega t)"),
])  # fmt: skip
def test_an_i_is_a_gate_only_beside_others(reference: str, answer: str) -> None:
    assert check({"reference": reference}, answer).verdict == "equivalent"
