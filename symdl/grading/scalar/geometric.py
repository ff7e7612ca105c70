r"""Geometric sums without an end, of a ratio that is known to be less than 1: \sum_{k=0}^\infty r^k is 1/(1 - r)."""

from __future__ import annotations

from fractions import Fraction

from symdl.grading.scalar.points import Assumed
from symdl.grading.scalar.trees import ONE, ZERO, negative, over, plus, times
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, walk

_INFINITY = at.Constant("infinity")


def with_limits(tree: Node, given: Assumed) -> Node:
    """A formula with the values of such sums in their place; others stay as they are."""
    node = rebuilt(tree, lambda child: with_limits(child, given))
    match node:
        case at.Big("sum", (at.Bound(at.Name() as letter, at.Number(first), last, None),), of) \
                if last == _INFINITY and first.denominator == 1 and first >= 0:
            return _limit(of, letter, int(first), given) or node
    return node


def _limit(of: Node, letter: at.Name, first: int, given: Assumed) -> Node | None:
    """What the terms from a first one on add up to; None if that is not seen."""
    match of:
        case at.Sum(terms):  # each of them converges by itself
            found = [_limit(term, letter, first, given) for term in terms]
            made = [one for one in found if one is not None]
            return plus(*made) if len(made) == len(terms) else None
        case at.Neg(term):
            inner = _limit(term, letter, first, given)
            return None if inner is None else negative(inner)
    free: list[Node] = []
    powers: list[tuple[Node, int]] = []
    counts = 0
    for factor in _factors(of):
        if letter not in walk(factor):
            free.append(factor)
        elif factor == letter:
            counts += 1
        elif (power := _power(factor, letter, given)) is not None:
            powers.append(power)
        else:
            return None
    if len(powers) != 1 or counts > 1:
        return None
    (ratio, shift), rest = powers[0], plus(ONE, negative(powers[0][0]))
    if counts:  # k r^k, of which the first term is 0
        return times(*free, _raised(ratio, 1 + shift), over(ONE, at.Power(rest, _number(2)))) \
            if first < 2 and shift >= -1 else None
    return times(*free, _raised(ratio, first + shift), over(ONE, rest)) if first + shift >= 0 else None


def _factors(node: Node) -> list[Node]:
    match node:
        case at.Product(factors):
            return [part for factor in factors for part in _factors(factor)]
        case at.Neg(of):
            return [_number(-1), *_factors(of)]
        case at.Quotient(top, at.Power(base, exponent)):  # k / 2^k
            return [*_factors(top), at.Power(over(ONE, base), exponent)]
        case at.Quotient(top, bottom):
            return [*_factors(top), over(ONE, bottom)]
    return [node]


def _power(node: Node, letter: at.Name, given: Assumed) -> tuple[Node, int] | None:
    """The ratio r, less than 1, and the n of r^{k + n}."""
    if not isinstance(node, at.Power) or letter in walk(node.base) or not _is_small(node.base, given):
        return None
    match node.exponent:
        case at.Name() as of if of == letter:
            return node.base, 0
        case at.Sum((of, at.Number(shift)) | (at.Number(shift), of)) if of == letter and shift.denominator == 1:
            return node.base, int(shift)
        case at.Sum((of, at.Neg(at.Number(shift)))) if of == letter and shift.denominator == 1:
            return node.base, -int(shift)
    return None


def _is_small(ratio: Node, given: Assumed) -> bool:
    """Whether a ratio is known to be between -1 and 1."""
    match ratio:
        case at.Number(value):
            return abs(value) < 1
        case at.Quotient(at.Number(top), at.Number(bottom)):
            return abs(top) < abs(bottom)
        case at.Neg(of):
            return _is_small(of, given)
    links = {(one, sign, other) for chain in given.relations if isinstance(chain, at.Chain)
             for one, sign, other in zip(chain.items[:-1], chain.signs, chain.items[1:], strict=True)}
    links |= {(other, _TURNED[sign], one) for one, sign, other in links if sign in _TURNED}
    match ratio:
        case at.Sum((at.Number(one), at.Neg(of))) if one == 1:  # 1 - p
            return (of, "gt", ZERO) in links and bool({(of, "lt", ONE), (of, "le", ONE)} & links)
    return (at.Call(at.Function("abs"), (ratio,)), "lt", ONE) in links or ((ratio, "lt", ONE) in links and any(
        (ratio, sign, low) in links for sign, low in (("gt", ZERO), ("ge", ZERO), ("gt", negative(ONE)))))


_TURNED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le"}


def _raised(ratio: Node, exponent: int) -> Node:
    return ONE if exponent == 0 else ratio if exponent == 1 else at.Power(ratio, _number(exponent))


def _number(value: int) -> at.Number:
    return at.Number(Fraction(value))


__all__ = ["with_limits"]
