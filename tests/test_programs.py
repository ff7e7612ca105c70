"""Answers that are expressions of Python: what binds to what is as Python has it."""

from __future__ import annotations

from typing import Any

import pytest

from symdl.errors import ReadError
from symdl.grading import check
from symdl.grading.typed.programs import Around, as_formula, letters_of_vectors

HINGE = {"definitions": [r"y = \max(a, b)", "L = y^2"],
         "reference": r"\frac{dL}{da} = \begin{cases}2a & a>b\\ 0 & a<b\end{cases}"}
RIDGE = {"definitions": [r"L(w) = \frac1n \|Xw-y\|_2^2 + \lambda \|w\|_2^2"],
         "reference": r"\nabla_w L = \frac2n X^T(Xw-y) + 2\lambda w"}
NORMAL = {"reference": r"(X^\top X)^{-1}X^\top y"}
CLIP = {"reference": r"\max(0,\min(1,x))"}


@pytest.mark.parametrize(("question", "right", "wrong"), [
    (HINGE, ["2*(a if a > b else 0)", "(2a if a > b else 0) + 0", "np.where(a > b, 2*a, 0)",
             "2*a if not a <= b else 0"],
     ["f(a if a > b else 0)", "2*a if a > b else 2*b", "2*(a if a < b else 0)", "2*(a if a > b else 0"]),
    (CLIP, ["0 if x < 0 else (1 if x > 1 else x)", "np.clip(x, 0, 1)", "np.maximum(0, np.minimum(x, 1))",
            "x if 0 < x < 1 else (1 if x >= 1 else 0)", "x if x > 0 and x < 1 else (0 if x < 1 else 1)"],
     ["np.clip(x, 1, 0)", "x if 0 < x < 1 else (1 if x > 1 else 0)", "0 if x < 0 else (1 if x < 1 else x)"]),
    ({"reference": r"\max(\lambda x, 0)"}, ["lambda*x if lambda*x > 0 else 0"], ["lambda*x if lambda*x < 0 else 0"]),
    ({"reference": r"\log(1+e^x)"}, ["np.log1p(np.exp(x))"], ["np.log1p(x)", "np.expm1(x)"]),
    ({"reference": r"\binom{n}{k}p^k"}, ["comb(n,k)*p**k", "math.comb(n, k)*p^k"], ["comb(k,n)*p**k"]),
    ({"reference": r"\sum_i w_i x_i + b"}, ["np.dot(w, x) + b", "w @ x + b", "(w*x).sum() + b"], ["(w*x).mean() + b"]),
    ({"reference": r"\sqrt{x^2+y^2}"}, ["math.sqrt(x**2 + y**2)"], ["math.sqrt(x**2) + y"]),
    ({"reference": "1000 x"}, ["1e3x", "1e3*x", "1E3 x"], ["1e2x"]),
    ({"reference": r"\frac12 x"}, ["0.5*x"], ["50 % x", "50% x"]),
])  # fmt: skip
def test_numbers(question: dict[str, object], right: list[str], wrong: list[str]) -> None:
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert "equivalent" not in [check(question, answer).verdict for answer in wrong]


@pytest.mark.parametrize(("question", "right", "wrong"), [
    (NORMAL, ["np.linalg.inv(X.T @ X) @ X.T @ y", "inv(X.T @ X) @ X.T @ y", "np.linalg.solve(X.T @ X, X.T @ y)",
              "np.dot(np.linalg.inv(np.dot(X.T, X)), np.dot(X.T, y))", "np.linalg.inv(X.T.dot(X)).dot(X.T).dot(y)"],
     ["inv(X @ X.T) @ X.T @ y", "X.T @ inv(X.T @ X) @ y"]),
    (RIDGE, ["2/n X.T @ (X @ w - y) + 2 lambda w", "2/n*X.T.dot(X.dot(w) - y) + 2*lambda*w"],
     ["2/n X.T @ (X @ w - y) + lambda w", "2/n X @ (X @ w - y) + 2 lambda w"]),
    ({"reference": r"\|Xw-y\|^2"}, ["(X @ w - y) @ (X @ w - y)", "(X @ w - y).T @ (X @ w - y)"],
     ["(X @ w + y) @ (X @ w - y)"]),
    ({"reference": r"x^\top A x"}, ["x @ A @ x", "x.T @ A @ x", "np.dot(x, np.dot(A, x))", "x @ A.T @ x"],
     ["x @ x @ A"]),
    ({"reference": r"X^\top (Xw-y)"}, ["(X @ w - y) @ X", "X.T @ X @ w - X.T @ y"], ["X @ (X @ w - y)"]),
    ({"reference": r"x y^\top"}, ["x @ y.T", "np.outer(x, y)"], ["np.outer(y, x)", "x @ y"]),
    ({"reference": r"\mathrm{tr}(A^\top B)"}, ["np.trace(A.T @ B)"], ["np.trace(A @ B)"]),
    ({"reference": r"w^\top x", "context": "w is a matrix"}, ["w.T x"], ["w @ x"]),
])  # fmt: skip
def test_arrays(question: dict[str, object], right: list[str], wrong: list[str]) -> None:
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert "equivalent" not in [check(question, answer).verdict for answer in wrong]


SQUARE = {"reference": "A^2", "context": "A is an n x n matrix"}
LENGTH = {"definitions": [r"f = \|x\|"], "reference": r"\nabla_x f = \frac{x}{\|x\|}"}
NORMAL_PART = {"reference": r"X^\top (X w - y)"}
TRACE = {"reference": r"\mathrm{tr}(A^\top B)"}


@pytest.mark.parametrize(("question", "right", "wrong"), [
    ({"reference": r"(X^\top X + \lambda I)^{-1} X^\top y"}, ["np.linalg.inv(X.T @ X + lam*np.eye(d)) @ X.T @ y"],
     ["np.linalg.inv(X.T @ X + np.eye(d)) @ X.T @ y", "np.linalg.inv(X.T @ X + lam) @ X.T @ y"]),
    (SQUARE, ["A @ A", "A^2"], ["np.square(A)", "np.power(A, 2)", "A*A + 0*A.T", "np.multiply(A, A)"]),
    ({"reference": r"A \odot A", "context": "A is a matrix"}, ["np.square(A)", "np.multiply(A, A)"], ["A @ A"]),
    (LENGTH, ["x/np.linalg.norm(x)"], ["x/np.abs(x)", "x/abs(x)", "x/math.fabs(x)", "np.abs(x)/x"]),
    (NORMAL_PART, ["X.T @ (X @ w - y)"], ["X.T @ (X*w - y)", "np.dot(X.T, X*w - y)", "X.T.dot(X*w - y)"]),
    (TRACE, ["np.sum(A*B)", "(A*B).sum()", "trace(A.T @ B)", "tr(A^T B)"], ["np.sum(A @ B)", "np.sum(A*A)"]),
    ({"reference": r"\det A", "context": "A is an n x n matrix."}, ["np.linalg.det(A)"], ["np.abs(A)", "abs(A)"]),
    ({"reference": "e^{A}", "context": "A is a square matrix"}, [], ["np.exp(A)", "math.e**A", "np.e**A"]),
    ({"definitions": [r"L = \operatorname{tr}(G^\top W X)"], "reference": r"\nabla_W L = G X^\top"},
     ["G @ X.T", "G @ X.transpose()", "np.matmul(G, np.transpose(X))"], ["np.outer(G, X)", "np.inner(G, X.T)"]),
    ({"reference": r"x^\top y"}, ["np.inner(x, y)", "x @ y", "np.dot(x, y)"], ["np.outer(x, y)"]),
    ({"reference": r"\|Xw-y\|^2"}, ["np.sum((X@w-y)**2)", "np.sum(np.square(X@w-y))", "np.linalg.norm(X@w-y)**2"],
     ["np.sum(X@w-y)**2", "np.square(np.abs(X @ w - y))"]),
    ({"reference": r"x \odot y + A^\top x"}, ["x*y + A.T @ x"], ["x @ y + A.T @ x"]),
])  # fmt: skip
def test_functions_of_each_entry(question: dict[str, object], right: list[str], wrong: list[str]) -> None:
    assert [check(question, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert "equivalent" not in [check(question, answer).verdict for answer in wrong]


@pytest.mark.parametrize(("reference", "right", "wrong"), [
    (r"\sum_{t=0}^{T-1}\gamma^t r_t", ["sum(gamma**t*r[t] for t in range(T))"],
     ["sum(gamma**t*r[t] for t in range(1, T))", "sum(gamma**t*r[t] for t in range(T+1))"]),
    (r"\sum_{i=1}^n x_i^2", ["sum(x[i]**2 for i in range(n))", "np.sum([x[i]**2 for i in range(1, n+1)])"],
     ["sum(x[i]**2 for i in range(1, n))", "sum(x[i]*2 for i in range(n))"]),
    (r"\sum_{i=1}^n \gamma^i x_i", ["sum(gamma**i*x[i] for i in range(1, n+1))"],
     ["sum(gamma**i*x[i] for i in range(n))", "sum(gamma**i*x[i] for i in x)"]),
])  # fmt: skip
def test_sums_of_comprehensions(reference: str, right: list[str], wrong: list[str]) -> None:
    assert [check({"reference": reference}, answer).verdict for answer in right] == ["equivalent"] * len(right)
    assert "equivalent" not in [check({"reference": reference}, answer).verdict for answer in wrong]


@pytest.mark.parametrize(("reference", "answer", "told"), [
    ("A x", "np.ones(3) @ x", "ones is not read here"), (r"X^\top y", "np.sum(X*y, axis=0)", "this part of a program"),
    (r"\mathbf{1}^\top x", "np.sum(x)", "sum of all entries"), (r"X^\top (X w - y)", "X.T @ (X*w - y)", "write @"),
    (r"\sum_{i=1}^n \gamma^i x_i", "sum(gamma**i*x[i] for i in range(n))", "counts from 0"),
])  # fmt: skip
def test_what_no_formula_says(reference: str, answer: str, told: str) -> None:
    found = check({"reference": reference}, answer)
    assert found.verdict == "invalid"
    assert told in found.feedback


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (r"\lfloor\frac{n + 2p - k}{s}\rfloor + 1", "(n+2*p-k)//s + 1", "equivalent"),
    (r"\lfloor\frac{n + 2p - k}{s}\rfloor + 1", "(n+2*p-k+s)//s", "equivalent"),
    (r"\lfloor\frac{n + 2p - k}{s}\rfloor + 1", "(n+2*p-k+1)//s", "not_equivalent"),
    (r"a\lfloor t/s\rfloor", "a*(t//s)", "equivalent"), (r"a\lfloor t/s\rfloor", "a*t//s", "not_equivalent"),
    (r"\lfloor a t/s\rfloor", "a*t//s", "equivalent"), (r"\lfloor 2t/3\rfloor", "2t//3", "equivalent"),
    (r"\lfloor t/s^2\rfloor", "t//s**2", "equivalent"), (r"\lfloor t/s\rfloor^2", "t//s**2", "not_equivalent"),
    (r"-\lfloor t/s\rfloor", "-(t//s)", "equivalent"), (r"-\lfloor t/s\rfloor", "-t//s", "not_equivalent"),
    (r"\eta\gamma^{\lfloor t/s\rfloor}", "eta*gamma**(t//s)", "equivalent"),
    (r"\eta\gamma^{\lfloor t/s\rfloor}", "eta*gamma**t//s", "not_equivalent"),
    (r"\lfloor x\rfloor / 2", "x//1/2", "equivalent"), (r"\lceil n/s\rceil", "-(-n//s)", "equivalent"),
    (r"\lceil n/s\rceil", "n//s + 1", "not_equivalent"),
    (r"t \bmod s", "t % s", "equivalent"), (r"t - s\lfloor t/s\rfloor", "t % s", "equivalent"),
    (r"t \bmod s", "s % t", "not_equivalent"), (r"(t + s) \bmod s", r"t \bmod s", "equivalent"),
    (r"2(t \bmod s)", r"(2t) \bmod s", "not_equivalent"),
])  # fmt: skip
def test_whole_parts(reference: str, answer: str, verdict: str) -> None:
    assert check({"reference": reference}, answer).verdict == verdict


@pytest.mark.parametrize("text", [
    "x + y", "a if", "[a if b else c]", "lambda x: x // 2", "__import__('os').getcwd() // 1",
    "x.real // 1", "(a := 2) // b", "f'{a // b}'", "a //\n b", r"\frac{a}{b} // c", "print(a // b",
    "a // b" + "+ a // b" * 100,
    "sum(x for x in y if x > 0)", "a if b is c else d", "(" * 90 + "a // b" + ")" * 90 + "[",
])  # fmt: skip
def test_what_is_left_as_it_is(text: str) -> None:
    assert as_formula(text, Around()) == text
    assert as_formula(text, Around("xy")) == text


def test_letters_of_vectors() -> None:
    assert letters_of_vectors([r"\|Xw-y\|^2"], "", {}) == {"w", "y"}
    assert letters_of_vectors([r"x y^\top"], "", {}) == {"x", "y"}
    assert letters_of_vectors([r"w^\top x"], "w is a matrix", {}) == {"x"}
    assert letters_of_vectors([r"w x + b"], "", {}) == {"x", "b"}
    assert letters_of_vectors(["aWx"], "A is an n x n matrix", {"a": "number", "x": "column"}) == {"x"}


SCALED = {"reference": "h = aWx", "context": "a is a number, W is a matrix, x is a vector"}
SHRUNK = {"reference": r"w = (X^\top X + aI)^{-1}X^\top y",
          "context": "X is an n x d matrix, y is a vector, a is a number"}
FORM = {"definitions": [r"f = x^\top Ax"], "reference": r"\nabla_x f = (A + A^\top)x",
        "context": "A is an n x n matrix, x a vector"}
OF_A_MATRIX = {"reference": r"l = a + \sqrt b", "context": "eigenvalue of a 2 x 2 matrix"}


@pytest.mark.parametrize(("question", "right", "wrong"), [
    (SCALED, ["a*(W @ x)", "(a*W) @ x", "a * W @ x", "W @ (a*x)", "(W @ x)*a"],
     ["a*(x @ W)", "a + W @ x", "x*(W @ x)", "a**2*(W @ x)"]),
    ({"reference": r"M = \sigma^2 W", "context": "W is a matrix"}, ["sigma**2*W"], ["sigma*W", "sigma**3*W"]),
    ({"reference": r"M = \gamma PB", "context": "P and B are matrices"}, ["(gamma*P) @ B"],
     ["gamma*P*B", "(gamma*B) @ P"]),
    ({"reference": "h = (W + aB)x", "context": "W and B are matrices, x is a vector, a is a number"},
     ["(W + a*B) @ x"], ["(W - a*B) @ x", "(W*a + B) @ x"]),
    (SHRUNK, ["np.linalg.inv(X.T @ X + a*np.eye(d)) @ X.T @ y"], ["np.linalg.inv(X.T @ X - a*I) @ X.T @ y"]),
    (FORM, ["(A + A.T) @ x"], ["(A + A) @ x", "(A - A.T) @ x"]),
    (OF_A_MATRIX, ["a + np.sqrt(b)"], ["a - np.sqrt(b)"]),
    ({"reference": "y = xW", "context": "x is a row vector, W is a matrix"}, [], ["x*W"]),
    ({"reference": r"h = a \odot (Wx)", "context": "a and x are vectors, W is a matrix"}, ["a*(W @ x)"],
     ["(a*W) @ x"]),
])
def test_numbers_times_arrays(question: dict[str, Any], right: list[str], wrong: list[str]) -> None:
    assert {one: check(question, one).verdict for one in right} == dict.fromkeys(right, "equivalent")
    assert "equivalent" not in {check(question, one).verdict for one in wrong}


@pytest.mark.parametrize(("reference", "right", "wrong"), [
    (r"c X^\top G", ["c * X.T @ G", "X.T @ G * c", "c*X.T@G", "X.T @ (G * c)"],
     ["c * X.T * G", "c + X.T @ G", "c**2 * X.T @ G", "G.T @ X * c", "c @ X.T @ G"]),
    (r"\frac{\alpha}{r} B A x", ["alpha/r * B @ A @ x", "(alpha/r) * B @ (A @ x)"], ["alpha/r * A @ B @ x",
                                                                                  "alpha/r * B * A @ x"]),
    (r"dV = A^\top dO", ["A.T @ dO"], ["dO @ A", "A @ dO", "A.T * dO"]),
    (r"dQ = \frac{dS K}{\sqrt{d}}", ["dS @ K / np.sqrt(d)", "(dS @ K) / d**0.5"],
     ["K @ dS / np.sqrt(d)", "dS @ K / d", r"\frac{K dS}{\sqrt{d}}", "dS @ K.T / np.sqrt(d)"]),
    (r"W^\top \delta", ["W.T @ delta", "delta @ W"], ["W @ delta", "W.T * delta"]),
    (r"A^{-1} b", ["np.linalg.matrix_power(A, -1) @ b"], ["np.linalg.matrix_power(A, 2) @ b", "b @ A"]),
    (r"A^3", ["np.linalg.matrix_power(A, 3)", "A @ A @ A"], ["np.linalg.matrix_power(A, n)", "A * A @ A"]),
    (r"A B", ["A @ B"], ["B @ A", "A @ B.T", "A * B @ I"]),
    (r"x W^\top", ["x @ W.T"], ["x * W.T", "W @ x"]),
])
def test_what_letters_are_is_seen_in_the_formulas(reference: str, right: list[str], wrong: list[str]) -> None:
    question = {"reference": reference}
    assert {one: check(question, one).verdict for one in right} == dict.fromkeys(right, "equivalent")
    assert "equivalent" not in {check(question, one).verdict for one in wrong}


@pytest.mark.parametrize(("question", "right", "wrong"), [
    ({"reference": "2*x if x > 0 else 0"}, [r"2\max(x, 0)", "np.where(x > 0, 2*x, 0)"], ["2x", "2*x if x < 0 else 0"]),
    ({"reference": "f = np.where(x >= 0, 2*x, 0)"}, [r"2\max(x, 0)"], ["2x"]),
    ({"reference": "np.exp(x)/(1 + np.exp(x))"}, [r"\frac{1}{1+e^{-x}}"], [r"\frac{1}{1+e^x}"]),
    ({"reference": "X.T @ (X @ w - y)"}, [r"X^\top(Xw - y)", "X.T @ X @ w - X.T @ y"], ["X @ (X @ w - y)"]),
    ({"reference": "(A + A.T) @ x"}, [r"(A + A^\top)x"], ["2Ax"]),
    ({"reference": r"\frac{dy}{dx} = 2x", "definitions": ["r = np.square(x)", "y = r"]}, ["2x"], ["x"]),
    ({"reference": "t//s"}, [r"\lfloor t/s \rfloor"], ["t/s"]),
])  # fmt: skip
def test_a_reference_in_python(question: dict[str, Any], right: list[str], wrong: list[str]) -> None:
    assert {one: check(question, one).verdict for one in right} == dict.fromkeys(right, "equivalent")
    assert "equivalent" not in {check(question, one).verdict for one in wrong}


@pytest.mark.parametrize("reference", ["x * x.T", "np.cumsum(x)", "[x, y] @ A", "A ** 3 @ x"])
def test_a_reference_in_python_that_no_formula_says(reference: str) -> None:
    with pytest.raises(ReadError):
        check({"reference": reference}, "x")
