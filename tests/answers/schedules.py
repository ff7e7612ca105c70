# ruff: noqa: E501  (an answer is on one line)
"""Answers on dropout, schedules of the learning rate, the size of a convolution and powers of a matrix.

A mean or variance is one over every mask; a limit is a complex step, or the definition next to the limit in as many
digits as that needs; a size is counted; a power is a product of matrices.
"""

from __future__ import annotations

from itertools import product

import mpmath
import numpy as np
from answers.rows import FROM_ZERO, Point, Question, right, slope, wrong
from numpy import exp
from numpy import sum as total


def moments(p: float, n: int, value):
    """The mean and variance of a function of n masks, each 1 with probability p and else 0."""
    masks = [np.array(mask) for mask in product((0, 1), repeat=n)]
    chances = np.array([np.prod(np.where(mask, p, 1 - p)) for mask in masks])
    values = np.array([value(mask) for mask in masks])
    mean = total(chances * values)
    return mean, total(chances * (values - mean) ** 2)


def masked(rng: np.random.Generator, n: int) -> Point:
    p, q, h, w, x = rng.uniform(0.1, 0.9), rng.uniform(0.1, 0.9), rng.normal(), rng.normal(size=n), rng.normal(size=n)
    pair = rng.normal(size=4)
    return Point(n=n, p=p, q=q, h=h, w=w, x=x, w0=pair[0], w1=pair[1], x0=pair[2], x1=pair[3])


def unit(v: Point):
    return moments(v.p, 1, lambda mask: mask[0] * v.h)


def inverted(v: Point):
    return moments(v.p, 1, lambda mask: mask[0] / v.p * v.h)


def linear(v: Point):
    return moments(v.p, v.n, lambda mask: total(v.w * mask * v.x))


DROPOUT = (
    Question("dropout/mean", masked, lambda v: unit(v)[0], (
        right(r"E[Uh] = p \cdot h", lambda v: v.p * v.h),
        wrong("wrong name: drop for keep", r"(1-p) h", lambda v: (1 - v.p) * v.h),
        wrong("reciprocal", r"\frac{h}{p}", lambda v: v.h / v.p),
    )),
    Question("dropout/variance", masked, lambda v: unit(v)[1], (
        right(r"p(1-p)h^2", lambda v: v.p * (1 - v.p) * v.h**2),
        right(r"\operatorname{Var}[Uh] = p h^2 - p^2 h^2", lambda v: v.p * v.h**2 - v.p**2 * v.h**2),
        right(r"(1-p)(ph)^2 + p(h-ph)^2", lambda v: (1 - v.p) * (v.p * v.h) ** 2 + v.p * (v.h - v.p * v.h) ** 2),
        wrong("lost power: the square", r"p(1-p)h", lambda v: v.p * (1 - v.p) * v.h),
        wrong("missing term: the mean", r"p h^2", lambda v: v.p * v.h**2),
        wrong("wrong power: the spread for the variance", r"\sqrt{p(1-p)}\,|h|", lambda v: np.sqrt(v.p * (1 - v.p)) * abs(v.h)),
    )),
    Question("dropout/scale-keeps-the-mean", masked, lambda v: moments(1 - v.q, 1, lambda mask: mask[0] * v.h / (1 - v.q))[0], (
        right(r"r \cdot h(1-P_{\text{drop}}) = h", lambda v: v.h),
        right(r"\frac{h - h P_{\text{drop}}}{1-P_{\text{drop}}}", lambda v: (v.h - v.h * v.q) / (1 - v.q)),
        wrong("wrong name: drop for keep", r"r h P_{\text{drop}}", lambda v: v.h * v.q / (1 - v.q)),
    )),
    Question("dropout/inverted-mean", masked, lambda v: inverted(v)[0], (
        right(r"p \cdot \frac{h}{p} + (1-p) \cdot 0 = h", lambda v: v.h),
        wrong("lost factor: 1/p", r"p h", lambda v: v.p * v.h),
    )),
    Question("dropout/inverted-variance", masked, lambda v: inverted(v)[1], (
        right(r"\frac{1-p}{p} h^2", lambda v: (1 - v.p) / v.p * v.h**2),
        right(r"h^2\left(\frac{1}{p} - 1\right)", lambda v: v.h**2 * (1 / v.p - 1)),
        wrong("lost power: the square", r"(1-p)h^2", lambda v: (1 - v.p) * v.h**2),
        wrong("reciprocal", r"\frac{p}{1-p} h^2", lambda v: v.p / (1 - v.p) * v.h**2),
    )),
    Question("dropout/linear-unit-mean", masked, lambda v: linear(v)[0], (
        right(r"p \sum_{i=1}^n w_i x_i", lambda v: v.p * total(v.w * v.x)),
        right(r"\sum_{k=1}^n p\, x_k w_k", lambda v: total(v.p * v.x * v.w)),
        wrong("wrong order: a product of sums", r"p \sum_{i=1}^n w_i \sum_{i=1}^n x_i", lambda v: v.p * total(v.w) * total(v.x)),
        wrong("extra power: n", r"p^n \sum_{i=1}^n w_i x_i", lambda v: v.p**v.n * total(v.w * v.x)),
    )),
    Question("dropout/linear-unit-variance", masked, lambda v: linear(v)[1], (
        right(r"p(1-p)\sum_{i=1}^n w_i^2 x_i^2", lambda v: v.p * (1 - v.p) * total(v.w**2 * v.x**2)),
        right("(p − p²)·Σ_{j=1}^{n} (w_j x_j)²", lambda v: (v.p - v.p**2) * total((v.w * v.x) ** 2)),
        wrong("wrong order: the square of a sum", r"p(1-p)\left(\sum_{i=1}^n w_i x_i\right)^2", lambda v: v.p * (1 - v.p) * total(v.w * v.x) ** 2),
        wrong("missing term: the mean", r"p\sum_{i=1}^n w_i^2 x_i^2", lambda v: v.p * total(v.w**2 * v.x**2)),
    )),
    Question("dropout/two-inputs-at-one-half", masked, lambda v: moments(0.5, 2, lambda mask: mask @ [v.w0 * v.x0, v.w1 * v.x1])[0], (
        right(r"\frac{w_0 x_0 + w_1 x_1}{2}", lambda v: (v.w0 * v.x0 + v.w1 * v.x1) / 2),
        wrong("wrong index", r"\frac{1}{2}(w_0 x_1 + w_1 x_0)", lambda v: (v.w0 * v.x1 + v.w1 * v.x0) / 2),
    )),
)  # fmt: skip


def schedule(rng: np.random.Generator, n: int) -> Point:
    """Schedules at t steps, with s steps from one drop to the next: q drops and r steps."""
    s, q = int(rng.integers(1, 6)), n
    r = int(rng.integers(0, s))
    alpha0, f, k = rng.uniform(0.1, 2), rng.uniform(0.1, 0.9), rng.uniform(0.1, 2)
    return Point(n=n, s=s, q=q, r=r, t=q * s + r, alpha0=alpha0, f=f, k=k, expo=lambda t, k=k: alpha0 * exp(-k * t),
                 hyper=lambda t, k=k: alpha0 / (1 + k * t), stair=lambda q: alpha0 * f**q)


def second_order(v: Point) -> float:
    """The difference of two schedules over k^2 for k = 1e-25, in 90 digits."""
    with mpmath.workdps(90):
        k, alpha0 = mpmath.mpf(10) ** -25, mpmath.mpf(v.alpha0)
        return float((alpha0 * mpmath.exp(-k * v.t) - alpha0 / (1 + k * v.t)) / k**2)


SCHEDULES = (
    Question("schedules/number-of-drops", schedule, lambda v: v.t // v.s, (
        right(r"q", lambda v: v.q),
        right(r"\frac{t-r}{s}", lambda v: (v.t - v.r) / v.s, open="not allowed: a name that stands in the assumptions only"),
        wrong("wrong function: the floor is lost", r"\frac{t}{s}", lambda v: v.t / v.s),
        wrong("off by one", r"q+1", lambda v: v.q + 1),
    ), sizes=FROM_ZERO),
    Question("schedules/step-decay", schedule, lambda v: v.stair(v.q + 1), (
        right(r"f \cdot \alpha_0 f^q", lambda v: v.f * v.alpha0 * v.f**v.q),
        wrong("off by one", r"\alpha_0 f^{q}", lambda v: v.alpha0 * v.f**v.q),
        wrong("wrong order: times for power", r"\alpha_0 f (q+1)", lambda v: v.alpha0 * v.f * (v.q + 1)),
    ), sizes=FROM_ZERO),
    Question("schedules/exponential-decay", schedule, lambda v: v.expo(v.t + 1), (
        right(r"e^{-k} \alpha_0 e^{-kt}", lambda v: exp(-v.k) * v.alpha0 * exp(-v.k * v.t)),
        right(r"\frac{\alpha_0}{e^{kt+k}}", lambda v: v.alpha0 / exp(v.k * v.t + v.k)),
        wrong("sign", r"e^{k} \alpha_0 e^{-kt}", lambda v: exp(v.k) * v.alpha0 * exp(-v.k * v.t)),
        wrong("wrong function: the logarithm of the factor", r"-k \alpha_0 e^{-kt}", lambda v: -v.k * v.alpha0 * exp(-v.k * v.t)),
    ), sizes=FROM_ZERO),
    Question("schedules/reciprocal-decay", schedule, lambda v: 1 / v.hyper(v.t + 1), (
        right(r"\frac{1 + k(t+1)}{\alpha_0}", lambda v: (1 + v.k * (v.t + 1)) / v.alpha0),
        right(r"\frac{1+kt}{\alpha_0} + \frac{k}{\alpha_0}", lambda v: (1 + v.k * v.t) / v.alpha0 + v.k / v.alpha0),
        wrong("lost factor", r"\frac{1+kt}{\alpha_0} + k", lambda v: (1 + v.k * v.t) / v.alpha0 + v.k),
    ), sizes=FROM_ZERO),
    Question("schedules/exponential-to-first-order", schedule, lambda v: slope(lambda k: v.expo(v.t, k), 0.0), (
        right(r"-\alpha_0 t", lambda v: -v.alpha0 * v.t),
        wrong("lost factor: of the chain rule", r"-\alpha_0", lambda v: -v.alpha0),
    ), sizes=FROM_ZERO),
    Question("schedules/they-part-at-second-order", schedule, second_order, (
        right(r"-\frac{\alpha_0 t^2}{2}", lambda v: -v.alpha0 * v.t**2 / 2),
        right(r"\frac{1}{2}\alpha_0 t^2 - \alpha_0 t^2", lambda v: v.alpha0 * v.t**2 / 2 - v.alpha0 * v.t**2),
        wrong("lost factor: 1/2", r"-\alpha_0 t^2", lambda v: -v.alpha0 * v.t**2),
        wrong("missing term", r"-\frac{3}{2}\alpha_0 t^2", lambda v: -3 / 2 * v.alpha0 * v.t**2),
    ), sizes=FROM_ZERO),
    Question("schedules/exponential-sum", schedule, lambda v: total(v.expo(np.arange(v.t))), (
        right(r"\alpha_0 \frac{1-e^{-kt}}{1-e^{-k}}", lambda v: v.alpha0 * (1 - exp(-v.k * v.t)) / (1 - exp(-v.k))),
        right(r"\frac{\alpha_0 (e^{-kt}-1)}{e^{-k}-1}", lambda v: v.alpha0 * (exp(-v.k * v.t) - 1) / (exp(-v.k) - 1)),
        right(r"\alpha_0 e^{k} \frac{1-e^{-kt}}{e^{k}-1}", lambda v: v.alpha0 * exp(v.k) * (1 - exp(-v.k * v.t)) / (exp(v.k) - 1)),
        right(r"\alpha_0 \frac{1-(e^{-k})^t}{1-e^{-k}}", lambda v: v.alpha0 * (1 - exp(-v.k) ** v.t) / (1 - exp(-v.k))),
        wrong("off by one", r"\alpha_0 \frac{1-e^{-k(t+1)}}{1-e^{-k}}", lambda v: v.alpha0 * (1 - exp(-v.k * (v.t + 1))) / (1 - exp(-v.k))),
        wrong("missing term: as over infinitely many steps", r"\frac{\alpha_0}{1-e^{-k}}", lambda v: v.alpha0 / (1 - exp(-v.k))),
        wrong("wrong function: an integral for the sum", r"\frac{\alpha_0}{k}(1-e^{-kt})", lambda v: v.alpha0 / v.k * (1 - exp(-v.k * v.t))),
    ), sizes=FROM_ZERO),
    Question("schedules/exponential-sum-converges", schedule, lambda v: total(v.expo(np.arange(600))), (
        right(r"\frac{\alpha_0}{1-e^{-k}}", lambda v: v.alpha0 / (1 - exp(-v.k))),
        right(r"\frac{\alpha_0 e^k}{e^k - 1}", lambda v: v.alpha0 * exp(v.k) / (exp(v.k) - 1)),
        wrong("sign", r"\frac{\alpha_0}{1+e^{-k}}", lambda v: v.alpha0 / (1 + exp(-v.k))),
    )),
    Question("schedules/step-decay-sum", schedule, lambda v: sum(v.stair(j) for j in range(v.q) for _ in range(v.s)), (
        right(r"s\alpha_0 \frac{1-f^q}{1-f}", lambda v: v.s * v.alpha0 * (1 - v.f**v.q) / (1 - v.f)),
        right(r"\frac{s\alpha_0}{1-f} - \frac{s\alpha_0 f^q}{1-f}", lambda v: v.s * v.alpha0 / (1 - v.f) - v.s * v.alpha0 * v.f**v.q / (1 - v.f)),
        wrong("lost factor", r"\alpha_0 \frac{1-f^q}{1-f}", lambda v: v.alpha0 * (1 - v.f**v.q) / (1 - v.f)),
        wrong("off by one", r"s\alpha_0 \frac{1-f^{q+1}}{1-f}", lambda v: v.s * v.alpha0 * (1 - v.f ** (v.q + 1)) / (1 - v.f)),
    ), sizes=FROM_ZERO),
    Question("schedules/squares-telescope", schedule, lambda v: sum(1 / ((1 + v.k * (i - 1)) * (1 + v.k * i)) for i in range(1, v.n + 1)), (
        right(r"\frac{n}{1+kn}", lambda v: v.n / (1 + v.k * v.n)),
        right(r"\frac{1}{k} - \frac{1}{k(1+kn)}", lambda v: 1 / v.k - 1 / (v.k * (1 + v.k * v.n))),
        wrong("off by one", r"\frac{n}{1+k(n+1)}", lambda v: v.n / (1 + v.k * (v.n + 1))),
        wrong("lost factor: 1/k", r"1 - \frac{1}{1+kn}", lambda v: 1 - 1 / (1 + v.k * v.n)),
    )),
)  # fmt: skip


def image(rng: np.random.Generator, q: int) -> Point:
    """An image on which a kernel has q + 1 positions, and r columns are left over. ``count`` tries every column."""
    while True:
        s, k, p = int(rng.integers(1, 5)), int(rng.integers(1, 6)), int(rng.integers(0, 4))
        r = int(rng.integers(0, s))
        W = q * s + r + k - 2 * p
        if W >= 1:
            return Point(W=W, k=k, p=p, s=s, q=q, r=r, count=sum(start + k <= W + 2 * p for start in range(0, W + 2 * p, s)))


def same(rng: np.random.Generator, q: int) -> Point:
    """A stride of one and an odd kernel with half of itself as the padding."""
    p, W = int(rng.integers(0, 5)), q + 1
    k = 2 * p + 1
    return Point(W=W, k=k, p=p, s=1, q=q, r=0, count=sum(start + k <= W + 2 * p for start in range(W + 2 * p)))


CONVOLUTION = (
    Question("convolution/size", image, lambda v: v.count, (
        right(r"q+1", lambda v: v.q + 1),
        right(r"\left\lfloor \frac{W-k+2p+s}{s} \right\rfloor", lambda v: (v.W - v.k + 2 * v.p + v.s) // v.s),
        right(r"\frac{W-k+2p-r}{s} + 1", lambda v: (v.W - v.k + 2 * v.p - v.r) / v.s + 1, open="not allowed: a name that stands in the assumptions only"),
        right(r"\left\lceil \frac{W-k+2p+1}{s} \right\rceil", lambda v: -(-(v.W - v.k + 2 * v.p + 1) // v.s), open="not proved: which integer a ceiling is"),
        wrong("wrong function: rounded up", r"\left\lceil \frac{W-k+2p}{s} \right\rceil + 1", lambda v: -(-(v.W - v.k + 2 * v.p) // v.s) + 1),
        wrong("off by one", r"\left\lfloor \frac{W-k+2p}{s} \right\rfloor", lambda v: (v.W - v.k + 2 * v.p) // v.s),
        wrong("wrong function: the floor is lost", r"\frac{W-k+2p}{s} + 1", lambda v: (v.W - v.k + 2 * v.p) / v.s + 1),
        wrong("lost factor: 2, padded on one side", r"\left\lfloor \frac{W-k+p}{s} \right\rfloor + 1", lambda v: (v.W - v.k + v.p) // v.s + 1),
        wrong("lost factor: the stride", r"W-k+2p+1", lambda v: v.W - v.k + 2 * v.p + 1),
    ), sizes=FROM_ZERO),
    Question("convolution/last-position", image, lambda v: v.count - 1, (
        right(r"q", lambda v: v.q),
        wrong("off by one", r"q - 1", lambda v: v.q - 1),
    ), sizes=FROM_ZERO),
    Question("convolution/same-size", same, lambda v: v.count, (
        right(r"W", lambda v: v.W),
        right(r"W + 2p - k + 1", lambda v: v.W + 2 * v.p - v.k + 1),
        wrong("missing term: the padding", r"W - k + 1", lambda v: v.W - v.k + 1),
    ), sizes=FROM_ZERO),
)  # fmt: skip


def matrix(rng: np.random.Generator, n: int) -> Point:
    """A matrix of n rows with real eigenvalues and eigenvectors that are well apart; its powers t and s by products."""
    V = np.eye(n) + 0.2 * rng.uniform(-1, 1, size=(n, n)) / n
    U, lam, t, s = np.linalg.inv(V), rng.uniform(-1.5, 1.5, size=n), int(rng.integers(0, 5)), int(rng.integers(0, 4))
    W = V @ np.diag(lam) @ U

    def power(t: int):
        P = np.eye(n)
        for _ in range(t):
            P = P @ W
        return P

    return Point(n=n, V=V, U=U, lam=lam, t=t, s=s, W=W, P=power(t), Ps=power(s), both=power(s + t))


MATRIX_POWER = (
    Question("matrix-power/eigenvectors", matrix, lambda v: v.W @ v.V, (
        right(r"\lambda_k V_{ik}", lambda v: v.V * v.lam),
        wrong("wrong index", r"\lambda_i V_{ik}", lambda v: v.lam[:, None] * v.V),
    )),
    Question("matrix-power/power", matrix, lambda v: v.P, (
        right(r"\sum_{l=1}^n \lambda_l^t V_{il} V^{-1}_{lj}", lambda v: np.einsum("l,il,lj->ij", v.lam**v.t, v.V, v.U)),
        wrong("lost power", r"\sum_{k=1}^n V_{ik} \lambda_k V^{-1}_{kj}", lambda v: (v.V * v.lam) @ v.U),
        wrong("wrong order: entry by entry", r"\sum_{k=1}^n V_{ik}^t \lambda_k^t V^{-1}_{kj}", lambda v: (v.V**v.t * v.lam**v.t) @ v.U),
    )),
    Question("matrix-power/power-of-an-eigenvector", matrix, lambda v: v.P @ v.V, (
        right(r"\lambda_k^t V_{ik}", lambda v: v.V * v.lam**v.t),
        wrong("extra power: of the vector", r"\lambda_k^t V_{ik}^t", lambda v: v.V**v.t * v.lam**v.t),
        wrong("wrong order: times for power", r"t \lambda_k V_{ik}", lambda v: v.t * v.V * v.lam),
    )),
    Question("matrix-power/trace", matrix, lambda v: np.trace(v.P), (
        right(r"\sum_{k=1}^n \lambda_k^t", lambda v: total(v.lam**v.t)),
        wrong("wrong order: the power of a sum", r"\left(\sum_{k=1}^n \lambda_k\right)^t", lambda v: total(v.lam) ** v.t),
    )),
    Question("matrix-power/powers-add", matrix, lambda v: v.Ps @ v.P, (
        right(r"\sum_{k=1}^n V_{ik} \lambda_k^{s+t} V^{-1}_{kj}", lambda v: (v.V * v.lam ** (v.s + v.t)) @ v.U),
        right(r"\sum_{l=1}^n P_{til} P_{slj}", lambda v: v.P @ v.Ps),
        wrong("wrong order: entry by entry", r"P_{sij} P_{tij}", lambda v: v.Ps * v.P),
    )),
)  # fmt: skip

QUESTIONS = (*DROPOUT, *SCHEDULES, *CONVOLUTION, *MATRIX_POWER)
