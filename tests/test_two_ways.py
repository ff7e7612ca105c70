r"""Signs that can be read in two ways: letters above, bars without a pair, functions without brackets, conditions."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.grading import ask, check
from symdl.grading.doubts.conditioned import parted
from symdl.grading.typed.above import as_members, may_be_members
from symdl.grading.worked.solution import judge_solution
from symdl.notation.reader.names import braced


def asked(reference: str, *definitions: str, **more: Any) -> dict[str, Any]:
    return {"reference": reference, "definitions": [*definitions], **more}


ADAM = asked(r"m^t = (1-\beta)\sum_{i=1}^t \beta^{t-i} g^i", r"m^t = \beta m^{t-1} + (1-\beta) g^t", "m^0 = 0")
STATE = asked(r"h^t = w h^{t-1} + u x^t")
DESCENT = asked(r"r^{k+1} = r^k - \alpha^k A p^k")
LAYER = asked(r"z^l = w^l a^{l-1} + b^l", context="l is the layer")
ERRORS = asked(r"\frac{1}{2m}\sum_{i=1}^m (\hat y^i - y^i)^2")
GATES = asked(r"\tanh(w h^{t-1} + u x^t + b)")
TEXT = asked("h^t = w*h^(t-1) + u*x^t")
POWERS = asked(r"\frac{d}{dx} x^n = n x^{n-1}")
LOGISTIC = asked(r"\sigma'(z) = \sigma(z)(1-\sigma(z))", r"\sigma(z) = \frac{1}{1+e^{-z}}")
MEAN_SQUARES = asked(r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i) x_i",
                     r"\hat{y}_i = w x_i + b", r"J = \frac{1}{2m} \sum_{i=1}^m (\hat{y}_i - y_i)^2")
SAMPLES = asked(r"\frac{\partial J}{\partial w} = 2\sum_{i=1}^m (\hat y^{(i)} - y^{(i)}) x^{(i)}",
                r"\hat y^{(i)} = w x^{(i)}", r"J = \sum_{i=1}^m (\hat y^{(i)} - y^{(i)})^2")
RELU = asked(r"\frac{\partial L}{\partial w} = 2(h-y)x\mathbb{1}[wx+b>0]", r"h = \max(0, wx+b)", "L = (h-y)^2")
SWISH = asked(r"x^2\sigma(x)", r"\mathrm{swish}(x) = x\sigma(x)", r"\sigma(x) = \frac1{1+e^{-x}}")
LAYERS = asked(r"\frac{\partial L}{\partial W} = X^\top G", "Y = X W",
               context="X is n x d, W is d x k, G is n x k, the gradient of L with respect to Y")

RIGHT = [
    (ADAM, r"(1-\beta)\sum_{k=0}^{t-1} \beta^{k} g^{t-k}"), (ADAM, r"(1-\beta)\sum_{i=1}^t g^i \beta^{t-i}"),
    (STATE, r"u x^t + h^{t-1} w"), (DESCENT, r"r^k - A \alpha^k p^k"), (LAYER, r"b^l + w^la^{l-1}"),
    (ERRORS, r"\frac{1}{2m}\sum_{j=1}^m (y^j - \hat{y}^j)^2"), (GATES, r"\tanh(b + u x^t + w h^{t-1})"),
    (TEXT, "u*x^t + h^(t-1)*w"),
    # Powers, for certain: the base stands there alone, or the letter above tells others apart from below.
    (POWERS, r"n\frac{x^n}{x}"), (asked(r"\sum_{k=0}^{n} r^k"), r"1 + \sum_{k=1}^{n} r r^{k-1}"),
    (asked("a^{m+n}"), "a^m a^n"),
    (asked(r"\sum_{k=0}^n \gamma^k r_{t+k}"), r"\sum_{k=0}^n \gamma\gamma^{k-1} r_{t+k}"),
    (asked("x^2+1"), r"\left. x^2\right|_{x=x}+1"), (asked("5"), r"1 + 2x|_{x=2}"),
    (asked("x^2+1"), r"x^2+1,\ x\in\mathbb{R}"), (asked("x^2+1"), r"1 + x^2 \text{ for all } x \in \mathbb{R}"),
    (asked("e^{a+b}"), "e^a e^b"), (asked("s e^{m-M}"), "e^{m-M}s"), (asked("s e^{m-M}"), "s/e^{M-m}"),
    (asked("e^{A+B}", context="A and B are real numbers"), "e^A e^B"), (asked("a(x+y)"), "ax + ay"),
    # What gives a value is an equation; a letter may get one that is made of its old one.
    (asked(r"w - \eta g"), r"w \leftarrow w - \eta g"), (asked(r"w - \eta g"), r"w' := w - \eta g"),
    (asked(r"\frac{d}{dx}x^2"), r"y' \equiv 2x"), (asked(r"w_{t+1} = w_t - \eta g_t"), r"w_t := w_t - \eta g_t"),
    (MEAN_SQUARES, r"\frac{\partial J}{\partial w} := \frac1m\sum_i(\hat y_i - y_i)x_i"),
    (asked(r"\log x", assumptions=["x > 0"]), r"\log x, x > 0"), (asked(r"\log x"), r"\ln x \text{ for } x > 0"),
    (asked(r"\frac1x"), r"x^{-1}, x \ne 0"), (asked(r"\frac{1-q^n}{1-q}"), r"\frac{q^n-1}{q-1} \quad (q \neq 1)"),
    (asked("x^2+1"), r"x^2+1, x \in (-\infty, \infty)"),
    (asked(r"\sin x"), "\\sin\nx"), (asked(r"\frac1m\sum_{i=1}^m x_i"), "\\frac1m\n\\sum_{i=1}^m x_i"),
    (SAMPLES, r"2\sum_{i=1}^m x^{(i)}(\hat{y}^{(i)} - y^{(i)})"), (RELU, r"2(h-y)x\mathbb{1}[h>0]"),
    (SWISH, "x swish(x)"), (SWISH, r"x\,\operatorname{swish}(x)"), (SWISH, "swish(x)*x"),
    # The names of functions as they are typed.
    (LOGISTIC, "sigma(z)*(1-sigma(z))"), (LOGISTIC, "σ(z)(1-σ(z))"), (LOGISTIC, "sigma(z) - sigma(z)^2"),
]  # fmt: skip

WRONG = [
    (asked(r"w - \eta g"), r"\eta \leftarrow w - \eta g"), (asked(r"\frac{d}{dx}x^2"), r"x^2 := 2x"),
    (asked(r"\frac{d}{dx}x^2"), r"3x \equiv 2x"), (asked("x=3"), "4 := 3"), (asked("x=3"), "y := 3"),
    (asked("x^2+1"), r"x^2+2, x \in (-\infty, \infty)"), (SWISH, "swish(x)"), (SWISH, r"x^2\operatorname{swish}(x)"),
    (SAMPLES, r"2\sum_{i=1}^m x^{(i)}(y^{(i)} - \hat{y}^{(i)})"),
    (ADAM, r"(1-\beta)\sum_{i=1}^t \beta^{t} g^i"), (STATE, r"u x^t + h^{t} w"), (DESCENT, r"r^k + A \alpha^k p^k"),
    (asked("x^2+1"), r"\left. x^2+1\right|_{x=2}"), (asked("x^2+1"), r"x^2+2,\ x\in\mathbb{R}"),
    (LOGISTIC, "sigma(z)*(1+sigma(z))"), (LOGISTIC, "σ(z)(1+σ(z))"),
    (asked(r"X^\top X", context="X is n x d"), r"X X^\top"), (LAYERS, r"X^\top Q"),
]

OPEN = [
    # A power law holds for powers, and for no members.
    (ADAM, r"(1-\beta)g\frac{g^t-\beta^t}{g-\beta}", "may be a power"),
    (ADAM, r"(1-\beta)\sum_{i=1}^t \beta^{t-i} g g^{i-1}", "g may be a power"),
    (STATE, r"w h^{t-1} + u x\,x^{t-1}", "x may be a power"), (TEXT, "w*h^(t-1) + u*x*x^(t-1)", "x may be a power"),
    (DESCENT, r"r^k - A(\alpha p)^k", "may be a power"), (LAYER, r"w^l a^l/a + b^l", "may be a power"),
    (ERRORS, r"\frac{1}{2m}\sum_{i=1}^m (\hat y^{2i} - 2 (y\hat y)^i + y^{2i})", "may be a power"),
    (GATES, r"\tanh(w h^t/h + u x^t + b)", "may be a power"),
    (asked("x^2+1"), "x^2+1|_{x=2}", "the bar"), (asked("u^2+1", "u = x+y"), r"u^2+1\big|_{x=1}", "the bar"),
    (asked(r"\Gamma(z+1)"), r"\Gamma z+\Gamma", r"what \Gamma is"),
    (asked(r"\phi(x+y)"), r"\phi x+\phi y", r"what \phi is"),
    (asked("e^{A+B}"), "e^Ae^B", "matrices"), (asked("e^{A+B}", context="A is a number"), "e^Ae^B", "matrices"),
    (asked("e^{At}x"), "xe^{At}", "matrices"), (asked(r"\exp(A+B)"), r"\exp(A)\exp(B)", "matrices"),
    (asked("x^2+1"), r"x^2+1,\quad x>0", "a condition"), (asked("x^2+1"), "x^2+1 for x != 0", "a condition"),
    (asked("x^2+1"), r"x^2+1\quad(x>0)", "a condition"), (asked(r"\sqrt{x^2}"), "x, x > 0", "may be right under"),
    (asked(r"\log x", assumptions=["x > 0"]), r"\log x, x < 0", "a condition"),
    (asked(r"\log x"), r"\log x, x > 1", "a condition"), (asked(r"\frac1x"), r"\frac1x, x \ne 1", "a condition"),
    (asked(r"\sin x"), "1\n\\sin x", "several lines"), (asked(r"e^t = x^t - y^t"), "x^t - y y^{t-1}", "may be a power"),
    # What is nothing on a whole side is no denominator.
    (RELU, r"2(h-y)\frac{xh}{h}", "needs h != 0"), (asked("|x|"), r"x\frac{|x|+x}{|x|+x}", "no proof"),
    # What a matrix is made of, and a gradient that has a name.
    (asked(r"X^\top X", context="X is n x d"), r"\sum_i x_i x_i^\top", "may be of X"),
    (asked("AB"), r"\sum_k a_{ik} b_{kj}", "a with an index"),
    (asked("AB"), r"\sum_k A_{ik} B_{kj}", "A with an index"),
    (LAYERS, r"X^\top \frac{\partial L}{\partial Y}", "G may be the gradient"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer"), RIGHT)
def test_right(question: dict[str, Any], answer: str) -> None:
    found = check(question, answer)
    assert found.verdict == "equivalent", found.feedback


@pytest.mark.parametrize(("question", "answer"), WRONG)
def test_wrong(question: dict[str, Any], answer: str) -> None:
    found = check(question, answer)
    assert found.verdict == "not_equivalent", found.feedback


@pytest.mark.parametrize(("question", "answer", "why"), OPEN)
def test_open(question: dict[str, Any], answer: str, why: str) -> None:
    found = check(question, answer)
    assert found.verdict == "undecided", found.feedback
    assert why in found.feedback


def test_a_power_law_in_a_worked_solution() -> None:
    told = judge_solution(ask(STATE), "h^t = u x^t + w h^{t-1}\n= u x x^{t-1} + w h^{t-1}")
    assert told.verdict == "undecided"
    assert [line.standing for line in told.lines] == ["right", "undecided"]


@pytest.mark.parametrize("answer", [
    r"\frac{\partial J}{\partial b} := \frac1m\sum_i(\hat y_i - y_i)x_i", r"0 := \frac1m\sum_i(\hat y_i - y_i)x_i",
    r"w \leftarrow \frac1m\sum_i(\hat y_i - y_i)x_i",
    r"\sum_i(\hat y_i - y_i)x_i := \frac1m\sum_i(\hat y_i - y_i)x_i",
])  # fmt: skip
def test_what_gets_a_value_is_what_is_asked_for(answer: str) -> None:
    assert check(MEAN_SQUARES, answer).verdict == "invalid"
    assert check(asked("3"), r"x \equiv 3 \pmod 5").verdict == "invalid"


@pytest.mark.parametrize(("text", "written"), [
    (r"\hat y^{(i)}", r"\hat{y}^{(i)}"), (r"\bar x_i + \hat\mu", r"\bar{x}_i + \hat{\mu}"),
    (r"{\hat y}_i", r"\hat{y}_i"), (r"\frac{\hat y}{2}", r"\frac{\hat{y}}{2}"), (r"e^{\hat y}", r"e^{\hat{y}}"),
    (r"x_1 + \dots y", r"x_1 + \dots y"), (r"\hat{y}", r"\hat{y}"), ("y", "y"),
])  # fmt: skip
def test_braces_around_what_has_an_accent(text: str, written: str) -> None:
    assert braced(text) == written


@pytest.mark.parametrize(("text", "written"), [
    (r"w^la^{l-1}+b^l", r"w_{l} a_{l-1} +b_{l} "), (r"\hat{y}^{(i)} x_j^t", r"\hat{y}^{(i)} x_j^t"),
    (r"a_j^{l}", r"a_{j, l} "), ("a^(l-1)", "a_{l-1} "), (r"\alpha^l + e^l", r"\alpha^l + e^l"),
])  # fmt: skip
def test_letters_above_written_below(text: str, written: str) -> None:
    assert as_members({"w", "a", "b"})(text) == written


def test_which_letters_may_be_members() -> None:
    question = ask(ADAM)
    assert [*may_be_members(question.trees, "")] == ["g", "m"]
    assert not may_be_members(ask(POWERS).trees, "")


@pytest.mark.parametrize(("answer", "found"), [
    ("1/x for x > 0", ("1/x", "x > 0")), (r"\frac{1}{x}\text{ if } x \neq 0", (r"\frac{1}{x}", r"x \neq 0")),
    (r"x^2,\ x \ge 1.", ("x^2", r"x \ge 1")), ("x < 1", None), ("x > 1, x < 2", None), ("(1, 2)", None),
    (r"\sum_{j>k} x_j", None), (r"\sum_{i \neq j} x_i, y", None), ("1[x > 0]", None), ("x (y > 0)", None),
    (r"2\,\mathbb{1}[|x|>1]", None), ("1[x, y > 0]", None), (r"x_{a, b > 0}", None), ("f(x, y > 0)", None),
])  # fmt: skip
def test_the_condition_behind_an_answer(answer: str, found: tuple[str, str] | None) -> None:
    assert parted(answer, ["x"]) == found
    assert parted(answer, [r"\frac1x, x > 0"]) is None


@pytest.mark.parametrize(("reference", "answer", "expected"), [
    (r"2\log(1+x)", r"\log(1+x)^2", "undecided"), (r"\log(1+x)^2", r"2\log(1+x)", "undecided"),
    (r"\log|1+uwh|", r"\frac12\log\left(1+uwh\right)^2", "undecided"),
    (r"3\log(1+x)", r"\log(1+x)^2", "not_equivalent"),
    (r"\log(1+x)^2", r"(\log(1+x))^2", "equivalent"), (r"2\log(1+x)", r"\log^2(1+x)", "not_equivalent"),
    (r"2\ln(1+x)", "ln(1+x)^2", "not_equivalent"),  # as programs have it
])
def test_a_power_behind_a_logarithm(reference: str, answer: str, expected: str) -> None:
    assert check({"reference": reference}, answer).verdict == expected
