r"""The chain rule as Leibniz writes it, with a name of one's own: \frac{df}{du} of f(x) = \sin(x^2), with u = x^2.

What is derived by u is written with u, and derived: \cos u. That is done only where nothing of what u is made of is
left beside it; else it is not known what is held fixed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress

from symdl.errors import LanguageError, ReadError
from symdl.grading.entered import flat, replaced_by
from symdl.grading.noted import with_letters_of
from symdl.grading.scalar.points import free_names
from symdl.grading.scalar.words import ONE, NoMeaning, over, replaced, standard
from symdl.notation.latex import latex
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Big, Call, Chain, Derivative, Gradient, Member, Name, Node, walk

_DEEPEST = 8
_HEAD = re.compile(r"\s*(\\?[A-Za-z]+)\s*(?:\(\s*(\\?[A-Za-z]+)\s*\)\s*)?")


def with_chains(line: str, own: Mapping[str, str], known: Mapping[str, str], notation: Notation = OPEN) -> str:
    """A line with derivatives by names of one's own worked out; those that are not seen through stay.

    own     names that were given in a solution, and what they stand for, as text
    known   what a question defines, as texts: f(x), or y, and what that is
    """
    if not any(name in line for name in own) or "d" not in line:
        return line
    with suppress(ReadError, NoMeaning, LanguageError):
        tree = _parsed(line, notation)
        put_in = [(node, made) for node in walk(tree) if isinstance(node, Derivative) and node.sign == "d"
                  and len({*node.by}) == 1 and isinstance(by := node.by[0], Name) and by.text in own
                  and (made := _worked_out(node, by, own, known, notation)) is not None]
        found = line
        for node, made in sorted(put_in, key=lambda one: one[0].start, reverse=True):
            found = rf"{found[: node.start]} \left( {latex(made, notation=notation)} \right) {found[node.end :]}"
        if put_in and flat(_parsed(found, notation)) == flat(replaced_by(tree, put_in)):
            return found
    return line


def _parsed(text: str, notation: Notation) -> Node:
    return parse(text, with_letters_of(notation, text)).tree


def _worked_out(node: Derivative, by: Name, own: Mapping[str, str], known: Mapping[str, str],
                notation: Notation) -> Node | None:
    """A derivative by a name of one's own; None where it is not clear what it is of."""
    others: dict[Node, Node] = {}
    for head, text in (*known.items(), *own.items()):
        if (named := _HEAD.fullmatch(head)) is not None and named[1] != by.text:
            others[Name(named[1])] = _parsed(text, notation)
            if named[2]:  # f(x), too
                others[Call(Name(named[1]), (Name(named[2]),))] = others[Name(named[1])]
    value = _written_out(_parsed(own[by.text], notation), others)
    if isinstance(node.of, Name) and free_names(value) == (node.of.text,) and len(node.by) == 1:  # dx/du is 1/(du/dx)
        return over(ONE, standard(Derivative("d", value, (node.of,))))
    of = replaced(flat(_written_out(node.of, others)), flat(value), by)
    if any(isinstance(part, Derivative | Gradient | Big | Chain | Member) or (
            isinstance(part, Call) and isinstance(part.function, Name)) for one in (of, value) for part in walk(one)):
        return None
    if by.text not in free_names(of) or not free_names(value) or {*free_names(of)} & {*free_names(value)}:
        return None
    return standard(Derivative("d", of, node.by))


def _written_out(tree: Node, values: Mapping[Node, Node]) -> Node:
    """A formula with what its names stand for, as often as one stands in another. Raises NoMeaning."""
    for _ in range(_DEEPEST):
        before = tree
        for head, value in values.items():
            tree = replaced(tree, head, value)
        if tree == before:
            return tree
    raise NoMeaning("its names have no end")


def derives_by(line: str, own: Mapping[str, str]) -> str:
    """A name of one's own that something is derived by in a line, with a straight d; "" if there is none."""
    return next((found[1] for found in _BY.finditer(line) if found[1] in own), "")


_BY = re.compile(r"(?:\\[dt]?frac\s*\{\s*d[^{}]*\}\s*\{\s*|(?<![A-Za-z\\])d[A-Za-z]?\s*/\s*)d\s*(\\?[A-Za-z]+)")


__all__ = ["derives_by", "with_chains"]
