"""What became of an answer: the one object that every consumer of a verdict sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from html import escape
from typing import Any, Literal

from symdl.derivation import Witness
from symdl.errors import InputError

Outcome = Literal["equivalent", "not_equivalent", "invalid", "undecided"]
UNTOLD = "neither proved nor refuted"
"""How what is told begins where no rule decides, and nothing else keeps a verdict back."""
Method = Literal["", "proved", "proved_at", "cas", "exact evaluation", "numbers", "form"]


def as_text(answer: object) -> str:
    """An answer as it is. Raises InputError for what is no text."""
    if not isinstance(answer, str):
        raise InputError("an answer is a text", term=repr(answer)[:80], hint="write it in LaTeX or plain text")
    return answer


def as_html(feedback: str) -> str:
    """Feedback for a page: what stands behind its first line keeps its columns, as a caret under a formula needs."""
    first, _, others = feedback.partition("\n")
    return escape(first) + (f"<pre>{escape(others)}</pre>" if others else "")


@dataclass(frozen=True)
class Checked:
    """What became of an answer.

    id        the claim that was asked for, or the id of the question
    verdict   equivalent, not_equivalent (with a witness), invalid (it cannot be read), undecided
    method    proved: by exact rules, for all sizes and values; proved_at: for some sizes, which decides nothing; cas:
              ordinary mathematics, by SymPy's rewriting together with balls that agree at many points (of limits and
              infinite sums, with what is near to them, which tells wrong values, too); exact evaluation: a place
              where it differs; numbers: balls that exclude each other; form: things of two kinds, such as a number
              and an equation
    code      a word for programs: proved, cas; of a wrong answer what is wrong with it (sign, factor-missing, index:
              the keys of ``rubric.RUBRIC``), mistake (one that the teacher listed) or counterexample; unreadable,
              restates, elsewhere; domain, open; stopped, memory, crash
    feedback  a few lines for a person
    witness   a point at which the answer differs from what was asked
    ms        how long it took
    agrees    whether the two sides agreed at every point that was tried, where nothing is decided; it decides nothing
    read      the answer as it was understood, in LaTeX
    credit    the share of the marks that a wrong answer may earn, by what is wrong with it
    marks     the share that a wrong answer does earn: where the question has a rubric, or lists the mistake
    uses      of a right answer, the definitions that it leans on: none, if it would be right for any quantities of
              these names; their names, where an explanation is asked for; else "definitions"
    same      a digest of what a wrong answer comes to: two that have one are wrong in the same way
    why       of the feedback, the words that say what is wrong and not where it shows; "" if nothing was found, or not
              looked for
    """

    id: str
    verdict: Outcome
    method: Method
    code: str
    feedback: str
    witness: Witness | None = None
    ms: float = 0.0
    agrees: bool | None = None
    read: str = ""
    same: str = ""
    credit: float = 0.0
    marks: float = 0.0
    uses: tuple[str, ...] = ()
    why: str = ""

    @property
    def right(self) -> bool:
        """The verdict where only right and not right are told, as to a program that rewards a model.

        The policy: only what is decided to be equivalent is right. What cannot be read, or is undecided, is
        not; count it apart by ``verdict``, for it is not shown to be wrong.
        """
        return self.verdict == "equivalent"

    def row(self) -> dict[str, Any]:
        """The JSON object that other programs rely on."""
        return {
            "schema": 1, "id": self.id, "verdict": self.verdict, "method": self.method, "code": self.code,
            "feedback": self.feedback, "witness": asdict(self.witness) if self.witness else None,
            "marks": {"equivalent": 1, "not_equivalent": self.marks}.get(self.verdict), "agrees": self.agrees,
            "read": self.read, "uses": [*self.uses], "same": self.same, "why": self.why,
            "credit": self.credit, "ms": round(self.ms, 3),
        }  # fmt: skip

    @staticmethod
    def of_row(row: Mapping[str, Any]) -> Checked:
        """The object of a row: what a process sends."""
        witness = row["witness"]
        return Checked(row["id"], row["verdict"], row["method"], row["code"], row["feedback"],
                       Witness(**witness) if witness else None, row["ms"], row["agrees"], row["read"], row["same"],
                       row["credit"], row["marks"] if row["verdict"] == "not_equivalent" else 0.0,
                       tuple(row["uses"]), row["why"])

    def left_open(self, feedback: str) -> Checked:
        """This verdict taken back: nothing that it would say of a right or a wrong answer is left."""
        return replace(self, verdict="undecided", method="", code="open", feedback=feedback, witness=None, credit=0.0,
                       agrees=self.verdict == "equivalent" or None, why="", uses=())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        """How a notebook shows it."""
        colour = {"equivalent": "#1a7f37", "not_equivalent": "#cf222e"}.get(self.verdict, "#9a6700")
        shown = f"<p>read as \\({escape(self.read)}\\)</p>" if self.read else ""
        verdict = self.verdict.replace("_", " ")
        return {
            "text/plain": f"{self.verdict}: {self.feedback}",
            "text/html": f'<div><b style="color:{colour}">{verdict}</b>: {as_html(self.feedback)}{shown}</div>',
            "application/vnd.symdl.checked+json": self.row(),
        }


__all__ = ["UNTOLD", "Checked", "Method", "Outcome", "as_html", "as_text"]
