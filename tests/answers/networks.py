# ruff: noqa: E501  (an answer is on one line)
"""Answers on activations, the linear layer, softmax with cross-entropy, and a network of one hidden layer.

Every derivative is a complex step through a forward pass.
"""

from __future__ import annotations

import numpy as np
from answers.rows import Point, Question, away_from, curvature, right, slope, wrong
from numpy import exp, log, mean, tanh
from numpy import sum as total


def sigmoid(z):
    return 1 / (1 + exp(-z))


def number(rng: np.random.Generator, _size: int) -> Point:
    return Point(z=rng.normal())


ACTIVATIONS = (
    Question("activations/sigmoid-derivative", number, lambda v: slope(sigmoid, v.z), (
        right(r"\sigma'(z) = \sigma(z)(1-\sigma(z))", lambda v: sigmoid(v.z) * (1 - sigmoid(v.z))),
        right(r"\frac{d\sigma(z)}{dz} = \frac{e^{-z}}{(1+e^{-z})^2}", lambda v: exp(-v.z) / (1 + exp(-v.z)) ** 2),
        right(r"\frac{e^z}{(1+e^z)^2}", lambda v: exp(v.z) / (1 + exp(v.z)) ** 2),
        right(r"\frac{1}{2 + e^{z} + e^{-z}}", lambda v: 1 / (2 + exp(v.z) + exp(-v.z))),
        right(r"\sigma(z)\,\sigma(-z)", lambda v: sigmoid(v.z) * sigmoid(-v.z)),
        right(r"\frac14 \left(1 - \tanh^2 \frac{z}{2}\right)", lambda v: (1 - tanh(v.z / 2) ** 2) / 4),
        right("σ(z)·(1 − σ(z))", lambda v: sigmoid(v.z) * (1 - sigmoid(v.z))),
        wrong("sign: inside", r"\sigma(z)(1+\sigma(z))", lambda v: sigmoid(v.z) * (1 + sigmoid(v.z))),
        wrong("wrong function: the slope of tanh", r"1-\sigma^2(z)", lambda v: 1 - sigmoid(v.z) ** 2),
        wrong("lost factor: of the chain rule", r"-\frac{1}{(1+e^{-z})^2}", lambda v: -1 / (1 + exp(-v.z)) ** 2),
        wrong("lost power: the square", r"\frac{e^{-z}}{1+e^{-z}}", lambda v: exp(-v.z) / (1 + exp(-v.z))),
    )),
    Question("activations/sigmoid-reflection", number, lambda v: sigmoid(-v.z), (
        right(r"1-\sigma(z)", lambda v: 1 - sigmoid(v.z)),
        right(r"\frac{e^{-z}}{1+e^{-z}}", lambda v: exp(-v.z) / (1 + exp(-v.z))),
        right(r"\sigma(-z) = \frac{1}{1+e^{z}} = 1 - \sigma(z)", lambda v: 1 - sigmoid(v.z)),
        wrong("sign: taken to be odd", r"-\sigma(z)", lambda v: -sigmoid(v.z)),
    )),
    Question("activations/tanh-is-a-scaled-sigmoid", number, lambda v: tanh(v.z), (
        right(r"2\sigma(2z)-1", lambda v: 2 * sigmoid(2 * v.z) - 1),
        right(r"\frac{1-e^{-2z}}{1+e^{-2z}}", lambda v: (1 - exp(-2 * v.z)) / (1 + exp(-2 * v.z))),
        right(r"\sigma(2z) - \sigma(-2z)", lambda v: sigmoid(2 * v.z) - sigmoid(-2 * v.z)),
        right(r"{e^z - e^{-z} \over e^z + e^{-z}}", lambda v: (exp(v.z) - exp(-v.z)) / (exp(v.z) + exp(-v.z))),
        wrong("lost factor: the inner 2", r"2\sigma(z)-1", lambda v: 2 * sigmoid(v.z) - 1),
        wrong("sign: of the exponent", r"\frac{2}{1+e^{2z}}-1", lambda v: 2 / (1 + exp(2 * v.z)) - 1),
        wrong("reciprocal", r"\frac{e^z+e^{-z}}{e^z-e^{-z}}", lambda v: (exp(v.z) + exp(-v.z)) / (exp(v.z) - exp(-v.z))),
    )),
    Question("activations/tanh-derivative", number, lambda v: slope(tanh, v.z), (
        right(r"(1-\tanh z)(1+\tanh z)", lambda v: (1 - tanh(v.z)) * (1 + tanh(v.z))),
        right(r"\frac{4}{(e^z+e^{-z})^2}", lambda v: 4 / (exp(v.z) + exp(-v.z)) ** 2),
        right(r"\frac{d}{dz}\tanh z = \frac{1}{\cosh^2 z}", lambda v: 1 / np.cosh(v.z) ** 2),
        right(r"\operatorname{sech}^2 z", lambda v: 1 / np.cosh(v.z) ** 2),
        right(r"4\sigma(2z)(1-\sigma(2z))", lambda v: 4 * sigmoid(2 * v.z) * (1 - sigmoid(2 * v.z))),
        right(r"1-\left(\frac{e^{2z}-1}{e^{2z}+1}\right)^2", lambda v: 1 - ((exp(2 * v.z) - 1) / (exp(2 * v.z) + 1)) ** 2),
        right(r"1 - \frac{\sinh^2 z}{\cosh^2 z}", lambda v: 1 - np.sinh(v.z) ** 2 / np.cosh(v.z) ** 2),
        wrong("wrong order: the square of the argument", r"\operatorname{sech}(z^2)", lambda v: 1 / np.cosh(v.z**2)),
        wrong("reciprocal", r"\cosh^2 z", lambda v: np.cosh(v.z) ** 2),
        wrong("lost power: the square", r"1-\tanh(z)", lambda v: 1 - tanh(v.z)),
        wrong("wrong function: the slope of the logistic function", r"\tanh(z)(1-\tanh(z))", lambda v: tanh(v.z) * (1 - tanh(v.z))),
        wrong("lost factor: of the chain rule, 2", r"2\sigma(2z)(1-\sigma(2z))", lambda v: 2 * sigmoid(2 * v.z) * (1 - sigmoid(2 * v.z))),
    )),
)  # fmt: skip


def layer(rng: np.random.Generator, m: int) -> Point:
    """A batch of m examples through a linear layer of 3 inputs and 2 outputs, and a smooth loss of its outputs."""
    X, W, b = rng.normal(size=(m, 3)), rng.normal(size=(2, 3)), rng.normal(size=2)
    A = rng.normal(size=(m, 2))

    def loss(Y):
        return total(A * Y + np.sin(Y) + A * Y**2)

    return Point(X=X, W=W, b=b, m=m, n=3, q=2, Y=X @ W.T + b, dY=slope(loss, X @ W.T + b),
                 dW=slope(lambda W: loss(X @ W.T + b), W), dX=slope(lambda X: loss(X @ W.T + b), X),
                 db=slope(lambda b: loss(X @ W.T + b), b))


LINEAR = (
    Question("linear-layer/dW", layer, lambda v: v.dW, (
        right(r"\frac{\partial L}{\partial W_{ka}} = \sum_{i=1}^m \frac{\partial L}{\partial Y_{ik}} X_{ia}", lambda v: v.dY.T @ v.X),
        right(r"\sum_{i=1}^m \sum_{s=1}^q \frac{\partial L}{\partial Y_{is}} X_{ia} \delta_{sk}", lambda v: np.einsum("is,ia,sk->ka", v.dY, v.X, np.eye(2))),
        right("sum(X[i, a]*dY[i, k], i)", lambda v: v.dY.T @ v.X),
        wrong("extra factor: a mean for a sum", r"\frac{1}{m} \sum_{i=1}^m \frac{\partial L}{\partial Y_{ik}} X_{ia}", lambda v: v.dY.T @ v.X / v.m),
        wrong("wrong name: the weights for the inputs", r"\sum_{i=1}^m \frac{\partial L}{\partial Y_{ik}} W_{ka}", lambda v: total(v.dY, axis=0)[:, None] * v.W),
        wrong("wrong order: a product of sums", r"\sum_{i=1}^m \frac{\partial L}{\partial Y_{ik}} \sum_{j=1}^m X_{ja}", lambda v: np.outer(total(v.dY, axis=0), total(v.X, axis=0))),
    )),
    Question("linear-layer/dX", layer, lambda v: v.dX, (
        right(r"\sum_{k=1}^q \frac{\partial L}{\partial Y_{ik}} W_{ka}", lambda v: v.dY @ v.W),
        right(r"\frac{\partial L}{\partial X_{ia}} = \sum_s W_{sa} \frac{\partial L}{\partial Y_{is}}", lambda v: v.dY @ v.W),
        wrong("extra sum: over the batch", r"\sum_{k=1}^q \sum_{j=1}^m \frac{\partial L}{\partial Y_{jk}} W_{ka}", lambda v: total(v.dY, axis=0) @ v.W + 0 * v.X),
        wrong("wrong order: a product of sums", r"\sum_{k=1}^q \frac{\partial L}{\partial Y_{ik}} \sum_{s=1}^q W_{sa}", lambda v: np.outer(total(v.dY, axis=1), total(v.W, axis=0))),
    )),
    Question("linear-layer/db", layer, lambda v: v.db, (
        right(r"\sum_{i=1}^m \frac{\partial L}{\partial Y_{ik}}", lambda v: total(v.dY, axis=0)),
        right(r"\dfrac{\partial L}{\partial b_k} = \sum_j 1 \times \dfrac{\partial L}{\partial Y_{j,k}}", lambda v: total(v.dY, axis=0)),
        wrong("extra factor: a mean for a sum", r"\frac1m \sum_{i=1}^m \frac{\partial L}{\partial Y_{ik}}", lambda v: mean(v.dY, axis=0)),
        wrong("extra factor: the bias", r"b_k \sum_{i=1}^m \frac{\partial L}{\partial Y_{ik}}", lambda v: v.b * total(v.dY, axis=0)),
    )),
)  # fmt: skip


def softmax(z):
    return exp(z) / total(exp(z))


def lse(z):
    return log(total(exp(z)))


def logits(rng: np.random.Generator, n: int) -> Point:
    """Logits and any targets."""
    z, y = rng.normal(size=n), rng.normal(size=n)
    return Point(z=z, y=y, n=n, c=rng.normal(), p=softmax(z), one=np.eye(n))


def targets(rng: np.random.Generator, n: int) -> Point:
    """Logits and targets that sum to one."""
    v = logits(rng, n)
    v.y = rng.dirichlet(np.ones(n))
    return v


def hit(rng: np.random.Generator, n: int) -> Point:
    """Logits and targets that are all one: each term is asked for where its target is one."""
    v = logits(rng, n)
    v.y = np.ones(n)
    return v


def cross_entropy(v: Point):
    return lambda z: -total(v.y * log(softmax(z)))


def of_terms(v: Point):
    """The slope of each term of the cross-entropy by its own logit."""
    return np.diag(slope(lambda z: -v.y * log(softmax(z)), v.z))


SOFTMAX = (
    Question("softmax-cross-entropy/gradient", targets, lambda v: slope(cross_entropy(v), v.z), (
        right(r"\hat{y}_t - y_t", lambda v: v.p - v.y),
        right(r"\frac{\partial L}{\partial z_t} = \frac{e^{z_t}}{\sum_{k=1}^{n} e^{z_k}} - y_t", lambda v: exp(v.z) / total(exp(v.z)) - v.y),
        right(r"-\sum_{k=1}^n y_k (\delta_{kt} - \hat{y}_t)", lambda v: -(v.y @ (v.one - v.p[None, :]))),
        right(r"-y_t (1 - \hat{y}_t) + \sum_{k \neq t} y_k \hat{y}_t", lambda v: -v.y * (1 - v.p) + (total(v.y) - v.y) * v.p),
        right(r"\frac{1}{\sum_k \exp\{z_k - z_t\}} - y_t", lambda v: 1 / total(exp(v.z[:, None] - v.z[None, :]), axis=0) - v.y),
        right("p[t] - y[t]", lambda v: v.p - v.y),
        right("ŷ_t − y_t", lambda v: v.p - v.y),
        right(r"\begin{aligned} \frac{\partial L}{\partial z_t} &= -\sum_{k=1}^n y_k (\delta_{kt} - \hat y_t) \\ &= \hat y_t - y_t \end{aligned}", lambda v: v.p - v.y),
        right(r"\text{softmax}(\mathbf{z})_t - y_t", lambda v: v.p - v.y, open="not read: softmax by its name"),
        wrong("sign", r"y_t - \hat{y}_t", lambda v: v.y - v.p),
        wrong("constant for variable: the target taken to be one", r"\hat{y}_t - 1", lambda v: v.p - 1),
        wrong("wrong function: the slope of the logistic function", r"\hat{y}_t (1 - \hat{y}_t)", lambda v: v.p * (1 - v.p)),
        wrong("extra factor: as for the squared loss", r"(\hat{y}_t - y_t) \hat{y}_t (1 - \hat{y}_t)", lambda v: (v.p - v.y) * v.p * (1 - v.p)),
        wrong("reciprocal", r"-\frac{y_t}{\hat{y}_t}", lambda v: -v.y / v.p),
    )),
    Question("softmax-cross-entropy/gradient-any-target", logits, lambda v: slope(cross_entropy(v), v.z), (
        right(r"\hat{y}_t \sum_{k=1}^{n} y_k - y_t", lambda v: v.p * total(v.y) - v.y),
        right(r"\sum_{k=1}^n y_k \left( \frac{e^{z_t}}{\sum_{j=1}^n e^{z_j}} - \mathbf{1}[k = t] \right)", lambda v: v.y @ (v.p[None, :] - v.one)),
        wrong("lost factor: the sum of the targets", r"\hat{y}_t - y_t", lambda v: v.p - v.y),
    )),
    Question("softmax-cross-entropy/jacobian", logits, lambda v: slope(softmax, v.z), (
        right(r"\frac{\partial \hat{y}_s}{\partial z_t} = \hat{y}_s \mathbf{1}[s=t] - \hat{y}_s \hat{y}_t", lambda v: v.p[:, None] * v.one - np.outer(v.p, v.p)),
        right(r"\frac{e^{z_s} \delta_{st} \sum_k e^{z_k} - e^{z_s} e^{z_t}}{(\sum_k e^{z_k})^2}", lambda v: (np.diag(exp(v.z)) * total(exp(v.z)) - np.outer(exp(v.z), exp(v.z))) / total(exp(v.z)) ** 2),
        right(r"\delta_{st}\, \hat{y}_s - \frac{e^{z_s+z_t}}{\left(\sum_{j=1}^n e^{z_j}\right)^2}", lambda v: v.one * v.p[:, None] - exp(v.z[:, None] + v.z) / total(exp(v.z)) ** 2),
        right(r"\begin{cases} \hat y_s (1 - \hat y_s) & s = t \\ -\hat y_s \hat y_t & s \ne t \end{cases}", lambda v: np.where(v.one == 1, v.p * (1 - v.p), -np.outer(v.p, v.p))),
        wrong("constant for variable: the diagonal for all", r"\hat{y}_t (1 - \hat{y}_t)", lambda v: (v.p * (1 - v.p))[None, :] + 0 * v.one),
        wrong("missing term: off the diagonal", r"\delta_{st} \hat{y}_s (1 - \hat{y}_s)", lambda v: np.diag(v.p * (1 - v.p))),
        wrong("wrong branch", r"\begin{cases} -\hat y_s \hat y_t & s = t \\ \hat y_s (1 - \hat y_s) & s \ne t \end{cases}", lambda v: np.where(v.one == 1, -np.outer(v.p, v.p), (v.p * (1 - v.p))[:, None])),
        wrong("wrong index", r"\hat{y}_s (\delta_{st} - \hat{y}_s)", lambda v: v.p[:, None] * (v.one - v.p[:, None])),
    )),
    Question("softmax-cross-entropy/lse-gradient", logits, lambda v: slope(lse, v.z), (
        right(r"\frac{\exp z_t}{\sum_{k=1}^n \exp z_k}", lambda v: exp(v.z) / total(exp(v.z))),
        right(r"\left(\sum_j \exp(z_j - z_t)\right)^{-1}", lambda v: 1 / total(exp(v.z[:, None] - v.z), axis=0)),
        right(r"\exp(z_t - \mathrm{LSE})", lambda v: exp(v.z - lse(v.z))),
        wrong("lost factor: of the chain rule", r"\frac{1}{\sum_{k=1}^n e^{z_k}}", lambda v: 1 / total(exp(v.z)) + 0 * v.z),
    )),
    Question("softmax-cross-entropy/lse-hessian", logits, lambda v: curvature(lse, v.z), (
        right(r"\hat{y}_s \delta_{st} - \hat{y}_s \hat{y}_t", lambda v: np.diag(v.p) - np.outer(v.p, v.p)),
        wrong("sign", r"\hat{y}_s \delta_{st} + \hat{y}_s \hat{y}_t", lambda v: np.diag(v.p) + np.outer(v.p, v.p)),
    )),
    Question("softmax-cross-entropy/hessian", targets, lambda v: curvature(cross_entropy(v), v.z), (
        right(r"\hat{y}_s (\delta_{st} - \hat{y}_t)", lambda v: v.p[:, None] * (v.one - v.p)),
        wrong("wrong name: the targets", r"y_s (\delta_{st} - \hat{y}_t)", lambda v: v.y[:, None] * (v.one - v.p)),
    )),
    Question("softmax-cross-entropy/shift-invariant", logits, lambda v: softmax(v.z + v.c), (
        right(r"\frac{e^{z_t}}{\sum_{k=1}^n e^{z_k}}", lambda v: exp(v.z) / total(exp(v.z))),
        right(r"\frac{e^c e^{z_t}}{e^c \sum_{k=1}^n e^{z_k}} = \hat{y}_t", lambda v: v.p),
        wrong("extra factor: the exponential of the constant", r"e^c \hat{y}_t", lambda v: exp(v.c) * v.p),
        wrong("missing term: the constant in the sum", r"\frac{e^{z_t + c}}{\sum_{k=1}^n e^{z_k}}", lambda v: exp(v.z + v.c) / total(exp(v.z))),
    )),
    Question("softmax-cross-entropy/sums-to-one", logits, lambda v: total(softmax(v.z)), (
        right(r"\frac{\sum_{t=1}^n e^{z_t}}{\sum_{k=1}^n e^{z_k}} = 1", lambda v: 1.0),
        wrong("extra factor: n", "n", lambda v: float(v.n)),
    )),
    Question("softmax-cross-entropy/one-term", logits, of_terms, (
        right(r"y_t (\hat{y}_t - 1)", lambda v: v.y * (v.p - 1)),
        right(r"-\frac{y_t}{\hat{y}_t} \hat{y}_t (1 - \hat{y}_t)", lambda v: -v.y * (1 - v.p)),
        wrong("extra term: the gradient of the whole loss", r"\hat{y}_t - y_t", lambda v: v.p - v.y),
    )),
    Question("softmax-cross-entropy/one-term-at-target-one", hit, of_terms, (
        right(r"\hat{y}_t - 1", lambda v: v.p - 1),
        wrong("sign", r"1 - \hat{y}_t", lambda v: 1 - v.p),
    )),
)  # fmt: skip


def relu(z):
    return np.where(np.real(z) > 0, z, 0)


def network(rng: np.random.Generator, m: int) -> Point:
    """A network of three inputs, m hidden ReLU units and one output, none of the units near its kink."""
    x, w, b0, y = rng.normal(size=3), rng.normal(size=m), rng.normal(), rng.normal()
    W = rng.normal(size=(m, 3))
    b = away_from(W @ x + rng.normal(size=m), rng) - W @ x

    def output(z, w, b0):
        return total(w * relu(z)) + b0

    def loss(W=W, b=b, w=w, b0=b0):
        return (output(W @ x + b, w, b0) - y) ** 2

    z = W @ x + b
    v = Point(x=x, W=W, b=b, w=w, b0=b0, y=y, z=z, h=relu(z), on=np.where(z > 0, 1.0, 0.0), yhat=output(z, w, b0))
    v.dw, v.db0, v.dW = slope(lambda w: loss(w=w), w), slope(lambda c: loss(b0=c), b0), slope(lambda W: loss(W=W), W)
    v.db, v.dz = slope(lambda b: loss(b=b), b), slope(lambda z: (output(z, w, b0) - y) ** 2, z)
    return v




RELU_NETWORK = (
    Question("relu-network/dw", network, lambda v: v.dw, (
        right(r"\frac{\partial \mathcal{L}}{\partial w_j} = 2(\hat{y}-y)h_j", lambda v: 2 * (v.yhat - v.y) * v.h),
        right(r"2(\hat{y}-y)\max(0, z_j)", lambda v: 2 * (v.yhat - v.y) * np.maximum(0, v.z)),
        right(r"-2(y-\hat{y}) z_j \mathbf{1}[z_j > 0]", lambda v: -2 * (v.y - v.yhat) * v.z * v.on),
        wrong("lost factor: 2", r"(\hat{y}-y)h_j", lambda v: (v.yhat - v.y) * v.h),
        wrong("sign", r"2(y-\hat{y})h_j", lambda v: 2 * (v.y - v.yhat) * v.h),
        wrong("wrong name: the pre-activation for the activation", r"2(\hat{y}-y)z_j", lambda v: 2 * (v.yhat - v.y) * v.z),
    )),
    Question("relu-network/db0", network, lambda v: v.db0, (
        right(r"2(\hat{y}-y)", lambda v: 2 * (v.yhat - v.y)),
        right(r"2\sum_j w_j h_j + 2b_o - 2y", lambda v: 2 * total(v.w * v.h) + 2 * v.b0 - 2 * v.y),
        wrong("extra power: the square", r"(\hat{y}-y)^2", lambda v: (v.yhat - v.y) ** 2),
    )),
    Question("relu-network/dz", network, lambda v: v.dz, (
        right(r"2(\hat{y}-y)w_j\mathbf{1}[z_j>0]", lambda v: 2 * (v.yhat - v.y) * v.w * v.on),
        right(r"2(\hat{y}-y)w_j\,\mathbb{I}(z_j > 0)", lambda v: 2 * (v.yhat - v.y) * v.w * v.on),
        right(r"-2 w_j (y - \hat{y}) \mathbf{1}_{\{z_j > 0\}}", lambda v: -2 * v.w * (v.y - v.yhat) * v.on),
        wrong("lost factor: of the chain rule, the slope of ReLU", r"2(\hat{y}-y)w_j", lambda v: 2 * (v.yhat - v.y) * v.w),
        wrong("wrong branch", r"2(\hat{y}-y)w_j\mathbf{1}[z_j<0]", lambda v: 2 * (v.yhat - v.y) * v.w * (1 - v.on)),
    )),
    Question("relu-network/dW", network, lambda v: v.dW, (
        right(r"2(\hat{y}-y)\,w_j\,\mathbf{1}[z_j>0]\,x_a", lambda v: 2 * (v.yhat - v.y) * np.outer(v.w * v.on, v.x)),
        right(r"\frac{\partial \mathcal{L}}{\partial W_{ja}} = \begin{cases} 2(\hat{y}-y)w_j x_a & z_j > 0 \\ 0 & z_j \le 0 \end{cases}",
              lambda v: np.where(v.z[:, None] > 0, 2 * (v.yhat - v.y) * np.outer(v.w, v.x), 0)),
        right(r"\frac{\partial \mathcal{L}}{\partial z_j} x_a", lambda v: np.outer(v.dz, v.x), open="not allowed: an adjoint that another part asks for"),
        right(r"\begin{cases} 2(\hat{y}-y)w_j x_a & z_j > 0 \\ 0 & z_j < 0 \end{cases}", lambda v: np.where(v.z[:, None] > 0, 2 * (v.yhat - v.y) * np.outer(v.w, v.x), 0)),
        wrong("wrong branch", r"\begin{cases} 2(\hat{y}-y)w_j x_a & z_j < 0 \\ 0 & z_j \ge 0 \end{cases}", lambda v: np.where(v.z[:, None] < 0, 2 * (v.yhat - v.y) * np.outer(v.w, v.x), 0)),
        wrong("lost factor: of the chain rule, the slope of ReLU", r"2(\hat{y}-y)w_j x_a", lambda v: 2 * (v.yhat - v.y) * np.outer(v.w, v.x)),
        wrong("lost factor: of the chain rule, the output weight", r"2(\hat{y}-y)\mathbf{1}[z_j>0]x_a", lambda v: 2 * (v.yhat - v.y) * np.outer(v.on, v.x)),
    )),
    Question("relu-network/db", network, lambda v: v.db, (
        right(r"\frac{\partial \mathcal{L}}{\partial b_j} = 2(\hat{y}-y)w_j\mathbf{1}[z_j>0]", lambda v: 2 * (v.yhat - v.y) * v.w * v.on),
        right(r"2\left(\sum_{k=1}^m w_k h_k + b_o - y\right) w_j \mathbf{1}[z_j > 0]", lambda v: 2 * (total(v.w * v.h) + v.b0 - v.y) * v.w * v.on),
        wrong("extra sum: over the units", r"2(\hat{y}-y)\sum_{k=1}^m w_k\mathbf{1}[z_k>0]", lambda v: 2 * (v.yhat - v.y) * total(v.w * v.on) + 0 * v.b),
    )),
    Question("relu-network/error-from-the-bias", network, lambda v: v.y + v.db0 / 2, (
        right(r"\hat{y}", lambda v: v.yhat),
        right(r"\sum_{j=1}^m w_j h_j + b_o", lambda v: total(v.w * v.h) + v.b0),
        wrong("lost factor: 1/2", r"2\hat{y} - y", lambda v: 2 * v.yhat - v.y),
    )),
)  # fmt: skip

INPUT = np.array([1.0, 2.0])
HIDDEN = np.array([[2.0, 1.0], [1.0, -1.0], [1.0, 2.0]])


def worked(_rng: np.random.Generator, _size: int) -> Point:
    """The worked network: its parameters in one array (rows of weights, hidden biases, output weights, its bias)."""
    at = np.concatenate([HIDDEN.ravel(), np.zeros(3), [-1.0, 1.0, 2.0], [0.0]])

    def output(p):
        return total(p[9:12] * relu(p[:6].reshape(3, 2) @ INPUT + p[6:9])) + p[12]

    return Point(loss=lambda p: (output(p) - 3) ** 2, at=at, d=slope(lambda p: (output(p) - 3) ** 2, at), yhat=output(at))


NUMBERS = (
    Question("relu-network-numbers/dw1", worked, lambda v: v.d[9], (
        right(r"\frac{\partial \mathcal{L}}{\partial w_1} = 2(\hat{y}-y)h_1 = 2(6-3)\cdot 4 = 24", lambda v: 24.0),
        right("24", lambda v: 24.0),
        wrong("sign", "-24", lambda v: -24.0),
        wrong("lost factor: 2", r"(\hat{y}-y)h_1 = 3 \cdot 4 = 12", lambda v: 12.0, open="taken for an answer to something else: what a chain starts with"),
    )),
    Question("relu-network-numbers/dw3", worked, lambda v: v.d[11], (
        right(r"2(\hat{y}-y)h_3", lambda v: 2 * (6.0 - 3) * 5),
        right("30.0", lambda v: 30.0),
        wrong("wrong name: another unit", "24", lambda v: 24.0),
    )),
    Question("relu-network-numbers/dw2", worked, lambda v: v.d[10], (
        right("0", lambda v: 0.0),
        wrong("wrong name: the pre-activation for the activation", r"2(\hat{y}-y)z_2", lambda v: -6.0),
    )),
    Question("relu-network-numbers/dw11", worked, lambda v: v.d[0], (
        right(r"2(\hat{y}-y)w_1 x_1 = 2 \cdot 3 \cdot (-1) \cdot 1", lambda v: 2.0 * 3 * -1 * 1),
        wrong("lost factor: the output weight", "6", lambda v: 6.0),
    )),
    Question("relu-network-numbers/dw32", worked, lambda v: v.d[5], (
        right(r"6 \times 2 \times 2", lambda v: 6.0 * 2 * 2),
    )),
    Question("relu-network-numbers/loss", worked, lambda v: v.loss(v.at), (
        right(r"(6-3)^2", lambda v: (6.0 - 3) ** 2),
        right(r"\mathcal{L} = (\hat{y}-y)^2 = 9", lambda v: 9.0),
        wrong("extra factor: 1/2", r"\frac{9}{2}", lambda v: 9 / 2),
    )),
    Question("relu-network-numbers/update-w1", worked, lambda v: v.at[9] - v.d[9] / 10, (
        right(r"-1 - 0.1 \cdot 24 = -3.4", lambda v: -3.4),
        right(r"-\frac{17}{5}", lambda v: -17 / 5),
        wrong("sign: of the step", "1.4", lambda v: 1.4),
    )),
    Question("relu-network-numbers/update-b3", worked, lambda v: v.at[8] - v.d[8] / 10, (
        right("-1.2", lambda v: -1.2),
    )),
)  # fmt: skip

QUESTIONS = (*ACTIVATIONS, *LINEAR, *SOFTMAX, *RELU_NETWORK, *NUMBERS)
