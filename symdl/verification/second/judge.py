"""Judges a claim by evaluation alone.

Both sides are evaluated modulo a random prime, with random numbers for what is free and a random
size for every range, in which as many elements differ as a true difference could need to show.
That this proves the claim for all sizes but for a small chance is argued in docs/soundness.md.

Where it does not apply it says so: limits, inequalities, kinks at their kink, and
statements that rest on a law of a function which it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from itertools import product
from math import floor, lcm, log2
from random import Random

from flint import fmpq
from sympy import Basic, Eq, Expr, Mul, Pow, Rational, evaluate
from sympy import exp as sympy_exp
from sympy.core.relational import GreaterThan, Relational, StrictGreaterThan

from symdl.derivation import Claim, Derivation, SecondProof
from symdl.language import (
    Each,
    Entry,
    Expectation,
    Family,
    Index,
    IntegerIndex,
    Range,
    Size,
    Total,
    Variance,
    define,
    family,
    free_indices,
    total,
)
from symdl.verification.evaluation.evaluate import compile_tree
from symdl.verification.evaluation.numbers import NotEvaluable, OutsideDomain
from symdl.verification.evaluation.worlds import Point, reaches
from symdl.verification.second.bounds import Bounds, Count, expanded, rational, root_order
from symdl.verification.second.draws import Draw, Elements
from symdl.verification.second.residues import Budget, NotApplicable, Redraw, has_large_factor, rank
from symdl.verification.second.steps import Steps, shift_of

POINTS = 2
MOST_ELEMENTS = 40  # that are told apart in one range
MOST_STEPS = 200
MOST_DRAWS = 400  # points drawn until enough of them have all their roots
POOL = 46  # binary digits of the number of primes that one is drawn from


class Differs(Exception):
    """Two sides that differ for certain. The argument is where."""


def second_proof(derivation: Derivation, claim: Claim) -> SecondProof:
    """Whether the claim's equality is proved again. Raises Differs if it is wrong for certain."""
    try:
        return _second_proof(derivation, claim)
    except NotApplicable as e:
        return SecondProof(False, str(e))
    except RecursionError:
        return SecondProof(False, "it is nested too deeply")


def _second_proof(derivation: Derivation, claim: Claim) -> SecondProof:
    if claim.relation != "=":
        raise NotApplicable("an inequality")
    statement = _Statement.read(claim.lhs, claim.rhs, (*derivation.given, *claim.given))
    if statement.is_of_numbers:
        return _exactly(statement)
    needs = _needs(statement)
    budget = Budget()
    found = [_agree(statement, ranges, steps, needs, budget)
             for ranges in _sizes(statement, needs) for steps in _together(statement, needs)]
    if len({roots for _, roots, since in found if since}) > 1:
        raise NotApplicable("roots that are equal at some steps and differ at others")
    # A difference shows at one size and step at least, which has its points.
    return SecondProof(True, points=POINTS * len(found), bits=floor(min(bits for bits, *_ in found)))


def _exactly(statement: _Statement) -> SecondProof:
    """Of a statement about numbers alone, its exact evaluation is a proof."""
    try:
        lhs, rhs = (compile_tree(side)(Point({})) for side in (statement.lhs, statement.rhs))
    except (NotEvaluable, OutsideDomain) as e:
        raise NotApplicable(str(e)) from e
    if not isinstance(lhs, fmpq) or not isinstance(rhs, fmpq):
        raise NotApplicable("numbers that are not rational")
    if lhs != rhs:
        raise Differs(f"as numbers: {lhs} and {rhs}")
    return SecondProof(True, points=1, bits=None)


# --------------------------------------------------------------------------
# What is stated


@dataclass(frozen=True)
class _Statement:
    """An equality with its assumptions, as far as they determine something.

    positive    families of positive numbers
    instead     a definition for each family that an assumption determines
    """

    lhs: Expr
    rhs: Expr
    positive: frozenset[Family]
    instead: Mapping[Family, Family]

    @staticmethod
    def read(lhs: Expr, rhs: Expr, given: Sequence[Relational | Each]) -> _Statement:
        positive: set[Family] = set()
        instead: dict[Family, Family] = {}
        for assumption in given:
            if any(isinstance(i, IntegerIndex) for i in free_indices(assumption)):
                raise NotApplicable("an assumption on an integer")  # which may begin later, then
            stated = assumption.statement if isinstance(assumption, Each) else assumption
            each = assumption.indices if isinstance(assumption, Each) else ()
            if isinstance(stated, Eq):
                made, definition = _determined(stated, each)
                if made in instead:
                    raise NotApplicable(f"two assumptions on {made.name}")
                instead[made] = definition
            elif isinstance(stated, (StrictGreaterThan, GreaterThan)) and _is_whole(stated.lhs, each) \
                    and (rational(stated.rhs) or Fraction(0)) >= 0 and rational(stated.rhs) is not None:
                positive.add(stated.lhs.family)
        for definition in instead.values():
            if any(reaches(definition, made) for made in instead):
                raise NotApplicable("assumptions that lean on each other")
        # What an assumption determines is not drawn, so no square is drawn for it either.
        return _Statement(lhs, rhs, frozenset(positive - instead.keys()), instead)

    @cached_property
    def terms(self) -> tuple[Basic, ...]:
        """All terms, those of definitions too."""
        trees = (self.lhs, self.rhs, *self.instead.values())
        return tuple(term for tree in trees for term in expanded(tree))

    @property
    def free(self) -> list[Index]:
        """The free indices of abstract ranges."""
        found = free_indices(self.lhs) | free_indices(self.rhs)
        return sorted((index for index in found if not isinstance(index, IntegerIndex)),
                      key=lambda index: (index.range.name, index.letter))

    @property
    def integer(self) -> IntegerIndex | None:
        """The free integer, if there is one. Raises NotApplicable if there are more."""
        free = free_indices(self.lhs) | free_indices(self.rhs)
        found = [index for index in free if isinstance(index, IntegerIndex)]
        if len(found) > 1:
            raise NotApplicable("two integers")
        return found[0] if found else None

    @property
    def ranges(self) -> list[Range]:
        found = {term.range: None for term in self.terms if isinstance(term, (Index, Size))}
        for term in self.terms:
            if isinstance(term, Family):
                found.update(dict.fromkeys(term.ranges))
        return [range_ for range_ in found if range_.is_abstract]

    @property
    def root_order(self) -> int:
        """The least common multiple of the orders of all roots; 1 if there are none."""
        return lcm(*(root_order(term) for term in self.terms if isinstance(term, Pow)))

    @property
    def is_of_numbers(self) -> bool:
        return not any(isinstance(term, (Size, Index)) or
                       (isinstance(term, Family) and not term.is_defined) for term in self.terms)

    @property
    def has_chance(self) -> bool:
        return any(isinstance(term, (Expectation, Variance)) for term in self.terms)


def _is_whole(side: Basic, each: Sequence[Index]) -> bool:
    """Whether this is any member of a family: y[i, k] for each i and k, or a scalar."""
    return (isinstance(side, Entry) and not side.family.is_defined and side.family.law is None
            and len(set(side.indices)) == len(side.indices) and set(side.indices) <= set(each))


def _determined(stated: Eq, each: Sequence[Index]) -> tuple[Family, Family]:
    """The family that an equation determines, and a definition by which all that meets the equation is had.

    y[i] = f is its own definition. sum(y[i, k], k) = c is met by u + (c - sum(u, k))/n for any u.
    """
    for side, value in ((stated.lhs, stated.rhs), (stated.rhs, stated.lhs)):
        if _is_whole(side, each) and set(side.indices) == set(each) | free_indices(value) \
                and not _reaches(value, side.family):
            renamed = {index: index.tagged(0) for index in side.indices}
            if len(set(renamed.values())) < len(renamed):
                continue
            with evaluate(False):
                body = value.xreplace(renamed)
            made = define(side.family.name, list(renamed.values()), body) if renamed else \
                define(side.family.name, body)
            return side.family, made if isinstance(made, Family) else made.family
        if isinstance(side, Total) and _is_whole(side.body, (*each, *side.indices)) \
                and set(side.body.indices) == {*each, *side.indices} and free_indices(value) <= set(each) \
                and not _reaches(value, side.body.family):
            return side.body.family, _adding_up(side, value)
    raise NotApplicable(f"the assumption {stated}")


def _reaches(value: Basic, made: Family) -> bool:
    return any(isinstance(term, Family) and (term == made or reaches(term, made)) for term in expanded(value))


def _adding_up(side: Total, value: Expr) -> Family:
    old = side.body.family
    loose = family(old.name, *old.ranges, means=f"what {old.name} is made of")
    # Two indices may share a letter: names of their own.
    own = {index: Index(f"a{n}", index.range) for n, index in enumerate(side.body.indices)}
    summed = {index: Index(f"b{n}", index.range) for n, index in enumerate(side.indices)}
    with evaluate(False):
        gap = value.xreplace(own) - total(loose[tuple(summed.get(i) or own[i] for i in side.body.indices)],
                                          *summed.values())
        share = Mul(gap, *(Pow(index.range.size, -1) for index in side.indices))
        made = define(old.name, list(own.values()), loose[tuple(own.values())] + share)
    return made if isinstance(made, Family) else made.family


# --------------------------------------------------------------------------
# How much is looked at


@dataclass(frozen=True)
class _Needs:
    """How many elements must differ in each range, at which steps, and what bounds the chance of an accident.

    since   from this step on, all that is looked back at is a step as well
    """

    elements: Mapping[Range, int]
    steps: Sequence[int | None]
    since: int
    difference: Count
    argument: Count


def _needs(statement: _Statement) -> _Needs:
    with evaluate(False):
        gap = statement.lhs - statement.rhs
    elements = _elements(statement, gap)
    steps, since = _steps(statement, gap, elements)
    bounds = Bounds(elements, statement.instead, max((n or 0 for n in steps), default=0))
    difference = bounds.cleared(bounds.of(gap))
    argument = Count()
    for count, _ in bounds.arguments:
        argument |= count
    return _Needs(elements, steps, since, difference, argument)


def _elements(statement: _Statement, gap: Expr) -> dict[Range, int]:
    """How many elements of each range a difference can need to show.

    The denominators of elements that differ are cleared one by one, so that more
    elements of one range can ask for more of another.
    """
    free, ranges = statement.free, statement.ranges
    elements = dict.fromkeys(ranges, 0)
    while True:
        bounds = Bounds(elements, statement.instead, 1)
        difference = bounds.cleared(bounds.of(gap))
        wanted = {}
        for range_ in ranges:
            at_once = floor(difference.sums.get(range_, Fraction(0))) + sum(i.range == range_ for i in free)
            for count, around in bounds.arguments:
                inside = floor(count.sums.get(range_, Fraction(0))) + sum(i.range == range_ for i in around)
                at_once = max(at_once, 2 * inside)
            wanted[range_] = max(at_once, elements[range_], 1)
        if wanted == elements:
            return elements
        if max(wanted.values()) > MOST_ELEMENTS:
            raise NotApplicable(f"more than {MOST_ELEMENTS} elements of a range would have to be told apart")
        elements = wanted


def _steps(statement: _Statement, gap: Expr, elements: Mapping[Range, int]) -> tuple[Sequence[int | None], int]:
    """The steps to look at, and the one from which on they count."""
    integer = statement.integer
    if integer is None:
        return [None], 0
    shift = shift_of([gap, *statement.instead.values()])
    dimensions = Steps(elements, shift, statement.instead)
    most = max(dimensions.dimension(gap), 2 * max(dimensions.arguments))
    if most > MOST_STEPS:
        raise NotApplicable(f"more than {MOST_STEPS} steps would have to be looked at")
    since = integer.at_least + 2 * shift + 2
    return range(integer.at_least, since + most), since


def _together(statement: _Statement, needs: _Needs) -> Iterator[Sequence[int | None]]:
    """The steps that are looked at in one draw: all, unless there are roots, of which each step has its own."""
    if statement.root_order > 1:
        yield from ([step] for step in needs.steps)
    else:
        yield needs.steps


def _sizes(statement: _Statement, needs: _Needs) -> Iterator[Mapping[Range, Elements]]:
    """The ranges to look at: of any size, or if there are expectations of as many sizes as tell a polynomial."""
    if not statement.has_chance:
        yield {range_: Elements(n, 0) for range_, n in needs.elements.items()}
        return
    if not needs.argument.is_local():  # no polynomial in the sizes, then
        raise NotApplicable("a function or root of a size or of a sum over a range, beside an expectation")
    count = needs.difference
    most = {r: floor(count.sizes.get(r, Fraction(0)) + count.sums.get(r, Fraction(0))) + 1 for r in needs.elements}
    for more in product(*(range(n) for n in most.values())):
        yield {r: Elements(n + k) for (r, n), k in zip(needs.elements.items(), more, strict=True)}


# --------------------------------------------------------------------------
# Points


def _agree(statement: _Statement, ranges: Mapping[Range, Elements], steps: Sequence[int | None],
           needs: _Needs, budget: Budget) -> tuple[float, int, bool]:
    """The bits that POINTS points give, the number of roots, and whether the steps count.

    Raises NotApplicable or Differs if a point differs.
    """
    # As text, in which the tags of dummies, that may differ from run to run, are not seen.
    seed = repr((str(statement.lhs), str(statement.rhs), sorted(map(str, ranges.values())), steps))
    random = Random(sha256(seed.encode()).digest())
    places = [at for step in steps for at in _places(statement, step)]
    roots = _Roots()
    bits, met = 0.0, 0
    for _ in range(MOST_DRAWS):
        draw = Draw(random, ranges, statement.positive, statement.instead, budget)
        try:
            found = [(draw.value(statement.lhs, at), draw.value(statement.rhs, at)) for at in places]
        except Redraw:
            continue
        if draw.letters and draw.characters:
            raise NotApplicable("roots beside functions of the steps")
        if not draw.is_regular(needs.since):
            raise NotApplicable("functions that are asked for the same at some steps, and not at others")
        roots.add(draw.characters)
        if not all(square for _, square in draw.characters.values()):
            continue
        if met < POINTS:
            for at, (lhs, rhs) in zip(places, found, strict=True):
                if lhs != rhs:
                    _differ(draw, roots, at)
            bits += _bits(needs, draw, statement.root_order ** len(roots.columns()))
            met += 1
        if met == POINTS and roots.are_independent(statement.positive):
            return bits, len(roots.columns()), steps[-1] is not None and steps[-1] >= needs.since
        if met == POINTS and roots.seen > 2 * len(roots.columns()) + 40:
            raise NotApplicable("roots of which one is a product of others, or of a square")
    raise NotApplicable(f"fewer than {POINTS} of {MOST_DRAWS} points have all their roots")


def _places(statement: _Statement, step: int | None) -> Iterator[dict[Index, int]]:
    """The free indices, equal and different in every way that there is."""

    def place(left: Sequence[Index], at: dict[Index, int]) -> Iterator[dict[Index, int]]:
        if not left:
            yield at
            return
        first, *others = left
        used = {label for index, label in at.items() if index.range == first.range}
        for label in range(len(used) + 1):
            yield from place(others, {**at, first: label})

    integer = statement.integer
    return place(statement.free, {} if integer is None or step is None else {integer: step})


def _differ(draw: Draw, roots: _Roots, at: Mapping[Index, int]) -> None:
    if draw.knows_functions_in_part:
        raise NotApplicable("it does not come out with numbers drawn for its functions")
    if roots.seen_any:
        raise NotApplicable("it does not come out with the roots that were drawn")
    raise Differs(f"modulo {draw.field.p}, at "
                  + (", ".join(f"{i} = {n if isinstance(i, IntegerIndex) else n + 1}" for i, n in at.items())
                     or "one point"))


def _bits(needs: _Needs, draw: Draw, conjugates: int) -> float:
    """The chance that one point hides a difference is at most 2 to the power of minus this.

    A difference is a polynomial; numbers are drawn from at least a quarter of the field; of its
    numerator's coefficients few primes divide all. With roots it is the norm that must not vanish:
    the product over all choices of roots, in letters of which what was drawn is a square.
    No two arguments of functions, of at most so many pairs, must be equal or opposite by accident.
    """
    pairs = draw.asked**2
    degree = 4 * (needs.difference.degree * conjugates**2 + pairs * needs.argument.degree)
    height = needs.difference.height * conjugates + pairs * (needs.argument.height + 1)
    return min(61 - log2(degree + 1), POOL - log2(height / 61 + 1)) - 1


@dataclass
class _Roots:
    """What square roots were taken of, point by point."""

    rows: list[Mapping[object, tuple[int, bool]]] = field(default_factory=list)

    def add(self, characters: Mapping[object, tuple[int, bool]]) -> None:
        self.rows.append(characters)

    @property
    def seen(self) -> int:
        return len(self.rows)

    @property
    def seen_any(self) -> bool:
        return any(self.rows)

    def columns(self) -> dict[tuple[int, ...], object]:
        """One place for each number that was the same at all points, by these numbers."""
        if not self.rows:
            return {}
        return {tuple(row[place][0] for row in self.rows): place for place in self.rows[0]}

    def are_independent(self, positive: frozenset[Family]) -> bool:
        """Whether no product of what roots are taken of is a number times a square.

        If one were, it would be a square at each point or at none.
        """
        places = [place for place in self.columns().values() if not _is_positive(place, positive)]
        rows = [sum((not row[place][1]) << n for n, place in enumerate(places)) for row in self.rows]
        # With a column of ones, for the number.
        return rank(row << 1 | 1 for row in rows) == len(places) + 1 if places else True


def _is_positive(place: object, positive: frozenset[Family]) -> bool:
    """Whether a square was drawn for what a root is taken of, so that it says nothing."""

    def is_positive(tree: Basic) -> bool:
        match tree:
            case Entry():
                body = tree.family.body
                return tree.family in positive if body is None else is_positive(body)
            case Size() | sympy_exp():
                return True
            case Rational():  # of the prime factors, only the small ones were made squares
                return bool(tree > 0) and not has_large_factor(int(tree.p * tree.q))
            case Mul():
                return all(map(is_positive, tree.args))
            case Pow(args=(base, exponent)):
                return rational(exponent) is not None and is_positive(base)
        return False

    assert isinstance(place, tuple)
    return is_positive(place[0])


__all__ = ["Differs", "second_proof"]
