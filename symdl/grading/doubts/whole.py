"""A refusal where a letter that is said to be an integer is none: the prover takes all letters for real numbers.

It is looked for at integers, then: by ordinary rules, or with a few numbers in the place of those letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from symdl.grading import ordinary
from symdl.grading.checked import Checked
from symdl.grading.doubts.suited import asked_with, plainly
from symdl.grading.question import Question
from symdl.grading.scalar.given import names_in
from symdl.grading.scalar.roles import counted

_OF_INTEGERS = re.compile(r"\b(?:integers?|natural)\b|(?:\\in(?![A-Za-z])|∈)\s*(?:\\mathbb\s*\{?\s*[NZ]|ℕ|ℤ)")
_NOT_WHOLE = re.compile(r"[/.(]|[A-Za-z]")
_STARTS = (2, 1, 3)


def at_integers(question: Question, answer: str, found: Checked, again: Callable[[Question], Checked]) -> Checked:
    """A verdict that hangs on no value between integers of what is said to be an integer."""
    if found.verdict != "not_equivalent" or found.witness is None:
        return found
    values = {plainly(name): str(value) for name, value in found.witness.values.items()}
    letters = [*dict.fromkeys(name for text in question.assumptions if _OF_INTEGERS.search(text)
                              for name in names_in(text) if plainly(name) in values)]
    between = [name for name in letters if _NOT_WHOLE.search(values[plainly(name)])]
    if not between:
        return _at_counts(question, answer, found, again)
    for then in _elsewhere(question, answer, letters, again):
        if then.verdict in ("equivalent", "not_equivalent"):
            return then
    return found.left_open(_OPEN.format(between[0]))


def _at_counts(question: Question, answer: str, found: Checked, again: Callable[[Question], Checked]) -> Checked:
    """The same of letters that words count something by, "n tokens", which nobody needs to call integers."""
    assert found.witness is not None
    if not question.given or question.declared or question.of_vectors:
        return found
    values = {plainly(name): str(value) for name, value in found.witness.values.items()}
    counts = [name for name in counted(question.context.text) if re.search(r"[/-]|^0$", values.get(plainly(name), ""))]
    assumed = tuple(f"{name} positive integer" for name in counts)
    if not counts or {*assumed} <= {*question.assumptions}:
        return found
    other = asked_with(question.given, assumed)
    then = again(other) if other is not None else found
    then = at_integers(other, answer, then, again) if other is not None else then
    return then if then.verdict == "not_equivalent" and other is not None else found.left_open(_OPEN.format(counts[0]))


_OPEN = "they differ where {} is no integer, or negative, and it was not seen whether they do elsewhere"


def _elsewhere(question: Question, answer: str, letters: list[str], again: Callable[[Question], Checked]
               ) -> Iterator[Checked]:  # fmt: skip
    if question.right:
        yield ordinary.judge(question, answer, explain=True)
    for start in _STARTS if question.given else ():
        other = asked_with(question.given, tuple(f"{name} = {start + place}" for place, name in enumerate(letters)))
        if other is not None and (then := again(other)).verdict == "not_equivalent":
            yield then


__all__ = ["at_integers"]
