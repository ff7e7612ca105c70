r"""Formulas with cases, conditions, |x|, max and min: the same in each case of the signs of what these depend on.

    \begin{cases} x & x > y \\ y & x \le y \end{cases}    max(x, y): for x - y > 0, x - y < 0, and x = y
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from symdl.grading.scalar import exact
from symdl.grading.scalar.points import Assumed
from symdl.grading.scalar.signs import RELATIONS, Signs, factored, links, solved
from symdl.grading.scalar.trees import ONE, ZERO, negative, plus
from symdl.grading.scalar.words import replaced
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, walk

_MOST_CASES = 120
_FUNCTIONS = ("abs", "max", "min", "relu", "sign")
_NO_VALUE = at.Cases(())
"""Cases of which none holds: for x > 0 and x < 0, at x = 0."""
_POSITIVE, _NEGATIVE = frozenset((1, 0)), frozenset((-1, 0))


def by_cases(left: Node, right: Node, given: Assumed) -> bool:
    """Whether two real formulas are the same in each case of the signs that they depend on, some at least.

    The right one may have a value where the left one has none, at single places: at 0, of cases for x > 0 and x < 0.
    """
    if not any(_is_conditional(part) for tree in (left, right) for part in walk(tree)):
        return False
    signs = Signs()
    for relation in given.relations:
        signs = signs.with_relation(relation)
    with suppress(exact.Unfit):
        for name in sorted(given.positive):
            sign = "gt" if name in given.strict else "ge"
            signs = signs.with_relation(at.Chain((at.Name(name), ZERO), (sign,)))
        return _Comparing(given).same(_of_two(left), _of_two(right), signs)
    return False


def _of_two(node: Node) -> Node:
    """With the maximum of several as that of the first and the maximum of the others."""
    node = rebuilt(node, _of_two)
    match node:
        case at.Call(at.Function("max" | "min") as function, (first, *others)) if len(others) > 1:
            return at.Call(function, (first, _of_two(at.Call(function, tuple(others)))))
    return node


@dataclass
class _Comparing:
    """The comparison of two formulas.

    cases  how many more cases may be looked at
    """

    given: Assumed
    cases: int = _MOST_CASES

    def same(self, left: Node, right: Node, signs: Signs, *, is_joint: bool = False) -> bool:
        """Whether two formulas are the same wherever some signs are as they are known. Raises exact.Unfit.

        is_joint   whether something is 0 there, so that these are single places
        """
        self.cases -= 1
        if self.cases < 0:
            return False
        left, right = (_settled(tree, signs) for tree in (left, right))
        if _NO_VALUE in walk(left) or _NO_VALUE in walk(right):
            return _NO_VALUE in walk(left) and (is_joint or _NO_VALUE in walk(right))
        guards = [guard for tree in (left, right) for guard in _guards(tree)]
        if not guards:
            return bool(exact.same(left, right, complex=False, positive=self.given.positive,
                                   integers=self.given.integers, strict=self.given.strict))
        found = next(((made, factor) for made in map(factored, guards) for factor, _ in made.factors
                      if len(signs.of_factor(factor)) > 1), None)
        if found is None:  # their signs are known, and do not settle what depends on them
            return False
        made, factor = found
        for sign in sorted(signs.of_factor(factor), reverse=True):
            trees = [left, right]
            if not sign and (value := solved(factor, made.nodes)) is not None:
                trees = [replaced(tree, *value) for tree in trees]
            there = signs.with_(factor, frozenset((sign,)))
            if not self.same(trees[0], trees[1], there, is_joint=is_joint or not sign):
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
    for left, right, _ in links(condition):
        yield plus(left, negative(right))


def _settled(node: Node, signs: Signs) -> Node:
    """A tree without the conditions that are settled by what is known of signs. Raises exact.Unfit."""
    node = rebuilt(node, lambda part: _settled(part, signs))
    if not _is_conditional(node) or any(map(_is_conditional, (part for guard in _of(node) for part in walk(guard)))):
        return node
    match node:
        case at.Indicator(condition) if (holds := _holds(condition, signs)) is not None:
            return ONE if holds else ZERO
        case at.Cases(cases):
            kept = []
            for result, where in cases:
                holds = True if where is None else _holds(where, signs)
                if holds is not False:
                    kept.append((result, None if holds else where))
                if holds:
                    break
            return kept[0][0] if kept and kept[0][1] is None else at.Cases(tuple(kept))
        case at.Call(at.Function("abs" | "relu" as name), (of,)):
            way = signs.of(of)
            if way <= _POSITIVE:
                return of
            return node if not way <= _NEGATIVE else negative(of) if name == "abs" else ZERO
        case at.Call(at.Function("sign"), (of,)):
            way = signs.of(of)
            return at.Number(Fraction(*way)) if len(way) == 1 and way != {-1} else at.Neg(ONE) if way == {-1} else node
        case at.Call(at.Function("max" | "min" as name), (a, b)):
            way = signs.of(plus(a, negative(b)))
            if way <= _POSITIVE or way <= _NEGATIVE:
                return a if (way <= _POSITIVE) == (name == "max") else b
    return node


def _holds(condition: Node, signs: Signs) -> bool | None:
    """Whether a condition holds; None if what is known does not tell."""
    told: list[bool | None] = []
    for left, right, relation in links(condition):
        way, ours = signs.of(plus(left, negative(right))), RELATIONS[relation]
        told.append(True if way <= ours else None if way & ours else False)
    return False if False in told else None if None in told or not told else True


__all__ = ["by_cases"]
