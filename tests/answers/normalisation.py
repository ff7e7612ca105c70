# ruff: noqa: E501  (an answer is on one line)
"""Answers on batch normalisation. Every adjoint is a complex step through a forward pass."""

from __future__ import annotations

import numpy as np
from answers.rows import Point, Question, right, slope, wrong
from numpy import mean, sqrt
from numpy import sum as total


def batch(rng: np.random.Generator, m: int) -> Point:
    """A batch of m numbers, its forward pass, and the adjoint of each of its stages."""
    x, gamma, beta, eps = rng.normal(size=m), rng.normal(), rng.normal(), rng.uniform(0.2, 1.5)
    a, b = rng.normal(size=m), rng.normal(size=m)

    def loss(y):  # any smooth function of the outputs
        return total(a * y + b * y**2 + np.sin(y))

    def from_moments(x, mu, var):
        return loss(gamma * (x - mu) / sqrt(var + eps) + beta)

    def from_mean(x, mu):
        return from_moments(x, mu, mean((x - mu) ** 2))

    mu = mean(x)
    var = mean((x - mu) ** 2)
    xhat = (x - mu) / sqrt(var + eps)
    return Point(
        x=x, gamma=gamma, beta=beta, eps=eps, m=m, mu=mu, var=var, xhat=xhat, y=gamma * xhat + beta,
        dy=slope(loss, gamma * xhat + beta),
        dxhat=slope(lambda h: loss(gamma * h + beta), xhat),
        dvar=slope(lambda v: from_moments(x, mu, v), var),
        dmu=slope(lambda u: from_mean(x, u), mu),
        dx=slope(lambda x: from_mean(x, mean(x)), x),
        dgamma=slope(lambda g: loss(g * xhat + beta), gamma),
        dbeta=slope(lambda b: loss(gamma * xhat + b), beta),
    )  # fmt: skip


BATCH_NORM = (
    Question("batch-norm/dxhat", batch, lambda v: v.dxhat, (
        right(r"\frac{\partial l}{\partial \hat{x}_i} = \gamma \frac{\partial l}{\partial y_i}", lambda v: v.gamma * v.dy),
        right("∂l/∂yᵢ · γ", lambda v: v.dy * v.gamma),
        right("gamma*dy[i]", lambda v: v.gamma * v.dy),
        wrong("wrong name: the shift for the scale", r"\frac{\partial l}{\partial y_i} \beta", lambda v: v.dy * v.beta),
        wrong("extra sum: over the batch", r"\gamma \sum_{i=1}^m \frac{\partial l}{\partial y_i}", lambda v: v.gamma * total(v.dy) + 0 * v.x),
    )),
    Question("batch-norm/dvar", batch, lambda v: v.dvar, (
        right(r"\sum_{i=1}^{m} \frac{\partial l}{\partial \hat{x}_i} \cdot (x_i - \mu_B) \cdot \frac{-1}{2} (\sigma_B^2 + \epsilon)^{-3/2}",
              lambda v: total(v.dxhat * (v.x - v.mu) * (-1 / 2) * (v.var + v.eps) ** (-3 / 2))),
        right(r"\frac{\partial l}{\partial \sigma_B^2} = -\frac{1}{2} (\sigma_B^2 + \epsilon)^{-3/2} \sum_{j=1}^{m} \frac{\partial l}{\partial \hat{x}_j} (x_j - \mu_B)",
              lambda v: -1 / 2 * (v.var + v.eps) ** (-3 / 2) * total(v.dxhat * (v.x - v.mu))),
        right(r"-\frac{1}{2 \sqrt{(\sigma^2 + \epsilon)^3}} \sum_k \frac{\partial l}{\partial \hat{x}_k} (x_k - \mu)",
              lambda v: -total(v.dxhat * (v.x - v.mu)) / (2 * sqrt((v.var + v.eps) ** 3))),
        right(r"-\frac{1}{2(\sigma_{\mathcal{B}}^2 + \epsilon)} \sum_{i=1}^m \frac{\partial \ell}{\partial \widehat{x}_i} \widehat{x}_i",
              lambda v: -total(v.dxhat * v.xhat) / (2 * (v.var + v.eps))),
        right(r"-\frac{\gamma}{2} (\sigma^2 + \epsilon)^{-1.5} \sum_i \frac{\partial l}{\partial y_i} (x_i - \mu)",
              lambda v: -v.gamma / 2 * (v.var + v.eps) ** -1.5 * total(v.dy * (v.x - v.mu))),
        right(r"\frac{\mu \sum_i \frac{\partial l}{\partial \hat x_i} - \sum_i x_i \frac{\partial l}{\partial \hat x_i}}{2 (\sigma^2 + \epsilon)^{3/2}}",
              lambda v: (v.mu * total(v.dxhat) - total(v.x * v.dxhat)) / (2 * (v.var + v.eps) ** (3 / 2))),
        right("-1/2*sum(dxhat[i]*(x[i] - mu), i)/((var + eps)*sqrt(var + eps))",
              lambda v: -1 / 2 * total(v.dxhat * (v.x - v.mu)) / ((v.var + v.eps) * sqrt(v.var + v.eps))),
        right(r"-\tfrac12 \sum_{1 \le i \le m} \left( \frac{\partial l}{\partial \hat x_i} \right) \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}^3}",
              lambda v: -total(v.dxhat * (v.x - v.mu) / sqrt(v.var + v.eps) ** 3) / 2),
        wrong("sign", r"\frac{1}{2} \sum_{i=1}^{m} \frac{\partial l}{\partial \hat{x}_i} (x_i - \mu_B) (\sigma_B^2 + \epsilon)^{-3/2}",
              lambda v: 1 / 2 * total(v.dxhat * (v.x - v.mu)) * (v.var + v.eps) ** (-3 / 2)),
        wrong("wrong power: -1/2 for -3/2", r"-\frac{1}{2} \sum_{i=1}^{m} \frac{\partial l}{\partial \hat{x}_i} (x_i - \mu) (\sigma^2 + \epsilon)^{-1/2}",
              lambda v: -1 / 2 * total(v.dxhat * (v.x - v.mu)) * (v.var + v.eps) ** (-1 / 2)),
        wrong("lost factor: 1/2", r"-\sum_{i=1}^m \frac{\partial l}{\partial \hat{x}_i} (x_i - \mu_B) (\sigma_B^2 + \epsilon)^{-\frac{3}{2}}",
              lambda v: -total(v.dxhat * (v.x - v.mu)) * (v.var + v.eps) ** (-3 / 2)),
        wrong("misplaced: eps outside of the power", r"-\frac{1}{2} \sum_i \frac{\partial l}{\partial \hat{x}_i} (x_i - \mu) \left( (\sigma^2)^{-3/2} + \epsilon \right)",
              lambda v: -1 / 2 * total(v.dxhat * (v.x - v.mu)) * (v.var ** (-3 / 2) + v.eps) if v.m > 1 else np.inf),
        wrong("missing term: the mean", r"-\frac{1}{2} (\sigma^2 + \epsilon)^{-3/2} \sum_i \frac{\partial l}{\partial \hat{x}_i} x_i",
              lambda v: -1 / 2 * (v.var + v.eps) ** (-3 / 2) * total(v.dxhat * v.x)),
        wrong("wrong name: the adjoint of another variable", r"-\frac12 (\sigma^2 + \epsilon)^{-3/2} \sum_i \frac{\partial l}{\partial y_i} (x_i - \mu)",
              lambda v: -1 / 2 * (v.var + v.eps) ** (-3 / 2) * total(v.dy * (v.x - v.mu))),
    )),
    Question("batch-norm/dmu", batch, lambda v: v.dmu, (
        right(r"\frac{\partial l}{\partial \mu} = -\frac{1}{\sqrt{\sigma^2+\epsilon}} \sum_{k=1}^m \frac{\partial l}{\partial \hat{x}_k}",
              lambda v: -total(v.dxhat) / sqrt(v.var + v.eps)),
        right(r"-\gamma (\sigma^2+\epsilon)^{-1/2} \sum_j \frac{\partial l}{\partial y_j}", lambda v: -v.gamma * (v.var + v.eps) ** -0.5 * total(v.dy)),
        wrong("sign", r"\frac{1}{\sqrt{\sigma^2+\epsilon}} \sum_{i=1}^m \frac{\partial l}{\partial \hat{x}_i}", lambda v: total(v.dxhat) / sqrt(v.var + v.eps)),
        wrong("extra factor: a mean for a sum", r"-\frac{1}{m\sqrt{\sigma^2+\epsilon}} \sum_{i=1}^m \frac{\partial l}{\partial \hat{x}_i}", lambda v: -mean(v.dxhat) / sqrt(v.var + v.eps)),
        wrong("misplaced: eps outside of the root", r"-\frac{1}{\sqrt{\sigma^2}+\epsilon} \sum_i \frac{\partial l}{\partial \hat{x}_i}", lambda v: -total(v.dxhat) / (sqrt(v.var) + v.eps)),
        wrong("missing term: the mean in the second term", r"-\frac{\sum_i \frac{\partial l}{\partial \hat{x}_i}}{\sqrt{\sigma^2+\epsilon}} - 2\frac{\partial l}{\partial \sigma^2} \frac{1}{m}\sum_i x_i",
              lambda v: -total(v.dxhat) / sqrt(v.var + v.eps) - 2 * v.dvar * mean(v.x)),
    )),
    Question("batch-norm/dx", batch, lambda v: v.dx, (
        right(r"\frac{\partial \ell}{\partial x_i} = \frac{1}{m} \left( \frac{m \frac{\partial \ell}{\partial \hat{x}_i}}{\sqrt{\sigma_{\mathcal{B}}^2 + \epsilon}} + 2 \frac{\partial \ell}{\partial \sigma_{\mathcal{B}}^2} (x_i - \mu_{\mathcal{B}}) + \frac{\partial \ell}{\partial \mu_{\mathcal{B}}} \right)",
              lambda v: (v.m * v.dxhat / sqrt(v.var + v.eps) + 2 * v.dvar * (v.x - v.mu) + v.dmu) / v.m),
        right(r"\frac{1}{\sqrt{\sigma^2+\epsilon}} \left( \frac{\partial l}{\partial \hat{x}_i} - \frac1m \sum_{j=1}^m \frac{\partial l}{\partial \hat{x}_j} - \frac{\hat{x}_i}{m} \sum_{j=1}^m \frac{\partial l}{\partial \hat{x}_j} \hat{x}_j \right)",
              lambda v: (v.dxhat - mean(v.dxhat) - v.xhat * mean(v.dxhat * v.xhat)) / sqrt(v.var + v.eps)),
        right(r"\frac{\gamma}{\sqrt{\sigma^2+\epsilon}} \left( \frac{\partial l}{\partial y_i} - \frac{1}{m} \frac{\partial l}{\partial \beta} - \frac{\hat{x}_i}{m} \frac{\partial l}{\partial \gamma} \right)",
              lambda v: v.gamma / sqrt(v.var + v.eps) * (v.dy - v.dbeta / v.m - v.xhat * v.dgamma / v.m), open="not allowed: adjoints that other parts ask for"),
        right(r"\frac{\gamma (\sigma^2+\epsilon)^{-1/2}}{m} \left[ m \frac{\partial l}{\partial y_i} - \sum_{k=1}^m \frac{\partial l}{\partial y_k} - (x_i - \mu)(\sigma^2 + \epsilon)^{-1} \sum_{k=1}^m \frac{\partial l}{\partial y_k} (x_k - \mu) \right]",
              lambda v: v.gamma * (v.var + v.eps) ** -0.5 / v.m * (v.m * v.dy - total(v.dy) - (v.x - v.mu) / (v.var + v.eps) * total(v.dy * (v.x - v.mu)))),
        right(r"\frac{1}{m\sqrt{\sigma^2+\epsilon}} \sum_{j=1}^m \frac{\partial l}{\partial \hat{x}_j} \left( m \delta_{ij} - 1 - \hat{x}_i \hat{x}_j \right)",
              lambda v: ((v.m * np.eye(v.m) - 1 - np.outer(v.xhat, v.xhat)) @ v.dxhat) / (v.m * sqrt(v.var + v.eps))),
        right(r"\frac{\frac{\partial l}{\partial \hat{x}_i}}{\sqrt{\sigma^2+\epsilon}} - \frac{\sum_j \frac{\partial l}{\partial \hat{x}_j}}{m\sqrt{\sigma^2+\epsilon}} - \frac{(x_i-\mu) \sum_j \frac{\partial l}{\partial \hat{x}_j} (x_j-\mu)}{m(\sigma^2+\epsilon)^{3/2}}",
              lambda v: v.dxhat / sqrt(v.var + v.eps) - total(v.dxhat) / (v.m * sqrt(v.var + v.eps)) - (v.x - v.mu) * total(v.dxhat * (v.x - v.mu)) / (v.m * (v.var + v.eps) ** 1.5)),
        right(r"\frac{\partial l}{\partial x_i} = \frac{\frac{\partial l}{\partial \hat{x}_i} + \frac{1}{m} \frac{\partial l}{\partial \mu} \sqrt{\sigma^2+\epsilon} + \frac{2}{m} \hat{x}_i (\sigma^2+\epsilon) \frac{\partial l}{\partial \sigma^2}}{\sqrt{\sigma^2+\epsilon}}",
              lambda v: (v.dxhat + v.dmu * sqrt(v.var + v.eps) / v.m + 2 / v.m * v.xhat * (v.var + v.eps) * v.dvar) / sqrt(v.var + v.eps)),
        right("gamma/sqrt(var + eps)*(dy[i] - mean(dy[j], j) - xhat[i]*mean(dy[j]*xhat[j], j))",
              lambda v: v.gamma / sqrt(v.var + v.eps) * (v.dy - mean(v.dy) - v.xhat * mean(v.dy * v.xhat))),
        wrong("missing term: through the variance", r"\frac{\partial l}{\partial \hat{x}_i} \frac{1}{\sqrt{\sigma^2+\epsilon}} + \frac{1}{m} \frac{\partial l}{\partial \mu}",
              lambda v: v.dxhat / sqrt(v.var + v.eps) + v.dmu / v.m),
        wrong("held fixed: mean and variance", r"\frac{\partial l}{\partial y_i} \frac{\gamma}{\sqrt{\sigma_B^2+\epsilon}}", lambda v: v.dy * v.gamma / sqrt(v.var + v.eps)),
        wrong("lost factor: 2", r"\frac{\frac{\partial l}{\partial \hat{x}_i}}{\sqrt{\sigma^2+\epsilon}} + \frac{\partial l}{\partial \sigma^2} \frac{x_i-\mu}{m} + \frac{1}{m} \frac{\partial l}{\partial \mu}",
              lambda v: v.dxhat / sqrt(v.var + v.eps) + v.dvar * (v.x - v.mu) / v.m + v.dmu / v.m),
        wrong("lost factor: 1/m", r"\frac{\frac{\partial l}{\partial \hat{x}_i}}{\sqrt{\sigma^2+\epsilon}} + \frac{\partial l}{\partial \sigma^2} \frac{2(x_i-\mu)}{m} + \frac{\partial l}{\partial \mu}",
              lambda v: v.dxhat / sqrt(v.var + v.eps) + v.dvar * 2 * (v.x - v.mu) / v.m + v.dmu),
        wrong("sign: of the last term", r"\frac{1}{\sqrt{\sigma^2+\epsilon}} \left( \frac{\partial l}{\partial \hat{x}_i} - \frac1m \sum_{j=1}^m \frac{\partial l}{\partial \hat{x}_j} + \frac{\hat{x}_i}{m} \sum_{j=1}^m \frac{\partial l}{\partial \hat{x}_j} \hat{x}_j \right)",
              lambda v: (v.dxhat - mean(v.dxhat) + v.xhat * mean(v.dxhat * v.xhat)) / sqrt(v.var + v.eps)),
        wrong("wrong index: the hat goes into the sum", r"\frac{1}{m\sqrt{\sigma^2+\epsilon}} \left( m\frac{\partial l}{\partial \hat{x}_i} - \sum_{j=1}^m \frac{\partial l}{\partial \hat{x}_j} - \sum_{j=1}^m \frac{\partial l}{\partial \hat{x}_j} \hat{x}_j^2 \right)",
              lambda v: (v.m * v.dxhat - total(v.dxhat) - total(v.dxhat * v.xhat**2)) / (v.m * sqrt(v.var + v.eps))),
        wrong("misplaced: eps outside of the root", r"\frac{\gamma}{\sqrt{\sigma^2}+\epsilon} \left( \frac{\partial l}{\partial y_i} - \frac{1}{m} \sum_j \frac{\partial l}{\partial y_j} - \frac{\hat{x}_i}{m} \sum_j \frac{\partial l}{\partial y_j} \hat{x}_j \right)",
              lambda v: v.gamma / (sqrt(v.var) + v.eps) * (v.dy - mean(v.dy) - v.xhat * mean(v.dy * v.xhat))),
    )),
    Question("batch-norm/dx-collapsed", batch, lambda v: v.dx, (
        right(r"\frac{1}{m \sqrt{\sigma^2+\epsilon}} \left( m \frac{\partial l}{\partial \hat{x}_i} - \sum_{j=1}^m \frac{\partial l}{\partial \hat{x}_j} - \hat{x}_i \sum_{j=1}^m \frac{\partial l}{\partial \hat{x}_j} \hat{x}_j \right)",
              lambda v: (v.m * v.dxhat - total(v.dxhat) - v.xhat * total(v.dxhat * v.xhat)) / (v.m * sqrt(v.var + v.eps))),
        right(r"$\frac{\gamma}{\sqrt{\sigma^2+\epsilon}} \Bigl( \frac{\partial l}{\partial y_i} - \frac{1}{m} \sum_{k=1}^{m} \bigl[ 1 + \hat{x}_i \hat{x}_k \bigr] \frac{\partial l}{\partial y_k} \Bigr)$",
              lambda v: v.gamma / sqrt(v.var + v.eps) * (v.dy - (1 + np.outer(v.xhat, v.xhat)) @ v.dy / v.m)),
        wrong("wrong name: the input for its hat", r"\frac{1}{m \sqrt{\sigma^2+\epsilon}} \left( m \frac{\partial l}{\partial \hat{x}_i} - \sum_{j=1}^m \frac{\partial l}{\partial \hat{x}_j} - x_i \sum_{j=1}^m \frac{\partial l}{\partial \hat{x}_j} x_j \right)",
              lambda v: (v.m * v.dxhat - total(v.dxhat) - v.x * total(v.dxhat * v.x)) / (v.m * sqrt(v.var + v.eps))),
        wrong("lost factor: m", r"\frac{1}{m \sqrt{\sigma^2+\epsilon}} \left( \frac{\partial l}{\partial \hat{x}_i} - \sum_{j=1}^m \frac{\partial l}{\partial \hat{x}_j} - \hat{x}_i \sum_{j=1}^m \frac{\partial l}{\partial \hat{x}_j} \hat{x}_j \right)",
              lambda v: (v.dxhat - total(v.dxhat) - v.xhat * total(v.dxhat * v.xhat)) / (v.m * sqrt(v.var + v.eps))),
    )),
    Question("batch-norm/dgamma", batch, lambda v: v.dgamma, (
        right(r"\frac{\mathrm{d} l}{\mathrm{d} \gamma} = \frac{1}{\sqrt{\sigma^2+\epsilon}} \sum\limits_{k=1}^{m} (x_k - \mu) \frac{\mathrm{d} l}{\mathrm{d} y_k}", lambda v: total((v.x - v.mu) * v.dy) / sqrt(v.var + v.eps)),
        right(r"\frac{\sum_j x_j \frac{\partial l}{\partial y_j} - \mu \sum_j \frac{\partial l}{\partial y_j}}{\sqrt{\sigma^2+\epsilon}}", lambda v: (total(v.x * v.dy) - v.mu * total(v.dy)) / sqrt(v.var + v.eps)),
        right("sum(xhat[k]*dy[k], k)", lambda v: total(v.xhat * v.dy)),
        right(r"\sum_{i=1}^{m} (\partial l / \partial y_i) \, \hat{x_i}", lambda v: total(v.dy * v.xhat)),
        wrong("extra factor: a mean for a sum", r"\frac{1}{m} \sum_{i=1}^{m} \frac{\partial l}{\partial y_i} \hat{x}_i", lambda v: mean(v.dy * v.xhat)),
        wrong("wrong name: the input for its hat", r"\sum_{i=1}^{m} \frac{\partial l}{\partial y_i} x_i", lambda v: total(v.dy * v.x)),
        wrong("wrong order: a product of sums", r"\left(\sum_{i=1}^{m} \frac{\partial l}{\partial y_i}\right) \left(\sum_{i=1}^m \hat{x}_i\right)", lambda v: total(v.dy) * total(v.xhat)),
    )),
    Question("batch-norm/dbeta", batch, lambda v: v.dbeta, (
        right(r"\displaystyle \frac{\partial l}{\partial \beta} = \sum_{1 \le i \le m} \frac{\partial l}{\partial y_i}.", lambda v: total(v.dy)),
        right(r"\sum_{j=1}^{m-1} \frac{\partial l}{\partial y_j} + \frac{\partial l}{\partial y_m}", lambda v: total(v.dy[:-1]) + v.dy[-1], open="not read: a part of a batch"),
        right("Σ_i ∂l/∂y_i", lambda v: total(v.dy)),
        wrong("extra factor: the input", "Σ_i x_i · ∂l/∂y_i", lambda v: total(v.x * v.dy)),
        wrong("extra factor: a mean for a sum", r"\frac{1}{m} \sum_{i=1}^{m} \frac{\partial l}{\partial y_i}", lambda v: mean(v.dy)),
    )),
    Question("batch-norm/xhat-variance", batch, lambda v: np.var(v.xhat), (
        right(r"1 - \epsilon \cdot (\sigma_B^2 + \epsilon)^{-1}", lambda v: 1 - v.eps / (v.var + v.eps)),
        right(r"\frac{1}{m(\sigma^2+\epsilon)} \sum_{i=1}^m (x_i - \mu)^2", lambda v: total((v.x - v.mu) ** 2) / (v.m * (v.var + v.eps))),
        right(r"\frac{1}{m} \sum_k \hat{x}_k^2", lambda v: mean(v.xhat**2)),
        wrong("missing term: eps", "1", lambda v: 1.0),
        wrong("reciprocal", r"\frac{\sigma^2+\epsilon}{\sigma^2}", lambda v: (v.var + v.eps) / v.var if v.m > 1 else np.inf),
        wrong("lost factor: 1/m", r"\sum_k \hat{x}_k^2", lambda v: total(v.xhat**2)),
    )),
    Question("batch-norm/dx-sums-to-zero", batch, lambda v: total(v.dx), (
        right(r"\sum_{i=1}^m \frac{\partial l}{\partial x_i} = 0", lambda v: 0.0),
        wrong("extra term: the mean counted twice", r"\frac{\partial l}{\partial \mu}", lambda v: v.dmu),
    )),
    Question("batch-norm/xhat-sums-to-zero", batch, lambda v: total(v.xhat), (
        right(r"\frac{m\mu - m\mu}{\sqrt{\sigma^2+\epsilon}} = 0", lambda v: 0.0),
        wrong("missing term: the mean", r"\frac{m \mu}{\sqrt{\sigma^2+\epsilon}}", lambda v: v.m * v.mu / sqrt(v.var + v.eps)),
    )),
)  # fmt: skip


def layer(rng: np.random.Generator, m: int) -> Point:
    """A unit u = Xw of a batch, with a bias, and in other units of measure."""
    X, w, b = rng.normal(size=(m, 3)), rng.normal(size=3), rng.normal()
    eps, s, t = rng.uniform(0.2, 1.5), rng.uniform(0.3, 2), rng.normal()
    coefficients = rng.normal(size=m)

    def zhat(b):
        z = X @ w + b
        return (z - mean(z)) / sqrt(mean((z - mean(z)) ** 2) + eps)

    u = X @ w
    return Point(X=X, w=w, b=b, eps=eps, s=s, t=t, m=m, n=3, u=u, mu=mean(u), var=np.var(u), z=u + b, zhat=zhat(b),
                 v=s * u + t, dl=coefficients + 2 * zhat(b), dzhat=slope(zhat, b),
                 db=slope(lambda b: total(coefficients * zhat(b) + zhat(b) ** 2), b))


BATCH_NORM_INVARIANCE = (
    Question("batch-norm-invariance/bias-cancels", layer, lambda v: v.zhat, (
        right(r"\frac{u_i - \mu}{\sqrt{\sigma^2 + \epsilon}}", lambda v: (v.u - v.mu) / sqrt(v.var + v.eps)),
        right(r"\hat{z}_i = \left( u_i - \frac{1}{m} \sum_{k=1}^m u_k \right) (\sigma^2 + \epsilon)^{-1/2}", lambda v: (v.u - mean(v.u)) * (v.var + v.eps) ** -0.5),
        right(r"\frac{\sum_{a=1}^n w_a \left( x_{ia} - \frac1m \sum_{j=1}^m x_{ja} \right)}{\sqrt{\sigma^2 + \epsilon}}", lambda v: ((v.X - mean(v.X, axis=0)) @ v.w) / sqrt(v.var + v.eps)),
        wrong("extra term: the bias", r"\frac{u_i - \mu + b}{\sqrt{\sigma^2+\epsilon}}", lambda v: (v.u - v.mu + v.b) / sqrt(v.var + v.eps)),
        wrong("extra term: the bias in the variance", r"\frac{u_i - \mu}{\sqrt{\sigma^2+b^2+\epsilon}}", lambda v: (v.u - v.mu) / sqrt(v.var + v.b**2 + v.eps)),
    )),
    Question("batch-norm-invariance/bias-gradient-is-zero", layer, lambda v: v.db, (
        right(r"\frac{\partial l}{\partial b} = 0", lambda v: 0.0),
        wrong("held fixed: the mean", r"\sum_i \frac{\partial l}{\partial \hat{z}_i}", lambda v: total(v.dl)),
        wrong("held fixed: the mean", r"\frac{1}{\sqrt{\sigma^2+\epsilon}} \sum_{i=1}^m \frac{\partial l}{\partial \hat{z}_i}", lambda v: total(v.dl) / sqrt(v.var + v.eps)),
    )),
    Question("batch-norm-invariance/no-output-feels-the-bias", layer, lambda v: v.dzhat, (
        right(r"0", lambda v: 0 * v.u),
        wrong("held fixed: the mean", r"\frac{1}{\sqrt{\sigma^2+\epsilon}}", lambda v: 1 / sqrt(v.var + v.eps) + 0 * v.u),
    )),
    Question("batch-norm-invariance/scale-invariant", layer, lambda v: (v.v - mean(v.v)) / sqrt(np.var(v.v)), (
        right(r"\frac{u_i - \mu}{\sqrt{\sigma^2}}", lambda v: (v.u - v.mu) / sqrt(v.var)),
        right(r"(u_i - \mu) (\sigma^2)^{-1/2}", lambda v: (v.u - v.mu) * v.var**-0.5),
        wrong("extra factor: the scale", r"\frac{s (u_i - \mu)}{\sqrt{\sigma^2}}", lambda v: v.s * (v.u - v.mu) / sqrt(v.var)),
        wrong("lost power: the root", r"\frac{u_i - \mu}{\sigma^2}", lambda v: (v.u - v.mu) / v.var),
    ), sizes=(2, 3, 4, 6)),
)  # fmt: skip

QUESTIONS = (*BATCH_NORM, *BATCH_NORM_INVARIANCE)
