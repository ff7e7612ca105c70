r"""Batch normalisation of one feature over the batch, and its gradient.

    y[i] = gamma*xhat[i] + beta,    xhat[i] = (x[i] - mu)/sqrt(var + eps)

mu and var depend on every x[i], so the Jacobian dy[j]/dx[i] is dense. Its
contraction with the cotangent dy needs two means over the batch and no (m, m)
array: that is the collapsed form.
"""

from sympy import Integer, Rational

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import Loss, Range, adjoint, define, family, mean, sqrt, symbol, total
from symdl.notation.formulas import Formulas

half = Rational(1, 2)
zero = Integer(0)

batch = Range("batch", size="m", letters="i j k")
i, j, k = batch.indices()
m = batch.size

x = family("x", batch, means="inputs: one feature of each example")
gamma = symbol("gamma", r"\gamma", means="scale, learned")
beta = symbol("beta", r"\beta", means="shift, learned")
eps = symbol("eps", r"\epsilon", means="keeps the root away from zero")

mu = define("mu", mean(x[i], i), latex=r"\mu", means="mean over the batch")
var = define("var", mean((x[i] - mu) ** 2, i), latex=r"\sigma^2", means="variance over the batch")
xhat = define("xhat", [i], (x[i] - mu) / sqrt(var + eps), latex=r"\hat{x}", means="normalised input")
y = define("y", [i], gamma * xhat[i] + beta, means="output")

loss = Loss("l", y)
dy, dxhat, dx = adjoint(loss, y[i]), adjoint(loss, xhat[i]), adjoint(loss, x[i])
dvar, dmu = adjoint(loss, var), adjoint(loss, mu)
dgamma, dbeta = adjoint(loss, gamma), adjoint(loss, beta)

# The course document writes the mean and the variance with the batch below them.
aliases = ((r"\mu_B", mu), (r"\sigma_B^2", var), (r"\ell", loss))
tex = Formulas(x, gamma, beta, eps, mu, var, xhat, y, loss=loss, aliases=aliases)

paper = Source("Ioffe & Szegedy 2015, arXiv:1502.03167", "section 3")
course = Source("Course document 003 (HW3, handwritten assignment)", "Batch Normalization", checked=True)

# The four ways back from the loss to x[i], in the order of the program.
through_xhat = dxhat / sqrt(var + eps)
through_var = dvar * (2 * (x[i] - mu) / m)
through_mu = dmu / m
dmu_direct = total(dxhat * (-1 / sqrt(var + eps)), i)
mean_dxhat = mean(adjoint(loss, xhat[j]), j)
mean_dxhat_xhat = mean(adjoint(loss, xhat[j]) * xhat[j], j)

DXHAT = Claim(
    name="dxhat",
    title="the adjoint of the normalised input",
    lhs=dxhat,
    rhs=dy * gamma,
    slips=(
        Slip("the scale is lost", dy),
        Slip("divided by the scale", dy / gamma),
        Slip("the shift multiplies", dy * (gamma + beta)),
    ),
    source=course,
)

DVAR = Claim(
    name="dvar",
    title="the adjoint of the variance",
    lhs=dvar,
    rhs=tex(
        r"\sum_{i=1}^m \frac{\partial l}{\partial \hat{x}_i} (x_i - \mu_B)"
        r" \cdot \frac{-1}{2} (\sigma_B^2 + \epsilon)^{-3/2}"
    ),
    slips=(
        Slip("exponent -1/2 for -3/2", total(dxhat * (x[i] - mu) * -half * (var + eps) ** -half, i)),
        Slip("sign lost", total(dxhat * (x[i] - mu) * half * (var + eps) ** Rational(-3, 2), i)),
        Slip("factor 1/2 lost", total(dxhat * (x[i] - mu) * -1 * (var + eps) ** Rational(-3, 2), i)),
        Slip("mean for sum", mean(dxhat * (x[i] - mu) * -half * (var + eps) ** Rational(-3, 2), i)),
    ),
    source=course,
)

DMU = Claim(
    name="dmu",
    title="the adjoint of the mean, through the normalised inputs and through the variance",
    lhs=dmu,
    rhs=tex(
        r"\sum_{i=1}^m \frac{\partial l}{\partial \hat{x}_i} \cdot \frac{-1}{\sqrt{\sigma_B^2 + \epsilon}}"
        r" + \frac{\partial l}{\partial \sigma_B^2} \cdot \frac{\sum_{i=1}^m -2 (x_i - \mu_B)}{m}"
    ),
    slips=(
        Slip("sign of the first term", total(dxhat / sqrt(var + eps), i) + dvar * (total(-2 * (x[i] - mu), i) / m)),
        Slip("mean for sum", mean(dxhat * (-1 / sqrt(var + eps)), i) + dvar * (total(-2 * (x[i] - mu), i) / m)),
        Slip("the root is lost", total(-dxhat, i) + dvar * (total(-2 * (x[i] - mu), i) / m)),
        Slip("inputs not centred in the second term", dmu_direct + dvar * (total(-2 * x[i], i) / m)),
    ),
    source=course,
    note="The variance is differentiated with the inputs held fixed: its own expression holds the mean too.",
)

DMU_SECOND_TERM = Claim(
    name="dmu-second-term-is-zero",
    title="the second term of the mean's adjoint is zero",
    lhs=dvar * (total(-2 * (x[i] - mu), i) / m),
    rhs=zero,
    steps=(
        Step(dvar * (-2 * (total(x[i], i) - m * mu) / m), "take the sum term by term"),
        Step(dvar * (-2 * (m * mu - m * mu) / m), "the inputs sum to m times their mean"),
    ),
    slips=(
        Slip("not centred", dvar * (total(-2 * x[i], i) / m)),
        Slip("it equals minus twice the adjoint of the variance", -2 * dvar),
        Slip("it equals the adjoint of the mean", dmu),
    ),
)

DX = Claim(
    name="dx",
    title="the gradient of an input, through the three nodes that use it",
    lhs=dx,
    rhs=through_xhat + through_var + through_mu,
    slips=(
        Slip("factor 2 lost in the variance's share", through_xhat + dvar * ((x[i] - mu) / m) + through_mu),
        Slip("the mean's share is dropped", through_xhat + through_var),
        Slip("1/m lost in the mean's share", through_xhat + through_var + dmu),
        Slip("m - 1 for m in the variance's share", through_xhat + dvar * (2 * (x[i] - mu) / (m - 1)) + through_mu),
    ),
    source=course,
)

DX_COLLAPSED = Claim(
    name="dx-collapsed",
    title="the gradient of an input needs two means over the batch",
    lhs=dx,
    rhs=(dxhat - mean_dxhat - xhat[i] * mean_dxhat_xhat) / sqrt(var + eps),
    steps=(
        Step(through_xhat + through_var + through_mu, "the three nodes that use the input"),
        Step(through_xhat + through_var + dmu_direct / m, "the second term of the mean's adjoint is zero"),
        Step(
            through_xhat
            + total(dxhat * (x[i] - mu) * -half * (var + eps) ** Rational(-3, 2), i) * (2 * (x[i] - mu) / m)
            + dmu_direct / m,
            "put in the variance's adjoint",
        ),
        Step(
            (dxhat - total(dxhat, i) / m - (x[i] - mu) / sqrt(var + eps) * total(dxhat * xhat[i], i) / m)
            / sqrt(var + eps),
            "take out the common root; the rest are normalised inputs",
        ),
    ),
    slips=(
        Slip("the mean of dxhat is dropped", (dxhat - xhat[i] * mean_dxhat_xhat) / sqrt(var + eps)),
        Slip("the projection on xhat is dropped", (dxhat - mean_dxhat) / sqrt(var + eps)),
        Slip("sign of the projection", (dxhat - mean_dxhat + xhat[i] * mean_dxhat_xhat) / sqrt(var + eps)),
        Slip("sum for mean", (dxhat - mean_dxhat - xhat[i] * (m * mean_dxhat_xhat)) / sqrt(var + eps)),
    ),
    source=paper,
)

DX_SUM = Claim(
    name="dx-sums-to-zero",
    title="the gradients of the inputs sum to zero over the batch",
    lhs=total(dx, i),
    rhs=zero,
    slips=(
        Slip("they sum to the gradient of the shift", dbeta),
        Slip("they sum to the gradient of the scale", dgamma),
        Slip("they sum to the adjoint of the mean", dmu),
    ),
    note="A constant added to every input changes nothing, so the loss has no slope in that direction.",
)

DGAMMA = Claim(
    name="dgamma",
    title="the gradient of the scale",
    lhs=dgamma,
    rhs=total(dy * xhat[i], i),
    slips=(
        Slip("input for normalised input", total(dy * x[i], i)),
        Slip("mean for sum", mean(dy * xhat[i], i)),
        Slip("the scale multiplies", total(dy * gamma * xhat[i], i)),
    ),
    source=course,
)

DBETA = Claim(
    name="dbeta",
    title="the gradient of the shift",
    lhs=dbeta,
    rhs=total(dy, i),
    slips=(
        Slip("mean for sum", mean(dy, i)),
        Slip("the scale multiplies", total(dy * gamma, i)),
        Slip("the normalised input multiplies", total(dy * xhat[i], i)),
    ),
    source=course,
)

XHAT_SUM = Claim(
    name="xhat-sums-to-zero",
    title="the normalised inputs sum to zero",
    lhs=total(xhat[i], i),
    rhs=zero,
    steps=(
        Step((total(x[i], i) - m * mu) / sqrt(var + eps), "the root is common to all terms"),
        Step((m * mu - m * mu) / sqrt(var + eps), "the inputs sum to m times their mean"),
    ),
    slips=(
        Slip("they sum to m", m),
        Slip("they sum to the mean", mu),
        Slip("the mean is subtracted once, not m times", (total(x[i], i) - mu) / sqrt(var + eps)),
    ),
)

XHAT_VAR = Claim(
    name="xhat-variance",
    title="the variance of the normalised inputs falls short of one by the share of epsilon",
    lhs=mean((xhat[i] - mean(xhat[j], j)) ** 2, i),
    rhs=var / (var + eps),
    steps=(
        Step(mean(xhat[i] ** 2, i), "their mean is zero"),
        Step(mean((x[i] - mu) ** 2, i) / (var + eps), "the root is common to all terms"),
    ),
    slips=(
        Slip("exactly one", Integer(1)),
        Slip("epsilon under the root only", var / sqrt(var + eps)),
        Slip("complement", eps / (var + eps)),
    ),
)

DERIVATION = Derivation(
    title="Batch normalisation",
    summary=(
        "One feature of a batch is centred, divided by its standard deviation, scaled and shifted. "
        "The loss is any smooth function of the outputs. Each partial derivative of the loss is taken "
        "in reverse: a node's adjoint collects what every node that uses it passes back."
    ),
    symbols=(x, gamma, beta, eps),
    definitions=(mu, var, xhat, y),
    loss=loss,
    given=(eps > 0,),
    claims=(
        DXHAT, DVAR, DMU, DMU_SECOND_TERM, DX, DX_COLLAPSED, DX_SUM, DGAMMA, DBETA, XHAT_SUM, XHAT_VAR,
    ),
    references=(paper, course),
    kernel=("dx-collapsed", "dgamma", "dbeta"),
    aliases=aliases,
)
