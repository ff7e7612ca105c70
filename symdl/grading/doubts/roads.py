r"""Partial derivatives in an answer that may go through what is defined, or hold it fixed: \partial z/\partial x.

    z = x^2 y, y = x^3      along y, too: 5x^4          with y held fixed: 2xy

A derivative of what has a letter by one road alone is the same in both.
"""

from __future__ import annotations

from contextlib import suppress

from symdl.errors import ReadError
from symdl.grading.named import names_of, reached
from symdl.grading.question import Question
from symdl.notation.reader.syntax import Call, Chain, Derivative, Member, Name, Node, walk


def has_two_roads(question: Question, answer: str) -> str:
    """A partial derivative of which it is not clear what it holds fixed; "" if there is none."""
    if "partial" not in answer and "∂" not in answer:
        return ""
    made_of = {_base(tree.items[0]): frozenset(names_of(tree.items[-1])) for tree in question.trees[1:]
               if isinstance(tree, Chain) and _base(tree.items[0])}
    with suppress(ReadError):
        said = question.tree(answer)
        for part in walk(said.items[-1] if isinstance(said, Chain) else said):
            if not (isinstance(part, Derivative) and part.sign == "partial" and len(part.by) == 1):
                continue
            of, by = _base(part.of), _base(part.by[0])
            inner = made_of.get(of, frozenset())
            if by in inner and any(by in reached([other], made_of) for other in inner & made_of.keys() - {of, by}):
                return f"\\partial {of}/\\partial {by}"
    return ""


def _base(node: Node) -> str:
    """The name of what a definition defines, or of what is derived; "" if it has none."""
    match node:
        case Name(name) | Member(name):
            return name
        case Call(Name(name)):
            return name
    return ""


__all__ = ["has_two_roads"]
