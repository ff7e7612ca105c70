r"""Expressions of Python as formulas: floor(t/s) for t//s, log for np.log, A^T for A.T, both cases of a if c else b.

Python's own parser says what binds to what: a*t//s is the whole part of a t/s, and eta*g**t//s that of all of it. What
is read as formulas are anyway stays as it was typed. Beside vectors and matrices, NumPy's functions are those of each
entry, which mathematics writes in few ways: what is none of these is an error, and never read as something else.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from symdl.errors import ReadError

_HAS = re.compile(r"//|%|@|==|\bif\b|\bfor\b|\b(?:np|numpy|torch|jnp|math|scipy|tf|F)\s*\.|\.T\b"
                  r"|\.(?:sum|mean|prod|dot|transpose)\(|(?<![A-Za-z_.])(?:comb|where|maximum|minimum|inv|pow|square"
                  r"|log1p|expm1|dot|outer|matmul)\s*\(")
_SURELY = re.compile(r"@|\b(?:np|numpy|torch|jnp|math|scipy|tf)\s*\.|\.T\b|\.(?:sum|mean|dot|transpose)\(")
MULTIPLIES = re.compile(r"@|\.T\b|\b(?:matmul|matrix_power)\s*\(|\.dot\(")
_LONGEST = 400  # signs
_MODULES = frozenset(("np", "numpy", "torch", "jnp", "math", "scipy", "tf", "F", "linalg", "special", "nn",
                      "functional"))
_WORDS = r"(?:if|else|and|or|not|for|in)\b"
_GLUED = re.compile(rf"(?<![\w.])(\d+(?:\.\d+)?)\s*(?=(?!e[-+]?\d|{_WORDS})[A-Za-z(])"
                    rf"|(?<!\w)((?!{_WORDS})\w+|[)\]])\s+(?=(?!{_WORDS})[A-Za-z])")
"""What is multiplied by the name, or the bracket, behind it: 2a, 2(a + b), n X."""
_BESIDE = "\t*\t"
"""The sign of such a product, as it is typed for the parser."""
_ABOVE = "**\t"
"""A power with ^, which is none of each entry."""


@dataclass(frozen=True)
class Around:
    """What a program stands beside.

    vectors    the letters of the question that are vectors, beside matrices; None where all are numbers
    from_zero  whether its sums count from 0
    kinds      what its names can only be, by how its formulas fit together: "number", "column", "row", "matrix"
    columns    the letters that are vectors if a program multiplies matrices, where nothing else shows that
    """

    vectors: Collection[str] | None = None
    from_zero: bool = False
    kinds: Mapping[str, str] = field(default_factory=dict)
    columns: Collection[str] = ()

    def beside(self, text: str) -> Around:
        """The same beside a program, which may show that capital letters are matrices."""
        shows = self.vectors is None and MULTIPLIES.search(text) and any(
            self.kinds.get(name) == "matrix" for name in re.findall(r"\w+", text))
        return replace(self, vectors=self.columns) if shows else self

    def kind(self, name: str) -> str:
        """What a name is, as a program has it; W_1 is what W is."""
        return self.kinds.get(name) or self.kinds.get(re.sub(r"_?\d+$", "", name), "")


def as_formula(text: str, around: Around) -> str:
    """A text that is an expression of Python, as a formula; any other one as it is.

    Raises ReadError for what can only be Python, and has something that no formula says.
    """
    if len(text) > _LONGEST or "\\" in text or not text.isascii() or "\n" in text or not (
            _HAS.search(text) or (around.vectors is not None and "abs(" in text)):
        return text
    around = around.beside(text)
    typed = _GLUED.sub(rf"\1\2{_BESIDE}", text.replace("\t", " ").replace("^", _ABOVE))
    typed = re.sub(r"\blambda\b", "lambda_", typed).strip()
    try:
        said = _Formula(typed, around).of(ast.parse(typed, mode="eval").body)
    except _NotSaidError as error:
        if not (_SURELY.search(text) or error.is_sure):
            return text
        part = _plain(error.part)
        start = max(text.find(part), 0)
        raise ReadError(error.what, text, start, start + len(part) if part in text else len(text), error.hint) from None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text
    return _plain(said)


def _plain(typed: str) -> str:
    return re.sub(r"\blambda_(?!\w)", "lambda", typed).replace(_BESIDE, " ").replace(_ABOVE, "^")


def letters_of_vectors(texts: Sequence[str], words: str, kinds: Mapping[str, str]) -> frozenset[str]:
    """The small letters that are vectors beside such formulas: none that is said to be something else, or stands before
    another one.

    words   beside the formulas
    kinds   what they say that letters are, for certain: "column"
    """
    letters = {one for text in texts for one in _SMALL.findall(text)}
    matrices = {one for text in texts for one in _BEFORE_ANOTHER.findall(text)}
    return frozenset(one for one in letters if (kinds[one] == "column" if one in kinds else (
        one not in matrices and not re.search(rf"\b{one}\b[^.,;]*\bmatri", words))))


_SMALL = re.compile(r"(?<![A-Za-z\\_^])[a-z](?![A-Za-z])|(?<=[A-Z])[a-z]")
_BEFORE_ANOTHER = re.compile(r"(?<![A-Za-z\\_^{])([a-z])\s*[a-z](?![A-Za-z])(?!\s*\^\s*\{?\s*(?:\\top|\\intercal|T))")


class _NotSaidError(Exception):
    """What is of Python, and says nothing as a formula: a list, a slice, a function of one's own."""

    def __init__(self, what: str, part: str, hint: str = "write it as a formula", *, is_sure: bool = False):
        self.what, self.part, self.hint, self.is_sure = what, part, hint, is_sure


@dataclass(frozen=True)
class _Formula:
    typed: str
    around: Around

    def of(self, node: ast.expr) -> str:
        """What a node says, in place of the text between its two ends."""
        match node:
            case ast.BinOp(left=left, op=ast.FloorDiv(), right=right):
                return f"floor(({self.of(left)})/({self.of(right)}))"
            case ast.BinOp(left=left, op=ast.Mod(), right=right) if not isinstance(left, ast.Constant):  # 50 % x
                first, second = self.of(left), self.of(right)
                return f"(({first}) - ({second})*floor(({first})/({second})))"
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                return self.product(left, right)
            case ast.BinOp(op=ast.Pow(), right=power) if self.is_array(power) and _SURELY.search(self.typed):
                raise _NotSaidError("a power with an array above is that of each entry", self.text(node))
            case ast.BinOp(left=base, op=ast.Pow(), right=ast.Constant(value=2) as power) if self.is_of_entries(
                    base, base, self.between(base, power)):
                return self.squared(base)
            case ast.BinOp(left=base, op=ast.Pow(), right=power) if _ABOVE not in self.between(base, power) and (
                    self.is_array(base)):
                raise _NotSaidError("a power of an array is that of each entry", self.text(node),
                                    "write a ⊙ a, or A @ A")
            case ast.BinOp(left=base, op=ast.Pow(), right=power) if self.around.vectors is not None:
                return f"({self.of(base)})^({self.of(power)})"
            case ast.BinOp(left=left, op=ast.Mult(), right=right) if self.is_of_entries(
                    left, right, self.between(left, right)):
                if self.shape(left) != self.shape(right):
                    raise _NotSaidError("these two arrays are not multiplied as matrices are", self.text(node),
                                        "write @ for such a product")
                return f"(({self.of(left)}) ⊙ ({self.of(right)}))"
            case ast.BinOp(left=left, op=ast.Mult(), right=right) if self.is_scaled(left, right) or self.is_scaled(
                    right, left):
                return f"({self.of(left)}) ({self.of(right)})"
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div() | ast.Pow()) | ast.UnaryOp(
                    op=ast.USub() | ast.UAdd()):
                return self.as_typed(node)
            case ast.IfExp(test=test, body=body, orelse=last):
                return self.choice(test, body, last)
            case ast.Compare():
                return self.holds(node)
            case ast.Call(func=function, args=args, keywords=[]):
                return self.call(function, args, node)
            case ast.Attribute(value=value, attr="T"):
                return f"({self.of(value)})^T"
            case ast.Attribute(value=ast.Name(id=module), attr="pi" | "e" as name) if module in _MODULES:
                return name
            case ast.Subscript(value=ast.Name(), slice=ast.Name() | ast.Constant() | ast.Tuple()) | ast.Name():
                return self.text(node)
            case ast.Subscript(value=ast.Name(), slice=ast.BinOp(op=ast.Add() | ast.Sub())):
                return self.text(node)
            case ast.Constant(value=int() | float()):
                return self.text(node)
        raise self.unknown(node)

    def unknown(self, node: ast.expr) -> _NotSaidError:
        return _NotSaidError("this part of a program is not read as a formula", self.text(node))

    # ------------------------------------------------------------------
    # Functions

    def call(self, function: ast.expr, args: list[ast.expr], node: ast.expr) -> str:
        match function, args:
            case ast.Attribute(value=of, attr=name), _ if _is_module(of):
                pass
            case ast.Attribute(value=of, attr="dot"), [other]:
                return self.product(of, other)
            case ast.Attribute(value=of, attr="sum" | "mean" as name), []:
                args = [of]
            case ast.Attribute(value=of, attr="transpose"), []:
                return f"({self.of(of)})^T"
            case ast.Name(id=name), _:
                pass
            case _:
                raise self.unknown(node)
        match name, args:
            case "where", [test, first, last]:
                return self.choice(test, first, last)
            case "dot" | "matmul", [one, other]:
                return self.product(one, other)
            case "inner", [one, other] if {self.shape(one), self.shape(other)} <= {"column", ""}:
                return self.product(one, other)
            case "sum", [ast.GeneratorExp() | ast.ListComp() as many]:
                return self.summed(many)
            case "sum" | "mean", [one] if self.around.vectors is not None:
                return self.total(name, one)
            case "multiply", [one, other]:
                sign = "*" if self.around.vectors is None else "⊙"
                return f"(({self.of(one)}) {sign} ({self.of(other)}))"
            case "eye" | "identity", [_] if self.around.vectors is not None:
                return "I"
            case "matrix_power", [one, power] if self.shape(one) == "matrix" and _is_whole(power):
                return f"({self.of(one)})^{{{self.text(power)}}}"
            case "square", [one] if self.is_array(one):
                return self.squared(one)
            case "int" | "float", [ast.Compare() as test]:
                return self.holds(test)
            case "outer", [one, other] if self.shape(one) == self.shape(other) == "column":
                return f"(({self.of(one)}) ({self.of(other)})^T)"
        is_of_module = not isinstance(function, ast.Name)
        if self.around.vectors is not None and any(map(self.is_array, args)) and not self.is_known(name, args):
            raise _NotSaidError(f"{name} of an array is that of each entry, and is not read here", self.text(node),
                                is_sure=name == "abs")
        said = [self.of(one) for one in args]
        made = _MADE.get(name)
        if made is not None and len(args) == made[0]:
            return made[1](*said)
        if is_of_module and name not in _CALLED and name not in _KNOWN:
            raise _NotSaidError(f"{name} is not read here", self.text(function))
        return f"{_CALLED.get(name, name)}({', '.join(said)})" if is_of_module or name in _CALLED else self.as_typed(
            node, args)

    def is_known(self, name: str, args: list[ast.expr]) -> bool:
        """Whether a function of arrays is one in mathematics, too: of matrices, or of each entry of a vector."""
        shapes = {self.shape(one) for one in args}
        if name in _OF_MATRICES:
            return True
        return (name == "norm" and shapes <= {"column", "row"}) or name in _OF_ENTRIES or (
            name in ("exp", "log") and shapes <= {"column", "row"})

    def summed(self, many: ast.GeneratorExp | ast.ListComp) -> str:
        """sum(f for t in range(T)): over t = 0..T - 1, or over all members where the question counts from 1."""
        match many.generators:
            case [ast.comprehension(target=ast.Name(id=letter), iter=ast.Call(func=ast.Name(id="range"), args=ends),
                                    ifs=[])] if len(ends) in (1, 2):  # fmt: skip
                pass
            case _:
                raise self.unknown(many)
        first, last = "0" if len(ends) == 1 else self.of(ends[0]), self.of(ends[-1])
        has_members = any(isinstance(part, ast.Subscript) for part in ast.walk(many.elt))
        if len(ends) == 1 and has_members and not self.around.from_zero:
            if _stands_alone(letter, many.elt):
                raise _NotSaidError("it is not clear whether this counts from 0", self.text(many),
                                    "write range(1, n + 1)", is_sure=True)
            return f"sum({self.of(many.elt)}, {letter}, 1, {last})"
        less = re.fullmatch(r"(.*\S)\s*\+\s*1", last)
        return f"sum({self.of(many.elt)}, {letter}, {first}, {less[1] if less else f'{last} - 1'})"

    # ------------------------------------------------------------------
    # Arrays

    def product(self, left: ast.expr, right: ast.expr) -> str:
        """The product of two arrays, where one with a single axis is a column; of numbers, the sum over their index."""
        first, second = self.of(left), self.of(right)
        if self.around.vectors is None:
            if isinstance(left, ast.Name) and isinstance(right, ast.Name) and f"{left.id}{right.id}".islower():
                return f"sum({first}*{second})"
            raise _NotSaidError("the question has no vectors and matrices to be multiplied", self.span(left, right))
        match (self.shape(left), self.shape(right)):
            case ("column", "column"):
                return f"(({first})^T ({second}))"
            case ("column", "matrix"):
                return f"(({second})^T ({first}))"
            case ("matrix" | "row" | "column", "matrix" | "column" | "row"):
                return f"({first}) ({second})"
        raise _NotSaidError("it is not clear what is a vector here, and what a matrix", self.span(left, right))

    def squared(self, node: ast.expr) -> str:
        return f"(({self.of(node)}) ⊙ ({self.of(node)}))"

    def total(self, name: str, node: ast.expr) -> str:
        """The sum of all entries of products of entries, as an inner product, or a trace."""
        one = other = node
        match node:
            case ast.BinOp(left=one, op=ast.Mult(), right=other):
                pass
            case ast.BinOp(left=one, op=ast.Pow(), right=ast.Constant(value=2)):
                other = one
            case ast.Call(func=ast.Attribute(attr="square"), args=[one]):
                other = one
        shapes = {self.shape(one), self.shape(other)}
        if name == "sum" and one is not node and shapes in ({"column"}, {"matrix"}):
            inner = f"(({self.of(one)})^T ({self.of(other)}))"
            return inner if shapes == {"column"} else f"trace{inner}"
        if not self.is_array(node):
            return f"{name}({self.of(node)})"
        raise _NotSaidError(f"the {name} of all entries is not read here", self.text(node), "write a product with 1")

    def is_of_entries(self, left: ast.expr, right: ast.expr, sign: str) -> bool:
        """Whether a product is surely one of entries, as the text has a sign for products of matrices, too."""
        return sign not in (_BESIDE, _ABOVE) and _SURELY.search(self.typed) is not None and (
            self.is_array(left) and self.is_array(right))

    def is_scaled(self, number: ast.expr, array: ast.expr) -> bool:
        """Whether a letter that can only be a number is multiplied by an array, which is no product of entries."""
        return isinstance(number, ast.Name) and self.shape(number) == "number" and self.is_array(array)

    def is_array(self, node: ast.expr) -> bool:
        """Whether a node may be a vector or a matrix."""
        if self.around.vectors is None or (shape := self.shape(node)) == "number":
            return False
        return bool(shape) or any(isinstance(part, ast.Name) and self.shape(part) for part in ast.walk(node))

    def shape(self, node: ast.expr) -> str:
        """What a node is: a number, a matrix, a column (which has one axis), a row (a column turned); "" if unknown."""
        match node:
            case ast.Constant() | ast.Subscript():
                return "number"
            case ast.Name(id=name):
                known = self.around.kind("lambda" if name == "lambda_" else name)
                return known or ("matrix" if name[0].isupper() else "column" * (name in (self.around.vectors or ())))
            case ast.Attribute(value=of, attr="T") | ast.Call(func=ast.Attribute(value=of, attr="transpose"), args=[]) \
                    | ast.Call(func=ast.Attribute(attr="transpose"), args=[of]):
                return {"column": "row", "row": "column"}.get(of_shape := self.shape(of), of_shape)
            case ast.UnaryOp(operand=of):
                return self.shape(of)
            case ast.BinOp(left=left, op=ast.MatMult(), right=right) | ast.Call(
                    func=ast.Attribute(value=ast.Name(id="np"), attr="dot" | "matmul"), args=[left, right]) | ast.Call(
                    func=ast.Attribute(value=left, attr="dot"), args=[right]):
                return _OF_PRODUCTS.get((self.shape(left), self.shape(right)), "")
            case ast.BinOp(left=left, op=ast.Div() | ast.Pow()):
                return self.shape(left)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult(), right=right):
                shapes = {self.shape(left), self.shape(right)}
                return next((one for one in ("matrix", "row", "column", "number") if one in shapes), "")
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args):
                if name in _OF_ENTRIES | {"exp", "log"} and len(args) == 1:
                    return self.shape(args[0])
                return "matrix" if name in _MAKE_MATRICES else "number" if name in _NUMBERS else ""
        return ""

    # ------------------------------------------------------------------
    # Conditions

    def choice(self, test: ast.expr, body: ast.expr, last: ast.expr) -> str:
        where = self.holds(test)
        return f"(({self.of(body)})*{where} + ({self.of(last)})*(1 - {where}))"

    def holds(self, test: ast.expr) -> str:
        """One where a condition holds, and zero elsewhere."""
        match test:
            case ast.Compare(left=left, ops=signs, comparators=others) if all(type(sign) in _SIGNS for sign in signs):
                sides = [self.of(one) for one in (left, *others)]
                pairs = zip(pairwise(sides), signs, strict=True)
                return "*".join(f"1[{first} {_SIGNS[type(sign)]} {second}]" for (first, second), sign in pairs)
            case ast.BoolOp(op=ast.And(), values=values):
                return "*".join(map(self.holds, values))
            case ast.BoolOp(op=ast.Or(), values=values):
                return f"(1 - {'*'.join(f'(1 - {self.holds(one)})' for one in values)})"
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                return f"(1 - {self.holds(inner)})"
        raise self.unknown(test)

    # ------------------------------------------------------------------
    # Texts

    def as_typed(self, node: ast.expr, parts: list[ast.expr] | None = None) -> str:
        """The text of a node with that of its parts as they are read."""
        text, start = self.text(node), node.col_offset
        parts = [one for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr)] if parts is None else parts
        for part in reversed(parts):
            end = (part.end_col_offset or 0) - start
            text = f"{text[: part.col_offset - start]}{self.of(part)}{text[end:]}"
        return text

    def text(self, node: ast.expr) -> str:
        return self.typed[node.col_offset : node.end_col_offset]

    def between(self, left: ast.expr, right: ast.expr) -> str:
        return self.typed[left.end_col_offset : right.col_offset]

    def span(self, left: ast.expr, right: ast.expr) -> str:
        return self.typed[left.col_offset : right.end_col_offset]


def _is_module(node: ast.expr) -> bool:
    """Whether a node is np, or np.linalg."""
    while isinstance(node, ast.Attribute) and node.attr in _MODULES:
        node = node.value
    return isinstance(node, ast.Name) and node.id in _MODULES


def _is_whole(node: ast.expr) -> bool:
    """Whether this is an integer that is written out."""
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int())) | ast.Constant(value=int()):
            return True
    return False


def _stands_alone(letter: str, node: ast.expr) -> bool:
    """Whether a letter stands in a formula elsewhere than as the index of a member."""
    def names(part: ast.AST) -> Iterator[ast.Name]:
        if isinstance(part, ast.Name):
            yield part
        for child in ast.iter_child_nodes(part):
            if not (isinstance(part, ast.Subscript) and child is part.slice and isinstance(child, ast.Name)):
                yield from names(child)

    return any(part.id == letter for part in names(node))


_OF_PRODUCTS = {("matrix", "matrix"): "matrix", ("matrix", "column"): "column", ("column", "matrix"): "column",
                ("row", "matrix"): "row", ("row", "column"): "number", ("column", "column"): "number",
                ("column", "row"): "matrix"}
_MAKE_MATRICES = frozenset(("inv", "outer", "diag", "eye", "identity", "matrix_power"))
_NUMBERS = frozenset(("norm", "trace", "det"))
_OF_MATRICES = frozenset(("inv", "det", "trace", "transpose", "solve"))
_OF_ENTRIES = frozenset(("tanh", "sigmoid", "relu", "softplus", "sin", "cos"))
_KNOWN = _OF_MATRICES | _OF_ENTRIES | frozenset((
    "norm", "exp", "log", "log2", "log10", "sqrt", "abs", "sign", "floor", "ceil", "tan", "sinh", "cosh", "atan", "erf",
    "max", "min", "softmax", "sum", "mean", "prod", "gcd", "lcm", "cbrt"))
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
    "transpose": (1, lambda a: f"({a})^T"),
}

__all__ = ["MULTIPLIES", "Around", "as_formula", "letters_of_vectors"]
