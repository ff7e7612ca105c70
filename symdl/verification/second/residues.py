"""Arithmetic modulo a large prime, for the second proof.

A value is a residue, or a polynomial over residues in a few variables whose powers have
simple laws: a tangent (e^2 = 0), which carries a derivative; a switch (s^2 = s), which is
the slope of a kink or a mask; and a draw, a random number whose powers are its moments.

The prime is chosen so that the squares modulo it stand in for the positive numbers: -1 is
no square, every small prime is one, and every root of small order of a square exists in the
squares just once. So (a b)^c = a^c b^c, a^(b+c) = a^b a^c and (a^b)^c = a^(bc) hold there
for fractional exponents, as they do for positive numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import TypeAlias

from flint import fmpz

SMALL_PRIMES = (2, 3, 5, 7, 11, 13)
BITS = 62

Powers: TypeAlias = tuple[tuple[int, int], ...]  # (variable, exponent) of each, in order
Value: TypeAlias = int | dict[Powers, int]

TANGENT, SWITCH, DRAW = 0, 1, 2


class NotApplicable(Exception):
    """The second proof has nothing to say. ``str`` of it says why."""


class Redraw(Exception):
    """This point is no good: a denominator is zero there, or what should be positive is no square."""


def draw_prime(random: Random) -> int:
    """A prime of 62 bits, drawn at random from those of which the squares are like the positive numbers."""
    while True:
        p = random.getrandbits(BITS) | (1 << (BITS - 1))
        p += (7 - p) % 8  # then -1 is no square, and 2 is one
        half = (p - 1) // 2
        if any(half % q == 0 for q in SMALL_PRIMES) or any(p % q == 0 for q in SMALL_PRIMES):
            continue
        if fmpz(p).is_prime() and all(pow(q, half, p) == 1 for q in SMALL_PRIMES):
            return p


@dataclass
class Budget:
    """What one second proof may spend, over all its points: terms multiplied, and trees evaluated."""

    left: int = 1_000_000

    def spend(self, steps: int) -> None:
        """Raises NotApplicable when it is used up."""
        self.left -= steps
        if self.left < 0:
            raise NotApplicable("it would take too long")


class Residues:
    """The field of one prime, and the variables adjoined to it."""

    def __init__(self, prime: int, budget: Budget | None = None):
        self.p = prime
        self.budget = budget or Budget()
        self.order = (prime - 1) // 2  # of the group of squares
        self.kinds: list[int] = []

    def variable(self, kind: int) -> tuple[int, Value]:
        """A new variable: its number, and itself as a value."""
        self.kinds.append(kind)
        number = len(self.kinds) - 1
        return number, {((number, 1),): 1}

    # -- arithmetic

    def rational(self, value: Fraction) -> int:
        return value.numerator * pow(value.denominator, -1, self.p) % self.p

    def add(self, a: Value, b: Value) -> Value:
        if isinstance(a, int) and isinstance(b, int):
            return (a + b) % self.p
        a, b = _terms(a), _terms(b)
        self.budget.spend(len(a) + len(b))
        out = dict(a)
        for powers, c in b.items():
            out[powers] = (out.get(powers, 0) + c) % self.p
        return _value(out)

    def multiply(self, a: Value, b: Value) -> Value:
        if isinstance(a, int) and isinstance(b, int):
            return a * b % self.p
        out: dict[Powers, int] = {}
        self.budget.spend(len(_terms(a)) * len(_terms(b)))
        for left, c in _terms(a).items():
            for right, d in _terms(b).items():
                powers = self._joined(left, right)
                if powers is not None:
                    out[powers] = (out.get(powers, 0) + c * d) % self.p
        return _value(out)

    def _joined(self, left: Powers, right: Powers) -> Powers | None:
        """The product of two monomials; None if it is zero."""
        if not left or not right:
            return left or right
        exponents = dict(left)
        for variable, e in right:
            if variable not in exponents:
                exponents[variable] = e
            elif self.kinds[variable] == TANGENT:
                return None
            elif self.kinds[variable] == DRAW:
                exponents[variable] += e
        return tuple(sorted(exponents.items()))

    def power(self, base: Value, exponent: Fraction) -> Value:
        """``base**exponent``. Raises Redraw where it has no value; a fractional power is of a square."""
        if exponent.denominator == 1 and exponent >= 0:
            return pow(base, int(exponent), self.p) if isinstance(base, int) else self._repeated(base, int(exponent))
        at, rest = self.split(base)
        if not at:
            raise Redraw("a denominator or radicand is zero")
        if exponent.denominator == 1:
            first = pow(at, int(exponent), self.p)
        else:
            if has_large_factor(exponent.denominator):
                raise NotApplicable(f"the exponent {exponent}")
            first = self.root(at, exponent)
        inverse = pow(at, -1, self.p)
        # The binomial series, which ends: a tangent's square is 0.
        factor, falling = first, exponent

        def next_(j: int) -> int:
            nonlocal factor, falling
            factor = factor * self.rational(falling) * inverse * pow(j, -1, self.p) % self.p
            falling -= 1
            return factor

        return self._series(first, rest, next_)

    def _repeated(self, base: Value, exponent: int) -> Value:
        out: Value = 1
        while exponent:
            if exponent % 2:
                out = self.multiply(out, base)
            base = self.multiply(base, base) if exponent > 1 else base
            exponent //= 2
        return out

    def root(self, square: int, exponent: Fraction) -> int:
        """A fractional power of a square, which is one as well."""
        times = exponent.numerator * pow(exponent.denominator, -1, self.order) % self.order
        return pow(square, times, self.p)

    def is_square(self, residue: int) -> bool:
        return pow(residue, self.order, self.p) == 1

    def split(self, value: Value) -> tuple[int, Value]:
        """The part without tangents, and the rest. Raises NotApplicable if a switch or draw is in it."""
        if isinstance(value, int):
            return value, 0
        rest = {powers: c for powers, c in value.items() if powers}
        if any(self.kinds[variable] != TANGENT for powers in rest for variable, _ in powers):
            raise NotApplicable("a kink or a random entry inside of another function than a sum or product")
        return value.get((), 0), rest or 0

    def _series(self, first: int, rest: Value, next_: Callable[[int], int]) -> Value:
        """first + next_(1)*rest + next_(2)*rest^2 + ..., of which tangents leave finitely many."""
        out, powers, j = first, rest, 1
        total: Value = out
        while powers:
            total = self.add(total, self.multiply(next_(j), powers))
            powers = self.multiply(powers, rest)
            j += 1
        return total

    def lift(self, rest: Value, derivatives: Callable[[int], int]) -> Value:
        """f(a + rest) from the derivatives f(a), f'(a), f''(a), ..."""
        factorial = 1

        def next_(j: int) -> int:
            nonlocal factorial
            factorial = factorial * j % self.p
            return derivatives(j) * pow(factorial, -1, self.p) % self.p

        return self._series(derivatives(0), rest, next_)

    def tangent(self, value: Value, variable: int) -> Value:
        """The coefficient of a tangent."""
        if isinstance(value, int):
            return 0
        return _value({tuple(f for f in powers if f[0] != variable): c for powers, c in value.items()
                       if (variable, 1) in powers})

    def replace(self, value: Value, moment: Callable[[int, int], Value], variables: frozenset[int]) -> Value:
        """Each power v^k of these variables replaced by ``moment(v, k)``."""
        out: Value = 0
        for powers, c in _terms(value).items():
            term: Value = {tuple(f for f in powers if f[0] not in variables): c}
            for variable, k in powers:
                if variable in variables:
                    term = self.multiply(term, moment(variable, k))
            out = self.add(out, term)
        return out


def has_large_factor(n: int) -> bool:
    """Whether a prime that is not small divides n: a root of that order, or of that prime, may not exist."""
    for q in SMALL_PRIMES:
        while n % q == 0:
            n //= q
    return n > 1


def _terms(value: Value) -> dict[Powers, int]:
    return ({(): value} if value else {}) if isinstance(value, int) else value


def _value(terms: dict[Powers, int]) -> Value:
    terms = {powers: c for powers, c in terms.items() if c}
    if not terms:
        return 0
    return terms[()] if len(terms) == 1 and () in terms else terms


def rank(rows: Iterable[int]) -> int:
    """The rank of a matrix over the field of two elements, its rows given as bits."""
    pivots: list[int] = []
    for row in rows:
        for pivot in pivots:
            row = min(row, row ^ pivot)
        if row:
            pivots.append(row)
    return len(pivots)


__all__ = ["DRAW", "SWITCH", "TANGENT", "Budget", "NotApplicable", "Redraw", "Residues", "Value", "draw_prime",
           "has_large_factor", "rank"]
