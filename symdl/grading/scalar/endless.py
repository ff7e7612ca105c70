r"""Sums, products and integrals without end, and limits, that a formula does not depend on: 0 \sum_{k=1}^\infty k.

By rules, 0 times anything is 0, and x - x is; but what has no value makes none of a formula that it stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

from flint import acb

from symdl.grading.scalar.points import Assumed, free_names, points
from symdl.grading.scalar.trees import ZERO
from symdl.grading.scalar.values import Outside, Place, Unclear, Unsupported, bits, value
from symdl.grading.scalar.words import NoMeaning, replaced, standard
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, walk

_INFINITY = at.Constant("infinity")
_NEARER = (16, 65, 256, 301)
_NEAR, _NEARLY = 2.0**-40, 2.0**-5


def without_effect(reference: Node, answer: Node, given: Assumed, is_same: Callable[[Node], bool]) -> Node | None:
    """What goes on without end in an answer, makes no difference to it, and is not seen to come to anything.

    is_same   whether an answer is what the reference is
    """
    endless = list(dict.fromkeys(part for part in _outermost(answer) if part not in walk(reference)))
    for n, part in enumerate(endless):
        if is_same(replaced(answer, part, at.Name(f"w_{{{n}}}'"))) and not _comes_to_something(part, given):
            return part
    return None


def _outermost(node: Node) -> Iterator[Node]:
    if isinstance(node, at.Big) and (node.sign == "lim" or any(
            isinstance(bound, at.Bound) and _INFINITY in [
                *(part for end in (bound.first, bound.last) if end is not None for part in walk(end))]
            for bound in node.bounds)):
        yield node
        return
    for child in at.children(node):
        yield from _outermost(child)


def _comes_to_something(node: Node, given: Assumed) -> bool:
    """Whether the numbers near to a limit come near to each other, at all places that were tried."""
    match node:
        case at.Big("int" | "sum", (at.Bound(letter, first, last, None),)) if (first, last) == (
                at.Neg(_INFINITY), _INFINITY):  # each half for itself
            halves = (at.Bound(letter, first, ZERO), at.Bound(letter, ZERO, last))
            return all(_comes_to_something(replace(node, bounds=(half,)), given) for half in halves)
    try:
        made = standard(node)
    except NoMeaning:
        return False
    sides = [made]
    if isinstance(made, at.Big) and made.sign == "lim" and isinstance(goes := made.bounds[0], at.Goes) \
            and not goes.side and _INFINITY not in walk(goes.to):
        sides.append(replace(made, bounds=(replace(goes, side="-"),)))
    count = 0
    for _, point in points(free_names(made), given, 2, 3):
        seen: list[acb] = []
        try:
            with bits(200):
                for side in sides:
                    seen = [acb(value(side, Place(point, "real", near=near))) for near in _NEARER]
                    if not _settles([float(abs(one - other).upper()) for one, other in pairwise(seen)]):
                        return False
                ends = [acb(value(side, Place(point, "real", near=_NEARER[-1]))) for side in sides]
                if float(abs(ends[0] - ends[-1]).upper()) > _NEARLY:
                    return False
        except (Outside, Unclear, Unsupported, OverflowError):
            return False
        count += 1
    return count > 0


def _settles(steps: list[float]) -> bool:
    first, second, last = steps
    return max(second, last) < _NEAR or (second < _NEARLY and second < first * 0.7 and last < _NEARLY)



__all__ = ["without_effect"]
