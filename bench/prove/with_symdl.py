"""symdl as the system measured: claims of its library, and statements in its plain notation."""

import re
from dataclasses import replace
from functools import cache

from statements import STATEMENTS, Slip, Words
from sympy import Basic, Eq, Ge, Gt, Le, Lt
from worker import serve

import symdl
from symdl import library
from symdl.derivation import Claim, Derivation, Proved, Refuted
from symdl.language import (
    Entry,
    Family,
    Loss,
    Range,
    bernoulli,
    define,
    each,
    family,
    gaussian,
    integer,
    sequence,
    symbol,
)
from symdl.notation.read import read
from symdl.notation.scope import Scope, scope_of
from symdl.verification.decide import court_of

BATCH, CLASSES = Range("batch", "m", "i j k h l"), Range("class", "n", "t s r")
FEATURES = Range("feature", "d", "a b c")
u, v, w, eps, lam = map(symbol, ("u", "v", "w", "eps", "lam"))
VOCABULARY = (
    u, v, w, eps, lam,
    *(family(name, BATCH) for name in "xg"), *(family(name, CLASSES) for name in "yz"), family("th", FEATURES),
    *(family(name, BATCH, BATCH) for name in "ABC"), *(family(name, BATCH, FEATURES) for name in "XQK"),
    *(family(name, BATCH, CLASSES) for name in "VTG"), family("W", CLASSES, FEATURES),
    family("W1", FEATURES, FEATURES), family("W2", CLASSES, FEATURES),
    gaussian("N0", BATCH, mean=0, variance=v**2), bernoulli("B0", BATCH, p=w),
    integer("I"), integer("J"), integer("N", 1), integer("M", 1), sequence("a0"), sequence("b0"),
)  # fmt: skip
RELATION = re.compile(r" (<=|>=|<|>|=) ")
load = cache(library.load)


def of_library(name: str, slip: Slip) -> tuple[Derivation, Claim, Claim]:
    topic, _, last = name.partition("/")
    claim = load(topic).claim(last)
    (found,) = [s for s in claim.slips if s.text == slip.text]
    wrong = replace(claim, rhs=claim.rhs if found.rhs is None else found.rhs,
                    given=claim.given if found.given is None else found.given)
    return load(topic), claim, wrong


@cache
def written(name: str) -> tuple[Derivation, Claim, Claim]:
    """A statement in plain notation: its definitions, the right claim, the wrong one."""
    text = STATEMENTS[name]
    derivation = Derivation(name, VOCABULARY, ())
    for line in text.where:
        scope = scope_of(derivation)
        if line.startswith("loss "):
            derivation = replace(derivation, loss=Loss("loss", scope.families[line.removeprefix("loss ")]))
        else:
            derivation = replace(derivation, definitions=(*derivation.definitions, definition(line, scope)))
    scope = scope_of(derivation)
    lhs, relation, rhs = RELATION.split(text.right, maxsplit=1)
    right = Claim(
        name, read(lhs, scope), read(rhs, scope), relation=relation,
        given=tuple(assumption(line, scope) for line in text.given),
        induction=scope.free[text.induction] if text.induction else None,
        difference=read(text.difference, scope) if text.difference else None,
    )  # fmt: skip
    return derivation, right, replace(right, rhs=read(text.wrong, scope))


def definition(line: str, scope: Scope) -> Family | Entry:
    """``p[t] = exp(z[t])/sum(exp(z[s]), s)``."""
    head, _, body = line.partition(" = ")
    name, _, letters = head.rstrip("]").partition("[")
    params = [[scope.free[letter] for letter in letters.split(",")]] if letters else []
    return define(name, *params, read(body, scope))


def assumption(line: str, scope: Scope) -> Basic:
    """``x[i] > 0 for each i``."""
    statement, _, letters = line.partition(" for each ")
    lhs, relation, rhs = RELATION.split(statement, maxsplit=1)
    a, b = read(lhs, scope), read(rhs, scope)
    made = {"=": Eq, "<": Lt, "<=": Le, ">": Gt, ">=": Ge}[relation](a, b)
    return each(*(scope.free[letter] for letter in letters.split(", ")), made) if letters else made


def state(name: str, wrong: bool, size: int | None):
    """The claim, as two functions to suit every system; only the first is of use here."""
    stated = STATEMENTS[name]
    if isinstance(stated, Words):
        return "cannot state"
    derivation, right, slip = of_library(name, stated) if isinstance(stated, Slip) else written(name)
    claim = slip if wrong else right
    if wrong:
        claim = replace(claim, difference=None, along=())
    return lambda: (court_of(derivation, claim), claim), lambda: None


def prove(left, right) -> str:
    """The proof alone: lowering, differentiation, normal form, zero test."""
    court, claim = left()
    return "proved" if isinstance(court.prove_claim(claim), Proved) else "open"


def decide(left, right) -> str:
    """What ``symdl verify`` does: the proof and exact instances that agree, or a counterexample."""
    court, claim = left()
    verdict = court.decide_claim(claim)[0].verdict
    return "proved" if isinstance(verdict, Proved) else "refuted" if isinstance(verdict, Refuted) else "open"


if __name__ == "__main__":
    for name, stated in STATEMENTS.items():  # reading and checking a derivation is not timed
        if isinstance(stated, Slip):
            of_library(name, stated)
        elif not isinstance(stated, Words):
            written(name)
    decide(*state("activations/sigmoid-reflection", False, None))
    serve(symdl.__version__, state, {"prove": prove, "decide": decide})
