"""Decides claims: proof, exact instances, finite differences, slips.

The proof and the instances share no code. If they disagree, that is a bug in
symdl, and it stops the run.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from time import perf_counter

from sympy import Expr

from symdl.calculus.lift import Lift
from symdl.calculus.lower import Contradiction, Lowering
from symdl.derivation import (
    Claim,
    Decided,
    Derivation,
    Evidence,
    Instances,
    Proved,
    Refuted,
    Slip,
    Undecided,
    Verdict,
    Verified,
    VerifiedClaim,
    Witness,
)
from symdl.errors import SymdlError
from symdl.verification.differences import finite_differences
from symdl.verification.evaluate import NotEvaluable
from symdl.verification.instances import Assumption, check_instances, find_witness
from symdl.verification.prove import Prover


class Disagreement(Exception):
    """A statement was proved, and an exact evaluation contradicts it: a bug in symdl."""


def verify(derivation: Derivation) -> Verified:
    """Decide every claim that the derivation makes, one after the other."""
    return Verified(derivation, tuple(verify_claim(derivation, claim) for claim in derivation.claims))


def verify_claim(derivation: Derivation, claim: Claim) -> VerifiedClaim:
    """Decide one claim, each of its steps and each of its slips."""
    try:
        court = Court(derivation, claim.given)
        decided, instances = court.decide(claim.lhs, claim.rhs)
        # Each step equals the one before it, and the last one the right side.
        chain = [claim.lhs, *(step.expr for step in claim.steps), *([claim.rhs] if claim.steps else [])]
        steps = tuple(court.decide(a, b)[0] for a, b in pairwise(chain))
        slips = tuple(_decide_slip(court, derivation, claim, slip) for slip in claim.slips)
        differences = finite_differences(derivation, claim) if claim.expected == "proved" else None
    except SymdlError as e:
        e.where = e.where or f"{derivation.id}/{claim.name}"
        raise
    except Disagreement as e:
        raise Disagreement(f"{derivation.id}/{claim.name}: {e}") from e
    return VerifiedClaim(claim, decided, Evidence(instances, differences), steps, slips)


def _decide_slip(court: Court, derivation: Derivation, claim: Claim, slip: Slip) -> Decided:
    if slip.given is not None:
        court = Court(derivation, slip.given)
    return court.decide(claim.lhs, claim.rhs if slip.rhs is None else slip.rhs)[0]


class Court:
    """Decides equalities under the assumptions of a derivation and some more."""

    def __init__(self, derivation: Derivation, given: Sequence[Assumption] = ()):
        self.given = (*derivation.given, *given)
        try:
            lowering = Lowering(self.given, derivation.ranges)
        except Contradiction as e:
            raise SymdlError(str(e), hint="a statement under it would hold for nothing") from e
        names = (*derivation.declared, *derivation.defined)
        self.prover = Prover(lowering, Lift(names, derivation.ranges, derivation.loss))

    def decide(self, lhs: Expr, rhs: Expr) -> tuple[Decided, Instances | None]:
        """The verdict on ``lhs = rhs``, and what evaluating it at small sizes showed.

        Raises Disagreement if the proof and an evaluation contradict each other.
        """
        start = perf_counter()
        verdict: Verdict = self.prover.prove(lhs, rhs)
        ms = 1000 * (perf_counter() - start)
        instances: Instances | None = None
        try:
            if isinstance(verdict, Proved):
                found = check_instances(lhs, rhs, self.given)
                if isinstance(found, Witness):
                    raise Disagreement(f"proved for all sizes, but at {found.sizes} and {found.values} the left "
                                       f"side is {found.lhs} and the right side {found.rhs}")
                instances = found
            else:
                witness = find_witness(lhs, rhs, self.given)
                if witness is not None:
                    verdict = Refuted(witness)
        except NotEvaluable as e:
            if isinstance(verdict, Proved):
                # Its conditions may never be met: then it says nothing.
                verdict = Undecided(None, f"rewritten to 0, but not one instance of it was seen: {e.what}")
        return Decided(verdict, ms), instances


__all__ = ["Court", "Disagreement", "verify", "verify_claim"]
