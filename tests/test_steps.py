"""Worked solutions: what a step may be meant as, what it may lean on, and what follows from a mistake."""

from __future__ import annotations

import pytest

from symdl.grading import ask, check
from symdl.grading.worked.grounds import ground_of
from symdl.grading.worked.solution import judge_solution

PRODUCT = {"definitions": ["f(x)=x^2*sin(x)"], "reference": "f'(x) = 2*x*sin(x)+x^2*cos(x)"}
POWER = {"definitions": ["f(x)=x^x"], "reference": r"f'(x) = x^x(\ln x + 1)"}
HERMITE = {"definitions": ["h(t)=exp(-t^2/2)"], "reference": "h''(t) = (t^2-1)*exp(-t^2/2)"}

CHAIN = {"definitions": ["z = w x + b", "a = z^2", r"C = \frac12(a-y)^2"], "reference": r"\frac{dC}{dw} = 2(a-y) z x"}


def standings(question, text):
    return [line.standing for line in judge_solution(ask(question), text).lines]


@pytest.mark.parametrize(("question", "text", "expected"), [
    (PRODUCT, "f' = f (2/x + cos x/sin x)", ["unread"]),
    (PRODUCT, r"f'(x) = f\left(\frac2x + \cot x\right) = 2x \sin x + x^2 \cos x", ["unread"]),
    (POWER, r"f' = f\,(\ln x + 1)", ["unread"]),
    (HERMITE, "h'' = h(t^2-1)", ["unread"]),
    (HERMITE, "h'' = h(t^2-1)\n= (t^2-1)*exp(-t^2/2)", ["unread", "right"]),
    # Wrong in both ways, or at a number; a value that is meant as one; and a product.
    (POWER, r"f' = f(\ln x + 2)", ["wrong"]),
    (HERMITE, "h'' = h(t^2+1)", ["wrong"]),
    (PRODUCT, r"f'(x) = \lim_{h \to 0} (f(x+h) - f(x))/h", ["right"]),
    (POWER, r"f' = f \cdot (\ln x + 1)", ["right"]),
])  # fmt: skip
def test_a_name_before_a_bracket_may_be_a_factor(question, text, expected):
    assert standings(question, text) == expected


@pytest.mark.parametrize(("question", "answer", "verdict"), [
    (PRODUCT, "f(2/x + cos x/sin x)", "undecided"), (POWER, r"f(\ln x + 1)", "undecided"),
    (PRODUCT, "f(2/x - cos x/sin x)", "not_equivalent"), (POWER, r"f(x)(\ln x + 1)", "equivalent"),
])  # fmt: skip
def test_a_value_as_an_answer_may_be_a_product(question, answer, verdict):
    assert check(question, answer).verdict == verdict


LOGARITHM = {"reference": r"y = \log\frac{a^2}{b}"}
QUOTIENT = {"definitions": [r"q = \frac{a b}{c}"], "reference": r"\log q = \log a + \log b - \log c"}
MOMENTUM = {"definitions": [r"v_t = \beta v_{t-1} + g_t", "v_0 = 0"],
            "reference": r"v_t = \sum_{i=1}^t \beta^{t-i} g_i"}
RIDGE = {"definitions": [r"J = \frac12\|Xw-y\|^2 + \frac{\lambda}{2}\|w\|^2"],
         "reference": r"\nabla_w J = X^\top(Xw-y) + \lambda w"}


@pytest.mark.parametrize(("question", "text", "expected"), [
    (LOGARITHM, "y = \\log a^2 - \\log b\n= 2\\log a - \\log b", ["right", "right"]),
    (LOGARITHM, "y = \\log a^2 - \\log b\n= 2\\log a + \\log b", ["right", "wrong"]),
    (LOGARITHM, r"y = 2 \log a + \log b", ["wrong"]),
    (QUOTIENT, "\\log q = \\log(ab) - \\log c\n= \\log a + \\log b - \\log c", ["right", "right"]),
    (QUOTIENT, r"\log q = \log(ab) + \log c", ["wrong"]),
    (RIDGE, r"(X^\top X + \lambda I) w - X^\top y", ["right"]),
    (RIDGE, r"(X^\top X - \lambda I) w - X^\top y", ["wrong"]),
    # What the question itself says is no step, and no answer.
    (MOMENTUM, "v_t = \\beta v_{t-1} + g_t\n= \\sum_{i=1}^t \\beta^{t-i} g_i", ["again", "right"]),
    (MOMENTUM, r"v_t = \beta v_{t-1} + g_t", ["again"]),
    (MOMENTUM, r"v_t = \beta v_{t-1} - g_t", ["wrong"]),
])  # fmt: skip
def test_a_step_is_judged_as_an_answer_is(question, text, expected):
    found = judge_solution(ask(question), text)
    assert [line.standing for line in found.lines] == expected
    assert (found.verdict == "equivalent") == (expected[-1] == "right")


EQUATION = {"definitions": ["2x + 4 = 10"], "reference": "x = 3"}
LIKELIHOOD = {"definitions": [r"\ell(\theta) = n\log\theta - \theta\sum_{i=1}^n x_i"],
              "reference": r"\frac{d\ell}{d\theta} = \frac{n}{\theta} - \sum_{i=1}^n x_i"}
CUBIC = {"definitions": ["f(x)=x^3-3x"], "reference": "f'(x) = 3x^2-3"}
PARTS = r"Let $u = x^2$ and $v = \sin x$. Then $u' = 2x$ and $v' = -\cos x$. Hence "


@pytest.mark.parametrize(("question", "text", "expected"), [
    # What was said stands where it belongs: of a part that is derived, of a link of a chain, of what is asked for.
    (PRODUCT, "(x^2)' = 3x\nf'(x) = 3x sin x + x^2 cos x", ["wrong", "follows"]),
    (PRODUCT, rf"{PARTS} $f'(x) = 2x\sin x - x^2\cos x$.", ["beside", "wrong", "follows"]),
    (CUBIC, "(x^3)' = 2x^2\nf'(x) = 2x^2 - 3", ["wrong", "follows"]),
    (LIKELIHOOD, "\\frac{d}{d\\theta}\\log\\theta = \\theta\n\\frac{d\\ell}{d\\theta} = n\\theta - \\sum_{i=1}^n x_i",
     ["wrong", "follows"]),
    (EQUATION, "2x = 14\nx = 7", ["wrong", "follows"]),
    (PRODUCT, "2f'(x) = 4x sin x - 2x^2 cos x\nf'(x) = 2x sin x - x^2 cos x", ["wrong", "follows"]),
    (CHAIN, "\\frac{da}{dz} = z\n\\frac{dC}{dw} = (a-y) z x", ["wrong", "follows"]),
    (CHAIN, "\\frac{dC}{da} = 2(a-y)\n\\frac{dC}{dz} = 4z(a-y)\n\\frac{dC}{dw} = 4(a-y) z x",
     ["wrong", "follows", "follows"]),
    # One of two mistakes is put in, and then the other.
    (PRODUCT, "(x^2)' = 3x\n(\\sin x)' = -\\cos x\nf'(x) = (x^2)' \\sin x + x^2 (\\sin x)'\n= 3x \\sin x"
     " + x^2 (\\sin x)'\n= 3x \\sin x - x^2 \\cos x", ["wrong", "wrong", "right", "follows", "follows"]),
    # What was said is not used, or another way; what says nothing of it, or anything, is no reason.
    (PRODUCT, "(x^2)' = 3x\nf'(x) = 3x sin x - x^2 cos x", ["wrong", "wrong"]),
    (PRODUCT, "(x^3)' = 0\nf'(x) = 2x sin x", ["wrong", "wrong"]),
    (PRODUCT, "(x^2 sin x)' = 7x\nf'(x) = 9x", ["wrong", "wrong"]),
    (EQUATION, "2x = 14\nx = 8", ["wrong", "wrong"]),
    (EQUATION, "0 = 1\nx = 7", ["wrong", "wrong"]),
    (EQUATION, "0 x = 1\nx = 7", ["wrong", "wrong"]),
    ({"reference": "y = x^2 - 6x + 5"}, "2y = 14\ny = 7", ["wrong", "wrong"]),
    (CHAIN, "2\\frac{dC}{dw} = 4\\frac{dC}{dw}\n\\frac{dC}{dw} = 0", ["wrong", "wrong"]),
    (CHAIN, "\\frac{dC}{da} = 0\n\\frac{dC}{dw} = 0", ["wrong", "wrong"]),
    (PRODUCT, "2 = 3\nf'(x) = 3x sin x + x^3 cos x", ["wrong", "wrong"]),
    (PRODUCT, "\\sin x = 0\nf'(x) = 17 \\sin x + x^2 \\cos x", ["wrong", "wrong"]),
    (CHAIN, "\\frac{da}{dz} = z\n\\frac{dC}{dw} = (a-y) x", ["wrong", "wrong"]),
    (CHAIN, "\\frac{dC}{da} = 2(a-y)\n\\frac{dC}{dz} = 3z(a-y)", ["wrong", "wrong"]),
])  # fmt: skip
def test_what_follows_from_what_was_said_is_marked_once(question, text, expected):
    assert standings(question, text) == expected

QUOTIENT_RULE = {"definitions": [r"f(x) = \frac{x}{1+x^2}"], "reference": r"f'(x) = \frac{1-x^2}{(1+x^2)^2}"}
IS = r"f'(x) = \frac{u'v-uv'}{v^2} = \frac{1-x^2}{(1+x^2)^2}"
SCORE = r"\frac{d\ell}{d\theta} = \frac{n}{\theta} - \sum_{i=1}^n x_i"


@pytest.mark.parametrize(("question", "text", "verdict"), [
    # What the prover does not read is read by ordinary rules.
    (CUBIC, r"f'(x) = \lim_{h\to 0}\frac{f(x+h)-f(x)}{h} = 3x^2-3", "equivalent"),
    (CUBIC, r"f'(x) = \lim_{h\to 0}\frac{f(x+h)+f(x)}{h} = 3x^2-3", "invalid"),
    (CUBIC, "(x^n)' = n x^{n-1}\nf'(x) = 3x^2-3", "equivalent"),
    (CUBIC, "(x^n)' = n x^{n+1}\nf'(x) = 3x^2-3", "invalid"),
    (QUOTIENT_RULE, f"Let u = x and v = 1+x^2. Then u' = 1 and v' = 2x.\n{IS}", "equivalent"),
    (QUOTIENT_RULE, f"Let u = x and v = 1+x^2. Then u' = 2 and v' = 2x.\n{IS}", "not_equivalent"),
    (QUOTIENT_RULE, "Let $u(x) = x$ and $v(x) = 1+x^2$.\n" + IS.replace("u", "u(x)").replace("v", "v(x)").replace(
        "(x)'", "'(x)").replace("v(x)^2", "(v(x))^2"), "equivalent"),
    (CHAIN, "Let $K = \\frac{dC}{da}$. Then $K = a-y$.\n\\frac{dC}{dw} = K \\cdot 2zx = 2(a-y)zx", "equivalent"),
    (CHAIN, "Let $K = \\frac{dC}{da}$. Then $K = a+y$.\n\\frac{dC}{dw} = 2Kzx = 2(a+y)zx", "not_equivalent"),
    (CHAIN, "Let $K = \\frac{dC}{dw}$.\n\\frac{dC}{dw} = K", "undecided"),
    (CHAIN, r"Let $\delta = a - y$. Then $\frac{dC}{dw} = 2\delta z x$.", "equivalent"),
    (CHAIN, r"Let $\delta = a + y$. Then $\frac{dC}{dw} = 2\delta z x$.", "not_equivalent"),
    (CHAIN, "dz = x dw\n\\frac{dC}{dw} = 2(a-y)zx", "equivalent"),
    # What a letter stands for may be said behind it; an e is no number then.
    (CHAIN, "$$\\frac{dC}{dw} = 2rzx$$\nHere $r = a-y$.", "equivalent"),
    (CHAIN, "$$\\frac{dC}{dw} = 2rzx$$\nHere $r = a+y$.", "not_equivalent"),
    (CHAIN, r"$\frac{dC}{dw} = 2ezx$ where $e = a - y$.", "equivalent"),
    (CHAIN, r"$\frac{dC}{dw} = 2ezx$ where $e = a + y$.", "not_equivalent"),
    (CHAIN, r"$\frac{dC}{dw} = 2ezx$", "not_equivalent"),
    # That a derivative is 0 may be what is looked for.
    (LIKELIHOOD, rf"{SCORE} \overset{{!}}{{=}} 0", "invalid"),
    (LIKELIHOOD, rf"{SCORE} = 0 \implies \hat\theta = \frac{{n}}{{\sum_{{i=1}}^n x_i}}", "invalid"),
    (LIKELIHOOD, r"\frac{d\ell}{d\theta} = 0", "not_equivalent"), (LIKELIHOOD, f"{SCORE} = 1", "not_equivalent"),
])  # fmt: skip
def test_what_a_step_may_lean_on(question, text, verdict):
    assert judge_solution(ask(question), text).verdict == verdict


@pytest.mark.parametrize(("question", "text", "told"), [
    (CUBIC, "f'(x) = \\frac{d}{dx} x^2", "d/dx (x^2) is not what is asked for"),
    (CHAIN, "$\\frac{dx}{dw} = 5$.\n$\\frac{dC}{dw} = 2(a-y)zx$", "dx/dw is not equal to 5"),
])  # fmt: skip
def test_derivatives_are_told_as_people_write_them(question, text, told):
    assert told in judge_solution(ask(question), text).feedback


@pytest.mark.parametrize(("answer", "verdict"), [
    ("f'(x + 0)", "invalid"), ("f'(-x)", "invalid"), ("f'(x) = f'(x)", "invalid"), ("f'(x+0) = 3x^2 - 3", "equivalent"),
])  # fmt: skip
def test_a_derivative_that_is_asked_for_is_no_answer(answer, verdict):
    assert check(CUBIC, answer).verdict == verdict
    found = judge_solution(ask(CUBIC), answer if "= " in answer else f"f'(x) = {answer}")
    assert (found.verdict == "equivalent") == (verdict == "equivalent")


def test_a_function_with_a_letter_below_is_no_new_name():
    assert standings(CUBIC, "$f_x = 5x$. $f'(x) = 3x^2-3$") == ["unread", "right"]


LAYER = {"definitions": ["z=wx+b", r"a=\sigma(z)", r"L=\frac12(a-y)^2"],
         "reference": r"\frac{\partial L}{\partial w}=(a-y)a(1-a)x"}
SOFTMAX = {"definitions": [r"p_i=\frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}}", r"L=-\sum_{i=1}^K y_i\log p_i"],
           "assumptions": [r"\sum_{i=1}^K y_i=1"], "reference": r"\frac{\partial L}{\partial z_k}=p_k-y_k"}


@pytest.mark.parametrize(("question", "text", "expected"), [
    # A name for an error that is passed back, said alone, with an index that is a label, or with what it is for.
    *((LAYER, f"Let ${name} = (a-y)a(1-a)$. Then $\\frac{{\\partial L}}{{\\partial w}} = {name} x$.", ["right"])
      for name in (r"\delta", r"\delta_a", r"\Delta", "d", "e", r"\gamma")),
    *((LAYER, f"{name} = \\frac{{\\partial L}}{{\\partial z}} = (a-y)a(1-a)\n\\frac{{\\partial L}}{{\\partial w}} = "
       f"{name} x = (a-y)a(1-a)x", ["beside", "right", "again"]) for name in (r"\delta", r"\delta_z", r"\Delta", "g")),
    (LAYER, "\\delta = a-y, \\delta_z = \\delta a(1-a)\n\\frac{\\partial L}{\\partial w} = \\delta_z x", ["right"]),
    (SOFTMAX, "\\delta_k = p_k - y_k\n\\frac{\\partial L}{\\partial z_k} = \\delta_k", ["right"]),
    (LAYER, "\\delta = (a-y)a\n\\frac{\\partial L}{\\partial w} = \\delta x", ["wrong"]),
    (LAYER, "\\delta = \\frac{\\partial L}{\\partial z} = (a-y)a\n"
     "\\frac{\\partial L}{\\partial w} = \\delta x = (a-y)a x", ["wrong", "right", "follows"]),
    *((LAYER, f"\\delta = a-y, \\delta_z = \\delta a(1-a)\n\\frac{{\\partial L}}{{\\partial w}} = {name} x",
       [standing]) for name, standing in ((r"\delta", "wrong"), (r"\delta_w", "unread"))),
    (SOFTMAX, "Let \\delta = 1.\n\\frac{\\partial L}{\\partial z_k} = -\\sum_i y_i (\\delta_{ik} - p_k)", ["unread"]),
    # Functions of one's own without their letter.
    *((PRODUCT, f"Let $g(x)=x^2$ and $h(x)=\\sin x$. {line}", found) for line, found in (
        ("Then $f=gh$.\n$f' = g'h + gh' = 2x\\sin x + x^2\\cos x$", ["beside", "right", "right"]),
        ("$g' = 2x$, $h'(x) = \\cos x$.\n$f' = g'h + gh'$", ["beside", "beside", "right"]),
        ("Then $f=g+h$.\n$f' = 2x\\sin x + x^2\\cos x$", ["wrong", "right"]),
        ("$f' = g'h - gh'$", ["wrong"]), ("$f'(x) = g'(x)h(x) + g(x)h'(x)$", ["right"]))),
    # What is asked for, in the words of the question, is no value yet.
    (PRODUCT, r"f'(x) = \frac{d}{dx}(x^2\sin x) = 2x\sin x + x^2\cos x", ["again", "right"]),
    (PRODUCT, r"f'(x) = \frac{d}{dx}(x^2\sin x) = 2x\sin x - x^2\cos x", ["again", "wrong"]),
    (PRODUCT, r"f'(x) = \frac{d}{dx}(x^2\sin x)", ["again"]),
])  # fmt: skip
def test_names_of_ones_own_in_a_solution(question, text, expected):
    assert standings(question, text) == expected


def test_a_name_that_was_tried_is_not_kept():
    ground = ground_of(ask(LAYER))
    ground.named(r"\delta = a - y")
    assert not ground.knows("delta__own")


QUOTIENT_OF_X = {"definitions": [r"f(x)=\frac{x}{x^2+1}"], "reference": r"f'(x) = \frac{1-x^2}{(x^2+1)^2}"}
ENTROPY = {"definitions": [r"a = \frac{1}{1+e^{-z}}", r"L = -y \log a - (1-y) \log(1-a)"],
           "reference": r"\frac{dL}{dz} = a - y"}
GAUSS = {"reference": r"\sum_{k=1}^n k = \frac{n(n+1)}{2}"}
INVERSE = {"reference": r"(A B)^{-1} = B^{-1} A^{-1}", "context": "A and B are n x n matrices"}
BY_PARTS = {"reference": r"\int_0^1 \frac{x}{1+x^2} dx = \frac12\ln 2"}
TOWER = {"definitions": ["f(x) = x^x"], "context": "x > 0", "reference": r"f'(x) = x^x(1+\ln x)"}


@pytest.mark.parametrize(("question", "text", "expected"), [
    # A letter that stands last is a factor, and no word.
    (ENTROPY, "\\frac{dL}{dz} = -y(1-a) + (1-y) a\n= a - y", ["right", "right"]),
    (ENTROPY, "dL/dz = -y(1-a) + (1-y) a as desired", ["right"]),
    # A derivative before a sum in brackets is a factor, too.
    (QUOTIENT_OF_X, r"f'(x) = \frac{(x)'(x^2+1) - x(x^2+1)'}{(x^2+1)^2}", ["right"]),
    (QUOTIENT_OF_X, r"f'(x) = \frac{(x)'(x^2+1) + x(x^2+1)'}{(x^2+1)^2}", ["unread"]),
    # What is asked for may stand on the right, where it has a value of its own.
    (GAUSS, "\\sum_{k=1}^n k = \\frac12 \\left(\\sum_{k=1}^n k + \\sum_{k=1}^n (n+1-k)\\right)\n= \\frac12 n(n+1)",
     ["right", "right"]),
    (GAUSS, "\\sum_{k=1}^n k = \\sum_{k=1}^n k + \\sum_{k=1}^n (n+1-k)\n= \\frac12 n(n+1)", ["wrong", "wrong"]),
    (GAUSS, r"\sum_{k=1}^n k = 2\sum_{k=1}^n k - \sum_{k=1}^n k", ["right"]),
    (INVERSE, "(A B)^{-1} = (A B)^{-1} A B B^{-1} A^{-1}\n= B^{-1} A^{-1}", ["right", "right"]),
    (INVERSE, "(A B)^{-1} = (A B)^{-1} A B A^{-1} B^{-1}\n= B^{-1} A^{-1}", ["wrong", "wrong"]),
    # The ends of a new letter, where there is no other one.
    (BY_PARTS, "u = 1+x^2\n\\int_0^1 \\frac{x}{1+x^2} dx = \\frac12 [\\ln u]_1^2\n= \\frac12\\ln 2",
     ["right", "right"]),
    (BY_PARTS, "u = 1+x^2\n\\int_0^1 \\frac{x}{1+x^2} dx = \\frac12 [\\ln u]_1^3", ["wrong"]),
    (BY_PARTS, "u = 1+x^2\n\\int_0^1 \\frac{x}{1+x^2} dx = \\frac12 [x \\ln u]_1^2", ["unread"]),
    # A value in a remark is no step; an equation there is judged.
    (TOWER, "\\begin{align}f'(x) &= \\frac{d}{dx} e^{x \\ln x} && \\text{($x^x$)}\\\\ &= x^x(1+\\ln x)\\end{align}",
     ["right", "right"]),
    (TOWER, "\\begin{align}f'(x) &= \\frac{d}{dx} e^{x \\ln x} && \\text{($x^x = 5$)}\\\\ &= x^x(1+\\ln x)\\end{align}",
     ["right", "right", "wrong"]),
    (QUOTIENT_OF_X, "Step 1 (expand): f'(x) = (x^2+1-2x^2)/(x^2+1)^2\nStep 2 (collect): f'(x) = (1-x^2)/(x^2+1)^2",
     ["right", "right"]),
])  # fmt: skip
def test_more_ways_to_write_a_step(question, text, expected):
    assert standings(question, text) == expected


@pytest.mark.parametrize("text", [
    r"\sum_{k=1}^n k = 2\sum_{k=1}^n k - \sum_{k=1}^n k", r"\sum_{k=1}^n k = \sum_{k=1}^n k"])
def test_what_is_asked_for_on_both_sides_earns_nothing(text):
    assert judge_solution(ask(GAUSS), text).verdict != "equivalent"


ERROR = {"definitions": ["L = \\frac12 (wx+b-y)^2"], "reference": r"\frac{\partial L}{\partial w} = (wx+b-y)x"}


@pytest.mark.parametrize("name", ["e", "r"])
@pytest.mark.parametrize("words", [
    "Let ${} = wx+b-y$.", r"Let ${} \equiv wx+b-y$.", r"Let ${} \triangleq wx+b-y$.", "Introduce ${} = wx+b-y$.",
    "Define the error ${} = wx+b-y$.", "We denote the error by ${} = wx+b-y$.", "The error is ${} = wx+b-y$.",
    "We write ${} = wx+b-y$ for short.", "Let’s set ${} = wx+b-y$.", "Let ${}$ be $wx+b-y$.", "Let $wx+b-y = {}$.",
    "Denote $wx+b-y$ by ${}$.", "We write ${}$ for $wx+b-y$.", "With the abbreviation ${} = wx+b-y$ we get",
])  # fmt: skip
def test_ways_to_name_something(words, name):
    slope = r"$\frac{\partial L}{\partial w} = "
    assert standings(ERROR, f"{words.format(name)}\n{slope}{name}x$") == ["right"]
    assert standings(ERROR, f"{words.format(name)}\n{slope}{name}b$") == ["wrong"]


Z = {"definitions": ["z = w a", r"L = \frac12(z-t)^2"], "reference": r"\frac{dL}{dw} = (z-t) a"}
SQUARE = {"definitions": ["f = x^2"], "reference": r"\frac{df}{dx} = 2x"}
OF_LETTERS = {"definitions": ["y = a x^2 + b x"], "reference": r"\frac{dy}{dx} = 2ax + b"}


@pytest.mark.parametrize(("question", "text", "expected"), [
    # An a or an I that stands alone is a letter.
    (Z, "dL/dw = (z-t)a a", ["wrong"]), (Z, "dL/dw = (z-t) a, as wanted", ["right"]), (Z, "(z-t) a", ["right"]),
    (Z, "dL/dw = (z-t) (a)", ["right"]), (Z, "(z-t)a (a)", ["wrong"]), (Z, "a dL/dw = (z-t)a", ["wrong"]),
    (SQUARE, "df/dx = 2x a", ["unread"]), (SQUARE, "$df/dx = 2x$ $a$", ["right", "unread"]),
    (OF_LETTERS, "a dy/dx = 2ax + b", ["wrong"]), (OF_LETTERS, "dy/dx = 2ax + b I", ["unread"]),
    # A prime is by the letter that is asked for.
    (OF_LETTERS, "y' = 2ax + b", ["right"]), (OF_LETTERS, "y' = x", ["wrong"]), (OF_LETTERS, "y' = x^2", ["wrong"]),
    # Numbers of lines, and factors.
    (SQUARE, "(1)\ndf/dx = 2x", ["right"]), (SQUARE, "df/dx = 2x\n1.", ["right"]), (SQUARE, "(5)", ["wrong"]),
    ({"reference": "J = 2*loss"}, "J = 2 loss", ["right"]), ({"reference": "J = 2"}, "J = 2 eta", ["unread"]),
    ({"reference": "v = w - 2*eta*(w-3)"}, "v = w - 2 eta w + 6 eta (expand)", ["right"]),
    (SQUARE, "df/dx = x  (2)", ["right"]), (SQUARE, "df/dx = 2  (3)", ["unread"]),
    (SQUARE, "\\begin{align}\\frac{df}{dx} &= 2x && \\qquad (1)\\\\ &= x+x && \\qquad (2)\\end{align}",
     ["right", "right"]),
])  # fmt: skip
def test_letters_and_numbers_beside_a_formula(question, text, expected):
    assert standings(question, text) == expected


@pytest.mark.parametrize(("question", "answer"), [
    (GAUSS, r"\sum_{j=1}^n j"), (GAUSS, r"\sum_{k=1}^n k + 0"), (GAUSS, r"n + \sum_{k=1}^{n-1} k"),
    ({"reference": r"\int_0^1 x dx = \frac12"}, r"\int_0^1 u du"),
    ({"reference": r"\lim_{x \to 0} \frac{\sin x}{x} = 1"}, r"\lim_{h \to 0} \frac{\sin h}{h}"),
])  # fmt: skip
def test_what_is_asked_for_in_other_letters_is_not_worked_out(question, answer):
    question = {**question, "context": "n is a positive integer"}
    assert check(question, answer).code == "restates"
    assert judge_solution(ask(question), answer).verdict != "equivalent"
