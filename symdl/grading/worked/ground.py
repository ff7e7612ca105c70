"""What the steps of a worked solution are judged by: the prover, or the rules of ordinary mathematics.

Either reads a line, knows the names that a solution brings with it, and tells whether two expressions are equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal, Protocol

from symdl.derivation import Witness
from symdl.errors import ReadError
from symdl.grading.proved.judging import counterexample
from symdl.language import Range
from symdl.notation.reader.syntax import Node


@dataclass(frozen=True)
class Judged:
    """Of two expressions: whether they are the same, are not (with a place where they differ), or neither is known."""

    standing: Literal["same", "differs", "open"]
    words: str = ""
    witness: Witness | None = None

ASKED = object()


class Ground(Protocol):
    """What steps are judged by.

    asked   what is asked for: what steps are judged against
    """

    asked: Any

    def knows(self, name: str) -> bool:
        """Whether a name is one of the question, or of what was named."""

    def named(self, clause: str) -> Ground:
        """The same with a new name, u = x^2 + 1. Raises ReadError."""

    def read(self, line: str) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        """The parts of a line, None for what stands before a sign at its start; its signs. Raises ReadError.

        ASKED stands for a left side of the question that says no more than how the answer is called.
        """

    def judged(self, one: Any, other: Any, *, beside: bool = False) -> Judged:
        """How one expression stands to the one before it; beside the way, to the left side of one equation."""

    def follows(self, before: Any, item: Any, believed: Sequence[tuple[Any, Any]], *, of: Any = None) -> bool:
        """Whether one expression is equal to another, or to what is asked, where things are what they were said to be.

        believed  what was said: a left side, and what it is
        of        what an equation beside the way says it of, and not what is asked
        """

    def solves(self, item: Any, believed: Sequence[tuple[Any, Any]]) -> bool:
        """Whether an equation that was said holds with this in the place of what is asked for, and not with anything.
        """

    def is_same(self, one: Any, other: Any) -> bool:
        """Whether two expressions are known to be equal."""

    def where(self, items: Sequence[Any], one: str, other: str, *, are_equal: bool) -> Sequence[Any]:
        """Expressions as they are where two indices are equal, or nothing where they are not; none without the two."""

    def is_of_differentials(self, line: str) -> bool:
        """Whether a line says what du is, and nothing of what is asked for."""

    def derived_by(self, item: Any) -> Any:
        """The letter that an expression is a derivative by, not worked out; None if it is none."""

    def has(self, item: Any, letter: Any) -> bool:
        """Whether a letter stands in an expression."""

    def put(self, item: Any, letter: Any, value: Any) -> Any:
        """An expression with a value for a letter; None where that cannot be."""

    def difference(self, one: Any, other: Any) -> Any:
        """One expression without another."""

    def has_value(self, item: Any) -> bool:
        """Whether an expression may have a value somewhere: 1/0 and \\log(-1) have none."""

    def value_at(self, name: str, letter: str, at: str) -> Any:
        """What a name of one's own is at a place, u at x = 0; None if it is not of that letter alone."""

    def other_ends(self, line: str) -> str:
        r"""Why \int_1^9 ... du is not what is asked for, by what u was said to be; "" if it may be."""

    def latex(self, item: Any) -> str: ...

    def tree(self, item: Any) -> Node | None:
        """An expression as it is written; None where it cannot be."""

    def text(self, item: Any) -> str: ...

    def left(self) -> str:
        """What a reference says its value of, to be worked out, as a text; "" if it says the value alone."""

    def says_again(self, item: Any) -> bool:
        """Whether this is what is asked for, but for zeros, ones, signs and order."""

    def is_answer(self, item: Any) -> bool:
        """Whether an expression is an answer, and not what is asked for in other words."""


def unless(judged: Judged, words: str) -> Judged:
    """What is not the same is open where a question says more than is used."""
    if judged.standing != "differs" or not words:
        return judged
    return Judged("open", f"the question says more in words than is used here: {words}")


def seen_at(witness: Witness, ranges: Iterable[Range] = (), *, before: bool, beside: bool) -> str:
    words = {"left": "the left side", "right": "the right side"} if beside else {
        "left": "the line before", "right": "this one"} if before else {}
    return counterexample(witness, ranges, **words)


def subsets(believed: Sequence[tuple[Any, Any]]) -> Iterator[Sequence[tuple[Any, Any]]]:
    """What may be used of what was said: all of it, one thing alone, or two."""
    yield believed
    for count in (1, 2):
        if count < len(believed) <= _MOST_USED:
            yield from combinations(believed, count)

_MOST_USED = 5


def told_only_by_name(line: str) -> ReadError:
    """Of a line that has in a formula what the answer is called, of which nothing else is known."""
    return ReadError("what is asked for stands in a formula here", line, 0, len(line), "write it on the left side only")


__all__ = ["ASKED", "Ground", "Judged", "seen_at", "subsets", "told_only_by_name", "unless"]
