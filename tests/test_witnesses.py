r"""The place at which two formulas differ: a student can work out both values from what is told of it."""

import math
import re
from fractions import Fraction

import pytest

from symdl.grading.answers.checking import check
from symdl.grading.scalar.decision import rounded_off

_LAYER = [r"z_j = \sum_{i=1}^n W_{ji} x_i", r"y = \sum_{j=1}^m v_j z_j^2"]
_TANH = [r"z_j = \sum_{i=1}^n W_{ji} x_i", r"h_j = \tanh(z_j)", r"y = \sum_{j=1}^m v_j h_j"]
_LEAST_SQUARES = [r"z_k = \sum_{j=1}^n W_{kj}a_j + b_k", r"L = \frac12\sum_{k=1}^m (z_k-y_k)^2"]


class Told(dict):
    """The values of a witness: n, and x[1], W[2, 1]."""

    def __init__(self, found):
        where = re.search(r"at (.*?), what is asked for is (.*) and the answer is (.*)$", found.feedback, re.M)
        super().__init__((name, Fraction(value)) for name, value in re.findall(
            r"(\\?\w+(?:_\{[^{}]*\})?) = (-?[\d/.]+)", where[1]))
        self.sides = [float(side.split(" ±")[0] if "/" not in side else Fraction(side)) for side in where.groups()[1:]]
        self.text = where[1]

    def __call__(self, name, *indices):
        indices = [int(index) for index in indices]
        return self[f"{name}_{indices[0]}" if len(indices) == 1 else f"{name}_{{{', '.join(map(str, indices))}}}"]

    def over(self, size):
        return range(1, int(self[size]) + 1)

    def z(self, j):
        return sum(self("W", j, k) * self("x", k) for k in self.over("n"))


def layer(t, index):
    return 2 * t("v", t[index]) * t.z(t["j"]) * t("x", t["i"])


def tanh(t, index):
    return float(t("v", t[index]) * t("x", t["i"])) * (1 - math.tanh(t.z(t["j"])) ** 2)


def squares(t, *, swapped):
    def z(k):
        return sum(t("W", k, j) * t("a", j) for j in t.over("n")) + t("b", k) - t("y", k)

    return sum(z(k) * (t("W", t["j"], k) if swapped else t("W", k, t["j"])) for k in t.over("m"))


@pytest.mark.parametrize(("definitions", "reference", "answer", "sides"), [
    (_LAYER, r"\frac{\partial y}{\partial W_{ji}} = 2 v_j z_j x_i", "2 v_i z_j x_i",
     lambda t: (layer(t, "j"), layer(t, "i"))),
    (_TANH, r"\frac{\partial y}{\partial W_{ji}} = v_j (1-h_j^2) x_i", "v_i (1-h_j^2) x_i",
     lambda t: (tanh(t, "j"), tanh(t, "i"))),
    (_LEAST_SQUARES, r"\frac{\partial L}{\partial a_j} = \sum_{k=1}^m (z_k-y_k)W_{kj}",
     r"\sum_{k=1}^m (z_k-y_k)W_{jk}", lambda t: (squares(t, swapped=False), squares(t, swapped=True))),
])
def test_all_values_are_told_and_indices_lie_in_their_ranges(definitions, reference, answer, sides):
    found = check({"reference": reference, "definitions": definitions}, answer)
    assert found.verdict == "not_equivalent"
    told = Told(found)
    assert "..." not in told.text
    assert told["n"] <= 3
    assert all(1 <= told[letter] <= told["n"] for letter in "ij" if letter in told)
    assert sides(told) == pytest.approx(told.sides, rel=1e-4)


@pytest.mark.parametrize(("reference", "answer", "verdict"), [
    (r"\sum_{k=1}^n a_k b_k", r"\sum_{k=1}^n a_k \cdot \sum_{k=1}^n b_k", "not_equivalent"),
    (r"\sum_{k=1}^n a_k b_k", r"\sum_{j=1}^n b_j a_j", "equivalent"),
    # at n = 1 and n = 2 they agree
    (r"\sum_{k=1}^n a_k", r"\sum_{k=1}^n a_k + (n-1)(n-2) a_1", "not_equivalent"),
])
def test_which_place_is_told_makes_no_verdict_another(reference, answer, verdict):
    assert check({"reference": reference}, answer).verdict == verdict


def test_what_is_assumed_of_members_is_so_where_they_differ():
    found = check({"reference": r"\frac{\sum_{k=1}^n p_k \log q_k}{1 + p_i}", "assumptions": ["p_k > 0", "q_k > 0"]},
                  r"\frac{\sum_{k=1}^n p_k \log q_k}{1 - p_i}")
    assert found.verdict == "not_equivalent"
    assert not re.search(r"[pq]_\d = -", found.feedback)


@pytest.mark.parametrize(("told", "short"), [
    ("3.50000 ± 6e-19", "3.5"), ("13.0000 ± 4e-37", "13"), ("-0.500000 ± 5e-19", "-0.5"),
    ("1.20000e-7 ± 3e-26", "1.2e-7"),
    ("(3.50000 ± 9e-38, 10.5000 ± 2e-37)", "(3.5, 10.5)"),
    # a radius that shows, or that may yet hold another number
    ("0.367879 ± 5e-7", "0.367879 ± 5e-7"), ("3.50000 ± 6e-9", "3.50000 ± 6e-9"),
    ("0.333333333333333333 ± 4e-19", "0.333333333333333333 ± 4e-19"), ("0 ± 3e-30", "0 ± 3e-30"),
    ("log(3) - 14/27",) * 2,
])
def test_a_number_of_few_digits_is_told_without_its_radius(told, short):
    assert rounded_off(told) == short


def test_a_cosine_of_half_a_turn_is_told_exactly():
    found = check({"reference": r"b + \frac12 (a - b)(1 + \cos(\pi t/T))"}, r"b + \frac12 (a - b)(1 - \cos(\pi t/T))")
    assert "±" not in found.feedback


@pytest.mark.parametrize(("reference", "answer"), [(r"\int_0^1 v_t dt", "v_t"), (r"\int_0^1 f(x) dx", "f(1)")])
def test_what_a_function_is_inside_of_an_integral_is_not_told(reference, answer):
    found = check({"reference": reference}, answer)
    assert found.verdict == "not_equivalent"
    assert "±" not in found.feedback
