"""The process in which answers are judged: see ``workers``. What is asked and replied:

    {"question": id or table, "answer": text}                  {"row": ...} | {"fault": {"what", "term", "hint"}}
    {"question": id or table, "solution": text}                {"row": ...}, of each line, with its share of the marks
    {"question": table with parts, "answers": {part: text}}    {"row": ...} for all of them
    {"question": ..., "answers": ..., "part": id}              {"row": ...} for one, with what it may follow from

With "explain": false it is not looked for what is wrong.
"""

from __future__ import annotations

from time import perf_counter
from typing import Any

from sympy import evaluate

from symdl.errors import ReadError, SymdlError
from symdl.grading.answers.checking import answered, ask
from symdl.grading.in_parts.parts import ask_parts, judge_parts
from symdl.grading.worked.solution import judge_solution
from symdl.workers import serve


def reply(asked: dict[str, Any]) -> dict[str, Any]:
    """The row of an answer, or what is wrong with its question."""
    explain = asked.get("explain", True)
    try:
        if "answers" in asked:
            sheet = judge_parts(ask_parts(asked["question"]), asked["answers"], explain=explain)
            part = asked.get("part")
            return {"row": next((one.row() for one in sheet.parts if one.id == part), sheet.row())}
        if "solution" in asked:
            start = perf_counter()
            row = judge_solution(ask(asked["question"]), asked["solution"]).graded()
            return {"row": {**row, "ms": round(1000 * (perf_counter() - start), 3)}}
        return {"row": answered(ask(asked["question"]), asked["answer"], explain=explain).row()}
    except ReadError as error:
        return {"fault": {"what": f"a formula of the question cannot be read: {error.what}", "term": "",
                          "hint": error.hint}}
    except SymdlError as error:
        return {"fault": {"what": error.what, "term": error.term, "hint": error.hint}}


def main() -> None:
    with evaluate(False):  # as SymPy empties its caches each time that this changes
        serve(reply)


__all__ = ["main", "reply"]
