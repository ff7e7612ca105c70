r"""Answers that lean on the very thing that is asked for: f'(x + 0) where f'(x) is, the exercise again.

What is defined is put in before an answer is judged, so that nothing of that is seen later: formulas are looked at as
they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from symdl.errors import ReadError
from symdl.grading.proved.abbreviations import split
from symdl.grading.question import Question
from symdl.notation.reader.notation import OPEN
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Big,
    Blank,
    Call,
    Chain,
    Derivative,
    Evaluated,
    Function,
    Gradient,
    Member,
    Name,
    Node,
    Product,
    Sum,
    rebuilt,
    show,
    walk,
)

_PRIMES = re.compile(r"'+$")
_DOTS = re.compile(r"^\\d?dot\{(.*)\}$")
_DIFFERENTIAL = re.compile(r"D_\{?\w\}?$")
_SIGNS = {"eq": "eq", "ne": "ne", "lt": "gt", "gt": "lt", "le": "ge", "ge": "le"}
_RELATION = re.compile(r"[<>=≤≥≠]|\\(?:[lg](?:eq?|t)|neq?)(?![a-z])")
_WORD = re.compile(r"[A-Za-z]{2,}[,.:;?!]?|[,.:;?!]|[aI]")


def repeats(question: Question, written: str) -> bool:
    """Whether an answer has not worked out what is asked for: it uses that itself, or says the exercise again."""
    return _uses_what_is_asked(question, written) or _says_the_exercise(question, written)


# --------------------------------------------------------------------------
# Functions and derivatives


def _uses_what_is_asked(question: Question, written: str) -> bool:
    with suppress(ReadError):
        reference = _tree(question, question.written[0]) if question.written else None
        formula, clauses = split(written)
        said = _tree(question, formula)
        members = said.items if isinstance(said, Chain) else (said,)
        left: Node
        right: Node
        if question.laws and _is_moment(reference):
            return all(any(map(_is_moment, walk(member))) for member in members)
        if (isinstance(reference, Derivative) and question.derivation is None) or _is_of_defined(question, reference):
            assert reference is not None
            left, right = reference, Blank()
        elif isinstance(reference, Chain) and len(reference.items) == 2:
            left, right = reference.items
        else:
            return False
        if _is_open_limit(right):
            return all(right in walk(member) for member in members[-1:])
        asked = _asked(left)
        if asked is None or _uses(right, *asked):
            return False
        bodies = [tree.items[-1] for tree in (_tree(question, clause) for clause in clauses) if isinstance(tree, Chain)]
        return all(_uses(member, *asked) for member in members) or any(_uses(body, *asked) for body in bodies)
    return False


def _is_moment(node: Node | None) -> bool:
    return isinstance(node, Call) and isinstance(node.function, Function) and node.function.name in ("E", "Var", "Cov")


def _is_of_defined(question: Question, asked: Node | None) -> bool:
    """Whether this is a derivative of a function that the question defines, at some place: f''(1)."""
    match asked:
        case Call(Name(name)) if name != bare(name):
            for text in question.written[1:]:
                with suppress(ReadError):
                    match _tree(question, text):
                        case Chain((Call(Name(defined)) | Name(defined), *_)) if defined == bare(name):
                            return True
    return False


def _tree(question: Question, text: str) -> Node:
    """A formula as it is written. Raises ReadError."""
    return parse(text, replace(OPEN, latex=question.notation.latex)).tree


def _is_open_limit(node: Node) -> bool:
    """Whether this is a limit that can be worked out: none of what is not known, which is a definition."""
    return isinstance(node, Big) and node.sign == "lim" and not any(
        isinstance(part, Member) or (isinstance(part, Call) and isinstance(part.function, Name)) for part in walk(node))


def _asked(left: Node) -> tuple[str, bool] | None:
    """The function that a left side is of, and whether a derivative of it is asked for; None if it is of none."""
    match left:
        case Call(Name(name)):
            return bare(name), name != bare(name)
        case Derivative(_, of) | Gradient(of) | Evaluated(Derivative(_, of) | Gradient(of)):
            name = _function(of)
            return (name, True) if name else None
        case Evaluated(of):
            return _asked(of)
    return None


def _function(node: Node) -> str:
    """The f of f, f(x), and of dotted and derived ones."""
    match node:
        case Name(name) | Call(Name(name)) | Member(name) | Call(Member(name)):
            return bare(name)
        case Derivative(_, of) | Gradient(of):
            return _function(of)
    return ""


def bare(name: str) -> str:
    r"""A name without its primes and the dots above it: y of y'' and of \dot{y}."""
    return _DOTS.sub(r"\1", _PRIMES.sub("", name))


def _uses(tree: Node, name: str, derived: bool) -> bool:
    """Whether a function, or a derivative of it, stands in a formula, at whatever argument."""
    return any(_is_use(part, name, derived) for part in walk(tree))


def _is_use(part: Node, name: str, derived: bool) -> bool:
    match part:
        case Call(Name(called)) | Name(called) if derived:
            return called != name and bare(called) == name
        case Call(Name(called)):
            return called == name
        case Derivative(_, of) | Gradient(of) if derived:
            return any(_function(inner) == name for inner in walk(of))
        case Product((Name(sign), *_, of)) if derived and _DIFFERENTIAL.match(sign):  # D_x f
            return _function(of) == name
    return False


# --------------------------------------------------------------------------
# Equations


def _says_the_exercise(question: Question, written: str) -> bool:
    """Whether an answer is an equation or inequality that stands in the words beside a question, and no reference."""
    if not _RELATION.search(question.context.text):
        return False
    with suppress(ReadError):
        said = _turned(question.tree(question.as_read(written)))
        if said is None or any(said == _turned(tree) for tree in question.right):
            return False
        return any(said == _turned_text(question, text) for text in _formulas(question.context.text))
    return False


def _turned_text(question: Question, text: str) -> Node | None:
    with suppress(ReadError):
        return _turned(question.tree(question.as_read(text)))
    return None


def _turned(node: Node) -> Node | None:
    """A relation of two sides, in one order of them, of their terms and of their factors; None if it is something else.
    """
    if not isinstance(node, Chain) or len(node.signs) != 1 or node.signs[0] not in _SIGNS:
        return None
    one, other = map(_in_order, node.items)
    sign = node.signs[0]
    return Chain((one, other), (sign,)) if show(one) <= show(other) else Chain((other, one), (_SIGNS[sign],))


def _in_order(node: Node) -> Node:
    node = rebuilt(node, _in_order)
    match node:
        case Sum(terms):
            return Sum(tuple(sorted(terms, key=show)))
        case Product(factors):
            return Product(tuple(sorted(factors, key=show)))
    return node


def _formulas(words: str) -> Iterator[str]:
    """The relations that stand between words."""
    found: list[str] = []
    for part in [*re.sub(r"\\\(|\\\)|\$", " . ", words).split(), "."]:
        if not _WORD.fullmatch(part):
            found.append(part)
            if part[-1] not in ",.;:?!":
                continue
        if formula := " ".join(found).rstrip(",.;:?!"):
            yield formula
        found = []


__all__ = ["bare", "repeats"]
