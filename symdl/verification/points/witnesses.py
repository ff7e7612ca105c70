"""Witnesses: how simple one is, and how it is written down for a person to redo."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from flint import fmpq

from symdl.derivation import Witness
from symdl.language import INTEGERS, REALS, Family, IntegerIndex, Range
from symdl.verification.evaluation import numbers
from symdl.verification.evaluation.evaluate import NotEvaluable, Point, Positions, World
from symdl.verification.evaluation.numbers import Form, OutsideDomain, Value
from symdl.verification.points.relations import Where
from symdl.verification.points.scan import Unknown, scan_of
from symdl.verification.points.settings import Drawn, height, look_up, with_table
from symdl.verification.points.trials import PRECISIONS, Compared, Statement, Trial

_WORK = 12_000
_MANY = 100  # of more unknowns than this it is not asked which matter: each takes an evaluation

Score: TypeAlias = tuple[int, int, int]


def score(statement: Statement, trial: Trial, at: Where, compared: Compared) -> Score:
    """Less is better: what the sides are (see PATIENCE), the sizes, how large the numbers are."""
    sides = (compared.lhs, compared.rhs)
    if not compared.is_exact:
        kind = 3
    elif any(isinstance(side, Form) and side.has_roots for side in sides):
        kind = 2
    else:
        kind = int(any(numbers.sign(side) == 0 for side in sides))
    read = trial.world.read()
    effort = 0
    for unknown in statement.setting.scan.unknowns:
        table = look_up(trial.point, unknown)
        effort += _effort((read.get(unknown, {}) if isinstance(table, Drawn) else table).values())
    integers = sum(abs(value) for index, value in at.items() if isinstance(index, IntegerIndex))
    # A side is only written once, so its size counts by the digit.
    return (kind, sum(trial.point.sizes.values()) + integers, effort + sum(height(side).bit_length() for side in sides))


def _effort(values: Collection[Value]) -> int:
    """How hard the members of one family are to work with; all equal, or a lone 0, show little."""
    same = len({numbers.text(value) for value in values}) == 1
    idle = same and (len(values) > 1 or not any(map(numbers.sign, values)))
    return sum(map(height, values)) + 3 * idle


def witness(statement: Statement, point: Point, at: Where) -> Witness:
    trial = Trial(statement, World.at(point, _WORK))
    compared = trial.compare(at)
    lhs, rhs = _texts(compared)
    read = trial.world.read()
    few = len(read) <= _MANY
    shown = _shown(statement, {unknown for unknown in read if not few or _matters(statement, point, at, unknown)})
    letters = [index.letter for index in at]
    return Witness(
        sizes=by_name(point.sizes),
        values={_name(unknown, shown): _nested(point, unknown, read.get(unknown, {})) for unknown in shown},
        at={index.letter if letters.count(index.letter) == 1 else f"{index.letter} of {index.range.name}":
            position + (not isinstance(index, IntegerIndex)) for index, position in at.items()},
        lhs=lhs, rhs=rhs, exact=compared.is_exact)


def _shown(statement: Statement, found: set[Unknown]) -> list[Unknown]:
    """What matters to the statement, and what assumptions tie to it: so that they can be checked."""
    ties = [set(scan_of(r.left).unknowns) | set(scan_of(r.right).unknowns) for r in statement.setting.relations]
    while any(tie & found and not tie <= found for tie in ties):
        found = found.union(*(tie for tie in ties if tie & found))
    return [unknown for unknown in statement.setting.scan.unknowns if unknown in found]


def _matters(statement: Statement, point: Point, at: Where, unknown: Unknown) -> bool:
    """Whether a side cannot be evaluated, at this point, without the numbers of ``unknown``.

    The adjoint of beta in y = gamma*xhat + beta runs all of y, but needs no x.
    """
    table = look_up(point, unknown)
    blank = Drawn((numbers.BLANK,), 0) if isinstance(table, Drawn) else dict.fromkeys(table, numbers.BLANK)
    world = World.at(with_table(point, unknown, blank))
    try:
        sides = (statement.lhs.run(world, at), statement.rhs.run(world, at))
    except (OutsideDomain, NotEvaluable):
        return True
    return any(side is numbers.BLANK for side in sides)


def _texts(compared: Compared) -> tuple[str, str]:
    """Both sides, with enough digits to see that they differ."""
    with numbers.working_precision(PRECISIONS[-1]):
        gap = abs(numbers.ball(compared.lhs) - numbers.ball(compared.rhs)).lower()
        size = abs(numbers.ball(compared.lhs)).upper()
    digits = 6
    while gap > 0 and digits < 300 and size > gap * fmpq(10) ** (digits - 3):
        digits += 1
    return numbers.text(compared.lhs, digits), numbers.text(compared.rhs, digits)


def _name(unknown: Unknown, shown: Sequence[Unknown]) -> str:
    """A family's name; a cotangent's as its adjoint is written, dy, with the loss if there are two."""
    if isinstance(unknown, Family):
        return unknown.name
    loss, output = unknown
    losses = {other[0] for other in shown if not isinstance(other, Family)}
    return f"d{output.name}" if len(losses) == 1 else f"d{loss.name}/d{output.name}"


def _nested(point: Point, unknown: Unknown, read: Mapping[Positions, Value]) -> object:
    """The values of all entries as text, nested as the family's ranges are.

    Of a sequence the members that were read, by their integers; a function as text in x.
    """
    table = look_up(point, unknown)
    family = unknown if isinstance(unknown, Family) else unknown[1]

    def nest(positions: Positions) -> object:
        at = len(positions)
        if at == len(family.ranges):
            return numbers.text(table[positions])
        range_ = family.ranges[at]
        if range_ == INTEGERS:
            found = sorted({key[at] for key in read if isinstance(key[at], int)})  # type: ignore[type-var]
            return {str(place): nest((*positions, place)) for place in found}
        if range_ == REALS:
            degrees = sorted({key[at] for key in table if isinstance(key[at], int)})  # type: ignore[type-var]
            return _polynomial_text([table[*positions, degree, *[0] * (len(family.ranges) - at - 1)]
                                     for degree in degrees])
        return [nest((*positions, position)) for position in range(point.sizes[range_])]

    return nest(())


def _polynomial_text(coefficients: Sequence[Value]) -> str:
    """``1 + 2*x``."""
    out = ""
    for degree, coefficient in enumerate(coefficients):
        word = numbers.text(coefficient)
        if word == "0":
            continue
        word = f"({word})" if " " in word and degree else word
        power = "x" if degree == 1 else f"x**{degree}"
        if degree:
            word = {"1": power, "-1": f"-{power}"}.get(word, f"{word}*{power}")
        out += (f" - {word[1:]}" if word.startswith("-") else f" + {word}") if out else word
    return out or "0"


def by_name(sizes: Mapping[Range, int]) -> dict[str, int]:
    return {range_.name: size for range_, size in sizes.items()}
