"""Counterexamples with numbers in them: what is printed comes to what is claimed of it."""

from __future__ import annotations

import math
import re

import pytest
import sympy
from report_steps import timed_sample
from sympy import Integer, Rational
from test_report_model import META

from symdl import library
from symdl.derivation import Proved, Refuted, Verified, Witness
from symdl.language import (
    Loss,
    Range,
    adjoint,
    define,
    delta,
    derivative,
    exp,
    expectation,
    family,
    integer,
    limit,
    log,
    mean,
    oo,
    partial,
    recurrence,
    relu,
    sequence,
    sigmoid,
    sqrt,
    symbol,
    total,
)
from symdl.notation import text
from symdl.reporting import model, worked
from symdl.reporting.worked import Fact, Hand, NotByHand

batch = Range("batch", "m", "i j k")
i, j, k = batch.indices()
with sympy.evaluate(False):
    x, W = family("x", batch), family("W", batch, batch)
    eps = symbol("eps")
    mu = define("mu", mean(x[i], i))
    xhat = define("xhat", [i], (x[i] - mu) / sqrt(eps))
    loss = Loss("l", xhat)
    t, s = integer("t"), integer("s")
    g = sequence("g")
    m_ = sequence("v")
    v = recurrence({m_[s]: (0, 2 * m_[s - 1] + g[s])})

POINT = Witness(
    {"batch": 2},
    {"x": ["0", "1"], "W": [["1", "2"], ["3", "-4"]], "eps": "4", "dxhat": ["3", "1/2"], "g": {"1": "5", "2": "-1"}},
    {"i": 1, "j": 2, "t": 2}, "0", "1", True,
)  # fmt: skip

with sympy.evaluate(False):
    CASES = [
        (x[i] - x[j], "0 - 1", []),
        (mean(x[i], i), "(0 + 1)/2", []),
        (total(W[i, k] * x[k], k), "0 + 2*1", []),
        (total(W[i, j], i, j), "1 + 2 + 3 - 4", []),
        (batch.size * eps, "2*4", []),
        (delta(i, j) + delta(i, i), "0 + 1", []),
        (xhat[j], "1/4", ["mu = (0 + 1)/2 = 1/2", "xhat[2] = (1 - 1/2)/sqrt(4) = 1/4"]),
        (adjoint(loss, xhat[j]), "1/2", []),
        (eps**-1 + exp(x[i]), "1/4 + exp(0)", []),
        (relu(-eps), "relu(-4)", []),
        (total(g[s] * 2 ** (t - s), (s, 1, t)), "5*2^(2 - 1) - 2^(2 - 2)", []),
        (total(g[s], (s, 1, t - 2)), "0", []),
        (g[t] - t, "-1 - 2", []),
        (v[t], "9", ["v[0] = 0", "v[1] = 2*0 + 5 = 5", "v[2] = 2*5 - 1 = 9"]),
    ]


def shown(line: worked.Line) -> str:
    said = [text(line.name), text(line.numbers), text(line.value)]
    return " = ".join(dict.fromkeys(said))


@pytest.mark.parametrize(("tree", "numbers", "lines"), CASES, ids=[text(c[0]) for c in CASES])
def test_numbers_stand_for_symbols(tree, numbers, lines):
    hand = Hand(POINT)
    assert text(hand.numbers(tree)) == numbers
    assert [shown(line) for line in hand.lines] == lines


@pytest.mark.parametrize("written", ["1 + 2*x", "-1 - x", "x**2 + x**3", "1 + 2*x - x**2 - x**3", "x", "-1/2*x", "-3"])
def test_a_function_of_a_witness_is_read(written):
    point = symbol("x")
    made = worked.polynomial(written, point)
    assert text(made).replace("^", "**") == written
    assert float(worked.exact(worked.polynomial(written, Integer(2)))) == eval(written, {"x": 2})


@pytest.mark.parametrize("written", ["sin(x)", "2x", "x*y", "", "None", "x**-1", "__import__('os')", "1 + "])
def test_anything_else_is_no_function(written):
    assert worked.polynomial(written, symbol("x")) is None


def test_a_derivative_is_worked_out_by_a_claim_that_gives_it():
    with sympy.evaluate(False):
        facts = [Fact(adjoint(loss, x[k]), adjoint(loss, xhat[k]) * x[k], "dx"),
                 Fact(derivative(mu, x[k]), 1 / batch.size, "dmu")]  # fmt: skip
        tree = adjoint(loss, x[j]) + derivative(mu, x[i])
    hand = Hand(POINT, facts)
    assert text(hand.numbers(tree)) == "1/2 + 1/2"
    assert [(shown(line), line.claim) for line in hand.lines] == [
        ("dx[2] = 1/2*1 = 1/2" if "1/2*1" in shown(hand.lines[0]) else "dx[2] = 1/2", "dx"),
        ("derivative(mu, x[1]) = 1/2", "dmu"),
    ]  # fmt: skip


with sympy.evaluate(False):
    TOO_MUCH = {
        "a limit": limit(eps, eps, 0),
        "a limit of steps": limit(v[t], t, oo),
        "an expectation": expectation(x[i]),
        "a derivative nobody gives": derivative(mu, x[i]),
        "a partial derivative nobody gives": partial(mu, x[i]),
        "an index with no value": x[k],
        "a member with no value": g[t + 7],
        "a division by zero": define("q", [i], 1 / x[i])[i] + x[i],
        "a long sum": total(g[1], (s, 1, 40)),
        "a long recurrence": v[40 * t],
    }


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_nobody_would_redo_is_not_tried(name):
    with pytest.raises(NotByHand):
        Hand(POINT).numbers(TOO_MUCH[name])


def test_a_circle_of_claims_ends():
    with sympy.evaluate(False):
        facts = [Fact(derivative(mu, x[k]), derivative(xhat[k], x[k]), "a"),
                 Fact(derivative(xhat[k], x[k]), derivative(mu, x[k]), "b")]  # fmt: skip
    with pytest.raises(NotByHand):
        Hand(POINT, facts).numbers(derivative(mu, x[i]))


@pytest.mark.parametrize(
    ("tree", "value", "holds"),
    [
        (Rational(1, 2), "1/2", True),
        (Rational(1, 2), "1/3", False),
        (sigmoid(log(Integer(2))), "2/3", True),
        (sqrt(Integer(8)), "2*sqrt(2)", True),
        (sqrt(Integer(8)), "2*sqrt(3)", False),
        (Integer(1), "1.00 ± 1e-30", False),  # a ball is no number to compare with
    ],
)
def test_a_value_is_believed_only_if_it_is_the_witness_s(tree, value, holds):
    assert worked.comes_to(tree, value) is holds


# --------------------------------------------------------------------------
# What a reader sees: every line of every counterexample, evaluated from its text


def value(printed: str) -> float:
    """A printed formula of numbers, by Python."""
    source = printed.replace("^", "**").replace("≈", "").strip()
    assert re.fullmatch(r"[\d\s+*/().-]*(?:(?:sqrt|exp|log|tanh|sigmoid|relu|abs)\(|[\d\s+*/().-])*", source), source
    names = {"sqrt": math.sqrt, "exp": math.exp, "log": math.log, "tanh": math.tanh, "abs": abs,
             "sigmoid": lambda z: 1 / (1 + math.exp(-z)), "relu": lambda z: max(z, 0)}  # fmt: skip
    return eval(source, {"__builtins__": {}}, names)


def check_counterexample(shown: dict) -> int:
    """Each `a = b = c` says the same number; how many were checked."""
    checked = 0
    for line in shown["lines"]:
        parts = "".join(t["text"] if t["text"][0] != "=" else " " + t["text"] for t in line["terms"]).split(" = ")
        values = [value(part) for part in parts[1:]]
        assert values == pytest.approx([values[0]] * len(values), rel=1e-7), parts
        checked += len(values) > 1
    for side, wanted in (("left", "lhs"), ("right", "rhs")):
        if shown[side]:
            *numbers, last = [t["text"] for t in shown[side]["terms"]]
            assert last.lstrip("= ") == shown[wanted]["text"]
            assert value("".join(numbers)) == pytest.approx(value(shown[wanted]["text"]), rel=1e-7)
            checked += 1
    return checked


def counterexamples(report: dict):
    for d in report["derivations"]:
        for c in d["claims"]:
            for item in (c, *c["slips"]):
                if item["counterexample"]:
                    yield item["counterexample"]


def test_a_counterexample_in_steps_can_be_redone():
    found = list(counterexamples(model.build([timed_sample()], {}, META)))
    unrolled = found[0]
    assert ["".join(t["text"] for t in line["terms"]) for line in unrolled["lines"]] == [
        "m[0] = 0", "m[1] = 1/2*0+ (1 - 1/2)*2= 1"]  # fmt: skip
    assert "".join(t["text"] for t in unrolled["left"]["terms"]) == "1/2*1+ (1 - 1/2)*1= 1"
    assert sum(map(check_counterexample, found)) >= 4


@pytest.mark.parametrize("name", ["weight-decay", "softmax-cross-entropy", "batch-norm"])
def test_what_is_printed_for_our_own_derivations_comes_to_the_same_numbers(name):
    from symdl.verification.many import verify_all

    (verified,) = verify_all([library.load(name)])
    assert isinstance(verified, Verified)
    found = list(counterexamples(model.build([verified], {}, META)))
    refuted = [s for c in verified.claims for s in (c.decided, *c.slips) if isinstance(s.verdict, Refuted)]
    assert len(found) == len(refuted)
    assert sum(map(check_counterexample, found)) >= len(found)  # most have more than one


def test_a_side_that_comes_to_another_number_is_not_printed():
    verified = timed_sample()
    wrong = model.build([verified], {}, META)["derivations"][0]["claims"][0]["slips"][0]["counterexample"]
    assert wrong["left"] is not None
    first = verified.claims[0]
    witness = first.slips[0].verdict.witness
    lied = type(first)(first.claim, first.decided, first.evidence,
                       slips=(type(first.decided)(Refuted(Witness(witness.sizes, witness.values, witness.at, "7", "1/2",
                                                                  True)), 0.0),))  # fmt: skip
    assert isinstance(first.decided.verdict, Proved)
    made = model.build([Verified(verified.derivation, (lied,))], {}, META)
    shown = made["derivations"][0]["claims"][0]["slips"][0]["counterexample"]
    assert shown["left"] is None
    assert shown["lhs"]["text"] == "7"
