"""The signs that an expression can have, read off its tree.

Read off the tree and not off the normal form, where a variance, expanded, no
longer shows that it is a sum of squares. Every rule is an over-estimate: the
true sign is always among those returned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

from sympy import Add, Basic, Expr, Integer, Mul, Pow, Rational, exp, tanh
from sympy.core.numbers import Exp1, Pi
from sympy.core.relational import GreaterThan, LessThan, Relational, StrictGreaterThan, StrictLessThan, Unequality

from symdl.language import Delta, Each, Entry, Expectation, Family, Mean, Range, Size, Total, Variance, sigmoid

Signs = frozenset[int]
POSITIVE: Signs = frozenset((1,))
NEGATIVE: Signs = frozenset((-1,))
ZERO: Signs = frozenset((0,))
NONNEGATIVE: Signs = frozenset((0, 1))
NONPOSITIVE: Signs = frozenset((-1, 0))
NONZERO: Signs = frozenset((-1, 1))
ANY: Signs = frozenset((-1, 0, 1))

# What a relation "difference REL 0" says of the sign of the difference.
SIGNS_OF: dict[type[Relational], Signs] = {
    StrictGreaterThan: POSITIVE,
    GreaterThan: NONNEGATIVE,
    StrictLessThan: NEGATIVE,
    LessThan: NONPOSITIVE,
    Unequality: NONZERO,
}

Given: TypeAlias = Relational | Each | Range  # a Range stands for the fact that it has an element


@dataclass(frozen=True)
class Known:
    """The signs of a tree, and the assumptions that were used to find them."""

    signs: Signs
    used: frozenset[Given] = frozenset()


@dataclass(frozen=True)
class SignFacts:
    """What the assumptions say of members of families directly.

    families   every member of the family
    members    one member
    lookup     what they say of a sum as a whole, as "p < 1" says of 1 - p
    """

    families: Mapping[Family, Known]
    members: Mapping[Entry, Known]
    lookup: Callable[[Expr], Known]


def signs(tree: Basic, facts: SignFacts) -> Known:
    """The signs that ``tree`` can have where it is defined and the assumptions hold."""

    def of(node: Basic) -> Known:
        return signs(node, facts)

    match tree:
        case Rational():
            return Known(frozenset(((tree.p > 0) - (tree.p < 0),)))
        case Size():
            return _nonempty(tree.range)
        case Entry():
            known = facts.members.get(tree) or facts.families.get(tree.family)
            if known:
                return known
            if tree.family.law and tree.family.law[0] == "bernoulli":
                return Known(NONNEGATIVE)
            if tree.family.body is not None:
                # At its indices: a parameter may share its letter with a free
                # index of the claim, of which alone an assumption speaks.
                return of(tree.family.at(*tree.indices))
            return Known(ANY)
        case Add():
            known = reduce(lambda a, b: _merge(_sum, a, b), map(of, tree.args))
            return known if known.signs != ANY else facts.lookup(tree)
        case Mul():
            powers = (_power(of(factor), Integer(n)) for factor, n in Counter(tree.args).items())
            return reduce(lambda a, b: _merge(_product, a, b), powers)
        case Pow():
            return _power(of(tree.base), tree.exp)
        case exp() | sigmoid() | Pi() | Exp1():
            return Known(POSITIVE)
        case tanh():
            return of(tree.args[0])
        case Total() | Mean():
            known = of(tree.body)
            for index in tree.indices:
                if known.signs in (POSITIVE, NEGATIVE):
                    known = _merge(lambda a, b: a if b == POSITIVE else a | ZERO, known, _nonempty(index.range))
                elif len(known.signs) > 1 and known.signs not in (NONNEGATIVE, NONPOSITIVE):
                    known = Known(ANY)
            return known
        case Delta() | Variance():
            return Known(NONNEGATIVE)
        case Expectation():
            known = of(tree.args[0])
            return known if known.signs != NONZERO else Known(ANY)
    return Known(ANY)


def _merge(f, a: Known, b: Known) -> Known:  # type: ignore[no-untyped-def]
    found = f(a.signs, b.signs)
    return Known(found, a.used | b.used if found != ANY else frozenset())


def _nonempty(range_: Range) -> Known:
    if range_.at_least > 0:
        return Known(POSITIVE, frozenset((range_,)))
    return Known(NONNEGATIVE)


def _sum(a: Signs, b: Signs) -> Signs:
    if a == ZERO or b == ZERO:
        return a if b == ZERO else b
    both = a | b
    if both in (POSITIVE, NEGATIVE):
        return both
    if both in (NONNEGATIVE, NONPOSITIVE):
        # One side that is strict makes the sum strict.
        return both - ZERO if 0 not in a or 0 not in b else both
    return ANY


def _product(a: Signs, b: Signs) -> Signs:
    return frozenset(x * y for x in a for y in b)


def _power(base: Known, exponent: Expr) -> Known:
    if not isinstance(exponent, Rational):
        return Known(ANY)
    if exponent == 0:
        return Known(POSITIVE)
    if exponent.q != 1:  # defined for nonnegative bases only
        found = base.signs & NONNEGATIVE or NONNEGATIVE
    elif exponent.p % 2 == 0:
        found = frozenset(s * s for s in base.signs)
    else:
        found = base.signs
    if exponent < 0:  # defined for nonzero bases only
        found = found - ZERO or ANY
    return Known(found, base.used if found != ANY else frozenset())
