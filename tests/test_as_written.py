r"""Questions and answers in the many ways in which courses write them: all of these once failed."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.grading import check

# The reference, definitions, assumptions, right answers, wrong ones.
CASES: list[tuple[str, list[str], list[str], list[str], list[str]]] = [
    ("w_1x_1+w_2x_2", [], [], [r"\sum_{i=1}^2 w_i x_i"], [r"\sum_{i=1}^2 w_i"]),
    ("x_1^2+x_2^2", [], [], [r"\sum_{i=1}^2 x_i^2"], []),
    (r"\sum_{i=1}^2 w_i x_i", [], [], ["w_1x_1+w_2x_2"], []),
    (r"\sigma(z)(1-\sigma(z))", [], [], [r"\sigma'(z)"], [r"2\sigma'(z)"]),
    (r"\frac{\partial h}{\partial a}=\tanh(c)o(1-o)", [r"o=\sigma(a)", r"h=o\tanh(c)"], [], [r"\sigma'(a)\tanh(c)"],
     []),
    (r"\frac{\partial L}{\partial w}=\sum_{t=1}^T\delta_th_{t-1}", [], [],
     [r"\sum_{t=1}^T\delta_th_{t-1}", r"\frac{\partial L}{\partial w}=\sum_{s=1}^T h_{s-1}\delta_s"],
     [r"\sum_{t=1}^T\delta_th_{t}"]),
    (r"\frac12\sum_{j=1}^J(\mu_j^2+v_j-\ln v_j-1)", [], ["v_j > 0"],
     [r"-\frac12\sum_{j=1}^J(1+\ln v_j-\mu_j^2-v_j)"], [r"\frac12\sum_{j=1}^J(1+\ln v_j-\mu_j^2-v_j)"]),
    (r"\frac12\sum_{j=1}^J(\mu_j^2+\sigma_j^2-\ln \sigma_j^2-1)", [], [r"\sigma_j > 0"],
     [r"-\frac12\sum_{j=1}^J(1+2\ln \sigma_j-\mu_j^2-\sigma_j^2)"], []),
    (r"\frac12\sum_{j=1}^J(\mu_j^2+\sigma_j^2-\ln \sigma_j^2-1)", [], [r"\sigma_j > 0 for each j"],
     [r"-\frac12\sum_{j=1}^J(1+2\ln \sigma_j-\mu_j^2-\sigma_j^2)"], []),
    (r"\frac12\sum_{j=1}^J(\mu_j^2+\sigma_j^2-\ln \sigma_j^2-1)", [], [r"\sigma_j > 0 \forall j"],
     [r"-\frac12\sum_{j=1}^J(1+2\ln \sigma_j-\mu_j^2-\sigma_j^2)"], []),
    (r"-\sum_k p_k\log p_k", [], [], [r"-\sum_j p_j\log p_j", r"\sum_j p_j \log\frac{1}{p_j}"], []),
    (r"\sum_k p_k\log\frac{p_k}{q_k}", [], ["p_k > 0", "q_k > 0"], [r"\sum_j p_j(\log p_j-\log q_j)"],
     [r"\sum_j q_j(\log p_j-\log q_j)"]),
    (r"\frac{\partial p_i}{\partial h_j} = p_i(\delta_{ij} - p_j)", [r"p_i = \frac{e^{h_i}}{\sum_{j=1}^n e^{h_j}}"],
     [], [r"p_i(\delta_{ij} - p_j)"], [r"p_i(\delta_{ij} + p_j)"]),
    (r"\frac{\partial p_k}{\partial h_l} = p_k(\delta_{kl} - p_l)", [r"p_k = \frac{e^{h_k}}{\sum_{l=1}^n e^{h_l}}"],
     [], [r"p_k(\delta_{kl} - p_l)"], [r"p_k(\delta_{kl} + p_l)"]),
    (r"\frac{\partial p_a}{\partial h_b} = p_a(\delta_{ab} - p_b)", [r"p_a = \frac{e^{h_a}}{\sum_{b=1}^n e^{h_b}}"],
     [], [r"p_a(\delta_{ab} - p_b)"], [r"p_a(\delta_{ab} + p_b)"]),
    (r"\frac{\partial p_u}{\partial h_v} = p_u(\delta_{uv} - p_v)", [r"p_u = \frac{e^{h_u}}{\sum_{v=1}^n e^{h_v}}"],
     [], [r"p_u(\delta_{uv} - p_v)"], [r"p_u(\delta_{uv} + p_v)"]),
    (r"\frac{\partial p_s}{\partial h_t} = p_s(\delta_{st} - p_t)", [r"p_s = \frac{e^{h_s}}{\sum_{t=1}^n e^{h_t}}"],
     [], [r"p_s(\delta_{st} - p_t)"], [r"p_s(\delta_{st} + p_t)"]),
    ("f'(x) = 2x", ["f(x) = x^2"], [], ["2x", "f'(x)=2x"], ["x"]),
    (r"\frac{df}{dx} = 2x", ["f(x) = x^2"], [], ["2x"], []),
    (r"\frac{d}{dx} f(x) = 2x", ["f(x) = x^2"], [], ["2x"], []),
    (r"\frac{df}{dx} = \sigma(x) + x\sigma(x)(1-\sigma(x))", [r"f = x\,\sigma(x)"], [], [r"f(x)+\sigma(x)(1-f(x))"],
     []),
    (r"f'(x) = \sigma(x) + x\sigma(x)(1-\sigma(x))", [r"f(x) = x\,\sigma(x)"], [], [r"f(x)+\sigma(x)(1-f(x))"],
     [r"f(x)+\sigma(x)(1+f(x))"]),
    (r"\frac{\partial J(w)}{\partial w}=2w", ["J(w)=w^2"], [], ["2w", r"\frac{\partial J}{\partial w}=2w"], []),
    (r"\frac{\partial c_i}{\partial x_j} = \delta_{ij}-\frac1n",
     [r"\mu = \frac{1}{n}\sum_{k=1}^n x_k", r"c_i = x_i - \mu"], [],
     [r"\delta_{ij}-\frac1n", r"\frac{\partial c_i}{\partial x_j}=\delta_{ij}-\frac1n"], [r"\delta_{ij}"]),
    (r"\frac{\partial^2 J}{\partial w^2} = 2a", ["J=aw^2+bw"], [], ["2a"], ["2aw"]),
    (r"\frac{\partial^2 J}{\partial w_j\partial w_k} = \delta_{jk}", [r"J=\frac12\sum_i w_i^2"], [],
     [r"\delta_{kj}"], []),
    (r"\frac{\partial \ell}{\partial p} = -(1-p)^\gamma/p + \gamma(1-p)^{\gamma-1}\log p",
     [r"\ell = -(1-p)^\gamma \log p"], ["p > 0", "p < 1"], [r"\gamma(1-p)^{\gamma-1}\log p-\frac{(1-p)^\gamma}{p}"],
     []),
    (r"\frac{\partial L}{\partial N} = -aAN^{-a-1}", ["L = A N^{-a}"], ["N > 0"], [r"-\frac{aA}{N^{a+1}}"], []),
    (r"\frac{\partial \ell}{\partial \mu} = \frac{x-\mu}{v}",
     [r"\ell = -\frac{(x-\mu)^2}{2v} - \frac12\ln(2\pi v)"], ["v > 0"], [r"-\frac{\mu-x}{v}"], [r"\frac{\mu-x}{v}"]),
    ("c_t = f_t c_{t-1}+i_t g_t", [], [], ["i_t g_t + f_t c_{t-1}"], []),
    (r"\frac{\partial L}{\partial z_i} = p_i-y_i", [], [], ["-(y_i-p_i)"], ["p_i+y_i"]),
    (r"\frac{\partial L}{\partial x_j}=\frac{2x_j}{n}", [r"L=\frac1n\sum_{i=1}^n x_i^2"], [], [r"\frac{2}{n}x_j"],
     []),
    (r"\nabla_w L = x(\hat y-y)", [], [], [r"x(\hat y-y)", r"\nabla_w L = x(\hat y-y)"], []),
    (r"\theta_{t+1} = \theta_t - \eta g_t", [], [], [r"\theta_t - \eta g_t", r"\theta_{t+1} = \theta_t - \eta g_t"],
     []),
    (r"w \leftarrow w-\eta g", [], [], [r"w-\eta g", r"w \leftarrow w-\eta g", r"w := w-\eta g"], []),
    (r"w-\eta g", [], [], [r"w_{t+1}=w-\eta g", r"w\leftarrow w-\eta g"], []),
    (r"w_t - \eta g_t", [], [], [r"w_{t+1} = w_t - \eta g_t"], []),
    (r"r + \gamma V(s') - V(s)", [], [], [r"\delta = r - V(s) + \gamma V(s')"], []),
    (r"\frac{a}{b}", [], [],
     [r"\mathrm{Var}(X) = \frac ab", r"\nabla L = \frac ab", r"N = \frac ab",
      r"\text{FLOPs} = \frac ab", r"H(p)=\frac ab"],
     []),
    (r"D^*(x) = \frac{a}{a+b}", [], [], [r"\frac{a}{b+a}", r"D^*(x)=\frac{a}{b+a}"], []),
    (r"\mathrm{Var}(y) = n\sigma^2", [], [], [r"n\sigma^2"], []),
    ("p_k-y_k", [], [], [r"\frac{\partial L}{\partial z_k} = p_k-y_k"], []),
    (r"\sum_k p_k", [], [], [r"\sum_{j} p_j"], []),
    (r"\sqrt{\frac{1}{m}\sum_i x_i^2 - \mu^2+\epsilon}",
     [r"\mu=\frac1m\sum_{i=1}^m x_i", r"v=\frac1m\sum_{i=1}^m (x_i-\mu)^2"], [r"\epsilon > 0"],
     [r"\sqrt{v+\epsilon}"], []),
    (r"\sqrt{v+\epsilon}", [r"\mu=\frac1m\sum_{i=1}^m x_i", r"v=\frac1m\sum_{i=1}^m (x_i-\mu)^2"],
     [r"\epsilon > 0"], [r"\sqrt{\frac{1}{m}\sum_i x_i^2 - \mu^2+\epsilon}"], []),
    (r"\frac{x_i}{\sqrt{\sigma^2+\epsilon}}", [r"\sigma^2=\frac1n\sum_{i=1}^n x_i^2"], [r"\epsilon>0"],
     [r"x_i(\sigma^2+\epsilon)^{-1/2}"], []),
    (r"\frac{x_i}{\sqrt{\sigma^2}}", [r"\sigma^2=\frac1n\sum_{i=1}^n x_i^2"], [r"\sigma^2>0"],
     [r"\frac{x_i}{\sigma}"], []),
    (r"\sigma^2(1-\rho)", [], [], [r"(1-\rho)\sigma^2", r"\sigma^2-\rho\sigma^2"], []),
    # LaTeX without a backslash, beside some with one.
    (r"\frac{dL}{dw} = 2(wx-y)x", ["r=wx-y", "L=r^2"], [], ["2x(xw-y)", r"2x \cdot r", "2*x*(w*x-y)"], ["2(wx-y)w"]),
    # One letter for two things: with an index, and without.
    (r"\pi_k = \frac{N_k}{N}", [r"N_k = \sum_{n=1}^N \gamma_{nk}"], [], [r"\frac1N\sum_{n=1}^N\gamma_{nk}", "N_k/N"],
     [r"\frac{1}{N_k}\sum_n \gamma_{nk}", r"\frac{N_k}{\sum_j N_j^2}"]),
    (r"\frac{\partial L}{\partial w} = \frac2n\sum_i (wx_i-y_i)x_i", [r"L_i = (w x_i - y_i)^2",
     r"L = \frac1n\sum_{i=1}^n L_i"], [], [r"\frac2n\sum_i (wx_i-y_i)x_i"], [r"\frac2n\sum_i (wx_i-y_i)L_i"]),
    (r"\sum_k\frac{n_k}{n}\log\frac{n_k}{n}", [r"n=\sum_k n_k"], ["n_k > 0"], [r"\frac1n\sum_k n_k\log n_k-\log n"],
     [r"\sum_k n_k\log n_k-\log n"]),
    (r"\bar{x} = \sum_{k=1}^K \frac{N_k}{N}\bar{x}_k", [], [], [r"\frac1N\sum_{k=1}^K N_k\bar x_k",
     "sum_k N_k \\bar{x}_k/N"], [r"\frac1K\sum_{k=1}^K N_k\bar x_k"]),
    (r"\theta_t - \eta_t g_t", [r"\eta_t = \frac{\eta}{\sqrt t}"], [], [r"\theta_t - \frac{\eta}{\sqrt t}g_t"],
     [r"\theta_t-\eta g_t"]),
    (r"\|x\|^2 = \sum_i x_i^2", [], [], [r"\sum_j x_jx_j"], [r"\sum_i |x_i|"]),
    # Likelihoods, and logarithms that are taken apart wherever both are defined.
    (r"\log L(p) = \sum_{i=1}^n [x_i\log p + (1-x_i)\log(1-p)]", [r"L(p) = \prod_{i=1}^n p^{x_i}(1-p)^{1-x_i}"],
     ["p > 0", "p < 1"], [r"\log p\sum_i x_i + (n-\sum_i x_i)\log(1-p)"],
     [r"\log p\sum_i x_i + (1-\sum_i x_i)\log(1-p)"]),
    (r"\frac{d \ell}{d\mu} = \frac{1}{\sigma^2}\sum_i (x_i-\mu)",
     [r"L(\mu) = \prod_{i=1}^n \frac{1}{\sqrt{2\pi}\sigma}e^{-\frac{(x_i-\mu)^2}{2\sigma^2}}", r"\ell = \log L"],
     [r"\sigma > 0"], [r"\frac{\sum_i x_i - n\mu}{\sigma^2}"], [r"\frac{\sum_i x_i - \mu}{\sigma^2}"]),
    (r"V = p\log\frac{p}{p+g} + g\log\frac{g}{p+g}", [r"D = \frac{p}{p + g}", r"V = p\log D + g\log(1 - D)"], [],
     [r"p\log p + g\log g - (p+g)\log(p+g)"],
     [r"p\log p + g\log g - p\log(p+g)", r"|p|\log\frac{p}{p+g} + g\log\frac{g}{p+g}"]),
    (r"I = \sum_{i=1}^n\sum_{j=1}^m p_{ij}\log\frac{p_{ij}}{a_i b_j}",
     [r"a_i = \sum_{j=1}^m p_{ij}", r"b_j = \sum_{i=1}^n p_{ij}"], [],
     [r"\sum_{i=1}^n\sum_{j=1}^m p_{ij}\log p_{ij} - \sum_{i=1}^n a_i\log a_i - \sum_{j=1}^m b_j\log b_j"],
     [r"\sum_{j=1}^m\sum_{i=1}^n p_{ij}(\log p_{ij} - \log a_i + \log b_j)"]),
    # What is squared where it is defined, and not where it is used, is no number that is held fixed.
    (r"\frac{d\hat{x}_i}{dx_j}", [r"\mu=\frac1n\sum_{i=1}^n x_i", r"\sigma^2=\frac1n\sum_{i=1}^n(x_i-\mu)^2",
     r"\hat{x}_i=\frac{x_i-\mu}{\sigma}"], [],
     [r"\frac{1}{\sigma}\left(\delta_{ij}-\frac1n-\frac{\hat{x}_i\hat{x}_j}{n}\right)"],
     [r"\frac{1}{\sigma}\left(\delta_{ij}-\frac1n\right)"]),
    (r"\frac{du_i}{dx_j}", [r"r^2=\sum_{k=1}^n x_k^2", r"u_i=\frac{x_i}{r}"], [],
     [r"\frac{\delta_{ij}}{r}-\frac{x_ix_j}{r^3}", r"\frac{\delta_{ij}-u_iu_j}{r}"], [r"\frac{\delta_{ij}}{r}"]),
    (r"\frac{dr}{dx}", ["r^2=x^2+y^2"], [], [r"\frac xr"], [r"\frac yr", "2x"]),
    (r"\frac{d\sigma}{dx_j}", [r"\sigma^2=\sum_{i=1}^n x_i^2"], [], [r"\frac{x_j}{\sigma}"], [r"\frac{x_j}{2\sigma}"]),
    # i and j that are not the same, where nothing else says what j is, are both summed over.
    (r"S=\sum_{i\ne j}x_ix_j", [], [], [r"(\sum_i x_i)^2-\sum_i x_i^2", r"\sum_{a\ne b}x_ax_b", r"2\sum_{i<j}x_ix_j"],
     [r"\sum_{i<j}x_ix_j", r"(\sum_i x_i)^2"]),
    (r"\frac{dL}{dx_k}", [r"L=\sum_{i\ne j}x_ix_j"], [], [r"2\sum_i x_i-2x_k"], [r"\sum_i x_i-x_k"]),
    (r"(\sum_{i=1}^n x_i)^2", [], [], [r"\sum_ix_i^2+\sum_{i\ne j}x_ix_j", r"\sum_ix_i^2+2\sum_{j>i}x_ix_j"],
     [r"\sum_ix_i^2+2\sum_{i\ne j}x_ix_j", r"\sum_ix_i^2+\sum_{i<j}x_ix_j"]),
    (r"x_j\sum_{i\ne j} x_i", [], [], [r"\sum_{i\ne j}x_ix_j", r"x_j\sum_i x_i-x_j^2"], [r"x_j\sum_i x_i"]),
    (r"h_j=\sum_{i\ne j}x_i", [], [], [], [r"\sum_i x_i"]),
    # What is defined as a square, a class, a size that is called d, and counts.
    (r"\frac{dK}{d\ell_j} = \frac12\left(e^{\ell_j} - 1\right)",
     [r"\sigma_j^2 = e^{\ell_j}", r"K = \frac12\sum_{j=1}^J\left(\mu_j^2 + \sigma_j^2 - 1 - \ell_j\right)"], [],
     [r"\frac12(\sigma_j^2-1)", r"\frac{1}{2}(\sigma^2_j-1)", r"\frac12(\sqrt{\sigma_j^4}-1)"],
     [r"\frac12(\sigma_j-1)", r"\frac12(\sigma_j^4-1)"]),
    (r"s_k^2 = a_k + b_k", [], [], ["b_k + a_k"], ["b_k - a_k"]),
    (r"\frac{dL}{dz_k} = p_k - \delta_{kc}", [r"p_k = \frac{e^{z_k}}{\sum_{j=1}^K e^{z_j}}", r"L = -\log p_c"], [],
     [r"p_k-\delta_{ck}"], ["p_k-1", r"\delta_{kc}-p_k"]),
    (r"\frac{d\hat{x}_i}{dx_j} = \delta_{ij} - \frac1d", [r"\mu = \frac1d\sum_{k=1}^d x_k", r"\hat{x}_i = x_i-\mu"], [],
     [r"\delta_{ij} - \frac1d"], [r"\delta_{ij}"]),
    (r"F_1 = \frac{2PR}{P+R}", [r"P = \frac{TP}{TP+FP}", r"R = \frac{TP}{TP+FN}"], [], [r"\frac{2TP}{2TP+FP+FN}"],
     [r"\frac{2TP}{TP+FP+FN}"]),
    (r"\frac{d\,\mathrm{FL}}{dp} = -2\alpha p", [r"\mathrm{FL}(p) = -\alpha p^2"], [], [r"-2p\alpha"], [r"2p\alpha"]),
    (r"\gamma = \frac{A}{A+B}", [r"A = \pi a", r"B = (1-\pi)b"], [], [r"\frac{\pi a}{\pi a+(1-\pi)b}"],
     [r"\frac{\pi a}{a+b}"]),
    # e is the number, unless a definition says what it is.
    (r"\frac12\ln(2\pi e\sigma^2)", [], [r"\sigma > 0"], [r"\frac12+\frac12\ln(2\pi\sigma^2)"],
     [r"\ln(2\pi\sigma^2)"]),
    (r"\ln e", [], [], ["1"], ["0"]),
    (r"\int_0^1 e^x dx", [], [], ["e - 1"], ["e"]), ("y = e^x", [], [], ["e^x = y"], []),
    ("2e", ["e = y - p"], [], ["2(y - p)", "2e"], ["2(p - y)"]), ("e = y - p", [], [], ["y - p"], ["p - y"]),
    # Cases and conditions, also at the place where they part.
    (r"\begin{cases}1 & x>0\\ \alpha & x\le 0\end{cases}", [], [],
     [r"\alpha+(1-\alpha)\mathbf 1[x>0]", r"\mathbb 1_{\{x>0\}}+\alpha\mathbb 1_{\{x\le 0\}}",
      r"\begin{cases}1 & x>0\\ \alpha & \text{otherwise}\end{cases}"],
     [r"\begin{cases}1 & x\ge0\\ \alpha & x< 0\end{cases}", "1", r"\mathbb 1[x>0]+\alpha\mathbb 1[x<0]"]),
    (r"\max(0,x)", [], [], [r"x\mathbb 1[x>0]", r"\frac{x+|x|}{2}"], [r"x\mathbb 1[x<0]"]),
    # An indicator behind a space, and "less than a negative" where nothing can be assigned.
    ("x*1[x<-d]", [], [], ["x 1[x<-d]", "x 1[x < -d]"], ["x 1[x<d]", "x 1[x>-d]"]),
    # What an answer is called, and names that a formula glues together.
    (r"d^{-1/2}t", [], [], [r"lr = t d^{-1/2}"], []), ("2x", [], [], [], ["2y = 2x"]),
    (r"p_k - q_k", [r"q_k=(1-\epsilon)y_k+\frac{\epsilon}{K}"], [],
     [r"p_k - s_k, \qquad s_k=(1-\epsilon)y_k+\frac{\epsilon}{K}"], [r"p_k - s_k, \quad s_k=y_k+\frac{\epsilon}{K}"]),
    (r"\frac{1}{m}\sum_{i=1}^m x_i", [], [], ["sum(x[i] for i in range(m))/m"], ["sum(x[i] for i in range(m))"]),
    # The largest is a number like any other, for a proof.
    (r"\log \sum_{i=1}^n e^{z_i}", [], [], [r"\max_j z_j + \log \sum_i e^{z_i - \max_k z_k}"], []),
    (r"\frac{\partial \ell}{\partial v} = \frac{(x-\mu)^2}{2v^2}-\frac{1}{2v}",
     [r"\ell = -\frac{(x-\mu)^2}{2v} - \frac12\ln(2\pi v)"], ["v > 0"], [r"\frac{(x-\mu)^2-v}{2v^2}"],
     [r"\frac{(x-\mu)^2}{2v^2}-\frac{1}{4\pi v}"]),
    (r"\pi r^2", [], [], [r"r^2 \pi"], ["3.14 r^2", r"2 \pi r"]), (r"x^{2a}", [], [], ["(x^a)^2"], ["(x^2)^a"]),
]  # fmt: skip


@pytest.mark.parametrize("answer", [
    r"\max_j z_j + \log \sum_i e^{z_i - \min_k z_k}", r"\max_j z_j", r"\min_j z_j + \max_j z_j"])
def test_nothing_is_refuted_by_a_maximum(answer: str) -> None:
    assert check({"reference": r"\log \sum_{i=1}^n e^{z_i}"}, answer).verdict == "undecided"


@pytest.mark.parametrize(("reference", "definitions", "assumptions", "right", "wrong"), CASES)
def test_as_courses_write_it(reference: str, definitions: list[str], assumptions: list[str], right: list[str],
                             wrong: list[str]) -> None:
    question: dict[str, Any] = {"reference": reference, "definitions": definitions, "assumptions": assumptions}
    for answer in right:
        found = check(question, answer)
        assert found.verdict == "equivalent", (answer, found.feedback)
    for answer in wrong:
        assert check(question, answer).verdict == "not_equivalent", answer
