"""The report model: everything a report says, as plain data.

``report.json`` is this model; the LaTeX, PDF and HTML files are views of it and
add nothing to it. A formula is ``{"latex", "typst", "mathml", "text"}``; prose
with formulas in it is a list of strings and formulas. There are no timings in
it and no date but SOURCE_DATE_EPOCH, so the same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from symdl import __version__
from symdl.derivation import Verified
from symdl.errors import InputError
from symdl.reporting import claimed, counterexamples, declared, formula, graph, thorough
from symdl.reporting.cores import each
from symdl.reporting.counterexamples import Topic
from symdl.reporting.statements import Data

SCHEMA = 1
TITLE = "Derivations and their verdicts"


@dataclass(frozen=True)
class Meta:
    """What a report says of how it was made.

    title     the title of the whole report
    command   the command that makes it again
    versions  versions of the programs that the verdicts rest on, by name
    sources   sha256 of each derivation's file, by the derivation's id
    date      ISO date, from SOURCE_DATE_EPOCH; None if it is not set
    thorough  whether second proofs and mutants were asked for
    """

    title: str
    command: str
    versions: Mapping[str, str]
    sources: Mapping[str, str]
    date: str | None = None
    thorough: bool = False


def collect(verified: Sequence[Verified], command: str, title: str = "", *, thorough: bool = False) -> Meta:
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
        thorough=thorough,
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
    counts = _counts(claims)
    return {
        "schema": SCHEMA,
        "title": meta.title.strip() or TITLE,
        "date": meta.date,
        "command": meta.command,
        "thorough": {**thorough.asked(meta.command, meta.thorough), "says": thorough.summary(counts, meta.thorough)},
        "versions": dict(meta.versions),
        "trace": _trace(meta),
        "counts": counts,
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
    seconds = [claim["second"] for claim in claims if claim["second"]]
    changed = [claim["mutants"] for claim in claims if claim["mutants"]]
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
        "second": len(seconds),
        "second_agree": sum(found["agrees"] for found in seconds),
        "mutants": sum(found["mutants"] for found in changed),
        **{f"mutants_{kind}": sum(found[kind] for found in changed)
           for kind in ("refuted", *(kind for kind, _ in thorough.KINDS))},
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


def _derivation(
    verified: Verified, number: str, anchors: Mapping[str, str], listing: str, meta: Meta
) -> Data:
    d = verified.derivation
    anchor = anchors[d.id]
    names = [c.claim.name for c in verified.claims]
    topic = Topic(
        d,
        _anchors(names, prefix=f"{anchor}."),
        {name: f"{number}.{k}" if number else str(k) for k, name in enumerate(names, 1)},
        counterexamples.printed_names(d),
        [counterexamples.fact(c) for c in verified.claims if counterexamples.is_fact(c) and not c.claim.given],
    )
    claims = [claimed.data(c, topic, meta.thorough) for c in verified.claims]
    return {
        "id": d.id,
        "number": number,
        "anchor": anchor,
        "title": d.title.strip() or d.id or "untitled",  # a heading must not be empty
        "summary": " ".join(d.summary.split()),
        "uses": [{"id": used, "anchor": anchors.get(used)} for used in d.uses],
        "references": [claimed.reference(source) for source in d.references],
        "file": Path(d.path).name if d.path else "",
        "sha256": meta.sources.get(d.id, ""),
        "trace": meta.sources.get(d.id, "")[:8],
        "command": f"symdl verify {claimed.target(d)}",
        "counts": _counts(claims),
        "graph": _claims_graph(claims),
        "indices": [declared.abstract(r) for r in d.ranges],
        "integers": [declared.integer_row(t) for t in d.integers],
        "symbols": [declared.symbol_row(fam, d) for fam in d.declared],
        "loss": declared.loss_row(d.loss, d) if d.loss is not None else None,
        "given": [formula.of(relation) for relation in d.given],
        "definitions": [declared.definition(fam, k) for k, fam in enumerate(d.defined, 1)],
        "claims": claims,
        "listing": listing,
    }
