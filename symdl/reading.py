r"""What a person's formulas were read as: one by one, or a file of thousands on all cores.

    chosen = names([r"m^t = \beta_1 m^{t-1} + (1 - \beta_1) g^t"])     the names, inferred if nothing is declared
    one = read(r"\hat m^t = m^t / (1 - \beta_1^t)", chosen.notation)
    one.ok, one.expr, one.latex, one.notes, one.errors

Nothing is evaluated. A consumer, beside ``grading``, ``kernels`` and ``reporting``: it imports neither of them.
"""

from __future__ import annotations

import json
import signal
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import asdict, dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property, partial
from itertools import chain, islice
from pathlib import Path
from time import monotonic
from typing import Any

from sympy import Basic, srepr

from symdl.errors import InputError, LanguageError, ReadError, printable
from symdl.files import write_atomically
from symdl.notation.latex import latex
from symdl.notation.reader import declare
from symdl.notation.reader.infer import Inferred, infer
from symdl.notation.reader.names import plain
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.parse import Parsed, parse
from symdl.notation.reader.sympy_trees import to_sympy
from symdl.notation.reader.syntax import Blank, Bound, Chain, Goes, Member, Name, Node, Note, show, walk
from symdl.rows import identity, objects, opened
from symdl.second_reader import Foreign, Second, second
from symdl.sympy_text import TooLarge, sympy_text
from symdl.workers import cores

# --------------------------------------------------------------------------
# One formula


@dataclass(frozen=True)
class ReadRow:
    """What became of one formula. Without errors it has a tree and a line of LaTeX.

    expr    the formula as an object of SymPy, nothing of it evaluated; None if SymPy has none, which a note says
    latex   the formula, printed from its tree
    notes   places that some would read in another way
    errors  why it could not be read: all that one pass finds
    """

    text: str
    tree: Node | None = None
    expr: Basic | None = None
    latex: str = ""
    notes: tuple[Note, ...] = ()
    errors: tuple[ReadError, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.errors

    @cached_property
    def sympy(self) -> str | None:
        """The formula as a person writes it for SymPy; None if that would be too long a line."""
        try:
            return sympy_text(self.expr) if self.expr is not None else None
        except TooLarge:
            return None

    @property
    def shown(self) -> str | None:
        """The tree on a line."""
        return show(self.tree) if self.tree is not None else None

    def row(self, id: object = None) -> dict[str, Any]:
        """The JSON object that other programs rely on."""
        return {
            "schema": 1,
            "id": id,
            "ok": self.ok,
            "srepr": srepr(self.expr, order="none") if self.sympy is not None else None,
            "latex": self.latex if self.ok else None,
            "notes": [asdict(note) for note in self.notes],
            "error": fault(self.errors[0]) if self.errors else None,
        }


def fault(error: ReadError) -> dict[str, Any]:
    return {"message": error.what, "start": error.start, "end": error.end, "hint": error.hint}


def read(text: str, notation: Notation = OPEN, *, strict: bool = False) -> ReadRow:
    """Read one formula. Never raises for what the text holds; ``strict`` makes each note an error."""
    try:
        parsed = parse(text, notation, strict=strict)
        if notation.closed and (unknown := _undeclared(parsed, notation)):
            return ReadRow(text, errors=tuple(unknown))
        printed = latex(parsed.tree, notation=notation)
    except ReadError as error:
        return ReadRow(text, errors=(error, *error.others))
    except LanguageError as error:  # a name that cannot be printed again, say
        return ReadRow(text, errors=(ReadError(error.what, text, 0, len(text), error.hint),))
    row = ReadRow(text, parsed.tree, None, printed, parsed.notes)
    try:
        row = replace(row, expr=to_sympy(parsed.tree))
        why = "" if row.sympy is not None else "its object is too large to be written out"
    except LanguageError as error:  # it is read, and SymPy has no object for it: words, dots, = x
        why = error.what + (f": {error.term}" if error.term else "")
    note = Note(0, len(text), "sympy", f"there is no SymPy object to show: {why}")
    return replace(row, notes=(*row.notes, note)) if why else row


def suggested(text: str, *, strict: bool = False) -> ReadRow:
    """Read one formula with the names that it suggests itself; each is told in a note."""
    found = infer([text])
    row = in_doubt(read(text, found.notation, strict=strict), found.doubts_of(0), strict=strict)
    told = (Note(reason.start, reason.end, "inferred", reason.text) for reason in found.reasons)
    return replace(row, notes=(*told, *row.notes)) if row.ok else row


def in_doubt(row: ReadRow, doubts: Sequence[Note], *, strict: bool = False) -> ReadRow:
    """A formula with what is in doubt besides (see ``Inferred.doubts``), as notes or as errors."""
    if not doubts or not row.ok:
        return row
    if strict:
        return ReadRow(row.text, errors=tuple(
            ReadError(note.chosen, row.text, note.start, note.end, note.text.partition("; ")[2]) for note in doubts))
    return replace(row, notes=tuple(sorted((*row.notes, *doubts), key=lambda note: (note.start, note.end))))


def _undeclared(parsed: Parsed, notation: Notation) -> list[ReadError]:
    """The names that mean nothing, where every name must be declared. Indices and what a sign binds need not be."""
    known = {*notation.indices, *notation.constants, *(meaning.name for meaning in notation.meanings.values())}
    bound = {node.name.text for node in walk(parsed.tree)
             if isinstance(node, Bound | Goes) and isinstance(node.name, Name)}
    found = []
    for node in walk(parsed.tree):
        name = node.text if isinstance(node, Name) else node.name if isinstance(node, Member) else ""
        if name and name not in known | bound:
            close = get_close_matches(plain(name), [plain(other) for other in known], n=1)
            found.append(ReadError(f"{name} is not declared", parsed.text, node.start, node.end,
                                   f"did you mean {close[0]}?" if close else f"there are {', '.join(sorted(known))}"))
    return found


def beside(row: ReadRow, reader: Second) -> Foreign:
    """What another reader makes of the formula, compared side by side of a relation."""
    if row.tree is None:
        return reader.compare(row.text, None)
    items = row.tree.items if isinstance(row.tree, Chain) else (row.tree,)
    ours = []
    for item in items:
        if not isinstance(item, Blank):
            with suppress(LanguageError):
                ours.append(to_sympy(item))
    return reader.compare(row.text, ours)


# --------------------------------------------------------------------------
# What the names mean


def declared(file: str | None = None, derivation: str | None = None) -> Notation:
    """The names that a TOML file declares, or those of a derivation (``adam``, or ``adam/m-unrolled``).

    Raises InputError, ReadError.
    """
    if file is not None and derivation is not None:
        raise InputError("the names of a derivation and those of a file are two notations", hint="name one of them")
    if file is not None:
        return declare.load(Path(file))
    if derivation is not None:
        from symdl import library  # a derivation brings the whole language with it
        from symdl.notation.scope import notation_of, scope_of

        return notation_of(scope_of(library.load(derivation)), latex=True)
    return OPEN


def names(formulas: Sequence[str], start: Notation = OPEN) -> Inferred:
    """The notation that makes sense of formulas, with a reason for each name."""
    return infer(formulas, start)


# --------------------------------------------------------------------------
# A file of formulas

SECONDS = 5.0
"""How often what is done is written, so that little is lost when a run is stopped."""

_WINDOW, _CHUNK, _WORTH_IT = 2000, 50, 200

# Told how many rows are done.
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Given:
    """A line of a file: its id, and its formula or what is wrong with the line."""

    id: object
    text: str = ""
    wrong: str = ""


def lines(path: str) -> Iterator[Given]:
    """The rows of a file (``-``: standard input), one JSON object a line. Raises InputError if it cannot be read."""
    with opened(path) as file:
        for line in objects(file):
            known = line.row if not line.wrong else None
            yield Given(line.number, wrong=line.wrong) if known is None else _given(line.number, known)


def _given(number: int, row: Mapping[str, Any]) -> Given:
    id = identity(row, number)
    if id is None:
        return Given(number, wrong="an id is a text or a whole number")
    text = row.get("latex", row.get("text"))
    if not isinstance(text, str):
        return Given(id, wrong='there is no formula in this line: it needs "latex" or "text"')
    return Given(id, text)


@dataclass(frozen=True)
class Task:
    """How the rows of a file are read.

    notation  what is declared; None: each row alone, with the names that its own formula suggests
    strict    whether a note is an error; then nothing is taken from a suggestion
    doubts    what is in doubt besides in each formula, by its text: see ``Inferred.doubts``
    tree      whether a row has the tree, too
    second    beside it, the name of a foreign reader to compare with
    """

    notation: Notation | None
    strict: bool = False
    tree: bool = False
    second: str = ""
    doubts: Mapping[str, Sequence[Note]] = field(default_factory=dict)

    def row(self, given: Given, reader: Second | None = None) -> dict[str, Any]:
        """The JSON object of a row. Whatever happens is told in it."""
        if given.wrong:
            error = ReadError(given.wrong, "", 0, 0, 'a line is {"id": "1", "latex": "x_i^2"}')
            return ReadRow("", errors=(error,)).row(given.id)
        try:
            return self._row(given, reader)
        except Exception as e:  # a fault of ours must not cost the other rows
            error = ReadError(f"symdl failed here: {type(e).__name__}: {e}", given.text, 0, len(given.text),
                              "this is a fault of symdl and not of the formula")
            return ReadRow(given.text, errors=(error,)).row(given.id)

    def _row(self, given: Given, reader: Second | None) -> dict[str, Any]:
        one = read(given.text, self.notation or OPEN, strict=self.strict)
        one = in_doubt(one, self.doubts.get(given.text, ()), strict=self.strict)
        if self.notation is None and not self.strict and (one.notes or one.errors):
            one = suggested(given.text)
        made = one.row(given.id)
        if self.tree:
            made["tree"] = one.shown
        if reader is not None:
            made["second"] = beside(one, reader).row()
        return made


def rows(given: Iterable[Given], task: Task, jobs: int | None = None) -> Iterator[str]:
    """The rows of what is given, in order, each as a line of JSON; many are read on all cores."""
    left = iter(given)
    first = [*islice(left, _WORTH_IT)]
    jobs = jobs or cores()
    if task.second or len(first) < _WORTH_IT or jobs == 1:
        # A second reader is a process by itself, and one at a time is enough of them.
        with second(task.second) if task.second else nullcontext() as reader:
            for one in chain(first, left):
                yield json.dumps(task.row(one, reader))
        return
    import multiprocessing

    if "fork" not in multiprocessing.get_all_start_methods():
        yield from (json.dumps(task.row(one)) for one in chain(first, left))
        return
    pool = multiprocessing.get_context("fork").Pool(jobs, _leave_interrupts)
    try:
        window = first
        while window:
            yield from pool.imap(partial(_line, task), window, chunksize=_CHUNK)
            window = [*islice(left, _WINDOW)]  # a file may be longer than memory
    finally:
        # The window is read to its end even if nobody wants it: Pool.terminate, which "with" would call, kills a
        # process that may hold the lock of the answers, and then waits for that lock without end.
        pool.close()
        pool.join()


def _line(task: Task, given: Given) -> str:
    return json.dumps(task.row(given))


def _leave_interrupts() -> None:
    """Ctrl-C reaches every process of the terminal; the parent alone answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@dataclass(frozen=True)
class Done:
    """What became of a file: rows read now, rows that were there before, rows of both that could not be read."""

    read: int
    kept: int
    unreadable: int


def write(given: Iterable[Given], task: Task, out: Path, progress: Progress | None = None) -> Done:
    """The rows of what is given, in a file. Those whose id is in it already stay and are not read again.

    The file is whole at every moment, and what is done is in it when a run is stopped.
    Raises InputError if it cannot be written, or holds something else.
    """
    found = _rows_of(out)
    kept = [line for line, _ in found]
    there = Counter(json.dumps(id) for _, id in found)
    made: list[str] = []

    def new() -> Iterator[Given]:
        for one in given:
            key = json.dumps(one.id)
            if there[key]:
                there[key] -= 1
            else:
                yield one

    def save() -> None:
        write_atomically(out, "".join(f"{line}\n" for line in (*kept, *made)))

    save()  # before the work, not after it
    saved = monotonic()
    try:
        for line in rows(new(), task):
            made.append(line)
            if progress is not None:
                progress(len(made))
            if monotonic() - saved > SECONDS:
                save()
                saved = monotonic()
    finally:
        save()
    return Done(len(made), len(kept), sum(not json.loads(line)["ok"] for line in (*kept, *made)))


def _rows_of(out: Path) -> list[tuple[str, object]]:
    """The lines of a file that was written before, each with its id. Raises InputError."""
    try:
        text = out.read_text() if out.exists() else ""
    except (OSError, UnicodeDecodeError) as e:
        raise InputError(f"{out} cannot be read: {e}", hint="name another place with --out") from None
    found: list[tuple[str, object]] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            row = json.loads(line)
            found.append((line, row["id"] if row["ok"] in (True, False) else None))
        except (ValueError, TypeError, KeyError, RecursionError):
            raise InputError(f"{out}:{number} is no row that symdl has written",
                             hint="name another place with --out") from None
    return found


# --------------------------------------------------------------------------
# For a person


def pointed(text: str, start: int, end: int) -> str:
    """The line of a text that a span begins in, and carets under the span. What cannot be printed is shown as �."""
    line_start = max(text.rfind("\n", 0, start) + 1, 0)
    line_end = text.find("\n", start)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    start, end = start - line_start, min(end - line_start, len(line))
    if start > _ROOM:  # the part of a long line that matters
        cut = start - _ROOM // 2
        line, start, end = f"…{line[cut:]}", start - cut + 1, end - cut + 1
    line, end = (line[:_WIDE] + "…", min(end, _WIDE)) if len(line) > _WIDE else (line, end)
    return f"{printable(line)}\n{' ' * _columns(line[:start])}{'^' * max(_columns(line[start:end]), 1)}"


_ROOM, _WIDE = 100, 160


def _columns(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


__all__ = [
    "Done", "Given", "ReadRow", "Task", "beside", "declared", "fault", "lines", "names", "pointed", "printable", "read",
    "rows", "write",
]  # fmt: skip
