"""Boxes: a formula after every decision of typesetting is made, before any markup.

``layout`` turns an expression into boxes; ``latex``, ``typst`` and ``mathml``
only spell boxes out. No printer decides anything, so no two can disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "LETTERS", "SIGNS", "Accent", "Big", "BigSum", "Binomial", "Box", "Fence", "Fenced", "Fraction", "Function",
    "Grid", "Lim", "Number", "Operator", "Root", "Row", "Script", "Style", "Symbol", "Text", "Word", "ends", "row",
    "starts", "styled", "tall",
]  # fmt: skip

Style = Literal["italic", "upright", "calligraphic", "blackboard", "bold", "fraktur", "sans", "typewriter"]

# One letter that is not in ASCII: its LaTeX command (without the backslash) and its character.
LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "varpi": "ϖ", "rho": "ρ", "varrho": "ϱ",
    "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ", "hbar": "ℏ",
    "imath": "ı", "jmath": "ȷ", "aleph": "ℵ", "partial": "∂", "nabla": "∇",
}  # fmt: skip
assert len(set(LETTERS.values())) == len(LETTERS), "two letters share a character"

# The signs that have a character of their own, besides those of plain arithmetic.
SIGNS = {
    # relations
    "eq": "=", "ne": "≠", "lt": "<", "le": "≤", "gt": ">", "ge": "≥", "to": "→", "assign": "←", "define": "≡",
    "approx": "≈", "sim": "∼", "propto": "∝", "mapsto": "↦", "in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊆",
    "supset": "⊃", "supseteq": "⊇", "ll": "≪", "gg": "≫", "implies": "⟹", "iff": "⟺", "given": "∣", "colon": ":",
    "perp": "⟂", "parallel": "∥",
    "succeq": "⪰", "preceq": "⪯",
    # between two things, as a product is
    "odot": "⊙", "circ": "∘", "otimes": "⊗", "oplus": "⊕", "ominus": "⊖", "cup": "∪", "cap": "∩", "setminus": "∖",
    "star": "⋆", "bullet": "∙", "and": "∧", "or": "∨", "conv": "∗", "pm": "±", "mp": "∓",
    "mod": "mod",
}  # fmt: skip

# Where Unicode has the letters of each style: A, a, 0, Α, α. Some stand among the letterlike symbols instead.
_STYLES: dict[str, tuple[int, ...]] = {
    "bold": (0x1D400, 0x1D41A, 0x1D7CE, 0x1D6A8, 0x1D6C2), "calligraphic": (0x1D49C, 0x1D4B6),
    "blackboard": (0x1D538, 0x1D552, 0x1D7D8), "fraktur": (0x1D504, 0x1D51E),
    "sans": (0x1D5A0, 0x1D5BA, 0x1D7E2), "typewriter": (0x1D670, 0x1D68A, 0x1D7F6),
}  # fmt: skip
_ELSEWHERE: dict[str, dict[str, str]] = {
    "calligraphic": dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)),
    "blackboard": dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
    "fraktur": dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True)),
}


@dataclass(frozen=True)
class Symbol:
    """One letter: "x", or a key of LETTERS; in bold also the digit 1 of an indicator."""

    name: str
    style: Style = "italic"


@dataclass(frozen=True)
class Word:
    """A name of several ASCII letters or digits, upright; ``-`` and ``_`` may stand inside."""

    text: str
    style: Style = "upright"


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
    A key of SIGNS is a relation, or a sign that binds as a product does.
    """

    name: Literal[
        "plus", "minus", "neg", "times", "dot", "thin", "apply", "comma", "semicolon", "slash", "prime",
        "asterisk", "dagger", "bang", "bar", "dots", "span", "placeholder", "top", "mod", "eq", "ne", "lt",
        "le", "gt", "ge", "to", "assign", "define", "approx", "sim", "propto", "mapsto", "in", "notin",
        "subset", "subseteq", "supset", "supseteq", "ll", "gg", "succeq", "preceq", "implies", "iff", "given",
        "colon", "perp", "parallel", "odot", "circ", "otimes", "oplus", "ominus", "cup", "cap", "setminus",
        "star", "bullet", "and", "or", "conv", "pm", "mp",
    ]  # fmt: skip


@dataclass(frozen=True)
class Text:
    """Words of ordinary language between formulas; ``apart``: with space before them."""

    words: str
    apart: bool = True


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
class Binomial:
    top: Box
    bottom: Box


@dataclass(frozen=True)
class Root:
    body: Box
    degree: Box | None = None


@dataclass(frozen=True)
class Script:
    base: Box
    sub: Box | None = None
    sup: Box | None = None


@dataclass(frozen=True)
class Accent:
    kind: Literal["hat", "tilde", "bar", "dot", "vec", "ddot", "check", "breve", "acute", "grave", "mathring",
                  "underline"]  # fmt: skip
    body: Box


BigSign = Literal["sum", "prod", "int", "oint", "iint", "union", "intersection", "max", "min", "argmax", "argmin",
                  "sup", "inf", "lim", "limsup", "liminf", "mean"]  # fmt: skip


@dataclass(frozen=True)
class Big:
    """A sign with limits or conditions below and above it; what it reaches over follows in the row."""

    sign: BigSign
    below: Box | None = None
    above: Box | None = None


@dataclass(frozen=True)
class BigSum(Big):
    """The summation sign with its limits."""

    sign: BigSign = field(default="sum", init=False)


@dataclass(frozen=True)
class Lim(Big):
    """The sign of a limit with what goes where below it."""

    sign: BigSign = field(default="lim", init=False)
    above: None = field(default=None, init=False)


Fence = Literal["()", "[]", "{}", "⟨⟩", "||", "‖‖", "⌊⌋", "⌈⌉", "(]", "[)"]


@dataclass(frozen=True)
class Fenced:
    """``tall`` fences grow with what they hold."""

    body: Box
    kind: Fence = "()"
    tall: bool = False


@dataclass(frozen=True)
class Grid:
    """Things in rows and columns: a matrix in round brackets, or values and where they hold behind a brace."""

    rows: tuple[tuple[Box, ...], ...]
    kind: Literal["matrix", "cases"]


Box = (
    Symbol | Word | Number | Function | Operator | Text | Row | Fraction | Binomial | Root | Script | Accent
    | Big | Fenced | Grid
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
        case Fraction() | Binomial() | Big() | Grid():
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


def styled(char: str, style: str) -> str:
    """The character of a style, or the character itself where Unicode has none."""
    if char in _ELSEWHERE.get(style, {}):
        return _ELSEWHERE[style][char]
    for first, run, start in zip(_STYLES[style], (26, 26, 10, 25, 25), "Aa0Αα", strict=False):
        if 0 <= (place := ord(char) - ord(start)) < run:
            return chr(first + place)
    return char
