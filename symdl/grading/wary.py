r"""What words beside a question may change about a refusal, though they are understood: labels may sum to one.

Nothing here makes an answer right: it is left open, what may be right by what is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from symdl.grading.checked import Checked
from symdl.grading.question import Question
from symdl.grading.scalar.given import LETTER, names_in
from symdl.grading.suited import asked_with, plainly
from symdl.notation.reader.syntax import Big, Member, Name, walk

_SHARES = re.compile(r"\b(?:labels?|targets?|probabilit\w+|proportions?|fractions?|shares?|distributions?|weights"
                     r"|cross[\s-]entropy|one[\s-]hot)\b", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(?:/\d+)?")


def may_be_right(question: Question, answer: str, found: Checked, again: Callable[[Question], Checked]) -> str:
    """Why a wrong answer may be right by what words say; "" if it is not.

    again   the verdict on it, to another question
    """
    words = question.context.text
    if not words or question.declared or found.witness is None:
        return ""
    said = {plainly(one) for one in names_in(words)}
    new = {plainly(one) for one in re.findall(LETTER, answer)} - {plainly(name) for name in question.names}
    if both := sorted(new & said):
        return f"what {both[0]} is, is said in words alone"
    if assumed := tuple(_of_ranges(words, found.witness.values)):
        other = asked_with(question.given, assumed)
        if other is None or again(other).verdict != "not_equivalent":
            return f"it may depend on whether {' and '.join(assumed)}, which the question should say"
    if not _SHARES.search(words):
        return ""
    for name, total in _sums(question):
        values = found.witness.values.get(plainly(name))
        if isinstance(values, list) and not _is_one(values):
            other = asked_with(question.given, (total,))
            if other is None or again(other).verdict != "not_equivalent":
                return f"it may depend on whether {name} sums to one, which the question should say"
    return ""


def _of_ranges(words: str, values: Mapping[str, object]) -> Iterator[str]:
    """What words say of a letter that a counterexample does not meet: a probability is no 2, and a loss no -1."""
    for found in _IS_A.finditer(words):
        value = str(values.get(plainly(found["letter"]), ""))
        if _NUMBER.fullmatch(value):
            is_share, is_size = (pattern.search(found["what"]) for pattern in (_A_SHARE, _A_SIZE))
            if is_share and Fraction(value) > 1:
                yield f"{found['letter']} <= 1"
            if (is_share or is_size) and Fraction(value) < 0:
                yield f"{found['letter']} >= 0"


_IS_A = re.compile(rf"(?P<letter>{LETTER})\s*(?:\b(?:is|denotes)\b|:)\s*(?P<what>[^.,;:]*)")
_A_SHARE = re.compile(r"\b(?:probabilit\w+|fraction|proportion|share|gate|decay\s+rate|dropout\s+rate|momentum|accuracy"
                      r"|precision|recall)\b", re.IGNORECASE)
_A_SIZE = re.compile(r"\b(?:squared|absolute)\s+error|\bloss\b|\bafter\s+(?:the\s+)?ReLU|\b(?:norm|length|distance"
                     r"|variance|deviation|temperature|rate|coefficient|strength|count|number|size|time|energy"
                     r"|radius)\b", re.IGNORECASE)


def _sums(question: Question) -> Iterator[tuple[str, str]]:
    """The families with one index over which something is summed, and that they sum to one."""
    seen: set[str] = set()
    sums = (part for tree in question.trees for part in walk(tree) if isinstance(part, Big) and part.sign == "sum")
    for part in sums:
        for one in walk(part.of):
            if isinstance(one, Member) and len(one.below) == 1 and not one.above and isinstance(
                    index := one.below[0], Name) and one.name not in seen:
                seen.add(one.name)
                yield one.name, rf"\sum_{index.text} {one.name}_{{{index.text}}} = 1"


def _is_one(values: list[object]) -> bool:
    texts = [str(value) for value in values]
    return all(map(_NUMBER.fullmatch, texts)) and sum(map(Fraction, texts)) == 1


__all__ = ["may_be_right"]
