r"""Definitions that do not start with a name, references with a name of their own, slopes at kinks and at places."""

from __future__ import annotations

import pytest

from symdl.errors import InputError
from symdl.grading import ask, check
from symdl.grading.typed.solved import solved


@pytest.mark.parametrize(("definition", "others", "made"), [
    (r"\frac{1}{\tau} = \frac1a + \frac1b", [r"\tau"], r"\tau = \frac{1}{\frac1a + \frac1b}"),
    (r"\log Z = a", ["Z"], r"Z = e^{a}"), ("e^{u} = 1 + x^2", ["u"], r"u = \log(1 + x^2)"), ("2s = a + b", ["s"], None),
    (r"2s = a + \beta", ["s"], r"s = \frac{a + \beta}{2}"), (r"\sqrt{v} = a x", ["v"], "v = (a x)^2"),
    (r"\frac{1}{\gamma^2} = 1 - v^2", [r"\gamma"], r"\gamma = \sqrt[2]{\frac{1}{1 - v^2}}"),
    (r"-u = x^2", [r"\frac{dL}{dx}"], "u = -(x^2)"), (r"\log x = v", [r"\frac{dL}{dx}"], r"v = \log x"),
    ("p + q = 1", [r"\frac{dH}{dp}"], "q = 1 - (p)"),
    ("y - p^2 - p = 1", [r"\frac{dH}{dp}"], "y = 1 - (-(p^2) + -(p))"),
    ("y - x^2 = 1", [r"\frac{dL}{dx}"], "y = 1 - (-(x^2))"),
    # Nothing is solved that has several letters, or the letter on both sides, or is defined elsewhere.
    ("p + q = 1", ["p q"], None), ("x^2 + y^2 = 1", [r"\frac{dL}{dx}"], None), ("e^u = u + 1", ["u"], None),
    (r"\log Z = a", ["Z = b"], None), ("x + y - z = 1", [r"\frac{dL}{dx}"], None), ("f(x) = x", ["f"], None),
    ("u e^u = x", ["u"], None), ("y = x", ["y"], None), ("= x", ["y"], None), ("y", ["y"], None), ("", ["y"], None),
])  # fmt: skip
def test_what_is_defined(definition: str, others: list[str], made: str | None) -> None:
    if made is None and definition == "2s = a + b":  # plain text has no fractions to write it in
        made = r"s = \frac{a + b}{2}"
    assert solved([definition], others) == [definition if made is None else made]


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), [
    ([r"\frac{1}{\tau} = \frac1a + \frac1b", r"L = \tau^2"], r"\frac{dL}{da}",
     [r"\frac{2\tau^3}{a^2}", r"\frac{2ab^3}{(a+b)^3}"], [r"2\tau", r"-\frac{2\tau^3}{a^2}"]),
    ([r"\log Z = \frac12 \sum_{i=1}^n w_i^2 x_i"], r"\frac{\partial Z}{\partial w_j}",
     ["Z w_j x_j", r"w_j x_j e^{\frac12\sum_k w_k^2x_k}"], ["w_j x_j", "Z w_j^2 x_j"]),
    ([r"e^{u} = 1 + x^2", r"L = u^2"], r"\frac{dL}{dx}", [r"\frac{4ux}{1+x^2}", r"4 x u e^{-u}"], ["2u", "4ux"]),
    ([r"\frac{1}{\gamma^2} = 1 - \frac{v^2}{c^2}", r"E = \gamma m c^2"], r"\frac{dE}{dv}", [r"\gamma^3 m v"],
     [r"\gamma^2 m v"]),
    ([r"p + q = 1", r"H = -p\log p - q\log q"], r"\frac{dH}{dp}", [r"\log q - \log p"], [r"-\log p - 1"]),
    ([r"\log x = v", "L = x v"], r"\frac{dL}{dx}", ["v + 1", r"\log x + 1"], ["v"]),
    (["y - x^2 = 1", "L = x y"], r"\frac{dL}{dx}", ["3x^2 + 1", "y + 2x^2"], ["y", "y - 2x^2"]),
    ([r"\log p_i = z_i - \log\sum_k e^{z_k}", r"L = -\sum_i y_i\log p_i"], r"\frac{\partial L}{\partial z_j}",
     [r"p_j\sum_i y_i - y_j"], ["p_j - y_j"]),
])  # fmt: skip
def test_slopes_of_what_is_solved(definitions: list[str], reference: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        assert check({"definitions": definitions, "reference": reference}, answer).verdict == "equivalent", answer
    for answer in wrong:
        assert check({"definitions": definitions, "reference": reference}, answer).verdict == "not_equivalent", answer


NORM = [r"\mu = \frac1n \sum_{i=1}^n x_i", r"\sigma^2 = \frac1n \sum_{i=1}^n (x_i - \mu)^2",
        r"\hat x_i = \frac{x_i-\mu}{\sigma}"]


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), [
    (NORM, r"J_{ij} = \frac{d\hat x_i}{dx_j} = "
           r"\frac{1}{\sigma}\left(\delta_{ij} - \frac1n - \frac{\hat x_i \hat x_j}{n}\right)",
     [r"\frac{n\delta_{ij} - 1 - \hat x_i\hat x_j}{n\sigma}",
      r"J_{ij} = \frac{n\delta_{ij} - 1 - \hat x_i\hat x_j}{n\sigma}"],
     [r"\frac{\delta_{ij}}{\sigma}", r"J_{ij} = \frac{\delta_{ij}}{\sigma}"]),
    ([r"L = \log \sum_{i=1}^n e^{x_i}", r"p_i = \frac{\partial L}{\partial x_i}"],
     r"H_{kl} = \frac{\partial^2 L}{\partial x_k\partial x_l} = p_k(\delta_{kl}-p_l)", [r"p_k\delta_{kl} - p_kp_l"],
     [r"p_k\delta_{kl} + p_kp_l"]),
    ([r"L = \frac12(w x-y)^2"], r"g = \frac{dL}{dw} = (w x-y)x", ["w x^2 - x y", "g = w x^2 - x y"],
     ["w x - y", "g = x"]),
    ([], r"g = \frac{d}{dx}x^3 = 3x^2", ["3x^2", "g = 3x^2"], ["3x", "g = 3x"]),
])  # fmt: skip
def test_a_name_of_its_own(definitions: list[str], reference: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        assert check({"definitions": definitions, "reference": reference}, answer).verdict == "equivalent", answer
    for answer in wrong:
        assert check({"definitions": definitions, "reference": reference}, answer).verdict == "not_equivalent", answer


HINGE = [r"L = \sum_{i=1}^n \max(0, 1 - y_i f_i)", "f_i = w x_i + b"]
LAYER = [r"h_k = \max(0, z_k)", r"z_k = \sum_{i=1}^n W_{ki} x_i + b_k", r"y = \sum_{k=1}^m v_k h_k",
         r"L = \frac12 (y-t)^2"]


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong", "left_open"), [
    (HINGE, r"\frac{\partial L}{\partial w}",
     [r"-\sum_{i=1}^n y_i x_i \mathbb{1}[y_i f_i < 1]", r"-\sum_{i=1}^n y_i x_i \mathbb{1}[y_i f_i \le 1]",
      r"-\sum_{i=1}^n y_i x_i \mathbb{1}[1 - y_i(w x_i+b) > 0]"],
     [r"-\sum_{i=1}^n y_i x_i \mathbb{1}[y_i f_i > 1]", r"-\sum_{i=1}^n y_i x_i"], []),
    (LAYER, r"\frac{\partial L}{\partial W_{kj}}",
     [r"(y-t) v_k \mathbb{1}[z_k>0] x_j", r"(y-t) v_k \mathbb{1}[z_k\ge0] x_j"],
     [r"(y-t) v_k x_j", r"(y-t) v_k \mathbb{1}[z_k<0] x_j"], []),
    ([r"L = \sum_{i=1}^n |x_i - c| + \lambda c^2"], r"\frac{dL}{dc}",
     [r"2\lambda c - \sum_i \operatorname{sign}(x_i-c)", r"2\lambda c + \sum_i \operatorname{sign}(c-x_i)"],
     [r"2\lambda c + \sum_i \operatorname{sign}(x_i-c)"], []),
    ([r"f(z) = \max(0,z)"], "f'(z)",
     [r"\mathbb{1}[z>0]", r"\mathbb{1}[z\ge 0]", r"\begin{cases}1&z>0\\0&z<0\end{cases}",
      r"\frac{1+\operatorname{sign}(z)}{2}"], ["1", r"\mathbb{1}[z<0]"],
     [r"\mathbb{1}[z>0](\mathbb{1}[z>1]+\mathbb{1}[z<1])"]),
    # Where the answer jumps, and what is asked for does not, it may be another.
    (["L = x^2 + x"], r"\frac{dL}{dx}", ["2x+1"], [r"(2x+1)\mathbb{1}[x>1]"],
     [r"(2x+1)(\mathbb{1}[x\ge1]+\mathbb{1}[x<1])"]),
])  # fmt: skip
def test_slopes_of_what_has_kinks(definitions: list[str], reference: str, right: list[str], wrong: list[str],
                                  left_open: list[str]) -> None:
    question = {"definitions": definitions, "reference": reference}
    for answers, verdicts in ((right, ["equivalent"]), (wrong, ["not_equivalent"]),
                              (left_open, ["undecided", "not_equivalent"])):
        for answer in answers:
            assert check(question, answer).verdict in verdicts, answer


@pytest.mark.parametrize(("definitions", "reference", "right", "wrong"), [
    (["L = x^2 + a x"], r"\left.\frac{dL}{dx}\right|_{x=0}", ["a"], ["0", "2x+a"]),
    (["L = x^2 + a x"], r"\left.\frac{dL}{dx}\right|_{x=1} = 2+a", ["a+2"], ["a"]),
    ([r"L = \sin x"], r"\left.\frac{dL}{dx}\right|_{x=0} = 1", ["1"], ["0"]),
    (["L = u^2", "u = x+1"], r"\frac{dL}{dx}\Big|_{x=2}", ["6"], ["4"]),
    ([], r"\left.\frac{d}{dx} x^3\right|_{x=2}", ["12"], ["3x^2", "8"]),
])  # fmt: skip
def test_slopes_at_a_place(definitions: list[str], reference: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        assert check({"definitions": definitions, "reference": reference}, answer).verdict == "equivalent", answer
    for answer in wrong:
        assert check({"definitions": definitions, "reference": reference}, answer).verdict == "not_equivalent", answer


def test_a_wrong_slope_at_a_place_is_no_question() -> None:
    with pytest.raises(InputError, match="not what it is said to be"):
        ask({"definitions": ["L = x^2 + a x"], "reference": r"\left.\frac{dL}{dx}\right|_{x=1} = 3+a"})


@pytest.mark.parametrize("context", [
    "y is a distribution: its entries sum to 1", "y sums to one", "the entries of y sum to 1",
    "the labels y_i sum to 1", "the y_i sum up to one", "the y_i add up to 1", "y is a distribution over classes",
    "y is one hot (exactly one entry is 1, the others are 0)", "where y is the one-hot encoding of the class",
    "with one-hot targets y", "The labels are one-hot encoded", "Let y be a one-hot target and p the softmax output",
])
def test_what_sums_to_one(context: str) -> None:
    question = {"definitions": [r"p_i = \frac{e^{z_i}}{\sum_{j=1}^n e^{z_j}}", r"L = -\sum_{i=1}^n y_i\log p_i"],
                "reference": r"\frac{\partial L}{\partial z_k}", "context": context}
    assert check(question, "p_k - y_k").verdict == "equivalent"
    assert check(question, "p_k + y_k").verdict == "not_equivalent"
    for unsaid in ("y does not sum to one", "y is almost one-hot", "soft labels are one-hot",
                   "the labels are not one-hot"):
        assert check({**question, "context": unsaid}, "p_k - y_k").verdict == "undecided"


@pytest.mark.parametrize("answer", [
    r"J_{ji}=\delta_{ij}\sum_k x_k+x_i", r"J_{ji}=\delta_{ij}\sum_k x_k+x_j", r"J_{i,j+1}=\delta_{ij}\sum_k x_k+x_i",
    r"J'_{ij}=\delta_{ij}\sum_k x_k+x_i",
])
def test_another_member_than_what_is_asked(answer: str) -> None:
    question = {"definitions": [r"y_i=x_i\sum_{k=1}^n x_k"],
                "reference": r"J_{ij}=\frac{\partial y_i}{\partial x_j}=\delta_{ij}\sum_k x_k+x_i"}
    assert check(question, answer).verdict == "invalid"


@pytest.mark.parametrize("context", ["y takes both signs", "y is the negative root", "y is not positive", "y < 0",
                                     "the lower branch is meant"])
def test_what_is_said_of_a_branch(context: str) -> None:
    """Then y^2 = ... is an equation, and no definition of the positive root; without that, an answer has to be right
    for both.
    """
    question = {"definitions": ["y^2 = x^3+8"], "reference": r"\frac{dy}{dx} = \frac{3x^2}{2y}"}
    assert check(question, r"\frac{3x^2}{2\sqrt{x^3+8}}").verdict == "undecided"
    assert check(question, r"\frac{3x^2y}{2(x^3+8)}").verdict == "equivalent"
    assert check(question, r"\frac{3x^2}{y}").verdict == "not_equivalent"
    assert check({**question, "context": "y > 0"}, r"\frac{3x^2}{2\sqrt{x^3+8}}").verdict == "equivalent"
    with pytest.raises(InputError):
        check({**question, "context": context}, r"\frac{3x^2}{2\sqrt{x^3+8}}")


@pytest.mark.parametrize(("definition", "reference", "answer", "verdict"), [
    (r"\sqrt{r} = x + y", r"\frac{dr}{dx} = 2(x+y)", r"2\sqrt r", "equivalent"),  # x + y is not negative, then
    (r"\sqrt{r} = x - 1", r"\frac{dr}{dx} = 2\sqrt r", "2|x-1|", "equivalent"),
    (r"2\sqrt{r} = x + y", r"\frac{dr}{dx} = \frac{x+y}{2}", r"\sqrt r", "equivalent"),
    (r"2\sqrt{r} = x + y", r"\frac{dr}{dx} = \frac{x+y}{2}", r"2\sqrt r", "not_equivalent"),
    (r"-\sqrt{r} = x", r"\frac{dr}{dx} = 2x", r"-2\sqrt r", "undecided"),  # x is not positive, then
    (r"-\sqrt{r} = x", r"\frac{dr}{dx} = 2x", r"2\sqrt r", "not_equivalent"),
    (r"\sqrt{r} = x - 1", r"\frac{dr}{dx} = 2\sqrt r", "2x", "not_equivalent"),
    ("x^2 = v", r"\frac{dx}{dv} = \frac{1}{2x}", r"\frac{1}{2\sqrt v}", "undecided"),  # it may be negative
    ("x^2 = v", r"\frac{dx}{dv} = \frac{1}{2x}", r"\frac{1}{2x}", "equivalent"),
    ("y + e^y = x", r"\frac{dy}{dx} = \frac{1}{1+e^y}", r"\frac{1}{1+x-y}", "equivalent"),
    ("y + e^y = x", r"\frac{dy}{dx} = \frac{1}{1+e^y}", r"\frac{1}{1+x+y}", "not_equivalent"),
    ("z^4 = x", r"\frac{dz}{dx} = \frac{1}{4z^3}", r"\frac14 x^{-3/4}", "undecided"),
])
def test_which_root(definition: str, reference: str, answer: str, verdict: str) -> None:
    assert check({"definitions": [definition], "reference": reference}, answer).verdict == verdict


def test_a_zero_has_any_size() -> None:
    question = {"reference": r"u^\top (I - uu^\top) = 0", "context": "u is a unit vector"}
    assert check(question, r"u^\top - u^\top uu^\top").verdict == "undecided"
    assert check(question, "0").verdict == "equivalent"


@pytest.mark.parametrize(("reference", "right", "wrong", "left_open"), [
    ("x^2 = 4", ["x=2 or x=-2", r"x = \pm 2", "x = ±2", "x = +-2", "x = +/- 2", "x = 2, -2"],
     ["x=2 or x=-3", "x = +/-3", "x = 2, -3", "x=2", "x = 2 or x < -2"], ["x=2 and x=-2"]),
    (r"x = \pm 2", ["x=2 or x=-2", "2 or -2", "x = -2, 2"], ["2 or 3", "2", "x = 2, 3", r"y = \pm 2"],
     ["y = 2 or y = -2", "y=2, y=-2", r"\lambda = 2 or \lambda = -2", "y=2 and y=-2"]),
    (r"\lambda = 1 \pm a", [r"\lambda = 1+a, \lambda = 1-a"], [], [r"\mu = 1+a, \mu = 1-a"]),
    ("x^2 = 5x - 6", ["x = 2.5 +/- 0.5", "x = 2 or x = 3"], ["x = 2.5 +- 1.5", "x = 2.5 +/- 1.5"], ["x = 2.5 +- 0.5"]),
    ("x=3 or x=-1", ["x = 1 +/- 2"], ["x = 1 +- 3"], ["x = 1 +- 2"]),
    ("x = 2, x = -2", ["-2, 2", "2 or -2", r"\pm 2"], ["2, 3", "x = 3 or x = -2"], ["2"]),
    (r"x = \frac{-b \pm \sqrt{b^2-4c}}{2}",
     ["(-b +/- sqrt(b^2-4*c))/2", "(-b +- sqrt(b^2-4*c))/2"], ["(b +/- sqrt(b^2-4*c))/2"], []),
    ("2x - 3", [], ["2x +- 4"], ["2x +- 3"]),
])
def test_one_of_several(reference: str, right: list[str], wrong: list[str], left_open: list[str]) -> None:
    for answers, verdict in ((right, "equivalent"), (wrong, "not_equivalent"), (left_open, "undecided")):
        for answer in answers:
            found = check({"reference": reference}, answer)
            assert found.verdict == verdict, (answer, found.feedback)


@pytest.mark.parametrize(("answer", "verdict"), [
    (r"\sin x \, 2x", "equivalent"), (r"\sin x\,2x", "equivalent"), (r"\sin(x) 2x", "equivalent"),
    ("sin(x) 2x", "equivalent"), (r"\sin x\, 3x", "not_equivalent"), (r"\sin x\,2x^2", "not_equivalent"),
    (r"\sin x 2x", "invalid"), (r"\sin(x) 2", "invalid"), ("sin(x)2x", "invalid"),  # the power of a bracket, maybe
])
def test_a_number_behind_a_function(answer: str, verdict: str) -> None:
    assert check({"reference": r"2x\sin x"}, answer).verdict == verdict
