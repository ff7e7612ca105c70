# ruff: noqa: E501  (a table is on one line)
"""``symdl grade``: rows in, judged rows out; killed and taken up again; what a teacher and a platform get."""

import csv
import errno
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given as sampled
from hypothesis import settings
from hypothesis import strategies as st

import symdl
from symdl import files, notation
from symdl.cli import _grade_progress, main
from symdl.errors import InputError
from symdl.grading import ask
from symdl.grading.classes import classroom, exports, summary
from symdl.grading.proved.same import normal_form
from symdl.notation import scope_of
from symdl.verification.decide import court_of
from symdl.workers import Limits

JUDGE = r"""
import json, os, time
from pathlib import Path
from symdl.workers import serve

FOLDER = Path(os.environ["FOLDER"])

def reply(asked):
    answer = asked["answer"]
    with (FOLDER / "calls").open("a") as file:
        file.write(json.dumps(answer) + "\n")
    time.sleep(float(os.environ.get("PACE", "0")))
    match answer.split():
        case ["hang"]: time.sleep(60)
        case ["deep"] if asked.get("explain", True): time.sleep(60)
        case ["die"]: os._exit(3)
        case ["eat"]: len(bytes(1 << 40))
        case ["raise"]: raise ValueError(answer)
        case ["nothing"]: return None
        case ["odd"]: return {"row": {"verdict": "fine", "marks": 1}}
        case ["once"]:
            if not (FOLDER / "once").exists():
                (FOLDER / "once").touch()
                os._exit(3)
    if asked["question"] == "no/question":
        return {"fault": {"what": "there is no question", "hint": "look for one"}}
    verdict = "equivalent" if answer.startswith("x") else "not_equivalent"
    return {"row": {
        "schema": 1, "id": "the question", "verdict": verdict, "method": "proved", "code": "proved" if answer[:1] == "x"
        else "sign", "feedback": "right" if answer[:1] == "x" else f"it is not {len(answer)}", "witness": None,
        "marks": 1 if answer[:1] == "x" else 0.25, "agrees": None, "ms": 2.0}}

def main():
    serve(reply)
"""

ROW_KEYS = {"schema", "row", "id", "student", "question", "answer", "verdict", "method", "code", "feedback", "witness",
            "marks", "out_of", "agrees", "ms", "copy_of", "key"}


@pytest.fixture
def judge(tmp_path, monkeypatch):
    """The name of a module that judges, and of which answers it was asked."""
    folder = tmp_path / "judge"
    folder.mkdir()
    (folder / "judging.py").write_text(JUDGE)
    monkeypatch.setenv("PYTHONPATH", f"{folder}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    monkeypatch.setenv("FOLDER", str(folder))

    def calls() -> list[str]:
        log = folder / "calls"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    return SimpleNamespace(module="judging", calls=calls)


def rows_of(answers, **more) -> list[classroom.Given]:
    return [classroom.Given(n, f"r{n}", answer, classroom.Asked("some/claim", "some/claim"), **more)
            for n, answer in enumerate(answers, 1)]


def graded(judge, given, out=None, **options):
    return classroom.grade(given, out, worker=judge.module, **{"jobs": 2, **options})


def read(tmp_path, data: bytes | str, name: str = "answers.csv", question=None) -> list[classroom.Given]:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return classroom.read(str(path), question)


# --------------------------------------------------------------------------
# Rows in

HEAD = "id,question,answer\n"
TABLES = {
    # a file: line, id, answer, what is wrong
    "as it is": (HEAD + "a,b/c,x+1\n", [(2, "a", "x+1", "")]),
    "a mark before it": ("\ufeff" + HEAD + "a,b/c,x\n", [(2, "a", "x", "")]),
    "another order": ("answer;other;QUESTION ;Id\nx+1;?;b/c;a\n", [(2, "a", "x+1", "")]),
    "tabs": ("answer\tquestion\nf(x, y)\tb/c\n", [(2, 2, "f(x, y)", "")]),
    "semicolons and commas": ("answer;question\nf(x,y);b/c\n", [(2, 2, "f(x,y)", "")]),
    "the separator is said": ("sep=;\nanswer;question\nx;b/c\n", [(3, 3, "x", "")]),
    "no end of line": (HEAD + "a,b/c,x", [(2, "a", "x", "")]),
    "other ends of lines": (HEAD.replace("\n", "\r\n") + "a,b/c,x\r\nb,b/c,y\r\n",
                            [(2, "a", "x", ""), (3, "b", "y", "")]),
    "old ends of lines": ("answer,question\rx,b/c\ry,b/c\r", [(2, 2, "x", ""), (3, 3, "y", "")]),
    "blank lines": ("\n" + HEAD + "\na,b/c,x\n  \n,,\nb,b/c,y\n", [(4, "a", "x", ""), (7, "b", "y", "")]),
    "several lines": (HEAD + 'a,b/c,"x = 1\n  = ""2"""\nb,b/c,y\n',
                      [(2, "a", 'x = 1\n  = "2"', ""), (4, "b", "y", "")]),
    "no answer given": (HEAD + "a,b/c,\n", [(2, "a", "", "")]),
    "a quotation mark inside": (HEAD + 'a,b/c,x"\n', [(2, "a", 'x"', "")]),
    "an end of line of another kind": (HEAD + "a,b/c,x\x0b\u2028y\n", [(2, "a", "x\x0b\u2028y", "")]),
    "a zero": (HEAD + "a,b/c,\0\n", [(2, "a", "\0", "")]),
    "a comma too many": (HEAD + "a,b/c,f(x,y)\nb,b/c,x\n", [(2, "a", "", "4 cells"), (3, "b", "x", "")]),
    "commas at the end": (HEAD + "a,b/c,x,,\n", [(2, "a", "x", "")]),
    "a cell too few": (HEAD + "a,b/c\nb,b/c,x\n", [(2, "a", "", "no answer"), (3, "b", "x", "")]),
    "never closed": (HEAD + 'a,b/c,"x\nb,b/c,y\n', [(2, "a", "", "no CSV"), (3, "b", "y", "")]),
    "closed by the next": (HEAD + 'a,b/c,"x\nb,b/c,"y"\n', [(2, "a", "", "no CSV"), (3, "b", "y", "")]),
    "closed where cells are missing": (HEAD + 'a,"b/c,x\nb",b/c,y\nc,b/c,z\n',
                                       [(2, "a", "", "cells"), (3, 'b"', "y", ""), (4, "c", "z", "")]),
    "longer than any answer": (HEAD + f"a,b/c,{'x' * 200_000}\nb,b/c,y\n", [(2, "a", "", "longer than"), (3, "b", "y", "")]),
    "lines of an answer that is not UTF-8": (HEAD.encode() + b'a,b/c,"\xe9\nb,b/c,0\n"\nb,b/c,y\n', [(2, "a", "", "not UTF-8"), (5, "b", "y", "")]),
    "lines of a long answer": (HEAD + f'a,b/c,"{"x" * 140_000}\nb,b/c,0\n"\nb,b/c,y\n', [(2, "a", "", "longer than"), (5, "b", "y", "")]),
    "long": (HEAD + f"a,b/c,{'x' * 110_000}\nb,b/c,y\n", [(2, "a", "", "longer than"), (3, "b", "y", "")]),
    "no question": (HEAD + "a,,x\n", [(2, "a", "x", "does not say what is asked")]),
    "a path as a question": (HEAD + "a,../../etc/passwd,x\n", [(2, "a", "x", "a claim's id")]),
    "a file as a question": (HEAD + "a,dir/question.toml,x\n", [(2, "a", "x", "a claim's id")]),
    "marks": ("question,answer,marks\nb/c,x,2\nb/c,x,\"2,5\"\nb/c,x,\nb/c,x,many\nb/c,x,nan\nb/c,x,-1\n",
              [*((n, n, "x", "") for n in (2, 3, 4)), *((n, n, "x", "marks are a number") for n in (5, 6, 7))]),
    "both a question and a reference": ("question,reference,answer\nb/c,x,x\n", [(2, 2, "x", "one of them")]),
    "what stands before a comma too many": ("question,answer,id\nb/c,f(x,y),a\n", [(2, "line 2", "", "4 cells")]),
    "an id in quotation marks": (HEAD + '"a, ""b""",b/c,"x"y\n', [(2, 'a, "b"', "", "no CSV")]),
    "an id that is not closed": (HEAD + '"a,b/c,x\n', [(2, "line 2", "", "no CSV")]),
    "the number of a line is another's id": (HEAD + "3,b/c,x\n,b/c,y\n,b/c,z\n",
                                             [(2, "3", "x", ""), (3, "line 3", "y", ""), (4, 4, "z", "")]),
    "answers alone": ('answer\nx\n\n""\n  \ny\n\n',
                      [(n, n, answer, "") for n, answer in enumerate(("x", "", "", "", "y", ""), 2)]),
    "answers alone, and commas": ("answer,\nx,\n,\n", [(2, 2, "x", ""), (3, 3, "", "")]),
    "accepted beside a reference": ("reference,accept,mistakes,answer\nx,2x/2,2x;3x,x\n,x,,x\n", [(2, 2, "x", ""), (3, 3, "x", "beside a reference")]),
    "a question along": ("reference,answer,definitions\nx^2,x*x,\n", [(2, 2, "x*x", "")]),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_a_table(tmp_path, name):
    text, expected = TABLES[name]
    (tmp_path / "q.json").write_text('{"reference": "x"}')
    found = read(tmp_path, text, question=str(tmp_path / "q.json") if name.startswith("answers alone") else None)
    assert [(one.line, one.id, one.answer) for one in found] == [row[:3] for row in expected]
    for one, (*_, wrong) in zip(found, expected, strict=True):
        assert (wrong in one.wrong) if wrong else not one.wrong


def test_bytes_of_other_kinds(tmp_path):
    assert [one.answer for one in read(tmp_path, (HEAD + "a,b/c,β²\n").encode("utf-16"))] == ["β²"]
    one, other = read(tmp_path, HEAD.encode() + b"a,b/c,\xe9\nb,b/c,\xc3\xa9\n")
    assert "not UTF-8" in one.wrong
    assert one.id == "a"
    assert (other.answer, other.wrong) == ("é", "")


def test_marks_and_questions_of_rows(tmp_path):
    found = read(tmp_path, 'question,reference,answer,marks,notation,symbols\nb/c,,x,"2,5",,\n,x^2,x,,latex,\n')
    assert [one.asked.out_of for one in found] == [2.5, 1.0]
    assert found[0].asked.question == "b/c"
    assert found[1].asked.question == {"reference": "x^2", "notation": "latex"}


@sampled(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
                            st.text('"\n\r,;\t x=', max_size=8)), min_size=1, max_size=6), st.sampled_from(",;\t"))
@settings(max_examples=80, deadline=None)
def test_what_a_table_writer_writes_is_read_back(cells, delimiter):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(["student", "question", "answer"])
    writer.writerows([[student, "b/c", answer] for student, answer in cells])
    lines = [*classroom._table(file.getvalue(), "a.csv", False)]
    assert [line.wrong for line in lines] == [""] * len(cells)
    assert [line.row["answer"] for line in lines] == [answer for _, answer in cells]


LINES = {
    '{"id": "a", "question": "b/c", "answer": "x"}': ("a", "x", ""),
    '{"question": "b/c", "answer": " x\\n", "student": 7, "marks": 2, "more": 1}': (2, "x", ""),
    '{"id": "c", "reference": "x^2", "answer": "x", "notation": "latex", "definitions": ["a = b"]}': ("c", "x", ""),
    '{"id": "d", "question": "b/c"}': ("d", "", "no answer"),
    '{"id": "e", "question": "b/c", "answer": 5}': ("e", "", "an answer is a text"),
    '{"id": "f", "answer": "x"}': ("f", "x", "what is asked"),
    '{"id": "g", "question": {"reference": "x"}, "answer": "x"}': ("g", "x", "a claim's id"),
    '{"id": "h", "reference": 5, "answer": "x"}': ("h", "x", "a reference is a text"),
    '{"id": "i", "question": "b/c", "answer": "x", "marks": true}': ("i", "x", "marks"),
    '{"id": "j", "question": "b/c", "answer": "x", "marks": NaN}': ("j", "x", "marks"),
    '{"id": [], "question": "b/c", "answer": "x"}': ("line 11", "", "an id"),
    '{"id": "k", "question": "b/c", "answer": "\\ud800"}': ("k", "\ud800", ""),
    "nonsense": ("line 13", "", "not JSON"),
    "[1]": ("line 14", "", "not an object"),
    '{"id": "l", "reference": "x", "answer": "x", "symbols": ' + "[" * 500 + "]" * 500 + "}": ("l", "x", ""),
    "[" * 90_000: ("line 16", "", "not JSON"),
    '{"answer": "' + "x" * 200_000 + '"}': ("line 17", "", "longer than"),
    '{"Answer": "' + "x" * 200_000 + '", "ID": "n", "student": "Ada"}': ("n", "", "longer than"),
    '{"id": true, "question": "b/c", "answer": "x"}': ("line 19", "", "an id"),
    '{"id": "m", "question": "b/c", "answer": "x", "student": false}': ("m", "", "who a student is"),
}


def test_lines(tmp_path):
    found = read(tmp_path, "\n".join(LINES) + "\n\n", "answers.jsonl")
    assert [(one.id, one.answer) for one in found] == [row[:2] for row in LINES.values()]
    for one, (*_, wrong) in zip(found, LINES.values(), strict=True):
        assert (wrong in one.wrong) if wrong else not one.wrong
    assert found[1].student == "7"
    assert found[17].student == "Ada"
    assert found[2].asked.question == {"reference": "x^2", "notation": "latex", "definitions": ["a = b"]}


def test_keys_of_lines_are_columns(tmp_path):
    (tmp_path / "q.json").write_text('{"reference": "x"}')
    lines = ['{"Answer": "1", " REFERENCE": "y", "accept": ["y/1"], "mistakes": "2y; 3y"}', '{"answer": "1", "refrence": "y"}',
             '{"answer": "1", "quesion": "b/c"}', '{"answer": "1", "definition": "y = x"}', '{"answer": "1", "accept": "y"}',
             '{"answer": "1", "Answer": "2"}', '{"question": "b/c", "answer": "1", "mistakes": ["y"]}', '{"answer": "1", "note": "y"}']
    found = read(tmp_path, "\n".join(lines), "answers.jsonl", question=str(tmp_path / "q.json"))
    assert found[0].asked.question == {"reference": "y", "accept": ["y/1"], "mistakes": ["2y", "3y"]}
    told = ["", "is it reference?", "is it question?", "is it definitions?", "beside a reference", "two keys answer",
            "beside a reference", ""]
    assert [bool(one.wrong) for one in found] == [*map(bool, told)]
    assert all(words in one.wrong for words, one in zip(told, found, strict=True))


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(InputError) as error:
        files.write_atomically(tmp_path / "a", "b")
    assert error.value.hint == "free space and run the same command again"


def test_what_a_file_is_follows_from_its_name_or_its_beginning(tmp_path):
    line = next(iter(LINES))
    for name, text in {"a.jsonl": line, "a.txt": line, "b": "\ufeff" + line, "c": HEAD + "a,b/c,x", "d.csv": HEAD +
                       "a,b/c,x"}.items():
        assert [one.answer for one in read(tmp_path, text, name)] == ["x"], name


UNUSABLE = {
    "an empty file": ("", "is empty"),
    "blank": ("\n \n", "is empty"),
    "no rows": (HEAD, "has no rows"),
    "no column": ("id,question,anwser\na,b/c,x\n", "is it anwser?"),
    "no columns": ("x+1\nx+2\n", "the columns are id, student, question"),
    "no column of questions": ("id,answer\na,x\n", "--question"),
    "two columns": ("answer,question,Answer\nx,b/c,y\n", "two columns answer"),
    "bytes": (b"\x00\x01\xff", "no column answer"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_file_that_cannot_be_used_names_the_way_out(tmp_path, capsys, name):
    data, says = UNUSABLE[name]
    path = tmp_path / "answers.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    assert main(["grade", str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert says in captured.err


def test_other_unusable_input(tmp_path, capsys):
    path = tmp_path / "answers.csv"
    path.write_text("answer,student\nx,a\ny,b\n")
    (tmp_path / "broken.toml").write_text("reference = ")
    (tmp_path / "nothing.toml").write_text("id = 'q'")
    cases = {
        "cannot be read": [str(tmp_path / "nothing.csv")],
        "no question 'batch-norm/none'": [str(path), "--question", "batch-norm/none"],
        "no TOML": [str(path), "--question", str(tmp_path / "broken.toml")],
        "reference": [str(path), "--question", str(tmp_path / "nothing.toml")],
        "nothing.json": [str(path), "--question", "nothing.json"],
        "name a folder": [str(path), "--question", "dropout/mean", "--gradescope", str(tmp_path / "results.json")],
        "cannot be written": [str(path), "--question", "dropout/mean", "--summary", str(path)],
    }
    for says, argv in cases.items():
        assert main(["grade", *argv]) == 2
        assert says in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        main(["grade", str(path), "--jobs", "0"])
    assert caught.value.code == 2


# --------------------------------------------------------------------------
# Rows out


def test_every_row_is_judged_and_the_same_answer_once(judge, tmp_path):
    answers = ["x", "y", "x", "x + 1", "y", "x", "z"]
    out = tmp_path / "results" / "out.jsonl"
    done = graded(judge, rows_of(answers, student="s"), out)
    assert sorted(judge.calls()) == ["x", "x + 1", "y", "z"]
    assert (done.judged, done.kept, done.dropped) == (4, 0, 0)
    assert [json.loads(line) for line in out.read_text().splitlines()] == [*done.rows]
    for n, (row, answer) in enumerate(zip(done.rows, answers, strict=True), 1):
        assert set(row) == ROW_KEYS
        assert (row["row"], row["id"], row["answer"], row["student"], row["question"]) == (
            n, f"r{n}", answer, "s", "some/claim")
        assert row["verdict"] == ("equivalent" if answer[0] == "x" else "not_equivalent")
    assert [row["copy_of"] for row in done.rows] == [None, None, 1, None, 2, 1, None]
    assert done.count("equivalent") == 4
    assert [*graded(judge, rows_of(answers, student="s"), jobs=1).rows] == [*done.rows]  # in whatever order they came


def test_one_answer_to_two_questions_is_judged_twice(judge):
    one, other = classroom.Given(1, 1, "x", classroom.Asked("a/a", "a/a")), classroom.Given(
        2, 2, "x", classroom.Asked({"reference": "x"}, "x"))
    graded(judge, [one, other, one])
    assert judge.calls() == ["x", "x"]


def test_a_verdict_stands_if_no_explanation_is_found_in_time(judge):
    done = graded(judge, rows_of(["deep", "hang", "y"]), limits=Limits(seconds=1.0), jobs=1)
    assert [(row["verdict"], row["code"]) for row in done.rows] == [
        ("not_equivalent", "sign"), ("undecided", "stopped"), ("not_equivalent", "sign")]
    assert judge.calls() == ["deep", "hang", "y", "deep", "hang"]
    assert done.judged == 3


# Answers of which several come to the same, and are wrong in ways of their own.
ALIKE = {
    "a rubric": ({"reference": "x^2 - 2*x + 1", "rubric": True}, [
        "x^2 - 3*x + 1", "x^2-2*x+1-x", "x*(x-3)+1", "(x-1)^2 - x", "-x^2+2*x-1", "-(x-1)^2", "(x-1)*(1-x)",
        "2*(x-1)^2", "(x-1)^2+(1-x)^2", "x^2+2*x+1", "(x+1)^2", "x^2-2*x", "(x-1)^2-1", "(1-x)^2", "x^2-", "y"]),
    "what a mistake earns": ({"reference": "2*x", "marks": 4, "rubric": {"sign": 0.25}, "mistakes": [
        {"answer": "x^2", "says": "it is derived by x", "marks": 3}]}, ["x*x", "x^2", "-2*x", "0-2*x", "x+x"]),
    "of the library": ("dropout/variance", [
        "p*(1 + p)*h^2", "h^2*(p^2 + p)", "p*(1 - p)*h^2", "(p + 1)*h^2*p", "h^2 - p*h^2", "(1 - p)*h^2", "q*h",
        "p*(1-p", ""]),
}  # fmt: skip


@pytest.mark.parametrize("name", ALIKE)
def test_a_row_is_told_what_check_tells(tmp_path, name):
    """Whatever else is in the file, in whatever order."""
    question, answers = ALIKE[name]
    place, out_of = "question.json", 1
    if isinstance(question, str):
        place = question
    else:
        out_of = question.get("marks", 1)
        (tmp_path / place).write_text(json.dumps({"id": "question", **question}))
        place = str(tmp_path / place)
    for order, jobs in ((answers, 2), (answers[::-1], 1)):
        path = tmp_path / "answers.jsonl"
        path.write_text("".join(json.dumps({"answer": f" {answer}\n"}) + "\n" for answer in order))
        for row in classroom.grade(classroom.read(str(path), place), jobs=jobs).rows:
            alone = symdl.check(question, row["answer"]).row()
            share = alone.pop("marks")
            assert row["marks"] == (None if share is None else share * out_of), row["answer"]
            for what in ("verdict", "code", "feedback", "why", "credit", "witness", "read", "same"):
                assert row[what] == alone[what], row["answer"]


def test_a_sign_of_all_of_an_answer_is_told_and_has_its_marks():
    checked = symdl.check(ALIKE["a rubric"][0], "-x^2+2*x-1")
    assert (checked.code, checked.marks) == ("sign", 0.75)


def test_marks_are_out_of_what_a_row_is_worth(judge):
    given = [classroom.Given(n, n, answer, classroom.Asked("a/a", "a/a", out_of))
             for n, (answer, out_of) in enumerate((("x", 1.0), ("x", 4.0), ("y", 4.0), ("y", 0.0)))]
    assert [(row["marks"], row["out_of"]) for row in graded(judge, given).rows] == [
        (1.0, 1.0), (4.0, 4.0), (1.0, 4.0), (0.0, 0.0)]


def test_one_bad_row_never_stops_the_rest(judge):
    bad = {"hang": "stopped", "die": "crash", "eat": "memory", "raise": "crash", "nothing": "crash", "odd": "crash"}
    answers = [text for one in bad for text in (one, f"x {one}")]
    given = [*rows_of(answers), classroom.Given(90, "w", wrong="there is nothing"),
             classroom.Given(91, "q", "x", classroom.Asked("no/question", "no/question"))]
    done = graded(judge, given, limits=Limits(seconds=1.5, memory=1 << 30))
    assert len(done.rows) == len(given)
    for row in done.rows:
        assert set(row) == ROW_KEYS
        if row["answer"] in bad:
            assert (row["verdict"], row["code"], row["marks"]) == ("undecided", bad[row["answer"]], None)
            assert row["feedback"]
    assert all(row["verdict"] == "equivalent" for row in done.rows if row["answer"].startswith("x "))
    wrong, unasked = done.rows[-2:]
    assert (wrong["verdict"], wrong["code"], wrong["feedback"]) == ("invalid", "row", "there is nothing")
    assert (unasked["verdict"], unasked["code"], unasked["feedback"]) == (
        "undecided", "question", "there is no question; look for one")


def test_a_process_that_ends_by_chance_is_asked_again(judge):
    assert [row["verdict"] for row in graded(judge, rows_of(["once", "x"]), jobs=1).rows] == [
        "not_equivalent", "equivalent"]
    assert judge.calls() == ["once", "once", "x"]


def test_if_no_process_starts_nothing_is_said_of_an_answer(tmp_path):
    out = tmp_path / "out.jsonl"
    with pytest.raises(InputError, match="starts"):
        classroom.grade(rows_of(["x", "y"]), out, worker="there_is_no_such_module", jobs=2)
    assert out.read_text() == ""
    assert threading.active_count() < 5


RUN = """
import sys
from pathlib import Path
from symdl.grading.classes import classroom
classroom.grade(classroom.read(sys.argv[1]), Path(sys.argv[2]), worker="judging", jobs=2)
"""


def test_killed_at_any_moment_no_row_is_lost_or_there_twice(judge, tmp_path, monkeypatch):
    path, out = tmp_path / "answers.jsonl", tmp_path / "out.jsonl"
    answers = [f"x + {n % 120}" for n in range(200)]
    path.write_text("".join(json.dumps({"id": n, "question": "b/c", "answer": answer}) + "\n"
                            for n, answer in enumerate(answers)) + "nonsense\n")
    monkeypatch.setenv("PACE", "0.01")
    for at_least in (10, 70):
        run = subprocess.Popen([sys.executable, "-c", RUN, str(path), str(out)])
        until = time.monotonic() + 60
        while len(judge.calls()) < at_least and time.monotonic() < until:
            time.sleep(0.005)
        run.kill()
        run.wait()
        assert run.returncode == -signal.SIGKILL
        assert 0 < len(judge.calls()) < 120
    # Killed in the middle of a line, too.
    out.write_text(out.read_text() + '{"schema": 1, "row": 7, "id"')
    monkeypatch.setenv("PACE", "0")
    given = classroom.read(str(path))
    done = graded(judge, given, out)
    assert done.kept > 60
    assert [row["row"] for row in done.rows] == [*range(1, 202)]
    assert [row["id"] for row in done.rows] == [*range(200), "line 201"]
    assert [row["answer"] for row in done.rows] == [*answers, ""]
    assert out.read_text() == "".join(json.dumps(row) + "\n" for row in done.rows)
    # No more than what was being judged was judged again.
    assert {*judge.calls()} == {*answers}
    assert len(judge.calls()) <= 120 + 20
    whole = graded(judge, given)
    assert whole.rows == done.rows
    before = len(judge.calls())
    assert graded(judge, given, out).rows == done.rows
    assert len(judge.calls()) == before


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_keeps_what_is_done(judge, tmp_path, monkeypatch):
    path, out = tmp_path / "answers.csv", tmp_path / "out.jsonl"
    path.write_text("question,answer\n" + "".join(f"b/c,x + {n}\n" for n in range(3000)))
    monkeypatch.setenv("PACE", "0.01")
    code = RUN.replace("classroom.grade(", "signal.signal(signal.SIGINT, signal.default_int_handler)\nclassroom.grade(")
    run = subprocess.Popen([sys.executable, "-c", "import signal" + code, str(path), str(out)], stderr=subprocess.PIPE)
    until = time.monotonic() + 60
    while len(judge.calls()) < 20 and time.monotonic() < until:
        time.sleep(0.01)
    begun = time.monotonic()
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=30)
    assert time.monotonic() - begun < 15
    assert err.decode().rstrip().endswith("KeyboardInterrupt")
    rows = [json.loads(line)["row"] for line in out.read_text().splitlines()]
    assert 10 < len(rows) < 3000
    assert rows == sorted({*rows})


def test_what_changes_in_the_file_is_judged_and_the_rest_stays(judge, tmp_path):
    out = tmp_path / "out.jsonl"
    graded(judge, rows_of(["x", "y", "z"]), out)
    marked = [json.loads(line) for line in out.read_text().splitlines()]
    marked[0]["marks"] = 0.5  # by hand
    out.write_text("".join(json.dumps(row) + "\n" for row in marked))
    done = graded(judge, [*rows_of(["x", "y", "w"]), *rows_of(["y"])], out)
    assert judge.calls() == ["x", "y", "z", "w"] or sorted(judge.calls()) == ["w", "x", "y", "z"]
    assert [row["answer"] for row in done.rows] == ["x", "y", "w", "y"]
    assert done.rows[0]["marks"] == 0.5
    assert (done.judged, done.kept, done.dropped) == (1, 3, 1)


ZEROS = "\0" * 500
CRASHED = {
    # what is left of three lines, and which answers are judged again
    "blank lines": (lambda a, b, c: f"\n{a}\n \r\n{b}{c}\n", []),
    "zeros at the end": (lambda a, b, c: a + b + c + ZEROS, []),
    "zeros in a line": (lambda a, b, c: f"{a}{ZEROS}\n{b}{c}{ZEROS}\n", []),
    "zeros before a row": (lambda a, b, c: f"{ZEROS}{a}{ZEROS}{b}{c}", []),
    "the end of a row": (lambda a, b, c: f"{a}{b[:30]}{ZEROS}\n{c}", ["y"]),
    "the end of the last row": (lambda a, b, c: a + b + c[:30] + ZEROS, ["z"]),
    "the beginning of a row": (lambda a, b, c: a + ZEROS + b[30:] + c, ["y"]),
    "the middle of a row": (lambda a, b, c: a + b[:30] + ZEROS + b[90:] + c, ["y"]),
    "everything": (lambda a, b, c: ZEROS, ["x", "y", "z"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CRASHED)
def test_what_a_crash_leaves_does_not_stop_the_next_run(judge, tmp_path, name):
    left, again = CRASHED[name]
    out = tmp_path / "out.jsonl"
    rows = graded(judge, rows_of(["x", "y", "z"]), jobs=1).rows
    out.write_text(left(*(json.dumps(row) + "\n" for row in rows)))
    assert graded(judge, rows_of(["x", "y", "z"]), out, jobs=1).rows == rows
    assert judge.calls()[3:] == again
    assert out.read_text() == "".join(json.dumps(row) + "\n" for row in rows)


def test_a_file_of_something_else_is_not_written_over(judge, tmp_path):
    out = tmp_path / "mine"
    (row,) = graded(judge, rows_of(["q"])).rows
    other = json.dumps(row) + "\n"
    for mine in ("my notes\n", "my notes", '{"id": "a"}\n', "[]\n", "\x00\x01", '{"schema": 1, "id": 5}', other,
                 "\x00[]\n", other + "my notes\n", *(json.dumps({**row, name: []}) + "\n"
                                                     for name in ("feedback", "same", "why", "code", "key"))):
        out.write_text(mine)
        with pytest.raises(InputError, match=r"no row that symdl grade|other questions or answers"):
            graded(judge, rows_of(["x"]), out)
        assert out.read_text() == mine
    with pytest.raises(InputError, match="cannot be"):
        graded(judge, rows_of(["x"]), tmp_path)


def test_progress_is_told(judge):
    told = []
    graded(judge, [*rows_of(["x", "y", "x"]), classroom.Given(9, 9, wrong="no")], progress=lambda *at: told.append(at))
    assert told[0] == (1, 4)
    assert told[-1] == (4, 4)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_progress_is_shown_on_a_terminal_only(monkeypatch):
    assert _grade_progress() is None
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    tell = _grade_progress()
    tell(3, 40)
    tell(4, 40)  # too soon after the other
    assert terminal.getvalue() == "\r\033[K3 of 40 rows graded, 0 s"


# --------------------------------------------------------------------------
# The command


def test_a_class_from_the_command_line(tmp_path, capsys):
    path, out, folder = tmp_path / "answers.csv", tmp_path / "out.jsonl", tmp_path / "summary"
    path.write_text("student;question;answer\nAda;dropout/variance;p*(1 - p)*h^2\nBob;;h^2*(p - p^2)\n"
                    "Cyd;;p*(1-p)*h\nDan;;sum(h[i\nEve;no-such/claim;1\nFay;;p*(1 - p)*h^2\n")
    argv = ["grade", str(path), "--question", "dropout/variance", "--out", str(out), "--summary", str(folder),
            "--gradescope", str(tmp_path / "gradescope"), "--prairielearn", str(tmp_path / "prairielearn"),
            "--asserts", str(tmp_path / "cells.py")]
    assert main(argv) == 0
    captured = capsys.readouterr()
    assert captured.err == ""  # no progress in a pipe
    assert "6 rows: 3 equivalent, 1 not equivalent, 1 undecided, 1 invalid; 5 answers judged" in captured.out
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["verdict"] for row in rows] == ["equivalent", "equivalent", "not_equivalent", "invalid", "undecided",
                                                "equivalent"]
    assert rows[4]["code"] == "question"
    assert "no question" in rows[4]["feedback"]
    assert rows[5]["copy_of"] == 2
    assert {path.name for path in folder.iterdir()} == {"summary.html", "summary.csv", "answers.csv"}
    for name in ("gradescope", "prairielearn"):
        assert {path.name for path in (tmp_path / name).iterdir()} == {f"{s}.json" for s in
                                                                       ("Ada", "Bob", "Cyd", "Dan", "Eve", "Fay")}
    assert json.loads((tmp_path / "gradescope" / "Ada.json").read_text())["score"] == 1
    assert json.loads((tmp_path / "prairielearn" / "Dan.json").read_text())["gradable"] is False
    cells = (tmp_path / "cells.py").read_text()
    assert cells.count("# %%") == 1
    assert "answer_dropout_variance" in cells
    assert main(argv) == 0
    assert "0 answers judged, 6 rows there before" in capsys.readouterr().out


def test_rows_that_carry_their_questions_and_a_question_in_a_file(tmp_path, capsys):
    rows = [
        {"id": "a", "reference": "(x-2)(x+2)", "answer": r"\left(x-2\right)\left(x+2\right)", "notation": "latex"},
        {"id": "b", "reference": "(x+1)^2", "answer": "x^2 + 2*x + 2", "notation": "text", "category": "?"},
        {"id": "c", "answer": "2*x"},
    ]
    path = tmp_path / "answers.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "double.toml").write_text("reference = 'x + x'\nmarks = 3\n")
    assert main(["grade", str(path), "--question", str(tmp_path / "double.toml")]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["id"], row["verdict"], row["marks"], row["out_of"]) for row in found] == [
        ("a", "equivalent", 1, 1), ("b", "not_equivalent", 0, 1), ("c", "equivalent", 3, 3)]
    assert [row["question"] for row in found] == ["(x-2)(x+2)", "(x+1)^2", "double"]
    assert main(["check", str(tmp_path / "double.toml"), "2*x"]) == 0
    assert main(["check", str(tmp_path / "double.toml"), "3*x"]) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="devices")
def test_a_place_that_cannot_be_written(tmp_path, capsys):
    path = tmp_path / "answers.csv"
    path.write_text("question,answer\n" + "dropout/variance,p*(1 - p)*h^2\n" * 300)
    os.mkfifo(tmp_path / "fifo")
    for place in ("/dev/full", "/dev/zero", str(tmp_path / "fifo")):
        assert main(["grade", str(path), "--out", place]) == 2
        assert "it is no file" in capsys.readouterr().err
    command = f"{sys.executable} -m symdl grade {path} --jobs 1"
    for there, status, says in ((">/dev/full", 2, "standard output cannot be written: No space"),
                                (">&-", 2, "standard output is closed"), ("| head -c 1 >/dev/null", 0, "")):
        done = subprocess.run(["bash", "-c", f"set -o pipefail; {command} {there}"], capture_output=True, text=True,
                              env={**os.environ, "PYTHONPATH": str(Path(symdl.__file__).parents[1])}, check=False)
        assert done.returncode == status
        assert done.stderr.count("\n") == bool(says)
        assert says in done.stderr


def test_a_question_in_parts(tmp_path, capsys):
    sheet, out = tmp_path / "sheet.toml", tmp_path / "out.jsonl"
    sheet.write_text("id = 'sheet'\nfollows = 0.5\nparts = ['batch-norm/dxhat', 'batch-norm/dvar']\n")
    first, wrong, then = "dy[i]*gamma", "-dy[i]*gamma", "sum(-dy[i]*gamma*(x[i] - mu)*(-1/2)*(var + eps)^(-3/2), i)"
    rows = [
        {"student": "Bob", "part": "batch-norm/dxhat", "answer": first},
        {"student": "Bob", "part": "batch-norm/dvar", "answer": then},
        {"student": "Ada", "part": "batch-norm/dvar", "answer": then, "marks": 4},  # before what it follows from
        {"student": "Ada", "part": "batch-norm/dxhat", "answer": wrong},
        {"student": "Cyd", "part": "batch-norm/dvar", "answer": then},  # the same, and nothing to follow from
        {"part": "batch-norm/dxhat", "answer": wrong},
        {"part": "batch-norm/dvar", "answer": then},  # of nobody knows whom
        {"student": "Dan", "part": "batch-norm/dxhat", "answer": first},
        {"student": "Dan", "part": "batch-norm/dvar", "answer": then},
        {"student": "Dan", "part": "batch-norm/none", "answer": then},
        {"student": "Eve", "part": "batch-norm/dvar", "answer": then, "marks": 8},
        {"student": "Eve", "part": "batch-norm/dxhat", "answer": first},
        {"student": "Eve", "part": "batch-norm/dxhat", "answer": wrong},  # which counts
    ]
    jsonl, table = tmp_path / "answers.jsonl", tmp_path / "answers.csv"
    jsonl.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with table.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["student", "part", "answer", "marks"])
        writer.writeheader()
        writer.writerows(rows)
    given = classroom.read(str(jsonl), str(sheet))
    assert [(one.student, one.answer, one.part, one.before, one.asked) for one in given] == [
        (one.student, one.answer, one.part, one.before, one.asked) for one in classroom.read(str(table), str(sheet))]
    classroom.grade(given[:4], out, jobs=1)
    assert main(["grade", str(jsonl), "--question", str(sheet), "--out", str(out)]) == 0
    assert "2 answers judged, 9 rows there before" in capsys.readouterr().out
    found = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(row["student"], row["code"], row["marks"], row["copy_of"]) for row in found] == [
        ("Bob", "proved", 1.0, None), ("Bob", "sign", 0.0, None), ("Ada", "follows", 2.0, None),
        ("Ada", "sign", 0.0, None), ("Cyd", "sign", 0.0, None), ("", "sign", 0.0, 4), ("", "sign", 0.0, 5),
        ("Dan", "proved", 1.0, 1), ("Dan", "sign", 0.0, 2), ("Dan", "row", None, None), ("Eve", "follows", 4.0, None),
        ("Eve", "proved", 1.0, 1), ("Eve", "sign", 0.0, 4)]
    assert found[2]["follows"] == ["batch-norm/dxhat"]
    assert found[2]["question"] == "sheet: batch-norm/dvar"
    whole = classroom.grade(given).rows
    assert [{**row, "ms": 0} for row in whole] == [{**row, "ms": 0} for row in found]


def test_an_answer_that_is_too_long_is_one_to_its_question(tmp_path):
    table, place = tmp_path / "answers.csv", tmp_path / "gradescope"
    table.write_text(f"student,answer\nann,{'x' * 100_001}\nann,p*(1-p)*h^2\nbob,p*(1-p)*h^2\nbob,{'x' * 100_001}\n")
    assert main(["grade", str(table), "--question", "dropout/variance", "--gradescope", str(place)]) == 0
    found = {name: json.loads((place / f"{name}.json").read_text()) for name in ("ann", "bob")}
    assert [len(one["tests"]) for one in found.values()] == [1, 1]  # the last one counts
    assert found["ann"]["score"] == 1


def test_a_class_with_a_question_in_parts(tmp_path):
    sheet, table = tmp_path / "sheet.json", tmp_path / "answers.csv"
    sheet.write_text(json.dumps({"id": "s", "parts": [
        {"id": "a", "reference": "u = x + 1"}, {"id": "b", "reference": "v = u^2", "marks": 3},
        {"id": "z", "reference": "2 + 2", "marks": 0}]}))
    answers = [" ann ,a,x+1", "ann,b,(x+1)^2", "bob,a,x+1", "bob,b,", "cyd,a,x+1", "cyd,nope,7", "cyd,,7", "dan,a,x+1",
               "dan,a,", "dan,z,5", "eve,b,", "eve,b,u u", "eve,z,4"]
    table.write_text("\n".join(["student,part,answer", *answers]))
    out, places = tmp_path / "out.jsonl", {name: tmp_path / name for name in ("gradescope", "prairielearn")}
    assert main(["grade", str(table), "--question", str(sheet), "--out", str(out), *(
        part for name, place in places.items() for part in (f"--{name}", str(place)))]) == 0
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(row["student"], row["code"], row["marks"]) for row in rows if row["verdict"] != "equivalent"] == [
        ("bob", "missing", 0.0), ("cyd", "row", None), ("cyd", "row", None), ("dan", "missing", 0.0),
        ("dan", "counterexample", 0.0), ("eve", "missing", 0.0)]
    assert "there is no part nope: the question has the parts a, b, z" in rows[5]["feedback"]
    assert rows[6]["feedback"].startswith("the question has the parts a, b, z")
    expected = {  # a score, and the parts that are passed; whether all is marked
        "ann": (4, {"s: a", "s: b"}, True), "bob": (1, {"s: a"}, True), "cyd": (1, {"s: a"}, False),
        "dan": (1, {"s: a"}, True), "eve": (3, {"s: b", "s: z"}, True)}  # fmt: skip
    found = {name: {file.stem: json.loads(file.read_text()) for file in place.iterdir()}
             for name, place in places.items()}
    assert found["gradescope"].keys() == found["prairielearn"].keys() == expected.keys()
    for student, (score, passed, marked) in expected.items():
        mine, theirs = found["gradescope"][student], found["prairielearn"][student]
        assert mine["score"] == score
        assert sum(test["max_score"] for test in mine["tests"]) == sum(t["max_points"] for t in theirs["tests"]) == 4
        assert {test["name"] for test in mine["tests"] if test.get("status") == "passed"} == passed
        assert (theirs["gradable"], theirs["score"]) == (marked, score / 4 if marked else 0)


def test_of_rows_for_no_part_alone_the_parts_are_missing(tmp_path):
    sheet, table, out = tmp_path / "sheet.json", tmp_path / "answers.csv", tmp_path / "results.json"
    sheet.write_text(json.dumps({"id": "s", "parts": [{"id": "a", "reference": "2*x", "marks": 2}]}))
    for rows in ("part,answer\nb,2*x\n", 'part,answer\na,"x\n', "part,answer,marks\na,2*x,inf\n"):
        table.write_text(rows)
        assert main(["grade", str(table), "--question", str(sheet), "--gradescope", str(out)]) == 0
        found = json.loads(out.read_text())
        assert [(test["name"], test["max_score"], test.get("score")) for test in found["tests"]] == [
            ("s", 0, None), ("s: a", 2, 0)]


def test_help_starts_nothing():
    code = ("import sys\nfrom symdl.cli import main\n"
            "try: main(['grade', '--help'])\nexcept SystemExit: pass\n"
            "assert not {'sympy', 'numpy', 'jinja2'} & set(sys.modules), 'imported'")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "--gradescope" in done.stdout
    assert "question in parts" in " ".join(done.stdout.split())


# --------------------------------------------------------------------------
# What a teacher and a platform get


def row(answer="x", verdict="equivalent", code="proved", feedback="right", marks=1.0, **more):
    return {"schema": 1, "row": 2, "id": "a", "student": "", "question": "b/c", "answer": answer, "verdict": verdict,
            "method": "", "code": code, "feedback": feedback, "witness": None, "marks": marks, "out_of": 1.0,
            "agrees": None, "ms": 12.5, "copy_of": None, "key": "q/a", **more}


HOSTILE = '</code><script>alert("x")</script>&amp;\u202e\x1b[2J'
CLASS = [
    *(row(student=f"s{n}") for n in range(5)),
    *(row("x*1", student=f"t{n}") for n in range(2)),
    *(row("-x", "not_equivalent", "sign", "it has the other sign", 0.5, student=f"u{n}") for n in range(3)),
    row("0 - x", "not_equivalent", "sign", "it has the other sign", 0.5, student="v"),
    row("-y", "not_equivalent", "sign", "y has the other sign", 0.5, student="v"),
    row("2*x", "not_equivalent", "factor", "a factor 2", 0.0, same="n1"),
    row("x + x", "not_equivalent", "factor", "two of them", 0.0, same="n1"),
    row(HOSTILE, "invalid", "unreadable", f"unexpected <\n  {HOSTILE}", None, student="=1+1"),
    row("x^x", "undecided", "open", "nobody knows", None),
    row("", "invalid", "row", "no CSV", None, question="", key="row/1"),
]  # fmt: skip


def test_answers_are_grouped_by_verdict_mistake_and_what_is_the_same():
    one, unnamed = summary.summarise(CLASS)
    assert (one.question, one.count, one.distinct) == ("b/c", 16, 9)
    assert one.verdicts == {"equivalent": 7, "not_equivalent": 7, "undecided": 1, "invalid": 1}
    assert one.marks == pytest.approx((7 + 5 * 0.5) / 14)
    assert [(m.verdict, m.code, m.count) for m in one.mistakes] == [
        ("equivalent", "", 7), ("not_equivalent", "sign", 5), ("not_equivalent", "factor", 2), ("undecided", "open", 1),
        ("invalid", "unreadable", 1)]
    right, sign, factor, *_ = one.mistakes
    assert right.answers[0].written == (("x", 5), ("x*1", 2))
    assert [(same.count, same.written) for same in sign.answers] == [(4, (("-x", 3), ("0 - x", 1))), (1, (("-y", 1),))]
    assert sign.answers[0].who == ("u0", "u1", "u2", "v")
    assert [same.written for same in factor.answers] == [(("2*x", 1), ("x + x", 1))]  # told apart, and the same
    assert (unnamed.question, unnamed.count, unnamed.marks) == ("", 1, None)
    follows = [row("3*x", "not_equivalent", "follows", f"it follows from {part}", same="n1", follows=[part])
               for part in "aab"]
    assert [(same.count, same.feedback) for same in summary.summarise(follows)[0].mistakes[0].answers] == [
        (2, "it follows from a"), (1, "it follows from b")]
    assert sum(same.count for one in (one, unnamed) for m in one.mistakes for same in m.answers) == len(CLASS)


SAMES = {
    "batch-norm/dgamma": [
        ["sum(dy[i]*xhat[i], i)/m", "mean(dy[k]*xhat[k], k)", "mean(dy[i]*(x[i] - mu), i)*(var + eps)^(-1/2)"],
        ["sum(dy[i], i)", "m*mean(dy[k], k)"], ["sum(dy[i]*x[i], i)"], ["sum(dy[i]*xhat[i], i)*gamma"],
    ],
    "dropout/variance": [["p*h^2", "h*p*h"], ["(1 - p)*h^2", "h^2 - p*h^2"], ["p*h"]],  # at p = 1/2 two are equal
    "adam/m-unrolled": [["sum(beta1^(t-i)*g[i], i=1..t)", "sum(beta1^(t-k)*g[k], k=1..t)"], ["m[0]"]],
}  # fmt: skip


@pytest.mark.parametrize("question", SAMES)
def test_answers_have_one_name_if_they_come_to_the_same(question):
    asked = ask(question)
    court, scope = court_of(asked.derivation, asked.claim), scope_of(asked.derivation, asked.claim)
    names = [{normal_form(court, notation.read(answer, scope)) for answer in answers} for answers in SAMES[question]]
    assert all(len(same) == 1 for same in names)
    assert len(set.union(*names)) == len(names)
    assert "" not in set.union(*names)


class Page(HTMLParser):
    """A page whose tags are closed in order; its text, and its tags."""

    def __init__(self, page: str):
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        assert not any(name.startswith("on") or (name in ("href", "src") and not value.startswith("#"))
                       for name, value in attrs)
        if tag not in ("meta", "col"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_the_page_holds_what_students_wrote_as_text():
    page = summary.to_html(summary.summarise(CLASS), f"<b>{HOSTILE}.csv")
    seen = Page(page)
    assert seen.open == []
    assert not {"script", "b", "link", "img", "iframe"} & {*seen.tags}
    assert '</code><script>alert("x")</script>&amp;�' in seen.text
    assert "\u202e" not in page
    assert "\x1b" not in page
    for text in ("7 (44\u00a0%)", "× 3", "it has the other sign", "unreadable", "undecided", "b/c", "no question"):
        assert text in seen.text


def test_the_page_says_what_was_asked(tmp_path):
    (tmp_path / "q.json").write_text('{"reference": "L = 2*y", "definitions": ["y = 3x", "z = y"], "context": "a <b> line"}')
    found = read(tmp_path, "question,answer\n,1\nbatch-norm/dxhat,2\nno/such,3\n", question=str(tmp_path / "q.json"))
    rows = [row(question=one.asked.named, key=one.key) for one in found]
    seen = Page(summary.to_html(summary.summarise(rows, summary.stated(found)), "a.csv")).text
    for said in ("L = 2*y", "y = 3x", "z = y", "a <b> line", "dxhat[i] = dy[i]*gamma", "mu = mean(x[i], i)"):
        assert said in seen, said
    sheet = {"parts": [{"id": "a", "reference": "2x"}, "batch-norm/dxhat"], "definitions": ["y = x"]}
    given = [classroom.Given(1, 1, "1", classroom.Asked(sheet, "s: a", 1.0, {"a": 1.0}), part="a"),
             classroom.Given(2, 2, "1", classroom.Asked(sheet, "s: b", 1.0, {"batch-norm/dxhat": 1.0}), part="batch-norm/dxhat")]
    first, second = summary.stated(given).values()
    assert first == (("reference", "2x"), ("definitions", "y = x"))
    assert ("reference", "dxhat[i] = dy[i]*gamma") in second


def test_the_task_of_a_row_is_shown_and_says_nothing_of_its_verdict(tmp_path):
    found = read(tmp_path, "reference,task,answer\n2x,\"The slope of x^2, x = 0\",x\n")
    rows = [row(question=one.asked.named, key=one.key) for one in found]
    assert "The slope of x^2, x = 0" in Page(summary.to_html(summary.summarise(rows, summary.stated(found)), "a.csv")).text
    assert symdl.check(found[0].asked.question, "0").verdict == "not_equivalent"
    assert symdl.check(found[0].asked.question, "2x").verdict == "equivalent"


def test_a_page_of_very_many_and_very_long_answers_stays_readable():
    many = [row(f"{n} " + "x" * 5000, "not_equivalent", "other", f"not {n}", 0.0) for n in range(500)]
    page = summary.to_html(summary.summarise(many), "a.csv")
    assert len(page) < 200_000
    assert "and 440 more, in summary.csv" in page


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "=cmd|' /C calc'!A0", "\t=x", "\r=x", "\n=x", " =x",
                                  "\u00a0-x", "\uff1d1", "\uff0bx", "\uff0dx", "\uff20x"])
def test_no_cell_is_a_formula_of_the_spreadsheet(text):
    table = [*csv.reader(io.StringIO(summary.answers_csv([row(text, student=text)])))]
    at = dict(zip(*table, strict=True))
    assert at["answer"][0] == at["student"][0] == "'"
    assert at["answer"].endswith(text.strip())
    assert summary.answers_csv([row("-5", student="Ada")]).count("'") == 0
    (_, cells) = csv.reader(io.StringIO(summary.to_csv(summary.summarise([row(text, feedback=text)]))))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_the_tables_have_every_row_and_every_group(tmp_path):
    paths = summary.write(CLASS, tmp_path / "new" / "folder", "a.csv")
    assert [path.name for path in paths] == ["summary.html", "summary.csv", "answers.csv"]
    groups = [*csv.DictReader(io.StringIO(paths[1].read_text("utf-8-sig")))]
    assert sum(int(group["count"]) for group in groups) == len(CLASS)
    assert {group["code"] for group in groups} == {"", "sign", "factor", "open", "unreadable", "row"}
    answers = [*csv.DictReader(io.StringIO(paths[2].read_bytes().decode("utf-8-sig"), newline=""))]
    assert len(answers) == len(CLASS)
    assert [answers[n]["marks"] for n in (0, 7, -1)] == ["1", "0.5", ""]


# The fields that each platform knows.
GRADESCOPE = {"score", "execution_time", "output", "visibility", "stdout_visibility", "extra_data", "tests",
              "leaderboard"}
GRADESCOPE_TEST = {"score", "max_score", "status", "name", "number", "output", "tags", "visibility", "extra_data"}
VISIBILITY = {"visible", "hidden", "after_due_date", "after_published"}
PRAIRIELEARN = {"score", "gradable", "format_errors", "message", "output", "images", "tests"}
PRAIRIELEARN_TEST = {"name", "description", "points", "max_points", "message", "output", "images"}


def test_gradescope():
    found = exports.gradescope([CLASS[0], CLASS[7], CLASS[14], CLASS[15], row(marks=3.0, out_of=4.0)])
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert set(found) <= GRADESCOPE
    assert found["score"] == 4.5
    assert found["visibility"] in VISIBILITY
    assert found["stdout_visibility"] in VISIBILITY
    assert found["execution_time"] == pytest.approx(0.062, abs=0.001)
    assert "2 answers could not be marked" in found["output"]
    for test in found["tests"]:
        assert set(test) <= GRADESCOPE_TEST
        assert test["visibility"] in VISIBILITY
        assert isinstance(test["tags"], list)
    right, wrong, unread, unsure, part = found["tests"]
    assert (right["score"], right["max_score"], right["status"]) == (1, 1, "passed")
    assert (wrong["score"], wrong["status"], wrong["tags"]) == (0.5, "failed", ["not_equivalent", "sign"])
    assert (part["score"], part["max_score"], part["status"]) == (3, 4, "failed")
    for test, says in ((unread, "cannot be read"), (unsure, "undecided")):  # neither is wrong
        assert not {"score", "status"} & set(test)
        assert says in test["output"]


def test_a_submission_has_every_part_once(tmp_path):
    """The last answer to a question counts, and a part without an answer earns nothing."""
    sheet = {"s: a": 1.0, "s: b": 3.0}
    rows = [row(key="a/1", question="s: a", marks=0.0, verdict="not_equivalent"),
            row(key="a/2", question="s: a", marks=1.0), row(key="a/2", question="s: a", marks=1.0)]
    for form, score in ((exports.gradescope, 1.0), (exports.prairielearn, 0.25)):
        mine = [{**one, "student": "x", "row": n} for n, one in enumerate(rows)]
        exports.write(mine, tmp_path / "x.json", form, sheet)
        found = json.loads((tmp_path / "x.json").read_text())
        assert found["score"] == score
        assert len(found["tests"]) == 2
    assert "no answer" in found["tests"][1]["message"]


def test_prairielearn():
    found = exports.prairielearn([CLASS[0], CLASS[7], row(marks=3.0, out_of=4.0)])
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert set(found) <= PRAIRIELEARN
    assert found["gradable"] is True
    assert found["score"] == pytest.approx(4.5 / 6)
    assert [(test["points"], test["max_points"]) for test in found["tests"]] == [(1, 1), (0.5, 1), (3, 4)]
    for test in found["tests"]:
        assert set(test) == PRAIRIELEARN_TEST
    for one in (CLASS[14], CLASS[15]):
        found = exports.prairielearn([CLASS[0], one])
        assert (found["gradable"], found["score"]) == (False, 0.0)
        assert len(found["format_errors"]) == 1
        assert set(found) <= PRAIRIELEARN
    with pytest.raises(InputError, match="too long"):
        exports.prairielearn([row(feedback="x" * 5000)] * 400)


@pytest.mark.parametrize("question", ["b/c", {"reference": "'x'\\\n\"", "definitions": ["a = b"]}, Path("of 'mine'.toml")])
@pytest.mark.parametrize(("verdict", "says"), [
    ("equivalent", ""), ("not_equivalent", "why"), ("invalid", "cannot be read"), ("undecided", "undecided")])
def test_a_cell_passes_for_a_right_answer_only(monkeypatch, question, verdict, says):
    asked = []

    def check(*args):
        asked.append(args)
        return SimpleNamespace(verdict=verdict, feedback="why", row=lambda: {"marks": 0.5})

    monkeypatch.setattr(symdl, "check", check)
    code = compile(exports.asserts(question, "answer_1"), "cell", "exec")
    if says:
        with pytest.raises(AssertionError, match=says):
            exec(code, {"answer_1": "x"})
    else:
        exec(code, {"answer_1": "x"})
    assert asked == [(question, "x")]


def test_a_cell_ends_with_the_points():
    assert exports.asserts("b/c", "a", 5).splitlines()[-1] == '5 * checked.row()["marks"]'
    for name in ("a b", "1a", "class", "a; import os", ""):
        with pytest.raises(InputError, match="name of a variable"):
            exports.asserts("b/c", name)
    with pytest.raises(InputError, match="points"):
        exports.asserts("b/c", "a", float("nan"))


def test_a_cell_of_a_question_in_a_file_has_no_reference(tmp_path):
    (tmp_path / "q.toml").write_text("reference = '2*x'\n")
    cell = exports.asserts(tmp_path / "q.toml", "answer")
    assert "2*x" not in cell
    exec(cell, {"answer": "x + x"})
    with pytest.raises(AssertionError):
        exec(cell, {"answer": "x"})


# Windows has no files of these names, whatever stands behind a dot.
DEVICES = ["CON", "con", "NUL", "Prn", "aux", "COM1", "lpt9", "con.txt", "NUL.", "AUX.json", " com1 ", "_nul_"]


@sampled(st.lists(st.text(max_size=70), unique=True, max_size=8))
def test_each_student_has_a_file_and_it_lies_in_the_folder(students):
    taken: list[str] = []
    for student in dict.fromkeys([*students, "..", "../../etc/passwd", "A", "a", "CON/", "", "." * 300, *DEVICES]):
        name = exports.file_name(student, taken)
        assert name == Path(name).name
        assert 0 < len(name) < 100
        assert name.isascii()
        assert not name.startswith((".", "-"))
        assert name.lower() not in {other.lower() for other in taken}
        assert not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)", name, re.IGNORECASE)
        taken.append(name)


def test_a_broken_row_is_filed_under_its_own_student_or_none(tmp_path, judge):
    def files(text: str, name: str) -> dict[str, int]:
        path, out = tmp_path / f"{name}.csv", tmp_path / name
        path.write_text(text)
        given = classroom.read(str(path))
        exports.prepare(out, given)
        exports.write(graded(judge, given).rows, out, exports.gradescope)
        return {file.stem.partition("-")[0]: len(json.loads(file.read_text())["tests"]) for file in out.iterdir()}

    rows = "1,x+1,1+x\n2,x+1,1,x\n3,x+1,x+1\n"
    assert files(f"id,reference,answer\n{rows}", "ids") == {"1": 1, "2": 1, "3": 1}
    assert files(f"student,reference,answer\n{rows}", "students") == {"1": 1, "2": 1, "3": 1}
    assert files('reference,answer,student\nx,x,1\nx,"x,2\nx,x,3\n', "behind") == {"1": 1, "line_3": 1, "3": 1}
    assert files("student,reference,answer\n1,x,x\n,x,x\n3,x,x\n", "unnamed") == {"1": 1, "line_3": 1, "3": 1}
    assert files("student,id,reference,answer\nAda,Bob,x,x\n,Bob,x,x\nBob,7,x,x\n,Ada,x,y\n", "both") == {
        "Ada": 1, "line_3": 1, "Bob": 1, "line_5": 1}


def test_one_submission_or_a_folder(tmp_path, judge):
    rows = graded(judge, rows_of(["x", "y"], student="../Ada")).rows
    exports.write(rows, tmp_path / "results.json", exports.gradescope)
    (test,) = json.loads((tmp_path / "results.json").read_text())["tests"]  # the last answer to a question counts
    assert test["extra_data"]["id"] == rows[-1]["id"]
    exports.write(rows, tmp_path / "all", exports.gradescope)
    (only,) = (tmp_path / "all").iterdir()
    assert only.read_text() == (tmp_path / "results.json").read_text()
    assert [path.name for path in tmp_path.iterdir() if "Ada" in path.name] == []


def test_a_class_of_worked_solutions(tmp_path, capsys):
    rows, question, out = tmp_path / "rows.jsonl", tmp_path / "q.json", tmp_path / "out.jsonl"
    question.write_text(json.dumps({"definitions": ["f(x) = (x^2+1)^3"], "reference": "f'(x) = 6x(x^2+1)^2", "marks": 4}))
    wrong = "f'(x) = 3(x^2+1)^2 x\n= 3x(x^4+2x^2+1)"
    answers = ["f'(x) = 3(x^2+1)^2 * 2x\n= 6x(x^2+1)^2", wrong, "hello", "", wrong]
    rows.write_text("".join(json.dumps({"student": who, "answer": one}) + "\n" for who, one in zip("abcde", answers, strict=True)))
    asked = ["grade", str(rows), "--question", str(question), "--solution", "--out", str(out), "--summary", str(tmp_path / "s")]
    assert main(asked) == 0
    assert "4 answers judged" in capsys.readouterr().out  # two are alike
    found = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(row["verdict"], row["code"], row["marks"], row["first_wrong"]) for row in found] == [
        ("equivalent", "", 4, None), ("not_equivalent", "wrong", 2, 1), ("invalid", "unread", None, None),
        ("invalid", "missing", None, None), ("not_equivalent", "wrong", 2, 1)]
    assert [line["standing"] for line in found[1]["lines"]] == ["wrong", "follows"]
    assert found[4]["copy_of"] == 2
    # What a kill has left is taken up again; answers are other things than solutions.
    out.write_text("".join(out.read_text().splitlines(keepends=True)[:2]) + '{"schema": 1, "ro')
    assert main(asked) == 0
    assert "2 answers judged, 3 rows there before" in capsys.readouterr().out
    assert [{**json.loads(line), "ms": 0} for line in out.read_text().splitlines()] == [{**row, "ms": 0} for row in found]
    assert main([one for one in asked if one != "--solution"]) == 2
    assert "other questions or answers" in capsys.readouterr().err


def test_a_question_in_parts_has_no_worked_solutions(tmp_path, capsys):
    rows, sheet = tmp_path / "rows.jsonl", tmp_path / "q.json"
    rows.write_text('{"answer": "x", "part": "batch-norm/dx"}\n')
    sheet.write_text(json.dumps({"parts": ["batch-norm/dx"]}))
    assert main(["grade", str(rows), "--question", str(sheet), "--solution"]) == 2
    assert "by values" in capsys.readouterr().err
