r"""Formulas of vectors and matrices that are not written out: sums of products in which the order counts.

``X^\top (X w - y)`` is ``X^\top X w - X^\top y``. Nothing is known of shapes, so ``x^\top y`` is not ``y^\top x``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from symdl.grading.scalar.words import NoMeaning, rebuilt, times
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, show, walk

_MOST_TERMS = 200
_MOST_POWER = 6

Atom = tuple[str, bool]  # what stands there, and whether it is transposed
Scalars = tuple[tuple[str, int], ...]  # numbers that are no matrices, and how often each is a factor
Form = dict[tuple[Scalars, tuple[Atom, ...]], Fraction]


_VECTOR = re.compile(r"\\(?:mathbf|vec)\{")


def is_of_vectors(node: Node) -> bool:
    """Whether letters stand for vectors or matrices: one is bold or has an arrow, there is a transpose, or a ⊙ beside
    a product with a capital letter. (Elsewhere a ⊙ is of entries, and they are numbers.)
    """
    parts = [*walk(node)]
    return _has_vectors(node) or any(isinstance(part, at.Transpose) for part in parts) or (
        any(isinstance(part, at.Infix) and part.sign == "odot" for part in parts) and any(map(_has_matrix, parts)))


def _has_matrix(node: Node) -> bool:
    return isinstance(node, at.Product) and any(
        isinstance(factor, (at.Name, at.Member)) and _base(factor).isupper() for factor in node.factors)


def _has_vectors(node: Node) -> bool:
    return any(isinstance(part, (at.Name, at.Member)) and _VECTOR.match(show(part)) for part in walk(node))


def in_order(node: Node) -> Node:
    """The tree with each product, quotient and power of bold letters as a letter of its own.

    What is the same for such a tree is the same without exchanging the factors of a product of matrices.
    """
    match node:
        case at.Product():
            factors = [*_flat(node)]
            ordered = [factor for factor in factors if _has_vectors(factor)]
            if len(ordered) > 1:
                rest = [in_order(factor) for factor in factors if not _has_vectors(factor)]
                return times(*rest, at.Name(repr(ordered)))
        case at.Quotient(_, bottom) if _has_vectors(bottom):
            return at.Name(repr(node))
        case at.Power(base) if _has_vectors(base):
            return at.Name(repr(node))
    return rebuilt(node, in_order)


def _flat(node: at.Product) -> Iterator[Node]:
    for factor in node.factors:
        yield from _flat(factor) if isinstance(factor, at.Product) else (factor,)


def same_in_order(reference: Node, answer: Node, numbers: frozenset[str]) -> bool:
    """Whether two formulas are the same by what holds for matrices of every shape.

    numbers   what stands for a number and no vector or matrix, as it is spelled: see ``numbers_of``
    """
    try:
        return form(reference, numbers) == form(answer, numbers)
    except NoMeaning:
        return False


def numbers_of(reference: Node, answer: Node) -> frozenset[str]:
    """What stands for a number: the letters of sizes and widths that the reference divides by, and a step size."""
    divided = {show(bottom) for part in walk(reference) if isinstance(part, at.Quotient)
               for bottom in map(_bare, part.bottom.factors if isinstance(part.bottom, at.Product) else (part.bottom,))
               if isinstance(bottom, (at.Name, at.Member)) and _base(bottom) in _NUMBERS}
    turned = {show(part) for tree in (reference, answer) for outer in walk(tree) if isinstance(outer, at.Transpose)
              for part in walk(outer)}
    return frozenset((divided | {r"\eta"}) - turned)


_NUMBERS = frozenset({"m", "n", "N", "M", "B", "T", "K", "d", "D", "k", "t"})
_DIVISORS = frozenset((repr(at.Name(name)), False) for name in (r"\lambda", r"\tau", r"\sigma", r"\alpha", r"\beta"))
"""What is divided by and may be a number, or a vector entry by entry: it is not moved within a product."""


def _bare(node: Node) -> Node:
    """The d of sqrt(d) and d^2."""
    match node:
        case at.Root(of, None) | at.Power(of, at.Number()):
            return _bare(of)
    return node


def _base(node: at.Name | at.Member) -> str:
    return (node.name if isinstance(node, at.Member) else node.text).partition("_")[0]


_FIXED = {"I": 1, r"\mathbf{I}": 1, r"\mathbb{I}": 1, r"\mathbf{1}": 1, r"\mathbb{1}": 1, r"\mathbf{0}": 0}
_BY_ENTRY = ("exp", "log", "sin", "cos", "tanh", "sigmoid", "relu", "abs")


def of_one_entry(node: Node, numbers: frozenset[str]) -> Node | None:
    """The formula where every matrix has one entry; None if something in it might mean more than arithmetic."""
    match node:
        case at.Name() | at.Member() if show(node) in numbers:
            return node
        case at.Root(of, None) if show(of) in numbers:
            return node
        case at.Name(name) if name in _FIXED:
            return at.Number(Fraction(_FIXED[name]))
        case at.Transpose(of):
            return of_one_entry(of, numbers)
        case at.Infix("odot", args):
            return of_one_entry(at.Product(args), numbers)
        case at.Name() | at.Member():
            return None if _base(node) in ("e", r"\mathbf{e}", *_FIXED) else node  # e_1 is a unit vector
        case at.Number() | at.Sum() | at.Neg() | at.Product() | at.Quotient() | at.Chain():
            pass
        case at.Call(at.Function(name), _, ()) if name in _BY_ENTRY:
            pass
        case at.Function():
            return node
        case at.Power(_, exponent) if isinstance(exponent, (at.Number, at.Neg)):
            pass
        case _:
            return None
    unfit = False

    def change(part: Node) -> Node:
        nonlocal unfit
        made = of_one_entry(part, numbers)
        unfit = unfit or made is None
        return made or part

    made = rebuilt(node, change)
    return None if unfit else made


def form(node: Node, numbers: frozenset[str]) -> Form:
    """A sum of words of letters, with numbers before them. Raises NoMeaning for what would be too large."""
    match node:
        case at.Number(number):
            return {((), ()): number} if number else {}
        case at.Name() | at.Member() if show(node) in numbers:
            return {(((show(node), 1),), ()): Fraction(1)}
        case at.Root(of, None) if show(of) in numbers:
            return {(((show(node), 1),), ()): Fraction(1)}
        case at.Neg(of):
            return {key: -factor for key, factor in form(of, numbers).items()}
        case at.Sum(terms):
            found: Form = {}
            for term in terms:
                for key, factor in form(term, numbers).items():
                    found[key] = found.get(key, Fraction(0)) + factor
            return {key: factor for key, factor in found.items() if factor}
        case at.Product(factors):
            found = {((), ()): Fraction(1)}
            for part in factors:
                found = _times(found, form(part, numbers))
            return found
        case at.Quotient(top, bottom):
            return _times(_inverse(form(bottom, numbers)), form(top, numbers))
        case at.Power(base, at.Number(exponent)) if exponent.denominator == 1 and 0 < exponent <= _MOST_POWER:
            return form(at.Product((base,) * int(exponent)), numbers)
        case at.Transpose(of):
            return {(scalars, _turned(word)): factor for (scalars, word), factor in form(of, numbers).items()}
    return {((), ((repr(node), False),)): Fraction(1)}


def _times(left: Form, right: Form) -> Form:
    if len(left) * len(right) > _MOST_TERMS:
        raise NoMeaning("this is a product of too many terms")
    found: Form = {}
    for (some, before), a in left.items():
        for (others, after), b in right.items():
            powers = dict(some)
            for name, power in others:
                powers[name] = powers.get(name, 0) + power
            key = tuple(sorted((name, power) for name, power in powers.items() if power)), before + after
            found[key] = found.get(key, Fraction(0)) + a * b
    return {key: factor for key, factor in found.items() if factor}


def _inverse(bottom: Form) -> Form:
    """One over a number, or over the entries of a vector. Raises NoMeaning: a quotient of matrices has none."""
    if len(bottom) == 1:
        ((scalars, word), factor), = bottom.items()
        if _DIVISORS.issuperset(word):
            return {(tuple((name, -power) for name, power in scalars),
                     ((f"1/{word}", False),) if word else ()): 1 / factor}
    raise NoMeaning("this divides by a matrix, a vector or a sum")


def _turned(word: tuple[Atom, ...]) -> tuple[Atom, ...]:
    return tuple((name, not transposed) for name, transposed in reversed(word))


__all__ = ["Form", "form", "in_order", "is_of_vectors", "numbers_of", "of_one_entry", "same_in_order"]
