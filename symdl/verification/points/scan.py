"""What a statement depends on, and in what way: which numbers a point must give, and which suit it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import chain
from typing import TypeAlias

from sympy import Add, Basic, Expr, Mul, Pow, Rational
from sympy import exp as sympy_exp
from sympy import log as sympy_log
from sympy import tanh as sympy_tanh

from symdl.language import (
    PI,
    Adjoint,
    Entry,
    Expectation,
    Family,
    Index,
    Loss,
    Range,
    Size,
    Variance,
    sigmoid,
    subterms,
)
from symdl.verification.evaluation.evaluate import Cotangent, reaches

Unknown: TypeAlias = Family | Cotangent
"""Something that a point gives values to."""


@dataclass(frozen=True)
class Scan:
    """What occurs in some trees, through their definitions, in order of first appearance.

    unknowns   what a point must give values to
    in_exp     families that occur inside exp, sigmoid or tanh: logarithms make those rational
    products   of each product inside exp, the families of each factor that has any
    roots      families that occur as a radicand
    shifted    radicands that are a sum with a scalar among its terms, as var + eps, with that scalar
    positive   families that occur as the argument of a logarithm
    nonzero    families that occur as a denominator
    chances    families that occur as the probability of a law
    spreads    families that occur as the variance of a law
    """

    ranges: tuple[Range, ...] = ()
    unknowns: tuple[Unknown, ...] = ()
    in_exp: tuple[Family, ...] = ()
    products: tuple[tuple[frozenset[Family], ...], ...] = ()
    roots: tuple[Family, ...] = ()
    shifted: tuple[tuple[Expr, Family], ...] = ()
    positive: tuple[Family, ...] = ()
    nonzero: tuple[Family, ...] = ()
    chances: tuple[Family, ...] = ()
    spreads: tuple[Family, ...] = ()

    @staticmethod
    def of(trees: Iterable[Basic]) -> Scan:
        """What occurs in any of them, the first first."""
        scans = [scan_of(tree) for tree in trees]
        return Scan(*(tuple(dict.fromkeys(chain.from_iterable(getattr(scan, part.name) for scan in scans)))
                      for part in fields(Scan)))


class _Visit:
    """A walk through a tree; each part of a ``Scan`` as a dict, for the order."""

    def __init__(self) -> None:
        self.ranges: dict[Range, None] = {}
        self.unknowns: dict[Unknown, None] = {}
        self.in_exp: dict[Family, None] = {}
        self.products: dict[tuple[frozenset[Family], ...], None] = {}
        self.roots: dict[Family, None] = {}
        self.shifted: dict[tuple[Expr, Family], None] = {}
        self.positive: dict[Family, None] = {}
        self.nonzero: dict[Family, None] = {}
        self.chances: dict[Family, None] = {}
        self.spreads: dict[Family, None] = {}
        self._seen: set[tuple[Family, bool, bool]] = set()

    def visit(self, node: Basic, in_exp: bool = False, random: bool = False) -> None:
        """random: whether an expectation around integrates the random families."""
        match node:
            case Index() | Size():
                if node.range.is_abstract:
                    self.ranges.setdefault(node.range)
            case Entry() if node == PI:
                pass
            case Entry():
                for index in node.indices:
                    self.visit(index, in_exp, random)
                self._family(node.family, in_exp, random)
            case Adjoint() if isinstance(node.loss, Loss):
                self.visit(node.node, in_exp, random)
                for output in node.loss.outputs:
                    if output == node.node.family or reaches(output, node.node.family):
                        self.ranges.update(dict.fromkeys(r for r in output.ranges if r.is_abstract))
                        self.unknowns.setdefault((node.loss, output))
                        if output != node.node.family:
                            self._family(output, in_exp, random)
            case Expectation() | Variance():
                self.visit(node.args[0], in_exp, True)
            case sympy_exp() | sympy_tanh() | sigmoid():
                self.visit(node.args[0], True, random)
            case sympy_log():
                self._direct(node.args[0], self.positive)
                self.visit(node.args[0], False, random)
            case Mul() if in_exp:
                factors = [_families(factor) for factor in node.args]
                self.products.setdefault(tuple(families for families in factors if families))
                for factor in node.args:
                    self.visit(factor, True, random)
            case Pow(args=(base, Rational() as exponent)):
                if exponent.q != 1:
                    self._direct(base, self.roots)
                    for term in base.args if isinstance(base, Add) else ():
                        if isinstance(term, Entry) and _is_scalar(term.family):
                            self.shifted.setdefault((base, term.family))
                if exponent.p < 0:
                    self._direct(base, self.nonzero)
                self.visit(base, in_exp, random)
            case Pow(args=(base, exponent)) if any(isinstance(part, Rational) and part.q != 1
                                                   for part in subterms(exponent)):
                for direct in (self.roots, self.nonzero):  # beta**(t/2)
                    self._direct(base, direct)
                self.visit(base, in_exp, random)
                self.visit(exponent, in_exp, random)
            case Basic():
                for arg in node.args:
                    if isinstance(arg, (Expr, Index)):
                        self.visit(arg, in_exp, random)

    @staticmethod
    def _direct(node: Basic, into: dict[Family, None]) -> None:
        if isinstance(node, Entry) and not node.family.is_defined:
            into.setdefault(node.family)

    def _family(self, family: Family, in_exp: bool, random: bool) -> None:
        if (family, in_exp, random) in self._seen:
            return
        self._seen.add((family, in_exp, random))
        if family.recurrence is not None:
            self.visit(family.recurrence.start, in_exp, random)
            self.visit(family.recurrence.step, in_exp, random)
        elif family.body is not None:
            self.visit(family.body, in_exp, random)
        elif family.law and random:
            self._direct(family.law[-1], self.chances if family.law[0] == "bernoulli" else self.spreads)
            for parameter in family.law[1:]:
                self.visit(parameter, False, False)
        else:
            self.unknowns.setdefault(family)
            if in_exp and not family.law:
                self.in_exp.setdefault(family)


def _families(tree: Basic) -> frozenset[Family]:
    """The families that a point must give values to, for this tree."""
    found: set[Family] = set()
    seen: set[Family] = {PI.family}
    left = [tree]
    while left:
        for family in {part for part in subterms(left.pop()) if isinstance(part, Family)} - seen:
            seen.add(family)
            if family.recurrence is not None:
                left += [family.recurrence.start, family.recurrence.step]
            elif family.body is not None:
                left.append(family.body)
            else:
                found.add(family)
    return frozenset(found)


def _is_scalar(family: Family) -> bool:
    return not (family.ranges or family.is_defined or family.law)


@lru_cache(maxsize=1 << 10)
def scan_of(tree: Basic) -> Scan:
    found = _Visit()
    found.visit(tree)
    return Scan(*(tuple(getattr(found, part.name)) for part in fields(Scan)))
