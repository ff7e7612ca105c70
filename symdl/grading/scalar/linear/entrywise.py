r"""Sums over all entries of vectors as products of these: \sum_i x_i y_i is x^\top y, beside a formula of x and y."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from symdl.grading.scalar.context import Context
from symdl.grading.scalar.linear.traces import as_traces
from symdl.grading.scalar.trees import ONE
from symdl.notation.reader import syntax as at
from symdl.notation.reader.names import without_font
from symdl.notation.reader.syntax import Node, rebuilt, walk

_ONES = at.Name(r"\mathbf{1}")
_TWO = at.Number(Fraction(2))
_LETTER = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])")


Alike: TypeAlias = tuple[Sequence[tuple[Node, Node]], Sequence[tuple[Node, Node]]]


@dataclass(frozen=True)
class OfEntries:
    """Two formulas without sums over entries.

    size   how many entries there are, where that stands elsewhere in them, too
    alike  pairs of vectors under one sum, of the reference and of the answer: each says that they are of one size
    """

    reference: Node
    answer: Node
    size: str = ""
    alike: Alike = ((), ())


def of_entries(reference: Node, answer: Node, context: Context, said: Sequence[Node]) -> OfEntries:
    """Both formulas, without sums over entries where the other one has these vectors as they are.

    How many entries there are, the question may say; else an answer may only give it a name of its own. Where that name
    stands elsewhere, too, as in a mean, it is given back: products do not say any more what it is.

    said  the formulas of the question
    """
    taken = {name for tree in (reference, *said) for name in _names(tree)}
    made, theirs = (_products(reference, answer, context, set()),
                    _products(answer, reference, context, taken | {*_LETTER.findall(context.text)}))
    if made[0] == reference:
        made = as_traces(reference, answer, context)
    if theirs[0] == answer:
        theirs = as_traces(answer, reference, context)
    ends = {end.text for tree, (new, _) in zip((reference, answer), (made, theirs), strict=True) if new != tree
            for end in _ends(tree)} - context.sizes.known
    return OfEntries(made[0], theirs[0], min(ends & {*_names(made[0]), *_names(theirs[0])}, default=""),
                     (made[1], theirs[1]))


def _products(tree: Node, other: Node, context: Context,
              taken: set[str]) -> tuple[Node, Sequence[tuple[Node, Node]]]:
    """A formula of entries as one of vectors, with those that are under one sum; as it is, if it has members that are
    no such entries.

    taken  names that are no name for how many entries there are
    """
    members = {part.name for part in walk(tree) if isinstance(part, at.Member)}
    bare = {*_names(other)} - {*_names(tree)} - {part.name for part in walk(other) if isinstance(part, at.Member)}
    vectors = {**{without_font(name): name for name in bare}, **{name: name for name in bare}}
    if not members or not members <= vectors.keys() or any(
            without_font(name)[-1:].isupper() or context.kinds.get(name, "column") != "column"
            or context.kinds.get(f"{name} of", "number") != "number" for name in members):
        return tree, ()
    known = context.sizes.of
    said = {name: some[0] for name in members if len(some := known.get(vectors[name], known.get("", ()))) == 1}
    new = {end for end, under in _under_ends(tree)
           if under and not {said.get(name) for name in under} & context.sizes.letters}
    if (len({end for end, _ in _under_ends(tree)}) > 1 and new) or any(
            end in taken or end in context.sizes.known for end in new):
        return tree, ()
    alike: list[tuple[Node, Node]] = []
    together: dict[str, set[str]] = {}  # under sums that end alike

    def put(node: Node) -> Node:
        node = rebuilt(node, put)
        match node:
            case at.Big("sum", (at.Bound(at.Name(letter), None, None, None),), of):
                end = ""
            case at.Big("sum", (at.Bound(at.Name(letter), first, at.Name(end), None),), of) if first == ONE:
                pass
            case _:
                return node
        under = {*_members(of, letter)}
        if end and end not in new and any(said.get(name, end) != end for name in under):
            return node
        found = _product(of, letter, vectors)
        if found is None:
            return node
        row = sorted(under | together.get(end, set())) if end else sorted(under)
        together[end] = {*row}
        alike.extend((at.Name(vectors[one]), at.Name(vectors[two])) for one, two in pairwise(row))
        return found

    made = put(tree)
    return (tree, ()) if any(isinstance(part, at.Member) for part in walk(made)) else (made, alike)


def _members(tree: Node, letter: str) -> Iterator[str]:
    """The names of what has a letter as its index."""
    return (part.name for part in walk(tree) if isinstance(part, at.Member) and at.Name(letter) in part.below)


def _under_ends(tree: Node) -> Iterator[tuple[str, set[str]]]:
    """The names up to which sums run, and the members under each."""
    for part in walk(tree):
        if isinstance(part, at.Big):
            yield from ((bound.last.text, {*_members(part.of, bound.name.text)}) for bound in part.bounds if isinstance(
                bound, at.Bound) and isinstance(bound.name, at.Name) and isinstance(bound.last, at.Name))


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


__all__ = ["Alike", "OfEntries", "of_entries"]
