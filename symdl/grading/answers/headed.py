r"""What an answer calls itself: \frac{dy}{dt} = 3x^2 is no answer to f'(x), f'(t) = 3t^2 is one in another letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from symdl.errors import ReadError
from symdl.grading.answers.carrying import order_of
from symdl.grading.answers.primes import letter_of
from symdl.grading.named import called_of, names_of, sides
from symdl.grading.question import Question
from symdl.grading.questions.repeated import bare
from symdl.grading.scalar.words import replaced
from symdl.notation.reader.infer import infer
from symdl.notation.reader.names import plain
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Call,
    Chain,
    Derivative,
    Function,
    Goes,
    Gradient,
    List,
    Member,
    Name,
    Node,
    show,
    walk,
)


@dataclass(frozen=True)
class Slope:
    """A function, or a derivative of one.

    by      the letters that it is derived by, sorted; none where that is not said
    order   how often it is derived
    at      what its argument is, where that is no letter: f'(1)
    """

    of: str
    by: tuple[str, ...]
    order: int
    at: tuple[Node, ...] = ()


def slope(tree: Node) -> Slope | None:
    """What a left side is: f of f, df/dx, y' and of the gradient of f; None of anything else."""
    match tree:
        case Name(text) | Member(text):
            inner = bare(text)
            dots = re.match(r"\\(d{1,4})ot(?![A-Za-z])", text)
            return Slope(plain(inner), (), text.count("'") + (len(dots[1]) if dots else 0))
        case Call(Name() | Member() as function, args):
            found = slope(function)
            if found is None or not all(isinstance(arg, Name | Member) for arg in args):
                return found and replace(found, at=args)
            return replace(found, by=_letters(args) * found.order if len(args) == 1 else ())
        case Derivative(_, of, by):
            inside = slope(of)
            return inside and Slope(inside.of, tuple(sorted((*inside.by, *_letters(by)))), inside.order + len(by))
        case Gradient(of, by, order):
            inside = slope(of)
            return inside and Slope(inside.of, _letters((by,) * order if by is not None else ()), inside.order + order)
    return None


def squared(question: Question, answer: str) -> str:
    r"""An answer as one for the square of what it is for: s^2 = (\sqrt v)^2, where s^2 is asked for; "" otherwise."""
    asked = question.written[0].partition("=")[0].strip() if question.written else ""
    said, sign, value = answer.partition("=")
    root = re.sub(r"\s*\^\s*(?:2|\{\s*2\s*\})$", "", asked)
    told = question.written[0].partition("=")[2] if question.written else ""
    is_value = question.written[1:] and not re.search(  # and no equation to be solved, as x^2 = 4 is
        rf"(?<![A-Za-z\\]){re.escape(root)}(?![A-Za-z])", told)
    return f"{asked} = ({value})^2" if sign and "=" not in value and is_value and said.strip() == root != asked else ""


def _letters(nodes: tuple[Node, ...]) -> tuple[str, ...]:
    return tuple(plain(name) for node in nodes for name in names_of(called_of(node))[:1])


def is_of_another(question: Question, written: str) -> bool:
    """Whether an answer calls itself a derivative that is not asked for, or what the question has a value for."""
    if (both := _both(question, written)) is None:
        return False
    ours, theirs = both
    said, asked = slope(theirs.items[0]), slope(ours)
    known = {plain(bare(name)) for tree in _trees(question) for name in names_of(tree)}
    if isinstance(ours, Big):
        return said is not None and (said.of in known or said.order > 0)
    counts = [order_of(text.partition("=")[0]) for text in (question.written[0], written)]  # of y^{(2)}, too
    if min(counts) > 0 and counts[0] != counts[1]:
        return True
    if asked is None or said is None or not asked.order or not said.order:
        return False
    if said.order != asked.order:
        return True
    if said.of != asked.of and isinstance(ours, Call) and isinstance(theirs.items[0], Call):  # g'(x), for f'(x)
        return True
    if said.of != asked.of and (said.of in known or _is_numbered_otherwise(said.of, asked.of)) and not _is_equated(
            question, said, asked):
        return True
    by = asked.by or tuple(plain(letter) for letter in (letter_of(question),) if letter) * asked.order
    return bool(said.by and by) and said.by != by


def of_something_else(question: Question, written: str) -> str:
    r"""The left side of an answer that is not known to be what is asked for; "" where it is, or is but a name for that.

    It is a mean or a variance of something else, as Var(Y) beside Var(\bar X), or a differential, dL.
    """
    if (both := _both(question, written, question.notation)) is None:
        return ""
    ours, theirs = both
    left, shown = theirs.items[0], written.partition("=")[0].strip()
    asked = slope(ours)
    match ours, left:
        case Call(Function(name), of), Call(Function(other), things) if name in _MOMENTS and other == name:
            return "" if _is_known_as(question, of, things) else shown
        case Call(Function(name)), Name(word) if name in _MOMENTS and len(plain(word)) > 1:
            return "" if re.fullmatch(_MOMENTS[name], plain(word), re.IGNORECASE) else shown
        case (Derivative() | Gradient()), Name(word) if asked is not None and word == f"d{asked.of}":
            return "" if any(re.search(rf"d\s*{re.escape(by)}(?![A-Za-z])", written) for by in asked.by) else shown
    return ""


def of_another_loss(question: Question, written: str) -> str:
    """The left side of an answer that calls a loss by another of the names of losses: dJ/dw, for dL/dw; else ""."""
    if (both := _both(question, written, question.notation)) is None:
        return ""
    asked, said = slope(both[0]), slope(both[1].items[0])
    return written.partition("=")[0].strip() if asked is not None and said is not None and asked.of != said.of and (
        {asked.of, said.of} <= _LOSSES) and not _is_equated(question, said, asked) else ""


_MOMENTS = {"E": r"mean|expectation|average|mu|E\w*", "Var": r"var(?:iance)?|sigma\w*|V\w*", "Cov": r"cov(?:ariance)?"}
"""Moments, and words that an answer may call them by."""
_LOSSES = frozenset(("L", "J", "E", "C", "loss", "ell", "MSE"))


def _is_known_as(question: Question, ours: tuple[Node, ...], theirs: tuple[Node, ...]) -> bool:
    """Whether things are written as others are, with or without what the question says them to be put in."""
    for tree in _trees(question):
        match tree:
            case Chain((head, body), ("eq" | "define",)):
                ours, theirs = (tuple(replaced(one, head, body) for one in some) for some in (ours, theirs))
    return [*map(show, ours)] == [*map(show, theirs)]


def _is_numbered_otherwise(said: str, asked: str) -> bool:
    """Whether two names have one letter and not one number: h_4, where h_3 is asked for, which need not be defined."""
    letter, _, number = said.partition("_")
    return letter == asked.partition("_")[0] and number.strip("{}").isdigit()


def body_of(question: Question, written: str) -> str:
    """An answer without the left side that is what is asked for, or may be: y', by whatever letter; "" without one."""
    if (both := _both(question, written)) is None:
        return ""
    ours, theirs = both
    asked, said = slope(ours), slope(theirs.items[0])
    if not asked or not said or not asked.order or not said.order or (said.at and said.at != asked.at) or is_of_another(
            question, written):
        return ""
    return sides(written, theirs)[1].strip() if _by(theirs.items[0]) in ((), _by(ours)) else ""


def as_asked(question: Question, written: str) -> str:
    r"""An equation with the left side of a reference for one that is the same derivative in other signs, as \nabla_w L
    for \frac{dL}{dw}, and L'(w) for both; "" where it is none.

    A sign that does not say by what is derived may leave that open only beside a derivative by the one letter there is.
    """
    if (both := _both(question, written, question.notation)) is None:
        return ""
    ours, left = both[0], both[1].items[0]
    asked, said = slope(ours), slope(left)
    if asked is None or said is None or not asked.order or ours == left or said.at or (asked.of, asked.order) != (
            said.of, said.order) or not all(isinstance(by, Name) for by in _by(ours)):
        return ""
    is_partial = isinstance(ours, Derivative) and ours.sign != "d"
    by = asked.by or tuple(plain(letter) for letter in (letter_of(question),) if letter) * asked.order
    if said.by != by and (said.by or is_partial):
        return ""
    if question.of_vectors and not (isinstance(ours, Gradient) and isinstance(left, Gradient)):
        return ""  # which of them is a row
    return f"{question.written[0].partition('=')[0].strip()} = {sides(written, both[1])[1].strip()}"


def _by(tree: Node) -> tuple[Node, ...]:
    match tree:
        case Derivative(_, _, by):
            return by
        case Gradient(_, Node() as by, order):
            return (by,) * order
    return ()


_DELTA = re.compile(r"(\\delta|δ)\s*_\s*\{\s*([a-z])\s*([a-z])\s*\}")


def in_our_letters(question: Question, written: str) -> str:
    r"""An answer f'(t) = 3t^2 to f'(x), or \partial L/\partial z_i = p_i - y_i to \partial L/\partial z_k, in the
    letters that are asked for; "" where it is none, or another letter of the question would get another meaning.
    """
    written = _DELTA.sub(r"\1_{\2,\3}", written)
    if (both := _both(question, written, question.notation)) is None:
        return ""
    ours, theirs = both
    if not (letters := _renamed(ours, theirs.items[0])):
        return ""
    said = List(theirs.items[1:])
    bound, free = {*_bound(said)}, {*_free(said, frozenset())}
    words = re.findall(r"\\?[A-Za-z]+", question.context.text)
    if {*letters} & ({*_used(question)} - {*letters.values()} | bound | {*words}) or (
            {*letters.values()} - {*letters}) & free:
        return ""
    letters |= {ours: their for their, ours in letters.items() if ours not in letters}  # where a sum binds ours
    if any(letter in name.partition("_")[2] for name in names_of(said) for letter in letters):
        return ""
    places = [part for part in walk(theirs) if isinstance(part, Name) and part.text in letters]
    if not all(written.startswith(part.text, part.start) for part in places) or any(
            isinstance(part, Member) and part.name in letters for part in walk(theirs)):
        return ""
    for part in sorted(places, key=lambda part: -part.start):
        letter = letters[part.text]
        letter += " " * letter.startswith("\\")
        written = f"{written[: part.start]}{letter}{written[part.start + len(part.text) :]}"
    return written


def _renamed(asked: Node, said: Node) -> dict[str, str]:
    """Which letters stand for which, in a derivative or a value that differs in its letters alone; none if it does not.
    """
    pairs = _pairs(asked, said)
    found = dict(pairs or ())
    is_one_to_one = len({*found.values()}) == len(found) and all(found[theirs] == ours for theirs, ours in pairs or ())
    return {theirs: ours for theirs, ours in found.items() if theirs != ours} if is_one_to_one else {}


def _pairs(asked: Node, said: Node, *, is_letter: bool = False) -> list[tuple[str, str]] | None:
    """The letters of two formulas, which are indices and arguments of functions; None if something else differs."""
    match asked, said:
        case Name(ours), Name(theirs) if is_letter:
            return [(theirs, ours)]
        case Member(name, below, above), Member(other, low, high) if name == other and len(below) == len(low):
            return _pairs_of((*below, *above), (*low, *high), is_letter=True)
        case Call(function, args), Call(other_function, others) if function == other_function and not (
                isinstance(function, Function) and function.name in _MOMENTS):  # Var(Y) is no Var(X) in another letter
            return _pairs_of(args, others, is_letter=True)
        case Derivative(_, of, by), Derivative(_, other_of, other_by):
            return _pairs_of((of, *by), (other_of, *other_by))
    return [] if asked == said else None


def _pairs_of(ours: Sequence[Node], theirs: Sequence[Node], *, is_letter: bool = False
              ) -> list[tuple[str, str]] | None:
    found = [_pairs(one, other, is_letter=is_letter) for one, other in zip(ours, theirs, strict=False)]
    return None if len(ours) != len(theirs) or None in found else [pair for one in found for pair in one or ()]


def other_index(question: Question, written: str) -> str:
    """The index on the right side of an answer where its left side has another: the i of dL/dw_k = w_i."""
    if (both := _both(question, written)) is None:
        return ""
    ours, (left, *right) = both[0], both[1].items
    known = {*_used(question)} - {*_indices(ours, frozenset())}
    said = {letter for item in right for letter in _indices(item, frozenset())} - known
    heads = {*_indices(left, frozenset())}
    return min(said) if heads and said and not heads & said else ""


def _indices(tree: Node, bound: frozenset[str]) -> Iterator[str]:
    """The letters that stand as indices, but for those that a sum binds."""
    match tree:
        case Member(_, below, above):
            yield from (name for part in (*below, *above) for name in names_of(part) if name not in bound)
        case Big(_, bounds):
            bound |= {name for part in bounds for name in _bound(part)}
    for part in tree.parts:
        yield from _indices(part, bound)


def _bound(tree: Node) -> Iterator[str]:
    for part in walk(tree):
        if isinstance(part, Bound | Goes):
            yield from names_of(part)[:1]


def _used(question: Question) -> Iterator[str]:
    """The letters of a question that stand for something: neither bound by sums, nor the arguments of its definitions.
    """
    first, *others = _trees(question)
    yield from _free(List(first.items[1:]), frozenset()) if isinstance(first, Chain) else ()
    for tree in others:
        match tree:
            case Chain((Call(_, own) | Member(_, own), *_)):
                yield from _free(tree, frozenset(name for part in own for name in names_of(part)))
            case _:
                yield from _free(tree, frozenset())


def _free(tree: Node, bound: frozenset[str]) -> Iterator[str]:
    match tree:
        case Name(text):
            yield from {text} - bound
        case Big(_, bounds):
            bound |= {name for part in bounds for name in _bound(part)}
    for part in tree.parts:
        yield from _free(part, bound)


def _both(question: Question, written: str, notation: Notation | None = None) -> tuple[Node, Chain] | None:
    """The left side of a reference, or all of it, and an answer that is an equality, as they are written."""
    if not _SIGN.search(_SCRIPT.sub("", written)):
        return None
    asked = next(_trees(question), None)
    with suppress(ReadError):
        said = parse(written, notation or infer([written, *question.written], OPEN).notation).tree
        if asked is not None and isinstance(said, Chain) and {*said.signs} <= {"eq", "define", "assign"}:
            return asked.items[0] if isinstance(asked, Chain) else asked, said
    return None


_SCRIPT = re.compile(r"[_^]\s*\{[^{}]*\}")  # where a sum has an equals sign, and what is said has none
_SIGN = re.compile(r"[=←≔≡]|\\(?:gets|leftarrow|coloneqq|equiv)(?![A-Za-z])|<-")


def _trees(question: Question) -> Iterator[Node]:
    yield from _parsed(question.written)


@lru_cache(maxsize=1 << 9)
def _parsed(written: tuple[str, ...]) -> tuple[Node, ...]:
    """The formulas of a question that can be read, all of which say what is an index."""
    notation = infer(written, OPEN).notation
    found = []
    for text in written:
        with suppress(ReadError):
            found.append(parse(text, notation).tree)
    return tuple(found)


def _is_equated(question: Question, one: Slope, other: Slope) -> bool:
    """Whether the question says that two functions are the same: y = f(x)."""
    return any({one.of, other.of} <= {found.of for found in map(slope, tree.items) if found and not found.order}
               for tree in _trees(question) if isinstance(tree, Chain))


__all__ = ["Slope", "as_asked", "body_of", "in_our_letters", "is_of_another", "of_another_loss", "of_something_else",
           "other_index", "slope", "squared"]
