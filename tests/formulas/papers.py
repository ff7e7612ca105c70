r"""Formulas as authors of papers, lecture notes and answers write them, and how each must be read.

The trees were written by hand, from the conventions and from what the authors mean, before there was a reader: none
was copied from what it prints. ``names`` and ``indices`` are what ``declare`` is given; without them nothing is
declared, and the conventions decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

_NONE: Mapping[str, str] = MappingProxyType({})


class Formula(NamedTuple):
    """A formula, its tree as ``show`` writes it, and what is declared."""

    text: str
    tree: str
    names: tuple[str, ...] = ()
    indices: Mapping[str, str] = _NONE


class Refused(NamedTuple):
    """A text that cannot be read: where the caret must stand, and a pattern of the message."""

    text: str
    at: str
    says: str


class Noted(NamedTuple):
    """A text that some would read in another way: how it is read, and a pattern of the note."""

    text: str
    tree: str
    says: str


F = Formula

_T = {"t": "1.."}
_ADAM = (r"\theta_t", "m_t", "v_t", "g_t", r"\hat{m}_t", r"\hat{v}_t", r"\beta_1", r"\beta_2", r"\alpha", r"\epsilon")
_STEP = (r"m^t", r"v^t", r"g^t", r"\hat{m}^t", r"\hat{v}^t", r"w^t", r"\beta_1", r"\beta_2", r"\eta", r"\epsilon")
_BATCH = ("x_i", "y_i", r"\hat{x}_i", r"\mu_{\mathcal{B}}", r"\sigma_{\mathcal{B}}^2", r"\gamma", r"\beta",
          r"\epsilon", "m", "L")  # fmt: skip
_I = {"i": "1..m", "j": "1..m", "k": "1..m"}
_SOFTMAX = ("p_i", "z_j", "y_i", r"\delta_{ij}", "L", "n")
_C = {"i": "1..n", "j": "1..n", "k": "1..n"}

# --------------------------------------------------------------------------
# Descent: momentum, RMSprop, Adam and the rest

DESCENT = (
    F(r"\theta_{t+1} = \theta_t - \eta \nabla_\theta \mathcal{L}(\theta_t)",
      r"(eq \theta[(+ t 1)] (+ \theta[t] (- (* \eta (nabla (\mathcal{L} \theta[t]) \theta)))))"),
    F(r"\[ v_{t} = \gamma v_{t-1} + \eta \nabla_{\theta} J(\theta) \]",
      r"(eq v[t] (+ (* \gamma v[(+ t (- 1))]) (* \eta (nabla (J \theta) \theta))))"),
    F(r"$$\theta = \theta - v_t.$$",
      r"(eq \theta (+ \theta (- v[t])))"),
    F(r"v_t = \gamma v_{t-1} + \eta \nabla_\theta J( \theta - \gamma v_{t-1} )",
      r"(eq v[t] (+ (* \gamma v[(+ t (- 1))]) (* \eta (nabla (J (+ \theta (- (* \gamma v[(+ t (- 1))])))) \theta))))"),
    F(r"E[g^2]_t = 0.9 E[g^2]_{t-1} + 0.1 g^2_t",
      r"(eq (at (E (^ g 2)) [t]) (+ (* 9/10 (at (E (^ g 2)) [(+ t (- 1))])) (* 1/10 (^ g[t] 2))))"),
    F(r"\theta_{t+1} = \theta_{t} - \dfrac{\eta}{\sqrt{E[g^2]_t + \epsilon}} g_{t}",
      r"(eq \theta[(+ t 1)] (+ \theta[t] (- (* (/ \eta (sqrt (+ (at (E (^ g 2)) [t]) \epsilon))) g[t]))))"),
    F(r"\theta_{t+1, i} = \theta_{t, i} - \dfrac{\eta}{\sqrt{G_{t, ii} + \epsilon}} \cdot g_{t, i}",
      r"(eq \theta[(+ t 1),i] (+ \theta[t,i] (- (* (/ \eta (sqrt (+ G[t,i,i] \epsilon))) g[t,i]))))"),
    F(r"\Delta \theta_t = - \dfrac{RMS[\Delta \theta]_{t-1}}{RMS[g]_{t}} g_{t}",
      r"(eq \Delta\theta[t] (- (* (/ (at (RMS \Delta\theta) [(+ t (- 1))]) (at (RMS g) [t])) g[t])))",
      ("RMS(x)", r"\Delta\theta_t", "g_t"), _T),
    F(r"m_t \leftarrow \beta_1 \cdot m_{t-1} + (1-\beta_1) \cdot g_t",
      r"(assign m[t] (+ (* \beta_{1} m[(+ t (- 1))]) (* (+ 1 (- \beta_{1})) g[t])))"),
    F(r"v_t \leftarrow \beta_2 \cdot v_{t-1} + (1-\beta_2) \cdot g_t^2",
      r"(assign v[t] (+ (* \beta_{2} v[(+ t (- 1))]) (* (+ 1 (- \beta_{2})) (^ g[t] 2))))"),
    F(r"\widehat{m}_t \leftarrow m_t/(1-\beta_1^t)",
      r"(assign \hat{m}[t] (/ m[t] (+ 1 (- (^ \beta_{1} t)))))"),
    F(r"\theta_t \leftarrow \theta_{t-1} - \alpha\cdot\widehat{m}_t/(\sqrt{\widehat{v}_t}+\epsilon)",
      r"(assign \theta[t] (+ \theta[(+ t (- 1))] (- (/ (* \alpha \hat{m}[t]) (+ (sqrt \hat{v}[t]) \epsilon)))))"),
    F(r"m_0 = 0, \quad v_0 = 0, \quad m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t",
      r"(, (eq m[0] 0) (eq v[0] 0) (eq m[t] (+ (* \beta_{1} m[(+ t (- 1))]) (* (+ 1 (- \beta_{1})) g[t]))))",
      _ADAM, _T),
    F(r"m_t = (1 - \beta_1)\sum_{i=1}^{t}\beta_1^{t-i}\,g_i",
      r"(eq m[t] (* (+ 1 (- \beta_{1})) (sum (i 1 t) (* (^ \beta_{1} (+ t (- i))) g[i]))))",
      _ADAM, {"t": "1..", "i": "1..t"}),
    F(r"\mathbb{E}[v_t] = \mathbb{E}[g_t^2]\cdot(1-\beta_2^t) + \zeta",
      r"(eq (E v[t]) (+ (* (E (^ g[t] 2)) (+ 1 (- (^ \beta_{2} t)))) \zeta))"),
    F(r"\hat m^t = \frac{m^t}{1 - \beta_1^t}",
      r"(eq \hat{m}[;t] (/ m[;t] (+ 1 (- (^ \beta_{1} t)))))", _STEP, _T),
    F(r"w^{t+1} = w^{t} - \eta \, \hat m^t \big/ \big(\sqrt{\hat v^t} + \epsilon\big)",
      r"(eq w[;(+ t 1)] (+ w[;t] (- (/ (* \eta \hat{m}[;t]) (+ (sqrt \hat{v}[;t]) \epsilon)))))", _STEP, _T),
    F(r"v^{t} = \beta_2 v^{t-1} + (1-\beta_2)\,(g^{t})^{2}",
      r"(eq v[;t] (+ (* \beta_{2} v[;(+ t (- 1))]) (* (+ 1 (- \beta_{2})) (^ g[;t] 2))))", _STEP, _T),
    F(r"\theta_t = \theta_{t-1} - \eta_t\left(\frac{\alpha\,\hat m_t}{\sqrt{\hat v_t}+\epsilon} +"
      r" \lambda\theta_{t-1}\right)",
      r"(eq \theta[t] (+ \theta[(+ t (- 1))] (- (* \eta[t] (+ (/ (* \alpha \hat{m}[t]) (+ (sqrt \hat{v}[t]) \epsilon))"
      r" (* \lambda \theta[(+ t (- 1))]))))))"),
    F(r"u_t = \max(\beta_2 \cdot u_{t-1}, |g_t|)",
      r"(eq u[t] (max (* \beta_{2} u[(+ t (- 1))]) (abs g[t])))"),
    F(r"\hat{v}_t = \text{max}(\hat{v}_{t-1}, v_t)",
      r"(eq \hat{v}[t] (max \hat{v}[(+ t (- 1))] v[t]))"),
    F(r"\mathbf{v} := \mu\mathbf{v} - \varepsilon\,\mathbf{g};\quad \mathbf{w} := \mathbf{w} + \mathbf{v}",
      r"(, (assign \mathbf{v} (+ (* \mu \mathbf{v}) (- (* \varepsilon \mathbf{g}))))"
      r" (assign \mathbf{w} (+ \mathbf{w} \mathbf{v})))"),
    F(r"w \leftarrow w - \eta \left( \frac{\partial L}{\partial w} + \lambda w \right)",
      r"(assign w (+ w (- (* \eta (+ (partial L w) (* \lambda w))))))"),
    F(r"\mathbf{g} \leftarrow \min\left(1, \frac{\theta}{\|\mathbf{g}\|}\right) \mathbf{g}.",
      r"(assign \mathbf{g} (* (min 1 (/ \theta (norm \mathbf{g}))) \mathbf{g}))"),
    F(r"\hat{g} \leftarrow g \cdot \min(1, c/\lVert g \rVert_2)",
      r"(assign \hat{g} (* g (min 1 (/ c (norm g 2)))))"),
    F(r"\eta_t = \eta_{\min} + \tfrac{1}{2}(\eta_{\max} - \eta_{\min})\Bigl(1 +"
      r" \cos\Bigl(\frac{T_{cur}}{T_{\max}}\pi\Bigr)\Bigr)",
      r"(eq \eta[t] (+ \eta_{min} (* (/ 1 2) (+ \eta_{max} (- \eta_{min})) (+ 1 (cos (* (/ T_{cur} T_{max}) pi))))))"),
    F(r"\eta_t = \eta_0 \cdot \gamma^{\lfloor t/s \rfloor}",
      r"(eq \eta[t] (* \eta_{0} (^ \gamma (floor (/ t s)))))"),
    F(r"lr = d_{\text{model}}^{-0.5} \cdot \min\left({n}^{-0.5},\, n \cdot w^{-1.5}\right)",
      r"(eq lr (* (^ d_{model} (- 1/2)) (min (^ n (- 1/2)) (* n (^ w (- 3/2))))))",
      ("lr", r"d_{\text{model}}", "n", "w")),
    F(r"x_{k+1} = x_k - \left[\nabla^2 f(x_k)\right]^{-1} \nabla f(x_k)",
      r"(eq x[(+ k 1)] (+ x[k] (- (* (^ (nabla^2 (f x[k])) (- 1)) (nabla (f x[k]))))))"),
    F(r"\theta_{t}=\operatorname{sign}(c_t)",
      r"(eq \theta[t] (sign c[t]))"),
)  # fmt: skip

# --------------------------------------------------------------------------
# Normalisation and its gradients

NORMS = (
    F(r"\mu_{\mathcal B} \leftarrow \frac1m\sum_{i=1}^m x_i",
      r"(assign \mu_{\mathcal{B}} (* (/ 1 m) (sum (i 1 m) x[i])))", _BATCH, _I),
    F(r"\sigma_{\mathcal{B}}^2 = {1 \over m} \sum_{i=1}^m (x_i-\mu_{\mathcal{B}})^2",
      r"(eq \sigma_{\mathcal{B}}^{2} (* (/ 1 m) (sum (i 1 m) (^ (+ x[i] (- \mu_{\mathcal{B}})) 2))))", _BATCH, _I),
    F(r"\hat x_i = (x_i - \mu_{\mathcal B})(\sigma_{\mathcal B}^2 + \epsilon)^{-1/2}",
      r"(eq \hat{x}[i] (* (+ x[i] (- \mu_{\mathcal{B}})) (^ (+ \sigma_{\mathcal{B}}^{2} \epsilon) (- (/ 1 2)))))",
      _BATCH, _I),
    F(r"\frac{\partial L}{\partial \sigma_{\mathcal B}^2} = -\frac12\sum_{i=1}^m\frac{\partial L}{\partial\hat x_i}"
      r"(x_i-\mu_{\mathcal B})(\sigma_{\mathcal B}^2+\epsilon)^{-3/2}",
      r"(eq (partial L \sigma_{\mathcal{B}}^{2}) (- (* (/ 1 2) (sum (i 1 m) (* (partial L \hat{x}[i])"
      r" (+ x[i] (- \mu_{\mathcal{B}})) (^ (+ \sigma_{\mathcal{B}}^{2} \epsilon) (- (/ 3 2))))))))",
      _BATCH, _I),
    F(r"\frac{\partial L}{\partial \mu_{\mathcal{B}}} = \sum_{i=1}^{m} \frac{\partial L}{\partial \hat{x}_i} \cdot"
      r" \frac{-1}{\sqrt{\sigma_{\mathcal{B}}^2 + \epsilon}}",
      r"(eq (partial L \mu_{\mathcal{B}}) (sum (i 1 m) (* (partial L \hat{x}[i])"
      r" (/ (- 1) (sqrt (+ \sigma_{\mathcal{B}}^{2} \epsilon))))))",
      _BATCH, _I),
    F(r"\frac{\partial L}{\partial x_i} = \frac{\gamma}{m\sqrt{\sigma_{\mathcal B}^2+\epsilon}}"
      r"\left(m\frac{\partial L}{\partial y_i} - \sum_{j=1}^m\frac{\partial L}{\partial y_j}"
      r" - \hat x_i\sum_{j=1}^m\frac{\partial L}{\partial y_j}\hat x_j\right)",
      r"(eq (partial L x[i]) (* (/ \gamma (* m (sqrt (+ \sigma_{\mathcal{B}}^{2} \epsilon))))"
      r" (+ (* m (partial L y[i])) (- (sum (j 1 m) (partial L y[j])))"
      r" (- (* \hat{x}[i] (sum (j 1 m) (* (partial L y[j]) \hat{x}[j])))))))",
      _BATCH, _I),
    F(r"\frac{\partial \hat{x}_i}{\partial x_j} = \frac{1}{\sigma}\Bigl(\delta_{ij} - \frac{1}{m}"
      r" - \frac{\hat{x}_i \hat{x}_j}{m}\Bigr)",
      r"(eq (partial \hat{x}[i] x[j]) (* (/ 1 \sigma) (+ \delta[i,j] (- (/ 1 m)) (- (/ (* \hat{x}[i] \hat{x}[j])"
      r" m)))))"),
    F(r"y = \frac{x - \mathrm{E}[x]}{\sqrt{\mathrm{Var}[x] + \epsilon}} * \gamma + \beta",
      r"(eq y (+ (* (/ (+ x (- (E x))) (sqrt (+ (Var x) \epsilon))) \gamma) \beta))"),
    F(r"\mu^{l} = \frac{1}{H}\sum_{i=1}^{H}a_i^{l}",
      r"(eq \mu[;l] (* (/ 1 H) (sum (i 1 H) a[i;l])))", (r"\mu^l", "a_i^l", "H"), {"l": "1..", "i": "1..H"}),
    F(r"\sigma^{l} = \sqrt{\frac{1}{H}\sum_{i=1}^{H}\left(a_{i}^{l}-\mu^{l}\right)^2}",
      r"(eq \sigma[;l] (sqrt (* (/ 1 H) (sum (i 1 H) (^ (+ a[i;l] (- \mu[;l])) 2)))))",
      (r"\mu^l", r"\sigma^l", "a_i^l", "H"), {"l": "1..", "i": "1..H"}),
    F(r"\bar a_i = \frac{a_i}{\text{RMS}(\mathbf a)} g_i, \quad \text{where}~\text{RMS}(\mathbf a) ="
      r" \sqrt{\frac1n\sum_{i=1}^n a_i^2}",
      r"(, (eq \bar{a}[i] (* (/ a[i] (RMS \mathbf{a})) g[i]))"
      r" (eq (RMS \mathbf{a}) (sqrt (* (/ 1 n) (sum (i 1 n) (^ a[i] 2))))))"),
    F(r"\mu_{nc} = \frac{1}{HW}\sum_{h=1}^{H}\sum_{w=1}^{W}x_{nchw}",
      r"(eq \mu[n,c] (* (/ 1 (* H W)) (sum (h 1 H) (sum (w 1 W) x[n,c,h,w]))))",
      (r"\mu_{nc}", "x_{nchw}", "H", "W"), {"n": "1..N", "c": "1..C", "h": "1..H", "w": "1..W"}),
    F(r"\mathbf{w} = \frac{g}{\|\mathbf{v}\|}\,\mathbf{v}",
      r"(eq \mathbf{w} (* (/ g (norm \mathbf{v})) \mathbf{v}))"),
    F(r"W_{SN} = W/\sigma_{\max}",
      r"(eq W_{SN} (/ W \sigma_{max}))", ("W_{SN}", "W", r"\sigma_{\max}")),
    F(r"\mathrm{LN}(\mathbf x) = \boldsymbol\gamma \odot \frac{\mathbf x - \mu}{\sigma} + \boldsymbol\beta",
      r"(eq (LN \mathbf{x}) (+ (odot \mathbf{\gamma} (/ (+ \mathbf{x} (- \mu)) \sigma)) \mathbf{\beta}))"),
)  # fmt: skip

# --------------------------------------------------------------------------
# Softmax, cross entropy and other losses

LOSSES = (
    F(r"p_i = \frac{e^{z_i}}{\sum_{j=1}^n e^{z_j}}",
      r"(eq p[i] (/ (^ e z[i]) (sum (j 1 n) (^ e z[j]))))", _SOFTMAX, _C),
    F(r"\frac{\partial p_i}{\partial z_j} = p_i(\delta_{ij} - p_j)",
      r"(eq (partial p[i] z[j]) (* p[i] (+ \delta[i,j] (- p[j]))))", _SOFTMAX, _C),
    F(r"\frac{\partial p_i}{\partial z_j} = \begin{cases} p_i(1-p_j) & \text{if } i = j \\ -p_j p_i & \text{if }"
      r" i\neq j \end{cases}",
      r"(eq (partial p[i] z[j]) (cases ((* p[i] (+ 1 (- p[j]))) (eq i j)) ((- (* p[j] p[i])) (ne i j))))",
      _SOFTMAX, _C),
    F(r"\begin{aligned} \frac{\partial L}{\partial z_i} &= -\sum_k y_k \frac{\partial \log p_k}{\partial z_i} \\"
      r" &= -\sum_k y_k \frac{1}{p_k}\frac{\partial p_k}{\partial z_i} \\"
      r" &= -y_i(1-p_i) + \sum_{k\neq i} y_k p_i \\ &= p_i - y_i \end{aligned}",
      r"(chain (partial L z[i]) eq (- (sum (k) (* y[k] (partial (log p[k]) z[i]))))"
      r" eq (- (sum (k) (* y[k] (/ 1 p[k]) (partial p[k] z[i]))))"
      r" eq (+ (- (* y[i] (+ 1 (- p[i])))) (sum (k | (ne k i)) (* y[k] p[i]))) eq (+ p[i] (- y[i])))",
      _SOFTMAX, _C),
    F(r"\operatorname{softmax}(\mathbf{z})_i = \frac{\exp(z_i)}{\sum\nolimits_{j} \exp(z_j)}",
      r"(eq (at (softmax \mathbf{z}) [i]) (/ (exp z[i]) (sum (j) (exp z[j]))))"),
    F(r"\frac{\partial \mathbf{s}}{\partial \mathbf{z}} = \operatorname{diag}(\mathbf{s}) - \mathbf{s}\mathbf{s}^\top",
      r"(eq (partial \mathbf{s} \mathbf{z}) (+ (diag \mathbf{s}) (- (* \mathbf{s} (transpose \mathbf{s})))))"),
    F(r"\text{LSE}(x_1,\dots,x_n) = x^* + \log\left(\exp(x_1-x^*) + \cdots + \exp(x_n-x^*)\right)",
      r"(eq (LSE x_{1} ... x[n]) (+ x^{*} (log (+ (exp (+ x_{1} (- x^{*}))) ... (exp (+ x[n] (- x^{*})))))))"),
    F(r"\log\sum_{i=1}^n e^{x_i} = c + \log\sum_{i=1}^n e^{x_i - c}",
      r"(eq (log (sum (i 1 n) (^ e x[i]))) (+ c (log (sum (i 1 n) (^ e (+ x[i] (- c)))))))"),
    F(r"\mathcal{L} = -\sum_{c=1}^{M} y_{o,c}\log(p_{o,c})",
      r"(eq \mathcal{L} (- (sum (c 1 M) (* y[o,c] (log p[o,c])))))",
      (r"\mathcal{L}", "y_{o,c}", "p_{o,c}", "M"), {"o": "1..N", "c": "1..M"}),
    F(r"\mathcal{L}_{\mathrm{BCE}} = -\bigl[y\log\hat y + (1-y)\log(1-\hat y)\bigr]",
      r"(eq \mathcal{L}_{BCE} (- (+ (* y (log \hat{y})) (* (+ 1 (- y)) (log (+ 1 (- \hat{y})))))))"),
    F(r"J(\theta) = -\frac{1}{m}\sum_{i=1}^m\left[y^{(i)}\log h_\theta(x^{(i)}) +"
      r" (1-y^{(i)})\log\left(1-h_\theta(x^{(i)})\right)\right]",
      r"(eq (J \theta) (- (* (/ 1 m) (sum (i 1 m) (+ (* y[;i] (log (h_{\theta} x[;i])))"
      r" (* (+ 1 (- y[;i])) (log (+ 1 (- (h_{\theta} x[;i]))))))))))"),
    F(r"\frac{\partial}{\partial\theta_j}J(\theta) ="
      r" \frac1m\sum_{i=1}^m\left(h_\theta(x^{(i)})-y^{(i)}\right)x_j^{(i)}",
      r"(eq (partial (J \theta) \theta[j]) (* (/ 1 m) (sum (i 1 m) (* (+ (h_{\theta} x[;i]) (- y[;i])) x[j;i]))))"),
    F(r"\mathrm{FL}(p_t) = -\alpha_t (1 - p_t)^\gamma \log(p_t).",
      r"(eq (FL p[t]) (- (* \alpha[t] (^ (+ 1 (- p[t])) \gamma) (log p[t]))))"),
    F(r"p_{\mathrm{t}} = \begin{cases} p & \text{if } y = 1 \\ 1 - p & \text{otherwise,} \end{cases}",
      r"(eq p_{t} (cases (p (eq y 1)) ((+ 1 (- p)) _)))"),
    F(r"y_k^{\mathrm{LS}} = y_k(1-\alpha) + \alpha/K",
      r"(eq y^{LS}[k] (+ (* y[k] (+ 1 (- \alpha))) (/ \alpha K)))"),
    F(r"L_\delta(a) = \begin{cases} \frac12 a^2 & \text{for } |a|\le\delta, \\"
      r" \delta\cdot\left(|a|-\frac12\delta\right), & \text{otherwise.}\end{cases}",
      r"(eq (L_{\delta} a) (cases ((* (/ 1 2) (^ a 2)) (le (abs a) \delta))"
      r" ((* \delta (+ (abs a) (- (* (/ 1 2) \delta)))) _)))"),
    F(r"\ell(y) = \max(0, 1 - t\cdot y)",
      r"(eq (\ell y) (max 0 (+ 1 (- (* t y)))))"),
    F(r"L_i = \sum_{j\neq y_i} \max(0, s_j - s_{y_i} + \Delta)",
      r"(eq L[i] (sum (j | (ne j y[i])) (max 0 (+ s[j] (- s[y[i]]) \Delta))))",
      ("L_i", "s_j", "y_i", r"\Delta"), {"i": "1..N", "j": "1..C"}),
    F(r"\min_{\mathbf w, b}\; \frac12\lVert\mathbf w\rVert^2",
      r"(min (\mathbf{w}) (b) (* (/ 1 2) (^ (norm \mathbf{w}) 2)))"),
    F(r"y_i(\mathbf{w}^T\mathbf{x}_i + b) \geq 1 - \xi_i",
      r"(ge (* y[i] (+ (* (transpose \mathbf{w}) \mathbf{x}[i]) b)) (+ 1 (- \xi[i])))"),
    F(r"\mathcal{L}(A,P,N)=\max\left(\|f(A)-f(P)\|_2^2-\|f(A)-f(N)\|_2^2+\alpha,\,0\right)",
      r"(eq (\mathcal{L} A P N) (max (+ (^ (norm (+ (f A) (- (f P))) 2) 2)"
      r" (- (^ (norm (+ (f A) (- (f N))) 2) 2)) \alpha) 0))"),
    F(r"\ell_{i,j} = -\log\frac{\exp(\mathrm{sim}(z_i,z_j)/\tau)}{\sum_{k=1}^{2N}\mathbb{1}_{[k\neq"
      r" i]}\exp(\mathrm{sim}(z_i,z_k)/\tau)}",
      r"(eq \ell[i,j] (- (log (/ (exp (/ (sim z[i] z[j]) \tau))"
      r" (sum (k 1 (* 2 N)) (* (indicator (ne k i)) (exp (/ (sim z[i] z[k]) \tau))))))))"),
    F(r"\mathcal{L}_{q} = -\log \frac{\exp(q\cdot k_{+}/\tau)}{\sum_{i=0}^{K}\exp(q\cdot k_i/\tau)}",
      r"(eq \mathcal{L}_{q} (- (log (/ (exp (/ (* q k_{+}) \tau)) (sum (i 0 K) (exp (/ (* q k[i]) \tau)))))))"),
    F(r"\text{MSE} = \frac{1}{n}\sum_{i=1}^{n}\left(Y_i-\hat{Y_i}\right)^2",
      r"(eq MSE (* (/ 1 n) (sum (i 1 n) (^ (+ Y[i] (- \hat{Y}[i])) 2))))"),
    F(r"\mathrm{Dice} = \frac{2|X\cap Y|}{|X|+|Y|}",
      r"(eq Dice (/ (* 2 (abs (cap X Y))) (+ (abs X) (abs Y))))"),
    F(r"\cos\theta = \frac{\mathbf a\cdot\mathbf b}{\|\mathbf a\|\,\|\mathbf b\|}",
      r"(eq (cos \theta) (/ (* \mathbf{a} \mathbf{b}) (* (norm \mathbf{a}) (norm \mathbf{b}))))"),
    F(r"\log(1+e^{-y f(x)})",
      r"(log (+ 1 (^ e (- (* y (f x))))))"),
    F(r"\mathrm{PPL}(X) = \exp\left\{-\frac{1}{t}\sum_{i}^{t}\log p_\theta(x_i\mid x_{<i})\right\}",
      r"(eq (PPL X) (exp (- (* (/ 1 t) (sum (i _ t) (log (p_{\theta} (given x[i] x[(lt _ i)]))))))))"),
)  # fmt: skip

# --------------------------------------------------------------------------
# Activations and their derivatives

ACTIVATIONS = (
    F(r"\sigma(x) = \frac{1}{1 + e^{-x}}",
      r"(eq (\sigma x) (/ 1 (+ 1 (^ e (- x)))))", (r"\sigma(x)", "x")),
    F(r"\sigma'(x) = \sigma(x)\,(1-\sigma(x))",
      r"(eq (\sigma' x) (* (\sigma x) (+ 1 (- (\sigma x)))))", (r"\sigma(x)", "x")),
    F(r"\frac{d\sigma(x)}{dx} = \sigma(x)\bigl(1 - \sigma(x)\bigr)",
      r"(eq (d (\sigma x) x) (* (\sigma x) (+ 1 (- (\sigma x)))))", (r"\sigma(x)", "x")),
    F(r"\frac{d}{dx}\tanh(x) = 1 - \tanh^2(x)",
      r"(eq (d (tanh x) x) (+ 1 (- (^ (tanh x) 2))))"),
    F(r"\tanh x = \frac{e^x - e^{-x}}{e^x + e^{-x}} = 2\,\mathrm{sigmoid}(2x) - 1",
      r"(chain (tanh x) eq (/ (+ (^ e x) (- (^ e (- x)))) (+ (^ e x) (^ e (- x))))"
      r" eq (+ (* 2 (sigmoid (* 2 x))) (- 1)))"),
    F(r"\mathrm{ReLU}(x) = \max(0, x)",
      r"(eq (relu x) (max 0 x))"),
    F(r"f'(x) = \begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{if } x \le 0 \end{cases}",
      r"(eq (f' x) (cases (1 (gt x 0)) (0 (le x 0))))"),
    F(r"f(x) = \left\{\begin{array}{ll} x & x \geq 0 \\ \alpha\left(e^{x}-1\right) & x < 0 \end{array}\right.",
      r"(eq (f x) (cases (x (ge x 0)) ((* \alpha (+ (^ e x) (- 1))) (lt x 0))))", ("f(x)", "x", r"\alpha")),
    F(r"\text{GELU}(x) = x\,\Phi(x) = x \cdot \frac{1}{2}\left[1 + \operatorname{erf}(x/\sqrt{2})\right]",
      r"(chain (GELU x) eq (* x (\Phi x)) eq (* x (/ 1 2) (+ 1 (erf (/ x (sqrt 2))))))"),
    F(r"0.5x\cdot\left(1+\tanh\left[\sqrt{2/\pi}\cdot\left(x+0.044715x^3\right)\right]\right)",
      r"(* 1/2 x (+ 1 (tanh (* (sqrt (/ 2 pi)) (+ x (* 8943/200000 (^ x 3)))))))"),
    F(r"\text{swish}(x) = x \cdot \text{sigmoid}(\beta x) = \frac{x}{1+e^{-\beta x}}",
      r"(chain (swish x) eq (* x (sigmoid (* \beta x))) eq (/ x (+ 1 (^ e (- (* \beta x))))))"),
    F(r"f'(x) = \beta f(x) + \sigma(\beta x)\cdot(1 - \beta f(x))",
      r"(eq (f' x) (+ (* \beta (f x)) (* (\sigma (* \beta x)) (+ 1 (- (* \beta (f x)))))))",
      ("f(x)", r"\sigma(x)", r"\beta", "x")),
    F(r"\mathrm{softplus}(x) = \ln(1 + e^{x}), \qquad \frac{d}{dx}\mathrm{softplus}(x) = \frac{1}{1+e^{-x}}",
      r"(, (eq (softplus x) (log (+ 1 (^ e x)))) (eq (d (softplus x) x) (/ 1 (+ 1 (^ e (- x))))))"),
    F(r"\mathrm{Mish}(x) = x\cdot\tanh(\mathrm{softplus}(x))",
      r"(eq (Mish x) (* x (tanh (softplus x))))"),
    F(r"\operatorname{SwiGLU}(x, W, V) = \operatorname{Swish}_1(xW) \otimes xV",
      r"(eq (SwiGLU x W V) (otimes (Swish_{1} (* x W)) (* x V)))"),
    F(r"\text{Hardswish}(x) = x\,\frac{\min(\max(x + 3, 0), 6)}{6}",
      r"(eq (Hardswish x) (* x (/ (min (max (+ x 3) 0) 6) 6)))"),
    F(r"\log^2 x + \sin^2\theta",
      r"(+ (^ (log x) 2) (^ (sin \theta) 2))"),
)  # fmt: skip

# --------------------------------------------------------------------------
# Networks: backpropagation, recurrent nets, convolutions

_NET = (r"\delta^{(l)}", r"\mathbf{W}^{(l)}", r"\mathbf{a}^{(l)}", r"\mathbf{z}^{(l)}", r"\mathbf{b}^{(l)}",
        r"\sigma(x)", "L")  # fmt: skip
_LAYER = {"l": "1..L"}
_LSTM = ("f_t", "i_t", "o_t", "C_t", r"\tilde{C}_t", "h_t", "x_t", "W_f", "W_i", "W_o", "W_C", "U_f", "b_f", "b_i",
         "b_o", "b_C", r"\sigma(x)")  # fmt: skip
_TIME = {"t": "1..T"}

NETWORKS = (
    F(r"\delta^{(l)} ="
      r" \left(\left(\mathbf{W}^{(l+1)}\right)^{\top}\delta^{(l+1)}\right)\odot\sigma'\left(\mathbf{z}^{(l)}\right)",
      r"(eq \delta[;l] (odot (* (transpose \mathbf{W}[;(+ l 1)]) \delta[;(+ l 1)]) (\sigma' \mathbf{z}[;l])))",
      _NET, _LAYER),
    F(r"\frac{\partial C}{\partial \mathbf{W}^{(l)}} = \delta^{(l)}\left(\mathbf{a}^{(l-1)}\right)^{T}",
      r"(eq (partial C \mathbf{W}[;l]) (* \delta[;l] (transpose \mathbf{a}[;(+ l (- 1))])))", (*_NET, "C"), _LAYER),
    F(r"\delta^L = \nabla_a C \odot \sigma'(z^L)",
      r"(eq \delta[;L] (odot (nabla C a) (\sigma' z[;L])))",
      (r"\delta^l", "z^l", "C", "a", "L", r"\sigma(x)"), _LAYER),
    F(r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j",
      r"(eq (partial C w[j,k;l]) (* a[k;(+ l (- 1))] \delta[j;l]))",
      ("C", "w^l_{jk}", "a^l_k", r"\delta^l_j"), {"l": "1..L", "j": "1..n", "k": "1..n"}),
    F(r"a^{[l]} = g^{[l]}\!\left(W^{[l]} a^{[l-1]} + b^{[l]}\right)",
      r"(eq a[;l] (g[;l] (+ (* W[;l] a[;(+ l (- 1))]) b[;l])))",
      ("a^{(l)}", "g^{(l)}(z)", "W^{(l)}", "b^{(l)}"), _LAYER),
    F(r"\mathbf{z}^{(l)} = \mathbf{W}^{(l)}\mathbf{a}^{(l-1)} + \mathbf{b}^{(l)},\qquad \mathbf{a}^{(l)} ="
      r" \sigma\bigl(\mathbf{z}^{(l)}\bigr)",
      r"(, (eq \mathbf{z}[;l] (+ (* \mathbf{W}[;l] \mathbf{a}[;(+ l (- 1))]) \mathbf{b}[;l]))"
      r" (eq \mathbf{a}[;l] (\sigma \mathbf{z}[;l])))", _NET, _LAYER),
    F(r"\frac{\partial L}{\partial w_{ij}^{(l)}} = \frac{\partial L}{\partial z_j^{(l)}}\, a_i^{(l-1)}",
      r"(eq (partial L w[i,j;l]) (* (partial L z[j;l]) a[i;(+ l (- 1))]))"),
    F(r"\Delta w_{ij} = \eta\,\delta_j\,x_i",
      r"(eq \Delta w[i,j] (* \eta \delta[j] x[i]))"),
    F(r"\frac{\partial E}{\partial w_{ij}} = \frac{\partial E}{\partial o_j}\frac{\partial o_j}{\partial \text{net}_j}"
      r"\frac{\partial \text{net}_j}{\partial w_{ij}}",
      r"(eq (partial E w[i,j]) (* (partial E o[j]) (partial o[j] net[j]) (partial net[j] w[i,j])))"),
    F(r"h_t = \tanh(W_{hh} h_{t-1} + W_{xh} x_t + b_h)",
      r"(eq h[t] (tanh (+ (* W_{hh} h[(+ t (- 1))]) (* W_{xh} x[t]) b_{h})))"),
    F(r"\frac{\partial L_t}{\partial W} = \sum_{k=1}^{t}\frac{\partial L_t}{\partial h_t}"
      r"\left(\prod_{j=k+1}^{t}\frac{\partial h_j}{\partial h_{j-1}}\right)\frac{\partial h_k}{\partial W}",
      r"(eq (partial L[t] W) (sum (k 1 t) (* (partial L[t] h[t])"
      r" (prod (j (+ k 1) t) (partial h[j] h[(+ j (- 1))])) (partial h[k] W))))"),
    F(r"\left\|\prod_{j=k+1}^t \frac{\partial h_j}{\partial h_{j-1}}\right\| \le (\gamma_W\gamma_\phi)^{t-k}",
      r"(le (norm (prod (j (+ k 1) t) (partial h[j] h[(+ j (- 1))]))) (^ (* \gamma_{W} \gamma_{\phi}) (+ t (- k))))"),
    F(r"f_t = \sigma\left(W_f \cdot [h_{t-1}, x_t] + b_f\right)",
      r"(eq f[t] (\sigma (+ (* W_{f} (list h[(+ t (- 1))] x[t])) b_{f})))", _LSTM, _TIME),
    F(r"\begin{align*} i_t &= \sigma(W_i \cdot [h_{t-1}, x_t] + b_i) \\ \tilde{C}_t &= \tanh(W_C \cdot [h_{t-1},"
      r" x_t] + b_C) \end{align*}",
      r"(, (eq i[t] (\sigma (+ (* W_{i} (list h[(+ t (- 1))] x[t])) b_{i})))"
      r" (eq \tilde{C}[t] (tanh (+ (* W_{C} (list h[(+ t (- 1))] x[t])) b_{C}))))", _LSTM, _TIME),
    F(r"C_t = f_t * C_{t-1} + i_t * \tilde{C}_t",
      r"(eq C[t] (+ (* f[t] C[(+ t (- 1))]) (* i[t] \tilde{C}[t])))", _LSTM, _TIME),
    F(r"$h_t = o_t \circ \tanh(C_t)$",
      r"(eq h[t] (circ o[t] (tanh C[t])))", _LSTM, _TIME),
    F(r"h_t = (1 - z_t) \odot h_{t-1} + z_t \odot \tilde h_t",
      r"(eq h[t] (+ (odot (+ 1 (- z[t])) h[(+ t (- 1))]) (odot z[t] \tilde{h}[t])))"),
    F(r"\tilde{h}_t = \tanh\left(W x_t + U (r_t \odot h_{t-1})\right)",
      r"(eq \tilde{h}[t] (tanh (+ (* W x[t]) (* U (odot r[t] h[(+ t (- 1))])))))",
      (r"\tilde{h}_t", "W", "x_t", "U", "r_t", "h_t"), _TIME),
    F(r"S(i,j) = \sum_m \sum_n I(m,n)K(i-m,j-n).",
      r"(eq (S i j) (sum (m) (sum (n) (* (I m n) (K (+ i (- m)) (+ j (- n)))))))"),
    F(r"y_{i,j} = \sum_{u=0}^{k-1}\sum_{v=0}^{k-1} w_{u,v}\, x_{i+u,\,j+v} + b",
      r"(eq y[i,j] (+ (sum (u 0 (+ k (- 1))) (sum (v 0 (+ k (- 1))) (* w[u,v] x[(+ i u),(+ j v)]))) b))"),
    F(r"o = \left\lfloor \frac{i + 2p - k}{s} \right\rfloor + 1",
      r"(eq o (+ (floor (/ (+ i (* 2 p) (- k)) s)) 1))"),
    F(r"o = s(i-1) + k - 2p",
      r"(eq o (+ (* s (+ i (- 1))) k (- (* 2 p))))", ("o", "s", "i", "k", "p")),
    F(r"r_l = r_{l-1} + (k_l - 1)\prod_{i=1}^{l-1}s_i",
      r"(eq r[l] (+ r[(+ l (- 1))] (* (+ k[l] (- 1)) (prod (i 1 (+ l (- 1))) s[i]))))"),
    F(r"H_{out} = \left\lfloor\frac{H_{in} + 2\times p - d\times(k - 1) - 1}{s} + 1\right\rfloor",
      r"(eq H_{out} (floor (+ (/ (+ H_{in} (* 2 p) (- (* d (+ k (- 1)))) (- 1)) s) 1)))",
      ("H_{out}", "H_{in}", "p", "d", "k", "s")),
    F(r"\mathbf{y} = \mathcal{F}(\mathbf{x}, \{W_i\}) + \mathbf{x}",
      r"(eq \mathbf{y} (+ (\mathcal{F} \mathbf{x} (set W[i])) \mathbf{x}))"),
    F(r"\tilde{\mathbf h} = \frac{\mathbf m\odot\mathbf h}{1-p},\quad m_j\sim\mathrm{Bernoulli}(1-p)",
      r"(, (eq \tilde{\mathbf{h}} (/ (odot \mathbf{m} \mathbf{h}) (+ 1 (- p)))) (sim m[j] (Bernoulli (+ 1 (- p)))))"),
    F(r"\mathrm{Var}(W_{ij}) = \frac{2}{n_{\text{in}} + n_{\text{out}}}",
      r"(eq (Var W[i,j]) (/ 2 (+ n_{in} n_{out})))"),
    F(r"W \sim \mathcal{U}\left(-\sqrt{\frac{6}{n_{\mathrm{in}}}},\ \sqrt{\frac{6}{n_{\mathrm{in}}}}\right)",
      r"(sim W (\mathcal{U} (- (sqrt (/ 6 n_{in}))) (sqrt (/ 6 n_{in}))))"),
    F(r"\operatorname{Var}[y_L] = \operatorname{Var}[y_1]\cdot\left(\prod_{l=2}^{L}\frac12"
      r" n_l\operatorname{Var}[w_l]\right)",
      r"(eq (Var y_{L}) (* (Var y_{1}) (prod (l 2 L) (* (/ 1 2) n[l] (Var w[l])))))"),
    F(r"\mathbf{h}_v^{(k)} = \sigma\left(\mathbf{W}^{(k)} \sum_{u\in\mathcal{N}(v)}"
      r" \frac{\mathbf{h}_u^{(k-1)}}{|\mathcal{N}(v)|} + \mathbf{B}^{(k)}\mathbf{h}_v^{(k-1)}\right)",
      r"(eq \mathbf{h}[v;k] (\sigma (+ (* \mathbf{W}[;k] (sum (u | (in u (\mathcal{N} v)))"
      r" (/ \mathbf{h}[u;(+ k (- 1))] (abs (\mathcal{N} v))))) (* \mathbf{B}[;k] \mathbf{h}[v;(+ k (- 1))]))))",
      (r"\mathbf{h}_v^{(k)}", r"\mathbf{W}^{(k)}", r"\mathbf{B}^{(k)}", r"\mathcal{N}(v)", r"\sigma(x)"),
      {"v": "1..n", "u": "1..n", "k": "1.."}),
    F(r"H^{(l+1)} = \sigma\left(\tilde{D}^{-\frac{1}{2}} \tilde{A} \tilde{D}^{-\frac{1}{2}} H^{(l)} W^{(l)}\right)",
      r"(eq H[;(+ l 1)] (sigmoid (* (^ \tilde{D} (- (/ 1 2))) \tilde{A} (^ \tilde{D} (- (/ 1 2))) H[;l] W[;l])))"),
    F(r"\alpha_{ij} = \frac{\exp\left(\text{LeakyReLU}\left(\vec{\mathbf{a}}^T[\mathbf{W}\vec{h}_i \,\|\,"
      r" \mathbf{W}\vec{h}_j]\right)\right)}"
      r"{\sum_{k\in\mathcal{N}_i}\exp(s_{ik})}",
      r"(eq \alpha[i,j] (/ (exp (LeakyReLU (* (transpose \vec{\mathbf{a}}) (parallel (* \mathbf{W} \vec{h}[i])"
      r" (* \mathbf{W} \vec{h}[j]))))) (sum (k | (in k \mathcal{N}[i])) (exp s[i,k]))))"),
    F(r"L = I - D^{-1/2} A D^{-1/2}",
      r"(eq L (+ I (- (* (^ D (- (/ 1 2))) A (^ D (- (/ 1 2)))))))"),
)  # fmt: skip

# --------------------------------------------------------------------------
# Attention and language models

_HEAD = ("Q", "K", "V", "d_k")

ATTENTION = (
    F(r"\mathrm{Attention}(Q, K, V) = \mathrm{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right)V",
      r"(eq (Attention Q K V) (* (softmax (/ (* Q (transpose K)) (sqrt d_{k}))) V))",
      _HEAD, {"i": "1..h"}),
    F(r"\mathrm{Attention}(Q,K,V)=\mathrm{softmax}\Big(\frac{QK^\top}{\sqrt{d}}\Big)V",
      r"(eq (Attention Q K V) (* (softmax (/ (* Q (transpose K)) (sqrt d))) V))"),
    F(r"\mathrm{head_i} = \mathrm{Attention}(QW^Q_i, KW^K_i, VW^V_i)",
      r"(eq head[i] (Attention (* Q W^{Q}[i]) (* K W^{K}[i]) (* V W^{V}[i])))",
      (r"\mathrm{head}_i", "Q", "K", "V", "W^Q_i", "W^K_i", "W^V_i"), {"i": "1..h"}),
    F(r"\mathrm{MultiHead}(Q, K, V) = \mathrm{Concat}(\mathrm{head_1}, ..., \mathrm{head_h})W^O",
      r"(eq (MultiHead Q K V) (* (Concat head[1] ... head[h]) W^{O}))",
      (r"\mathrm{head}_i", "Q", "K", "V", "W^O"), {"i": "1..h"}),
    F(r"\mathrm{FFN}(x)=\max(0, xW_1 + b_1) W_2 + b_2",
      r"(eq (FFN x) (+ (* (max 0 (+ (* x W_{1}) b_{1})) W_{2}) b_{2}))"),
    F(r"PE_{(pos,2i)} = \sin(pos / 10000^{2i/d_{\text{model}}})",
      r"(eq PE[pos,(* 2 i)] (sin (/ pos (^ 10000 (/ (* 2 i) d_{model})))))",
      ("PE_{p,i}", "pos", r"d_{\text{model}}"), {"p": "0..", "i": "0.."}),
    F(r"e_{ij} = a(s_{i-1}, h_j)",
      r"(eq e[i,j] (a s[(+ i (- 1))] h[j]))"),
    F(r"\alpha_{ij} = \frac{\exp(e_{ij})}{\sum_{k=1}^{T_x} \exp(e_{ik})}",
      r"(eq \alpha[i,j] (/ (exp e[i,j]) (sum (k 1 T_{x}) (exp e[i,k]))))"),
    F(r"\operatorname{score}(\mathbf h_t,\bar{\mathbf h}_s) = \mathbf v_a^\top\tanh\left(\mathbf W_a[\mathbf"
      r" h_t;\bar{\mathbf h}_s]\right)",
      r"(eq (score \mathbf{h}[t] \bar{\mathbf{h}}[s]) (* (transpose \mathbf{v}_{a})"
      r" (tanh (* \mathbf{W}_{a} (list \mathbf{h}[t] \bar{\mathbf{h}}[s])))))"),
    F(r"\mathbf{c}_i = \sum_{j=1}^{n}\alpha_{ij}\mathbf{h}_j",
      r"(eq \mathbf{c}[i] (sum (j 1 n) (* \alpha[i,j] \mathbf{h}[j])))"),
    F(r"\text{softmax}\left(\frac{QK^\top}{\sqrt{d_{\text{head}}}} + M\right)V",
      r"(* (softmax (+ (/ (* Q (transpose K)) (sqrt d_{head})) M)) V)"),
    F(r"V'_i = \frac{\sum_{j=1}^{N} \phi(Q_i)^T \phi(K_j) V_j}{\sum_{j=1}^{N} \phi(Q_i)^T \phi(K_j)}",
      r"(eq V'[i] (/ (sum (j 1 N) (* (transpose (\phi Q[i])) (\phi K[j]) V[j]))"
      r" (sum (j 1 N) (* (transpose (\phi Q[i])) (\phi K[j])))))",
      ("V'_i", "V_i", "Q_i", "K_j", r"\phi(x)"), {"i": "1..N", "j": "1..N"}),
    F(r"h = W_0 x + \Delta W x = W_0 x + BAx",
      r"(chain h eq (+ (* W_{0} x) (* \Delta W x)) eq (+ (* W_{0} x) (* B A x)))"),
    F(r"P(w_O|w_I) = \frac{\exp\left({v'_{w_O}}^\top v_{w_I}\right)}{\sum_{w=1}^W\exp\left({v'_w}^\top v_{w_I}\right)}",
      r"(eq (P (given w_{O} w_{I})) (/ (exp (* (transpose v'[w_{O}]) v[w_{I}]))"
      r" (sum (w 1 W) (exp (* (transpose v'[w]) v[w_{I}])))))",
      ("P(x)", "w_O", "w_I", "v'_w", "v_w"), {"w": "1..W"}),
    F(r"\log\sigma\left({v'_{w_O}}^\top v_{w_I}\right) + \sum_{i=1}^k\mathbb{E}_{w_i\sim"
      r" P_n(w)}\left[\log\sigma\left(-{v'_{w_i}}^\top v_{w_I}\right)\right]",
      r"(+ (log (\sigma (* (transpose v'[w_{O}]) v[w_{I}]))) (sum (i 1 k) (E[(sim w[i] (P_{n} w))]"
      r" (log (\sigma (- (* (transpose v'[w[i]]) v[w_{I}])))))))",
      ("w_i", "w_O", "w_I", "v'_i", "v_i", "P_n(w)", r"\sigma(x)", "k"), {"i": "1..k"}),
    F(r"J = \sum_{i,j=1}^{V} f(X_{ij})\left(w_i^\top\tilde w_j + b_i + \tilde b_j - \log X_{ij}\right)^2",
      r"(eq J (sum (i 1 V) (j 1 V) (* (f X[i,j]) (^ (+ (* (transpose w[i]) \tilde{w}[j]) b[i] \tilde{b}[j]"
      r" (- (log X[i,j]))) 2))))"),
    F(r"\mathrm{PPL} = 2^{-\frac{1}{N}\sum_{i=1}^{N}\log_2 p(w_i \mid w_1,\ldots,w_{i-1})}",
      r"(eq PPL (^ 2 (- (* (/ 1 N) (sum (i 1 N) (log (p (given w[i] (, w_{1} ... w[(+ i (- 1))]))) 2))))))"),
    F(r"p(\mathbf{y}\mid\mathbf{x}) = \prod_{t=1}^{T} p(y_t\mid y_{<t},\mathbf{x})",
      r"(eq (p (given \mathbf{y} \mathbf{x})) (prod (t 1 T) (p (given y[t] (, y[(lt _ t)] \mathbf{x})))))"),
    F(r"s(Y,X) = \log(P(Y|X))/lp(Y) + cp(X;Y)",
      r"(eq (s Y X) (+ (/ (log (P (given Y X))) (lp Y)) (cp X Y)))",
      ("s(Y, X)", "P(Y)", "lp(Y)", "cp(X, Y)", "X", "Y")),
    F(r"lp(Y) = \frac{(5+|Y|)^\alpha}{(5+1)^\alpha}",
      r"(eq (lp Y) (/ (^ (+ 5 (abs Y)) \alpha) (^ (+ 5 1) \alpha)))", ("lp(Y)", "Y", r"\alpha")),
    F(r"\text{BLEU} = \min\left(1, e^{1-r/c}\right)\cdot\exp\left(\sum_{n=1}^{N}w_n\log p_n\right)",
      r"(eq BLEU (* (min 1 (^ e (+ 1 (- (/ r c))))) (exp (sum (n 1 N) (* w[n] (log p[n]))))))"),
    F(r"p_i = \frac{\exp(z_i/T)}{\sum_j\exp(z_j/T)}",
      r"(eq p[i] (/ (exp (/ z[i] T)) (sum (j) (exp (/ z[j] T)))))"),
    F(r"\theta_i = 10000^{-2(i-1)/d},\; i \in [1, 2, \ldots, d/2]",
      r"(, (eq \theta[i] (^ 10000 (- (/ (* 2 (+ i (- 1))) d)))) (in i (list 1 2 ... (/ d 2))))"),
    F(r"\mathcal{L}_{\text{DPO}} = -\log\sigma\left(\beta\log\frac{\pi_\theta(y_w|x)}{\pi_{\text{ref}}(y_w|x)}\right)",
      r"(eq \mathcal{L}_{DPO} (- (log (\sigma (* \beta (log (/ (\pi_{\theta} (given y_{w} x))"
      r" (\pi_{ref} (given y_{w} x)))))))))",
      (r"\mathcal{L}_{\text{DPO}}", r"\sigma(x)", r"\pi_\theta(y)", r"\pi_{\text{ref}}(y)", "y_w", "x", r"\beta")),
)  # fmt: skip

# --------------------------------------------------------------------------
# Models of probability: variational, adversarial, diffusion, flows

_DIFFUSION = ("x_t", r"\beta_t", r"\alpha_t", r"\bar{\alpha}_t", r"\tilde{\beta}_t", r"\tilde{\mu}_t(x, y)",
              r"\sigma_t",
      r"\epsilon", r"\epsilon_\theta(x, t)", r"\mu_\theta(x, t)", "q(x)", r"p_\theta(x)", r"\mathcal{N}(x)",
              r"\mathbf{I}", "z")  # fmt: skip
_NOISE = {"t": "0..T", "s": "1..T"}

GENERATIVE = (
    F(r"\log p_\theta(x) \geq \mathbb{E}_{q_\phi(z|x)}\left[\log p_\theta(x|z)\right] - D_{KL}\left(q_\phi(z|x)"
      r" \,\|\, p(z)\right)",
      r"(ge (log (p_{\theta} x)) (+ (E[(q_{\phi} (given z x))] (log (p_{\theta} (given x z))))"
      r" (- (D_{KL} (parallel (q_{\phi} (given z x)) (p z))))))"),
    F(r"\mathcal{L}(\theta,\phi;\mathbf{x}^{(i)}) = -D_{KL}(q_\phi(\mathbf{z}|\mathbf{x}^{(i)})||p_\theta(\mathbf{z}))"
      r" + \frac{1}{L}\sum_{l=1}^L \log p_\theta(\mathbf{x}^{(i)}|\mathbf{z}^{(i,l)})",
      r"(eq (\mathcal{L} \theta \phi \mathbf{x}[;i]) (+ (- (D_{KL} (parallel (q_{\phi} (given \mathbf{z}"
      r" \mathbf{x}[;i]))"
      r" (p_{\theta} \mathbf{z})))) (* (/ 1 L) (sum (l 1 L) (log (p_{\theta} (given \mathbf{x}[;i]"
      r" \mathbf{z}[;i,l])))))))"),
    F(r"-D_{KL} = \frac12\sum_{j=1}^J\left(1 + \log((\sigma_j)^2) - (\mu_j)^2 - (\sigma_j)^2\right)",
      r"(eq (- D_{KL}) (* (/ 1 2) (sum (j 1 J) (+ 1 (log (^ \sigma[j] 2)) (- (^ \mu[j] 2)) (- (^ \sigma[j] 2))))))"),
    F(r"z = \mu + \sigma \odot \epsilon, \quad \epsilon \sim \mathcal{N}(0, I)",
      r"(, (eq z (+ \mu (odot \sigma \epsilon))) (sim \epsilon (\mathcal{N} 0 I)))"),
    F(r"\log p(x) = \log\int p(x,z)\,dz \ge \int q(z)\log\frac{p(x,z)}{q(z)}\,\mathrm{d}z",
      r"(chain (log (p x)) eq (log (int (z) (p x z))) ge (int (z) (* (q z) (log (/ (p x z) (q z))))))"),
    F(r"\min_G \max_D V(D, G) = \mathbb{E}_{x\sim p_{data}(x)}[\log D(x)] + \mathbb{E}_{z\sim"
      r" p_z(z)}[\log(1-D(G(z)))].",
      r"(eq (min (G) (max (D) (V D G))) (+ (E[(sim x (p_{data} x))] (log (D x)))"
      r" (E[(sim z (p_{z} z))] (log (+ 1 (- (D (G z))))))))"),
    F(r"D^*_G(\boldsymbol{x}) = \frac{p_{data}(\boldsymbol{x})}{p_{data}(\boldsymbol{x})+p_g(\boldsymbol{x})}",
      r"(eq (D_{G}^{*} \mathbf{x}) (/ (p_{data} \mathbf{x}) (+ (p_{data} \mathbf{x}) (p_{g} \mathbf{x}))))",
      ("D^*_G(x)", "p_{data}(x)", "p_g(x)", r"\boldsymbol{x}")),
    F(r"L = \underset{\tilde{\boldsymbol{x}} \sim \mathbb{P}_g}{\mathbb{E}}\left[D(\tilde{\boldsymbol{x}})\right]"
      r" + \lambda \underset{\hat{\boldsymbol{x}}}{\mathbb{E}}\left[(\|\nabla_{\hat{\boldsymbol{x}}}"
      r" D(\hat{\boldsymbol{x}})\|_2 - 1)^2\right]",
      r"(eq L (+ (E[(sim \tilde{\mathbf{x}} \mathbb{P}_{g})] (D \tilde{\mathbf{x}}))"
      r" (* \lambda (E[\hat{\mathbf{x}}] (^ (+ (norm (nabla (D \hat{\mathbf{x}}) \hat{\mathbf{x}}) 2) (- 1)) 2)))))"),
    F(r"\mathrm{JSD}(P\,\|\,Q) = \tfrac12 D_{\mathrm{KL}}(P\,\|\,M) + \tfrac12 D_{\mathrm{KL}}(Q\,\|\,M)",
      r"(eq (JSD (parallel P Q)) (+ (* (/ 1 2) (D_{KL} (parallel P M))) (* (/ 1 2) (D_{KL} (parallel Q M)))))"),
    F(r"q(\mathbf{x}_t \vert \mathbf{x}_{t-1}) = \mathcal{N}(\mathbf{x}_t; \sqrt{1 - \beta_t} \mathbf{x}_{t-1},"
      r" \beta_t\mathbf{I})",
      r"(eq (q (given \mathbf{x}[t] \mathbf{x}[(+ t (- 1))])) (\mathcal{N} \mathbf{x}[t]"
      r" (* (sqrt (+ 1 (- \beta[t]))) \mathbf{x}[(+ t (- 1))]) (* \beta[t] \mathbf{I})))"),
    F(r"q(x_{1:T}|x_0) = \prod_{t=1}^T q(x_t|x_{t-1})",
      r"(eq (q (given x[(.. 1 T)] x[0])) (prod (t 1 T) (q (given x[t] x[(+ t (- 1))]))))", _DIFFUSION, _NOISE),
    F(r"x_t = \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1-\bar\alpha_t}\,\epsilon",
      r"(eq x[t] (+ (* (sqrt \bar{\alpha}[t]) x[0]) (* (sqrt (+ 1 (- \bar{\alpha}[t]))) \epsilon)))",
      _DIFFUSION, _NOISE),
    F(r"\alpha_t := 1 - \beta_t, \quad \bar{\alpha}_t := \textstyle\prod_{s=1}^{t} \alpha_s",
      r"(, (assign \alpha[t] (+ 1 (- \beta[t]))) (assign \bar{\alpha}[t] (prod (s 1 t) \alpha[s])))"),
    F(r"\tilde\mu_t(x_t, x_0) := \frac{\sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t}x_0 +"
      r" \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t",
      r"(assign (\tilde{\mu}[t] x[t] x[0]) (+ (* (/ (* (sqrt \bar{\alpha}[(+ t (- 1))]) \beta[t])"
      r" (+ 1 (- \bar{\alpha}[t]))) x[0]) (* (/ (* (sqrt \alpha[t]) (+ 1 (- \bar{\alpha}[(+ t (- 1))])))"
      r" (+ 1 (- \bar{\alpha}[t]))) x[t])))",
      _DIFFUSION, _NOISE),
    F(r"L_{\mathrm{simple}}(\theta) := \mathbb{E}_{t, x_0, \epsilon}\Big[\big\|\epsilon -"
      r" \epsilon_\theta(\sqrt{\bar\alpha_t}x_0 + \sqrt{1-\bar\alpha_t}\epsilon, t)\big\|^2\Big]",
      r"(assign (L_{simple} \theta) (E[t,x[0],\epsilon] (^ (norm (+ \epsilon (- (\epsilon_{\theta}"
      r" (+ (* (sqrt \bar{\alpha}[t]) x[0]) (* (sqrt (+ 1 (- \bar{\alpha}[t]))) \epsilon)) t)))) 2)))",
      (*_DIFFUSION, r"L_{\mathrm{simple}}(\theta)"), _NOISE),
    F(r"x_{t-1} = \frac{1}{\sqrt{\alpha_t}}\left(x_t -"
      r" \frac{1-\alpha_t}{\sqrt{1-\bar\alpha_t}}\epsilon_\theta(x_t,t)\right) + \sigma_t z",
      r"(eq x[(+ t (- 1))] (+ (* (/ 1 (sqrt \alpha[t])) (+ x[t] (- (* (/ (+ 1 (- \alpha[t]))"
      r" (sqrt (+ 1 (- \bar{\alpha}[t])))) (\epsilon_{\theta} x[t] t))))) (* \sigma[t] z)))", _DIFFUSION, _NOISE),
    F(r"\tilde\beta_t = {1-\bar\alpha_{t-1} \over 1-\bar\alpha_t}\cdot\beta_t",
      r"(eq \tilde{\beta}[t] (* (/ (+ 1 (- \bar{\alpha}[(+ t (- 1))])) (+ 1 (- \bar{\alpha}[t]))) \beta[t]))",
      _DIFFUSION, _NOISE),
    F(r"\nabla_{x_t}\log q(x_t) = -\frac{\epsilon_\theta(x_t, t)}{\sqrt{1-\bar\alpha_t}}",
      r"(eq (nabla (log (q x[t])) x[t]) (- (/ (\epsilon_{\theta} x[t] t) (sqrt (+ 1 (- \bar{\alpha}[t]))))))",
      _DIFFUSION, _NOISE),
    F(r"\tilde\epsilon = (1+w)\,\epsilon_\theta(x_t, t) - w\,\epsilon_\theta(x_t, 0)",
      r"(eq \tilde{\epsilon} (+ (* (+ 1 w) (\epsilon_{\theta} x[t] t)) (- (* w (\epsilon_{\theta} x[t] 0)))))",
      (*_DIFFUSION, "w", r"\tilde{\epsilon}"), _NOISE),
    F(r"\frac12\mathbb{E}_{p(x)}\left[\lVert s_\theta(x) - \nabla_x\log p(x)\rVert_2^2\right]",
      r"(* (/ 1 2) (E[(p x)] (^ (norm (+ (s_{\theta} x) (- (nabla (log (p x)) x))) 2) 2)))",
      (r"s_\theta(x)", "p(x)")),
    F(r"x_{k+1} = x_k + \frac{\epsilon}{2}\nabla_x\log p(x_k) + \sqrt{\epsilon}\,z_k",
      r"(eq x[(+ k 1)] (+ x[k] (* (/ \epsilon 2) (nabla (log (p x[k])) x)) (* (sqrt \epsilon) z[k])))"),
    F(r"\log p_X(x) = \log p_Z(f(x)) + \log\left|\det\frac{\partial f(x)}{\partial x}\right|",
      r"(eq (log (p_{X} x)) (+ (log (p_{Z} (f x))) (log (abs (det (partial (f x) x))))))"),
    F(r"\log q_K(z_K) = \log q_0(z_0) - \sum_{k=1}^K \ln\left|1 + u_k^\top\psi_k(z_{k-1})\right|",
      r"(eq (log (q_{K} z_{K})) (+ (log (q_{0} z_{0})) (- (sum (k 1 K) (log (abs (+ 1"
      r" (* (transpose u[k]) (\psi[k] z[(+ k (- 1))])))))))))"),
    F(r"y = x\cdot\exp(s) + t, \qquad x = (y - t)\odot\exp(-s)",
      r"(, (eq y (+ (* x (exp s)) t)) (eq x (odot (+ y (- t)) (exp (- s)))))"),
    F(r"\frac{d\mathbf{h}(t)}{dt} = f(\mathbf{h}(t), t, \theta)",
      r"(eq (d (\mathbf{h} t) t) (f (\mathbf{h} t) t \theta))", (r"\mathbf{h}(t)", r"f(h, t, \theta)", "t", r"\theta")),
    F(r"v_t(x) = \frac{x_1 - (1-\sigma)x}{1 - (1-\sigma)t}",
      r"(eq (v[t] x) (/ (+ x_{1} (- (* (+ 1 (- \sigma)) x))) (+ 1 (- (* (+ 1 (- \sigma)) t)))))",
      ("v_t(x)", "x", "x_1", r"\sigma"), {"t": "0..1"}),
    F(r"E(v,h) = -\sum_i a_i v_i - \sum_j b_j h_j - \sum_{i,j} v_i w_{ij} h_j",
      r"(eq (E v h) (+ (- (sum (i) (* a[i] v[i]))) (- (sum (j) (* b[j] h[j])))"
      r" (- (sum (i) (j) (* v[i] w[i,j] h[j])))))"),
    F(r"p(v) = \frac{1}{Z}\sum_h e^{-E(v,h)}",
      r"(eq (p v) (* (/ 1 Z) (sum (h) (^ e (- (E v h))))))", ("p(v)", "Z", "E(v, h)", "v"), {"h": "1..n"}),
    F(r"L_{VQ} = \|\mathrm{sg}[z_e(x)] - e\|_2^2 + \beta\|z_e(x) - \mathrm{sg}[e]\|_2^2",
      r"(eq L_{VQ} (+ (^ (norm (+ (sg (z_{e} x)) (- e)) 2) 2) (* \beta (^ (norm (+ (z_{e} x) (- (sg e))) 2) 2))))",
      ("L_{VQ}", "z_e(x)", r"\beta", "e", r"\mathrm{sg}(x)")),
)  # fmt: skip

# --------------------------------------------------------------------------
# Reinforcement learning

_POLICY = (r"V^\pi(s)", r"Q^\pi(s, a)", r"\pi(a)", r"\gamma", "R(s, a)", "p(s)", "s", "a")

REINFORCEMENT = (
    F(r"G_t = \sum_{k=0}^{\infty} \gamma^k R_{t+k+1}",
      r"(eq G[t] (sum (k 0 infinity) (* (^ \gamma k) R[(+ t k 1)])))"),
    F(r"V^\pi(s) = \sum_a \pi(a|s) \sum_{s'} p(s'|s,a)\left[R(s,a) + \gamma V^\pi(s')\right]",
      r"(eq (V^{\pi} s) (sum (a) (* (\pi (given a s)) (sum (s') (* (p (given s' (, s a)))"
      r" (+ (R s a) (* \gamma (V^{\pi} s'))))))))", _POLICY),
    F(r"Q^*(s,a) = \mathbb{E}\left[r + \gamma\max_{a'} Q^*(s',a')\right]",
      r"(eq (Q^{*} s a) (E (+ r (* \gamma (max (a') (Q^{*} s' a'))))))"),
    F(r"v_\pi(s) \doteq \mathbb{E}_\pi[G_t \mid S_t = s]",
      r"(define (v_{\pi} s) (E[\pi] (given G[t] (eq S[t] s))))",
      (r"v_\pi(s)", r"\pi(a)", "G_t", "S_t", "s"), {"t": "0.."}),
    F(r"V(s_t) \leftarrow V(s_t) + \alpha\left[r_{t+1} + \gamma V(s_{t+1}) - V(s_t)\right]",
      r"(assign (V s[t]) (+ (V s[t]) (* \alpha (+ r[(+ t 1)] (* \gamma (V s[(+ t 1)])) (- (V s[t]))))))",
      ("r_t", "s_t", "V(s)", r"\gamma", r"\alpha"), _TIME),
    F(r"Q(s,a) \gets (1-\alpha)\,Q(s,a) + \alpha\,\bigl(r + \gamma\max_{a'}Q(s',a')\bigr)",
      r"(assign (Q s a) (+ (* (+ 1 (- \alpha)) (Q s a)) (* \alpha (+ r (* \gamma (max (a') (Q s' a')))))))"),
    F(r"\pi^*(s) = \operatorname*{arg\,max}_{a\in\mathcal{A}} Q^*(s,a)",
      r"(eq (\pi^{*} s) (argmax (a | (in a \mathcal{A})) (Q^{*} s a)))"),
    F(r"\nabla_\theta J(\theta) ="
      r" \mathbb{E}_{\tau\sim\pi_\theta}\left[\sum_{t=0}^{T}\nabla_\theta\log\pi_\theta(a_t|s_t)\cdot\hat A_t\right]",
      r"(eq (nabla (J \theta) \theta) (E[(sim \tau \pi_{\theta})] (sum (t 0 T)"
      r" (* (nabla (log (\pi_{\theta} (given a[t] s[t]))) \theta) \hat{A}[t]))))"),
    F(r"r_t(\theta) = \frac{\pi_\theta(a_t|s_t)}{\pi_{\theta_{\text{old}}}(a_t|s_t)}",
      r"(eq (r[t] \theta) (/ (\pi_{\theta} (given a[t] s[t])) (\pi_{\theta_{old}} (given a[t] s[t]))))",
      (r"r_t(\theta)", r"\pi_\theta(a)", r"\pi_{\theta_{\text{old}}}(a)", "a_t", "s_t", r"\theta"), _TIME),
    F(r"L^{CLIP}(\theta) = \hat{\mathbb{E}}_t\left[\min\left(r_t(\theta)\hat A_t,\ \operatorname{clip}(r_t(\theta),"
      r" 1-\epsilon, 1+\epsilon)\hat A_t\right)\right]",
      r"(eq (L^{CLIP} \theta) (\hat{\mathbb{E}}[t] (min (* (r[t] \theta) \hat{A}[t])"
      r" (* (clip (r[t] \theta) (+ 1 (- \epsilon)) (+ 1 \epsilon)) \hat{A}[t]))))",
      (r"L^{CLIP}(\theta)", r"\hat{\mathbb{E}}_t(x)", r"r_t(\theta)", r"\hat{A}_t", r"\epsilon", r"\theta"), _TIME),
    F(r"\delta_t = r_t + \gamma V(s_{t+1}) - V(s_t)",
      r"(eq \delta[t] (+ r[t] (* \gamma (V s[(+ t 1)])) (- (V s[t]))))"),
    F(r"\hat A_t = \delta_t + (\gamma\lambda)\delta_{t+1} + \cdots + (\gamma\lambda)^{T-t+1}\delta_{T-1}",
      r"(eq \hat{A}[t] (+ \delta[t] (* (* \gamma \lambda) \delta[(+ t 1)]) ..."
      r" (* (^ (* \gamma \lambda) (+ T (- t) 1)) \delta[(+ T (- 1))])))",
      (r"\hat{A}_t", r"\delta_t", r"\gamma", r"\lambda"), _TIME),
    F(r"\theta' \leftarrow \tau\theta + (1-\tau)\theta'",
      r"(assign \theta' (+ (* \tau \theta) (* (+ 1 (- \tau)) \theta')))"),
    F(r"\pi(a|s) = \frac{e^{Q(s,a)/\tau}}{\sum_{b} e^{Q(s,b)/\tau}}",
      r"(eq (\pi (given a s)) (/ (^ e (/ (Q s a) \tau)) (sum (b) (^ e (/ (Q s b) \tau)))))"),
    F(r"A_i = \frac{r_i - \operatorname{mean}(\{r_1, r_2, \ldots, r_G\})}{\operatorname{std}(\{r_1, r_2, \ldots,"
      r" r_G\})}",
      r"(eq A[i] (/ (+ r[i] (- (mean (set r_{1} r_{2} ... r_{G})))) (std (set r_{1} r_{2} ... r_{G}))))"),
    F(r"a_t = \arg\max_a\left(Q_t(a) + c\sqrt{\frac{\ln t}{N_t(a)}}\right)",
      r"(eq a[t] (argmax (a) (+ (Q[t] a) (* c (sqrt (/ (log t) (N[t] a)))))))",
      ("a_t", "Q_t(a)", "N_t(a)", "c"), _TIME),
)  # fmt: skip

# --------------------------------------------------------------------------
# Regression, kernels, densities, information, bounds

CLASSIC = (
    F(r"\hat{\boldsymbol\beta} = (\mathbf{X}^T\mathbf{X})^{-1}\mathbf{X}^T\mathbf{y}",
      r"(eq \hat{\mathbf{\beta}} (* (^ (* (transpose \mathbf{X}) \mathbf{X}) (- 1)) (transpose \mathbf{X})"
      r" \mathbf{y}))"),
    F(r"\hat{w}_{\text{ridge}} = (X^\top X + \lambda I)^{-1}X^\top y",
      r"(eq \hat{w}_{ridge} (* (^ (+ (* (transpose X) X) (* \lambda I)) (- 1)) (transpose X) y))"),
    F(r"\arg\min_{w\in\mathbb{R}^d}\left\{\frac{1}{2n}\|Xw-y\|_2^2 + \lambda\|w\|_1\right\}",
      r"(argmin (w | (in w (^ \mathbb{R} d))) (+ (* (/ 1 (* 2 n)) (^ (norm (+ (* X w) (- y)) 2) 2)) (* \lambda (norm"
      r" w 1))))"),
    F(r"\theta^{*} = \underset{\theta}{\operatorname{argmax}}\ \prod_{i=1}^n p(x_i;\theta)",
      r"(eq \theta^{*} (argmax (\theta) (prod (i 1 n) (p x[i] \theta))))"),
    F(r"\nabla_w\|Xw-y\|^2 = 2X^\top(Xw-y)",
      r"(eq (nabla (^ (norm (+ (* X w) (- y))) 2) w) (* 2 (transpose X) (+ (* X w) (- y))))", ("X", "w", "y")),
    F(r"\mathbf{x}_0^\top\mathbf{w} + b = \sum_{j=1}^{d}w_jx_j + b",
      r"(eq (+ (* (transpose \mathbf{x}_{0}) \mathbf{w}) b) (+ (sum (j 1 d) (* w[j] x[j])) b))"),
    F(r"p(y=1\mid x) = \sigma(w^\top x)",
      r"(eq (p (given (eq y 1) x)) (sigmoid (* (transpose w) x)))"),
    F(r"P(Y=k\mid X=x) = \frac{e^{\beta_k\cdot x}}{1+\sum_{l=1}^{K-1}e^{\beta_l\cdot x}}",
      r"(eq (P (given (eq Y k) (eq X x))) (/ (^ e (* \beta[k] x)) (+ 1 (sum (l 1 (+ K (- 1))) (^ e (* \beta[l]"
      r" x))))))"),
    F(r"p(x) = \frac{1}{\sqrt{2\pi\sigma^2}}\exp\left(-\frac{(x-\mu)^2}{2\sigma^2}\right)",
      r"(eq (p x) (* (/ 1 (sqrt (* 2 pi (^ \sigma 2)))) (exp (- (/ (^ (+ x (- \mu)) 2) (* 2 (^ \sigma 2)))))))"),
    F(r"\mathcal{N}(\mathbf{x};\boldsymbol\mu,\Sigma) ="
      r" (2\pi)^{-d/2}|\Sigma|^{-1/2}e^{-\frac12(\mathbf{x}-\boldsymbol\mu)^\top\Sigma^{-1}(\mathbf{x}-"
      r"\boldsymbol\mu)}",
      r"(eq (\mathcal{N} \mathbf{x} \mathbf{\mu} \Sigma) (* (^ (* 2 pi) (- (/ d 2))) (^ (abs \Sigma) (- (/ 1 2)))"
      r" (^ e (- (* (/ 1 2) (transpose (+ \mathbf{x} (- \mathbf{\mu}))) (^ \Sigma (- 1)) (+ \mathbf{x} (-"
      r" \mathbf{\mu})))))))"),
    F(r"\hat\Sigma = \frac{1}{n-1}\sum_{i=1}^n(\mathbf x_i-\bar{\mathbf x})(\mathbf x_i-\bar{\mathbf x})^T",
      r"(eq \hat{\Sigma} (* (/ 1 (+ n (- 1))) (sum (i 1 n) (* (+ \mathbf{x}[i] (- \bar{\mathbf{x}}))"
      r" (transpose (+ \mathbf{x}[i] (- \bar{\mathbf{x}})))))))"),
    F(r"D_{KL}(P\|Q) = \sum_{x\in\mathcal{X}}P(x)\log\left(\frac{P(x)}{Q(x)}\right)",
      r"(eq (D_{KL} (parallel P Q)) (sum (x | (in x \mathcal{X})) (* (P x) (log (/ (P x) (Q x))))))"),
    F(r"H(X) = -\sum_{x}p(x)\log p(x) \leq \log|\mathcal{X}|",
      r"(chain (H X) eq (- (sum (x) (* (p x) (log (p x))))) le (log (abs \mathcal{X})))"),
    F(r"I(X;Y) = H(X) - H(X|Y)",
      r"(eq (I X Y) (+ (H X) (- (H (given X Y)))))"),
    F(r"H(p,q) = H(p) + D_{\mathrm{KL}}(p\Vert q)",
      r"(eq (H p q) (+ (H p) (D_{KL} (parallel p q))))"),
    F(r"\mathrm{KL}\left(\mathcal{N}(\mu,\sigma^2)\,\middle\|\,\mathcal{N}(0,1)\right) ="
      r" \frac{\sigma^2+\mu^2-1}{2}-\ln\sigma",
      r"(eq (KL (parallel (\mathcal{N} \mu (^ \sigma 2)) (\mathcal{N} 0 1))) (+ (/ (+ (^ \sigma 2) (^ \mu 2) (- 1)) 2)"
      r" (- (log \sigma))))"),
    F(r"\gamma(z_{nk}) ="
      r" \frac{\pi_k\,\mathcal{N}(\mathbf{x}_n|\boldsymbol\mu_k,\boldsymbol\Sigma_k)}{\sum_{j=1}^{K}\pi_j\,"
      r"\mathcal{N}(\mathbf{x}_n|\boldsymbol\mu_j,\boldsymbol\Sigma_j)}",
      r"(eq (\gamma z[n,k]) (/ (* \pi[k] (\mathcal{N} (given \mathbf{x}[n] (, \mathbf{\mu}[k] \mathbf{\Sigma}[k]))))"
      r" (sum (j 1 K) (* \pi[j] (\mathcal{N} (given \mathbf{x}[n] (, \mathbf{\mu}[j] \mathbf{\Sigma}[j])))))))",
      (r"\gamma(z)", "z_{nk}", r"\pi_k", r"\mathcal{N}(x)", r"\mathbf{x}_n",
       r"\boldsymbol\mu_k", r"\boldsymbol\Sigma_k"),
      {"n": "1..N", "k": "1..K", "j": "1..K"}),
    F(r"k(\mathbf{x},\mathbf{x}') = \sigma_f^2\exp\left(-\frac{\|\mathbf{x}-\mathbf{x}'\|^2}{2\ell^2}\right)",
      r"(eq (k \mathbf{x} \mathbf{x}') (* (^ \sigma_{f} 2) (exp (- (/ (^ (norm (+ \mathbf{x} (- \mathbf{x}'))) 2)"
      r" (* 2 (^ \ell 2)))))))"),
    F(r"\boldsymbol\mu_* = K_*^\top\left(K + \sigma^2 I\right)^{-1}\mathbf y",
      r"(eq \mathbf{\mu}_{*} (* (transpose K_{*}) (^ (+ K (* (^ \sigma 2) I)) (- 1)) \mathbf{y}))"),
    F(r"K(x,z) = \langle\phi(x),\phi(z)\rangle",
      r"(eq (K x z) (angle (\phi x) (\phi z)))"),
    F(r"f(\lambda x + (1-\lambda)y) \le \lambda f(x) + (1-\lambda)f(y)",
      r"(le (f (+ (* \lambda x) (* (+ 1 (- \lambda)) y))) (+ (* \lambda (f x)) (* (+ 1 (- \lambda)) (f y))))"),
    F(r"\|\nabla f(x) - \nabla f(y)\| \le L\|x-y\|",
      r"(le (norm (+ (nabla (f x)) (- (nabla (f y))))) (* L (norm (+ x (- y)))))"),
    F(r"f(y) \leqslant f(x) + \langle\nabla f(x), y-x\rangle + \tfrac{L}{2}\|y-x\|^2",
      r"(le (f y) (+ (f x) (angle (nabla (f x)) (+ y (- x))) (* (/ L 2) (^ (norm (+ y (- x))) 2))))"),
    F(r"\varphi(\mathbb{E}[X]) \leq \mathbb{E}[\varphi(X)]",
      r"(le (\varphi (E X)) (E (\varphi X)))"),
    F(r"\frac{1}{T}\sum_{t=1}^T\mathbb{E}\|\nabla f(x_t)\|^2 \le \frac{2(f(x_1)-f^*)}{\eta T} + L\eta\sigma^2",
      r"(le (* (/ 1 T) (sum (t 1 T) (E (^ (norm (nabla (f x[t]))) 2))))"
      r" (+ (/ (* 2 (+ (f x[1]) (- f^{*}))) (* \eta T)) (* L \eta (^ \sigma 2))))",
      ("f(x)", "f^*", "x_t", r"\eta", r"\sigma", "L"), {"t": "1..T"}),
    F(r"R(T) = \sum_{t=1}^T\left[f_t(\theta_t) - f_t(\theta^*)\right]",
      r"(eq (R T) (sum (t 1 T) (+ (f[t] \theta[t]) (- (f[t] \theta^{*})))))",
      ("R(T)", "f_t(x)", r"\theta_t", r"\theta^*"), {"t": "1..T"}),
    F(r"\mathrm{Var}(X) = \mathbb{E}[X^2] - (\mathbb{E}[X])^2",
      r"(eq (Var X) (+ (E (^ X 2)) (- (^ (E X) 2))))"),
    F(r"\operatorname{Cov}(X,Y) = \mathbb{E}\big[(X-\mathbb{E}[X])(Y-\mathbb{E}[Y])\big]",
      r"(eq (Cov X Y) (E (* (+ X (- (E X))) (+ Y (- (E Y))))))"),
    F(r"f(x+\Delta x) \approx f(x) + \nabla f(x)^\top\Delta x + \frac12\Delta x^\top H\Delta x",
      r"(approx (f (+ x \Delta x)) (+ (f x) (* (transpose (nabla (f x))) \Delta x)"
      r" (* (/ 1 2) (transpose \Delta x) H \Delta x)))"),
    F(r"\frac{\partial^2 f}{\partial x_i\,\partial x_j} = \frac{\partial^2 f}{\partial x_j\,\partial x_i}",
      r"(eq (partial f x[i] x[j]) (partial f x[j] x[i]))"),
    F(r"\lim_{h\to 0}\frac{f(x+h)-f(x-h)}{2h} = f'(x)",
      r"(eq (lim (h -> 0) (/ (+ (f (+ x h)) (- (f (+ x (- h))))) (* 2 h))) (f' x))"),
    F(r"\frac{dz}{dx} = \frac{dz}{dy}\cdot\frac{dy}{dx}",
      r"(eq (d z x) (* (d z y) (d y x)))"),
    F(r"\frac{\partial\,\mathrm{tr}(AB)}{\partial A} = B^\top",
      r"(eq (partial (tr (* A B)) A) (transpose B))"),
    F(r"\|A\|_F = \sqrt{\sum_{i}\sum_j|a_{ij}|^2} = \sqrt{\mathrm{tr}(A^\top A)}",
      r"(chain (norm A F) eq (sqrt (sum (i) (sum (j) (^ (abs a[i,j]) 2)))) eq (sqrt (tr (* (transpose A) A))))"),
    F(r"A = U\Sigma V^{T},\; A^{+} = V\Sigma^{+}U^{T}",
      r"(, (eq A (* U \Sigma (transpose V))) (eq A^{+} (* V \Sigma^{+} (transpose U))))"),
    F(r"F_1 = 2\cdot\frac{\text{precision}\cdot\text{recall}}{\text{precision}+\text{recall}}",
      r"(eq F_{1} (* 2 (/ (* precision recall) (+ precision recall))))"),
    F(r"\mathrm{acc} = \frac1N\sum_{n=1}^{N}\mathbf{1}\{\hat y_n = y_n\}",
      r"(eq acc (* (/ 1 N) (sum (n 1 N) (indicator (eq \hat{y}[n] y[n])))))"),
    F(r"\Pr\left[|X-\mu|\ge k\sigma\right] \le \frac{1}{k^2}",
      r"(le (Pr (ge (abs (+ X (- \mu))) (* k \sigma))) (/ 1 (^ k 2)))"),
    F(r"\sum_{i<j}(x_i-x_j)^2 = n\sum_{i}x_i^2 - \Bigl(\sum_i x_i\Bigr)^2",
      r"(eq (sum (_ | (lt i j)) (^ (+ x[i] (- x[j])) 2)) (+ (* n (sum (i) (^ x[i] 2))) (- (^ (sum (i) x[i]) 2))))"),
    F(r"\binom{n}{k} p^k(1-p)^{n-k}",
      r"(* (binom n k) (^ p k) (^ (+ 1 (- p)) (+ n (- k))))"),
    F(r"2^{3^4} = 2^{81}",
      r"(eq (^ 2 (^ 3 4)) (^ 2 81))"),
    F(r"$e^x(2x+2y)$",
      r"(* (^ e x) (+ (* 2 x) (* 2 y)))", ("x", "y")),
    F(r"\sum_i a_i \cdot b + c",
      r"(+ (sum (i) (* a[i] b)) c)"),
    F(r"$E = mc^2$",
      r"(eq E (* m (^ c 2)))"),
    F(r"\sqrt[3]{8} = 2",
      r"(eq (root 8 3) 2)"),
    F(r"\sqrt2ab - \frac12xy^{-2}",
      r"(+ (* (sqrt 2) a b) (- (* (/ 1 2) x (^ y (- 2)))))"),
    F(r"n! \approx \sqrt{2\pi n}\left(\frac{n}{e}\right)^n",
      r"(approx (! n) (* (sqrt (* 2 pi n)) (^ (/ n e) n)))"),
)  # fmt: skip

# --------------------------------------------------------------------------
# Quantisation

QUANTISED = (
    F(r"q = \operatorname{clip}\left(\operatorname{round}\left(\frac{r}{S}\right) + Z,\ 0,\ 2^b - 1\right)",
      r"(eq q (clip (+ (round (/ r S)) Z) 0 (+ (^ 2 b) (- 1))))"),
    F(r"r = S(q - Z)",
      r"(eq r (* S (+ q (- Z))))", ("r", "S", "q", "Z")),
    F(r"s = \frac{\max_i|x_i|}{2^{b-1}-1}",
      r"(eq s (/ (max (i) (abs x[i])) (+ (^ 2 (+ b (- 1))) (- 1))))"),
    F(r"\hat{w} = \Delta\cdot\left\lfloor\frac{w}{\Delta} + \frac12\right\rfloor",
      r"(eq \hat{w} (* \Delta (floor (+ (/ w \Delta) (/ 1 2)))))"),
    F(r"N_{\text{steps}} = \left\lceil\frac{N}{B}\right\rceil",
      r"(eq N_{steps} (ceil (/ N B)))"),
    F(r"w^{\mathrm{b}} = \mathrm{sign}(w) = "
      r"\begin{cases} +1 & \text{if } w \ge 0,\\ -1 & \text{otherwise.} \end{cases}",
      r"(chain w^{b} eq (sign w) eq (cases (1 (ge w 0)) ((- 1) _)))", (r"w^{\mathrm{b}}", "w")),
)  # fmt: skip

# --------------------------------------------------------------------------
# Environments, labels and spacing

LAYOUT = (
    F("\\begin{equation}\\label{eq:update}\n  \\theta_{t+1} = \\theta_t - \\eta\\, g_t \\tag{3}\n\\end{equation}",
      r"(eq \theta[(+ t 1)] (+ \theta[t] (- (* \eta g[t]))))"),
    F("\\begin{align}\n a &= b + c \\label{a} \\\\\n   &= d. \\nonumber\n\\end{align}",
      r"(chain a eq (+ b c) eq d)"),
    F("\\begin{eqnarray}\n z &=& w x + b \\\\\n a &=& \\tanh(z)\n\\end{eqnarray}",
      r"(, (eq z (+ (* w x) b)) (eq a (tanh z)))"),
    F("\\begin{equation*}\n\\begin{split}\nL &= -\\sum_i y_i \\log p_i \\\\\n&\\quad + \\lambda"
      " \\|w\\|^2\n\\end{split}\n\\end{equation*}",
      r"(eq L (+ (- (sum (i) (* y[i] (log p[i])))) (* \lambda (^ (norm w) 2))))"),
    F(r"\(\displaystyle \lim_{n\to\infty}\left(1+\frac{x}{n}\right)^{\!n} = e^{x}\)",
      r"(eq (lim (n -> infinity) (^ (+ 1 (/ x n)) n)) (^ e x))"),
    F(r"\left[\begin{array}{cc} a & b \\ c & d \end{array}\right]\begin{bmatrix} x \\ y \end{bmatrix}",
      r"(* (matrix (a b) (c d)) (matrix (x) (y)))"),
    F(r"R = \begin{pmatrix} \cos\theta & -\sin\theta \\ \sin\theta & \cos\theta \end{pmatrix}",
      r"(eq R (matrix ((cos \theta) (- (sin \theta))) ((sin \theta) (cos \theta))))"),
    F(r"J = \begin{bmatrix} \dfrac{\partial f_1}{\partial x_1} & \cdots & \dfrac{\partial f_1}{\partial x_n}"
      r" \end{bmatrix}",
      r"(eq J (matrix ((partial f_{1} x_{1}) ... (partial f_{1} x[n]))))"),
    F(r"{\bf y} = {\bf W}{\bf x} + {\bf b}",
      r"(eq \mathbf{y} (+ (* \mathbf{W} \mathbf{x}) \mathbf{b}))"),
    F(r"y \; = \; w~x \, + \! b \ ,",
      r"(eq y (+ (* w x) b))"),
    F(r"\hat{\mathbf{y}} \stackrel{\text{def}}{=} \mathbf{W}\mathbf{x}",
      r"(define \hat{\mathbf{y}} (* \mathbf{W} \mathbf{x}))"),
    F(r"x \overset{\mathrm{def}}{=} y + 1",
      r"(define x (+ y 1))"),
    F(r"\sum\limits_{n=1}^{N} \sum\nolimits_{k} r_{nk}\,\left\Vert x_n - \mu_k \right\Vert^{2}_{2}",
      r"(sum (n 1 N) (sum (k) (* r[n,k] (^ (norm (+ x[n] (- \mu[k])) 2) 2))))"),
    F(r"\bigg( \frac{a}{b} \bigg)^2 \Bigg/ \biggl[ c \biggr]",
      r"(/ (^ (/ a b) 2) c)"),
    F(r"\big|\, |a| - |b| \,\big| \leq |a - b|",
      r"(le (abs (+ (abs a) (- (abs b)))) (abs (+ a (- b))))"),
    F(r"x^{\prime\prime} + y^{\prime} = 0",
      r"(eq (+ x'' y') 0)"),
    F(r"\mathop{\mathbb{E}}\limits_{x\sim p}\left[f(x)\right]",
      r"(E[(sim x p)] (f x))"),
    F(r"\mathop{\rm argmin}_{\theta} \; L(\theta)",
      r"(argmin (\theta) (L \theta))"),
    F(r"W \in \mathbb{R}^{d_{\text{out}}\times d_{\text{in}}}",
      r"(in W (^ \mathbb{R} (* d_{out} d_{in})))"),
    F(r"\frac{\mathrm dL}{\mathrm dw} = \int_0^1 g(t)\,\mathrm dt",
      r"(eq (d L w) (int (t 0 1) (g t)))"),
    F(r"a\cdot\frac{1}{1+\frac{b}{1+\frac{c}{d}}}",
      r"(* a (/ 1 (+ 1 (/ b (+ 1 (/ c d))))))"),
    F(r"x = 3.14 \times 10^{-3}, \quad n = 10{,}000",
      r"(, (eq x (* 157/50 (^ 10 (- 3)))) (eq n 10000))"),
    F(r"\hat{y} = \mathrm{softmax}(\mathbf{W}_2\,\mathrm{ReLU}(\mathbf{W}_1\mathbf{x} + \mathbf{b}_1) +"
      r" \mathbf{b}_2) % two layers",
      r"(eq \hat{y} (softmax (+ (* \mathbf{W}_{2} (relu (+ (* \mathbf{W}_{1} \mathbf{x}) \mathbf{b}_{1})))"
      r" \mathbf{b}_{2})))"),
    F(r"\|x\|^2_2 = x^{\intercal}x",
      r"(eq (^ (norm x 2) 2) (* (transpose x) x))"),
    F(r"||w||^2 = \sum_j w_j^2",
      r"(eq (^ (norm w) 2) (sum (j) (^ w[j] 2)))"),
    F(r"x^{\text{adv}} = x + \epsilon\,\text{sign}\left(\nabla_x J(\theta, x, y)\right)",
      r"(eq x^{adv} (+ x (* \epsilon (sign (nabla (J \theta x y) x)))))"),
)  # fmt: skip

# --------------------------------------------------------------------------
# Unicode, plain text and code

PLAIN = (
    F("σ(x) = 1/(1 + e⁻ˣ)", r"(eq (sigmoid x) (/ 1 (+ 1 (^ e (- x)))))"),
    F("θ ← θ − η∇L(θ)", r"(assign \theta (+ \theta (- (* \eta (nabla (L \theta))))))"),
    F("∂L/∂wᵢ = 2(ŷ − y)xᵢ", r"(eq (partial L w[i]) (* 2 (+ \hat{y} (- y)) x[i]))"),
    F("x₁² + x₂² ≤ r²", r"(le (+ (^ x_{1} 2) (^ x_{2} 2)) (^ r 2))"),
    F("ℒ = −∑ᵢ yᵢ log ŷᵢ", r"(eq \mathcal{L} (- (sum (i) (* y[i] (log \hat{y}[i])))))"),
    F("μ = 1/m · ∑_{i=1}^m x_i", r"(eq \mu (* (/ 1 m) (sum (i 1 m) x[i])))"),
    F("x̂ᵢ = (xᵢ − μ)/√(σ² + ε)", r"(eq \hat{x}[i] (/ (+ x[i] (- \mu)) (sqrt (+ (^ \sigma 2) \varepsilon))))"),
    F("cₜ = fₜ ⊙ cₜ₋₁ + iₜ ⊙ c̃ₜ", r"(eq c[t] (+ (odot f[t] c[(+ t (- 1))]) (odot i[t] \tilde{c}[t])))"),
    F("‖∇f(x)‖² ≥ 2μ(f(x) − f^*)", r"(ge (^ (norm (nabla (f x))) 2) (* 2 \mu (+ (f x) (- f^{*}))))",
      ("f(x)", "f^*", r"\mu", "x")),
    F("𝔼[X²] − 𝔼[X]² ≥ 0", r"(ge (+ (E (^ X 2)) (- (^ (E X) 2))) 0)"),
    F("x ∈ ℝⁿ", r"(in x (^ \mathbb{R} n))"),
    F("a ≠ b ⇒ |a − b| > 0", r"(chain a ne b implies (abs (+ a (- b))) gt 0)"),
    F("αβ × 2π", r"(* \alpha \beta 2 pi)"),
    F("½mv²", "(* (/ 1 2) m (^ v 2))"),
    F("2**3**x", "(^ 2 (^ 3 x))"),
    F("d_{in} = 512", "(eq d_{in} 512)"),
    F("A^T A", r"(* (transpose A) A)"),
    F("1/(1+exp(-x))", r"(/ 1 (+ 1 (exp (- x))))"),
    F("exp(x_i)/sum(exp(x_j), j, 1, n)", r"(/ (exp x[i]) (sum (j 1 n) (exp x[j])))"),
    F("sqrt(sum((x[i] - mu)**2, i, 1, m)/m + epsilon)",
      r"(sqrt (+ (/ (sum (i 1 m) (^ (+ x[i] (- \mu)) 2)) m) \epsilon))"),
    F("x_i^2 - 2*x_i*y_i", r"(+ (^ x[i] 2) (- (* 2 x[i] y[i])))"),
    F("-x**2 + 2**-3", r"(+ (- (^ x 2)) (^ 2 (- 3)))"),
    F("w = w - lr*dw/(sqrt(v) + 1e-8)", r"(eq w (+ w (- (/ (* lr dw) (+ (sqrt v) 1/100000000)))))",
      ("w", "lr", "dw", "v")),
    F("d_loss = (y_hat - y)*x", r"(eq d_{loss} (* (+ y_{hat} (- y)) x))"),
    F("max(0, 1 - y*f(x))", r"(max 0 (+ 1 (- (* y (f x)))))"),
    F("a_t = beta1*a_{t-1} + (1 - beta1)*g_t", r"(eq a[t] (+ (* beta1 a[(+ t (- 1))]) (* (+ 1 (- beta1)) g[t])))",
      ("a_t", "g_t", "beta1"), _TIME),
    F("m[t] = beta*m[t-1] + (1-beta)*g[t]",
      r"(eq m[t] (+ (* \beta m[(+ t (- 1))]) (* (+ 1 (- \beta)) g[t])))"),
    F("loss = -(y*log(p) + (1-y)*log(1-p))", r"(eq loss (- (+ (* y (log p)) (* (+ 1 (- y)) (log (+ 1 (- p)))))))",
      ("loss", "y", "p")),
    F("tanh(x)^2 + sech(x)^2 = 1", r"(eq (+ (^ (tanh x) 2) (^ (sech x) 2)) 1)"),
    F("|x - y| <= |x| + |y|", r"(le (abs (+ x (- y))) (+ (abs x) (abs y)))"),
    F("a != b", r"(ne a b)"),
    F("x := x + 1", r"(assign x (+ x 1))"),
    F("floor((n + 2*p - k)/s) + 1", r"(+ (floor (/ (+ n (* 2 p) (- k)) s)) 1)"),
    F("log_2(x)/3", r"(/ (log x 2) 3)"),
    F("(1 - beta_1^t)*m_hat", r"(* (+ 1 (- (^ \beta_{1} t))) m_{hat})"),
)  # fmt: skip

# --------------------------------------------------------------------------
# Lectures, blog posts and answers

LECTURES = (
    F(r"J(W,b) = \frac{1}{m} \sum_{i=1}^{m} \mathcal{L}(\hat{y}^{(i)}, y^{(i)}) + \frac{\lambda}{2m} \sum_{l=1}^{L}"
      r" \|W^{[l]}\|_F^2",
      r"(eq (J W b) (+ (* (/ 1 m) (sum (i 1 m) (\mathcal{L} \hat{y}[;i] y[;i])))"
      r" (* (/ \lambda (* 2 m)) (sum (l 1 L) (^ (norm W[;l] F) 2)))))"),
    F(r"a^{[2]} = \sigma(z^{[2]}), \quad z^{[2]} = W^{[2]} a^{[1]} + b^{[2]}",
      r"(, (eq a[;2] (sigmoid z[;2])) (eq z[;2] (+ (* W[;2] a[;1]) b[;2])))"),
    F(r"dZ^{[l]} = dA^{[l]} \odot g'(Z^{[l]})",
      r"(eq dZ[;l] (odot dA[;l] (g' Z[;l])))", ("dZ^{(l)}", "dA^{(l)}", "g(x)", "Z^{(l)}"), {"l": "1..L"}),
    F(r"\theta^{(t+1)} = \theta^{(t)} - \eta \, g^{(t)}",
      r"(eq \theta[;(+ t 1)] (+ \theta[;t] (- (* \eta g[;t]))))"),
    F(r"w_5^{+} = w_5 - \eta * \frac{\partial E_{total}}{\partial w_5} = 0.4 - 0.5 * 0.082",
      r"(chain w_{5}^{+} eq (+ w_{5} (- (* \eta (partial E_{total} w_{5})))) eq (+ 2/5 (- (* 1/2 41/500))))"),
    F(r"\max_{\|\delta\|_\infty \le \epsilon} L(x + \delta, y)",
      r"(max (\delta | (le (norm \delta infinity) \epsilon)) (L (+ x \delta) y))"),
    F(r"\sum_{i=1}^m 1\{y^{(i)} = k\} \log \phi_k",
      r"(sum (i 1 m) (* (indicator (eq y[;i] k)) (log \phi[k])))"),
    F(r"\text{Total Loss} = L_{\text{CE}} + \lambda L_{\text{reg}}",
      r'(eq "Total Loss" (+ L_{CE} (* \lambda L_{reg})))'),
    F(r"\mathrm{H}[p] = -\sum_i p_i \log p_i",
      r"(eq (H p) (- (sum (i) (* p[i] (log p[i])))))"),
    F(r"\hat{x}_{t} = \hat{x}_{t-1} + K_t (y_t - \hat{x}_{t-1})",
      r"(eq \hat{x}[t] (+ \hat{x}[(+ t (- 1))] (* K[t] (+ y[t] (- \hat{x}[(+ t (- 1))])))))",
      (r"\hat{x}_t", "K_t", "y_t"), {"t": "1..T"}),
    F(r"\sum_{k=1}^{n} x_{2k} + \sum_{k=1}^{n} x_{2^k}",
      r"(+ (sum (k 1 n) x[(* 2 k)]) (sum (k 1 n) x[(^ 2 k)]))"),
    F(r"B(a,b) = \frac{\Gamma(a)\Gamma(b)}{\Gamma(a+b)}",
      r"(eq (B a b) (/ (* (\Gamma a) (\Gamma b)) (\Gamma (+ a b))))"),
    F(r"\bigl| |a| - |b| \bigr| \le |a||b|",
      r"(le (abs (+ (abs a) (- (abs b)))) (* (abs a) (abs b)))"),
    F(r"\nabla_\theta \mathbb{E}_{x\sim p_\theta}[f(x)] = \mathbb{E}_{x\sim p_\theta}[f(x)\nabla_\theta\log"
      r" p_\theta(x)]",
      r"(eq (nabla (E[(sim x p_{\theta})] (f x)) \theta)"
      r" (E[(sim x p_{\theta})] (* (f x) (nabla (log (p_{\theta} x)) \theta))))"),
    F(r"\sigma' = \sigma(1-\sigma)",
      r"(eq \sigma' (* \sigma (+ 1 (- \sigma))))"),
    F(r"\frac{\partial L}{\partial b} = \sum_i \frac{\partial L}{\partial z_i} \cdot 1",
      r"(eq (partial L b) (sum (i) (* (partial L z[i]) 1)))"),
    F(r"\frac{\partial}{\partial w_{jk}} \left( \frac{1}{2} \sum_i (t_i - o_i)^2 \right) = -(t_k - o_k)"
      r" \frac{\partial o_k}{\partial w_{jk}}",
      r"(eq (partial (* (/ 1 2) (sum (i) (^ (+ t[i] (- o[i])) 2))) w[j,k])"
      r" (- (* (+ t[k] (- o[k])) (partial o[k] w[j,k]))))"),
    F(r"x \in [0, 1], \quad y \in (0, 1]",
      r"(, (in x (list 0 1)) (in y ((] 0 1)))"),
    F(r"\int_{-\infty}^{\infty} e^{-x^2} dx = \sqrt{\pi}",
      r"(eq (int (x (- infinity) infinity) (^ e (- (^ x 2)))) (sqrt pi))"),
    F(r"\frac{-b \pm \sqrt{b^2 - 4ac}}{2a}",
      r"(/ (pm (- b) (sqrt (+ (^ b 2) (- (* 4 a c))))) (* 2 a))"),
    F(r"\underbrace{\frac{1}{n}\sum_i \ell_i}_{\text{data}} + \underbrace{\lambda\|w\|^2}_{\text{penalty}}",
      r"(+ (* (/ 1 n) (sum (i) \ell[i])) (* \lambda (^ (norm w) 2)))"),
    F(r"\partial L / \partial w_{ij} = \delta_j a_i",
      r"(eq (partial L w[i,j]) (* \delta[j] a[i]))"),
    F(r"\beta_1=0.9,\ \beta_2=0.999,\ \epsilon=10^{-8}",
      r"(, (eq \beta_{1} 9/10) (eq \beta_{2} 999/1000) (eq \epsilon (^ 10 (- 8))))"),
    F(r"p(\theta\mid D) \propto p(D\mid\theta)\,p(\theta)",
      r"(propto (p (given \theta D)) (* (p (given D \theta)) (p \theta)))"),
)  # fmt: skip

# What nobody reads in two ways, though a careless reader would.
CLEAR = (
    F(r"\{(x_i, y_i)\}_{i=1}^N", r"(at (set (tuple x[i] y[i])) [(eq i (.. 1 N))])"),
    F(r"\alpha sum_i x_i", r"(* \alpha (sum (i) x[i]))"),
    F(r"softmax(\mathbf{z})", r"(softmax \mathbf{z})"),
    F(r"\hat{x}_{t|t-1}", r"\hat{x}[(given t (+ t (- 1)))]"),
    F(r"x_{\lfloor i/2 \rfloor}", r"x[(floor (/ i 2))]"),
    F(r"a^{(i)[l]}", r"a[;i,l]"),
    F(r"x_{i^2}", r"x[(^ i 2)]"),
    F(r"\max_i \{ x_i \}", r"(max (i) x[i])"),
    F(r"\lfloor x \rceil", r"(round x)"),
)

SECTIONS = {
    "descent": DESCENT, "norms": NORMS, "losses": LOSSES, "activations": ACTIVATIONS, "networks": NETWORKS,
    "attention": ATTENTION, "generative": GENERATIVE, "reinforcement": REINFORCEMENT, "classic": CLASSIC,
    "quantised": QUANTISED, "layout": LAYOUT, "plain": PLAIN, "lectures": LECTURES, "clear": CLEAR,
}  # fmt: skip
FORMULAS = tuple(formula for section in SECTIONS.values() for formula in section)

# --------------------------------------------------------------------------
# What cannot be read

R = Refused

REFUSED = (
    # Brackets of every kind
    R("(a + b", "(", "clos|bracket"),
    R("a + b)", ")", "open|bracket"),
    R("[a + b", "[", "clos|bracket"),
    R("a + b]", "]", "open|bracket"),
    R("(a + b]", "]", "clos|open|bracket"),
    R(r"\left( a + b", r"\left(", "clos|right|bracket"),
    R(r"a + b \right)", r"\right)", "left|open|bracket"),
    R(r"{a + b", "{", "clos|brace|bracket"),
    R(r"a + b }", "}", "open|brace|bracket"),
    R(r"\frac{a}{b + c", "{b", "clos|brace|bracket"),
    R("|a + b", "|", "clos|bar|bracket"),
    R(r"\| x - y", r"\|", "clos|bar|bracket|norm"),
    R(r"\lfloor x / 2", r"\lfloor", "clos|bracket|rfloor"),
    R(r"x / 2 \rfloor", r"\rfloor", "open|bracket|lfloor"),
    R("f(x", "(", "clos|bracket"),
    R("x[i", "[", "clos|bracket"),
    R("sqrt(x + (y)", "(", "clos|bracket"),
    R("()", "()", "empty|nothing|missing|expect"),
    R("(, a)", ",", "before|missing|expect|miss|nothing"),
    R("max(a, )", ", )", "after|missing|expect|miss|nothing"),
    # Operands
    R("a +", "+", "after|missing|ends|miss|expect|nothing"),
    R("a =", "=", "after|missing|ends|miss|expect|nothing"),
    R("* a", "*", "before|missing|miss|expect|nothing"),
    R(r"\cdot x", r"\cdot", "before|missing|miss|expect|nothing"),
    R(r"a \cdot \cdot b", r"\cdot \cdot", "after|between|missing|miss|expect|nothing"),
    R("a / / b", "/ /", "after|between|missing|miss|expect|nothing"),
    R("a = = b", "= =", "after|between|missing|miss|expect|nothing|=="),
    R("a + / b", "/", "after|between|before|missing|miss|expect|nothing"),
    R(r"x \in", r"\in", "after|missing|ends|miss|expect|nothing"),
    R(r"\sum", r"\sum", "after|missing|ends|miss|expect|nothing"),
    R(r"\sum_{i=1}^n", r"\sum_{i=1}^n", "after|missing|ends|miss|expect|nothing"),
    R(r"a = \sum_{i=1}^n = b", r"\sum_{i=1}^n =", "after|missing|miss|expect|nothing"),
    R(r"\log", r"\log", "after|of|missing|argument|miss|expect|nothing"),
    R(r"\log + 1", r"\log +", "after|of|missing|argument|miss|expect|nothing"),
    R(r"3 \exp = 2", r"\exp =", "after|of|missing|argument|miss|expect|nothing"),
    R(r"\partial", r"\partial", "partial|derivative|ends|missing"),
    R(r"\frac{\partial L}{\partial}", r"\partial L}{\partial}", "after|missing|miss|expect|nothing|by"),
    R(r"\nabla", r"\nabla", "after|of|missing|miss|expect|nothing"),
    # Commands and their arguments
    R(r"\frac{a}", r"\frac{a}", "frac|argument|two|second|missing|denominator|bottom"),
    R(r"\frac{a}{}", "{}", "empty|missing|nothing"),
    R(r"\sqrt", r"\sqrt", "argument|missing|of|nothing|after"),
    R(r"\hat", r"\hat", "argument|missing|over|letter|nothing|after"),
    R(r"{a \over b \over c}", r"\over c", "over"),
    R(r"\alhpa + 1", r"\alhpa", r"\\alpha"),
    R(r"2 \lamda x", r"\lamda", r"\\lambda"),
    R(r"\fraq{1}{2}", r"\fraq", r"\\frac"),
    R(r"\sgima(x)", r"\sgima", r"\\sigma"),
    R(r"\simga_{i} + \nabal f", r"\simga", r"\\sigma"),
    R(r"\def\a{1} \a", r"\def", r"\\def"),
    R(r"\input{secret.tex}", r"\input", r"\\input"),
    R(r"\newcommand{\R}{\mathbb{R}} x \in \R", r"\newcommand", r"\\newcommand"),
    # Scripts
    R(r"\alpha^a^b", "^b", "twice|double|two|second|super|bracket|brace"),
    R("x_a_b", "_b", "twice|double|two|second|sub|bracket|brace"),
    R(r"x^{2}^{3}", "^{3}", "twice|double|two|second|super|bracket|brace"),
    R("x^", "^", "after|missing|nothing|script|ends|expect|miss"),
    R("x_", "_", "after|missing|nothing|script|ends|expect|miss"),
    R("x^{}", "{}", "empty|nothing|missing"),
    R("^2", "^", "before|nothing|missing|of|base|on"),
    # Environments and mathematics modes
    R("a & b", "&", "environment|matrix|cases|aligned|begin|outside"),
    R(r"\begin{cases} a & b", r"\begin{cases}", r"end"),
    R(r"a + b \end{cases}", r"\end{cases}", r"begin"),
    R(r"\begin{pmatrix} a \end{bmatrix}", r"\end{bmatrix}", "matrix"),
    R(r"\begin{tikzpicture} a \end{tikzpicture}", r"\begin{tikzpicture}", "tikzpicture"),
    R("$a + b", "$", r"\$|dollar"),
    R("a $ b", "$", "dollar"),
    R(r"\[ a + b", r"\[", r"\\\]|clos"),
    # No formula, or no mathematics
    R("", "", "nothing|empty|no formula"),
    R("   ", "   ", "nothing|empty|no formula"),
    R("The loss is minimal when the gradient vanishes", "The", "word|prose|formula|text|read"),
    R("we have that x = 3 because the gradient is zero", "we have", "word|prose|formula|text|read"),
    R("if x > 0 then 1 else 0", "if x > 0 then 1", "word|prose|sign is missing"),
    R("1 if x > 0 else 0", "if x > 0 else 0", "word|prose|sign is missing"),
    R("w -= lr * dw", "-=", "-=|missing before ="),
    R("x ? y", "?", r"\?|sign|character|read"),
    R("a # b", "#", r"#|sign|character|read"),
    R("0.1.2", "0.1.2", "number|point|decimal|\\."),
    R("1/2 x", "1/2 x", r"bracket|\*|/"),
    R("a\x00b", "\x00", "character|control"),
)

# --------------------------------------------------------------------------
# What some would read in another way

N = Noted

NOTED = (
    # A call or a product
    N("f(x+1)", "(f (+ x 1))", "product|times|multipl|factor"),
    N("x(y+1)", "(* x (+ y 1))", "call|function|applied"),
    N(r"\lambda(1-\rho)", r"(* \lambda (+ 1 (- \rho)))", "call|function|applied"),
    N(r"\hat{y}(x)", r"(\hat{y} x)", r"product.*\\hat\{?y"),
    N(r"\hat{y}(1 - \hat{y})", r"(* \hat{y} (+ 1 (- \hat{y})))", "call|function|applied"),
    N(r"\sigma(z)", "(sigmoid z)", "sigmoid|product|function"),
    N(r"p(1-p)", r"(* p (+ 1 (- p)))", "call|function|applied"),
    N(r"h(1-h)x", r"(* h (+ 1 (- h)) x)", "call|function|applied"),
    N(r"\pi(a|s)", r"(\pi (given a s))", r"pi|polic|function|product"),
    N(r"a_i(b - c)", "(* a[i] (+ b (- c)))", "call|function|applied"),
    N(r"V^\pi(s)", r"(V^{\pi} s)", "power|product|name|function"),
    # A power or an index
    N("x^a^b", "(^ x (^ a b))", r"twice|power|\^|bracket"),
    N(r"m^t = \beta_1 m^{t-1}", r"(eq (^ m t) (* \beta_{1} (^ m (+ t (- 1)))))", "index|member|step"),
    N(r"x^i", "(^ x i)", "index|member"),
    N(r"\mathbf{a}^{ij}", r"(^ \mathbf{a} (* i j))", "index|member"),
    N(r"\mathbf{W}^l \mathbf{x}", r"(* (^ \mathbf{W} l) \mathbf{x})", "index|member"),
    N(r"x^T y", "(* (transpose x) y)", "power|transpose"),
    N(r"\gamma^T r", r"(* (^ \gamma T) r)", "transpose"),
    # How far a slash, a function and a sign reach
    N(r"\alpha/\beta \gamma", r"(* (/ \alpha \beta) \gamma)", r"/|bracket|divi|denominator"),
    N(r"1/2\pi", r"(* (/ 1 2) pi)", r"/|bracket|divi|denominator"),
    N(r"x/2\sigma^2", r"(* (/ x 2) (^ \sigma 2))", r"/|bracket|divi|denominator"),
    N(r"\log a b", r"(log (* a b))", "log|argument|reach"),
    N(r"\log p/q", r"(/ (log p) q)", "log|argument|reach"),
    N(r"\ln x(x-1)", "(* (log x) (+ x (- 1)))", "ln"),
    N(r"\log \pi_\theta(a|s) \hat{A}", r"(log (* (\pi_{\theta} (given a s)) \hat{A}))", "log|argument|reach"),
    N(r"\tanh \alpha x", r"(tanh (* \alpha x))", "tanh|argument|reach"),
    N(r"\nabla f g", r"(* (nabla f) g)", "nabla|reach|factor|product"),
    N(r"\frac{\partial}{\partial x} f g", r"(partial (* f g) x)", "partial|derivative|reach|product"),
    N(r"\sum_i y_i \log p_i + (1-y_i)\log(1-p_i)",
      r"(+ (sum (i) (* y[i] (log p[i]))) (* (+ 1 (- y[i])) (log (+ 1 (- p[i])))))", r"sum|reach|\+"),
    N(r"\sum_{i=1}^n x_i - \mu_i",
      r"(+ (sum (i 1 n) x[i]) (- \mu[i]))", r"sum|reach|-|\+"),
    N(r"\min_{w} \|Xw - y\|^2 + \lambda\|w\|^2",
      r"(+ (min (w) (^ (norm (+ (* X w) (- y))) 2)) (* \lambda (^ (norm w) 2)))", r"min|reach|\+"),
    N(r"\arg\min_\theta L(\theta) + \lambda g(\theta)",
      r"(+ (argmin (\theta) (L \theta)) (* \lambda (g \theta)))", r"min|reach|\+"),
    # Signs with two meanings
    N(r"\sin^{-1} x", "(arcsin x)", r"arcsin|1/sin|inverse|power|reciprocal"),
    N(r"\tanh^{-1}(x)", "(arctanh x)", r"artanh|arctanh|inverse|power|reciprocal"),
    N(r"f^{-1}(x)", "(f^{-1} x)", r"inverse|power|reciprocal|1/"),
    N(r"|a|b|c|", "(* (abs a) b (abs c))", r"\||bar|abs"),
    N(r"\Sigma_{i=1}^n x_i", "(sum (i 1 n) x[i])", "sum|Sigma"),
    N("Σᵢ xᵢ", "(sum (i) x[i])", "sum|Sigma|Σ"),
    N(r"3\frac12", "(* 3 (/ 1 2))", r"mixed|product|3 1/2|3\+|sum"),
    N(r"\sigma^2 = v, \quad \sigma(x) = y", r"(, (eq (^ \sigma 2) v) (eq (sigmoid x) y))",
      "sigmoid|product|function"),
    N(r"dw = x\,dz", r"(eq (* d w) (* x d z))", "name|product|dw"),
    N(r"w \propto dw", r"(propto w (* d w))", "name|product|dw"),
)

# --------------------------------------------------------------------------
# What must not be read in silence: a note or an error, whichever

DOUBTFUL = (
    r"(f * g)(t)",              # a convolution, or a product of three
    r"(I * K)(i, j)",
    r"\int_0^1 x^2",            # no dx
    r"2 3",
    r"\frac{d}{dx} x^2 + 3x",   # the derivative of 3x, too?
    r"e = y - t",               # the error, and not 2.718
    "lambda x: x**2",           # code
    r"\frac{\delta F}{\delta f}",
    r"\cancel{x} y",             # struck out
    r"out_{h1} = \alpha",
    r"dW^{[l]} = \alpha A",
    r"dx_t = \sigma dB_t",
    r"S = \beta S + dW^2",
    r"\theta^{new} = \theta^{old} - \eta g",
    r"KL(p \| q)",
    r"\overline{x y}",           # the mean of a product
    r"I(y = k)",
    r"3\mathrm{e}{-4}",
    # What follows words in a formula must not be lost with them.
    r"x^2 \text{ (squared)} + 1",
    r"x \text{ mod } 2",
    r"a \text{ if } b \text{ else } c",
    r"x = 1 \text{ if } y = 2",
    r"\text{If } y = 2 \text{ then } x = 1",
    r"x = 2 \text{ or } x = 3",
    r"\min_w \|w\|^2 \quad \text{s.t. } w \ge 1",
    r"f = \begin{cases} 1 & \text{unless } y = 1 \\ 0 & \text{otherwise} \end{cases}",
    r"f = \begin{cases} 1 & \text{if not } y = 1 \\ 0 & \text{otherwise} \end{cases}",
    r"\hat{E}[x]",
    r"\exp -x",
    r"\max x_i",
    r"y = x @ W",
    r"np.exp(x)",
    r"x.T",
    r"x = 5 = ",
    r"a^b(c)",
    r"u v (x)",
    r"softmax z",
    r"\log_x y z",
    r"xy + lr",
    r"50\%",
    r"\hat{x}^T_i y",
    r"\mathbf{x}_i^j",
    r"1,000",
    r"3,14",
    r"2x_i^{t}y",
    r"x \cdot y / z w",
    r"\delta(x)",
    r"L = l(y)",
    r"\mathbb{E} X Y",
    r"\mathbb{E}_x f(x) + g(x)",
    r"O(n)",
    r"2 \sin x y",
    r"x'(t)",
)  # fmt: skip

__all__ = ["DOUBTFUL", "FORMULAS", "NOTED", "REFUSED", "SECTIONS", "Formula", "Noted", "Refused"]
