r"""Worked solutions: every line against the one before, and the last against what is asked.

    judge_solution(ask("batch-norm/dvar"), r'''
        \sum_i \frac{\partial l}{\partial \hat{x}_i} \frac{\partial \hat{x}_i}{\partial \sigma^2}
        = \sum_i \frac{\partial l}{\partial \hat{x}_i} (x_i - \mu) \cdot \frac{-1}{2} (\sigma^2 + \epsilon)^{-3/2}
    ''')

A line goes on from the one before with a sign of equality, repeats what is asked for, or is one expression. The
first step that is wrong is named, with a place where its two sides differ. What follows rightly from a wrong line is
right from there on: it is marked as following through. An equation between other things, as a formula for the loss,
stands beside the way. What was said before is no step, and a solution has to arrive at an answer.

What a wrong solution earns does not grow with its length: see ``Solution``.
"""

from __future__ import annotations

import re
from dataclasses import replace

from symdl.errors import InputError
from symdl.grading.answers.checking import answered, has_slope_asked_for
from symdl.grading.named import written_sides
from symdl.grading.question import Question
from symdl.grading.questions.asking import apart_from
from symdl.grading.worked.arranged import named_first, with_free_members, without_corrections
from symdl.grading.worked.ensuing import Ensuing
from symdl.grading.worked.ground import Ground
from symdl.grading.worked.grounds import ground_of, reckoning_of
from symdl.grading.worked.lines import lines_of
from symdl.grading.worked.marked import Solution, told
from symdl.grading.worked.prepared import prepared
from symdl.grading.worked.reckoning import is_worked_out, with_left_side
from symdl.grading.worked.steps import left_open
from symdl.grading.worked.way import Way

_LONGEST = 20_000
_TWO_READINGS = "as an answer it may be read in another way: write it with brackets, and signs between factors"


def judge_solution(question: Question, solution: str) -> Solution:
    """Judge a worked solution of several lines.

    Raises InputError for a question that asks for no number, as for the solutions of an equation, and ReadError where a
    letter stands in a solution that is read for another one.
    """
    if len(solution) > _LONGEST:
        raise InputError(f"a solution has at most {_LONGEST} characters", hint="give the steps that matter")
    question = apart_from(question, solution)
    solution, question = question.as_said(solution), replace(question, latin=())  # what follows is in these letters
    question, solution = with_left_side(question), prepared(solution, question)
    solution, free, name = with_free_members(solution, question, Ensuing(question).defined)
    return _with_name(_found(question, solution), free, name)


def _found(question: Question, solution: str) -> Solution:
    found = _judged(question, ground_of(question), solution)
    if _doubts(found) and (other := reckoning_of(question)) is not None:
        again = _judged(question, other, solution)  # by rules that read more, and know less
        found = again if _sees_more(again, found) else found
    return found


def _with_name(found: Solution, free: str, name: str) -> Solution:
    """What became of a solution, with a name as it was written there."""
    if not free:
        return found

    def shown(text: str) -> str:
        return re.sub(rf"\\{free[1:]}(?![A-Za-z])|(?<![A-Za-z]){free[1:]}(?=\[)", name, text)

    return replace(found, lines=tuple(replace(line, text=shown(line.text), read=shown(line.read), feedback=shown(
        line.feedback)) for line in found.lines))


def _doubts(found: Solution) -> tuple[int, int] | None:
    """How many lines are not judged, and how many are wrong; None if there is no doubt of where a mistake is."""
    unread = sum(line.standing in ("unread", "undecided") for line in found.lines)
    wrong = sum(line.standing == "wrong" for line in found.lines)
    return (unread, wrong) if unread or wrong > 1 or found.verdict in ("invalid", "undecided") else None


def _sees_more(again: Solution, found: Solution) -> bool:
    """Whether other rules judge lines that are open, or see of more lines that they follow from a mistake.

    Then they are believed, if they see that what is wrong is wrong, or follows from what is. That may not depend on
    whether the lines are right: a wrong one is named where it can be read.
    """
    if again.verdict == "equivalent":
        return found.verdict in ("invalid", "undecided")
    doubted = {line.number for line in again.lines if line.standing in ("wrong", "follows")}
    is_denied = any(line.standing == "wrong" and line.number not in doubted for line in found.lines)
    return not is_denied and (_doubts(again) or (0, 1)) < (_doubts(found) or (0, 1))


def _judged(question: Question, ground: Ground, solution: str) -> Solution:
    solution, anew = without_corrections(solution)
    way = Way(question, ground, anew)
    names = {name.lstrip("\\") for name in question.names}
    lines = named_first([*lines_of(solution, names)], question, ground)
    for place, (number, line) in enumerate(lines):
        way.take(number, line, [then for _, then in lines[place + 1 :]])
    found = told(question.id, way.judged_lines(), arrives=way.last is not None and way.ground.is_answer(way.last))
    return _as_an_answer(question, found) if found.verdict == "equivalent" else found


def _as_an_answer(question: Question, found: Solution) -> Solution:
    """A solution of which every step is right, if its last line is right as an answer, too: by what it may lean on,
    and where it has a value.

    How it was read may print as another thing, s(x)(1 - f(x)) as s (1 - f), and how it was written may have new names.
    It is wrong if it is so in both.
    """
    last = next(line for line in reversed(found.lines) if line.standing == "right")
    is_repeated = is_worked_out(question) and all(
        answered(question, written_sides(line.text)[-1], explain=False).code == "restates"
        for line in found.lines if line.standing == "right")
    if is_repeated or has_slope_asked_for(question, last.text):
        return replace(found, verdict="undecided", credit=0.0, arrives=False)
    final = answered(question, last.read, explain=False)
    if final.verdict != "equivalent":
        again = answered(question, written_sides(last.text)[-1], explain=False)
        if again.verdict in ("equivalent", final.verdict):
            final = again
        elif "not_equivalent" in (again.verdict, final.verdict):
            final = replace(final, verdict="undecided", feedback=_TWO_READINGS, witness=None)
    if final.verdict == "equivalent":
        return found
    is_wrong = final.verdict == "not_equivalent"
    if final.code == "open":
        why = final.feedback.removeprefix("neither proved nor refuted: ")
        final = replace(final, feedback=left_open("step", why))
    lines = tuple(replace(line, standing="wrong" if is_wrong else "undecided", feedback=final.feedback,
                          witness=final.witness) if line is last else line for line in found.lines)
    return replace(found, verdict="not_equivalent" if is_wrong else "undecided", lines=lines,
                   credit=0.0 if len(found.lines) == 1 else 0.5, first_wrong=last.number if is_wrong else None)


__all__ = ["judge_solution"]
