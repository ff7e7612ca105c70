r"""Worked solutions: every line against the one before, and the last against what is asked.

    judge_solution(ask("batch-norm/dvar"), r'''
        \sum_i \frac{\partial l}{\partial \hat{x}_i} \frac{\partial \hat{x}_i}{\partial \sigma^2}
        = \sum_i \frac{\partial l}{\partial \hat{x}_i} (x_i - \mu) \cdot \frac{-1}{2} (\sigma^2 + \epsilon)^{-3/2}
    ''')

A line goes on from the one before with a sign of equality, repeats what is asked for, or is one expression. The
first step that is wrong is named, with a place where its two sides differ. What follows rightly from a wrong line is
right from there on: it is marked as following through. An equation between other things, as a formula for the loss,
stands beside the way. What was said before is no step, and a solution has to arrive at an answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from symdl.derivation import Witness
from symdl.errors import InputError, ReadError
from symdl.grading.abbreviations import split
from symdl.grading.check import answered
from symdl.grading.ground import Aside, Ground, ground_of
from symdl.grading.lines import lines_of
from symdl.grading.question import Question
from symdl.grading.scripts import reaches_doubtfully

Standing = Literal["right", "wrong", "follows", "undecided", "unread", "beside", "again"]

_MOST_STEPS = 60
_EULER = re.compile(r"\s*(?:let\s+|\\text\{\s*let\s*\}\s*)?e\s*:?=", re.IGNORECASE)
_LET = re.compile(r"^\s*(?:(?:let|where|with|set|put|define)\b|\\text\{\s*(?:let|where|with|set)\s*\})\s*",
                  re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One step of a solution.

    text      the line that it stands in
    number    of the line, from 1
    read      the expression as it was understood, in LaTeX
    standing  right: equal to what is asked; wrong: it differs from the step before, which did not; follows: from
              a step that was wrong; undecided; unread; beside: a true equation that is no step; again: it was
              said before
    feedback  why, for a person
    witness   where it differs from the step before
    counts    whether it is a step that counts: not what was said before in another form
    """

    text: str
    number: int
    read: str
    standing: Standing
    feedback: str = ""
    witness: Witness | None = None
    counts: bool = True


@dataclass(frozen=True)
class Solution:
    """What became of a worked solution.

    verdict      equivalent if every step is right, not_equivalent if one is wrong, else undecided or invalid
    first_wrong  the number of the line of the first wrong step, or None
    credit       the share of the steps that are right, or follow from one that is wrong: a mistake counts once, and
                 so does an answer that is missing. Steps that say the same but for their form count once
    arrives      whether the last step is an answer
    """

    id: str
    verdict: Literal["equivalent", "not_equivalent", "undecided", "invalid"]
    lines: tuple[Line, ...]
    first_wrong: int | None
    credit: float
    arrives: bool = True

    @property
    def feedback(self) -> str:
        if self.verdict == "equivalent":
            return "right, every step"
        told = next((line for line in self.lines if line.standing in ("wrong", "unread", "undecided")), None)
        if told is None:
            return "" if self.arrives else "no step is wrong, and none is an answer yet"
        return f"line {told.number}: {told.feedback}"

    def row(self) -> dict[str, Any]:
        """The JSON object that other programs rely on."""
        return {"schema": 1, "id": self.id, "verdict": self.verdict, "first_wrong": self.first_wrong,
                "arrives": self.arrives, "credit": round(self.credit, 4), "feedback": self.feedback,
                "lines": [{"number": line.number, "text": line.text, "read": line.read, "standing": line.standing,
                           "feedback": line.feedback} for line in self.lines]}  # fmt: skip


def judge_solution(question: Question, solution: str) -> Solution:
    """Judge a worked solution of several lines.

    Raises InputError for a question that asks for no number, as for the solutions of an equation.
    """
    way = _Way(question, ground_of(question))
    for number, line in lines_of(solution):
        way.take(number, line)
    found = _told(question.id, way.lines, arrives=way.last is not None and way.ground.is_answer(way.last))
    return _as_an_answer(question, found) if found.verdict == "equivalent" else found


class _Way:
    """The steps so far.

    ground     what they are judged by
    before     the step before
    on_course  whether it equals what is asked
    """

    def __init__(self, question: Question, ground: Ground):
        self.question, self.ground = question, ground
        self.lines: list[Line] = []
        self.before: Any = ground.asked
        self.on_course = True
        self.seen: set[str] = set()
        self.forms: set[str] = set()
        self.asked_for = ground.form(ground.asked)
        self.last: Any = None

    def take(self, number: int, line: str) -> None:
        """Judges a line. What cannot be read is no step: the next one goes on from the one before it."""
        try:
            spelled = self.question.spelled(line)
            if _EULER.match(line):  # e = y - wx is an error, and no number
                self._name(spelled)
                return
            if _LET.match(line):
                with suppress(ReadError):
                    self._name(spelled)
                    return
            formula, clauses = split(spelled)
            self.question.spelled.refuse_values(formula, self.question.notation)
            for clause in clauses:
                self._name(clause)
            said, signs = self.ground.read(formula)
        except Aside:
            self.lines.append(Line(line, number, "", "beside"))
            return
        except ReadError as error:
            try:
                self._name(self.question.spelled(line))
            except ReadError:
                self.lines.append(Line(line, number, "", "unread", error.told))
            return
        items = [item for item in said if item is not None]
        if not {*signs} <= {"eq", "define"}:
            self.lines.append(Line(line, number, "", "unread", "a step is an equation, or one expression"))
            return
        ground = self.ground
        if len(items) > 1 and ground.form(items[-1]) == self.asked_for != ground.form(items[0]):
            items.reverse()  # ... = f'(x)
        if len(items) > 1 and said[0] is not None:
            if ground.is_same(ground.asked, items[0]):  # it says again what is asked for
                self.before, self.on_course = ground.asked, True
            elif not ground.is_same(self.before, items[0]):
                self.lines.append(_beside(ground, line, number, items))
                return
            items = items[1:]
        for item in items:
            self._step(number, line, item)

    def _name(self, clause: str) -> None:
        """Takes what a new name stands for. Raises ReadError."""
        self.ground = self.ground.named(_LET.sub("", clause))

    def _step(self, number: int, line: str, item: Any) -> None:
        if len(self.lines) >= _MOST_STEPS:
            raise InputError(f"a solution has at most {_MOST_STEPS} steps", hint="give the steps that matter")
        ground = self.ground
        if ground.text(item) in self.seen or ground.form(item) == self.asked_for:
            self.lines.append(Line(line, number, ground.latex(item), "again"))
            return
        self.seen.add(ground.text(item))
        if reaches_doubtfully(line):
            self.lines.append(Line(line, number, ground.latex(item), "unread", "it is not clear whether what stands "
                                   "behind the bracket is derived, too"))
            return
        step = _step(ground, line, number, self.before, item, self.on_course)
        self.lines.append(replace(step, counts=ground.form(item) not in self.forms or step.standing == "wrong"))
        self.forms.add(ground.form(item))
        if step.standing != "undecided":
            self.before, self.on_course = item, step.standing == "right"
        self.last = item


def _as_an_answer(question: Question, found: Solution) -> Solution:
    """A solution of which every step is right, if its last line is right as an answer, too: by what it may lean on,
    and where it has a value.
    """
    last = next(line for line in reversed(found.lines) if line.standing == "right")
    final = answered(question, last.read, explain=False)
    if final.verdict == "equivalent":
        return found
    is_wrong = final.verdict == "not_equivalent"
    lines = tuple(replace(line, standing="wrong" if is_wrong else "undecided", feedback=final.feedback,
                          witness=final.witness) if line is last else line for line in found.lines)
    return replace(found, verdict="not_equivalent" if is_wrong else "undecided", lines=lines,
                   credit=0.0 if len(found.lines) == 1 else 0.5, first_wrong=last.number if is_wrong else None)


def _beside(ground: Ground, line: str, number: int, items: Sequence[Any]) -> Line:
    """How an equation stands that is neither of what is asked, nor goes on from the line before."""
    shown = ground.latex(items[-1])
    for one, other in pairwise(items):
        found = ground.judged(one, other)
        if found.standing == "differs":
            return Line(line, number, shown, "wrong", f"{ground.text(one)} is not equal to {ground.text(other)}: "
                        f"{found.words}", found.witness)
        if found.standing == "open":
            return Line(line, number, shown, "undecided", f"this equation is neither proved nor refuted: {found.words}")
    return Line(line, number, shown, "beside")


def _step(ground: Ground, line: str, number: int, before: Any, item: Any, on_course: bool) -> Line:
    """How one step stands: against what is asked, or against the step before where that was wrong."""
    shown = ground.latex(item)
    start = ground.asked if on_course else before
    found = ground.judged(start, item)
    if found.standing == "same":
        return Line(line, number, shown, "right" if on_course else "follows",
                    "" if on_course else "it follows from the line before")
    if found.standing == "open":
        return Line(line, number, shown, "undecided", f"this step is neither proved nor refuted: {found.words}")
    words = found.words
    if start is not ground.asked and ground.is_same(ground.asked, item):
        words += "; it is what is asked for, but it does not follow"
    return Line(line, number, shown, "wrong", f"{ground.text(item)} is not equal to what stands before it: {words}",
                found.witness)


def _told(id_: str, lines: list[Line], *, arrives: bool) -> Solution:
    standings = [line.standing for line in lines if line.standing not in ("beside", "again")]
    if not lines:
        return Solution(id_, "invalid", (), None, 0.0, arrives=False)
    wrong = next((line.number for line in lines if line.standing == "wrong"), None)
    counted = [line.standing for line in lines if line.counts and line.standing not in ("beside", "again")]
    steps = len(counted) + (not arrives and wrong is None)
    credit = sum(standing in ("right", "follows") for standing in counted) / steps if steps else 0.0
    if wrong is not None:
        return Solution(id_, "not_equivalent", tuple(lines), wrong, credit, arrives)
    if arrives and all(standing == "right" for standing in standings):
        return Solution(id_, "equivalent", tuple(lines), None, 1.0)
    return Solution(id_, "invalid" if "unread" in standings else "undecided", tuple(lines), None, credit, arrives)


__all__ = ["Line", "Solution", "judge_solution"]
