r"""Sums over all entries of vectors as products of these: \sum_i x_i y_i is x^\top y, beside a formula of x and y."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from symdl.grading.fonts import without_font
from symdl.grading.scalar.context import Context
from symdl.grading.scalar.words import ONE
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, walk

_ONES = at.Name(r"\mathbf{1}")
_TWO = at.Number(Fraction(2))
_SIZE = re.compile(r"R\}?\s*\^\s*(\{[^{}]*|[A-Za-z])")
_LETTER = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])")


def of_entries(reference: Node, answer: Node, context: Context, said: Sequence[Node]) -> tuple[Node, Node, str]:
    """Both formulas, without sums over entries where the other one has these vectors as they are.

    How many entries there are, the reference may say: an answer may only give it a name of its own. Where that name
    stands elsewhere, too, as in a mean, it is given back: products do not say any more what it is.

    said  the formulas of the question
    """
    taken = {name for tree in (reference, *said) for name in _names(tree)}
    made = (_products(reference, answer, context, set()), _products(answer, reference, context, taken))
    ends = {end.text for tree, new in zip((reference, answer), made, strict=True) if new != tree for end in _ends(tree)}
    return *made, min(ends & {*_names(made[0]), *_names(made[1])}, default="")


def _products(tree: Node, other: Node, context: Context, taken: set[str]) -> Node:
    """A formula of entries as one of vectors; as it is, if it has members that are no such entries.

    taken  names that are no name for how many entries there are
    """
    members = {part.name for part in walk(tree) if isinstance(part, at.Member)}
    bare = {*_names(other)} - {*_names(tree)} - {part.name for part in walk(other) if isinstance(part, at.Member)}
    vectors = {**{without_font(name): name for name in bare}, **{name: name for name in bare}}
    if not members or not members <= vectors.keys() or any(
            without_font(name)[-1:].isupper() or context.kinds.get(name, "column") != "column"
            or context.kinds.get(f"{name} of", "number") != "number" for name in members):
        return tree
    sizes = {letter for size in _SIZE.findall(context.text) for letter in _LETTER.findall(size)}
    if len({*_ends(tree)}) > 1:
        return tree

    def put(node: Node) -> Node:
        node = rebuilt(node, put)
        match node:
            case at.Big("sum", (at.Bound(at.Name(letter), None, None, None),), of):
                return _product(of, letter, vectors) or node
            case at.Big("sum", (at.Bound(at.Name(letter), first, at.Name(last), None),), of) if first == ONE \
                    and (sizes == {last} or not (sizes or last in taken)):
                return _product(of, letter, vectors) or node
        return node

    made = put(tree)
    return tree if any(isinstance(part, at.Member) for part in walk(made)) else made


def _product(of: Node, letter: str, vectors: Mapping[str, str]) -> Node | None:
    """A sum over all entries of what they have in common with it: linear, or a product of two that are."""
    match of:
        case at.Sum(terms):
            found = [_product(term, letter, vectors) for term in terms]
            made = [one for one in found if one is not None]
            return at.Sum(tuple(made)) if len(made) == len(terms) else None
        case at.Neg(term):
            inner = _product(term, letter, vectors)
            return None if inner is None else at.Neg(inner)
        case at.Quotient(top, bottom) if not _mentions(bottom, letter):
            inner = _product(top, letter, vectors)
            return None if inner is None else at.Quotient(inner, bottom)
        case at.Power(base, exponent) if exponent == _TWO:
            factors: tuple[Node, ...] = (base, base)
        case at.Product(inside):
            factors = tuple(part for one in inside for part in (
                (one.base, one.base) if isinstance(one, at.Power) and one.exponent == _TWO else (one,)))
        case _:
            factors = (of,)
    free = [one for one in factors if not _mentions(one, letter)]
    entries = [_vector(one, letter, vectors) for one in factors if _mentions(one, letter)]
    match entries:
        case [Node() as one]:
            return at.Product((*free, at.Transpose(_ONES), one))
        case [Node() as one, Node() as two]:
            return at.Product((*free, at.Transpose(one), two))
    return None


def _vector(of: Node, letter: str, vectors: Mapping[str, str]) -> Node | None:
    """The vector of which an expression is the entry, if it is a linear one."""
    match of:
        case at.Member(name, (at.Name(index),), ()) if index == letter:
            return at.Name(vectors[name])
        case at.Neg(term):
            inner = _vector(term, letter, vectors)
            return None if inner is None else at.Neg(inner)
        case at.Sum(terms):
            found = [_vector(term, letter, vectors) for term in terms]
            made = [one for one in found if one is not None]
            return at.Sum(tuple(made)) if len(made) == len(terms) else None
        case at.Quotient(top, bottom) if not _mentions(bottom, letter):
            inner = _vector(top, letter, vectors)
            return None if inner is None else at.Quotient(inner, bottom)
        case at.Product(factors):
            inside = [one for one in factors if _mentions(one, letter)]
            inner = _vector(inside[0], letter, vectors) if len(inside) == 1 else None
            return None if inner is None else at.Product(tuple(inner if one is inside[0] else one for one in factors))
    return None


def _ends(tree: Node) -> Iterator[at.Name]:
    """The names up to which sums run."""
    return (bound.last for part in walk(tree) if isinstance(part, at.Big) for bound in part.bounds
            if isinstance(bound, at.Bound) and isinstance(bound.last, at.Name))


def _mentions(node: Node, letter: str) -> bool:
    return letter in _names(node)


def _names(node: Node) -> list[str]:
    return [part.text for part in walk(node) if isinstance(part, at.Name)]


__all__ = ["of_entries"]
