r"""Questions as lecturers write them: each is asked, right answers to it are right, and wrong twins stay wrong."""

from __future__ import annotations

import pytest

from symdl.errors import InputError, ReadError
from symdl.grading import ask, check


def _question(reference, *definitions, **more):
    return {"reference": reference, "definitions": [*definitions], **more}


POSITIVE = {"assumptions": [r"\lambda > 0"]}
GAUSS = r"p(x) = \frac{1}{\sigma\sqrt{2\pi}}e^{-\frac{(x-\mu)^2}{2\sigma^2}}"
WIDE = {"assumptions": [r"\sigma > 0"]}


def _judged(question, right, wrong):
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    for answer in wrong:
        assert check(question, answer).verdict == "not_equivalent", answer


# Letters that are glued to an e that is raised, in formulas that have no backslash.
@pytest.mark.parametrize(("question", "right", "wrong"), [
    (_question("f'(x) = (1-x)e^{-x}", "f(x) = xe^{-x}"),
     ["(1-x)e^{-x}", "f'(x) = e^{-x}-xe^{-x}"], ["xe^{-x}", "e^{-x}+xe^{-x}", "-xe^{-x}"]),
    (_question("f''(x) = (x-2)e^{-x}", "f(x) = xe^{-x}"), ["xe^{-x}-2e^{-x}"], ["(x-1)e^{-x}"]),
    (_question("p'(t) = -abe^{-bt}", "p(t) = ae^{-bt}"),
     ["-abe^{-bt}", "-bae^{-bt}", "-a b exp(-b t)"], ["abe^{-bt}", "-ae^{-bt}", "-be^{-bt}"]),
    (_question(r"\frac{dL}{dt} = -2ae", "e = y-t", "L = ae^2"), ["-2ae", "-2a(y-t)"], ["2ae"]),  # an e of one's own
    (_question("dp/dt = -a*b*e^(-b*t)", "p = ae^(-b*t)"), ["-abe^(-b*t)"], ["-ae^(-b*t)"]),
    (_question("2xe^{x^2}"), ["2xe^{x^2}", "2*x*exp(x^2)"], ["xe^{x^2}", "2ex^{x^2}"]),
    (_question(r"\int_0^\infty xe^{-x} dx = 1"), ["1"], ["2"]),
])
def test_letters_beside_a_raised_e(question, right, wrong):
    _judged(question, right, wrong)


def test_a_word_that_ends_with_an_e_is_a_word():
    assert check(_question("L = rate^{2} + mse^{2}"), "mse^2 + rate^2").verdict == "equivalent"


# Functions that are summed or integrated over their own letter.
@pytest.mark.parametrize(("question", "right", "wrong"), [
    (_question(r"\int_0^1 f(x) dx = 1", "f(x) = 3x^2"), ["1"], ["3", "1/3"]),
    (_question(r"\int_0^x f(t) dt = x^3", "f(t) = 3t^2"), ["x^3"], ["x^2", "t^3"]),
    (_question(r"\int_0^1 f(x) g(x) dx = \frac14", "f(x) = x", "g(x) = x^2"), ["1/4"], ["1/6"]),
    (_question(r"\int_0^x f(t) dt = 1-e^{-\lambda x}", r"f(t) = \lambda e^{-\lambda t}", **POSITIVE),
     [r"1-e^{-\lambda x}"], [r"e^{-\lambda x}", r"1-e^{-\lambda t}"]),
    (_question(r"\int_0^\infty x f(x) dx = \frac1\lambda", r"f(x) = \lambda e^{-\lambda x}", **POSITIVE),
     [r"1/\lambda"], [r"\lambda"]),
    (_question(r"\int_a^\infty p(x) dx = e^{-\lambda a}", r"p(x) = \lambda e^{-\lambda x}", **POSITIVE),
     [r"e^{-a\lambda}"], [r"-e^{-\lambda a}"]),
    (_question(r"\int_{-\infty}^\infty (x-\mu)^2 p(x) dx = \sigma^2", GAUSS, **WIDE), [r"\sigma^2"], [r"\sigma"]),
    (_question(r"-\int_{-\infty}^\infty p(x)\ln p(x) dx = \frac12\ln(2\pi e\sigma^2)", GAUSS, **WIDE),
     [r"\frac12+\frac12\ln(2\pi\sigma^2)"], [r"\ln(2\pi e\sigma^2)", r"-\frac12\ln(2\pi e\sigma^2)"]),
    (_question(r"\sum_{k=0}^\infty p(k) = 1", "p(k) = (1-q)^k q", assumptions=["0 < q < 1"]), ["1"], ["q"]),
    (_question("G'(x) = 3x^2", "f(t) = 3t^2", r"G(x) = \int_0^x f(t) dt"), ["3x^2", "f(x)"], ["6x"]),
    (_question(r"F(s) = \frac{1}{s+a}", r"F(s) = \int_0^\infty e^{-st} e^{-at} dt", assumptions=["s + a > 0"]),
     ["1/(a+s)"], ["1/(s-a)"]),
    (_question(r"\int_0^\infty e^{-st} e^{at} dt = \frac{1}{s-a}", assumptions=["s > a"]), ["1/(s-a)"], ["1/(s+a)"]),
])
def test_functions_below_integrals(question, right, wrong):
    _judged(question, right, wrong)


# Higher derivatives at a place.
@pytest.mark.parametrize(("question", "right", "wrong"), [
    (_question("f''(1) = 6", "f(x) = x^3-3x+1"), ["6", "f''(1) = 6"], ["3", "6x", "0"]),
    (_question(r"f''(a) = -\frac1{a^2}", r"f(x) = \ln x"), ["-a^{-2}"], ["a^{-2}", r"-\frac1a"]),
    (_question("f'''(0) = -1", r"f(x) = \sin(x)"), ["-1"], ["1"]),
    (_question("f^{(3)}(1) = 24", "f(x) = x^4"), ["24"], ["12"]),
    (_question(r"f^{\prime\prime}(x_0) = 6x_0", "f(x) = x^3"), ["6x_0"], ["3x_0^2"]),
    (_question(r"M''(0) = \mu^2+\sigma^2", r"M(t) = e^{\mu t+\frac12\sigma^2t^2}"),
     [r"\sigma^2+\mu^2"], [r"\sigma^2", r"(\mu+\sigma)^2"]),
    (_question(r"f(a)+f'(a)h+\frac12f''(a)h^2 = e^a(1+h+\frac{h^2}2)", "f(x) = e^x"),
     [r"e^a(1+h+\frac12h^2)"], [r"f(a)+f'(a)h+f''(a)h^2", r"f(a)+f'(a)h"]),
    (_question(r"f(0)+f'(0)x+\frac{f'''(0)}{6}x^3", r"f(x) = \sin(x)"), ["x-x^3/6"], ["x+x^3/6"]),
    (_question(r"x_1 = x_0 - \frac{f'(x_0)}{f''(x_0)}", "f(x) = x^3-x"),
     [r"x_0-\frac{3x_0^2-1}{6x_0}"], [r"x_0+\frac{3x_0^2-1}{6x_0}"]),
    (_question("a f(b)^2 = ab^4", "f(x) = x^2"), ["ab^4"], ["ab^2"]),
])
def test_higher_derivatives_at_a_place(question, right, wrong):
    _judged(question, right, wrong)


# Left sides that are functions of the language, of what is defined, or of numbers alone.
MATRIX = r"A = \begin{pmatrix}1&2\\3&4\end{pmatrix}"


@pytest.mark.parametrize(("question", "right", "wrong"), [
    (_question(r"\tanh(x) = 2\sigma(2x) - 1", r"\sigma(x) = \frac{1}{1+e^{-x}}"),
     [r"2\sigma(2x)-1", r"\frac{2}{1+e^{-2x}}-1", r"\tanh(x) = 2\sigma(2x)-1"], [r"\sigma(2x)-1", r"2\sigma(x)-1"]),
    (_question(r"\cosh(x) = f(x)", r"f(x) = \frac{e^x+e^{-x}}2"), ["f(x)"], ["2f(x)", r"\frac{e^x-e^{-x}}2"]),
    (_question(r"\log(L) = 2x", "L = e^{2x}"), ["2x"], ["x", "e^{2x}"]),
    (_question(r"\ell(\theta) = \log L(\theta) = -2\theta", r"L(\theta) = e^{-2\theta}"),
     [r"-2\theta", r"\ell(\theta) = -2\theta"], [r"2\theta", r"\ell(\theta) = 2\theta"]),
    (_question(r"\det(A) = -2", MATRIX), ["-2", r"\det(A) = -2"], ["2", "10"]),
    (_question(r"\operatorname{tr}(A) = 5", MATRIX), ["5"], ["4"]),
    (_question(r"\det(A) = ad-bc", r"A = \begin{pmatrix}a&b\\c&d\end{pmatrix}"), ["ad-bc"], ["ad+bc", "ab-cd"]),
    (_question(r"AB = \begin{pmatrix}2&1\\4&3\end{pmatrix}", MATRIX, r"B = \begin{pmatrix}0&1\\1&0\end{pmatrix}"),
     [r"\begin{pmatrix}2&1\\4&3\end{pmatrix}"], [r"\begin{pmatrix}3&4\\1&2\end{pmatrix}", "BA"]),
    (_question(r"A^2 = \begin{pmatrix}7&10\\15&22\end{pmatrix}", MATRIX),
     [r"\begin{pmatrix}7&10\\15&22\end{pmatrix}"], [r"\begin{pmatrix}1&4\\9&16\end{pmatrix}"]),
])
def test_left_sides_that_are_worked_out(question, right, wrong):
    _judged(question, right, wrong)


# Definitions and references whose left side is a function of a value, a power, or a label.
@pytest.mark.parametrize(("question", "right", "wrong"), [
    (_question(r"\frac{d}{dx}\log p(x) = -(x-\mu)", r"\log p(x) = -\frac12(x-\mu)^2"), [r"\mu-x"], [r"x-\mu"]),
    (_question(r"p'(x) = -(x-\mu)p(x)", r"\log p(x) = -\frac12(x-\mu)^2"),
     [r"(\mu-x)p(x)"], [r"(x-\mu)p(x)", r"\mu-x"]),
    (_question(r"\frac{\partial\ell}{\partial\lambda} = \frac{x}{\lambda}-1", r"\ell = x\log\lambda-\lambda-\log(x!)"),
     [r"x/\lambda-1"], [r"x/\lambda", r"x/\lambda-\lambda"]),
    (_question(r"\frac{\partial d^2}{\partial x} = 2(x-\mu)", r"d^2 = (x-\mu)^2"),
     [r"2x-2\mu"], [r"x-\mu", r"2(\mu-x)"]),
    (_question(r"\frac{dL}{dx} = 4x r^2", "r^2 = x^2+y^2", "L = (r^2)^2"), ["4x(x^2+y^2)", "4xr^2"], ["4xr", "2xr^2"]),
    (_question(r"\log SNR(t) = \log\bar\alpha_t-\log(1-\bar\alpha_t)", r"SNR(t) = \frac{\bar\alpha_t}{1-\bar\alpha_t}"),
     [r"\log\frac{\bar\alpha_t}{1-\bar\alpha_t}", r"\log \mathrm{SNR}(t) = \log\bar\alpha_t-\log(1-\bar\alpha_t)"],
     [r"\log\bar\alpha_t+\log(1-\bar\alpha_t)"]),
    (_question(r"\log s(t) = \log a_t-\log b_t", r"s(t) = \frac{a_t}{b_t}"),
     [r"\log\frac{a_t}{b_t}"], [r"\log\frac{b_t}{a_t}"]),
    (_question(r"\frac{d Loss(w)}{dw} = \frac{2(w-a)}{x}", r"Loss(w) = \frac{(w-a)^2}{x}"), [r"2(w-a)/x"], ["2w-a"]),
    (_question(r"P(D\mid +) = \frac{sr}{sr+(1-c)(1-r)}"),
     [r"P(D|+) = \frac{rs}{sr+(1-c)(1-r)}", r"\frac{sr}{sr+(1-c)(1-r)}"],
     [r"P(D|+) = \frac{sr}{sr+c(1-r)}", r"\frac{sr}{sr+(1-c)r}"]),
])
def test_left_sides_that_are_no_names(question, right, wrong):
    _judged(question, right, wrong)


def test_another_label_is_another_thing():
    question = _question(r"P(D|+) = \frac{sr}{sr+(1-c)(1-r)}")
    assert check(question, r"P(+|D) = \frac{sr}{sr+(1-c)(1-r)}").verdict == "invalid"


# Functions of which nothing is known but that they have derivatives.
LAYER = ("z = wx+b", "a = f(z)", r"L = \frac12(a-y)^2")
TWO_LAYERS = ("z_1 = w_1x", "a_1 = f(z_1)", "z_2 = w_2a_1", "a_2 = f(z_2)", r"L = \frac12(a_2-y)^2")


@pytest.mark.parametrize(("question", "right", "wrong"), [
    (_question(r"\frac{dy}{dx} = 1+F'(x)", "y = x+F(x)"),
     ["F'(x)+1", r"1+\frac{dF}{dx}"], ["1-F'(x)", "F'(x)", "1+2F'(x)", "1+F(x)"]),
    (_question(r"\frac{dy}{dx} = f'(g(x))g'(x)", "y = f(g(x))"),
     ["g'(x)f'(g(x))"], ["f'(x)g'(x)", "f'(g(x))", "f(g(x))g'(x)", "f'(g'(x))", "f'(g(x))g(x)"]),
    (_question("h'(x) = f'(x)g(x)+f(x)g'(x)", "h(x) = f(x)g(x)"),
     ["f(x)g'(x)+g(x)f'(x)"], ["f'(x)g'(x)", "f'(x)g(x)-f(x)g'(x)"]),
    (_question(r"\frac{d^2y}{dx^2} = f''(g(x))g'(x)^2+f'(g(x))g''(x)", "y = f(g(x))"),
     ["f''(g(x))(g'(x))^2+f'(g(x))g''(x)"], ["f''(g(x))g''(x)", "f''(g(x))g'(x)+f'(g(x))g''(x)"]),
    (_question(r"\frac{dy}{dx} = 2xf'(x^2)", "y = f(u)", "u = x^2"), ["2xf'(u)"], ["f'(u)", "2uf'(u)"]),
    (_question(r"\frac{\partial L}{\partial w} = (a-y)f'(z)x", *LAYER),
     ["(f(z)-y)f'(z)x", "(a-y)f'(wx+b)x"], ["(a-y)f'(x)x", "(a-y)xf(z)", "(a-y)f'(z)w", "(a-y)x"]),
    (_question(r"\delta = (a-y)f'(z)", *LAYER, r"\delta = \frac{\partial L}{\partial z}"),
     ["(f(z)-y)f'(z)"], ["(a-y)f'(z)x", "(a-y)f(z)"]),
    (_question(r"\frac{\partial L}{\partial w_1} = (a_2-y)f'(z_2)w_2f'(z_1)x", *TWO_LAYERS),
     ["xw_2f'(z_1)f'(z_2)(a_2-y)"], ["(a_2-y)f'(z_2)w_2x", "(a_2-y)f'(z_2)w_2f'(z_2)x", "(a_2-y)f'(z_2)f'(z_1)x"]),
])
def test_functions_of_which_nothing_is_known(question, right, wrong):
    _judged(question, right, wrong)


# The imaginary unit in definitions, also as j where that is said.
UNIT = {"context": "j is the imaginary unit"}


@pytest.mark.parametrize(("question", "right", "wrong"), [
    (_question("z^2 = 2i", "z = 1+i"), ["2i"], ["2", "-2i"]),
    (_question(r"W^4 = -i", r"W = e^{-2\pi i/16}"), ["-i"], ["i", "-1"]),
    (_question("W^N = 1", r"W = e^{-2\pi i/N}", context="N is a positive integer"), ["1"], ["-1", "i"]),
    (_question(r"|H(\omega)|^2 = \frac{1}{1+(\omega RC)^2}", r"H(\omega) = \frac{1}{1+j\omega RC}", **UNIT),
     [r"\frac{1}{1+\omega^2R^2C^2}"], [r"\frac{1}{1-\omega^2R^2C^2}", r"\frac{1}{1+j\omega RC}"]),
    (_question(r"e^{j\omega} = \cos\omega+j\sin\omega", **UNIT),
     [r"\cos\omega+j\sin\omega"], [r"\cos\omega-j\sin\omega"]),
    (_question(r"\phi'(0) = i\mu", r"\phi(t) = e^{i\mu t-\frac12\sigma^2t^2}"), [r"i\mu"], [r"\mu", r"-i\mu"]),
])
def test_the_imaginary_unit(question, right, wrong):
    _judged(question, right, wrong)


@pytest.mark.parametrize(("question", "right", "wrong"), [
    (_question("dL/dw = (a-y)*(z > 0)*x", "z = w*x + b", "a = relu(z)", "L = 0.5*(a-y)^2"),
     ["(a-y)*x*(z > 0)", "(a-y)*1[z > 0]*x"], ["(a-y)*x", "(a-y)*(z < 0)*x", "(a-y)*(z > 0)"]),
    (_question(r"v = k_{**}-\frac{k_*^2}{k+\sigma^2}"),
     [r"k_{**}-\frac{k_*^2}{\sigma^2+k}"], [r"k_*-\frac{k_*^2}{\sigma^2+k}", r"k_{**}+\frac{k_*^2}{\sigma^2+k}"]),
    (_question(r"\frac{dz}{da} = bc", "z = abc"), ["bc", "cb"], ["ac", "abc"]),
    (_question(r"\frac{\partial f}{\partial x} = yz", "f(x,y,z) = xyz"), ["yz"], ["xy"]),
    (_question(r"\frac{d loss}{dw} = 2w", "loss = w^2"), ["2w"], ["w"]),
    (_question(r"H(p,q)-H(p) = \sum_i p_i\log\frac{p_i}{q_i}", r"H(p,q) = -\sum_i p_i\log q_i",
               r"H(p) = -\sum_i p_i\log p_i"),
     [r"\sum_i p_i\log\frac{p_i}{q_i}"], [r"\sum_i p_i\log\frac{q_i}{p_i}", "H(p)-H(p,q)"]),
    (_question("f(x,y)-f(x) = y", "f(x,y) = x+y", "f(x) = x"), ["y"], ["x", "2y"]),
])
def test_signs_and_names_of_courses(question, right, wrong):
    _judged(question, right, wrong)


# Densities and policies of what is given something else.
GAUSSIAN = r"p(y|x) = \frac{1}{\sqrt{2\pi}}e^{-\frac12(y-wx)^2}"
POLICY = r"\log\pi(a|s) = -\frac{(a-\theta s)^2}{2\sigma^2}-\log\sigma-\frac12\log(2\pi)"


@pytest.mark.parametrize(("question", "right", "wrong"), [
    (_question(r"\frac{\partial\log p(y|x)}{\partial w} = (y-wx)x", GAUSSIAN), ["x(y-wx)"], ["y-wx", "-(y-wx)x"]),
    (_question(r"\frac{\partial\ell}{\partial w} = \sum_{i=1}^n(y_i-wx_i)x_i", GAUSSIAN,
               r"\ell = \sum_{i=1}^n \log p(y_i \mid x_i)"),
     [r"\sum_{i=1}^n x_i(y_i-wx_i)"], [r"\sum_{i=1}^n(y_i-wx_i)"]),
    (_question(r"p(y_1|x_2) = e^{-(y_1-2x_2)^2}", "p(y|x) = e^{-(y-2x)^2}"),
     ["e^{-(y_1-2x_2)^2}"], ["e^{-(y_2-2x_1)^2}"]),
    (_question(r"\frac{\partial\log\pi(a|s)}{\partial\theta} = \frac{(a-\theta s)s}{\sigma^2}", POLICY),
     [r"\frac{s(a-\theta s)}{\sigma^2}"], [r"\frac{a-\theta s}{\sigma^2}"]),
    (_question(r"\frac{\partial\pi(a)}{\partial\mu} = (a-\mu)\pi(a)",
               r"\pi(a) = \frac{1}{\sqrt{2\pi}}e^{-\frac{(a-\mu)^2}{2}}"),
     [r"(a-\mu)\pi(a)", r"\frac{a-\mu}{\sqrt{2\pi}}e^{-(a-\mu)^2/2}"], [r"-(a-\mu)\pi(a)", r"\pi(a)"]),
])
def test_densities_of_what_is_given(question, right, wrong):
    _judged(question, right, wrong)


def test_a_bare_pi_beside_a_policy_is_not_judged():
    question = _question(r"\frac{\partial\pi(a)}{\partial\mu} = (a-\mu)\pi(a)",
                         r"\pi(a) = \frac{1}{\sqrt{2\pi}}e^{-\frac{(a-\mu)^2}{2}}")
    assert check(question, r"(a-\mu)\pi").verdict == "invalid"


@pytest.mark.parametrize("question", [
    _question(r"\frac{\partial\log p(y|x)}{\partial w} = y-wx", GAUSSIAN),
    _question("L = p(x|y)", "p(y|x) = e^{-(y-2x)^2}"),  # which is another density
    _question(r"H(p,q)-H(p) = \sum_i p_i\log\frac{q_i}{p_i}", r"H(p,q) = -\sum_i p_i\log q_i",
              r"H(p) = -\sum_i p_i\log p_i"),
    _question("dL/dw = (a-y)*(z < 0)*x", "z = w*x + b", "a = relu(z)", "L = 0.5*(a-y)^2"),
    _question("W^N = 1", r"W = e^{-2\pi i/N}"),  # of an N that may be no integer
    _question("W^N = -1", r"W = e^{-2\pi i/N}", context="N is a positive integer"),
    _question("z^2 = 2", "z = 1+i"),
    _question(r"\frac{dy}{dx} = f'(x)g'(x)", "y = f(g(x))"),
    _question(r"\frac{\partial L}{\partial w} = (a-y)f'(z)", *LAYER),
    _question(r"\frac{d}{dx}\log p(x) = x-\mu", r"\log p(x) = -\frac12(x-\mu)^2"),
    _question(r"\frac{\partial d^2}{\partial x} = x-\mu", r"d^2 = (x-\mu)^2"),
    _question(r"\log s(t) = \log a_t+\log b_t", r"s(t) = \frac{a_t}{b_t}"),
    _question(r"\frac{\partial\ell}{\partial\lambda} = \frac{x}{\lambda}+1", r"\ell = x\log\lambda-\lambda-\log(x!)"),
    _question(r"\tanh(x) = 2\sigma(x) - 1", r"\sigma(x) = \frac{1}{1+e^{-x}}"),
    _question(r"\det(A) = 2", MATRIX),
    _question(r"BA = \begin{pmatrix}2&1\\4&3\end{pmatrix}", MATRIX, r"B = \begin{pmatrix}0&1\\1&0\end{pmatrix}"),
    _question(r"y = \begin{pmatrix}x+2x\\3x+4x\end{pmatrix}", MATRIX, "y = Ax"),  # of an x that may be a vector
    _question(r"\ell(\theta) = \log L(\theta) = 2\theta", r"L(\theta) = e^{-2\theta}"),
    _question("2 + 2 = 5"),
    _question("f''(1) = 3", "f(x) = x^3-3x+1"),
    _question(r"\int_0^1 f(x) dx = 2", "f(x) = 3x^2"),
    _question(r"-\int_0^1 x dx = \frac12"),
    _question(r"\sum_x p(x)\log p(x) = -1", r"p(x) = \frac12"),
    _question("f'(x) = (1+x)e^{-x}", "f(x) = xe^{-x}"),
    _question("p'(t) = abe^{-bt}", "p(t) = ae^{-bt}"),
    _question(r"F(s) = \frac{1}{s-a}", r"F(s) = \int_0^\infty e^{-st} e^{-at} dt", assumptions=["s + a > 0"]),
])
def test_a_wrong_reference_is_refused(question):
    with pytest.raises((InputError, ReadError)):
        ask(question)
