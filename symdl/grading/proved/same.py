"""Which answers are the same: a name for what an answer comes to."""

from __future__ import annotations

from hashlib import sha256

from sympy import Expr, evaluate

from symdl.algebra.work import DivisionByZero, Exploded
from symdl.calculus.derivative import NoDerivative
from symdl.calculus.expectation import NotPolynomial
from symdl.calculus.lift import TooLarge
from symdl.calculus.limit import NoLimit
from symdl.calculus.lower import Unsettled
from symdl.errors import SymdlError
from symdl.extent import too_large
from symdl.notation import text
from symdl.verification.decide import Court

_NONE = (DivisionByZero, Exploded, NoDerivative, NotPolynomial, NoLimit, TooLarge, Unsettled, SymdlError,
         RecursionError)


_STEPS = 50_000  # a tenth of what a proof may take: the name of an answer is a convenience


def normal_form(court: Court, tree: Expr) -> str:
    """A short name of the normal form of a tree, under the definitions of a derivation; "" if it has none.

    Trees with one name are equal where both are defined. Two names may be of equal trees: the normal form finds most
    equalities, and not all.
    """
    made = normal_tree(court, tree, _STEPS)
    return "" if made is None else sha256(text(made).encode()).hexdigest()[:20]


def normal_tree(court: Court, tree: Expr, steps: int | None = None) -> Expr | None:
    """The normal form of a tree as a tree: derivatives are carried out, definitions put in. None if it has none.

    steps  what it may take (what a proof may take)
    """
    if too_large({"the answer": tree}):
        return None
    prover = court.prover
    try:
        with evaluate(False):
            work = prover.lowering.statement()
            work.steps = work.steps if steps is None else min(work.steps, steps)
            return prover.lift.polynomial(prover.lowering.lower(work, tree))
    except _NONE:
        return None


__all__ = ["normal_form", "normal_tree"]
