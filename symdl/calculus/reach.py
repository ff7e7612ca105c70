"""What a tree depends on, definitions and recurrences entered."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice

from sympy import Basic

from symdl.language import Adjoint, Family, Index, Loss, Range, Size, subterms


@lru_cache(maxsize=1 << 12)
def reach(tree: Basic) -> frozenset[Family]:
    """The families in a tree, definitions entered (and the tree itself, if it is one)."""
    if not isinstance(tree, Family):
        families = {term for term in subterms(tree) if isinstance(term, Family)}
        return frozenset[Family]().union(*map(reach, families))
    parts = [*(tree.law or ())[1:], *([] if tree.body is None else [tree.body])]
    system = tree.system
    bare = {f for f, *_ in system}
    members = {Family(f.name, f.ranges, f.latex, f.means, system=system) for f in bare}
    # The sequences of a recurrence stand bare in it, or there would be no end.
    others = {t for value in values(tree) for t in subterms(value) if isinstance(t, Family)} - bare
    return frozenset((tree, *members)).union(*map(reach, parts), *map(reach, others))


def values(family: Family) -> list[Basic]:
    """The starts and steps of the recurrence of a family, as written (its sequences stand bare in them)."""
    return [value for _, _, *pair in family.system for value in pair]


@lru_cache(maxsize=1 << 12)
def trees(tree: Basic) -> frozenset[Basic]:
    """Every subterm of a tree, definitions and recurrences entered."""
    bodies = {f.body for f in reach(tree) if f.body is not None}
    steps = {value for f in reach(tree) for value in values(f)}
    return frozenset(t for root in (tree, *bodies, *steps) for t in subterms(root))


@lru_cache(maxsize=1 << 12)
def ranges_and_losses(tree: Basic) -> frozenset[Range | Loss]:
    """All ranges and unspecified losses in a tree, definitions entered."""
    found: set[Range | Loss] = set(losses(tree))
    for fam in reach(tree):
        found.update(fam.ranges)
    for term in trees(tree):
        if isinstance(term, (Index, Size)):
            found.add(term.range)
    return frozenset(found)


@lru_cache(maxsize=1 << 12)
def losses(tree: Basic) -> frozenset[Loss]:
    """The unspecified losses whose adjoints occur in a tree, definitions entered."""
    return frozenset(t.loss for t in trees(tree) if isinstance(t, Adjoint) and isinstance(t.loss, Loss))


def brief(tree: Basic) -> str:
    """A tree in a message: as text if that is short."""
    is_short = sum(1 for _ in islice(subterms(tree), 100)) < 100
    return str(tree) if is_short else f"{type(tree).__name__}(...)"
