r"""What is known of the signs of formulas: x - a x is above 0 where x is, if 0 < a < 1.

A formula has the sign of its factors, each a polynomial over the rationals in atoms. What is known of these follows
from what is given by linear arithmetic in their monomials, exactly (Fourier and Motzkin's elimination): that is enough
for a "no", and says nothing otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from flint import fmpq_mpoly

from symdl.grading.scalar import exact
from symdl.grading.scalar.trees import ONE, ZERO, negative, over, plus, power, times
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, walk

Monomial: TypeAlias = tuple[tuple[str, int], ...]
"""Atoms, each with its power; () is 1."""
Polynomial: TypeAlias = tuple[tuple[Monomial, Fraction], ...]
"""Monomials in order, each with what it is multiplied by; the first one has 1."""
SignSet: TypeAlias = frozenset[int]

ANY: SignSet = frozenset((-1, 0, 1))
RELATIONS: dict[str, SignSet] = {
    "gt": frozenset((1,)), "ge": frozenset((1, 0)), "lt": frozenset((-1,)), "le": frozenset((-1, 0)),
    "eq": frozenset((0,)), "ne": frozenset((1, -1))}  # fmt: skip
"""The signs that the difference of two sides may have, by the relation between them."""
_MOST_RELATIONS = 120


@dataclass(frozen=True)
class Factored:
    """A formula as a product: a number, and polynomials, each with its power (below 0: it divides).

    nodes  the atoms as formulas, those that are letters, members, or values of unknown functions
    """

    sign: int
    factors: tuple[tuple[Polynomial, int], ...]
    nodes: Mapping[str, Node]


@dataclass(frozen=True)
class Signs:
    """What is known: the signs that polynomials may have."""

    facts: tuple[tuple[Polynomial, SignSet], ...] = ()

    def of(self, node: Node) -> SignSet:
        """The signs that a formula may have, where it is defined. Raises exact.Unfit."""
        made = factored(node)
        found: SignSet = frozenset((made.sign,))
        for factor, exponent in made.factors:
            ours = self.of_factor(factor)
            if exponent < 0:
                ours -= {0}
            found = frozenset(a * (b if exponent % 2 else b * b) for a in found for b in ours)
        return found

    def of_factor(self, factor: Polynomial) -> SignSet:
        """The signs that a polynomial may have."""
        found = ANY
        for known, signs in self.facts:
            if known == factor:
                found &= signs
        return found if len(found) < 2 else frozenset(
            sign for sign in found if not _is_impossible((*self.facts, (factor, frozenset((sign,))))))

    def with_(self, factor: Polynomial, signs: SignSet) -> Signs:
        """The same, and what signs a polynomial may have besides."""
        return Signs((*self.facts, (factor, signs)))

    def with_relation(self, condition: Node) -> Signs:
        """The same, and a relation that holds: x > 0, 0 < a < 1. What is no relation of numbers says nothing."""
        found = self
        for left, right, relation in links(condition):
            try:
                made = factored(plus(left, negative(right)))
            except exact.Unfit:
                continue
            signs = RELATIONS[relation]
            signs = frozenset(sign * made.sign for sign in signs) if made.sign else signs
            open_ = [(factor, exponent) for factor, exponent in made.factors if len(self.of_factor(factor)) > 1]
            if len(open_) == 1 and len(made.factors) == 1 and open_[0][1] == 1:
                found = found.with_(open_[0][0], signs)
        return found


def links(condition: Node) -> list[tuple[Node, Node, str]]:
    """The relations of a condition, all of which hold where it does; none if it is something else."""
    match condition:
        case at.Chain(items, signs) if RELATIONS.keys() >= {*signs}:
            return [(left, right, sign) for (left, right), sign in zip(pairwise(items), signs, strict=True)]
        case at.List(parts) | at.Infix("and", parts):
            found = [links(part) for part in parts]
            return [link for some in found for link in some] if all(found) else []
    return []


@lru_cache(maxsize=2048)
def factored(node: Node) -> Factored:
    """A formula as a product of polynomials. Raises exact.Unfit."""
    _, (machine, (form,)) = exact.normal_forms((node,), complex=False)
    if machine.is_complex(form.top, form.bottom):
        raise exact.Unfit("this is no real number")
    nodes: dict[str, Node] = {}
    for part in walk(node):
        if isinstance(part, at.Name | at.Member) or (isinstance(part, at.Call) and isinstance(part.function, at.Name)):
            g = machine.generator(machine.make(part).top)
            if g is not None:
                nodes[machine.atoms[g].text] = part
    if form.top.is_zero():
        return Factored(0, (), nodes)
    sign, factors = 1, []
    for whole, way in ((form.top, 1), (form.bottom, -1)):
        content, parts = whole.factor()
        sign *= 1 if content > 0 else -1
        for polynomial, exponent in parts:
            scale, made = _polynomial(polynomial, [atom.text for atom in machine.atoms])
            sign *= scale if exponent % 2 else 1
            factors.append((made, way * int(exponent)))
    return Factored(sign, tuple(factors), nodes)


def _polynomial(p: fmpq_mpoly, names: Sequence[str]) -> tuple[int, Polynomial]:
    """A polynomial as it is kept, and the sign of what it was divided by for that."""
    terms = sorted((tuple(sorted((names[g], int(e)) for g, e in enumerate(monomial) if e)),
                    Fraction(int(c.p), int(c.q))) for monomial, c in p.terms())
    first = terms[-1][1]  # of what is no number
    return 1 if first > 0 else -1, tuple((monomial, c / first) for monomial, c in terms)


def solved(factor: Polynomial, nodes: Mapping[str, Node]) -> tuple[Node, Node] | None:
    """An atom, and what it is where a polynomial is 0, if it stands there once, multiplied by a number."""
    for monomial, scale in factor:
        if len(monomial) != 1 or monomial[0][1] != 1 or monomial[0][0] not in nodes:
            continue
        atom = monomial[0][0]
        rest = [(other, c) for other, c in factor if other != monomial]
        if any(name == atom or name not in nodes for other, _ in rest for name, _ in other):
            continue
        terms = [times(_number(-c / scale), *(power(nodes[name], _number(Fraction(e))) for name, e in other))
                 for other, c in rest]
        return nodes[atom], plus(*terms)
    return None


def _number(value: Fraction) -> Node:
    made = over(at.Number(Fraction(abs(value.numerator))), at.Number(Fraction(value.denominator)))
    return at.Neg(made) if value < 0 else ONE if value == 1 else ZERO if value == 0 else made


# --------------------------------------------------------------------------
# Linear arithmetic

Row: TypeAlias = tuple[tuple[tuple[Monomial, Fraction], ...], bool]
"""That a sum of multiples of monomials is above 0, or, if the flag is not set, not below."""


def _is_impossible(facts: Sequence[tuple[Polynomial, SignSet]]) -> bool:
    """Whether polynomials cannot have such signs at one place; False where that is not seen."""
    rows: set[Row] = set()
    for factor, known in facts:
        rows |= {*_rows(dict(factor), known)}
    monomials = {monomial for factor, _ in facts for monomial, _ in factor if monomial}
    singles = {factor[0][0][0][0]: known for factor, known in facts
               if len(factor) == 1 and len(factor[0][0]) == 1 and factor[0][0][0][1] == 1}
    for monomial in monomials:
        signs: SignSet = frozenset((1,))
        for name, exponent in monomial:
            own = singles.get(name, ANY)
            signs = frozenset(a * (b if exponent % 2 else b * b) for a in signs for b in own)
        rows |= {*_rows({monomial: Fraction(1)}, signs)}
    left = {monomial for row, _ in rows for monomial, _ in row if monomial}
    while left:
        # The one that brings the fewest new rows is eliminated first.
        counts = {monomial: [sum(1 for row, _ in rows if _of(row, monomial) > 0),
                             sum(1 for row, _ in rows if _of(row, monomial) < 0)] for monomial in left}
        monomial = min(left, key=lambda one: (counts[one][0] * counts[one][1] - sum(counts[one]), one))
        left.remove(monomial)
        above = [one for one in rows if _of(one[0], monomial) > 0]
        below = [one for one in rows if _of(one[0], monomial) < 0]
        rows -= {*above, *below}
        for one, other in ((one, other) for one in above for other in below):
            a, b = _of(one[0], monomial), -_of(other[0], monomial)
            made = {key: _of(one[0], key) * b + _of(other[0], key) * a for key in
                    {key for row in (one[0], other[0]) for key, _ in row}}
            rows.add(_row(made, strict=one[1] or other[1]))
        if len(rows) > _MOST_RELATIONS:
            return False
    return any(_of(row, ()) < 0 or (strict and _of(row, ()) == 0) for row, strict in rows)


def _rows(terms: Mapping[Monomial, Fraction], signs: SignSet) -> Iterator[Row]:
    """What it says that a polynomial has one of some signs."""
    if -1 not in signs:
        yield _row(terms, strict=0 not in signs)
    if 1 not in signs:
        yield _row({monomial: -c for monomial, c in terms.items()}, strict=0 not in signs)


def _row(terms: Mapping[Monomial, Fraction], *, strict: bool) -> Row:
    kept = sorted((monomial, c) for monomial, c in terms.items() if c)
    scale = abs(kept[-1][1]) if kept else Fraction(1)
    return tuple((monomial, c / scale) for monomial, c in kept), strict


def _of(row: Iterable[tuple[Monomial, Fraction]], monomial: Monomial) -> Fraction:
    return next((c for one, c in row if one == monomial), Fraction(0))


__all__ = ["ANY", "RELATIONS", "Factored", "SignSet", "Signs", "factored", "links", "solved"]
