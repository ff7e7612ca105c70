"""Where an answer is defined, beside a reference that it equals wherever both are."""

from __future__ import annotations

from collections.abc import Sequence

from symdl.grading.scalar.expressions import is_complex
from symdl.grading.scalar.points import assumed, counted, free_names, points
from symdl.grading.scalar.values import Outside, Place, Unclear, Unsupported, bits, value
from symdl.grading.scalar.words import habits, standard
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.syntax import Node

_PLACES = 24


def narrower(reference: Node, answer: Node, *, assumptions: Sequence[str] = (), notation: Notation = OPEN,
             declared: frozenset[str] = frozenset()) -> str:
    """A generic place at which the reference has a value and the answer none: "x = -3". "" if none was seen.

    A single value that is left out, such as the 0 of x^2/x, is no generic place.
    """
    given = assumed(assumptions, notation)
    written_as = habits(reference, answer)
    left, right = (standard(tree, declared, written_as) for tree in (reference, answer))
    given = counted(given, left, right)
    way = "complex" if is_complex(left, right) else "real"
    for _, point in points(free_names(left, right), given, 0, _PLACES):
        place = Place(point, way)  # type: ignore[arg-type]
        if _has_value(left, place) and not _has_value(right, place):
            return ", ".join(f"{name} = {number}" for name, number in point.items())
    return ""


def _has_value(tree: Node, place: Place) -> bool:
    """Whether a tree has a value somewhere; where that cannot be told, it has."""
    with bits(128):
        place.seen.clear()
        try:
            value(tree, place)
        except (Unclear, Unsupported):
            return True
        except Outside:
            return False
    return True


__all__ = ["narrower"]
