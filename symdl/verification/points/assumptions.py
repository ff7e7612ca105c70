"""Numbers changed so that what is assumed of them holds exactly."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TypeAlias

from flint import fmpq, fmpq_mat

from symdl.verification.evaluation import numbers
from symdl.verification.evaluation.evaluate import Point, Positions, World
from symdl.verification.evaluation.numbers import ONE, TWO, ZERO, OutsideDomain, Value
from symdl.verification.points.relations import Relation, Where
from symdl.verification.points.scan import Unknown
from symdl.verification.points.settings import Setting, copy, is_mask, look_up, with_table

MOVES = 4  # moves tried for one equation before all are solved together
MANY = 6  # equations from which on they are first solved together
MOST_COLUMNS = 16  # entries that are solved for together
MOST_EQUATIONS = 24  # beyond it, neither is tried

_Equation: TypeAlias = tuple[Relation, Where]


def meet(setting: Setting, point: Point, at: Where | None) -> Point | None:
    """The point, some entries changed so that every equation holds; None if an assumption fails.

    at   values of the free indices; None for the assumptions in which none is free
    """
    relations = setting.closed if at is None else setting.relations
    at = at or {}
    drawn = point
    try:
        world = World.at(point)
        ours = {id(relation) for relation in relations}
        first = [relation for relation in setting.untied if id(relation) in ours]
        if not all(relation.holds(world, at) for relation in first):
            return None
        equations = [(relation, place) for relation in relations if relation.is_equation
                     for place in relation.places(point.sizes, at)]
        for count, (relation, place) in enumerate(equations, 1):
            world = World.at(point)
            gap = relation.gap(world, place)
            if numbers.sign(gap) == 0:
                continue
            met = equations[:count]
            solved = _solve_together(setting, world, equations) if len(equations) >= MANY else None
            solved = solved or _solve(setting, world, gap, met, MOVES)
            solved = solved or _solve_together(setting, world, equations)
            if solved is None and len(equations) <= MOST_EQUATIONS:
                solved = _solve(setting, world, gap, met, None)
            if solved is None:
                return None
            point = solved
        # Whatever was done to meet them, all are checked again.
        seen = {id(relation) for relation in first} if point is drawn else set()
        world = World.at(point)
        return point if all(relation.holds(world, at) for relation in relations if id(relation) not in seen) else None
    except OutsideDomain:
        return None


def _solve(setting: Setting, world: World, gap: Value, equations: list[_Equation],
           moves: int | None) -> Point | None:
    """The point with one entry, or all entries of one family, changed so that the equations hold.

    All but the last hold already; ``gap`` is that of the last. An entry moves to v + s,
    a family to (1 + s)*v, with s found from the last one's gap at s = 0, 1, 2, 3 where
    that is a polynomial of degree 1 or 2.
    """
    relation, place = equations[-1]
    for moved, steps in islice(_directions(setting, world), moves):

        def along(s: Value, moved: list[tuple[Unknown, Positions]] = moved,
                  steps: list[Value] = steps) -> Point:
            return _moved(world.point, moved, [step * s for step in steps])

        try:
            gaps = [gap] + [relation.gap(World.at(along(numbers.number(s))), place) for s in (1, 2, 3)]
            for s in _zeros(gaps):
                there = along(s)
                if _is_allowed(setting, there, moved) and _hold(equations, there):
                    return there
        except OutsideDomain:
            continue
    return None


def _solve_together(setting: Setting, world: World, equations: list[_Equation]) -> Point | None:
    """The point with the entries of one family changed so that all equations, linear in them, hold.

    U*V = 1 for the entries of U, say.
    """
    if len(equations) > MOST_EQUATIONS:
        return None
    point, before = world.point, World.at(world.point)
    gaps = _exact(relation.gap(before, place) for relation, place in equations)
    if gaps is None:
        return None
    for unknown, table in before.read().items():
        entries = [(unknown, positions) for positions in table]
        if is_mask(unknown) or not 1 < len(entries) <= MOST_COLUMNS:
            continue
        columns = []
        for entry in entries:
            there = World.at(_moved(point, [entry], [ONE]))
            column = _exact(relation.gap(there, place) for relation, place in equations)
            if column is None:
                break
            columns.append([after - gap for after, gap in zip(column, gaps, strict=True)])
        steps = _solution(columns, [-gap for gap in gaps]) if len(columns) == len(entries) else None
        if steps is not None:
            found = _moved(point, entries, steps)
            if _is_allowed(setting, found, entries) and _hold(equations, found):
                return found
    return None


def _exact(values: Iterator[Value]) -> list[fmpq] | None:
    """The values, if all are rational."""
    out = []
    for value in values:
        if not isinstance(value, fmpq):
            return None
        out.append(value)
    return out


def _solution(columns: list[list[fmpq]], right: list[fmpq]) -> list[Value] | None:
    """One solution of a linear system, 0 for each unknown that is left free; None if there is none."""
    width = len(columns)
    reduced, rank = fmpq_mat([[*row, value] for *row, value in zip(*columns, right, strict=True)]).rref()
    out: list[Value] = [ZERO] * width
    for row in range(rank):
        pivot = next(k for k in range(width + 1) if reduced[row, k])
        if pivot == width:
            return None
        out[pivot] = reduced[row, width]
    return out


def _is_allowed(setting: Setting, point: Point, entries: list[tuple[Unknown, Positions]]) -> bool:
    return all(setting.rules[unknown].allows(look_up(point, unknown)[positions]) for unknown, positions in entries)


def _hold(equations: list[_Equation], point: Point) -> bool:
    world = World.at(point)
    return all(numbers.sign(relation.gap(world, place)) == 0 for relation, place in equations)


_Move: TypeAlias = tuple[list[tuple[Unknown, Positions]], list[Value]]


def _directions(setting: Setting, world: World) -> Iterator[_Move]:
    """Entries that a relation just read in ``world``, with how far each moves for s = 1."""
    read = world.read()
    for unknown, table in read.items():
        # Scaling keeps positive numbers positive: y/sum(y) for y > 0, sum(y) = 1.
        if len(table) > 1 and setting.rules[unknown].is_positive:
            yield [(unknown, positions) for positions in table], list(table.values())
    for unknown, table in read.items():
        for positions in reversed([*table]):
            if not is_mask(unknown):
                yield [(unknown, positions)], [ONE]


def _zeros(gaps: list[Value]) -> list[Value]:
    """Where a polynomial of degree 1 or 2 with these values at 0, 1, 2, 3 is zero, if rational."""
    f0, f1, f2, f3 = gaps
    second = f2 - TWO * f1 + f0
    third = f3 - f0 + fmpq(3) * (f1 - f2)
    slope = f1 - f0
    if numbers.sign(second) == 0 and numbers.sign(third) == 0:
        return [] if numbers.sign(slope) == 0 else [-f0 * numbers.reciprocal(slope)]
    if numbers.sign(third) != 0 or not all(isinstance(f, fmpq) for f in gaps):
        return []
    a = second * fmpq(1, 2)
    b = slope - a
    discriminant = b * b - fmpq(4) * a * f0
    if numbers.sign(discriminant) == -1:
        return []
    root = numbers.power(discriminant, fmpq(1, 2))
    if not isinstance(root, fmpq):
        return []
    return [(r - b) * numbers.reciprocal(TWO * a) for r in (root, -root)]


def _moved(point: Point, entries: list[tuple[Unknown, Positions]], steps: list[Value]) -> Point:
    unknown = entries[0][0]
    table = copy(look_up(point, unknown))
    for (_, positions), step in zip(entries, steps, strict=True):
        table[positions] = table[positions] + step
    return with_table(point, unknown, table)
