"""Questions, and answers to them as students write them, each with what it says as a function of numbers.

Such a function is transcribed by hand from the answer, and the truth of a question is a program written by hand from
its definitions: neither reads the LaTeX, and neither uses symdl.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace as Point
from typing import Any

import numpy as np

__all__ = ["FROM_ZERO", "KINDS", "Point", "Question", "Row", "away_from", "curvature", "right", "slope", "wrong"]

FROM_ZERO = (0, 1, 2, 5)  # sizes of what may have no step

KINDS = {
    "sign", "reciprocal", "off by one", "misplaced",
    "lost factor", "extra factor", "lost power", "extra power", "wrong power",
    "missing term", "extra term", "missing sum", "extra sum",
    "wrong index", "wrong name", "swapped names", "wrong function", "wrong branch", "wrong limit",
    "wrong order",  # of two operations: the square of a sum for the sum of squares
    "held fixed",  # what moves as well
    "constant for variable",
}  # fmt: skip

Value = Any  # a float, or an array over the free indices of the question


@dataclass(frozen=True)
class Row:
    """An answer.

    answer    as a student writes it
    value     what it says at a point; an array runs over the free indices, as the truth does
    mistake   what went wrong: one of KINDS, and at will more after a colon; nothing did if it is empty
    open      why the checker finds neither yet, or it is empty: who makes it find so takes it away
    """

    answer: str
    value: Callable[[Point], Value]
    mistake: str = ""
    open: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked for, and answers to it.

    id       the claim, as ``symdl check`` names it
    sample   a random point of a size (of the batch, or steps) that meets the assumptions of the question
    truth    what is asked for at a point, from the definitions
    """

    id: str
    sample: Callable[[np.random.Generator, int], Point]
    truth: Callable[[Point], Value]
    rows: tuple[Row, ...]
    sizes: tuple[int, ...] = (1, 2, 3, 5)


def right(answer: str, value: Callable[[Point], Value], open: str = "") -> Row:
    return Row(answer, value, "", open)


def wrong(mistake: str, answer: str, value: Callable[[Point], Value], open: str = "") -> Row:
    return Row(answer, value, mistake, open)


def slope(f: Callable[[Value], Value], at: Value) -> Value:
    """The derivative of a real function by a complex step: exact to rounding, since nothing is subtracted.

    For an array, the derivative of f (a number, or an array) by each entry: its axes stand after those of f.
    """
    h = 1e-30
    at = np.asarray(at, dtype=float)
    found = np.array([np.imag(f(at + 1j * h * step.reshape(at.shape))) / h for step in np.eye(at.size)])
    return np.moveaxis(found, 0, -1).reshape(found.shape[1:] + at.shape)


def away_from(values: Value, rng: np.random.Generator, distance: float = 0.1) -> Value:
    """The values moved away from 0, each with its sign (a random one at 0)."""
    signs = np.where(values == 0, rng.choice([-1.0, 1.0], np.shape(values)), np.sign(values))
    return values + distance * signs


def curvature(f: Callable[[Value], Value], at: Value) -> Value:
    """The Hessian of a real function of an array: differences of complex steps, with five points in each direction.

    The differences err by h^4/30 times a fifth derivative, about 1e-13, and their rounding by about 1e-13 too.
    """
    h = 1e-3
    columns = []
    for step in h * np.eye(at.size):
        near = slope(f, at + step) - slope(f, at - step)
        far = slope(f, at + 2 * step) - slope(f, at - 2 * step)
        columns.append((8 * near - far) / (12 * h))
    return np.array(columns)
