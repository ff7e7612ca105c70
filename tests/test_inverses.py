r"""What is the same by what an inverse is, and shifted sums of vectors: proved for all sizes, slips refuted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symdl.grading import check

MATRICES = "A, B, U and V are matrices. C is a k x k matrix."
MEAN = r"\mu = \frac1n\sum_{i=1}^n \mathbf x_i"
QUESTIONS = [
    ([], "", r"(X^\top X+\lambda I)^{-1}X^\top y",
     [r"X^\top(XX^\top+\lambda I)^{-1}y", r"\frac1\lambda (X^\top y - X^\top(XX^\top+\lambda I)^{-1}XX^\top y)"],
     [r"X(XX^\top+\lambda I)^{-1}y", r"X^\top(XX^\top-\lambda I)^{-1}y", r"X^\top(X^\top X+\lambda I)^{-1}y",
      r"X^\top(XX^\top+I)^{-1}y"]),
    ([], MATRICES, "(A+UCV)^{-1}",
     ["A^{-1}-A^{-1}U(C^{-1}+VA^{-1}U)^{-1}VA^{-1}", "A^{-1}-A^{-1}U(I+CVA^{-1}U)^{-1}CVA^{-1}",
      "A^{-1}-A^{-1}UC(I+VA^{-1}UC)^{-1}VA^{-1}"],
     ["A^{-1}+A^{-1}U(C^{-1}+VA^{-1}U)^{-1}VA^{-1}", "A^{-1}-A^{-1}U(C^{-1}-VA^{-1}U)^{-1}VA^{-1}",
      "A^{-1}-A^{-1}U(C+VA^{-1}U)^{-1}VA^{-1}", "A^{-1}-A^{-1}U(C^{-1}+VA^{-1}U)VA^{-1}"]),
    ([], "", r"(A+uv^\top)^{-1}",
     [r"A^{-1}-\frac{A^{-1}uv^\top A^{-1}}{1+v^\top A^{-1}u}", r"(I-\frac{A^{-1}uv^\top}{1+v^\top A^{-1}u})A^{-1}"],
     [r"A^{-1}-\frac{A^{-1}uv^\top A^{-1}}{1+u^\top A^{-1}v}", r"A^{-1}+\frac{A^{-1}uv^\top A^{-1}}{1+v^\top A^{-1}u}",
      r"A^{-1}-\frac{A^{-1}vu^\top A^{-1}}{1+v^\top A^{-1}u}"]),
    ([], MATRICES, "(I+UV)^{-1}U", ["U(I+VU)^{-1}", "U-UV(I+UV)^{-1}U"], ["U(I+UV)^{-1}", "(I+VU)^{-1}U",
     "U(I-VU)^{-1}"]),
    ([], MATRICES, "(A^{-1}+B^{-1})^{-1}", ["A(A+B)^{-1}B", "B(A+B)^{-1}A", "A-A(A+B)^{-1}A"],
     ["A(A+B)^{-1}A", "AB(A+B)^{-1}", "A+A(A+B)^{-1}A"]),
    ([r"K = PH^\top(HPH^\top+R)^{-1}"], "", "(I-KH)P",
     [r"(P^{-1}+H^\top R^{-1}H)^{-1}"], [r"(P+H^\top R^{-1}H)^{-1}", r"(P^{-1}-H^\top R^{-1}H)^{-1}"]),
    ([], "", r"(I + W^T \Psi^{-1} W)^{-1} W^T \Psi^{-1} (x - \mu)",
     [r"W^T(WW^T+\Psi)^{-1}(x-\mu)"], [r"W^T(WW^T-\Psi)^{-1}(x-\mu)", r"W(WW^T+\Psi)^{-1}(x-\mu)"]),
    ([MEAN], "", r"\frac1n\sum_{i=1}^n (\mathbf x_i-\mu)(\mathbf x_i-\mu)^\top",
     [r"\frac1n\sum_{i=1}^n \mathbf x_i\mathbf x_i^\top-\mu\mu^\top",
      r"\frac1n\sum_{k=1}^n \mathbf x_k(\mathbf x_k-\mu)^\top",
      r"\frac{1}{2n^2}\sum_{i=1}^n\sum_{j=1}^n (\mathbf x_i-\mathbf x_j)(\mathbf x_i-\mathbf x_j)^\top"],
     [r"\frac1n\sum_{i=1}^n \mathbf x_i\mathbf x_i^\top+\mu\mu^\top",
      r"\frac1n\sum_{i=1}^n \mathbf x_i\mathbf x_i^\top",
      r"\frac{1}{n^2}\sum_{i=1}^n\sum_{j=1}^n (\mathbf x_i-\mathbf x_j)(\mathbf x_i-\mathbf x_j)^\top"]),
    ([MEAN], "", r"\frac1n\sum_{i=1}^n \|\mathbf x_i-\mu\|^2",
     [r"\frac1n\sum_{i=1}^n \|\mathbf x_i\|^2-\|\mu\|^2"], [r"\frac1n\sum_{i=1}^n \|\mathbf x_i\|^2-n\|\mu\|^2"]),
    ([], "", r"\sum_{i=1}^n\sum_{j=1}^n \|\mathbf x_i-\mathbf x_j\|^2",
     [r"2n\sum_{i=1}^n\|\mathbf x_i\|^2-2\|\sum_{i=1}^n\mathbf x_i\|^2"],
     [r"2\sum_{i=1}^n\|\mathbf x_i\|^2-2\|\sum_{i=1}^n\mathbf x_i\|^2"]),
    ([], "", r"\sum_{i=1}^n a_i(\mathbf x_i+\sum_{j=1}^n a_j\mathbf x_j)",
     [r"\sum_i a_i\mathbf x_i (1+\sum_{j=1}^n a_j)"], [r"\sum_i a_i\mathbf x_i (1+\sum_{j=1}^n a_i)"]),
]


@pytest.mark.parametrize(("definitions", "context", "reference", "right", "wrong"), QUESTIONS)
def test_answers(definitions: list[str], context: str, reference: str, right: list[str], wrong: list[str]) -> None:
    question = {"definitions": definitions, "reference": reference, "context": context, "notation": "latex"}
    for answer in right:
        assert (check(question, answer).verdict, check(question, answer).method) == ("equivalent", "proved"), answer
    for answer in wrong:
        assert check(question, answer).verdict == "not_equivalent", answer


SIDES = {"A": lambda a, b: a, "B": lambda a, b: b, "A^{-1}": lambda a, b: np.linalg.inv(a),
         "B^{-1}": lambda a, b: np.linalg.inv(b), "(A+B)": lambda a, b: a + b,
         "(A+B)^{-1}": lambda a, b: np.linalg.inv(a + b), "(A^{-1}+B^{-1})^{-1}":
         lambda a, b: np.linalg.inv(np.linalg.inv(a) + np.linalg.inv(b)), "(I+A)^{-1}":
         lambda a, b: np.linalg.inv(np.eye(3) + a), "(I-A)": lambda a, b: np.eye(3) - a}
WORDS = st.lists(st.sampled_from(sorted(SIDES)), min_size=1, max_size=3)


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS)
def test_what_is_proved_is_so_in_numpy(one: list[str], other: list[str]) -> None:
    """Products of sums and inverses: none is said to be one that numpy tells apart, none refuted that is it."""
    random = np.random.default_rng(1)
    a, b = random.normal(size=(3, 3)), random.normal(size=(3, 3))
    left, right = (np.linalg.multi_dot([SIDES[name](a, b) for name in words] + [np.eye(3)]) for words in (one, other))
    verdict = check({"reference": " ".join(one), "context": "A and B are matrices", "notation": "latex"},
                    " ".join(other), explain=False).verdict
    alike = np.allclose(left, right, rtol=1e-7, atol=1e-7)
    assert verdict != ("not_equivalent" if alike else "equivalent")
