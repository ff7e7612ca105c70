r"""Questions in parts, and what follows from a student's own mistake.

    sheet = ask_parts({"parts": ["batch-norm/dvar", "batch-norm/dmu", "batch-norm/dx"]})
    judge_parts(sheet, {"batch-norm/dvar": ..., "batch-norm/dx": ...})

An answer that is wrong is judged once more, in the student's own world: with all of the student's answers to the parts
before in the place of what is right. If it is right there, it follows, and the mistake has cost its marks once.

An answer carries nothing, be it 0, 1 or what you will, if it has none of the letters of what it answers (a number for a
formula); and none does that names what is asked for later, or what is made of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import combinations
from pathlib import Path
from typing import Any

from sympy import Expr

from symdl.errors import InputError, ReadError, SymdlError
from symdl.grading.answers.carrying import Names, derives_what_is_later, goes_round, is_bare, names_in
from symdl.grading.answers.checking import answered, ask
from symdl.grading.checked import Checked, as_html
from symdl.grading.in_parts.carried import (
    Own,
    follows_from,
    in_own_words,
    is_coherent,
    is_root_of,
    left_side,
    own_value,
)
from symdl.grading.in_parts.carried import members_of as texts_of
from symdl.grading.named import written_sides
from symdl.grading.proved.abbreviations import Abbreviations, split
from symdl.grading.proved.asked import Asked, asked, freely
from symdl.grading.proved.following import Said, is_right_with, members_of, said_of
from symdl.grading.proved.following import is_coherent as is_coherent_there
from symdl.grading.question import Question
from symdl.grading.table import of_file, texts
from symdl.grading.typed.plainly import plainly
from symdl.grading.typed.spelling import Spelling, is_head
from symdl.notation import read_chain
from symdl.notation.reader.escapes import stripped
from symdl.notation.reader.parse import parse
from symdl.notation.stated import defines
from symdl.verification.decide import Disagreement

_MOST_PARTS = 40
_MOST_MISTAKES = 5  # of which all subsets are tried
_MOST_OWN = 12  # answers before that are looked at


@dataclass(frozen=True)
class Part:
    """One of the questions of a sheet.

    named      the left side of its reference, as it is spelled
    reference  as it is written down
    defines    whether that is a definition for the parts after it
    """

    id: str
    question: Question
    named: str = ""
    reference: str = ""
    defines: bool = False


@dataclass(frozen=True)
class Sheet:
    """A question in parts.

    follows   the share of the marks for an answer that follows from a mistake in a part before
    """

    id: str
    parts: tuple[Part, ...]
    follows: float = 1.0


@dataclass(frozen=True)
class PartChecked:
    """What became of the answer to one part.

    checked   None where there is no answer
    follows   the parts whose wrong answers it follows from
    earned    marks
    """

    id: str
    checked: Checked | None
    follows: tuple[str, ...]
    earned: float
    marks: float

    def row(self) -> dict[str, Any]:
        """The JSON object that other programs rely on; ``marks`` is the share that is earned."""
        row = (self.checked or Checked(self.id, "not_equivalent", "", "missing", self.feedback)).row()
        share = self.earned / self.marks if self.marks else 0.0
        if row["verdict"] in ("invalid", "undecided"):
            return {**row, "id": self.id, "feedback": self.feedback, "follows": [], "marks": None}
        return {**row, "id": self.id, "code": "follows" if self.follows else row["code"], "feedback": self.feedback,
                "follows": [*self.follows], "marks": round(share, 6)}

    @property
    def feedback(self) -> str:
        """What is told to the student."""
        if self.checked is None:
            return "there is no answer"
        told = plainly(self.checked.feedback)
        if self.follows:
            return f"it follows from what was answered to {' and '.join(self.follows)}\n{told}"
        return told


@dataclass(frozen=True)
class SheetChecked:
    """What became of all answers to a sheet."""

    id: str
    parts: tuple[PartChecked, ...]

    @property
    def earned(self) -> float:
        return sum(part.earned for part in self.parts)

    @property
    def marks(self) -> float:
        return sum(part.marks for part in self.parts)

    def _repr_html_(self) -> str:
        """How a notebook shows it: each part, what it earns, and why."""
        rows = []
        for part in self.parts:
            why = part.checked.feedback if part.checked is not None else "there is no answer"
            cells = (escape(part.id), f"{part.earned:g} of {part.marks:g}", as_html(why))
            rows.append(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
        return f"<div><b>{self.earned:g} of {self.marks:g}</b><table>{''.join(rows)}</table></div>"

    def row(self) -> dict[str, Any]:
        """The JSON object that other programs rely on."""
        return {"schema": 1, "id": self.id, "marks": round(self.earned, 6), "out_of": self.marks,
                "parts": [{**part.row(), "out_of": part.marks} for part in self.parts]}


# --------------------------------------------------------------------------
# Asked


def ask_parts(question: Path | Mapping[str, Any]) -> Sheet:
    """A sheet of a table, or of a file with one: ``parts`` is a list of ids of claims, and of tables as ``ask`` takes.

    What stands beside ``parts`` (definitions, notation, assumptions, rubric, ...) holds for each; a part that says what
    a new name is, as mu = ..., defines it for the parts after it. ``follows`` is the share for what follows.

    Raises InputError, ReadError.
    """
    table = of_file(question) if isinstance(question, Path) else question
    try:
        return _sheet(json.dumps(dict(table), sort_keys=True))
    except (TypeError, RecursionError):
        raise InputError("a question is made of texts and numbers", term=str(table)[:80]) from None


@lru_cache(maxsize=64)
def _sheet(given: str) -> Sheet:
    table = json.loads(given)
    parts, shared = table.get("parts"), {key: value for key, value in table.items() if key in (
        "definitions", "context", "assumptions", "symbols", "notation", "rubric", "strict")}
    if not isinstance(parts, list) or not parts or len(parts) > _MOST_PARTS:
        raise InputError(f"a question in parts has from 1 to {_MOST_PARTS} of them", term=repr(parts)[:80],
                         hint="parts = ['batch-norm/dvar', 'batch-norm/dx'], or a table [[parts]] for each")
    follows = table.get("follows", 1)
    if isinstance(follows, bool) or not isinstance(follows, (int, float)) or not 0 <= follows <= 1:
        raise InputError("follows is a share of the marks", term=repr(follows)[:80], hint="follows = 1")
    found: list[Part] = []
    definitions = texts(table, "definitions")
    for number, one in enumerate(parts, 1):
        if isinstance(one, str):
            one = {"claim": one}
        if not isinstance(one, dict):
            raise InputError("a part is the id of a claim, or a table", term=repr(one)[:80])
        id_ = str(one.get("id") or one.get("claim") or number)
        if id_ in [part.id for part in found]:
            raise InputError(f"two parts are called {id_}", hint="give each an id of its own")
        if "claim" in one:
            own = {key: value for key, value in shared.items() if key in ("rubric", "strict")}
            found.append(Part(id_, ask({**own, **one, "id": id_})))
            continue
        told = texts(one, "definitions")
        own_definitions = [*(text for text in definitions if left_side(text) not in map(left_side, told)), *told]
        made = ask({**shared, **one, "id": id_, **({"definitions": own_definitions} if own_definitions else {})})
        reference = str(one.get("reference"))
        left, equals, _ = reference.partition("=")
        says_what = False
        with suppress(ReadError):
            *more, value = written_sides(reference)
            definition = f"{left.rstrip(' :')} = {value}" if more[1:] else reference
            says_what = is_head(definition) or (defines(parse(definition, made.notation).tree) and not (
                made.derivation is None and _is_slope(left, definitions)))
        if says_what and left_side(reference) not in map(left_side, definitions):
            definitions.append(definition)
        found.append(Part(id_, made, made.spelled(left) if equals else "", reference if equals else "", says_what))
    return Sheet(str(table.get("id") or "question"), tuple(found), float(follows))


def _is_slope(left: str, definitions: Sequence[str]) -> bool:
    """Whether a name is y', of a y that is defined: of numbers, it is no new one then."""
    name = left.strip().rstrip("'")
    return "'" in left and any(text.partition("=")[0].strip(" :") == name for text in definitions)


# --------------------------------------------------------------------------
# Judged


def judge_parts(sheet: Sheet, answers: Mapping[str, str], *, explain: bool = True) -> SheetChecked:
    """Judge the answers to a sheet, by the ids of its parts.

    Raises InputError for an answer to no part, and for one that is no text.
    """
    if strange := next((id_ for id_, answer in answers.items() if not isinstance(answer, str)), None):
        raise InputError("answers are texts", term=f"{strange}: {answers[strange]!r}"[:80])
    if unknown := sorted({*answers} - {part.id for part in sheet.parts}):
        raise InputError(f"there is no part {unknown[0]}", hint=f"there are {', '.join(p.id for p in sheet.parts)}")
    found: list[PartChecked] = []
    own: list[_Answer] = []
    for number, part in enumerate(sheet.parts, 1):
        marks, answer = part.question.marks, stripped(answers.get(part.id, ""))
        if not answer:
            found.append(PartChecked(part.id, None, (), 0.0, marks))
            continue
        checked, answer = _checked(part, answer, own, explain=explain)
        before = [names_in(one.question, "") for one in sheet.parts[: number - 1]]
        if checked.verdict == "equivalent" and derives_what_is_later(
                part.question, answer, before, [one.question for one in sheet.parts[number:]]):
            checked = Checked(checked.id, "invalid", "", "restates",
                              "a derivative stands in it that is asked for later")
        follows: tuple[str, ...] = ()
        share = {"equivalent": 1.0, "not_equivalent": checked.marks}.get(checked.verdict, 0.0)
        if checked.verdict in ("equivalent", "not_equivalent"):
            said = part.question.as_read(answer)
            if checked.verdict == "not_equivalent":
                follows = _follows(part, said, own) or _carried(part, answer, own)
                share = max(share, sheet.follows if follows else 0.0)
            is_right = checked.verdict == "equivalent"
            named = names_in(part.question, answer)
            carries = _carries(part, answer, is_right, own, sheet.parts[number:])
            own.append(_Answer(part, answer, said, is_right, named, carries))
        found.append(PartChecked(part.id, checked, follows, share * marks, marks))
    return SheetChecked(sheet.id, tuple(found))


def _checked(part: Part, answer: str, own: Sequence[_Answer], *, explain: bool) -> tuple[Checked, str]:
    """The verdict on an answer by itself; or, if it names earlier parts, or is a chain without what it is for, so.

    With the answer of which that is the verdict.
    """
    question = part.question
    checked = answered(question, answer, explain=explain)
    if checked.verdict != "invalid" or not question.given:
        return checked, answer
    said = [value for _, _, value in _values(own)]
    made = in_own_words(question, answer, said, lambda one: one.value)
    found = answered(question, made, explain=explain) if made else None
    if found is not None and found.verdict == "equivalent":  # it has to be true, too
        rightly = in_own_words(question, answer, said, lambda one: written_sides(one.reference)[-1])
        found = found if answered(question, rightly, explain=False).verdict == "equivalent" else None
    if found is None and not made:
        with suppress(SymdlError):
            members = texts_of(question, answer)
            if members[1:] and _is_true_in_itself(question, answer, own):
                found, made = answered(question, members[-1], explain=explain), members[-1]
    if found is None or found.verdict not in ("equivalent", "not_equivalent"):
        return checked, answer
    return found, made


@dataclass(frozen=True)
class _Answer:
    """What was answered to an earlier part: as it was given, as it is read, and whether it is right.

    names     what it is made of, for the answers that name that part
    carries   whether it may be used in the parts after it
    """

    part: Part
    given: str
    said: str
    is_right: bool
    names: Names
    carries: bool


def _carries(part: Part, answer: str, is_right: bool, own: Sequence[_Answer], later: Sequence[Part]) -> bool:
    """What goes round carries nothing, be it right; and no wrong answer without a letter of what is right, or a chain
    of unlike things."""
    return bool(later) and not goes_round(
        part.question, answer, [one.names for one in own], [one.question for one in later]) and (
        is_right or (not is_bare(part.question, answer) and _is_true_in_itself(part.question, answer, own)))


def _is_true_in_itself(question: Question, answer: str, own: Sequence[_Answer]) -> bool:
    """Whether all members of a wrong answer are the same, be it in the student's world."""
    with suppress(SymdlError, Disagreement):
        if question.given and question.written:
            members = texts_of(question, answer)
            return not members[1:] or is_coherent(question, members, [value for _, _, value in _values(own)])
        if question.derivation is not None and question.claim is not None:
            here = asked(question.derivation, question.claim, question.called)
            return is_coherent_there(members_of(answer, here), here)
    return False


def _follows(part: Part, answer: str, own: Sequence[_Answer]) -> tuple[str, ...]:
    """The parts whose wrong answers make this one right, all of the student's own answers holding; none if none do.

    own   what was answered to the parts before
    """
    question = part.question
    if question.derivation is None or question.claim is None or all(one.is_right or not one.carries for one in own):
        return ()
    here = asked(question.derivation, question.claim, question.called)
    said = members_of(answer, here)
    if not said:
        return ()
    found = [(one.part.id, one.is_right, replaced) for one in own[-_MOST_OWN:]
             if one.carries and (replaced := _mistake(one.part, one.said, here, question.spelled)) is not None]

    def is_right(some: Sequence[str]) -> bool:
        with suppress(SymdlError, Disagreement):
            return is_right_with([one for id_, right, one in found if right or id_ in some], said, here)
        return False

    return _fewest([id_ for id_, right, _ in found if not right], is_right)


def _carried(part: Part, answer: str, own: Sequence[_Answer]) -> tuple[str, ...]:
    """The same, where the question is asked again in the student's world: of what the language cannot say, too."""
    if all(one.is_right or not one.carries for one in own):
        return ()
    found = _values(own)

    def is_right(some: Sequence[str]) -> bool:
        wrong = [value for id_, right, value in found if not right and id_ in some]
        return follows_from(part.question, answer, [value for id_, right, value in found if right or id_ in some]) or (
            any(is_root_of(part.question, answer, one) for one in wrong))

    return _fewest([id_ for id_, right, _ in found if not right], is_right)


def _values(own: Sequence[_Answer]) -> list[tuple[str, bool, Own]]:
    """What is said of earlier parts, as text: their ids, and whether it is right."""
    return [(one.part.id, one.is_right, value) for one in own[-_MOST_OWN:] if one.carries and one.part.reference and (
        value := own_value(one.part.question, one.part.reference, one.given, defines=one.part.defines)) is not None]


def _fewest(wrong: Sequence[str], is_right: Callable[[Sequence[str]], bool]) -> tuple[str, ...]:
    """The fewest wrong parts with which an answer is right; none where it is not with all of them.

    What is used is the student's own, everywhere.
    """
    wrong = wrong[-_MOST_MISTAKES:]
    if not wrong or not is_right(wrong):
        return ()
    return next((some for count in range(1, len(wrong)) for some in combinations(wrong, count) if is_right(some)),
                tuple(wrong))


def _mistake(part: Part, answer: str, here: Asked, spelled: Spelling) -> Said | None:
    """A wrong answer to an earlier part, in the names and the spelling of this one."""
    claim = part.question.claim
    if claim is None:
        return None
    of: Expr | None = claim.lhs
    with suppress(ReadError):
        if part.question.derivation is not here.derivation:  # written down: its names are others'
            of = _read(spelled(part.named), here) if part.named else None
        answer = spelled(answer)
    if of is None:
        return None
    answer, clauses = split(answer)
    try:
        own = Abbreviations(clauses, here)
    except ReadError:
        return None
    wrong = _read(answer, own.asked)
    wrong = wrong and own.written_out(wrong)
    return None if wrong is None else said_of(of, wrong)


def _read(formula: str, here: Asked) -> Expr | None:
    """The last item of a formula of another part, in which any letter of a range may stand."""
    with suppress(ReadError):
        return read_chain(formula, freely(here.left), label=here.is_label).items[-1]
    return None


__all__ = ["Part", "PartChecked", "Sheet", "SheetChecked", "ask_parts", "judge_parts"]
