"""Objects of SymPy as text, without evaluating anything.

SymPy's own ``str`` negates exponents and multiplies numbers on its way, so that a tower of powers can
keep it busy for ever; here an object becomes lists of text first, and these are written out:

    sympy_text(Pow(x, Rational(1, 2)) + 1)    "x**(1/2) + 1"
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

Tree = list[Any]
"""[head, part, ...]: ["Symbol", "x"], ["Number", "0x1", "0x2"], ["Add", ...], ["Function", "f", ...]"""

NODES, DEPTH = 20_000, 150
"""How large a tree may be."""

DIGITS = 1000
"""How many hexadecimal digits of a number are worth writing, or computing with."""


class TooLarge(Exception):
    """An object is too large to be written out."""


def tree_of(e: Any, nodes: int = NODES) -> Tree:
    """An object of SymPy as lists of text. Numbers in base 16: Python does not write long ones in base 10.

    Raises TooLarge.
    """
    left = [nodes]

    def of(e: Any, depth: int) -> Tree:
        left[0] -= 1
        if left[0] < 0 or depth > DEPTH:
            raise TooLarge
        if isinstance(e, list | tuple):
            return ["Tuple", *all_of(e, depth)]
        if isinstance(e, dict):
            return ["Dict", *all_of(e.items(), depth)]
        if isinstance(e, str):
            return ["Symbol", e]
        if isinstance(e, int):
            return ["Number", hex(e), "0x1"]
        kind = type(e).__name__
        if getattr(e, "is_Rational", False):
            return ["Number", hex(e.p), hex(e.q)]
        if getattr(e, "is_Float", False):
            return ["Float", repr(float(e))]
        if getattr(e, "is_Symbol", False) or kind in ("Str", "MatrixSymbol"):
            return ["Symbol", str(e.name)]
        if getattr(e, "is_Matrix", False) and hasattr(e, "tolist"):
            return ["Matrix", ["List", *(["List", *all_of(row, depth + 1)] for row in e.tolist())]]
        parts = getattr(e, "args", None)
        if parts is None:
            raise TypeError(kind)
        if type(type(e)).__name__ == "UndefinedFunction":
            return ["Function", kind, *all_of(parts, depth)]
        return [kind, *all_of(parts, depth)]

    def all_of(parts: Any, depth: int) -> list[Tree]:
        return [of(part, depth + 1) for part in parts]

    return of(e, 0)


def number(value: Fraction) -> Tree:
    return ["Number", hex(value.numerator), hex(value.denominator)]


def value_of(tree: Tree) -> Fraction | None:
    """The number that a tree is, unless it is a very long one: those stay as they are."""
    if tree[0] != "Number" or len(tree[1]) + len(tree[2]) > DIGITS:
        return None
    return Fraction(int(tree[1], 16), int(tree[2], 16) or 1)


_MINUS_ONE = number(Fraction(-1))
_BINDS = {"Add": 1, "Mul": 2, "Pow": 3}
_CONSTANTS = {
    "Exp1": "E", "Pi": "pi", "Infinity": "oo", "NegativeInfinity": "-oo", "ImaginaryUnit": "I",
    "ComplexInfinity": "zoo", "NaN": "nan", "BooleanTrue": "True", "BooleanFalse": "False",
}  # fmt: skip
_CALLED = {
    "Equality": "Eq", "Unequality": "Ne", "StrictLessThan": "Lt", "LessThan": "Le", "StrictGreaterThan": "Gt",
    "GreaterThan": "Ge",
}  # fmt: skip


def spell(tree: Tree) -> str:
    """A tree as a line, as SymPy would write it, but in the order in which it stands."""
    head: str = tree[0]
    parts = tree[1:]

    def within(part: Tree, level: int) -> str:
        """A part, in brackets if it binds less than what stands around it."""
        text = spell(part)
        binds = _BINDS.get(part[0], 4)
        if text.startswith("-"):
            binds = 1
        elif text.startswith("1/") or (part[0] == "Number" and "/" in text):
            binds = 2
        return text if binds > level else f"({text})"

    def listed(parts: list[Tree]) -> str:
        return ", ".join(map(spell, parts))

    match head:
        case "Symbol" | "Float":
            return str(parts[0])
        case "Number":
            value = value_of(tree)
            return str(value) if value is not None else "a very long number"
        case "Add":
            first, *others = (within(part, 0) for part in parts)
            return first + "".join(f" - {t[1:]}" if t.startswith("-") else f" + {t}" for t in others)
        case "Mul":
            sign = "-" if parts[0] == _MINUS_ONE and len(parts) > 1 else ""
            below = [part for part in parts if part[0] == "Pow" and part[2] == _MINUS_ONE]
            above = [part for part in parts[bool(sign):] if part not in below]
            top = "*".join(spell(part) if part[0] == "Number" and part is above[0] and not sign else within(part, 1)
                           for part in above) or "1"
            bottom = "*".join(within(part[1], 2 if len(below) == 1 else 1) for part in below)
            return sign + top + (f"/({bottom})" if len(below) > 1 else f"/{bottom}" if below else "")
        case "Pow" if parts[1] == _MINUS_ONE:
            return f"1/{within(parts[0], 2)}"
        case "Pow":
            return f"{within(parts[0], 3)}**{within(parts[1], 3)}"
        case "Tuple":
            return f"({listed(parts)}{',' * (len(parts) == 1)})"
        case "List":
            return f"[{listed(parts)}]"
        case "Indexed":
            return f"{within(parts[0], 3)}[{listed(parts[1:])}]"
        case "IndexedBase":
            return spell(parts[0])
        case "Function":
            return f"{parts[0]}({listed(parts[1:])})"
    if not parts:
        return _CONSTANTS.get(head, head)
    return f"{_CALLED.get(head, head)}({listed(parts)})"


def sympy_text(e: Any) -> str:
    """An object of SymPy on a line. Raises TooLarge."""
    return spell(tree_of(e))


__all__ = ["TooLarge", "Tree", "number", "spell", "sympy_text", "tree_of", "value_of"]
