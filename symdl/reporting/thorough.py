"""What thoroughness adds to a claim: its second proof, and what became of its mutants.

A mutant is the claim changed by machine in one place. One that is refuted takes a line: what was changed, and a
point at which it fails. One that is not is shown in full, with the reason, since a person is to judge it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sympy import Integer, Pow

from symdl import notation
from symdl.derivation import Claim, Mutant, Refuted, SecondProof, VerifiedClaim, Witness
from symdl.reporting import formula, statements
from symdl.reporting.counterexamples import Topic
from symdl.reporting.statements import Data, Prose

# Letters of a value of a witness that are still printed in a line; report.json has all of it.
_VALUE, _POINT = 40, 90


def asked(meta_command: str, thorough: bool) -> Data:
    """Whether thoroughness was asked for, and the command that asks for it."""
    return {"asked": thorough, "command": meta_command if thorough else f"{meta_command} --thorough"}


def summary(counts: Mapping[str, int], was_asked: bool) -> str:
    """What the first page says of it."""
    if not was_asked:
        return "Second proofs and mutants were not asked for. To ask for them:"
    others = [f"{counts[f'mutants_{kind}']} {word}" for kind, word in KINDS if counts[f"mutants_{kind}"]]
    found = ", ".join([f"{counts['mutants_refuted']} refuted", *others])
    rest = "" if counts["second_agree"] == counts["second"] else "; to the others it does not apply"
    made = f"{counts['mutants']} mutants, each a claim changed by machine in one place, came out so: {found}."
    return made + (
        f" A second proof, which shares no code with the first, agrees with {counts['second_agree']} of "
        f"{counts['second']} proved claims{rest}." if counts["second"] else "")


def second(found: SecondProof | None) -> Data | None:
    """The second proof: as numbers, and in a sentence. None if there is none."""
    if found is None:
        return None
    if found.agrees and found.bits is None:
        says: Prose = ["both sides are numbers, and the same by exact arithmetic"]
    elif found.agrees:
        points = "1 point" if found.points == 1 else f"{found.points} points"
        odds = formula.of(Pow(Integer(2), Integer(found.bits), evaluate=False))
        says = [f"over a prime field both sides agree at {points} drawn at random; those of a false statement "
                "would with a chance of at most 1 in ", odds]
    else:
        says = [f"does not apply: {found.why}"]
    return {"agrees": found.agrees, "why": found.why, "points": found.points, "bits": found.bits, "sentence": says}


def mutants(verified: VerifiedClaim, topic: Topic) -> Data:
    """What became of a claim's mutants: how many of each kind, each that is not refuted, and a line for the others."""
    d = topic.derivation
    letters = statements.size_letters(d)
    open_, refuted = [], []
    for mutant in verified.mutants:
        verdict = mutant.decided.verdict
        if isinstance(verdict, Refuted):
            refuted.append({
                "text": mutant.text, "statement": _in_plain_text(mutant.claim),
                "point": _point(verdict.witness, letters), "lhs": _short(verdict.witness.lhs, _VALUE),
                "rhs": _short(verdict.witness.rhs, _VALUE), "witness": statements.witness(verdict.witness),
            })  # fmt: skip
        else:
            open_.append(_in_full(mutant, verified.claim, topic))
    kinds = [m["verdict"]["kind"] for m in open_]
    counts = {"mutants": len(verified.mutants), "refuted": len(refuted),
              **{kind: kinds.count(kind) for kind in ("proved", "proved_at", "undecided")}}
    return {**counts, "says": _says(counts, verified.claim), "open": open_, "lines": refuted}


def _in_full(mutant: Mutant, claim: Claim, topic: Topic) -> Data:
    d, changed = topic.derivation, mutant.claim
    given = None if changed.given == claim.given else [formula.of(r) for r in (*d.given, *changed.given)]
    verdict = statements.verdict(mutant.decided, d)
    return {"text": mutant.text, "verdict": verdict, "why": mutant.why or verdict["why"], "given": given,
            "statement": statements.equation(changed.lhs, changed.rhs, changed.relation)}


def _in_plain_text(claim: Claim) -> str:
    return f"{notation.text(claim.lhs)} {claim.relation} {notation.text(claim.rhs)}"


def _says(counts: Mapping[str, int], claim: Claim) -> str:
    """``38 of 40 refuted, 2 proved``; why there are none, if there are none."""
    if not counts["mutants"]:
        return "none, since it is stated because it is wrong" if claim.expected == "refuted" else "none"
    if counts["refuted"] == counts["mutants"]:
        return "the only one is refuted" if counts["mutants"] == 1 else f"all {counts['mutants']} are refuted"
    others = [f"{counts[kind]} {word}" for kind, word in KINDS if counts[kind]]
    return f"{counts['refuted']} of {counts['mutants']} are refuted, {' and '.join(others)}"


KINDS = (("proved", "proved"), ("proved_at", "proved at some sizes only"), ("undecided", "undecided"))


def _point(w: Witness, letters: Mapping[str, str]) -> str:
    """``m = 2, i = 1, x = (0, 1), eps = 1``, as far as it is short."""
    parts = [f"{letters.get(name, name)} = {n}" for name, n in w.sizes.items()]
    parts += [f"{letter} = {n}" for letter, n in w.at.items()]
    for name, value in w.values.items():
        if isinstance(value, Mapping):
            parts += [f"{name}[{k}] = {_value(v)}" for k, v in value.items()]
        else:
            parts.append(f"{name} = {_value(value)}")
    return _until(parts, _POINT)


def _until(parts: Iterable[str], room: int) -> str:
    out: list[str] = []
    for part in parts:
        if sum(map(len, out)) + len(part) > room:
            return ", ".join([*out, "…"])
        out.append(part)
    return ", ".join(out)


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"({_until(map(_value, value), _VALUE)})"
    return _short(str(value), _VALUE)


def _short(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + "…"
