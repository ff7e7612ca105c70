r"""What a step takes from the one before, as numbers of their own: h_{t-1} and c_{t-1}, of gates that use each other.

    f_t = \sigma(w x_t + u h_{t-1}), c_t = f_t c_{t-1} + i_t g_t, h_t = o_t \tanh(c_t)

What a step makes of itself alone, as a_l = \sigma(z_l) beside z_l = w_l a_{l-1}, the one before made so, too.

At the first step they may be any numbers, so that what holds of a step, or does not, is seen with them free. What is
derived by what comes into the step itself holds them fixed; by a weight, which made them, too, it is another question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import suppress
from fractions import Fraction

from symdl.errors import ReadError
from symdl.grading.typed.twofold import Before
from symdl.notation.reader.syntax import (
    Bound,
    Chain,
    Derivative,
    Gradient,
    List,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Sum,
    rebuilt,
    walk,
)

_ONE = Number(Fraction(1))


def before(definitions: Sequence[str], others: Sequence[str], read: Callable[[str], Node], *,
           is_held: bool = False) -> Before | None:
    """The names that a step takes from the one before; None where there are none, or more steps than these two.

    is_held   whether all that comes from the step before is held fixed, whatever it is made of
    """
    with suppress(ReadError):
        trees = [read(text) for text in (*definitions, *others)]
        if is_raised := not any(part.below for tree in trees for part in walk(tree) if isinstance(part, Member)):
            trees = [*map(_lowered, trees)]
        heads = [tree.items[0] for tree in trees[: len(definitions)] if isinstance(tree, Chain)]
        if not all(isinstance(head, Member) and not head.above for head in heads) or len(heads) < len(definitions):
            return None
        found = _steps({head.below for head in heads if isinstance(head, Member)})
        if found is None:
            return None
        step, now, last = found
        parts = [part for tree in trees for part in walk(tree)]
        ours = {head.name for head in heads if isinstance(head, Member) and head.below == (now,)}
        early = {head.name for head in heads if isinstance(head, Member)} - ours
        members = [part for part in parts if isinstance(part, Member)]
        if any(isinstance(part, Bound) and step in walk(part) for part in parts) or any(
                part.above or part.below not in (((now,), (last,)) if part.name in ours else ((last,),))
                for part in members if part.name in ours | early):
            return None
        past = {part.name for part in members if part.name in ours and part.below == (last,)}
        taken = {part.name for tree in trees[: len(definitions)] for part in walk(tree)
                 if isinstance(part, Member) and part.name in ours and part.below == (last,)}
        bodies = {head.name: [part for part in walk(List(tree.items[1:])) if isinstance(part, Member)]
                  for head, tree in zip(heads, trees, strict=False) if isinstance(head, Member)
                  and isinstance(tree, Chain)}
        made = {name: ours & {part.name for part in body if part.below == (now,)} for name, body in bodies.items()}
        known = frozenset(part.name for part in members if part.below == (last,))
        if not past:
            return None
        if is_held:
            return Before(tuple(sorted(past)), step.text, int(now != step), known, is_raised=is_raised)
        again, reached = set[str](), [*past]  # what is made at its own step was so at the step before
        while reached:
            name = reached.pop()
            if name not in again and name in ours and all(part.below == (now,) for part in bodies[name]):
                again.add(name)
                reached += made[name]
                past |= made[name]
                known |= {part.name for part in bodies[name]}
        free = taken - again
        if all(_is_of_the_step(part, now, last, free | (past if again else set()), free) and (
                part not in trees or not _is_shared(part, last, free, made))
                for part in parts if isinstance(part, Derivative | Gradient)):
            places = [place for place, head in enumerate(heads) if isinstance(head, Member) and head.name in again]
            return Before(tuple(sorted(past | early)), step.text, int(now != step), known | past, tuple(places),
                          is_raised)
    return None


def _lowered(node: Node) -> Node:
    """A formula with a_l for a^{(l)}."""
    match node:
        case Member(name, (), above) if above:
            return Member(name, above, ())
    return rebuilt(node, _lowered)


def _steps(heads: Set[tuple[Node, ...]]) -> tuple[Name, Node, Node] | None:
    """The letter of the steps, the step that is defined and the one before; None where there are others."""
    if len(heads) == 1:
        (slots,) = heads
        match slots:
            case (Name() as step,):
                return step, step, Sum((step, Neg(_ONE)))
            case (Sum((Name() as step, Number(value))) as now,) if value == 1:
                return step, now, step
    for slots in heads if len(heads) == 2 else ():  # of w_{t+1}, and of g_t
        match slots:
            case (Name() as step,) if heads == {(step,), (now := Sum((step, _ONE)),)}:
                return step, now, step
    return None


def _is_of_the_step(derived: Node, now: Node, last: Node, past: set[str], free: set[str]) -> bool:
    """Whether a derivative is by what comes into a step, and holds fixed what came before.

    past, free   what comes from the step before; that of it which nothing at that step makes
    """
    if not isinstance(derived, Derivative):
        return False
    straight = derived.sign == "d"
    return all(isinstance(by, Member) and not by.above and (
        by.below == (now,) or (by.below == (last,) and by.name in past and not (straight and len(free) > 1)))
        for by in derived.by)


def _is_shared(derived: Node, last: Node, past: set[str], made: Mapping[str, set[str]]) -> bool:
    """Whether what a derivative is by made something else of the step before, too: c_{t-1}, of which h_{t-1} is made.

    Whether that is held fixed, as a partial derivative says, is shown by a right side.
    """
    assert isinstance(derived, Derivative)
    for by in derived.by:
        if isinstance(by, Member) and by.below == (last,):
            for other in past - {by.name}:
                reached, rest = {other}, [other]
                while rest:
                    new = made.get(rest.pop(), set()) - reached
                    reached |= new
                    rest += new
                if by.name in reached:
                    return True
    return False


__all__ = ["before"]
