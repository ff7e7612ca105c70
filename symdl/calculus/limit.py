"""Limits of normal forms, by expansion in a positive infinitesimal e.

A symbol that goes to a number is that number plus or minus e; an integer that
goes to infinity is 1/e. Finite sums, integer powers and exponentials are
analytic, so their expansion is Taylor's; roots and quotients are taken of
leading terms. A power r^n with abs(r) < 1 vanishes faster than every power of e.
The limit is the coefficient of e^0, if no negative order is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import factorial

from symdl.algebra.normal import add, multiply, power, replace, scale
from symdl.algebra.terms import (
    ONE,
    Atom,
    Base,
    Entry,
    Exp,
    Index,
    IndexPower,
    Integer,
    Log,
    Monomial,
    Polynomial,
    Rational,
    Sum,
    atoms_of,
    constant,
    single,
)
from symdl.algebra.work import DivisionByZero, Work
from symdl.algebra.zero import residual
from symdl.calculus.derivative import NoDerivative, differentiate

# Numbers of Taylor coefficients that are tried, one after the other.
_LENGTHS = (2, 3, 5, 8)
_EXACT = Fraction(10**6)  # beyond every order that is looked at


class NoLimit(Exception):
    """No limit was found."""


class _TooShort(Exception):
    """More coefficients are needed."""


@dataclass(frozen=True)
class Series:
    """Coefficients of e by order, those of order ``bound`` and above unknown (not written down: zero)."""

    terms: dict[Fraction, Polynomial]
    bound: Fraction = _EXACT


@dataclass(frozen=True)
class ToNumber:
    """A symbol goes to a number from one side: it is ``to + sign*e``.

    taylor   for each term met so far, its coefficients, and last its next derivative
    """

    symbol: Entry
    to: Rational
    sign: int
    taylor: dict[Atom, list[Polynomial]] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class ToInfinity:
    """An integer goes to infinity: it is 1/e.

    power_vanishes   whether b^n goes to zero (1), or its inverse does (-1), or neither (0)
    """

    index: Index
    power_vanishes: Callable[[Polynomial], int]


Approach = ToNumber | ToInfinity


def limit(work: Work, p: Polynomial, approach: Approach) -> Polynomial:
    """The limit of ``p``. Raises NoLimit."""
    for series in _expansions(work, p, approach):
        if series.bound <= 0:
            continue
        if any(order < 0 and residual(work, c) for order, c in series.terms.items()):
            raise NoLimit("it grows without bound")
        return series.terms.get(Fraction(0), {})
    raise NoLimit("its leading terms cancel to too high an order")


def leading(work: Work, p: Polynomial, approach: Approach) -> Polynomial:
    """The first coefficient that is not zero: it has the sign of ``p`` near the limit. Raises NoLimit."""
    for series in _expansions(work, p, approach):
        for order in sorted(series.terms):
            if residual(work, series.terms[order]):
                return series.terms[order]
    raise NoLimit("it may be zero all along")


def _expansions(work: Work, p: Polynomial, approach: Approach) -> Iterator[Series]:
    """Expansions of more and more terms. Raises NoLimit."""
    for length in _LENGTHS:
        try:
            yield _Expansion(work, approach, length).of(p)
        except _TooShort:
            continue
        except NoDerivative as e:
            raise NoLimit(str(e)) from e
        except DivisionByZero as e:
            raise NoLimit(f"{e} at the limit") from e


def depends(p: Polynomial, approach: Approach) -> bool:
    """Whether what goes somewhere occurs in ``p``."""
    return any(_depends(atom, approach) for atom in atoms_of(p))


def _depends(atom: Atom, approach: Approach) -> bool:
    if isinstance(approach, ToNumber):
        return approach.symbol.name in atom.names
    return approach.index in atom.free


class _Expansion:
    def __init__(self, work: Work, approach: Approach, length: int):
        self.work = work
        self.approach = approach
        self.length = length

    def of(self, p: Polynomial) -> Series:
        out: dict[Fraction, Polynomial] = {}
        bound = _EXACT
        for m, c in p.items():
            self.work.spend("the expansion at the limit", 4)
            series = self._monomial(m)
            bound = min(bound, series.bound)
            for order, coefficient in series.terms.items():
                out[order] = add(out.get(order, {}), scale(coefficient, c))
        return Series({order: c for order, c in out.items() if c and order < bound}, bound)

    def _monomial(self, m: Monomial) -> Series:
        fixed = frozenset(f for f in m if not _depends(f[0], self.approach))
        out = Series({Fraction(0): {fixed: 1}})
        powers = vanishing = 0
        for atom, e in sorted(m - fixed, key=lambda factor: factor[0].key):
            if isinstance(self.approach, ToInfinity) and isinstance(atom, IndexPower):
                powers += 1
                vanishing += self._vanishes(atom, e, self.approach)
            else:
                out = self._times(out, self._power(self._atom(atom), e))
        if powers and not vanishing:
            raise NoLimit("a power that alternates")
        # What is left grows no faster than a power of n.
        return Series({}) if vanishing else out

    def _vanishes(self, atom: IndexPower, e: Rational, approach: ToInfinity) -> int:
        if any(_depends(a, approach) for n in atom.base for a, _ in n) or atom.index != approach.index:
            raise NoLimit("a power whose base changes with its exponent")
        if atom.base == constant(-1):
            return 0
        if approach.power_vanishes(atom.base) * e <= 0:
            raise NoLimit("a power that does not go to zero")
        return 1

    def _atom(self, atom: Atom) -> Series:
        if isinstance(atom, Base):
            return self.of(atom.inside)
        if isinstance(self.approach, ToInfinity):
            if isinstance(atom, Integer):
                return Series({Fraction(-1): constant(1)})
            raise NoLimit("a sum or a function of what goes to infinity")
        if atom == self.approach.symbol:
            start = {Fraction(0): constant(self.approach.to), Fraction(1): constant(self.approach.sign)}
            return Series({order: c for order, c in start.items() if c})
        return self._taylor(atom, self.approach)

    def _taylor(self, atom: Atom, approach: ToNumber) -> Series:
        if not self._is_analytic(atom, approach):
            raise NoLimit("a term that need not be smooth at the limit")
        found = approach.taylor.setdefault(atom, [single(atom)])
        for k in range(len(found) - 1, self.length):
            f = found.pop()
            found.append(scale(self._at(f, approach), Fraction(approach.sign**k, factorial(k))))
            found.append(differentiate(self.work, f, approach.symbol))
        return Series({Fraction(k): c for k, c in enumerate(found[: self.length]) if c}, Fraction(self.length))

    def _at(self, p: Polynomial, approach: ToNumber) -> Polynomial:
        """The value where the symbol is the number that it goes to."""
        return replace(self.work, p, {}, {approach.symbol.name: lambda at: constant(approach.to)})

    def _is_analytic(self, atom: Atom, approach: ToNumber) -> bool:
        """Whether it is known to be an analytic function of the symbol at the number that it goes to."""
        if not _depends(atom, approach) or atom == approach.symbol:
            return True
        match atom:
            case IndexPower():
                return self._all_analytic(atom.base, approach) and self._is_away(atom.base, approach)
            case Sum():
                return self._all_analytic({atom.body: 1}, approach)
            case Exp():
                return self._all_analytic(atom.inside, approach)
            case Log():
                return self._all_analytic(atom.inside, approach) and self._is_positive(atom.inside, approach)
        return False

    def _all_analytic(self, p: Polynomial, approach: ToNumber) -> bool:
        for m in p:
            for atom, e in m:
                if not _depends(atom, approach):
                    continue
                if isinstance(atom, Base):
                    if not (self._all_analytic(atom.inside, approach) and self._is_positive(atom.inside, approach)):
                        return False
                elif not self._is_analytic(atom, approach) or ((e.denominator != 1 or e < 0) and not (
                        isinstance(atom, IndexPower) or self._is_positive(single(atom), approach))):
                    return False
        return True

    def _is_positive(self, p: Polynomial, approach: ToNumber) -> bool:
        return self.work.positive_sum(self._at(p, approach))

    def _is_away(self, p: Polynomial, approach: ToNumber) -> bool:
        """Whether it is known not to be zero at the limit."""
        value = self._at(p, approach)
        return (len(value) == 1 and ONE in value) or self.work.positive_sum(value)

    # -- arithmetic ------------------------------------------------------------

    def _times(self, a: Series, b: Series) -> Series:
        low_a, low_b = (min(s.terms, default=s.bound) for s in (a, b))
        bound = min(a.bound + low_b, b.bound + low_a, _EXACT)
        self.work.spend("the expansion at the limit", 1 + len(a.terms) * len(b.terms))
        terms: dict[Fraction, Polynomial] = {}
        for i, x in a.terms.items():
            for j, y in b.terms.items():
                if i + j < bound:
                    terms[i + j] = add(terms.get(i + j, {}), multiply(self.work, x, y))
        return Series({order: c for order, c in terms.items() if c}, bound)

    def _power(self, s: Series, e: Rational) -> Series:
        if e == 1:
            return s
        terms = dict(s.terms)
        while terms and not residual(self.work, terms[min(terms)]):
            del terms[min(terms)]
        if not terms:
            raise _TooShort
        order = min(terms)
        first = terms.pop(order)
        if e.denominator != 1:
            self.work.need("positive", first)
            if len(first) == 1 and first.get(ONE, 1) < 0:
                raise NoLimit("a root of what is negative near the limit")
        elif e < 0:
            self.work.need("nonzero", first)
        # (a e^k (1 + u))^x with the binomial series of (1 + u)^x.
        inverse = power(self.work, first, -1)
        u = Series({k - order: multiply(self.work, inverse, c) for k, c in terms.items()}, s.bound - order)
        out = Series({Fraction(0): constant(1)})
        step = out
        binomial: Rational = 1
        low = min(u.terms, default=u.bound)
        wanted = min(u.bound, Fraction(self.length))
        j = 0
        while (j + 1) * low < wanted and u.terms:
            j += 1
            binomial = binomial * (e - j + 1) / Fraction(j)
            if not binomial:
                break
            step = self._times(step, u)
            self.work.spend("the expansion at the limit", len(step.terms) + len(out.terms))
            out = Series({k: add(out.terms.get(k, {}), scale(step.terms.get(k, {}), binomial))
                          for k in out.terms.keys() | step.terms.keys()})
        exact = u.bound >= _EXACT and not binomial
        bound = _EXACT if exact or (not u.terms and u.bound >= _EXACT) else wanted
        head = power(self.work, first, e)
        shifted = {k + order * e: multiply(self.work, head, c) for k, c in out.terms.items() if k < bound and c}
        return Series(shifted, min(bound + order * e, _EXACT))
