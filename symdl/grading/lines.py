r"""The lines of a worked solution: those of a text, or of an aligned environment, as formulas to be read one by one.

    f'(x) &= 6x^5 + 12x^3 \\        (1, "f'(x) = 6x^5 + 12x^3 + 6x")
          &\quad + 6x && (2)

A line that starts or ends with a sign goes on from the one before, or in the next. Words that say nothing are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from symdl.notation.reader.wrapping import is_remark

_ENVIRONMENTS = "align|alignat|aligned|alignedat|equation|gather|gathered|split|eqnarray|multline|displaymath|flalign"
_ITEMS = "itemize|enumerate|proof|solution|quote|center"
_AROUND = re.compile(
    rf"\\begin\{{align(?:at|edat)\*?\}}\{{\d+\}}|\\(?:begin|end)\{{(?:{_ENVIRONMENTS}|{_ITEMS})\*?\}}"
    r"|\\item(?![A-Za-z])|\$\$?|(?<!\\)\\[\[\]()]|^\s*```\w*\s*$|^\s*(?:Step\s+)?\d+\s*[.:)](?=\s)", re.MULTILINE)
_COMMENT = re.compile(r"(?<!\\)%.*")
_KEPT = re.compile(r"\\begin\{(cases|array|[pbvBV]?matrix|smallmatrix)\}.*?\\end\{\1\}|\\substack\s*\{[^{}]*\}",
                   re.DOTALL)
_NUMBER = re.compile(r"\s*(?:\(?\s*(?:\d+[a-z]?|\*+|i{1,3}|iv)\s*\)?|\\tag\*?\{[^{}]*\})\s*")
_GOES_ON = re.compile(r"\s*(?:\\q?quad|\\[,;:! ]|~)*\s*(?:[+\-*/^_)\]}]|\\(?:cdot|times|left|right|div)(?![A-Za-z]))")
_OPEN = re.compile(r"(?:[-+*/=({\[^_]|\\(?:cdot|times|div))\s*$")
_BREAK, _CELL = "\x01", "\x02"


def lines_of(solution: str) -> Iterator[tuple[int, str]]:
    """The formulas of a solution, each with the number of the line where it starts, from 1."""
    held: tuple[int, str] | None = None
    for number, line in _pieces(solution):
        if held is None:
            held = number, line
        elif _goes_on(held[1], line):
            held = held[0], f"{held[1]} {line}"
        else:
            yield held
            held = number, line
    if held is not None:
        yield held


def _goes_on(before: str, line: str) -> bool:
    """Whether a line is no step of its own: the last one is open, or is an equation that this one's sign goes on from.

    A line that starts with a minus might be an expression of its own; behind an equation of two sides, it goes on.
    """
    if _OPEN.search(before):
        return not line.lstrip().startswith("=")
    return bool(_GOES_ON.match(line)) and "=" not in before.partition("=")[2] + line and "=" in before


def _pieces(solution: str) -> Iterator[tuple[int, str]]:
    def kept(found: re.Match[str]) -> str:
        return found[0].replace(r"\\", _BREAK).replace("&", _CELL)

    text = _KEPT.sub(kept, _COMMENT.sub("", solution))
    text = _AROUND.sub(" ", text)
    for number, line in enumerate(re.split(r"\n|\\\\(?:\s*\[[^\]]*\])?", text), 1):
        cells = line.split("&")
        # rl rl: two cells are one formula; behind && stands what is said of it.
        for place in range(0, len(cells), 2):
            formula = " ".join(cells[place : place + 2]).strip()
            formula = re.sub(r"[.,;]\s*(?:[Tt]hen|[Ss]o|[Tt]hus|[Hh]ence)[\s,:]*$", "", formula)
            formula = re.sub(r"(?:\\(?:nonumber|notag)(?![A-Za-z])|\\tag\*?\{[^{}]*\})", " ", formula).strip(" \t.,;")
            if not formula or is_remark(formula) or (place and _NUMBER.fullmatch(formula)):
                continue
            yield number, formula.replace(_BREAK, r"\\").replace(_CELL, "&")


__all__ = ["lines_of"]
