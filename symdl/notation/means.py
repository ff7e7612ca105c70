r"""What a sum without ends runs over, where it is a mean: \frac{1}{n} \sum_i x_i is of n things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from symdl.notation.reader.names import plain
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    rebuilt,
    walk,
)

_COUNTS = frozenset("nmNMB")
"""Letters that count things, whatever letter the things are counted with; else it is that letter's capital one."""


def means(trees: Sequence[Node]) -> dict[str, str]:
    r"""The size of what a letter runs over: {"i": "n"}, of \frac{1}{n} \sum_i x_i.

    None is told of a letter that runs to an end somewhere, or by two sizes, nor where the size may be something else:
    there are members n_i of its name, as the N_k of \frac{1}{N} \sum_k N_k \mu_k, or it is counted with itself.
    """
    found: dict[str, set[str]] = {}
    parts = [part for tree in trees for part in walk(tree)]
    bounds = [part for part in parts if isinstance(part, Bound)]
    taken = {plain(part.name).partition("_")[0].lower() for part in parts if isinstance(part, Member)}
    counted = {part.text for bound in bounds if bound.name is not None for part in walk(bound.name)
               if isinstance(part, Name)}
    closed = {name.text for bound in bounds if bound.first is not None or bound.last is not None
              for name in [bound.name] if isinstance(name, Name)}
    for part in parts:
        for letter, size in _divided(part):
            is_free = plain(size).lower() not in taken and size not in counted and letter not in closed
            if is_free and may_count(size, letter):
                found.setdefault(letter, set()).add(size)
    return {letter: size for letter, sizes in found.items() if len(sizes) == 1 for size in sizes}


def may_count(size: str, letter: str) -> bool:
    """Whether a letter may be how many there are of what another one runs over."""
    return size in _COUNTS or (len(letter) == 1 and size == letter.upper())


def ended(trees: Sequence[Node]) -> list[Node]:
    """The same formulas, in which sums that are means run from 1 to their size."""
    sizes = means(trees)

    def put(node: Node) -> Node:
        node = rebuilt(node, put)
        match node:
            case Bound(Name(letter), None, None, None) if letter in sizes:
                return Bound(node.name, Number(Fraction(1)), Name(sizes[letter]))
        return node

    return [put(tree) for tree in trees] if sizes else [*trees]


def _divided(node: Node) -> Iterator[tuple[str, str]]:
    """What a sum runs over, and what divides it, where both are one letter."""
    match node:
        case Quotient(top, bottom):
            yield from _paired(_open(top), _size(bottom))
        case Big(_, _, Quotient(_, bottom)):
            yield from _paired(_open(node), _size(bottom))
        case Product(factors):
            for place, factor in enumerate(factors):
                if isinstance(factor, Quotient) and not any(isinstance(part, Big) for part in walk(factor)):
                    yield from _paired(_open(Product(factors[place + 1 :])), _size(factor.bottom))


def _paired(letter: str, size: str) -> Iterable[tuple[str, str]]:
    return [(letter, size)] if letter and size else []


def _open(node: Node) -> str:
    """The letter of the first sum in a product, if that has no ends."""
    match node:
        case Big("sum", (Bound(Name(letter), None, None, None),), _):
            return letter
        case Neg(of):
            return _open(of)
        case Product(factors):
            return next((_open(factor) for factor in factors if isinstance(factor, Big | Sum)), "")
        case Sum(terms):
            return next(filter(None, map(_open, terms)), "")
    return ""


def _size(node: Node) -> str:
    """n, and the n of 2 n, of n^2 and of n (n - 1)."""
    factors = node.factors if isinstance(node, Product) else (node,)
    bases = [factor.base if isinstance(factor, Power) and isinstance(factor.exponent, Number) else factor
             for factor in factors]
    names = {part.text for part in walk(node) if isinstance(part, Name)}
    return names.pop() if len(names) == 1 and any(isinstance(base, Name) for base in bases) else ""


__all__ = ["ended", "may_count", "means"]
