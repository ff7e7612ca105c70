# ruff: noqa: E501  (a solution is on one line)
"""Worked solutions by the prover and by ordinary rules: how a line is read does not hang on whether it is right."""

from __future__ import annotations

import pytest

from symdl.grading import ask
from symdl.grading.worked.solution import judge_solution

FIFTH = {"definitions": ["f(x)=(x^2+1)^5"], "reference": "f'(x) = 10x(x^2+1)^4"}
PRODUCT = {"definitions": ["f(x) = x^2 e^{-3x}"], "reference": "f'(x) = (2x - 3x^2) e^{-3x}"}
SQUARE = {"definitions": ["f(w) = w^2 - 4w"], "reference": "f'(w) = 2w - 4"}
LIKELY = {"definitions": [r"\ell(p) = k \log p + (n-k) \log(1-p)"], "context": "0 < p < 1",
          "reference": r"\frac{d\ell}{dp} = \frac{k - n p}{p(1-p)}"}
BAYES = {"definitions": [r"P = \frac{s p}{s p + (1-c)(1-p)}"],
         "reference": r"\frac{dP}{dp} = \frac{s (1-c)}{(s p + (1-c)(1-p))^2}"}
LOGISTIC = {"definitions": [r"\sigma(z) = \frac{1}{1+e^{-z}}", "z = w x + b", r"a = \sigma(z)", r"L = -(y \log a + (1-y) \log(1-a))"],
            "reference": r"\frac{dL}{dw} = (a-y) x"}
LAYER = {"definitions": [r"h = \max(0, w_1 x)", r"\hat{y} = w_2 h", r"L = \frac12 (\hat{y} - y)^2"],
         "reference": r"\frac{\partial L}{\partial w_2} = (\hat{y} - y) h"}
OUTER = "Let u = x^2+1.\nu' = 2x\nf'(x) = 5u^4 u'"
RULE = "u = x^2, v = e^{-3x}\nu' = 2x, v' = "
LIMIT = r"f'(w) = \lim_{h\to0} \frac{f(w+h)-f(w)}{h}"


def judged(question, text):
    found = judge_solution(ask(question), text)
    return found.verdict, found.first_wrong


@pytest.mark.parametrize(("question", "text", "verdict", "first"), [
    # names of one's own, their derivatives, limits and functions, right and wrong
    (FIFTH, f"{OUTER} = 10x(x^2+1)^4", "equivalent", None),
    (FIFTH, f"{OUTER} = 9x(x^2+1)^4", "not_equivalent", 3),
    (FIFTH, OUTER.replace("2x", "x") + " = 5x(x^2+1)^4", "not_equivalent", 2),
    (FIFTH, OUTER.replace("2x", "x") + " = 10x(x^2+1)^4", "not_equivalent", 2),
    (PRODUCT, f"{RULE}-3e^{{-3x}}\nf'(x) = u'v + uv' = (2x - 3x^2) e^{{-3x}}", "equivalent", None),
    (PRODUCT, f"{RULE}3e^{{-3x}}\nf'(x) = u'v + uv' = (2x + 3x^2) e^{{-3x}}", "not_equivalent", 2),
    (SQUARE, f"{LIMIT}\n= \\lim_{{h\\to0}} (2w - 4 + h) = 2w - 4", "equivalent", None),
    (SQUARE, f"{LIMIT}\n= \\lim_{{h\\to0}} (2w - 3 + h) = 2w - 3", "not_equivalent", 2),
    (FIFTH, "Let g(u) = u^5 and h(x) = x^2+1.\nf'(x) = g'(h(x)) h'(x) = 9x(x^2+1)^4", "not_equivalent", 2),
    (FIFTH, "Let y = f(x).\ny'/y = 10x/(x^2+1)\ny' = 9x(x^2+1)^4", "not_equivalent", 3),
    (LIKELY, "d\\ell/dp = k/p - (n-k)/(1-p)\n= (k-n)/(p(1-p))", "not_equivalent", 2),
    # what is said behind "with" and "where" is of its line
    (FIFTH, "Let y = u^5 with u = x^2+1.\nf'(x) = 10x(x^2+1)^4", "equivalent", None),
    (FIFTH, "Let y = u^5 with u = x^2+2.\nf'(x) = 10x(x^2+2)^4", "not_equivalent", 2),
    (FIFTH, "y = u^5 with u = x^2+1\ndy/dx = dy/du * du/dx = 5u^4 * 2x\n= 10x(x^2+1)^4", "equivalent", None),
    (FIFTH, "y = u^5 with u = x^2+1\ndy/dx = dy/du * du/dx = 5u^4 * x\n= 5x(x^2+1)^4", "not_equivalent", 2),
    (FIFTH, "f'(x) = 5u^4 * 2x where u = x^2+1\n= 10x(x^2+1)^4", "equivalent", None),
    (FIFTH, "f'(x) = 5u^4 * 2x where u = x^2+1\n= 10x^2(x^2+1)^4", "not_equivalent", 2),
    (FIFTH, "f'(x) = 5u^4 * 2x where u = x^2+2\n= 10x(x^2+2)^4", "not_equivalent", 1),
    # a name for letters that are typed together is not turned round; one behind the sign is
    (BAYES, "Let N = sp.\ndN/dp = s\ndP/dp = s(1-c)/(sp + (1-c)(1-p))^2", "equivalent", None),
    (BAYES, "Let N = sp.\ndN/dp = p\ndP/dp = s(1-c)/(sp + (1-c)(1-p))^2", "not_equivalent", 2),
    (BAYES, "Let s p = N.\ndN/dp = s\ndP/dp = s(1-c)/(sp + (1-c)(1-p))^2", "equivalent", None),
    # letters as they look
    (PRODUCT, "u = x², v = e^(−3x)\nu′ = 2x, v′ = −3e^(−3x)\nf′(x) = 2x·e^(−3x) − 3x²·e^(−3x)", "equivalent", None),
    (PRODUCT, "u = x², v = e^(−3x)\nu′ = 2x, v′ = 3e^(−3x)\nf′(x) = 2x·e^(−3x) + 3x²·e^(−3x)", "not_equivalent", 2),
    (LOGISTIC, "δ = a − y\ndL/dw = δ x", "equivalent", None),
    (LOGISTIC, "δ = a + y\ndL/dw = δ x", "not_equivalent", 2),
    (LOGISTIC, "Let δ = ∂L/∂z = a − y.\n∂L/∂w = δx", "equivalent", None),
    (LOGISTIC, "Let δ = ∂L/∂z = a + y.\n∂L/∂w = δx", "not_equivalent", 1),
    (LOGISTIC, "∂z/∂w = x, ∂z/∂b = 1\ndL/dw = (a-y)x", "equivalent", None),
    (LOGISTIC, "∂z/∂w = x, ∂z/∂b = 2\ndL/dw = (a-y)x", "not_equivalent", 1),
    (LAYER, "dL/dŷ = ŷ − y\ndŷ/dw₂ = h\ndL/dw₂ = dL/dŷ · dŷ/dw₂ = (ŷ − y) h", "equivalent", None),
    (LAYER, "dL/dŷ = y − ŷ\ndŷ/dw₂ = h\ndL/dw₂ = dL/dŷ · dŷ/dw₂ = (y − ŷ) h", "not_equivalent", 1),
])  # fmt: skip
def test_a_line_is_read_whether_it_is_right_or_wrong(question, text, verdict, first):
    assert judged(question, text) == (verdict, first)


SINE = {"definitions": [r"f(x) = \sin(x^2)"], "reference": r"f'(x) = 2x \cos(x^2)"}
ERROR = {"definitions": ["L = (w x + b - y)^2"], "reference": r"\frac{\partial L}{\partial w} = 2(w x + b - y) x"}
TANH = {"definitions": [r"h = \tanh(w x)", r"L = \frac12 (v h - y)^2"], "reference": r"\frac{\partial L}{\partial w} = (v h - y) v (1 - h^2) x"}
NEURON = {"definitions": [r"\sigma(z) = \frac{1}{1+e^{-z}}", r"a = \sigma(w x + b)", "L = (a - y)^2"],
          "reference": r"\frac{\partial L}{\partial w} = 2(a-y)a(1-a)x"}
RIDGE = {"definitions": ["L = (w x - y)^2 + w^2"], "reference": r"\frac{\partial L}{\partial w} = 2(w x - y) x + 2w"}
MEAN = {"definitions": [r"\hat{y}_i = w x_i + b", r"J = \frac{1}{2m} \sum_{i=1}^m (\hat{y}_i - y_i)^2"],
        "reference": r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i) x_i"}


@pytest.mark.parametrize(("question", "text", "verdict", "first"), [
    *((SINE, f"u = x^2\n{line}\n= cos(u) * 2x", "equivalent", None) for line in (
        "df/dx = df/du * du/dx", "df/dx = (df/du)(du/dx)", "df/dx = df/du du/dx")),
    (SINE, "u = x^2\ndf/dx = df/du * du/dx\n= -cos(u) * 2x", "not_equivalent", 3),
    *((ERROR, f"p = w x + b\n{left} = {value}\n\\frac{{\\partial L}}{{\\partial w}} = 2(p-y)x", *expected)
      for left in ("dL/dp", "∂L/∂p", r"\frac{\partial L}{\partial p}")
      for value, expected in (("2(p - y)", ("equivalent", None)), ("p - y", ("not_equivalent", 2)))),
    (ERROR, "p = y - b\n∂L/∂p = -2(w x - p)\n∂L/∂w = 2(w x - p)x", "equivalent", None),
    (TANH, "ŷ = vh\n∂L/∂ŷ = ŷ - y\n∂L/∂w = (ŷ - y) v (1-h^2) x", "equivalent", None),
    (TANH, "ŷ = vh\n∂L/∂ŷ = 2(ŷ - y)\n∂L/∂w = (ŷ - y) v (1-h^2) x", "not_equivalent", 2),
    (NEURON, "Let z = w x + b.\n∂a/∂z = a(1-a)\n∂L/∂w = 2(a-y)a(1-a)x", "equivalent", None),
    (NEURON, "Let z = w x + b.\n∂a/∂z = a(1+a)\n∂L/∂w = 2(a-y)a(1-a)x", "not_equivalent", 2),
    # what is held fixed is not known where something of what it is made of is left
    (RIDGE, "p = w x\n∂L/∂p = 2(p - y)\n∂L/∂w = 2(p - y)x + 2w", "invalid", None),
    # a member of a family
    (MEAN, "Let e_i = ŷ_i − y_i.\n∂J/∂e_i = e_i/m\n∂J/∂w = (1/m) ∑ e_i x_i", "equivalent", None),
    (MEAN, "Let e_i = ŷ_i − y_i.\n∂J/∂e_i = e_i\n∂J/∂w = (1/m) ∑ e_i x_i", "not_equivalent", 2),
    (MEAN, "Let e_i = w x_i + b - y_i.\n∂J/∂e_k = e_k/m\n∂J/∂w = (1/m) ∑ e_i x_i", "equivalent", None),
    (MEAN, "Let e_i = w x_i.\n∂J/∂e_i = e_i/m\n∂J/∂w = (1/m) ∑ (ŷ_i − y_i) x_i", "not_equivalent", 2),
])  # fmt: skip
def test_derivatives_by_names_of_ones_own(question, text, verdict, first):
    assert judged(question, text) == (verdict, first)


SUM = {"definitions": [r"S_n = \sum_{k=1}^n k"], "reference": r"S_n = \frac{n(n+1)}{2}"}
STEP = {"definitions": [r"L(w) = \frac12 (w x - y)^2", r"w_1 = w_0 - \eta L'(w_0)"], "reference": r"w_1 = w_0 - \eta (w_0 x - y) x"}
MIXED = {"definitions": [r"f(x,y) = x^2 y + \sin(x y)"],
         "reference": r"\frac{\partial^2 f}{\partial x \partial y} = 2x + \cos(xy) - xy \sin(xy)"}
AFFINE = {"definitions": ["y = W x + b", r"L = \frac12 \|y - t\|^2"], "reference": r"\nabla_W L = (y-t) x^\top"}
TWO = {"definitions": ["h = W_1 x", "y = W_2 h", r"L = \frac12 \|y - t\|^2"], "reference": r"\nabla_{W_1} L = W_2^\top (y - t) x^\top"}
LINEAR = {"definitions": [r"\hat{y}_i = w x_i + b", r"J = \frac{1}{2m} \sum_{i=1}^m (\hat{y}_i - y_i)^2"],
          "reference": r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i) x_i"}
MOMENTS = {"definitions": [r"m_t = \beta m_{t-1} + (1-\beta) g_t", "m_0 = 0"], "reference": r"m_3 = (1-\beta)(g_3 + \beta g_2 + \beta^2 g_1)"}
SOFTMAX = {"definitions": [r"p_i = \frac{e^{z_i}}{\sum_{k=1}^n e^{z_k}}"], "reference": r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)"}
LOG = r"\frac{\partial \log p_i}{\partial z_j} = 1 - p_j" "\n" r"\frac{\partial p_i}{\partial z_j} = "
DFDY = r"\frac{\partial f}{\partial y} = x^2+\cos(xy)" "\n" r"\frac{\partial^2 f}{\partial x \partial y} = "
RESIDUAL = r"Let r_i = \hat{y}_i - y_i." "\n" r"\frac{\partial r_i}{\partial w} = w" "\n" r"\frac{\partial J}{\partial w} = \frac1m \sum_i r_i \frac{\partial r_i}{\partial w}" "\n"


@pytest.mark.parametrize(("question", "text", "expected"), [
    (SUM, r"2 S_n = \sum_{k=1}^n (n+1)" "\n= n^2\nS_n = n^2/2", ["beside", "wrong", "follows"]),
    (SUM, r"2 S_n = \sum_{k=1}^n (n+1)" "\n= n^2\nS_n = n^2/3", ["beside", "wrong", "wrong"]),
    (FIFTH, "u = x^2+1\ndf/du = 5u^4\ndu/dx = x\ndf/dx = 5u^4 * x", ["beside", "wrong", "follows"]),
    (FIFTH, "u = x^2+1\ndf/du = 5u^4\ndu/dx = x\ndf/dx = 5u^4 * x^2", ["beside", "wrong", "wrong"]),
    (FIFTH, "u = x^2+1\ndf/du = 5u^4\ndu/dx = 0\ndf/dx = 0", ["beside", "wrong", "wrong"]),
    (STEP, "L'(w) = wx - y\nw_1 = w_0 - \\eta (w_0 x - y)", ["wrong", "follows"]),
    (STEP, "L'(w) = wx - y\nL'(w_0) = w_0 x - y\nw_1 = w_0 - \\eta (w_0 x - y)", ["wrong", "follows", "follows"]),
    (STEP, "L'(w) = wx - y\nw_1 = w_0 - \\eta (w_0 - y)", ["wrong", "wrong"]),
    (MIXED, DFDY + r"2x - y\sin(xy)", ["wrong", "follows"]),
    (MIXED, DFDY + r"2x + y\sin(xy)", ["wrong", "wrong"]),
    (AFFINE, "\\nabla_y L = t-y\n\\nabla_W L = (t-y) x^\\top", ["wrong", "follows"]),
    (AFFINE, "\\nabla_y L = t-y\n\\nabla_W L = 2(t-y) x^\\top", ["wrong", "wrong"]),
    (TWO, "\\nabla_h L = -W_2^\\top (y-t)\n\\nabla_{W_1} L = -W_2^\\top (y-t) x^\\top", ["wrong", "follows"]),
    (TWO, "\\nabla_h L = -W_2^\\top (y-t)\n\\nabla_{W_1} L = -2W_2^\\top (y-t) x^\\top", ["wrong", "wrong"]),
    (LINEAR, RESIDUAL + r"= \frac1m \sum_i w r_i", ["wrong", "right", "follows"]),
    (LINEAR, RESIDUAL + r"= \frac1m \sum_i b r_i", ["wrong", "right", "wrong"]),
    (MOMENTS, "m_1 = g_1\nm_2 = \\beta m_1 + (1-\\beta)g_2 = \\beta g_1 + (1-\\beta)g_2", ["wrong", "follows"]),
    (MOMENTS, "m_1 = g_1\nm_2 = \\beta m_1 + (1-\\beta)g_2 = \\beta g_1 + g_2", ["wrong", "wrong"]),
    (SOFTMAX, LOG + "p_i(1-p_j)", ["wrong", "follows"]),
    (SOFTMAX, LOG + "p_j(1-p_j)", ["wrong", "wrong"]),
])  # fmt: skip
def test_what_follows_from_a_wrong_line_is_wrong_once(question, text, expected):
    assert [line.standing for line in judge_solution(ask(question), text).lines] == expected


PARTS = {"definitions": [r"I = \int_0^1 x e^x dx"], "reference": "I = 1"}
ROOT = {"definitions": [r"I = \int_0^2 \frac{x}{\sqrt{1+2x^2}} dx"], "reference": "I = 1"}
CUBED = {"definitions": [r"I = \int_0^1 x (1+x^2)^3 dx"], "reference": r"I = \frac{15}{8}"}
MEANING = {"definitions": [r"E = \int_0^\infty x \lambda e^{-\lambda x} dx"], "reference": r"E = \frac{1}{\lambda}", "assumptions": ["lambda > 0"]}
IS_PART = "I = [x e^x]_0^1 - \\int_0^1 e^x dx = 1"
QUOTIENT = "Let N = sp and D = sp + (1-c)(1-p).\nN' = s\n"


@pytest.mark.parametrize(("question", "text", "verdict", "first"), [
    # differentials, and where a new name is at the ends
    (PARTS, f"Integrate by parts with u = x, dv = e^x dx\nThen du = dx, v = e^x\n{IS_PART}", "equivalent", None),
    (PARTS, f"Integrate by parts with u = x and dv = e^x dx.\nThen du = 2dx and v = e^x.\n{IS_PART}", "not_equivalent", 2),
    (PARTS, f"u = x, dv = e^x dx\ndw = dx, v = e^x\n{IS_PART}", "invalid", None),
    *((ROOT, f"Let u = 1 + 2x^2, so du = 4x dx.\nWhen x = 0, u = {start}; when x = 2, u = 9.\nI = \\frac14 \\int_1^9 u^{{-1/2}} du = 1",
       *expected) for start, expected in (("1", ("equivalent", None)), ("2", ("not_equivalent", 2)))),
    *((CUBED, f"Let u = 1+x^2. Then du = 2x dx, so x dx = {du}.\nI = \\frac12 \\int_1^2 u^3 du = \\frac{{15}}{{8}}", *expected)
      for du, expected in (("du/2", ("equivalent", None)), ("du/3", ("not_equivalent", 1)), (r"\frac12 du", ("equivalent", None)))),
    ({"definitions": [r"f(x) = \frac{x^2}{2}"], "reference": "f'(x) = x"}, "u = x^2\ndu/2 = x dx", "undecided", None),
    *((ROOT, f"u = {u}\nI = \\frac14 \\int_{ends} u^{{-1/2}} du\n= 1", verdict, None) for u, ends, verdict in (
        ("1 + 2x^2", "1^9", "equivalent"), ("2 + 2x^2", "1^9", "invalid"), ("1 + 3x^2", "1^9", "invalid"),
        ("1 + 2x^2", "{1}^{3^2}", "equivalent"))),
    (MEANING, "Substitute t = \\lambda x, dt = \\lambda dx:\nE = \\frac{1}{\\lambda} \\int_0^\\infty t e^{-t} dt = \\frac1\\lambda", "equivalent", None),
    (MEANING, "Substitute t = \\lambda x, dt = 2 dx:\nE = \\frac{1}{\\lambda} \\int_0^\\infty t e^{-t} dt = \\frac1\\lambda", "not_equivalent", 1),
    (MEANING, "E = \\int_0^\\infty e^{-\\lambda x} dx\n= \\frac{1}{\\lambda}", "equivalent", None),
    (MEANING, "E = -\\int_0^\\infty e^{-\\lambda x} dx\n= -\\frac{1}{\\lambda}", "not_equivalent", 1),
    # primes, by the letter that is asked for
    (BAYES, f"{QUOTIENT}D' = s - (1-c)\ndP/dp = (N'D - ND')/D^2\n= s(1-c)/D^2", "equivalent", None),
    (BAYES, f"{QUOTIENT}D' = s + (1-c)\ndP/dp = (N'D - ND')/D^2\n= s(1-c)(1-2p)/D^2", "not_equivalent", 3),
    # what is said behind "where" and "since"
    *((LINEAR, r"\frac{\partial J}{\partial w} = \sum_i \frac{\partial J}{\partial \hat{y}_i} x_i" "\n" r"where \frac{\partial J}{\partial \hat{y}_i} = "
       f"\\frac{{{factor}}}{{m}} (\\hat{{y}}_i - y_i)\n= \\frac1m \\sum_i (\\hat{{y}}_i - y_i) x_i", *expected)
      for factor, expected in (("1", ("equivalent", None)), ("2", ("not_equivalent", 2)))),
    *((FIFTH, f"Since d/dx (x^2+1) = {slope}, we have\nf'(x) = 10x (x^2+1)^4", *expected) for slope, expected in (
        ("2x", ("equivalent", None)), ("x", ("not_equivalent", 1)))),
    *(({"definitions": [r"L = \lim_{x \to 0} \frac{1 - \cos x}{x}"], "reference": "L = 0"},
       f"{words} rule,\nL = \\lim_{{x\\to 0}} \\sin x\n= 0", "equivalent", None) for words in ("By L'Hopital's", "by l’Hôpital’s")),
    # cases of two indices
    *((SOFTMAX, f"Case i = j: \\frac{{\\partial p_i}}{{\\partial z_i}} = {one}\nCase i \\neq j: \\frac{{\\partial p_i}}{{\\partial z_j}} = {other}\n"
       "Together: \\frac{\\partial p_i}{\\partial z_j} = p_i (\\delta_{ij} - p_j)", *expected) for one, other, expected in (
        ("p_i (1 - p_i)", "-p_i p_j", ("equivalent", None)), ("p_i (1 + p_i)", "-p_i p_j", ("not_equivalent", 1)),
        ("p_i (1 - p_i)", "p_i p_j", ("not_equivalent", 2)))),
])  # fmt: skip
def test_what_stands_beside_the_way(question, text, verdict, first):
    assert judged(question, text) == (verdict, first)


CHAIN = "Let u = x^2+1.\ndf/du = 5u^4\ndu/dx = 2x\n"


@pytest.mark.parametrize(("question", "text", "credit"), [
    # two right derivatives and then a mistake, however they are written
    (FIFTH, f"{CHAIN}f'(x) = -10x(x^2+1)^4", 0.5),
    (FIFTH, f"{CHAIN}df/dx = df/du * du/dx = -10x(x^2+1)^4", 0.5),
    (FIFTH, "Let u = x^2+1.\nu' = 2x\nf'(x) = -10x(x^2+1)^4", 0.5),
    (STEP, "L'(w) = (wx - y) x\nL'(w_0) = (w_0 x - y) x\nw_1 = w_0 + \\eta (w_0 x - y) x", 0.5),
    (CUBED, "Let u = 1+x^2, so du = 2x dx.\nI = 2 \\int_1^2 u^3 du = \\frac{15}{2}", 2 / 3),
    # what is right behind a mistake counts where it is said to correct that
    (FIFTH, "f'(x) = 9x(x^2+1)^4\nf'(x) = 10x(x^2+1)^4", 0),
    (FIFTH, "f'(x) = 9x(x^2+1)^4\nCorrection: f'(x) = 10x(x^2+1)^4", 0.5),
    (FIFTH, "f'(x) = 9x(x^2+1)^4\n**Correction:**\nf'(x) = 10x(x^2+1)^4", 0.5),
    (FIFTH, "f'(x) = 9x(x^2+1)^4\nCorrection: f'(x) = 8x(x^2+1)^4", 0),
    (FIFTH, "f'(x) = 10x(x^2+1)^4\nCorrection: f'(x) = 9x(x^2+1)^4", 0.5),
    (FIFTH, "Ans: 10x(x^2+1)^4", 1), (FIFTH, "Ans: 9x(x^2+1)^4", 0),
])  # fmt: skip
def test_credit(question, text, credit):
    found = judge_solution(ask(question), text)
    assert found.credit == pytest.approx(credit), found.lines
    assert (found.verdict == "equivalent") == (credit == 1)
