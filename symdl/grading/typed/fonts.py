r"""Bold letters that a student writes plainly, and plain ones in bold: w for \mathbf{w}.

By hand, nobody writes vectors in bold. Where a question has a letter in both, these are two letters; so they are where
all are numbers. An x_i may be an entry of an \mathbf{x}: a letter with an index is the same only as one with an index.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_BOLD = r"\\(?P<font>mathbf|boldsymbol|bm)\s*(?:\{\s*(?P<braced>\\?[A-Za-z]+)\s*\}|(?P<bare>\\[A-Za-z]+|[A-Za-z]))"
_WORDS = r"\\(?:text\w*|mathrm|operatorname\*?|mathcal|mathbb|mathsf|mathit|mbox|vec|tag)\s*(?:\{[^{}]*\}|[A-Za-z])"
_LETTER = re.compile(rf"(?P<bold>{_BOLD})|(?P<words>{_WORDS})|(?P<plain>\\[A-Za-z]+|[A-Za-z])")
_OF_VECTORS = re.compile(r"\\top(?![A-Za-z])|\^\s*\{?\s*T(?![A-Za-z])|\\\||\\nabla|\\l?Vert|\\langle")
_SIGNS = frozenset("deiIT")
"""Letters that are signs as well: of a derivative, numbers, the unit matrix, a transpose."""


@dataclass(frozen=True)
class Fonts:
    """The letters that a question has in bold alone, with their names, and those that it has plainly alone.

    Each with whether it stands with an index.
    """

    bold: tuple[tuple[tuple[str, bool], str], ...] = ()
    plain: frozenset[tuple[str, bool]] = frozenset()

    @staticmethod
    def of(formulas: Collection[str]) -> Fonts:
        bold: dict[tuple[str, bool], str] = {}
        plain = set()
        if not any(map(_OF_VECTORS.search, formulas)):
            return NO_FONTS
        for text in formulas:
            for found in _LETTER.finditer(text):
                if found["bold"] and (letter := _letter(found)) not in _SIGNS and _is_one(letter):
                    bold.setdefault((letter, _has_index(text, found)), f"\\{found['font']}{{{letter}}}")
                elif found["plain"]:
                    plain.add((found["plain"], _has_index(text, found)))
        in_bold, plainly = ({letter for letter, _ in some} for some in (bold, plain))
        return Fonts(tuple((key, written) for key, written in bold.items() if key[0] not in plainly),
                     frozenset(key for key in plain if key[0] not in in_bold))

    @property
    def names(self) -> dict[str, str]:
        """How letters are called in a question that are written in the other font elsewhere."""
        return {letter: written for (letter, _), written in self.bold} | {
            f"\\{font}{{{letter}}}": letter for letter, _ in self.plain for font in ("mathbf", "boldsymbol", "bm")
            if letter not in _SIGNS}

    def __call__(self, text: str) -> str:
        """A formula in the fonts of the question."""
        bold = dict(self.bold)

        def written(found: re.Match[str]) -> str:
            has_index = _has_index(text, found)
            if found["plain"] and (key := (found["plain"], has_index)) in bold:
                return f"{bold[key]} "
            if found["bold"] and ((letter := _letter(found)), has_index) in self.plain and letter not in _SIGNS:
                return f" {letter} "
            return found[0]

        return _LETTER.sub(written, text) if bold or r"\mathbf" in text or r"\b" in text else text


NO_FONTS = Fonts()


def _letter(found: re.Match[str]) -> str:
    return found["braced"] or found["bare"]


def _has_index(text: str, found: re.Match[str]) -> bool:
    return bool(re.match(r"\s*'*\s*_", text[found.end() : found.end() + 8]))


def _is_one(letter: str) -> bool:
    return len(letter) == 1 or letter.startswith("\\")


__all__ = ["NO_FONTS", "Fonts"]
