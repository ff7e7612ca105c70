r"""Entries of what vectors and matrices make, in an answer beside a question of entries.

    (A B)_{ij}         \sum_k A_{i,k} B_{k,j}
    ((A + A^\top) x)_k   \sum_l (A_{k,l} + A_{l,k}) x_l
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from symdl.errors import ReadError
from symdl.grading.answers.primes import opening
from symdl.grading.question import Question
from symdl.notation.reader.infer import infer
from symdl.notation.reader.notation import OPEN
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Component,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Product,
    Quotient,
    Sum,
    Transpose,
    walk,
)

_LETTERS = "klmnpqrsuvijabc"


class _NoEntry(Exception):
    pass


def with_entries(question: Question, answer: str) -> str:
    """An answer with the entries of its products and sums written out; as it is, where that cannot be done."""
    if question.notation.latex is not False:  # there, one letter is below
        answer = _ONE_BELOW.sub(r"\1_{\2} ", answer)
    with suppress(ReadError, _NoEntry):
        parts = [part for part in walk(parse(answer, question.notation).tree) if isinstance(part, Component)
                 and not part.above]
        if not parts:
            return answer
        entries = _Entries(_ranks(question), answer, question.written)
        made = answer
        for part in sorted(parts, key=lambda part: -part.start):
            below = [answer[one.start : one.end] for one in part.below]
            made = f"{made[: _start(answer, part)]}({entries.of(part.of, below)}){made[part.end :]}"
        return made
    return answer


_ONE_BELOW = re.compile(r"([)\]])_([A-Za-z])(?=[A-Za-z\\])")


def _start(answer: str, part: Component) -> int:
    """Where the bracket opens that an index stands behind."""
    close = max(answer.rfind(sign, 0, answer.rfind("_", 0, part.below[0].start)) for sign in ")]")
    start = opening(answer, close) if close >= 0 else -1
    if start < 0:
        raise _NoEntry
    size = _SIZE.search(answer[:start])
    return size.start() if size is not None else start


_SIZE = re.compile(r"\\(?:left|[bB]igg?l?)\s*$")


def _ranks(question: Question) -> Mapping[str, int]:
    """How many indices names have in a question: one, or two; 0 where they stand without."""
    found: dict[str, set[int]] = {}
    for text in question.written:
        with suppress(ReadError):
            tree = parse(text, infer([text], OPEN).notation).tree
            inside = {id(index) for part in walk(tree) if isinstance(part, Member) for index in walk(part)
                      if index is not part}
            for part in walk(tree):
                if isinstance(part, Member):
                    found.setdefault(part.name, set()).add(3 if part.above else len(part.below))
                elif isinstance(part, Name) and id(part) not in inside:
                    found.setdefault(part.text, set()).add(0)
    return {name: next(iter(ranks)) for name, ranks in found.items() if len(ranks) == 1}


class _Entries:
    def __init__(self, ranks: Mapping[str, int], answer: str, written: Sequence[str]):
        self.ranks, self.answer = ranks, answer
        taken = {letter for text in (answer, *written) for letter in re.sub(r"\\[A-Za-z]+", "", text)}
        self.fresh: Iterator[str] = (letter for letter in _LETTERS if letter not in taken)

    def letter(self) -> str:
        if (found := next(self.fresh, None)) is None:
            raise _NoEntry
        return found

    def rank(self, node: Node) -> int:
        """0 of a number, 1 of a column, 2 of a matrix."""
        match node:
            case Number():
                return 0
            case Name(name) if self.ranks.get(name) in (0, 1, 2):
                return self.ranks[name]
            case Neg(of) | Quotient(of):
                return self.rank(of)
            case Transpose(of) if self.rank(of) == 2:
                return 2
            case Sum(terms) if len(ranks := {*map(self.rank, terms)}) == 1:
                return ranks.pop()
            case Product((first, Transpose(Name() as second))) if self.rank(first) == self.rank(second) == 1:
                return 2  # x y^\top
            case Product((first, *rest)):
                left, right = self.rank(first), self.rank(_of(rest))
                if left == 0 or (left == 2 and right in (1, 2)):
                    return right if left else max(left, right)
        raise _NoEntry

    def of(self, node: Node, at: Sequence[str]) -> str:
        """The entry of a column at i, or of a matrix at i and j."""
        if self.rank(node) != len(at):
            raise _NoEntry
        match node:
            case Name(name):
                return f"{self.answer[node.start : node.start + len(name)]}_{{{','.join(at)}}}"
            case Neg(of):
                return f"-({self.of(of, at)})"
            case Sum(terms):
                return " + ".join(f"({self.of(term, at)})" for term in terms)
            case Transpose(of):
                return self.of(of, at[::-1])
            case Product((first, Transpose(Name() as second))) if self.rank(first) == 1:
                return f"({self.of(first, at[:1])}) \\cdot {self.of(second, at[1:])}"
            case Product((first, *rest)) if self.rank(first) == 0:
                return f"{self.answer[first.start : first.end]} \\cdot ({self.of(_of(rest), at)})"
            case Product((first, *rest)):
                new = self.letter()
                behind = [new] if len(at) == 1 else [new, at[1]]
                return f"\\sum_{{{new}}} ({self.of(first, [at[0], new])}) \\cdot ({self.of(_of(rest), behind)})"
        raise _NoEntry


def _of(factors: Sequence[Node]) -> Node:
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


__all__ = ["with_entries"]
