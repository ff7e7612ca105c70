"""A formula on one line as a person writes it: x_{n + 1}, f(2 x), 3/(x + 1)."""

from __future__ import annotations

import re
from contextlib import suppress

from symdl.errors import LanguageError
from symdl.notation.latex import latex
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, show
from symdl.notation.text import text

_SUM, _PRODUCT, _POWER, _ATOM = range(4)


def said(node: Node) -> str:
    return _said(node)[0]


def _said(node: Node) -> tuple[str, int]:
    """A node, and how strongly it is held together."""
    match node:
        case at.Number(value):
            return str(value), _ATOM if value.denominator == 1 else _PRODUCT
        case at.Sum(terms):
            parts = [f" - {_in(term.of, _PRODUCT)}" if isinstance(term, at.Neg) else f" + {_in(term, _SUM)}"
                     for term in terms]
            first = "".join(parts)
            return (f"-{first[3:]}" if first.startswith(" - ") else first[3:]), _SUM
        case at.Neg(of):
            return f"-{_in(of, _PRODUCT)}", _SUM
        case at.Product(factors):
            return " ".join(_in(factor, _PRODUCT) for factor in factors), _PRODUCT
        case at.Quotient(top, bottom):
            return f"{_in(top, _PRODUCT)}/{_in(bottom, _POWER)}", _PRODUCT
        case at.Power(base, exponent):
            return f"{_in(base, _ATOM)}^{_in(exponent, _ATOM)}", _POWER
        case at.Root(of, None):
            return f"sqrt({said(of)})", _ATOM
        case at.Factorial(of):
            return f"{_in(of, _ATOM)}!", _POWER
        case at.Call(function, args, ()):
            return f"{_function(show(function))}({', '.join(map(said, args))})", _ATOM
        case at.Member(name, below, above):
            over = f"^{{({', '.join(map(said, above))})}}" if above else ""  # in brackets: it is no power
            return name + (f"_{_script(below)}" if below else "") + over, _ATOM
    for printed in (text, latex) if not isinstance(node, at.Name | at.Constant | at.Function) else ():
        with suppress(LanguageError):
            return printed(node), _SUM
    return show(node), _ATOM


def unfolded(shown: str) -> str:
    """What ``show`` writes of derivatives of sums, products and powers, as a person writes it: ∂(y^2)/∂x."""
    parts = re.findall(r"[()]|[^\s()]+", shown)
    place = 0

    def part() -> str:
        nonlocal place
        place += 1
        if place > len(parts) or parts[place - 1] != "(":
            return parts[place - 1] if place <= len(parts) else ""
        sign = parts[place] if place < len(parts) else ""
        place += 1
        args: list[str] = []
        while place < len(parts) and parts[place] != ")":
            args.append(part())
        place += 1
        if sign in ("partial", "d") and len(args) > 1:
            d = "∂" if sign == "partial" else "d"
            return f"{d}({args[0]})/{' '.join(d + by for by in args[1:])}"
        if sign == "-" and len(args) == 1:
            return f"-{args[0]}"
        if sign in ("+", "*", "/", "^", "-"):
            return "(" + {"+": " + ", "*": " ", "/": "/", "^": "^", "-": " - "}[sign].join(args) + ")"
        return f"{sign}({', '.join(args)})"

    made = part()
    return re.sub(r"\(\(([^()]*)\)\)", r"(\1)", made) if place == len(parts) else shown


def _in(node: Node, strength: int) -> str:
    made, own = _said(node)
    return made if own >= strength else f"({made})"


def _script(slot: tuple[Node, ...]) -> str:
    made = ", ".join(map(said, slot))
    return made if len(made) == 1 else f"{{{made}}}"


def _function(name: str) -> str:
    """f'' of f|2: derived twice."""
    found = re.fullmatch(r"([^|]+)\|([\d,]+)", name)
    if not found:
        return name
    bare, orders = found.groups()
    return bare + ("'" * int(orders) if orders.isdigit() else f"_({orders})")


__all__ = ["said", "unfolded"]
