r"""Momentum: the velocity as a sum over all gradients so far.

    v_t = mu*v_{t-1} - lr*g_t,    theta_t = theta_{t-1} + v_t,    v_0 = 0

A gradient that keeps its sign builds up a velocity of 1/(1 - mu) plain steps;
one that changes its sign at every step is damped to 1/(1 + mu) of one.
"""

from sympy import Eq, Integer, Ne

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import absolute, define, integer, limit, oo, recurrence, sequence, symbol, total

minus = Integer(-1)

t = integer("t", means="number of steps taken")
i = integer("i", means="an earlier step")

mu = symbol("mu", r"\mu", means="momentum: the share of the velocity that is kept")
lr = symbol("lr", r"\alpha", means="learning rate")
c = symbol("c", means="a gradient that stays the same")
theta0 = symbol("theta0", r"\theta_0", means="parameter at the start")
g = sequence("g", means="gradient at each step")
rate = sequence("rate", latex=r"\alpha", means="a learning rate that changes")

v = sequence("v", means="velocity")
v = recurrence({v[i]: (0, mu * v[i - 1] - lr * g[i])})
theta = sequence("theta", latex=r"\theta", means="parameter")
theta = recurrence({theta[i]: (theta0, theta[i - 1] + v[i])})

steady = sequence("steady", latex=r"v^{\mathrm{c}}", means="velocity under a constant gradient")
steady = recurrence({steady[i]: (0, mu * steady[i - 1] - lr * c)})
built = define("built", [t], -lr * c * (1 - mu**t) / (1 - mu), latex=r"\bar{v}", means="its closed form")

swing = sequence("swing", latex=r"v^{\mathrm{alt}}", means="velocity under a gradient that alternates")
swing = recurrence({swing[i]: (0, mu * swing[i - 1] - lr * (c * minus**i))})
damped = define("damped", [t], -lr * c * (minus**t - mu**t) / (1 + mu), latex=r"\tilde{v}", means="its closed form")

u = sequence("u", means="velocity without the learning rate")
u = recurrence({u[i]: (0, mu * u[i - 1] + g[i])})
phi = sequence("phi", latex=r"\phi", means="parameter, the rate applied outside the velocity")
phi = recurrence({phi[i]: (theta0, phi[i - 1] - lr * u[i])})
avg = sequence("avg", latex="m", means="average of the gradients")
avg = recurrence({avg[i]: (0, mu * avg[i - 1] + (1 - mu) * g[i])})
vr = sequence("vr", latex=r"v^{\mathrm{in}}", means="velocity with a changing rate inside")
vr = recurrence({vr[i]: (0, mu * vr[i - 1] - rate[i] * g[i])})

slides = Source("Course document 001 (lecture slides)", "momentum update", checked=True)
recap = Source("Course document 002 (session recap)", "stochastic gradient descent with momentum", checked=True)
cs224n = Source("Course document 000 (CS224n assignment 3)", "I (a) (i)", checked=True)
goodfellow = Source("Goodfellow, Bengio & Courville 2016, Deep Learning", "section 8.3.2")
sutskever = Source("Sutskever, Martens, Dahl & Hinton 2013, On the importance of initialization and momentum in "
                   "deep learning", "section 2")

past = total(mu ** (t - i) * g[i], (i, 1, t))

UNROLLED = Claim(
    name="velocity-unrolled",
    title="the velocity is a sum over all gradients so far, older ones weighted less",
    lhs=v[t],
    rhs=-lr * past,
    induction=t,
    slips=(
        Slip("sign", lr * past),
        Slip("weights turned round: the oldest counts most", -lr * total(mu**i * g[i], (i, 1, t))),
        Slip("the newest gradient is damped too", -lr * total(mu ** (t - i + 1) * g[i], (i, 1, t))),
        Slip("weights that sum to one, as in an average", -lr * (1 - mu) * past),
    ),
    source=slides,
)

ONE_MORE = Claim(
    name="one-more-step",
    title="one more step: what holds at t gives what holds at t + 1",
    lhs=mu * v[t] - lr * g[t + 1],
    rhs=-lr * total(mu ** (t + 1 - i) * g[i], (i, 1, t + 1)),
    using=("velocity-unrolled",),
    steps=(
        Step(mu * (-lr * past) - lr * g[t + 1], "what holds at t"),
        Step(-lr * (total(mu ** (t + 1 - i) * g[i], (i, 1, t)) + g[t + 1]), "take the factor into the sum"),
    ),
    slips=(
        Slip("the factor is not taken into the sum", -lr * (past + g[t + 1])),
        Slip("the newest gradient is lost", -lr * total(mu ** (t + 1 - i) * g[i], (i, 1, t))),
        Slip("the newest gradient without the rate", -lr * mu * past - g[t + 1]),
    ),
    source=slides,
)

THETA_SUM = Claim(
    name="parameter-is-the-sum-of-velocities",
    title="the parameter has moved by the sum of the velocities",
    lhs=theta[t],
    rhs=theta0 + total(v[i], (i, 1, t)),
    induction=t,
    slips=(
        Slip("the last velocity is missing", theta0 + total(v[i], (i, 1, t - 1))),
        Slip("sign", theta0 - total(v[i], (i, 1, t))),
        Slip("the last velocity only", theta0 + v[t]),
    ),
    source=recap,
)

THETA_UNROLLED = Claim(
    name="parameter-unrolled",
    title="each gradient has moved the parameter by a geometric sum of steps",
    lhs=theta[t],
    rhs=theta0 - lr * total(g[i] * (1 - mu ** (t - i + 1)) / (1 - mu), (i, 1, t)),
    given=(Ne(mu, 1),),
    induction=t,
    along=(Eq(v[t], -lr * past),),
    slips=(
        Slip("one power too few", theta0 - lr * total(g[i] * (1 - mu ** (t - i)) / (1 - mu), (i, 1, t))),
        Slip("as if every step had ended", theta0 - lr * total(g[i], (i, 1, t)) / (1 - mu)),
        Slip("the velocity's weights", theta0 - lr * past),
    ),
    source=goodfellow,
)

CONSTANT = Claim(
    name="constant-gradient",
    title="the velocity under a constant gradient",
    lhs=steady[t],
    rhs=built[t],
    given=(Ne(mu, 1),),
    induction=t,
    steps=(
        Step(-lr * c * total(mu ** (t - i), (i, 1, t)), "unrolled"),
        Step(-lr * c * ((1 - mu**t) / (1 - mu)), "a geometric sum"),
    ),
    slips=(
        Slip("one power too many", -lr * c * (1 - mu ** (t + 1)) / (1 - mu)),
        Slip("the power is lost", -lr * c / (1 - mu)),
        Slip("as without momentum, once for each step", -lr * c * t),
    ),
    source=goodfellow,
)

TERMINAL = Claim(
    name="terminal-velocity",
    title="a constant gradient builds up a velocity of 1/(1 - mu) plain steps",
    lhs=limit(built[t], t, oo),
    rhs=-lr * c / (1 - mu),
    given=(mu >= 0, mu < 1),
    slips=(
        Slip("one plain step", -lr * c),
        Slip("plus for minus", -lr * c / (1 + mu)),
        Slip("multiplied for divided", -lr * c * (1 - mu)),
    ),
    source=goodfellow,
    note="With mu = 0.9 the velocity grows to ten plain steps.",
)

BUILDS_UP = Claim(
    name="velocity-builds-up",
    title="the terminal speed is at least that of plain gradient descent",
    lhs=lr * c / (1 - mu),
    rhs=lr * c,
    relation=">=",
    difference=lr * c * mu / (1 - mu),
    given=(mu >= 0, mu < 1, lr > 0, c > 0),
    slips=(
        Slip("at least twice as fast", 2 * lr * c),
        Slip("for a negative momentum too", given=(mu > -1, mu < 1, lr > 0, c > 0)),
        Slip("for a momentum above one too", given=(mu > 0, Ne(mu, 1), lr > 0, c > 0)),
    ),
    source=slides,
)

ALTERNATING = Claim(
    name="alternating-gradient",
    title="the velocity under a gradient that changes its sign at each step",
    lhs=swing[t],
    rhs=damped[t],
    given=(Ne(mu, -1),),
    induction=t,
    steps=(
        Step(-lr * c * total(mu ** (t - i) * minus**i, (i, 1, t)), "unrolled"),
        Step(-lr * c * minus**t * ((1 - (-mu) ** t) / (1 + mu)), "a geometric sum in -mu"),
    ),
    slips=(
        Slip("as under a constant gradient", -lr * c * (1 - mu**t) / (1 - mu), given=(Ne(mu, 1), Ne(mu, -1))),
        Slip("plus for minus", -lr * c * (minus**t + mu**t) / (1 + mu)),
        Slip("the sign of the step is lost", -lr * c * (1 - mu**t) / (1 + mu)),
    ),
    source=goodfellow,
)

AMPLITUDE = Claim(
    name="alternating-limit",
    title="with its alternating sign taken off, the velocity settles",
    lhs=limit(minus**t * damped[t], t, oo),
    rhs=-lr * c / (1 + mu),
    given=(mu >= 0, mu < 1),
    slips=(
        Slip("as under a constant gradient", -lr * c / (1 - mu)),
        Slip("it dies out", Integer(0)),
        Slip("one plain step", -lr * c),
    ),
    source=goodfellow,
)

STEADY_AMPLITUDE = Claim(
    name="alternating-amplitude",
    title="the steady swing of the velocity is 1/(1 + mu) of a plain step",
    lhs=limit(absolute(damped[t]), t, oo),
    rhs=absolute(lr * c / (1 + mu)),
    given=(mu >= 0, mu < 1),
    slips=(
        Slip("as under a constant gradient", absolute(lr * c / (1 - mu))),
        Slip("the absolute value is lost", lr * c / (1 + mu)),
        Slip("it dies out", Integer(0)),
    ),
    source=goodfellow,
)

DAMPED = Claim(
    name="velocity-is-damped",
    title="a gradient that changes its sign moves the parameter by less than a plain step",
    lhs=lr * c / (1 + mu),
    rhs=lr * c,
    relation="<",
    difference=lr * c * mu / (1 + mu),
    given=(mu > 0, mu < 1, lr > 0, c > 0),
    slips=(
        Slip("by less than half of it", lr * c / 2),
        Slip("without momentum too", given=(mu >= 0, mu < 1, lr > 0, c > 0)),
        Slip("for any gradient", given=(mu > 0, mu < 1, lr > 0)),
    ),
    source=slides,
)

CONVENTION_VELOCITY = Claim(
    name="conventions-velocity",
    title="the rate inside the velocity or outside of it: the velocities differ by the factor -lr",
    lhs=v[t],
    rhs=-lr * u[t],
    induction=t,
    slips=(
        Slip("sign", lr * u[t]),
        Slip("equal", u[t]),
        Slip("the rate divides", -u[t] / lr, given=(Ne(lr, 0),)),
    ),
    source=sutskever,
)

CONVENTION_PARAMETER = Claim(
    name="conventions-parameter",
    title="at a constant rate both conventions move the parameter alike",
    lhs=theta[t],
    rhs=phi[t],
    using=("conventions-velocity",),
    induction=t,
    slips=(
        Slip("one step behind", phi[t - 1]),
        Slip("the other direction", 2 * theta0 - phi[t]),
        Slip("the rate once more", theta0 + lr * (phi[t] - theta0)),
    ),
    source=sutskever,
)

CONVENTION_CHANGING = Claim(
    name="conventions-changing-rate",
    title="at a rate that changes the two conventions agree: wrong",
    lhs=vr[t],
    rhs=-rate[t] * u[t],
    expected="refuted",
    corrected_by="conventions-velocity",
    note="With the rate inside, a past gradient keeps the rate of its own step; with the rate outside, it takes the "
         "rate of the step at hand. A library that schedules the rate must say which it means.",
)

AVERAGE = Claim(
    name="average-convention",
    title="a velocity that is an average is 1 - mu times the plain one",
    lhs=avg[t],
    rhs=(1 - mu) * u[t],
    induction=t,
    slips=(
        Slip("equal", u[t]),
        Slip("divided for multiplied", u[t] / (1 - mu), given=(Ne(mu, 1),)),
        Slip("the momentum for its complement", mu * u[t]),
    ),
    source=cs224n,
    note="So m <- beta m + (1 - beta) g needs a rate that is 1/(1 - beta) times as large for the same steps.",
)

DERIVATION = Derivation(
    title="Gradient descent with momentum",
    summary=(
        "The velocity forgets a share of itself at each step and takes up the gradient; the parameter moves by the "
        "velocity. Each gradient thus acts again and again, with weights that fall geometrically."
    ),
    symbols=(t, i, mu, lr, c, theta0, g, rate),
    definitions=(v, theta, steady, built, swing, damped, u, phi, avg, vr),
    claims=(
        UNROLLED, ONE_MORE, THETA_SUM, THETA_UNROLLED, CONSTANT, TERMINAL, BUILDS_UP, ALTERNATING, AMPLITUDE,
        STEADY_AMPLITUDE, DAMPED, CONVENTION_VELOCITY, CONVENTION_PARAMETER, CONVENTION_CHANGING, AVERAGE,
    ),
    references=(slides, recap, cs224n, goodfellow, sutskever),
)
