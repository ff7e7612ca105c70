# ruff: noqa: E501  (an answer is on one line)
"""Answers on exponential averages, RMSProp, AdaGrad, Adam and AdamW.

A truth is the program itself, run step by step. A mean or variance is one over every sequence of a gradient that takes
two values; a limit is the program next to the limit, or far along, in as many digits as that needs.
"""

from __future__ import annotations

from itertools import product

import mpmath
import numpy as np
from answers.rows import FROM_ZERO, Point, Question, away_from, right, wrong
from numpy import sqrt
from numpy import sum as total


def average(decay, values):
    """The exponential average after the last of the values, from zero on."""
    m = 0 * decay
    for value in values:
        m = decay * m + (1 - decay) * value
    return m


def noisy(rng: np.random.Generator, t: int) -> Point:
    """Gradients of t steps; and ``outcomes``, the average for every sequence of a gradient of mean e and variance s2."""
    beta, e, s2 = rng.uniform(0.1, 0.9), rng.normal(), rng.uniform(0.2, 2)
    g = rng.normal(size=t + 2)  # g[0] is not used
    outcomes = [average(beta, values) for values in product((e - sqrt(s2), e + sqrt(s2)), repeat=t)]
    return Point(t=t, i=np.arange(1, t + 1), beta=beta, e=e, s2=s2, g=g, m=average(beta, g[1 : t + 1]), outcomes=np.array(outcomes))


EXPONENTIAL_AVERAGE = (
    Question("exponential-average/unrolled", noisy, lambda v: v.m, (
        right(r"m_t = (1-\beta)\sum_{i=1}^t \beta^{t-i} g_i", lambda v: (1 - v.beta) * total(v.beta ** (v.t - v.i) * v.g[v.i])),
        right(r"(1-\beta)\sum_{k=0}^{t-1} \beta^k g_{t-k}", lambda v: (1 - v.beta) * sum(v.beta**k * v.g[v.t - k] for k in range(v.t))),
        right(r"\sum_{i=1}^t \left( \beta^{t-i} - \beta^{t-i+1} \right) g_i", lambda v: total((v.beta ** (v.t - v.i) - v.beta ** (v.t - v.i + 1)) * v.g[v.i])),
        right(r"(1-\beta) g_t + (1-\beta) \sum_{i=1}^{t-1} \beta^{t-i} g_i", lambda v: (1 - v.beta) * v.g[v.t] + (1 - v.beta) * sum(v.beta ** (v.t - i) * v.g[i] for i in range(1, v.t))),
        wrong("wrong index: weights the wrong way round", r"(1-\beta)\sum_{i=1}^t \beta^{i-1} g_i", lambda v: (1 - v.beta) * total(v.beta ** (v.i - 1) * v.g[v.i])),
        wrong("swapped names: a weight and its complement", r"\beta\sum_{i=1}^t (1-\beta)^{t-i} g_i", lambda v: v.beta * total((1 - v.beta) ** (v.t - v.i) * v.g[v.i])),
        wrong("constant for variable", r"(1-\beta) g_t \sum_{i=1}^t \beta^{t-i}", lambda v: (1 - v.beta) * v.g[v.t] * total(v.beta ** (v.t - v.i))),
    )),
    Question("exponential-average/weights-sum", noisy, lambda v: average(v.beta, np.ones(v.t)), (
        right(r"1-\beta^t", lambda v: 1 - v.beta**v.t),
        right(r"(1-\beta)\frac{1-\beta^t}{1-\beta}", lambda v: 1 - v.beta**v.t),
        wrong("missing term: as over infinitely many steps", "1", lambda v: 1.0),
        wrong("off by one", r"1-\beta^{t+1}", lambda v: 1 - v.beta ** (v.t + 1)),
    )),
    Question("exponential-average/mean", noisy, lambda v: np.mean(v.outcomes), (
        right(r"\mathbb{E}[m_t] = (1-\beta^t)\bar{g}", lambda v: (1 - v.beta**v.t) * v.e),
        right(r"\overline{g} \, (1-\beta) \sum_{i=1}^t \beta^{t-i}", lambda v: v.e * (1 - v.beta) * total(v.beta ** (v.t - v.i))),
        wrong("lost factor: the bias", r"\bar{g}", lambda v: v.e),
        wrong("reciprocal", r"\frac{\bar{g}}{1-\beta^t}", lambda v: v.e / (1 - v.beta**v.t)),
    )),
    Question("exponential-average/corrected-is-unbiased", noisy, lambda v: np.mean(v.outcomes / (1 - v.beta**v.t)), (
        right(r"\bar{g}", lambda v: v.e),
        wrong("extra factor: the bias", r"(1-\beta^t)\bar{g}", lambda v: (1 - v.beta**v.t) * v.e),
    )),
    Question("exponential-average/variance", noisy, lambda v: np.var(v.outcomes), (
        right(r"\frac{1-\beta}{1+\beta}(1-\beta^{2t})\sigma^2", lambda v: (1 - v.beta) / (1 + v.beta) * (1 - v.beta ** (2 * v.t)) * v.s2),
        right(r"(1-\beta)^2 \frac{1-\beta^{2t}}{1-\beta^2} \sigma^2", lambda v: (1 - v.beta) ** 2 * (1 - v.beta ** (2 * v.t)) / (1 - v.beta**2) * v.s2),
        right(r"\sigma^2 (1-\beta)^2 \sum_{i=1}^t \beta^{2(t-i)}", lambda v: v.s2 * (1 - v.beta) ** 2 * total(v.beta ** (2 * (v.t - v.i)))),
        wrong("lost power: the square of the factor", r"\sigma^2 (1-\beta) \sum_{i=1}^t \beta^{2(t-i)}", lambda v: v.s2 * (1 - v.beta) * total(v.beta ** (2 * (v.t - v.i)))),
        wrong("lost power: the square of the weights", r"(1-\beta^t)\sigma^2", lambda v: (1 - v.beta**v.t) * v.s2),
        wrong("lost power: the square of the weights", r"\frac{1-\beta}{1+\beta}(1-\beta^{t})\sigma^2", lambda v: (1 - v.beta) / (1 + v.beta) * (1 - v.beta**v.t) * v.s2),
    )),
    Question("exponential-average/variance-limit", noisy, lambda v: (1 - v.beta) ** 2 * v.s2 * sum(v.beta ** (2 * k) for k in range(400)), (
        right(r"\frac{1-\beta}{1+\beta}\sigma^2", lambda v: (1 - v.beta) / (1 + v.beta) * v.s2),
        right(r"\sigma^2 - \frac{2\beta\sigma^2}{1+\beta}", lambda v: v.s2 - 2 * v.beta * v.s2 / (1 + v.beta)),
        wrong("reciprocal", r"\frac{1+\beta}{1-\beta}\sigma^2", lambda v: (1 + v.beta) / (1 - v.beta) * v.s2),
    )),
)  # fmt: skip


def squares(rng: np.random.Generator, n: int) -> Point:
    """The averages of squared gradients in RMSProp, of n steps and of t = n + 1, and under a gradient c that stays."""
    rho, lr, c, t = rng.uniform(0.1, 0.9), rng.uniform(0.1, 1), away_from(rng.normal(), rng), n + 1
    g = rng.normal(size=n + 3)
    return Point(n=n, t=t, i=np.arange(1, n + 1), rho=rho, lr=lr, c=c, g=g, s=average(rho, g[1 : n + 1] ** 2),
                 more=average(rho, g[1 : n + 2] ** 2), steady=average(rho, [c**2] * n),
                 step=lr * c / sqrt(average(rho, [c**2] * t)), first=lr * c / sqrt(average(rho, [c**2])),
                 settled=average(rho, [c**2] * 400))  # 0.9^400 is 1e-18


RMSPROP = (
    Question("rmsprop/average-unrolled", squares, lambda v: v.s, (
        right(r"(1-\rho)\sum_{i=1}^n \rho^{n-i} g_i^2", lambda v: (1 - v.rho) * total(v.rho ** (v.n - v.i) * v.g[v.i] ** 2)),
        right(r"s_n = \sum_{k=0}^{n-1} (1-\rho)\rho^{k} g_{n-k}^2", lambda v: sum((1 - v.rho) * v.rho**k * v.g[v.n - k] ** 2 for k in range(v.n))),
        right(r"\sum_{i=1}^n \rho^{n-i} g_i^2 - \sum_{i=1}^n \rho^{n-i+1} g_i^2", lambda v: total(v.rho ** (v.n - v.i) * v.g[v.i] ** 2) - total(v.rho ** (v.n - v.i + 1) * v.g[v.i] ** 2)),
        wrong("wrong order: the square of a sum", r"(1-\rho)\left(\sum_{i=1}^n \rho^{n-i} g_i\right)^2", lambda v: (1 - v.rho) * total(v.rho ** (v.n - v.i) * v.g[v.i]) ** 2),
        wrong("off by one", r"(1-\rho)\sum_{i=1}^n \rho^{n-i-1} g_i^2", lambda v: (1 - v.rho) * total(v.rho ** (v.n - v.i - 1.0) * v.g[v.i] ** 2)),
        wrong("swapped names: a weight and its complement", r"\rho\sum_{i=1}^n (1-\rho)^{n-i} g_i^2", lambda v: v.rho * total((1 - v.rho) ** (v.n - v.i) * v.g[v.i] ** 2)),
    ), sizes=FROM_ZERO),
    Question("rmsprop/one-more-step", squares, lambda v: v.more, (
        right(r"(1-\rho)\sum_{i=1}^{n+1} \rho^{n+1-i} g_i^2", lambda v: (1 - v.rho) * sum(v.rho ** (v.n + 1 - i) * v.g[i] ** 2 for i in range(1, v.n + 2))),
        wrong("off by one: the newest gradient", r"(1-\rho)\sum_{i=1}^{n} \rho^{n+1-i} g_i^2", lambda v: (1 - v.rho) * total(v.rho ** (v.n + 1 - v.i) * v.g[v.i] ** 2)),
    ), sizes=FROM_ZERO),
    Question("rmsprop/weights-sum", squares, lambda v: average(v.rho, np.ones(v.n)), (
        right(r"1-\rho^n", lambda v: 1 - v.rho**v.n),
    ), sizes=FROM_ZERO),
    Question("rmsprop/constant-gradient", squares, lambda v: v.steady, (
        right(r"(1-\rho^n)c^2", lambda v: (1 - v.rho**v.n) * v.c**2),
        right(r"s^{\mathrm{c}}_n = c^2 (1-\rho)\sum_{i=1}^n \rho^{n-i}", lambda v: v.c**2 * (1 - v.rho) * total(v.rho ** (v.n - v.i))),
        wrong("lost power: the square", r"(1-\rho^n)c", lambda v: (1 - v.rho**v.n) * v.c),
        wrong("missing term: as over infinitely many steps", r"c^2", lambda v: v.c**2),
    ), sizes=FROM_ZERO),
    Question("rmsprop/steady-state", squares, lambda v: v.settled, (
        right(r"c^2", lambda v: v.c**2),
        wrong("lost power: the square", r"|c|", lambda v: abs(v.c)),
    )),
    Question("rmsprop/step-settles", squares, lambda v: v.lr * v.c / sqrt(v.settled), (
        right(r"\alpha\frac{c}{|c|}", lambda v: v.lr * v.c / abs(v.c)),
        right(r"\frac{\alpha c}{\sqrt{c^2}}", lambda v: v.lr * v.c / sqrt(v.c**2)),
        wrong("lost factor: the sign of the gradient", r"\alpha", lambda v: v.lr),
    )),
    Question("rmsprop/first-step", squares, lambda v: v.first, (
        right(r"\frac{\alpha c}{|c|\sqrt{1-\rho}}", lambda v: v.lr * v.c / (abs(v.c) * sqrt(1 - v.rho))),
        right(r"\alpha (1-\rho)^{-1/2} \frac{|c|}{c}", lambda v: v.lr * (1 - v.rho) ** -0.5 * abs(v.c) / v.c),
        wrong("lost factor: the sign of the gradient", r"\frac{\alpha}{\sqrt{1-\rho}}", lambda v: v.lr / sqrt(1 - v.rho)),
        wrong("swapped names: a weight and its complement", r"\frac{\alpha c}{|c|\sqrt{\rho}}", lambda v: v.lr * v.c / (abs(v.c) * sqrt(v.rho))),
    )),
    Question("rmsprop/against-adagrad", squares, lambda v: v.step, (
        right(r"\sqrt{\frac{t}{1-\rho^t}} \cdot \frac{\alpha c}{\sqrt{t c^2}}", lambda v: sqrt(v.t / (1 - v.rho**v.t)) * v.lr * v.c / sqrt(v.t * v.c**2)),
        right(r"\frac{\alpha c}{|c|\sqrt{1-\rho^t}}", lambda v: v.lr * v.c / (abs(v.c) * sqrt(1 - v.rho**v.t))),
        wrong("reciprocal", r"\sqrt{\frac{1-\rho^t}{t}} \frac{\alpha c}{\sqrt{t c^2}}", lambda v: sqrt((1 - v.rho**v.t) / v.t) * v.lr * v.c / sqrt(v.t * v.c**2)),
    )),
)  # fmt: skip


def accumulated(rng: np.random.Generator, n: int) -> Point:
    """AdaGrad's sums of squared gradients, of n steps and of t = n + 1, and under a gradient c that stays."""
    t = n + 1
    lr, a, c, g = rng.uniform(0.1, 1), rng.uniform(0.2, 3), away_from(rng.normal(), rng), away_from(rng.normal(size=n + 3), rng)
    r, steady = [0.0], [0.0]
    for i in range(1, n + 3):
        r.append(r[-1] + g[i] ** 2)
        steady.append(steady[-1] + c**2)
    return Point(n=n, t=t, lr=lr, a=a, c=c, g=g, r=r, steady=steady, scaled=sqrt(sum((a * g[i]) ** 2 for i in range(1, t + 1))))


ADAGRAD = (
    Question("adagrad/accumulator", accumulated, lambda v: v.r[v.n], (
        right(r"\sum_{k=0}^{n-1} g_{n-k} \cdot g_{n-k}", lambda v: sum(v.g[v.n - k] ** 2 for k in range(v.n))),
        right(r"\sum_{j=1}^n (g^{(j)})^2", lambda v: sum(v.g[j] ** 2 for j in range(1, v.n + 1))),
        right("sum(g[i]^2, i=1..n)", lambda v: sum(v.g[i] ** 2 for i in range(1, v.n + 1))),
        wrong("wrong order: the square of a sum", r"\left(\sum_{i=1}^n g_i\right)^2", lambda v: sum(v.g[i] for i in range(1, v.n + 1)) ** 2),
        wrong("extra factor: 1/(n + 1)", r"\frac{1}{n+1}\sum_{i=1}^n g_i^2", lambda v: sum(v.g[i] ** 2 for i in range(1, v.n + 1)) / (v.n + 1)),
        wrong("off by one", r"\sum_{i=0}^n g_i^2", lambda v: sum(v.g[i] ** 2 for i in range(v.n + 1))),
        wrong("off by one", r"\sum_{i=1}^{n} g_{i-1}^2", lambda v: sum(v.g[i - 1] ** 2 for i in range(1, v.n + 1))),
    ), sizes=FROM_ZERO),
    Question("adagrad/one-more-step", accumulated, lambda v: v.r[v.n + 1], (
        right(r"\sum_{i=1}^{n+1} g_i^2", lambda v: sum(v.g[i] ** 2 for i in range(1, v.n + 2))),
        right(r"\sum_{i=0}^{n} g_{i+1}^2", lambda v: sum(v.g[i + 1] ** 2 for i in range(v.n + 1))),
        wrong("lost power: the square", r"\sum_{i=1}^n g_i^2 + g_{n+1}", lambda v: sum(v.g[i] ** 2 for i in range(1, v.n + 1)) + v.g[v.n + 1]),
    ), sizes=FROM_ZERO),
    Question("adagrad/scale-invariant", accumulated, lambda v: v.lr * v.a * v.g[v.t] / v.scaled, (
        right(r"\frac{\epsilon g_t}{\sqrt{\sum_{i=1}^t g_i^2}}", lambda v: v.lr * v.g[v.t] / sqrt(v.r[v.t])),
        right(r"\epsilon g_t \left(\sum_{j=1}^t g_j^2\right)^{-\frac{1}{2}}", lambda v: v.lr * v.g[v.t] * v.r[v.t] ** -0.5),
        right(r"\frac{\epsilon}{\sqrt{r_t}} g_t", lambda v: v.lr / sqrt(v.r[v.t]) * v.g[v.t], open="not proved: the claim does not use the closed form of r"),
        wrong("extra factor: c", r"\frac{a\epsilon g_t}{\sqrt{\sum_{i=1}^t g_i^2}}", lambda v: v.a * v.lr * v.g[v.t] / sqrt(v.r[v.t])),
        wrong("lost power: the root", r"\frac{\epsilon g_t}{\sum_{i=1}^t g_i^2}", lambda v: v.lr * v.g[v.t] / v.r[v.t]),
        wrong("wrong order: the root of each term", r"\frac{\epsilon g_t}{\sum_{i=1}^t |g_i|}", lambda v: v.lr * v.g[v.t] / sum(abs(v.g[i]) for i in range(1, v.t + 1))),
    ), sizes=FROM_ZERO),
    Question("adagrad/constant-gradient", accumulated, lambda v: v.steady[v.n], (
        right(r"\sum_{i=1}^n c^2", lambda v: v.n * v.c**2),
        wrong("extra power: the square", r"(nc)^2", lambda v: (v.n * v.c) ** 2),
        wrong("lost power: the square", r"nc", lambda v: v.n * v.c),
    ), sizes=FROM_ZERO),
    Question("adagrad/step-under-a-constant-gradient", accumulated, lambda v: v.lr * v.c / sqrt(v.steady[v.t]), (
        right(r"\frac{\epsilon}{\sqrt{t}} \cdot \frac{c}{|c|}", lambda v: v.lr / sqrt(v.t) * v.c / abs(v.c)),
        right(r"\frac{\epsilon c}{\sqrt{t c^2}}", lambda v: v.lr * v.c / sqrt(v.t * v.c**2)),
        right(r"\epsilon\, t^{-1/2} \frac{|c|}{c}", lambda v: v.lr * v.t**-0.5 * abs(v.c) / v.c),
        right(r"\frac{\epsilon \operatorname{sign}(c)}{\sqrt{t}}", lambda v: v.lr * np.sign(v.c) / sqrt(v.t)),
        wrong("lost factor: the sign of the gradient", r"\frac{\epsilon}{\sqrt{t}}", lambda v: v.lr / sqrt(v.t)),
        wrong("sign", r"-\frac{\epsilon \operatorname{sign}(c)}{\sqrt{t}}", lambda v: -v.lr * np.sign(v.c) / sqrt(v.t)),
        wrong("extra factor: the gradient", r"\frac{\epsilon c}{\sqrt{t}}", lambda v: v.lr * v.c / sqrt(v.t)),
    ), sizes=FROM_ZERO),
    Question("adagrad/steps-die-out", accumulated, lambda v: float(v.lr * v.c / mpmath.sqrt(mpmath.mpf(10) ** 30 * v.c**2)), (
        right("0", lambda v: 0.0),
        wrong("wrong limit", r"\epsilon \frac{c}{|c|}", lambda v: v.lr * v.c / abs(v.c)),
    )),
)  # fmt: skip


def adam(rng: np.random.Generator, t: int, *, beta1: float | None = None, beta2: float | None = None) -> Point:
    """Adam's moments of t steps, and those of gradients that are c times as large."""
    beta1 = rng.uniform(0.1, 0.9) if beta1 is None else beta1
    beta2 = rng.uniform(0.1, 0.9) if beta2 is None else beta2
    lr, c, g = rng.uniform(0.1, 1), rng.uniform(0.3, 3), away_from(rng.normal(size=t + 2), rng)
    steps = g[1 : t + 1]
    m, v = average(beta1, steps), average(beta2, steps**2)
    return Point(t=t, i=np.arange(1, t + 1), beta1=beta1, beta2=beta2, lr=lr, c=c, g=g, steps=steps, m=m, v=v,
                 mc=average(beta1, c * steps), vc=average(beta2, (c * steps) ** 2),
                 mhat=m / (1 - beta1**t), vhat=v / (1 - beta2**t))


def plain(rng: np.random.Generator, t: int) -> Point:
    return adam(rng, t, beta1=0.0)


def usual(rng: np.random.Generator, t: int) -> Point:
    return adam(rng, t, beta1=0.9, beta2=0.999)


def vhat_near_one(v: Point):
    """The corrected second moment for a decay rate 1e-20 below 1, in 80 digits."""
    with mpmath.workdps(80):
        beta2 = 1 - mpmath.mpf(10) ** -20
        return average(beta2, [mpmath.mpf(g) ** 2 for g in v.steps]) / (1 - beta2**v.t)


def adagrad_limit(v: Point) -> float:
    return float(v.lr / sqrt(v.t) * v.mhat / mpmath.sqrt(vhat_near_one(v)))


ADAM = (
    Question("adam/m-unrolled", adam, lambda v: v.m, (
        right(r"m_t = (1-\beta_1)\sum_{i=1}^t \beta_1^{t-i} g_i", lambda v: (1 - v.beta1) * total(v.beta1 ** (v.t - v.i) * v.steps)),
        right(r"(1-\beta_1)\sum_{k=0}^{t-1} \beta_1^{k}\, g_{t-k}", lambda v: (1 - v.beta1) * sum(v.beta1**k * v.g[v.t - k] for k in range(v.t))),
        right(r"m^t = (1-\beta_1)\sum_{s=1}^t \beta_1^{t-s} g^s", lambda v: (1 - v.beta1) * total(v.beta1 ** (v.t - v.i) * v.steps)),
        right(r"(1-\beta_1) g_t + (1-\beta_1)\sum_{i=1}^{t-1} \beta_1^{t-i} g_i", lambda v: (1 - v.beta1) * v.g[v.t] + (1 - v.beta1) * total(v.beta1 ** (v.t - v.i[:-1]) * v.steps[:-1])),
        right("(1 - β₁)·Σ_{i=1}^{t} (β₁^(t−i)·g_i)", lambda v: (1 - v.beta1) * total(v.beta1 ** (v.t - v.i) * v.steps)),
        right(r"\sum_{i=1}^t (1-\beta_1) \frac{\beta_1^t}{\beta_1^i} g_i", lambda v: total((1 - v.beta1) * v.beta1**v.t / v.beta1**v.i * v.steps)),
        wrong("off by one: the range", r"(1-\beta_1)\sum_{i=0}^t \beta_1^{t-i} g_i", lambda v: (1 - v.beta1) * sum(v.beta1 ** (v.t - i) * v.g[i] for i in range(v.t + 1))),
        wrong("wrong name: the other rate", r"(1-\beta_2)\sum_{i=1}^t \beta_2^{t-i} g_i", lambda v: (1 - v.beta2) * total(v.beta2 ** (v.t - v.i) * v.steps)),
        wrong("wrong index: weights the wrong way round", r"(1-\beta_1)\sum_{i=1}^t \beta_1^{i} g_i", lambda v: (1 - v.beta1) * total(v.beta1**v.i * v.steps)),
        wrong("wrong index", r"(1-\beta_1)\sum_{i=1}^t \beta_1^{t-i} g_t", lambda v: (1 - v.beta1) * total(v.beta1 ** (v.t - v.i)) * v.g[v.t]),
        wrong("extra factor: the correction of the bias", r"\frac{1-\beta_1}{1-\beta_1^t}\sum_{i=1}^t \beta_1^{t-i} g_i", lambda v: (1 - v.beta1) / (1 - v.beta1**v.t) * total(v.beta1 ** (v.t - v.i) * v.steps)),
    )),
    Question("adam/v-unrolled", adam, lambda v: v.v, (
        right(r"(1 - \beta_{2}) \sum_{i=1}^{t} \beta_{2}^{\,t-i} \, \left( g_i \odot g_i \right)", lambda v: (1 - v.beta2) * total(v.beta2 ** (v.t - v.i) * v.steps * v.steps)),
        right(r"\sum_{j=0}^{t-1} \beta_2^j (1-\beta_2) (g^{t-j})^2", lambda v: sum(v.beta2**j * (1 - v.beta2) * v.g[v.t - j] ** 2 for j in range(v.t))),
        right(r"\sum_{i=1}^t \beta_2^{t-i} g_i^2 - \beta_2 \sum_{i=1}^t \beta_2^{t-i} g_i^2", lambda v: (1 - v.beta2) * total(v.beta2 ** (v.t - v.i) * v.steps**2)),
        wrong("lost power: the square", "(1 - beta2)*sum(beta2^(t - i)*g[i], i=1..t)", lambda v: (1 - v.beta2) * total(v.beta2 ** (v.t - v.i) * v.steps)),
        wrong("extra power: the square of the weights", r"(1-\beta_2)\sum_{i=1}^t (\beta_2^{t-i} g_i)^2", lambda v: (1 - v.beta2) * total((v.beta2 ** (v.t - v.i) * v.steps) ** 2)),
        wrong("wrong order: the square of a sum", r"(1-\beta_2)\left(\sum_{i=1}^t \beta_2^{t-i} g_i\right)^2", lambda v: (1 - v.beta2) * total(v.beta2 ** (v.t - v.i) * v.steps) ** 2),
        wrong("extra power: the steps", r"(1-\beta_2)^t\sum_{i=1}^t \beta_2^{t-i} g_i^2", lambda v: (1 - v.beta2) ** v.t * total(v.beta2 ** (v.t - v.i) * v.steps**2)),
    )),
    Question("adam/bias-as-weights", adam, lambda v: 1 - v.beta2**v.t, (
        right(r"(1-\beta_2)\sum_{i=1}^t \beta_2^{t-i}", lambda v: (1 - v.beta2) * total(v.beta2 ** (v.t - v.i))),
        right(r"(1-\beta_2)\sum_{k=0}^{t-1} \beta_2^{k}", lambda v: (1 - v.beta2) * sum(v.beta2**k for k in range(v.t))),
        wrong("lost factor", r"\sum_{i=1}^t \beta_2^{t-i}", lambda v: total(v.beta2 ** (v.t - v.i))),
        wrong("reciprocal: of a factor", r"\frac{1}{1-\beta_2}\sum_{i=1}^t \beta_2^{t-i}", lambda v: total(v.beta2 ** (v.t - v.i)) / (1 - v.beta2)),
    )),
    Question("adam/vhat-weighted-mean", adam, lambda v: v.vhat, (
        right(r"\hat{v}_t = \frac{\sum_{i=1}^t \beta_2^{t-i} g_i^2}{\sum_{i=1}^t \beta_2^{t-i}}", lambda v: total(v.beta2 ** (v.t - v.i) * v.steps**2) / total(v.beta2 ** (v.t - v.i))),
        right(r"\frac{1-\beta_2}{1-\beta_2^t}\sum_{i=1}^t \beta_2^{t-i} g_i^2", lambda v: (1 - v.beta2) / (1 - v.beta2**v.t) * total(v.beta2 ** (v.t - v.i) * v.steps**2)),
        right(r"\frac{\sum_{i=1}^t \beta_2^{-i} g_i^2}{\sum_{j=1}^t \beta_2^{-j}}", lambda v: total(v.beta2 ** (-1.0 * v.i) * v.steps**2) / total(v.beta2 ** (-1.0 * v.i))),
        wrong("lost factor: the correction of the bias", r"(1-\beta_2)\sum_{i=1}^t \beta_2^{t-i} g_i^2", lambda v: (1 - v.beta2) * total(v.beta2 ** (v.t - v.i) * v.steps**2)),
        wrong("lost factor: the weights", r"\frac{1}{t}\sum_{i=1}^t g_i^2", lambda v: total(v.steps**2) / v.t),
        wrong("wrong name: the other rate", r"\frac{\sum_{i=1}^t \beta_2^{t-i} g_i^2}{\sum_{i=1}^t \beta_1^{t-i}}", lambda v: total(v.beta2 ** (v.t - v.i) * v.steps**2) / total(v.beta1 ** (v.t - v.i))),
    )),
    Question("adam/vhat-limit", adam, lambda v: float(vhat_near_one(v)), (
        right(r"\sum_{k=1}^t \frac{(g^k)^2}{t}", lambda v: total(v.steps**2 / v.t)),
        wrong("lost factor: 1/t", r"\sum_{i=1}^t g_i^2", lambda v: total(v.steps**2)),
        wrong("wrong limit: the bias is not corrected", "0", lambda v: 0.0),
    )),
    Question("adam/mhat-without-momentum", plain, lambda v: v.mhat, (
        right(r"\hat{m}_t = g_t", lambda v: v.g[v.t]),
        wrong("wrong function: a mean", r"\frac{1}{t}\sum_{i=1}^t g_i", lambda v: total(v.steps) / v.t),
    )),
    Question("adam/adagrad-limit", plain, adagrad_limit, (
        right(r"\frac{\eta_0}{\sqrt{\sum_{i=1}^t g_i^2}} g_t", lambda v: v.lr / sqrt(total(v.steps**2)) * v.g[v.t]),
        right(r"\eta_0 \left(\sum_{i=1}^t (g^i)^2\right)^{-1/2} g^t", lambda v: v.lr * total(v.steps**2) ** -0.5 * v.g[v.t]),
        right(r"\frac{\eta_0}{\sqrt{t}} \cdot \frac{g_t}{\sqrt{\frac{1}{t}\sum_{i=1}^t g_i^2}}", lambda v: v.lr / sqrt(v.t) * v.g[v.t] / sqrt(total(v.steps**2) / v.t)),
        wrong("off by one", r"\frac{\eta_0}{\sqrt{\sum_{i=0}^t g_i^2}} g_t", lambda v: v.lr / sqrt(total(v.g[: v.t + 1] ** 2)) * v.g[v.t]),
        wrong("lost power: the root", r"\frac{\eta_0}{\sum_{i=1}^t g_i^2} g_t", lambda v: v.lr / total(v.steps**2) * v.g[v.t]),
        wrong("lost factor: 1/sqrt(t)", r"\frac{\eta_0 \sqrt{t}}{\sqrt{\sum_{i=1}^t g_i^2}} g_t", lambda v: v.lr * sqrt(v.t) / sqrt(total(v.steps**2)) * v.g[v.t]),
    )),
    Question("adam/m-scaled", adam, lambda v: v.mc, (
        right(r"c\, m_t", lambda v: v.c * v.m),
        right(r"c(1-\beta_1)\sum_{i=1}^t \beta_1^{t-i} g_i", lambda v: v.c * (1 - v.beta1) * total(v.beta1 ** (v.t - v.i) * v.steps)),
        wrong("extra power: the square", r"c^2 m_t", lambda v: v.c**2 * v.m),
    )),
    Question("adam/v-scaled", adam, lambda v: v.vc, (
        right(r"c^2 v_t", lambda v: v.c**2 * v.v),
        wrong("lost power: the square", r"c\, v_t", lambda v: v.c * v.v),
    )),
    Question("adam/scale-invariance", adam, lambda v: v.lr * (v.mc / (1 - v.beta1**v.t)) / sqrt(v.vc / (1 - v.beta2**v.t)), (
        right(r"\eta_0 \frac{\hat{m}_t}{\sqrt{\hat{v}_t}}", lambda v: v.lr * v.mhat / sqrt(v.vhat)),
        right(r"\eta_0 \frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t} \cdot \frac{m_t}{\sqrt{v_t}}", lambda v: v.lr * sqrt(1 - v.beta2**v.t) / (1 - v.beta1**v.t) * v.m / sqrt(v.v), open="domain: beta2 < 1 is not given; the points here meet it"),
        right(r"\eta_0 \frac{m_t / (1-\beta_1^t)}{\sqrt{v_t / (1-\beta_2^t)}}", lambda v: v.lr * (v.m / (1 - v.beta1**v.t)) / sqrt(v.v / (1 - v.beta2**v.t))),
        wrong("extra factor: c", r"c\,\eta_0 \frac{\hat{m}_t}{\sqrt{\hat{v}_t}}", lambda v: v.c * v.lr * v.mhat / sqrt(v.vhat)),
        wrong("lost factor: the correction of the bias", r"\eta_0 \frac{m_t}{\sqrt{v_t}}", lambda v: v.lr * v.m / sqrt(v.v)),
        wrong("reciprocal", r"\eta_0 \frac{\sqrt{\hat{v}_t}}{\hat{m}_t}", lambda v: v.lr * sqrt(v.vhat) / v.mhat),
    )),
    Question("adam/first-step", lambda rng, _: adam(rng, 1), lambda v: v.lr * v.mhat / sqrt(v.vhat), (
        right(r"\eta_0 \frac{g_1}{|g_1|}", lambda v: v.lr * v.g[1] / abs(v.g[1])),
        right(r"\frac{\eta_0 g_1}{\sqrt{g_1^2}}", lambda v: v.lr * v.g[1] / sqrt(v.g[1] ** 2)),
        wrong("lost factor: the correction of the bias", r"\eta_0 \frac{1-\beta_1}{\sqrt{1-\beta_2}} \frac{g_1}{|g_1|}", lambda v: v.lr * (1 - v.beta1) / sqrt(1 - v.beta2) * v.g[1] / abs(v.g[1])),
    )),
    Question("adam/first-step-uncorrected", lambda rng, _: adam(rng, 1), lambda v: v.lr * v.m / sqrt(v.v), (
        right(r"\frac{\eta_0 (1-\beta_1) g_1}{\sqrt{(1-\beta_2) g_1^2}}", lambda v: v.lr * (1 - v.beta1) * v.g[1] / sqrt((1 - v.beta2) * v.g[1] ** 2)),
        wrong("swapped names", r"\eta_0 \frac{1-\beta_2}{\sqrt{1-\beta_1}} \frac{g_1}{|g_1|}", lambda v: v.lr * (1 - v.beta2) / sqrt(1 - v.beta1) * v.g[1] / abs(v.g[1])),
    )),
    Question("adam/first-step-usual", lambda rng, _: usual(rng, 1), lambda v: v.lr * v.m / sqrt(v.v), (
        right(r"\sqrt{10}\, \eta_0 \frac{g_1}{|g_1|}", lambda v: sqrt(10) * v.lr * v.g[1] / abs(v.g[1])),
        right(r"\eta_0 \frac{0.1}{\sqrt{0.001}} \cdot \frac{g_1}{|g_1|}", lambda v: v.lr * 0.1 / sqrt(0.001) * v.g[1] / abs(v.g[1])),
        wrong("lost power: the root", r"10\, \eta_0 \frac{g_1}{|g_1|}", lambda v: 10 * v.lr * v.g[1] / abs(v.g[1])),
    )),
)  # fmt: skip


def decayed(rng: np.random.Generator, t: int) -> Point:
    """Adam's first direction with and without a penalty, and weights under gradient descent, both ways decayed."""
    w, g, lr, lam, scale = rng.uniform(0.2, 2), rng.uniform(0.2, 2), rng.uniform(0.1, 0.9), rng.uniform(0.1, 0.9), rng.uniform(0.3, 3)
    beta1, beta2, w0 = rng.uniform(0, 0.9), rng.uniform(0, 0.9), rng.normal()

    def G(w):  # any gradient
        return np.sin(1.3 * w) + 0.4 * w**2 - 0.7

    def direction(g):
        return average(beta1, [g]) / (1 - beta1) / sqrt(average(beta2, [g**2]) / (1 - beta2))

    penalty, decoupled = w0, w0
    for _ in range(t):
        penalty = penalty - lr * (G(penalty) + lam * penalty)
        decoupled = decoupled - lr * lam * decoupled - lr * G(decoupled)
    return Point(t=t, w=w, g=g, lr=lr, lam=lam, scale=scale, beta1=beta1, beta2=beta2, a=direction(g), ap=direction(g + lam * w),
                 penalty=penalty, decoupled=decoupled, direction=direction)


def either_sign(rng: np.random.Generator, t: int) -> Point:
    v = decayed(rng, t)
    v.g = v.g * rng.choice([-1, 1])
    v.a = v.direction(v.g)
    return v


ADAMW = (
    Question("adamw/first-direction", either_sign, lambda v: v.a, (
        right(r"\frac{g}{|g|}", lambda v: v.g / abs(v.g)),
        right(r"\frac{g}{\sqrt{g^2}}", lambda v: v.g / sqrt(v.g**2)),
        right(r"\frac{|g|}{g}", lambda v: abs(v.g) / v.g),
        wrong("lost factor: the sign of the gradient", "1", lambda v: 1.0),
        wrong("lost factor: the correction of the bias", r"\frac{1-\beta_1}{\sqrt{1-\beta_2}} \frac{g}{|g|}", lambda v: (1 - v.beta1) / sqrt(1 - v.beta2) * v.g / abs(v.g)),
    )),
    Question("adamw/penalty-is-divided-away", decayed, lambda v: v.w - v.lr * v.ap, (
        right(r"w - \alpha", lambda v: v.w - v.lr),
        right(r"w - \alpha \frac{g + \lambda w}{\sqrt{(g + \lambda w)^2}}", lambda v: v.w - v.lr),
        wrong("extra term: the decay", r"w - \alpha - \alpha\lambda w", lambda v: v.w - v.lr - v.lr * v.lam * v.w),
        wrong("wrong function: as in gradient descent", r"w - \alpha(g + \lambda w)", lambda v: v.w - v.lr * (v.g + v.lam * v.w)),
    )),
    Question("adamw/decoupled-decay-stays", decayed, lambda v: (1 - v.lr * v.lam) * v.w - v.lr * v.a, (
        right(r"(1-\alpha\lambda)w - \alpha", lambda v: (1 - v.lr * v.lam) * v.w - v.lr),
        right(r"w - \alpha(1 + \lambda w)", lambda v: v.w - v.lr * (1 + v.lam * v.w)),
        wrong("lost factor: the rate", r"(1-\lambda)w - \alpha", lambda v: (1 - v.lam) * v.w - v.lr),
        wrong("missing term: the decay", r"w - \alpha", lambda v: v.w - v.lr),
    )),
    Question("adamw/decay-is-a-scaled-penalty", decayed, lambda v: v.w - v.lr * ((v.g + v.lam * v.scale * v.w) / v.scale), (
        right(r"(1-\alpha\lambda)w - \frac{\alpha g}{s}", lambda v: (1 - v.lr * v.lam) * v.w - v.lr * v.g / v.scale),
        right(r"w - \alpha\left(\frac{g}{s} + \lambda w\right)", lambda v: v.w - v.lr * (v.g / v.scale + v.lam * v.w)),
        wrong("lost factor: the scale", r"(1-\alpha\lambda)w - \alpha g", lambda v: (1 - v.lr * v.lam) * v.w - v.lr * v.g),
        wrong("extra factor: the scale", r"(1-\alpha\lambda s)w - \frac{\alpha g}{s}", lambda v: (1 - v.lr * v.lam * v.scale) * v.w - v.lr * v.g / v.scale),
    )),
    Question("adamw/same-under-gradient-descent", decayed, lambda v: v.penalty, (
        right(r"w_t^{\mathrm{dec}}", lambda v: v.decoupled),
    ), sizes=FROM_ZERO),
)  # fmt: skip

QUESTIONS = (*EXPONENTIAL_AVERAGE, *RMSPROP, *ADAGRAD, *ADAM, *ADAMW)
