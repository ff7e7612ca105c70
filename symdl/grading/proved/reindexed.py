r"""A statement with its sums counted in other ways, which the normal form does not see are the same.

    \sum_{k=t}^T \gamma^{k-t} r_k = \sum_{k=0}^{T-t} \gamma^k r_{t+k}

Each way says what the statement says: a sum from a to b is one of b - a + 1 terms, counted from 1, and a T that is at
least t is t + n for an n from 0 on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sympy import Add, Basic, Expr, Ge, Integer, Le, Mul, Tuple, evaluate
from sympy.core.relational import Relational

from symdl.derivation import Claim, Condition
from symdl.language import (
    Adjoint,
    Derivative,
    Entry,
    Family,
    IntegerIndex,
    IntervalSum,
    Partial,
    apart,
    free_indices,
    integer_terms,
    subterms,
)
from symdl.notation.products import as_product, product

SO_MANY = "so many terms are summed"
"""Why a sum from a to b has a value: b is not below a - 1."""


@dataclass(frozen=True)
class Way:
    """A claim in another way.

    taken  what it takes for granted besides: that T >= t
    back   of the n in t + n, what it is: T - t
    """

    claim: Claim
    taken: tuple[Relational, ...] = ()
    back: tuple[tuple[IntegerIndex, Expr], ...] = ()

    def conditions(self, found: Sequence[Condition]) -> tuple[Condition, ...]:
        """What a proof of it rests on, in the letters of the claim itself."""
        with evaluate(False):
            return (*(Condition(one, SO_MANY) for one in self.taken),
                    *(replace(one, relation=one.relation.xreplace(dict(self.back))) for one in found))


def reindexed(claim: Claim, counted: Sequence[Relational]) -> Iterator[Way]:
    """The claim in other ways; ``counted`` says which sums of what is asked have a term at least."""
    with evaluate(False):
        if any(as_product(part) for side in (claim.lhs, claim.rhs) for part in subterms(side)
               if isinstance(part, Entry)):
            yield Way(replace(claim, lhs=_multiplied_out(claim.lhs), rhs=_multiplied_out(claim.rhs)))
        sides = unfolded(claim.lhs), unfolded(claim.rhs)
        if not any(map(_has_sum, sides)):
            return
        yield Way(replace(claim, lhs=by_length(sides[0]), rhs=by_length(sides[1])))
        for one in counted:
            if (beyond := _beyond(one)) is not None:
                last, new, first = beyond
                lhs, rhs = (side.xreplace({last: Add(new, first)}) for side in sides)
                back = (new, Add(last, Mul(Integer(-1), first)))
                yield Way(replace(claim, lhs=lhs, rhs=rhs), (one,), (back,))
                yield Way(replace(claim, lhs=by_length(lhs), rhs=by_length(rhs)), (one,), (back,))


def unfolded(tree: Basic) -> Basic:
    """With what is defined by a sum between integers put in, but for what a derivative is of."""
    if isinstance(tree, Entry) and tree.family.body is not None and _has_sum(tree.family.body):
        return unfolded(tree.family.at(*tree.indices))
    if not tree.args or isinstance(tree, Entry | Family | Adjoint | Derivative | Partial):
        return tree
    args = tuple(map(unfolded, tree.args))
    return tree if args == tree.args else tree.func(*args)


def _multiplied_out(tree: Basic) -> Basic:
    """With each product of what is defined as one of what that is."""
    if isinstance(tree, Entry) and (found := as_product(tree)) is not None:
        body, index, last = found
        return product(_written_out(body), index, 1, last)
    if isinstance(tree, Entry) and tree.family.body is not None and any(
            isinstance(part, Entry) and as_product(part) for part in subterms(tree.family.body)):
        return _multiplied_out(tree.family.at(*tree.indices))
    if not tree.args or isinstance(tree, Entry | Family | Adjoint | Derivative | Partial):
        return tree
    args = tuple(map(_multiplied_out, tree.args))
    return tree if args == tree.args else tree.func(*args)


def _has_sum(tree: Basic) -> bool:
    return any(isinstance(part, IntervalSum) for part in subterms(tree))


def within_its_sums(asked: Expr) -> Iterator[Relational]:
    """That a derivative by w_k is by one of those that are summed: 1 <= k <= K, if that is where each w_j stands.

    But a w_0 that stands by itself.
    """
    for part in subterms(asked):
        if not isinstance(part, Adjoint | Derivative | Partial):
            continue
        of, member = part.loss if isinstance(part, Adjoint) else part.of, part.node
        if not isinstance(of, Expr) or not isinstance(member, Entry):
            continue
        whole = _written_out(of)
        ends = {sum_.index: (sum_.first, sum_.last) for sum_ in subterms(whole) if isinstance(sum_, IntervalSum)}
        for place, index in enumerate(member.indices):
            if not isinstance(index, IntegerIndex) or index.tag:
                continue
            at = {ends.get(one.indices[place]) for one in subterms(whole) if isinstance(one, Entry)
                  and one.family == member.family and not one.indices[place].is_number}
            if len(at) == 1 and (limits := at.pop()) is not None and not any(
                    i.tag for i in free_indices(Tuple(*limits))):
                yield from (Ge(index, limits[0]), Le(index, limits[1]))


def _written_out(tree: Expr) -> Expr:
    while defined := {part: part.family.at(*part.indices) for part in subterms(tree)
                      if isinstance(part, Entry) and part.family.body is not None}:
        tree = tree.xreplace(defined)
    return tree


def by_length(tree: Basic) -> Basic:
    """With each sum from a to b as one from 1 to b - a + 1."""
    if isinstance(tree, Adjoint | Derivative | Partial) or not _has_sum(tree):
        return tree
    if not isinstance(tree, IntervalSum):
        return tree.func(*map(by_length, tree.args))
    new = apart(tree.index)
    body = by_length(tree.body).xreplace({tree.index: Add(new, tree.first, Integer(-1))})
    return IntervalSum(body, new, Integer(1), Add(tree.last, Mul(Integer(-1), tree.first), Integer(1)))


def _beyond(relation: Relational) -> tuple[IntegerIndex, IntegerIndex, Expr] | None:
    """Of T >= t: T, n, and t, where T is t + n."""
    gap = integer_terms(Add(relation.lhs, Mul(Integer(-1), relation.rhs))) or {}
    last = next((i for i, times in gap.items() if i is not None and not i.tag and times == 1), None)
    if last is None:
        return None
    rest = [Mul(Integer(-times), i) if i is not None else Integer(-times) for i, times in gap.items() if i != last]
    return last, IntegerIndex(f"{last.letter}_"), Add(*rest)


__all__ = ["SO_MANY", "Way", "by_length", "reindexed", "unfolded", "within_its_sums"]
