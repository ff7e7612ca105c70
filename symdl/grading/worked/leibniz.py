r"""The chain rule as Leibniz writes it, with a name of one's own: \frac{df}{du} of f(x) = \sin(x^2), with u = x^2.

What is derived by u is written with u, and derived: \cos u. That is done only where nothing of what u is made of is
left beside it; else it is not known what is held fixed. So is a sum over a family, e_i = \hat{y}_i - y_i, by one of it.
If nothing is held fixed, of one letter: of s = \sigma^2, dL/ds is that of L by \sigma, over 2\sigma.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from symdl.errors import LanguageError, ReadError
from symdl.grading.named import names_of
from symdl.grading.scalar.points import free_names
from symdl.grading.scalar.trees import ONE, over, plus, times
from symdl.grading.scalar.words import NoMeaning, replaced, standard
from symdl.grading.typed.applied import HEAD
from symdl.grading.typed.entered import flat, replaced_by
from symdl.grading.typed.noted import with_letters_of
from symdl.notation.latex import latex
from symdl.notation.reader.notation import OPEN, Meaning, Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Call,
    Chain,
    Derivative,
    Gradient,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Product,
    Sum,
    rebuilt,
    walk,
)

_DEEPEST = 8
_DERIVES = re.compile(r"d|∂|\\partial")
_BASE = re.compile(r"\\(?:hat|bar|tilde|vec)\s*\{[^{}]*\}|\\?[A-Za-z]+")
_PLAIN = re.compile(r"(?<![A-Za-z\\])d([A-Za-z])\s*/\s*d([A-Za-z])(?![A-Za-z_({])")

Meanings = Sequence[tuple[Node, Node]]


def with_chains(line: str, own: Mapping[str, str], known: Mapping[str, str], notation: Notation = OPEN, *,
                totally: bool = False) -> str:
    """A line with derivatives by names of one's own worked out; those that are not seen through stay.

    own      names that were given in a solution, and what they stand for, as text
    known    what a question defines, as texts: f(x), or y, and what that is
    totally  whether nothing is held fixed
    """
    if not _DERIVES.search(line) or not any(found[0] in line for found in map(_BASE.match, own) if found):
        return line
    if "e" in own:
        notation = replace(notation, meanings={**notation.meanings, "e": Meaning("e")}, constants={
            name: value for name, value in notation.constants.items() if name != "e"})
    with suppress(ReadError, NoMeaning, LanguageError):
        tree = parsed(line, notation)
        ours, theirs = meanings(own, notation), meanings(known, notation)
        put_in = [(node, made) for node in walk(tree) if isinstance(node, Derivative) and len({*node.by}) == 1
                  and (made := _worked_out(node, ours, theirs, totally)) is not None]
        found = line
        for node, made in sorted(put_in, key=lambda one: one[0].start, reverse=True):
            found = rf"{found[: node.start]} \left( {latex(made, notation=notation)} \right) {found[node.end :]}"
        for said in (_PLAIN.sub(r"\\frac{d\1}{d\2}", found), found):
            if put_in and flat(parsed(said, notation)) == flat(replaced_by(tree, put_in)):
                return said
    return line


def parsed(text: str, notation: Notation) -> Node:
    return parse(text, with_letters_of(notation, text)).tree


def meanings(said: Mapping[str, str], notation: Notation) -> Meanings:
    """What names stand for; f of f(x), too. Those that cannot be read have no meaning."""
    found: list[tuple[Node, Node]] = []
    for head, text in said.items():
        with suppress(ReadError):
            value = parsed(text, notation)
            if (called := HEAD.fullmatch(head)) is not None:
                found += [(Name(called[1]), value), (Call(Name(called[1]), (Name(called[2]),)), value)]
            elif isinstance(left := parsed(head, notation), Name | Member):
                found.append((left, value))
    return found


def _worked_out(node: Derivative, ours: Meanings, theirs: Meanings, totally: bool) -> Node | None:
    """A derivative by a name of one's own; None where it is not clear what it is of."""
    by = node.by[0]
    known = [(head, value) for head, value in (*theirs, *ours) if _value_at(head, ONE, by) is None]
    value = next((found for head, said in ours if (found := _value_at(head, said, by)) is not None), None)
    if value is None:
        return None
    value = flat(written_out(value, known))
    if isinstance(node.of, Name) and free_names(value) == (node.of.text,) and len(node.by) == 1:  # dx/du is 1/(du/dx)
        return over(ONE, standard(Derivative("d", value, (node.of,))))
    of = flat(written_out(node.of, known))
    if isinstance(by, Member):
        return _by_member(of, value, by) if len(node.by) == 1 else None
    return _by_name(of, value, by, len(node.by), totally) if isinstance(by, Name) else None


def _by_name(of: Node, value: Node, by: Name, order: int, totally: bool) -> Node | None:
    of = _put_in(of, value, by)
    if is_opaque(of, value) or any(isinstance(part, Big | Member) for one in (of, value) for part in walk(one)):
        return None
    names, letters = free_names(of), free_names(value)
    if totally and {*names} & {*letters} and len(letters) == 1 == order:
        above, below = (standard(Derivative("d", one, (Name(letters[0]),))) for one in (replaced(of, by, value), value))
        return over(above, below)
    if by.text not in names or not letters or {*names} & {*letters}:
        return None
    return standard(Derivative("d", of, (by,) * order))


def _by_member(of: Node, value: Node, by: Member) -> Node | None:
    r"""\frac{\partial}{\partial e_i} \frac12 \sum_k e_k^2 as \frac12 2 e_i: of one sum, over all of them."""
    sums = [part for part in walk(of) if isinstance(part, Big)]
    index = by.below[0] if len(by.below) == 1 and not by.above else None
    if len(sums) != 1 or not isinstance(index, Name) or (k := _counts_all(sums[0])) is None:
        return None
    letter, total = Name("member"), Name("total")
    body = _put_in(sums[0].of, replaced(value, index, k), letter)
    outer = replaced(of, sums[0], total)
    left = {*names_of(value)} - {index.text}
    if is_opaque(body, outer, value) or letter.text not in free_names(body) \
            or {*names_of(body), *names_of(outer)} & left or k.text in names_of(outer) \
            or any(isinstance(part, Big) for one in (body, value) for part in walk(one)):
        return None
    slope = replaced(standard(Derivative("d", outer, (total,))), total, sums[0])
    return times(slope, replaced(replaced(standard(Derivative("d", body, (letter,))), k, index), letter, by))


def _counts_all(node: Big) -> Name | None:
    """The letter of a sum over all members of a family."""
    match node:
        case Big("sum", (Bound(Name() as name, first, last, None),)) if first in (None, ONE) and (
                last is None or isinstance(last, Name)):
            return name
    return None


def is_opaque(*trees: Node) -> bool:
    return any(isinstance(part, Derivative | Gradient | Chain) or (
        isinstance(part, Call) and isinstance(part.function, Name)) for one in trees for part in walk(one))


def _put_in(node: Node, value: Node, by: Node) -> Node:
    """A formula with a name for what it stands for, also where that is some terms of a sum, or factors of a product."""
    node = rebuilt(node, lambda one: _put_in(one, value, by))
    if node == value:
        return by
    match node, value:
        case Sum(terms), Sum(parts):
            for sign, name in ((parts, by), (tuple(map(_negated, parts)), Neg(by))):
                if not Counter(sign) - Counter(terms):
                    return plus(*(Counter(terms) - Counter(sign)).elements(), name)
        case Product(factors), Product(parts):
            size = len(parts)
            for k in range(len(factors) - size + 1):
                if factors[k : k + size] == parts:
                    return times(*factors[:k], by, *factors[k + size :])
    return node


def _negated(node: Node) -> Node:
    match node:
        case Neg(of):
            return of
        case Number(value):
            return Number(-value)
    return Neg(node)


def _value_at(head: Node, value: Node, node: Node) -> Node | None:
    """What a name stands for, a member of a family of which one was said, or a value of a function; None for others."""
    if node == head:
        return value
    match head, node:
        case Member(name, (Name() as index,), ()), Member(other, (at,), ()) if name == other:
            if any(isinstance(part, Bound) and part.name == at for part in walk(value)):
                raise NoMeaning("its letter is bound there")
            return replaced(value, index, at)
        case Call(function, (Name() as letter,), ()), Call(another, (of,), ()) if function == another:
            return replaced(value, letter, of)
    return None


def written_out(tree: Node, said: Meanings) -> Node:
    """A formula with what its names stand for, as often as one stands in another. Raises NoMeaning."""
    def put(node: Node) -> Node:
        found = next((made for head, value in said if (made := _value_at(head, value, node)) is not None), None)
        return rebuilt(node, put) if found is None else found

    for _ in range(_DEEPEST):
        before, tree = tree, put(tree)
        if tree == before:
            return tree
    raise NoMeaning("its names have no end")


def derives_by(line: str, own: Mapping[str, str]) -> str:
    """A name of one's own that something is derived by in a line, with a straight d; "" if there is none."""
    return next((found[1] for found in _BY.finditer(line) if found[1] in own), "")


_BY = re.compile(r"(?:\\[dt]?frac\s*\{\s*d[^{}]*\}\s*\{\s*|(?<![A-Za-z\\])d[A-Za-z]?\s*/\s*)d\s*(\\?[A-Za-z]+)")


__all__ = ["Meanings", "derives_by", "is_opaque", "meanings", "parsed", "with_chains", "written_out"]
