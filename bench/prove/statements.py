"""What is measured: each statement right and with one wrong right side.

A statement of the library is named by its claim, and its wrong right side by one of the claim's slips.
Any other is written here in symdl's plain notation over the vocabulary of ``with_symdl.py``; one that
symdl has no words for is described only, for the systems that have. How tensorgrad and SymPy write a
statement stands in their own files under the same name.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Slip:
    """A claim of the library with the slip of this text."""

    text: str


@dataclass(frozen=True)
class Words:
    """A statement that symdl cannot write, in words."""

    text: str


@dataclass(frozen=True)
class Text:
    """A statement in symdl's notation.

    right, wrong   the statement, and its right side when it is wrong
    where          definitions in order, as "p[t] = exp(z[t])/sum(exp(z[s]), s)"; "loss out" names an output
    given          assumptions, as "u > 0" or "x[i] > 0 for each i"
    induction      the integer to do induction on
    difference     of an inequality, as in a Claim
    """

    right: str
    wrong: str
    where: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    induction: str = ""
    difference: str = ""


SOFTMAX = ("p[t] = exp(z[t])/sum(exp(z[s]), s)",)
LAYER_NORM = ("mu[i] = mean(X[i,a], a)", "var[i] = mean((X[i,a] - mu[i])^2, a)",
              "xhat[i,a] = (X[i,a] - mu[i])/sqrt(var[i] + eps)", "loss xhat")
WEIGHT_NORM = ("norm = sqrt(sum(y[t]^2, t))", "wn[t] = u*y[t]/norm", "loss wn")
COSINE = ("ny = sqrt(sum(y[t]^2, t))", "nz = sqrt(sum(z[t]^2, t))", "cos = sum(y[t]*z[t], t)/(ny*nz)")
ATTENTION = ("S[i,j] = u*sum(Q[i,a]*K[j,a], a)", "P[i,j] = exp(S[i,j])/sum(exp(S[i,k]), k)",
             "O[i,t] = sum(P[i,j]*V[j,t], j)", "loss O")
BATCH = ("P[i,t] = exp(G[i,t])/sum(exp(G[i,s]), s)", "L = -mean(sum(T[i,t]*log(P[i,t]), t), i)")
RIDGE = ("res[i] = sum(X[i,a]*th[a], a) - g[i]", "L = mean(res[i]^2, i)/2 + lam/2*sum(th[a]^2, a)")
LOGISTIC = ("pr[i] = sigmoid(sum(X[i,a]*th[a], a))", "L = -sum(g[i]*log(pr[i]) + (1 - g[i])*log(1 - pr[i]), i)")
MEANS = ("mx = mean(x[i], i)", "mg = mean(g[i], i)")
POSITIVE_NORM = ("sum(y[t]^2, t) > 0",)
UNIT = ("sum(x[i]^2, i) = 1",)
POSITIVE = ("x[i] > 0 for each i", "u > 0")
TARGETS = ("sum(T[i,t], t) = 1 for each i",)

STATEMENTS: dict[str, Slip | Text | Words] = {
    # ---- normalisation
    "batch-norm/dx": Slip("factor 2 lost in the variance's share"),
    "batch-norm/dx-collapsed": Slip("the mean of dxhat is dropped"),
    "batch-norm/dmu-second-term-is-zero": Slip("not centred"),
    "batch-norm/dx-sums-to-zero": Slip("they sum to the gradient of the shift"),
    "batch-norm/xhat-sums-to-zero": Slip("they sum to m"),
    "batch-norm/xhat-variance": Slip("exactly one"),
    "batch-norm/dgamma": Slip("input for normalised input"),
    "layer-norm/dx": Text(
        "dX[i,a] = (dxhat[i,a] - mean(dxhat[i,b], b) - xhat[i,a]*mean(dxhat[i,b]*xhat[i,b], b))/sqrt(var[i] + eps)",
        "(dxhat[i,a] - xhat[i,a]*mean(dxhat[i,b]*xhat[i,b], b))/sqrt(var[i] + eps)", LAYER_NORM, ("eps > 0",)),
    "layer-norm/dx-sums-to-zero": Text("sum(dX[i,a], a) = 0", "sum(dxhat[i,a], a)", LAYER_NORM, ("eps > 0",)),
    "rms-norm/dx": Text(
        "dy[t] = (drn[t] - rn[t]*mean(drn[s]*rn[s], s))/sqrt(ms + eps)",
        "(drn[t] - rn[t]*sum(drn[s]*rn[s], s))/sqrt(ms + eps)",
        ("ms = mean(y[t]^2, t)", "rn[t] = y[t]/sqrt(ms + eps)", "loss rn"), ("eps > 0",)),
    "rms-norm/scale": Text("u*y[t]/sqrt(mean((u*y[s])^2, s)) = u/abs(u)*y[t]/sqrt(mean(y[s]^2, s))",
                           "y[t]/sqrt(mean(y[s]^2, s))"),
    "weight-norm/dv": Text("dy[t] = u/norm*(dwn[t] - y[t]*sum(dwn[s]*y[s], s)/norm^2)",
                           "u/norm*(dwn[t] - y[t]*sum(dwn[s]*y[s], s)/norm)", WEIGHT_NORM, POSITIVE_NORM),
    "weight-norm/dv-is-orthogonal": Text("sum(y[t]*dy[t], t) = 0", "du", WEIGHT_NORM, POSITIVE_NORM),
    "cosine/gradient": Text("derivative(cos, y[s]) = z[s]/(ny*nz) - cos*y[s]/ny^2", "z[s]/(ny*nz) - cos*y[s]/ny",
                            COSINE, ("ny > 0", "nz > 0")),
    "cosine/gradient-is-orthogonal": Text("sum(y[s]*derivative(cos, y[s]), s) = 0", "cos", COSINE,
                                          ("ny > 0", "nz > 0")),
    # ---- softmax and its losses
    "softmax-cross-entropy/sums-to-one": Slip("it averages to one"),
    "softmax-cross-entropy/shift-invariant": Slip("added to one logit only"),
    "softmax-cross-entropy/jacobian": Slip("the diagonal is dropped"),
    "softmax-cross-entropy/lse-gradient": Slip("not normalised"),
    "softmax-cross-entropy/lse-hessian": Slip("sign of the product"),
    "softmax-cross-entropy/gradient-any-target": Slip("the targets' sum is taken for one"),
    "softmax-cross-entropy/gradient": Slip("sign"),
    "softmax-cross-entropy/hessian": Slip("weighted by the target"),
    "softmax/entropy-gradient": Text("derivative(H, z[t]) = -p[t]*(log(p[t]) + H)", "-p[t]*(log(p[t]) - H)",
                                     (*SOFTMAX, "H = -sum(p[t]*log(p[t]), t)")),
    "softmax/columns-of-the-jacobian": Text("sum(derivative(p[t], z[s]), s) = 0", "p[t]", SOFTMAX),
    "softmax/second-derivative": Text(
        "derivative(derivative(p[t], z[s]), z[r])"
        " = p[t]*(delta(t,r) - p[r])*(delta(t,s) - p[s]) - p[t]*p[s]*(delta(s,r) - p[r])",
        "p[t]*(delta(t,r) - p[r])*(delta(t,s) - p[s])", SOFTMAX),
    "softmax/its-logarithm": Text("log(p[t]) = z[t] - log(sum(exp(z[s]), s))", "z[t] - sum(exp(z[s]), s)", SOFTMAX),
    "softmax/divergence-gradient": Text(
        "derivative(sum(y[t]*(log(y[t]) - log(p[t])), t), z[s]) = p[s] - y[s]", "p[s] - log(y[s])", SOFTMAX,
        ("y[t] > 0 for each t", "sum(y[t], t) = 1")),
    "softmax/label-smoothing": Text(
        "derivative(-sum(((1 - u)*y[t] + u/n)*log(p[t]), t), z[s]) = p[s] - (1 - u)*y[s] - u/n",
        "p[s] - (1 - u)*y[s] - u", SOFTMAX, ("sum(y[t], t) = 1",)),
    "softmax/temperature": Text(
        "derivative(-sum(y[t]*log(exp(z[t]/u)/sum(exp(z[s]/u), s)), t), z[r])"
        " = (exp(z[r]/u)/sum(exp(z[s]/u), s) - y[r])/u",
        "exp(z[r]/u)/sum(exp(z[s]/u), s) - y[r]", (), ("u > 0", "sum(y[t], t) = 1")),
    "softmax/z-loss": Text("derivative(log(sum(exp(z[s]), s))^2, z[t]) = 2*log(sum(exp(z[s]), s))*p[t]",
                           "log(sum(exp(z[s]), s))*p[t]", SOFTMAX),
    "softmax/form-is-a-variance": Text(
        "sum(p[t]*y[t]^2, t) - sum(p[t]*y[t], t)^2 = sum(p[t]*(y[t] - sum(p[s]*y[s], s))^2, t)",
        "sum(p[t]*(y[t] - mean(y[s], s))^2, t)", SOFTMAX),
    "softmax/batch-gradient": Text("derivative(L, G[i,t]) = (P[i,t] - T[i,t])/m", "P[i,t] - T[i,t]", BATCH, TARGETS),
    "softmax/two-classes": Text("exp(u)/(exp(u) + exp(v)) = sigmoid(u - v)", "sigmoid(v - u)"),
    # ---- layers, regression
    "linear-layer/dW": Slip("mean for sum"),
    "linear-layer/dX": Slip("mean for sum"),
    "linear-layer/db": Slip("mean for sum"),
    "weight-decay/update-halved": Slip("factor 2 of the other convention"),
    "layers/first-of-two": Text("dW1[b,a] = sum(dY[i,t]*W2[t,b]*X[i,a], i, t)", "sum(dY[i,t]*W2[t,b], i, t)",
                                ("Y[i,t] = sum(W2[t,b]*sum(W1[b,a]*X[i,a], a), b)", "loss Y")),
    "layers/first-of-two-with-tanh": Text(
        "dW1[b,a] = sum(dY[i,t]*W2[t,b]*(1 - h[i,b]^2)*X[i,a], i, t)",
        "sum(dY[i,t]*W2[t,b]*(1 - h[i,b])*X[i,a], i, t)",
        ("h[i,b] = tanh(sum(W1[b,a]*X[i,a], a))", "Y[i,t] = sum(W2[t,b]*h[i,b], b)", "loss Y")),
    "layers/low-rank-update": Text("dW1[b,a] = u*sum(dY[i,t]*W2[t,b]*X[i,a], i, t)",
                                   "sum(dY[i,t]*W2[t,b]*X[i,a], i, t)",
                                   ("Y[i,t] = sum((W[t,a] + u*sum(W2[t,b]*W1[b,a], b))*X[i,a], a)", "loss Y")),
    "regression/ridge-gradient": Text("derivative(L, th[a]) = mean(res[i]*X[i,a], i) + lam*th[a]",
                                      "mean(res[i]*X[i,a], i) + lam/2*th[a]", RIDGE),
    "regression/ridge-hessian": Text(
        "derivative(derivative(L, th[a]), th[b]) = mean(X[i,a]*X[i,b], i) + lam*delta(a,b)",
        "mean(X[i,a]*X[i,b], i) + lam", RIDGE),
    "regression/logistic-gradient": Text("derivative(L, th[a]) = sum((pr[i] - g[i])*X[i,a], i)",
                                         "sum((g[i] - pr[i])*X[i,a], i)", LOGISTIC),
    "regression/logistic-hessian": Text(
        "derivative(derivative(L, th[a]), th[b]) = sum(pr[i]*(1 - pr[i])*X[i,a]*X[i,b], i)",
        "sum(pr[i]*X[i,a]*X[i,b], i)", LOGISTIC),
    # ---- attention
    "attention/dS": Text("dS[i,j] = P[i,j]*(dP[i,j] - sum(dP[i,k]*P[i,k], k))", "P[i,j]*(dP[i,j] - sum(dP[i,k], k))",
                         ATTENTION),
    "attention/dS-from-the-output": Text("dS[i,j] = P[i,j]*(sum(dO[i,t]*V[j,t], t) - sum(dO[i,t]*O[i,t], t))",
                                         "P[i,j]*(sum(dO[i,t]*V[j,t], t) - sum(dO[i,t], t))", ATTENTION),
    "attention/dQ": Text("dQ[i,a] = u*sum(dS[i,j]*K[j,a], j)", "sum(dS[i,j]*K[j,a], j)", ATTENTION),
    "attention/rows-of-dS-sum-to-zero": Text("sum(dS[i,j], j) = 0", "sum(dP[i,j], j)", ATTENTION),
    "attention/shift": Text("exp(S[i,j] - x[i])/sum(exp(S[i,k] - x[i]), k) = P[i,j]", "exp(-x[i])*P[i,j]", ATTENTION),
    # ---- matrices and vectors
    "matrices/bilinear": Text("derivative(sum(x[i]*A[i,j]*g[j], i, j), x[k]) = sum(A[k,j]*g[j], j)",
                              "sum(A[j,k]*g[j], j)"),
    "matrices/quadratic": Text("derivative(sum(x[i]*A[i,j]*x[j], i, j), x[k]) = sum((A[k,j] + A[j,k])*x[j], j)",
                               "2*sum(A[k,j]*x[j], j)"),
    "matrices/quadratic-symmetric": Text(
        "derivative(sum(x[i]*A[i,j]*x[j], i, j), x[k]) = 2*sum(A[k,j]*x[j], j)", "sum(A[k,j]*x[j], j)", (),
        ("A[i,j] = A[j,i] for each i, j",)),
    "matrices/squared-norm": Text("derivative(sum(A[i,j]^2, i, j), A[k,h]) = 2*A[k,h]", "2*A[h,k]"),
    "matrices/norm": Text("derivative(sqrt(sum(A[i,j]^2, i, j)), A[k,h]) = A[k,h]/sqrt(sum(A[i,j]^2, i, j))", "A[k,h]",
                          (), ("sum(A[i,j]^2, i, j) > 0",)),
    "matrices/trace-is-cyclic": Text("sum(A[i,j]*B[j,k]*C[k,i], i, j, k) = sum(B[i,j]*C[j,k]*A[k,i], i, j, k)",
                                     "sum(B[i,j]*A[j,k]*C[k,i], i, j, k)"),
    "matrices/trace-of-the-cube": Text(
        "derivative(sum(A[i,j]*A[j,k]*A[k,i], i, j, k), A[h,l]) = 3*sum(A[l,j]*A[j,h], j)", "3*sum(A[h,j]*A[j,l], j)"),
    "matrices/commutator-has-no-trace": Text("sum(A[i,j]*B[j,i] - B[i,j]*A[j,i], i, j) = 0", "sum(A[i,i], i)"),
    "matrices/square-of-a-product": Text(
        "sum(A[i,j]*B[j,k]*A[i,h]*B[h,k], i, j, k, h) = sum(sum(A[i,j]*B[j,k], j)^2, i, k)",
        "sum(A[i,j]^2*B[j,k]^2, i, j, k)"),
    "matrices/projection": Text(
        "sum((delta(i,j) - x[i]*x[j])*(delta(j,k) - x[j]*x[k]), j) = delta(i,k) - x[i]*x[k]", "delta(i,k) + x[i]*x[k]",
        (), UNIT),
    "matrices/reflection": Text("sum((delta(i,j) - 2*x[i]*x[j])*(delta(j,k) - 2*x[j]*x[k]), j) = delta(i,k)",
                                "delta(i,k) - x[i]*x[k]", (), UNIT),
    "matrices/orthogonal-keeps-lengths": Text(
        "sum(sum(A[i,j]*x[j], j)^2, i) = sum(x[i]^2, i)", "sum(x[i], i)^2", (),
        ("sum(A[k,i]*A[k,j], k) = delta(i,j) for each i, j",)),
    "matrices/sherman-morrison": Text(
        "sum((A[i,j] + x[i]*g[j])"
        "*(B[j,k] - sum(B[j,h]*x[h], h)*sum(g[h]*B[h,k], h)/(1 + sum(g[h]*B[h,l]*x[l], h, l))), j) = delta(i,k)",
        "delta(i,k) + x[i]*g[k]", (),
        ("sum(A[i,k]*B[k,j], k) = delta(i,j) for each i, j", "1 + sum(g[h]*B[h,l]*x[l], h, l) > 0")),
    "matrices/lagrange": Text(
        "sum(x[i]^2, i)*sum(g[i]^2, i) - sum(x[i]*g[i], i)^2 = sum((x[i]*g[j] - x[j]*g[i])^2, i, j)/2",
        "sum((x[i]*g[j] - x[j]*g[i])^2, i, j)"),
    "matrices/double-centring": Text("sum(A[i,j] - mean(A[k,j], k) - mean(A[i,k], k) + mean(A[k,h], k, h), j) = 0",
                                     "mean(A[i,j], j)"),
    "matrices/derivative-of-the-inverse": Words("d tr(A^-1) / dA = -(A^-2)^T, against its transpose"),
    "matrices/log-determinant": Words("d log det A / dA = A^-T, against A^-1"),
    # ---- statistics
    "statistics/variance-about-c": Text("mean((x[i] - mx)^2, i) = mean((x[i] - u)^2, i) - (mx - u)^2",
                                        "mean((x[i] - u)^2, i) + (mx - u)^2", MEANS),
    "statistics/variance-by-pairs": Text("sum((x[i] - x[j])^2, i, j) = 2*m^2*mean((x[i] - mx)^2, i)",
                                         "m^2*mean((x[i] - mx)^2, i)", MEANS),
    "statistics/covariance": Text("mean((x[i] - mx)*(g[i] - mg), i) = mean(x[i]*g[i], i) - mx*mg",
                                  "mean(x[i]*g[i], i)", MEANS),
    "statistics/deviations-sum-to-zero": Text("sum(x[i] - mx, i) = 0", "mx", MEANS),
    "statistics/product-of-sums": Text("sum(x[i], i)*sum(g[j], j) = sum(x[i]*g[j], i, j)", "m*sum(x[i]*g[i], i)"),
    # ---- one number
    "activations/sigmoid-derivative": Slip("the slope of tanh"),
    "activations/sigmoid-reflection": Slip("even"),
    "activations/tanh-is-a-scaled-sigmoid": Slip("the inner 2 is lost"),
    "activations/tanh-derivative": Slip("the square is lost"),
    "activations/softplus": Text("derivative(log(1 + exp(u)), u) = sigmoid(u)", "sigmoid(-u)"),
    "activations/softplus-reflected": Text("log(1 + exp(u)) - log(1 + exp(-u)) = u", "-u"),
    "activations/log-sigmoid": Text("log(sigmoid(u)) = -log(1 + exp(-u))", "-log(1 + exp(u))"),
    "activations/silu": Text("derivative(u*sigmoid(u), u) = sigmoid(u)*(1 + u*(1 - sigmoid(u)))",
                             "sigmoid(u)*(1 + u*sigmoid(u))"),
    "activations/mish": Text(
        "derivative(u*tanh(log(1 + exp(u))), u)"
        " = tanh(log(1 + exp(u))) + u*sigmoid(u)*(1 - tanh(log(1 + exp(u)))^2)",
        "tanh(log(1 + exp(u))) + u*sigmoid(u)"),
    "activations/tanh-twice": Text("derivative(derivative(tanh(u), u), u) = -2*tanh(u)*(1 - tanh(u)^2)",
                                   "2*tanh(u)*(1 - tanh(u)^2)"),
    "activations/tanh-of-a-sum": Text("tanh(u + v) = (tanh(u) + tanh(v))/(1 + tanh(u)*tanh(v))",
                                      "(tanh(u) + tanh(v))/(1 - tanh(u)*tanh(v))"),
    "activations/binary-cross-entropy": Text(
        "derivative(-(v*log(sigmoid(u)) + (1 - v)*log(1 - sigmoid(u))), u) = sigmoid(u) - v", "v - sigmoid(u)"),
    "activations/gelu": Words("the slope of z*Phi(z) is Phi(z) + z*phi(z), against Phi(z) - z*phi(z)"),
    "pieces/relu-split": Text("relu(u) - relu(-u) = u", "abs(u)"),
    "pieces/absolute-of-a-product": Text("abs(u)*abs(v) = abs(u*v)", "u*v"),
    "pieces/greater-and-lesser": Text("max(u, v) + min(u, v) = u + v", "abs(u - v)"),
    "pieces/relu-is-homogeneous": Text("relu(v*u) = v*relu(u)", "relu(u)", (), ("v > 0",)),
    "pieces/exponential-of-the-greater": Text("exp(max(u, v)) = max(exp(u), exp(v))", "min(exp(u), exp(v))"),
    "pieces/stable-softplus": Text("log(1 + exp(u)) = relu(u) + log(1 + exp(-abs(u)))", "relu(u) + log(1 + exp(u))"),
    "roots/of-a-square": Text("sqrt(u^2) = abs(u)", "u"),
    "roots/of-a-product": Text("sqrt(u)*sqrt(v) = sqrt(u*v)", "u*v", (), ("u >= 0", "v >= 0")),
    "roots/nested": Text("sqrt(3 + 2*sqrt(2)) = 1 + sqrt(2)", "2 + sqrt(2)"),
    "roots/log-of-a-product": Text("log(u*v) = log(u) + log(v)", "log(u)*log(v)", (), ("u > 0", "v > 0")),
    "rotations/relative-position": Words("<R_a q, R_b k> = <q, R_(b-a) k> for rotations of the plane, against R_(a-b)"),
    # ---- fractions
    "fractions/complement": Text("sum(x[i]/(x[i] + u), i) + sum(u/(x[i] + u), i) = m", "1", (), POSITIVE),
    "fractions/partial": Text("sum(1/(x[i]*(x[i] + 1)), i) = sum(1/x[i], i) - sum(1/(x[i] + 1), i)", "sum(1/x[i], i)",
                              (), POSITIVE),
    "fractions/a-square-below": Text("sum((x[i] + u)^(-2), i) = sum(1/(x[i]^2 + 2*u*x[i] + u^2), i)",
                                     "sum(1/(x[i]^2 + u^2), i)", (), POSITIVE),
    "fractions/names-exchanged": Text("sum(x[i]/(x[i] + x[j]), i, j) = m^2/2", "m/2", (), POSITIVE),
    # ---- random quantities
    "dropout/linear-unit-variance": Slip("one mask for all inputs"),
    "random/normal-sum": Text("Var(sum(x[i]*N0[i], i)) = v^2*sum(x[i]^2, i)", "v^2*sum(x[i], i)^2"),
    "random/normal-form": Text("E(sum(N0[i]*A[i,j]*N0[j], i, j)) = v^2*sum(A[i,i], i)", "v^2*sum(A[i,j], i, j)"),
    "random/normal-form-about-a-mean": Text(
        "E(sum((x[i] + N0[i])*A[i,j]*(x[j] + N0[j]), i, j)) = v^2*sum(A[i,i], i) + sum(x[i]*A[i,j]*x[j], i, j)",
        "v^2*sum(A[i,i], i)"),
    "random/fourth-moment-of-a-sum": Text("E(sum(x[i]*N0[i], i)^4) = 3*v^4*sum(x[i]^2, i)^2", "v^4*sum(x[i]^2, i)^2"),
    "random/length": Text("E(sum(N0[i]^2, i)^2) = (m^2 + 2*m)*v^4", "m^2*v^4"),
    "random/variance-of-the-mean": Text("Var(mean(N0[i], i)) = v^2/m", "v^2"),
    "random/unbiased": Text("E(sum((N0[i] - mean(N0[j], j))^2, i)) = (m - 1)*v^2", "m*v^2"),
    "random/mask-mean": Text("E(sum(x[i]*B0[i], i)/w) = sum(x[i], i)", "w*sum(x[i], i)", (), ("w > 0", "w <= 1")),
    "random/exponential-of-a-normal": Words("E exp(z) = exp(1/2) for a standard normal z, against 1"),
    "random/half-of-a-normal": Words("E relu(z)^2 = 1/2 for a standard normal z, against 1"),
    "random/uniform-rounding": Words("E z^2 = u^2/12 for z uniform between -u/2 and u/2, against u^2/3"),
    # ---- steps in time
    "adam/bias-as-weights": Slip("exponent one too large"),
    "adam/m-unrolled": Slip("oldest gradient weighted most"),
    "gradient-descent/unrolled": Slip("one step for all"),
    "momentum/constant-gradient": Slip("one power too many"),
    "exponential-average/variance": Slip("beta^t instead of beta^(2t)"),
    "matrix-power/power": Slip("one power too many"),
    "schedules/squares-telescope": Slip("the last term is lost"),
    "schedules/one-more-drop": Slip("no drop"),
    "sums/integers": Text("sum(I, I=1..N) = N*(N + 1)/2", "N^2/2"),
    "sums/cubes": Text("sum(I^3, I=1..N) = sum(I, I=1..N)^2", "sum(I^2, I=1..N)"),
    "sums/arithmetic-geometric": Text("sum(I*w^I, I=0..N) = (w - (N + 1)*w^(N + 1) + N*w^(N + 2))/(1 - w)^2",
                                      "(w - (N + 1)*w^(N + 1))/(1 - w)^2", (), ("w < 1",)),
    "sums/telescoping": Text("sum(1/(I*(I + 1)), I=1..N) = 1 - 1/(N + 1)", "1 - 1/N", (), (), "N"),
    "sums/by-parts": Text(
        "sum(a0[I]*(b0[I] - b0[I-1]), I=1..N)"
        " = a0[N]*b0[N] - a0[1]*b0[0] - sum(b0[I]*(a0[I+1] - a0[I]), I=1..N-1)",
        "a0[N]*b0[N] - a0[1]*b0[0] - sum(b0[I]*(a0[I+1] - a0[I]), I=1..N)"),
    "sums/last-term": Text("sum(a0[I], I=1..N) = sum(a0[I], I=1..N-1) + a0[N]", "sum(a0[I], I=1..N-1) + a0[1]"),
    "sums/shifted": Text("sum(a0[I+1], I=0..N-1) = sum(a0[I], I=1..N)", "sum(a0[I], I=0..N-1)"),
    "sums/reversed": Text("sum(a0[N+1-I], I=1..N) = sum(a0[I], I=1..N)", "sum(a0[I], I=0..N-1)"),
    "sums/split": Text("sum(a0[I], I=1..N+M) = sum(a0[I], I=1..N) + sum(a0[N+I], I=1..M)",
                       "sum(a0[I], I=1..N) + sum(a0[I], I=1..M)"),
    "sums/triangle": Text("sum(sum(a0[I]*b0[J], J=1..I), I=1..N) = sum(sum(a0[I]*b0[J], I=J..N), J=1..N)",
                          "sum(sum(a0[I]*b0[J], I=1..N), J=1..N)"),
    # ---- limits
    "adam/vhat-limit": Slip("the sum instead of the mean"),
    "momentum/terminal-velocity": Slip("one plain step"),
    "rmsprop/steady-state": Slip("the gradient itself"),
    "schedules/they-part-at-second-order": Slip("the factor one half is lost"),
    "limits/slope-of-tanh": Text("lim(tanh(u)/u, u -> 0) = 1", "0"),
    "limits/power-to-logarithm": Text("lim((exp(v*log(u)) - 1)/v, v -> 0) = log(u)", "u", (), ("u > 0",)),
    "limits/hot-softmax": Text("lim(exp(u*z[t])/sum(exp(u*z[s]), s), u -> 0) = 1/n", "1"),
    "limits/log-mean-exp": Text("lim(log(mean(exp(u*z[t]), t))/u, u -> 0) = mean(z[t], t)", "sum(z[t], t)"),
    "limits/cold-softplus": Text("lim(v*log(1 + exp(u/v)), v -> 0+) = relu(u)", "u"),
    "limits/compound": Text("lim((1 + u/N)^N, N -> inf) = exp(u)", "1 + u"),
    # ---- inequalities
    "order/means": Text("u*v <= (u^2 + v^2)/2", "(u^2 - v^2)/2", difference="(u - v)^2/2"),
    "order/cauchy": Text("sum(x[i]*g[i], i)^2 <= sum(x[i]^2, i)*sum(g[i]^2, i)", "sum(x[i]^2, i)",
                         difference="sum((x[i]*g[j] - x[j]*g[i])^2, i, j)/2"),
    "order/variance": Text("mean(x[i], i)^2 <= mean(x[i]^2, i)", "mean(x[i]^2, i)/m",
                           difference="mean((x[i] - mean(x[j], j))^2, i)"),
    "order/sigmoid": Text("sigmoid(u) < 1", "1/2"),
    "order/exponential": Text("1 + u <= exp(u)", "exp(-u)"),
    "order/log-sum-exp": Text("z[t] <= log(sum(exp(z[s]), s))", "log(mean(exp(z[s]), s))"),
    "order/divergence": Text("0 <= sum(y[t]*(log(y[t]) - log(z[t])), t)", "sum((y[t] - z[t])*log(z[t]), t)", (),
                             ("y[t] > 0 for each t", "z[t] > 0 for each t", "sum(y[t], t) = 1", "sum(z[t], t) = 1")),
}  # fmt: skip
