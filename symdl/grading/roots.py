r"""Definitions of a square where the letter itself is meant: \sigma^2 = v defines \sigma = \sqrt{v}, never negative.

Where nothing but the square occurs, \sigma^2 is a name, and defined by itself. Where something is differentiated by
\sigma, and v is but a letter, that is what is defined.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_ACCENT = r"\\(?:hat|widehat|tilde|widetilde|bar|overline|breve|check)\s*(?:\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z])"
_INDEX = r"\s*_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|\w)"
_POWER = r"\s*(?:\^|\*\*)\s*(?:\{\s*(\d+)\s*\}|(\d+))"
_SQUARE = re.compile(rf"\s*({_ACCENT}|\\?[A-Za-z]+)({_INDEX})?{_POWER}({_INDEX})?\s*(?::=|\\coloneqq|=)(.+)", re.DOTALL)
_LETTER = re.compile(rf"(?:{_ACCENT}|\\?[A-Za-z]+)(?:{_INDEX})?")
_GROUP = re.compile(r"\{[^{}]*\}")


def rooted(definitions: Sequence[str], others: Sequence[str] = ()) -> list[str]:
    """Definitions of squares, as those of what is squared, where that stands otherwise in these or other formulas."""
    made = []
    for definition in definitions:
        found = _SQUARE.fullmatch(definition)
        rest = [text for text in (*definitions, *others) if text is not definition]
        if found is None or int(found[3] or found[4]) < 2 or (found[2] and found[5]) \
                or "=" in _GROUP.sub("", found[6]) or not _stands_otherwise(found, rest):
            made.append(definition)
            continue
        power, index, body = int(found[3] or found[4]), found[2] or found[5] or "", found[6].strip()
        if _LETTER.fullmatch(body) and _is_derived_by(found[1], rest) and not any(
                re.match(rf"\s*{re.escape(body)}\s*:?=", text) for text in rest):
            made.append(f"{body} = {found[1]}{index}^{{{power}}}")  # what the derivative is by stays free
            continue
        root = f"({body})^(1/{power})"
        if "\\" in "".join((*definitions, *others)):
            root = rf"\sqrt{{{body}}}" if power == 2 else rf"\sqrt[{power}]{{{body}}}"
        made.append(f"{found[1]}{index} = {root}")
    return made


def _is_derived_by(letter: str, others: Sequence[str]) -> bool:
    r"""Whether a formula has a derivative by a letter: dL/dx, \partial_x, \nabla_x."""
    by = re.compile(rf"(?:(?<![A-Za-z\\])d|\\partial\s*_?|\\nabla\s*_)\s*\{{?{re.escape(letter)}(?![A-Za-z])")
    return any(map(by.search, others))


def _stands_otherwise(found: re.Match[str], others: Sequence[str]) -> bool:
    """Whether what is squared occurs to another power, and is not defined itself."""
    start = "" if found[1].startswith("\\") else r"(?<![A-Za-z\\])" if len(found[1]) > 1 else r"(?<!\\)(?<!\\[A-Za-z])"
    has_index = bool(found[2] or found[5])
    one = re.compile(rf"{start}{re.escape(found[1])}(?![A-Za-z]{{2,}})(?:{_POWER})?({_INDEX})?(?:{_POWER})?")
    powers = set()
    for text in others:
        for place in one.finditer(text):
            if (place[3] is not None) == has_index and not (found[1].startswith("\\") and re.match(
                    r"[A-Za-z]", text[place.start() + len(found[1]) :])):
                digits = [digit for digit in (place[1], place[2], place[4], place[5]) if digit]
                powers.add(int(digits[0]) if digits else 1)
                if not digits and not text[: place.start()].strip() and re.match(r"\s*:?=", text[place.end() :]):
                    return False
    return bool(powers - {int(found[3] or found[4])})


__all__ = ["rooted"]
