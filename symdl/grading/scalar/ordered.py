r"""Which formulas are of vectors and matrices, and what of them ordinary rules may say: no factors are exchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from symdl.grading.scalar.trees import times
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, show, walk

_VECTOR = re.compile(r"\\(?:mathbf|vec)\{")


@lru_cache(maxsize=512)  # it is asked of the same formulas at each step of a verdict
def is_of_vectors(node: Node, *, norms: bool = True) -> bool:
    """Whether letters stand for vectors or matrices: one is bold or has an arrow, there is a transpose or a trace, a ⊙
    beside a product with a capital letter, a unit matrix I - K H, or a gradient of something that is written out.

    (Elsewhere a ⊙ is of entries, and they are numbers.)

    norms   whether a norm says so, too, where no entries stand beside it
    """
    parts = [*walk(node)]
    said = [*walk(node.items[-1])] if isinstance(node, at.Chain) else parts  # tr(A) = ... says what a trace is
    return any(isinstance(part, at.Transpose) or _is_bold(part) or _is_determinant(part) or _is_gradient(part)
               for part in parts) or any(map(_is_of_matrices, said)) or (
        norms and any(map(_is_norm, said)) and not any(map(_is_entry, parts))) or (
        any(map(_is_by_entry, parts)) and any(map(_has_matrix, parts))) or (
        any(map(_adds_unit, parts)) and not _divides_by_capital([node]))


def _is_of_matrices(part: Node) -> bool:
    """A trace, or a determinant, of letters; a norm of a product with a capital one."""
    if isinstance(part, at.Call) and part.function == at.Function("norm"):
        return any(map(_has_matrix, walk(part)))
    inside = [*walk(part.args[0])] if isinstance(part, at.Call) and part.function in _OF_MATRICES else []
    return any(isinstance(one, (at.Name, at.Member)) for one in inside) and not any(
        isinstance(one, (at.Matrix, at.Group)) for one in inside)


def _is_norm(part: Node) -> bool:
    return isinstance(part, at.Call) and part.function == at.Function("norm") and not isinstance(
        part.args[0], at.Matrix)


def _is_entry(part: Node) -> bool:
    return isinstance(part, at.Member) and any(isinstance(one, at.Name) for slot in (*part.below, *part.above)
                                               for one in walk(slot))


_OF_MATRICES = (at.Function("tr"), at.Function("diag"), at.Function("det"))
_UNIT = re.compile(r"I(?:_\{[dknmp]\})?|\(I [dknmp]\)")
_CAPITAL = re.compile(
    r"(?:\\(?:hat|tilde|bar)\{)?(?:[A-Z]|\\(?:Sigma|Lambda|Gamma|Phi|Psi|Omega))\}?(?:_.*|\[;.*|\[[^,;\]]*\]|\^.*)?'*")
_WEIGHTS = re.compile(r"(?:\\(?:hat|tilde|bar)\{)?[WUAXH]\}?(?:_.*|\[;.*)?'*")
_SMALL = re.compile(
    r"(?:[a-z]|\\(?:hat|tilde|bar)\{[a-z]\}|\\(?:mu|theta|beta|delta|epsilon|alpha|eta|lambda|gamma|rho))(?:_.*|\[.*)?'*")
_A_NUMBER = re.compile(r"[a-z](?:_.*|\[.*)?")
_EXPONENTS = frozenset("ABHJLMQSWX")
_BESIDE = re.compile(r"\(?∇.*|(?:[xhzsavuwycg]|\\(?:hat|tilde|bar)\{[xhzsavuwycg]\})(?:_.*|\[.*)?'*")


def may_be_of_matrices(question: Sequence[Node], answer: Node) -> bool:
    """Whether capital letters may be matrices: beside a ⊙, a gradient or a vector, also in a bracket, a power or an
    exponential, or with an inverse where the question writes no fraction with one below.
    """
    asked = [part for tree in question for part in walk(tree)]
    parts = [*asked, *walk(answer)]
    if any(map(_is_capital, parts)) and any(map(_is_by_entry, parts)):
        return True
    if any(map(_is_inverse, asked)) and not _divides_by_capital(question):
        return True
    return has_exponentials(question) or any(_is_beside(one, other) for one, other in _neighbours(parts))


def has_exponentials(trees: Sequence[Node]) -> bool:
    """Whether e^{A} stands there more than once, beside a vector, or of a sum of two."""
    parts = [part for tree in trees for part in walk(tree)]
    found = [*filter(_is_exponential, parts)]
    return len(found) > 1 or any(len({show(part) for part in walk(one)} & _EXPONENTS) > 1 for one in found) or any(
        _is_exponential(one) and _is_beside(one, other) for one, other in _neighbours(parts))


def _neighbours(parts: Sequence[Node]) -> Iterator[tuple[Node, Node]]:
    """Factors that stand side by side in a product, each first once."""
    for part in parts:
        if isinstance(part, at.Product):
            for one, other in pairwise(part.factors):
                yield from ((one, other), (other, one))


def _is_beside(matrix: Node, vector: Node) -> bool:
    """Whether these are factors W and x: of which one looks like a matrix, and the other like a vector."""
    if isinstance(vector, at.Gradient) or show(vector).startswith(("∇", "(∇")):
        return any(map(_is_capital, walk(matrix)))
    small = [*map(show, _summands(vector))]
    if not any(map(_BESIDE.fullmatch, small)) or not all(map(_SMALL.fullmatch, small)):
        return False
    match matrix:
        case at.Sum(terms):
            return all(map(_is_term_of_capitals, terms))
        case at.Quotient(at.Sum() as top, at.Number()):
            return _is_beside(top, vector)
        case at.Power(base):
            return _is_capital(base) or _is_exponential(matrix)
        case at.Call():
            return _is_exponential(matrix)
    return bool(_WEIGHTS.fullmatch(show(matrix))) or (isinstance(vector, at.Sum) and _is_capital(matrix))


def _summands(vector: Node) -> Iterator[Node]:
    r"""x and y, of x - y; of x + 2 \alpha p, x and the letters before p, too."""
    match vector:
        case at.Neg(of):
            yield from _summands(of)
        case at.Sum(terms):
            for term in terms:
                of = term.of if isinstance(term, at.Neg) else term
                yield from [one for one in of.factors if not isinstance(one, at.Number)] \
                    if isinstance(of, at.Product) else [of]
        case _:
            yield vector


def _is_term_of_capitals(term: Node) -> bool:
    """A, -A B, and 2 A."""
    match term:
        case at.Neg(of):
            return _is_term_of_capitals(of)
        case at.Product(factors):
            return any(map(_is_capital, factors)) and all(
                _is_capital(one) or isinstance(one, at.Number) or show(one).startswith("\\") for one in factors)
    return _is_capital(term)


def _is_exponential(node: Node) -> bool:
    """e^{A t}: of a capital letter that nothing is divided by; the M of e^{m - M} is a number, as m is."""
    above = node.exponent if isinstance(node, at.Power) and node.base == at.Constant("e") else \
        node.args[0] if isinstance(node, at.Call) and node.function == at.Function("exp") else None
    return above is not None and any(show(part) in _EXPONENTS for part in walk(above)) and not any(
        isinstance(part, at.Quotient) or _adds_number(part) for part in walk(above))


def _adds_number(node: Node) -> bool:
    """Whether a small letter is a term of a sum."""
    return isinstance(node, at.Sum) and any(
        isinstance(one, at.Name | at.Member) and _A_NUMBER.fullmatch(show(one))
        for one in (term.of if isinstance(term, at.Neg) else term for term in node.terms))


def _is_by_entry(node: Node) -> bool:
    return isinstance(node, at.Infix) and node.sign in ("odot", "circ")


def _is_capital(node: Node) -> bool:
    return isinstance(node, (at.Name, at.Member)) and bool(_CAPITAL.fullmatch(show(node)))


def _is_inverse(node: Node) -> bool:
    return isinstance(node, at.Power) and any(map(_is_capital, walk(node.base))) and (
        isinstance(node.exponent, (at.Neg, at.Quotient))) and all(
            isinstance(part, at.Number | at.Neg | at.Quotient) for part in walk(node.exponent))


def _is_determinant(node: Node) -> bool:
    """|Sigma|, of a covariance."""
    return isinstance(node, at.Call) and node.function == at.Function("abs") and any(
        isinstance(part, at.Name) and part.text.startswith(r"\Sigma") for part in walk(node.args[0]))


def _is_gradient(node: Node) -> bool:
    """Of a formula, in which nothing is unknown: then it can be worked out."""
    return isinstance(node, at.Gradient) and not isinstance(node.of, at.Name) and any(
        part == node.by for part in walk(node.of)) and not any(
        isinstance(part, at.Call) and isinstance(part.function, at.Name) for part in walk(node))


def _adds_unit(node: Node) -> bool:
    r"""I - K H, A - \lambda I: a letter I in a sum beside a product or a capital letter."""
    return isinstance(node, at.Sum) and any(_is_unit(term.of if isinstance(term, at.Neg) else term)
                                            for term in node.terms) and any(
        _is_capital(part) and not _UNIT.fullmatch(show(part)) for part in walk(node))


def _is_unit(term: Node) -> bool:
    r"""I, and \lambda I; r I is a voltage."""
    match term:
        case at.Product((*factors, last)):
            return _is_unit(last) and all(isinstance(one, at.Number) or show(one).startswith("\\") for one in factors)
    return bool(_UNIT.fullmatch(show(term)))


def _divides_by_capital(trees: Sequence[Node]) -> bool:
    return any(isinstance(part, at.Quotient) and any(map(_is_capital, walk(part.bottom)))
               for tree in trees for part in walk(tree))


def _has_matrix(node: Node) -> bool:
    return isinstance(node, at.Product) and any(
        isinstance(factor, (at.Name, at.Member)) and _base(factor).isupper() for factor in node.factors)


def _is_bold(part: Node) -> bool:
    return isinstance(part, (at.Name, at.Member)) and bool(_VECTOR.match(_base(part)))


def _has_vectors(node: Node) -> bool:
    return any(map(_is_bold, walk(node)))


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


def capitals(trees: Sequence[Node]) -> set[str]:
    """The capital letters of some formulas."""
    return {show(part) for tree in trees for part in walk(tree) if _is_capital(part)}


__all__ = ["capitals", "has_exponentials", "in_order", "is_of_vectors", "may_be_of_matrices"]
