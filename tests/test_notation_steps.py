# ruff: noqa: E501  (a formula is on one line)
"""Steps in time in every printed form, and read again: sequences, intervals, limits, functions with kinks.

The expected forms were judged by eye: each formula was set by pdflatex, Typst
and a browser, and looked at.
"""

from __future__ import annotations

import pytest
import sympy
import typst as typst_compiler
from sympy import Eq, Ge, Integer, Le, Ne, Rational, exp, log, sqrt
from test_notation_laws import shape
from test_notation_print import signs_of_latex, signs_of_mathml, signs_of_typst

from symdl.derivation import Claim, Derivation
from symdl.errors import ReadError
from symdl.language import (
    Loss,
    Range,
    absolute,
    adjoint,
    define,
    each,
    expectation,
    family,
    floor,
    function,
    integer,
    limit,
    maximum,
    minimum,
    oo,
    recurrence,
    relu,
    sequence,
    symbol,
    total,
    unit_step,
)
from symdl.notation import latex, mathml, read, scope_of, text, typst

with sympy.evaluate(False):
    BATCH = Range("batch", "n", "k l")
    k, l = BATCH.indices()  # noqa: E741
    t, s = integer("t", at_least=1), integer("s")
    i, j = integer("i"), integer("j")
    beta, lr, lam = symbol("beta1", r"\beta_1"), symbol("alpha", r"\alpha"), symbol("lam", r"\lambda")
    a, var, lr_max = symbol("a"), symbol("var", r"\sigma^2"), symbol("lr_max")
    g, x, G = sequence("g"), sequence("x", BATCH), function("G")
    w = family("w", BATCH)
    m = sequence("m")
    m = recurrence({m[i]: (0, beta * m[i - 1] + (1 - beta) * g[i])})
    mhat = define("mhat", [t], m[t] / (1 - beta**t), latex=r"\hat{m}")
    loss = Loss("l", g, latex=r"\ell")

    TREES = {
        "unrolled": Eq(m[t], (1 - beta) * total(beta ** (t - i) * g[i], (i, 1, t))),
        "start": Eq(m[0], 0),
        "step": Eq(m[i], beta * m[i - 1] + (1 - beta) * g[i]),
        "corrected": Eq(mhat[t], m[t] / (1 - beta**t)),
        "two places": x[i + 1, k] * x[i, k] * x[2 * t - i, l],
        "powers": beta**t * (1 - lr * lam) ** t * (-beta) ** t * var**t * g[t - 1] ** (t + 1) * 2**t * beta**-t,
        "number to a power": Integer(-1) ** t + Rational(2, 3) ** t + (beta**t) ** 2 + 1 / beta**t,
        "limit from below": limit((1 - beta**t) / (1 - beta), beta, 1, "-"),
        "limit of a sum": limit(a**2 + 1, a, Rational(-1, 2), "+"),
        "limit at infinity": limit(1 - beta**t, t, oo),
        "limit, then a factor": limit(a, a, 0) * beta + beta * limit(a, a, 0),
        "sum, then a factor": total(beta**i, (i, 0, t - 1)) * a + total(g[i] + 1, (i, 1, t)) ** 2,
        "sums in sums": total(g[i] * total(g[j], (j, 1, i - 1)), (i, 2, t)),
        "sum over steps and batch": total(total(x[i, k] ** 2, k) * beta ** (t - i), (i, 0, t - 1)),
        "a letter twice": g[i] * total(g[i] * total(g[i], (i, 1, t)), (i, 1, t)),
        "kinks": relu(a) ** 2 + unit_step(a - 1) * a + absolute(a) ** 2 + floor(a / 2),
        "minus in bars": absolute(-a) * absolute(-a / 2) - absolute(a + 1),
        "greatest": maximum(a, 0) * minimum(a / 2, beta) ** 2,
        "function": G[a + 1] ** 2 * G[a / 2] - log(G[a]),
        "expectation": expectation(g[t]) - expectation(g[t] ** 2),
        "adjoint": adjoint(loss, g[t - 1]),
        "exponential": exp(-t * a) * sqrt(t) * log(t),
        "bound": Ge(t, 1, evaluate=False),
        "below": Le(m[t], maximum(a, g[1]), evaluate=False),
        "different": Ne(k, l),
        "each step": each(s, Ge(g[s], 0, evaluate=False)),
    }

# name: LaTeX, Typst, plain text
EXPECTED = {
    "unrolled": (
        r"m_t = (1 - \beta_1) \sum_{i=1}^{t} \beta_1^{t-i} g_i",
        r"attach(m, b: t) = \( 1 - attach(β, b: 1) \) attach(sum, b: i = 1, t: t) attach(β, b: 1, t: t - i) attach(g, b: i)",
        "m[t] = (1 - beta1)*sum(beta1^(t - i)*g[i], i=1..t)",
    ),
    "start": (
        "m_0 = 0",
        "attach(m, b: 0) = 0",
        "m[0] = 0",
    ),
    "step": (
        r"m_i = \beta_1 m_{i-1} + (1 - \beta_1) g_i",
        r"attach(m, b: i) = attach(β, b: 1) attach(m, b: i - 1) + \( 1 - attach(β, b: 1) \) attach(g, b: i)",
        "m[i] = beta1*m[i-1] + (1 - beta1)*g[i]",
    ),
    "corrected": (
        r"\hat{m}_t = \frac{m_t}{1 - \beta_1^t}",
        "attach(hat(m), b: t) = frac(attach(m, b: t), 1 - attach(β, b: 1, t: t))",
        "mhat[t] = m[t]/(1 - beta1^t)",
    ),
    "two places": (
        "x_{i+1,k} x_{ik} x_{2t-i,l}",
        "attach(x, b: i + 1 comma k) attach(x, b: i k) attach(x, b: 2 t - i comma l)",
        "x[i+1, k]*x[i, k]*x[2*t-i, l]",
    ),
    "powers": (
        r"\beta_1^t (1 - \alpha \lambda)^t (-\beta_1)^t (\sigma^2)^t g_{t-1}^{t+1} \cdot 2^t \beta_1^{-t}",
        r"attach(β, b: 1, t: t) attach(\( 1 - α λ \), t: t) attach(\( - attach(β, b: 1) \), t: t) attach(\( attach(σ, t: 2) \), t: t) attach(g, b: t - 1, t: t + 1) dot.op attach(2, t: t) attach(β, b: 1, t: - t)",
        "beta1^t*(1 - alpha*lam)^t*(-beta1)^t*var^t*g[t-1]^(t + 1)*2^t*beta1^(-t)",
    ),
    "number to a power": (
        r"(-1)^t + \left( \tfrac{2}{3} \right)^t + (\beta_1^t)^2 + \frac{1}{\beta_1^t}",
        r"attach(\( - 1 \), t: t) + attach(lr(( inline(frac(2, 3)) )), t: t) + attach(\( attach(β, b: 1, t: t) \), t: 2) + frac(1, attach(β, b: 1, t: t))",
        "(-1)^t + (2/3)^t + (beta1^t)^2 + 1/beta1^t",
    ),
    "limit from below": (
        r"\lim_{\beta_1\to1^-} \frac{1 - \beta_1^t}{1 - \beta_1}",
        "attach(lim, b: attach(β, b: 1) arrow.r attach(1, t: -)) frac(1 - attach(β, b: 1, t: t), 1 - attach(β, b: 1))",
        "lim((1 - beta1^t)/(1 - beta1), beta1 -> 1-)",
    ),
    "limit of a sum": (
        r"\lim_{a\to-1/2^+} (a^2 + 1)",
        r"attach(lim, b: a arrow.r - 1 \/ attach(2, t: +)) \( attach(a, t: 2) + 1 \)",
        "lim(a^2 + 1, a -> -1/2+)",
    ),
    "limit at infinity": (
        r"\lim_{t\to\infty} (1 - \beta_1^t)",
        r"attach(lim, b: t arrow.r ∞) \( 1 - attach(β, b: 1, t: t) \)",
        "lim(1 - beta1^t, t -> inf)",
    ),
    "limit, then a factor": (
        r"\left( \lim_{a\to0} a \right) \beta_1 + \beta_1 \lim_{a\to0} a",
        "lr(( attach(lim, b: a arrow.r 0) a )) attach(β, b: 1) + attach(β, b: 1) attach(lim, b: a arrow.r 0) a",
        "lim(a, a -> 0)*beta1 + beta1*lim(a, a -> 0)",
    ),
    "sum, then a factor": (
        r"\left( \sum_{i=0}^{t-1} \beta_1^i \right) a + \left( \sum_{i=1}^{t} (g_i + 1) \right)^2",
        r"lr(( attach(sum, b: i = 0, t: t - 1) attach(β, b: 1, t: i) )) a + attach(lr(( attach(sum, b: i = 1, t: t) \( attach(g, b: i) + 1 \) )), t: 2)",
        "sum(beta1^i, i=0..t-1)*a + sum(g[i] + 1, i=1..t)^2",
    ),
    "sums in sums": (
        r"\sum_{i=2}^{t} g_i \sum_{j=1}^{i-1} g_j",
        "attach(sum, b: i = 2, t: t) attach(g, b: i) attach(sum, b: j = 1, t: i - 1) attach(g, b: j)",
        "sum(g[i]*sum(g[j], j=1..i-1), i=2..t)",
    ),
    "sum over steps and batch": (
        r"\sum_{i=0}^{t-1} \left( \sum_{k=1}^{n} x_{ik}^2 \right) \beta_1^{t-i}",
        "attach(sum, b: i = 0, t: t - 1) lr(( attach(sum, b: k = 1, t: n) attach(x, b: i k, t: 2) )) attach(β, b: 1, t: t - i)",
        "sum(sum(x[i, k]^2, k)*beta1^(t - i), i=0..t-1)",
    ),
    "a letter twice": (
        r"g_i \sum_{i^{\prime}=1}^{t} g_{i^{\prime}} \sum_{i^{\prime\prime}=1}^{t} g_{i^{\prime\prime}}",
        "attach(g, b: i) attach(sum, b: attach(i, t: prime) = 1, t: t) attach(g, b: attach(i, t: prime)) attach(sum, b: attach(i, t: prime prime) = 1, t: t) attach(g, b: attach(i, t: prime prime))",
        "g[i]*sum(g[i']*sum(g[i''], i''=1..t), i'=1..t)",
    ),
    "kinks": (
        r"\operatorname{ReLU}(a)^2 + \mathbf{1}[a - 1 > 0] a + \lvert a \rvert^2 + \left\lfloor \frac{a}{2} \right\rfloor",
        r'op("ReLU") #h(-0.12em) attach(\( a \), t: 2) + bold(1) \[ a - 1 gt 0 \] a + attach(class("opening", \|) a class("closing", \|), t: 2) + lr(⌊ frac(a, 2) ⌋)',
        "relu(a)^2 + unit_step(a - 1)*a + abs(a)^2 + floor(a/2)",
    ),
    "minus in bars": (
        r"\lvert -a \rvert \left\lvert -\frac{a}{2} \right\rvert - \lvert a + 1 \rvert",
        r'class("opening", \|) - a class("closing", \|) lr(| - frac(a, 2) |) - class("opening", \|) a + 1 class("closing", \|)',
        "abs(-a)*abs(-a/2) - abs(a + 1)",
    ),
    "greatest": (
        r"\max(a, 0) \min\mathopen{}\left( \frac{a}{2}, \beta_1 \right)^2",
        r"max \( a comma 0 \) min #h(-0.12em) attach(lr(( frac(a, 2) comma attach(β, b: 1) )), t: 2)",
        "max(a, 0)*min(a/2, beta1)^2",
    ),
    "function": (
        r"G(a + 1)^2 G\mathopen{}\left( \frac{a}{2} \right) - \log G(a)",
        r"G attach(\( a + 1 \), t: 2) G lr(( frac(a, 2) )) - log G \( a \)",
        "G(a + 1)^2*G(a/2) - log(G(a))",
    ),
    "expectation": (
        r"\mathbb{E}[g_t] - \mathbb{E}[g_t^2]",
        r"bb(E) \[ attach(g, b: t) \] - bb(E) \[ attach(g, b: t, t: 2) \]",
        "E(g[t]) - E(g[t]^2)",
    ),
    "adjoint": (
        r"\frac{\partial \ell}{\partial g_{t-1}}",
        "frac(∂ ℓ, ∂ attach(g, b: t - 1))",
        "dg[t-1]",
    ),
    "exponential": (
        r"e^{-ta} \sqrt{t} \, \log t",
        "attach(e, t: - t a) sqrt(t) thin log t",
        "exp(-t*a)*sqrt(t)*log(t)",
    ),
    "bound": (
        r"t \ge 1",
        "t gt.eq 1",
        "t >= 1",
    ),
    "below": (
        r"m_t \le \max(a, g_1)",
        r"attach(m, b: t) lt.eq max \( a comma attach(g, b: 1) \)",
        "m[t] <= max(a, g[1])",
    ),
    "different": (
        r"k \ne l",
        "k eq.not l",
        "k != l",
    ),
    "each step": (
        r"g_s \ge 0 \quad \text{for each } s",
        'attach(g, b: s) gt.eq 0 quad "for each" s',
        "g[s] >= 0 for each s",
    ),
}


@pytest.mark.parametrize("name", TREES)
def test_table(name):
    assert (latex(TREES[name]), typst(TREES[name]), text(TREES[name])) == EXPECTED[name]


@pytest.mark.parametrize("name", TREES)
def test_printed_forms_agree_sign_by_sign(name):
    tree = TREES[name]
    assert list(signs_of_latex(latex(tree))) == list(signs_of_typst(typst(tree))) == list(signs_of_mathml(mathml(tree)))


def test_typst_compiles_every_formula():
    source = "".join(f"$ {typst(tree)} $\n" for tree in TREES.values())
    _, warnings = typst_compiler.compile_with_warnings(source.encode(), format="svg")
    assert warnings == []


def test_mathml():
    assert mathml(TREES["limit from below"]) == (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block" '
        'alttext="lim((1 - beta1^t)/(1 - beta1), beta1 -&gt; 1-)"><mrow>'
        '<munder><mo movablelimits="true" lspace="0" rspace="0">lim</mo><mrow><msub><mi>β</mi><mn>1</mn></msub>'
        '<mo lspace="0" rspace="0">→</mo><msup><mn>1</mn><mo lspace="0" rspace="0">−</mo></msup></mrow></munder>'
        '<mspace width="0.1667em"></mspace><mfrac><mrow><mn>1</mn><mo>−</mo><msubsup><mi>β</mi><mn>1</mn><mi>t</mi>'
        "</msubsup></mrow><mrow><mn>1</mn><mo>−</mo><msub><mi>β</mi><mn>1</mn></msub></mrow></mfrac></mrow></math>"
    )
    assert "<mi>∞</mi>" in mathml(TREES["limit at infinity"])
    assert '<mi mathvariant="normal">𝟏</mi><mo>&#x2061;</mo><mrow><mo stretchy="false">[</mo>' in mathml(TREES["kinks"])
    bars = '<mo form="prefix" stretchy="false">|</mo>', '<mo form="postfix" stretchy="false">|</mo>'
    assert all(bar in mathml(TREES["minus in bars"]) for bar in bars)


def test_a_dummy_integer_avoids_letters():
    with sympy.evaluate(False):
        tree = total(g[i], (i, 1, t))
        assert text(tree, avoid=["i"]) == "sum(g[i'], i'=1..t)"
        assert text(total(symbol("i") * g[i], (i, 1, t))) == "sum(i*g[i'], i'=1..t)"
        # The limits stand outside of the sum: there the letter is the free one.
        assert text(total(total(g[j], (j, 1, i)), (i, 1, t)) + i) == "sum(sum(g[j], j=1..i'), i'=1..t) + i"


def test_a_tree_that_sympy_sorted_is_printed_as_a_person_writes_it():
    tree = total(beta ** (t - i) * g[t - 1], (i, t - 1, t - s))
    assert text(tree) == "sum(beta1^(t - i)*g[t-1], i=t-1..t-s)"
    assert latex(tree) == r"\sum_{i=t-1}^{t-s} \beta_1^{t-i} g_{t-1}"


# --------------------------------------------------------------------------
# Reading

with sympy.evaluate(False):
    CLAIM = Claim("unrolled", m[t], (1 - beta) * total(beta ** (t - i) * g[i], (i, 1, t)), induction=t)
    LIMIT = Claim("limit", expectation(g[t]), limit(m[t], t, oo) + limit(beta, beta, 1, "-"))
DERIVATION = Derivation("steps", symbols=(beta, lr, lam, a, var, lr_max, g, x, G, w, t, s), claims=(CLAIM, LIMIT),
                        definitions=(m, mhat), loss=loss)
SCOPE, ANSWER = scope_of(DERIVATION), scope_of(DERIVATION, CLAIM)


def built(make):
    with sympy.evaluate(False):
        return make()


@pytest.mark.parametrize("name", [name for name, tree in TREES.items() if isinstance(tree, sympy.Expr) and name != "two places"])
def test_text_reads_back(name):
    if name in ("a letter twice",):  # a free i, which is not declared
        return
    assert shape(read(text(TREES[name]), SCOPE), {}) == shape(TREES[name], {})


TAKEN = [
    # a student's answers to "unroll m[t]"
    ("beta1^t*m[0] + (1-beta1)*sum(beta1^(t-i)*g[i], i=1..t)",
     lambda: beta**t * m[0] + (1 - beta) * total(beta ** (t - i) * g[i], (i, 1, t))),
    ("(1-beta1)*sum(beta1^(t-q)*g[q], q=1..t)", lambda: (1 - beta) * total(beta ** (t - j) * g[j], (j, 1, t))),
    ("(1-beta1)*sum(beta1^s*g[t-s], s=0..t-1)", lambda: (1 - beta) * total(beta**j * g[t - j], (j, 0, t - 1))),
    ("(1-β_1) sum_{i=1}^{t}(β_1^{t-i} g_i)", lambda: (1 - beta) * total(beta ** (t - i) * g[i], (i, 1, t))),
    ("(1−β₁)·∑_{i=1}^t(β₁^(t−i)·gᵢ)", lambda: (1 - beta) * total(beta ** (t - i) * g[i], (i, 1, t))),
    ("(1-beta1) sum_{s=0}^{t-1}(beta_1^s g_{t-s})", lambda: (1 - beta) * total(beta**j * g[t - j], (j, 0, t - 1))),
    ("sum(g[i], i, 1, t) + sum(g[i], i, 0, t-1)", lambda: total(g[i], (i, 1, t)) + total(g[i], (i, 0, t - 1))),
    ("sum_{i=1}^3(g_i) + sum(g_i, i = 1 … t)", lambda: total(g[i], (i, 1, 3)) + total(g[i], (i, 1, t))),
    ("sum(g[i], i=1...t)", lambda: total(g[i], (i, 1, t))),
    ("sum(g[k], k=1..t)", lambda: total(g[i], (i, 1, t))),  # a letter of the batch, with limits of steps
    ("sum(x[i, k], i=1..t, k)", lambda: total(x[i, k], (i, 1, t), k)),
    ("sum(g[i]*g[j], i=1..j, j=1..t)", lambda: total(g[i] * g[j], (i, 1, j), (j, 1, t))),
    ("sum(sum(g[i], i=1..i'), i'=1..t)", lambda: total(total(g[i], (i, 1, j)), (j, 1, t))),
    ("sum(w[k], k=1..n)", lambda: total(w[k], k)),
    # subscripts
    ("g_t + g_{t-1} + g_0 + m_{0} + g_t-1", lambda: g[t] + g[t - 1] + g[0] + m[0] + g[t] - 1),
    ("g_{2t} + g_(t+1) + g[2*t-1]", lambda: g[2 * t] + g[t + 1] + g[2 * t - 1]),
    ("sum(x_{t-1,k} + x_{tk} + x_tk + x[0, k], k)", lambda: total(x[t - 1, k] + x[t, k] + x[t, k] + x[0, k], k)),
    ("m̂_t + mhat[t-1]", lambda: mhat[t] + mhat[t - 1]),
    # an integer is a number
    ("t*g[t]/(t+1) - 2t", lambda: t * g[t] / (t + 1) - 2 * t),
    ("beta1^t + beta1^-t + beta1^(2*t-1) + (1-alpha*lam)^t", lambda: beta**t + beta**-t + beta ** (2 * t - 1) + (1 - lr * lam) ** t),
    ("(-1)^t*e^(-t)", lambda: Integer(-1) ** t * exp(-t)),
    # functions
    ("relu(a) + ReLU(a) + unit_step(a) + abs(a) + ⌊a⌋", lambda: relu(a) + relu(a) + unit_step(a) + absolute(a) + floor(a)),
    ("max(a, 0)*min(a, lr_max)^2", lambda: maximum(a, 0) * minimum(a, lr_max) ** 2),
    ("G(a) + G(a + 1)^2 + 2G(g[t]) + G[a]", lambda: G[a] + G[a + 1] ** 2 + 2 * G[g[t]] + G[a]),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "tree"), TAKEN, ids=[answer for answer, _ in TAKEN])
def test_taken(answer, tree):
    assert shape(read(answer, ANSWER), {}) == shape(built(tree), {})


LIMITS = [
    ("lim(a, a -> 1-)", lambda: limit(a, a, 1, "-")),
    ("lim(a, a -> 1^+) + lim(a, a → -1/2)", lambda: limit(a, a, 1, "+") + limit(a, a, Rational(-1, 2))),
    ("lim(a, a -> 0.5-)", lambda: limit(a, a, Rational(1, 2), "-")),
    ("lim(beta1^t, t -> inf) + lim(beta1^t, t -> ∞)", lambda: limit(beta**t, t, oo) + limit(beta**t, t, oo)),
    ("lim_{t -> inf}(beta1^t) + lim_{a->0+}(a)", lambda: limit(beta**t, t, oo) + limit(a, a, 0, "+")),
    ("lim(beta1^q, q -> inf)", lambda: limit(beta**t, t, oo)),
]


@pytest.mark.parametrize(("answer", "tree"), LIMITS, ids=[answer for answer, _ in LIMITS])
def test_limits(answer, tree):
    assert shape(read(answer, SCOPE), {}) == shape(built(tree), {})
    # An answer may hold a limit only where the claim's own right side does.
    assert shape(read(answer, scope_of(DERIVATION, LIMIT)), {}) == shape(built(tree), {})
    with pytest.raises(ReadError, match="cannot be used in an answer"):
        read(answer, ANSWER)


REFUSED = [
    # what was typed, what is underlined, the message, a part of the hint
    ("sum(g[i], i)", "i", "the sum over i has no limits", "i=1..t"),
    ("sum(g[i])", "sum(g[i])", "sum binds no index", ""),
    ("mean(g[i], i=1..t)", "i=1..t", "a mean is over a whole range", "/t"),
    ("sum(g[i], i=1..n)", "i", "the sum over i has no limits", ""),
    ("sum(w[i], i=1..t)", "w[i]", "w has shape (batch)", ""),
    ("sum(g[t], t=1..t)", "t", "a limit of the sum over t uses t", "another letter"),
    ("sum(g[a], a=1..t)", "a", "a is a name, not an index letter", "another letter"),
    ("sum(g[i], i=1..t, i=1..2)", "sum(g[i], i=1..t, i=1..2)", "sum binds an index twice", ""),
    ("sum(g[i], i=1..a)", "a", "a is not a sum of integers", "t - 1"),
    ("sum(g[i], i=1/2..t)", "1/2", "1/2 is not a sum of integers", ""),
    ("sum(g[i], i=1..1000000)", "1000000", "this number of steps is too large", "64"),
    ("sum(g[i], i=1..100*t)", "100*t", "this number of steps is too large", "64"),
    ("g[10^9]", "10^9", "is not a sum of integers", ""),
    ("g_99", "99", "this number of steps is too large", "64"),
    ("beta1^(" + "t+" * 64 + "t)", "t+" * 64 + "t", "an exponent must be a number or a sum of integers", ""),
    ("sum(g[i], i=1,t)", "t", "it is not clear which range t runs over", ""),
    ("sum_i^t(g_i)", "i^t", "one limit of this sum is missing", "i=1..t"),
    ("sum_{i=2}(g_i)", "i=2", "one limit of this sum is missing", ""),
    ("sum(i=1..t)", "=", "", ""),
    ("sum(i=1..t, k)", "=", "", ""),
    ("g[i]", "i", "i is not bound here", ""),
    ("g[a]", "a", "a is not an integer", ""),
    ("g[t*t]", "t*t", "is not a sum of integers", "t - 1"),
    ("g[t/2]", "t/2", "is not a sum of integers", ""),
    ("g[t, 1]", "g[t, 1]", "g is indexed by integers, and has 2 indices here", "g[t]"),
    ("g", "g", "g is indexed by integers, and has no index here", "g[t]"),
    ("x[t]", "x[t]", "x is indexed by integers and batch, and has one index here", "x[t, k]"),
    ("x[1, 1]", "1", "an index is a letter", ""),
    ("q*g[t]", "q", "q is not a name here", ""),
    ("g[q]", "q", "q is not bound here", ""),
    ("G", "G", "G is a function of one number", "G(x)"),
    ("G(a, a)", "G(a, a)", "G is a function of one number", ""),
    ("G()", "()", "nothing between these brackets", ""),
    ("beta1^(t/2)", "t/2", "an exponent must be a number or a sum of integers", ""),
    ("beta1^(t*t)", "t*t", "an exponent must be a number or a sum of integers", ""),
    ("beta1^(1/2*t)", "1/2*t", "an exponent must be a number or a sum of integers", ""),
    ("beta1^(t + 1/2)", "t + 1/2", "an exponent must be a number or a sum of integers", ""),
    ("beta1^(100*t)", "100", "this exponent is too large", "64"),
    ("max(a)", "max(a)", "max takes 2 arguments, not 1", ""),
    ("relu(a, 1)", "relu(a, 1)", "relu takes one argument", ""),
    ("relu a", "relu", "needs", ""),
    ("a -> 1", "->", "an answer has no ->", "one expression"),
    ("sqrt(a -> 1)", "->", "an answer has no ->", "one expression"),
    ("dg[t]*dm[t]", "dg[t]", "dg[t] is not needed here", ""),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "span", "what", "hint"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused(answer, span, what, hint):
    with pytest.raises(ReadError) as caught:
        read(answer, ANSWER)
    error = caught.value
    assert what in error.what
    assert hint in error.hint
    assert answer[error.start : error.end] == span


@pytest.mark.parametrize("answer", [
    "lim(a)", "lim(a, a)", "lim(a, 1 -> 2)", "lim(a -> 1)", "lim(a, a -> )", "lim(a, a -> b)", "lim(a, a -> inf)",
    "lim(a, a -> -inf)", "lim(a, a -> 1/0)", "lim(g[t], t -> 3)", "lim(a, g[t] -> 0)", "lim(m[t], m[t] -> 0)",
    "lim_{a}(a)", "lim_{a->}(a)", "lim_{a->1", "lim_{->1}(a)", "lim_a(a)", "lim(", "lim", "lim_", "sum_{i=1}^{t(g_i)",
    "sum(g[i], i=..t)", "sum(g[i], i=1..)", "sum(g[i], 1=1..t)", "sum(g[i], g[i]=1..t)", "sum_{i=", "sum_{=1}^t(g_i)",
    "sum_{i=1}^", "sum_{i=1}^+(g_i)", "g[", "g[t", "g[t-]", "g_{", "g_{t-", "g_{}", "g_()", "G(", "G(a", "G)", "..", "->",
    "1..t", "a..t", "i=1..t", "max(", "max(a,", "abs()", "g[[t]", "∞", "inf", "lim(a, a -> 1-, 2)", "sum(lim(a, a -> 1-), i)",
])  # fmt: skip
def test_broken_text_is_refused_where_it_stands(answer):
    with pytest.raises(ReadError) as caught:
        read(answer, SCOPE)
    assert 0 <= caught.value.start <= caught.value.end <= len(answer)


def test_the_adjoints_downstream_of_a_recurrence_may_be_used():
    with sympy.evaluate(False):
        u = sequence("u")
        v = sequence("v")
        u, v = recurrence({u[i]: (0, beta * v[i - 1] + g[i]), v[i]: (a, u[i - 1])})
        over = Loss("L", v)
        derivation = Derivation("two", (beta, g, a, t), (Claim("dg", adjoint(over, g[t]), adjoint(over, u[t])),), (u, v), over)
    assert scope_of(derivation, derivation.claims[0]).adjoints == ["du", "dv"]
