r"""How the value of a function is written: f(x), f\left(x\right), f_{1}\,(x, y)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symdl.notation.reader.signs import UNICODE

HEAD = re.compile(r"\s*(\\?[A-Za-z]+)\s*\(\s*(\\?[A-Za-z]+)\s*\)\s*")
"""A function of one letter, as it stands on a left side: f(x)."""
GAP = r"(?:\s|~|\{\}|\\[,;:!> ]|\\(?:left|right|[bB]igg?[lrm]?|mleft|mright)(?![A-Za-z]))*"
"""What may stand around a bracket and says nothing."""


_FONTS = ("mathrm", r"operatorname\*?", "text", "textrm", "mathit", "mathop", "rm")
_WORD = re.compile(rf"\\(?:{'|'.join(_FONTS)})\s*\{{\s*([A-Za-z]{{2,}})\s*\}}")
"""A name of several letters, as it stands in LaTeX."""


def start_of(name: str) -> str:
    return ("" if name.startswith("\\") else r"(?<![A-Za-z\\])") + name_of(name)


def name_of(name: str) -> str:
    r"""A name in each way to write it: f_1, f_{1}, f_{ 1 }; \sigma, sigma and σ; \mathrm{swish} and swish."""
    base, _, below = name.partition("_")
    below = below.strip("{} ")
    if not below and (word := _WORD.fullmatch(base)):
        fonts = "|".join(_FONTS)
        return rf"(?:\\(?:{fonts})\s*\{{\s*{word[1]}\s*\}}|(?<![A-Za-z\\{{]){word[1]}(?![A-Za-z_]))"
    if not below and base.startswith("\\"):
        signs = "".join(sign for sign, written in UNICODE.items() if written == base)
        return rf"(?:(?:{re.escape(base)}|(?<![A-Za-z\\]){base[1:]})(?![A-Za-z_])|[{signs}](?!\s*_))" if signs else \
            rf"{re.escape(base)}(?![A-Za-z_])"
    if not below:
        return re.escape(base) + r"(?!\s*_)"
    index = re.escape(below)
    return rf"{re.escape(base)}\s*_\s*(?:\{{\s*{index}\s*\}}|\(\s*{index}\s*\)|{index})"


def letters_of(letters: str) -> str:
    return r"\s*[,;]\s*".join(map(re.escape, re.split("[,;]", letters)))


def closed(text: str, start: int, pair: str = "()") -> int:
    """Where the bracket that was opened before ``start`` is closed."""
    depth = 1
    for place in range(start, len(text)):
        depth += {pair[0]: 1, pair[1]: -1}.get(text[place], 0)
        if not depth:
            return place
    return len(text)


def arguments(text: str, start: int) -> tuple[list[str], int]:
    """What stands between the bracket that was opened before ``start`` and its end, parted; and where it ends."""
    end = closed(text, start)
    parts, depth, last = [], 0, start
    for place in range(start, end):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(text[place], 0)
        if not depth and text[place] in ",;" and text[place - 1] != "\\":
            parts.append(text[last:place])
            last = place + 1
    parts.append(text[last:end])
    return [re.sub(rf"^{GAP}|{GAP}$", "", part) for part in parts], end + 1


def with_powers_behind(text: str, others: Sequence[str] = ()) -> str:
    r"""A text with \sigma(x)^2 for \sigma^2(x), where that is no variance times what stands in brackets.

    It is none of one letter, nor where \sigma(x) stands besides, there or in the other formulas.
    """
    found = _SQUARED.search(text)
    if found is None:
        return text
    end = closed(text, found.end())
    inner, behind = text[found.end() : end], with_powers_behind(text[end + 1 :], (*others, text))
    is_value = _LETTER.fullmatch(inner) or any(map(_APPLIED.search, (*others, text)))
    if not is_value or end == len(text):
        return f"{text[: found.end()]}{inner}{text[end : end + 1]}{behind}"
    return rf"{text[: found.start()]}\sigma({re.sub(GAP + '$', '', inner)})^{{{found['power']}}}{behind}"


_SQUARED = re.compile(rf"\\sigma\s*\^\s*\{{?\s*(?P<power>[2-9])\s*\}}?{GAP}\(")
_APPLIED = re.compile(rf"\\sigma{GAP}\(")
_LETTER = re.compile(rf"{GAP}\\?[A-Za-z]+(?:_\w|_\{{[^{{}}]*\}})?{GAP}")

__all__ = ["GAP", "HEAD", "arguments", "closed", "letters_of", "name_of", "start_of", "with_powers_behind"]
