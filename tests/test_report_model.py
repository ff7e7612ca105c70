"""The report model: what it says of each verdict, in words that claim no more than was found."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
import sympy
from report_steps import timed_sample
from sympy import Eq, Ge, Gt, Integer, Le, Lt, Ne, Rational

from symdl.derivation import (
    Claim,
    Condition,
    Decided,
    Derivation,
    Evidence,
    FiniteDifferences,
    Instances,
    Mutant,
    Proved,
    ProvedAt,
    Refuted,
    SecondProof,
    Slip,
    Source,
    Step,
    Undecided,
    Verified,
    VerifiedClaim,
    Witness,
)
from symdl.errors import InputError
from symdl.language import (
    Loss,
    Range,
    adjoint,
    bernoulli,
    define,
    each,
    expectation,
    family,
    gaussian,
    mean,
    sqrt,
    symbol,
    total,
)
from symdl.reporting import model

HOSTILE = 'A & B_#$ {x} \\ "q" <script>'

batch = Range("batch", "m", "i j k")
units = Range("unit", "n", "p q", at_least=2)
i, j, k = batch.indices()
p, q = units.indices()
m = batch.size

with sympy.evaluate(False):
    x = family("x", batch, means="inputs")
    W = family("W", units, units, means="weights")
    eps = symbol("eps", r"\epsilon", means="keeps the root away from zero")
    mask = bernoulli("r", units, p=Rational(1, 2), means="mask")
    noise = gaussian("z", mean=Integer(0), variance=eps)
    mu = define("mu", mean(x[i], i), latex=r"\mu", means="mean over the batch")
    var = define("var", mean((x[i] - mu) ** 2, i), latex=r"\sigma^2")
    y = define("y", [i], (x[i] - mu) / sqrt(var + eps), means="output")
    loss = Loss("l", y, latex=r"\ell")
    dx, dy = adjoint(loss, x[i]), adjoint(loss, y[i])

    wide = dy / sqrt(var + eps)
    for _ in range(7):
        wide = wide - y[i] * mean(adjoint(loss, y[j]) * y[j], j) / sqrt(var + eps)
    dense = total((x[i] - mu) * (x[j] - mu) * (x[k] - mu), i, j, k)
    for _ in range(5):  # one term, far wider than a page
        dense = dense * ((x[i] - mu) / sqrt(var + eps)) * (eps + 1)

    steps = (
        Step(dy / sqrt(var + eps) + mean(dy, i), "chain rule"),
        Step(wide, "both adjoints put in; the second term of the mean's adjoint vanishes"),
    )
    DX = Claim(
        "dx",
        dx,
        wide,
        title="the gradient of an input",
        steps=steps,
        note="Two means over the batch, and no matrix.",
        slips=(
            Slip("sign lost", dy / sqrt(var + eps)),
            Slip("no such assumption", given=(Gt(eps, -1),)),
            Slip("everything at once", dense),
        ),
        source=Source("Ioffe & Szegedy 2015", "section 3"),
    )
    WRONG = Claim(
        "printed",
        mu,
        total(x[i], i),
        title="the mean, as printed",
        expected="refuted",
        corrected_by="centred",
        printed=r"\mu = \sum_{i=1}^{m} x_i",
        source=Source("A page", "equation 4", checked=True),
    )
    NOT_TEX = replace(WRONG, name="not-tex", printed=r"\input{/etc/hostname} & $", corrected_by="elsewhere")
    CENTRED = Claim("centred", total(x[i] - mu, i), Integer(0), title="deviations sum to zero")
    OPEN = Claim("open", mean(x[i], i), mu * W[p, q], title="undecided", given=(each((q), Ge(W[p, q], 0)),))
    RANDOM = Claim("random", expectation(mask[p] * noise), Integer(0), title=HOSTILE)
    GIVEN = (Gt(eps, 0),)
    ABOVE_ONE = Condition(Ge(m, 1), "the mean divides by m")
    NONZERO = Condition(Ne(mu, 0), "denominator")

CONDITIONS = (ABOVE_ONE, NONZERO)
PROVED = Proved(CONDITIONS, "normal form")
WITNESS = Witness(
    sizes={"batch": 2, "unit": 3},
    values={"x": ["0", "1"], "dy": ["1/2", "-3"], "eps": "3/4", "W": [["0", "1"], ["2", "log(2)"]], "odd": "1"},
    at={"i": 1, "j of batch": 2},
    lhs="14/27",
    rhs="2/3",
    exact=True,
)
BALLS = replace(WITNESS, lhs="0.3678794411 ± 1e-30", rhs="1/2", exact=False)
MANY = replace(WITNESS, lhs="123456789" * 9, values={
    "g": {"0": "1", "1": "-1/2"}, "G": "1 + 2*x", **{f"v{n}": "1234567" for n in range(30)}})  # fmt: skip
EVIDENCE = Evidence(
    Instances(({"batch": 1}, {"batch": 2}, {"batch": 3}), 22, 22),
    FiniteDifferences(3.1e-11, 2.2e-9, 30, ((1e-2, 1e-4), (1e-3, 1e-6))),
    SecondProof(True, points=3, bits=61),
)


def decided(verdict):
    return Decided(verdict, 12.5)


def mutants():
    """Of the claim DX: every verdict, hostile words, and a changed assumption."""
    with sympy.evaluate(False):
        return (
            Mutant("right side: the sign of " + "dxhat[i]*(x[i]-mu)^(-3/2)" * 9, replace(DX, rhs=-wide),
                   decided(Refuted(WITNESS))),
            Mutant(HOSTILE, replace(DX, rhs=dense), decided(Refuted(BALLS))),
            Mutant("without the assumption eps > 0", replace(DX, given=()), decided(Refuted(MANY))),
            Mutant("the factor 1 lost, " + HOSTILE, replace(DX, rhs=wide * 1), decided(PROVED), "it is 1, " + HOSTILE),
            Mutant("another assumption", replace(DX, given=(Gt(eps, 1),)),
                   decided(Undecided(mean(x[i], i), "no time"))),
        )  # fmt: skip


def sample(**changes) -> Verified:
    """A derivation with every verdict there is, made by hand."""
    claims = (
        VerifiedClaim(
            DX,
            decided(PROVED),
            EVIDENCE,
            steps=(decided(PROVED),) * 3,
            slips=(
                decided(Refuted(WITNESS)),
                decided(Undecided(None, "no point meets it")),
                decided(Refuted(BALLS)),
            ),
            mutants=mutants(),
        ),
        VerifiedClaim(CENTRED, decided(ProvedAt(({"batch": 1}, {"batch": 2}), "evaluation")), Evidence()),
        VerifiedClaim(WRONG, decided(Refuted(WITNESS)), Evidence()),
        VerifiedClaim(NOT_TEX, decided(Refuted(BALLS)), Evidence()),
        VerifiedClaim(
            OPEN, decided(Undecided(mean(x[i], i) - mu, "the budget is spent")), Evidence(EVIDENCE.instances)
        ),
        VerifiedClaim(RANDOM, decided(Proved((), "moments")),
                      Evidence(second=SecondProof(False, "a Gaussian is no element of a field"))),
    )
    derivation = Derivation(
        title="Normalisation",
        symbols=(x, W, eps, mask, noise),
        definitions=(mu, var, y),
        loss=loss,
        given=GIVEN,
        claims=tuple(c.claim for c in claims),
        summary="A feature is\n  centred and scaled.",
        references=(Source("A book"),),
        uses=("other",),
        id="norm",
    )
    return Verified(replace(derivation, **changes), claims)


LISTING = 'import numpy as np\n\n\ndef f(x):\n    """It\'s "quoted"."""\n    return x - np.mean(x)  # -- \\end{x}\n'
META = model.Meta("A report", "symdl report norm", {"symdl": "0.1", "python": "3.11"}, {"norm": "ab" * 32})
THOROUGH = replace(META, command="symdl report norm --thorough", thorough=True)


def built(*verified: Verified, listings=None, meta=META) -> dict:
    return model.build(verified or (sample(),), {"norm": LISTING} if listings is None else listings, meta)


@pytest.fixture(scope="module")
def report() -> dict:
    return built()


@pytest.fixture(scope="module")
def claims(report) -> dict:
    return {claim["id"].removeprefix("norm/"): claim for claim in report["derivations"][0]["claims"]}


def said(prose) -> str:
    return "".join(part if isinstance(part, str) else part["text"] for part in prose)


def formulas(data) -> list[dict]:
    """Every formula in a model."""
    if isinstance(data, dict):
        if "latex" in data and "typst" in data:
            return [data]
        return [f for value in data.values() for f in formulas(value)]
    return [f for value in data for f in formulas(value)] if isinstance(data, list) else []


def test_the_model_is_plain_data(report):
    assert json.loads(json.dumps(report, allow_nan=False)) == report
    assert report["schema"] == 1


def test_every_formula_has_four_forms(report):
    assert len(formulas(report)) > 100
    for formula in formulas(report):
        assert set(formula) == {"latex", "typst", "mathml", "text"}
        assert all(formula.values())
        assert formula["mathml"].startswith("<math")


def test_no_time_is_in_it(report):
    assert "12.5" not in json.dumps(report)
    assert '"ms"' not in json.dumps(report)
    assert report["date"] is None


def test_counts(report):
    assert report["counts"] == {
        "claims": 6, "proved": 2, "proved_at": 1, "refuted": 2, "undecided": 1,
        "as_expected": 3, "slips": 3, "slips_refuted": 2, "points": 22, "differences": 1, "differences_agree": 1,
        **dict.fromkeys(("second", "second_agree", "mutants", "mutants_refuted", "mutants_proved", "mutants_proved_at",
                         "mutants_undecided"), 0),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind", "word"),
    [
        ("dx", "proved", "proved"),
        ("centred", "proved_at", "proved at m = 1, 2 only"),
        ("printed", "refuted", "refuted"),
        ("open", "undecided", "undecided"),
    ],
)
def test_verdict_words(claims, name, kind, word):
    assert (claims[name]["verdict"]["kind"], claims[name]["verdict"]["word"]) == (kind, word)


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        (({"batch": 4},), "proved at m = 4 only"),
        (({"batch": 1, "unit": 2}, {"batch": 2, "unit": 2}), "proved at (m, n) = (1, 2), (2, 2) only"),
        (tuple({"batch": n} for n in range(1, 9)), "proved at 8 sizes only"),
        (({"elsewhere": 1},), "proved at elsewhere = 1 only"),
    ],
)
def test_sizes_in_words(sizes, words):
    verified = sample()
    first = replace(verified.claims[0], decided=decided(ProvedAt(sizes, "evaluation")))
    claim = built(replace(verified, claims=(first,)))["derivations"][0]["claims"][0]
    assert claim["verdict"]["word"] == words


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("dx", "For every m >= 1 and eps > 0, wherever mu != 0:"),
        ("centred", "Decided exactly at m = 1, 2 only, and claimed for every m >= 1 and eps > 0:"),
        ("printed", "Claimed, wrongly, for every m >= 1 and eps > 0:"),
        (
            "open",
            "Claimed, and neither proved nor refuted, for every m >= 1, n >= 2 and eps > 0,"
            " assuming that W[p, q] >= 0 for each q:",
        ),
        ("random", "For every n >= 2 and eps > 0:"),
    ],
)
def test_scope_is_said_as_a_mathematician_would(claims, name, sentence):
    assert said(claims[name]["scope"]) == sentence


def test_the_strictest_bound_on_a_size_is_stated_once():
    claim = replace(CENTRED, given=(Gt(m, 2, evaluate=False), Ge(m, 2, evaluate=False)))
    verified = Verified(sample().derivation, (VerifiedClaim(claim, decided(PROVED), Evidence()),))
    scope = built(verified)["derivations"][0]["claims"][0]["scope"]
    assert said(scope) == "For every m >= 3 and eps > 0, wherever mu != 0:"


def test_conditions_say_which_rule_used_them(claims):
    assert [(c["relation"]["text"], c["why"]) for c in claims["dx"]["conditions"]] == [
        ("m >= 1", "the mean divides by m"),
        ("mu != 0", "denominator"),
    ]
    assert claims["open"]["conditions"] == []


def test_numbers_that_agree_are_evidence_and_no_proof(claims):
    sentence = said(claims["open"]["evidence"]["sentence"])
    assert sentence == "Both sides agree at 22 points with m = 1, 2, 3, as exact numbers. "
    assert "proved" not in sentence
    assert said(claims["dx"]["evidence"]["sentence"]).endswith(
        "Finite differences of the NumPy function agree with it: largest difference 3.1e-11"
        " against a bound of 2.2e-9, over 30 entries."
    )


def test_a_difference_beyond_its_bound_is_said_and_unexpected():
    verified = sample()
    far = Evidence(None, FiniteDifferences(float("inf"), 1e-9, 1))
    first = replace(verified.claims[1], decided=decided(PROVED), evidence=far)
    claim = built(replace(verified, claims=(first,)))["derivations"][0]["claims"][0]
    assert "do not agree with it" in said(claim["evidence"]["sentence"])
    assert claim["unexpected"] == ["finite differences do not agree with it"]
    assert claim["evidence"]["finite_differences"]["error"] == "inf"


def test_what_is_unexpected_is_what_the_nouns_call_so(report):
    verified = sample()
    for claim, data in zip(verified.claims, report["derivations"][0]["claims"], strict=True):
        assert claim.as_expected == (not data["unexpected"])
    assert [u["why"] for u in report["unexpected"]] == [
        ["the slip “no such assumption” is undecided, expected refuted"],
        ["the claim is proved at m = 1, 2 only, expected proved"],
        ["the claim is undecided, expected proved"],
    ]


def test_a_step_nobody_tried_is_undecided():
    verified = sample()
    first = replace(verified.claims[0], steps=())
    data = built(replace(verified, claims=(first,)))["derivations"][0]["claims"][0]
    assert [s["verdict"]["word"] for s in data["steps"]] == ["undecided"] * 3
    assert data["steps"][0]["verdict"]["why"] == "not tried"


def test_steps_end_in_the_right_side(claims):
    steps = claims["dx"]["steps"]
    # The last step is the right side letter for letter, so it is not repeated.
    assert [s["reason"] for s in steps] == [step.reason for step in DX.steps]
    with sympy.evaluate(False):
        shorter = replace(DX, steps=DX.steps[:1])
    verified = sample()
    first = replace(verified.claims[0], claim=shorter, steps=(decided(PROVED), decided(Undecided(None, "?"))))
    data = built(replace(verified, claims=(first,)))["derivations"][0]["claims"][0]
    assert [(s["number"], s["reason"], s["verdict"]["word"]) for s in data["steps"]] == [
        (1, "chain rule", "proved"),
        (2, "as claimed", "undecided"),
    ]


def test_a_counterexample_can_be_redone_by_hand(claims):
    shown = claims["printed"]["counterexample"]
    assert [part["text"] for part in shown["point"]] == [
        "m = 2", "n = 3", "i = 1", "j of batch = 2", "x = (0, 1)", "dy = (1/2, -3)", "eps = 3/4",
        "W = [[0, 1], [2, log(2)]]", "odd = 1",
    ]  # fmt: skip
    assert [shown[side]["text"] for side in ("lhs", "rhs", "difference")] == ["14/27", "2/3", "-4/27"]
    assert shown["witness"]["values"]["x"] == ["0", "1"]
    assert shown["point"][5]["latex"].startswith(r"\frac{\partial \ell}{\partial y}")
    assert claims["dx"]["slips"][2]["counterexample"]["difference"]["text"] == "≈ -0.1321"


def test_slips_state_the_assumptions_they_change(claims):
    sign, assumption, _ = claims["dx"]["slips"]
    assert sign["given"] is None
    assert sign["right"]["text"] == "dy[i]/sqrt(var + eps)"
    assert [g["text"] for g in assumption["given"]] == ["eps > 0", "eps > -1"]
    assert assumption["right"] is None


def test_sources_and_corrections(claims, report):
    assert claims["dx"]["source"] == {
        "number": 2, "anchor": "bib:2", "text": "Ioffe & Szegedy 2015", "place": "section 3", "checked": False,
    }  # fmt: skip
    assert claims["printed"]["source"]["checked"]
    assert claims["printed"]["printed"] == {"latex": WRONG.printed, "typeset": True}
    assert claims["not-tex"]["printed"]["typeset"] is False
    assert claims["printed"]["corrected_by"] == {
        "id": "norm/centred", "anchor": claims["centred"]["anchor"], "number": "2",
    }  # fmt: skip
    assert claims["not-tex"]["corrected_by"]["anchor"] is None
    assert report["derivations"][0]["uses"] == [{"id": "other", "anchor": None}]


def test_symbols_have_shapes_and_ranges(report):
    derivation = report["derivations"][0]
    shown = {
        s["name"]: (
            s["symbol"]["text"],
            s["shape"] and s["shape"]["text"],
            [r["text"] for r in s["indices"]],
            said(s["law"]),
        )
        for s in derivation["symbols"]
    }
    assert shown == {
        "x": ("x[i]", "(m,)", ["i = 1, …, m"], ""),
        "W": ("W[p, q]", "(n, n)", ["p = 1, …, n", "q = 1, …, n"], ""),
        "eps": ("eps", None, [], ""),
        "r": ("r[p]", "(n,)", ["p = 1, …, n"], "random, independent, 1 with probability 1/2, else 0"),
        "z": ("z", None, [], "random, normal with mean 0 and variance eps"),
    }
    assert [(f["number"], f["equations"][0]["left"]["text"], f["meaning"]) for f in derivation["definitions"]] == [
        (1, "mu", "mean over the batch"), (2, "var", ""), (3, "y[i]", "output"),
    ]  # fmt: skip
    assert [r["range"] for r in derivation["indices"]] == ["batch", "unit"]
    assert [f["text"] for f in derivation["loss"]["cotangents"]] == ["dy[i]"]
    assert derivation["summary"] == "A feature is centred and scaled."


def test_anchors_are_safe_and_differ():
    names = ["a/b", "a-b", "a b", "é", "%", HOSTILE]
    anchors = model._anchors(names)
    assert len(set(anchors.values())) == len(names)
    assert all(a.replace("-", "").isalnum() and a.isascii() for a in anchors.values())


def test_several_derivations_are_numbered():
    other = sample(id="other", title=HOSTILE, uses=("norm",))
    report = built(sample(uses=()), other)
    assert [d["number"] for d in report["derivations"]] == ["1", "2"]
    assert report["derivations"][1]["claims"][2]["number"] == "2.3"
    assert report["derivations"][1]["uses"][0]["anchor"] == report["derivations"][0]["anchor"]
    assert len({c["anchor"] for d in report["derivations"] for c in d["claims"]}) == 12


def test_derivations_that_use_each_other_are_an_input_error():
    with pytest.raises(InputError, match="circle"):
        built(sample(), sample(id="other", uses=("norm",)))


def test_an_empty_library_is_a_report():
    report = model.build([], {}, META)
    assert report["counts"]["claims"] == 0
    assert report["derivations"] == report["unexpected"] == []


def test_facts_of_the_run(tmp_path, monkeypatch):
    path = tmp_path / "norm.py"
    path.write_bytes(b"DERIVATION = None\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    meta = model.collect([sample(path=str(path))], "symdl report norm")
    assert meta.title == "Normalisation"
    assert meta.date == "2025-01-01"
    assert meta.sources == {"norm": hashlib.sha256(b"DERIVATION = None\n").hexdigest()}
    assert meta.versions["sympy"] == sympy.__version__
    derivation = model.build([sample(path=str(path))], {}, meta)["derivations"][0]
    assert derivation["file"] == "norm.py"  # not its folder, which is this machine's
    assert derivation["sha256"] == meta.sources["norm"]

    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert model.collect([], "symdl report").date is None
    assert model.collect([], "symdl report").title == "Derivations and their verdicts"


@pytest.mark.parametrize("epoch", ["now", "-1", "1e9", "9" * 30])
def test_a_date_that_is_none_is_refused(monkeypatch, epoch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(InputError, match="SOURCE_DATE_EPOCH"):
        model.collect([], "symdl report")


def test_a_law_without_words_is_an_error():
    odd = sympy.Basic.__new__(
        type(x), *x.args[:6], sympy.Tuple(sympy.core.symbol.Str("poisson"), Integer(1)), sympy.Tuple())
    with pytest.raises(NotImplementedError, match="poisson"):
        built(sample(symbols=(odd,)))


def test_an_equation_given_is_an_assumption():
    with sympy.evaluate(False):
        claim = replace(CENTRED, given=(Eq(eps, 1),))
    verified = Verified(sample().derivation, (VerifiedClaim(claim, decided(Proved((), "")), Evidence()),))
    scope = built(verified)["derivations"][0]["claims"][0]["scope"]
    assert said(scope) == "For every m >= 1 and eps > 0, assuming that eps = 1:"


# --------------------------------------------------------------------------
# Steps in time, inequalities, inductions


@pytest.fixture(scope="module")
def timed() -> dict:
    return built(sample(), timed_sample(uses=("norm",)))


def of(report, name: str) -> dict:
    return next(c for d in report["derivations"] for c in d["claims"] if c["id"] == name)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("unrolled", "For every beta >= 0 and integer t >= 1, with 0^0 = 1:"),
        ("small", "For every 0 <= beta < 1 and integer t >= 1:"),
        ("value", "Claimed, wrongly, for every beta >= 0:"),
    ],
)
def test_integers_and_conventions_are_said(timed, name, sentence):
    assert said(of(timed, f"steps/{name}")["scope"]) == sentence


def test_a_convention_is_a_condition_that_restricts_nothing(timed):
    (used,) = of(timed, "steps/unrolled")["conditions"]
    assert "0^0 = 1" in used["why"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((Gt(eps, 0), Lt(eps, 1)), "0 < eps < 1"),
        ((Ge(eps, 0), Le(eps, 1)), "0 <= eps <= 1"),
        ((Gt(eps, 0), Gt(eps, 1)), "eps > 0 and eps > 1"),
        ((Gt(eps, 0),), "eps > 0"),
    ],
)
def test_two_bounds_on_a_symbol_are_one_chain(given, words):
    verified = Verified(
        sample(given=given).derivation, (VerifiedClaim(CENTRED, decided(Proved((), "")), Evidence()),))
    scope = built(verified)["derivations"][0]["claims"][0]["scope"]
    assert said(scope) == f"For every m >= 1{' and ' if ' and ' not in words else ', '}{words}:"


def test_symbols_say_what_they_are(timed):
    d = timed["derivations"][1]
    assert [(s["symbol"]["text"], said(s["form"])) for s in d["symbols"]] == [
        ("beta", "scalar"), ("g[t]", "sequence"), ("h[t, p]", "sequence of (n,)"), ("G(x)", "function"),
    ]  # fmt: skip
    assert [(s["symbol"]["text"], s["range"]["text"], s["meaning"]) for s in d["integers"]] == [
        ("t", "t >= 1", "number of steps"), ("i", "i >= 0", ""),
    ]  # fmt: skip
    assert [r["range"] for r in d["indices"]] == ["unit"]


def test_a_recurrence_has_two_lines(timed):
    (m,) = timed["derivations"][1]["definitions"]
    assert [(e["whole"]["text"], e["where"] and e["where"]["text"]) for e in m["equations"]] == [
        ("m[0] = 0", None), ("m[i] = beta*m[i-1] + (1 - beta)*g[i]", "i >= 1"),
    ]  # fmt: skip


def test_an_inequality_is_printed_with_its_relation_and_its_reason(timed):
    small = of(timed, "steps/small")
    assert small["statement"]["whole"]["text"] == "beta^t < 1"
    assert small["statement"]["sign"]["latex"] == "<"
    assert small["difference"]["says"] == "the right side less the left side"
    assert small["difference"]["right"]["text"] == "1 - beta^t"
    assert small["difference"]["sign"] == "positive"


@pytest.mark.parametrize(
    ("relation", "says", "sign"),
    [
        ("<=", "the right side less the left side", "nowhere negative"),
        (">", "the left side less the right side", "positive"),
        (">=", "the left side less the right side", "nowhere negative"),
    ],
)
def test_the_greater_side_less_the_lesser_one(relation, says, sign):
    verified = timed_sample()
    claim = replace(verified.claims[1], claim=replace(verified.claims[1].claim, relation=relation))
    found = of(built(replace(verified, claims=(claim,))), "steps/small")
    assert (found["difference"]["says"], found["difference"]["sign"]) == (says, sign)
    assert relation in found["statement"]["whole"]["text"]


def test_what_a_proof_rests_on_is_said(timed):
    unrolled, limit = of(timed, "steps/unrolled"), of(timed, "steps/limit")
    assert unrolled["induction"]["text"] == "t"
    assert [e["whole"]["text"] for e in unrolled["along"]] == ["m[t-1] = m[t-1]"]
    assert [(u["id"], u["number"]) for u in limit["using"]] == [("steps/unrolled", "2.1"), ("steps/small", "2.2")]
    assert all(u["anchor"] for u in limit["using"])


def test_a_node_is_dark_only_if_all_it_uses_is_proved(timed):
    dark = {n["label"]: n["dark"] for n in timed["derivations"][1]["graph"]["nodes"]}
    assert dark == {"unrolled": True, "small": True, "limit": False}
    assert [n["label"] for n in timed["derivations"][1]["graph"]["alone"]] == ["value"]
    first = timed_sample().claims[0]
    verified = timed_sample()
    undecided = replace(verified, claims=(replace(first, decided=decided(Undecided(None, "?"))), *verified.claims[1:]))
    dark = {n["label"]: n["dark"] for n in built(undecided)["derivations"][0]["graph"]["nodes"]}
    assert dark == {"unrolled": False, "small": False, "limit": False}  # small is proved, what it uses is not


def test_the_graph_of_the_library(timed):
    graph = timed["graph"]
    kinds = {n["label"]: (n["kind"], n["dark"]) for n in graph["nodes"]}
    # norm holds an undecided claim; other is not in this report, so nothing is known of it
    assert kinds == {"other": ("absent", False), "norm": ("undecided", False), "steps": ("undecided", False)}
    assert graph["alt"] == "What uses what. 1 norm uses other. 2 steps uses 1 norm."
    assert [(e["used"]["id"], e["user"]["id"]) for e in graph["edges"]] == [("other", "norm"), ("norm", "steps")]
    assert built(sample(uses=()))["graph"] is None


def test_what_is_wrong_in_a_source_stands_on_the_front_page(timed):
    errata = {e["id"]: e for e in timed["errata"]}
    assert list(errata) == ["norm/printed", "norm/not-tex"]
    wrong = errata["norm/printed"]
    assert wrong["printed"]["latex"] == WRONG.printed
    assert wrong["source"]["place"] == "equation 4"
    assert wrong["counterexample"]["lhs"]["text"] == "14/27"
    assert wrong["correction"]["id"] == "norm/centred"
    assert wrong["correction"]["verdict"]["kind"] == "proved_at"  # it never says more than was found
    assert errata["norm/not-tex"]["correction"] is None
    unsourced = replace(timed_sample().claims[3], claim=replace(timed_sample().claims[3].claim, source=None))
    assert built(replace(timed_sample(), claims=(unsourced,)))["errata"] == []


def test_each_reference_is_listed_once(timed):
    references = timed["references"]
    assert [(r["number"], r["text"]) for r in references] == [
        (1, "A book"), (2, "Ioffe & Szegedy 2015"), (3, "A page"), (4, "A paper"),
    ]  # fmt: skip
    assert [([c["number"] for c in p["claims"]], p["place"], p["checked"]) for p in references[3]["cited"]] == [
        (["2.1"], "section 2", False), (["2.4"], "page 3", True),
    ]  # fmt: skip
    assert [[c["number"] for c in p["claims"]] for p in references[2]["cited"]] == [["1.3", "1.4"]]
    assert [r["number"] for r in timed["derivations"][0]["references"]] == [1, 2, 3]


def test_a_page_can_be_traced(timed):
    assert len(timed["trace"]) == 8
    other = replace(META, sources={"norm": "cd" * 32})
    assert model.build([sample()], {}, other)["trace"] != model.build([sample()], {}, META)["trace"]


def test_a_slip_can_be_checked_by_a_command(claims):
    assert claims["dx"]["commands"] == ["symdl verify norm/dx", "symdl check norm/dx 'dy[i]/sqrt(var + eps)'"]
    assert claims["centred"]["commands"] == ["symdl verify norm/centred"]
