r"""Members of the step before as people type them, in the one spelling that tells them: z_{t-1}, for z[t-1], z_(t-1).

What a program writes beside them, w*(1 - tanh(w*h[t-1])**2), is read whole and written out in LaTeX with them.
"""

from __future__ import annotations

import re
from contextlib import suppress

from symdl.errors import LanguageError, ReadError
from symdl.grading.typed.twofold import Before
from symdl.notation.latex import latex
from symdl.notation.reader.notation import Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Member, Name, Neg, Node, Number, Sum, rebuilt

_OTHERWISE = re.compile(r"\[[^\[\]]*[-+–]|_\s*\(|_\s*\{\s*[-+(]|–|\*\*")


def stepped(text: str, before: Before | None, notation: Notation) -> str:
    """An answer with the members of steps as a question has them; as it is where that would be another formula."""
    if before is None:
        return text
    text = text.replace("−", "-")
    if before.is_raised or not re.search(r"[\[_]", text):
        return text
    if "\\" in text and not _OTHERWISE.search(text):
        return text
    with suppress(ReadError, LanguageError):
        tree = _ordered(parse(text, notation).tree)
        written = re.sub(r"(?<=\S) (?=[-+] \d+\})|(?<=[-+]) (?=\d+\})", "", latex(tree, notation=notation))
        if parse(written, notation).tree == tree:
            return written
    return text


def _ordered(node: Node) -> Node:
    """A formula with t - 1 below its members, for -1 + t."""
    made = rebuilt(node, _ordered)
    if not isinstance(made, Member):
        return made
    return Member(made.name, tuple(map(_step_first, made.below)), tuple(map(_step_first, made.above)))


def _step_first(slot: Node) -> Node:
    match slot:
        case Sum((Neg(Number()) | Number() as number, Name() as step)):
            return Sum((step, number))
    return slot


__all__ = ["stepped"]
