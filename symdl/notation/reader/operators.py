r"""Signs that are declared to stand for others: ``\circ`` for ``\odot``, a prime for the transpose, D for ``\nabla``.

They are exchanged among the tokens, so that a declared sign is read in every way as the one that it stands for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from symdl.errors import InputError, ReadError
from symdl.notation.reader.tokens import Token, tokens

_HINT = r"""operators are pairs of signs, as "'" = '^\top', '\circ' = '\odot' or 'D' = '\nabla'"""

Signs = tuple[tuple[str, str], ...]
"""What tokens are, wherever they stand."""


def check(operators: Mapping[str, str]) -> None:
    """Raises InputError for a pair of texts that is no pair of signs."""
    for sign, target in operators.items():
        if not isinstance(target, str):
            raise InputError(f"{sign} stands for {target!r}, which is no text", hint=_HINT)
        for text in (sign, target):
            try:
                found = _signs(text)
            except ReadError as error:
                raise InputError(f"{text} is no sign: {error.what}", term=f"{sign} = {target}", hint=_HINT) from None
            if not _is_sign(found):
                raise InputError(f"{text} is no sign of an operation", term=f"{sign} = {target}", hint=_HINT)
        if target in operators:
            raise InputError(f"{target} stands for another sign, and {sign} for it", term=f"{sign} = {target}",
                             hint=_HINT)


def _is_sign(found: Signs) -> bool:
    """Whether tokens are one letter, word, command, infix sign or prime, or one of these or a star raised."""
    if found[:1] == (("op", "^"),):
        found = found[1:]
        if found[:1] == (("op", "{"),):
            found = found[1:-1]
        if found == (("op", "*"),):
            return True
    return len(found) == 1 and (found[0][0] in ("letter", "word", "command", "infix") or found[0] == ("op", "'"))


def unknown(operators: Mapping[str, str]) -> frozenset[str]:
    """The commands that only a declaration makes known."""
    return frozenset(sign[1:] for sign in operators if sign[:1] == "\\" and sign[1:].isalpha())


def exchanged(found: list[Token], operators: Mapping[str, str]) -> list[Token]:
    """The tokens of a formula, with what stands for another sign exchanged for it."""
    table = {_signs(sign): _parts(target) for sign, target in operators.items()}
    # ^{H} is ^H
    table |= {(raised, ("op", "{"), sign, ("op", "}")): parts for (raised, *rest), parts in table.items()
              if raised == ("op", "^") and len(rest) == 1 for sign in rest}
    longest = max(map(len, table))
    out: list[Token] = []
    place = 0
    while place < len(found):
        for many in range(longest, 0, -1):
            run = found[place : place + many]
            new = table.get(tuple((token.kind, token.text) for token in run))
            if new is not None:
                first = replace(new[0], start=run[0].start, end=run[-1].end, spaced=run[0].spaced)
                out += [first, *(replace(token, start=run[-1].end, end=run[-1].end) for token in new[1:])]
                place += many
                break
        else:
            out.append(found[place])
            place += 1
    return out


@lru_cache(maxsize=256)
def _parts(text: str) -> tuple[Token, ...]:
    name = text[1:]
    known = frozenset([name]) if text[:1] == "\\" and name.isalpha() else frozenset()
    return tuple(tokens(text, latex=True, signs=known)[0][:-1])


@lru_cache(maxsize=256)
def _signs(text: str) -> Signs:
    return tuple((token.kind, token.text) for token in _parts(text))


__all__ = ["check", "exchanged", "unknown"]
