r"""Which formulas are of vectors and matrices, and what of them ordinary rules may say: no factors are exchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from symdl.grading.scalar.words import rebuilt, times
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, show, walk

_VECTOR = re.compile(r"\\(?:mathbf|vec)\{")


def is_of_vectors(node: Node) -> bool:
    """Whether letters stand for vectors or matrices: one is bold or has an arrow, there is a transpose or a trace, a ⊙
    beside a product with a capital letter, or a unit matrix I - K H.

    (Elsewhere a ⊙ is of entries, and they are numbers.)
    """
    parts = [*walk(node)]
    last = node.items[-1] if isinstance(node, at.Chain) else node  # tr(A) = ... says what a trace is
    return _has_vectors(node) or any(isinstance(part, at.Transpose) for part in parts) or any(
        isinstance(part, at.Call) and ((part.function in _OF_MATRICES and not isinstance(part.args[0], at.Matrix)) or (
            part.function == at.Function("norm") and any(map(_has_matrix, walk(part))))) for part in walk(last)) or (
        any(map(_is_by_entry, parts)) and any(map(_has_matrix, parts))) or (
        any(map(_adds_unit, parts)) and not _divides_by_capital([node]))


_OF_MATRICES = (at.Function("tr"), at.Function("diag"))
_UNIT = re.compile(r"I(?:_\{[dknmp]\})?|\(I [dknmp]\)")
_CAPITAL = re.compile(
    r"(?:\\(?:hat|tilde|bar)\{)?(?:[A-Z]|\\(?:Sigma|Lambda|Gamma|Phi|Psi|Omega))\}?(?:_.*|\[;.*|\^.*)?'*")
_WEIGHTS = re.compile(r"(?:\\(?:hat|tilde|bar)\{)?[WUAXH]\}?(?:_.*|\[;.*)?'*")
_BESIDE = re.compile(r"\(?∇.*|[xhzsavuwycg](?:_.*|\[.*)?'*")


def may_be_of_matrices(trees: Sequence[Node]) -> bool:
    """Whether capital letters in formulas may be matrices: beside a ⊙, a gradient or a vector, or with an inverse that
    nobody writes as a fraction.
    """
    parts = [part for tree in trees for part in walk(tree)]
    has_capital = any(map(_is_capital, parts))
    if has_capital and (any(map(_is_by_entry, parts)) or (
            any(map(_is_inverse, parts)) and not _divides_by_capital(trees))):
        return True
    for part in parts:
        for one, other in pairwise(part.factors) if isinstance(part, at.Product) else ():
            if any((_WEIGHTS.fullmatch(show(a)) and _BESIDE.fullmatch(show(b))) or (
                    _is_capital(a) and isinstance(b, at.Gradient)) for a, b in ((one, other), (other, one))):
                return True
    return False


def _is_by_entry(node: Node) -> bool:
    return isinstance(node, at.Infix) and node.sign in ("odot", "circ")


def _is_capital(node: Node) -> bool:
    return isinstance(node, (at.Name, at.Member)) and bool(_CAPITAL.fullmatch(show(node)))


def _is_inverse(node: Node) -> bool:
    return isinstance(node, at.Power) and any(map(_is_capital, walk(node.base))) and (
        isinstance(node.exponent, (at.Neg, at.Quotient))) and all(
            isinstance(part, at.Number | at.Neg | at.Quotient) for part in walk(node.exponent))


def _adds_unit(node: Node) -> bool:
    """I - K H: a letter I in a sum beside a product or a capital letter."""
    return isinstance(node, at.Sum) and any(_UNIT.fullmatch(show(term.of if isinstance(term, at.Neg) else term))
                                            for term in node.terms) and any(
        _is_capital(part) and not _UNIT.fullmatch(show(part)) for part in walk(node))


def _divides_by_capital(trees: Sequence[Node]) -> bool:
    return any(isinstance(part, at.Quotient) and any(map(_is_capital, walk(part.bottom)))
               for tree in trees for part in walk(tree))


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


__all__ = ["in_order", "is_of_vectors", "may_be_of_matrices"]
