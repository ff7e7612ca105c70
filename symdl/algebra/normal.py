"""The normal form of indexed-sum algebra: every rule that a proof can use.

Each function here is an exact equality of real numbers, on the set where both
sides are defined and the conditions in ``work.needs`` hold. The operations are
``add``, ``scale``, ``multiply``, ``power``, ``exponential``, ``logarithm``,
``delta``, ``total`` (the sum over a range) and ``replace`` (of indices, and of
members of families). A polynomial that comes out of them is in normal form:

    products     deltas name one index of each class of equal ones, and the other
                 factors use only that; Base powers below 1, Prime powers in (0, 1)
    sums         linear; free of deltas of their dummies; of one connected monomial;
                 factors without a dummy are outside; inner sums of positive power
                 are merged; dummies are numbered canonically
    powers       taken apart into rational content, common monomial and a primitive Base
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from math import gcd, lcm

from symdl.algebra.intervals import MOST_TERMS, is_everywhere, offset, power_sum, runs_backwards, telescope, turned
from symdl.algebra.labelling import OwnNegative, canonical
from symdl.algebra.matching import Reduced, heads, orient, orient_integers, reduce_once
from symdl.algebra.rationals import factors as factors_of
from symdl.algebra.rationals import rational_power, root_of_rational
from symdl.algebra.terms import (
    INTEGERS,
    ONE,
    Affine,
    Atom,
    Base,
    Delta,
    Entry,
    Exp,
    Index,
    IndexPower,
    Indices,
    Integer,
    Log,
    Monomial,
    Polynomial,
    Prime,
    Rational,
    Size,
    Slot,
    Sum,
    affine,
    atoms_of,
    combine,
    constant,
    exact,
    free_of,
    free_of_slot,
    freeze,
    least,
    monomial_key,
    polynomial_key,
    single,
)
from symdl.algebra.work import DivisionByZero, Exploded, Kind, Rule, Work, collect, cost, short

# --------------------------------------------------------------------------
# Sums and products of polynomials


_MINUS_ONE = freeze(constant(-1))


def add(*terms: Polynomial) -> Polynomial:
    out: Polynomial = {}
    for p in terms:
        for m, c in p.items():
            collect(out, m, c)
    return out


def scale(p: Polynomial, c: Rational) -> Polynomial:
    return {m: short(exact(x * c)) for m, x in p.items()} if c else {}


def subtract(p: Polynomial, q: Polynomial) -> Polynomial:
    return add(p, scale(q, -1))


def multiply(work: Work, p: Polynomial, q: Polynomial) -> Polynomial:
    out: Polynomial = {}
    for a, x in p.items():
        for b, y in q.items():
            for m, c in _join(work, a, b).items():
                collect(out, m, c * x * y)
    return out


def product(work: Work, factors: Iterable[Polynomial]) -> Polynomial:
    out = constant(1)
    for p in factors:
        out = multiply(work, out, p)
    return out


def shift(work: Work, p: Polynomial, by: Mapping[Atom, Rational]) -> Polynomial:
    """``p`` times a product of atoms to powers that need not be in normal form by itself."""
    out: Polynomial = {}
    for m, c in p.items():
        exponents = dict(m)
        for atom, e in by.items():
            exponents[atom] = exact(exponents.get(atom, 0) + e)
        work.spend("products of terms", cost(len(exponents)))
        for n, x in settle(work, exponents).items():
            collect(out, n, c * x)
    return out


def _join(work: Work, a: Monomial, b: Monomial) -> Polynomial:
    work.spend("products of terms", cost(len(a) + len(b)))
    if not a or not b:
        return {a or b: 1}
    exponents = dict(a)
    for atom, e in b:
        exponents[atom] = exact(exponents.get(atom, 0) + e)
    return settle(work, exponents)


def settle(work: Work, exponents: dict[Atom, Rational]) -> Polynomial:
    """The normal form of a product of atoms to powers (``exponents`` is used up)."""
    coefficient: Rational = 1
    expand: list[Polynomial] = []
    deltas: list[Delta] = []
    for atom, e in list(exponents.items()):
        if not e:
            del exponents[atom]
        elif isinstance(atom, Delta):
            if e < 0 or e.denominator != 1:
                raise DivisionByZero("a Kronecker delta in a denominator or under a root")
            exponents[atom] = 1  # delta^2 = delta
            deltas.append(atom)
        elif isinstance(atom, Base) and (e >= 1 or (len(atom.args[0]) == 1 and not 0 < e < 1)):
            whole = e.numerator // e.denominator
            exponents[atom] = e - whole
            if e == whole:
                del exponents[atom]
            expand.append(power(work, atom.inside, whole))
        elif isinstance(atom, IndexPower) and atom.args[0] == _MINUS_ONE and e.denominator == 1:
            exponents[atom] = 1  # ((-1)^i)^2 = 1
            if e % 2 == 0:
                del exponents[atom]
        elif isinstance(atom, Prime) and not 0 < e < 1:
            whole = e.numerator // e.denominator  # floor, also of a negative number
            coefficient *= Fraction(atom.value) ** whole
            exponents[atom] = e - whole
            if e == whole:
                del exponents[atom]
    out = _identify(work, exponents, deltas) if deltas else _assumed(work, frozenset(exponents.items()))
    for p in expand:
        out = multiply(work, out, p)
    return out if coefficient == 1 else scale(out, coefficient)


def _assumed(work: Work, m: Monomial) -> Polynomial:
    """The monomial, rewritten by the assumed equations."""
    reduced = reduce_once(work, m, frozenset(), replace) if work.rules else None
    return {m: 1} if reduced is None else _rewritten(work, reduced)


def _rewritten(work: Work, reduced: Reduced) -> Polynomial:
    work.spend("assumptions and denominators under a sum", 8)
    p = shift(work, reduced.factor, dict(reduced.rest))
    return p if reduced.unit == constant(1) else multiply(work, p, power(work, reduced.unit, -1))


def _identify(work: Work, exponents: dict[Atom, Rational], deltas: Sequence[Delta]) -> Polynomial:
    """x_j delta_ij = x_i delta_ij: in a product with deltas, name one index of each equal class."""
    least: dict[Index, Index] = {}

    def find(i: Index) -> Index:
        while i in least:
            i = least[i]
        return i

    for d in deltas:
        del exponents[d]
        a, b = map(find, d.indices)
        if _are_apart(a, b):
            return {}
        if a != b:
            least[max(a, b)] = min(a, b)
    to = {i: find(i) for i in least}
    links = frozenset((Delta(root, i), 1) for i, root in to.items())
    rest = frozenset(exponents.items())
    moves = any(not atom.free.isdisjoint(to) for atom, _ in rest)
    out = replace(work, {rest: 1}, to) if moves else _assumed(work, rest)
    # Free of the indices in ``links`` but for the roots, so no product settles again.
    return {m | links: c for m, c in out.items()}


# --------------------------------------------------------------------------
# Powers, exponentials, logarithms


def power(work: Work, p: Polynomial, r: Rational) -> Polynomial:
    """``p**r`` for a rational exponent. 0**0 is 1.

    Where r is a fraction, p must not be negative; where r is negative, not zero:
    conditions of the expression, recorded by whoever lowers it.
    """
    r = exact(r)
    if r == 0:
        return constant(1)
    if r == 1:
        return p
    if not p:
        if r < 0:
            raise DivisionByZero("a term that is zero, in a denominator")
        return {}
    if r.denominator == 1 and (r > 0 or len(p) == 1):
        return _integer_power(work, p, int(r))
    if any(isinstance(a, Delta) for m in p for a, _ in m):
        # Where r is a fraction, it could be taken apart in ways that need a positive base.
        return _split_delta(work, p, lambda q: power(work, q, r), "nonzero" if r.denominator == 1 else "positive")
    if len(p) == 1:
        return _root_of_monomial(work, p, r)
    factor, rest = content(work, p, whole=r.denominator == 1)
    if factor != constant(1):
        return multiply(work, power(work, factor, r), power(work, rest, r))
    return settle(work, {Base(freeze(p)): r})


def _integer_power(work: Work, p: Polynomial, n: int) -> Polynomial:
    if len(p) == 1:
        ((m, c),) = p.items()
        if n < 0 and any(isinstance(a, Delta) for a, _ in m):
            raise DivisionByZero("a Kronecker delta in a denominator")
        return scale(settle(work, {a: exact(e * n) for a, e in m}), rational_power(c, n))
    if n > 64:
        raise Exploded(f"a sum of {len(p)} terms to the power {n}")
    out = constant(1)
    for _ in range(n):
        out = multiply(work, out, p)
    return out


def _root_of_monomial(work: Work, p: Polynomial, r: Rational) -> Polynomial:
    """c*a1^e1*a2^e2... to a fractional power r, only as far apart as is exact."""
    c, factors = _nonnegative(work, p)
    result = root_of_rational(c, r)
    for atom, e in factors.items():
        if isinstance(atom, Base) and len(atom.args[0]) > 1:  # content may have to be taken out of it
            root = power(work, atom.inside, e * r)
        else:
            root = settle(work, {atom: exact(e * r)})
        result = multiply(work, result, root)
    return result


def _nonnegative(work: Work, p: Polynomial) -> tuple[Rational, dict[Atom, Rational]]:
    """A term that is not negative, as c > 0 times powers of atoms that are not negative either.

    Positive atoms stand alone. So does an even power of any atom in the
    denominator (it is positive there). The rest, of atoms of unknown signs, is
    not negative as a whole: if it is an even power of each, or a power of one
    alone, each stands alone; else it stays together, as a Base.
    """
    ((m, c),) = p.items()
    alone: dict[Atom, Rational] = {}
    unknown: dict[Atom, Rational] = {}
    for atom, e in m:
        # Under a fractional power of its own an atom is not negative.
        (alone if work.positive(atom) or e.denominator != 1 else unknown)[atom] = e

    def lift(atom: Atom, e: Rational) -> None:
        square = _square(work, atom)
        alone[square] = exact(alone.get(square, 0) + Fraction(e) / 2)
        unknown[atom] = exact(unknown[atom] - e)
        if not unknown[atom]:
            del unknown[atom]

    every = c > 0 and all(e % 2 == 0 for e in unknown.values())
    for atom, e in list(unknown.items()):
        if e % 2 == 0 and (every or e < 0):
            lift(atom, e)
    # 1/(x*y) is taken as (x*y)^-1, but y/x as x*y/x^2: what stays together is a numerator.
    together = -1 if unknown and all(e < 0 for e in unknown.values()) else 1
    for atom, e in list(unknown.items()):
        if e < 0 < together:
            lift(atom, e - 1)
    if c > 0 and len(unknown) == 1:
        ((atom, e),) = unknown.items()
        alone[atom] = exact(alone.get(atom, 0) + e)  # it may be the square of another
    elif c < 0 or unknown:
        with work.without_rules():
            rest = settle(work, {a: exact(e * together) for a, e in unknown.items()})
        base = Base(freeze(scale(rest, 1 if c > 0 else -1)))
        alone[base] = exact(alone.get(base, 0) + together)
    return (c if c > 0 else -c), alone


def _square(work: Work, atom: Atom) -> Base:
    """The square of an atom of unknown sign: under a root it is the square of its absolute value."""
    if isinstance(atom, Base):
        return Base(freeze(multiply(work, atom.inside, atom.inside)))
    return Base(freeze(single(atom, 2)))


def content(work: Work, p: Polynomial, *, whole: bool) -> tuple[Polynomial, Polynomial]:
    """``p = content * rest`` with a content of one term whose power can be taken apart from the rest's.

    whole   for an integer exponent: the content takes the sign and every common
            factor. For a fractional one it must be positive: positive factors, and
            even powers of denominators.
    """
    work.spend("factors of sums", len(p))
    terms = [dict(m) for m in p]
    common: dict[Atom, Rational] = {}
    even: dict[Atom, Rational] = {}
    for atom in {a for m in terms for a in m}:
        exponents = [m.get(atom, 0) for m in terms]
        e = min(exponents)
        # An atom under a root is not negative, and not zero if it is in a denominator too.
        rooted = e < 0 and any(x.denominator != 1 for x in exponents)
        if not (whole or rooted or work.positive(atom)):
            if e >= 2 and e.denominator == 1:
                even[atom] = e - e % 2
            e = min(0, e - e % 2) if e.denominator == 1 else 0
        if e:
            common[atom] = e
    numerators = gcd(*(c.numerator for c in p.values()))
    denominators = lcm(*(c.denominator for c in p.values()))
    c = Fraction(numerators, denominators)
    if whole and p[max(p, key=monomial_key)] < 0:
        c = -c
    rest = shift(work, scale(p, 1 / c), {atom: -e for atom, e in common.items()})
    if even:
        # The rest must not be negative where these are zero, so it must be known not to be.
        without = shift(work, rest, {atom: -e for atom, e in even.items()})
        if work.positive_sum(without):
            common, rest = {**common, **even}, without
    return {frozenset(common.items()): exact(c)}, rest


def index_power(work: Work, p: Polynomial, a: Affine) -> Polynomial:
    """``p**a`` for an integer a. Where it is taken apart into powers one of which is negative, p must not be zero."""
    if not a.terms:
        if a.constant < 0:
            work.need("nonzero", p)
        return power(work, p, a.constant)
    if not p:
        if (least(a) or 0) < 1:
            raise Exploded("zero to a power that may be zero")
        return {}
    if any(isinstance(atom, Delta) for m in p for atom, _ in m):
        return _split_delta(work, p, lambda q: index_power(work, q, a), "nonzero")
    if a.constant < 0 or any(c < 0 for _, c in a.terms):
        work.need("nonzero", p)
    out = power(work, p, a.constant)
    for i, times in a.terms:
        out = multiply(work, out, _power_of_index(work, p, i, times))
    return out


def _power_of_index(work: Work, p: Polynomial, i: Index, times: int) -> Polynomial:
    """(p^i)^times for one integer index."""
    rest = p
    if len(p) > 1:
        p, rest = content(work, p, whole=True)
    ((m, c),) = p.items()
    factors: dict[Atom, Rational] = {}
    if len(rest) > 1:
        factors[IndexPower(freeze(rest), i)] = times
    if c < 0:
        factors[IndexPower(_MINUS_ONE, i)] = times
    for prime, k in factors_of(c if c > 0 else -c):
        factors[IndexPower(freeze(constant(prime)), i)] = k * times
    for atom, e in m:
        if e.denominator == 1 or work.positive(atom):
            base, e = single(atom), exact(e * times)
        else:
            base, e = single(atom, e), times
        factor = IndexPower(freeze(base), i)
        factors[factor] = exact(factors.get(factor, 0) + e)
    return settle(work, factors)


def number(work: Work, a: Index | Affine) -> Polynomial:
    """An integer as a number."""
    a = affine(a)
    return add(constant(a.constant), *(scale(settle(work, {Integer(i): 1}), c) for i, c in a.terms))


def as_affine(p: Polynomial) -> Affine | None:
    """A polynomial as an integer, if its form shows that it is one."""
    terms: list[tuple[Affine, int]] = []
    for m, c in p.items():
        if c.denominator != 1:
            return None
        if m:
            if len(m) > 1:
                return None
            ((atom, e),) = m
            if not isinstance(atom, Integer) or e != 1:
                return None
            terms.append((affine(atom.index), int(c)))
    return combine(*terms, constant=int(p.get(ONE, 0)))


def exponential(work: Work, p: Polynomial) -> Polynomial:
    """e**p: the exponential of a sum is a product; exp(c log b) = b**c where b > 0; e**(i z) = (e**z)**i."""
    if any(isinstance(a, Delta) for m in p for a, _ in m):
        return _split_delta(work, p, lambda q: exponential(work, q), None)
    out = constant(1)
    for m, c in p.items():
        atoms = tuple(m)
        if len(atoms) == 1 and isinstance(atoms[0][0], Log) and atoms[0][1] == 1:
            factor = power(work, atoms[0][0].inside, c)
        elif (steps := [(a, e) for a, e in m if isinstance(a, Integer)]) and steps[0][1] == 1 and len(steps) == 1:
            once = exponential(work, {m - {steps[0]}: 1})
            factor = power(work, index_power(work, once, affine(steps[0][0].index)), c)
        else:
            factor = settle(work, {Exp(freeze({m: 1})): c})
        out = multiply(work, out, factor)
    return out


def logarithm(work: Work, p: Polynomial) -> Polynomial:
    """log p, where p > 0. Positive factors come out of it, so the rest is positive too."""
    if not p:
        raise DivisionByZero("the logarithm of zero")
    if any(isinstance(a, Delta) for m in p for a, _ in m):
        return _split_delta(work, p, lambda q: logarithm(work, q), "positive")
    if len(p) > 1:
        factor, rest = content(work, p, whole=False)
        if factor != constant(1):
            return add(logarithm(work, factor), logarithm(work, rest))
        return single(Log(freeze(p)))
    c, factors = _nonnegative(work, p)
    out: Polynomial = {}
    for prime, times in factors_of(c):
        out = add(out, scale(single(Log(freeze(constant(prime)))), times))
    for atom, e in factors.items():
        out = add(out, scale(_log_of_atom(work, atom), e))
    return out


def _log_of_atom(work: Work, atom: Atom) -> Polynomial:
    match atom:
        case Exp():
            return {atom.power: 1}
        case Prime():
            return single(Log(freeze(constant(atom.value))))
        case Base() if len(atom.args[0]) > 1:
            return logarithm(work, atom.inside)
        case Base():
            return single(Log(atom.args[0]))
    return single(Log(freeze(single(atom))))


def _split_delta(work: Work, p: Polynomial, f: Callable[[Polynomial], Polynomial],
                 need: Kind | None) -> Polynomial:
    """f(p) = (1 - d) f(p at d = 0) + d f(p at d = 1), for a delta d in p.

    The first value must exist where d = 1 too, where p does not take it: a
    condition (``need``) that the expression did not have.
    """
    d = min((a for m in p for a, _ in m if isinstance(a, Delta)), key=lambda a: a.key)
    apart = {m: c for m, c in p.items() if (d, 1) not in m}
    if need and apart:  # if it is zero, f raises where it must not be
        work.need(need, apart)
    together: Polynomial = {}
    low, high = d.indices
    for m, c in p.items():
        for n, x in replace(work, {m - {(d, 1)}: c}, {high: low}).items():
            collect(together, n, x)
    unequal = add(constant(1), scale(single(d), -1))
    return add(multiply(work, unequal, f(apart)), multiply(work, single(d), f(together)))


def size(work: Work, sort: str) -> Polynomial:
    """The number of elements of a range."""
    return settle(work, {Size(sort): 1})


def delta(a: Slot, b: Slot) -> Polynomial:
    """Kronecker's delta of two indices of one sort, or of two integers."""
    if a == b:
        return constant(1)
    if isinstance(a, Affine) or isinstance(b, Affine):
        a, b = _plain(a), _plain(b)
    if isinstance(a, Index) and isinstance(b, Index):
        if _are_apart(a, b):
            return {}
        if a.sort != INTEGERS or not _never_equal(affine(a), affine(b)):
            return single(Delta(min(a, b), max(a, b)))
        return {}
    if isinstance(a, frozenset) or isinstance(b, frozenset):
        raise Exploded("whether two values of a function are the same one")
    difference = combine((affine(a), 1), (affine(b), -1))
    if not difference.terms:
        return constant(int(difference.constant == 0))
    if _never_equal(affine(a), affine(b)):
        return {}
    raise Exploded("a Kronecker delta of shifted integers")


def _are_apart(a: Index, b: Index) -> bool:
    """Whether these are the places of two members: x_1 and x_2."""
    return a != b and a.name.isdecimal() and b.name.isdecimal()


def _plain(slot: Slot) -> Slot:
    """An integer that is just an index, as that index."""
    if isinstance(slot, Affine) and slot.constant == 0 and len(slot.terms) == 1 and slot.terms[0][1] == 1:
        return slot.terms[0][0]
    return slot


def _never_equal(a: Affine, b: Affine) -> bool:
    return any((least(combine((x, 1), (y, -1))) or 0) > 0 for x, y in ((a, b), (b, a)))


def entry(work: Work, name: str, slots: tuple[Slot, ...]) -> Polynomial:
    """One member of a family; of a sequence that is defined step by step, in terms of those before it."""
    unfold = work.unfold.get(name)
    if unfold is not None:
        found = unfold(work, slots)
        if found is not None:
            return found
    return settle(work, {Entry(name, slots): 1})


# --------------------------------------------------------------------------
# Sums over ranges


def total(work: Work, p: Polynomial, dummies: Iterable[Index]) -> Polynomial:
    """The sum of ``p`` over ``dummies``, which are fresh: ``work.fresh(sort)``."""
    out: Polynomial = {}
    over = frozenset(dummies)
    inner = [i for i in over if _depends((i,), over)]
    if inner:  # an interval that depends on another dummy is summed over first
        return total(work, total(work, p, inner), over.difference(inner))
    for m, c in p.items():
        for n, x in _total(work, m, over).items():
            collect(out, n, c * x)
    return out


def _total(work: Work, m: Monomial, over: frozenset[Index]) -> Polynomial:
    work.spend("sums")
    for atom, _ in m:
        if isinstance(atom, Delta) and not over.isdisjoint(atom.indices):
            # sum_k delta(k, j) f(k) = f(j): k and j run over one range.
            a, b = atom.indices
            gone, stays = (a, b) if a in over else (b, a)
            if gone.upto != stays.upto:
                continue  # nobody knows whether j is in the interval of k
            return total(work, replace(work, {m - {(atom, 1)}: 1}, {gone: stays}), over - {gone})
    outside = {(a, e) for a, e in m if over.isdisjoint(a.free)}
    inside = m - outside
    # (sum_j a_ij)^2 under a sum over i is sum_jk a_ij a_ik: merge, so that the
    # order and the grouping of nested sums leave no trace.
    for atom, e in inside:
        if isinstance(atom, Sum) and e > 0 and e.denominator == 1 and not _depends(atom.dummies, over):
            merged: Polynomial = {inside - {(atom, e)}: 1}
            opened = list(over)
            for _ in range(int(e)):
                dummies, body = open_sum(work, atom)
                opened += dummies
                merged = multiply(work, merged, body)
            return multiply(work, {frozenset(outside): 1}, total(work, merged, opened))
    reduced = reduce_once(work, inside, over, replace)
    if reduced is not None:
        rewritten = total(work, _rewritten(work, reduced), over - reduced.bound)
        return multiply(work, {frozenset(outside): 1}, rewritten)
    factors: list[Polynomial] = [{frozenset(outside): 1}]
    for atoms, indices in _components(inside, over):
        if atoms:
            factors.append(_component(work, frozenset(atoms), indices))
        else:
            factors += [number(work, i.upto) if i.upto else size(work, i.sort) for i in indices]
    return product(work, factors)


def _depends(dummies: Iterable[Index], over: frozenset[Index]) -> bool:
    """Whether the interval of a dummy depends on one of ``over``."""
    return any(i.upto and not over.isdisjoint(free_of_slot(i.upto)) for i in dummies)


def _component(work: Work, m: Monomial, over: list[Index]) -> Polynomial:
    """The sum of a connected monomial: in closed form if it has one, else as a Sum with its integers set straight."""
    for d in over:
        if not d.upto:
            continue
        if len(over) == 1:
            found = power_sum(m, d)
            if found is not None:
                return _closed(work, d, *found)
        others = frozenset(over)
        if runs_backwards(m, d):
            return total(work, replace(work, {m: 1}, {d: turned(d)}), others)
        c = offset(m, d)
        if c and abs(c) <= MOST_TERMS and is_everywhere({m: 1}, d):
            # With h(i) = m(i - c): the sum of h over 1+c..T+c, which is that over 1..T but for its ends.
            work.spend("shifts of sums", 8)
            h = replace(work, {m: 1}, {d: affine(d).plus(-c)})
            out = total(work, h, others)
            for k in range(min(c, 0) + 1, max(c, 0) + 1):
                sign = 1 if c > 0 else -1
                last = replace(work, h, {d: d.upto.plus(k)})
                out = add(out, scale(total(work, last, others - {d}), sign))
                first = replace(work, h, {d: Affine(k)})
                out = add(out, scale(total(work, first, others - {d}), -sign))
            return out
    return _close(work, m, over)


def _closed(work: Work, d: Index, ratio: Polynomial, k: int) -> Polynomial:
    """The sum of r^d d^k: a polynomial for r = 1, else geometric, for r != 1."""
    work.spend("closed sums", 8)
    last = d.upto
    assert isinstance(last, Affine)
    inverse: Polynomial | None = None
    unit: Polynomial = {}
    if ratio != constant(1):
        r = replace(work, ratio, {d: Affine(1)})
        away = subtract(r, constant(1))
        work.need("nonzero", away)
        inverse = power(work, r, -1)
        unit = multiply(work, r, power(work, away, -1))
    q = telescope(k, inverse, unit, partial(multiply, work), add, scale)
    top: Polynomial = {}
    for n, coefficient in enumerate(q):
        top = add(top, multiply(work, coefficient, power(work, number(work, last), n)))
    return subtract(multiply(work, top, replace(work, ratio, {d: last})), q[0])


def interval(work: Work, p: Polynomial, d: Index, first: Affine, last: Affine) -> Polynomial:
    """The sum of ``p`` over first..last; d runs over 1..last-first+1 and stands for first-1+d.

    ``last - first >= -1`` is a condition that the caller records. Raises Exploded
    if nothing is known of the sign of a limit.
    """
    length = combine((last, 1), (first, -1), constant=1)
    if not length.terms:
        if length.constant > MOST_TERMS:
            raise Exploded(f"a sum of {length.constant} terms")
        return add(*(replace(work, p, {d: Affine(k)}) for k in range(1, length.constant + 1)))
    if first == Affine(1):
        return _prefix(work, p, d, last)
    anywhere = work.fresh(INTEGERS)
    at = replace(work, p, {d: combine((affine(anywhere), 1), (first, -1), constant=1)})
    if is_everywhere(at, anywhere) and (first.terms or abs(first.constant) <= MOST_TERMS):
        before = first.plus(-1)
        return subtract(_prefix(work, at, anywhere, last), _prefix(work, at, anywhere, before))
    return _prefix(work, p, d, length)


def _prefix(work: Work, p: Polynomial, d: Index, last: Affine) -> Polynomial:
    """The sum of ``p`` over d from 1 to ``last``; for a body that exists everywhere, also of a negative last.

    F(T + c) = F(T) + p(T+1) + ... + p(T+c), and F(T - 1) = F(T) - p(T).
    """
    c = last.constant
    if abs(c) > MOST_TERMS:
        raise Exploded(f"a sum of {abs(c)} terms")
    if c < 0 and not is_everywhere(p, d):
        raise Exploded("a sum whose terms need not exist beyond its end")
    out: Polynomial = {}
    if last.terms:
        low = least(last.symbolic)
        if low is None or low < 0:
            raise Exploded("a sum up to a limit that may be negative")
        limited = work.fresh(INTEGERS, last.symbolic)
        out = total(work, replace(work, p, {d: limited}), [limited])
    for k in range(min(c, 0) + 1, max(c, 0) + 1):
        term = replace(work, p, {d: last.symbolic.plus(k)})
        out = add(out, term if c > 0 else scale(term, -1))
    return out


def open_sum(work: Work, atom: Sum) -> tuple[list[Index], Polynomial]:
    """Fresh dummies for a Sum, and its body in them."""
    fresh = {i: work.fresh(i.sort, i.upto) for i in atom.dummies}
    return list(fresh.values()), replace(work, {atom.body: 1}, fresh)


def _components(m: Monomial, over: frozenset[Index]) -> list[tuple[list[tuple[Atom, Rational]], list[Index]]]:
    """Groups of factors that share no dummy, each with its dummies."""
    groups: list[tuple[list[tuple[Atom, Rational]], set[Index]]] = []
    for factor in m:
        touches = set(factor[0].free & over)
        atoms = [factor]
        apart = []
        for group in groups:
            if touches.isdisjoint(group[1]):
                apart.append(group)
            else:
                atoms += group[0]
                touches |= group[1]
        groups = [*apart, (atoms, touches)]
    unused = over - free_of(a for a, _ in m)
    return [(atoms, sorted(indices)) for atoms, indices in groups] + [([], [i]) for i in sorted(unused)]


class _Rewritten(Exception):
    """An assumption applied that did not before: the body with its dummies numbered, and their names."""

    def __init__(self, body: Polynomial, names: Mapping[Index, Index]):
        self.body = body
        self.names = names


def _close(work: Work, body: Monomial, over: Sequence[Index]) -> Polynomial:
    """The Sum of a connected monomial, its dummies numbered canonically."""
    # Above every number in the body, so that these dummies cannot be captured there.
    first = max(0, *(a.top for a, _ in body)) + 1

    def numbered(order: Sequence[Index]) -> dict[Index, Index]:
        return {i: Index(i.sort, first + n, "", i.upto) for n, i in enumerate(order)}

    def form(order: Sequence[Index]) -> tuple[Monomial, Rational]:
        names = numbered(order)
        named = replace(work, {body: 1}, names)
        if len(named) != 1 or not free_of(atoms_of(named)).issuperset(names.values()):
            raise _Rewritten(named, names)
        ((m, c),) = named.items()
        return m, c

    try:
        leaf = canonical(work, body, over, replace, form)
    except OwnNegative:
        return {}
    except _Rewritten as e:
        return total(work, replace(work, e.body, {name: i for i, name in e.names.items()}), over)
    dummies = tuple(numbered(leaf.order).values())
    return {frozenset(((Sum(dummies, leaf.monomial), 1),)): leaf.coefficient}


def rule(work: Work, p: Polynomial, variables: Indices, keep: frozenset[Atom] = frozenset()) -> Rule | None:
    """The assumption ``p = 0`` as a rule; None if p has no term to replace.

    keep   integers that an equation between integers is better not solved for
    """
    oriented = (None if variables else orient_integers(p, keep)) or orient(work, p)
    return None if oriented is None else Rule(p, variables, oriented, heads(p, oriented.left, variables))


def assume(work: Work, p: Polynomial) -> Polynomial:
    """``p``, which was made without the assumed equations, rewritten by them."""
    return replace(work, p, {}, throughout=True) if work.rules else p


# --------------------------------------------------------------------------
# Replacing indices and members of families


def replace(work: Work, p: Polynomial, indices: Mapping[Index, Index | Affine],
            members: Mapping[str, Callable[[tuple[Slot, ...]], Polynomial]] | None = None, *,
            throughout: bool = False) -> Polynomial:
    """``p`` with other indices, and with the members of some families replaced by polynomials.

    members      by the family's name: a function of the (already replaced) indices
    throughout   make every atom anew, not only those that change
    """
    members = members or {}
    moved, named = indices.keys(), members.keys()

    def touched(atom: Atom) -> bool:
        return throughout or not (atom.free.isdisjoint(moved) and atom.names.isdisjoint(named))

    def again(inner: Polynomial, to: Mapping[Index, Index | Affine]) -> Polynomial:
        return replace(work, inner, to, members, throughout=throughout)

    def slot(at: Slot) -> Slot:
        if isinstance(at, Affine):
            return _moved(at, indices)
        if isinstance(at, frozenset):
            return freeze(again(dict(at), indices))
        to = indices.get(at, at)
        assert isinstance(to, Index)
        return to

    def atom_of(atom: Atom) -> Polynomial:
        match atom:
            case Entry():
                at = tuple(slot(i) for i in atom.indices)
                if atom.name in members:
                    return members[atom.name](at)
                return entry(work, atom.name, at)
            case Delta():
                a, b = (indices.get(i, i) for i in atom.indices)
                return delta(a, b)
            case Sum():
                moves = [i for i in atom.dummies if i.upto and not moved.isdisjoint(free_of_slot(i.upto))]
                fresh = {i: work.fresh(i.sort, () if i in moves else i.upto) for i in atom.dummies}
                body = again({atom.body: 1}, {**indices, **fresh})
                out = total(work, body, [fresh[i] for i in atom.dummies if i not in moves])
                for i in moves:
                    out = _prefix(work, out, fresh[i], _moved(i.upto, indices))
                return out
            case Integer():
                return number(work, _moved(affine(atom.index), indices))
            case IndexPower():
                return index_power(work, again(atom.base, indices), _moved(affine(atom.index), indices))
            case Base():
                return again(atom.inside, indices)
            case Exp():
                return exponential(work, again(atom.inside, indices))
            case Log():
                return logarithm(work, again(atom.inside, indices))
            case Size() | Prime():
                return settle(work, {atom: 1})
        raise NotImplementedError(f"replace: no rule for {type(atom).__name__}")

    out: Polynomial = {}
    for m, c in p.items():
        changed = [(a, e) for a, e in m if touched(a)]
        if not changed:
            collect(out, m, c)
            continue
        work.spend("renaming", cost(len(m)) + len(changed) // 2)
        # Images of one term are put together first: as products in turn they would be settled as often.
        exponents = dict(m - frozenset(changed))
        sums: list[Polynomial] = []
        for atom, e in changed:
            image = power(work, atom_of(atom), e)
            if len(image) == 1:
                ((n, x),) = image.items()
                c = c * x
                for a, k in n:
                    exponents[a] = exact(exponents.get(a, 0) + k)
            else:
                sums.append(image)
        term = scale(settle(work, exponents), c)
        for image in sums:
            term = multiply(work, term, image)
        for n, x in term.items():
            collect(out, n, x)
    return out


def _moved(a: Affine | tuple[()], indices: Mapping[Index, Index | Affine]) -> Affine:
    """An integer with other indices in it."""
    assert isinstance(a, Affine)
    if all(i not in indices for i, _ in a.terms):
        return a
    return combine(*((affine(indices.get(i, i)), c) for i, c in a.terms), constant=a.constant)


def order_of(p: Polynomial) -> tuple[object, ...]:
    """A key that puts polynomials in one order, whatever order they were made in."""
    return polynomial_key(p.items())
