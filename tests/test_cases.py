r"""Cases, conditions, |x|, max and min: the same in each case of the signs that they depend on."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from symdl.errors import InputError, ReadError
from symdl.grading import ask, check
from symdl.grading.scalar.cases import by_cases
from symdl.grading.scalar.points import NOTHING, Assumed
from symdl.grading.scalar.signs import Signs
from symdl.grading.scalar.values import Place, holds, value
from symdl.notation.reader.syntax import Call, Cases, Chain, Function, Indicator, Name, Neg, Node, Number, Product, Sum

HUBER = r"\begin{cases} \frac{1}{2} r^2 & |r| \le \delta \\ \delta (|r| - \frac{1}{2}\delta) & |r| > \delta \end{cases}"
HINGE = r"\begin{cases} -y x & y w x < 1 \\ 0 & y w x \ge 1 \end{cases}"


@pytest.mark.parametrize(("reference", "right", "wrong"), [
    (r"\max(x, y)", [r"\begin{cases} x & x > y \\ y & x \le y \end{cases}",
     r"x\,\mathbb{1}[x \ge y] + y\,\mathbb{1}[y > x]",
                     r"\frac{x+y+|x-y|}{2}", r"-\min(-x, -y)"],
     [r"\begin{cases} x & x < y \\ y & x \ge y \end{cases}", r"x\,\mathbb{1}[x > y] + y\,\mathbb{1}[y > x]"]),
    (r"\mathbb{1}[x > y]", [r"\mathbb{1}[y < x]", r"1 - \mathbb{1}[y \ge x]", r"\mathbb{1}[2x > 2y]",
     r"\mathbb{1}[x \ne y]\mathbb{1}[x \ge y]"],
     [r"\mathbb{1}[x \ge y]", r"1-\mathbb{1}[y>x]", r"\mathbb{1}[x > 2y]"]),
    (HINGE, [r"-y x \mathbb{1}[y w x < 1]", r"-yx \cdot \mathbf{1}\{1 - y w x > 0\}"],
     [r"-yx \mathbb{1}[ywx \le 1]", r"-yx"]),
    (HUBER,
     [r"\begin{cases} \frac{r^2}{2} & |r| < \delta \\ \delta |r| - \frac{\delta^2}{2} & \text{otherwise} \end{cases}"],
     [r"\begin{cases} \frac{r^2}{2} & |r| < \delta \\ \delta |r| - \delta^2 & \text{otherwise} \end{cases}"]),
    (r"\min(\max(x,0),6)", [r"\max(\min(x,6),0)"],
     [r"\begin{cases} 0 & x < 0 \\ x & 0 \le x < 6 \\ 0 & x \ge 6\end{cases}", r"\max(\min(x,5),0)"]),
    (r"\text{relu}(x) - \text{relu}(-x)", ["x"], ["|x|"]),
    (r"\max(x, y, z)", [r"\max(z, \max(x, y))", r"x+y+z-\min(x,y,z)-\min(\max(x,y),\max(y,z),\max(x,z))"],
     [r"\max(x, y)", r"x+y+z-\min(x,y,z)"]),
])  # fmt: skip
def test_answers(reference: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        assert check({"reference": reference}, answer, explain=False).verdict == "equivalent", answer
    for answer in wrong:
        assert check({"reference": reference}, answer, explain=False).verdict == "not_equivalent", answer


CLIPPED = r"\min(r A, \min(\max(r, 1-\epsilon), 1+\epsilon) A)"


@pytest.mark.parametrize(("context", "reference", "right", "wrong"), [
    ("0 < a < 1", r"\max(x, a x)",
     [r"\max(0,x) + a\min(0,x)", r"\frac{1+a}{2}x + \frac{1-a}{2}|x|", r"\max(0,x) - a\max(0,-x)",
      r"\begin{cases} x & x > 0 \\ ax & x \le 0 \end{cases}"],
     [r"\max(0,x) + a\max(0,-x)", r"\begin{cases} ax & x > 0 \\ x & x \le 0 \end{cases}",
      r"\frac{1+a}{2}x + \frac12|x|"]),
    (r"0 < \epsilon < 1, r > 0", CLIPPED,
     [r"\max(A,0)\min(r,1+\epsilon) + \min(A,0)\max(r,1-\epsilon)",
      r"\min(r A, \max(\min(r, 1+\epsilon), 1-\epsilon) A)"],
     [r"\max(A,0)\min(r,1+\epsilon) + \min(A,0)\min(r,1-\epsilon)", r"\min(\max(r, 1-\epsilon), 1+\epsilon) A"]),
    (r"\lambda > 0", r"\max(0, a-\lambda) - \max(0, -a-\lambda)",
     [r"a - \min(\lambda, \max(-\lambda, a))", r"\operatorname{sign}(a)\max(|a|-\lambda, 0)"],
     [r"a - \max(\lambda, \max(-\lambda, a))", r"\max(|a|-\lambda, 0)"]),
    ("c > 0", r"\min(\max(x,-c),c)",
     [r"\frac{|x+c|-|x-c|}{2}", r"\max(\min(x,c),-c)", r"\operatorname{sign}(x)\min(|x|,c)"],
     [r"\min(|x|,c)", r"\frac{|x+c|+|x-c|}{2}"]),
    ("x > 0, y > 0", r"\max(x, y) + \min(x, y)", [r"|x + y|", r"|x| + |y|"], [r"|x - y|"]),
    ("x > y, y > z", r"\max(x, z)", ["x", r"\max(x, y)", r"\frac{x+z+|x-z|}{2}"], ["z", "y"]),
])  # fmt: skip
def test_what_is_given(context: str, reference: str, right: list[str], wrong: list[str]) -> None:
    question = {"reference": reference, "context": context}
    for answer in right:
        assert check(question, answer, explain=False).verdict == "equivalent", answer
    for answer in wrong:
        assert check(question, answer, explain=False).verdict == "not_equivalent", answer


def test_without_what_is_given() -> None:
    """A threshold that may be negative, a slope that may be above 1."""
    for reference, answer in ((r"\max(x, a x)", r"\max(0,x) + a\min(0,x)"),
                              (r"\min(\max(x,-c),c)", r"\max(\min(x,c),-c)")):
        assert check({"reference": reference}, answer, explain=False).verdict != "equivalent"


def linear() -> st.SearchStrategy[Node]:
    leaves: list[Node] = [Name("x"), Name("y"), Neg(Name("x")), Number(Fraction(0)), Number(Fraction(1)),
     Number(Fraction(2))]
    one = st.sampled_from(leaves)
    return st.one_of(one, st.builds(lambda a, b: Sum((a, b)), one, one))


def formulas() -> st.SearchStrategy[Node]:
    condition = st.builds(lambda a, b, sign: Chain((a, b), (sign,)), linear(), linear(),
                          st.sampled_from(["lt", "le", "gt", "ge", "eq", "ne"]))
    return st.recursive(linear(), lambda below: st.one_of(
        st.builds(lambda a, b: Sum((a, b)), below, below), st.builds(lambda a, b: Product((a, b)), below, linear()),
        st.builds(lambda a: Call(Function("abs"), (a,)), below), st.builds(lambda c, a: Product((Indicator(c), a)),
         condition, below),
        st.builds(lambda name, a, b: Call(Function(name), (a, b)), st.sampled_from(["max", "min"]), below, below),
        st.builds(lambda c, a, b: Cases(((a, c), (b, None))), condition, below, below)), max_leaves=4)


GRID = [fmpq(n, 2) for n in range(-5, 6)]


def differ(one: Node, other: Node) -> bool:
    return any(value(one, Place({"x": x, "y": y})) != value(other, Place({"x": x, "y": y})) for x, y
     in product(GRID, GRID))


@settings(max_examples=200, deadline=None)
@given(formulas(), formulas())
def test_two_are_the_same_only_if_no_point_tells_them_apart(one: Node, other: Node) -> None:
    if by_cases(one, other, NOTHING):
        assert not differ(one, other)


BETWEEN = Assumed((Chain((Number(Fraction(0)), Name("x"), Name("y")), ("lt", "le")),))


@settings(max_examples=200, deadline=None)
@given(formulas(), formulas())
def test_what_is_given_holds(one: Node, other: Node) -> None:
    """Where 0 < x <= y, no point tells two apart that are the same there."""
    if by_cases(one, other, BETWEEN):
        for x, y in product(GRID, GRID):
            if 0 < x <= y:
                assert value(one, Place({"x": x, "y": y})) == value(other, Place({"x": x, "y": y}))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(linear(), linear(), st.sampled_from(["lt", "le", "gt", "ge", "eq", "ne"])), max_size=4),
       linear(), linear())
def test_the_signs_of_a_product(given_: list[tuple[Node, Node, str]], one: Node, other: Node) -> None:
    """At no point where some relations hold has a product another sign than one that it may have."""
    signs = Signs()
    for left, right, relation in given_:
        signs = signs.with_relation(Chain((left, right), (relation,)))
    may = signs.of(Product((one, other)))
    for x, y in product(GRID, GRID):
        place = Place({"x": x, "y": y})
        if all(holds(Chain((left, right), (relation,)), place) for left, right, relation in given_):
            number = value(Product((one, other)), place)
            assert (number > 0) - (number < 0) in may


@settings(max_examples=100, deadline=None)
@given(formulas())
def test_a_formula_is_what_it_is_in_each_half(formula: Node) -> None:
    """f [x < y] + f [x >= y] is f; with <= for <, only where f is 0 on the line between."""
    parts = [Product((Indicator(Chain((Name("x"), Name("y")), (sign,))), formula)) for sign in ("lt", "ge", "le")]
    assert by_cases(Sum((parts[0], parts[1])), formula, NOTHING) in (True, False)
    if by_cases(Sum((parts[2], parts[1])), formula, NOTHING):
        assert not differ(Sum((parts[2], parts[1])), formula)
    assert not differ(Sum((parts[0], parts[1])), formula)


RELU = {"definitions": [r"f(x) = \max(x, 0)"], "reference": r"f'(x) = \begin{cases} 1 & x > 0 \\ 0 & x < 0 \end{cases}"}
ABSOLUTE = {"definitions": ["f(x) = |x|"], "reference": r"f'(x) = \begin{cases} 1 & x > 0 \\ -1 & x < 0 \end{cases}"}
LEAKY = {"definitions": [r"f = \begin{cases} x & x > 0 \\ a x & x < 0 \end{cases}"],
         "reference": r"\frac{df}{dx} = \begin{cases} 1 & x > 0 \\ a & x < 0 \end{cases}"}
LAYER = {"definitions": [r"h_i = \max(z_i, 0)", r"L = \sum_{i=1}^n h_i"],
         "reference": r"\frac{\partial L}{\partial z_i} = \begin{cases} 1 & z_i > 0 \\ 0 & z_i < 0 \end{cases}"}
SOFT = {"reference": r"\mathrm{sign}(x)\max(|x|-\lambda, 0)", "assumptions": [r"\lambda > 0"]}
HUBER = {"reference": r"\max(-\delta, \min(\delta, a))", "assumptions": [r"\delta > 0"]}
LEAKY_ALONE = {"reference": r"\begin{cases}1 & x>0\\ \alpha & x<0\end{cases}"}
PPO = {"definitions": [r"L(r) = \min(r A, \mathrm{clip}(r, 1-\epsilon, 1+\epsilon) A)"],
       "assumptions": ["A > 0", r"0 < \epsilon < 1"], "reference": r"L(r) = A\min(r, 1+\epsilon)"}
SIGN = {"reference": r"\begin{cases} 1 & x > 0 \\ -1 & x < 0 \end{cases}"}


@pytest.mark.parametrize(("question", "right", "wrong", "left_open"), [
    (RELU, [r"\begin{cases} 0 & 0 > x \\ 1 & x > 0 \end{cases}", r"\begin{cases} 1 & x \ge 0 \\ 0 & x < 0 \end{cases}",
            r"\mathbb{1}[x > 0]"],
     [r"\begin{cases} 0 & x > 0 \\ 1 & x < 0 \end{cases}", r"\begin{cases} 1 & x > 1 \\ 0 & x < 1 \end{cases}", "1"],
     []),
    (ABSOLUTE, [r"\frac{x}{|x|}", r"\operatorname{sign}(x)"], [r"-\frac{x}{|x|}"], []),
    (LEAKY, [r"\begin{cases} a & x < 0 \\ 1 & x > 0 \end{cases}"],
     [r"\begin{cases} 1 & x < 0 \\ a & x > 0 \end{cases}", r"\begin{cases} 1 & x > 0 \\ 0 & x < 0 \end{cases}"], []),
    (LAYER, [r"\mathbb{1}[z_i > 0]"], ["1", r"\begin{cases} 0 & z_i > 0 \\ 1 & z_i < 0 \end{cases}"], []),
    # At the place between them nothing is asked for; where something is, an answer has to have a value.
    (SIGN, [r"\begin{cases} -1 & x < 0 \\ 1 & x > 0 \end{cases}",
            r"\begin{cases} 1 & x \ge 0 \\ -1 & x < 0 \end{cases}",
            "1[x > 0] - 1[x < 0]",
            r"\begin{cases} -1 & x < -1 \\ -1 & -1 \le x < 0 \\ 1 & x > 0 \end{cases}"],
     [r"\begin{cases} -1 & x < 0 \\ 5 & x > 2 \\ 1 & x > 0 \end{cases}",
      r"\begin{cases} 1 & x < 0 \\ -1 & x > 0 \end{cases}"],
     [r"\begin{cases} -1 & x < -1 \\ 1 & x > 0 \end{cases}"]),
    ({"reference": r"\begin{cases} 1 & x \ge 0 \\ -1 & x < 0 \end{cases}"},
     [r"\begin{cases} -1 & x<0 \\ 1 & x\ge0 \end{cases}"],
     [r"\begin{cases} 1 & x > 0 \\ -1 & x \le 0 \end{cases}"], [SIGN["reference"]]),
    (SOFT, [r"\begin{cases}x-\lambda&x>\lambda\\0&|x|\le\lambda\\x+\lambda&x<-\lambda\end{cases}"],
     [r"\begin{cases}x-\lambda&x>\lambda\\0&|x|\le\lambda\\x-\lambda&x<-\lambda\end{cases}"], []),
    (HUBER, [r"\begin{cases}a&|a|\le\delta\\\delta&a>\delta\\-\delta&a<-\delta\end{cases}",
             r"\mathrm{clip}(a, -\delta, \delta)", "np.clip(a, -delta, delta)", "clip(a,-delta,delta)"],
     [r"\begin{cases}a&|a|\le\delta\\\delta&a>\delta\\\delta&a<-\delta\end{cases}",
      r"\mathrm{clip}(a, 0, \delta)"], []),
    (LEAKY_ALONE, [r"1_{x>0} + \alpha 1_{x<0}", r"1_{\{x>0\}} + \alpha\,1_{\{x<0\}}"],
     [r"1_{x<0} + \alpha 1_{x>0}"], []),
    (PPO, [r"\min(rA, (1+\epsilon)A)"],
     [r"\min(rA, (1-\epsilon)A)", r"\mathrm{clip}(r, 1-\epsilon, 1+\epsilon)A"], []),
])  # fmt: skip
def test_cases_that_leave_a_place_out(question: dict[str, object], right: list[str], wrong: list[str],
                                      left_open: list[str]) -> None:
    for answers, verdict in ((right, "equivalent"), (wrong, "not_equivalent"), (left_open, "undecided")):
        for answer in answers:
            found = check(question, answer)
            assert found.verdict == verdict, (answer, found.feedback)


LEAKY = {"definitions": [r"f(x) = \max(\alpha x, x)"],
         "reference": r"f'(x) = \begin{cases}1 & x>0\\ \alpha & x<0\end{cases}"}


@pytest.mark.parametrize(("answer", "verdict"), [
    (LEAKY["reference"], "equivalent"), (r"\mathbb 1[x>0] + \alpha \mathbb 1[x \le 0]", "equivalent"),
    (r"\begin{cases}1 & x \ge 0\\ \alpha & x<0\end{cases}", "equivalent"),
    (r"\begin{cases}1 & x>0\\ 0 & x<0\end{cases}", "not_equivalent"),
    (r"\begin{cases}\alpha & x>0\\ 1 & x<0\end{cases}", "not_equivalent"),
])  # fmt: skip
def test_a_slope_that_is_known_to_be_less_than_one(answer: str, verdict: str) -> None:
    small = {**LEAKY, "assumptions": [r"0 < \alpha < 1"]}
    assert check(small, answer).verdict == verdict
    assert check({**small, "reference": "f'(x)"}, answer).verdict == verdict


@pytest.mark.parametrize("assumptions", [[], [r"\alpha > 0"], [r"\alpha > 1"]])
def test_a_slope_of_which_that_is_not_known(assumptions: list[str]) -> None:
    with pytest.raises((InputError, ReadError)):
        ask({**LEAKY, "assumptions": assumptions})


@pytest.mark.parametrize(("assumption", "size"), [("a < 1", "(1-a)"), ("a > 1", "(a-1)"), ("a < 0", "(1-a)")])
def test_a_factor_of_known_sign(assumption: str, size: str) -> None:
    for function, right in (("|ax - x|", f"{size}|x|"), ("|a x^2 y - x^2 y|", f"{size} x^2 |y|"),
                            (r"\max(ax, x) + \min(ax, x)", "(a+1)x"), (r"\max(ax, x) - \min(ax, x)", f"{size}|x|")):
        question = {"definitions": [f"u = {function}"], "reference": "u", "assumptions": [assumption]}
        assert check(question, right).verdict == "equivalent"
        assert check(question, f"-({right})").verdict == "not_equivalent"
    assert check({"definitions": ["u = |ax - x|"], "reference": "u"}, f"{size}|x|").verdict == "not_equivalent"
