r"""A second reader beside ours, for those who want two opinions: latex2sympy2, an optional extra.

    with second("latex2sympy2") as reader:
        reader.compare(r"\frac{a}{b} = c", [a/b, c])

It runs in a process of its own (``second_worker``), which is killed when it takes too long, and what it
says is a **foreign reading**: shown, compared with ours, and used for nothing else. It takes ``=`` for an
assignment or solves the equation, so a relation is cut here and each side is sent alone.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.util import find_spec
from typing import Any, Literal

from symdl.errors import InputError
from symdl.notation.reader.signs import RELATIONS
from symdl.sympy_text import TooLarge, Tree, number, spell, tree_of, value_of
from symdl.workers import Ended, Limits, Worker

READERS = ("latex2sympy2",)

LIMITS = Limits(seconds=10.0)
"""What one formula may take it."""

LENGTH = 4000
"""How long a formula may be that is sent."""

Outcome = Literal["same", "differs", "cannot read", "not installed"]


@dataclass(frozen=True)
class Foreign:
    """What a foreign reader made of a formula.

    outcome   same as ours, differs, cannot read, not installed
    text      a line for a person: what differs, or why it cannot
    reading   its sides, written out ("" for one that it cannot read)
    """

    reader: str
    outcome: Outcome
    text: str
    reading: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        return f"foreign reading ({self.reader}): {self.text}"

    def row(self) -> dict[str, Any]:
        return {"reader": self.reader, "outcome": self.outcome, "text": self.text, "reading": [*self.reading]}


class Second:
    """A foreign reader, started when it is first needed and again after it had to be killed."""

    def __init__(self, name: str, *, limits: Limits = LIMITS):
        if name not in READERS:
            raise InputError(f"there is no second reader {name!r}", hint=f"there is {', '.join(READERS)}")
        self.name = name
        self.worker = Worker("symdl.second_worker", limits)

    @property
    def installed(self) -> bool:
        return find_spec(self.name) is not None

    def compare(self, text: str, ours: Sequence[Any] | None) -> Foreign:
        """What it reads in ``text``, beside the SymPy objects of our sides (None: we cannot read it)."""
        if not self.installed:
            return Foreign(self.name, "not installed", f"not installed: pip install 'symdl[{self.name}]'")
        texts = sides(text)
        read = self._ask(texts)
        shown = tuple(spell(common(r["tree"], ordered=False)) if "tree" in r else "" for r in read)
        failed = [(side, r["error"]) for side, r in zip(texts, read, strict=True) if "error" in r]
        if failed:
            side, why = failed[0]
            of = f" (in {side.strip()})" if len(texts) > 1 else ""
            return Foreign(self.name, "cannot read", f"it cannot read this: {why}{of}", shown)
        if ours is None:
            return Foreign(self.name, "differs", f"differs: it reads {' and '.join(shown)}; we cannot read it", shown)
        if len(ours) != len(texts):
            many = f"{len(texts)} sides" if len(texts) > 1 else "one side"
            return Foreign(self.name, "differs", f"differs: we read {len(ours)} where it is sent {many}, "
                           f"{' and '.join(shown)}", shown)
        for mine, its in zip(ours, read, strict=True):
            try:
                here = common(tree_of(mine))
            except TooLarge:
                return Foreign(self.name, "differs", "our reading is too large to be compared", shown)
            there = common(its["tree"])
            if here != there:
                first, second = _where(here, there)
                return Foreign(self.name, "differs", f"differs: it reads {spell(second)} where we read {spell(first)}",
                               shown)
        return Foreign(self.name, "same", f"same: {' and '.join(shown)}", shown)

    def close(self) -> None:
        """End the process, for certain."""
        self.worker.close()

    def _ask(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """The answers, one a text; a process that does not answer in time is gone afterwards."""
        if sum(map(len, texts)) > LENGTH:
            return [{"error": f"more than {LENGTH} characters are not sent"} for _ in texts]
        try:
            read: list[dict[str, Any]] = self.worker.ask([*texts])
        except Ended as ended:
            return [{"error": ended.why} for _ in texts]
        return read


@contextlib.contextmanager
def second(name: str) -> Iterator[Second]:
    """A foreign reader, and an end to its process. Raises InputError if there is none of this name."""
    reader = Second(name)
    try:
        yield reader
    finally:
        reader.close()


# --------------------------------------------------------------------------
# Relations are cut

_SIGNS = sorted({way for name, ways in RELATIONS.items() if name not in ("given", "colon", "parallel", "divides")
                 for way in ways}, key=len, reverse=True)
_CUT = re.compile("|".join([
    r"(?P<left>\\left\b\s*(?:\\[a-zA-Z]+|\\.|.)|\\begin\{[^{}]*\}|\\\{|[({\[])",
    r"(?P<right>\\right\b\s*(?:\\[a-zA-Z]+|\\.|.)|\\end\{[^{}]*\}|\\\}|[)}\]])",
    "(?P<sign>" + "|".join(re.escape(s) + (r"(?![a-zA-Z])" if s[-1].isalpha() else "") for s in _SIGNS) + ")",
    r"\\[a-zA-Z]+", r"\\.", ".",
]), re.DOTALL)


def sides(text: str) -> list[str]:
    """The text between the relations that stand in no bracket, none of them empty."""
    found, depth, start = [], 0, 0
    for m in _CUT.finditer(text):
        if m["left"]:
            depth += 1
        elif m["right"]:
            depth = max(depth - 1, 0)
        elif m["sign"] and depth == 0:
            found.append(text[start : m.start()])
            start = m.end()
    found.append(text[start:])
    return [side for side in found if side.strip()] or [text]


# --------------------------------------------------------------------------
# A common spelling

_WORD = re.compile(r"\\(?:text|mathrm|operatorname|math(?:bf|cal|bb|it|sf)|boldsymbol|bm|rm|bf)(?![a-zA-Z])")


def common(tree: Tree, *, ordered: bool = True) -> Tree:
    """A tree as both readers could have written it: what cannot differ in meaning does not differ in form.

    Sums and products are flat and in one order (unless it is only to be shown), numbers stand in front,
    a root is a power, x[i] is the name x_i, and names have lost their backslashes and braces.
    """
    head, *parts = tree
    if head in ("Number", "Float"):
        return tree
    if head in ("Symbol", "Function"):
        return [head, _name(parts[0]), *(common(part, ordered=ordered) for part in parts[1:])]
    if head == "Indexed":  # an index is a part of the name, and stays as it was written: t-1
        base, *slots = (spell(common(part, ordered=False)) for part in parts)
        return ["Symbol", _name(f"{base}_{''.join(slots)}")]
    parts = [common(part, ordered=ordered) for part in parts]
    match head:
        case "IndexedBase":
            return parts[0]
        case "exp":
            return ["Pow", ["Exp1"], parts[0]]
        case "log" if parts[1:] == [["Exp1"]]:
            return ["log", parts[0]]
        case "Pow" if parts[1] == number(Fraction(-1)) and (value := value_of(parts[0])):
            return number(1 / value)
        case "Add" | "Mul":
            return _flat(head, parts, ordered)
    return [head, *parts]


def _flat(head: str, parts: list[Tree], ordered: bool) -> Tree:
    flat = [inner for part in parts for inner in (part[1:] if part[0] == head else [part])]
    total, others, at = Fraction(head == "Mul"), [], 0
    for part in flat:
        value = value_of(part)
        if value is None:
            others.append(part)
        elif head == "Mul":
            total *= value
        else:
            total, at = total + value, at if total else len(others)
    if ordered:
        others.sort(key=json.dumps)
        at = 0
    if total != (head == "Mul") or not others:
        others.insert(at, number(total))
    return others[0] if len(others) == 1 else [head, *others]


def _name(name: str) -> str:
    return re.sub(r"[\\{}\s,*]", "", _WORD.sub("", name))


def _where(ours: Tree, its: Tree) -> tuple[Tree, Tree]:
    """The smallest parts of two trees that differ."""
    while ours[0] == its[0] and len(ours) == len(its):
        apart = [(a, b) for a, b in zip(ours[1:], its[1:], strict=True) if a != b]
        if len(apart) != 1 or not isinstance(apart[0][0], list):
            break
        ours, its = apart[0]
    return ours, its


__all__ = ["READERS", "Foreign", "Second", "common", "second", "sides"]
