"""The second proof: it agrees with what is true, and never with what is false."""

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from sympy import Eq, Expr, Integer, Rational, evaluate

from symdl import library
from symdl.derivation import Claim, Derivation, Proved
from symdl.language import (
    IntegerIndex,
    Loss,
    Range,
    absolute,
    adjoint,
    bernoulli,
    define,
    delta,
    derivative,
    each,
    exp,
    expectation,
    family,
    function,
    gaussian,
    integer,
    log,
    maximum,
    mean,
    minimum,
    partial,
    recurrence,
    relu,
    sequence,
    sigmoid,
    sqrt,
    symbol,
    tanh,
    total,
    unit_step,
    variance,
)
from symdl.verification.decide import Court, Disagreement, verify_claim
from symdl.verification.second import Differs, second_proof
from symdl.verification.second.bounds import Bounds
from symdl.verification.second.draws import Draw, Elements
from symdl.verification.second.residues import SMALL_PRIMES, Residues, draw_prime, rank
from symdl.verification.second.steps import Steps, shift_of

batch, feature = Range("batch", "m", "i j k h"), Range("feature", "n", "a c d")
i, j, k, h = batch.indices()
a, c, d = feature.indices()
m, n = batch.size, feature.size
x, y, q = family("x", batch), family("y", batch), family("q", batch)
z, W = family("z", feature), family("W", batch, batch)
X = family("X", batch, feature)
u, v, w, eps = symbol("u"), symbol("v"), symbol("w"), symbol("eps")
U, N = bernoulli("U", batch, p=w), gaussian("N", batch, mean=u, variance=w)
G = function("G")
t, s = integer("t", at_least=1), integer("s")
g = sequence("g")

with evaluate(False):
    mu = define("mu", mean(x[i], i))
    var = define("var", mean((x[i] - mu) ** 2, i))
    sd = define("sd", sqrt(var + eps))
    xhat = define("xhat", [i], (x[i] - mu) / sd)
    centred = gaussian("centred", mean=mu, variance=Integer(1))
    p = define("p", [a], exp(z[a]) / total(exp(z[c]), c))
    rows = define("rows", [i, a], exp(X[i, a]) / total(exp(X[i, c]), c))
    s1, s2, s3 = (total(x[i] ** r, i) for r in (1, 2, 3))
    third = s1**3 - 3 * s1 * s2 + 2 * s3  # 6 times the sum over three different elements
    M = recurrence({sequence("M")[s]: (Integer(0), u * sequence("M")[s - 1] + (1 - u) * g[s])})
    # What is put in at d comes out at a four steps later.
    delay = recurrence({sequence(f"D{r}")[s]: (Integer(0), sequence(f"D{r - 1}")[s - 1] if r else g[s])
                        for r in range(4)})
    theta = recurrence({sequence("theta")[s]: (v, sequence("theta")[s - 1] - u * G[sequence("theta")[s - 1]])})
loss = Loss("l", xhat)
SYMBOLS = (x, y, q, z, W, X, u, v, w, eps, U, N, centred, G, g, t, s)
DEFINITIONS = (mu, var, sd, xhat, p, rows, M, *delay, theta)


def judged(lhs: Expr, rhs: object, *given: object) -> str:
    derivation = Derivation("t", SYMBOLS, (), definitions=DEFINITIONS, loss=loss)
    try:
        found = second_proof(derivation, Claim("c", lhs, rhs, given=given))
    except Differs:
        return "differs"
    return f"agrees, {found.points} points" if found.agrees else found.why


half = Rational(1, 2)
TRUE = {
    "the sum of three squares, taken apart": (total((x[i] + y[i]) ** 2, i), s2 + 2 * total(x[i] * y[i], i)
                                              + total(y[i] ** 2, i)),
    "three different elements": (third, total(x[i] * x[j] * x[k] * (1 - delta(i, j)) * (1 - delta(j, k))
                                              * (1 - delta(i, k)), i, j, k)),
    "how many pairs are different": (total(1 - delta(i, j), i, j), m * (m - 1)),
    "a denominator of its own for each element": (total(x[i] / (x[i] + u), i) + total(u / (x[i] + u), i), m),
    "rows of softmax": (total(rows[i, a], a, i), m),
    "a trace in another order": (total(W[i, j] * W[j, k] * W[k, i], i, j, k),
                                 total(W[j, k] * W[k, i] * W[i, j], k, i, j)),
    "the slope of softmax": (derivative(p[a], z[c]), p[a] * (delta(a, c) - p[c])),
    "log-sum-exp": (derivative(log(total(exp(z[a]), a)), z[c]), p[c]),
    "a logarithm of a quotient": (log(p[a]), z[a] - log(total(exp(z[c]), c))),
    "a second slope": (derivative(derivative(tanh(u), u), u), -2 * tanh(u) * (1 - tanh(u) ** 2)),
    "the logistic function": (derivative(sigmoid(u), u), sigmoid(u) * sigmoid(-u)),
    "fractional exponents": (exp(u / 3) * exp(u / 6) * exp(u / 2), exp(u)),
    "a function of any kind": (derivative(G[u * v], u), derivative(G[v * u], u)),
    "batch normalisation": (total(adjoint(loss, x[i]), i), 0),
    "partial, and through the mean": (derivative(xhat[i], x[j]), partial(xhat[i], x[i]) * delta(i, j)
                                      + partial(xhat[i], mu) / m + partial(xhat[i], sd) * xhat[j] / m),
    "absolute value by kinks": (relu(u) + relu(-u), absolute(u)),
    "extremes": (maximum(u, v) + minimum(u, v), u + v),
    "one kink is closed": (relu(u) * relu(-u), 0),
    "a kink in a kink": (relu(relu(u) * w - v), relu(w * relu(u) - v)),
    "a mask is its square": (expectation(total(U[i] * x[i], i) ** 2),
                             w * (1 - w) * s2 + w**2 * s1**2),
    "a normal variance": (variance(total(N[i] * x[i], i)), w * s2),
    "a fourth moment": (expectation(N[i] ** 4), u**4 + 6 * u**2 * w + 3 * w**2),
    "the slope of a mean in its parameter": (derivative(expectation(U[i]), w), 1),
    "the slope of a variance in its parameter": (derivative(variance(N[i]), w), 1),
    "the slope of a moment in its parameter": (derivative(expectation(N[i] ** 2), u), 2 * u),
    "a geometric sum": (total(u ** (t - s), (s, 1, t)) * (1 - u), 1 - u**t),
    "an average, unrolled": (M[t], (1 - u) * total(u ** (t - s) * g[s], (s, 1, t))),
    "one step back": (M[t + 1] - M[t], (u - 1) * M[t] + (1 - u) * g[t + 1]),
    "a sum of sums": (total(total(g[s], (s, IntegerIndex("r"), t)), (IntegerIndex("r"), 1, t)),
                      total(s * g[s], (s, 1, t))),
    "four steps later": (delay[3][t + 3], g[t]),
    "a function along a path": (theta[t + 2] - theta[t], -u * (G[theta[t]] + G[theta[t] - u * G[theta[t]]])),
    "powers of members": (total(x[i] ** (t + 1), i), total(x[i] ** t * x[i], i)),
    "a half step": (u ** (t + half) * u ** -half, u**t),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_it_agrees_with_what_is_true(name):
    lhs, rhs = TRUE[name]
    assert judged(lhs, rhs, eps > 0, u > 0).startswith("agrees")


# True at the first sizes, or at some signs, or at the first steps; or simply false.
FALSE = {
    "at sizes 1 and 2": (third, 0),
    "at sizes 1, 2 and 3": ((m - 1) * (m - 2) * (m - 3) * s1, 0),
    "at the sizes 1 and 2, in another sum": (total(third * z[a], a), 0),
    "at size 1": (total(x[i] * y[i], i), s1 * total(y[i], i)),
    "in an exponent": (exp(third), 1),
    "in a logarithm": (log(1 + third**2), 0),
    "in a root": (sqrt(1 + third**2), 1),
    "in a function": (G[third], G[0 * u]),
    "in a kink": (relu(third - u), relu(-u)),
    "on the diagonal only": (W[i, j], W[i, i]),
    "where two indices differ": (delta(i, j), 0),
    "where two indices are equal": (delta(i, j), 1),
    "of one sign": (sqrt(u**2), u),
    "of two signs": (sqrt(u**2) * sqrt(v**2), u * v),
    "of the other sign": (sqrt(u**2 * v**2), -u * v),
    "kinks are not linear": (relu(u) + relu(v), relu(u + v)),
    "a step at zero": (unit_step(u) + unit_step(-u), 1),
    "a mask is not its mean": (expectation(total(U[i] * x[i], i) ** 2), w * s1**2),
    "for one mask": (variance(total(U[i] * x[i], i)), w * (1 - w) * s1**2),
    "the slope of a mean, lost": (derivative(expectation(U[i]), w), 0),
    "at size 1, of a logarithm": (log(m) * expectation(U[i]), 0),
    "at size 1, of a function": (G[m - 1] * expectation(U[i]), w * G[0 * u]),
    "at size 1, of a root": (sqrt(m) * expectation(U[i]), w),
    "at size 1, of an exponent": (exp((m - 1) * expectation(U[i])), 1),
    "a kink that stays": (expectation(maximum(N[i], u)), u),
    "kinks that are drawn apart": (expectation(relu(-N[i])) * expectation(relu(N[i])), 0),
    "the variance of one": (variance(mean(N[i], i)), w),
    "at the first steps": (delay[3][t], 0),
    "at four steps": ((t - 1) * (t - 2) * (t - 3) * (t - 4) * g[t], 0),
    "at every other step": ((-1) ** t * g[t], g[t]),
    "with the last term lost": (M[t], (1 - u) * total(u ** (t - s) * g[s], (s, 1, t - 1))),
    "an average with the weights of a sum": (M[t], total(u ** (t - s) * g[s], (s, 1, t))),
    "a path after one step": (theta[t], v - u * G[v]),
    "at each of five points": (total((s - 1) * (s - 2) * (s - 3) * (s - 4) * g[s], (s, 1, t)), 0),
    "softmax without its sum": (derivative(p[a], z[c]), p[a] * delta(a, c)),
    "batch normalisation": (total(adjoint(loss, x[i]) * x[i], i), total(adjoint(loss, x[i]), i) + 1),
    "a determinant that is zero at size 1": (total(W[i, i], i) ** 2, total(W[i, j] * W[j, i], i, j)),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_it_never_agrees_with_what_is_false(name):
    lhs, rhs = FALSE[name]
    assert not judged(lhs, rhs).startswith("agrees")


GIVEN = [
    (total(y[i] * 2, i), 2, (Eq(total(y[j], j), 1),), True),
    (total(y[i] * 2, i), 1, (Eq(total(y[j], j), 1),), False),
    (derivative(total(y[i], i) ** 2, y[j]), 2, (Eq(total(y[i], i), 1),), True),
    (derivative(total(y[i], i) ** 2, y[j]), 0, (Eq(total(y[i], i), 1),), False),  # it is not constant nearby
    (x[i] ** 2, u**2, (each(i, Eq(x[i], u)),), True),
    (x[i] ** 2, x[j] ** 2, (each(i, Eq(x[i], u)),), True),
    (sqrt(u**2), u, (u > 0,), True),
    (sqrt(u**2 * v), u * sqrt(v), (u > 0, v > 0), True),
    (sqrt(u**2), u, (v > 0,), False),
    (total(X[i, a], i, a), m, (each(i, Eq(total(X[i, a], a), 1)),), True),
    (total(X[i, a], i), 1, (each(i, Eq(total(X[i, a], a), 1)),), False),
]


@pytest.mark.parametrize(("lhs", "rhs", "given", "is_true"), GIVEN)
def test_it_keeps_to_what_is_assumed(lhs, rhs, given, is_true):
    assert judged(lhs, rhs, *given).startswith("agrees") == is_true


with evaluate(False):
    ROOTS = {  # a wrong sign, which the squares of one prime of two have
        "of what an assumption determines": (sqrt(x[i]**2), -x[i], (each(i, x[i] > 0), Eq(total(x[j], j), 1))),
        "of a number that another is equal to": (sqrt(u**2), -u, (u > 0, Eq(u, v))),
        "of a large prime's square": (sqrt(289*u**2), -17*u, (u > 0,)),
        "of a square with a large prime in it": (sqrt((17*u)**2), -17*u, (u > 0,)),
        "of a half power": (sqrt((u**(t/2) + 1)**2), -(u**(t/2) + 1), ()),
    }


@pytest.mark.parametrize("name", ROOTS)
def test_it_never_takes_the_other_root(name):
    lhs, rhs, given = ROOTS[name]
    with evaluate(False):
        several = [(times*lhs, times*rhs) for times in range(1, 9)]  # each is a draw of its own
    assert not any(judged(*sides, *given).startswith("agrees") for sides in several)


@pytest.mark.parametrize(("lhs", "rhs", "given", "why"), [
    (u, u, (Eq(mu, 0),), "assumption"),
    (total(1 / (x[i] + s1), i), total(1 / (s1 + x[i]), i), (), "denominator or root that holds both"),
    (exp(u * v + u * w), exp(u * (v + w)), (), "does not come out with numbers drawn for its functions"),
    (log(u**2 + 2 * u * v + v**2), log((u + v) ** 2), (), "does not come out with numbers drawn for its functions"),
    (sqrt(s2 * u**2), sqrt(s2) * sqrt(u**2), (), "roots of which one is a product"),
    (g[t - s], g[t - s], (), "two integers"),
    (expectation(centred * u), u * mu, (), "a law whose parameters"),
    ((0 * u) ** s, 0, (s >= 1,), "an assumption on an integer"),
    (total(1 / (s + u), (s, 1, t)), total(1 / (u + s), (s, 1, t)), (), "a sum over steps of fractions"),
])  # fmt: skip
def test_it_says_why_it_does_not_apply(lhs, rhs, given, why):
    assert why in judged(lhs, rhs, *given)


def test_what_differs_for_certain_stops_the_run(monkeypatch):
    derivation = Derivation("t", SYMBOLS, (), definitions=DEFINITIONS, id="t")
    wrong = Claim("wrong", s1**2, s2)
    monkeypatch.setattr(Court, "decide_claim", lambda self, claim: (
        self.decide(Integer(0), Integer(0))[0], None))  # a prover that believes everything
    with pytest.raises(Disagreement, match="t/wrong: proved for all sizes, but its sides differ modulo"):
        verify_claim(derivation, wrong, thorough=True)
    assert verify_claim(derivation, wrong).evidence.second is None  # it was not asked for


def test_numbers_are_compared_exactly():
    assert judged(Rational(1, 3) + Rational(1, 6), half) == "agrees, 1 points"
    assert judged(Rational(1, 3), Rational(333_333, 1_000_000)) == "differs"


def test_two_runs_draw_the_same():
    claim = Claim("c", s1**2, total(x[i] * x[j], i, j))
    derivation = Derivation("t", SYMBOLS, ())
    assert second_proof(derivation, claim) == second_proof(derivation, claim)


# --------------------------------------------------------------------------
# The library


LIBRARY = library.load_all([])


@pytest.mark.parametrize("derivation", LIBRARY, ids=lambda d: d.id)
def test_it_agrees_with_no_slip_of_the_library(derivation):
    for claim in derivation.claims:
        for slip in claim.slips:
            wrong = replace(claim, rhs=claim.rhs if slip.rhs is None else slip.rhs,
                            given=claim.given if slip.given is None else slip.given)
            with suppress(Differs):
                assert not second_proof(derivation, wrong).agrees, (claim.name, slip.text)


def test_it_proves_much_of_the_library():
    agree = [second_proof(derivation, claim) for derivation in LIBRARY for claim in derivation.claims
             if claim.expected == "proved" and derivation.id in ("batch-norm", "softmax-cross-entropy", "dropout",
                                                                 "linear-layer", "momentum")]
    assert sum(found.agrees for found in agree) > 30
    assert all(found.bits > 50 for found in agree if found.agrees)
    assert all(found.why for found in agree if not found.agrees)


# --------------------------------------------------------------------------
# Its parts


def test_squares_modulo_the_prime_are_like_positive_numbers():
    random = Random(1)
    for _ in range(5):
        field = Residues(draw_prime(random))
        assert field.p % 8 == 7
        assert field.p.bit_length() == 62
        assert all(field.is_square(r) for r in SMALL_PRIMES)
        assert not field.is_square(field.p - 1)
        one, other = (pow(random.randrange(1, field.p), 2, field.p) for _ in range(2))
        for e in (Fraction(1, 2), Fraction(2, 3), Fraction(-5, 12), Fraction(7, 60)):
            assert field.root(one, e) * field.root(other, e) % field.p == field.root(one * other % field.p, e)
            assert field.root(field.root(one, e), 1 / e) == one
            assert field.is_square(field.root(one, e))


def test_a_tangent_is_a_derivative():
    field = Residues(draw_prime(Random(2)))
    number, e = field.variable(0)
    at = field.add(5, e)
    assert field.tangent(field.power(at, Fraction(3)), number) == 75
    assert field.multiply(field.tangent(field.power(at, Fraction(-1)), number), -25 % field.p) == 1
    assert field.multiply(e, e) == 0


def test_the_rank_of_a_matrix_of_bits():
    assert rank([0b011, 0b110, 0b101]) == 2
    assert rank([0b001, 0b010, 0b100, 0]) == 3


class AlikeBeyond(Draw):
    """Concrete sizes, the members of all elements beyond the third alike."""

    def _free(self, made, labels):
        every, self.ranges = self.ranges, {range_: Elements(3, 0) for range_ in self.ranges}
        value = super()._free(made, labels)
        self.ranges = every
        return value


@pytest.mark.parametrize("size", [3, 4, 7])
def test_a_range_of_any_size_is_a_range_of_each_size(size):
    """With a whole number for its size, a sum over the range is what it is over so many elements."""
    tree = total(x[i] * W[i, j] * (1 - delta(i, j)) * mean(x[k] ** 2 * W[k, j], k), i, j)
    loose = Draw(Random(3), {batch: Elements(3, 0)}, frozenset(), {})
    loose.ranges = {batch: Elements(3, size)}
    one_by_one = AlikeBeyond(Random(3), {batch: Elements(3, 0)}, frozenset(), {})
    one_by_one.ranges = {batch: Elements(size)}
    one_by_one._drawn = loose._drawn
    assert loose.value(tree, {}) == one_by_one.value(tree, {})


@pytest.mark.parametrize(("tree", "sums"), [
    (s1, 1), (s1**2 * s2, 3), (third, 3), (mu, 1), (var, 3), (total(s1 * x[i], i), 2), (s1 / s2, 2),
    (s1 + s2 / s1, 2), (exp(s1), 0), (sqrt(s2 + eps) ** 2, 1), (derivative(s1**2, x[j]), 2),
])  # fmt: skip
def test_how_many_indices_a_difference_can_have(tree, sums):
    bounds = Bounds({batch: 3, feature: 3}, {})
    assert bounds.cleared(bounds.of(tree)).sums.get(batch, 0) >= sums


@pytest.mark.parametrize(("tree", "dimension"), [
    (u**t, 1), (t, 2), (t**2, 3), (g[t], 2), (g[t - 1], 3), (u**t + v**t, 2), (total(g[s], (s, 1, t)), 2), (M[t], 2),
    (delay[3][t], 4), (total(u ** (t - s) * s, (s, 1, t)), 3),
])  # fmt: skip
def test_how_many_steps_a_difference_can_need(tree, dimension):
    assert Steps({}, shift_of([tree]), {}).dimension(tree) >= dimension


def test_a_proof_has_the_second_proof_beside_it():
    (derivation,) = [one for one in LIBRARY if one.id == "linear-layer"]
    found = verify_claim(derivation, derivation.claims[0], thorough=True)
    assert isinstance(found.decided.verdict, Proved)
    assert found.evidence.second.agrees
