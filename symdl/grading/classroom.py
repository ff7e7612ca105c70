r"""The answers of a class: a file of rows in, a file of judged rows out.

A row names a claim of the library, or carries a question of its own; CSV (the columns in any order, with ``,``, ``;``
or tabs between them) or JSONL (the same names as keys):

    id           what the row is called (the number of its line, if it has none)
    student      whose answer it is
    question     a claim's id, as batch-norm/dx
    answer       the answer, in LaTeX or plain text; in quotation marks where it has commas or several lines
    reference    instead of ``question``: the right answer; and with it, at will,
    notation     latex or text (inferred if it is not said)
    definitions, context, assumptions, symbols
    marks        what a right answer is worth (1)
    part         of a question in parts: which one; what follows from the same student's mistakes in parts before is
                 seen to follow

``id``, ``student`` and ``marks`` are at will; other columns are left alone. Only ``answer`` must be there, and a
question, unless one is given for all rows.

    given = read("answers.csv", question="batch-norm/dx")
    graded = grade(given, Path("results.jsonl"))
    graded.rows        a JSON object for each row, in the order of the file

An answer is judged once for all who gave it, in processes that are stopped when they take too much. What is judged is
appended to the file of results at once, and the next run takes it from there: a run that is killed loses the answers
that were being judged, and no row is lost or there twice. At the end the rows stand in the order of the answers.
"""

from __future__ import annotations

import csv
import io
import json
import queue
import re
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any

from symdl.errors import InputError
from symdl.files import write_atomically
from symdl.grading.check import ask
from symdl.grading.parts import ask_parts
from symdl.grading.question import of_file
from symdl.rows import LONGEST, Line, identity, objects, opened
from symdl.workers import Ended, Limits, Worker, cores

WORKER = "symdl.grading.worker"
LIMITS = Limits(seconds=10.0)
VERDICTS = ("equivalent", "not_equivalent", "undecided", "invalid")

_OWN = ("notation", "definitions", "context", "assumptions", "symbols")
COLUMNS = ("id", "student", "question", "part", "answer", "reference", *_OWN, "marks")
_HINT = f"the columns are {', '.join(COLUMNS)}; answer must be there, and question or reference or --question"

# A claim's id: what stands in a row names no file.
CLAIM = re.compile(r"[\w-]{1,80}/[\w-]{1,80}", re.ASCII)
_MARKS = re.compile(r"\d{1,6}([.,]\d{1,6})?", re.ASCII)


@dataclass(frozen=True)
class Asked:
    """What is asked: a claim's id, or a reference with its definitions as data; in a few words; what it is worth.

    parts  of a question in parts, what each is worth
    """

    question: str | Mapping[str, Any] = ""
    named: str = ""
    out_of: float = 1.0
    parts: Mapping[str, float] = field(default_factory=dict)


# Told how many rows are done, and how many there are.
Progress = Callable[[int, int], None]

Judged = dict[str, Any]


# --------------------------------------------------------------------------
# Rows in


@dataclass(frozen=True)
class Given:
    """A row: who answers what, or why that cannot be told.

    line      where it begins in the file
    part      of a question in parts: which one
    before    what the student answered to the parts before
    """

    line: int
    id: str | int
    answer: str = ""
    asked: Asked = Asked()
    student: str = ""
    wrong: str = ""
    part: str = ""
    before: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """The same for all rows that are judged alike, in letters and digits: the question, a slash, the answer."""
        if self.wrong:
            return f"row/{_digest([self.line, self.wrong])}"
        if self.part:
            return f"{_digest([self.asked.question, self.part])}/{_digest([self.answer, {**self.before}])}"
        return f"{_digest([self.asked.question, self.asked.out_of])}/{_digest(self.answer)}"

    @property
    def request(self) -> dict[str, Any]:
        """What a process is asked: see ``symdl.grading.worker``."""
        if self.part:
            return {"question": self.asked.question, "part": self.part,
                    "answers": {**self.before, self.part: self.answer}}
        return {"question": self.asked.question, "answer": self.answer}


def _digest(data: object) -> str:
    return sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:20]


def read(path: str, question: str | None = None) -> list[Given]:
    """The rows of a CSV or JSONL file (``-``: standard input).

    question  what rows without a question of their own answer: a claim's id, or a TOML or JSON file

    Raises InputError if the file cannot be used at all; what is wrong with one row is told in that row.
    """
    asked = asked_of(question) if question is not None else None
    with opened(path, "name a CSV or JSONL file with a row for each answer") as file:
        data = file.read()
    jsonl = path.lower().endswith((".jsonl", ".ndjson")) or (
        not path.lower().endswith((".csv", ".tsv")) and data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{")
    rows = [*(objects(io.BytesIO(data)) if jsonl else _table(_decoded(data), path, asked is not None))]
    if not rows:
        raise InputError(f"{path} has no rows", hint=_HINT)
    return _in_parts([_given(row, asked) for row in rows])


def _in_parts(given: Sequence[Given]) -> list[Given]:
    """With what each student answered to the parts before; the last answer to a part counts."""
    sheets: dict[str, dict[str, str]] = defaultdict(dict)
    for one in given:
        if one.part:
            sheets[one.student][one.part] = one.answer
    found = []
    for one in given:
        order = [*one.asked.parts]
        mine = order[: order.index(one.part)] if one.part else []
        answers = sheets.get(one.student, {}) if one.student else {}
        found.append(replace(one, before={part: answers[part] for part in mine if part in answers}))
    return found


def asked_of(name: str) -> Asked:
    """What is named on the command line, tested. Raises InputError, ReadError."""
    path = Path(name)
    if path.suffix not in (".toml", ".json"):
        ask(name)
        return Asked(name, name)
    table = of_file(path)
    if "parts" in table:
        worth = {part.id: part.question.marks for part in ask_parts(table).parts}
        return Asked(table, str(table["id"]), sum(worth.values()), worth)
    ask(table)
    # The judge says what share of the marks is earned; what they are worth is a matter of the row.
    return Asked({key: value for key, value in table.items() if key != "marks"}, str(table["id"]),
                 float(table.get("marks", 1)))


def _decoded(data: bytes) -> str:
    """Text of a spreadsheet, which says by its first bytes how it is written."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "surrogateescape")  # one bad byte costs one row


def _table(text: str, path: str, asked: bool) -> Iterator[Line]:
    """The records of a CSV file with a line of column names."""
    lines = [*io.StringIO(text, newline="")]
    at = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    if at == len(lines):
        raise InputError(f"{path} is empty", hint=_HINT)
    if said := re.fullmatch(r"sep=([,;\t])\s*", lines[at], re.IGNORECASE):  # how a spreadsheet is told
        at += 1
    delimiter, columns = max(((mark, _names(lines[at : at + 1], mark)) for mark in (said[1] if said else ",;\t")),
                             key=lambda found: sum(name in COLUMNS for name in found[1]))
    if "answer" not in columns:
        close = get_close_matches("answer", columns, n=1, cutoff=0.7)
        raise InputError(f"{path} has no column answer", term=_printable(columns),
                         hint=(f"is it {close[0]}? " if close else "") + _HINT)
    if twice := [name for name in COLUMNS if columns.count(name) > 1]:
        raise InputError(f"{path} has two columns {twice[0]}", hint="rename one of them")
    if not (asked or {"question", "reference"} & {*columns}):
        raise InputError(f"{path} does not say what is asked: it has no column question or reference",
                         term=_printable(columns), hint="name a claim or a file with --question")
    for number, cells, wrong in _records(lines, at + 1, delimiter, len(columns)):
        if wrong:
            yield Line(number, wrong=wrong)
        elif any(cell.strip() for cell in cells):
            yield Line(number, {name: cell for name, cell in zip(columns, cells, strict=False)
                                if name in COLUMNS and (cell.strip() or name == "answer")})


def _records(lines: Sequence[str], at: int, delimiter: str, width: int) -> Iterator[tuple[int, list[str], str]]:
    """Each record from a line on: the number of its first line, its cells, or what is wrong with it."""
    while at < len(lines):
        reader = csv.reader((lines[n] for n in range(at, len(lines))), delimiter=delimiter, strict=True)
        cells, wrong = [], ""
        try:
            cells = next(reader)
        except csv.Error as e:
            wrong = f"this row is no CSV: {e}; a quotation mark in a cell is written twice"
        if any(cell.strip() for cell in cells[width:]) or (reader.line_num > 1 and len(cells) < width):
            wrong = wrong or f"this row has {len(cells)} cells and the first line has {width}: a cell with " \
                             f"{'a tab' if delimiter == chr(9) else delimiter} in it stands in quotation marks"
        if not wrong and not _is_text(cells):
            wrong = "this row is not UTF-8: save the table as UTF-8"
        yield at + 1, cells, wrong
        # A quotation mark that is never closed would take every row after it with it: a record that is wrong ends
        # with its first line.
        at += 1 if wrong else reader.line_num


def _is_text(cells: Sequence[str]) -> bool:
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:
        return False
    return True


def _names(line: Sequence[str], delimiter: str) -> list[str]:
    try:
        return [name.strip().lower() for name in next(csv.reader(line, delimiter=delimiter, strict=True), [])]
    except csv.Error:
        return []


def _printable(columns: Sequence[str]) -> str:
    return "".join(c if c.isprintable() else "�" for c in ", ".join(columns)[:300])


def _given(line: Line, asked: Asked | None) -> Given:
    if line.row is None:
        return Given(line.number, line.number, wrong=line.wrong)
    row = line.row
    id = identity(row, line.number)
    student = "" if row.get("student") is None else row["student"]
    if id is None or not isinstance(student, str | int):
        return Given(line.number, line.number, wrong="an id, and who a student is, is a text or a whole number")
    student = str(student)
    try:
        answer = _answer(row)
        own = _asked(row, asked)
        part = _part(row, own)
        if part:
            own = replace(own, named=f"{own.named}: {part}", out_of=own.parts[part])
        if row.get("marks") not in (None, ""):
            own = replace(own, out_of=_out_of(row["marks"]))
    except ValueError as e:
        return Given(line.number, id, student=student, wrong=str(e))
    return Given(line.number, id, answer, own, student, part=part)


def _part(row: Mapping[str, Any], asked: Asked) -> str:
    """Which part of a question is answered; "" where it has none."""
    part = row.get("part")
    if not asked.parts:
        return ""
    if not isinstance(part, str | int) or (name := str(part).strip()) not in asked.parts:
        raise ValueError(f"the question has the parts {', '.join(asked.parts)}: which one is this?")
    return name


def _answer(row: Mapping[str, Any]) -> str:
    """Raises ValueError, as its neighbours do, with what is wrong."""
    answer = row.get("answer")
    if not isinstance(answer, str):
        raise ValueError("there is no answer in this row" if answer is None else "an answer is a text")
    if len(answer) > LONGEST:
        raise ValueError(f"the answer is longer than {LONGEST} characters")
    return answer.strip()


def _asked(row: Mapping[str, Any], asked: Asked | None) -> Asked:
    own = {name: row[name] for name in ("reference", *_OWN) if row.get(name) not in (None, "", [], {})}
    claim = row.get("question")
    if claim in (None, ""):
        if "reference" in own:
            if not isinstance(own["reference"], str):
                raise ValueError("a reference is a text")
            try:
                _digest(own)
            except RecursionError:
                raise ValueError("this question has brackets without end") from None
            return Asked(own, own["reference"].strip())
        if asked is not None:
            return asked
        raise ValueError("this row does not say what is asked: it needs a question or a reference")
    if "reference" in own:
        raise ValueError("this row names a question and brings one along: it needs one of them")
    if not isinstance(claim, str) or not CLAIM.fullmatch(claim := claim.strip()):
        raise ValueError("a question is a claim's id, as batch-norm/dx; symdl list shows them")
    return Asked(claim, claim)


def _out_of(marks: object) -> float:
    if isinstance(marks, str) and _MARKS.fullmatch(marks.strip()):
        return float(marks.strip().replace(",", "."))
    if isinstance(marks, int | float) and not isinstance(marks, bool) and 0 <= marks < 1e6:  # no NaN either
        return float(marks)
    raise ValueError("marks are a number, as 2 or 2.5")


# --------------------------------------------------------------------------
# Rows out


@dataclass(frozen=True)
class Graded:
    """What became of a file.

    rows     the JSON object of each row, in the order of the file
    judged   answers that were judged now
    kept     rows whose answers had been judged before
    dropped  rows of the file of results whose answers are no longer given
    """

    rows: tuple[Judged, ...]
    judged: int = 0
    kept: int = 0
    dropped: int = 0

    def count(self, verdict: str) -> int:
        return sum(row["verdict"] == verdict for row in self.rows)


@dataclass
class _Results:
    """The rows that are done, and the file that has them at every moment."""

    given: Sequence[Given]
    out: Path | None = None
    done: dict[int, Judged] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.first: dict[str, int] = {}
        for one in self.given:
            self.first.setdefault(one.key, one.line)

    def add(self, places: Iterable[int], reply: Mapping[str, Any]) -> None:
        added = []
        for n in places:
            one = self.given[n]
            same = self.first[one.key]
            self.done[n] = _row(one, reply, same if same != one.line else None)
            added.append(_line(self.done[n]))
        if self.out is not None:
            try:
                with self.out.open("a", encoding="ascii") as file:
                    file.write("".join(added))
            except OSError as e:
                raise InputError(f"{self.out} cannot be written: {e.strerror}",
                                 hint="name another place with --out") from None

    def save(self) -> None:
        """Write the file anew, in the order of the answers."""
        if self.out is not None:
            write_atomically(self.out, "".join(_line(self.done[n]) for n in sorted(self.done)))


def grade(given: Sequence[Given], out: Path | None = None, *, worker: str = WORKER, limits: Limits = LIMITS,
          jobs: int | None = None, progress: Progress | None = None) -> Graded:
    """Judge the answers of a class.

    out     the file of results; what is in it already is not judged again
    worker  the module of the processes: see ``symdl.grading.worker``
    jobs    how many of them (one for each core)

    Raises InputError if ``out`` cannot be written or holds something else, or if no process starts. The rows that
    were done until then are in it.
    """
    before = _before(out) if out is not None else []
    keys = {one.key for one in given}
    dropped = len(before) - sum(row["key"] in keys for row in before)
    if before and dropped == len(before):
        raise InputError(f"{out} has the results of other questions or answers",
                         hint="name another place with --out, or take it away")
    mine: dict[object, deque[Judged]] = defaultdict(deque)
    known: dict[str, Judged] = {}
    for row in before:
        mine[row["key"], row["id"], row["student"]].append(row)
        known.setdefault(row["key"], row)
    results = _Results(given)
    waiting: dict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(given):
        there = mine[one.key, one.id, one.student]
        if there or one.key in known:
            results.add([n], there.popleft() if there else known[one.key])
        elif one.wrong:
            results.add([n], _faulty(one.wrong))
        else:
            waiting[one.key].append(n)
    kept = len(results.done) - sum(bool(one.wrong) and one.key not in known for one in given)
    results.out = out
    results.save()  # before the work, not after it
    judged = 0
    asked = [(key, given[places[0]]) for key, places in waiting.items()]
    if progress is not None:
        progress(len(results.done), len(given))
    try:
        with closing(_replies(asked, worker, limits, jobs or cores())) as replies:
            for key, reply in replies:
                results.add(waiting[key], reply)
                judged += 1
                if progress is not None:
                    progress(len(results.done), len(given))
    finally:
        results.save()
    return Graded(tuple(results.done[n] for n in sorted(results.done)), judged, kept, dropped)


# What a row says of itself. All else is the judge's, and the same in every row of one key.
_OF_ROW = ("row", "id", "student", "question", "answer", "copy_of", "key")


def _row(one: Given, reply: Mapping[str, Any], same: int | None) -> Judged:
    """The JSON object of a row: schema, row (the line in the file), id, student, question, answer; then what the
    judge says; then copy_of, the row of the same answer that was judged, and key."""
    return {
        "schema": 1, "row": one.line, "id": one.id, "student": one.student, "question": one.asked.named,
        "answer": one.answer, **{name: value for name, value in reply.items() if name not in ("schema", *_OF_ROW)},
        "copy_of": same, "key": one.key,
    }  # fmt: skip


def _line(row: Judged) -> str:
    return json.dumps(row) + "\n"


def _before(out: Path) -> list[Judged]:
    """The rows of a file that was written before. Raises InputError if it is something else."""
    try:
        data = out.read_bytes() if out.exists() else b""
    except OSError as e:
        raise InputError(f"{out} cannot be read: {e.strerror}", hint="name another place with --out") from None
    *whole, last = data.split(b"\n")
    start = _line({"schema": 1, "row": 0}).encode()[: -len("0}\n")]
    if not (last.startswith(start) or start.startswith(last)):  # a row that was being written when a run was killed
        whole.append(last)
    found = []
    for number, line in enumerate(whole, 1):
        try:
            row = json.loads(line)
            if row["verdict"] not in VERDICTS or not isinstance(row["key"], str) or not isinstance(row["row"], int) \
                    or not isinstance(row["id"], str | int) or not isinstance(row["student"], str):
                raise ValueError
        except (ValueError, TypeError, KeyError, RecursionError):
            raise InputError(f"{out}:{number} is no row that symdl grade has written",
                             hint="name another place with --out") from None
        found.append(row)
    return found


# --------------------------------------------------------------------------
# The judges


def _verdict(verdict: str, code: str, feedback: str, ms: float = 0.0, out_of: float | None = None) -> Judged:
    return {"verdict": verdict, "method": "", "code": code, "feedback": feedback, "witness": None, "marks": None,
            "out_of": out_of, "agrees": None, "ms": round(ms, 3)}


def _faulty(wrong: str) -> Judged:
    """What becomes of a row in which there is nothing to judge."""
    return _verdict("invalid", "row", wrong)


def _replies(asked: Sequence[tuple[str, Given]], module: str, limits: Limits,
             jobs: int) -> Generator[tuple[str, Judged], None, None]:
    """The key of each question with what became of it, as they come."""
    todo, lock = iter(asked), threading.Lock()
    done: queue.SimpleQueue[tuple[str, Judged] | BaseException | None] = queue.SimpleQueue()
    stop = threading.Event()
    workers = [Worker(module, limits) for _ in range(min(jobs, len(asked)))]

    def work(worker: Worker) -> None:
        try:
            while not stop.is_set():
                with lock:
                    one = next(todo, None)
                if one is None:
                    break
                done.put((one[0], _reply(worker, one[1])))
        except BaseException as e:
            done.put(e)
        finally:
            worker.close()
            done.put(None)

    threads = [threading.Thread(target=work, args=(worker,), daemon=True) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        at_work = len(threads)
        while at_work:
            match done.get():
                case None:
                    at_work -= 1
                case BaseException() as fault:
                    raise fault
                case reply:
                    yield reply
    finally:
        stop.set()
        for worker, thread in zip(workers, threads, strict=True):
            while thread.is_alive():  # Ctrl-C: whatever is being judged is not waited for
                if (process := worker.process) is not None:
                    with suppress(OSError):
                        process.kill()
                thread.join(0.05)


def _reply(worker: Worker, one: Given) -> Judged:
    """What a process says of an answer. Raises InputError if no process starts."""
    start = monotonic()
    for again in (True, False):
        try:
            reply = worker.ask(one.request)
            return _marked(reply, one.asked.out_of)
        except Ended as e:
            # A process may end by what it did before; a verdict must not depend on that, so it is asked once more.
            started = worker.asked > 0
            if again and not (started and e.how == "time"):
                continue
            if not started:
                raise InputError(f"no process to judge answers starts: {e.why}",
                                 hint="is there enough memory? What was judged is kept; run it again") from None
            code = {"time": "stopped", "memory": "memory"}.get(e.how, "crash")
            return _verdict("undecided", code, f"not decided: {e.why}", 1000 * (monotonic() - start),
                            one.asked.out_of)
    raise AssertionError


def _marked(reply: Any, out_of: float) -> Judged:
    """The row that a process sends, with its marks out of what the answer is worth."""
    match reply:
        case {"row": {"verdict": verdict, "marks": None | int() | float() as share} as row} if verdict in VERDICTS:
            return {**row, "marks": None if share is None else round(out_of * share, 6), "out_of": out_of}
        case {"fault": {"what": str() as what, "hint": str() as hint}}:  # of the question, not of the answer
            return _verdict("undecided", "question", what + (f"; {hint}" if hint else ""), out_of=out_of)
    return _verdict("undecided", "crash", "the judge gave no verdict", out_of=out_of)


__all__ = ["CLAIM", "COLUMNS", "VERDICTS", "Given", "Graded", "grade", "read"]
