"""A claim, its steps, its slips, and the evidence, as data."""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from symdl import library
from symdl.derivation import (
    Claim,
    Decided,
    Derivation,
    Evidence,
    Proved,
    ProvedAt,
    Refuted,
    Source,
    Undecided,
    VerifiedClaim,
)
from symdl.reporting import counterexamples, formula, scopes, statements, thorough, worked
from symdl.reporting.counterexamples import Topic
from symdl.reporting.escape import typesettable
from symdl.reporting.figure import figure
from symdl.reporting.statements import Data, Prose


def reference(source: Source) -> Data:
    """A reference; its number and where it leads are known when all derivations are."""
    return {"number": 0, "anchor": "", "text": " ".join(source.text.split()), "place": source.place,
            "checked": source.checked}  # fmt: skip


def data(verified: VerifiedClaim, topic: Topic, was_asked: bool) -> Data:
    """Everything that a report says of one claim.

    was_asked   whether thoroughness was asked for
    """
    claim, verdict, d = verified.claim, verified.decided.verdict, topic.derivation
    anchor, number = topic.anchors[claim.name], topic.numbers[claim.name]
    conventions, conditions = scopes.split(verdict.conditions if isinstance(verdict, Proved) else ())
    evidence = verified.evidence
    out: Data = {
        "id": f"{d.id}/{claim.name}",
        "number": number,
        "anchor": anchor,
        "title": claim.title,
        "note": " ".join(claim.note.split()),
        "verdict": statements.verdict(verified.decided, d),
        "expected": claim.expected,
        "scope": scopes.sentence(claim, d, verdict),
        "given": [formula.of(relation) for relation in (*d.given, *claim.given)],
        "conditions": [{"relation": formula.of(c.relation), "why": c.why} for c in (*conditions, *conventions)],
        "statement": statements.equation(claim.lhs, claim.rhs, claim.relation),
        "using": [topic.target(name) for name in claim.using],
        "induction": formula.of(claim.induction) if claim.induction is not None else None,
        "along": [statements.equation(*other.args) for other in claim.along],
        "difference": _difference(claim),
        "steps": _steps(verified, d),
        "method": verdict.method if isinstance(verdict, Proved | ProvedAt) else "",
        "residual": (
            formula.of(verdict.residual)
            if isinstance(verdict, Undecided) and verdict.residual is not None
            else None
        ),
        "counterexample": counterexamples.redone(verified, verified.decided, claim.rhs, topic),
        "source": reference(claim.source) if claim.source else None,
        "printed": (
            {"latex": claim.printed, "typeset": typesettable(claim.printed)} if claim.printed else None
        ),
        "corrected_by": topic.target(claim.corrected_by) if claim.corrected_by else None,
        "evidence": _evidence(evidence, d),
        "figure": figure(evidence.finite_differences) if evidence.finite_differences else None,
        "slips": _slips(verified, topic),
        "commands": _commands(d, claim),
        "thorough": thorough.asked(_verify(d, claim), was_asked),
        "second": thorough.second(evidence.second) if was_asked else None,
        "mutants": thorough.mutants(verified, topic) if was_asked else None,
    }
    out["unexpected"] = _unexpected(out)
    return out


def _slips(verified: VerifiedClaim, topic: Topic) -> list[Data]:
    d, claim = topic.derivation, verified.claim
    # What the claim itself says is known for its slips, unless they assume something else.
    own = [counterexamples.fact(verified)] if counterexamples.is_fact(verified) else []
    hands: dict[str, worked.Hand] = {}
    out = []
    for slip, decided in _pair(claim.slips, verified.slips):
        right = None if slip.rhs is None else formula.of(slip.rhs)
        hand = None
        if isinstance(decided.verdict, Refuted):
            witness = decided.verdict.witness
            point = repr((witness.sizes, witness.at, witness.values, slip.given is None))
            facts = topic.facts if slip.given is not None else [*own, *topic.facts]
            # What was worked out for a slip above at the same point is not worked out again.
            hand = hands.setdefault(point, worked.Hand(witness, facts))
        out.append({
            "text": slip.text,
            "right": right,
            "terms": [] if right is None else formula.terms(slip.rhs, right),
            "given": None if slip.given is None else [formula.of(r) for r in (*d.given, *slip.given)],
            "verdict": statements.verdict(decided, d),
            "counterexample": counterexamples.redone(
                verified, decided, claim.rhs if slip.rhs is None else slip.rhs, topic, hand,
                known=bool(own) and slip.given is None, longest=counterexamples.SHORT),
        })  # fmt: skip
    return out


def _difference(claim: Claim) -> Data | None:
    """Why an inequality holds: the greater side less the lesser one, and the sign that it shows."""
    if claim.difference is None:
        return None
    right = formula.of(claim.difference)
    return {
        "says": (
            "the right side less the left side" if claim.relation in ("<", "<=")
            else "the left side less the right side"
        ),
        "right": right,
        "terms": formula.terms(claim.difference, right),
        "sign": "positive" if claim.relation in ("<", ">") else "nowhere negative",
    }  # fmt: skip


_COMMAND = 56  # characters of an answer that one would type


def target(d: Derivation) -> str:
    """What to type for a derivation: the id of one that comes with symdl, else the name of its file."""
    own = d.path and Path(d.path).resolve().parent != library.folder().resolve()
    return shlex.quote(Path(d.path).name) if own else d.id


def _commands(d: Derivation, claim: Claim) -> list[str]:
    """What to type to decide the claim again, and to see the counterexample to its first slip."""
    if target(d) != d.id:
        return [_verify(d, claim)]
    name = f"{d.id}/{claim.name}"
    slips = [formula.of(slip.rhs)["text"] for slip in claim.slips if slip.rhs is not None and slip.given is None]
    short = [text for text in slips if len(text) <= _COMMAND]
    return [_verify(d, claim), *(f"symdl check {name} {shlex.quote(text)}" for text in short[:1])]


def _verify(d: Derivation, claim: Claim) -> str:
    # Only what comes with symdl can be named by a claim.
    return f"symdl verify {target(d) if target(d) != d.id else f'{d.id}/{claim.name}'}"


def _steps(verified: VerifiedClaim, d: Derivation) -> list[Data]:
    """The chain from the left side to the right: each step, and the link from the last to the claim."""
    claim = verified.claim
    if not claim.steps:
        return []
    links = [*((step.expr, step.reason) for step in claim.steps), (claim.rhs, "as claimed")]
    chain = [
        {
            "number": k,
            "right": (right := formula.of(expr)),
            "terms": formula.terms(expr, right),
            "reason": reason,
            "verdict": statements.verdict(decided, d),
        }
        for k, ((expr, reason), decided) in enumerate(_pair(links, verified.steps), 1)
    ]
    last, closing = chain[-2:]
    if closing["right"] == last["right"] and closing["verdict"]["kind"] == "proved":
        return chain[:-1]  # the last step is the right side, letter for letter
    return chain


_NOT_TRIED = Decided(Undecided(None, "not tried"), 0.0)


def _pair(items: Sequence[Any], decided: Sequence[Decided]) -> list[tuple[Any, Decided]]:
    """Each item with what was decided of it; one that nobody tried is undecided."""
    assert len(decided) <= len(items)
    return list(zip(items, [*decided, *[_NOT_TRIED] * (len(items) - len(decided))], strict=True))


def _unexpected(claim: Data) -> list[str]:
    """What came out otherwise than the author expects, a sentence each."""
    out = []
    if claim["verdict"]["kind"] != claim["expected"]:
        out.append(f"the claim is {claim['verdict']['word']}, expected {claim['expected']}")
    for step in claim["steps"]:
        if step["verdict"]["kind"] != "proved":
            out.append(f"step {step['number']} is {step['verdict']['word']}")
    for slip in claim["slips"]:
        if slip["verdict"]["kind"] != "refuted":
            out.append(f"the slip “{slip['text']}” is {slip['verdict']['word']}, expected refuted")
    differences = claim["evidence"]["finite_differences"]
    if differences and not differences["agree"]:
        out.append("finite differences do not agree with it")
    return out


def _evidence(evidence: Evidence, d: Derivation) -> Data:
    """The numbers, and one sentence on them, which never says more than that they agree."""
    sentence: Prose = []
    out: Data = {"instances": None, "finite_differences": None}
    if (i := evidence.instances) is not None:
        out["instances"] = {"sizes": [dict(s) for s in i.sizes], "points": i.points, "exact": i.exact}
        how = (
            "as exact numbers" if i.exact == i.points
            else "as numbers known to many digits" if not i.exact
            else f"{i.exact} of them as exact numbers"
        )  # fmt: skip
        points = "1 point" if i.points == 1 else f"{i.points} points"
        where = [" with ", *statements.sizes(i.sizes, d)] if any(i.sizes) else []
        sentence += [f"Both sides agree at {points}", *where, f", {how}. "]
    if (f := evidence.finite_differences) is not None:
        out["finite_differences"] = {
            "error": _finite(f.error), "bound": _finite(f.bound), "points": f.points, "agree": f.agree,
            "curve": [[_finite(step), _finite(error)] for step, error in f.curve],
        }  # fmt: skip
        entries = "1 entry" if f.points == 1 else f"{f.points} entries"
        verb = "agree with it" if f.agree else "do not agree with it"
        sentence += [
            f"Finite differences of the NumPy function {verb}: largest difference ",
            formula.measured(f.error), " against a bound of ", formula.measured(f.bound),
            f", over {entries}.",
        ]  # fmt: skip
    out["sentence"] = statements.merged(sentence)
    return out


def _finite(value: float) -> float | str:
    """JSON has no infinity and no not-a-number: those are text."""
    return value if math.isfinite(value) else str(value)
