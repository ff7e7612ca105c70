r"""Words that may be products of letters: (at) beside an a and a t, and "by" behind b^2 y.

What may be both is never taken off as a word. In brackets, or where a function or a sign stands before it, it is
mathematics; bare, where a line ends or starts, it is not known which: ``without_word``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_LETTERS = re.compile(r"[A-Za-z]+")
_ALWAYS = frozenset("ei")  # Euler's number, and the imaginary unit
_CLOSED = re.compile(r"\s*[(\[].*[)\]]'*\s*[.,]?\s*", re.DOTALL)
_APPLIES = re.compile(
    r"(?<![A-Za-z])(?:sin|cos|tan|cot|sec|csc|sinh|cosh|tanh|arcsin|arccos|arctan|exp|log|ln|sqrt|max|min|relu|softmax"
    r"|sigmoid|softplus|erf|sgn|sign|tr|det|diag|norm|trace|Var|Cov|E|P|KL)\s*$", re.IGNORECASE)
_OPERATES = re.compile(r"(?:[-+*/=^_·×−]|\\[A-Za-z]+)\s*$")
_LAST = re.compile(r"(?<=[\w)\]}'])(?P<gap>\s+)(?P<word>[A-Za-z]{2,}|\(\s*[A-Za-z]{3,}\s*\))\s*[.,]?\s*$")
_FIRST = re.compile(r"\s*(?:=\s*)?(?P<word>[A-Za-z]{2,})(?=\s+[\w(\\])")
_RELATION = re.compile(r"[=<>≤≥≈]")

MAY_BE_A_WORD = '"{}" is a word here, or a product: write a sign between its letters, or leave it out'


def is_spelled(text: str, letters: Collection[str]) -> bool:
    """Whether all words of a text may be products of letters of a question, in either case, and there are such."""
    if len(letters) == 0:
        return False
    known = {one.lower() for one in letters if len(one) == 1}
    found = {one for word in _LETTERS.findall(text.lower()) for one in word}
    return bool(found & known) and found <= known | _ALWAYS


def is_bracket(text: str, letters: Collection[str]) -> bool:
    """Whether a text is a product in brackets, (at)."""
    return _CLOSED.fullmatch(text) is not None and is_spelled(text, letters)


def is_applied(before: str, remark: str) -> bool:
    """Whether a bracket behind a text is what a function is of, or a sign stands before it: \\log(as)."""
    if _OPERATES.search(before):
        return True
    one = len(_LETTERS.findall(remark)) == 1 and remark.lstrip()[:1] in ("(", "[")
    return one and _APPLIES.search(before) is not None


def without_word(line: str, letters: Collection[str]) -> Iterator[tuple[str, str]]:
    """A line without the word that it ends with, or starts with if it is no equation, if that may be a product, too."""
    if (found := _LAST.search(line)) is not None and is_spelled(found["word"], letters):
        yield line[: found.start()], found["word"].strip("() ")
    elif (found := _FIRST.match(line)) is not None and is_spelled(found["word"], letters) and not _RELATION.search(
            line[found.end() :]):
        yield line[: found.start("word")] + line[found.end() :], found["word"]


__all__ = ["MAY_BE_A_WORD", "is_applied", "is_bracket", "is_spelled", "without_word"]
