"""Names and functions that are typed without a space or a sign between them: xsinx, 2xcos(x^2), lambdaw."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from symdl.notation.reader.names import plain
from symdl.notation.reader.signs import FUNCTIONS

_TYPED = tuple(name for name in FUNCTIONS if name.isalpha() and len(name) > 1)
_WORD = re.compile(r"(?P<command>\\(?:text\w*|math\w+|operatorname\*?|label|tag|begin|end|hat|bar|tilde|vec|dot)\s*"
                   r"\{[^{}]*\}|\\[A-Za-z]+|_\{[^{}]*\}|_\w+)|(?<![A-Za-z])[A-Za-z]{3,24}(?![A-Za-z])")
_IS_APPLIED = re.compile(r"\s*(?:\\left\s*)?[(\[{^]")
_MAY_BE_APPLIED = re.compile(r"\s+[A-Za-z\d]")
_WORDS = "cosine cost expo login logic logits logs sine sing single since sink tang tank using"
_ENGLISH = frozenset(_WORDS.split())


_INVERSE = re.compile(r"a(?:sin|cos|tan|cot|sec|csc)h?")


def apart(text: str, names: Collection[str], *, implicit: bool = False) -> str:
    r"""A text with a space between what stands together, where it can be taken apart in one way alone.

    names   of the question; each part is one of them or a known function, which is of what stands in brackets behind
            it or of one letter: ``sinx``. A word that has a meaning of its own is left: ``asin``.
    implicit  whether all names have one letter, so that any letter before a function is a factor: ``Bsin(x)``
    """
    letters = tuple(sorted(name for name in {*map(plain, names)} if name.isalpha() and name.isascii()))

    def put(found: re.Match[str]) -> str:
        word = found[0]
        if found["command"] is not None or word in letters or word in FUNCTIONS or word.lower() in _ENGLISH or (
                f"\\{word}" in names):
            return word
        behind = text[found.end() :]
        ways = _ways(word, letters, is_applied=bool(_IS_APPLIED.match(behind)))
        if not ways and _MAY_BE_APPLIED.match(behind):  # xsin x
            ways = _ways(word, letters, is_applied=True)
        if not ways and implicit and word[1:] in FUNCTIONS and not _INVERSE.fullmatch(word) and _IS_APPLIED.match(
                behind):
            return f"{word[0]} {word[1:]}"
        return " ".join(ways[0]) if len(ways) == 1 else word

    return _WORD.sub(put, text) if letters or implicit else text


def before_functions(text: str, definitions: Sequence[str]) -> str:
    r"""A text with a space between factors and a function that is defined by its value: af(x), of f(x) = e^{ax}.

    So are df(x)/dx, \frac{df(x)}{dx} and \frac{df}{dx}(x) the same as df/dx.
    """
    functions = "".join(sorted({found[1] for one in definitions if (found := _OF_A_FUNCTION.match(one))}))
    if not functions:
        return text
    for pattern, put in _slopes(functions):
        text = pattern.sub(put, text)
    letters = "".join(sorted({letter for one in definitions for letter in _ALONE.findall(one)} - {"d", *functions}))
    if not letters:
        return text
    return re.sub(rf"(?<![A-Za-z\\_{{])([{letters}]+)([{functions}])(?='*\s*(?:\\left\s*)?\()", _parted, text)


def _parted(found: re.Match[str]) -> str:
    return found[0] if found[0] in FUNCTIONS else f"{found[1]} {found[2]}"  # exp is no ex p


@lru_cache(maxsize=64)
def _slopes(functions: str) -> list[tuple[re.Pattern[str], str]]:
    """How a derivative of one of these may have what it is of, and how it has not."""
    of, below = rf"d\s*[{functions}]", r"\s*\{\s*d\s*(?P<by>[A-Za-z])\s*\}"
    at = r"\s*(?:\\left\s*)?\(\s*(?P=by)\s*(?:\\right\s*)?\)"
    return [(re.compile(rf"(?<![A-Za-z\\])({of})\s*\(\s*([A-Za-z])\s*\)\s*/\s*d\2(?![A-Za-z])"), r"\1/d\2"),
            (re.compile(rf"\\frac\s*\{{\s*({of})\s*\(\s*(\w)\s*\)\s*\}}\s*\{{\s*d\s*\2\s*\}}"), r"\\frac{\1}{d\2}"),
            (re.compile(rf"(\\frac\s*\{{\s*{of}\s*\}}{below}){at}"), r"\1")]


_OF_A_FUNCTION = re.compile(r"\s*([A-Za-z])\s*\(\s*[A-Za-z]\s*\)\s*:?=")
_ALONE = re.compile(r"(?<!\\)(?<![A-Za-z]{2})([a-z])(?![A-Za-z]{2})")


@lru_cache(maxsize=1 << 12)
def _ways(word: str, letters: Sequence[str], *, is_applied: bool) -> list[tuple[str, ...]]:
    """The ways to take a word apart, of which one part at least is a function or a name of several letters."""
    found: list[tuple[str, ...]] = []

    def go(rest: str, parts: tuple[str, ...]) -> None:
        if not rest:
            last = bool(parts) and parts[-1] in _TYPED
            if last == is_applied and any(len(part) > 1 for part in parts):
                found.append(parts)
            return
        if parts and parts[-1] in _TYPED:  # of one letter
            for name in letters:
                if rest.startswith(name):
                    after = rest[len(name) :]
                    if not after or any(map(after.startswith, _TYPED)):
                        go(after, (*parts, name))
            return
        for name in (*letters, *_TYPED):
            if rest.startswith(name):
                go(rest[len(name) :], (*parts, name))

    go(word, ())
    return found


__all__ = ["apart", "before_functions"]
