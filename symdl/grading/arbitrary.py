r"""Arbitrary constants: whether what stands for one takes every value, as C and 2C + 3 do, and neither C^2 nor C - C.

A formula that is affine in a letter, with a number before it that is not 0, takes every value with it, whatever else
is added. So does \log(C|x|), which is \log|x| and a constant, for C > 0.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from fractions import Fraction

from symdl.errors import ReadError
from symdl.grading.named import names_of
from symdl.grading.scalar.expressions import compare
from symdl.grading.scalar.points import NOTHING, free_names
from symdl.grading.scalar.trees import ONE, ZERO, negative, over, plus, times
from symdl.grading.scalar.values import Outside, Unclear, Unsupported
from symdl.grading.scalar.words import NoMeaning, replaced, standard
from symdl.notation.reader.syntax import (
    Call,
    Function,
    Name,
    Neg,
    Node,
    Number,
    Product,
    Quotient,
    Sum,
    rebuilt,
    walk,
)


def is_free(tree: Node, letters: Collection[str]) -> bool:
    """Whether one of some constants takes every value in a formula, whatever the others are."""
    return any(bool(_number_before(tree, letter)) for letter in letters)


def cancels(tree: Node, letters: Collection[str]) -> bool:
    """Whether none of some constants makes a difference: C - C, 0C."""
    return all(_number_before(tree, letter) is False for letter in letters)


def is_shifted(reference: Node, answer: Node, letter: str) -> bool:
    """Whether two formulas take the same values where a letter is an arbitrary constant: x^2 + C, and x^2 + 2C + 3."""
    if not is_free(reference, [letter]) or not is_free(answer, [letter]):
        return False
    with suppress(NoMeaning, Unclear, Outside, Unsupported, RecursionError):
        ours, theirs = (standard(replaced(tree, Name(letter), ZERO)) for tree in (reference, answer))
        apart = plus(ours, negative(theirs))
        for name in free_names(apart):
            apart = replaced(apart, Name(name), Number(Fraction(2)))
        return compare(ours, plus(theirs, apart), NOTHING, cas=False).verdict == "equivalent"
    return False


def _number_before(tree: Node, letter: str) -> bool | None:
    """Whether the number before a letter is another one than 0; None where it is none, or not known."""
    if _is_once(tree, letter):
        tree = _with_logarithms(tree, letter)
    found = _before(tree, letter)
    if found is None:
        return None
    with suppress(NoMeaning, Unclear, Outside, Unsupported, RecursionError, ReadError):
        verdict = compare(standard(found), ZERO, NOTHING, cas=False).verdict
        if verdict == "equivalent":
            return False
        return True if verdict == "not_equivalent" and not names_of(found) else None
    return None


def _before(tree: Node, letter: str) -> Node | None:
    """What a letter is multiplied by in a formula that is affine in it; None of others."""
    if letter not in names_of(tree):
        return ZERO
    match tree:
        case Name():
            return ONE
        case Neg(of):
            found = _before(of, letter)
            return None if found is None else negative(found)
        case Sum(terms):
            parts = [_before(term, letter) for term in terms]
            kept = [part for part in parts if part is not None and part != ZERO]
            return None if None in parts else plus(*kept) if kept else ZERO
        case Product(factors):
            having = [factor for factor in factors if letter in names_of(factor)]
            found = _before(having[0], letter) if len(having) == 1 else None
            return None if found is None else times(*(one for one in factors if one is not having[0]), found)
        case Quotient(top, bottom) if letter not in names_of(bottom):
            found = _before(top, letter)
            return None if found is None else over(found, bottom)
    return None


def _with_logarithms(node: Node, letter: str) -> Node:
    r"""With \log g + C for \log(Cg), beside which C stands nowhere else; \log C alone is one beside logarithms."""
    others = any(isinstance(part, Call) and part.function == Function("log") and letter not in names_of(part)
                 for part in walk(node))

    def put(part: Node) -> Node:
        part = rebuilt(part, put)
        match part:
            case Call(Function("log"), (of,)) if letter in names_of(of):
                inside = of.args[0] if isinstance(of, Call) and of.function == Function("abs") and len(
                    of.args) == 1 else of
                factors = inside.factors if isinstance(inside, Product) else (inside,)
                rest = [one for one in factors if one != Name(letter)]
                if len(rest) == len(factors) - 1 and (rest or others):
                    return plus(*([Call(Function("log"), (times(*rest),))] if rest else []), Name(letter))
        return part

    return put(node)


def _is_once(tree: Node, letter: str) -> bool:
    return sum(part == Name(letter) for part in walk(tree)) == 1


__all__ = ["cancels", "is_free", "is_shifted"]
