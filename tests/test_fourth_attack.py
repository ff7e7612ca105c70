# ruff: noqa: E501  (a question and its answer are on one line)
"""What a fourth round of strangers tried: ways to read a formula, and how statements are joined."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.errors import InputError, ReadError
from symdl.grading import check


def asked(reference: str, **more: Any) -> dict[str, Any]:
    return {"reference": reference, **more}


RIGHT = [
    # What stands in the place of what a sum counts with is no constant.
    (asked(r"\prod_{s=1}^{t}(1-\beta_s)"), r"\prod_{i=1}^{t}(1-\beta_i)"), (asked("n!"), r"\prod_{i=1}^n i"),
    (asked(r"\sum_{k=1}^n\cos(\theta_k)"), r"\sum_{i=1}^n\cos\theta_i"),
    # A left side that can be worked out, or is a name of several letters, is no equation to be solved.
    (asked(r"\frac{d}{dx}\sin(2x) = 2\cos(2x)"), r"2\cos(2x)"), (asked(r"\int_0^1 x dx = \frac12"), r"\frac12"),
    (asked(r"\lim_{x\to0}\frac{\sin x}{x} = 1"), "1"), (asked(r"\frac{dCE}{dz} = p-y"), "p-y"),
    (asked(r"KL = \sum_i p_i \log p_i"), r"\sum_j p_j \log p_j"), (asked(r"\mathrm{ReLU}(x) = \max(0,x)"), r"\max(x,0)"),
    (asked(r"\|x\|_2 = \sqrt{\sum_i x_i^2}"), r"\sqrt{\sum_j x_j^2}"), (asked(r"\ln L = \sum_i \ln p_i"), r"\sum_j \ln p_j"),
    (asked(r"\mathrm{tr}(A) = \sum_i A_{ii}"), r"\sum_j A_{jj}"),
    # Places where both are real are looked for far out.
    (asked(r"\sqrt{\frac1{y-5}}"), r"\frac1{\sqrt{y-5}}"),
    (asked("2y=4x-10"), "y=2x-5"), (asked("1/2(y+5)=x"), "y=2x-5"),
    (asked(r"y\sqrt x"), r"x^\frac12y"), (asked(r"\sqrt x+1"), r"x^\frac12+1"), (asked("10^{-8}"), "1e\u22128"),
    (asked("x^{1/3}"), "sqrt[3](x)"), (asked(r"\sum_{k=1}^n a_k 2^k"), r"\sum_{j=1}^n a_j 2^j"),
    # A product ends where one begins that does not speak of its letter.
    (asked(r"\prod_{k=1}^n a_k\prod_{j=1}^m b_j"), r"\prod_{j=1}^m b_j\prod_{k=1}^n a_k"),
    (asked(r"\prod_{s=1}^t(1-\beta_s)x_0"), r"\prod_{s=1}^t(1-\beta_s)x_0"),
    (asked(r"\sigma'(x)"), r"\sigma(x)(1-\sigma(x))"), (asked(r"\delta=(a-y)\sigma'(z)"), r"(a-y)\sigma(z)(1-\sigma(z))"),
    (asked(r"\frac{\partial L}{\partial z}=(a-y)\sigma'(z)", definitions=[r"a=\sigma(z)", r"L=\frac12(a-y)^2"]),
     "(a-y)a(1-a)"),
    (asked(r"\log\sum_j e^{z_j}"), r"z_i-\log\frac{e^{z_i}}{\sum_k e^{z_k}}"),
    # Words that the reference has, too; a unit may be left out.
    (asked(r"5\text{ cm}"), r"5\text{ cm}"), (asked(r"5\text{ cm}"), "5"), (asked(r"5\text{ cm}"), "5 cm"), (asked(r"5\text{ cm}"), r"5\,\mathrm{cm}"), (asked(r"n \text{ is even}"), r"n \text{ is even}"),
    (asked(r"x^2 \text{ for } x>0"), "x^2"),
    (asked(r"x<1 \text{ or } x>3"), r"x>3 \text{ or } x<1"),
    # Sums that are written out with dots.
    (asked(r"\sum_{i=1}^n x_i^2"), r"x_1^2+x_2^2+\cdots+x_n^2"), (asked(r"\sum_{i=1}^n x_i^2"), r"x_1^2+\cdots+x_n^2"),
    (asked(r"\frac1n\sum_{i=1}^n x_i"), r"\frac{x_1+x_2+x_3+x_4+\ldots+x_n}{n}"), (asked("sum(x_i, i, 1, n)"), "x_1 + x_2 + ... + x_n"),
    (asked(r"b + \sum_{i=1}^n w_i x_i"), r"b + w_1 x_1 + w_2 x_2 + \dots + w_n x_n"), (asked(r"x_1+x_2+\cdots+x_n"), r"\sum_{i=1}^n x_i"),
    (asked(r"\frac{\sum_i x_i y_i}{\sqrt{\sum_i x_i^2}}"), r"\frac{x_1 y_1 + \cdots + x_n y_n}{\sqrt{x_1^2 + \cdots + x_n^2}}"),
    # Products over one range are one.
    (asked(r"\prod_{k=1}^n p_k^{y_k}(1-p_k)^{1-y_k}"), r"\prod_{k=1}^n p_k^{y_k}\prod_{k=1}^n(1-p_k)^{1-y_k}"),
    (asked(r"\prod_{k=1}^n a_kb_k"), r"\prod_{k=1}^n a_k\cdot\prod_{j=1}^n b_j"), (asked(r"\binom nk"), "C(n,k)"),
    (asked("5"), r"\mathbf{5}"),
    (asked("(1,2)"), "x=1, y=2"), (asked(r"(\pm1,\pm2)"), r"(\pm1,\pm2)"), (asked(r"x=\pm1, y=\mp2"), r"x=\pm1, y=\mp2"),
    (asked(r"x=\pm 3"), "x=3, x=-3"), (asked(r"\pm 2"), r"-2 \text{ or } 2"), (asked(r"\frac52"), r"2 + \frac12"), (asked("x"), r"2\frac{x}{2}"),
]  # fmt: skip

NOT_RIGHT = [
    (asked(r"x>1 \text{ and } x<3"), r"x>1 \text{ or } x<3"), (asked(r"x<1 \text{ or } x>3"), r"x<1 \text{ and } x>3"),
    (asked(r"x=0 \text{ or } y=0"), "(x,y)=(0,0)"), (asked(r"x=0 \text{ or } y=0"), r"x=0 \text{ and } y=0"),
    (asked("(1,2)"), r"x=1 \text{ or } y=2"), (asked(r"x=2 \text{ or } x=3"), r"x=3 \text{ and } x=2"),
    (asked(r"x=1\text{ and }x=3"), "(x-1)(x-3)=0"), (asked("y=2x, y=x+1"), "(y-2x)(y-x-1)=0"), (asked(r"a=1\text{ or }b=2"), "(a,b)=(1,2)"),
    (asked(r"y=x\text{ or }y=-x"), r"y=x\text{ and }y=-x"), (asked("y^2=x^2"), r"y=x\text{ and }y=-x"),
    (asked(r"x=1,y=2 \text{ or } x=3,y=4"), r"x=1,y=4 \text{ or } x=3,y=2"),
    # Signs ± go together.
    (asked(r"(\pm1,\pm2)"), r"(\pm1,\mp2)"), (asked(r"(\pm1,\mp1)"), r"(\pm1,\pm1)"), (asked(r"\{(\pm1,\pm2)\}"), r"\{(\pm1,\mp2)\}"),
    (asked(r"x=\pm1, y=\mp2"), r"x=\pm1, y=\pm2"),
    (asked(r"\begin{pmatrix}\pm1\\ \pm1\end{pmatrix}"), r"\begin{pmatrix}\pm1\\ \mp1\end{pmatrix}"),
    (asked(r"\pm a\pm b"), r"\pm a\mp b"), (asked(r"1\pm2\pm3"), r"1\pm2\mp3"),
    (asked("x=1"), r"x\equiv1\mod 3"), (asked("x=1"), r"x\equiv 7\pmod 3"), (asked("1"), r"x\equiv 7\mod 3"),
    (asked(r"n \text{ is even}"), "n"), (asked(r"x \text{ is positive}"), "x"),
    (asked("x^{y/2}"), r"x^\frac12y"), (asked("e^{x/2}"), r"e^\frac12x y"),
    *((asked("1"), answer) for answer in (r"2\,\frac12", r"2\ \frac12", r"2~\frac{1}{2}", r"2{\frac12}", r"{2}\frac12", r"2\cfrac12",
                                          r"2{1\over2}", r"2\frac12")),
    (asked("0.6"), "0.1(6)"), (asked(r"\sqrt3 x"), "sqrt[3](x)"), (asked("(n!)!"), "n!!"), (asked("30"), r"\boxed{5}\boxed{6}"),
    (asked(r"\frac{\pi x}{2}"), r"x/2\pi"), (asked(r"\frac{3x}{2}"), r"3\div2x"),
    (asked(r"\prod_{k=1}^n a_k\prod_{j=1}^m b_j"), r"\prod_{k=1}^n\left(a_k\prod_{j=1}^m b_j\right)"),
    (asked(r"\prod_{s=1}^t(1-\beta_s)x_0"), r"\prod_{s=1}^t(x_0-x_0\beta_s)"),
    (asked("x^2"), "x^2+0^x"), (asked("x^2"), "x^2(1-0^x)"), (asked("n!"), "n!+0^n"), (asked(r"\sin x"), r"\sin x+0^x"),
    (asked(r"\prod_{k=1}^n a_kb_k"), r"\prod_{k=1}^n a_k\cdot\prod_{j=1}^m b_j"), (asked(r"\binom nk"), "C(k,n)"),
    (asked(r"\frac1{10}"), r"\frac{1}10"),
    *((asked(r"\sum_{i=1}^n x_i^2"), answer) for answer in (
        r"x_1^2+x_2+\cdots+x_n^2", r"x_1+x_2+\cdots+x_n", r"x_1^2+x_3^2+\cdots+x_n^2", r"x_2^2+x_3^2+\cdots+x_n^2",
        r"x_1^2+x_2^2+\cdots+x_m^2", r"x_0^2+x_1^2+\cdots+x_n^2", r"x_1^2+x_2^2+\cdots", r"x_1^2 x_2^2\cdots x_n^2",
        r"x_1^2+x_2^2-\cdots+x_n^2", r"x_1^2-x_2^2+\cdots+x_n^2", r"2x_1^2+x_2^2+\cdots+x_n^2")),
    (asked(r"\max_i x_i"), r"\max_jx_i"),
    # The bare letter, where its square, its logarithm or a product is asked for.
    (asked("y^2=ax+b"), "y=ax+b"), (asked(r"\sigma^2=\frac1n\sum_i x_i^2"), r"\sigma=\frac1n\sum_i x_i^2"), (asked(r"\ln y=ax+b"), "y=ax+b"),
    (asked("AB=c+d"), "A=c+d"), (asked(r"5 \text{ thousand}"), "5"), (asked(r"3 \text{ dozen}"), "3"),
    (asked("x^2 = 4"), "4"), (asked("|x| = 2"), "2"), (asked(r"\ln x = 2"), "2"),
    (asked(r"\frac{d}{dx}\sin(2x) = 2\cos(2x)"), r"\frac{d}{dx}\sin(2x)"),
]  # fmt: skip

OPEN = [
    (asked(r"\frac72"), r"3\frac12"), (asked(r"\frac{35}{6}"), r"3\frac12+2\frac13"), (asked(r"\frac{x}{2\pi}"), r"x/2\pi"), (asked(r"\sqrt{-x^2-1}"), r"-\sqrt{-x^2-1}"),
    (asked(r"x_0\prod_{s=1}^t\alpha_s"), r"\prod_{s=1}^t\alpha_s\cdot x_0"),
    (asked("|1-p_k|", assumptions=["p_k < 1"]), "1-p_k"),
    # A constant of integration takes in a number; what a bar is, and whether an order counts, nobody says.
    (asked(r"n \text{ is even}"), "n = 2k"), (asked(r"\sum_{i=1}^d a_i \cos b_i"), r"a \cdot \cos b"),
    (asked("x^2/2+C"), "x^2/2+1+C"), (asked("x^2/2+C"), "x^2/2+c"), (asked(r"\ln|x|+C"), r"\ln|2x|+C"),
    (asked("|z|^2"), r"z\bar z"), (asked("(1,2),(3,4)"), "(3,4),(1,2)"), (asked("2, 3"), "3, 2"),
]


@pytest.mark.parametrize(("question", "answer"), RIGHT)
def test_right_is_accepted(question: Any, answer: str) -> None:
    found = check(question, answer)
    assert found.verdict == "equivalent", found.feedback


@pytest.mark.parametrize(("question", "answer"), NOT_RIGHT)
def test_wrong_is_not_accepted(question: Any, answer: str) -> None:
    assert check(question, answer).verdict != "equivalent"


@pytest.mark.parametrize(("question", "answer"), OPEN)
def test_what_can_be_read_in_two_ways_is_left_open(question: Any, answer: str) -> None:
    assert check(question, answer).verdict == "undecided"


@pytest.mark.parametrize("question", [
    asked(r"\frac{d}{dx}\sin(2x) = \cos(2x)"), asked(r"\int_0^1 x dx = \frac13"), asked(r"x \equiv 1 \pmod 3"),
    asked(r"\frac{\partial L}{\partial z}=(a-y)g'(a)", definitions=["a=g(z)", r"L=\frac12(a-y)^2"]),
])
def test_a_question_that_makes_no_sense_is_refused(question: Any) -> None:
    with pytest.raises((InputError, ReadError)):
        check(question, "1")


def test_what_is_told_of_another_form_says_so() -> None:
    found = check(asked(r"\frac{1-a}{\sqrt{1-b}}"), r"\sqrt{1-b}")
    assert found.why.startswith("Seen in another form: b")
    assert check(asked("12/x"), r"\frac12x").code != "constant-factor"  # x is what it is a function of
