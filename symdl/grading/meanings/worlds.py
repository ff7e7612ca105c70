"""What words may mean, one thing at a time: two formulas with letters made of others, or members that sum to one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import permutations
from typing import TypeAlias

from symdl.grading.meanings.hints import Hint, Meaning, Meant
from symdl.grading.meanings.pairs import (
    Open,
    Pair,
    families_of,
    indices_of,
    letters_of,
    of_members,
    put,
    with_members,
)
from symdl.grading.scalar.points import Assumed, counting, free_names
from symdl.grading.scalar.roles import base
from symdl.grading.scalar.trees import ONE, TWO, ZERO, call, negative, over, plus, power, times
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Chain,
    Constant,
    Indicator,
    Member,
    Name,
    Node,
    Number,
    Power,
    Root,
    show,
)

_Makes: TypeAlias = Callable[[Node], Node]
_Combines: TypeAlias = Callable[[Node, Node], Node]


@dataclass(frozen=True)
class World:
    """What letters are in it, in words, and the two formulas there.

    may_vanish   whether what is asked for may be 0 there; nobody asks for that by way of a letter that is 0
    """

    said: str
    pair: Pair
    may_vanish: bool = True


_INDEX = Name(r"\tau")
_VALUES: dict[Meaning, Node] = {"zero": ZERO, "nothing": ZERO, "one": ONE, "half": Number(Fraction(1, 2)), "two": TWO}
_ENDS: dict[Meaning, tuple[Meaning, ...]] = {"share": ("zero", "one", "two"), "whole": ("zero", "half")}
"""Which values are none in a range."""
_MADE: dict[Meaning, tuple[tuple[str, _Makes], ...]] = {
    "equal": (("{}", lambda a: a),),
    "opposite": (("-{}", negative),),
    "complement": (("1 - {}", lambda a: plus(ONE, negative(a))),),
    "square": (("{}^2", lambda a: power(a, TWO)), ("sqrt({})", lambda a: Root(a, None))),
    "inverse": (("1/{}", lambda a: over(ONE, a)), ("log(2)/{}", lambda a: over(call("log", TWO), a))),
    "multiple": (("2 {}", lambda a: times(TWO, a)), ("3 {}", lambda a: times(Number(Fraction(3)), a)),
                 ("({} - 1)/2", lambda a: over(plus(a, negative(ONE)), TWO))),
    "divisible": (("a multiple of {}", lambda a: times(a, plus(ONE, call("floor", call("abs", _INDEX))))),),
    "exponential": (("e^{}", lambda a: power(Constant("e"), a)), ("log {}", lambda a: call("log", a)),
                    ("-log {}", lambda a: negative(call("log", a)))),
    "squashed": (("the logistic function of {}", lambda a: over(ONE, plus(ONE, power(Constant("e"), negative(a))))),
                 ("tanh {}", lambda a: call("tanh", a))),
    "rectified": (("max(0, {})", lambda a: call("max", ZERO, a)),),
}
_COMBINED: tuple[tuple[str, _Combines], ...] = (
    ("{} + {}", plus), ("{} - {}", lambda a, b: plus(a, negative(b))), ("{} {}", times), ("{}/{}", over),
    ("({} + {})/2", lambda a, b: over(plus(a, b), TWO)),
)
_PARITIES = (("even", times(TWO, call("floor", _INDEX))), ("odd", plus(times(TWO, call("floor", _INDEX)), ONE)))


def worlds(pair: Pair, said: Meant) -> Iterator[World]:
    """All that words may mean, one thing at a time."""
    names = free_names(*pair)
    indices = indices_of(pair)
    counts = counting(pair[0]) | counting(pair[1])
    scalars = [name for name in names if name not in indices and name not in counts]
    families = families_of(pair)
    for letter, number in said.numbers:
        yield from (World(f"{name} = {number}", put(pair, name, Number(Fraction(number)))) for name in scalars
                    if base(name) == base(letter) and ("_" in name) == ("_" in letter))
    brought = frozenset(base(name) for name in {*letters_of(pair[1:2])} - {*letters_of(pair[:1])})
    more = [Hint(meaning, brought) for meaning in (*_MADE, "composed")] if brought else []
    for hint in (*said.hints, *more):
        if hint.meaning in ("one", "two", "equal"):
            yield from (World(f"{name} = {said_}", put(pair, name, number)) for name in sorted(counts & {*names})
                        for said_, number in (("1", ONE), ("2", TWO)) if hint.meaning != "equal"
                        if not hint.letters or base(name) in hint.letters)
            yield from (World(f"{a} = {b}", put(pair, a, Name(b)))
                        for a, b in permutations(sorted(counts & {*names}), 2) if hint.meaning == "equal")
        ours = [name for name in scalars if not hint.letters or base(name) in hint.letters]
        theirs = [name for name in families if not hint.letters or base(name) in hint.letters]
        if (at := _VALUES.get(hint.meaning)) is not None:
            yield from (World(f"{name} = {show(at)}", put(pair, name, at), hint.meaning != "zero")
                        for name in ours if hint.meaning not in _ENDS.get(said.firm.get(base(name), "named"), ()))
        if hint.meaning == "binary":
            yield from _binary(pair, [name for name in ours if base(name) not in said.firm], theirs)
        for text, make in _MADE.get(hint.meaning, ()):
            others = scalars if hint.meaning != "equal" else ours
            yield from (World(f"{b} = {text.format(a)}", put(pair, b, make(Name(a))))
                        for a, b in permutations(others, 2) if a in ours or b in ours)
            yield from (World(f"{b}_k = {text.format(f'{a}_k')}", of_members(pair, b, a, make))
                        for a, b in permutations(families, 2) if a in theirs or b in theirs)
        if hint.meaning == "parity":
            yield from (World(f"{name} is {said_}", put(pair, name, number))
                        for name in ours for said_, number in _PARITIES)
        if hint.meaning == "angular":
            yield from (World(f"{a} and {b} are a cosine and a sine", put(put(pair, a, call("cos", _INDEX)), b, call(
                "sin", _INDEX))) for a, b in permutations(scalars, 2) if a in ours or b in ours)
        if hint.meaning == "complement":
            yield from (World(f"{a} + {b} + {c} = 1", put(pair, c, plus(ONE, negative(Name(a)), negative(Name(b)))))
                        for a, b, c in permutations(ours, 3))
        if hint.meaning == "composed":
            yield from (World(f"{c} = {text.format(a, b)}", put(pair, c, combine(Name(a), Name(b))))
                        for a, b, c in permutations(scalars, 3) if {a, b, c} & {*ours}
                        for text, combine in _COMBINED)
        yield from _of_families(pair, hint.meaning, {name: families[name] for name in theirs}, scalars)


def _binary(pair: Pair, scalars: Sequence[str], families: Sequence[str]) -> Iterator[World]:
    """One letter is 0 or 1, or -1 or 1: it has to differ at one of the two, whichever that is."""
    for name in scalars:
        for first, last in ((ZERO, ONE), (Number(Fraction(-1)), ONE)):
            differences = [plus(one, negative(other)) for one, other in (
                put(pair[:2], name, number) for number in (first, last))]
            apart = plus(*(times(one, one) for one in differences))
            others = [one for one in pair[2:] if name not in free_names(one)]
            yield World(f"{name} is {show(first)} or {show(last)}", (apart, ZERO, *others))
    for name in families:
        yield World(f"{name}_k is 0 or 1", _of_bits(pair, name))
        yield World(f"{name}_k is -1 or 1", with_members(pair, name, lambda one: call("sign", one)))


def _of_families(pair: Pair, meaning: Meaning, families: Mapping[str, Big | None], scalars: Sequence[str]
                 ) -> Iterator[World]:  # fmt: skip
    if meaning == "alike":
        yield from (World(f"all {name}_k are the same", with_members(pair, name, lambda one: Name(r"\varsigma")))
                    for name in families)
    summed = {name: over_ for name, over_ in families.items() if over_ is not None}
    for said, make in _KINDS.get(meaning, {}).items():
        every = pair
        for name, over_ in summed.items():
            every = make(every, name, over_)
            yield World(said.format(name), make(pair, name, over_))
        if len(summed) > 1:
            yield World(said.format(" and the ".join(f"{name}_k" for name in summed).removesuffix("_k")), every)
    if meaning == "averaged":
        yield from (World(f"{letter} is {said} of the {name}_k", put(pair, letter, made))
                    for name, over_ in summed.items() for said, made in _averages(name, over_) for letter in scalars)


def _averages(name: str, over_: Big) -> Iterator[tuple[str, Node]]:
    """What is made of all members of a family."""
    count, sum_, squares = _moments(name, over_)
    yield from (("the sum", sum_), ("the mean", over(sum_, count)), ("the sum of squares", squares),
                ("the norm", Root(squares, None)), ("the mean square", over(squares, count)),
                ("the root mean square", Root(over(squares, count), None)),
                ("the variance", plus(over(squares, count), negative(power(over(sum_, count), TWO)))))


def _moments(name: str, over_: Big) -> tuple[Node, Node, Node]:
    """How many members there are, their sum, and that of their squares."""
    def member(index: Node) -> Node:
        return Member(name, (index,), ())

    return (_total(over_, lambda _: ONE), _total(over_, member), _total(over_, lambda k: power(member(k), TWO)))


def _centred(pair: Pair, name: str, over_: Big) -> Pair:
    count, sum_, _ = _moments(name, over_)
    return with_members(pair, name, lambda one: plus(one, negative(over(sum_, count))))


def _standard(pair: Pair, name: str, over_: Big) -> Pair:
    count, sum_, squares = _moments(name, over_)
    mean = over(sum_, count)
    deviation = Root(plus(over(squares, count), negative(power(mean, TWO))), None)
    return with_members(pair, name, lambda one: over(plus(one, negative(mean)), deviation))


def _of_norm_1(pair: Pair, name: str, over_: Big) -> Pair:
    norm = Root(_moments(name, over_)[2], None)
    return with_members(pair, name, lambda one: over(one, norm))


def _with_total(pair: Pair, name: str, over_: Big) -> Pair:
    total = _moments(name, over_)[1]
    return with_members(pair, name, lambda one: over(one, total))


def _even_shares(pair: Pair, name: str, over_: Big) -> Pair:
    count = _moments(name, over_)[0]
    return with_members(pair, name, lambda one: over(ONE, count))


def _of_bits(pair: Pair, name: str) -> Pair:
    return with_members(pair, name, lambda one: Indicator(Chain((one, ZERO), ("gt",))))


def _hot(pair: Pair, name: str, over_: Big | None = None) -> Pair:
    return with_members(pair, name, lambda one: Indicator(Chain((one.below[0], ONE), ("eq",))))


_Change: TypeAlias = Callable[[Pair, str, Big], Pair]
_CENTRED: dict[str, _Change] = {
    "the {}_k sum to zero": _centred, "the {}_k have mean 0 and variance 1": _standard}
_KINDS: dict[Meaning, dict[str, _Change]] = {
    "alike": {"the {}_k are one by their number": _even_shares},
    "total": {"the {}_k sum to one": _with_total, "one {}_k is 1, and the others are 0": _hot},
    "centred": _CENTRED, "standardised": _CENTRED,
    "unit": {"the {}_k have norm 1": _of_norm_1},
}


def _total(like: Big, of: _Makes) -> Node:
    """A sum over what another one is over."""
    bound = like.bounds[0]
    assert isinstance(bound, Bound)
    return Big("sum", (replace(bound, name=_INDEX),), of(_INDEX))


def as_given(pair: Pair, given: Assumed) -> Pair:
    """The two, and what is assumed, with members that sum to one, or are 0 or 1, where that is assumed.

    Raises Open for other equations.
    """
    families = families_of(pair)
    kept: list[Node] = []
    of: dict[str, set[str]] = {}
    for relation in given.relations:
        match relation:
            case Chain((Big("sum", (Bound(),), Member(name) as member), Number(Fraction(numerator=1, denominator=1))),
                       ("eq",)) if member.below and (over_ := families.get(name)) is not None:
                of[name] = of.get(name, set()) | {"total"}
            case Chain((Power(Member(name) as one, Number(Fraction(numerator=2, denominator=1))), other), ("eq",)) \
                    if other == one:
                of[name] = of.get(name, set()) | {"binary"}
            case Chain((Big("sum", (Bound(),), Member(name)), Number()), ("eq",)) if name not in families or (
                    families[name] is None):
                pass  # nothing is summed
            case Chain(_, signs) if "eq" in signs:
                raise Open
            case _:
                kept.append(relation)
    pair = (*pair, *kept)
    for name, meanings in of.items():
        over_ = families.get(name)
        if "total" in meanings and over_ is not None:
            pair = _hot(pair, name) if "binary" in meanings else _with_total(pair, name, over_)
        elif "binary" in meanings:
            pair = _of_bits(pair, name)
    return pair


__all__ = ["World", "as_given", "worlds"]
