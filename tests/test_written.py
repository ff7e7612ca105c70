r"""Trees of the reader printed again: what was printed reads as the same tree.

Trees are drawn from every kind of node over a fixed set of declared names. Parser and printers know nothing of
each other, so each holds the other to what a tree means. A table shows what the printed forms look like, and
every kind of node is set once by the real engines.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest
import typst as typst_compiler
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symdl.errors import LanguageError, ReadError
from symdl.notation import latex, mathml, text, typst
from symdl.notation.boxes import LETTERS
from symdl.notation.reader import syntax as sx
from symdl.notation.reader.declare import declare
from symdl.notation.reader.notation import Meaning, Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.signs import BIG, FUNCTIONS, INFIX, RELATIONS
from symdl.notation.reader.syntax import Node, show, walk

NOTATION = declare(
    ["a", "b", "c", "u", "\\gamma", "\\epsilon", "\\beta_1", "W'", "\\mathbf{W}", "\\mathbf{x}", "A", "\\hat{y}",
     "P_{\\text{drop}}", "lr", "\\sigma_{\\mathcal{B}}^2", "\\sigma_{\\mathcal{B}}", "\\Delta\\theta", "w^*", "n",
     "x_i", "\\hat{x}_i", "w_{ij}", "m^t", "z_j^{(i)}", "\\mu_{\\mathcal{B}}", "\\tilde{v}_{t}^{(i)}",
     "f(x)", "L(y, z)", "\\text{softmax}(z)", "BN_{\\gamma,\\beta}(x)", "\\phi(x)", "J_t(x)"],
    indices={"i": "1..n", "j": "1..n", "k": "1..n", "t": "1..", "s": "1.."},
)  # fmt: skip

SYMBOLS = ["a", "b", "c", "u", r"\gamma", r"\epsilon", r"\beta_{1}", "W'", r"\mathbf{W}", r"\mathbf{x}", "A",
           r"\hat{y}", "P_{drop}", "lr", r"\sigma_{\mathcal{B}}^{2}", r"\sigma_{\mathcal{B}}", r"\Delta\theta",
           "w^{*}", "n", r"\mu_{\mathcal{B}}"]  # fmt: skip
CALLED = [("f", 1), ("L", 2), ("softmax", 1), (r"BN_{\gamma,\beta}", 1), (r"\phi", 1), ("f^{-1}", 1)]
KNOWN = ["exp", "log", "tanh", "sin", "sigmoid", "relu", "abs", "floor", "ceil", "norm", "tr", "det", "sign", "Var",
         "E", "diag", "erf", "softplus"]  # fmt: skip
SIGNS = ["eq", "ne", "lt", "le", "gt", "ge", "assign", "define", "approx", "sim", "propto", "to", "in", "ll"]
INFIXES = ["pm", "mod", "and", "ominus", "bullet", "odot", "circ", "otimes", "oplus", "cup", "cap", "star", "conv"]
A, B, GAMMA = (sx.Name(name) for name in ("a", "b", r"\gamma"))
i, j, t, n = (sx.Name(name) for name in "ijtn")


def number(value: int | str) -> sx.Number:
    return sx.Number(Fraction(value))


ONE, TWO, INFINITY = number(1), number(2), sx.Constant("infinity")

# --------------------------------------------------------------------------
# Random trees

names = st.sampled_from(SYMBOLS).map(sx.Name)
letters = st.sampled_from("ijkts").map(sx.Name)
numbers = st.sampled_from(["0", "1", "2", "10", "0.5", "0.001", "12.25"]).map(number)
Trees = st.SearchStrategy[Node]


@st.composite
def steps(draw: st.DrawFn) -> Node:
    """An index: i, t-1, 0, 2t."""
    letter = draw(letters)
    return draw(st.sampled_from([letter, letter, letter, sx.Sum((letter, sx.Neg(ONE))), number(0),
                                 sx.Sum((letter, sx.Name("s"))), sx.Product((TWO, letter))]))  # fmt: skip


@st.composite
def members(draw: st.DrawFn) -> Node:
    one, other = draw(steps()), draw(steps())
    return draw(st.sampled_from([
        sx.Member("x", (one,)), sx.Member(r"\hat{x}", (one,)), sx.Member("w", (one, other)),
        sx.Member("m", (), (one,)), sx.Member("m", (one,)), sx.Member("z", (one,), (other,)),
        sx.Member(r"\tilde{v}", (one,), (other,)), sx.Member("x", (sx.Span(ONE, n),)),
    ]))  # fmt: skip


leaves = st.one_of(names, names, members(), numbers, letters,
                   st.sampled_from(["e", "pi", "infinity"]).map(sx.Constant))  # fmt: skip


def several(inner: Trees) -> st.SearchStrategy[tuple[Node, ...]]:
    return st.lists(inner, min_size=2, max_size=3).map(tuple)


@st.composite
def chains(draw: st.DrawFn, inner: Trees) -> sx.Chain:
    items = draw(several(inner))
    return sx.Chain(items, tuple(draw(st.sampled_from(SIGNS)) for _ in items[1:]))


@st.composite
def bounds(draw: st.DrawFn, inner: Trees) -> tuple[sx.Bound, ...]:
    return draw(st.sampled_from([
        (sx.Bound(i),), (sx.Bound(i), sx.Bound(j)), (sx.Bound(i, ONE, n),), (sx.Bound(i, number(0)),),
        (sx.Bound(i, sx.Sum((t, ONE)), draw(inner)),),
        (sx.Bound(i, condition=sx.Chain((i, j), ("ne",))),), (sx.Bound(i, condition=sx.Chain((i, A), ("in",))),),
        (sx.Bound(i, ONE, n), sx.Bound(j, ONE, n)),
    ]))  # fmt: skip


@st.composite
def bigs(draw: st.DrawFn, inner: Trees) -> Node:
    of = draw(inner)
    match draw(st.sampled_from(["sum", "prod", "max", "argmin", "lim", "int", "sup", "union", "mean"])):
        case "lim":
            ends = [sx.Goes(A, INFINITY), sx.Goes(B, ONE, "-"), sx.Goes(GAMMA, sx.Neg(ONE), "+"), sx.Goes(A, of)]
            return sx.Big("lim", (draw(st.sampled_from(ends)),), of)
        case "int":
            limits = draw(st.sampled_from([(None, None), (number(0), of), (sx.Neg(INFINITY), ONE)]))
            return sx.Big("int", (sx.Bound(draw(st.sampled_from([A, GAMMA])), *limits),), of)
        case "max" | "argmin" | "sup" as sign:
            return sx.Big(sign, (sx.Bound(draw(st.sampled_from([i, GAMMA]))),), of)
        case sign:
            return sx.Big(sign, draw(bounds(inner)), of)


@st.composite
def calls(draw: st.DrawFn, inner: Trees) -> Node:
    one, two = draw(inner), draw(inner)
    match draw(st.integers(0, 6)):
        case 0 | 1:
            function, many = draw(st.sampled_from(CALLED))
            return sx.Call(sx.Name(function), (one, two)[:many])
        case 2 | 3:
            return sx.Call(sx.Function(draw(st.sampled_from(KNOWN))), (one,))
        case 4:
            pair = draw(st.sampled_from(["max", "min", "binom", "norm", "log", "Cov"]))
            two = draw(st.sampled_from([TWO, INFINITY, sx.Name("F")])) if pair == "norm" else two
            return sx.Call(sx.Function(pair), (one, two))
        case 5:
            return sx.Call(sx.Member("J", (draw(steps()),)), (one,))
        case _:
            given_ = draw(st.sampled_from([(one, two), (one, sx.List((two, one))), (sx.List((one, two)), one),
                                           (sx.Chain((one, two), ("eq",)), two)]))  # fmt: skip
            bar = draw(st.sampled_from([sx.Chain(given_, ("given",)), sx.Chain((one, two), ("parallel",))]))
            return draw(st.sampled_from([
                sx.Call(sx.Name("f"), (bar,)), sx.Call(sx.Function("E"), (bar,)),
                sx.Call(sx.Function("E"), (one,), (sx.Chain((A, two), ("sim",)),)),
            ]))  # fmt: skip


@st.composite
def derivatives(draw: st.DrawFn, inner: Trees) -> Node:
    by = draw(st.one_of(st.sampled_from([A, sx.Name(r"\sigma_{\mathcal{B}}^{2}"), sx.Name(r"\mathbf{W}")]), members()))
    of = draw(inner)
    match draw(st.integers(0, 4)):
        case 0:
            return sx.Derivative("d", of, (by,))
        case 1:
            return sx.Derivative("partial", of, (by, draw(names)))
        case 2:
            return sx.Derivative("partial", of, (by, by))
        case 3:
            return sx.Derivative("partial", of, (by,))
    while isinstance(of, sx.Transpose):  # with the sign of a transpose behind it, a gradient is transposed
        of = of.of
    by = draw(st.sampled_from([None, GAMMA, sx.Group("tuple", (GAMMA, A))]))
    return sx.Gradient(of, by, draw(st.sampled_from([1, 1, 2])))


@st.composite
def groups(draw: st.DrawFn, inner: Trees) -> Node:
    one, two = draw(inner), draw(inner)
    builder = sx.Group("set", (sx.Chain((one, sx.Chain((two, one), ("lt",))), ("given",)),))
    return draw(st.sampled_from([
        sx.Group("tuple", (one, two)), sx.Group("list", (one, two)), sx.Group("set", (one, two)),
        sx.Group("angle", (one, two)), sx.Group("(]", (one, two)), sx.Group("[)", (one, two)),
        sx.Group("set", (one, sx.Dots(), two)), sx.Group("set", ()), sx.Chain((one, builder), ("in",)),
        sx.Matrix(((one, two), (two, one))), sx.Cases(((one, sx.Chain((two, ONE), ("lt",))), (two, None))),
        sx.Indicator(sx.Chain((one, two), ("eq",))), sx.Infix("pm", (one,)),
        sx.Component(sx.Product((one, two)), (i,)), sx.Component(sx.Sum((one, two)), (), (i,)),
        sx.Component(sx.Call(sx.Name("f"), (one,)), (j,)),
    ]))  # fmt: skip


def deeper(inner: Trees) -> Trees:
    def infix(sign: str, args: tuple[Node, ...]) -> Node:
        return sx.Infix(sign, args[:2] if sign in ("pm", "mod") else args)

    half = sx.Quotient(ONE, TWO)
    exponents = st.one_of(numbers, names, letters, st.sampled_from([half, sx.Neg(half), sx.Neg(ONE)]),
                          inner.filter(lambda node: not isinstance(node, (sx.Group, sx.Chain))))  # fmt: skip
    no_remainder = inner.filter(lambda node: not isinstance(node, sx.Infix) or node.sign != "mod")
    # Nobody transposes a number.
    no_constant = inner.filter(lambda node: not isinstance(node, sx.Constant)
                               and getattr(node, "function", None) != sx.Function("norm"))  # fmt: skip
    return st.one_of(
        st.builds(sx.Neg, no_remainder), several(inner).map(sx.Sum), several(inner).map(sx.Product),
        several(inner).map(sx.Product), st.builds(sx.Quotient, inner, inner), st.builds(sx.Power, inner, exponents),
        st.builds(sx.Root, inner, st.one_of(st.none(), numbers)), st.builds(sx.Transpose, no_constant),
        st.builds(sx.Factorial, inner), st.builds(infix, st.sampled_from(INFIXES), several(inner)),
        calls(inner), bigs(inner), derivatives(inner), groups(inner), chains(inner),
    )  # fmt: skip


terms = st.recursive(leaves, deeper, max_leaves=8)
trees = st.one_of(
    terms, terms, terms, terms, chains(terms), several(st.one_of(terms, chains(terms))).map(sx.List),
    chains(terms).map(lambda chain: replace(chain, items=(sx.Blank(), *chain.items[1:]))),
)  # fmt: skip
"""Whole formulas: a term, a chain, several of them, one that goes on from the line before."""

often = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# --------------------------------------------------------------------------
# Laws


@often
@given(trees)
def test_printed_latex_reads_as_the_same_tree(tree):
    printed = latex(tree, notation=NOTATION)
    again = parse(printed, NOTATION, latex=True).tree
    assert again == tree, f"\n{printed}\n{show(tree)}\n{show(again)}"


@often
@given(trees)
def test_printed_text_reads_as_the_same_tree(tree):
    try:
        printed = text(tree, notation=NOTATION)
    except LanguageError as error:
        if "plain text has no form" not in str(error):
            raise
        return
    again = parse(printed, NOTATION, latex=False).tree
    assert again == tree, f"\n{printed}\n{show(tree)}\n{show(again)}"


COMMANDS = {
    *LETTERS, *BIG, *(command[1:] for texts in RELATIONS.values() for command in texts if command[0] == "\\"),
    *(command[1:] for command in INFIX if command[0] == "\\"), *FUNCTIONS, "frac", "tfrac", "binom", "sqrt", "left",
    "right", "mathopen", "mathrm", "mathcal", "mathbb", "mathbf", "mathfrak", "mathsf", "mathtt", "boldsymbol",
    "operatorname", "text", "begin", "end", "arg", "bigcup", "bigcap", "cdot", "prime", "infty", "top", "dagger",
    "ldots", "lvert", "rvert", "lVert", "rVert", "lfloor", "rfloor", "lceil", "rceil", "langle", "rangle",
    "hat", "tilde", "bar", "dot", "vec", "ddot", "check", "breve", "acute", "grave", "mathring", "underline", "bmod",
    "pm", "mp",
}  # fmt: skip
# MathML Core, as far as formulas need it.
ELEMENTS = {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msub", "msup", "msubsup", "mfrac", "msqrt", "mroot",
            "mover", "munder", "munderover", "mtable", "mtr", "mtd"}  # fmt: skip


def check_latex(printed: str) -> None:
    assert printed.isascii()
    assert set(re.findall(r"\\([A-Za-z]+)", printed)) <= COMMANDS
    assert set(re.findall(r"\\([^A-Za-z])", printed)) <= {",", "{", "}", "_", "\\"}
    bare = re.sub(r"\\[^A-Za-z]", "", printed)
    depth = [bare[:place].count("{") - bare[:place].count("}") for place in range(len(bare) + 1)]
    assert min(depth) == depth[-1] == 0
    assert "$" not in bare
    assert "#" not in bare


def check_mathml(printed: str) -> None:
    assert {element.tag.rpartition("}")[2] for element in ET.fromstring(printed).iter()} <= ELEMENTS


@often
@given(trees)
def test_what_is_printed_is_safe_markup(tree):
    check_latex(latex(tree, notation=NOTATION))
    check_mathml(mathml(tree, notation=NOTATION))


# --------------------------------------------------------------------------
# What it looks like, where nothing is declared

PRINTED = [  # what is read, as it is printed in LaTeX, in plain text; None if it has no plain form
    (r"\frac{1}{m} \sum_{i=1}^m x_i", r"\frac{1}{m} \sum_{i=1}^{m} x_i",
     r"1/m*sum(x[i], i=1..m)"),
    (r"m^t = \beta_1 m^{t-1} + (1-\beta_1) g^t", r"m^t = \beta_1 m^{t-1} + (1 - \beta_1) g^t",
     r"m^t = beta_1*m^(t - 1) + (1 - beta_1)*g^t"),
    (r"-\frac{\epsilon}{\delta + \sqrt{r}} \odot g", r"-\frac{\epsilon}{\delta + \sqrt{r}} \odot g",
     r"-epsilon/(delta + sqrt(r)) ⊙ g"),
    (r"a - (b - c) + (-d) - (-e)", r"a - (b - c) - d - (-e)",
     r"a - (b - c) - d - (-e)"),
    (r"(a b) c \cdot 2 \cdot 3 \cdot \frac12", r"(a b) c \cdot 2 \cdot 3 \cdot \frac{1}{2}",
     r"(a*b)*c*2*3*(1/2)"),
    (r"(a + b) (c - d)", r"(a + b) (c - d)",
     r"(a + b)*(c - d)"),
    (r"(-a)b + a \cdot (-b)", r"(-a) b + a (-b)",
     r"(-a)*b + a*(-b)"),
    (r"a/b/c + \frac{a b}{c} d", r"\frac{\frac{a}{b}}{c} + \frac{a b}{c} d",
     r"a/b/c + a*b/c*d"),
    (r"a b \odot c + a \odot (b + c)", r"a b \odot c + a \odot (b + c)",
     r"(a*b) ⊙ c + a ⊙ (b + c)"),
    (r"(a \odot b) c", r"(a \odot b) c",
     r"(a ⊙ b)*c"),
    (r"a \pm b", r"a \pm b",
     r"a ± b"),
    (r"0.25 x + 10^{-7}", r"0.25 x + 10^{-7}",
     r"0.25*x + 10^(-7)"),
    (r"x^{-3/2} + x^{a/b} + (x^2)^3 + x_i^2 + (a b)^{n+1}", r"x^{-3/2} + x^{a/b} + (x^2)^3 + x_i^2 + (a b)^{n+1}",
     r"x^(-3/2) + x^(a/b) + (x^2)^3 + x[i]^2 + (a*b)^(n + 1)"),
    (r"(x^{(i)})^2 + z_j^{(i)}", r"(x^{(i)})^2 + z_j^{(i)}",
     r"(x^{(i)})^2 + z^{(i)}[j]"),
    (r"\sigma_{\mathcal B}^2", r"\sigma_{\mathcal{B}}^2",
     r"sigma_ℬ^2"),
    (r"e^{-kt} \pi^2", r"e^{-kt} \pi^2",
     r"e^(-k*t)*pi^2"),
    (r"\sqrt{x + 1} + \sqrt[3]{x} + \sqrt{x}^2", r"\sqrt{x + 1} + \sqrt[3]{x} + (\sqrt{x})^2",
     None),
    (r"W^\top \mathbf{x} + (A B)^T", r"W^{\top} \mathbf{x} + (A B)^{\top}",
     r"W^⊤*𝐱 + (A*B)^⊤"),
    (r"n! + (n + 1)! + (n!)^2", r"n! + (n + 1)! + (n!)^2",
     r"n! + (n + 1)! + (n!)^2"),
    (r"f(x) (a + b) + f(x)^2 + f'(x) + f^{-1}(x)", r"f(x) (a + b) + f(x)^2 + f^{\prime}(x) + f^{-1}(x)",
     r"f(x)*(a + b) + f(x)^2 + f'(x) + f^(-1)(x)"),
    (r"f(x; \theta) + \text{softmax}(z_t) + L_t(y_t, \hat{y}_t)",
     r"f(x, \theta) + \operatorname{softmax}(z_t) + L_t(y_t, \hat{y}_t)",
     r"f(x, theta) + softmax(z[t]) + L_t(y[t], ŷ[t])"),
    (r"BN_{\gamma,\beta}(x_i)", r"B N_{\gamma,\beta}(x_i)",
     r"B*N_{gamma,beta}(x[i])"),
    (r"h_i \cdot (1 - p) + x \cdot (a, b) + \text{lr} \cdot (a + b)",
     r"h_i \cdot (1 - p) + x \cdot (a, b) + \mathrm{lr} \cdot (a + b)",
     r"h[i]*(1 - p) + x*(a, b) + lr*(a + b)"),
    (r"\log x + a \log \hat{y}_i - \log(a b) - (\log x) y + \log_2 x + \lg x",
     r"\log x + a \log \hat{y}_i - \log(a b) - \log(x) y + \log_2 x + \log_{10} x",
     r"log(x) + a*log(ŷ[i]) - log(a*b) - log(x)*y + log(x, 2) + log(x, 10)"),
    (r"\sin^2 x + (\log x)^2 + \exp(x)^2 + (\sin x)^{-1}", r"\sin^2 x + (\log x)^2 + (\exp(x))^2 + (\sin x)^{-1}",
     r"sin(x)^2 + log(x)^2 + exp(x)^2 + sin(x)^(-1)"),
    (r"\exp(z) + \tanh(z) + \sigma(z) + \operatorname{ReLU}(z) + \operatorname{sign}(x)",
     r"\exp(z) + \tanh(z) + \sigma(z) + \operatorname{ReLU}(z) + \operatorname{sign}(x)",
     r"exp(z) + tanh(z) + sigmoid(z) + relu(z) + sign(x)"),
    (r"|x| + \|x\|_2^2 + \lfloor x/2 \rfloor + \lceil x \rceil",
     r"\lvert x \rvert + \lVert x \rVert_2^2 + \left\lfloor \frac{x}{2} \right\rfloor + \lceil x \rceil",
     r"abs(x) + norm(x, 2)^2 + floor(x/2) + ceil(x)"),
    (r"\max(a, b) + \binom{n}{k} + \det(A) + \operatorname{tr}(A)",
     r"\max(a, b) + \binom{n}{k} + \det A + \operatorname{tr}(A)",
     r"max(a, b) + binom(n, k) + det(A) + tr(A)"),
    (r"\mathbb{E}_{x \sim p}[f(x)] + \mathbb{E}[X \mid Y] + \mathrm{Var}(x) + \operatorname{Cov}(x, y)",
     r"\mathbb{E}_{x\sim p}[f(x)] + \mathbb{E}[X \mid Y] + \mathrm{Var}[x] + \mathrm{Cov}(x, y)",
     r"E_{x ∼ p}[f(x)] + E[X | Y] + Var[x] + Cov(x, y)"),
    (r"p_\theta(y \mid x) + D_{KL}(p \| q)", r"p_{\theta}(y \mid x) + D_{\mathrm{KL}}(p \parallel q)",
     r"p_theta(y | x) + D_KL(p || q)"),
    (r"E[h]_i + (W x)_i + (W x)_i^2", r"\mathbb{E}[h]_i + (W x)_i + (W x)_i^2",
     r"E[h]_i + (W*x)_i + (W*x)_i^2"),
    (r"\sum_{i=1}^m x_i / m - (\sum_i x_i) y", r"\sum_{i=1}^{m} \frac{x_i}{m} - \left( \sum_{i} x_i \right) y",
     r"sum(x[i]/m, i=1..m) - sum(x[i], i)*y"),
    (r"\sum_i -2(x_i - \mu) + \sum_i (a_i + b_i)", r"\sum_{i} (-2 (x_i - \mu)) + \sum_{i} (a_i + b_i)",
     r"sum(-2*(x[i] - mu), i) + sum(a[i] + b[i], i)"),
    (r"\sum_{i,j} a_{ij} + \sum_i \sum_j a_{ij} + \prod_{t=1}^{t-1} x_t",
     r"\sum_{i,j} a_{ij} + \sum_{i} \sum_{j} a_{ij} + \prod_{t=1}^{t-1} x_t",
     r"sum(a[i, j], i, j) + sum(sum(a[i, j], j), i) + prod(x[t], t=1..t-1)"),
    (r"\sum_{k \ne i} x_k + \sum_{i<j} a_{ij} + \sum_{x \in S} f(x)",
     r"\sum_{k\ne i} x_k + \sum_{i<j} a_{ij} + \sum_{x\in S} f(x)",
     r"sum_{k != i}(x[k]) + sum_{i < j}(a[i, j]) + sum_{x ∈ S}(f(x))"),
    (r"\max_i x_i + \max_{1 \le i \le n} x_i + \arg\min_\theta L",
     r"\max_{i} x_i + \max_{1\le i\le n} x_i + \arg\min_{\theta} L",
     r"max_{i}(x[i]) + max_{i=1}^{n}(x[i]) + argmin_{theta}(L)"),
    (r"\lim_{b \to 1^-} f(b) + \lim_{n \to \infty} a_n", r"\lim_{b\to1^-} f(b) + \lim_{n\to\infty} a_n",
     r"lim(f(b), b -> 1-) + lim(a[n], n -> inf)"),
    (r"\int_a^b f(x)\,dx + \int x \, dx + \int\left(\int x\,dx\right)dy",
     r"\int_{a}^{b} f(x) \, d x + \int x \, d x + \int \left( \int x \, d x \right) \, d y",
     r"int(f(x), x=a..b) + int(x, x) + int(int(x, x), y)"),
    (r"\bigcup_i A_i \cap B", r"\bigcup_{i} A_i \cap B",
     r"bigcup_{i}(A[i] ∩ B)"),
    (r"\frac{\partial l}{\partial \hat{x}_i} + \frac{\partial^2 f}{\partial x \partial y} + \frac{d^2 y}{dx^2}",
     r"\frac{\partial l}{\partial \hat{x}_i} + \frac{\partial^2 f}{\partial x \partial y} + \frac{d^2 y}{d x^2}",
     None),
    (r"\frac{\partial}{\partial x} (a + b) + \frac{dL}{dw}",
     r"\frac{\partial}{\partial x} \, (a + b) + \frac{d L}{d w}",
     r"∂(a + b)/∂x + dL/dw"),
    (r"\frac{\partial l}{\partial \sigma_B^2} \gamma", r"\frac{\partial l}{\partial \sigma_B^2} \gamma",
     r"∂l/∂(sigma_B^2)*gamma"),
    (r"\nabla_\theta j(\theta) + \nabla^2 f + \nabla f(x) \cdot (a + b)",
     r"\nabla_{\theta} j(\theta) + \nabla^2 f + \nabla f(x) (a + b)",
     r"∇_{theta} j(theta) + ∇^2 f + ∇ f(x)*(a + b)"),
    (r"\mathbf{1}_{y = k}", r"\mathbf{1}[y = k]",
     r"[y = k]"),
    (r"d \cdot x + \frac{d \cdot a}{d \cdot b} + \Delta\theta",
     r"d \cdot x + \frac{d \cdot a}{d \cdot b} + \Delta \theta",
     r"d*x + d*a/(d*b) + Delta theta"),
    (r"(a, b) + [1, 2]", r"(a, b) + [1, 2]",
     r"(a, b) + [1, 2]"),
    (r"\{a, b\} \cup \{x \mid x > 0\} \cup \{\}", r"\{a, b\} \cup \{x \mid x > 0\} \cup \{\}",
     None),
    (r"x \in (0, 1] + [0, 1)", r"x \in (0, 1] + [0, 1)",
     r"x ∈ (0, 1] + [0, 1)"),
    (r"\langle x, y \rangle", r"\langle x, y \rangle",
     r"⟨x, y⟩"),
    (r"x_{1..m} + x_{1,\ldots,m}", r"x_{1,\ldots,m} + x_{1,\ldots,m}",
     r"x[1..m] + x[1..m]"),
    (r"\{x_1, \ldots, x_n\}", r"\{x_1, \ldots, x_n\}",
     None),
    (r"\gamma, \beta", r"\gamma, \beta",
     r"gamma, beta"),
    (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
     None),
    (r"\begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
     r"\begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise } \end{cases}",
     None),
    (r"a = b \le c \ne d \leftarrow e \approx g", r"a = b \le c \ne d \leftarrow e \approx g",
     r"a = b <= c != d := e ≈ g"),
    (r"= a = b", r"= a = b",
     r"= a = b"),
    (r"x \to y \Rightarrow a \in B", r"x \to y \implies a \in B",
     r"x -> y => a ∈ B"),
    (r"\hat{\mathbf{x}} + \vec{v} + \boldsymbol{\theta} + \ddot{x} + \mathfrak{g} + \mathbb{R}^n",
     r"\hat{\mathbf{x}} + \vec{v} + \boldsymbol{\theta} + \ddot{x} + \mathfrak{g} + \mathbb{R}^n",
     r"𝐱̂ + v⃗ + 𝛉 + ẍ + 𝔤 + ℝ^n"),
    (r"P_{\text{drop}} + \theta^* + W'", r"P_{\mathrm{drop}} + \theta^* + W^{\prime}",
     r"P_drop + theta^{*} + W'"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "printed", "typed"), PRINTED, ids=[row[0] for row in PRINTED])
def test_table(written, printed, typed):
    tree = parse(written, latex=True).tree
    assert latex(tree) == printed
    assert parse(printed, latex=True).tree == tree
    if typed is None:
        with pytest.raises(LanguageError, match="plain text has no form"):
            text(tree)
    else:
        assert text(tree) == typed


@pytest.mark.parametrize(("written", "typed"), [(row[0], row[2]) for row in PRINTED if row[2]])
def test_table_of_text_reads_back(written, typed):
    assert parse(typed, latex=False).tree == parse(written, latex=True).tree


X, Y = sx.Name("x"), sx.Name("y")
MORE: list[Node] = [
    *(sx.Chain((X, Y), (sign,)) for sign in RELATIONS if sign != "divides"),
    *(sx.Infix(sign, (X, Y)) for sign in dict.fromkeys([*INFIX.values(), "pm", "mp"])),
    *(sx.Big(sign, (sx.Bound(i),), X) for sign in dict.fromkeys(BIG.values()) if sign not in ("lim", "iint", "oint")),
    sx.Evaluated(X, (sx.Chain((X, ONE), ("eq",)),)), sx.Evaluated(X, (Y,), ONE),
    sx.Big("oint", (sx.Bound(X),), X), sx.Big("iint", (sx.Bound(X), sx.Bound(Y)), X),
    *(sx.Call(sx.Function(name), (X,)) for name in dict.fromkeys(FUNCTIONS.values()) if name not in ("binom", "Cov")),
    sx.Call(sx.Function("conj"), (X,)), sx.Call(sx.Name("f"), (sx.Function("exp"),)), sx.Number(Fraction(1, 3)),
    sx.Text('50% of "a" & b_c $x$ {\\x} #1 ~^'), sx.Call(sx.Name("f"), (sx.Blank(),)), sx.Neg(sx.Text("so")),
    sx.Call(sx.Function("Pr"), (sx.Chain((X, ONE), ("gt",)),), (sx.Chain((X, Y), ("sim",)),)),
    *(sx.Name(name) for name in (
        r"\varepsilon", r"\ell", r"\hbar", r"\mathbb{R}", r"\mathfrak{g}", r"\mathbf{1}", r"\mathbf{\Sigma}",
        r"\mathsf{A}", r"\mathtt{a1}", r"\mathcal{l}", r"\dot{\mathbf{x}}", r"\check{x}", r"\breve{x}", r"\acute{x}",
        r"\grave{x}", r"\mathring{x}",
        r"\underline{x}", r"\vec{x}", r"\ddot{x}", "x^{dagger}", "x^{star}", r"x_{t|t-1}", "x_{a:b}", "lr_max",
        "t-test",
    )),
]  # fmt: skip


@cache
def every() -> list[Node]:
    return [parse(written, latex=True).tree for written, _, _ in PRINTED] + MORE


def test_every_kind_of_node_is_printed():
    classes = {kind for kind in vars(sx).values() if isinstance(kind, type) and issubclass(kind, Node)}
    assert {type(node) for tree in every() for node in walk(tree)} >= classes - {Node}
    kinds = {node.kind for tree in every() for node in walk(tree) if isinstance(node, sx.Group)}
    assert kinds == {"tuple", "list", "set", "angle", "(]", "[)"}


def test_every_kind_of_node_is_safe_markup():
    for tree in every():
        if not any(isinstance(node, sx.Text) for node in walk(tree)):
            check_latex(latex(tree))
        check_mathml(mathml(tree))


def test_typst_sets_every_kind_of_node():
    source = "".join(f"$ {typst(tree)} $\n" for tree in every())
    _, warnings = typst_compiler.compile_with_warnings(source.encode(), format="svg")
    assert warnings == []


@pytest.mark.latex
def test_tex_sets_every_kind_of_node(tmp_path):
    if shutil.which("pdflatex") is None:
        pytest.skip("no pdflatex")
    body = "\n\n".join(rf"$\displaystyle {latex(tree)}$" for tree in every())
    head = r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage{lmodern,amsmath,amssymb}\begin{document}"
    (tmp_path / "t.tex").write_text(rf"{head}\raggedright {body} \end{{document}}", encoding="ascii")
    done = subprocess.run(["pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "t.tex"],
                          cwd=tmp_path, capture_output=True, timeout=120, check=False)  # fmt: skip
    log = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, log[-1500:]
    assert "Missing character" not in log


# --------------------------------------------------------------------------
# The other printers spell the same boxes

SPELLED = [
    (
        r"\max_{\theta} \| W^\top x \|_2",
        "attach(max, b: θ) attach(class(\"opening\", \\‖) attach(W, t: tack.b) x class(\"closing\", \\‖), b: 2)",
        '<munder><mo movablelimits="true" lspace="0" rspace="0">max</mo><mi>θ</mi></munder>'
        '<mspace width="0.1667em"></mspace>'
        '<msub><mrow><mo form="prefix" stretchy="false">‖</mo><mrow>'
        '<msup><mi>W</mi><mo lspace="0" rspace="0">⊤</mo></msup><mo>&#x2062;</mo><mi>x</mi></mrow>'
        '<mo form="postfix" stretchy="false">‖</mo></mrow><mn>2</mn></msub>',
    ),
    (
        r"\int_0^1 \sqrt[3]{x} \, dx",
        "attach(integral, b: 0, t: 1) root(3, x) thin d x",
        "<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup><mroot><mi>x</mi><mn>3</mn></mroot>"
        '<mspace width="0.1667em"></mspace><mi>d</mi><mi>x</mi>',
    ),
    (
        r"\begin{pmatrix} a & b \end{pmatrix} \odot \boldsymbol{\theta}",
        'mat(delim: "(", a, b) ⊙ bold(θ)',
        "<mrow><mo>(</mo><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr></mtable><mo>)</mo></mrow>"
        '<mo>⊙</mo><mi mathvariant="normal">𝛉</mi>',
    ),
]


@pytest.mark.parametrize(("written", "in_typst", "in_mathml"), SPELLED, ids=[row[0] for row in SPELLED])
def test_spelled_elsewhere(written, in_typst, in_mathml):
    tree = parse(written, latex=True).tree
    assert typst(tree) == in_typst
    assert mathml(tree).partition("<mrow>")[2].removesuffix("</mrow></math>") == in_mathml


def test_alttext_is_plain_text_or_latex():
    assert 'alttext="a/b"' in mathml(parse(r"\frac{a}{b}").tree)
    assert r'alttext="\sqrt[3]{x}"' in mathml(parse(r"\sqrt[3]{x}").tree, display=False)


# --------------------------------------------------------------------------
# Names that are declared


def test_a_declared_name_is_printed_as_its_declaration_says():
    meanings = {r"\hat{x}": Meaning("xhat", "family", 1), r"\Theta": Meaning("theta", latex=r"\Theta"),
                "f": Meaning("f", "function"), "x1": Meaning("x1"), "lr_max": Meaning("lr_max")}  # fmt: skip
    notation = Notation(meanings)
    tree = sx.Product((sx.Member("xhat", (i,)), sx.Name("theta"), sx.Name("x1"), sx.Name("lr_max")))
    assert latex(tree, notation=notation) == r"\hat{x}_i \Theta \, \mathrm{x1} \, \text{lr\_max}"
    assert text(tree, notation=notation) == "xhat[i]*Theta*x1*lr_max"
    assert parse(latex(tree, notation=notation), notation).tree == tree
    assert parse(text(tree, notation=notation), notation).tree == tree


def test_a_bracket_beside_a_name_depends_on_what_the_name_is():
    tree = sx.Product((sx.Name("f"), sx.Sum((X, ONE))))
    assert latex(tree) == r"f \cdot (x + 1)"
    assert latex(tree, notation=Notation({"f": Meaning("f")})) == "f (x + 1)"
    tree = sx.Product((X, sx.Sum((X, ONE))))
    assert latex(tree) == "x (x + 1)"
    assert latex(tree, notation=Notation({"x": Meaning("x", "function")})) == r"x \cdot (x + 1)"


def test_letters_side_by_side_are_no_word():
    tree = sx.Power(sx.Constant("e"), sx.Product((sx.Name("d"), sx.Name("w"), X)))
    notation = Notation({"dw": Meaning("dw"), "d": Meaning("d"), "w": Meaning("w"), "x": Meaning("x")})
    assert latex(tree, notation=notation) == r"e^{d\cdot wx}"
    assert parse(latex(tree, notation=notation), notation).tree == tree
    tree = sx.Power(X, sx.Sum((sx.Product((TWO, sx.Constant("e"))), sx.Neg(sx.Number(Fraction(3))))))
    assert latex(tree) == "x^{2 e-3}"
    hessian = sx.Power(X, sx.Gradient(ONE, order=2))
    assert latex(hessian) == r"x^{\nabla^2(1)}"
    assert parse(latex(tree), latex=True).tree == tree


@pytest.mark.parametrize(("exponent", "printed", "typed"), [
    (sx.Name("lr"), r"(j)^{\mathrm{lr}}", "(j)^lr"), (sx.Name("j"), "j^j", "j^j"),
    (sx.Product((sx.Sum((X, ONE)), sx.Sum((X, TWO)))), r"j^{(x + 1)\cdot(x + 2)}", "j^((x + 1)*(x + 2))"),
])  # fmt: skip
def test_an_exponent_is_neither_index_nor_a_part_of_a_name(exponent, printed, typed):
    tree = sx.Power(j, exponent)
    notation = Notation({"lr": Meaning("lr"), "x": Meaning("x")}, indices={"j": None})
    assert latex(tree, notation=notation) == printed
    assert text(tree, notation=notation) == typed
    assert parse(printed, notation, latex=True).tree == parse(typed, notation, latex=False).tree == tree


def test_a_power_is_told_from_an_index_and_from_a_part_of_a_name():
    m, sigma = Meaning("m", "family", 1, 1), Meaning(r"\sigma^{2}")
    notation = Notation({"m": m, r"\sigma^{2}": sigma}, indices={"t": None})
    square = sx.Power(sx.Name(r"\sigma"), TWO)
    for tree, printed in [
        (sx.Power(sx.Name("m"), TWO), "(m)^2"), (sx.Member("m", (), (t,)), "m^t"), (sx.Member("m", (t,)), "m_t"),
        (sx.Power(sx.Member("m", (), (t,)), TWO), "(m^t)^2"), (sx.Name(r"\sigma^{2}"), r"\sigma^2"),
        (square, r"(\sigma)^2"), (sx.Power(sx.Name(r"\sigma^{2}"), TWO), r"(\sigma^2)^2"),
    ]:  # fmt: skip
        assert latex(tree, notation=notation) == printed
        assert parse(printed, notation, latex=True).tree == tree
    assert latex(square) == r"\sigma^2"


def test_the_logistic_function_gives_way_to_a_name():
    tree = sx.Call(sx.Function("sigmoid"), (X,))
    assert latex(tree) == r"\sigma(x)"
    assert latex(sx.Sum((tree, sx.Member(r"\sigma", (i,))))) == r"\operatorname{sigmoid}(x) + \sigma_i"
    assert latex(tree, notation=Notation({r"\sigma": Meaning(r"\sigma")})) == r"\operatorname{sigmoid}(x)"


# --------------------------------------------------------------------------
# What cannot be printed

WRONG = [
    (sx.Number(Fraction(-1)), "sign"), (sx.Group("tuple", (X,)), "one thing"), (sx.Bound(i), "cannot be printed"),
    (sx.Call(sx.Name("f"), (sx.List((X, Y)),)), "commas"), (sx.Power(X, sx.Group("tuple", (X, Y))), "exponent"),
    (sx.Power(X, sx.Chain((X, Y), ("eq",))), "exponent"), (sx.Call(sx.Sum((X, Y)), (X,)), "called|no form"),
    (sx.Name(r"\input{x}"), "cannot hold"), (sx.Name("x}"), "name"), (sx.Name("$"), "cannot hold"),
    (sx.Big("int", (sx.Bound(X, ONE, TWO), sx.Bound(Y, ONE, TWO)), X), "limits"),
    (sx.Big("sum", (sx.Bound(i, None, ONE), sx.Bound(j)), X), "upper limit|no form"),
]  # fmt: skip


@pytest.mark.parametrize(("tree", "why"), WRONG, ids=[show(tree) for tree, _ in WRONG])
def test_what_no_formula_is_read_as_is_refused(tree, why):
    for printer in (latex, typst, mathml):
        with pytest.raises(LanguageError, match=why):
            printer(tree)


DEEP = [(r"\sqrt{1 + ", "}"), ("(1 + ", ")"), ("f(1 + ", ")"), (r"\frac{1}{1 + ", "}"), ("x^{", "}"),
        ("x_{i+", "}"), ("|1 + ", "|"), (r"\sum_i (1 + ", ")"), ("-(", ")"), (r"\mathbb{E}[1 + ", "]"),
        (r"\log \sin ", "")]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), DEEP, ids=[left for left, _ in DEEP])
def test_what_is_not_too_deep_to_be_read_is_not_too_deep_to_be_printed(left, right):
    for many in range(60, 0, -1):
        try:
            tree = parse(left * many + "x" + right * many, latex=True).tree
            break
        except ReadError:
            continue
    assert many >= 15
    for printer in (latex, typst, mathml, text):
        printer(tree)
