r"""The formulas of five course documents as they stand there, and what each of them says.

Two handouts with answers, a slide deck, a recap and a tutorial sheet, on optimisers, batch norm, dropout, softmax
and backpropagation: 137 formulas, with what scanning and haste did to them. A ``Sheet`` is a document, or a
part of one whose letters mean one thing throughout, with the names that its lecturer would declare. The trees were
written by hand, from what the formulas mean, before there was a reader; ``syntax.show`` tells how they are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from symdl.notation.reader.declare import declare
from symdl.notation.reader.notation import Notation


@dataclass(frozen=True)
class Formula:
    """One formula.

    comments    what stands in it beside the mathematics, as it is written
    notes       the kinds of what a reader who knows the notation has to say; a formula in order needs none
    """

    latex: str
    tree: str
    comments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """Formulas over one notation, and the examples that declare it."""

    title: str
    names: tuple[str, ...]
    formulas: tuple[Formula, ...]
    indices: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def notation(self, *, closed: bool) -> Notation:
        return declare(self.names, indices=self.indices, aliases=self.aliases, closed=closed)


SHEETS = (
    Sheet(
        "Adam and dropout",
        names=("m", "v", "r", r"\theta", r"\alpha", r"\beta_1", r"\beta_2", r"J_{\text{minibatch}}(\theta)",
               r"P_{\text{drop}}", "h_i", r"h_{\text{drop}}"),
        indices={"i": "1..n"},
        aliases={r"\text{Pdrop}": r"P_{\text{drop}}"},
        formulas=(
            Formula(r"m \leftarrow \beta_1 m + (1 - \beta_1) \nabla_{\theta} J_{\text{minibatch}}(\theta)",
                    r"(assign m (+ (* \beta_{1} m) (* (+ 1 (- \beta_{1})) (nabla (J_{minibatch} \theta) \theta))))"),
            Formula(r"\theta \leftarrow \theta - \alpha m",
                    r"(assign \theta (+ \theta (- (* \alpha m))))"),
            Formula(r"v \leftarrow \beta_2 v + (1 - \beta_2) (\nabla_{\theta} J_{\text{minibatch}}(\theta) \odot "
                    r"\nabla_{\theta} J_{\text{minibatch}}(\theta))",
                    r"(assign v (+ (* \beta_{2} v) (* (+ 1 (- \beta_{2})) "
                    r"(odot (nabla (J_{minibatch} \theta) \theta) (nabla (J_{minibatch} \theta) \theta)))))"),
            Formula(r"\theta \leftarrow \theta - \alpha \odot m / \sqrt{v}",
                    r"(assign \theta (+ \theta (- (/ (odot \alpha m) (sqrt v)))))"),
            Formula(r"P_{\text{drop}} \cdot h", "(* P_{drop} h)"),
            Formula(r"E_{\text{Pdrop}}[h_{\text{drop}}]_i = r \cdot 0 \cdot h_i P_{\text{drop}} + r \cdot 1 \cdot "
                    r"h_i (1 - P_{\text{drop}})",
                    "(eq (at (E[P_{drop}] h_{drop}) [i]) (+ (* r 0 h[i] P_{drop}) "
                    "(* r 1 h[i] (+ 1 (- P_{drop})))))"),
            Formula(r"= r \cdot h_i (1 - P_{\text{drop}}) = h_i",
                    "(chain _ eq (* r h[i] (+ 1 (- P_{drop}))) eq h[i])"),
            Formula(r"r = \frac{1}{1 - P_{\text{drop}}} \quad \blacksquare",
                    "(eq r (/ 1 (+ 1 (- P_{drop}))))",
                    comments=(r"\blacksquare",)),
            Formula(r"\sqrt{v}", "(sqrt v)"),
            Formula("P_{drop}", "P_{drop}"),
        ),
    ),
    Sheet(
        "Nesterov momentum and dropout",
        names=("v_t", r"\theta_t", r"\phi_t", r"\mu", r"\epsilon", r"f(\theta)", r"\alpha", r"\alpha_0", "k", "p",
               r"\mathbf{a}", r"\mathbf{w0}", r"\mathbf{w1}", r"\mathbf{x}", r"\mathbf{y}"),
        indices={"t": "1.."},
        formulas=(
            Formula(r"v_t = \mu v_{t-1} - \epsilon \nabla f(\theta_{t-1} + \mu v_{t-1})",
                    r"(eq v[t] (+ (* \mu v[(+ t (- 1))]) (- (* \epsilon "
                    r"(nabla (f (+ \theta[(+ t (- 1))] (* \mu v[(+ t (- 1))]))))))))"),
            Formula(r"\theta_t = \theta_{t-1} + v_t",
                    r"(eq \theta[t] (+ \theta[(+ t (- 1))] v[t]))"),
            Formula(r"\theta_{t-1}, \nabla f(\theta_{t-1})",
                    r"(, \theta[(+ t (- 1))] (nabla (f \theta[(+ t (- 1))])))"),
            Formula(r"\phi_{t-1} = \theta_{t-1} + \mu v_{t-1}",
                    r"(eq \phi[(+ t (- 1))] (+ \theta[(+ t (- 1))] (* \mu v[(+ t (- 1))])))"),
            Formula(r"\alpha = \alpha_0 e^{-kt}", r"(eq \alpha (* \alpha_{0} (^ e (- (* k t)))))"),
            Formula(r"\alpha = \alpha_0 / (1 + kt)", r"(eq \alpha (/ \alpha_{0} (+ 1 (* k t))))"),
            Formula("p = 0.5", "(eq p 1/2)"),
            Formula(r"\mathbf{a} = \mathbf{w0} * \mathbf{x} + \mathbf{w1} * \mathbf{y}",
                    r"(eq \mathbf{a} (+ (* \mathbf{w0} \mathbf{x}) (* \mathbf{w1} \mathbf{y})))"),
            Formula(r"\begin{aligned}\mathbf{E[a]} &= \frac{1}{4} * (\mathbf{w0} * 0 + \mathbf{w1} * 0 \\ &\quad "
                    r"\mathbf{w0} * 0 + \mathbf{w1} * \mathbf{y} \\ &\quad \mathbf{w0} * \mathbf{x} + \mathbf{w1} "
                    r"* 0 \\ &\quad \mathbf{w0} * \mathbf{x} + \mathbf{w1} * \mathbf{y}) \\ &= \frac{1}{4} * "
                    r"(2 \mathbf{w0} * \mathbf{x} + 2 \mathbf{w1} * \mathbf{y}) \\ &= \frac{1}{2} * "
                    r"(\mathbf{w0} * \mathbf{x} + \mathbf{w1} * \mathbf{y})\end{aligned}",
                    r"(chain (E \mathbf{a}) eq (* (/ 1 4) (+ (* \mathbf{w0} 0) (* \mathbf{w1} 0) "
                    r"(* \mathbf{w0} 0) (* \mathbf{w1} \mathbf{y}) (* \mathbf{w0} \mathbf{x}) (* \mathbf{w1} 0) "
                    r"(* \mathbf{w0} \mathbf{x}) (* \mathbf{w1} \mathbf{y}))) eq "
                    r"(* (/ 1 4) (+ (* 2 \mathbf{w0} \mathbf{x}) (* 2 \mathbf{w1} \mathbf{y}))) eq "
                    r"(* (/ 1 2) (+ (* \mathbf{w0} \mathbf{x}) (* \mathbf{w1} \mathbf{y}))))",
                    notes=("damage",)),
            Formula("p=0.5", "(eq p 1/2)"),
            Formula(r"\frac{1}{2}", "(/ 1 2)"),
        ),
    ),
    Sheet(
        "Batch norm, AdaGrad, momentum and RMSProp",
        names=(r"\mathcal{B}", "x_i", "y_i", r"\hat{x}_i", r"\mu_{\mathcal{B}}", r"\sigma_{\mathcal{B}}^2",
               r"\gamma", r"\beta", r"\epsilon", "m", r"BN_{\gamma,\beta}(x)", r"\theta", r"\delta", "r", "g",
               r"\Delta\theta", r"\boldsymbol{x}^{(i)}", r"\boldsymbol{y}^{(i)}", r"\boldsymbol{g}",
               r"\boldsymbol{\theta}", "L(f, y)", r"f(x; \theta)", r"\boldsymbol{f}(x; \theta)", r"\boldsymbol{W}",
               r"\boldsymbol{V}", r"\boldsymbol{\lambda}", r"\boldsymbol{v}", r"\alpha", "w", "b", "dw", "db", "Sdw",
               "Sdb"),
        indices={"i": "1..m", "t": "1.."},
        formulas=(
            Formula(r"\mathcal{B} = \{x_{1,...,m}\}", r"(eq \mathcal{B} (set x[(.. 1 m)]))"),
            Formula(r"\gamma, \beta", r"(, \gamma \beta)"),
            Formula(r"\{y_i = BN_{\gamma,\beta}(x_i)\}",
                    r"(set (eq y[i] (BN_{\gamma,\beta} x[i])))"),
            Formula(r"\mu_{\mathcal{B}} \leftarrow \frac{1}{m} \sum_{i=1}^{m} x_i",
                    r"(assign \mu_{\mathcal{B}} (* (/ 1 m) (sum (i 1 m) x[i])))"),
            Formula(r"\sigma_{\mathcal{B}}^2 \leftarrow \frac{1}{m} \sum_{i=1}^m (x_i - \mu_{\mathcal{B}})^2",
                    r"(assign \sigma_{\mathcal{B}}^{2} (* (/ 1 m) (sum (i 1 m) "
                    r"(^ (+ x[i] (- \mu_{\mathcal{B}})) 2))))"),
            Formula(r"\hat{x}_i \leftarrow \frac{x_i - \mu_{\mathcal{B}}}{\sqrt{\sigma_{\mathcal{B}}^2 + "
                    r"\epsilon}}",
                    r"(assign \hat{x}[i] (/ (+ x[i] (- \mu_{\mathcal{B}})) "
                    r"(sqrt (+ \sigma_{\mathcal{B}}^{2} \epsilon))))"),
            Formula(r"y_i \leftarrow \gamma \hat{x}_i + \beta \equiv BN_{\gamma,\beta}(x_i)",
                    r"(chain y[i] assign (+ (* \gamma \hat{x}[i]) \beta) define (BN_{\gamma,\beta} x[i]))"),
            Formula(r"\epsilon", r"\epsilon"),
            Formula(r"\theta", r"\theta"),
            Formula(r"\delta", r"\delta"),
            Formula("10^{-7}", "(^ 10 (- 7))"),
            Formula(r"\{x^{(1)}, \ldots, x^{(m)}\}", "(set x[;1] ... x[;m])"),
            Formula("y^{(i)}", "y[;i]"),
            Formula(r"\boldsymbol{g} \leftarrow \frac{1}{m} \nabla_{\boldsymbol{\theta}} \sum_{i} "
                    r"L(f(\boldsymbol{x}^{(i)}; \boldsymbol{\theta}), \boldsymbol{y}^{(i)}).",
                    r"(assign \mathbf{g} (* (/ 1 m) (nabla (sum (i) (L (f \mathbf{x}[;i] \mathbf{\theta}) "
                    r"\mathbf{y}[;i])) \mathbf{\theta})))",
                    comments=(".",)),
            Formula(r"r \leftarrow r + g \odot g", "(assign r (+ r (odot g g)))"),
            Formula(r"\Delta \theta \leftarrow -\frac{\epsilon}{\delta + \sqrt{r}} \odot g",
                    r"(assign \Delta\theta (- (odot (/ \epsilon (+ \delta (sqrt r))) g)))"),
            Formula(r"\theta \leftarrow \theta + \Delta \theta",
                    r"(assign \theta (+ \theta \Delta\theta))"),
            Formula(r"\boldsymbol{W}^{t} = \left(\boldsymbol{V} \operatorname{diag}(\boldsymbol{\lambda}) "
                    r"\boldsymbol{V}^{-1}\right)^{t} = \boldsymbol{V} "
                    r"\operatorname{diag}(\boldsymbol{\lambda})^{t} \boldsymbol{V}^{-1}.",
                    r"(chain (^ \mathbf{W} t) eq (^ (* \mathbf{V} (diag \mathbf{\lambda}) (^ \mathbf{V} (- 1))) "
                    r"t) eq (* \mathbf{V} (^ (diag \mathbf{\lambda}) t) (^ \mathbf{V} (- 1))))",
                    comments=(".",)),
            Formula(r"\boldsymbol{v} \leftarrow \alpha \boldsymbol{v} - \epsilon \nabla_{\boldsymbol{\theta}} "
                    r"\left( \frac{1}{m} \sum_{i=1}^{m} L(\boldsymbol{f}(\boldsymbol{x}^{(i)}; "
                    r"\boldsymbol{\theta}), \boldsymbol{y}^{(i)}) \right),",
                    r"(assign \mathbf{v} (+ (* \alpha \mathbf{v}) (- (* \epsilon "
                    r"(nabla (* (/ 1 m) (sum (i 1 m) (L (\mathbf{f} \mathbf{x}[;i] \mathbf{\theta}) "
                    r"\mathbf{y}[;i]))) \mathbf{\theta})))))",
                    comments=(",",)),
            Formula(r"\boldsymbol{\theta} \leftarrow \boldsymbol{\theta} + \boldsymbol{v}.",
                    r"(assign \mathbf{\theta} (+ \mathbf{\theta} \mathbf{v}))",
                    comments=(".",)),
            Formula(r"\boldsymbol{v} \leftarrow \alpha \boldsymbol{v} - \epsilon \nabla_{\boldsymbol{\theta}} "
                    r"\left[ \frac{1}{m} \sum_{i=1}^{m} L\left( \boldsymbol{f}(\boldsymbol{x}^{(i)}; "
                    r"\boldsymbol{\theta} + \alpha \boldsymbol{v}), \boldsymbol{y}^{(i)} \right) \right],",
                    r"(assign \mathbf{v} (+ (* \alpha \mathbf{v}) (- (* \epsilon "
                    r"(nabla (* (/ 1 m) (sum (i 1 m) (L (\mathbf{f} \mathbf{x}[;i] "
                    r"(+ \mathbf{\theta} (* \alpha \mathbf{v}))) \mathbf{y}[;i]))) \mathbf{\theta})))))",
                    comments=(",",)),
            Formula(r"\boldsymbol{\theta} \leftarrow \boldsymbol{\theta} + \boldsymbol{v},",
                    r"(assign \mathbf{\theta} (+ \mathbf{\theta} \mathbf{v}))",
                    comments=(",",)),
            Formula(r"w = w - \propto dw / \sqrt{Sdw}",
                    r"(eq w (+ w (- (/ (* \alpha dw) (sqrt Sdw)))))",
                    notes=("damage",)),
            Formula(r"b= b- \le db / \sqrt{Sdb}",
                    r"(eq b (+ b (- (/ (* \alpha db) (sqrt Sdb)))))",
                    notes=("damage",)),
        ),
    ),
    Sheet(
        "Sizes of a convolution",
        names=("B", "W", "H", "W'", "H'", "input_channels", "output_channels", "kernel_size", "stride", "padding",
               "k_1", "k_2", "s_1", "s_2", "p_1", "p_2", "Conv2D(x)"),
        formulas=(
            Formula("(B, W, H, input_channels)", "(tuple B W H input_channels)"),
            Formula("Conv2D(input_channels, output_channels, kernel_size = (k_1, k_2),",
                    "(Conv2D input_channels output_channels (eq kernel_size (tuple k_{1} k_{2})))",
                    notes=("damage",)),
            Formula("stride = (s_1, s_2), padding = (p_1, p_2))",
                    "(, (eq stride (tuple s_{1} s_{2})) (eq padding (tuple p_{1} p_{2})))",
                    notes=("damage",)),
            Formula("(B, W', H', output_channels)", "(tuple B W' H' output_channels)"),
            Formula(r"W' = \lfloor \frac{W + 2*p_1 - k_1}{s_1} + 1 \rfloor",
                    "(eq W' (floor (+ (/ (+ W (* 2 p_{1}) (- k_{1})) s_{1}) 1)))"),
            Formula(r"H' = \lfloor \frac{H + 2*p_2 - k_2}{s_2} + 1 \rfloor",
                    "(eq H' (floor (+ (/ (+ H (* 2 p_{2}) (- k_{2})) s_{2}) 1)))"),
            Formula("p_1", "p_{1}"),
            Formula("p_2", "p_{2}"),
            Formula("W'", "W'"),
        ),
    ),
    Sheet(
        "Batch norm, backwards",
        names=("B", "x_i", "y_i", r"\hat{x}_i", r"\mu_B", r"\sigma_B^2", r"\gamma", r"\beta", r"\epsilon", "m", "l",
               r"BN_{\gamma,\beta}(x)"),
        indices={"i": "1..m"},
        formulas=(
            Formula(r"B = \{x_{1..m}\}", "(eq B (set x[(.. 1 m)]))"),
            Formula(r"y_i = BN_{\gamma, \beta}(x_i)", r"(eq y[i] (BN_{\gamma,\beta} x[i]))"),
            Formula(r"\mu_B \leftarrow \frac{1}{m} \sum_{i=1}^m x_i \quad // mini - batch\ mean",
                    r"(assign \mu_{B} (* (/ 1 m) (sum (i 1 m) x[i])))",
                    comments=(r"// mini - batch\ mean",)),
            Formula(r"\sigma_B^2 \leftarrow \frac{1}{m} \sum_{i=1}^m (x_i - \mu_B)^2 \quad // mini - "
                    r"batch\ variance",
                    r"(assign \sigma_{B}^{2} (* (/ 1 m) (sum (i 1 m) (^ (+ x[i] (- \mu_{B})) 2))))",
                    comments=(r"// mini - batch\ variance",)),
            Formula(r"\hat{x}_i \leftarrow \frac{x_i - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}} \quad // normalize",
                    r"(assign \hat{x}[i] (/ (+ x[i] (- \mu_{B})) (sqrt (+ \sigma_{B}^{2} \epsilon))))",
                    comments=("// normalize",)),
            Formula(r"y_i \leftarrow \gamma \hat{x}_i + \beta \equiv BN_{\gamma, \beta}(x_i) \quad // "
                    r"scale\ and\ shift",
                    r"(chain y[i] assign (+ (* \gamma \hat{x}[i]) \beta) define (BN_{\gamma,\beta} x[i]))",
                    comments=(r"// scale\ and\ shift",)),
            Formula(r"\frac{\partial l}{\partial \hat{x}_i}, \frac{\partial l}{\partial \sigma_B^2}, "
                    r"\frac{\partial l}{\partial \mu_B}, \frac{\partial l}{\partial x_i}, "
                    r"\frac{\partial l}{\partial \gamma}, \frac{\partial l}{\partial \beta}",
                    r"(, (partial l \hat{x}[i]) (partial l \sigma_{B}^{2}) (partial l \mu_{B}) (partial l x[i]) "
                    r"(partial l \gamma) (partial l \beta))"),
            Formula(r"\frac{\partial l}{\partial \hat{x}_i} = \frac{\partial l}{\partial y_i} \gamma",
                    r"(eq (partial l \hat{x}[i]) (* (partial l y[i]) \gamma))"),
            Formula(r"\frac{\partial l}{\partial \sigma_B^2} = \sum_{i=1}^m \frac{\partial l}{\partial \hat{x}_i} "
                    r"* (x_i - \mu_B) * \frac{-1}{2} (\sigma_B^2 + \epsilon)^{-3/2}",
                    r"(eq (partial l \sigma_{B}^{2}) (sum (i 1 m) (* (partial l \hat{x}[i]) (+ x[i] (- \mu_{B})) "
                    r"(/ (- 1) 2) (^ (+ \sigma_{B}^{2} \epsilon) (- (/ 3 2))))))"),
            Formula(r"\frac{\partial l}{\partial \mu_B} = \left(\sum_{i=1}^m "
                    r"\frac{\partial l}{\partial \hat{x}_i} * \frac{-1}{\sqrt{\sigma_B^2 + \epsilon}} \right) + "
                    r"\frac{\partial l}{\partial \sigma_B^2} \frac{\sum_{i=1}^m -2(x_i - \mu_B)}{m}",
                    r"(eq (partial l \mu_{B}) (+ (sum (i 1 m) (* (partial l \hat{x}[i]) "
                    r"(/ (- 1) (sqrt (+ \sigma_{B}^{2} \epsilon))))) (* (partial l \sigma_{B}^{2}) "
                    r"(/ (sum (i 1 m) (- (* 2 (+ x[i] (- \mu_{B}))))) m))))"),
            Formula(r"\frac{\partial l}{\partial x_i} = \frac{\partial l}{\partial \hat{x}_i} * "
                    r"\frac{1}{\sqrt{\sigma_B^2 + \epsilon}} + \frac{\partial l}{\partial \sigma_B^2} * "
                    r"\frac{2(x_i - \mu_B)}{m} + \frac{\partial l}{\partial \mu_B} * \frac{1}{m}",
                    r"(eq (partial l x[i]) (+ (* (partial l \hat{x}[i]) (/ 1 (sqrt (+ \sigma_{B}^{2} \epsilon)))) "
                    r"(* (partial l \sigma_{B}^{2}) (/ (* 2 (+ x[i] (- \mu_{B}))) m)) "
                    r"(* (partial l \mu_{B}) (/ 1 m))))"),
            Formula(r"\frac{\partial l}{\partial \gamma} = \sum_{i=1}^m \frac{\partial l}{\partial y_i} * "
                    r"\hat{x}_i",
                    r"(eq (partial l \gamma) (sum (i 1 m) (* (partial l y[i]) \hat{x}[i])))"),
            Formula(r"\frac{\partial l}{\partial \beta} = \sum_{i=1}^m \frac{\partial l}{\partial y_i}",
                    r"(eq (partial l \beta) (sum (i 1 m) (partial l y[i])))"),
        ),
    ),
    Sheet(
        "Softmax and cross entropy",
        names=("z_i", "y_i", r"\hat{y}_i", r"\text{softmax}(z)", r"\text{cross_entropy}", r"L_t(y_t, \hat{y}_t)"),
        indices={"i": "1..n", "t": "1..n"},
        formulas=(
            Formula(r"\text{softmax}(z_t) = \frac{e^{z_t}}{\sum_i e^{z_i}}",
                    "(eq (softmax z[t]) (/ (^ e z[t]) (sum (i) (^ e z[i]))))"),
            Formula(r"\text{cross_entropy} = L(y, \hat{y}) = - \sum_i y_i \log \hat{y}_i",
                    r"(chain cross_entropy eq (L y \hat{y}) eq (- (sum (i) (* y[i] (log \hat{y}[i])))))"),
            Formula(r"\text{cross_entropy} = L_t(y_t, \hat{y}_t) = -y_t \log \hat{y}_t",
                    r"(chain cross_entropy eq (L[t] y[t] \hat{y}[t]) eq (- (* y[t] (log \hat{y}[t]))))"),
            Formula(r"\hat{y}_t = \text{softmax}(z_t)", r"(eq \hat{y}[t] (softmax z[t]))"),
            Formula(r"\text{Derive that } \frac{\partial L_t}{\partial z_t} = \hat{y}_t - y_t",
                    r"(eq (partial L[t] z[t]) (+ \hat{y}[t] (- y[t])))",
                    comments=("Derive that",)),
            Formula("y_t = 1", "(eq y[t] 1)"),
            Formula(r"\frac{\partial L_t}{\partial z_t} = - \frac{\partial y_t \log \hat{y}_t}{\partial z_t} = "
                    r"-y_t \frac{\partial \log \hat{y}_t}{\partial z_t} = -y_t \frac{1}{\hat{y}_t} "
                    r"\frac{\partial \hat{y}_t}{\partial z_t} = -y_t \frac{1}{\hat{y}_t} "
                    r"(\hat{y}_t - \hat{y}_t^2) = y_t \hat{y}_t - y_t",
                    r"(chain (partial L[t] z[t]) eq (- (partial (* y[t] (log \hat{y}[t])) z[t])) eq "
                    r"(- (* y[t] (partial (log \hat{y}[t]) z[t]))) eq "
                    r"(- (* y[t] (/ 1 \hat{y}[t]) (partial \hat{y}[t] z[t]))) eq "
                    r"(- (* y[t] (/ 1 \hat{y}[t]) (+ \hat{y}[t] (- (^ \hat{y}[t] 2))))) eq "
                    r"(+ (* y[t] \hat{y}[t]) (- y[t])))"),
        ),
    ),
    Sheet(
        "AdaGrad as a case of Adam",
        names=("w^t", "g^t", "m^t", "v^t", r"\hat{m}^t", r"\hat{v}^t", r"\beta_1", r"\beta_2", r"\eta", r"\eta_0",
               "A", "B_i", "C", "D_i"),
        indices={"t": "1..", "i": "1..t"},
        formulas=(
            Formula(r"w^t = w^{t-1} - \frac{\eta}{\sqrt{\sum_{i=0}^t (g^i)^2}} g^t",
                    r"(eq w[;t] (+ w[;(+ t (- 1))] (- (* (/ \eta (sqrt (sum (i 0 t) (^ g[;i] 2)))) g[;t]))))"),
            Formula(r"\eta = \eta_0", r"(eq \eta \eta_{0})"),
            Formula(r"m^t = \beta_1 \cdot m^{t-1} + (1 - \beta_1) \cdot g^t",
                    r"(eq m[;t] (+ (* \beta_{1} m[;(+ t (- 1))]) (* (+ 1 (- \beta_{1})) g[;t])))"),
            Formula(r"v^t = \beta_2 \cdot v^{t-1} + (1 - \beta_2) \cdot (g^t)^2",
                    r"(eq v[;t] (+ (* \beta_{2} v[;(+ t (- 1))]) (* (+ 1 (- \beta_{2})) (^ g[;t] 2))))"),
            Formula(r"\hat{m}^t = \frac{m^t}{1 - \beta_1^t}",
                    r"(eq \hat{m}[;t] (/ m[;t] (+ 1 (- (^ \beta_{1} t)))))"),
            Formula(r"\hat{v}^t = \frac{v^t}{1 - \beta_2^t}",
                    r"(eq \hat{v}[;t] (/ v[;t] (+ 1 (- (^ \beta_{2} t)))))"),
            Formula(r"w^t = w^{t-1} - \frac{\eta}{\sqrt{\hat{v}^t}} \hat{m}^t",
                    r"(eq w[;t] (+ w[;(+ t (- 1))] (- (* (/ \eta (sqrt \hat{v}[;t])) \hat{m}[;t]))))"),
            Formula("m_0 = 0", "(eq m[0] 0)"),
            Formula("v_0 = 0", "(eq v[0] 0)"),
            Formula(r"m^t = A \sum_{i=1}^t B_i \cdot g^i",
                    "(eq m[;t] (* A (sum (i 1 t) (* B[i] g[;i]))))"),
            Formula(r"v^t = C \sum_{i=1}^t D_i \cdot (g^i)^2",
                    "(eq v[;t] (* C (sum (i 1 t) (* D[i] (^ g[;i] 2)))))"),
            Formula(r"\eta = \eta_0 \cdot t^{-\frac{1}{2}}",
                    r"(eq \eta (* \eta_{0} (^ t (- (/ 1 2)))))"),
            Formula(r"\beta_1 = 0", r"(eq \beta_{1} 0)"),
            Formula(r"\beta_2 \rightarrow 1", r"(to \beta_{2} 1)"),
            Formula(r"m^t = (1 - \beta_1) \sum_{i=1}^t \beta_1^{t-i} \cdot g^i",
                    r"(eq m[;t] (* (+ 1 (- \beta_{1})) (sum (i 1 t) (* (^ \beta_{1} (+ t (- i))) g[;i]))))"),
            Formula(r"v^t = (1 - \beta_2) \sum_{i=1}^t \beta_2^{t-i} \cdot (g^i)^2",
                    r"(eq v[;t] (* (+ 1 (- \beta_{2})) (sum (i 1 t) (* (^ \beta_{2} (+ t (- i))) (^ g[;i] 2)))))"),
            Formula(r"A = (1 - \beta_1)", r"(eq A (+ 1 (- \beta_{1})))"),
            Formula(r"B_i = \beta_1^{t-i}", r"(eq B[i] (^ \beta_{1} (+ t (- i))))"),
            Formula(r"C = (1 - \beta_2)", r"(eq C (+ 1 (- \beta_{2})))"),
            Formula(r"D_i = \beta_2^{t-i}", r"(eq D[i] (^ \beta_{2} (+ t (- i))))"),
            Formula(r"\hat{m}^t = g^t", r"(eq \hat{m}[;t] g[;t])"),
            Formula(r"(1 - \beta_2)", r"(+ 1 (- \beta_{2}))"),
            Formula(r"\frac{\sum_{i=1}^t \beta_2^{t-i}}{(1 - \beta_2)}",
                    r"(/ (sum (i 1 t) (^ \beta_{2} (+ t (- i)))) (+ 1 (- \beta_{2})))"),
            Formula(r"\hat{v}^t = \frac{\sum_{i=1}^t \beta_2^{t-i} \cdot (g^i)^2}{\sum_{i=1}^t \beta_2^{t-i}}",
                    r"(eq \hat{v}[;t] (/ (sum (i 1 t) (* (^ \beta_{2} (+ t (- i))) (^ g[;i] 2))) "
                    r"(sum (i 1 t) (^ \beta_{2} (+ t (- i))))))"),
            Formula(r"\hat{v}^t = \frac{\sum_{i=1}^t (g^i)^2}{t}",
                    r"(eq \hat{v}[;t] (/ (sum (i 1 t) (^ g[;i] 2)) t))"),
            Formula(r"w^t = w^{t-1} - \frac{t^{-\frac{1}{2}}}{t^{-\frac{1}{2}}} \cdot "
                    r"\frac{\eta_0}{\sqrt{\sum_{i=1}^t (g^i)^2}} g^t = w^{t-1} - "
                    r"\frac{\eta_0}{\sqrt{\sum_{i=0}^t (g^i)^2}} g^t",
                    "(chain w[;t] eq (+ w[;(+ t (- 1))] (- (* (/ (^ t (- (/ 1 2))) (^ t (- (/ 1 2)))) "
                    r"(/ \eta_{0} (sqrt (sum (i 1 t) (^ g[;i] 2)))) g[;t]))) eq "
                    r"(+ w[;(+ t (- 1))] (- (* (/ \eta_{0} (sqrt (sum (i 0 t) (^ g[;i] 2)))) g[;t]))))"),
            Formula("w^i", "w[;i]"),
            Formula("g^i", "g[;i]"),
            Formula(r"\eta_0", r"\eta_{0}"),
            Formula(r"\beta_1", r"\beta_{1}"),
            Formula("m^t", "m[;t]"),
            Formula("v^t", "v[;t]"),
            Formula("B_i", "B[i]"),
            Formula("D_i", "D[i]"),
            Formula("g_i", "g[i]"),
            Formula(r"\hat{v}^t", r"\hat{v}[;t]"),
        ),
    ),
    Sheet(
        "A step of gradient descent",
        names=(r"\mathbf{x}", r"\mathcal{L}", "w_1", "w_2", "w_3", "w_{11}", "w_{12}", "w_{21}", "w_{22}", "w_{31}",
               "w_{32}", "b_o", "b_1", "b_2", "b_3"),
        formulas=(
            Formula(r"\mathbf{x} = [1, 2]", r"(eq \mathbf{x} (list 1 2))"),
            Formula(r"\frac{\partial \mathcal{L}}{\partial w_1} = 24",
                    r"(eq (partial \mathcal{L} w_{1}) 24)"),
            Formula(r"\frac{\partial \mathcal{L}}{\partial w_2} = 0",
                    r"(eq (partial \mathcal{L} w_{2}) 0)"),
            Formula(r"\frac{\partial \mathcal{L}}{\partial w_3} = 30",
                    r"(eq (partial \mathcal{L} w_{3}) 30)"),
            Formula(r"\frac{\partial \mathcal{L}}{\partial b_o} = 6",
                    r"(eq (partial \mathcal{L} b_{o}) 6)"),
            Formula(r"\frac{\partial \mathcal{L}}{\partial w_{11}} = -6",
                    r"(eq (partial \mathcal{L} w_{11}) (- 6))"),
            Formula(r"\frac{\partial \mathcal{L}}{\partial w_{12}} = -12",
                    r"(eq (partial \mathcal{L} w_{12}) (- 12))"),
            Formula(r"\frac{\partial \mathcal{L}}{\partial b_1} = -6",
                    r"(eq (partial \mathcal{L} b_{1}) (- 6))"),
            Formula(r"\frac{\partial \mathcal{L}}{\partial w_{21}} = 0",
                    r"(eq (partial \mathcal{L} w_{21}) 0)"),
            Formula(r"\frac{\partial \mathcal{L}}{\partial w_{22}} = 0",
                    r"(eq (partial \mathcal{L} w_{22}) 0)"),
            Formula(r"\frac{\partial \mathcal{L}}{\partial b_2} = 0",
                    r"(eq (partial \mathcal{L} b_{2}) 0)"),
            Formula(r"\frac{\partial \mathcal{L}}{\partial w_{31}} = 12",
                    r"(eq (partial \mathcal{L} w_{31}) 12)"),
            Formula(r"\frac{\partial \mathcal{L}}{\partial w_{32}} = 24",
                    r"(eq (partial \mathcal{L} w_{32}) 24)"),
            Formula(r"\frac{\partial \mathcal{L}}{\partial b_3} = 12",
                    r"(eq (partial \mathcal{L} b_{3}) 12)"),
        ),
    ),
    Sheet(
        "The update of a step",
        names=("w_j", r"\mathcal{L}"),
        indices={"j": "1.."},
        formulas=(
            Formula(r"w_j \leftarrow w_j + 0.1 \frac{\partial \mathcal{L}}{\partial w_j}",
                    r"(assign w[j] (+ w[j] (* 1/10 (partial \mathcal{L} w[j]))))"),
        ),
    ),
    Sheet(
        "Sigmoid and tanh",
        names=("z",),
        aliases={r"\sigma": "sigmoid"},
        formulas=(
            Formula(r"\sigma(z)", "(sigmoid z)"),
            Formula(r"\tanh(z)", "(tanh z)"),
            Formula(r"\tanh(z) = 2\sigma(2z) - 1",
                    "(eq (tanh z) (+ (* 2 (sigmoid (* 2 z))) (- 1)))"),
        ),
    ),
    Sheet(
        "Bias before batch norm",
        names=(r"\mathbf{z}^{(i)}", r"\mathbf{W}^{(l)}", r"\mathbf{x}^{(i)}", r"\mathbf{b}^{(l)}", "z_j^{(i)}",
               r"\hat{z}_j^{(i)}", r"\tilde{z}_j^{(i)}", r"\mu_j", r"\sigma_j", r"\gamma", r"\beta", r"\epsilon",
               "m", r"\text{mean}(z)"),
        indices={"i": "1..m", "j": "1..n", "l": "1.."},
        formulas=(
            Formula(r"\mathbf{z}^{(i)} = \mathbf{W}^{(l)}\mathbf{x}^{(i)} + \mathbf{b}^{(l)} \quad \triangleright "
                    r"\text{Affine transform}",
                    r"(eq \mathbf{z}[;i] (+ (* \mathbf{W}[;l] \mathbf{x}[;i]) \mathbf{b}[;l]))",
                    comments=(r"\triangleright \text{Affine transform}",)),
            Formula(r"\mu_j = \frac{1}{m} \sum_i z_j^{(i)}; \quad \sigma_j^2 = \frac{1}{m} \sum_i "
                    r"\left(z_j^{(i)} - \mu_j \right)^2",
                    r"(, (eq \mu[j] (* (/ 1 m) (sum (i) z[j;i]))) (eq (^ \sigma[j] 2) "
                    r"(* (/ 1 m) (sum (i) (^ (+ z[j;i] (- \mu[j])) 2)))))"),
            Formula(r"\hat{z}_j^{(i)} = \frac{z_j^{(i)} - \mu_j}{\sqrt{\sigma_j^2 + \epsilon}} \quad "
                    r"\triangleright \text{mean zero, variance 1}",
                    r"(eq \hat{z}[j;i] (/ (+ z[j;i] (- \mu[j])) (sqrt (+ (^ \sigma[j] 2) \epsilon))))",
                    comments=(r"\triangleright \text{mean zero, variance 1}",)),
            Formula(r"\tilde{z}_j^{(i)} = \gamma \hat{z}_j^{(i)} + \beta \quad \triangleright \gamma, \beta "
                    r"\text{ learnable parameters}",
                    r"(eq \tilde{z}[j;i] (+ (* \gamma \hat{z}[j;i]) \beta))",
                    comments=(r"\triangleright \gamma, \beta \text{ learnable parameters}",)),
            Formula(r"\text{mean}(\mathbf{z}) = \text{mean}(\mathbf{W}^{(l)}\mathbf{x}) + \mathbf{b}^{(l)}",
                    r"(eq (mean \mathbf{z}) (+ (mean (* \mathbf{W}[;l] \mathbf{x})) \mathbf{b}[;l]))"),
            Formula(r"\hat{z}^{(i)} = \frac{\mathbf{W}^{(l)}\mathbf{x}^{(i)} + \mathbf{b}^{(l)} - "
                    r"\text{mean}(\mathbf{W}^{(l)}\mathbf{x}) - \mathbf{b}^{(l)}}{\sqrt{\sigma_j^2 + \epsilon}} "
                    r"\quad \triangleright \text{mean zero, variance 1}",
                    r"(eq \hat{z}[;i] (/ (+ (* \mathbf{W}[;l] \mathbf{x}[;i]) \mathbf{b}[;l] "
                    r"(- (mean (* \mathbf{W}[;l] \mathbf{x}))) (- \mathbf{b}[;l])) "
                    r"(sqrt (+ (^ \sigma[j] 2) \epsilon))))",
                    comments=(r"\triangleright \text{mean zero, variance 1}",)),
        ),
    ),
    Sheet(
        "Weight decay and the number of subnetworks",
        names=("w", r"\alpha", r"\lambda", r"\mathcal{L}", "H"),
        formulas=(
            Formula(r"w \leftarrow (1 - \alpha\lambda)w - \frac{\partial \mathcal{L}}{\partial w}",
                    r"(assign w (+ (* (+ 1 (- (* \alpha \lambda))) w) (- (partial \mathcal{L} w))))"),
            Formula(r"\alpha\lambda \ll 1", r"(ll (* \alpha \lambda) 1)"),
            Formula("2^H", "(^ 2 H)"),
        ),
    ),
)
