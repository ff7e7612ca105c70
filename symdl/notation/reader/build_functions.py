r"""Functions, indicators, and vectors where a number comes out of them: norms and products."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from itertools import pairwise

from sympy import Add, Expr, Integer, Mul, Pow, Rational, exp, log, tanh

from symdl.errors import LackingError
from symdl.language import (
    Index,
    Range,
    absolute,
    derivative,
    expectation,
    floor,
    maximum,
    minimum,
    relu,
    sigmoid,
    sqrt,
    total,
    unit_step,
    variance,
)
from symdl.notation.reader.build_derivatives import Derivatives
from symdl.notation.reader.build_names import DERIVATIVES, LIMIT_EXPONENT, Env, name_of
from symdl.notation.reader.left_out import left_out
from symdl.notation.reader.syntax import (
    Big,
    Call,
    Cases,
    Chain,
    Function,
    Infix,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Product,
    Quotient,
    Sum,
    walk,
)

_HALF = Rational(1, 2)


def _negative(x: Expr) -> Expr:
    return Mul(Integer(-1), x)


def _cosh(x: Expr) -> Expr:
    return Mul(_HALF, Add(exp(x), exp(_negative(x))))


def _sinh(x: Expr) -> Expr:
    return Mul(_HALF, Add(exp(x), _negative(exp(_negative(x)))))


_UNARY: dict[str, Callable[[Expr], Expr]] = {
    "sqrt": sqrt, "exp": exp, "log": log, "tanh": tanh, "sigmoid": sigmoid,
    "E": expectation, "Var": variance, "relu": relu, "unit_step": unit_step, "abs": absolute, "floor": floor,
    # These are written out, as the language does without them.
    "cosh": _cosh, "sinh": _sinh,
    "coth": lambda x: Mul(_cosh(x), Pow(_sinh(x), -1)),
    "sech": lambda x: Pow(_cosh(x), -1), "csch": lambda x: Pow(_sinh(x), -1),
    "softplus": lambda x: log(Add(Integer(1), exp(x))),
    "logit": lambda x: log(Mul(x, Pow(Add(Integer(1), _negative(x)), -1))),
    "sign": lambda x: Add(unit_step(x), _negative(unit_step(_negative(x)))),
    "ceil": lambda x: _negative(floor(_negative(x))),
}  # fmt: skip
_BY_LETTER = {r"\sigma": "sigmoid"}
_BINARY: dict[str, Callable[[Expr, Expr], Expr]] = {"max": maximum, "min": minimum}


_SLOPES: dict[str, Callable[[Expr], Expr]] = {
    "sigmoid": lambda x: Mul(sigmoid(x), Add(1, _negative(sigmoid(x)))), "exp": exp, "log": lambda x: Pow(x, -1),
    "tanh": lambda x: Add(1, _negative(Pow(tanh(x), 2))), "relu": unit_step,
}  # fmt: skip
"""The derivatives of functions that everyone knows."""


class Functions(Derivatives):
    """What is applied to what; the function decides how its arguments are read."""

    def call(self, node: Call, env: Env) -> Expr:
        function = node.function
        if function == Name("unit_step"):
            function = Function("unit_step")
        if isinstance(function, (Name, Member)):
            name, *_ = name_of(function)
            if name in DERIVATIVES:
                return self.typed_derivative(node, name, env)
            if name == "delta" and isinstance(function, Name):
                return self.delta(node, node.args, env)
            if self.scope.applies(name):
                whole = Member(name, *name_of(function)[1:], start=node.start, end=node.end)
                return self.entry(whole, env, node.args)
            if name.endswith("'") and (known := _BY_LETTER.get(name[:-1], name[:-1])) in _UNARY:
                return self.derivative_of(node, known, env)
            if self.scope.knows(name) or name in env:
                raise self.fail(f"{self.shown(function)} is no function", function,
                                f"write {name}*(...) for a product")
            raise self.unknown(Name(name, start=function.start, end=function.end), env)
        if not isinstance(function, Function):
            raise self.fail("this is no function", function, "write * for a product")
        name = function.name
        if name == "log" and len(node.args) == 1 and isinstance(of := node.args[0], Big) and of.sign == "prod":
            # Wherever the logarithm of each factor is a number, so is that of the product.
            return self.build(replace(of, sign="sum", of=replace(node, args=(of.of,))), env)
        if node.below:
            raise self.fail(f"{name} has no subscript here", node.below[0],
                            "write \\mathbb{E}[...]: it is over everything that is random")
        if name in ("E", "Var") and not self.scope.expectations:
            raise self.fail(f"{name}(...) cannot be used in an answer", node,
                            "write out what it is: that is what is asked")
        if name in ("E", "Var") and self.scope.places is not None and not any(
                family.law for family in self.scope.families.values()):
            raise self.fail(f"nothing here says what is random in {self.shown(node)}", node, "write the average out")
        if name == "norm":
            return self.norm(node, env)
        if name in ("log", "log10") and (base := self.log_base(node)) is not None:
            argument = self.build(node.args[0], env)
            return Mul(log(argument), Pow(log(Integer(base)), -1))
        if name in _UNARY:
            self.check_count(node, name, 1)
            argument = self.build(node.args[0], env)
            return self.make(node, lambda: _UNARY[name](argument))
        if name in _BINARY:
            if len(node.args) < 2:
                self.check_count(node, name, 2)
            arguments = [self.build(arg, env) for arg in node.args]
            return self.make(node, lambda: reduce(_BINARY[name], arguments))
        if name == "delta":
            return self.delta(node, node.args, env)
        raise LackingError(f"{name} is not a function of the language", self.text, node.start, node.end,
                           "functions: " + ", ".join(n for n in (*_UNARY, *_BINARY)))

    def derivative_of(self, node: Call, name: str, env: Env) -> Expr:
        r"""``\sigma'(z)``, the derivative of a function that everyone knows."""
        self.check_count(node, name, 1)
        if self.scope.places is not None and name in _SLOPES:
            argument = self.build(node.args[0], env)
            return self.make(node, lambda: _SLOPES[name](argument))
        self.check_derivative(node, "this derivative")
        by = self.node(node.args[0], env)
        return self.make(node, lambda: derivative(_UNARY[name](by), by))

    def log_base(self, node: Call) -> int | None:
        """The base of a logarithm that has one written below."""
        if node.function == Function("log10") and len(node.args) == 1:
            return 10
        if len(node.args) != 2 or not re.match(r"\\?log\s*_", self.shown(node)):
            return None
        match node.args[1]:
            case Number(value) if value.denominator == 1 and 1 < value <= LIMIT_EXPONENT:
                return int(value)
        raise self.fail("the base of a logarithm is a number", node.args[1], "write log(z)/log(b)")

    def indicator(self, condition: Node, env: Env) -> Expr:
        r"""1[a > b] is a step, 1[i = j] a delta, and 1[a < b < c] a product of two steps."""
        match condition:
            case Chain(items, signs) if len(signs) > 1 and {*signs} <= {"lt", "le", "gt", "ge"}:
                links = [replace(condition, items=pair, signs=(sign,))
                         for pair, sign in zip(pairwise(items), signs, strict=True)]
                return Mul(*(self.indicator(link, env) for link in links))
            case Chain((Name() as a, Name() | Number() as b), ("eq" | "ne" as sign,)) if all(
                    isinstance(side, Number) or self.letter(side, env) in env for side in (a, b)):
                same = self.delta(condition, (a, b), env)
                return same if sign == "eq" else Add(Integer(1), Mul(Integer(-1), same))
            case Chain((a, b), ("gt" | "le",)):
                above, below = self.build(a, env), self.build(b, env)
            case Chain((a, b), ("lt" | "ge",)):
                above, below = self.build(b, env), self.build(a, env)
            case _:
                raise self.fail("an indicator is of one relation of numbers, or of two indices", condition,
                                r"write \mathbf{1}[a > b] or \delta_{ij}")
        step = unit_step(above if below == 0 else Add(above, Mul(Integer(-1), below)))
        return step if condition.signs[0] in ("gt", "lt") else Add(Integer(1), Mul(Integer(-1), step))

    def cases(self, node: Cases, env: Env) -> Expr:
        r"""The first value whose condition holds: a where a > b, c otherwise, is a 1[a > b] + c (1 - 1[a > b]).

        Of x > 0 and x < 0 none holds at 0: that has no value there, as x/x has none.
        """
        *first, (last, rest) = node.cases
        holes = None if rest is None else left_out([where for _, where in node.cases])
        if rest is not None and holes is None:
            raise self.fail("it is not clear that these cases leave nothing out", rest,
                            r"write \text{otherwise} for the last one")
        found = self.build(last, env)
        for value, condition in reversed(first):
            assert condition is not None
            holds = self.indicator(condition, env)
            fails = Add(Integer(1), _negative(holds))
            found = Add(Mul(holds, self.build(value, env)), Mul(fails, found))
        for hole in holes or ():
            left, right = (self.build(side, env) for side in hole)
            apart = left if right == 0 else Add(left, _negative(right))
            found = Mul(apart, Pow(apart, Integer(-1)), found)
        return found

    # ---- vectors, where a number comes out

    def norm(self, node: Call, env: Env, squared: bool = False) -> Expr:
        """The Euclidean norm of a vector, or the sum of the absolute values of its entries, written out."""
        of, *degree = node.args
        if degree == [Number(Fraction(1))]:
            whole = self.summed_entries(node, (of,), env, lambda entries: self.make(node, lambda: absolute(*entries)))
            return Pow(whole, Integer(2)) if squared else whole
        if degree not in ([], [Number(Fraction(2))]):
            raise self.fail("only the Euclidean norm is read", node, "write the sum out")
        square = self.contracted(node, (of, of), env)
        return square if squared else self.make(node, lambda: sqrt(square))

    def inner_product(self, a: Node, b: Node, env: Env) -> Expr:
        r"""``x^\top y`` of two vectors."""
        whole = Node(start=a.start, end=b.end)
        return self.contracted(whole, (a, b), env)

    def contracted(self, node: Node, vectors: tuple[Node, Node], env: Env) -> Expr:
        """The inner product of two vectors."""
        a, b = vectors
        return self.summed_entries(node, vectors, env, lambda entries: Pow(entries[0], Integer(2)) if a == b else Mul(
            *entries))

    def summed_entries(self, node: Node, vectors: tuple[Node, ...], env: Env,
                       of: Callable[[tuple[Expr, ...]], Expr]) -> Expr:
        """A sum over the entries of vectors over one range."""
        ranges = {range_ for vector in vectors for range_ in self.lengths(vector)}
        if len(ranges) != 1 or self.component is not None or not all(map(self.is_vector, vectors)):
            raise self.fail("this is not of vectors over one range", node, "write the sum over the entries")
        (range_,) = ranges
        letter = next((x for x in range_.letters if x not in env), range_.letters[0])
        while letter in env:
            letter += "'"
        self.component = Index(letter, range_)
        try:
            return total(of(tuple(self.build(vector, env) for vector in vectors)), self.component)
        finally:
            self.component = None

    def lengths(self, node: Node) -> Iterator[Range]:
        """The ranges of the vectors in a tree: of families that stand without their index."""
        for part in walk(node):
            if isinstance(part, Name) and (family := self.family(part.text, 1)) is not None and len(family.ranges) == 1:
                yield from (range_ for range_ in family.ranges if range_.is_abstract)

    def is_vector(self, node: Node) -> bool:
        """Whether a tree is a vector. Raises ReadError where vectors and numbers are mixed."""
        match node:
            case Name():
                return bool([*self.lengths(node)])
            case Neg(of):
                return self.is_vector(of)
            case Sum(terms):
                kinds = {self.is_vector(term) for term in terms}
                if len(kinds) > 1:
                    raise self.fail("this adds a number to a vector", node, "write the entries: x_i - a")
                return kinds.pop()
            case Infix("odot", args):
                return {self.is_vector(arg) for arg in args} == {True}
            case Product(factors):
                many = sum(self.is_vector(factor) for factor in factors)
                if many > 1:
                    raise self.fail("this is a product of vectors", node, "write the entries: x_i y_i")
                return bool(many)
            case Quotient(top, bottom) if not self.is_vector(bottom):
                return self.is_vector(top)
        if any(True for _ in self.lengths(node)):
            raise self.fail("a vector stands where a number is needed", node, "write the entries: x_i")
        return False


__all__ = ["Functions"]
