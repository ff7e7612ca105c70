"""Answers that are none, because they only say again what is asked for; steps that only dress up another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType

from sympy import Add, Basic, Expr, Integer, Mul, Pow, Rational

from symdl.derivation import Claim, Derivation
from symdl.language import (
    Adjoint,
    Derivative,
    Entry,
    Family,
    Index,
    Mean,
    Partial,
    Total,
    subterms,
)
from symdl.notation import text
from symdl.notation.scope import downstream, in_words


def restates(tree: Expr, derivation: Derivation, claim: Claim) -> str:
    """Why an answer is no answer, if it only says again what is asked for. (It may well be right.)"""
    said, asked = undressed(tree), claim.lhs
    is_left, left, right = _sides(asked, claim.rhs)
    if is_left:  # a reference alone: there is nothing to say again, but for a derivative that is to be worked out
        is_open = isinstance(asked, (Adjoint, Derivative, Partial)) and (
            derivation.defined or (isinstance(asked, Derivative) and not isinstance(asked.of, Entry)))
        return "the answer only repeats what is asked for" if is_open and any(
            part == asked for part in subterms(tree)) else ""
    # Where the right side is no more than another order of the left one, that is the answer.
    if said == left and (left != right or text(tree) == text(asked)):
        return "the answer only repeats what is asked for"
    if not isinstance(asked, Entry) or not asked.family.is_defined:
        return ""
    if asked.family.body is not None:
        definition = undressed(asked.family.at(*asked.indices))
        if said == definition != right:
            return f"the answer only repeats the definition of {_called(asked.family, derivation)}"
    if _names(claim.rhs, asked.family):  # by its own earlier members, as in a recurrence
        return ""
    for family in (asked.family, *sorted(downstream(derivation, asked.family), key=str)):
        if _names(tree, family) and not _names(claim.rhs, family):
            return f"the answer still has {_called(family, derivation)} in it" + (
                ", which is asked for" if family == asked.family
                else f", which is made of {_called(asked.family, derivation)}")
    return ""


def _called(family: Family, derivation: Derivation) -> str:
    r"""A family as its question writes it: \hat{v}, where formulas state it, whose own name nobody has seen."""
    return family.name if derivation.written is None else in_words(family)


@lru_cache(maxsize=1 << 8)
def _sides(lhs: Expr, rhs: Expr) -> tuple[bool, str, str]:
    """Whether both are written in one way, and each without what says nothing."""
    return text(lhs) == text(rhs), undressed(lhs), undressed(rhs)


def _names(tree: Expr, family: Family) -> bool:
    """Whether a tree has a member of a family in it, other than the one that a recurrence starts from."""
    return any(isinstance(t, Entry) and t.family == family and not (family.recurrence is not None and 0 in t.indices)
               for t in subterms(tree))


_Terms = dict[tuple[tuple[str, int], ...], Fraction]  # what is multiplied, and to which powers: how often


def undressed(node: Basic, bound: Mapping[Basic, str] = MappingProxyType({})) -> str:
    """One text for all trees that differ by no more than zeros, ones, signs, order, and the letters of their sums."""
    return _written(_terms(node, bound))


def _written(terms: _Terms) -> str:
    return " + ".join(f"{number}*{parts}" for parts, number in sorted(terms.items()) if number) or "0"


def _terms(node: Basic, bound: Mapping[Basic, str]) -> _Terms:
    """A tree as a sum of products of what is neither. ``bound`` holds the names of the dummies around it."""
    match node:
        case Rational():
            return {(): Fraction(node.p, node.q)}
        case Add():
            return _collected(pair for arg in node.args for pair in _terms(arg, bound).items())
        case Mul():
            found: _Terms = {(): Fraction(1)}
            for arg in node.args:
                terms = _terms(arg, bound)
                if len(found) * len(terms) > _MOST_TERMS:
                    terms = _one(_written(terms))
                found = _collected((_product(a, b), m * n) for a, m in found.items() for b, n in terms.items())
            return found
        case Pow(args=(base, Integer() as exponent)):
            terms = _terms(base, bound)
            if len(terms) == 1 and ((number := next(iter(terms.values()))) in (1, -1) or (exponent == -1 and number)):
                (parts,) = terms
                return {tuple((part, power * int(exponent)) for part, power in parts):
                        number ** (-1 if exponent == -1 else int(exponent) % 2)}
            return _one(_written(terms), int(exponent))
        case Mean():
            size = [Pow(index.range.size, -1, evaluate=False) for index in node.indices]
            return _terms(Mul(*size, Total(*node.args), evaluate=False), bound)
        case Total() if len(node.indices) > 1:
            return _terms(Total(Total(node.body, *node.indices[1:]), node.indices[0]), bound)
        case Total():
            inner = {**bound, node.indices[0]: f"#{len(bound)}"}
            of = f"sum({inner[node.indices[0]]} of {node.indices[0].range}"
            return _collected((((_short(f"{of}: {parts})"), 1),), number)
                              for parts, number in _terms(node.body, inner).items())
        case Index():
            return _one(bound.get(node, node.letter))
    dummies = [arg for arg in node.args if isinstance(arg, Index) and arg.tag and arg not in bound]
    inner = {**bound, **{dummy: f"#{len(bound) + n}" for n, dummy in enumerate(dummies)}}
    args = [undressed(arg, inner) if isinstance(arg, (Expr, Index)) else str(arg) for arg in node.args]
    return _one(f"{type(node).__name__}({', '.join(args)})")


_MOST_TERMS = 64


def _one(part: str, power: int = 1) -> _Terms:
    return {((_short(part), power),): Fraction(1)}


def _short(part: str) -> str:
    """A text of bounded length for each text, so that an answer that nests sums of products takes no memory."""
    return part if len(part) < 100 else sha256(part.encode()).hexdigest()


def _product(a: tuple[tuple[str, int], ...], b: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    powers: dict[str, int] = {}
    for part, power in (*a, *b):
        powers[part] = powers.get(part, 0) + power
    return tuple(sorted((part, power) for part, power in powers.items() if power))


def _collected(pairs: Iterable[tuple[tuple[tuple[str, int], ...], Fraction]]) -> _Terms:
    found: _Terms = {}
    for parts, number in pairs:
        found[parts] = found.get(parts, Fraction(0)) + number
    return found


def dresses_up(step: str, earlier: str) -> bool:
    """Whether a step, as a text, only dresses up an earlier one that it is equal to.

    It has all of that in it, or the same parts in another order; or it is the same but for the numbers; or it is
    twice as long.
    """
    parts, others = _PART.findall(step), _PART.findall(earlier)
    return (earlier in step or sorted(parts) == sorted(others) or len(parts) >= 2 * len(others)
            or _NUMBER.sub("#", step) == _NUMBER.sub("#", earlier))


_NUMBER = re.compile(r"(?<![A-Za-z_\d.])\d+(?:\.\d+)?")
_PART = re.compile(rf"[A-Za-z_]\w*|{_NUMBER.pattern}|\^")


__all__ = ["dresses_up", "restates", "undressed"]
