r"""A linear layer applied to a batch: gradients of weights, inputs and bias.

    Y[i, k] = sum(X[i, a]*W[k, a], a) + b[k]

In matrices: Y = X W^T + 1 b^T, dW = dY^T X, dX = dY W, db = dY^T 1.
"""

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import Loss, Range, adjoint, define, delta, derivative, family, mean, total

batch = Range("batch", size="m", letters="i j")
inputs = Range("input", size="n", letters="a c")
outputs = Range("output", size="q", letters="k s")
i, j = batch.indices()
a, c = inputs.indices()
k, s = outputs.indices()

X = family("X", batch, inputs, means="inputs, one row for each example")
W = family("W", outputs, inputs, means="weights, one row for each output")
b = family("b", outputs, means="biases")

Y = define("Y", [i, k], total(X[i, a] * W[k, a], a) + b[k], means="outputs")

loss = Loss("L", Y)
dY = adjoint(loss, Y[i, k])

text = Source("Goodfellow, Bengio & Courville 2016, Deep Learning", "section 6.5")

DW = Claim(
    name="dW",
    title="the gradient of the weights: cotangents times inputs, summed over the batch",
    lhs=adjoint(loss, W[k, a]),
    rhs=total(dY * X[i, a], i),
    steps=(
        Step(total(adjoint(loss, Y[i, s]) * derivative(Y[i, s], W[k, a]), i, s), "chain rule through every output"),
        Step(total(adjoint(loss, Y[i, s]) * (X[i, a] * delta(s, k)), i, s), "an output has its own weights only"),
    ),
    slips=(
        Slip("mean for sum", mean(dY * X[i, a], i)),
        Slip("the inputs are lost", total(dY, i)),
        Slip("summed over the outputs too", total(adjoint(loss, Y[i, s]) * X[i, a], i, s)),
    ),
    source=text,
)

DX = Claim(
    name="dX",
    title="the gradient of the inputs: cotangents times weights, summed over the outputs",
    lhs=adjoint(loss, X[i, a]),
    rhs=total(dY * W[k, a], k),
    slips=(
        Slip("mean for sum", mean(dY * W[k, a], k)),
        Slip("the weights are lost", total(dY, k)),
        Slip("summed over the batch too", total(adjoint(loss, Y[j, k]) * W[k, a], j, k)),
    ),
    source=text,
)

DB = Claim(
    name="db",
    title="the gradient of the bias: cotangents summed over the batch",
    lhs=adjoint(loss, b[k]),
    rhs=total(dY, i),
    slips=(
        Slip("mean for sum", mean(dY, i)),
        Slip("summed over the outputs too", total(adjoint(loss, Y[i, s]), i, s)),
        Slip("times the inputs", total(dY * total(X[i, a], a), i)),
    ),
    source=text,
)

DERIVATION = Derivation(
    title="The linear layer",
    summary="A matrix of weights and a bias applied to every example of a batch.",
    symbols=(X, W, b),
    definitions=(Y,),
    loss=loss,
    claims=(DW, DX, DB),
    references=(text,),
    kernel=("dW", "dX", "db"),
)
