"""How one step of a worked solution stands, or an equation beside its way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from symdl.errors import LanguageError, ReadError
from symdl.grading.prose.vocabulary import is_known
from symdl.grading.worked.ground import Ground
from symdl.grading.worked.lines import SINCE
from symdl.grading.worked.marked import Line

UNCLEAR = "it is not clear what is said of this here: write it as an equation, in a line of its own"
UNKNOWN = 'it is not clear what "{}" does to this formula: write the formula by itself'
_NOT_REWRITTEN = "was not rewritten to 0"
_PLAIN_WORD = re.compile(r"(?<![A-Za-z\\])[A-Za-z]{4,}(?![A-Za-z])")


def told_whole(error: ReadError | LanguageError, line: str) -> str:
    """What an error says, unless it shows a word of the line taken apart by the names of the question.

    Where it speaks of the line in another spelling, that is not shown: derivatives may be worked out in it.
    """
    if not isinstance(error, ReadError):
        return error.what
    shown = error.told
    torn = next((word for word in _PLAIN_WORD.findall(line) if word not in shown), "")
    if torn:
        return UNCLEAR if is_known(torn) else UNKNOWN.format(torn)
    return shown if error.text in line else "\n  ".join(filter(None, (error.what, error.hint)))


def goes_on(behind: Sequence[str]) -> bool:
    """Whether the lines that follow arrive at something else than this one, which is not the answer then."""
    return any(not (line.startswith("=") or SINCE.match(line)) for line in behind)


def left_open(what: str, why: str) -> str:
    """What is told of what is not decided; what the prover is left with means nothing to who wrote it."""
    if _NOT_REWRITTEN in why:
        return f"it is not seen whether this {what} is right: write what lies between, or what it is by"
    return f"this {what} is neither proved nor refuted: {why}"


def judged_beside(ground: Ground, line: str, number: int, items: Sequence[Any], called: Sequence[Any] = ()) -> Line:
    """How an equation stands that is neither of what is asked, nor goes on from the line before.

    called   what its sides are written as, where other things are compared
    """
    called = called or items
    shown = ground.latex(called[-1])
    for (one, other), said in zip(pairwise(items), pairwise(called), strict=True):
        found = ground.judged(one, other, beside=not line.lstrip().startswith("="))
        if found.standing == "differs":
            left, right = map(ground.text, said)
            return Line(line, number, shown, "wrong", f"{left} is not equal to {right}: {found.words}", found.witness)
        if found.standing == "open":
            return Line(line, number, shown, "undecided", left_open("equation", found.words))
    return Line(line, number, shown, "beside")


def judged_step(ground: Ground, line: str, number: int, before: Any, item: Any, *, on_course: bool, is_restated: bool,
          is_first: bool) -> Line:
    """How one step stands: against what is asked, or against the step before where that was wrong.

    Where a line says again what is asked for behind a wrong step, or is one expression alone, either will do.

    is_first   whether no step stands before it, or what does could not be read
    """
    shown = ground.latex(item)
    start = ground.asked if on_course else before
    found = ground.judged(start, item)
    if found.standing == "same":
        return Line(line, number, shown, "right" if on_course else "follows",
                    "" if on_course else "it follows from the line before")
    if is_restated and not on_course and found.standing == "differs":
        start, found = ground.asked, ground.judged(ground.asked, item)
        if found.standing == "same":
            return Line(line, number, shown, "right", "it is right, but does not follow from the line before")
    if found.standing == "open":
        return Line(line, number, shown, "undecided", left_open("step", found.words))
    words = found.words
    if start is not ground.asked and ground.is_same(ground.asked, item):
        words += "; it is what is asked for, but it does not follow"
    other = "what is asked for" if is_first and start is ground.asked else "equal to what stands before it"
    return Line(line, number, shown, "wrong", f"{ground.text(item)} is not {other}: {words}", found.witness)


def is_done(ground: Ground, kind: str, items: Sequence[Any], last: Any) -> bool:
    """Whether two things are the same, one is 1 or not 0, or the last step is 0 where they are equal."""
    (zero,), (one,) = ground.read("0")[0], ground.read("1")[0]
    if kind == "same":
        return ground.is_same(*items)
    if kind == "vanishes":
        at = None if last is None else ground.put(last, *items)
        return at is not None and ground.is_same(at, zero)
    return ground.is_same(items[0], one) if kind == "one" else not ground.is_same(items[0], zero)


__all__ = ["UNCLEAR", "UNKNOWN", "goes_on", "is_done", "judged_beside", "judged_step", "left_open", "told_whole"]
