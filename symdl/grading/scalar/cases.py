r"""Formulas with cases, conditions, |x|, max and min: the same in each case of the signs of what these depend on.

    \begin{cases} x & x > y \\ y & x \le y \end{cases}    max(x, y): for x - y > 0, x - y < 0, and x = y
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction

from flint import fmpq

from symdl.grading.scalar import exact
from symdl.grading.scalar.points import Assumed, free_names
from symdl.grading.scalar.values import Outside, Place, Unclear, Unsupported, value
from symdl.grading.scalar.words import ONE, ZERO, negative, plus, replaced, times
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, show, walk

_MOST_DEEP = 5
_FUNCTIONS = ("abs", "max", "min", "relu", "sign")
_SIGNS = {"gt": (1,), "ge": (1, 0), "lt": (-1,), "le": (-1, 0), "eq": (0,), "ne": (1, -1)}
_FIRST = tuple(fmpq(7 * n + 3, 5 * n + 2) for n in range(1, 20))


def by_cases(left: Node, right: Node, given: Assumed) -> bool:
    """Whether two real formulas are the same in each case of the signs that they depend on, some at least."""
    if not any(_is_conditional(part) for tree in (left, right) for part in walk(tree)):
        return False
    with suppress(exact.Unfit, Outside, Unclear, Unsupported):
        return _same(left, right, given, [], _MOST_DEEP)
    return False


def _same(left: Node, right: Node, given: Assumed, known: Sequence[tuple[Node, int]], deep: int) -> bool:
    guard = next((guard for tree in (left, right) for guard in _guards(tree)), None)
    if guard is None:
        return _is_impossible(known) or bool(exact.same(
            left, right, complex=False, positive=given.positive, integers=given.integers, strict=given.strict))
    if not deep:
        return False
    signs = (1,) if show(guard) in given.strict else (1, 0) if show(guard) in given.positive else (1, -1, 0)
    for sign in signs:
        trees = [_settled(tree, guard, sign) for tree in (left, right)]
        if trees == [left, right]:  # what is not seen through
            return False
        if not sign and (solved := _solved(guard)) is not None:
            trees = [replaced(tree, *solved) for tree in trees]
        if not _same(trees[0], trees[1], given, [*known, (guard, sign)], deep - 1):
            return False
    return True


# --------------------------------------------------------------------------
# Conditions


def _is_conditional(node: Node) -> bool:
    return isinstance(node, at.Cases | at.Indicator) or (
        isinstance(node, at.Call) and isinstance(node.function, at.Function) and node.function.name in _FUNCTIONS)


def _guards(tree: Node) -> Iterator[Node]:
    """What the conditions of a tree depend on the sign of; of those in others, the inner ones first."""
    for child in at.children(tree):
        yield from _guards(child)
    if _is_conditional(tree):
        for guard in _of(tree):
            if not any(map(_is_conditional, walk(guard))):
                yield guard


def _of(node: Node) -> Iterator[Node]:
    match node:
        case at.Indicator(condition):
            yield from _differences(condition)
        case at.Cases(cases):
            for _, where in cases:
                if where is not None:
                    yield from _differences(where)
        case at.Call(at.Function("abs" | "relu" | "sign"), (of,)):
            yield of
        case at.Call(at.Function("max" | "min"), (a, b)):
            yield plus(a, negative(b))


def _differences(condition: Node) -> Iterator[Node]:
    for left, right, _ in _links(condition):
        yield plus(left, negative(right))


def _links(condition: Node) -> list[tuple[Node, Node, str]]:
    """The relations of a condition, all of which hold where it does; none if it is something else."""
    match condition:
        case at.Chain(items, signs) if _SIGNS.keys() >= {*signs}:
            return list(zip(items[:-1], items[1:], signs, strict=True))
        case at.List(parts) | at.Infix("and", parts):
            found = [_links(part) for part in parts]
            return [link for links in found for link in links] if all(found) else []
    return []


def _settled(node: Node, guard: Node, sign: int) -> Node:
    """A tree without the conditions that the sign of a guard settles."""
    node = rebuilt(node, lambda part: _settled(part, guard, sign))

    def sign_of(of: Node) -> int | None:
        ratio = _ratio(of, guard)
        return None if ratio is None else sign * ((ratio > 0) - (ratio < 0))

    match node:
        case at.Indicator(condition) if (holds := _holds(condition, guard, sign)) is not None:
            return ONE if holds else ZERO
        case at.Cases(cases):
            kept = []
            for result, where in cases:
                holds = True if where is None else _holds(where, guard, sign)
                if holds is not False:
                    kept.append((result, None if holds else where))
                if holds:
                    break
            return kept[0][0] if kept and kept[0][1] is None else at.Cases(tuple(kept)) if kept else node
        case at.Call(at.Function("abs"), (of,)) if (way := sign_of(of)) is not None:
            return of if way > 0 else negative(of) if way < 0 else ZERO
        case at.Call(at.Function("relu"), (of,)) if (way := sign_of(of)) is not None:
            return of if way > 0 else ZERO
        case at.Call(at.Function("sign"), (of,)) if (way := sign_of(of)) is not None:
            return at.Number(Fraction(way))
        case at.Call(at.Function("max" | "min" as name), (a, b)) if (
                way := sign_of(plus(a, negative(b)))) is not None:
            return a if (way >= 0) == (name == "max") else b
    return node


def _holds(condition: Node, guard: Node, sign: int) -> bool | None:
    """Whether a condition holds; None if the sign of the guard does not tell."""
    links = _links(condition)
    told: list[bool | None] = []
    for left, right, relation in links:
        ratio = _ratio(plus(left, negative(right)), guard)
        told.append(None if ratio is None else sign * ((ratio > 0) - (ratio < 0)) in _SIGNS[relation])
    return False if False in told else None if None in told or not told else True


def _ratio(of: Node, guard: Node) -> fmpq | None:
    """The number by which something is a multiple of a guard; None if it is none."""
    if of == guard:
        return fmpq(1)
    names = free_names(guard)
    if {*names} != {*free_names(of)}:
        return None
    place = Place(dict(zip(names, _FIRST, strict=False)))
    with suppress(exact.Unfit, Outside, Unclear, Unsupported, ZeroDivisionError):
        ratio = value(of, place) / value(guard, place)
        if isinstance(ratio, fmpq) and ratio != 0 and exact.same(
                of, times(at.Number(Fraction(int(ratio.p), int(ratio.q))), guard), complex=False):
            return ratio
    return None


# --------------------------------------------------------------------------
# Places


def _line(guard: Node) -> tuple[str, Fraction, Fraction] | None:
    """x, a and b of a guard a x + b of one letter; None if it is another."""
    names = free_names(guard)
    if len(names) != 1 or any(_is_conditional(part) for part in walk(guard)):
        return None
    with suppress(exact.Unfit, Outside, Unclear, Unsupported):
        at_0, at_1 = (value(guard, Place({names[0]: fmpq(n)})) for n in (0, 1))
        if isinstance(at_0, fmpq) and isinstance(at_1, fmpq) and at_0 != at_1:
            a, b = (Fraction(int(q.p), int(q.q)) for q in (at_1 - at_0, at_0))
            if exact.same(guard, plus(times(at.Number(a), at.Name(names[0])), at.Number(b)), complex=False):
                return names[0], a, b
    return None


def _solved(guard: Node) -> tuple[Node, Node] | None:
    """A letter and what it is where a guard is 0, if that has a letter once, times a number."""
    for name in free_names(guard):
        letter = at.Name(name)
        rest = replaced(guard, letter, ZERO)
        slope = replaced(plus(guard, negative(rest)), letter, ONE)
        with suppress(exact.Unfit, Outside, Unclear, Unsupported):
            names = free_names(slope)
            number = value(slope, Place(dict(zip(names, _FIRST, strict=False))))
            if not isinstance(number, fmpq) or number == 0:
                continue
            factor = at.Number(Fraction(int(number.p), int(number.q)))
            if exact.same(guard, plus(times(factor, letter), rest), complex=False):
                return letter, at.Quotient(negative(rest), factor)
    return None


def _is_impossible(known: Sequence[tuple[Node, int]]) -> bool:
    """Whether no number has all of some signs: x - 1 > 0 and x < 0."""
    low: dict[str, tuple[Fraction, bool]] = {}
    high: dict[str, tuple[Fraction, bool]] = {}
    for guard, sign in known:
        if not free_names(guard):
            with suppress(Outside, Unclear, Unsupported):
                number = value(guard, Place({}))
                if isinstance(number, fmpq) and (number > 0) - (number < 0) != sign:
                    return True
            continue
        line = _line(guard)
        if line is None:
            continue
        name, a, b = line
        end, way = -b / a, sign if a > 0 else -sign
        if way >= 0:
            low[name] = max(low.get(name, (end, way > 0)), (end, way > 0))
        if way <= 0:
            high[name] = min(high.get(name, (end, way == 0)), (end, way == 0))
    for name in low.keys() & high.keys():
        (bottom, is_above), (top, is_there) = low[name], high[name]
        if bottom > top or (bottom == top and (is_above or not is_there)):
            return True
    return False


__all__ = ["by_cases"]
