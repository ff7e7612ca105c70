r"""How names are spelled: one fixed spelling for all the ways of writing a name.

    \widehat x, \hat{x}, x̂          \hat{x}
    \mu_{\mathcal B}                 \mu_{\mathcal{B}}
    P_{\text{drop}}, P_{drop}        P_{drop}
    \boldsymbol{W}, \bm W, \mathbf W \mathbf{W}
    \operatorname{softmax}           softmax
"""

from __future__ import annotations

import re
from functools import lru_cache

ACCENTS = {
    "hat": "hat", "widehat": "hat", "tilde": "tilde", "widetilde": "tilde", "bar": "bar", "overline": "bar",
    "vec": "vec", "overrightarrow": "vec", "dot": "dot", "ddot": "ddot", "check": "check", "breve": "breve",
    "acute": "acute", "grave": "grave", "mathring": "mathring", "underline": "underline",
}  # fmt: skip
"""Commands that put a sign over a letter, and the one command for the sign."""

FONTS = {
    "mathbf": "mathbf", "boldsymbol": "mathbf", "bm": "mathbf", "bf": "mathbf", "pmb": "mathbf", "mathbfit": "mathbf",
    "symbf": "mathbf", "textbf": "mathbf", "boldmath": "mathbf",
    "mathcal": "mathcal", "cal": "mathcal", "mathscr": "mathcal", "mathbb": "mathbb", "mathfrak": "mathfrak",
    "mathds": "mathbb", "mathbbm": "mathbb",
    "mathsf": "mathsf", "mathtt": "mathtt",
    "mathit": "", "mathnormal": "", "displaystyle": "", "textit": "",
}  # fmt: skip
"""Commands that set a letter in a font, and the one command for the font; "" is the italic of every letter."""

WORDS = ("text", "mathrm", "operatorname", "textrm", "mbox", "rm", "hbox", "textnormal", "mathop")
"""Commands that set a word upright."""

_COMMAND = re.compile(r"\\([A-Za-z]+)\{([^{}]*)\}")


def spelled(base: str, below: str = "", above: str = "", primes: int = 0) -> str:
    """The spelling of a name with scripts; the scripts as they are spelled themselves."""
    return base + (f"_{{{below}}}" if below else "") + "'" * primes + (f"^{{{above}}}" if above else "")


def accented(accent: str, base: str) -> str:
    return rf"\{ACCENTS[accent]}{{{base}}}"


_BARE = re.compile(rf"\\({'|'.join(ACCENTS)})(?:\s+([A-Za-z])(?![A-Za-z])|\s*(\\(?!math)[A-Za-z]+))")
_GROUPED = re.compile(rf"(?<![A-Za-z}}^_])\{{\s*(\\(?:{'|'.join(ACCENTS)})\{{[^{{}}]*\}})\s*\}}(?=\s*[_^])")


def braced(text: str) -> str:
    r"""A text with braces around each letter that has an accent: \hat{y}, for \hat y; \hat{y}_i, for {\hat y}_i."""
    if "\\" not in text:
        return text
    return _GROUPED.sub(r"\1", _BARE.sub(lambda found: f"\\{found[1]}{{{found[2] or found[3]}}}", text))


def in_font(font: str, base: str) -> str:
    style = FONTS[font]
    return rf"\{style}{{{base}}}" if style else base


def has_font(spelling: str) -> bool:
    """Whether the letter that a name is built on stands in a font."""
    return "\\math" in spelling.partition("_")[0] and not spelling.startswith("\\mathring")


@lru_cache(maxsize=1 << 12)
def plain(spelling: str) -> str:
    r"""How a person types a name: ``\hat{x}`` is xhat, ``\mu_{\mathcal{B}}`` is mu_B, ``\sigma^{2}`` is sigma^2."""
    if "\\" not in spelling and "{" not in spelling:
        return spelling
    before = ""
    while spelling != before:
        before = spelling
        spelling = _COMMAND.sub(lambda m: m[2] if m[1] in FONTS else m[2] + m[1], spelling)
    return spelling.replace("{", "").replace("}", "").replace("\\var", "").replace("\\", "")


def without_font(name: str) -> str:
    r"""The letter of a name in bold, or with an arrow: x, of \mathbf{x} and \vec{x}."""
    return re.sub(r"\\(?:mathbf|boldsymbol|bm|vec)\{(\\?[A-Za-z]+)\}", r"\1", name)


__all__ = ["ACCENTS", "FONTS", "WORDS", "accented", "braced", "has_font", "in_font", "plain", "spelled", "without_font"]
