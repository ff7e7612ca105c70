"""What is wrong with an answer of ordinary mathematics: the change after which it would be right, or how it differs.

Each change is tried at a few points, where nearly all show that they do not help. What fits at all of them is told only
if the exact rules prove that it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from flint import acb, fmpq

from symdl.grading.scalar.expressions import compare, is_complex, is_sharp
from symdl.grading.scalar.ordered import is_of_vectors
from symdl.grading.scalar.points import Assumed, assumed, counted, free_names, points
from symdl.grading.scalar.slips import RANKS, Slip, changes, size_of, stock_of, told
from symdl.grading.scalar.trees import ONE, ZERO, over, plus, times
from symdl.grading.scalar.values import (
    Budget,
    Memory,
    Outside,
    Place,
    Unclear,
    Unsupported,
    Value,
    Way,
    bits,
    is_apart,
    value,
)
from symdl.grading.scalar.words import NoMeaning, habits, replaced, standard, worded
from symdl.notation.reader import syntax as at
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.syntax import Node, rebuilt, show, walk

_SPOTS = 5
_ENOUGH = 3
_PRECISION = 100
_MOST_PARTS = 60  # of an answer in which something is looked for
_MOST_CHANGES = 1500
_FEWER_CHANGES = 200  # where there is a sum, a limit or an integral, each value of which takes long
_MOST_PROOFS = 6
_MOST_LETTERS = 5
_MOST_STEPS = 60_000
_MISSING_OR_EXTRA = ("factor-missing", "factor-extra", "term-missing", "term-extra")
_LARGEST = 1e6  # factor that is told
_NUMBERS = (at.Neg, at.Sum, at.Product, at.Quotient, at.Power, at.Root, at.Call, at.Name, at.Member, at.Number, at.Big,
            at.Factorial, at.Cases, at.Constant, at.Indicator)


@dataclass(frozen=True)
class Mistake:
    """A stable word for programs, and a sentence for the student."""

    code: str
    words: str


def diagnose(reference: Node, answer: Node, shown: Callable[[Node], str], *, assumptions: Sequence[str] = (),
             notation: Notation = OPEN) -> Mistake | None:
    """What single change would make a wrong number right, or how it differs; None if neither was found.

    shown         a tree as text
    assumptions   and notation: as in ``decide``
    """
    with suppress(NoMeaning, Outside, Unclear, Unsupported, RecursionError):
        return _diagnosed(reference, answer, shown, assumed(assumptions, notation))
    return None


def _diagnosed(reference: Node, answer: Node, shown: Callable[[Node], str], given: Assumed) -> Mistake | None:
    written_as = habits(reference, answer)
    left, right = (_with_either_sign(standard(tree, frozenset(), written_as)) for tree in (reference, answer))
    if not isinstance(left, _NUMBERS) or not isinstance(right, _NUMBERS) or size_of(right) > _MOST_PARTS \
            or is_of_vectors(left) or is_of_vectors(right):
        return None
    case = _Case(left, right, counted(given, left, right), shown)
    if len(case.spots) < (_ENOUGH if case.names else 1):
        return None
    for search in (_by_rule(worded(reference), case), case.slips(), case.differences()):
        for mistake, sides in islice(search, _MOST_PROOFS):
            if compare(*sides, case.given, cas=False).verdict == "equivalent":
                return mistake
    return None


def _with_either_sign(tree: Node) -> Node:
    """With a factor ± that may be any number: what is so for each is so for 1 and for -1."""
    tree = rebuilt(tree, _with_either_sign)
    if isinstance(tree, at.Infix) and tree.sign in ("pm", "mp"):
        *first, last = tree.args
        turned = times(_EITHER, last)
        return plus(*first, at.Neg(turned) if tree.sign == "mp" else turned)
    return tree


_EITHER = at.Name("±")


@dataclass(frozen=True)
class _Spot:
    """A point, and the value of what is right there."""

    place: Place
    target: Value


_Found = tuple[Mistake, tuple[Node, Node]]
"""What may be told, and the two numbers that are equal if it is so."""


class _Case:
    """A reference and a wrong answer, and what they are worth at some points."""

    def __init__(self, left: Node, right: Node, given: Assumed, shown: Callable[[Node], str]):
        self.left, self.right, self.given, self.shown = left, right, given, shown
        self.way: Way = "complex" if is_complex(left, right) else "real"
        self.names = free_names(left, right)
        self.budget = Budget(_MOST_STEPS)  # of all that is tried: an integral takes many
        self.spots = self._spots()

    def _spots(self) -> list[_Spot]:
        found = []
        # Most changes leave nearly all of an answer as it is, and bring in parts of what is right.
        parts = frozenset(id(part) for tree in (self.left, self.right) for part in walk(tree))
        # Generic points first: at 2 and 1 too much is equal.
        places = [point for is_generic, point in points(self.names, self.given, 4, 10)]
        for turn, point in enumerate(reversed(places)):
            place = Place(point, self.way, turn % 5, budget=self.budget, memory=Memory(parts))
            if (target := _value(self.left, place)) is not None:
                found.append(_Spot(place, target))
            if len(found) == _SPOTS:
                break
        return found

    def at(self, tree: Node, spot: _Spot) -> Value | None:
        return _value(tree, spot.place)

    def fits(self, tree: Node) -> bool:
        """Whether a tree has the right values, wherever it has one, and it has some."""
        seen = 0
        for spot in self.spots:
            mine = self.at(tree, spot)
            if mine is None:
                continue
            with bits(_PRECISION):
                if is_apart(mine - spot.target) or not is_sharp(mine - spot.target, spot.target):
                    return False
            seen += 1
        return seen >= min(_ENOUGH, len(self.spots))

    def is_answer(self, tree: Node) -> bool:
        """Whether a tree has the values of the answer, as far as is seen."""
        pairs = [(self.at(tree, spot), self.at(self.right, spot)) for spot in self.spots]
        with bits(_PRECISION):
            return all(a is not None and b is not None and not is_apart(a - b) for a, b in pairs)

    def slips(self) -> Iterator[_Found]:
        stock = stock_of(self.left)
        found: list[tuple[Slip, int, Node]] = []
        # Another number would be the answer, and no change of it.
        is_number = isinstance(self.right, at.Number) or (not self.names and not _binds(self.right))
        is_bare = is_number or isinstance(self.right, (at.Name, at.Member))
        most = _FEWER_CHANGES if any(isinstance(part, at.Big) for part in walk(self.right)) else _MOST_CHANGES
        for slip, depth, made in islice(changes(self.right, stock), most):
            if slip.code != "sign" and (is_number or (is_bare and 3 * size_of(slip.part) > 2 * size_of(self.left))):
                continue
            if self.left in (ZERO, ONE) and slip.code in _MISSING_OR_EXTRA:
                continue  # it is the whole answer
            if self.fits(made):
                found.append((slip, depth, made))
        for slip, _, made in sorted(found, key=_rank):
            yield Mistake(slip.code, told(slip, self.right, self.left, self.shown)), (self.left, made)

    def differences(self) -> Iterator[_Found]:
        """A constant factor or term, and where the answer would be right."""
        pairs = [(spot.target, mine) for spot in self.spots if (mine := self.at(self.right, spot)) is not None]
        if len(pairs) < _ENOUGH or not self.names or isinstance(self.right, (at.Number, at.Name, at.Member)):
            return
        with bits(_PRECISION):
            ratios = {_number(a / b) for a, b in pairs if not _may_be_zero(b)}
            gaps = {_number(a - b) for a, b in pairs}
        match [*ratios]:
            case [Fraction() as ratio] if ratio != 0:
                factor = at.Number(abs(ratio))
                made = times(at.Neg(factor) if ratio < 0 else factor, self.right)
                yield Mistake("constant-factor", f"The answer is right but for a factor: {ratio} times it would be "
                              "right."), (self.left, made)
        match [*gaps]:
            case [Fraction() as gap] if gap != 0:
                number = at.Number(abs(gap))
                made = plus(self.right, at.Neg(number) if gap < 0 else number)
                yield Mistake("constant-term", f"The answer is right but for a constant: it is {abs(gap)} too "
                              f"{'small' if gap > 0 else 'large'}."), (self.left, made)
        letters = [node for node in dict.fromkeys(walk(self.left)) if isinstance(node, at.Name)
                   and show(node) in self.names][:_MOST_LETTERS]
        for letter in letters if len(self.names) > 1 else ():
            for number in (ONE, ZERO):
                sides = (replaced(self.left, letter, number), replaced(self.right, letter, number))
                nothing = all(self.at(sides[0], spot) in (None, 0) for spot in self.spots)
                if sides[1] != self.right and not nothing and free_names(*sides):
                    yield Mistake("special-case", f"The answer is right where {self.shown(letter)} = {number.value}, "
                                  "but not everywhere."), sides


def _value(tree: Node, place: Place) -> Value | None:
    with bits(_PRECISION):
        try:
            return value(tree, place)
        except (Outside, Unclear, Unsupported):
            return None


def _by_rule(reference: Node, case: _Case) -> Iterator[_Found]:
    """What is missing of a derivative that the question asks for: a term of the product rule, a factor of the chain's.

    The derivative is still to be seen in the reference as it is written.
    """
    if not isinstance(reference, at.Derivative) or len(reference.by) != 1:
        return
    of, (by,) = reference.of, reference.by

    def derived(part: Node) -> Node:
        return standard(at.Derivative(reference.sign, part, (by,)))

    def depends(part: Node) -> bool:
        return by in walk(part)

    parts = of.factors if isinstance(of, at.Product) else (of.top, of.bottom) if isinstance(of, at.Quotient) else ()
    if sum(map(depends, parts)) > 1:
        kind, join = ("product", times) if isinstance(of, at.Product) else ("quotient", over)
        made = join(*(derived(part) if depends(part) else part for part in parts))
        if case.is_answer(made):
            yield Mistake("product-rule", f"The derivative of a {kind} is not the {kind} of the derivatives."), (
                case.right, made)
    if isinstance(of, at.Product):
        for k, factor in enumerate(of.factors):
            if depends(factor) and sum(map(depends, of.factors)) > 1:
                others = of.factors[:k] + of.factors[k + 1:]
                made = plus(case.right, times(*others, derived(factor)))
                if case.fits(made):
                    yield Mistake("product-rule", "By the product rule one more term is needed: "
                                  f"{case.shown(factor)} depends on {case.shown(by)} too."), (case.left, made)
    for node in walk(of):
        inner = node.args if isinstance(node, at.Call) else (node.base, node.exponent) if isinstance(node, at.Power) \
            else (node.of,) if isinstance(node, at.Root) else ()
        for part in inner:
            if depends(part) and part != by and case.fits(made := times(case.right, derived(part))):
                yield Mistake("chain-rule", "By the chain rule one more factor is needed: the derivative of "
                              f"{case.shown(part)}."), (case.left, made)


def _binds(tree: Node) -> bool:
    return any(isinstance(part, at.Big) for part in walk(tree))


def _number(found: Value) -> Fraction | None:
    """A small rational number, if a value is one as far as is seen; it is proved later."""
    if isinstance(found, fmpq):
        return Fraction(int(found.p), int(found.q)) if found.height_bits() < 40 else None
    middle = float((found.real if isinstance(found, acb) else found).mid())
    if not abs(middle) < _LARGEST:
        return None
    guess = Fraction(middle).limit_denominator(360)
    return guess if not is_apart(found - fmpq(guess.numerator, guess.denominator)) else None


def _may_be_zero(found: Value) -> bool:
    return not is_apart(found)


def _rank(found: tuple[Slip, int, Node]) -> tuple[int, int, int]:
    """The most telling first, then what is nearest to the whole, then the smallest."""
    slip, depth, _ = found
    return RANKS.index(slip.code), depth, size_of(slip.wrong) + size_of(slip.part)


__all__ = ["Mistake", "diagnose"]
