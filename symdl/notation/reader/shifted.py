r"""Sums that count from another number than 1: \sum_{i=0}^{m-1} x_{i+1} is \sum_{i=1}^m x_i."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction

from symdl.notation.reader.syntax import Big, Bound, Member, Name, Neg, Node, Number, Sum, rebuilt, walk

_ONE = Number(Fraction(1))


def counted_from_one(node: Big, sizes: Collection[str]) -> Big:
    """A sum over the whole of a range, of which ``sizes`` are the ends, counted from 1; any other one as it is.

    Its letter has to stand in places of members only, each time with the same number: x_{i+1}.
    """
    match node.bounds:
        case (Bound(Name() as letter, Number(first), Node() as last, None) as bound,) if first != 1:
            pass
        case _:
            return node
    size, more = _apart(last)
    by = first - 1
    if not isinstance(size, Name) or size.text not in sizes or more != by or _is_bound_inside(node.of, letter):
        return node
    slots = [_apart(slot) for part in walk(node.of) if isinstance(part, Member) for slot in (*part.below, *part.above)]
    ours = [(of, number) for of, number in slots if of == letter]
    if not ours or any(number != -by for _, number in ours) \
            or len(ours) != sum(part == letter for part in walk(node.of)):  # it stands elsewhere, too
        return node
    return replace(node, bounds=(replace(bound, first=_ONE, last=size),), of=_with(node.of, letter))


def _with(node: Node, letter: Name) -> Node:
    """A tree in which x_i stands for each x_{i+1}."""
    if isinstance(node, Member):
        below, above = (tuple(letter if _apart(slot)[0] == letter else _with(slot, letter) for slot in slots)
                        for slots in (node.below, node.above))
        return replace(node, below=below, above=above)
    return rebuilt(node, lambda child: _with(child, letter))


def _apart(slot: Node) -> tuple[Node | None, Fraction]:
    """i and 2, of i + 2; no letter of what is more than that."""
    match slot:
        case Name():
            return slot, Fraction(0)
        case Sum((Name() as of, Number(value))) | Sum((Number(value), Name() as of)):
            return of, value
        case Sum((Name() as of, Neg(Number(value)))):
            return of, -value
    return None, Fraction(0)


def _is_bound_inside(node: Node, letter: Name) -> bool:
    return any(isinstance(part, Bound) and part.name == letter for part in walk(node))


__all__ = ["counted_from_one"]
