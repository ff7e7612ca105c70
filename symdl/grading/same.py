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
    if too_large({"the answer": tree}):
        return ""
    prover = court.prover
    try:
        with evaluate(False):
            work = prover.lowering.statement()
            work.steps = min(work.steps, _STEPS)
            return sha256(text(prover.lift.polynomial(prover.lowering.lower(work, tree))).encode()).hexdigest()[:20]
    except _NONE:
        return ""


__all__ = ["normal_form"]
