"""Ordinary mathematics, on random formulas: a rewritten one is never refuted, a changed one never accepted.

Whether a changed formula is really another one is found out with mpmath, which shares no code with what is tested.
"""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from symdl.grading.scalar import constants, decide
from symdl.grading.scalar.trees import call
from symdl.grading.scalar.values import Outside
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, walk

X, Y = at.Name("x"), at.Name("y")


def number(p: int, q: int = 1) -> Node:
    size = at.Number(Fraction(abs(p), q))
    return size if p >= 0 else at.Neg(size)


ONE, TWO, HALF = number(1), number(2), number(1, 2)
LEAVES = st.one_of(st.sampled_from([X, X, Y, at.Constant("pi"), at.Constant("e")]),
                   st.builds(number, st.integers(-4, 4), st.integers(1, 3)))
FUNCTIONS = ("log", "abs", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arctan", "arcsin", "arcsinh", "sign")


def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(lambda a, b: at.Sum((a, b)), inner, inner),
        st.builds(lambda a, b: at.Product((a, b)), inner, inner),
        st.builds(at.Quotient, inner, inner),
        st.builds(at.Neg, inner),
        st.builds(lambda a, p, q: at.Power(a, number(p, q)), inner, st.integers(-3, 4), st.integers(1, 3)),
        st.builds(at.Root, inner, st.sampled_from([None, number(3)])),
        st.builds(at.Power, st.just(at.Constant("e")), inner),
        st.builds(lambda name, a: call(name, a), st.sampled_from(FUNCTIONS), inner),
    )


FORMULAS = st.recursive(LEAVES, grown, max_leaves=8)


# --------------------------------------------------------------------------
# The numbers, by mpmath


class NoValue(Exception):
    pass


def value(node: Node, x: float, y: float):
    """The real value of a formula, or NoValue (where one is near a place without one, too)."""
    of = lambda part: value(part, x, y)  # noqa: E731
    match node:
        case at.Number(q):
            return mpmath.mpf(q.numerator) / q.denominator
        case at.Name(name):
            return mpmath.mpf(x if name == "x" else y)
        case at.Constant(name):
            return +mpmath.pi if name == "pi" else +mpmath.e
        case at.Neg(a):
            return -of(a)
        case at.Sum(terms):
            return mpmath.fsum(map(of, terms))
        case at.Product(factors):
            return mpmath.fprod(map(of, factors))
        case at.Quotient(a, b):
            return of(a) / nonzero(of(b))
        case at.Root(a, None):
            return mpmath.sqrt(positive(of(a)))
        case at.Root(a, _):
            u = nonzero(of(a))
            return mpmath.sign(u) * mpmath.cbrt(abs(u))
        case at.Power(at.Constant("e"), a):
            return mpmath.exp(small(of(a)))
        case at.Power(a, b):
            u, v = of(a), of(b)
            return nonzero(u) ** int(v) if v == int(v) else positive(u) ** small(v)
        case at.Call(at.Function(name), (a,)):
            u = of(a)
            if name in ("log", "sign"):
                return mpmath.log(positive(u)) if name == "log" else mpmath.sign(nonzero(u))
            if name == "arcsin" and abs(u) > 1 - 1e-6:
                raise NoValue
            known = {"abs": abs, "arctan": mpmath.atan, "arcsin": mpmath.asin, "arcsinh": mpmath.asinh}
            return known[name](u) if name in known else getattr(mpmath, name)(small(u))
    raise TypeError(node)


def nonzero(u):
    if abs(u) < 1e-12:
        raise NoValue
    return u


def positive(u):
    if u < 1e-12:
        raise NoValue
    return u


def small(u):
    if abs(u) > 60:
        raise NoValue
    return u


def apart(a: Node, b: Node) -> bool:
    """Whether two formulas differ at one of some points, by far more than the precision."""
    for x, y in ((1.37, 0.61), (0.29, 2.3), (-1.7, 0.83), (-0.37, -2.9), (3.1, -0.71), (0.97, 5.3), (7.7, 9.1)):
        try:
            with mpmath.workdps(50):
                u, v = value(a, x, y), value(b, x, y)
                if abs(u - v) > mpmath.mpf(10) ** -20 * (1 + abs(u) + abs(v)):
                    return True
        except (NoValue, OverflowError, ZeroDivisionError):
            continue
    return False


# --------------------------------------------------------------------------
# Rewriting


REWRITINGS = (
    lambda u: at.Sum((u, at.Number(Fraction(0)))),
    lambda u: at.Product((ONE, u)),
    lambda u: at.Neg(at.Neg(u)),
    lambda u: at.Quotient(at.Product((TWO, u)), TWO),
    lambda u: at.Sum((at.Product((HALF, u)), at.Product((HALF, u)))),
    lambda u: call("log", at.Power(at.Constant("e"), u)),
    lambda u: at.Root(at.Power(u, number(3)), number(3)),
    lambda u: at.Product((u, at.Sum((at.Power(call("sin", X), TWO), at.Power(call("cos", X), TWO))))),
    lambda u: at.Sum((at.Sum((u, Y)), at.Neg(Y))),
    lambda u: at.Sum((at.Product((u, call("sinh", Y))), at.Product((u, at.Sum((ONE, at.Neg(call("sinh", Y)))))))),
)
"""What leaves every formula what it is."""


def changed_at(tree: Node, place: int, change) -> Node:
    """The tree with its node number ``place`` changed."""
    count = -1

    def visit(node: Node) -> Node:
        nonlocal count
        count += 1
        if count == place:
            return change(node)
        return rebuilt(node, visit)

    return visit(tree)


def size(tree: Node) -> int:
    return sum(1 for _ in walk(tree))


def value_places(tree: Node) -> list[int]:
    """The numbers of nodes that are values: a Function is none, and exponents and degrees stay as they are."""
    found, count = [], -1

    def visit(node: Node) -> Node:
        nonlocal count
        count += 1
        if not isinstance(node, at.Function):
            found.append(count)
        return rebuilt(node, visit)

    visit(tree)
    return found


@settings(max_examples=150, deadline=None)
@given(FORMULAS, st.sampled_from(REWRITINGS), st.integers(0, 100))
@example(at.Power(X, HALF), REWRITINGS[6], 0)
def test_a_rewritten_formula_is_never_refuted(tree, rewriting, place):
    places = value_places(tree)
    other = changed_at(tree, places[place % len(places)], rewriting)
    decision = decide(tree, other, cas=False)
    assert decision.verdict != "not_equivalent", decision.reason


MUTATIONS = (
    at.Neg,
    lambda u: at.Sum((u, ONE)),
    lambda u: at.Product((TWO, u)),
    lambda u: at.Power(u, TWO),
    lambda u: call("abs", u),
    lambda u: at.Sum((u, at.Number(Fraction(1, 10**9)))),
    lambda u: at.Root(at.Power(u, TWO)),
    lambda u: call("arcsin", call("sin", u)),
    lambda u: X,
    lambda u: Y,
)


@settings(max_examples=250, deadline=None)
@given(FORMULAS, st.sampled_from(MUTATIONS), st.integers(0, 100))
@example(X, MUTATIONS[6], 0)
@example(call("log", at.Power(X, TWO)), MUTATIONS[4], 2)
def test_a_changed_formula_is_never_accepted(tree, mutation, place):
    places = value_places(tree)
    other = changed_at(tree, places[place % len(places)], mutation)
    assume(apart(tree, other))
    assert decide(tree, other, cas=False).verdict != "equivalent"


TEMPTING = (
    # true for some numbers only
    (lambda u, v: at.Root(at.Product((u, v))), lambda u, v: at.Product((at.Root(u), at.Root(v)))),
    (lambda u, v: at.Root(at.Power(u, TWO)), lambda u, v: u),
    (lambda u, v: call("log", at.Product((u, v))), lambda u, v: at.Sum((call("log", u), call("log", v)))),
    (lambda u, v: call("log", at.Power(u, TWO)), lambda u, v: at.Product((TWO, call("log", u)))),
    (lambda u, v: at.Power(at.Power(u, TWO), HALF), lambda u, v: at.Power(u, ONE)),
    (lambda u, v: at.Power(at.Power(u, v), TWO), lambda u, v: at.Power(u, at.Product((TWO, v)))),
    (lambda u, v: call("arctan", call("tan", u)), lambda u, v: u),
    (lambda u, v: at.Root(at.Sum((ONE, at.Neg(at.Power(call("sin", u), TWO))))), lambda u, v: call("cos", u)),
    (lambda u, v: call("abs", at.Sum((u, v))), lambda u, v: at.Sum((call("abs", u), call("abs", v)))),
    (lambda u, v: call("sign", u), lambda u, v: at.Quotient(call("abs", u), u)),
)


@settings(max_examples=150, deadline=None)
@given(st.recursive(LEAVES, grown, max_leaves=4), st.recursive(LEAVES, grown, max_leaves=3), st.sampled_from(TEMPTING))
def test_a_rule_is_not_used_where_it_does_not_hold(u, v, rule):
    left, right = rule[0](u, v), rule[1](u, v)
    decision = decide(left, right, cas=False)
    if decision.verdict == "equivalent":
        assert not apart(left, right), decision


RADICALS = st.recursive(
    st.builds(lambda p, q: number(p, q), st.integers(-9, 9), st.integers(1, 4)),
    lambda inner: st.one_of(
        st.builds(lambda a, b: at.Sum((a, b)), inner, inner),
        st.builds(lambda a, b: at.Product((a, b)), inner, inner),
        st.builds(at.Quotient, inner, inner),
        st.builds(lambda a, n: at.Root(above_zero(a), n), inner, st.sampled_from([None, number(3)])),
    ),
    max_leaves=6,
)


def above_zero(a: Node) -> Node:
    """Something that is not negative, so that all roots of it are real."""
    return at.Sum((at.Power(a, TWO), ONE))


@settings(max_examples=100, deadline=None)
@given(RADICALS, st.integers(-3, 3))
def test_a_radical_is_zero_only_if_it_is(a, shift):
    """(a + k)^2 - a^2 - 2ka - k^2 is 0, and what is not 0 to 300 digits is not said to be."""
    k = number(shift)
    square = at.Sum((at.Power(a, TWO), at.Product((TWO, k, a)), at.Power(k, TWO)))
    try:
        found = constants.is_zero(at.Power(at.Sum((a, k)), TWO), square, "real")
        other = constants.is_zero(a, at.Sum((a, at.Number(Fraction(1, 10**30)))), "real")
    except Outside:  # a division by 0
        return
    assert found is not False
    assert other is not True


def test_the_bound_of_radicals_is_below_what_is_tiny_but_not_zero():
    """sqrt(n^2 + 1) - n is about 1/2n: a bound above it would call it 0."""
    n = 10**60
    left = at.Root(at.Number(Fraction(n * n + 1)))
    assert constants.is_zero(left, at.Number(Fraction(n)), "real") is False
    near = Fraction(math.isqrt(2 * 10**200), 10**100)
    assert constants.is_zero(at.Root(TWO), at.Number(near), "real") is False
