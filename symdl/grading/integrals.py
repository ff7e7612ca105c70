r"""Integrals without ends, as their derivatives: \int f dx = F says that F' is f."""

from __future__ import annotations

from symdl.grading.scalar.trees import times
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Call,
    Cases,
    Derivative,
    Function,
    Indicator,
    Infix,
    Name,
    Neg,
    Node,
    Product,
    Quotient,
    Sum,
    walk,
)


def without_integrals(one: Node, other: Node, by: Name) -> tuple[Node, Node] | None:
    """The derivatives of two formulas, of which one has an integral without ends, all by one letter; None of others."""
    if letters_without_ends(one, other) != {by}:
        return None
    left, right = _derived(one, by), _derived(other, by)
    return None if left is None or right is None else (left, right)


def letters_without_ends(*trees: Node) -> set[Node]:
    """What integrals without ends are by."""
    return {bound.name for tree in trees for part in walk(tree) if isinstance(part, Big) and part.sign == "int"
            for bound in part.bounds if isinstance(bound, Bound) and has_no_ends(bound) and bound.name is not None}


def has_no_ends(bound: Node) -> bool:
    return isinstance(bound, Bound) and bound.first is None and bound.last is None and bound.condition is None


def _derived(tree: Node, by: Name) -> Node | None:
    """The derivative of a sum of integrals without ends, with numbers before them, and of what has none."""
    if not any(isinstance(part, Big) and any(map(has_no_ends, part.bounds)) for part in walk(tree)):
        return Derivative("d", tree, (by,))
    match tree:
        case Big("int", (bound,), of) if has_no_ends(bound) and bound.name == by:  # type: ignore[attr-defined]
            return None if _derived(of, by) is None or any(isinstance(part, Big) for part in walk(of)) else of
        case Neg(of):
            found = _derived(of, by)
            return None if found is None else Neg(found)
        case Sum(terms):
            found_ = [_derived(term, by) for term in terms]
            return None if None in found_ else Sum(tuple(one for one in found_ if one is not None))
        case Product(factors) if by not in {part for one in factors[:-1] for part in walk(one)}:
            found = _derived(factors[-1], by)
            return None if found is None else times(*factors[:-1], found)
    return None


def may_jump(tree: Node) -> bool:
    r"""Whether a formula may have a jump, which its derivative does not show: a floor, |x|/x, and not \ln|x|."""
    match tree:
        case Call(Function("log"), (of, *_)):  # of what is positive: of the sizes of its factors
            sizes = of.factors if isinstance(of, Product) else of.parts if isinstance(of, Quotient) else (of,)
            return any(any(map(may_jump, one.args if isinstance(one, Call) and one.function == Function("abs") else (
                one,))) for one in sizes)
        case Call(Function("abs" | "sign" | "floor" | "ceil" | "max" | "min")) | Indicator() | Cases() | Infix():
            return True
    return any(map(may_jump, tree.parts))


__all__ = ["has_no_ends", "letters_without_ends", "may_jump", "without_integrals"]
