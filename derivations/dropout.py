r"""Dropout: what masking does to the mean and the variance of a unit.

    a = U*h,    U = 1 with probability p, else 0

The mean is p*h, so a network trained with masks must be scaled by p when it is
used without them; or the mask is divided by p while training (inverted
dropout) and nothing is scaled later.
"""

from sympy import Eq, Ne, Rational

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import Range, bernoulli, define, expectation, family, symbol, total, variance

half = Rational(1, 2)
quarter = Rational(1, 4)

unit = Range("unit", size="n", letters="i j k")
i, j, k = unit.indices()
n = unit.size

h = symbol("h", means="value of a unit before its mask")
p = symbol("p", means="probability of keeping a unit")
q = symbol("q", r"P_{\text{drop}}", means="probability of dropping a unit")
U = bernoulli("U", p=p, means="mask of the unit: 1 with probability p")
V = bernoulli("V", p=1 - q, means="mask of the unit: 0 with the probability of dropping")

x = family("x", unit, means="inputs of a linear unit")
w = family("w", unit, means="weights of a linear unit")
M = bernoulli("M", unit, p=p, means="masks of the inputs, independent")

x0 = symbol("x0", "x_0", means="first of two inputs")
x1 = symbol("x1", "x_1", means="second of two inputs")
w0 = symbol("w0", "w_0", means="its weight")
w1 = symbol("w1", "w_1", means="its weight")
M0 = bernoulli("M0", p=p, latex="M_0", means="mask of the first input")
M1 = bernoulli("M1", p=p, latex="M_1", means="mask of the second input")

r = define("r", 1 / (1 - q), means="factor that keeps the mean while training")

srivastava = Source("Srivastava et al. 2014, Dropout, Journal of Machine Learning Research 15", "section 4")
cs224n = Source("Course document 000 (CS224n assignment 3)", "I (b) (i)", checked=True)
slides = Source("Course document 001 (lecture slides)", "dropout at test time", checked=True)

MEAN = Claim(
    name="mean",
    title="the mean of a masked unit",
    lhs=expectation(U * h),
    rhs=p * h,
    steps=(Step(0 * h * (1 - p) + 1 * h * p, "the mask is 0 or 1"),),
    slips=(
        Slip("the unit itself", h),
        Slip("drop for keep", (1 - p) * h),
        Slip("divided by the probability", h / p, given=(Ne(p, 0),)),
    ),
    source=srivastava,
)

VARIANCE = Claim(
    name="variance",
    title="the variance of a masked unit",
    lhs=variance(U * h),
    rhs=p * (1 - p) * h**2,
    steps=(
        Step(expectation((U * h) ** 2) - expectation(U * h) ** 2, "second moment less the squared mean"),
        Step(p * h**2 - (p * h) ** 2, "the square of the mask is the mask"),
    ),
    slips=(
        Slip("the unit is not squared", p * (1 - p) * h),
        Slip("second moment for variance", p * h**2),
        Slip("squared probability", p**2 * (1 - p) * h**2),
    ),
    source=srivastava,
)

SCALE = Claim(
    name="scale-keeps-the-mean",
    title="r = 1/(1 - P_drop) keeps the mean while training",
    lhs=expectation(r * V * h),
    rhs=h,
    given=(q < 1,),
    steps=(
        Step(r * 0 * h * q + r * 1 * h * (1 - q), "the mask is 0 or 1"),
        Step(r * h * (1 - q), "the first term is zero"),
    ),
    slips=(
        Slip("the mean is scaled by the keep probability", h * (1 - q)),
        Slip("r = 1/P_drop", expectation(V * h) / q, given=(q > 0, q < 1)),
        Slip("the mean is scaled by r", r * h),
    ),
    source=cs224n,
)

INVERTED_MEAN = Claim(
    name="inverted-mean",
    title="inverted dropout leaves the mean as it is",
    lhs=expectation(U / p * h),
    rhs=h,
    given=(p > 0,),
    slips=(
        Slip("as without the division", p * h),
        Slip("divided twice", h / p),
        Slip("divided by the drop probability", expectation(U * h) / (1 - p), given=(p > 0, p < 1)),
    ),
    source=slides,
)

INVERTED_VARIANCE = Claim(
    name="inverted-variance",
    title="the noise of inverted dropout grows as units are dropped",
    lhs=variance(U / p * h),
    rhs=h**2 * (1 - p) / p,
    given=(p > 0,),
    slips=(
        Slip("as without the division", h**2 * p * (1 - p)),
        Slip("divided once for twice", h**2 * (1 - p)),
        Slip("odds turned over", h**2 * p / (1 - p), given=(p > 0, p < 1)),
    ),
    source=srivastava,
)

LINEAR_MEAN = Claim(
    name="linear-unit-mean",
    title="the mean of a linear unit with masked inputs",
    lhs=expectation(total(w[i] * M[i] * x[i], i)),
    rhs=p * total(w[i] * x[i], i),
    steps=(
        Step(total(w[i] * expectation(M[i]) * x[i], i), "expectation is linear"),
        Step(total(w[i] * p * x[i], i), "each mask has mean p"),
    ),
    slips=(
        Slip("the probability once for each input", n * p * total(w[i] * x[i], i)),
        Slip("no scaling", total(w[i] * x[i], i)),
        Slip("drop for keep", (1 - p) * total(w[i] * x[i], i)),
    ),
    source=srivastava,
)

LINEAR_VARIANCE = Claim(
    name="linear-unit-variance",
    title="the variance of a linear unit with masked inputs: independent masks do not interact",
    lhs=variance(total(w[i] * M[i] * x[i], i)),
    rhs=p * (1 - p) * total(w[i] ** 2 * x[i] ** 2, i),
    steps=(
        Step(
            expectation(total(w[i] * M[i] * x[i] * total(w[j] * M[j] * x[j], j), i)) - (p * total(w[i] * x[i], i)) ** 2,
            "second moment less the squared mean",
        ),
        Step(
            p * total(w[i] ** 2 * x[i] ** 2, i)
            + p**2 * (total(w[i] * x[i], i) ** 2 - total(w[i] ** 2 * x[i] ** 2, i))
            - p**2 * total(w[i] * x[i], i) ** 2,
            "equal masks give p, different ones p squared",
        ),
    ),
    slips=(
        Slip("one mask for all inputs", p * (1 - p) * total(w[i] * x[i], i) ** 2),
        Slip("terms not squared", p * (1 - p) * total(w[i] * x[i], i)),
        Slip("second moment for variance", p * total(w[i] ** 2 * x[i] ** 2, i)),
    ),
    source=srivastava,
)

TWO_INPUTS = Claim(
    name="two-inputs-at-one-half",
    title="two inputs, each kept half of the time: the mean is half the output",
    lhs=expectation(w0 * M0 * x0 + w1 * M1 * x1),
    rhs=half * (w0 * x0 + w1 * x1),
    given=(Eq(p, half),),
    steps=(
        Step(
            quarter * ((w0 * 0 + w1 * 0) + (w0 * 0 + w1 * x1) + (w0 * x0 + w1 * 0) + (w0 * x0 + w1 * x1)),
            "four masks, equally likely",
        ),
        Step(quarter * (2 * w0 * x0 + 2 * w1 * x1), "each input is kept in two of them"),
    ),
    slips=(
        Slip("a quarter", quarter * (w0 * x0 + w1 * x1)),
        Slip("no scaling", w0 * x0 + w1 * x1),
        Slip("for any keep probability", given=()),
    ),
    source=slides,
)

DERIVATION = Derivation(
    title="Dropout",
    summary=(
        "Each unit is multiplied by an independent mask that is one with probability p. Expectations are over the "
        "masks, with inputs and weights fixed."
    ),
    symbols=(h, p, q, U, V, x, w, M, x0, x1, w0, w1, M0, M1),
    definitions=(r,),
    given=(Eq(q, 1 - p),),
    claims=(
        MEAN, VARIANCE, SCALE, INVERTED_MEAN, INVERTED_VARIANCE, LINEAR_MEAN, LINEAR_VARIANCE, TWO_INPUTS,
    ),
    references=(srivastava, cs224n, slides),
)
