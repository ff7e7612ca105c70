r"""Worked solutions as sentences: no formula in them is passed over, and what is said is taken as it is meant."""

from __future__ import annotations

import pytest

from symdl.errors import InputError
from symdl.grading import ask, check
from symdl.grading.prose.formulas import OWN, formulas_of
from symdl.grading.prose.vocabulary import unknown
from symdl.grading.worked.solution import judge_solution

SIGMOID = {"definitions": [r"\sigma(z) = \frac{1}{1+e^{-z}}"], "reference": r"\sigma'(z) = \sigma(z)(1-\sigma(z))"}
LEFT = r"\frac{d}{dx} (x^2+1)^5"
POWER = {"reference": rf"{LEFT} = 10x(x^2+1)^4"}
COS = {"reference": r"\frac{d}{dx}\cos(x^2) = -2x\sin(x^2)"}
SQUARE = {"reference": "x^2+6x+5 = (x+3)^2-4"}
RIGHT = r"$\frac{d}{dx}\cos(x^2) = -2x\sin(x^2)$"
SPREAD = {"definitions": [r"\mu = \frac{1}{m}\sum_{i=1}^m x_i"],
          "reference": r"\frac{1}{m}\sum_{i=1}^m (x_i-\mu)^2 = \frac{1}{m}\sum_{i=1}^m x_i^2 - \mu^2"}


@pytest.mark.parametrize(("line", "formulas"), [
    ("We have $a = b$.", ["told a = b"]), ("so $a$ equals $b$, which is $c$", ["a = b", " = c"]),
    ("Since $a = b$, the answer is $c$.", ["since told a = b", "c"]),
    ("because $a = b$, we get $c = d$", ["since told a = b", "told c = d"]),
    ("Let $u = x^2$ and $v = x$.", ["let u = x^2", "let v = x"]), ("Using $u = x^2$, we find", ["let u = x^2"]),
    ("Using $a + b = c$, we find", ["since a + b = c"]), ("where $u = x^2$", ["where u = x^2"]),
    ("which is $c$ because $a = b$", [" = c", "since told a = b"]), ("The derivative at $z$ is $7$.", ["7"]),
    ("At $x = 0$ it is $7$.", ["only at x = 0: 7"]), ("For $x = 0$, $f = 7$.", ["only at x = 0: f = 7"]),
    ("The derivative of $x^2$ is $2x$.", ["slope x^2 = 2x"]), ("$2x$ is the answer.", ["2x"]), ("Answer: $7x$", ["7x"]),
    (r"By the rule \[a = b\] and so \[= c\]", ["told a = b", "= c"]), (r"where $x$ is real", []),
    (r"a = b \quad \text{(by $x$)}", [r"a = b \quad "]), (r"a = b \tag{as $c = d$}", ["a = b ", "since told c = d"]),
    (r"a = b \text{ with $u = x^2$}", ["a = b ", "where u = x^2"]), ("a = b because c = d", ["a = b", "since c = d"]),
    ("x = 1", ["x = 1"]), ("$x = 1$", ["$x = 1$"]), ("", []),
    ("This is the same as $x + 1$.", [" = x + 1"]), ("This turns into $x + 1$.", [" = x + 1"]),
    ("$x^2$ has the derivative $3x$.", ["slope x^2 = 3x"]), ("The inner function is $x^2$ and its derivative is $x$.",
     ["unclear x^2", "slope x^2 = x"]), ("Twice $x$ is $2x$.", ["unclear(Twice) 2x"]), ("$2+2$ = $5$", ["2+2 = 5"]),
    ("Since $x + 1$ and $x - 1$ are equal, $a = b$.",
     [f"unclear(are equal) {one}" for one in ("x + 1", "x - 1", "a = b")]),
    ("It is not true that $a = b$.", ["unclear(not) a = b"]), ("$a = b$ (false!)", ["unclear(false) a = b"]),
    ("2+2 = 5, so $a = b$.", ["unclear(2) a = b"]),
    ("If $a b = c$, as we know, we go on.", ["since a b = c"]),
    ("When $a + b = c$ (it does), fine.", ["since a + b = c"]),
    ("Whenever $2S = n$, which is always, we go on.", ["since 2S = n"]), ("If $n = 0$ it is trivial.", []),
    (f"For ${'a' * 5000}!$ we stop.", [f"unclear {'a' * 5000}!"]),  # read in one go
    ("Provided $a b = c$ (true), we are done.", ["unclear a b = c"]),
    ("We check if $2S = n$: yes.", ["unclear 2S = n"]),
    ("$e^0$ stands at $0$.", ["unclear(stands) e^0", "unclear(stands) 0"]),
    ("It works out at $2x + 1$.", ["unclear 2x + 1"]),
    ("For $2S$ we get $n(n+1)$.", ["only at 2S: n(n+1)"]), ("For $i, j$ we have $a = b$.", ["told a = b"]),
    ("With $a = b$. u(1) is 2.", ["unclear(2) a = b", "unclear(2) u(1) is 2"]), ("Either $a = b$ or $c = d$.", [
        "denied a = b", "denied c = d"]), ("Beware: $a = b$ does not hold.", ["unclear(Beware) a = b"]),
    (r"$\underbrace{e^0}_{0}$ appears", [r"unclear \underbrace{e^0}_{0}", "since e^0 = 0"]),
    (r"$\overbrace{x}^{\text{this is } 2a}$", [r"$\overbrace{x}^{\text{this is } 2a}$", "denied 2a"]),
    (r"$\underbrace{x + x}_{n \text{ terms}}$", [r"$\underbrace{x + x}_{n \text{ terms}}$"]),
    (r"a \stackrel{\text{as c = d}}{=} b", [r"a \stackrel{\text{as c = d}}{=} b", r"denied \text{as c = d}"]),
    (r"a \stackrel{\text{chain rule}}{=} b", [r"a \stackrel{\text{chain rule}}{=} b"]),
    (r"a = \underbrace{b}_{\mathrm{c = d}}", [r"a = \underbrace{b}_{\mathrm{c = d}}", r"denied \mathrm{c = d}"]),
    (r"a = b \tag{c = d}", [r"a = b \tag{c = d}", "since c = d"]), (r"a = b \tag{2}", [r"a = b \tag{2}"]),
    ("When $x = 0$, which is the boundary, we stop.", ["unclear(boundary) x = 0"]),
    ("When $2x > 0$, as required, we stop.", ["unclear 2x > 0"]),
    (r"$0 = 0 \tag*{2b = 2}$", [r"$0 = 0 \tag*{2b = 2}$", "since 2b = 2"]),
    (r"$a = b \tag*{(3)}$", [r"$a = b \tag*{(3)}$"]),
    ("Since $x^2 < 0$, $a = b$.", ["since x^2 < 0", "a = b"]),
    ("Suppose $a = b$. Then $c = d$.", ["only if a = b", "c = d"]),
    ("$x^2 = 9$ at $x = 3$.", ["only at at: x^2 = 9"]),
    ("Case 1: $x > 0$. Then $|x| = x$. Case 2: $x < 0$. Then $|x| = -x$. In both cases $a = b$.",
     ["only at x > 0: |x| = x", "only at x < 0: |x| = -x", "told a = b"]),
    (r"a \overset{c = d}{=} b", [r"a \overset{c = d}{=} b", "since c = d"]),
    (r"\begin{equation}a = b\end{equation} Therefore $c = d$.", [r"\begin{equation}a = b\end{equation}", "told c = d"]),
    ("Multiply by $e^z$ and expand $(x+1)^2$.", []), ("We apply the rule to the factor $2x$.", []),
    ("Half of $6$ is $3$.", ["unclear(Half) 6", "unclear(Half) 3"]), ("- $-2x$", ["$-2x$"]),
    ("So $x + 1$, hence $2x$.", ["alone x + 1", "alone 2x"]), ("$x + x$, i.e. $2x$, is used.", ["x + x = 2x"]),
    ("With $x + x$ ($=2x$) we go on.", ["since x + x =2x"]), ("It is $x + x$ – that is, $2x$.", ["x + x = 2x"]),
    ("We find $2x$ for $x + x$.", ["x + x = 2x"]), ("$2x$ is what $x + x$ is.", ["unclear 2x", "unclear x + x"]),
    ("We obtain $2x$ from $x^2$.", ["unclear x^2", "unclear 2x"]), ("which can also be written as $2x$", [" = 2x"]),
    ("This simplifies to $2x$.", [" = 2x"]), ("Equivalently, $2x$.", [" = 2x"]), ("so $x + x$ =", ["x + x ="]),
])  # fmt: skip
def test_what_a_line_says(line: str, formulas: list[str]) -> None:
    assert [formula.removeprefix(OWN) for formula in formulas_of(line)] == formulas


@pytest.mark.parametrize(("question", "text", "first"), [
    (SIGMOID, "\\begin{align}\n\\sigma'(z) &= \\frac{e^{-z}}{(1+e^{-z})^2} \\\\\n"
     "&= \\sigma(z)(1+\\sigma(z)) && \\text{by definition of $\\sigma$}\n\\end{align}", 3),
    (SIGMOID, "\\sigma'(z) = 7 \\quad \\text{(by $x$)}\n= \\sigma(z)(1-\\sigma(z))", 1),
    (SIGMOID, "\\begin{align*}\n\\sigma'(z) &= \\frac{e^{-z}}{(1+e^{-z})^2} \\\\\n"
     "&= \\frac{e^{z}}{(1+e^{z})} \\tag{mult. by $e^z$} \\\\\n&= \\sigma(z)(1-\\sigma(z))\n\\end{align*}", 3),
    (SIGMOID, "$$\\sigma'(z) = \\frac{1}{(1+e^{-z})^2} \\quad \\text{(where $z$ is real)}$$\n"
     "$$= \\sigma(z)(1-\\sigma(z))$$", 1),
    (SIGMOID, "$\\sigma'(z)= \\sigma(z)(1-\\sigma(z))$\n"
     "which is $\\sigma(z)^2$ because $1-\\sigma(z) = \\sigma(z)$.", 2),
    (SIGMOID, "$\\sigma'(z)= \\sigma(z)(1-\\sigma(z))$\nbecause $1-\\sigma(z) = \\sigma(z)$.", 2),
    (SIGMOID, "$\\sigma'(z)= \\sigma(z)(1-\\sigma(z))$\nThe derivative at $z$ is $7$.", 2),
    (SIGMOID, "\\sigma'(z)= \\sigma(z)(1-\\sigma(z)) because 1-\\sigma(z) = \\sigma(z)", 1),
    (POWER, f"By the chain rule, ${LEFT}$ equals $5(x^2+1)^3 \\cdot 2x$, which simplifies to $10x(x^2+1)^4$.", 1),
    (POWER, "Since $\\frac{d}{dx} x^2 = x$, the answer is\n$10x(x^2+1)^4$.", 1),
    (POWER, f"Because $\\frac{{d}}{{dx}} x^2 = x$, we get ${LEFT} = 10x(x^2+1)^4$.", 1),
    (SPREAD, "\\frac{1}{m}\\sum_{i=1}^m (x_i-\\mu)^2 = \\frac{1}{m}\\sum_{i=1}^m (x_i^2 - 2\\mu x_i + \\mu^2)\n"
     "Since $\\sum_{i=1}^m x_i = \\mu$, this is\n= \\frac{1}{m}\\sum_{i=1}^m x_i^2 - \\mu^2", 2),
    # What is said last, or said to be the answer, is one.
    (COS, r"Hence $-2x\cos(x^2)$.", 1), (COS, "Hence $-2x\\cos(x^2)$\n$= -x\\cos(x^2) \\cdot 2$.", 1),
    (COS, r"It follows that $-2x\cos(x^2)$, since $u = x^2$.", 1),
    (COS, rf"We get $-2x\cos(x^2)$ for {RIGHT.split(' = ')[0]}$.", 1),
    (COS, "The rule gives $-2x\\cos(x^2)$.\n" + RIGHT, 1),
    (COS, "This simplifies to $-2x\\cos(x^2)$.\n" + RIGHT, 1),
    (COS, f"$x + x$, i.e. $x^2$, is used.\nSo {RIGHT}.", 1), (COS, f"$x + x =$\n$3x$\nSo {RIGHT}.", 1),
    (COS, f"By the rule $\\begin{{aligned}} x + x \\\\ = 3x \\end{{aligned}}$\nSo {RIGHT}.", 1),
])  # fmt: skip
def test_what_is_wrong_in_a_sentence(question: dict[str, object], text: str, first: int) -> None:
    found = judge_solution(ask(question), text)
    assert (found.verdict, found.first_wrong) == ("not_equivalent", first), [line.standing for line in found.lines]
    assert found.credit < 1



@pytest.mark.parametrize(("question", "text"), [
    (SQUARE, "$x^2+6x+5 = (x+3)^2$. We forgot a constant; it is $-4$."),
    (COS, r"$\frac{d}{dx}\cos(x^2) = 0$. So the final answer is $-2x\sin(x^2)$."),
    (COS, "$\\frac{d}{dx}\\cos(x^2) = 0$\n\n$-2x\\sin(x^2)$"), (COS, "We get:\n- $2x\\sin(x^2)$"),
    (COS, rf"\begin{{equation}}\frac{{d}}{{dx}}\cos(x^2) = -\cos(x^2)\cdot 2x\end{{equation}} Therefore {RIGHT}."),
    (COS, rf"2+2 = 5, so {RIGHT}."), (COS, rf"$2+2$ = $5$, so {RIGHT}."), (COS, rf"Since $x^2 < 0$, {RIGHT}."),
    (COS, rf"$x^2$ has the derivative $3x$. So {RIGHT}."), (COS, rf"Die Ableitung von $x^2$ ist $3x$. Also {RIGHT}."),
    (COS, rf"The inner function is $x^2$, and its derivative is $x$. So {RIGHT}."),
    (COS, rf"Since $x$ and $x^2$ are equal, {RIGHT}."), (COS, rf"Suppose $2+2 = 5$. Then {RIGHT}."),
    (SIGMOID, "Answer: $\\sigma(z)(1-\\sigma(z))$\nRemark: this is the same as $\\frac{-e^{-z}}{(1+e^{-z})^2}$."),
    *((SIGMOID, f"$\\sigma'(z) = \\sigma(z)(1-\\sigma(z))$.\n{words} $\\frac{{-e^{{-z}}}}{{(1+e^{{-z}})^2}}$.")
      for words in (
        "which can also be written as", "Equivalently,", "This is nothing but", "It may be expressed as",
        "Das ist gleich", "est égal à", "This coincides with", "One obtains", "We are left with", "i.e.")),
    ({"reference": r"\frac{d}{dx} x^2\sin x = 2x\sin x+x^2\cos x"},
     r"$$\frac{d}{dx} x^2\sin x = 2x\cdot\sin x+x^2\cdot\cos x \overset{\frac{d}{dx}\sin x = -\cos x}{=} "
     r"2x\sin x+x^2\cos x$$"),
])  # fmt: skip
def test_what_is_false_is_never_passed_over(question: dict[str, object], text: str) -> None:
    found = judge_solution(ask(question), text)
    assert (found.verdict, found.credit) != ("equivalent", 1.0), [line.standing for line in found.lines]


@pytest.mark.parametrize(("question", "text"), [
    (COS, r"$\frac{d}{dx}\cos(x^2) = -\sin(x^2)\cdot 2x$. Answer: $-2x\sin(x^2)$"), (COS, "- $-2x\\sin(x^2)$"),
    (SQUARE, "- $x^2+6x+5 = x^2+6x+9-4$\n- $x^2+6x+5 = (x+3)^2-4$"),
    (COS, rf"The derivative of $x^2$ is $2x$. So {RIGHT}."), (COS, rf"Differentiating $x^2$ gives $2x$. So {RIGHT}."),
    (SIGMOID, "\\begin{align*} \\sigma'(z) &= \\frac{e^{-z}}{(1+e^{-z})^2} &\\quad& (1-\\sigma(z) = "
     "\\frac{e^{-z}}{1+e^{-z}})\\\\ &= \\sigma(z)(1-\\sigma(z)) \\end{align*}"),
    (SIGMOID, "$\\sigma'(z) = \\sigma(z)(1-\\sigma(z))$.\nThis turns into $\\frac{e^{-z}}{(1+e^{-z})^2}$."),
    (COS, f"First $x + x$, i.e. $2x$. So {RIGHT}."), (COS, f"$x + x =$\n$2x$\nSo {RIGHT}."),
    (COS, f"With $x + x$ ($=2x$) we go on. So {RIGHT}."), (COS, f"We find $2x$ for $x + x$. So {RIGHT}."),
])  # fmt: skip
def test_what_is_true_in_a_sentence(question: dict[str, object], text: str) -> None:
    found = judge_solution(ask(question), text)
    assert (found.verdict, found.credit) == ("equivalent", 1.0), found.lines


@pytest.mark.parametrize("text", [
    f"It is not true that $(1+x)^2 = 1+x^2$. So {RIGHT}.", f"Half of $6$ is $3$. So {RIGHT}.",
    f"Twice $x$ is $2x$. So {RIGHT}.", f"So $x + x$, hence $2x$. And {RIGHT}.", f"$x + x \\iff 2x$\nSo {RIGHT}.",
    f"$2x$ is what $x + x$ is. So {RIGHT}.", f"$(x^2)'$\n\n$= 2x$\nSo {RIGHT}.", f"x + x => 2x\nSo {RIGHT}.",
    f"| $x + x$ | $2x$ |\nSo {RIGHT}.", f"$x + x \\ne 3x$, it is $2x$. So {RIGHT}.",
    f"Let $u = x^2$. The derivative of $e^u$ is $e^u$. So {RIGHT}.",
    f"By the rule $\\begin{{aligned}} x + x \\\\ = 2x \\end{{aligned}}$\nSo {RIGHT}.",
    f"By the rule $\\begin{{eqnarray}} x + x &=& 2x \\end{{eqnarray}}$\nSo {RIGHT}.",
    f"$x^2 = 9$ at $x = 3$. So {RIGHT}.", f"The product of $2$ and $x$ is $2x$. So {RIGHT}.",
])
def test_what_cannot_be_judged_is_not_wrong(text: str) -> None:
    assert not any(line.standing == "wrong" for line in judge_solution(ask(COS), text).lines)


@pytest.mark.parametrize(("question", "text"), [
    (POWER, f"Using $u = x^2+1$, we find\n${LEFT} = 5u^4 \\cdot 2x$\n$= 10x(x^2+1)^4$"),
    (POWER, f"Using $u = x^2+1$ and $\\frac{{du}}{{dx}} = 2x$, we find\n${LEFT} = 5u^4 \\cdot 2x$\n$= 10x(x^2+1)^4$"),
    (POWER, f"{LEFT} = 5u^4 \\cdot 2x\nwhere u = x^2+1\nso {LEFT} = 10x(x^2+1)^4"),
    (POWER, "\\frac{dy}{dx} = 5(x^2+1)^4 \\cdot 2x\n= 10x(x^2+1)^4"),
    (POWER, f"{LEFT} = 5(x^2+1)^4 \\cdot 2x\n\\boxed{{\\frac{{dy}}{{dx}} = 10x(x^2+1)^4}}"),
    (POWER, f"y = (x^2+1)^5\ny = u^5, u = x^2+1\n{LEFT} = 5u^4 \\cdot 2x\n= 10x(x^2+1)^4"),
    (POWER, f"By the chain rule \\[{LEFT} = 5(x^2+1)^4 \\cdot 2x \\] and therefore \\[ = 10x(x^2+1)^4 \\]"),
    (POWER, f"\\begin{{align}}\n{LEFT} &= 5(x^2+1)^4 \\cdot 2x && \\frac{{d}}{{dx}} x^2 = 2x \\\\\n"
     "&= 10x(x^2+1)^4\n\\end{align}"),
    (POWER, f"By the chain rule, ${LEFT}$ equals $5(x^2+1)^4 \\cdot 2x$, which simplifies to $10x(x^2+1)^4$."),
    (POWER, "f(u) = u^5\ng(x) = x^2+1\nf'(u) = 5u^4\ng'(x) = 2x\n"
     "f'(g(x)) g'(x) = 5(x^2+1)^4 \\cdot 2x\n= 10x(x^2+1)^4"),
    (POWER, f"Let $f(u) = u^5$ and $g(x) = x^2+1$.\n{LEFT} = f'(g(x)) g'(x)\n= 5(x^2+1)^4 \\cdot 2x"),
    (SIGMOID, "\\begin{align}\n\\sigma'(z) &= \\frac{e^{-z}}{(1+e^{-z})^2} && \\text{chain rule, $u = 1+e^{-z}$}\\\\\n"
     "&= \\sigma(z)(1-\\sigma(z)) && \\text{by definition of $\\sigma$}\n\\end{align}"),
    ({"reference": r"w - \eta (g + \lambda w) = (1-\eta\lambda) w - \eta g"},
     "w - \\eta(g+\\lambda w) = w - \\eta g - \\eta\\lambda w\n= (1-\\eta\\lambda) w - \\eta g"),
    ({"reference": "x^2 - 1 = (x-1)(x+1)"}, "x^2-1 = x^2 - x + x - 1\n= x(x-1) + (x-1)\n= (x-1)(x+1)"),
    ({"reference": r"\frac{d}{d\lambda}\left(-n\lambda + \log\lambda \sum_{i=1}^n x_i\right) = "
                   r"-n + \frac1\lambda\sum_{i=1}^n x_i"}, r"-n + \frac1\lambda\sum_{i=1}^n x_i"),
    ({"reference": r"\frac{\sin 2x}{1+\cos 2x} = \tan x"},
     "\\frac{\\sin 2x}{1+\\cos 2x} = \\frac{2\\sin x\\cos x}{2\\cos^2 x}\n= \\tan x"),
])  # fmt: skip
def test_what_is_right_in_a_sentence(question: dict[str, object], text: str) -> None:
    found = judge_solution(ask(question), text)
    assert (found.verdict, found.credit) == ("equivalent", 1.0), found.lines


@pytest.mark.parametrize("text", [
    f"{LEFT} = 5u^4 \\cdot 2x\n= 10x(x^2+1)^4", f"f(u, v) = u^5\n{LEFT} = 10x(x^2+1)^4",
    f"{LEFT} = \\frac{{dy}}{{du}} \\cdot 2x\n= 10x(x^2+1)^4",
])
def test_a_name_that_is_not_said_is_not_wrong(text: str) -> None:
    found = judge_solution(ask(POWER), text)
    assert found.verdict == "undecided"
    assert not any(line.standing == "wrong" for line in found.lines)
    assert "say what it stands for" in found.feedback


def test_what_was_open_is_seen_in_the_line_after_it() -> None:
    """The second line could not be decided; the third one is equal to it, and shows that it is wrong."""
    found = judge_solution(ask({"reference": r"\lim_{x\to 0} \frac{1-\cos x}{x^2} = \frac12"}),
                           "= \\lim_{x\\to 0}\\frac{\\sin x}{2x}\n= -\\lim_{x\\to 0}\\frac{\\cos x}{2}\n= -\\frac12")
    assert [line.standing for line in found.lines][1:] == ["wrong", "follows"], found.feedback
    assert found.first_wrong == 2


@pytest.mark.parametrize(("reference", "right", "wrong"), [
    (r"\frac{\sin 2x}{1+\cos 2x} = \tan x",
     [r"\tan x", r"\frac{\sin x}{\cos x}", r"\frac{\sin 2x}{1+\cos 2x} = \tan x"],
     [r"\cot x", r"\tan x = 1"]),
    (r"(\sin x+\cos x)^2 = 1+\sin 2x", [r"1+\sin 2x", r"1+2\sin x\cos x"], [r"1+\sin x"]),
])  # fmt: skip
def test_an_identity_asks_for_its_right_side(reference: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        assert check({"reference": reference}, answer).verdict == "equivalent", answer
    for answer in wrong:
        assert check({"reference": reference}, answer).verdict == "not_equivalent", answer


@pytest.mark.parametrize("context", ["", "a, b > 0"])
def test_to_copy_what_is_asked_for_is_no_answer(context: str) -> None:
    question = {"reference": r"\ln\frac{a}{b} = \ln a - \ln b", "context": context}
    assert check(question, r"\ln\frac{a}{b}").code == "restates"
    assert check(question, r"\ln a - \ln b").verdict == "equivalent"


def test_an_equation_has_no_steps() -> None:
    with pytest.raises(InputError, match="steps cannot be judged"):
        judge_solution(ask({"reference": "2x + 1 = 3"}), "x = 1")


PROD = {"definitions": [r"f(x) = x^2 \sin x"], "reference": r"f'(x) = 2x\sin x + x^2\cos x"}
VALUE = r"2x\sin x + x^2\cos x"
EQUATION = f"f'(x) = {VALUE}"
DOUBLE = {"reference": r"\cos 2x = 1-2\sin^2 x"}
SUM_TO_N = {"reference": r"\sum_{k=1}^n k = \frac{n(n+1)}{2}"}
COSINE = {"reference": r"\frac{d}{dx}\cos x = -\sin x"}


@pytest.mark.parametrize(("question", "text"), [
    *((PROD, f"{EQUATION} {words}") for words in (
        r"by the product rule, so f'(x) = x(2\sin x + \cos x)", "by the product rule; f'(x) = 5x", "as required = 7",
        "by the fact that 1 = 2", "(by the fact that 1 = 2)", "by the product rule is wrong", "by the rule times two",
        "by the product rule, up to sign", "because it is twice that", "by the rule minus 2x", "by the rule + 5x",
        "by the product rule or 5x", "using that (x^2)' = x", "as claimed, but 1 = 2", "by the product rule = 5x")),
    (DOUBLE, r"\cos 2x = \cos^2 x - \sin^2 x by the double angle formula = 1 - \sin^2 x"),
    (DOUBLE, r"\cos 2x = \cos^2 x - \sin^2 x = 1 - 2\sin^2 x using the identity \cos^2 x = 1 + \sin^2 x"),
    (SUM_TO_N, r"\sum_{k=1}^n k = \frac{n(n+1)}{2} as required, hence \sum_{k=1}^n k = n^2"),
    *((PROD, f"The answer is {words} ${VALUE}$.") for words in (
        "minus", "twice", "half of", "the negative of", "the square of", "the integral of", "almost", "5x -", "-", "2",
        "three times", "one more than", "nearly", "the opposite of")),
    *((PROD, f"{words} ${EQUATION}$") for words in ("half of", "minus", "sqrt of", "2", "Thus -")),
    (PROD, f"Thus twice $f'(x)$ equals ${VALUE}$."), (PROD, f"The negative of the derivative is ${VALUE}$."),
    (PROD, f"It is twice the following: ${VALUE}$"), (PROD, f"Thus - {EQUATION}"), (PROD, f"We get - {EQUATION}"),
    (COSINE, r"The derivative of $\cos x$ is minus $-\sin x$."), (COSINE, r"$\frac{d}{dx}\cos x$ = -$-\sin x$"),
    *((PROD, f"So {formula}{words}") for formula in (f"${EQUATION}$", rf"\[{EQUATION}\]") for words in (
        " + 5x.", " - 7.", " / 2.", "*2.", " + C.", " dx", r" \, dx", " or 5x", " and 5x", " times two", " minus 7",
        " squared", " up to a sign", ", up to a sign", " with the sign changed", " is half of it", " (x)",
        " except for the sign", ". Twice that is the answer.", " plus a constant", " modulo sign")),
])  # fmt: skip
def test_words_that_change_a_formula(question, text):
    assert judge_solution(ask(question), text).verdict != "equivalent"


@pytest.mark.parametrize(("question", "text"), [
    (PROD, f"u = x^2, v = \\sin x\nf'(x) = u'v + uv' by the product rule = {VALUE}"),
    *((PROD, f"{EQUATION} {words}") for words in (
        "by the product rule", "by the product rule.", "(by the product rule)", "by the definition of the derivative",
        r"by the product rule, so f'(x) = x(2\sin x + x\cos x)", "as required", "because (x^2)' = 2x",
        "by the rule (3)", r"(using the identity \sin^2 x + \cos^2 x = 1)")),
    (DOUBLE, r"\cos 2x = \cos^2 x - \sin^2 x by the double angle formula = 1 - 2\sin^2 x"),
    (DOUBLE, r"\cos 2x = \cos^2 x - \sin^2 x = 1 - 2\sin^2 x using the identity \cos^2 x = 1 - \sin^2 x"),
    *((PROD, f"{words} ${EQUATION}$") for words in (
        "So", "By the product rule,", "We use the product rule twice and get", "Wir haben", "(a)",
        "By Leibniz twice,")),
    *((PROD, f"So ${EQUATION}${words}") for words in (
        " for all $x$.", " by the product rule.", ", which is what we wanted.", " (product rule). QED", " - done",
        " and we are done.", " as required.")),
    (PROD, f"The slope is ${VALUE}$."), (PROD, f"Differentiating both sides gives ${EQUATION}$"),
    # A formula of which the signs stand outside is read as one.
    (PROD, r"Thus $f'(x)$ = $2x\sin x$ + $x^2\cos x$"), (COSINE, r"$\frac{d}{dx}\cos x$ = -$\sin x$"),
])  # fmt: skip
def test_words_that_leave_a_formula_as_it_is(question, text):
    found = judge_solution(ask(question), text)
    assert found.verdict == "equivalent", found.lines


def test_what_is_said_behind_that_is_a_step():
    found = judge_solution(ask(PROD), f"${EQUATION}$\nWe see that $f'(x) = 2x\\sin x + 2x\\cos x$\n"
                                      r"So $f'(x) = 2x(\sin x + \cos x)$")
    assert [line.standing for line in found.lines] == ["right", "wrong", "follows"]


MINUS = {"reference": "y = x^2 - 6x + 5"}
VALUE_OF_Y = "x^2 - 6x + 5"
RIGHT_Y = f"$y = {VALUE_OF_Y}$"


@pytest.mark.parametrize("text", [
    *(f"$y$ {words} ${VALUE_OF_Y}$." for words in (
        "differs from", "tends to", "is bounded by", "was", "could be", "is, if we forget the sign,", "and",
        "is far from")),
    *(f"{RIGHT_Y}{words}" for words in (
        ". Now multiply by 2.", ", and then we multiply by $2$.", " with a factor of 2 in front.", " to leading order.",
        ". At $x = 0$.", ". For $x = 1$.", ". For some $x$.", ". For no $x$.", ". Provided that $x = 0$.", ". Not.",
        ". No.", ", never.", ", which is impossible.", "\nNonsense.", " in the limit")),
    *(f"{words} {RIGHT_Y}." for words in (
        "Nobody believes", "Wrongly", "It is a myth that", "We refute", "Sometimes", "For some $x$,", "To show:",
        "Assume all data are zero.", "The square of", "In the limit,")),
    f"Is {RIGHT_Y}?", f"$y \\overset{{?}}{{=}} {VALUE_OF_Y}$", f"~~{RIGHT_Y}~~", f"Nobody believes y = {VALUE_OF_Y}",
    f"y = {VALUE_OF_Y} for some x", f"y = {VALUE_OF_Y} maybe", f"It is a myth that y = {VALUE_OF_Y}",
])
def test_words_that_are_not_known_leave_nothing_read(text):
    found = judge_solution(ask(MINUS), text)
    assert found.verdict in ("invalid", "undecided"), found.lines
    assert not any(line.standing == "wrong" for line in found.lines)


def test_the_word_that_is_not_known_is_told():
    found = judge_solution(ask(MINUS), f"Nobody believes {RIGHT_Y}.")
    assert found.feedback == 'line 1: it is not clear what "Nobody" does to this formula: write the formula by itself'


@pytest.mark.parametrize("text", [
    f"~~$y = 7$~~\n{RIGHT_Y}", f"\\sout{{$y = 7$}} {RIGHT_Y}", f"{RIGHT_Y}\n$\\blacksquare$", f"{RIGHT_Y}\n∎",
    f"\\section*{{Solution}}\n{RIGHT_Y}", f"(1) {RIGHT_Y}\nThis follows from (1).",
    f"\\begin{{align}} y &= {VALUE_OF_Y} \\\\ && \\text{{(algebra)}} \\end{{align}}",
    *(f"{words} y = {VALUE_OF_Y}" for words in (
        "By the product rule,", "Using the product rule", "This gives us", "Plugging in,", "Ans:", "But",
        "Observe that",
        "In other words,", "i.e.,", "Proof.", "STEP 1:", "Q1:", "Let us compute:", "I got", "->", ">",
        "By definition,")),
    *(f"y = {VALUE_OF_Y} {words}" for words in (
        "-- product rule", "— product rule", "// product rule", "# product rule", "for all x", "(QED)", "✓",
        "[algebra]")),
    "\\[\\begin{array}{rcl}\ny &=& (x-3)^2-4 \\\\\n&=& (x-5)(x-1)\n\\end{array}\\]",
    f"Answer: {VALUE_OF_Y}", f"So the answer is {VALUE_OF_Y}",
])
def test_words_around_a_plain_formula(text):
    found = judge_solution(ask(MINUS), text)
    assert found.verdict == "equivalent", found.lines


@pytest.mark.parametrize(("text", "is_fine"), [
    (f"Hence $M = 100$. {RIGHT_Y}", False), (f"{RIGHT_Y}. The minimum value is $m = 17$.", False),
    (f"$Dy = 5x$. {RIGHT_Y}", False), (f"M = 100\n{RIGHT_Y}", False),
    (f"We know that $M = 7$. So $y = {VALUE_OF_Y} + M - 7$", False),
    ("Let $M = x - 3$. Then $y = M^2 - 4$", True), ("M = x - 3\ny = M^2 - 4", True),
    ("Here $M = x - 3$. So $y = M^2 - 4$.", True),
    ("$y = M^2 - 4$ where $M = x - 3$", True), ("Step 1: M = x - 3\nStep 2: y = M^2 - 4", True),
])
def test_what_gives_a_name(text, is_fine):
    found = judge_solution(ask(MINUS), text)
    assert (found.verdict == "equivalent") == is_fine, found.lines
    assert not any(line.standing == "wrong" for line in found.lines)


@pytest.mark.parametrize(("text", "standings"), [
    ("(1) (x-3)^2 = x^2 - 6x + 9\n(2) (x-3)^2 - 4 = x^2 - 6x + 5\n(3) y = (x-3)^2-4", ["beside", "right", "right"]),
    ("(2) (x-5)(x-1)/2 = y", ["unread"]), ("(2) (x-5)(x-1) = y", ["unread"]),
    ("y = (x-3)^2 - 4 (3)\ny = (x-5)(x-1) (4)", ["right", "right"]), ("y = (x-5)(x-1) (4)", ["unread"]),
    ("y = x^2-6x+9-9+5\n= (x-3)^2+4\n= (x-5)(x-1)\n\nAnswer: $(x-5)(x-1)$", ["right", "wrong", "wrong", "again"]),
    ("$y = x^2-6x+9-9+5$. This is the same as $(x-3)^2+4$. This is the same as $(x-5)(x-1)$.",
     ["right", "wrong", "wrong"]),
])
def test_numbers_of_lines_and_what_goes_on(text, standings):
    assert [line.standing for line in judge_solution(ask(MINUS), text).lines] == standings


@pytest.mark.parametrize("text", [
    f"The answer is - ({VALUE_OF_Y})", f"$-$ {RIGHT_Y}", f"transpose: {RIGHT_Y}", f"So log {RIGHT_Y}",
    f"the square of y = {VALUE_OF_Y}", f"Suppose that {RIGHT_Y}. Then $0 = 0$.",
    f"{RIGHT_Y} in the case that $x$ is real.",
    f"$y \\overset{{\\text{{not}}}}{{=}} {VALUE_OF_Y}$",
])
def test_known_words_that_change_what_is_said(text):
    assert judge_solution(ask(MINUS), text).verdict != "equivalent"


def test_a_word_is_never_taken_apart_by_the_names_of_the_question():
    found = judge_solution(ask(PROD), f"Unfathomed f(x), {EQUATION}")
    assert found.verdict == "invalid"
    assert '"Unfathomed"' in found.feedback
    assert judge_solution(ask(PROD), f"By definition, {EQUATION}").verdict == "equivalent"


@pytest.mark.parametrize(("words", "word"), [
    ("So by the chain rule we get", ""), ("Nobody believes that", "Nobody"), ("by Leibniz twice,", ""),
    ("applying the product rule twice", ""), ("twice the product", "twice"), ("see step 2 and (3)", ""), ("by 2", "2"),
    ("it isn't", "isn't"), ("in the limit", "in the limit"), ("the square root of", ""), ("", ""),
])
def test_the_words_of_mathematical_prose(words, word):
    assert unknown(words) == word


@pytest.mark.parametrize("text", [
    f"Everything but ${RIGHT_Y}$.", f"This is short of ${RIGHT_Y}$.", f"Some ${RIGHT_Y}$.",
    f"There is an error in ${RIGHT_Y}$.", f"All but ${RIGHT_Y}$.", f"${RIGHT_Y}$ has yet to be proved.",
    f"We can rule out ${RIGHT_Y}$.", f"Does it follow that ${RIGHT_Y}$.", f"${RIGHT_Y}$ or so.",
    f"${RIGHT_Y}$ is right for constants.", f"# Error\n${RIGHT_Y}$", f"${RIGHT_Y}$ \\text{{(error)}}",
    f"The logarithm of the answer is ${RIGHT_Y}$.", f"The second derivative is ${RIGHT_Y}$.",
    f"The input is {RIGHT_Y}.",
    f"${RIGHT_Y}$. The answer is one.", f"${RIGHT_Y}$, which is constant.", f"{RIGHT_Y} as all numbers are equal.",
    f"${RIGHT_Y}$. Differentiating gives the answer.", f"${RIGHT_Y}$. The answer is the integral of this.",
    f"{RIGHT_Y} by the fact that all functions are constant.", f"${RIGHT_Y}$. So $x$ is constant.",
    f"\\begin{{align}} y &= {VALUE_OF_Y} \\tag{{wrong}} \\end{{align}}", f"y \\overset{{wrong}}{{=}} {VALUE_OF_Y}",
    f"y \\overset{{\\neg}}{{=}} {VALUE_OF_Y}", f"y = \\underbrace{{{VALUE_OF_Y}}}_{{\\text{{up to a sign}}}}",
])
def test_known_words_that_claim_something_are_not_read(text):
    assert judge_solution(ask(MINUS), text).credit != 1


@pytest.mark.parametrize("text", [
    f"After some algebra: ${RIGHT_Y}$", f"Putting everything together, ${RIGHT_Y}$.", f"To sum up, ${RIGHT_Y}$.",
    f"But ${RIGHT_Y}$.", f"The answer is ${RIGHT_Y}$.", f"${RIGHT_Y}$, which is the answer.",
    f"This is the same as ${RIGHT_Y}$.", f"${RIGHT_Y}$, where $x$ is real.",
    f"Because differentiation is linear, {RIGHT_Y}.",
    f"\\begin{{align}} y &= {VALUE_OF_Y} \\tag{{1}} \\end{{align}}",
    f"y = \\underbrace{{{VALUE_OF_Y}}}_{{\\text{{the final answer}}}}",
])
def test_claims_that_say_no_more_than_the_formula(text):
    assert judge_solution(ask(MINUS), text).credit == 1
