"""What a computation may spend, what it may assume, and what it had to assume."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from time import monotonic
from typing import Literal

from symdl.algebra.terms import (
    Atom,
    Base,
    Entry,
    Exp,
    Frozen,
    Index,
    Indices,
    Monomial,
    Polynomial,
    Prime,
    Size,
    Sum,
    freeze,
)


class Exploded(Exception):
    """The budget is used up. ``what`` says which part of the computation grew."""

    def __init__(self, what: str):
        super().__init__(what)
        self.what = what


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
    nonempty        ranges that have an element
    """

    positive: frozenset[str] = frozenset()
    positive_atoms: frozenset[Atom] = frozenset()
    nonempty: frozenset[str] = frozenset()


# About a hundred times what the largest entry of the library spends.
STEPS = 400_000
SECONDS = 20.0

Kind = Literal["nonzero", "positive"]


@dataclass
class Work:
    """One computation: its facts, its budget, and the conditions that its rules recorded.

    rules     assumed equations; none while a derivative is taken, since an equation
              that holds at a point says nothing of the points near it
    steps     elementary operations left (products of two monomials, renamings, labellings tried):
              a budget of work, so that a verdict does not depend on how busy a machine is
    needs     polynomials that must not be zero, or must be positive, for a rule to hold
    used      the facts that a rule leaned on: rules, names, members, sizes
    """

    facts: Facts = Facts()
    rules: tuple[Rule, ...] = ()
    steps: int = STEPS
    needs: dict[tuple[Kind, Frozen], None] = field(default_factory=dict)
    used: set[object] = field(default_factory=set)
    _fresh: count[int] = field(default_factory=lambda: count(-1, -1))
    _deadline: float = field(default_factory=lambda: monotonic() + SECONDS)
    _calls: int = 0
    _positive: dict[Atom, frozenset[object] | None] = field(default_factory=dict)

    def spend(self, what: str, steps: int = 1) -> None:
        """Count ``steps`` of work. Raises Exploded."""
        self.steps -= steps
        if self.steps < 0:
            raise Exploded(f"{what}: the budget of steps is used up")
        self._calls += 1
        if self._calls % 256 == 0 and monotonic() > self._deadline:
            raise Exploded(f"{what}: more than {SECONDS:g} s")

    def fresh(self, sort: str) -> Index:
        """A dummy that nothing else uses."""
        return Index(sort, next(self._fresh))

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
        """Whether every term of a polynomial is positive (and there is one)."""
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
                sizes: Polynomial = {frozenset((Size(i.sort), 1) for i in atom.dummies): 1}
                body = self._reasons_of({atom.body: 1})
                ranges = self._reasons_of(sizes)
                return None if body is None or ranges is None else body | ranges
            case Base():
                return self._reasons_of(atom.inside)
        return None

    def _reasons_of(self, p: Polynomial) -> frozenset[object] | None:
        if not p or any(c <= 0 for c in p.values()):
            return None
        found: frozenset[object] = frozenset()
        for m in p:
            for atom, _ in m:
                reasons = self._reasons(atom)
                if reasons is None:
                    return None
                found |= reasons
        return found
