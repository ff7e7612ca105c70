"""The order in which the dummies of a sum are numbered: one for all sums that differ by names only.

A search by individualisation and refinement, after McKay and Piperno (Practical
graph isomorphism II, 2014). Refinement tells dummies apart by the factors that
they occur in. Of those that it cannot tell apart each is singled out in turn,
which tells others apart; a leaf of this tree is an order. The least leaf (by what
refinement saw on the way, then by the monomial itself) is the canonical one, so
it depends on content only.

Two leaves with one and the same monomial are two sides of a symmetry. What a
symmetry takes to a branch that was looked through need not be looked through, so
a cycle takes two leaves and not twice its length, and r equal branches take r^2
and not r! of them.

Nothing here has to be right for a proof to be: each leaf is the sum itself, its
dummies renamed. A symmetry overlooked, or one too many, leaves two names for one
sum, which is then not proved equal to itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symdl.algebra.terms import (
    Affine,
    Atom,
    Base,
    Delta,
    Entry,
    Frozen,
    Index,
    IndexPower,
    Integer,
    Monomial,
    Polynomial,
    Rational,
    Slot,
    Sum,
    monomial_key,
)
from symdl.algebra.work import Work

Rename = Callable[[Work, Polynomial, Mapping[Index, Index | Affine]], Polynomial]
Form = Callable[[Sequence[Index]], tuple[Monomial, Rational]]
Colours = dict[Index, int]
Trace = list[tuple[Any, ...]]  # what refinement saw at each step of a path: less for the one that is preferred


@dataclass(frozen=True)
class Leaf:
    """An order of the dummies: the sum is ``coefficient`` times that of ``monomial``.

    path   the dummies that were singled out, in order
    """

    order: Sequence[Index]
    monomial: Monomial
    coefficient: Rational
    path: tuple[Index, ...]
    trace: Trace
    key: tuple[Any, ...]


class OwnNegative(Exception):
    """Two orders give the sum with two coefficients, so it is zero."""


def canonical(work: Work, m: Monomial, over: Sequence[Index], rename: Rename, form: Form) -> Leaf:
    """The canonical order of ``over``. Raises OwnNegative.

    form   what ``m`` becomes when its dummies are numbered in an order
    """
    search = _Search(work, m, rename, form)
    if len(over) == 1:
        search.reach(over, (), [])
    else:
        colours, seen = search.refined(dict.fromkeys(over, 0))
        search.walk(colours, (), [seen])
    assert search.best is not None
    return search.best


class _Search:
    """A walk through the tree of orders.

    best         the least leaf so far
    leaves       one leaf of each monomial
    symmetries   renamings of the dummies that leave the sum as it is
    """

    def __init__(self, work: Work, m: Monomial, rename: Rename, form: Form):
        self.work = work
        self.m = m
        self.rename = rename
        self.form = form
        # With a_ij = a_ji, the slots of a do not tell i from j.
        self.loose = frozenset[str]().union(*(rule.loose for rule in work.rules))
        self.best: Leaf | None = None
        self.leaves: dict[Monomial, Leaf] = {}
        self.symmetries: list[dict[Index, Index]] = []
        self.traces: dict[tuple[Any, ...], tuple[Any, ...]] = {}

    def walk(self, colours: Colours, path: tuple[Index, ...], trace: Trace) -> int:
        """Look through what is below a node; at what depth of the tree to go on."""
        classes: dict[int, list[Index]] = {}
        for i in sorted(colours):
            classes.setdefault(colours[i], []).append(i)
        tied = next((classes[c] for c in sorted(classes) if len(classes[c]) > 1), None)
        if tied is None:
            return self.reach([classes[c][0] for c in sorted(classes)], path, trace)
        tried: list[Index] = []
        for i in tied:
            if tried and self.is_like(i, tried, path):
                continue
            tried.append(i)
            # Colours are doubled so that i alone gets the one just below its class.
            apart = {j: 2 * c for j, c in colours.items()}
            apart[i] -= 1
            refined, seen = self.refined(apart)
            below = [*trace, seen]
            if self.best is not None and below > self.best.trace[: len(below)]:
                continue
            depth = self.walk(refined, (*path, i), below)
            if depth < len(path):
                return depth
        return len(path) - 1

    def reach(self, order: Sequence[Index], path: tuple[Index, ...], trace: Trace) -> int:
        """Take a leaf in; at what depth to go on."""
        m, c = self.form(order)
        same = self.leaves.get(m)
        if same is not None:
            if same.coefficient != c:
                raise OwnNegative
            self.symmetries.append(dict(zip(same.order, order, strict=True)))
            # From where they part, the symmetry takes the one branch to the other.
            return next(n for n, (i, j) in enumerate(zip(same.path, path, strict=False)) if i != j)
        leaf = self.leaves[m] = Leaf(order, m, c, path, trace, monomial_key(m))
        if self.best is None or (trace, leaf.key) < (self.best.trace, self.best.key):
            self.best = leaf
        return len(path) - 1

    def is_like(self, i: Index, tried: Sequence[Index], path: tuple[Index, ...]) -> bool:
        """Whether a symmetry that keeps the path takes one that was tried to ``i``."""
        orbit, found = {i}, [i]
        kept = [s for s in self.symmetries if all(s[p] == p for p in path)]
        while found:
            j = found.pop()
            new = {s[j] for s in kept} - orbit
            orbit |= new
            found += new
        if not orbit.isdisjoint(tried):
            return True
        # Twins, whose exchange is a symmetry, are frequent and need no leaf to be found.
        return any(self.rename(self.work, {self.m: 1}, {i: j, j: i}) == {self.m: 1} for j in tried)

    def refined(self, colours: Colours) -> tuple[Colours, tuple[Any, ...]]:
        """Split classes by the factors that an index occurs in, until nothing changes; and what that showed."""
        near = {i: [(a, e) for a, e in self.m if i in a.free] for i in colours}
        while True:
            self.work.spend("numbering of dummy indices", len(self.m))
            signatures = {
                i: (i.sort, i.upto, c, tuple(sorted((_shape(a, colours, i, self.loose), e) for a, e in near[i])))
                for i, c in colours.items()
            }
            distinct = sorted(set(signatures.values()))
            ranks = {s: n for n, s in enumerate(distinct)}
            refined = {i: ranks[s] for i, s in signatures.items()}
            # Ranks follow (sort, old colour) first, so classes only split.
            if len(ranks) == len({(i.sort, i.upto, c) for i, c in colours.items()}):
                sizes = list(refined.values())
                seen = tuple((s, sizes.count(n)) for n, s in enumerate(distinct))
                return refined, self.traces.setdefault(seen, seen)  # equal ones are the same, to compare quickly
            colours = refined


def _shape(atom: Atom, colours: Mapping[Index, int], own: Index, loose: Iterable[str]) -> tuple[Any, ...]:
    """The atom's content with colours for the indices in question, none for ``own``; inner dummies all look alike."""

    def index(i: Index) -> tuple[Any, ...]:
        if i in colours:
            return (0, i.sort, -1 if i == own else colours[i], "")
        return (1, i.sort, 0, "") if i.number > 0 else (2, *i)

    def slot(at: Slot | tuple[()]) -> tuple[Any, ...]:
        if isinstance(at, Index):
            return index(at)
        if isinstance(at, frozenset):
            return (4, tuple(sorted((monomial(m), c) for m, c in at)))
        return (3, at.constant, tuple(sorted((index(i), c) for i, c in at.terms))) if at else ()

    def monomial(m: Monomial) -> tuple[Any, ...]:
        return tuple(sorted((_shape(a, colours, own, loose), e) for a, e in m))

    if not atom.free:
        return (atom.rank, 1, atom.key)
    match atom:
        case Entry():
            at = map(slot, atom.indices)
            return (atom.rank, 0, atom.name, tuple(sorted(at) if atom.name in loose else at))
        case Delta():
            return (atom.rank, 0, tuple(sorted(map(index, atom.indices))))
        case Sum():
            return (atom.rank, 0, len(atom.dummies), tuple(sorted(slot(i.upto) for i in atom.dummies)),
                    monomial(atom.body))
        case Integer():
            return (atom.rank, 0, index(atom.index))
        case IndexPower():
            return (atom.rank, 0, index(atom.index), tuple(sorted((monomial(m), c) for m, c in atom.args[0])))
    inside: Frozen = atom.args[0]
    shapes = [tuple(sorted((monomial(m), sign * c) for m, c in inside)) for sign in (1, -1)]
    # The sign of a denominator depends on the names of the indices in it.
    return (atom.rank, 0, min(shapes) if isinstance(atom, Base) else shapes[0])
