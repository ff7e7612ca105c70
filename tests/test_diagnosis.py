"""What is wrong with a wrong answer: answers made by hand with the mistake that they have, and laws over mutants."""

import re
from collections import Counter
from itertools import islice
from time import process_time

import pytest
from sympy import evaluate

from symdl import library
from symdl.derivation import Claim, Derivation, Proved, Refuted
from symdl.grading.mistakes.diagnosis import diagnose
from symdl.grading.rubric import RUBRIC
from symdl.language import Range, derivative, family, maximum, minimum, relu, symbol, total, unit_step
from symdl.notation import read, scope_of, text
from symdl.verification.decide import court_of
from symdl.verification.mutants import mutants

# Each answer has one mistake, or says how it differs: in plain text or LaTeX, in the form of the author or in another.
TABLE = [
    # batch normalisation
    ("batch-norm/dxhat", "dy[i]", "factor-missing"),
    ("batch-norm/dxhat", "dy[i]/gamma", "reciprocal"),
    ("batch-norm/dxhat", "-gamma*dy[i]", "sign"),
    ("batch-norm/dxhat", "dy[i]*gamma + beta", "term-extra"),
    ("batch-norm/dxhat", "dy[i]*beta", "symbol"),
    ("batch-norm/dgamma", "mean(dy[i]*xhat[i], i)", "factor-extra"),
    ("batch-norm/dgamma", "sum(dy[i]*x[i], i)", "symbol"),
    ("batch-norm/dgamma", r"-\sum_i \frac{\partial l}{\partial y_i} \hat{x}_i", "sign"),
    ("batch-norm/dbeta", r"\frac{1}{m}\sum_{i=1}^m \frac{\partial l}{\partial y_i}", "factor-extra"),
    ("batch-norm/dvar", "-1/2*sum(dxhat[i]*(x[i] - mu), i)*(var + eps)^(-1/2)", "exponent"),
    ("batch-norm/dvar", "1/2*sum(dxhat[i]*(x[i] - mu), i)*(var + eps)^(-3/2)", "sign"),
    ("batch-norm/dvar", "-sum(dxhat[i]*(x[i] - mu), i)*(var + eps)^(-3/2)", "factor-missing"),
    ("batch-norm/dvar", "-1/2*sum(dxhat[i]*x[i], i)*(var + eps)^(-3/2)", "term-missing"),
    ("batch-norm/dx", "dxhat[i]/sqrt(var + eps) + dvar*2*(x[i] - mu)/m", "held-fixed"),
    ("batch-norm/dx", "dxhat[i]/sqrt(var + eps) + dmu/m", "held-fixed"),
    ("batch-norm/dx", "dxhat[i]/sqrt(var + eps) + dvar*2*(x[i] - mu) + dmu/m", "factor-missing"),
    ("batch-norm/dx", "dxhat[i]/sqrt(var + eps) + 2*dvar*(mu - x[i])/m + dmu/m", "sign"),
    ("batch-norm/dx", "dxhat[i]/(sqrt(var) + eps) + 2*dvar*(x[i] - mu)/m + dmu/m", "epsilon"),
    ("batch-norm/dx", "dxhat[i]/sqrt(var + eps) + 2*dvar*(x[i] - mu)/(m - 1) + dmu/m", "size"),
    ("batch-norm/dx-collapsed",
     "dxhat[i]/sqrt(var + eps) - mean(dxhat[j], j) - xhat[i]*mean(dxhat[j]*xhat[j], j)/sqrt(var + eps)",
     "factor-missing"),
    ("batch-norm/dx-collapsed",
     "(m*dxhat[i] - sum(dxhat[j], j) + xhat[i]*sum(dxhat[j]*xhat[j], j))/(m*sqrt(var + eps))", "sign"),
    ("batch-norm/dx-collapsed",
     "(dxhat[i] - mean(dxhat[j], j) - xhat[i]*mean(dxhat[j]*xhat[i], j))/sqrt(var + eps)", "index"),
    ("batch-norm/xhat-variance", "var/(sqrt(var) + eps)^2", "epsilon"),
    ("batch-norm/xhat-variance", "eps/(var + eps)", "symbol"),
    ("batch-norm/dx-sums-to-zero", "m*gamma", "vanishes"),
    # softmax and cross-entropy
    ("softmax-cross-entropy/gradient", "y[t] - p[t]", "sign"),
    ("softmax-cross-entropy/gradient", "p[t] + y[t]", "sign"),
    ("softmax-cross-entropy/gradient", "p[t]", "term-missing"),
    ("softmax-cross-entropy/jacobian", "p[s]*(delta(s, t) - p[s])", "index"),
    ("softmax-cross-entropy/jacobian", "p[s]*(1 - p[t])", "delta"),
    ("softmax-cross-entropy/jacobian", "-p[s]*p[t]", "product-rule"),
    ("softmax-cross-entropy/jacobian", "p[s]*(1 - p[s])", "special-case"),
    ("softmax-cross-entropy/lse-gradient", "exp(z[t])*sum(exp(z[k]), k)", "reciprocal"),
    ("softmax-cross-entropy/lse-gradient", r"\frac{1}{\sum_k e^{z_k}}", "factor-missing"),
    # Adam
    ("adam/m-unrolled", "(1 - beta1)*sum(beta1^(t - i)*g[i], i=0..t)", "range"),
    ("adam/m-unrolled", "(1 - beta1)*sum(beta1^(t - i)*g[i], i=1..t-1)", "range"),
    ("adam/m-unrolled", "sum(beta1^(t - i)*g[i], i=1..t)", "factor-missing"),
    ("adam/m-unrolled", "(1 - beta1)*sum(beta1^(t - i + 1)*g[i], i=1..t)", "off-by-one"),
    ("adam/m-unrolled", "beta1*sum(beta1^(t - i)*g[i], i=1..t)", "complement"),
    ("adam/m-unrolled", "sum((1 - beta2)*beta1^(t - i)*g[i], i=1..t)", "symbol"),
    ("adam/m-unrolled", "(1 - beta1)*sum(beta1^i*g[i], i=1..t)", "exponent"),
    ("adam/v-unrolled", "(1 - beta2)*sum(beta2^(t - i)*g[i], i=1..t)", "exponent"),
    ("adam/v-scaled", "c*v[t]", "exponent"),
    ("adam/adagrad-limit", "lr*g[t]/sum(g[i]^2, i=1..t)", "exponent"),
    ("adam/adagrad-limit", "lr*g[t]/sqrt(sum(g[i], i=1..t)^2)", "past-sum"),
    # momentum
    ("momentum/velocity-unrolled", "lr*sum(mu^(t - i)*g[i], i=1..t)", "sign"),
    ("momentum/velocity-unrolled", "-sum(mu^(t - i)*g[i], i=1..t)", "factor-missing"),
    ("momentum/velocity-unrolled", "-mu*sum(lr^(t - i)*g[i], i=1..t)", "swapped"),
    ("momentum/terminal-velocity", "-lr*c/(1 + mu)", "sign"),
    ("momentum/terminal-velocity", "-lr*c*(1 - mu)", "reciprocal"),
    ("momentum/terminal-velocity", "-lr*c", "factor-missing"),
    # a linear layer
    ("linear-layer/dW", "sum(dY[i, k], i)*sum(X[i, a], i)", "sum-extra"),
    ("linear-layer/dW", "sum(sum(dY[i, s], s)*X[i, a], i)", "sum-extra"),
    ("linear-layer/dX", "sum(dY[i, k]*W[k, a], k)/q", "factor-extra"),
    ("linear-layer/db", "mean(dY[i, k], i)", "factor-extra"),
    # dropout
    ("dropout/mean", "(1 - p)*h", "complement"),
    ("dropout/variance", "p*(1 - p)*h", "exponent"),
    ("dropout/variance", "p*h^2", "factor-missing"),
    ("dropout/variance", "p*h^2 - p*h^2*p^2", "factor-extra"),
    ("dropout/inverted-variance", "h^2*p/(1 - p)", "reciprocal"),
    ("dropout/linear-unit-variance", "p*(1 - p)*sum(w[i]*x[i], i)^2", "past-sum"),
    # schedules
    ("schedules/exponential-to-first-order", "alpha0*t", "sign"),
    ("schedules/they-part-at-second-order", "-alpha0*t^2", "factor-missing"),
    ("schedules/exponential-sum-converges", "alpha0/(1 - exp(k))", "sign"),
    ("schedules/reciprocal-decay", "1/hyper[t] + k*alpha0", "reciprocal"),
    # averages
    ("exponential-average/weights-sum", "1 - beta^(t + 1)", "off-by-one"),
    ("exponential-average/mean", "beta^t*gbar", "complement"),
    ("exponential-average/variance", "(1 + beta)/(1 - beta)*(1 - beta^(2*t))*s2", "reciprocal"),
    ("exponential-average/variance", "(1 - beta)/(1 + beta)*(1 - beta^t)*s2", "factor-missing"),
    # activations
    ("activations/sigmoid-derivative", "sigmoid(z)", "factor-missing"),
    ("activations/sigmoid-derivative", "sigmoid(z)*(1 + sigmoid(z))", "sign"),
    ("activations/tanh-derivative", "1 - tanh(z)", "exponent"),
    ("activations/tanh-derivative", "1 - sigmoid(z)^2", "function"),
    ("activations/tanh-is-a-scaled-sigmoid", "2*sigmoid(z) - 1", "factor-missing"),
    # weight decay, clipping
    ("weight-decay/penalty-gradient-halved", "2*lam*w[j]", "factor-extra"),
    ("weight-decay/penalty-gradient-halved", "lam*w[j]^2", "exponent"),
    ("weight-decay/update-halved", "(1 - lam)*w[j] - lr*dw[j]", "factor-missing"),
    ("weight-decay/update-halved", "(1 + lr*lam)*w[j] - lr*dw[j]", "sign"),
    ("clipping/long-gradient-is-shortened", "c", "exponent"),
]


def case(name):
    topic, claim_name = name.split("/")
    derivation = library.load(topic)
    return derivation, derivation.claim(claim_name)


def diagnosed(name, answer):
    derivation, claim = case(name)
    return diagnose(derivation, claim, read(answer, scope_of(derivation, claim)))


@pytest.mark.parametrize(("name", "answer", "code"), TABLE, ids=[f"{n}: {a}" for n, a, _ in TABLE])
def test_what_is_wrong(name, answer, code):
    derivation, claim = case(name)
    found = diagnose(derivation, claim, read(answer, scope_of(derivation, claim)))
    assert (found and found.code) == code, found
    assert isinstance(court_of(derivation, claim).prover.prove(claim.rhs, found.repaired), Proved)


def test_each_code_has_a_credit():
    codes = {code for _, _, code in TABLE}
    assert codes <= set(RUBRIC)
    assert len(codes) >= 20
    assert all(0 <= credit < 1 for credit in RUBRIC.values())


def test_a_teacher_has_a_rubric_of_their_own():
    derivation, claim = case("batch-norm/dxhat")
    answer = read("dy[i]", scope_of(derivation, claim))
    assert diagnose(derivation, claim, answer, rubric={"factor-missing": 0.9}).credit == 0.9
    assert diagnose(derivation, claim, answer, rubric={}).credit == 0


WORDS = [
    ("batch-norm/dx", "dxhat[i]/sqrt(var + eps) + dvar*2*(x[i] - mu) + dmu/m",
     "The factor 1/m is missing in dvar*2*(x[i] - mu)."),
    ("batch-norm/dx", "dxhat[i]/sqrt(var + eps) - dvar*2*(x[i] - mu)/m + dmu/m",
     "The sign of dvar*2*(x[i] - mu)/m is wrong."),
    ("batch-norm/dx", "dxhat[i]/sqrt(var + eps) + dmu/m",
     "var is held fixed, but it depends on x[i] too: the part of the derivative that goes through var is missing."),
    ("batch-norm/dvar", "sum(dxhat[i]*(x[i] - mu), i)*(var + eps)^(-3/2)/2", "The sign of the answer is wrong."),
    ("adam/m-unrolled", "(1 - beta1)*sum(beta1^(t - i)*g[i], i=0..t)", "The sum over i should start at 1, not at 0."),
    ("dropout/mean", "(1 - p)*h", "1 - p stands where p belongs."),
    ("momentum/terminal-velocity", "-lr*c*(1 - mu)", "Divide by 1 - mu, do not multiply by it."),
    ("softmax-cross-entropy/jacobian", "p[s]*(1 - p[s])", "The answer is right where s = t, but not everywhere."),
    ("softmax-cross-entropy/jacobian", "p[s]*(delta(s, t) - p[s])",
     "p[s] has the wrong index: it should be p[t]."),
    ("weight-decay/penalty-gradient-halved", "5*lam*w[j]/7", "The answer is right but for a factor: 7/5 times it would "
     "be right."),
]


@pytest.mark.parametrize(("name", "answer", "words"), WORDS, ids=[f"{n}: {a}" for n, a, _ in WORDS])
def test_what_a_student_reads(name, answer, words):
    assert diagnosed(name, answer).words == words


@pytest.mark.parametrize(("name", "answer"), [(name, answer) for name, answer, _ in TABLE[::3]])
def test_the_answer_is_not_given_away(name, answer):
    derivation, claim = case(name)
    found = diagnosed(name, answer)
    with evaluate(False):
        assert text(claim.rhs) not in found.words or text(claim.rhs) in text(read(answer, scope_of(derivation, claim)))
    assert text(found.repaired) not in found.words


batch = Range("batch", "m", "i j k")
i, j, k = batch.indices()
x, y = family("x", batch), family("y", batch)
u, w = symbol("u"), symbol("w")

with evaluate(False):
    # In a small derivation: what is asked for, what is right, what was answered, the code.
    SMALL = {
        "a sum left out": (total(x[i] * y[i], i), total(x[i] * y[i], i), x[i] * y[i], "sum-missing"),
        "a sum left out in a product": (total(x[i], i) * u, u * total(x[i], i), u * x[i], "sum-missing"),
        "the index of another": (x[j] * u, x[j] * u, x[i] * u, "index"),
        "the other branch": (derivative(relu(u), u) * w, unit_step(u) * w, unit_step(-u) * w, "branch"),
        "a maximum for a minimum": (maximum(u, w) * u, maximum(u, w) * u, u * minimum(u, w), "branch"),
        "a term of a product": (derivative(u * w**2 * u, u), 2 * u * w**2, u * w**2, "factor-missing"),
        "nothing in common": (u * w, u * w, u**5 - 3 * w**7, None),
        "twice the right side": (u + w**3, u + w**3, 5 * (u + w**3) / 3, "constant-factor"),
        "a constant too much": (u * w, u * w, (u + 2) * (w + 3) - 2 * w - 3 * u, "constant-term"),
        "right where w is one": (u * w**3 + u * w, u * w**3 + u * w, 2 * u, "special-case"),
    }


@pytest.mark.parametrize("name", SMALL)
def test_small_ones(name):
    asked, right, answer, code = SMALL[name]
    claim = Claim("c", asked, right)
    derivation = Derivation("t", (x, y, u, w), (claim,), id="t")
    found = diagnose(derivation, claim, answer)
    assert (found and found.code) == code, found


def test_a_right_answer_has_nothing_wrong():
    derivation, claim = case("batch-norm/dx-collapsed")
    other = "(m*dxhat[i] - sum(dxhat[j], j) - xhat[i]*sum(dxhat[j]*xhat[j], j))/(m*sqrt(var + eps))"
    assert diagnose(derivation, claim, claim.rhs) is None
    assert diagnosed("batch-norm/dx-collapsed", other) is None


def test_a_name_that_was_not_used_is_not_told():
    """The answer is what a/|a| for b/|b| would give; but it has no b."""
    found = diagnosed("rmsprop/step-settles", "-lr")
    assert found is None or found.code not in ("symbol", "swapped")


def test_the_same_answer_has_the_same_diagnosis():
    derivation, claim = case("batch-norm/dx")
    answer = read("dxhat[i]/sqrt(var + eps) + dvar*2*(x[i] - mu) + dmu/m", scope_of(derivation, claim))
    assert diagnose(derivation, claim, answer) == diagnose(derivation, claim, answer)


HOSTILE = [
    "sum(sum(sum(sum(beta1^(s + i)*g[i], s=1..60), j=1..60), n=1..60), i=1..60)",
    " + ".join(f"{n}*beta1^t*g[t]" for n in range(2, 150)),
    "(" * 40 + "g[t]" + " + beta1)^2" * 40,
    "sqrt(" * 40 + "t" + ")" * 40,
    "-" * 20 + "g[t]^64",
    "1/(g[t] - g[t])",
]


@pytest.mark.parametrize("answer", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_answer_takes_bounded_time(answer):
    derivation, claim = case("adam/m-unrolled")
    tree = read(answer, scope_of(derivation, claim))
    start = process_time()
    assert diagnose(derivation, claim, tree) is None
    assert process_time() - start < 6


def test_an_inequality_has_no_diagnosis():
    derivation = library.load("convolution")
    claim = next(c for c in derivation.claims if c.relation != "=")
    assert diagnose(derivation, claim, claim.rhs + 1) is None


# --------------------------------------------------------------------------
# The machine's mutants as answers

# Of each kind of change, what it may be called: a change may be another one too (2 + 1 for 2, one term more).
CALLED = {
    "sign": {"sign"}, "order": {"sign"}, "index": {"index"}, "range of a sum": {"range"},
    "integer off by one": {"off-by-one", "index"}, "exponent": {"exponent"}, "factor squared": {"exponent"},
    "symbol": {"symbol"}, "exchanged": {"swapped", "symbol"}, "root": {"epsilon"}, "moments": {"moments"},
    "size off by one": {"size"}, "limit": {"limit"}, "function": {"function", "sign", "branch"},
    "delta": {"delta", "branch"}, "derivative": {"derivative"}, "sum dropped": {"sum-missing"},
    "sum added": {"sum-extra"}, "past a sum": {"past-sum"}, "transposed": {"transposed"},
    "turned over": {"reciprocal"}, "bracket": {"bracket"}, "reach of a power": {"power-reach"},
    "mean and sum": {"factor-missing", "factor-extra"}, "factor lost": {"factor-missing"},
    "factor added": {"factor-extra", "coefficient", "exponent"}, "term added": {"term-extra", "off-by-one", "size"},
    "term dropped": {"term-missing", "held-fixed", "product-rule", "factor-missing"},
    "coefficient": {"coefficient", "factor-missing", "factor-extra", "exponent"},
    "term doubled": {"factor-extra", "coefficient"},
}  # fmt: skip

CLAIMS = [(d, c) for d in library.load_all() for c in d.claims if c.relation == "=" and c.expected == "proved"][3::9]


@pytest.fixture(scope="module")
def answers():
    """(derivation, claim, court, change) of false mutants of right sides."""
    out = []
    for derivation, claim in CLAIMS:
        court = court_of(derivation, claim)
        for change in islice((c for c in mutants(derivation, claim) if c.side == "rhs"), 12):
            decided, _ = court.decide_claim(change.claim)
            if isinstance(decided.verdict, Refuted):
                out.append((derivation, claim, court, change))
    return out


def test_mutants_are_diagnosed_with_the_very_change(answers):
    told: Counter[bool] = Counter()
    others = []
    for derivation, claim, court, change in answers:
        if claim.rhs in (0, 1) or not re.search("[a-z]", text(change.claim.rhs)):
            continue  # the change is the whole answer
        found = diagnose(derivation, claim, change.claim.rhs, court=court)
        is_it = found is not None and found.code in CALLED[change.kind]
        if found is not None:
            assert isinstance(court.prover.prove(claim.rhs, found.repaired), Proved)
        told[is_it] += 1
        if not is_it:
            others.append(f"{derivation.id}/{claim.name}: {change.text} ({change.kind}): {found and found.code}")
    share = told[True] / sum(told.values())
    assert sum(told.values()) > 150
    assert share >= 0.9, f"{share:.3f} of {sum(told.values())}: {others}"


def test_mutants_in_another_form_are_diagnosed(answers):
    """Written with one factor more on both sides of a sum, no mutant is a slip of the right side letter by letter."""
    told = 0
    some = answers[::14]
    for derivation, claim, court, change in some:
        with evaluate(False):
            answer = (2 * change.claim.rhs + change.claim.rhs) / 3
        told += diagnose(derivation, claim, answer, court=court) is not None
    assert told >= 0.8 * len(some), f"{told} of {len(some)}"


class Everything:
    """In the place of what is told in floats: every change is looked at exactly."""

    def __init__(self, *_):
        pass

    def factors(self, path, parts, scope):
        return parts

    def terms(self, path, parts, scope):
        return [(part, sign) for part in parts for sign in (1, -1)]

    def powers(self, path, exponents):
        return exponents


def test_what_floats_rule_out_is_ruled_out(answers, monkeypatch):
    """Whether a change may help is told in floats; no diagnosis is lost by it."""
    some = [(derivation, claim, court, answer) for derivation, claim, court, change in answers[::7]
            for answer in (change.claim.rhs, *others(change.claim.rhs))]
    quickly = [diagnose(derivation, claim, answer, court=court) for derivation, claim, court, answer in some]
    monkeypatch.setattr("symdl.grading.mistakes.diagnosis.Sketch", Everything)
    for found, (derivation, claim, court, answer) in zip(quickly, some, strict=True):
        wholly = diagnose(derivation, claim, answer, court=court)
        assert (found and found.words) == (wholly and wholly.words), f"{derivation.id}/{claim.name}: {text(answer)}"


def others(answer):
    """The same in other forms, of which no slip is one of the right side letter by letter."""
    with evaluate(False):
        yield (2 * answer + answer) / 3
        yield 1 / (1 / answer)


@pytest.mark.parametrize(("name", "answer"), [
    ("batch-norm/dx", "1"),
    ("batch-norm/xhat-variance", "1"),
    ("batch-norm/dxhat", "2/3"),
    ("relu-network-numbers/dw2", "w2"),
])
def test_a_change_that_is_the_whole_answer_is_not_told(name, answer):
    found = diagnosed(name, answer)
    assert found is None or (found.code, found.credit) == ("vanishes", 0.0)
