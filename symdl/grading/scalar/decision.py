"""What is said of an answer beside a reference."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from flint import acb, arb, fmpq

from symdl.grading.scalar.spelling import unfolded
from symdl.grading.scalar.values import Value
from symdl.verification.evaluation.numbers import text

_DIGITS = 6

Verdict = Literal["equivalent", "not_equivalent", "undecided"]
Method = Literal["exact algebra", "cas", "numbers", "form", "none"]


@dataclass(frozen=True)
class Witness:
    """A place where reference and answer differ.

    values     what the letters are there, and what unknown functions were taken to be
    reference  its value there (for a relation: whether it holds)
    answer     likewise
    more       whether more values are used than are told
    """

    values: tuple[tuple[str, str], ...]
    reference: str
    answer: str
    more: bool = field(default=False, kw_only=True)

    @property
    def where(self) -> str:
        """What the letters are there, but for a function inside of an integral: that has many values, 0 ± 3e1."""
        told = [f"{name} = {value}" for name, value in self.values if not _MANY.match(value)]
        return ", ".join((*told, *(["..."] if self.more else [])))

    @property
    def text(self) -> str:
        where = self.where
        return f"for {where}: " * bool(where) + f"the reference is {self.reference}, the answer {self.answer}"


@dataclass(frozen=True)
class Decision:
    """equivalent, not_equivalent or undecided, and why.

    method   exact algebra: by exact rules, for all values where both sides are defined; cas: SymPy's rewriting and
             balls at many points; numbers: a place where they differ, or only numbers that agree; form: things
             of two kinds, such as a number and an equation; none: nothing is known
    reason   in words
    agrees   whether balls agree at all generic points that were tried. By itself it decides nothing.
    witness  a place where they differ
    notes    what holds besides, such as where both are defined
    whole    letters that count by custom, if that was needed
    """

    verdict: Verdict
    method: Method
    reason: str
    agrees: bool = False
    witness: Witness | None = None
    notes: tuple[str, ...] = ()
    whole: frozenset[str] = frozenset()

    def noted(self, *notes: str) -> Decision:
        return replace(self, notes=(*self.notes, *notes))


def undecided(reason: str, *, agrees: bool = False, notes: tuple[str, ...] = ()) -> Decision:
    return Decision("undecided", "numbers" if agrees else "none", reason, agrees, None, notes)


def spelled(atom: str) -> str:
    """What a witness calls an atom: dy/dx for (d y x), f''(t) for (f|2 t)."""
    if found := re.fullmatch(r"\((partial|d) (\S+) ([^()]+)\)", atom):
        sign = "∂" if found[1] == "partial" else "d"
        by = found[3].split()
        return f"{sign}{f'^{len(by)}' * (len(by) > 1)}{found[2]}/" + " ".join(sign + letter for letter in by)
    if found := re.fullmatch(r"\(([^\s()|]+)(?:\|([\d,]+))? ([^()]+)\)", atom):
        name, orders, args = found.groups()
        times = "'" * int(orders) if orders and orders.isdigit() else f"_({orders})" if orders else ""
        return f"{name}{times}({', '.join(args.split())})"
    return unfolded(atom) if atom.startswith(("(partial ", "(d ")) else atom


def written(value: Value, digits: int = _DIGITS) -> str:
    """A value for a person: 14/27, 0.367879 ± 5e-7, 3.5, 1 + 2*i."""
    if isinstance(value, arb) and value.is_exact():
        mantissa, exponent = value.man_exp()
        if abs(int(exponent)) < 64:
            value = fmpq(mantissa) * fmpq(2) ** int(exponent)
    if isinstance(value, fmpq) and value.height_bits() > 200:
        value = arb(value)
    if isinstance(value, acb):
        real, imag = (written(part, digits) for part in (value.real, value.imag))
        times = "i" if imag == "1" else f"{imag}*i" if "±" not in imag else f"({imag})*i"
        if value.imag.is_zero():
            return real
        if times.startswith("-") and not value.real.is_zero():
            return f"{real} - {times[1:]}"
        return times if value.real.is_zero() else f"{real} + {times}"
    return rounded_off(text(value, digits))


def rounded_off(told: str) -> str:
    """A text in which 3.50000 ± 6e-19 is 3.5: a number of few digits, with a radius that shows in none of them."""
    return _BALL.sub(lambda ball: _of_few_digits(ball[1], ball[2]) or ball[0], told)


_MANY = re.compile(r"-?0(?:\.0*)? ± ")
_BALL = re.compile(r"(?<![\w.])(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?) ± (\d+e-\d+)")
_UNSEEN = 1e-12  # of a number: a radius that is less


def _of_few_digits(centre: str, radius: str) -> str:
    mantissa, e, exponent = centre.partition("e")
    short = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    few = len(short.lstrip("-0.").replace(".", "")) <= _DIGITS
    return short + e + exponent if few and float(radius) < _UNSEEN * abs(float(centre)) else ""


def written_apart(one: Value, other: Value) -> tuple[str, str]:
    """Two values that differ, with as many digits as it takes to see that."""
    for digits in (_DIGITS, 12, 20, 30):
        found = written(one, digits), written(other, digits)
        if found[0].partition(" ±")[0] != found[1].partition(" ±")[0]:
            break
    return found


__all__ = ["Decision", "Method", "Verdict", "Witness", "rounded_off", "spelled", "undecided", "written",
           "written_apart"]
