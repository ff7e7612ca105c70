"""Expectation of polynomials in independent random families: linear, with a table of moments.

Members of one family with different indices are independent, with equal indices
the same. So E[U_i U_j] is E[U]^2 where i != j and E[U^2] where i = j: a product
is split over every way in which its indices can coincide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import comb

from symdl.algebra.normal import add, delta, multiply, open_sum, power, product, scale, total
from symdl.algebra.terms import Entry, Index, Monomial, Polynomial, Rational, Slot, Sum, constant, names_of
from symdl.algebra.work import Exploded, Work, collect, short

# moment(n) is E[U**n] for n >= 1
Moments = Mapping[str, Callable[[int], Polynomial]]

# The number of ways in which n indices can coincide grows as the Bell numbers: 877 at 7.
_MOST_FACTORS = 7


class NotPolynomial(Exception):
    """A random quantity occurs where only its whole distribution would tell the expectation."""


def bernoulli(p: Polynomial) -> Callable[[int], Polynomial]:
    """U is 0 or 1, so every power of it is U."""
    return lambda n: p


def independent(work: Work, mean: Polynomial, variance: Polynomial) -> Callable[[int], Polynomial]:
    """Any law: its mean and variance are all that is known of it."""

    def moment(n: int) -> Polynomial:
        if n > 2:
            raise NotPolynomial("a moment above the second is not known")
        return mean if n == 1 else add(variance, multiply(work, mean, mean))

    return moment


def gaussian(work: Work, mean: Polynomial, variance: Polynomial) -> Callable[[int], Polynomial]:
    """E[(mu + s Z)^n] with E[Z^(2k)] = (2k-1)!!."""

    def moment(n: int) -> Polynomial:
        out: Polynomial = {}
        pairs = 1  # the ways to pair 2k off: (2k-1)!!
        for k in range(n // 2 + 1):
            pairs *= max(1, 2 * k - 1)
            powers = multiply(work, power(work, mean, n - 2 * k), power(work, variance, k))
            out = add(out, scale(powers, short(comb(n, 2 * k) * pairs)))
        return out

    return moment


def expectation(work: Work, p: Polynomial, moments: Moments) -> Polynomial:
    """E[p] over the families in ``moments``. Raises NotPolynomial."""
    out: Polynomial = {}
    pending: list[tuple[Polynomial, list[Index]]] = [(p, [])]
    while pending:
        terms, opened = pending.pop()
        for m, c in terms.items():
            found = _random_sum(m, moments)
            if found is None:
                value = total(work, _of_product(work, m, moments), opened)
                for n, x in value.items():
                    collect(out, n, c * x)
                continue
            atom, e = found
            unfolded: Polynomial = {m - {found}: c}
            dummies = list(opened)
            for _ in range(int(e)):
                fresh, body = open_sum(work, atom)
                dummies += fresh
                unfolded = multiply(work, unfolded, body)
            pending.append((unfolded, dummies))
    return out


def _random_sum(m: Monomial, moments: Moments) -> tuple[Sum, Rational] | None:
    for atom, e in m:
        if isinstance(atom, Sum) and not atom.names.isdisjoint(moments) and e > 0 and e.denominator == 1:
            return atom, e
    return None


def _of_product(work: Work, m: Monomial, moments: Moments) -> Polynomial:
    random: dict[str, list[tuple[tuple[Slot, ...], int]]] = {}
    fixed = []
    for atom, e in m:
        if atom.names.isdisjoint(moments):
            fixed.append((atom, e))
        elif isinstance(atom, Entry) and atom.name in moments and e > 0 and e.denominator == 1:
            random.setdefault(atom.name, []).append((atom.indices, int(e)))
        else:
            name = min(atom.names & moments.keys())
            raise NotPolynomial(f"{name} occurs in a function, a denominator or under a root")
    assert names_of(frozenset(fixed)).isdisjoint(moments)
    factors: list[Polynomial] = [{frozenset(fixed): 1}]
    for name in sorted(random):
        members = random[name]
        if len(members) > _MOST_FACTORS:
            raise Exploded(f"the expectation of {len(members)} members of {name}")
        factors.append(add(*(_term(work, blocks, moments[name]) for blocks in _partitions(members))))
    return product(work, factors)


def _term(work: Work, blocks: Sequence[Sequence[tuple[tuple[Slot, ...], int]]],
          moment: Callable[[int], Polynomial]) -> Polynomial:
    """The share of one way to coincide: equal within each block, different between blocks."""
    factors: list[Polynomial] = []
    for n, block in enumerate(blocks):
        first = block[0][0]
        factors.append(moment(sum(e for _, e in block)))
        factors += [_equal(work, first, at) for at, _ in block[1:]]
        factors += [add(constant(1), scale(_equal(work, first, other[0][0]), -1)) for other in blocks[:n]]
    return product(work, factors)


def _equal(work: Work, a: tuple[Slot, ...], b: tuple[Slot, ...]) -> Polynomial:
    return product(work, (delta(i, j) for i, j in zip(a, b, strict=True)))


def _partitions(items: Sequence[tuple[tuple[Slot, ...], int]]) -> Iterator[list[list[tuple[tuple[Slot, ...], int]]]]:
    if not items:
        yield []
        return
    *rest, last = items
    for blocks in _partitions(rest):
        for n in range(len(blocks)):
            yield [*blocks[:n], [*blocks[n], last], *blocks[n + 1 :]]
        yield [*blocks, [last]]


