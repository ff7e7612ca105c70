r"""Cases of which two hold at one place and say two things: x^2 for x \ge 0, and -x for x < 1.

In mathematics that is a mistake, in whatever order they stand; only "otherwise" says what is left by the others. (What
a program says by if and else has an order, and is no such formula when it comes here.) Where cases that hold together
say the same, as x and -x do at 0, nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import combinations
from typing import TypeAlias

from symdl.grading.scalar.expressions import compare
from symdl.grading.scalar.points import Assumed, counted
from symdl.grading.scalar.values import Outside, Unclear, Unsupported
from symdl.grading.scalar.words import NoMeaning, standard
from symdl.notation.reader import syntax as at
from symdl.notation.reader.left_out import left_out
from symdl.notation.reader.syntax import Node, walk

_MOST_PAIRS = 40
_Case: TypeAlias = tuple[Node, Node | None]


def overlap(tree: Node, given: Assumed, known: Sequence[Node] = ()) -> str:
    """Why cases of a formula say two things at one place, or may do so; "" if they do not.

    known   formulas that are taken as they are, as those of a question: what is not seen of their cases is not asked
    """
    pairs = [*_pairs(tree)]
    if len(pairs) > _MOST_PAIRS:
        return "there are too many cases to see that no two hold at one place"
    same = [{where, there} for one in known for (_, where), (_, there) in _pairs(one)]
    found = [(said, [where, there]) for (value, where), (other, there) in pairs
             if (said := _both((value, where), (other, there), given)) is not None]
    return next((said or "two cases may hold at one place, and say two things there" for said, conditions in found
                 if said or {*conditions} not in same), "")


def contradiction(tree: Node, given: Assumed) -> str:
    """Where two cases of a formula say two things for certain; "" if that is not seen."""
    return next(filter(None, (_both(*pair, given) for pair in [*_pairs(tree)][:_MOST_PAIRS])), "")


def _pairs(tree: Node) -> Iterator[tuple[_Case, _Case]]:
    for part in walk(tree):
        if isinstance(part, at.Cases):
            yield from combinations([case for case in part.cases if case[1] is not None], 2)


def _both(one: _Case, other: _Case, given: Assumed) -> str | None:
    """Where two cases say two things: another value comes out if the second one is looked at first.

    "" where it is not seen whether they do, None if they do not.
    """
    if one[0] == other[0] or left_out([one[1], other[1]]) is not None or _are_apart(one[1], other[1]):
        return None
    with suppress(NoMeaning, Unclear, Outside, Unsupported, RecursionError):
        left, right = (standard(at.Cases(order)) for order in ((one, other), (other, one)))
        found = compare(left, right, counted(given, left, right), cas=False)
        if found.verdict == "equivalent":
            return None
        if found.witness is not None:
            here = ", ".join(f"{name} = {number}" for name, number in found.witness.values)
            return f"two cases hold {f'at {here}' if here else 'at once'}: one says {found.witness.reference}, and " \
                   f"the other {found.witness.answer}"
    return ""


def _are_apart(one: Node | None, other: Node | None) -> bool:
    """Whether two conditions say that one thing is two others, as two classes are, or is in a set and is not."""
    match one, other:
        case at.Chain((left, value), ("eq",)), at.Chain((right, second), ("eq",)):
            return left == right and value != second
        case at.Chain(ours, (sign,)), at.Chain(theirs, (turned,)):
            return ours == theirs and {sign, turned} == {"in", "notin"}
    return False


__all__ = ["contradiction", "overlap"]
