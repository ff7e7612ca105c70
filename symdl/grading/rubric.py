"""What mistakes are worth: of those that are found, and of those that a teacher listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

RUBRIC: Mapping[str, float] = MappingProxyType({
    "sign": 0.75, "coefficient": 0.75, "off-by-one": 0.75, "range": 0.75, "index": 0.75, "transposed": 0.75,
    "size": 0.75, "epsilon": 0.75, "exponent": 0.75, "swapped": 0.6, "symbol": 0.6, "bracket": 0.75,
    "power-reach": 0.6, "factor-missing": 0.6, "factor-extra": 0.6, "complement": 0.6, "constant-factor": 0.6,
    "constant-term": 0.6, "reciprocal": 0.5, "sum-missing": 0.5, "sum-extra": 0.5, "past-sum": 0.4, "branch": 0.5,
    "function": 0.5, "delta": 0.5, "moments": 0.4, "limit": 0.4, "derivative": 0.4, "held-fixed": 0.5,
    "product-rule": 0.5, "chain-rule": 0.5, "argument": 0.6, "term-missing": 0.5, "term-extra": 0.5,
    "special-case": 0.25, "vanishes": 0.0,
})  # fmt: skip
"""The share of the marks for an answer with this one mistake, unless a question says otherwise."""


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that the teacher expects.

    says    what to tell who gives it
    marks   what it earns all the same
    """

    answer: str
    says: str = ""
    marks: float = 0.0


__all__ = ["RUBRIC", "Mistake"]
