"""A formula on one line as a person writes it: x_{n + 1}, f(2 x), 3/(x + 1)."""

from __future__ import annotations

import re

from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, show

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
    return show(node), _ATOM


def _in(node: Node, strength: int) -> str:
    text, own = _said(node)
    return text if own >= strength else f"({text})"


def _script(slot: tuple[Node, ...]) -> str:
    text = ", ".join(map(said, slot))
    return text if len(text) == 1 else f"{{{text}}}"


def _function(name: str) -> str:
    """f'' of f|2: derived twice."""
    found = re.fullmatch(r"([^|]+)\|([\d,]+)", name)
    if not found:
        return name
    bare, orders = found.groups()
    return bare + ("'" * int(orders) if orders.isdigit() else f"_({orders})")


__all__ = ["said"]
