r"""Expressions of Python as formulas: floor(t/s) for t//s, log for np.log, A^T for A.T, both cases of a if c else b.

Python's own parser says what binds to what: a*t//s is the whole part of a t/s, and eta*g**t//s that of all of it. What
is read as formulas are anyway stays as it was typed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_HAS = re.compile(r"//|%|@|\bif\b|\b(?:np|numpy|torch|jnp|math|scipy|tf|F)\s*\.|\bdot\b|\.T\b|\.(?:sum|mean|prod)\("
                  r"|(?<![A-Za-z_.])(?:comb|where|maximum|minimum|inv|pow|square|log1p|expm1)\s*\(")
_LONGEST = 400  # signs
_MODULES = frozenset(("np", "numpy", "torch", "jnp", "math", "scipy", "tf", "F", "linalg", "special", "nn",
                      "functional"))
_WORDS = r"(?:if|else|and|or|not)\b"
_GLUED = re.compile(rf"(?<![\w.])(\d+(?:\.\d+)?)\s*(?=(?!e[-+]?\d|{_WORDS})[A-Za-z(])"
                    rf"|(?<!\w)((?!{_WORDS})\w+|[)\]])\s+(?=(?!{_WORDS})[A-Za-z])")
"""What is multiplied by the name, or the bracket, behind it: 2a, 2(a + b), n X."""
_BESIDE = "\t*\t"
"""The sign of such a product, as it is typed for the parser."""


def as_formula(text: str, vectors: Collection[str] | None = None) -> str:
    """A text that is an expression of Python, as a formula; any other one as it is.

    vectors   the letters that are vectors, beside matrices; None where each product is one of numbers
    """
    if _HAS.search(text) is None or len(text) > _LONGEST or "\\" in text or not text.isascii() or "\n" in text:
        return text
    typed = _GLUED.sub(rf"\1\2{_BESIDE}", text.replace("^", "**").replace("\t", " "))
    typed = re.sub(r"\blambda\b", "lambda_", typed).strip()
    try:
        tree = ast.parse(typed, mode="eval").body
        said = _Formula(typed, vectors).of(tree)
    except (SyntaxError, ValueError, _NotKnownError, RecursionError, MemoryError):
        return text
    return re.sub(r"\blambda_(?!\w)", "lambda", said).replace(_BESIDE, " ")


def letters_of_vectors(texts: Sequence[str], words: str) -> frozenset[str]:
    """The small letters that are vectors beside such formulas: none that is said to be a matrix, or stands before one.

    words   beside the formulas
    """
    letters = {one for text in texts for one in _SMALL.findall(text)}
    matrices = {one for text in texts for one in _BEFORE_ANOTHER.findall(text)}
    return frozenset(one for one in letters - matrices if not re.search(rf"\b{one}\b[^.,;]*\bmatri", words))


_SMALL = re.compile(r"(?<![A-Za-z\\_^])[a-z](?![A-Za-z])|(?<=[A-Z])[a-z]")
_BEFORE_ANOTHER = re.compile(r"(?<![A-Za-z\\_^{])([a-z])\s*[a-z](?![A-Za-z])(?!\s*\^\s*\{?\s*(?:\\top|\\intercal|T))")


class _NotKnownError(Exception):
    """What is of Python, and says nothing as a formula: a list, a slice, a function of one's own."""


@dataclass(frozen=True)
class _Formula:
    typed: str
    vectors: Collection[str] | None

    def of(self, node: ast.expr) -> str:
        """What a node says, in place of the text between its two ends."""
        match node:
            case ast.BinOp(left=left, op=ast.FloorDiv(), right=right):
                return f"floor(({self.of(left)})/({self.of(right)}))"
            case ast.BinOp(left=left, op=ast.Mod(), right=right) if not isinstance(left, ast.Constant):  # 50 % x
                first, second = self.of(left), self.of(right)
                return f"(({first}) - ({second})*floor(({first})/({second})))"
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                return self._product(left, right)
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div() | ast.Pow()) | ast.UnaryOp(
                    op=ast.USub() | ast.UAdd()):
                return self._as_typed(node)
            case ast.IfExp(test=test, body=body, orelse=last):
                return self._choice(test, body, last)
            case ast.Call(func=function, args=args, keywords=[]):
                return self._call(function, args, node)
            case ast.Attribute(value=value, attr="T"):
                return f"({self.of(value)})^T"
            case ast.Attribute(value=ast.Name(id=module), attr="pi" | "e" as name) if module in _MODULES:
                return name
            case ast.Subscript(value=ast.Name(), slice=ast.Name() | ast.Constant() | ast.Tuple()) | ast.Name():
                return self._text(node)
            case ast.Constant(value=int() | float()):
                return self._text(node)
        raise _NotKnownError

    def _call(self, function: ast.expr, args: list[ast.expr], node: ast.expr) -> str:
        match function:
            case ast.Attribute(value=of, attr=name) if _is_module(of):
                pass
            case ast.Attribute(value=of, attr="dot") if len(args) == 1:
                return self._product(of, args[0])
            case ast.Attribute(value=of, attr="sum" | "mean" | "prod" as name) if not args and self.vectors is None:
                return f"{name}({self.of(of)})"
            case ast.Name(id=name):
                pass
            case _:
                raise _NotKnownError
        if name == "where" and len(args) == 3:
            return self._choice(*args)
        if name in ("dot", "matmul") and len(args) == 2:
            return self._product(*args)
        if self.vectors is not None and name in ("sum", "mean") and any(  # entry by entry, as no formula has it
                isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mult) for part in ast.walk(node)):
            raise _NotKnownError
        said = [self.of(one) for one in args]
        made = _MADE.get(name)
        if made is not None and len(args) == made[0]:
            return made[1](*said)
        return f"{_CALLED.get(name, name)}({', '.join(said)})" if isinstance(function, ast.Attribute) or (
            name in _CALLED) else self._as_typed(node, args)

    def _product(self, left: ast.expr, right: ast.expr) -> str:
        """The product of two arrays, where one with a single axis is a column; of numbers, the sum over their index."""
        first, second = self.of(left), self.of(right)
        if self.vectors is None:
            if isinstance(left, ast.Name) and isinstance(right, ast.Name) and f"{left.id}{right.id}".islower():
                return f"sum({first}*{second})"
            raise _NotKnownError
        match (self._shape(left), self._shape(right)):
            case ("column", "column"):
                return f"(({first})^T ({second}))"
            case ("column", "matrix"):
                return f"(({second})^T ({first}))"
            case ("matrix" | "row" | "column", "matrix" | "column" | "row"):
                return f"({first}) ({second})"
        raise _NotKnownError

    def _shape(self, node: ast.expr) -> str:
        """What a node is: a number, a matrix, a column (which has one axis), a row (a column turned); "" if unknown."""
        match node:
            case ast.Constant():
                return "number"
            case ast.Name(id=name):
                return "matrix" if name[0].isupper() else "column" if name in (self.vectors or ()) else ""
            case ast.Attribute(value=of, attr="T"):
                return {"column": "row", "row": "column"}.get(of_shape := self._shape(of), of_shape)
            case ast.UnaryOp(operand=of):
                return self._shape(of)
            case ast.BinOp(left=left, op=ast.MatMult(), right=right) | ast.Call(
                    func=ast.Attribute(value=ast.Name(id="np"), attr="dot" | "matmul"), args=[left, right]) | ast.Call(
                    func=ast.Attribute(value=left, attr="dot"), args=[right]):
                return _OF_PRODUCTS.get((self._shape(left), self._shape(right)), "")
            case ast.BinOp(left=left, op=ast.Div()):
                return self._shape(left)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult(), right=right):
                shapes = {self._shape(left), self._shape(right)}
                return next((one for one in ("matrix", "row", "column", "number") if one in shapes), "")
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                return "matrix" if name in ("inv", "outer", "diag") else "number" if name in _NUMBERS else ""
        return ""

    def _choice(self, test: ast.expr, body: ast.expr, last: ast.expr) -> str:
        where = self._holds(test)
        return f"(({self.of(body)})*{where} + ({self.of(last)})*(1 - {where}))"

    def _holds(self, test: ast.expr) -> str:
        """One where a condition holds, and zero elsewhere."""
        match test:
            case ast.Compare(left=left, ops=signs, comparators=others) if all(type(sign) in _SIGNS for sign in signs):
                sides = [self.of(one) for one in (left, *others)]
                pairs = zip(pairwise(sides), signs, strict=True)
                return "*".join(f"1[{first} {_SIGNS[type(sign)]} {second}]" for (first, second), sign in pairs)
            case ast.BoolOp(op=ast.And(), values=values):
                return "*".join(map(self._holds, values))
            case ast.BoolOp(op=ast.Or(), values=values):
                return f"(1 - {'*'.join(f'(1 - {self._holds(one)})' for one in values)})"
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                return f"(1 - {self._holds(inner)})"
        raise _NotKnownError

    def _as_typed(self, node: ast.expr, parts: list[ast.expr] | None = None) -> str:
        """The text of a node with that of its parts as they are read."""
        text, start = self._text(node), node.col_offset
        parts = [*_parts(node)] if parts is None else parts
        for part in reversed(parts):
            end = (part.end_col_offset or 0) - start
            text = f"{text[: part.col_offset - start]}{self.of(part)}{text[end:]}"
        return text

    def _text(self, node: ast.expr) -> str:
        if node.lineno != 1 or node.end_lineno != 1:
            raise _NotKnownError
        return self.typed[node.col_offset : node.end_col_offset]


def _parts(node: ast.AST) -> Iterator[ast.expr]:
    return (one for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr))


def _is_module(node: ast.expr) -> bool:
    """Whether a node is np, or np.linalg."""
    while isinstance(node, ast.Attribute) and node.attr in _MODULES:
        node = node.value
    return isinstance(node, ast.Name) and node.id in _MODULES


_OF_PRODUCTS = {("matrix", "matrix"): "matrix", ("matrix", "column"): "column", ("column", "matrix"): "column",
                ("row", "matrix"): "row", ("row", "column"): "number", ("column", "column"): "number",
                ("column", "row"): "matrix"}
_NUMBERS = frozenset(("norm", "trace", "det", "sqrt", "exp", "log"))
_SIGNS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "=", ast.NotEq: "!=",
}
_CALLED = {"maximum": "max", "minimum": "min", "absolute": "abs", "fabs": "abs", "arctan": "atan", "arcsin": "asin",
           "arccos": "acos", "arctanh": "atanh", "arcsinh": "asinh", "arccosh": "acosh"}
_MADE: Mapping[str, tuple[int, Callable[..., str]]] = {
    "comb": (2, lambda n, k: f"binom({n}, {k})"), "pow": (2, lambda x, n: f"({x})^({n})"),
    "power": (2, lambda x, n: f"({x})^({n})"), "square": (1, lambda x: f"({x})^2"),
    "log1p": (1, lambda x: f"log(1 + ({x}))"), "expm1": (1, lambda x: f"(exp({x}) - 1)"),
    "inv": (1, lambda a: f"({a})^{{-1}}"), "factorial": (1, lambda n: f"({n})!"),
    "clip": (3, lambda x, a, b: f"max({a}, min({x}, {b}))"), "solve": (2, lambda a, b: f"({a})^{{-1}} ({b})"),
    "transpose": (1, lambda a: f"({a})^T"), "outer": (2, lambda a, b: f"({a}) ({b})^T"),
}

__all__ = ["as_formula", "letters_of_vectors"]
