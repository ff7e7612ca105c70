"""What follows from what a solution has said wrongly: by what its steps are judged by, or as it may be supposed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain
from typing import Any

from symdl.errors import LanguageError, ReadError
from symdl.grading.named import written_sides
from symdl.grading.ordinary import compared
from symdl.grading.question import Question
from symdl.grading.scalar.points import free_names
from symdl.grading.scalar.trees import ZERO
from symdl.grading.table import texts
from symdl.grading.typed.noted import with_letters_of
from symdl.grading.worked.by_parts import gradient_from_parts, written_out
from symdl.grading.worked.ground import Ground
from symdl.grading.worked.lines import outside
from symdl.grading.worked.supposed import as_applied, in_reference, supposed
from symdl.notation.latex import latex
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Derivative, Gradient, Name, Node

_HEAD = re.compile(r"\s*(\\?[A-Za-z]+)\(\s*(\\?[A-Za-z]+)\s*\)\s*")
_TWO = 2  # sides of an equation


@dataclass(frozen=True)
class Ensuing:
    """What follows, in solutions of a question; what is believed is what was said wrongly: a left side, and a value."""

    question: Question

    def follows(self, ground: Ground, before: Any, item: Any, believed: Sequence[tuple[Any, Any]]) -> bool:
        """Whether a step follows from the one before, where what was said wrongly is taken as it was said."""
        if not believed:
            return False
        if ground.follows(before, item, believed) or ground.solves(item, believed):
            return True
        tree = self._tree(ground, item)
        return tree is not None and any(
            self._is_same(made, tree) for made in chain(
                self._supposed(ground, believed), self._put_in(ground, before, believed))
        ) and not self._is_same(tree, ZERO)

    def is_at_a_place(self, ground: Ground, line: str, items: Sequence[Any], believed: Sequence[tuple[Any, Any]]
                      ) -> bool:
        """Whether an equation says what L'(w_0) is, as follows from what was said of L'(w)."""
        made, tree = self._applied(written_sides(line)[0], _trees(ground.tree, believed)), ground.tree(items[-1])
        return len(items) == _TWO and made is not None and tree is not None and self._is_same(made, tree)

    def _is_same(self, one: Node, other: Node) -> bool:
        return compared(self.question, one, other).verdict == "equivalent"

    def _tree(self, ground: Ground, item: Any) -> Node | None:
        """An expression as it is written, with what the question defines put in."""
        tree = ground.tree(item)
        if tree is None or isinstance(item, Node) or self.question.derivation is None:
            return tree
        with suppress(ReadError):
            out = self.question.written_out(ground.latex(item))
            return tree if out is None else out[1]
        return tree

    def _supposed(self, ground: Ground, believed: Sequence[tuple[Any, Any]]) -> Iterator[Node]:
        """What is asked for, in the ways in which what was said wrongly may stand in it."""
        question, said = self.question, _trees(ground.tree, believed)
        out = _trees(partial(self._tree, ground), believed)
        asked = [*self._derived, *self._of_known(ground)]
        yield from supposed(asked, said, self._is_same)
        if out != said:
            yield from supposed(asked, out, self._is_same)
        called = question.written[0].partition("=")[0].strip() if question.written else ""
        if called in self.defined and (made := self._applied(self.defined[called], said)) is not None:
            yield made
        yield from self._gradients(ground, believed, said)
        for left, value in said if isinstance(ground.asked, Node) else ():
            yield from in_reference(ground.asked, left, value, ground.is_same)

    def _put_in(self, ground: Ground, before: Any, believed: Sequence[tuple[Any, Any]]) -> Iterator[Node]:
        """The step before, with what was said wrongly of something in one place of it."""
        tree = None if isinstance(before, Node) else ground.tree(before)
        if tree is None:
            return
        for left, value in _trees(ground.tree, believed):
            for made in in_reference(tree, left, value, self._may_be_same):
                with suppress(LanguageError, ReadError):
                    out = self.question.written_out(latex(made, notation=self.question.notation))
                    yield made if out is None else out[1]

    def _may_be_same(self, one: Node, other: Node) -> bool:
        return one == other or ({*free_names(one)} == {*free_names(other)} and self._is_same(one, other))

    def _applied(self, text: str, believed: Sequence[tuple[Node, Node]]) -> Node | None:
        """A formula with what was said of L'(w) for L'(w_0)."""
        heads = [*filter(None, map(_HEAD.fullmatch, self.defined))]
        with suppress(ReadError):
            bodies = {found[1]: self._parsed(self.defined[found[0]]) for found in heads}
            return as_applied(self._parsed(text), {found[1]: Name(found[2]) for found in heads}, believed, bodies)
        return None

    def _parsed(self, text: str) -> Node:
        return parse(text, with_letters_of(self.question.notation, text)).tree

    def _of_known(self, ground: Ground) -> Iterator[Derivative]:
        """The derivative that is asked for of a function that everyone knows, as that is written out."""
        asked = None if isinstance(ground.asked, Node) else ground.tree(ground.asked)
        if self.question.left is None and isinstance(asked, Derivative) and (made := written_out(asked.of)) != asked.of:
            yield replace(asked, of=made)

    def _gradients(self, ground: Ground, believed: Sequence[tuple[Any, Any]], said: Sequence[tuple[Node, Node]]
                   ) -> Iterator[Node]:
        """The gradient that is asked for, of what was said of what it is of, or of the gradients of its terms."""
        if isinstance(asked := self.question.left, Gradient) and (made := gradient_from_parts(
                asked, [(left, value) for left, value in said if isinstance(left, Gradient)])) is not None:
            yield made
        with suppress(ReadError, LanguageError):
            called = self._parsed(self.question.written[0].partition("=")[0]) if self.question.written else None
            if isinstance(called, Gradient) and called.order == 1 and isinstance(called.of, Name):
                (of,), _ = ground.read(called.of.text)
                values = (ground.tree(value) for left, value in reversed(believed) if left == of)
                yield from (replace(called, of=value) for value in values if value is not None)

    @cached_property
    def defined(self) -> dict[str, str]:
        """What the question says that its names are, as texts."""
        given = json.loads(self.question.given) if self.question.given else {}
        said = [text.partition("=") for text in texts(given, "definitions")]
        return {head.rstrip(" :"): value for head, _, value in said if "=" not in outside(value)}

    @cached_property
    def _derived(self) -> Sequence[Derivative]:
        """The derivative that is asked for, with what is defined put in, and as it stands."""
        question = self.question
        found: list[Node | None] = [question.left]
        if question.left is None and question.written and "=" in question.written[0]:
            with suppress(ReadError):
                left = question.written[0].partition("=")[0]
                out = question.written_out(left)
                found = [out and out[1], parse(left, with_letters_of(question.notation, left)).tree]
        return [one for one in found if isinstance(one, Derivative)]


def _trees(tree: Callable[[Any], Node | None], believed: Sequence[tuple[Any, Any]]) -> list[tuple[Node, Node]]:
    """What is believed, as it is written, and is not that something is nothing."""
    said = ((tree(left), tree(value)) for left, value in believed)
    return [(left, value) for left, value in said if left is not None and value is not None and value != ZERO]


__all__ = ["Ensuing"]
