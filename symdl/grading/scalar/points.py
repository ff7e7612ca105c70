"""Where two formulas are compared: small numbers that a student can follow first, then generic ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, islice, pairwise, product
from zlib import crc32

from flint import fmpq

from symdl.errors import InputError, SymdlError
from symdl.grading.scalar.ends import numbered
from symdl.grading.scalar.trees import ONE, ZERO, negative, plus
from symdl.grading.scalar.values import Outside, Place, Unclear, Unsupported, holds, is_apart, rounded, value
from symdl.notation.reader import syntax as at
from symdl.notation.reader.notation import Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Node, show, walk

_POSITIVE = tuple(fmpq(*q) for q in ((2, 1), (3, 1), (1, 1), (5, 1), (4, 1), (1, 2), (7, 1), (1, 3), (6, 1), (3, 2),
                                     (2, 3), (8, 1), (1, 4), (9, 1), (5, 2), (3, 4)))  # fmt: skip
_ANY = tuple(fmpq(*q) for q in ((2, 1), (-1, 1), (3, 1), (1, 1), (-2, 1), (1, 2), (-3, 1), (0, 1), (5, 1), (-1, 2),
                                (4, 1), (3, 2), (1, 3), (-4, 1), (6, 1), (10, 1)))  # fmt: skip
_SPANS = ((0, 1), (0, 4), (-4, 4), (-1, 1), (0, 12), (1, 3), (-12, 12), (5, 25))
_MOST_TRIES = 160
_MOST_BREAKS = 12


@dataclass(frozen=True)
class Assumed:
    """What is given about the names.

    relations   that hold
    integers    names that are integers
    positive    names that are not negative, as far as that shows
    strict      names that are not 0, besides
    """

    relations: tuple[Node, ...] = ()
    integers: frozenset[str] = frozenset()
    positive: frozenset[str] = frozenset()
    strict: frozenset[str] = frozenset()


NOTHING = Assumed()
_SIGNS = {"positive": "gt", "negative": "lt", "nonnegative": "ge", "nonzero": "ne", "non-negative": "ge",
          "non-zero": "ne"}  # fmt: skip
_RELATIONS = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})
_ZERO = Fraction(0)
_TURNED = {"lt": "gt", "le": "ge"}
_KINDS = (*_SIGNS, "symmetric", "integer", "integers", "natural", "real", "reals", "number", "numbers")


def assumed(texts: Sequence[str], notation: Notation) -> Assumed:
    """Assumptions as a person writes them: "x > 0", "0 < p < 1", "n integer", "k, m positive", "n positive integer".

    Raises InputError for one that is neither.
    """
    notation = replace(notation, latex=None)  # each text shows what it is written in
    relations: list[Node] = []
    integers: set[str] = set()
    for text in map(_without_each, texts):
        words = text.replace(" is ", " ").replace(" are ", " ").replace(" an ", " ").replace(" a ", " ").split()
        kinds: list[str] = []
        while words and words[-1].lower() in _KINDS:
            kinds.append(words.pop().lower())
        try:
            if not kinds:
                tree = parse(text, notation).tree
                *others, last = tree.items if isinstance(tree, at.List) else (tree,)  # n, m \in \mathbb{Z}
                if isinstance(last, at.Chain) and last.signs == ("in",):
                    members = [_membership(name, last.items[1]) for name in (*others, last.items[0])]
                    for member in members:
                        if member is None:
                            raise InputError("this is no assumption", term=text, hint='write "x > 0" or "n integer"')
                        integers |= {show(name) for name in member[0]}
                        relations += member[1]
                    continue
                if not isinstance(tree, at.Chain) or not _RELATIONS.issuperset(tree.signs):
                    raise InputError("this is no assumption", term=text, hint='write "x > 0" or "n integer"')
                relations.append(tree)
                continue
            parts = " ".join(words).replace(" and ", ",").split(",")
            names = [parse(part, notation).tree for part in parts if part.strip()]
        except SymdlError as error:
            raise InputError("this is no assumption", term=text, hint='write "x > 0" or "n integer"') from error
        for name in names:
            for kind in kinds:
                if kind in _SIGNS:
                    relations.append(at.Chain((name, at.Number(_ZERO)), (_SIGNS[kind],)))
                elif kind == "symmetric":
                    relations.append(at.Chain((name, at.Transpose(name)), ("eq",)))
                elif kind == "natural":
                    relations.append(at.Chain((name, at.Number(_ZERO)), ("gt",)))
                if kind in ("integer", "integers", "natural"):
                    integers.add(show(name))
    return _given(relations, integers)


# What says that a relation holds for each member, which it does anyway.
FOR_EACH = re.compile(
    r"[,\s]*(?:\\(?:quad|qquad|;|,|:)\s*|\\text\{\s*)*(?:for (?:each|all|every)\b|\\forall|\u2200)\s*\}?\s*"
    r"[A-Za-z](?:\s*,\s*[A-Za-z])*\s*\}?\s*$")


def _without_each(text: str) -> str:
    """p_i > 0, of "p_i > 0 for all i"; what holds for all values of a letter, a x = 0 for all x, stays as it is."""
    each = FOR_EACH.search(text)
    if each is None:
        return text
    alone = re.sub(r"_\s*(?:\{[^{}]*\}|\w)", " ", text[: each.start()])
    letters = re.findall(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])", each[0])
    return text if any(re.search(rf"(?<![A-Za-z\\]){one}(?![A-Za-z])", alone) for one in letters) \
        else text[: each.start()]


def _membership(name: Node, region: Node) -> tuple[tuple[Node, ...], list[Node]] | None:
    r"""The integers of n \in \mathbb{Z}, and the relations of x \in (0, \infty); None if the set is not known."""
    zero = at.Number(_ZERO)
    if not isinstance(name, (at.Name, at.Member)):
        return None
    match region:
        case at.Name(text) if (found := re.fullmatch(r"\\mathbb\{([NZQR])\}(?:[_^]\{(\+|0|gt0|ge0)\})?", text)):
            kind, sign = found.groups()
            if sign == "0" and kind != "N":
                return None
            order = "ge" if sign in ("0", "ge0") else "gt" if sign or kind == "N" else ""
            return (name,) if kind in "NZ" else (), [at.Chain((name, zero), (order,))] if order else []
        case at.Group("tuple" | "list" | "(]" | "[)" as kind, (low, high)):
            ends: list[Node] = []
            if low != at.Neg(at.Constant("infinity")):
                ends.append(at.Chain((name, low), ("gt" if kind in ("tuple", "(]") else "ge",)))
            if high != at.Constant("infinity"):
                ends.append(at.Chain((name, high), ("lt" if kind in ("tuple", "[)") else "le",)))
            return (), ends
    return None


def _given(relations: Sequence[Node], integers: Iterable[str]) -> Assumed:
    return Assumed(tuple(relations), frozenset(integers), frozenset(_positive(relations, ("gt", "ge"))),
                   frozenset(_positive(relations, ("gt",))))


def counted(given: Assumed, reference: Node, answer: Node) -> Assumed:
    """With what sums say of the letters at their ends: n is a number of terms, which is an integer and not negative.

    Only the reference may say what its letters are. What an answer says of them restricts where it is looked at, and
    is no reason to refute it elsewhere: see ``uncounted``.
    """
    # An answer that starts later than a sum usually does is looked at where it has no terms, too.
    relations = [*_of_ends(reference), *_of_ends(answer, latest=1), *numbered((reference, answer))]
    integers = given.integers | counting(reference) | {
        name for node in walk(reference) if isinstance(node, at.Factorial) and _is_plain(node.of)
        for name in free_names(node.of)}
    return _given([*given.relations, *(r for r in relations if r not in given.relations)], integers)


def uncounted(given: Assumed, answer: Node) -> tuple[str, ...]:
    """Letters that an answer takes for integers, and nobody said that they are."""
    return tuple(sorted((counting(answer) & {*free_names(answer)}) - given.integers))


def counting(tree: Node) -> frozenset[str]:
    """The names that say from where to where a sum or a product runs."""
    return frozenset(name for _, first, last in _ends(tree) for end in (first, last) for name in free_names(end))


def _ends(tree: Node) -> Iterator[tuple[str, Node, Node]]:
    for node in walk(tree):
        if isinstance(node, at.Big) and node.sign in ("sum", "prod"):
            for bound in node.bounds:
                if isinstance(bound, at.Bound) and bound.first is not None and bound.last is not None:
                    yield node.sign, bound.first, bound.last


def _of_ends(tree: Node, latest: int | None = None) -> Iterator[Node]:
    names = {*free_names(tree)}
    for _, first, last in _ends(tree):
        if latest is not None and not (isinstance(first, at.Number) and first.value <= latest):
            continue
        if names.issuperset(free_names(first, last)) and free_names(first, last):
            yield at.Chain((plus(last, ONE), first), ("ge",))
            if isinstance(last, at.Name):
                yield at.Chain((last, ZERO), ("ge",))


def _is_plain(node: Node) -> bool:
    """Whether a node is n, or n and an integer."""
    return isinstance(node, at.Name) or (isinstance(node, at.Sum) and all(
        isinstance(term, at.Name) or (isinstance(term.of if isinstance(term, at.Neg) else term, at.Number))
        for term in node.terms))


def _positive(relations: Sequence[Node], signs: tuple[str, ...]) -> Iterator[str]:
    """Names of which a relation says that they are not negative, or not 0 besides."""
    for relation in relations:
        if not isinstance(relation, at.Chain):
            continue
        for left, sign, right in zip(relation.items[:-1], relation.signs, relation.items[1:], strict=True):
            if sign in signs and isinstance(right, at.Number) and isinstance(left, (at.Name, at.Member)):
                yield show(left)
            if _TURNED.get(sign) in signs and isinstance(left, at.Number) and isinstance(right, (at.Name, at.Member)):
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
    names = _with_given(names, given)
    for is_generic, makes, count in ((False, _simple(names, given), simple), (True, _generic(names, given), generic)):
        yield from ((is_generic, point) for point in islice(_meeting(makes, given), count))


def _with_given(names: Sequence[str], given: Assumed) -> tuple[str, ...]:
    """Names, and those that something that is given ties to them: the y of x > y and y > z."""
    found = dict.fromkeys(names)
    relations = [{*free_names(relation)} for relation in given.relations]
    while more := sorted(set[str]().union(*(one for one in relations if one & found.keys())) - found.keys()):
        found |= dict.fromkeys(more)
    return tuple(found)


def breaks(trees: Sequence[Node], names: Sequence[str], given: Assumed) -> list[dict[str, fmpq]]:
    """Points at which a formula may change its course, and between them: what is 0 in |x - 7|, a condition.

    Such a place is a single one for each letter, which no drawn point meets; and none need lie in each course.
    """
    found: list[dict[str, fmpq]] = []
    between: list[dict[str, fmpq]] = []
    names = _with_given(names, given)
    ofs = dict.fromkeys(part for tree in trees for node in walk(tree) for part in courses(node))
    for name in names:
        rest = {other: fmpq(k + 2) for k, other in enumerate(names) if other != name}
        roots = [root for of in ofs if name in free_names(of) for root in _crossing(of, name, rest)]
        found += [{**rest, name: root} for root in roots]
        if steps := sorted({*roots}):
            sides = (steps[0] - 1, *((a + b) / 2 for a, b in pairwise(steps)), steps[-1] + 1)
            between += [{**rest, name: side} for side in sides]
    found = [*found[:_MOST_BREAKS], *between]
    whole = given.integers.intersection(names)
    kept = [point for point in found[: 2 * _MOST_BREAKS] if all(point[name].q == 1 for name in whole)]
    return [point for k, point in enumerate(_meeting(iter(kept), given)) if point not in kept[:k]]


def at_joint(tree: Node, place: Place) -> bool:
    """Whether two cases of a formula meet at a place, as far as that is seen: where x is 0, for |x|."""
    for of in (part for node in walk(tree) for part in courses(node)):
        with suppress(Outside, Unclear, Unsupported):  # it has a letter that a sum binds
            if not is_apart(value(of, place)):
                return True
    return False


def courses(node: Node) -> Iterator[Node]:
    """Of what the sign says which course a part of a formula takes."""
    match node:
        case at.Call(at.Function("sign" | "abs" | "relu"), (of,)):
            yield of
        case at.Call(at.Function("max" | "min"), args):
            yield from (plus(a, negative(b)) for a, b in combinations(args[:4], 2))
        case at.Indicator() | at.Cases():
            for part in walk(node):
                if isinstance(part, at.Chain):
                    yield from (plus(a, negative(b)) for a, b in pairwise(part.items))
        case at.Power(_, exponent) if not isinstance(exponent, at.Number):
            yield exponent


def _crossing(of: Node, name: str, rest: dict[str, fmpq]) -> Iterator[fmpq]:
    """Where a line is 0, and where the sides of a parabola meet."""
    try:
        at0, at1, at2 = (value(of, Place({**rest, name: fmpq(k)})) for k in range(3))
    except (Outside, Unclear, Unsupported):
        return
    if isinstance(at0, fmpq) and isinstance(at1, fmpq) and isinstance(at2, fmpq):
        bend, slope = (at2 - 2 * at1 + at0) / 2, at1 - at0
        if bend == 0 and slope != 0:
            yield -at0 / slope
        elif bend != 0:
            yield (bend - slope) / (2 * bend)


def nearby(point: Mapping[str, fmpq], parts: int, given: Assumed) -> Iterator[dict[str, fmpq]]:
    """The place near a point where all numbers are whole parts, if it meets the assumptions."""
    yield from _meeting(iter([{name: rounded(number, parts) for name, number in point.items()}]), given)


def mirrored(found: Iterable[tuple[bool, dict[str, fmpq]]], given: Assumed) -> Iterator[dict[str, fmpq]]:
    """Points, each with the one on the other side of 0, if that meets the assumptions."""
    for _, point in found:
        yield point
        yield from _meeting(iter([{name: -number for name, number in point.items()}]), given)


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


__all__ = ["NOTHING", "Assumed", "assumed", "at_joint", "breaks", "counted", "counting", "courses", "free_names",
           "mirrored", "nearby", "points", "uncounted"]
