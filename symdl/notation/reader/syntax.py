r"""The tree of a formula as it was written: what the reader makes, and what all that use it start from.

A tree knows which signs are powers and which are indices, what is called and what is
multiplied, and how far each sign reaches. It does not know mathematics: no name is
looked up in a derivation, nothing is evaluated, and `3/6` stays `3/6`. Each node knows
where in the text it stands; two trees are equal if they say the same, wherever they stand.

``show`` writes a tree on one line, for tests and for people:

    \frac{1}{m} \sum_{i=1}^m x_i        (* (/ 1 m) (sum (i 1 m) x[i]))
    m^t = \beta_1 m^{t-1}               (eq m[;t] (* \beta_{1} m[;(+ t (- 1))]))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, Literal


@dataclass(frozen=True)
class Node:
    """start, end: the offsets of the node in the text. They are no part of what a tree says."""

    __match_args__: ClassVar[tuple[str, ...]]
    start: int = field(default=0, compare=False, kw_only=True, repr=False)
    end: int = field(default=0, compare=False, kw_only=True, repr=False)

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        """The nodes that it is made of, in order. Where it stands is none of them."""
        return tuple(_among([getattr(self, name) for name in self.__match_args__]))


# --------------------------------------------------------------------------
# Leaves


@dataclass(frozen=True)
class Number(Node):
    """A number without sign, exact: 0.25 is 1/4."""

    value: Fraction


@dataclass(frozen=True)
class Constant(Node):
    """A number that has a name: Euler's e, pi, infinity, and i where it is declared to be the imaginary unit."""

    name: Literal["e", "pi", "infinity", "i"]


@dataclass(frozen=True)
class Name(Node):
    r"""A name with all that belongs to it: ``\hat{x}``, ``\mu_{\mathcal{B}}``, ``P_{drop}``, ``W'``.

    A declared name is written as it was declared, any other in one fixed spelling: see ``names``.
    """

    text: str


@dataclass(frozen=True)
class Function(Node):
    """A function that everyone knows: log, exp, tanh, abs, floor, norm, E, ... See ``signs.FUNCTIONS``."""

    name: str


@dataclass(frozen=True)
class Dots(Node):
    """Three dots, between things of a list."""


@dataclass(frozen=True)
class Blank(Node):
    """What is left out: the left side of a formula that goes on from the line before."""


@dataclass(frozen=True)
class Text(Node):
    """Words of ordinary language in a formula."""

    words: str


# --------------------------------------------------------------------------
# Names with something to them


@dataclass(frozen=True)
class Member(Node):
    r"""A member of a family: ``x_i``, ``\hat{m}^t``, ``z_j^{(i)}`` (below j, above i)."""

    name: str
    below: tuple[Node, ...] = ()
    above: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Component(Node):
    """An index on something that is no name: ``(W x)_i``, ``E[h]_i``."""

    of: Node
    below: tuple[Node, ...] = ()
    above: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Call(Node):
    r"""A function with its arguments; ``f(x; \theta)`` has two.

    below   what stands in its subscript: the x ~ p of an expectation
    """

    function: Node
    args: tuple[Node, ...]
    below: tuple[Node, ...] = ()


# --------------------------------------------------------------------------
# Arithmetic


@dataclass(frozen=True)
class Neg(Node):
    of: Node


@dataclass(frozen=True)
class Sum(Node):
    """Two terms or more, in order. What is subtracted is a Neg."""

    terms: tuple[Node, ...]


@dataclass(frozen=True)
class Product(Node):
    """Two factors or more, in order, whatever sign stood between them."""

    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Quotient(Node):
    """``a/b`` and ``\\frac{a}{b}``. a*b/c is (a*b)/c."""

    top: Node
    bottom: Node


@dataclass(frozen=True)
class Power(Node):
    base: Node
    exponent: Node


@dataclass(frozen=True)
class Root(Node):
    """A square root, or one of the degree that is written."""

    of: Node
    degree: Node | None = None


@dataclass(frozen=True)
class Infix(Node):
    """An operation that is no sum and no product of numbers: odot, otimes, oplus, circ, cup, cap, mod, ..."""

    sign: str
    args: tuple[Node, ...]


@dataclass(frozen=True)
class Transpose(Node):
    of: Node


@dataclass(frozen=True)
class Factorial(Node):
    of: Node


# --------------------------------------------------------------------------
# Signs that bind or reach


@dataclass(frozen=True)
class Bound(Node):
    """A letter that a sign binds: ``i``, ``i = 1..m``, ``k != i`` (its condition), ``x in S``.

    name   None if only a condition is written, over two letters: the i < j of a double sum
    """

    name: Node | None
    first: Node | None = None
    last: Node | None = None
    condition: Node | None = None


@dataclass(frozen=True)
class Goes(Node):
    """What goes where in a limit, and from which side: "", "+" or "-"."""

    name: Node
    to: Node
    side: str = ""


@dataclass(frozen=True)
class Big(Node):
    """A sign that reaches over the product on its right: sum, prod, int, max, min, argmax, argmin, sup, inf,
    lim, union, intersection, mean."""

    sign: str
    bounds: tuple[Bound | Goes, ...]
    of: Node


@dataclass(frozen=True)
class Derivative(Node):
    r"""``partial`` or ``d`` of something, by one thing or several, one after the other.

    direct   written ``\partial_x f``: by that argument of f itself, all others held fixed
    """

    sign: Literal["partial", "d"]
    of: Node
    by: tuple[Node, ...]
    direct: bool = False


@dataclass(frozen=True)
class Gradient(Node):
    r"""``\nabla_\theta J(\theta)``, or ``\nabla f(x)``; of order 2 it is the Hessian."""

    of: Node
    by: Node | None = None
    order: int = 1


@dataclass(frozen=True)
class Evaluated(Node):
    r"""What has a bar behind it: its value at a point, ``f |_{x = 0}``, or between two, ``F |_0^1``."""

    of: Node
    below: tuple[Node, ...]
    above: Node | None = None


@dataclass(frozen=True)
class Indicator(Node):
    """1 where something holds, else 0."""

    condition: Node


# --------------------------------------------------------------------------
# Several things


@dataclass(frozen=True)
class Group(Node):
    """Things in brackets that stay brackets: a tuple, a list or vector, a set, an interval (half open, too)."""

    kind: Literal["tuple", "list", "set", "angle", "(]", "[)"]
    items: tuple[Node, ...]


@dataclass(frozen=True)
class List(Node):
    """Things beside each other, with a comma or semicolon between them and no brackets around."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Span(Node):
    """From a first to a last: the ``1..m`` or ``1, ..., m`` of a script."""

    first: Node
    last: Node


@dataclass(frozen=True)
class Matrix(Node):
    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True)
class Cases(Node):
    """Values, each with where it holds; None is "otherwise"."""

    cases: tuple[tuple[Node, Node | None], ...]


@dataclass(frozen=True)
class Chain(Node):
    """Things with relations between them: ``a = b = c`` is one chain of three things and two signs.

    The signs are the keys of ``signs.RELATIONS``: eq, ne, lt, le, gt, ge, assign, define, approx, ...
    """

    items: tuple[Node, ...]
    signs: tuple[str, ...]


# --------------------------------------------------------------------------
# What is said beside a tree


@dataclass(frozen=True)
class Note:
    """A place that some would read in another way.

    chosen    how it was read
    other     how else it could be
    declare   what to declare so that there is no question
    """

    start: int
    end: int
    kind: str
    chosen: str
    other: str = ""
    declare: str = ""

    @property
    def text(self) -> str:
        return (f"{self.chosen}" + (f"; it could be {self.other}" if self.other else "")
                + (f" ({self.declare})" if self.declare else ""))


def children(node: Node) -> tuple[Node, ...]:
    """The nodes that a node is made of, in order."""
    return node.parts


def _among(values: Sequence[object]) -> Iterator[Node]:
    for value in values:
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from _among(value)


def walk(node: Node) -> Iterator[Node]:
    """A node and all below it, a parent before its children."""
    left = [node]
    while left:
        yield (first := left.pop())
        left += first.parts[::-1]


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with each of its children changed."""
    if not node.parts:
        return node
    old = [getattr(node, name) for name in node.__match_args__]
    new = [_rebuilt(value, change) for value in old]
    if all(a is b for a, b in zip(new, old, strict=True)):
        return node
    return type(node)(*new, start=node.start, end=node.end)


def _rebuilt(value: Any, change: Callable[[Node], Node]) -> Any:
    if isinstance(value, Node):
        return change(value)
    if isinstance(value, tuple):
        made = tuple(_rebuilt(item, change) for item in value)
        return made if any(a is not b for a, b in zip(made, value, strict=True)) else value
    return value


# --------------------------------------------------------------------------
# On one line


def show(node: Node | None) -> str:
    """A tree as a line of text: (operation, parts, ...). Equal trees have equal lines."""
    match node:
        case None:
            return "_"
        case Number(value):
            return str(value)
        case Constant(name) | Function(name):
            return name
        case Name(text):
            return text
        case Dots():
            return "..."
        case Blank():
            return "_"
        case Text(words):
            return f'"{words}"'
        case Member(name, below, above):
            return name + _slots(below, above)
        case Component(of, below, above):
            return f"(at {show(of)} {_slots(below, above)})"
        case Call(function, args, below):
            return _form(show(function) + (_slots(below, ()) if below else ""), args)
        case Neg(of):
            return _form("-", (of,))
        case Sum(terms):
            return _form("+", terms)
        case Product(factors):
            return _form("*", factors)
        case Quotient(top, bottom):
            return _form("/", (top, bottom))
        case Power(base, exponent):
            return _form("^", (base, exponent))
        case Root(of, None):
            return _form("sqrt", (of,))
        case Root(of, degree) if degree is not None:
            return _form("root", (of, degree))
        case Infix(sign, args):
            return _form(sign, args)
        case Transpose(of):
            return _form("transpose", (of,))
        case Factorial(of):
            return _form("!", (of,))
        case Bound(name, first, last, condition):
            inside = [show(name), *([show(first), show(last)] if first or last else []),
                      *(["|", show(condition)] if condition else [])]
            return f"({' '.join(inside)})"
        case Goes(name, to, side):
            return f"({show(name)} -> {show(to)}{side})"
        case Big(sign, bounds, of):
            return _form(sign, (*bounds, of))
        case Derivative(sign, of, by, direct):
            return _form(sign + "_" * direct, (of, *by))
        case Gradient(of, by, order):
            return _form("nabla" + (f"^{order}" if order > 1 else ""), (of, *([by] if by else [])))
        case Evaluated(of, below, above):
            return f"(value {show(of)} {_slots(below, (above,) if above else ())})"
        case Indicator(condition):
            return _form("indicator", (condition,))
        case Group(kind, items):
            return _form(kind, items)
        case List(items):
            return _form(",", items)
        case Span(first, last):
            return _form("..", (first, last))
        case Matrix(rows):
            return "(matrix " + " ".join(f"({' '.join(map(show, row))})" for row in rows) + ")"
        case Cases(cases):
            return "(cases " + " ".join(f"({show(value)} {show(where)})" for value, where in cases) + ")"
        case Chain((left, right), (sign,)):
            return _form(sign, (left, right))
        case Chain(items, signs):
            rest = (part for item, sign in zip(items[1:], signs, strict=True) for part in (sign, show(item)))
            return f"(chain {show(items[0])} {' '.join(rest)})"
    raise TypeError(node)


def _form(head: str, parts: tuple[Node, ...]) -> str:
    return f"({' '.join([head, *map(show, parts)])})"


def _slots(below: tuple[Node, ...], above: tuple[Node, ...]) -> str:
    return "[" + ",".join(map(show, below)) + (";" + ",".join(map(show, above)) if above else "") + "]"


__all__ = [
    "Big", "Blank", "Bound", "Call", "Cases", "Chain", "Component", "Constant", "Derivative", "Dots", "Evaluated",
    "Factorial",
    "Function", "Goes", "Gradient", "Group", "Indicator", "Infix", "List", "Matrix", "Member", "Name", "Neg",
    "Node", "Note", "Number", "Power", "Product", "Quotient", "Root", "Span", "Sum", "Text", "Transpose",
    "children", "rebuilt", "show", "walk",
]  # fmt: skip
