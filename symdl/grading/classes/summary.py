"""What a teacher wants to know of a class: which answers are the same, and which mistakes were made how often.

    write(graded.rows, Path("summary"), "answers.csv")      summary.html, summary.csv, answers.csv

Answers of a question come together by verdict, then by mistake (its code), then by what is the same: ``same``, where
the judge names what an answer comes to, else what was said about it. A student's words are text and nothing else.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jinja2

from symdl import __version__
from symdl.errors import InputError
from symdl.files import prepare_folder, write_atomically
from symdl.grading.classes.classroom import Given
from symdl.grading.questions.posed import of_claim
from symdl.language import Entry
from symdl.notation import text

WORDS = {"equivalent": "right", "not_equivalent": "wrong", "undecided": "undecided", "invalid": "unreadable"}

_TEMPLATE = "class.html.j2"
_SHOWN = 400  # characters of an answer
_WRITTEN = 5  # ways to write one answer
_GROUPS = 60  # of one mistake; the others are in the table


@dataclass(frozen=True)
class Same:
    """Answers that come to the same, or were told the same.

    feedback  what the first of them was told
    written   how it was written, and by how many, the most frequent first
    who       students, or rows where no student is named
    """

    feedback: str
    count: int
    written: tuple[tuple[str, int], ...]
    who: tuple[str, ...]


@dataclass(frozen=True)
class Mistake:
    """Answers with one verdict and one code."""

    verdict: str
    code: str
    count: int
    answers: tuple[Same, ...]


@dataclass(frozen=True)
class Asked:
    """A question, and what became of its answers.

    distinct  answers that differ as text
    marks     the mean share of the marks, over the answers that have marks; None if none has
    stated    its reference, definitions and what else is given: what it is called, and a formula
    """

    question: str
    count: int
    distinct: int
    verdicts: Mapping[str, int]
    marks: float | None
    mistakes: tuple[Mistake, ...]
    stated: tuple[tuple[str, str], ...] = ()


Stated = Mapping[str, tuple[tuple[str, str], ...]]


def stated(given: Iterable[Given]) -> Stated:
    """What is asked in the rows of a class, by what their keys begin with."""
    asked = {_of_question(one.key): (one.asked.question, one.part) for one in given if not one.wrong}
    return {key: tuple(_stated(question, part)) for key, (question, part) in asked.items()}


def _of_question(key: str) -> str:
    return key.partition("/")[0]


def _stated(question: str | Mapping[str, Any], part: str) -> Iterator[tuple[str, str]]:
    if isinstance(question, Mapping) and part:
        of = [one if isinstance(one, Mapping) else {"claim": one} for one in question["parts"]]
        question = {**question, **next((one for number, one in enumerate(of, 1) if part == str(
            one.get("id") or one.get("claim") or number)), {})}
    if isinstance(question, Mapping) and "reference" in question:
        for key in ("task", "reference", "definitions", "assumptions", "context"):
            value = question.get(key) or []
            yield from ((key, one) for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))
        return
    with suppress(InputError):  # there may be none of this name
        found = of_claim(question if isinstance(question, str) else str(question.get("claim")))
        if found.claim is not None and found.derivation is not None:
            yield "reference", f"{text(found.claim.lhs)} {found.claim.relation} {text(found.claim.rhs)}"
            yield from (("definitions", f"{text(Entry(one, *one.params))} = {text(one.body)}")
                        for one in found.derivation.defined if one.body is not None)


def summarise(rows: Iterable[Mapping[str, Any]], stated: Stated = MappingProxyType({})) -> list[Asked]:
    """The questions of the rows that ``symdl grade`` writes, in the order in which they first come."""
    asked: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        # Two questions may have one name: the same reference under other definitions.
        asked.setdefault((row["question"], _of_question(row["key"])), []).append(row)
    return [replace(_asked(name, answers), stated=stated.get(key, ())) for (name, key), answers in asked.items()]


def _asked(name: str, rows: Sequence[Mapping[str, Any]]) -> Asked:
    shares = [row["marks"] / row["out_of"] for row in rows if row["marks"] is not None and row["out_of"]]
    verdicts = Counter(row["verdict"] for row in rows)
    mistakes = [_mistake(verdict, code, of) for (verdict, code), of in
                _grouped(rows, lambda row: (row["verdict"], row["code"] if row["verdict"] != "equivalent" else ""))]
    order = [*WORDS]
    return Asked(
        name, len(rows), len({row["answer"] for row in rows}), {verdict: verdicts[verdict] for verdict in WORDS},
        sum(shares) / len(shares) if shares else None,
        tuple(sorted(mistakes, key=lambda m: (order.index(m.verdict), -m.count, m.code))),
    )  # fmt: skip


def _mistake(verdict: str, code: str, rows: Sequence[Mapping[str, Any]]) -> Mistake:
    # What follows is the same only if it follows from the same parts.
    groups = _grouped(rows, lambda row: (row.get("same") or _told(row), *row.get("follows", ())))
    answers = [
        Same(of[0]["feedback"], len(of), tuple(_often(row["answer"] for row in of)),
             tuple(row["student"] or str(row["id"]) for row in of))
        for _, of in groups
    ]
    return Mistake(verdict, code, len(rows), tuple(sorted(answers, key=lambda same: -same.count)))


def _told(row: Mapping[str, Any]) -> object:
    """What stands for the same where the judge does not say."""
    if row["verdict"] == "equivalent":
        return ""  # all are equal to the reference
    # Further lines point into the answer.
    return row["feedback"].partition("\n")[0] if row["verdict"] == "invalid" else row["feedback"]


def _grouped(rows: Sequence[Mapping[str, Any]], key: Any) -> list[tuple[Any, list[Mapping[str, Any]]]]:
    found: dict[Any, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return [*found.items()]


def _often(texts: Iterable[str]) -> list[tuple[str, int]]:
    return Counter(texts).most_common()  # of equals, the first first


# --------------------------------------------------------------------------
# Files


def write(rows: Sequence[Mapping[str, Any]], out: Path, file: str, stated: Stated = MappingProxyType({})) -> list[Path]:
    """Write summary.html, summary.csv (a line for each group) and answers.csv (one for each row).

    file    the name of the file of answers, to be shown
    stated  what is asked: see ``stated``

    Raises InputError if the folder cannot be written.
    """
    prepare_folder(out)
    asked = summarise(rows, stated)
    made = {"summary.html": to_html(asked, file), "summary.csv": to_csv(asked), "answers.csv": answers_csv(rows)}
    for name, content in made.items():
        # Half of a surrogate pair is no character. A spreadsheet takes a table for UTF-8 if it begins with this mark.
        data = content.encode("utf-8", "replace")
        write_atomically(out / name, b"\xef\xbb\xbf" + data if name.endswith(".csv") else data)
    return [out / name for name in made]


def to_csv(asked: Iterable[Asked]) -> str:
    """A table for a spreadsheet: question, verdict, code, count, share, feedback, an answer, how many ways, who."""
    table = [["question", "verdict", "code", "count", "share", "feedback", "answer", "written in", "who"]]
    for one in asked:
        for mistake in one.mistakes:
            for same in mistake.answers:
                table.append([one.question, mistake.verdict, mistake.code, str(same.count),
                              f"{same.count / one.count:.4f}", same.feedback, same.written[0][0],
                              str(len(same.written)), "; ".join(same.who)])
    return _csv(table)


def answers_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """A table for a spreadsheet: who got how many marks for which answer, and what is said to it."""
    names = ("id", "student", "question", "answer", "verdict", "code", "marks", "out_of", "feedback")
    return _csv([[*names], *(["" if row[name] is None else f"{row[name]:g}" if isinstance(row[name], float)
                              else str(row[name]) for name in names] for row in rows)])


def _csv(table: Iterable[Sequence[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows([[_cell(text) for text in line] for line in table])
    return file.getvalue()


def _cell(text: str) -> str:
    """Text that a spreadsheet does not take for a formula of its own, which could run what a student typed."""
    text = shown(text)
    return f"'{text}" if text.startswith(_OBEYED) and not _is_number(text) else text


# What a formula begins with, in some spreadsheet: full-width signs too, and whatever stands behind a blank.
_OBEYED = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\n", " ")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def shown(text: str) -> str:
    """Text without what a page or a spreadsheet would obey: control characters, a change of direction."""
    return "".join(c if c.isprintable() or c == "\n" else " " if c.isspace() else "�" for c in text)


def to_html(asked: Sequence[Asked], file: str) -> str:
    """One page that loads nothing."""
    package = Path(__file__).parents[2]
    environment = jinja2.Environment(
        # A wheel carries the templates inside the package, a checkout beside it.
        loader=jinja2.FileSystemLoader([package / "reports" / "templates", package.parent / "reports" / "templates"]),
        undefined=jinja2.StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters |= {"shown": shown, "short": _short, "share": _share}
    total = {verdict: sum(one.verdicts[verdict] for one in asked) for verdict in WORDS}
    by_verdict = [[(verdict, [*of]) for verdict, of in groupby(one.mistakes, lambda m: m.verdict)] for one in asked]
    return environment.get_template(_TEMPLATE).render(
        asked=[*zip(asked, by_verdict, strict=True)], file=file, total=total, count=sum(total.values()), words=WORDS,
        written=_WRITTEN, groups=_GROUPS, version=__version__,
    )  # fmt: skip


def _short(text: str) -> str:
    text = shown(text)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _share(part: int, whole: int) -> str:
    """A share in per cent; what is not quite all or nothing does not look so."""
    per_cent = 100 * part / whole if whole else 0.0
    return "<1\u00a0%" if 0 < per_cent < 1 else ">99\u00a0%" if 99 < per_cent < 100 else f"{per_cent:.0f}\u00a0%"


__all__ = ["Asked", "Mistake", "Same", "answers_csv", "stated", "summarise", "to_csv", "to_html", "write"]
