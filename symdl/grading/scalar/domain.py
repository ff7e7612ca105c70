"""Where an answer is defined, beside a reference that it equals wherever both are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from symdl.grading.scalar.ends import closed
from symdl.grading.scalar.expressions import is_complex
from symdl.grading.scalar.points import assumed, counted, free_names, mirrored, points
from symdl.grading.scalar.values import Outside, Place, Unclear, Unsupported, bits, real, value
from symdl.grading.scalar.words import habits, standard
from symdl.notation.reader import syntax as at
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.syntax import Node, walk

_PLACES = 24


def narrower(reference: Node, answer: Node, *, assumptions: Sequence[str] = (), notation: Notation = OPEN,
             declared: frozenset[str] = frozenset(), whole: frozenset[str] = frozenset()) -> tuple[str, bool]:
    """A generic place at which the reference has a value and the answer none, "x = -3", and whether it counts.

    ("", False) if none was seen. A single value that is left out, such as the 0 of x^2/x, is no generic place, and
    neither is one at which a factorial has a pole.

    Formulas are written without saying where they hold. With a logarithm, a root or a power their letters are mostly
    positive, so a place with a negative letter does not count; but it does beside what takes another course there.

    whole   letters that are taken for integers
    """
    given = assumed(assumptions, notation)
    given = replace(given, integers=given.integers | whole)
    written_as = habits(reference, answer)
    left, right = closed(standard(reference, declared, written_as), standard(answer, declared, written_as))
    given = counted(given, left, right)
    way = "complex" if is_complex(left, right) else "real"
    turns = any(isinstance(node, (at.Cases, at.Indicator)) or (
        isinstance(node, at.Call) and node.function in _TURNING) for node in walk(left))
    found = "", False
    for point in mirrored(points(free_names(left, right), given, 0, _PLACES), given):
        place = Place(point, way)  # type: ignore[arg-type]
        if not _has_value(left, place) or _has_value(right, place) or _is_at_a_pole(right, place):
            continue
        if not given.integers.issuperset(point) and all(number.q == 1 for number in point.values()):
            continue  # small integers may be single values, as the base 1 of a logarithm is
        where = ", ".join(f"{name} = {number}" for name, number in point.items())
        below = {name for name, number in point.items() if number <= 0}
        # Of a letter of which something is assumed, the sign is not left open.
        if turns or not below or any(re.search(rf"(?<![A-Za-z\\]){re.escape(name)}(?![A-Za-z])", text)
                                     for name in below for text in assumptions):
            return where, True
        found = where, False
    return found


_TURNING = tuple(map(at.Function, ("abs", "max", "min", "sign", "relu", "unit_step")))


def _is_at_a_pole(tree: Node, place: Place) -> bool:
    """Whether a factorial is taken of a negative number."""
    for node in walk(tree):
        if isinstance(node, at.Factorial):
            with suppress(Outside, Unclear, Unsupported), bits(128):
                if bool(real(value(node.of, place)) < 0):
                    return True
    return False


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
