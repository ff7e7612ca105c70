"""The report model: everything a report says, as plain data.

``report.json`` is this model; the LaTeX, PDF and HTML files are views of it and
add nothing to it. A formula is ``{"latex", "typst", "mathml", "text"}``; prose
with formulas in it is a list of strings and formulas. There are no timings in
it and no date but SOURCE_DATE_EPOCH, so the same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import math
import os
import platform
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from sympy import Basic, Eq, Expr, Ge, Gt, Integer
from sympy.core.relational import Relational

from symdl import __version__
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
    Verdict,
    Verified,
    VerifiedClaim,
    Witness,
)
from symdl.errors import InputError
from symdl.language import Adjoint, Each, Entry, Family, Index, Loss, Range, Size, subterms, symbol
from symdl.reporting import formula
from symdl.reporting.escape import typesettable
from symdl.reporting.formula import Formula, join

SCHEMA = 1
TITLE = "Derivations and their verdicts"

Data = dict[str, Any]
Prose = list[str | Formula]


@dataclass(frozen=True)
class Meta:
    """What a report says of how it was made.

    title     the title of the whole report
    command   the command that makes it again
    versions  versions of the programs that the verdicts rest on, by name
    sources   sha256 of each derivation's file, by the derivation's id
    date      ISO date, from SOURCE_DATE_EPOCH; None if it is not set
    """

    title: str
    command: str
    versions: Mapping[str, str]
    sources: Mapping[str, str]
    date: str | None = None


def collect(verified: Sequence[Verified], command: str, title: str = "") -> Meta:
    """The facts about this run: versions, hashes of the derivations' files, SOURCE_DATE_EPOCH.

    Raises InputError if SOURCE_DATE_EPOCH is not a number of seconds.
    """
    if not title:
        title = verified[0].derivation.title if len(verified) == 1 else TITLE
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch and not re.fullmatch(r"\d{1,11}", epoch):
        raise InputError("SOURCE_DATE_EPOCH is not a number of seconds", term=epoch,
                         hint="unset it, or set it as in SOURCE_DATE_EPOCH=1735689600")
    packages = ("sympy", "numpy", "python-flint")
    return Meta(
        title=title,
        command=command,
        versions={
            "symdl": __version__,
            **{name: _version(name) for name in packages},
            "python": platform.python_version(),
        },
        sources={
            v.derivation.id: hashlib.sha256(Path(v.derivation.path).read_bytes()).hexdigest()
            for v in verified
            if v.derivation.path
        },
        date=datetime.fromtimestamp(int(epoch), UTC).date().isoformat() if epoch else None,
    )


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"


# --------------------------------------------------------------------------
# The whole report


def build(verified: Sequence[Verified], listings: Mapping[str, str], meta: Meta) -> Data:
    """The report on ``verified``.

    listings  the exported NumPy function of each derivation that has one, by its id
    """
    anchors = _anchors([v.derivation.id for v in verified])
    several = len(verified) > 1
    derivations = [
        _derivation(v, str(number) if several else "", anchors, listings.get(v.derivation.id, ""), meta)
        for number, v in enumerate(verified, 1)
    ]
    claims = [claim for derivation in derivations for claim in derivation["claims"]]
    return {
        "schema": SCHEMA,
        "title": meta.title.strip() or TITLE,
        "date": meta.date,
        "command": meta.command,
        "versions": dict(meta.versions),
        "counts": _counts(claims),
        "unexpected": [
            {"id": claim["id"], "anchor": claim["anchor"], "why": claim["unexpected"]}
            for claim in claims
            if claim["unexpected"]
        ],
        "derivations": derivations,
    }


def _counts(claims: Iterable[Data]) -> dict[str, int]:
    claims = list(claims)
    kinds = Counter(claim["verdict"]["kind"] for claim in claims)
    return {
        "claims": len(claims),
        **{kind: kinds[kind] for kind in ("proved", "proved_at", "refuted", "undecided")},
        "as_expected": sum(not claim["unexpected"] for claim in claims),
        "slips": sum(len(claim["slips"]) for claim in claims),
        "slips_refuted": sum(
            slip["verdict"]["kind"] == "refuted" for claim in claims for slip in claim["slips"]
        ),
    }


def _anchors(names: Iterable[str], prefix: str = "") -> dict[str, str]:
    """A name that is safe as an anchor in every format, for each of ``names``; no two the same."""
    anchors: dict[str, str] = {}
    for name in names:
        stem = prefix + (re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-") or "x")
        anchor, k = stem, 1
        while anchor in anchors.values():
            k += 1
            anchor = f"{stem}-{k}"
        anchors[name] = anchor
    return anchors


def _derivation(
    verified: Verified, number: str, anchors: Mapping[str, str], listing: str, meta: Meta
) -> Data:
    d = verified.derivation
    anchor = anchors[d.id]
    claim_anchors = _anchors([c.claim.name for c in verified.claims], prefix=f"{anchor}.")
    names = _names(d)
    claims = [
        _claim(c, d, f"{number}.{k}" if number else str(k), claim_anchors, names)
        for k, c in enumerate(verified.claims, 1)
    ]
    return {
        "id": d.id,
        "number": number,
        "anchor": anchor,
        "title": d.title.strip() or d.id or "untitled",  # a heading must not be empty
        "summary": " ".join(d.summary.split()),
        "uses": [{"id": used, "anchor": anchors.get(used)} for used in d.uses],
        "references": [_source(source) for source in d.references],
        "file": Path(d.path).name if d.path else "",
        "sha256": meta.sources.get(d.id, ""),
        "command": f"symdl verify {d.id}",
        "counts": _counts(claims),
        "indices": [_range(r) for r in d.ranges],
        "symbols": [_symbol(fam) for fam in d.declared],
        "loss": _loss(d.loss) if d.loss is not None else None,
        "given": [formula.of(relation) for relation in d.given],
        "definitions": [_definition(fam, k) for k, fam in enumerate(d.defined, 1)],
        "claims": claims,
        "listing": listing,
    }


def _source(source: Source) -> Data:
    return {"text": source.text, "place": source.place, "checked": source.checked}


# --------------------------------------------------------------------------
# Symbols and definitions


def _generic(fam: Family) -> Entry:
    """``x[i]`` for the family x: the first letter of each range, the next if a range repeats."""
    taken: Counter[Range] = Counter()
    indices = []
    for r in fam.ranges:
        letters = r.indices()
        indices.append(letters[taken[r] % len(letters)])
        taken[r] += 1
    return Entry(fam, *indices)


def _letter(letter: str) -> Formula:
    # An index is printed as a scalar of the same letter is.
    return formula.of(symbol(letter))


def _shape(ranges: Sequence[Range]) -> Formula | None:
    """``(m,)`` as NumPy writes shapes; None for a scalar."""
    if not ranges:
        return None
    parts: list[Formula | str] = []
    for r in ranges:
        parts += [",", formula.of(r.size)] if parts else [formula.of(r.size)]
    return join("(", *parts, ",)" if len(ranges) == 1 else ")")


def _run(r: Range) -> Formula:
    return join(formula.of(Integer(1)), ",", "…", ",", formula.of(r.size))


def _range(r: Range) -> Data:
    return {
        "letters": [_letter(letter) for letter in r.letters],
        "range": r.name,
        "size": formula.of(r.size),
        "values": _run(r),
        "at_least": r.at_least,
    }


def _indices(entry: Entry) -> list[Formula]:
    """``i = 1, …, m`` for each index of the entry."""
    return [join(_letter(a.letter), "=", _run(a.range)) for a in entry.indices]


def _symbol(fam: Family) -> Data:
    entry = _generic(fam)
    return {
        "symbol": formula.of(entry),
        "name": fam.name,
        "shape": _shape(fam.ranges),
        "indices": _indices(entry),
        "meaning": fam.means,
        "law": _law(fam),
    }


def _law(fam: Family) -> Prose:
    """How a random family is distributed; empty if it is not random."""
    if fam.law is None:
        return []
    independent = "independent, " if fam.ranges else ""
    match fam.law:
        case ("bernoulli", p):
            return [f"random, {independent}1 with probability ", formula.of(p), ", else 0"]
        case ("gaussian", mean, variance):
            return [f"random, {independent}normal with mean ", formula.of(mean), " and variance ",
                    formula.of(variance)]
    raise NotImplementedError(f"report: no words for the law {fam.law[0]}")


def _loss(loss: Loss) -> Data:
    outputs = [_generic(fam) for fam in loss.outputs]
    return {
        # A loss is printed as a scalar of the same name is.
        "symbol": formula.of(symbol(loss.name, loss.latex)),
        "outputs": [formula.of(output) for output in outputs],
        "cotangents": [formula.of(Adjoint(loss, output)) for output in outputs],
    }


def _definition(fam: Family, number: int) -> Data:
    assert fam.body is not None
    entry = Entry(fam, *fam.params)
    return {
        "number": number,
        "name": fam.name,
        "equation": _equation(entry, fam.body),
        "shape": _shape(fam.ranges),
        "indices": _indices(entry),
        "meaning": fam.means,
    }


def _equation(lhs: Expr, rhs: Expr) -> Data:
    """``lhs = rhs``: whole, and with the right side cut where a line may break."""
    right = formula.of(rhs)
    return {
        "whole": formula.of(Eq(lhs, rhs, evaluate=False)),
        "left": formula.of(lhs),
        "right": right,
        "terms": formula.terms(rhs, right),
    }


# --------------------------------------------------------------------------
# Claims


def _claim(
    verified: VerifiedClaim,
    d: Derivation,
    number: str,
    anchors: Mapping[str, str],
    names: Mapping[str, Formula],
) -> Data:
    claim, verdict = verified.claim, verified.decided.verdict
    slips = [
        {
            "text": slip.text,
            "right": None if slip.rhs is None else (right := formula.of(slip.rhs)),
            "terms": [] if slip.rhs is None else formula.terms(slip.rhs, right),
            "given": None if slip.given is None else [formula.of(r) for r in (*d.given, *slip.given)],
            "verdict": _verdict(decided, d),
            "counterexample": _counterexample(decided, d, names),
        }
        for slip, decided in _pair(claim.slips, verified.slips)
    ]
    out: Data = {
        "id": f"{d.id}/{claim.name}",
        "number": number,
        "anchor": anchors[claim.name],
        "title": claim.title,
        "note": " ".join(claim.note.split()),
        "verdict": _verdict(verified.decided, d),
        "expected": claim.expected,
        "scope": _scope(claim, d, verdict),
        "given": [formula.of(relation) for relation in (*d.given, *claim.given)],
        "conditions": [
            {"relation": formula.of(c.relation), "why": c.why}
            for c in (verdict.conditions if isinstance(verdict, Proved) else ())
        ],
        "statement": _equation(claim.lhs, claim.rhs),
        "steps": _steps(verified, d),
        "method": verdict.method if isinstance(verdict, Proved | ProvedAt) else "",
        "residual": (
            formula.of(verdict.residual)
            if isinstance(verdict, Undecided) and verdict.residual is not None
            else None
        ),
        "counterexample": _counterexample(verified.decided, d, names),
        "source": _source(claim.source) if claim.source else None,
        "printed": (
            {"latex": claim.printed, "typeset": typesettable(claim.printed)} if claim.printed else None
        ),
        "corrected_by": (
            {"id": f"{d.id}/{claim.corrected_by}", "anchor": anchors.get(claim.corrected_by)}
            if claim.corrected_by
            else None
        ),
        "evidence": _evidence(verified.evidence, d),
        "slips": slips,
        "command": f"symdl verify {d.id}/{claim.name}",
    }
    out["unexpected"] = _unexpected(out)
    return out


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
            "verdict": _verdict(decided, d),
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


def _verdict(decided: Decided, d: Derivation) -> Data:
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


def _size_letters(d: Derivation) -> dict[str, str]:
    return {r.name: r.size_name for r in _ranges_of(_all_trees(d))}


def _sizes_in_words(sizes: Sequence[Mapping[str, int]], d: Derivation) -> str:
    """``m = 1, 2, 3``; ``(m, n) = (1, 2), (2, 2)``; of more than six, how many."""
    letters = _size_letters(d)
    names = list(dict.fromkeys(name for point in sizes for name in point))
    if len(sizes) > 6 or not names or any(set(point) != set(names) for point in sizes):
        return f"{len(sizes)} sizes"
    heads = [letters.get(name, name) for name in names]
    if len(names) == 1:
        return f"{heads[0]} = {', '.join(str(point[names[0]]) for point in sizes)}"
    tuples = ", ".join("(" + ", ".join(str(point[name]) for name in names) + ")" for point in sizes)
    return f"({', '.join(heads)}) = {tuples}"


def _sizes(sizes: Sequence[Mapping[str, int]], d: Derivation) -> Prose:
    """The same with formulas, for sentences."""
    letters = _size_letters(d)
    names = list(dict.fromkeys(name for point in sizes for name in point))
    words = _sizes_in_words(sizes, d)
    if len(names) != 1 or "=" not in words:
        return [words]
    values: list[Formula | str] = []
    for point in sizes:
        values += [",", formula.of(Integer(point[names[0]]))]
    return [join(_letter(letters.get(names[0], names[0])), "=", *values[1:])]


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


# --------------------------------------------------------------------------
# For which sizes and values


def _trees_of(claim: Claim) -> list[Basic]:
    return [claim.lhs, claim.rhs, *claim.given]


def _all_trees(d: Derivation) -> list[Basic]:
    return [*d.declared, *d.defined, *(tree for claim in d.claims for tree in _trees_of(claim))]


def _ranges_of(trees: Iterable[Basic]) -> list[Range]:
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
            continue
        for term in subterms(tree):
            if isinstance(term, Index | Size):
                seen.setdefault(term.range)
            elif isinstance(term, Entry):
                waiting.append(term.family)
            elif isinstance(term, Loss):
                waiting += term.outputs
    return list(seen)


def _scope(claim: Claim, d: Derivation, verdict: Verdict) -> Prose:
    """The sentence before the statement: for which sizes, under which assumptions."""
    sizes = [Ge(r.size, Integer(r.at_least), evaluate=False) for r in _ranges_of(_trees_of(claim))]
    given = _stated_once([*sizes, *d.given, *claim.given])
    conditions = verdict.conditions if isinstance(verdict, Proved) else ()
    more = [r for r in _stated_once([*given, *(c.relation for c in conditions)]) if r not in given]

    every = [r for r in given if _bounds_a_symbol(r)]
    assumed = [r for r in given if not _bounds_a_symbol(r)]
    out: Prose = []
    match verdict:
        case Proved():
            opening = "For every "
        case ProvedAt(sizes=points):
            opening = "Decided exactly at "
            out = [*_sizes(points, d), " only, and claimed for every "]
        case Refuted():
            opening = "Claimed, wrongly, for every "
        case _:
            opening = "Claimed, and neither proved nor refuted, for every "
    out = [opening, *out, *(_list(every) if every else ["value of the symbols"])]
    if assumed:
        out += [", assuming that ", *_list(assumed)]
    if more:
        out += [", wherever ", *_list(more)]
    return _merged([*out, ":"])


def _bounds_a_symbol(relation: Basic) -> bool:
    """``m >= 1`` or ``eps > 0``: reads well after "for every"."""
    return (
        isinstance(relation, Relational)
        and not isinstance(relation, Eq)
        and (isinstance(relation.args[0], Size)
             or (isinstance(relation.args[0], Entry) and relation.args[0].family.body is None))
        and bool(relation.args[1].is_number)
    )  # fmt: skip


def _stated_once(relations: Sequence[Basic]) -> list[Basic]:
    """Without repetitions, and of lower bounds on one size only the strictest."""
    floors: dict[Size, int] = {}
    for relation in relations:
        if (floor := _floor(relation)) is not None:
            size, low = floor
            floors[size] = max(low, floors.get(size, low))
    out: dict[Basic, None] = {}
    for relation in relations:
        if (floor := _floor(relation)) is not None:
            size = floor[0]
            relation = Ge(size, Integer(floors[size]), evaluate=False)
        out.setdefault(relation)
    return list(out)


def _floor(relation: Basic) -> tuple[Size, int] | None:
    """``m >= 2`` and ``m > 1`` as (m, 2)."""
    if not isinstance(relation, Ge | Gt):
        return None
    size, low = relation.args
    if not isinstance(size, Size) or not isinstance(low, Integer):
        return None
    return size, int(low) + isinstance(relation, Gt)


def _list(relations: Sequence[Basic]) -> Prose:
    """``a``; ``a and b``; ``a, b and c``."""
    out: Prose = []
    for k, relation in enumerate(relations):
        if k:
            out.append(" and " if k == len(relations) - 1 else ", ")
        out += _said(relation)
    return out


def _said(relation: Basic) -> Prose:
    """A relation inside a sentence: what holds for each i is said in words."""
    if isinstance(relation, Each):
        letters: Prose = []
        for k, index in enumerate(relation.indices):
            letters += [" and " if k else " for each ", _letter(index.letter)]
        return [formula.of(relation.statement), *letters]
    return [formula.of(relation)]


def _merged(prose: Prose) -> Prose:
    """Neighbouring strings as one."""
    out: Prose = []
    for part in prose:
        if out and isinstance(part, str) and isinstance(out[-1], str):
            out[-1] += part
        else:
            out.append(part)
    return out


# --------------------------------------------------------------------------
# Counterexamples and evidence


def _names(d: Derivation) -> dict[str, Formula]:
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


def _counterexample(decided: Decided, d: Derivation, names: Mapping[str, Formula]) -> Data | None:
    if not isinstance(decided.verdict, Refuted):
        return None
    w: Witness = decided.verdict.witness
    letters = _size_letters(d)
    left, right, difference = formula.sides(w.lhs, w.rhs)
    point = [
        join(_letter(letters[name]) if name in letters else formula.quoted(name), "=",
             formula.of(Integer(size)))
        for name, size in w.sizes.items()
    ]
    for letter, value in w.at.items():
        # "i of batch" where two free indices share a letter
        name = formula.quoted(letter) if " " in letter else _letter(letter)
        point.append(join(name, "=", formula.of(Integer(value))))
    point += [
        join(names[name] if name in names else formula.quoted(name), "=", formula.array(value))  # type: ignore[arg-type]
        for name, value in w.values.items()
    ]
    return {
        "point": point,
        "lhs": left,
        "rhs": right,
        "difference": difference,
        "exact": w.exact,
        "witness": {"sizes": dict(w.sizes), "at": dict(w.at), "values": dict(w.values),
                    "lhs": w.lhs, "rhs": w.rhs},
    }  # fmt: skip


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
        where = [" with ", *_sizes(i.sizes, d)] if any(i.sizes) else []
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
    out["sentence"] = _merged(sentence)
    return out


def _finite(value: float) -> float | str:
    """JSON has no infinity and no not-a-number: those are text."""
    return value if math.isfinite(value) else str(value)
