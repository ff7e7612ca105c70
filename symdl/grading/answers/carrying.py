r"""Whether the answer to a part may be used in the parts after it: it has to say something of what it answers.

    u = x + 1, v = u^2      v for u says nothing: it is what is asked for later, and so is all that is made of that
                            1 for u has none of its letters: v = 1 is no work; a number for a number (f'(1)) may be used
                            7 = x - 1 for u is false in itself

What a formula names are names, and derivatives: f'' is named by f'', f''' and \frac{d}{dx} f', and not by f.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeAlias

from symdl.errors import LanguageError, ReadError
from symdl.grading.named import called_of, names_of
from symdl.grading.ordinary import compared
from symdl.grading.proved.abbreviations import split
from symdl.grading.proved.asked import asked
from symdl.grading.proved.following import is_made_of, shares_a_letter
from symdl.grading.proved.said import tree_of
from symdl.grading.question import Question
from symdl.grading.scalar.trees import TWO, times
from symdl.grading.scalar.words import KNOWN
from symdl.grading.typed.entered import replaced_by
from symdl.grading.typed.noted import with_letters_of
from symdl.notation.reader.infer import infer
from symdl.notation.reader.names import plain
from symdl.notation.reader.notation import OPEN
from symdl.notation.reader.parse import parse
from symdl.notation.reader.signs import FUNCTIONS
from symdl.notation.reader.syntax import (
    Big,
    Call,
    Chain,
    Derivative,
    Evaluated,
    Gradient,
    List,
    Member,
    Name,
    Node,
    walk,
)
from symdl.notation.reader.wrapping import unwrapped

_Slope: TypeAlias = tuple[str, str, int]
"""What is derived, by what ("" for a prime), how often."""


@dataclass(frozen=True)
class Named:
    """What a formula names."""

    names: frozenset[str] = frozenset()
    slopes: frozenset[_Slope] = frozenset()

    def __or__(self, other: Named) -> Named:
        return Named(self.names | other.names, self.slopes | other.slopes)

    def __sub__(self, other: Named) -> Named:
        return Named(self.names - other.names, frozenset(one for one in self.slopes if not any(
            _is_of(one, known) and one[2] == known[2] for known in other.slopes)))

    def has(self, asked_for: Named) -> bool:
        return bool(self.names & asked_for.names) or any(
            _is_of(one, other) and one[2] >= other[2] for one in self.slopes for other in asked_for.slopes)


NOTHING = Named()


def _is_of(one: _Slope, other: _Slope) -> bool:
    return one[0] == other[0] and (one[1] == other[1] or not one[1] or not other[1])


def named_in(*trees: Node) -> Named:
    """All that stands in formulas."""
    names = {_bare(name) for tree in trees for name in _written(tree)}
    return Named(frozenset(names), frozenset(one for tree in trees for one in _slopes(tree)))


def asked_by(left: Node) -> Named:
    """What a left side asks for: f of f(x), and the derivative alone of f'(x)."""
    slopes = frozenset(_slopes(left))
    if isinstance(left, Derivative | Gradient) or slopes:
        of = {_bare(name) for name in _written(called_of(left))}
        return Named(slopes=frozenset(one for one in slopes if one[0] in of))
    called = called_of(left)
    return Named(frozenset(_bare(name) for name in [*_written(called)][:1])) if isinstance(called, Name | Member) \
        else NOTHING


_ABOVE = re.compile(r"\^\s*\{?\s*\(\s*(\d)\s*\)")
_DOTS = re.compile(r"\\(d{1,4})ot(?![A-Za-z])")


def order_of(left: str) -> int:
    """How often a left side derives what it is of: 2 of y'' and of f^{(2)}(x), 0 of a name; -1 where it is not read."""
    if found := _ABOVE.search(left):
        return int(found[1])
    if found := _DOTS.search(left):
        return len(found[1])
    with suppress(ReadError, LanguageError):
        slopes = asked_by(parse(left, infer([left], OPEN).notation).tree).slopes
        return max((count for _, _, count in slopes), default=0)
    return -1


def _written(tree: Node) -> Iterator[str]:
    for part in walk(tree):
        if isinstance(part, Name | Member):
            yield part.text if isinstance(part, Name) else part.name


def _bare(name: str) -> str:
    return plain(name.rstrip("'"))


def _slopes(tree: Node, by: str = "", count: int = 0) -> Iterator[_Slope]:
    match tree:
        case Derivative(_, of, letters):
            yield from _slopes(of, _bare(next(_written(letters[-1]), "")) if letters else by, count + len(letters))
        case Gradient(of, letter, order):
            yield from _slopes(of, _bare(next(_written(letter), "")) if letter is not None else "", count + order)
        case Name() | Member():
            name = tree.text if isinstance(tree, Name) else tree.name
            primes = len(name) - len(name.rstrip("'"))
            if count + primes:
                yield _bare(name), "" if primes else by, count + primes
        case _:
            for part in tree.parts:
                yield from _slopes(part, by, count)


# --------------------------------------------------------------------------
# An answer


@dataclass(frozen=True)
class Names:
    """What an earlier part asks for, and what the right formula and the student's answer name."""

    asked_for: Named
    named: Named


def read_all(question: Question, answer: str) -> list[Node] | None:
    """An answer and what stands behind "where", each as a tree; None if one of them cannot be read.

    It is read as it is written: the spelling of a question puts in what some names stand for.
    """
    formula, clauses = split(unwrapped(answer))
    found = [_tree(question, text) for text in (formula, *clauses)]
    return None if None in found else [one for one in found if one is not None]


def _tree(question: Question, text: str) -> Node | None:
    notation = question.notation
    functions = {name for name, _ in question.spelled.functions}  # which the spelling puts in, and are symbols then
    unspelled = replace(notation, meanings={
        name: replace(one, kind="function") if name in functions and one.kind == "symbol" else one
        for name, one in notation.meanings.items()})
    for spelled, known in ((text, unspelled), (question.spelled(text), notation)):
        with suppress(ReadError, LanguageError):
            return parse(spelled, with_letters_of(known, spelled)).tree
    return None


def without_label(tree: Node, left: Node | None) -> Node:
    """A chain without the left side of the question, if it starts with that."""
    return List(tree.items[1:]) if isinstance(tree, Chain) and is_label(tree.items[0], left) else tree


def is_label(item: Node, left: Node | None) -> bool:
    """Whether this is the left side of a question, in some spelling."""
    if left is None or not isinstance(item, Name | Member | Call | Derivative | Gradient | Evaluated):
        return False
    ours, theirs = asked_by(left), asked_by(item)
    return ours.has(theirs) and theirs.has(ours)


def names_as_written(question: Question) -> set[str]:
    """The names of a question, with those that its spelling puts in."""
    return {name for text in question.written if (tree := _tree(question, text)) is not None for name in names_of(tree)}


def left_of(question: Question) -> Node | None:
    reference = _reference(question)
    return reference.items[0] if isinstance(reference, Chain) else None


def _reference(question: Question) -> Node | None:
    return _tree(question, question.written[0]) if question.written else None


def _right_of(question: Question) -> Node | None:
    reference = _reference(question)
    return List(reference.items[1:]) if isinstance(reference, Chain) else reference


def asked_for(question: Question) -> Named:
    left = left_of(question)
    return NOTHING if left is None else asked_by(left)


def names_in(question: Question, answer: str) -> Names:
    """What the names of a part are made of, for the answers after it."""
    trees = [without_label(tree, left_of(question)) for tree in read_all(question, answer) or ()]
    right = _right_of(question)
    return Names(asked_for(question), named_in(*trees, *([] if right is None else [right])))


def goes_round(question: Question, answer: str, before: Sequence[Names], later: Sequence[Question]) -> bool:
    """Whether an answer is made of what it answers, or of what is asked for later: it cannot be used there.

    before   what was said of the parts before, which an answer may name
    """
    if question.claim is not None and not question.written:  # of the library
        here = asked(question.derivation, question.claim, question.called) if question.derivation else None
        said = here and tree_of(answer, here)
        return said is None or any(one.claim is not None and is_made_of(said, one.claim.lhs, question.claim)
                                   for one in later)
    trees = read_all(question, answer)
    if trees is None:
        return True
    left, right = left_of(question), _right_of(question)
    known = [Names(asked_by(head), named_in(body)) for head, body in _definitions(question)]
    own = _closed(NOTHING if right is None else named_in(right), known)
    earlier = NOTHING
    for one in before:
        earlier |= one.asked_for
    ahead = asked_for(question)
    for other in later:
        ahead |= asked_for(other)
    return _closed(named_in(*(without_label(tree, left) for tree in trees)), [*known, *before]).has(
        ahead - earlier - own)


def derives_what_is_later(question: Question, answer: str, before: Sequence[Names], later: Sequence[Question]) -> bool:
    """Whether an answer is made of a derivative that is neither known nor asked for before: dL/dh = (dL/da)/(2a).

    Known are those that the right formula and the definitions name; where none of them does, none may stand there.
    """
    trees, left, right = read_all(question, answer), left_of(question), _right_of(question)
    if trees is None or not question.written:
        return False
    known = named_in(*question.trees) | asked_for(question)
    known |= NOTHING if right is None else named_in(right)
    for head, body in _definitions(question):
        known |= named_in(head, body)
    for one in before:
        known |= one.asked_for | one.named
    ahead = NOTHING
    for other in later:
        ahead |= asked_for(other)
    unknown = named_in(*(without_label(tree, left) for tree in trees)) - known
    return Named(slopes=unknown.slopes).has(Named(slopes=ahead.slopes))


def _closed(named: Named, known: Iterable[Names]) -> Named:
    """With all that it is made of."""
    left = [*known]
    while found := [one for one in left if named.has(one.asked_for)]:
        for one in found:
            named |= one.named
            left.remove(one)
    return named


def _definitions(question: Question) -> Iterator[tuple[Node, Node]]:
    for text in question.written[1:]:
        tree = _tree(question, text)
        if isinstance(tree, Chain):
            yield tree.items[0], List(tree.items[1:])


# --------------------------------------------------------------------------
# Letters


def is_bare(question: Question, answer: str) -> bool:
    """Whether an answer has none of the letters of what is right, which has some: a number for a formula.

    A letter that makes no difference is none: that of x - x + 1.
    """
    if question.claim is not None and not question.written:
        here = asked(question.derivation, question.claim, question.called) if question.derivation else None
        said = here and tree_of(answer, here)
        return said is None or not shares_a_letter(said, question.claim)
    right, trees = _right_of(question), read_all(question, answer)
    if right is None or trees is None:
        return trees is None
    bodies = {name: (head, body) for head, body in _definitions(question) for name in asked_by(head).names}
    ours = _letters(right, bodies)
    if not ours:
        return False
    mine = without_label(trees[0], left_of(question))
    mine = mine.items[-1] if isinstance(mine, Chain | List) else mine
    theirs = _letters(List((mine, *trees[1:])), bodies)
    if not ours & theirs:
        return True
    if trees[1:]:
        return False
    with suppress(ReadError, LanguageError):
        out = question.written_out(answer)
        mine = mine if out is None else out[1]
    return all(_makes_no_difference(question, mine, name) for name in sorted({*_written(mine)}))


def _makes_no_difference(question: Question, tree: Node, name: str) -> bool:
    doubled = replaced_by(tree, [(node, times(TWO, node)) for node in walk(tree) if isinstance(
        node, Name | Member) and (node.text if isinstance(node, Name) else node.name) == name])
    with suppress(ReadError, LanguageError):
        return compared(question, tree, doubled).verdict == "equivalent"
    return False


def _letters(tree: Node, bodies: Mapping[str, tuple[Node, Node]], seen: frozenset[str] = frozenset()) -> set[str]:
    """The letters that a formula is made of, definitions entered, without bound ones and indices."""
    match tree:
        case Big(_, bounds, of):
            bound = {_bare(name) for one in bounds if one.name is not None for name in _written(one.name)}
            ends = [part for one in bounds for part in one.parts if part is not one.name]
            return _letters(List((of, *ends)), bodies, seen) - bound
        case Evaluated(of, below):
            at = {_bare(name) for one in below if isinstance(one, Chain) for name in _written(one.items[0])}
            return _letters(List((of, *below)), bodies, seen) - at
        case Call(Name() | Member() as function, args):
            name = _bare(next(_written(function)))
            entered = _letters(function, bodies, seen) if name in bodies else set[str]()
            return entered.union(*(_letters(one, bodies, seen) for one in args))
        case Name() | Member():
            name = _bare(next(_written(tree)))
            if name in seen:
                return set()
            if name not in bodies:
                return set() if name in KNOWN or name in FUNCTIONS else {name}
            head, body = bodies[name]
            own = {_bare(one) for arg in head.args for one in _written(arg)} if isinstance(head, Call) else set()
            return _letters(body, bodies, seen | {name}) - own
    return set[str]().union(*(_letters(part, bodies, seen) for part in tree.parts))


__all__ = ["Names", "derives_what_is_later", "goes_round", "is_bare", "is_label", "left_of", "names_as_written",
           "names_in", "order_of"]
