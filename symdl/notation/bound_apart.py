r"""Letters that run to two ends, told apart: the l of \sum_{l=1}^d q_{il} k_{jl}, and that of \sum_{l=1}^n e^{s_{il}}.

What is bound has any letter, so that the two say nothing of each other, nor of an l that no sum binds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from symdl.notation.reader.syntax import Big, Bound, Name, Node, Number, rebuilt, walk

_ONE = Number(Fraction(1))


def bound_apart(trees: Sequence[Node]) -> list[Node]:
    """The same formulas, in which a letter that runs to several sizes is another one for each, which nobody writes."""
    ends: dict[str, dict[str, None]] = {}
    for tree in trees:
        for letter, end in filter(None, map(_end, walk(tree))):
            ends.setdefault(letter, {}).setdefault(end)
    new = {(letter, end): f"{letter}__{place}" for letter, some in ends.items() if len(some) > 1
           for place, end in enumerate(some)}
    made = [_renamed(tree, new, {}) for tree in trees] if new else [*trees]
    left = {part.text for tree in made for part in walk(tree) if isinstance(part, Name)}
    if kept := {pair: pair[0] for pair, letter in new.items() if letter.endswith("__0") and pair[0] not in left}:
        return [_renamed(tree, new | kept, {}) for tree in trees]
    return made


def _end(node: Node) -> tuple[str, str] | None:
    """l and d, where a sum over all of a range binds l."""
    match node:
        case Bound(Name(letter), first, Name(last), None) if first == _ONE:
            return letter, last
    return None


def _renamed(node: Node, new: Mapping[tuple[str, str], str], here: Mapping[str, str]) -> Node:
    """With the new letters; ``here`` has those that are bound around."""
    match node:
        case Name(text):
            return replace(node, text=here.get(text, text))
        case Big(_, bounds, of):
            bound = {one.name.text: one for one in bounds if isinstance(one, Bound) and isinstance(one.name, Name)}
            inside = {**here, **{letter: new.get(_end(one) or ("", ""), letter) for letter, one in bound.items()}}
            return replace(node, bounds=tuple(_renamed(one, new, inside) for one in bounds),  # type: ignore[misc]
                           of=_renamed(of, new, inside))
    return rebuilt(node, lambda child: _renamed(child, new, here))


__all__ = ["bound_apart"]
