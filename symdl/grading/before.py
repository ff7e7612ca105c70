r"""What a step takes from the one before, as numbers of their own: h_{t-1} and c_{t-1}, of gates that use each other.

    f_t = \sigma(w x_t + u h_{t-1}), c_t = f_t c_{t-1} + i_t g_t, h_t = o_t \tanh(c_t)

At the first step they may be any numbers, so that what holds of a step, or does not, is seen with them free. What is
derived by what comes into the step itself holds them fixed; by a weight, which made them, too, it is another question.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from fractions import Fraction

from symdl.errors import ReadError
from symdl.grading.twofold import Before
from symdl.notation.reader.syntax import Bound, Chain, Derivative, Gradient, Member, Name, Neg, Node, Number, Sum, walk

_ONE = Number(Fraction(1))


def before(definitions: Sequence[str], others: Sequence[str], read: Callable[[str], Node]) -> Before | None:
    """The names that a step takes from the one before; None where there are none, or more steps than these two."""
    with suppress(ReadError):
        trees = [read(text) for text in (*definitions, *others)]
        heads = [tree.items[0] for tree in trees[: len(definitions)] if isinstance(tree, Chain)]
        steps = {head.below for head in heads if isinstance(head, Member) and not head.above}
        if len(steps) != 1 or not all(isinstance(head, Member) for head in heads) or len(heads) < len(definitions):
            return None
        (now,) = steps
        if len(now) != 1 or not isinstance(step := now[0], Name):
            return None
        last = Sum((step, Neg(_ONE)))
        parts = [part for tree in trees for part in walk(tree)]
        ours = {head.name for head in heads if isinstance(head, Member)}
        members = [part for part in parts if isinstance(part, Member)]
        if any(isinstance(part, Bound) and step in walk(part) for part in parts) or any(
                part.name in ours and (part.above or part.below not in ((step,), (last,))) for part in members):
            return None
        past = {part.name for part in members if part.name in ours and part.below == (last,)}
        taken = {part.name for tree in trees[: len(definitions)] for part in walk(tree)
                 if isinstance(part, Member) and part.name in ours and part.below == (last,)}
        if past and all(_is_of_the_step(part, step, last, taken) for part in parts
                        if isinstance(part, Derivative | Gradient)):
            return Before(tuple(sorted(past)), step.text, frozenset(
                part.name for part in members if part.below == (last,)))
    return None


def _is_of_the_step(derived: Node, step: Name, last: Node, past: set[str]) -> bool:
    """Whether a derivative is by what comes into a step, and holds fixed what came before."""
    if not isinstance(derived, Derivative):
        return False
    straight = derived.sign == "d"
    return all(isinstance(by, Member) and not by.above and (
        by.below == (step,) or (by.below == (last,) and by.name in past and not (straight and len(past) > 1)))
        for by in derived.by)


__all__ = ["before"]
