r"""The logistic function and tanh: derivatives and how they are related.

Both have a slope that is a polynomial of their own value, which is why a
backward pass can keep the output and forget the input.
"""

from sympy import Integer, Rational

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import derivative, exp, sigmoid, symbol, tanh

half = Rational(1, 2)
one = Integer(1)

z = symbol("z", means="pre-activation")

course = Source("Course document 004 (Week 4 tutorial)", "question 4", checked=True)
bishop = Source("Bishop 2006, Pattern Recognition and Machine Learning", "equations 4.59, 4.60 and 4.88")

SIGMOID_DERIVATIVE = Claim(
    name="sigmoid-derivative",
    title="the slope of the logistic function",
    lhs=derivative(sigmoid(z), z),
    rhs=sigmoid(z) * (1 - sigmoid(z)),
    steps=(
        Step(derivative(1 / (1 + exp(-z)), z), "write out the logistic function"),
        Step(exp(-z) / (1 + exp(-z)) ** 2, "quotient rule"),
    ),
    slips=(
        Slip("the square is lost", sigmoid(z)),
        Slip("sign", sigmoid(z) * (1 + sigmoid(z))),
        Slip("the slope of tanh", 1 - sigmoid(z) ** 2),
    ),
    source=bishop,
)

SIGMOID_REFLECTION = Claim(
    name="sigmoid-reflection",
    title="the logistic function turned round",
    lhs=sigmoid(-z),
    rhs=1 - sigmoid(z),
    slips=(
        Slip("odd", -sigmoid(z)),
        Slip("even", sigmoid(z)),
        Slip("reciprocal", 1 / sigmoid(z)),
    ),
    source=bishop,
)

TANH = Claim(
    name="tanh-is-a-scaled-sigmoid",
    title="tanh is a logistic function, stretched and shifted",
    lhs=tanh(z),
    rhs=2 * sigmoid(2 * z) - 1,
    steps=(
        Step((exp(2 * z) - 1) / (exp(2 * z) + 1), "multiply both parts by exp(z)"),
        Step(2 * exp(2 * z) / (exp(2 * z) + 1) - 1, "add and subtract one"),
    ),
    slips=(
        Slip("the inner 2 is lost", 2 * sigmoid(z) - 1),
        Slip("the outer 2 is lost", sigmoid(2 * z) - 1),
        Slip("shifted by one half", 2 * sigmoid(2 * z) - half),
    ),
    source=course,
)

TANH_DERIVATIVE = Claim(
    name="tanh-derivative",
    title="the slope of tanh",
    lhs=derivative(tanh(z), z),
    rhs=1 - tanh(z) ** 2,
    steps=(Step(4 * sigmoid(2 * z) * (1 - sigmoid(2 * z)), "through the logistic function"),),
    slips=(
        Slip("the slope of the logistic function", tanh(z) * (1 - tanh(z))),
        Slip("the square is lost", 1 - tanh(z)),
        Slip("sign", 1 + tanh(z) ** 2),
    ),
    source=bishop,
)

DERIVATION = Derivation(
    title="The logistic function and tanh",
    summary="Two activations of sigmoidal shape: their slopes in terms of their own values, and the map between them.",
    symbols=(z,),
    claims=(SIGMOID_DERIVATIVE, SIGMOID_REFLECTION, TANH, TANH_DERIVATIVE),
    references=(course, bishop),
)
