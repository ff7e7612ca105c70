"""Decides claims: proof, exact instances, finite differences, slips.

The proof and the instances share no code. If they disagree, that is a bug in
symdl, and it stops the run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from time import perf_counter
from types import MappingProxyType

from sympy import Expr, evaluate
from sympy.core.relational import Relational

from symdl.calculus.lift import Lift
from symdl.calculus.lower import Contradiction, Lemma, Lowering
from symdl.calculus.reach import reach
from symdl.derivation import (
    Claim,
    Comparison,
    Decided,
    Derivation,
    Evidence,
    Instances,
    Mutant,
    Proved,
    Refuted,
    Slip,
    Undecided,
    Verdict,
    Verified,
    VerifiedClaim,
    Witness,
)
from symdl.errors import LanguageError, SymdlError
from symdl.extent import too_large
from symdl.language import Each, Entry, Family, Index, IntegerIndex, Size, free_indices, subterms
from symdl.verification.differences import finite_differences
from symdl.verification.evaluation.evaluate import NotEvaluable
from symdl.verification.mutants import Change, mutants, other_ways, reason, seen
from symdl.verification.points.instances import Assumption, check_instances, find_witness
from symdl.verification.prove import Prover, for_each
from symdl.verification.second import Differs, second_proof


class Disagreement(Exception):
    """A statement was proved, and an exact evaluation contradicts it: a bug in symdl."""


def verify(derivation: Derivation, *, thorough: bool = False) -> Verified:
    """Decide every claim that the derivation makes, one after the other."""
    known: dict[str, VerifiedClaim] = {}
    for claim in derivation.claims:
        known[claim.name] = verify_claim(derivation, claim, known, thorough=thorough)
    return Verified(derivation, tuple(known.values()))


def verify_claim(derivation: Derivation, claim: Claim,
                 known: Mapping[str, VerifiedClaim] | None = None, *, thorough: bool = False) -> VerifiedClaim:
    """Decide one claim, each of its steps and each of its slips.

    known      the claims before it, by name; those that it uses are proved if they are not there
    thorough   of what is proved, a second proof is tried, and every mutant is decided too
    """
    why = too_large({"the left side": claim.lhs, "the right side": claim.rhs})
    if why:  # for anything that walks through it
        unknown = Decided(Undecided(None, f"out of budget: {why}"), 0.0)
        return VerifiedClaim(claim, unknown, Evidence(), slips=tuple(unknown for _ in claim.slips))
    try:
        lemmas = _lemmas(derivation, claim, known or {})
        court = Court(derivation, claim.given, lemmas)
        decided, instances = court.decide_claim(claim)
        # Each step equals the one before it, and the last one the right side. In an induction
        # they may use the statement itself for the steps before, now that it is proved.
        inside = court
        if claim.steps and claim.induction is not None and isinstance(decided.verdict, Proved) \
                and not isinstance(lemmas, str) and _is_member(claim):
            inside = Court(derivation, claim.given, {**lemmas, **_lemma(claim, decided.verdict)})
        chain = [claim.lhs, *(step.expr for step in claim.steps), *([claim.rhs] if claim.steps else [])]
        steps = tuple(inside.decide(a, b, induction=claim.induction)[0] for a, b in pairwise(chain))
        slips = tuple(_decide_slip(court, derivation, claim, slip) for slip in claim.slips)
        differences = finite_differences(derivation, claim) if claim.expected == "proved" else None
        is_proved = thorough and isinstance(decided.verdict, Proved)
        second = second_proof(derivation, claim) if is_proved else None
        changed = decide_mutants(derivation, claim, known) if is_proved else ()
    except SymdlError as e:
        e.where = e.where or f"{derivation.id}/{claim.name}"
        raise
    except Disagreement as e:
        raise Disagreement(f"{derivation.id}/{claim.name}: {e}") from e
    except Differs as e:
        raise Disagreement(f"{derivation.id}/{claim.name}: proved for all sizes, but its sides differ {e}") from e
    return VerifiedClaim(claim, decided, Evidence(instances, differences, second), steps, slips, changed)


def court_of(derivation: Derivation, claim: Claim) -> Court:
    """The court that decides statements in the place of a claim: under its assumptions, with what it uses."""
    return Court(derivation, claim.given, _lemmas(derivation, claim, {}))


def _decide_slip(court: Court, derivation: Derivation, claim: Claim, slip: Slip) -> Decided:
    if slip.given is not None:
        court = Court(derivation, slip.given)
    wrong = replace(claim, rhs=claim.rhs if slip.rhs is None else slip.rhs, difference=None, along=())
    return court.decide_claim(wrong)[0]


def decide_mutants(derivation: Derivation, claim: Claim,
                   known: Mapping[str, VerifiedClaim] | None = None) -> tuple[Mutant, ...]:
    """Decide every mutant of a claim (see ``symdl.verification.mutants``). Raises Disagreement."""
    court = Court(derivation, claim.given, _lemmas(derivation, claim, known or {}))
    return tuple(_decide_mutant(court, derivation, claim, change, known or {})
                 for change in mutants(derivation, claim))


def _decide_mutant(court: Court, derivation: Derivation, claim: Claim, change: Change,
                   known: Mapping[str, VerifiedClaim]) -> Mutant:
    wrong = change.claim
    if wrong.given != claim.given:  # what was proved under the assumption that is dropped goes with it
        court = Court(derivation, wrong.given, _lemmas(derivation, wrong, known))
    try:
        decided, _ = court.decide_claim(wrong)
        if isinstance(decided.verdict, Proved):
            second_proof(derivation, wrong)  # which raises if it is false for certain
        if isinstance(decided.verdict, Undecided):
            # It may be true after all, and need other help than the original.
            for other in other_ways(court.prover, claim, wrong):
                if isinstance(court.prove_claim(other), Proved):
                    decided, _ = court.decide_claim(other)
                    break
    except (Disagreement, Differs) as e:
        raise Disagreement(f"its mutant ({change.text}): {e}") from e
    why = reason(court.prover, claim, change, decided)
    if isinstance(decided.verdict, Undecided):
        found = seen(court.prover, wrong)
        if isinstance(found, Refuted):
            return Mutant(change.text, wrong, replace(decided, verdict=found))
        why = f"{why}; {found}"
    return Mutant(change.text, wrong, decided, why)


def _lemmas(derivation: Derivation, claim: Claim, known: Mapping[str, VerifiedClaim]) -> dict[Family, Lemma] | str:
    """The closed forms of sequences that the claim uses; or why they cannot be used."""
    out: dict[Family, Lemma] = {}
    given = {*derivation.given, *claim.given}
    for name in claim.using:
        used = derivation.claim(name)
        if not _is_member(used):
            raise LanguageError(f"it uses {name}, which is not of the form member of a sequence = expression",
                                hint="use claims such as m[t] = ...")
        verdict = known[name].decided.verdict if name in known else court_of(derivation, used).prove_claim(used)
        if not isinstance(verdict, Proved):
            return f"it uses {name}, which is not proved"
        if not given.issuperset(used.given):
            return f"it uses {name}, which is proved under more assumptions"
        for assumption in (*derivation.given, *used.given):
            if not free_indices(assumption).isdisjoint(free_indices(used.lhs)):
                return f"it uses {name} at any index, of one of which it is assumed that {assumption}"
        out |= _lemma(used, verdict)
    return out


def _is_member(claim: Claim) -> bool:
    """Whether a claim says what a member of a sequence is, at any indices."""
    member = claim.lhs
    return (claim.relation == "=" and isinstance(member, Entry) and member.family.recurrence is not None
            and len(set(member.indices)) == len(member.indices) and all(isinstance(i, Index) for i in member.indices))


def _lemma(claim: Claim, verdict: Proved) -> dict[Family, Lemma]:
    assert isinstance(claim.lhs, Entry)
    params, value = claim.lhs.indices, claim.rhs
    if verdict.start is not None and claim.induction in params:
        # The induction may have started below what the claim asks for.
        since = claim.induction.starting(verdict.start)
        params = tuple(since if i == claim.induction else i for i in params)
        with evaluate(False):
            value = value.xreplace({claim.induction: since})
    return {claim.lhs.family: Lemma(params, value, tuple(for_each(c, params) for c in verdict.conditions))}


def says_something(condition: Relational | Each) -> bool:
    """Whether a condition speaks of sizes, members or integers; one on numbers alone leaves out no point."""
    return bool(reach(condition)) or any(isinstance(term, (Index, Size)) for term in subterms(condition))


class Court:
    """Decides statements under the assumptions of a derivation and some more.

    using   sequences that may be replaced by the closed form that was proved for them,
            or why they may not
    """

    def __init__(self, derivation: Derivation, given: Sequence[Assumption] = (),
                 using: Mapping[Family, Lemma] | str = MappingProxyType({})):
        self.given = (*derivation.given, *given)
        names = (*derivation.declared, *derivation.defined)
        lift = Lift(names, derivation.ranges, derivation.loss, derivation.integers)
        self._unusable = using if isinstance(using, str) else ""
        self._using = frozenset() if isinstance(using, str) else frozenset(using)
        try:
            lowering = Lowering(self.given, derivation.ranges, lift, {} if isinstance(using, str) else using)
        except Contradiction as e:
            raise SymdlError(str(e), hint="a statement under it would hold for nothing") from e
        self.prover = Prover(lowering, lift, self.given)

    def decide_claim(self, claim: Claim) -> tuple[Decided, Instances | None]:
        """The verdict on the statement of a claim, whose assumptions are this court's."""
        return self.decide(claim.lhs, claim.rhs, claim.relation, claim.difference, claim.induction, claim.along)

    def prove_claim(self, claim: Claim) -> Verdict:
        """``Proved`` or ``Undecided``: the statement of a claim by the prover alone."""
        return self._prove(claim.lhs, claim.rhs, claim.relation, claim.difference, claim.induction, claim.along)

    def decide(self, lhs: Expr, rhs: Expr, relation: Comparison = "=", difference: Expr | None = None,
               induction: IntegerIndex | None = None,
               along: Sequence[Relational] = ()) -> tuple[Decided, Instances | None]:
        """The verdict on ``lhs = rhs`` (or <, <=, ...), and what evaluating it at small sizes showed.

        Raises Disagreement if the proof and an evaluation contradict each other.
        """
        why = too_large({"the left side": lhs, "the right side": rhs})
        if why:
            return Decided(Undecided(None, f"out of budget: {why}"), 0.0), None
        start = perf_counter()
        verdict = self._prove(lhs, rhs, relation, difference, induction, along)
        ms = 1000 * (perf_counter() - start)
        instances: Instances | None = None
        try:
            if isinstance(verdict, Proved):
                found = check_instances(lhs, rhs, self.given, relation)
                if isinstance(found, Witness):  # at a point that the conditions of the proof may exclude
                    open_ = [c.relation for c in verdict.conditions if says_something(c.relation)]
                    found = check_instances(lhs, rhs, tuple(dict.fromkeys((*self.given, *open_))), relation)
                if isinstance(found, Witness):
                    raise Disagreement(f"proved for all sizes, but at {found.sizes} and {found.values} the left "
                                       f"side is {found.lhs} and the right side {found.rhs}")
                instances = found
            else:
                witness = find_witness(lhs, rhs, self.given, relation)
                if witness is not None:
                    verdict = Refuted(witness)
        except NotEvaluable as e:
            if isinstance(verdict, Proved):
                # Its conditions may never be met: then it says nothing.
                verdict = Undecided(None, f"rewritten to 0, but not one instance of it was seen: {e.what}")
        return Decided(verdict, ms), instances

    def _prove(self, lhs: Expr, rhs: Expr, relation: Comparison, difference: Expr | None,
               induction: IntegerIndex | None, along: Sequence[Relational]) -> Verdict:
        if self._unusable:
            return Undecided(None, self._unusable)
        if relation != "=":
            return self.prover.prove_order(relation, lhs, rhs, difference, induction)
        if induction is None:
            return self.prover.prove(lhs, rhs)
        statements = [(lhs, rhs), *((other.lhs, other.rhs) for other in along)]
        # Of a sequence that is known by its recurrence only, nothing else is to be had at any step.
        hidden = any(isinstance(t, Entry) and t.family.recurrence is not None and t.family not in self._using
                     for t in (*subterms(lhs), *subterms(rhs)))
        verdict = Undecided(None, "") if hidden or along else self.prover.prove(lhs, rhs)
        if isinstance(verdict, Undecided):
            verdict = self.prover.induct(statements, induction)
        if isinstance(verdict, Undecided) and hidden and not along:
            found = self.prover.prove(lhs, rhs)
            verdict = found if isinstance(found, Proved) else verdict
        return verdict


__all__ = ["Court", "Disagreement", "court_of", "decide_mutants", "says_something", "verify", "verify_claim"]
