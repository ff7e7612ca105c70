"""How a tree falls into terms, signs and factors, for every printer.

Trees come as their author wrote them (nested, in the author's order) or as
SymPy evaluated them (flat, sorted); both fall into the same parts here.
"""

from __future__ import annotations

from collections.abc import Callable

from sympy import Add, E, Expr, Integer, Mul, Pow, Rational

from symdl.language import IntegerIndex, subterms

__all__ = ["divisor", "factors", "positive_first", "terms"]


def factors(node: Expr, whole: Callable[[Expr], bool] = lambda inner: False) -> tuple[bool, list[Expr]]:
    """Whether ``node`` starts with a minus, and its factors without that minus, in order.

    Only the sign that stands first is pulled out. A later negative factor stays
    one factor, (-b), as its author wrote it; a 1 that stands first is dropped.

    whole   for a later factor that is a product itself: whether it stays one factor

    >>> from sympy.abc import a, b
    >>> factors(Mul(Mul(-2, a), b, evaluate=False))
    (True, [2, a, b])
    """
    if isinstance(node, Rational):
        return bool(node < 0), [abs(node)]
    if not isinstance(node, Mul):
        return False, [node]
    first, *rest = node.args
    negative, found = factors(first, whole)
    if found == [1] and rest:
        found = []
    for arg in rest:
        minus, inner = factors(arg, whole)
        found += [arg] if minus or (isinstance(arg, Mul) and whole(arg)) else inner
    return negative, found or [Integer(1)]


def terms(node: Expr, whole: Callable[[Expr], bool] = lambda inner: False) -> list[tuple[bool, list[Expr]]]:
    """The terms of a sum, in order, each as its sign and factors; nested sums are opened."""
    if isinstance(node, Add):
        return [term for arg in node.args for term in terms(arg, whole)]
    return [factors(node, whole)]


def positive_first(node: Expr) -> Expr:
    """A sum of integers as a person writes it: t - 1, where SymPy sorts it to -1 + t."""
    if not isinstance(node, Add) or not any(isinstance(term, IntegerIndex) for term in subterms(node)):
        return node
    positive = next((arg for arg in node.args if not terms(arg)[0][0]), node.args[0])
    return Add(positive, *(arg for arg in node.args if arg is not positive), evaluate=False)


def divisor(node: Expr) -> Expr | None:
    """What a factor divides by, if it is written as a division: 1/x, 1/x**2, 1/sqrt(x).

    (..)**(-3/2) is a power: as a fraction it would need a power of a root.
    """
    if not isinstance(node, Pow):
        return None
    base, exponent = node.args
    if base == E or not isinstance(exponent, Rational) or exponent >= 0:
        return None
    if exponent == -1:
        return base
    if exponent == Rational(-1, 2) or exponent.q == 1:
        return Pow(base, -exponent, evaluate=False)
    return None
