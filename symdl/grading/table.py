"""What a question is made of: a table, of a TOML or JSON file or given as a dict, whose fields are looked at here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from symdl.errors import InputError, ReadError
from symdl.files import table as table_of
from symdl.grading.named import written_sides
from symdl.grading.rubric import RUBRIC, Mistake
from symdl.notation.reader.escapes import lost_backslash, lost_line
from symdl.notation.reader.infer import infer
from symdl.notation.reader.notation import OPEN
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Chain, Derivative, Gradient, walk

FIELDS = ("id", "claim", "task", "reference", "accept", "definitions", "context", "assumptions", "symbols", "notation",
          "mistakes", "marks", "rubric", "strict", "parts", "follows")
_TWO = 2  # sides
_TOO_MANY = 1_000_000  # marks


def of_file(path: Path) -> dict[str, Any]:
    """The table of a question in TOML or JSON. Raises InputError."""
    found = table_of(path, "reference = '...'")
    if unknown := sorted(found.keys() - {*FIELDS}):
        raise InputError(f"a question has no {unknown[0]}", term=str(path), hint=f"it has {', '.join(FIELDS)}")
    return {"id": path.stem, **found}


def texts(table: Mapping[str, Any], key: str) -> list[str]:
    """A field that holds formulas: a list, or a text with one a line or a semicolon between."""
    value = table.get(key) or []
    if isinstance(value, str):
        value = re.split(r"\n|;", value)
    if not isinstance(value, Sequence) or not all(isinstance(item, str) for item in value):
        raise InputError(f"{key} are texts", term=repr(value)[:80], hint=f"{key} = ['...', '...']")
    return [item.strip() for item in value if item.strip() and item.strip().lower() != "none"]


def rewritten(value: Any, change: Callable[[str], str]) -> Any:
    """A table, or a field of one, with all its texts changed."""
    match value:
        case Mapping():
            return {key: rewritten(one, change) for key, one in value.items()}
        case list():
            return [rewritten(one, change) for one in value]
    return change(value) if isinstance(value, str) else value


def refuse_lost_backslashes(table: Mapping[str, Any]) -> None:
    r"""Raises ReadError for a control character in a question, or white space where \theta or \nabla was meant."""
    for key in ("reference", "accept", "definitions", "assumptions", "symbols", "context", "mistakes"):
        value = table.get(key)
        for item in value if isinstance(value, list) else [value]:
            text = item.get("answer") if isinstance(item, Mapping) else item
            several = text is value and key != "reference"
            if isinstance(text, str) and (error := lost_backslash(text) or lost_line(text, several=several)):
                error.where = f"{_name(table)}: {key}"
                raise error


def context_of(table: Mapping[str, Any]) -> str:
    """What words say of the letters."""
    if not isinstance(context := table.get("context") or "", str):
        raise InputError("a context is a text", term=repr(context)[:80], hint="context = 'n is an integer'")
    return context


def without_task(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table without the words of its task, which are for people: no verdict leans on them."""
    if not isinstance(task := table.get("task") or "", str):
        raise InputError("a task is a text", term=repr(task)[:80], hint="task = 'Differentiate the loss.'")
    return {key: value for key, value in table.items() if key != "task"}


def strict_of(table: Mapping[str, Any]) -> bool:
    """Whether an answer may not lean on the definitions."""
    if not isinstance(strict := table.get("strict", False), bool):
        raise InputError("strict is true or false", term=repr(strict)[:80])
    return strict


def reference_of(table: Mapping[str, Any]) -> str:
    reference = table.get("reference")
    if not isinstance(reference, str) or not reference.strip():
        raise InputError("a question needs a reference", term=repr(reference), hint="reference = '...'")
    return reference


def with_two_sides(table: Mapping[str, Any]) -> Mapping[str, Any]:
    r"""A reference S = \sum_k r^k = (1 - r^n)/(1 - r) as what it says at last; what stands between is accepted, too."""
    reference = table.get("reference")
    if not isinstance(reference, str) or reference.count("=") <= 1:
        return table
    table = {**table, "reference": (reference := _unaligned(reference))}
    with suppress(ReadError):
        tree = parse(reference, infer([reference], OPEN).notation).tree
        sides = [side.strip(" :&") for side in written_sides(reference)]
        if isinstance(tree, Chain) and {*tree.signs} == {"eq"} and len(sides) == len(tree.items) > _TWO:
            first, *between, last = sides
            if any(isinstance(part, Derivative | Gradient) for part in walk(tree.items[1])):  # J = dy/dx = ... names it
                first = f"{first} = {between.pop(0)}"
            return {**table, "reference": f"{first} = {last}", "accept": [*texts(table, "accept"), *between]}
    return table


def _unaligned(reference: str) -> str:
    """A formula in one line, for an equation that goes on in others, each with a sign of equality first."""
    name = _ALIGNED.match(reference)
    end = reference.rfind(r"\end{")
    inside = reference[name.end() : end] if name else ""
    if name is None or reference[end:].rstrip("]$\\ \n") != rf"\end{{{name[1]}}}" or r"\begin" in inside:
        return reference
    lines = [_GAP.sub("", line).replace("&", " ").strip() for line in inside.split(r"\\")]
    kept = [line for line in lines if line]
    return " ".join(kept) if len(kept) > 1 and "=" in kept[0] and all(
        line.startswith("=") for line in kept[1:]) else reference


_GAP = re.compile(r"\A\s?\[[\d.]+(?:pt|em|ex|mm|cm)\]")
_ALIGNED = re.compile(r"\s*(?:\\\[|\$\$)?\s*\\begin\{((?:aligned|align|split|gathered|gather|eqnarray)\*?)\}")


def definitions_of(table: Mapping[str, Any]) -> list[str]:
    """The definitions, each of another name."""
    heads = [text.partition("=")[0].strip() for text in texts(table, "definitions") if "=" in text]
    if twice := next((head for head in heads if heads.count(head) > 1), ""):
        raise InputError(f"{twice} is defined twice", hint="give one definition of each name")
    return texts(table, "definitions")


def mistakes_of(table: Mapping[str, Any]) -> tuple[Mistake, ...]:
    """The wrong answers that a teacher expects."""
    found = []
    mistakes = table.get("mistakes") or ()
    if isinstance(mistakes, str | Mapping):
        raise InputError("mistakes are a list", term=repr(mistakes)[:80], hint="[{ answer = '...', says = '...' }]")
    for item in mistakes:
        match item:
            case str():
                found.append(Mistake(item))
            case {"answer": str(answer), **rest} if {*rest} <= {"says", "marks"} and isinstance(
                    says := rest.get("says", ""), str) and isinstance(marks := rest.get("marks", 0), (int, float)):
                found.append(Mistake(answer, says, _marks(table, marks, "what a mistake earns is")))
            case _:
                raise InputError("a mistake has an answer, and may have marks and what it says", term=repr(item)[:80],
                                 hint="{ answer = '...', says = '...', marks = 0.5 }")
    return tuple(found)


def marks_of(table: Mapping[str, Any]) -> float:
    """What a right answer is worth."""
    return _marks(table, table.get("marks", 1), "marks are")


def _marks(table: Mapping[str, Any], marks: object, these: str) -> float:
    """A number of marks; ``these`` are called so in a message."""
    if isinstance(marks, bool) or not isinstance(marks, (int, float)) or not 0 <= marks < _TOO_MANY:  # no NaN either
        raise InputError(f"{_name(table)}: {these} a number from 0 to below {_TOO_MANY}", term=repr(marks)[:80],
                         hint="marks = 2")
    return float(marks)


def _name(table: Mapping[str, Any]) -> str:
    return str(table.get("id") or table.get("claim") or "question")


def rubric_of(table: Mapping[str, Any]) -> Mapping[str, float] | None:
    """``rubric = true`` is ours; a table says otherwise for some codes."""
    match table.get("rubric"):
        case None | False:
            return None
        case True:
            return {}
        case dict() as shares if all(isinstance(share, (int, float)) and not isinstance(share, bool) and 0 <= share <= 1
                                     for share in shares.values()):
            if unknown := [str(code) for code in shares if code not in RUBRIC]:
                (close,) = get_close_matches(unknown[0], RUBRIC, n=1, cutoff=0)
                raise InputError(f"{_name(table)}: a rubric has no code {unknown[0][:80]!r}",
                                 hint=f"is it {close}? There are {', '.join(RUBRIC)}")
            return {code: float(share) for code, share in shares.items()}
    raise InputError(f"{_name(table)}: a rubric is true, or a table of shares by code",
                     term=repr(table["rubric"])[:80], hint="rubric = { sign = 0.5 }")


def assumptions_of(table: Mapping[str, Any]) -> list[str]:
    """What is given: "x > 0", "n integer", or ('x', 'positive') as some write it."""
    value = table.get("assumptions")
    if isinstance(value, str) and (pairs := re.findall(r"\('(\w+)', ?'(\w+)'\)", value)):
        return [f"{name} {kind}" for name, kind in pairs if kind in ("positive", "nonnegative", "integer", "real")]
    return texts(table, "assumptions")


__all__ = [
    "FIELDS",
    "assumptions_of",
    "context_of",
    "definitions_of",
    "marks_of",
    "mistakes_of",
    "of_file",
    "reference_of",
    "refuse_lost_backslashes",
    "rewritten",
    "rubric_of",
    "strict_of",
    "texts",
    "with_two_sides",
    "without_task",
]
