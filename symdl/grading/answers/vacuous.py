r"""What an answer puts in for a letter that stands nowhere in it: y + 1 where x = 1, or with |_{x=0} behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from symdl.errors import ReadError
from symdl.grading.named import called_of, names_of
from symdl.grading.proved.abbreviations import split
from symdl.grading.question import Question
from symdl.notation.reader.syntax import Call, Chain, Derivative, Evaluated, Gradient, Member, Name, Node, walk


def stands_nowhere(question: Question, answer: str) -> str:
    """A letter that is given a value, and does not stand in the answer; "" if there is none."""
    formula, clauses = split(answer)
    with suppress(ReadError):
        trees = [question.tree(text) for text in (formula, *clauses)]
        return next(_vacuous(question, trees), "")
    return ""


def _vacuous(question: Question, trees: list[Node]) -> Iterator[str]:
    defined = {name for tree in question.trees[1:] if isinstance(tree, Chain) for name in names_of(
        called_of(tree.items[0]))}
    for tree in trees:
        told = [part for bar in walk(tree) if isinstance(bar, Evaluated) for one in bar.below for part in walk(one)]
        said = [*walk(tree)]
        for part in said:
            if isinstance(part, Evaluated):
                heads = [one.items[0] for one in part.below if isinstance(one, Chain) and len(one.items) > 1]
                if not {*names_of(tree)} & defined and not any(map(_may_hide, walk(part.of))):
                    # Where it stands beside what the bar is behind, as in x^2 + 1|_{x=2}, the bar may reach that.
                    yield from (name for head in heads for name in names_of(head)[:1]
                                if _count(said, name) == _count(told, name))
    for place, clause in enumerate(trees[1:], start=1):
        if isinstance(clause, Chain) and isinstance(head := clause.items[0], Name | Member):
            others = {name for n, tree in enumerate(trees) if n != place for name in names_of(tree)}
            yield from (name for name in names_of(head)[:1] if name not in others | question.names)


def _count(parts: list[Node], name: str) -> int:
    return sum(name in names_of(part) for part in parts if isinstance(part, Name | Member))


def _may_hide(part: Node) -> bool:
    """Whether a letter may be hidden here: in a function, or what is derived."""
    return isinstance(part, Derivative | Gradient) or (isinstance(part, Call) and isinstance(part.function, Name))


__all__ = ["stands_nowhere"]
