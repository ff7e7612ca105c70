r"""Letters that count and are no Latin ones, in Latin: \sum_{\tau=1}^T r_\tau is \sum_{k=1}^T r_k.

A letter that a sign binds, and that stands below another one, says which member is meant. Which letter that is says
nothing, and below names, the reader knows Latin ones alone. A question is read so as a whole, and so are its answers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from symdl.errors import ReadError
from symdl.grading.table import texts
from symdl.notation.reader.signs import GREEK, UNICODE

_FREE = "kljsrtmni"  # in which they are tried
_WORDS = re.compile(r"\\[A-Za-z]+\s*\{[A-Za-z\s]{2,}\}|\\[A-Za-z]+")
_BINDS = re.compile(r"(?:\\(?:sum|prod|int|max|min|lim|argmax|argmin)(?:\\(?:no)?limits)?(?![A-Za-z])|[∑∏])\s*_\s*"
                    r"(?:\{\s*(?P<several>(?:[^{}]|\{[^{}]*\})*)\}|(?P<one>\\[A-Za-z]+|e))")
_COUNTING = re.compile(rf"\\(?:{'|'.join(GREEK.values())}|ell)(?![A-Za-z])|(?<![A-Za-z\\])e(?![A-Za-z])")
_NUMBER_E = re.compile(r"(?<![A-Za-z\\_])e(?![A-Za-z])(?!\s*\^\s*(?:\{\s*)?[^\d\s{])")
"""An e by itself, or squared, which may count, too, where another e does."""
_AROUND = ("hat|bar|tilde|vec|d{1,4}ot|check|breve|acute|grave|mathring|wide(?:hat|tilde)|over(?:line|set)|underline"
           "|math(?:bf|rm|sf|it|cal|bb|frak|scr)|boldsymbol|bm|text|operatorname|Delta|delta|nabla|partial")
_ENDS = re.compile(r"[=<>≤≥≠∈:]|\\(?:in|neq?|leq?|geq?|to|l[dt]|gt)(?![A-Za-z])")
_ALONE = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])")
_SCRIPT = re.compile(r"_\s*(?:\{[^{}]*\}|\\[A-Za-z]+|\w)")

Letters = tuple[tuple[str, str], ...]


def latin_letters(table: Mapping[str, Any], avoided: Collection[str] = ()) -> Letters:
    r"""The letters of a question that count and are no Latin ones, each with the Latin one that is read for it.

    None where a notation is declared, where \tau is a number as well, or where no Latin letter is free.

    avoided   Latin letters that are not read for others
    """
    if not isinstance(table.get("notation") or "latex", str) or "=" in str(table.get("notation")):
        return ()
    formulas = [*map(_with_commands, (str(table.get("reference") or ""), *texts(table, "definitions"),
                                      *texts(table, "accept")))]
    below = [script for text in formulas for script in _SCRIPT.findall(_BINDS.sub(" ", text))]
    counting = [letter for letter in dict.fromkeys(_bound(formulas)) if any(map(_stands(letter).search, below))
                and not (letter == "e" and any(map(_has_number, formulas)))
                and not any(map(_dressed(letter).search, formulas))]
    words = " ".join((str(table.get("context") or ""), *texts(table, "assumptions")))
    taken = {*_WORDS.sub(" ", " ".join(formulas)), *_ALONE.findall(words), *avoided}
    free = [letter for letter in _FREE if letter not in taken]
    return tuple(zip(counting, free, strict=False)) if len(counting) <= len(free) else ()


def taken_by(text: str) -> frozenset[str]:
    r"""The letters of a text that are not to be read for others beside it: its k is no \tau that is read so."""
    return frozenset(_FREE) & {*_WORDS.sub(" ", text)}


def in_latin(text: str, letters: Letters) -> str:
    r"""A text with Latin letters for others that count. Raises ReadError where such a one stands in it, too."""
    text = _with_commands(text) if letters else text
    for other, letter in letters:
        if not _stands(other).search(text):
            continue
        if _dressed(other).search(text):
            raise ReadError(f"{other} counts here, and stands as another name, too", text, 0, len(text),
                            "take another letter for one of them")
        taken = {*_WORDS.sub(" ", text), *dict(letters).values()}
        if letter in _WORDS.sub(" ", text):  # it is a dummy of its own there
            text = _with_another(text, letter, next((one for one in _FREE if one not in taken), letter))
        if letter in _WORDS.sub(" ", text):
            raise ReadError(f"{letter} is read for {other} here, and stands beside it", text, 0, len(text),
                            f"write another letter than {letter}")
        if other == "e":  # which is Euler's number elsewhere
            if _has_number(text):
                raise ReadError("e counts here, and is Euler's number, too", text, 0, len(text), "take another letter")
            text = _SCRIPT.sub(lambda found, to=letter: _stands("e").sub(to, found[0]), text)  # type: ignore[misc]
        else:
            text = re.sub(rf"([_^])\s*{re.escape(other)}(?![A-Za-z])", rf"\1{{{letter}}}", text)
            text = re.sub(rf"{re.escape(other)}(?![A-Za-z])", f" {letter} ", text)
    return text


def _with_commands(text: str) -> str:
    r"""A text with \tau for τ."""
    return re.sub(f"[{''.join(GREEK)}ℓ]", lambda found: f"{UNICODE[found[0]]} ", text)


def _with_another(text: str, letter: str, free: str) -> str:
    """A text with another letter for one that stands alone, or below names beside other letters."""
    def below(found: re.Match[str]) -> str:
        return re.sub(rf"(\\[A-Za-z]+\s*(?:\{{[A-Za-z\s]{{2,}}\}})?)|{letter}", lambda one: one[1] or free, found[0])

    return re.sub(rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])", free, _SCRIPT.sub(below, text))


def _has_number(text: str) -> bool:
    """Whether an e stands in a formula that is neither below a name nor raised to a power."""
    return _NUMBER_E.search(_SCRIPT.sub(" ", _BINDS.sub(" ", text))) is not None


def _bound(formulas: Sequence[str]) -> Iterator[str]:
    """The letters that signs bind, but for Latin ones: those before a sign of what is said of them."""
    for text in formulas:
        for found in _BINDS.finditer(text):
            said = found["one"] or found["several"]
            yield from _COUNTING.findall(_ENDS.split(said)[0])


def _dressed(letter: str) -> re.Pattern[str]:
    r"""A letter with something around it, by which it may be another name: \hat\tau, \tau', \tau_{\max}, \Delta\tau."""
    name = rf"{re.escape(letter)}(?![A-Za-z])"
    return re.compile(rf"\\(?:{_AROUND})\s*\{{?\s*{name}"
                      rf"|(?<![A-Za-z\\_^]){name}\s*(?:'|_|\(|\^\s*\{{?\s*(?:\*|\\star|\\prime|\\ast))")


def _stands(letter: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z\\]){re.escape(letter)}(?![A-Za-z])")


__all__ = ["Letters", "in_latin", "latin_letters", "taken_by"]
