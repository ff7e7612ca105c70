r"""Three ways to let the learning rate fall: in steps, exponentially, and as 1/t.

    step: alpha0*f^floor(t/s),    exponential: alpha0*exp(-k*t),    1/t: alpha0/(1 + k*t)

The two smooth ones start alike. What tells them apart is how far they let the
parameter go: the rates of the exponential and of the step decay have a finite
sum; those of 1/t do not, while their squares do.
"""

from sympy import Eq, Integer, Ne, Rational

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import define, derivative, exp, floor, integer, limit, oo, symbol, total

half = Rational(1, 2)

t = integer("t", means="number of steps taken")
s = integer("s", at_least=1, means="number of steps between two drops")
q = integer("q", means="number of drops so far")
r = integer("r", means="number of steps since the last drop")
n = integer("n", at_least=1, means="a number of steps")
i = integer("i", means="a step")
j = integer("j", means="a drop")

alpha0 = symbol("alpha0", r"\alpha_0", means="learning rate at the start")
f = symbol("f", means="factor of each drop")
k = symbol("k", means="rate of decay")

stair = define("stair", [q], alpha0 * f**q, latex=r"\alpha^{\mathrm{step}}", means="rate after so many drops")
expo = define("expo", [t], alpha0 * exp(-k * t), latex=r"\alpha^{\mathrm{exp}}", means="rate of the exponential decay")
hyper = define("hyper", [t], alpha0 / (1 + k * t), latex=r"\alpha^{\mathrm{inv}}", means="rate of the 1/t decay")

expo_sum = define("exposum", [t], alpha0 * (1 - exp(-k * t)) / (1 - exp(-k)), latex=r"S^{\mathrm{exp}}",
                  means="sum of the first rates of the exponential decay")
stair_sum = define("stairsum", [q], alpha0 * (1 - f**q) / (1 - f), latex=r"S^{\mathrm{step}}",
                   means="sum of the first rates of the step decay, each counted once")

slides = Source("Course document 001 (lecture slides)", "learning rate decay over time", checked=True)
robbins = Source("Robbins & Monro 1951, A stochastic approximation method, Annals of Mathematical Statistics 22")

euclid = (Eq(t, q * s + r), r < s)

DROPS = Claim(
    name="number-of-drops",
    title="the number of drops is the quotient of the steps taken by the steps between drops",
    lhs=floor(t / s),
    rhs=q,
    given=euclid,
    slips=(
        Slip("one drop at the start", q + 1),
        Slip("the remainder is not below the divisor", given=(Eq(t, q * s + r),)),
        Slip("the remainder", r),
        Slip("the floor is lost", t / s),
    ),
    source=slides,
)

NEXT_DROP = Claim(
    name="one-more-drop",
    title="as many steps later as there are between drops, there is one drop more",
    lhs=floor((t + s) / s),
    rhs=q + 1,
    given=euclid,
    slips=(
        Slip("no drop", q),
        Slip("two drops", q + 2),
        Slip("a drop for each step", q + s),
    ),
    source=slides,
)

STAIR = Claim(
    name="step-decay",
    title="each drop multiplies the rate by its factor",
    lhs=stair[q + 1],
    rhs=f * stair[q],
    slips=(
        Slip("no drop", stair[q]),
        Slip("the factor is subtracted", stair[q] - f),
        Slip("the factor acts on the first rate", f * alpha0),
    ),
    source=slides,
    note="After t steps there have been floor(t/s) drops. The slides halve the rate every few epochs: f = 1/2.",
)

EXPO = Claim(
    name="exponential-decay",
    title="each step of the exponential decay multiplies the rate by the same factor",
    lhs=expo[t + 1],
    rhs=exp(-k) * expo[t],
    steps=(Step(alpha0 * exp(-k * t - k), "take the exponent apart"),),
    slips=(
        Slip("the factor is not exponentiated", (1 - k) * expo[t]),
        Slip("sign", exp(k) * expo[t]),
        Slip("the factor of all steps so far", exp(-k * t) * expo[t]),
    ),
    source=slides,
)

HYPER = Claim(
    name="reciprocal-decay",
    title="each step of the 1/t decay adds the same amount to the reciprocal of the rate",
    lhs=1 / hyper[t + 1],
    rhs=1 / hyper[t] + k / alpha0,
    given=(k >= 0, alpha0 > 0),
    slips=(
        Slip("the first rate is lost", 1 / hyper[t] + k),
        Slip("sign", 1 / hyper[t] - k / alpha0),
        Slip("all steps so far", 1 / hyper[t] + k * t / alpha0),
    ),
    source=slides,
)

EXPO_VALUE = Claim(
    name="exponential-without-decay",
    title="without decay the exponential keeps its first rate",
    lhs=limit(expo[t], k, 0),
    rhs=alpha0,
    slips=(
        Slip("it vanishes", Integer(0)),
        Slip("the slope for the value", -alpha0 * t),
        Slip("a factor e stays", alpha0 * exp(1)),
    ),
    source=slides,
)

HYPER_VALUE = Claim(
    name="reciprocal-without-decay",
    title="without decay 1/t keeps its first rate too",
    lhs=limit(hyper[t], k, 0),
    rhs=alpha0,
    slips=(
        Slip("it vanishes", Integer(0)),
        Slip("half of it", half * alpha0),
        Slip("the slope for the value", -alpha0 * t),
    ),
    source=slides,
)

EXPO_SLOPE = Claim(
    name="exponential-to-first-order",
    title="to first order in the rate of decay the exponential falls by alpha0*k*t",
    lhs=limit(derivative(expo[t], k), k, 0),
    rhs=-alpha0 * t,
    steps=(Step(limit(-alpha0 * t * exp(-k * t), k, 0), "the derivative"),),
    slips=(
        Slip("sign", alpha0 * t),
        Slip("the number of steps is lost", -alpha0),
        Slip("no change to first order", Integer(0)),
    ),
    source=slides,
)

HYPER_SLOPE = Claim(
    name="reciprocal-to-first-order",
    title="to first order 1/t falls by the same amount",
    lhs=limit(derivative(hyper[t], k), k, 0),
    rhs=-alpha0 * t,
    steps=(Step(limit(-alpha0 * t / (1 + k * t) ** 2, k, 0), "the derivative"),),
    slips=(
        Slip("sign", alpha0 * t),
        Slip("half of it", -half * alpha0 * t),
        Slip("no change to first order", Integer(0)),
    ),
    source=slides,
)

SECOND_ORDER = Claim(
    name="they-part-at-second-order",
    title="the two part at second order: the exponential falls faster",
    lhs=limit((expo[t] - hyper[t]) / k**2, k, 0),
    rhs=-half * alpha0 * t**2,
    slips=(
        Slip("sign", half * alpha0 * t**2),
        Slip("they agree to second order too", Integer(0)),
        Slip("the factor one half is lost", -alpha0 * t**2),
    ),
    source=slides,
)

EXPO_SUM = Claim(
    name="exponential-sum",
    title="the sum of the first rates of the exponential decay",
    lhs=total(expo[i], (i, 0, t - 1)),
    rhs=expo_sum[t],
    given=(k > 0,),
    slips=(
        Slip("one rate too many", alpha0 * (1 - exp(-k * (t + 1))) / (1 - exp(-k))),
        Slip("the last rate is lost", alpha0 * (1 - exp(-k * (t - 1))) / (1 - exp(-k))),
        Slip("an integral for the sum", alpha0 * (1 - exp(-k * t)) / k),
    ),
    source=robbins,
)

EXPO_SUM_LIMIT = Claim(
    name="exponential-sum-converges",
    title="the rates of the exponential decay have a finite sum",
    lhs=limit(expo_sum[t], t, oo),
    rhs=alpha0 / (1 - exp(-k)),
    given=(k > 0,),
    slips=(
        Slip("without the first rate", alpha0 * exp(-k) / (1 - exp(-k))),
        Slip("an integral for the sum", alpha0 / k),
        Slip("the first rate only", alpha0),
    ),
    source=robbins,
    note="However many steps are taken, steps of bounded size cannot carry the parameter further than this allows.",
)

STAIR_SUM = Claim(
    name="step-decay-sum",
    title="the sum of the rates of the step decay, each held for s steps",
    lhs=total(stair[j], (i, 1, s), (j, 0, q - 1)),
    rhs=s * stair_sum[q],
    given=(Ne(f, 1),),
    steps=(
        Step(total(s * stair[j], (j, 0, q - 1)), "each rate is held for s steps"),
        Step(s * (alpha0 * total(f**j, (j, 0, q - 1))), "take out what is common"),
    ),
    slips=(
        Slip("each rate counted once", stair_sum[q]),
        Slip("one rate too many", s * stair_sum[q + 1]),
        Slip("as if the rate never fell", s * q * alpha0),
    ),
    source=robbins,
)

STAIR_SUM_LIMIT = Claim(
    name="step-decay-sum-converges",
    title="the rates of the step decay have a finite sum",
    lhs=limit(s * stair_sum[q], q, oo),
    rhs=s * alpha0 / (1 - f),
    given=(f >= 0, f < 1),
    slips=(
        Slip("each rate counted once", alpha0 / (1 - f)),
        Slip("without the first rate", s * alpha0 * f / (1 - f)),
        Slip("plus for minus", s * alpha0 / (1 + f)),
    ),
    source=robbins,
)

HYPER_DIVERGES = Claim(
    name="reciprocal-sum-doubles",
    title="from step n + 1 to step 2n the rates of 1/t sum to n times the last of them at least",
    lhs=total(hyper[i], (i, n + 1, 2 * n)),
    rhs=n * alpha0 / (1 + 2 * k * n),
    relation=">=",
    difference=total(alpha0 * k * (2 * n - i) / ((1 + k * i) * (1 + 2 * k * n)), (i, n + 1, 2 * n)),
    given=(k > 0, alpha0 > 0),
    slips=(
        Slip("n times the first rate", n * alpha0),
        Slip("n times the rate at n", n * alpha0 / (1 + k * n)),
        Slip("twice as much", 2 * n * alpha0 / (1 + 2 * k * n)),
    ),
    source=robbins,
)

HYPER_CAUCHY = Claim(
    name="reciprocal-sum-diverges",
    title="so each doubling of the steps adds alpha0/(1 + 2k) at least, and the sum grows beyond all bounds",
    lhs=n * alpha0 / (1 + 2 * k * n),
    rhs=alpha0 / (1 + 2 * k),
    relation=">=",
    difference=alpha0 * (n - 1) / ((1 + 2 * k * n) * (1 + 2 * k)),
    given=(k >= 0, alpha0 > 0),
    slips=(
        Slip("the first rate at least", alpha0, given=(k > 0, alpha0 > 0)),
        Slip("more by the factor n", n * alpha0 / (1 + 2 * k), given=(k > 0, alpha0 > 0)),
        Slip("one half at least", half),
    ),
    source=robbins,
)

TELESCOPE = Claim(
    name="squares-telescope",
    title="a sum that telescopes, term by term above the squares of the rates",
    lhs=total(1 / ((1 + k * (i - 1)) * (1 + k * i)), (i, 1, n)),
    rhs=1 / k * (1 - 1 / (1 + k * n)),
    given=(k > 0,),
    induction=n,
    slips=(
        Slip("the factor 1/k is lost", 1 - 1 / (1 + k * n)),
        Slip("the last term is lost", 1 / k),
        Slip("one step too many", 1 / k * (1 - 1 / (1 + k * (n + 1)))),
    ),
    source=robbins,
)

SQUARES_BOUNDED = Claim(
    name="reciprocal-squares-bounded",
    title="the squares of the rates of 1/t have a bounded sum",
    lhs=total(1 / (1 + k * i) ** 2, (i, 1, n)),
    rhs=1 / k * (1 - 1 / (1 + k * n)),
    relation="<=",
    difference=total(k / ((1 + k * (i - 1)) * (1 + k * i) ** 2), (i, 1, n)),
    given=(k > 0,),
    induction=n,
    slips=(
        Slip("the last term is lost twice", 1 / k * (1 - 2 / (1 + k * n))),
        Slip("the factor 1/k is lost", 1 - 1 / (1 + k * n)),
        Slip("the last of them only", 1 / (1 + k * n) ** 2),
    ),
    source=robbins,
    note="A sum without bound and squares with one: the two conditions under which stochastic gradient descent with "
         "falling rates converges.",
)

BOUND = Claim(
    name="reciprocal-squares-limit",
    title="by 1/k, however many steps are taken",
    lhs=1 / k * (1 - 1 / (1 + k * n)),
    rhs=1 / k,
    relation="<",
    difference=1 / (k * (1 + k * n)),
    given=(k > 0,),
    slips=(
        Slip("by half of it", half / k),
        Slip("by 1/(1 + k)", 1 / (1 + k)),
        Slip("for a negative rate of decay too", given=(k < 0, 1 + k * n > 0)),
    ),
    source=robbins,
)

DERIVATION = Derivation(
    title="Learning rate schedules",
    summary=(
        "Step decay, exponential decay and 1/t decay: how each falls, how the two smooth ones compare, and which of "
        "the rates have a finite sum. The squares of 1/t are taken at a first rate of one."
    ),
    symbols=(t, s, q, r, n, i, j, alpha0, f, k),
    definitions=(stair, expo, hyper, expo_sum, stair_sum),
    claims=(
        DROPS, NEXT_DROP, STAIR, EXPO, HYPER, EXPO_VALUE, HYPER_VALUE, EXPO_SLOPE, HYPER_SLOPE, SECOND_ORDER,
        EXPO_SUM, EXPO_SUM_LIMIT, STAIR_SUM, STAIR_SUM_LIMIT, HYPER_DIVERGES, HYPER_CAUCHY, TELESCOPE,
        SQUARES_BOUNDED, BOUND,
    ),
    references=(slides, robbins),
)
