"""Matrices that are written out: sums, products, transposes and determinants of them, as trees."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

from symdl.grading.scalar.trees import negative, over, plus, times
from symdl.grading.scalar.words import NoMeaning
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, walk

_MOST_ENTRIES = 64
_MOST_POWER = 8
_MOST_DETERMINANT = 4


def folded(node: Node) -> Node:
    """The tree with every operation on matrices carried out, so that a matrix is left only where it is the whole.

    Raises NoMeaning where shapes do not fit, or for an operation that is not known.
    """
    if not any(isinstance(part, at.Matrix) for part in walk(node)):
        return node
    return _folded(node)


def _folded(node: Node) -> Node:
    node = rebuilt(node, _folded)
    match node:
        case at.Matrix(rows):
            if len({len(row) for row in rows}) != 1 or sum(map(len, rows)) > _MOST_ENTRIES:
                raise NoMeaning("a matrix has rows of different lengths, or too many entries")
        case at.Neg(at.Matrix(rows)):
            return _each(rows, negative)
        case at.Sum(terms) if any(isinstance(term, at.Matrix) for term in terms):
            total = terms[0]
            for term in terms[1:]:
                if not isinstance(total, at.Matrix) or not isinstance(term, at.Matrix) or _shape(total) != _shape(term):
                    raise NoMeaning("only matrices of one shape can be added")
                total = at.Matrix(tuple(tuple(plus(a, b) for a, b in zip(*pair, strict=True))
                                        for pair in zip(total.rows, term.rows, strict=True)))
            return total
        case at.Product(factors) if any(isinstance(factor, at.Matrix) for factor in factors):
            made = factors[0]
            for factor in factors[1:]:
                made = _product(made, factor)
            return made
        case at.Quotient(at.Matrix(rows), bottom) if not isinstance(bottom, at.Matrix):
            return _each(rows, lambda entry: over(entry, bottom))
        case at.Power(at.Matrix() as base, at.Number(n)) if n.denominator == 1 and 1 <= n <= _MOST_POWER:
            made = base
            for _ in range(int(n) - 1):
                made = _product(made, base)
            return made
        case at.Transpose(at.Matrix(rows)):
            return at.Matrix(tuple(zip(*rows, strict=True)))
        case at.Call(at.Function("det"), (at.Matrix() as of,), ()):
            return _determinant(of)
        case at.Call(at.Function("tr"), (at.Matrix(rows),), ()) if len(rows) == len(rows[0]):
            return plus(*(row[k] for k, row in enumerate(rows)))
        case at.Chain() | at.Group() | at.List():
            pass
        case _:
            if any(isinstance(part, at.Matrix) for part in at.children(node)):
                raise NoMeaning("this is not known of a matrix")
    return node


def _shape(matrix: at.Matrix) -> tuple[int, int]:
    return len(matrix.rows), len(matrix.rows[0])


def _each(rows: tuple[tuple[Node, ...], ...], change: Callable[[Node], Node]) -> at.Matrix:
    return at.Matrix(tuple(tuple(change(entry) for entry in row) for row in rows))


def _product(a: Node, b: Node) -> Node:
    if isinstance(a, at.Matrix) and isinstance(b, at.Matrix):
        if _shape(a)[1] != _shape(b)[0] or _shape(a)[0] * _shape(b)[1] > _MOST_ENTRIES:
            raise NoMeaning("these matrices cannot be multiplied")
        columns = [*zip(*b.rows, strict=True)]
        return at.Matrix(tuple(tuple(plus(*(times(x, y) for x, y in zip(row, column, strict=True)))
                                     for column in columns) for row in a.rows))
    if isinstance(a, at.Matrix):
        return _each(a.rows, lambda entry: times(entry, b))
    if isinstance(b, at.Matrix):
        return _each(b.rows, lambda entry: times(a, entry))
    return times(a, b)


def _determinant(matrix: at.Matrix) -> Node:
    n, columns = _shape(matrix)
    if n != columns or n > _MOST_DETERMINANT:
        raise NoMeaning("only a small square matrix has its determinant taken")
    terms = []
    for order in permutations(range(n)):
        odd = sum(order[i] > order[j] for i in range(n) for j in range(i + 1, n)) % 2
        term = times(*(matrix.rows[i][k] for i, k in enumerate(order)))
        terms.append(negative(term) if odd else term)
    return plus(*terms)


__all__ = ["folded"]
