"""Every formula of every derivation of ours can be set by every engine.

The verdicts are made up here: what is tested is the printing, not the proof.
"""

from __future__ import annotations

import re
from functools import cache

import pytest
from test_report_escape import compile_tex, need
from test_report_model import META

from symdl import library
from symdl.derivation import Decided, Evidence, Proved, Undecided, Verified, VerifiedClaim
from symdl.reporting import model, render

PROVED = Decided(Proved((), "assumed for the test"), 0.0)
OPEN = Decided(Undecided(None, "not tried"), 0.0)


@cache
def report(name: str) -> dict:
    derivation = library.load(name)
    claims = tuple(
        VerifiedClaim(
            claim,
            PROVED,
            Evidence(),
            steps=(PROVED,) * (len(claim.steps) + bool(claim.steps)),
            slips=(OPEN,) * len(claim.slips),
        )
        for claim in derivation.claims
    )
    return model.build([Verified(derivation, claims)], {}, META)


@pytest.mark.parametrize("name", library.ids())
def test_every_formula_is_set_by_typst(name):
    assert render.to_pdf(report(name)).startswith(b"%PDF")


@pytest.mark.parametrize("name", library.ids())
def test_every_source_formula_may_be_set(name):
    for claim in report(name)["derivations"][0]["claims"]:
        assert claim["printed"] is None or claim["printed"]["typeset"], claim["printed"]["latex"]


# lualatex takes four times as long, so it sets those with the widest and the oddest formulas.
ENGINES = [("pdflatex", name) for name in library.ids()]
ENGINES += [("lualatex", name) for name in ("adam", "batch-norm", "relu-network")]


@pytest.mark.latex
@pytest.mark.parametrize(("engine", "name"), ENGINES)
def test_every_formula_is_set_by_tex(engine, name, tmp_path):
    need(engine)
    path = tmp_path / "report.tex"
    path.write_text(render.to_tex(report(name)), encoding="ascii")
    log = compile_tex(engine, path)
    # (Page numbers of labels are not known in one run.)
    assert not re.search(r"^!|Missing character", log, re.MULTILINE)
    too_wide = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert max(too_wide, default=0) == 0
