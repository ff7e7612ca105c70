r"""Equations that demand something of a letter, and are no identities: f'(w) = 2aw + b = 0, and what is solved from it.

Such a line is right for what stands before "= 0". Behind it, w = E is right where the derivative is 0 at E, and another
equation of w where it holds of what is asked for, at which the derivative is 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from symdl.errors import LanguageError, ReadError
from symdl.grading.scalar.words import NoMeaning, standard
from symdl.grading.typed.applied import HEAD
from symdl.grading.worked.ground import ASKED, Ground
from symdl.notation.latex import latex
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Derivative, Name

_TWO = 2  # sides of an equation


@dataclass(frozen=True)
class Demand:
    """A letter, and the derivative by it that is to be 0, as it was worked out."""

    letter: Any
    slope: Any


def demanded(ground: Ground, items: Sequence[Any], zero: Any, defined: Mapping[str, str]) -> Demand | None:
    """What an equation with 0 demands, if its first side is a derivative, be it worked out; None for others.

    items     its sides, but for the 0
    defined   the functions of the question, and what they are: f(w)
    """
    if ASKED in items or ground.derived_by(ground.asked) is not None or ground.is_same(items[-1], zero):
        return None
    if (letter := ground.derived_by(items[0])) is not None:
        return Demand(letter, items[-1])
    for found in filter(None, map(HEAD.fullmatch, defined)):
        for slope in (rf"\frac{{d {found[1]}}}{{d {found[2]}}}", rf"\nabla_{{{found[2]}}} {found[1]}"):
            with suppress(ReadError, LanguageError):
                made = ground.read(slope)[0][0]
                letter = ground.derived_by(made)
                if letter is not None and all(ground.is_same(made, item) for item in items[:1]):
                    return Demand(letter, items[-1])
    return None


def worked_out(ground: Ground, demand: Demand, defined: Mapping[str, str]) -> Demand:
    """A demand with its derivative worked out, where that is f'(w) of a function of the question."""
    if ground.derived_by(demand.slope) is None:
        return demand
    for head, body in defined.items():
        if (found := HEAD.fullmatch(head)) is None:
            continue
        with suppress(ReadError, LanguageError, NoMeaning):
            slope = standard(Derivative("d", parse(body).tree, (Name(found[2]),)))
            items, _ = ground.read(latex(slope))
            if len(items) == 1 and ground.is_same(demand.slope, items[0]):
                return Demand(demand.letter, items[0])
    return demand


def is_met(ground: Ground, demand: Demand, zero: Any) -> bool:
    """Whether what is asked for is a place where the derivative is 0."""
    at = ground.put(demand.slope, demand.letter, ground.asked)
    return at is not None and ground.is_same(at, zero)


def solved(ground: Ground, demand: Demand, items: Sequence[Any], zero: Any
           ) -> Literal["answer", "so", "not so", "unclear", ""]:
    """How an equation of the letter stands to what is demanded of it; "" if it is none.

    answer   it says that the letter is what is asked for
    """
    if len(items) != _TWO or ASKED in items or not any(ground.has(item, demand.letter) for item in items):
        return ""
    if ground.derived_by(demand.slope) is not None:  # it was not worked out yet: 2aw = -b is what it is
        made = (ground.difference(*items), ground.difference(*reversed(items)))
        return "so" if any(ground.is_same(demand.slope, one) for one in made) else "unclear"
    left, right = items if items[1] != demand.letter else reversed(items)
    if left == demand.letter and not ground.has(right, left):
        at = ground.put(demand.slope, left, right)
        standing = "open" if at is None else ground.judged(at, zero).standing
        if standing == "same":
            return "answer" if ground.is_same(ground.asked, right) else "so"
        return "not so" if standing == "differs" else "unclear"
    at, *sides = (ground.put(one, demand.letter, ground.asked) for one in (demand.slope, left, right))
    is_so = at is not None and None not in sides and ground.is_same(at, zero) and ground.is_same(*sides)
    made = (ground.difference(*items), ground.difference(*reversed(items)))
    return "so" if is_so or any(ground.is_same(demand.slope, one) for one in made) else "unclear"


__all__ = ["Demand", "demanded", "is_met", "solved", "worked_out"]
