"""Sums over intervals of the integers: what can be said without taking one apart.

A sum up to a symbolic limit is one of 1..T where T has no constant: a limit
T + 2 leaves two terms outside, and a body that starts later is shifted. The
functions here look at one term and say what to do; ``normal`` does it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb

from symdl.algebra.terms import (
    Affine,
    Entry,
    Index,
    IndexPower,
    Integer,
    Monomial,
    Polynomial,
    Rational,
    affine,
    combine,
    constant,
)

# A numeric length up to which a sum is written out, and a power up to which i^k is summed.
MOST_TERMS = 64
_MOST_DEGREE = 8

Multiply = Callable[[Polynomial, Polynomial], Polynomial]


def is_everywhere(p: Polynomial, d: Index) -> bool:
    """Whether a term exists at every integer d, not only at those that the sum goes over.

    Members of sequences that the statement does not speak of can be anything.
    """
    for m in p:
        for atom, e in m:
            if d not in atom.free:
                continue
            match atom:
                case Entry() if any(isinstance(slot, frozenset) and _touches(slot, d) for slot in atom.indices):
                    return False
                case Entry() | Integer():
                    if e < 0 or e.denominator != 1:
                        return False
                case IndexPower():
                    # Its base was found not to be zero when a negative power of it was made.
                    if any(d in a.free for n in atom.base for a, _ in n) or e.denominator != 1:
                        return False
                case _:
                    return False
    return True


def _touches(slot: frozenset[tuple[Monomial, Rational]], d: Index) -> bool:
    return any(d in a.free for n, _ in slot for a, _ in n)


def offset(m: Monomial, d: Index) -> int:
    """By how much the members of sequences in a term, as g_(d+2), are shifted against d, at least."""
    return min((c for times, c in _slots(m, d) if times == 1), default=0)


def runs_backwards(m: Monomial, d: Index) -> bool:
    """Whether the first of the sequences in a term, by name, runs backwards only, as g_(t-d)."""
    directions: dict[str, set[int]] = {}
    for atom, _ in m:
        if isinstance(atom, Entry):
            found = {times for times, _ in _slots(frozenset(((atom, 1),)), d)} - {0}
            directions.setdefault(atom.name, set()).update(found)
    first = min((name for name, found in directions.items() if found), default="")
    return directions.get(first) == {-1}


def _slots(m: Monomial, d: Index) -> list[tuple[int, int]]:
    """For each integer by which a member of a sequence is known: how often it contains d, and its constant."""
    slots = [slot for atom, _ in m if isinstance(atom, Entry) for slot in atom.indices if isinstance(slot, Affine)]
    return [(dict(slot.terms).get(d, 0), slot.constant) for slot in slots]


def power_sum(m: Monomial, d: Index) -> tuple[Polynomial, int] | None:
    """A term as (r, k) if it is r^d * d^k with r free of d; None if it is not."""
    ratio: dict[IndexPower, Rational] = {}
    degree = 0
    for atom, e in m:
        if isinstance(atom, Integer) and atom.index == d and e.denominator == 1 and 0 < e <= _MOST_DEGREE:
            degree = int(e)
        elif isinstance(atom, IndexPower) and atom.index == d and not any(d in a.free for n in atom.base for a, _ in n):
            ratio[atom] = e
        else:
            return None
    return {frozenset(ratio.items()): 1}, degree


def telescope(k: int, inverse: Polynomial | None, unit: Polynomial, multiply: Multiply,
              add: Callable[..., Polynomial], scale: Callable[[Polynomial, Rational], Polynomial]) -> list[Polynomial]:
    """Coefficients q_0, q_1, ... with (q(i) r^i) - (q(i-1) r^(i-1)) = i^k r^i.

    inverse   1/r; None where r = 1 (q then has one degree more and q_0 = 0)
    unit      1/(1 - 1/r)
    """
    if inverse is None:
        numbers: list[Rational] = [0] * (k + 2)
        for j in range(k, -1, -1):
            known = sum(numbers[n] * comb(n, j) * (-1) ** (n - j) for n in range(j + 2, k + 2))
            numbers[j + 1] = Fraction((j == k) + known, j + 1)
        return [constant(c) for c in numbers]
    q: list[Polynomial] = [{} for _ in range(k + 1)]
    for j in range(k, -1, -1):
        later = add(*(scale(q[n], comb(n, j) * (-1) ** (n - j)) for n in range(j + 1, k + 1)))
        q[j] = multiply(unit, add(constant(int(j == k)), multiply(inverse, later)))
    return q


def is_integer(p: Polynomial) -> bool:
    """Whether the form of a polynomial shows that its value is an integer."""
    return all(c.denominator == 1 and all(isinstance(a, Integer) and e.denominator == 1 and e > 0 for a, e in m)
               for m, c in p.items())


def turned(d: Index) -> Affine:
    """upto + 1 - d, which runs through the same integers the other way."""
    assert isinstance(d.upto, Affine)
    return combine((d.upto, 1), (affine(d), -1), constant=1)
