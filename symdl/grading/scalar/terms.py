r"""Sums and products over one range, term by term: \sum_i \sin^2 x_i is \sum_i (1 - \cos^2 x_i), and the logarithm of a
product is the sum of the logarithms, wherever both are defined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from symdl.grading.scalar import exact
from symdl.grading.scalar.points import Assumed
from symdl.grading.scalar.trees import ONE, ZERO, negative, over, plus, power, times
from symdl.grading.scalar.words import replaced
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, walk

Range: TypeAlias = tuple[Node, Node]
_DEEPEST = 4
_E = at.Constant("e")
_LOG = at.Function("log")


def by_terms(left: Node, right: Node, given: Assumed) -> exact.Same | None:
    """Whether two standard trees of real numbers are the same term by term, or factor by factor. None says nothing."""
    if not any(isinstance(part, at.Big) for tree in (left, right) for part in walk(tree)):
        return None
    before = left, right
    left, right = _with_sums_of_logarithms(left), _with_sums_of_logarithms(right)
    narrower = {"log"} if (left, right) != before else set()
    found = _Terms(given, {*narrower})
    if found.vanishes(plus(left, negative(right)), _DEEPEST):
        return found.same
    from_zero = _from_zero(left), _from_zero(right)
    found = _Terms(given, {*narrower})
    if from_zero != (left, right) and found.vanishes(plus(from_zero[0], negative(from_zero[1])), _DEEPEST):
        return found.same
    ours, theirs = _as_product(left), _as_product(right)
    found = _Terms(given, narrower | ({"powers"} if any(map(_has_powers, (left, right))) else set()))
    if ours is None or theirs is None or ours.range != theirs.range:
        return None
    ours, theirs = ours.without_constants(), theirs.without_constants()
    other = _renamed(theirs.factor, theirs.letter, ours.letter)
    if other is not None and all(found.vanishes(plus(a, negative(b)), _DEEPEST) for a, b in (
            (ours.factor, other), (ours.scale, theirs.scale))):
        return found.same
    return None


@dataclass
class _Terms:
    """used: what was taken for granted on the way, of where both are defined."""

    given: Assumed
    used: set[str]

    @property
    def same(self) -> exact.Same:
        return exact.Same(tuple(sorted(self.used)), whole=False)

    def vanishes(self, tree: Node, depth: int) -> bool:
        """Whether a tree is 0, by the sums in it that run over one range."""
        with suppress(exact.Unfit):
            found = exact.same(tree, ZERO, complex=False, positive=self.given.positive,
                               integers=self.given.integers, strict=self.given.strict)
            if found is not None:
                self.used |= {*found.used}
                return True
        sums: dict[Range, list[tuple[at.Name, Node]]] = {}
        rest = []
        for scale, part in _parts(tree, ONE):
            if (one := _closed(part, "sum")) is None:
                rest.append(times(scale, part))
            else:
                range_, letter, term = one
                if letter in walk(scale):
                    return False
                sums.setdefault(range_, []).append((letter, times(scale, term)))
        if not depth or not sums:
            return False
        totals = [_total(terms) for terms in sums.values()]
        if None in totals:
            return False
        if all(self.vanishes(total, depth - 1) for total in totals if total is not None) \
                and self.vanishes(plus(*rest), depth - 1):
            return True
        ((range_, terms), *others), beside = sums.items(), plus(*rest)
        if others or not rest or totals[0] is None or terms[0][0] in walk(beside):
            return False
        return self.vanishes(plus(totals[0], over(beside, _count(range_))), depth - 1)  # a part of it for each term


def _total(terms: Sequence[tuple[at.Name, Node]]) -> Node | None:
    """The terms of sums over one range, with one letter; None if that stands in one of them for something else."""
    letter = terms[0][0]
    renamed = [_renamed(term, other, letter) for other, term in terms]
    return None if None in renamed else plus(*(term for term in renamed if term is not None))


def _count(range_: Range) -> Node:
    first, last = range_
    return last if first == ONE else plus(last, negative(first), ONE)


def _parts(tree: Node, scale: Node) -> Iterator[tuple[Node, Node]]:
    """The terms of a tree with what each is multiplied by."""
    match tree:
        case at.Sum(terms):
            for term in terms:
                yield from _parts(term, scale)
        case at.Neg(of):
            yield from _parts(of, negative(scale))
        case at.Quotient(top, bottom) if any(isinstance(part, at.Big) for part in walk(top)):
            yield from _parts(top, over(scale, bottom))
        case at.Product(factors):
            place = next((n for n, factor in enumerate(factors)
                          if any(isinstance(part, at.Big) for part in walk(factor))), None)
            if place is None:
                yield scale, tree
                return
            yield from _parts(factors[place], times(scale, *factors[:place], *factors[place + 1 :]))
        case _:
            yield scale, tree


def _closed(node: Node, sign: str) -> tuple[Range, at.Name, Node] | None:
    """The range of a sum or product with ends, its letter, and what it is of."""
    match node:
        case at.Big(of_sign, (at.Bound(at.Name() as letter, first, last, None),), of) \
                if of_sign == sign and first is not None and last is not None:
            return (first, last), letter, of
    return None


def _renamed(of: Node, letter: at.Name, to: at.Name) -> Node | None:
    """A term with another letter for what counts; None if that one stands in it for something else."""
    if letter == to:
        return of
    return None if to in walk(of) else replaced(of, letter, to)


def _from_zero(node: Node) -> Node:
    r"""With sums that count from 0: \sum_{k=t}^{T} f(k) as \sum_{k=0}^{T-t} f(k + t), which has as many terms."""
    node = rebuilt(node, _from_zero)
    if (closed := _closed(node, "sum")) is None:
        return node
    (first, last), letter, of = closed
    free = {part for end in (first, last) for part in walk(end)}
    inside = {part.name for part in walk(of) if isinstance(part, at.Bound | at.Goes)}
    if first == ZERO or letter in free or inside & {letter, *free} or at.Constant("infinity") in free:
        return node
    bound = at.Bound(letter, ZERO, plus(last, negative(first)))
    return at.Big("sum", (bound,), replaced(of, letter, plus(letter, first)))


def _with_sums_of_logarithms(node: Node) -> Node:
    """With the sum of the logarithms for the one of a product, or of a power of one."""
    node = rebuilt(node, _with_sums_of_logarithms)
    match node:
        case at.Call(function, (of,), ()) if function == _LOG and (made := _as_product(of)) is not None:
            summed = at.Big("sum", (at.Bound(made.letter, *made.range),), at.Call(_LOG, (made.factor,)))
            return plus(at.Call(_LOG, (made.scale,)) if made.scale != ONE else ZERO, summed)
    return node


@dataclass(frozen=True)
class _Made:
    """A product over a range, with what it is multiplied by."""

    range: Range
    letter: at.Name
    factor: Node
    scale: Node = ONE

    def without_constants(self) -> _Made:
        r"""With what does not depend on the letter before it: \prod_{i=1}^n c x_i is c^n \prod_{i=1}^n x_i."""
        inside, outside = _split(self.factor, self.letter)
        return _Made(self.range, self.letter, inside, times(self.scale, power(outside, _count(self.range))))


def _split(node: Node, letter: at.Name) -> tuple[Node, Node]:
    """The factors of a term with a letter, and those without."""
    if letter not in walk(node):
        return ONE, node
    match node:
        case at.Product(factors):
            parts = [_split(factor, letter) for factor in factors]
            return times(*(one for one, _ in parts)), times(*(other for _, other in parts))
        case at.Quotient(top, bottom):
            (one, other), (two, more) = _split(top, letter), _split(bottom, letter)
            return over(one, two), over(other, more)
        case at.Power(base, at.Sum(terms)) if letter not in walk(base):
            with_letter, without = ([term for term in terms if (letter in walk(term)) is has] for has in (True, False))
            return power(base, plus(*with_letter)), power(base, plus(*without))
    return node, ONE


def _has_powers(tree: Node) -> bool:
    """Whether there are powers, but of e, that may have no value where they are put together in another way."""
    return any(isinstance(part, at.Power) and part.base != _E and not isinstance(part.exponent, at.Number)
               for part in walk(tree))


def _as_product(node: Node) -> _Made | None:
    """A product over a range, a power of one, what is multiplied or divided by it, or e to a sum: as one product."""
    match node:
        case at.Power(base, exponent) if (made := _of_powers(base, exponent)) is not None:
            return made
        case at.Power(base, exponent) if (of := _as_product(base)) is not None and of.letter not in walk(exponent):
            return _Made(of.range, of.letter, power(of.factor, exponent), power(of.scale, exponent))
        case at.Product(factors):
            return _joined(factors, times)
        case at.Quotient(top, bottom):
            return _joined((top, bottom), over)
    closed = _closed(node, "prod")
    return None if closed is None else _Made(*closed)


def _of_powers(base: Node, exponent: Node) -> _Made | None:
    r"""b^{\sum_i x_i + c} as b^c \prod_i b^{x_i}, wherever both are defined."""
    parts = [*_parts(exponent, ONE)]
    first = next((one for _, part in parts if (one := _closed(part, "sum")) is not None), None)
    if first is None or first[1] in walk(base):
        return None
    range_, letter, _ = first
    inside, outside = [], []
    for scale, part in parts:
        one = _closed(part, "sum")
        if one is None or one[0] != range_:
            outside.append(times(scale, part))
            continue
        term = _renamed(one[2], one[1], letter)
        if term is None or letter in walk(scale):
            return None
        inside.append(times(scale, term))
    return _Made(range_, letter, power(base, plus(*inside)), power(base, plus(*outside)))


def _joined(parts: Sequence[Node], join: Callable[..., Node]) -> _Made | None:
    """Products over one range as one."""
    made = [_as_product(part) for part in parts]
    first = next((one for one in made if one is not None), None)
    if first is None:
        return None
    scales, factors = [], []
    for part, one in zip(parts, made, strict=True):
        factor = ONE if one is None else _renamed(one.factor, one.letter, first.letter)
        if factor is None or (one is not None and one.range != first.range) or (
                one is None and first.letter in walk(part)):
            return None
        factors.append(factor)
        scales.append(part if one is None else one.scale)
    return _Made(first.range, first.letter, join(*factors), join(*scales))


__all__ = ["by_terms"]
