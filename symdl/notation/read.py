r"""Text -> expression: how an answer is read, in LaTeX or plain. Nothing is evaluated, and nothing can run.

    read("dxhat[i]/sqrt(var + eps) + dmu/m", scope_of(derivation, claim))
    read(r"\frac{1}{m} \sum_{i=1}^m x_i", scope_of(derivation, claim))

``reader.parse`` makes a tree of the text by the names of the scope, ``reader.build`` an
expression of the tree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sympy import Expr
from sympy.core.relational import Relational

from symdl.errors import ReadError
from symdl.notation.reader.build import Statement, build, relation
from symdl.notation.reader.parse import Parsed, parse
from symdl.notation.reader.syntax import Blank, Chain, Node, Note
from symdl.notation.reader.tokens import Comment
from symdl.notation.reader.wrapping import pointing_into, unwrapped
from symdl.notation.scope import Scope

__all__ = ["Note", "Reading", "Statement", "read", "read_chain", "read_relation", "reading", "refuse_words"]


_PUNCTUATION = " \t\r\n.,;:!?$∎■□"
_END_OF_PROOF = (r"\blacksquare", r"\square", r"\Box", r"\qed", r"\qedhere", r"\qedsymbol")


@dataclass(frozen=True)
class Reading:
    """What a text was read as, and the places that some would read in another way."""

    expr: Expr
    notes: tuple[Note, ...]


def read(text: str, scope: Scope) -> Expr:
    """The expression that ``text`` writes, over the names of ``scope``.

    Raises ReadError, with the place that is at fault and the way out.
    """
    return reading(text, scope).expr


def reading(text: str, scope: Scope) -> Reading:
    """As ``read``, with notes: what was chosen where a person might have meant something else."""
    parsed = _parsed(text, scope)
    notes: list[Note] = []
    expr = build(parsed.tree, text, scope, notes)
    return Reading(expr, (*parsed.notes, *notes))


def read_chain(text: str, scope: Scope, before: Scope | None = None,
               label: Callable[[Node, ReadError], bool] = lambda *_: False) -> Statement:
    """What ``text`` states, as ``a = b = c``; or one expression, which is a chain of one.

    before   what may be named before the last sign, if that is more than after it
    label    whether what stands first, and says nothing here, is what a person calls the rest: w_{new}, or g_i. Then
             the first item is None
    """
    parsed = _parsed(text, scope)
    tree, notes = parsed.tree, [*parsed.notes]
    if not isinstance(tree, Chain):
        return Statement((build(tree, text, scope, notes),), (), tuple(notes))
    *first, last = tree.items
    items: list[Expr | None] = []
    for item in first:
        try:
            items.append(None if isinstance(item, Blank) else build(item, text, before or scope, notes))
        except ReadError as error:
            if items or not label(item, error):
                raise
            items.append(None)
    return Statement((*items, build(last, text, scope, notes)), tree.signs, tuple(notes))


def read_relation(text: str, scope: Scope) -> tuple[Relational, tuple[Note, ...]]:
    """The one relation that ``text`` writes, as an assumption is one, with notes. Raises ReadError."""
    parsed = _parsed(text, scope)
    notes = [*parsed.notes]
    return relation(parsed.tree, text, scope, notes), tuple(notes)


def _parsed(text: str, scope: Scope) -> Parsed:
    if not text.strip():
        raise ReadError("there is no answer", text, 0, len(text), "write a formula")
    with pointing_into(text):
        parsed = parse(unwrapped(text), scope.notation(text))
    refuse_words(parsed)
    return parsed


def words_beside(parsed: Parsed) -> list[Comment]:
    """Words and signs beside a formula that may say something of it."""
    def says_nothing(comment: Comment) -> bool:
        over = parsed.text.startswith((r"\overset", r"\stackrel"), comment.start)  # a point over a name is no full stop
        return not comment.text.strip("!? " if over else _PUNCTUATION) or comment.text in _END_OF_PROOF

    return [comment for comment in parsed.comments if not says_nothing(comment)]


def refuse_words(parsed: Parsed) -> None:
    """Raises ReadError for words and signs beside a formula: they may say something of it, so they are not left out."""
    for comment in words_beside(parsed):
        raise ReadError("words are no part of a formula", parsed.text, comment.start, comment.end,
                        "write the formula alone")
