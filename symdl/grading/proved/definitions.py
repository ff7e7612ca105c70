"""Which definitions an answer leans on: whether it is right even where nothing is known of them.

    leans_on(court, right, answer, defined)     ("mu",) if it is right because mu is a mean, and by nothing else
    without_them(...)                           a place where it is wrong, if mu could be anything
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sympy import Expr

from symdl.calculus.reach import reach
from symdl.derivation import Proved, Witness
from symdl.errors import LanguageError
from symdl.grading.proved.rebuilt import shown, without
from symdl.language import Adjoint, Derivative, Family, Partial, is_extremum, subterms
from symdl.verification.decide import Court
from symdl.verification.evaluation.numbers import NotEvaluable
from symdl.verification.points.instances import find_witness
from symdl.verification.points.relations import Assumption

CHAIN_RULE = "the chain rule"
_MOST_DEFINITIONS = 8


def leans_on(court: Court, right: Expr, answer: Expr, defined: Sequence[Family]) -> tuple[str, ...] | None:
    """The definitions, by their names, without one of which the answer is not seen to be the right one.

    right     a right formula, as the question has it
    defined   what is defined

    None if it is not seen even with all of them.
    """
    if is_strict(court, right, answer, defined):
        return ()
    used, taken = _used(right, answer, defined)
    if len(used) > _MOST_DEFINITIONS or not same(court, right, answer, (), derivatives=False):
        return None
    # Each that can be done without is left closed; what cannot is leaned on.
    kept: list[Family] = []  # closed
    opaque = taken and same(court, right, answer, (), derivatives=True)
    for family in used:
        if same(court, right, answer, [*kept, family], derivatives=opaque):
            kept.append(family)
    return (*(family.name for family in used if family not in kept), *([CHAIN_RULE] if taken and not opaque else []))


def _used(right: Expr, answer: Expr, defined: Sequence[Family]) -> tuple[list[Family], bool]:
    """The definitions in two formulas, and whether there is a derivative."""
    named = {*reach(right), *reach(answer)}
    taken = any(isinstance(t, (Adjoint, Derivative, Partial)) for tree in (right, answer) for t in subterms(tree))
    return [family for family in defined if family in named and family.body is not None], taken


def is_strict(court: Court, right: Expr, answer: Expr, defined: Sequence[Family]) -> bool:
    """Whether an answer is seen to be right by no definition at all."""
    used, taken = _used(right, answer, defined)
    return not (used or taken) or same(court, right, answer, used, derivatives=True)


def without_them(right: Expr, answer: Expr, given: Sequence[Assumption], defined: Sequence[Family]) -> Witness | None:
    """A place where an answer is not what is right, if what is defined could be anything; None if there is none."""
    if any(map(is_extremum, (*subterms(right), *subterms(answer)))):
        return None
    used, _ = _used(right, answer, defined)
    rebuilding = without(used, derivatives=True)
    free = [relation for relation in given if not {*reach(relation)} & {*used}]
    try:
        found = find_witness(rebuilding.tree(right), rebuilding.tree(answer), free)
    except (LanguageError, NotEvaluable):
        return None
    return None if found is None else replace(found, values={shown(n): value for n, value in found.values.items()})


def same(court: Court, right: Expr, answer: Expr, closed: Iterable[Family], *, derivatives: bool) -> bool:
    """Whether two formulas are proved equal where nothing is known of some definitions."""
    rebuilding = without(closed, derivatives=derivatives)
    try:
        return isinstance(court.prover.prove(*(rebuilding.tree(tree) for tree in (right, answer))), Proved)
    except LanguageError:  # what is left cannot be said
        return False


__all__ = ["CHAIN_RULE", "is_strict", "leans_on", "without_them"]
