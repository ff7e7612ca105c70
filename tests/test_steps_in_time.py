"""Steps in time: sums over intervals, recurrences, induction and limits, true statements and false ones."""

import pytest
from sympy import Eq, Integer, Ne, Rational, evaluate

from symdl.derivation import Derivation, Proved, Refuted
from symdl.language import (
    Range,
    define,
    exp,
    family,
    floor,
    function,
    integer,
    limit,
    log,
    oo,
    recurrence,
    sequence,
    sqrt,
    symbol,
    total,
)
from symdl.verification.decide import Court

half, zero, one, minus = Rational(1, 2), Integer(0), Integer(1), Integer(-1)

t, n, i, j, s = integer("t", at_least=1), integer("n"), integer("i"), integer("j"), integer("s", at_least=1)
b, c, x0 = symbol("b"), symbol("c"), symbol("x0")
g, h = sequence("g"), sequence("h")
G = function("G")
unit = Range("unit", "m", "u w")
u, w = unit.indices()
a = family("a", unit)

with evaluate(False):
    avg, sub = sequence("avg"), sequence("sub")
    avg = recurrence({avg[i]: (0, b * avg[i - 1] + (1 - b) * g[i])})
    sub = recurrence({sub[i]: (0, sub[i - 1] + g[i])})
    count = sequence("count")
    count = recurrence({count[i]: (0, count[i - 1] + 1)})
    odd = sequence("odd")
    odd = recurrence({odd[i]: (0, odd[i - 1] + (2 * i - 1))})
    slow = sequence("slow")
    slow = recurrence({slow[i]: (x0, slow[i - 1] - c * slow[i - 1])})
    first, second = sequence("first"), sequence("second")
    first, second = recurrence({first[i]: (0, second[i - 1]), second[i]: (1, first[i - 1])})
    fib = sequence("fib")
    luc = sequence("luc")
    fib, luc = recurrence({fib[i]: (0, luc[i - 1]), luc[i]: (1, fib[i - 1] + luc[i - 1])})
    here, there = sequence("here"), sequence("there")
    here = recurrence({here[i]: (x0, here[i - 1] - c * G[here[i - 1]])})
    there = recurrence({there[i]: (x0, there[i - 1] - c * G[there[i - 1]])})
    rows = sequence("rows", unit)
    rows = recurrence({rows[i, u]: (a[u], b * rows[i - 1, u])})
    share = define("share", [t], (1 - b**t) / (1 - b))
    middle = define("middle", [t], total(g[i], (i, 1, t)) / t)

SYMBOLS = (t, n, i, j, s, b, c, x0, g, h, G, a)
DEFINITIONS = (avg, sub, count, odd, slow, first, second, fib, luc, here, there, rows, share, middle)


def decided(lhs, rhs, given=(), **how):
    return Court(Derivation("t", SYMBOLS, (), definitions=DEFINITIONS), given).decide(lhs, rhs, **how)[0].verdict


with evaluate(False):
    weights = total(b ** (t - i) * g[i], (i, 1, t))
    TRUE = {
        # Sums over an interval.
        "a geometric sum": (total(b**i, (i, 0, n)), (1 - b ** (n + 1)) / (1 - b), (Ne(b, 1),)),
        "a geometric sum without a quotient": ((1 - b) * total(b ** (t - i), (i, 1, t)), 1 - b**t, ()),
        "a geometric sum in even powers": (total(b ** (2 * i), (i, 0, n)), (1 - b ** (2 * n + 2)) / (1 - b**2),
                                           (b >= 0, b < 1)),
        "an alternating sum": (total(minus**i, (i, 1, 2 * n)), zero, ()),
        "a geometric sum of exponentials": (total(exp(-c * i), (i, 0, n)),
                                            (1 - exp(-c * (n + 1))) / (1 - exp(-c)), (c > 0,)),
        "the first integers": (total(i, (i, 1, n)), n * (n + 1) / 2, ()),
        "the first squares": (total(i**2, (i, 1, n)), n * (n + 1) * (2 * n + 1) / 6, ()),
        "an arithmetic and geometric sum": (total(i * b**i, (i, 1, n)),
                                            (b - (n + 1) * b ** (n + 1) + n * b ** (n + 2)) / (1 - b) ** 2,
                                            (Ne(b, 1),)),
        "a constant": (total(c, (i, n + 1, 3 * n)), 2 * n * c, ()),
        "shifted": (total(g[i], (i, 1, n)), total(g[i + 1], (i, 0, n - 1)), ()),
        "shifted with its weights": (weights, total(b ** (t - i - 1) * g[i + 1], (i, 0, t - 1)), ()),
        "split": (total(g[i], (i, 1, n + s)), total(g[i], (i, 1, n)) + total(g[i], (i, n + 1, n + s)), ()),
        "the first term taken out": (weights, b ** (t - 1) * g[1] + total(b ** (t - i) * g[i], (i, 2, t)), ()),
        "the last term taken out": (weights, total(b ** (t - i) * g[i], (i, 1, t - 1)) + g[t], ()),
        "reversed": (weights, total(b ** (i - 1) * g[t + 1 - i], (i, 1, t)), ()),
        "telescoping": (total(g[i] - g[i - 1], (i, 1, t)), g[t] - g[0], ()),
        "telescoping with weights": (total(b**i * (b * g[i] - g[i - 1]), (i, 1, t)), b ** (t + 1) * g[t] - b * g[0],
                                     ()),
        "an empty sum": (total(g[i], (i, n + 1, n)), zero, ()),
        "sums multiplied": (total(g[i], (i, 1, n)) * total(h[j], (j, 1, t)),
                            total(g[i] * h[j], (i, 1, n), (j, 1, t)), ()),
        "sums exchanged": (total(total(g[i] * a[u], u), (i, 1, n)), total(a[u] * total(g[i], (i, 1, n)), u), ()),
        "a sum of squares about the mean": (total((g[i] - middle[t]) ** 2, (i, 1, t)),
                                            total(g[i] ** 2, (i, 1, t)) - t * middle[t] ** 2, ()),
        # Powers and definitions.
        "powers with integer exponents": (b ** (n + t) / b**n, b**t, (Ne(b, 0),)),
        "an even power of -1": (minus ** (2 * n), one, ()),
        "signs in a power": ((-b) ** n * minus**n, b**n, ()),
        "a definition at the next integer": (share[t + 1], 1 + b * share[t], (Ne(b, 1),)),
        "the floor of a whole number and a part": (floor((n * s + i) / s), n, (i < s,)),
        # Limits.
        "to infinity": (limit((3 * t + 1) / (t + 2), t, oo), Integer(3), ()),
        "a power vanishes": (limit(b**t * c, t, oo), zero, (b > -1, b < 1)),
        "a power beats a polynomial": (limit(t**2 * b**t, t, oo), zero, (b >= 0, b < 1)),
        "a geometric series": (limit(share[t], t, oo), 1 / (1 - b), (b >= 0, b < 1)),
        "to the rim": (limit(share[t], b, 1, "-"), t, (b < 1,)),
        "an average of equal weights": (limit(weights / share[t], b, 1, "-"), middle[t], ()),
        "an exponential at its start": (limit((1 - exp(-c * t)) / c, c, 0), t, ()),
    }
    INDUCTIONS = {
        "an average unrolled": (avg[t], (1 - b) * weights, (), {"induction": t}),
        "a sum of partial sums": (total(sub[i], (i, 1, n)), total((n + 1 - i) * g[i], (i, 1, n)), (),
                                  {"induction": n, "along": (Eq(sub[n], total(g[i], (i, 1, n))),)}),
        "counting": (count[n], n, (), {"induction": n}),
        "odd numbers sum to a square": (odd[n], n**2, (), {"induction": n}),
        "the first cubes": (total(i**3, (i, 1, n)), total(i, (i, 1, n)) ** 2, (), {"induction": n}),
        "a decaying parameter": (slow[n], (1 - c) ** n * x0, (), {"induction": n}),
        "two that take turns": (first[n], (1 - minus**n) / 2, (),
                                {"induction": n, "along": (Eq(second[n], (1 + minus**n) / 2),)}),
        "Cassini": (luc[n] ** 2 - luc[n] * fib[n] - fib[n] ** 2, minus**n, (), {"induction": n}),
        "two programs": (here[n], there[n], (), {"induction": n}),
        "a vector": (rows[n, u], b**n * a[u], (), {"induction": n}),
        "summed by parts": (total(g[i] * (h[i] - h[i - 1]), (i, 1, n)),
                            g[n] * h[n] - g[0] * h[0] - total(h[i - 1] * (g[i] - g[i - 1]), (i, 1, n)), (),
                            {"induction": n}),
        "a bound by a sum of squares": (total(g[i] ** 2, (i, 1, n)) + c**2, zero, (),
                                        {"relation": ">=", "difference": total(g[i] ** 2, (i, 1, n)) + c**2}),
        "Bernoulli's inequality": ((1 + c) ** n, 1 + n * c, (c >= 0,),
                                   {"relation": ">=", "induction": n,
                                        "difference": c * total((1 + c) ** i - 1, (i, 0, n - 1))}),
        "a part of a geometric series": (total(b**i, (i, 0, n)), 1 / (1 - b), (b > 0, b < 1),
                                         {"relation": "<", "difference": b ** (n + 1) / (1 - b)}),
    }
    FALSE = {
        "a geometric sum with one term more": (total(b**i, (i, 0, n)), (1 - b**n) / (1 - b), (Ne(b, 1),)),
        "a geometric sum from one": (total(b**i, (i, 1, n)), (1 - b ** (n + 1)) / (1 - b), (Ne(b, 1),)),
        "a geometric sum where it has no quotient": (total(b**i, (i, 0, n)), n + 2, (Eq(b, 1),)),
        "an alternating sum of odd length": (total(minus**i, (i, 1, n)), zero, ()),
        "the first integers, counted from zero": (total(i, (i, 0, n)), n * (n - 1) / 2, ()),
        "shifted the wrong way": (total(g[i], (i, 1, t)), total(g[i + 1], (i, 1, t)), ()),
        "split with a term lost": (total(g[i], (i, 1, n + s)),
                                   total(g[i], (i, 1, n)) + total(g[i], (i, n + 2, n + s)), ()),
        "split with a term twice": (total(g[i], (i, 1, n + s)),
                                    total(g[i], (i, 1, n + 1)) + total(g[i], (i, n + 1, n + s)), ()),
        "weights turned round": (weights, total(b ** (i - 1) * g[i], (i, 1, t)), ()),
        "reversed, off by one": (total(b**i * g[i], (i, 1, t)), total(b ** (t - i) * g[t - i], (i, 1, t)), ()),
        "telescoping with an end lost": (total(g[i] - g[i - 1], (i, 1, t)), g[t], ()),
        "a square of a sum as a sum of squares": (total(g[i], (i, 1, t)) ** 2, total(g[i] ** 2, (i, 1, t)), ()),
        "a triangle as half of a square": (total(g[i] * h[j], (j, 1, i), (i, 1, t)),
                                           total(g[i] * h[j], (i, 1, t), (j, 1, t)) / 2, ()),
        "a power of a sum": ((b + c) ** n, b**n + c**n, ()),
        "a power of zero": (b**n, zero, (Eq(b, 0),)),
        "a root of a power": (sqrt(b ** (2 * n)), b**n, ()),
        "a logarithm of a power": (log(b**n), log(b) ** n, (b > 0,)),
        "a floor that is not whole": (floor((n * s + i) / s), n, ()),
        "a floor rounded up": (floor((n * s + i) / s), n + 1, (i < s,)),
        "a function that is not linear": (G[b + c], G[b] + G[c], ()),
        "a function taken for its argument": (G[b] - G[c], b - c, ()),
        "a member for another": (g[t], g[t - 1], ()),
        "what is assumed of one member used for all": (g[t] + g[t + 1], 2 * c, (Eq(g[t], c),)),
        "a limit with the rest lost": (limit(share[t], t, oo), one, (b >= 0, b < 1)),
        "a limit taken in the sum's terms only": (limit(weights / share[t], b, 1, "-"), total(g[i], (i, 1, t)), ()),
        "a limit that grows": (limit((t + 1) / t, t, oo), zero, ()),
        "a power with no limit": (limit(c * b**t, t, oo), zero, (Eq(b, 1),)),
    }
    FALSE_INDUCTIONS = {
        "an average with its oldest weights": (avg[t], (1 - b) * total(b**i * g[i], (i, 1, t)), (), {"induction": t}),
        "an average without its factor": (avg[t], weights, (), {"induction": t}),
        "the base fails": (count[n], n + 1, (), {"induction": n}),
        "the step fails": (odd[n], n, (), {"induction": n}),
        "holds at 0, 1 and 2 only": (count[n] * (count[n] - 1) * (count[n] - 2), zero, (), {"induction": n}),
        "two that take turns, exchanged": (first[n], (1 + minus**n) / 2, (),
                                           {"induction": n, "along": (Eq(second[n], (1 - minus**n) / 2),)}),
        "what is proved along is false": (first[n], second[n], (), {"induction": n, "along": (Eq(first[n], 1),)}),
        "Cassini with the sign lost": (luc[n] ** 2 - luc[n] * fib[n] - fib[n] ** 2, one, (), {"induction": n}),
        "two programs from two starts": (here[n] + 1, there[n], (), {"induction": n}),
        "a vector summed": (rows[n, u], b**n * total(a[w], w), (), {"induction": n}),
        "an inequality turned round": (total(b**i, (i, 0, n)), 1 / (1 - b), (b > 0, b < 1),
                                       {"relation": ">", "difference": b ** (n + 1) / (1 - b)}),
        "an inequality that is strict too often": (total(g[i] ** 2, (i, 1, n)), zero, (),
                                                   {"relation": ">", "difference": total(g[i] ** 2, (i, 1, n))}),
        "a difference of the wrong sign": ((1 + c) ** n, 1 + n * c, (c < 0,),
                                           {"relation": ">=", "induction": n,
                                                "difference": c * total((1 + c) ** i - 1, (i, 0, n - 1))}),
    }


@pytest.mark.parametrize("name", TRUE)
def test_true_is_proved(name):
    verdict = decided(*TRUE[name])
    assert isinstance(verdict, Proved), verdict


@pytest.mark.parametrize("name", INDUCTIONS)
def test_induction_is_proved(name):
    lhs, rhs, given, how = INDUCTIONS[name]
    verdict = decided(lhs, rhs, given, **how)
    assert isinstance(verdict, Proved), verdict


@pytest.mark.parametrize("name", FALSE)
def test_false_is_refuted(name):
    verdict = decided(*FALSE[name])
    assert isinstance(verdict, Refuted), verdict


@pytest.mark.parametrize("name", FALSE_INDUCTIONS)
def test_false_is_refuted_by_no_induction(name):
    lhs, rhs, given, how = FALSE_INDUCTIONS[name]
    verdict = decided(lhs, rhs, given, **how)
    assert isinstance(verdict, Refuted), verdict
