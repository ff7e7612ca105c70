"""The process in which answers are judged: see ``workers``. What is asked and replied:

    {"question": id or table, "answer": text, "explain": true}    {"row": ...} | {"fault": {"what", "hint"}}
    the same with "explain": false                                {"row": ..., "more": true or false}, see ``_has_more``
    {"question": ..., "answer": text, "judged": that row}         {"row": ...}, the same with what is wrong
    {"question": table with parts, "answers": {part: text}}       {"row": ...} for all of them
    {"question": ..., "answers": ..., "part": id}                 {"row": ...} for one, with what it may follow from
"""

from __future__ import annotations

from typing import Any

from symdl.errors import ReadError, SymdlError
from symdl.grading.check import answered, ask, explained
from symdl.grading.checked import Checked
from symdl.grading.parts import ask_parts, judge_parts
from symdl.grading.question import Question
from symdl.workers import serve


def reply(asked: dict[str, Any]) -> dict[str, Any]:
    """The row of an answer, or what is wrong with its question."""
    try:
        if "answers" in asked:
            sheet = judge_parts(ask_parts(asked["question"]), asked["answers"], explain=asked.get("explain", True))
            part = asked.get("part")
            return {"row": next((one.row() for one in sheet.parts if one.id == part), sheet.row())}
        question = ask(asked["question"])
        if "judged" in asked:
            return {"row": explained(question, asked["answer"], Checked.of_row(asked["judged"])).row()}
        explain = asked.get("explain", True)
        found = answered(question, asked["answer"], explain=explain)
        return {"row": found.row(), **({} if explain else {"more": _has_more(question, found)})}
    except ReadError as error:
        return {"fault": {"what": f"a formula of the question cannot be read: {error.what}", "hint": error.hint}}
    except SymdlError as error:
        return {"fault": {"what": error.what, "hint": error.hint}}


def _has_more(question: Question, found: Checked) -> bool:
    """Whether there is more to say of an answer if what is wrong is looked for."""
    if found.why:
        return False
    return found.verdict == "not_equivalent" or (found.verdict == "invalid" and found.code in ("names", "unreadable"))


def main() -> None:
    serve(reply)


__all__ = ["main", "reply"]
