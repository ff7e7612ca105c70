"""A derivation in steps of time, with what the other sample lacks: integers, a recurrence, an
inequality, an induction, claims that use claims. Its verdicts are made by hand."""

from __future__ import annotations

import sympy
from sympy import Eq, Ge, Integer

from symdl.derivation import (
    Claim,
    Condition,
    Decided,
    Derivation,
    Evidence,
    Instances,
    Proved,
    Refuted,
    Slip,
    Source,
    Undecided,
    Verified,
    VerifiedClaim,
    Witness,
)
from symdl.language import (
    Range,
    function,
    integer,
    limit,
    recurrence,
    sequence,
    symbol,
    total,
)

with sympy.evaluate(False):
    units = Range("unit", "n", "p")
    (p,) = units.indices()
    t = integer("t", at_least=1, means="number of steps")
    i = integer("i")
    beta = symbol("beta", r"\beta", means="decay")
    g = sequence("g", means="gradients")
    h = sequence("h", units, means="gradients of each unit")
    G = function("G", means="any function")
    m_ = sequence("m", means="average")
    m = recurrence({m_[i]: (0, beta * m_[i - 1] + (1 - beta) * g[i])})

    unrolled = total((1 - beta) * beta ** (t - i) * g[i], (i, 1, t))
    UNROLLED = Claim(
        "unrolled", m[t], unrolled, title="the average, unrolled", induction=t,
        along=(Eq(m[t - 1], m[t - 1], evaluate=False),),
        slips=(Slip("one step too many", total((1 - beta) * beta ** (t + 1 - i) * g[i], (i, 1, t))),),
        source=Source("A paper", "section 2"),
    )  # fmt: skip
    SMALL = Claim(
        "small", beta**t, Integer(1), title="the weights are small", relation="<", difference=1 - beta**t,
        given=(beta < 1,), using=("unrolled",), slips=(Slip("of half a step", Integer(0)),),
    )  # fmt: skip
    LIMIT = Claim("limit", limit(m[t], beta, 1, "-"), Integer(0), using=("unrolled", "small"))
    VALUE = Claim("value", G[beta + 1], G[beta], title="any function is constant", expected="refuted",
                  corrected_by="unrolled", source=Source("A  paper", "page 3", checked=True))
    GIVEN = (Ge(beta, 0),)

    ZERO = Condition(Ge(t - i, 0), "the first weight is beta^0, and 0^0 = 1")


def decided(verdict) -> Decided:
    return Decided(verdict, 1.0)


def at(values, lhs="1", rhs="1/2", **where) -> Decided:
    return decided(Refuted(Witness({}, values, where or {"t": 2}, lhs, rhs, True)))


STEPS_POINT = {"g": {"1": "2", "2": "1"}, "beta": "1/2"}


def timed_sample(**changes) -> Verified:
    claims = (
        VerifiedClaim(UNROLLED, decided(Proved((ZERO,), "induction on t")), Evidence(Instances(({},), 5, 5)),
                      slips=(at(STEPS_POINT, "1", "1/2"),)),
        VerifiedClaim(SMALL, decided(Proved((), "a sum of positive terms")), Evidence(),
                      slips=(at({"beta": "1/2"}, "1/4", "0"),)),
        VerifiedClaim(LIMIT, decided(Undecided(None, "no rule for it")), Evidence()),
        VerifiedClaim(VALUE, at({"G": "1 + 2*x", "beta": "0"}, "3", "1"), Evidence()),
    )  # fmt: skip
    derivation = Derivation(
        title="Steps",
        symbols=(t, i, beta, g, h, G),
        definitions=(m,),
        given=GIVEN,
        claims=tuple(c.claim for c in claims),
        references=(Source("A paper"),),
        uses=changes.pop("uses", ()),
        id="steps",
    )
    return Verified(derivation, claims)
