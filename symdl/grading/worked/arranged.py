"""The lines of a worked solution as they are taken: names before what has them, and without words of correction."""

from __future__ import annotations

import re
from collections.abc import Collection

from symdl.grading.question import Question
from symdl.grading.worked.ground import Ground
from symdl.grading.worked.lines import MARKED

LET = re.compile(r"^\s*(?:(?:let|where|with|set|put|define)\b|\\text\{\s*(?:let|where|with|set)\s*\})\s*",
                  re.IGNORECASE)
COMMAND = re.compile(r"\\[A-Za-z]+|sin|cos|tan|exp|log|ln|sqrt|sum|int")
HEAD = re.compile(r"\s*(\\[A-Za-z]+|[A-Za-z])(?:_(?:\w|\{[^{}]*\}))?\s*:?=")
_CORRECTION = re.compile(r"(?:^|(?<=[.!,]\s))[\s*_]*(?:correction|corrected|correcting(?:\s+(?:this|that|myself))?)"
                         r"[\s*_]*:[\s*_]*", re.IGNORECASE)


def without_corrections(solution: str) -> tuple[str, set[int]]:
    """A solution without the word before what is said anew, and the numbers of the lines that it stands before."""
    lines, numbers, is_next = solution.split("\n"), set[int](), False
    for number, line in enumerate(lines, 1):
        if is_next and line.strip():
            numbers.add(number)
            is_next = False
        if found := _CORRECTION.search(line):
            lines[number - 1] = line[: found.start()] + " " + line[found.end() :]
            numbers.add(number)
            is_next = not line[found.end() :].strip()
    return (solution, set()) if is_next else ("\n".join(lines), numbers)


_OF_ONE = re.compile(
    r"\b(?:let|define|denote|introduce)\b[^.=\n]{0,60}?(?<![A-Za-z\\])(?P<name>[A-Z])_(?P<index>[ijkn]|\{[ijkn]\})"
    r"\s*:?=(?P<value>[^\n$]*)", re.IGNORECASE)
_FREE = (r"\ell", r"\zeta", r"\xi", r"\varpi")


def with_free_members(solution: str, question: Question, defined: Collection[str]) -> tuple[str, str, str]:
    r"""A solution with a free letter for J in the J_i that it names beside a J of the question: that, it, and the J.

    Let $J_i = \frac12 (\hat y_i - y_i)^2$. So that is one member of what the question has as one number.
    """
    said = " ".join((*question.written, question.context.text))
    free = next((one for one in _FREE if one not in solution + said), "")
    for found in _OF_ONE.finditer(solution) if free else ():
        name, index = found["name"], found["index"].strip("{}")
        below = rf"_(?:{index}(?![A-Za-z])|\{{{index}\}})"
        is_one = name in defined and not re.search(rf"(?<![A-Za-z\\]){name}\s*[_\[]", said)
        if is_one and re.search(below, found["value"]):
            member = re.compile(rf"(?<![A-Za-z\\]){name}(?={below})")
            return member.sub(free.replace("\\", r"\\"), solution), free, name
    return solution, "", ""


_WHERE = re.compile(r"\s*(?:(?P<where>where|with)\b\s*)?(?P<name>\\[A-Za-z]+|[A-Za-z])"
                    r"(?P<below>\s*_\s*(?:\w|\{[^{}]*\}))?\s*:?=", re.IGNORECASE)


def named_first(lines: list[tuple[int, str]], question: Question, ground: Ground) -> list[tuple[int, str]]:
    """The lines of a solution, with "where u = x^2" before the first one that has a u; so is y = u^5, u = x^2.

    So is what a letter stands for that the question does not have, wherever it is said.
    """
    called = {text.partition("=")[0].strip() for text in question.written}
    bases = {re.split(r"[_^[]", name)[0].strip() for name in (*question.names, *called)}
    for place, (number, line) in enumerate(lines):
        if (found := _WHERE.match(line)) is None:
            continue
        own = re.compile(rf"\s*(?:let\s+)?d\s*{re.escape(found['name'])}\s*=", re.IGNORECASE)  # dv = e^x dx
        name, is_member = found["name"], found["below"] is not None
        is_new = name not in ({*bases} if is_member else {"e", *called}) and not ground.knows(name)
        if is_member and not is_new:
            continue
        first = next((k for k, (at, before) in enumerate(lines[:place]) if own.match(before) or (
            (found["where"] or is_new or (at == number and not ground.knows(found["name"])))
            and _stands_in(name, before, glued=question.spelled.latex, is_member=is_member))), place)
        if first < place and (head := HEAD.match(LET.sub("", lines[first][1]))) and head[1] == found["name"]:
            continue  # which is named there
        lines.insert(first, lines.pop(place))
    return lines


def _stands_in(name: str, line: str, *, glued: bool, is_member: bool) -> bool:
    """Whether a name stands in a line; in LaTeX, a letter may be glued to others, as in 2rzx."""
    if is_member:
        return re.search(rf"(?:(?<![A-Za-z\\])[d∂]?|[\d}}]){re.escape(name)}\s*[_\[]", line) is not None
    if glued and len(name) == 1:
        return name in COMMAND.sub(" ", LET.sub("", MARKED.sub("", line, count=1)))
    return re.search(rf"(?<![A-Za-z\\])[d∂]?{re.escape(name)}(?![A-Za-z])", line) is not None


__all__ = ["COMMAND", "HEAD", "LET", "named_first", "with_free_members", "without_corrections"]
