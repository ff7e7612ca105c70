"""Steps of a worked solution judged by the prover, in the names of a claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import replace
from functools import partial
from typing import Any

from sympy import Add, Basic, Expr, Mul, Pow, Rational, evaluate, expand

from symdl.derivation import Claim, Derivation, Proved, Refuted, Undecided
from symdl.errors import LanguageError, ReadError, SymdlError
from symdl.grading.proved.abbreviations import Abbreviations
from symdl.grading.proved.asked import Called, asked, freely
from symdl.grading.proved.following import is_right_with, said_of, shares_a_letter
from symdl.grading.proved.judging import shown
from symdl.grading.proved.rebuilt import Rebuilding
from symdl.grading.proved.restated import restates, undressed
from symdl.grading.worked.ground import ASKED, Judged, seen_at, subsets, told_only_by_name, unless
from symdl.language import (
    INTEGERS,
    Adjoint,
    Entry,
    Expectation,
    Index,
    IntegerIndex,
    Limit,
    Partial,
    Variance,
    delta,
    expectation,
    free_indices,
    is_extremum,
    subterms,
)
from symdl.language import Derivative as LanguageDerivative
from symdl.notation import latex, read, read_chain
from symdl.notation.reader.names import plain
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Node
from symdl.verification.decide import Disagreement

_MOST_STEPS = 8  # of a recurrence, one in the other


class Proving:
    """Steps in the prover's language."""

    def __init__(self, derivation: Derivation, claim: Claim, called: Called | None, unused: str = ""):
        self.claim, self._called, self._unused = claim, called, unused
        self.asked: Expr = claim.lhs
        self._own = Abbreviations((), asked(derivation, claim))
        if called is not None and called.tree is not None and self.is_same(called.tree, claim.rhs):
            self.asked, self._called = called.tree, None  # the left side of a reference alone, which can be judged
        elif called is not None and (left := self._left_side(called.text)) is not None:
            self.asked, self._called = left, None
        is_closed = self._called is not None and claim.lhs is claim.rhs
        form = undressed(self.asked)
        # What a reference alone gives is an answer; where it is but another order, that is what is asked for.
        is_order = claim.lhs is not claim.rhs and form == undressed(claim.rhs)
        self._asked_forms = {*(() if is_closed or is_order else (form,)), *map(undressed, _law_of(self.asked))}

    def knows(self, name: str) -> bool:
        scope = self._own.asked.scope
        return scope.knows(name) or scope.knows(plain(name))

    def _left_side(self, text: str) -> Expr | None:
        r"""What a reference alone is called by, where that is equal to it: \ln\frac{a}{b} of positive numbers."""
        with suppress(ReadError):
            items, _ = self.read(text)
            if len(items) == 1 and isinstance(items[0], Expr) and self.is_same(items[0], self.claim.rhs):
                return items[0]
        return None

    def _is_label(self, left: str) -> bool:
        """Whether this is the text that the answer is called by, where the language has no more to say of it."""
        called = self._called
        return called is not None and bool(called.text) and "".join(left.split()) == "".join(called.text.split())

    def named(self, clause: str) -> Proving:
        left = clause.partition("=")[0].rstrip(" :")
        is_called = self._is_label(left)
        if self._called is not None and self._called.tree is not None:
            with suppress(ReadError):
                is_called = read(left, self._own.asked.left) == self._called.tree
        if is_called:
            raise told_only_by_name(clause)
        made = copy(self)
        made._own = copy(self._own)
        made._own.own = dict(self._own.own)
        made._own.asked = copy(self._own.asked)
        made._own.take(clause, on_the_way=True)
        return made

    def read(self, line: str) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        """On the way, whatever the derivation can say may be said, of any member."""
        left, called = self._own.asked.left, self._called
        start, sign, rest = line.partition("=")
        if sign and self._is_label(start):
            items, signs = self.read(rest)
            return (ASKED, *items), ("eq", *signs)
        try:
            said = self._own.stated(read_chain(line, left))
        except ReadError:
            said = read_chain(line, freely(left))
            if len(said.items) < 2 and not line.lstrip().startswith("="):
                raise
            said = self._own.stated(said)
        if called is None or called.tree is None:
            return said.items, said.signs
        items = tuple(ASKED if item == called.tree else item for item in said.items)
        if any(called.tree in subterms(item) for item in items if isinstance(item, Expr)):
            raise told_only_by_name(line)
        return items, said.signs

    def judged(self, one: Expr, other: Expr, *, beside: bool = False) -> Judged:
        verdict = self._own.asked.court.decide_claim(replace(self.claim, lhs=one, rhs=other))[0].verdict
        if isinstance(verdict, Refuted) and any(map(is_extremum, (*subterms(one), *subterms(other)))):
            verdict = Undecided(None, "nothing is known here of a maximum")
        match verdict:
            case Proved():
                return Judged("same")
            case Refuted(witness):
                ranges = self._own.asked.derivation.ranges
                words = seen_at(witness, ranges, before=one is not self.asked, beside=beside)
                return unless(Judged("differs", words, witness), self._unused)
            case Undecided(_, why):
                return Judged("same") if self._is_same_later(one, other) else Judged("open", why)
        raise NotImplementedError(type(verdict).__name__)

    def _is_same_later(self, one: Expr, other: Expr) -> bool:
        """Whether two expressions are equal from the step on from which the members in them are: m_{t-2}, from 2."""
        free = [index for index in free_indices(one) if isinstance(index, IntegerIndex)]
        if len(free) != 1 or any(isinstance(part, Adjoint | LanguageDerivative | Partial) for part in subterms(other)):
            return False
        t, *_ = free
        steps = [expand(t - part.indices[-1]) for side in (one, other) for part in subterms(side)
                 if isinstance(part, Entry) and part.family.system and t in free_indices(part)]
        first = max((int(step) for step in steps if step.is_Integer), default=0)
        if not 0 < first <= _MOST_STEPS or not all(step.is_Integer for step in steps):
            return False
        with evaluate(False):
            there = [side.xreplace({t: Add(t, first)}) for side in (one, other)]
        return self.is_same(*there)

    def follows(self, before: Expr, item: Expr, believed: Sequence[tuple[Expr, Expr]], *,
                of: Expr | None = None) -> bool:
        for some in subsets([one for one in believed if not isinstance(one[0], Rational)]):
            start = before
            for left, right in some:
                start = Rebuilding(node=partial(_put, left, right)).tree(start)
            with suppress(LanguageError):  # what a name of the question is made of may be another thing now
                if start != before and self.is_same(start, item):
                    return True
        if any(self.is_same(made, item) for made in self._by_moments(before, believed)):
            return True
        said = [one for one in (said_of(left, right) for left, right in believed) if one is not None]
        here = self._own.asked
        with suppress(SymdlError, Disagreement):
            if of is not None:
                here = asked(here.derivation, replace(self.claim, lhs=of, rhs=of, steps=()), None)
            return any(is_right_with(some, [item], here) for some in (said, *([one] for one in said if len(said) > 1)))
        return False

    def _by_moments(self, before: Expr, believed: Sequence[tuple[Expr, Expr]]) -> Iterator[Expr]:
        """A variance as E[X^2] - E[X]^2, with what was said of these."""
        if not isinstance(before, Variance):
            return
        body, = before.args
        moments: list[Expr] = [expectation(body), expectation(Pow(body, 2, evaluate=False))]
        for left, right in believed:
            if isinstance(left, Expectation):
                moments = [right if self.is_same(left, moment) else moment for moment in moments]
        if not all(isinstance(moment, Expectation) for moment in moments):
            first, second = moments
            yield Add(second, Mul(-1, Pow(first, 2, evaluate=False), evaluate=False), evaluate=False)

    def solves(self, item: Expr, believed: Sequence[tuple[Expr, Expr]]) -> bool:
        def holds(left: Expr, right: Expr, put: Rebuilding) -> bool:
            with suppress(LanguageError):
                return self.is_same(put.tree(left), put.tree(right))
            return False

        def is_solved(left: Expr, right: Expr) -> bool:
            # What is made of it may stay what it is: x_0 = (x_t - y)/a solves an equation of x_0 and x_t.
            return any(holds(left, right, Rebuilding(family, partial(_put, self.asked, item))) and not holds(
                left, right, Rebuilding(family, partial(_put, self.asked, other)))
                for family in (lambda _: None, lambda one: one))

        if self.asked in subterms(item) or not shares_a_letter(item, self.claim):
            return False
        other = Add(Mul(2, item, evaluate=False), 1, evaluate=False)
        return any(self.asked in {*subterms(left), *subterms(right)} and is_solved(left, right)
                   for left, right in believed)

    def is_same(self, one: Expr, other: Expr) -> bool:
        return isinstance(self._own.asked.court.prover.prove(one, other), Proved)

    def where(self, items: Sequence[Expr], one: str, other: str, *, are_equal: bool) -> Sequence[Expr]:
        free = {index.letter: index for item in items for index in free_indices(item)
                if isinstance(index, Index) and not index.place}
        i, k = free.get(one), free.get(other)
        if are_equal and (i is None) != (k is None) and isinstance(items[0], (Adjoint, LanguageDerivative, Partial)):
            return items  # which say it of that one already: \frac{\partial p_i}{\partial z_i}
        if i is None or k is None or i == k or i.range != k.range or i.range == INTEGERS:
            return ()
        with evaluate(False):
            if are_equal:
                return [item.xreplace({i: k}) for item in items]
            return [Mul(item, Add(1, Mul(-1, delta(i, k)))) for item in items]

    def is_of_differentials(self, line: str) -> bool:
        return False

    def derived_by(self, item: Any) -> Expr | None:
        return item.node if isinstance(item, (Adjoint, LanguageDerivative, Partial)) else None

    def has(self, item: Expr, letter: Expr) -> bool:
        return letter in subterms(item)

    def put(self, item: Expr, letter: Expr, value: Expr) -> Expr | None:
        if any(isinstance(part, (Adjoint, LanguageDerivative, Partial)) for part in subterms(item)):
            return None
        with suppress(LanguageError):
            return Rebuilding(node=partial(_put, letter, value)).tree(item)
        return None

    def difference(self, one: Expr, other: Expr) -> Expr:
        return Add(one, Mul(-1, other, evaluate=False), evaluate=False)

    def has_value(self, item: Expr) -> bool:
        with suppress(SymdlError, Disagreement):  # of which an instance was seen, be it only that it is itself
            return self.judged(item, item).standing != "open"
        return False

    def value_at(self, name: str, letter: str, at: str) -> None:
        return None

    def other_ends(self, line: str) -> str:
        return ""

    def latex(self, item: Expr) -> str:
        return latex(item)

    def tree(self, item: Expr) -> Node | None:
        with suppress(ReadError):
            return parse(latex(item)).tree
        return None

    def text(self, item: Expr) -> str:
        return shown(item)

    def left(self) -> str:
        return "" if self.claim.lhs is self.claim.rhs else self.text(self.asked)

    def says_again(self, item: Any) -> bool:
        return item is ASKED or item == self.claim.lhs != self.claim.rhs or undressed(item) in self._asked_forms

    def is_answer(self, item: Expr) -> bool:
        ready = self._own.asked
        given = self.asked if self.claim.lhs is self.claim.rhs else self.claim.rhs
        if _is_undone(item) and _is_undone(given) == (given is self.asked):
            return False
        try:
            read(latex(item), ready.scope)
        except ReadError:  # it has something in it that no answer may have
            return False
        return not restates(item, ready.derivation, ready.claim)


def _law_of(asked: Expr) -> Iterator[Expr]:
    """What a recurrence says of what is asked for, which says nothing new of it."""
    if isinstance(asked, Entry) and len(asked.indices) == 1 and isinstance(asked.indices[0], IntegerIndex):
        for bare, (index, *others), _, body in asked.family.system:
            if bare.name == asked.family.name and not others:
                with evaluate(False):
                    yield body.xreplace({index: asked.indices[0]})


def _put(left: Basic, right: Basic, tree: Basic) -> Basic | None:
    """One thing in the place of another, but not within derivatives, which are of names and not of what these are."""
    if tree == left:
        return right
    if type(tree) is type(left) and (there := _indices_there(left, tree)):  # of each member, what was said of one
        with evaluate(False):
            return right.xreplace(there)
    return tree if isinstance(tree, (Adjoint, LanguageDerivative, Partial)) else None


def _indices_there(one: Basic, other: Basic) -> dict[Basic, Basic]:
    """By which of its indices one tree is another; none if it is not."""
    if not isinstance(one, Expr) or not isinstance(other, Expr):
        return {}
    ours, theirs = ([index for index in free_indices(tree) if isinstance(index, Index)] for tree in (one, other))
    there: dict[Basic, Basic] = {index: same for index in ours for same in theirs if (index.letter, index.range) == (
        same.letter, same.range)}
    if len(there) < len(ours):
        return {}
    with evaluate(False):
        return there if one.xreplace(there) == other else {}


def _is_undone(tree: Expr) -> bool:
    """Whether a derivative, or a limit, is not carried out."""
    return any(isinstance(part, (LanguageDerivative, Limit)) for part in subterms(tree))


__all__ = ["Proving"]
