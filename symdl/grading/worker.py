"""The process in which answers are judged: see ``workers``. What is asked and replied:

    {"question": id or table, "answer": text, "explain": true}    {"row": ...} | {"fault": {"what", "hint"}}
    {"question": table with parts, "answers": {part: text}}       {"row": ...} for all of them
    {"question": ..., "answers": ..., "part": id}                 {"row": ...} for one, with what it may follow from
"""

from __future__ import annotations

from typing import Any

from symdl.errors import ReadError, SymdlError
from symdl.grading.check import check
from symdl.grading.parts import ask_parts, judge_parts
from symdl.workers import serve


def reply(asked: dict[str, Any]) -> dict[str, Any]:
    """The row of an answer, or what is wrong with its question."""
    try:
        if "answers" in asked:
            found = judge_parts(ask_parts(asked["question"]), asked["answers"], explain=asked.get("explain", True))
            part = asked.get("part")
            return {"row": next((one.row() for one in found.parts if one.id == part), found.row())}
        return {"row": check(asked["question"], asked["answer"], explain=asked.get("explain", True)).row()}
    except ReadError as error:
        return {"fault": {"what": f"a formula of the question cannot be read: {error.what}", "hint": error.hint}}
    except SymdlError as error:
        return {"fault": {"what": error.what, "hint": error.hint}}


def main() -> None:
    serve(reply)


__all__ = ["main", "reply"]
