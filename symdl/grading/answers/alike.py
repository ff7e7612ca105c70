r"""Answers that are written as the reference is, but for order and the letters that a sign binds.

\sum_k (\gamma\lambda)^k \delta_{t+k} is \sum_l \lambda^l \gamma^l \delta_{t+l}, and \pi(a|s)/\mu(a|s) is itself,
whatever these are: nothing has to be known of them. Formulas that could be evaluated, and have no value anywhere, are
equal to nothing: \sqrt{-1-x^2}, \sum_k 2^k.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import replace

from symdl.errors import ReadError
from symdl.grading.question import Question
from symdl.grading.scalar.words import replaced
from symdl.grading.table import texts
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Call,
    Chain,
    Constant,
    Function,
    Member,
    Name,
    Node,
    Power,
    Product,
    Sum,
    Transpose,
    rebuilt,
    show,
    walk,
)


def is_written_alike(question: Question, answer: str) -> bool:
    """Whether an answer is the reference, or what is accepted besides: its value, or all of it."""
    if not question.written or not question.given:
        return False
    are_numbers = not (question.of_vectors or question.arrays or _OF_VECTORS.search(" ".join(question.written)))
    if not are_numbers and _PRODUCTS.search(f"{answer} {question.written[0]}"):
        return False  # A*B may be entry by entry, and a cross product is another one
    with suppress(ReadError):
        left, value = _sides(question, answer)
        for text in (question.written[0], *texts(json.loads(question.given), "accept")):
            asked, right = _sides(question, text)
            if not _is_beyond(right):
                continue
            if (left is None or left == asked) and value != left and (
                    _ordered(value) == _ordered(right) if are_numbers else value == right):
                return True
    return False


_OF_VECTORS = re.compile(r"\\(?:vec|mathbf|boldsymbol|bm|times|otimes)(?![A-Za-z])|×|⊗")
_PRODUCTS = re.compile(r"[*·⋅×⊗⊙]|\\(?:cdot|times|otimes|odot|circ)(?![A-Za-z])")


def _sides(question: Question, text: str) -> tuple[Node | None, Node]:
    """What a formula is called, if it says that, and its value. Raises ReadError."""
    tree = question.tree(question.as_read(text))
    if isinstance(tree, Chain) and tree.signs == ("eq",):
        return tree.items[0], tree.items[1]
    return None, tree


def _is_beyond(tree: Node) -> bool:
    """Whether nothing here evaluates a formula, though it may have a value: a mean, a density, what everything unknown
    in an infinite sum or below a maximum comes to.
    """
    for part in walk(tree):
        match part:
            case Call(Function("E" | "Var" | "Cov" | "Pr")) | Chain(_, ("given",)):
                return True
            case Big(sign, bounds, of) if sign in ("max", "min") or Constant("infinity") in [
                    node for bound in bounds for node in walk(bound)]:
                if any(isinstance(inner, Member) or (isinstance(inner, Call) and isinstance(inner.function, Name))
                       for inner in walk(of)):
                    return True
    return False


def _ordered(node: Node, depth: int = 0, counting: frozenset[str] = frozenset()) -> Node:
    """A formula with its terms and factors in one order, and letters that a sum binds by how deep it stands.

    counting   the letters of the sums around it, which are integers
    """
    if isinstance(node, Big) and len(node.bounds) == 1 and isinstance(bound := node.bounds[0], Bound) and isinstance(
            bound.name, Name):
        own = Name(f"§{depth}")
        condition = None if bound.condition is None else replaced(bound.condition, bound.name, own)
        node = Big(node.sign, (replace(bound, name=own, condition=condition),), replaced(node.of, bound.name, own))
        depth, counting = depth + 1, counting | {own.text} if node.sign in ("sum", "prod") else counting
    node = rebuilt(node, lambda part: _ordered(part, depth, counting))
    match node:
        case Power(Product(factors), Name(letter) as exponent) if letter in counting:
            return _ordered(Product(tuple(Power(one, exponent) for one in factors)), depth, counting)
        case Sum(terms):
            return Sum(tuple(sorted((part for one in terms for part in (one.terms if isinstance(one, Sum) else (one,))),
                                    key=show)))
        case Product(factors):
            factors = tuple(part for one in factors for part in (one.factors if isinstance(one, Product) else (one,)))
            return Product(factors if any(map(_may_be_matrix, factors)) else tuple(sorted(factors, key=show)))
    return node


def _may_be_matrix(node: Node) -> bool:
    """Whether a factor has a capital letter that is no function, and may not change places with others."""
    heads = {part.function for part in walk(node) if isinstance(part, Call)}
    letters = (part for part in walk(node) if isinstance(part, Name | Member) and part not in heads)
    return any(isinstance(part, Transpose) for part in walk(node)) or any(map(_is_capital, letters))


def _is_capital(node: Name | Member) -> bool:
    name = node.text if isinstance(node, Name) else node.name
    return name.lstrip("\\")[:1].isupper() or "math" in name or "bold" in name


__all__ = ["is_written_alike"]
