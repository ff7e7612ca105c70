r"""AdaGrad: each parameter's rate falls with the sum of its squared gradients.

    r_t = r_{t-1} + g_t^2,    theta_t = theta_{t-1} - lr*g_t/(delta + sqrt(r_t)),    r_0 = 0

The sum never falls, so under a gradient that stays the same the steps shrink as
1/sqrt(t), down to nothing, however large the gradient is.
"""

from sympy import Integer, Ne

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import absolute, define, integer, limit, oo, recurrence, sequence, sqrt, symbol, total

t = integer("t", at_least=1, means="number of a step")
n = integer("n", means="number of steps taken")
i = integer("i", means="an earlier step")

lr = symbol("lr", r"\epsilon", means="learning rate")
delta = symbol("delta0", r"\delta", means="small constant that keeps the root away from zero")
a = symbol("a", means="a factor of every gradient")
c = symbol("c", means="a gradient that stays the same")
g = sequence("g", means="gradient at each step")

r = sequence("r", means="accumulated squared gradients")
r = recurrence({r[i]: (0, r[i - 1] + g[i] ** 2)})
steady = sequence("steady", latex=r"r^{\mathrm{c}}", means="the same under a constant gradient")
steady = recurrence({steady[i]: (0, steady[i - 1] + c**2)})
step = define("step", [t], lr * c / sqrt(t * c**2), latex=r"\Delta", means="size of a step under a constant gradient")

recap = Source("Course document 002 (session recap)", "algorithm 8.4", checked=True)
slides = Source("Course document 001 (lecture slides)", "AdaGrad update", checked=True)
question = Source("Course document 001 (lecture slides)", "AdaGrad update, Q2", checked=True)
homework = Source("Course document 003 (HW3, handwritten assignment)", "Adaptive learning rate based optimization",
                  checked=True)
duchi = Source("Duchi, Hazan & Singer 2011, Adaptive subgradient methods, Journal of Machine Learning Research 12")

squares = total(g[i] ** 2, (i, 1, t))

ACCUMULATOR = Claim(
    name="accumulator",
    title="the accumulator is the sum of all squared gradients",
    lhs=r[n],
    rhs=total(g[i] ** 2, (i, 1, n)),
    induction=n,
    slips=(
        Slip("the square of the sum", total(g[i], (i, 1, n)) ** 2),
        Slip("their mean", total(g[i] ** 2, (i, 1, n)) / n),
        Slip("the last gradient is missing", total(g[i] ** 2, (i, 1, n - 1))),
    ),
    source=recap,
)

ONE_MORE = Claim(
    name="one-more-step",
    title="one more step: what holds at n gives what holds at n + 1",
    lhs=r[n] + g[n + 1] ** 2,
    rhs=total(g[i] ** 2, (i, 1, n + 1)),
    using=("accumulator",),
    steps=(Step(total(g[i] ** 2, (i, 1, n)) + g[n + 1] ** 2, "what holds at n"),),
    slips=(
        Slip("the newest gradient is missing", total(g[i] ** 2, (i, 1, n))),
        Slip("the newest gradient is not squared", total(g[i] ** 2, (i, 1, n)) + g[n + 1]),
        Slip("the next one comes in", total(g[i] ** 2, (i, 1, n + 2))),
    ),
    source=recap,
)

NEVER_FALLS = Claim(
    name="accumulator-never-falls",
    title="the accumulator never falls",
    lhs=r[t],
    rhs=r[t - 1],
    relation=">=",
    difference=g[t] ** 2,
    slips=(
        Slip("it grows by the gradient", r[t - 1] + g[t]),
        Slip("it doubles", 2 * r[t - 1]),
        Slip("it grows by one at least", r[t - 1] + 1),
    ),
    source=slides,
)

SCALE = Claim(
    name="scale-invariant",
    title="a factor of every gradient does not change the step",
    lhs=lr * (a * g[t]) / sqrt(total((a * g[i]) ** 2, (i, 1, t))),
    rhs=lr * g[t] / sqrt(squares),
    given=(a > 0, squares > 0),
    steps=(
        Step(lr * (a * g[t]) / sqrt(a**2 * squares), "the factor is common to all terms"),
        Step(lr * (a * g[t]) / (a * sqrt(squares)), "its square leaves the root"),
    ),
    slips=(
        Slip("the step grows with the factor", a * lr * g[t] / sqrt(squares)),
        Slip("the step shrinks with the factor", lr * g[t] / (a * sqrt(squares))),
        Slip("for a negative factor too", given=(a < 0, squares > 0)),
    ),
    source=duchi,
)

CONSTANT = Claim(
    name="constant-gradient",
    title="under a constant gradient the accumulator grows steadily",
    lhs=steady[n],
    rhs=n * c**2,
    induction=n,
    steps=(Step(total(c**2, (i, 1, n)), "the sum of all squared gradients"),),
    slips=(
        Slip("the number of steps is squared too", n**2 * c**2),
        Slip("one step too many", (n + 1) * c**2),
        Slip("the number of steps is lost", c**2),
    ),
    source=duchi,
)

STEP = Claim(
    name="step-under-a-constant-gradient",
    title="the steps shrink as one over the root of their number, whatever the gradient",
    lhs=lr * c / sqrt(steady[t]),
    rhs=lr * (c / absolute(c)) / sqrt(t),
    given=(Ne(c, 0),),
    using=("constant-gradient",),
    steps=(
        Step(step[t], "the accumulator under a constant gradient"),
        Step(lr * c / (sqrt(t) * absolute(c)), "the root of a square is the absolute value"),
    ),
    slips=(
        Slip("the root is lost", lr * (c / absolute(c)) / t),
        Slip("the sign is lost", lr / sqrt(t)),
        Slip("the gradient stays", lr * c / sqrt(t)),
        Slip("no decay", lr * (c / absolute(c))),
    ),
    source=duchi,
)

SHRINKS = Claim(
    name="steps-shrink",
    title="each step is shorter than the one before",
    lhs=lr / sqrt(t + 1),
    rhs=lr / sqrt(t),
    relation="<",
    difference=lr / (sqrt(t) * sqrt(t + 1) * (sqrt(t) + sqrt(t + 1))),
    given=(lr > 0,),
    slips=(
        Slip("by half at least", lr / (2 * sqrt(t))),
        Slip("for a negative rate too", given=(lr < 0,)),
        Slip("as one over t", lr / t),
    ),
    source=question,
)

LIMIT = Claim(
    name="steps-die-out",
    title="over a long time the step size goes to zero",
    lhs=limit(step[t], t, oo),
    rhs=Integer(0),
    given=(Ne(c, 0),),
    slips=(
        Slip("it settles at the learning rate", lr),
        Slip("it settles at the sign of the gradient", lr * c / absolute(c)),
        Slip("it settles at one over the gradient", lr / c),
    ),
    source=question,
)

SMALL_CONSTANT = Claim(
    name="small-constant",
    title="the small constant only shortens the step",
    lhs=lr * c / (delta + c * sqrt(t)),
    rhs=lr / sqrt(t),
    relation="<=",
    difference=lr * delta / (sqrt(t) * (delta + c * sqrt(t))),
    given=(lr > 0, c > 0, delta >= 0),
    slips=(
        Slip("to the rate over the number of steps", lr / t),
        Slip("to half of it", lr / (2 * sqrt(t))),
        Slip("for a negative constant too", given=(lr > 0, c > 0, delta < 0, delta + c > 0)),
    ),
    source=recap,
)

DERIVATION = Derivation(
    title="AdaGrad",
    summary=(
        "One parameter. The learning rate is divided by the root of the sum of all its squared gradients so far. "
        "The small constant in the denominator is left out, except where it is named."
    ),
    symbols=(t, n, i, lr, delta, a, c, g),
    definitions=(r, steady, step),
    claims=(
        ACCUMULATOR, ONE_MORE, NEVER_FALLS, SCALE, CONSTANT, STEP, SHRINKS, LIMIT, SMALL_CONSTANT,
    ),
    references=(recap, slides, homework, duchi),
)
