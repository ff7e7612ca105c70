"""A counterexample as a student redoes it: the formula with the numbers in it, sums written out.

``Hand`` puts the values of a witness into a tree and evaluates nothing on the way:
``mean(x[i], i)`` at x = (0, 1) is ``(0 + 1)/2``. A definition, or a derivative for
which a proved claim gives a formula, becomes a line of its own and its value stands
in the lines after. What has no such form (a limit, an expectation, a number that
nobody would copy) raises ``NotByHand``, and then only the values are printed.

Nothing here decides anything: the two sides were evaluated elsewhere, and what is
worked out here is shown only where it comes to the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sympy import Abs, Add, Basic, Expr, Integer, Max, Min, Mul, Number, Pow, Rational, evaluate, exp, log, tanh
from sympy import floor as floor_of

from symdl import language as lang
from symdl.derivation import Witness
from symdl.language import (
    INTEGERS,
    REALS,
    Adjoint,
    Delta,
    Derivative,
    Entry,
    Family,
    Index,
    IntegerIndex,
    IntervalSum,
    Mean,
    Partial,
    Size,
    Total,
    affine,
    free_indices,
)
from symdl.reporting import formula

_TERMS = 6  # of a sum that is still written out
_LINES = 8  # before the last one
_VALUE = 14  # characters of a value that is carried from line to line
_DIGITS = 40

_FUNCTIONS: dict[type, Callable[..., Expr]] = {
    exp: exp,
    log: log,
    tanh: tanh,
    lang.sigmoid: lambda z: 1 / (1 + exp(-z)),
    lang.relu: lambda z: Max(z, 0),
    lang.unit_step: lambda z: Integer(1 if z.is_positive else 0),
    lang.absolute: Abs,
    lang.maximum: Max,
    lang.minimum: Min,
    lang.floor: floor_of,
}

Indices = Mapping[Index, int]


class NotByHand(Exception):
    """Nobody would redo this by hand, or there is no rule for it."""


@dataclass(frozen=True)
class Fact:
    """A proved equation whose left side has no rule of its own (a derivative), and the claim's name."""

    lhs: Expr
    rhs: Expr
    claim: str


@dataclass(frozen=True)
class Line:
    """``name = numbers = value``; ``claim`` is the one that gives the formula, if it is not a definition."""

    name: Basic
    numbers: Expr
    value: Expr
    claim: str = ""


class Hand:
    """Works out trees at the point of one witness.

    facts   proved equations for the derivatives in them
    lines   what was worked out on the way, in order
    shown   whole sides that a reader has seen worked out
    """

    def __init__(self, witness: Witness, facts: Sequence[Fact] = ()):
        self.witness = witness
        self.facts = facts
        self.lines: list[Line] = []
        self.shown: set[Expr] = set()
        self._values: dict[Basic, Expr] = {}
        self._open: list[Basic] = []

    def numbers(self, tree: Expr) -> Expr:
        """``tree`` with a number for every symbol. Raises NotByHand."""
        before = len(self.lines)
        made = self._put(tree, {a: self._at(a) for a in free_indices(tree)})
        if len(self.lines) > before + _LINES:
            raise NotByHand(f"more than {_LINES} lines before it")
        return made

    def forget(self, kept: int) -> None:
        """Drop every line after the first ``kept``; they are worked out again if needed."""
        for line in self.lines[kept:]:
            del self._values[line.name]
        del self.lines[kept:]

    @staticmethod
    def is_line(tree: Expr) -> bool:
        """Whether a tree by itself is worked out in a line of its own."""
        return isinstance(tree, (Adjoint, Derivative, Partial)) or (isinstance(tree, Entry) and tree.family.is_defined)

    # ---------------------------------------------------------------- nodes
    # Built with evaluate=False one by one: each switch of SymPy's setting empties its cache.

    def _put(self, node: Basic, env: Indices) -> Expr:
        match node:
            case Number() if node.is_Rational:
                return node
            case Add() | Mul() | Pow():
                return node.func(*(self._put(a, env) for a in node.args), evaluate=False)
            case IntegerIndex():
                return Integer(self._index(node, env))
            case Size():
                return Integer(self._size(node.range))
            case Delta():
                a, b = (self._index(i, env) for i in node.indices)
                return Integer(int(a == b))
            case Total() | Mean():
                terms = self._terms(node.body, node.indices, env)
                return _sum(terms) if isinstance(node, Total) else _mean(terms)
            case IntervalSum():
                first, last = (self._integer(limit, env) for limit in (node.first, node.last))
                if last - first >= _TERMS:
                    raise NotByHand("a long sum")
                return _sum([self._put(node.body, {**env, node.index: k}) for k in range(first, last + 1)])
            case Entry():
                return self._entry(node, env)
            case Adjoint() | Derivative() | Partial():
                return self._derivative(node, env)
        if type(node) in _FUNCTIONS:
            return node.func(*(self._put(a, env) for a in node.args), evaluate=False)
        raise NotByHand(f"no rule for {type(node).__name__}")

    def _terms(self, body: Expr, indices: Sequence[Index], env: Indices) -> list[Expr]:
        points: list[dict[Index, int]] = [dict(env)]
        for index in indices:
            points = [{**point, index: k} for point in points for k in range(1, self._size(index.range) + 1)]
        if len(points) > _TERMS:
            raise NotByHand("a long sum")
        return [self._put(body, point) for point in points]

    def _entry(self, node: Entry, env: Indices) -> Expr:
        if node.family.ranges == (REALS,) and not node.family.is_defined:
            made = polynomial(str(self.witness.values.get(node.family.name)), self._put(node.indices[0], env))
            if made is None:
                raise NotByHand(f"{node.family.name} has no polynomial here")
            return made
        fam, at = node.family, tuple(self._slot(a, env) for a in node.indices)
        if not fam.is_defined:
            return self._given((fam.name,), fam, at)
        name = _numbered(fam, at)
        if fam.recurrence is not None:
            start, step = fam.recurrence.start, fam.recurrence.step
            params = dict(zip(fam.recurrence.params, at, strict=True))
            if at[0] > _LINES:
                raise NotByHand("a long recurrence")
            return self._line(name, start if at[0] == 0 else step, params, "")
        return self._line(name, fam.body, dict(zip(fam.params, at, strict=True)), "")

    def _derivative(self, node: Expr, env: Indices) -> Expr:
        if isinstance(node, Adjoint) and isinstance(node.loss, lang.Loss):
            fam = node.node.family
            if fam in node.loss.outputs:
                at = tuple(self._slot(a, env) for a in node.node.indices)
                return self._given((f"d{node.loss.name}/d{fam.name}", f"d{fam.name}"), fam, at)
        for fact in self.facts:
            bound: dict[Index, Index] = {}
            if _matches(fact.lhs, node, bound):
                inner = {a: self._index(b, env) for a, b in bound.items()}
                missing = free_indices(fact.rhs) - set(inner)
                if not missing:
                    return self._line(self._name(node, env), fact.rhs, inner, fact.claim)
        raise NotByHand("a derivative that no claim gives")

    def _line(self, name: Basic, body: Expr | None, env: Indices, claim: str) -> Expr:
        """The value of ``body``, worked out in a line of its own."""
        if name in self._values:
            return self._values[name]
        if body is None or name in self._open:
            raise NotByHand("a circle")
        self._open.append(name)
        try:
            numbers = self._put(body, env)
        finally:
            self._open.pop()
        with evaluate(True):
            value = exact(numbers)
        if len(str(value)) > _VALUE:
            raise NotByHand("a long number on the way")
        self._values[name] = value
        self.lines.append(Line(name, numbers, value, claim))
        return value

    def _name(self, node: Expr, env: Indices) -> Basic:
        """The left side of a line: ``node`` with numbers for its indices."""
        match node:
            case Adjoint() | Partial() | Derivative():
                return node.func(self._name(node.args[0], env), self._name(node.args[1], env))
            case lang.Loss():
                return node
            case Entry():
                return _numbered(node.family, tuple(self._slot(a, env) for a in node.indices))
        if not free_indices(node):
            return node
        raise NotByHand("a name with indices inside")

    # ---------------------------------------------------------------- the point

    def _given(self, names: Sequence[str], fam: Family, at: Sequence[int]) -> Expr:
        values = self.witness.values
        value: object = next((values[name] for name in names if name in values), None)
        for k in at:
            if isinstance(value, Mapping):
                value = value.get(str(k))
            elif isinstance(value, (list, tuple)) and 1 <= k <= len(value):
                value = value[k - 1]
            else:
                value = None
        tree = formula.exact(value) if isinstance(value, str) else None
        if tree is None:
            raise NotByHand(f"{fam.name} has no exact value here")
        return tree

    def _size(self, range_: lang.Range) -> int:
        if range_.name not in self.witness.sizes:
            raise NotByHand(f"the size of {range_.name} is not named")
        return self.witness.sizes[range_.name]

    def _at(self, index: Index) -> int:
        at = self.witness.at
        if index.place is not None:
            return index.place
        for name in (f"{index.letter} of {index.range.name}", index.letter):
            if name in at:
                return at[name]
        raise NotByHand(f"{index.letter} is not named")

    def _index(self, index: Index, env: Indices) -> int:
        return env[index] if index in env else self._at(index)

    def _slot(self, slot: Basic, env: Indices) -> int:
        return self._index(slot, env) if isinstance(slot, Index) else self._integer(slot, env)

    def _integer(self, expr: Basic, env: Indices) -> int:
        try:
            parts = affine(expr)
        except lang.ShapeError:
            raise NotByHand("the value of a function that is not written down") from None
        return sum(c * (1 if a is None else self._index(a, env)) for a, c in parts.items())


def _sum(terms: Sequence[Expr]) -> Expr:
    return Add(*terms, evaluate=False) if len(terms) > 1 else terms[0] if terms else Integer(0)


def _mean(terms: Sequence[Expr]) -> Expr:
    return Mul(_sum(terms), Pow(Integer(len(terms)), -1, evaluate=False), evaluate=False)


def _numbered(fam: Family, at: Sequence[int]) -> Entry:
    """``xhat[2]``: members of a family are printed with numbers as those of a sequence are."""
    plain = Family(fam.name, [INTEGERS] * len(at), fam.latex, fam.means)
    return Entry(plain, *map(Integer, at))


def _matches(pattern: Basic, tree: Basic, bound: dict[Index, Index]) -> bool:
    """Whether ``tree`` is ``pattern`` with other free indices; ``bound`` then says which."""
    if isinstance(pattern, Index) and not pattern.tag:
        return isinstance(tree, Index) and tree.range == pattern.range and bound.setdefault(pattern, tree) == tree
    if not pattern.args or isinstance(pattern, (Index, Family)):
        return pattern == tree
    return (
        pattern.func == tree.func
        and len(pattern.args) == len(tree.args)
        and all(_matches(p, t, bound) for p, t in zip(pattern.args, tree.args, strict=True))
    )


# --------------------------------------------------------------------------
# Values

_TERM = re.compile(r"(?:(\d+(?:/\d+)?)\*)?x(?:\*\*(\d+))?|(\d+(?:/\d+)?)")


def polynomial(text: str, x: Expr) -> Expr | None:
    """``1 + 2*x - x**2``, as a witness writes a function, at ``x``; None if it is no such text."""
    first, *rest = re.split(r" ([+-]) ", text.strip())
    signs = ["-" if first.startswith("-") else "+", *rest[::2]]
    made = []
    for sign, term in zip(signs, (first.removeprefix("-"), *rest[1::2]), strict=True):
        found = _TERM.fullmatch(term)
        if not found:
            return None
        times, power, number = found.groups()
        factors = [Rational(number)] if number else [Rational(times)] if times else []
        factors += [] if number else [Pow(x, Integer(power), evaluate=False) if power else x]
        one = factors[0] if len(factors) == 1 else Mul(*factors, evaluate=False)
        made.append(one if sign == "+" else -one if one.is_Rational and number else Mul(-1, one, evaluate=False))
    return _sum(made)


def exact(numbers: Expr) -> Expr:
    """The number that a tree of numbers is, as SymPy writes it. Raises NotByHand if it is none."""
    if not numbers.args:
        return numbers
    args = [exact(a) for a in numbers.args]
    made = _FUNCTIONS[type(numbers)](*args) if type(numbers) in _FUNCTIONS else numbers.func(*args)
    if not made.is_finite or not made.is_real:
        raise NotByHand("it divides by zero, or is not real")
    return made


def comes_to(numbers: Expr, value: str) -> bool:
    """Whether a tree of numbers is the number that a witness names (to many digits, if it is irrational)."""
    wanted = formula.exact(value)
    if wanted is None:
        return False
    with evaluate(True):
        try:
            difference = exact(numbers) - exact(wanted)
        except NotByHand:
            return False
        if isinstance(difference, Rational):
            return bool(difference == 0)
        return bool(abs(difference.evalf(_DIGITS, maxn=400)) < Rational(1, 10 ** (_DIGITS - 10)))
