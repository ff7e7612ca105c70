"""Which ground a solution is judged on: that of the prover, if its language can say the question."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace

from symdl.errors import InputError, ReadError
from symdl.grading.question import Question
from symdl.grading.scalar.words import NoMeaning
from symdl.grading.table import texts
from symdl.grading.worked.ground import Ground
from symdl.grading.worked.proving import Proving
from symdl.grading.worked.reckoning import Reckoning
from symdl.notation.reader.syntax import Derivative


def ground_of(question: Question) -> Ground:
    """By the prover, if its language can say the question, on both sides. Raises InputError for what is no number."""
    if question.derivation is not None and question.claim is not None and question.left is None:
        return Proving(question.derivation, question.claim, question.called, question.unused)
    return Reckoning(question)


def reckoning_of(question: Question) -> Ground | None:
    """A derivative that the prover can say, by ordinary rules: what is defined is put in, or has its name."""
    if question.derivation is None or question.left is not None or question.of_vectors or not question.written:
        return None
    left, sign, right = question.written[0].partition("=")
    with suppress(ReadError, NoMeaning, InputError):
        slope, value = (question.written_out(text) for text in (left, right))
        if not sign or slope is None or value is None or not isinstance(slope[1], Derivative):
            return None
        found = Reckoning(replace(question, derivation=None, claim=None, left=slope[1], right=(value[1],)))
        for text in texts(json.loads(question.given), "definitions"):
            head, _, body = text.partition("=")
            found = found.given(head.partition("(")[0], question.spelled(body))
        return found
    return None


__all__ = ["ground_of", "reckoning_of"]
