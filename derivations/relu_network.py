r"""A network with one hidden layer of ReLU units and a squared loss: all its gradients.

    z[j] = sum(W[j, a]*x[a], a) + b[j],    h[j] = relu(z[j])
    yhat = sum(w[j]*h[j], j) + b0,         L = (yhat - y)^2

A unit that is off (z[j] < 0) passes nothing back. The gradients hold the output
itself: whoever is told all of them can work it out.
"""

from sympy import Ne, Rational

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import Range, adjoint, define, derivative, each, family, relu, symbol, total, unit_step

half = Rational(1, 2)

inputs = Range("input", size="n", letters="a c")
hidden = Range("hidden", size="m", letters="j k")
a, c = inputs.indices()
j, k = hidden.indices()

x = family("x", inputs, means="inputs")
W = family("W", hidden, inputs, means="weights of the hidden units, one row for each")
b = family("b", hidden, means="biases of the hidden units")
w = family("w", hidden, means="weights of the output unit")
b0 = symbol("b0", "b_o", means="bias of the output unit")
y = symbol("y", means="expected output")

z = define("z", [j], total(W[j, a] * x[a], a) + b[j], means="pre-activations of the hidden units")
h = define("h", [j], relu(z[j]), means="activations of the hidden units")
yhat = define("yhat", total(w[j] * h[j], j) + b0, latex=r"\hat{y}", means="output")
L = define("L", (yhat - y) ** 2, latex=r"\mathcal{L}", means="squared loss")
L2 = define("L2", half * (yhat - y) ** 2, latex=r"\tilde{\mathcal{L}}", means="the same with the factor one half")

dyhat, dw, db0 = adjoint(L, yhat), adjoint(L, w[j]), adjoint(L, b0)
dh, dz, dW, db = adjoint(L, h[j]), adjoint(L, z[j]), adjoint(L, W[j, a]), adjoint(L, b[j])
error = yhat - y

course = Source("Course document 004 (Week 4 tutorial)", "question 1", checked=True)
goodfellow = Source("Goodfellow, Bengio & Courville 2016, Deep Learning", "section 6.5")

away = (each(j, Ne(z[j], 0)),)

DW_OUT = Claim(
    name="dw",
    title="the gradient of an output weight: twice the error times what the weight multiplies",
    lhs=dw,
    rhs=2 * error * h[j],
    steps=(Step(dyhat * h[j], "chain rule through the output"),),
    slips=(
        Slip("factor 2 lost", error * h[j]),
        Slip("sign of the error", 2 * (y - yhat) * h[j]),
        Slip("the pre-activation for the activation", 2 * error * z[j]),
    ),
    source=course,
)

DB_OUT = Claim(
    name="db0",
    title="the gradient of the output bias: twice the error",
    lhs=db0,
    rhs=2 * error,
    slips=(
        Slip("factor 2 lost", error),
        Slip("sign of the error", 2 * (y - yhat)),
        Slip("the loss for the error", 2 * L),
    ),
    source=course,
)

DZ = Claim(
    name="dz",
    title="a hidden unit passes the error back if it is on",
    lhs=dz,
    rhs=2 * error * w[j] * unit_step(z[j]),
    given=away,
    steps=(
        Step(dh * derivative(h[j], z[j]), "chain rule through the activation"),
        Step(dyhat * w[j] * unit_step(z[j]), "the slope of the activation is 0 or 1"),
    ),
    slips=(
        Slip("as if every unit were on", 2 * error * w[j]),
        Slip("the activation for its slope", 2 * error * w[j] * relu(z[j])),
        Slip("the output weight is lost", 2 * error * unit_step(z[j])),
    ),
    source=goodfellow,
)

DW_HIDDEN = Claim(
    name="dW",
    title="the gradient of a hidden weight",
    lhs=dW,
    rhs=2 * error * w[j] * unit_step(z[j]) * x[a],
    given=away,
    steps=(Step(dz * x[a], "chain rule through the pre-activation"),),
    slips=(
        Slip("as if every unit were on", 2 * error * w[j] * x[a]),
        Slip("the input is lost", 2 * error * w[j] * unit_step(z[j])),
        Slip("summed over the units", total(2 * error * w[k] * unit_step(z[k]) * x[a], k)),
        Slip("factor 2 lost", error * w[j] * unit_step(z[j]) * x[a]),
    ),
    source=course,
)

DB_HIDDEN = Claim(
    name="db",
    title="the gradient of a hidden bias",
    lhs=db,
    rhs=2 * error * w[j] * unit_step(z[j]),
    given=away,
    steps=(Step(dz, "the bias enters as it is"),),
    slips=(
        Slip("as if every unit were on", 2 * error * w[j]),
        Slip("the inputs multiply", 2 * error * w[j] * unit_step(z[j]) * total(x[a], a)),
        Slip("the output weight is lost", 2 * error * unit_step(z[j])),
    ),
    source=course,
)

OUTPUT = Claim(
    name="gradients-tell-the-output",
    title="the gradients and the output bias determine the output",
    lhs=b0 + total(adjoint(L, w[k]) * adjoint(L, b[k]), k) / db0**2,
    rhs=yhat,
    given=(*away, Ne(yhat, y)),
    steps=(
        Step(
            b0 + total(2 * error * h[k] * (2 * error * w[k] * unit_step(z[k])), k) / (2 * error) ** 2,
            "the gradients",
        ),
        Step(b0 + total(w[k] * h[k] * unit_step(z[k]), k), "the error cancels"),
        Step(b0 + total(w[k] * h[k], k), "a unit that is off has no activation"),
    ),
    slips=(
        Slip("the error itself", error),
        Slip("half of the output", half * yhat),
        Slip("the bias is not in it", yhat - b0),
    ),
)

ERROR_WHOLE = Claim(
    name="error-from-the-bias",
    title="without the factor one half the output bias has twice the error for its gradient",
    lhs=y + half * db0,
    rhs=yhat,
    slips=(
        Slip("the factor of the other convention", 2 * yhat - y),
        Slip("sign of the error", 2 * y - yhat),
        Slip("the expected output", y),
    ),
)

ERROR_HALVED = Claim(
    name="error-from-the-bias-halved",
    title="with it, the error itself",
    lhs=y + adjoint(L2, b0),
    rhs=yhat,
    slips=(
        Slip("the factor of the other convention", half * (y + yhat)),
        Slip("sign of the error", 2 * y - yhat),
        Slip("the expected output", y),
    ),
    note="The output follows from the gradients alone, so the gradients also tell which of the two losses was meant.",
)

DERIVATION = Derivation(
    title="Gradients of a network with one hidden layer",
    summary=(
        "One example, any number of inputs and of hidden units with ReLU activation, a linear output, a squared "
        "loss. No pre-activation is exactly zero where a slope is taken: there the activation has none."
    ),
    symbols=(x, W, b, w, b0, y),
    definitions=(z, h, yhat, L, L2),
    claims=(DW_OUT, DB_OUT, DZ, DW_HIDDEN, DB_HIDDEN, OUTPUT, ERROR_WHOLE, ERROR_HALVED),
    references=(course, goodfellow),
)
