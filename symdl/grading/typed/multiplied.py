r"""A name of a function before a bracket, f (2/x + \cos x/\sin x), that may be a value, or a factor: who derives by the
logarithm has a product in mind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symdl.grading.typed.applied import GAP, closed, letters_of, name_of, start_of
from symdl.grading.typed.spelling import Spelling

_BARE = re.compile(r"\s*(?:-?\s*[\d.]+|\\?[A-Za-z]+(?:_\w|_\{[^{}]*\})?)\s*")
_MOST = 3

MAY_BE_A_PRODUCT = "a value stands here, or a product: write {}, and a sign behind it, for a product"


def multiplied(text: str, spelled: Spelling) -> Iterator[tuple[str, str]]:
    """A formula with products for the values of functions of a question; and the function as a factor, f(x).

    Each of them alone, and all. A number alone, or a letter, in the brackets is what the value is at: f(2) is no 2f.
    """
    sign = r" \cdot " if spelled.latex or "\\" in text else "*"
    found = sorted(_values(text, spelled))[:_MOST]
    for some in (*([one] for one in found), *([found] if len(found) > 1 else [])):
        made = text
        for start, end, factor in reversed(some):
            made = f"{made[:start]}{factor}{sign}{made[end:]}"
        yield made, some[0][-1]


def _values(text: str, spelled: Spelling) -> Iterator[tuple[int, int, str]]:
    """Where a name and its primes stand before a bracket, and what stands for them as a factor."""
    for name in dict(spelled.functions):
        own = [letters for one, letters in spelled.functions if one == name]
        for found in re.finditer(rf"{start_of(name)}(?P<primes>'*){GAP}(?P<open>[(\[])", text):
            pair = "()" if found["open"] == "(" else "[]"
            inside = text[found.end() : closed(text, found.end(), pair)]
            inside = re.sub(rf"^{GAP}|{GAP}$", "", inside)
            if _BARE.fullmatch(inside) or any(re.fullmatch(letters_of(letters), inside) for letters in own):
                continue
            end = found.start() + re.match(name_of(name), text[found.start() :]).end()  # type: ignore[union-attr]
            yield found.start(), end + len(found["primes"]), f"{name}{found['primes']}({own[0]})"


__all__ = ["MAY_BE_A_PRODUCT", "multiplied"]
