r"""The left sides of lines that are what is asked for, in other signs or letters, as it is asked for.

    \nabla_w L = 2(wx - y)x, L'(w) = ...              \frac{dL}{dw} = ...
    \frac{\partial L}{\partial w_k} = 2(w_k - c_k)    \frac{\partial L}{\partial w_j} = 2(w_j - c_j)

What goes on with a sign behind a line in other letters is in those, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from symdl.errors import ReadError
from symdl.grading.answers.headed import as_asked, in_our_letters
from symdl.grading.answers.primes import letter_of
from symdl.grading.question import Question
from symdl.grading.typed.noted import with_letters_of
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Name, walk

_SLOPE = re.compile(r"'|\\prime|\\nabla|∇|∂|\\partial|(?<![A-Za-z\\])d|\{d")

_NAME = r"\\(?:hat|bar|tilde)\s*(?:\{\\?[A-Za-z]+\}|[A-Za-z])|\\?[A-Za-z]+"
_GRADIENT = re.compile(
    rf"\s*(?:\\nabla|∇)\s*_\s*(?P<brace>\{{)?\s*(?P<by>{_NAME})\s*(?(brace)\}})\s*(?P<of>{_NAME})\s*=")


@dataclass(frozen=True)
class Head:
    """The left side of a line as it was written there, in other letters than the question's; "" in those."""

    written: str = ""

    def taken(self, line: str, question: Question, named: Collection[str], is_asked: Callable[[str], bool]
              ) -> tuple[str, Head] | None:
        """A line as one in the letters of the question, and the left side that goes on; None if that cannot be said.

        named      the names that a solution has given, which stay what they are
        is_asked   whether a left side is known to be what is asked for
        """
        if line.lstrip().startswith("="):
            if not self.written:
                return line, self
            made = in_our_letters(question, f"{self.written} {line.lstrip()}")
            return (f"= {made.partition('=')[2].strip()}", self) if made else None
        left, sign, _ = line.partition("=")
        if not sign or not question.written or not _SLOPE.search(left):
            return line, Head()
        if (made := in_our_letters(question, line)) and not _letters(line, question) & {*named}:
            return as_asked(question, made) or made, Head(left.strip())
        made = as_asked(question, line)
        return made if made and not is_asked(left) else _of_numbers(line, question), Head()


def _of_numbers(line: str, question: Question) -> str:
    r"""A line with \frac{\partial L}{\partial x} for \nabla_x L, in a question of a derivative of numbers."""
    found = _GRADIENT.match(line)
    if found is None or question.of_vectors or question.vectors or letter_of(question) is None or any(
            re.search(rf"(?<![A-Za-z\\]){re.escape(found['by'])}\s*[_\[]|\\nabla|∇", text)
            for text in question.written):
        return line
    return rf"\frac{{\partial {found['of'].strip()}}}{{\partial {found['by']}}} = {line[found.end() :].lstrip()}"


def _letters(line: str, question: Question) -> set[str]:
    try:
        tree = parse(line, with_letters_of(question.notation, line)).tree
    except ReadError:
        return set()
    return {part.text for part in walk(tree) if isinstance(part, Name)}


__all__ = ["Head"]
