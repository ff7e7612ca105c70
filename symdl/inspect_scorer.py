r"""A scorer for Inspect AI (``pip install inspect_ai``): answers of a model, judged by symdl.

    @task
    def derivations():
        return Task(dataset=..., solver=generate(), scorer=right_mathematics())

A sample asks a question of symdl in its metadata, ``{"question": "batch-norm/dx"}`` or a table with a reference; a
sample without one has its target for a reference. The answer is what stands in the last ``\boxed{...}`` of the
completion, or behind the last "ANSWER:". What cannot be read scores as no answer and not as a wrong one, and each score
says in its metadata what was decided and how.
"""

from __future__ import annotations

from inspect_ai.scorer import CORRECT, INCORRECT, NOANSWER, Score, Scorer, Target, accuracy, scorer, stderr
from inspect_ai.solver import TaskState

from symdl.errors import SymdlError
from symdl.grading.isolated import SECONDS, acheck


@scorer(metrics=[accuracy(), stderr()])
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
        value = CORRECT if checked.right else NOANSWER if checked.verdict == "invalid" else INCORRECT
        return Score(value=value, answer=answer, explanation=checked.feedback,
                     metadata={"verdict": checked.verdict, "method": checked.method, "code": checked.code})

    return score


def said(completion: str) -> str:
    r"""The answer in a completion: the last ``\boxed{...}``, or what follows the last "ANSWER:"."""
    start = completion.rfind(r"\boxed{")
    if start >= 0:
        depth, first = 0, start + len(r"\boxed")
        for place in range(first, len(completion)):
            depth += (completion[place] == "{") - (completion[place] == "}")
            if not depth:
                return completion[first + 1 : place].strip()
        return ""
    _, found, behind = completion.rpartition("ANSWER:")
    return behind.strip().splitlines()[0].strip() if found and behind.strip() else ""


__all__ = ["right_mathematics", "said"]
