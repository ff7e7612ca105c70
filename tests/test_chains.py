r"""Sums over pairs and chains: what is proved for every size holds at each, and what should be proved is."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symdl.grading import check
from symdl.grading.scalar.chains import by_chains
from symdl.grading.scalar.points import NOTHING
from symdl.grading.scalar.words import replaced
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    walk,
)

ONE = Number(Fraction(1))
N = Name("n")


def worth(node: Node, at: Mapping[str, int]) -> Fraction:
    """The value of a formula, by nothing but what its signs mean; a_i and b_i are some numbers."""
    match node:
        case Number(value):
            return value
        case Name(text):
            return Fraction(at[text])
        case Member(name, (index,)):
            place = int(worth(index, at))
            return Fraction((7 * place**2 + 3) % 11 - 4 if name == "a" else (5 * place**3 + place) % 13 - 5)
        case Member(_, (one, other)):
            return Fraction((3 * int(worth(one, at)) ** 2 + 5 * int(worth(other, at)) ** 3) % 7 - 2)
        case Sum(terms):
            return sum((worth(term, at) for term in terms), Fraction(0))
        case Neg(of):
            return -worth(of, at)
        case Product(factors):
            found = Fraction(1)
            for factor in factors:
                found *= worth(factor, at)
            return found
        case Quotient(top, bottom):
            return worth(top, at) / worth(bottom, at)
        case Power(base, Number(exponent)):
            return worth(base, at) ** int(exponent)
        case Big("sum", (Bound(Name(letter), Node() as first, Node() as last, None),), of):
            return sum((worth(of, {**at, letter: k}) for k in range(int(worth(first, at)), int(worth(last, at)) + 1)),
                       Fraction(0))
    raise TypeError(node)


def over(letter: str, first: Node, last: Node, of: Node) -> Node:
    return Big("sum", (Bound(Name(letter), first, last),), of)


def formulas(letters: tuple[str, ...] = (), deep: int = 2) -> st.SearchStrategy[Node]:
    leaves: list[Node] = [ONE, Number(Fraction(2)), N, *map(Name, letters),
                          *(Member(name, (Name(letter),)) for name in "ab" for letter in letters),
                          *(Member("w", (Name(i), Name(j))) for i in letters for j in letters)]
    leaf = st.sampled_from(leaves)
    if not deep:
        return leaf
    below = formulas(letters, deep - 1)
    new = "ijkl"[len(letters)]
    ends: list[tuple[Node, Node]] = [(ONE, N)]
    for letter in letters:
        place = Name(letter)
        ends += [(ONE, place), (ONE, Sum((place, Neg(ONE)))), (place, N), (Sum((place, ONE)), N)]
    summed = st.builds(lambda pair, of: over(new, *pair, of), st.sampled_from(ends),
                       formulas((*letters, new), deep - 1)) if len(letters) < 3 else leaf
    return st.one_of(leaf, summed, summed, st.builds(lambda a, b: Sum((a, b)), below, below),
                     st.builds(lambda a, b: Product((a, b)), below, below), st.builds(Neg, below),
                     st.builds(lambda a: Power(a, Number(Fraction(2))), below))


@settings(max_examples=300, deadline=None)
@given(formulas(), formulas())
def test_two_are_equal_only_if_they_are_at_each_size(one: Node, other: Node) -> None:
    if by_chains(one, other, NOTHING):
        for n in range(5):
            assert worth(one, {"n": n}) == worth(other, {"n": n})


@settings(max_examples=200, deadline=None)
@given(formulas(("i", "j")), formulas(), st.integers(0, 9))
def test_in_another_order(of: Node, beside: Node, which: int) -> None:
    """A sum over i and all j from it on is one over j and all i up to it; one that starts later is another."""
    i, j = Name("i"), Name("j")
    later = Sum((i, ONE)) if which % 2 else i
    until = Sum((j, Neg(ONE))) if which % 3 else j
    one = Sum((over("i", ONE, N, over("j", later, N, of)), beside))
    other = Sum((beside, over("j", ONE, N, over("i", ONE, until, of))))
    if by_chains(one, other, NOTHING):
        for n in range(5):
            assert worth(one, {"n": n}) == worth(other, {"n": n})


PLAIN_I, PLAIN_J = (formulas((letter,), 1).filter(lambda tree: not {*map(type, walk(tree))} & {Big})
                    for letter in "ij")


@settings(max_examples=200, deadline=None)
@given(PLAIN_I, PLAIN_J, st.sampled_from(["lt", "le"]), st.booleans())
def test_a_product_of_sums(f: Node, g: Node, sign: str, is_whole: bool) -> None:
    """It is the sum over i < j, the one over j < i, and the one over i = j."""
    i, j = Name("i"), Name("j")
    one = Product((over("i", ONE, N, f), over("j", ONE, N, g)))
    until = Sum((j, Neg(ONE))) if sign == "lt" else j
    parts = [over("j", ONE, N, over("i", ONE, until, Product((f, g)))),
             over("i", ONE, N, over("j", ONE, Sum((i, Neg(ONE))), Product((f, g))))]
    if sign == "lt" and is_whole:
        parts.append(over("i", ONE, N, Product((f, replaced(g, j, i)))))
    found = by_chains(one, Sum(tuple(parts)), NOTHING)
    if found:
        for n in range(5):
            assert worth(one, {"n": n}) == worth(Sum(tuple(parts)), {"n": n})
    elif is_whole or sign == "le":
        assert N in (*walk(f), *walk(g))  # whose powers are sums over too many letters


@pytest.mark.parametrize(("reference", "right", "wrong"), [
    (r"\sum_{i=1}^{n-1}\sum_{j=i+1}^n (a_i + a_j)",
     [r"(n-1)\sum_{i=1}^n a_i", r"\sum_{j=2}^n\sum_{i=1}^{j-1} (a_i+a_j)",
      r"\sum_{i=1}^n (n-i) a_i + \sum_{j=1}^n (j-1) a_j"],
     [r"n\sum_{i=1}^n a_i", r"\sum_{i=1}^n (n-i) a_i + \sum_{j=1}^n j a_j",
      r"\sum_{i=1}^{n-1}\sum_{j=i}^n (a_i + a_j)"]),
    (r"\sum_{i=1}^{n}\sum_{j=i}^n a_i b_j",
     [r"\sum_{j=1}^{n}\sum_{i=1}^j a_i b_j", r"\sum_{i\le j} a_i b_j", r"\sum_{i<j} a_i b_j + \sum_i a_i b_i",
      r"\sum_{i=1}^n a_i \sum_{j=1}^n b_j - \sum_{j<i} a_i b_j"],
     [r"\sum_{i<j} a_i b_j", r"\sum_{j=1}^{n}\sum_{i=1}^{j-1} a_i b_j",
      r"\sum_{i=1}^n a_i \sum_{j=1}^n b_j - \sum_{i<j} a_i b_j"]),
    (r"\sum_{i<j} w_{ij} x_i x_j + \sum_i w_{ii} x_i^2",
     [r"\sum_{i\le j} w_{ij} x_i x_j", r"\sum_i\sum_{j\ge i} w_{ij} x_j x_i"],
     [r"\sum_{i<j} w_{ij} x_i x_j", r"\sum_i\sum_{j\le i} w_{ij} x_j x_i"]),
    (r"\sum_{i=1}^n \sigma_i^2 + 2\sum_{i=1}^{n-1}\sum_{j=i+1}^n \rho_{ij}\sigma_i\sigma_j",
     [r"\sum_{i=1}^n \sigma_i^2 + 2\sum_{j=2}^n\sum_{i=1}^{j-1} \rho_{ij}\sigma_i\sigma_j"],
     [r"\sum_{i=1}^n \sigma_i^2 + \sum_{j=2}^n\sum_{i=1}^{j-1} \rho_{ij}\sigma_i\sigma_j",
      r"\sum_{i=1}^n \sigma_i^2 + 2\sum_{j=2}^n\sum_{i=1}^{j-1} \rho_{ji}\sigma_i\sigma_j"]),
    (r"\sum_{i<j<k} x_i x_j x_k",
     [r"\frac16\left((\sum_i x_i)^3 - 3\sum_i x_i\sum_i x_i^2 + 2\sum_i x_i^3\right)",
      r"\sum_{k=1}^n x_k\sum_{j=1}^{k-1} x_j\sum_{i=1}^{j-1} x_i"],
     [r"\frac16\left((\sum_i x_i)^3 - 3\sum_i x_i\sum_i x_i^2 + \sum_i x_i^3\right)", r"\frac16(\sum_i x_i)^3"]),
    (r"\sum_{1\le i<j\le n} (x_i + y_j)",
     [r"\sum_{i=1}^n (n-i)x_i + \sum_{j=1}^n (j-1) y_j", r"\sum_{i=1}^n \left((n-i)x_i + (i-1) y_i\right)"],
     [r"\sum_{i=1}^n (n-i)x_i + \sum_{j=1}^n j y_j", r"\sum_{i=1}^n (n-i)(x_i + y_i)"]),
    (r"\sum_{i\ne j}(a_i+b_j)", [r"(n-1)\sum_{i=1}^n(a_i+b_i)", r"\sum_i\sum_{j\ne i}(a_i+b_j)"],
     [r"n\sum_{i=1}^n(a_i+b_i)"]),
    (r"T = \sum_{k\neq l} a_k b_l", [r"\sum_k a_k\sum_l b_l - \sum_k a_k b_k"], [r"\sum_k a_k\sum_l b_l"]),
    (r"D = \frac{1}{n(n-1)}\sum_{i\ne j} (x_i-x_j)^2",
     [r"\frac{1}{n(n-1)}\sum_{i=1}^n\sum_{j=1}^n (x_i-x_j)^2",
      r"\frac{2}{n-1}\left(\sum_i x_i^2 - \frac1n (\sum_i x_i)^2\right)"],
     [r"\frac{2}{n}\left(\sum_i x_i^2 - \frac1n (\sum_i x_i)^2\right)"]),
    (r"\sum_{i=1}^n i a_i",
     [r"\sum_{i=1}^n\sum_{j=i}^n a_j", r"\sum_{j=1}^n\sum_{i=1}^j a_j",
      r"n\sum_{i=1}^n a_i - \sum_{i=1}^n\sum_{j=1}^{i-1} a_j"],
     [r"\sum_{i=1}^n\sum_{j=i+1}^n a_j", r"n\sum_{i=1}^n a_i"]),
    (r"\sum_{t=1}^T\sum_{k=t}^T \gamma^{k-t} r_k", [r"\sum_{k=1}^T r_k\sum_{t=1}^k \gamma^{k-t}"],
     [r"\sum_{k=1}^T r_k\sum_{t=1}^{k-1} \gamma^{k-t}", r"\sum_{k=1}^T r_k\sum_{t=1}^k \gamma^{t-k}"]),
])  # fmt: skip
def test_answers(reference: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        assert check({"reference": reference}, answer, explain=False).verdict == "equivalent", answer
    for answer in wrong:
        assert check({"reference": reference}, answer, explain=False).verdict == "not_equivalent", answer


@pytest.mark.parametrize(("definition", "reference", "right", "wrong"), [
    (r"L = \sum_{i\ne j} (x_i-x_j)^2", r"\frac{\partial L}{\partial x_k}",
     [r"4\sum_{j\ne k} (x_k - x_j)", r"4\sum_{j} (x_k - x_j)"], [r"4\sum_{j\ne k} (x_j - x_k)"]),
    (r"L = \sum_{i} \sum_{j} a_{ij}x_ix_j", r"\frac{dL}{dx_k}",
     [r"\sum_{j\ne k} (a_{kj}+a_{jk})x_j + 2a_{kk}x_k"], [r"\sum_{j\ne k} (a_{kj}+a_{jk})x_j + a_{kk}x_k"]),
])  # fmt: skip
def test_the_letter_that_is_asked_for_is_not_summed(definition: str, reference: str, right: list[str],
                                                    wrong: list[str]) -> None:
    question = {"definitions": [definition], "reference": reference}
    for answer in right:
        assert check(question, answer).verdict == "equivalent", answer
    for answer in wrong:
        assert check(question, answer).verdict == "not_equivalent", answer
