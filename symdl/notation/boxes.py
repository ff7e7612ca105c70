"""Boxes: a formula after every decision of typesetting is made, before any markup.

``layout`` turns an expression into boxes; ``latex``, ``typst`` and ``mathml``
only spell boxes out. No printer decides anything, so no two can disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "LETTERS", "Accent", "BigSum", "Box", "Fenced", "Fraction", "Function", "Lim", "Number",
    "Operator", "Root", "Row", "Script", "Symbol", "Text", "Word", "ends", "row", "starts", "tall",
]  # fmt: skip

Style = Literal["italic", "upright", "calligraphic", "blackboard", "bold"]

# One letter that is not in ASCII: its LaTeX command (without the backslash) and its character.
LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "varrho": "ϱ",
    "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ", "partial": "∂",
}  # fmt: skip
assert len(set(LETTERS.values())) == len(LETTERS), "two letters share a character"


@dataclass(frozen=True)
class Symbol:
    """One letter: "x", or a key of LETTERS; in bold also the digit 1 of an indicator."""

    name: str
    style: Style = "italic"


@dataclass(frozen=True)
class Word:
    """A name of several ASCII letters or digits, upright."""

    text: str


@dataclass(frozen=True)
class Number:
    """A number without sign: ASCII digits, or ∞."""

    digits: str


@dataclass(frozen=True)
class Function:
    """The name of a function, upright, spaced as an operator: log, exp, tanh."""

    name: str


@dataclass(frozen=True)
class Operator:
    """A sign between things.

    ``neg`` is the minus before a term, ``minus`` the one between two. ``times``
    (juxtaposition) and ``apply`` (a function and its argument) leave no ink.
    """

    name: Literal["plus", "minus", "neg", "times", "dot", "thin", "apply", "comma", "slash", "prime",
                  "star", "eq", "ne", "lt", "le", "gt", "ge", "to"]  # fmt: skip


@dataclass(frozen=True)
class Text:
    """Words of ordinary language between formulas; ASCII letters and spaces."""

    words: str


@dataclass(frozen=True)
class Row:
    items: tuple[Box, ...]


@dataclass(frozen=True)
class Fraction:
    """``small``: a plain number, set in the size of running text."""

    top: Box
    bottom: Box
    small: bool = False


@dataclass(frozen=True)
class Root:
    body: Box


@dataclass(frozen=True)
class Script:
    base: Box
    sub: Box | None = None
    sup: Box | None = None


@dataclass(frozen=True)
class Accent:
    kind: Literal["hat", "tilde", "bar", "dot"]
    body: Box


@dataclass(frozen=True)
class BigSum:
    """The summation sign with its limits; what it sums follows in the row."""

    below: Box
    above: Box


@dataclass(frozen=True)
class Lim:
    """The sign of a limit with what goes where below it; its expression follows in the row."""

    below: Box


@dataclass(frozen=True)
class Fenced:
    """``tall`` fences grow with what they hold."""

    body: Box
    kind: Literal["()", "[]", "||", "⌊⌋"] = "()"
    tall: bool = False


Box = (
    Symbol | Word | Number | Function | Operator | Text | Row | Fraction | Root | Script | Accent
    | BigSum | Lim | Fenced
)  # fmt: skip


def row(*items: Box) -> Box:
    """``items`` side by side, without rows inside rows."""
    flat: list[Box] = []
    for item in items:
        flat.extend(item.items if isinstance(item, Row) else (item,))
    return flat[0] if len(flat) == 1 else Row(tuple(flat))


def tall(box: Box) -> bool:
    """Whether fences around this box must grow."""
    match box:
        case Fraction() | BigSum() | Lim():
            return True
        case Row(items):
            return any(map(tall, items))
        case Root(body) | Fenced(body):
            return tall(body)
        case Script(base):
            return tall(base)
    return False


def starts(box: Box) -> Box:
    """The piece of a row or script that stands first."""
    match box:
        case Row(items):
            return starts(items[0])
        case Script(base):
            return starts(base)
    return box


def ends(box: Box) -> Box:
    """The piece of a row or script that stands last, on the line."""
    match box:
        case Row(items):
            return ends(items[-1])
        case Script(base):
            return ends(base)
    return box
