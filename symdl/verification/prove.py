"""Proof of one equality: lower both sides, subtract, test for zero."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr

from symdl.algebra.normal import subtract
from symdl.algebra.work import DivisionByZero, Exploded, Work
from symdl.algebra.zero import residual
from symdl.calculus.expectation import NotPolynomial
from symdl.calculus.lift import Lift, TooLarge
from symdl.calculus.lower import Lowering, Unsettled
from symdl.derivation import Proved, Undecided
from symdl.language import Expectation, Variance, subterms


@dataclass(frozen=True)
class Prover:
    """Proves equalities under fixed assumptions, in the names of one derivation."""

    lowering: Lowering
    lift: Lift

    def prove(self, lhs: Expr, rhs: Expr) -> Proved | Undecided:
        """``Proved`` if lhs - rhs is zero by the rules of the normal form, for every size."""
        work = self.lowering.statement()
        try:
            difference = subtract(self.lowering.lower(work, lhs), self.lowering.lower(work, rhs))
            left = residual(work, difference)
        except Exploded as e:
            return Undecided(None, f"out of budget in {e.what}")
        except RecursionError:
            return Undecided(None, "out of budget: expressions are nested too deeply")
        except NotPolynomial as e:
            return Undecided(None, f"no rule for this expectation: {e}")
        except Unsettled as e:
            return Undecided(None, f"the meaning is not settled: {e}")
        except DivisionByZero as e:
            return Undecided(None, f"{e}: the statement has no meaning for any values")
        if left:
            why = "the difference of the two sides was not rewritten to 0"
            try:
                return Undecided(self.lift.polynomial(left), why)
            except TooLarge:
                return Undecided(None, f"{why}; {len(left)} terms are left, too many to show")
        try:
            return Proved(self.lowering.conditions(work, self.lift), _method(work, lhs, rhs))
        except TooLarge:
            return Undecided(None, "rewritten to 0, on a condition that is too large to show")


def _method(work: Work, lhs: Expr, rhs: Expr) -> str:
    """Which parts of the machinery the proof needed, besides the normal form."""
    nodes = [*subterms(lhs), *subterms(rhs)]
    parts = ["normal form"]
    if any(isinstance(n, (Expectation, Variance)) for n in nodes):
        parts.append("moments of independent variables")
    if any(rule in work.used for rule in work.rules):
        parts.append("assumed equations")
    return ", ".join(parts)
