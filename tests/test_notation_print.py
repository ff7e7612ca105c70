# ruff: noqa: E501  (a formula is on one line)
"""What the printers print: a table of formulas, and laws that hold for all of them.

The expected forms were judged by eye: each formula was set by pdflatex, Typst
and a browser, and looked at.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
import sympy
import typst as typst_compiler
from sympy import E, Eq, Gt, Integer, Mul, Ne, Rational, Symbol

from symdl.errors import LanguageError
from symdl.language import (
    Family,
    Loss,
    Range,
    adjoint,
    bernoulli,
    define,
    delta,
    derivative,
    each,
    exp,
    expectation,
    family,
    log,
    mean,
    partial,
    sigmoid,
    sqrt,
    symbol,
    tanh,
    total,
    variance,
)
from symdl.notation import latex, mathml, text, typst
from symdl.notation.boxes import LETTERS
from symdl.notation.names import name_of, spelling

BATCH = Range("batch", "m", "i j k")
CLASSES = Range("classes", "n", "c d l")
OUTPUTS = Range("outputs", "p", "o q")
STEPS = Range("steps", "t", "s r")


def trees() -> dict[str, sympy.Basic]:
    """The formulas, as an author writes them: nothing is evaluated."""
    half = Rational(1, 2)
    (i, j, k), (c, d, _), (o, _) = BATCH.indices(), CLASSES.indices(), OUTPUTS.indices()
    m, n, t = BATCH.size, CLASSES.size, STEPS.size
    a, b, s = symbol("a"), symbol("b"), symbol("s")

    # Batch normalisation
    x, g = family("x", BATCH), family("g", BATCH)
    gamma, beta, eps = symbol("gamma", r"\gamma"), symbol("beta", r"\beta"), symbol("eps", r"\epsilon")
    mu = define("mu", mean(x[i], i), latex=r"\mu")
    var = define("var", mean((x[i] - mu) ** 2, i), latex=r"\sigma^2")
    xhat = define("xhat", [i], (x[i] - mu) / sqrt(var + eps), latex=r"\hat{x}")
    y = define("y", [i], gamma * xhat[i] + beta)
    loss = Loss("l", y)
    dx, dxhat, dy, dyj = (adjoint(loss, node) for node in (x[i], xhat[i], y[i], y[j]))
    dvar, dmu, dgamma, dbeta = (adjoint(loss, node) for node in (var, mu, gamma, beta))
    out = {
        "mean": Eq(mu, mean(x[i], i)),
        "variance": Eq(var, mean((x[i] - mu) ** 2, i)),
        "normalised": Eq(xhat[i], (x[i] - mu) / sqrt(var + eps)),
        "scaled": Eq(y[i], gamma * xhat[i] + beta),
        "bn dxhat": Eq(dxhat, dy * gamma),
        "bn dvar": Eq(dvar, total(dxhat * (x[i] - mu) * (-half) * (var + eps) ** Rational(-3, 2), i)),
        "bn dvar, constants first": Eq(dvar, -half * (var + eps) ** Rational(-3, 2)
                                       * total(dxhat * (x[i] - mu), i)),
        "bn dmu": Eq(dmu, total(dxhat * (-1 / sqrt(var + eps)), i)
                     + dvar * (total(-2 * (x[i] - mu), i) / m)),
        "bn dx": Eq(dx, dxhat / sqrt(var + eps) + dvar * (2 * (x[i] - mu) / m) + dmu / m),
        "bn dx, two means": Eq(dx, gamma / sqrt(var + eps)
                               * (dy - mean(dyj, j) - xhat[i] * mean(dyj * xhat[j], j))),
        "bn dx, two sums": Eq(dx, gamma / (m * sqrt(var + eps))
                              * (m * dy - total(dyj, j) - xhat[i] * total(dyj * xhat[j], j))),
        "bn dgamma": Eq(dgamma, total(dy * xhat[i], i)),
        "bn dbeta": Eq(dbeta, total(dy, i)),
        "bn partial": Eq(partial(var, mu), mean(-2 * (x[i] - mu), i)),
        "bn condition": Gt(var + eps, 0),
        "std below the bar": g[i] * (var + eps) ** (-half),
    }

    # Softmax, cross-entropy, log-sum-exp
    z, target = family("z", CLASSES), family("t", CLASSES)
    p = define("p", [c], exp(z[c]) / total(exp(z[d]), d))
    entropy = define("L", -total(target[c] * log(p[c]), c), latex=r"\mathcal{L}")
    lse = define("lse", log(total(exp(z[c]), c)))
    labels, probs = family("Y", BATCH, CLASSES, latex="y"), family("P", BATCH, CLASSES, latex="p")
    out |= {
        "softmax": Eq(p[c], exp(z[c]) / total(exp(z[d]), d)),
        "softmax jacobian": Eq(derivative(p[c], z[d]), p[c] * (delta(c, d) - p[d])),
        "cross-entropy": Eq(entropy, -total(target[c] * log(p[c]), c)),
        "cross-entropy gradient": Eq(adjoint(entropy, z[c]), p[c] * total(target[d], d) - target[c]),
        "log-sum-exp": Eq(lse, log(total(exp(z[c]), c))),
        "log-sum-exp hessian": Eq(derivative(derivative(lse, z[c]), z[d]),
                                  p[c] * delta(c, d) - p[c] * p[d]),
        "log-sum-exp shift": Eq(log(total(exp(z[c]), c)), a + log(total(exp(z[c] - a), c))),
        "batch cross-entropy": -mean(total(labels[i, c] * log(probs[i, c]), c), i),
        "batch cross-entropy, one sum": -total(labels[i, c] * log(probs[i, c]), i, c) / m,
        "labels sum to one": each(i, Eq(total(labels[i, c], c), 1)),
        "perplexity": exp(-mean(log(probs[i, c]), i)),
    }

    # Dropout, L2, linear layer, activations, optimisers
    q = symbol("q")
    r = bernoulli("r", BATCH, p=q)
    w, gw = family("w", CLASSES), family("gw", CLASSES, latex="g")
    eta, lam = symbol("eta", r"\eta"), symbol("lam", r"\lambda")
    weight, inputs, bias = family("W", OUTPUTS, CLASSES), family("X", BATCH, CLASSES, latex="x"), family("b", OUTPUTS)
    affine = define("h", [i, o], total(weight[o, c] * inputs[i, c], c) + bias[o])
    error = Loss("l", affine)
    beta1, vhat = symbol("beta1", r"\beta_1"), symbol("vhat", r"\hat{v}")
    out |= {
        "dropout mean": Eq(expectation(r[i] * x[i] / q), x[i]),
        "dropout variance": Eq(variance(r[i] * x[i] / q), (1 - q) / q * x[i] ** 2),
        "variance of a mask": Eq(variance(r[i]), expectation(r[i] ** 2) - expectation(r[i]) ** 2),
        "weight decay": Eq(w[c] - eta * (gw[c] + lam * w[c]), (1 - eta * lam) * w[c] - eta * gw[c]),
        "l2 penalty": lam / 2 * total(w[c] ** 2, c),
        "l2 penalty, half first": half * lam * total(w[c] ** 2, c),
        "linear layer": Eq(affine[i, o], total(weight[o, c] * inputs[i, c], c) + bias[o]),
        "linear dW": Eq(adjoint(error, weight[o, c]), total(adjoint(error, affine[i, o]) * inputs[i, c], i)),
        "linear db": Eq(adjoint(error, bias[o]), total(adjoint(error, affine[i, o]), i)),
        "sigmoid": Eq(sigmoid(s), 1 / (1 + exp(-s))),
        "sigmoid derivative": Eq(derivative(sigmoid(s), s), sigmoid(s) * (1 - sigmoid(s))),
        "tanh derivative": Eq(derivative(tanh(s), s), 1 - tanh(s) ** 2),
        "gaussian": exp(-((s - b) ** 2) / (2 * var)) / sqrt(2 * var),
        "kl divergence": half * (var + b**2 - 1 - log(var)),
        "adam": symbol("m1", "m") / (1 - beta1**t) / (sqrt(vhat) + eps),
        "weighted mean": total(w[c] * z[c], c) / total(w[c], c),
    }

    # Names
    out |= {
        "square of a square": var**2,
        "subscript and index": family("muB", BATCH, latex=r"\mu_{\mathcal B}")[i] ** 2,
        "superscript and index": family("v", BATCH, latex=r"\sigma^2")[i],
        "root of a name": sqrt(symbol("vB", r"\sigma_{\mathcal{B}}^2")),
        "two letters": symbol("dw", r"\Delta w") ** 2,
        "prime": symbol("xp", "x'") ** 2 * symbol("w", r"w^{*}"),
        "words": symbol("th", r"\theta_{\text{old}}") * symbol("lr") * s * symbol("step") * (a + b),
        "plain names": symbol("d_in") * symbol("beta") * symbol("x1") * symbol("w_max"),
        "accents": symbol("u", r"\tilde{u}") + symbol("v", r"\bar v") + symbol("q", r"\dot{\theta}"),
        "family called e": exp(family("e", BATCH)[i]) + exp(a),
        "family called sigma": sigmoid(s) * symbol("sigma", r"\sigma"),
        "family called delta": delta(i, j) * symbol("shift", r"\delta"),
    }

    # Signs, numbers, precedence
    out |= {
        "difference": a - (b - s) - (-b) * s,
        "nested minus": Mul(-1, -a) * b + Mul(-1, Mul(-1, -s)),
        "minus inside": a * (-b) + a * -half + a * -1,
        "minus in front of a sum": -(a + b) - 2 * (a - b),
        "numbers side by side": 2 * (Integer(3) * a) * 2 + 2 * (half * a) + Rational(3, 4) * 2,
        "number in front of a fraction": 2 * adjoint(loss, mu) + 2 * (a / b),
        "half a fraction": half * a / b + a / 2 + half * adjoint(loss, mu) / m,
        "fraction of fractions": a / b / s + a / (b / s) + (a + 1 / b) / s,
        "negative powers": a**-2 + 1 / a + a ** (-half) + a ** Rational(-3, 2) + 1 / sqrt(a) ** 3,
        "powers": (a + b) ** 2 + (a * b) ** 2 + (-a) ** 2 + (a**2) ** 3 + (a / b) ** 2 + sqrt(a) ** 3,
        "powers of nodes": dmu**2 + delta(i, j) ** 2 + m**2 + total(x[i], i) ** 2 + Integer(-2) ** 2,
        "roots": sqrt(a) * b + sqrt(a / b) + a ** Rational(3, 2) + a ** Rational(1, 3),
        "logs": log(a) * b + a * log(b) + log(a * b) + log(a**2) + log(a / b) + log(sqrt(a)) + log(-a),
        "log of log": log(log(a)) + log(exp(a)) + log(sigmoid(a)) + log(a) ** 2,
        "powers of functions": tanh(a) ** 2 + sigmoid(a) ** 2 + exp(a) ** 2,
        "exponents": exp(a + b) + exp(-(a**2)) + exp(a / b) + exp(total(x[i], i)) + E**a + exp(1) * a,
        "sum not last": total(x[i], i) * a + mean(x[i], i) * a + 2 * mean(x[i], i),
        "sum of a sum": total(x[i] + a, i) + total(-x[i], i) + total(total(x[i] * w[c], c), i),
        "several ranges": mean(labels[i, c], i, c) + total(labels[i, c], c, i),
        "tall numerator": (x[i] - mean(x[j], j)) / sqrt(mean((x[j] - mean(x[k], k)) ** 2, j) + eps),
        "operators": derivative(total(x[i] ** 2, i), x[j]) * a + derivative(a * s, s),
        "inequation": Ne(n - 1, 0),
    }

    # Indices
    inner = total(x[i] * g[i], i)
    out |= {
        "inner letter": total(x[i] * inner, i),
        "free letter": x[j] * total(x[i] * total(g[i], i), i),
        "all letters taken": x[i] * x[j] * x[k] * total(total(g[i] * x[j], j), i),
        "siblings": inner + total(g[i], i),
        "sum over a size's letter": total(family("f", Range("size", "u", "u"))[Range("size", "u", "u").indices()[0]],
                                          Range("size", "u", "u").indices()[0]),
    }
    return out


with sympy.evaluate(False):
    TREES = trees()
TREES["evaluated"] = Rational(3, 4) * symbol("a") + (symbol("b") - symbol("a")) / sqrt(symbol("b"))

# name: LaTeX, Typst, plain text
EXPECTED = {
    "mean": (
        r"\mu = \frac{1}{m} \sum_{i=1}^{m} x_i",
        "μ = frac(1, m) attach(sum, b: i = 1, t: m) attach(x, b: i)",
        "mu = mean(x[i], i)",
    ),
    "variance": (
        r"\sigma^2 = \frac{1}{m} \sum_{i=1}^{m} (x_i - \mu)^2",
        r"attach(σ, t: 2) = frac(1, m) attach(sum, b: i = 1, t: m) attach(\( attach(x, b: i) - μ \), t: 2)",
        "var = mean((x[i] - mu)^2, i)",
    ),
    "normalised": (
        r"\hat{x}_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}",
        "attach(hat(x), b: i) = frac(attach(x, b: i) - μ, sqrt(attach(σ, t: 2) + ϵ))",
        "xhat[i] = (x[i] - mu)/sqrt(var + eps)",
    ),
    "scaled": (
        r"y_i = \gamma \hat{x}_i + \beta",
        "attach(y, b: i) = γ attach(hat(x), b: i) + β",
        "y[i] = gamma*xhat[i] + beta",
    ),
    "bn dxhat": (
        r"\frac{\partial l}{\partial \hat{x}_i} = \frac{\partial l}{\partial y_i} \gamma",
        "frac(∂ l, ∂ attach(hat(x), b: i)) = frac(∂ l, ∂ attach(y, b: i)) γ",
        "dxhat[i] = dy[i]*gamma",
    ),
    "bn dvar": (
        r"\frac{\partial l}{\partial \sigma^2} = \sum_{i=1}^{m} \frac{\partial l}{\partial \hat{x}_i} (x_i - \mu) \left( -\tfrac{1}{2} \right) (\sigma^2 + \epsilon)^{-3/2}",
        r"frac(∂ l, ∂ attach(σ, t: 2)) = attach(sum, b: i = 1, t: m) frac(∂ l, ∂ attach(hat(x), b: i)) \( attach(x, b: i) - μ \) lr(( - inline(frac(1, 2)) )) attach(\( attach(σ, t: 2) + ϵ \), t: - 3 \/ 2)",
        "dvar = sum(dxhat[i]*(x[i] - mu)*(-1/2)*(var + eps)^(-3/2), i)",
    ),
    "bn dvar, constants first": (
        r"\frac{\partial l}{\partial \sigma^2} = -\tfrac{1}{2} (\sigma^2 + \epsilon)^{-3/2} \sum_{i=1}^{m} \frac{\partial l}{\partial \hat{x}_i} (x_i - \mu)",
        r"frac(∂ l, ∂ attach(σ, t: 2)) = - inline(frac(1, 2)) attach(\( attach(σ, t: 2) + ϵ \), t: - 3 \/ 2) attach(sum, b: i = 1, t: m) frac(∂ l, ∂ attach(hat(x), b: i)) \( attach(x, b: i) - μ \)",
        "dvar = -1/2*(var + eps)^(-3/2)*sum(dxhat[i]*(x[i] - mu), i)",
    ),
    "bn dmu": (
        r"\frac{\partial l}{\partial \mu} = \sum_{i=1}^{m} \frac{\partial l}{\partial \hat{x}_i} \left( -\frac{1}{\sqrt{\sigma^2 + \epsilon}} \right) + \frac{\partial l}{\partial \sigma^2} \, \frac{1}{m} \sum_{i=1}^{m} (-2 (x_i - \mu))",
        r"frac(∂ l, ∂ μ) = attach(sum, b: i = 1, t: m) frac(∂ l, ∂ attach(hat(x), b: i)) lr(( - frac(1, sqrt(attach(σ, t: 2) + ϵ)) )) + frac(∂ l, ∂ attach(σ, t: 2)) thin frac(1, m) attach(sum, b: i = 1, t: m) \( - 2 \( attach(x, b: i) - μ \) \)",
        "dmu = sum(dxhat[i]*(-1/sqrt(var + eps)), i) + dvar*(sum(-2*(x[i] - mu), i)/m)",
    ),
    "bn dx": (
        r"\frac{\partial l}{\partial x_i} = \frac{\partial l}{\partial \hat{x}_i} \, \frac{1}{\sqrt{\sigma^2 + \epsilon}} + \frac{\partial l}{\partial \sigma^2} \, \frac{2 (x_i - \mu)}{m} + \frac{\partial l}{\partial \mu} \, \frac{1}{m}",
        r"frac(∂ l, ∂ attach(x, b: i)) = frac(∂ l, ∂ attach(hat(x), b: i)) thin frac(1, sqrt(attach(σ, t: 2) + ϵ)) + frac(∂ l, ∂ attach(σ, t: 2)) thin frac(2 \( attach(x, b: i) - μ \), m) + frac(∂ l, ∂ μ) thin frac(1, m)",
        "dx[i] = dxhat[i]/sqrt(var + eps) + dvar*(2*(x[i] - mu)/m) + dmu/m",
    ),
    "bn dx, two means": (
        r"\frac{\partial l}{\partial x_i} = \frac{\gamma}{\sqrt{\sigma^2 + \epsilon}} \left( \frac{\partial l}{\partial y_i} - \frac{1}{m} \sum_{j=1}^{m} \frac{\partial l}{\partial y_j} - \frac{\hat{x}_i}{m} \sum_{j=1}^{m} \frac{\partial l}{\partial y_j} \hat{x}_j \right)",
        "frac(∂ l, ∂ attach(x, b: i)) = frac(γ, sqrt(attach(σ, t: 2) + ϵ)) lr(( frac(∂ l, ∂ attach(y, b: i)) - frac(1, m) attach(sum, b: j = 1, t: m) frac(∂ l, ∂ attach(y, b: j)) - frac(attach(hat(x), b: i), m) attach(sum, b: j = 1, t: m) frac(∂ l, ∂ attach(y, b: j)) attach(hat(x), b: j) ))",
        "dx[i] = gamma/sqrt(var + eps)*(dy[i] - mean(dy[j], j) - xhat[i]*mean(dy[j]*xhat[j], j))",
    ),
    "bn dx, two sums": (
        r"\frac{\partial l}{\partial x_i} = \frac{\gamma}{m \sqrt{\sigma^2 + \epsilon}} \left( m \frac{\partial l}{\partial y_i} - \sum_{j=1}^{m} \frac{\partial l}{\partial y_j} - \hat{x}_i \sum_{j=1}^{m} \frac{\partial l}{\partial y_j} \hat{x}_j \right)",
        "frac(∂ l, ∂ attach(x, b: i)) = frac(γ, m sqrt(attach(σ, t: 2) + ϵ)) lr(( m frac(∂ l, ∂ attach(y, b: i)) - attach(sum, b: j = 1, t: m) frac(∂ l, ∂ attach(y, b: j)) - attach(hat(x), b: i) attach(sum, b: j = 1, t: m) frac(∂ l, ∂ attach(y, b: j)) attach(hat(x), b: j) ))",
        "dx[i] = gamma/(m*sqrt(var + eps))*(m*dy[i] - sum(dy[j], j) - xhat[i]*sum(dy[j]*xhat[j], j))",
    ),
    "bn dgamma": (
        r"\frac{\partial l}{\partial \gamma} = \sum_{i=1}^{m} \frac{\partial l}{\partial y_i} \hat{x}_i",
        "frac(∂ l, ∂ γ) = attach(sum, b: i = 1, t: m) frac(∂ l, ∂ attach(y, b: i)) attach(hat(x), b: i)",
        "dgamma = sum(dy[i]*xhat[i], i)",
    ),
    "bn dbeta": (
        r"\frac{\partial l}{\partial \beta} = \sum_{i=1}^{m} \frac{\partial l}{\partial y_i}",
        "frac(∂ l, ∂ β) = attach(sum, b: i = 1, t: m) frac(∂ l, ∂ attach(y, b: i))",
        "dbeta = sum(dy[i], i)",
    ),
    "bn partial": (
        r"\partial_{\mu} \sigma^2 = \frac{1}{m} \sum_{i=1}^{m} (-2 (x_i - \mu))",
        r"attach(∂, b: μ) attach(σ, t: 2) = frac(1, m) attach(sum, b: i = 1, t: m) \( - 2 \( attach(x, b: i) - μ \) \)",
        "partial(var, mu) = mean(-2*(x[i] - mu), i)",
    ),
    "bn condition": (
        r"\sigma^2 + \epsilon > 0",
        "attach(σ, t: 2) + ϵ gt 0",
        "var + eps > 0",
    ),
    "std below the bar": (
        r"\frac{g_i}{\sqrt{\sigma^2 + \epsilon}}",
        "frac(attach(g, b: i), sqrt(attach(σ, t: 2) + ϵ))",
        "g[i]*(var + eps)^(-1/2)",
    ),
    "softmax": (
        r"p_c = \frac{e^{z_c}}{\sum_{d=1}^{n} e^{z_d}}",
        "attach(p, b: c) = frac(attach(e, t: attach(z, b: c)), attach(sum, b: d = 1, t: n) attach(e, t: attach(z, b: d)))",
        "p[c] = exp(z[c])/sum(exp(z[d]), d)",
    ),
    "softmax jacobian": (
        r"\frac{d p_c}{d z_d} = p_c (\delta_{cd} - p_d)",
        r"frac(d attach(p, b: c), d attach(z, b: d)) = attach(p, b: c) \( attach(δ, b: c d) - attach(p, b: d) \)",
        "derivative(p[c], z[d]) = p[c]*(delta(c, d) - p[d])",
    ),
    "cross-entropy": (
        r"\mathcal{L} = -\sum_{c=1}^{n} t_c \log p_c",
        "cal(L) = - attach(sum, b: c = 1, t: n) attach(t, b: c) log attach(p, b: c)",
        "L = -sum(t[c]*log(p[c]), c)",
    ),
    "cross-entropy gradient": (
        r"\frac{\partial \mathcal{L}}{\partial z_c} = p_c \sum_{d=1}^{n} t_d - t_c",
        "frac(∂ cal(L), ∂ attach(z, b: c)) = attach(p, b: c) attach(sum, b: d = 1, t: n) attach(t, b: d) - attach(t, b: c)",
        "adjoint(L, z[c]) = p[c]*sum(t[d], d) - t[c]",
    ),
    "log-sum-exp": (
        r"\mathrm{lse} = \log \sum_{c=1}^{n} e^{z_c}",
        "upright(l s e) = log attach(sum, b: c = 1, t: n) attach(e, t: attach(z, b: c))",
        "lse = log(sum(exp(z[c]), c))",
    ),
    "log-sum-exp hessian": (
        r"\frac{d^2 \, \mathrm{lse}}{d z_d \, d z_c} = p_c \delta_{cd} - p_c p_d",
        "frac(attach(d, t: 2) thin upright(l s e), d attach(z, b: d) thin d attach(z, b: c)) = attach(p, b: c) attach(δ, b: c d) - attach(p, b: c) attach(p, b: d)",
        "derivative(derivative(lse, z[c]), z[d]) = p[c]*delta(c, d) - p[c]*p[d]",
    ),
    "log-sum-exp shift": (
        r"\log \sum_{c=1}^{n} e^{z_c} = a + \log \sum_{c=1}^{n} e^{z_c-a}",
        "log attach(sum, b: c = 1, t: n) attach(e, t: attach(z, b: c)) = a + log attach(sum, b: c = 1, t: n) attach(e, t: attach(z, b: c) - a)",
        "log(sum(exp(z[c]), c)) = a + log(sum(exp(z[c] - a), c))",
    ),
    "batch cross-entropy": (
        r"-\frac{1}{m} \sum_{i=1}^{m} \sum_{c=1}^{n} y_{ic} \log p_{ic}",
        "- frac(1, m) attach(sum, b: i = 1, t: m) attach(sum, b: c = 1, t: n) attach(y, b: i c) log attach(p, b: i c)",
        "-mean(sum(Y[i, c]*log(P[i, c]), c), i)",
    ),
    "batch cross-entropy, one sum": (
        r"-\frac{1}{m} \sum_{i=1}^{m} \sum_{c=1}^{n} y_{ic} \log p_{ic}",
        "- frac(1, m) attach(sum, b: i = 1, t: m) attach(sum, b: c = 1, t: n) attach(y, b: i c) log attach(p, b: i c)",
        "-sum(Y[i, c]*log(P[i, c]), i, c)/m",
    ),
    "labels sum to one": (
        r"\sum_{c=1}^{n} y_{ic} = 1 \quad \text{for each } i",
        'attach(sum, b: c = 1, t: n) attach(y, b: i c) = 1 quad "for each" i',
        "sum(Y[i, c], c) = 1 for each i",
    ),
    "perplexity": (
        r"\exp\mathopen{}\left( -\frac{1}{m} \sum_{i=1}^{m} \log p_{ic} \right)",
        "exp lr(( - frac(1, m) attach(sum, b: i = 1, t: m) log attach(p, b: i c) ))",
        "exp(-mean(log(P[i, c]), i))",
    ),
    "dropout mean": (
        r"\mathbb{E}\mathopen{}\left[ \frac{r_i x_i}{q} \right] = x_i",
        "bb(E) lr([ frac(attach(r, b: i) attach(x, b: i), q) ]) = attach(x, b: i)",
        "E(r[i]*x[i]/q) = x[i]",
    ),
    "dropout variance": (
        r"\mathrm{Var}\mathopen{}\left[ \frac{r_i x_i}{q} \right] = \frac{1 - q}{q} x_i^2",
        "upright(V a r) lr([ frac(attach(r, b: i) attach(x, b: i), q) ]) = frac(1 - q, q) attach(x, b: i, t: 2)",
        "Var(r[i]*x[i]/q) = (1 - q)/q*x[i]^2",
    ),
    "variance of a mask": (
        r"\mathrm{Var}[r_i] = \mathbb{E}[r_i^2] - \mathbb{E}[r_i]^2",
        r"upright(V a r) \[ attach(r, b: i) \] = bb(E) \[ attach(r, b: i, t: 2) \] - bb(E) attach(\[ attach(r, b: i) \], t: 2)",
        "Var(r[i]) = E(r[i]^2) - E(r[i])^2",
    ),
    "weight decay": (
        r"w_c - \eta (g_c + \lambda w_c) = (1 - \eta \lambda) w_c - \eta g_c",
        r"attach(w, b: c) - η \( attach(g, b: c) + λ attach(w, b: c) \) = \( 1 - η λ \) attach(w, b: c) - η attach(g, b: c)",
        "w[c] - eta*(gw[c] + lam*w[c]) = (1 - eta*lam)*w[c] - eta*gw[c]",
    ),
    "l2 penalty": (
        r"\frac{\lambda}{2} \sum_{c=1}^{n} w_c^2",
        "frac(λ, 2) attach(sum, b: c = 1, t: n) attach(w, b: c, t: 2)",
        "lam/2*sum(w[c]^2, c)",
    ),
    "l2 penalty, half first": (
        r"\tfrac{1}{2} \lambda \sum_{c=1}^{n} w_c^2",
        "inline(frac(1, 2)) λ attach(sum, b: c = 1, t: n) attach(w, b: c, t: 2)",
        "1/2*lam*sum(w[c]^2, c)",
    ),
    "linear layer": (
        r"h_{io} = \sum_{c=1}^{n} W_{oc} x_{ic} + b_o",
        "attach(h, b: i o) = attach(sum, b: c = 1, t: n) attach(W, b: o c) attach(x, b: i c) + attach(b, b: o)",
        "h[i, o] = sum(W[o, c]*X[i, c], c) + b[o]",
    ),
    "linear dW": (
        r"\frac{\partial l}{\partial W_{oc}} = \sum_{i=1}^{m} \frac{\partial l}{\partial h_{io}} x_{ic}",
        "frac(∂ l, ∂ attach(W, b: o c)) = attach(sum, b: i = 1, t: m) frac(∂ l, ∂ attach(h, b: i o)) attach(x, b: i c)",
        "dW[o, c] = sum(dh[i, o]*X[i, c], i)",
    ),
    "linear db": (
        r"\frac{\partial l}{\partial b_o} = \sum_{i=1}^{m} \frac{\partial l}{\partial h_{io}}",
        "frac(∂ l, ∂ attach(b, b: o)) = attach(sum, b: i = 1, t: m) frac(∂ l, ∂ attach(h, b: i o))",
        "db[o] = sum(dh[i, o], i)",
    ),
    "sigmoid": (
        r"\sigma(s) = \frac{1}{1 + e^{-s}}",
        r"σ \( s \) = frac(1, 1 + attach(e, t: - s))",
        "sigmoid(s) = 1/(1 + exp(-s))",
    ),
    "sigmoid derivative": (
        r"\frac{d}{d s} \, \sigma(s) = \sigma(s) (1 - \sigma(s))",
        r"frac(d, d s) thin σ \( s \) = σ \( s \) \( 1 - σ \( s \) \)",
        "derivative(sigmoid(s), s) = sigmoid(s)*(1 - sigmoid(s))",
    ),
    "tanh derivative": (
        r"\frac{d}{d s} \, \tanh(s) = 1 - \tanh^2(s)",
        r"frac(d, d s) thin tanh \( s \) = 1 - attach(tanh, t: 2) \( s \)",
        "derivative(tanh(s), s) = 1 - tanh(s)^2",
    ),
    "gaussian": (
        r"\frac{1}{\sqrt{2 \sigma^2}} \exp\mathopen{}\left( -\frac{(s - b)^2}{2 \sigma^2} \right)",
        r"frac(1, sqrt(2 attach(σ, t: 2))) exp lr(( - frac(attach(\( s - b \), t: 2), 2 attach(σ, t: 2)) ))",
        "exp(-(s - b)^2/(2*var))/sqrt(2*var)",
    ),
    "kl divergence": (
        r"\tfrac{1}{2} (\sigma^2 + b^2 - 1 - \log \sigma^2)",
        r"inline(frac(1, 2)) \( attach(σ, t: 2) + attach(b, t: 2) - 1 - log attach(σ, t: 2) \)",
        "1/2*(var + b^2 - 1 - log(var))",
    ),
    "adam": (
        r"\frac{m}{(1 - \beta_1^t) (\sqrt{\hat{v}} + \epsilon)}",
        r"frac(m, \( 1 - attach(β, b: 1, t: t) \) \( sqrt(hat(v)) + ϵ \))",
        "m1/(1 - beta1^t)/(sqrt(vhat) + eps)",
    ),
    "weighted mean": (
        r"\frac{\sum_{c=1}^{n} w_c z_c}{\sum_{c=1}^{n} w_c}",
        "frac(attach(sum, b: c = 1, t: n) attach(w, b: c) attach(z, b: c), attach(sum, b: c = 1, t: n) attach(w, b: c))",
        "sum(w[c]*z[c], c)/sum(w[c], c)",
    ),
    "square of a square": (
        r"(\sigma^2)^2",
        r"attach(\( attach(σ, t: 2) \), t: 2)",
        "var^2",
    ),
    "subscript and index": (
        r"\mu_{\mathcal{B},i}^2",
        "attach(μ, b: cal(B) comma i, t: 2)",
        "muB[i]^2",
    ),
    "superscript and index": (
        r"\sigma_i^2",
        "attach(σ, b: i, t: 2)",
        "v[i]",
    ),
    "root of a name": (
        r"\sqrt{\sigma_{\mathcal{B}}^2}",
        "sqrt(attach(σ, b: cal(B), t: 2))",
        "sqrt(vB)",
    ),
    "two letters": (
        r"(\Delta w)^2",
        r"attach(\( Δ w \), t: 2)",
        "dw^2",
    ),
    "prime": (
        r"(x^{\prime})^2 w^*",
        r"attach(\( attach(x, t: prime) \), t: 2) attach(w, t: ast.op)",
        "xp^2*w",
    ),
    "words": (
        r"\theta_{\mathrm{old}} \, \mathrm{lr} \, s \, \mathrm{step} \cdot (a + b)",
        r"attach(θ, b: upright(o l d)) thin upright(l r) thin s thin upright(s t e p) dot.op \( a + b \)",
        "th*lr*s*step*(a + b)",
    ),
    "plain names": (
        r"d_{\mathrm{in}} \beta x_1 w_{\mathrm{max}}",
        "attach(d, b: upright(i n)) β attach(x, b: 1) attach(w, b: upright(m a x))",
        "d_in*beta*x1*w_max",
    ),
    "accents": (
        r"\tilde{u} + \bar{v} + \dot{\theta}",
        "tilde(u) + macron(v) + dot(θ)",
        "u + v + q",
    ),
    "family called e": (
        r"\exp(e_i) + \exp(a)",
        r"exp \( attach(e, b: i) \) + exp \( a \)",
        "exp(e[i]) + exp(a)",
    ),
    "family called sigma": (
        r"\operatorname{sigmoid}(s) \sigma",
        'op("sigmoid") \\( s \\) σ',
        "sigmoid(s)*sigma",
    ),
    "family called delta": (
        r"[i = j] \delta",
        r"\[ i = j \] δ",
        "delta(i, j)*shift",
    ),
    "difference": (
        "a - (b - s) - (-b) s",
        r"a - \( b - s \) - \( - b \) s",
        "a - (b - s) - (-b)*s",
    ),
    "nested minus": (
        "-(-a) b - (-(-s))",
        r"- \( - a \) b - \( - \( - s \) \)",
        "-(-a)*b - (-(-s))",
    ),
    "minus inside": (
        r"a (-b) + a \left( -\tfrac{1}{2} \right) + a (-1)",
        r"a \( - b \) + a lr(( - inline(frac(1, 2)) )) + a \( - 1 \)",
        "a*(-b) + a*(-1/2) + a*(-1)",
    ),
    "minus in front of a sum": (
        "-(a + b) - 2 (a - b)",
        r"- \( a + b \) - 2 \( a - b \)",
        "-(a + b) - 2*(a - b)",
    ),
    "numbers side by side": (
        r"2 \cdot 3 a \cdot 2 + 2 \cdot \tfrac{1}{2} a + \tfrac{3}{4} \cdot 2",
        "2 dot.op 3 a dot.op 2 + 2 dot.op inline(frac(1, 2)) a + inline(frac(3, 4)) dot.op 2",
        "2*(3*a)*2 + 2*(1/2*a) + 3/4*2",
    ),
    "number in front of a fraction": (
        r"2 \frac{\partial l}{\partial \mu} + \frac{2 a}{b}",
        "2 frac(∂ l, ∂ μ) + frac(2 a, b)",
        "2*dmu + 2*(a/b)",
    ),
    "half a fraction": (
        r"\frac{a}{2 b} + \frac{a}{2} + \frac{1}{2 m} \, \frac{\partial l}{\partial \mu}",
        "frac(a, 2 b) + frac(a, 2) + frac(1, 2 m) thin frac(∂ l, ∂ μ)",
        "1/2*a/b + a/2 + 1/2*dmu/m",
    ),
    "fraction of fractions": (
        r"\frac{a}{b s} + \frac{a}{\frac{b}{s}} + \frac{1}{s} \left( a + \frac{1}{b} \right)",
        "frac(a, b s) + frac(a, frac(b, s)) + frac(1, s) lr(( a + frac(1, b) ))",
        "a/b/s + a/(b/s) + (a + 1/b)/s",
    ),
    "negative powers": (
        r"\frac{1}{a^2} + \frac{1}{a} + \frac{1}{\sqrt{a}} + a^{-3/2} + \frac{1}{(\sqrt{a})^3}",
        r"frac(1, attach(a, t: 2)) + frac(1, a) + frac(1, sqrt(a)) + attach(a, t: - 3 \/ 2) + frac(1, attach(\( sqrt(a) \), t: 3))",
        "a^(-2) + 1/a + a^(-1/2) + a^(-3/2) + 1/sqrt(a)^3",
    ),
    "powers": (
        r"(a + b)^2 + (a b)^2 + (-a)^2 + (a^2)^3 + \left( \frac{a}{b} \right)^2 + (\sqrt{a})^3",
        r"attach(\( a + b \), t: 2) + attach(\( a b \), t: 2) + attach(\( - a \), t: 2) + attach(\( attach(a, t: 2) \), t: 3) + attach(lr(( frac(a, b) )), t: 2) + attach(\( sqrt(a) \), t: 3)",
        "(a + b)^2 + (a*b)^2 + (-a)^2 + (a^2)^3 + (a/b)^2 + sqrt(a)^3",
    ),
    "powers of nodes": (
        r"\left( \frac{\partial l}{\partial \mu} \right)^2 + \delta_{ij}^2 + m^2 + \left( \sum_{k=1}^{m} x_k \right)^2 + (-2)^2",
        r"attach(lr(( frac(∂ l, ∂ μ) )), t: 2) + attach(δ, b: i j, t: 2) + attach(m, t: 2) + attach(lr(( attach(sum, b: k = 1, t: m) attach(x, b: k) )), t: 2) + attach(\( - 2 \), t: 2)",
        "dmu^2 + delta(i, j)^2 + m^2 + sum(x[k], k)^2 + (-2)^2",
    ),
    "roots": (
        r"\sqrt{a} \, b + \sqrt{\frac{a}{b}} + a^{3/2} + a^{1/3}",
        r"sqrt(a) thin b + sqrt(frac(a, b)) + attach(a, t: 3 \/ 2) + attach(a, t: 1 \/ 3)",
        "sqrt(a)*b + sqrt(a/b) + a^(3/2) + a^(1/3)",
    ),
    "logs": (
        r"\log(a) b + a \log b + \log(a b) + \log(a^2) + \log \frac{a}{b} + \log \sqrt{a} + \log(-a)",
        r"log \( a \) b + a log b + log \( a b \) + log \( attach(a, t: 2) \) + log frac(a, b) + log sqrt(a) + log \( - a \)",
        "log(a)*b + a*log(b) + log(a*b) + log(a^2) + log(a/b) + log(sqrt(a)) + log(-a)",
    ),
    "log of log": (
        r"\log(\log a) + \log e^a + \log \sigma(a) + (\log a)^2",
        r"log \( log a \) + log attach(e, t: a) + log σ \( a \) + attach(\( log a \), t: 2)",
        "log(log(a)) + log(exp(a)) + log(sigmoid(a)) + log(a)^2",
    ),
    "powers of functions": (
        r"\tanh^2(a) + \sigma(a)^2 + (e^a)^2",
        r"attach(tanh, t: 2) \( a \) + σ attach(\( a \), t: 2) + attach(\( attach(e, t: a) \), t: 2)",
        "tanh(a)^2 + sigmoid(a)^2 + exp(a)^2",
    ),
    "exponents": (
        r"e^{a+b} + e^{-a^2} + \exp\mathopen{}\left( \frac{a}{b} \right) + \exp\mathopen{}\left( \sum_{i=1}^{m} x_i \right) + e^a + e a",
        "attach(e, t: a + b) + attach(e, t: - attach(a, t: 2)) + exp lr(( frac(a, b) )) + exp lr(( attach(sum, b: i = 1, t: m) attach(x, b: i) )) + attach(e, t: a) + e a",
        "exp(a + b) + exp(-a^2) + exp(a/b) + exp(sum(x[i], i)) + exp(a) + exp(1)*a",
    ),
    "sum not last": (
        r"\left( \sum_{i=1}^{m} x_i \right) a + \left( \frac{1}{m} \sum_{i=1}^{m} x_i \right) a + \frac{2}{m} \sum_{i=1}^{m} x_i",
        "lr(( attach(sum, b: i = 1, t: m) attach(x, b: i) )) a + lr(( frac(1, m) attach(sum, b: i = 1, t: m) attach(x, b: i) )) a + frac(2, m) attach(sum, b: i = 1, t: m) attach(x, b: i)",
        "sum(x[i], i)*a + mean(x[i], i)*a + 2*mean(x[i], i)",
    ),
    "sum of a sum": (
        r"\sum_{i=1}^{m} (x_i + a) + \sum_{i=1}^{m} (-x_i) + \sum_{i=1}^{m} \sum_{c=1}^{n} x_i w_c",
        r"attach(sum, b: i = 1, t: m) \( attach(x, b: i) + a \) + attach(sum, b: i = 1, t: m) \( - attach(x, b: i) \) + attach(sum, b: i = 1, t: m) attach(sum, b: c = 1, t: n) attach(x, b: i) attach(w, b: c)",
        "sum(x[i] + a, i) + sum(-x[i], i) + sum(sum(x[i]*w[c], c), i)",
    ),
    "several ranges": (
        r"\frac{1}{m n} \sum_{i=1}^{m} \sum_{c=1}^{n} y_{ic} + \sum_{c=1}^{n} \sum_{i=1}^{m} y_{ic}",
        "frac(1, m n) attach(sum, b: i = 1, t: m) attach(sum, b: c = 1, t: n) attach(y, b: i c) + attach(sum, b: c = 1, t: n) attach(sum, b: i = 1, t: m) attach(y, b: i c)",
        "mean(Y[i, c], i, c) + sum(Y[i, c], c, i)",
    ),
    "tall numerator": (
        r"\frac{1}{\sqrt{\frac{1}{m} \sum_{j=1}^{m} \left( x_j - \frac{1}{m} \sum_{k=1}^{m} x_k \right)^2 + \epsilon}} \left( x_i - \frac{1}{m} \sum_{j=1}^{m} x_j \right)",
        "frac(1, sqrt(frac(1, m) attach(sum, b: j = 1, t: m) attach(lr(( attach(x, b: j) - frac(1, m) attach(sum, b: k = 1, t: m) attach(x, b: k) )), t: 2) + ϵ)) lr(( attach(x, b: i) - frac(1, m) attach(sum, b: j = 1, t: m) attach(x, b: j) ))",
        "(x[i] - mean(x[j], j))/sqrt(mean((x[j] - mean(x[k], k))^2, j) + eps)",
    ),
    "operators": (
        r"\left( \frac{d}{d x_j} \, \sum_{i=1}^{m} x_i^2 \right) a + \frac{d}{d s} \, (a s)",
        r"lr(( frac(d, d attach(x, b: j)) thin attach(sum, b: i = 1, t: m) attach(x, b: i, t: 2) )) a + frac(d, d s) thin \( a s \)",
        "derivative(sum(x[i]^2, i), x[j])*a + derivative(a*s, s)",
    ),
    "inequation": (
        r"n - 1 \ne 0",
        "n - 1 eq.not 0",
        "n - 1 != 0",
    ),
    "inner letter": (
        r"\sum_{i=1}^{m} x_i \sum_{j=1}^{m} x_j g_j",
        "attach(sum, b: i = 1, t: m) attach(x, b: i) attach(sum, b: j = 1, t: m) attach(x, b: j) attach(g, b: j)",
        "sum(x[i]*sum(x[j]*g[j], j), i)",
    ),
    "free letter": (
        r"x_j \sum_{i=1}^{m} x_i \sum_{k=1}^{m} g_k",
        "attach(x, b: j) attach(sum, b: i = 1, t: m) attach(x, b: i) attach(sum, b: k = 1, t: m) attach(g, b: k)",
        "x[j]*sum(x[i]*sum(g[k], k), i)",
    ),
    "all letters taken": (
        r"x_i x_j x_k \sum_{i^{\prime}=1}^{m} \sum_{j^{\prime}=1}^{m} g_{i^{\prime}} x_{j^{\prime}}",
        "attach(x, b: i) attach(x, b: j) attach(x, b: k) attach(sum, b: attach(i, t: prime) = 1, t: m) attach(sum, b: attach(j, t: prime) = 1, t: m) attach(g, b: attach(i, t: prime)) attach(x, b: attach(j, t: prime))",
        "x[i]*x[j]*x[k]*sum(sum(g[i']*x[j'], j'), i')",
    ),
    "siblings": (
        r"\sum_{i=1}^{m} x_i g_i + \sum_{i=1}^{m} g_i",
        "attach(sum, b: i = 1, t: m) attach(x, b: i) attach(g, b: i) + attach(sum, b: i = 1, t: m) attach(g, b: i)",
        "sum(x[i]*g[i], i) + sum(g[i], i)",
    ),
    "sum over a size's letter": (
        r"\sum_{u^{\prime}=1}^{u} f_{u^{\prime}}",
        "attach(sum, b: attach(u, t: prime) = 1, t: u) attach(f, b: attach(u, t: prime))",
        "sum(f[u'], u')",
    ),
    "evaluated": (
        r"\tfrac{3}{4} a + \frac{-a + b}{\sqrt{b}}",
        "inline(frac(3, 4)) a + frac(- a + b, sqrt(b))",
        "3/4*a + b^(-1/2)*(-a + b)",
    ),
}


@pytest.mark.parametrize("name", TREES)
def test_table(name):
    tree = TREES[name]
    assert (latex(tree), typst(tree), text(tree)) == EXPECTED[name]


def test_table_is_whole():
    assert list(EXPECTED) == list(TREES)


# --------------------------------------------------------------------------
# MathML

MATHML = {
    "normalised": (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block" '
        'alttext="xhat[i] = (x[i] - mu)/sqrt(var + eps)"><mrow>'
        '<msub><mover accent="true"><mi>x</mi><mo stretchy="false">^</mo></mover><mi>i</mi></msub><mo>=</mo>'
        "<mfrac><mrow><msub><mi>x</mi><mi>i</mi></msub><mo>−</mo><mi>μ</mi></mrow>"
        "<msqrt><mrow><msup><mi>σ</mi><mn>2</mn></msup><mo>+</mo><mi>ϵ</mi></mrow></msqrt></mfrac>"
        "</mrow></math>"
    ),
    "l2 penalty, half first": (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block" '
        'alttext="1/2*lam*sum(w[c]^2, c)"><mrow>'
        '<mfrac displaystyle="false"><mn>1</mn><mn>2</mn></mfrac><mo>&#x2062;</mo><mi>λ</mi><mo>&#x2062;</mo>'
        '<munderover><mo>∑</mo><mrow><mi>c</mi><mo lspace="0" rspace="0">=</mo><mn>1</mn></mrow><mi>n</mi>'
        "</munderover><msubsup><mi>w</mi><mi>c</mi><mn>2</mn></msubsup></mrow></math>"
    ),
    "minus inside": (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block" '
        'alttext="a*(-b) + a*(-1/2) + a*(-1)"><mrow><mi>a</mi><mo>&#x2062;</mo>'
        '<mrow><mo stretchy="false">(</mo><mrow><mo form="prefix">−</mo><mi>b</mi></mrow>'
        '<mo stretchy="false">)</mo></mrow><mo>+</mo><mi>a</mi><mo>&#x2062;</mo>'
        '<mrow><mo stretchy="true">(</mo><mrow><mo form="prefix">−</mo>'
        '<mfrac displaystyle="false"><mn>1</mn><mn>2</mn></mfrac></mrow><mo stretchy="true">)</mo></mrow>'
        "<mo>+</mo><mi>a</mi><mo>&#x2062;</mo>"
        '<mrow><mo stretchy="false">(</mo><mrow><mo form="prefix">−</mo><mn>1</mn></mrow>'
        '<mo stretchy="false">)</mo></mrow></mrow></math>'
    ),
    "bn condition": (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block" alttext="var + eps &gt; 0"><mrow>'
        "<msup><mi>σ</mi><mn>2</mn></msup><mo>+</mo><mi>ϵ</mi><mo>&gt;</mo><mn>0</mn></mrow></math>"
    ),
    "log of log": None,
}


@pytest.mark.parametrize("name", [name for name, markup in MATHML.items() if markup])
def test_mathml(name):
    assert mathml(TREES[name]) == MATHML[name]


def test_mathml_spaces_the_names_of_functions():
    thin = '<mspace width="0.1667em"></mspace>'
    assert f"<mo>&#x2062;</mo>{thin}<mi>log</mi><mo>&#x2061;</mo>{thin}<mi>b</mi>" in mathml(TREES["logs"])


def test_mathml_in_running_text():
    assert ' display="inline" ' in mathml(TREES["mean"], display=False)


# MathML Core, as far as formulas need it.
ELEMENTS = {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msub", "msup", "msubsup", "mfrac",
            "msqrt", "mover", "munder", "munderover"}  # fmt: skip


@pytest.mark.parametrize("name", TREES)
def test_mathml_is_xml_with_known_elements(name):
    root = ET.fromstring(mathml(TREES[name]))
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= ELEMENTS


# --------------------------------------------------------------------------
# The printed forms are markup that its readers take, and say the same


def test_latex_is_ascii_and_uses_known_commands():
    known = {*LETTERS, "frac", "tfrac", "sqrt", "sum", "left", "right", "mathopen", "mathrm", "mathcal",
             "mathbb", "operatorname", "text", "quad", "hat", "tilde", "bar", "dot", "cdot", "log", "exp",
             "tanh", "ne", "prime", "lim", "to", "infty", "max", "min", "lvert", "rvert", "lfloor", "rfloor",
             "mathbf", "ge", "le"}  # fmt: skip
    for tree in TREES.values():
        printed = latex(tree)
        assert printed.isascii()
        assert set(re.findall(r"\\([A-Za-z]+)", printed)) <= known
        assert set(re.findall(r"\\([^A-Za-z])", printed)) <= {","}
        assert printed.count("{") == printed.count("}")


def test_typst_compiles_every_formula():
    source = "".join(f"$ {typst(tree)} $\n" for tree in TREES.values())
    _, warnings = typst_compiler.compile_with_warnings(source.encode(), format="svg")
    assert warnings == []


def signs_of_latex(printed: str) -> Iterator[str]:
    """Letters, numbers, bars, roots and brackets, in the order in which they are printed."""
    printed = re.sub(r"\\text\{.*?\}", " ", printed)
    for command, word, sign in re.findall(r"\\([A-Za-z]+)(?:\{([A-Za-z0-9]+)\})?|([A-Za-z0-9()\[\]*])",
                                          re.sub(r"\d+", lambda n: " ".join(n[0]), printed)):
        if command in ("mathrm", "operatorname", "mathcal", "mathbb", "mathbf"):
            yield from word
        elif command in ("hat", "tilde", "bar", "dot", "sqrt", "frac", "tfrac"):
            yield {"tfrac": "frac"}.get(command, command)
            yield from word
        elif command in LETTERS:
            yield LETTERS[command]
        elif command in ("log", "exp", "tanh", "lim", "max", "min"):
            yield from command
        elif command in ("prime", "sum", "infty", "lvert", "lfloor"):
            yield {"prime": "′", "sum": "∑", "infty": "∞", "lvert": "|", "lfloor": "⌊"}[command]
        elif sign not in ")]":
            yield sign


def signs_of_typst(printed: str) -> Iterator[str]:
    printed = re.sub(r'quad ".*?"', " ", printed)
    for typed, sign in [("lr((", r"\("), ("lr([", r"\["), ("lr(|", r"\|"), ("lr(⌊", r"\⌊"), ("])", r"\]"), ("b:", ""),
                        ('class("opening", \\|)', r"\|"), ('class("closing", \\|)', ""), ("#h(-0.12em)", ""), ("t:", "")]:
        printed = printed.replace(typed, f" {sign} ")
    tokens = re.findall(r'op\("(\w+)"\)|([a-z]+(?:\.[a-z]+)?(?=\()|[A-Za-z.]{2,}|\\.|lr\(\(|\w|∂|∞)', printed)
    names = {"macron": "bar", "prime": "′", "ast.op": "*", "sum": "∑"}
    for word, token in tokens:
        if word or token in ("log", "exp", "tanh", "lim", "max", "min"):
            yield from word or token
        elif token in ("hat", "tilde", "macron", "dot", "sqrt", "frac", "prime", "ast.op", "sum"):
            yield names.get(token, token)
        elif len(token) == 2 and token[0] == "\\" and token[1] in "([|⌊":
            yield token[1]
        elif len(token) == 1:
            yield token


def signs_of_mathml(printed: str) -> Iterator[str]:
    def walk(element: ET.Element) -> Iterator[str]:
        tag, inside = element.tag.rpartition("}")[2], element.text or ""
        if tag in ("mi", "mn"):
            yield from inside
        elif tag == "mo" and inside in ("∑", "(", "[", "|", "⌊", "′", "∗", "lim") and element.get("form") != "postfix":
            yield from {"∗": "*"}.get(inside, inside)
        elif tag in ("mfrac", "msqrt"):
            yield tag[1:]
        elif tag == "mover":
            yield {"^": "hat", "~": "tilde", "¯": "bar", "˙": "dot"}[element[1].text or ""]
        for child in element[:1] if tag == "mover" else element:
            yield from walk(child)

    plain = dict(zip("ℒℬ𝔼𝟏", "LBE1", strict=True))
    return (plain.get(sign, sign) for sign in walk(ET.fromstring(printed)))


@pytest.mark.parametrize("name", TREES)
def test_printed_forms_agree_sign_by_sign(name):
    tree = TREES[name]
    assert list(signs_of_latex(latex(tree))) == list(signs_of_typst(typst(tree))) == list(signs_of_mathml(mathml(tree)))


# --------------------------------------------------------------------------
# Names


@pytest.mark.parametrize(
    ("written", "printed", "typed"),
    [
        ("x", "x", "x"),
        (r"\hat{x}", r"\hat{x}", "xhat"),
        (r"\hat x_{in}", r"\hat{x}_{\mathrm{in}}", "xhat_in"),
        (r"\varepsilon", r"\varepsilon", "epsilon"),
        (r"\sigma^2", r"\sigma^2", "sigma^2"),
        (r"\mu_{\mathcal B}", r"\mu_{\mathcal{B}}", "mu_B"),
        (r"x''", r"x^{\prime\prime}", "x''"),
        (r"W^{(t-1)}", r"W^{(t-1)}", None),
        (r"\Delta w", r"\Delta w", None),
        (r"\mathbb{E}", r"\mathbb{E}", "E"),
        (r"p_{\text{drop}}", r"p_{\mathrm{drop}}", "p_drop"),
    ],
)
def test_names(written, printed, typed):
    assert latex(Family("someone", (), written, "")) == printed
    assert spelling(name_of("someone", written)) == typed


@pytest.mark.parametrize(
    "written",
    [
        r"\frac{1}{2}", r"\input{x}", "x}", "{x", r"\hat", "x_i_j", "x^2^3", "x_in", "x_{}", "$x$", "a b}",
        r"\text{a b}", r"\text{$x$}", r"\mathcal{b}", r"\mathbb{RN}", 'x"', "x#", "x&y", "é", "x~y", "", " ",
        r"\hat{x_i}", r"\partial", "2", "x_",
    ],
)  # fmt: skip
def test_a_name_outside_the_subset_is_refused(written):
    made = Family("weights", (), written or " ", "")
    for printer in (latex, typst, mathml):
        with pytest.raises(LanguageError, match="weights"):
            printer(made)


# --------------------------------------------------------------------------
# Letters, other things that are printed, and things that are not


def test_a_dummy_avoids_letters_on_request():
    tree = TREES["bn dgamma"]
    assert text(tree, avoid=["i"]) == "dgamma = sum(dy[j]*xhat[j], j)"
    assert r"\sum_{k=1}^{m}" in latex(tree, avoid=["i", "j"])
    assert r"i^{\prime}" in latex(tree, avoid="ijk")


def test_a_dummy_is_never_called_like_a_scalar():
    (i, *_), gap = BATCH.indices(), symbol("i")
    assert text(total(gap * family("x", BATCH)[i], i)).count("j") == 2


def test_two_free_indices_of_one_letter_are_told_apart():
    other = Range("others", "p", "i q")
    x, w = family("x", BATCH), family("w", other)
    with sympy.evaluate(False):
        tree = x[BATCH.indices()[0]] * w[other.indices()[0]]
    assert latex(tree) == "x_i w_q"
    assert text(tree) == "x[i]*w[q]"


def test_heads():
    i = BATCH.indices()[0]
    assert latex(family("x", BATCH, latex=r"\hat{x}")) == r"\hat{x}"
    assert latex(i) == text(i) == "i"
    assert latex(Loss("l", family("y", BATCH), latex=r"\ell")) == r"\ell"
    assert typst(BATCH.size) == "m"


@pytest.mark.parametrize("tree", [Symbol("x"), symbol("a") + Symbol("x"), sympy.sin(symbol("a")), sympy.true,
                                  sympy.pi, sympy.oo, Eq(Symbol("x"), 1), sympy.Float(0.5)])
def test_an_unknown_node_raises(tree):
    for printer in (latex, typst, mathml, text):
        with pytest.raises(LanguageError, match="cannot be printed"):
            printer(tree)


def test_a_long_chain_of_functions_is_printed_in_linear_time():
    with sympy.evaluate(False):
        tree = symbol("a")
        for _ in range(40):
            tree = log(1 + exp(tree / 2))
    assert latex(tree).count(r"\log") == 40
