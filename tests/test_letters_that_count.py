r"""Letters that say which member is meant, whatever letters they are, and wherever in a script they stand."""

from __future__ import annotations

import pytest

from symdl.errors import InputError, ReadError
from symdl.grading import ask, check
from symdl.grading.typed.latin import in_latin, latin_letters
from symdl.grading.worked.solution import judge_solution
from symdl.notation.reader.infer import infer
from symdl.notation.reader.parse import parse

PREDICTED = r"\frac1N\sum_{i=1}^N (y_{i,\text{pred}}-y_{i,\text{true}})^2"
DISCOUNTED = r"\sum_{\tau=t}^{T}\gamma^{\tau-t}r_\tau"


@pytest.mark.parametrize(("reference", "right", "wrong"), [
    (r"\sum_{\tau=1}^{T} r_\tau", r"\sum_{k=1}^T r_k", r"T r_\tau"),
    (DISCOUNTED, r"\sum_{k=t}^{T}\gamma^{k-t}r_k", r"r_\tau\sum_{\tau=t}^{T}\gamma^{\tau-t}"),
    (r"\sum_{\tau=1}^{t} g_\tau", r"g_t+\sum_{\tau=1}^{t-1} g_\tau", r"t g_\tau"),
    (r"\sum_{\ell=1}^{L} n_\ell n_{\ell-1}", r"\sum_{k=1}^{L} n_{k-1} n_k", r"L n_\ell n_{\ell-1}"),
    (r"\sum_{\alpha=1}^n A_{i\alpha}B_{\alpha j}", r"\sum_{k=1}^n A_{ik}B_{kj}", r"n A_{i\alpha}B_{\alpha j}"),
    (r"\sum_\alpha A_{i\alpha}B_{\alpha i}", r"\sum_{\alpha} B_{\alpha i} A_{i\alpha}", r"A_{i\alpha}B_{\alpha i}"),
    (r"N\sum_{e=1}^{N}f_eP_e", r"\sum_{k=1}^N N f_k P_k", r"\sum_{e=1}^N f_e\sum_{e=1}^N P_e"),
    (r"\frac{e^{z_i}}{\sum_{e=1}^N e^{z_e}}", r"\frac{e^{z_i}}{\sum_{j=1}^N e^{z_j}}", r"\frac1N"),
    (r"\bar\alpha_t = \prod_{\tau=1}^{t}(1-\beta_\tau)", r"\prod_{s=1}^{t}(1-\beta_s)", r"(1-\beta_\tau)^t"),
    ("∑_{τ=1}^T r_τ", r"\sum_{\tau=1}^T r_\tau", "T r_τ"),
    # a word beside the index
    (PREDICTED, r"\frac1N\sum_{j=1}^N (y_{j,\text{true}}-y_{j,\text{pred}})^2",
     r"(y_{i,\text{pred}}-y_{i,\text{true}})^2"),
    (r"\sum_{i=1}^n x_{new,i}^2", r"\sum_{j=1}^n x_{new,j}^2", r"n x_{new,i}^2"),
    (r"\sum_{i=1}^n D_{KL,i}", r"\sum_{k=1}^n D_{KL,k}", r"n D_{KL,i}"),
    (r"\sum_{i=1}^n x_{i,\max}", r"\sum_{j=1}^n x_{j,\max}", r"n x_{i,\max}"),
    (r"\sum_{i,j=1}^n a_{ij,\text{attn}}", r"\sum_{j,i=1}^n a_{ij,\text{attn}}", r"n^2 a_{ij,\text{attn}}"),
])  # fmt: skip
def test_what_counts_is_an_index(reference, right, wrong):
    assert check({"reference": reference}, right).verdict == "equivalent"
    assert check({"reference": reference}, wrong).verdict in ("not_equivalent", "invalid")


@pytest.mark.parametrize("reference", [
    r"\sum_{i=1}^n x_{\theta i}", r"\sum_{i=1}^n x_{\mathbf i}", r"\int_0^1 v_\tau d\tau",
    r"\sum_{\hat c=1}^N f_{\hat{c}}", r"\sum_{head=1}^{H} f_{head}", r"\sum_{\text{head}=1}^{H} f_{\text{head}}",
])
def test_a_name_that_hides_what_a_sign_binds_is_not_read(reference):
    with pytest.raises((InputError, ReadError), match="bound by a sign"):
        ask({"reference": reference})


@pytest.mark.parametrize("reference", [
    r"\int_0^1 e^2 de", r"\sum_{e=1}^n e^2", r"\sum_{e=1}^n e x_e", r"\sum_{\pi=1}^K \pi a",
    r"\lim_{\pi\to 0} \frac{\sin\pi}{\pi}", r"\int_0^1 \pi^2(1-\pi)\,d\pi", r"\sum_{kk=1}^n x_{kk}",
    r"\sum_{\vec{k}=1}^n x_{\vec{k}}", r"\sum_{\tau=1}^T \hat\tau r_\tau", r"\sum_{\tau=1}^T \Delta\tau r_\tau",
    r"\sum_{\tau=1}^T \tau' r_\tau",
])
def test_a_number_that_a_sign_binds_and_a_letter_of_several_names_are_not_read(reference):
    with pytest.raises((InputError, ReadError)):
        ask({"reference": reference})


@pytest.mark.parametrize(("reference", "answer"), [
    (r"\int_0^1 2 x dx", r"\frac{1}{e^2} \int_0^1 e^2 de"), (r"\int_0^1 2 x dx", r"\frac{1}{2\pi}\int_0^1 2\pi d\pi"),
    (r"\sum_{k=1}^n k", r"\sum_{\pi=1}^n \pi"),
])
def test_such_an_answer_is_not_read(reference, answer):
    assert check({"reference": reference}, answer).verdict == "invalid"


@pytest.mark.parametrize(("reference", "right", "wrong"), [
    # LaTeX prints what stands above and below a name alike in either order
    (r"a^{l-1}_k \delta^l_j", r"\delta_j^l a_k^{l-1}", r"\delta_j^l a_k^{l}"),
    (r"\frac{d}{dp} \left(p + \sum_{i=1}^n c^p_i\right)", r"1 + \sum_{i=1}^n c_i^p \log c_i", "1"),
    (r"\frac{d}{db}\left(b^2 + \int^b_a x^2 dx\right)", "2b + b^2", "2b"),
    (r"\theta^{t+1}_i = \theta^t_i - \eta g_i", r"\theta_i^t - \eta g_i", r"\theta_i^t + \eta g_i"),
    (r"\sum_{i=1}^m y_i \log a^k_i + k", r"k + \sum_i y_i \log a_i^k", r"k + \sum_i y_i \log a_i"),
    (r"\frac{d}{dT}\left(T + \int_t^T x^2 dx\right)", "1+T^2", "1"),
])
def test_scripts_in_either_order(reference, right, wrong):
    assert check({"reference": reference}, right).verdict == "equivalent"
    assert check({"reference": reference}, wrong).verdict in ("not_equivalent", "undecided")


@pytest.mark.parametrize("formula", [r"\sum_{i=1}^n x_{in} y_i", r"\sum_{i=1}^n \hat{y}_i", r"\sum_n x_{min} y_n"])
def test_letters_of_words_and_of_other_names_are_not_hidden(formula):
    parse(formula, infer([formula]).notation)


@pytest.mark.parametrize(("reference", "answer", "expected"), [
    (r"\frac{d}{d\tau}(\tau x_\tau)", r"x_\tau", "undecided"),
    (r"\frac{\partial}{\partial\theta}\log p_\theta(x)", "0", "undecided"),
    (r"\frac{\partial}{\partial\theta}\log p_\theta(x)",
     r"\frac{1}{p_\theta(x)}\frac{\partial p_\theta(x)}{\partial\theta}", "equivalent"),
    (r"\frac{\partial}{\partial x}(W_x x + b_x)", "W_x", "equivalent"),  # a label
])
def test_what_a_greek_letter_stands_below_may_depend_on_it(reference, answer, expected):
    assert check({"reference": reference}, answer).verdict == expected


def test_which_letter_is_read_is_told_and_a_dummy_of_the_same_letter_is_another_one():
    assert "k is read for \\tau" in check({"reference": r"\sum_{\tau=1}^{T} r_\tau"}, r"2\sum_\tau r_\tau").feedback
    letters = latin_letters({"reference": r"\sum_{\alpha} A_{\alpha i} B_{i\alpha}"})
    assert letters == ((r"\alpha", "k"),)
    assert in_latin(r"\sum_k\sum_\alpha A_{\alpha k}", letters).replace(" ", "") == r"\sum_l\sum_{k}A_{kl}"
    assert latin_letters({"reference": r"\sum_{k=1}^n k^\tau + \tau"}) == ()


def test_a_solution_in_such_letters():
    question = ask({"reference": r"G = \sum_{\tau=1}^{T}\gamma^{\tau-1}r_\tau"})
    wrong = "G = r_\\tau\\sum_\\tau \\gamma^{\\tau-1}\n= r_\\tau\\frac{1-\\gamma^T}{1-\\gamma}"
    assert judge_solution(question, wrong).credit == 0
    right = "G = r_1 + \\sum_{\\tau=2}^T \\gamma^{\\tau-1}r_\\tau\n= \\sum_{\\tau=1}^T \\gamma^{\\tau-1}r_\\tau"
    assert judge_solution(question, right).verdict == "equivalent"


OF_D = {"definitions": [r"s = \frac{q k}{\sqrt{d}}", r"L = \frac12 s^2"],
        "reference": r"\frac{dL}{dq} = \frac{q k^2}{d}"}


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{d}{dq} q^2 = q", "not_equivalent"), (r"\frac{d}{dq} q^2 = 2q", "equivalent"),
    (r"\frac{d^2}{dq^2} q^2 = d", "not_equivalent"), (r"\frac{\mathrm{d}}{\mathrm{d}q} q^2 = q", "not_equivalent"),
    (r"\frac{d}{dq} L = \frac{L}{q}", "not_equivalent"), (r"\frac{d}{dq} \frac12 s^2 = s \frac{ds}{dq}", "equivalent"),
])
def test_a_derivative_is_one_beside_a_letter_d(line, verdict):
    assert judge_solution(ask(OF_D), line + "\n" + r"\frac{dL}{dq} = \frac{q k^2}{d}").verdict == verdict


@pytest.mark.parametrize(("reference", "answer"), [
    (r"d \cdot \frac{d}{dx} x^2", "2dx"), (r"\frac{d}{n}x+d", "d(x/n+1)"), (r"\frac{d}{d_k} q", r"\frac{q d}{d_k}"),
])
def test_a_quotient_with_d_is_one(reference, answer):
    assert check({"reference": reference}, answer).verdict == "equivalent"


@pytest.mark.parametrize(("reference", "right", "wrong"), [
    (r"x(0) e^{-a t}", r"\frac{x(0)}{e^{at}}", "0"), (r"x(0) + v(0) t", r"v(0)t + x(0)", "x(0)"),
    (r"m(0)\beta^t+(1-\beta)g", r"(1-\beta)g+\beta^t m(0)", r"(1-\beta)g"), ("2(0)+x", "x", "2+x"),
    (r"\frac{u(1)-2u(0)+u(-1)}{h^2}", r"\frac{u(1)+u(-1)-2u(0)}{h^2}", "0"),
])
def test_a_letter_before_a_zero_in_brackets_is_a_value(reference, right, wrong):
    assert check({"reference": reference}, right).verdict == "equivalent"
    assert check({"reference": reference}, wrong).verdict == "not_equivalent"


@pytest.mark.parametrize(("reference", "answer", "expected"), [
    ("x_{(n)} - x_{(1)}", "x_n - x_1", "undecided"),
    (r"\sum_{i=1}^n w_i x_{(i)}", r"\sum_{i=1}^n w_i x_i", "undecided"),
    ("x_{(n)} - x_{(1)}", "-x_{(1)} + x_{(n)}", "equivalent"),
    ("x_{(n)} - x_{(1)}", "x_{(n)} + x_{(1)}", "not_equivalent"),
])
def test_members_in_their_order(reference, answer, expected):
    assert check({"reference": reference}, answer).verdict == expected


@pytest.mark.parametrize(("reference", "answer", "expected"), [
    (r"\sum_{s=0}^{t} h(t-s) u_s", r"h\sum_{s=0}^t (t-s) u_s", "undecided"),
    (r"\sum_{s=0}^{t} h(t-s) u_s", r"\sum_{k=0}^t u_k h(t-k)", "equivalent"),
    (r"\sum_{k=0}^{n} \gamma^k r(t+k+1)", r"r\sum_{k=0}^n \gamma^k (t+k+1)", "undecided"),
    (r"\sum_{\tau=0}^{t} a(t-\tau) r_\tau", r"a \sum_{\tau=0}^t (t-\tau)r_\tau", "undecided"),
    (r"\sum_{i=1}^n \lambda(w_i - c)", r"\lambda\sum_i w_i - \lambda n c", "equivalent"),
    (r"\sum_{i=1}^n i(n-i)", "n(n^2-1)/6", "equivalent"), (r"\sum_{k=1}^n n(k-1)", "n^2(n-1)/2", "equivalent"),
])
def test_a_letter_before_steps_in_brackets_may_be_a_function(reference, answer, expected):
    assert check({"reference": reference}, answer).verdict == expected


@pytest.mark.parametrize(("question", "right", "wrong"), [
    # the letter that is read for another is no letter of an answer, which would become that other
    ({"reference": r"\sum_{\alpha=1}^n x_\alpha y_\alpha + \alpha"},
     [r"\alpha+\sum_{k=1}^n x_k y_k", r"\sum_\alpha x_\alpha y_\alpha + \alpha"],
     [r"\sum_{k=1}^n x_k y_k + k", r"\sum_{l=1}^n x_l y_l + l", r"\sum_{j=1}^n x_j y_j + j"]),
    ({"reference": r"\sum_{\tau=1}^T \tau r_\tau"}, [r"\sum_{k=1}^T k r_k", r"\sum_{k=1}^T\sum_{l=1}^k r_k"],
     [r"k\sum_{k=1}^T r_k", r"l\sum_{k=1}^T r_k"]),
    ({"reference": r"\frac{d}{da}\left(a\sum_{\alpha=1}^n x_\alpha + \alpha a\right)"},
     [r"\sum_{k=1}^n x_k + \alpha"], [r"\sum_{k=1}^n x_k + k", r"\sum_{l=1}^n x_l + k"]),
])  # fmt: skip
def test_what_is_read_for_a_letter_is_apart_from_what_an_answer_has(question, right, wrong):
    for answer in right:
        assert check(question, answer).verdict == "equivalent", answer
    for answer in wrong:
        assert check(question, answer).verdict in ("not_equivalent", "invalid"), answer


@pytest.mark.parametrize("letter", ["k", "l", "j", "s", r"\tau"])
def test_a_solution_in_letters_of_its_own(letter):
    question = ask({"reference": r"S = \sum_{\tau=1}^{T} 2 r_\tau + \tau"})
    sums = rf"\sum_{{{letter}=1}}^T r_{letter}"
    assert judge_solution(question, rf"S = 2 {sums} + \tau" + "\n" + rf"= \tau + 2 {sums}").verdict == "equivalent"
    if letter != r"\tau":
        assert judge_solution(question, rf"S = 2 {sums} + {letter}").verdict in ("not_equivalent", "invalid")
