"""Rewriting a monomial by an equation: an assumption, or what a denominator is.

    assumption     sum_k y_bk = 1 for each b: y_bk goes, where k occurs in it only
    denominator    under a sum, x_i/(x_i + c) = 1 - c/(x_i + c): the leading term of
                   a base is replaced by the base and the rest, so that fractions
                   with one denominator have one form
    sum            under a sum, a_ij/(sum_k a_ik), where j occurs only in a_ij,
                   is a sum divided by itself

Only ``left = right`` as a whole is used, so each is an exact equality. Which
side is the left decides completeness, not soundness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import permutations, product

from symdl.algebra.terms import (
    ONE,
    Affine,
    Atom,
    Base,
    Entry,
    Exp,
    Index,
    IndexPower,
    Indices,
    Integer,
    Log,
    Monomial,
    Polynomial,
    Rational,
    Size,
    Slot,
    Sum,
    exact,
    free_of,
    free_of_slot,
    least,
    monomial_key,
    names_of,
    single,
)
from symdl.algebra.work import Oriented, Rule, Work

Rename = Callable[[Work, Polynomial, Mapping[Index, Index | Affine]], Polynomial]


@dataclass(frozen=True)
class Reduced:
    """``m = rest * factor / unit``, after the sum over ``bound`` (dummies that are gone) was taken."""

    rest: Monomial
    factor: Polynomial
    unit: Polynomial
    bound: Indices


def reduce_once(work: Work, m: Monomial, over: Indices, rename: Rename) -> Reduced | None:
    """One rewriting of a monomial under sums over ``over``; None if none applies."""
    names = names_of(m)
    for rule in work.rules:
        if any(head <= names for head in rule.heads):
            # What is looked for is the equation as it stands, not rewritten by itself.
            with work.without_rules():
                for made in _instances(work, rule, m, rename):
                    found = _divide(work, m, made.left, over, rename)
                    if found:
                        work.used.add(rule)
                        factor = {n: -x for n, x in made.rest.items()}
                        return Reduced(found[0], factor, made.unit, found[1])
    if not over:
        return None
    for atom, e in sorted(m, key=lambda factor: factor[0].key):
        if e >= 0 or over.isdisjoint(atom.free):
            continue
        if isinstance(atom, Sum):
            found = _divide(work, m, frozenset(((atom, 1),)), over, rename)
            if found is not None:
                return Reduced(found[0], single(atom), {ONE: 1}, found[1])
        elif isinstance(atom, Base):
            oriented = orient(work, atom.inside, over)
            found = None if oriented is None else _divide(work, m, oriented.left, over, rename)
            if oriented is not None and found is not None:
                factor = {n: -x for n, x in oriented.rest.items()} | single(atom)
                return Reduced(found[0], factor, oriented.unit, found[1])
    return None


def orient(work: Work, p: Polynomial, over: Indices = frozenset()) -> Oriented | None:
    """``p = unit*left + rest``, left the leading monomial (or the leading one that depends on ``over``)."""
    leading = [m for m in p if m and (not over or not over.isdisjoint(free_of(a for a, _ in m)))]
    if not leading:
        return None
    m = max(leading, key=lambda n: (_degree(n), monomial_key(n)))
    # Under a sum, factors without a dummy stand outside, where they cannot be matched.
    unit = frozenset((a, e) for a, e in m
                     if work.positive(a) and (over.isdisjoint(a.free) if over else isinstance(a, Size)))
    if not over and unit == m:  # an equation between sizes
        unit = ONE
    left = m - unit
    if not left or (over and any(over.isdisjoint(a.free) for a, _ in left)):
        return None
    return Oriented(left, {unit: p[m]}, {n: c for n, c in p.items() if n != m})


def orient_integers(p: Polynomial, keep: frozenset[Atom]) -> Oriented | None:
    """An equation between integers, solved for one of them that occurs once, and not among ``keep``."""
    if not all(isinstance(a, Integer) for m in p for a, _ in m):
        return None
    for m in sorted((m for m, c in p.items() if len(m) == 1 and abs(c) == 1), key=monomial_key, reverse=True):
        ((atom, e),) = m
        if e == 1 and atom not in keep and sum(atom in dict(n) for n in p) == 1:
            return Oriented(m, {ONE: p[m]}, {n: c for n, c in p.items() if n != m})
    return None


def heads(p: Polynomial, left: Monomial, variables: Indices) -> frozenset[frozenset[str]]:
    """Names in each monomial of ``p`` that leads, or may lead when its variables are set."""
    found = [left, *(m for m in p if variables and m and _degree(m) >= _degree(left))]
    return frozenset(map(names_of, found))


def _degree(m: Monomial) -> Rational:
    """The degree of a monomial, members of families counted, those under sums too."""
    return sum((e * (_degree(a.body) if isinstance(a, Sum) else 0 if isinstance(a, Size) else 1)
                for a, e in m), Fraction(0))


def _instances(work: Work, rule: Rule, m: Monomial, rename: Rename) -> Iterator[Oriented]:
    """The rule with its variables set to the indices that occur in ``m``, every way.

    Which term leads is found again each time: a_ij = a_ji must take only one of
    the two to the other, or it would turn round for ever.
    """
    if not rule.variables:
        yield rule.oriented
        return
    variables = sorted(rule.variables)
    present = free_of(a for a, _ in m)
    there = _places(m)
    for choice in product(*(_candidates(rule, v, there, present) for v in variables)):
        work.spend("assumptions")
        to = dict(zip(variables, choice, strict=True))
        oriented = orient(work, rename(work, rule.equation, to))
        if oriented is not None:
            yield oriented


def _candidates(rule: Rule, v: Index, there: Places, present: Indices) -> list[Index | Affine]:
    """What a variable of a rule can stand for in a monomial: what stands there in a place that it has in the rule."""
    found: set[Index | Affine] = set()
    for name, n, slot in _places_of(rule):
        if isinstance(slot, Index) and slot == v:
            found |= {i for other, k, i in there if (other, k) == (name, n) and isinstance(i, Index) and i in present}
        elif isinstance(slot, Affine) and slot.terms == ((v, 1),):
            shifted = [i.plus(-slot.constant) for other, k, i in there
                       if (other, k) == (name, n) and isinstance(i, Affine) and present.issuperset(free_of_slot(i))]
            found |= {i for i in shifted if (least(i) or 0) >= 0 and least(i) is not None}
    return sorted(found)


Places = frozenset[tuple[str, int, Slot]]


def _places_of(rule: Rule) -> Places:
    return frozenset[tuple[str, int, Slot]]().union(*map(_places, rule.equation))


@lru_cache(maxsize=1 << 13)
def _places(m: Monomial) -> Places:
    """What stands where in the members of families in a monomial: (name, place, index)."""
    found: set[tuple[str, int, Slot]] = set()
    for atom, _ in m:
        match atom:
            case Entry():
                found |= {(atom.name, n, slot) for n, slot in enumerate(atom.indices)}
            case Sum():
                found |= _places(atom.body)
            case Base() | Exp() | Log():
                found = found.union(*map(_places, atom.inside))
            case IndexPower():
                found = found.union(*map(_places, atom.base))
    return frozenset(found)


def _divide(work: Work, m: Monomial, left: Monomial, over: Indices,
            rename: Rename) -> tuple[Monomial, Indices] | None:
    """``m / left``, and the dummies of ``over`` that the sums of ``left`` use up; None if it is not there."""
    exponents = dict(m)
    sums: list[Sum] = []
    for atom, e in left:
        have = exponents.get(atom, 0)
        if _covers(have, e):
            exponents[atom] = exact(have - e)
        elif isinstance(atom, Sum) and over and e > 0 and e.denominator == 1:
            sums += [atom] * int(e)
        else:
            return None
    rest = frozenset((a, e) for a, e in exponents.items() if e)
    bound: Indices = frozenset()
    for atom in sums:
        found = _take_sum(work, rest, atom, over - bound, rename)
        if found is None:
            return None
        rest, used = found
        bound |= used
    return rest, bound


def _take_sum(work: Work, m: Monomial, atom: Sum, over: Indices,
              rename: Rename) -> tuple[Monomial, Indices] | None:
    """The body of ``atom`` divided out of ``m``, for dummies in ``over`` that occur nowhere else in m."""
    if not atom.names <= names_of(m):
        return None
    exponents = dict(m)
    for choice in permutations(sorted(over), len(atom.dummies)):
        if any((i.sort, i.upto) != (d.sort, d.upto) for i, d in zip(choice, atom.dummies, strict=True)):
            continue
        work.spend("sums over their own denominators")
        body = rename(work, {atom.body: 1}, dict(zip(atom.dummies, choice, strict=True)))
        if len(body) != 1:
            continue
        ((n, c),) = body.items()
        if c != 1 or not all(_covers(exponents.get(a, 0), e) for a, e in n):
            continue
        left = dict(exponents)
        for a, e in n:
            left[a] = exact(left[a] - e)
        rest = frozenset((a, e) for a, e in left.items() if e)
        if free_of(a for a, _ in rest).isdisjoint(choice):
            return rest, frozenset(choice)
    return None


def _covers(have: Rational, e: Rational) -> bool:
    return have >= e > 0 or have <= e < 0
