r"""Losses of which only derivatives are known, in what is made of them: L, of J = L + \frac{\lambda}{2} w^2 and dL/dw.

Such a loss is any number, with any slopes and any second derivatives: L = a + b w + c w^2. That says nothing of a
third one, and questions and answers that have one are left as they are, or open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeGuard

from symdl.errors import ReadError
from symdl.grading.named import names_of
from symdl.grading.proved.laws import UNSAID
from symdl.grading.question import Question
from symdl.grading.questions.repeated import bare
from symdl.grading.table import texts
from symdl.notation.reader.infer import infer
from symdl.notation.reader.names import plain
from symdl.notation.reader.notation import OPEN
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Big,
    Call,
    Chain,
    Derivative,
    Gradient,
    Member,
    Name,
    Node,
    Product,
    Sum,
    walk,
)

_MOST = 8  # names that a loss may depend on
_HIGHEST = 2  # order of a derivative
_VALUE = rf"\mathrm{{{UNSAID}}}"


def with_unknown_losses(table: Mapping[str, Any]) -> Mapping[str, Any]:
    """A question with what may be said of a loss that nothing defines, where it has derivatives of one."""
    reference, definitions = table.get("reference"), texts(table, "definitions")
    if not isinstance(reference, str) or not definitions or table.get("symbols") or isinstance(
            table.get("notation"), Mapping):
        return table
    if (found := _of_a_vector(table, reference, definitions)) is not None:
        return found
    table = _bare(table, reference, definitions)
    definitions = texts(table, "definitions")
    formulas = [reference, *texts(table, "accept"), *definitions]
    with suppress(ReadError):
        notation = infer(formulas, OPEN).notation
        trees = [parse(text, notation).tree for text in formulas]
        heads = {name for tree in trees[-len(definitions) :] for name in _head(tree)}
        losses = _losses(trees[: -len(definitions)], trees[-len(definitions) :], heads)
        if not losses or any(map(is_higher, trees)):
            return table
        said = []
        for loss, own in zip(losses, _OWN, strict=False):
            if not (terms := _terms(trees, {*heads, *losses}, own)):
                return table
            number = rf"\mathrm{{{UNSAID}{own}}}"
            said.append(f"{loss} = {' + '.join([number, *terms])}")
        return {**table, "definitions": [*said, *definitions]} if len(said) == len(losses) else table
    return table


def _bare(table: Mapping[str, Any], reference: str, definitions: Sequence[str]) -> Mapping[str, Any]:
    r"""A question with J for J(w) and L for L(w), where its reference has dJ/dw and dL/dw of them."""
    for text in definitions:
        found = _OF_ONE.match(text)
        if found and all(re.search(rf"d\s*{re.escape(name)}\s*\}}|\bd{re.escape(name)}/", reference)
                         for name in (found["head"], found["loss"])):
            of = rf"({re.escape(found['head'])}|{re.escape(found['loss'])})\s*\(\s*{re.escape(found['by'])}\s*\)"
            return {**table, "definitions": [re.sub(of, r"\1", one) for one in definitions]}
    return table


def _of_a_vector(table: Mapping[str, Any], reference: str, definitions: Sequence[str]) -> Mapping[str, Any] | None:
    r"""A question of a loss with a penalty on the norm of a vector: J = L + \frac{\lambda}{2} \|w\|^2, and \nabla J."""
    found = next(filter(None, map(_WITH_NORM.match, definitions)), None)
    if found is None or r"\nabla" not in reference or any(
            re.match(rf"\s*{re.escape(found['loss'])}\s*(?:\([^()]*\)\s*)?=", text) for text in definitions):
        return None
    by = found["by"]
    of = rf"({re.escape(found['head'].strip())}|{re.escape(found['loss'])})\s*\(\s*{re.escape(by)}\s*\)"

    def plainly(text: str) -> str:
        return with_gradients_by(re.sub(of, r"\1", text), by)

    loss = rf"{found['loss']} = \mathbf{{slope}}^\top {by} + {by}^\top \mathbf{{U}} {by} + {_VALUE}"
    return {**table, "reference": plainly(reference), "accept": [*map(plainly, texts(table, "accept"))],
            "definitions": [loss, *map(plainly, definitions)]}


def with_gradients_by(text: str, by: str) -> str:
    r"""A text with \nabla_w for \nabla."""
    return re.sub(r"\\nabla(?![A-Za-z])(?!\s*[_^])", lambda _: rf"\nabla_{{{by}}}", text)


def vector_of(question: Question) -> str:
    """The vector that such a loss is of; "" if it is of none."""
    return next((found[1] for text in question.written if (found := _OF_SLOPE.search(text))), "")


_NAME = r"\\?[A-Za-z]+|\\(?:tilde|hat|bar|mathcal)\s*\{?\s*[A-Za-z]\s*\}?"
_LETTER = r"\\[A-Za-z]+|[A-Za-z]"
_LOSS = r"[A-Z]|\\ell|\\mathcal\s*\{\s*[A-Z]\s*\}"
_OF_ONE = re.compile(rf"\s*(?P<head>{_NAME})\s*\(\s*(?P<by>{_LETTER})\s*\)\s*=\s*(?P<loss>{_LOSS})\s*"
                     r"\(\s*(?P=by)\s*\)\s*\+")
_WITH_NORM = re.compile(rf"\s*(?P<head>{_NAME})\s*(?:\([^()]*\)\s*)?=\s*(?P<loss>{_LOSS})"
                        rf"\s*(?:\(\s*(?:{_LETTER})\s*\)\s*)?\+(?:[^=]*?)(?:\\\||\\lVert\s*|\\Vert\s*)\s*"
                        rf"(?P<by>{_LETTER})\s*(?:\\\||\\rVert|\\Vert)")
_OF_SLOPE = re.compile(rf"\\mathbf\{{slope\}}\^\\top ({_LETTER}) \+")


def _head(tree: Node) -> Iterator[str]:
    if isinstance(tree, Chain) and isinstance(head := tree.items[0], Name | Member | Call):
        yield from names_of(head)[:1]


def _losses(asked: Sequence[Node], said: Sequence[Node], heads: set[str]) -> list[str]:
    """The names that have derivatives, have no index, and stand in a definition that is not their own.

    So have the terms of what is a loss, if they are called as losses and penalties are.
    """
    parts = [part for tree in (*asked, *said) for part in walk(tree)]
    derived = {part.of.text for tree in asked for part in walk(tree) if isinstance(part, Derivative)
               and isinstance(part.of, Name)} - heads
    used = {part.text for tree in said if isinstance(tree, Chain) for item in tree.items[1:] for part in walk(item)
            if isinstance(part, Name)}
    others = {part.name for part in parts if isinstance(part, Member)} | {
        bare(part.function.text) for part in parts if isinstance(part, Call) and isinstance(part.function, Name)}
    beside = {part.text for tree in said if _is_of_losses(tree) for term in _added(tree.items[1])
              for part in (term.factors if isinstance(term, Product) else (term,)) if isinstance(part, Name)}
    return sorted((derived | (beside & _LOSSES - heads)) & used - others)


def _is_of_losses(tree: Node) -> TypeGuard[Chain]:
    r"""Whether this says what a loss is: \tilde L, J, or L_{reg}."""
    return isinstance(tree, Chain) and isinstance(head := tree.items[0], Name | Member) and any(
        letter in names_of(head)[0] for letter in ("L", "J", r"\ell"))


def _added(tree: Node) -> tuple[Node, ...]:
    return tree.terms if isinstance(tree, Sum) else (tree,)


_LOSSES = frozenset(("L", "J", "R", r"\ell", r"\mathcal{L}", r"\mathcal{R}", r"\Omega"))
_OWN = ("", "b", "c")
r"""Names of losses: L + \lambda w^2 is one, beside which L is no constant."""


def is_higher(tree: Node) -> bool:
    """Whether a formula has derivatives of an order of which nothing is said."""
    return _order(tree) > _HIGHEST or any(isinstance(part, Name) and part.text.endswith("'''") for part in walk(tree))


def _order(tree: Node) -> int:
    inside = max(map(_order, tree.parts), default=0)
    match tree:
        case Derivative(_, _, by):
            return inside + len(by)
        case Gradient():
            return inside + tree.order
    return inside


def _terms(trees: Sequence[Node], known: set[str], own: str) -> list[str]:
    """What a loss is beside a number: any slopes by names that nothing defines, and any second derivatives.

    None where one of the names has steps, or there are too many. It does not depend on what is set by hand, a
    \\lambda or an \\eta, unless something is derived by that.
    """
    indices: dict[str, tuple[str, ...]] = {}
    below: set[str] = set()
    by: set[str] = set()
    for tree in trees:
        for part in walk(tree):
            if isinstance(part, Member):
                at = tuple(index.text if isinstance(index, Name) else "" for index in (*part.below, *part.above))
                below |= {*at}
                if part.above or "" in at or len({*at}) < len(at):
                    return []
                indices.setdefault(part.name, at)
            if isinstance(part, Big):
                below |= {name for bound in part.bounds for name in names_of(bound)}
            if isinstance(part, Derivative):
                by |= {name for one in part.by for name in names_of(one)[:1]}
    names = dict.fromkeys(name for tree in trees for part in walk(tree) if isinstance(part, Name | Member)
                          for name in names_of(part)[:1])
    free = [name for name in names if name not in known | below and name not in ("e", r"\pi") and (
        name in by or name not in _SET_BY_HAND)]
    spare = [letter for letter in _SPARE if letter not in below | {*names}]
    if len(free) > _MOST or not all(plain(name).isalpha() for name in free) or len(spare) < max(
            (len(at) for at in indices.values()), default=0):
        return []
    again = {name: tuple(spare[: len(at)]) for name, at in indices.items()}
    found = [_term(own, (name, indices.get(name, ()))) for name in free]
    found += [_term(own, (one, indices.get(one, ())), (other, again.get(other, ())))
              for place, one in enumerate(free) for other in free[place:] if {one, other} & by]
    return [*found, *(_term(own, *[(name, ())] * power) for name in free if name in by and name not in indices
                      for power in (3, 4))]


def _term(own: str, *factors: tuple[str, tuple[str, ...]]) -> str:
    r"""A product with a number of its own: \sum_i \mathrm{unsaidw}_{i} w_{i}."""
    letters = [letter for _, at in factors for letter in at]
    sums, index = "".join(rf"\sum_{one} " for one in letters), f"_{{{','.join(letters)}}}" if letters else ""
    called = rf"\mathrm{{{UNSAID}{own}{''.join(plain(name) for name, _ in factors)}}}"
    written = " ".join(f"{name}_{{{','.join(at)}}}" if at else name for name, at in factors)
    return f"{sums}{called}{index} {written}"


_SPARE = "pqruv"
_SET_BY_HAND = frozenset((
    r"\lambda", r"\eta", r"\alpha", r"\beta", r"\gamma", r"\epsilon", r"\varepsilon", r"\rho", r"\tau"))


def is_made_so(question: Question) -> bool:
    """Whether a question has such a loss."""
    return any(_VALUE in text for text in question.written)


__all__ = ["is_higher", "is_made_so", "with_unknown_losses"]
