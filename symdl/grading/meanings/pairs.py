r"""Two formulas that are compared, and what is assumed beside them, as trees in which letters are replaced together."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TypeAlias

from symdl.grading.question import Question
from symdl.grading.scalar.ends import closed
from symdl.grading.scalar.given import LETTER, names_in
from symdl.grading.scalar.points import free_names
from symdl.grading.scalar.roles import base
from symdl.grading.scalar.trees import times
from symdl.grading.scalar.words import replaced, standard
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
    rebuilt,
    show,
    walk,
)

Pair: TypeAlias = tuple[Node, ...]
"""The reference, the answer, and what is assumed."""
_Makes: TypeAlias = Callable[[Node], Node]


class Open(Exception):
    """It cannot be told."""


def pair_of(question: Question, answer: str) -> Pair:
    """The reference and an answer, with what is defined put in. Raises Open where that cannot be done, ReadError."""
    if question.of_vectors or not question.trees or question.laws or speaks_of_a_number(question):
        raise Open
    read = question.as_read(answer)
    trees = question.written_out(read)
    if trees is None:
        trees = (question.trees[0], question.tree(read))
        others = texts(json.loads(question.given), "definitions") if question.given else []
        heads = {base(found[0]) for one in others if (found := names_in(one.partition("=")[0]))}
        if heads & bases(tuple(map(value_of, trees))) or len(heads) < len(others):
            raise Open
    if isinstance(said := question.tree(read), Chain) and len(said.items) > 2:
        raise Open
    ours, theirs = (_without_deltas(standard(_parted(value_of(tree), question.names))) for tree in trees)
    ours, theirs = closed(ours, theirs, question.trees)
    if any(isinstance(part, Derivative | Gradient) or (isinstance(part, Call) and isinstance(part.function, Name))
           or (isinstance(part, Name | Member) and _SLOPE.search(show(part))) for part in (*walk(ours), *walk(theirs))):
        raise Open
    kinds = [({*free_names(tree)}, {*families_of((tree,))}) for tree in (ours, theirs)]
    if any({*map(base, new - old)} & bases((ours,)) for old, new in zip(*kinds, strict=True)):
        raise Open  # g_t beside g
    if not {base(name) for name in letters_of((theirs,))} <= {*map(base, question.names)} | letters_said(
            [question.context.text]):
        raise Open  # nothing says what it is
    return ours, theirs


def _parted(node: Node, names: Collection[str]) -> Node:
    """A formula with a product for letters side by side that are no name of their own: d k, for dk."""
    node = rebuilt(node, lambda part: _parted(part, names))
    if isinstance(node, Name) and node.text not in names and node.text.isalpha() and {*node.text} <= {*names}:
        return times(*map(Name, node.text))
    return node


def with_equations(question: Question, pair: Pair, equations: Sequence[str]) -> Pair:
    """The two with what words say that a letter is made of others put in. Raises Open where they say it otherwise."""
    names = bases(pair)
    for clause in equations:
        indices = indices_of(pair)
        for one in _OF_INDICES.finditer(clause):
            if {one[1], one[2]} <= indices:
                pair = put(pair, one[1], Name(one[2]))
        if len({*map(base, names_in(" ".join(found[0] for found in _FORMULAS.finditer(clause))))} & names) < 2:
            continue  # of a letter of its own, which may be anything
        heads = [*_HEAD.finditer(clause)]
        if len(heads) < len(_EQUALS.findall(clause)):
            raise Open
        if not (ours := [one for one in heads if base(one["head"]) in names]):
            continue
        if len(ours) > 1:
            raise Open
        head, body = (question.tree(question.spelled(text)) for text in (
            ours[0]["head"], ours[0]["body"].strip(" ,.;")))
        body = standard(body)
        own = {*map(base, free_names(body))} - names
        if own and not own & letters_said([one for one in equations if one is not clause]):
            continue  # made of a letter of its own
        if not isinstance(head, Name) or not {*free_names(body)} <= {*free_names(*pair)} or head in [*walk(body)]:
            raise Open
        pair = put(pair, head.text, body)
    return pair


def bases(trees: Pair) -> frozenset[str]:
    """The names of what has a value, each without what is around and below it."""
    return frozenset(base(name) for name in letters_of(trees))


def letters_said(clauses: Sequence[str]) -> set[str]:
    """The letters of which words speak."""
    return {base(name) for clause in clauses for name in names_in(clause)}


def speaks_of_a_number(question: Question) -> bool:
    """Whether words speak of an e, or \\pi, that is read as the number in formulas: of an exploration rate e."""
    return bool(letters_said([question.context.text]) & {
        part.name for tree in question.trees for part in walk(tree) if isinstance(part, Constant)})


_SLOPE = re.compile(r"[∂∇]|\\nabla|\\partial")
_OF_INDICES = re.compile(r"(?<![A-Za-z\\])([A-Za-z])\s*=\s*([A-Za-z])(?![A-Za-z])")
_EQUALS = re.compile(r"(?<![<>!:])=(?!=)|:=|←")
_WORDS = r"(?=\s+(?!(?:exp|log|ln|tanh|sqrt|sin|cos|max|min)\b)[a-z]{2,}\b|\s*[,.;)]\s|\s*$)"
_PART = rf"(?:{LETTER}|\\\\[A-Za-z]+|(?:exp|log|ln|tanh|sqrt|sin|cos|max|min)\b|[-+*/^()\[\]{{}}|'_\d.,]|\s)*"
_FORMULAS = re.compile(rf"{_PART}(?:=|:=|←){_PART}")
_HEAD = re.compile(rf"(?<![\w^)\]}}*/+-])\s*(?P<head>{LETTER})\s*(?:\([^()]*\)\s*)?(?:=|:=|←)\s*(?P<body>.*?){_WORDS}")


def value_of(tree: Node) -> Node:
    return tree.items[-1] if isinstance(tree, Chain) else tree


def _without_deltas(node: Node) -> Node:
    match node:
        case Member("\\delta", (left, right), ()):
            return Indicator(Chain((left, right), ("eq",)))
    return rebuilt(node, _without_deltas)


def letters_of(pair: Pair) -> list[str]:
    """The names of what has a value, those of families, too; no index, and no end of a sum."""
    indices = indices_of(pair)
    return [*dict.fromkeys(name for name in (*free_names(*pair), *families_of(pair)) if name not in indices)]


def indices_of(pair: Pair) -> set[str]:
    """What says which member is meant."""
    return {show(one) for tree in pair for part in walk(tree) if isinstance(part, Member)
            for one in (*part.below, *part.above)}


def families_of(pair: Pair) -> dict[str, Big | None]:
    """The families with one index, each with a sum over all of its members, if there is one."""
    found: dict[str, Big | None] = {part.name: None for tree in pair for part in walk(tree) if isinstance(part, Member)}
    for part in (part for tree in pair for part in walk(tree)):
        match part:
            case Big("sum" | "prod", (Bound(Name() as letter, first, last, None),), of) if first is not None and last:
                for one in walk(of):
                    if isinstance(one, Member) and one.below == (letter,) and not one.above:
                        found[one.name] = found[one.name] or part
    return found


def put(pair: Pair, name: str, node: Node) -> Pair:
    """The two with a formula for a letter."""
    return tuple(replaced(tree, Name(name), node) for tree in pair)


def of_members(pair: Pair, name: str, other: str, make: _Makes) -> Pair:
    """The two with members of a family made of those of another one."""
    return with_members(pair, name, lambda one: make(replace(one, name=other)))


def with_members(pair: Pair, name: str, make: Callable[[Member], Node]) -> Pair:
    """The two with something made of each member of a family."""
    def made(node: Node) -> Node:
        if isinstance(node, Member) and node.name == name and len(node.below) == 1 and not node.above:
            return make(node)
        return rebuilt(node, made)

    return tuple(map(made, pair))


__all__ = ["Open", "Pair", "bases", "families_of", "indices_of", "letters_of", "of_members", "pair_of", "put",
           "speaks_of_a_number", "value_of", "with_equations", "with_members"]
