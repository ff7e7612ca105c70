r"""Formulas of vectors and matrices that are not written out: proved for all sizes, refuted, or left open."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from symdl.errors import SymdlError
from symdl.grading import check
from symdl.grading.scalar.context import Context
from symdl.grading.scalar.linear.decide import decide
from symdl.grading.scalar.linear.entries import Drawn
from symdl.grading.scalar.linear.shapes import NUMBER, Fitting, Rules, Unfit, fittings
from symdl.grading.scalar.linear.words import Words
from symdl.grading.scalar.points import NOTHING
from symdl.grading.scalar.words import NoMeaning
from symdl.notation.reader.syntax import Infix, Name, Neg, Node, Number, Power, Product, Quotient, Sum, Transpose

QUESTIONS = [
    (r"X^\top(Xw-y)",
     [r"X^\top Xw - X^\top y", r"-X^\top(y-Xw)", r"(w^\top X^\top X - y^\top X)^\top"],
     [r"X(Xw-y)", r"X^\top(y-Xw)", r"(Xw-y)X^\top", r"2X^\top(Xw-y)", r"X^\top X w - y", r"X^\top X w - X y^\top",
      r"(Xw-y)^\top X"]),
    (r"(X^\top X)^{-1} X^\top y",
     [r"(X^\top X)^{-1} (X^\top y)", r"(y^\top X (X^\top X)^{-1})^\top"],
     [r"X^{-1}y", r"(XX^\top)^{-1} X^\top y", r"(X^\top X)^{-1} X y", r"(X^\top X) X^\top y",
      r"y X^\top (X^\top X)^{-1}"]),
    (r"(X^\top X + \lambda I)^{-1} X^\top y",
     [r"(\lambda I + X^\top X)^{-1} X^\top y", r"(X^\top X + I\lambda)^{-1}X^\top y"],
     [r"(X^\top X)^{-1} X^\top y + \lambda y", r"(X^\top X - \lambda I)^{-1} X^\top y",
      r"(X^\top X + \lambda)^{-1} X^\top y", r"(X^\top X)^{-1} X^\top y"]),
    (r"2X^\top(Xw-y) + 2\lambda w",
     [r"2(X^\top X + \lambda I) w - 2X^\top y", r"2X^\top Xw - 2X^\top y + 2 \lambda w"],
     [r"2X^\top(Xw-y) + \lambda w"]),
    (r"((W^{l+1})^\top \delta^{l+1}) \odot \sigma'(z^l)",
     [r"\sigma'(z^l) \odot ((W^{l+1})^\top \delta^{l+1})", r"(W^{l+1})^\top \delta^{l+1} \odot \sigma'(z^l)"],
     [r"(W^{l+1} \delta^{l+1}) \odot \sigma'(z^l)", r"((W^{l})^\top \delta^{l+1}) \odot \sigma'(z^l)",
      r"((W^{l+1})^\top \delta^{l}) \odot \sigma'(z^l)", r"((W^{l+1})^\top \delta^{l+1}) \odot \sigma(z^l)"]),
    (r"\mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V",
     [r"softmax(\frac{1}{\sqrt{d_k}} QK^\top)V", r"\mathrm{softmax}(Q K^\top d_k^{-1/2}) V",
      r"\mathrm{softmax}(Q \frac{K^\top}{\sqrt{d_k}}) V"],
     [r"\mathrm{softmax}\left(\frac{QK^\top}{d_k}\right)V",
      r"\mathrm{softmax}\left(\frac{KQ^\top}{\sqrt{d_k}}\right)V",
      r"V \mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)", r"\mathrm{softmax}\left(QK^\top\right)V",
      r"\frac{1}{\sqrt{d_k}}\mathrm{softmax}\left(QK^\top\right)V"]),
    (r"\mathbf{h}_t = \tanh(\mathbf{W}_{hh}\mathbf{h}_{t-1} + \mathbf{W}_{xh}\mathbf{x}_t + \mathbf{b}_h)",
     [r"\tanh(\mathbf{b}_h + \mathbf{W}_{xh}\mathbf{x}_t+\mathbf{W}_{hh}\mathbf{h}_{t-1})"],
     [r"\tanh(\mathbf{W}_{hh}\mathbf{h}_{t} + \mathbf{W}_{xh}\mathbf{x}_t + \mathbf{b}_h)",
      r"\tanh(\mathbf{W}_{hh}\mathbf{h}_{t-1} + \mathbf{W}_{xh}\mathbf{x}_t - \mathbf{b}_h)",
      r"\tanh(\mathbf{W}_{xh}\mathbf{h}_{t-1} + \mathbf{W}_{hh}\mathbf{x}_t + \mathbf{b}_h)"]),
    (r"\delta x^\top + 2\lambda W",
     [r"2\lambda W + \delta x^T"],
     [r"x\delta^\top + 2\lambda W", r"\delta x^\top + \lambda W", r"\delta^\top x + 2\lambda W"]),
    (r"\|Xw-y\|_2^2",
     [r"(Xw-y)^\top(Xw-y)", r"w^\top X^\top X w - 2 y^\top X w + y^\top y",
      r"w^\top X^\top X w - 2 w^\top X^\top y + \|y\|^2"],
     [r"\|Xw-y\|_2", r"w^\top X^\top X w - y^\top X w + y^\top y", r"(Xw-y)(Xw-y)^\top"]),
    (r"\text{tr}(A^\top B)",
     [r"\text{tr}(B^\top A)", r"\text{tr}(B A^\top)", r"\text{tr}(A B^\top)"],
     [r"\text{tr}(AB)", r"\text{tr}(A)\text{tr}(B)"]),
    (r"-\frac12 (x-\mu)^\top \Sigma^{-1} (x-\mu)",
     [r"-\frac{(x-\mu)^\top \Sigma^{-1} (x-\mu)}{2}", r"-\frac12 (\mu-x)^\top \Sigma^{-1} (\mu-x)"],
     [r"-\frac12 (x-\mu)^\top \Sigma (x-\mu)", r"-\frac12 (x-\mu) \Sigma^{-1} (x-\mu)^\top",
      r"\frac12 (x-\mu)^\top \Sigma^{-1} (x-\mu)"]),
    (r"\text{diag}(p) - p p^\top",
     [r"-pp^\top + \text{diag}(p)"],
     [r"\text{diag}(p) - p^\top p", r"\text{diag}(p) + pp^\top", r"\text{diag}(p)-p"]),
    (r"\sum_i (w^\top x_i - y_i) x_i",
     [r"\sum_j x_j (x_j^\top w - y_j)", r"\sum_i x_i x_i^\top w - \sum_i y_i x_i",
      r"(\sum_i x_i x_i^\top) w - \sum_i y_i x_i"],
     [r"\sum_i (w^\top x_i - y_i)", r"\sum_i (y_i - w^\top x_i) x_i", r"\sum_i (w^\top x_i) x_i - y_i"]),
    (r"\frac1n\sum_{i=1}^n x_i x_i^\top",
     [r"\sum_{i=1}^n \frac{x_i x_i^\top}{n}", r"\frac1n \sum_{j=1}^n x_j x_j^\top"],
     [r"\frac1n\sum_{i=1}^n x_i^\top x_i", r"\sum_{i=1}^n x_i x_i^\top"]),
    (r"\frac{w^\top x}{\|w\|_2 \|x\|_2}",
     [r"\frac{x^\top w}{\|x\|\|w\|}", r"\frac{w^\top x}{\sqrt{w^\top w}\sqrt{x^\top x}}"],
     [r"\frac{w^\top x}{\|w\|_2^2 \|x\|_2^2}", r"w^\top x"]),
    (r"(A + A^\top) x",
     [r"Ax + A^\top x"],
     [r"2Ax", r"A x", r"x^\top(A+A^\top)"]),
    (r"\theta - \eta \nabla_\theta J(\theta) v^\top v",
     [r"\theta - \eta v^\top v \nabla_\theta J(\theta)", r"\theta - \|v\|^2 \eta \nabla_\theta J(\theta)"],
     [r"\theta + \eta \nabla_\theta J(\theta) v^\top v"]),
    (r"f_t \odot c_{t-1} + i_t \odot \tanh(W x_t)",
     [r"i_t\odot\tanh(W x_t) + c_{t-1}\odot f_t"],
     [r"f_t \odot c_{t} + i_t \odot \tanh(W x_t)", r"f_t \odot c_{t-1} + f_t \odot \tanh(W x_t)"]),
    (r"(\mathbf{a}-\mathbf{y}) \odot \mathbf{a} \odot (1-\mathbf{a})",
     [r"(\mathbf{a}-\mathbf{y}) \odot (\mathbf{a} - \mathbf{a} \odot \mathbf{a})",
      r"\mathbf{a} \odot (1-\mathbf{a})\odot(\mathbf{a}-\mathbf{y})",
      r"-(\mathbf{y}-\mathbf{a}) \odot \mathbf{a} \odot (1-\mathbf{a})",
      r"(\mathbf{a}-\mathbf{y}) \odot (\mathbf{a} - \mathbf{a}^2)"],
     [r"(\mathbf{y}-\mathbf{a}) \odot \mathbf{a} \odot (1-\mathbf{a})", r"(\mathbf{a}-\mathbf{y}) \odot \mathbf{a}"]),
    (r"W_2^\top (\delta \odot \text{relu}(W_1 x))",
     [r"W_2^\top \text{diag}(\delta) \text{relu}(W_1 x)", r"W_2^\top (\text{relu}(W_1 x) \odot \delta)"],
     [r"W_2 (\delta \odot \text{relu}(W_1 x))", r"W_2^\top \delta \odot \text{relu}(W_1 x)"]),
    (r"x^\top A y",
     [r"y^\top A^\top x"],
     [r"y^\top A x", r"x^\top A^\top y", r"x A y^\top"]),
    (r"P - K H P - P H^\top K^\top + K (H P H^\top + R) K^\top",
     [r"(I-KH)P(I-KH)^\top + KRK^\top"],
     [r"(I-KH)P + KRK^\top"]),
    (r"(AB)^{-1}A^\top",
     [r"B^{-1}A^{-1}A^\top"],
     [r"A^{-1}B^{-1}A^\top"]),
    (r"\mathbf{x}\mathbf{x}^\top\mathbf{w}",
     [r"(\mathbf{x}^\top\mathbf{w})\mathbf{x}", r"\mathbf{x}(\mathbf{w}^\top\mathbf{x})"],
     [r"\mathbf{x}^\top\mathbf{x}\mathbf{w}", r"\mathbf{w}\mathbf{x}^\top\mathbf{x}"]),
]  # fmt: skip

MORE = [
    (r"-\frac{2}{m} X^\top (y - X w)", [r"\frac{2}{m} X^\top (X w - y)", r"\frac{2 (X^\top X w - X^\top y)}{m}"],
     [r"\frac{2}{m} X^\top (y - X w)", r"\frac{1}{m} X^\top (X w - y)", r"\frac{2}{m} (X w - y) X^\top"]),
    (r"\eta X^\top y", [r"X^\top y \eta"], [r"X^\top y"]),
    (r"(ABC)^\top", [r"C^\top B^\top A^\top"], [r"A^\top B^\top C^\top"]),
    (r"\frac{Q K^\top}{\sqrt{d_k}}", [r"\frac{1}{\sqrt{d_k}} Q K^T"], [r"\frac{Q K^\top}{d_k}",
     r"\frac{K Q^\top}{\sqrt{d_k}}"]),
    (r"\frac{X^\top y}{\sigma^2}", [r"\frac{1}{\sigma^2} X^\top y"], [r"\frac{X^\top y}{\sigma}"]),
    (r"(I - A)^\top x", [r"x - A^\top x"], [r"x + A^\top x", r"x - A x"]),
    (r"\sigma(\mathbf{z})", [r"\sigma(\mathbf{z})"], [r"2 \sigma(\mathbf{z})"]),
    (r"\mathbf{g} \odot \mathbf{h}", [r"\mathbf{h} \odot \mathbf{g}"], [r"2 \mathbf{g} \odot \mathbf{h}"]),
    (r"X^\top X", [r"X^T X"], [r"X X^\top", r"2 X^\top X"]), (r"A^\top", [], ["A"]), (r"w^\top x", [r"x^\top w"],
     [r"w x^\top"]),
    (r"\delta W^\top", [], [r"W^\top \delta"]), (r"(W \delta) \odot z", [r"z \odot (W \delta)"],
     [r"W (\delta \odot z)"]),
    (r"\mathbf{I} \mathbf{x}", [r"\mathbf{x}"], [r"2\mathbf{x}"]), (r"A^\top \mathbf{0}", [r"\mathbf{0}", "0"], []),
    (r"\operatorname{diag}(\mathbf{y}) \mathbf{1}", [r"\mathbf{y}"], []), (r"\operatorname{tr}(A B)",
     [r"\operatorname{tr}(BA)"], []),
    # The inner product, as it is written with a dot.
    (r"\mathbf{w} \cdot \mathbf{x} + b", [r"\mathbf{w}^\top \mathbf{x} + b", r"b + \mathbf{x} \cdot \mathbf{w}"],
     [r"\mathbf{w} \cdot \mathbf{x}"]),
    # A covariance is symmetric, other matrices are if that is assumed.
    (r"\Sigma^{-1}(x - \mu) + x x^\top \Sigma^{-1} \mu",
     [r"x x^\top (\Sigma^{-1})^\top \mu + \Sigma^{-1}(x - \mu)"], []),
    # Sums over all entries.
    (r"w^\top x", [r"\sum_i w_i x_i", r"\sum_{j=1}^n x_j w_j"], [r"\sum_i x_i", r"\sum_i x_i^2", r"2\sum_i w_i x_i"]),
    (r"\|x\|^2", [r"\sum_i x_i^2", r"\sum_{i=1}^n x_i x_i"], [r"2\sum_i x_i^2"]),
    (r"\|x - y\|^2", [r"\sum_i (x_i - y_i)^2", r"\sum_i (x_i^2 - 2 x_i y_i + y_i^2)"], [r"\sum_i (x_i + y_i)^2"]),
    (r"\mathbf 1^T x", [r"\sum_i x_i", r"\sum_{i=1}^n x_i"], [r"\sum_i x_i^2"]),
    (r"\sum_{i=1}^n x_i y_i", ["x^T y", r"y^\top x"], ["x y^T"]),
    (r"\frac1n\sum_{i=1}^n x_i", [r"\frac1n \mathbf 1^T x", r"\frac1n x^T \mathbf 1"], []),
    (r"\mathbf{x}^T \mathbf{y}", [r"\sum_i x_i y_i"], [r"\sum_i \mathbf{x}_i^2"]),
    (r"\frac{x^T y}{\|x\|\|y\|}", [r"\frac{\sum_i x_i y_i}{\sqrt{\sum_i x_i^2}\sqrt{\sum_i y_i^2}}"],
     [r"\frac{\sum_i x_i y_i}{\sum_i x_i^2\sum_i y_i^2}"]),
    # Steps and layers.
    (r"h_t = \tanh(W h_{t-1} + U x_t)^\top", [r"\tanh(U x_t + W h_{t-1})^\top"], [r"\tanh(W h_{t} + U x_t)^\top"]),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "right", "wrong"), [*QUESTIONS, *MORE],
 ids=[row[0] for row in [*QUESTIONS, *MORE]])
def test_answers(reference: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        found = check({"reference": reference}, answer, explain=False)
        assert (found.verdict, found.method) == ("equivalent", "proved"), (answer, found.feedback)
    for answer in wrong:
        found = check({"reference": reference}, answer, explain=False)
        assert found.verdict == "not_equivalent", (answer, found.feedback)
        assert found.witness is not None or "size" in found.feedback or "is a" in found.feedback, found.feedback


@pytest.mark.parametrize(("reference", "answer"), [
    (r"X^\top \frac{g}{v}", r"\frac{X^\top g}{v}"),  # of a number, or of each entry
    (r"X^{-1} X^\top y", r"\frac{X^\top y}{X}"), ("e_1^\\top x", "x_1"),
    (r"W^\top \frac{x - \mu}{\sigma}", r"\frac{W^\top (x - \mu)}{\sigma}"), (r"\vec{a} \times \vec{b}",
     r"\vec{b} \times \vec{a}"),
    (r"\vec{a} \times \vec{b}", r"\vec{a} \cdot \vec{b}"), (r"\vec{a} × \vec{b}", r"\vec{a} \vec{b}"),
    (r"\vec{a} \times (\vec{b} \times \vec{c})", r"(\vec{a} \times \vec{b}) \times \vec{c}"),
    (r"w^\top x", r"w_1 x_1 + w_2 x_2"),  # entries, or other letters
    # Parts of a sum over all entries, another number of them, rows of a matrix; an n may be their number, or not.
    (r"x^T y", r"\sum_{i=2}^n x_i y_i"), (r"x^T y", r"\sum_{i=1}^{n-1} x_i y_i"), (r"x^T y", "x_1 y_1"),
    (r"\frac{x^T y}{\|x\|\|y\|}",
     r"\frac{\sum_{i=1}^n x_i y_i}{\sqrt{\sum_{i=1}^m x_i^2}\sqrt{\sum_{i=1}^m y_i^2}}"),
    (r"x^T x", r"\sum_{i=1}^n x_i^T x_i"), (r"\|X\|_F^2", r"\sum_i X_i^2"), (r"x^T y", r"\sum_i x_i y_j"),
    (r"\frac1n \mathbf{1}^T x", r"\frac1m\sum_{i=1}^m x_i"), (r"\frac1n \|y\|^2", r"\frac1n\sum_{i=1}^n y_i^2"),
    (r"\frac1n\sum_{i=1}^n x_i", r"\frac{\mathbf{1}^T x}{\mathbf{1}^T \mathbf{1}}"),
    (r"\mathbf{W}\mathbf{x}", r"\mathbf{x}\mathbf{W}"),  # rows, to some
    (r"\mathrm{Attention}(Q, K)^\top", r"\mathrm{Attention}(K, Q)^\top"),
])
def test_what_is_not_told(reference: str, answer: str) -> None:
    assert check({"reference": reference}, answer, explain=False).verdict == "undecided"


# What a second attack found: (reference, definitions, right ones, those that are not accepted).
FOUND = [
    # Letters that may be matrices, in formulas without a transpose: right for numbers is not enough.
    ("z=Wx+b", [], ["b+Wx"], [r"W\odot x+b", r"x\odot W+b", "xW+b"]),
    (r"\tanh(W_{hh}h_{t-1}+W_{xh}x_t+b)", [], [r"\tanh(b+W_{xh}x_t+W_{hh}h_{t-1})"],
     [r"\tanh(h_{t-1}W_{hh}+x_tW_{xh}+b)", r"\tanh(W_{hh}\odot h_{t-1}+W_{xh}x_t+b)"]),
    (r"D^{-1/2}AD^{-1/2}XW", [], [r"D^{-1/2}AD^{-1/2}XW"], ["D^{-1}AXW", "AD^{-1}XW"]),
    (r"\Sigma^{-1}(x-\mu)", [], [r"\Sigma^{-1}x-\Sigma^{-1}\mu"], [r"(x-\mu)\Sigma^{-1}", r"\Sigma^{-1}\odot(x-\mu)"]),
    (r"(A^{-1}+B^{-1})^{-1}", [], [r"(B^{-1}+A^{-1})^{-1}"], ["AB(A+B)^{-1}"]),
    (r"w_t-H^{-1}\nabla L(w_t)", [], [r"-H^{-1}\nabla L(w_t)+w_t"], [r"w_t-\nabla L(w_t)H^{-1}",
     r"w_t+H^{-1}\nabla L(w_t)"]),
    (r"\nabla_af=Xb", [r"f=a^\top Xb"], ["Xb"], ["bX"]), ("Aw-b", [r"L=\frac12w^\top Aw-b^\top w"], ["-b+Aw"],
     ["wA-b"]),
    # In brackets, powers and exponentials, and divided by, too.
    ("(A+B)x", [], ["Ax+Bx"], ["x(A+B)"]), ("W(x+b)", [], ["Wx+Wb"], ["(x+b)W"]), ("A^2x", [], [], ["xA^2"]),
    (r"\exp(At)x_0", [], [r"\exp(At)x_0"], [r"x_0\exp(At)"]), ("H^{-1}g", [], ["H^{-1}g"], [r"\frac{g}{H}", "gH^{-1}"]),
    (r"\frac12\log|2\pi e\Sigma|", [], [r"\frac12\log|2\pi e\Sigma|"], [r"\frac12\log(2\pi e)+\frac12\log|\Sigma|"]),
    # A T that only stands above letters is a transpose; dZ is one name.
    (r"\theta^Tx^{(i)}-y^{(i)}", [], [r"(x^{(i)})^T\theta-y^{(i)}"], [r"x^{(i)}\theta^T-y^{(i)}"]),
    (r"dW^{[1]}=\frac1m dZ^{[1]}X^T", [], [r"\frac{dZ^{[1]}X^T}{m}"], [r"\frac1m Z^{[1]}dX^T", r"\frac dm Z^{[1]}X^T"]),
    # I - K H is of matrices, |A| a determinant, |a| a length.
    ("(I-KH)P", [], ["P-KHP"], ["P-HKP", "P(I-KH)"]), (r"\hat x+K(z-H\hat x)", [], [r"(I-KH)\hat x+Kz"], []),
    (r"-\frac12\log|\Sigma|-\frac12(x-\mu)^\top\Sigma^{-1}(x-\mu)", [],
     [r"\frac12\log|\Sigma^{-1}|-\frac12(x-\mu)^\top\Sigma^{-1}(x-\mu)",
      r"-\frac12(\log\det\Sigma+(x-\mu)^\top\Sigma^{-1}(x-\mu))"],
       [r"-\frac12\log|\Sigma|-\frac12(x-\mu)^\top\Sigma(x-\mu)"]),
    (r"\frac{\vec a\cdot\vec b}{|\vec a||\vec b|}", [], [r"\frac{\vec a\cdot\vec b}{\|\vec a\|\|\vec b\|}"],
     [r"\vec a\cdot\vec b"]),
    # A sum without ends, slopes of functions, diagonal matrices, inverses with numbers, projections.
    (r"\sum_{i=1}^nx_ix_i^\top", [], [r"(\sum_ix_ix_i^\top)^\top"], [r"\sum_i x_i^\top x_i"]),
    (r"(W^\top d)\odot(1-\tanh^2(z))", [], [r"(W^\top d)\odot\tanh'(z)"], [r"(W^\top d)\odot(1-\tanh(z))"]),
    (r"u\odot (W^\top\delta)", [], [r"\operatorname{diag}(u)W^\top\delta"], [r"W^\top\operatorname{diag}(u)\delta"]),
    (r"(X^\top X)^{-1}X^\top y", [], [r"(\frac1nX^\top X)^{-1}\frac1nX^\top y"], [r"(\frac1nX^\top X)^{-1}X^\top y"]),
    (r"X(X^\top X)^{-1}X^\top y", [], [r"X(X^\top X)^{-1}X^\top X(X^\top X)^{-1}X^\top y"], [r"X(X^\top X)^{-1}y"]),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "definitions", "right", "others"), FOUND, ids=[row[0] for row in FOUND])
def test_what_was_found(reference: str, definitions: list[str], right: list[str], others: list[str]) -> None:
    question = {"reference": reference, "definitions": definitions}
    for answer in right:
        found = check(question, answer, explain=False)
        assert found.verdict == "equivalent", (answer, found.feedback)
    for answer in others:
        assert check(question, answer, explain=False).verdict != "equivalent", answer


@pytest.mark.parametrize(("reference", "answer"), [
    (r"\operatorname{tr}(A)+\operatorname{tr}(B)", r"\operatorname{tr}(A+B)"), (r"\langle x,y\rangle",
     r"\langle y,x\rangle"),
    (r"\vec a\times\vec b", r"-\vec b\times\vec a"), (r"\operatorname{tr}(\log\Sigma)", r"\log\det\Sigma"),
    (r"\frac12\log|2\pi e\Sigma|", r"\frac d2\log(2\pi e)+\frac12\log|\Sigma|"), ("a_{n+1}=a_n+d", "a_n=a_{n-1}+d"),
])
def test_what_may_be_right_is_not_refused(reference: str, answer: str) -> None:
    assert check({"reference": reference}, answer, explain=False).verdict == "undecided"


@pytest.mark.parametrize(("answer", "code", "words"), [
    (r"X (X w - y) + \lambda w", "transposed", "X should be transposed."), (r"X^\top X w - X^\top y",
     "term-missing", "lambda*w"),
    (r"X^\top X w - X^\top y - \lambda w", "sign", "The sign of lambda*w is wrong."),
    (r"2X^\top (X w - y) + 2\lambda w", "coefficient", "A factor 1/2 is missing."),
    (r"X^\top (X w - y) + 2\lambda w", "coefficient", "A factor 1/2 is missing in 2*lambda*w."),
    (r"X^\top (X w - y) + \lambda w + w", "term-extra", "The term w does not belong there."),
    (r"X^\top (X^\top w - y) + \lambda w", "transposed", "X should not be transposed."),
])
def test_what_is_wrong_is_said(answer: str, code: str, words: str) -> None:
    found = check({"reference": r"X^\top (X w - y) + \lambda w"}, answer)
    assert (found.verdict, found.code) == ("not_equivalent", code)
    assert words in found.feedback


_RIDGE = r"(X^\top X + \lambda I)^{-1} X^\top y"
_MEAN = r"\frac{1}{m} X^\top (X w - y) + \lambda w"


@pytest.mark.parametrize(("reference", "answer", "code", "words"), [
    (_MEAN, r"\frac{1}{m} X^\top (X w + y) + \lambda w", "sign", "The sign of y in X*w + y is wrong."),
    (_MEAN, r"\frac{1}{m} X^\top (X w - y) + w", "factor-missing", "The factor lambda is missing in w."),
    (_MEAN, r"X^\top (X w - y) + \lambda w", "factor-missing", "The factor 1/m is missing in X^⊤*(X*w - y)."),
    (_RIDGE, r"(X^\top X + \lambda I) X^\top y", "reciprocal", "X^⊤*X + lambda*I should be inverted."),
    (_RIDGE, r"(X^\top X - \lambda I)^{-1} X^\top y", "sign", "The sign of lambda*I in X^⊤*X - lambda*I is wrong."),
    (_RIDGE, r"(X^\top X)^{-1} X^\top y", "term-missing", "A term is missing beside X^⊤*X: lambda*I."),
    (r"X^\top (X w - y)", r"X^\top (X w - y) y^\top y", "factor-extra", "The factor y^⊤*y does not belong there."),
    # no one change of these does it
    (_MEAN, r"X^\top (X w + y) + w", "counterexample", "at m = "),
    (_MEAN, "w", "counterexample", "at m = "), (_RIDGE, r"(X^\top X - I) X^\top y", "counterexample", "at X = "),
])
def test_what_is_wrong_in_a_part_is_said(reference: str, answer: str, code: str, words: str) -> None:
    found = check({"reference": reference, "context": "X is a matrix, w and y are vectors."}, answer)
    assert (found.verdict, found.code) == ("not_equivalent", code)
    assert found.feedback.startswith(words)


def test_a_context_may_say_that_letters_are_matrices() -> None:
    question = {"reference": "|A| x", "context": "A is a square matrix, x a vector."}
    assert check(question, "|{-A}| x", explain=False).verdict != "equivalent"
    assert check({"reference": "A B x", "context": "A and B are matrices."}, "B A x").verdict == "not_equivalent"


@pytest.mark.parametrize(("reference", "answer"), [
    ("PV = nRT", "VP = RnT"), (r"\frac{G M m}{r^2}", r"\frac{m M G}{r^2}"), (r"V = I R", "RI"), ("P = I^2 R", "R I^2"),
    (r"\frac12 C V^2", r"\frac{V^2 C}{2}"), (r"2 \pi R H + 2 \pi R^2", r"2 \pi R (H + R)"),
])
def test_letters_of_physics_are_not_refused(reference: str, answer: str) -> None:
    assert check({"reference": reference}, answer, explain=False).verdict != "not_equivalent"


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), [
    (["z = Wx + b", r"L = \frac12 \|z - y\|^2"], r"\frac{\partial L}{\partial W} = (z-y)x^\top",
     [r"(Wx + b - y) x^\top", r"\frac{\partial L}{\partial W} = (z-y)x^T"], [r"x(z-y)^\top", r"(z+y)x^\top"]),
    ([r"\mathbf{z} = \mathbf{W}\mathbf{x}", r"\mathbf{a} = \sigma(\mathbf{z})"],
     r"(\mathbf{a}-\mathbf{y}) \odot \mathbf{a} \odot (1-\mathbf{a})",
     [r"(\mathbf{a}-\mathbf{y}) \odot \sigma'(\mathbf{z})",
      r"(\sigma(\mathbf{W}\mathbf{x})-\mathbf{y}) \odot \sigma'(\mathbf{z})"],
     [r"(\mathbf{a}-\mathbf{y}) \odot \sigma(\mathbf{z})"]),
    ([r"z^{l} = W^{l} a^{l-1}"], r"\delta^{l} = (W^{l+1})^\top \delta^{l+1} \odot \sigma'(z^{l})",
     [r"(W^{l+1})^\top \delta^{l+1} \odot \sigma'(W^l a^{l-1})"],
      [r"(W^{l+1})^\top \delta^{l+1} \odot \sigma'(W^{l+1} a^{l})"]),
    ([r"H = X (X^\top X)^{-1} X^\top"], "H y", [r"X (X^\top X)^{-1} X^\top y"], [r"(X^\top X)^{-1} X^\top y"]),
])  # fmt: skip
def test_definitions_are_put_in(definitions: list[str], reference: str, right: list[str], wrong: list[str]) -> None:
    question = {"definitions": definitions, "reference": reference}
    for answer in right:
        assert check(question, answer, explain=False).verdict == "equivalent", answer
        if "=" not in answer:  # what leans on a definition
            assert check({**question, "strict": True}, answer, explain=False).verdict != "equivalent", answer
    for answer in wrong:
        assert check(question, answer, explain=False).verdict == "not_equivalent", answer


def test_what_is_assumed_of_matrices() -> None:
    square = {"reference": r"(A + A^\top) x"}
    assert check(square, "2 A x").verdict == "not_equivalent"
    assert check({**square, "assumptions": ["A symmetric"]}, "2 A x").verdict == "equivalent"
    assert check({"reference": r"U^\top U x", "assumptions": [r"U^\top U = I"]}, "x").verdict == "undecided"


def test_a_definition_that_defines_nothing_is_refused() -> None:
    with pytest.raises(SymdlError):
        check({"definitions": [r"X^\top X = I"], "reference": r"X^\top y"}, r"X^\top y")


# What a third attack found: the question, right answers, and those that are not accepted.
SAID = [
    # What words beside a question say of its letters.
    ({"reference": r"(S_1+S_2)^{-1} m", "context": "S_1 and S_2 are matrices, m is a vector."},
     [r"(S_2+S_1)^{-1} m"], [r"m (S_1+S_2)^{-1}"]),
    ({"reference": "(AB)^{-1}", "context": "A and B are invertible n x n matrices."}, ["B^{-1}A^{-1}"],
     ["A^{-1}B^{-1}"]),
    ({"reference": r"\det(AB)", "context": "A and B are square matrices."}, [r"\det A \det B", r"\det(BA)"],
     [r"\det A + \det B"]),
    ({"reference": r"H P H^\top + R", "context": "P and R are symmetric positive definite matrices, H is a matrix."},
     [r"(H P H^\top)^\top + R"], [r"H^\top P H + R"]),
    ({"reference": "a_0 I + a_1 A", "context": "A is a matrix, a_0 and a_1 are numbers."}, ["a_1 A + a_0 I"],
     ["a_0 + a_1 A", "a_0 I + A"]),
    ({"reference": r"U \Sigma V^\top x", "context": "U is n x n, Sigma is n x m, V is m x m."},
     [r"U (\Sigma V^\top x)"], [r"U \Sigma^\top V^\top x", r"(x^\top V \Sigma U^\top)^\top"]),
    # Blocks of a covariance are not symmetric, and what stands on its diagonal is.
    ({"reference": r"\mu_a + \Sigma_{ab}\Sigma_{bb}^{-1}(x_b-\mu_b)"},
     [r"\mu_a - \Sigma_{ab}\Sigma_{bb}^{-1}(\mu_b - x_b)"], [r"\mu_a + \Sigma_{ab}^\top\Sigma_{bb}^{-1}(x_b-\mu_b)"]),
    ({"reference": r"\Sigma_{xy}^\top\Sigma_{xx}^{-1}(x-\mu)"}, [r"(\Sigma_{xx}^{-1}\Sigma_{xy})^\top(x-\mu)"], []),
    # A unit matrix with a number before it, inner products of matrices, sums of vectors with numbers before them.
    ({"reference": r"K(K+\lambda I)^{-1}y"}, [], [r"y-\lambda(K-\lambda I)^{-1}y"]),
    ({"reference": r"(A-\lambda I)(A-\mu I)"}, [r"A^2-(\lambda+\mu)A+\lambda\mu I"], [r"A^2+\lambda\mu I"]),
    ({"reference": r"\operatorname{tr}(A^\top B)"}, [r"\langle A, B\rangle"], [r"\langle A, B^\top\rangle"]),
    ({"reference": r"\sum_{i=1}^n (\sigma(w^\top x_i)-y_i)x_i"},
     [r"\sum_i x_i(\frac{1}{1+e^{-w^\top x_i}}-y_i)", r"\sum_{i=1}^n(1-y_i-\sigma(-w^Tx_i))x_i",
      r"\sum_i \sigma(w^\top x_i)x_i - \sum_i y_i x_i"],
     [r"\sum_i (y_i - \sigma(w^\top x_i)) x_i", r"\sum_i (\sigma(w^\top x_i)-y_i)"]),
    ({"reference": r"\frac{AB}{\|A\|}"}, [r"\|A\|^{-1} A B"], [r"\frac{BA}{\|A\|}"]),
    ({"reference": r"\|A-B\|_F^2"}, [r"\|B-A\|_F^2"], [r"\|A\|_F^2 - \|B\|_F^2"]),
    # What is denied is not so.
    ({"reference": r"(A+A^\top)x", "context": "A is an n x n matrix, not necessarily symmetric."}, [r"Ax+A^\top x"],
     ["2Ax"]),
    ({"reference": r"x^\top \Sigma^\top y", "context": r"\Sigma is not symmetric"}, [r"y^\top\Sigma x"],
     [r"x^\top\Sigma y"]),
    ({"reference": r"x^\top A y", "context": "A is any matrix, unlike symmetric ones"}, [r"y^\top A^\top x"],
     [r"y^\top A x"]),
    ({"reference": r"x^\top A y", "context": "A is a square matrix with symmetric part S"}, [r"y^\top A^\top x"],
     [r"y^\top A x"]),
    ({"reference": r"x^\top A y", "context": "Let A be a symmetric positive definite matrix"}, [r"y^\top A x"],
     [r"-y^\top A x"]),
    ({"reference": r"(A+A^\top)x", "context": "If A is symmetric this is 2Ax."}, [r"Ax+A^\top x"], ["2Ax"]),
    # Members of a family beside a sum over all, and an e of one's own.
    ({"reference": r"\sum_{i=1}^n x_i x_i^\top"}, [r"\sum_{j=1}^n x_j x_j^\top"],
     [r"\sum_{i=1}^{n-1} x_i x_i^\top", r"\sum_{i=0}^{n-1} x_i x_i^\top"]),
    ({"reference": r"\nabla_w J = X^\top e + \lambda w", "definitions": [
        "e = Xw - y", r"J = \frac12 e^\top e + \frac{\lambda}{2} w^\top w"]},
     [r"X^\top(Xw-y)+\lambda w"], [r"X^\top e"]),
    # Of the left side, too, it shows that these are matrices.
    ({"reference": r"\nabla_X \operatorname{tr}(X^\top AX) = 2AX", "assumptions": ["A symmetric"]}, ["AX+AX"], ["2XA"]),
]  # fmt: skip


@pytest.mark.parametrize(("question", "right", "others"), SAID, ids=[row[0]["reference"] for row in SAID])
def test_what_is_said_of_letters(question: dict[str, object], right: list[str], others: list[str]) -> None:
    for answer in right:
        found = check(question, answer, explain=False)
        assert found.verdict == "equivalent", (answer, found.feedback)
    for answer in others:
        assert check(question, answer, explain=False).verdict != "equivalent", answer


BOLD = r"\mathbf{X}^\top(\mathbf{X}\mathbf{w}-\mathbf{y}) + \lambda \mathbf{w}"


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (BOLD, r"X^T(Xw-y)+\lambda w", "equivalent"), (BOLD, r"X^T(Xw+y)+\lambda w", "not_equivalent"),
    (r"X^\top(Xw-y)", r"\mathbf{X}^\top(\mathbf{X}\mathbf{w}-\mathbf{y})", "equivalent"),
    (r"\boldsymbol{\mu}^\top x", r"x^T\mu", "equivalent"), (r"\alpha a", r"\alpha\mathbf{a}", "not_equivalent"),
    # Both are two letters; with an index, it is an entry.
    (r"w\mathbf{w}", "ww", "not_equivalent"), (r"\sum_{i=1}^n x_i^2", r"\mathbf{x}^\top\mathbf{x}", "equivalent"),
    (r"\mathbf{x}^\top\mathbf{y}", r"\sum_{i=1}^n x_iy_i", "equivalent"),
    (r"\mathbf{x}_i^\top\mathbf{y}", r"y^\top x_i", "equivalent"),
])
def test_bold_letters(reference: str, answer: str, verdict: str) -> None:
    assert check({"reference": reference}, answer).verdict == verdict


SAME = (r"\mathbf{x}^\top\mathbf{A}^{-1}\mathbf{y}", r"\mathbf{y}^\top\mathbf{A}^{-1}\mathbf{x}")


@pytest.mark.parametrize(("context", "verdict"), [
    (r"\mathbf{A} is symmetric", "equivalent"), (r"$\mathbf A$ is a symmetric matrix", "equivalent"),
    ("A is symmetric", "equivalent"), (r"\boldsymbol{A} is symmetric.", "undecided"), ("B is symmetric", "undecided"),
    ("everything is symmetric", "undecided"), ("", "not_equivalent"), (r"\mathbf{A} is any matrix", "not_equivalent"),
])
def test_bold_letters_in_words(context: str, verdict: str) -> None:
    assert check({"reference": SAME[0], "context": context}, SAME[1]).verdict == verdict


@pytest.mark.parametrize(("letter", "context", "verdict"), [
    (r"\hat{A}", r"\hat A is symmetric", "equivalent"),
    (r"\mathcal{A}", r"\mathcal{A} is a symmetric matrix", "equivalent"),
    (r"\bar{\mathbf{A}}", r"\bar{\mathbf{A}} is symmetric", "undecided"),
    ("A", "all matrices are symmetric", "undecided"),
])
def test_letters_with_accents_in_words(letter: str, context: str, verdict: str) -> None:
    assert check({"reference": f"x^\\top {letter} y", "context": context}, f"y^\\top {letter} x").verdict == verdict


def test_a_star_above_is_no_product() -> None:
    ridge = {"reference": r"w^* = (X^\top X+\lambda I)^{-1}X^\top y", "context": "X is an n x d matrix, y is a vector"}
    assert check(ridge, r"X^\top(XX^\top+\lambda I)^{-1}y").verdict == "equivalent"
    assert check(ridge, r"X^\top(XX^\top-\lambda I)^{-1}y").verdict == "not_equivalent"


@pytest.mark.parametrize(("question", "answer"), [
    ({"reference": r"(R x)^\top (R y)", "context": "R is a rotation matrix."}, r"x^\top y"),
    ({"reference": r"x^\top A x", "context": "A is skew-symmetric."}, "0"),
    ({"reference": r"\det(AB)"}, r"\det(A^\top B)"), ({"reference": r"(LL^\top)^{-1}"}, r"L^{-\top}L^{-1}"),
    ({"reference": r"(A+U C V)^{-1}"}, r"A^{-1}-A^{-1}U(C^{-1}+V A^{-1}U)^{-1}V A^{-1}"),
    ({"reference": r"\sum_{i=1}^n x_i x_i^\top"}, r"\sum_{i=0}^{n-1} x_{i+1} x_{i+1}^\top"),
    ({"reference": r"\sum_{i=1}^n x_i x_i^\top"}, r"\sum_{i=1}^{n-1} x_i x_i^\top + x_n x_n^\top"),
    ({"reference": r"\sum_{t=1}^n \alpha_t h_t", "context": r"\alpha_t are scalars, h_t are vectors."},
     r"\sum_{t=1}^n \alpha_{n+1-t} h_{n+1-t}"),
    ({"reference": r"\sum_{t=1}^T (h_t-h_{t-1})", "context": "h_t are vectors."}, "h_T-h_0"),
    ({"reference": r"x-\frac1d\mathbf{1}\mathbf{1}^\top x"}, r"(I-\frac1d\mathbf{1}\mathbf{1}^\top)^2 x"),
])
def test_what_is_right_by_more_than_is_used(question: dict[str, object], answer: str) -> None:
    assert check(question, answer, explain=False).verdict == "undecided"


@pytest.mark.parametrize(("text", "kinds", "square", "symmetric"), [
    ("A is a symmetric matrix, x and b are vectors.", {"A": "matrix", "x": "column", "b": "column"}, {"A"}, {"A"}),
    (r"$x \in \mathbb{R}^d$, $W \in \mathbb{R}^{k \times d}$", {"x": "column", "W": "matrix"}, set(), set()),
    ("Let U be n x n, Sigma n x m: x is a row vector; c: a constant", {"U": "matrix", "x": "row", "c": "number"}, {"U"},
     set()),
    ("x_i are vectors, y_i are numbers, y is a vector", {"x of": "column", "y of": "number", "y": "column"}, set(),
     set()),
    ("A is neither symmetric nor diagonal, B is symmetric.", {"A": "matrix", "B": "matrix"}, set(), set()),
    ("a_1 is a vector and a_2 is a number", {}, set(), set()), ("", {}, set(), set()),
    ("A is a learning rate.", {}, set(), set()),
    ("A is a symmetric matrix. This does not hold.", {"A": "matrix"}, {"A"}, set()),
    ("S and A are symmetric matrices. A, however, is not.", {"A": "matrix", "S": "matrix"}, {"A", "S"}, {"S"}),
    ("K is the symmetric n x n kernel matrix.", {"K": "matrix"}, {"K"}, {"K"}),
])
def test_contexts(text: str, kinds: dict[str, str], square: set[str], symmetric: set[str]) -> None:
    found = Context.of(text)
    assert (dict(found.kinds), set(found.square), set(found.symmetric)) == (kinds, square, symmetric)


@pytest.mark.parametrize(("text", "assumed"), [
    ("x is positive, n is an integer.", ("x positive", "n integer")), ("Let $x > 0$. y is the target.", ("x > 0",)),
    ("x is positive. Find the slope of f.", ("x positive",)), ("x is positive, or it is negative", ()),
    ("x is positive. This is false.", ()), ("x is positive. x is the input.", ("x positive",)), ("x > 0. False.", ()),
    ("x is positive. Only y is.", ()), ("x is positive, unless it is zero", ()), ("", ()),
    (r"\sigma is positive. \sigma_i may vanish, and \mu is not zero.", ()),
])
def test_what_contexts_assume(text: str, assumed: tuple[str, ...]) -> None:
    """Nothing that another sentence may take back; then "positive" is a word that is not used."""
    found = Context.of(text)
    assert found.assumed == assumed
    assert bool(found.restricts) == (not assumed and bool(text))


# --------------------------------------------------------------------------
# Laws

SHAPES = {"A": (2, 3), "B": (3, 2), "S": (3, 3), "x": (3, 1), "y": (2, 1), "z": (3, 1), "c": (1, 1)}
KINDS = {"A": "matrix", "B": "matrix", "S": "matrix", "x": "column", "y": "column", "z": "column", "c": "number"}


@st.composite
def formulas(draw: st.DrawFn, shape: tuple[int, int], depth: int = 3) -> Node:
    """A formula of a shape, over letters whose shapes are known."""
    rows, columns = shape
    leaves: list[Node] = [Name(name) for name, its in SHAPES.items() if its == shape]
    leaves += [Transpose(Name(name)) for name, (r, c) in SHAPES.items() if (c, r) == shape and (r, c) != (1, 1)]
    if shape == (1, 1):
        leaves.append(Number(Fraction(draw(st.integers(1, 3)))))
    if not depth or (leaves and draw(st.booleans())):
        if leaves:
            return draw(st.sampled_from(leaves))
        return Product((draw(formulas((rows, 3), 0)), draw(formulas((3, columns), 0))))
    below = depth - 1
    match draw(st.sampled_from(["sum", "times", "neg", "transpose", "scale", "odot", "over"])):
        case "sum":
            return Sum((draw(formulas(shape, below)), draw(formulas(shape, below))))
        case "times":
            inner = draw(st.sampled_from([1, 2, 3]))
            return Product((draw(formulas((rows, inner), below)), draw(formulas((inner, columns), below))))
        case "neg":
            return Neg(draw(formulas(shape, below)))
        case "transpose" if shape != (1, 1):
            return Transpose(draw(formulas((columns, rows), below)))
        case "scale":
            return Product((draw(formulas((1, 1), below)), draw(formulas(shape, below))))
        case "odot" if shape != (1, 1):
            return Infix("odot", (draw(formulas(shape, below)), draw(formulas(shape, below))))
    return Quotient(draw(formulas(shape, below)), Number(Fraction(2)))


def array(entries: list[list[int]]) -> np.ndarray:
    return np.array([[Fraction(entry) for entry in row] for row in entries], dtype=object)


VALUES = {"A": array([[1, -2, 3], [0, 5, -1]]), "B": array([[2, 1], [-3, 4], [1, 7]]), "c": array([[3]]),
          "S": array([[1, 2, 0], [-1, 3, 5], [4, -2, 1]]), "x": array([[1], [-4], [2]]), "y": array([[3], [-1]]),
          "z": array([[5], [2], [-3]])}


def value(node: Node) -> np.ndarray:
    """By numpy, which has no part in what is tested."""
    match node:
        case Name(name):
            return VALUES[name]
        case Number(number):
            return np.array([[number]], dtype=object)
        case Neg(of):
            return -value(of)
        case Transpose(of):
            return value(of).T
        case Sum((left, right)):
            return value(left) + value(right)
        case Infix("odot", (left, right)):
            return value(left) * value(right)
        case Quotient(top, Number(number)):
            return value(top) / number
        case Product((left, right)):
            a, b = value(left), value(right)
            return a * b if (1, 1) in (a.shape, b.shape) else a @ b
    raise TypeError(node)


def fitting() -> Fitting:
    return Fitting(dict(KINDS), Rules(by_entry=True))  # type: ignore[arg-type]


shaped = st.sampled_from([(2, 3), (3, 1), (3, 3), (2, 1), (1, 1), (1, 3)])


@settings(max_examples=150)
@given(st.data())
def test_a_formula_is_worth_what_numpy_says(data: st.DataObject) -> None:
    formula = data.draw(formulas(data.draw(shaped)))
    made = fitting()
    try:
        shape = made.shape(formula)
    except (Unfit, NoMeaning):
        return  # S and other letters whose sizes happen to be the same here
    drawn = Drawn(made, 0)
    for name, known in VALUES.items():
        drawn.shown[name] = tuple(tuple(fmpq(int(entry)) for entry in row) for row in known)
        drawn.sizes.update(zip(made.shape(Name(name)), known.shape, strict=True))
    found = np.array([[Fraction(int(entry.p), int(entry.q)) for entry in row] for row in drawn.value(formula)],
                     dtype=object)
    assert (found == value(formula)).all()
    assert (shape == NUMBER) == (value(formula).shape == (1, 1))


@settings(max_examples=200)
@given(st.data())
def test_two_forms_are_one_only_if_numpy_agrees(data: st.DataObject) -> None:
    shape = data.draw(shaped)
    one, other = data.draw(formulas(shape)), data.draw(formulas(shape))
    try:
        verdict = decide(one, other, NOTHING).verdict
    except NoMeaning:  # too many letters may be too many things
        return
    if verdict == "equivalent":
        assert (value(one) == value(other)).all()
    if (value(one) == value(other)).all() and verdict == "not_equivalent":  # equal at these numbers alone, or wrongly
        assert not all((fitting_value(one, seed) == fitting_value(other, seed)).all() for seed in range(3))


def fitting_value(node: Node, seed: int) -> np.ndarray:
    before = dict(VALUES)
    random = np.random.default_rng(seed)
    try:
        for name, (rows, columns) in SHAPES.items():
            VALUES[name] = array(random.integers(-5, 6, (rows, columns)).tolist())
        return value(node)
    finally:
        VALUES.update(before)


@settings(max_examples=150)
@given(st.data())
def test_what_is_written_otherwise_is_the_same(data: st.DataObject) -> None:
    """Multiplied out, turned twice, in another order of terms: the same, by rules, where the formula fits."""
    shape = data.draw(shaped)
    left, right = data.draw(formulas(shape, 2)), data.draw(formulas(shape, 2))
    scale = Power(Name("c"), Number(Fraction(2)))
    one = Product((scale, Sum((left, right))))
    others = [Sum((Product((right, scale)), Product((scale, left)))),
              Neg(Product((scale, Sum((Neg(right), Neg(left))))))]
    if shape != (1, 1):
        others.append(Product((Transpose(Sum((Transpose(left), Transpose(right)))), scale)))
    try:
        found = fittings(one, [], Rules(by_entry=True), frozenset())
    except NoMeaning:
        return
    for other in others:
        for made in (one for one in found if one.kinds.get("c") == "number"):
            words = Words(made, lambda a, b: a == b or decide_numbers(a, b))
            try:
                made.shape(other)
            except (Unfit, NoMeaning):
                continue
            assert words.are_same(words.form(one), words.form(other))


def decide_numbers(one: Node, other: Node) -> bool:
    from symdl.grading.scalar.expressions import compare
    return compare(one, other, NOTHING, cas=False).verdict == "equivalent"


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (r"W_0 + \frac{\alpha}{r}BA", r"W_0 + \frac{\alpha}{r}AB", "undecided"),
    (r"W_0 + \frac{\alpha}{r}BA", r"\frac{\alpha}{r}BA + W_0", "equivalent"),
    (r"W_0 + \frac{\alpha}{r}BA", r"W_0 - \frac{\alpha}{r}AB", "not_equivalent"),
    (r"\frac{1}{2} A B x", r"\frac{1}{2} B A x", "undecided"), (r"\frac{V}{I}", r"V I^{-1}", "equivalent"),
])  # fmt: skip
def test_capital_letters_that_are_exchanged(reference, answer, verdict):
    assert check({"reference": reference}, answer).verdict == verdict


@pytest.mark.parametrize(("context", "reference", "right", "wrong"), [
    ("u is a unit vector", r"\|x - uu^\top x\|^2", [r"x^\top x - (u^\top x)^2", r"x^\top(I-uu^\top)x"],
     [r"\|x\|^2 - u^\top x", r"x^\top x"]),
    (r"\|u\| = 1", r"(I - 2uu^\top)^{2}", ["I"], [r"I - 4uu^\top"]),
    ("u is a unit vector of d entries, x is a d-vector", r"\|x - uu^\top x\|^2", [r"x^\top x - (u^\top x)^2"],
     [r"x^\top x"]),
    ("Q is an orthogonal matrix, x is a vector", r"\|Qx\|^2", [r"x^\top x", r"\|x\|^2"], [r"\|x\|", r"x^\top Q x"]),
    ("Q is an orthogonal matrix, A is a square matrix", r"(Q A Q^\top)^{2}", [r"Q A^2 Q^\top"],
     ["A^2", r"Q^\top A^2 Q"]),
    ("Q is an orthogonal matrix", "Q^{-1}", [r"Q^\top"], ["Q"]),
    ("W has orthonormal columns, x is a vector", r"\|x - W W^\top x\|^2", [r"\|x\|^2 - \|W^\top x\|^2"],
     [r"\|x\|^2 - x^\top W x", r"\|x\|^2"]),
    (r"x is a vector, W^\top W = I", r"\|x - W W^\top x\|^2", [r"x^\top x - x^\top W W^\top x"], []),
])  # fmt: skip
def test_orthonormal_columns(context: str, reference: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        assert check({"reference": reference, "context": context}, answer).verdict == "equivalent", answer
    for answer in wrong:
        assert check({"reference": reference, "context": context}, answer).verdict == "not_equivalent", answer


@pytest.mark.parametrize("context", [
    "u is not a unit vector", "u is a unit vector. This is false.", "u is a unit vector only if x is 0",
    "unless u is a unit vector", "W has orthonormal rows", "v is a unit vector",
])
def test_what_is_not_said_to_be_orthonormal(context: str) -> None:
    """Of W with orthonormal rows, W W^T is I, and W^T W is not."""
    projected, turned = ({"reference": text, "context": context} for text in (r"\|x - uu^\top x\|^2", r"\|W x\|^2"))
    assert check(projected, r"x^\top x - (u^\top x)^2").verdict != "equivalent"
    assert check(turned, r"x^\top x").verdict != "equivalent"


DIFFER = r"u, v \in \mathbb{R}^n, w, z \in \mathbb{R}^m"
IN_WORDS = "u and v have n entries, w and z have m entries"


@pytest.mark.parametrize(("reference", "context", "right", "left_open"), [
    (r"u^\top v + w^\top z", DIFFER, [r"\sum_i u_iv_i+\sum_i w_iz_i", r"\sum_{i=1}^n u_iv_i+\sum_{j=1}^m w_jz_j"],
     [r"\sum_i (u_iv_i+w_iz_i)", r"\sum_{i=1}^n u_iv_i+\sum_{j=1}^n w_jz_j", r"\sum_{i=1}^n (u_iv_i+w_iz_i)"]),
    (r"u^\top v + w^\top z", IN_WORDS, [r"\sum_{i=1}^n u_iv_i+\sum_{j=1}^m w_jz_j"],
     [r"\sum_j (u_jv_j+w_jz_j)", r"\sum_{i=1}^d (u_iv_i+w_iz_i)"]),
    (r"(u^\top v)(w^\top z)", DIFFER, [r"\sum_i\sum_j u_iv_iw_jz_j"], []),
    (r"\|u\|^2+\|w\|^2", "", [r"\sum_i u_i^2+\sum_i w_i^2"],
     [r"\sum_i (u_i^2+w_i^2)", r"\sum_{i=1}^n (u_i^2+w_i^2)", r"\sum_{i=1}^n u_i^2 + \sum_{i=1}^n w_i^2"]),
    (r"\|u\|^2+\|w\|^2", r"u, w \in \mathbb{R}^n", [r"\sum_i (u_i^2+w_i^2)", r"\sum_{i=1}^n (u_i^2+w_i^2)"], []),
    (r"\|u\|^2+\|w\|^2", "u and w are vectors of the same length", [r"\sum_i (u_i^2+w_i^2)"], []),
    (r"a^\top a-b^\top b", r"a \in \mathbb{R}^n, b \in \mathbb{R}^m", [], [r"\sum_i (a_i^2-b_i^2)"]),
    (r"\mathbf1^\top y+\mathbf1^\top w", "", [r"\sum_i y_i + \sum_i w_i"], [r"\sum_i (y_i+w_i)"]),
    (r"\|x\|^2+x^\top y+\|y\|^2", "", [r"\sum_i (x_i^2+x_iy_i+y_i^2)"], []),  # the question says it by its formula
    (r"\sum_i x_i^2+\sum_j y_j^2", "", [r"\|x\|^2+\|y\|^2", r"\sum_k x_k^2+\sum_k y_k^2"],
     [r"\sum_i (x_i^2+y_i^2)", r"\sum_{i=1}^n (x_i^2+y_i^2)"]),
    (r"\sum_i x_i^2+\sum_j y_j^2", r"x, y \in \mathbb{R}^n", [r"\sum_i (x_i^2+y_i^2)"], []),
    (r"\sum_i x_i^2+\sum_j y_j^2", r"x \in \mathbb{R}^n, y \in \mathbb{R}^m", [], [r"\sum_i (x_i^2+y_i^2)"]),
    *[(r"x^\top y", context, [r"\sum_{i=1}^n x_iy_i", r"\sum_i x_iy_i"],
       [r"\sum_{i=1}^m x_iy_i", r"\sum_{i=1}^d x_iy_i", r"\sum_{i=1}^N x_iy_i"]) for context in (
        "x and y have n entries; there are m examples", "x and y are vectors of length n", "x and y are n-dimensional",
        "x and y are n-vectors", "x and y have n components", "x and y are of dimension n", "x, y in R^n")],
    (r"\frac1n\|x\|^2", "x is a vector with n components", [r"\frac1n\sum_{i=1}^n x_i^2"],
     [r"\frac1n\sum_{i=1}^d x_i^2"]),
])  # fmt: skip
def test_sums_over_entries_follow_sizes(reference: str, context: str, right: list[str], left_open: list[str]) -> None:
    question = {"reference": reference, "context": context}
    for answer in right:
        assert check(question, answer).verdict == "equivalent", answer
    for answer in left_open:
        assert check(question, answer).verdict == "undecided", answer


@pytest.mark.parametrize(("answer", "verdict"), [
    (r"x^\top y + n-\sum_i 1", "undecided"), (r"x^\top y + \sin(\pi n)", "undecided"),
    (r"(-1)^{2n} x^\top y", "undecided"), (r"x^\top y + n", "not_equivalent"), (r"\frac1n x^\top y", "not_equivalent"),
    (r"\frac1n\sum_{i=1}^n\sum_{j=1}^n x_jy_j", "equivalent"), (r"\sum_{i=1}^n\sum_{j=1}^n x_jy_j", "not_equivalent"),
    (r"x^\top y + n - n", "equivalent"), (r"x^\top y + n - \mathbf{1}^\top\mathbf{1}", "undecided"),
])  # fmt: skip
def test_a_size_is_that_of_the_vectors(answer: str, verdict: str) -> None:
    assert check({"reference": r"x^\top y", "context": r"x, y \in \mathbb{R}^n"}, answer).verdict == verdict


@pytest.mark.parametrize(("text", "sizes"), [
    ("x is of length n and y is of length m", {"x": ("n",), "y": ("m",)}),
    (r"$A \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$", {"A": ("m", "n"), "x": ("n",)}),
    ("A is an m x n matrix and x has n entries", {"A": ("m", "n"), "x": ("n",)}),
    ("let x and y be n-vectors", {"x": ("n",), "y": ("n",)}), ("n-vectors x and y", {"x": ("n",), "y": ("n",)}),
    ("the n components of x", {"x": ("n",)}), ("x_i is a vector in R^d; there are n samples", {"x of": ("d",)}),
    ("all vectors have n entries", {"": ("n",)}), ("x does not have n entries", {}),
    ("x has 2n entries", {}), ("x is 2n-dimensional", {}), ("x has length n + 1", {}),
    ("x has length n", {"x": ("n",)}),
    ("x has n entries. x has m entries", {}), (r"x \in \mathbb{R}^{n+1}", {}),
])  # fmt: skip
def test_sizes_in_words(text: str, sizes: dict[str, tuple[str, ...]]) -> None:
    assert Context.of(text).sizes.of == sizes
