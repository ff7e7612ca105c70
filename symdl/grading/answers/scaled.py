r"""A letter in front that may be a number: the a of a x^\top W y, which nothing says is one, or a vector."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress

from symdl.errors import SymdlError
from symdl.grading.checked import Checked
from symdl.grading.question import Question
from symdl.grading.questions.asking import ask
from symdl.grading.table import context_of
from symdl.notation.reader.syntax import Name, Product, Transpose, walk


def with_numbers(question: Question, answer: str, found: Checked, again: Callable[[Question], Checked]) -> Checked:
    """A refusal, left open where the answer is right if what stands in front of a row of vectors is a number."""
    if found.verdict != "not_equivalent" or not question.of_vectors or not question.given or question.declared:
        return found
    table = json.loads(question.given)
    for letter in dict.fromkeys(_in_front(question)):
        with suppress(SymdlError):
            said = f"{context_of(table)}. {letter} is a number".lstrip(". ")
            if again(ask({**table, "context": said})).verdict == "equivalent":
                return found.left_open(f"right if {letter} is a number, which the question should say")
    return found


def _in_front(question: Question) -> Iterator[str]:
    r"""Letters before a row and what it is multiplied by, of which no words say what they are: no \delta x^\top."""
    for part in (part for tree in question.trees for part in walk(tree) if isinstance(part, Product)):
        first, second, *others = part.factors
        if others and isinstance(first, Name) and isinstance(second, Transpose) and re.fullmatch("[a-z]", first.text) \
                and first.text not in question.context.kinds:
            yield first.text


__all__ = ["with_numbers"]
