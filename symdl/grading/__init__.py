"""Answers: what is asked, what was said, and whether it is right.

    check("batch-norm/dx", r"\\frac{...}{...}")     a claim of the library
    check({"reference": "(x+1)^2"}, "x^2+2x+1")     a question that is written down

``typed`` reads what people type; ``questions`` makes a ``Question`` and tests it; ``proved`` decides by the prover, and
``ordinary`` with ``scalar`` what its language cannot say; ``doubts`` may keep a verdict back; ``mistakes`` says what is
wrong. ``answers`` does all of it for one answer, ``worked`` for a solution of several lines (with ``prose`` for its
words), ``in_parts`` for questions in parts, and ``classes`` for many answers, in processes that can be killed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symdl.grading.answers.checking import answered, check
    from symdl.grading.checked import Checked, Outcome
    from symdl.grading.classes.isolated import acheck
    from symdl.grading.in_parts.parts import ask_parts, judge_parts
    from symdl.grading.proved.judging import judge
    from symdl.grading.question import Question
    from symdl.grading.questions.asking import ask
    from symdl.grading.worked.solution import judge_solution

_HOMES = {"Checked": "checked", "Outcome": "checked", "Question": "question", "answered": "answers.checking",
          "ask": "questions.asking", "check": "answers.checking", "judge": "proved.judging",
          "judge_solution": "worked.solution", "ask_parts": "in_parts.parts", "judge_parts": "in_parts.parts",
          "acheck": "classes.isolated"}


def __getattr__(name: str) -> Any:
    """What is used is imported then: a process that has others judge needs little of this."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


__all__ = [
    "Checked",
    "Outcome",
    "Question",
    "acheck",
    "answered",
    "ask",
    "ask_parts",
    "check",
    "judge",
    "judge_parts",
    "judge_solution",
]
