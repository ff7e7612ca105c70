"""A statement tried at points: how its two sides compare there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from random import Random
from typing import Literal

from symdl.language import INTEGERS, Index, IntegerIndex, Range
from symdl.verification.evaluation import numbers
from symdl.verification.evaluation.evaluate import NotEvaluable, Point, World
from symdl.verification.evaluation.numbers import OutsideDomain, Value
from symdl.verification.points.assumptions import meet
from symdl.verification.points.relations import Where
from symdl.verification.points.statements import Statement

PLACES = 6  # values of the free indices at each point
PRECISIONS = (128, 512, 2048)


@dataclass(frozen=True)
class Compared:
    """holds: the sides certainly compare as stated. near: balls that overlap, which is all that is
    known of an equation. fails: they certainly do not compare as stated."""

    kind: Literal["holds", "near", "fails"]
    lhs: Value
    rhs: Value

    @property
    def is_exact(self) -> bool:
        return numbers.is_exact(self.lhs) and numbers.is_exact(self.rhs)


class Trial:
    """A point at which a statement is tried; what is computed for one place serves the others."""

    def __init__(self, statement: Statement, point: Point, work: int):
        self.statement = statement
        self.point = point
        self.world = World.at(point, work)

    @property
    def spent(self) -> int:
        return self.world.work.allowed - self.world.work.left

    def compare(self, at: Where) -> Compared:
        """Raises OutsideDomain where a side has no value, or cannot be told to have one."""
        undecidable: OutsideDomain | None = None
        for bits in PRECISIONS:
            world = self.world if bits == PRECISIONS[0] else World.at(self.point, self.world.work.allowed)
            with numbers.working_precision(bits):
                try:
                    lhs = self.statement.lhs.run(world, at)
                    rhs = self.statement.rhs.run(world, at)
                    self._has_seen_all(world)
                    gap = lhs - rhs
                    found = numbers.sign(gap)
                    if found is not None:
                        return Compared("holds" if found in self.statement.signs else "fails", lhs, rhs)
                    if self.statement.signs == {0} and numbers.is_sharp(gap):
                        return Compared("near", lhs, rhs)
                except numbers.Undecidable as error:
                    undecidable = error
        raise undecidable or OutsideDomain("the balls stay too wide to compare")


    def _has_seen_all(self, world: World) -> None:
        """Raises OutsideDomain if a member was read at which an assumption about every integer was not looked at."""
        for family, end in self.statement.windows.items():
            slot = family.ranges.index(INTEGERS)
            read = world.read().get(family, ())
            if any(isinstance(place := positions[slot], int) and place >= end for positions in read):
                raise OutsideDomain("an assumption was not looked at so far out")


def _places(statement: Statement, sizes: Mapping[Range, int], attempt: int, most: int,
            integers: Where | None) -> list[Where]:
    """Values of the free indices, and of the free integers that the assumptions about them allow.

    Indices: each way for them to be equal or not first, then others. Integers: other
    ones at each attempt, small ones first.
    """
    free = [index for index in statement.free if not isinstance(index, IntegerIndex)]
    out = list(islice(_patterns(free, sizes, ()), most))
    for positions in islice(product(*(reversed(range(sizes[index.range])) for index in free)), 2 * most):
        if len(out) < most and positions not in out:
            out.append(positions)
    places: list[Where] = [dict(zip(free, positions, strict=True)) for positions in out]
    if not statement.integers or not places:
        return places
    if integers is not None:
        return [{**place, **integers} for place in places]
    choices = statement.choices(sizes)
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


def trials(statement: Statement, sizes: Mapping[Range, int], random: Random, attempt: int, variety: int,
           work: int, integers: Where | None = None) -> Iterator[tuple[Compared, Trial, Where]]:
    """Draw a point and compare the sides at some places there; places outside the domain are left out.

    integers   values of the free integers; None for those whose turn it is

    Raises OutsideDomain if no place could be used.
    """
    drawn = statement.draw(sizes, random, attempt, variety)
    why: OutsideDomain | NotEvaluable = OutsideDomain("an assumption does not hold")
    used = False
    point = meet(statement, drawn, None)
    trial = Trial(statement, point, work) if point is not None else None
    for at in _places(statement, sizes, attempt, PLACES, integers) if point is not None else ():
        if statement.ties_free_indices:
            assert point is not None
            met = meet(statement, point, at)
            trial = Trial(statement, met, work) if met is not None else None
        if trial is None:
            continue
        try:
            compared = trial.compare(at)
        except OutsideDomain as error:
            why = error
            continue
        except NotEvaluable as error:
            if not statement.integers:
                raise
            why = error  # too many steps here, say
            continue
        used = True
        yield compared, trial, at
    if not used:
        raise why
