"""Results for the platforms that courses run on, as plain data.

    gradescope(rows)              /autograder/results/results.json of a submission
    prairielearn(rows)            /grade/results/results.json of a submission
    asserts(question, variable)   a cell of a notebook, for Otter and nbgrader: on the grader's side

``rows`` are those that ``symdl grade`` writes, all of one student. What could not be read, or not be decided, is no
wrong answer: it loses no marks by itself and is left to a person.
"""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from symdl import __version__
from symdl.errors import InputError
from symdl.files import prepare_folder, write_atomically
from symdl.grading.classes.classroom import CLAIM, Given

Row = Mapping[str, Any]

_MOST = 1_000_000  # bytes of a file of PrairieLearn
_LONG = 4_000  # characters of what is said about one answer
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
"""What Windows has no files of these names for."""


def gradescope(rows: Sequence[Row]) -> dict[str, Any]:
    """The object of Gradescope's ``results.json``: a test for each row.

    An answer that has no verdict gives no score and neither passes nor fails: its marks are missing until a person
    gives them.
    """
    return {
        "score": _total(rows),
        "execution_time": round(sum(row.get("ms") or 0 for row in rows if not row.get("copy_of")) / 1000, 3),
        "output": _overall(rows),
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"symdl": __version__},
        "tests": [_gradescope_test(number, row) for number, row in enumerate(rows, 1)],
    }


def _gradescope_test(number: int, row: Row) -> dict[str, Any]:
    test = {
        "max_score": _out_of(row),
        "name": _name(row),
        "number": str(number),
        "output": _said(row),
        "tags": [tag for tag in (row["verdict"], row["code"]) if tag],
        "visibility": "visible",
        "extra_data": {"id": row["id"], "verdict": row["verdict"], "code": row["code"]},
    }
    if row["marks"] is not None:
        passed = row["marks"] >= _out_of(row) and (_out_of(row) > 0 or row["verdict"] == "equivalent")
        test |= {"score": row["marks"], "status": "passed" if passed else "failed"}
    return test


def prairielearn(rows: Sequence[Row]) -> dict[str, Any]:
    """The object of PrairieLearn's ``results.json``.

    An answer that cannot be read is a format error, and one that is undecided costs no attempt either: then the
    submission is not gradable, which is not the same as wrong.
    """
    open_ = [row for row in rows if row["marks"] is None]
    whole = sum(map(_out_of, rows))
    found: dict[str, Any] = {"gradable": not open_, "score": 0.0 if open_ or not whole else _total(rows) / whole}
    if open_:
        found["format_errors"] = [f"{_name(row)}: {_said(row)}" for row in open_]
    found |= {
        "message": _overall(rows),
        "output": "",
        "images": [],
        "tests": [
            {"name": _name(row), "description": row["verdict"].replace("_", " "), "points": row["marks"] or 0.0,
             "max_points": _out_of(row), "message": _said(row), "output": "", "images": []}
            for row in rows
        ],
    }  # fmt: skip
    if len(json.dumps(found)) > _MOST:
        raise InputError("a submission of this many answers is too long for PrairieLearn",
                         hint=f"its file has at most {_MOST} bytes")
    return found


def asserts(question: str | Path | Mapping[str, Any], variable: str, points: float | None = None) -> str:
    """The text of a cell that fails with the feedback unless the answer in a variable is right.

    points  for nbgrader: the cell ends with the points that are earned, so that part of them can be

    The question is a claim's id, a file, or what is asked as data. Of data, **the reference stands in the cell**, for
    whoever reads it: such a cell is for the grader's side, as a hidden test. Of a file the cell has the name alone; the
    file stays where the notebooks are graded. (The claims of the library are public with their proofs.)

    Raises InputError for what is no name of a variable.
    """
    if not variable.isidentifier() or keyword.iskeyword(variable):
        raise InputError(f"{variable!r} is no name of a variable", hint="name it as answer_1")
    if points is not None and not 0 <= points < float("inf"):
        raise InputError("points are a number", term=points)
    asked = f"Path({str(question)!r})" if isinstance(question, Path) else repr(json.loads(json.dumps(question)))
    lines = [
        *(["from pathlib import Path", ""] if isinstance(question, Path) else []),
        "import symdl",
        "",
        f"checked = symdl.check({asked}, {variable})",
        'assert checked.verdict != "undecided", "undecided, for a person to mark: " + checked.feedback',
        'assert checked.verdict != "invalid", "it cannot be read: " + checked.feedback',
    ]
    if points is None:
        lines.append('assert checked.verdict == "equivalent", checked.feedback')
    else:
        lines += ["print(checked.feedback)", f'{points!r} * checked.row()["marks"]']
    return "\n".join(lines) + "\n"


def cells(rows: Iterable[Row]) -> str:
    """A cell for each claim of the library that the rows answer, as one text with a line ``# %%`` before each."""
    claims = dict.fromkeys(row["question"] for row in rows
                           if CLAIM.fullmatch(row["question"]) and row["code"] not in ("row", "question"))
    return "\n".join(f"# %% {claim}\n{asserts(claim, _variable(claim))}" for claim in claims)


def _variable(claim: str) -> str:
    return "answer_" + re.sub(r"\W", "_", claim)


def prepare(out: Path, given: Iterable[Given]) -> None:
    """See that the files of a class can be written, before the work. Raises InputError."""
    given = [*given]
    taken = {one.student for one in given}
    students = {_whose(one.student, one.id, one.line, taken) for one in given}
    if out.suffix != ".json":
        prepare_folder(out)
    elif len(students) != 1:
        raise InputError(f"{out} is one submission, and there are answers of {len(students)} students",
                         hint="name a folder; each student has a file in it")


def write(rows: Sequence[Row], out: Path, form: Callable[[Sequence[Row]], dict[str, Any]],
          parts: Mapping[str, float] = MappingProxyType({})) -> list[Path]:
    """Write the submission that the rows are if ``out`` ends with .json, else a file in it for each student.

    Of several answers of a student to one question the last one counts.

    form   makes the object of a submission
    parts  of a question in parts, what each is called in a row, and worth: one that is not answered earns nothing

    Raises InputError.
    """
    taken: set[str] = set()
    for student, of in _submissions(rows).items():
        taken.add(name := file_name(student, taken))
        path = out if out.suffix == ".json" else out / f"{name}.json"
        write_atomically(path, json.dumps(form(_complete(of, parts)), indent=1) + "\n")
    return [out]


def _complete(rows: Sequence[Row], parts: Mapping[str, float]) -> list[Row]:
    """The rows of a student that count, one for each question; of a question in parts, for each part."""
    last: dict[str, Row] = {}
    for row in rows:
        question = str(row.get("key", "")).partition("/")[0]
        key = question if question not in ("", "row") else f"row {row.get('row')}"
        if row["question"] in parts:
            key = row["question"]  # whatever a row says that it is worth
        elif parts and row["code"] == "row":
            row = {**row, "out_of": 0.0}  # of no part: those that were asked have their marks anyway
        if row["code"] == "missing" and key in last:
            continue  # a blank cell takes no answer back
        last.pop(key, None)  # so that those that are kept stay in the order of the rows
        last[key] = row
    found = [*last.values()]
    answered = {row["question"] for row in found}
    return found + [{"id": name, "question": name, "verdict": "not_equivalent", "code": "missing", "marks": 0.0,
                     "out_of": worth, "feedback": "there is no answer"}
                    for name, worth in parts.items() if name not in answered]


def _submissions(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of each student; a row of which nobody says whose it is stands alone."""
    rows = [*rows]
    taken = {row["student"] for row in rows}
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(_whose(row["student"], row["id"], row["row"], taken), []).append(row)
    return found


def _whose(student: str, id: str | int, line: int, students: Collection[str]) -> str:
    """Whose a row is: where no student is named, the row's own, by an id that is no student's."""
    return student or (f"line {line}" if str(id) in students else str(id))


def file_name(student: str, taken: Iterable[str] = ()) -> str:
    """A name of a file for a student, whatever the student is called: no path, and none that is taken."""
    safe = re.sub(r"[^A-Za-z0-9_-]+", "_", student)[:60].strip("_-")
    # Some disks take two names for one if they differ by capitals only, and some names for a printer.
    if student and safe == student and safe.lower() not in {*_DEVICES, *(name.lower() for name in taken)}:
        return safe
    return f"{safe or 'student'}-{sha256(student.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


# --------------------------------------------------------------------------
# What is said


def _out_of(row: Row) -> float:
    return 1.0 if row.get("out_of") is None else float(row["out_of"])


def _total(rows: Iterable[Row]) -> float:
    return round(sum((row["marks"] for row in rows if row["marks"] is not None), 0.0), 6)


def _name(row: Row) -> str:
    return str(row["question"] or row["id"])[:200]


def _said(row: Row) -> str:
    before = {"invalid": "it cannot be read: ", "undecided": "undecided, for a person to mark: "}
    return (before.get(row["verdict"], "") + row["feedback"])[:_LONG]


def _overall(rows: Sequence[Row]) -> str:
    left = sum(row["marks"] is None for row in rows)
    return f"{_total(rows):g} of {sum(map(_out_of, rows)):g} marks" + (
        f"; {left} answer{'' if left == 1 else 's'} could not be marked by machine" if left else "")


__all__ = ["asserts", "cells", "file_name", "gradescope", "prairielearn", "prepare", "write"]
