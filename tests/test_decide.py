"""Every claim of the library comes out as expected, and the two roads watch each other."""

import pytest
from sympy import Eq, Integer, Rational, evaluate

from symdl import library
from symdl.calculus.reach import trees
from symdl.derivation import Claim, Derivation, Proved, Refuted, Slip, Undecided
from symdl.errors import SymdlError
from symdl.language import Range, each, exp, family, log, mean, sqrt, symbol, total
from symdl.verification import decide
from symdl.verification.decide import Court, Disagreement, verify_claim
from symdl.verification.many import verify_all

ENTRIES = [(d, c) for d in library.load_all() for c in d.claims]
NAMES = [f"{d.id}/{c.name}" for d, c in ENTRIES]


@pytest.mark.parametrize(("derivation", "claim"), ENTRIES, ids=NAMES)
def test_the_entry_comes_out_as_its_author_expects(derivation, claim):
    found = verify_claim(derivation, claim)
    wanted = {"proved": Proved, "refuted": Refuted}[claim.expected]
    assert isinstance(found.decided.verdict, wanted), found.decided.verdict
    assert all(isinstance(step.verdict, Proved) for step in found.steps)
    for slip, decided in zip(claim.slips, found.slips, strict=True):
        assert isinstance(decided.verdict, Refuted), slip.text
        # Exact numbers, or balls that exclude each other where there is an exponential.
        exponential = any(isinstance(t, (exp, log)) for side in (claim.lhs, slip.rhs or claim.rhs) for t in trees(side))
        assert decided.verdict.witness.exact or exponential, slip.text
    if wanted is Proved:
        assert found.evidence.instances.points > 0
    differences = found.evidence.finite_differences
    assert differences is None or differences.agree
    assert found.as_expected


batch = Range("batch", "m", "i j")
i, j = batch.indices()
x = family("x", batch)
u, w = symbol("u"), symbol("w")


def derivation(*claims, given=()):
    return Derivation("t", (x, u, w), claims, given=given)


def decided(lhs, rhs, *given):
    return Court(derivation(), given).decide(lhs, rhs)[0].verdict


def test_a_proof_that_instances_contradict_stops_the_run(monkeypatch):
    monkeypatch.setattr(decide.Prover, "prove", lambda self, a, b: Proved((), "wishful thinking"))
    with pytest.raises(Disagreement, match="proved for all sizes"):
        verify_claim(derivation(), Claim("c", total(x[i], i), mean(x[i], i)))


NOTHING_MEETS = {
    "two values at once": (u, u, (Eq(u, 1), Eq(u, 2))),
    "positive and zero": (u, u + 0, (u > 0, Eq(u, 0))),
    "negative and positive": (u, u, (u > 0, u < 0)),
    "sizes that are no sizes": (u, u, (batch.size < 1,)),
}


@pytest.mark.parametrize("name", NOTHING_MEETS)
def test_nothing_is_proved_of_nothing(name):
    lhs, rhs, given = NOTHING_MEETS[name]
    with evaluate(False):
        lhs, rhs = total(x[i], i) + lhs, rhs + total(x[j], j)
    assert isinstance(decided(lhs, rhs, *given), Undecided)


def test_an_assumption_that_can_never_hold_is_refused():
    with evaluate(False):
        never = Eq(u + 1, u)
    with pytest.raises(SymdlError, match="never hold"):
        Court(derivation(), (never,))


def test_conditions_that_are_never_met_prove_nothing():
    with evaluate(False):
        nowhere = log(-1 - u**2)
        lhs = nowhere - nowhere + w
    assert isinstance(decided(lhs, w), Undecided)


def test_an_assumption_for_one_index_is_not_one_for_all():
    one = Eq(x[i], 1)
    with evaluate(False):
        assert isinstance(decided(x[i], Integer(1), one), Proved)
        assert isinstance(decided(x[i] + total(x[j], j), 1 + batch.size, one), Refuted)
        assert isinstance(decided(x[i] + total(x[j], j), 1 + batch.size, each(i, one)), Proved)


def test_a_root_is_not_split_across_unknown_signs():
    half = Rational(1, 2)
    with evaluate(False):
        assert isinstance(decided(sqrt(u**2), u), Refuted)
        assert isinstance(decided(sqrt(u**2), u, u > 0), Proved)
        assert not isinstance(decided((u * w) ** half, u**half * w**half), Proved) or "u" in str(
            decided((u * w) ** half, u**half * w**half).conditions)


def test_all_cores_and_one_give_the_same():
    names = ["activations", "linear-layer", "weight-decay"]
    one = verify_all(library.load_all(names), jobs=1)
    two = verify_all(library.load_all(names), jobs=2)
    for a, b in zip(one, two, strict=True):
        for c, d in zip(a.claims, b.claims, strict=True):
            assert type(c.decided.verdict) is type(d.decided.verdict)
            assert c.evidence == d.evidence
            assert [type(s.verdict) for s in c.slips] == [type(s.verdict) for s in d.slips]
            if isinstance(c.decided.verdict, Proved):
                assert str(c.decided.verdict.conditions) == str(d.decided.verdict.conditions)


def test_a_slip_that_is_right_is_not_as_expected():
    found = verify_claim(derivation(), Claim("c", u, u, slips=(Slip("the same", 1 * u),)))
    assert not found.as_expected


def test_a_verdict_is_not_a_truth_value():
    with pytest.raises(TypeError, match="match on its type"):
        bool(Undecided(None, "why"))
