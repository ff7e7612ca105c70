"""What kinds of matrices words may speak of: numbers that are drawn are made such, to see what differs there, too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from flint import fmpq

from symdl.grading.scalar.values import Outside

Entries: TypeAlias = tuple[tuple[Any, ...], ...]


def special(kind: str, entries: Entries) -> Entries:
    """Entries made into those of a kind; as they are, where they cannot be such. Raises Outside."""
    make = _MAKES.get(kind)
    return entries if make is None else make(entries)


def _symmetric(entries: Entries) -> Entries:
    return tuple(tuple(entries[min(i, k)][max(i, k)] for k in range(len(row))) for i, row in enumerate(entries))


def _skew(entries: Entries) -> Entries:
    def sign(i: int, k: int) -> int:
        return (i < k) - (i > k)

    return tuple(tuple(sign(i, k) * entries[min(i, k)][max(i, k)] for k in range(len(row)))
                 for i, row in enumerate(entries))


def _diagonal(entries: Entries) -> Entries:
    return tuple(tuple(x if i == k else fmpq(0) for k, x in enumerate(row)) for i, row in enumerate(entries))


def _lower(entries: Entries) -> Entries:
    return tuple(tuple(x if i >= k else fmpq(0) for k, x in enumerate(row)) for i, row in enumerate(entries))


def _unit(entries: Entries) -> Entries:
    return tuple(tuple(fmpq(i == k) for k in range(len(row))) for i, row in enumerate(entries))


def _projection(entries: Entries) -> Entries:
    column = [row[0] for row in entries]
    square = sum(x * x for x in column)
    if square == 0:
        raise Outside("nothing to project onto")
    return tuple(tuple(a * b / square for b in column) for a in column)


def _reflection(entries: Entries) -> Entries:
    return tuple(tuple(2 * x - (i == k) for k, x in enumerate(row)) for i, row in enumerate(_projection(entries)))


def disjoint(entries: Entries, place: int) -> Entries:
    """Every other entry of a vector, and 0 for the rest: of two places that are even and odd, which are orthogonal."""
    return tuple(tuple(x if i % 2 == place % 2 else fmpq(0) for x in row) for i, row in enumerate(entries))


def _rank_one(entries: Entries) -> Entries:
    return tuple(tuple(row[0] * top for top in entries[0]) for row in entries)


def _by_rows(entries: Entries) -> Entries:
    return tuple(tuple(abs(x) / sum(map(abs, row)) for x in row) for row in entries)


def _turned(make: Callable[[Entries], Entries]) -> Callable[[Entries], Entries]:
    return lambda entries: tuple(zip(*make(tuple(zip(*entries, strict=True))), strict=True))


def _centred(entries: Entries) -> Entries:
    means = [sum(column) / len(entries) for column in zip(*entries, strict=True)]
    return tuple(tuple(x - mean for x, mean in zip(row, means, strict=True)) for row in entries)


def _binary(entries: Entries) -> Entries:
    return tuple(tuple(fmpq(_is_odd(x)) for x in row) for row in entries)


def _signs(entries: Entries) -> Entries:
    return tuple(tuple(fmpq(1 if _is_odd(x) else -1) for x in row) for row in entries)


def _hot(entries: Entries) -> Entries:
    place = sum(_is_odd(x) for row in entries for x in row) % len(entries)
    return tuple(tuple(fmpq(i == place) for _ in row) for i, row in enumerate(entries))


def _is_odd(number: fmpq) -> bool:
    return bool(int(number.p) % 2)


def _if(holds: Callable[[int, int], bool], make: Callable[[Entries], Entries]) -> Callable[[Entries], Entries]:
    return lambda entries: make(entries) if holds(len(entries), len(entries[0])) else entries


def _is_square(rows: int, columns: int) -> bool:
    return rows == columns > 1


def _is_array(rows: int, columns: int) -> bool:
    return rows > 1 or columns > 1


def _is_matrix(rows: int, columns: int) -> bool:
    return rows > 1 and columns > 1


def _is_number(rows: int, columns: int) -> bool:
    return rows == columns == 1


_MAKES: Mapping[str, Callable[[Entries], Entries]] = MappingProxyType({
    "symmetric": _if(_is_square, _symmetric), "skew": _if(_is_square, _skew), "diagonal": _if(_is_square, _diagonal),
    "triangular": _if(_is_square, _lower), "unit": _if(_is_square, _unit), "projection": _if(_is_square, _projection),
    "rank one": _if(_is_matrix, _rank_one), "rows sum to one": _if(_is_matrix, _by_rows),
    "columns sum to one": _if(_is_array, _turned(_by_rows)), "centred": _if(_is_array, _centred),
    "zero": _if(_is_array, lambda entries: tuple(tuple(fmpq(0) for _ in row) for row in entries)),
    "reflection": _if(_is_square, _reflection), "centred rows": _if(_is_matrix, _turned(_centred)),
    "binary": _if(_is_array, _binary), "signs": _if(_is_array, _signs), "one-hot": _if(_is_array, _hot),
    "one": _if(_is_number, lambda _: ((fmpq(1),),)), "nothing": _if(_is_number, lambda _: ((fmpq(0),),)),
})

__all__ = ["disjoint", "special"]
