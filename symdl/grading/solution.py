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
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from sympy import Expr

from symdl.derivation import Claim, Proved, Refuted, Undecided, Witness
from symdl.errors import InputError, ReadError
from symdl.grading.asked import Asked, asked
from symdl.grading.judge import counterexample
from symdl.grading.question import Question
from symdl.grading.restated import restates, undressed
from symdl.language import is_extremum, subterms
from symdl.notation import latex, read_chain, text
from symdl.verification.decide import Court

Standing = Literal["right", "wrong", "follows", "undecided", "unread", "beside", "again"]

_MOST_STEPS = 60
_AROUND = re.compile(r"\\(?:begin|end)\{(?:align|aligned|equation|gather|gathered|split|eqnarray)\*?\}|\$\$?|\\[\[\]]")


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
    claim, derivation = question.claim, question.derivation
    ready = asked(derivation, claim)
    court = ready.court
    lines: list[Line] = []
    before: Expr | None = claim.lhs
    on_course = True  # whether the step before equals what is asked
    seen: set[str] = set()
    forms: set[str] = set()
    asked_for = undressed(claim.lhs)
    last = ""
    for number, line in _lines(solution):
        try:
            # On the way, whatever the derivation can say may be said.
            said = read_chain(question.spelled(line), ready.left)
        except ReadError as error:
            lines.append(Line(line, number, "", "unread", error.told))
            before = None
            continue
        items = [item for item in said.items if item is not None]
        if not {*said.signs} <= {"eq", "define"}:
            lines.append(Line(line, number, "", "unread", "a step is an equation, or one expression"))
            before = None
            continue
        if len(items) > 1 and said.items[0] is not None:
            if isinstance(court.prover.prove(claim.lhs, items[0]), Proved):  # it says again what is asked for
                items, before, on_course = items[1:], claim.lhs, True
            elif before is None or not isinstance(court.prover.prove(before, items[0]), Proved):
                lines.append(_beside(court, claim, line, number, items))
                continue
            else:
                items = items[1:]
        for item in items:
            if len(lines) >= _MOST_STEPS:
                raise InputError(f"a solution has at most {_MOST_STEPS} steps", hint="give the steps that matter")
            if text(item) in seen or undressed(item) == asked_for:
                lines.append(Line(line, number, latex(item), "again"))
                continue
            seen.add(text(item))
            step = _step(court, claim, line, number, before, item, on_course)
            lines.append(replace(step, counts=undressed(item) not in forms or step.standing == "wrong"))
            forms.add(undressed(item))
            on_course = step.standing == "right"
            before = item if step.standing != "undecided" else None
            last = line
    return _told(question.id, lines, arrives=_arrives(question.spelled(last), ready))


def _arrives(line: str, ready: Asked) -> bool:
    """Whether what a line says last is an answer, and not what is asked for in other words."""
    try:
        *_, tree = read_chain(line, ready.scope, ready.left).items
    except ReadError:
        return False
    return tree is not None and not restates(tree, ready.derivation, ready.claim)


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


def _step(court: Court, claim: Claim, line: str, number: int, before: Expr | None, item: Expr, on_course: bool) -> Line:
    """How one step stands: against what is asked, or against the step before where that was wrong."""
    shown = latex(item)
    start = claim.lhs if on_course or before is None else before
    verdict = court.decide_claim(replace(claim, lhs=start, rhs=item, induction=claim.induction))[0].verdict
    if isinstance(verdict, Refuted) and any(map(is_extremum, (*subterms(start), *subterms(item)))):
        verdict = Undecided(None, "nothing is known here of a maximum")
    match verdict:
        case Proved():
            return Line(line, number, shown, "right" if on_course or before is None else "follows",
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


def _lines(solution: str) -> list[tuple[int, str]]:
    """The lines of a solution with their numbers: those of the text, or those of an aligned environment."""
    bare = _AROUND.sub(" ", solution)
    parts = re.split(r"\n|\\\\(?:\[[^\]]*\])?", bare)
    return [(number, part.replace("&", " ").strip().rstrip(".,;")) for number, part in enumerate(parts, 1)
            if part.replace("&", "").strip(" \t.,;")]


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
