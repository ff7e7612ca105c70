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

from symdl.errors import ReadError

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
    declared   those of them that are defined as f(x) = ...
    latex      whether it is LaTeX
    """

    functions: tuple[tuple[str, str], ...] = ()
    declared: frozenset[str] = frozenset()
    latex: bool = False

    @staticmethod
    def of(definitions: Sequence[str], others: Sequence[str] = ()) -> Spelling:
        found: dict[tuple[str, str], None] = {}
        declared = set()
        for text in definitions:
            if head := _HEAD.match(text):
                found[head[1], re.sub(r"\s", "", head[2])] = None
                declared.add(head[1])
            elif plain := _PLAIN_HEAD.match(text):
                # f = x s(x): f(x) is f, for a letter that it is made of.
                for letter in dict.fromkeys(_LETTER.findall(plain[2])):
                    if letter not in (plain[1], "e", "d") and len(letter.lstrip("\\")) == 1:
                        found[plain[1], letter] = None
        return Spelling(tuple(found), frozenset(declared), any("\\" in text for text in (*definitions, *others)))

    def __call__(self, text: str) -> str:
        """A formula as it is read."""
        text = _DELTA.sub(r"\\delta_{\1,\2}", text)
        text = _LEIBNIZ.sub(r"\\frac{d^\1 \2}{d \3^\1}" if self.latex else r"(d^\1 \2)/(d\3^\1)", text)
        text = _COUNTED.sub(r", \1=1..\2)", text)
        self._refuse_other_arguments(text)
        for name in dict(self.functions):
            # All letters at once: what is left behind f(x) is a factor, and no argument.
            of = "|".join(_inside(letters) for one, letters in self.functions if one == name)
            called = rf"{_start(name)}((?:\^\{{?\d\}}?)?)(''|'|)\s*(?:\\left)?\(\s*({of})\s*(?:\\right)?\)"
            text = re.sub(called, lambda found, name=name: _derived(  # type: ignore[misc]
                name, re.sub(r"\s", "", found[3]), len(found[2])) if found[2] else f"{name}{found[1]} ", text)
        return text

    def _refuse_other_arguments(self, text: str) -> None:
        """Raises ReadError for f(2) and f(x+1), where f(x) is defined: no product, and nothing else that is read."""
        for name in dict(self.functions):
            mine = [re.compile(_inside(letters)) for one, letters in self.functions if one == name]
            declared = name in self.declared
            for found in re.finditer(rf"{_start(name)}(?:\^\{{?\d\}}?)?'*\s*(?:\\left)?\(", text):
                close = _closed(text, found.end())
                inside = text[found.end() : close].removesuffix("\\right").strip()
                # s(1 - s) is a product; of a name that no function was declared by, all but one sign in brackets is.
                if any(one.fullmatch(inside) for one in mine) or re.search(rf"{_start(name)}(?![A-Za-z])", inside) or (
                        not declared and not re.fullmatch(r"\\?[A-Za-z]+|\d+", inside)):
                    continue
                raise ReadError(f"{name} is a function in the question, and has another argument here", text,
                                found.start(), min(close + 1, len(text)), "write out what it is there")


def _start(name: str) -> str:
    return ("" if name.startswith("\\") else r"(?<![A-Za-z\\])") + re.escape(name)


def _inside(letters: str) -> str:
    return r"\s*[,;]\s*".join(map(re.escape, re.split("[,;]", letters)))


def _closed(text: str, start: int) -> int:
    """Where the bracket that was opened before ``start`` is closed."""
    depth = 1
    for place in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if not depth:
            return place
    return len(text)


def _derived(name: str, letters: str, times: int) -> str:
    if "," in letters or ";" in letters:
        return f"{name}{times * chr(39)}({letters})"
    order = f"^{times}" if times > 1 else ""
    return rf"\frac{{d{order} {name}}}{{d {letters}{order}}}"


NOTHING_SPELLED = Spelling()

__all__ = ["NOTHING_SPELLED", "Spelling"]
