"""Boxes -> MathML Core, well-formed as XML and as HTML 5.

What leaves no ink in print is marked for those who listen: invisible times
(U+2062) between factors and function application (U+2061) before arguments.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

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
from symdl.notation.text import text

__all__ = ["mathml"]

_OPERATORS = {
    "plus": "+", "minus": "−", "neg": "−", "times": "&#x2062;", "dot": "⋅", "apply": "&#x2061;",
    "comma": ",", "slash": "/", "prime": "′", "star": "∗", "eq": "=", "ne": "≠", "lt": "&lt;",
    "le": "≤", "gt": "&gt;", "ge": "≥", "to": "→",
}  # fmt: skip
_SPACELESS = ' lspace="0" rspace="0"'
_THIN = '<mspace width="0.1667em"></mspace>'
_ACCENTS = {"hat": "^", "tilde": "~", "bar": "¯", "dot": "˙"}
# Unicode has most script and double-struck capitals in one block, and some among the letterlike symbols.
_SCRIPT = dict(zip("BEFHILMR", "ℬℰℱℋℐℒℳℛ", strict=True))
_DOUBLE = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))


def mathml(tree: Basic, avoid: Iterable[str] = (), *, display: bool = True) -> str:
    """A ``<math>`` element for an expression, relation, assumption, family, index or loss.

    avoid     letters that no dummy index is to be shown with
    display   whether the formula stands on its own line; False: in running text

    Its ``alttext`` is the formula as plain text. Raises LanguageError for a node
    that is not of the language.
    """
    avoid = tuple(avoid)
    alt = escape(text(tree, avoid), quote=True)
    return (f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="{"block" if display else "inline"}" '
            f'alttext="{alt}">{_spell(layout(tree, avoid))}</math>')


def _spell(box: Box, script: bool = False) -> str:
    """``script``: the box stands in a script, where signs have no space around them."""
    match box:
        case Symbol(name, style):
            return _symbol(name, style)
        case Word(words) | Function(words):
            return f"<mi>{words}</mi>"
        case Number(digits):
            return "<mi>∞</mi>" if digits == "∞" else f"<mn>{digits}</mn>"
        case Operator("thin"):
            return _THIN
        case Operator(name):
            close = script or name == "slash"
            prefix = ' form="prefix"' * (name == "neg")
            return f'<mo{prefix}{_SPACELESS if close else ""}>{_OPERATORS[name]}</mo>'
        case Text(words):
            return f'<mspace width="1em"></mspace><mtext>{words}&#xA0;</mtext>'
        case Row(items):
            return f"<mrow>{_row(items, script)}</mrow>"
        case Fraction(top, bottom, small):
            size = ' displaystyle="false"' if small else ""
            return f"<mfrac{size}>{_spell(top, script)}{_spell(bottom, script)}</mfrac>"
        case Root(body):
            return f"<msqrt>{_spell(body, script)}</msqrt>"
        case Accent(kind, body):
            return f'<mover accent="true">{_spell(body)}<mo stretchy="false">{_ACCENTS[kind]}</mo></mover>'
        case Script(base, sub, sup):
            tag = "msubsup" if sub and sup else "msub" if sub else "msup"
            scripts = "".join(_spell(part, script=True) for part in (sub, sup) if part)
            return f"<{tag}>{_spell(base, script)}{scripts}</{tag}>"
        case BigSum(below, above):
            limits = _spell(below, script=True) + _spell(above, script=True)
            return f"<munderover><mo>∑</mo>{limits}</munderover>"
        case Lim(below):
            sign = f'<mo movablelimits="true"{_SPACELESS}>lim</mo>'
            return f"<munder>{sign}{_spell(below, script=True)}</munder>"
        case Fenced(body, kind, tall):
            stretchy = "true" if tall else "false"
            # A bar does not show by itself on which side it stands.
            sides = (' form="prefix"', ' form="postfix"') if kind == "||" else ("", "")
            left, right = (f'<mo{side} stretchy="{stretchy}">{mark}</mo>'
                           for side, mark in zip(sides, kind, strict=True))
            return f"<mrow>{left}{_spell(body, script)}{right}</mrow>"
    raise TypeError(box)


def _symbol(name: str, style: str) -> str:
    if style == "calligraphic":
        return f"<mi>{_SCRIPT.get(name) or chr(0x1D49C + ord(name) - ord('A'))}</mi>"
    if style == "bold":
        # Bold digits have a block of their own after the bold letters.
        first = 0x1D7CE - ord("0") if name.isdigit() else 0x1D400 - ord("A") if name.isupper() else 0x1D41A - ord("a")
        return f'<mi mathvariant="normal">{chr(first + ord(name))}</mi>'
    if style == "blackboard":
        return f"<mi>{_DOUBLE.get(name) or chr(0x1D538 + ord(name) - ord('A'))}</mi>"
    letter = LETTERS.get(name, name)
    # Capital Greek letters stand upright in print, here as in TeX.
    upright = style == "upright" or (name in LETTERS and name[0].isupper())
    return f'<mi mathvariant="normal">{letter}</mi>' if upright else f"<mi>{letter}</mi>"


def _row(items: tuple[Box, ...], script: bool) -> str:
    """Browsers put no space around the name of a function: it is put here."""
    out = ""
    for place, item in enumerate(items):
        if isinstance(starts(item), Function) and place and items[place - 1] == Operator("times"):
            out += _THIN
        out += _spell(item, script)
        if isinstance(item, Lim):
            out += _THIN
        if (item == Operator("apply") and isinstance(items[place - 1], Function)
                and not isinstance(starts(items[place + 1]), Fenced)):
            out += _THIN
    return out
