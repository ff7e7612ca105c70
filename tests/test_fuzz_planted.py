"""Wrong rules, planted one at a time: the fuzz must find each of them within a few cases.

Each is a mistake that a person could have made in that place. What is not found here would
not be found by the long runs either.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from fuzzing import cases, courts
from fuzzing.cases import forget_courts, judge, outcome
from fuzzing.shrink import shrunk, size
from fuzzing.symbols import i, u, x
from sympy import Eq

from symdl.algebra import normal
from symdl.algebra.terms import Affine, Base, Delta, Index, affine, combine, constant
from symdl.algebra.work import Work
from symdl.calculus import assumptions, derivative, expectation, limit, lower, members, signs
from symdl.calculus.limit import ToNumber
from symdl.derivation import SecondProof
from symdl.verification import prove
from symdl.verification.second import Differs

CASES = 240


@dataclass(frozen=True)
class Planted:
    """A wrong rule.

    places    modules and classes in which the right one stands, under ``name``
    wrong     makes the wrong one of the right one
    kinds     statements that it shows in
    assumed   what is assumed in every court, if that matters
    """

    places: tuple[Any, ...]
    name: str
    wrong: Callable[[Callable[..., Any]], Callable[..., Any]]
    kinds: tuple[str, ...]
    assumed: tuple[Any, ...] = ()


def _delta_dropped(right):
    """sum_k delta(k, j) f(k) = sum_k f(k)."""
    def wrong(work, m, over):
        return right(work, frozenset((a, e) for a, e in m if not isinstance(a, Delta) or over.isdisjoint(a.indices)),
                     over)

    return wrong


def _delta_kept(right):
    """x_j delta(i, j) = x_j, as if only one of the two indices were to be summed over."""
    def wrong(work, exponents, deltas):
        return right(work, {a: e for a, e in exponents.items() if not isinstance(a, Delta)}, ())

    return wrong


def _one_too_few(right):
    """F(T + c) = F(T) + p(T+1) + ... + p(T+c-1)."""
    def wrong(work, p, d, last):
        return right(work, p, d, last.plus(-1) if last.terms and last.constant > 0 else last)

    return wrong


def _end_counted_twice(right):
    """sum over first..last = F(last) - F(first)."""
    def wrong(work, p, d, first, last):
        if first.terms and combine((last, 1), (first, -1)).terms:
            return normal.add(right(work, p, d, first, last), normal.replace(work, p, {d: Affine(1)}))
        return right(work, p, d, first, last)

    return wrong


def _shifted_alone(right):
    """sum_i g(i + c) = sum_i g(i), without the terms at the ends."""
    def wrong(work, m, over):
        for d in over:
            if d.upto and (c := normal.offset(m, d)):
                moved = normal.replace(work, {m: 1}, {d: affine(d).plus(-c)})
                return normal.total(work, moved, over)
        return right(work, m, over)

    return wrong


def _turned_off_by_one(right):
    return lambda d: right(d).plus(-1)


def _exponent_kept(right):
    """d z^(1/2) = 1/2 z^(1/2) dz."""
    def wrong(work, exponents):
        return right(work, {a: e + 1 if isinstance(a, Base) and e.denominator > 1 else e
                            for a, e in exponents.items()})

    return wrong


def _own_member_only(right):
    """dx_j/dx_i = 0 but for i and j of one name."""
    return lambda i, j: right(i, j) if i == j else {}


def _second_moment(right):
    """E U^2 = Var U."""
    def wrong(work, mean, variance):
        moment = right(work, mean, variance)
        return lambda n: variance if n == 2 else moment(n)

    return wrong


def _always_independent(right):
    """E U_i U_j = (E U)^2, also where i = j."""
    return lambda work, a, b: constant(1) if a == b else {}


def _always_positive(right):
    """sqrt(x^2) = x."""
    return lambda self, atom: True


def _no_fresh_names(right):
    """(sum_i x_i)^2 = sum_i x_i^2: a dummy captured."""
    def wrong(work, atom):
        names = {i: Index(i.sort, -10**9, "", i.upto) for i in atom.dummies}
        return list(dict.fromkeys(names.values())), normal.replace(work, {atom.body: 1}, names)

    return wrong


def _one_for_a_size(right):
    """sum_i 1 = 1."""
    return lambda work, sort: constant(1)


def _counted_from_one_less(right):
    """A definition at n taken for the one at n + 1."""
    def wrong(at, params):
        return tuple(a.plus(1) if isinstance(a, Affine) else a for a in right(at, params))

    return wrong


def _exp_of_sum(right):
    """exp(p + q) = exp(p) + exp(q)."""
    def wrong(work, p):
        return normal.add(*(right(work, {m: c}) for m, c in p.items())) if len(p) > 1 else right(work, p)

    return wrong


def _power_of_sum(right):
    """(p + q)^n = p^n + q^n for an integer n that is not a number."""
    def wrong(work, p, a):
        if a.terms and len(p) > 1:
            return normal.add(*(right(work, {m: c}, a) for m, c in p.items()))
        return right(work, p, a)

    return wrong


def _other_side(right):
    """A limit from below for one from above."""
    def wrong(work, p, approach):
        if isinstance(approach, ToNumber):
            approach = replace(approach, sign=-approach.sign)
        return right(work, p, approach)

    return wrong


def _doubled(right):
    """f(a + e) = f(a) + 2 f'(a) e + ..."""
    return lambda work, p, by: normal.scale(right(work, p, by), 2)


def _for_every_index(right):
    """What is assumed of one member is used for all."""
    def wrong(work, p, variables, keep=frozenset()):
        free = frozenset(i for m in p for a, _ in m for i in a.free)
        return right(work, p, free, keep)

    return wrong


def _no_base(right):
    """An induction without its base."""
    def wrong(work, p, to):
        return {} if list(to.values()) == [Affine(0)] else right(work, p, to)

    return wrong


def _sum_of_signs(right):
    """A sum is positive if one of its terms is."""
    return lambda a, b: frozenset((1,)) if signs.POSITIVE in (a, b) else right(a, b)


def _gaussian_without_pairs(right):
    """E Z^4 = 1, not 3."""
    def wrong(work, mean, variance):
        moment = right(work, mean, variance)
        if variance != constant(1):
            return lambda n: moment(n) if n < 4 else normal.add(moment(n), normal.power(work, variance, 2))
        return moment

    return wrong


PLANTED = {
    "a delta is dropped under its sum": Planted((normal,), "_total", _delta_dropped, ("deltas", "denominators")),
    "a product of deltas is only itself": Planted((normal,), "_identify", _delta_kept, ("deltas", "denominators")),
    "a sum of 1 is 1": Planted((normal,), "size", _one_for_a_size, ("empty ranges", "sizes")),
    "a split is off by one": Planted((normal,), "_prefix", _one_too_few, ("intervals", "powers")),
    "the first term is counted twice": Planted((lower,), "interval", _end_counted_twice, ("intervals",)),
    "a bound index is shifted alone": Planted((normal,), "_component", _shifted_alone, ("intervals",)),
    "a sum is turned round off by one": Planted((normal,), "turned", _turned_off_by_one, ("intervals",)),
    "the exponent of a root stays": Planted((derivative,), "settle", _exponent_kept, ("derivative", "vjp")),
    "other members are held fixed": Planted((derivative,), "delta", _own_member_only, ("derivative", "vjp")),
    "a second moment is the variance": Planted((lower,), "independent", _second_moment, ("variance", "expectation")),
    "a normal's second moment is the variance": Planted((lower,), "gaussian", _second_moment, ("variance", "laws")),
    "a normal's fourth moment": Planted((lower,), "gaussian", _gaussian_without_pairs, ("expectation", "variance")),
    "a member is independent of itself": Planted((expectation,), "_equal", _always_independent, ("expectation",)),
    "everything is positive": Planted((Work,), "positive", _always_positive, ("roots", "kinks")),
    "a dummy is captured": Planted((normal, expectation), "open_sum", _no_fresh_names, ("variance", "plain")),
    "a definition at the next step": Planted((members,), "counted", _counted_from_one_less, ("definitions",)),
    "the exponential of a sum": Planted((lower, normal), "exponential", _exp_of_sum, ("functions",)),
    "the power of a sum": Planted((lower,), "index_power", _power_of_sum, ("powers",)),
    "a limit from the other side": Planted((lower,), "limit", _other_side, ("limit",)),
    "a Taylor coefficient doubled": Planted((limit,), "differentiate", _doubled, ("limit",)),
    "what is assumed of one member": Planted((assumptions,), "rule", _for_every_index, ("plain",), (Eq(x[i], u),)),
    "an induction without its base": Planted((prove,), "substitute", _no_base, ("inductions", "telescopes")),
    "the sign of one term": Planted((signs,), "_sum", _sum_of_signs, ("signs", "orders")),
}  # fmt: skip


@pytest.mark.parametrize(("word", "result"), [(SecondProof(True), "open"), (None, "proved")])
def test_a_second_judge_that_is_wrong_is_found(word, result, monkeypatch):
    def second_proof(derivation, claim):
        if word is None:
            raise Differs("nowhere")
        return word

    monkeypatch.setattr(cases, "second_proof", second_proof)
    monkeypatch.setattr(cases, "SECOND", 1)
    found = [outcome(seed, "plain") for seed in range(20)]
    assert any(o.result == "mismatch" and o.why.startswith(result) for o in found)


@pytest.fixture
def other_courts():
    forget_courts()
    yield
    forget_courts()


def _found(planted: Planted) -> int | None:
    """The first case in which something is proved that is wrong; None if there is none."""
    for seed in range(CASES):
        try:
            if outcome(seed, planted.kinds[seed % len(planted.kinds)]).result == "mismatch":
                return seed
        except Exception:  # a wrong rule may also break what others rely on: not what is looked for
            continue
    return None


@pytest.mark.parametrize("name", PLANTED)
def test_a_wrong_rule_is_found(name, monkeypatch, other_courts):
    planted = PLANTED[name]
    if planted.assumed:
        monkeypatch.setattr(courts, "ASSUMED", (planted.assumed,))
    for place in planted.places:
        monkeypatch.setattr(place, planted.name, planted.wrong(getattr(place, planted.name)))
    seed = _found(planted)
    assert seed is not None
    full = outcome(seed, planted.kinds[seed % len(planted.kinds)]).statement
    small = shrunk(full, seed, patience=60)
    assert size(small) <= size(full)
    assert judge(small, seed).result == "mismatch"
