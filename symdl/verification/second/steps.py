"""How many steps a second proof must take before the rest follow.

Read from the first step to step t, the numbers g[1], ..., g[t] of the sequences are a word. A
function of t that is built from them by sums over steps, powers b^t and linear recurrences is
recognised by an automaton with weights: f(t) = l A(g[t]) ... A(g[1]) m for a matrix A of some
dimension d whose entries are functions of one letter. Such a function that is zero for the first
d lengths of a word, whatever the letters, is zero for all (Eilenberg 1974, VI.8; argued in
docs/soundness.md). An upper bound for the dimension is read off the tree here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, prod

from sympy import Add, Basic, Expr, Mul, Pow, evaluate
from sympy import exp as sympy_exp
from sympy import log as sympy_log
from sympy import tanh as sympy_tanh
from sympy.core.numbers import Exp1

from symdl.language import (
    INTEGERS,
    REALS,
    Derivative,
    Entry,
    Expectation,
    Family,
    Index,
    IntegerIndex,
    IntervalSum,
    Mean,
    Range,
    Total,
    Variance,
    absolute,
    free_indices,
    integer_terms,
    maximum,
    minimum,
    relu,
    sigmoid,
)
from symdl.verification.second.bounds import common_denominator, expanded, integers_of, rational, without
from symdl.verification.second.residues import NotApplicable

MOST_PARTS = 2_000

_Part = frozenset[tuple[IntegerIndex, int]]
_Parts = Mapping[_Part, int]
"""A sum of products of functions of one integer each: how many there are with these dimensions."""

_ONE: _Parts = {frozenset(): 1}


@dataclass(frozen=True)
class _Fraction:
    """A numerator, and what stands below it with its exponents."""

    above: _Parts
    below: Mapping[Expr, Fraction] = field(default_factory=dict)


class Steps:
    """Reads dimensions off trees.

    elements   of each range, how many elements are told apart
    shift      an upper bound for every number of steps that something looks back or ahead
    given      a definition for each family that an assumption determines
    arguments  dimensions of what stands inside of functions: there, equal must be known to be equal
    """

    def __init__(self, elements: Mapping[Range, int], shift: int, given: Mapping[Family, Family]):
        self.elements = elements
        self.shift = shift
        self.given = given
        self.arguments: list[int] = [0]
        self._of: dict[Expr, _Fraction] = {}
        self._systems: dict[Basic, int] = {}

    def dimension(self, tree: Expr) -> int:
        """Of the numerator of a tree that depends on one integer. Raises NotApplicable."""
        found = self.of(tree)
        return self._total(self._cleared(found))

    def _cleared(self, found: _Fraction) -> _Parts:
        out = found.above
        for base, e in found.below.items():
            out = _times(out, _power(self.of(base).above, ceil(e)))
        return out

    @staticmethod
    def _total(parts: _Parts) -> int:
        return sum(times * prod(d for _, d in part) for part, times in parts.items())

    def of(self, tree: Expr) -> _Fraction:
        """The parts of a tree. Raises NotApplicable."""
        if tree not in self._of:
            self._of[tree] = self._read(tree)
        return self._of[tree]

    def _read(self, tree: Expr) -> _Fraction:
        varies = _integers(tree)
        if not varies:
            return _Fraction(_ONE)
        match tree:
            case IntegerIndex():
                return _Fraction({frozenset([(tree, 2)]): 1})
            case Add():
                return self._sum([self.of(arg) for arg in tree.args])
            case Mul():
                return _product(self.of(arg) for arg in tree.args)
            case Pow():
                return self._read_power(*tree.args)
            case Entry() if REALS not in tree.family.ranges:
                return self._entry(tree)
            case sympy_exp() | sympy_log() | Entry():
                return self._letter(_arguments(tree))
            case sigmoid() | sympy_tanh():
                with evaluate(False):
                    return self.of(without(tree))
            case relu() | absolute():
                return _product([self.of(tree.args[0]), self._letter(tree.args), _Fraction({frozenset(): 2})])
            case maximum() | minimum():
                with evaluate(False):
                    gap = tree.args[0] - tree.args[1]
                return self._sum([self.of(tree.args[1]), _product([self.of(gap), self._letter([gap])])])
            case IntervalSum():
                return self._interval(tree)
            case Total() | Mean():
                body = self.of(tree.body)
                if any(not free_indices(base).isdisjoint(tree.indices) for base in body.below):
                    raise NotApplicable("a sum of fractions whose denominators differ and change with the steps")
                every = prod(self.elements[index.range] + 2 for index in tree.indices)
                return _product([body, _Fraction({frozenset(): every})])
            case Derivative() if not _integers(tree.node):
                body = self.of(tree.of)
                below = {base: e + 1 for base, e in body.below.items()}
                return _Fraction(_times(self._cleared(_Fraction(body.above, dict.fromkeys(below, Fraction(1)))),
                                        {frozenset(): 2}), below)
            case Expectation():
                return self._whole(self.of(tree.args[0]))
            case Variance():
                body = self._whole(self.of(tree.args[0]))
                return _product([body, body, _Fraction({frozenset(): 2})])
        raise NotApplicable(f"steps in time, in a node {type(tree).__name__}")

    @staticmethod
    def _whole(found: _Fraction) -> _Fraction:
        if found.below:
            raise NotApplicable("the expectation of a fraction whose denominator changes with the steps")
        return found

    def _sum(self, terms: list[_Fraction]) -> _Fraction:
        below = common_denominator(term.below for term in terms)
        above: dict[_Part, int] = {}
        for term in terms:
            missing = {base: e - term.below.get(base, Fraction(0)) for base, e in below.items()}
            for part, times in self._cleared(_Fraction(term.above, missing)).items():
                above[part] = above.get(part, 0) + times
        return _Fraction(above, below)

    def _read_power(self, base: Expr, exponent: Expr) -> _Fraction:
        if isinstance(base, Exp1):
            return self.of(sympy_exp(exponent, evaluate=False))
        if integers_of(exponent):
            if _integers(base):
                raise NotApplicable("a power whose base and exponent both change with the steps")
            return _Fraction(_ONE)  # b^(a t + c) takes one dimension
        e = rational(exponent)
        if e is None:
            raise NotApplicable(f"the exponent {exponent}")
        inner = self.of(base)
        if e.denominator > 1:  # s^2 = v: even powers of the root are powers of v, and it is a letter
            letter = self._letter([base])
            inner = _Fraction(_times(self._cleared(inner), letter.above)) if e > 0 else inner
        if e >= 0:
            return _Fraction(_power(inner.above, ceil(e)), {b: n * ceil(e) for b, n in inner.below.items()})
        upper = _product(_Fraction(_power(self.of(b).above, ceil(-e * n))) for b, n in inner.below.items())
        if e.denominator > 1:
            upper = _product([upper, self._letter([base])])
        return _Fraction(upper.above, {base: -e})

    def _letter(self, arguments: Iterable[Expr]) -> _Fraction:
        """A function of an argument that changes with one integer: a number of its own for each step."""
        varies: set[Index] = set()
        for argument in arguments:
            varies |= _integers(argument)
            if _integers(argument):
                self.arguments.append(self._total(self._cleared(self.of(argument))))
        if len(varies) > 1:
            raise NotApplicable("a function of what changes with two integers")
        return _Fraction({frozenset((v, 3 + self.shift) for v in varies): 1})

    def _entry(self, tree: Entry) -> _Fraction:
        made = tree.family
        made = self.given.get(made, made)
        if made.body is not None:
            return self.of(made.at(*tree.indices))
        slots = [a for a, r in zip(tree.indices, made.ranges, strict=True) if r == INTEGERS]
        if len(slots) != 1:
            raise NotApplicable(f"{made.name} has more than one integer")
        integer = self._plain(slots[0])
        if made.recurrence is None:
            return _Fraction({frozenset([(integer, 2 + self.shift)]): 1})
        return _Fraction({frozenset([(integer, self._system(made) + self.shift)]): 1})

    @staticmethod
    def _plain(slot: Basic) -> IntegerIndex:
        """The integer v of a slot v + c. Raises NotApplicable."""
        terms = integer_terms(slot) or {}
        named = [(v, times) for v, times in terms.items() if v is not None]
        if len(named) != 1 or named[0][1] != 1:
            raise NotApplicable(f"a member at {slot}")
        assert isinstance(named[0][0], IntegerIndex)
        return named[0][0]

    def _interval(self, tree: IntervalSum) -> _Fraction:
        """The sum from a to b is that up to b less that up to a - 1, and each grows by a step at a time."""
        body, index = self.of(tree.body), tree.index
        if any(index in free_indices(base) for base in body.below):
            raise NotApplicable("a sum over steps of fractions whose denominators change")
        above: dict[_Part, int] = {}
        for part, times in body.above.items():
            sizes = dict(part)
            prefix = sizes.pop(index, 1) + 1 + self.shift
            for end in (tree.first, tree.last):
                there = dict(sizes)
                if _integers(end):
                    v = self._plain(end)
                    there[v] = there.get(v, 1) * prefix
                key = frozenset(there.items())
                above[key] = above.get(key, 0) + times
        return _Fraction(above, body.below)

    # -- recurrences

    def _system(self, made: Family) -> int:
        """The dimension of all sequences of a recurrence together. Raises NotApplicable if it is not linear."""
        if made.system not in self._systems:
            names = {bare.name for bare, *_ in made.system}
            found, later = 0, list[Expr]()
            for bare, *_ in made.system:
                fam = Family(bare.name, bare.ranges, bare.latex, bare.means, system=made.system)
                rule = fam.recurrence
                assert rule is not None
                integer = rule.params[0]
                assert isinstance(integer, IntegerIndex)
                beside = self._beside(rule.step, integer, names, made, later)
                every = prod(self.elements.get(r, 0) + 2 for r in fam.ranges if r != INTEGERS)
                found += every * (1 + beside)
            self._systems[made.system] = found + 1
            for argument in later:
                self._letter([argument])
        return self._systems[made.system]

    def _beside(self, tree: Expr, integer: IntegerIndex, names: set[str], made: Family, later: list[Expr]) -> int:
        """The dimension of what a step adds to a multiple of earlier members. Raises NotApplicable."""

        def is_member(term: Basic) -> bool:
            return isinstance(term, Family) and term.name in names and term.system == made.system

        def has_member(node: Basic) -> bool:
            return any(map(is_member, expanded(node)))

        if not has_member(tree):
            found = self.of(tree)
            if found.below:
                raise NotApplicable("a recurrence with fractions that change with the steps")
            return self._total(found.above)
        match tree:
            case Entry() if is_member(tree.family):
                terms = integer_terms(tree.indices[0]) or {}
                if terms in ({integer: 1, None: -1}, {integer: 1}):
                    return 0
                if not _integers(tree.indices[0]):  # the start, say: a constant
                    return 1
            case Entry() if tree.family.body is not None:
                return self._beside(tree.family.at(*tree.indices), integer, names, made, later)
            case Add():
                return sum(self._beside(arg, integer, names, made, later) for arg in tree.args)
            case Mul():
                (inside, *others) = sorted(tree.args, key=has_member, reverse=True)
                if not any(map(has_member, others)):
                    if not all(_is_of_letter(other, integer) for other in others):
                        raise NotApplicable("a recurrence whose coefficients change with the steps")
                    parts = prod(self._total(self.of(other).above) for other in others)
                    return parts * self._beside(inside, integer, names, made, later)
            case Total():
                every = prod(self.elements[index.range] + 2 for index in tree.indices)
                return every * self._beside(tree.body, integer, names, made, later)
            case Entry() | sympy_exp() | sympy_log():
                later += _arguments(tree)
                return 3 + self.shift
        raise NotApplicable("a recurrence that is not linear in its members")


def _is_of_letter(tree: Expr, integer: IntegerIndex) -> bool:
    """Whether a coefficient is made of constants and of members of sequences at the step itself."""
    if not _integers(tree):
        return True
    match tree:
        case Entry():
            return (not tree.family.is_defined and REALS not in tree.family.ranges
                    and all(not isinstance(a, Expr) or a == integer for a in tree.indices))
        case Add() | Mul():
            return all(_is_of_letter(arg, integer) for arg in tree.args)
        case Pow(args=(base, exponent)):
            e = rational(exponent)
            return e is not None and e >= 0 and e.denominator == 1 and _is_of_letter(base, integer)
    return False


def _arguments(tree: Expr) -> list[Expr]:
    if isinstance(tree, Entry):
        return [a for a, r in zip(tree.indices, tree.family.ranges, strict=True) if r == REALS]
    return [*tree.args]


def _integers(tree: Basic) -> frozenset[Index]:
    return frozenset(i for i in free_indices(tree) if isinstance(i, IntegerIndex))


def shift_of(trees: Iterable[Basic]) -> int:
    """An upper bound for how far anything in the trees looks back or ahead, or lies from the start.

    A step that is looked at is reached through a chain of members and limits, each at another integer.
    """
    furthest: dict[object, int] = {}
    for tree in trees:
        for term in expanded(tree):
            places: list[Basic] = []
            if isinstance(term, Entry):
                places = [a for a, r in zip(term.indices, term.family.ranges, strict=True) if r == INTEGERS]
            elif isinstance(term, IntervalSum):
                places = [term.first, term.last]
            for place in places:
                terms = integer_terms(place) or {}
                named = [v for v in terms if v is not None]
                if len(named) > 1 or any(terms[v] != 1 for v in named):
                    raise NotApplicable(f"a member or limit at {place}")
                key = named[0] if named else None
                furthest[key] = max(furthest.get(key, 0), abs(terms.get(None, 0)))
    return sum(furthest.values())


def _times(a: _Parts, b: _Parts) -> _Parts:
    out: dict[_Part, int] = {}
    for left, n in a.items():
        for right, k in b.items():
            joined = dict(left)
            for v, d in right:
                joined[v] = joined.get(v, 1) * d
            key = frozenset(joined.items())
            out[key] = out.get(key, 0) + n * k
    if len(out) > MOST_PARTS:
        raise NotApplicable("too many kinds of terms over its steps")
    return out


def _power(parts: _Parts, exponent: int) -> _Parts:
    out = _ONE
    for _ in range(exponent):
        out = _times(out, parts)
    return out


def _product(factors: Iterable[_Fraction]) -> _Fraction:
    above, below = _ONE, dict[Expr, Fraction]()
    for factor in factors:
        above = _times(above, factor.above)
        for base, e in factor.below.items():
            below[base] = below.get(base, Fraction(0)) + e
    return _Fraction(above, below)


__all__ = ["Steps", "shift_of"]
