r"""Definitions of vectors in their entries, where a question asks for derivatives of entries by entries.

    z = W x + b, \frac{\partial z_i}{\partial W_{jk}}          z_i = \sum_j W_{ij} x_j + b_i
    a = \sigma(z)                                              a_i = \sigma(z_i)

What has two indices in the question is a matrix, and what has one a vector; what is added to vectors is one, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from symdl.errors import ReadError
from symdl.grading.scalar.linear.letters import untransposed
from symdl.grading.table import definitions_of, texts
from symdl.notation.reader.notation import OPEN
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Call,
    Chain,
    Derivative,
    Function,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Product,
    Quotient,
    Sum,
    children,
    walk,
)

_ENTRYWISE = ("tanh", "exp", "log", "sigmoid", "relu", "sin", "cos", "cosh", "sinh")
_LETTERS = "ijklmnrspqghuvwyzabc"


class _NotInEntries(Exception):
    pass


def in_entries(table: Mapping[str, Any]) -> Mapping[str, Any]:
    """A question with its definitions in entries; as it is where it does not ask for them."""
    reference = table.get("reference")
    if not isinstance(reference, str) or "_" not in reference or not isinstance(table.get("definitions"), list | str):
        return table
    with suppress(ReadError, _NotInEntries):
        definitions = definitions_of(table)
        trees = [parse(text, OPEN).tree for text in definitions]
        others = [parse(text, OPEN).tree for text in (reference, *texts(table, "accept"))]
        slots = {part.name: len(part.below) for tree in others for part in walk(tree)
                 if isinstance(part, Member) and not part.above}
        bare = {part.text for tree in trees for part in walk(tree) if isinstance(part, Name)}
        has_entries = any(isinstance(part, Member) for tree in trees for part in walk(tree))
        if not has_entries and any(_is_of_entries(part, slots, bare) for tree in others for part in walk(tree)):
            taken = {letter for text in (reference, *definitions) for letter in re.sub(r"\\[A-Za-z]+", "", text)}
            numbers = {part.text for tree in others for part in _values(tree)}
            return {**table, "definitions": _Entries(slots, numbers, taken).all(trees, definitions)}
    return table


def _values(node: Node) -> Iterator[Name]:
    """The letters that stand for numbers, and not for an index."""
    if isinstance(node, Name):
        yield node
    for child in () if isinstance(node, Member) else children(node):
        yield from _values(child)


def _is_of_entries(node: Node, slots: Mapping[str, int], bare: set[str]) -> bool:
    """Whether something is derived whose entries, and not itself, the question speaks of."""
    if not isinstance(node, Derivative):
        return False
    return all(isinstance(one, Member) and one.name in bare and slots.get(one.name) in (1, 2)
               for one in (node.of, *node.by))


class _Entries:
    """
    ranks    how many indices vectors and matrices have
    numbers  letters that have none
    """

    def __init__(self, slots: Mapping[str, int], numbers: set[str], taken: set[str]):
        self.numbers = numbers
        self.ranks = {name: rank for name, rank in slots.items() if rank in (1, 2)}
        self.fresh: Iterator[str] = (letter for letter in _LETTERS if letter not in taken)

    def all(self, trees: Sequence[Node], written: Sequence[str]) -> list[str]:
        heads = []
        for tree in trees:
            match tree:
                case Chain((Name(name) | Call(Name(name), (Name(),)), body), ("eq" | "define",)):
                    heads.append((name, body))
                case _:
                    raise _NotInEntries
        for name, _ in heads:
            self.ranks.setdefault(name, 1)
        for _ in range(len(heads) + 1):
            for _, body in heads:
                self.rank(body)
        if any(self.ranks[name] != 1 for name, _ in heads):
            raise _NotInEntries
        return [f"{name}_{{{(letter := self.letter())}}} = {self.entry(body, text, letter)}"
                for (name, body), text in zip(heads, written, strict=True)]

    def letter(self) -> str:
        if (found := next(self.fresh, None)) is None:
            raise _NotInEntries
        return found

    def rank(self, node: Node) -> None:
        """Sees which letters are vectors: those that are added to vectors, and those that a matrix is applied to."""
        match node:
            case Name(text):
                if text not in self.numbers:
                    self.ranks.setdefault(text, 1)
            case Sum(terms):
                for term in terms:
                    self.rank(term)
            case Neg(of) | Call(Function(), (of,), ()):
                self.rank(of)
            case Product((*factors, last)):
                for factor in map(untransposed, factors):  # a capital letter is no number beside a vector
                    if isinstance(factor, Name) and len(factor.text) == 1 and factor.text.isupper() \
                            and factor.text not in self.numbers:
                        self.ranks.setdefault(factor.text, 2)
                if any(isinstance(one, Name) and self.ranks.get(one.text) == 2 for one in map(untransposed, factors)):
                    self.rank(last)

    def entry(self, node: Node, text: str, at: str) -> str:
        """The entry of a vector."""
        match node:
            case Name(name) if self.ranks.get(name) == 1:
                return f"{name}_{{{at}}}"
            case Sum(terms):
                return " + ".join(_factor(self.entry(term, text, at)) for term in terms)
            case Neg(of):
                return f"-{_factor(self.entry(of, text, at))}"
            case Call(Function(name), (of,), ()) if name in _ENTRYWISE:
                return f"{text[node.function.start : node.function.end]}\\left({self.entry(of, text, at)}\\right)"
            case Quotient(top, bottom) if self.is_number(bottom):
                return f"\\frac{{{self.entry(top, text, at)}}}{{{text[bottom.start : bottom.end]}}}"
            case Product((first, *rest)):
                of = rest[0] if len(rest) == 1 else Product(tuple(rest))
                matrix = untransposed(first)
                if isinstance(matrix, Name) and self.ranks.get(matrix.text) == 2:
                    new = self.letter()
                    places = f"{at},{new}" if matrix is first else f"{new},{at}"
                    return f"\\sum_{{{new}}} {matrix.text}_{{{places}}} \\cdot {_factor(self.entry(of, text, new))}"
                if self.is_number(first):
                    return f"{text[first.start : first.end]} \\cdot {_factor(self.entry(of, text, at))}"
        raise _NotInEntries

    def is_number(self, node: Node) -> bool:
        """Whether nothing in a factor is a vector or a matrix: a number, or a letter that is none."""
        return all(isinstance(part, Number | Name | Quotient | Product | Sum | Neg) and not (
            isinstance(part, Name) and part.text in self.ranks) for part in walk(node))


def _factor(text: str) -> str:
    """A formula in brackets, unless it is a member: A_{k,l} (x_l) could be a value."""
    return text if re.fullmatch(r"\\?[A-Za-z{}\\]+_\{\w+\}", text) else f"({text})"


__all__ = ["in_entries"]
