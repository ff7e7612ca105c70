"""The zero test: clear denominators, expand, and see whether anything is left."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symdl.algebra.normal import add, multiply, shift, subtract
from symdl.algebra.terms import ONE, Atom, Base, Monomial, Polynomial, Rational, constant, exact, monomial_key
from symdl.algebra.work import Work

# A sum of more terms than this is not worth the clearing just to find its sign.
_MOST_TERMS = 16


def residual(work: Work, p: Polynomial) -> Polynomial:
    """What is left of ``p`` with its denominators cleared; empty if p is zero.

    Multiplying by a base is exact, since a base in a denominator is not zero
    wherever p is defined. Empty is a proof that p = 0 wherever it is defined and
    ``work.needs`` holds; anything else says nothing but "not by these rules".
    """
    return _cleared(work, p, lambda base: True)


def positive(work: Work, p: Polynomial) -> bool:
    """Whether p, with its positive denominators cleared, has positive terms only. (False says nothing.)"""
    return work.positive_sum(p) or (len(p) <= _MOST_TERMS and work.positive_sum(_cleared(work, p, work.positive)))


def _cleared(work: Work, p: Polynomial, which: Callable[[Base], bool]) -> Polynomial:
    """``p`` times the least powers of the bases that leave none of them in a denominator."""
    while True:
        least: dict[Atom, Rational] = {}
        for m in p:
            for atom, e in m:
                if isinstance(atom, Base) and e < least.get(atom, 0) and which(atom):
                    least[atom] = e
        if not least:
            return p
        # A base brought up to a whole power is expanded, which may bring up
        # others that stood inside it: those are denominators of fewer terms.
        p = shift(work, p, {atom: -e for atom, e in least.items()})


def divided(work: Work, p: Polynomial) -> tuple[Polynomial, Polynomial, Polynomial]:
    """``p = whole + rest/below``, by dividing the one denominator of p into it as often as it goes.

    Without one, a fraction is split off the number in p.
    """
    bases = {atom for m in p for atom, e in m if isinstance(atom, Base) and e == -1}
    if len(bases) != 1:
        c = p.get(ONE, 0)
        fraction = constant(c - c.numerator // c.denominator)
        return subtract(p, fraction), fraction, constant(1)
    (base,) = bases
    below = base.inside

    def order(m: Monomial) -> tuple[Rational, object]:
        return sum((e for _, e in m), 0), monomial_key(m)

    lead = max(below, key=order)
    rest, whole = shift(work, p, {base: 1}), dict[Monomial, Rational]()
    while True:
        divisible = [m for m in rest if all(dict(m).get(a, 0) >= e for a, e in lead)]
        if not divisible:
            return whole, rest, below
        work.spend("division", 8)
        m = max(divisible, key=order)
        exponents = dict(m)
        for a, e in lead:
            exponents[a] -= e
        factor = {frozenset((a, e) for a, e in exponents.items() if e): exact(Fraction(rest[m]) / below[lead])}
        whole = add(whole, factor)
        rest = subtract(rest, multiply(work, factor, below))
