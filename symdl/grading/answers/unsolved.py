"""Equations that are right and not solved: 2x = 6 for x = 3, and what was to be solved for x, said again."""

from __future__ import annotations

import re
from contextlib import suppress

from symdl.errors import ReadError
from symdl.grading.answers.headed import slope
from symdl.grading.named import names_of
from symdl.grading.question import Question
from symdl.grading.scalar.given import LETTER
from symdl.notation.reader.syntax import Chain, Group, Infix, List, Node, walk

_SOLVED = re.compile(r"\bsolve[sd]?\b", re.IGNORECASE)
_ASKED = re.compile(r"\b(?:solve[sd]?|isolate|find|determine|give|compute|express|derive|calculate|what\s+is"
                    r"|l(?:ö|oe)se)\b|\bin\s+terms\s+of\b|\bas\s+an?\s+(?:explicit\s+)?function\s+of\b"
                    r"|\bby\s+implicit\b", re.IGNORECASE)
_FOR = re.compile(r"\b(?:solve[sd]?|isolate|find|determine|give|compute|express|l(?:ö|oe)se)\b"
                  rf"(?:[^.;:]*?\b(?:for|nach))?\s+\$?({LETTER})(?=\$?\s*(?:$|[.,;:]|auf\b))", re.IGNORECASE)
_IMPLICIT = re.compile(r"(?<!solve\s)(?<!solve\sthe\s)\bequations?\s+of\b|\bimplicit\s+(?:equation|form)",
                       re.IGNORECASE)
_TWO = 2
_RELATIONS = frozenset(("eq", "ne", "lt", "gt", "le", "ge"))


def is_unsolved(question: Question, written: str) -> bool:
    """Whether a reference says what something is, and an answer is another equation with that in it: 2x = 6, for x = 3.

    Words have to ask for that. A reference is an implicit equation where nothing stands alone, or words ask for one:
    "the equation of a line". So are inequalities, unless words say that they are to be solved.
    """
    if not question.written or not _ASKED.search(question.context.text) or _IMPLICIT.search(question.context.text):
        return False  # equations alone are the same, where each follows from the other
    of_all = _SOLVED.search(question.context.text) is not None
    with suppress(ReadError):
        asked = _statements(question.tree(question.as_read(question.written[0])))
        said = _statements(question.tree(question.as_read(written)))
        subjects = [_subject(one) for one in asked]
        if (letter := _FOR.search(question.context.text)) is not None and len(subjects) == 1 and subjects[0] is None:
            subjects = [question.tree(letter[1])]
        if not subjects or not (of_all or all({*one.signs} <= {"eq"} for one in (*asked, *said))):
            return False
        known = [subject for subject in subjects if subject is not None]
        return len(known) == len(subjects) and any(_stands_in(one, subject) for one in said for subject in known) \
            and not any(_is_solved_for(one, subject) for one in said for subject in known) \
            and not any(map(_is_left_implicit, question.right[1:]))
    return False


def _is_left_implicit(accepted: Node) -> bool:
    return any(_subject(one) is None for one in _statements(accepted))


def _statements(tree: Node) -> list[Chain]:
    """The equations and inequalities of a tree; none if there is something else in it, or a pair in them."""
    items = tree.items if isinstance(tree, List) else tree.args if isinstance(tree, Infix) and tree.sign in (
        "or", "and") else (tree,)
    found = [item for item in items if isinstance(item, Chain) and {*item.signs} <= _RELATIONS]
    return found if len(found) == len(items) and not any(
        isinstance(side, Group) for one in found for side in one.items) else []


def _subject(said: Chain) -> Node | None:
    """What a reference says the value, or the range, of: the x of x = 2a and of 1 < x < 3; None of x + y = 1."""
    names = {name for item in said.items for name in names_of(item)}
    return next((item for item in said.items if _is_solved_for(said, item) and (
        item is said.items[0] or names == {*names_of(item)})), None)


def _is_solved_for(said: Chain, subject: Node) -> bool:
    """Whether something stands alone on one side, and not at all on the others; of a chain, on the last one."""
    alone = [item for item in said.items if _is_same(item, subject)]
    others = said.items[-1:] if len(said.items) > _TWO and {*said.signs} == {"eq"} else said.items
    return len(alone) == 1 and not any(_stands_in(item, subject) for item in others if item is not alone[0]) and (
        others is said.items or not _is_same(said.items[-1], subject))


def _stands_in(tree: Node, subject: Node) -> bool:
    return any(_is_same(part, subject) for part in walk(tree))


def _is_same(part: Node, subject: Node) -> bool:
    """Whether two are one name, or derivatives of one order of one function, however they are written: y' and dy/dx."""
    one, other = slope(part), slope(subject)
    if one is None or other is None:
        return False
    return part == subject or ((one.of, one.order) == (other.of, other.order) and one.order > 0 and (
        not one.by or not other.by or one.by == other.by))


__all__ = ["is_unsolved"]
