"""Random statements over steps in time: whatever is proved holds at points that meet its assumptions.

As ``test_fuzz``, for integers, sums over intervals, powers with integer exponents, sequences and
recurrences, limits to infinity, inductions, inequalities, and the signs that are read off a tree.
"""

from collections import Counter

import pytest
from fuzzing.cases import outcome
from fuzzing.judged import assert_compared, counted

KINDS = ("intervals", "powers", "recurrences", "limit to infinity", "closed forms", "lemmas", "inductions",
         "telescopes", "orders")
NUMBER = 60  # cases of each kind in a chunk


@pytest.mark.parametrize("chunk", range(3))
def test_what_is_proved_holds(chunk):
    ended = counted(KINDS, 1_000_000 + chunk * NUMBER * len(KINDS), NUMBER)
    assert_compared(ended, KINDS, NUMBER)
    assert sum(n for (_, result), n in ended.items() if result == "open") > NUMBER * len(KINDS) // 8


@pytest.mark.parametrize("start", range(0, 600, 300))
def test_a_sign_that_is_read_off_is_the_sign(start):
    read: Counter[str] = Counter()
    for seed in range(start, start + 300):
        found = outcome(seed, "signs")
        assert found.result != "mismatch", found
        if found.result == "proved" and found.statement is not None:
            read[found.statement.relation] += 1
    assert read.total() > 120
    assert read.keys() == {"<", "<=", ">", ">="}, read


def test_what_is_proved_by_induction_is_sometimes_changed():
    """Wrong closed forms are among the statements, and some changed ones are right all the same."""
    found = [outcome(seed, "inductions") for seed in range(240)]
    results = Counter((o.statement.change == "right", o.result) for o in found if o.statement is not None)
    assert results[True, "proved"] > 10
    assert results[False, "proved"] > 10
    assert results[False, "open"] > 60
