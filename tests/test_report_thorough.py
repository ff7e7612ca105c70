"""What a report says of second proofs and of mutants, and that it says when nobody asked for them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from test_report_model import DX, META, THOROUGH, WITNESS, built, decided, mutants, said, sample

from symdl.derivation import Evidence, Mutant, ProvedAt, Refuted, SecondProof, VerifiedClaim
from symdl.reporting import model, thorough


@pytest.fixture(scope="module")
def report() -> dict:
    return built(meta=THOROUGH)


@pytest.fixture(scope="module")
def claims(report) -> dict:
    return {claim["id"].removeprefix("norm/"): claim for claim in report["derivations"][0]["claims"]}


def of(*made, **changes) -> dict:
    """What is said of the mutants of one claim."""
    verified = sample()
    first = replace(verified.claims[0], mutants=made, **changes)
    return built(replace(verified, claims=(first,)), meta=THOROUGH)["derivations"][0]["claims"][0]["mutants"]


def test_counts_and_the_first_page(report):
    counts = report["counts"]
    assert {k: v for k, v in counts.items() if k.startswith(("mutants", "second"))} == {
        "mutants": 5, "mutants_refuted": 3, "mutants_proved": 1, "mutants_proved_at": 0, "mutants_undecided": 1,
        "second": 2, "second_agree": 1,
    }  # fmt: skip
    assert report["derivations"][0]["counts"] == counts
    assert report["thorough"] == {
        "asked": True, "command": "symdl report norm --thorough",
        "says": "5 mutants, each a claim changed by machine in one place, came out so: 3 refuted, 1 proved, "
                "1 undecided. A second proof, which shares no code with the first, agrees with 1 of 2 proved claims; "
                "to the others it does not apply.",
    }  # fmt: skip


def test_a_report_that_was_not_asked_says_so_and_how_to_ask():
    report = built()
    assert report["thorough"] == {
        "asked": False, "command": "symdl report norm --thorough",
        "says": "Second proofs and mutants were not asked for. To ask for them:",
    }  # fmt: skip
    for claim in report["derivations"][0]["claims"]:
        assert (claim["mutants"], claim["second"]) == (None, None)
        assert claim["thorough"] == {"asked": False, "command": f"symdl verify {claim['id']} --thorough"}
    assert report["counts"]["mutants"] == report["counts"]["second"] == 0


def test_a_file_of_ones_own_is_asked_for_by_its_name():
    claim = built(sample(path="/elsewhere/my norm.py"))["derivations"][0]["claims"][0]
    assert claim["thorough"]["command"] == "symdl verify 'my norm.py' --thorough"


def test_the_sentence_of_a_second_proof(claims):
    found = claims["dx"]["second"]
    assert said(found["sentence"]) == (
        "over a prime field both sides agree at 3 points drawn at random; those of a false statement would "
        "with a chance of at most 1 in 2^61")
    assert (found["agrees"], found["points"], found["bits"]) == (True, 3, 61)
    assert said(claims["random"]["second"]["sentence"]) == "does not apply: a Gaussian is no element of a field"
    assert claims["open"]["second"] is None
    exact = thorough.second(SecondProof(True, points=1, bits=None))
    assert exact["sentence"] == ["both sides are numbers, and the same by exact arithmetic"]
    assert "1 point drawn" in said(thorough.second(SecondProof(True, points=1, bits=8))["sentence"])


def test_one_that_is_refuted_takes_a_line(claims):
    first, second, third = claims["dx"]["mutants"]["lines"]
    assert first["point"] == ("m = 2, n = 3, i = 1, j of batch = 2, x = (0, 1), dy = (1/2, -3), eps = 3/4, "
                              "W = ((0, 1), (2, log(2))), …")
    assert (first["lhs"], first["rhs"]) == ("14/27", "2/3")
    assert first["statement"].startswith("dx[i] = ")
    assert second["lhs"] == "0.3678794411 ± 1e-30"
    assert "g[0] = 1, g[1] = -1/2, G = 1 + 2*x" in third["point"]
    assert third["lhs"] == ("123456789" * 9)[:39] + "…"
    assert third["witness"]["lhs"] == "123456789" * 9  # report.json has all of it
    assert len(third["witness"]["values"]) == 32


def test_one_that_is_not_is_shown_in_full(claims):
    proved, open_ = claims["dx"]["mutants"]["open"]
    assert proved["verdict"]["kind"] == "proved"
    assert proved["why"].startswith("it is 1, ")
    assert proved["given"] is None
    assert proved["statement"]["whole"]["latex"]
    assert [g["text"] for g in open_["given"]] == ["eps > 0", "eps > 1"]
    assert open_["why"] == "no time"  # of the verdict, if nobody said more


SAID = {
    "none": ((), {}, "none"),
    "stated because it is wrong": ((), {"claim": replace(DX, expected="refuted")},
                                   "none, since it is stated because it is wrong"),
    "one": (mutants()[:1], {}, "the only one is refuted"),
    "all": (mutants()[:3], {}, "all 3 are refuted"),
    "some": (mutants(), {}, "3 of 5 are refuted, 1 proved and 1 undecided"),
    "at sizes": ((*mutants()[:2], Mutant("x", DX, decided(ProvedAt(({"batch": 1},), "")))), {},
                 "2 of 3 are refuted, 1 proved at some sizes only"),
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_said_of_them(name):
    made, changes, words = SAID[name]
    assert of(*made, **changes)["says"] == words


def test_the_page_of_a_claim_without_mutants_has_no_section_of_them():
    from symdl.reporting import render

    verified = sample()
    bare = replace(verified, claims=(VerifiedClaim(DX, decided(Refuted(WITNESS)), Evidence()),))
    made = built(bare, meta=THOROUGH)
    tex, page = render.to_tex(made), render.to_html(made)
    assert r"\Fact{Mutants}{none.}" in tex
    assert "<dt>Mutants</dt> <dd>none.</dd>" in page
    assert "Second proofs and mutants" not in tex + page
    assert r"\begin{RefutedTable}" not in tex


def test_no_time_is_in_it(report):
    assert "12.5" not in json.dumps(report)
    assert json.loads(json.dumps(report, allow_nan=False)) == report


def test_a_mutant_changes_nothing_of_what_is_expected(report):
    plain = built(meta=META)
    assert plain["unexpected"] == report["unexpected"]
    assert plain["counts"]["as_expected"] == report["counts"]["as_expected"]


def test_a_mutant_that_is_proved_is_counted_in_its_derivation():
    verified = sample()
    made = model.build(
        [replace(verified, claims=(replace(verified.claims[0], mutants=mutants()[3:4]),)), sample(id="b", uses=())],
        {}, THOROUGH)
    assert [d["counts"]["mutants_proved"] for d in made["derivations"]] == [1, 1]
    assert made["counts"]["mutants_proved"] == 2


def test_the_command(tmp_path, capsys):
    from symdl.cli import main

    assert main(["report", "weight-decay", "--thorough", "--no-cache", "--out", str(tmp_path)]) == 0
    made = json.loads((tmp_path / "report.json").read_text())
    assert made["command"] == made["thorough"]["command"] == "symdl report weight-decay --thorough"
    assert made["counts"]["second"] == made["counts"]["proved"] == 3
    assert made["counts"]["mutants"] > 60
    assert made["counts"]["mutants_refuted"] > 50
    lines = [m for d in made["derivations"] for c in d["claims"] for m in c["mutants"]["lines"]]
    assert all(m["witness"]["lhs"] != m["witness"]["rhs"] for m in lines)
    assert {path.name for path in tmp_path.iterdir()} == {"report.tex", "report.pdf", "report.html", "report.json"}
