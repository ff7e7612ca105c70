r"""Sums over pairs, triples and parts of a range, for every size: \sum_{i<j} (a_i + a_j) is (n - 1) \sum_i a_i.

Products of sums, and sums whose ends are other letters, are sums over several letters of one range. These are taken
apart by the order in which the letters stand: \sum_i \sum_j f(i, j) is \sum_{i<j} f(i, j) + \sum_{j<i} f(i, j) +
\sum_i f(i, i). What is left are sums over chains c_1 < ... < c_k, one of each length, and a size n is \sum_i 1. Two
formulas are equal, for every size, if for each length the terms are. (Of sequences that are free they are equal only
then: these sums are the monomials of the quasi-symmetric functions.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count, product
from typing import TypeAlias

from symdl.grading.scalar import exact
from symdl.grading.scalar.points import Assumed
from symdl.grading.scalar.trees import ONE, ZERO, negative, over, plus, times
from symdl.grading.scalar.words import replaced
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, show, walk

Order: TypeAlias = tuple[at.Name, str, at.Name]
"""That one letter is before another, "lt", "le", or is not it, "ne"."""

_MOST_LETTERS = 5
_MOST_TERMS = 60
_MOST_POWER = 3
_HOLDS = {"lt": lambda a, b: a < b, "le": lambda a, b: a <= b, "ne": lambda a, b: a != b, "eq": lambda a, b: a == b}
_TURNED = {"gt": "lt", "ge": "le"}


class _Other(Exception):
    """A formula that is no such sum."""


@dataclass(frozen=True)
class _Term:
    """A term under sums.

    sizes    its letters, each with the size up to which it runs, or another letter of the same range
    order    how they stand to each other
    of       what is summed
    bottoms  what all of it is divided by
    """

    of: Node = ONE
    sizes: tuple[tuple[at.Name, Node], ...] = ()
    order: tuple[Order, ...] = ()
    bottoms: tuple[Node, ...] = ()


def by_chains(left: Node, right: Node, given: Assumed) -> bool:
    """Whether two real formulas with sums are equal, for every size, because their sums over chains are."""
    if not any(isinstance(part, at.Big) and part.sign == "sum" for tree in (left, right) for part in walk(tree)):
        return False
    with suppress(_Other, exact.Unfit):
        reader = _Reading()
        terms = reader.terms(plus(left, negative(right)))
        terms = reader.without_bottoms(terms)
        totals: dict[tuple[tuple[Node, int], ...], list[Node]] = {}
        for term in terms:
            for lengths, of in _chains(term):
                totals.setdefault(lengths, []).append(of)
        return all(exact.same(plus(*some), ZERO, complex=False, positive=given.positive, integers=given.integers,
                              strict=given.strict) for some in totals.values())
    return False


@dataclass
class _Reading:
    """How formulas are taken apart; each sum gets letters of its own."""

    numbers: Iterator[int] = field(default_factory=count)

    def letter(self) -> at.Name:
        return at.Name(f"§c{next(self.numbers)}")

    def terms(self, node: Node, bound: tuple[at.Name, ...] = ()) -> list[_Term]:
        """A formula as a sum of terms. Raises _Other."""
        found = self._terms(node, bound)
        if len(found) > _MOST_TERMS or any(len(term.sizes) > _MOST_LETTERS for term in found):
            raise _Other
        return found

    def _terms(self, node: Node, bound: tuple[at.Name, ...]) -> list[_Term]:
        match node:
            case at.Sum(parts):
                return [term for part in parts for term in self.terms(part, bound)]
            case at.Neg(of):
                return [replace(term, of=negative(term.of)) for term in self.terms(of, bound)]
            case at.Product(factors):
                return self._product([self.terms(factor, bound) for factor in factors])
            case at.Power(base, at.Number(exponent)) if _has_letters(base, bound) and exponent.denominator == 1 \
                    and 1 < exponent <= _MOST_POWER:
                return self._product([self.terms(base, bound) for _ in range(int(exponent))])
            case at.Quotient(top, bottom):
                if {*bound} & {*walk(bottom)}:
                    return [replace(term, of=over(term.of, bottom)) for term in self.terms(top, bound)]
                bottoms = bottom.factors if isinstance(bottom, at.Product) else (bottom,)
                return [replace(term, bottoms=(*term.bottoms, *bottoms)) for term in self.terms(top, bound)]
            case at.Indicator(at.Chain((at.Name() as one, at.Name() as other), (sign,))) if {one, other} <= {*bound}:
                if sign in _TURNED:
                    one, sign, other = other, _TURNED[sign], one
                if sign not in _HOLDS:
                    raise _Other
                return [_Term(order=((one, sign, other),))]
            case at.Big("sum", (first, *others), of):
                inner = at.Big("sum", tuple(others), of) if others else of
                return self._sum(first, inner, bound)
            case at.Name() if node in bound:  # a place as a number: how many there are up to there
                new = self.letter()
                return [_Term(sizes=((new, node),), order=((new, "le", node),))]
        return [_Term(node)]

    def _product(self, factors: Sequence[list[_Term]]) -> list[_Term]:
        made = [_Term()]
        for terms in factors:
            if len(made) * len(terms) > _MOST_TERMS:
                raise _Other
            made = [_Term(times(one.of, other.of), (*one.sizes, *other.sizes), (*one.order, *other.order),
                          (*one.bottoms, *other.bottoms)) for one in made for other in terms]
        return made

    def _sum(self, bound: Node, of: Node, outer: tuple[at.Name, ...]) -> list[_Term]:
        """A sum over one letter."""
        if not isinstance(bound, at.Bound) or not isinstance(bound.name, at.Name) or bound.condition is not None \
                or bound.first is None or bound.last is None:
            raise _Other
        new = self.letter()
        inner = self.terms(replaced(of, bound.name, new), (*outer, new))
        order: list[Order] = []
        first, last = bound.first, bound.last
        if (after := _neighbour(first, outer, 1)) is not None:
            order.append((after[0], after[1], new))
        elif first != ONE:
            raise _Other
        if (before := _neighbour(last, outer, -1)) is not None:
            order.append((new, before[1], before[0]))
            last = before[0]
        elif {*outer} & {*walk(last)}:
            raise _Other
        return [replace(term, sizes=((new, last), *term.sizes), order=(*order, *term.order)) for term in inner]

    def without_bottoms(self, terms: Sequence[_Term]) -> list[_Term]:
        """The same, multiplied by all that they are divided by, and with sizes as sums of 1."""
        needed: list[Node] = []
        for term in terms:
            left = [*needed]
            for bottom in term.bottoms:
                if bottom in left:
                    left.remove(bottom)
                else:
                    needed.append(bottom)
        sizes = {size for term in terms for _, size in term.sizes if isinstance(size, at.Name)}
        made: list[_Term] = []
        for term in terms:
            missing = [*needed]
            for bottom in term.bottoms:
                missing.remove(bottom)
            letters = tuple(letter for letter, _ in term.sizes)
            parts = [[replace(term, bottoms=(), of=ONE)], self.terms(_counted(term.of, sizes), letters),
                     *(self.terms(_counted(bottom, sizes)) for bottom in missing)]
            made += self._product(parts)
        if len(made) > _MOST_TERMS or any(len(term.sizes) > _MOST_LETTERS or term.bottoms for term in made):
            raise _Other
        return made


def _counted(node: Node, sizes: set[at.Name]) -> Node:
    """A formula with the sum of 1 over a range for the size of it, where that is a term or a factor."""
    match node:
        case at.Name() if node in sizes:
            return at.Big("sum", (at.Bound(at.Name("§m"), ONE, node),), ONE)
        case at.Sum() | at.Neg() | at.Product() | at.Power(_, at.Number()):
            return rebuilt(node, lambda part: _counted(part, sizes))
    return node


def _has_letters(node: Node, bound: Sequence[at.Name]) -> bool:
    return any(part in bound or (isinstance(part, at.Big) and part.sign == "sum") for part in walk(node))


def _neighbour(end: Node, letters: Sequence[at.Name], way: int) -> tuple[at.Name, str] | None:
    """The letter at an end of a sum: i of i and of i + 1 (i - 1, behind the last one)."""
    if isinstance(end, at.Name) and end in letters:
        return end, "le"
    one = ONE if way > 0 else at.Neg(ONE)
    if isinstance(end, at.Sum) and len(end.terms) == 2 and one in end.terms:
        (other,) = (term for term in end.terms if term != one) if end.terms[0] != end.terms[1] else (ONE,)
        if isinstance(other, at.Name) and other in letters:
            return other, "lt"
    return None


def _chains(term: _Term) -> Iterator[tuple[tuple[tuple[Node, int], ...], Node]]:
    """What a term is over chains: the lengths of these, by size, and what is summed. Raises _Other."""
    ranges: dict[Node, list[at.Name]] = {}
    sizes = dict(term.sizes)
    for letter in sizes:
        size: Node = letter
        while isinstance(size, at.Name) and size in sizes:
            size = sizes[size]
        ranges.setdefault(size, []).append(letter)
    if any(not any(one in letters and other in letters for letters in ranges.values()) for one, _, other in term.order):
        raise _Other
    kinds = sorted(ranges, key=show)
    for ranked in product(*(_ranked(ranges[size], term.order) for size in kinds)):
        of, lengths = term.of, []
        for number, (size, places) in enumerate(zip(kinds, ranked, strict=True)):
            for letter, place in places.items():
                of = replaced(of, letter, at.Name(f"§{number}_{place}"))
            lengths.append((size, max(places.values()) + 1))
        yield tuple(lengths), of


def _ranked(letters: Sequence[at.Name], order: Sequence[Order]) -> list[dict[at.Name, int]]:
    """The orders in which letters may stand, some of them at one place: the place of each."""
    found = []
    for places in product(range(len(letters)), repeat=len(letters)):
        at_ = dict(zip(letters, places, strict=True))
        if len({*places}) == max(places) + 1 and all(_HOLDS[sign](at_[one], at_[other]) for one, sign, other in order
                                                     if one in at_):
            found.append(at_)
    return found


__all__ = ["by_chains"]
