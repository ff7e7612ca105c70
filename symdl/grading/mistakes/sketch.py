"""Which changes of a formula may give it the right value, told in floats: many at once, and none of them built.

What is missing at a place of a wrong answer is looked for among all that may be missing, and nearly nothing of it is.
So each part of the answer and of what may be missing is evaluated once, at one point, and is a float from there on: a
change is one row of a matrix, that is taken from its place outwards. What comes near the right value is looked at
exactly then; nothing is concluded from here, but that a change is not worth that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from flint import fmpq
from numpy.typing import NDArray
from sympy import Add, Basic, Expr, Mul, Pow, Rational, exp, log, tanh

from symdl.grading.mistakes.probe import Probe, Spot
from symdl.language import Index, IntervalSum, Mean, Total
from symdl.verification.changes import Path
from symdl.verification.evaluation import numbers
from symdl.verification.evaluation.numbers import Value

Row = NDArray[np.float64]
Places = tuple[dict[Index, int], ...]

_NEAR, _LEAST = 1e-6, 1e-9  # of what is right, and at least; floats are nearer by far, unless nearly all cancels
_LONGEST = 256  # terms of the sums around a place
_MOST_KEPT = 512  # matrices
_NO_ROW: Row = np.zeros(0)
_FUNCTIONS: dict[type[Basic], Callable[[Row], Row]] = {exp: np.exp, log: np.log, tanh: np.tanh}


class Stocktaking:
    """The values of what may be missing, at one point: once for all answers to a question.

    Of a scope, there are as many columns as the indices in it have positions in an answer.
    """

    def __init__(self, spot: Spot):
        self.spot = spot
        # By identity, as equal tuples of trees take long to find; each is kept, so that no other comes to have its own.
        self._kept: dict[tuple[int, tuple[tuple[int | None, ...], ...]], tuple[Sequence[Expr], Row]] = {}

    def rows(self, parts: tuple[Expr, ...], scope: tuple[Index, ...], places: Places) -> Row:
        """A row for each part, a column for each place."""
        known = id(parts), tuple(tuple(map(at.get, scope)) for at in places)
        if known not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            # What one answer took must not be missing for the next.
            probe = Probe((self.spot,))
            rows = [[_float(probe.value_in(0, part, at)) for at in places] for part in parts]
            self._kept[known] = parts, np.array(rows, dtype=float).reshape(len(parts), len(places))
        return self._kept[known][1]


@dataclass(frozen=True)
class _Place:
    """A part of an answer.

    at        where it is evaluated: once for each term of the sums that it stands in
    row       its values there
    outwards  the value of the whole answer, for rows of other values of the part; None if that is not told here
    """

    node: Basic
    at: Places
    row: Row
    outwards: Callable[[Row], Row] | None


class Sketch:
    """An answer at one point. To be used as ``Probe`` is."""

    def __init__(self, answer: Expr, probe: Probe, n: int, stock: Stocktaking):
        self._probe, self._n, self._stock = probe, n, stock
        self._right = _float(probe.where[n].target)
        at: Places = (dict(probe.where[n].at),)
        self._places: dict[Path, _Place] = {(): _Place(answer, at, self._row(answer, at), lambda rows: rows[:, 0])}

    def factors(self, path: Path, parts: tuple[Expr, ...], scope: tuple[Index, ...]) -> Iterator[Expr]:
        """The parts by which the node may have to be multiplied."""
        here = self._place(path)
        for n in self._near(here, lambda: here.row * self._stock.rows(parts, scope, here.at), len(parts)):
            yield parts[n]

    def terms(self, path: Path, parts: tuple[Expr, ...], scope: tuple[Index, ...]) -> Iterator[tuple[Expr, int]]:
        """The parts that may have to be added to the node, with the sign."""
        here = self._place(path)

        def rows() -> Row:
            parted = self._stock.rows(parts, scope, here.at)
            return here.row + np.concatenate((parted, -parted))

        for n in self._near(here, rows, 2 * len(parts)):
            yield parts[n % len(parts)], 1 if n < len(parts) else -1

    def powers(self, path: Path, exponents: tuple[Rational, ...]) -> Iterator[Rational]:
        """The exponents that the node may have to have."""
        here = self._place(path)
        powers = [e.p / e.q for e in exponents]
        for n in self._near(here, lambda: np.stack([here.row**e for e in powers]), len(powers)):
            yield exponents[n]

    def _near(self, here: _Place, rows: Callable[[], Row], count: int) -> list[int]:
        """Which rows come near what is right; all of them if that cannot be told."""
        if here.outwards is None or np.isnan(self._right):
            return [*range(count)]
        if not count:
            return []
        with np.errstate(all="ignore"):
            gap = np.abs(here.outwards(rows()) - self._right)
            found: list[int] = np.flatnonzero(gap <= _NEAR * abs(self._right) + _LEAST).tolist()
        return found

    def _row(self, node: Basic, at: Places) -> Row:
        return np.array([_float(self._probe.value_in(self._n, node, one)) for one in at])

    def _place(self, path: Path) -> _Place:
        if path not in self._places:
            self._places[path] = self._inside(self._place(path[:-1]), path[-1])
        return self._places[path]

    def _inside(self, above: _Place, k: int) -> _Place:
        """A part of a part."""
        tree, around = above.node, above.outwards
        node = tree.args[k]
        step: Callable[[Row], Row] | None = None
        at = above.at
        match tree:
            case _ if around is None:
                pass
            case Add() | Mul():
                others = np.array([_float(self._probe.others(self._n, tree, k, one)) for one in at])
                step = others.__add__ if isinstance(tree, Add) else others.__mul__
            case Pow(args=(_, Rational() as e)) if k == 0:
                step = _raised(e.p / e.q)
            case exp() | log() | tanh():
                step = _FUNCTIONS[type(tree)]
            case Total(args=(_, index)) | Mean(args=(_, index)) if k == 0:
                size = self._probe.where[self._n].point.sizes.get(index.range)
                if size and size * len(at) <= _LONGEST:
                    step = _summed(len(at), size, 1 if isinstance(tree, Total) else size)
                    at = tuple({**one, index: position} for one in at for position in range(size))
            case IntervalSum() if k == 0 and len(at) == 1:
                low, high = (self._probe.value_in(self._n, end, at[0]) for end in (tree.first, tree.last))
                if isinstance(low, fmpq) and isinstance(high, fmpq) and 0 <= high - low < _LONGEST:
                    step = _summed(1, int(high - low) + 1, 1)
                    at = tuple({**at[0], tree.index: position} for position in range(int(low), int(high) + 1))
        if step is None or around is None:
            return _Place(node, at, _NO_ROW, None)
        return _Place(node, at, self._row(node, at), _after(around, step))


def _after(outer: Callable[[Row], Row], inner: Callable[[Row], Row]) -> Callable[[Row], Row]:
    return lambda rows: outer(inner(rows))


def _raised(exponent: float) -> Callable[[Row], Row]:
    return lambda rows: rows**exponent


def _summed(sums: int, terms: int, over: int) -> Callable[[Row], Row]:
    return lambda rows: rows.reshape(-1, sums, terms).sum(axis=2) / over


def _float(value: Value | None) -> float:
    """The number, or none: what has no value there is not near anything, and neither is what is no number."""
    if value is None:
        return np.nan
    try:
        return float(numbers.ball(value))
    except (TypeError, OverflowError):
        return np.nan


__all__ = ["Sketch", "Stocktaking"]
