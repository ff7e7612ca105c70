"""Sums, products and quotients of trees, without zeros and ones that say nothing."""

from __future__ import annotations

from fractions import Fraction

from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node

ZERO, ONE, TWO = at.Number(Fraction(0)), at.Number(Fraction(1)), at.Number(Fraction(2))


def negative(node: Node) -> Node:
    return node.of if isinstance(node, at.Neg) else at.Neg(node)


def plus(*terms: Node) -> Node:
    kept = [term for term in terms if term != ZERO]
    return ZERO if not kept else kept[0] if len(kept) == 1 else at.Sum(tuple(kept))


def times(*factors: Node) -> Node:
    if ZERO in factors:
        return ZERO
    kept = [factor for factor in factors if factor != ONE]
    return ONE if not kept else kept[0] if len(kept) == 1 else at.Product(tuple(kept))


def over(top: Node, bottom: Node) -> Node:
    return ZERO if top == ZERO else top if bottom == ONE else at.Quotient(top, bottom)


def power(base: Node, exponent: Node) -> Node:
    return ONE if exponent == ZERO else base if exponent == ONE else at.Power(base, exponent)


def call(name: str, *args: Node) -> Node:
    return at.Call(at.Function(name), args)


__all__ = ["ONE", "TWO", "ZERO", "call", "negative", "over", "plus", "power", "times"]
