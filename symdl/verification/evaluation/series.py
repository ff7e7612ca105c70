"""Series in a positive infinitesimal e, for limits: what a value comes to as e goes to 0.

    c_p*e**p + c_q*e**q + ... + O(e**order)

with rational p < q < ... below the order, and values for coefficients. This is an
asymptotic statement, and each operation here keeps it true, so a limit that is read
off is the limit (within its balls). Nothing is rounded away: a coefficient is left
out only if it is exactly 0, and where a leading coefficient cannot be told from 0,
or the terms do not reach far enough, an exception says so.

A two-sided series holds for e of either sign, which is why e must not be compared
with 0 there, nor a root of it be taken: NeedsSides is raised, and one looks from
each side in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from flint import arb, fmpq

from symdl.verification.evaluation import numbers
from symdl.verification.evaluation.numbers import BLANK, ONE, ZERO, Blank, Extension, NotEvaluable, OutsideDomain, Value

_MOST_TERMS = 64  # of a series: beyond it, what follows goes into the O

# An exponent that is whole is an int: the hash of an fmpq is a hundred times slower.
Exponent: TypeAlias = "int | fmpq"
Terms: TypeAlias = dict[Exponent, Value]


class NeedsTerms(OutsideDomain):
    """The series of this level are cut off too early to tell."""

    def __init__(self, level: int):
        super().__init__("the series are cut off before they tell the limit")
        self.level = level


class NeedsSides(OutsideDomain):
    """A two-sided series of this level cannot say: it depends on the side one comes from."""

    def __init__(self, level: int):
        super().__init__("the limit must be looked at from each side")
        self.level = level


@dataclass(frozen=True)
class Small:
    """An infinitesimal.

    level      its place among the other symbols that are adjoined to numbers
    reach      how many orders beyond its leading term a series is carried on
    two_sided  whether it may be negative, too
    """

    level: int
    reach: int
    two_sided: bool = False


class Series(Extension):
    """See the module. No coefficient is exactly 0; ``order`` is None where nothing is cut off."""

    __slots__ = ("order", "small", "terms")
    word = "a series"

    def __init__(self, small: Small, terms: Terms, order: Exponent | None):
        self.level = small.level
        self.small = small
        self.terms = terms
        self.order = order

    # -- sums and products

    def _plus(self, other: Extension) -> Value:
        assert isinstance(other, Series)
        terms = dict(self.terms)
        for p, c in other.terms.items():
            terms[p] = terms[p] + c if p in terms else c
        return series(self.small, terms, _least(self.order, other.order))

    def _times(self, other: Extension) -> Value:
        assert isinstance(other, Series)
        order = _least(_product_order(self, other), _product_order(other, self))
        terms: Terms = {}
        for p, c in self.terms.items():
            for q, d in other.terms.items():
                if order is None or p + q < order:
                    terms[p + q] = terms[p + q] + c * d if p + q in terms else c * d
        return series(self.small, terms, order)

    def _shifted(self, constant: Value) -> Value:
        if isinstance(constant, Blank):
            return constant
        terms = dict(self.terms)
        terms[0] = terms[0] + constant if 0 in terms else constant
        return series(self.small, terms, self.order)

    def _scaled(self, constant: Value) -> Value:
        if isinstance(constant, Blank) or (isinstance(constant, fmpq) and not constant):
            return constant
        return series(self.small, {p: c * constant for p, c in self.terms.items()}, self.order)

    # -- the leading term

    def lowest(self) -> Exponent | None:
        """The least exponent that occurs; the order if no term is left."""
        return min(self.terms, default=self.order)

    def leading(self) -> tuple[Exponent, Value]:
        """The leading term: its exponent, and its coefficient, which is certainly not 0."""
        if not self.terms:
            raise NeedsTerms(self.level)
        p = min(self.terms)
        return p, certain(self.terms[p])

    def _relative(self) -> tuple[Exponent, Value, Value]:
        """p, c and u in c*e**p*(1 + u), where u goes to 0."""
        p, c = self.leading()
        inverse = numbers.reciprocal(c)
        rest = {q - p: d * inverse for q, d in self.terms.items() if q != p}
        return p, c, series(self.small, rest, None if self.order is None else self.order - p)

    def _composed(self, small_part: Value, coefficients: Iterator[Value]) -> Value:
        """Sum of coefficients[k]*small_part**k, where small_part goes to 0, as far as the reach."""
        first = next(coefficients)
        if not isinstance(small_part, Series):
            assert numbers.sign(small_part) == 0
            return first
        step = small_part.lowest()
        assert step is not None
        bound: Exponent = min(self.small.reach, step * _MOST_TERMS)
        if small_part.order is not None:
            bound = min(bound, small_part.order)
        out: Value = first
        power: Value = ONE
        u = cut(small_part, bound)
        reached: Exponent = 0
        while True:
            reached += step
            if reached >= bound:
                break
            power = cut(power * u, bound)
            out = out + next(coefficients) * power
        return cut(out if isinstance(out, Series) else Series(self.small, {0: out}, None), bound)

    # -- functions

    def sign(self) -> int | None:
        p, c = self.leading()
        if self.small.two_sided and (not isinstance(p, int) or p % 2):
            raise NeedsSides(self.level)
        return numbers.sign(c)

    def reciprocal(self) -> Value:
        p, c, u = self._relative()
        return self._monomial(numbers.reciprocal(c), -p) * self._composed(u, _alternating())

    def rational_power(self, exponent: fmpq) -> Value:
        p, c, u = self._relative()
        if p and self.small.two_sided:
            raise NeedsSides(self.level)
        return self._monomial(numbers.power(c, exponent), p * exponent) * self._composed(u, _binomial(exponent))

    def exp(self) -> Value:
        lowest = self.lowest()
        assert lowest is not None
        if lowest < 0:
            _, c = self.leading()
            if self.small.two_sided:
                raise NeedsSides(self.level)
            if numbers.sign(c) == 1:
                raise OutsideDomain("an exponential grows beyond every power")
            return flat(self.small)
        self._reaches_zero()
        u = series(self.small, {p: c for p, c in self.terms.items() if p}, self.order)
        return numbers.exp(self.terms.get(0, ZERO)) * self._composed(u, _exponential())

    def log(self) -> Value:
        p, c, u = self._relative()
        if p:
            raise NotEvaluable("the logarithm of something that goes to 0 or to infinity is no power series")
        return numbers.log(c) + self._composed(u, _logarithm())

    def sigmoid(self) -> Value:
        lowest = self.lowest()
        if lowest is not None and lowest < 0 and self.sign() == -1:
            raised = self.exp()
            return raised * numbers.reciprocal(ONE + raised)
        return super().sigmoid()

    def floor(self) -> Value:
        lowest = self.lowest()
        if lowest is not None and lowest < 0:
            raise NotEvaluable("floor of something that goes to infinity")
        self._reaches_zero()
        constant = self.terms.get(0, ZERO)
        below = numbers.floor(constant)
        gap = constant - below
        if numbers.branch(gap, "floor", has_kink=False):
            return below
        rest = self - constant
        return below - ONE if numbers.sign(rest) == -1 else below

    def _reaches_zero(self) -> None:
        if self.order is not None and self.order <= 0:
            raise NeedsTerms(self.level)

    def _monomial(self, coefficient: Value, exponent: Exponent) -> Value:
        return series(self.small, {exponent: coefficient}, None)

    def __repr__(self) -> str:
        terms = " + ".join(f"({c!r})*e**{p}" for p, c in sorted(self.terms.items(), key=lambda term: term[0]))
        return f"{terms} + O(e**{self.order})"


def series(small: Small, terms: Terms, order: Exponent | None) -> Value:
    """A series without what is exactly 0 or beyond its order or reach; a number if it is constant."""
    kept = {_exponent(p): c for p, c in terms.items() if not _is_zero(c) and (order is None or p < order)}
    if len(kept) > small.reach:
        # What is not needed yet is left open, too.
        reached = min(kept) + small.reach
        order = reached if order is None else min(order, reached)
        kept = {p: c for p, c in kept.items() if p < reached}
    if order is None and not any(kept):
        return kept.get(0, ZERO)
    return Series(small, kept, order)


def _exponent(p: Exponent) -> Exponent:
    return p if isinstance(p, int) else int(p.p) if p.q == 1 else p


def flat(small: Small) -> Value:
    """Something that goes to 0 faster than every power of e, as r**(1/e) for |r| < 1."""
    return Series(small, {}, fmpq(4 * small.reach))


def cut(value: Value, order: Exponent) -> Value:
    """The value with all from this order on left open; a number stays as it is."""
    if not isinstance(value, Series):
        return value
    return series(value.small, value.terms, _least(value.order, order))


def certain(coefficient: Value) -> Value:
    """A coefficient that is certainly not 0. (One that is exactly 0 has been left out.)

    Raises Undecidable if a ball does not tell; OutsideDomain if it is 0 here but not
    beside this point, where a derivative is being taken.
    """
    if isinstance(coefficient, Blank):
        raise OutsideDomain("a leading coefficient is left out")
    if not numbers.branch(coefficient, "a limit"):
        raise OutsideDomain("a leading coefficient is 0")
    return coefficient


def limit_of(value: Value, level: int) -> Value:
    """The limit of a value as the infinitesimal of this level goes to 0.

    Raises OutsideDomain if there is no finite limit, NeedsTerms if the terms do not tell.
    """
    if not isinstance(value, Series) or value.level != level:
        return value
    if min(value.terms, default=0) < 0:
        if any(isinstance(c, Blank) for c in value.terms.values()):
            return BLANK
        value.leading()
        raise OutsideDomain("there is no finite limit")
    if value.order is not None and value.order <= 0:
        raise NeedsTerms(level)
    return value.terms.get(0, ZERO)


def _is_zero(value: Value) -> bool:
    # A Dual whose parts are 0 is not left out: beside this point it need not be 0.
    if isinstance(value, fmpq):
        return not value
    return isinstance(value, arb) and bool(value.is_zero())


def _least(a: Exponent | None, b: Exponent | None) -> Exponent | None:
    return b if a is None else a if b is None else min(a, b)


def _product_order(a: Series, b: Series) -> Exponent | None:
    """From what order on a product is open because ``a`` is."""
    lowest = b.lowest()
    return None if a.order is None or lowest is None else a.order + lowest


# -- coefficients of power series


def _alternating() -> Iterator[Value]:
    while True:
        yield ONE
        yield -ONE


def _exponential() -> Iterator[Value]:
    out, k = ONE, 0
    while True:
        yield out
        k += 1
        out = out / k


def _logarithm() -> Iterator[Value]:
    """Of log(1 + u)."""
    yield ZERO
    k = 1
    while True:
        yield fmpq(1 if k % 2 else -1, k)
        k += 1


def _binomial(exponent: fmpq) -> Iterator[Value]:
    out, k = ONE, 0
    while True:
        yield out
        out = out * (exponent - k) / (k + 1)
        k += 1
