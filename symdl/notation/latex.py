r"""Boxes -> LaTeX for mathematics mode, in ASCII.

Needs amsmath (``\text``, ``\tfrac``, ``\lvert``); ``\mathbb`` needs amssymb as well. The
output holds no ``$``: the caller says where the formula stands.
"""

from __future__ import annotations

import re
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
    starts,
)
from symdl.notation.layout import layout

__all__ = ["latex"]

_OPERATORS = {
    "plus": "+", "minus": "-", "neg": "-", "times": "", "dot": r"\cdot", "thin": r"\,", "apply": "",
    "comma": ",", "slash": "/", "prime": r"\prime", "star": "*", "eq": "=", "ne": r"\ne", "lt": "<",
    "le": r"\le", "gt": ">", "ge": r"\ge", "to": r"\to",
}  # fmt: skip
_STYLES = {"upright": "mathrm", "calligraphic": "mathcal", "blackboard": "mathbb", "bold": "mathbf"}
_FUNCTIONS = ("exp", "log", "tanh", "max", "min")
_FENCES = {"()": ("(", ")"), "[]": ("[", "]"), "||": (r"\lvert ", r" \rvert"), "⌊⌋": (r"\lfloor ", r" \rfloor")}


def latex(tree: Basic, avoid: Iterable[str] = ()) -> str:
    """LaTeX of an expression, relation, assumption, family, index or loss.

    avoid   letters that no dummy index is to be shown with

    Raises LanguageError for a node that is not of the language.
    """
    return _spell(layout(tree, avoid))


def _spell(box: Box) -> str:
    match box:
        case Symbol(name, "italic"):
            return "\\" + name if name in LETTERS else name
        case Symbol(name, style):
            return rf"\{_STYLES[style]}{{{name}}}"
        case Word(text):
            return rf"\mathrm{{{text}}}"
        case Number(digits):
            return r"\infty" if digits == "∞" else digits
        case Function(name):
            return "\\" + name if name in _FUNCTIONS else rf"\operatorname{{{name}}}"
        case Operator(name):
            return _OPERATORS[name]
        case Text(words):
            return rf"\quad \text{{{words} }}"
        case Row(items):
            return _row(items)
        case Fraction(top, bottom, small):
            return rf"\{'t' if small else ''}frac{{{_spell(top)}}}{{{_spell(bottom)}}}"
        case Root(body):
            return rf"\sqrt{{{_spell(body)}}}"
        case Accent(kind, body):
            return rf"\{kind}{{{_spell(body)}}}"
        case Script(base, sub, sup):
            text = _spell(base)
            # A script on a script, or on several things, is an error or another formula in TeX.
            text = "{" + text + "}" if isinstance(base, (Script, Row, Fraction)) else text
            return text + ("_" + _script(sub) if sub else "") + ("^" + _script(sup) if sup else "")
        case BigSum(below, above):
            return rf"\sum_{{{_tight(below)}}}^{{{_tight(above)}}}"
        case Lim(below):
            return rf"\lim_{{{_tight(below)}}}"
        case Fenced(body, kind, tall):
            left, right = _FENCES[kind]
            if tall:
                left, right = rf"\left{left.strip()} ", rf" \right{right.strip()}"
            return left + _spell(body) + right
    raise TypeError(box)


def _row(items: tuple[Box, ...]) -> str:
    out = ""
    for place, item in enumerate(items):
        if item == Operator("apply"):
            following = starts(items[place + 1])
            if isinstance(following, Fenced):
                # \left would put a space between the function and its argument.
                out += r"\mathopen{}" if following.tall else ""
            else:
                out += " "
        else:
            glued = (not place or items[place - 1] in (Operator("apply"), Operator("neg"))
                     or item == Operator("comma"))
            text = _spell(item)
            out += text if glued or not text else " " + text
    return out


def _tight(box: Box) -> str:
    """A box without spaces for the eye, as in i=1."""
    if isinstance(box, Fenced) and not box.tall:
        left, right = _FENCES[box.kind]
        return left + _tight(box.body) + right
    if not isinstance(box, Row):
        return _spell(box)
    out = ""
    for item in box.items:
        text = _spell(item)
        out += " " * (re.search(r"\\[A-Za-z]+$", out) is not None and text[:1].isalpha()) + text
    return out


def _script(box: Box) -> str:
    text = _tight(box)
    return text if len(text) == 1 else "{" + text + "}"
