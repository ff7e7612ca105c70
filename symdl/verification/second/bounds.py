"""How many elements of a range a second proof must tell apart.

Cleared of its denominators, a statement is a polynomial in sums over ranges. The number of
indices that one of its products can have over a range is an upper bound for what has to be
looked at: see docs/soundness.md. It is read off the tree here, with the polynomial's degree
and the size of its coefficients, which bound the chance of an accident. All of it may be too
large; none of it may be too small.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache, reduce
from math import ceil, lcm, log2

from sympy import Add, Basic, Expr, Mul, Pow, Rational, evaluate
from sympy import exp as sympy_exp
from sympy import log as sympy_log
from sympy import tanh as sympy_tanh
from sympy.core.numbers import Exp1

from symdl.language import (
    REALS,
    Adjoint,
    Delta,
    Derivative,
    Entry,
    Expectation,
    Family,
    Index,
    IntegerIndex,
    IntervalSum,
    Loss,
    Mean,
    Partial,
    Range,
    Size,
    Total,
    Variance,
    absolute,
    apart,
    family,
    free_indices,
    maximum,
    minimum,
    relu,
    sigmoid,
    subterms,
)
from symdl.verification.evaluation.worlds import reaches
from symdl.verification.second.residues import NotApplicable

_ROOT_OF = 5040
"""An exponential is taken for a power of its root of this order, so that its fractional powers are powers too."""


@dataclass(frozen=True)
class Count:
    """An upper bound for a polynomial.

    sums     indices over each range in one product
    sizes    degree in each range's size
    degree   degree in everything
    height   binary digits of the sum of all coefficients
    """

    sums: Mapping[Range, Fraction] = field(default_factory=dict)
    sizes: Mapping[Range, Fraction] = field(default_factory=dict)
    degree: Fraction = Fraction(0)
    height: Fraction = Fraction(0)

    def __add__(self, other: Count) -> Count:
        """Of the product."""
        return Count(_merged(self.sums, other.sums, sum), _merged(self.sizes, other.sizes, sum),
                     self.degree + other.degree, self.height + other.height)

    def __or__(self, other: Count) -> Count:
        """Of either."""
        return Count(_merged(self.sums, other.sums, max), _merged(self.sizes, other.sizes, max),
                     max(self.degree, other.degree), max(self.height, other.height))

    def __mul__(self, times: Fraction | int) -> Count:
        """Of the power."""
        return Count({r: n * times for r, n in self.sums.items()}, {r: n * times for r, n in self.sizes.items()},
                     self.degree * times, self.height * times)

    def is_local(self) -> bool:
        """Whether no sum and no size is in it."""
        return not any(self.sums.values()) and not any(self.sizes.values())

    def goes_over(self, range_: Range) -> bool:
        """Whether a sum over this range, or its size, is in it."""
        return bool(self.sums.get(range_)) or bool(self.sizes.get(range_))


def _merged(a: Mapping[Range, Fraction], b: Mapping[Range, Fraction], how: object) -> dict[Range, Fraction]:
    return {r: how((a.get(r, Fraction(0)), b.get(r, Fraction(0)))) for r in {**a, **b}}  # type: ignore[operator]


NOTHING = Count()
ONE_FACTOR = Count(degree=Fraction(1))


@dataclass(frozen=True)
class Bound:
    """Of a fraction: a numerator, and the bases below it with their exponents.

    roots   bases of which the numerator holds a fractional power
    """

    above: Count
    below: Mapping[Expr, Fraction] = field(default_factory=dict)
    roots: frozenset[Expr] = frozenset()


class Bounds:
    """Reads bounds off trees.

    elements   of each range, how many elements are told apart, and the many that are not as two more
    given      a definition for each family that an assumption determines
    steps      the greatest integer that occurs
    arguments  the bounds of what stands inside of functions: there, equal must be known to be equal
    """

    def __init__(self, elements: Mapping[Range, int], given: Mapping[Family, Family], steps: int = 0):
        self.elements = elements
        self.given = given
        self.steps = steps
        self.bases: dict[Expr, Count] = {}
        self.arguments: list[tuple[Count, frozenset[Index]]] = []
        self._known: dict[Expr, Bound] = {}
        self._members: dict[Family, Bound] = {}

    def of(self, tree: Expr) -> Bound:
        """The bound of a tree. Raises NotApplicable."""
        if tree not in self._known:
            self._known[tree] = self._of(tree)
        return self._known[tree]

    def cleared(self, bound: Bound) -> Count:
        """Of a numerator with its denominator as a factor."""
        return sum((self.bases[base] * e for base, e in bound.below.items()), bound.above)

    def _of(self, tree: Expr) -> Bound:
        match tree:
            case Rational():
                return Bound(Count(height=Fraction(tree.p.bit_length() + tree.q.bit_length())))
            case Size():
                return Bound(Count(sizes={tree.range: Fraction(1)}, degree=Fraction(2)))
            case Delta():
                return Bound(NOTHING)
            case Entry():
                return self._entry(tree)
            case Add():
                return self._sum([self.of(arg) for arg in tree.args])
            case Mul():
                return _product(self.of(arg) for arg in tree.args)
            case Pow():
                return self._power(*tree.args)
            case sympy_exp():
                self._inside(tree.args[0])
                coefficients, denominator = _exponent(tree.args[0])
                if _ROOT_OF % denominator:
                    raise NotApplicable(f"the fraction of denominator {denominator} in an exponent")
                return Bound(ONE_FACTOR * (2 * _ROOT_OF * coefficients))
            case sympy_log():
                self._inside(tree.args[0])
                return Bound(ONE_FACTOR * len([*subterms(tree)]))
            case sigmoid() | sympy_tanh():
                with evaluate(False):
                    return self.of(without(tree))
            case relu() | absolute():
                self._inside(tree.args[0])
                bound = self.of(tree.args[0])
                return Bound(bound.above + Count(height=Fraction(2)), bound.below, bound.roots)
            case maximum() | minimum():
                with evaluate(False):
                    self._inside(tree.args[0] - tree.args[1])
                return self._sum([self.of(tree.args[0]), self.of(tree.args[1])] * 2)
            case Total() | Mean():
                return self._total(tree)
            case IntegerIndex():
                return Bound(Count(height=log_(Fraction(self.steps))))
            case IntervalSum():
                return self._steps(self.of(tree.body), tree.index)
            case Derivative():
                return self._derivative(self.of(tree.of))
            case Partial():
                return self._derivative(self.of(tree.of.family.at(*tree.of.indices)))
            case Adjoint():
                return self.of(unfolded(tree))
            case Expectation():
                return self._chance(tree.args[0], 1)
            case Variance():
                return self._chance(tree.args[0], 2)
        raise NotApplicable(_names(tree))

    def _entry(self, tree: Entry) -> Bound:
        made = tree.family
        if REALS in made.ranges:
            for argument in tree.indices:
                if not isinstance(argument, Index):
                    self._inside(argument)
            return Bound(ONE_FACTOR)
        if made.recurrence is not None:
            return self._recurrence(made)
        if made.body is not None:
            return self.of(made.at(*tree.indices))
        if made in self.given:
            return self.of(self.given[made].at(*tree.indices))
        return Bound(ONE_FACTOR * 2)

    def _recurrence(self, made: Family) -> Bound:
        """Of any member: a step adds a multiple of the members before, so only the degree goes on growing."""
        if made in self._members:
            return self._members[made]
        system = [Family(bare.name, bare.ranges, bare.latex, bare.means, system=made.system)
                  for bare, *_ in made.system]
        rules = [rule for fam in system if (rule := fam.recurrence) is not None]
        found = Bound(NOTHING)
        seen = [found]
        try:
            for trees in ([rule.start for rule in rules], *[[rule.step for rule in rules]] * 3):
                self._known = {}  # what was read with less known of the members
                found = reduce(_either, map(self.of, trees), found)
                seen.append(found)
                self._members.update(dict.fromkeys(system, found))
        finally:
            self._known = {}
            for fam in system:
                self._members.pop(fam, None)
        before = seen[-2]
        if (before.above.sums, before.above.sizes, before.below) != (found.above.sums, found.above.sizes, found.below):
            raise NotApplicable("a recurrence with more sums or fractions at each step")
        if any(not free_indices(base).isdisjoint(rule.params) for base in {*found.below, *found.roots}
               for rule in rules):
            raise NotApplicable("a recurrence with fractions or roots that change with the steps")
        growth = Count(degree=found.above.degree - before.above.degree,
                       height=found.above.height - before.above.height)
        found = Bound(found.above + growth * self.steps, found.below, found.roots)
        self._members.update(dict.fromkeys(system, found))
        return found

    def _steps(self, bound: Bound, index: Index) -> Bound:
        """The sum of a fraction over at most so many integers."""
        above = bound.above + Count(height=log_(Fraction(self.steps)))
        for base in {*bound.below, *bound.roots}:
            if index in free_indices(base):
                raise NotApplicable("a sum over steps of fractions or roots that change with the steps")
        return Bound(above, bound.below, bound.roots)

    def _inside(self, argument: Expr) -> None:
        self.arguments.append((self.cleared(self.of(argument)), free_indices(argument)))

    def _sum(self, terms: list[Bound]) -> Bound:
        below = common_denominator(term.below for term in terms)
        above = NOTHING
        for term in terms:
            missing = (self.bases[base] * (e - term.below.get(base, Fraction(0))) for base, e in below.items())
            above |= sum(missing, term.above)
        return Bound(above + Count(height=Fraction(len(terms).bit_length())), below,
                     frozenset[Expr]().union(*(term.roots for term in terms)))

    def _power(self, base: Expr, exponent: Expr) -> Bound:
        if isinstance(base, Exp1):
            return self.of(sympy_exp(exponent, evaluate=False))
        if integers_of(exponent):
            return self._long_power(base, exponent)
        e = rational(exponent)
        if e is None:
            raise NotApplicable(f"the exponent {exponent}")
        inner = self.of(base)
        if e.denominator > 1:
            self._root(base)
        if e >= 0:
            return Bound(inner.above * e, {b: n * e for b, n in inner.below.items()},
                         inner.roots | ({base} if e.denominator > 1 else set()))
        self.bases[base] = inner.above
        # Upside down: what stood below now stands above.
        above = sum((self.bases[b] * (n * -e) for b, n in inner.below.items()), NOTHING)
        roots = {b for b, n in inner.below.items() if (n * e).denominator > 1}
        return Bound(above, {base: -e}, inner.roots | roots | ({base} if e.denominator > 1 else set()))

    def _long_power(self, base: Expr, exponent: Expr) -> Bound:
        """A power with an exponent that is an integer, or a fraction of one, of either sign."""
        inner = self.cleared(self.of(base))
        if not inner.is_local():
            raise NotApplicable("a power of a sum, with an exponent that is an integer")
        times = integers_of(exponent)
        assert times is not None
        if any(n.denominator > 1 for n in times.values()):
            self._root(base)
        most = ceil(sum(map(abs, times.values())) * (self.steps + 1))
        self.bases[base] = inner
        return Bound(inner * (2 * most), {base: Fraction(most)})

    def _root(self, base: Expr) -> None:
        self.bases[base] = self.of(base).above
        self._inside(base)
        if any(isinstance(term, Pow) and root_order(term) > 1 for term in expanded(base)):
            raise NotApplicable("a root inside of a root")

    def _total(self, tree: Total | Mean) -> Bound:
        bound = self.of(tree.body)
        for index in reversed(tree.indices):
            bound = self._over(bound, index)
            if isinstance(tree, Mean):
                self.bases[index.range.size] = self.of(index.range.size).above
                bound = _product([bound, Bound(NOTHING, {index.range.size: Fraction(1)})])
        return bound

    def _over(self, bound: Bound, index: Index) -> Bound:
        """The sum of a fraction over an index."""
        range_ = index.range
        elements = self.elements[range_] + 2
        above = bound.above + Count({range_: Fraction(1)}, degree=Fraction(1), height=Fraction(elements.bit_length()))
        below: dict[Expr, Fraction] = {}
        roots: set[Expr] = set()
        for base in {*bound.below, *bound.roots}:
            e, count, named = bound.below.get(base, Fraction(0)), self.bases[base], base
            if index in free_indices(base):
                if count.goes_over(range_):
                    raise NotApplicable(f"under a sum over {index}, a denominator or root that holds both {index} and "
                                        f"a sum over all of {range_.name}")
                # The denominators of all elements together: one for each that is told apart.
                named = _renamed(base, index)
                self.bases[named] = count * elements
                above += count * (e * elements)
                if count.is_local():  # a function of what belongs to one element, like any other
                    continue
            if e:
                below[named] = max(e, below.get(named, Fraction(0)))
            if base in bound.roots:
                roots.add(named)
        return Bound(above, below, frozenset(roots))

    def _derivative(self, bound: Bound) -> Bound:
        """d(N/D^e) is a fraction over D^(e+1); of what was cleared under a sum the degree doubles."""
        bases = {*bound.below, *bound.roots}
        above = sum((self.bases[base] for base in bases), bound.above)
        above = Count(above.sums, above.sizes, 2 * above.degree, above.height + log_(above.degree))
        return Bound(above, {base: bound.below.get(base, Fraction(0)) + 1 for base in bases}, bound.roots)

    def _chance(self, body: Expr, power: int) -> Bound:
        bound = _product([self.of(body)] * power)
        laws = [self.of(parameter) for fam in _random_in(body) for parameter in (fam.law or ())[1:]]
        if any(law.below or not law.above.is_local() for law in laws):
            raise NotApplicable("a law whose parameters are more than polynomials in symbols")
        law = reduce(lambda a, b: a | b.above, laws, NOTHING)
        degree = bound.above.degree
        return Bound(Count(bound.above.sums, bound.above.sizes, degree * (1 + law.degree),
                           bound.above.height + degree * (law.height + log_(degree))), bound.below, bound.roots)


def common_denominator(belows: Iterable[Mapping[Expr, Fraction]]) -> dict[Expr, Fraction]:
    """What several fractions are brought to: each base with its greatest exponent."""
    out: dict[Expr, Fraction] = {}
    for below in belows:
        for base, e in below.items():
            out[base] = max(e, out.get(base, Fraction(0)))
    return out


def log_(n: Fraction) -> Fraction:
    """An upper bound for the binary logarithm."""
    return Fraction(ceil(log2(n + 1)) + 1)


def _product(factors: Iterable[Bound]) -> Bound:
    above, below, roots = NOTHING, dict[Expr, Fraction](), frozenset[Expr]()
    for factor in factors:
        above += factor.above
        roots |= factor.roots
        for base, e in factor.below.items():
            below[base] = below.get(base, Fraction(0)) + e
    return Bound(above, below, roots)


def _renamed(base: Expr, index: Index) -> Expr:
    """The base with a name of its own for the bound index, the same whatever letter it had."""
    taken = free_indices(base)
    with evaluate(False):
        tag = -1
        while (name := Index(index.range.letters[0], index.range, tag)) in taken:
            tag -= 1
        return base.xreplace({index: name})


def _exponent(tree: Expr) -> tuple[Fraction, int]:
    """Of an exponent, split as ``draws`` splits it: the sum of its coefficients' absolute values, and a
    multiple of their denominators."""
    known = rational(tree)
    if known is not None:
        return abs(known), known.denominator
    match tree:
        case Add():
            parts = [_exponent(arg) for arg in tree.args]
            return sum((part for part, _ in parts), Fraction(0)), lcm(*(d for _, d in parts))
        case Mul():
            coefficient, others = coefficient_and_rest(tree)
            inner, d = _exponent(others[0]) if len(others) == 1 else (Fraction(1), 1)
            return abs(coefficient) * inner, coefficient.denominator * d
        case Entry() if tree.family.body is not None:
            return _exponent(tree.family.body)
    return Fraction(1), 1


def coefficient_and_rest(product: Mul) -> tuple[Fraction, list[Expr]]:
    """The rational number in a product, and its other factors."""
    coefficient, others = Fraction(1), []
    for arg in product.args:
        known = rational(arg)
        if known is None:
            others.append(arg)
        else:
            coefficient *= known
    return coefficient, others


def rational(tree: Basic) -> Fraction | None:
    """The value of a tree that is made of rational numbers only, else None."""
    match tree:
        case Rational():
            return Fraction(int(tree.p), int(tree.q))
        case Add() | Mul():
            values = [rational(arg) for arg in tree.args]
            known = [value for value in values if value is not None]
            if len(known) < len(values):
                return None
            return sum(known, Fraction(0)) if isinstance(tree, Add) else reduce(lambda a, b: a * b, known, Fraction(1))
        case Pow(args=(base, exponent)):
            b, e = rational(base), rational(exponent)
            return b ** int(e) if b and e is not None and e.denominator == 1 else None
    return None


def integers_of(tree: Basic) -> dict[IntegerIndex | None, Fraction] | None:
    """``(t - i)/2 + 1`` as {t: 1/2, i: -1/2, None: 1}; None if the tree is something else, or holds no integer."""

    def read(node: Basic) -> dict[IntegerIndex | None, Fraction] | None:
        known = rational(node)
        if known is not None:
            return {None: known}
        match node:
            case IntegerIndex():
                return {node: Fraction(1)}
            case Add():
                out: dict[IntegerIndex | None, Fraction] = {}
                for arg in node.args:
                    terms = read(arg)
                    if terms is None:
                        return None
                    for v, n in terms.items():
                        out[v] = out.get(v, Fraction(0)) + n
                return out
            case Mul():
                coefficient, others = coefficient_and_rest(node)
                terms = read(others[0]) if len(others) == 1 else None
                return None if terms is None else {v: n * coefficient for v, n in terms.items()}
        return None

    found = read(tree)
    return found if found is not None and any(v is not None for v in found) else None


def root_order(power: Pow) -> int:
    """2 for ``x**(3/2)`` and for ``x**(t/2)``, 1 for what is no root."""
    base, exponent = power.args
    if isinstance(base, Exp1):
        return 1
    times = integers_of(exponent) or {None: rational(exponent) or Fraction(1)}
    return lcm(*(n.denominator for n in times.values()))


def _either(a: Bound, b: Bound) -> Bound:
    return Bound(a.above | b.above, common_denominator((a.below, b.below)), a.roots | b.roots)


def without(tree: Expr) -> Expr:
    """The logistic function and tanh by exponentials."""
    z = tree.args[0]
    if isinstance(tree, sigmoid):
        return 1 / (1 + sympy_exp(-z))
    return (sympy_exp(2 * z) - 1) / (sympy_exp(2 * z) + 1)


@lru_cache(maxsize=1 << 10)
def unfolded(node: Adjoint) -> Expr:
    """The adjoint of a node as a sum of derivatives, each with the cotangent of an output before it."""
    loss, made = node.loss, node.node.family
    with evaluate(False):
        if not isinstance(loss, Loss):
            return Derivative(loss, node.node)
        parts: list[Expr] = []
        for output in loss.outputs:
            if output == made:
                parts.append(cotangent(loss, output)[node.node.indices])
            elif reaches(output, made):
                indices = tuple(apart(Index(r.letters[0], r)) for r in output.ranges)
                weighted = cotangent(loss, output)[indices] * Derivative(output[indices], node.node)
                parts.append(Total(weighted, *indices) if indices else weighted)
        return Add(*parts) if parts else Rational(0)


@lru_cache(maxsize=1 << 8)
def cotangent(loss: Loss, output: Family) -> Family:
    """The family of free numbers that reaches an output of a loss."""
    return family(f"d{loss.name}_d{output.name}", *output.ranges, means=f"the cotangent of {output.name}")


def expanded(tree: Basic) -> Iterable[Basic]:
    """The subterms of a tree and of the definitions in it."""
    seen: set[Family] = set()
    left = [tree]
    while left:
        for term in subterms(left.pop()):
            yield term
            if isinstance(term, Family) and term not in seen:
                seen.add(term)
                left += (*term.defining, *(term.law or ())[1:])


def _random_in(tree: Expr) -> list[Family]:
    return list(dict.fromkeys(term for term in expanded(tree) if isinstance(term, Family) and term.law))


def _names(tree: Basic) -> str:
    return {"Limit": "a limit", "unit_step": "a step, whose value at 0 is not seen",
            "floor": "a floor"}.get(type(tree).__name__, f"the node {type(tree).__name__}")


__all__ = [
    "Bounds",
    "coefficient_and_rest",
    "common_denominator",
    "expanded",
    "integers_of",
    "rational",
    "root_order",
    "unfolded",
    "without",
]
