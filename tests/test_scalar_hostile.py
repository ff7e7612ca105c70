"""What is typed to do harm ends soon, in a decision that is true."""

from __future__ import annotations

import resource
import time

import pytest

from symdl.errors import ReadError
from symdl.grading.scalar import decide
from symdl.notation.reader import syntax as at
from symdl.notation.reader.notation import Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Node

NOTATION = Notation(constants={"e": "e", "I": "i"})
SECONDS = 3.0

HOSTILE = (
    "10^(10^10)", "10^10^10^10", "9^9^9^9", "9^(9^9)", "(9^9)^(9^9)", "e^(e^(e^(e^e)))", "x^x^x^x^x", "x^(10^15)",
    "factorial(10^7)", "factorial(10^12)", "((((5!)!)!)!)!", "binomial(10^9, 5*10^8)", "binomial(x, 3000)",
    "gamma(10^8)",
    "sum(k, k, 1, 10^9)", "sum(1/k, k, 1, 10^6)", "product(k, k, 1, 10^7)", "sum(sin(k), k, 1, 300)^20",
    "sum(sum(sum(i*j*k, i, 1, 300), j, 1, 300), k, 1, 300)", "(x+y+z+w)^1000", "(x+y)^(10^9)", "((x+1)^100+1)^100",
    "(a+b+c+d+f+g+h)^12", "sin(10^100)", "root(2, 10^9)", "2^(1/10^9)", "x^(1/239)+x^(1/241)", "cos(x)^200",
    "diff(exp(sin(x*cos(x))), x, 12)", "int(sin(1/x), x, 0, 1)", "int(exp(-x^2), x, 0, 10^9)",
    "int(int(sin(x*y), x, 0, 1), y, 0, 1)", "log(10^(10^4))", "(1+1/10^50)^(10^50)", "floor(10^50*pi)",
    "(1+sqrt(2)+sqrt(3)+sqrt(5)+x)^30", "1/0", "0^0", "log(0)", "tan(pi/2)", "1/(1-cos(x)^2-sin(x)^2)",
    "sqrt(" * 50 + "x" + ")" * 50, "abs(" * 40 + "x" + ")" * 40, "x*" * 900 + "x", "(x+1)*" * 200 + "1",
    "+".join(f"sqrt({k}+x)" for k in range(2, 40)),
    "+".join(f"sqrt({p})" for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43)),
    "*".join(f"(x^{k}+y^{k}+1)" for k in range(1, 30)), "*".join(f"sin({k}*x)" for k in range(1, 40)),
    "max(" + ",".join(f"x+{k}" for k in range(40)) + ")",
)  # fmt: skip


def read(text: str) -> Node:
    return parse(text, NOTATION, latex=False).tree


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:30])
def test_it_ends_soon_and_is_not_wrong(text):
    tree = read(text)
    for other, never in ((text, "not_equivalent"), (f"({text})+1", "equivalent"), ("x", "equivalent"),
                         (f"({text})*(1+sin(x)^2)/(2-cos(x)^2)", "not_equivalent")):
        start = time.process_time()
        decision = decide(tree, read(other), cas=False)
        assert time.process_time() - start < SECONDS
        assert decision.verdict != never, (other, decision)


def test_memory_stays_small():
    """What flint takes is not Python's, so it is the process that is measured."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for text in ("9^9^9^9", "factorial(10^7)", "(x+y+z+w)^1000", "10^10^10^10"):
        decide(read(text), read(f"{text}+1"), cas=False)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KiB on Linux, bytes elsewhere: less


def test_a_tree_too_deep_or_too_large_is_left_undecided():
    deep: Node = at.Name("x")
    for _ in range(100_000):
        deep = at.Neg(deep)
    wide = at.Sum(tuple(at.Name("x") for _ in range(100_000)))
    for tree in (deep, wide):
        decision = decide(tree, at.Name("x"), cas=False)
        assert decision.verdict == "undecided"
        assert "too large" in decision.reason


@pytest.mark.parametrize("text", [
    "__import__('os').system('true')", "exec('x')", "x.__class__", "lambda: x", "open('f')", "sympify('x')",
    "x; import os",
])
def test_nothing_typed_is_executed(text):
    try:
        tree = read(text)
    except ReadError:
        return
    assert decide(tree, at.Name("x"), cas=True).verdict != "equivalent"


def test_names_that_python_or_sympy_know_are_letters_as_all_others():
    for name in ("Q", "S", "N", "E", "beta", "zeta", "lambda", "__class__", "i", "pi_"):
        tree = at.Product((at.Number(read("2").value), at.Name(name)))  # type: ignore[attr-defined]
        assert decide(tree, at.Sum((at.Name(name), at.Name(name))), cas=True).verdict == "equivalent"
        assert decide(tree, at.Name(name), cas=True).verdict == "not_equivalent"
        assert decide(at.Power(at.Name(name), read("2")), at.Neg(read("1")), cas=True).verdict == "not_equivalent"
