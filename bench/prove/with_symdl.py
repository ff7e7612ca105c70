"""symdl as the system measured: claims of its library, by its own API."""

from functools import cache

from statements import CLAIMS
from worker import serve

import symdl
from symdl import library
from symdl.derivation import Proved, Refuted
from symdl.verification.decide import Court

load = cache(library.load)


def state(claim: str, wrong: bool, size: int | None):
    name, _, last = claim.partition("/")
    derivation = load(name)
    stated = derivation.claim(last)
    rhs, given = stated.rhs, stated.given
    if wrong:
        (slip,) = [s for s in stated.slips if s.text == CLAIMS[claim]]
        rhs, given = slip.rhs, given if slip.given is None else slip.given
    return lambda: (Court(derivation, given), stated.lhs), lambda: rhs


def prove(left, right) -> str:
    """The proof alone: lowering, differentiation, normal form, zero test."""
    court, lhs = left()
    return "proved" if isinstance(court.prover.prove(lhs, right()), Proved) else "open"


def decide(left, right) -> str:
    """What ``symdl verify`` does: the proof and exact instances that agree, or a counterexample."""
    court, lhs = left()
    verdict = court.decide(lhs, right())[0].verdict
    return "proved" if isinstance(verdict, Proved) else "refuted" if isinstance(verdict, Refuted) else "open"


if __name__ == "__main__":
    for claim in CLAIMS:  # reading a derivation is not timed
        load(claim.partition("/")[0])
    decide(*state("activations/sigmoid-reflection", False, None))
    serve(symdl.__version__, state, {"prove": prove, "decide": decide})
