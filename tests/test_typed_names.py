r"""Members, sums and choices as they are typed in a hurry: xi, wij, ŷi, "sum from i=1 to m", nCk, \sum_{j \le k}."""

from __future__ import annotations

import pytest

from symdl.grading import check

MEAN = {"reference": r"\frac1m\sum_{i=1}^m(\hat y_i-y_i)x_i"}
LINE = {"definitions": [r"\hat y_i = w x_i + b", r"J = \frac{1}{2m}\sum_{i=1}^m(\hat y_i-y_i)^2"],
        "reference": r"\frac{dJ}{dw}=\frac1m\sum_{i=1}^m(\hat y_i-y_i)x_i"}
SOFTMAX = {"definitions": [r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}"],
           "reference": r"\frac{\partial p_i}{\partial z_j} = p_i(\delta_{ij}-p_j)"}
AFFINE = {"reference": r"\sum_j w_{ij}x_j+b_i"}
CHOICE = {"reference": r"\frac{n!}{k!(n-k)!}p^k(1-p)^{n-k}"}
SHARE = {"reference": r"\frac{\sum_{i=1}^k\lambda_i}{\sum_{i=1}^d\lambda_i}"}
COSINE = {"definitions": [r"c=\frac{x^Ty}{\|x\|\|y\|}"],
          "reference": r"\nabla_xc=\frac{y}{\|x\|\|y\|}-c\frac{x}{\|x\|^2}"}


@pytest.mark.parametrize(("question", "right", "wrong"), [
    (MEAN, ["1/m Σ (ŷi − yi) xi", "1/m sum from i=1 to m (yhat_i-y_i)x_i", "1/m sum over i=1..m of (yhati-yi)xi"],
     ["1/m Σ (yi − ŷi) xi", "Σ (ŷi − yi) xi", "1/m Σ (ŷi − yi) yi"]),
    (LINE, ["1/m Σ(ŷi-yi)xi", "1/m Σ_i(yhati-yi)xi"], ["1/m Σ(ŷi-yi)", "1/m Σ_i(yhati+yi)xi"]),
    (SOFTMAX, ["pi*(delta_ij-pj)", "p_i(1[i=j]-pj)"], ["pj*(delta_ij-pj)", "pi*(delta_ij+pj)"]),
    (AFFINE, ["sum_j wij xj + bi", "Σj wij·xj + bi"], ["Σj wji·xj + bi", "Σj wij·xi + bi", "Σj wij·xj + bj"]),
    (CHOICE, ["nCk p^k(1-p)^(n-k)", r"{}^nC_k p^k(1-p)^{n-k}", "C_n^k p^k(1-p)^{n-k}", "C(n,k) p^k (1-p)^(n-k)"],
     ["kCn p^k(1-p)^(n-k)", r"{}^kC_n p^k(1-p)^{n-k}"]),
    (SHARE, [r"\frac{\sum_{j\le k}\lambda_j}{\sum_{j=1}^d\lambda_j}"],
     [r"\frac{\sum_{j<k}\lambda_j}{\sum_{j=1}^d\lambda_j}", r"\frac{\sum_{j\le d}\lambda_j}{\sum_{j=1}^k\lambda_j}"]),
    (COSINE, ["y/(||x|| ||y||) - c x/||x||^2"], ["y/(||x|| ||y||) + c x/||x||^2"]),
])  # fmt: skip
def test_as_it_is_typed(question: dict[str, object], right: list[str], wrong: list[str]) -> None:
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert [check(question, answer).verdict for answer in wrong] == ["not_equivalent"] * len(wrong)


@pytest.mark.parametrize(("reference", "answer"), [
    (r"\pi r^2 p_i", "r^2 p_i^2"), (r"x_i + x", "2x_i"), (r"\sin(x_i)", "s_i n x_i"), (r"t_i + ti", "2t_i"),
    (r"\sum_{i=0}^k x_i", r"\sum_{i\le k} x_i - x_0"), (r"C_n + k", r"\binom{n}{k} + k"),
])  # fmt: skip
def test_what_has_a_meaning_of_its_own(reference: str, answer: str) -> None:
    assert check({"reference": reference}, answer).verdict != "equivalent"


def test_pi_where_the_question_has_it() -> None:
    assert check({"reference": r"2\pi p_i"}, "2 pi p_i").verdict == "equivalent"
