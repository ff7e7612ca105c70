r"""L2 regularisation is weight decay under plain gradient descent.

    w[j] - lr*(dL/dw[j] + d penalty/dw[j])

The penalty's gradient is proportional to the weight, so a step first shrinks
each weight by a constant factor and then follows the loss. How much it shrinks
depends on whether the penalty carries a factor one half.
"""

from sympy import Rational

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import Loss, Range, adjoint, define, derivative, family, symbol, total

half = Rational(1, 2)

weight = Range("weight", size="n", letters="j k")
j, k = weight.indices()

w = family("w", weight, means="weights")
lr = symbol("lr", r"\alpha", means="learning rate")
decay = symbol("lam", r"\lambda", means="strength of the penalty")

halved = define("halved", decay / 2 * total(w[k] ** 2, k), latex="R", means="penalty with the factor one half")
whole = define("whole", decay * total(w[k] ** 2, k), latex=r"\tilde{R}", means="penalty without it")

loss = Loss("L", w)
dw = adjoint(loss, w[j])

course = Source("Course document 004 (Week 4 tutorial)", "question 7", checked=True)
hanson = Source("Hanson & Pratt 1988, Comparing biases for minimal network construction with back-propagation")

HALVED_GRADIENT = Claim(
    name="penalty-gradient-halved",
    title="the gradient of the penalty, with the factor one half",
    lhs=derivative(halved, w[j]),
    rhs=decay * w[j],
    slips=(
        Slip("factor 2 stays", 2 * decay * w[j]),
        Slip("summed over the weights", decay * total(w[k], k)),
        Slip("the square stays", decay * w[j] ** 2),
    ),
)

HALVED_UPDATE = Claim(
    name="update-halved",
    title="a step of gradient descent shrinks each weight by 1 - lr*lam",
    lhs=w[j] - lr * (dw + derivative(halved, w[j])),
    rhs=(1 - lr * decay) * w[j] - lr * dw,
    steps=(
        Step(w[j] - lr * (dw + decay * w[j]), "the gradient of the penalty"),
        Step(w[j] - lr * decay * w[j] - lr * dw, "multiply out"),
    ),
    slips=(
        Slip("sign of the decay", (1 + lr * decay) * w[j] - lr * dw),
        Slip("the learning rate is lost in the decay", (1 - decay) * w[j] - lr * dw),
        Slip("factor 2 of the other convention", (1 - 2 * lr * decay) * w[j] - lr * dw),
    ),
    source=hanson,
)

WHOLE_UPDATE = Claim(
    name="update-whole",
    title="without the factor one half each weight shrinks by 1 - 2*lr*lam",
    lhs=w[j] - lr * (dw + derivative(whole, w[j])),
    rhs=(1 - 2 * lr * decay) * w[j] - lr * dw,
    steps=(Step(w[j] - lr * (dw + 2 * decay * w[j]), "the gradient of the penalty"),),
    slips=(
        Slip("the factor of the other convention", (1 - lr * decay) * w[j] - lr * dw),
        Slip("half the factor", (1 - half * lr * decay) * w[j] - lr * dw),
        Slip("the decay also scales the gradient", (1 - 2 * lr * decay) * (w[j] - lr * dw)),
    ),
)

PRINTED = Claim(
    name="update-as-printed",
    title="as printed, without the learning rate before the gradient: wrong",
    lhs=w[j] - lr * (dw + derivative(halved, w[j])),
    rhs=(1 - lr * decay) * w[j] - dw,
    expected="refuted",
    corrected_by="update-halved",
    source=course,
    printed=r"w \leftarrow (1 - \alpha\lambda)w - \frac{\partial \mathcal{L}}{\partial w}",
    note="The step of the loss lost its learning rate; the two agree only where the rate is one or the gradient zero.",
)

DERIVATION = Derivation(
    title="L2 regularisation as weight decay",
    summary="One step of plain gradient descent on the loss plus an L2 penalty, for both conventions of the penalty.",
    symbols=(w, lr, decay),
    definitions=(halved, whole),
    loss=loss,
    given=(lr > 0, decay > 0),
    claims=(HALVED_GRADIENT, HALVED_UPDATE, WHOLE_UPDATE, PRINTED),
    references=(course, hanson),
    aliases=((r"\mathcal{L}", loss),),
)
