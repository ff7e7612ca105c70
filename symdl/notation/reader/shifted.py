r"""Sums that count from another number than 1: \sum_{i=0}^{m-1} x_{i+1} is \sum_{i=1}^m x_i.

And \sum_{i=2}^m x_i is \sum_{i=1}^m x_i - x_1, if there is an x_1. \sum_{i=0}^{m-1} x_{m-i} counts back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from symdl.notation.reader.syntax import Big, Bound, Chain, Member, Name, Neg, Node, Number, Sum, rebuilt, walk

_ONE = Number(Fraction(1))
_MOST = 8
"""Up to where a sum may start that is told from the whole one term by term."""


def counted_from_one(node: Big, sizes: Collection[str]) -> Big:
    """A sum up to the end of a range, one of ``sizes``, with its members as x_i; any other one as it is.

    Its letter has to stand in places of members only, each time with the same number, x_{i+1}, or taken from the end.
    """
    match node.bounds:
        case (Bound(Name() as letter, Number(first), Node() as last, None) as bound,):
            pass
        case _:
            return node
    size, more = _apart(last)
    if not isinstance(size, Name) or size.text not in sizes or _is_bound_inside(node.of, letter):
        return node
    places = [slot for part in walk(node.of) if isinstance(part, Member) for slot in (*part.below, *part.above)]
    back = {slot for slot in places if letter in walk(slot) and _taken(slot, size, letter) == first}
    if back and more == first - 1 and sum(slot in back for slot in places) == sum(
            part == letter for part in walk(node.of)):
        return replace(node, bounds=(replace(bound, first=_ONE, last=size),), of=_with(node.of, letter, back))
    slots = [_apart(slot) for slot in places]
    ours = [(of, number) for of, number in slots if of == letter]
    if not more or not ours or any(number != -more for _, number in ours) or first - more < 1 \
            or len(ours) != sum(part == letter for part in walk(node.of)):  # it stands elsewhere, too
        return node
    bounds = (replace(bound, first=Number(first - more), last=size),)
    ahead = {slot for slot in places if _apart(slot)[0] == letter}
    return replace(node, bounds=bounds, of=_with(node.of, letter, ahead))


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


def _with(node: Node, letter: Name, slots: Collection[Node]) -> Node:
    """A tree in which a letter alone stands in some places of members: x_i for each x_{i+1}."""
    if isinstance(node, Member):
        below, above = (tuple(letter if slot in slots else _with(slot, letter, slots) for slot in some)
                        for some in (node.below, node.above))
        return replace(node, below=below, above=above)
    return rebuilt(node, lambda child: _with(child, letter, slots))


def _taken(slot: Node, size: Name, letter: Name) -> Fraction | None:
    """2, of n - i + 2; None for what is not that."""
    terms = slot.terms if isinstance(slot, Sum) else ()
    rest = [term for term in terms if term not in (size, Neg(letter))]
    if len(terms) - len(rest) != 2 or not {size, Neg(letter)} <= {*terms}:
        return None
    match rest:
        case []:
            return Fraction(0)
        case [Number(value)]:
            return value
        case [Neg(Number(value))]:
            return -value
    return None


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


def around(terms: Sequence[Node], size_of: Callable[[str], str]) -> tuple[Node, ...]:
    r"""Terms in which \sum_{i<j} x_i + \sum_{i>j} x_i is \sum_{i \ne j} x_i, and with x_j it is the sum of all.

    size_of   the end of the range of an index that is free there; "" of any other letter
    """
    for place, term in enumerate(terms):
        for later, other in enumerate(terms[place + 1 :], place + 1):
            if (joined := _joined(term, other, size_of)) is not None:
                left = (*terms[:place], joined, *terms[place + 1 : later], *terms[later + 1 :])
                return around(left, size_of)
    return tuple(terms)


def _joined(one: Node, other: Node, size_of: Callable[[str], str]) -> Node | None:
    if isinstance(one, Neg) and isinstance(other, Neg):
        made = _joined(one.of, other.of, size_of)
        return None if made is None else Neg(made, start=one.start, end=one.end)
    ours, theirs = _half(one, size_of), _half(other, size_of)
    if ours is None or theirs is None or ours.middle != theirs.middle or ours.is_below == theirs.is_below \
            or (ours.has_middle and theirs.has_middle):
        return None
    assert isinstance(one, Big)
    body = _renamed(theirs.of, theirs.letter, ours.letter)
    if (ours.letter in walk(theirs.of) and ours.letter != theirs.letter) or body != ours.of:
        return None
    condition = None if ours.has_middle or theirs.has_middle else Chain((ours.letter, ours.middle), ("ne",))
    return replace(one, bounds=(Bound(ours.letter, None, None, condition, start=one.start, end=one.end),))


@dataclass(frozen=True)
class _Half:
    """A sum over what stands before or behind an index, or up to it.

    middle  that index
    """

    letter: Name
    middle: Name
    of: Node
    is_below: bool
    has_middle: bool


def _half(node: Node, size_of: Callable[[str], str]) -> _Half | None:
    if not isinstance(node, Big) or node.sign != "sum" or len(node.bounds) != 1:
        return None
    match node.bounds[0]:
        case Bound(Name() as letter, first, last, None) if last is not None:
            end, more = _apart(last)
            start, from_ = _apart(first) if first is not None else (None, _ONE.value)
            if first in (None, _ONE) and isinstance(end, Name) and more in (0, -1) and size_of(end.text):
                found = _Half(letter, end, node.of, is_below=True, has_middle=not more)
            elif isinstance(start, Name) and from_ in (0, 1) and isinstance(last, Name) and (
                    last.text == size_of(start.text)):
                found = _Half(letter, start, node.of, is_below=False, has_middle=not from_)
            else:
                return None
        case Bound(_, None, None, Chain((Name() as one, Name() as other), (("lt" | "le" | "gt" | "ge") as sign,))):
            letter, middle = (other, one) if size_of(one.text) and not size_of(other.text) else (one, other)
            if size_of(letter.text) or not size_of(middle.text):
                return None
            found = _Half(letter, middle, node.of, (sign in ("lt", "le")) == (letter == one), sign in ("le", "ge"))
        case _:
            return None
    return None if _is_bound_inside(node.of, found.letter) or found.letter == found.middle else found


def _renamed(node: Node, letter: Name, new: Name) -> Node:
    return new if node == letter else rebuilt(node, lambda child: _renamed(child, letter, new))


__all__ = ["around", "counted_from_one", "whole_range"]
