# ruff: noqa: E501  (a row is on one line)
"""Questions in parts: what an answer is made of where neither its reference nor its names say it."""

from __future__ import annotations

import pytest

from symdl.grading.in_parts.parts import ask_parts, judge_parts

MATRICES = {"context": "X, W and Y are matrices", "definitions": ["Z = X W", r"L = \frac12\|Z - Y\|_F^2"], "parts": [
    {"id": "a", "reference": r"\nabla_Z L = Z - Y"}, {"id": "b", "reference": r"\nabla_W L = X^\top (Z - Y)"},
    {"id": "c", "reference": r"\nabla_X L = (Z-Y) W^\top"}]}
MOMENTS = {"definitions": [r"m_t = \beta m_{t-1} + (1-\beta) g_t", "m_0 = 0"], "parts": [
    {"id": "a", "reference": r"m_1 = (1-\beta) g_1"},
    {"id": "b", "reference": r"m_2 = \beta(1-\beta) g_1 + (1-\beta) g_2"},
    {"id": "c", "reference": r"m_3 = (1-\beta)(\beta^2 g_1 + \beta g_2 + g_3)"}]}
CHAIN = {"definitions": ["z = w x + b", "a = z^2", "C = (a-y)^2"], "parts": [
    {"id": "a", "reference": r"\frac{dC}{da} = 2(a-y)"}, {"id": "b", "reference": r"\frac{dC}{dz} = 4 z (a-y)"},
    {"id": "c", "reference": r"\frac{dC}{dw} = 4 x z (a-y)"}]}
LOGISTIC = {"definitions": ["z = w x + b", r"a = \sigma(z)", r"L = \frac12(a-y)^2"], "parts": [
    {"id": "a", "reference": r"\frac{\partial L}{\partial a} = a-y"},
    {"id": "b", "reference": r"\frac{\partial a}{\partial z} = a(1-a)"},
    {"id": "c", "reference": r"\frac{\partial L}{\partial z} = (a-y)a(1-a)"}]}
BACKWARDS = {"definitions": ["a = w_1 x", "h = a^2", "y = w_2 h", r"L = \frac12(y-t)^2"], "parts": [
    {"id": "a", "reference": r"\frac{dL}{dy} = y - t"}, {"id": "b", "reference": r"\frac{dL}{dh} = \frac{dL}{dy} w_2"},
    {"id": "c", "reference": r"\frac{dL}{da} = 2 a \frac{dL}{dh}"},
    {"id": "d", "reference": r"\frac{dL}{dw_1} = \frac{dL}{da} x"}]}
SINE = {"parts": [
    {"id": "a", "reference": "u = x^2"}, {"id": "b", "reference": r"y = \sin(u)"},
    {"id": "c", "reference": r"\frac{dy}{du} = \cos(u)"}, {"id": "d", "reference": r"\frac{du}{dx} = 2x"},
    {"id": "e", "reference": r"\frac{dy}{dx} = 2x\cos(x^2)"}]}
THIRD = {"definitions": ["f(x) = x^3-3x"], "parts": [
    {"id": "a", "reference": "f'(x) = 3x^2-3"}, {"id": "b", "reference": "f''(x) = 6x"},
    {"id": "c", "reference": "f'''(x) = 6"}]}
NEWTON = {"definitions": ["f(x) = x^2 - c"], "parts": [
    {"id": "a", "reference": "f'(x) = 2x"},
    {"id": "b", "reference": r"x - \frac{f(x)}{f'(x)} = \frac{x}{2} + \frac{c}{2x}"}]}

STEPS = {"definitions": [r"f(w) = \frac{\lambda}{2}(w-c)^2"], "parts": [
    {"id": "a", "reference": r"f'(w) = \lambda(w-c)"},
    {"id": "b", "reference": r"w_1 = w_0 - \eta\lambda(w_0-c)", "definitions": [r"w_1 = w_0 - \eta f'(w_0)"]},
    {"id": "c", "definitions": [r"w_2 = w_1 - \eta f'(w_1)"], "reference": r"w_2 = c + (1-\eta\lambda)^2 (w_0-c)"}]}
TANGENT = {"definitions": ["f(x) = x^3 - 3x"], "parts": [
    {"id": "a", "reference": "f'(x) = 3x^2-3"}, {"id": "b", "reference": "f'(2) = 9"},
    {"id": "c", "reference": "f(2) + f'(2) (x-2) = 9x - 16"}]}
# What a part asks for may be defined already, and its reference may be a chain.
COUNT = {"definitions": [r"S = \sum_{k=1}^n k"], "parts": [
    {"id": "a", "reference": "S = n(n+1)/2"}, {"id": "b", "definitions": ["M = S/n"], "reference": "M = (n+1)/2"}]}
AGAIN = {"parts": [
    {"id": "a", "reference": "S = n(n+1)/2", "definitions": [r"S = \sum_{k=1}^n k"]},
    {"id": "b", "definitions": [r"S = \sum_{k=1}^n k", "M = S/n"], "reference": "M = (n+1)/2"}]}
CHAINED = {"parts": [
    {"id": "a", "reference": r"S = \sum_{k=1}^n k = n(n+1)/2"},
    {"id": "b", "definitions": ["M = S/n"], "reference": "M = (n+1)/2"}]}
VARIANCE = {"definitions": ["Y = a X + b"],
            "context": r"X is a random variable with mean \mu and variance \sigma^2", "parts": [
    {"id": "a", "reference": r"E[Y] = a \mu + b"},
    {"id": "b", "reference": r"E[Y^2] = a^2\sigma^2 + (a\mu+b)^2"},
    {"id": "c", "reference": r"\operatorname{Var}(Y) = a^2 \sigma^2"}]}


@pytest.mark.parametrize(("sheet", "answers", "expected"), [  # r: right, c: carried, w: neither
    (MATRICES, ["2(Z-Y)", r"2X^\top(Z-Y)", r"2(Z-Y)W^\top"], "wcc"),
    (MATRICES, ["Z+Y", r"X^\top(X W-Y)", r"(XW+Y)W^\top"], "wrc"),
    (MATRICES, ["2(Z-Y)", r"3X^\top(Z-Y)", r"2 W^\top (Z-Y)"], "www"),
    (MOMENTS, ["g_1", r"\beta g_1 + (1-\beta) g_2", r"\beta^2 g_1 + \beta(1-\beta) g_2 + (1-\beta) g_3"], "wcc"),
    (MOMENTS, ["g_1", "", r"\beta^2 g_1 + \beta(1-\beta) g_2 + (1-\beta) g_3"], "wwc"),
    (MOMENTS, ["g_1", r"\beta g_1 + g_2", r"\beta^2 g_1 + \beta(1-\beta) g_2 + (1-\beta) g_3"], "www"),
    # An answer that names what was asked before, and a chain that does not say what it is.
    (CHAIN, ["2(a-y)", r"2z \frac{dC}{da}", r"x \frac{dC}{dz}"], "rrr"),
    (CHAIN, ["a-y", r"2z \frac{dC}{da}", r"x \frac{dC}{dz}"], "wcc"),
    (CHAIN, ["2(a-y)", r"3z \frac{dC}{da}", r"x \frac{dC}{dw}"], "rww"),
    (CHAIN, [r"\frac{dC}{dz}/(2z)", r"2z \frac{dC}{da}", r"x \frac{dC}{dz}"], "www"),
    (CHAIN, ["a-y", "2z(a-y) = 2(w x+b)(a-y)", "2xz(a-y)"], "wcc"),
    (CHAIN, ["2(a-y)", "4z(a-y) = 4(w x+b)(a-y)", "4xz(a-y)"], "rrr"),
    (CHAIN, ["a-y", "2z(a-y) = 4z(a-y)", "4xz(a-y)"], "wwr"),
    (CHAIN, ["-2(a-y)", "4z(a-y)", "-4xz(a-y)"], "wrw"),  # dC/dz was right
    (NEWTON, ["2x", "x - f(x)/f'(x)"], "rw"),
    (STEPS, ["2 lambda (w-c)", "w_0 - 2 eta lambda (w_0-c)", "c + (1-2 eta lambda)^2 (w_0 - c)"], "wcc"),
    (STEPS, ["2 lambda (w-c)", "w_0 + 2 eta lambda (w_0-c)", "c + (1-3 eta lambda)^2 (w_0 - c)"], "www"),
    (TANGENT, ["3x^2-3", "8", "8x-14"], "rwc"), (TANGENT, ["3x^2-3", "8", "8x-16"], "rww"),
    (TANGENT, ["3x^2+3", "15", "15x-28"], "wcc"),
    (COUNT, ["n(n-1)/2", "(n-1)/2"], "wc"), (COUNT, ["n(n-1)/2", "n/2"], "ww"),
    (AGAIN, ["n(n-1)/2", "(n-1)/2"], "wc"), (CHAINED, ["n(n-1)/2", "(n-1)/2"], "wc"),
    (CHAINED, ["n(n-1)/2", "(n+1)/2"], "wr"), (CHAINED, ["n(n+1)/2", "(n-1)/2"], "rw"),
    (VARIANCE, ["a mu + b", "a^2 sigma^2 + (a mu + b)^2 + b", "a^2 sigma^2 + b"], "rwc"),
    (VARIANCE, ["a mu", "a^2 sigma^2 + (a mu + b)^2", "a^2 sigma^2 + (a mu + b)^2 - a^2 mu^2"], "wrc"),
    (VARIANCE, ["a mu + b", "a^2 sigma^2 + (a mu + b)^2 + b", "a^2 sigma^2 - b"], "rww"),
    # A factor of the chain rule.
    (LOGISTIC, ["a-y", "a(1+a)", "(a-y)a(1+a)"], "rwc"), (LOGISTIC, ["y-a", "a(1+a)", "(y-a)a(1+a)"], "wwc"),
    (LOGISTIC, ["y-a", "a(1-a)", "(y-a)a(1-a)"], "wrc"), (LOGISTIC, ["y-a", "-a(1-a)", "-(a-y)a(1-a)"], "www"),
    (LOGISTIC, ["a-y", "a(1+a)", "(a-y)a(2-a)"], "rww"), (LOGISTIC, ["a-y", "", "(a-y)a(1+a)"], "rww"),
    (SINE, ["x^2", r"\sin u", r"-\cos u", "2x", r"-2x\cos(x^2)"], "rrwrc"),
    (SINE, ["x^2", r"\sin u", r"\cos u", "x", r"x\cos(x^2)"], "rrrwc"),
    (SINE, ["x^2", r"\sin u", r"-\cos u", "x", r"-x\cos(x^2)"], "rrwwc"),
    (SINE, ["x^2", r"\sin u", r"-\cos u", "x", r"x\cos(x^2)"], "rrwww"),
    (SINE, ["x^2", r"\sin u", r"\cos u", "2x", r"x\cos(x^2)"], "rrrrw"),
    # A derivative that is asked for later is none that is known.
    (BACKWARDS, ["5", "dL/da/(2a)", "dL/dw_1/x", "dL/da x"], "wwwr"),
    (BACKWARDS, ["y-t", "(y-t)w_2", r"2a w_2\frac{dL}{dy}", r"2a x \frac{dL}{dh}"], "rrrr"),
    (BACKWARDS, ["", r"\frac{dL}{dy} w_2", "", r"2 a w_2 x\frac{dL}{dy}"], "wrwr"),
    # A derivative of any order.
    (THIRD, ["3x^2-3", "6x", "6"], "rrr"), (THIRD, ["x^4", "4x^3", "12x^2"], "wcc"),
    (THIRD, ["x^4", "4x^3", "0"], "wcw"), (THIRD, ["6x", "f'(x)", "6"], "wwr"),
])  # fmt: skip
def test_what_an_answer_is_made_of(sheet, answers, expected):
    found = judge_parts(ask_parts(sheet), dict(zip("abcde", answers, strict=False)))
    assert "".join("r" if part.checked is not None and part.checked.verdict == "equivalent" else
                   "c" if part.follows else "w" for part in found.parts) == expected


COUNTS = {"definitions": [r"\ell(\lambda)=\sum_{i=1}^n (x_i\log\lambda-\lambda)"], "parts": [
    {"id": "a", "reference": r"\ell'(\lambda)=\frac{1}{\lambda}\sum_{i=1}^n x_i-n"},
    {"id": "b", "reference": r"\hat\lambda=\frac1n\sum_{i=1}^n x_i"}]}
VERTEX = {"definitions": ["f(w)=a w^2+b w+c"], "assumptions": ["a>0"], "parts": [
    {"id": "a", "reference": "f'(w)=2aw+b"}, {"id": "b", "reference": r"w_0=-\frac{b}{2a}"}]}


@pytest.mark.parametrize(("sheet", "slope", "root", "earned"), [
    (COUNTS, r"\frac{1}{\lambda}\sum_{i=1}^n x_i-1", r"\hat\lambda = \sum_{i=1}^n x_i", 1),
    (COUNTS, r"\frac{1}{\lambda}\sum_{i=1}^n x_i-2n", r"\frac{1}{2n}\sum_{i=1}^n x_i", 1),
    (VERTEX, "aw+b", "-b/a", 1), (VERTEX, "2aw-b", r"w_0 = \frac{b}{2a}", 1),
    # no root of it, a root of nothing, a number for a formula, and what follows from no mistake
    (COUNTS, r"\frac{1}{\lambda}\sum_{i=1}^n x_i-1", r"2\sum_{i=1}^n x_i", 0), (VERTEX, "aw+b", "b/a", 0),
    (VERTEX, "0", "7b", 0), (VERTEX, "b", "-b/a", 0), (VERTEX, "w-5", "5", 0), (VERTEX, "2aw+b", "-b/a", 1),
    (VERTEX, "aw+b", "-b/a = b/a", 0),
])  # fmt: skip
def test_a_root_follows_from_a_wrong_derivative(sheet, slope, root, earned):
    assert judge_parts(ask_parts(sheet), {"a": slope, "b": root}).earned == earned


DESCENT = {"definitions": [r"L = \frac12 a w^2 + b w"], "parts": [
    {"id": "a", "reference": r"\frac{dL}{dw} = a w + b"},
    {"id": "b", "reference": r"w - \eta \frac{dL}{dw} = (1-\eta a) w - \eta b"}, {"id": "c", "reference": r"w_0 = -\frac{b}{a}"}]}


@pytest.mark.parametrize(("answers", "expected"), [
    (["2 a w + b", r"w - 2 \eta a w - \eta b", r"-\frac{b}{2a}"], "wcc"), (["a w - b", r"(1-\eta a) w + \eta b", r"\frac{b}{a}"], "wcc"),
    (["2 a w + b", r"w + 2 \eta a w", r"-\frac{b}{2a}"], "wwc"), (["2 a w + b", r"w - 2 \eta a w - \eta b", r"\frac{b}{2a}"], "wcw"),
    (["a w + b", r"w - 2 \eta a w - \eta b", r"-\frac{b}{2a}"], "rww"),
])  # fmt: skip
def test_a_root_follows_beside_a_step(answers, expected):
    found = judge_parts(ask_parts(DESCENT), dict(zip("abc", answers, strict=True)))
    assert "".join("r" if part.checked.right else "c" if part.follows else "w" for part in found.parts) == expected


V, THETA = "momentum/velocity-unrolled", "momentum/parameter-unrolled"
UP, MOVED = "lr*sum(mu^(t-i)*g[i],i=1..t)", "theta0 + lr*sum(g[i]*(1-mu^(t-i+1))/(1-mu),i=1..t)"
WEIGHTS = "exponential-average/weights-sum"
MEAN, CORRECTED = "exponential-average/mean", "exponential-average/corrected-is-unbiased"
LATE = "(1-beta^(t+1))*gbar"
DB0, DW, DHIDDEN, DB = "relu-network/db0", "relu-network/dw", "relu-network/dW", "relu-network/db"
ON = "(yhat-y)*w[j]*unit_step(z[j])"


@pytest.mark.parametrize(("answers", "expected"), [
    # a member of a recurrence, in another one
    ({V: UP, THETA: MOVED}, "wc"), ({V: UP, THETA: MOVED.replace("t-i+1", "t-i")}, "ww"), ({V: "-" + UP, THETA: MOVED}, "rw"),
    ({V: UP.replace("t-i", "t-i+1"), THETA: MOVED}, "ww"), ({V: "2*" + UP, THETA: MOVED.replace("+ lr", "+ 2*lr")}, "wc"),
    ({V: "2", THETA: "theta0 + 2*t"}, "ww"), ({V: "mu*v[t-1] + lr*g[t]", THETA: MOVED}, "ww"),
    # a mean, of what is made of it
    ({MEAN: LATE, CORRECTED: "(1-beta^(t+1))/(1-beta^t)*gbar"}, "wc"), ({MEAN: LATE, CORRECTED: "(1-beta^(t+1))*gbar"}, "ww"),
    ({MEAN: "(1-beta^t)*gbar", CORRECTED: "(1-beta^(t+1))/(1-beta^t)*gbar"}, "rw"), ({MEAN: "(1-beta^t)*gbar", CORRECTED: "gbar"}, "rr"),
    # a sum, as a factor of another one
    ({WEIGHTS: "1-beta^(t+1)", MEAN: LATE, CORRECTED: "(1-beta^(t+1))/(1-beta^t)*gbar"}, "wcc"), ({WEIGHTS: "1-beta^(t+1)", MEAN: "(1-beta^(t+2))*gbar"}, "ww"),
    ({WEIGHTS: "1-beta^(t+1)", MEAN: "-" + LATE}, "ww"), ({WEIGHTS: "1-beta^t", MEAN: LATE}, "rw"), ({WEIGHTS: "2", MEAN: "2*gbar"}, "ww"),
    # a derivative by what is only added
    ({DB0: "yhat-y", DW: "(yhat-y)*h[j]", DHIDDEN: f"{ON}*x[a]"}, "wcc"), ({DB0: "yhat-y", DW: "3*(yhat-y)*h[j]", DHIDDEN: f"-{ON}*x[a]"}, "www"),
    ({DB0: "2*(yhat-y)", DW: "(yhat-y)*h[j]", DHIDDEN: f"{ON}*x[a]"}, "rww"), ({DB: ON, DHIDDEN: f"{ON}*x[a]"}, "wc"),
    ({DB: ON, DHIDDEN: f"{ON}*w[j]*x[a]"}, "ww"),
])  # fmt: skip
def test_what_follows_in_claims(answers, expected):
    found = judge_parts(ask_parts({"parts": [*answers]}), answers)
    assert "".join("r" if part.checked.right else "c" if part.follows else "w" for part in found.parts) == expected
