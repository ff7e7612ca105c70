r"""Derivatives of what a question holds fixed, which are 0: \frac{\partial b}{\partial w}, of z = wx + b derived by w.

A reference that is a derivative by w says so itself of every letter that no definition makes of w. Where words or
equations may tie the letters, nothing is known of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from symdl.derivation import Witness
from symdl.errors import LanguageError, ReadError
from symdl.grading.answers.primes import letter_of
from symdl.grading.named import names_of
from symdl.grading.question import Question
from symdl.grading.scalar.points import free_names
from symdl.grading.scalar.trees import ZERO
from symdl.grading.scalar.words import NoMeaning
from symdl.grading.table import texts
from symdl.grading.typed.entered import flat, replaced_by
from symdl.grading.worked.leibniz import Meanings, is_opaque, meanings, parsed, written_out
from symdl.grading.worked.naming import base_of
from symdl.notation.reader.syntax import Call, Derivative, Function, Gradient, Member, Name, Node, walk

_DERIVES = re.compile(r"d|∂|\\partial|\\nabla")
_SLOPE = re.compile(
    r"\(?(?:\\partial|[d∂])\s*\(*\\?(?P<of>[A-Za-z]+?)(?:__|[^A-Za-z].*/|/)\s*(?:\\partial|[d∂])\s*\\?[A-Za-z]")
"""What a witness calls a derivative: db/dw, db__dw."""
_CLOSES = re.compile(r"\s*(?:\\right\s*)?\)")
_RANDOM = frozenset(("E", "Var", "Cov", "P", "KL"))


@dataclass(frozen=True)
class Fixed:
    """What is held fixed in a question.

    defined   what it says that its names are, as texts
    """

    question: Question
    defined: Mapping[str, str]

    def with_zeros(self, line: str, own: Mapping[str, str]) -> str:
        """A line with 0 for each derivative of what is held fixed.

        own   names that were given in a solution, and what they stand for, as text
        """
        if self._by is None or not _DERIVES.search(line):
            return line
        notation = self.question.notation
        with suppress(ReadError, NoMeaning, LanguageError):
            tree = parsed(line, notation)
            ours = meanings(own, notation)
            slopes = (node for node in walk(tree) if isinstance(node, Derivative | Gradient))
            nodes = [node for node in slopes if self._is_zero(node, ours)]
            wanted = flat(replaced_by(tree, [(node, ZERO) for node in nodes])) if nodes else tree
            for zero in (" 0 ", r" \left( +0 \right) ", r" \cdot 0 ", r" 0 \cdot ") if nodes else ():
                said = line
                for node in sorted(nodes, key=lambda one: one.start, reverse=True):
                    said = f"{said[: node.start]}{zero}{said[_end(said, node) :]}"
                with suppress(ReadError):
                    if flat(parsed(said, notation)) == wanted:
                        return said
        return line

    def is_asked_for_every(self, letter: str) -> bool:
        """Whether what is asked for is defined by a letter, so that nothing may be demanded of that."""
        for text in self.question.written[:1]:
            with suppress(ReadError, NoMeaning, LanguageError):
                called = parsed(text.partition("=")[0], self.question.notation)
                return isinstance(called, Name | Member) and letter in names_of(written_out(called, self._meanings)) \
                    and letter not in names_of(called)
        return False

    def depends_through(self, of: str, on: str, via: str) -> bool:
        """Whether something, or what is derived, is made of a letter by one other name alone."""
        notation = self.question.notation
        with suppress(ReadError, NoMeaning, LanguageError):
            whole = parsed(of or self.question.written[0].partition("=")[0], notation)
            whole = whole.of if isinstance(whole, Derivative | Gradient) else whole
            letter, road = parsed(on, notation), parsed(via, notation)
            others = [(head, value) for head, value in self._meanings if head != road]
            left = names_of(written_out(whole, others))
            return len(others) < len(self._meanings) and _name(road) in left and _name(letter) not in left \
                and _name(letter) in names_of(written_out(road, self._meanings))
        return False

    def is_made_up(self, witness: Witness | None) -> bool:
        """Whether two sides differ at a value of a derivative that the question does not speak of."""
        names = [*witness.values] if witness is not None else []
        slopes = [found["of"] for found in map(_SLOPE.match, names) if found]
        return any(sorted(of) not in map(sorted, self._derived) for of in slopes)  # yhat is \\hat y

    @cached_property
    def _derived(self) -> set[str]:
        """The names that the question has derivatives of."""
        said = [part for tree in self._trees for part in walk(tree)]
        primed = {part.function.text.rstrip("'") for part in said
                  if isinstance(part, Call) and isinstance(part.function, Name) and "'" in part.function.text}
        return primed | {_plain(_name(part.of)) for part in said if isinstance(part, Derivative | Gradient)}

    @cached_property
    def _trees(self) -> list[Node]:
        question = self.question
        return [*question.trees, *question.right, *([question.left] if question.left is not None else [])]

    @cached_property
    def _meanings(self) -> Meanings:
        return meanings(self.defined, self.question.notation)

    @cached_property
    def _heads(self) -> set[str]:
        """The letters of what is defined."""
        return {base_of(_name(head)) for head, _ in self._meanings}

    @property
    def _ties_otherwise(self) -> bool:
        """Whether an equation is given that says of no one name what that is."""
        given = json.loads(self.question.given) if self.question.given else {}
        notation = self.question.notation
        return len(texts(given, "definitions")) > len(self.defined) or not all(
            meanings({head: value}, notation) for head, value in self.defined.items())

    @cached_property
    def _by(self) -> frozenset[str] | None:
        """The letter that is derived by, and those that it is made of; None if other letters may hang on it."""
        question = self.question
        if question.unused or not question.written or any("=" in str(said) for said in question.assumptions):
            return None
        left, sign, right = question.written[0].partition("=")
        with suppress(ReadError, NoMeaning, LanguageError):
            answer = parsed(right if sign else left, question.notation)
            bodies = [value for _, value in self._meanings]
            if self._ties_otherwise or any(map(_has_slope, (answer, *bodies))):
                return None
            asked = parsed(left, question.notation) if sign else None
            by: Node | None = None
            if isinstance(asked, Derivative) and len({*asked.by}) == 1:
                by = asked.by[0]
            elif isinstance(asked, Gradient):
                by = asked.by
            elif (letter := letter_of(question)) is not None:
                by = parsed(letter, question.notation)
            if not isinstance(by, Name | Member):
                return None
            return self._letters(by)
        return None

    def _letters(self, by: Node) -> frozenset[str]:
        """The letters that one is made of, and itself. Raises NoMeaning."""
        made = written_out(by, self._meanings)
        return frozenset(base_of(name) for tree in (by, made) for name in (*names_of(tree), _name(tree)) if name)

    def _is_zero(self, node: Derivative | Gradient, ours: Meanings) -> bool:
        by = node.by if isinstance(node, Gradient) else node.by[0] if len({*node.by}) == 1 else None
        if by is None or self._by is None:
            return False
        letters = self._by | self._letters(by)
        if not self._by & self._letters(by):
            return False
        of = written_out(node.of, [*self._meanings, *ours])
        names = {base_of(name) for name in names_of(of)} | ({base_of(_name(of))} if _name(of) else set())
        known = {base_of(name) for name in self.question.names}
        free = {base_of(name) for name in (*free_names(of), *(
            part.name for part in walk(of) if isinstance(part, Member)))}
        is_plain = not is_opaque(of) and not any(
            isinstance(part, Call) and isinstance(part.function, Function) and part.function.name in _RANDOM
            for part in walk(of))
        return is_plain and not names & (letters | self._heads) and free <= known


def _end(line: str, node: Node) -> int:
    """Where a node ends, with the brackets that it opens."""
    end, opened = node.end, line[node.start : node.end].count("(") - line[node.start : node.end].count(")")
    while opened > 0 and (closed := _CLOSES.match(line, end)) is not None:
        end, opened = closed.end(), opened - 1
    return end


def _name(node: Node) -> str:
    match node:
        case Name(text):
            return text
        case Member(name):
            return name
        case Call(function):
            return _name(function).rstrip("'")
    return ""


def _plain(name: str) -> str:
    return base_of(name).lstrip("\\")


def _has_slope(tree: Node) -> bool:
    return any(isinstance(part, Derivative | Gradient) or (isinstance(part, Name) and "'" in part.text)
               for part in walk(tree))


__all__ = ["Fixed"]
