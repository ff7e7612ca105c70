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
)
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.syntax import Node
from symdl.notation.written import boxes_of

__all__ = ["latex"]

_OPERATORS = {
    "plus": "+", "minus": "-", "neg": "-", "times": "", "dot": r"\cdot", "thin": r"\,", "apply": "", "comma": ",",
    "semicolon": ";", "slash": "/", "prime": r"\prime", "asterisk": "*", "dagger": r"\dagger", "bang": "!", "bar": "|",
    "dots": r"\ldots", "span": "..", "placeholder": r"\cdot", "top": r"\top", "mod": r"\bmod",
    "eq": "=", "lt": "<", "gt": ">", "assign": r"\leftarrow", "define": r"\equiv", "given": r"\mid", "colon": ":",
    "and": r"\wedge", "or": r"\vee", "conv": r"\ast",
    **{name: "\\" + name for name in (
        "ne", "le", "ge", "to", "approx", "sim", "propto", "mapsto", "in", "notin", "subset", "subseteq", "supset",
        "supseteq", "ll", "gg", "succeq", "preceq", "implies", "iff", "perp", "parallel",
        "odot", "circ", "otimes", "oplus", "ominus", "cup", "cap", "setminus", "star", "bullet", "pm", "mp",
    )},
}  # fmt: skip
_STYLES = {"upright": "mathrm", "calligraphic": "mathcal", "blackboard": "mathbb", "bold": "mathbf",
           "fraktur": "mathfrak", "sans": "mathsf", "typewriter": "mathtt"}  # fmt: skip
_FUNCTIONS = frozenset((
    "exp", "log", "lg", "ln", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "arcsin",
    "arccos", "arctan", "max", "min", "gcd", "det", "dim", "ker", "Pr",
))  # fmt: skip
"""Functions that have a command of their own."""
_BIG = {"union": r"\bigcup", "intersection": r"\bigcap", "argmax": r"\arg\max", "argmin": r"\arg\min",
        "mean": r"\operatorname*{mean}"}  # fmt: skip
_FENCES = {
    "()": ("(", ")"), "[]": ("[", "]"), "(]": ("(", "]"), "[)": ("[", ")"), "{}": (r"\{", r"\}"),
    "||": (r"\lvert ", r" \rvert"), "‖‖": (r"\lVert ", r" \rVert"), "⟨⟩": (r"\langle ", r" \rangle"),
    "⌊⌋": (r"\lfloor ", r" \rfloor"), "⌈⌉": (r"\lceil ", r" \rceil"),
}  # fmt: skip
_GRIDS = {"matrix": "pmatrix", "cases": "cases"}
_WORDS = {char: "\\" + char for char in "#$%&_{}"} | {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}  # fmt: skip


def latex(tree: Basic | Node, avoid: Iterable[str] = (), notation: Notation = OPEN) -> str:
    """LaTeX of an expression, relation, assumption, family, index or loss, or of a tree of the reader.

    avoid      letters that no dummy index is to be shown with
    notation   what was declared when a tree of the reader was read

    Raises LanguageError for a node that is not of the language.
    """
    return _spell(boxes_of(tree, avoid, notation))


def _spell(box: Box) -> str:
    match box:
        case Symbol(name, "italic"):
            return "\\" + name if name in LETTERS else name
        case Symbol(name, "bold") if name in LETTERS:
            return rf"\boldsymbol{{\{name}}}"  # \mathbf has Latin letters only
        case Symbol(name, style):
            return rf"\{_STYLES[style]}{{{_spell(Symbol(name))}}}"
        case Word(text, "upright") if not text.isalnum():
            return rf"\text{{{_words(text)}}}"  # \mathrm{lr\_max} would be a name with a subscript
        case Word(text, style):
            return rf"\{_STYLES[style]}{{{_words(text)}}}"
        case Number(digits):
            return r"\infty" if digits == "∞" else digits
        case Function(name):
            return "\\" + name if name in _FUNCTIONS else rf"\operatorname{{{_words(name)}}}"
        case Operator(name):
            return _OPERATORS[name]
        case Text(words, apart):
            return rf"\quad \text{{{_words(words)} }}" if apart else rf"\text{{{_words(words)} }}"
        case Row(items):
            return _row(items)
        case Fraction(top, bottom, small):
            return rf"\{'t' if small else ''}frac{{{_spell(top)}}}{{{_spell(bottom)}}}"
        case Binomial(top, bottom):
            return rf"\binom{{{_spell(top)}}}{{{_spell(bottom)}}}"
        case Root(body, degree):
            return r"\sqrt" + (f"[{_tight(degree)}]" if degree else "") + f"{{{_spell(body)}}}"
        case Accent(kind, body):
            return rf"\{kind}{{{_spell(body)}}}"
        case Script(base, sub, sup):
            text = _spell(base)
            # A script on a script, or on several things, is an error or another formula in TeX.
            text = "{" + text + "}" if isinstance(base, (Script, Row, Fraction)) else text
            return text + ("_" + _script(sub) if sub else "") + ("^" + _script(sup) if sup else "")
        case Big(sign, below, above):
            limits = (f"_{{{_tight(below)}}}" if below else "") + (f"^{{{_tight(above)}}}" if above else "")
            return _BIG.get(sign, "\\" + sign) + limits
        case Grid(rows, kind):
            lines = r" \\ ".join(" & ".join(map(_spell, cells)) for cells in rows)
            return rf"\begin{{{_GRIDS[kind]}}} {lines} \end{{{_GRIDS[kind]}}}"
        case Fenced(body, kind, tall):
            left, right = _FENCES[kind]
            if tall:
                left, right = rf"\left{left.strip()} ", rf" \right{right.strip()}"
            return left + _spell(body) + right
    raise TypeError(box)


def _words(text: str) -> str:
    return "".join(_WORDS.get(char, char) for char in text)


_APPLY = Operator("apply")
_BEFORE = (_APPLY, Operator("neg"))  # what stands close to what follows
_AFTER = (Operator("comma"), Operator("semicolon"), Operator("bang"))  # what stands close to what is before it


def _row(items: tuple[Box, ...]) -> str:
    out = ""
    for place, item in enumerate(items):
        if item == _APPLY:
            following = starts(items[place + 1])
            if isinstance(following, Fenced):
                # \left would put a space between the function and its argument.
                out += r"\mathopen{}" if following.tall else ""
            else:
                out += " "
        else:
            glued = not place or items[place - 1] in _BEFORE or item in _AFTER
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
        # A letter would go on the name of a command, a digit on a number, and so would the e of 2e - 3.
        letter, digit = text[:1].isalpha(), text[:1].isdigit() or text[:1] in ("e", "E")
        out += " " * any(re.search(end, out) for end in [r"\\[A-Za-z]+$"] * letter + [r"\d$"] * digit) + text
    return out


def _script(box: Box) -> str:
    text = _tight(box)
    return text if len(text) == 1 else "{" + text + "}"
