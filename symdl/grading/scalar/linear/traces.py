r"""Sums over all entries of matrices as traces: \sum_{i,j} A_{ij} B_{ij} is tr(A^\top B), beside one of A and B."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from symdl.grading.scalar.context import Context
from symdl.grading.scalar.trees import ONE, TWO
from symdl.notation.reader import syntax as at
from symdl.notation.reader.names import without_font
from symdl.notation.reader.syntax import Node, rebuilt, walk

Pairs: TypeAlias = Sequence[tuple[Node, Node]]


def as_traces(tree: Node, other: Node, context: Context) -> tuple[Node, Pairs]:
    """A formula without sums over entries of matrices that the other one has as they are, and which of these it says
    to be of one shape; as it is, if something else is left of them.
    """
    members = {part.name for part in walk(tree) if isinstance(part, at.Member)}
    names = {part.text for part in walk(tree) if isinstance(part, at.Name)}
    bare = {part.text for part in walk(other) if isinstance(part, at.Name)} - names
    bare -= {part.name for part in walk(other) if isinstance(part, at.Member)}
    if not members or not members <= bare or not all(_is_matrix(name, context) for name in members):
        return tree, ()
    alike: list[tuple[Node, Node]] = []

    def put(node: Node) -> Node:
        node = rebuilt(node, put)
        bounds, of = _bounds(node)
        letters = tuple(bound.name.text for bound in bounds if isinstance(bound.name, at.Name))
        if len(letters) != len(bounds) or len(letters) not in (1, 2) or len({*letters}) < len(letters):
            return node
        made = _total(of, letters)
        if made is None or not all(_is_whole(bound, of, context) for bound in bounds):
            return node
        alike.extend(pairwise(_entry(part, letters) for part in walk(of)
                              if isinstance(part, at.Member) and _mentions(part, letters)))
        return made

    made = put(tree)
    return (tree, ()) if any(isinstance(part, at.Member) for part in walk(made)) else (made, alike)


def _is_matrix(name: str, context: Context) -> bool:
    """Whether a name is one of a matrix, of which nothing says that its members are something else than numbers."""
    is_capital = without_font(name).lstrip("\\")[:1].isupper()
    return context.kinds.get(name, "matrix" if is_capital else "") == "matrix" and \
        context.kinds.get(f"{name} of", "number") == "number"


def _bounds(node: Node) -> tuple[tuple[at.Bound, ...], Node]:
    """What sums that stand one in another run over, and what is summed."""
    if not isinstance(node, at.Big) or node.sign != "sum" or not all(isinstance(one, at.Bound) for one in node.bounds):
        return (), node
    inner, of = _bounds(node.of)
    return (*(one for one in node.bounds if isinstance(one, at.Bound)), *inner), of


def _is_whole(bound: at.Bound, of: Node, context: Context) -> bool:
    """Whether a sum runs over all rows or columns: it has no ends, or those that the question says."""
    if bound.condition is not None or bound.first not in (None, ONE):
        return False
    return bound.last is None or all(
        isinstance(bound.last, at.Name) and len(sizes := context.sizes.of.get(part.name, ())) == 2
        and all(size == bound.last.text for slot, size in zip(part.below, sizes, strict=True) if slot == bound.name)
        for part in walk(of) if isinstance(part, at.Member))


def _total(of: Node, letters: tuple[str, ...]) -> Node | None:
    """A sum over all entries: of those on a diagonal, or of products of two."""
    match of:
        case at.Sum(terms):
            found = [_total(term, letters) for term in terms]
            made = [one for one in found if one is not None]
            return at.Sum(tuple(made)) if len(made) == len(terms) else None
        case at.Neg(term):
            inner = _total(term, letters)
            return None if inner is None else at.Neg(inner)
        case at.Quotient(top, bottom) if not _mentions(bottom, letters):
            inner = _total(top, letters)
            return None if inner is None else at.Quotient(inner, bottom)
    factors = [*_factors(of)]
    free = [one for one in factors if not _mentions(one, letters)]
    entries = [_matrix(one, letters) for one in factors if _mentions(one, letters)]
    match entries:
        case [Node() as one] if len(letters) == 1:
            inside = one
        case [Node() as one, Node() as two] if len(letters) == 2:
            inside = at.Product((at.Transpose(one), two))
        case _:
            return None
    trace = at.Call(at.Function("tr"), (inside,))
    return at.Product((*free, trace)) if free else trace


def _factors(of: Node) -> Iterator[Node]:
    match of:
        case at.Product(factors):
            for factor in factors:
                yield from _factors(factor)
        case at.Power(base, exponent) if exponent == TWO:
            yield from (base, base)
        case _:
            yield of


def _matrix(of: Node, letters: tuple[str, ...]) -> Node | None:
    """The matrix of which an expression is the entry, if it is a linear one."""
    match of:
        case at.Member(_, (at.Name(row), at.Name(column)), ()) if {row, column} == {*letters}:
            return _entry(of, letters)
        case at.Neg(term):
            inner = _matrix(term, letters)
            return None if inner is None else at.Neg(inner)
        case at.Sum(terms):
            found = [_matrix(term, letters) for term in terms]
            made = [one for one in found if one is not None]
            return at.Sum(tuple(made)) if len(made) == len(terms) else None
        case at.Quotient(top, bottom) if not _mentions(bottom, letters):
            inner = _matrix(top, letters)
            return None if inner is None else at.Quotient(inner, bottom)
        case at.Product(factors):
            inside = [one for one in factors if _mentions(one, letters)]
            inner = _matrix(inside[0], letters) if len(inside) == 1 else None
            return None if inner is None else at.Product(tuple(inner if one is inside[0] else one for one in factors))
    return None


def _entry(member: at.Member, letters: tuple[str, ...]) -> Node:
    """A, of A_{ij}, or its transpose, of A_{ji}."""
    return at.Transpose(at.Name(member.name)) if member.below[0] != at.Name(letters[0]) else at.Name(member.name)


def _mentions(node: Node, letters: Collection[str]) -> bool:
    return any(isinstance(part, at.Name) and part.text in letters for part in walk(node))


__all__ = ["Pairs", "as_traces"]
