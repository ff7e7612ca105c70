"""Formulas of a line that only a sign parts, $a$ = -$b$, as one."""

from __future__ import annotations

import re

from symdl.grading.prose.sentences import MATH, is_statement, said_in

_JOINS = re.compile(r"\s*(?:=\s*(?P<minus>[-−])?|\+|(?P<less>[-−]))\s*")


def joined(line: str) -> tuple[str, bool]:
    """A line with one formula for those that only a sign parts, $a$ = -$b$, and whether there are such.

    A minus before a sum may be meant of all of it: there, the formulas are left apart.
    """
    made, end, is_one = "", 0, False
    last: re.Match[str] | None = None
    for found in MATH.finditer(line):
        between = line[end : found.start()]
        sign = _JOINS.fullmatch(between) if last is not None and not (last["env"] or found["env"]) else None
        said = found[0] if found["env"] else said_in(found)
        if sign is not None and not ((sign["minus"] or sign["less"]) and _is_sum(said)) and not (
                "=" not in between and is_statement(said)):
            made, is_one = f"{made[:-1]} {between.strip()} {said}$", True
        else:
            made += between + (found[0] if found["env"] else f"${said}$")
        last, end = found, found.end()
    return (made + line[end:], True) if is_one else (line, False)


def _is_sum(formula: str) -> bool:
    while (bare := _BRACKETS.sub("", formula)) != formula:
        formula = bare
    return bool(re.search(r"[-+−]|=", formula))


_BRACKETS = re.compile(r"\{[^{}]*\}|\([^()]*\)")


__all__ = ["joined"]
