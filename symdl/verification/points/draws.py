"""Points drawn one after another, and what one side of a statement is there.

A draw leads to the next ones, and keeps them: who draws in the same order in the same setting gets the same points,
met and with the side evaluated that does not change. So it goes with the answers to one question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice, product
from random import Random

from symdl.errors import SymdlError
from symdl.language import Index, IntegerIndex, Range
from symdl.verification.evaluation import numbers
from symdl.verification.evaluation.evaluate import Evaluator, NotEvaluable, Point, World
from symdl.verification.evaluation.numbers import OutsideDomain, Value
from symdl.verification.points.assumptions import meet
from symdl.verification.points.relations import Where
from symdl.verification.points.settings import Setting

PLACES = 6  # values of the free indices at each point
_KEPT = 32  # draws in a row that are kept
_MOST_NEXT = 64  # that are kept of those that one draw leads to


@dataclass(frozen=True)
class Place:
    """Where a statement is looked at.

    at      values of the free indices
    world   that of the point, with what was found there on the way to ``left``; None if an assumption fails
    left    the value of the left side; None if it has none, or not with this precision or for this work
    """

    at: Where
    world: World | None
    left: Value | None


@dataclass(frozen=True)
class _Step:
    sizes: Mapping[Range, int]
    attempt: int
    variety: int


class Draw:
    """One in a row of draws; the first one, before anything is drawn, is of a setting and a seed.

    point   what was drawn, changed so that it meets the assumptions; None if it does not
    why     what kept a point from being drawn
    """

    def __init__(self, setting: Setting, seed: str, way: tuple[_Step, ...], random: Random):
        self.setting = setting
        self.seed, self.way = seed, way
        self.point: Point | None = None
        self.why: OutsideDomain | NotEvaluable | None = None
        self._random = [random]  # as it is after this draw: for the first that follows
        self._next: dict[object, Draw] = {}
        self._places: dict[object, tuple[Place, ...]] = {}

    @staticmethod
    def first(setting: Setting, seed: str) -> Draw:
        """The start of a row, kept with its setting."""
        found = setting.rows.get(seed)
        if found is None:
            found = setting.rows[seed] = Draw(setting, seed, (), Random(seed))
        return found

    def then(self, sizes: Mapping[Range, int], attempt: int, variety: int) -> Draw:
        """The next draw."""
        key = tuple(sizes[range_] for range_ in self.setting.ranges), attempt, variety
        found = self._next.get(key)
        if found is None:
            found = self._drawn(_Step(sizes, attempt, variety))
            if len(self.way) < _KEPT and len(self._next) < _MOST_NEXT:
                self._next[key] = found
        return found

    def _drawn(self, step: _Step) -> Draw:
        try:
            random = self._random.pop()
        except IndexError:  # another draw followed before
            random = Random(self.seed)
            for before in self.way:
                with suppress(OutsideDomain, NotEvaluable):
                    self.setting.draw(before.sizes, random, before.attempt, before.variety)
        found = Draw(self.setting, self.seed, (*self.way, step), random)
        try:
            found.point = meet(self.setting, self.setting.draw(step.sizes, random, step.attempt, step.variety), None)
        except (OutsideDomain, NotEvaluable) as error:
            found.why = error.with_traceback(None)
        return found

    def places(self, left: Evaluator, work: int, integers: Where | None) -> tuple[Place, ...]:
        """Where to look at this point, with the left side there.

        integers   values of the free integers; None for those whose turn it is
        work       to evaluate the left side, everywhere
        """
        key = left.tree, work, None if integers is None else tuple(integers.items())
        found = self._places.get(key)
        if found is None:
            found = tuple(self._seen(left, work, integers))
            for place in found:
                if place.world is not None:
                    place.world.worlds.clear()  # of derivatives and limits: nobody goes there again
            if len(self.way) <= _KEPT and len(self._places) < _MOST_NEXT:
                self._places[key] = found
        return found

    def _seen(self, left: Evaluator, work: int, integers: Where | None) -> Iterator[Place]:
        point = self.point
        if point is None:
            return
        shared, step = World.at(point, work), self.way[-1]
        for at in _places(self.setting, step.sizes, step.attempt, PLACES, integers):
            world: World | None = shared
            if self.setting.ties_free_indices:
                met = meet(self.setting, point, at)
                world = World.at(met, work) if met is not None else None
            value = None
            if world is not None:
                with numbers.working_precision(numbers.PRECISION), suppress(OutsideDomain, SymdlError):
                    value = left.run(world, at)
            yield Place(at, world, value)


def _places(setting: Setting, sizes: Mapping[Range, int], attempt: int, most: int,
            integers: Where | None) -> list[Where]:
    """Values of the free indices, and of the free integers that the assumptions about them allow.

    Indices: each way for them to be equal or not first, then others. Integers: other
    ones at each attempt, small ones first.
    """
    free = [index for index in setting.free if not isinstance(index, IntegerIndex)]
    out = list(islice(_patterns(free, sizes, ()), most))
    for positions in islice(product(*(reversed(range(sizes[index.range])) for index in free)), 2 * most):
        if len(out) < most and positions not in out:
            out.append(positions)
    places: list[Where] = [dict(zip(free, positions, strict=True)) for positions in out]
    if not setting.integers or not places:
        return places
    if integers is not None:
        return [{**place, **integers} for place in places]
    choices = setting.choices(sizes)
    steps = _turn(choices.small, 4 * attempt, most - 2) + _turn(choices.large, 2 * attempt, 2)
    return [{**places[(k + attempt) % len(places)], **step} for k, step in enumerate(steps)]


def _turn(choices: Sequence[Where], start: int, most: int) -> list[Where]:
    """So many of them in turn from one on."""
    return [choices[(start + k) % len(choices)] for k in range(min(most, len(choices)))]


def _patterns(free: Sequence[Index], sizes: Mapping[Range, int],
              head: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Positions after ``head`` in which each new one in a range is the next unused, as in 0, 0, 1, 0, 2."""
    if len(head) == len(free):
        yield head
        return
    range_ = free[len(head)].range
    used = [position for index, position in zip(free, head, strict=False) if index.range == range_]
    for position in range(min(sizes[range_], max(used, default=-1) + 2)):
        yield from _patterns(free, sizes, (*head, position))
