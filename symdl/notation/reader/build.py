r"""The tree of a formula -> an expression of the language, over the names of a ``Scope``.

    build(tree, text, scope)        an expression
    relation(tree, text, scope)     a relation: a = b, a > 0, k \ne i

``parse`` knows which signs are powers, indices and calls; here names get their meaning. An
expression is made of a fixed list of nodes with evaluation switched off, so it says what the
text says: chains come out flat, and \frac{1}{m} \sum_{i=1}^m stays a product. What the language
cannot say exactly is a ReadError at its place. Derivatives are read as they are printed:

    \frac{\partial l}{\partial v}   of the loss, or of a scalar definition that is one: its adjoint
    \frac{\partial u}{\partial v}   of a definition that is written with v: its partial derivative
    \frac{d u}{d v}                 of any expression: its total derivative

Arithmetic is here; names and indices are in ``build_names``, what binds letters in ``build_sums``,
``build_derivatives`` and ``build_functions`` are what they say.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Add, Eq, Expr, Ge, Gt, Integer, Le, Lt, Mul, Ne, Pow, Rational, evaluate, exp, log
from sympy.core.relational import Relational

from symdl.errors import LackingError, ReadError
from symdl.language import (
    PI,
    Index,
    IntegerIndex,
    Size,
    sqrt,
)
from symdl.notation.reader.build_functions import Functions
from symdl.notation.reader.build_names import LIMIT_EXPONENT, Env
from symdl.notation.reader.build_sums import Sums
from symdl.notation.reader.shifted import around
from symdl.notation.reader.syntax import (
    Big,
    Blank,
    Bound,
    Call,
    Cases,
    Chain,
    Component,
    Constant,
    Derivative,
    Dots,
    Evaluated,
    Factorial,
    Function,
    Goes,
    Gradient,
    Group,
    Indicator,
    Infix,
    List,
    Matrix,
    Member,
    Name,
    Neg,
    Node,
    Note,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Span,
    Sum,
    Text,
    Transpose,
)
from symdl.notation.scope import Scope

RELATIONS: dict[str, type[Relational]] = {"eq": Eq, "ne": Ne, "lt": Lt, "le": Le, "gt": Gt, "ge": Ge}
"""The relations of the language, by the names of ``signs.RELATIONS``."""


@dataclass(frozen=True)
class Statement:
    """``a = b <= c``: what stands in it, and the signs between, by the names of ``signs.RELATIONS``.

    items   the first is None where the text starts with a sign
    notes   the places that some would read in another way
    """

    items: tuple[Expr | None, ...]
    signs: tuple[str, ...]
    notes: tuple[Note, ...]


def build(tree: Node, text: str, scope: Scope, notes: list[Note] | None = None) -> Expr:
    """The expression that a tree of ``text`` writes, over the names of ``scope``.

    notes   takes what was chosen where a person might have meant something else

    Raises ReadError, with the place that is at fault and the way out.
    """
    with evaluate(False):
        return _Builder(text, scope, [] if notes is None else notes).build(tree, scope.free)


def relation(tree: Node, text: str, scope: Scope, notes: list[Note] | None = None) -> Relational:
    """The relation that a tree writes: ``y_i = 1``, ``k \\ne i``, ``\\epsilon > 0``. See ``build``."""
    if not isinstance(tree, Chain) or len(tree.signs) != 1 or tree.signs[0] not in RELATIONS:
        raise ReadError("this is not one relation between two sides", text, tree.start, tree.end, "write a = b, a > 0")
    notes = [] if notes is None else notes
    left, right = (_Builder(text, scope, notes).side(item, scope.free) for item in tree.items)
    for one, other, item in ((left, right, tree.items[0]), (right, left, tree.items[1])):
        if isinstance(one, Index) and not isinstance(one, IntegerIndex) and not isinstance(other, Index):
            raise ReadError(f"{one} is an index, not a number", text, item.start, item.end,
                            "an index stands in brackets: x[i]")
    return RELATIONS[tree.signs[0]](left, right, evaluate=False)


class _Builder(Sums, Functions):
    """Gives a syntax tree its meaning: numbers, sums, products and powers here, the rest in its parts."""

    def size_of(self, index: Index | None) -> str:
        """How many of what an index counts there are; "" where nothing says it."""
        return index.range.size_name if isinstance(index, Index) and index.range.is_abstract else ""

    def build(self, node: Node, env: Env) -> Expr:
        match node:
            case Number(value):
                return Rational(value.numerator, value.denominator)
            case Name() | Member():
                return self.named(node, env)
            case Constant("pi") if self.scope.places is not None:
                return PI
            case Constant("e"):
                return exp(Integer(1))
            case Neg(of):
                return self.signed(True, of, env)
            case Sum(terms):
                terms = around(terms, lambda letter: self.size_of(env.get(letter)))
                if len(terms) == 1:
                    return self.build(terms[0], env)
                return Add(*(self.signed(True, term.of, env) if isinstance(term, Neg) else self.build(term, env)
                             for term in terms))
            case Product() | Quotient() | Infix("odot"):
                return Mul(*self.factors(node, env))
            case Power():
                return self.power(node, env)
            case Root():
                return self.root(node, env)
            case Call():
                return self.call(node, env)
            case Big("sum" | "mean"):
                return self.binder(node, env)
            case Big("max" | "min"):
                return self.extremum(node, env)
            case Big("prod"):
                return self.product(node, env)
            case Big("lim"):
                return self.limit(node, env)
            case Derivative():
                return self.derivative(node, env)
            case Indicator(condition):
                return self.indicator(condition, env)
            case Cases():
                return self.cases(node, env)
            case Group("list", (item,)):
                return self.build(item, env)
        raise self.refused(node)

    def refused(self, node: Node) -> ReadError:
        """What the language cannot say, and the way out."""
        match node:
            case Chain(items, signs):
                sign = self.between(*items[:2])
                equal = set(signs) <= {"eq", "assign", "define"}
                return self.fail(f"an answer has no {self.shown(sign) or '='}", sign,
                                 "give the right side only" if equal else "give one expression, not a relation")
            case List((first, second, *_)):
                comma = self.between(first, second)
                around = self.text[comma.start - 1 : comma.start], self.text[comma.end : comma.end + 1]
                if all(map(str.isdigit, around)):
                    return self.fail("this is not a number", Node(start=first.start, end=comma.end),
                                     "write a decimal with one point: 0.5")
                return self.fail("unexpected comma", comma, "give one expression; write a decimal with a point")
            case List() | Group():
                return self.fail("this is not one number", node, "give one expression, in round brackets")
            case Constant(name):
                return self.fail(f"{name} is no number of the language", node,
                                 "write lim(f, t -> inf) for a limit" if name == "infinity" else "")
            case Function(name):
                return self.fail(f"{name} is a function and needs an argument", node, f"write {name}(...)")
            case Bound() | Goes():
                return self.fail("this is not a formula", node, "what is summed, or has a limit, stands before it")
            case Big(sign):
                hint = "write the integral out" if sign == "int" else "max(a, b) and min(a, b) are of two numbers"
                return self.fail(f"{sign} over a range is not in the language", node, hint)
            case Gradient():
                return self.fail("a gradient is not one number", node,
                                 "write a partial derivative by one member: \\frac{\\partial l}{\\partial x_i}")
            case Evaluated():
                return LackingError("a value at a point is not in the language", self.text, node.start, node.end,
                                    "put the point into the formula")
            case Component():
                return self.fail("an index stands with a name", node, "write the index inside: \\mathbb{E}[h_i]")
            case Transpose():
                return self.fail("there are no matrices here", node, "write the sum over the entries")
            case Infix(sign):
                return self.fail(f"{sign} is not in the language", node, "write the entries, and sums over them")
            case Matrix():
                return self.fail("there are no matrices here", node, "write one entry: x_i")
            case Factorial():
                return self.fail("factorials are not in the language", node)
            case Dots() | Span():
                return self.fail("dots are not read as a formula", node, "write a sum with its limits")
            case Text():
                return self.fail("words are no part of a formula", node, "write the formula alone")
            case Blank():
                return self.fail("something is missing here", node)
        return self.fail("this is not in the language", node)

    def between(self, left: Node, right: Node) -> Node:
        """The place of the sign between two nodes."""
        gap = self.text[left.end : right.start]
        if not gap.strip():
            return Node(start=left.start, end=right.end)
        return Node(start=left.end + len(gap) - len(gap.lstrip()), end=right.start - len(gap) + len(gap.rstrip()))

    def side(self, node: Node, env: Env) -> Expr:
        """A side of a relation; k != i is one of indices."""
        with evaluate(False):
            if isinstance(node, Name) and isinstance(found := env.get(self.letter(node, env)), Index):
                return found  # type: ignore[return-value]
            return self.build(node, env)

    # ---- sums, products, powers

    def signed(self, negative: bool, node: Node, env: Env) -> Expr:
        """A term. A minus goes into the number that stands first, if one does: -2*x is (-2)*x."""
        factors = [self.build(node, env)] if not _is_product(node) else self.factors(node, env)
        if isinstance(factors[0], Rational) and factors[0] > 0:
            factors[0] = -factors[0]
        else:
            factors.insert(0, Integer(-1))
        return Mul(*factors) if len(factors) > 1 else factors[0]

    def factors(self, node: Node, env: Env) -> list[Expr]:
        """The factors of a product or quotient; a/b*c is a, 1/b and c."""
        match node:
            case Product((first, *rest)) | Infix("odot", (first, *rest)):
                found = self.factors(first, env) if isinstance(first, Quotient) else []
                left = [*rest] if found else [first, *rest]
                while left:
                    match factor := left.pop(0), *left:
                        case Transpose(of), second, *_ if isinstance(node, Product):
                            found.append(self.inner_product(of, second, env))
                            del left[0]
                        case Name("delta"), Group("tuple", indices), *_:
                            found.append(self.delta(factor, indices, env))
                            del left[0]
                        case Derivative(), second, *_ if self.is_bracketed(factor, second):
                            raise self.fail("this is a derivative at a point, or a product", second,
                                            "write a product with \\cdot")
                        case _:
                            found.append(self.build(factor, env))
                return found
            case Quotient(top, bottom):
                found = self.factors(top, env) if _is_product(top) else [self.build(top, env)]
                return self.divided(found, bottom, env)
        raise self.refused(node)

    def is_bracketed(self, before: Node, node: Node) -> bool:
        """Whether one name stands in brackets of its own after something."""
        return isinstance(node, (Name, Member)) and self.text[before.end : node.start].strip().endswith(("(", "["))

    def divided(self, found: list[Expr], bottom: Node, env: Env) -> list[Expr]:
        built = self.build(bottom, env)
        if built == 0:
            raise self.fail("this divides by zero", bottom)
        first = found[0] if len(found) == 1 else None
        if isinstance(first, Integer) and isinstance(built, Integer) and _is_fraction(first, built):
            return [Rational(first, built)]  # 1/2 is a number
        if first == 1:
            return [Pow(built, -1)]  # 1/x
        return [*found, Pow(built, -1)]

    def power(self, node: Power, env: Env) -> Expr:
        base, above = node.base, node.exponent
        if base == Constant("e"):
            return exp(self.build(above, env))
        self.check_name_with_power(node)
        number = self.constant(above)
        if number == 2 and isinstance(base, Call) and base.function == Function("norm"):
            return self.norm(base, env, squared=True)
        built = self.build(base, env)
        if number is None:
            exponent = self.build(above, env)
            if not _is_linear(exponent):
                if self.scope.places is None:
                    raise self.fail("an exponent must be a number or a sum of integers", above,
                                    "e^z, or exp(z), takes any z")
                return exp(Mul(exponent, log(built)))  # of a positive number, which log asks for
            return Pow(built, exponent)
        if built == 0 and number < 0:
            raise self.fail("this divides by zero", node)
        return Pow(built, Rational(number.numerator, number.denominator))

    def check_name_with_power(self, node: Power) -> None:
        r"""Refuses \sigma^2 where one symbol is printed \sigma and another one \sigma^2."""
        base, above = node.base, node.exponent
        if not isinstance(base, Name):
            return
        if base.text == "e" and self.shown(above).startswith("{") and self.scope.written.get("e") != "e":
            raise self.fail("this is the name e, or the number", node, "write exp(z), or (e)^z")
        if not isinstance(above, Number) or not self.shown(node).startswith("\\"):
            return
        other = self.scope.printed_with_power(base.text, str(above.value))
        if other is not None:
            raise self.fail(f"this is {other}, or {base.text} to the power {above.value}", node,
                            f"write {other}, or ({self.shown(base)})^{above.value}")

    def root(self, node: Root, env: Env) -> Expr:
        built = self.build(node.of, env)
        if node.degree is None:
            return self.make(node, lambda: sqrt(built))
        degree = self.constant(node.degree)
        if degree is None or degree.denominator != 1 or degree < 2:
            raise self.fail("the degree of a root is a whole number", node.degree)
        return Pow(built, Rational(1, int(degree)))


def _is_product(node: Node) -> bool:
    return isinstance(node, (Product, Quotient, Infix))


def _is_linear(exponent: Expr) -> bool:
    """Whether an exponent is a sum of sizes, integers and small numbers, so that no power is huge at small sizes.

    An integer has an integer coefficient, and no fraction stands beside it.
    """
    numbers: list[Rational] = []
    integers, leaves = False, 0

    def fits(node: Expr) -> bool:
        nonlocal integers, leaves
        match node:
            case Rational():
                numbers.append(node)
                return bool(max(abs(node.p), node.q) <= LIMIT_EXPONENT)
            case Add():
                return all(map(fits, node.args))
            case Mul():
                return sum(not isinstance(arg, Rational) for arg in node.args) <= 1 and all(map(fits, node.args))
        integers, leaves = integers or isinstance(node, IntegerIndex), leaves + 1
        return isinstance(node, (Size, IntegerIndex))

    return (fits(exponent) and leaves <= LIMIT_EXPONENT
            and not (integers and any(number.q != 1 for number in numbers)))


def _is_fraction(p: Integer, q: Integer) -> bool:
    """Whether p/q is written in lowest terms, so that it is a number as it stands."""
    return bool(q > 1) and Rational(p, q).q == q


__all__ = ["RELATIONS", "Statement", "build", "relation"]
