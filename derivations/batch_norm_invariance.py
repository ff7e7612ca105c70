r"""What batch normalisation does not see: a bias before it, and the scale of its inputs.

A bias b added to every input moves the mean by b and leaves the variance alone,
so it cancels. Scaling by a > 0 scales mean and root alike, where no epsilon is
added to the variance.
"""

from sympy import Integer

from symdl.derivation import Claim, Derivation, Slip, Source, Step
from symdl.language import Loss, Range, adjoint, define, derivative, family, mean, sqrt, symbol, total

zero = Integer(0)

batch = Range("batch", size="m", letters="i j k")
unit = Range("input", size="n", letters="a c d")
i, j, k = batch.indices()
a, c, d = unit.indices()

x = family("x", batch, unit, means="inputs of the layer")
w = family("w", unit, means="weights of one unit")
b = symbol("b", means="bias of the unit")
eps = symbol("eps", r"\epsilon", means="keeps the root away from zero")
s = symbol("s", means="scale of the change of units")
t = symbol("t", means="shift of the change of units")

u = define("u", [i], total(w[a] * x[i, a], a), means="the unit without its bias")
mu = define("mu", mean(u[i], i), latex=r"\mu", means="mean over the batch")
var = define("var", mean((u[i] - mu) ** 2, i), latex=r"\sigma^2", means="variance over the batch")

z = define("z", [i], u[i] + b, means="affine unit: what is normalised")
muz = define("muz", mean(z[i], i), latex=r"\mu_z", means="mean of the affine unit")
varz = define("varz", mean((z[i] - muz) ** 2, i), latex=r"\sigma_z^2", means="variance of the affine unit")
zhat = define("zhat", [i], (z[i] - muz) / sqrt(varz + eps), latex=r"\hat{z}", means="normalised affine unit")

v = define("v", [i], s * u[i] + t, means="the unit in other units of measure")
muv = define("muv", mean(v[i], i), latex=r"\mu_v", means="mean of v")
varv = define("varv", mean((v[i] - muv) ** 2, i), latex=r"\sigma_v^2", means="variance of v")

loss = Loss("l", zhat)
course = Source("Course document 004 (Week 4 tutorial)", "question 5", checked=True)
paper = Source("Ioffe & Szegedy 2015, arXiv:1502.03167", "section 3.3")

BIAS = Claim(
    name="bias-cancels",
    title="a bias before batch normalisation has no effect",
    lhs=zhat[i],
    rhs=(u[i] - mu) / sqrt(var + eps),
    given=(eps > 0,),
    steps=(
        Step((u[i] + b - (mu + b)) / sqrt(varz + eps), "the mean moves with the bias"),
        Step((u[i] - mu) / sqrt(varz + eps), "the bias cancels in the numerator"),
    ),
    slips=(
        Slip("the bias stays", (u[i] - mu + b) / sqrt(var + eps)),
        Slip("the mean is not subtracted", u[i] / sqrt(var + eps)),
        Slip("the bias counts in the variance", (u[i] - mu) / sqrt(var + b**2 + eps)),
    ),
    source=course,
)

BIAS_GRADIENT = Claim(
    name="bias-gradient-is-zero",
    title="the bias before batch normalisation learns nothing",
    lhs=adjoint(loss, b),
    rhs=zero,
    given=(eps > 0,),
    slips=(
        Slip("the cotangents' sum", total(adjoint(loss, zhat[i]), i)),
        Slip("the cotangents' sum over the root", total(adjoint(loss, zhat[i]), i) / sqrt(varz + eps)),
        Slip("the gradient of the mean", adjoint(loss, muz)),
    ),
    note="Weight decay on such a bias still moves it; the loss does not.",
)

BIAS_JACOBIAN = Claim(
    name="no-output-feels-the-bias",
    title="no normalised output depends on the bias",
    lhs=derivative(zhat[i], b),
    rhs=zero,
    given=(eps > 0,),
    slips=(
        Slip("the mean is taken for a constant", 1 / sqrt(varz + eps)),
        Slip("one", Integer(1)),
        Slip("the output itself", zhat[i]),
    ),
)

SCALE = Claim(
    name="scale-invariant",
    title="without epsilon, x -> s x + t changes nothing for s > 0",
    lhs=(v[i] - muv) / sqrt(varv),
    rhs=(u[i] - mu) / sqrt(var),
    given=(s > 0, var > 0),
    steps=(
        Step((s * u[i] + t - (s * mu + t)) / sqrt(varv), "the mean changes like the inputs"),
        Step((s * (u[i] - mu)) / sqrt(s**2 * var), "the variance is multiplied by the square of the scale"),
    ),
    slips=(
        Slip("also for a negative scale", given=(s < 0, var > 0)),
        Slip("the scale stays", s * (u[i] - mu) / sqrt(var)),
        Slip("the shift stays", (u[i] - mu + t) / sqrt(var)),
        Slip("the variance is multiplied by the scale", (u[i] - mu) * sqrt(s) / sqrt(var)),
    ),
    source=paper,
)

DERIVATION = Derivation(
    title="What batch normalisation does not see",
    summary="A bias before batch normalisation cancels, and without epsilon so does the scale of the inputs.",
    symbols=(x, w, b, eps, s, t),
    definitions=(u, mu, var, z, muz, varz, zhat, v, muv, varv),
    loss=loss,
    claims=(BIAS, BIAS_GRADIENT, BIAS_JACOBIAN, SCALE),
    references=(course, paper),
    uses=("batch-norm",),
)
