"""What a computation may spend, what it may assume, and what it had to assume."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count
from math import gcd, lcm
from time import thread_time
from typing import Literal

from symdl.algebra.terms import (
    Affine,
    Atom,
    Base,
    Delta,
    Entry,
    Exp,
    Frozen,
    Index,
    IndexPower,
    Indices,
    Integer,
    Monomial,
    Polynomial,
    Prime,
    Rational,
    Size,
    Slot,
    Sum,
    affine,
    exact,
    freeze,
    least,
    single,
)


class Exploded(Exception):
    """The budget is used up.

    what    which part of the computation grew, and past which bound
    where   in which part of the statement ("" if nobody said)
    """

    def __init__(self, what: str):
        super().__init__(what)
        self.what = what
        self.where = ""

    def __str__(self) -> str:
        return f"{self.what}, in {self.where}" if self.where else self.what


@contextmanager
def part(where: str) -> Iterator[None]:
    """What explodes in this block, explodes in this part of the statement (the innermost one is told)."""
    try:
        yield
    except Exploded as e:
        e.where = e.where or where
        raise


class DivisionByZero(Exception):
    """A term divides by zero whatever the values are."""


@dataclass(frozen=True, eq=False)
class Oriented:
    """The equation ``unit*left + rest = 0``, where the one-term ``unit`` is known not to be zero."""

    left: Monomial
    unit: Polynomial
    rest: Polynomial


@dataclass(frozen=True, eq=False)
class Rule:
    """An assumed equation, used to replace its leading monomial wherever that divides another.

    equation    the polynomial that is zero
    variables   indices in it that stand for any index of their sort
    oriented    the equation solved for its leading monomial
    heads       names in each monomial that can lead once the variables are set
    loose       names of members that it may take to others of the same family
    """

    equation: Polynomial
    variables: Indices
    oriented: Oriented
    heads: frozenset[frozenset[str]]

    @property
    def loose(self) -> frozenset[str]:
        return frozenset[str]().union(*self.heads) if self.variables else frozenset()


@dataclass(frozen=True)
class Facts:
    """What may be assumed of signs, in the terms of the normal form.

    positive        families all of whose members are positive
    positive_atoms  single members that are positive
    nonnegative     families no member of which is negative
    polynomials     polynomials that are positive, their coefficients without a common factor
    nonempty        ranges that have an element
    """

    positive: frozenset[str] = frozenset()
    positive_atoms: frozenset[Atom] = frozenset()
    nonnegative: frozenset[str] = frozenset()
    polynomials: frozenset[Frozen] = frozenset()
    nonempty: frozenset[str] = frozenset()


# --------------------------------------------------------------------------
# The budget of one statement. Whatever grows is counted in steps, and a step makes about one
# term of a few factors, whose coefficient is not longer than BITS: so steps bound memory too.
# At the end of the budget a proof has taken 1 to 9 s and at most 350 MB on a machine of 2026
# (tests/test_blow_up.py has inputs that get there, bench/README.md the figures).

STEPS = 500_000  # about a hundred times what the largest entry of the library spends
BITS = 10_000  # of a numerator or a denominator
NODES = 100_000  # of one tree, or of one definition: about a hundred times the library's largest
NESTING = 250  # of a tree, definitions entered: Python's own stack ends at about twice that
REMEMBERED = 100_000  # terms of normal forms that are kept from one statement to the next
SECONDS = 20.0  # of the thread's own time, behind it all: no input is known that gets there

_LONG = 1 << BITS


def cost(factors: int) -> int:
    """The steps that a term of so many factors takes: more than one only if it is a long one."""
    return 1 + max(0, factors - 12) // 2


def collect(p: Polynomial, m: Monomial, c: Rational) -> None:
    """Add ``c*m`` to ``p`` in place. Raises Exploded if the coefficient gets too long."""
    total = p.get(m, 0) + c
    if not total:
        p.pop(m, None)
    elif type(total) is int and -_LONG < total < _LONG:  # as a rule
        p[m] = total
    else:
        p[m] = short(exact(total))


def short(c: Rational) -> Rational:
    """The same number. Raises Exploded if it is longer than BITS."""
    if type(c) is int:
        if -_LONG < c < _LONG:
            return c
    elif -_LONG < c.numerator < _LONG and c.denominator < _LONG:
        return c
    raise Exploded(f"a number of more than {BITS:,} bits")


def primitive(p: Polynomial) -> Polynomial:
    """``p`` times the positive number that leaves its coefficients whole and without a common factor."""
    common = Fraction(gcd(*(c.numerator for c in p.values())), lcm(*(c.denominator for c in p.values())))
    return p if common == 1 else {m: exact(c / common) for m, c in p.items()}


Unfold = Callable[["Work", tuple[Slot, ...]], "Polynomial | None"]
Kind = Literal["nonzero", "positive"]


@dataclass
class Work:
    """One computation: its facts, its budget, and the conditions that its rules recorded.

    unfold    for each sequence that is defined step by step, a member in terms of those
              before it (None: it stays as it is)
    rules     assumed equations; none while a derivative is taken, since an equation
              that holds at a point says nothing of the points near it
    steps     elementary operations left (products of two monomials, renamings, labellings tried):
              a budget of work, so that a verdict does not depend on how busy a machine is
    needs     polynomials that must not be zero, or must be positive, for a rule to hold
    used      the facts that a rule leaned on: rules, names, members, sizes
    """

    facts: Facts = Facts()
    rules: tuple[Rule, ...] = ()
    unfold: Mapping[str, Unfold] = field(default_factory=dict)
    steps: int = STEPS
    needs: dict[tuple[Kind, Frozen], None] = field(default_factory=dict)
    used: set[object] = field(default_factory=set)
    _fresh: count[int] = field(default_factory=lambda: count(-1, -1))
    _deadline: float = field(default_factory=lambda: thread_time() + SECONDS)
    _calls: int = 0
    _positive: dict[Atom, frozenset[object] | None] = field(default_factory=dict)

    def spend(self, what: str, steps: int = 1) -> None:
        """Count ``steps`` of work. Raises Exploded."""
        self.steps -= steps
        if self.steps < 0:
            raise Exploded(f"{what}: the budget of {STEPS:,} steps is used up")
        self._calls += 1
        if self._calls % 64 == 0 and thread_time() > self._deadline:
            raise Exploded(f"{what}: more than {SECONDS:g} s")

    def fresh(self, sort: str, upto: Affine | tuple[()] = ()) -> Index:
        """A dummy that nothing else uses."""
        return Index(sort, next(self._fresh), "", upto)

    @contextmanager
    def without_rules(self) -> Iterator[None]:
        """For the time of a block, no assumed equation is used."""
        rules, self.rules = self.rules, ()
        try:
            yield
        finally:
            self.rules = rules

    def need(self, kind: Kind, p: Polynomial) -> None:
        """Record a condition, unless it holds for all values that the facts allow."""
        if len(p) == 1:
            ((m, c),) = p.items()
            is_square = c > 0 and all(e % 2 == 0 or self.positive(atom) for atom, e in m)
            if (kind == "nonzero" or is_square) and (len(m) > 1 or any(e != 1 for _, e in m)):
                for atom, _ in sorted(m, key=lambda factor: factor[0].key):  # not zero where no factor is
                    one = isinstance(atom, Base) and len(atom.inside) == 1
                    self.need("nonzero", atom.inside if isinstance(atom, Base) and one else single(atom))
                return
        negative = {m: -c for m, c in p.items()}
        if not (self.positive_sum(p) or (kind == "nonzero" and self.positive_sum(negative))):
            self.needs[kind, freeze(p)] = None

    def positive(self, atom: Atom) -> bool:
        """Whether the atom is positive for all values that the facts allow."""
        reasons = self._reasons(atom)
        if reasons:
            self.used |= reasons
        return reasons is not None

    def positive_sum(self, p: Polynomial) -> bool:
        """Whether no term of a polynomial is negative, and one is positive."""
        reasons = self._reasons_of(p)
        if reasons:
            self.used |= reasons
        return reasons is not None

    def _reasons(self, atom: Atom) -> frozenset[object] | None:
        """The facts that make the atom positive; None if they do not."""
        if atom not in self._positive:
            self._positive[atom] = self._found(atom)
        return self._positive[atom]

    def _found(self, atom: Atom) -> frozenset[object] | None:
        match atom:
            case Prime() | Exp():
                return frozenset()
            case Size():
                return frozenset((atom,)) if atom.sort in self.facts.nonempty else None
            case Entry():
                if atom.name in self.facts.positive:
                    return frozenset((atom.name,))
                return frozenset((atom,)) if atom in self.facts.positive_atoms else None
            case Sum():
                body = self._reasons_of({atom.body: 1})
                for i in atom.dummies:
                    size = self._reasons(Size(i.sort)) if not i.upto else self._more_than(affine(i.upto), 0)
                    body = None if body is None or size is None else body | size
                return body
            case Base():
                return self._reasons_of(atom.inside)
            case Integer():
                return self._more_than(affine(atom.index), 0)
            case IndexPower():
                return self._reasons_of(atom.base)
        return None

    @staticmethod
    def _more_than(a: Affine, bound: int) -> frozenset[object] | None:
        low = least(a)
        return None if low is None or low <= bound else frozenset()

    def _reasons_of(self, p: Polynomial) -> frozenset[object] | None:
        if len(p) > 1 and self.facts.polynomials:
            known = freeze(primitive(p))
            if known in self.facts.polynomials:
                return frozenset((known,))
        if not p or any(c <= 0 for c in p.values()):
            return None
        found: frozenset[object] = frozenset()
        strict = False
        for m in p:
            positive = True
            for atom, e in m:
                reasons = self._reasons(atom)
                if reasons is None:
                    # Not negative is enough, if another term is positive.
                    reasons = self._weak_reasons(atom, e)
                    positive = False
                if reasons is None:
                    return None
                found |= reasons
            strict |= positive
        return found if strict else None

    def _weak_reasons(self, atom: Atom, e: Rational) -> frozenset[object] | None:
        """The facts by which a power of an atom is not negative; None if they do not say so."""
        if e < 0 or isinstance(atom, Delta):
            return None
        if e % 2 == 0:
            return frozenset()
        if isinstance(atom, Entry) and atom.name in self.facts.nonnegative:
            return frozenset((atom.name,))
        if isinstance(atom, Integer):
            return self._more_than(affine(atom.index), -1)
        return None
