r"""Definitions that go step by step, as the language has them: from one member to the next, with t for the newer one.

    w_{t+1} = w_t - \eta g_t                  w_t = w_{t-1} - \eta g_{t-1}
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

from symdl.errors import LanguageError, ReadError
from symdl.notation.reader.syntax import Bound, Chain, Member, Name, Neg, Node, Number, Sum, rebuilt, walk

_ONE = Number(Fraction(1))


def shifted(definitions: Sequence[str], read: Callable[[str], Node], write: Callable[[Node], str]) -> list[str]:
    """What is said of the next member by this one, said of this one by the one before.

    read, write   between texts and trees. What is not read again as it was written stays as it is.

    Raises ReadError.
    """
    trees = [read(text) for text in definitions]
    said = list(definitions)
    for place, tree in enumerate(trees):
        made = _shifted(tree, [other for other in trees if other is not tree])
        with suppress(LanguageError, ReadError):
            if made is not None and read(text := write(made)) == made:
                said[place] = text
    return said


def _shifted(tree: Node, others: Sequence[Node]) -> Node | None:
    """None where it says nothing of the next member, or its name stands at other steps, too, or is defined twice."""
    if not isinstance(tree, Chain) or tree.signs not in (("eq",), ("define",)):
        return None
    head, body = tree.items
    if not isinstance(head, Member) or head.above:  # which is not printed again as it was: w^{(t+1)}
        return None
    steps = [slot for slot in head.below if not isinstance(slot, Name)]
    if len(steps) != 1 or not isinstance(steps[0], Sum) or not isinstance(step := steps[0].terms[0], Name) \
            or steps[0].terms[1:] != (_ONE,):
        return None
    now = replace(head, below=tuple(step if slot == steps[0] else slot for slot in head.below))
    own = [part for part in walk(body) if isinstance(part, Member) and part.name == head.name]
    is_bound = any(isinstance(part, Bound) and part.name == step for part in walk(body))
    if any(part != now for part in own) or is_bound or any(_is_said_again(head, other) for other in others):
        return None
    return replace(tree, items=(now, _earlier(body, step)))


def _is_said_again(head: Member, tree: Node) -> bool:
    """Whether another definition is of a member of the same name, but for the first one."""
    other = tree.items[0] if isinstance(tree, Chain) else None
    first = Number(Fraction(0))
    return isinstance(other, Member) and other.name == head.name and first not in (*other.below, *other.above)


def _earlier(node: Node, step: Name) -> Node:
    """A formula at the step before: t is t - 1, and t + 1 is t."""
    if node == step:
        return Sum((step, Neg(_ONE)))
    if not isinstance(node, Sum) or node.terms.count(step) != 1:
        return rebuilt(node, lambda child: _earlier(child, step))
    numbers = [term for term in node.terms if _whole(term) is not None]
    offset = sum(_whole(term) or 0 for term in numbers) - 1
    number = Number(Fraction(abs(offset)))
    terms = [term if term == step else _earlier(term, step) for term in node.terms if term not in numbers]
    terms += [number if offset > 0 else Neg(number)] if offset else []
    return terms[0] if len(terms) == 1 else Sum(tuple(terms))


def _whole(term: Node) -> int | None:
    of = term.of if isinstance(term, Neg) else term
    if not isinstance(of, Number) or of.value.denominator != 1:
        return None
    return -int(of.value) if isinstance(term, Neg) else int(of.value)


__all__ = ["shifted"]
