# ruff: noqa: E501  (an answer is on one line)
"""Answers on gradient descent, momentum, Nesterov momentum, weight decay and clipping.

A truth is the program itself, run step by step; a limit is the program after so many steps that nothing moves.
"""

from __future__ import annotations

import numpy as np
from answers.rows import FROM_ZERO, Point, Question, right, slope, wrong
from numpy import sin, sqrt
from numpy import sum as total


def parabola(rng: np.random.Generator, t: int) -> Point:
    """Steps of gradient descent on lam*z^2/2, at a rate that converges."""
    lam, alpha, x0, z = rng.uniform(0.5, 1.5), rng.uniform(0.1, 0.9), rng.normal(), rng.normal()
    x = [x0]
    for _ in range(t + 1):
        x.append(x[-1] - alpha * slope(lambda z: lam * z**2 / 2, x[-1]))
    return Point(t=t, lam=lam, alpha=alpha, x0=x0, z=z, x=x)


def at_rate(product: float):
    """The same with alpha*lam given."""
    def sample(rng: np.random.Generator, t: int) -> Point:
        v = parabola(rng, t)
        v.alpha, v.x = product / v.lam, [v.x0]
        for _ in range(t + 1):
            v.x.append(v.x[-1] - v.alpha * v.lam * v.x[-1])
        return v
    return sample


def far_along(v: Point) -> float:
    x = v.x0
    for _ in range(2000):  # 0.95^2000 is 1e-45
        x = x - v.alpha * v.lam * x
    return x


GRADIENT_DESCENT = (
    Question("gradient-descent/gradient", parabola, lambda v: slope(lambda z: v.lam * z**2 / 2, v.z), (
        right(r"\frac{1}{2} \cdot 2 \lambda z", lambda v: 1 / 2 * 2 * v.lam * v.z),
        right("z·λ", lambda v: v.z * v.lam),
        wrong("extra power: the square", r"\lambda z^2", lambda v: v.lam * v.z**2),
        wrong("wrong name: the derivative by another variable", r"\frac{1}{2} z^2", lambda v: v.z**2 / 2),
    ), sizes=FROM_ZERO),
    Question("gradient-descent/unrolled", parabola, lambda v: v.x[v.t], (
        right(r"x_t = (1-\alpha\lambda)^t x_0", lambda v: (1 - v.alpha * v.lam) ** v.t * v.x0),
        right(r"x_0 (1-\lambda\alpha)^{t}", lambda v: v.x0 * (1 - v.lam * v.alpha) ** v.t),
        right(r"(-1)^t (\alpha\lambda-1)^t x_0", lambda v: (-1) ** v.t * (v.alpha * v.lam - 1) ** v.t * v.x0),
        right(r"x_0 \prod_{i=1}^{t} (1-\alpha\lambda)", lambda v: v.x0 * np.prod(np.full(v.t, 1 - v.alpha * v.lam))),
        wrong("sign", r"(1+\alpha\lambda)^t x_0", lambda v: (1 + v.alpha * v.lam) ** v.t * v.x0),
        wrong("off by one", "(1 - αλ)^(t−1)·x₀", lambda v: (1 - v.alpha * v.lam) ** (v.t - 1) * v.x0),
        wrong("swapped names", r"(1-\frac{\lambda}{\alpha})^t x_0", lambda v: (1 - v.lam / v.alpha) ** v.t * v.x0),
    ), sizes=FROM_ZERO),
    Question("gradient-descent/converges", parabola, far_along, (
        right(r"\lim_{t \to \infty} \bar{x}_t = 0", lambda v: 0.0),
        wrong("wrong limit", r"x_0", lambda v: v.x0),
    ), sizes=FROM_ZERO),
    Question("gradient-descent/swings-at-the-limit", at_rate(2), lambda v: v.x[v.t], (
        right(r"(-1)^t x_0", lambda v: (-1) ** v.t * v.x0),
        right(r"x_0 \cos(\pi t)", lambda v: v.x0 * np.cos(np.pi * v.t), open="not read: cos"),
        right(r"\frac{x_0}{(-1)^t}", lambda v: v.x0 / (-1) ** v.t),
        wrong("sign", r"(-1)^{t+1} x_0", lambda v: (-1) ** (v.t + 1) * v.x0),
        wrong("lost factor: the sign of the step", r"x_0", lambda v: v.x0),
    ), sizes=FROM_ZERO),
    Question("gradient-descent/slow-at-a-low-rate", parabola, lambda v: slope(lambda a: v.lam * ((1 - a * v.lam) ** v.t * v.x0) ** 2 / 2, 0.0), (
        right(r"-t\lambda^2 x_0^2", lambda v: -v.t * v.lam**2 * v.x0**2),
        right(r"-\lambda t \cdot \lambda x_0^2", lambda v: -v.lam * v.t * v.lam * v.x0**2),
        wrong("sign", r"t\lambda^2 x_0^2", lambda v: v.t * v.lam**2 * v.x0**2),
        wrong("lost factor: of the chain rule", r"-t\lambda x_0^2", lambda v: -v.t * v.lam * v.x0**2),
    ), sizes=FROM_ZERO),
)  # fmt: skip


def velocity(rng: np.random.Generator, t: int) -> Point:
    """Momentum in the forms of the derivation, by its recurrences. Arrays are by step, from 0 on; g[0] is not used."""
    mu, lr, c, theta0 = rng.uniform(0.1, 0.9), rng.uniform(0.1, 1), rng.normal(), rng.normal()
    g, rate = rng.normal(size=t + 3), rng.uniform(0.1, 1, size=t + 3)
    v, theta, steady, swing, u, phi, avg, vr = [0.0], [theta0], [0.0], [0.0], [0.0], [theta0], [0.0], [0.0]
    for i in range(1, t + 2):
        v.append(mu * v[-1] - lr * g[i])
        theta.append(theta[-1] + v[-1])
        steady.append(mu * steady[-1] - lr * c)
        swing.append(mu * swing[-1] - lr * (-1) ** i * c)
        u.append(mu * u[-1] + g[i])
        phi.append(phi[-1] - lr * u[-1])
        avg.append(mu * avg[-1] + (1 - mu) * g[i])
        vr.append(mu * vr[-1] - rate[i] * g[i])
    return Point(t=t, i=np.arange(1, t + 1), mu=mu, lr=lr, c=c, theta0=theta0, g=g, rate=rate, v=np.array(v), theta=theta,
                 steady=steady, swing=swing, u=u, phi=phi, avg=avg, vr=vr)


def past(v: Point) -> np.ndarray:
    """The gradients of the steps 1 to t."""
    return v.g[1 : v.t + 1]


def settled(v: Point, sign: float) -> float:
    """The velocity under a gradient sign^i*c after many steps, with the sign of its step taken off."""
    now = 0.0
    for _ in range(400):  # 0.9^400 is 1e-18
        now = v.mu * sign * now - v.lr * v.c
    return now


MOMENTUM = (
    Question("momentum/velocity-unrolled", velocity, lambda v: v.v[v.t], (
        right(r"v_t = -\alpha \sum_{i=1}^t \mu^{t-i} g_i", lambda v: -v.lr * total(v.mu ** (v.t - v.i) * past(v))),
        right(r"-\alpha \sum_{j=0}^{t-1} \mu^j g_{t-j}", lambda v: -v.lr * sum(v.mu**j * v.g[v.t - j] for j in range(v.t))),
        right(r"v^{(t)} = -\sum_{s=1}^{t} \alpha \mu^{t-s} g^{(s)}", lambda v: -total(v.lr * v.mu ** (v.t - v.i) * past(v))),
        right(r"-\alpha \mu^t \sum_{i=1}^t \mu^{-i} g_i", lambda v: -v.lr * v.mu**v.t * total(v.mu ** (-1.0 * v.i) * past(v))),
        right("-lr*sum(mu^(t - i)*g[i], i=1..t)", lambda v: -v.lr * total(v.mu ** (v.t - v.i) * past(v))),
        right(r"-\alpha \sum_{i=0}^{t-1} \mu^{t-1-i} g_{i+1}", lambda v: -v.lr * sum(v.mu ** (v.t - 1 - i) * v.g[i + 1] for i in range(v.t))),
        wrong("sign", r"\alpha \sum_{i=1}^t \mu^{t-i} g_i", lambda v: v.lr * total(v.mu ** (v.t - v.i) * past(v))),
        wrong("wrong index: weights the wrong way round", r"-\alpha \sum_{i=1}^t \mu^{i} g_i", lambda v: -v.lr * total(v.mu**v.i * past(v))),
        wrong("off by one: the range", r"-\alpha \sum_{i=0}^{t} \mu^{t-i} g_i", lambda v: -v.lr * sum(v.mu ** (v.t - i) * v.g[i] for i in range(v.t + 1))),
        wrong("off by one: the range", r"-\alpha \sum_{i=1}^{t-1} \mu^{t-i} g_i", lambda v: -v.lr * sum(v.mu ** (v.t - i) * v.g[i] for i in range(1, v.t))),
        wrong("wrong index", r"-\alpha \sum_{i=1}^t \mu^{t-i} g_t", lambda v: -v.lr * total(v.mu ** (v.t - v.i)) * v.g[v.t]),
        wrong("swapped names", r"-\mu \sum_{i=1}^t \alpha^{t-i} g_i", lambda v: -v.mu * total(v.lr ** (v.t - v.i) * past(v))),
    ), sizes=FROM_ZERO),
    Question("momentum/one-more-step", velocity, lambda v: v.v[v.t + 1], (
        right(r"-\alpha \sum_{i=1}^{t+1} \mu^{t+1-i} g_i", lambda v: -v.lr * sum(v.mu ** (v.t + 1 - i) * v.g[i] for i in range(1, v.t + 2))),
        right(r"-\alpha \left( g_{t+1} + \mu \sum_{i=1}^t \mu^{t-i} g_i \right)", lambda v: -v.lr * (v.g[v.t + 1] + v.mu * total(v.mu ** (v.t - v.i) * past(v)))),
        wrong("off by one: the exponent", r"-\alpha \sum_{i=1}^{t+1} \mu^{t-i} g_i", lambda v: -v.lr * sum(v.mu ** (v.t - i) * v.g[i] for i in range(1, v.t + 2))),
    ), sizes=FROM_ZERO),
    Question("momentum/parameter-is-the-sum-of-velocities", velocity, lambda v: v.theta[v.t], (
        right(r"\theta_t = \theta_0 + \sum_{i=1}^t v_i", lambda v: v.theta0 + total(v.v[1 : v.t + 1])),
        wrong("off by one", r"\theta_0 + \sum_{i=1}^{t-1} v_i", lambda v: v.theta0 + total(v.v[1 : v.t])),
        wrong("missing sum", r"\theta_0 + v_t", lambda v: v.theta0 + v.v[v.t]),
    ), sizes=FROM_ZERO),
    Question("momentum/parameter-unrolled", velocity, lambda v: v.theta[v.t], (
        right(r"\theta_0 - \alpha \sum_{i=1}^t \frac{1-\mu^{t-i+1}}{1-\mu} g_i", lambda v: v.theta0 - v.lr * total((1 - v.mu ** (v.t - v.i + 1)) / (1 - v.mu) * past(v))),
        right(r"\theta_0 - \frac{\alpha}{1-\mu} \left( \sum_{i=1}^t g_i - \sum_{i=1}^t \mu^{t+1-i} g_i \right)", lambda v: v.theta0 - v.lr / (1 - v.mu) * (total(past(v)) - total(v.mu ** (v.t + 1 - v.i) * past(v)))),
        right(r"\theta_0 - \alpha \sum_{i=1}^t \sum_{k=0}^{t-i} \mu^k g_i", lambda v: v.theta0 - v.lr * sum(v.mu**k * v.g[i] for i in range(1, v.t + 1) for k in range(v.t - i + 1))),
        right(r"\theta_0 - \alpha \sum_{s=1}^t \sum_{i=1}^s \mu^{s-i} g_i", lambda v: v.theta0 - v.lr * sum(v.mu ** (s - i) * v.g[i] for s in range(1, v.t + 1) for i in range(1, s + 1)), open="not proved: the order of two sums, in the base of an induction"),
        wrong("off by one: the exponent", r"\theta_0 - \alpha \sum_{i=1}^t \frac{1-\mu^{t-i}}{1-\mu} g_i", lambda v: v.theta0 - v.lr * total((1 - v.mu ** (v.t - v.i)) / (1 - v.mu) * past(v))),
        wrong("sign: in the denominator", r"\theta_0 - \alpha \sum_{i=1}^t \frac{1-\mu^{t-i+1}}{1+\mu} g_i", lambda v: v.theta0 - v.lr * total((1 - v.mu ** (v.t - v.i + 1)) / (1 + v.mu) * past(v))),
    ), sizes=FROM_ZERO),
    Question("momentum/constant-gradient", velocity, lambda v: v.steady[v.t], (
        right(r"-\alpha c \frac{1-\mu^t}{1-\mu}", lambda v: -v.lr * v.c * (1 - v.mu**v.t) / (1 - v.mu)),
        right(r"\frac{\alpha c (\mu^t - 1)}{1-\mu}", lambda v: v.lr * v.c * (v.mu**v.t - 1) / (1 - v.mu)),
        right(r"-\alpha c \sum_{i=0}^{t-1} \mu^i", lambda v: -v.lr * v.c * sum(v.mu**i for i in range(v.t))),
        wrong("off by one: the exponent", r"-\alpha c \frac{1-\mu^{t+1}}{1-\mu}", lambda v: -v.lr * v.c * (1 - v.mu ** (v.t + 1)) / (1 - v.mu)),
        wrong("wrong power: as without momentum", r"-\alpha c t", lambda v: -v.lr * v.c * v.t),
    ), sizes=FROM_ZERO),
    Question("momentum/terminal-velocity", velocity, lambda v: settled(v, 1), (
        right(r"-\frac{\alpha c}{1-\mu}", lambda v: -v.lr * v.c / (1 - v.mu)),
        right(r"\frac{\alpha c}{\mu - 1}", lambda v: v.lr * v.c / (v.mu - 1)),
        right("−α·c/(1 − μ)", lambda v: -v.lr * v.c / (1 - v.mu)),
        right(r"-\alpha c \sum_{k=0}^{\infty} \mu^k", lambda v: -v.lr * v.c * sum(v.mu**k for k in range(400)), open="not read: a sum without an end"),
        wrong("reciprocal: of a factor", r"-\alpha c (1-\mu)", lambda v: -v.lr * v.c * (1 - v.mu)),
        wrong("swapped names", r"-\frac{\mu c}{1-\alpha}", lambda v: -v.mu * v.c / (1 - v.lr)),
    ), sizes=FROM_ZERO),
    Question("momentum/alternating-gradient", velocity, lambda v: v.swing[v.t], (
        right(r"-\alpha c \frac{(-1)^t - \mu^t}{1+\mu}", lambda v: -v.lr * v.c * ((-1) ** v.t - v.mu**v.t) / (1 + v.mu)),
        right(r"\frac{\alpha c}{1+\mu} \left( \mu^t + (-1)^{t+1} \right)", lambda v: v.lr * v.c / (1 + v.mu) * (v.mu**v.t + (-1) ** (v.t + 1))),
        wrong("lost factor: the sign of the step", r"-\alpha c \frac{1 - \mu^t}{1+\mu}", lambda v: -v.lr * v.c * (1 - v.mu**v.t) / (1 + v.mu)),
    ), sizes=FROM_ZERO),
    Question("momentum/alternating-limit", velocity, lambda v: settled(v, -1), (
        right(r"-\frac{\alpha c}{1+\mu}", lambda v: -v.lr * v.c / (1 + v.mu)),
        wrong("sign: in the denominator", r"-\frac{\alpha c}{1-\mu}", lambda v: -v.lr * v.c / (1 - v.mu)),
    ), sizes=FROM_ZERO),
    Question("momentum/alternating-amplitude", velocity, lambda v: abs(settled(v, -1)), (
        right(r"\frac{\alpha |c|}{1+\mu} \cdot \frac{|\alpha|}{\alpha}", lambda v: v.lr * abs(v.c) / (1 + v.mu)),
        right(r"\frac{|\alpha c|}{|1+\mu|}", lambda v: abs(v.lr * v.c) / abs(1 + v.mu)),
        wrong("wrong function: the absolute value is lost", r"\frac{\alpha c}{1+\mu}", lambda v: v.lr * v.c / (1 + v.mu)),
    ), sizes=FROM_ZERO),
    Question("momentum/conventions-velocity", velocity, lambda v: v.v[v.t], (
        right(r"-\alpha u_t", lambda v: -v.lr * v.u[v.t]),
        right(r"-\frac{\alpha}{1-\mu}(1-\mu)u_t", lambda v: -v.lr * v.u[v.t]),
        wrong("reciprocal", r"-\frac{u_t}{\alpha}", lambda v: -v.u[v.t] / v.lr),
    ), sizes=FROM_ZERO),
    Question("momentum/average-convention", velocity, lambda v: v.avg[v.t], (
        right(r"(1-\mu)u_t", lambda v: (1 - v.mu) * v.u[v.t]),
        right(r"u_t - \mu u_t", lambda v: v.u[v.t] - v.mu * v.u[v.t]),
        wrong("reciprocal: of a factor", r"\frac{u_t}{1-\mu}", lambda v: v.u[v.t] / (1 - v.mu)),
    ), sizes=FROM_ZERO),
    Question("momentum/conventions-changing-rate", velocity, lambda v: v.vr[v.t], (
        right(r"-\sum_{i=1}^t \mu^{t-i} \alpha_i g_i", lambda v: -total(v.mu ** (v.t - v.i) * v.rate[1 : v.t + 1] * past(v))),
        wrong("constant for variable: the last rate for all", r"-\alpha_t \sum_{i=1}^t \mu^{t-i} g_i", lambda v: -v.rate[v.t] * total(v.mu ** (v.t - v.i) * past(v))),
    ), sizes=FROM_ZERO),
)  # fmt: skip


def G(theta):
    """Any gradient: a nonlinear function without symmetries."""
    return sin(1.3 * theta) + 0.4 * theta**2 - 0.7


def nesterov(rng: np.random.Generator, t: int, *, mu: float | None = None, v0: float | None = None) -> Point:
    mu, eps = rng.uniform(0.1, 0.9) if mu is None else mu, rng.uniform(0.1, 0.5)
    theta0, v0 = rng.normal(), rng.normal() if v0 is None else v0
    v, theta, w, phi, s, q = [v0], [theta0], [v0], [theta0 + mu * v0], [v0], [theta0]
    for _ in range(t):
        v.append(mu * v[-1] - eps * G(theta[-1] + mu * v[-1]))
        theta.append(theta[-1] + v[-1])
        w.append(mu * w[-1] - eps * G(phi[-1]))
        phi.append(phi[-1] - mu * w[-2] + (1 + mu) * w[-1])
        s.append(mu * s[-1] - eps * G(q[-1]))
        q.append(q[-1] + s[-1])
    ahead = [a + mu * b for a, b in zip(theta, v, strict=True)]
    return Point(t=t, mu=mu, eps=eps, theta0=theta0, v0=v0, v=v, theta=theta, ahead=ahead, w=w, phi=phi, s=s, q=q)


NESTEROV = (
    Question("nesterov/parameter-step", nesterov, lambda v: v.theta[v.t], (
        right(r"\theta_t = \theta_{t-1} + v_t", lambda v: v.theta[v.t - 1] + v.v[v.t]),
        right(r"\theta_{t-1} + \mu v_{t-1} - \epsilon f'(\theta_{t-1} + \mu v_{t-1})", lambda v: v.theta[v.t - 1] + v.mu * v.v[v.t - 1] - v.eps * G(v.theta[v.t - 1] + v.mu * v.v[v.t - 1])),
        wrong("off by one: the old velocity", r"\theta_{t-1} + v_{t-1}", lambda v: v.theta[v.t - 1] + v.v[v.t - 1]),
        wrong("sign", r"\theta_{t-1} - v_t", lambda v: v.theta[v.t - 1] - v.v[v.t]),
    )),
    Question("nesterov/velocity-at-the-point-ahead", nesterov, lambda v: v.v[v.t], (
        right(r"\mu v_{t-1} - \epsilon f'(\hat\theta_{t-1})", lambda v: v.mu * v.v[v.t - 1] - v.eps * G(v.ahead[v.t - 1])),
        right(r"v_t = \mu v_{t-1} - \epsilon f'(\theta_{t-1} + \mu v_{t-1})", lambda v: v.mu * v.v[v.t - 1] - v.eps * G(v.theta[v.t - 1] + v.mu * v.v[v.t - 1])),
        wrong("held fixed: the parameter is not moved ahead", r"\mu v_{t-1} - \epsilon f'(\theta_{t-1})", lambda v: v.mu * v.v[v.t - 1] - v.eps * G(v.theta[v.t - 1])),
        wrong("sign: of the step ahead", r"\mu v_{t-1} - \epsilon f'(\theta_{t-1} - \mu v_{t-1})", lambda v: v.mu * v.v[v.t - 1] - v.eps * G(v.theta[v.t - 1] - v.mu * v.v[v.t - 1])),
        wrong("swapped names", r"\epsilon v_{t-1} - \mu f'(\hat\theta_{t-1})", lambda v: v.eps * v.v[v.t - 1] - v.mu * G(v.ahead[v.t - 1])),
    )),
    Question("nesterov/update-of-the-point-ahead", nesterov, lambda v: v.ahead[v.t], (
        right(r"\hat\theta_{t-1} - \mu v_{t-1} + (1+\mu) v_t", lambda v: v.ahead[v.t - 1] - v.mu * v.v[v.t - 1] + (1 + v.mu) * v.v[v.t]),
        right(r"\widehat{\theta}_{t-1} + v_t + \mu \left[ v_t - v_{t-1} \right]", lambda v: v.ahead[v.t - 1] + v.v[v.t] + v.mu * (v.v[v.t] - v.v[v.t - 1])),
        wrong("sign: of the old velocity", r"\hat\theta_{t-1} + \mu v_{t-1} + (1+\mu) v_t", lambda v: v.ahead[v.t - 1] + v.mu * v.v[v.t - 1] + (1 + v.mu) * v.v[v.t]),
        wrong("missing term", r"\hat\theta_{t-1} + (1+\mu) v_t", lambda v: v.ahead[v.t - 1] + (1 + v.mu) * v.v[v.t]),
    )),
    Question("nesterov/update-with-one-velocity", nesterov, lambda v: v.ahead[v.t], (
        right(r"\hat\theta_{t-1} + \mu^2 v_{t-1} - (1+\mu)\epsilon f'(\hat\theta_{t-1})", lambda v: v.ahead[v.t - 1] + v.mu**2 * v.v[v.t - 1] - (1 + v.mu) * v.eps * G(v.ahead[v.t - 1])),
        right(r"\hat\theta_{t-1} + \mu^2 v_{t-1} - \epsilon f'(\hat\theta_{t-1}) - \mu\epsilon f'(\hat\theta_{t-1})", lambda v: v.ahead[v.t - 1] + v.mu**2 * v.v[v.t - 1] - v.eps * G(v.ahead[v.t - 1]) - v.mu * v.eps * G(v.ahead[v.t - 1])),
        wrong("missing term: of a product", r"\hat\theta_{t-1} + \mu^2 v_{t-1} - \epsilon f'(\hat\theta_{t-1})", lambda v: v.ahead[v.t - 1] + v.mu**2 * v.v[v.t - 1] - v.eps * G(v.ahead[v.t - 1])),
    )),
    Question("nesterov/programs-correspond", nesterov, lambda v: v.ahead[v.t], (
        right(r"\phi_t", lambda v: v.phi[v.t]),
        wrong("extra term: ahead twice", r"\phi_t + \mu v_t", lambda v: v.phi[v.t] + v.mu * v.v[v.t]),
    )),
    Question("nesterov/parameter-from-the-program", nesterov, lambda v: v.phi[v.t] - v.mu * v.w[v.t], (
        right(r"\theta_t", lambda v: v.theta[v.t]),
        right(r"\phi_t - \mu v_t", lambda v: v.phi[v.t] - v.mu * v.v[v.t], open="not proved: the claim's own induction does not carry to this"),
        wrong("wrong name: ordinary momentum", r"q_t", lambda v: v.q[v.t]),
    )),
    Question("nesterov/no-momentum", lambda rng, t: nesterov(rng, t, mu=0.0), lambda v: v.theta[v.t], (
        right(r"\theta_{t-1} - \epsilon f'(\theta_{t-1})", lambda v: v.theta[v.t - 1] - v.eps * G(v.theta[v.t - 1])),
        wrong("lost factor: the rate", r"\theta_{t-1} - f'(\theta_{t-1})", lambda v: v.theta[v.t - 1] - G(v.theta[v.t - 1])),
    )),
    Question("nesterov/first-step-from-rest", lambda rng, t: nesterov(rng, t, v0=0.0), lambda v: v.theta[1], (
        right(r"\theta_0 - \epsilon f'(\theta_0)", lambda v: v.theta0 - v.eps * G(v.theta0)),
        wrong("extra term: the momentum", r"\theta_0 - (1+\mu)\epsilon f'(\theta_0)", lambda v: v.theta0 - (1 + v.mu) * v.eps * G(v.theta0)),
    )),
)  # fmt: skip


def weights(rng: np.random.Generator, n: int) -> Point:
    """Weights, a smooth loss of them, and the penalty with its factor one half."""
    w, lr, lam, a = rng.normal(size=n), rng.uniform(0.1, 0.9), rng.uniform(0.1, 0.9), rng.normal(size=n)
    return Point(w=w, lr=lr, lam=lam, n=n, dw=slope(lambda w: total(a * sin(w)) + total(w) ** 2, w),
                 half=slope(lambda w: lam / 2 * total(w**2), w), whole=slope(lambda w: lam * total(w**2), w))


WEIGHT_DECAY = (
    Question("weight-decay/penalty-gradient-halved", weights, lambda v: v.half, (
        right(r"\lambda w_j", lambda v: v.lam * v.w),
        right(r"\frac{\lambda}{2} \cdot 2 w_j", lambda v: v.lam / 2 * 2 * v.w),
        right(r"\sum_{k=1}^n \lambda w_k \delta_{kj}", lambda v: v.lam * (v.w @ np.eye(v.n))),
        wrong("extra sum: over the weights", r"\lambda \sum_{k=1}^n w_k", lambda v: v.lam * total(v.w) + 0 * v.w),
        wrong("extra power: the square", r"\frac{\lambda}{2} w_j^2", lambda v: v.lam / 2 * v.w**2),
    )),
    Question("weight-decay/update-halved", weights, lambda v: v.w - v.lr * (v.dw + v.half), (
        right(r"(1-\alpha\lambda) w_j - \alpha \frac{\partial L}{\partial w_j}", lambda v: (1 - v.lr * v.lam) * v.w - v.lr * v.dw),
        right(r"w_j - \alpha \left( \frac{\partial \mathcal{L}}{\partial w_j} + \lambda w_j \right)", lambda v: v.w - v.lr * (v.dw + v.lam * v.w)),
        right("(1 − αλ)·w_j − α·∂L/∂w_j", lambda v: (1 - v.lr * v.lam) * v.w - v.lr * v.dw),
        right(r"w_j - \alpha \nabla_{w_j} L - \alpha\lambda w_j", lambda v: v.w - v.lr * v.dw - v.lr * v.lam * v.w, open="not read: nabla with the component it is taken by"),
        wrong("sign: of the decay", r"(1+\alpha\lambda) w_j - \alpha \frac{\partial L}{\partial w_j}", lambda v: (1 + v.lr * v.lam) * v.w - v.lr * v.dw),
        wrong("lost factor: the rate of the decay", r"(1-\lambda) w_j - \alpha \frac{\partial L}{\partial w_j}", lambda v: (1 - v.lam) * v.w - v.lr * v.dw),
        wrong("extra factor: 2", r"(1-2\alpha\lambda) w_j - \alpha \frac{\partial L}{\partial w_j}", lambda v: (1 - 2 * v.lr * v.lam) * v.w - v.lr * v.dw),
        wrong("swapped names", r"(1-\alpha\lambda) w_j - \lambda \frac{\partial L}{\partial w_j}", lambda v: (1 - v.lr * v.lam) * v.w - v.lam * v.dw),
    )),
    Question("weight-decay/update-whole", weights, lambda v: v.w - v.lr * (v.dw + v.whole), (
        right(r"(1-2\alpha\lambda) w_j - \alpha \frac{\partial L}{\partial w_j}", lambda v: (1 - 2 * v.lr * v.lam) * v.w - v.lr * v.dw),
        right(r"w_j ( 1 - 2\,\lambda\,\alpha ) - \alpha \cdot \frac{d \mathcal L}{d w_j}", lambda v: v.w * (1 - 2 * v.lam * v.lr) - v.lr * v.dw),
        wrong("lost factor: 2", r"(1-\alpha\lambda) w_j - \alpha \frac{\partial L}{\partial w_j}", lambda v: (1 - v.lr * v.lam) * v.w - v.lr * v.dw),
        wrong("extra factor: 2", r"(1-2\alpha\lambda) w_j - 2\alpha \frac{\partial L}{\partial w_j}", lambda v: (1 - 2 * v.lr * v.lam) * v.w - 2 * v.lr * v.dw),
    )),
)  # fmt: skip


def gradient(low: float, high: float):
    """A gradient, and a threshold between so many times its norm."""
    def sample(rng: np.random.Generator, n: int) -> Point:
        g = rng.normal(size=n)
        norm = sqrt(total(g**2))
        c = norm * rng.uniform(low, high)
        return Point(g=g, n=n, c=c, norm=norm, h=g * min(1.0, c / norm))
    return sample


CLIPPING = (
    Question("clipping/norm-keeps-the-direction", gradient(0.3, 2), lambda v: np.outer(v.h, v.g), (
        right(r"g_i h_j", lambda v: np.outer(v.g, v.h)),
        right(r"h_i g_j = h_j g_i", lambda v: np.outer(v.g, v.h)),
        right(r"g_i g_j \min\left(1, \frac{c}{\sqrt{\sum_k g_k^2}}\right)", lambda v: np.outer(v.g, v.g) * min(1.0, v.c / sqrt(total(v.g**2)))),
        right(r"g_i g_j \min\{1, c / \lVert g \rVert\}", lambda v: np.outer(v.g, v.g) * min(1.0, v.c / v.norm)),
        wrong("wrong branch: nothing is clipped", r"g_i g_j", lambda v: np.outer(v.g, v.g)),
        wrong("wrong branch: max for min", r"g_i g_j \max\left(1, \frac{c}{\nu}\right)", lambda v: np.outer(v.g, v.g) * max(1.0, v.c / v.norm)),
    )),
    Question("clipping/short-gradient-is-unchanged", gradient(1, 3), lambda v: v.h, (
        right(r"h_i = g_i", lambda v: v.g),
        wrong("wrong branch", r"\frac{c\, g_i}{\nu}", lambda v: v.c * v.g / v.norm),
        wrong("reciprocal", r"\frac{\nu\, g_i}{c}", lambda v: v.norm * v.g / v.c),
    )),
    Question("clipping/long-gradient-is-shortened", gradient(0.2, 1), lambda v: total(v.h**2), (
        right(r"c^2", lambda v: v.c**2),
        right(r"\frac{c^2}{\sum_{i=1}^n g_i^2} \sum_{i=1}^n g_i^2", lambda v: v.c**2),
        wrong("lost power: the square", r"c", lambda v: v.c),
        wrong("wrong branch", r"\sum_{k=1}^n g_k^2", lambda v: total(v.g**2)),
    )),
)  # fmt: skip

QUESTIONS = (*GRADIENT_DESCENT, *MOMENTUM, *NESTEROV, *WEIGHT_DECAY, *CLIPPING)
