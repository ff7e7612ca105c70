r"""What a question and an answer leave open, or say beside their formulas: a T, a curly d, a context, a clause."""

from __future__ import annotations

import pytest

from symdl.errors import InputError
from symdl.grading import ask, check
from symdl.grading.worked.solution import judge_solution

SOFTMAX = [r"s = \sum_k e^{z_k}", r"p_i = \frac{e^{z_i}}{s}"]
RMS = [r"r=\sqrt{\frac1n\sum_{i=1}^n x_i^2}", r"y_i=\frac{x_i}{r}"]


@pytest.mark.parametrize(("reference", "right", "wrong"), [
    (r"(a-b)^T x", ["a^Tx - b^Tx", "x^Ta-x^Tb", r"a^\top x-b^\top x"], ["a^Tx + b^Tx", "x(a-b)^T + x"]),
    (r"(w_1-w_2)^T x", ["w_1^Tx-w_2^Tx", "x^T(w_1-w_2)"], ["x(w_1-w_2)^T"]),
    (r"\mu_1^T\Sigma^{-1}\mu_1 - \mu_0^T\Sigma^{-1}\mu_0", [r"(\mu_1-\mu_0)^T\Sigma^{-1}(\mu_1+\mu_0)"],
     [r"\Sigma^{-1}(\mu_1^T\mu_1-\mu_0^T\mu_0)", r"\mu_1\mu_1^T\Sigma^{-1} - \mu_0^T\Sigma^{-1}\mu_0"]),
    (r"(x_i-x_j)^T(x_i-x_j)", ["x_i^Tx_i-2x_i^Tx_j+x_j^Tx_j"], ["(x_i-x_j)(x_i-x_j)^T"]),
    (r"\beta_0 + \beta^T x", [r"x^T\beta+\beta_0"], []),
    (r"\theta_0 + \theta_1^T x_1", [r"\theta_0+x_1^T\theta_1"], []),
    (r"\sum_{t=1}^T \beta_1^{T-t} g_t", [r"\sum_{t=1}^T g_t\beta_1^{T-t}"], [r"\sum_{t=1}^T \beta_1^{t} g_t"]),
    (r"P(1+r)^T", ["(1+r)^T P", "P+P((1+r)^T-1)"], ["P(1+r)^{T+1}"]),
    (r"\frac{m}{1-\beta^T}", [r"\frac{-m}{\beta^T-1}"], [r"\frac{m}{1+\beta^T}"]),
])  # fmt: skip
def test_a_t_above(reference: str, right: list[str], wrong: list[str]) -> None:
    question = {"reference": reference, "notation": "latex"}
    for answer in right:
        assert check(question, answer).verdict == "equivalent", answer
    for answer in wrong:
        assert check(question, answer).verdict == "not_equivalent", answer


@pytest.mark.parametrize(("definitions", "reference", "answers"), [
    (SOFTMAX, r"\frac{\partial p_i}{\partial z_j}", [r"p_i(\delta_{ij}-p_j)", r"p_i\delta_{ij}"]),
    (RMS, r"\frac{\partial y_i}{\partial x_j}", [r"\frac{\delta_{ij}}{r}", r"\frac1r(\delta_{ij}-\frac{y_iy_j}{n})"]),
    (RMS, r"J_{ij}=\frac{\partial y_i}{\partial x_j}", [r"\frac{\delta_{ij}}{r}",
     r"\frac1r(\delta_{ij}-\frac{y_iy_j}{n})"]),
])  # fmt: skip
def test_what_a_curly_d_holds_fixed(definitions: list[str], reference: str, answers: list[str]) -> None:
    """Both are right in one reading; what is so in neither is refused, and a straight d or a value says which it is."""
    question = {"definitions": definitions, "reference": reference, "notation": "latex"}
    for answer in answers:
        assert check(question, answer).verdict == "undecided", answer
    assert check(question, "2").verdict == "not_equivalent"
    straight = {**question, "reference": reference.replace(r"\partial", "d")}
    assert [check(straight, answer).verdict for answer in answers].count("equivalent") == 1


@pytest.mark.parametrize(("value", "right", "wrong"), [
    (r"p_i(\delta_{ij}-p_j)", r"p_i\delta_{ij}-p_ip_j", r"p_i\delta_{ij}"),
    (r"p_i\delta_{ij}", r"\delta_{ij}p_j", r"p_i(\delta_{ij}-p_j)"),
])  # fmt: skip
def test_a_value_says_what_is_held_fixed(value: str, right: str, wrong: str) -> None:
    question = {"definitions": SOFTMAX, "reference": rf"\frac{{\partial p_i}}{{\partial z_j}} = {value}"}
    assert check(question, right).verdict == "equivalent"
    assert check(question, wrong).verdict == "not_equivalent"


@pytest.mark.parametrize(("reference", "answer"), [
    (r"p_i(\delta_{ij}-p_j)",
     r"p_i(\delta_{ij}-p_j)\text{ where }\delta_{ij}=\begin{cases}0&i=j\\1&i\neq j\end{cases}"),
    (r"p_i(\delta_{ij}-p_j)", r"p_i(\delta_{ij}-p_j), \text{where }\delta_{ij}=0"),
    (r"e^x", r"e^x, where e = 2"), (r"e^x+\pi", r"e^x+\pi, where \pi=3"), ("2x", r"2x \text{ where } x=3"),
    (r"\sigma(x)", r"\sigma(x), where \sigma(x)=\tanh(x)"), ("x^2", r"y \text{ where } y=x, y=x^2"),
])  # fmt: skip
def test_a_clause_that_says_otherwise(reference: str, answer: str) -> None:
    assert check({"reference": reference, "notation": "latex"}, answer).verdict != "equivalent"


def test_a_clause_twice_does_not_depend_on_what_was_asked_before() -> None:
    question = {"reference": "x^2", "notation": "latex"}
    before = check(question, r"y \text{ where } y=x^2, y=x^2").verdict
    check(question, r"y \text{ where } y=x, y=x^2")
    assert check(question, r"y \text{ where } y=x^2, y=x^2").verdict == before == "invalid"


@pytest.mark.parametrize(("context", "reference", "answer", "verdict"), [
    ("n is an integer", r"\cos(n\pi)", "(-1)^n", "equivalent"),
    ("n is an integer", r"\cos(n\pi)", "1", "not_equivalent"),
    ("Let n be a positive integer.", r"\cos(n\pi)", r"e^{in\pi}", "equivalent"),
    ("x > 0", r"\sqrt{x^2}", "x", "equivalent"), ("Assume $x > 0$.", r"\sqrt{x^2}", "x", "equivalent"),
    ("x is positive", r"\sqrt{x^2}", "2x", "not_equivalent"), ("x is not positive", r"\sqrt{x^2}", "x", "undecided"),
    ("x is positive, or it is negative", r"\sqrt{x^2}", "x", "undecided"),
    ("x is positive, which is false", r"\sqrt{x^2}", "x", "undecided"),
    ("n is even", r"(-1)^n", "1", "undecided"),
    ("p and q are probabilities that sum to 1", "p(1-p)", "pq", "undecided"),
    ("x is the input and y the label", "x + y", "x - y", "not_equivalent"),
    ("unlike x > 0", r"\sqrt{x^2}", "x", "undecided"),
    ("", r"\sqrt{\sigma^2 T}", r"\sigma\sqrt{T}", "undecided"), ("", r"\sqrt{x^2}", "x", "not_equivalent"),
    ("", r"\frac{x_i}{\sqrt{\sigma_i^2}}", r"\frac{x_i}{\sigma_i}", "undecided"),
    ("", r"\frac{x}{\sqrt{\sigma^2}}", r"\frac{2x}{\sigma}", "not_equivalent"),
])  # fmt: skip
def test_what_a_context_says_of_numbers(context: str, reference: str, answer: str, verdict: str) -> None:
    question = {"reference": reference, "context": context, "notation": "latex"}
    assert check(question, answer).verdict == verdict


@pytest.mark.parametrize(("definitions", "reference", "answer"), [
    ([], r"\frac{d}{dx}\left(x^2 \sin x\right)", r"\frac{d}{dx}(x^2\sin x)"),
    ([], r"\nabla_w \|Xw-y\|^2", r"\nabla_w \|Xw-y\|^2"), ([r"L=\|Xw-y\|^2"], r"\nabla_w L", r"\nabla_w L"),
    ([r"L = -\sum_k y_k\log p_k", r"p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}"], r"\frac{\partial L}{\partial z_j}",
     r"0+\frac{\partial L}{\partial z_j}"),
])  # fmt: skip
def test_what_is_to_be_worked_out_is_no_answer(definitions: list[str], reference: str, answer: str) -> None:
    found = check({"definitions": definitions, "reference": reference, "notation": "latex"}, answer)
    assert (found.verdict, found.code) == ("invalid", "restates")


def test_a_value_that_has_a_name_is_an_answer() -> None:
    """The slope of a log-sum-exp is p_i, and nothing is said again by that."""
    assert check({"definitions": [r"p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}"], "reference": "p_i"}, "p_i").right


@pytest.mark.parametrize(("definitions", "reference", "answer", "verdict"), [
    (["f(x)=x^2"], "f(x+1)", "f'(x)+f(x)+1", "equivalent"), (["f(x)=x^2"], "f(x+1)", "f'(x)+f(x)+2", "not_equivalent"),
    (["f(x)=x^2"], "f'(3)", "6", "equivalent"), (["f(x)=x^2"], "f(x+1)^2", "f^2(x+1)", "equivalent"),
    (["f(x)=x^2-2"], r"x-\frac{f(x)}{f'(x)}", r"\frac{x}{2}+\frac1x", "equivalent"),
    (["f(x)=x^2", r"g(x)=\sin x"], "f'(g(x))g'(x)", r"2\sin x\cos x", "equivalent"),
    (["f(x)=x^2", r"g(x)=\sin x"], "f'(g(x))g'(x)", r"2\sin x", "not_equivalent"),
])  # fmt: skip
def test_slopes_of_what_is_defined(definitions: list[str], reference: str, answer: str, verdict: str) -> None:
    assert check({"definitions": definitions, "reference": reference, "notation": "latex"}, answer).verdict == verdict


@pytest.mark.parametrize(("context", "reference", "answer", "verdict"), [
    ("", r"D^{-1}(b - R x)", r"D^{-1}b-D^{-1}R x", "undecided"), ("", r"F^{-1}(1-u)", "F^{-1}(-u+1)", "equivalent"),
    ("", r"X^\top V^{-1}(y - X\beta)", r"X^\top V^{-1}y - X^\top V^{-1}X\beta", "equivalent"),
    ("", r"X^\top V^{-1}(y - X\beta)", r"X^\top V^{-1}y - X^\top X\beta", "not_equivalent"),
    ("", r"X^T D (y-m)", "X^T (y-m) D", "undecided"), ("", r"X^T N (y-m)", "X^T (y-m) N", "undecided"),
    ("", r"\sum_{j} A_{ij} \mathbf{W}\mathbf{h}_j", r"\mathbf{W}\sum_{j} A_{ij}\mathbf{h}_j", "equivalent"),
    ("The h_j are column vectors, W is a d x d matrix and A_{ij} are the numbers of the adjacency matrix.",
     r"\sum_{j=1}^n A_{ij} W h_j", r"W\sum_{j=1}^n A_{ij}h_j", "equivalent"),
    ("w^{l+1} is the weight matrix of layer l+1, delta^{l+1} and z^l are column vectors.",
     r"((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)", r"\sigma'(z^l) \odot (\delta^{l+1}(w^{l+1})^T)",
      "not_equivalent"),
    ("", r"A\hat{x} + B u + L(y - C\hat{x})", r"A\hat{x}+u B+L(y-C\hat{x})", "undecided"),
    ("", r"b - A(x + \alpha p)", r"b-(x+\alpha p)A", "undecided"),
    ("", r"b - A(x + \alpha p)", r"b-Ax-\alpha Ap", "equivalent"),
    ("", r"\prod_{k=1}^n x_k", r"\prod_{k=1}^n 2x_k/2^n", "undecided"),
])  # fmt: skip
def test_what_letters_are(context: str, reference: str, answer: str, verdict: str) -> None:
    assert check({"reference": reference, "context": context, "notation": "latex"}, answer).verdict == verdict


def test_a_key_that_is_nearly_one() -> None:
    with pytest.raises(InputError, match="no definition"):
        check({"reference": "x", "definition": ["x = 2"]}, "x")
    assert check({"reference": "x", "source": "a column of its own"}, "x").right


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (r"X^\top(\hat y-y)", r"X^\top r, where r=\hat y-y", "equivalent"),
    (r"X^\top(\hat y-y)", r"X^\top r, where r=y-\hat y", "not_equivalent"),
    (r"X^\top(\hat y-y)", r"X^\top(\hat y-y), where X=0", "invalid"), ("x^x(1-p)", "x^x q where q=1-p", "equivalent"),
    (r"\binom nk p^k(1-p)^{n-k}", r"\binom nk p^kq^{n-k}, where q=p-1", "not_equivalent"),
    ("x^x(1-p)", "x^x q where q=r-p and r=1", "equivalent"), ("x^x(1-p)", "x^x q where q=1-p and p=2", "invalid"),
    ("x^x(1-p)", "x^x q where q=q+1-p", "invalid"), ("x^x+2i", "x^x+2i, where i=3", "invalid"),
    ("2x", "u', where u = x^x, u' = 2x", "invalid"), ("x^x", "y where y=x^x, y=x^x", "invalid"),
    ("x^x", "y where y=x^x, y=2x", "invalid"),
])  # fmt: skip
def test_clauses_of_ordinary_mathematics(reference: str, answer: str, verdict: str) -> None:
    assert check({"reference": reference, "notation": "latex"}, answer).verdict == verdict


MEAN = [r"\mu=\frac1m\sum_{i=1}^m x_i"]
VARIANCE = r"\frac1m\sum_{i=1}^m (x_i-\mu)^2"


@pytest.mark.parametrize(("definitions", "reference", "answer", "is_right"), [
    (MEAN, VARIANCE, r"\frac1m\sum_{i=0}^{m-1}(x_{i+1}-\mu)^2", True),
    (MEAN, VARIANCE, r"\frac1m\sum_{i=2}^{m+1}(x_{i-1}-\mu)^2", True),
    (MEAN, VARIANCE, r"\frac1m\sum_{i=0}^{m-1}(x_i-\mu)^2", False),
    (MEAN, VARIANCE, r"\frac1m\sum_{i=0}^{m}(x_{i+1}-\mu)^2", False),
    (MEAN, VARIANCE, r"\frac1m\sum_{i=0}^{m-1}(x_{i+1}-i\mu)^2", False),
    (MEAN, VARIANCE, r"\frac1m\sum_{i=1}^{m-1}(x_{i+1}-\mu)^2", False),
    ([], r"\sum_{i=0}^{m-1} x_{i+1}", r"\sum_{i=1}^{m}x_{i}", True),
    ([], r"\sum_{i=0}^{m-1} x_{i+1}", r"\sum_{i=1}^{m}x_{i+1}", False),
])  # fmt: skip
def test_sums_that_count_from_another_number(definitions: list[str],
 reference: str, answer: str, *, is_right: bool) -> None:
    assert check({"definitions": definitions, "reference": reference, "notation": "latex"}, answer).right == is_right


SLOPE = r"\frac{\partial F}{\partial z_j} = \frac{e^{z_j}}{\sum_{k=1}^K e^{z_k}}"


@pytest.mark.parametrize(("answer", "is_right"), [
    (r"\frac{e^{z_k}}{\sum_{k=1}^K e^{z_k}}", False), (r"\frac{e^{z_i}}{\sum_{k=1}^K e^{z_k}}", True),
    (r"\frac{\partial F}{\partial z_k}=\frac{e^{z_k}}{\sum_{k=1}^K e^{z_k}}", True),
])  # fmt: skip
def test_an_index_of_the_answers_own(answer: str, *, is_right: bool) -> None:
    """A letter that a sum in the answer counts with is not taken for the one that is asked for."""
    question = {"definitions": [r"F = \log \sum_{k=1}^K e^{z_k}"], "reference": SLOPE}
    assert check(question, answer).right == is_right


def test_a_size_that_no_vector_shows_is_told() -> None:
    question = {"definitions": [r"\mu=\frac1n\sum_{i=1}^n x_i", "y_i=x_i-\\mu"], "reference": r"\delta_{ij}-\frac1n"}
    assert "n = 2" in check(question, r"\delta_{ij}").feedback


@pytest.mark.parametrize(("context", "reference", "answer", "verdict"), [
    ("A is an n x n matrix and h_0 a vector; T is the number of time steps", "A^{T} h_0", r"A^\top h_0", "undecided"),
    ("T denotes the transpose", "A^{T} h_0", r"A^\top h_0", "equivalent"),
    ("", r"h_T = A^T h_0 + \sum_{t=1}^T A^{T-t} B x_t", r"A^\top h_0 + \sum_{t=1}^T A^{T-t}Bx_t", "undecided"),
    ("", r"w_T = v + (I - \eta H)^T (w_0 - v)", r"v + (I - \eta H^\top)(w_0 - v)", "undecided"),
    ("", r"w_T = v + (I - \eta H)^T (w_0 - v)", r"v + (I-\eta H)^{T-1}(I-\eta H)(w_0-v)", "undecided"),
    ("", r"\frac1T\sum_{t=1}^T x_t^Tw", r"\frac1T\sum_{t=1}^T w^\top x_t", "equivalent"),
    ("", r"\frac1T\sum_{t=1}^T x_t^Tw", r"\frac1T\sum_{t=1}^T wx_t^\top", "not_equivalent"),
    ("H is a matrix, w_0 and v are vectors", r"(I - \eta H)^{t} (w_0 - v)", r"(I-\eta H)^{t}w_0-(I-\eta H)^{t}v",
     "equivalent"),
    ("H is a matrix, w_0 and v are vectors", r"(I - \eta H)^{t} (w_0 - v)", r"(I-\eta H)^{t-1}(I-\eta H)(w_0-v)",
     "undecided"),
    ("H is a matrix, w_0 and v are vectors", r"(I - \eta H)^{t} (w_0 - v)", r"(I+\eta H)^{t}(w_0-v)", "not_equivalent"),
    ("", r"A^k x+x^\top x x", r"AA^{k-1}x+x^\top x x", "undecided"),
])  # fmt: skip
def test_powers_of_matrices(context: str, reference: str, answer: str, verdict: str) -> None:
    assert check({"reference": reference, "context": context, "notation": "latex"}, answer).verdict == verdict


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (r"\|x - \mu\|_{\Sigma^{-1}}^2", r"\|x-\mu\|^2", "undecided"), (r"\|A - B\|_2", r"\|A-B\|_F", "undecided"),
    (r"\|w\|_1 + \|x\|_2^2", r"\|w\| + \|x\|^2", "not_equivalent"), (r"\|Xw-y\|_1", r"\|y-Xw\|_1", "equivalent"),
    (r"\nabla_w (\|Xw-y\|^2+\lambda\|w\|_1)", r"2X^\top(Xw-y)+\lambda\,\mathrm{sign}(w)", "equivalent"),
    (r"\nabla_w (\|Xw-y\|^2+\lambda\|w\|_1)", r"2X^\top(Xw-y)+\lambda\frac{w}{\|w\|}", "not_equivalent"),
    (r"\|Xw-y\|^2+\lambda\|w\|_1^2", r"\lambda\|w\|^2+\|y-Xw\|_2^2", "not_equivalent"),
])  # fmt: skip
def test_norms(reference: str, answer: str, verdict: str) -> None:
    assert check({"reference": reference, "notation": "latex"}, answer).verdict == verdict


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (r"G = H - \frac{n_1}{n} H_1 - \frac{n_2}{n} H_2", r"H - \sum_{k=1}^2 \frac{n_k}{n} H_k", "equivalent"),
    (r"G = H - \frac{n_1}{n} H_1 - \frac{n_2}{n} H_2", r"H - \sum_{k=1}^3 \frac{n_k}{n} H_k", "not_equivalent"),
    (r"G_t = \sum_{k=0}^{T-t-1} \gamma^k r^{(t+k+1)}", r"\sum_{k=t+1}^{T} \gamma^{k-t-1} r^{(k)}", "undecided"),
    (r"A_t = \sum_{k=t}^{T-1} \gamma^{k-t} r_k + \gamma^{T-t} V_T - V_t",
     r"\sum_{k=t}^{T-1} \gamma^{k-t} (r_k + \gamma V_{k+1} - V_k)", "undecided"),
    (r"g_i \min\left(1, \frac{c}{\sqrt{\sum_{j=1}^n g_j^2}}\right)",
     r"\frac{g_i}{\max(1, \sqrt{\sum_{j=1}^n g_j^2} / c)}", "undecided"),
    (r"\mathbf{x}_t = \sqrt{\bar{\alpha}_t}\,\mathbf{x}_0 + \sqrt{1 - \bar{\alpha}_t}\,\boldsymbol{\epsilon}",
     r"\bar{\alpha}_t^{1/2}\mathbf{x}_0 + (1-\bar{\alpha}_t)^{1/2}\boldsymbol{\epsilon}", "equivalent"),
])  # fmt: skip
def test_members_by_number(reference: str, answer: str, verdict: str) -> None:
    assert check({"reference": reference, "notation": "latex"}, answer).verdict == verdict


IDENTITY = r"(A + u v^T)^{-1} = A^{-1} - \frac{A^{-1} u v^T A^{-1}}{1 + v^T A^{-1} u}"


@pytest.mark.parametrize(("answer", "verdict"), [
    (r"A^{-1} - \frac{1}{1+v^TA^{-1}u} A^{-1}uv^TA^{-1}", "equivalent"), ("(A + u v^T)^{-1}", "invalid"),
    (r"(A + u v^T)^{-1} = A^{-1} - \frac{1}{1+v^TA^{-1}u} A^{-1}uv^TA^{-1}", "equivalent"),
    (r"A^{-1} + \frac{1}{1+v^TA^{-1}u} A^{-1}uv^TA^{-1}", "not_equivalent"),
])  # fmt: skip
def test_an_identity_of_matrices(answer: str, verdict: str) -> None:
    assert check({"reference": IDENTITY, "notation": "latex"}, answer).verdict == verdict


@pytest.mark.parametrize(("context", "reference"), [
    ("A is n x m, B is m x p, C is p x n", r"\mathrm{tr}(ABC)=\mathrm{tr}(ACB)"), ("", r"\mathrm{tr}(A^TB)=\det(A^TB)"),
])  # fmt: skip
def test_a_false_identity_is_no_question(context: str, reference: str) -> None:
    with pytest.raises(InputError, match="not what it is said to be"):
        check({"reference": reference, "context": context, "notation": "latex"}, "1")


@pytest.mark.parametrize(("words", "is_right"), [("an arbitrary", False), ("an", True), ("a general", False)])
def test_what_is_arbitrary_is_not_symmetric(words: str, *, is_right: bool) -> None:
    question = {"reference": r"x^T \Sigma^{-1} y", "context": rf"\Sigma is {words} n x n matrix, x and y are vectors"}
    assert check(question, r"y^T \Sigma^{-1} x").right == is_right


HUBER = [r"L = \begin{cases} \frac12 r^2 & |r| \le c \\ c|r| - \frac12 c^2 & \text{otherwise} \end{cases}"]
HUBER_SLOPE = (r"\frac{\partial L}{\partial r} = "
               r"\begin{cases} r & |r| \le c \\ c \operatorname{sign}(r) & \text{otherwise} \end{cases}")
ELU = [r"f = \begin{cases} z & z>0 \\ e^z-1 & z\le 0 \end{cases}"]
ELU_SLOPE = r"\frac{\partial f}{\partial z} = \begin{cases} 1 & z>0 \\ e^z & z\le 0 \end{cases}"


@pytest.mark.parametrize(("definitions", "reference", "answer", "verdict"), [
    (["f = x^2"], r"\frac{\partial f}{\partial x} = 2x", r"2x + 1 - \mathbb{1}[x > 0] - \mathbb{1}[x < 0]",
     "undecided"),
    (HUBER, HUBER_SLOPE, r"r \mathbb{1}[|r| < c] + c \operatorname{sign}(r) \mathbb{1}[|r| > c]", "undecided"),
    (HUBER, HUBER_SLOPE, r"r \mathbb{1}[|r| \le c] + c \operatorname{sign}(r) \mathbb{1}[|r| > c]", "equivalent"),
    (ELU, ELU_SLOPE, r"\mathbb{1}[z>0] + e^z \mathbb{1}[z<0]", "undecided"),
    (ELU, ELU_SLOPE, r"\mathbb{1}[z > 0] + e^z \mathbb{1}[z \le 0]", "equivalent"),
    ([r"f = \max(0,z)"], r"\frac{\partial f}{\partial z}=\mathbb{1}[z>0]", r"\mathbb{1}[z\ge 0]", "equivalent"),
    ([r"f = x + x|x|"], r"\frac{df}{dx}=1+2|x|", r"(1 + 2x) \mathbb{1}[x > 0] + (1 - 2x) \mathbb{1}[x < 0]",
     "undecided"),
])  # fmt: skip
def test_joints_of_cases(definitions: list[str], reference: str, answer: str, verdict: str) -> None:
    """A slope that there is at a joint has one value; one that jumps there has any."""
    assert check({"definitions": definitions, "reference": reference, "notation": "latex"}, answer).verdict == verdict


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    ("d = h^{(t+1)}", r"h \cdot h^{t}", "undecided"), (r"y = w^{(l-1)} x", r"\frac{w^{l}}{w} x", "undecided"),
    (r"c=\gamma h^{(t+1)}+b", r"b+\gamma h^{(t+1)}", "equivalent"),
    (r"c=\gamma h^{(t+1)}+b", r"b-\gamma h^{(t+1)}", "not_equivalent"),
    (r"H^{(l+1)} = \sigma(A H^{(l)} W^{(l)})", r"\sigma(H^{(l)} A W^{(l)})", "undecided"),
    (r"H^{(l+1)} = \sigma(A H^{(l)} W^{(l)})", r"\sigma(A H^{(l)} W^{(l)})", "equivalent"),
    (r"A_t h_{t-1} + B_t x_t", r"A_t h_{t-1} + x_t B_t", "undecided"),
    (r"A_t h_{t-1} + B_t x_t", r"B_t x_t+A_t h_{t-1}", "equivalent"),
    (r"\sum_i A_i B_i", r"\sum_j B_j A_j", "undecided"), (r"\sum_i A_i B_i", r"\sum_j A_j B_j", "equivalent"),
    (r"\sum_i X_iY_i", r"\sum_i Y_iX_i", "equivalent"), (r"\sum_j A_{ij}B_{jk}", r"\sum_j B_{jk}A_{ij}", "equivalent"),
    (r"\sum_{h=1}^H O_hV_hx", r"\sum_{h=1}^H O_hxV_h", "undecided"),
    (r"\det\begin{pmatrix} A & b \\ b^T & c \end{pmatrix}", "cA - bb^T", "undecided"),
    (r"\det\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "ad-bc", "equivalent"),
    ("s = x_n-x_0", r"\sum_{i=1}^n(x_i-x_{i-1})", "equivalent"),
    (r"b = \beta_1 + \beta_2 + \beta", r"\beta + \sum_{k=1}^2 \beta_k", "equivalent"),
])  # fmt: skip
def test_what_may_be_more_than_numbers(reference: str, answer: str, verdict: str) -> None:
    assert check({"reference": reference, "notation": "latex"}, answer).verdict == verdict


@pytest.mark.parametrize(("context", "reference", "answer", "verdict"), [
    ("A and B are matrices; x_1 and x_2 are vectors", "A(B x_1 + x_2)", "ABx_1 + Ax_2", "equivalent"),
    ("A and B are matrices; x_1 and x_2 are vectors", "A(B x_1 + x_2)", "BAx_1 + Ax_2", "not_equivalent"),
    ("F is the Fisher information matrix; g and d are vectors", "g^TF^{-1}d", "d^TF^{-1}g", "undecided"),
    ("the columns of X are x_1, ..., x_n", "XX^T", r"\sum_{i=1}^n x_i x_i^T", "undecided"),
    ("A, B, C and D are n x n matrices", r"\operatorname{tr}\begin{pmatrix} A & B \\ C & D \end{pmatrix}", "A + D",
     "undecided"),
])  # fmt: skip
def test_what_a_context_says_of_matrices(context: str, reference: str, answer: str, verdict: str) -> None:
    assert check({"reference": reference, "context": context, "notation": "latex"}, answer).verdict == verdict


@pytest.mark.parametrize(("context", "reference", "lines", "standings"), [
    ("p sums to one", r"D = \log K + \sum_{i=1}^K p_i \log p_i",
     [r"D = \sum_{i=1}^K p_i \log \frac{p_i}{1/K}", r"D = \log K + \sum_{i=1}^K p_i \log p_i"], ["right", "right"]),
    ("p is normalised", r"D = \log K + \sum_{i=1}^K p_i \log p_i",
     [r"D = \sum_{i=1}^K p_i \log \frac{p_i}{1/K}", r"D = \log K + \sum_{i=1}^K p_i \log p_i"], ["undecided", "right"]),
    ("y is one-hot", r"s = \sum_i y_i^2", [r"s = \sum_i y_i^2", r"s = \sum_i y_i"], ["right", "right"]),
    ("", "2x", ["x+x", "3x", "3x+0"], ["again", "wrong", "follows"]),
])  # fmt: skip
def test_steps_beside_words(context: str, reference: str, lines: list[str], standings: list[str]) -> None:
    question = ask({"reference": reference, "context": context, "notation": "latex"})
    assert [line.standing for line in judge_solution(question, "\n".join(lines)).lines] == standings


@pytest.mark.parametrize(("definition", "reference"), [
    (r"L=\frac12\|Wx-y\|^2", r"\nabla_WL=x(Wx-y)^T"),
    ("M=A+UU^T", r"M^{-1}=A^{-1}+A^{-1}U(I+U^TA^{-1}U)^{-1}U^TA^{-1}"),
    ("K=PH^T(HPH^T+R)^{-1}", "K=(P+H^TRH)^{-1}H^TR"),
    (r"L=\frac12\|Xw-y\|^2+\lambda\|w\|_1", r"\nabla_wL=X^T(Xw-y)+\lambda\frac w{\|w\|}"),
])  # fmt: skip
def test_a_reference_against_its_definitions(definition: str, reference: str) -> None:
    with pytest.raises(InputError, match="not what it is said to be"):
        check({"definitions": [definition], "reference": reference, "notation": "latex"}, "1")


@pytest.mark.parametrize(("definition", "reference", "answer"), [
    (r"L=\frac12\|Wx-y\|^2", r"\nabla_WL=(Wx-y)x^T", "Wxx^T-yx^T"),
    ("M=A+UU^T", r"M^{-1}=A^{-1}-A^{-1}U(I+U^TA^{-1}U)^{-1}U^TA^{-1}", "(A+UU^T)^{-1}"),
    ("K=PH^T(HPH^T+R)^{-1}", "K=(P^{-1}+H^TR^{-1}H)^{-1}H^TR^{-1}", "PH^T(R+HPH^T)^{-1}"),
])  # fmt: skip
def test_a_reference_that_its_definitions_prove(definition: str, reference: str, answer: str) -> None:
    assert check({"definitions": [definition], "reference": reference, "notation": "latex"}, answer).right


@pytest.mark.parametrize(("reference", "answer"), [
    (r"\nabla_w \|Xw-y\|^2", r"2 X^{\mathsf T} X w - 2 X^{\mathsf T} y"), (r"\nabla_X \log\det X", r"X^{-T}"),
    ("PV=nRT", r"\frac{PV}{nR}=T"), (r"\theta^T x^{(i)}-y^{(i)}", r"x^{(i)T}\theta-y^{(i)}"),
])  # fmt: skip
def test_a_sign_of_a_transpose_for_certain(reference: str, answer: str) -> None:
    assert check({"reference": reference, "notation": "latex"}, answer).right


@pytest.mark.parametrize(("definitions", "reference", "answer", "verdict"), [
    ([], r"\frac{1}{2}\int_0^{2\pi} (1+\cos\theta)^2 d\theta = \frac{3\pi}{2}", r"\pi + \frac{\pi}{2}", "equivalent"),
    ([], "x^2=4", "4", "not_equivalent"), ([], "x^2=4", "2", "not_equivalent"),
    ([], "|z|^2 = a^2 + b^2", "(a+b)^2 - 2ab", "undecided"), ([], "|z|^2 = a^2 + b^2", "(a+b)^2", "not_equivalent"),
    ([], r"\cos\theta = \frac{a^2+b^2-c^2}{2ab}", r"\frac{(a-b)^2 - c^2}{2ab} + 1", "undecided"),
    (["f = x^2"], r"\kappa = \frac{|f''|}{(1+f'^2)^{3/2}}", r"\frac{2}{(1+4x^2)^{3/2}}", "undecided"),
])  # fmt: skip
def test_what_an_equation_asks_for(definitions: list[str], reference: str, answer: str, verdict: str) -> None:
    assert check({"definitions": definitions, "reference": reference, "notation": "latex"}, answer).verdict == verdict


WEIGHTED = r"L = \frac12 (Xw - y)^\top D (Xw - y)"


@pytest.mark.parametrize(("answer", "verdict"), [
    (r"X^\top D X w - X^\top D y", "equivalent"), (r"-X^\top D^\top (y - Xw)", "equivalent"),
    (r"X^\top D^\top D(X w - y)", "not_equivalent"),
])  # fmt: skip
def test_a_matrix_before_a_bracket_is_no_function(answer: str, verdict: str) -> None:
    question = {"definitions": [WEIGHTED], "reference": r"\nabla_w L = X^\top D (X w - y)", "context": "D is symmetric"}
    assert check(question, answer).verdict == verdict


@pytest.mark.parametrize(("definition", "reference", "answer", "verdict"), [
    (r"\mu = \frac{1}{n}\sum_{i=1}^n x_i", r"\sigma^2 = \frac{1}{n}\sum_{i=1}^n (x_i-\mu)^2",
     r"\frac{1}{n}\sum_{i=1}^n x_i^2 - \mu^2", "equivalent"),
    (r"\mu = \frac{1}{n}\sum_{i=1}^n x_i", r"\sigma^2 = \frac{1}{n}\sum_{i=1}^n (x_i-\mu)^2",
     r"\frac{1}{n}\sum_{i=1}^n x_i^2 + \mu^2", "not_equivalent"),
    ("k = 2b", "a^2 = b^2 + k^2", "5b^2", "equivalent"), ("k = 2b", "a^2 = b^2 + k^2", "4b^2", "not_equivalent"),
])  # fmt: skip
def test_a_power_as_a_name(definition: str, reference: str, answer: str, verdict: str) -> None:
    assert check({"definitions": [definition], "reference": reference, "notation": "latex"}, answer).verdict == verdict


@pytest.mark.parametrize("reference", ["k^2 = 5b^2", "k^2 = 5b^2 + c"])
def test_a_power_of_what_is_defined_is_no_name(reference: str) -> None:
    with pytest.raises(InputError, match="not what it is said to be"):
        check({"definitions": ["k = 2b"], "reference": reference}, "4b^2")


CROSS = {"definitions": [r"p_k = \frac{e^{z_k}}{\sum_{j=1}^K e^{z_j}}", r"L = -\sum_{k=1}^K y_k \log p_k"],
         "reference": r"\frac{dL}{dz_k} = p_k - y_k", "notation": "latex"}


@pytest.mark.parametrize(("context", "verdicts"), [
    # p_k - y_k, p_k - y_k^2, y_k - p_k
    (r"\sum_k y_k = 1", ["equivalent", "not_equivalent", "not_equivalent"]),
    (r"\sum_{k=1}^K y_k = 1", ["equivalent", "not_equivalent", "not_equivalent"]),
    (r"the labels sum to one: \sum_j y_j = 1", ["equivalent", "not_equivalent", "not_equivalent"]),
    ("y is one-hot", ["equivalent", "equivalent", "not_equivalent"]),
    (r"the labels y are one-hot. z_k are logits", ["equivalent", "equivalent", "not_equivalent"]),
])
def test_what_the_labels_sum_to(context: str, verdicts: list[str]) -> None:
    question = {**CROSS, "context": context}
    assert [check(question, answer).verdict for answer in ("p_k - y_k", "p_k - y_k^2", "y_k - p_k")] == verdicts


@pytest.mark.parametrize("context", [
    "y is not one-hot", "y is one-hot. This is false.", "y is one-hot unless K = 2", r"it is not so: \sum_k y_k = 1"])
def test_what_is_taken_back_is_not_assumed(context: str) -> None:
    with pytest.raises(InputError, match="not what it is said to be"):
        check({**CROSS, "context": context}, "p_k - y_k")


@pytest.mark.parametrize(("context", "reference", "right", "wrong"), [
    ("o_t is 0 or 1", r"\sum_t (p_t-o_t)^2", r"\sum_t (p_t^2 - 2p_to_t + o_t)", r"\sum_t (p_t^2 - 2p_to_t - o_t)"),
    (r"y \in \{-1, 1\}", "(y-f)^2", "1 - 2yf + f^2", "1 - yf + f^2"),
    ("x is positive", r"\sum_i \sqrt{x_i^2}", r"\sum_i x_i", r"\sum_i x_i^2"),
    ("p is a probability distribution", r"-\sum_{k=1}^K p_k\log p_k", r"\log K - \sum_{k=1}^K p_k\log(K p_k)",
     r"\log K + \sum_{k=1}^K p_k\log(K p_k)"),
])
def test_what_words_say_of_members(context: str, reference: str, right: str, wrong: str) -> None:
    question = {"reference": reference, "context": context, "notation": "latex"}
    assert [check(question, answer).verdict for answer in (right, wrong)] == ["equivalent", "not_equivalent"]
