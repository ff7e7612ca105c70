r"""Syntax trees -> plain SymPy, for those who read a formula to compute with it in SymPy.

Nothing is evaluated: 3/6 stays 3/6 and 10^(10^10) is built in no time. A name is a ``Symbol`` of
its spelling in the tree, a member an ``Indexed`` (its indices below, then those above), the value of a function
that SymPy does not know an application of a ``Function`` of that name.

What SymPy has no object for is an application of an undefined function that says what it is, and never
something near it: ``odot(a, b)``, ``transpose(W)``, ``nabla(f(x), x)``, ``E(x, sim(x, p))``, ``assign(a, b)``.
A letter that such a sign binds is bound by a ``Lambda``: ``max_{i} x_i`` is ``max(Lambda(i, x[i]))``.
The derivative of a bare name is such a function, too, because in SymPy it would be 0: ``partial(l, x)``.

A sum over i without limits runs from 1 to a symbol ``N_i`` (the same one for all sums over i; with primes if the
formula has that name itself). Where a condition is all there is, it is kept as one:
``sum(Lambda(j, x[j]), Lambda(j, j < i))``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import sympy
from sympy import (
    Add,
    Basic,
    Derivative,
    Expr,
    ImmutableDenseMatrix,
    Indexed,
    IndexedBase,
    Integer,
    Integral,
    Lambda,
    Limit,
    MatAdd,
    MatMul,
    MatPow,
    Mul,
    Piecewise,
    Pow,
    Rational,
    S,
    Symbol,
    Tuple,
)
from sympy.core.relational import Eq, Ge, Gt, Le, Lt, Ne
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.sets.sets import Set

from symdl.errors import LanguageError
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, children, show, walk

_KNOWN: dict[str, Callable[..., Basic]] = {
    **{name: getattr(sympy, name) for name in (
        "exp", "tanh", "sinh", "cosh", "coth", "sin", "cos", "tan", "cot", "sec", "csc", "sech", "csch",
        "floor", "sign", "erf",
    )},
    **{"arc" + name: getattr(sympy, "a" + name) for name in (
        "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch",
    )},
    "abs": sympy.Abs, "ceil": sympy.ceiling, "conj": sympy.conjugate,
}  # fmt: skip
"""Functions of one number that SymPy has."""

_RELATIONS: dict[str, Callable[..., Basic]] = {"eq": Eq, "ne": Ne, "lt": Lt, "le": Le, "gt": Gt, "ge": Ge}
_CONSTANTS = {"e": S.Exp1, "pi": S.Pi, "infinity": S.Infinity, "i": S.ImaginaryUnit}
_SETS = {"cup": sympy.Union, "cap": sympy.Intersection, "setminus": sympy.Complement}
_HALF = Rational(1, 2)
_TRUTH = (S.false, S.true)


def to_sympy(tree: Node, *, intervals: bool = False) -> Basic:
    """A syntax tree as plain SymPy, unevaluated.

    intervals  whether two things in brackets are an interval, (a, b) an open one and [a, b] a closed one;
               if not, they are a Tuple

    Raises LanguageError, with the part at fault, where there is nothing sensible: for dots, words and blanks,
    and where something that is no number (a relation, a tuple) is added or multiplied.
    """
    return _Making(tree, intervals).make(tree)


class _Making:
    """One tree on its way.

    names   the names in it, so that a size gets a new one
    shapes  where the indices of the members of each name stand: how many below and how many above, by their number
    """

    def __init__(self, tree: Node, intervals: bool):
        self.tree = tree
        self.intervals = intervals
        self.names: frozenset[str] | None = None
        self.shapes: dict[tuple[str, int], tuple[int, int]] = {}

    # ------------------------------------------------------------------
    # One node

    def make(self, node: Node) -> Basic:
        match node:
            case at.Number(value):
                return Rational(value.numerator, value.denominator)
            case at.Name(text):
                return Symbol(text)
            case at.Constant(name):
                return _CONSTANTS[name]
            case at.Member(name, below, above):
                return self.member(name, below, above, node)
            case at.Product(factors):
                return _times(self.numbers(factors), node)
            case at.Sum(terms):
                return _plus(self.numbers(terms), node)
            case at.Neg(at.Number() as number):
                return -self.make(number)  # type: ignore[operator]  # a number: its sign, nothing is computed
            case at.Neg(of):
                return _times([S.NegativeOne, self.number(of)], node)
            case at.Quotient(top, bottom):
                return self.quotient(top, bottom, node)
            case at.Power(base, exponent):
                return self.power(base, exponent)
            case at.Root(of, degree):
                return Pow(self.scalar(of), self.degree(degree), evaluate=False)
            case at.Call(function, args, below):
                return self.call(function, args, below, node)
            case at.Chain(items, signs):
                return self.chain(items, signs, node)
            case at.Big(sign, bounds, of):
                return self.big(sign, bounds, of, node)
            case at.Derivative(sign, of, by):
                return self.derivative(sign, of, by)
            case at.Gradient(of, by, order):
                return _undefined("nabla" if order == 1 else f"nabla^{order}",
                                  [self.make(of), *([self.make(by)] if by is not None else [])])
            case at.Transpose(of):
                inner = self.make(of)
                return sympy.Transpose(inner) if isinstance(inner, MatrixExpr) else _undefined("transpose", [inner])
            case at.Factorial(of):
                return sympy.factorial(self.scalar(of), evaluate=False)
            case at.Component(of, below, above):
                return _undefined("component", self.all((of, *below, *above)))
            case at.Evaluated(of, below, above):
                return _undefined("value", self.all((of, *below, *([above] if above is not None else []))))
            case at.Infix(sign, args):
                return self.infix(sign, args)
            case at.Indicator(condition):
                where = self.make(condition)
                return _piecewise([(S.One, where), (S.Zero, S.true)]) if isinstance(where, Boolean) \
                    else _undefined("indicator", [where])
            case at.Matrix(rows):
                return self.matrix(rows, node)
            case at.Cases(cases):
                return _piecewise([(self.make(value), S.true if where is None else self.condition(where))
                                   for value, where in cases])
            case at.Group("tuple" | "list" as kind, (first, last)) if self.intervals:
                ends = self.scalar(first), self.scalar(last)
                if not (_are(Rational, ends) and ends[0].p * ends[1].q > ends[1].p * ends[0].q):  # (11, 7) is a pair
                    return _interval(*ends, kind == "tuple", kind == "tuple")
                return Tuple(*ends)
            case at.Group("tuple" | "list", items) | at.List(items):
                return Tuple(*self.all(items))
            case at.Group("set", items):
                return _set_of(self.all(items))
            case at.Group("(]" | "[)" as kind, (first, last)):
                return _interval(self.scalar(first), self.scalar(last), kind == "(]", kind == "[)")
            case at.Group("angle", items):
                return _undefined("angle", self.all(items))
            case at.Span(first, last):
                return _undefined("span", [self.make(first), self.make(last)])
            case at.Function(name):
                raise LanguageError("a function stands here without an argument", term=name, hint=f"write {name}(x)")
            case at.Blank():
                raise LanguageError("the left side stands on another line", hint="write the whole formula")
        raise LanguageError("SymPy has nothing for this", term=show(node), hint="write it out, or leave it away")

    def all(self, nodes: Iterable[Node]) -> list[Basic]:
        return [self.make(node) for node in nodes]

    def number(self, node: Node) -> Expr:
        """Something that one can calculate with: a number, or a matrix that is written out."""
        made = self.make(node)
        if not isinstance(made, Expr):
            raise LanguageError("this is no number, so one cannot calculate with it", term=show(node),
                                hint="compare numbers, or write what is to be calculated by itself")
        return made

    def numbers(self, nodes: Iterable[Node]) -> list[Expr]:
        return [self.number(node) for node in nodes]

    def scalar(self, node: Node) -> Expr:
        made = self.number(node)
        if isinstance(made, MatrixExpr):
            raise LanguageError("a number is needed here, and this is a matrix", term=show(node),
                                hint="write the function of its entries, or name the matrix")
        return made

    def member(self, name: str, below: tuple[Node, ...], above: tuple[Node, ...], node: Node) -> Basic:
        """A member; one formula must not have x_i and x^{(i)}, which would be the same in SymPy."""
        shape = len(below), len(above)
        if self.shapes.setdefault((name, sum(shape)), shape) != shape:
            raise LanguageError(f"{name} has its indices in different places, which SymPy does not tell apart",
                                term=show(node), hint="write them all below, or all above")
        return Indexed(IndexedBase(name), *self.all((*below, *above)))

    # ------------------------------------------------------------------
    # Arithmetic

    def quotient(self, top: Node, bottom: Node, node: Node) -> Expr:
        below = Pow(self.scalar(bottom), S.NegativeOne, evaluate=False)
        above = self.number(top)
        return below if above is S.One else _times([above, below], node)

    def power(self, base: Node, exponent: Node) -> Basic:
        raised = self.scalar(exponent)
        if base == at.Constant("e"):
            return sympy.exp(raised, evaluate=False)  # as SymPy itself writes it
        of = self.number(base)
        return MatPow(of, raised) if isinstance(of, MatrixExpr) else Pow(of, raised, evaluate=False)

    def degree(self, degree: Node | None) -> Expr:
        """What a root is as an exponent."""
        if degree is None:
            return _HALF
        made = self.scalar(degree)
        return Rational(1, made.p) if isinstance(made, Integer) and made.p else Pow(made, S.NegativeOne, evaluate=False)

    def infix(self, sign: str, args: tuple[Node, ...]) -> Basic:
        made = self.all(args)
        if sign == "mod" and len(made) == 2 and _are(Expr, made):
            return sympy.Mod(*made, evaluate=False)
        if sign in ("and", "or") and _are(Boolean, made) and not _are(Symbol, made):
            return _unordered(sympy.And if sign == "and" else sympy.Or, made)
        if sign in _SETS and _are(Set, made):
            return Basic.__new__(_SETS[sign], *made) if sign == "setminus" else _unordered(_SETS[sign], made)
        return _undefined(sign, made)

    def matrix(self, rows: tuple[tuple[Node, ...], ...], node: Node) -> Basic:
        if len({len(row) for row in rows}) != 1:
            raise LanguageError("the rows of a matrix have one length", term=show(node), hint="fill the shorter rows")
        return ImmutableDenseMatrix([[self.scalar(item) for item in row] for row in rows])

    # ------------------------------------------------------------------
    # Functions

    def call(self, function: Node, args: tuple[Node, ...], below: tuple[Node, ...], node: Node) -> Basic:
        match function:
            case at.Function(name):
                return self.known(name, args, below, node)
            case at.Name(name):
                return _undefined(name, self.all((*args, *below)))
            case at.Power(at.Name(name) | at.Function(name), at.Neg(at.Number(1))):
                return _undefined(f"{name}^{{-1}}", self.all((*args, *below)))
        return _undefined("apply", self.all((function, *args, *below)))

    def known(self, name: str, args: tuple[Node, ...], below: tuple[Node, ...], node: Node) -> Basic:
        """A function that everyone knows. With an index of its own it is another one: only its name is kept."""
        if below:
            return _undefined(name, self.all((*args, *below)))
        if name in ("det", "tr") or (name == "abs" and len(args) == 1 and isinstance(args[0], at.Matrix)):
            of = self.all(args)
            if len(of) == 1 and isinstance(of[0], MatrixExpr):
                return self.of_matrix(sympy.Trace if name == "tr" else sympy.Determinant, of[0], node)
            return _undefined(name, of)
        match name, args:
            case "exp", (z,):
                return sympy.exp(self.scalar(z), evaluate=False)
            case "log", (z,):
                return _log(self.scalar(z))
            case "log", (z, base):
                return Mul(_log(self.scalar(z)), Pow(_log(self.scalar(base)), S.NegativeOne, evaluate=False),
                           evaluate=False)
            case "sigmoid", (z,):
                return Pow(_plus([S.One, _exp_minus(self.scalar(z))], node), S.NegativeOne, evaluate=False)
            case "softplus", (z,):
                return _log(_plus([S.One, sympy.exp(self.scalar(z), evaluate=False)], node))
            case "logit", (p,):
                of = self.scalar(p)
                against = _plus([S.One, _times([S.NegativeOne, of], node)], node)
                return _log(_times([of, Pow(against, S.NegativeOne, evaluate=False)], node))
            case "relu", (z,):
                return _unordered(sympy.Max, [S.Zero, self.scalar(z)])
            case ("min" | "max"), (_, _, *_):
                made = [self.scalar(arg) for arg in args]
                return _unordered(sympy.Min if name == "min" else sympy.Max, made)
            case "binom", (n, k):
                return sympy.binomial(self.scalar(n), self.scalar(k), evaluate=False)
            case "sqrt", (z,):
                return Pow(self.scalar(z), _HALF, evaluate=False)
            case _, (z,) if name in _KNOWN:
                return _KNOWN[name](self.scalar(z), evaluate=False)
        if name in _KNOWN or name in ("log", "sigmoid", "softplus", "logit", "relu", "binom", "sqrt"):
            raise LanguageError(f"{name} does not have {len(args)} arguments", term=show(node), hint="check the commas")
        return _undefined(name, self.all(args))

    def of_matrix(self, kind: Callable[[Basic], Basic], matrix: MatrixExpr, node: Node) -> Basic:
        if matrix.rows != matrix.cols:
            raise LanguageError("only a square matrix has one", term=show(node), hint="check its rows and columns")
        return kind(matrix)

    # ------------------------------------------------------------------
    # Relations and conditions

    def chain(self, items: tuple[Node, ...], signs: tuple[str, ...], node: Node) -> Basic:
        made = self.all(items)
        links = [self.link(sign, *two, node) for sign, two in zip(signs, pairwise(made), strict=True)]
        if len(links) == 1:
            return links[0]
        return _unordered(sympy.And, links) if _are(Boolean, links) else Tuple(*links)

    def link(self, sign: str, left: Basic, right: Basic, node: Node) -> Basic:
        if sign == "in" and isinstance(right, Set):
            return sympy.Contains(left, right, evaluate=False)
        if sign not in _RELATIONS:
            return _undefined(sign, [left, right])
        if sign not in ("eq", "ne") and not _are(Expr, (left, right)):
            raise LanguageError("only numbers can be compared", term=show(node), hint="compare numbers")
        return _RELATIONS[sign](left, right, evaluate=False)

    def condition(self, node: Node) -> Boolean:
        """Where a case holds; things with commas between them all hold."""
        if isinstance(node, at.List):
            return _unordered(sympy.And, [self.condition(item) for item in node.items])
        made = self.make(node)
        if not isinstance(made, Boolean):
            raise LanguageError("SymPy cannot tell where this holds", term=show(node),
                                hint="write a relation of numbers")
        return made

    # ------------------------------------------------------------------
    # Calculus

    def derivative(self, sign: str, of: Node, by: tuple[Node, ...]) -> Basic:
        what, variables = self.make(of), self.all(by)
        # SymPy takes what does not mention a variable for constant; an author who writes dl/dx does not.
        mentions = isinstance(what, Expr) and (not what.free_symbols or all(
            what.has(variable.base if isinstance(variable, Indexed) else variable) for variable in variables))
        if mentions and all(getattr(variable, "_diff_wrt", False) for variable in variables):
            return Derivative(what, *[(variable, 1) for variable in variables], evaluate=False)
        return _undefined(sign, [what, *variables])

    def big(self, sign: str, bounds: tuple[at.Bound | at.Goes, ...], of: Node, node: Node) -> Basic:
        if sign == "lim" and bounds and all(isinstance(bound, at.Goes) for bound in bounds):
            return self.limit(bounds, of, node)
        ranges = [bound for bound in bounds if isinstance(bound, at.Bound)]
        if len(ranges) == len(bounds) and bounds:
            if sign in ("int", "iint") and (found := self.integral(ranges, of)) is not None:
                return found
            if sign in ("sum", "prod", "mean") and (found := self.added(sign, ranges, of, node)) is not None:
                return found
        if not bounds:
            return _undefined(sign, [self.make(of)])
        letters = self.letters(bounds)
        return _undefined(sign, [_bind(letters, self.make(of)), *self.kept(bounds, letters)])

    def limit(self, bounds: Sequence[at.Bound | at.Goes], of: Node, node: Node) -> Basic:
        made: Basic = self.scalar(of)
        for bound in reversed(bounds):
            assert isinstance(bound, at.Goes)
            variable, end = self.make(bound.name), self.scalar(bound.to)
            if not isinstance(variable, (Symbol, Indexed)) or end.has(variable):
                raise LanguageError("in a limit, a letter goes to something without it", term=show(node),
                                    hint=r"write \lim_{x \to a}")
            made = Limit(made, variable, end, bound.side or "+-")
        return made

    def integral(self, bounds: list[at.Bound], of: Node) -> Basic | None:
        limits = []
        for bound in bounds:
            if bound.condition is not None or bound.name is None or (bound.first is None) != (bound.last is None):
                return None
            variable = self.make(bound.name)
            if not isinstance(variable, (Symbol, Indexed)):
                return None
            ends = [self.scalar(end) for end in (bound.first, bound.last) if end is not None]
            limits.append(Tuple(variable, *ends))
        return _limited(Integral, self.scalar(of), reversed(limits))

    def added(self, sign: str, bounds: list[at.Bound], of: Node, node: Node) -> Basic | None:
        """A sum, product or mean with limits, or None if it has none that say the same."""
        limits: list[Tuple] = []
        where: list[Boolean] = []
        for bound in bounds:
            if (found := self.ranges(bound)) is None:
                return None
            limits += found[0]
            where += found[1]
        made = self.scalar(of)
        letters = [limit[0] for limit in limits]
        if sign == "mean" and (where or any(end.has(*letters) for limit in limits for end in limit[1:])):
            return None  # of how many, is not the product of the lengths
        if where:
            holds = where[0] if len(where) == 1 else _unordered(sympy.And, where)
            made = _piecewise([(made, holds), (S.One if sign == "prod" else S.Zero, S.true)])
        limits = _inner_first(limits, node)
        if sign == "prod":
            return _limited(sympy.Product, made, limits)
        total = _limited(sympy.Sum, made, limits)
        if sign == "sum":
            return total
        counts = [last if first is S.One else
                  _plus([last, _times([S.NegativeOne, first], node), S.One], node) for _, first, last in limits]
        return _times([Pow(_times(counts, node), S.NegativeOne, evaluate=False), total], node)

    def ranges(self, bound: at.Bound) -> tuple[list[Tuple], list[Boolean]] | None:
        """The limits of a bound, and what must hold besides; None if there are no limits that say so."""
        letter = None if bound.name is None else self.make(bound.name)
        if letter is None:
            return self.both(bound.condition)
        if not isinstance(letter, (Symbol, Indexed)):
            return None
        first = S.One if bound.first is None else self.scalar(bound.first)
        if bound.last is not None:
            return ([Tuple(letter, first, self.scalar(bound.last))], []) if bound.condition is None else None
        size = self.size(letter)
        match bound.condition:
            case None:
                return ([Tuple(letter, first, size)], []) if bound.first is None else None
            case at.Chain(items, signs) if bound.first is None and all(sign == "ne" for sign in signs):
                return [Tuple(letter, first, size)], [self.condition(at.Chain(items, signs))]
            case at.Chain((left, right), ("ge" | "gt" as sign,)) \
                    if left == bound.name and self.is_free(right, bound.name):
                return [Tuple(letter, _above(self.scalar(right), sign == "gt"), S.Infinity)], []
            case at.Chain((low, middle, high), (("lt" | "le") as lower, ("lt" | "le") as upper)) \
                    if middle == bound.name and self.is_free(low, middle) and self.is_free(high, middle):
                end = self.scalar(high)
                return [Tuple(letter, _above(self.scalar(low), lower == "lt"),
                              end if upper == "le" else _plus([end, S.NegativeOne], high))], []
        return None

    def both(self, condition: Node | None) -> tuple[list[Tuple], list[Boolean]] | None:
        """The i < j of a sum over pairs of one range."""
        match condition:
            case at.Chain((at.Name() as left, at.Name() as right), ("lt" | "le" | "gt" | "ge" | "ne",)) \
                    if left != right:
                one, other = Symbol(left.text), Symbol(right.text)
                size = self.size(one)
                return [Tuple(one, S.One, size), Tuple(other, S.One, size)], [self.condition(condition)]
        return None

    def is_free(self, node: Node, of: Node) -> bool:
        return all(part != of for part in walk(node))

    def size(self, letter: Expr) -> Symbol:
        """How far a letter without a last value runs, under a name that the formula has not."""
        if self.names is None:
            self.names = frozenset(part.text if isinstance(part, at.Name) else part.name for part in walk(self.tree)
                                   if isinstance(part, (at.Name, at.Member)))
        name = f"N_{letter.name}"  # type: ignore[attr-defined]
        while name in self.names:
            name += "'"
        return Symbol(name)

    # ---- signs that SymPy does not have

    def letters(self, bounds: Sequence[at.Bound | at.Goes]) -> list[Symbol] | None:
        """The letters that the bounds bind, if all are plain ones."""
        found: list[Symbol] = []
        for bound in bounds:
            if bound.name is not None:
                names = [bound.name]
            else:
                names = [part for part in children(bound.condition) if isinstance(part, at.Name)] \
                    if isinstance(bound, at.Bound) and bound.condition is not None else []
            if not names or not all(isinstance(name, at.Name) for name in names):
                return None
            found += [Symbol(name.text) for name in names if isinstance(name, at.Name)]
        return found if len(set(found)) == len(found) else None

    def kept(self, bounds: Sequence[at.Bound | at.Goes], letters: list[Symbol] | None) -> list[Basic]:
        """What the bounds say, as further arguments."""
        found: list[Basic] = []
        for bound in bounds:
            if isinstance(bound, at.Goes):
                found.append(_undefined("to" + bound.side, [self.make(bound.name), self.make(bound.to)]))
                continue
            if letters is None and bound.name is not None and bound.condition is None:
                found.append(self.make(bound.name))
            if bound.first is not None:
                found.append(_undefined("from", [self.make(bound.first)]))
            if bound.last is not None:
                found.append(_undefined("to", [self.make(bound.last)]))
            if bound.condition is not None:
                found.append(_bind(letters, self.make(bound.condition)))
        return found


# --------------------------------------------------------------------------
# Objects of SymPy that are not evaluated. Where a constructor evaluates whatever one tells it (a Piecewise is
# folded, the links of an And are brought to a canonical form, those of a Max are sorted by value), the object
# is made by the constructor of its base, as SymPy does it itself when it is done with evaluating.


def _are(kind: type, made: Iterable[Basic]) -> bool:
    return all(isinstance(part, kind) for part in made)


def _plus(terms: list[Expr], node: Node) -> Expr:
    matrices = [isinstance(term, MatrixExpr) for term in terms]
    if not any(matrices):
        return Add(*terms, evaluate=False)
    if not all(matrices) or len({term.shape for term in terms}) > 1:
        raise LanguageError("a matrix can be added to one of the same shape only", term=show(node),
                            hint="check the rows and columns")
    return MatAdd(*terms, evaluate=False)


def _times(factors: list[Expr], node: Node) -> Expr:
    matrices = [factor for factor in factors if isinstance(factor, MatrixExpr)]
    if not matrices:
        return Mul(*factors, evaluate=False)
    if any(left.cols != right.rows for left, right in pairwise(matrices)):
        raise LanguageError("these matrices cannot be multiplied", term=show(node), hint="check the rows and columns")
    return MatMul(*factors, evaluate=False)


def _above(low: Expr, strictly: bool) -> Expr:
    return Add(low, S.One, evaluate=False) if strictly else low


def _log(of: Expr) -> Expr:
    return sympy.log(of, evaluate=False)


def _exp_minus(of: Expr) -> Expr:
    return sympy.exp(Mul(S.NegativeOne, of, evaluate=False), evaluate=False)


@lru_cache(maxsize=512)
def _function(name: str) -> Callable[..., Basic]:
    return sympy.Function(name)  # making one makes a class, which is slow


def _undefined(name: str, args: Iterable[Basic]) -> Basic:
    return _function(name)(*args, evaluate=False)


def _bind(letters: list[Symbol] | None, of: Basic) -> Basic:
    """A value with its letters bound; with letters that SymPy cannot bind, as it stands."""
    return Expr.__new__(Lambda, Tuple(*letters), of) if letters else of


def _unordered(kind: type, args: Sequence[Basic]) -> Basic:
    """And, Or, Max, Min, Union, Intersection of things in the order in which they are written."""
    made = Basic.__new__(kind, *args)
    made._argset = frozenset(args)
    return made


def _set_of(items: list[Basic]) -> Basic:
    if not items:
        return S.EmptySet
    made = Basic.__new__(sympy.FiniteSet, *dict.fromkeys(items))
    made._args_set = set(items)
    return made


def _interval(first: Basic, last: Basic, open_left: bool, open_right: bool) -> Basic:
    return Basic.__new__(sympy.Interval, first, last, _TRUTH[open_left], _TRUTH[open_right])


def _piecewise(cases: list[tuple[Basic, Boolean]]) -> Basic:
    return Basic.__new__(Piecewise, *[Tuple.__new__(ExprCondPair, value, where) for value, where in cases])


def _inner_first(limits: list[Tuple], node: Node) -> list[Tuple]:
    """Limits in SymPy's order. One that mentions the letter of another is inside of it, wherever it was written."""
    ordered: list[Tuple] = []
    left = list(limits)
    while left:
        free = [limit for limit in left if not any(
            end.has(other[0]) for other in left if other is not limit for end in limit[1:])]
        if not free:
            raise LanguageError("these limits depend on each other", term=show(node), hint="write one sum in the other")
        ordered.append(free[0])
        left.remove(free[0])
    return ordered[::-1]


def _limited(kind: type, of: Expr, limits: Iterable[Tuple]) -> Basic:
    """A Sum, Product or Integral."""
    made = Expr.__new__(kind, of, *limits)
    made.is_commutative = of.is_commutative
    return made


__all__ = ["to_sympy"]
