"""Which changes of a formula of matrices may give it the right value, told in floats at one place.

Nearly no change that is tried makes an answer right, and to decide each by rules takes long. So each is looked at here
first; nothing is concluded from it, but that a change is not worth more.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from symdl.grading.scalar.linear.letters import is_unit
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, show

Entries = NDArray[np.float64]
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:/\d+)?")
_NEAR, _LEAST = 1e-6, 1e-9


class _Untold(Exception):
    """What is not worked out here."""


class _Misfit(_Untold):
    """Sizes that do not fit together."""


class Sketch:
    """The numbers of letters, of a place at which an answer differs from what is right."""

    def __init__(self, values: Mapping[str, str], reference: Node):
        self._values = {name: found for name, text in values.items() if (found := _entries(text)) is not None}
        try:
            self._right = self._of(reference)
        except _Misfit:
            self._right = None

    @property
    def is_told(self) -> bool:
        return self._right is not None

    def may_be(self, tree: Node, *, of_misfits: bool = True) -> bool:
        """Whether a formula may be the right one: it has its value, or one that is not told here.

        of_misfits  what is said where sizes do not fit
        """
        try:
            found = self._of(tree)
        except _Misfit:
            return of_misfits
        if found is None or self._right is None:
            return True
        if found.shape != self._right.shape:
            return False
        return bool(np.all(np.abs(found - self._right) <= _NEAR * np.abs(self._right) + _LEAST))

    def is_number(self, tree: Node) -> bool:
        try:
            found = self._of(tree)
        except _Misfit:
            return False
        return found is not None and found.ndim == 0

    def _of(self, tree: Node) -> Entries | None:
        try:
            with np.errstate(all="ignore"):
                found = self._value(tree)
        except _Misfit:
            raise
        except (_Untold, np.linalg.LinAlgError):
            return None
        return found if np.all(np.isfinite(found)) else None

    def _value(self, node: Node) -> Entries:
        match node:
            case at.Number(number):
                return np.array(float(number))
            case at.Name() if show(node) in self._values:
                return self._values[show(node)]
            case at.Neg(of):
                return -self._value(of)
            case at.Transpose(of):
                return self._value(of).T
            case at.Sum(terms):
                return self._sum(terms)
            case at.Product(factors):
                return reduce(_product, [self._value(factor) for factor in factors if not is_unit(factor)] or [_UNTOLD])
            case at.Quotient(top, bottom):
                return _product(self._value(top), _inverse(self._value(bottom), of_numbers=True))
            case at.Power(base, at.Neg(at.Number(Fraction(numerator=1, denominator=1)))):
                return _inverse(self._value(base))
        raise _Untold

    def _sum(self, terms: tuple[Node, ...]) -> Entries:
        """With a number times the unit matrix among the terms."""
        found = [self._value(term) for term in terms if not _has_unit(term)]
        shapes = {one.shape for one in found}
        if len(shapes) != 1:
            raise _Misfit if shapes else _Untold
        total = reduce(np.add, found)
        for term in terms:
            if _has_unit(term):
                if total.ndim != 2 or total.shape[0] != total.shape[1]:
                    raise _Untold
                total = total + self._of_unit(term) * np.eye(len(total))
        return total

    def _of_unit(self, term: Node) -> Entries:
        match term:
            case at.Neg(of):
                return -self._of_unit(of)
            case at.Product(factors):
                number = reduce(_product, [self._value(factor) for factor in factors if not is_unit(factor)])
                if number.ndim:
                    raise _Untold
                return number
        return np.array(1.0)


_UNTOLD: Entries = np.array(np.nan)


def _has_unit(term: Node) -> bool:
    of = term.of if isinstance(term, at.Neg) else term
    return is_unit(of) or (isinstance(of, at.Product) and sum(map(is_unit, of.factors)) == 1 and not any(
        isinstance(factor, at.Transpose) for factor in of.factors))


def _product(a: Entries, b: Entries) -> Entries:
    if not a.ndim or not b.ndim:
        return a * b
    if a.shape[1] != b.shape[0]:
        raise _Misfit
    made = a @ b
    return np.array(made[0, 0]) if made.shape == (1, 1) else made


def _inverse(a: Entries, *, of_numbers: bool = False) -> Entries:
    if not a.ndim:
        return 1 / a
    if of_numbers or a.shape[0] != a.shape[1]:
        raise _Untold
    return np.array(np.linalg.inv(a), dtype=np.float64)


def _entries(text: str) -> Entries | None:
    """The numbers of a witness: 3/2, a column (1, 2), a matrix ((1, 2), (3, 4)) by its rows."""
    with suppress(ValueError, SyntaxError, ZeroDivisionError, TypeError):
        read = np.array(ast.literal_eval(_NUMBER.sub(lambda one: repr(float(Fraction(one[0]))), text)), dtype=float)
        return read.reshape(-1, 1) if read.ndim == 1 else read if read.ndim in (0, 2) else None
    return None


__all__ = ["Sketch"]
