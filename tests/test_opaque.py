r"""Derivatives of what nothing defines: one of them in its spellings, and what is another one."""

from __future__ import annotations

import pytest

from symdl import check

STEP = r"w - \eta \frac{\partial J}{\partial w}"
AT_STEP = r"\theta_{t+1} = \theta_t - \eta\nabla_\theta J(\theta_t)"
OF_THETA = r"\theta - \eta \frac{\partial J(\theta)}{\partial \theta}"
OF_TWO = r"\theta - \eta\nabla_\theta J(\theta,\phi)"
CHAIN = r"\frac{dL}{dw} = \frac{dL}{dz}x"
PRODUCT = "f(x)g'(x)+f'(x)g(x)"
QUOTIENT = r"\frac{f'(x)g(x)-f(x)g'(x)}{g(x)^2}"
TOTAL = r"\frac{\partial L}{\partial x} + \frac{\partial L}{\partial y}\frac{dy}{dx}"
ONE = r"\frac{\partial L}{\partial w_j} = \delta x_j"
OTHER = r"\frac{\partial L}{\partial w_j} = \delta_k x_j"
TWO = r"\frac{\partial L}{\partial W_{ij}} = \delta_i x_j"
SUM = r"\frac{\partial L}{\partial w_j} = \sum_{i=1}^n \delta_i x_{ij}"
CUBE = r"\frac{dy}{dx} = 3x^2"
SLOPE = "f'(x) = 2x"
TAYLOR = "f'(x_0)(x-x_0)+f(x_0)"
MEAN = r"\frac{\partial J}{\partial \theta_j} = \frac{1}{m}\sum_{i=1}^m (h^{(i)} - y^{(i)}) x_j^{(i)}"
HEAT = r"\frac{\partial u}{\partial t} = \alpha \frac{\partial^2 u}{\partial x^2}"
FORM = r"\frac{\partial f}{\partial x}\,dx + \frac{\partial f}{\partial y}\,dy"
MOVES = r"\frac{dv}{dt} = -k x"
BACK = r"\frac{\partial L}{\partial a_i} = \sum_j \frac{\partial L}{\partial z_j} W_{ji}"
RATE = r"\frac{\partial U}{\partial x} / \frac{\partial U}{\partial y}"
BOTH = r"\frac{\partial L}{\partial w_1} + \frac{\partial L}{\partial w_2}"
SOFTMAX = r"p_i(\mathbb{1}[i=j]-p_j)"
INTEGRAL = r"\int 2x\,dx = x^2 + C"

RIGHT = [
    # of what it is, is written out, or not
    (STEP, r"w-\eta\frac{\partial J(w)}{\partial w}"), (STEP, r"w-\eta\nabla_w J(w)"), (STEP, r"w-\eta\nabla_w J"),
    (STEP, r"w-\eta\frac{\partial J(w,b)}{\partial w}"), (STEP, r"w-\eta J'(w)"), (CHAIN, r"\frac{dL(z)}{dz}x"),
    ("w - eta*dJ/dw", "w - eta*dJ(w)/dw"), (r"\theta - \eta \nabla_\theta J", r"\theta - \eta\nabla_\theta J(\theta)"),
    (OF_THETA, r"\theta-\eta\nabla_\theta J(\theta)"), (OF_THETA, r"\theta-\eta\frac{\partial J}{\partial\theta}"),
    (OF_THETA, r"\theta-\eta\nabla_\theta J"), (OF_THETA, r"\theta - \eta\frac{dJ}{d\theta}"),
    (STEP, r"w - \eta\frac{dJ(w)}{dw}"), (OF_TWO, r"\theta - \eta\frac{\partial J}{\partial\theta}"),
    (OF_TWO, r"\theta - \eta\frac{\partial J(\theta,\phi)}{\partial\theta}"),
    (AT_STEP, r"\theta_t-\eta\frac{\partial J(\theta_t)}{\partial\theta_t}"),
    (r"\|\nabla f(x)\|^2", r"\|\nabla_x f(x)\|^2"),
    # primes, dots and quotients
    (PRODUCT, "f'g+fg'"), ("f'g+fg'", PRODUCT), (QUOTIENT, r"\frac{f'g-fg'}{g^2}"),
    (r"\frac{f'g-fg'}{g^2}", QUOTIENT), (r"x_n - \frac{f(x_n)}{f'(x_n)}", r"x_n - \frac{f}{f'}"), ("f'(x)", "f'"),
    (r"\dot{x}", r"\frac{dx}{dt}"), (r"\dot{x} = -kx", r"\frac{dx}{dt}=-kx"), (r"\ddot{x}", r"\frac{d^2x}{dt^2}"),
    (r"\frac{\partial L}{\partial y}\frac{\partial y}{\partial x}", r"L'(y) y'(x)"), ("s' a", "s'(a)"),
    (SLOPE, r"\frac{df}{dx}=2x"), (SLOPE, r"\frac{dy}{dx}=2x"), (CUBE, "f'(x)=3x^2"), (CUBE, "y'(x)=3x^2"),
    (CUBE, "dy = 3x^2 dx"), (r"\frac{dy}{dx} = 3x^2+1", "dy = (3x^2+1) dx"),
    (TOTAL, r"\nabla_x L + \nabla_y L\, y'(x)"),
    (r"\frac{d}{dx}[f(x)g(x)]", "f'g+fg'"), ("y'' + y = 0", "y''(x)+y(x)=0"), ("y'' + y = 0", r"\frac{d^2y}{dx^2}+y=0"),
    (MOVES, r"\dot v = -kx"), (MOVES, "v'(t) = -kx"),
    (r"w' = w - \eta \frac{\partial L}{\partial w}", r"w - \eta\nabla_w L"),
    (FORM, r"\frac{\partial f(x,y)}{\partial x}\,dx + \frac{\partial f(x,y)}{\partial y}\,dy"),
    (MEAN, r"\frac{\partial J(\theta)}{\partial \theta_j} = \frac{1}{m}\sum_{i=1}^m (h^{(i)} - y^{(i)}) x_j^{(i)}"),
    (BOTH, r"\frac{\partial L(w)}{\partial w_1} + \frac{\partial L(w)}{\partial w_2}"),
    (RATE, r"\frac{\partial U/\partial x}{\partial U/\partial y}"),
    (RATE, r"\frac{\partial U(x,y)/\partial x}{\partial U(x,y)/\partial y}"),
    (r"\frac{d}{dx}\left(x^2 f(x)\right)", "2xf+x^2f'"), ("p = C'(q)", r"\frac{dC}{dq}"), ("a", r"\frac{d}{dx} (a x)"),
    ("a(2x+1)", r"\frac{d}{dx} a(x^2+x)"),
    # another font, another letter for a free index
    (r"\frac{\partial L}{\partial w} x", r"\frac{\partial \mathcal{L}}{\partial w} x"),
    (ONE, r"\frac{\partial L}{\partial w_k} = \delta x_k"), (ONE, r"\frac{\partial L}{\partial w_i} = \delta x_i"),
    (ONE, r"\nabla_{w_k} L = \delta x_k"), (OTHER, r"\frac{\partial L}{\partial w_i} = \delta_k x_i"),
    (TWO, r"\frac{\partial L}{\partial W_{ji}} = \delta_j x_i"),
    (TWO, r"\frac{\partial L}{\partial W_{kl}} = \delta_k x_l"),
    (TWO, r"\frac{\partial L}{\partial W_{jk}} = \delta_j x_k"),
    (SUM, r"\frac{\partial L}{\partial w_i} = \sum_{j=1}^n \delta_j x_{ji}"),
    (SUM, r"\frac{\partial L}{\partial w_k} = \sum_{i=1}^n \delta_i x_{ik}"),
    (MEAN, r"\frac{\partial J}{\partial \theta_i} = \frac{1}{m}\sum_{j=1}^m (h^{(j)} - y^{(j)}) x_i^{(j)}"),
    (BACK, r"\frac{\partial L}{\partial a_k} = \sum_j \frac{\partial L}{\partial z_j} W_{jk}"),
    (BACK, r"\frac{\partial L}{\partial a_j} = \sum_i \frac{\partial L}{\partial z_i} W_{ij}"),
    # a delta for 1 where two letters are the same
    (r"\mathbb{1}[i=j]", r"\delta_{ij}"), (r"\mathbb{1}[y=k]", r"\delta_{yk}"), (SOFTMAX, r"p_i(\delta_{ij}-p_j)"),
]  # fmt: skip
OPEN = [
    (r"\nabla f", r"\nabla f(x)"), (STEP, r"w-\eta J'"), (STEP, r"w-\eta\nabla J(w_t)"), (STEP, r"w-\eta\nabla J"),
    (STEP, r"w-\eta\frac{\partial J(w+1)}{\partial w}"), (STEP, r"w-\eta\frac{\partial J(v)}{\partial w}"),
    (r"\frac{\partial^2 f}{\partial x\partial y}", "f_{xy}"), (CHAIN, "x L_z"), ("x f'+f", "x f'(x) + f(x)"),
    (r"L+w\frac{\partial L}{\partial w}", r"L(w)+w\frac{\partial L(w)}{\partial w}"),
    (TAYLOR, "f(x_0)+(x-x_0)f'"), (HEAT, r"u_t = \alpha u_{xx}"), (FORM, r"f_x\,dx + f_y\,dy"),
    (RATE, "U_x/U_y"),
    # another letter
    (STEP, r"w - \eta\frac{\partial l}{\partial w}"), (STEP, r"w - \eta\frac{\partial L}{\partial w}"),
    (SLOPE, r"\frac{dg}{dx}=2x"), (TOTAL, r"\frac{dL}{dx} + \frac{\partial L}{\partial y}\frac{dy}{dx}"),
]  # fmt: skip
WRONG = [
    (STEP, r"w-\eta\frac{\partial J}{\partial v}"), (STEP, r"w-\eta\frac{\partial J(w)}{\partial v}"),
    (STEP, r"w+\eta\frac{\partial J(w)}{\partial w}"), (STEP, r"w-\eta\nabla_v J(w)"), (STEP, r"w-\eta J(w)"),
    (STEP, r"w-\eta \frac{\partial J(w)}{\partial w}w"), (STEP, r"w-\eta\frac{\partial^2 J(w)}{\partial w^2}"),
    (STEP, r"w-\eta\nabla_w J\cdot w"), (STEP, r"w+\eta\frac{\partial l}{\partial w}"),
    (AT_STEP, r"\theta_t-\eta\nabla_\theta J(\theta_{t+1})"), (AT_STEP, r"\theta_t+\eta\nabla_\theta J(\theta_t)"),
    (AT_STEP, r"\theta_t-\eta\frac{\partial J(\theta_{t+1})}{\partial\theta_{t+1}}"),
    (OF_TWO, r"\theta - \eta\nabla_\theta J(\phi,\theta)"),
    ("f'(x)", "f'(y)"), (PRODUCT, "f'g-fg'"), (PRODUCT, "f'g'"), (PRODUCT, "f'(x)g(y)+f(x)g'(x)"),
    (PRODUCT, "f'(y)g(y)+f(y)g'(y)"), (QUOTIENT, r"\frac{f'g+fg'}{g^2}"), (QUOTIENT, r"\frac{f'g-fg'}{g}"),
    ("f'(g(x))g'(x)", "f'(x)g'(x)"), ("f'(g(x))g'(x)", "f'g'"), ("x f'+f", "x f'(x) - f(x)"), ("s' a", "s'(b)"),
    (r"f'(x) f(x)^2", "f' f"), (r"f' f^2", "f'(x) f(x)"),
    (r"\dot{x}", r"\ddot{x}"), (r"\dot{x} = -kx", r"\frac{dx}{ds}=-kx"), (SLOPE, r"\frac{dy}{dx}=3x"),
    (SLOPE, r"\frac{d^2y}{dx^2}=2x"), (SLOPE, r"\frac{dx}{dy}=2x"), ("f'(x) = 2y", r"\frac{dy}{dx}=2x"),
    (CUBE, "dx = 3x^2 dy"), (MOVES, r"\dot{v} = kx"), (TAYLOR, "f(x)+(x-x_0)f'(x_0)"), (TAYLOR, "f(x_0)+(x-x_0)f'(x)"),
    (HEAT, r"u_t = -\alpha u_{xx}"), (HEAT, r"u_{tt} = \alpha u_{xx}"), (FORM, r"f_y\,dx + f_x\,dy"),
    ("y'' + y = 0", "y''(x)-y(x)=0"),
    (r"\frac{\partial L}{\partial w} + \mathcal{L}", r"\frac{\partial L}{\partial w} + L"),
    (ONE, r"\frac{\partial L}{\partial w_k} = \delta x_j"), (ONE, r"\delta x_k"),
    (OTHER, r"\frac{\partial L}{\partial w_k} = \delta_j x_k"),
    (TWO, r"\frac{\partial L}{\partial W_{kl}} = \delta_l x_k"),
    (TWO, r"\frac{\partial L}{\partial W_{jk}} = \delta_k x_j"),
    (r"\frac{\partial L}{\partial W_{ij}} = x_i x_j", r"\frac{\partial L}{\partial W_{kl}} = x_k x_k"),
    (SUM, r"\frac{\partial L}{\partial w_i} = \sum_{j=1}^n \delta_j x_{ij}"),
    (SOFTMAX, r"p_i(\delta_{ij}-p_i)"), (r"\mathbb{1}[i=j]", r"\delta_{ik}"), (r"\mathbb{1}[i=j]", r"1-\delta_{ij}"),
    (BACK, r"\frac{\partial L}{\partial a_j} = \sum_i \frac{\partial L}{\partial z_i} W_{ji}"), (RATE, "U_y/U_x"),
    (BOTH, r"\frac{\partial L}{\partial w_1} + \frac{\partial L}{\partial w_1}"),
    (r"a L + L'' J'", r"a \frac{dL(\theta)}{d\theta} + \frac{d^2 L(\theta)}{d\theta^2} \frac{dJ(\theta)}{d\theta}"),
    (INTEGRAL, "x^2"), (INTEGRAL, "x^3+C"), (INTEGRAL, "x^2+Cx"), ("x + K", "x + 2K"),
]  # fmt: skip
NEVER_RIGHT = [
    ("f'(x)", "f''(x)"), (r"\frac{d}{dx}[f(x)g(x)]", "f'g'"),  # with names that the question does not have
    (OTHER, r"\frac{\partial L}{\partial w_k} = \delta_k x_k"),
    (TWO, r"\frac{\partial L}{\partial W_{ii}} = \delta_i x_i"),
    (SUM, r"\frac{\partial L}{\partial w_k} = \sum_{i=1}^n \delta_i x_{ij}"), (STEP, r"w-\eta J'(v)"),
    (r"\theta - \eta\nabla_\theta J(\theta)", r"\theta - \eta\nabla_\theta J(\phi)"),
    (r"\theta - \eta\nabla_\theta J(\theta)", r"\theta - \eta\nabla_\theta L(\theta)"),
    (r"\frac{\partial L}{\partial w} + \mathcal{L}", r"\frac{\partial \mathcal{L}}{\partial w} + L"),
    (r"w - \eta J", r"w - \eta\frac{dJ(w)}{dw}"), ("a b", r"\frac{d}{dx} b(x) a"),  # products, as they were read
    (r"\frac{\partial L}{\partial w_i} = x_i + i", r"\frac{\partial L}{\partial w_j} = x_j + i"),
    (r"\frac{\partial L}{\partial w_n} = n x_n", r"\frac{\partial L}{\partial w_k} = n x_k"),
    ("p = C'(q)", r"\frac{dC}{dp}"), (MOVES, r"\dot{x} = -kx"), (MOVES, "v'(x) = -kx"), (r"f'(x) f(x)", "f' f^2(x)"),
    (MEAN, r"\frac{\partial J}{\partial \theta_k} = \frac{1}{m}\sum_{i=1}^m (h^{(i)} - y^{(i)}) x_j^{(i)}"),
    (r"\frac{dy}{dx} = 3x^2+1", "dy = 3x^2+1 dx"),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "answer"), RIGHT)
def test_one_derivative_has_several_spellings(reference: str, answer: str) -> None:
    found = check({"reference": reference}, answer, explain=False)
    assert found.verdict == "equivalent", found.feedback


@pytest.mark.parametrize(("reference", "answer"), OPEN)
def test_what_leaves_something_unsaid_is_open(reference: str, answer: str) -> None:
    assert check({"reference": reference}, answer, explain=False).verdict == "undecided"


@pytest.mark.parametrize(("reference", "answer"), WRONG)
def test_another_derivative_is_wrong(reference: str, answer: str) -> None:
    assert check({"reference": reference}, answer, explain=False).verdict == "not_equivalent"


@pytest.mark.parametrize(("reference", "answer"), NEVER_RIGHT)
def test_what_may_be_another_is_not_accepted(reference: str, answer: str) -> None:
    assert check({"reference": reference}, answer, explain=False).verdict != "equivalent"


NET = {"definitions": ["z = w x"], "reference": r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z} x"}
ROW = {"reference": r"\nabla f(x)^\top d", "context": "x and d are vectors in R^n"}


@pytest.mark.parametrize(("question", "answer", "verdict"), [
    (NET, r"\frac{\partial L(z)}{\partial z}x", "equivalent"), (NET, r"\nabla_z L\,x", "equivalent"),
    (NET, "L'(z)x", "equivalent"), (NET, r"\frac{\partial\mathcal{L}}{\partial z}x", "equivalent"),
    (NET, r"\frac{\partial l}{\partial z}x", "undecided"), (NET, "L' x", "undecided"),
    (NET, r"\frac{\partial L(w)}{\partial z}x", "undecided"),
    (NET, r"\frac{\partial L}{\partial z}w", "not_equivalent"),
    (ROW, r"\nabla_x f(x)^\top d", "equivalent"), (ROW, r"f'(x)^\top d", "undecided"),  # f'(x) is a row to some
])  # fmt: skip
def test_beside_definitions_and_words(question: dict[str, object], answer: str, verdict: str) -> None:
    assert check(question, answer, explain=False).verdict == verdict


def test_another_letter_beside_words_is_not_accepted() -> None:
    question = {"reference": r"p \frac{\partial C}{\partial q} - F",
                "context": "C is the cost, q is output, and labour is another good"}
    assert check(question, r"p \frac{\partial L}{\partial q} - F").verdict == "undecided"


@pytest.mark.parametrize(("reference", "answer", "words"), [
    (STEP, r"w - \eta\frac{\partial l}{\partial w}", "you wrote l for J"),
    (CHAIN, "x L_z", r"L_z may be \frac{dL}{dz}"),
    (ONE, r"\frac{\partial L}{\partial w_i} = \delta x_j",
     "the equation of the question holds, and that of the answer does not"),
    ("x = 2", "x^2 = 4", "the equation of the answer holds, and that of the question does not"),
    ("|x| < 2", "|x| < 3", "the statement of the answer holds, and that of the question does not"),
])  # fmt: skip
def test_what_is_told(reference: str, answer: str, words: str) -> None:
    assert words in check({"reference": reference}, answer).feedback


def test_an_index_is_no_imaginary_number() -> None:
    found = check({"reference": ONE}, r"\frac{\partial L}{\partial w_i} = \delta x_j")
    assert found.witness is not None
    assert not any("*i" in str(value) for value in found.witness.values.values())
