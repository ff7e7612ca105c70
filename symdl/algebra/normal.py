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
from math import gcd, isqrt, lcm

from symdl.algebra.labelling import labellings
from symdl.algebra.matching import Reduced, heads, orient, reduce_once
from symdl.algebra.terms import (
    Atom,
    Base,
    Delta,
    Entry,
    Exp,
    Index,
    Indices,
    Log,
    Monomial,
    Polynomial,
    Prime,
    Rational,
    Size,
    Sum,
    atoms_of,
    collect,
    constant,
    exact,
    free_of,
    freeze,
    monomial_key,
    polynomial_key,
    single,
)
from symdl.algebra.work import DivisionByZero, Exploded, Kind, Rule, Work

# Factors of a rational number are looked for up to here; a number with a larger
# factor is kept whole under its root, which is sound.
_TRIAL = 1000

# Numbers longer than this are not worked with.
_MOST_BITS = 10_000


# --------------------------------------------------------------------------
# Sums and products of polynomials


def add(*terms: Polynomial) -> Polynomial:
    out: Polynomial = {}
    for p in terms:
        for m, c in p.items():
            collect(out, m, c)
    return out


def scale(p: Polynomial, c: Rational) -> Polynomial:
    return {m: exact(x * c) for m, x in p.items()} if c else {}


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
        work.spend("products of terms")
        for n, x in settle(work, exponents).items():
            collect(out, n, c * x)
    return out


def _join(work: Work, a: Monomial, b: Monomial) -> Polynomial:
    work.spend("products of terms")
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
        elif isinstance(atom, Prime) and not 0 < e < 1:
            whole = e.numerator // e.denominator  # floor, also of a negative number
            coefficient *= Fraction(atom.value) ** whole
            exponents[atom] = e - whole
            if e == whole:
                del exponents[atom]
    out = _identify(work, exponents, deltas) if deltas else _assumed(work, frozenset(exponents.items()))
    for p in expand:
        out = multiply(work, out, p)
    return scale(out, coefficient)


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
        return scale(settle(work, {a: exact(e * n) for a, e in m}), _rational_power(c, n))
    if n > 64:
        raise Exploded(f"a sum of {len(p)} terms to the power {n}")
    out = constant(1)
    for _ in range(n):
        out = multiply(work, out, p)
    return out


def _rational_power(c: Rational, n: int) -> Rational:
    if abs(n) * max(c.numerator.bit_length(), c.denominator.bit_length()) > _MOST_BITS and abs(c) != 1:
        raise Exploded(f"a number to the power {n}")
    return Fraction(c) ** n


def _root_of_monomial(work: Work, p: Polynomial, r: Rational) -> Polynomial:
    """c*a1^e1*a2^e2... to a fractional power r, only as far apart as is exact."""
    c, factors = _nonnegative(work, p)
    result = _root_of_rational(c, r)
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
        alone |= unknown
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


def _root_of_rational(c: Rational, r: Rational) -> Polynomial:
    """c**r for c > 0, as a rational times proper fractional powers of primes."""
    exponents: dict[int, Rational] = {}
    for n, sign in ((c.numerator, 1), (c.denominator, -1)):
        for prime, times in _factor(n):
            exponents[prime] = exponents.get(prime, 0) + sign * times * r
    rational: Rational = 1
    roots: dict[Atom, Rational] = {}
    for prime, e in exponents.items():
        whole = e.numerator // e.denominator
        rational = rational * _rational_power(prime, whole)
        if e != whole:
            roots[Prime(prime)] = exact(e - whole)
    return {frozenset(roots.items()): exact(rational)}


def _factor(n: int) -> list[tuple[int, int]]:
    """Factors by trial division, primes but for the last, which may be composite if it is large."""
    out: list[tuple[int, int]] = []
    d = 2
    while d * d <= n and d < _TRIAL:
        e = 0
        while n % d == 0:
            n //= d
            e += 1
        if e:
            out.append((d, e))
        d += 1
    if n > 1:
        root = isqrt(n)
        out.append((root, 2) if root * root == n else (n, 1))
    return out


def content(work: Work, p: Polynomial, *, whole: bool) -> tuple[Polynomial, Polynomial]:
    """``p = content * rest`` with a content of one term whose power can be taken apart from the rest's.

    whole   for an integer exponent: the content takes the sign and every common
            factor. For a fractional one it must be positive: positive factors, and
            even powers of denominators.
    """
    terms = [dict(m) for m in p]
    common: dict[Atom, Rational] = {}
    for atom in {a for m in terms for a in m}:
        exponents = [m.get(atom, 0) for m in terms]
        e = min(exponents)
        # An atom under a root is not negative, and not zero if it is in a denominator too.
        rooted = e < 0 and any(x.denominator != 1 for x in exponents)
        if not (whole or rooted or work.positive(atom)):
            e = min(0, e - e % 2) if e.denominator == 1 else 0
        if e:
            common[atom] = e
    numerators = gcd(*(c.numerator for c in p.values()))
    denominators = lcm(*(c.denominator for c in p.values()))
    c = Fraction(numerators, denominators)
    if whole and p[max(p, key=monomial_key)] < 0:
        c = -c
    rest = shift(work, scale(p, 1 / c), {atom: -e for atom, e in common.items()})
    return {frozenset(common.items()): exact(c)}, rest


def exponential(work: Work, p: Polynomial) -> Polynomial:
    """e**p: the exponential of a sum is a product; exp(c log b) = b**c where b > 0."""
    if any(isinstance(a, Delta) for m in p for a, _ in m):
        return _split_delta(work, p, lambda q: exponential(work, q), None)
    out = constant(1)
    for m, c in p.items():
        atoms = tuple(m)
        if len(atoms) == 1 and isinstance(atoms[0][0], Log) and atoms[0][1] == 1:
            factor = power(work, atoms[0][0].inside, c)
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
    for n, sign in ((c.numerator, 1), (c.denominator, -1)):
        for prime, times in _factor(n):
            out = add(out, scale(single(Log(freeze(constant(prime)))), sign * times))
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


def delta(a: Index, b: Index) -> Polynomial:
    return constant(1) if a == b else single(Delta(min(a, b), max(a, b)))


# --------------------------------------------------------------------------
# Sums over ranges


def total(work: Work, p: Polynomial, dummies: Iterable[Index]) -> Polynomial:
    """The sum of ``p`` over ``dummies``, which are fresh: ``work.fresh(sort)``."""
    out: Polynomial = {}
    over = frozenset(dummies)
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
            return total(work, replace(work, {m - {(atom, 1)}: 1}, {gone: stays}), over - {gone})
    outside = {(a, e) for a, e in m if over.isdisjoint(a.free)}
    inside = m - outside
    # (sum_j a_ij)^2 under a sum over i is sum_jk a_ij a_ik: merge, so that the
    # order and the grouping of nested sums leave no trace.
    for atom, e in inside:
        if isinstance(atom, Sum) and e > 0 and e.denominator == 1:
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
            factors.append(_close(work, frozenset(atoms), indices))
        else:
            factors += [size(work, i.sort) for i in indices]
    return product(work, factors)


def open_sum(work: Work, atom: Sum) -> tuple[list[Index], Polynomial]:
    """Fresh dummies for a Sum, and its body in them."""
    fresh = {i: work.fresh(i.sort) for i in atom.dummies}
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


def _close(work: Work, body: Monomial, over: Sequence[Index]) -> Polynomial:
    """The Sum of a connected monomial, its dummies numbered canonically: the least body wins."""
    # Above every number in the body, so that these dummies cannot be captured there.
    first = max(0, *(a.top for a, _ in body)) + 1
    best: tuple[object, Monomial, tuple[Index, ...], Rational] | None = None
    for order in labellings(work, body, over, replace):
        names = {i: Index(i.sort, first + n) for n, i in enumerate(order)}
        named = replace(work, {body: 1}, names)
        if len(named) != 1 or not free_of(atoms_of(named)).issuperset(names.values()):
            # An assumption applied that did not before: take that in.
            back = {name: i for i, name in names.items()}
            return total(work, replace(work, named, back), over)
        ((m, c),) = named.items()
        key = monomial_key(m)
        if best is None or key < best[0]:  # type: ignore[operator]
            best = key, m, tuple(names.values()), c
        elif key == best[0] and c != best[3]:
            return {}  # the sum is its own negative
    assert best is not None
    _, m, dummies, c = best
    return {frozenset(((Sum(dummies, m), 1),)): c}


def rule(work: Work, p: Polynomial, variables: Indices) -> Rule | None:
    """The assumption ``p = 0`` as a rule; None if p has no term to replace."""
    oriented = orient(work, p)
    return None if oriented is None else Rule(p, variables, oriented, heads(p, oriented.left, variables))


def assume(work: Work, p: Polynomial) -> Polynomial:
    """``p``, which was made without the assumed equations, rewritten by them."""
    return replace(work, p, {}, throughout=True) if work.rules else p


# --------------------------------------------------------------------------
# Replacing indices and members of families


def replace(work: Work, p: Polynomial, indices: Mapping[Index, Index],
            members: Mapping[str, Callable[[tuple[Index, ...]], Polynomial]] | None = None, *,
            throughout: bool = False) -> Polynomial:
    """``p`` with other indices, and with the members of some families replaced by polynomials.

    members      by the family's name: a function of the (already replaced) indices
    throughout   make every atom anew, not only those that change
    """
    members = members or {}
    moved, named = indices.keys(), members.keys()

    def touched(atom: Atom) -> bool:
        return throughout or not (atom.free.isdisjoint(moved) and atom.names.isdisjoint(named))

    def again(inner: Polynomial, to: Mapping[Index, Index]) -> Polynomial:
        return replace(work, inner, to, members, throughout=throughout)

    def atom_of(atom: Atom) -> Polynomial:
        match atom:
            case Entry():
                at = tuple(indices.get(i, i) for i in atom.indices)
                if atom.name in members:
                    return members[atom.name](at)
                return settle(work, {Entry(atom.name, at): 1})
            case Delta():
                a, b = (indices.get(i, i) for i in atom.indices)
                return delta(a, b)
            case Sum():
                fresh = {i: work.fresh(i.sort) for i in atom.dummies}
                body = again({atom.body: 1}, {**indices, **fresh})
                return total(work, body, fresh.values())
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
        work.spend("renaming")
        term: Polynomial = {m - frozenset(changed): c}
        for atom, e in changed:
            term = multiply(work, term, power(work, atom_of(atom), e))
        for n, x in term.items():
            collect(out, n, x)
    return out


def order_of(p: Polynomial) -> tuple[object, ...]:
    """A key that puts polynomials in one order, whatever order they were made in."""
    return polynomial_key(p.items())
