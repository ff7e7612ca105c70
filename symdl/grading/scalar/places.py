"""A place at which a student can follow that two formulas differ, where these have members: x_i, W_{ji}.

Members are drawn by their numbers, so the place at which two formulas were first seen to differ may be one that nobody
means: an index below 1, or past the end of the sum that runs over it. Which place is told makes no verdict another.
Indices lie in their ranges here, sizes are small, and each value that is used is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, product

from flint import acb, fmpq

from symdl.grading.scalar.decision import Witness, spelled, written, written_apart
from symdl.grading.scalar.ends import running
from symdl.grading.scalar.points import Assumed, at_joint, counting, free_names, points
from symdl.grading.scalar.values import Budget, Outside, Place, Unclear, Unsupported, Way, bits, holds, is_apart, value
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, walk

_SIZES = (2, 1, 3)
_MOST_SIZES = 3  # letters of sizes; of more, all are one number
_BASES = 3
_DRAWINGS = ((0, 0), (4, 1), (2, 1), (1, 0), (2, 2), (3, 10), (2, 10))
"""How members are drawn, and to what they are cut off. Small numbers first; those are alike where indices have one sum,
as those of W_{12} and W_{21} do, which the next are not.
"""
_MOST_INDICES = 4  # ways to take the indices, at each of the sizes
_MOST_TRIES = 120
_MOST_STEPS = 20_000
_MOST_SEEN = 100
_MOST_TOLD = 12  # members, where fewer do
_BITS = 64
_LEAST, _LARGEST = 1e-2, 1e4


def simpler(left: Node, right: Node, given: Assumed, way: Way, said: Sequence[Node], shown: Witness) -> Witness:
    """A place at which two numbers differ, that is as small as can be; the one that is known, if there is no other.

    said   the formulas of the question, which say how many members there are
    """
    every = [part for tree in (left, right) for part in walk(tree)]
    if not any(isinstance(part, at.Member) for part in every):
        return shown
    binds = any(isinstance(part, at.Big) for part in every)
    known = _Members.of(shown) if any(isinstance(p, at.Member) for r in given.relations for p in walk(r)) else None
    budget = Budget(_MOST_STEPS)
    best: tuple[tuple[bool, int], Witness] | None = None
    for point, drawn, parts in islice(_candidates(left, right, given, said), _MOST_TRIES):
        place = Place(point, way, drawn, budget=budget, parts=parts, most=_MOST_SEEN, numbered=binds)
        if (seen := _seen(left, right, place)) is None:
            continue
        found, is_readable = seen
        if known is not None and not known.allows(_Members.of(found)):
            continue
        rank = not is_readable, max(0, len(place.seen) - _MOST_TOLD)
        if best is None or rank < best[0]:
            best = rank, found
        if rank == (False, 0):
            break
    return best[1] if best is not None else shown


def _seen(left: Node, right: Node, place: Place) -> tuple[Witness, bool] | None:
    """What a place shows, and whether the two numbers are neither tiny nor huge: what saturates says little."""
    with bits(_BITS), suppress(Outside, Unclear, Unsupported):
        a, b = value(left, place), value(right, place)
        if not is_apart(a - b) or at_joint(left, replace(place, seen={})) or at_joint(right, replace(place, seen={})):
            return None
        values = [(spelled(name), written(x)) for name, x in (*place.point.items(), *place.seen.items())]
        most = len(place.point) + 2 * _MOST_TOLD
        found = Witness(tuple(values[:most]), *written_apart(a, b), more=len(values) > most)
        return found, all(x == 0 or bool(_LEAST < abs(acb(x)) < _LARGEST) for x in (a, b))
    return None


def _candidates(left: Node, right: Node, given: Assumed, said: Sequence[Node]
                ) -> Iterator[tuple[dict[str, fmpq], int, int]]:
    names = free_names(left, right)
    ends = running((left, right), said)
    indices = [name for name in names if name in ends]
    sizes = [name for name in names if name in counting(left) | counting(right) and name not in ends]
    bases = [point for _, point in points(names, given, _BASES, 0)] or [{}]
    for counts in _counts(sizes):
        for taken in islice(_taken(indices, counts, ends), _MOST_INDICES):
            put = {**counts, **taken}
            for drawn, parts in _DRAWINGS:
                for base in bases if len(names) > len(put) else bases[:1]:
                    point = {name: put.get(name, base.get(name, fmpq(2))) for name in (*put, *names)}
                    if _meets(point, given):
                        yield point, drawn, parts


def _counts(sizes: Sequence[str]) -> Iterator[dict[str, fmpq]]:
    """Small sizes: all alike first, as what has its indices the wrong way round has no value elsewhere."""
    alike = [(size,) * len(sizes) for size in _SIZES]
    mixed = [each for each in product(_SIZES, repeat=len(sizes)) if len({*each}) > 1] if len(sizes) <= _MOST_SIZES \
        else []
    for each in dict.fromkeys((*alike, *mixed)):
        yield dict(zip(sizes, map(fmpq, each), strict=True))


def _taken(indices: Sequence[str], counts: Mapping[str, fmpq], ends: Mapping[str, frozenset[Node]]
           ) -> Iterator[dict[str, fmpq]]:
    """Indices in their ranges, different ones first."""
    places = [*product((1, 2, 3), repeat=len(indices))] if len(indices) <= 4 else []
    for each in sorted(places, key=lambda each: (-len({*each}), max(each, default=0), each)):
        put = dict(zip(indices, map(fmpq, each), strict=True))
        if any(put[name] > max(counts.values(), default=put[name]) for name in indices if not ends[name]):
            continue  # nothing says how many there are
        if all(_is_within(put[name], end, {**counts, **put}) for name in indices for end in ends[name]):
            yield put


def _is_within(number: fmpq, end: Node, point: Mapping[str, fmpq]) -> bool:
    with suppress(Outside, Unclear, Unsupported):
        last = value(end, Place(point))
        return isinstance(last, fmpq) and number <= last
    return number <= 2  # of a size that stands in neither formula


def _meets(point: Mapping[str, fmpq], given: Assumed) -> bool:
    for relation in given.relations:
        try:
            if not holds(relation, Place(point)):
                return False
        except Outside:
            return False
        except (Unclear, Unsupported):
            continue
    return True


@dataclass(frozen=True)
class _Members:
    """What is so of all members of a family that a witness tells: they are positive, they are below 1."""

    kinds: Mapping[str, tuple[bool, bool]]

    @staticmethod
    def of(witness: Witness) -> _Members:
        found: dict[str, list[Fraction]] = {}
        for name, text in witness.values:
            with suppress(ValueError):
                found.setdefault(re.split(r"[_\[]", name)[0], []).append(Fraction(text))
        return _Members({name: (min(some) > 0, max(some) < 1) for name, some in found.items()})

    def allows(self, other: _Members) -> bool:
        """Whether what may be assumed of the ones is so of the others."""
        return all(theirs[k] or not ours[k] for name, ours in self.kinds.items()
                   if (theirs := other.kinds.get(name)) is not None for k in (0, 1))


__all__ = ["simpler"]
