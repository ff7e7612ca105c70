"""Proof of a statement: reduced to equalities of normal forms.

    equality    lower both sides, subtract, test for zero
    inequality  the greater side less the lesser one equals an expression whose sign can be read off
    induction   the equality at the least integer, and at n + 1 where it holds at n
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import wraps
from typing import ParamSpec

from sympy import Expr, evaluate
from sympy.core.relational import Relational

from symdl.algebra.normal import replace as substitute
from symdl.algebra.normal import rule as rule_of
from symdl.algebra.normal import scale, subtract
from symdl.algebra.terms import Affine, Entry, Polynomial, Slot, affine, single
from symdl.algebra.terms import Index as Label
from symdl.algebra.work import DivisionByZero, Exploded, Work, part
from symdl.algebra.zero import residual
from symdl.calculus.derivative import NoDerivative
from symdl.calculus.expectation import NotPolynomial
from symdl.calculus.lift import Lift, TooLarge
from symdl.calculus.limit import NoLimit
from symdl.calculus.lower import Lowering, Unsettled
from symdl.calculus.signs import NONNEGATIVE, POSITIVE
from symdl.derivation import Comparison, Condition, Proved, Undecided
from symdl.extent import too_large
from symdl.language import Each, Expectation, Index, IntegerIndex, Limit, Variance, apart, each, free_indices, subterms

P = ParamSpec("P")


def _bounded(proof: Callable[P, Proved | Undecided]) -> Callable[P, Proved | Undecided]:
    """A proof that ends as undecided where Python's stack does."""

    @wraps(proof)
    def within(*args: P.args, **kwargs: P.kwargs) -> Proved | Undecided:
        try:
            return proof(*args, **kwargs)
        except RecursionError:
            return Undecided(None, "out of budget: expressions are nested too deeply")

    return within


@dataclass(frozen=True)
class Prover:
    """Proves statements under fixed assumptions, in the names of one derivation."""

    lowering: Lowering
    lift: Lift
    given: tuple[Relational | Each, ...] = ()

    @_bounded
    def prove(self, lhs: Expr, rhs: Expr) -> Proved | Undecided:
        """``Proved`` if lhs - rhs is zero by the rules of the normal form, for every size."""
        why = too_large({"the left side": lhs, "the right side": rhs})
        if why:
            return Undecided(None, f"out of budget: {why}")

        def attempt(work: Work) -> Polynomial:
            with part("the left side"):
                left = self.lowering.lower(work, lhs)
            with part("the right side"):
                right = self.lowering.lower(work, rhs)
            with part("the difference of the two sides"):
                return residual(work, subtract(left, right))

        return self._attempt(attempt, (lhs, rhs), _method((lhs, rhs)), self.lift)

    @_bounded
    def prove_order(self, relation: Comparison, lhs: Expr, rhs: Expr, difference: Expr | None,
                    induction: IntegerIndex | None = None) -> Proved | Undecided:
        """``Proved`` if the greater side less the lesser one is ``difference``, and that has the sign."""
        why = too_large({"the left side": lhs, "the right side": rhs})
        if why:
            return Undecided(None, f"out of budget: {why}")
        wanted = POSITIVE if relation in ("<", ">") else NONNEGATIVE
        greater, lesser = (rhs, lhs) if relation in ("<", "<=") else (lhs, rhs)
        with evaluate(False):
            gap = greater - lesser
        tree = gap if difference is None else difference
        verdict = self.prove(gap, tree)
        if isinstance(verdict, Undecided) and induction is not None:
            verdict = self.induct(((gap, tree),), induction)
        if isinstance(verdict, Undecided):
            return replace(verdict, why=f"the difference of the sides is not the one that is given: {verdict.why}")
        work = self.lowering.statement()
        if not self.lowering.has_sign(tree, wanted):
            sign = "positive" if wanted == POSITIVE else "zero or more"
            return Undecided(tree, f"it was not found that this is {sign}")
        conditions = dict.fromkeys((*verdict.conditions, *self.lowering.conditions(work, (gap, tree))))
        kind = "positive" if wanted == POSITIVE else "not negative"
        # The sign was read from the integer's own least value on, wherever the induction began.
        return replace(verdict, conditions=tuple(conditions), start=None,
                       method=f"{verdict.method}; the difference is {kind} term by term")

    @_bounded
    def induct(self, statements: Sequence[tuple[Expr, Expr]], integer: IntegerIndex) -> Proved | Undecided:
        """``Proved`` if every statement holds at the least ``integer``, and at the next where all hold at one.

        The statements are taken together: the step for each may use all of them.
        """
        for lhs, rhs in statements:
            why = too_large({"the left side": lhs, "the right side": rhs})
            if why:
                return Undecided(None, f"out of budget: {why}")
        # The step uses the statements at every value of their other indices too.
        free = frozenset[Index]().union(*(free_indices(side) for pair in statements for side in pair))
        for assumption in self.given:
            if not free_indices(assumption).isdisjoint(free):
                return Undecided(None, f"an induction, which speaks of every {', '.join(sorted(map(str, free)))}, "
                                       f"of one of which it is assumed that {assumption}")
        # From 0 if the statements hold there already: a sequence then has its start for its base.
        for start in sorted({0, integer.at_least}):
            made = integer.starting(start)
            with evaluate(False):
                chosen = [(a.xreplace({integer: made}), b.xreplace({integer: made})) for a, b in statements]
            sides = tuple(side for pair in chosen for side in pair)
            method = f"{_method(sides)}, induction on {integer} from {start}"
            verdict = self._attempt(self._induction(chosen, made), sides, method, self.lift.with_integer(made))
            if isinstance(verdict, Proved):
                verdict = replace(verdict, start=start)
                if not any(made in free_indices(c.relation) for c in verdict.conditions):
                    return verdict
                if start == integer.at_least:
                    # What holds at n leans on what holds before, so on the conditions there too.
                    return replace(verdict, conditions=tuple(for_each(c, (made,)) for c in verdict.conditions))
        return verdict

    def _induction(self, statements: Sequence[tuple[Expr, Expr]],
                   integer: IntegerIndex) -> Callable[[Work], Polynomial]:
        def attempt(work: Work) -> Polynomial:
            with self.lowering.keeping(integer) as n:
                ps = [subtract(self.lowering.lower(work, a), self.lowering.lower(work, b)) for a, b in statements]
                with part("the base of the induction"):
                    for p in ps:
                        left = residual(work, substitute(work, p, {n: Affine(0)}))
                        if left:
                            return left
                with part("the step of the induction"):
                    known = _Known(work, n, integer.at_least)
                    for p in ps:
                        known.learn(p)
                    for p in ps:
                        left = known.reduce(substitute(work, p, {n: affine(n).plus(1)}), p)
                        if left:
                            return left
            return {}

        return attempt

    def _attempt(self, attempt: Callable[[Work], Polynomial], sides: Sequence[Expr], method: str,
                 lift: Lift) -> Proved | Undecided:
        work = self.lowering.statement()
        try:
            left = attempt(work)
        except Exploded as e:
            return Undecided(None, f"out of budget in {e}")
        except NotPolynomial as e:
            return Undecided(None, f"no rule for this expectation: {e}")
        except (NoDerivative, Unsettled) as e:
            return Undecided(None, f"the meaning is not settled: {e}")
        except NoLimit as e:
            return Undecided(None, f"no limit was found: {e}")
        except DivisionByZero as e:
            return Undecided(None, f"{e}: the statement has no meaning for any values")
        if left:
            why = "the difference of the two sides was not rewritten to 0"
            try:
                return Undecided(lift.polynomial(left), why)
            except TooLarge:
                return Undecided(None, f"{why}; {len(left)} terms are left, too many to show")
        try:
            if any(rule in work.used for rule in work.rules):
                method += ", assumed equations"
            return Proved(self.lowering.conditions(work, sides), method)
        except TooLarge:
            return Undecided(None, "rewritten to 0, on a condition that is too large to show")


class _Known:
    """Equations that hold at n, to be used at n + 1.

    Each is solved for a member of a sequence at n, or for nothing: then it is
    subtracted, or used as a rule.
    """

    def __init__(self, work: Work, n: Label, least: int):
        self.work = work
        self.at = affine(n).plus(least)
        self.solved: list[tuple[Entry, Polynomial]] = []
        self.other: list[Polynomial] = []

    def learn(self, p: Polynomial) -> None:
        p = self._with_solved(p)
        for m, c in p.items():
            if len(m) == 1:
                ((atom, e),) = m
                others = [a for k in p if k != m for a, _ in k]
                if isinstance(atom, Entry) and e == 1 and self._is_solvable(atom) and not any(
                        atom.name in a.names for a in others):
                    value = scale({k: x for k, x in p.items() if k != m}, Fraction(-1) / c)
                    self.solved = [(a, self._replaced(q, atom, value)) for a, q in self.solved]
                    self.solved.append((atom, value))
                    return
        self.other.append(p)

    def reduce(self, p: Polynomial, before: Polynomial) -> Polynomial:
        """What is left of ``p``, the statement at n + 1; ``before`` is the same at n."""
        left = residual(self.work, self._with_solved(p))
        if left and self.other:
            left = residual(self.work, self._with_solved(subtract(p, before)))
        if left and self.other:
            rules = tuple(r for q in self.other if (r := rule_of(self.work, q, frozenset())) is not None)
            outer, self.work.rules = self.work.rules, (*self.work.rules, *rules)
            try:
                left = residual(self.work, substitute(self.work, self._with_solved(p), {}, throughout=True))
            finally:
                self.work.rules = outer
        return left

    def _is_solvable(self, atom: Entry) -> bool:
        """Whether it is a member of a recurrence at n, at plain and different other indices."""
        if atom.name not in self.work.unfold or atom.indices[0] != self.at:
            return False
        others = atom.indices[1:]
        return all(isinstance(i, Label) and not i.number for i in others) and len(set(others)) == len(others)

    def _with_solved(self, p: Polynomial) -> Polynomial:
        for atom, value in self.solved:
            p = self._replaced(p, atom, value)
        return p

    def _replaced(self, p: Polynomial, atom: Entry, value: Polynomial) -> Polynomial:
        """``p`` with the member replaced; its other indices stand for any."""

        def member(at: tuple[Slot, ...]) -> Polynomial:
            if at[0] != self.at:
                return single(Entry(atom.name, at))
            to: dict[Label, Label | Affine] = {}
            for i, j in zip(atom.indices[1:], at[1:], strict=True):
                assert isinstance(i, Label)
                assert isinstance(j, Label)
                to[i] = j
            return substitute(self.work, value, to)

        return substitute(self.work, p, {}, {atom.name: member})


def for_each(condition: Condition, indices: Sequence[Index]) -> Condition:
    """The condition for every value of those of the indices that are free in it."""
    renamed = {i: apart(i) for i in indices if i in free_indices(condition.relation)}
    if not renamed:
        return condition
    with evaluate(False):
        return Condition(each(*renamed.values(), condition.relation.xreplace(renamed)), condition.why)


def _method(sides: Sequence[Expr]) -> str:
    """Which parts of the machinery the proof needed, besides the normal form."""
    nodes = [n for side in sides for n in subterms(side)]
    parts = ["normal form"]
    if any(isinstance(n, (Expectation, Variance)) for n in nodes):
        parts.append("moments of independent variables")
    if any(isinstance(n, Limit) for n in nodes):
        parts.append("expansion at the limit")
    return ", ".join(parts)
