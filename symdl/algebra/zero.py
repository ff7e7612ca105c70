"""The zero test: clear denominators, expand, and see whether anything is left."""

from __future__ import annotations

from symdl.algebra.normal import shift
from symdl.algebra.terms import Atom, Base, Polynomial, Rational
from symdl.algebra.work import Work


def residual(work: Work, p: Polynomial) -> Polynomial:
    """What is left of ``p`` with its denominators cleared; empty if p is zero.

    Multiplying by a base is exact, since a base in a denominator is not zero
    wherever p is defined. Empty is a proof that p = 0 wherever it is defined and
    ``work.needs`` holds; anything else says nothing but "not by these rules".
    """
    while True:
        least: dict[Atom, Rational] = {}
        for m in p:
            for atom, e in m:
                if isinstance(atom, Base) and e < least.get(atom, 0):
                    least[atom] = e
        if not least:
            return p
        # A base brought up to a whole power is expanded, which may bring up
        # others that stood inside it: those are denominators of fewer terms.
        p = shift(work, p, {atom: -e for atom, e in least.items()})
