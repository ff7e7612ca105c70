r"""Texts that the reader once misread without a word, and how they must come out.

They were found by writing what people write and looking for trees that nobody means: derivatives at a point, letters
after an unbraced superscript, statements beside each other, braces that print nothing, integrals by a measure.
The trees and patterns were written from what an author means, not from what the reader said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from symdl.errors import ReadError
from symdl.grading import check
from symdl.notation.reader.declare import declare
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import show

READ = (
    # Derivatives and gradients
    ("d/dx (x^2)", "(d (^ x 2) x)"),
    (r"\left(\frac{\partial f}{\partial x}\right)(a+b)", "(* (partial f x) (+ a b))"),
    (r"\nabla_\theta \frac{1}{N} \sum_i L_i", r"(nabla (* (/ 1 N) (sum (i) L[i])) \theta)"),
    (r"\frac{\partial f}{\partial x}\frac{\partial x}{\partial t} + b", "(+ (* (partial f x) (partial x t)) b)"),
    (r"\nabla^2 f^{-1} \nabla f", "(* (^ (nabla^2 f) (- 1)) (nabla f))"),
    (r"\nabla^2 f(x)^{-1} \nabla f(x)", "(* (^ (nabla^2 (f x)) (- 1)) (nabla (f x)))"),
    # Where a script ends, and what it is
    (r"\theta_{0j}", r"\theta[0,j]"),
    (r"(A^{-1})_{ij}", "(at (^ A (- 1)) [i,j])"),
    (r"\mathbb{E}_\pi[G]", r"(E[\pi] G)"),
    ("∫ f(x) dx", "(int (x) (f x))"),
    (r"e^{i\omega t} + e^{-i\omega t}", r"(+ (^ e (* i \omega t)) (^ e (- (* i \omega t))))"),
    ("1/(1+e^-x)", "(/ 1 (+ 1 (^ e (- x))))"),
    ("A^{-T}", "(transpose (^ A (- 1)))"),
    ("x^Tx", "(* (transpose x) x)"),
    ("A^TA", "(* (transpose A) A)"),
    ("(X^TX)^{-1}X^Ty", "(* (^ (* (transpose X) X) (- 1)) (transpose X) y)"),
    ("x^j_i", "(^ x[i] j)"),
    (r"x_{1i} + \alpha", r"(+ x[1,i] \alpha)"),
    (r"\beta_1 x_{i1} + \beta_2 x_{i2}", r"(+ (* \beta_{1} x[i,1]) (* \beta_{2} x[i,2]))"),
    (r"x^{\langle t \rangle}", "x[;t]"),
    (r"x^{\{i\}}", "x[;i]"),
    (r"x^{(i)T} w", "(* (transpose x[;i]) w)"),
    (r"W^{[l]T}\delta", r"(* (transpose W[;l]) \delta)"),
    # Braces print nothing, and change nothing
    (r"{\hat x}_i", r"\hat{x}[i]"),
    ("{x}_i^2", "(^ x[i] 2)"),
    (r"{\rm Tr}(A)", "(tr A)"),
    (r"{\mathbb E}_{x}[x]", "(E[x] x)"),
    (r"{\mathbb E}[X]", "(E X)"),
    (r"{\sum_i a_i} b_i", "(* (sum (i) a[i]) b[i])"),
    # How far a sign reaches, and what it binds
    (r"\sum_{(i,j) \in E} w_{ij}", "(sum ((tuple i j) | (in (tuple i j) E)) w[i,j])"),
    (r"\sum_{i \in [n]} x_i", "(sum (i 1 n) x[i])"),
    (r"\int dx\, f(x)", "(int (x) (f x))"),
    (r"\int_{x=0}^{1} x dx", "(int (x 0 1) x)"),
    (r"\sum_{i=1}^{n} x_i \quad i = 1, \ldots, n", "(, (sum (i 1 n) x[i]) (eq i (.. 1 n)))"),
    # Functions and operators
    (r"\mathbb{V}\mathrm{ar}(X)", "(Var X)"),
    (r"\mathbb{1}_{A}(x)", r"(\mathbb{1}_{A} x)"),
    ("||x|-|y||", "(abs (+ (abs x) (- (abs y))))"),
    (r"a \stackrel{(a)}{\le} b", "(le a b)"),
    (r"a \overset{(1)}{=} b", "(eq a b)"),
    # Where a script ends, once more: before a capital, a number, a function
    (r"X^T\! X(w - w^*)", "(* (transpose X) X (+ w (- w^{*})))"),
    (r"\frac1N\sum_{i=1}^NL(y_i)", "(* (/ 1 N) (sum (i 1 N) (L y[i])))"),
    (r"\int_0^TP(t)dt", "(int (t 0 T) (P t))"),
    (r"\nabla_WL(W)", "(nabla (L W) W)"),
    (r"\mathbb{E}_XF(X)", "(E[X] (F X))"),
    (r"\sum_{i=1}^N1(x_i>0)", "(sum (i 1 N) (indicator (gt x[i] 0)))"),
    (r"e^{-x}(y)", "(* (^ e (- x)) y)"),
    # A backslash that was forgotten
    (r"-\sum_i y_i log p_i", "(- (sum (i) (* y[i] (log p[i]))))"),
    (r"\frac12 ln x", "(* (/ 1 2) (log x))"),
    (r"\alpha det A", r"(* \alpha (det A))"),
    ("a mod b", "(mod a b)"),
    ("int x dx", "(int (x) x)"),
    # Transposes
    (r"\nabla_x x^\top A x", "(nabla (* (transpose x) A x) x)"),
    (r"\nabla\log p(x)^\top", "(transpose (nabla (log (p x))))"),
    (r"A^{\mathsf T} x^{\mathbf T}", "(* (transpose A) (transpose x))"),
    (r"(1-\epsilon)^T", r"(^ (+ 1 (- \epsilon)) T)"),
    ("2^T", "(^ 2 T)"),
    (r"\left(\frac ab\right)^T", "(^ (/ a b) T)"),
    ("(AB)^T", "(transpose (* A B))"),
    # Sums and integrals without their letters
    ("∑(x−μ)²/n", r"(sum (/ (^ (+ x (- \mu)) 2) n))"),
    ("∑(x_i-a)(y_i-b)", "(sum (* (+ x[i] (- a)) (+ y[i] (- b))))"),
    ("∫(x+1)²dx", "(int (x) (^ (+ x 1) 2))"),
    (r"\int dx/x", "(int (x) (/ 1 x))"),
    (r"\int_0^1 dx/(1+x)", "(int (x 0 1) (/ 1 (+ 1 x)))"),
    (r"\int(x+1)dx/x", "(int (x) (/ (+ x 1) x))"),
    # Expectations and indicators
    (r"E_{x\sim p} f(x)", "(E[(sim x p)] (f x))"),
    ("1(x>0)", "(indicator (gt x 0))"),
    (r"\sum_i 1(y_i=k)", "(sum (i) (indicator (eq y[i] k)))"),
    ("1{i=j}", "(indicator (eq i j))"),
    ("𝟙{x>0}", "(indicator (gt x 0))"),
    (r"\delta_{i=j}", "(indicator (eq i j))"),
    ("I[y_i=k]", "(indicator (eq y[i] k))"),
    # Lines of the text itself
    ("a = b\nc = d", "(, (eq a b) (eq c d))"),
    ("x = 1\n\ny = 2", "(, (eq x 1) (eq y 2))"),
    ("\\alpha = b\nc = d", r"(, (eq \alpha b) (eq c d))"),
    ("\\alpha = b +\nc", r"(eq \alpha (+ b c))"),
    ("\\alpha = b\n+ c", r"(eq \alpha (+ b c))"),
    ("\\alpha b\nc", r"(* \alpha b c)"),
    ("(a +\nb)", "(+ a b)"),
    ("(a\nb)", "(* a b)"),
    # Values, norms, derivatives
    ("[x^2]_0^1", "(value (^ x 2) [0;1])"),
    (r"\left[F\right]_a^b", "(value F [a;b])"),
    ("|w|_2^2 + |W|_F", "(+ (^ (norm w 2) 2) (norm W F))"),
    ("d²y/dx²", "(d y x x)"),
    (r"\alpha d^2y/dx^2", r"(* \alpha (d y x x))"),
    (r"\sigma^{-1}(p)", r"(\sigma^{-1} p)"),
    (r"\nabla_x\{f\}", "(nabla f x)"),
    (r"V^{\pi^*}", r"V^{\pi^{*}}"),
    ("y^{true}", "y^{true}"),
    (r"V^\ast", "V^{*}"),
    (r"\mathcal{N}(\cdot | s) + k(\cdot, x)", r"(+ (\mathcal{N} (given _ s)) (k _ x))"),
    (r"\int_x p(x)", "(int (x) (p x))"),
    (r"\tanh'(z) + \exp''(x)", "(+ (tanh' z) (exp'' x))"),
    ("1/2 (y - z)^2", "(* (/ 1 2) (^ (+ y (- z)) 2))"),
    # A value at a point
    (r"\left. \frac{\partial f}{\partial x} + y \right|_{x=0} z", "(* (value (+ (partial f x) y) [(eq x 0)]) z)"),
    (r"\frac{d}{dx} \log x \Big|_{x=1} + 1", "(+ (value (d (log x) x) [(eq x 1)]) 1)"),
    (r"-\eta |_{x=0, y=1}", r"(- (value \eta [(eq x 0),(eq y 1)]))"),
    (r"\left. x^2 \right|_0^1", "(value (^ x 2) [0;1])"),
    (r"|x|_1 + |x|_i + |x|^2", "(+ (norm x 1) (at (abs x) [i]) (^ (abs x) 2))"),
    # A bar outside of brackets
    (r"y | x \sim p", "(sim (given y x) p)"),
    (r"y \mid x \sim p", "(sim (given y x) p)"),
    ("A|B", "(given A B)"),
    # A font that is switched on
    (r"{\bf W x} y", r"(* (* \mathbf{W} \mathbf{x}) y)"),
    (r"{\bf w}^T {\bf x}", r"(* (transpose \mathbf{w}) \mathbf{x})"),
    (r"{\cal L} x", r"(* \mathcal{L} x)"),
    (r"\cal L x", r"(* \mathcal{L} x)"),
    # Plain text with its letter below reaches as far as LaTeX
    ("sum_i (x_i - y)*z_i", "(sum (i) (* (+ x[i] (- y)) z[i]))"),
    ("sum_{i=1}^m (x_i - y)^2 + 1", "(+ (sum (i 1 m) (^ (+ x[i] (- y)) 2)) 1)"),
    ("1/m sum_i x_i", "(* (/ 1 m) (sum (i) x[i]))"),
    # Statements beside each other
    (r"y_i = x_i, \quad (i = 1, \ldots, n)", "(, (eq y[i] x[i]) (eq i (.. 1 n)))"),
    (r"a = b \quad c = d", "(, (eq a b) (eq c d))"),
    (r"y_i = x_i \quad i = 1, \ldots, n", "(, (eq y[i] x[i]) (eq i (.. 1 n)))"),
    (r"\begin{aligned} a &= 1 & b &= 2 \end{aligned}", "(, (eq a 1) (eq b 2))"),
    (r"x = 2 \quad (1)", "(eq x 2)"),
    (r"\mathcal{L} \qquad (3)", r"\mathcal{L}"),
    (r"\mathcal{L} = a + b \qquad (3)", r"(eq \mathcal{L} (+ a b))"),
)

DECLARED: tuple[tuple[Sequence[str], Mapping[str, str], str, str], ...] = (
    (("a^{(i)}", "W^{(i)}", "x"), {"i": "1.."}, r"W^{(i)T}x + \alpha", r"(+ (* (transpose W[;i]) x) \alpha)"),
    (("W_{ij}",), {"i": "1..n", "j": "1..n"}, r"\alpha W_{i1}", r"(* \alpha W[i,1])"),
    (("W_{ij}",), {"i": "1..n", "j": "1..n"}, r"\alpha W_{1i}", r"(* \alpha W[1,i])"),
    (("A", "B"), {}, "A^TB", "(* (transpose A) B)"),
    ((r"\sigma^2",), {}, r"{\sigma}^2", r"\sigma^{2}"),
    ((r"\sigma^2",), {}, r"(\sigma^2)^2", r"(^ \sigma^{2} 2)"),
)

DOUBTFUL_BESIDE: tuple[tuple[Sequence[str], Mapping[str, str], str, str], ...] = (
    # what is declared leaves a doubt: names, indices, the text, and the kind of note
    ((r"\sigma^2",), {}, r"\alpha \sigma^4", "power"),
    ((r"\sigma^2",), {}, r"\sigma^{-1}", "power"),
    (("x_i",), {"i": "", "j": ""}, "x_{ij}", "index"),
)

DOUBTFUL = (
    # refused, or read with a note: the text, and a pattern of the kind of note
    (r"\frac{\partial f}{\partial x}(x, y)", "point"),
    (r"\frac{\partial f}{\partial x}(x_0)", "point"),
    (r"\frac{df}{dx}(a+b)", "point"),
    (r"\nabla f(x)^2", "reach"),
    ("A^H", "transpose"),
    ("n!!", ""),
    ("|x=y|", ""),
    ("x1x2", "letters"),
    ("3x10^2", ""),
    ("√2x", "reach"),
    ("x_t-1", "script"),
    ("x_i,j", "script"),
    (r"\overline{x^2} - \bar{x}^2", "accent"),
    (r"\prod_i a_i / \prod_i b_i", "reach"),
    (r"\prod_s \alpha_s \beta", "reach"),
    (r"\mathbb{E}(X - \mathbb{E} X)^2", "reach"),
    (r"e^-x + \alpha", "script"),
    (r"\alpha x_ij", "script"),
    (r"\text{softmax} x", "argument|function|call|product"),
    (r"A_{ij}^{-1} + \alpha", "power|transpose|reach|entry|inverse"),
    (r"\int_X f d\mu(x)", "differential|integral|measure"),
    (r"\int p(x) dF(x)", "differential|integral|measure"),
    (r"\hat{\mathbb{E}}_t[x]", "call|expectation|product"),
    (r"\max_\alpha \sum_i \alpha_i - \frac12 \sum_i \alpha_i", "reach"),
    ("cosx", "letters|function"),
    ("sum x_i", ""),
    ("sum(x[i] for i in range(n))", ""),
    (r"\nabla_x y_i z_i", "reach"),
    (r"\int x^2 dx^2", "power|differential|integral"),
    (r"\sum_i x_{i\alpha}", "script|index|letters"),
    (r"\sum_i x_{\frac{i}{2}}", "script|index|letters"),
    (r"\sum_i x_{i \bmod n}", "script|index|letters"),
    (r"\log^{(2)} x", "power|index|script"),
    ("> x = 2", "label"),
    ("(a) x = 2", "label"),
    (r"(1) \alpha = 2", "label"),
    ("x = 2 (1)", "label"),
    ("- x = 2", "label"),
    ("lim x -> 0 sin(x)/x", "limit"),
    ("lim x -> -1 x y", "limit"),
    (r"a x|_{x=0}", "reach"),
    (r"\left. f \right|", ""),
    (r"\left. a, b \right|_{x=0}", ""),
    ("max_i (x_i) * y", "reach"),
    (r"x_i = 2 \text{ for } i > 0", "words"),
    (r"x = a \text{ for } \alpha = 2", "words"),
    ("X^TX(w)", ""), ("x^NP(x)", ""), ("1.5e-3x", ""), ("1E-5x", ""), ("w<-w-lr*dw", ""), ("Hence x=1", ""),
    (r"x\equiv y\pmod n", ""), ("mean(x, axis=0)", ""), ("x_1.5", ""), ("K_{**}", ""),
    (r"\theta^TX(y-z)", "transpose"), (r"(\gamma\lambda)^T", "transpose"), (r"\mathbf x'\mathbf y", "transpose"),
    ("w'x+b", "transpose"), (r"(X'X)^{-1}X'y", "transpose"), (r"\nabla_w w^Tx", "reach"),
    (r"\alpha exp x", "letters"), (r"\alpha lr", "letters"), (r"\alpha if x", "words"), (r"\exp(\Delta A)", "letters"),
    ("e^xy", "script"), ("a^bc", "script"), (r"x_{i_1 i_2}", "index"), ("W[h_{t-1},x_t]", "index"),
    ("sum (x_i - y)^2", "reach"), ("1/n * sum(x_i - y)^2", "reach"), ("Σ x_i", "sum"),
    ("√(Σ xᵢ²)", "sum"), ("Π pᵢ", "sum"),
    (r"E_q\log p", "expectation"), (r"E\|x\|^2", "expectation"), ("E_x x^2", "expectation"),
    (r"\hat E_t[r_t]", "expectation"), ("V[x]", "index"), ("H[X|Y]", "index"), ("I(s=t)", "function"),
    (r"\mathbb E_{x\sim p}\log p(x)-\log q(x)", "reach"), (r"\text{minus } x", "words"), (r"\text{not } x", "words"),
    (r"\text{derivative of } f", "words"), (r"x=5\text{ percent}", "words"), (r"x\text{ otherwise}", "words"),
    ("(ii) x = y", "label"), (r"\delta^L", "power"), (r"a^{L-1}_k", "power"), ("b^L_j", "power"), (r"W^1 x", "power"),
    (r"\mathbf W^Q", "power"), (r"\delta_t^V", "power"), (r"\hat A_t^{GAE(\gamma,\lambda)}", "power"),
    (r"\rho^\pi", "power"), ("A^c", "power"), ("y^{pred}", "letters"), (r"\alpha^{adv}", "letters"),
    (r"\min_\theta\sum_iL_i+\lambda R", "reach"), (r"\nabla f(x) g(x)", "reach"), (r"\nabla_x x^2 y", "reach"),
    (r"\partial_x f g", "reach"), (r"\tanh{x}^2", "argument"), (r"\log (x+1)(x-1)", "argument"),
    ("1/2 (y - z)^2", "slash"), ("1/2x", ""), ("a/2 (x)", ""), (r"\int_x p(x)", "differential"), (r"\log' x", ""),
    (r"\sin\omega\cdot t", "argument"), (r"\sigma^{-1}(p)", "inverse"),
)

WRONG = (
    # A question, and answers to it that are wrong in one place
    ("batch-norm/dgamma", (r"\sum_i \frac{\partial l}{\partial y_i}\, x_i", r"\sum_i \frac{\partial l}{\partial y_i}",
                           r"\sum_i \frac{\partial l}{\partial y_i} \sum_j \hat{x}_j",
                           r"-\sum_i \frac{\partial l}{\partial y_i} \hat{x}_i",
                           r"\sum_i \frac{\partial l}{\partial y_i} \hat{x}_i^2")),
    ("batch-norm/dvar", (
        r"-\frac12 \sum_i \frac{\partial l}{\partial \hat{x}_i} \frac{x_i - \mu}{\sqrt{\sigma^2} + \epsilon}^3",
        r"-\frac12 \sum_i \frac{\partial l}{\partial \hat{x}_i} \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}",
        r"\sum_i \frac{\partial l}{\partial \hat{x}_i} (x_i - \mu) - \frac{1}{2} (\sigma^2 + \epsilon)^{-3/2}",
        r"\sum_i \frac{\partial l}{\partial \hat{x}_i} (x_i - \mu) \cdot \frac{-1}{2} (\sigma^2 + \epsilon)^{-3}/2")),
    ("momentum/velocity-unrolled", (
        r"-lr \sum_{i=1}^t \mu^{i} g_i", r"-lr \sum_{i=1}^{t-1} \mu^{t-i} g_i", r"-lr \sum_{i=1}^t \mu^t-i g_i",
        r"-lr \sum_{i=0}^{t-1} \mu^{t-i} g_i", r"-lr \sum_{i=1}^t \mu^{t-i} \sqrt{g_i^2}",
        r"-lr \sum_{i=1}^t \mu^{i} g_i = -lr \sum_{i=1}^t \mu^{t-i} g_i", r"u_t = -lr \sum_{i=1}^t \mu^{t-i} g_i")),
    ("momentum/terminal-velocity", (r"-lr c/1-\mu", r"-lr \frac{c}{1} - \mu", r"\frac{-lr}{1-\mu}", "-lr*c/(mu-1)")),
    ("softmax-cross-entropy/jacobian", (
        r"p_t(\delta_{st} - p_t)", r"p_s(\delta_{st} - p_s)", r"p_s \delta_{st} - p_t", r"p_s(\delta_{ss} - p_t)",
        r"p_s(\mathbb{1}_{s \ne t} - p_t)")),
    ("softmax-cross-entropy/gradient", (
        r"p_t - y_t \text{ or } y_t - p_t", r"\text{twice } p_t - y_t", r"p_t - y_t = 0", r"\pm (p_t - y_t)",
        r"p_t \stackrel{+}{-} y_t", r"\log_{10} e^{p_t} - y_t", r"p_t - y_t, \quad p_t = 3", "p_t^T - y_t",
        r"\hat p_t - y_t", r"\{p_t - y_t\}", r"\underbrace{p_t - y_t}_{= 0}")),
    ("adam/vhat-limit", (
        r"\frac{1}{t}\left(\sum_{i=1}^t g_i\right)^2", r"\sum_{i=1}^t (g_i/t)^2", r"\frac1t\sum_{i=1}^t g_{i^2}",
        r"\frac1t\sum_{i=1}^t g_t^2", r"\frac1t\sum_{i=1}^t g_i^{(2)}", r"\frac{1}{t}\sum_{i=0}^t g_i^2")),
    ("exponential-average/variance", (
        r"\frac{1-\beta}{1+\beta}(1-\beta^2t) s2", "(1-beta)/(1+beta)*(1-beta^2*t)*s2",
        r"\frac{1-\beta}{1+\beta}(1-\beta^{2t}) s2^2", r"(1-\beta)/1+\beta*(1-\beta^{2t})*s2")),
    ("activations/tanh-derivative", (r"\sigma'(z) = 1 - \tanh^2 z", r"\tanh'(z)",
                                     r"1 - \tanh z^2", r"1 - \tanh(z^2)", r"1-\tanh^{-2} z", "4/(e^z+e^(-z))")),
    ("gradient-descent/unrolled", (
        r"(1 - \alpha\lambda^{t}) x_0", r"(1 - \alpha\lambda)^{tx_0}", r"(1 - \alpha\lambda)_t x_0",
        r"(1 - \alpha\lambda)^{(t)} x_0", r"1 - (\alpha\lambda)^{t} x_0")),
)  # fmt: skip

RIGHT = (
    ("batch-norm/dgamma", (r"$$\frac{\partial l}{\partial \gamma} = \sum_{i=1}^m \frac{\partial l}{\partial y_i} \cdot"
                           r" \hat{x}_i$$", r"\boxed{\sum_{1 \le i \le m} \frac{\partial l}{\partial y_i} \hat{x}_i}",
                           r"m \cdot \frac1m \sum_k \dfrac{\partial l}{\partial y_k} \widehat{x}_k.")),
    ("softmax-cross-entropy/jacobian", (r"p_s([s=t] - p_t)", r"p_s(1_{\{s=t\}} - p_t)", r"p_t(\delta_{ts} - p_s)")),
    ("momentum/velocity-unrolled", (r"-lr \sum_{i=0}^{t-1} \mu^{i} g_{t-i}",
                                    r"-lr\,\mu^t \sum_{i=1}^t \frac{g_i}{\mu^{i}}")),
    ("activations/tanh-derivative", (r"(1-\tanh z)(1+\tanh z)", r"\frac{4}{(e^z+e^{-z})^2}",
                                     r"4\sigma(2z)(1-\sigma(2z))", r"\tanh'(z) = 1 - \tanh^2 z")),
    ("activations/sigmoid-derivative", (r"\sigma'(z) = \sigma(z)(1-\sigma(z))",)),
    ("dropout/inverted-variance", (r"\left(\frac{h}{p}\right)^2 p (1-p)", r"h^2 (1/p - 1)", "h**2*(1-p)/p")),
)  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), READ)
def test_what_was_misread_is_read_as_it_is_meant(text: str, tree: str):
    assert show(parse(text).tree) == tree


@pytest.mark.parametrize(("names", "indices", "text", "kind"), DOUBTFUL_BESIDE)
def test_what_is_declared_may_leave_a_doubt(names: Sequence[str], indices: Mapping[str, str], text: str, kind: str):
    assert kind in {note.kind for note in parse(text, declare(names, indices=indices)).notes}


@pytest.mark.parametrize(("names", "indices", "text", "tree"), DECLARED)
def test_what_is_declared_decides(names: Sequence[str], indices: Mapping[str, str], text: str, tree: str):
    assert show(parse(text, declare(names, indices=indices)).tree) == tree


def _kinds(text: str) -> set[str] | None:
    """The kinds of the notes that a text is read with; None if it is refused."""
    try:
        return {note.kind for note in parse(text).notes}
    except ReadError:
        return None


@pytest.mark.parametrize(("text", "kinds"), DOUBTFUL)
def test_what_could_be_meant_in_two_ways_is_refused_or_noted(text: str, kinds: str):
    found = _kinds(text)
    assert found is None or found & {*kinds.split("|")}, f"read as {show(parse(text).tree)}, notes: {found}"


@pytest.mark.parametrize(("name", "text"), [("W_{ij}", "W(i,j)"), ("x_i", "x(i)")])
def test_round_brackets_are_no_indices_of_what_is_declared(name: str, text: str):
    with pytest.raises(ReadError, match="indices"):
        parse(text, declare((name,), indices={"i": "1..n", "j": "1..n"}))


@pytest.mark.parametrize("text", [r"\eta w^{t}_{i}", r"g^i_j + \eta", r"{w}^t_i \eta"])
def test_a_declared_step_does_not_become_a_power_beside_another_index(text: str):
    with pytest.raises(ReadError, match="ind"):
        parse(text, declare(("w^t", "g^t"), indices={"t": "1..", "i": "1..n", "j": "1..n"}))


@pytest.mark.parametrize(("question", "answer"), [(q, answer) for q, answers in WRONG for answer in answers])
def test_a_wrong_answer_is_not_accepted(question: str, answer: str):
    assert check(question, answer).verdict in ("not_equivalent", "invalid")


@pytest.mark.parametrize(("question", "answer"), [(q, answer) for q, answers in RIGHT for answer in answers])
def test_a_right_answer_is_accepted_however_it_is_spelled(question: str, answer: str):
    assert check(question, answer).verdict == "equivalent"
