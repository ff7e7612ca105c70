r"""Nesterov momentum, and the change of variable that makes it easy to program.

    v_t = mu*v_{t-1} - eps*G(theta_{t-1} + mu*v_{t-1}),    theta_t = theta_{t-1} + v_t

The gradient is taken where the velocity is about to carry the parameter. Most
programs have it at their own parameter only: so they keep the point ahead,
phi = theta + mu*v, and never theta itself.
"""

from sympy import Eq

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import define, function, integer, recurrence, sequence, symbol

t = integer("t", at_least=1, means="number of steps taken")
i = integer("i", means="a step")

mu = symbol("mu", r"\mu", means="momentum")
eps = symbol("eps", r"\epsilon", means="learning rate")
theta0 = symbol("theta0", r"\theta_0", means="parameter at the start")
v0 = symbol("v0", "v_0", means="velocity at the start")
G = function("G", latex="f'", means="gradient of the loss, at a parameter")

v, theta = sequence("v", means="velocity"), sequence("theta", latex=r"\theta", means="parameter")
v, theta = recurrence({
    v[i]: (v0, mu * v[i - 1] - eps * G[theta[i - 1] + mu * v[i - 1]]),
    theta[i]: (theta0, theta[i - 1] + v[i]),
})
ahead = define("ahead", [i], theta[i] + mu * v[i], latex=r"\hat{\theta}", means="the point ahead")

w, phi = sequence("w", means="velocity of the second program"), sequence("phi", latex=r"\phi", means="its parameter")
w, phi = recurrence({
    w[i]: (v0, mu * w[i - 1] - eps * G[phi[i - 1]]),
    phi[i]: (theta0 + mu * v0, phi[i - 1] - mu * w[i - 1] + (1 + mu) * w[i]),
})

s, q = sequence("s", means="velocity of ordinary momentum"), sequence("q", means="its parameter")
s, q = recurrence({
    s[i]: (v0, mu * s[i - 1] - eps * G[q[i - 1]]),
    q[i]: (theta0, q[i - 1] + s[i]),
})

slides = Source("Course document 001 (lecture slides)", "Nesterov momentum update", checked=True)
recap = Source("Course document 002 (session recap)", "Nesterov momentum", checked=True)
sutskever = Source("Sutskever, Martens, Dahl & Hinton 2013, On the importance of initialization and momentum in "
                   "deep learning", "equations 3 and 4")
bengio = Source("Bengio, Boulanger-Lewandowski & Pascanu 2013, Advances in optimizing recurrent networks, "
                "arXiv:1212.0901", "section 3.5")

STEP = Claim(
    name="parameter-step",
    title="the parameter moves by the new velocity",
    lhs=theta[t],
    rhs=theta[t - 1] + v[t],
    slips=(
        Slip("by the old velocity", theta[t - 1] + v[t - 1]),
        Slip("against the velocity", theta[t - 1] - v[t]),
        Slip("by the new velocity from the point ahead", ahead[t - 1] + v[t]),
    ),
    source=slides,
)

VELOCITY = Claim(
    name="velocity-at-the-point-ahead",
    title="in the point ahead the gradient is taken at the program's own parameter",
    lhs=v[t],
    rhs=mu * v[t - 1] - eps * G[ahead[t - 1]],
    steps=(Step(mu * v[t - 1] - eps * G[theta[t - 1] + mu * v[t - 1]], "the velocity's own step"),),
    slips=(
        Slip("at the parameter, as in ordinary momentum", mu * v[t - 1] - eps * G[theta[t - 1]]),
        Slip("at the new point ahead", mu * v[t - 1] - eps * G[ahead[t]]),
        Slip("sign of the gradient", mu * v[t - 1] + eps * G[ahead[t - 1]]),
        Slip("the momentum is lost", v[t - 1] - eps * G[ahead[t - 1]]),
    ),
    source=slides,
)

UPDATE = Claim(
    name="update-of-the-point-ahead",
    title="how the point ahead moves",
    lhs=ahead[t],
    rhs=ahead[t - 1] - mu * v[t - 1] + (1 + mu) * v[t],
    steps=(
        Step(theta[t - 1] + v[t] + mu * v[t], "the parameter moves by the new velocity"),
        Step((ahead[t - 1] - mu * v[t - 1]) + v[t] + mu * v[t], "the old parameter, from the old point ahead"),
    ),
    slips=(
        Slip("sign of the old velocity", ahead[t - 1] + mu * v[t - 1] + (1 + mu) * v[t]),
        Slip("the old velocity is not taken back", ahead[t - 1] + (1 + mu) * v[t]),
        Slip("as in ordinary momentum", ahead[t - 1] + v[t]),
        Slip("the old velocity is taken back whole", ahead[t - 1] - v[t - 1] + (1 + mu) * v[t]),
    ),
    source=slides,
    note="The slides name the variable and stop there.",
)

COMBINED = Claim(
    name="update-with-one-velocity",
    title="the same update with the old velocity only",
    lhs=ahead[t],
    rhs=ahead[t - 1] + mu**2 * v[t - 1] - (1 + mu) * eps * G[ahead[t - 1]],
    steps=(
        Step(ahead[t - 1] - mu * v[t - 1] + (1 + mu) * v[t], "how the point ahead moves"),
        Step(ahead[t - 1] - mu * v[t - 1] + (1 + mu) * (mu * v[t - 1] - eps * G[ahead[t - 1]]), "the new velocity"),
    ),
    slips=(
        Slip("the square is lost", ahead[t - 1] + mu * v[t - 1] - (1 + mu) * eps * G[ahead[t - 1]]),
        Slip("one plus the momentum is lost", ahead[t - 1] + mu**2 * v[t - 1] - eps * G[ahead[t - 1]]),
        Slip("the momentum for one plus it", ahead[t - 1] + mu**2 * v[t - 1] - mu * eps * G[ahead[t - 1]]),
    ),
    source=bengio,
)

SAME_VELOCITY = Claim(
    name="programs-have-one-velocity",
    title="started at corresponding points, the two programs have the same velocity for ever",
    lhs=w[t],
    rhs=v[t],
    induction=t,
    along=(Eq(phi[t], theta[t] + mu * v[t]),),
    slips=(
        Slip("one step apart", v[t - 1]),
        Slip("up to the momentum", mu * v[t]),
        Slip("as ordinary momentum", s[t]),
    ),
    source=bengio,
)

SAME_PATH = Claim(
    name="programs-correspond",
    title="the second program's parameter is the first one's point ahead",
    lhs=theta[t] + mu * v[t],
    rhs=phi[t],
    induction=t,
    along=(Eq(w[t], v[t]),),
    slips=(
        Slip("the parameters are equal", phi[t] + mu * v[t]),
        Slip("the point ahead of the second program", phi[t] + mu * w[t]),
        Slip("one step behind", phi[t - 1]),
    ),
    source=bengio,
)

BACK = Claim(
    name="parameter-from-the-program",
    title="the parameter meant is the program's own less what it is ahead",
    lhs=phi[t] - mu * w[t],
    rhs=theta[t],
    induction=t,
    along=(Eq(w[t], v[t]),),
    slips=(
        Slip("the parameters are equal", theta[t] - mu * w[t]),
        Slip("the wrong way", theta[t] + 2 * mu * v[t]),
        Slip("one step behind", theta[t - 1]),
    ),
    source=bengio,
    note="Whoever reads a weight out of such a program reads the point ahead.",
)

ORDINARY = Claim(
    name="as-ordinary-momentum",
    title="both momenta take the same path: wrong",
    lhs=theta[t],
    rhs=q[t],
    expected="refuted",
    corrected_by="no-momentum",
    source=recap,
    note="They differ in where the gradient is evaluated, as the recap says; the paths part as soon as the velocity "
         "is not zero.",
)

FROM_REST = Claim(
    name="first-step-from-rest",
    title="from rest, the first step is that of ordinary momentum",
    lhs=theta[1],
    rhs=q[1],
    given=(Eq(v0, 0),),
    slips=(
        Slip("with a velocity at the start", given=()),
        Slip("the second step too", q[2]),
        Slip("no step at all", theta0),
    ),
    source=sutskever,
)

NO_MOMENTUM = Claim(
    name="no-momentum",
    title="without momentum both are gradient descent",
    lhs=theta[t],
    rhs=theta[t - 1] - eps * G[theta[t - 1]],
    given=(Eq(mu, 0),),
    slips=(
        Slip("with momentum too", given=()),
        Slip("sign", theta[t - 1] + eps * G[theta[t - 1]]),
        Slip("the gradient at the new parameter", theta[t - 1] - eps * G[theta[t]]),
    ),
    source=sutskever,
)

DERIVATION = Derivation(
    title="Nesterov momentum and its change of variable",
    summary=(
        "Nesterov's gradient is taken at the point to which the velocity is about to carry the parameter. With that "
        "point as the variable, the program looks almost like ordinary momentum, and it takes the same path."
    ),
    symbols=(t, i, mu, eps, theta0, v0, G),
    definitions=(v, theta, ahead, w, phi, s, q),
    claims=(
        STEP, VELOCITY, UPDATE, COMBINED, SAME_VELOCITY, SAME_PATH, BACK, FROM_REST, NO_MOMENTUM, ORDINARY,
    ),
    references=(slides, recap, sutskever, bengio),
)
