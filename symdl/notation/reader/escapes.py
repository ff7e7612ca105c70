r"""Backslashes that were lost on the way here: in double quotes, the "\f" of "\frac" is one character, a form feed.

So it is in TOML, JSON and Python. What is left would often read as another formula.
"""

from __future__ import annotations

import re

from symdl.errors import ReadError
from symdl.notation.reader.tokens import COMMAND_NAMES, ESCAPES, LOST

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TAB = re.compile(r"\t([A-Za-z]+)")
_LINE_END = re.compile(r"(\r(?!\n)|\n)([A-Za-z]+)")


def lost_backslash(text: str) -> ReadError | None:
    r"""What is wrong with a formula in which a control character stands, or a tab where \theta was meant."""
    if found := _CONTROL.search(text):
        return _error(text, found.start(), found.end(), ESCAPES.get(found[0], ""))
    for found in _TAB.finditer(text):
        if "t" + found[1] in COMMAND_NAMES:
            return _error(text, *found.span(), "t", "t" + found[1])
    return None


def lost_line(text: str, *, several: bool = False) -> ReadError | None:
    r"""What is wrong with a formula of a question in which a line ends where \nabla was meant.

    A letter alone may stand behind the end of a line: the \nu of one line only is taken for a lost one. Of several
    formulas, one a line, it begins the text.
    """
    for found in _LINE_END.finditer(text):
        letter = "n" if found[1] == "\n" else "r"
        one_line = text.count(found[1]) == 1 and not (several and text[: found.start()].strip())
        if letter + found[2] in COMMAND_NAMES and (len(found[2]) > 1 or one_line):
            return _error(text, *found.span(), letter, letter + found[2])
    return None


def stripped(text: str) -> str:
    """A formula without the white space around it; whole, if a backslash of it was lost, so that this is seen."""
    return text if lost_backslash(text) else text.strip()


def _error(text: str, start: int, end: int, letter: str, command: str = "") -> ReadError:
    what = f"the character U+{ord(text[start]):04X} is not printable" if not command else \
        f"{'a tab stands' if letter == 't' else 'a line ends'} where \\{command} may be meant"
    hint = LOST.format(letter) if letter else "remove it"
    return ReadError(what, text, start, end, hint + (", or a space behind it if it is meant" if command else ""))


__all__ = ["lost_backslash", "lost_line", "stripped"]
