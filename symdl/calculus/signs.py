"""The signs that an expression can have, read off its tree.

Read off the tree and not off the normal form, where a variance, expanded, no
longer shows that it is a sum of squares. Every rule is an over-estimate: the
true sign is always among those returned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import TypeAlias

from sympy import Add, Basic, Expr, Integer, Mul, Pow, Rational, evaluate, exp, tanh
from sympy.core.numbers import Exp1, Pi
from sympy.core.relational import GreaterThan, LessThan, Relational, StrictGreaterThan, StrictLessThan, Unequality

from symdl.language import (
    Delta,
    Each,
    Entry,
    Expectation,
    Family,
    IntegerIndex,
    IntervalSum,
    Mean,
    Range,
    Size,
    Total,
    Variance,
    absolute,
    affine,
    integer_terms,
    maximum,
    minimum,
    relu,
    sigmoid,
    unit_step,
)

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
    intervals  first and last value of dummies that are integers
    """

    families: Mapping[Family, Known]
    members: Mapping[Entry, Known]
    lookup: Callable[[Expr], Known]
    intervals: dict[IntegerIndex, tuple[Expr, Expr]] = field(default_factory=dict)


def signs(tree: Basic, facts: SignFacts) -> Known:
    """The signs that ``tree`` can have where it is defined and the assumptions hold."""

    def of(node: Basic) -> Known:
        return signs(node, facts)

    match tree:
        case Rational():
            return Known(frozenset(((tree.p > 0) - (tree.p < 0),)))
        case Size():
            return _nonempty(tree.range)
        case IntegerIndex():
            return _integer(tree, facts)
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
            for rule in (_integer, _gap_of_power, _gap_of_extreme, _lookup):
                if len(known.signs) > 1:
                    other = rule(tree, facts)
                    known = other if other.signs < known.signs else known
            return known
        case Mul():
            powers = (_power(of(factor), Integer(n)) for factor, n in Counter(tree.args).items())
            return reduce(lambda a, b: _merge(_product, a, b), powers)
        case Pow(args=(base, exponent)) if not isinstance(exponent, Rational):
            return _integer_power(of(base), exponent, facts)
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
        case IntervalSum():
            facts.intervals[tree.index] = tree.first, tree.last
            known = of(tree.body)
            with evaluate(False):
                length = tree.last - tree.first + 1
            if known.signs == POSITIVE and of(length).signs != POSITIVE:
                return Known(NONNEGATIVE, known.used)
            return known if known.signs in (POSITIVE, NONNEGATIVE, NONPOSITIVE, ZERO) else Known(ANY)
        case Delta() | Variance() | unit_step():
            return Known(NONNEGATIVE)
        case relu():
            known = of(tree.args[0])
            return known if known.signs == POSITIVE else Known(NONNEGATIVE)
        case absolute():
            known = of(tree.args[0])
            return Known(POSITIVE, known.used) if 0 not in known.signs else Known(NONNEGATIVE)
        case maximum() | minimum():
            a, b = map(of, tree.args)
            strong = isinstance(tree, maximum)
            for wanted in (POSITIVE, NONNEGATIVE):
                good = [known for known in (a, b) if known.signs <= wanted]
                if len(good) >= (1 if strong else 2):
                    return Known(wanted, frozenset[Given]().union(*(known.used for known in good)))
            return Known(ANY)
        case Expectation():
            known = of(tree.args[0])
            return known if known.signs != NONZERO else Known(ANY)
    return Known(ANY)


def _lookup(tree: Expr, facts: SignFacts) -> Known:
    return facts.lookup(tree)


def _integer(tree: Expr, facts: SignFacts) -> Known:
    """The sign of a sum of integers, from the least and the greatest that they can be."""
    terms = integer_terms(tree)
    if terms is None:
        return Known(ANY)
    low, high = (_least({i: sign * c for i, c in terms.items()}, facts) for sign in (1, -1))
    signs_ = ANY
    if low is not None and low >= 0:
        signs_ = POSITIVE if low > 0 else NONNEGATIVE
    if high is not None and high >= 0:
        signs_ = signs_ & (NEGATIVE if high > 0 else NONPOSITIVE)
    return Known(signs_ or ANY)


def _least(terms: Mapping[IntegerIndex | None, int], facts: SignFacts) -> int | None:
    """A lower bound of a sum of integers; None if nothing bounds it."""
    for _ in range(16):  # a limit may name another dummy
        dummy = next((i for i in terms if i is not None and i in facts.intervals), None)
        if dummy is None:
            break
        first, last = facts.intervals[dummy]
        times = terms[dummy]
        sums = {i: c for i, c in terms.items() if i != dummy}
        for i, c in affine(first if times > 0 else last).items():
            sums[i] = sums.get(i, 0) + times * c
        terms = {i: c for i, c in sums.items() if c}
    if any(c < 0 for i, c in terms.items() if i is not None):
        return None
    return sum(c * (1 if i is None else i.at_least) for i, c in terms.items())


def _gap_of_power(tree: Expr, facts: SignFacts) -> Known:
    """The sign of 1 - b^n, or of b^n - 1: a power with n > 0 is on the same side of 1 as its base, if b >= 0."""
    match tree.args:
        case (Integer(p=1), Mul(args=(Integer(p=-1), Pow() | exp() as term))) \
                | (Mul(args=(Integer(p=-1), Pow() | exp() as term)), Integer(p=1)):
            sign = 1
        case (Pow() | exp() as term, Integer(p=-1)) | (Integer(p=-1), Pow() | exp() as term):
            sign = -1
        case _:
            return Known(ANY)
    if isinstance(term, exp):
        known = signs(term.args[0], facts)
        return Known(frozenset(-sign * s for s in known.signs), known.used)
    base, exponent = signs(term.base, facts), signs(term.exp, facts)
    with evaluate(False):
        below = signs(Integer(1) - term.base, facts)
        above = signs(Integer(1) + term.base, facts)
    if _is_even(term.exp) and above.signs <= NONPOSITIVE:
        base, below = Known(NONNEGATIVE, above.used), above  # an even power of b is one of -b
    if exponent.signs <= NONPOSITIVE and base.signs == POSITIVE:
        sign, exponent = -sign, Known(frozenset(-s for s in exponent.signs), exponent.used)
    if not (base.signs <= NONNEGATIVE and exponent.signs <= NONNEGATIVE):
        return Known(ANY)
    found = frozenset(sign * s for s in below.signs)
    if exponent.signs != POSITIVE:
        found = found | ZERO
    return Known(found, base.used | exponent.used | below.used)


def _gap_of_extreme(tree: Expr, facts: SignFacts) -> Known:
    """c - min(x, c) and max(x, c) - c are not negative."""
    if len(tree.args) != 2:
        return Known(ANY)
    for plus, minus in (tree.args, tree.args[::-1]):
        match minus:
            case Mul(args=(Integer(p=-1), other)):
                if isinstance(other, minimum) and plus in other.args:
                    return Known(NONNEGATIVE)
                if isinstance(plus, maximum) and other in plus.args:
                    return Known(NONNEGATIVE)
    return Known(ANY)


def _integer_power(base: Known, exponent: Expr, facts: SignFacts) -> Known:
    """The sign of a power whose exponent is not a number."""
    if base.signs == POSITIVE:
        return base
    if base.signs <= NONNEGATIVE:
        return Known(NONNEGATIVE, base.used)
    if _is_even(exponent):
        return Known(POSITIVE if 0 not in base.signs else NONNEGATIVE, base.used)
    return Known(ANY)


def _is_even(exponent: Expr) -> bool:
    """Whether an exponent is an even integer, as its form shows."""
    terms = integer_terms(exponent)
    return terms is not None and all(c % 2 == 0 for c in terms.values())


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
