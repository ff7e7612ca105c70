r"""Constants that a question leaves open: how one of integration is called, and whether a depends on x in da^2/dx."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache
from itertools import permutations, product

from symdl.errors import ReadError, SymdlError
from symdl.grading import ordinary
from symdl.grading.arbitrary import is_shifted
from symdl.grading.integrals import letters_without_ends
from symdl.grading.named import names_of
from symdl.grading.question import Question
from symdl.grading.questions.posed import made
from symdl.grading.scalar.domain import narrower
from symdl.grading.scalar.points import free_names
from symdl.grading.scalar.trees import ONE
from symdl.grading.scalar.values import Outside, Unclear, Unsupported
from symdl.grading.scalar.words import NoMeaning, replaced
from symdl.notation.reader.syntax import Chain, Derivative, Name, Neg, Node, Number, walk

_CONSTANT = re.compile(r"[CK]|[CcKk]_\{?\d\}?")
_MAY_BE = re.compile(r"[A-TVWa-mpqr](?:_\{?\w\}?)?|\\(?:alpha|beta|gamma|kappa|lambda|mu)(?:_\{?\d\}?)?")
_MOST = 3


def left_open(question: Question, answer: str) -> str:
    """Why an answer that differs may be right all the same; "" if it may not."""
    if not question.right:
        return ""
    with suppress(ReadError):
        reference, said = (tree.items[-1] if isinstance(tree, Chain) else tree
                           for tree in (question.right[0], question.tree(answer)))
        if slope := _open_slope(reference, said):
            return slope
        if _is_renamed(question, reference, said):
            return "right if constants of integration are called otherwise, or have other signs"
    return ""


def takes_every_value(question: Question, answer: str) -> str:
    """The constant that words call arbitrary, with which an answer takes the values that are asked for; else "".

    That is 2C + 3 for C.
    """
    if not question.right or question.of_vectors or question.assumptions or len(question.right) > 1:
        return ""
    for letter in _ARBITRARY.findall(question.context.text):
        with suppress(ReadError):
            asked, said = question.right[0], question.tree(answer)
            if isinstance(asked, Chain) and isinstance(said, Chain) and asked.items[0] != said.items[0]:
                return ""
            reference, said = (tree.items[-1] if isinstance(tree, Chain) else tree for tree in (asked, said))
            if _CONSTANT.fullmatch(letter) and is_shifted(reference, said, letter):
                return str(letter)
    return ""


def gap(question: Question, answer: str) -> str:
    r"""Where a reference has a value and an answer has none, x = -3 for \log x beside \log|x|; "" if none is seen."""
    if not question.right:
        return ""
    with suppress(ReadError, NoMeaning, Unclear, Outside, Unsupported, RecursionError):
        reference, said = (tree.items[-1] if isinstance(tree, Chain) else tree
                           for tree in (question.right[0], question.tree(answer)))
        for letter in {*names_of(reference), *names_of(said)}:  # a constant may be what suits the answer: of \log C, 1
            if _CONSTANT.fullmatch(letter):
                reference, said = (replaced(tree, Name(letter), ONE) for tree in (reference, said))
        return narrower(reference, said, assumptions=question.assumptions, notation=question.notation)[0]
    return ""


_ARBITRARY = re.compile(r"(?<![A-Za-z\\])([CKck])\$?\s+(?:is|denotes)\s+(?:an?|the)\s+"
                        r"(?:arbitrary\s+(?:real\s+)?constant|constant\s+of\s+integration|(?:real\s+)?integration\s+constant)(?=\s*(?:$|[.,;]))")


@lru_cache(maxsize=64)
def integral_alone(given: str) -> Question | None:
    r"""The question of an integral without ends alone, where a table, as JSON, says its value; None of another one.

    \int x dx = x^2/2 has x^2/2 + C for an answer, too.
    """
    table = json.loads(given or "{}")
    left, sign, _ = str(table.get("reference", "")).partition("=")
    if not sign or not _INTEGRAL.match(left) or table.get("accept"):
        return None
    with suppress(SymdlError):
        question = made({**table, "reference": left.strip()})
        return question if letters_without_ends(*question.right[:1]) else None
    return None


_INTEGRAL = re.compile(r"\s*\\int(?:\\limits)?(?![A-Za-z])\s*(?![_^\s])")


def _open_slope(reference: Node, said: Node) -> str:
    """Of da^2/dx, where nothing says whether a depends on x, that it may be 0."""
    if not isinstance(reference, Derivative) or said != Number(Fraction(0)):
        return ""
    inside = [*walk(reference.of)]
    names = names_of(reference.of)
    return f"it is not said whether {names[0]} depends on {names_of(reference.by[0])[0]}" \
        if names and not any(by in inside for by in reference.by) and names_of(reference.by[0]) else ""


def _is_renamed(question: Question, reference: Node, said: Node) -> bool:
    ours = [name for name in free_names(reference) if _is_constant(name, question)]
    fixed = {*free_names(reference)} - {*ours}
    theirs = [name for name in free_names(said) if name not in fixed]
    if not ours or len(ours) != len(theirs) or len(ours) > _MOST or not fixed or not all(
            map(_MAY_BE.fullmatch, theirs)):
        return False
    for names in permutations(ours):
        for signs in product((True, False), repeat=len(names)):
            made = said
            for n, name in enumerate(theirs):  # at once: they may be swapped
                made = replaced(made, Name(name), Name(f"K__{n}"))
            for n, (name, positive) in enumerate(zip(names, signs, strict=True)):
                made = replaced(made, Name(f"K__{n}"), Name(name) if positive else Neg(Name(name)))
            if ordinary.compared(question, reference, made, cas=False).verdict == "equivalent":
                return True
    return False


def _is_constant(name: str, question: Question) -> bool:
    """Whether a letter is one that constants of integration are called by, and words say nothing else of it."""
    standing = re.compile(rf"(?<![A-Za-z\\]){re.escape(name[0])}(?![A-Za-z])")
    return _CONSTANT.fullmatch(name) is not None and not any(
        map(standing.search, question.written[1:])) and (
        standing.search(question.context.text) is None or "constant" in question.context.text)


__all__ = ["integral_alone", "left_open"]
