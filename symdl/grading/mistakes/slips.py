"""Slips: what a wrong answer may be changed to in one place.

``slips_of`` makes a right formula wrong, as the machine's mutants are made. ``repairs`` changes a wrong one: by the
same rules, nearly each of which is the way back of another, and by some that put in what is missing. What may be
missing is taken from the right formula and from the names of the claim. ``telling`` gives a change its words.

Everything here is to be called with SymPy's evaluation off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain, combinations, islice, product
from math import prod
from typing import NamedTuple, Protocol

from sympy import Add, Basic, Expr, Integer, Mul, Pow, Rational, exp, log, tanh

from symdl.language import (
    Adjoint,
    Derivative,
    Entry,
    Expectation,
    Family,
    Index,
    IntegerIndex,
    IntervalSum,
    Loss,
    Mean,
    Partial,
    Range,
    Size,
    Total,
    absolute,
    free_indices,
    mean,
    relu,
    sigmoid,
    subterms,
    total,
    unit_step,
)
from symdl.verification.changes import (
    HALF,
    OF_MEMBERS,
    ONE,
    RULES,
    ZERO,
    Around,
    Path,
    added,
    exchanged,
    is_target,
    places,
    put,
    scaled,
    sum_of,
)
from symdl.verification.mutants import key
from symdl.verification.points.relations import Assumption

_MOST_FACTORS, _MOST_TERMS, _MOST_POWERS = 18, 10, 6  # that are tried where something may be missing
_MOST_MULTIPLIED = 32  # terms of a product of sums
_MOST_PARTED = 6  # factors of a product of which two may be too much
_MOST_WAYS = 4  # for one of them to take the indices of its new place


@dataclass(frozen=True)
class Slip:
    """One place of a formula, wrong and right.

    kind    the rule
    path    where
    wrong   what stands, or would stand, in a wrong answer
    right   what belongs there
    """

    kind: str
    path: Path
    wrong: Basic
    right: Basic


class Beside(NamedTuple):
    """A node with something more beside it, which is not built before it is known to be of use: most is of none.

    sign    of what is added; 0 where it is a factor
    """

    node: Basic
    more: Basic
    sign: int = 0

    @property
    def built(self) -> Expr:
        if not self.sign:
            return _times(self.node, self.more)
        return sum_of((*parts_of(Add, self.node), self.more if self.sign > 0 else negative(self.more)))


class Repair(NamedTuple):
    """One place of a wrong formula, and what it may be changed to."""

    kind: str
    path: Path
    wrong: Basic
    right: Basic | Beside

    @property
    def slip(self) -> Slip:
        right = self.right.built if isinstance(self.right, Beside) else self.right
        return Slip(self.kind, self.path, self.wrong, right)


# --------------------------------------------------------------------------
# What stands around, and what may be missing


def around(side: Expr, others: Sequence[Expr], names: Sequence[Family], given: Sequence[Assumption]) -> Around:
    """What stands around a whole side of an equation.

    others   the other side, then what else is known to be right
    """
    terms = [t for tree in (*others, side) for t in subterms(tree)]
    claimed = tuple(dict.fromkeys(t.family for t in terms if isinstance(t, Entry)))
    ranges = [t.range for t in terms if isinstance(t, (Index, Size)) and t.range.is_abstract]
    free = free_indices(others[0]) | free_indices(side)
    return Around(
        tuple(sorted(free, key=str)), None, others[0], 0, claimed, tuple(dict.fromkeys((*claimed, *names))),
        tuple(Size(r) for r in dict.fromkeys(ranges)),
        tuple(dict.fromkeys(t.loss for t in terms if isinstance(t, Adjoint))), tuple(given))


@dataclass(frozen=True, eq=False)  # one for each question, known by itself
class Stock:
    """What a wrong answer may lack: parts of the right formulas, and names of the claim."""

    factors: tuple[Expr, ...]
    terms: tuple[Expr, ...]
    exponents: tuple[Rational, ...]
    integers: tuple[Expr, ...]  # exponents that are made of integers
    functions: tuple[Callable[[Expr], Expr], ...]
    intervals: tuple[tuple[Expr, Expr], ...]
    complements: tuple[str, ...]  # keys of what stands in 1 - ...

    @cached_property
    def of_integers(self) -> Stock:
        """What of it may stand in an exponent."""
        factors, terms = (tuple(p for p in parts if not any(isinstance(t, (Entry, Adjoint)) for t in subterms(p)))
                          for parts in (self.factors, self.terms))
        return replace(self, factors=factors, terms=terms, exponents=(), functions=())


FUNCTIONS = (exp, log, tanh, sigmoid, relu, unit_step, absolute)


def stock_of(rights: Sequence[Expr], sizes: Sequence[Size], scalars: Sequence[Family]) -> Stock:
    """What there is in the right formulas, the outermost first, then what is written beside a formula easily."""
    # What is named in them may be written out.
    bodies = [f.body for right in rights for f in sorted(families_of(right), key=str) if f.body is not None]
    nodes = [t for tree in dict.fromkeys((*rights, *bodies)) for t in subterms(tree)]
    products = [t.args for t in nodes if isinstance(t, Mul)]
    factors = [f for args in products for f in args if not (f.is_Number and f in (0, 1, -1))]
    factors += [Pow(m, -1) for t in nodes if isinstance(t, Mean) for m in [t.indices[0].range.size]]
    beside = [Integer(2), HALF, *(f for m in sizes for f in (Pow(m, -1), m))]
    members = [Entry(f) for f in scalars if not f.ranges and not f.law]
    beside += [f for m in members for f in (m, Pow(m, -1))]
    factors += [t for t in nodes if isinstance(t, Pow) and t not in factors]
    terms = [t for s in nodes if isinstance(s, Add) for t in s.args]
    exponents = [t.exp for t in nodes if isinstance(t, Pow) and t.exp.is_Rational and t.exp not in (1, -1)]
    return Stock(
        factors=(*_distinct(factors, _MOST_FACTORS), *_distinct(beside, _MOST_FACTORS)),
        terms=_distinct((*terms, *members, ONE), _MOST_TERMS),
        exponents=tuple(dict.fromkeys((*exponents, Integer(2), HALF)))[:_MOST_POWERS],
        integers=_distinct([t.exp for t in nodes if isinstance(t, Pow) and not t.exp.is_Rational], _MOST_POWERS),
        functions=tuple(f for f in FUNCTIONS if any(isinstance(t, f) for t in nodes)),
        intervals=tuple(dict.fromkeys((t.first, t.last) for t in nodes if isinstance(t, IntervalSum))),
        complements=tuple(key(t) for s in nodes if isinstance(s, Add) and len(s.args) == 2 and ONE in s.args
                          for a in s.args if a != ONE for t in [negative(a)]),
    )


def _distinct(trees: Sequence[Expr], most: int) -> tuple[Expr, ...]:
    found: dict[str, Expr] = {}
    for tree in trees:
        found.setdefault(key(tree), tree)
    return tuple(found.values())[:most]


@lru_cache(maxsize=1 << 9)  # the same parts are tried at each place of each answer; one tree is evaluated once
def _factors_for(stock: Stock, scope: tuple[Index, ...]) -> tuple[Expr, ...]:
    return tuple(fitted for factor in stock.factors for fitted in _fitted(factor, scope))


@lru_cache(maxsize=1 << 9)
def _terms_for(stock: Stock, scope: tuple[Index, ...]) -> tuple[Expr, ...]:
    return tuple(fitted for term in stock.terms for fitted in _fitted(term, scope))


def _fitted(part: Expr, scope: tuple[Index, ...]) -> tuple[Expr, ...]:
    """A part of another formula with the indices that it may have in this place."""
    ours = set(scope)
    foreign = sorted((i for i in free_indices(part) if i not in ours), key=lambda i: (i.letter, i.tag))
    ways = product(*([i for i in reversed(scope) if i.range == f.range] for f in foreign))
    return tuple(part.xreplace(dict(zip(foreign, way, strict=True))) if foreign else part
                 for way in islice(ways, _MOST_WAYS))


# --------------------------------------------------------------------------
# Parts


def parts_of(cls: type[Basic], tree: Basic) -> tuple[Basic, ...]:
    return tree.args if isinstance(tree, cls) else (tree,)


def _product(factors: Sequence[Basic]) -> Expr:
    return Mul(*factors) if len(factors) > 1 else factors[0]


def _times(node: Basic, factor: Basic) -> Expr:
    factors = [f for f in (*parts_of(Mul, node), *parts_of(Mul, factor)) if f != ONE]
    return Mul(*factors) if len(factors) > 1 else factors[0] if factors else ONE


def negative(tree: Basic) -> Expr:
    """The same with the other sign."""
    if tree.is_Number:
        return -tree
    args = parts_of(Mul, tree)
    at = next((n for n, a in enumerate(args) if a.is_Number and a < 0), None)
    if at is None:
        return Mul(-1, *args)
    rest = [*args[:at], *([] if args[at] == -1 else [-args[at]]), *args[at + 1:]]
    return Mul(*rest) if len(rest) > 1 else rest[0]


def reciprocal(tree: Basic) -> Expr:
    if isinstance(tree, Pow) and tree.exp.is_Rational:
        return tree.base if tree.exp == -1 else Pow(tree.base, -tree.exp)
    return Pow(tree, -1)


def less(a: Sequence[Basic], b: Sequence[Basic]) -> list[Basic]:
    """The parts that are in ``a`` and not in ``b``."""
    left = [key(t) for t in b]
    out = []
    for part in a:
        if (known := key(part)) in left:
            left.remove(known)
        else:
            out.append(part)
    return out


def multiplied_out(tree: Basic) -> list[Expr]:
    """The terms of a formula whose brackets are multiplied out; the formula alone where there would be many."""
    match tree:
        case Add():
            return [term for part in tree.args for term in multiplied_out(part)]
        case Mul():
            parts = [multiplied_out(part) for part in tree.args]
            if prod(map(len, parts)) <= _MOST_MULTIPLIED:
                return [_gathered(factors) for factors in product(*parts)]
    return [tree]


def _gathered(factors: Sequence[Basic]) -> Expr:
    """A product with one number, if any."""
    factors = [f for factor in factors for f in parts_of(Mul, factor)]
    number: Expr = Mul(*(f for f in factors if f.is_Number), evaluate=True)
    rest = [f for f in factors if not f.is_Number]
    return _times(number, _product(rest)) if rest else number


# --------------------------------------------------------------------------
# Slips of a right formula


def slips_of(right: Expr, near: Around) -> Iterator[Slip]:
    """Every change of a right formula in one place."""
    for path, node, here in places(right, near):
        if path and node == ZERO:
            continue  # written for a person: 0*a + 1*b
        for kind in OF_MEMBERS if is_target(here) else RULES:
            for _, after in RULES[kind](node, here):
                at, wrong, correct = _around_target(path, after, node, here)
                yield Slip(kind, at, wrong, correct)
    for kind, rule in (("exchanged", exchanged), ("factor added", scaled), ("term added", added)):
        for _, after in rule(right, near):
            yield Slip(kind, (), after, right)


def _around_target(path: Path, wrong: Basic, right: Basic, here: Around) -> tuple[Path, Basic, Basic]:
    """Of what a derivative is by, the derivative: dy_i is wrong, and not y_i."""
    above = here.above
    if not isinstance(above, Adjoint):
        return path, wrong, right
    return path[:-1], *(put(above, path[-1:], part) for part in (wrong, right))


# --------------------------------------------------------------------------
# Repairs of a wrong one


class Sieve(Protocol):
    """What tells which of many changes at a place may be of use, before any of them is made."""

    def factors(self, path: Path, parts: tuple[Expr, ...], scope: tuple[Index, ...]) -> Iterable[Expr]: ...

    def terms(self, path: Path, parts: tuple[Expr, ...], scope: tuple[Index, ...]) -> Iterable[tuple[Expr, int]]: ...

    def powers(self, path: Path, exponents: tuple[Rational, ...]) -> Iterable[Rational]: ...


def repairs(wrong: Expr, near: Around, stock: Stock, sieve: Sieve) -> Iterator[Repair]:
    """Changes of a wrong formula in one place, the likelier ones first."""
    extra = [i for i in free_indices(wrong) - free_indices(near.other) if not isinstance(i, IntegerIndex)
             or free_indices(near.other)]
    if extra:  # nothing but a sum over these, or another index, can help
        yield from _bound(wrong, near, extra, stock)
        return
    at = list(places(wrong, near))
    for path, node, here in at:
        for kind in OF_MEMBERS if is_target(here) else RULES:
            for _, after in RULES[kind](node, here):
                yield Repair(kind, *_around_target(path, node, after, here))
    for _, after in exchanged(wrong, near):
        yield Repair("exchanged", (), wrong, after)
    whole = stock.of_integers
    for path, node, here in at:
        if not _is_by(path, here):
            fitting = whole if _is_in_exponent(wrong, path) else stock
            for kind, after in chain(_missing(path, node, here, fitting, sieve),
                                     _otherwise(node, here, fitting)):
                yield Repair(kind, path, node, after)


def _is_by(path: Path, here: Around) -> bool:
    """Whether a derivative is taken by this, or is a partial one of this, so that it must stay a member."""
    return is_target(here) or (isinstance(here.above, Derivative) and path[-1] == 1)


def _is_in_exponent(tree: Basic, path: Path) -> bool:
    for n in path:
        if isinstance(tree, Pow) and n == 1:
            return True
        tree = tree.args[n]
    return False


def _missing(path: Path, node: Basic, here: Around, stock: Stock,
             sieve: Sieve) -> Iterator[tuple[str, Basic | Beside]]:
    """What may have been left out at a node."""
    above = here.above
    if node.is_Number and above is not None:
        return
    in_product = isinstance(above, Mul)
    if not in_product and not (isinstance(above, Pow) and above.exp == -1):
        for factor in sieve.factors(path, _factors_for(stock, here.scope), here.scope):
            if factor != node:  # an exponent is wrong, then
                yield "factor", Beside(node, factor)
    if not isinstance(above, Add) and not isinstance(node, Mul):
        for term, sign in sieve.terms(path, _terms_for(stock, here.scope), here.scope):
            yield "term", Beside(node, term, sign)
    if isinstance(node, (Entry, Add, Total, Mean, Size, Adjoint)) and not isinstance(above, Pow):
        for e in sieve.powers(path, stock.exponents):
            yield "exponent", Pow(node, e)
    if not in_product:
        for function in stock.functions:
            if not isinstance(node, function):  # type: ignore[arg-type]
                yield "function", function(node)
        for index in sorted(free_indices(node), key=str):
            if index.range.is_abstract and not isinstance(index, IntegerIndex):
                yield "sum", _summed(Total, node, index)


def _otherwise(node: Basic, here: Around, stock: Stock) -> Iterator[tuple[str, Basic]]:
    """What a node may have been taken for."""
    if not isinstance(here.above, Mul) and not node.is_Number and not isinstance(node, Pow):
        yield "turned over", Pow(node, -1)
    if isinstance(node, (Total, Mean)) and len(node.indices) == 1 and node.indices[0] not in free_indices(node.body):
        yield "sum dropped", node.body
    if isinstance(node, Mul):
        turned = [n for n, f in enumerate(node.args) if not f.is_Number]
        for a, b in combinations(turned, 2):
            yield "turned over", Mul(*(reciprocal(f) if n in (a, b) else f for n, f in enumerate(node.args)))
        if 2 < len(node.args) <= _MOST_PARTED:
            for a, b in combinations(turned, 2):  # a factor of two, as p (1 - p)
                yield "factor lost", _product([f for n, f in enumerate(node.args) if n not in (a, b)])
    if isinstance(node, Pow):
        for e in (*stock.exponents, ONE) if node.exp.is_Rational else ():
            if e != node.exp:
                yield "exponent", node.base if e == 1 else Pow(node.base, e)
        for e in stock.integers:
            for fitted in _fitted(e, here.scope):
                if fitted != node.exp:
                    yield "exponent", Pow(node.base, fitted)
    if isinstance(node, Pow) and node.exp == -1 and not isinstance(here.above, Mul):
        yield "turned over", node.base
    if isinstance(node, Add) and len(node.args) == 2 and ONE in node.args:
        yield "complement", negative(node.args[node.args[0] == ONE])
    elif not (isinstance(here.above, Add) and ONE in here.above.args) and (
            (isinstance(node, Entry) and not node.indices) or key(node) in stock.complements):
        yield "complement", Add(ONE, negative(node))
    if isinstance(node, unit_step):
        yield "branch", unit_step(negative(node.args[0]))
        yield "branch", Add(ONE, negative(node))
    if isinstance(node, Derivative) and isinstance(node.of, Entry) and node.of.family.body is not None:
        yield "derivative", Partial(node.of, node.node)
    if isinstance(node, Expectation):
        yield "moments", node.args[0]


def _bound(wrong: Expr, near: Around, extra: Sequence[Index], stock: Stock) -> Iterator[Repair]:
    """The sums that bind what is free in an answer and in nothing that is asked for."""
    first, *others = extra
    if others:
        return
    whole = []
    for path, node, here in places(wrong, replace(near, scope=tuple(i for i in near.scope if i != first))):
        if first in free_indices(node) and isinstance(node, Expr) and not _is_by(path, here):
            whole.append((path, node))
    for path, node in reversed(whole):  # the smallest part that holds it everywhere
        if first in free_indices(put(wrong, path, ZERO)):
            continue
        if isinstance(first, IntegerIndex):
            for low, high in stock.intervals:
                yield Repair("sum", path, node, total(node, (first, low, high)))
        else:
            yield Repair("sum", path, node, total(node, first))
            if first.range.at_least > 0:
                yield Repair("sum", path, node, mean(node, first))
    for other in near.scope:
        if other.range == first.range and other != first:
            yield Repair("index", (), wrong, wrong.xreplace({first: other}))


def _summed(cls: type[Total], node: Basic, index: Index) -> Expr:
    """A sum over what was one term: the index takes a letter of its own."""
    taken = {i.letter for i in free_indices(node)}
    other = next((i for i in index.range.indices() if i.letter not in taken), None)
    if other is None:
        return total(node, index) if not index.tag else node
    return total(node.xreplace({index: other}), other)


def families_of(tree: Basic) -> set[Family]:
    """The families that have a member in a formula."""
    return {t.family for t in subterms(tree) if isinstance(t, Entry)}


def size_of(tree: Basic) -> int:
    """How large a formula is: how many signs it has, more or less."""
    return sum(1 for t in subterms(tree) if not isinstance(t, (Family, Index, Range, Loss)))


__all__ = ["FUNCTIONS", "Beside", "Repair", "Slip", "Stock", "around", "families_of", "less", "multiplied_out",
           "negative", "parts_of", "reciprocal", "repairs", "size_of", "slips_of", "stock_of"]
