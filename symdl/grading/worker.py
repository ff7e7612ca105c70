"""The process in which answers are judged: see ``workers``. What is asked and replied:

    {"question": id or table, "answer": text, "explain": true}    {"row": ...} | {"fault": {"what", "hint"}}
"""

from __future__ import annotations

from typing import Any

from symdl.errors import ReadError, SymdlError
from symdl.grading.check import check
from symdl.workers import serve


def reply(asked: dict[str, Any]) -> dict[str, Any]:
    """The row of an answer, or what is wrong with its question."""
    try:
        return {"row": check(asked["question"], asked["answer"], explain=asked.get("explain", True)).row()}
    except ReadError as error:
        return {"fault": {"what": f"a formula of the question cannot be read: {error.what}", "hint": error.hint}}
    except SymdlError as error:
        return {"fault": {"what": error.what, "hint": error.hint}}


def main() -> None:
    serve(reply)


__all__ = ["main", "reply"]
