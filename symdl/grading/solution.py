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
from copy import copy
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from sympy import Expr

from symdl.derivation import Claim, Derivation, Proved, Refuted, Undecided, Witness
from symdl.errors import InputError, ReadError
from symdl.grading.abbreviations import Abbreviations, split
from symdl.grading.asked import Asked, asked, freely
from symdl.grading.check import answered
from symdl.grading.judge import counterexample
from symdl.grading.lines import lines_of
from symdl.grading.question import Question
from symdl.grading.restated import restates, undressed
from symdl.grading.scripts import reaches_doubtfully
from symdl.language import is_extremum, subterms
from symdl.notation import latex, read, read_chain, text
from symdl.notation.reader.build import Statement
from symdl.verification.decide import Court

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

    Raises InputError for a question that the prover's language cannot say: its steps cannot be proved.
    """
    if question.derivation is None or question.claim is None:
        raise InputError(f"{question.id} is not in the prover's language, so steps cannot be judged",
                         hint="give the last line as the answer")
    way = _Way(question, question.derivation, question.claim)
    for number, line in lines_of(solution):
        way.take(number, line)
    found = _told(question.id, way.lines, arrives=_arrives(way.last, way.own.asked))
    return _as_an_answer(question, found) if found.verdict == "equivalent" else found


class _Way:
    """The steps so far.

    own        the names that the solution has brought with it: u = x^2 + 1
    before     the step before
    on_course  whether it equals what is asked
    """

    def __init__(self, question: Question, derivation: Derivation, claim: Claim):
        self.question, self.claim = question, claim
        self.own = Abbreviations((), asked(derivation, claim))
        self.court = self.own.asked.court
        self.lines: list[Line] = []
        self.before: Expr = claim.lhs
        self.on_course = True
        self.seen: set[str] = set()
        self.forms: set[str] = set()
        self.asked_for = undressed(claim.lhs)
        self.last: Expr | None = None

    def take(self, number: int, line: str) -> None:
        """Judges a line. What cannot be read is no step: the next one goes on from the one before it."""
        try:
            if _EULER.match(line):  # e = y - wx is an error, and no number
                self._name(_LET.sub("", self.question.spelled(line)))
                return
            formula, clauses = split(self.question.spelled(line))
            self.question.spelled.refuse_values(formula, self.question.notation)
            for clause in clauses:
                self._name(clause)
            said = self._read(formula)
        except ReadError as error:
            try:
                self._name(_LET.sub("", self.question.spelled(line)))
            except ReadError:
                self.lines.append(Line(line, number, "", "unread", error.told))
            return
        items = [item for item in said.items if item is not None]
        if not {*said.signs} <= {"eq", "define"}:
            self.lines.append(Line(line, number, "", "unread", "a step is an equation, or one expression"))
            return
        if len(items) > 1 and undressed(items[-1]) == self.asked_for != undressed(items[0]):
            items.reverse()  # ... = f'(x)
        if len(items) > 1 and said.items[0] is not None:
            if isinstance(self.court.prover.prove(self.claim.lhs, items[0]), Proved):  # it says again what is asked for
                self.before, self.on_course = self.claim.lhs, True
            elif not isinstance(self.court.prover.prove(self.before, items[0]), Proved):
                self.lines.append(_beside(self.court, self.claim, line, number, items))
                return
            items = items[1:]
        for item in items:
            self._step(number, line, item)

    def _read(self, line: str) -> Statement:
        """What a line says: on the way, whatever the derivation can say may be said, of any member."""
        left = self.own.asked.left
        try:
            return self.own.stated(read_chain(line, left))
        except ReadError:
            said = read_chain(line, freely(left))
            if len(said.items) < 2:
                raise
            return self.own.stated(said)

    def _name(self, clause: str) -> None:
        """Takes what a new name stands for. Raises ReadError."""
        wider = copy(self.own)
        wider.own = dict(self.own.own)
        wider.take(clause)
        self.own = wider

    def _step(self, number: int, line: str, item: Expr) -> None:
        if len(self.lines) >= _MOST_STEPS:
            raise InputError(f"a solution has at most {_MOST_STEPS} steps", hint="give the steps that matter")
        if text(item) in self.seen or undressed(item) == self.asked_for:
            self.lines.append(Line(line, number, latex(item), "again"))
            return
        self.seen.add(text(item))
        if reaches_doubtfully(line):
            self.lines.append(Line(line, number, latex(item), "unread", "it is not clear whether what stands behind "
                                   "the bracket is derived, too"))
            return
        step = _step(self.court, self.claim, line, number, self.before, item, self.on_course)
        self.lines.append(replace(step, counts=undressed(item) not in self.forms or step.standing == "wrong"))
        self.forms.add(undressed(item))
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


def _arrives(last: Expr | None, ready: Asked) -> bool:
    """Whether the last step is an answer, and not what is asked for in other words."""
    if last is None:
        return False
    try:
        read(latex(last), ready.scope)
    except ReadError:  # it has something in it that no answer may have
        return False
    return not restates(last, ready.derivation, ready.claim)


def _beside(court: Court, claim: Claim, line: str, number: int, items: Sequence[Expr]) -> Line:
    """How an equation stands that is neither of what is asked, nor goes on from the line before."""
    shown = latex(items[-1])
    for one, other in pairwise(items):
        match court.decide_claim(replace(claim, lhs=one, rhs=other))[0].verdict:
            case Refuted(witness):
                return Line(line, number, shown, "wrong", f"{text(one)} is not equal to {text(other)}: "
                            f"{counterexample(witness, before=True)}", witness)
            case Undecided(_, why):
                return Line(line, number, shown, "undecided", f"this equation is neither proved nor refuted: {why}")
    return Line(line, number, shown, "beside")


def _step(court: Court, claim: Claim, line: str, number: int, before: Expr, item: Expr, on_course: bool) -> Line:
    """How one step stands: against what is asked, or against the step before where that was wrong."""
    shown = latex(item)
    start = claim.lhs if on_course else before
    verdict = court.decide_claim(replace(claim, lhs=start, rhs=item, induction=claim.induction))[0].verdict
    if isinstance(verdict, Refuted) and any(map(is_extremum, (*subterms(start), *subterms(item)))):
        verdict = Undecided(None, "nothing is known here of a maximum")
    match verdict:
        case Proved():
            return Line(line, number, shown, "right" if on_course else "follows",
                        "" if on_course else "it follows from the line before")
        case Refuted(witness):
            words = counterexample(witness, before=start is not claim.lhs)
            if start is not claim.lhs and isinstance(court.prover.prove(claim.lhs, item), Proved):
                words += "; it is what is asked for, but it does not follow"
            return Line(line, number, shown, "wrong", f"{text(item)} is not equal to what stands before it: {words}",
                        witness)
        case Undecided(_, why):
            return Line(line, number, shown, "undecided", f"this step is neither proved nor refuted: {why}")
    raise NotImplementedError(type(verdict).__name__)


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
