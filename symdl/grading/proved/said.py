"""What an answer says, in the names of its question: read, its letters renamed, its names reported."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from sympy import Expr, evaluate

from symdl.errors import ReadError, UnknownNameError
from symdl.grading.proved.abbreviations import Abbreviations, split
from symdl.grading.proved.asked import Asked, freely
from symdl.grading.typed import strangers
from symdl.language import Entry, IntegerIndex, Mean, Total, free_indices, subterms
from symdl.notation import read_chain
from symdl.notation.reader.build import Statement
from symdl.notation.reader.syntax import Note

_MOST_LINKS = 40


def said_by(answer: str, question: Asked) -> Statement:
    """What an answer says. Before the last sign it may repeat what is asked for, and its derivatives."""
    said = read_chain(answer, question.scope, question.left, question.is_label)
    if len(said.items) > _MOST_LINKS:  # each is decided
        raise ReadError(f"this chain has {len(said.items)} members", answer, 0, len(answer),
                        f"an answer has at most {_MOST_LINKS}")
    if said.signs[:1] == ("assign",):  # w <- the answer: what it is called
        if said.items[0] is not None and not question.gives_anew(said.items[0]):
            raise ReadError("another symbol is given a new value here", answer, 0, len(answer), "write the value alone")
        said = Statement((None, *said.items[1:]), ("eq", *said.signs[1:]), said.notes)
    if not {*said.signs} <= {"eq", "define"}:
        raise ReadError("an answer is an equality, or one expression", answer, 0, len(answer),
                        "write the right side only")
    return said


def tree_of(answer: str, question: Asked) -> Expr | None:
    """What an answer says, in the letters of its question; None if it cannot be read."""
    trees = trees_of(answer, question)
    return None if trees is None else trees[-1]


def trees_of(answer: str, question: Asked) -> tuple[Expr, ...] | None:
    """All members of an answer, which may be a chain, but for what it is called; None if it cannot be read."""
    answer, clauses = split(answer)
    try:
        own = Abbreviations(clauses, question)
    except ReadError:
        return None
    said = None
    with suppress(ReadError):
        said = said_by(answer, own.asked)
    if said is None or said.items[-1] is None:
        loose = said_freely(answer, own.asked)
        said = renamed(loose, own.asked) if loose else None
    if said is None or said.items[-1] is None:
        return None
    return tuple(own.written_out(one) for one in said.items if one is not None)


def stranger(error: UnknownNameError, answer: str, question: Asked, is_right: Callable[[str], bool]) -> str:
    """What is said of a name that the question does not have. ``is_right``: whether another answer would be right."""
    claim = question.claim
    written = error.text[error.start : error.end]
    # The hint of the reader is by what names look like, and lists all of them where nothing is near.
    name = error.what.partition(" is not ")[0]
    likely = strangers.meant(
        name, written, answer, strangers.spellings(claim.rhs, *(step.expr for step in claim.steps)), question.scope,
        is_right)
    return "\n".join([strangers.wrote(name, likely), *error.told.split("\n")[1:3],
                      *([] if likely else [f"  {error.hint}"])])


def said_freely(answer: str, question: Asked) -> Statement | None:
    """An answer read with every letter free; None if it cannot be read even so."""
    scope = freely(question.scope)
    try:
        said = read_chain(answer, scope, replace(question.left, free=scope.free), question.is_label)
    except ReadError:
        return None
    return said if len(said.items) <= _MOST_LINKS and {*said.signs} <= {"eq", "define"} else None


def renamed(said: Statement, question: Asked) -> Statement | None:
    """An answer for x_j where x_i is asked, in the letter of the question; None if it is no such answer.

    A reference alone does not say what x_i is: x_j may be another one. So may it where several things have the letter
    that is asked for, as in dL_k/dz_k, unless the answer says on its left side what it is for.
    """
    if question.claim.lhs is question.claim.rhs:
        return None
    trees = [item for item in said.items if item is not None]
    ours = [i for i in free_indices(question.claim.lhs) if not isinstance(i, IntegerIndex)]
    used = {i for tree in trees for i in free_indices(tree) if not isinstance(i, IntegerIndex)}
    if len(ours) != 1 or len(used) != 1 or used & {*ours} or next(iter(used)).range != ours[0].range:
        return None
    (theirs,) = used
    uses = sum(index == ours[0] for t in subterms(question.claim.lhs) if isinstance(t, Entry) for index in t.indices)
    is_named = len(said.items) > 1 and said.items[0] is not None
    counts = any(index.letter == theirs.letter for tree in trees for t in subterms(tree) if isinstance(t, (Total, Mean))
                 for index in t.indices)  # e^{z_k} / \sum_k e^{z_k} may be any
    if (uses != 1 or counts) and not is_named:
        return None
    with evaluate(False):
        items = tuple(item if item is None else item.xreplace({theirs: ours[0]}) for item in said.items)
    note = Note(0, 0, "index", f"{theirs.letter} was read as {ours[0].letter}, which the question has", "another index")
    return Statement(items, said.signs, (*said.notes, note))


__all__ = ["renamed", "said_by", "said_freely", "stranger", "tree_of", "trees_of"]
