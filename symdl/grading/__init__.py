"""Checks an answer against what a claim asks for.

The answer is read without evaluating anything, and decided by the prover
against the left side of the claim, which is derived from the definitions: it
need not look like the right side that the author wrote.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from time import perf_counter
from typing import Any, Literal

from sympy import Expr

from symdl import library
from symdl.derivation import Claim, Derivation, Proved, Refuted, Undecided, Witness
from symdl.errors import InputError, ReadError
from symdl.language import Each, Entry, Family, subterms
from symdl.notation import read, scope_of, text
from symdl.verification.decide import court_of

Outcome = Literal["equivalent", "not_equivalent", "invalid", "undecided"]


@dataclass(frozen=True)
class Checked:
    """What became of an answer.

    id        the claim that was asked for
    verdict   equivalent, not_equivalent (with a witness), invalid (it cannot be read), undecided
    code      a word for programs: proved, counterexample, unreadable, restates, domain, open
    feedback  a few lines for a person
    witness   a point at which the answer differs from what was asked
    """

    id: str
    verdict: Outcome
    method: str
    code: str
    feedback: str
    witness: Witness | None
    ms: float

    def row(self) -> dict[str, Any]:
        """The JSON object that other programs rely on."""
        return {
            "schema": 1, "id": self.id, "verdict": self.verdict, "method": self.method, "code": self.code,
            "feedback": self.feedback, "witness": asdict(self.witness) if self.witness else None,
            "marks": {"equivalent": 1, "not_equivalent": 0}.get(self.verdict), "agrees": None,
            "ms": round(self.ms, 3),
        }  # fmt: skip


def question(name: str) -> tuple[Derivation, Claim]:
    """The claim of an id such as ``batch-norm/dx``. Raises InputError.

    Only the derivations that come with symdl: what arrives as data names no file.
    """
    topic, _, claim_name = name.partition("/")
    if topic not in library.ids():
        raise InputError(f"there is no question {name!r}", hint="symdl list shows the derivations and their claims")
    derivation = library.load(topic)
    try:
        return derivation, derivation.claim(claim_name)
    except KeyError:
        names = ", ".join(f"{topic}/{c.name}" for c in derivation.claims)
        raise InputError(f"there is no question {name!r}", hint=f"there are {names}") from None


def check(name: str, answer: str) -> Checked:
    """Judge an answer in plain text to the claim ``name``. Raises InputError if there is no such claim."""
    derivation, claim = question(name)
    return judge(derivation, claim, answer)


def judge(derivation: Derivation, claim: Claim, answer: str) -> Checked:
    """Judge an answer to a claim of a derivation at hand."""
    start = perf_counter()

    def outcome(verdict: Outcome, code: str, feedback: str, method: str = "",
                witness: Witness | None = None) -> Checked:
        return Checked(f"{derivation.id}/{claim.name}", verdict, method, code, feedback, witness,
                       1000 * (perf_counter() - start))

    if claim.relation != "=":
        raise InputError(f"{derivation.id}/{claim.name} claims an inequality, which has no one answer",
                         hint="ask for an equality")
    try:
        tree = read(answer, scope_of(derivation, claim))
    except ReadError as e:
        return outcome("invalid", "unreadable", str(e))
    if text(tree) == text(claim.lhs):
        return outcome("invalid", "restates", "the answer only repeats what is asked for")
    if isinstance(claim.lhs, Entry) and claim.lhs.family.recurrence is not None:
        asked_for = claim.lhs.family
        if _names(tree, asked_for) and not _names(claim.rhs, asked_for):
            return outcome("invalid", "restates", f"the answer still has {asked_for.name} in it, which is asked for")
    court = court_of(derivation, claim)
    verdict = court.decide_claim(replace(claim, rhs=tree))[0].verdict
    match verdict:
        case Refuted(witness):
            return outcome("not_equivalent", "counterexample", _counterexample(witness), "exact evaluation", witness)
        case Undecided(_, why):
            return outcome("undecided", "open", f"neither proved nor refuted: {why}")
        case Proved(conditions, method):
            # That 0^0 is 1 is a convention, no condition on values.
            theirs = {_words(c.relation) for c in conditions if not c.why.startswith("0^0")}
            asked = [court.prover.prove(claim.lhs, claim.lhs), court.prove_claim(claim)]
            ours = {_words(c.relation) for proof in asked if isinstance(proof, Proved) for c in proof.conditions}
            ours |= {_words(g) for g in court.given}
            more = sorted(c for c in theirs - ours if not _is_size(c, conditions))
            if any(" != " not in c for c in more):
                return outcome("undecided", "domain", "equal where both are defined, but the answer needs "
                               f"{' and '.join(more)}, which is not given", method)
            note = f" (where {' and '.join(more)})" if more else ""
            return outcome("equivalent", "proved", f"right, for every size{note}", method)
    raise NotImplementedError(f"no outcome for {type(verdict).__name__}")


def _names(tree: Expr, family: Family) -> bool:
    return any(isinstance(t, Entry) and t.family == family for t in subterms(tree))


def _words(relation: object) -> str:
    if isinstance(relation, Each):
        return f"{_words(relation.statement)} for each {', '.join(i.letter for i in relation.indices)}"
    return text(relation)


def _is_size(words: str, conditions: tuple[Any, ...]) -> bool:
    return any(_words(c.relation) == words and c.why.endswith("has an element") for c in conditions)


def _counterexample(witness: Witness) -> str:
    def shown(value: object) -> str:
        return f"({', '.join(map(shown, value))})" if isinstance(value, list) else str(value)

    values = ", ".join(f"{name} = {shown(value)}" for name, value in witness.values.items())
    at = ", ".join(f"{letter} = {position}" for letter, position in witness.at.items())
    where = f"at {values}" + (f" and {at}" if at else "")
    return f"{where}, what is asked for is {witness.lhs} and the answer is {witness.rhs}"
