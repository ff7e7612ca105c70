"""Integers that have no value: one that goes to infinity, one that is summed over a long interval.

``Growing`` is such an integer N. What is computed from it by sums, products and
powers of rational numbers is kept exactly, as a Growth,

    sum of c*r**N*N**d        rational r not 0, d = 0, 1, 2, ...

for which sums over intervals have a closed form. What becomes of it as N goes to
infinity is read off its series in e = 1/N: |r| < 1 vanishes faster than every power
of e, r = 1 leaves N**d, and any other r has no limit by itself. Where N runs through
the interval of a sum, only the exact form counts, since it must hold at every step.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import comb
from typing import TypeAlias

from flint import fmpq

from symdl.verification.evaluation import numbers
from symdl.verification.evaluation.numbers import (
    ONE,
    ZERO,
    Blank,
    Dual,
    Extension,
    NotEvaluable,
    OutsideDomain,
    Undecidable,
    Value,
)
from symdl.verification.evaluation.series import NeedsSides, Small, flat, series

_MOST_TERMS = 128
_LARGEST_DEGREE = 12


@dataclass(frozen=True, eq=False)  # two with the same fields are two integers
class Growing:
    """An integer without a value.

    small        the infinitesimal 1/N, for the limit
    first, last  the interval that it runs through; None for one that goes to infinity
    """

    small: Small
    first: int | Linear | None = None
    last: int | Linear | None = None

    @property
    def is_summed(self) -> bool:
        return self.first is not None


@dataclass(frozen=True)
class Linear:
    """constant + sum of coefficient*N; no coefficient is 0, and there is at least one."""

    terms: frozenset[tuple[Growing, int]]
    constant: int = 0
    # The greatest level is the innermost symbol.
    top: Growing = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "top", max((n for n, _ in self.terms), key=lambda n: n.small.level))

    def __add__(self, other: int | Linear) -> int | Linear:
        return _linear(_sum_of_terms(self, other), self.constant + _constant(other))

    __radd__ = __add__

    def __mul__(self, times: int) -> int | Linear:
        return _linear({n: a * times for n, a in self.terms}, self.constant * times)

    __rmul__ = __mul__

    def coefficient(self, of: Growing) -> int:
        return dict(self.terms).get(of, 0)

    def at(self, where: Growing, value: int | Linear) -> int | Linear:
        """With this in place of one of its integers."""
        rest = _linear({n: a for n, a in self.terms if n is not where}, self.constant)
        return value * self.coefficient(where) + rest

    def number(self) -> Value:
        out: Value = fmpq(self.constant)
        for n, a in self.terms:
            out = out + growth(n, {(ONE, 1): fmpq(a)})
        return out


Whole: TypeAlias = int | Linear
"""An integer, with a value or without."""


def growing(small: Small, first: Whole | None = None, last: Whole | None = None) -> Linear:
    """A new integer without a value."""
    return Linear(frozenset({(Growing(small, first, last), 1)}))


def _constant(value: Whole) -> int:
    return value if isinstance(value, int) else value.constant


def _sum_of_terms(*values: Whole) -> dict[Growing, int]:
    out: dict[Growing, int] = {}
    for value in values:
        for n, a in value.terms if isinstance(value, Linear) else ():
            out[n] = out.get(n, 0) + a
    return out


def _linear(terms: dict[Growing, int], constant: int) -> Whole:
    kept = frozenset((n, a) for n, a in terms.items() if a)
    return Linear(kept, constant) if kept else constant


def as_number(value: Whole) -> Value:
    return fmpq(value) if isinstance(value, int) else value.number()


def are_equal(a: Whole, b: Whole) -> bool:
    """Whether two integers are the same, in the end of a limit. Raises NotEvaluable if it changes along a sum."""
    gap = a + b * -1
    if isinstance(gap, int):
        return gap == 0
    if gap.top.is_summed:
        raise NotEvaluable("a sum to infinity of something that has no closed form here")
    return False


def is_at_least(value: Whole, bound: int) -> bool:
    """Whether an integer is certainly at least ``bound``: at every step of a sum, and in the end of a limit."""
    if isinstance(value, int):
        return value >= bound
    n = value.top
    if n.first is None or n.last is None:
        # The outermost ones cannot make up for it: they go to infinity after this one.
        return value.coefficient(n) > 0
    return all(is_at_least(value.at(n, end), bound) for end in (n.first, n.last))


# --------------------------------------------------------------------------
# What grows


Key: TypeAlias = tuple[fmpq, int]


class Growth(Extension):
    """Sum of terms[r, d]*r**N*N**d; see the module. No coefficient is exactly 0."""

    __slots__ = ("of", "terms")
    word = "an integer that grows"

    def __init__(self, of: Growing, terms: dict[Key, Value]):
        self.level = of.small.level
        self.of = of
        self.terms = terms

    def __add__(self, other: Value) -> Value:
        return self._against(other).__add__(other) if self._is_mixed(other) else super().__add__(other)

    def __mul__(self, other: Value) -> Value:
        return self._against(other).__mul__(other) if self._is_mixed(other) else super().__mul__(other)

    __radd__ = __add__
    __rmul__ = __mul__

    def _is_mixed(self, other: Value) -> bool:
        """Whether the other is a series in 1/N already."""
        return isinstance(other, Extension) and other.level == self.level and not isinstance(other, Growth)

    def _against(self, other: Value) -> Extension:
        mine = self.as_series()
        assert isinstance(mine, Extension)
        return mine

    def _plus(self, other: Extension) -> Value:
        assert isinstance(other, Growth)
        terms = dict(self.terms)
        for key, c in other.terms.items():
            terms[key] = terms[key] + c if key in terms else c
        return growth(self.of, terms)

    def _times(self, other: Extension) -> Value:
        assert isinstance(other, Growth)
        if len(self.terms) * len(other.terms) > _MOST_TERMS:
            raise NotEvaluable("too many terms that grow differently")
        terms: dict[Key, Value] = {}
        for (r, d), c in self.terms.items():
            for (s, e), b in other.terms.items():
                key = (r * s, d + e)
                terms[key] = terms[key] + c * b if key in terms else c * b
        return growth(self.of, terms)

    def _shifted(self, constant: Value) -> Value:
        if isinstance(constant, Blank):
            return constant
        key = (ONE, 0)
        return growth(self.of, {**self.terms, key: self.terms[key] + constant if key in self.terms else constant})

    def _scaled(self, constant: Value) -> Value:
        if isinstance(constant, Blank) or (isinstance(constant, fmpq) and not constant):
            return constant
        return growth(self.of, {key: c * constant for key, c in self.terms.items()})

    def as_series(self) -> Value:
        """The series in 1/N. Raises NeedsSides for what depends on whether N is even."""
        small = self.of.small
        if self.of.is_summed:
            raise NotEvaluable("a sum to infinity of something that has no closed form here")
        out: Value = ZERO
        for (r, d), c in self.terms.items():
            if abs(r) < 1:
                out = out + flat(small)
            elif r == 1:
                out = out + series(small, {fmpq(-d): c}, None)
            elif r == -1:
                raise NeedsSides(self.level)
            else:
                raise OutsideDomain(f"{r}**n grows beyond every power")
        return out

    def _one(self) -> tuple[Key, Value] | None:
        """The only term, if there is only one."""
        (first, *others) = self.terms.items()
        return None if others else first

    def _dominant(self) -> tuple[fmpq, Value]:
        """(r, rest) with self = r**N*rest, where r > 0 and rest neither grows nor falls exponentially."""
        if self.of.is_summed:
            raise NotEvaluable("a sum to infinity of something that has no closed form here")
        r = max(abs(r) for r, _ in self.terms)
        rest = growth(self.of, {(s / r, d): c for (s, d), c in self.terms.items()})
        return r, rest.as_series() if isinstance(rest, Growth) and rest.of is self.of else rest

    def sign(self) -> int | None:
        return numbers.sign(self._dominant()[1])

    def reciprocal(self) -> Value:
        if len(self.terms) == 1:
            ((r, d), c), = self.terms.items()
            if d == 0:
                return growth(self.of, {(1 / r, 0): numbers.reciprocal(c)})
        r, rest = self._dominant()
        return growth(self.of, {(1 / r, 0): ONE}) * numbers.reciprocal(rest)

    def rational_power(self, exponent: fmpq) -> Value:
        r, rest = self._dominant()
        raised = numbers.power(rest, exponent)
        if r == 1:
            return raised
        if (r < 1) != (exponent > 0):
            raise OutsideDomain("a root grows beyond every power")
        return flat(self.of.small) * raised

    def log(self) -> Value:
        r, rest = self._dominant()
        return series(self.of.small, {fmpq(-1): numbers.log(r)}, None) + numbers.log(rest)

    def exp(self) -> Value:
        return numbers.exp(self.as_series())

    def sigmoid(self) -> Value:
        return numbers.sigmoid(self.as_series())

    def floor(self) -> Value:
        return numbers.floor(self.as_series())

    def __repr__(self) -> str:
        return " + ".join(f"({c!r})*{r}**N*N**{d}" for (r, d), c in self.terms.items())


def growth(of: Growing, terms: dict[Key, Value]) -> Value:
    """Without terms that are exactly 0; a number if it is constant."""
    kept = {key: c for key, c in terms.items() if not (isinstance(c, fmpq) and not c)}
    if not kept:
        return ZERO
    return kept[ONE, 0] if len(kept) == 1 and (ONE, 0) in kept else Growth(of, kept)


def settled(value: Value, level: int) -> Value:
    """The value as a series in 1/N, where N is the integer of this level."""
    return value.as_series() if isinstance(value, Growth) and value.level == level else value


# --------------------------------------------------------------------------
# Powers


def power(base: Value, exponent: Value, is_integer: bool) -> Value:
    """base**exponent for an exponent that may grow.

    is_integer   whether it is an integer by the way it is written; otherwise the base must be positive
    """
    if isinstance(base, Blank) or isinstance(exponent, Blank):
        return base if isinstance(base, Blank) else exponent
    if not is_integer and numbers.branch(base, "a power with a fraction in its exponent", has_kink=False) < 1:
        raise OutsideDomain("fractional power of a number that is not positive")
    if isinstance(exponent, fmpq):
        return numbers.power(base, int(exponent.p) if exponent.q == 1 else exponent)
    if isinstance(base, Dual) and isinstance(exponent, Extension) and base.level > exponent.level:
        # (b + b'*e)**n = b**n + n*b**(n-1)*b'*e
        raised = power(base.value, exponent, is_integer)
        slope = exponent * power(base.value, exponent - ONE, is_integer)
        return Dual(base.level, raised, slope * base.tangent)
    if isinstance(base, Dual) and isinstance(exponent, Growth) and numbers.sign(base.value):
        # The same with the tangent inside: b**n*(1 + n*b'/b*e).
        change = Dual(base.level, ZERO, base.tangent * numbers.reciprocal(base.value))
        return power(base.value, exponent, is_integer) * (ONE + exponent * change)
    if isinstance(exponent, Growth):
        return _growing_power(base, exponent, is_integer)
    return numbers.exp(exponent * numbers.log(base))


def _growing_power(base: Value, exponent: Growth, is_integer: bool) -> Value:
    n = exponent.of
    slope, rest = exponent.terms.get((ONE, 1), ZERO), exponent.terms.get((ONE, 0), ZERO)
    is_linear = set(exponent.terms) <= {(ONE, 1), (ONE, 0)} and isinstance(slope, fmpq) and slope.q == 1
    if isinstance(base, fmpq) and base and is_linear:
        # r**(a*N + b) = (r**a)**N * r**b, exactly.
        assert isinstance(slope, fmpq)
        raised = numbers.power(base, int(slope.p))
        if isinstance(raised, fmpq):
            return growth(n, {(raised, 0): ONE}) * power(base, rest, is_integer)
    if n.is_summed:
        raise NotEvaluable("a sum to infinity of a power whose base is no rational number, or 0")
    grows = numbers.sign(exponent)  # that it goes to infinity shows in that it is no constant
    if isinstance(base, fmpq) and not base:
        if grows == -1:
            raise OutsideDomain("division by zero")
        return ZERO
    if isinstance(base, fmpq) and base == 1:
        return ONE
    if _is_constant(base, n):
        # Below 1 (or above it, to a power that falls) it vanishes faster than every power.
        size = numbers.sign(numbers.absolute(base) - ONE)
        if size is None:
            raise Undecidable("cannot tell whether a power grows")
        if size * (grows or 0) < 0:
            return flat(n.small)
        if size and numbers.sign(base) == -1:
            raise OutsideDomain("a power that grows with changing sign")
    return numbers.exp(exponent * numbers.log(base))


def _is_constant(base: Value, n: Growing) -> bool:
    return not isinstance(base, Extension) or base.level < n.small.level


# --------------------------------------------------------------------------
# Sums


def sum_over(body: Value, of: Growing, first: Whole, last: Whole) -> Value:
    """The sum of ``body``, a Growth in ``of``, over first .. last, by an antidifference of each term."""
    if not isinstance(body, Growth) or body.level != of.small.level:
        if isinstance(body, Extension) and body.level >= of.small.level:
            raise NotEvaluable("a sum to infinity of something that has no closed form here")
        return body * as_number(last + 1 + first * -1)
    out: Value = ZERO
    for (r, d), c in body.terms.items():
        if d > _LARGEST_DEGREE:
            raise NotEvaluable(f"a sum to infinity of powers above {_LARGEST_DEGREE}")
        polynomial = _antidifference(r, d)
        for end, times in ((last + 1, ONE), (first, -ONE)):
            out = out + times * c * _power_at(r, end) * _horner(polynomial, as_number(end))
    return out


def _power_at(r: fmpq, exponent: Whole) -> Value:
    return power(r, as_number(exponent), is_integer=True)


def _horner(coefficients: Iterable[fmpq], x: Value) -> Value:
    out: Value = ZERO
    for coefficient in reversed([*coefficients]):
        out = out * x + coefficient
    return out


def _antidifference(r: fmpq, d: int) -> list[fmpq]:
    """p with r**(i+1)*p(i+1) - r**i*p(i) = r**i*i**d, as its coefficients from that of 1 on."""
    if r == 1:
        p = [ZERO] * (d + 2)
        for k in range(d + 1, 0, -1):
            known = sum((p[j] * comb(j, k - 1) for j in range(k + 1, d + 2)), ZERO)
            p[k] = ((ONE if k - 1 == d else ZERO) - known) / k
        return p
    p = [ZERO] * (d + 1)
    for k in range(d, -1, -1):
        known = r * sum((p[j] * comb(j, k) for j in range(k + 1, d + 1)), ZERO)
        p[k] = ((ONE if k == d else ZERO) - known) / (r - 1)
    return p
