"""Counterexamples: the point, and both sides worked out there by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sympy import Expr, Integer

from symdl.derivation import Decided, Derivation, Proved, Refuted, VerifiedClaim, Witness
from symdl.language import INTEGERS, REALS, Adjoint, Entry, Family, Loss, subterms, symbol
from symdl.reporting import formula, statements, worked
from symdl.reporting.formula import Formula, join
from symdl.reporting.statements import Data


@dataclass(frozen=True)
class Topic:
    """What the claims of one derivation are printed with.

    anchors  of each claim, by its name
    numbers  of each claim, by its name
    names    how each name that a witness may mention is printed
    facts    what is proved under the derivation's own assumptions
    """

    derivation: Derivation
    anchors: Mapping[str, str]
    numbers: Mapping[str, str]
    names: Mapping[str, Formula]
    facts: Sequence[worked.Fact] = field(default=())

    def target(self, name: str) -> Data:
        return {"id": f"{self.derivation.id}/{name}", "anchor": self.anchors.get(name),
                "number": self.numbers.get(name, "")}


def is_fact(c: VerifiedClaim) -> bool:
    return isinstance(c.decided.verdict, Proved) and c.claim.relation == "="


def fact(c: VerifiedClaim) -> worked.Fact:
    return worked.Fact(c.claim.lhs, c.claim.rhs, c.claim.name)


def printed_names(d: Derivation) -> dict[str, Formula]:
    """How each name that a witness may mention is printed: a family without its indices."""
    out = {fam.name: formula.of(symbol(fam.name, fam.latex)) for fam in (*d.declared, *d.defined)}
    losses = dict.fromkeys(
        term.loss
        for claim in d.claims
        for tree in (claim.lhs, claim.rhs)
        for term in subterms(tree)
        if isinstance(term, Adjoint) and isinstance(term.loss, Loss)
    )
    if d.loss is not None:
        losses.setdefault(d.loss)
    for loss in losses:
        for fam in loss.outputs:
            cotangent = formula.of(Adjoint(loss, symbol(fam.name, fam.latex)))
            out[f"d{loss.name}/d{fam.name}"] = cotangent
            if len(losses) == 1:
                out.setdefault(f"d{fam.name}", cotangent)
    return out


# Before a sign that begins a piece, so that the sign is set as one between two things.
_NOTHING = formula.quoted("")

SHORT, _LONG = 72, 140  # characters of a formula with numbers that is still printed


def redone(
    verified: VerifiedClaim, decided: Decided, rhs: Expr, topic: Topic, hand: worked.Hand | None = None, *,
    known: bool = False, longest: int = _LONG,
) -> Data | None:  # fmt: skip
    """The point, both sides there, and both worked out by hand where that is short.

    hand   what works it out, with what it knows already
    known  whether the claim itself may stand for a left side that cannot be worked out
    """
    if not isinstance(decided.verdict, Refuted):
        return None
    w: Witness = decided.verdict.witness
    left, right, difference = formula.sides(w.lhs, w.rhs)
    hand = hand or worked.Hand(w, topic.facts)
    above = len(hand.lines)
    claim = verified.claim
    sides = [
        _side([claim.lhs, *([claim.rhs] if known else [])], w.lhs, left, hand, topic, claim.name, longest),
        _side([rhs], w.rhs, right, hand, topic, "", longest),
    ]
    return {
        "point": _point(w, topic),
        "lines": [_line(line, topic) for line in hand.lines[above:]],
        "above": above > 0,
        "left": sides[0],
        "right": sides[1],
        "lhs": left,
        "rhs": right,
        "difference": difference,
        "exact": w.exact,
        "witness": statements.witness(w),
    }  # fmt: skip


def _point(w: Witness, topic: Topic) -> list[Formula]:
    """``m = 2``, ``i = 1``, ``x = (0, 1)``, ...: all that must be known to redo it."""
    letters = statements.size_letters(topic.derivation)
    point = [
        join(statements.letter(letters[name]) if name in letters else formula.quoted(name), "=",
             formula.of(Integer(size)))
        for name, size in w.sizes.items()
    ]
    for letter, number in w.at.items():
        # "i of batch" where two free indices share a letter
        index = formula.quoted(letter) if " " in letter else statements.letter(letter)
        point.append(join(index, "=", formula.of(Integer(number))))
    families = {fam.name: fam for fam in (*topic.derivation.declared, *topic.derivation.defined)}
    for name, value in w.values.items():
        fam = families.get(name)
        if isinstance(value, Mapping):  # a sequence, by its integers
            base = fam if fam is not None else symbol(name).family
            member = Family(base.name, [INTEGERS], base.latex, base.means)
            point += [join(formula.of(Entry(member, Integer(k))), "=", formula.array(v)) for k, v in value.items()]
        elif fam is not None and REALS in fam.ranges:
            x = symbol("x")  # the letter of the witness
            made = worked.polynomial(str(value), x)
            point.append(join(formula.of(Entry(fam, *[x] * len(fam.ranges))), "=",
                              formula.quoted(str(value)) if made is None else formula.of(made)))
        else:
            shown = topic.names[name] if name in topic.names else formula.quoted(name)
            point.append(join(shown, "=", formula.array(value)))  # type: ignore[arg-type]
    return point


def _side(
    trees: Sequence[Expr], value: str, shown: Formula, hand: worked.Hand, topic: Topic, name: str, longest: int
) -> Data | None:
    """``(0 + 1)/2 = 1/2``, cut where a line may break.

    None if it is not short, if nothing is to be worked out, or if it was done before at this point.

    trees   the side; other trees that are known to be equal to it
    value   what it comes to, as the witness has it
    name    the claim by which the other trees are equal to the first
    """
    if trees[0] in hand.shown:
        return None
    for k, tree in enumerate(trees):
        before = len(hand.lines)
        claim = topic.numbers[name] if k else ""
        try:
            numbers = hand.numbers(tree)
        except worked.NotByHand:
            hand.forget(before)
            continue
        if len(hand.lines) > before and hand.lines[-1].value == numbers and hand.is_line(tree):
            # The whole side is the line before: one line says both.
            line = hand.lines[-1]
            hand.forget(len(hand.lines) - 1)
            numbers, claim = line.numbers, topic.numbers.get(line.claim, "")
        lines = [_line_terms(line) for line in hand.lines[before:]]
        if not worked.comes_to(numbers, value) or any(_length(terms) > longest for terms in lines):
            hand.forget(before)
            continue
        whole = formula.of(numbers)
        if numbers.is_Rational or whole["text"] == shown["text"] or len(whole["text"]) > longest:
            hand.forget(before)
            continue
        hand.shown.add(trees[0])
        equals = [] if shown["text"].startswith("≈") else ["="]
        return {"terms": [*formula.terms(numbers, whole), join(_NOTHING, *equals, shown)], "claim": claim}
    return None


def _length(terms: Sequence[Formula]) -> int:
    return sum(len(term["text"]) for term in terms)


def _line(line: worked.Line, topic: Topic) -> Data:
    """``mu = (0 + 1)/2 = 1/2``, cut where a line may break."""
    return {"terms": _line_terms(line), "claim": topic.numbers.get(line.claim, "")}


@lru_cache(maxsize=1 << 12)
def _line_terms(line: worked.Line) -> list[Formula]:
    numbers, value = formula.of(line.numbers), formula.of(line.value)
    first, *rest = formula.terms(line.numbers, numbers)
    terms = [join(formula.of(line.name), "=", first), *rest]
    if numbers != value:
        terms.append(join(_NOTHING, "=", value))
    return terms
