r"""latex2sympy2 beside our reader: in a process of its own, stopped in time, and shown where it differs.

``.ci/run`` runs this file a second time where the extra is installed; without it, what needs it is skipped.
"""

import json
import os
import subprocess
import sys
import time
from importlib.util import find_spec

import pytest
from sympy import Add, E, Indexed, IndexedBase, Integer, Pow, Rational, Sum, Symbol, evaluate, exp, log, sqrt, symbols

from symdl.cli import main
from symdl.errors import InputError
from symdl.reading import beside, read
from symdl.second_reader import READERS, Second, common, second, sides
from symdl.sympy_text import TooLarge, spell, tree_of
from symdl.workers import Limits

HERE = find_spec("latex2sympy2") is not None
needs_it = pytest.mark.skipif(not HERE and "SYMDL_REQUIRE_LATEX2SYMPY2" not in os.environ,
                              reason="pip install 'symdl[latex2sympy2]'")

x, y, m, i, n, b, t = symbols("x y m i n b t")
xs = IndexedBase("x")


# --------------------------------------------------------------------------
# What does not need it

SIDES = {
    "x + 1": ["x + 1"],
    "a = b": ["a ", " b"],
    "a = b = c": ["a ", " b ", " c"],
    r"x \leftarrow x - 1": ["x ", " x - 1"],
    r"x \left(y + z\right)": [r"x \left(y + z\right)"],  # \le is no part of \left
    r"x \leq y": ["x ", " y"],
    r"x := y \le z": ["x ", r" y ", " z"],
    r"\sum_{i=1}^m x_i": [r"\sum_{i=1}^m x_i"],
    r"\left(a = b\right)": [r"\left(a = b\right)"],
    r"\left. x = 1 \right| = 2": [r"\left. x = 1 \right| ", " 2"],
    "f(x = 1) = 2": ["f(x = 1) ", " 2"],
    r"\{x \in S\} = T": [r"\{x \in S\} ", " T"],
    r"\begin{cases} a = b \end{cases} = c": [r"\begin{cases} a = b \end{cases} ", " c"],
    "= x": [" x"],
    "x =": ["x "],
    "=": ["="],
    "": [""],
    "a ) = b": ["a ) ", " b"],
    r"\theta": [r"\theta"],
    r"\to x": [" x"],
    "p(a | b)": ["p(a | b)"],
}


@pytest.mark.parametrize("text", SIDES)
def test_relations_are_cut(text):
    assert sides(text) == SIDES[text]


def unevaluated():
    with evaluate(False):
        return {
            "x + y": (x + y, "x + y"),
            "minus": (x - y, "x - y"),
            "minus a sum": (x - (y + 1), "x - (y + 1)"),
            "quotient": (x / y, "x/y"),
            "quotient of sums": ((x + 1) / (y + 1), "(x + 1)/(y + 1)"),
            "half": (x * Rational(1, 2), "1/2*x"),
            "power": (x ** (y + 1), "x**(y + 1)"),
            "power of a power": ((x**y) ** 2, "(x**y)**2"),
            "root": (sqrt(x), "x**(1/2)"),
            "negative power": (x ** (-2), "x**(-2)"),
            "one over": (Pow(x + 1, -1), "1/(x + 1)"),
            "one over, to a power": (Pow(Pow(x, -1), 2), "(1/x)**2"),
            "one over, in a power": (Pow(2, Pow(x, -1)), "2**(1/x)"),
            "one over a quotient": (Pow(x * Pow(y, -1), -1), "1/(x/y)"),
            "a member before": (Indexed("x", t - 1), "x_t-1"),
            "exponential": (exp(x), "E**x"),
            "sum": (Sum(xs[i], (i, 1, m)) / m, "Sum(x_i, (i, 1, m))/m"),
            "logarithm": (log(x), "log(x)"),
            "a member": (Indexed("x", i, y), "x_iy"),
            "a tower": (Pow(Integer(10), Pow(Integer(10), Integer(10))), "10**(10**10)"),
        }


@pytest.mark.parametrize("name", unevaluated())
def test_a_tree_is_written_without_evaluating(name):
    expr, text = unevaluated()[name]
    assert spell(common(tree_of(expr), ordered=False)) == text


def test_the_same_in_other_words_is_the_same():
    def tree(e):
        return common(tree_of(e))

    with evaluate(False):
        assert tree(x + y + 1) == tree(1 + (y + x))
        assert tree(x * Pow(2, -1)) == tree(Rational(1, 2) * x)
        assert tree(xs[i]) == tree(Symbol("x_i")) == tree(Symbol("x_{i}")) == tree(Symbol(r"\mathbf{x}_i"))
        assert tree(exp(x)) == tree(Pow(E, x))
        assert tree(Symbol(r"\hat{x}_i")) == tree(Indexed(r"\hat{x}", i))
        assert tree(x + y) != tree(x - y)
        assert tree(x**2) != tree(2 * x)
        assert tree(x**y) != tree(y**x)
        assert tree(log(x)) != tree(log(x, 10))
        assert tree(x / y) != tree(y / x)


def test_what_is_too_large_is_not_sent():
    deep = x
    with evaluate(False):
        for _ in range(200):
            deep = Pow(deep, 2)
        with pytest.raises(TooLarge):
            tree_of(deep)
        with pytest.raises(TooLarge):
            tree_of(Add(*[x] * 25_000))
    assert tree_of(Integer(10) ** 5000)[1] == hex(10**5000)  # no limit of digits


def test_there_is_no_other():
    with pytest.raises(InputError, match="no second reader"), second("os") as _:
        pass
    assert READERS == ("latex2sympy2",)


def test_without_it_the_way_to_get_it_is_told(monkeypatch, capsys):
    monkeypatch.setattr(Second, "installed", False)
    assert main(["read", "x^2", "--second", "latex2sympy2"]) == 2
    out = capsys.readouterr().out
    assert "not installed: pip install 'symdl[latex2sympy2]'" in out
    assert "x**2" in out  # ours is there all the same


def test_a_process_that_dies_is_told(monkeypatch):
    monkeypatch.setattr(Second, "installed", True)
    reader = Second("latex2sympy2", limits=Limits(memory=1 << 20))  # too little to start
    said = reader.compare("x + 1", [x + 1])
    assert (said.outcome, "crashed" in said.text) == ("cannot read", True)


# --------------------------------------------------------------------------
# With it


@pytest.fixture(scope="module")
def reader():
    with second("latex2sympy2") as one:
        yield one


AGREES = [
    "x + 1", "x - 2 y", r"\frac{a}{b}", r"\sqrt{x + 1}", "e^{-x}", r"a b c - d", "x^{2} y", r"\sum_{i=1}^{m} x_i",
    "x = y^2", r"x_{i} \leftarrow x_{i} - 1", r"\theta_{t-1} + v_{2i+1}",
    r"|x|", r"n!", r"\frac{1}{1 + e^{-z}}", r"\ln x", r"\theta \cdot \mu", "a = b = c",
]  # fmt: skip
DIFFERS = {
    r"\log x": "log(x, 10)",  # the logarithm of base 10
    r"x(y + 1)^2 - \log z": "log(z, 10)",
}
CANNOT = [r"\frac{\partial l}{\partial \hat{x}_i}", r"\sum_i x_i", r"x \odot y +", r"a = \sum_j b_j"]


@needs_it
@pytest.mark.parametrize("text", AGREES)
def test_both_read_the_same(reader, text):
    said = beside(read(text), reader)
    assert (said.outcome, said.text[:4]) == ("same", "same"), said.text
    assert len(said.reading) == len(sides(text))


@needs_it
@pytest.mark.parametrize("text", DIFFERS)
def test_where_they_differ_is_shown(reader, text):
    said = beside(read(text), reader)
    assert said.outcome == "differs"
    assert f"it reads {DIFFERS[text]} where we read " in said.text


@needs_it
@pytest.mark.parametrize("text", CANNOT)
def test_what_it_cannot_read_is_told(reader, text):
    said = beside(read(text), reader)
    assert said.outcome == "cannot read"
    assert said.line.startswith("foreign reading (latex2sympy2): it cannot read this: ")


@needs_it
def test_nothing_leaks_from_one_formula_to_the_next(reader):
    """It keeps what was "assigned", and after dw + 1 no letter could be read any more."""
    before = beside(read("A B"), reader)
    for text in ("dw + 1", "x = 5", "A = 2", r"\int x dx", "x"):
        beside(read(text), reader)
    assert beside(read("A B"), reader) == before
    assert beside(read("x + 1"), reader).outcome == "same"


@needs_it
@pytest.mark.parametrize("text", [
    r"\binom{10^8}{5 \cdot 10^7}", r"\operatorname{eye}(100000)", r"\gcd(10^{10^9}, 7)",
    r"\begin{vmatrix}" + r"\\".join("&".join(f"x_{{{r}{c}}}" for c in range(9)) for r in range(9)) + r"\end{vmatrix}",
    "+".join(f"x_{{{k}}}" for k in range(300)), "(" * 300 + "x" + ")" * 300, "9" * 3000, "{" * 3000,
])
def test_what_hangs_it_ends(text):
    with second("latex2sympy2") as one:
        one.seconds = 2
        start = time.monotonic()
        said = one.compare(text, None)
        assert time.monotonic() - start < 20
        assert said.outcome in ("differs", "cannot read")
        # And the next formula is read as if nothing had been.
        one.seconds = 20
        assert one.compare("x + 1", [x + 1]).outcome == "same"


@needs_it
def test_it_does_not_use_all_memory():
    with second("latex2sympy2") as one:
        said = one.compare(r"\operatorname{zeros}(30000, 30000)", None)
        assert said.outcome == "cannot read"


@needs_it
def test_nothing_of_the_folder_at_hand_is_imported(tmp_path):
    """A file named like what the worker imports, in the folder where a person works, is not run."""
    for name in ("latex2sympy2", "sympy", "gen", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported from here')")
    code = ("import sys; sys.path.remove('') if '' in sys.path else None\n"
            "from symdl.second_reader import second\n"
            "with second('latex2sympy2') as r: print(r.compare('x + 1', None).text)")
    done = subprocess.run([sys.executable, "-P", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True,
                          env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)})
    assert "it reads x + 1" in done.stdout


@needs_it
def test_the_command_line_shows_both(capsys, tmp_path):
    assert main(["read", r"\log x", "--second", "latex2sympy2"]) == 0
    out = capsys.readouterr().out
    assert "foreign reading (latex2sympy2): differs: it reads log(x, 10) where we read log(x)" in out
    assert main(["read", r"\log x", "x^2", "--second", "latex2sympy2", "--json"]) == 0
    first, other = json.loads(capsys.readouterr().out)["formulas"]
    assert first["second"] == {"reader": "latex2sympy2", "outcome": "differs", "reading": ["log(x, 10)"],
                               "text": "differs: it reads log(x, 10) where we read log(x)"}
    assert other["second"]["outcome"] == "same"
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": "a", "latex": "x^2"}\n{"id": "b", "latex": "\\\\sum_i x_i"}\n')
    assert main(["read", "--jsonl", str(rows), "--second", "latex2sympy2"]) == 0
    said = [json.loads(line)["second"]["outcome"] for line in capsys.readouterr().out.splitlines()]
    assert said == ["same", "cannot read"]


@needs_it
def test_what_was_asked_for_is_installed():
    assert HERE
