r"""A number at the end of a line that is said to be nearly the same: e - 1 \approx 1.718, right if it rounds so."""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction

from flint import arb, fmpq

from symdl.errors import LanguageError
from symdl.grading.scalar.points import free_names
from symdl.grading.scalar.values import Outside, Place, Unclear, Unsupported, bits, real, value
from symdl.grading.scalar.words import NoMeaning, standard
from symdl.notation.reader.syntax import Node

_ROUNDED = re.compile(
    r"\s*(?:\\(?:approx|simeq)(?![A-Za-z])|≈)\s*(?P<minus>[-−]?)\s*(?P<digits>\d+(?:\.\d+)?)"
    r"(?:\s*(?:\\cdot|\\times|[·×*])\s*10\s*\^\s*(?:\{\s*(?P<braced>-?\d+)\s*\}|(?P<power>\d)))?\s*$")
_BITS = (64, 256)
_MOST_DIGITS = 30


def parted(line: str) -> tuple[str, str] | None:
    """A line without the number that it is said to be nearly, and that number; None if it ends with none."""
    found = _ROUNDED.search(line)
    return None if found is None else (line[: found.start()], line[found.start() :].strip())


def rounds_to(tree: Node, said: str) -> bool | None:
    """Whether a number rounds to what ``parted`` gave; None where its value, or how many digits are meant, is not seen.

    The zeros at the end of 1700 may be digits, or not.
    """
    found = _ROUNDED.fullmatch(said)
    if found is None or free_names(tree) or len(found["digits"]) > _MOST_DIGITS:
        return None
    digits, power = found["digits"], int(found["braced"] or found["power"] or 0)
    if abs(power) > _MOST_DIGITS:
        return None
    unit = Fraction(10) ** (power - len(digits.partition(".")[2]))
    number = Fraction(digits) * Fraction(10) ** power * (-1 if found["minus"] else 1)
    is_so = _is_within(tree, number, unit / 2)
    zeros = len(digits) - len(digits.rstrip("0")) if "." not in digits and digits.strip("0") else 0
    if is_so is False and zeros and _is_within(tree, number, unit * 10**zeros / 2) is not False:
        return None
    return is_so


def near(tree: Node) -> str:
    """The value of a number, of which ``rounds_to`` has seen it, to some digits."""
    with bits(_BITS[-1]):
        found = real(value(standard(tree), Place({})))
        return arb(found).str(8, radius=False)


def _is_within(tree: Node, number: Fraction, by: Fraction) -> bool | None:
    """Whether the value of a tree is at most so far from a number."""
    first, last = (fmpq(end.numerator, end.denominator) for end in (number - by, number + by))
    for count in _BITS:
        with suppress(Outside, Unclear, Unsupported, NoMeaning, LanguageError), bits(count):
            found = real(value(standard(tree), Place({})))
            if isinstance(found, fmpq):
                return bool(first <= found <= last)
            below, above = arb(first), arb(last)
            if found > below and found < above:
                return True
            if found < below or found > above:
                return False
    return None


__all__ = ["near", "parted", "rounds_to"]
