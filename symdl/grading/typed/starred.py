r"""Signs of products, which for vectors and matrices are several: a star, \cdot, \times."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from symdl.grading.scalar.context import Context
from symdl.notation.reader.signs import COMMANDS, UNICODE

_STAR = re.compile(r"[_^]\s*\{?\s*\*\s*\}?")  # w^* is a name
_OF_NUMBER = re.compile(r"(?P<number>(?<![A-Za-z_\d])\d+(?:\.\d+)?|\(\s*\d+\s*/\s*[\da-z]+\s*\)|\d\s*/\s*[a-z]"
                        r"|\\frac\s*(?:\{[\d\sa-z]*\}|\d)\s*(?:\{[\d\sa-z]*\}|[\da-z])"
                        r"|(?<![A-Za-z])[nm]|\\?(?:lambda|eta|epsilon)|[ληε])\s*\*(?!\*)\s*")
_OF_MATRIX = re.compile(r"(?P<left>[A-Z](?:\^\{?(?:T|\\top|-1)\}?)?)\s*\*(?!\*)\s*(?=[a-z](?![A-Za-z])"
                        r"|\([^()]*(?<![A-Za-z\\])[a-z](?![A-Za-z])[^()]*\))"
                        r"|(?P<row>[a-z]\^\{?(?:T|\\top)\}?)\s*\*(?!\*)\s*")
"""What is no product of entries: of a number, and of a matrix and a vector."""
_DOTS = (r"\cdot", "⋅", "·")
_PRODUCTS = ("*", *(rf"\{name}" for name, sign in COMMANDS.items() if sign == "*"),
             *(character for character, sign in UNICODE.items() if sign == "*"))
"""Signs of products: for numbers they are one, and for vectors they are several, which a tree does not tell apart."""


def may_be_another_product(answer: str, written: Sequence[str], context: Context) -> bool:
    """Whether a sign of a product in an answer, or in these formulas, may be one of several of vectors."""
    numbers = _numbers(written, context)
    plain = [_OF_NUMBER.sub(r"\g<number> ", _without_stars_of(numbers, _STAR.sub("", each)))
             for each in (answer, *written)]
    plain = [_OF_MATRIX.sub(lambda found: f"{found['left'] or found['row']} ", each) for each in plain]
    return any(sign in each for each in plain for sign in _PRODUCTS if sign not in _DOTS) and \
        "".join(answer.split()) not in ("".join(each.split()) for each in written)


def _numbers(written: Sequence[str], context: Context) -> frozenset[str]:
    r"""The letters of a question that are numbers, without backslashes: as words say, or before an I, or \gamma P."""
    kinds = context.kinds
    said = {*context.numbers, *(name for name, kind in kinds.items() if kind == "number")}
    arrays = {name for name, kind in kinds.items() if kind != "number"}
    seen = {name for text in written for name in _BEFORE_MATRIX.findall(text)} - arrays
    return frozenset(name.lstrip("\\") for name in said | seen if re.fullmatch(r"\\?[A-Za-z]+", name))


def _without_stars_of(numbers: Collection[str], text: str) -> str:
    """A text without the stars behind letters that are numbers, powers of them, and brackets of nothing else."""
    if not numbers:
        return text
    some = "|".join(map(re.escape, sorted(numbers, key=len, reverse=True)))
    letter = rf"(?<![A-Za-z\\_^])\\?(?:{some})(?![A-Za-z_'(])"
    power = r"(?:\s*\^\s*(?:\d+|\{\s*\d+\s*\}|\(\s*\d+\s*\)))?"
    factor = rf"(?:{letter}{power}|\((?:[\d\s.+/-]|{letter}{power})+\)|\d+(?:\.\d+)?)"
    text = re.sub(rf"(\(\s*{letter}\s*\)|{letter})\s*\*\*\s*(?=\d|\(\s*\d)", r"\1^", text)
    for _ in range(_MOST_STARS):
        text, many = re.subn(rf"({factor})\s*\*(?!\*)\s*", r"\1 ", text, count=1)
        if not many:
            break
    return re.sub(rf"\s*(?<!\*)\*\s*({letter}{power})(?=\s*(?:$|[-+)]))", r" \1", text)


_MOST_STARS = 30
_BEFORE_MATRIX = re.compile(
    r"(\\(?:gamma|lambda|eta|alpha|sigma|tau|rho|kappa)(?![A-Za-z_'])(?=(?:\^\{?\d\}?)?\s*[A-Z](?![a-z]))"
    r"|(?<![A-Za-z\\_^{}])[a-z](?=(?:\^\{?\d\}?)?\s*I(?![A-Za-z])))")
"""A letter that is a number where it stands: before a matrix, the Greek ones that few people have for a vector."""


def has_dots(texts: Sequence[str]) -> bool:
    """Whether a product is written with a dot, which is the inner one of two vectors."""
    return any(sign in each for each in texts for sign in _DOTS)


def has_star(texts: Sequence[str]) -> bool:
    """Whether a product or a power is written with a star, as programs write one of entries."""
    return any("*" in text.replace("^*", "").replace("^{*}", "") for text in texts)


__all__ = ["has_dots", "has_star", "may_be_another_product"]
