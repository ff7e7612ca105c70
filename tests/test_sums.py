r"""Sums and products in answers: without ends, over pairs i < j, term by term, of functions."""

from __future__ import annotations

import pytest

from symdl.errors import InputError
from symdl.grading import check
from symdl.grading.typed.pairs import with_all

NORMAL = r"\prod_{i=1}^n \frac{1}{\sqrt{2\pi}\sigma}e^{-\frac{(x_i-\mu)^2}{2\sigma^2}}"
BERNOULLI = r"\prod_{i=1}^n p_i^{y_i}(1-p_i)^{1-y_i}"
BELLMAN = r"Q(s,a) = r(s,a) + \gamma\sum_{s'} P(s'|s,a) V(s')"

# The reference, a context, right answers, wrong ones.
CASES: list[tuple[str, str, list[str], list[str]]] = [
    (r"\sum_{i<j} (x_i-x_j)^2", "", [
        r"\frac12\sum_i\sum_j (x_i-x_j)^2", r"\sum_{i=1}^n\sum_{j=i+1}^n (x_i-x_j)^2", r"\sum_{a<b} (x_a-x_b)^2",
        r"\sum_{j>i} (x_i-x_j)^2",
        r"n\sum_i x_i^2 - (\sum_i x_i)^2"],
     [r"\sum_i\sum_j (x_i-x_j)^2", r"\sum_i x_i^2 - (\sum_i x_i)^2", r"\sum_{i<j} (x_i+x_j)^2"]),
    (r"2\sum_{1\le i<j\le n} x_ix_j", "", [
        r"\left(\sum_{i=1}^n x_i\right)^2-\sum_{i=1}^n x_i^2", r"2\sum_{i=1}^{n-1}\sum_{j=i+1}^n x_ix_j",
        r"2\sum_{j=2}^n\sum_{i=1}^{j-1} x_ix_j"],
     [r"(\sum_i x_i)^2", r"2\sum_{i\le j} x_ix_j", r"\sum_{i<j}x_ix_j"]),
    (r"\frac1n\sum_{i<j}\|x_i-x_j\|^2", "x_i are vectors in R^d",
     [r"\frac{1}{2n}\sum_{i=1}^n\sum_{j=1}^n\|x_i-x_j\|^2"],
     [r"\frac1n\sum_{i=1}^n\sum_{j=1}^n\|x_i-x_j\|^2"]),
    (r"\sum_{i=1}^n x_i^2", "", [r"\sum_{i=1}^{n-1} x_i^2 + x_n^2", r"x_n^2 + \sum_{j=1}^{n-1} x_j^2"],
     [r"\sum_{i=1}^{n-1} x_i^2", r"\sum_{i=1}^{n-1} x_i^2 + x_n", r"\sum_{i=1}^{n-1} x_i^2 + x_{n-1}^2"]),
    (r"\sum_{i\le j} x_ix_j", "", [r"\frac12\left((\sum_i x_i)^2+\sum_i x_i^2\right)"], [r"\sum_{i<j} x_ix_j"]),
    (r"\sum_i \sin(x_i)^2", "", [r"\sum_j (1-\cos^2 x_j)"], [r"\sum_j \cos^2 x_j", r"1-\sum_i\cos^2 x_i"]),
    (r"\sum_{i=1}^n \tan^2 x_i", "", [r"\sum_i \frac{1}{\cos^2 x_i} - n"], [r"\sum_i \frac{1}{\cos^2 x_i} - 1"]),
    (r"\log\prod_{i=1}^n p_i^{y_i}", "", [r"\sum_i y_i\log p_i"], [r"\sum_i \log p_i", r"\prod_i y_i\log p_i"]),
    (BERNOULLI, "", [r"\prod_i p_i^{y_i}\prod_j (1-p_j)^{1-y_j}",
                     r"\exp(\sum_i [y_i\log p_i + (1-y_i)\log(1-p_i)])"],
     [r"\prod_i p_i^{1-y_i}(1-p_i)^{y_i}", r"\prod_i p_i^{y_i}\sum_j (1-p_j)^{1-y_j}"]),
    (NORMAL, r"\sigma > 0", [r"(2\pi\sigma^2)^{-n/2}\exp\left(-\frac{1}{2\sigma^2}\sum_i (x_i-\mu)^2\right)"],
     [r"(2\pi\sigma^2)^{-1/2}\prod_i e^{-\frac{(x_i-\mu)^2}{2\sigma^2}}"]),
    (r"\prod_{i=1}^n p^{x_i}(1-p)^{1-x_i}", "0 < p < 1", [r"p^{\sum_i x_i}(1-p)^{n-\sum_i x_i}"],
     [r"p^{\sum_i x_i}(1-p)^{1-\sum_i x_i}", r"p^{n\sum_i x_i}(1-p)^{n-\sum_i x_i}"]),
    (r"\left(\prod_{i=1}^n x_i\right)^{1/n}", "", [r"\exp\left(\frac1n\sum_i\log x_i\right)"],
     [r"\frac1n\sum_i x_i", r"\prod_i x_i^n"]),
    (r"f(x) = \sum_i \alpha_i e^{-(x-x_i)^2}", "", [r"\sum_k \alpha_k e^{-(x_k-x)^2}"],
     [r"\sum_i \alpha_i e^{-(x-x_i)^2/2}"]),
    (r"\sum_x p(x)\log\frac{p(x)}{q(x)}", "", [r"\sum_y p(y)\log p(y)-\sum_x p(x)\log q(x)"], []),
    (r"V(s) = \sum_a \pi(a|s) Q(s,a)", "", [r"\sum_b Q(s,b)\,\pi(b\mid s)"], []),
    (BELLMAN, "", [r"\gamma\sum_{s''} V(s'')P(s''\mid s,a)+r(s,a)"], []),
    (r"\sum_a g(a) h(s,a)", "", [r"\sum_b g(b)h(s,b)"], [r"\sum_b g(b)h(b,s)", r"\sum_b h(s,b)"]),
]


@pytest.mark.parametrize(("reference", "context", "right", "wrong"), CASES, ids=[case[0] for case in CASES])
def test_sums(reference: str, context: str, right: list[str], wrong: list[str]) -> None:
    question = {"reference": reference, "context": context, "notation": "latex"}
    for answer in right:
        found = check(question, answer)
        assert found.verdict == "equivalent", (answer, found.feedback)
    for answer in wrong:
        found = check(question, answer)
        assert found.verdict == "not_equivalent", (answer, found.feedback)


SMALL = {"assumptions": [r"|\gamma| < 1"]}
RETURN = {"definitions": [r"G = \sum_{k=0}^\infty \gamma^k r"], "assumptions": [r"|\gamma| < 1"]}
CHANCE = {"assumptions": ["0 < p < 1"]}


@pytest.mark.parametrize(("question", "reference", "right", "wrong"), [
    (SMALL, r"\sum_{k=0}^\infty \gamma^k",
     [r"\frac{1}{1-\gamma}", r"\sum_{j=1}^\infty \gamma^{j-1}", r"1 + \gamma\sum_{k=0}^\infty \gamma^k"],
     [r"\frac{\gamma}{1-\gamma}", r"\frac{1}{1+\gamma}", r"\sum_{k=1}^\infty \gamma^k",
      r"\sum_{k=0}^\infty \gamma^{k+1}"]),
    (SMALL, r"\frac{r}{1-\gamma}", [r"\sum_{k=0}^\infty \gamma^k r"], [r"r\sum_{k=1}^\infty \gamma^k"]),
    (SMALL, r"\sum_{k=1}^\infty k\gamma^{k-1}", [r"\frac{1}{(1-\gamma)^2}"],
     [r"\frac{\gamma}{(1-\gamma)^2}", r"\sum_{k=1}^\infty k\gamma^k"]),
    (RETURN, r"G = \frac{r}{1-\gamma}", [r"r + \frac{\gamma r}{1-\gamma}"], [r"\frac{r\gamma}{1-\gamma}"]),
    (RETURN, r"\frac{dG}{d\gamma} = \frac{r}{(1-\gamma)^2}", [r"\sum_{k=1}^\infty k\gamma^{k-1} r"],
     [r"\frac{-r}{(1-\gamma)^2}", r"\sum_{k=1}^\infty k\gamma^k r"]),
    (CHANCE, r"\sum_{k=1}^\infty (1-p)^{k-1} p", ["1"], ["p", r"\frac1p"]),
    (CHANCE, r"\sum_{k=1}^\infty k (1-p)^{k-1} p", [r"\frac1p"], ["p", r"\frac{1}{p^2}"]),
    ({}, r"\sum_{k=0}^\infty \frac{1}{2^k}", ["2"], ["1"]),
])
def test_sums_without_an_end(question: dict[str, object], reference: str, right: list[str], wrong: list[str]) -> None:
    for answers, verdict in ((right, "equivalent"), (wrong, "not_equivalent")):
        for answer in answers:
            found = check({**question, "reference": reference, "notation": "latex"}, answer)
            assert found.verdict == verdict, (answer, found.feedback)


@pytest.mark.parametrize(("assumptions", "reference", "answer"), [
    ([], r"\sum_{k=0}^\infty \gamma^k", r"\frac{1}{1-\gamma}"), ([], r"\sum_{k=0}^\infty 2^k", "-1"),
    ([r"\gamma < 1"], r"\sum_{k=0}^\infty \gamma^k", r"\frac{1}{1-\gamma}"),
    ([r"|\gamma| \le 1"], r"\sum_{k=0}^\infty \gamma^k", r"\frac{1}{1-\gamma}"),
    ([], r"\sum_{k=0}^\infty (-1)^k", r"\frac12"), (["p > 0"], r"\sum_{k=0}^\infty (1-p)^k", r"\frac1p"),
    ([r"|\gamma| < 1"], r"\sum_{k=0}^\infty \gamma^k r_k", r"\frac{r_k}{1-\gamma}"),
])
def test_what_need_not_converge_has_no_value(assumptions: list[str], reference: str, answer: str) -> None:
    question = {"reference": reference, "assumptions": assumptions, "notation": "latex"}
    assert check(question, answer).verdict == "undecided"


@pytest.mark.parametrize(("reference", "answer", "why"), [
    # A normalised p would make these right.
    (r"\sum_x p(x)(h(x)-m)", r"\sum_x p(x)h(x) - m", "whether p is a distribution"),
    (BELLMAN, r"\sum_{s'} P(s'|s,a)[r(s,a)+\gamma V(s')]", "densities"),
    (r"E[X^2] = \sum_x x^2 p(x)", r"\sum_i p(x_i) x_i^2", "how many members"),
    # So would the marginals of p_{xy}.
    (r"\sum_{x}\sum_y p_{xy}\log\frac{p_{xy}}{p_x p_y}",
     r"\sum_x\sum_y p_{xy}\log p_{xy} - \sum_x p_x\log p_x - \sum_y p_y\log p_y", "how the p with fewer indices"),
])
def test_what_is_not_said_is_not_held_against_an_answer(reference: str, answer: str, why: str) -> None:
    found = check({"reference": reference, "notation": "latex"}, answer)
    assert found.verdict == "undecided", found.feedback
    assert why in found.feedback


@pytest.mark.parametrize(("reference", "answer", "verdict", "told"), [
    (BERNOULLI, r"\exp(\sum_i y_i\log p_i + (1-y_i)\log(1-p_i))", "not_equivalent", "should be summed"),
    (r"\sum_i (\tan x_i + y_i)", r"\sum_i \tan x_i + y_i", "invalid", "brackets"),
    (r"\sum_i (\tan x_i + y_i)", r"\sum_i \tan x_i - y_i", "not_equivalent", "the answer is"),
])
def test_what_stands_behind_a_sum(reference: str, answer: str, verdict: str, told: str) -> None:
    found = check({"reference": reference, "notation": "latex"}, answer)
    assert found.verdict == verdict
    assert told in found.feedback


@pytest.mark.parametrize(("text", "expected"), [
    (r"\sum_{i<j} x_ix_j", r"\frac{1}{2}(\sum_{i} \sum_{j} x_ix_j - \sum_{i} x_ix_i)"),
    (r"2\sum_{1\le i<j\le n} x_ix_j",
     r"2(\frac{1}{2}(\sum_{i=1}^{n} \sum_{j=1}^{n} x_ix_j - \sum_{i=1}^{n} x_ix_i))"),
    (r"\sum_{i=1}^n\sum_{j=i}^n x_ix_j",
     r"\frac{1}{2}(\sum_{i=1}^{n} \sum_{j=1}^{n} x_ix_j + \sum_{i=1}^{n} x_ix_i)"),
    (r"\sum_{i=1}^{n}\sum_{j<i} (x_i-x_j)^2",
     r"\frac{1}{2}(\sum_{j=1}^{n} \sum_{i=1}^{n} (x_i-x_j)^2 - \sum_{j=1}^{n} (x_j-x_j)^2)"),
])
def test_pairs_as_all(text: str, expected: str) -> None:
    assert with_all(text, latex=True) == expected


@pytest.mark.parametrize("text", [
    r"\sum_{i<j} x_iy_j",  # which is not the same with i and j exchanged
    r"\sum_{i<j} x_i - x_j", r"\sum_{i<j} a_{ij}",
    r"\sum_{i<j} \frac{1}{(x_i-x_j)^2}",  # has no value at i = j
    r"\sum_{i<j} \log|x_i-x_j|", r"\sum_{i=1}^{n-1}\sum_{j=i}^n x_ix_j", r"\sum_{i=1}^{m}\sum_{j=i+1}^n x_ix_j",
    r"\sum_{i=2}^n\sum_{j=i+1}^n x_ix_j", r"\sum_{i<k} x_ix_j", r"\sum_i x_i", r"\sum_{i<j}",
])
def test_no_pairs(text: str) -> None:
    assert with_all(text, latex=True) == text


@pytest.mark.parametrize("definition", ["v + e^v = x^2", "v^2 + v = x", "v x = 1"])
def test_what_an_equation_ties_to_a_variable_is_not_held_fixed(definition: str) -> None:
    with pytest.raises(InputError, match="would be held fixed"):
        check({"definitions": [definition, "u = v x"], "reference": r"\frac{du}{dx}", "notation": "latex"}, "v")


@pytest.mark.parametrize("said", [
    {"context": r"\sqrt{v} = x^2 + 1"}, {"assumptions": ["v = x^2"]}, {"context": "v x = 1"}])
def test_neither_is_what_is_assumed_of_it(said: dict[str, object]) -> None:
    with pytest.raises(InputError, match="would be held fixed"):
        check({"definitions": ["u = v x"], "reference": r"\frac{du}{dx}", "notation": "latex", **said}, "v")


@pytest.mark.parametrize(("definition", "reference"), [
    ("u e^u = 1 + x^2", r"\frac{du}{dx}"), (r"u + e^u = x\log x", r"\frac{du}{dx}"),
    (r"nu = \sum_{i=1}^n x x_i", r"\frac{du}{dx}"),
])
def test_what_an_equation_says_is_not_derived_as_any_number(definition: str, reference: str) -> None:
    with pytest.raises(InputError, match=r"does not define|depends"):
        check({"definitions": [definition], "reference": reference, "notation": "latex"}, "0")


def test_what_may_be_a_member_is_not_held_against_an_answer() -> None:
    question = {"definitions": [r"p_k = \frac{e^{z_k}}{\sum_{j=1}^K e^{z_j}}", r"L = -\log p_c"], "reference": "L"}
    found = check(question, r"\log\left(1+\sum_{j\ne c} e^{z_j - z_c}\right)")
    assert found.verdict != "not_equivalent", found.feedback


@pytest.mark.parametrize(("answer", "verdict"), [
    (r"\sum_{k\ne c} \max(0, 1 - (s_c - s_k))", "equivalent"), (r"\sum_j \max(0, s_j - s_c + 1) - 1", "equivalent"),
    (r"\sum_{j\ne c} \max(0, s_c - s_j + 1)", "not_equivalent"),  # which is the same over all j and c
])
def test_a_class_is_given(answer: str, verdict: str) -> None:
    question = {"reference": r"\sum_{j \neq c} \max(0, s_j - s_c + 1)", "notation": "latex"}
    assert check(question, answer).verdict == verdict


def test_what_is_fixed_in_an_answer_may_be_summed() -> None:
    question = {"reference": r"S = \sum_{i\ne j} x_ix_j", "notation": "latex"}
    assert check(question, r"x_j\sum_i x_i - x_j^2").verdict == "undecided"
