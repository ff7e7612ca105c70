r"""A tutorial's worked network: its printed gradients, its output and its update.

    x = [1, 2],  y = 3,  three hidden units with ReLU,  loss (yhat - y)^2,  rate 0.1

The weights stood in a figure that is not in the text. The printed gradients fix
what matters of them: activations 4, 0 and 5, output weights -1 and 2, hence the
output 6. The weights below are one choice that gives every printed number.
"""

from sympy import Eq, Integer, Rational

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import adjoint, define, derivative, relu, symbol

half = Rational(1, 2)
tenth = Rational(1, 10)

x1 = define("x1", Integer(1), latex="x_1", means="first input")
x2 = define("x2", Integer(2), latex="x_2", means="second input")
y = define("y", Integer(3), means="expected output")
w11 = define("w11", Integer(2), latex="w_{11}", means="weight of hidden unit 1, first input")
w12 = define("w12", Integer(1), latex="w_{12}", means="weight of hidden unit 1, second input")
w21 = define("w21", Integer(1), latex="w_{21}", means="weight of hidden unit 2, first input")
w22 = define("w22", Integer(-1), latex="w_{22}", means="weight of hidden unit 2, second input")
w31 = define("w31", Integer(1), latex="w_{31}", means="weight of hidden unit 3, first input")
w32 = define("w32", Integer(2), latex="w_{32}", means="weight of hidden unit 3, second input")
b1 = define("b1", Integer(0), latex="b_1", means="bias of hidden unit 1")
b2 = define("b2", Integer(0), latex="b_2", means="bias of hidden unit 2")
b3 = define("b3", Integer(0), latex="b_3", means="bias of hidden unit 3")
w1 = define("w1", Integer(-1), latex="w_1", means="output weight of hidden unit 1")
w2 = define("w2", Integer(1), latex="w_2", means="output weight of hidden unit 2")
w3 = define("w3", Integer(2), latex="w_3", means="output weight of hidden unit 3")
bo = define("bo", Integer(0), latex="b_o", means="bias of the output unit")

z1 = define("z1", w11 * x1 + w12 * x2 + b1, latex="z_1", means="pre-activation of hidden unit 1")
z2 = define("z2", w21 * x1 + w22 * x2 + b2, latex="z_2", means="pre-activation of hidden unit 2")
z3 = define("z3", w31 * x1 + w32 * x2 + b3, latex="z_3", means="pre-activation of hidden unit 3")
h1 = define("h1", relu(z1), latex="h_1", means="activation of hidden unit 1")
h2 = define("h2", relu(z2), latex="h_2", means="activation of hidden unit 2")
h3 = define("h3", relu(z3), latex="h_3", means="activation of hidden unit 3")
yhat = define("yhat", w1 * h1 + w2 * h2 + w3 * h3 + bo, latex=r"\hat{y}", means="output")
L = define("L", (yhat - y) ** 2, latex=r"\mathcal{L}", means="squared loss")

# The loss after a step along the printed gradients.
eta = symbol("eta", r"\eta", means="what multiplies the gradient in an update: positive as printed, negative downhill")
f1 = define("f1", relu(z1 + eta * (-6 * x1 - 12 * x2 - 6)), latex=r"\tilde{h}_1", means="activation 1 after an update")
f3 = define("f3", relu(z3 + eta * (12 * x1 + 24 * x2 + 12)), latex=r"\tilde{h}_3", means="activation 3 after an update")
# Every printed gradient of unit 2 is zero: it stays as it is.
moved = define(
    "moved",
    ((w1 + 24 * eta) * f1 + w2 * h2 + (w3 + 30 * eta) * f3 + (bo + 6 * eta) - y) ** 2,
    latex=r"\tilde{\mathcal{L}}",
    means="loss after every weight has moved by eta times its printed gradient",
)

course = Source("Course document 004 (Week 4 tutorial)", "question 1", checked=True)

gw1, gw2, gw3, gbo = adjoint(L, w1), adjoint(L, w2), adjoint(L, w3), adjoint(L, bo)
gb1, gb2, gb3 = adjoint(L, b1), adjoint(L, b2), adjoint(L, b3)
from_gradients = bo + (gw1 * gb1 + gw2 * gb2 + gw3 * gb3) / gbo**2
squared_gradient = (
    gw1**2 + gw2**2 + gw3**2 + gbo**2
    + adjoint(L, w11) ** 2 + adjoint(L, w12) ** 2 + gb1**2
    + adjoint(L, w21) ** 2 + adjoint(L, w22) ** 2 + gb2**2
    + adjoint(L, w31) ** 2 + adjoint(L, w32) ** 2 + gb3**2
)

DW1 = Claim(
    name="dw1",
    title="the gradient of output weight 1",
    lhs=gw1,
    rhs=Integer(24),
    slips=(
        Slip("the loss with the factor one half", Integer(12)),
        Slip("sign of the error", Integer(-24)),
        Slip("the activation is lost", gbo),
    ),
    source=course,
)

DW2 = Claim(
    name="dw2",
    title="the gradient of output weight 2: its unit is off",
    lhs=gw2,
    rhs=Integer(0),
    slips=(
        Slip("the pre-activation for the activation", gbo * z2),
        Slip("as if its activation were one", Integer(6)),
        Slip("the error", Integer(3)),
    ),
    source=course,
)

DW3 = Claim(
    name="dw3",
    title="the gradient of output weight 3",
    lhs=gw3,
    rhs=Integer(30),
    slips=(
        Slip("the loss with the factor one half", Integer(15)),
        Slip("sign of the error", Integer(-30)),
        Slip("the activation is lost", gbo),
    ),
    source=course,
)

DBO = Claim(
    name="dbo",
    title="the gradient of the output bias",
    lhs=gbo,
    rhs=Integer(6),
    slips=(
        Slip("the loss with the factor one half", Integer(3)),
        Slip("sign of the error", Integer(-6)),
        Slip("the loss for its slope", Integer(9)),
    ),
    source=course,
)

DW11 = Claim(
    name="dw11",
    title="the gradient of the first weight of hidden unit 1",
    lhs=adjoint(L, w11),
    rhs=Integer(-6),
    slips=(
        Slip("the loss with the factor one half", Integer(-3)),
        Slip("the output weight is lost", Integer(6)),
        Slip("the other input", Integer(-12)),
    ),
    source=course,
)

DW12 = Claim(
    name="dw12",
    title="the gradient of the second weight of hidden unit 1",
    lhs=adjoint(L, w12),
    rhs=Integer(-12),
    slips=(
        Slip("the loss with the factor one half", Integer(-6)),
        Slip("the output weight is lost", Integer(12)),
        Slip("the activation multiplies", Integer(-48)),
    ),
    source=course,
)

DB1 = Claim(
    name="db1",
    title="the gradient of the bias of hidden unit 1",
    lhs=gb1,
    rhs=Integer(-6),
    slips=(
        Slip("the loss with the factor one half", Integer(-3)),
        Slip("the output weight is lost", Integer(6)),
        Slip("the inputs multiply", Integer(-18)),
    ),
    source=course,
)

DW21 = Claim(
    name="dw21",
    title="the gradient of the first weight of hidden unit 2: it is off",
    lhs=adjoint(L, w21),
    rhs=Integer(0),
    slips=(
        Slip("as if it were on", gbo * w2 * x1),
        Slip("half a slope", Integer(3)),
        Slip("sign too", Integer(-6)),
    ),
    source=course,
)

DW22 = Claim(
    name="dw22",
    title="the gradient of the second weight of hidden unit 2",
    lhs=adjoint(L, w22),
    rhs=Integer(0),
    slips=(
        Slip("as if it were on", gbo * w2 * x2),
        Slip("half a slope", Integer(6)),
        Slip("sign too", Integer(-12)),
    ),
    source=course,
)

DB2 = Claim(
    name="db2",
    title="the gradient of the bias of hidden unit 2",
    lhs=gb2,
    rhs=Integer(0),
    slips=(
        Slip("as if it were on", gbo * w2),
        Slip("half a slope", Integer(3)),
        Slip("sign too", Integer(-6)),
    ),
    source=course,
)

DW31 = Claim(
    name="dw31",
    title="the gradient of the first weight of hidden unit 3",
    lhs=adjoint(L, w31),
    rhs=Integer(12),
    slips=(
        Slip("the output weight is lost", gbo * x1),
        Slip("sign of the error", Integer(-12)),
        Slip("the activation multiplies", Integer(60)),
    ),
    source=course,
)

DW32 = Claim(
    name="dw32",
    title="the gradient of the second weight of hidden unit 3",
    lhs=adjoint(L, w32),
    rhs=Integer(24),
    slips=(
        Slip("the loss with the factor one half", Integer(12)),
        Slip("sign of the error", Integer(-24)),
        Slip("the activation multiplies", Integer(120)),
    ),
    source=course,
)

DB3 = Claim(
    name="db3",
    title="the gradient of the bias of hidden unit 3",
    lhs=gb3,
    rhs=Integer(12),
    slips=(
        Slip("the loss with the factor one half", Integer(6)),
        Slip("sign of the error", Integer(-12)),
        Slip("the inputs multiply", Integer(36)),
    ),
    source=course,
)

H1 = Claim(
    name="activation-1",
    title="the activation of hidden unit 1, by two printed gradients",
    lhs=h1,
    rhs=Integer(4),
    steps=(Step(gw1 / gbo, "the gradient of its weight is the activation times that of the output bias"),),
    slips=(
        Slip("the second input is lost", Integer(2)),
        Slip("the gradient for the activation", gw1),
        Slip("the other unit's", h3),
    ),
    source=course,
)

H3 = Claim(
    name="activation-3",
    title="the activation of hidden unit 3, by two printed gradients",
    lhs=h3,
    rhs=Integer(5),
    steps=(Step(gw3 / gbo, "the gradient of its weight is the activation times that of the output bias"),),
    slips=(
        Slip("the second input is lost", Integer(1)),
        Slip("the gradient for the activation", gw3),
        Slip("the other unit's", h1),
    ),
    source=course,
)

WEIGHTS = Claim(
    name="output-weights",
    title="the output weights of units 1 and 3, by three printed gradients",
    lhs=w1 + w3,
    rhs=Integer(1),
    steps=(Step(gb1 / gbo + gb3 / gbo, "each bias's gradient over that of the output bias"),),
    slips=(
        Slip("sign of the first", Integer(3)),
        Slip("the gradients for the weights", gb1 + gb3),
        Slip("unit 2 counted too", w1 + w2 + w3),
    ),
    source=course,
)

OUTPUT = Claim(
    name="output",
    title="the printed gradients determine the output: six",
    lhs=yhat,
    rhs=Integer(6),
    steps=(
        Step(from_gradients, "each unit's share is its weight's gradient times its bias's, over the squared error"),
        Step(Integer(0) + (24 * Integer(-6) + 0 * Integer(0) + 30 * Integer(12)) / Integer(6) ** 2, "as printed"),
    ),
    slips=(
        Slip("the expected output", Integer(3)),
        Slip("unit 2 as if it were on", w1 * z1 + w2 * z2 + w3 * z3 + bo),
        Slip("the expected output and the bias's gradient", y + gbo),
    ),
    source=course,
)

LOSS = Claim(
    name="loss",
    title="so the loss is nine: a squared error without the factor one half",
    lhs=L,
    rhs=Integer(9),
    steps=(Step((half * gbo) ** 2, "the gradient of the output bias is twice the error"),),
    slips=(
        Slip("with the factor one half", Rational(9, 2)),
        Slip("the error for its square", Integer(3)),
        Slip("the bias's gradient for the error", Integer(36)),
    ),
    source=course,
)

CONVENTION = Claim(
    name="error-from-the-bias",
    title="the output bias and the other gradients agree on the output",
    lhs=y + half * gbo,
    rhs=from_gradients,
    slips=(
        Slip("sign of the error", y - half * gbo),
        Slip("the expected output", y),
        Slip("the error twice", y + 2 * gbo),
    ),
    source=course,
)

HALVED = Claim(
    name="error-from-the-bias-halved",
    title="with the factor one half they would not: wrong",
    lhs=y + gbo,
    rhs=from_gradients,
    expected="refuted",
    corrected_by="error-from-the-bias",
    note="With that factor the gradient of the output bias is the error itself: the output would be nine by the bias "
         "and six by the others. So the printed numbers are those of the loss without the factor, for any weights.",
)

PRINTED_UPDATE = Claim(
    name="update-as-printed",
    title="the update as printed goes up the gradient: wrong",
    lhs=w1 - tenth * gw1,
    rhs=w1 + tenth * gw1,
    expected="refuted",
    corrected_by="update-w1",
    source=course,
    printed=r"w_j \leftarrow w_j + 0.1 \frac{\partial \mathcal{L}}{\partial w_j}",
    note="A step of gradient descent subtracts the gradient.",
)

PRINTED_LOWERS = Claim(
    name="loss-after-the-printed-update",
    title="the update as printed lowers the loss: wrong",
    lhs=moved,
    rhs=L,
    relation="<",
    given=(Eq(eta, tenth),),
    expected="refuted",
    corrected_by="slope-along-the-gradient",
)

SLOPE = Claim(
    name="slope-along-the-gradient",
    title="along the printed gradients the loss climbs, by their squared length for each unit of the rate",
    lhs=derivative(moved, eta),
    rhs=Integer(2592),
    given=(Eq(eta, 0),),
    steps=(Step(squared_gradient, "the sum of the squared gradients"),),
    slips=(
        Slip("it falls", Integer(-2592)),
        Slip("the length for its square", Integer(51)),
        Slip("the output unit only", Integer(1512)),
    ),
    source=course,
)

CLIMBS = Claim(
    name="loss-climbs",
    title="after the update as printed the loss is almost four hundred times as large",
    lhs=moved,
    rhs=Rational(2187441, 625),
    given=(Eq(eta, tenth),),
    slips=(
        Slip("nothing has changed", L),
        Slip("the minimum is reached", Integer(0)),
        Slip("the step in the other direction", given=(Eq(eta, -tenth),)),
    ),
    source=course,
)

UPDATE_W1 = Claim(
    name="update-w1",
    title="the update of output weight 1",
    lhs=w1 - tenth * gw1,
    rhs=Rational(-17, 5),
    slips=(
        Slip("as printed, up the gradient", Rational(7, 5)),
        Slip("the rate is lost", w1 - gw1),
        Slip("the weight is lost", Rational(-12, 5)),
    ),
    source=course,
)

UPDATE_W3 = Claim(
    name="update-w3",
    title="the update of output weight 3",
    lhs=w3 - tenth * gw3,
    rhs=Integer(-1),
    slips=(
        Slip("as printed, up the gradient", Integer(5)),
        Slip("the rate is lost", w3 - gw3),
        Slip("the weight is lost", Integer(-3)),
    ),
    source=course,
)

UPDATE_BO = Claim(
    name="update-bo",
    title="the update of the output bias",
    lhs=bo - tenth * gbo,
    rhs=Rational(-3, 5),
    slips=(
        Slip("as printed, up the gradient", Rational(3, 5)),
        Slip("the rate is lost", bo - gbo),
        Slip("biases are not updated", bo),
    ),
    source=course,
)

UPDATE_B1 = Claim(
    name="update-b1",
    title="the update of the bias of hidden unit 1",
    lhs=b1 - tenth * gb1,
    rhs=Rational(3, 5),
    slips=(
        Slip("as printed, up the gradient", Rational(-3, 5)),
        Slip("the rate is lost", b1 - gb1),
        Slip("biases are not updated", b1),
    ),
    source=course,
)

UPDATE_B3 = Claim(
    name="update-b3",
    title="the update of the bias of hidden unit 3",
    lhs=b3 - tenth * gb3,
    rhs=Rational(-6, 5),
    slips=(
        Slip("as printed, up the gradient", Rational(6, 5)),
        Slip("the rate is lost", b3 - gb3),
        Slip("biases are not updated", b3),
    ),
    source=course,
)

OVERSHOOTS = Claim(
    name="rate-is-too-high",
    title="at the rate 0.1 the step downhill overshoots and the loss climbs too",
    lhs=moved,
    rhs=L,
    relation=">",
    difference=Rational(536071, 625),
    given=(Eq(eta, -tenth),),
    slips=(
        Slip("by the factor one hundred", 100 * L),
        Slip("at a tenth of the rate too", given=(Eq(eta, -Rational(1, 100)),)),
        Slip("with no step too", given=(Eq(eta, 0),)),
    ),
    source=course,
)

LOWER_RATE = Claim(
    name="a-lower-rate",
    title="at a tenth of that rate the step downhill lowers the loss",
    lhs=moved,
    rhs=L,
    relation="<",
    difference=Rational(2962089, 390625),
    given=(Eq(eta, -Rational(1, 100)),),
    slips=(
        Slip("up the gradient too", given=(Eq(eta, Rational(1, 100)),)),
        Slip("by nine tenths", L / 10),
        Slip("at the printed rate too", given=(Eq(eta, -tenth),)),
    ),
)

DERIVATION = Derivation(
    title="A worked network with three ReLU units",
    summary=(
        "The numbers printed for a small network, each checked, for weights that give all of them; what they say of "
        "the output and of the loss; and the update, printed with the wrong sign."
    ),
    symbols=(eta,),
    definitions=(
        x1, x2, y, w11, w12, w21, w22, w31, w32, b1, b2, b3, w1, w2, w3, bo, z1, z2, z3, h1, h2, h3, yhat, L,
        f1, f3, moved,
    ),
    claims=(
        DW1, DW2, DW3, DBO, DW11, DW12, DB1, DW21, DW22, DB2, DW31, DW32, DB3, H1, H3,
        WEIGHTS, OUTPUT, LOSS, CONVENTION, HALVED,
        UPDATE_W1, UPDATE_W3, UPDATE_BO, UPDATE_B1, UPDATE_B3, PRINTED_UPDATE, SLOPE, CLIMBS, PRINTED_LOWERS,
        OVERSHOOTS, LOWER_RATE,
    ),
    references=(course,),
    uses=("relu-network",),
)
