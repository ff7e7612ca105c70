r"""Whether a wrong answer would be right in some world that words beside its question may mean.

    g = (1 - p) x, beside p x, where "p is the keep rate"      differs for every p between 0 and 1, but 1/2
    -\log y_c, beside -\sum_k y_k \log p_k, "one-hot targets"  the same where one of the y_k is 1, and the others 0

Each hint, see ``hints``, is a world: letters take values in a range, a letter has a value or is made of another one,
the members of a family sum to one. There, the reference and the answer are worth numbers. If balls show that these
differ in every world, no hint makes the answer right; if they agree in one, or have no value that could be seen, it is
left open.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import blake2b
from itertools import islice, permutations
from typing import Literal, TypeAlias

from flint import fmpq

from symdl.errors import InputError, ReadError
from symdl.grading.doubts.hints import Hint, Meaning, Meant, kinds, meant
from symdl.grading.question import Question
from symdl.grading.scalar.context import Context, clauses
from symdl.grading.scalar.ends import closed, within
from symdl.grading.scalar.given import LETTER, names_in
from symdl.grading.scalar.linear.letters import family
from symdl.grading.scalar.points import Assumed, assumed, counting, free_names
from symdl.grading.scalar.roles import base, stem
from symdl.grading.scalar.values import Budget, Outside, Place, Unclear, Unsupported, bits, holds, is_apart, value
from symdl.grading.scalar.words import (
    ONE,
    TWO,
    ZERO,
    NoMeaning,
    call,
    negative,
    over,
    plus,
    power,
    replaced,
    standard,
    times,
)
from symdl.grading.table import texts
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Call,
    Chain,
    Constant,
    Derivative,
    Gradient,
    Indicator,
    Member,
    Name,
    Node,
    Number,
    Power,
    Root,
    rebuilt,
    show,
    walk,
)

Pair: TypeAlias = tuple[Node, ...]
"""The reference, the answer, and what is assumed."""
_Makes: TypeAlias = Callable[[Node], Node]
_Combines: TypeAlias = Callable[[Node, Node], Node]

_MOST_LETTERS = 7
_MOST_WORLDS = 1500
_STEPS = 20_000
_BITS = 400


@dataclass(frozen=True)
class World:
    """What letters are in it, in words, and the two formulas there.

    may_vanish   whether what is asked for may be 0 there; nobody asks for that by way of a letter that is 0
    """

    said: str
    pair: Pair
    may_vanish: bool = True


class _Open(Exception):
    """It cannot be told."""


def rescue(question: Question, answer: str, *, all_of_it: bool = False, only: Collection[Meaning] = ()) -> str | None:
    """What words may mean that would make a wrong answer right; "" if nothing does, None if that was not seen.

    all_of_it   whether words are looked at that say nothing more than is used, too
    only        what they may mean, if only some of it is looked at
    """
    try:
        pair = _pair(question, answer)
        letters = _letters(pair)
        words = clauses(question.context.text) if all_of_it else question.context.unused[False]
        said = meant(words, {base(name) for name in letters})
        if said is None or len(letters) > _MOST_LETTERS:
            return None
        said = replace(said, hints=tuple(one for one in said.hints if not only or one.meaning in only))
        given = assumed(question.assumptions, question.notation)
        if any(tie & _bases(pair[:1]) ^ tie & _bases(pair[1:]) for tie in said.ties):
            return None  # one of the two has a letter that may be made of another one
        plain = (*pair, *given.relations)
        pair = _with_equations(question, _as_given(pair, given), said.equations)
        wheres = _wheres(letters, said)
        found = [False if pair == plain and not where.ranges else _agree(pair, where, given.integers)
                 for where in wheres]
        if True in found or False not in found:
            return (wheres[found.index(True)].said or "what words say") if True in found else None
        for where in _orders(letters, said, wheres):
            if _agree(pair, where, given.integers):
                return where.said
        wheres = [where for where, agrees in zip(wheres, found, strict=True) if agrees is False]
        for place, world in enumerate(_worlds(pair, said)):
            if place >= _MOST_WORLDS:
                return None
            if any(_agree(world.pair, where, given.integers) for where in wheres
                   if world.may_vanish or not _vanishes(world.pair[0], where, given.integers)):
                return world.said
        return ""
    except (_Open, ReadError, InputError, NoMeaning, RecursionError):
        return None


# --------------------------------------------------------------------------
# The two formulas


def _pair(question: Question, answer: str) -> Pair:
    """The reference and an answer, with what is defined put in. Raises _Open where that cannot be done, ReadError."""
    if question.of_vectors or not question.trees or question.laws:
        raise _Open
    read = question.as_read(answer)
    trees = question.written_out(read)
    if trees is None:
        trees = (question.trees[0], question.tree(read))
        others = texts(json.loads(question.given), "definitions") if question.given else []
        heads = {base(found[0]) for one in others if (found := names_in(one.partition("=")[0]))}
        if heads & {base(name) for name in _letters((_value(trees[0]), _value(trees[1])))} or len(heads) < len(others):
            raise _Open
    if isinstance(said := question.tree(read), Chain) and len(said.items) > 2:
        raise _Open
    ours, theirs = (_without_deltas(standard(_value(tree))) for tree in trees)
    ours, theirs = closed(ours, theirs, question.trees)
    if any(isinstance(part, Derivative | Gradient) or (isinstance(part, Call) and isinstance(part.function, Name))
           or (isinstance(part, Name | Member) and _SLOPE.search(show(part))) for part in (*walk(ours), *walk(theirs))):
        raise _Open
    kinds = [({*free_names(tree)}, {*_families((tree,))}) for tree in (ours, theirs)]
    if any({*map(base, new - old)} & _bases((ours,)) for old, new in zip(*kinds, strict=True)):
        raise _Open  # g_t beside g
    if not {base(name) for name in _letters((theirs,))} <= {*map(base, question.names)} | _letters_said(
            [question.context.text]):
        raise _Open  # nothing says what it is
    return ours, theirs


def _as_given(pair: Pair, given: Assumed) -> Pair:
    """The two, and what is assumed, with members that sum to one, or are 0 or 1, where that is assumed.

    Raises _Open for other equations.
    """
    families = _families(pair)
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
                raise _Open
            case _:
                kept.append(relation)
    pair = (*pair, *kept)
    for name, meanings in of.items():
        over_ = families.get(name)
        if "total" in meanings and over_ is not None:
            pair = _hot(pair, name) if "binary" in meanings else _with_total(pair, name, over_)
        elif "binary" in meanings:
            pair = _with_members(pair, name, lambda one: Indicator(Chain((one, ZERO), ("gt",))))
    return pair


def _with_equations(question: Question, pair: Pair, equations: Sequence[str]) -> Pair:
    """The two with what words say that a letter is made of others put in. Raises _Open where they say it otherwise."""
    names = {base(name) for name in _letters(pair)}
    for clause in equations:
        indices = {show(one) for tree in pair for part in walk(tree) if isinstance(part, Member)
                   for one in (*part.below, *part.above) if isinstance(one, Name)}
        for one in _OF_INDICES.finditer(clause):
            if {one[1], one[2]} <= indices:
                pair = _put(pair, one[1], Name(one[2]))
        if len({*map(base, names_in(" ".join(found[0] for found in _FORMULAS.finditer(clause))))} & names) < 2:
            continue  # of a letter of its own, which may be anything
        heads = [*_HEAD.finditer(clause)]
        if len(heads) < len(_EQUALS.findall(clause)):
            raise _Open
        if not (ours := [one for one in heads if base(one["head"]) in names]):
            continue
        if len(ours) > 1:
            raise _Open
        head, body = (question.tree(question.spelled(text)) for text in (
            ours[0]["head"], ours[0]["body"].strip(" ,.;")))
        body = standard(body)
        if not {*map(base, free_names(body))} <= names and not any(
                base(name) in _letters_said(others) for name in free_names(body) if base(name) not in names
                for others in [[one for one in equations if one is not clause]]):
            continue  # made of a letter of its own
        if not isinstance(head, Name) or not {*free_names(body)} <= {*free_names(*pair)} or head in [*walk(body)]:
            raise _Open
        pair = _put(pair, head.text, body)
    return pair


def _bases(trees: Pair) -> frozenset[str]:
    return frozenset(base(name) for name in _letters(trees))


def _letters_said(clauses: Sequence[str]) -> set[str]:
    return {base(name) for clause in clauses for name in names_in(clause)}


_SLOPE = re.compile(r"[∂∇]|\\nabla|\\partial")
_OF_INDICES = re.compile(r"(?<![A-Za-z\\])([A-Za-z])\s*=\s*([A-Za-z])(?![A-Za-z])")
_EQUALS = re.compile(r"(?<![<>!:])=(?!=)|:=|←")
_WORDS = r"(?=\s+(?!(?:exp|log|ln|tanh|sqrt|sin|cos|max|min)\b)[a-z]{2,}\b|\s*[,.;)]\s|\s*$)"
_PART = rf"(?:{LETTER}|\\\\[A-Za-z]+|(?:exp|log|ln|tanh|sqrt|sin|cos|max|min)\b|[-+*/^()\[\]{{}}|'_\d.,]|\s)*"
_FORMULAS = re.compile(rf"{_PART}(?:=|:=|←){_PART}")
_HEAD = re.compile(rf"(?<![\w^)\]}}*/+-])\s*(?P<head>{LETTER})\s*(?:\([^()]*\)\s*)?(?:=|:=|←)\s*(?P<body>.*?){_WORDS}")


def _value(tree: Node) -> Node:
    return tree.items[-1] if isinstance(tree, Chain) else tree


def _without_deltas(node: Node) -> Node:
    match node:
        case Member("\\delta", (left, right), ()):
            return Indicator(Chain((left, right), ("eq",)))
    return rebuilt(node, _without_deltas)


def _letters(pair: Pair) -> list[str]:
    """The names of what has a value, those of families, too; no index, and no end of a sum."""
    indices = {show(one) for tree in pair for part in walk(tree) if isinstance(part, Member)
               for one in (*part.below, *part.above)}
    return [*dict.fromkeys(name for name in (*free_names(*pair), *_families(pair)) if name not in indices)]


def _families(pair: Pair) -> dict[str, Big | None]:
    """The families with one index, each with a sum over all of its members, if there is one."""
    found: dict[str, Big | None] = {part.name: None for tree in pair for part in walk(tree) if isinstance(part, Member)}
    for part in (part for tree in pair for part in walk(tree)):
        match part:
            case Big("sum" | "prod", (Bound(Name() as letter, first, last, None),), of) if first is not None and last:
                for one in walk(of):
                    if isinstance(one, Member) and one.below == (letter,) and not one.above:
                        found[one.name] = found[one.name] or part
    return found


# --------------------------------------------------------------------------
# Worlds


_INDEX = Name(r"\tau")
_VALUES: dict[Meaning, Node] = {"zero": ZERO, "nothing": ZERO, "one": ONE, "half": Number(Fraction(1, 2)), "two": TWO}
_ENDS: dict[Meaning, tuple[Meaning, ...]] = {"share": ("zero", "one", "two"), "sign": ("zero",),
                                             "whole": ("zero", "half")}
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


def _worlds(pair: Pair, said: Meant) -> Iterator[World]:
    """All that words may mean, one thing at a time."""
    names = free_names(*pair)
    indices = {show(one) for tree in pair for part in walk(tree) if isinstance(part, Member)
               for one in (*part.below, *part.above)}
    counts = counting(pair[0]) | counting(pair[1])
    scalars = [name for name in names if name not in indices and name not in counts]
    families = _families(pair)
    for letter, number in said.numbers:
        yield from (World(f"{name} = {number}", _put(pair, name, Number(Fraction(number)))) for name in scalars
                    if base(name) == base(letter) and ("_" in name) == ("_" in letter))
    brought = frozenset(base(name) for name in {*_letters(pair[1:2])} - {*_letters(pair[:1])})
    more = [Hint(meaning, brought) for meaning in (*_MADE, "composed")] if brought else []
    for hint in (*said.hints, *more):
        if hint.meaning in ("one", "two", "equal"):
            yield from (World(f"{name} = {said_}", _put(pair, name, number)) for name in sorted(counts & {*names})
                        for said_, number in (("1", ONE), ("2", TWO)) if hint.meaning != "equal"
                        if not hint.letters or base(name) in hint.letters)
            yield from (World(f"{a} = {b}", _put(pair, a, Name(b)))
                        for a, b in permutations(sorted(counts & {*names}), 2) if hint.meaning == "equal")
        ours = [name for name in scalars if not hint.letters or base(name) in hint.letters]
        theirs = [name for name in families if not hint.letters or base(name) in hint.letters]
        if (at := _VALUES.get(hint.meaning)) is not None:
            yield from (World(f"{name} = {show(at)}", _put(pair, name, at), hint.meaning != "zero")
                        for name in ours if hint.meaning not in _ENDS.get(said.firm.get(base(name), "named"), ()))
        if hint.meaning == "binary":
            yield from _binary(pair, [name for name in ours if base(name) not in said.firm], theirs)
        for text, make in _MADE.get(hint.meaning, ()):
            others = scalars if hint.meaning != "equal" else ours
            yield from (World(f"{b} = {text.format(a)}", _put(pair, b, make(Name(a))))
                        for a, b in permutations(others, 2) if a in ours or b in ours)
            yield from (World(f"{b}_k = {text.format(f'{a}_k')}", _of_members(pair, b, a, make))
                        for a, b in permutations(families, 2) if a in theirs or b in theirs)
        if hint.meaning == "parity":
            yield from (World(f"{name} is {said_}", _put(pair, name, number))
                        for name in ours for said_, number in _PARITIES)
        if hint.meaning == "angular":
            yield from (World(f"{a} and {b} are a cosine and a sine", _put(_put(pair, a, call("cos", _INDEX)), b, call(
                "sin", _INDEX))) for a, b in permutations(scalars, 2) if a in ours or b in ours)
        if hint.meaning == "complement":
            yield from (World(f"{a} + {b} + {c} = 1", _put(pair, c, plus(ONE, negative(Name(a)), negative(Name(b)))))
                        for a, b, c in permutations(ours, 3))
        if hint.meaning == "composed":
            yield from (World(f"{c} = {text.format(a, b)}", _put(pair, c, combine(Name(a), Name(b))))
                        for a, b, c in permutations(scalars, 3) if {a, b, c} & {*ours}
                        for text, combine in _COMBINED)
        yield from _of_families(pair, hint.meaning, {name: families[name] for name in theirs}, scalars)


def _binary(pair: Pair, scalars: Sequence[str], families: Sequence[str]) -> Iterator[World]:
    """One letter is 0 or 1, or -1 or 1: it has to differ at one of the two, whichever that is."""
    for name in scalars:
        for first, last in ((ZERO, ONE), (Number(Fraction(-1)), ONE)):
            differences = [plus(one, negative(other)) for one, other in (
                _put(pair[:2], name, number) for number in (first, last))]
            apart = plus(*(times(one, one) for one in differences))
            others = [one for one in pair[2:] if name not in free_names(one)]
            yield World(f"{name} is {show(first)} or {show(last)}", (apart, ZERO, *others))
    for name in families:
        yield World(f"{name}_k is 0 or 1", _with_members(
            pair, name, lambda one: Indicator(Chain((one, ZERO), ("gt",)))))
        yield World(f"{name}_k is -1 or 1", _with_members(pair, name, lambda one: call("sign", one)))


def _of_families(pair: Pair, meaning: Meaning, families: Mapping[str, Big | None], scalars: Sequence[str]
                 ) -> Iterator[World]:  # fmt: skip
    if meaning == "alike":
        yield from (World(f"all {name}_k are the same", _with_members(pair, name, lambda one: Name(r"\varsigma")))
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
        yield from (World(f"{letter} is {said} of the {name}_k", _put(pair, letter, made))
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
    return _with_members(pair, name, lambda one: plus(one, negative(over(sum_, count))))


def _standard(pair: Pair, name: str, over_: Big) -> Pair:
    count, sum_, squares = _moments(name, over_)
    mean = over(sum_, count)
    deviation = Root(plus(over(squares, count), negative(power(mean, TWO))), None)
    return _with_members(pair, name, lambda one: over(plus(one, negative(mean)), deviation))


def _of_norm_1(pair: Pair, name: str, over_: Big) -> Pair:
    norm = Root(_moments(name, over_)[2], None)
    return _with_members(pair, name, lambda one: over(one, norm))


def _with_total(pair: Pair, name: str, over_: Big) -> Pair:
    total = _moments(name, over_)[1]
    return _with_members(pair, name, lambda one: over(one, total))


def _hot(pair: Pair, name: str, over_: Big | None = None) -> Pair:
    return _with_members(pair, name, lambda one: Indicator(Chain((one.below[0], ONE), ("eq",))))


_KINDS: dict[Meaning, dict[str, Callable[[Pair, str, Big], Pair]]] = {
    "total": {"the {}_k sum to one": _with_total, "one {}_k is 1, and the others are 0": _hot},
    "centred": {"the {}_k sum to zero": _centred, "the {}_k have mean 0 and variance 1": _standard},
    "standardised": {"the {}_k sum to zero": _centred, "the {}_k have mean 0 and variance 1": _standard},
    "unit": {"the {}_k have norm 1": _of_norm_1},
}


def _total(like: Big, of: _Makes) -> Node:
    """A sum over what another one is over."""
    bound = like.bounds[0]
    assert isinstance(bound, Bound)
    return Big("sum", (replace(bound, name=_INDEX),), of(_INDEX))


def _put(pair: Pair, name: str, node: Node) -> Pair:
    return tuple(replaced(tree, Name(name), node) for tree in pair)


def _of_members(pair: Pair, name: str, other: str, make: _Makes) -> Pair:
    return _with_members(pair, name, lambda one: make(replace(one, name=other)))


def _with_members(pair: Pair, name: str, make: Callable[[Member], Node]) -> Pair:
    """The two with something made of each member of a family."""
    def put(node: Node) -> Node:
        if isinstance(node, Member) and node.name == name and len(node.below) == 1 and not node.above:
            return make(node)
        return rebuilt(node, put)

    return tuple(map(put, pair))


# --------------------------------------------------------------------------
# Points


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
class _Where:
    """In which ranges names may lie, those of families, too; all others may be any number."""

    ranges: Mapping[str, Range]
    order: tuple[str, str] | None = None

    @property
    def said(self) -> str:
        signs = [_SAID[range_].format(name) for name, range_ in self.ranges.items()]
        return ", ".join([*signs, *([" < ".join(self.order)] if self.order else [])])


def _wheres(names: Sequence[str], said: Meant) -> list[_Where]:
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
    found = [_Where({name: range_of(name, alike) for name in own}) for alike in kinds]
    for name, some in own.items():
        if "negative" in some and base(name) not in said.firm:
            found += [_Where({name: "negative"}), _Where({**found[0].ranges, name: "negative"})]
    return [one for place, one in enumerate(found) if one not in found[:place]]


def _orders(names: Sequence[str], said: Meant, wheres: Sequence[_Where]) -> Iterator[_Where]:
    """The same with one letter below another one, where words may say so."""
    for hint in said.hints:
        if hint.meaning == "ordered":
            ours = [name for name in names if not hint.letters or base(name) in hint.letters]
            yield from (_Where(where.ranges, pair) for where in wheres for pair in permutations(names, 2)
                        if pair[0] in ours or pair[1] in ours)


def _agree(pair: Pair, where: _Where, integers: Collection[str]) -> bool | None:
    """Whether two formulas have the same value wherever they have one; None if they have none. Raises _Open."""
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
        raise _Open
    return True if seen else None


def _vanishes(formula: Node, where: _Where, integers: Collection[str]) -> bool:
    """Whether a formula is 0 everywhere: nobody asks for that."""
    found = [*islice(_differences((formula, ZERO), where, integers), _MOST_POINTS)]
    return bool(found) and not any(found)


def _differences(pair: Pair, where: _Where, integers: Collection[str]) -> Iterator[bool | None]:
    """Whether two formulas differ at points where they have a value; None where that is not clear."""
    for name in _families(pair):
        pair = _with_members(pair, name, _IN_RANGE[where.ranges.get(name, "any")])
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


def _points(pair: Pair, where: _Where, integers: Collection[str]) -> Iterator[dict[str, fmpq]]:
    """Values of the names."""
    counts = counting(pair[0]) | counting(pair[1])
    runs = {show(letter): show(last) for letter, last in within(pair).items()}
    indices = {show(one) for tree in pair for part in walk(tree) if isinstance(part, Member)
               for one in (*part.below, *part.above)}
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


# --------------------------------------------------------------------------
# Vectors and matrices


def weighed(question: Question, answer: str, *, only: Collection[str] = ()) -> list[Question]:
    """The question with its words looked at, as often as a wrong answer has to be wrong; none if words may say more.

    only   of which kinds matrices may be, if all words are looked at for these alone
    """
    bare = replace(question.context, restricts="", more="", unused=((), ()), made=(), weighed=True)
    if not question.of_vectors:
        return [replace(question, context=bare)] if rescue(question, answer) == "" else []
    try:
        names = {family(part).removesuffix(" of")
                 for tree in (*question.trees[:1], question.tree(question.as_read(answer)))
                 for part in walk(_value(tree)) if isinstance(part, Name | Member)}
    except ReadError:
        return []
    words = clauses(question.context.text) if only else question.context.unused[True]
    found = kinds(words, {*map(stem, names)})
    found = found and [one for one in found if not only or one[0] in only]
    if found is None or len(found) > _MOST_KINDS or any(isinstance(part, Big) for tree in question.trees
                                                        for part in walk(tree)):
        return []
    return [replace(question, context=_of_kind(bare, *one, names)) for one in (("", frozenset[str]()), *found)]


def _of_kind(context: Context, kind: str, letters: frozenset[str], names: Collection[str]) -> Context:
    """Words that say of letters, or of all names, of which kind they are."""
    ours = frozenset(name for name in names if not letters or stem(name) in letters)
    found = replace(context, special=(kind, letters))
    if kind in _SQUARE:
        found = replace(found, square=found.square | ours)
    if kind in ("symmetric", "unit", "diagonal"):
        found = replace(found, symmetric=found.symmetric | ours, general=found.general - ours)
    return replace(found, orthonormal=found.orthonormal | ours) if kind in ("orthonormal", "orthogonal") else found


_SQUARE = frozenset(("square", "orthogonal", "symmetric", "skew", "diagonal", "projection", "reflection", "unit", "triangular"))


_MOST_KINDS = 40

__all__ = ["rescue", "weighed"]
