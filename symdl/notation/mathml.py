"""Boxes -> MathML Core, well-formed as XML and as HTML 5.

What leaves no ink in print is marked for those who listen: invisible times
(U+2062) between factors and function application (U+2061) before arguments.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from sympy import Basic

from symdl.errors import LanguageError
from symdl.notation.boxes import (
    LETTERS,
    SIGNS,
    Accent,
    Big,
    Binomial,
    Box,
    Fenced,
    Fraction,
    Function,
    Grid,
    Number,
    Operator,
    Root,
    Row,
    Script,
    Symbol,
    Text,
    Word,
    starts,
    styled,
)
from symdl.notation.latex import latex
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.syntax import Node
from symdl.notation.text import text
from symdl.notation.written import boxes_of

__all__ = ["mathml"]

_OPERATORS = {
    **SIGNS,
    "plus": "+", "minus": "−", "neg": "−", "times": "&#x2062;", "dot": "⋅", "apply": "&#x2061;", "comma": ",",
    "semicolon": ";", "slash": "/", "prime": "′", "asterisk": "∗", "dagger": "†", "bang": "!", "bar": "|", "dots": "…",
    "span": "..", "placeholder": "⋅", "top": "⊤", "mod": "mod", "lt": "&lt;", "gt": "&gt;",
}  # fmt: skip
_SPACELESS = ' lspace="0" rspace="0"'
_THIN = '<mspace width="0.1667em"></mspace>'
_ACCENTS = {"hat": "^", "tilde": "~", "bar": "¯", "dot": "˙", "vec": "→", "ddot": "¨", "check": "ˇ", "breve": "˘",
            "acute": "´", "grave": "`", "mathring": "˚"}  # fmt: skip
_BIG = {"sum": "∑", "prod": "∏", "int": "∫", "oint": "∮", "iint": "∬", "union": "⋃", "intersection": "⋂",
        "argmax": "arg max", "argmin": "arg min", "limsup": "lim sup", "liminf": "lim inf"}  # fmt: skip


def mathml(tree: Basic | Node, avoid: Iterable[str] = (), notation: Notation = OPEN, *, display: bool = True) -> str:
    """A ``<math>`` element for an expression, relation, assumption, family, index or loss, or a tree of the reader.

    avoid      letters that no dummy index is to be shown with
    notation   what was declared when a tree of the reader was read
    display    whether the formula stands on its own line; False: in running text

    Its ``alttext`` is the formula as plain text, or as LaTeX where plain text has no
    form for it. Raises LanguageError for a node that is not of the language.
    """
    avoid = tuple(avoid)
    boxes = boxes_of(tree, avoid, notation)
    try:
        alt = text(tree, avoid, notation)
    except LanguageError:
        alt = latex(tree, avoid, notation)
    return (f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="{"block" if display else "inline"}" '
            f'alttext="{escape(alt, quote=True)}">{_spell(boxes)}</math>')


def _spell(box: Box, script: bool = False) -> str:
    """``script``: the box stands in a script, where signs have no space around them."""
    match box:
        case Symbol(name, style):
            return _symbol(name, style)
        case Word(words, "upright") | Function(words):
            return f"<mi>{words}</mi>"
        case Word(words, style):
            return f'<mi mathvariant="normal">{"".join(styled(char, style) for char in words)}</mi>'
        case Number(digits):
            return "<mi>∞</mi>" if digits == "∞" else f"<mn>{digits}</mn>"
        case Operator("thin"):
            return _THIN
        case Operator(name):
            close = script or name == "slash"
            prefix = ' form="prefix"' * (name == "neg")
            return f'<mo{prefix}{_SPACELESS if close else ""}>{_OPERATORS[name]}</mo>'
        case Text(words, apart):
            return '<mspace width="1em"></mspace>' * apart + f"<mtext>{escape(words)}&#xA0;</mtext>"
        case Row(items):
            return f"<mrow>{_row(items, script)}</mrow>"
        case Fraction(top, bottom, small):
            size = ' displaystyle="false"' if small else ""
            return f"<mfrac{size}>{_spell(top, script)}{_spell(bottom, script)}</mfrac>"
        case Binomial(top, bottom):
            inner = f'<mfrac linethickness="0">{_spell(top, script)}{_spell(bottom, script)}</mfrac>'
            return f"<mrow><mo>(</mo>{inner}<mo>)</mo></mrow>"
        case Root(body, degree):
            if degree is None:
                return f"<msqrt>{_spell(body, script)}</msqrt>"
            return f"<mroot>{_spell(body, script)}{_spell(degree, script=True)}</mroot>"
        case Accent("underline", body):
            return f'<munder accentunder="true">{_spell(body)}<mo stretchy="false">_</mo></munder>'
        case Accent(kind, body):
            return f'<mover accent="true">{_spell(body)}<mo stretchy="false">{_ACCENTS[kind]}</mo></mover>'
        case Script(base, sub, sup):
            tag = "msubsup" if sub and sup else "msub" if sub else "msup"
            scripts = "".join(_spell(part, script=True) for part in (sub, sup) if part)
            return f"<{tag}>{_spell(base, script)}{scripts}</{tag}>"
        case Big(sign, below, above):
            mark = _BIG.get(sign, sign)
            word = mark.isascii()
            operator = f'<mo movablelimits="true"{_SPACELESS}>{mark}</mo>' if word else f"<mo>{mark}</mo>"
            beside = sign in ("int", "oint", "iint")  # limits of an integral stand at its side
            tag = (("msub" if beside else "munder") if below else "") + (("sup" if beside else "over") if above else "")
            tag = tag if tag[:1] in ("", "m") else "m" + tag
            limits = "".join(_spell(limit, script=True) for limit in (below, above) if limit)
            return f"<{tag}>{operator}{limits}</{tag}>" if tag else operator
        case Grid(rows, kind):
            cells = "".join("<mtr>" + "".join(f"<mtd>{_spell(cell, script)}</mtd>" for cell in line) + "</mtr>"
                            for line in rows)
            left, right = ("(", "<mo>)</mo>") if kind == "matrix" else ("{", "")
            return f"<mrow><mo>{left}</mo><mtable>{cells}</mtable>{right}</mrow>"
        case Fenced(body, kind, tall):
            stretchy = "true" if tall else "false"
            # A bar does not show by itself on which side it stands.
            sides = (' form="prefix"', ' form="postfix"') if kind[0] == kind[1] else ("", "")
            left, right = (f'<mo{side} stretchy="{stretchy}">{mark}</mo>'
                           for side, mark in zip(sides, kind, strict=True))
            return f"<mrow>{left}{_spell(body, script)}{right}</mrow>"
    raise TypeError(box)


def _symbol(name: str, style: str) -> str:
    letter = LETTERS.get(name, name)
    if style not in ("italic", "upright"):
        # A letter of the block of its style is not slanted again, though a bold one would be by itself.
        variant = ' mathvariant="normal"' if style == "bold" else ""
        return f"<mi{variant}>{styled(letter, style)}</mi>"
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
        if isinstance(item, Big) and _BIG.get(item.sign, item.sign).isascii():
            out += _THIN
        if (item == Operator("apply") and isinstance(items[place - 1], Function)
                and not isinstance(starts(items[place + 1]), Fenced)):
            out += _THIN
    return out
