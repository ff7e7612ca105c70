"""Mutants: what each rule makes of a small statement, that each is a statement, and that a wrong rule is caught."""

from dataclasses import replace

import pytest
from sympy import Eq, Integer, Rational, evaluate, pi

from symdl import library
from symdl.algebra.terms import constant
from symdl.calculus import lower
from symdl.derivation import Claim, Derivation, Proved, Refuted, Slip, Undecided
from symdl.language import (
    Loss,
    Range,
    absolute,
    adjoint,
    bernoulli,
    define,
    delta,
    derivative,
    exp,
    expectation,
    family,
    floor,
    integer,
    limit,
    log,
    maximum,
    mean,
    oo,
    partial,
    recurrence,
    relu,
    sequence,
    sqrt,
    symbol,
    tanh,
    total,
    unit_step,
    variance,
)
from symdl.notation import text
from symdl.verification import mutants as rules
from symdl.verification.decide import Disagreement, decide_mutants, verify_claim
from symdl.verification.mutants import ENOUGH, MOST, key, mutants

batch = Range("batch", "m", "i j k")
i, j, k = batch.indices()
m = batch.size
t, n = integer("t", at_least=1), integer("n")
s = integer("s")
x, y, A = family("x", batch), family("y", batch), family("A", batch, batch)
u, w, eps = symbol("u"), symbol("w"), symbol("eps")
g, h = sequence("g"), sequence("h")
U, V = bernoulli("U", batch, p=w), bernoulli("V", batch, p=u)

with evaluate(False):
    half, zero = Rational(1, 2), Integer(0)
    r = recurrence({sequence("r")[n]: (0, w * sequence("r")[n - 1] + g[n])})
    late = define("late", [t], g[t] / t)
    mu = define("mu", mean(x[i], i))
    out = define("out", [i], x[i] - mu)
loss = Loss("l", out)
SYMBOLS = (x, y, A, u, w, eps, g, h, U, V, t, n)
DEFINITIONS = (r, late, mu, out)


def derivation(*claims, given=()):
    return Derivation("t", SYMBOLS, claims, definitions=DEFINITIONS, loss=loss, given=given)


def made(kind, tree):
    """The texts of the right sides that the rules of one kind make of ``7*tree = tree``."""
    with evaluate(False):
        claim = Claim("c", 7 * tree, tree)
        claim = replace(claim, lhs=rules.flat(claim.lhs), rhs=rules.flat(claim.rhs))
        changes = [change() for change in rules._by_kind(derivation(claim), claim)[kind]]
    return [text(c.claim.rhs) for c in changes
            if c.side == "rhs" and rules._is_statement(derivation(claim), claim, c.claim)]


with evaluate(False):
    RULES = {
        "sign of a term": ("sign", u - w, ["-u - w", "u + w"]),
        "sign of a side": ("sign", u * w, ["-u*w"]),
        "order": ("order", 2 * (u - w), ["2*(w - u)"]),
        "no order in a square": ("order", (u - w) ** 2, []),
        "term dropped": ("term dropped", u - w + eps, ["-w + eps", "u + eps", "u - w"]),
        "term doubled": ("term doubled", u - w, ["2*u - w", "u - 2*w"]),
        "coefficient 2": ("coefficient", 2 * u, ["3*u", "u"]),
        "coefficient 1/2": ("coefficient", u / 2, ["u*2", "u*1"]),
        "constant": ("coefficient", u + 1, ["u + 2"]),
        "base": ("coefficient", 2**t * u, ["3^t*u"]),
        "a number alone": ("coefficient", Integer(3), ["4", "2"]),
        "zero": ("coefficient", zero, ["1", "-1"]),
        "index": ("index", total(x[i] * A[i, j], i), ["sum(x[j]*A[i, j], i)", "sum(x[i]*A[j, j], i)"]),
        "index of a delta": ("index", total(delta(j, i) * y[j] * x[k], i, k), [
            "sum(delta(k, i)*y[j]*x[k], i, k)", "sum(delta(j, k)*y[j]*x[k], i, k)",
            "sum(delta(j, i)*y[i]*x[k], i, k)", "sum(delta(j, i)*y[k]*x[k], i, k)",
            "sum(delta(j, i)*y[j]*x[j], i, k)", "sum(delta(j, i)*y[j]*x[i], i, k)"]),
        "ends of a sum": ("range of a sum", total(g[s], (s, 1, t)), [
            "sum(g[s], s=2..t)", "sum(g[s], s=1..t-1)", "sum(g[s], s=0..t)", "sum(g[s], s=1..t+1)"]),
        "slot": ("integer off by one", g[t - 1], ["g[t-2]", "g[t]"]),
        "exponent of an integer": ("integer off by one", u ** (t - 1), ["u^t", "u^(t - 2)"]),
        "integer as a number": ("integer off by one", t * u, ["(t - 1)*u", "(t + 1)*u"]),
        "no member before the first": ("integer off by one", late[t], ["late[t+1]"]),
        "a recurrence starts at 0": ("integer off by one", r[t] + r[0], [
            "r[t-1] + r[0]", "r[t+1] + r[0]", "r[t] + r[1]"]),
        "factor lost": ("factor lost", u * w / eps, ["w/eps", "u/eps", "u*w"]),
        "factor squared": ("factor squared", 2 * u * w, ["2*u^2*w", "2*u*w^2"]),
        "turned over": ("turned over", u / w, ["1/u/w", "u*w"]),
        "no division by a delta": ("turned over", total(x[i] * delta(i, j), i) * y[j], [
            "(1/sum(x[i]*delta(i, j), i))*y[j]", "sum((1/x[i])*delta(i, j), i)*y[j]", "sum(x[i]*delta(i, j), i)/y[j]"]),
        "exponent": ("exponent", u**2 * w, ["u^3*w", "u*w"]),
        "root": ("exponent", sqrt(u) * w, ["u^2*w", "u*w", "u^(-1/2)*w"]),
        "power lost": ("exponent", u**t * w, ["u*w"]),
        "reach of a power": ("reach of a power", u * w**2, ["(u*w)^2"]),
        "eps out of the root": ("root", sqrt(w + eps), ["sqrt(eps) + w", "sqrt(w) + eps"]),
        "eps out of a root below": ("root", u * (m + eps) ** Rational(-1, 2), ["u/(sqrt(m) + eps)"]),
        "eps into the root": ("root", sqrt(m) + eps, ["sqrt(m + eps)"]),
        "symbol": ("symbol", x[j] * w, ["y[j]*w", "out[j]*w", "x[j]*u", "x[j]*eps", "x[j]*mu"]),
        "exchanged": ("exchanged", w / eps, ["u/eps", "eps/w", "mu/eps", "w/u", "w/mu"]),
        "transposed": ("transposed", A[i, j] * x[j], ["A[j, i]*x[j]"]),
        "sum for mean": ("mean and sum", mean(x[i], i), ["sum(x[i], i)"]),
        "mean for sum": ("mean and sum", total(x[i], i), ["mean(x[i], i)"]),
        "mean over an interval": ("mean and sum", total(g[s], (s, 1, t)), ["sum(g[s], s=1..t)/t"]),
        "m - 1": ("size off by one", u / m, ["u/(m - 1)", "u/(m + 1)"]),
        "a mean by m - 1": ("size off by one", mean(x[i], i), ["sum(x[i], i)/(m - 1)"]),
        "one term for a sum": ("sum dropped", x[j] * total(y[i], i), ["x[j]*y[j]"]),
        "last term for a sum": ("sum dropped", total(g[s], (s, 1, t)), ["g[t]", "g[1]"]),
        "sum added": ("sum added", x[j] * y[j], ["sum(x[i], i)*y[j]", "x[j]*sum(y[i], i)"]),
        "square past a sum": ("past a sum", total(x[i], i) ** 2, ["sum(x[i]^2, i)"]),
        "sum past a square": ("past a sum", total(x[i] ** 2, i), ["sum(x[i], i)^2"]),
        "logarithm past a sum": ("past a sum", log(total(exp(x[i]), i)), [
            "sum(log(exp(x[i])), i)", "log(exp(sum(x[i], i)))"]),
        "bracket": ("bracket", u * (w - eps), ["u*w - eps", "u*(-eps) + w"]),
        "exponential": ("function", exp(u), ["exp(-u)", "u"]),
        "logarithm": ("function", log(u), ["u"]),
        "tanh": ("function", tanh(u), ["sigmoid(u)", "u"]),
        "relu": ("function", relu(u), ["unit_step(u)", "abs(u)", "u"]),
        "step": ("function", unit_step(u), ["relu(u)", "u"]),
        "abs": ("function", absolute(w), ["w"]),
        "max": ("function", maximum(w, 1), ["min(w, 1)", "w", "1"]),
        "floor": ("function", floor(t / 2), ["t*(1/2)"]),
        "delta": ("delta", delta(i, j) * x[i] * y[j], ["x[i]*y[j]", "(1 - delta(i, j))*x[i]*y[j]"]),
        "limit": ("limit", limit(u * w, w, 1, "-"), [
            "lim(u*w, w -> 1+)", "lim(u*w, w -> 1)", "lim(u*w*(w - 1), w -> 1-)", "lim(u*w, w -> 0-)", "u*w"]),
        "limit to infinity": ("limit", limit(u**n, n, oo), ["lim(n*u^n, n -> inf)", "lim(u^n + 1, n -> inf)"]),
        "no limit of a bare sequence": ("symbol", limit(late[n + 1] * u, n, oo), [
            "lim(late[n+1]*w, n -> inf)", "lim(late[n+1]*eps, n -> inf)", "lim(late[n+1]*mu, n -> inf)"]),
        "second moment": ("moments", variance(total(U[i], i)), ["E(sum(U[i], i)^2)"]),
        "power of the mean": ("moments", expectation(total(U[i], i) ** 2), ["E(sum(U[i], i))^2", "Var(sum(U[i], i))"]),
        "product of means": ("moments", mean(expectation(U[i] * V[i]), i), [
            "mean(E(U[i])*E(V[i]), i)", "mean(Var(U[i]*V[i]), i)"]),
        "derivative": ("derivative", derivative(u * w, u), [
            "u*w", "derivative(u*w, w)", "derivative(u*w, eps)", "derivative(u*w, mu)"]),
        "partial": ("derivative", mean(partial(out[i], x[i]), i), ["mean(derivative(out[i], x[i]), i)"]),
        "target of an adjoint": ("symbol", adjoint(loss, mu), ["dw", "du", "deps"]),
    }  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_what_a_rule_makes(name):
    kind, tree, wanted = RULES[name]
    assert sorted(made(kind, tree)) == sorted(wanted)


def test_a_tree_that_sympy_has_evaluated_has_the_same_mutants():
    with evaluate(False):
        written = Claim("c", u, (u - w) / (2 * eps) + sqrt(w))
    evaluated = Claim("c", u, (u - w) / (2 * eps) + sqrt(w))
    for claim in (written, evaluated):
        assert "sign" in {c.kind for c in mutants(derivation(claim), claim)}
    assert len(mutants(derivation(evaluated), evaluated)) >= ENOUGH


def test_a_factor_of_what_is_zero_is_no_change():
    with evaluate(False):
        claim = Claim("c", 2 * total(x[i] - mu, i), zero)
    found = [c.text for c in mutants(derivation(claim), claim, 10**6)]
    assert not any("too much" in words or ("3 for 2" in words and "(" not in words) for words in found)
    assert "left side: the factor 2 lost" not in found


def test_relations_and_assumptions():
    with evaluate(False):
        claim = Claim("c", u**2, zero, relation=">", given=(u > 0, w > 0))
    found = {c.text: c.claim for c in mutants(derivation(claim), claim)}
    assert found[">= for >"].relation == ">="
    assert found["< for >"].relation == "<"
    assert found["without the assumption u > 0"].given == (w > 0,)
    assert found["without the assumption w > 0"].given == (u > 0,)


def test_a_side_of_a_limit_that_cannot_be_reached_is_not_asked_for():
    with evaluate(False):
        claim = Claim("c", limit(u * w, w, 1, "-"), u)
        found = mutants(derivation(claim, given=(w > 0, w < 1)), claim)
    assert not any("the limit from" in c.text for c in found)
    assert not any("1+" in text(c.claim.lhs) or "0-" in text(c.claim.lhs) for c in found)


def test_a_claim_that_is_wrong_has_no_mutants():
    assert mutants(derivation(), Claim("c", u, w, expected="refuted")) == ()


with evaluate(False):
    SAME = {
        "terms in another order": (u - w, -w + u),
        "brackets": ((u + w) + eps, u + (w + eps)),
        "numbers": (2 * (3 * u), 6 * u),
        "a factor 1": (1 * u, u),
        "a letter that is bound": (total(x[i], i), total(x[j], j)),
        "letters bound twice": (total(x[i] * total(A[i, j], j), i), total(x[k] * total(A[k, i], i), k)),
        "an integer that is bound": (total(g[s], (s, 1, t)), total(g[n], (n, 1, t))),
    }
    OTHER = {
        "a sign": (u - w, u + w),
        "a free letter": (x[i], x[j]),
        "slots": (total(A[i, j] * x[i], i), total(A[j, i] * x[i], i)),
        "a sum for a mean": (total(x[i], i), mean(x[i], i)),
        "ends": (total(g[s], (s, 1, t)), total(g[s], (s, 0, t))),
        "order of a difference": (u - w, w - u),
        "which one is bound": (total(A[i, j], i), total(A[j, i], i)),
    }


@pytest.mark.parametrize("name", SAME)
def test_what_is_written_otherwise_has_one_key(name):
    assert key(SAME[name][0]) == key(SAME[name][1])


@pytest.mark.parametrize("name", OTHER)
def test_what_is_another_statement_has_another_key(name):
    assert key(OTHER[name][0]) != key(OTHER[name][1])


# --------------------------------------------------------------------------
# The library


EVERY = [(d, c) for d in library.load_all() for c in d.claims]


def stated(claim):
    return key(claim.lhs), claim.relation, key(claim.rhs), str(claim.given)


def test_every_claim_has_twenty_other_statements_and_all_are_well_formed():
    written = seen = 0
    for d, claim in EVERY:
        name, found = f"{d.id}/{claim.name}", mutants(d, claim)
        assert (0 if claim.expected == "refuted" else 20) <= len(found) <= MOST, name
        statements = {stated(c.claim) for c in found}
        assert len(statements | {stated(claim)}) == len(found) + 1, name
        before = d.claims[: d.claims.index(claim)]
        named = [replace(c.claim, name=f"mutant-{n}", corrected_by="") for n, c in enumerate(found)]
        library.check(replace(d, claims=(*before, *named), kernel=()))
        for slip in claim.slips:
            rhs, given = (getattr(claim if getattr(slip, a) is None else slip, a) for a in ("rhs", "given"))
            written += 1
            seen += stated(replace(claim, rhs=rhs, given=given)) in statements
    assert seen > 0.4 * written  # of the slips that people wrote


def test_the_same_claim_has_the_same_mutants():
    for d in library.load_all(["adam", "softmax-cross-entropy"]):
        for claim in d.claims:
            first, again = mutants(d, claim), mutants(d, claim)
            assert [(c.text, stated(c.claim)) for c in first] == [(c.text, stated(c.claim)) for c in again]


# --------------------------------------------------------------------------
# What becomes of them


def test_no_mutant_of_a_proof_is_left_without_a_word():
    d = library.load("batch-norm")
    made_ = decide_mutants(d, d.claim("dmu"))
    for mutant in made_:
        assert isinstance(mutant.decided.verdict, Refuted) == (mutant.why == ""), mutant.text
    proved = {m.text: m.why for m in made_ if isinstance(m.decided.verdict, Proved)}
    why = proved["right side: m - 1 for m"]
    assert "is zero, and so is dvar*sum(-2*(x[i] - mu), i)/m" in why
    assert "m - 1 != 0" in why


def decided(claim, given=()):
    return {m.text: m for m in decide_mutants(derivation(claim, given=given), claim)}


with evaluate(False):
    REASONS = {
        "an assumption that is not needed": (
            Claim("c", u * (w + 1), u * w + u, given=(u > 0,)), "without the assumption u > 0",
            "it holds without this assumption"),
        "a condition takes its place": (
            Claim("c", u / u, Integer(1), given=(u > 0,)), "without the assumption u > 0",
            "it holds without this assumption, on the condition u != 0"),
        "a weaker comparison": (
            Claim("c", u**2 + 1, zero, relation=">"), ">= for >",
            "this holds too: the sign of the difference of its sides can be read off"),
        "a factor that is one": (
            Claim("c", 2 * (u * w), u + u, given=(Eq(w, 1),)), "left side: the factor w lost",
            "2*u = 2*u*w (where w = 1)"),
        "a change of zero": (
            Claim("c", u + 2 * total(x[i] - mu, i), u), "left side: the factor 2 lost",
            "sum(x[i] - mu, i) is zero, and so is 2*sum(x[i] - mu, i) (where m >= 1)"),
        "a difference worked out": (
            Claim("c", Integer(3), Integer(2), relation=">"), "right side: 1 for 2",
            "this holds too: the sign of the difference of its sides can be read off"),
    }


@pytest.mark.parametrize("name", REASONS)
def test_reasons(name):
    claim, words, why = REASONS[name]
    found = decided(claim)[words]
    assert isinstance(found.decided.verdict, Proved)
    assert found.why == why


def test_an_undecided_one_says_what_was_seen():
    with evaluate(False):
        # True, but nested roots are not taken apart.
        claim = Claim("c", sqrt(3 + 2 * sqrt(Integer(2))) + u, 1 + sqrt(Integer(2)) + u)
    found = [m for m in decided(claim).values() if isinstance(m.decided.verdict, Undecided)]
    assert all("tried" in m.why or "no instance" in m.why for m in found)


def test_an_induction_is_tried_with_the_original_along():
    """``ahead`` is one more name for the member: the change is none, but it takes the induction to see it."""
    with evaluate(False):
        a, b = (recurrence({sequence(x)[n]: (1, w * sequence(x)[n - 1])}) for x in ("a", "b"))
        claim = Claim("c", a[t] + u, b[t] + u, induction=t)
        d = Derivation("t", (w, u, t, n), (claim,), definitions=(a, b))
        found = {m.text: m for m in decide_mutants(d, claim)}
    assert isinstance(verify_claim(d, claim).decided.verdict, Proved)
    assert isinstance(found["right side: b[t+1] for b[t]"].decided.verdict, Refuted)


def test_what_was_proved_under_an_assumption_goes_with_it():
    """A claim uses one that needs an assumption: without the assumption it may not use it."""
    with evaluate(False):
        first = Claim("first", r[t], total(g[s], (s, 1, t)), given=(Eq(w, 1),), induction=t)
        claim = Claim("c", r[t] * u, total(g[s], (s, 1, t)) * u, given=(Eq(w, 1),), using=("first",))
        d = derivation(first, claim)
    found = {m.text: m for m in decide_mutants(d, claim)}
    assert isinstance(verify_claim(d, claim).decided.verdict, Proved)
    assert isinstance(found["without the assumption w = 1"].decided.verdict, Refuted)


# Rules made wrong, and a statement of which some mutant shows it.
with evaluate(False):
    PLANTED = {
        "the sign in an exponential is lost": (
            "exponential", lambda rule: lambda work, p: rule(work, {m_: abs(c) for m_, c in p.items()}),
            Claim("c", w * exp(u), exp(u) * w)),
        "a mean is a sum": ("size", lambda rule: lambda work, name: constant(1), Claim("c", mean(x[i], i), mu)),
        "a sum ends one too soon": (
            "interval", lambda rule: lambda work, p, d, first, last: rule(work, p, d, first, last.plus(-1)),
            Claim("c", total(g[s], (s, 1, t)), g[t] + total(g[s], (s, 1, t - 1)))),
        "a root is of its square": (
            "power", lambda rule: lambda work, p, r_: p if r_ == half else rule(work, p, r_),
            Claim("c", sqrt(u) * w, w * sqrt(u), given=(u > 0,))),
        "a difference is a sum": (
            "product", lambda rule: lambda work, ps: {m_: abs(c) for m_, c in rule(work, ps).items()},
            Claim("c", u - w, -w + u)),
    }  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_wrong_rule_is_caught_by_a_mutant(name, monkeypatch):
    rule, wrong, claim = PLANTED[name]
    assert all(not isinstance(m.decided.verdict, Proved) or m.why for m in decide_mutants(derivation(claim), claim))
    monkeypatch.setattr(lower, rule, wrong(getattr(lower, rule)))
    with pytest.raises(Disagreement, match="its mutant"):
        decide_mutants(derivation(claim), claim)


def test_slips_need_not_be_repeated():
    """A mutant carries nothing of the original but its statement."""
    with evaluate(False):
        claim = Claim("c", u, u + 0, slips=(Slip("two", 2 * u),), note="a note")
    assert all(c.claim.slips == () and c.claim.note == "" for c in mutants(derivation(claim), claim))


def test_what_plain_text_has_no_word_for_is_still_changed():
    with evaluate(False):
        claim = Claim("c", 2 * pi * u, pi * (u + u))
    found = decided(claim)
    assert len(found) >= 20
    assert "left side: the factor pi lost" in found
