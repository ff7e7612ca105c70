r"""How the formulas of a question are spelled: what has one meaning there, in the words of the reader.

    f(x) = x^2, f'(x)          f = x^2, \frac{d f}{d x}: a function of one letter is what it is at that letter
    \delta_{kl}                \delta_{k,l}: a delta of two letters is Kronecker's
    d^2T/dx^2                  (d^2 T)/(dx^2)
    sum(x[i] for i in range(m))     sum(x[i], i=1..m), as a program writes it
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NAME = r"\\?[A-Za-z]+(?:_(?:\w|\{[^{}]*\}))?"
_ARGUMENTS = r"\\?[A-Za-z]+(?:_\w|_\{[^{}]*\})?"
_HEAD = re.compile(rf"\s*({_NAME})\s*(?:\\left)?\(\s*({_ARGUMENTS}(?:\s*[,;]\s*{_ARGUMENTS})*)\s*(?:\\right)?\)\s*:?=")
_PLAIN_HEAD = re.compile(rf"\s*({_NAME})\s*:?=(.*)", re.DOTALL)
_DELTA = re.compile(r"\\delta_\{\s*([a-z])\s*([a-z])\s*\}")
_COUNTED = re.compile(r"\s+for\s+([A-Za-z])\s+in\s+range\(\s*([A-Za-z]\w*)\s*\)\s*\)")
_LEIBNIZ = re.compile(r"(?<![A-Za-z\\])d\^\{?([2-9])\}?\s*([A-Za-z])\s*/\s*d\s*([A-Za-z])\^\{?\1\}?(?![A-Za-z\d])")
_LETTER = re.compile(r"\\?[A-Za-z]+(?:_\w|_\{[^{}]*\})?")


@dataclass(frozen=True)
class Spelling:
    """How a question is spelled.

    functions  that it defines: each name with the letters that it is of
    latex      whether it is LaTeX
    """

    functions: tuple[tuple[str, str], ...] = ()
    latex: bool = False

    @staticmethod
    def of(definitions: Sequence[str], others: Sequence[str] = ()) -> Spelling:
        found: dict[tuple[str, str], None] = {}
        for text in definitions:
            if head := _HEAD.match(text):
                found[head[1], re.sub(r"\s", "", head[2])] = None
            elif plain := _PLAIN_HEAD.match(text):
                # f = x s(x): f(x) is f, for a letter that it is made of.
                for letter in dict.fromkeys(_LETTER.findall(plain[2])):
                    if letter != plain[1] and len(letter.lstrip("\\")) == 1:
                        found[plain[1], letter] = None
        return Spelling(tuple(found), any("\\" in text for text in (*definitions, *others)))

    def __call__(self, text: str) -> str:
        """A formula as it is read."""
        text = _DELTA.sub(r"\\delta_{\1,\2}", text)
        text = _LEIBNIZ.sub(r"\\frac{d^\1 \2}{d \3^\1}" if self.latex else r"(d^\1 \2)/(d\3^\1)", text)
        text = _COUNTED.sub(r", \1=1..\2)", text)
        for name, letters in self.functions:
            before = "" if name.startswith("\\") else r"(?<![A-Za-z\\])"
            inside = r"\s*[,;]\s*".join(map(re.escape, re.split("[,;]", letters)))
            called = rf"{before}{re.escape(name)}(''|'|)\s*(?:\\left)?\(\s*{inside}\s*(?:\\right)?\)"
            text = re.sub(called, lambda found, name=name, letters=letters: _derived(  # type: ignore[misc]
                name, letters, len(found[1])), text)
        return text


def _derived(name: str, letters: str, times: int) -> str:
    if not times:
        return f"{name} "
    if "," in letters or ";" in letters:
        return f"{name}{times * chr(39)}({letters})"
    order = f"^{times}" if times > 1 else ""
    return rf"\frac{{d{order} {name}}}{{d {letters}{order}}}"


NOTHING_SPELLED = Spelling()

__all__ = ["NOTHING_SPELLED", "Spelling"]
