"""Ordinary scalar mathematics: tables of what is the same, what is not, and what must not be decided."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from symdl.errors import InputError
from symdl.grading.scalar import Decision, constants, decide
from symdl.grading.scalar.words import standard
from symdl.notation.reader.notation import Notation
from symdl.notation.reader.parse import parse

NOTATION = Notation(constants={"e": "e", "I": "i"}, policies=frozenset({"brace sets"}))
LATEX = Notation(constants={"e": "e", "i": "i"}, policies=frozenset({"brace sets"}))


def decided(reference: str, answer: str, *given: str, cas: bool = False) -> Decision:
    latex = "\\" in reference + answer
    notation = LATEX if latex else NOTATION
    trees = [parse(text, notation, latex=latex).tree for text in (reference, answer)]
    return decide(*trees, assumptions=given, notation=notation, cas=cas)


def split(table: str) -> Sequence[tuple[str, ...]]:
    """Rows of a table: reference | answer | assumptions, and what is not a row is no case."""
    return [tuple(cell.strip() for cell in line.split("~")) for line in table.splitlines() if "~" in line]


RIGHT = """
    arithmetic and numbers
7/21 ~ 1/3
0.125 ~ 1/8
2^10 ~ 1024
(1/2)^(-3) ~ 8
1/100! ~ 100/(100*100!)
3^400/9^200 ~ 1
sqrt(50) ~ 5*sqrt(2)
1/(sqrt(3)-sqrt(2)) ~ sqrt(3)+sqrt(2)
sqrt(7+4*sqrt(3)) ~ 2+sqrt(3)
(7+5*sqrt(2))^(1/3) ~ 1+sqrt(2)
sqrt(2)*sqrt(3) ~ sqrt(6)
8^(2/3) ~ 4
root(81,4) ~ 3
2^(1/2)*2^(1/3) ~ 2^(5/6)
sqrt(5-2*sqrt(6)) ~ sqrt(3)-sqrt(2)
cos(pi/5)-cos(2*pi/5) ~ 1/2
4*cos(pi/5)^2-2*cos(pi/5) ~ 1
sin(pi/12) ~ (sqrt(6)-sqrt(2))/4
tan(pi/8) ~ sqrt(2)-1
cos(pi/7)*cos(2*pi/7)*cos(3*pi/7) ~ 1/8
cot(pi/20)+cot(pi/24)-cot(pi/10) ~ sqrt(1)+sqrt(2)+sqrt(3)+sqrt(4)+sqrt(5)+sqrt(6)
cos(acos(1/8)/3)^2*(4*cos(acos(1/8)/3)-3/cos(acos(1/8)/3)) ~ 1/8
(sqrt(4*cos(acos(61/8/sqrt(130))/2-atan(11/3)/2)^2+21)-2*cos(acos(61/8/sqrt(130))/2-atan(11/3)/2))^2 ~ 41/2-sqrt(511)/2
atan(1/2)+atan(1/3) ~ pi/4
4*atan(1/5)-atan(1/239) ~ pi/4
asin(3/5)+asin(4/5) ~ pi/2
log(12) ~ 2*log(2)+log(3)
log(8,4) ~ 3/2
log(1000)/log(10) ~ 3
e^(2*log(3)) ~ 9
log(e^5) ~ 5
acosh(5/4) ~ log(2)
sinh(log(2)) ~ 3/4
floor(7/2) ~ 3
max(2,5,3) ~ 5
abs(1-sqrt(2)) ~ sqrt(2)-1

    polynomials and quotients
(x+1)^2-(x-1)^2 ~ 4*x
(x^3-y^3)/(x-y) ~ x^2+x*y+y^2
1/(x-1)-1/(x+1) ~ 2/(x^2-1)
x/(1+1/x) ~ x^2/(x+1)
((a+b)^2-(a-b)^2)/(4*a) ~ b
(x-y)^4000 ~ (y-x)^4000
(x+y+z)^3 ~ x^3+y^3+z^3+3*(x+y)*(y+z)*(z+x)
x*(y/z)/(x/z) ~ y
(a/b)/(c/d) ~ a*d/(b*c)
x^0 ~ 1

    powers and roots
sqrt(9*x) ~ 3*sqrt(x)
sqrt(x^2) ~ abs(x)
sqrt(x^2*y) ~ abs(x)*sqrt(y)
sqrt(x^4) ~ x^2
(x^3)^(1/3)*1 ~ x
root(x^3,3) ~ x
root(-x,3) ~ -root(x,3)
x^(3/2) ~ x*sqrt(x)
x^(1/2)*x^(1/3) ~ x^(5/6)
sqrt(x)/x ~ 1/sqrt(x)
sqrt(x/y) ~ sqrt(x*y)/abs(y)
sqrt(x+1)*sqrt(x+1) ~ x+1
1/(sqrt(x+1)-sqrt(x)) ~ sqrt(x+1)+sqrt(x)
2^(x+3) ~ 8*2^x
4^x ~ (2^x)^2
6^x ~ 2^x*3^x
(1/2)^x ~ 2^(-x)
a^(x+y) ~ a^x*a^y
a^(x-2) ~ a^x/a^2
x^log(y) ~ y^log(x)
sqrt(a/b)*sqrt(a*b) ~ a ~ a > 0 ~ b > 0
sqrt(x*y) ~ sqrt(x)*sqrt(y) ~ x, y positive
(x*y)^(1/3) ~ x^(1/3)*y^(1/3) ~ x > 0 ~ y > 0
(a^b)^c ~ a^(b*c) ~ a > 0
sqrt(x^2) ~ x ~ x >= 0
log(x*y) ~ log(x)+log(y)
log(x^3) ~ 3*log(x)
log(x/y) ~ log(x)-log(y)
log(sqrt(x)) ~ log(x)/2
log(abs(x*y)) ~ log(abs(x))+log(abs(y))
e^(log(x)+y) ~ x*e^y
log(x,3) ~ log(x)/log(3)
log(3^x,3) ~ x
(e^x-e^(-x))/2 ~ sinh(x)
(e^(2*x)-1)/(e^(2*x)+1) ~ tanh(x)
cosh(x)^2-sinh(x)^2 ~ 1
atanh(x) ~ log((1+x)/(1-x))/2
asinh(x) ~ log(x+sqrt(x^2+1))

    trigonometry
sin(x)^2 ~ (1-cos(2*x))/2
sin(3*x) ~ 3*sin(x)-4*sin(x)^3
cos(x+y) ~ cos(x)*cos(y)-sin(x)*sin(y)
tan(x+y) ~ (tan(x)+tan(y))/(1-tan(x)*tan(y))
1+tan(x)^2 ~ sec(x)^2
cot(x)+tan(x) ~ 2/sin(2*x)
sin(x+2*pi) ~ sin(x)
cos(pi-x) ~ -cos(x)
sin(x+pi/3)+sin(x-pi/3) ~ sin(x)
tan(x/2) ~ sin(x)/(1+cos(x))
sin(x)*cos(y) ~ (sin(x+y)+sin(x-y))/2
cos(acos(x)) ~ x
cos(asin(x)) ~ sqrt(1-x^2)
tan(asin(x)) ~ x/sqrt(1-x^2)
sin(2*atan(x)) ~ 2*x/(1+x^2)
asin(x)+acos(x) ~ pi/2
sqrt(1-sin(x)^2) ~ abs(cos(x))
sin(x)^4+cos(x)^4 ~ 1-sin(2*x)^2/2

    complex numbers
(1+I)^8 ~ 16
1/(2-I) ~ (2+I)/5
e^(I*pi/3) ~ 1/2+I*sqrt(3)/2
(e^(I*x)+e^(-I*x))/2 ~ cos(x)
e^(I*x)*e^(-I*x) ~ 1
conjugate(3+4*I) ~ 3-4*I
abs(3+4*I) ~ 5
sqrt(-9) ~ 3*I
I^I ~ e^(-pi/2)
log(-1) ~ I*pi
sin(I*x) ~ I*sinh(x)
(x+I*y)*(x-I*y) ~ x^2+y^2

    factorials, sums, products
(n+2)! ~ (n+2)*(n+1)*n!
n!/(n-2)! ~ n*(n-1)
binomial(n,2) ~ n*(n-1)/2
binomial(n,k) ~ binomial(n-1,k-1)+binomial(n-1,k)
k*binomial(n,k) ~ n*binomial(n-1,k-1)
sum(k,k,1,n) ~ n*(n+1)/2 ~ n integer
sum(k^3,k,1,n) ~ sum(k,k,1,n)^2
sum(x^k,k,0,4) ~ (x^5-1)/(x-1)
sum(a*k+b,k,1,n) ~ a*n*(n+1)/2+b*n ~ n integer
sum(2^j,j,0,5) ~ 63
product(k,k,1,6) ~ 720
sum(f(i),i,1,n) ~ sum(f(j),j,1,n)

    calculus
diff(x^3,x) ~ 3*x^2
diff(sin(x)*e^x,x) ~ e^x*(sin(x)+cos(x))
diff(x^x,x) ~ x^x*(1+log(x))
diff(log(sqrt(1+x^2)),x) ~ x/(1+x^2)
diff(f(x)*g(x),x) ~ f(x)*diff(g(x),x)+g(x)*diff(f(x),x)
diff(f(x^2),x) ~ 2*x*f'(x^2)
diff(x^2*y,x,x) ~ 2*y
diff(diff(f(x,y),x),y) ~ diff(diff(f(x,y),y),x)
2*diff(J,w)+diff(J,w) ~ 3*diff(J,w)
int(3*x^2,x,0,t) ~ t^3
int(x*y,x,0,2) ~ 2*y
int(f(u)+g(u),u,0,b) ~ int(f(v)+g(v),v,0,b)
x/(abs(x)) ~ sign(x) ~ x > 0
x ~ abs(x)*sign(x)
sign(x)*sign(x)*x ~ x

    relations
y=2*x+1 ~ 2*x-y=-1
x=3 ~ 3=x
a*x+b*y=c ~ 2*a*x+2*b*y-2*c=0
y=x/(x-1) ~ 1/x+1/y=1
v=sqrt(2)*w ~ w=v/sqrt(2)
x=2, x=-2 ~ x^2=4
x=1, y=2 ~ y=2, x=1
x<3 ~ 3>x
2*x+4>=0 ~ x>=-2
-x<1 ~ x>-1
1<x<3 ~ 3>x>1
x^2<=4 ~ abs(x)<=2
x^2-5*x+6>0 ~ (x-2)*(x-3)>0
x^3>8 ~ x>2
x^2/x>0 ~ x>0
0/x>=x ~ 0/x>x
1/x<0 ~ x<0
x^2+1/x>1/x ~ abs(x)>0

    several things
{1,2,3} ~ {3,2,1}
{1/2,sqrt(4)} ~ {2,0.5}
{a,-a} ~ {-a,a}
(x,2*x) ~ (x,x+x)
[1,2,3] ~ [2/2,2,3]
[[1,2],[3,4]] ~ [[1,2],[3,2+2]]
"""

WRONG = """
1/2004! ~ 1/2006!
1/3 ~ 0.333333333333
3.14159265358979 ~ pi
2^1000+1 ~ 2^1000
sqrt(7+4*sqrt(3)) ~ 2+sqrt(2)
e^(pi*sqrt(163)) ~ 262537412640768744
1+e^(-900) ~ 1
sin(10^(-9)) ~ 10^(-9)
cos(pi/17) ~ 0.98297309968390177828
x ~ X
x1 ~ x_1
x[1] ~ x[2]
sqrt(x^2) ~ x
(a^b)^c ~ a^(b*c)
abs(x+y) ~ abs(x)+abs(y)
log(x+y) ~ log(x)+log(y)
sqrt(x^2+y^2) ~ x+y
(x+y)^2 ~ x^2+y^2
1/(x+y) ~ 1/x+1/y
2^(x*y) ~ 2^x*2^y
-x^2 ~ (-x)^2
asin(sin(x)) ~ x
atan(tan(x)) ~ x
atan(x)+atan(1/x) ~ pi/2
sin(2*x) ~ 2*sin(x)
sin(x)^2 ~ sin(x^2)
cos(x-y) ~ cos(x)*cos(y)-sin(x)*sin(y)
sqrt(1-sin(x)^2) ~ cos(x)
tan(x)^2 ~ sec(x)^2+1
e^(I*x) ~ cos(x)-I*sin(x)
(1+I)^8 ~ -16
sqrt(-4)*sqrt(-9) ~ 6
(n+1)! ~ n!+1
binomial(n,k) ~ binomial(k,n)
sum(k,k,1,n) ~ n*(n-1)/2
sum(k,k,0,n-1) ~ sum(k,k,1,n)
sum(f(i),i,1,3) ~ sum(f(i),i,1,4)
diff(x^3,x) ~ x^2
diff(J,w) ~ 0
diff(J,w) ~ 2*diff(J,w)
diff(J,w) ~ diff(J,b)
-diff(J,w) ~ diff(J,w)
diff(J,w,2) ~ diff(J,w)^2
diff(f(x),x) ~ f(x)
diff(f(2*x),x) ~ f'(2*x)
f(x) ~ g(x)
f(x) ~ f(y)
f(x+1) ~ f(x)+f(1)
f(g(x)) ~ g(f(x))
f(x,y) ~ f(y,x)
int(x,x,0,1) ~ 1
int(sin(x),x,0,pi) ~ 1
y=2*x ~ y=3*x
x^2=4 ~ x=2
x=2, x=-2 ~ x=2
x=2, x=-2 ~ x^2=5
x^2=y^2 ~ x=y
a*x=b ~ a=b*x
x^2+y^2=1 ~ x^2+y^2=2
x<3 ~ x<=3
x<3 ~ x>3
x^2<4 ~ x<2
1<x<3 ~ 1<x<=3
1<x<3 ~ 1<x<4
x=3 ~ x>=3
{1,2} ~ {1,2,3}
{1,2} ~ {1,4}
{a,b} ~ {a,c}
(1,2) ~ (2,1)
(1,2,3) ~ (1,2)
[[1,2],[3,4]] ~ [[1,3],[2,4]]
x ~ {x,y}
x ~ x*y/y+0.000001
"""

OPEN = """
    nothing is defined on both sides
1/0 ~ 1/0
1/(x-x) ~ 1/(x-x)
log(-x^2-1) ~ log(-x^2-1)+0*x
1/(1-sin(x)^2-cos(x)^2) ~ 2/(1-sin(x)^2-cos(x)^2)

    only complex numbers tell them apart, where no letter is negative
sqrt(x-2)*sqrt(x-6) ~ sqrt((x-2)*(x-6))

    the same solutions, but not as often
x=1 ~ (x-1)^2=0
x*y=0 ~ x^2*y=0

    identities say nothing
sin(x)^2+cos(x)^2=1 ~ 0=0
x=x ~ y=y

    a number, or an equation for it
7 ~ x=7
x+1 ~ y=x+1

    a divergent sum has no value
sum(1/k,k,1,infinity)-sum(1/k,k,1,infinity) ~ 0
1/sum(k,k,1,infinity) ~ 0

    too large
10^(10^(10^10)) ~ 10^(10^(10^10))+1
factorial(10^12) ~ 10^12*factorial(10^12-1)
"""


@pytest.mark.parametrize(("reference", "answer", "given"), [(a, b, given) for a, b, *given in split(RIGHT)])
def test_right(reference, answer, given):
    for pair in ((reference, answer), (answer, reference)):
        decision = decided(*pair, *given)
        assert decision.verdict == "equivalent", decision
        assert decision.method == "exact algebra"


@pytest.mark.parametrize(("reference", "answer", "given"), [(a, b, given) for a, b, *given in split(WRONG)])
def test_wrong(reference, answer, given):
    for pair in ((reference, answer), (answer, reference)):
        decision = decided(*pair, *given, cas=True)
        assert decision.verdict == "not_equivalent", decision
        assert decision.method == "form" or decision.witness is not None


@pytest.mark.parametrize(("reference", "answer", "given"), [(a, b, given) for a, b, *given in split(OPEN)])
def test_open(reference, answer, given):
    for pair in ((reference, answer), (answer, reference)):
        assert decided(*pair, *given, cas=True).verdict == "undecided"


@pytest.mark.parametrize(("reference", "answer", "given"), [
    (a, b, given) for a, b, *given in split(RIGHT) if "=" not in a + b and a[0] not in "{[("])
def test_a_right_answer_with_something_changed_is_wrong(reference, answer, given):
    """The tables cannot pass by accepting all."""
    assert decided(reference, f"({answer})+1/1000", *given).verdict == "not_equivalent"


@pytest.mark.parametrize(("reference", "answer", "given"), [
    ("sqrt(2*x*sqrt(x^2+1)+2*x^2+1)", "sqrt(x^2+1)+x", ()),
])
def test_sympy_and_balls_together(reference, answer, given):
    assert decided(reference, answer, *given).verdict == "undecided"
    assert decided(reference, answer, *given).agrees
    decision = decided(reference, answer, *given, cas=True)
    assert (decision.verdict, decision.method) == ("equivalent", "cas")


@pytest.mark.parametrize(("reference", "answer"), [
    (r"\lim_{x \to 0} \frac{\sin x}{x}", "1"),
    (r"\lim_{x \to \infty} \frac{2x+1}{x}", "2"),
    (r"\lim_{h \to 0} \frac{(x+h)^2-x^2}{h}", "2x"),
    (r"\sum_{k=1}^{\infty} \frac{1}{k(k+1)}", "1"),
    (r"\int_0^{\infty} e^{-x} dx", "1"),
])
def test_limits_by_sympy_and_what_is_near(reference, answer):
    assert decided(reference, answer).verdict == "undecided"
    decision = decided(reference, answer, cas=True)
    assert (decision.verdict, decision.method) == ("equivalent", "cas")
    decision = decided(reference, f"{answer}+1", cas=True)
    assert (decision.verdict, decision.method) == ("not_equivalent", "cas")


@pytest.mark.parametrize(("reference", "answer"), [
    (r"A^T B^T", r"B^T A^T"), (r"a \odot b", r"b \odot a"), (r"\|x\| \otimes y", r"y \otimes \|x\|"),
    (r"(1, 2) + (3, 4)", "(4, 6)"), (r"x \oplus y", "x + y"),
])
def test_what_is_no_number_is_not_exchanged(reference, answer):
    assert decided(reference, answer, cas=True).verdict != "equivalent"


def test_agreement_of_numbers_alone_decides_nothing():
    decision = decided("f(x)", "f(x)+0*g(x)+sqrt(3+2*sqrt(2))*x-x-sqrt(2)*x")
    assert decision.verdict == "undecided"
    assert decision.agrees


@pytest.mark.parametrize(("constant", "degree"), [
    ("sqrt(2)+sqrt(3)+sqrt(6)", 4), ("sqrt(6)+sqrt(10)+sqrt(15)", 4), ("sqrt(2)+sqrt(-2)", 4),
    ("sqrt(8/9)+sqrt(18)", 2), ("2^(1/3)+3^(1/3)", 9), ("12^(1/4)+sqrt(3)", 4), ("sqrt(1+sqrt(2))+sqrt(2)", 4),
    ("sqrt(5)+cos(2*pi/5)", 2), ("sin(pi/8)+sqrt(2)", 4), ("cos(pi/7)", 3), ("tan(pi/12)+sqrt(2)", 4),
    ("cos(acos(1/3)/2)+sqrt(2)", 4), ("cos(acos(1/5)/3)", 3), ("tan(asin(1/3)+pi/3)", 4),
    ("1/(1+sqrt(3))+e^(I*pi/3)", 4), ("e^(I*atan(1/2)/2)", 8),
])  # fmt: skip
def test_the_degree_of_a_constant_is_not_underestimated(constant, degree):
    measure = constants._Measure()
    measure.of(standard(parse(constant, NOTATION, latex=False).tree))
    assert degree <= measure.degree <= 4 * degree


@pytest.mark.parametrize(("reference", "answer", "text"), [
    ("x^2", "x^3", "for x = 2: the reference is 4, the answer 8"),
    ("sqrt(x^2)", "x", "for x = -1: the reference is 1, the answer -1"),
    ("a/b", "b/a", "for a = 2, b = 3: the reference is 2/3, the answer 3/2"),
    ("x<3", "x<=3", "for x = 3: the reference is false, the answer true"),
    ("x^2=4", "x=2", "for x = -2: the reference is true, the answer false"),
    ("3*diff(J,w)", "2*diff(J,w)", "for ∂J/∂w = 2: the reference is 6, the answer 4"),
])
def test_a_witness_is_small(reference, answer, text):
    witness = decided(reference, answer).witness
    assert witness is not None
    assert witness.text == text


def test_a_witness_tells_what_unknown_functions_were():
    witness = decided("f(x)", "2*f(x)").witness
    assert witness is not None
    assert [name for name, _ in witness.values] == ["x", "f(x)"]


def test_where_both_are_defined_is_noted():
    assert decided("x/x", "1").notes == ("wherever both are defined",)
    assert decided("x+x", "2*x").notes == ()
    for pair in (("sqrt(x*y)", "sqrt(x)*sqrt(y)"), ("a/sqrt(b*c)", "a/(sqrt(b)*sqrt(c))"),
                 ("sqrt(x^2-1)", "sqrt(x-1)*sqrt(x+1)")):
        for one in (pair, pair[::-1]):
            assert decided(*one).notes == ("wherever both are defined",)


@pytest.mark.parametrize(("reference", "answer"), [
    (r"\frac{x^2-1}{x-1}", "x+1"),
    (r"\sin^2\theta", r"1-\cos^2\theta"),
    (r"\sum_{k=1}^{n} k", r"\frac{n(n+1)}{2}"),
    (r"\int_0^1 x^2\,dx", r"\frac13"),
    (r"\frac{\partial J}{\partial w} + \frac{\partial J}{\partial w}", r"2\frac{\partial J}{\partial w}"),
    (r"\frac{d}{dx}\left[x^2\right]", "2x"),
    (r"x = \pm 2", r"x = \mp 2"),
    (r"x = \pm 2", r"x = -2, x = 2"),
    (r"\begin{pmatrix} 1 & x \\ 0 & 2 \end{pmatrix}", r"\begin{pmatrix} 1 & x \\ 0 & \frac{4}{2} \end{pmatrix}"),
    (r"[0, 1)", r"[0, \frac22)"),
    (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \begin{pmatrix} 0 & 1 \\ 1 & 0 \end{pmatrix}",
     r"\begin{pmatrix} 2 & 1 \\ 4 & 3 \end{pmatrix}"),
    (r"2\begin{pmatrix} 1 \\ x \end{pmatrix} - \begin{pmatrix} 1 \\ x \end{pmatrix}",
     r"\begin{pmatrix} 1 \\ x \end{pmatrix}"),
    (r"\det \begin{pmatrix} a & b \\ c & d \end{pmatrix}", "ad-bc"),
    (r"\begin{pmatrix} 1 & 2 \end{pmatrix}^T", r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"),
    (r"\sum_{k=0}^{n-1} F_k F_{n-k-1}", r"\sum_{j=0}^{n-1} F_{n-j-1} F_j"),
])
def test_right_in_latex(reference, answer):
    decision = decided(reference, answer, cas=True)
    assert decision.verdict in ("equivalent", "undecided"), decision
    if "F_k" not in reference:
        assert decision.verdict == "equivalent", decision


@pytest.mark.parametrize(("reference", "answer"), [
    (r"\frac{\partial J}{\partial w}", r"\eta\frac{\partial J}{\partial w}"),
    (r"\frac{\partial J}{\partial w}", r"\frac{\partial J}{\partial b}"),
    (r"\pm 2", "2"),
    (r"x = \pm 2", "x = 2, x = 3"),
    (r"[0, 1)", r"(0, 1]"),
    (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \begin{pmatrix} 0 & 1 \\ 1 & 0 \end{pmatrix}",
     r"\begin{pmatrix} 0 & 1 \\ 1 & 0 \end{pmatrix} \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"),
    (r"\sum_{k=0}^{n-1} F_k", r"\sum_{k=0}^{n} F_k"),
    (r"\begin{pmatrix} 1 & x \end{pmatrix}", r"\begin{pmatrix} 1 \\ x \end{pmatrix}"),
])
def test_wrong_in_latex(reference, answer):
    assert decided(reference, answer, cas=True).verdict == "not_equivalent"


@pytest.mark.parametrize(("given", "verdict"), [
    (("x > 0",), "equivalent"), (("x positive",), "equivalent"), (("0 < x < 1",), "equivalent"),
    (("x is nonnegative",), "equivalent"), (("x real",), "not_equivalent"),
    (("x < 0",), "not_equivalent"),
    ((), "not_equivalent"),
])
def test_assumptions_restrict_the_points(given, verdict):
    assert decided("sqrt(x^2)", "x", *given).verdict == verdict


def test_an_integer():
    for reference, answer in (("cos(n*pi)", "(-1)^n"), ("(-x)^n", "(-1)^n*x^n"), ("(-1)^(2*n)", "1"),
                              ("(x^2)^n", "x^(2*n)"), ("sin(n*pi)", "0"), ("cos(n*pi+x)", "(-1)^n*cos(x)")):
        assert decided(reference, answer, "n integer").verdict == "equivalent"
        assert decided(reference, answer).verdict != "equivalent" or "^n" in reference
    assert decided("sin(n*pi)", "1", "n integer").verdict == "not_equivalent"
    assert decided("(-1)^n", "1", "n integer").verdict == "not_equivalent"
    assert decided("cos(n*pi/2)", "(-1)^n", "n integer").verdict == "not_equivalent"


@pytest.mark.parametrize(("reference", "answer"), [
    ("(-x)^n", "(-1)^n*x^n"), ("(a*b)^k", "a^k*b^k"), ("(a/b)^k", "a^k*b^(-k)"),
    ("(a/b)^t", "(b/a)^(-t)"),
])  # fmt: skip
def test_a_letter_that_counts_by_custom(reference, answer):
    found = decided(reference, answer)
    assert found.verdict == "equivalent"
    assert any(note.startswith("for whole ") for note in found.notes)
    other = [re.sub(r"(?<![a-z])[nktL](?![a-z])", "r", text) for text in (reference, answer)]
    assert decided(*other).verdict == "undecided"
    assert decided(*other, "r integer").verdict == "equivalent"


@pytest.mark.parametrize(("reference", "answer", "given"), [
    ("(a*b)^k", "a^k+b^k", ()), ("(a*b)^k", "a^k*b", ()), ("(-1)^n", "1", ()), ("2^L-1", "sum(2^l,l,1,L-1)", ()),
    ("(a*b)^t", "a^t*b^t", ("0 < t", "t < 1")), ("cos(n*pi)", "(-1)^n", ()),
])  # fmt: skip
def test_what_no_custom_makes_right(reference, answer, given):
    assert decided(reference, answer, *given).verdict != "equivalent"


def test_an_assumption_that_is_none_is_an_error():
    with pytest.raises(InputError, match="no assumption"):
        decided("x", "x", "x + 1")


def test_a_constant_of_integration():
    trees = [parse(text, NOTATION, latex=False).tree for text in ("x^2/2", "(x^2+4)/2+C", "x^2+C", "x^2/2+x*C")]
    verdicts = [decide(trees[0], tree, antiderivative=letter, cas=False).verdict
                for letter in ("x", "") for tree in trees]
    assert verdicts == ["equivalent", "equivalent", "not_equivalent", "not_equivalent",
                        "equivalent", "not_equivalent", "not_equivalent", "not_equivalent"]


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (r"\frac{dy}{dx}", r"\frac{\partial y}{\partial x}", "equivalent"),
    (r"\frac{dJ}{dw} + \frac{\partial J}{\partial w}", r"2\frac{\partial J}{\partial w}", "not_equivalent"),
    (r"\frac{dy}{dx} + y", "y' + y", "equivalent"),
    (r"\frac{dy}{dx} + y", "2y' + y", "not_equivalent"),
    (r"\frac{d^2y}{dx^2}", "y''", "equivalent"),
    (r"\frac{d}{dx}[xy] + \frac{dy}{dx}", r"y + (x+1)\frac{dy}{dx}", "equivalent"),
    (r"\frac{\partial}{\partial x}[xy]", "y", "equivalent"),
])
def test_derivatives_of_bare_names(reference, answer, verdict):
    assert decided(reference, answer, cas=False).verdict == verdict


def test_names_that_a_question_declares_keep_their_meaning():
    tree, other = (parse(text, NOTATION, latex=False).tree for text in ("root(x, 3)", "x^(1/3)"))
    assert decide(tree, other, cas=False).verdict == "equivalent"
    assert decide(tree, other, declared=frozenset({"root"}), cas=False).verdict == "not_equivalent"


TURNS = r"""
\arcsin(\sin(5\pi/2)) ~ 5\pi/2
\arccos(\cos 2\pi) ~ 2\pi
\arccos(2\cos\frac\pi3) ~ 2\pi
\arcsin(\tan\frac\pi4) ~ -\frac{3\pi}2
0 ~ 2\pi\lfloor\sqrt2\sqrt2\rfloor
0 ~ \sqrt{\sin\pi}+2\pi
"""

SINGLE_PLACES = r"""
    no drawn place meets where they differ
\operatorname{sign}(x)^2 ~ 1
\operatorname{sign}(x) ~ 2*\mathbb{1}[x>0]-1
\operatorname{sign}(x-7)^2 ~ 1
\operatorname{sign}(x-1/7)^2\sin x ~ \sin x
\mathbb{1}[x\ge0] ~ \mathbb{1}[x>0]
\mathbb{1}[x>1/7]+\mathbb{1}[x<1/7] ~ 1
\begin{cases}1&x\ge0\\0&x<0\end{cases} ~ \begin{cases}1&x>0\\0&x\le0\end{cases}
\begin{cases}1&x=7\\0&x\ne7\end{cases} ~ 0
\begin{cases}x&x<1000\\0&x\ge1000\end{cases} ~ x
"""

LOST_SOLUTIONS = r"""
    one of one letter holds at a place where the other has no value
\ln x^2>0 ~ \ln x>0
\ln(x^2)=0 ~ 2\ln x=0
\ln(x(x-1))=\ln2 ~ \ln x+\ln(x-1)=\ln2
(\sqrt x)^2=-3 ~ x=-3
\frac{x^2}{x}=0 ~ x=0
x=1 ~ \frac{(x-1)^2}{x-1}=0
x\ge1 ~ \frac{x^2-1}{x-1}\ge2
x>-1 ~ \sqrt{x}^2>-1
x<4 ~ \sqrt x<2
x/x>0 ~ 1>0
|x|>-1 ~ |\sqrt{x}^2|>-1

    of several, at many
z\sin x=0 ~ z\frac{\sin x}x=0
\frac{x^2y}{x}=0 ~ xy=0
y=\ln(-x)^2 ~ y=2\ln(-x)
"""

KEPT_SOLUTIONS = r"""
    what is lost is no solution, or a few of many
E=mc^2 ~ m=\frac{E}{c^2}
\frac{x}{a}+\frac{y}{b}=1 ~ bx+ay=ab
\frac{y+5}{x}=2 ~ y=2x-5
y=\ln x ~ 2y=2\ln x
v=\sqrt{2gh} ~ v=\sqrt2\sqrt{gh}
y=\frac{1}{\sqrt x} ~ y=\frac{\sqrt x}{x}
y\cos x=\sin x ~ y=\tan x
\frac1x=2 ~ x=\frac12
y=\frac{x^2-1}{x-1} ~ y=x+1
T=2\pi\sqrt{l/g} ~ T=2\pi\sqrt l/\sqrt g ~ l>0 ~ g>0
x^2=a ~ (x-\sqrt a)(x+\sqrt a)=0
x^2+y^2=1 ~ (y-\sqrt{1-x^2})(y+\sqrt{1-x^2})=0
"""

UNKNOWN_SOLUTIONS = r"""
y=\ln x^2 ~ y=2\ln x
T=2\pi\sqrt{l/g} ~ T=2\pi\sqrt l/\sqrt g
\sqrt{x(x-1)}=2 ~ \sqrt x\sqrt{x-1}=2
x^2+y^2=0 ~ \frac{x^2+y^2}{x}=0
\operatorname{sign}(x) ~ x/|x|
0^{|x-7|} ~ 0
0^{|x|} ~ 0
"""


@pytest.mark.parametrize(("reference", "answer", "given"), [
    (a, b, given) for a, b, *given in split(TURNS + SINGLE_PLACES + LOST_SOLUTIONS)])
def test_what_differs_by_a_turn_or_at_single_places_is_refuted(reference, answer, given):
    for pair in ((reference, answer), (answer, reference)):
        decision = decided(*pair, *given, cas=True)
        assert decision.verdict == "not_equivalent", decision
        assert decision.witness is not None


@pytest.mark.parametrize(("reference", "answer", "given"), [(a, b, given) for a, b, *given in split(KEPT_SOLUTIONS)])
def test_equations_that_lose_no_solution_are_the_same(reference, answer, given):
    for pair in ((reference, answer), (answer, reference)):
        decision = decided(*pair, *given)
        assert decision.verdict == "equivalent", decision


@pytest.mark.parametrize(("reference", "answer"), split(UNKNOWN_SOLUTIONS))
def test_what_may_have_fewer_solutions_is_left_open(reference, answer):
    for pair in ((reference, answer), (answer, reference)):
        assert decided(*pair, cas=True).verdict == "undecided"


@pytest.mark.parametrize("turn", ["5\\pi/2", "9\\pi/2", "-3\\pi/2"])
def test_the_arcsine_of_what_is_1_has_one_value(turn):
    assert decided(r"\arcsin(\sin(5\pi/2))", r"\frac\pi2").verdict == "equivalent"
    assert decided(r"\arcsin(\sin(5\pi/2))", turn).verdict == "not_equivalent"


@pytest.mark.parametrize(("reference", "answer"), [
    ("x", r"\sum_{k=1}^x 1"), (r"\lfloor x\rfloor", r"\sum_{k=1}^x 1"), (r"x+\sin(\pi x)", r"\sum_{k=1}^x 1"),
])
def test_an_answer_does_not_say_that_a_letter_is_an_integer(reference, answer):
    assert decided(reference, answer, cas=True).verdict == "undecided"


def test_a_reference_or_an_assumption_says_that_a_letter_is_an_integer():
    assert decided(r"\sum_{k=1}^n k", "n(n+1)/2").verdict == "equivalent"
    assert decided(r"n(n+1)/2", r"\sum_{k=1}^n k", "n integer").verdict == "equivalent"


@pytest.mark.parametrize(("reference", "answer", "wrong"), [
    (r"\sum_{k=0}^n\binom nk", "2^n", "2^n+1"), ("(1+x)^n", r"\sum_{k=0}^n\binom nk x^k", r"\sum_{k=1}^n\binom nk x^k"),
])
def test_a_sum_to_n_is_not_looked_at_where_n_is_negative(reference, answer, wrong):
    for pair in ((reference, answer), (answer, reference)):
        assert decided(*pair).verdict != "not_equivalent"
    assert decided(reference, wrong).verdict == "not_equivalent"


@pytest.mark.parametrize(("reference", "answer"), [
    (r"\int_0^1\arcsin x\,dx", r"\frac\pi2-1"), (r"\int_0^1\arccos x\,dx", "1"),
    (r"\int_1^2\operatorname{arccosh}x\,dx", r"2\ln(2+\sqrt3)-\sqrt3"),
    (r"\int_0^1\arctan x\,dx", r"\frac\pi4-\frac12\ln2"), (r"\int_{-1}^1\arccos x\,dx", r"\pi"),
    (r"\int_0^1\sqrt{1-x^2}dx", r"\frac\pi4"), (r"\int_{-1}^1|x|dx", "1"), (r"\int_0^3\lfloor x\rfloor dx", "3"),
])
def test_integrals_up_to_where_a_function_is_not_analytic(reference, answer):
    assert decided(reference, answer).verdict != "not_equivalent"
    assert decided(reference, answer).agrees
    assert decided(reference, f"{answer}+10^{{-9}}").verdict == "not_equivalent"


@pytest.mark.parametrize(("reference", "answer"), [
    (r"\int_0^{2\pi}\arccos(\cos x)dx", r"\pi^2"), (r"\int_0^{\pi}\arcsin(\sin x)dx", r"\frac{\pi^2}4"),
    (r"\int_{-1}^1\sqrt[3]{x}dx", "0"), (r"\int_{-1}^1\frac1xdx", "0"),
])
def test_integrals_that_are_not_evaluated_are_not_refuted(reference, answer):
    assert decided(reference, answer).verdict == "undecided"


REGIONS = r"""
-1<x<1 ~ (-1,1)
-1<x<1 ~ x\in(-1,1)
x>2 ~ (2,\infty)
x\in[3,\infty) ~ x\ge3
(1,2]\cup(2,3) ~ (1,3)
\{1,2\}\cup\{3\} ~ \{1,2,3\}
|x|>1 ~ (-\infty,-1)\cup(1,\infty)
x^2<4 ~ (-2,2)
x\ne0 ~ \mathbb{R}\setminus\{0\}
(-\infty,1)\cup(2,\infty) ~ (2,\infty)\cup(-\infty,1)
\pm2 ~ -2, 2
1\pm\sqrt2 ~ x=1-\sqrt2, x=1+\sqrt2
\{\pm2\} ~ \{-2,2\}
\{2,3\} ~ x=2,x=3
\{2,3\} ~ x\in\{3,2\}
x=2 ~ \{2\}
(1,2) ~ \begin{pmatrix}1\\2\end{pmatrix}
x=1, y=2 ~ (1,2)
\frac{-b\pm\sqrt{b^2-4ac}}{2a} ~ -\frac{b\mp\sqrt{b^2-4ac}}{2a}
-(1\pm 2) ~ -1\mp2
x=-(1\pm 2) ~ x=-1\pm2
\cos(a\pm b) ~ \cos a\cos b\mp\sin a\sin b
(a\pm b)^2 ~ a^2+b^2\pm2ab
"""

OTHER_REGIONS = r"""
-1<x<1 ~ [-1,1]
-1<x<1 ~ (-1,2)
x>2 ~ [2,\infty)
(1,2)\cup(2,3) ~ 1<x<3
|x|>1 ~ (-\infty,-1]\cup[1,\infty)
(-\infty,1)\cup(2,\infty) ~ (-\infty,1)\cap(2,\infty)
(-\infty,1)\cup(2,\infty) ~ (1,2)
\{2,3\} ~ x=2,x=4
\pm2 ~ -2, 3
(1,2) ~ \begin{pmatrix}1\\3\end{pmatrix}
x=1, y=2 ~ (2,1)
\frac{1\pm\sqrt5}2 ~ \frac{1+\sqrt5}2
"""

UNKNOWN_REGIONS = r"""
\pm2 ~ \mp2
-(1\pm 2) ~ -1\pm2
\cos(a\pm b) ~ \cos a\cos b\pm\sin a\sin b
\sin(a\pm b) ~ \sin a\cos b\mp\cos a\sin b
e^{\pm i\theta} ~ \cos\theta\mp i\sin\theta
\lambda_\pm=\frac{a\pm b}2 ~ \lambda_\pm=\frac{a\mp b}2
    a point or an interval
(-1,1) ~ -1<x<1

    the reader does not tell "and" from "or"
|x|>1 ~ x<-1\text{ or }x>1
1<x<3 ~ x>1, x<3

    numbers in an order
-2, 2 ~ \pm2

    two signs
\pm a\pm b ~ \pm(a+b)

    operations that are no numbers
-(A\cup B) ~ A
\frac{x\oplus y}2 ~ \frac{y\oplus x}2
"""


@pytest.mark.parametrize(("reference", "answer"), split(REGIONS))
def test_what_solves_is_the_same_however_it_is_written(reference, answer):
    decision = decided(reference, answer)
    assert decision.verdict == "equivalent", decision


@pytest.mark.parametrize(("reference", "answer"), split(OTHER_REGIONS))
def test_what_solves_something_else_is_refuted(reference, answer):
    for pair in ((reference, answer), (answer, reference)):
        assert decided(*pair).verdict == "not_equivalent"


@pytest.mark.parametrize(("reference", "answer"), split(UNKNOWN_REGIONS))
def test_what_may_be_meant_in_two_ways_is_left_open(reference, answer):
    assert decided(reference, answer).verdict == "undecided"


FUNCTIONS = r"""
\operatorname{Re}(2+3i) ~ 2
\operatorname{Im}(2+3i) ~ 3
\operatorname{Re}((x+iy)^2) ~ x^2-y^2
\Gamma(5) ~ 24
n! ~ \Gamma(n+1)
\operatorname{arcoth}(2) ~ \frac12\ln3
arcsech(1/2) ~ log(2+sqrt(3))
arctg(1) ~ pi/4
\mathrm{cbrt}(8) ~ 2
"""


@pytest.mark.parametrize(("reference", "answer"), split(FUNCTIONS))
def test_functions_by_other_names(reference, answer):
    assert decided(reference, answer).verdict == "equivalent"
    assert decided(reference, f"{answer}+1").verdict == "not_equivalent"


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (r"\operatorname{foo}(x+1)", r"\operatorname{foo}(x)+1", "undecided"),
    (r"\operatorname{foo}(x)+x", r"x+\operatorname{foo}(x)", "equivalent"),
    ("f(x+1)", "f(x)+1", "not_equivalent"),
])
def test_a_word_that_is_called_may_be_a_function_that_someone_knows(reference, answer, verdict):
    assert decided(reference, answer).verdict == verdict


@pytest.mark.parametrize(("reference", "answer", "given"), [
    (r"\sqrt{n^2}", "n", r"n \in \mathbb{N}"), (r"\sqrt{x^2}", "x", r"x\in(0,\infty)"),
    (r"\sqrt{x^2}", "x", r"x\in[0,1)"), (r"\sqrt{x^2}", "x", r"x\in\mathbb R^+"),
    (r"\cos(\pi n)", "(-1)^n", r"n\in\mathbb{Z}"), (r"\sqrt{n^2}\cos(2\pi n)", "n", r"n\in\mathbb{Z}_{>0}"),
    (r"\sqrt{n^2}\cos(2\pi n)", "n", r"n\in\mathbb{N}_0"), (r"\sqrt{n^2}", "n", r"m, n \in \mathbb{Z}_{\ge0}"),
])
def test_assumptions_with_sets(reference, answer, given):
    assert decided(reference, answer, given).verdict == "equivalent"
    assert decided(reference, answer, r"x \in \mathbb{R}").verdict != "equivalent"


@pytest.mark.parametrize("given", [r"x \in S", r"x \approx 2", r"x \in \mathbb{C}"])
def test_assumptions_that_would_do_nothing_are_errors(given):
    with pytest.raises(InputError, match="no assumption"):
        decided("x", "x", given)


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (r"\sin^2x+C", r"-\cos^2x+C", "undecided"), (r"\sin^2x+C", r"-\cos^2x+K", "undecided"),
    (r"\sin^2x+C", r"\cos^2x+C", "not_equivalent"), ("x^2+C", "x^3+C", "not_equivalent"),
    ("mx+c", "mx+c+1", "not_equivalent"), ("x^2+C", "x^2+1+2C", "not_equivalent"),
    ("x^2+xC+C", "x^2+xC+C+1", "not_equivalent"),
])
def test_a_constant_may_take_in_a_number(reference, answer, verdict):
    assert decided(reference, answer).verdict == verdict


@pytest.mark.parametrize(("reference", "answer", "names"), [
    ("f(x+1)", "f(x)+1", ["x", "f(x + 1)", "f(x)"]), ("x_{n+1}", "x_n", ["n", "x_{n + 1}", "x_n"]),
    (r"f(2x/(y-1))", "f(x)", ["x", "y", "f(2 x/(y - 1))", "f(x)"]),
    ("x^{(t)} + x^{(t-1)}", "2x^{(t)}", ["t", "x^{(t)}", "x^{(t - 1)}"]),
])
def test_a_witness_is_spelled_as_a_person_writes(reference, answer, names):
    witness = decided(reference, answer).witness
    assert witness is not None
    assert [name for name, _ in witness.values] == names


def test_what_was_seen_nowhere_is_not_said_to_agree():
    decision = decided(r"\ln(-x^2)>0", r"\ln(-x^2)>1")
    assert decision.verdict == "undecided"
    assert not decision.agrees
    assert "no place" in decision.reason


BY_INDUCTION = r"""
\sum_{k=0}^{n-1}\gamma^k ~ \frac{1-\gamma^n}{1-\gamma}
\sum_{k=0}^{n}2^k ~ 2^{n+1}-1
\sum_{k=1}^n\frac1{k(k+1)} ~ \frac n{n+1}
\sum_{k=1}^n k\cdot k! ~ (n+1)!-1
\sum_{k=0}^{n}ar^k ~ a\frac{1-r^{n+1}}{1-r}
\sum_{k=m}^{n}r^k ~ \frac{r^m-r^{n+1}}{1-r}
"""


@pytest.mark.parametrize(("reference", "answer"), split(BY_INDUCTION))
def test_sums_by_induction(reference, answer):
    assert decided(reference, answer).verdict == "equivalent"
    for wrong in (f"{answer}+1", f"2({answer})"):
        assert decided(reference, wrong).verdict == "not_equivalent"


@pytest.mark.parametrize(("reference", "answer", "given", "verdict"), [
    (r"\sqrt{x^2}", "-x", "x < 0", "equivalent"), (r"\sqrt{x^2}", "x", "x < 0", "not_equivalent"),
    ("|x|", "-x", "x < -1", "equivalent"), (r"\sqrt{x^2}", "-x", "x < 1", "not_equivalent"),
])
def test_a_letter_that_is_negative(reference, answer, given, verdict):
    assert decided(reference, answer, given).verdict == verdict


def test_what_a_letter_is_in_a_list():
    assert decided("|x|=2", r"x=\pm2").verdict == "equivalent"
    assert decided("|x|=2", "x=2, x=-2").verdict == "equivalent"
    assert decided("|x|=2", "x=2, x=-3").verdict == "not_equivalent"
    assert decided("|x|=2", "x=2").verdict == "not_equivalent"


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (r"(-\infty,1)\cup(2,\infty)", "x<1 or x>2", "equivalent"),
    (r"(-\infty,1)\cup(2,\infty)", r"x<1 \text{ or } x>2", "equivalent"),
    (r"(-\infty,1)\cup(2,\infty)", "x<1 and x>2", "not_equivalent"),
    (r"(-\infty,1)\cup(2,\infty)", r"x<1 \lor x\ge2", "not_equivalent"),
    (r"(-\infty,1)\cup(2,\infty)", "x<1, x>2", "undecided"),
    ("1<x<2", "x>1 and x<2", "equivalent"), ("1<x<2", r"x<2 \land x>1", "equivalent"),
    ("1<x<2", "x>1 or x<2", "not_equivalent"), ("1<x<2", "x>1, x<2", "undecided"),
    ("x<1 or x>2", "x>2 or x<1", "equivalent"), ("x<1 or x>2", "x<1 and x>2", "not_equivalent"),
    ("x<1 or x>2 or x=0", "x<1 or x>2", "equivalent"), ("x<1 or x>2", "x<1 or x>2 and x>3", "undecided"),
])
def test_inequalities_joined_by_words(reference, answer, verdict):
    from symdl.grading import check

    found = check({"reference": reference}, answer)
    assert found.verdict == verdict, found.feedback
