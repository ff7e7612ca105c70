"""Powers of rational numbers, as far apart as is exact."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from symdl.algebra.terms import Atom, Polynomial, Prime, Rational, exact
from symdl.algebra.work import Exploded

# Factors of a rational number are looked for up to here; a number with a larger
# factor is kept whole under its root, which is sound.
_TRIAL = 1000

# Numbers longer than this are not worked with.
_MOST_BITS = 10_000


def rational_power(c: Rational, n: int) -> Rational:
    """c**n. Raises Exploded if that is too long."""
    if abs(n) * max(c.numerator.bit_length(), c.denominator.bit_length()) > _MOST_BITS and abs(c) != 1:
        raise Exploded(f"a number to the power {n}")
    return Fraction(c) ** n


def root_of_rational(c: Rational, r: Rational) -> Polynomial:
    """c**r for c > 0, as a rational times proper fractional powers of primes."""
    exponents: dict[int, Rational] = {}
    for prime, times in factors(c):
        exponents[prime] = exponents.get(prime, 0) + times * r
    rational: Rational = 1
    roots: dict[Atom, Rational] = {}
    for prime, e in exponents.items():
        whole = e.numerator // e.denominator
        rational = rational * rational_power(prime, whole)
        if e != whole:
            roots[Prime(prime)] = exact(e - whole)
    return {frozenset(roots.items()): exact(rational)}


def factors(c: Rational) -> list[tuple[int, int]]:
    """c > 0 as powers of primes (the largest may be composite), those of the denominator negative."""
    return [*_factor(c.numerator), *((p, -e) for p, e in _factor(c.denominator))]


def _factor(n: int) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    d = 2
    while d * d <= n and d < _TRIAL:
        e = 0
        while n % d == 0:
            n //= d
            e += 1
        if e:
            out.append((d, e))
        d += 1
    if n > 1:
        root = isqrt(n)
        out.append((root, 2) if root * root == n else (n, 1))
    return out
