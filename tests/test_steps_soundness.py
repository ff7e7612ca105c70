"""Steps in time: what must never be proved, and the conditions that a proof must name."""

import pytest
from sympy import Eq, Integer, Rational, evaluate

from symdl.derivation import Claim, Derivation, Proved, Refuted, Undecided
from symdl.errors import LanguageError
from symdl.language import (
    INTEGERS,
    Range,
    absolute,
    define,
    delta,
    derivative,
    each,
    exp,
    expectation,
    family,
    floor,
    function,
    independent,
    integer,
    limit,
    maximum,
    minimum,
    oo,
    recurrence,
    relu,
    sequence,
    symbol,
    total,
    unit_step,
    variance,
)
from symdl.verification.decide import Court, verify_claim

zero, one, half = Integer(0), Integer(1), Rational(1, 2)
t, n, s, q = integer("t", at_least=1), integer("n"), integer("s"), integer("q", at_least=2)
i, j = integer("i"), integer("j")
unit = Range("unit", "m", "u w k")
u, w, k = unit.indices()
b, c, x0, e = symbol("b"), symbol("c"), symbol("x0"), symbol("e")
g, a, G = sequence("g"), family("a", unit), function("G")
noise = independent("noise", INTEGERS, mean=e, variance=c)
with evaluate(False):
    m = recurrence({sequence("m")[i]: (0, b * sequence("m")[i - 1] + (1 - b) * g[i])})
    r = recurrence({sequence("r")[i]: (0, b * sequence("r")[i - 1] + (1 - b) * noise[i])})
    P = sequence("P", unit)
    P = recurrence({P[i, u]: (a[u], total(P[i - 1, k] * a[k], k))})
    inverse = define("inverse", [q], 1 / (q - 1))
    closed = (1 - b) * total(b ** (t - i) * g[i], (i, 1, t))
SYMBOLS = (t, n, s, q, b, c, x0, e, g, a, G, noise)
DERIVATION = Derivation("t", SYMBOLS, (), definitions=(m, r, P, inverse))


def court(*given):
    return Court(DERIVATION, given)


def conditions(verdict):
    assert isinstance(verdict, Proved), verdict
    return {str(condition.relation) for condition in verdict.conditions}


with evaluate(False):
    NEVER = {
        # What a sequence depends on is hidden in its members.
        "the derivative of a recurrence": (derivative(m[t], b), zero, ()),
        "the derivative of a recurrence by a step": (derivative(m[t], g[s]), zero, ()),
        "the expectation of a recurrence": (expectation(r[t]), r[t], ()),
        "the variance of a recurrence": (variance(r[t]), zero, ()),
        "the limit of a recurrence": (limit(m[t], b, 1, "-"), m[t], ()),
        "a member that is beyond a sum or not": (derivative(total(g[i], (i, 1, n)), g[s]), one, ()),
        "the first member of a sum that may be empty": (derivative(total(g[i], (i, 1, n)), g[1]), zero, ()),
        "a sequence at an unknown integer": (m[n - s + 1], b * m[n - s] + (1 - b) * g[n - s + 1], ()),
        "the derivative of an unknown function": (derivative(G[c], c), zero, ()),
        "two values of an unknown function": (G[b], G[c], ()),
        "a linear unknown function": (G[b + c], G[b] + G[c], ()),
        # Members, sums and powers outside of where they are.
        "a sequence before its start": (m[n - 1], b * m[n - 2] + (1 - b) * g[n - 1], ()),
        "a definition below its least integer": (inverse[n], 1 / (n - 1), ()),
        "a power that may be negative": (c**n * c ** (-n), zero, ()),
        "zero to the power of zero": (total(b ** (t - i), (i, 1, t)), zero, (Eq(b, 0),)),
        # Points that continuity does not bring back.
        "a geometric sum at one": (total(b**i, (i, 1, t)), zero, (b >= 1, b <= 1)),
        "an unknown function at a point left out": (G[b] * total(b ** (t - i), (i, t, t)), G[zero], (Eq(b, 0), c > 0)),
        # Limits.
        "a limit from the wrong side": (limit(absolute(b) / b, b, 0, "-"), one, ()),
        "a limit that differs from the sides": (limit(absolute(b) / b, b, 0), one, ()),
        "a limit that is infinite": (limit(1 / b, b, 0, "+"), zero, ()),
        "a limit that alternates": (limit((-1) ** t, t, oo), zero, ()),
        "a limit that alternates about one": (limit((-1) ** t, t, oo), one, ()),
        "a limit that alternates about its other value": (limit((-1) ** t, t, oo), -one, ()),
        "a power at the edge": (limit(b**t, t, oo), zero, (b > 0, b <= 1)),
        "a power beyond the edge": (limit(b**t, t, oo), zero, (b > -2, b < 1)),
        "a sum whose length goes to infinity": (limit(total(g[i] * b**i, (i, 1, t)), t, oo), zero, (b > 0, b < 1)),
        "a power against its inverse": (limit(b**t * b ** (-t), t, oo), zero, (b > 0, b < 1)),
        "a limit at a point that is assumed away": (limit(c * b, b, 2, "-"), 2 * c, (b < 1,)),
        "a limit of a symbol that is pinned": (limit(b * c, b, 1, "-"), c, (Eq(b, c),)),
        "a term whose limit is kept": (limit(t * b**t + 1, t, oo), zero, (b > 0, b < 1)),
        # Integers.
        "a floor without its remainder": (floor((n * t + s) / t), n, ()),
        "a floor of a half": (floor(n / 2), n / 2, ()),
        "a floor that is not the ceiling": (floor(n + half), n + 1, ()),
        "deltas of different intervals": (total(delta(u, w) * a[u], u), total(a[u], u), ()),
        # Kinks.
        "relu of a square": (relu(b) ** 2, b**2, ()),
        "the absolute value": (absolute(b), b, ()),
        "the maximum for the minimum": (maximum(b, c), minimum(b, c), ()),
        "the slope at a kink": (unit_step(b), half, ()),
        # Chance.
        "the third moment of an unknown law": (expectation(noise[t] ** 3), e**3 + 3 * e * c, ()),
        "neighbours are the same": (expectation(noise[t] * noise[t - 1]), c + e**2, ()),
    }


@pytest.mark.parametrize("name", NEVER)
def test_it_is_never_proved(name):
    lhs, rhs, given = NEVER[name]
    verdict = court(*given).prover.prove(lhs, rhs)
    assert isinstance(verdict, Undecided)


with evaluate(False):
    INDUCTIONS = {
        "no base": (m[t], closed + x0, (), ()),
        "no step": (m[t], b * g[t], (), ()),
        "an assumption on the integer": (m[t], b * m[t - 1] + (1 - b) * g[t], (), (t > 5,)),
        "a base that fails at zero and at one": (total(g[i], (i, 1, t)), total(g[i], (i, 1, t)) + g[0], (), ()),
        "one of several fails": (m[t], closed, (Eq(m[t], m[t] + 1),), ()),
        "what is assumed of one index, used for all": (P[t, u], one, (), (Eq(a[u], 1),)),
        "true of the first steps only": (t * (t - 1) * (t - 2), zero, (), ()),
    }


@pytest.mark.parametrize("name", INDUCTIONS)
def test_no_induction_proves_what_is_false(name):
    lhs, rhs, along, given = INDUCTIONS[name]
    statements = [(lhs, rhs), *((other.lhs, other.rhs) for other in along)]
    verdict = court(*given).prover.induct(statements, t)
    if name != "an assumption on the integer":  # that one is true, but the induction is not to be trusted
        assert not isinstance(court(*given).decide(lhs, rhs)[0].verdict, Proved) or along
    assert isinstance(verdict, Undecided)


with evaluate(False):
    ORDERS = {
        "the wrong way round": ("<", b**t, one, None, (b > 1,)),
        "not strict": ("<", b**t, one, None, (b > 0, b <= 1)),
        "an even power of an unknown sign": ("<", zero, b ** (2 * t), None, ()),
        "an odd power of an unknown sign": ("<=", zero, b**t, None, ()),
        "another difference": ("<=", b, c, (c - b) ** 2, ()),
        "a difference of no sign": ("<=", b, c, c - b, ()),
        "an empty sum of positive terms": ("<", zero, total(exp(g[i]), (i, 1, n)), None, ()),
        "past the end of its interval": ("<=", zero, total((n - i) * exp(g[i]), (i, 1, n + 1)), None, ()),
        "before the start of its interval": ("<", zero, total(i * exp(g[i]), (i, 0, n)), None, ()),
    }


@pytest.mark.parametrize("name", ORDERS)
def test_no_order_is_proved_that_may_fail(name):
    relation, lhs, rhs, difference, given = ORDERS[name]
    assert isinstance(court(*given).prover.prove_order(relation, lhs, rhs, difference), Undecided)


with evaluate(False):
    NAMED = {
        "a geometric sum divides by 1 - b": (total(b**i, (i, 0, t - 1)), (1 - b**t) / (1 - b), (),
                                              {"Ne(1 - b, 0)", "Eq(0**0, 1)"}),
        "a jump": (unit_step(absolute(b)) * total(b ** (t - i), (i, t, t)), one, (), {"Ne(b, 0)"}),
        "0^0 is named where a base may be zero": (m[t], closed, (), {"Eq(0**0, 1)"}),
        "a positive base needs no 0^0": (m[t], closed, (b > 0,), {"b > 0"}),
        "a sum must not end before it starts": (
            total(g[i], (i, 1, n - 2)) + g[n - 1] + g[n], total(g[i], (i, 1, n)), (), {"((n - 2) - 1) + 1 >= 0"}),
        "a negative exponent needs a base": (total(b ** (-i), (i, 1, t)) * b**t, total(b ** (i - 1), (i, 1, t)), (),
                                             {"Ne(b, 0)", "Eq(0**0, 1)"}),
        "a limit needs its leading coefficient": (
            limit(b * x0 / (c * b), b, 0, "+"), x0 / c, (), {"Ne(c, 0)"}),
        "a slope needs the kink away": (derivative(relu(c), c), unit_step(c), (), {"Ne(c, 0)"}),
        "a floor needs its remainder": (floor((n * t + s) / t), n, (s < t,), {"s < t"}),
        "no condition for a split": (
            total(g[i], (i, 1, t + n)), total(g[i], (i, 1, t)) + total(g[i], (i, t + 1, t + n)), (), set()),
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMED)
def test_a_proof_names_its_conditions(name):
    lhs, rhs, given, named = NAMED[name]
    decided, instances = court(*given).decide(lhs, rhs, induction=t)
    assert conditions(decided.verdict) == named
    assert instances is not None


# -- claims that use claims


def verified(claims, name, given=()):
    derivation = Derivation("t", SYMBOLS, claims, definitions=(m, r, P, inverse), given=given)
    return verify_claim(derivation, derivation.claim(name))


with evaluate(False):
    UNROLLED = Claim("unrolled", m[t], closed, induction=t)
    MEAN = Claim("mean", r[t], (1 - b) * total(b ** (t - i) * noise[i], (i, 1, t)), induction=t)


def test_what_was_proved_is_used():
    with evaluate(False):
        slope = Claim("slope", derivative(m[t], g[t]), 1 - b, using=("unrolled",))
        start = Claim("start", m[0], 0, using=("unrolled",))
        mean = Claim("of-mean", expectation(r[t]), (1 - b**t) * e, using=("mean",))
    for claim, lemma in ((slope, UNROLLED), (start, UNROLLED), (mean, MEAN)):
        assert isinstance(verified((lemma, claim), claim.name).decided.verdict, Proved)


def test_what_was_not_proved_is_not_used():
    with evaluate(False):
        wrong = Claim("unrolled", m[t], total(b ** (t - i) * g[i], (i, 1, t)), induction=t, expected="refuted")
        follows = Claim("follows", m[t], total(b ** (t - i) * g[i], (i, 1, t)), using=("unrolled",))
        verdict = verified((wrong, follows), "follows").decided.verdict
    assert isinstance(verdict, Refuted)


def test_what_was_proved_under_more_is_not_used():
    with evaluate(False):
        narrow = Claim("unrolled", m[t], g[t], given=(Eq(b, 0),))
        wide = Claim("wide", m[t] - g[t], 0, using=("unrolled",))
        assert isinstance(verified((narrow, wide), "unrolled").decided.verdict, Proved)
        assert isinstance(verified((narrow, wide), "wide").decided.verdict, Refuted)


def test_what_was_proved_for_some_indices_is_not_used_at_others():
    with evaluate(False):
        some = Claim("some", P[t, u], P[t, u] + (a[u] - 1) * x0, given=(Eq(a[u], 1),))
        other = Claim("other", total(P[t, u], u), total(P[t, u] + (a[u] - 1) * x0, u), using=("some",))
        assert not isinstance(verified((some, other), "other").decided.verdict, Proved)


def test_the_conditions_of_what_is_used_are_named():
    with evaluate(False):
        lemma = Claim("lemma", m[t], (1 - b) * c * (1 - b**t) / (1 - b), given=(each(i, Eq(g[i], c)),), induction=t)
        claim = Claim("claim", m[t] - m[t], 0, given=lemma.given, using=("lemma",))
        verdict = verified((lemma, claim), "claim").decided.verdict
    assert "Ne(1 - b, 0)" in conditions(verdict)


def test_two_integers_of_one_letter_are_not_taken_for_one():
    other = integer("t", at_least=2)
    with evaluate(False):
        with pytest.raises(LanguageError, match="one letter"):
            court().decide(t - other, zero)
        nested = limit(limit(other / t, t, oo), other, oo)
        assert not isinstance(court().decide(nested, one)[0].verdict, Proved)


def test_only_members_of_sequences_can_be_used():
    with evaluate(False):
        lemma = Claim("lemma", total(g[i], (i, 1, t)), total(g[i], (i, 1, t)))
        claim = Claim("claim", m[t], m[t], using=("lemma",))
        with pytest.raises(LanguageError, match="not of the form"):
            verified((lemma, claim), "claim")


def test_no_assumption_on_a_random_sequence():
    with evaluate(False), pytest.raises(LanguageError, match="random"):
        court(Eq(r[t], 0))
