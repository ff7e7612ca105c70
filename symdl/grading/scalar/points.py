"""Where two formulas are compared: small numbers that a student can follow first, then generic ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from zlib import crc32

from flint import fmpq

from symdl.errors import InputError, SymdlError
from symdl.grading.scalar.values import Outside, Place, Unclear, Unsupported, holds
from symdl.notation.reader import syntax as at
from symdl.notation.reader.notation import Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Node, show

_POSITIVE = tuple(fmpq(*q) for q in ((2, 1), (3, 1), (1, 1), (5, 1), (4, 1), (1, 2), (7, 1), (1, 3), (6, 1), (3, 2),
                                     (2, 3), (8, 1), (1, 4), (9, 1), (5, 2), (3, 4)))  # fmt: skip
_ANY = tuple(fmpq(*q) for q in ((2, 1), (-1, 1), (3, 1), (1, 1), (-2, 1), (1, 2), (-3, 1), (0, 1), (5, 1), (-1, 2),
                                (4, 1), (3, 2), (1, 3), (-4, 1), (6, 1), (10, 1)))  # fmt: skip
_SPANS = ((0, 1), (0, 4), (-4, 4), (-1, 1), (0, 12), (1, 3), (-12, 12), (5, 25))
_MOST_TRIES = 160


@dataclass(frozen=True)
class Assumed:
    """What is given about the names.

    relations   that hold
    integers    names that are integers
    positive    names that are not negative, as far as that shows
    """

    relations: tuple[Node, ...] = ()
    integers: frozenset[str] = frozenset()
    positive: frozenset[str] = frozenset()


NOTHING = Assumed()
_SIGNS = {"positive": "gt", "negative": "lt", "nonnegative": "ge", "nonzero": "ne", "non-negative": "ge",
          "non-zero": "ne"}  # fmt: skip
_ZERO = Fraction(0)
_KINDS = (*_SIGNS, "integer", "integers", "natural", "real", "reals", "number", "numbers")


def assumed(texts: Sequence[str], notation: Notation) -> Assumed:
    """Assumptions as a person writes them: "x > 0", "0 < p < 1", "n integer", "k, m positive", "n positive integer".

    Raises InputError for one that is neither.
    """
    relations: list[Node] = []
    integers: set[str] = set()
    for text in texts:
        words = text.replace(" is ", " ").replace(" are ", " ").replace(" an ", " ").replace(" a ", " ").split()
        kinds: list[str] = []
        while words and words[-1].lower() in _KINDS:
            kinds.append(words.pop().lower())
        try:
            if not kinds:
                relations.append(parse(text, notation).tree)
                if not isinstance(relations[-1], at.Chain):
                    raise InputError("this is no assumption", term=text, hint='write "x > 0" or "n integer"')
                continue
            parts = " ".join(words).replace(" and ", ",").split(",")
            names = [parse(part, notation).tree for part in parts if part.strip()]
        except SymdlError as error:
            raise InputError("this is no assumption", term=text, hint='write "x > 0" or "n integer"') from error
        for name in names:
            for kind in kinds:
                if kind in _SIGNS:
                    relations.append(at.Chain((name, at.Number(_ZERO)), (_SIGNS[kind],)))
                elif kind == "natural":
                    relations.append(at.Chain((name, at.Number(_ZERO)), ("gt",)))
                if kind in ("integer", "integers", "natural"):
                    integers.add(show(name))
    return Assumed(tuple(relations), frozenset(integers), frozenset(_positive(relations)))





def _positive(relations: Sequence[Node]) -> Iterator[str]:
    """Names of which a relation says that they are not negative."""
    for relation in relations:
        if not isinstance(relation, at.Chain):
            continue
        for left, sign, right in zip(relation.items[:-1], relation.signs, relation.items[1:], strict=True):
            if sign in ("gt", "ge") and isinstance(right, at.Number) and isinstance(left, (at.Name, at.Member)):
                yield show(left)
            if sign in ("lt", "le") and isinstance(left, at.Number) and isinstance(right, (at.Name, at.Member)):
                yield show(right)


def free_names(*trees: Node) -> tuple[str, ...]:
    """The names and derivatives that need a value, in order. Letters that a sum binds need none."""
    found: set[str] = set()

    def look(node: Node, bound: frozenset[str]) -> None:
        match node:
            case at.Name() | at.Derivative():
                if show(node) not in bound:
                    found.add(show(node))
            case at.Call(at.Name(), args, below):
                for part in (*args, *below):
                    look(part, bound)
            case at.Big(_, bounds, of):
                letters = {show(b.name) for b in bounds if isinstance(b, (at.Bound, at.Goes)) and b.name is not None}
                for b in bounds:
                    for part in at.children(b):
                        look(part, bound | letters)
                look(of, bound | letters)
            case _:
                for part in at.children(node):
                    look(part, bound)

    for tree in trees:
        look(tree, frozenset())
    return tuple(sorted(found))


def points(names: Sequence[str], given: Assumed, simple: int, generic: int) -> Iterator[tuple[bool, dict[str, fmpq]]]:
    """Points that meet the assumptions, and whether each is a generic one."""
    if not names:
        yield True, {}
        return
    for is_generic, makes, count in ((False, _simple(names, given), simple), (True, _generic(names, given), generic)):
        yield from ((is_generic, point) for point in islice(_meeting(makes, given), count))


def _meeting(makes: Iterator[dict[str, fmpq]], given: Assumed) -> Iterator[dict[str, fmpq]]:
    for point in islice(makes, _MOST_TRIES):
        try:
            if all(holds(relation, Place(point)) for relation in given.relations):
                yield point
        except Outside:
            continue
        except (Unclear, Unsupported):
            yield point


def _simple(names: Sequence[str], given: Assumed) -> Iterator[dict[str, fmpq]]:
    yield {name: fmpq(k + 2) for k, name in enumerate(names)}
    if len(names) <= 3:
        corners = [(fmpq(2), fmpq(-1), fmpq(1, 2)) if name not in given.positive | given.integers
                   else (fmpq(2), fmpq(1)) for name in names]
        yield from (dict(zip(names, corner, strict=True)) for corner in product(*corners))
    turn = 0
    while True:
        turn += 1
        point = {}
        for k, name in enumerate(names):
            pool = _POSITIVE if name in given.positive else _ANY
            pool = tuple(q for q in pool if q.q == 1) if name in given.integers else pool
            # Each name runs through its pool at a pace of its own, so that all pairs come to be seen.
            place = turn * (1 + k % 3) + k * (1 + turn // len(pool)) if turn % 4 else turn // 4 + k
            point[name] = pool[place % len(pool)]
        yield point


def _generic(names: Sequence[str], given: Assumed) -> Iterator[dict[str, fmpq]]:
    turn = 0
    while True:
        low, high = _SPANS[turn % len(_SPANS)]
        point = {}
        for name in names:
            draw = crc32(f"{turn}/{name}".encode())
            if name in given.integers or turn % 3 == 2:  # a power of a negative number, a factorial may need them
                q = fmpq(low + draw % (high - low + 8))
            else:
                q = low + (high - low) * fmpq(1 + draw % 9972, 9973)
            point[name] = abs(q) if name in given.positive else q
        yield point
        turn += 1


__all__ = ["NOTHING", "Assumed", "assumed", "free_names", "points"]
