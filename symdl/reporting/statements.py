"""Equations, verdicts and sizes: what every part of a report prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sympy import Basic, Eq, Expr, Ge, Gt, Integer, Le, Lt
from sympy.core.relational import Relational

from symdl.derivation import (
    Claim,
    Comparison,
    Decided,
    Derivation,
    Proved,
    ProvedAt,
    Refuted,
    Undecided,
    Verdict,
    Witness,
)
from symdl.language import Entry, Family, Index, Loss, Range, Size, subterms, symbol
from symdl.reporting import formula
from symdl.reporting.formula import Formula, join

Data = dict[str, Any]
Prose = list[str | Formula]


def letter(letter: str) -> Formula:
    # An index is printed as a scalar of the same letter is.
    return formula.of(symbol(letter))


RELATIONS: dict[str, tuple[type[Relational], tuple[str, str, str, str]]] = {
    "=": (Eq, ("=", "=", "=", "=")),
    "<": (Lt, ("<", "<", "&lt;", "<")),
    "<=": (Le, (r"\le", "<=", "≤", "<=")),
    ">": (Gt, (">", ">", "&gt;", ">")),
    ">=": (Ge, (r"\ge", ">=", "≥", ">=")),
}


def _sign(relation: str) -> Formula:
    """The sign of a relation by itself."""
    latex, typst, mathml, text = RELATIONS[relation][1]
    return {
        "latex": latex, "typst": typst, "text": text,
        "mathml": f'<math alttext="{mathml}"><mo form="infix" lspace="0" rspace="0">{mathml}</mo></math>',
    }  # fmt: skip


def equation(lhs: Expr, rhs: Expr, relation: Comparison = "=") -> Data:
    """``lhs = rhs``: whole, and with the right side cut where a line may break."""
    right = formula.of(rhs)
    return {
        "whole": formula.of(RELATIONS[relation][0](lhs, rhs, evaluate=False)),
        "left": formula.of(lhs),
        "sign": _sign(relation),
        "right": right,
        "terms": formula.terms(rhs, right),
    }


def verdict(decided: Decided, d: Derivation) -> Data:
    """``kind`` for programs, ``word`` for people, ``why`` of an open question."""
    verdict: Verdict = decided.verdict
    match verdict:
        case Proved():
            return {"kind": "proved", "word": "proved", "why": ""}
        case ProvedAt(sizes=sizes):
            return {"kind": "proved_at", "word": f"proved at {_sizes_in_words(sizes, d)} only", "why": ""}
        case Refuted():
            return {"kind": "refuted", "word": "refuted", "why": ""}
        case Undecided(why=why):
            return {"kind": "undecided", "word": "undecided", "why": why}
    raise NotImplementedError(f"report: no word for {type(verdict).__name__}")


def witness(w: Witness) -> Data:
    """All that is known of a counterexample, for programs."""
    return {"sizes": dict(w.sizes), "at": dict(w.at), "values": dict(w.values), "lhs": w.lhs, "rhs": w.rhs}


def size_letters(d: Derivation) -> dict[str, str]:
    return {r.name: r.size_name for r in ranges_of(_all_trees(d))}


def _sizes_in_words(sizes: Sequence[Mapping[str, int]], d: Derivation) -> str:
    """``m = 1, 2, 3``; ``(m, n) = (1, 2), (2, 2)``; of more than six, how many."""
    letters = size_letters(d)
    names = list(dict.fromkeys(name for point in sizes for name in point))
    if len(sizes) > 6 or not names or any(set(point) != set(names) for point in sizes):
        return f"{len(sizes)} sizes"
    heads = [letters.get(name, name) for name in names]
    if len(names) == 1:
        return f"{heads[0]} = {', '.join(str(point[names[0]]) for point in sizes)}"
    tuples = ", ".join("(" + ", ".join(str(point[name]) for name in names) + ")" for point in sizes)
    return f"({', '.join(heads)}) = {tuples}"


def sizes(sizes: Sequence[Mapping[str, int]], d: Derivation) -> Prose:
    """The same with formulas, for sentences."""
    letters = size_letters(d)
    names = list(dict.fromkeys(name for point in sizes for name in point))
    words = _sizes_in_words(sizes, d)
    if len(names) != 1 or "=" not in words:
        return [words]
    values: list[Formula | str] = []
    for point in sizes:
        values += [",", formula.of(Integer(point[names[0]]))]
    return [join(letter(letters.get(names[0], names[0])), "=", *values[1:])]


def trees_of(claim: Claim) -> list[Basic]:
    return [claim.lhs, claim.rhs, *claim.given]


def _all_trees(d: Derivation) -> list[Basic]:
    return [*d.declared, *d.defined, *(tree for claim in d.claims for tree in trees_of(claim))]


def ranges_of(trees: Iterable[Basic]) -> list[Range]:
    """Every range that the trees speak of, also through the definitions they use."""
    seen: dict[Range, None] = {}
    entered: set[Family] = set()
    waiting = list(trees)
    while waiting:
        tree = waiting.pop(0)
        if isinstance(tree, Family):
            if tree not in entered:
                entered.add(tree)
                seen.update(dict.fromkeys(tree.ranges))
                if tree.body is not None:
                    waiting.append(tree.body)
                if tree.recurrence is not None:
                    waiting += [tree.recurrence.start, tree.recurrence.step]
            continue
        for term in subterms(tree):
            if isinstance(term, Index | Size):
                seen.setdefault(term.range)
            elif isinstance(term, Entry):
                waiting.append(term.family)
            elif isinstance(term, Loss):
                waiting += term.outputs
    return [r for r in seen if r.is_abstract]


def listed(items: Sequence[Prose]) -> Prose:
    """``a``; ``a and b``; ``a, b and c``."""
    out: Prose = []
    for k, item in enumerate(items):
        if k:
            out.append(" and " if k == len(items) - 1 else ", ")
        out += item
    return out


def merged(prose: Prose) -> Prose:
    """Neighbouring strings as one."""
    out: Prose = []
    for part in prose:
        if out and isinstance(part, str) and isinstance(out[-1], str):
            out[-1] += part
        else:
            out.append(part)
    return out
