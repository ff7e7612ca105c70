"""A statement tried at points: how its two sides compare there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Literal

from sympy import Expr

from symdl.derivation import Comparison
from symdl.extent import too_large
from symdl.language import INTEGERS
from symdl.verification.evaluation import numbers
from symdl.verification.evaluation.evaluate import Evaluator, NotEvaluable, World, compile_tree
from symdl.verification.evaluation.numbers import OutsideDomain, Value
from symdl.verification.points.draws import Draw
from symdl.verification.points.relations import Assumption, Where
from symdl.verification.points.settings import Setting

PRECISIONS = (128, 512, 2048)


_COMPARED: dict[Comparison, frozenset[int]] = {
    "=": frozenset({0}),
    "<": frozenset({-1}),
    "<=": frozenset({-1, 0}),
    ">": frozenset({1}),
    ">=": frozenset({0, 1}),
}


@dataclass(frozen=True)
class Statement:
    """Two sides, the signs that lhs - rhs may have, and what they ask of a point."""

    lhs: Evaluator
    rhs: Evaluator
    signs: frozenset[int]
    setting: Setting

    @staticmethod
    def of(lhs: Expr, rhs: Expr, given: Sequence[Assumption], relation: Comparison = "=",
           besides: Sequence[Expr] = ()) -> Statement:
        """besides: what may be evaluated at the same points, too. Raises NotEvaluable."""
        why = too_large({"the left side": lhs, "the right side": rhs})
        if why:
            raise NotEvaluable(why)
        left, right = compile_tree(lhs), compile_tree(rhs)
        return Statement(left, right, _COMPARED[relation], Setting.of((left, right), given, besides))

    @property
    def weight(self) -> int:
        """What it costs to evaluate both sides once, without the loops in them."""
        return self.lhs.weight + self.rhs.weight


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
    """A point at which a statement is tried; what is computed for one place serves the others.

    world   that of the point
    before  what was spent on the left side already
    """

    def __init__(self, statement: Statement, world: World, before: int = 0):
        self.statement = statement
        self.point = world.point
        self.world = world
        self.before = before

    @property
    def spent(self) -> int:
        return self.before + self.world.work.spent

    def compare(self, at: Where, left: Value | None = None) -> Compared:
        """Raises OutsideDomain where a side has no value, or cannot be told to have one.

        left   the value of the left side, if it is known with the least precision
        """
        undecidable: OutsideDomain | None = None
        for bits in PRECISIONS:
            world = self.world if bits == PRECISIONS[0] else World.at(self.point, self.world.work.allowed)
            with numbers.working_precision(bits):
                try:
                    known = left if bits == PRECISIONS[0] else None
                    lhs = self.statement.lhs.run(world, at) if known is None else known
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
        for family, end in self.statement.setting.windows.items():
            slot = family.ranges.index(INTEGERS)
            read = world.read().get(family, ())
            if any(isinstance(place := positions[slot], int) and place >= end for positions in read):
                raise OutsideDomain("an assumption was not looked at so far out")


def trials(statement: Statement, draw: Draw, work: int, integers: Where | None = None,
           ) -> Iterator[tuple[Compared, Trial, Where]]:
    """Compare the sides at some places of a point that was drawn; places outside the domain are left out.

    work       for each side
    integers   values of the free integers; None for those whose turn it is

    Raises OutsideDomain if no place could be used, or no point could be drawn.
    """
    if draw.why is not None:
        raise copy(draw.why)
    why: OutsideDomain | NotEvaluable = OutsideDomain("an assumption does not hold")
    used = False
    seen: World | None = None
    trial: Trial | None = None
    for place in draw.places(statement.lhs, work, integers):
        if place.world is None:
            continue
        if place.world is not seen or trial is None:
            seen, trial = place.world, Trial(statement, place.world.again(), place.world.work.spent)
        try:
            compared = trial.compare(place.at, place.left)
        except OutsideDomain as error:
            why = error
            continue
        except NotEvaluable as error:
            if not statement.setting.integers:
                raise
            why = error  # too many steps here, say
            continue
        used = True
        yield compared, trial, place.at
    if not used:
        raise why
