"""Numbers in the ranges that words may mean, and whether two formulas agree at all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice, permutations
from typing import Literal, TypeAlias

from flint import fmpq

from symdl.grading.meanings.hints import Meaning, Meant
from symdl.grading.meanings.pairs import (
    Open,
    Pair,
    families_of,
    indices_of,
    with_members,
)
from symdl.grading.scalar.ends import within
from symdl.grading.scalar.points import counting, free_names
from symdl.grading.scalar.roles import base
from symdl.grading.scalar.trees import ONE, TWO, ZERO, call, negative, over, plus, power
from symdl.grading.scalar.values import Budget, Outside, Place, Unclear, Unsupported, bits, holds, is_apart, value
from symdl.notation.reader.syntax import (
    Member,
    Node,
    show,
)

_STEPS = 20_000
_BITS = 400
Range: TypeAlias = Literal["any", "positive", "share", "whole", "inner", "negative"]
_SPANS: dict[Range, tuple[int, int, int]] = {  # from, to, in parts of
    "any": (-40, 40, 7), "positive": (3, 40, 7), "share": (5, 95, 100), "whole": (2, 6, 1), "inner": (-95, 95, 100),
    "negative": (-40, -3, 7)}
_RANGES: dict[Meaning, Range] = {
    "shares": "share", "share": "share", "whole": "whole", "sign": "positive", "inner": "inner", "named": "positive"}
_SAID: dict[Range, str] = {
    "positive": "{} > 0", "share": "0 < {} < 1", "whole": "{} is a positive integer", "inner": "-1 < {} < 1",
    "negative": "{} < 0"}
_MOST_TRIES = 60
_MOST_POINTS = 6


@dataclass(frozen=True)
class Where:
    """In which ranges names may lie, those of families, too; all others may be any number."""

    ranges: Mapping[str, Range]
    order: tuple[str, str] | None = None

    @property
    def said(self) -> str:
        signs = [_SAID[range_].format(name) for name, range_ in self.ranges.items()]
        return ", ".join([*signs, *([" < ".join(self.order)] if self.order else [])])


def wheres_of(names: Sequence[str], said: Meant) -> list[Where]:
    """The ranges that words may mean for all letters together: each by a word of its own, or all alike that may be."""
    own = {name: {hint.meaning for hint in said.hints if not hint.letters or base(name) in hint.letters}
           & {*_RANGES, "negative"} for name in names}
    own = {name: some for name, some in own.items() if some or base(name) in said.firm}

    def range_of(name: str, alike: Meaning | None) -> Range:
        some, firm = own[name], said.firm.get(base(name))
        if firm in (None, "sign") and alike is not None and some & {alike, "named"}:
            return _RANGES[alike]
        own_word: Meaning = next((one for one in _RANGES if one in some), "named")
        return _RANGES[firm or own_word]

    kinds: tuple[Meaning | None, ...] = (None, "share", "whole", "sign", "inner")
    found = [Where({name: range_of(name, alike) for name in own}) for alike in kinds]
    for name, some in own.items():
        if "negative" in some and base(name) not in said.firm:
            found += [Where({name: "negative"}), Where({**found[0].ranges, name: "negative"})]
    return [one for place, one in enumerate(found) if one not in found[:place]]


def orders(names: Sequence[str], said: Meant, wheres: Sequence[Where]) -> Iterator[Where]:
    """The same with one letter below another one, where words may say so."""
    for hint in said.hints:
        if hint.meaning == "ordered":
            ours = [name for name in names if not hint.letters or base(name) in hint.letters]
            yield from (Where(where.ranges, pair) for where in wheres for pair in permutations(names, 2)
                        if pair[0] in ours or pair[1] in ours)


def agree(pair: Pair, where: Where, integers: Collection[str]) -> bool | None:
    """Whether two formulas have the same value wherever they have one; None if they have none. Raises Open."""
    seen = 0
    unclear = False
    for differs in _differences(pair, where, integers):
        if differs:
            return False
        unclear |= differs is None
        seen += differs is not None
        if seen == _MOST_POINTS:
            break
    if unclear and not seen:
        raise Open
    return True if seen else None


def vanishes(formula: Node, where: Where, integers: Collection[str]) -> bool:
    """Whether a formula is 0 everywhere: nobody asks for that."""
    found = [*islice(_differences((formula, ZERO), where, integers), _MOST_POINTS)]
    return bool(found) and not any(found)


def _differences(pair: Pair, where: Where, integers: Collection[str]) -> Iterator[bool | None]:
    """Whether two formulas differ at points where they have a value; None where that is not clear."""
    for name in families_of(pair):
        pair = with_members(pair, name, _IN_RANGE[where.ranges.get(name, "any")])
    for drawn, point in enumerate(_points(pair, where, integers)):
        try:
            with bits(_BITS):
                if not all(holds(relation, Place(point, drawn=drawn)) for relation in pair[2:]):
                    continue
                ours, theirs = (value(tree, Place(point, drawn=drawn, budget=Budget(_STEPS))) for tree in pair[:2])
                found = is_apart(ours - theirs)
            yield found
        except Outside:
            continue
        except (Unclear, Unsupported):
            yield None


_IN_RANGE: dict[Range, Callable[[Member], Node]] = {
    "any": lambda one: one,
    "positive": lambda one: call("abs", one),
    "share": lambda one: over(ONE, plus(ONE, power(one, TWO))),
    "whole": lambda one: call("floor", plus(ONE, call("abs", one))),
    "inner": lambda one: over(one, plus(ONE, call("abs", one))),
    "negative": lambda one: negative(call("abs", one)),
}


def _points(pair: Pair, where: Where, integers: Collection[str]) -> Iterator[dict[str, fmpq]]:
    """Values of the names."""
    counts = counting(pair[0]) | counting(pair[1])
    runs = {show(letter): show(last) for letter, last in within(pair).items()}
    indices = indices_of(pair)
    for turn in range(_MOST_TRIES):
        point: dict[str, fmpq] = {}
        for name in free_names(*pair):
            draw = _drawn(f"{turn}/{name}")
            low, high, parts = _SPANS["whole" if name in integers else where.ranges.get(name, "any")]
            point[name] = fmpq(low + draw % (high - low), parts) or fmpq(1, parts)
            if name in counts or name in indices:
                point[name] = fmpq(2 + draw % 3)
        for name in indices & point.keys():
            last = point.get(runs.get(name, ""), fmpq(3))
            point[name] = fmpq(1 + _drawn(f"{turn}/{name}/of") % int(last.p))
        if where.order is not None and not all(name in point for name in where.order):
            return
        if where.order is not None and point[where.order[0]] >= point[where.order[1]]:
            continue
        yield point


def _drawn(of: str) -> int:
    return int.from_bytes(blake2b(of.encode(), digest_size=4).digest())


__all__ = ["Where", "agree", "orders", "vanishes", "wheres_of"]
