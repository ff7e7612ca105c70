r"""A derivative in a world where a student's own, wrong one of a part of it holds.

    f(x) = x^2 \sin x, (x^2)' = 3x      f'(x) = 3x \sin x + x^2 \cos x

The part has a letter, u, of which no more is used than its derivative: (u \sin x)' is u' \sin x + u (\sin x)'. So what
was said stands where it belongs, and nowhere else; it is one formula that follows, and not just anything.
"""

from __future__ import annotations

from collections.abc import Sequence

from symdl.grading.scalar.words import NoMeaning, plus, replaced, standard, times
from symdl.notation.reader.syntax import Big, Derivative, Gradient, Member, Name, Node, Number, walk


def supposed(asked: Derivative, believed: Sequence[tuple[Node, Node]]) -> Node | None:
    """What a derivative is where others are what they were said to be; None if none of them is of a part of it.

    believed   derivatives, and what was said of them
    """
    if len(asked.by) != 1 or not isinstance(by := asked.by[0], Name):
        return None
    body, parts = asked.of, list[tuple[Name, Node, Node]]()
    for left, value in reversed(believed):  # what was said last holds
        if not isinstance(left, Derivative) or left.by != asked.by or isinstance(left.of, Name | Member | Number):
            continue
        letter = Name(f"part{len(parts)}")
        made = replaced(body, left.of, letter)
        if made not in (body, letter):
            body = made
            parts.append((letter, left.of, value))
    if not parts or _is_undone(body):
        return None
    try:
        terms = [standard(Derivative("d", body, (by,)))]
        terms += [times(standard(Derivative("d", body, (letter,))), value) for letter, _, value in parts]
    except NoMeaning:
        return None
    found = plus(*terms)
    if _is_undone(found):
        return None
    for letter, of, _ in reversed(parts):
        found = replaced(found, letter, of)
    return found


def _is_undone(tree: Node) -> bool:
    return any(isinstance(part, Derivative | Gradient) or (isinstance(part, Big) and part.sign != "sum")
               for part in walk(tree))


__all__ = ["supposed"]
