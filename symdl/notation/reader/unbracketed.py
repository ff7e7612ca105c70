r"""Functions without brackets, and where what they are of may end: \log p/q, \log \sigma\sqrt{2\pi}, \cos x \, x^2.

A slash behind such an argument may divide the value, or the argument. Where one of the two is what nobody writes, the
other one is meant: \log 1/p is no 0/p, and \sin x/x no \sin 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from symdl.notation.reader.syntax import (
    Call,
    Constant,
    Function,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Transpose,
    children,
    walk,
)

_ANGLES = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))
_INVERSES = frozenset(("arcsin", "arccos", "arctan"))
_OF_A_NUMBER = frozenset((*_ANGLES, *_INVERSES, "sinh", "cosh", "tanh", "log", "exp"))
_OF_SEVERAL = frozenset(("max", "min", "gcd", "lcm", "binom", "E", "Var", "Cov", "Pr", "abs", "norm", "floor", "ceil",
                         "round", "sqrt"))
_IN_BARS = frozenset(("abs", "norm", "det"))
_IN_BRACKETS = re.compile(r"[(\[{|]\s*$")
_SPACE = re.compile(r"\\[,;: ]|\\q?quad|~")
_SLASH = re.compile(r"[/÷∕⁄]|\\div(?![A-Za-z])")
_PAIRS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True)
class Otherwise:
    """How else a function without brackets may be meant: of what stands from ``start`` to ``end``.

    first, last   where the part of the formula stands that is read in two ways
    shown         both readings
    """

    start: int
    end: int
    first: int
    last: int
    shown: tuple[str, str]

    def written(self, text: str) -> str:
        """The formula so that it cannot mean another thing."""
        return f"{text[: self.start]}({text[self.start : self.end]}){text[self.end :]}"


def readings(tree: Node, text: str) -> Iterator[Otherwise]:
    """How the functions of a formula that have no brackets may be meant, other than they were read."""
    for node in walk(tree):
        match node:
            case Quotient(top, bottom) if _SLASH.search(text, top.end, bottom.start):
                call = bare(_last(top), text)
                if call is not None and _stands_open(call, bottom, text) and not _divides_the_value(call, bottom):
                    yield _of(call, _closed(text, call.args[0].start, bottom.end), text)
            case Call(Function(name), (Product() as of, *_)) if name in _OF_A_NUMBER and bare(node, text):
                for cut in _where_it_may_end(of, text):
                    yield _of(node, cut, text)
            case Product(factors):
                for one, other in pairwise(factors):
                    call = bare(one, text)
                    if call is not None and _stands_open(call, other, text) and _may_take(call, other):
                        yield _of(call, _closed(text, call.args[0].start, other.end), text)


def _of(call: Call, end: int, text: str) -> Otherwise:
    """What a function may be of up to an end, beside how it was read."""
    start, stop = call.args[0].start, _closed(text, call.args[0].start, call.args[0].end)
    if end <= call.args[0].end:  # of less than was read
        rest = text[end : stop].strip()
        shown = (f"{text[call.start : start]}({text[start:stop].strip()})",
                 f"({text[call.start : end].strip()}) {rest}")
        return Otherwise(start, end, call.start, stop, shown)
    shown = (f"({text[call.start : stop].strip()}){text[stop:end]}",
             f"{text[call.start : start]}({text[start:end].strip()})")
    return Otherwise(start, end, call.start, end, shown)


def bare(node: Node, text: str) -> Call | None:
    r"""The value of a function without brackets that a node is, or a power of it: \log x, \sin^2 x."""
    node = node.base if isinstance(node, Power) else node
    if not isinstance(node, Call) or not isinstance(node.function, Function) or node.function.name in _OF_SEVERAL:
        return None
    return None if not node.args or _IN_BRACKETS.search(text, node.start, node.args[0].start) else node


def of_quotient(node: Node, bottom: Node, text: str) -> Node | None:
    r"""What is divided, where its last function is of the quotient: \log 1/p, \sin \pi/2. None where it is not."""
    call = bare(node, text)
    if call is None or not _stands_open(call, bottom, text) or _is_of_its_own(bottom) or not isinstance(
            call.function, Function):
        return None
    name, of = call.function.name, call.args[0].of if isinstance(call.args[0], Neg) else call.args[0]
    factors = of.factors if isinstance(of, Product) else (of,)
    is_known = (name in _ANGLES and Constant("pi") in factors) or (
        of == Number(Fraction(1)) and (name in ("log", *_INVERSES) or bool(_letters_of(bottom))))
    if not is_known:
        return None
    quotient = Quotient(call.args[0], bottom, start=call.args[0].start, end=bottom.end)
    value = replace(call, args=(quotient, *call.args[1:]), end=bottom.end)
    return replace(node, base=value, end=bottom.end) if isinstance(node, Power) else value


def _stands_open(call: Call, other: Node, text: str) -> bool:
    r"""Whether no bracket ends between a function and what follows it: as one does in (\log p)^2/q."""
    depth = 0
    for char in text[call.start : other.start]:
        depth += (char in "([{") - (char in ")]}")
        if depth < 0:
            return False
    return call.end <= other.start


def _is_of_its_own(bottom: Node) -> bool:
    r"""Whether what is divided by is a value like that which is divided: \sin x/\cos x, \log x/\log 2."""
    value = bottom.base if isinstance(bottom, Power) else bottom
    return isinstance(value, Call) and isinstance(value.function, Function) and \
        value.function.name in _OF_A_NUMBER - {"exp"}


def _divides_the_value(call: Call, bottom: Node) -> bool:
    r"""Whether a slash behind what a function is of divides the value, for certain: \sin x/x, \ln|x|/2."""
    of = call.args[0]
    if isinstance(of, Call) and isinstance(of.function, Function) and of.function.name in _IN_BARS - {"det"}:
        return not (isinstance(bottom, Call) and isinstance(bottom.function, Function)
                    and bottom.function.name in _IN_BARS)
    letters = _letters_of(of)
    is_cancelled = len(letters) == 1 and letters == _letters_of(bottom) and _is_monomial(of) and _is_monomial(bottom)
    return is_cancelled or _is_of_its_own(bottom)


def _is_monomial(node: Node) -> bool:
    match node:
        case Number() | Constant() | Name() | Member():
            return True
        case Product() | Quotient() | Neg() | Root():
            return all(map(_is_monomial, children(node)))
        case Power(base, exponent):
            return _is_monomial(base) and isinstance(exponent, Number)
    return False


def _may_take(call: Call, other: Node) -> bool:
    r"""Whether a function may be of a factor behind it, too: \log \sigma\sqrt{2\pi}, \log a\exp x."""
    if _letters_of(call.args[0]) & _letters_of(other):
        return False
    is_exponential = isinstance(other, Call) and other.function == Function("exp")
    return isinstance(other, Root) or (is_exponential and call.function == Function("log"))


def _where_it_may_end(of: Product, text: str) -> Iterator[int]:
    r"""Where the argument of a function without brackets may end, other than with its product.

    Nobody takes \sin \omega t for another thing. But what a fraction, a space, a power of e or the same letter again
    stands in may be a factor: \ln x \frac1x, \sin x \, y, \cos x x^2.
    """
    before: set[Node] = set()
    if any(isinstance(factor, Transpose) for factor in of.factors):
        return
    for one, factor in pairwise(of.factors):
        before |= _letters_of(one)
        cut = factor.start
        while text[cut - 1] in "{ ":
            cut -= 1
        is_exponential = isinstance(factor, Power) and factor.base == Constant("e")
        if before and (isinstance(factor, Quotient) or is_exponential or before & _letters_of(factor)
                       or _SPACE.search(text, one.end, factor.start)):
            yield cut


def _letters_of(node: Node) -> set[Node]:
    """The letters and members in a node, without their indices."""
    if isinstance(node, Name | Member):
        return {node}
    return set[Node]().union(*map(_letters_of, children(node)))


def _last(node: Node) -> Node:
    while isinstance(node, Product | Neg):
        node = node.factors[-1] if isinstance(node, Product) else node.of
    return node


def _closed(text: str, start: int, end: int) -> int:
    """The end of a part with the brackets closed that are opened in it."""
    open_: list[str] = []
    place = start
    while place < len(text) and (place < end or open_):
        char = text[place]
        if char in _PAIRS:
            open_.append(_PAIRS[char])
        elif open_ and char == open_[-1]:
            open_.pop()
        place += 1
    return place


__all__ = ["Otherwise", "bare", "of_quotient", "readings"]
