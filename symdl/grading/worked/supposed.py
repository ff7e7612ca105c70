r"""What is asked for in a world where a student's own, wrong value of a part of it holds.

    \frac{\partial f}{\partial y} = 2x                 \frac{\partial^2 f}{\partial x \partial y} = 2
    (\log p)' = 1 - p                                  p' = p (1 - p)
    w_1 = w_0 - \eta L'(w_0), L'(w) = w                w_1 = w_0 - \eta w_0
    \nabla_h L = -v, of \nabla_W L = v x^\top          \nabla_W L = -v x^\top

What comes to nothing follows from nothing. Of the derivatives of parts, see ``by_parts``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial

from symdl.grading.scalar.points import free_names
from symdl.grading.scalar.trees import ZERO, over, times
from symdl.grading.scalar.words import NoMeaning, replaced, standard
from symdl.grading.worked.by_parts import from_parts, is_undone
from symdl.notation.reader.syntax import (
    Big,
    Call,
    Derivative,
    Gradient,
    Member,
    Name,
    Node,
    Number,
    Product,
    Transpose,
    rebuilt,
    walk,
)

_MOST_PARTS = 24  # of a reference


def supposed(asked: Sequence[Derivative], believed: Sequence[tuple[Node, Node]],
             is_same: Callable[[Node, Node], bool]) -> Iterator[Node]:
    """What a derivative may be where others are what they were said to be.

    asked      the derivative, in one spelling or more
    believed   derivatives, and what was said of them
    """
    slopes = [(left, value) for left, value in believed if isinstance(left, Derivative)]
    for one in asked:
        with suppress(NoMeaning):
            for way in (partial(from_parts, is_same=is_same), _of_lower, _of_whole):
                found = way(one, slopes)
                if found is not None and found != ZERO and not is_undone(found):
                    yield found


def _of_lower(asked: Derivative, believed: Sequence[tuple[Derivative, Node]]) -> Node | None:
    """From a derivative of the same, of which it is one."""
    for left, value in reversed(believed):
        more = Counter(asked.by) - Counter(left.by)
        if left.of == asked.of and more and not Counter(left.by) - Counter(asked.by):
            for by, times_ in more.items():
                for _ in range(times_):
                    value = standard(Derivative("d", value, (by,)))
            return value
    return None


def _of_whole(asked: Derivative, believed: Sequence[tuple[Derivative, Node]]) -> Node | None:
    """From the derivative of what is made of it alone, as its logarithm."""
    letter = Name("whole")
    for left, value in reversed(believed):
        made = replaced(left.of, asked.of, letter)
        if left.by == asked.by and len(left.by) == 1 and made not in (left.of, letter) and free_names(made) == (
                letter.text,) and not any(isinstance(part, Member | Big) for part in walk(made)):
            return over(value, replaced(standard(Derivative("d", made, (letter,))), letter, asked.of))
    return None


def as_applied(tree: Node, letters: Mapping[str, Name], believed: Sequence[tuple[Node, Node]],
               bodies: Mapping[str, Node]) -> Node | None:
    """A formula with what was said of L'(w) where L'(w_0) stands; None if nothing of it does.

    letters   the functions that are defined, and of what; ``bodies``, what they are
    """
    slopes: dict[str, Node] = {}
    for left, value in believed:
        of = left.of if isinstance(left, Derivative) else None
        of = of.function if isinstance(of, Call) else of
        if isinstance(of, Name) and isinstance(left, Derivative) and left.by == (letters.get(of.text),):
            slopes[of.text] = value

    def put(node: Node) -> Node:
        node = rebuilt(node, put)
        match node:
            case Call(Name(text), (of,), ()) if text.endswith("'") and text[:-1] in slopes:
                return replaced(slopes[text[:-1]], letters[text[:-1]], of)
        return node

    def write_out(node: Node) -> Node:
        node = rebuilt(node, write_out)
        match node:
            case Call(Name(text), (of,), ()) if text in bodies:
                return replaced(bodies[text], letters[text], of)
            case Product((Name(text), of)) if text in bodies:  # f(x_0), as it is read by itself
                return replaced(bodies[text], letters[text], of)
        return node

    found = put(tree)
    return None if found == tree else write_out(found)


def in_reference(right: Node, left: Node, value: Node, is_same: Callable[[Node, Node], bool]) -> Iterator[Node]:
    """A reference with what was said of something where its right value stands, in one place.

    left   of what it was said
    """
    seen: list[Node] = []
    for part in _parts(right):
        if part == right or part in seen or len(seen) >= _MOST_PARTS or not free_names(part):
            continue  # of a number nothing is believed
        seen.append(part)
        if is_same(left, part):
            yield from (made for made in _with(right, part, value) if made not in (right, value))


def _parts(tree: Node) -> Iterator[Node]:
    """What a formula is made of, and several factors of a product that stand side by side."""
    for part in walk(tree):
        if not isinstance(part, Number):
            yield part
        if isinstance(part, Product):
            ends = range(len(part.factors) + 1)
            yield from (times(*part.factors[a:b]) for a in ends for b in ends[a + 2 :] if b - a < len(part.factors))


def _with(tree: Node, part: Node, value: Node) -> Iterator[Node]:
    """A formula with a value in each place of a part."""
    if tree == part:
        yield value
        return
    if isinstance(tree, Product) and isinstance(part, Product):
        size = len(part.factors)
        for k in range(len(tree.factors) - size + 1):
            if tree.factors[k : k + size] == part.factors:
                yield times(*tree.factors[:k], value, *tree.factors[k + size :])
    children: list[Node] = []
    rebuilt(tree, lambda child: children.append(child) or child)  # type: ignore[func-returns-value]
    for place, child in enumerate(children):
        if isinstance(tree, Transpose | Derivative | Gradient):
            continue
        for made in _with(child, part, value):
            count = iter(range(len(children)))
            yield rebuilt(tree, lambda one: made if next(count) == place else one)  # noqa: B023


__all__ = ["as_applied", "in_reference", "supposed"]
