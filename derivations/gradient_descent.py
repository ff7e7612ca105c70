r"""Gradient descent on a parabola: which learning rates converge.

    loss(x) = lam/2*x^2,    x_t = x_{t-1} - alpha*lam*x_{t-1}

Each step multiplies the parameter by 1 - alpha*lam. It goes to the minimum if
that factor lies between -1 and 1, so for 0 < alpha < 2/lam; it never comes
nearer outside.
"""

from sympy import Eq, Integer, Rational

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import define, derivative, integer, limit, oo, recurrence, sequence, symbol, total

half = Rational(1, 2)
minus = Integer(-1)

t = integer("t", means="number of steps taken")
i = integer("i", means="an earlier step")

lam = symbol("lam", r"\lambda", means="curvature of the loss")
alpha = symbol("alpha", r"\alpha", means="learning rate")
x0 = symbol("x0", "x_0", means="parameter at the start, measured from the minimum")
z = symbol("z", means="a parameter, measured from the minimum")

parabola = define("parabola", half * lam * z**2, latex="f", means="loss")
x = sequence("x", means="parameter, measured from the minimum")
x = recurrence({x[i]: (x0, x[i - 1] - alpha * (lam * x[i - 1]))})
path = define("path", [t], (1 - alpha * lam) ** t * x0, latex=r"\bar{x}", means="its closed form")
height = define("height", [t], half * lam * path[t] ** 2, latex=r"\bar{f}", means="loss after t steps")

high = Source("Course document 004 (Week 4 tutorial)", "question 2 (a)", checked=True)
low = Source("Course document 004 (Week 4 tutorial)", "question 2 (b)", checked=True)
lecun = Source("LeCun, Bottou, Orr & Müller 1998, Efficient BackProp", "section 4.6")

GRADIENT = Claim(
    name="gradient",
    title="the gradient of the parabola",
    lhs=derivative(parabola, z),
    rhs=lam * z,
    slips=(
        Slip("factor 2 stays", 2 * lam * z),
        Slip("factor 1/2 stays", half * lam * z),
        Slip("the parameter is lost", lam),
    ),
    source=lecun,
)

UNROLLED = Claim(
    name="unrolled",
    title="each step multiplies the parameter by the same factor",
    lhs=x[t],
    rhs=path[t],
    induction=t,
    slips=(
        Slip("one step for all", (1 - alpha * lam) * x0),
        Slip("sign", (1 + alpha * lam) ** t * x0),
        Slip("to first order only", (1 - t * alpha * lam) * x0),
    ),
    source=lecun,
)

CONVERGES = Claim(
    name="converges",
    title="below 2/lam the parameter goes to the minimum",
    lhs=limit(path[t], t, oo),
    rhs=Integer(0),
    given=(alpha > 0, alpha * lam < 2),
    slips=(
        Slip("it stays where it started", x0),
        Slip("it stops after one step", (1 - alpha * lam) * x0),
        Slip("it goes by the learning rate", alpha * x0),
    ),
    source=lecun,
)

DIVERGES = Claim(
    name="no-convergence-at-a-high-rate",
    title="from 2/lam on the parameter never comes nearer than it started",
    lhs=x[t] ** 2,
    rhs=x0**2,
    relation=">=",
    difference=x0**2 * (alpha * lam) * (alpha * lam - 2) * total(((1 - alpha * lam) ** i) ** 2, (i, 0, t - 1)),
    given=(alpha > 0, alpha * lam >= 2),
    using=("unrolled",),
    induction=t,
    slips=(
        Slip("already from 1/lam on", given=(alpha > 0, alpha * lam >= 1)),
        Slip("it moves away by the distance it started at", 4 * x0**2),
        Slip("it moves away with the number of steps", (1 + t) * x0**2),
    ),
    source=high,
    note="At 2/lam itself it swings for ever, above it diverges; only from the minimum itself it does not move.",
)

WRONG_WAY = Claim(
    name="no-convergence-at-a-negative-rate",
    title="with a rate of zero or below it never comes nearer either",
    lhs=x[t] ** 2,
    rhs=x0**2,
    relation=">=",
    difference=x0**2 * (-alpha * lam) * (2 - alpha * lam) * total(((1 - alpha * lam) ** i) ** 2, (i, 0, t - 1)),
    given=(alpha <= 0,),
    using=("unrolled",),
    induction=t,
    slips=(
        Slip("with a positive rate too", given=()),
        Slip("it moves away by the distance it started at", 4 * x0**2),
        Slip("it moves away with the number of steps", (1 + t) * x0**2),
    ),
    source=lecun,
)

SWINGS = Claim(
    name="swings-at-the-limit",
    title="at 2/lam itself the parameter swings from side to side",
    lhs=x[t],
    rhs=minus**t * x0,
    given=(Eq(alpha * lam, 2),),
    induction=t,
    slips=(
        Slip("it stays where it started", x0),
        Slip("it reaches the minimum", Integer(0)),
        Slip("a rate of 1/lam will do", given=(Eq(alpha * lam, 1),)),
    ),
    source=high,
)

ONE_STEP = Claim(
    name="one-step",
    title="at 1/lam the first step reaches the minimum",
    lhs=x[t + 1],
    rhs=Integer(0),
    given=(Eq(alpha * lam, 1),),
    slips=(
        Slip("it stays where it started", x0),
        Slip("at 2/lam too", given=(Eq(alpha * lam, 2),)),
        Slip("it stays where it was", x[t]),
    ),
    source=lecun,
)

SLOW = Claim(
    name="slow-at-a-low-rate",
    title="at a low rate the loss falls in proportion to the number of steps: almost linearly",
    lhs=limit(derivative(height[t], alpha), alpha, 0),
    rhs=-t * lam**2 * x0**2,
    steps=(
        Step(limit(-t * lam**2 * x0**2 * (1 - alpha * lam) ** (2 * t - 1), alpha, 0), "the derivative"),
    ),
    slips=(
        Slip("the number of steps is lost", -(lam**2) * x0**2),
        Slip("half of it", -half * t * lam**2 * x0**2),
        Slip("sign", t * lam**2 * x0**2),
    ),
    source=low,
)

DERIVATION = Derivation(
    title="Gradient descent on a quadratic loss",
    summary=(
        "One parameter and a loss that is a parabola about its minimum: the direction of one eigenvector of the "
        "Hessian, with its eigenvalue for the curvature."
    ),
    symbols=(t, i, lam, alpha, x0, z),
    definitions=(parabola, x, path, height),
    given=(lam > 0,),
    claims=(GRADIENT, UNROLLED, CONVERGES, DIVERGES, WRONG_WAY, SWINGS, ONE_STEP, SLOW),
    references=(high, low, lecun),
)
