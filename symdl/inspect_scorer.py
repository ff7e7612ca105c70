r"""A scorer for Inspect AI (``pip install inspect_ai``): answers of a model, judged by symdl.

    @task
    def derivations():
        return Task(dataset=..., solver=generate(), scorer=right_mathematics())

A sample asks a question of symdl in its metadata, ``{"question": "batch-norm/dx"}`` or a table with a reference; a
sample without one has its target for a reference. The answer is what stands in the last ``\boxed{...}`` of the
completion, or behind "ANSWER:" if that is said later. Only what is decided to be wrong scores as wrong: what cannot be
read, and what is neither proved nor refuted, scores as no answer (which earns nothing either), and each score says in
its metadata what was decided and how. Beside the accuracy stands ``marked``, the share of the samples that are decided.
"""

from __future__ import annotations

import re

from inspect_ai.scorer import (
    CORRECT,
    INCORRECT,
    NOANSWER,
    Metric,
    SampleScore,
    Score,
    Scorer,
    Target,
    accuracy,
    metric,
    scorer,
    stderr,
)
from inspect_ai.solver import TaskState

from symdl.errors import SymdlError
from symdl.grading.classes.isolated import SECONDS, acheck

_VALUES = {"equivalent": CORRECT, "not_equivalent": INCORRECT}


@metric
def marked() -> Metric:
    """The share of the samples of which an answer was decided to be right or wrong; of several epochs, in the first."""

    def share(scores: list[SampleScore]) -> float:
        return sum((one.score.metadata or {}).get("verdict") in _VALUES for one in scores) / max(len(scores), 1)

    return share


@scorer(metrics=[accuracy(), stderr(), marked()])
def right_mathematics(seconds: float = SECONDS) -> Scorer:
    """Right if symdl decides that the answer is equivalent: see ``Checked.right`` for the policy.

    seconds   what one answer may take
    """

    async def score(state: TaskState, target: Target) -> Score:
        question = state.metadata.get("question") or {"reference": target.text}
        answer = said(state.output.completion)
        if not answer:
            return Score(value=NOANSWER, answer="", explanation="there is no answer", metadata={"verdict": "invalid"})
        try:
            checked = await acheck(question, answer, explain=False, seconds=seconds)
        except SymdlError as error:
            return Score(value=NOANSWER, answer=answer, explanation=str(error), metadata={"verdict": "question"})
        return Score(value=_VALUES.get(checked.verdict, NOANSWER), answer=answer, explanation=checked.feedback,
                     metadata={"verdict": checked.verdict, "method": checked.method, "code": checked.code})

    return score


def said(completion: str) -> str:
    r"""The answer in a completion: the last ``\boxed{...}``, or the line behind an "ANSWER:" that is said later."""
    boxes, lines = [*_BOX.finditer(completion)], [*_ANSWER.finditer(completion)]
    if boxes and not (lines and lines[-1].start() > boxes[-1].start()):
        return _in_braces(completion, boxes[-1].end())
    behind = completion[lines[-1].end() :].strip() if lines else ""
    return behind.splitlines()[0].removesuffix("**").strip() if behind else ""


_BOX = re.compile(r"\\(?:boxed|fbox)\s*\{")
_ANSWER = re.compile(r"\b(?:ANSWER|Answer)\b(?:\*\*)?\s*:(?:\*\*)?")


def _in_braces(text: str, start: int) -> str:
    """What stands up to the brace that closes one before ``start``; "" if none does."""
    depth = 1
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, start):  # \{ is no brace
        depth += (found[0] == "{") - (found[0] == "}")
        if not depth:
            return text[start : found.start()].strip()
    return ""


__all__ = ["marked", "right_mathematics", "said"]
