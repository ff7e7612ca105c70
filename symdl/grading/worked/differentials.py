r"""Equations of differentials, per one: x dx = du/2, with u = x^2 + 1, as x = u'/2."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from symdl.grading.scalar.points import free_names
from symdl.grading.scalar.trees import ONE, over, plus, times
from symdl.notation.reader.syntax import Chain, Derivative, Name, Neg, Node, Product, Quotient, Sum


def per_differential(tree: Node, own: Mapping[Node, Node], known: set[str]) -> tuple[Node, Node] | None:
    """The sides of an equation of differentials, each by the dx that it is a multiple of; None for anything else.

    own     names of one's own, and what they stand for
    known   all names
    """
    if not isinstance(tree, Chain) or tree.signs != ("eq",) or "d" in known:
        return None
    named = _named(tree)
    letters = {name.text for name in named if name not in own and name.text in known} or {
        letter for name in named if name in own for letter in free_names(own[name])}
    if len(letters) != 1:
        return None
    by = Name(*letters)
    slopes = {by: ONE} | {name: Derivative("d", own[name], (by,)) for name in named if name in own}
    left, right = (_per(side, slopes) for side in tree.items)
    return None if left is None or right is None else (left, right)


def _named(tree: Node) -> list[Name]:
    """The x of each dx in a formula that is made of signs of arithmetic."""
    match tree:
        case Name(text) if len(text) > 1 and text[0] == "d":
            return [Name(text[1:])]
        case Product(factors):
            found = [by for d, by in pairwise(factors) if d == Name("d") and isinstance(by, Name)]
            return found + [name for one in factors for name in _named(one)]
        case Neg(of):
            return _named(of)
        case Quotient(top, _):
            return _named(top)
        case Sum(parts) | Chain(parts, _):
            return [name for one in parts for name in _named(one)]
    return []


def _per(node: Node, slopes: Mapping[Name, Node]) -> Node | None:
    """By what a dx is multiplied, with what du is of it; None where there is not one in each term."""
    match node:
        case Name(text) if text[:1] == "d":
            return slopes.get(Name(text[1:]))
        case Neg(of):
            return None if (found := _per(of, slopes)) is None else Neg(found)
        case Quotient(top, bottom):
            return None if (found := _per(top, slopes)) is None or _named(bottom) else over(found, bottom)
        case Sum(terms):
            parts = [_per(term, slopes) for term in terms]
            return plus(*(part for part in parts if part is not None)) if None not in parts else None
        case Product(factors):
            return _per_of_product(factors, slopes)
    return None


def _per_of_product(factors: tuple[Node, ...], slopes: Mapping[Name, Node]) -> Node | None:
    for k, one in enumerate(factors):
        behind = factors[k + 1] if k + 1 < len(factors) else None
        if one == Name("d") and isinstance(behind, Name) and behind in slopes:
            found, rest = slopes[behind], (*factors[:k], *factors[k + 2 :])
        elif (made := _per(one, slopes)) is not None:
            found, rest = made, (*factors[:k], *factors[k + 1 :])
        else:
            continue
        return times(*rest, found) if not any(map(_named, rest)) and Name("d") not in rest else None
    return None


__all__ = ["per_differential"]
