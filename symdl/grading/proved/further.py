r"""What is tried where the normal form does not settle whether an answer is right.

    termwise    sums over one range are equal if their terms are, whose denominators can be cleared:
                sum_i 1/(x_i (x_i + 1)) = sum_i 1/x_i - sum_i 1/(x_i + 1)
    at_sizes    with the sums written out, for a few sizes: that is no proof for all of them, and never called so
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import product

from sympy import Add, Basic, Expr, Integer, Mul, Pow, evaluate
from sympy.core.symbol import Str

from symdl.derivation import Condition, Proved
from symdl.errors import SymdlError
from symdl.extent import too_large
from symdl.grading.proved.same import normal_tree
from symdl.language import (
    Adjoint,
    Delta,
    Each,
    Entry,
    Family,
    Index,
    IntegerIndex,
    Mean,
    Range,
    Size,
    Total,
    each,
    free_indices,
    subterms,
)
from symdl.verification.decide import Court, Disagreement

_SIZES = (1, 2, 3)
_MOST_PLACES = 12
_MOST_NODES = 400


def termwise(court: Court, lhs: Expr, rhs: Expr) -> Proved | None:
    """A proof that two formulas are equal, because the terms under their sums are; None if there is none."""
    with evaluate(False):
        sums: dict[Range, list[tuple[Expr, Expr, Index]]] = {}
        rest: list[Expr] = []
        for term in (*_terms(lhs, Integer(1)), *_terms(rhs, Integer(-1))):
            factors = term.args if isinstance(term, Mul) else (term,)
            summed = [f for f in factors if isinstance(f, Total) and len(f.indices) == 1]
            if len(summed) != 1:
                rest.append(term)
                continue
            others = [f for f in factors if f is not summed[0]]
            index = summed[0].indices[0]
            sums.setdefault(index.range, []).append((Mul(*others), summed[0].body, index))
        if not sums:
            return None
        statements: list[tuple[Expr, Index | None]] = [(Add(*rest), None)]
        taken = {i.letter for side in (lhs, rhs, *court.given) for i in free_indices(side)}
        for range_, terms in sums.items():
            free = next((i for i in range_.indices() if i.letter not in taken), None)
            if free is None:
                return None
            together = [Mul(factor, body.xreplace({bound: free})) for factor, body, bound in terms]
            statements.append((Add(*together), free))
    conditions: list[Condition] = []
    for statement, over in statements:
        try:
            verdict = court.decide(statement, Integer(0))[0].verdict
        except (SymdlError, Disagreement):
            return None
        if not isinstance(verdict, Proved):
            return None
        conditions += [_for_each(condition, over) for condition in verdict.conditions]
    return Proved(tuple(dict.fromkeys(conditions)), "normal form, term by term")


def _terms(tree: Expr, factor: Expr) -> Iterator[Expr]:
    """The terms of a sum, as products that stand in a row."""
    if isinstance(tree, Add):
        for term in tree.args:
            yield from _terms(term, factor)
        return
    if isinstance(tree, Mean):
        size = Pow(Mul(*(Size(index.range) for index in tree.indices)), -1)
        tree = Mul(size, Total(*tree.args))
    if isinstance(tree, Total) and isinstance(tree.body, Add):
        for term in tree.body.args:
            yield from _terms(Total(term, *tree.indices), factor)
        return
    parts: list[Expr] = []
    left = [tree]
    while left:
        part = left.pop()
        if isinstance(part, Mul):
            left += part.args
        else:
            parts.append(part)
    added = next((part for part in parts if isinstance(part, (Add, Mean)) or (
        isinstance(part, Total) and isinstance(part.body, Add))), None)
    if added is not None and len(parts) > 1 and any(isinstance(t, Total | Mean) for t in subterms(added)):
        others = [part for part in parts if part is not added]
        yield from _terms(added, Mul(factor, *others))
        return
    yield _flat(Mul(factor, *parts))


def _flat(tree: Expr) -> Expr:
    """A product of no products."""
    if not isinstance(tree, Mul):
        return tree
    return Mul(*(f for arg in tree.args for f in (_flat(arg).args if isinstance(arg, Mul) else (arg,))))


def _for_each(condition: Condition, index: Index | None) -> Condition:
    relation = condition.relation
    if index is None or index not in free_indices(relation):
        return condition
    if isinstance(relation, Each):
        return Condition(Each(relation.statement, index, *relation.indices), condition.why)
    return Condition(each(index, relation), condition.why)


# --------------------------------------------------------------------------
# With the sums written out


def at_sizes(court: Court, lhs: Expr, rhs: Expr) -> tuple[int, ...]:
    """The sizes at which two formulas are proved equal, with all their sums written out; none if that fails at one.

    Every range has the same size. Formulas of steps and of what is random are not written out.
    """
    trees: list[Expr] = []
    for side in (lhs, rhs):
        tree = normal_tree(court, side)
        if tree is None or sum(1 for _ in subterms(tree)) > _MOST_NODES:
            return ()
        trees.append(tree)
    ranges = {t.range for tree in trees for t in subterms(tree) if isinstance(t, Index | Size)}
    if not all(range_.is_abstract for range_ in ranges) or not ranges:
        return ()
    free = sorted(free_indices(Add(*trees, evaluate=False)), key=str)
    found: list[int] = []
    for size in _SIZES:
        if any(size < range_.at_least for range_ in ranges):
            continue
        places = list(product(range(size), repeat=len(free)))
        if len(places) > _MOST_PLACES:
            break
        for place in places:
            with suppress(SymdlError), evaluate(False):
                out = _Out(size)
                one, other = (out.of(tree, dict(zip(free, place, strict=True))) for tree in trees)
                if not too_large({"it": one}) and isinstance(court.prover.prove(one, other), Proved):
                    continue
            return ()
        found.append(size)
    return tuple(found)


class _Out:
    """Writes sums out, for ranges of one size. A member is then a number of its own."""

    def __init__(self, size: int):
        self.size = size

    def of(self, tree: Basic, at: Mapping[Index, int]) -> Expr:
        match tree:
            case Size():
                return Integer(self.size)
            case Delta():
                a, b = (_place(index, at) for index in tree.indices)
                return Integer(int(a == b))
            case Total() | Mean():
                index, *more = tree.indices
                body = tree.func(tree.body, *more) if more else tree.body
                summed = Add(*(self.of(body, {**at, index: place}) for place in range(self.size)))
                return summed if isinstance(tree, Total) else Mul(Pow(Integer(self.size), -1), summed)
            case Entry() if tree.indices and not any(isinstance(i, IntegerIndex) for i in tree.indices):
                return self.member(tree.family.name, tree.indices, at)
            case Adjoint():
                return self.member(f"d{tree.node.family.name}", tree.node.indices, at)
            case Entry() | Integer():
                return tree
            case Expr() if tree.args and not isinstance(tree, Index):
                return tree.func(*(self.of(arg, at) for arg in tree.args))
            case Expr() if not tree.args:
                return tree
        raise SymdlError("this is not written out", term=tree)

    @staticmethod
    def member(name: str, indices: tuple[Index, ...], at: Mapping[Index, int]) -> Expr:
        """A number of its own for each member. No name that is read has a # in it."""
        places = "#".join(str(_place(index, at)) for index in indices)
        return Entry(Family(Str(f"{name}#{places}"), (), name, ""))


def _place(index: Index, at: Mapping[Index, int]) -> int:
    """The place of a member, counted from 0."""
    return at[index] if index.place is None else index.place - 1


__all__ = ["at_sizes", "termwise"]
