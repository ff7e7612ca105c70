r"""Gradient clipping: by norm, which keeps the direction, and by value, which does not.

    by norm:  h[i] = g[i]*min(1, c/||g||)        by value:  u[i] = min(max(g[i], -c), c)

Clipping by norm shortens a gradient that is longer than c and leaves the others
alone. Clipping by value bounds each component by itself and so turns the gradient.
"""

from sympy import Integer

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import Range, define, family, maximum, minimum, relu, sqrt, symbol, total

zero, one = Integer(0), Integer(1)

parameter = Range("parameter", size="n", letters="i j k")
i, j, k = parameter.indices()

g = family("g", parameter, means="gradient")
c = symbol("c", means="threshold")

norm = define("norm", sqrt(total(g[k] ** 2, k)), latex=r"\nu", means="norm of the gradient")
h = define("h", [i], g[i] * minimum(one, c / norm), means="gradient clipped by norm")
u = define("u", [i], minimum(maximum(g[i], -c), c), means="gradient clipped by value")

recap = Source("Course document 002 (session recap)", "cliffs and long term dependencies", checked=True)
pascanu = Source("Pascanu, Mikolov & Bengio 2013, On the difficulty of training recurrent neural networks, "
                 "arXiv:1211.5063", "algorithm 1")
goodfellow = Source("Goodfellow, Bengio & Courville 2016, Deep Learning", "section 10.11.1")

nonzero = (c > 0, norm > 0)
squared = total(h[k] ** 2, k)

DIRECTION = Claim(
    name="norm-keeps-the-direction",
    title="clipping by norm keeps the direction",
    lhs=h[i] * g[j],
    rhs=h[j] * g[i],
    given=nonzero,
    slips=(
        Slip("sign", -(h[j] * g[i])),
        Slip("as if nothing were clipped", g[j] * g[i]),
        Slip("both clipped", h[j] * h[i]),
    ),
    source=goodfellow,
)

UNCHANGED = Claim(
    name="short-gradient-is-unchanged",
    title="a gradient no longer than the threshold is unchanged",
    lhs=h[i],
    rhs=g[i],
    given=(*nonzero, norm <= c),
    slips=(
        Slip("longer ones too", given=nonzero),
        Slip("stretched to the threshold", g[i] * c / norm),
        Slip("the threshold for the gradient", c),
    ),
    source=pascanu,
)

SHORTENED = Claim(
    name="long-gradient-is-shortened",
    title="a longer one is shortened to the threshold",
    lhs=squared,
    rhs=c**2,
    given=(*nonzero, norm >= c),
    steps=(
        Step(total((g[k] * (c / norm)) ** 2, k), "the threshold is the smaller"),
        Step(norm**2 * (c / norm) ** 2, "the factor is common to all terms"),
    ),
    slips=(
        Slip("shorter ones too", given=nonzero),
        Slip("the square is lost", c),
        Slip("unchanged", total(g[k] ** 2, k)),
    ),
    source=pascanu,
)

BOUNDED = Claim(
    name="norm-is-bounded",
    title="no clipped gradient is longer than the threshold",
    lhs=squared,
    rhs=c**2,
    relation="<=",
    difference=relu(c - norm) * (c + minimum(c, norm)),
    given=nonzero,
    slips=(
        Slip("half the threshold", (c / 2) ** 2),
        Slip("than the threshold over the norm", (c / norm) ** 2),
        Slip("than one", one),
    ),
    source=pascanu,
)

DESCENT = Claim(
    name="still-a-direction-of-descent",
    title="what is clipped by norm still points along the gradient",
    lhs=total(h[k] * g[k], k),
    rhs=zero,
    relation=">",
    difference=minimum(one, c / norm) * norm**2,
    given=nonzero,
    slips=(
        Slip("for a negative threshold too", given=(c < 0, norm > 0)),
        Slip("as far as the gradient itself", total(g[k] ** 2, k)),
        Slip("as far as the threshold", c**2),
    ),
    source=recap,
)

VALUE_ABOVE = Claim(
    name="value-is-bounded-above",
    title="clipping by value keeps each component at the threshold or below",
    lhs=u[i],
    rhs=c,
    relation="<=",
    difference=relu(c - maximum(g[i], -c)),
    given=(c > 0,),
    slips=(
        Slip("at half of it", c / 2),
        Slip("at the component itself", g[i]),
        Slip("at zero", zero),
    ),
    source=goodfellow,
)

VALUE_BELOW = Claim(
    name="value-is-bounded-below",
    title="and at its negative or above",
    lhs=u[i],
    rhs=-c,
    relation=">=",
    difference=minimum(relu(g[i] + c), 2 * c),
    given=(c > 0,),
    slips=(
        Slip("at half of it", -c / 2),
        Slip("at the component itself", g[i]),
        Slip("at zero", zero),
    ),
    source=goodfellow,
)

VALUE_DIRECTION = Claim(
    name="value-keeps-the-direction",
    title="clipping by value keeps the direction: wrong",
    lhs=u[i] * g[j],
    rhs=u[j] * g[i],
    given=(c > 0,),
    expected="refuted",
    corrected_by="norm-keeps-the-direction",
    source=goodfellow,
    note="A long component is cut and a short one is not, so the gradient turns towards the short one.",
)

DERIVATION = Derivation(
    title="Gradient clipping",
    summary=(
        "A gradient is shortened to a threshold before the step is taken, as a whole (by norm) or component by "
        "component (by value)."
    ),
    symbols=(g, c),
    definitions=(norm, h, u),
    claims=(
        DIRECTION, UNCHANGED, SHORTENED, BOUNDED, DESCENT, VALUE_ABOVE, VALUE_BELOW, VALUE_DIRECTION,
    ),
    references=(recap, pascanu, goodfellow),
)
