"""Errors that say what was wrong, in which term, and the way out.

An error holds its parts as fields and ``__str__`` writes the sentence, so that
a caller (the command line, a grader, a test) never has to parse a message.
"""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """A text that does nothing to a terminal but to stand on it."""
    return "".join(c if c.isprintable() or unicodedata.combining(c) else " " if c == "\t" else "�" for c in text)


def lines_printable(text: str) -> str:
    """The same of a text of several lines."""
    return "\n".join(map(printable, text.split("\n")))


class SymdlError(Exception):
    """Something that a person wrote cannot be used as it stands.

    what    one sentence: what was wrong
    term    the term it concerns, as text ("" if none)
    hint    the way out
    where   file and claim, filled in by whoever knows them
    """

    def __init__(self, what: str, *, term: object = "", hint: str = "", where: str = ""):
        super().__init__(what)
        self.what = what
        self.term = str(term)
        self.hint = hint
        self.where = where

    def __str__(self) -> str:
        head = f"{type(self).__name__}: " + (f"{self.where}: " if self.where else "") + self.what
        lines = [head]
        if self.term:
            lines.append(f"  in  {lines_printable(self.term)}")
        if self.hint:
            lines.append(f"  {self.hint}")
        return "\n".join(lines)


class LanguageError(SymdlError):
    """An expression or a derivation is ill-formed."""


class FreeIndexError(LanguageError):
    """An index is free where it must be bound, or on one side of a statement only."""


class UndeclaredError(LanguageError):
    """A name is used that the derivation does not declare."""


class BinderError(LanguageError):
    """A sum or mean binds a name twice, or something that is not an index."""


class ShapeError(LanguageError, TypeError):
    """A family is used with the wrong number of indices, or one of another range.

    A TypeError too, because that is what code which tries to iterate something expects.
    """


class OrderError(LanguageError):
    """A definition is used before it is made, or a name is declared twice."""


class EmptyRangeError(LanguageError):
    """A range that may be empty is used where it must not be."""


class NumberError(LanguageError):
    """A number is not exact."""


class InputError(SymdlError):
    """A file, an id or an option that was named cannot be used."""


_WIDE, _SHOWN = 160, 80
"""Characters of a line that is shown whole, and of a longer one."""


class ReadError(SymdlError):
    """Text that was to be read as a formula cannot be.

    text, start, end    the text and the span in it (character offsets) that is at fault
    others              further errors that were found in the same text
    """

    def __init__(self, what: str, text: str, start: int, end: int, hint: str = ""):
        super().__init__(what, hint=hint)
        self.text, self.start, self.end = text, start, end
        self.others: tuple[ReadError, ...] = ()

    def __str__(self) -> str:
        return f"{type(self).__name__}: {self.told}"

    @property
    def told(self) -> str:
        """What was wrong and where, for a person who asks for no name of an error."""
        # One line of context is enough: an answer is a formula, not a program.
        line_start = self.text.rfind("\n", 0, self.start) + 1
        line_end = self.text.find("\n", self.start)
        line = self.text[line_start : line_end if line_end >= 0 else len(self.text)]
        column = self.start - line_start
        width = max(1, min(self.end, line_start + len(line)) - self.start)
        if len(line) > _WIDE:  # the part of a long one that matters
            cut = max(column - _SHOWN // 2, 0)
            line, column = f"{'…' * bool(cut)}{line[cut : cut + _SHOWN]}…", column - cut + bool(cut)
            width = max(1, min(width, len(line) - 1 - column))
        caret = " " * column + "^" * width
        where = f"{self.where}: " if self.where else ""
        out = f"{where}{self.what}\n    {printable(line)}\n    {caret}"
        return out + (f"\n  {self.hint}" if self.hint else "")


class HeldFixedError(LanguageError):
    """A derivative beside an equation that ties its variable to something that would be held fixed."""


class LackingError(ReadError):
    """A function that is known, and that the language lacks."""


class UnknownNameError(ReadError):
    """A name in a formula is none of those that may stand there."""
