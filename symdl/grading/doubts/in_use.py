r"""Counterexamples at values that letters have in use: an \epsilon is positive, and a p in a logarithm is below 1.

Which one is shown of several makes no verdict another: where there is none of this kind, any other stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from symdl.grading.checked import Checked
from symdl.grading.doubts.suited import asked_with, plainly
from symdl.grading.meanings.hints import firm_ranges
from symdl.grading.question import Question
from symdl.grading.scalar.context import clauses
from symdl.grading.scalar.roles import base
from symdl.notation.reader.syntax import (
    Call,
    Function,
    Member,
    Name,
    Node,
    Product,
    Quotient,
    Root,
    walk,
)

_LETTERS = re.compile(r"\\(?:(?:var)?epsilon|sigma|tau|kappa|lambda)|[TF][PN]|T|N|n|m")
"""Letters of small numbers, deviations, temperatures and counts."""
_SHARES = re.compile(r"\\(?:hat|tilde|bar)\{[pqy]\}|[pqy]|\\pi")
_NUMBER = re.compile(r"-?\d+(?:/\d+)?")


def in_use(question: Question, found: Checked, again: Callable[[Question], Checked]) -> Checked:
    """A wrong answer with a counterexample at values that its letters have in use, if there is one."""
    if found.witness is None or question.declared or not question.given or question.of_vectors:
        return found
    values = {plainly(name): str(value) for name, value in found.witness.values.items()}
    positive, shares = _standing(question)
    shown = {text: _numbers(values.get(plainly(text.removesuffix("_{k}")), "")) for text in positive | shares}
    if all(one > 0 and (one < 1 or text not in shares) for text, some in shown.items() for one in some):
        return found
    below = tuple(f"0 < {text} < 1" for text in sorted(shares))
    signs = tuple(f"{text} > 0" for text in sorted(positive - shares))
    for assumed in dict.fromkeys(((*signs, *below), (*signs, *(f"{text} > 0" for text in sorted(shares))))):
        if not {*assumed} <= {*question.assumptions} and (other := asked_with(question.given, assumed)) is not None:
            ours = question.context
            context = replace(other.context, restricts=ours.restricts, more=ours.more, unused=ours.unused,
                              made=ours.made, weighed=ours.weighed)
            then = again(replace(other, context=context))
            if then.verdict == "not_equivalent" and then.code == found.code:
                return then
    return found


def _standing(question: Question) -> tuple[set[str], set[str]]:
    """What is positive where it stands, and those of it that are shares, as assumptions speak of it."""
    positive: set[str] = set()
    shares: set[str] = set()
    for part in (part for tree in question.trees for part in walk(tree)):
        if isinstance(part, Name | Member) and _LETTERS.fullmatch(_family(part)):
            positive.add(_said(part))
        under = part.args if isinstance(part, Call) and part.function == Function("log") else (
            (part.of,) if isinstance(part, Root) else ())
        for one in (one for arg in under for one in _factors(arg)):
            positive.add(_said(one))
            if isinstance(part, Call) and _SHARES.fullmatch(_family(one)):
                shares.add(_said(one))
    said: dict[str, str] = {}
    for clause in clauses(question.context.text):
        said |= firm_ranges(clause)
    for part in (part for tree in question.trees for part in walk(tree) if isinstance(part, Name | Member)):
        if (range_ := said.get(base(_family(part)))) in ("share", "sign"):
            positive.add(_said(part))
            shares |= {_said(part)} if range_ == "share" else set()
    return positive - {""}, shares - {""}


def _factors(tree: Node) -> Iterator[Name | Member]:
    match tree:
        case Name() | Member():
            yield tree
        case Product(factors):
            for factor in factors:
                yield from _factors(factor)
        case Quotient(top, bottom):
            yield from _factors(top)
            yield from _factors(bottom)


def _family(name: Name | Member) -> str:
    return name.name if isinstance(name, Member) else re.split(r"_", name.text)[0]


def _said(name: Name | Member) -> str:
    """A letter, or any of its members, as an assumption has it; "" where there is no way to say it."""
    if isinstance(name, Name):
        return name.text
    return f"{name.name}_{{k}}" if len(name.below) == 1 and not name.above and isinstance(name.below[0], Name) else ""


def _numbers(shown: str) -> list[Fraction]:
    return [Fraction(one) for one in _NUMBER.findall(re.sub(r"[A-Za-z]+\([^()]*\)", "1", shown))]


__all__ = ["in_use"]
