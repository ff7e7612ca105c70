"""One reader of formulas, or the judge of what readers read, in a process that can be killed.

    python read_worker.py READER     READER: symdl, latex2sympy2, latex2sympy2_extended, sympy_antlr, sympy_lark, judge

One JSON object a line comes in on stdin, and one a line goes out. This file needs nothing but the reader that it
runs and its SymPy, so that it runs under an interpreter of each reader's own. ``bench/read.py`` starts it.

A reader gets {"latex": .., "conventions": {..}} and answers {"srepr": .., "seconds": ..} or {"error": ..}, and besides
"tree", the seconds to a syntax tree, where the reader has one, and "damaged", where it says that the text is.

The judge gets {"expected": .., "read": .., "conventions": {..}}, two trees as ``sympy.srepr`` writes them, and
answers {"same": true or false}. It builds both itself, from the Python syntax of that text: nothing is evaluated
as a program. The same is what has the same value, whatever form it is in; names are compared without backslashes
and braces (``x_{1}`` and ``x_1``, ``\\theta`` and ``theta``), and decimals as the fractions that they are written for.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any, TextIO

Answer = dict[str, Any]
Reader = Callable[[str, dict[str, Any]], tuple[Any, Answer]]
"""Text and conventions -> what was read (or an exception), and what else there is to say of it."""


# --------------------------------------------------------------------------
# Readers


def symdl_reader() -> Reader:
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parents[1]))
    from symdl.notation.reader.notation import Meaning, Notation
    from symdl.notation.reader.parse import parse
    from symdl.notation.reader.sympy_trees import to_sympy

    made: dict[str, Notation] = {}

    def notation_of(conventions: dict[str, Any]) -> Notation:
        key = json.dumps(conventions, sort_keys=True)
        if key not in made:
            functions = {name: Meaning(name, "function") for name in conventions.get("functions", ())}
            symbols = {name: Meaning(name) for name in conventions.get("symbols", ())}
            made[key] = Notation(meanings={**functions, **symbols}, policies=frozenset(conventions.get("policies", ())),
                                 constants=conventions.get("constants", {"e": "e"}))
        return made[key]

    def read(latex: str, conventions: dict[str, Any]) -> tuple[Any, Answer]:
        notation = notation_of(conventions)
        start = perf_counter()
        parsed = parse(latex, notation, latex=True)
        tree = perf_counter() - start
        found = to_sympy(parsed.tree, intervals=conventions.get("intervals", False))
        return found, {"tree": tree, "damaged": any(note.kind == "damage" for note in parsed.notes)}

    return read


def latex2sympy2_reader() -> Reader:
    import latex2sympy2

    def read(latex: str, conventions: dict[str, Any]) -> tuple[Any, Answer]:
        latex2sympy2.var, latex2sympy2.variances = {}, {}  # an assignment is kept in the module for the next formula
        return latex2sympy2.latex2sympy(latex), {}

    return read


def extended_reader() -> Reader:
    from latex2sympy2_extended import latex2sympy
    from latex2sympy2_extended.latex2sympy2 import ConversionConfig

    def read(latex: str, conventions: dict[str, Any]) -> tuple[Any, Answer]:
        config = ConversionConfig(**conventions.get("latex2sympy2_extended", {}))
        return latex2sympy(latex, conversion_config=config), {}

    return read


def antlr_reader() -> Reader:
    from sympy.parsing.latex import parse_latex

    return lambda latex, conventions: (parse_latex(latex, strict=True, backend="antlr"), {})


def lark_reader() -> Reader:
    from lark import Tree
    from sympy.parsing.latex import parse_latex

    def read(latex: str, conventions: dict[str, Any]) -> tuple[Any, Answer]:
        found = parse_latex(latex, backend="lark")
        if isinstance(found, Tree):
            raise ValueError("several readings")  # which it leaves to the caller: no reading
        return found, {}

    return read


READERS: dict[str, Callable[[], Reader]] = {
    "symdl": symdl_reader, "latex2sympy2": latex2sympy2_reader, "latex2sympy2_extended": extended_reader,
    "sympy_antlr": antlr_reader, "sympy_lark": lark_reader,
}  # fmt: skip


def answer_of(read: Reader, asked: dict[str, Any]) -> Answer:
    from sympy import srepr

    start = perf_counter()
    try:
        found, besides = read(asked["latex"], asked["conventions"])
    except RecursionError:
        return {"error": "RecursionError", "seconds": perf_counter() - start}
    except Exception as error:  # whatever a reader raises is its refusal
        return {"error": f"{type(error).__name__}: {error}".strip()[:2000], "seconds": perf_counter() - start}
    seconds = perf_counter() - start
    if found is None:
        return {"error": "None", "seconds": seconds}
    try:
        return {"srepr": srepr(found), "seconds": seconds, **besides}
    except Exception as error:
        return {"error": f"cannot be written down: {error}"[:2000], "seconds": seconds}


# --------------------------------------------------------------------------
# The judge


def plain(name: str) -> str:
    """A name as letters and signs only: no commands for fonts, backslashes, braces, commas, spaces."""
    name = re.sub(r"\\?(mathbf|mathbb|mathcal|mathrm|mathit|mathsf|mathtt|mathfrak|boldsymbol|bm|text)\{", "{", name)
    return re.sub(r"[\\{} ,]", "", name)


NUMBERS = {r"\mathbb{N}": "Naturals", r"\mathbb{Z}": "Integers", r"\mathbb{Q}": "Rationals", r"\mathbb{R}": "Reals",
           r"\mathbb{C}": "Complexes"}
OPERATIONS = {"cup": "Union", "cap": "Intersection", "setminus": "Complement"}


class Builder:
    """``srepr`` text -> SymPy, with names, decimals and the conventions of a file made uniform."""

    def __init__(self, conventions: dict[str, Any]):
        import sympy

        self.sympy = sympy
        self.conventions = conventions.get("same", {})
        self.decimals = False

    def plain(self, name: str) -> str:
        return plain(name) if self.conventions.get("case", True) else plain(name).lower()

    def build(self, text: str) -> Any:
        return self.node(ast.parse(text, mode="eval").body)

    def node(self, node: ast.expr) -> Any:
        sympy = self.sympy
        match node:
            case ast.Constant(bool(value)):
                return sympy.true if value else sympy.false
            case ast.Constant(int(value)):
                return sympy.Integer(value)
            case ast.Constant(str(value)):
                return value
            case ast.Constant(float(value)):
                return sympy.Rational(repr(value))
            case ast.UnaryOp(ast.USub(), operand):
                return -self.node(operand)
            case ast.Name(name):
                return self.name(name)
            case ast.Attribute(ast.Name("S"), name):
                return self.name(name)
            case ast.List(items):
                return [self.node(item) for item in items]
            case ast.Tuple(items):
                return sympy.Tuple(*[self.node(item) for item in items])
            case ast.Call(ast.Name(name), args, keywords):
                return self.call(name, [self.node(arg) for arg in args],
                                 {word.arg: word.value for word in keywords if word.arg is not None})
            case ast.Call(ast.Call(ast.Name("Function"), [ast.Constant(str(name)), *_]), args):
                return self.applied(self.plain(name), [self.node(arg) for arg in args])
        raise ValueError(ast.dump(node))

    def name(self, name: str) -> Any:
        sympy = self.sympy
        if name in self.conventions.get("letters", ()):  # pi and E, for who reads them as letters
            return sympy.Symbol(self.conventions["letters"][name])
        if name in ("I", "E", "pi", "oo", "zoo", "nan", "true", "false", "EulerGamma", "GoldenRatio"):
            return getattr(sympy, name)
        if name in ("EmptySet", "Naturals", "Naturals0", "Integers", "Rationals", "Reals", "Complexes", "UniversalSet"):
            return getattr(sympy.S, name)
        return sympy.Symbol(self.plain(name))

    def call(self, name: str, args: list[Any], words: dict[str, ast.expr]) -> Any:
        sympy = self.sympy
        match name, args:
            case "Symbol", [str(label)] if self.conventions.get("sets") and label in NUMBERS:
                return getattr(sympy.S, NUMBERS[label])
            case ("Symbol" | "Dummy"), [str(label), *_]:
                return sympy.Symbol(self.plain(label))
            case "Str", [str(label)]:
                return label
            case "MatrixSymbol", [label, *_]:
                return sympy.Symbol(self.plain(str(label)))
            case ("IndexedBase"), [label, *_]:
                return sympy.Symbol(self.plain(str(label)))
            case "Indexed", [base, *indices]:
                return sympy.Symbol(self.plain(f"{base}_{''.join(map(str, indices))}"))
            case "Integer", [value]:
                return value
            case "Float", [str(value), *_]:
                self.decimals = True
                return sympy.Rational(repr(float(value)))
            case "Contains", [element, of] if self.conventions.get("sets"):
                return sympy.Eq(element, of, evaluate=False)
            case "UnevaluatedExpr", [value]:
                return value
            case ("log" | "Log"), [of, base]:
                return sympy.log(of) / sympy.log(base)
            case "Limit", [of, variable, end, side]:
                return sympy.Limit(of, variable, end, str(side))
            case "Equality", [left, right]:
                return sympy.Eq(left, right, evaluate=False)
            case ("Unequality" | "LessThan" | "StrictLessThan" | "GreaterThan" | "StrictGreaterThan"), [left, right]:
                return getattr(sympy, name)(left, right, evaluate=False)
            case ("ImmutableDenseMatrix" | "MutableDenseMatrix" | "Matrix"), _:
                return sympy.ImmutableDenseMatrix(*args)
            case ("Bra" | "Ket"), _:
                return sympy.Function(name)(*args)
            case "ExprCondPair", [value, where]:
                return (value, where)
        made = getattr(sympy, name)
        if not (isinstance(made, type) or callable(made)) or name.startswith("_") or not name[0].isalpha() \
                or not (isinstance(made, type) and issubclass(made, sympy.Basic)):
            raise ValueError(f"no constructor of SymPy: {name}")
        return made(*args)

    def applied(self, name: str, args: list[Any]) -> Any:
        """What is said by an application: a derivative of a bare name, a plus-minus, an element of a set."""
        sympy = self.sympy
        match name, args:
            case ("d" | "partial"), [of, *variables] if variables:
                return sympy.Derivative(of, *variables, evaluate=False)
            case ("gcd" | "lcm"), _:
                return getattr(sympy, name)(args)
            case ("max" | "min"), [of]:
                return of
            case "norm", [of]:  # of a number
                return sympy.Abs(of)
        if self.conventions.get("sets") and (found := self.of_sets(name, args)) is not None:
            return found
        return sympy.Function(name)(*args)

    def of_sets(self, name: str, args: list[Any]) -> Any:
        sympy = self.sympy
        match name, args:
            case "in", [element, of]:
                return sympy.Eq(element, of, evaluate=False)
            case "notin", [element, of]:
                return sympy.Ne(element, of, evaluate=False)
            case "pm", [left, right]:
                return sympy.FiniteSet(left + right, left - right)
            case "pm", [of]:
                return sympy.FiniteSet(of, -of)
            case ("cup" | "cap" | "setminus"), _:
                return getattr(sympy, OPERATIONS[name])(*map(self.a_set, args))
            case "subseteq", [left, right]:
                return sympy.sympify(self.a_set(left).is_subset(self.a_set(right)))
            case "supseteq", [left, right]:
                return sympy.sympify(self.a_set(right).is_subset(self.a_set(left)))
        return None

    def a_set(self, of: Any) -> Any:
        """{2} as an operand, where braces are not printed."""
        return of if isinstance(of, self.sympy.Set) else self.sympy.FiniteSet(of)


class Judge:
    def __init__(self, conventions: dict[str, Any]):
        import sympy

        self.sympy, self.conventions = sympy, conventions

    def same(self, expected: str, read: str) -> bool:
        builder = Builder(self.conventions)
        left, right = builder.build(expected), builder.build(read)
        self.decimals = builder.decimals
        return self.equal(left, right)

    def equal(self, left: Any, right: Any) -> bool:
        sympy = self.sympy
        from sympy.core.relational import Relational
        from sympy.logic.boolalg import Boolean, BooleanFunction
        from sympy.matrices.expressions.matexpr import MatrixExpr
        from sympy.sets.sets import Set

        if left == right:
            return True
        if self.conventions.get("same", {}).get("sets"):
            left, right = self.as_set(left), self.as_set(right)
        if isinstance(left, sympy.Not) and isinstance(left.args[0], sympy.Eq):
            left = sympy.Ne(*left.args[0].args, evaluate=False)
        if isinstance(right, sympy.Not) and isinstance(right.args[0], sympy.Eq):
            right = sympy.Ne(*right.args[0].args, evaluate=False)
        if isinstance(left, Relational) or isinstance(right, Relational):
            if not isinstance(left, Relational) or not isinstance(right, Relational):
                return False
            ways = [right, right.reversed]
            return any(type(left) is type(way) and self.equal(left.lhs, way.lhs) and self.equal(left.rhs, way.rhs)
                       for way in ways)
        if isinstance(left, sympy.FiniteSet) and isinstance(right, sympy.FiniteSet):
            rest = list(right.args)
            for item in left.args:
                found = next((other for other in rest if self.equal(item, other)), None)
                if found is None:
                    return False
                rest.remove(found)
            return not rest
        several = (sympy.Tuple, Set, BooleanFunction)
        if isinstance(left, several) or isinstance(right, several):
            if type(left) is not type(right) or len(left.args) != len(right.args):
                return bool(self.done(left) == self.done(right))
            return all(self.equal(one, other) for one, other in zip(left.args, right.args, strict=True))
        if isinstance(left, MatrixExpr) or isinstance(right, MatrixExpr):
            left, right = self.done(left), self.done(right)
            return left == right or (getattr(left, "shape", 0) == getattr(right, "shape", 1) and all(
                self.equal(one, other) for one, other in zip(left, right, strict=True)))
        if isinstance(left, Boolean) != isinstance(right, Boolean):
            return False
        left, right = self.done(left), self.done(right)
        if left == right:
            return True
        difference = sympy.simplify(left - right)
        if difference == 0:
            return True
        # What a suite expects as a decimal was computed in floating point.
        return bool(self.decimals and left.is_number and right.is_number
                    and abs(sympy.N(difference, 30)) < 1e-8 * (1 + abs(sympy.N(left, 30))))

    def done(self, tree: Any) -> Any:
        return tree.doit() if hasattr(tree, "doit") else tree

    def as_set(self, tree: Any) -> Any:
        """Several things with commas or words between them; k = 1, 2 is k = {1, 2}."""
        sympy = self.sympy
        match tree.args if isinstance(tree, sympy.Tuple) else ():
            case [sympy.Eq() as first, *others] if others and not any(item.is_Relational for item in others):
                return sympy.Eq(first.lhs, sympy.FiniteSet(first.rhs, *others), evaluate=False)
        if isinstance(tree, (sympy.Tuple, sympy.And, sympy.Or)) and tree.args:
            return sympy.FiniteSet(*tree.args)
        return tree


def verdict_of(asked: dict[str, Any]) -> Answer:
    try:
        return {"same": Judge(asked["conventions"]).same(asked["expected"], asked["read"])}
    except Exception as error:  # what cannot be compared is not the same
        return {"same": False, "why": f"{type(error).__name__}: {error}"[:300]}


# --------------------------------------------------------------------------


def main() -> None:
    out: TextIO = sys.stdout
    sys.stdout = sys.stderr  # what a reader prints is not an answer
    which = sys.argv[1]
    read = None if which == "judge" else READERS[which]()
    print(json.dumps({"ready": which}), file=out, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        found = verdict_of(asked) if read is None else answer_of(read, asked)
        print(json.dumps(found), file=out, flush=True)


if __name__ == "__main__":
    main()
