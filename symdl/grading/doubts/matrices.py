r"""Letters that may be matrices, in a verdict for numbers: beside definitions that are equations, A x = b.

A definition that says what one thing is, is put in; the language takes others as equations of numbers, which change
places. So what is right by them has to be right of matrices without them; and an I in one is the unit matrix, which is
no number of any value.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress

from symdl.errors import ReadError, SymdlError
from symdl.grading.checked import Checked
from symdl.grading.doubts.rereadings import Decide
from symdl.grading.question import Question
from symdl.grading.questions.asking import ask
from symdl.grading.scalar.context import speaks_of_matrices
from symdl.notation.reader.syntax import Name, walk

_CAPITAL = re.compile(r"[A-Z]|\\(?:Lambda|Sigma|Omega|Phi|Psi|Theta|Gamma)")
_UNIT = re.compile(r"=\s*(?:\\mathbf\s*\{?\s*)?I\s*\}?(?:_\w)?\s*$")


def is_of_numbers_alone(question: Question, answer: str, found: Checked, decide: Decide) -> bool:
    """Whether a verdict of the prover is one for numbers, and may be another one for matrices."""
    if question.derivation is None or not question.written[1:]:
        return False
    if found.verdict == "not_equivalent":
        return _has_unit(question)
    return found.verdict == "equivalent" and _has_matrices(question, answer) and not _is_right_of_matrices(
        question, answer, decide)


def _is_right_of_matrices(question: Question, answer: str, decide: Decide) -> bool:
    """Whether an answer is right without the definitions, of which numbers alone are known; so it is without any."""
    table = json.loads(question.given or "{}")
    if not table.pop("definitions", None):
        return True
    with suppress(SymdlError):
        plain = ask(table)
        return plain.derivation is None and decide(plain, plain.as_read(answer)).verdict == "equivalent"
    return False


def _has_matrices(question: Question, answer: str) -> bool:
    """Whether letters that may be the matrices that words speak of stand in a reference or an answer without an index.
    """
    kinds = question.context.kinds
    named = {name for name, kind in kinds.items() if kind == "matrix"}
    if not (named or _has_unit(question) or speaks_of_matrices(question.context.text)):
        return False
    numbers = question.context.numbers | {name for name, kind in kinds.items() if kind == "number"}
    with suppress(ReadError):
        names = {part.text for text in (question.spelled(question.written[0]), answer)
                 for part in walk(question.tree(text)) if isinstance(part, Name)}
        return any(name in named or _CAPITAL.fullmatch(name) for name in names - numbers)
    return False


def _has_unit(question: Question) -> bool:
    """Whether an I in a definition, which nothing calls a number, may be the unit matrix."""
    return any(map(_UNIT.search, question.written[1:])) and "I" not in question.context.numbers


__all__ = ["is_of_numbers_alone"]
