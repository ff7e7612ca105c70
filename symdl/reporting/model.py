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
import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from sympy import Basic, Eq, Expr, Ge, Gt, Integer, Le, Lt, Pow
from sympy.core.relational import Relational

from symdl import __version__, library
from symdl.derivation import (
    Claim,
    Comparison,
    Condition,
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
from symdl.language import (
    INTEGERS,
    REALS,
    Adjoint,
    Each,
    Entry,
    Family,
    Index,
    IntegerIndex,
    Limit,
    Loss,
    Range,
    Size,
    free_indices,
    subterms,
    symbol,
)
from symdl.reporting import formula, graph, worked
from symdl.reporting.cores import each
from symdl.reporting.escape import typesettable
from symdl.reporting.figure import figure
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

    def made(number: int) -> Data:
        v = verified[number - 1]
        return _derivation(v, str(number) if several else "", anchors, listings.get(v.derivation.id, ""), meta)

    derivations = each(
        made, range(1, len(verified) + 1), worth_it=sum(len(v.claims) for v in verified) >= _WORTH_IT)
    references = _number_references(derivations)
    claims = [claim for derivation in derivations for claim in derivation["claims"]]
    return {
        "schema": SCHEMA,
        "title": meta.title.strip() or TITLE,
        "date": meta.date,
        "command": meta.command,
        "versions": dict(meta.versions),
        "trace": _trace(meta),
        "counts": _counts(claims),
        "unexpected": [
            {"id": claim["id"], "anchor": claim["anchor"], "why": claim["unexpected"]}
            for claim in claims
            if claim["unexpected"]
        ],
        "errata": _errata(derivations),
        "graph": _library_graph(derivations),
        "derivations": derivations,
        "references": references,
    }


_WORTH_IT = 24  # claims; below that, starting processes costs more than it gains


def _trace(meta: Meta) -> str:
    """A short hash of all that was read, by which a loose page can be told from another run's."""
    text = "\n".join(f"{name} {value}" for name, value in [*sorted(meta.sources.items()), *meta.versions.items()])
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _counts(claims: Iterable[Data]) -> dict[str, int]:
    claims = list(claims)
    kinds = Counter(claim["verdict"]["kind"] for claim in claims)
    points = [
        claim["evidence"]["instances"] for claim in claims
        if claim["evidence"]["instances"] and claim["verdict"]["kind"] == "proved"
    ]
    differences = [f for claim in claims if (f := claim["evidence"]["finite_differences"])]
    return {
        "claims": len(claims),
        **{kind: kinds[kind] for kind in ("proved", "proved_at", "refuted", "undecided")},
        "as_expected": sum(not claim["unexpected"] for claim in claims),
        "slips": sum(len(claim["slips"]) for claim in claims),
        "slips_refuted": sum(
            slip["verdict"]["kind"] == "refuted" for claim in claims for slip in claim["slips"]
        ),
        "points": sum(found["points"] for found in points),
        "differences": len(differences),
        "differences_agree": sum(f["agree"] for f in differences),
    }


def _errata(derivations: Sequence[Data]) -> list[Data]:
    """Every statement that was printed somewhere and is refuted as expected, with what is right instead."""
    out = []
    for derivation in derivations:
        by_id = {claim["id"]: claim for claim in derivation["claims"]}
        for claim in derivation["claims"]:
            if claim["expected"] != "refuted" or claim["verdict"]["kind"] != "refuted":
                continue
            if not claim["printed"]:
                continue  # wrong, but nobody wrote it: no mistake of a source that warns of it
            right = by_id.get(claim["corrected_by"]["id"]) if claim["corrected_by"] else None
            kept = ("id", "number", "anchor", "title", "note", "printed", "statement", "source", "counterexample")
            out.append({
                **{key: claim[key] for key in kept},
                "correction": right and {key: right[key] for key in
                                         ("id", "number", "anchor", "scope", "statement", "verdict")},
            })  # fmt: skip
    return out


def _source(source: Source) -> Data:
    """A reference; its number and where it leads are known when all derivations are."""
    return {"number": 0, "anchor": "", "text": " ".join(source.text.split()), "place": source.place,
            "checked": source.checked}  # fmt: skip


def _number_references(derivations: Sequence[Data]) -> list[Data]:
    """The bibliography: each reference once, in the order in which they are first met, with the claims that cite it.

    Every reference in ``derivations`` is given its number.
    """
    entries: dict[str, Data] = {}

    def entry(source: Data) -> Data:
        number = len(entries) + 1
        made = {"number": number, "anchor": f"bib:{number}", "text": source["text"], "cited": []}
        found = entries.setdefault(source["text"], made)
        source |= {"number": found["number"], "anchor": found["anchor"]}
        return found

    for d in derivations:
        sources = [*d["references"], *(c["source"] for c in d["claims"] if c["source"])]
        for source in d["references"]:
            entry(source)
        for c in d["claims"]:
            if c["source"]:
                cited = entry(c["source"])["cited"]
                place = {"place": c["source"]["place"], "checked": c["source"]["checked"]}
                found = next((p for p in cited if p | place == p), None)
                if found is None:
                    cited.append(found := {**place, "claims": []})
                found["claims"].append({"number": c["number"], "anchor": c["anchor"]})
        numbers = sorted({source["number"] for source in sources})
        d["references"] = [{"number": n, "anchor": f"bib:{n}"} for n in numbers]
    return list(entries.values())


# --------------------------------------------------------------------------
# What uses what

_ROOM = 150.0  # mm: the width of a page's text
_LETTER = 1.55  # mm: a fixed-width letter of a box's label
_BESIDE = 5.0  # mm: around the label


def _library_graph(derivations: Sequence[Data]) -> Data | None:
    nodes = {
        d["id"]: {"label": d["id"], "number": d["number"], "anchor": d["anchor"], "kind": _standing(d)}
        for d in derivations
    }
    edges = [(used["id"], d["id"]) for d in derivations for used in d["uses"]]
    for used, _ in edges:  # one that this report does not hold
        nodes.setdefault(used, {"label": used, "number": "", "anchor": None, "kind": "absent"})
    return _graph(nodes, edges)


def _standing(derivation: Data) -> str:
    """The worst verdict on what a derivation claims to be true."""
    kinds = {c["verdict"]["kind"] for c in derivation["claims"] if c["expected"] == "proved"}
    return next((kind for kind in ("refuted", "undecided", "proved_at") if kind in kinds), "proved")


def _claims_graph(claims: Sequence[Data]) -> Data | None:
    nodes = {
        c["id"]: {"label": c["id"].rpartition("/")[2], "number": c["number"], "anchor": c["anchor"],
                  "kind": c["verdict"]["kind"]}
        for c in claims
    }  # fmt: skip
    edges = [(used["id"], c["id"]) for c in claims for used in c["using"] if used["id"] in nodes]
    return _graph(nodes, edges)


def _graph(nodes: Mapping[str, Data], edges: Sequence[tuple[str, str]]) -> Data | None:
    """Boxes and lines; ``dark`` where a node and all that it uses, directly or not, are proved. None if no edges."""
    edges = list(dict.fromkeys(edges))
    if not edges:
        return None
    try:
        above = graph.ancestors(edges)
    except ValueError as error:
        raise InputError(str(error), hint="uses= may name only what does not lean on it") from error
    widths = {
        name: max(len(node["label"]) * _LETTER, len(node["number"]) * _LETTER + 5.0) + _BESIDE
        for name, node in nodes.items()
        if name in above
    }
    laid = graph.lay_out(widths, edges, room=_ROOM)

    def dark(name: str) -> bool:
        return all(nodes[n]["kind"] == "proved" for n in (name, *above.get(name, ())))

    def said(name: str) -> str:
        node = nodes[name]
        return " ".join([node["number"], node["label"]]).strip()

    drawn = [
        {**nodes[name], "dark": dark(name), "x": round(box.x, 2), "y": round(box.y, 2),
         "width": round(box.width, 2), "height": round(box.height, 2)}
        for name, box in laid.boxes.items()
    ]  # fmt: skip
    return {
        "width": round(laid.width, 2),
        "height": round(laid.height, 2),
        "nodes": drawn,
        "lines": [[[round(x, 2), round(y, 2)] for x, y in line] for line in laid.lines.values()],
        "edges": [
            {"user": {**nodes[b], "id": b}, "used": {**nodes[a], "id": a}} for a, b in edges
        ],
        "alone": [{**node, "dark": dark(name)} for name, node in nodes.items() if name not in above],
        "alt": "What uses what. " + " ".join(
            f"{said(b)} uses {', '.join(said(a) for a, user in edges if user == b)}."
            for b in dict.fromkeys(b for _, b in edges)
        ),
    }  # fmt: skip


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


@dataclass(frozen=True)
class _Topic:
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


def _derivation(
    verified: Verified, number: str, anchors: Mapping[str, str], listing: str, meta: Meta
) -> Data:
    d = verified.derivation
    anchor = anchors[d.id]
    names = [c.claim.name for c in verified.claims]
    topic = _Topic(
        d,
        _anchors(names, prefix=f"{anchor}."),
        {name: f"{number}.{k}" if number else str(k) for k, name in enumerate(names, 1)},
        _names(d),
        [_fact(c) for c in verified.claims if _is_fact(c) and not c.claim.given],
    )
    claims = [_claim(c, topic) for c in verified.claims]
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
        "trace": meta.sources.get(d.id, "")[:8],
        "command": f"symdl verify {_target(d)}",
        "counts": _counts(claims),
        "graph": _claims_graph(claims),
        "indices": [_range(r) for r in d.ranges],
        "integers": [_integer(t) for t in d.integers],
        "symbols": [_symbol(fam, d) for fam in d.declared],
        "loss": _loss(d.loss, d) if d.loss is not None else None,
        "given": [formula.of(relation) for relation in d.given],
        "definitions": [_definition(fam, k) for k, fam in enumerate(d.defined, 1)],
        "claims": claims,
        "listing": listing,
    }


def _is_fact(c: VerifiedClaim) -> bool:
    return isinstance(c.decided.verdict, Proved) and c.claim.relation == "="


def _fact(c: VerifiedClaim) -> worked.Fact:
    return worked.Fact(c.claim.lhs, c.claim.rhs, c.claim.name)


# --------------------------------------------------------------------------
# Symbols and definitions


def _generic(fam: Family, d: Derivation) -> Entry:
    """``x[i]`` for the family x: the first letter of each range, the next if a range repeats."""
    taken: Counter[Range] = Counter()
    slots: list[Basic] = []
    for r in fam.ranges:
        if r == INTEGERS:
            letters = [t for t in d.integers if t not in slots]
            slots.append(letters[0] if letters else IntegerIndex(_free_letter("t n k i", d)))
        elif r == REALS:
            slots.append(symbol(_free_letter("x z u s", d)))
        else:
            indices = r.indices()
            slots.append(indices[taken[r] % len(indices)])
        taken[r] += 1
    return Entry(fam, *slots)


def _free_letter(letters: str, d: Derivation) -> str:
    """The first letter that means nothing else in the derivation."""
    taken = {fam.name for fam in (*d.declared, *d.defined)}
    taken |= {letter for r in d.ranges for letter in (*r.letters, r.size_name)} | {t.letter for t in d.integers}
    return next((letter for letter in letters.split() if letter not in taken), letters.split()[0])


def _letter(letter: str) -> Formula:
    # An index is printed as a scalar of the same letter is.
    return formula.of(symbol(letter))


def _shape(ranges: Sequence[Range]) -> Formula | None:
    """``(m,)`` as NumPy writes shapes; None for a scalar."""
    ranges = [r for r in ranges if r.is_abstract]
    if not ranges:
        return None
    parts: list[Formula | str] = []
    for r in ranges:
        parts += [",", formula.of(r.size)] if parts else [formula.of(r.size)]
    return join("(", *parts, ",)" if len(ranges) == 1 else ")")


def _form(ranges: Sequence[Range]) -> Prose:
    """What a family is, for the symbol table: a scalar, an array of a shape, a sequence, a function."""
    shape = _shape(ranges)
    kinds = ["function"] * (REALS in ranges) + ["sequence"] * (INTEGERS in ranges)
    out: Prose = [" and ".join(kinds)] if kinds else []
    if shape is not None:
        out += [" of ", shape] if out else [shape]
    return out or ["scalar"]


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


def _integer(t: IntegerIndex) -> Data:
    return {
        "symbol": formula.of(t),
        "name": t.letter,
        "range": formula.of(Ge(t, Integer(t.at_least), evaluate=False)),
        "meaning": t.means,
    }


def _indices(entry: Entry) -> list[Formula]:
    """``i = 1, …, m`` for each index of the entry that runs over an abstract range."""
    return [join(_letter(a.letter), "=", _run(a.range)) for a, r in
            zip(entry.indices, entry.family.ranges, strict=True) if r.is_abstract]  # fmt: skip


def _symbol(fam: Family, d: Derivation) -> Data:
    entry = _generic(fam, d)
    return {
        "symbol": formula.of(entry),
        "name": fam.name,
        "shape": _shape(fam.ranges),
        "form": _form(fam.ranges),
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
        case ("independent", mean, variance):
            return [f"random, {independent}of any law with mean ", formula.of(mean), " and variance ",
                    formula.of(variance)]
    raise NotImplementedError(f"report: no words for the law {fam.law[0]}")


def _loss(loss: Loss, d: Derivation) -> Data:
    outputs = [_generic(fam, d) for fam in loss.outputs]
    return {
        # A loss is printed as a scalar of the same name is.
        "symbol": formula.of(symbol(loss.name, loss.latex)),
        "outputs": [formula.of(output) for output in outputs],
        "cotangents": [formula.of(Adjoint(loss, output)) for output in outputs],
    }


def _definition(fam: Family, number: int) -> Data:
    if fam.recurrence is not None:
        at, *others = fam.recurrence.params
        equations = [
            _equation(Entry(fam, Integer(0), *others), fam.recurrence.start),
            _equation(Entry(fam, *fam.recurrence.params), fam.recurrence.step),
        ]
        where = [None, formula.of(Ge(at, Integer(1), evaluate=False))]
        entry = Entry(fam, *fam.recurrence.params)
    else:
        assert fam.body is not None
        entry = Entry(fam, *fam.params)
        equations, where = [_equation(entry, fam.body)], [None]
    return {
        "number": number,
        "name": fam.name,
        "equations": [{**e, "where": w} for e, w in zip(equations, where, strict=True)],
        "form": _form(fam.ranges),
        "indices": _indices(entry),
        "meaning": fam.means,
    }


_RELATIONS: dict[str, tuple[type[Relational], tuple[str, str, str, str]]] = {
    "=": (Eq, ("=", "=", "=", "=")),
    "<": (Lt, ("<", "<", "&lt;", "<")),
    "<=": (Le, (r"\le", "<=", "≤", "<=")),
    ">": (Gt, (">", ">", "&gt;", ">")),
    ">=": (Ge, (r"\ge", ">=", "≥", ">=")),
}


def _sign(relation: str) -> Formula:
    """The sign of a relation by itself."""
    latex, typst, mathml, text = _RELATIONS[relation][1]
    return {
        "latex": latex, "typst": typst, "text": text,
        "mathml": f'<math alttext="{mathml}"><mo form="infix" lspace="0" rspace="0">{mathml}</mo></math>',
    }  # fmt: skip


def _equation(lhs: Expr, rhs: Expr, relation: Comparison = "=") -> Data:
    """``lhs = rhs``: whole, and with the right side cut where a line may break."""
    right = formula.of(rhs)
    return {
        "whole": formula.of(_RELATIONS[relation][0](lhs, rhs, evaluate=False)),
        "left": formula.of(lhs),
        "sign": _sign(relation),
        "right": right,
        "terms": formula.terms(rhs, right),
    }


# --------------------------------------------------------------------------
# Claims


def _claim(verified: VerifiedClaim, topic: _Topic) -> Data:
    claim, verdict, d = verified.claim, verified.decided.verdict, topic.derivation
    anchor, number = topic.anchors[claim.name], topic.numbers[claim.name]
    conventions, conditions = _split(verdict.conditions if isinstance(verdict, Proved) else ())
    evidence = verified.evidence
    out: Data = {
        "id": f"{d.id}/{claim.name}",
        "number": number,
        "anchor": anchor,
        "title": claim.title,
        "note": " ".join(claim.note.split()),
        "verdict": _verdict(verified.decided, d),
        "expected": claim.expected,
        "scope": _scope(claim, d, verdict),
        "given": [formula.of(relation) for relation in (*d.given, *claim.given)],
        "conditions": [{"relation": formula.of(c.relation), "why": c.why} for c in (*conditions, *conventions)],
        "statement": _equation(claim.lhs, claim.rhs, claim.relation),
        "using": [topic.target(name) for name in claim.using],
        "induction": formula.of(claim.induction) if claim.induction is not None else None,
        "along": [_equation(*other.args) for other in claim.along],
        "difference": _difference(claim),
        "steps": _steps(verified, d),
        "method": verdict.method if isinstance(verdict, Proved | ProvedAt) else "",
        "residual": (
            formula.of(verdict.residual)
            if isinstance(verdict, Undecided) and verdict.residual is not None
            else None
        ),
        "counterexample": _counterexample(verified, verified.decided, claim.rhs, topic),
        "source": _source(claim.source) if claim.source else None,
        "printed": (
            {"latex": claim.printed, "typeset": typesettable(claim.printed)} if claim.printed else None
        ),
        "corrected_by": topic.target(claim.corrected_by) if claim.corrected_by else None,
        "evidence": _evidence(evidence, d),
        "figure": figure(evidence.finite_differences) if evidence.finite_differences else None,
        "slips": _slips(verified, topic),
        "commands": _commands(d, claim),
    }
    out["unexpected"] = _unexpected(out)
    return out


def _slips(verified: VerifiedClaim, topic: _Topic) -> list[Data]:
    d, claim = topic.derivation, verified.claim
    # What the claim itself says is known for its slips, unless they assume something else.
    own = [_fact(verified)] if _is_fact(verified) else []
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
            "verdict": _verdict(decided, d),
            "counterexample": _counterexample(
                verified, decided, claim.rhs if slip.rhs is None else slip.rhs, topic, hand,
                known=bool(own) and slip.given is None, longest=_SHORT),
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


def _target(d: Derivation) -> str:
    """What to type for a derivation: the id of one that comes with symdl, else the name of its file."""
    own = d.path and Path(d.path).resolve().parent != library.folder().resolve()
    return shlex.quote(Path(d.path).name) if own else d.id


def _commands(d: Derivation, claim: Claim) -> list[str]:
    """What to type to decide the claim again, and to see the counterexample to its first slip."""
    if _target(d) != d.id:
        return [f"symdl verify {_target(d)}"]  # only what comes with symdl can be named by a claim
    name = f"{d.id}/{claim.name}"
    slips = [formula.of(slip.rhs)["text"] for slip in claim.slips if slip.rhs is not None and slip.given is None]
    short = [text for text in slips if len(text) <= _COMMAND]
    return [f"symdl verify {name}", *(f"symdl check {name} {shlex.quote(text)}" for text in short[:1])]


def _split(conditions: Sequence[Condition]) -> tuple[list[Condition], list[Condition]]:
    """Conventions (of 0^0 there is one), and conditions that restrict what is proved; each in the order of their text.

    (A proof meets its conditions in no order of its own, and a report is the same every time.)
    """
    ordered = sorted(conditions, key=lambda c: (formula.of(c.relation)["text"], c.why))
    conventions = [c for c in ordered if "0^0" in c.why]
    return conventions, [c for c in ordered if c not in conventions]


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


def _integers_of(claim: Claim, d: Derivation) -> list[IntegerIndex]:
    """The free integers that a claim speaks of, in the order in which they are declared."""
    free = frozenset().union(*map(free_indices, _trees_of(claim)))
    dummies = {t.variable for tree in _trees_of(claim) for t in subterms(tree) if isinstance(t, Limit)}
    return [t for t in d.integers if t in free and t not in dummies]


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


def _scope(claim: Claim, d: Derivation, verdict: Verdict) -> Prose:
    """The sentence before the statement: for which sizes, under which assumptions."""
    sizes = [Ge(r.size, Integer(r.at_least), evaluate=False) for r in _ranges_of(_trees_of(claim))]
    integers = [Ge(t, Integer(t.at_least), evaluate=False) for t in _integers_of(claim, d)]
    given = _stated_once([*sizes, *d.given, *claim.given, *integers])
    conventions, conditions = _split(verdict.conditions if isinstance(verdict, Proved) else ())
    more = [r for r in _stated_once([*given, *(c.relation for c in conditions)]) if r not in given]

    every = sorted((r for r in given if _bounds_a_symbol(r)), key=lambda r: isinstance(r.args[0], IntegerIndex))
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
    out = [opening, *out, *(_listed(_bounds(every)) if every else ["value of the symbols"])]
    if assumed:
        out += [", assuming that ", *_list(assumed)]
    if more:
        out += [", wherever ", *_list(more)]
    if conventions:
        one = Eq(Pow(Integer(0), Integer(0), evaluate=False), Integer(1), evaluate=False)
        out += [", with ", formula.of(one)]
    return _merged([*out, ":"])


def _bounds_a_symbol(relation: Basic) -> bool:
    """``m >= 1`` or ``eps > 0``: reads well after "for every"."""
    return (
        isinstance(relation, Relational)
        and not isinstance(relation, Eq)
        and (isinstance(relation.args[0], Size | IntegerIndex)
             or (isinstance(relation.args[0], Entry) and relation.args[0].family.is_defined is False))
        and bool(relation.args[1].is_number)
    )  # fmt: skip


def _stated_once(relations: Sequence[Basic]) -> list[Basic]:
    """Without repetitions, and of lower bounds on one size only the strictest."""
    floors: dict[Size | IntegerIndex, int] = {}
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


def _floor(relation: Basic) -> tuple[Size | IntegerIndex, int] | None:
    """``m >= 2`` and ``m > 1`` as (m, 2)."""
    if not isinstance(relation, Ge | Gt):
        return None
    size, low = relation.args
    if not isinstance(size, Size | IntegerIndex) or not isinstance(low, Integer):
        return None
    return size, int(low) + isinstance(relation, Gt)


def _bounds(relations: Sequence[Relational]) -> list[Prose]:
    """Bounds on symbols, those on one symbol together: ``0 <= beta < 1``."""
    out: dict[Basic, Prose] = {}
    for relation in relations:
        it = relation.args[0]
        both = [r for r in relations if r.args[0] == it]
        low = [r for r in both if isinstance(r, Ge | Gt)]
        high = [r for r in both if isinstance(r, Le | Lt)]
        if len(both) > 2 or len(low) != 1 or len(high) != 1:
            out[relation] = _said(relation)
            continue
        chain = join(
            formula.of(low[0].args[1]), _between("<=" if isinstance(low[0], Ge) else "<"), formula.of(it),
            _between("<=" if isinstance(high[0], Le) else "<"), formula.of(high[0].args[1]),
        )  # fmt: skip
        out.setdefault(it, ["integer ", chain] if isinstance(it, IntegerIndex) else [chain])
    return list(out.values())


def _between(relation: str) -> Formula:
    """The sign of a relation inside a chain of them."""
    latex, typst, mathml, text = _RELATIONS[relation][1]
    return {"latex": f"{latex} ", "typst": typst, "mathml": f"<math><mo>{mathml}</mo></math>", "text": f" {text} "}


def _list(relations: Sequence[Basic]) -> Prose:
    return _listed([_said(relation) for relation in relations])


def _listed(items: Sequence[Prose]) -> Prose:
    """``a``; ``a and b``; ``a, b and c``."""
    out: Prose = []
    for k, item in enumerate(items):
        if k:
            out.append(" and " if k == len(items) - 1 else ", ")
        out += item
    return out


def _said(relation: Basic) -> Prose:
    """A relation inside a sentence: what holds for each i is said in words."""
    if isinstance(relation, Each):
        letters: Prose = []
        for k, index in enumerate(relation.indices):
            letters += [" and " if k else " for each ", _letter(index.letter)]
        return [formula.of(relation.statement), *letters]
    if _bounds_a_symbol(relation) and isinstance(relation.args[0], IntegerIndex):
        return ["integer ", formula.of(relation)]
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


# Before a sign that begins a piece, so that the sign is set as one between two things.
_NOTHING = formula.quoted("")

_SHORT, _LONG = 72, 140  # characters of a formula with numbers that is still printed


def _counterexample(
    verified: VerifiedClaim, decided: Decided, rhs: Expr, topic: _Topic, hand: worked.Hand | None = None, *,
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
        "witness": {"sizes": dict(w.sizes), "at": dict(w.at), "values": dict(w.values),
                    "lhs": w.lhs, "rhs": w.rhs},
    }  # fmt: skip


def _point(w: Witness, topic: _Topic) -> list[Formula]:
    """``m = 2``, ``i = 1``, ``x = (0, 1)``, ...: all that must be known to redo it."""
    letters = _size_letters(topic.derivation)
    point = [
        join(_letter(letters[name]) if name in letters else formula.quoted(name), "=",
             formula.of(Integer(size)))
        for name, size in w.sizes.items()
    ]
    for letter, number in w.at.items():
        # "i of batch" where two free indices share a letter
        index = formula.quoted(letter) if " " in letter else _letter(letter)
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
    trees: Sequence[Expr], value: str, shown: Formula, hand: worked.Hand, topic: _Topic, name: str, longest: int
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


def _line(line: worked.Line, topic: _Topic) -> Data:
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
