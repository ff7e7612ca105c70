r"""Refusals at sizes that cannot be: a sum from 1 to 0, an x_i with i = 1/2, three terms of a vector of two.

A range has at least one element, and an index of its members is one of those that it counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction

from symdl.errors import ReadError
from symdl.grading.checked import Checked
from symdl.grading.doubts.suited import asked_with, plainly
from symdl.grading.question import Question
from symdl.notation.reader.syntax import Bound, Chain, Member, Name, walk


@dataclass(frozen=True)
class _Counting:
    """ends: letters up to which sums go. marks: indices that sums leave out. free: whether a sum that does has no end.
    """

    ends: tuple[str, ...]
    marks: tuple[str, ...]
    free: bool


def at_sizes(question: Question, answer: str, found: Checked, again: Callable[[Question], Checked]) -> Checked:
    """A refusal, or what is found at sizes that can be, where those at which the answer differs cannot."""
    if found.verdict != "not_equivalent" or found.witness is None or question.declared or not question.given:
        return found
    counting = _counting(question, answer)
    if counting is None or not (counting.ends or counting.free):
        return found
    values = {plainly(name): str(value) for name, value in found.witness.values.items()}
    if not (why := _impossible(counting, values)):
        return _of_as_many(question, counting, found, again) if counting.free else found
    assumed = [f"{letter} positive integer" for letter in (*counting.ends, *counting.marks)]
    assumed += [f"{mark} <= {end}" for mark in counting.marks for end in counting.ends]
    other = asked_with(question.given, tuple(assumed))
    then = again(other) if other is not None else found
    if other is not None and then.verdict == "not_equivalent" and then.witness is not None and not _impossible(
            counting, {plainly(name): str(value) for name, value in then.witness.values.items()}):
        return then
    if then.verdict == "equivalent" and not counting.marks and not any(map(_is_a_number(question), counting.ends)):
        return then
    return found.left_open(f"they differ where {why}, and it was not seen whether they do elsewhere")


def _is_a_number(question: Question) -> Callable[[str], bool]:
    """Which letters stand in the question, and count nothing there."""
    parts = [part for tree in question.trees for part in walk(tree)]
    ends = {part.last.text for part in parts if isinstance(part, Bound) and isinstance(part.last, Name)}
    names = {part.text for part in parts if isinstance(part, Name)}
    return (names - ends).__contains__


def _counting(question: Question, answer: str) -> _Counting | None:
    with suppress(ReadError):
        parts = [part for tree in (*question.trees, question.tree(answer)) for part in walk(tree)]
        bounds = [part for part in parts if isinstance(part, Bound)]
        bound = {one.name.text for one in bounds if isinstance(one.name, Name)}
        indices = {index.text for part in parts if isinstance(part, Member) for index in part.below
                   if isinstance(index, Name)}
        without = [one for one in bounds if isinstance(one.condition, Chain) and one.condition.signs == ("ne",)]
        others = [item.text for one in without if isinstance(one.condition, Chain) for item in one.condition.items
                  if isinstance(item, Name) and item.text in indices - bound]
        ends = [one.last.text for one in bounds if isinstance(one.last, Name)]
        return _Counting(tuple(dict.fromkeys(ends)), tuple(dict.fromkeys(others)),
                         any(one.last is None for one in without))
    return None


def _impossible(counting: _Counting, values: Mapping[str, str]) -> str:
    """What cannot be of the sizes at which two formulas differ; "" if they can."""
    last = [one for end in counting.ends if (one := _number(values.get(plainly(end), ""))) is not None]
    for letter in (*counting.ends, *counting.marks):
        if (value := _number(values.get(plainly(letter), ""))) is not None and (
                value < 1 or value.denominator != 1 or (letter in counting.marks and any(value > one for one in last))):
            return f"{letter} = {value}"
    return ""


def _of_as_many(question: Question, counting: _Counting, found: Checked,
                again: Callable[[Question], Checked]) -> Checked:
    r"""The same of a sum without an end, over j ≠ i, beside a letter that may say how many there are: (n - 1) a_i."""
    assert found.witness is not None
    sizes = [letter for letter in _SIZES if letter in found.witness.values and letter not in counting.ends]
    if not sizes or _fits(found, sizes[0]):
        return found
    for many in _MANY:
        other = asked_with(question.given, (f"{sizes[0]} = {many}",))
        then = again(other) if other is not None else found
        if other is not None and then.verdict == "not_equivalent" and _fits(then, sizes[0], many):
            return replace(found, witness=then.witness, feedback="\n".join([  # what is wrong is not told of one size
                *(line for line in found.feedback.split("\n") if not line.startswith("at ")),
                *(line for line in then.feedback.split("\n") if line.startswith("at "))]))
    return found.left_open(f"nothing says whether {sizes[0]} is how many there are that the sum is over")


_SIZES = ("n", "N", "m", "M", "K", "d", "D", "T")
_MANY = (2, 3, 1)


def _fits(found: Checked, size: str, many: int | None = None) -> bool:
    """Whether vectors have as many entries, where an answer differs, as a letter says."""
    values = found.witness.values if found.witness is not None else {}
    lengths = {len(value) for value in values.values() if isinstance(value, list | tuple)}
    return not lengths or lengths == {many if many is not None else _number(str(values.get(size, "")))}


def _number(shown: str) -> Fraction | None:
    return Fraction(shown) if re.fullmatch(r"-?\d+(?:/\d+)?", shown) else None


__all__ = ["at_sizes"]
