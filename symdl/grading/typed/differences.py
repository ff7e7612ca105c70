r"""A \Delta before a letter: the sign of a difference, \Delta x, which is one name, or a number, as a step size is.

It is a number where it stands by itself in the formulas of a question, or its words speak of it alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_DELTA = r"(?:\\Delta(?![A-Za-z])|Δ)"
_SIGN = r"\\(?:cdot|times|right|in|to|neq?|[lg]eq?|[lg]t|[lg]l)(?![a-z])"
_LETTER = rf"\s*(?!{_SIGN}|\\(?:left|frac|q?quad|text)(?![a-z]))(?P<letter>\\[A-Za-z]+|[A-Za-z](?![A-Za-z]))"
_BEHIND = rf"\s*(?:$|[-+*/=<>,;:.|)}}\]&$]|\\\\|{_SIGN})"
_ALONE = re.compile(rf"{_DELTA}(?:\s*\^\s*(?:\d|\{{[^{{}}]*\}}))?{_BEHIND}")
r"""Where it stands for itself: in \frac{\Delta}{2}, and not in \Delta \log p or in the second difference \Delta^2 x."""
_BELOW = re.compile(r"_\s*(?:\{[^{}]*\}|\\[A-Za-z]+|\S)")
_NAMED = re.compile(rf"{_DELTA}(?={_LETTER})")
_GIVEN = re.compile(rf"\s*{_DELTA}{_LETTER}(?:{_BELOW.pattern})?\s*:?=")
_IN_WORDS = re.compile(rf"{_DELTA}\s+[A-Za-z]{{2}}")
_OPERATOR = re.compile(r"operator|laplac|differenc|chang|increment|variation", re.IGNORECASE)


def is_a_number(formulas: Sequence[str], said: str) -> bool:
    r"""Whether \Delta is a number in some formulas, beside letters too.

    said   what words and assumptions say; a \Delta that is an operator by them is left as it stands, and so is one
           in \Delta f = f(x + \Delta) - f(x), which says what \Delta f is
    """
    if not any(map(_NAMED.search, formulas)) or any(map(_GIVEN.match, formulas)) or _OPERATOR.search(said):
        return False
    return any(_ALONE.search(_BELOW.sub(" x", text)) for text in (*formulas, said)) or bool(
        _IN_WORDS.search(said))


def difference_in(text: str) -> str:
    r"""The first \Delta x that stands in a text; "" if none does."""
    found = _NAMED.search(text)
    return "" if found is None else f"{found[0]} {found['letter']}"


def has_delta(text: str) -> bool:
    r"""Whether a \Delta stands in a text."""
    return re.search(rf"{_DELTA}|(?<![A-Za-z\\])Delta(?![A-Za-z_])", text) is not None


__all__ = ["difference_in", "has_delta", "is_a_number"]
