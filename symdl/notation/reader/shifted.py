r"""Sums that count from another number than 1: \sum_{i=0}^{m-1} x_{i+1} is \sum_{i=1}^m x_i.

And \sum_{i=2}^m x_i is \sum_{i=1}^m x_i - x_1, if there is an x_1.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction

from symdl.notation.reader.syntax import Big, Bound, Chain, Member, Name, Neg, Node, Number, Sum, rebuilt, walk

_ONE = Number(Fraction(1))
_MOST = 8
"""Up to where a sum may start that is told from the whole one term by term."""


def counted_from_one(node: Big, sizes: Collection[str]) -> Big:
    """A sum up to the end of a range, one of ``sizes``, with its members as x_i; any other one as it is.

    Its letter has to stand in places of members only, each time with the same number: x_{i+1}.
    """
    match node.bounds:
        case (Bound(Name() as letter, Number(first), Node() as last, None) as bound,):
            pass
        case _:
            return node
    size, more = _apart(last)
    if not isinstance(size, Name) or size.text not in sizes or not more or _is_bound_inside(node.of, letter):
        return node
    slots = [_apart(slot) for part in walk(node.of) if isinstance(part, Member) for slot in (*part.below, *part.above)]
    ours = [(of, number) for of, number in slots if of == letter]
    if not ours or any(number != -more for _, number in ours) or first - more < 1 \
            or len(ours) != sum(part == letter for part in walk(node.of)):  # it stands elsewhere, too
        return node
    bounds = (replace(bound, first=Number(first - more), last=size),)
    return replace(node, bounds=bounds, of=_with(node.of, letter))


def whole_range(node: Big, sizes: Collection[str]) -> Node | None:
    """A sum from 2 on as the sum over the whole of a range, of which ``sizes`` are the ends, less what stands before.

    None for any other one. Its letter has to stand in places of members only, so that a number may stand there.
    """
    match node.bounds:
        case (Bound(Name() as letter, Number(first), Name(last), None) as bound,) if last in sizes:
            bound = replace(bound, first=_ONE)
        case (Bound(Name() as letter, None, None, Chain((of, Number(first)), ("gt" | "ge" as sign,))) as bound,) \
                if of == letter:
            bound, first = replace(bound, condition=None), first + (sign == "gt")
        case _:
            return None
    if node.sign != "sum" or first not in range(2, _MOST) or _is_bound_inside(node.of, letter):
        return None
    slots = [slot for part in walk(node.of) if isinstance(part, Member) for slot in (*part.below, *part.above)]
    if letter not in slots or slots.count(letter) != sum(part == letter for part in walk(node.of)):
        return None
    before = (Neg(_put(node.of, letter, Number(Fraction(place)))) for place in range(1, int(first)))
    return Sum((replace(node, bounds=(bound,)), *before), start=node.start, end=node.end)


def _put(node: Node, letter: Name, number: Number) -> Node:
    if node == letter:
        return replace(number, start=node.start, end=node.end)
    return rebuilt(node, lambda child: _put(child, letter, number))


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


__all__ = ["counted_from_one", "whole_range"]
