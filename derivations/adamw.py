r"""AdamW: under Adam, an L2 penalty is not weight decay.

    L2:         w - lr*(step of Adam on g + lam*w)
    decoupled:  (1 - lr*lam)*w - lr*(step of Adam on g)

Plain gradient descent makes no difference between the two. Adam divides the
gradient by its own size, and with it whatever was added to the gradient: on the
first step the penalty's strength is divided away.
"""

from sympy import Ne

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import absolute, define, function, integer, recurrence, sequence, sqrt, symbol

t = integer("t", means="number of steps taken")
i = integer("i", means="a step")

w = symbol("w", means="a weight")
g = symbol("g", means="gradient of the loss there")
lr = symbol("lr", r"\alpha", means="learning rate")
lam = symbol("lam", r"\lambda", means="strength of the decay")
beta1 = symbol("beta1", r"\beta_1", means="decay rate of the first moment")
beta2 = symbol("beta2", r"\beta_2", means="decay rate of the second moment")
mu = symbol("mu", r"\mu", means="momentum")
scale = symbol("scale", "s", means="a fixed scale that divides the gradient")
w0 = symbol("w0", "w_0", means="weight at the start")
G = function("G", means="gradient of the loss, at a weight")

# The first step of Adam, from moments that are zero, on the gradient alone and with the penalty's.
m1 = define("m1", (1 - beta1) * g, latex="m_1", means="first moment after one step")
v1 = define("v1", (1 - beta2) * g**2, latex="v_1", means="second moment after one step")
mhat = define("mhat", m1 / (1 - beta1), latex=r"\hat{m}_1", means="first moment, its bias corrected")
vhat = define("vhat", v1 / (1 - beta2), latex=r"\hat{v}_1", means="second moment, its bias corrected")
adam = define("adam", mhat / sqrt(vhat), latex="a", means="Adam's direction")
pen = define("pen", g + lam * w, latex="g'", means="gradient of the loss and the penalty")
m1p = define("m1p", (1 - beta1) * pen, latex="m'_1", means="first moment with the penalty")
v1p = define("v1p", (1 - beta2) * pen**2, latex="v'_1", means="second moment with the penalty")
mhatp = define("mhatp", m1p / (1 - beta1), latex=r"\hat{m}'_1", means="the same, its bias corrected")
vhatp = define("vhatp", v1p / (1 - beta2), latex=r"\hat{v}'_1", means="the same, its bias corrected")
adamp = define("adamp", mhatp / sqrt(vhatp), latex="a'", means="Adam's direction with the penalty")

# Gradient descent: the penalty in the gradient, and three ways to decay the weight.
x = sequence("x", latex=r"w^{\mathrm{L2}}", means="weight under the penalty")
x = recurrence({x[i]: (w0, x[i - 1] - lr * (G[x[i - 1]] + lam * x[i - 1]))})
y = sequence("y", latex=r"w^{\mathrm{dec}}", means="weight under decoupled decay")
y = recurrence({y[i]: (w0, (1 - lr * lam) * y[i - 1] - lr * G[y[i - 1]])})
z = sequence("z", latex=r"w^{\lambda}", means="weight that decays without the learning rate")
z = recurrence({z[i]: (w0, (1 - lam) * z[i - 1] - lr * G[z[i - 1]])})
after = sequence("after", latex=r"w^{\mathrm{after}}", means="weight that decays after the step")
after = recurrence({after[i]: (w0, (1 - lr * lam) * (after[i - 1] - lr * G[after[i - 1]]))})
plain = sequence("plain", latex=r"w^{\mathrm{free}}", means="weight without decay")
plain = recurrence({plain[i]: (w0, plain[i - 1] - lr * G[plain[i - 1]])})

# With momentum.
xv = sequence("xv", latex=r"v^{\mathrm{L2}}", means="velocity under the penalty")
xm = sequence("xm", latex=r"u^{\mathrm{L2}}", means="weight with momentum, under the penalty")
xv, xm = recurrence({
    xv[i]: (0, mu * xv[i - 1] - lr * (G[xm[i - 1]] + lam * xm[i - 1])),
    xm[i]: (w0, xm[i - 1] + xv[i]),
})
yv = sequence("yv", latex=r"v^{\mathrm{dec}}", means="velocity without the penalty")
ym = sequence("ym", latex=r"u^{\mathrm{dec}}", means="weight with momentum, under decoupled decay")
yv, ym = recurrence({
    yv[i]: (0, mu * yv[i - 1] - lr * G[ym[i - 1]]),
    ym[i]: (w0, (1 - lr * lam) * ym[i - 1] + yv[i]),
})

paper = Source("Loshchilov & Hutter 2019, Decoupled weight decay regularization, arXiv:1711.05101", "section 2")
kingma = Source("Kingma & Ba 2015, Adam: a method for stochastic optimization, arXiv:1412.6980", "algorithm 1")

moments = (beta1 >= 0, beta1 < 1, beta2 >= 0, beta2 < 1)

FIRST_DIRECTION = Claim(
    name="first-direction",
    title="Adam's first direction is the sign of the gradient",
    lhs=adam,
    rhs=g / absolute(g),
    given=(*moments, Ne(g, 0)),
    steps=(Step(g / sqrt(g**2), "the correction of the bias cancels the factors"),),
    slips=(
        Slip("the gradient itself", g),
        Slip("its absolute value", absolute(g)),
        Slip("without the correction of the bias", (1 - beta1) * g / sqrt((1 - beta2) * g**2)),
    ),
    source=kingma,
)

SGD = Claim(
    name="same-under-gradient-descent",
    title="under gradient descent an L2 penalty is decay by the learning rate times its strength",
    lhs=x[t],
    rhs=y[t],
    induction=t,
    slips=(
        Slip("decay by the strength alone", z[t]),
        Slip("decay after the step", after[t]),
        Slip("no decay", plain[t]),
    ),
    source=paper,
)

ADAM = Claim(
    name="same-under-adam",
    title="under Adam an L2 penalty is decay by the learning rate times its strength: wrong",
    lhs=w - lr * adamp,
    rhs=(1 - lr * lam) * w - lr * adam,
    given=(*moments, lr > 0, lam > 0, Ne(g, 0), Ne(g + lam * w, 0)),
    expected="refuted",
    corrected_by="penalty-is-divided-away",
    source=paper,
    note="The penalty passes through the division by the root of the second moment, the decay does not.",
)

DIVIDED_AWAY = Claim(
    name="penalty-is-divided-away",
    title="on Adam's first step the strength of the penalty does not matter",
    lhs=w - lr * adamp,
    rhs=w - lr,
    given=(*moments, lam > 0, w > 0, g > 0),
    steps=(
        Step(w - lr * (g + lam * w) / sqrt((g + lam * w) ** 2), "the correction of the bias cancels the factors"),
        Step(w - lr * (g + lam * w) / (g + lam * w), "weight and gradient are positive"),
    ),
    slips=(
        Slip("the weight decays besides", (1 - lr * lam) * w - lr),
        Slip("the gradient stays", w - lr * g),
        Slip("the penalised gradient stays", w - lr * (g + lam * w)),
    ),
    source=paper,
)

DECOUPLED = Claim(
    name="decoupled-decay-stays",
    title="decoupled decay shrinks the weight by its own factor",
    lhs=(1 - lr * lam) * w - lr * adam,
    rhs=w - lr - lr * lam * w,
    given=(*moments, lam > 0, w > 0, g > 0),
    slips=(
        Slip("the decay is divided away", w - lr),
        Slip("the learning rate is lost in the decay", w - lr - lam * w),
        Slip("sign of the decay", w - lr + lr * lam * w),
    ),
    source=paper,
)

MOMENTUM = Claim(
    name="same-with-momentum",
    title="with momentum the two are the same: wrong",
    lhs=xm[t],
    rhs=ym[t],
    expected="refuted",
    corrected_by="same-under-gradient-descent",
    source=paper,
    note="A penalty enters the velocity and acts again and again; a decay acts once. The two part at the second step.",
)

SCALED = Claim(
    name="decay-is-a-scaled-penalty",
    title="with a fixed scale, decoupled decay is a penalty that is larger where the scale is",
    lhs=w - lr * ((g + lam * scale * w) / scale),
    rhs=(1 - lr * lam) * w - lr * (g / scale),
    given=(scale > 0,),
    slips=(
        Slip("the scale is lost in the decay", (1 - lr * lam * scale) * w - lr * (g / scale)),
        Slip("divided by the scale", (1 - lr * lam / scale) * w - lr * (g / scale)),
        Slip("the gradient is not scaled", (1 - lr * lam) * w - lr * g),
    ),
    source=paper,
    note="Weights with large gradients are thus decayed more by AdamW than by an L2 penalty under Adam.",
)

DERIVATION = Derivation(
    title="AdamW: decoupled weight decay",
    summary=(
        "One weight. The same strength of regularisation is put into the gradient (an L2 penalty) or taken off the "
        "weight (decay), under gradient descent for every number of steps and under Adam on its first step. "
        "Adam's small constant in the denominator is left out."
    ),
    symbols=(t, i, w, g, lr, lam, beta1, beta2, mu, scale, w0, G),
    definitions=(
        m1, v1, mhat, vhat, adam, pen, m1p, v1p, mhatp, vhatp, adamp, x, y, z, after, plain, xv, xm, yv, ym,
    ),
    claims=(FIRST_DIRECTION, SGD, DIVIDED_AWAY, DECOUPLED, SCALED, ADAM, MOMENTUM),
    references=(paper, kingma),
    uses=("weight-decay",),
)
