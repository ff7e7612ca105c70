"""Readings that people and editors mean without a sign: brackets above, where scripts end, letters in a row."""

from __future__ import annotations

import pytest

from symdl.errors import ReadError
from symdl.notation.reader.infer import infer
from symdl.notation.reader.notation import Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import show


def tree(text: str, *formulas: str) -> str:
    return show(parse(text, infer([*formulas]).notation).tree if formulas else parse(text).tree)


@pytest.mark.parametrize(("text", "says"), [
    (r"x^{(1/2)}", "(^ x (/ 1 2))"), (r"x^{(-1)}", "(^ x (- 1))"), (r"x^{(y^z)}", "(^ x (^ y z))"),
    (r"x^{\left(n+1\right)}", "(^ x (+ n 1))"), (r"a^{(b+1)}", "(^ a (+ b 1))"), (r"x^{(2k)}", "(^ x (* 2 k))"),
    (r"(\sigma^2+\epsilon)^{(-1/2)}", r"(^ (+ (^ \sigma 2) \epsilon) (- (/ 1 2)))"),
    (r"(1-\beta)^{(t-1)}", r"(^ (+ 1 (- \beta)) (+ t (- 1)))"), (r"h^{(t-1)}", "(^ h (+ t (- 1)))"),
    # what counts
    (r"x^{(i)}", "x[;i]"), (r"x^{(2)}", "x[;2]"), (r"x^{(i,j)}", "x[;i,j]"), (r"x^{(\text{train})}", "x[;train]"),
    (r"a^{[l-1]}", "a[;(+ l (- 1))]"), (r"x^{(i)[l]}", "x[;i,l]"),
    (r"h^{(t)} + h^{(t-1)}", "(+ h[;t] h[;(+ t (- 1))])"), (r"z^{(l)} a^{(l-1)}", "(* z[;l] a[;(+ l (- 1))])"),
    (r"x_i^{(0)} + x_i^{(n+1)}", "(+ x[i;0] x[i;(+ n 1)])"),
    (r"\hat{x}^{(0)} + \hat{x}^{(n+1)}", r"(+ \hat{x}[;0] \hat{x}[;(+ n 1)])"),
])
def test_brackets_above(text: str, says: str) -> None:
    assert tree(text) == says


def test_a_power_that_could_be_a_member_is_noted() -> None:
    assert "power" in {note.kind for note in parse(r"x^{(n+1)}").notes}
    assert "power" in {note.kind for note in parse(r"(1-\beta)^{(t-1)}").notes}


@pytest.mark.parametrize(("text", "formula", "says"), [
    ("w_jx/2", "w_j x", "(/ (* w[j] x) 2)"), ("x_iy_j", "x_i + y_j", "(* x[i] y[j])"),
    ("x_iw+b", "x_i w + b", "(+ (* x[i] w) b)"),
    ("f_tc_{t-1}+i_tg_t", r"f_t c_{t-1} + i_t g_t", "(+ (* f[t] c[(+ t (- 1))]) (* i[t] g[t]))"),
    ("x_ij", "x_i", "x[i,j]"), ("x_{ij}", "x_i", "x[i,j]"), ("w_jx", r"w_{jx} + w_j x", "w_{jx}"),
])
def test_a_subscript_ends_where_what_follows_is_known(text: str, formula: str, says: str) -> None:
    assert tree(text, formula) == says


def test_a_subscript_of_what_is_not_known_is_noted_or_refused() -> None:
    assert "script" in {note.kind for note in parse("w_jx/2").notes}
    assert "script" in {note.kind for note in parse("x_iy_j").notes}  # and y has a subscript of its own
    with pytest.raises(ReadError, match="a name has one subscript"):
        parse("x_ijy_k")


@pytest.mark.parametrize(("text", "says"), [
    ("x^2y", "(* (^ x 2) y)"), ("3a^2b+3ab^2", "(+ (* 3 (^ a 2) b) (* 3 a (^ b 2)))"),
    ("e^xe^y", "(* (^ e x) (^ e y))"), ("h^2p(1-p)", "(* (^ h 2) p (+ 1 (- p)))"),
    ("ph^2-p^2h^2", "(+ (* p (^ h 2)) (- (* (^ p 2) (^ h 2))))"), ("2k^2C_{in}", "(* 2 (^ k 2) C_{in})"),
    (r"\sin^22x", "(^ (sin (* 2 x)) 2)"), (r"\log_93", "(log 3 9)"), ("2^3!", "(^ 2 (! 3))"),
    (r"x^{3}!", "(! (^ x 3))"), ("n2^{n-1}", "(* n (^ 2 (+ n (- 1))))"), (r"\,n2^{n-1}", "(* n (^ 2 (+ n (- 1))))"),
    ("x2^2+x", "(+ (^ x2 2) x)"), ("x1^n + x2^n + x", "(+ (^ x1 n) (^ x2 n) x)"), ("2,-2", "(, 2 (- 2))"),
    ("e^x y", "(* (^ e x) y)"), ("x 2^{x-1}", "(* x (^ 2 (+ x (- 1))))"), ("(x+1)^2 2x", "(* (^ (+ x 1) 2) 2 x)"),
])
def test_where_it_ends(text: str, says: str) -> None:
    assert tree(text) == says


@pytest.mark.parametrize("text", ["x^2y", "e^xe^y", r"\sin^22x", "2^3!", "n2^{n-1}"])
def test_it_is_noted(text: str) -> None:
    assert parse(text).notes


@pytest.mark.parametrize("text", [
    "x^12y", "x**2y", "2*x^2y", "e^2x", "e^2 x", "x 2", "x 2 y", "x 2^2", "sin2x", "cos3", "sqrt2", "1,2", "-1,2",
    "3!!",
])
def test_refused(text: str) -> None:
    with pytest.raises(ReadError):
        parse(text)


@pytest.mark.parametrize(("text", "says"), [
    (r"x<1 \lor x>3", "(or (lt x 1) (gt x 3))"), (r"x>1 \land x<3", "(and (gt x 1) (lt x 3))"),
    (r"x<1 \lor x>3 \land x<4", "(or (lt x 1) (and (gt x 3) (lt x 4)))"), (r"a \land b", "(and a b)"),
    (r"\{x : x<1 \lor x>3\}", "(set (colon x (or (lt x 1) (gt x 3))))"), (r"a = b \land c", "(eq a (and b c))"),
    (r"[x<1 \lor x>3]", "(indicator (or (lt x 1) (gt x 3)))"),
])
def test_and_or_between_relations(text: str, says: str) -> None:
    assert tree(text) == says


@pytest.mark.parametrize(("text", "says"), [
    (r"60^\circ", "(/ (* 60 pi) 180)"), ("60°", "(/ (* 60 pi) 180)"), (r"50\%", "(/ 50 100)"), (r"\Re z", "(re z)"),
    (r"\Im(z)", "(im z)"), (r"\arg z", "(arg z)"), (r"\arg\max_x f(x)", "(argmax (x) (f x))"),
    (r"1\over2", "(/ 1 2)"), (r"a+b \over c", "(/ (+ a b) c)"), (r"x{}^2", "(^ x 2)"), (r"\sin -x", "(sin (- x))"),
    (r"\cos-2x + 1", "(+ (cos (- (* 2 x))) 1)"), (r"a \coloneqq b", "(assign a b)"),
    (r"a \stackrel{(a)}{=} b", "(eq a b)"), (r"2\left\{a+b\right\}", "(* 2 (+ a b))"),
    (r"\underbrace{a+b}_{\text{sum}} + c", "(+ (+ a b) c)"),
    (r"\alpha*G", "(* \\alpha G)"), (r"2\pi* r", "(* 2 pi r)"), (r"x\tag*{1}", "x"), (r"x\hspace*{1em}y", "(* x y)"),
    (r"\operatorname*{softmax}(x)", "(softmax x)"),
])
def test_signs_of_ordinary_mathematics(text: str, says: str) -> None:
    assert tree(text) == says


def test_a_line_over_a_complex_number_conjugates() -> None:
    complex_ = Notation(constants={"i": "i", "e": "e"})
    assert show(parse(r"\overline{3+4i}", complex_).tree) == "(conj (+ 3 (* 4 i)))"
    with pytest.raises(ReadError):
        parse(r"\overline{3+4i}")


@pytest.mark.parametrize("text", [r"x^\circ", r"f(x) = 1 \over 2", r"\sin -", r"\frac{a}{}^2", "5%"])
def test_signs_that_are_refused(text: str) -> None:
    with pytest.raises(ReadError):
        parse(text)


@pytest.mark.parametrize(("text", "formula", "says"), [
    ("sqrt(dw) + d + w", "", "(+ (sqrt (* d w)) d w)"), (r"\sqrt{dw}", r"\frac{d}{w}", "(sqrt (* d w))"),
    ("sqrt(dw)", r"d^2 + w", "(sqrt (* d w))"), ("w - dw", "w - a dw", "(+ w (- dw))"), ("dt", "", "dt"),
])
def test_a_d_before_a_letter(text: str, formula: str, says: str) -> None:
    assert tree(text, *([formula] if formula else [])) == says


def test_a_d_that_stands_alone_is_a_letter_of_the_formulas() -> None:
    assert "d" in infer([r"\frac{d}{t}", r"\sqrt{dt}"]).notation.meanings
    assert "d" not in infer([r"\frac{d}{t}", r"\int_0^1 x\,dt"]).notation.meanings
