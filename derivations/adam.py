r"""Adam: its moments unrolled, its bias corrections, its AdaGrad limit, its invariance, its first step.

    m[t] = beta1*m[t-1] + (1 - beta1)*g[t]         mhat[t] = m[t]/(1 - beta1**t)
    v[t] = beta2*v[t-1] + (1 - beta2)*g[t]**2      vhat[t] = v[t]/(1 - beta2**t)

for one weight, without the small constant in the denominator (it would spoil the
limit and the invariance that are proved here). Without momentum and for beta2
to 1 the second moment becomes the mean of all squared gradients, and a rate that
falls as the root of the step turns Adam into AdaGrad.
"""

from sympy import Eq, Integer, Rational

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import absolute, integer, limit, recurrence, sequence, sqrt, total
from symdl.notation.formulas import Formulas

t = integer("t", at_least=1, means="number of steps")
i = integer("i")

tex = Formulas(t, i)
beta1 = tex.symbol(r"\beta_1", "decay rate of the first moment", name="beta1")
beta2 = tex.symbol(r"\beta_2", "decay rate of the second moment", name="beta2")
lr = tex.symbol(r"\eta_0", "learning rate", name="lr")
c = tex.symbol("c", "factor by which every gradient is scaled")
g = tex.symbol("g_t", "gradients of the steps")

m, v = tex.symbol("m_t", "first moment"), tex.symbol("v_t", "second moment")
m = tex.recurrence({r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t": "0"})
v = tex.recurrence({r"v_t = \beta_2 v_{t-1} + (1 - \beta_2) (g_t)^2": "0"})
mhat = tex.define(r"\hat{m}_t = \frac{m_t}{1 - \beta_1^t}", "first moment, bias corrected")
vhat = tex.define(r"\hat{v}_t = \frac{v_t}{1 - \beta_2^t}", "second moment, bias corrected")

mc, vc = (sequence(f"{x}c", latex=rf"{x}^{{(c)}}", means=f"{x} for gradients scaled by c") for x in "mv")
mc = recurrence({mc[i]: (0, beta1 * mc[i - 1] + (1 - beta1) * (c * g[i]))})
vc = recurrence({vc[i]: (0, beta2 * vc[i - 1] + (1 - beta2) * (c * g[i]) ** 2)})

squares = total(g[i] ** 2, (i, 1, t))

kingma = Source("Kingma & Ba 2015, Adam: a method for stochastic optimization, arXiv:1412.6980")
duchi = Source("Duchi, Hazan & Singer 2011, Adaptive subgradient methods, JMLR 12")
part_a = Source("Course document 003 (HW3)", "adaptive learning rate, (a)", checked=True)
part_b = Source("Course document 003 (HW3)", "adaptive learning rate, (b)", checked=True)

FIRST = Claim(
    name="m-unrolled",
    title="the first moment unrolled: A = 1 - beta1 and B_i = beta1^(t-i)",
    lhs=m[t],
    rhs=(1 - beta1) * total(beta1 ** (t - i) * g[i], (i, 1, t)),
    induction=t,
    steps=(
        Step(beta1 * m[t - 1] + (1 - beta1) * g[t], "the recurrence"),
        Step(beta1 * ((1 - beta1) * total(beta1 ** (t - 1 - i) * g[i], (i, 1, t - 1))) + (1 - beta1) * g[t],
             "the statement for the step before"),
        Step((1 - beta1) * total(beta1 ** (t - i) * g[i], (i, 1, t - 1)) + (1 - beta1) * g[t],
             "the factor goes into the sum"),
    ),
    slips=(
        Slip("exponent one too large", (1 - beta1) * total(beta1 ** (t - i + 1) * g[i], (i, 1, t))),
        Slip("oldest gradient weighted most", (1 - beta1) * total(beta1 ** (i - 1) * g[i], (i, 1, t))),
        Slip("factor A lost", total(beta1 ** (t - i) * g[i], (i, 1, t))),
    ),
    source=part_a,
)

SECOND = Claim(
    name="v-unrolled",
    title="the second moment unrolled: C = 1 - beta2 and D_i = beta2^(t-i)",
    lhs=v[t],
    rhs=(1 - beta2) * total(beta2 ** (t - i) * g[i] ** 2, (i, 1, t)),
    induction=t,
    steps=(
        Step(beta2 * v[t - 1] + (1 - beta2) * g[t] ** 2, "the recurrence"),
        Step(beta2 * ((1 - beta2) * total(beta2 ** (t - 1 - i) * g[i] ** 2, (i, 1, t - 1))) + (1 - beta2) * g[t] ** 2,
             "the statement for the step before"),
    ),
    slips=(
        Slip("weights squared with the gradients", (1 - beta2) * total((beta2 ** (t - i) * g[i]) ** 2, (i, 1, t))),
        Slip("gradients not squared", (1 - beta2) * total(beta2 ** (t - i) * g[i], (i, 1, t))),
        Slip("the rate of the first moment", (1 - beta1) * total(beta1 ** (t - i) * g[i] ** 2, (i, 1, t))),
    ),
    source=part_a,
)

REWRITTEN = Claim(
    name="bias-as-weights",
    title="1 - beta2^t is what the weights add up to",
    lhs=1 - beta2**t,
    rhs=(1 - beta2) * total(beta2 ** (t - i), (i, 1, t)),
    slips=(
        Slip("factor 1 - beta2 lost", total(beta2 ** (t - i), (i, 1, t))),
        Slip("exponent one too large", (1 - beta2) * total(beta2 ** (t - i + 1), (i, 1, t))),
        Slip("one term too many", (1 - beta2) * total(beta2 ** (t - i), (i, 0, t))),
    ),
)

PRINTED_REWRITTEN = Claim(
    name="bias-as-printed",
    title="as printed, for 1 - beta2 and divided by it: wrong",
    lhs=1 - beta2,
    rhs=total(beta2 ** (t - i), (i, 1, t)) / (1 - beta2),
    expected="refuted",
    corrected_by="bias-as-weights",
    source=part_b,
    printed=r"(1 - \beta_2) = \frac{\sum_{i=1}^t \beta_2^{t-i}}{(1 - \beta_2)}",
    note="The exponent t is lost on the left and the factor is on the wrong side of the fraction; "
         "what the document does with the line afterwards is right.",
)

WEIGHTED = Claim(
    name="vhat-weighted-mean",
    title="the corrected second moment is a weighted mean of the squared gradients",
    lhs=vhat[t],
    rhs=total(beta2 ** (t - i) * g[i] ** 2, (i, 1, t)) / total(beta2 ** (t - i), (i, 1, t)),
    using=("v-unrolled",),
    slips=(
        Slip("not divided by the weights", total(beta2 ** (t - i) * g[i] ** 2, (i, 1, t))),
        Slip("divided by their number", total(beta2 ** (t - i) * g[i] ** 2, (i, 1, t)) / t),
        Slip("still uncorrected", (1 - beta2) * total(beta2 ** (t - i) * g[i] ** 2, (i, 1, t))),
    ),
    source=part_b,
)

VHAT_LIMIT = Claim(
    name="vhat-limit",
    title="for beta2 to 1 it is the mean of the squared gradients",
    lhs=limit(vhat[t], beta2, 1, "-"),
    rhs=squares / t,
    using=("v-unrolled",),
    steps=(
        Step(limit(total(beta2 ** (t - i) * g[i] ** 2, (i, 1, t)) / total(beta2 ** (t - i), (i, 1, t)), beta2, 1, "-"),
             "both have the factor 1 - beta2"),
    ),
    slips=(
        Slip("the sum instead of the mean", squares),
        Slip("the last square alone", g[t] ** 2),
        Slip("zero, as without the correction", 0),
        Slip("divided by the root of t", squares / sqrt(t)),
    ),
    source=part_b,
)

NO_MOMENTUM = Claim(
    name="mhat-without-momentum",
    title="with beta1 = 0 the first moment is the gradient",
    lhs=mhat[t],
    rhs=g[t],
    given=(Eq(beta1, 0),),
    slips=(
        Slip("the gradient before", g[t - 1]),
        Slip("with momentum it is not", g[t], given=(beta1 < 1,)),
        Slip("the mean of all gradients", total(g[i], (i, 1, t)) / t),
    ),
    source=part_b,
)

ADAGRAD = Claim(
    name="adagrad-limit",
    title="with beta1 = 0, beta2 to 1 and the rate lr/sqrt(t), the step is AdaGrad's",
    lhs=limit(lr * t ** Rational(-1, 2) * mhat[t] / sqrt(vhat[t]), beta2, 1, "-"),
    rhs=lr * g[t] / sqrt(squares),
    given=(Eq(beta1, 0),),
    using=("v-unrolled",),
    steps=(
        Step(lr * t ** Rational(-1, 2) * g[t] / sqrt(squares / t), "the limits of both moments"),
    ),
    slips=(
        Slip("the rate did not fall", lr * g[t] / sqrt(squares / t)),
        Slip("the rate falls as 1/t", lr * g[t] / sqrt(squares * t)),
        Slip("no root", lr * g[t] / squares),
    ),
    source=part_b,
)

PRINTED_ADAGRAD = Claim(
    name="adagrad-as-printed",
    title="as printed, with a sum that starts at 0: wrong unless the gradient of step 0 is zero",
    lhs=limit(lr * t ** Rational(-1, 2) * mhat[t] / sqrt(vhat[t]), beta2, 1, "-"),
    rhs=lr * g[t] / sqrt(total(g[i] ** 2, (i, 0, t))),
    given=(Eq(beta1, 0),),
    using=("v-unrolled",),
    expected="refuted",
    corrected_by="adagrad-limit",
    source=part_b,
    printed=r"w^t = w^{t-1} - \frac{\eta_0}{\sqrt{\sum_{i=0}^t (g^i)^2}} g^t",
    note="Adam's moments start at step 1, so no gradient of a step 0 is in them.",
)

SCALED_FIRST = Claim(
    name="m-scaled",
    title="scaled gradients scale the first moment",
    lhs=mc[t],
    rhs=c * m[t],
    induction=t,
    slips=(
        Slip("not scaled", m[t]),
        Slip("scaled at every step", c**t * m[t]),
        Slip("scaled by the square", c**2 * m[t]),
    ),
)

SCALED_SECOND = Claim(
    name="v-scaled",
    title="and the second moment by the square",
    lhs=vc[t],
    rhs=c**2 * v[t],
    induction=t,
    slips=(
        Slip("not scaled", v[t]),
        Slip("scaled by c", c * v[t]),
        Slip("scaled by the fourth power", c**4 * v[t]),
    ),
)

INVARIANT = Claim(
    name="scale-invariance",
    title="so the step does not feel the scale of the loss",
    lhs=lr * (mc[t] / (1 - beta1**t)) / sqrt(vc[t] / (1 - beta2**t)),
    rhs=lr * mhat[t] / sqrt(vhat[t]),
    given=(c > 0,),
    using=("m-scaled", "v-scaled"),
    slips=(
        Slip("it is scaled", c * (lr * mhat[t] / sqrt(vhat[t]))),
        Slip("for c < 0 the sign turns", given=(c < 0,)),
        Slip("scaled by the root", sqrt(c) * (lr * mhat[t] / sqrt(vhat[t]))),
    ),
    source=kingma,
)

FIRST_STEP = Claim(
    name="first-step",
    title="the first step has the size of the learning rate, whatever the gradient",
    lhs=lr * mhat[Integer(1)] / sqrt(vhat[Integer(1)]),
    rhs=lr * g[Integer(1)] / absolute(g[Integer(1)]),
    slips=(
        Slip("the size of the gradient", lr * g[Integer(1)]),
        Slip("the sign is lost", lr),
        Slip("no correction", lr * (1 - beta1) / sqrt(1 - beta2) * (g[Integer(1)] / absolute(g[Integer(1)]))),
    ),
    source=kingma,
)

UNCORRECTED = Claim(
    name="first-step-uncorrected",
    title="without the bias corrections it does not",
    lhs=lr * m[Integer(1)] / sqrt(v[Integer(1)]),
    rhs=lr * ((1 - beta1) / sqrt(1 - beta2)) * (g[Integer(1)] / absolute(g[Integer(1)])),
    slips=(
        Slip("the learning rate", lr * (g[Integer(1)] / absolute(g[Integer(1)]))),
        Slip("no root", lr * ((1 - beta1) / (1 - beta2)) * (g[Integer(1)] / absolute(g[Integer(1)]))),
        Slip("upside down", lr * (sqrt(1 - beta2) / (1 - beta1)) * (g[Integer(1)] / absolute(g[Integer(1)]))),
    ),
)

USUAL = Claim(
    name="first-step-usual",
    title="at the usual beta1 = 0.9 and beta2 = 0.999 it is sqrt(10) = 3.16... times the learning rate",
    lhs=lr * m[Integer(1)] / sqrt(v[Integer(1)]),
    rhs=lr * sqrt(Integer(10)) * (g[Integer(1)] / absolute(g[Integer(1)])),
    given=(Eq(beta1, Rational(9, 10)), Eq(beta2, Rational(999, 1000))),
    slips=(
        Slip("3.16 exactly", lr * Rational(316, 100) * (g[Integer(1)] / absolute(g[Integer(1)]))),
        Slip("ten times", lr * 10 * (g[Integer(1)] / absolute(g[Integer(1)]))),
        Slip("a tenth", lr / 10 * (g[Integer(1)] / absolute(g[Integer(1)]))),
    ),
)

DERIVATION = Derivation(
    title="Adam",
    summary="The moments of Adam for every number of steps, and what follows from their unrolled form.",
    symbols=(t, beta1, beta2, lr, c, g),
    definitions=(m, v, mhat, vhat, mc, vc),
    given=(beta1 >= 0, beta1 < 1, beta2 > 0, beta2 < 1, lr > 0),
    claims=(FIRST, SECOND, REWRITTEN, PRINTED_REWRITTEN, WEIGHTED, VHAT_LIMIT, NO_MOMENTUM, ADAGRAD, PRINTED_ADAGRAD,
            SCALED_FIRST, SCALED_SECOND, INVARIANT, FIRST_STEP, UNCORRECTED, USUAL),
    references=(kingma, duchi, part_a),
    uses=("exponential-average",),
)
