"""Random statements of every node kind: whatever is proved holds at points that meet its assumptions.

How they are made and judged is told in ``tests/fuzzing``; ``bench/fuzz.py`` goes on where this stops.
Statements over steps in time are in ``test_fuzz_steps``.
"""

from random import Random

import pytest
from fuzzing.cases import KINDS, ONE_SIDED, court_of_case, outcome
from fuzzing.courts import ASSUMED, FuzzCourt
from fuzzing.judged import assert_compared, counted
from fuzzing.trees import FLAVOURS, Maker
from sympy import Basic

from symdl import language
from symdl.language import subterms

STEPS = ("intervals", "powers", "recurrences", "limit to infinity", "closed forms", "lemmas", "inductions",
         "telescopes", "signs", "orders")  # of test_fuzz_steps
HERE = tuple(kind for kind in (*KINDS, *ONE_SIDED) if kind not in STEPS)
NUMBER = 30  # cases of each kind in a chunk


@pytest.mark.parametrize("chunk", range(4))
def test_what_is_proved_holds(chunk):
    ended = counted(HERE, chunk * NUMBER * len(HERE), NUMBER)
    assert_compared(ended, HERE, NUMBER)
    assert sum(n for (_, result), n in ended.items() if result == "open") > NUMBER * len(HERE) // 10


def test_a_case_is_told_by_its_number_alone():
    forward = [_told(seed) for seed in range(5940, 6060)]
    backward = [_told(seed) for seed in reversed(range(5940, 6060))]
    assert forward == backward[::-1]


def _told(seed: int) -> tuple[str, ...]:
    found = outcome(seed)
    made = found.statement
    sides = (str(made.lhs), str(made.rhs)) if made is not None and made.form != "lifted" else ()
    return found.kind, found.form, found.result, *sides


def test_every_node_of_the_language_occurs():
    nodes = {made for name in language.__all__
             if isinstance(made := getattr(language, name), type) and issubclass(made, Basic)}
    nodes -= {language.Each, language.Range}  # of assumptions, and what is never inside a tree's own arguments
    seen: set[type] = set()
    for seed in range(3000):
        found = outcome(seed).statement
        if found is not None:
            seen |= {type(term) for side in (found.lhs, found.rhs) for term in subterms(side)}
        if nodes <= seen:
            break
    assert nodes <= seen, nodes - seen


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_every_flavour_makes_trees_of_its_nodes(flavour):
    """The weights name methods of Maker: a name that is none would only show when it is drawn."""
    maker = Maker(Random(0), court_of_case(0).names, FLAVOURS[flavour])
    for node in FLAVOURS[flavour].weights[0]:
        assert callable(getattr(maker, f"make_{node}")), node
    for leaf in FLAVOURS[flavour].weights[1]:
        assert callable(getattr(maker, f"_{leaf}")), leaf


@pytest.mark.parametrize("assumed", dict.fromkeys(ASSUMED), ids=str)
def test_points_are_found_under_every_assumption(assumed):
    """A court whose assumptions are never met would judge nothing: it raises."""
    assert FuzzCourt(0, assumed).assumed == assumed
