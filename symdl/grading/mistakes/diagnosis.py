"""What single change would make a wrong answer right; or, if none does, how it differs from what is right.

Three searches, the one that says most first:

    slips     the right formula with one slip in it, as the machine's mutants have: is that what the answer says?
    repairs   the answer changed in one place, where it stands in a form of its own
    ways      a derivative from which one of the ways is missing: by what was held fixed, or a factor of a product
    else      a factor that is the same everywhere, a constant too much, a case in which the answer is right

Each change is tried at a few points, where the value of what is asked for is known, and what agrees there is proved:
a diagnosis is never a guess. Where several changes do, the one that ranks first in ``telling.RANK`` is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import combinations, combinations_with_replacement, islice

from flint import fmpq
from sympy import Add, Basic, Eq, Expr, Integer, Mul, Pow, Rational, evaluate

from symdl.derivation import Claim, Derivation, Proved
from symdl.errors import SymdlError
from symdl.extent import too_large
from symdl.grading.mistakes.prepared import Question, around_of, question_of, slips_at
from symdl.grading.mistakes.probe import Probe, Spot, same, spots, value_at, with_value
from symdl.grading.mistakes.sketch import Sketch
from symdl.grading.mistakes.slips import (
    Slip,
    families_of,
    less,
    multiplied_out,
    negative,
    parts_of,
    repairs,
    size_of,
)
from symdl.grading.mistakes.telling import RANK, Told, code_of, told
from symdl.grading.rubric import RUBRIC
from symdl.language import (
    Adjoint,
    Derivative,
    Entry,
    Expectation,
    Index,
    IntegerIndex,
    IntervalSum,
    Mean,
    Size,
    Total,
    Variance,
    free_indices,
    subterms,
)
from symdl.verification.changes import ZERO, flat, put, shown, sum_of
from symdl.verification.decide import Court, Disagreement, court_of
from symdl.verification.evaluation import numbers
from symdl.verification.evaluation.evaluate import World
from symdl.verification.evaluation.numbers import NotEvaluable, OutsideDomain, Value
from symdl.verification.mutants import key
from symdl.verification.points.relations import Assumption

# Where every quantity is a known number, one for another says nothing.
_OF_NAMES = frozenset({"factor", "term", "factor added", "term added", "symbol", "exchanged", "exponent", "complement"})
_SCALING = frozenset({"factor", "factor added", "factor lost", "turned over", "exponent", "delta", "mean and sum"})
_MISSING_OR_EXTRA = frozenset({"factor-missing", "factor-extra", "term-missing", "term-extra"})
_DEEPEST = 14  # a student's answer is not nested more than that; to look through each place of one that is takes long
_MOST_REPAIRS = 700  # tried at a point
_MOST_PROOFS = 10
_MOST_SCALARS = 6
_FEW_SIGNS = 4  # that may be added to one name
_ENOUGH_RATIOS = 3
_OF_ANSWERS = 1 << 60  # numbers of dummies that nothing else has
_BINDERS = (Total, Mean, IntervalSum)


@dataclass(frozen=True)
class Diagnosis:
    """What is wrong with an answer.

    code      a stable word for programs, a key of ``RUBRIC``
    words     a sentence or two for the student
    place     the term of the answer that they speak of; "" if none of it is at fault alone
    repaired  a right formula: the answer with the change. Not to be shown, unless the question allows it
    credit    the share of the marks that it is worth
    """

    code: str
    words: str
    place: str
    repaired: Expr
    credit: float


def diagnose(derivation: Derivation, claim: Claim, answer: Expr, *, references: Sequence[Expr] = (),
             court: Court | None = None, rubric: Mapping[str, float] = RUBRIC) -> Diagnosis | None:
    """What single change would make a wrong answer to a claim right, or how it differs; None if neither was found.

    answer      what was answered, which is known to be wrong (None of an answer that is right, or too large)
    references  right formulas besides the right side of the claim
    court       of this claim, if there is one at hand
    rubric      the share of the marks for each code
    """
    if claim.relation != "=" or too_large({"the answer": answer}) or _depth(answer) > _DEEPEST:
        return None
    court = court or court_of(derivation, claim)
    with _apart():
        case = _Case(question_of(derivation, claim, tuple(references)), _labelled(flat(answer)))
    searches = ((case.as_slip,), (case.as_nothing,), (case.as_way, case.as_repair), (case.as_other_form,),
                (case.as_vanishing, case.as_ratio, case.as_constant, case.as_diagonal))
    for together in searches:
        with _apart():
            found = [finding for search in together for finding in islice(search(), _MOST_PROOFS)]
        for finding in found:
            if not case.is_all(finding.said) and isinstance(court.prover.prove(*finding.sides), Proved):
                return _diagnosis(finding, case, rubric)
    with _apart():
        special = [] if case.is_bare else list(case.as_special())
    for assumed, finding in special:
        if _holds(derivation, (*claim.given, assumed), finding.sides):
            return _diagnosis(finding, case, rubric)
    return None


def _labelled(tree: Expr) -> Expr:
    """The same with its dummy indices numbered in order: what answers have in common is one tree in all of them."""
    bound = dict.fromkeys(t for t in subterms(tree) if isinstance(t, Index) and t.tag)
    return tree.xreplace({index: index.tagged(n) for n, index in enumerate(bound, _OF_ANSWERS)}) if bound else tree


def _depth(tree: Basic) -> int:
    """How deeply powers, functions and sums are nested; products and sums of terms do not count."""
    inner = max(map(_depth, tree.args), default=0) if isinstance(tree, Expr) else 0
    return inner + (not isinstance(tree, (Add, Mul)) and bool(tree.args))


@contextmanager
def _apart() -> Iterator[None]:
    """Trees stay as they are written, and numbers have one precision."""
    with evaluate(False), numbers.working_precision(numbers.PRECISION):
        yield


@dataclass(frozen=True)
class _Finding:
    """Something that an answer may be: a slip, or what is told; ``sides`` are equal if it is that.

    elsewhere   whether it is told of a formula that has the answer's values, and is written in another way
    """

    said: Slip | Told
    repaired: Expr
    sides: tuple[Expr, Expr]
    elsewhere: bool = False


def _diagnosis(found: _Finding, case: _Case, rubric: Mapping[str, float]) -> Diagnosis:
    with _apart():
        found = _turned(found, case)
    said = found.said
    if isinstance(said, Slip):
        with _apart():
            said = told(said, case.answer, case.question.rights[0])
        if found.elsewhere:
            said = replace(said, words=f"Seen in another form: {said.words}", place="")
    return Diagnosis(said.code, said.words, said.place, found.repaired, rubric.get(said.code, 0.0))


def _turned(found: _Finding, case: _Case) -> _Finding:
    """A term that is missing, of one that is said to be too much of a formula where it is taken off another.

    Of w - r*w - g, the answer -r*w - g is that with -w too much: w is missing, and a -w stands nowhere.
    """
    said = found.said
    if not found.elsewhere or not isinstance(said, Slip) or said.path or code_of(said) != "term-extra":
        return found
    wrong, right = (parts_of(Add, flat(tree)) for tree in (said.wrong, said.right))
    match less(wrong, right):
        case [term] if not less(right, wrong):
            missing = negative(term)
            if less([missing], multiplied_out(said.right)) or not less([term], multiplied_out(case.answer)):
                return found
            repaired = sum_of((*parts_of(Add, case.answer), missing))
            return replace(found, said=Slip("term dropped", (), case.answer, repaired), repaired=repaired,
                           elsewhere=False)
    return found


def _holds(derivation: Derivation, given: Sequence[Assumption], sides: tuple[Expr, Expr]) -> bool:
    """Whether two formulas are proved equal under more assumptions, are not both nothing, and some point meets them."""
    try:
        court = Court(derivation, given)
        if not isinstance(court.prover.prove(*sides), Proved) or isinstance(court.prover.prove(sides[0], ZERO), Proved):
            return False
        decided, _ = court.decide(*sides)  # which looks for such a point
    except (SymdlError, Disagreement):
        return False
    return isinstance(decided.verdict, Proved)


# --------------------------------------------------------------------------
# One answer


class _Case:
    """An answer to a question, and what may be said of it. To be used with SymPy's evaluation off."""

    def __init__(self, question: Question, answer: Expr):
        self.question = question
        self.answer = answer
        self.key = key(answer)
        self.has_asked = question.asked in subterms(answer)
        self._look(question.spots)
        self.shared = 0  # where the spots of the question begin
        if question.spots and not self._differs:  # but by what is rounded away, say
            more = spots(question.asked, answer, question.given, question.names, differ=True)
            self.shared = len(more)
            self._look((*more, *question.spots))
        self.is_open = self._differs and answer != ZERO

    def _look(self, where: tuple[Spot, ...]) -> None:
        self.spots = where
        self.probe = Probe(where)
        self.targets = [spot.target for spot in where]
        self.values = [self.probe.value(n, self.answer) for n in range(len(where))]
        # At the other places nothing can be said.
        self.live = [n for n, value in enumerate(self.values) if value is not None]

    @property
    def is_bare(self) -> bool:
        """Whether the answer is one number or one name, of which hardly anything can be said."""
        return self.answer.is_Number or isinstance(self.answer, (Entry, Index, Size))

    def is_all(self, said: Slip | Told) -> bool:
        """Whether a change would be the whole answer: a number alone stands without it, or nothing.

        It would tell what is right, and earn marks for nothing: "the factor x is missing" of the answer 2 to 2*x.
        """
        right = self.question.rights[0]
        if isinstance(said, Told):
            return False
        if _is_number(self.answer) and not _is_number(right):
            return True
        return code_of(said) in _MISSING_OR_EXTRA and right in (0, 1)

    def _may_be(self, slip: Slip) -> bool:
        """Whether a slip of a right formula can have been made here: a sum is lost where its index stands free."""
        code = code_of(slip)
        if code == "sum-missing":
            return bool(free_indices(self.answer) - free_indices(self.question.asked))
        if code == "index":
            return any(isinstance(t, Entry) and t.indices for t in subterms(self.answer))
        return not _is_another_number(slip)

    def _says_something(self, slip: Slip) -> bool:
        """Whether a change keeps something of the answer, and does not put the right formula in its place."""
        if self.answer.is_Number:
            return code_of(slip) == "sign"
        asked = self.question.asked
        if isinstance(asked, (Adjoint, Derivative)) and asked in subterms(slip.right) and not self.has_asked:
            return False
        if not self.is_bare:
            return True
        new = size_of(slip.right) - size_of(slip.wrong)
        return new <= _FEW_SIGNS or 3 * new <= 2 * size_of(self.question.rights[0])

    @property
    def _differs(self) -> bool:
        """Whether it is seen to be wrong, or has no value at all."""
        return bool(self.spots) and not (self.live and self._fits(self.values))

    def _fits(self, values: Sequence[Value | None]) -> bool:
        return all(same(values[n], self.targets[n]) for n in self.live)

    # -- what is missing of a derivative

    def as_way(self) -> Iterator[_Finding]:
        """A part of a derivative that the answer lacks."""
        if not self.is_open or not self.live:
            return
        for code, words, part, known in self.question.ways:
            values = [*(self.probe.value(n, part) for n in range(self.shared)), *known]
            pairs = zip(self.values, values, strict=True)
            if self._fits([None if mine is None or more is None else mine + more for mine, more in pairs]):
                repaired = Add(self.answer, part)
                yield _Finding(Told(code, words, ""), repaired, (self.question.asked, repaired))

    # -- the right formula with a slip in it

    def as_slip(self) -> Iterator[_Finding]:
        """What the answer is, but for the order of terms and the letters that are bound."""
        right = self.question.rights[0]
        if self.spots and not self._differs:
            return
        found = [slip for slip, value in slips_at(self.question, 0)
                 if (self.shared not in self.live or same(value, self.values[self.shared]))
                 and self._may_be(slip) and key(put(right, slip.path, slip.wrong)) == self.key]
        if right == ZERO:
            found = [slip for slip in found if slip.path]
        found.sort(key=_rank)
        if found and code_of(found[0]) == "term-missing":
            yield from self.as_way()  # which says why
        for slip in found:
            yield _Finding(slip, right, (right, right))

    def as_other_form(self) -> Iterator[_Finding]:
        """What the answer has the values of."""
        if not self.is_open or self.shared not in self.live:
            return
        names = families_of(self.answer)
        for n, right in enumerate(self.question.rights):
            # What is random has no place outside a mean, where an answer is seen.
            is_mean = any(isinstance(part, Expectation | Variance) for part in subterms(right))
            # A slip that brings in a name has not been made where that name is not.
            # An index alone is no part of an answer that is written in another way.
            alike = [slip for slip, value in slips_at(self.question, n)
                     if not isinstance(slip.wrong, Index) and same(value, self.values[self.shared])
                     and self._may_be(slip)]
            found = [(slip, put(right, slip.path, slip.wrong)) for slip in alike
                     if families_of(slip.wrong) - families_of(slip.right) <= names
                     and (not is_mean or slip.kind == "moments")]
            for slip, made in sorted(found, key=lambda f: (key(f[1]) != self.key, _rank(f[0]))):
                if all(same(self.probe.value(k, made), self.values[k]) for k in self.live):
                    yield _Finding(slip, right, (made, self.answer), elsewhere=key(made) != self.key)

    # -- the answer changed in one place

    def as_repair(self) -> Iterator[_Finding]:
        """Changes after which the answer has the right value at every point."""
        if not self.is_open:
            return
        question = self.question
        # What is larger tells more apart.
        at = sorted(self.live or range(len(self.targets)),
                    key=lambda n: -sum(self.spots[n].at.values()) - sum(self.spots[n].point.sizes.values()))
        near = around_of(self.answer, question.asked, question.rights, question.names, question.given)
        is_zero = question.rights[0] == ZERO
        found = []
        is_fixed = question.is_fixed
        sketch = Sketch(self.answer, self.probe, at[0], question.stocktaking(self.spots[at[0]]))
        for repair in islice(repairs(self.answer, near, question.stock, sketch), _MOST_REPAIRS):
            if is_zero and (repair.kind in _SCALING or not repair.path):
                continue  # to make it nothing is no help
            if is_fixed and repair.kind in _OF_NAMES:
                continue
            if not all(same(self.probe.changed(n, self.answer, repair.path, repair.right), self.targets[n])
                       for n in at):
                continue
            slip = repair.slip
            if _is_another_number(slip) or not self._says_something(slip):
                continue
            repaired = put(self.answer, slip.path, slip.right)
            if slip.kind == "sum" and _sums_nothing(repaired) and not _sums_nothing(self.answer):
                continue  # a mean of a sum over the same is the sum
            found.append((slip, repaired))
        for slip, repaired in sorted(found, key=lambda f: _rank(f[0])):
            yield _Finding(slip, repaired, (question.rights[0], repaired))

    # -- how it differs

    def as_vanishing(self) -> Iterator[_Finding]:
        """Something where nothing is left, or nothing where something is."""
        right = self.question.rights[0]
        if right == ZERO or self.answer == ZERO:
            words = "Nothing is left of this: look at what its terms add up to, and what they are multiplied by."
            if right != ZERO:
                words = "Something is left: what is asked for is not always 0."
            yield _Finding(Told("vanishes", words, ""), right, (right, right))

    def as_nothing(self) -> Iterator[_Finding]:
        """What comes to 0 by itself, where what is asked for does not."""
        if self.answer != ZERO and self.live and all(same(self.values[n], fmpq(0)) for n in self.live) and not all(
                same(self.targets[n], fmpq(0)) for n in self.live):
            words = "This comes to 0 whatever the values are: look at what its terms add up to."
            yield _Finding(Told("vanishes", words, ""), self.question.rights[0], (self.answer, ZERO))

    def as_ratio(self) -> Iterator[_Finding]:
        """A factor, made of a number, sizes and scalars, that is the same at every point."""
        ratios: dict[int, fmpq] = {}
        for n in self.live:
            ratio = _ratio(self.targets[n], self.values[n])
            if ratio:
                ratios[n] = ratio
        if len(ratios) < _ENOUGH_RATIOS or not self.is_open or self.question.is_fixed or self.is_bare:
            return
        near = self.question.near
        quantities: list[Expr] = [*near.sizes, *(i for i in near.scope if isinstance(i, IntegerIndex))]
        # Of scalars alone, each may be what the formula is a function of, and no constant.
        has_members = any(f.ranges for f in near.claimed)
        quantities += [Entry(f) for f in near.claimed if has_members and not f.ranges and not f.law]
        quantities = quantities[:_MOST_SCALARS]
        whole = size_of(self.question.rights[0])  # which is not to be given away
        quantities += [f for f in self.question.stock.factors if has_members and not f.is_Number and f not in quantities
                       and 2 * size_of(f) <= whole and not isinstance(f, (Pow, *_BINDERS))
                       and free_indices(f) <= set(near.scope)]
        powers: list[tuple[Expr, dict[int, fmpq]]] = []
        for quantity in quantities[:2 * _MOST_SCALARS]:
            at = {n: v for n in ratios if isinstance(v := self.probe.value(n, quantity), fmpq) and v}
            if len(at) == len(ratios):
                powers += [(quantity, at), (Pow(quantity, -1), {n: 1 / v for n, v in at.items()})]
        none = (Integer(1), dict.fromkeys(ratios, numbers.ONE))
        for (a, of_a), (b, of_b) in combinations_with_replacement([none, *powers], 2):
            left = {ratios[n] / (of_a[n] * of_b[n]) for n in ratios}
            if len(left) == 1:
                (number,) = left
                square = [Pow(a, 2) if not isinstance(a, Pow) else Pow(a.base, -2)] if a == b != 1 else [a, b]
                parts = [p for p in (Rational(int(number.p), int(number.q)), *square) if p != 1]
                if not parts:
                    return
                factor = Mul(*parts) if len(parts) > 1 else parts[0]
                repaired = Mul(factor, self.answer)
                words = f"The answer is right but for a factor: {shown(factor)} times it would be right."
                yield _Finding(Told("constant-factor", words, ""), repaired, (self.question.rights[0], repaired))
                return

    def as_constant(self) -> Iterator[_Finding]:
        """A number that is missing or too much."""
        if self.question.is_fixed or self.is_bare:
            return  # it would be the answer
        pairs = [(self.targets[n], self.values[n]) for n in self.live]
        gaps = {right - mine for right, mine in pairs if isinstance(right, fmpq) and isinstance(mine, fmpq)}
        if len(gaps) == 1 and len(pairs) >= _ENOUGH_RATIOS and (gap := gaps.pop()):
            number = Rational(int(gap.p), int(gap.q))
            repaired = Add(self.answer, number)
            words = (f"The answer is right but for a constant: it is {shown(abs(number))} too "
                     f"{'small' if number > 0 else 'large'}.")
            yield _Finding(Told("constant-term", words, ""), repaired, (self.question.rights[0], repaired))

    def as_special(self) -> Iterator[tuple[Assumption, _Finding]]:
        """Cases in which the answer is right, each with what it assumes."""
        question = self.question
        if not self.is_open or not self.live:
            return
        named = families_of(question.rights[0])
        scalars = [f for f in question.near.claimed if not f.ranges and not f.law and not f.is_defined
                   and (named - {f} or question.near.sizes)]  # else both would be numbers
        for family in scalars[:_MOST_SCALARS]:
            for value in (1, 0):
                where = [with_value(self.spots[n], family, fmpq(value), question.asked) for n in self.live[:2]]
                there = [spot for spot in where if spot is not None]
                if there and all(map(self._is_right_at, there)):
                    yield self._special(Entry(family), value)
        for size in question.near.sizes:
            # One element only: few points are so, and none is among the others.
            if size in question.alone and ((spot := question.alone[size]) is None or self._is_right_at(spot)):
                yield self._special(size, 1)

    def as_diagonal(self) -> Iterator[_Finding]:
        """Two indices that have to be equal for the answer to be right."""
        right = self.question.rights[0]
        free = [i for i in self.question.near.scope if not isinstance(i, IntegerIndex)]
        for i, j in combinations(free, 2):
            alike = [n for n in self.live if (at := self.spots[n].at).get(i) == at.get(j)]
            if i.range == j.range and alike and all(same(self.values[n], self.targets[n]) for n in alike):
                words = f"The answer is right where {i} = {j}, but not everywhere."
                yield _Finding(Told("special-case", words, ""), right, (right.xreplace({j: i}),
                                                                        self.answer.xreplace({j: i})))

    def _is_right_at(self, spot: Spot) -> bool:
        return same(value_at(self.answer, World.at(spot.point), spot.at), spot.target)

    def _special(self, quantity: Expr, value: int) -> tuple[Assumption, _Finding]:
        right = self.question.rights[0]
        words = f"The answer is right where {shown(quantity)} = {value}, but not everywhere."
        return Eq(quantity, value), _Finding(Told("special-case", words, ""), right, (right, self.answer))


def _ratio(right: Value, mine: Value | None) -> fmpq | None:
    """How many times the value it should be, if that is a rational number and not 0."""
    try:
        found = None if mine is None else right * numbers.reciprocal(mine)
    except (OutsideDomain, NotEvaluable):
        return None
    return found if isinstance(found, fmpq) and found else None


def _sums_nothing(tree: Expr) -> bool:
    """Whether a sum or a mean is over something that does not stand in it."""
    return any(isinstance(t, (Total, Mean)) and not {*t.indices} <= free_indices(t.args[0]) for t in subterms(tree))


def _is_another_number(slip: Slip) -> bool:
    """Whether one number is put for another, and neither is part of anything: that would be the answer."""
    return not slip.path and slip.wrong != -slip.right and all(
        _is_number(tree) for tree in (slip.wrong, slip.right))


def _is_number(tree: Basic) -> bool:
    return all(t.is_Number or isinstance(t, (Add, Mul, Pow)) for t in subterms(tree))


def _rank(slip: Slip) -> tuple[int, int, int]:
    """The most telling first, then what is nearest to the whole, then the smallest."""
    return RANK[code_of(slip)], len(slip.path), size_of(slip.wrong) + size_of(slip.right)


__all__ = ["Diagnosis", "diagnose"]
