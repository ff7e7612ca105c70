"""Letters that count by custom: the k of (a b)^k and the t of a sum up to t - 1 are whole, where nothing else is said.

That decides nothing that is refuted for other numbers: it is looked at where what is compared is open without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from symdl.grading.scalar.points import Assumed, counting, free_names
from symdl.grading.scalar.roles import counted
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, walk

_EXPONENTS = frozenset("ijklmntTNKL")
_ENDS = _EXPONENTS | {*"MD"}


def whole_by_custom(reference: Node, answer: Node, given: Assumed, said: Sequence[Node], words: str) -> frozenset[str]:
    """The letters of a reference that count by custom.

    given   what is assumed; an inequality alone, as t > 0, says nothing against it
    said    the formulas of the question
    words   what is said besides: a letter of which it speaks is what it says
    """
    found = {name for part in walk(reference) for name in _exponents(part)} & _EXPONENTS
    found |= counting(answer) & {*free_names(reference)} & _ENDS
    found -= given.integers
    for part in (part for tree in (reference, answer, *said) for part in walk(tree)):
        match part:
            case at.Derivative(by=by):
                found -= {*free_names(*by)}
            case at.Big("int", bounds):
                found -= {name for bound in bounds for name in _names(bound)}
    counts = {*counted(words)}
    return frozenset(name for name in found if name in counts or not re.search(
        rf"(?<![A-Za-z\\]){name}(?![A-Za-z])", words))


def _exponents(part: Node) -> Iterator[str]:
    """The letters above what is no number e, but for those that divide there: the T of p^{1/T} is a temperature.

    Nor those of (n + 1)^n, which may be negative, and of 2^{n + 0.1}, which is no whole power either way.
    """
    match part:
        case at.Power(base, exponent) if base != at.Constant("e") and not any(
                isinstance(one, at.Number) and one.value.denominator != 1 for one in walk(exponent)):
            below = [one.bottom for one in walk(exponent) if isinstance(one, at.Quotient)]
            yield from {*free_names(exponent)} - {*free_names(base, *below)}


def _names(node: Node) -> Iterator[str]:
    return (part.text for part in walk(node) if isinstance(part, at.Name))


__all__ = ["whole_by_custom"]
