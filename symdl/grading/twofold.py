r"""One letter for two things: a loss L that is the mean of losses L_i, and the N_k of N samples that belong to k.

With an index, such a letter is read as one in another font, \mathsf{L}_i: then no L is one of the L_i, and what is said
of the one says nothing of the other. Vectors are left alone, whose members x_i are.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_ACCENT = r"\\(?:hat|widehat|tilde|widetilde|bar|overline|dot|ddot|breve|check)\s*(?:\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z])"
_FONT = r"\\(?:text\w*|math\w+|operatorname\*?|boldsymbol|bm|mbox|vec|tag|begin|end)\s*(?:\{[^{}]*\}|[A-Za-z])"
_WORD = r"(?<![A-Za-z\\])(?:sum|prod|lim|max|min|log|argmax|argmin)(?![A-Za-z])"
_LETTER = re.compile(rf"{_FONT}|{_WORD}|(?P<letter>{_ACCENT}|\\[A-Za-z]+|[A-Za-z])(?P<index>\s*_)?")
_OF_ARRAYS = re.compile(r"\\top(?![A-Za-z])|(?<!\})\^\s*\{?\s*T(?![A-Za-z])|\\\||\|\||\\nabla|\\l?Vert|\\langle"
                        r"|\\math(?:bf|sf)|\\boldsymbol|\\bm(?![a-z])|\\vec|\\odot")
_ONE_INDEX = re.compile(r"\s*_\s*(?:([A-Za-z])(?![A-Za-z])|\{\s*([A-Za-z])\s*\})")
_INDICES = re.compile(r"_\s*\{[^{}]*[A-Za-z][^{}]*[A-Za-z][^{}]*\}")
_LISTED = re.compile(r"\s*:?=\s*(?:\\left)?\\?[(\[{][^=]*,")  # L = (L_1, L_2)
_OPENED = re.compile(r"(?:[(\[,;|]|\\\{|\\mid)\s*$")
_CLOSED = re.compile(r"\s*(?:\\right)?(?:[)\],;|]|\\\}|\\mid)")
_APPLIED = re.compile(r"\s*(?:\\left|\\big[lg]?)?\s*\(")
_NO_THINGS = frozenset("deiT") | {r"\sum", r"\prod", r"\int", r"\lim", r"\max", r"\min", r"\log", r"\sup", r"\inf",
                                  r"\delta", r"\partial", r"\sigma", r"\arg", r"\argmax", r"\argmin"}


@dataclass(frozen=True)
class Twofold:
    """The letters that stand for one thing with an index, which is told, and for another one without."""

    letters: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def of(formulas: Collection[str]) -> Twofold:
        """Those of formulas, but for what is all that a function is of: the x of f(x) is made of the x_i."""
        if any(map(_OF_ARRAYS.search, formulas)):
            return NONE_TWOFOLD
        indexed: dict[str, str] = {}
        alone: set[str] = set()
        other: set[str] = set()
        for text in formulas:
            text = _INDICES.sub("_{}", text)
            for found in _LETTER.finditer(text):
                if not found["letter"]:
                    continue
                letter, start, end = _plainly(found["letter"]), found.start(), found.end("letter")
                before = text[:start]
                if not found["index"]:
                    alone.add(letter)
                    if _APPLIED.match(text, end) or (_OPENED.search(before) and _CLOSED.match(text, end)):
                        other.add(letter)  # a function, or what one is of
                    if not before.strip() and _LISTED.match(text, end):
                        other.add(letter)
                elif index := _ONE_INDEX.match(text, end):
                    indexed.setdefault(letter, index[1] or index[2])
        return Twofold(tuple((letter, index) for letter, index in indexed.items()
                             if letter in alone - other - _NO_THINGS))

    def __call__(self, text: str) -> str:
        """A formula with these letters in another font where they have an index."""
        letters = dict(self.letters)

        def written(found: re.Match[str]) -> str:
            if found["index"] and (letter := _plainly(found["letter"])) in letters:
                return f"{_other(letter)}{found['index']}"
            return found[0]

        return _LETTER.sub(written, text) if self.letters else text

    def shown(self, said: str) -> str:
        """What is said to a person, with the letters as they wrote them."""
        for letter, index in self.letters:
            name = _other(letter)
            said = said.replace(f"{name}_", f"{letter}_").replace(name, f"{letter}_{index}")
        return said


NONE_TWOFOLD = Twofold()


def _other(letter: str) -> str:
    r"""The name in another font: \mathsf{L}, \bar{\mathsf{x}}."""
    accent, brace, of = letter.partition("{")
    return f"{accent}{{\\mathsf{{{of[:-1]}}}}}" if brace else rf"\mathsf{{{letter}}}"


def _plainly(letter: str) -> str:
    r"""A letter with braces around what is accented: \bar{x}, for \bar x."""
    parts = re.fullmatch(r"(\\[a-z]+)\s*(?:\{\s*([^{}]*?)\s*\}|(?<=\s)([A-Za-z])|(\\[A-Za-z]+))", letter)
    return letter if parts is None else f"{parts[1]}{{{parts[2] or parts[3] or parts[4]}}}"


__all__ = ["NONE_TWOFOLD", "Twofold"]
