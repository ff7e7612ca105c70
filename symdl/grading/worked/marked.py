"""What became of a worked solution: its lines, and what they earn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Literal

from symdl.derivation import Witness
from symdl.grading.checked import as_html
from symdl.grading.typed.plainly import plainly

Standing = Literal["right", "wrong", "follows", "undecided", "unread", "beside", "again"]

_MOST_NOT_ARRIVED = 0.5


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
    counts    whether it is a step that counts: it does not only dress up what was said before, and is not what is
              asked for once more behind a mistake
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
    credit       1 if every step is right. Else each stretch of steps between mistakes that are right, or follow, earns
                 1 for its first, 1/2 for the next, 1/4, ..., and the credit is the share of that in all, where a step
                 that is wrong, or open, is 1, and so is an answer that is missing. So one mistake in two, three, four
                 lines leaves 1/2, 2/3, 0.71 of the marks, and never more than 0.8, however long the rest is spun out;
                 at most half where the last step is wrong, or there is no answer. A step earns nothing that only
                 dresses up one before it (the same with other numbers, with more around it, in another order, or
                 twice as long) or what is asked for, or that is right behind a mistake from which it does not follow;
                 a derivative beside the way that is right earns as a step does
    arrives      whether the last step is an answer
    """

    id: str
    verdict: Literal["equivalent", "not_equivalent", "undecided", "invalid"]
    lines: tuple[Line, ...]
    first_wrong: int | None
    credit: float
    arrives: bool = True

    @property
    def _told(self) -> Line | None:
        """The line that is told: the first that is wrong, and where none is, the first that is open."""
        open_ = (line for line in self.lines if line.standing in ("unread", "undecided"))
        return next((line for line in self.lines if line.standing == "wrong"), next(open_, None))

    @property
    def feedback(self) -> str:
        if self.verdict == "equivalent":
            return "right, every step"
        told = self._told
        if not self.lines:
            return "there is no step"
        if told is None:
            return "" if self.arrives else "no step is wrong, and none is an answer yet"
        return f"line {told.number}: {told.feedback}"

    def graded(self) -> dict[str, Any]:
        """The same as a row of a class: as of an answer, with the lines beside it. What is open has no marks yet."""
        told = self._told
        is_open = self.verdict in ("undecided", "invalid")
        code = "" if self.verdict == "equivalent" else told.standing if told is not None else "missing"
        last = next((line.read for line in reversed(self.lines) if line.read), "")
        return {**self.row(), "method": "", "code": code, "witness": None, "agrees": None, "uses": [], "same": "",
                "why": "", "read": last, "marks": None if is_open else round(self.credit, 6), "ms": 0.0}

    def _repr_html_(self) -> str:
        """How a notebook shows it: each line as it was read, and how it stands."""
        rows = []
        for line in self.lines:
            shown = f"\\({escape(line.read)}\\)" if line.read else escape(line.text)
            cells = (str(line.number), shown, line.standing, as_html(line.feedback))
            rows.append(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
        verdict = self.verdict.replace("_", " ")
        return f"<div><b>{verdict}</b>: {as_html(self.feedback)}<table>{''.join(rows)}</table></div>"

    def row(self) -> dict[str, Any]:
        """The JSON object that other programs rely on."""
        return {"schema": 1, "id": self.id, "verdict": self.verdict, "first_wrong": self.first_wrong,
                "arrives": self.arrives, "credit": round(self.credit, 4), "feedback": self.feedback,
                "lines": [{"number": line.number, "text": line.text, "read": line.read, "standing": line.standing,
                           "feedback": line.feedback} for line in self.lines]}  # fmt: skip


SLOPE = re.compile(
    r"\s*(?:let\s+)?(?:\\[dt]?frac\s*\{\s*(?:d|\\partial)|\\nabla|d\w+\s*/\s*d|(?:∂|\\partial)[^=/]*/\s*(?:∂|\\partial)"
    r"|\\?[A-Za-z]+(?:_\w)?'+\s*(?:\([^()=]*\)\s*)?(?==)|\([^=]*\)\s*'+\s*(?==)|d\s*\\?[A-Za-z]+\s*(?==))[^=]*"
    r"=\s*(?!\s*-?\d+\s*$)")
"""A derivative beside the way, which is a part of the work; not one that is a number, which may be anything."""


def told(id_: str, lines: list[Line], *, arrives: bool) -> Solution:
    lines = [replace(line, feedback=plainly(line.feedback)) for line in lines]
    steps = [line for line in lines if line.standing not in ("beside", "again")]
    helping = [replace(line, standing="right") for line in lines
               if line.standing == "beside" and SLOPE.match(line.text)]
    if not lines:
        return Solution(id_, "invalid", (), None, 0.0, arrives=False)
    wrong = next((line.number for line in lines if line.standing == "wrong"), None)
    credit = max(_credit(steps, arrives=arrives), _credit([*helping, *steps], arrives=arrives)) if steps else 0.0
    if wrong is not None:
        return Solution(id_, "not_equivalent", tuple(lines), wrong, credit, arrives)
    if arrives and all(line.standing == "right" for line in steps):
        return Solution(id_, "equivalent", tuple(lines), None, 1.0)
    is_unread = any(line.standing == "unread" for line in steps)
    return Solution(id_, "invalid" if is_unread else "undecided", tuple(lines), None, credit, arrives)


def _credit(steps: Sequence[Line], *, arrives: bool) -> float:
    """What the steps of a solution earn that is not right in all: see ``Solution``."""
    earned, next_ = 0.0, 1.0
    for step in steps:
        if step.standing == "wrong":
            next_ = 1.0
        elif step.standing in ("right", "follows") and step.counts:
            earned, next_ = earned + next_, next_ / 2
    lost = sum(step.standing not in ("right", "follows") for step in steps)
    if not arrives and not any(step.standing == "wrong" for step in steps):
        lost += 1
    credit = earned / (earned + lost) if earned else 0.0
    return min(credit, _MOST_NOT_ARRIVED) if not arrives or steps[-1].standing == "wrong" else credit


__all__ = ["SLOPE", "Line", "Solution", "Standing", "told"]
