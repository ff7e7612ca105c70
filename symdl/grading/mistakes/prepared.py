"""What is the same for every answer to a question: what is right, wrong answers made of it, and points to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from sympy import Expr, Mul

from symdl.calculus.reach import reach
from symdl.derivation import Claim, Derivation
from symdl.grading.mistakes.probe import Probe, Spot, spot_of_one, spots
from symdl.grading.mistakes.sketch import Stocktaking
from symdl.grading.mistakes.slips import Slip, Stock, around, families_of, slips_of, stock_of
from symdl.language import (
    INTEGERS,
    REALS,
    Adjoint,
    Derivative,
    Entry,
    Family,
    Index,
    Limit,
    Partial,
    Size,
    adjoint,
    derivative,
    free_indices,
    subterms,
    total,
)
from symdl.verification.changes import Around, flat, shown
from symdl.verification.evaluation.numbers import Value
from symdl.verification.points.relations import Assumption

_MOST_RIGHTS = 4  # right formulas of which slips are made


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked, what is right, and what wrong answers are made of.

    near    what stands around an answer
    ways    what a derivative is made of: (code, words, one part of the sum, its values)
    alone   of each size that may be 1, a point at which it is, if one was found
    """

    asked: Expr
    rights: tuple[Expr, ...]
    near: Around
    names: tuple[Family, ...]
    given: tuple[Assumption, ...]
    stock: Stock
    spots: tuple[Spot, ...]
    ways: tuple[tuple[str, str, Expr, list[Value | None]], ...]
    alone: Mapping[Size, Spot | None]
    _taken: dict[int, Stocktaking] = field(default_factory=dict)

    def stocktaking(self, spot: Spot) -> Stocktaking:
        """The values of the stock at a spot, kept if it is one of the question."""
        if not any(spot is one for one in self.spots):
            return Stocktaking(spot)
        return self._taken.setdefault(id(spot), Stocktaking(spot))

    @cached_property
    def is_fixed(self) -> bool:
        """Whether what is assumed leaves one value only to all that is named."""
        named = frozenset().union(*map(reach, (self.asked, *self.rights)))
        tables = [[table for family, table in spot.point.values.items() if family in named] for spot in self.spots]
        return bool(tables) and all(table == tables[0] for table in tables)


def question_of(derivation: Derivation, claim: Claim, references: tuple[Expr, ...]) -> Question:
    steps = [step.expr for step in claim.steps]
    asked = [] if isinstance(claim.lhs, (Entry, Adjoint, Derivative, Limit)) else [claim.lhs]
    known = (claim.rhs, *references, *steps, *asked)
    rights = tuple(dict.fromkeys(flat(right) for right in (*known[:_MOST_RIGHTS], _written_out(claim.rhs))))
    names = (*derivation.declared, *derivation.defined)
    return _prepared(claim.lhs, rights, (*derivation.given, *claim.given), names, derivation.defined)


def _written_out(tree: Expr) -> Expr:
    """With definitions in the place of what they define, once."""
    parts = [*subterms(tree)]
    if any(isinstance(t, Adjoint | Partial) or (isinstance(t, Derivative) and t.node.family.is_defined) for t in parts):
        return tree  # what something is derived by stays a name
    members = {t: t.family.at(*t.indices) for t in parts if isinstance(t, Entry) and t.family.body is not None}
    return tree.xreplace(members) if members else tree


def around_of(side: Expr, asked: Expr, rights: Sequence[Expr], names: Sequence[Family], given: Sequence[Assumption]
              ) -> Around:
    """What stands around a formula, without what is asked for: of that, nothing is made."""
    near = around(side, (asked, *rights), names, given)
    if not isinstance(asked, Entry) or any(asked.family in families_of(tree) for tree in (side, *rights)):
        return near
    claimed, known = (tuple(f for f in families if f != asked.family) for families in (near.claimed, near.names))
    return replace(near, claimed=claimed, names=known)


@lru_cache(maxsize=1 << 5)
def _prepared(asked: Expr, rights: tuple[Expr, ...], given: tuple[Assumption, ...], names: tuple[Family, ...],
              defined: tuple[Family, ...]) -> Question:
    near = around_of(rights[0], asked, rights, names, given)
    where = spots(asked, rights[0], given, names)
    probe = Probe(where)
    ways = [(code, words, part, [probe.value(n, part) for n in range(len(where))])
            for code, words, part in _ways(asked, defined)]
    stock = stock_of(rights, near.sizes, near.claimed)
    terms = [*subterms(rights[0])]
    alone = {size: spot_of_one(asked, given, names, size.range) for size in near.sizes if size.range.at_least <= 1
             and any(isinstance(t, Size) or size.range in _ranges(t) for t in terms)}
    return Question(asked, rights, near, names, given, stock, where, tuple(ways), alone)


@lru_cache(maxsize=1 << 6)
def slips_at(question: Question, n: int) -> tuple[tuple[Slip, Value | None], ...]:
    """The slips of the n-th right formula, each with its value at the first spot."""
    probe, right = Probe(question.spots[:1]), question.rights[n]
    return tuple((slip, probe.changed(0, right, slip.path, slip.wrong) if question.spots else None)
                 for slip in slips_of(right, question.near))


def _ways(asked: Expr, defined: Sequence[Family]) -> Iterator[tuple[str, str, Expr]]:
    """The parts of a derivative that someone may forget."""
    if not isinstance(asked, (Adjoint, Derivative)):
        return
    node = asked.node
    if isinstance(asked, Derivative):
        of = asked.of
        if isinstance(of, Entry) and of.family.body is not None:
            of = of.family.at(*of.indices)
        if isinstance(of, Mul):
            moving = [n for n, f in enumerate(of.args) if node.family in reach(f)]
            for n in moving if len(moving) > 1 else ():
                others = [f for k, f in enumerate(of.args) if k != n]
                yield ("product-rule", f"By the product rule one more term is needed: {shown(of.args[n])} depends on "
                       f"{shown(node)} too.", Mul(*others, derivative(of.args[n], node)))
    for family in defined:
        if family == node.family or REALS in family.ranges or INTEGERS in family.ranges or family.law \
                or family.body is None or node.family not in reach(Entry(family, *family.params)):
            continue
        if isinstance(asked, Derivative) and family not in reach(asked.of):
            continue
        taken = {i.letter for i in free_indices(asked)}
        indices: list[Index] = []
        for range_ in family.ranges:
            free = [i for i in range_.indices() if i.letter not in taken]
            if not free:
                break
            indices.append(free[0])
            taken.add(free[0].letter)
        if len(indices) < len(family.ranges):
            continue
        member = Entry(family, *indices)
        outer = adjoint(asked.loss, member) if isinstance(asked, Adjoint) else derivative(asked.of, member)
        part = Mul(outer, derivative(member, node))
        yield ("held-fixed", f"{family.name} is held fixed, but it depends on {shown(node)} too: the part of the "
               f"derivative that goes through {family.name} is missing.", total(part, *indices) if indices else part)


def _ranges(term: object) -> tuple[object, ...]:
    return (term.range,) if isinstance(term, Index) else ()


__all__ = ["Question", "around_of", "question_of", "slips_at"]
