r"""Members that a sign runs through, where a derivative is by one of them: x_0, of \sum_{k=0}^K e^{x_k}.

A member that nobody binds is a number of its own: x_0 and x_t are two. But one with a bound letter is each of those
that the letter runs through, so that x_0 is one of the x_k for k = 0..K, and none of them for k = 1..K.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, walk


@dataclass(frozen=True)
class Picked:
    """Where a sum comes to what a derivative is by.

    member  the member that runs: x_k
    letter  the letter that it runs by
    place   what that letter is there: the 0 of x_0
    """

    member: at.Member
    letter: at.Name
    place: Node


def runs_over(node: Node, by: Node) -> bool:
    """Whether a sign in a formula binds a letter of a member that may be this one."""
    return isinstance(by, at.Member) and any(
        isinstance(part, at.Big) and any(_running(part.of, by, _bound(part))) for part in walk(node))


def may_be_another(node: Node, by: Node) -> at.Member | None:
    """A member beside such a sign of which nothing says whether it is this one: x_0, where this is x_j."""
    if not isinstance(by, at.Member) or not runs_over(node, by):
        return None
    bound = frozenset[Node]().union(*(_bound(part) for part in walk(node) if isinstance(part, at.Big)))
    found = {part for part in walk(node) if isinstance(part, at.Member) and _is_alike(part, by) and part != by
             and not any(bound.intersection(walk(ours)) for ours, _ in _slots(part, by))
             and not any(isinstance(ours, at.Number) and isinstance(theirs, at.Number) and ours != theirs
                         for ours, theirs in _slots(part, by))}
    return min(found, key=at.show, default=None)


def picked(node: at.Big, by: at.Member) -> list[Picked] | None:
    """The members through which a sum over one letter comes to this one; None where that is not known."""
    match node.bounds:
        case (at.Bound(at.Name() as letter, first, last, condition),):
            pass
        case _:
            return None
    found: list[Picked] = []
    for member in sorted(_running(node.of, by, _bound(node)), key=at.show):
        apart = [(ours, theirs) for ours, theirs in _slots(member, by) if ours != theirs]
        if not any(letter in walk(ours) for ours, _ in apart):
            continue  # a letter of a sum inside
        if len(apart) > 1 or apart[0][0] != letter or len(found) == 1:
            return None
        is_there = _is_within(apart[0][1], first, last) and _is_kept(apart[0][1], letter, condition)
        if is_there is None or any(part.name == letter for inner in walk(node.of) if isinstance(inner, at.Big)
                                   for part in inner.bounds if isinstance(part, at.Bound)):
            return None
        found += [Picked(member, letter, apart[0][1])] if is_there else []
    return found


def _running(node: Node, by: at.Member, bound: frozenset[Node]) -> Iterator[at.Member]:
    """The members of a formula that may be this one, by what the letters of a sign around it are, and of those in it.
    """
    inside = bound.union(*(_bound(part) for part in walk(node) if isinstance(part, at.Big)))
    for part in {part for part in walk(node) if isinstance(part, at.Member) and _is_alike(part, by)}:
        apart = [ours for ours, theirs in _slots(part, by) if ours != theirs]
        if apart and all(inside.intersection(walk(ours)) for ours in apart):
            yield part


def _bound(node: at.Big) -> frozenset[Node]:
    return frozenset(one.name for one in node.bounds if isinstance(one, at.Bound) and one.name is not None)


def _is_alike(one: at.Member, other: at.Member) -> bool:
    return (one.name, len(one.below), len(one.above)) == (other.name, len(other.below), len(other.above))


def _slots(one: at.Member, other: at.Member) -> list[tuple[Node, Node]]:
    return [*zip((*one.below, *one.above), (*other.below, *other.above), strict=True)]


def _is_within(place: Node, first: Node | None, last: Node | None) -> bool | None:
    """Whether a place is one of those that a letter runs through; None where that is not known.

    What is derived by a member says that there is one: x_2 is one of x_0 .. x_K, and so is x_j.
    """
    match place, first, last:
        case at.Number(value), None, None:
            return True if value >= 1 else None  # whether they count from 0 is not said
        case at.Name(), None, None:
            return True
        case at.Number(value), at.Number(start), at.Number(end):
            return start <= value <= end
        case at.Number(value), at.Number(start), at.Name():
            return value >= start
        case at.Name(), at.Number(start), at.Name():
            return True if start in (0, 1) else None
    return None


def _is_kept(place: Node, letter: at.Name, condition: Node | None) -> bool | None:
    r"""Whether a sum does not leave a place out, as \sum_{k \ne i} leaves out i; None where that is not known."""
    match condition:
        case None:
            return True
        case at.Chain((one, other), ("ne",)) if letter in (one, other):
            left_out = other if one == letter else one
            if left_out == place:
                return False
            return True if isinstance(left_out, at.Number) and isinstance(place, at.Number) else None
    return None


__all__ = ["Picked", "may_be_another", "picked", "runs_over"]
