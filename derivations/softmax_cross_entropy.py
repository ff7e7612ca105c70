r"""Softmax, the log-sum-exp, and cross-entropy: gradients and Hessians.

    p[t] = exp(z[t])/sum(exp(z[k]), k),    L = -sum(y[k]*log(p[k]), k)

One class of the n feels every logit through the normalising sum. The gradient
of the cross-entropy is p - y where the targets sum to one, and only there.
"""

from sympy import Eq, Integer

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import Range, adjoint, define, delta, derivative, exp, family, log, symbol, total

one = Integer(1)

classes = Range("class", size="n", letters="t s k j")
t, s, k, j = classes.indices()
n = classes.size

z = family("z", classes, means="logits")
y = family("y", classes, means="targets")
c = symbol("c", means="a constant added to every logit")

lse = define("lse", log(total(exp(z[k]), k)), latex=r"\mathrm{LSE}", means="log-sum-exp of the logits")
p = define("p", [t], exp(z[t]) / total(exp(z[k]), k), latex=r"\hat{y}", means="softmax of the logits")
L = define("L", -total(y[k] * log(p[k]), k), means="cross-entropy, in nats")
Lt = define("Lt", [t], -y[t] * log(p[t]), latex=r"L", means="one term of the cross-entropy")

normalised = Eq(total(y[k], k), 1)
course = Source("Course document 003 (HW3, handwritten assignment)", "Softmax and Cross Entropy", checked=True)
bishop = Source("Bishop 2006, Pattern Recognition and Machine Learning", "equations 4.106 to 4.110")
boyd = Source("Boyd & Vandenberghe 2004, Convex Optimization", "section 3.1.5")

SUMS_TO_ONE = Claim(
    name="sums-to-one",
    title="the softmax sums to one",
    lhs=total(p[t], t),
    rhs=one,
    steps=(Step(total(exp(z[t]), t) / total(exp(z[k]), k), "the denominator is common to all classes"),),
    slips=(
        Slip("it averages to one", n),
        Slip("it sums to the normalising sum", total(exp(z[k]), k)),
        Slip("its mean for its sum", one / n),
    ),
)

SHIFT = Claim(
    name="shift-invariant",
    title="a constant added to every logit changes nothing",
    lhs=exp(z[t] + c) / total(exp(z[k] + c), k),
    rhs=p[t],
    steps=(Step((exp(c) * exp(z[t])) / (exp(c) * total(exp(z[k]), k)), "the constant is a common factor"),),
    slips=(
        Slip("the constant's exponential stays", exp(c) * p[t]),
        Slip("added to one logit only", exp(z[t] + c) / total(exp(z[k]), k)),
        Slip("the constant is subtracted from the result", p[t] - c),
    ),
    source=boyd,
)

JACOBIAN = Claim(
    name="jacobian",
    title="the Jacobian of the softmax",
    lhs=derivative(p[s], z[t]),
    rhs=p[s] * (delta(s, t) - p[t]),
    steps=(
        Step(
            (exp(z[s]) * delta(s, t) * total(exp(z[k]), k) - exp(z[s]) * exp(z[t])) / total(exp(z[k]), k) ** 2,
            "quotient rule",
        ),
    ),
    slips=(
        Slip("the diagonal only", p[s] * delta(s, t) * (1 - p[t])),
        Slip("the product for the diagonal term", p[s] * (1 - p[t])),
        Slip("sign of the product", p[s] * (delta(s, t) + p[t])),
        Slip("the diagonal is dropped", -p[s] * p[t]),
    ),
    source=bishop,
)

LSE_GRADIENT = Claim(
    name="lse-gradient",
    title="the gradient of log-sum-exp is the softmax",
    lhs=adjoint(lse, z[t]),
    rhs=p[t],
    slips=(
        Slip("not normalised", exp(z[t])),
        Slip("its logarithm", log(p[t])),
        Slip("one minus it", 1 - p[t]),
    ),
    source=boyd,
)

LSE_HESSIAN = Claim(
    name="lse-hessian",
    title="the Hessian of log-sum-exp is the Jacobian of the softmax",
    lhs=derivative(derivative(lse, z[s]), z[t]),
    rhs=p[s] * delta(s, t) - p[s] * p[t],
    steps=(Step(derivative(p[s], z[t]), "the gradient is the softmax"),),
    slips=(
        Slip("the diagonal only", p[s] * delta(s, t)),
        Slip("sign of the product", p[s] * delta(s, t) + p[s] * p[t]),
        Slip("the diagonal is not weighted", delta(s, t) - p[s] * p[t]),
    ),
    source=boyd,
)

GRADIENT_ANY = Claim(
    name="gradient-any-target",
    title="the gradient of cross-entropy, whatever the targets sum to",
    lhs=adjoint(L, z[t]),
    rhs=p[t] * total(y[k], k) - y[t],
    steps=(
        Step(-total(y[k] / p[k] * derivative(p[k], z[t]), k), "chain rule through every class"),
        Step(-total(y[k] / p[k] * (p[k] * (delta(k, t) - p[t])), k), "the Jacobian of the softmax"),
        Step(-total(y[k] * (delta(k, t) - p[t]), k), "the probability cancels"),
    ),
    slips=(
        Slip("the targets' sum is taken for one", p[t] - y[t]),
        Slip("sign", y[t] - p[t] * total(y[k], k)),
        Slip("only the class's own term", p[t] * y[t] - y[t]),
        Slip("number of classes for the targets' sum", p[t] * n - y[t]),
    ),
)

GRADIENT = Claim(
    name="gradient",
    title="the gradient of cross-entropy is the error of the softmax",
    lhs=adjoint(L, z[t]),
    rhs=p[t] - y[t],
    given=(normalised,),
    steps=(Step(p[t] * total(y[k], k) - y[t], "the gradient for any targets"),),
    slips=(
        Slip("for targets that do not sum to one", given=()),
        Slip("sign", y[t] - p[t]),
        Slip("only the class's own term", y[t] * p[t] - y[t]),
        Slip("the softmax's own slope as a factor", (p[t] - y[t]) * p[t] * (1 - p[t])),
    ),
    source=bishop,
)

HESSIAN = Claim(
    name="hessian",
    title="the Hessian of cross-entropy does not depend on the targets",
    lhs=derivative(derivative(L, z[s]), z[t]),
    rhs=p[s] * (delta(s, t) - p[t]),
    given=(normalised,),
    steps=(Step(derivative(p[s] - y[s], z[t]), "the gradient is the error of the softmax"),),
    slips=(
        Slip("the diagonal only", p[s] * (1 - p[s]) * delta(s, t)),
        Slip("weighted by the target", y[s] * p[s] * (delta(s, t) - p[t])),
        Slip("for targets that do not sum to one", given=()),
    ),
    source=bishop,
)

ONE_TERM = Claim(
    name="one-term",
    title="one term of the cross-entropy, alone: its true derivative",
    lhs=derivative(Lt[t], z[t]),
    rhs=y[t] * p[t] - y[t],
    steps=(
        Step(-y[t] * (1 / p[t]) * derivative(p[t], z[t]), "chain rule"),
        Step(-y[t] * (1 / p[t]) * (p[t] - p[t] ** 2), "the diagonal of the softmax's Jacobian"),
    ),
    slips=(
        Slip("the full gradient", p[t] - y[t]),
        Slip("sign", y[t] - y[t] * p[t]),
        Slip("the square is lost", -y[t]),
    ),
    source=course,
)

ONE_TERM_AT_ONE = Claim(
    name="one-term-at-target-one",
    title="the printed statement holds for the term whose target is one",
    lhs=derivative(Lt[t], z[t]),
    rhs=p[t] - y[t],
    given=(Eq(y[t], 1),),
    steps=(Step(y[t] * p[t] - y[t], "the true derivative"),),
    slips=(
        Slip("for any target", given=()),
        Slip("sign", y[t] - p[t]),
        Slip("the target is lost", p[t]),
    ),
    source=course,
)

ONE_TERM_PRINTED = Claim(
    name="one-term-as-printed",
    title="as printed, for any target: wrong, even where the targets sum to one",
    lhs=derivative(Lt[t], z[t]),
    rhs=p[t] - y[t],
    given=(normalised,),
    expected="refuted",
    corrected_by="one-term",
    source=course,
    printed=r"\frac{\partial L_t}{\partial z_t} = \hat{y}_t - y_t",
    note="The document derives the right expression for one term and then equates it with this one; "
    "they agree only where the target is one. The sum over all terms does have this gradient.",
)

DERIVATION = Derivation(
    title="Softmax and cross-entropy",
    summary=(
        "The softmax turns n logits into positive numbers that sum to one; the cross-entropy compares them "
        "with targets. Every logit acts on every class through the normalising sum."
    ),
    symbols=(z, y, c),
    definitions=(lse, p, L, Lt),
    claims=(
        SUMS_TO_ONE, SHIFT, JACOBIAN, LSE_GRADIENT, LSE_HESSIAN, GRADIENT_ANY, GRADIENT, HESSIAN,
        ONE_TERM, ONE_TERM_AT_ONE, ONE_TERM_PRINTED,
    ),
    references=(course, bishop, boyd),
    kernel=("gradient-any-target",),
)
