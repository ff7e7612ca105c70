"""Every false proof that the fuzz has found, each in its smallest form: never again.

Those found before there was ``bench/fuzz.py`` stand in ``test_soundness`` and ``test_steps_soundness``.
"""

import pytest
from sympy import Integer, evaluate

from symdl.derivation import Derivation, Proved
from symdl.language import Range, absolute, define, derivative, integer, partial, sqrt, symbol, total
from symdl.verification.decide import Court

t, n, r = integer("t", at_least=1), integer("n", at_least=1), integer("r", at_least=2)
h, u = symbol("h"), symbol("u")
maybe = Range("maybe", "w", "e f", at_least=0)
e, f = maybe.indices()
with evaluate(False):
    rate = define("rate", [n], h * n)
    late = define("late", [r], h / (r - 1))
    top = define("top", [n], rate[n] ** 2)
    far = absolute(u - 1)
    COURT = Court(Derivation("t", (t, h, u), (), (rate, late, top)))

    FALSE = {
        # bench/fuzz.py, case 8470: a definition that was held while it was differentiated was taken for the
        # member as many steps later as its integer's least value.
        "the slope by a definition, at the next step": (derivative(rate[t] ** 2, rate[t]), 2 * h * (t + 1)),
        "the partial slope by a definition, at the next step": (partial(top[t], rate[t]), 2 * h * (t + 1)),
        # bench/fuzz.py, case 20016995: the square of a base was a factor already, and took its place.
        "a root of two equal factors": (sqrt((1 / (u - 1) + 2 / far) ** 2),
                                        sqrt(5 * u**2 - 10 * u + 5 + 4 * (u - 1) * far) / far),
        "the slope by a definition below its least integer": (derivative(late[t] ** 2, late[t]), 2 * h / (t + 1)),
    }
    TRUE = {
        # bench/fuzz.py, case 20644243: the condition that the range is not empty was recorded, but the
        # check of the proof looked at the empty range all the same, and stopped the run.
        "a size in a denominator": (total(1 / total(Integer(1), e), f), Integer(1)),
        "a size in a denominator, as a size": (total(1 / maybe.size, f), Integer(1)),
        "a root of two equal factors": (sqrt((1 / (u - 1) + 2 / far) ** 2),
                                        sqrt(5 * u**2 - 10 * u + 5 + 4 * (u - 1) * far) / (u - 1) ** 2),
        "the slope by a definition": (derivative(rate[t] ** 2, rate[t]), 2 * h * t),
        "the partial slope by a definition": (partial(top[t], rate[t]), 2 * h * t),
        "the slope by a definition at the next step": (derivative(late[t + 1] ** 2, late[t + 1]), 2 * h / t),
    }


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_not_proved(name):
    assert not isinstance(COURT.prover.prove(*FALSE[name]), Proved)


@pytest.mark.parametrize("name", TRUE)
def test_what_is_true_beside_it_is_proved(name):
    verdict = COURT.decide(*TRUE[name])[0].verdict
    assert isinstance(verdict, Proved), verdict
