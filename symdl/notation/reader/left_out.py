"""What several cases leave out: nothing, or the points between x < 0, 0 < x < 6 and x > 6."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from symdl.notation.reader.syntax import Chain, Neg, Node, Number, Quotient

Hole: TypeAlias = tuple[Node, Node]
"""Two sides that are equal where no case holds."""


def left_out(conditions: Sequence[Node | None]) -> tuple[Hole, ...] | None:
    """Where none of some conditions holds, if these are single points; None if they may be more, or two may hold."""
    if len(conditions) == 2:
        one, other = conditions
        if other is not None and _excludes(one, other):
            return ()
        if other is not None and (hole := _difference(one, other)) is not None:
            return (hole,)
    spans = [_span(one) for one in conditions]
    found = [one for one in spans if one is not None]
    if len(found) < len(spans) or len({one.of for one in found}) != 1:
        return None
    ends = sorted({end for one in found for end in (one.low, one.high) if end is not None})
    if not ends:
        return None
    between = [ends[0] - 1, *((a + b) / 2 for a, b in pairwise(ends)), ends[-1] + 1]
    if any(sum(one.holds(place) for one in found) != 1 for place in between) or any(
            sum(one.holds(end) for one in found) > 1 for end in ends):  # which of two values is meant, nothing says
        return None
    return tuple((found[0].of, _written(end)) for end in ends if not any(one.holds(end) for one in found))


@dataclass(frozen=True)
class _Span:
    """The numbers between two, of which one may be missing, with the ends that are among them."""

    of: Node
    low: Fraction | None = None
    high: Fraction | None = None
    ends: frozenset[Fraction] = frozenset()

    def holds(self, place: Fraction) -> bool:
        if place in (self.low, self.high):
            return place in self.ends
        return (self.low is None or self.low < place) and (self.high is None or place < self.high)


def _span(condition: Node | None) -> _Span | None:
    """Of x > 0, 0 < x <= 6; None for what says something else."""
    if not isinstance(condition, Chain) or len(condition.signs) > 2:
        return None
    links = [*_links(condition)]
    if len(links) != len(condition.signs) or len({of for of, _, _ in links}) != 1:
        return None
    lows = [(end, sign) for _, end, sign in links if sign in ("gt", "ge")]
    highs = [(end, sign) for _, end, sign in links if sign in ("lt", "le")]
    if len(lows) > 1 or len(highs) > 1 or len(lows) + len(highs) != len(links):
        return None
    low, high = (some[0][0] if some else None for some in (lows, highs))
    if low is not None and high is not None and low >= high:
        return None
    return _Span(links[0][0], low, high, frozenset(end for end, sign in (*lows, *highs) if sign in ("ge", "le")))


def _links(condition: Chain) -> Iterator[tuple[Node, Fraction, str]]:
    """What stands beside a number in a chain, that number, and the sign between them in this order."""
    for (left, right), sign in zip(pairwise(condition.items), condition.signs, strict=True):
        ours, theirs = _number(left), _number(right)
        if ours is None and theirs is not None:
            yield left, theirs, sign
        elif ours is not None and theirs is None and sign in _TURNED:
            yield right, ours, _TURNED[sign]


def _number(node: Node) -> Fraction | None:
    match node:
        case Number(value):
            return value
        case Neg(of):
            found = _number(of)
            return None if found is None else -found
        case Quotient(top, bottom):
            above, below = _number(top), _number(bottom)
            return above / below if above is not None and below else None
    return None


def _written(value: Fraction) -> Node:
    return Number(value) if value >= 0 else Neg(Number(-value))


def _excludes(a: Node | None, b: Node) -> bool:
    """Whether one relation holds exactly where the other does not: x > 0 and x <= 0."""
    match a, b:
        case Chain(left, (sign,)), Chain(right, (other,)) if sign in _OPPOSITE and other in _OPPOSITE:
            turned = _TURNED[other], right[::-1]
            return (_OPPOSITE[sign] == other and left == right) or (_OPPOSITE[sign], left) == turned
    return False


def _difference(a: Node | None, b: Node) -> tuple[Node, Node] | None:
    """The two sides of a relation that holds where another one does not, unless they are equal: x > 0 and x < 0."""
    match a, b:
        case Chain((left, right), ("gt" | "lt" as sign,)), Chain((first, second), ("gt" | "lt" as other,)) \
                if {left, right} == {first, second} and ((left == first) == (sign != other)):
            return left, right
    return None


_OPPOSITE = {"gt": "le", "le": "gt", "lt": "ge", "ge": "lt", "eq": "ne", "ne": "eq"}
_TURNED = {"gt": "lt", "lt": "gt", "le": "ge", "ge": "le", "eq": "eq", "ne": "ne"}

__all__ = ["left_out"]
