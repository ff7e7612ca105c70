"""Differentiation of normal forms: dx_i/dx_j is a Kronecker delta, the rest are the usual rules."""

from __future__ import annotations

from symdl.algebra.normal import add, delta, multiply, number, open_sum, power, product, scale, settle, total
from symdl.algebra.terms import (
    Atom,
    Base,
    Delta,
    Entry,
    Exp,
    IndexPower,
    Log,
    Polynomial,
    Prime,
    Size,
    Sum,
    constant,
)
from symdl.algebra.work import Work


class NoDerivative(Exception):
    """Nothing is known of how a term changes."""


def differentiate(work: Work, p: Polynomial, by: Entry) -> Polynomial:
    """The partial derivative of ``p`` with respect to one member of a family.

    Every other family is held fixed. Under a fractional power below 1 the base
    must be positive, not only nonnegative: a condition that the caller records.
    """
    terms: list[Polynomial] = []
    for m, c in p.items():
        for atom, e in m:
            if by.name in atom.names:
                rest = {m - {(atom, e)}: c}
                lowered = settle(work, {atom: e - 1})
                terms.append(scale(product(work, (rest, lowered, _of_atom(work, atom, by))), e))
    return add(*terms)


def _of_atom(work: Work, atom: Atom, by: Entry) -> Polynomial:
    match atom:
        case Entry() if atom.name != by.name:
            raise NoDerivative(f"how {atom.name} changes with {by.name} is not written down")
        case Entry():
            return product(work, (delta(i, j) for i, j in zip(atom.indices, by.indices, strict=True)))
        case Sum():
            dummies, body = open_sum(work, atom)
            return total(work, differentiate(work, body, by), dummies)
        case Base():
            return differentiate(work, atom.inside, by)
        case IndexPower():
            work.need("nonzero", atom.base)
            lowered = multiply(work, settle(work, {atom: 1}), power(work, atom.base, -1))
            inner = differentiate(work, atom.base, by)
            return product(work, (number(work, atom.index), lowered, inner))
        case Exp():
            return multiply(work, settle(work, {atom: 1}), differentiate(work, atom.inside, by))
        case Log():
            return multiply(work, power(work, atom.inside, -1), differentiate(work, atom.inside, by))
        case Size() | Prime() | Delta():
            return constant(0)
    raise NotImplementedError(f"differentiate: no rule for {type(atom).__name__}")
