r"""An answer that says what it follows from: Aw = b \Rightarrow w = A^{-1}b.

It is right where its last formula is, and each one before says the same: solved for what that is of, it is just that.
So x^2 = 4 \Rightarrow x = 2, which is one of two, and what is true of any x, x = x, are left open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import pairwise

from symdl.errors import ReadError
from symdl.grading import ordinary
from symdl.grading.checked import Checked
from symdl.grading.named import names_of
from symdl.grading.question import Question
from symdl.grading.scalar.domain import narrower
from symdl.grading.scalar.trees import ONE, ZERO, negative, over, plus, times
from symdl.notation.reader.syntax import Chain, Member, Name, Neg, Node, Power, Product, Quotient, Sum, walk

_SIGN = re.compile(r",?\s*(?:\\(?:Rightarrow|implies|Longrightarrow|Leftrightarrow|Longleftrightarrow|iff|therefore)"
                   r"(?![A-Za-z])|⇒|⟹|⇔|∴|<=>|=>|[,;]\s*(?:so|hence|thus|therefore)\b:?"
                   r"|,?\s*\\text\s*\{\s*,?\s*(?:so|hence|thus|therefore)\s*\})\s*,?")
_MOST = 8


def steps(answer: str) -> Sequence[str]:
    """The formulas of an answer with signs of what follows from what between them; none if there are no such signs."""
    parts = [part.strip() for part in _SIGN.split(answer)]
    if not 1 < len(parts) <= _MOST or not all(parts) or any(
            part.count(opening) != part.count(closing) for part in parts for opening, closing in ("{}", "()", "[]")):
        return ()
    return parts if all("=" in part for part in parts[:-1]) else ()


def judged(question: Question, formulas: Sequence[str], judge: Callable[[str], Checked]) -> Checked:
    """The verdict on an answer from the one on its last formula, if the others say that, too; else it is open."""
    *before, last = formulas
    found = judge(last)
    if found.verdict != "equivalent":
        return found.left_open("the last of these formulas is not shown to be right") \
            if found.verdict == "not_equivalent" else found
    with suppress(ReadError):
        head, value = _said(question, last)
        if head is not None and all(_says(question, text, head, value) for text in before):
            return found
    return found.left_open("the last of these formulas is right, and it is not seen that it follows from the others")


def _said(question: Question, text: str) -> tuple[Node | None, Node]:
    """What a formula says the value of, and the value; what is asked for, where it is a value alone."""
    tree = question.tree(question.as_read(text))
    if isinstance(tree, Chain) and {*tree.signs} == {"eq"}:
        return (tree.items[0] if isinstance(tree.items[0], Name | Member) else None), tree.items[-1]
    asked = question.trees[0] if question.trees else None
    return (asked.items[0] if isinstance(asked, Chain) and isinstance(asked.items[0], Name | Member) else None), tree


def _says(question: Question, text: str, head: Node, value: Node) -> bool:
    """Whether an equation, or a chain of them, says nothing else than what the value of a name is."""
    tree = question.tree(question.as_read(text))
    if tree in question.trees[1:]:
        return True  # what is given
    if not isinstance(tree, Chain) or {*tree.signs} != {"eq"}:
        return False
    return all(_is_solved_by(question, *pair, head, value) for pair in pairwise(tree.items))


def _is_solved_by(question: Question, left: Node, right: Node, head: Node, value: Node) -> bool:
    """Whether an equation is linear in a name, with one solution, which is a value."""
    of_vectors = question.of_vectors
    factors: list[Node] = []
    rest: list[Node] = []
    for term in (*_terms(left), *_terms(negative(right))):
        if head not in walk(term):
            rest.append(negative(term))
        elif (factor := _factor(term, head, of_vectors=of_vectors)) is not None:
            factors.append(factor)
        else:
            return False
    if not factors or (of_vectors and not rest):
        return False
    by, value_of = plus(*factors), plus(*rest)
    divides = any(isinstance(part, Quotient) or (isinstance(part, Power) and isinstance(part.exponent, Neg))
                  for part in walk(value))
    if names_of(by) and not (divides and {*names_of(by)} <= {*names_of(value)}):
        return False  # ax = ab, of any x where a = 0
    if not of_vectors and ordinary.compared(question, ZERO, by).verdict != "not_equivalent":
        return False  # of any x, as 0x = 0
    solution = times(Power(by, Neg(ONE)), value_of) if of_vectors else over(value_of, by)
    if ordinary.compared(question, value, solution).verdict != "equivalent":
        return False
    return of_vectors or not narrower(value, solution, assumptions=question.assumptions, notation=question.notation)[0]


def _terms(node: Node) -> Iterator[Node]:
    """The terms of a formula, multiplied out."""
    match node:
        case Sum(terms):
            for term in terms:
                yield from _terms(term)
        case Neg(of):
            yield from map(negative, _terms(of))
        case Product(factors) if (place := next((at for at, one in enumerate(factors) if isinstance(
                one, Sum)), None)) is not None:
            for term in _terms(factors[place]):
                yield from _terms(times(*factors[:place], term, *factors[place + 1 :]))
        case _:
            yield node


def _factor(term: Node, head: Node, *, of_vectors: bool) -> Node | None:
    """What a name is multiplied by in a term; of a vector, it stands last."""
    match term:
        case Neg(of):
            factor = _factor(of, head, of_vectors=of_vectors)
            return None if factor is None else negative(factor)
        case Quotient(top, bottom) if head not in walk(bottom):
            factor = _factor(top, head, of_vectors=of_vectors)
            return None if factor is None else over(factor, bottom)
        case Product(factors):
            places = [at for at, factor in enumerate(factors) if head in walk(factor)]
            if len(places) != 1 or factors[places[0]] != head or (of_vectors and places[0] != len(factors) - 1):
                return None
            others = (*factors[: places[0]], *factors[places[0] + 1 :])
            return others[0] if len(others) == 1 else Product(others)
    return (Name("I") if of_vectors else ONE) if term == head else None


__all__ = ["judged", "steps"]
