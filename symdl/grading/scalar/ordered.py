r"""Which formulas are of vectors and matrices, and what of them ordinary rules may say: no factors are exchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symdl.grading.scalar.words import rebuilt, times
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, show, walk

_VECTOR = re.compile(r"\\(?:mathbf|vec)\{")


def is_of_vectors(node: Node) -> bool:
    """Whether letters stand for vectors or matrices: one is bold or has an arrow, there is a transpose or a trace, or
    a ⊙ beside a product with a capital letter. (Elsewhere a ⊙ is of entries, and they are numbers.)
    """
    parts = [*walk(node)]
    last = node.items[-1] if isinstance(node, at.Chain) else node  # tr(A) = ... says what a trace is
    return _has_vectors(node) or any(isinstance(part, at.Transpose) for part in parts) or any(
        isinstance(part, at.Call) and ((part.function in _OF_MATRICES and not isinstance(part.args[0], at.Matrix)) or (
            part.function == at.Function("norm") and any(map(_has_matrix, walk(part))))) for part in walk(last)) or (
        any(isinstance(part, at.Infix) and part.sign == "odot" for part in parts) and any(map(_has_matrix, parts)))


_OF_MATRICES = (at.Function("tr"), at.Function("diag"))


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


def _base(node: at.Name | at.Member) -> str:
    return (node.name if isinstance(node, at.Member) else node.text).partition("_")[0]


__all__ = ["in_order", "is_of_vectors"]
