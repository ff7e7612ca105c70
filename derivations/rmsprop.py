r"""RMSProp: the rate is divided by the root of a fading average of squared gradients.

    s_t = rho*s_{t-1} + (1 - rho)*g_t^2,    theta_t = theta_{t-1} - lr*g_t/sqrt(s_t),    s_0 = 0

Where AdaGrad keeps a sum, RMSProp keeps an average. Under a gradient that stays
the same the average settles, and so does the step: it does not die out.
"""

from sympy import Integer, Ne

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import absolute, define, integer, limit, oo, recurrence, sequence, sqrt, symbol, total

t = integer("t", at_least=1, means="number of a step")
n = integer("n", means="number of steps taken")
i = integer("i", means="an earlier step")

lr = symbol("lr", r"\alpha", means="learning rate")
rho = symbol("rho", r"\rho", means="decay rate of the average")
c = symbol("c", means="a gradient that stays the same")
g = sequence("g", means="gradient at each step")

s = sequence("s", means="average of the squared gradients")
s = recurrence({s[i]: (0, rho * s[i - 1] + (1 - rho) * g[i] ** 2)})
steady = sequence("steady", latex=r"s^{\mathrm{c}}", means="the same under a constant gradient")
steady = recurrence({steady[i]: (0, rho * steady[i - 1] + (1 - rho) * c**2)})
filled = define("filled", [n], (1 - rho**n) * c**2, latex=r"\bar{s}", means="its closed form")
step = define("step", [t], lr * c / sqrt((1 - rho**t) * c**2), latex=r"\Delta",
              means="size of a step under a constant gradient")

slides = Source("Course document 001 (lecture slides)", "RMSProp update", checked=True)
recap = Source("Course document 002 (session recap)", "What is RMSProp?", checked=True)
cs224n = Source("Course document 000 (CS224n assignment 3)", "I (a) (ii)", checked=True)
hinton = Source("Tieleman & Hinton 2012, Neural networks for machine learning", "lecture 6.5")

past = total(rho ** (n - i) * g[i] ** 2, (i, 1, n))

UNROLLED = Claim(
    name="average-unrolled",
    title="the average is over all squared gradients so far, older ones weighted less",
    lhs=s[n],
    rhs=(1 - rho) * past,
    induction=n,
    slips=(
        Slip("the factor 1 - rho is lost", past),
        Slip("weights turned round: the oldest counts most", (1 - rho) * total(rho**i * g[i] ** 2, (i, 1, n))),
        Slip("the square is lost", (1 - rho) * total(rho ** (n - i) * g[i], (i, 1, n))),
    ),
    source=slides,
)

ONE_MORE = Claim(
    name="one-more-step",
    title="one more step: what holds at n gives what holds at n + 1",
    lhs=rho * s[n] + (1 - rho) * g[n + 1] ** 2,
    rhs=(1 - rho) * total(rho ** (n + 1 - i) * g[i] ** 2, (i, 1, n + 1)),
    using=("average-unrolled",),
    steps=(
        Step(rho * ((1 - rho) * past) + (1 - rho) * g[n + 1] ** 2, "what holds at n"),
        Step(
            (1 - rho) * (total(rho ** (n + 1 - i) * g[i] ** 2, (i, 1, n)) + g[n + 1] ** 2),
            "take the factor into the sum",
        ),
    ),
    slips=(
        Slip("the factor is not taken into the sum", (1 - rho) * (past + g[n + 1] ** 2)),
        Slip("the newest gradient is lost", (1 - rho) * total(rho ** (n + 1 - i) * g[i] ** 2, (i, 1, n))),
        Slip("the newest gradient in full", rho * (1 - rho) * past + g[n + 1] ** 2),
    ),
    source=slides,
)

SUM_OF_SQUARES = Claim(
    name="sum-of-squares-as-printed",
    title="the root is that of the sum of all squared gradients: wrong",
    lhs=sqrt(s[n]),
    rhs=sqrt(total(g[i] ** 2, (i, 1, n))),
    given=(rho >= 0, rho < 1),
    expected="refuted",
    corrected_by="average-unrolled",
    source=cs224n,
    printed=r"\sqrt{v}\ \text{means the squared root sum of all their historical squared values}",
    note="That is AdaGrad's denominator. Here (as in Adam, which the sentence is about) it is an average that forgets.",
)

WEIGHTS = Claim(
    name="weights-sum",
    title="the weights of the average sum to 1 - rho^n, short of one at the start",
    lhs=total((1 - rho) * rho ** (n - i), (i, 1, n)),
    rhs=1 - rho**n,
    slips=(
        Slip("they sum to one", Integer(1)),
        Slip("one power too many", 1 - rho ** (n + 1)),
        Slip("the factor 1 - rho is lost", (1 - rho**n) / (1 - rho), given=(Ne(rho, 1),)),
    ),
    source=hinton,
)

CONSTANT = Claim(
    name="constant-gradient",
    title="the average under a constant gradient",
    lhs=steady[n],
    rhs=filled[n],
    induction=n,
    steps=(
        Step((1 - rho) * total(rho ** (n - i) * c**2, (i, 1, n)), "the average unrolled"),
        Step(c**2 * total((1 - rho) * rho ** (n - i), (i, 1, n)), "the square is common to all terms"),
    ),
    slips=(
        Slip("one power too few", (1 - rho ** (n - 1)) * c**2),
        Slip("it is there at once", c**2),
        Slip("what is still missing", rho**n * c**2),
    ),
    source=hinton,
)

STEADY_STATE = Claim(
    name="steady-state",
    title="under a constant gradient the average settles at its square",
    lhs=limit(filled[n], n, oo),
    rhs=c**2,
    given=(rho >= 0, rho < 1),
    slips=(
        Slip("the share of one step", (1 - rho) * c**2),
        Slip("the gradient itself", c),
        Slip("a plain geometric sum", c**2 / (1 - rho)),
    ),
    source=hinton,
)

STEP_LIMIT = Claim(
    name="step-settles",
    title="the step settles at the learning rate, whatever the gradient",
    lhs=limit(step[t], t, oo),
    rhs=lr * c / absolute(c),
    given=(rho >= 0, rho < 1, Ne(c, 0)),
    slips=(
        Slip("it dies out, as AdaGrad's", Integer(0)),
        Slip("the sign is lost", lr),
        Slip("the gradient stays", lr * c),
    ),
    source=hinton,
)

FIRST_STEP = Claim(
    name="first-step",
    title="the first step is larger than the learning rate: the average starts at zero",
    lhs=step[1],
    rhs=lr * (c / absolute(c)) / sqrt(1 - rho),
    given=(rho >= 0, rho < 1, Ne(c, 0)),
    slips=(
        Slip("the learning rate at once", lr * (c / absolute(c)), given=(rho > 0, rho < 1, Ne(c, 0))),
        Slip("the root is lost", lr * (c / absolute(c)) / (1 - rho)),
        Slip("multiplied for divided", lr * (c / absolute(c)) * sqrt(1 - rho)),
    ),
    source=hinton,
    note="With rho = 0.99 it is ten times the rate. Adam's correction of the bias takes this away.",
)

NEVER_SHORTER = Claim(
    name="step-does-not-die",
    title="no step is shorter than the learning rate",
    lhs=step[t],
    rhs=lr,
    relation=">=",
    difference=lr * rho**t / (sqrt(1 - rho**t) * (1 + sqrt(1 - rho**t))),
    given=(rho > 0, rho < 1, lr > 0, c > 0),
    slips=(
        Slip("than twice the rate", 2 * lr),
        Slip("than the rate times the gradient", lr * c),
        Slip("than the first step", lr / sqrt(1 - rho)),
    ),
    source=hinton,
)

AGAINST_ADAGRAD = Claim(
    name="against-adagrad",
    title="against AdaGrad's step it gains the root of the number of steps",
    lhs=step[t],
    rhs=sqrt(t) / sqrt(1 - rho**t) * (lr * c / sqrt(t * c**2)),
    given=(rho > 0, rho < 1, Ne(c, 0)),
    steps=(Step(lr * c / (sqrt(1 - rho**t) * absolute(c)), "the size of the gradient leaves the root"),),
    slips=(
        Slip("turned over", sqrt(1 - rho**t) / sqrt(t) * (lr * c / sqrt(t * c**2))),
        Slip("the root is lost", t / (1 - rho**t) * (lr * c / sqrt(t * c**2))),
        Slip("the average is taken for full", sqrt(t) * (lr * c / sqrt(t * c**2))),
    ),
)

DERIVATION = Derivation(
    title="RMSProp",
    summary=(
        "One parameter. The learning rate is divided by the root of an average of its squared gradients that fades "
        "geometrically. The small constant in the denominator is left out."
    ),
    symbols=(t, n, i, lr, rho, c, g),
    definitions=(s, steady, filled, step),
    claims=(
        UNROLLED, ONE_MORE, SUM_OF_SQUARES, WEIGHTS, CONSTANT, STEADY_STATE, STEP_LIMIT, FIRST_STEP, NEVER_SHORTER,
        AGAINST_ADAGRAD,
    ),
    references=(slides, recap, cs224n, hinton),
    uses=("adagrad",),
)
