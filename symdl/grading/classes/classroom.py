r"""The answers of a class: a file of rows in, a file of judged rows out.

A row names a claim of the library, or carries a question of its own; CSV (the columns in any order, with ``,``, ``;``
or tabs between them) or JSONL (the same names as keys; in both, capital letters make no difference):

    id           what the row is called (the number of its line, if it has none; "line 3" where another is called 3, and
                 where an id may have been there and cannot be read)
    student      whose answer it is
    question     a claim's id, as batch-norm/dx
    answer       the answer, in LaTeX or plain text; in quotation marks where it has commas or several lines
    reference    instead of ``question``: the right answer; and with it, at will,
    notation     latex or text (inferred if it is not said)
    definitions, context, assumptions, symbols
    accept       other right answers, and
    mistakes     wrong ones that are expected; in CSV with a ; between them
    task         what is asked, in words for people, beside a reference: no verdict leans on it
    marks        what a right answer is worth (1)
    part         of a question in parts, in a file for all rows: which one; what follows from the same student's
                 mistakes in parts before is seen to follow, and the last of several answers to a part is the one that
                 counts for the parts behind it; a blank is no answer

Where the answers are worked solutions (``read(..., solutions=True)``), each of them is judged line by line: a row has
its ``lines`` beside the rest, and as marks what these earn.

``id``, ``student`` and ``marks`` are at will; other columns are left alone. Only ``answer`` must be there, and a
question, unless one is given for all rows.

    given = read("answers.csv", question="batch-norm/dx")
    graded = grade(given, Path("results.jsonl"))
    graded.rows        a JSON object for each row, in the order of the file

An answer is judged once for all who wrote it, in processes that are stopped when they take too much; what is said of it
is what ``check`` says, whatever else is in the file. What is done is appended to the file of results at once, and the
next run takes it from there: a run that is killed loses the answers that were being judged, and no row is lost or there
twice. At the end the rows stand in the order of the answers.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from symdl.errors import InputError
from symdl.files import way_out, write_atomically
from symdl.grading.classes.judges import VERDICTS, Judged, Judges, Reply, verdict
from symdl.grading.table import of_file, texts
from symdl.notation.reader.escapes import stripped
from symdl.rows import LONGEST, Line, identity, objects, opened
from symdl.workers import Limits, cores

WORKER = "symdl.grading.classes.worker"
LIMITS = Limits(seconds=10.0)

_OWN = ("accept", "mistakes", "notation", "definitions", "context", "assumptions", "symbols")
COLUMNS = ("id", "student", "question", "part", "answer", "reference", "task", *_OWN, "marks")
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


# --------------------------------------------------------------------------
# Rows in


@dataclass(frozen=True)
class Given:
    """A row: who answers what, or why that cannot be told.

    line      where it begins in the file
    part      of a question in parts: which one
    before    what the student answered to the parts before
    solution  whether the answer is a worked solution
    """

    line: int
    id: str | int
    answer: str = ""
    asked: Asked = Asked()
    student: str = ""
    wrong: str = ""
    part: str = ""
    before: Mapping[str, str] = field(default_factory=dict)
    solution: bool = False

    @cached_property
    def key(self) -> str:
        """The same for all rows that are judged alike, in letters and digits: the question, a slash, the answer."""
        if self.wrong:  # beside the question, if that is known: of a student's answers to it, one counts
            asked = _digest([self.asked.question, self.asked.out_of]) if self.asked.question else "row"
            return f"{asked}/{_digest([self.line, self.wrong])}"
        if self.part:
            return f"{_digest([self.asked.question, self.asked.out_of, self.part])}/" \
                   f"{_digest([self.answer, {**self.before}])}"
        said = {"solution": self.answer} if self.solution else self.answer
        return f"{_digest([self.asked.question, self.asked.out_of])}/{_digest(said)}"

    @property
    def request(self) -> dict[str, Any]:
        """What a process is asked: see ``symdl.grading.classes.worker``."""
        if self.part:
            return {"question": self.asked.question, "part": self.part,
                    "answers": {**self.before, self.part: self.answer}}
        return {"question": self.asked.question, "solution" if self.solution else "answer": self.answer}


def _digest(data: object) -> str:
    return sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:20]


def read(path: str, question: str | None = None, *, solutions: bool = False) -> list[Given]:
    """The rows of a CSV or JSONL file (``-``: standard input).

    question   what rows without a question of their own answer: a claim's id, or a TOML or JSON file
    solutions  whether the answers are worked solutions

    Raises InputError if the file cannot be used at all; what is wrong with one row is told in that row.
    """
    asked = asked_of(question) if question is not None else None
    if solutions and asked is not None and asked.parts:
        raise InputError("a question in parts is answered by values, not by worked solutions",
                         hint="grade the parts one by one, or without --solution")
    with opened(path, "name a CSV or JSONL file with a row for each answer") as file:
        data = file.read()
    jsonl = path.lower().endswith((".jsonl", ".ndjson")) or (
        not path.lower().endswith((".csv", ".tsv")) and data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{")
    rows = [*(map(_in_small_letters, objects(io.BytesIO(data))) if jsonl
              else _table(_decoded(data), path, asked is not None))]
    if not rows:
        raise InputError(f"{path} has no rows", hint=_HINT)
    taken = {str(row.row[name]).strip() for row in rows if row.row for name in ("id", "student") if name in row.row}
    return _in_parts([replace(_given(row, asked, taken), solution=solutions) for row in rows])


def _in_small_letters(line: Line) -> Line:
    """A row with its keys as the columns of a table are read: Answer is answer."""
    if line.row is None:
        return line
    row: dict[str, Any] = {}
    for key, value in line.row.items():
        name = key.strip().lower()
        if name in row and name in COLUMNS:
            return replace(line, wrong=line.wrong or f"this row has two keys {name}")
        row[name] = value
    return replace(line, row=row)


def _in_parts(given: Sequence[Given]) -> list[Given]:
    """With what each student answered to the parts before; the last answer to a part counts, and a blank is none."""
    sheets: dict[str, dict[str, str]] = defaultdict(dict)
    for one in given:
        if one.part and one.answer:
            sheets[one.student][one.part] = one.answer
    found = []
    for one in given:
        order = [*one.asked.parts]
        mine = order[: order.index(one.part)] if one.part else []
        answers = sheets.get(one.student, {}) if one.student else {}
        found.append(replace(one, before={part: answers[part] for part in mine if part in answers}))
    return found


def parts_of(given: Iterable[Given]) -> dict[str, float]:
    """Of a question in parts that all rows answer, what each part is called in a row, and worth."""
    one = next((one for one in given if one.asked.parts), None)
    if one is None:
        return {}
    named = one.asked.named.removesuffix(f": {one.part}")
    return {f"{named}: {part}": worth for part, worth in one.asked.parts.items()}


def asked_of(name: str) -> Asked:
    """What is named on the command line, tested. Raises InputError, ReadError."""
    from symdl.grading.in_parts.parts import ask_parts
    from symdl.grading.questions.asking import ask  # the judges are elsewhere, and need not wait for this

    path = Path(name)
    if path.suffix not in (".toml", ".json"):
        ask(name)
        return Asked(name, name)
    table = of_file(path)
    if "parts" in table:
        worth = {part.id: part.question.marks for part in ask_parts(table).parts}
        return Asked(table, str(table["id"]), sum(worth.values()), worth)
    ask(table)
    return Asked(table, str(table["id"]), float(table.get("marks", 1)))


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
    if misspelled := _misspelled(columns):
        raise InputError(f"{path}: {misspelled}", hint="rename the column")
    others = [name for name in columns if name not in ("", "answer")]
    for number, cells, wrong in _records(lines, at + 1, delimiter, columns):
        if wrong:
            yield Line(number, {name: cell for name, cell in zip(columns, cells, strict=False)
                                if name in ("id", "student") and cell.strip() and _is_text([cell])}, wrong)
        elif not others and not any(cell.strip() for cell in cells):
            yield Line(number, {"answer": ""})  # with nothing beside it, a blank line is a blank answer
        elif any(cell.strip() for cell in cells):
            yield Line(number, {name: cell for name, cell in zip(columns, cells, strict=False)
                                if name in COLUMNS and (cell.strip() or name == "answer")})


def _records(lines: Sequence[str], at: int, delimiter: str,
             columns: Sequence[str]) -> Iterator[tuple[int, list[str], str]]:
    """Each record from a line on: the number of its first line, its cells, or those before what is wrong with it."""
    width = len(columns)
    csv.field_size_limit(_LONGEST_CELL)
    while at < len(lines):
        reader = csv.reader((lines[n] for n in range(at, len(lines))), delimiter=delimiter, strict=True)
        cells, wrong, is_record = [], "", True
        try:
            cells = next(reader)
        except csv.Error as e:
            is_record = False
            wrong = f"this row is no CSV: {e}; a quotation mark in a cell is written twice"
            cells = _cells_before(lines[at], delimiter)
        if not wrong and (any(cell.strip() for cell in cells[width:]) or (reader.line_num > 1 and len(cells) < width)):
            wrong = f"this row has {len(cells)} cells and the first line has {width}: a cell with " \
                    f"{'a tab' if delimiter == chr(9) else delimiter} in it stands in quotation marks"
            # The delimiter too many is in one of the first cells that may have one.
            plain = next((n for n, name in enumerate(columns) if name not in _PLAIN), width)
            cells = _cells_before(lines[at], delimiter)[:plain]
        if not wrong and not _is_text(cells):
            wrong = "this row is not UTF-8: save the table as UTF-8"
        yield at + 1, cells, wrong
        # A quotation mark that is never closed would take every row after it with it: a record that is no CSV, or lacks
        # cells, ends with its first line. All others end where they say: no line of an answer is taken for a row.
        at += reader.line_num if is_record and len(cells) >= width else 1


_LONGEST_CELL = 1 << 24
_PLAIN = ("id", "student", "question", "part", "marks")  # cells in which nobody writes a comma


def _cells_before(line: str, delimiter: str) -> list[str]:
    """The cells of a line that are in order and have an end, up to the first that is not."""
    cell = re.compile(rf'(?:"((?:[^"]|"")*)"|((?!")[^{delimiter}\r\n]*)){delimiter}')
    found, at = [], 0
    while match := cell.match(line, at):
        found.append(match[2] if match[1] is None else match[1].replace('""', '"'))
        at = match.end()
    return found


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


def _misspelled(columns: Collection[str]) -> str:
    """What to say of a column that is nearly one which says what is asked, and is not there; "" if there is none."""
    lacking = [name for name in ("question", "reference", *_OWN) if name not in columns]
    for name in columns:
        if name not in COLUMNS and (close := get_close_matches(name, lacking, n=1, cutoff=0.85)):
            return f"there is no column {_printable([name])}: is it {close[0]}?"
    return ""


def _printable(columns: Sequence[str]) -> str:
    return "".join(c if c.isprintable() else "�" for c in ", ".join(columns)[:300])


def _given(line: Line, asked: Asked | None, taken: Collection[str]) -> Given:
    """What a row says; ``taken`` are the names that rows and students have."""
    row = line.row or {}
    sheet = asked if asked is not None and asked.parts else Asked()  # of which a row is, whatever is wrong with it
    unnamed: str | int = f"line {line.number}" if line.wrong or str(line.number) in taken else line.number
    id = identity({"id": unnamed, **row}, line.number)
    student = "" if row.get("student") is None else row["student"]
    known = isinstance(student, str | int) and not isinstance(student, bool)
    student, answer = str(student).strip() if known else "", ""
    if id is None or not known:
        return Given(line.number, f"line {line.number}" if id is None else id, "", sheet, student,
                     wrong="an id, and who a student is, is a text or a whole number")
    if wrong := line.wrong or _misspelled(row):
        return Given(line.number, id, "", sheet, student, wrong=wrong)
    wrong = ""
    try:
        answer = _answer(row)
    except ValueError as e:
        wrong = str(e)
    try:
        own = _asked(row, asked)
        part = _part(row, own)
        if part:
            own = replace(own, named=f"{own.named}: {part}", out_of=own.parts[part])
        if row.get("marks") not in (None, ""):
            own = replace(own, out_of=_out_of(row["marks"]))
    except ValueError as e:
        return Given(line.number, id, answer, sheet, student, wrong=wrong or str(e))
    if wrong:
        return Given(line.number, id, answer, sheet if sheet.parts else own, student, wrong=wrong)
    return Given(line.number, id, answer, own, student, part=part)


def _part(row: Mapping[str, Any], asked: Asked) -> str:
    """Which part of a question is answered; "" where it has none."""
    if not asked.parts:
        return ""
    part = row.get("part")
    name = str(part).strip() if isinstance(part, str | int) else ""
    if name not in asked.parts:
        raise ValueError((f"there is no part {name[:80]}: " if name else "") +
                         f"the question has the parts {', '.join(asked.parts)}: which one is this?")
    return name


def _answer(row: Mapping[str, Any]) -> str:
    """Raises ValueError, as its neighbours do, with what is wrong."""
    answer = row.get("answer")
    if not isinstance(answer, str):
        raise ValueError("there is no answer in this row" if answer is None else "an answer is a text")
    if len(answer) > LONGEST:
        raise ValueError(f"the answer is longer than {LONGEST} characters")
    return stripped(answer)


def _asked(row: Mapping[str, Any], asked: Asked | None) -> Asked:
    own = {name: row[name] for name in ("reference", *_OWN) if row.get(name) not in (None, "", [], {})}
    if "reference" in own and isinstance(row.get("task"), str):  # another file may mean something else by it
        own["task"] = row["task"]
    if own.keys() & {"accept", "mistakes"} and "reference" not in own:  # they would be marked without
        raise ValueError("accept and mistakes are said beside a reference, and this row has none")
    claim = row.get("question")
    if claim in (None, ""):
        if "reference" in own:
            if not isinstance(own["reference"], str):
                raise ValueError("a reference is a text")
            if isinstance(own.get("mistakes"), str):  # as a cell has them
                own["mistakes"] = texts(own, "mistakes")
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
                                 hint=way_out(e, "name another place with --out")) from None

    def save(self) -> None:
        """Write the file anew, in the order of the answers."""
        if self.out is not None:
            write_atomically(self.out, "".join(_line(self.done[n]) for n in sorted(self.done)))


def grade(given: Sequence[Given], out: Path | None = None, *, worker: str = WORKER, limits: Limits = LIMITS,
          jobs: int | None = None, progress: Progress | None = None) -> Graded:
    """Judge the answers of a class.

    out     the file of results; what is in it already is not judged again
    worker  the module of the processes: see ``symdl.grading.classes.worker``
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
    asked = [given[places[0]] for places in waiting.values()]
    alone: set[int] = set()
    if progress is not None:
        progress(len(results.done), len(given))
    try:
        with Judges(worker, limits, min(jobs or cores(), len(asked))) as judges:
            for n, one in enumerate(asked):
                judges.ask(n, one.request)
            for n, reply in judges.replies():
                if reply.stopped and n not in alone:  # a verdict stands alone if its explanation takes too much
                    alone.add(n)
                    judges.ask(n, {**asked[n].request, "explain": False})
                    continue
                results.add(waiting[asked[n].key], _marked(reply, asked[n].asked.out_of))
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
    """The rows of a file that was written before. Raises InputError if it is something else.

    A crash may leave blank lines, and zeros where something was to be written: what they took is judged again.
    """
    try:
        if out.exists() and not out.is_file():  # a device may be read for ever
            raise OSError(0, "it is no file")
        data = out.read_bytes() if out.exists() else b""
    except OSError as e:
        raise InputError(f"{out} cannot be read: {e.strerror}", hint="name another place with --out") from None
    *whole, last = data.split(b"\n")
    last = last.strip(_NOTHING)
    start = _line({"schema": 1, "row": 0}).encode()[: -len("0}\n")]
    if not (last.startswith(start) or start.startswith(last)):  # a row that was being written when a run was killed
        whole.append(last)
    lines = {number: line for number, line in enumerate(whole, 1) if line.strip(_NOTHING)}
    rows = {number: row for number, line in lines.items() if (row := _written(line)) is not None}
    for number, line in lines.items():
        if number not in rows and not (rows and b"\0" in line):
            raise InputError(f"{out}:{number} is no row that symdl grade has written",
                             hint="name another place with --out")
    return [*rows.values()]


_NOTHING = b"\0 \t\r"


def _written(line: bytes) -> Judged | None:
    """The row that a line of results is, if it is one."""
    try:
        row = json.loads(line.strip(_NOTHING))
        texts = [row["key"], row["student"], *(row.get(name, "") for name in ("code", "same", "why", "feedback"))]
        is_one = row["verdict"] in VERDICTS and isinstance(row["row"], int) and isinstance(row["id"], str | int) and \
            all(isinstance(text, str) for text in texts)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return row if is_one else None


# --------------------------------------------------------------------------
# The judges


def _faulty(wrong: str) -> Judged:
    """What becomes of a row in which there is nothing to judge."""
    return verdict("invalid", "row", wrong)


def _marked(reply: Reply, out_of: float) -> Judged:
    """What is said of an answer, with its marks out of what it is worth."""
    share = reply.row["marks"]
    return {**reply.row, "marks": None if share is None else round(out_of * share, 6), "out_of": out_of}


__all__ = ["CLAIM", "COLUMNS", "VERDICTS", "Given", "Graded", "grade", "parts_of", "read"]
