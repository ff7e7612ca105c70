r"""Signs around and in a formula that have one meaning to who sees them: ~~x~~ is struck out, ２ is 2, \tag{1} a label.

What such a sign says besides a formula is refused: a tag with a condition, the axis of np.max(x, 0).
"""

from __future__ import annotations

import re
from collections.abc import Collection

from symdl.errors import ReadError

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF21)}  # digits and signs
_INVISIBLE_TIMES = "\u2062"
_STRUCK = re.compile(r"\s*~~(?=\S)")
_TAG = re.compile(r"\\tag\*?\s*\{")
_LABEL = re.compile(r"[\w.'*\s()\[\]-]*")
_LARGEST = re.compile(r"\b(np|numpy|jnp|torch)\s*\.\s*(max|min)\s*\(")


def with_plain_signs(text: str) -> str:
    """A text with signs of the width of letters, and a times that is seen."""
    return text.translate(_FULL_WIDTH).replace(_INVISIBLE_TIMES, "*")


def with_two_signs(text: str, written: Collection[str]) -> str:
    """A text with ± for the +- of a keyboard, beside formulas that have that: there it is no plus of what is negative.
    """
    return text.replace("+-", "±").replace("-+", "∓") if any(map(_PLUS_MINUS.search, written)) else text


_PLUS_MINUS = re.compile(r"\\(?:pm|mp)(?![A-Za-z])|[±∓]|\+/-")


def without_inner_dollars(text: str) -> str:
    """A formula of which parts alone stand between dollars, $x^2$ + 1, without these."""
    parts = text.split("$")
    outside = parts[::2]
    if len(parts) % 2 == 0 or not any(map(str.strip, outside)) or "" in parts[1::2]:
        return text
    is_joined = all(_JOINS_BEFORE.search(one) for one in outside[:-1]) and all(map(_JOINS_BEHIND.match, outside[1:]))
    return " ".join(parts) if is_joined and all(map(_BARE.fullmatch, outside)) else text


_BARE = re.compile(r"(?:[\d\s+*/()=^-]|(?<!\d)\.(?=\s*$)|\d\.\d|(?<![A-Za-z])[a-z](?![A-Za-z]))*")
_JOINS_BEFORE = re.compile(r"(?:[-+*/=(]|\A)\s*\Z")
_JOINS_BEHIND = re.compile(r"\s*(?:[-+*/=)]|\.?\s*\Z)")


def without_long_gaps(text: str) -> str:
    """A text in which a long run of white space is one sign of it, before anything looks for what stands behind it."""
    return _GAP.sub(lambda found: "\n" * ("\n" in found[0][:-1]) + found[0][-1], text)


_GAP = re.compile(r"\s{9,}")


def refuse_marks(text: str) -> None:
    """Raises ReadError for what is struck out, for a tag that is no label, and for an axis where a number may be meant.
    """
    if (found := _STRUCK.match(text)) is not None and (last := text.rfind("~~")) > found.end() and text[
            last - 1 : last].strip():
        raise ReadError("this is struck out", text, found.start(), last + 2, "give the answer without ~~")
    for found in _TAG.finditer(text):
        inside = text[found.end() : _closing(text, found.end())]
        if not _LABEL.fullmatch(inside):
            raise ReadError("a tag is a label, and this says more", text, found.start(), found.end() + len(inside) + 1,
                            "leave it out, or write it into the formula")
    for found in _LARGEST.finditer(text):
        _, comma, second = _first_comma(text[found.end() : _closing(text, found.end())])
        if comma and "=" not in second and (found[1] != "torch" or second.strip().lstrip("-").isdigit()):
            called = f"{found[1]}.{found[2]}"
            raise ReadError(f"the second argument of {called} is an axis", text, found.start(),
                            _closing(text, found.end()) + 1, f"write {found[1]}.{found[2]}imum for two numbers")


def _closing(text: str, start: int) -> int:
    """Where the bracket ends that begins before a place."""
    depth = 1
    for place in range(start, len(text)):
        depth += (text[place] in "([{") - (text[place] in ")]}")
        if not depth:
            return place
    return len(text)


def _first_comma(text: str) -> tuple[str, str, str]:
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and not depth:
            return text[:place], sign, text[place + 1 :]
    return text, "", ""


__all__ = ["refuse_marks", "with_plain_signs", "with_two_signs", "without_inner_dollars", "without_long_gaps"]
