"""What stands around an answer and says nothing is taken off; what could change its meaning is not."""

from __future__ import annotations

from time import process_time

import pytest

from symdl.errors import ReadError
from symdl.grading import answered, ask
from symdl.notation.reader.parse import parse
from symdl.notation.reader.wrapping import pointing_into, unwrapped

WRAPPED = [
    "Answer: $2x+1$", "**Answer:** $2x+1$", "**Answer**: 2x+1", r"Final answer: $\boxed{2x+1}$",
    "The gradient is $2x+1$.", "The gradient of the loss with respect to the weights is $2x+1$.", "Thus, 2x+1",
    "Thus, $2x+1$.", "so $2x+1$", "Therefore $2x+1$", "Hence 2x+1", "**$2x+1$**", "`2x+1`", r"\boxed{2x+1}",
    r"\fbox{$2x+1$}", r"\begin{align*} 2x+1 \end{align*}", r"\begin{equation} \boxed{2x+1} \end{equation}",
    r"\begin{gather}2x+1\end{gather}", r"\begin{array}{c} 2x+1 \end{array}", "&= 2x+1", "= 2x+1", r"\Rightarrow 2x+1",
    r"\implies 2x+1", r"\therefore 2x+1.", r"2x+1 \qquad\text{Q.E.D.}", r"2x+1 \quad \square", r"2x+1 \blacksquare",
    r"\small 2x+1", r"\displaystyle 2x+1", r"2x+1, \quad \forall i", r"2x+1 \text{ for all } i",
    r"2x+1, \quad i = 1, \dots, m", "2x+1 for each i", "$2x+1$ for all $i$", r"2x+1 \in \mathbb{R}",
    r"\text{Answer: } 2x+1", r"\text{The answer is } 2x+1", "$$2x+1$$", r"\[2x+1\]", "The answer is:\n\n$$2x+1$$\n",
    "```latex\n2x+1\n```", "### Answer\n\n$2x+1$", r"We have $a = b$ and $c = d$. So the answer is $\boxed{2x+1}$.",
    r"If $x = 0$ this is clear. Thus $\boxed{2x+1}$", r"$2x+1$ as required. $\blacksquare$",
]  # fmt: skip

REFUSED = [
    "The answer is not $2x+1$", "The answer is twice $2x+1$", "$2x+1$ or $3$", "$2x+1$ if $x > 0$",
    "$2x+1$ when $x > 0$", "$2x+1$ except at 0", "$2x+1$ unless $x = 0$", r"The answer is not \boxed{2x+1}",
    r"\boxed{2x+1} or \boxed{3}", "$2x+1$ and $3$", "minus $2x+1$", "2x+1 (I think)", "I don't know",
    "The answer is three", "The answer is two times $x$", r"\text{not } 2x+1", "The log of the answer is $2x+1$",
    "The derivative of $f$ is $2x+1$", r"\boxed{2x+1} where $x = 1$", "The answer is not 2x+1",
]  # fmt: skip


@pytest.mark.parametrize("text", WRAPPED)
def test_what_says_nothing_is_taken_off(text: str) -> None:
    alone = unwrapped(text)
    assert len(alone) == len(text)
    assert parse(alone).tree == parse("2x+1", latex=True).tree
    assert unwrapped(alone) == alone or parse(unwrapped(alone)).tree == parse(alone).tree


@pytest.mark.parametrize("text", REFUSED)
def test_what_could_change_it_stays(text: str) -> None:
    assert unwrapped(text) == text


@pytest.mark.parametrize("text", [
    "2x+1", "a, b", r"\frac{a}{b}", "x = 1", "x, y, \\ldots", r"x \in \mathbb{R}", r"x = 1, y \in \mathbb{R}", "i: 2x",
    r"\begin{aligned} f &= 2x \\ &= 3 \end{aligned}", "so", "Answer:", "a is b", r"x_i, \quad i = 2",
    r"x_i \text{ for all } i \ne j", r"x_i, \quad i = 2, \dots, m", r"2\boxed{x}", "x**2", "x**2 + y**2",
    r"\begin{align} f &= 2x \end{align}", "sum(i=1..t)", "sum (i=1..t)",
])
def test_a_formula_stays(text: str) -> None:
    assert unwrapped(text) == text


def test_latex_stays_latex_when_its_only_sign_is_gone() -> None:
    assert parse(unwrapped("Answer: $abc$")).tree == parse("$abc$").tree
    assert parse(unwrapped(r"\Rightarrow abc")).tree == parse("abc", latex=True).tree
    assert parse(unwrapped(r"abc \quad \square")).tree == parse("abc", latex=True).tree
    assert parse(unwrapped("Answer: x**2")).tree == parse("x**2").tree


def test_errors_point_into_what_was_written() -> None:
    text = "Answer: $2x + * 3$"
    with pytest.raises(ReadError) as caught, pointing_into(text):
        parse(unwrapped(text))
    assert caught.value.text == text
    assert text[caught.value.start : caught.value.end] == "*"


@pytest.mark.parametrize("text", [r"\(" * 2000, "so " * 1300, "x" + " " * 3900 + "x", "&" * 4000, r"\boxed{" * 500,
                                  "$x$" * 1300, "```a" * 1000, "," * 4000, r"\forall " * 500])
def test_it_takes_no_time(text: str) -> None:
    start = process_time()
    unwrapped(text)
    assert process_time() - start < 0.2


@pytest.mark.parametrize("reference", ["2x + 1", r"\max(2x + 1, x)"])
@pytest.mark.parametrize(("answer", "right"), [("Answer: ${}$", True), (r"**Final answer:** $\boxed{{{}}}$", True),
                                               (r"\therefore {}.", True), ("The answer is not ${}$", False)])
def test_answers(reference: str, answer: str, right: bool) -> None:
    found = answered(ask({"reference": reference}), answer.format(reference))
    assert (found.verdict == "equivalent") is right
    if not right:
        assert found.verdict == "invalid"
