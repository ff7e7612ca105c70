"""Polynomials in random members whose law is known by its moments, and their expectation.

An expectation runs its body once with each such member as a variable; what comes
out is a polynomial, of which each monomial has the product of its members' moments
for expectation, because the members are independent.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import TypeAlias

from flint import fmpq

from symdl.verification.evaluation.numbers import ONE, ZERO, Blank, Extension, NotEvaluable, Value

_MOST_PRODUCTS = 6_000
_MOST_DEGREE = 512

Monomial: TypeAlias = tuple[tuple[int, int], ...]
"""(variable, its exponent), by variable."""


class Poly(Extension):
    """Sum of terms[monomial] times the monomial."""

    __slots__ = ("terms",)

    def __init__(self, level: int, terms: dict[Monomial, Value]):
        self.level = level
        self.terms = terms

    @staticmethod
    def variable(level: int, number: int) -> Poly:
        return Poly(level, {((number, 1),): ONE})

    def _plus(self, other: Extension) -> Value:
        assert isinstance(other, Poly)
        terms = dict(self.terms)
        for monomial, c in other.terms.items():
            terms[monomial] = terms[monomial] + c if monomial in terms else c
        return Poly(self.level, terms)

    def _times(self, other: Extension) -> Value:
        assert isinstance(other, Poly)
        if len(self.terms) * len(other.terms) > _MOST_PRODUCTS:
            raise NotEvaluable(f"more than {_MOST_PRODUCTS} evaluations are needed for the terms of an expectation",
                               hint="only smaller sizes can be evaluated directly")
        terms: dict[Monomial, Value] = {}
        for one, c in self.terms.items():
            for two, d in other.terms.items():
                key = _product(one, two)
                terms[key] = terms[key] + c * d if key in terms else c * d
        return Poly(self.level, terms)

    def _shifted(self, constant: Value) -> Value:
        if isinstance(constant, Blank):
            return constant
        return Poly(self.level, {**self.terms, (): self.terms[()] + constant if () in self.terms else constant})

    def _scaled(self, constant: Value) -> Value:
        if isinstance(constant, Blank) or (isinstance(constant, fmpq) and not constant):
            return constant
        return Poly(self.level, {monomial: c * constant for monomial, c in self.terms.items()})

    def _no(self, what: str) -> NotEvaluable:
        return NotEvaluable(f"the {what} of something random: it is no polynomial in a random variable",
                            hint="it can be proved, but not evaluated exactly")


def _product(one: Monomial, two: Monomial) -> Monomial:
    if not one or not two:
        return one or two
    exponents = dict(one)
    for variable, k in two:
        exponents[variable] = exponents.get(variable, 0) + k
    return tuple(sorted(exponents.items()))


def expectation(value: Value, level: int, moment: Callable[[int, int], Value]) -> Value:
    """The expectation over the variables of this level; ``moment(variable, k)`` is that of its k-th power."""
    if not isinstance(value, Poly) or value.level != level:
        return value
    out: Value = ZERO
    for monomial, c in value.terms.items():
        out = out + prod((moment(variable, k) for variable, k in monomial), start=c)
    return out


def normal_moment(mean: Value, variance: Value, k: int) -> Value:
    """E(X**k) = mean*E(X**(k-1)) + (k-1)*variance*E(X**(k-2)) for a normal X. Raises NotEvaluable for a large k."""
    if k > _MOST_DEGREE:
        raise NotEvaluable(f"the moment of order {k}")
    before, out = ZERO, ONE
    last: Value = before
    now: Value = out
    for degree in range(k):
        last, now = now, mean * now + fmpq(degree) * variance * last
    return now


def second_moment(mean: Value, variance: Value, k: int) -> Value:
    """E(X**k) for an X of which no more than mean and variance are known. Raises NotEvaluable for k > 2."""
    if k > 2:
        raise NotEvaluable(f"the moment of order {k} is not known: only mean and variance are given")
    return ONE if k == 0 else mean if k == 1 else variance + mean * mean
