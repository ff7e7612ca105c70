"""What a computation may spend, what it may assume, and what it had to assume."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from time import monotonic

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
)


class Exploded(Exception):
    """The budget is used up. ``what`` says which part of the computation grew."""

    def __init__(self, what: str):
        super().__init__(what)
        self.what = what


class DivisionByZero(Exception):
    """A term divides by zero whatever the values are."""


@dataclass(frozen=True)
class Rule:
    """An assumed equation ``left = right``, used to replace ``left`` wherever it divides a monomial.

    variables   indices in it that stand for any index of their sort
    """

    left: Monomial
    right: Frozen
    variables: Indices = frozenset()


@dataclass(frozen=True)
class Facts:
    """What may be assumed, in the terms of the normal form.

    positive        families all of whose members are positive
    positive_atoms  single members that are positive
    nonempty        ranges that have an element
    rules           assumed equations
    """

    positive: frozenset[str] = frozenset()
    positive_atoms: frozenset[Atom] = frozenset()
    nonempty: frozenset[str] = frozenset()
    rules: tuple[Rule, ...] = ()


# About a hundred times what the largest entry of the library spends.
STEPS = 400_000
SECONDS = 20.0


@dataclass
class Work:
    """One computation: its facts, its budget, and the conditions that its rules recorded.

    steps     elementary operations left (products of two monomials, renamings, labellings tried):
              a budget of work, so that a verdict does not depend on how busy a machine is
    needs     polynomials that must not be zero, or must be positive, for a rule to hold:
              ("nonzero" | "positive", polynomial)
    used      names of facts that a rule leaned on
    """

    facts: Facts = Facts()
    steps: int = STEPS
    needs: list[tuple[str, Frozen]] = field(default_factory=list)
    used: set[object] = field(default_factory=set)
    _fresh: count[int] = field(default_factory=lambda: count(-1, -1))
    _deadline: float = field(default_factory=lambda: monotonic() + SECONDS)
    _calls: int = 0

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

    def positive(self, atom: Atom) -> bool:
        """Whether the atom is positive for all values that the facts allow."""
        match atom:
            case Prime() | Exp():
                return True
            case Size():
                return self._use(atom.sort in self.facts.nonempty, atom)
            case Entry():
                known = atom.name in self.facts.positive or atom in self.facts.positive_atoms
                return self._use(known, atom.name)
            case Sum():
                sorts = {i.sort for i in atom.dummies}
                return sorts <= self.facts.nonempty and all(self.positive(a) for a, _ in atom.body)
            case Base():
                return self.positive_sum(atom.inside)
        return False

    def positive_sum(self, p: Polynomial) -> bool:
        """Whether every term of a polynomial is positive (and there is one)."""
        return bool(p) and all(c > 0 and all(self.positive(a) for a, _ in m) for m, c in p.items())

    def _use(self, known: bool, fact: object) -> bool:
        if known:
            self.used.add(fact)
        return known
