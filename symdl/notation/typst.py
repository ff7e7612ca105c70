"""Boxes -> the source of a Typst formula (Typst 0.13 or later), without the dollar signs.

Functions are always written out (``frac(a, b)``, ``attach(x, b: i)``), so that
no slash, underscore or parenthesis is read in another way than was meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Basic

from symdl.notation.boxes import (
    LETTERS,
    Accent,
    BigSum,
    Box,
    Fenced,
    Fraction,
    Function,
    Lim,
    Number,
    Operator,
    Root,
    Row,
    Script,
    Symbol,
    Text,
    Word,
)
from symdl.notation.layout import layout

__all__ = ["typst"]

# Inside a call a plain comma would end an argument, and a slash would make a fraction.
_OPERATORS = {
    "plus": "+", "minus": "-", "neg": "-", "times": "", "dot": "dot.op", "thin": "thin", "apply": "",
    "comma": "comma", "slash": r"\/", "prime": "prime", "star": "ast.op", "eq": "=", "ne": "eq.not",
    "lt": "lt", "le": "lt.eq", "gt": "gt", "ge": "gt.eq", "to": "arrow.r",
}  # fmt: skip
_STYLES = {"upright": "upright", "calligraphic": "cal", "blackboard": "bb", "bold": "bold"}
_ACCENTS = {"hat": "hat", "tilde": "tilde", "bar": "macron", "dot": "dot"}
_FUNCTIONS = ("exp", "log", "tanh", "max", "min")


def typst(tree: Basic, avoid: Iterable[str] = ()) -> str:
    """Typst source of an expression, relation, assumption, family, index or loss.

    avoid   letters that no dummy index is to be shown with

    Raises LanguageError for a node that is not of the language.
    """
    return _spell(layout(tree, avoid))


def _spell(box: Box) -> str:
    match box:
        case Symbol(name, "italic"):
            # The character itself: Typst's names for some letters are not LaTeX's (epsilon, phi).
            return LETTERS.get(name, name)
        case Symbol(name, style):
            return f"{_STYLES[style]}({name})"
        case Word(text):
            # Letter by letter: around a quoted word Typst would keep the spaces of the source.
            return f"upright({' '.join(text)})"
        case Number(digits):
            return digits
        case Function(name):
            return name if name in _FUNCTIONS else f'op("{name}")'
        case Operator(name):
            return _OPERATORS[name]
        case Text(words):
            return f'quad "{words}"'
        case Row(items):
            return " ".join(text for text in (_item(items, place) for place in range(len(items))) if text)
        case Fraction(top, bottom, small):
            text = f"frac({_spell(top)}, {_spell(bottom)})"
            return f"inline({text})" if small else text
        case Root(body):
            return f"sqrt({_spell(body)})"
        case Accent(kind, body):
            return f"{_ACCENTS[kind]}({_spell(body)})"
        case Script(base, sub, sup):
            scripts = (f", b: {_spell(sub)}" if sub else "") + (f", t: {_spell(sup)}" if sup else "")
            return f"attach({_spell(base)}{scripts})"
        case BigSum(below, above):
            return f"attach(sum, b: {_spell(below)}, t: {_spell(above)})"
        case Lim(below):
            return f"attach(lim, b: {_spell(below)})"
        case Fenced(body, kind, tall):
            if tall:
                return f"lr({kind[0]} {_spell(body)} {kind[1]})"
            if kind == "||":
                # A bar does not show by itself on which side it stands.
                return rf'class("opening", \|) {_spell(body)} class("closing", \|)'
            return rf"\{kind[0]} {_spell(body)} \{kind[1]}"
    raise TypeError(box)


def _item(items: tuple[Box, ...], place: int) -> str:
    """The item at ``place`` of a row."""
    if items[place] == Operator("apply") and isinstance(items[place - 1], Function):
        argument = items[place + 1]
        if isinstance(argument, Script) and isinstance(argument.base, Fenced):
            # Before (x)^2, which is no bracket any more, Typst would put a space.
            return "#h(-0.12em)"
    return _spell(items[place])
