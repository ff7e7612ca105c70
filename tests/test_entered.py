# ruff: noqa: E501  (a question and its answers are on one line)
"""Values of the functions that a question defines: what stands in their place has their value."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from symdl.errors import ReadError, SymdlError
from symdl.grading import check
from symdl.grading.scalar.values import Outside, Place, value
from symdl.grading.scalar.words import standard
from symdl.grading.typed.entered import Defined, entered
from symdl.notation.reader.declare import declare
from symdl.notation.reader.notation import OPEN
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Call, Name, Node, Number

LETTERS = {"a": Fraction(2, 3), "b": Fraction(-5, 7), "x": Fraction(3), "u": Fraction(11, 2)}


def numbers(*letters: str) -> st.SearchStrategy[str]:
    """Formulas as people write them, with rational values."""
    leaves = st.sampled_from([*letters, "2", "3"])
    return st.recursive(leaves, lambda below: st.one_of(
        st.tuples(below, below).map("({0[0]} + {0[1]})".format), st.tuples(below, below).map("{0[0]} - {0[1]}".format),
        st.tuples(below, below).map(r"{0[0]} \cdot {0[1]}".format), below.map(r"-{}".format),
        st.tuples(below, below).map(r"\frac{{{0[0]}}}{{{0[1]}}}".format), below.map("({})^2".format),
        st.sampled_from([f"{one}^2" for one in letters]), st.sampled_from([f"2 {one}" for one in letters]),
        st.sampled_from([rf"\frac {one}3" for one in letters])), max_leaves=5)


def of(tree: Node, **letters: Fraction) -> fmpq:
    point = {name: fmpq(number.numerator, number.denominator) for name, number in (LETTERS | letters).items()}
    return value(standard(tree), Place(point))


FORMULAS = ["f(@)", "2 f(@)", "a f(@) b", "x - f(@)", r"\frac{f(@)}{a}", "f(@)^2", r"b \cdot f\left(@\right)", "-f(@)",
            "a^2 f(@) + f(@)", "f(f(@))", r"\frac1{f(@)}"]


@given(numbers("u", "a"), numbers("x", "b"), st.sampled_from(FORMULAS))
def test_what_is_entered_has_the_value_of_the_function(body: str, argument: str, formula: str) -> None:
    written = formula.replace("@", argument)
    known = declare(["f(u)"])
    tree = parse(written, known).tree

    def worked(node: Node) -> Node:
        """With numbers in the place of values."""
        if isinstance(node, Call) and node.function == Name("f"):
            (inner,) = node.args
            found = of(parse(body, OPEN).tree, u=fraction(of(worked(inner))))
            return Number(fraction(found))
        fields = {name: put(getattr(node, name)) for name in node.__match_args__}
        return type(node)(**fields)

    def put(part: Any) -> Any:
        return worked(part) if isinstance(part, Node) else tuple(map(put, part)) if isinstance(part, tuple) else part

    try:
        expected = of(worked(tree))
    except Outside:
        return
    made = entered(written, (Defined("f", ("u",), body),))
    assert "f" not in made.replace("frac", "").replace("left", "")
    assert of(parse(made, OPEN).tree) == expected, made


def fraction(number: fmpq) -> Fraction:
    return Fraction(int(number.p), int(number.q))


SQUARE, LOGISTIC = "f(x) = x^2", r"\sigma(z) = \frac{1}{1+e^{-z}}"
LINE = [r"h_\theta(x) = \theta_0 + \theta_1 x", r"J = \frac{1}{2m} \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)})^2"]


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), [
    ([SQUARE], "f(2a)", ["4a^2", "(2a)^2", "f(a+a)", "4 f(a)"], ["2a^2", "2 f(a)"]),
    ([SQUARE], "f(x+h) - f(x)", ["2xh + h^2", "h(2x+h)", "f(x+h) - x^2"], ["f(h)", "2xh"]),
    ([SQUARE], "f(f(x))", ["x^4", "f(x)^2", "f(x^2)"], ["x^3", "f(x)"]),
    ([SQUARE], "f(3) = 9", ["9", "3^2", "f(3) = 9", "18/2"], ["6", "f(3) = 6", "f(2)"]),
    ([SQUARE], "f(-a)", ["a^2", "f(a)"], ["-a^2", "-f(a)"]),
    (["f(x) = x - 1"], "y f(a)", ["ya - y", "f(a) y"], ["y a - 1"]),
    (["f(x,y) = x - y"], "f(y,x)", ["y - x", "-f(x,y)"], ["x - y", "0"]),
    ([r"f(x) = \frac x2"], "f(a+b)", [r"\frac{a+b}{2}"], ["a + b/2"]),
    ([r"f(x) = 2^x"], "f(a+b)", ["2^{a+b}", "2^a 2^b"], ["2^a + b"]),
    (["f(x) = x + x_0"], "f(2)", ["2 + x_0"], ["4"]),
    ([LOGISTIC, r"a = \sigma(w x + b)", r"L = \frac12 (a - y)^2"], r"\frac{\partial L}{\partial w} = (a-y) a (1-a) x",
     [r"(\sigma(wx+b) - y)\sigma(wx+b)(1-\sigma(wx+b)) x", r"(a-y)\sigma'(wx+b) x"], ["(a-y)(1-a) x"]),
    # What the language has no place for is put in.
    ([r"L = (\sin x - y)^2"], r"\frac{\partial L}{\partial x} = 2 (\sin x - y)\cos x",
     [r"\sin 2x - 2y \cos x", r"\frac{dL}{dx} = 2\cos x (\sin x - y)"], [r"2(\sin x - y)"]),
    ([r"f(x) = \sin x"], r"f'(x) = \cos x", [r"\cos x", r"f(x + \pi/2)", r"f'(x) = \cos x"], [r"\sin x", "-f(x)"]),
    ([r"f(x) = \sin x", "g(x) = x^2"], "f(g(x))", [r"\sin x^2", "f(x^2)"], [r"\sin^2 x", "g(f(x))"]),
    ([r"z = w x", r"L = \sin z"], r"\frac{\partial L}{\partial w} = x \cos(w x)", [r"x \cos z"], [r"\cos z"]),
    ([r"\hat{y} = \sin(w x)"], r"\hat y - y", [r"\sin(wx) - y", r"\hat{y} - y"], [r"y - \hat y", r"\sin(wx)"]),
    ([r"\theta_1 = \sin x", r"\theta_{11} = 3"], r"2(\theta_1 - y)", [r"2\sin x - 2y", r"2\theta_{1} - 2y"], [r"2\theta_1^2 - 2y", r"2\theta_{11} - 2y"]),
    (LINE, r"\frac{\partial J}{\partial \theta_1} = \frac{1}{m}\sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x^{(i)}",
     [r"\frac1m \sum_i (\theta_0 + \theta_1 x^{(i)} - y^{(i)}) x^{(i)}"],
     [r"\frac1m \sum_i (h_\theta(x^{(i)}) - y^{(i)})"]),
])  # fmt: skip
def test_answers(definitions: list[str], reference: str, right: list[str], wrong: list[str]) -> None:
    question = {"definitions": definitions, "reference": reference}
    for answer in right:
        assert check(question, answer, explain=False).verdict == "equivalent", answer
    for answer in wrong:
        assert check(question, answer, explain=False).verdict == "not_equivalent", answer


@pytest.mark.parametrize(("body", "formula"), [("x^2", "f^x(a)"), ("x^2", "f'(2)"), ("x^2", "f(2, 3)"), ("x^2", "f(("), ("x^2", "2 f")])
def test_what_stays_as_it_is(body: str, formula: str) -> None:
    assert entered(formula, (Defined("f", ("x",), body),)) == formula


@pytest.mark.parametrize(("body", "formula"), [
    (r"\sum_{k=1}^n a_k x^k", "f(k)"), ("x k", r"\sum_{k=1}^3 f(2)"),  # the letter of a sum
    (r"\frac{d}{dx} x^3", "f(2)"), ("x = 3", "f(2)"), ("f(x - 1) + 1", "f(2)"),
    # A letter that is not seen through: a vector, an index, a letter with something around it.
    (r"\sqrt{\sum_i x_i^2}", "f(v)"), ("a_x + 1", "f(2)"), ("x_1 + x_2", "f(2)"), (r"\mathbf{x} + 1", "f(2)"), ("x^{(1)}", "f(2)"),
    # What is put in ends an argument, or takes an exponent.
    (r"\sin 2x", "f(a+1)"), ("x^2", r"\sin 2f(a)"), ("x^2", r"\sin f(a)^2"),
])  # fmt: skip
def test_what_is_refused(body: str, formula: str) -> None:
    with pytest.raises(ReadError):
        entered(formula, (Defined("f", ("x",), body),))


@pytest.mark.parametrize(("definitions", "reference"), [
    ([r"L = \sin w"], r"\frac{\partial L}{\partial w} = \sin w"), ([SQUARE], "f(3) = 6"),
    ([r"f(x) = \cos x"], r"f'(x) = \sin x"), (LINE, r"\frac{\partial J}{\partial \theta_1} = h_\theta(x^{(1)})"),
])
def test_a_reference_that_does_not_follow_is_refused(definitions: list[str], reference: str) -> None:
    with pytest.raises(SymdlError):
        check({"definitions": definitions, "reference": reference}, "0")


@pytest.mark.parametrize("answer", [r"\frac{\partial L}{\partial w}", r"\frac{dL}{dw}", r"\frac{d}{dw} \sin w"])
def test_what_is_asked_for_is_no_answer(answer: str) -> None:
    question = {"definitions": [r"L = \sin w"], "reference": r"\frac{\partial L}{\partial w} = \cos w"}
    assert check(question, answer).code == "restates"


@pytest.mark.parametrize(("definitions", "reference", "answer"), [
    ([r"n(x)=\sqrt{\sum_i x_i^2}"], "n(v)", r"\sqrt{\sum_i x_i^2}"), ([r"h(x)=\sum_j \theta_j x_j"], "h(2x)", "h(x)"),
    (["f(n)=a_n+1"], "f(2)", "a_n+1"), (["f(x_1,x_2)=x_1x_2"], "f(2,3)", "x_1x_2"), (["f(x)=x_1+x_2"], "f(2)", "x_1+x_2"),
    ([r"f(x)=\sin 2x"], "f(a+1)", r"(a+1)\sin(2)"), (["f(x)=x^2"], r"\sin 2f(a)", r"a^2\sin(2)"), ([r"L=\sin x"], r"\sin 2L", r"\sin(2)\sin x"),
    (["f(x)=x^2"], r"\sin f(a)^2", r"\sin^2(a^2)"), ([r"L=\sin x"], r"\log L^2", r"(\log\sin x)^2"),
    (["f(x)=x t"], r"\int_0^1 f(t)dt", "1/3"), (["f(x)=x k"], r"\sum_{k=1}^3 f(2)", "12"),
    (["f(x)=k x"], r"f(x_1)+f(x_2)+\cdots+f(x_n)", r"\sum_{k=1}^n k x_k"), ([r"L=\sin k"], r"\sum_{k=1}^3 L", r"\sin1+\sin2+\sin3"),
    ([r"z=\sin(wx)", "u=vz", "p=u-y", "L=p^2"], r"\frac{d}{dw}(L w)", "L"), (["f(x)=x^2"], "2f(x)", r"f\hspace{1cm}(2)"),
    ([r"{\sigma}(z)=\tanh(z)"], r"\sigma'(z)", r"\sigma(z)(1-\sigma(z))"),
])  # fmt: skip
def test_what_was_accepted_is_not(definitions: list[str], reference: str, answer: str) -> None:
    try:
        found = check({"definitions": definitions, "reference": reference}, answer, explain=False)
    except SymdlError:
        return
    assert found.verdict != "equivalent"


@pytest.mark.parametrize("answer", [r"\sigma'(z)", r"\sigma ' (z)", r"\sigma^\prime(z)", r"\sigma^{\prime}\left(z\right)"])
def test_the_slope_itself_is_no_answer(answer: str) -> None:
    question = {"definitions": [LOGISTIC], "reference": r"\sigma(z)(1-\sigma(z))"}
    assert check(question, answer).verdict == "invalid"


SLOPE = r"\frac{n\sum_{i=1}^n x_i y_i - \sum_{i=1}^n x_i \sum_{j=1}^n y_j}{n\sum_{i=1}^n x_i^2 - (\sum_{i=1}^n x_i)^2}"


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (SLOPE, r"\frac{n\sum x_i y_i - \sum x_i \sum y_i}{n\sum x_i^2 - (\sum x_i)^2}", "equivalent"),
    (SLOPE, r"\frac{\sum (x_i - \frac1n\sum x_i) y_i}{\sum (x_i - \frac1n\sum x_i)^2}", "equivalent"),
    (SLOPE, r"\frac{n\sum x_i y_i - \sum x_i y_i}{n\sum x_i^2 - (\sum x_i)^2}", "not_equivalent"),
    (r"\frac{\sum_i x_i y_i}{\sum_i x_i^2}", r"\sum \frac{y_i}{x_i}", "not_equivalent"),
    (r"\sum_{i=1}^n \sum_{j=1}^m x_{ij}", r"\sum_i \sum x_{ij}", "equivalent"),
    (SLOPE, r"\frac{n\sum x_i y_i - \sum x_i \sum y_j}{n\sum\nolimits x_i^2 - (\sum_{} x_j)^2}", "equivalent"),
    (SLOPE, r"\frac{\sum (x_j - \frac1n\sum x_i) y_j}{\sum (x_j - \frac1n\sum x_i)^2}", "equivalent"),
    (SLOPE, "sum((x_i - mean(x_j)) y_i)/sum((x_i - mean(x_j))^2)", "equivalent"),
    (SLOPE, "sum((x_i - mean(x_j)) y_j)/sum((x_i - mean(x_j))^2)", "invalid"),
    (r"n \sum_{i=1}^n x_i^2", r"\sum\sum x_i^2", "invalid"), (r"(\sum_{i=1}^n x_i)^2", r"\sum x_i \sum x_j", "equivalent"),
    # More than one index, none, another sum, a sign that counts nothing.
    (r"\sum_{i=1}^n \sum_{j=1}^m x_{ij}", r"\sum x_{ij}", "invalid"), (r"\sum_{i=1}^n a_i b_i", r"\sum a_i b_j", "invalid"),
    (r"\sum_{i=1}^n a_i", r"\sum a", "invalid"), (r"\sum_{i=1}^3 i", r"\sum i", "invalid"),
    (r"\sum_{i=2}^n x_i", r"\sum x_i", "invalid"),
])  # fmt: skip
def test_a_sum_without_an_index_is_over_the_only_one_that_there_is(reference: str, answer: str, verdict: str) -> None:
    assert check({"reference": reference}, answer, explain=False).verdict == verdict
