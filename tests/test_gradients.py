r"""Gradients, Jacobians and Hessians of vectors and matrices: worked out by rules, and looked at by dual numbers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from test_vectors import KINDS, SHAPES, VALUES, formulas, value

from symdl.errors import InputError
from symdl.grading import ask, check
from symdl.grading.scalar.linear.entries import Drawn
from symdl.grading.scalar.linear.gradients import Gradients
from symdl.grading.scalar.linear.shapes import NUMBER, Fitting, Rules, Unfit
from symdl.grading.scalar.words import NoMeaning
from symdl.grading.worked.solution import judge_solution
from symdl.notation.reader.syntax import Gradient, Name, Node

# What is asked for, right answers, and wrong ones, all of which are refuted.
GRADIENTS = [
    (r"\nabla_w \|Xw-y\|^2", [r"2X^\top(Xw-y)", r"2X^\top Xw - 2X^\top y"], [r"X^\top(Xw-y)", r"2(Xw-y)", r"2X(Xw-y)",
     r"2X^\top(y-Xw)", "0", r"(Xw-y)^\top X"]),
    (r"\nabla_w \frac{1}{2n}\|Xw-y\|^2", [r"\frac1n X^\top(Xw-y)"], [r"\frac{2}{n} X^\top(Xw-y)"]),
    (r"\nabla_w (w^\top w)", ["2w", "w + w"], ["w", r"2w^\top", r"2\|w\|"]),
    (r"\nabla_w \left(\|Xw-y\|^2 + \lambda \|w\|^2\right)", [r"2X^\top(Xw-y) + 2\lambda w"],
     [r"2X^\top(Xw-y) + \lambda w", r"2X^\top(Xw-y) + 2 w"]),
    (r"\nabla_x (x^\top A x)", [r"(A+A^\top)x", r"Ax + A^\top x"], ["2Ax", "Ax", r"2A^\top x"]),
    (r"\nabla_x \frac{x^\top A x}{x^\top x}", [r"\frac{(A+A^\top)x}{x^\top x} - \frac{2x^\top A x}{(x^\top x)^2}x"],
     [r"\frac{(A+A^\top)x}{x^\top x}", r"\frac{(A+A^\top)x}{x^\top x} + \frac{2x^\top A x}{(x^\top x)^2}x"]),
    (r"\nabla_x \|x\|", [r"\frac{x}{\|x\|}"], ["x", r"\frac{x}{\|x\|^2}"]),
    (r"\nabla_x \log(a^\top x)", [r"\frac{a}{a^\top x}"], [r"\frac{1}{a^\top x}", r"\frac{x}{a^\top x}"]),
    (r"\nabla_x e^{-\frac12 x^\top x}", [r"-x e^{-\frac12 x^\top x}"], [r"x e^{-\frac12 x^\top x}",
     r"-\frac12 x e^{-\frac12 x^\top x}"]),
    (r"\nabla_w \sum_i (w^\top x_i - y_i)^2", [r"2\sum_i (w^\top x_i - y_i) x_i", r"2\sum_j x_j (x_j^\top w - y_j)"],
     [r"2\sum_i (w^\top x_i - y_i)", r"\sum_i (w^\top x_i - y_i) x_i"]),
    (r"\nabla_w \sum_i \log(1+e^{-y_i w^\top x_i})", [r"-\sum_i \frac{y_i x_i}{1+e^{y_i w^\top x_i}}"],
     [r"\sum_i \frac{y_i x_i}{1+e^{y_i w^\top x_i}}", r"-\sum_i \frac{x_i}{1+e^{y_i w^\top x_i}}"]),
    (r"\nabla_\mu (x-\mu)^\top \Sigma^{-1} (x-\mu)", [r"-2\Sigma^{-1}(x-\mu)", r"2\Sigma^{-1}(\mu-x)"],
     [r"2\Sigma^{-1}(x-\mu)", r"-2\Sigma(x-\mu)"]),
    (r"\nabla_w \sigma(w^\top x)", [r"\sigma(w^\top x)(1-\sigma(w^\top x)) x"],
     [r"\sigma(w^\top x)(1-\sigma(w^\top x))"]),
    (r"\nabla_b \frac12\|\tanh(Wx+b) - y\|^2", [r"(\tanh(Wx+b) - y)\odot(1-\tanh^2(Wx+b))"], [r"\tanh(Wx+b) - y"]),
    (r"\nabla_W \|XW-Y\|_F^2", ["2X^\\top(XW-Y)"], ["2(XW-Y)X^\\top", "X^\\top(XW-Y)"]),
    (r"\nabla_W \frac12\|W\|_F^2", ["W"], ["2W", r"W^\top"]),
    (r"\nabla_W \frac12 \|W x - y\|^2", [r"(Wx-y)x^\top"], [r"x(Wx-y)^\top", r"W^\top(Wx-y)"]),
    (r"\nabla_X (a^\top X b)", [r"ab^\top"], [r"ba^\top", r"a^\top b"]),
    (r"\nabla_X (a^\top X^\top X b)", [r"X(ab^\top + ba^\top)"], [r"2Xab^\top"]),
    (r"\nabla_X \mathrm{tr}(AX)", [r"A^\top"], ["A"]),
    (r"\nabla_X \mathrm{tr}(X^\top A X)", [r"(A+A^\top)X"], ["2AX"]),
    (r"\nabla_X \mathrm{tr}(X^{-1}A)", [r"-(X^{-1}AX^{-1})^\top"], [r"(X^{-1}AX^{-1})^\top", r"-X^{-1}AX^{-1}"]),
    (r"\nabla_X \mathrm{tr}(X^3)", [r"3(X^\top)^2"], ["3X^2"]),
    (r"\nabla_X \log\det X", [r"X^{-\top}", r"(X^{-1})^\top"], ["X^{-1}", "X"]),
    (r"\nabla_w^2 \|Xw-y\|^2", [r"2X^\top X"], [r"X^\top X", r"2XX^\top"]),
    (r"\nabla_x^2 (x^\top A x)", [r"A+A^\top"], ["2A"]),
    (r"\frac{\partial^2}{\partial x \partial x^\top} (x^\top A x)", [r"A^\top+A"], ["2A"]),
    (r"\nabla_w^2 \sum_i \log(1+e^{-w^\top x_i})", [], [r"\sum_i x_i x_i^\top"]),
    (r"\frac{\partial}{\partial z} \mathrm{softmax}(z)", [
     r"\mathrm{diag}(\mathrm{softmax}(z)) - \mathrm{softmax}(z)\mathrm{softmax}(z)^\top"],
     [r"\mathrm{diag}(\mathrm{softmax}(z)) + \mathrm{softmax}(z)\mathrm{softmax}(z)^\top"]),
    (r"\frac{\partial (\mathbf{A}\mathbf{x})}{\partial \mathbf{x}^\top}", [r"\mathbf{A}"], [r"\mathbf{A}\mathbf{x}"]),
    (r"\frac{\partial}{\partial \lambda} \left(\|Xw-y\|^2 + \lambda\|w\|^2\right)", [r"\|w\|^2", r"w^\top w"],
     [r"2\lambda w", r"\|w\|"]),
    (r"\nabla_w (L(w) + \lambda w^\top w)", [r"\nabla_w L(w) + 2\lambda w"], [r"2\lambda w"]),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "right", "wrong"), GRADIENTS, ids=[row[0] for row in GRADIENTS])
def test_gradients(reference: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        found = check({"reference": reference}, answer, explain=False)
        assert found.verdict == "equivalent", (answer, found.feedback)
        again = check({"reference": answer}, reference, explain=False)
        assert again.verdict != "not_equivalent", (answer, again.feedback)
    for answer in wrong:
        found = check({"reference": reference}, answer, explain=False)
        assert found.verdict == "not_equivalent", (answer, found.feedback)


@pytest.mark.parametrize(("reference", "answer"), [
    # Derivatives by a column are written as rows by some, and those by a matrix turned.
    (r"\frac{\partial}{\partial w} (a^\top w)", r"a^\top"), (r"\frac{\partial}{\partial X} \mathrm{tr}(AX)", "A"),
    (r"\frac{\partial (\mathbf{A}\mathbf{x})}{\partial \mathbf{x}}", r"\mathbf{A}^\top"),
    # Of something that is not known, or that may depend on what it is differentiated by.
    (r"\nabla f", r"2X^\top w"), (r"w - \eta \nabla L(w)", r"w - 2\eta X^\top(Xw-y)"),
    (r"\nabla_w \frac12\|\hat y - y\|^2", r"X^\top(Xw - y)"),
    (r"\nabla_w (\|\hat y - y\|^2 + w^\top w)", "2w"), (r"\nabla_w (L + w^\top w)", "2w"),
    (r"\nabla_x (x_1^\top x)", "x_1"), (r"\nabla_{x_k} \sum_i x_i^\top x_i", r"2\sum_i x_i"),
    (r"\nabla_w f(Xw)", r"X^\top \nabla f(Xw)"),
])  # fmt: skip
def test_what_is_not_told_of_a_gradient(reference: str, answer: str) -> None:
    assert check({"reference": reference}, answer, explain=False).verdict == "undecided"


NET = ["z = W x + b", r"a = \sigma(z)", r"L = \frac12\|a-y\|^2"]
RIDGE = ["r = Xw-y", r"L = r^\top r + \lambda \|w\|^2"]


@pytest.mark.parametrize(("definitions", "reference", "answers", "slip"), [
    ([], r"\nabla_w \|Xw-y\|^2 = 2X^\top(Xw-y)", [r"2X^\top Xw - 2X^\top y"],
     r"\nabla_w \|Xw-y\|^2 = X^\top(Xw-y)"),
    ([], r"\frac{\partial}{\partial w} (w^\top A w) = (A+A^\top)w", [r"Aw + A^\top w"],
     r"\frac{\partial}{\partial w} (w^\top A w) = 2Aw"),
    ([], r"\frac{\partial}{\partial w} (w^\top A w) = w^\top(A+A^\top)", [r"w^\top A + w^\top A^\top"],
     r"\frac{\partial}{\partial w} (w^\top A w) = w^\top A"),
    ([], r"\nabla_w (a^\top w) = a^\top", [r"a^\top"], r"\nabla_w (a^\top w) = w^\top"),
    (RIDGE, r"\nabla_w L = 2X^\top r + 2\lambda w", [r"2X^\top(Xw-y) + 2\lambda w"],
     r"\nabla_w L = 2X^\top r + \lambda w"),
    (RIDGE, r"\frac{\partial L}{\partial r} = 2r", ["2(Xw-y)"], r"\frac{\partial L}{\partial r} = r"),
    (RIDGE, r"\nabla_w^2 L = 2X^\top X + 2\lambda I", [r"2(X^\top X + \lambda I)"], r"\nabla_w^2 L = 2X^\top X"),
    (NET, r"\frac{\partial L}{\partial z} = (a-y)\odot\sigma'(z)", [r"(a-y)\odot a\odot(1-a)"],
     r"\frac{\partial L}{\partial z} = (y-a)\odot\sigma'(z)"),
    (NET, r"\frac{\partial L}{\partial W} = ((a-y)\odot\sigma'(z))x^\top", [r"((a-y)\odot a\odot(1-a))x^\top"],
     r"\frac{\partial L}{\partial W} = ((a-y)\odot\sigma(z))x^\top"),
    (["J(w) = \\|Xw-y\\|^2"], r"\nabla J(w) = 2X^\top(Xw-y)", [r"2X^\top Xw - 2X^\top y"],
     r"\nabla J(w) = X^\top(Xw-y)"),
    (["f(x) = \\frac12 x^\\top A x - c^\\top x"], r"\nabla^2 f(x) = \frac12(A+A^\top)", [r"\frac12 A^\top + \frac12 A"],
     r"\nabla^2 f(x) = A"),
    (["h = f(W x + b)", r"L = \frac12\|h-y\|^2"], r"\nabla_b L = (h-y)\odot f'(Wx+b)", [r"f'(Wx+b)\odot(h-y)"],
     r"\nabla_b L = (y-h)\odot f'(Wx+b)"),
    ([r"L = \sum_{i=1}^n \log(1+e^{-y_i w^\top x_i})"], r"\nabla_w L = -\sum_{i=1}^n \sigma(-y_i w^\top x_i) y_i x_i",
     [r"-\sum_{i=1}^n \frac{y_i x_i}{1+e^{y_i w^\top x_i}}"],
     r"\nabla_w L = -\sum_{i=1}^n \sigma(y_i w^\top x_i) y_i x_i"),
    (NET, r"\frac{\partial L}{\partial x} = W^\top((a-y)\odot\sigma'(z))", [r"W^\top((a-y)\odot a\odot(1-a))"],
     r"\frac{\partial L}{\partial x} = W((a-y)\odot\sigma'(z))"),
])  # fmt: skip
def test_the_left_side_of_a_reference_is_worked_out(definitions: list[str], reference: str, answers: list[str],
                                                    slip: str) -> None:
    context: dict[str, Any] = {"definitions": definitions, "context": "x, y, w and b are vectors."}
    for answer in answers:
        assert check({**context, "reference": reference}, answer, explain=False).verdict == "equivalent", answer
    with pytest.raises(InputError, match="is not what it is said to be"):
        ask({**context, "reference": slip})


def test_a_reference_that_needs_an_assumption() -> None:
    table = {"definitions": [r"L = \frac12 w^\top Aw - b^\top w"], "reference": r"\nabla_w L = Aw - b"}
    with pytest.raises(InputError, match="A symmetric") as caught:
        ask(table)
    assert "the left side is" in str(caught.value)
    assert check({**table, "assumptions": ["A symmetric"]}, "-(b-Aw)").verdict == "equivalent"


def test_what_is_asked_for_is_no_answer() -> None:
    table = {"reference": r"\nabla_w \|Xw-y\|^2 = 2X^\top(Xw-y)"}
    assert check(table, r"\nabla_w \|Xw-y\|^2").code == "restates"


def test_a_policy_is_no_product_with_a_number() -> None:
    table = {"reference": r"\nabla_\theta \log \pi_\theta(a) = \frac{\nabla_\theta \pi_\theta(a)}{\pi_\theta(a)}"}
    assert check(table, r"\frac{1}{\pi_\theta(a)} \nabla_\theta \pi_\theta(a)").verdict == "equivalent"
    assert check(table, r"\nabla_\theta \pi_\theta(a)").verdict == "not_equivalent"


SQUARES = {"definitions": [r"L = \|Xw-y\|^2"], "reference": r"\nabla_w L = 2X^\top(Xw-y)"}
ERROR = {"definitions": NET, "context": "x, y and b are vectors.",
         "reference": r"\frac{\partial L}{\partial z} = (a-y)\odot\sigma'(z)"}


@pytest.mark.parametrize(("question", "lines", "standings"), [
    (SQUARES, [r"L = (Xw-y)^\top(Xw-y)", r"L = w^\top X^\top X w - 2y^\top X w + y^\top y",
               r"\nabla_w L = 2X^\top X w - 2X^\top y", r"= 2X^\top(Xw-y)"], ["beside", "beside", "right", "right"]),
    (SQUARES, [r"L = (Xw-y)^\top(Xw-y)", r"\nabla_w L = X^\top Xw - X^\top y", r"= X^\top(Xw-y)"],
     ["beside", "wrong", "follows"]),
    (SQUARES, [r"L = (Xw-y)(Xw-y)^\top", r"\nabla_w L = 2X^\top(Xw-y)"], ["wrong", "right"]),
    (SQUARES, [r"\nabla_w L = \nabla_w (w^\top X^\top X w) - 2\nabla_w (y^\top X w)",
               r"= 2X^\top X w - 2X^\top y"], ["right", "right"]),
    (ERROR, [r"\frac{\partial L}{\partial a} = a-y", r"\frac{\partial L}{\partial z} = (a-y)\odot\sigma'(z)",
             r"= (a-y)\odot a\odot(1-a)"], ["beside", "right", "right"]),
    (ERROR, [r"\frac{\partial L}{\partial a} = y-a", r"\frac{\partial L}{\partial z} = (y-a)\odot\sigma'(z)"],
     ["wrong", "follows"]),
    (ERROR, [r"\frac{\partial L}{\partial a} = y-a", r"\frac{\partial L}{\partial z} = 2(y-a)\odot\sigma'(z)"],
     ["wrong", "wrong"]),
    (ERROR | {"reference": r"\frac{\partial L}{\partial W} = ((a-y)\odot\sigma'(z)) x^\top"},
     [r"\frac{\partial L}{\partial z} = (a-y)\odot\sigma(z)",
      r"\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z} x^\top", r"= ((a-y)\odot\sigma(z)) x^\top"],
     ["wrong", "right", "follows"]),
    ({"reference": r"\nabla_x \frac{x^\top A x}{x^\top x} = "
                   r"\frac{(A+A^\top)x}{x^\top x} - \frac{2 x^\top A x}{(x^\top x)^2}x"},
     [r"= \frac{\nabla_x (x^\top A x)}{x^\top x} - \frac{x^\top A x}{(x^\top x)^2} \nabla_x(x^\top x)",
      r"= \frac{(A+A^\top)x}{x^\top x} - \frac{x^\top A x}{(x^\top x)^2} 2x"], ["right", "right"]),
])  # fmt: skip
def test_worked_solutions(question: dict[str, Any], lines: list[str], standings: list[str]) -> None:
    found = judge_solution(ask(question), "\n".join(lines))
    assert [line.standing for line in found.lines] == standings
    assert (found.verdict == "equivalent") == ("wrong" not in standings)


@pytest.mark.parametrize(("answer", "verdict"), [
    (r"(a-y)\odot\sigma'(z) x^\top", "equivalent"),
    (r"(\frac{\partial L}{\partial a} \odot \sigma'(Wx+b)) x^\top", "equivalent"),
    (r"((Wx+b)-y) x^\top", "not_equivalent"),
    (r"(\frac{\partial L}{\partial a} \odot \sigma'(a)) x^\top", "not_equivalent"),
])
def test_a_derivative_by_what_is_defined(answer: str, verdict: str) -> None:
    """It is worked out with that letter as any, and then that is put in, too."""
    table = {**ERROR, "reference": r"\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z} x^\top"}
    found = check(table, answer, explain=False)
    assert found.verdict == verdict
    assert found.witness is None or not {"z", "a"} & {*found.witness.values}


@pytest.mark.parametrize("reference", [r"(\delta \odot \sigma'(z)) x^\top", r"\delta \odot \sigma'(z) x^\top"])
def test_a_product_of_entries_before_a_row(reference: str) -> None:
    right, wrong = r"\delta \odot \sigma'(z) x^\top", r"\delta \odot \sigma(z) x^\top"
    assert check({"reference": reference}, right).verdict == "equivalent"
    assert check({"reference": reference}, r"(\sigma'(z) \odot \delta) x^\top").verdict == "equivalent"
    assert check({"reference": reference}, wrong).verdict == "not_equivalent"
    assert check({"reference": r"\delta \odot W x"}, r"(\delta \odot W) x").verdict == "not_equivalent"
    assert check({"reference": reference}, r"\delta \odot (\sigma'(z) x^\top)").verdict == "not_equivalent"


def test_a_regularizer_of_which_nothing_is_known() -> None:
    table = {"definitions": [r"L=\frac12\|Xw-y\|^2 + \lambda R(w)"], "reference": r"\nabla_w L"}
    assert check(table, r"X^\top (X w - y) + \lambda \nabla R(w)").verdict == "equivalent"
    assert check(table, r"X^\top (X w - y) + \nabla R(w)").verdict == "not_equivalent"


# --------------------------------------------------------------------------
# Laws


@dataclass(frozen=True)
class Dual:
    """a + b e, where e^2 = 0: an exact value, and its slope."""

    a: Fraction
    b: Fraction = Fraction(0)

    def __add__(self, other: Dual | Fraction | int) -> Dual:
        other = dual(other)
        return Dual(self.a + other.a, self.b + other.b)

    def __mul__(self, other: Dual | Fraction | int) -> Dual:
        other = dual(other)
        return Dual(self.a * other.a, self.a * other.b + self.b * other.a)

    def __truediv__(self, other: Fraction) -> Dual:
        return Dual(self.a / other, self.b / other)

    def __neg__(self) -> Dual:
        return Dual(-self.a, -self.b)

    __radd__, __rmul__ = __add__, __mul__


def dual(number: Dual | Fraction | int) -> Dual:
    return number if isinstance(number, Dual) else Dual(Fraction(number))


def slopes(formula: Node, by: str) -> np.ndarray:
    """The slope of each entry of a column, or of a number, by each entry of a letter, as numpy has it."""
    before = VALUES[by]
    found = []
    try:
        for place in np.ndindex(*before.shape):
            VALUES[by] = before.copy()
            VALUES[by][place] = Dual(before[place], Fraction(1))
            found.append([dual(entry).b for entry in value(formula).flat])
    finally:
        VALUES[by] = before
    return np.array(found, dtype=object)


def known(made: Fitting) -> Drawn:
    drawn = Drawn(made, 0)
    for name, entries in VALUES.items():
        drawn.shown[name] = tuple(tuple(fmpq(int(entry)) for entry in row) for row in entries)
        drawn.sizes.update(zip(made.shape(Name(name)), entries.shape, strict=True))
    return drawn


@settings(max_examples=300)
@given(st.data())
def test_a_gradient_is_what_dual_numbers_say(data: st.DataObject) -> None:
    """Of a number, by anything; of a column, by a column; and second derivatives."""
    order = data.draw(st.sampled_from([1, 1, 2]))
    shape = data.draw(st.sampled_from([(1, 1), (1, 1), (3, 1), (2, 1)])) if order == 1 else (1, 1)
    formula = data.draw(formulas(shape))
    columns = [name for name, its in SHAPES.items() if its[1] == 1 != its[0]]
    by = data.draw(st.sampled_from([*SHAPES] if shape == (1, 1) and order == 1 else columns))
    made = Fitting(dict(KINDS), Rules(by_entry=True))  # type: ignore[arg-type]
    gradients = Gradients(made)
    try:
        made.shape(formula)
        found = gradients.worked_out(Gradient(formula, Name(by), order))
        if isinstance(found, Gradient):  # the letter does not stand there
            return
        made.shape(found)
    except (Unfit, NoMeaning):
        return
    drawn = known(made)
    for slope in gradients.slopes:
        assert drawn.is_slope(slope.of, slope.by, slope.found)
    entries = np.array([[Fraction(int(entry.p), int(entry.q)) for entry in row] for row in drawn.value(found)],
                       dtype=object)
    if order == 1:
        wanted = slopes(formula, by)
        wanted = wanted.reshape(SHAPES[by]) if made.shape(formula) == NUMBER else wanted.T
        assert (np.broadcast_to(entries, wanted.shape) == wanted).all()


def test_a_wrong_slope_is_seen_by_differences() -> None:
    made = Fitting({"x": "column", "A": "matrix"}, Rules())
    gradients = Gradients(made)
    formula = ask({"reference": r"x^\top A x"}).right[0]
    made.shape(formula)
    gradients.worked_out(Gradient(formula, Name("x")))
    (right,) = gradients.slopes
    wrong = ask({"reference": "2 A x"}).right[0]
    assert Drawn(made, 1).is_slope(right.of, right.by, right.found)
    assert not Drawn(made, 1).is_slope(right.of, right.by, wrong)
