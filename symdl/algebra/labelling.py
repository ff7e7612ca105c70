"""Orders in which the dummies of a sum may be numbered, as few as symmetry allows.

Colour refinement tells dummies apart by where they occur. Those it cannot tell
apart are individualised one at a time, and dummies whose exchange leaves the
monomial as it is (twins) need one turn between them. The order that gives the
least monomial is the canonical one, so every order must come from content only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
    Slot,
    Sum,
)
from symdl.algebra.work import Work

Rename = Callable[[Work, Polynomial, Mapping[Index, Index | Affine]], Polynomial]
Colours = dict[Index, int]


def labellings(work: Work, m: Monomial, over: Sequence[Index], rename: Rename) -> Iterator[list[Index]]:
    """Orders of ``over`` among which the canonical one is."""
    if len(over) == 1:
        yield list(over)
        return
    # With a_ij = a_ji, the slots of a do not tell i from j.
    loose = frozenset[str]().union(*(rule.loose for rule in work.rules))
    yield from _orders(work, m, _refined(m, dict.fromkeys(over, 0), loose), loose, rename)


def _orders(work: Work, m: Monomial, colours: Colours, loose: frozenset[str],
            rename: Rename) -> Iterator[list[Index]]:
    classes: dict[int, list[Index]] = {}
    for i in sorted(colours):
        classes.setdefault(colours[i], []).append(i)
    tied = next((classes[c] for c in sorted(classes) if len(classes[c]) > 1), None)
    if tied is None:
        yield [classes[c][0] for c in sorted(classes)]
        return
    tried: list[Index] = []
    for i in tied:
        if any(rename(work, {m: 1}, {i: j, j: i}) == {m: 1} for j in tried):
            continue
        tried.append(i)
        work.spend("numbering of dummy indices", 8)
        # Colours are doubled so that i alone gets the one just below its class.
        apart = {j: 2 * c for j, c in colours.items()}
        apart[i] -= 1
        yield from _orders(work, m, _refined(m, apart, loose), loose, rename)


def _refined(m: Monomial, colours: Colours, loose: frozenset[str]) -> Colours:
    """Split colour classes by the factors that an index occurs in, until nothing changes."""
    while True:
        signatures = {
            i: (i.sort, i.upto, c, sorted((_shape(a, colours | {i: -1}, loose), e) for a, e in m if i in a.free))
            for i, c in colours.items()
        }
        ranks = {s: n for n, s in enumerate(sorted({_hashable(s) for s in signatures.values()}))}
        refined = {i: ranks[_hashable(s)] for i, s in signatures.items()}
        # Ranks follow (sort, old colour) first, so classes only split.
        if len(ranks) == len({(i.sort, i.upto, c) for i, c in colours.items()}):
            return refined
        colours = refined


def _hashable(signature: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*signature[:-1], tuple(signature[-1]))


def _shape(atom: Atom, colours: Mapping[Index, int], loose: frozenset[str]) -> tuple[Any, ...]:
    """The atom's content with colours for the indices in question; inner dummies all look alike."""

    def index(i: Index) -> tuple[Any, ...]:
        if i in colours:
            return (0, i.sort, colours[i], "")
        return (1, i.sort, 0, "") if i.number > 0 else (2, *i)

    def slot(at: Slot | tuple[()]) -> tuple[Any, ...]:
        if isinstance(at, Index):
            return index(at)
        if isinstance(at, frozenset):
            return (4, tuple(sorted((monomial(m), c) for m, c in at)))
        return (3, at.constant, tuple(sorted((index(i), c) for i, c in at.terms))) if at else ()

    def monomial(m: Monomial) -> tuple[Any, ...]:
        return tuple(sorted((_shape(a, colours, loose), e) for a, e in m))

    match atom:
        case Entry():
            at = map(slot, atom.indices)
            return (atom.rank, atom.name, tuple(sorted(at) if atom.name in loose else at))
        case Delta():
            return (atom.rank, tuple(sorted(map(index, atom.indices))))
        case Sum():
            return (atom.rank, len(atom.dummies), tuple(sorted(slot(i.upto) for i in atom.dummies)),
                    monomial(atom.body))
        case Integer():
            return (atom.rank, index(atom.index))
        case IndexPower():
            return (atom.rank, index(atom.index), tuple(sorted((monomial(m), c) for m, c in atom.args[0])))
        case _ if atom.free:
            inside: Frozen = atom.args[0]
            shapes = [tuple(sorted((monomial(m), sign * c) for m, c in inside)) for sign in (1, -1)]
            # The sign of a denominator depends on the names of the indices in it.
            return (atom.rank, min(shapes) if isinstance(atom, Base) else shapes[0])
    return atom.key
