r"""Definitions of vectors in their entries, where a question asks for derivatives of entries by entries.

    z = W x + b, \frac{\partial z_i}{\partial W_{jk}}          z_i = \sum_j W_{ij} x_j + b_i
    a = \sigma(z)                                              a_i = \sigma(z_i)
    f = x^\top A x, \frac{\partial f}{\partial x_i}             f = \sum_k x_k \sum_l A_{kl} x_l

What has two indices in the question is a matrix, and what has one a vector; what is added to vectors is one, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
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
    Power,
    Product,
    Quotient,
    Sum,
    Transpose,
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
    of = () if isinstance(node.of, Name) and node.of.text in bare else (node.of,)
    return all(isinstance(one, Member) and one.name in bare and slots.get(one.name) in (1, 2)
               for one in (*of, *node.by))


def _is_number(node: Node) -> bool:
    r"""Whether vectors make a number here: an inner product x^\top A x, a norm."""
    match node:
        case Call(Function("norm")):
            return True
        case Transpose(Name() as of):
            return not _is_capital(of)
        case Transpose():
            return True
        case Product(parts) | Sum(parts):
            return any(map(_is_number, parts))
        case Neg(of) | Quotient(of) | Power(of) | Call(Function(), (of,), ()):
            return _is_number(of)
    return False


def _is_capital(node: Node) -> bool:
    return isinstance(node, Name) and node.text.lstrip("\\")[:1].isupper()


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
        self.numbers |= {name for name, body in heads if name not in self.ranks and _is_number(body)}
        for name, _ in heads:
            self.ranks.setdefault(name, 1)
        for name in self.numbers:
            self.ranks.pop(name, None)
        for _ in range(len(heads) + 1):
            for name, body in heads:
                (self.rank_inside if name in self.numbers else self.rank)(body)
        if any(self.ranks.get(name) != 1 for name, _ in heads if name not in self.numbers):
            raise _NotInEntries
        return [f"{name} = {self.number(body, text)}" if name in self.numbers else
                f"{name}_{{{(letter := self.letter())}}} = {self.entry(body, text, letter)}"
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

    def rank_inside(self, node: Node) -> None:
        """Sees which letters are vectors in what makes a number: those of inner products and of norms."""
        match node:
            case Call(Function("norm"), (of, *_)):
                self.rank(of)
            case Product(factors) if any(isinstance(one, Transpose) for one in factors):
                first, rest = _inner(factors)
                if isinstance(rest, Name) and _is_capital(rest) and rest.text not in self.ranks:  # x^\top W, a row
                    raise _NotInEntries
                self.rank(first)
                self.rank(rest)
            case _:
                for part in children(node):
                    self.rank_inside(part)

    def number(self, node: Node, text: str) -> str:
        """A number that vectors make."""
        match node:
            case Power(Call(Function("norm"), (of,) | (of, Number(Fraction(numerator=2, denominator=1)))), Number(
                    Fraction(numerator=2, denominator=1))):
                at = self.letter()
                return f"\\sum_{{{at}}} ({self.entry(of, text, at)})^2"
            case Product(factors) if any(isinstance(one, Transpose) for one in factors):
                place = next(place for place, one in enumerate(factors) if isinstance(one, Transpose))
                first, rest = _inner(factors)
                at = self.letter()
                inner = f"\\sum_{{{at}}} ({self.entry(first, text, at)}) \\cdot ({self.entry(rest, text, at)})"
                return " \\cdot ".join([*(f"({self.number(one, text)})" for one in factors[:place]), inner])
            case Product(factors):
                return " \\cdot ".join(f"({self.number(one, text)})" for one in factors)
            case Sum(terms):
                return " + ".join(f"({self.number(one, text)})" for one in terms)
            case Neg(of):
                return f"-({self.number(of, text)})"
            case Power(base, Number()) if not isinstance(base, Call):
                return f"({self.number(base, text)})^{{{text[node.exponent.start : node.exponent.end]}}}"
            case Quotient(top, bottom):
                return f"\\frac{{{self.number(top, text)}}}{{{self.number(bottom, text)}}}"
            case Call(Function(name), (of,), ()) if name in _ENTRYWISE:
                return f"{text[node.function.start : node.function.end]}\\left({self.number(of, text)}\\right)"
            case Number() | Name() if not (isinstance(node, Name) and node.text in self.ranks):
                return text[node.start : node.end]
        raise _NotInEntries

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


def _inner(factors: Sequence[Node]) -> tuple[Node, Node]:
    r"""The x and the A y of an inner product x^\top A y."""
    place = next(place for place, one in enumerate(factors) if isinstance(one, Transpose))
    rest = factors[place + 1 :]
    if not rest:
        raise _NotInEntries
    return untransposed(factors[place]), rest[0] if len(rest) == 1 else Product(tuple(rest))


def _factor(text: str) -> str:
    """A formula in brackets, unless it is a member: A_{k,l} (x_l) could be a value."""
    return text if re.fullmatch(r"\\?[A-Za-z{}\\]+_\{\w+\}", text) else f"({text})"


__all__ = ["in_entries"]
