"""Boxes -> the source of a Typst formula (Typst 0.13 or later), without the dollar signs.

Functions are always written out (``frac(a, b)``, ``attach(x, b: i)``), so that
no slash, underscore or parenthesis is read in another way than was meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Basic

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
)
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.syntax import Node
from symdl.notation.written import boxes_of

__all__ = ["typst"]

# Inside a call a plain comma would end an argument, and a slash would make a fraction.
_OPERATORS = {
    **SIGNS,
    "plus": "+", "minus": "-", "neg": "-", "times": "", "dot": "dot.op", "thin": "thin", "apply": "",
    "comma": "comma", "semicolon": "semi", "slash": r"\/", "prime": "prime", "asterisk": "ast.op", "dagger": "dagger",
    "bang": "!", "bar": "|", "dots": "dots.h", "span": "dot dot", "placeholder": "dot.op", "top": "tack.b",
    "mod": "mod", "ne": "eq.not", "lt": "lt", "le": "lt.eq", "gt": "gt", "ge": "gt.eq", "to": "arrow.r",
    "colon": "colon",
}  # fmt: skip
_STYLES = {"upright": "upright", "calligraphic": "cal", "blackboard": "bb", "bold": "bold", "fraktur": "frak",
           "sans": "sans", "typewriter": "mono"}  # fmt: skip
_ACCENTS = {"hat": "hat", "tilde": "tilde", "bar": "macron", "dot": "dot", "vec": "arrow", "ddot": "dot.double",
            "check": "caron", "breve": "breve", "acute": "acute", "grave": "grave", "mathring": "circle",
            "underline": "underline"}  # fmt: skip
_FUNCTIONS = frozenset((
    "exp", "log", "lg", "ln", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "arcsin",
    "arccos", "arctan", "max", "min", "gcd", "det", "dim", "ker", "Pr",
))  # fmt: skip
"""Functions that have a name of their own."""
_BIG = {"prod": "product", "int": "integral", "oint": "integral.cont", "iint": "integral.double",
        "union": "union.big", "intersection": "inter.big", "argmax": 'op("arg max", limits: #true)',
        "argmin": 'op("arg min", limits: #true)', "mean": 'op("mean", limits: #true)'}  # fmt: skip
_MIXED = {"(]": ("paren.l", "bracket.r"), "[)": ("bracket.l", "paren.r")}


def typst(tree: Basic | Node, avoid: Iterable[str] = (), notation: Notation = OPEN) -> str:
    """Typst source of an expression, relation, assumption, family, index or loss, or of a tree of the reader.

    avoid      letters that no dummy index is to be shown with
    notation   what was declared when a tree of the reader was read

    Raises LanguageError for a node that is not of the language.
    """
    return _spell(boxes_of(tree, avoid, notation))


_ESCAPED = {"_": r"\_", "-": r"\-"}


def _spell(box: Box) -> str:
    match box:
        case Symbol(name, "italic"):
            # The character itself: Typst's names for some letters are not LaTeX's (epsilon, phi).
            return LETTERS.get(name, name)
        case Symbol(name, style):
            return f"{_STYLES[style]}({LETTERS.get(name, name)})"
        case Word(text, style):
            # Letter by letter: around a quoted word Typst would keep the spaces of the source.
            return f"{_STYLES[style]}({' '.join(_ESCAPED.get(char, char) for char in text)})"
        case Number(digits):
            return digits
        case Function(name):
            return name if name in _FUNCTIONS else f'op("{name}")'
        case Operator(name):
            return _OPERATORS[name]
        case Text(words, apart):
            return "quad " * apart + '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case Row(items):
            return " ".join(text for text in (_item(items, place) for place in range(len(items))) if text)
        case Fraction(top, bottom, small):
            text = f"frac({_spell(top)}, {_spell(bottom)})"
            return f"inline({text})" if small else text
        case Binomial(top, bottom):
            return f"binom({_spell(top)}, {_spell(bottom)})"
        case Root(body, degree):
            return f"root({_spell(degree)}, {_spell(body)})" if degree else f"sqrt({_spell(body)})"
        case Accent(kind, body):
            return f"{_ACCENTS[kind]}({_spell(body)})"
        case Script(base, sub, sup):
            return _attach(_spell(base), sub, sup)
        case Big(sign, below, above):
            return _attach(_BIG.get(sign, sign), below, above)
        case Grid(rows, "matrix"):
            return 'mat(delim: "(", ' + "; ".join(", ".join(map(_spell, cells)) for cells in rows) + ")"
        case Grid(rows):
            return "cases(" + ", ".join(" & ".join(map(_spell, cells)) for cells in rows) + ")"
        case Fenced(body, kind, tall):
            if kind in _MIXED:
                left, right = _MIXED[kind]
                return f"lr({left} {_spell(body)} {right})"
            if tall:
                return f"lr({kind[0]} {_spell(body)} {kind[1]})"
            if kind[0] == kind[1]:
                # A bar does not show by itself on which side it stands.
                return rf'class("opening", \{kind[0]}) {_spell(body)} class("closing", \{kind[1]})'
            return rf"\{kind[0]} {_spell(body)} \{kind[1]}"
    raise TypeError(box)


def _attach(base: str, sub: Box | None, sup: Box | None) -> str:
    scripts = (f", b: {_spell(sub)}" if sub else "") + (f", t: {_spell(sup)}" if sup else "")
    return f"attach({base}{scripts})" if scripts else base


def _item(items: tuple[Box, ...], place: int) -> str:
    """The item at ``place`` of a row."""
    if items[place] == Operator("apply") and isinstance(items[place - 1], Function):
        argument = items[place + 1]
        if isinstance(argument, Script) and isinstance(argument.base, Fenced):
            # Before (x)^2, which is no bracket any more, Typst would put a space.
            return "#h(-0.12em)"
    return _spell(items[place])
