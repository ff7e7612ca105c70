"""Text -> tokens: the first half of the reader. Plain ASCII, or the letters and signs people paste.

Greek letters, superscripts, subscripts, hats and the usual signs of Unicode are
brought to ASCII names and operators; anything else is refused where it stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from symdl.errors import ReadError
from symdl.notation.boxes import LETTERS

__all__ = ["LIMIT_CHARACTERS", "LIMIT_DIGITS", "LIMIT_TOKENS", "Token", "tokens"]

LIMIT_CHARACTERS = 4000
LIMIT_TOKENS = 2000
LIMIT_DIGITS = 40  # of one number


@dataclass(frozen=True)
class Token:
    """A piece of the text from ``start`` to ``end`` (character offsets).

    A "sup" or "sub" is a run of superscript or subscript characters, as ASCII.
    The "end" stands after the last character.
    """

    kind: Literal["number", "name", "sup", "sub", "op", "end"]
    text: str
    start: int
    end: int


_SIGNS = {
    "−": "-", "–": "-", "‐": "-", "‑": "-", "·": "*", "⋅": "*", "×": "*", "∙": "*", "∗": "*",
    "•": "*", "÷": "/", "∕": "/", "⁄": "/", "′": "'", "’": "'",
}  # fmt: skip
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True))
_SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789aehijklmnoprstuvx", strict=True))
_ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "bar", "\u0307": "dot"}
# Variants of a letter are one name: which of them a name is printed with says nothing.
_GREEK = {char: name.removeprefix("var") for name, char in LETTERS.items() if name != "partial"}
_GREEK["∆"] = "Delta"
_WORDS = {"∑": "sum", "√": "sqrt", "∞": "inf"}
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+(?![A-Za-z0-9]))?")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_OPERATORS = "+-*/^()[]{},_="
_LONG = {"**": "^", "..": "..", "…": "..", "->": "->", "→": "->"}  # an interval 1..t, and where a limit goes
_HINTS = {
    "\\": "LaTeX is not read here: write plain text, as in sqrt(x[i]) or a/b",
    "<": "give one expression, not a relation", ">": "give one expression, not a relation",
    "≤": "give one expression, not a relation", "≥": "give one expression, not a relation",
    "|": "write abs(z) for an absolute value", "⌊": "write floor(z)", "!": "factorials are not in the language",
    "'": "text in quotes is not a formula", '"': "text in quotes is not a formula",
    ".": "a point stands inside a number, as in 0.5; an interval is i=1..t", ":": "a formula has no colon",
    ";": "give one formula, without a semicolon", "$": "write the formula without dollar signs",
}  # fmt: skip


def tokens(text: str, names: Collection[str]) -> list[Token]:
    """The tokens of ``text``, and an "end".

    names   the names that are known, so that ``mu_B`` is one name where it is declared

    Raises ReadError for a character or a number that formulas do not hold, and
    past LIMIT_CHARACTERS or LIMIT_TOKENS.
    """
    if len(text) > LIMIT_CHARACTERS:
        raise ReadError(f"the text has {len(text)} characters", text[:80], 0, 80,
                        f"a formula may have {LIMIT_CHARACTERS}")
    source, places = _plain(text)
    special = sorted((name for name in names if "_" in name), key=len, reverse=True)
    scanner = _Scanner(text, source, places, special, names)
    found = list(scanner.all())
    if len(found) > LIMIT_TOKENS:
        late = found[LIMIT_TOKENS]
        raise ReadError("the formula is too long", text, late.start, late.end,
                        f"it may have {LIMIT_TOKENS} names, numbers and signs")
    return [*found, Token("end", "", len(text), len(text))]


def _plain(text: str) -> tuple[str, list[int]]:
    """``text`` with accents taken apart and styled letters plain; where each character comes from."""
    source: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if " " <= char <= "~":  # most of what is typed
            source.append(char)
            places.append(place)
            continue
        if char not in "\t\n\r" and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn"):
            raise ReadError(f"the character U+{ord(char):04X} is not printable", text, place, place + 1,
                            "remove it")
        if char not in LETTERS.values() and (char in "µ" or 0x2100 <= ord(char) <= 0x214F
                                             or 0x1D400 <= ord(char) <= 0x1D7FF):
            char = unicodedata.normalize("NFKC", char)  # as 𝑥, 𝔼, Ω (ohm)
        for part in unicodedata.normalize("NFD", char):
            source.append(part)
            places.append(place)
    places.append(len(text))
    return "".join(source), places


class _Scanner:
    def __init__(self, text: str, source: str, places: list[int], special: list[str], names: Collection[str]):
        self.text, self.source, self.places = text, source, places
        self.special, self.names = special, names

    def fail(self, what: str, start: int, end: int, hint: str = "") -> ReadError:
        begin = self.places[start]
        return ReadError(what, self.text, begin, max(self.places[end], begin + 1), hint)

    def token(self, kind: str, text: str, start: int, end: int) -> Token:
        return Token(kind, text, self.places[start], self.places[end])  # type: ignore[arg-type]

    def all(self) -> Iterator[Token]:
        at = 0
        while at < len(self.source):
            char = self.source[at]
            if char.isspace():
                at += 1
                continue
            start = at
            if _NUMBER.match(self.source, at):
                at = self.number(at)
                yield self.token("number", self.source[start:at], start, at)
            elif (char.isascii() and char.isalpha()) or char == "∂" or char in _GREEK:
                name, at = self.name(at)
                yield self.token("name", name, start, at)
            elif char in _WORDS:
                at += 1
                yield self.token("name", _WORDS[char], start, at)
            elif char in _SUPERSCRIPTS or char in _SUBSCRIPTS:
                table = _SUPERSCRIPTS if char in _SUPERSCRIPTS else _SUBSCRIPTS
                while at < len(self.source) and self.source[at] in table:
                    at += 1
                run = "".join(map(table.__getitem__, self.source[start:at]))
                yield self.token("sup" if table is _SUPERSCRIPTS else "sub", run, start, at)
            elif long := next((sign for sign in _LONG if self.source.startswith(sign, at)), None):
                at += len(long)
                yield self.token("op", _LONG[long], start, at)
            elif (sign := _SIGNS.get(char, char)) in _OPERATORS:
                at += 1
                yield self.token("op", sign, start, at)
            else:
                raise self.fail(f"{char!r} is not used in formulas", at, at + 1, _HINTS.get(sign, ""))

    def number(self, at: int) -> int:
        match = _NUMBER.match(self.source, at)
        assert match is not None
        end = match.end()
        mantissa, e, exponent = match[0].lower().partition("e")
        if e:
            if self.names and ("e" in self.names or "e" + exponent in self.names):
                end = at + len(mantissa)  # 2e3 where e or e3 is a name: a product
            elif abs(int(exponent[:6])) > LIMIT_DIGITS:
                raise self.fail("the number is too large or too small", at, end,
                                f"a number may have {LIMIT_DIGITS} digits")
        if sum(map(str.isdigit, self.source[at:end])) > LIMIT_DIGITS:
            raise self.fail("the number is too long", at, end, f"a number may have {LIMIT_DIGITS} digits")
        if (self.source[end : end + 1] == "." and self.source[end : end + 2] != "..") or (
                self.source[end : end + 1] == "," and self.source[end + 1 : end + 2].isdigit()):
            raise self.fail("this is not a number", at, end + 1, "write a decimal with one point: 0.5")
        return end

    def name(self, at: int) -> tuple[str, int]:
        """The name that starts here, and where it ends: letters, digits, accents, primes."""
        source = self.source
        for name in self.special:
            end = at + len(name)
            following = source[end : end + 1]
            if source.startswith(name, at) and not (following.isalnum() or following == "_"):
                return name, end
        text = ""
        if source[at] == "∂":  # ∂x is typed dx
            text, at = "d", at + 1
        if match := _NAME.match(source, at):
            text, at = text + match[0], match.end()
        if (text in ("", "d")) and at < len(source) and source[at] in _GREEK:
            text, at = text + _GREEK[source[at]], at + 1
            while at < len(source) and source[at].isascii() and source[at].isdigit():
                text, at = text + source[at], at + 1
        while at < len(source) and source[at] in _ACCENTS:
            text, at = text + _ACCENTS[source[at]], at + 1
        while at < len(source) and _SIGNS.get(source[at], source[at]) == "'":
            text, at = text + "'", at + 1
        return text, at
