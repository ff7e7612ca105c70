r"""The exponential average of gradients: unrolled, its weights, its bias, its variance.

    m[t] = beta*m[t-1] + (1 - beta)*g[t],   m[0] = 0

The average started at zero is too small by the factor 1 - beta**t, because that
is what its weights add up to. Dividing by it makes the average unbiased if the
gradients have one mean. Its variance is smaller than that of one gradient.
"""

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import (
    INTEGERS,
    define,
    expectation,
    independent,
    integer,
    limit,
    oo,
    recurrence,
    sequence,
    symbol,
    total,
    variance,
)

t = integer("t", at_least=1, means="number of steps")
i = integer("i")

beta = symbol("beta", r"\beta", means="decay rate of the average")
mean = symbol("gbar", r"\bar{g}", means="mean of every gradient")
spread = symbol("s2", r"\sigma^2", means="variance of every gradient")
g = independent("g", INTEGERS, mean=mean, variance=spread, means="gradients of the steps")

m = sequence("m", means="exponential average")
m = recurrence({m[i]: (0, beta * m[i - 1] + (1 - beta) * g[i])})
mhat = define("mhat", [t], m[t] / (1 - beta**t), latex=r"\hat{m}", means="average with its bias corrected")
spread_of_m = define("V", [t], (1 - beta) / (1 + beta) * (1 - beta ** (2 * t)) * spread, means="its variance")

kingma = Source("Kingma & Ba 2015, Adam: a method for stochastic optimization, arXiv:1412.6980", "section 3")
course = Source("Course document 003 (HW3)", "adaptive learning rate, (a)", checked=True)

UNROLLED = Claim(
    name="unrolled",
    title="the average is a weighted sum of all gradients",
    lhs=m[t],
    rhs=(1 - beta) * total(beta ** (t - i) * g[i], (i, 1, t)),
    induction=t,
    steps=(
        Step(beta * m[t - 1] + (1 - beta) * g[t], "the recurrence"),
        Step(beta * ((1 - beta) * total(beta ** (t - 1 - i) * g[i], (i, 1, t - 1))) + (1 - beta) * g[t],
             "the statement for the step before"),
        Step((1 - beta) * total(beta ** (t - i) * g[i], (i, 1, t - 1)) + (1 - beta) * g[t], "beta goes into the sum"),
    ),
    slips=(
        Slip("exponent one too large", (1 - beta) * total(beta ** (t - i + 1) * g[i], (i, 1, t))),
        Slip("oldest gradient weighted most", (1 - beta) * total(beta ** (i - 1) * g[i], (i, 1, t))),
        Slip("factor 1 - beta lost", total(beta ** (t - i) * g[i], (i, 1, t))),
        Slip("last gradient left out", (1 - beta) * total(beta ** (t - i) * g[i], (i, 1, t - 1))),
    ),
    source=course,
)

WEIGHTS = Claim(
    name="weights-sum",
    title="the weights add up to 1 - beta^t, not to 1",
    lhs=(1 - beta) * total(beta ** (t - i), (i, 1, t)),
    rhs=1 - beta**t,
    slips=(
        Slip("one term too many", 1 - beta ** (t + 1)),
        Slip("the weights add up to one", 1),
        Slip("one term too few", 1 - beta ** (t - 1)),
    ),
    source=kingma,
)

MEAN = Claim(
    name="mean",
    title="the average is biased towards its start at zero",
    lhs=expectation(m[t]),
    rhs=(1 - beta**t) * mean,
    using=("unrolled",),
    steps=(
        Step((1 - beta) * total(beta ** (t - i) * expectation(g[i]), (i, 1, t)), "expectation is linear"),
        Step((1 - beta) * total(beta ** (t - i) * mean, (i, 1, t)), "every gradient has the same mean"),
    ),
    slips=(
        Slip("no bias", mean),
        Slip("one step too few", (1 - beta ** (t - 1)) * mean),
        Slip("the bias instead of what is left", beta**t * mean),
    ),
    source=kingma,
)

UNBIASED = Claim(
    name="corrected-is-unbiased",
    title="divided by 1 - beta^t it is unbiased for gradients of one mean",
    lhs=expectation(mhat[t]),
    rhs=mean,
    using=("unrolled",),
    slips=(
        Slip("still biased", (1 - beta**t) * mean),
        Slip("corrected twice", mean / (1 - beta**t)),
        Slip("corrected by 1 - beta", (1 - beta**t) / (1 - beta) * mean),
    ),
    source=kingma,
)

VARIANCE = Claim(
    name="variance",
    title="the variance of the average of independent gradients",
    lhs=variance(m[t]),
    rhs=(1 - beta) / (1 + beta) * (1 - beta ** (2 * t)) * spread,
    using=("unrolled",),
    steps=(
        Step((1 - beta) ** 2 * total(beta ** (2 * (t - i)) * spread, (i, 1, t)), "independent: variances add up"),
    ),
    slips=(
        Slip("weights not squared", (1 - beta**t) * spread),
        Slip("beta^t instead of beta^(2t)", (1 - beta) / (1 + beta) * (1 - beta**t) * spread),
        Slip("signs of the factor", (1 + beta) / (1 - beta) * (1 - beta ** (2 * t)) * spread),
    ),
)

VARIANCE_LIMIT = Claim(
    name="variance-limit",
    title="the variance in the long run",
    lhs=limit(spread_of_m[t], t, oo),
    rhs=(1 - beta) / (1 + beta) * spread,
    slips=(
        Slip("it vanishes", 0),
        Slip("that of one gradient", spread),
        Slip("the sum of the squared weights without 1 - beta", spread / (1 - beta**2)),
    ),
)

SMALLER = Claim(
    name="variance-smaller",
    title="the average varies less than one gradient does",
    lhs=spread_of_m[t],
    relation="<",
    rhs=spread,
    difference=spread * (2 * beta + (1 - beta) * beta ** (2 * t)) / (1 + beta),
    given=(spread > 0,),
    slips=(
        Slip("less than a tenth of it", spread / 10),
        Slip("less than half of its long-run value", (1 - beta) / (1 + beta) * spread / 2),
        Slip("less than the share 1 - beta of it", (1 - beta) ** 2 * spread),
    ),
)

DERIVATION = Derivation(
    title="Exponential averages of gradients",
    summary="The first moment of Adam: an exponentially weighted sum of gradients, for every number of steps.",
    symbols=(t, beta, mean, spread, g),
    definitions=(m, mhat, spread_of_m),
    given=(beta > 0, beta < 1, spread >= 0),
    claims=(UNROLLED, WEIGHTS, MEAN, UNBIASED, VARIANCE, VARIANCE_LIMIT, SMALLER),
    references=(kingma, course),
)
