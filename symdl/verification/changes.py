"""What one place of a formula may be changed to, as a tired author or a careless typesetter would change it.

Each kind of change is one small rule, ``node -> (words, another node)``. A rule knows only the node, what stands
around it, and the names that may stand there. Rules for a whole side are at the end. Everything here is to be
called with SymPy's evaluation off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, product

from sympy import Add, Basic, Expr, Integer, Mul, Number, Pow, Rational, evaluate, exp, log, tanh
from sympy.core.relational import Relational
from sympy.core.symbol import Str

from symdl.calculus.reach import reach
from symdl.errors import LanguageError
from symdl.language import (
    INTEGERS,
    REALS,
    Adjoint,
    Delta,
    Derivative,
    Each,
    Entry,
    Expectation,
    Family,
    Index,
    IntegerIndex,
    IntervalSum,
    Limit,
    Loss,
    Mean,
    Partial,
    Range,
    Size,
    Total,
    Variance,
    absolute,
    derivative,
    expectation,
    floor,
    free_indices,
    integer_terms,
    maximum,
    minimum,
    oo,
    relu,
    sigmoid,
    subterms,
    total,
    unit_step,
    variance,
)
from symdl.notation import text

_OTHERS = 3  # other names tried in one place
_SHOWN = 60  # characters of a term that are shown in words

ZERO, ONE, HALF = Integer(0), Integer(1), Rational(1, 2)


# --------------------------------------------------------------------------
# Places in a tree


@dataclass(frozen=True)
class Around:
    """What stands around a node.

    scope       indices that may stand there
    above       the node of which it is a part; None for a whole side
    other       the other side of the statement
    stronger    how this side must change for a stronger claim: 1 up, -1 down; 0 in an equation
    claimed     families that the claim names
    names       every family that may be named, those of the claim first
    sizes       sizes of the ranges that the claim speaks of
    losses      whose adjoints the claim speaks of
    given       what is assumed
    endless     whether it stands in a limit to infinity
    """

    scope: tuple[Index, ...]
    above: Basic | None
    other: Expr
    stronger: int
    claimed: tuple[Family, ...]
    names: tuple[Family, ...]
    sizes: tuple[Size, ...]
    losses: tuple[Loss | Entry, ...]
    given: tuple[Relational | Each, ...]
    endless: bool = False

    @property
    def scales_away(self) -> bool:
        """Whether a factor or a sign of this node says nothing: a whole side, where the other is 0."""
        return self.above is None and self.other == ZERO

    def indices(self, like: Index) -> list[Index]:
        """The other indices in scope that run over the same range."""
        return [index for index in self.scope if index.range == like.range and index != like]


Path = tuple[int, ...]


class Words:
    """What was changed, in words that are made when they are asked for: most changes are tried and never told."""

    def __init__(self, form: str, *parts: object):
        self.form, self.parts = form, parts

    def __str__(self) -> str:
        return self.form.format(*(shown(part) if isinstance(part, Basic) else part for part in self.parts))


Found = Iterator[tuple[Words | str, Basic]]
Rule = Callable[[Basic, Around], Found]


def places(tree: Basic, around: Around, path: Path = ()) -> Iterator[tuple[Path, Basic, Around]]:
    """Every node of a side that stands for a number, from the outside in, with what stands around it."""
    yield path, tree, around
    inner = replace(around, above=tree)
    match tree:
        case Index() | Delta() | Size() | Number():
            return
        case Entry():
            parts = [n for n, r in enumerate(tree.family.ranges, 1) if r == REALS]
        case Adjoint() | Partial():
            parts = [1]  # the node; a loss and what it is a part of have no other in their place
        case IntervalSum():
            parts, inner = [0], replace(inner, scope=(*inner.scope, tree.index))
        case Total() | Mean():
            parts, inner = [0], replace(inner, scope=(*inner.scope, *tree.indices))
        case Limit():
            parts = [0]
            if isinstance(tree.variable, IntegerIndex):
                inner = replace(inner, scope=(*inner.scope, tree.variable), endless=True)
        case _:
            parts = list(range(len(tree.args)))
    for n in parts:
        yield from places(tree.args[n], inner, (*path, n))


def put(tree: Basic, path: Path, node: Basic) -> Basic:
    """The tree with another node at that place."""
    if not path:
        return node
    args = list(tree.args)
    args[path[0]] = put(args[path[0]], path[1:], node)
    return tree.func(*args)


def is_target(around: Around) -> bool:
    """Whether the node is what a derivative is taken by, so that it must stay a member."""
    return isinstance(around.above, (Adjoint, Partial))


# --------------------------------------------------------------------------
# Small parts


def flat(tree: Basic) -> Basic:
    """The same tree with sums in sums and products in products opened, so that each term is one of its sum."""
    if isinstance(tree, (Family, Range, Index, Size, Str, Loss)) or not tree.args:
        return tree
    args = [flat(arg) for arg in tree.args]
    if isinstance(tree, (Add, Mul)):
        args = [part for arg in args for part in (arg.args if type(arg) is type(tree) else (arg,))]
        if isinstance(tree, Mul) and args[0] == -1:
            n = next((n for n, a in enumerate(args) if n and a.is_Rational), 0)
            args = [-a if k == n else a for k, a in enumerate(args) if k] if n else args
    elif isinstance(tree, Pow) and args[0].is_Rational and args[0] != 0 and args[1] == -1:
        return Rational(args[0].q, args[0].p)
    return tree.func(*args) if tuple(args) != tree.args else tree


def sum_of(terms: Iterable[Basic]) -> Expr:
    """The sum of any number of terms: no sum of one."""
    terms = tuple(terms)
    return terms[0] if len(terms) == 1 else Add(*terms) if terms else ZERO


def _product(factors: Iterable[Basic]) -> Expr:
    factors = tuple(factors)
    return factors[0] if len(factors) == 1 else Mul(*factors) if factors else ONE


def _is_negative(tree: Basic) -> bool:
    """Whether it is written with a minus sign."""
    parts = tree.args if isinstance(tree, Mul) else (tree,)
    return any(part.is_Number and part < 0 for part in parts)


def _negated(tree: Basic) -> Expr:
    """The same with the other sign, and no sign more than needed."""
    if tree.is_Number:
        return -tree
    if _is_negative(tree):
        n = next(n for n, a in enumerate(tree.args) if a.is_Number and a < 0)
        number = -tree.args[n]
        return _product((*tree.args[:n], *(() if number == 1 else (number,)), *tree.args[n + 1:]))
    return Mul(-1, *(tree.args if isinstance(tree, Mul) else (tree,)))


def _times(factor: Expr, tree: Basic) -> Expr:
    factors = tree.args if isinstance(tree, Mul) else (tree,)
    if factors[0] == -1:  # the sign stays in front
        return Mul(*((-factor,) if factor.is_Number else (-1, factor)), *factors[1:])
    return Mul(factor, *factors)


def _shifted(tree: Basic, by: int) -> Expr:
    """An integer expression and a number, the number collected."""
    terms = tree.args if isinstance(tree, Add) else (tree,)
    constant = by + sum(int(a) for a in terms if isinstance(a, Integer))
    rest = [a for a in terms if not isinstance(a, Integer)]
    return sum_of([*rest, *([Integer(constant)] if constant or not rest else [])])


def _without(args: Sequence[Basic], n: int) -> tuple[Basic, ...]:
    return (*args[:n], *args[n + 1:])


def _with(args: Sequence[Basic], n: int, new: Basic) -> tuple[Basic, ...]:
    return (*args[:n], new, *args[n + 1:])


def _other_numbers(c: Number) -> list[Rational]:
    """Numbers that are easily written for a coefficient or an exponent: 1 and 3 for 2, 1 for 1/2."""
    sign, size = (-1 if c < 0 else 1), abs(fraction(c))
    found = [size + 1, size - 1] if size.denominator == 1 else [1 / size, size * 2 if size.numerator == 1 else size + 1]
    return [_rational(sign * f) for f in found if f > 0]


# With SymPy's evaluation off, its own numbers do not add up; to switch it on for one sum would empty all its caches.
def fraction(c: Number) -> Fraction:
    """A rational number, to reckon with."""
    return Fraction(c.p, c.q)


def _rational(c: Fraction) -> Rational:
    return Rational(c.numerator, c.denominator)


def _member(family: Family, like: Entry) -> Entry:
    return Entry(family, *like.indices)


@lru_cache(maxsize=1 << 12)
def written(tree: object) -> str:
    """A term in plain text; as SymPy writes it where plain text has no word for something in it."""
    try:
        return text(tree)
    except LanguageError:
        return str(tree)


def shown(tree: object) -> str:
    """A term in words, cut in the middle if it is long."""
    words = re.sub(r"\*\(1/(\d+)\)", r"/\1", written(tree))  # x^2*(1/2), as x^2/2 is kept
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN // 2 - 1]} … {words[-_SHOWN // 2 + 2:]}"


def _is_random(tree: Basic) -> bool:
    return any(family.law for family in reach(tree))


# --------------------------------------------------------------------------
# Rules: what a node may be changed to


def _sign(node: Basic, around: Around) -> Found:
    if isinstance(node, Add):
        for n, term in enumerate(node.args):
            if term != ZERO:
                yield Words("the sign of {}", term), sum_of(_with(node.args, n, _negated(term)))
    elif around.above is None and not around.scales_away and node != ZERO and around.stronger != 1:
        yield "the sign", _negated(node)


def _order(node: Basic, around: Around) -> Found:
    squared = isinstance(around.above, Pow) and around.above.exp.is_Integer and int(around.above.exp) % 2 == 0
    if isinstance(node, Add) and len(node.args) == 2 and not squared and not around.scales_away \
            and not isinstance(around.above, absolute) and _is_negative(node.args[0]) != _is_negative(node.args[1]):
        a, b = node.args
        turned = sum_of((_negated(b), _negated(a)))
        yield Words("the other way round: {} for {}", turned, node), turned


def _dropped(node: Basic, around: Around) -> Found:
    if isinstance(node, Add):
        for n, term in enumerate(node.args):
            if term != ZERO:
                yield Words("the term {} dropped", term), sum_of(_without(node.args, n))


def _doubled(node: Basic, around: Around) -> Found:
    if isinstance(node, Add):
        for n, term in enumerate(node.args):
            if term != ZERO and not term.is_Number:
                yield Words("the term {} doubled", term), sum_of(_with(node.args, n, _times(Integer(2), term)))


def _coefficient(node: Basic, around: Around) -> Found:
    if isinstance(node, (Add, Mul, maximum, minimum)):
        for n, number in enumerate(node.args):
            if number.is_Rational and number != 0 and not (isinstance(node, Mul) and abs(number) == 1):
                for other in _other_numbers(number):
                    yield Words("{} for {} in {}", other, number, node), node.func(*_with(node.args, n, other))
    elif isinstance(node, Pow) and node.base.is_Rational and not node.exp.is_Rational:
        for other in _other_numbers(node.base):
            if other != 1:
                yield Words("{} for {} in {}", other, node.base, node), Pow(other, node.exp)
    elif node.is_Rational and not isinstance(around.above, (Add, Mul, Pow, maximum, minimum)):
        for other in (ONE, -ONE) if node == 0 else _other_numbers(node):
            yield Words("{} for {}", other, node), other


def _factor_lost(node: Basic, around: Around) -> Found:
    if isinstance(node, Mul) and not around.scales_away:
        for n, factor in enumerate(node.args):
            if not (factor.is_Number and abs(factor) == 1):
                yield Words("the factor {} lost", factor), _product(_without(node.args, n))


def _factor_squared(node: Basic, around: Around) -> Found:
    if isinstance(node, Mul) and not around.scales_away:
        for n, factor in enumerate(node.args):
            if not factor.is_Number and not isinstance(factor, Pow):
                yield Words("the factor {} twice", factor), _product(_with(node.args, n, Pow(factor, 2)))


def _turned_over(node: Basic, around: Around) -> Found:
    if isinstance(node, Mul) and not around.scales_away:
        for n, factor in enumerate(node.args):
            if isinstance(factor, Pow) and factor.exp == -1:
                yield Words("times {} for divided by it", factor.base), _product(_with(node.args, n, factor.base))
            elif not factor.is_Number and not isinstance(factor, (Pow, Delta, unit_step)) and not _is_random(factor):
                yield Words("divided by {} for times it", factor), _product(_with(node.args, n, Pow(factor, -1)))


def _exponent(node: Basic, around: Around) -> Found:
    if isinstance(node, Pow):
        if node.exp.is_Rational:
            exponents = _other_numbers(node.exp)
            if node.exp.q == 2:
                exponents.append(-node.exp)
            for e in exponents:
                yield Words("the exponent {} for {} of {}", e, node.exp, node.base), _power(node.base, e)
        else:
            yield Words("{} for {}", node.base, node), node.base
    elif isinstance(node, Entry) and isinstance(around.above, (Add, Total, Mean, IntervalSum)) and not node.family.law:
        yield Words("{} for {}", Pow(node, 2), node), Pow(node, 2)


def _power(base: Basic, e: Rational) -> Expr:
    return base if e == 1 else Pow(base, e)


def _step(node: Basic, around: Around) -> Found:
    """An integer off by one: in a slot, in an exponent, or as a number."""
    if isinstance(node, Entry):
        for n, range_ in enumerate(node.family.ranges, 1):
            if range_ == INTEGERS:
                for by in (-1, 1):
                    made = node.func(*_with(node.args, n, _shifted(node.args[n], by)))
                    yield Words("{} for {}", made, node), made
    elif isinstance(node, Pow) and not node.exp.is_Number and integer_terms(node.exp):
        for by in (1, -1):
            made = Pow(node.base, _shifted(node.exp, by))
            yield Words("{} for {}", made, node), made
    elif isinstance(node, IntegerIndex) and not (isinstance(around.above, (Add, Mul, Pow))
                                                 and integer_terms(around.above)):
        for by in (-1, 1):
            yield Words("{} for {}", _shifted(node, by), node), _shifted(node, by)


def _ends(node: Basic, around: Around) -> Found:
    if isinstance(node, IntervalSum):
        letter = node.index.letter
        for by in (1, -1):
            first, last = _shifted(node.first, by), _shifted(node.last, -by)
            yield Words("the sum over {} from {} for {}", letter, first, node.first), \
                IntervalSum(node.body, node.index, first, node.last)
            yield Words("the sum over {} to {} for {}", letter, last, node.last), \
                IntervalSum(node.body, node.index, node.first, last)


def _size(node: Basic, around: Around) -> Found:
    if isinstance(node, Size):
        for by in (-1, 1):
            yield Words("{} for {}", _shifted(node, by), node), _shifted(node, by)
    elif isinstance(node, Mean) and len(node.indices) == 1:
        one_less = _shifted(node.indices[0].range.size, -1)
        yield Words("{} divided by {}", node, one_less), Mul(Total(*node.args), Pow(one_less, -1))


def _mean(node: Basic, around: Around) -> Found:
    match node:
        case Mean() if not around.scales_away:
            yield Words("a sum for {}", node), Total(*node.args)
        case Total() if not around.scales_away and all(i.range.at_least > 0 for i in node.indices):
            yield Words("a mean for {}", node), Mean(*node.args)
        case IntervalSum() if not around.scales_away:
            count = sum_of((node.last, _negated(_shifted(node.first, -1))))
            yield Words("{} divided by the number of its terms", node), \
                Mul(node, Pow(node.last if node.first == 1 else count, -1))


def _sum_dropped(node: Basic, around: Around) -> Found:
    """One term for the sum."""
    match node:
        case Total() | Mean():
            for bound in node.indices:
                for index in around.indices(bound):
                    others = tuple(i for i in node.indices if i != bound)
                    body = node.body.xreplace({bound: index})
                    yield Words("the term of {} for {}", index, node), node.func(body, *others) if others else body
        case IntervalSum():
            for end in (node.last, node.first):
                yield Words("the term of {} alone for {}", end, node), node.body.xreplace({node.index: end})


def _sum_added(node: Basic, around: Around) -> Found:
    """A member summed over an index that it should share with its neighbours."""
    if isinstance(node, Entry) and isinstance(around.above, (Add, Mul)):
        for n, index in enumerate(node.indices, 1):
            if isinstance(index, Index) and index.range.is_abstract:
                made = _unused(index.range, around)
                summed = total(node.func(*_with(node.args, n, made)), made)
                yield Words("{} for {}", summed, node), summed


def _unused(range_: Range, around: Around) -> Index:
    taken = {index.letter for index in around.scope}
    free = [index for index in range_.indices() if index.letter not in taken]
    return (free or range_.indices())[0]


def _root(node: Basic, around: Around) -> Found:
    """A constant moved into a root or out of it."""
    if isinstance(node, Pow) and isinstance(node.base, Add) and node.exp.is_Rational and node.exp.q == 2:
        for n, term in enumerate(node.base.args):
            if isinstance(term, Entry) and not term.indices and not term.family.is_defined:
                outside = sum_of((Pow(sum_of(_without(node.base.args, n)), HALF), term))
                yield Words("{} outside the root in {}", term, node), _power(outside, Integer(node.exp.p))
    elif isinstance(node, Add):
        for n, term in enumerate(node.args):
            if isinstance(term, Pow) and term.exp == HALF:
                for k, other in enumerate(node.args):
                    if isinstance(other, Entry) and not other.indices:
                        made = Pow(sum_of((term.base, other)), HALF)
                        rest = [a for m, a in enumerate(node.args) if m not in (n, k)]
                        yield Words("{} inside the root in {}", other, node), sum_of((*rest, made))


def _symbol(node: Basic, around: Around) -> Found:
    if isinstance(node, Entry):
        for family in _alike(node.family, around)[:_OTHERS]:
            made = _member(family, node)
            yield Words("{} for {}", made, node), made


def _alike(family: Family, around: Around) -> list[Family]:
    """Families that may stand for this one: of the same shape, and random if it is."""

    def may(other: Family) -> bool:
        if other == family or other.ranges != family.ranges or bool(other.law) != bool(family.law):
            return False
        if family.law == other.law and family.law and other not in around.claimed:
            return False  # another variable of the same law: nothing is said of it that was not said of this one
        if around.endless and INTEGERS in family.ranges and other.body is None:
            return False  # of a sequence that is not written down, no limit is known
        return not (is_target(around) and (other.recurrence is not None or other.law))

    return [other for other in around.names if may(other)]


def _index(node: Basic, around: Around) -> Found:
    """An index for another over the same range."""
    match node:
        case Entry():
            for n, (slot, range_) in enumerate(zip(node.indices, node.family.ranges, strict=True), 1):
                if range_ == REALS:
                    continue
                inside = [slot] if range_ != INTEGERS else sorted(
                    {i for i in subterms(slot) if isinstance(i, IntegerIndex)}, key=str)
                for index in inside:
                    for other in around.indices(index)[-_OTHERS:]:
                        made = node.func(*_with(node.args, n, slot.xreplace({index: other})))
                        yield Words("{} for {}", made, node), made
        case Delta():
            for n, index in enumerate(node.indices):
                for other in around.indices(index)[-_OTHERS:]:
                    if other not in node.indices:
                        made = Delta(*_with(node.args, n, other))
                        yield Words("{} for {}", made, node), made
        case IntegerIndex():
            for other in around.indices(node)[-_OTHERS:]:
                yield Words("{} for {}", other, node), other


def _transposed(node: Basic, around: Around) -> Found:
    if isinstance(node, Entry):
        for a, b in combinations(range(1, len(node.args)), 2):
            if node.family.ranges[a - 1] == node.family.ranges[b - 1] and node.args[a] != node.args[b]:
                made = node.func(*_with(_with(node.args, a, node.args[b]), b, node.args[a]))
                yield Words("{} for {}", made, node), made


_SWAPPED: dict[type, tuple[type, ...]] = {
    tanh: (sigmoid,), sigmoid: (tanh,), relu: (unit_step, absolute), unit_step: (relu,),
    maximum: (minimum,), minimum: (maximum,),
}  # fmt: skip


def _function(node: Basic, around: Around) -> Found:
    match node:
        case exp():
            made = exp(_negated(node.args[0]))
            yield Words("{} for {}", made, node), made
            yield Words("the exponential lost in {}", node), node.args[0]
        case log():
            yield Words("the logarithm lost in {}", node), node.args[0]
        case tanh() | sigmoid() | relu() | unit_step() | absolute() | floor() | maximum() | minimum():
            for other in _SWAPPED.get(type(node), ()):
                yield Words("{} for {}", other(*node.args), node), other(*node.args)
            for arg in node.args:
                yield Words("{} for {}", arg, node), arg


def _delta(node: Basic, around: Around) -> Found:
    if isinstance(node, Delta):
        yield Words("1 for {}", node), ONE
        made = sum_of((ONE, _negated(node)))
        yield Words("{} for {}", made, node), made


def _past_sum(node: Basic, around: Around) -> Found:
    """A power, an exponential or a logarithm of a sum for the sum of them, and the other way round."""
    match node:
        case Pow(args=(Total() | Mean() | IntervalSum() as inner, e)) if e.is_Number and e != -1:
            made = inner.func(Pow(inner.body, e), *inner.args[1:])
        case Total(body=Pow(args=(base, e))) | Mean(body=Pow(args=(base, e))) | IntervalSum(body=Pow(args=(base, e))) \
                if e.is_Number:
            made = Pow(node.func(base, *node.args[1:]), e)
        case exp(args=(Total() | Mean() | IntervalSum() as inner,)) | log(
                args=(Total() | Mean() | IntervalSum() as inner,)):
            made = inner.func(node.func(inner.body), *inner.args[1:])
        case Total(body=(exp() | log()) as inner) | Mean(body=(exp() | log()) as inner) | IntervalSum(
                body=(exp() | log()) as inner):
            made = inner.func(node.func(inner.args[0], *node.args[1:]))
        case _:
            return
    yield Words("{} for {}", made, node), made


def _bracket(node: Basic, around: Around) -> Found:
    """A factor that reaches one term of a bracket only."""
    if isinstance(node, Mul):
        for n, factor in enumerate(node.args):
            if isinstance(factor, Add):
                for first in range(len(factor.args)):
                    others = _without(factor.args, first)
                    made = sum_of((_product(_with(node.args, n, factor.args[first])), *others))
                    yield Words("the rest of the product reaches {} only in {}", factor.args[first], node), made


def _reach_of_power(node: Basic, around: Around) -> Found:
    """A power of one factor taken of the whole product, and the other way round."""
    match node:
        case Mul():
            for n, factor in enumerate(node.args):
                if isinstance(factor, Pow) and factor.exp.is_Rational and factor.exp != -1 and not around.scales_away:
                    made = Pow(_product(_with(node.args, n, factor.base)), factor.exp)
                    yield Words("{} for {}", made, node), made
        case Pow(args=(Mul() as base, e)) if e.is_Rational:
            for n, factor in enumerate(base.args):
                if factor != -1:
                    made = _product(_with(base.args, n, Pow(factor, e)))
                    yield Words("{} for {}", made, node), made


def _limit(node: Basic, around: Around) -> Found:
    if not isinstance(node, Limit):
        return
    of, variable, to, side = node.args
    if to is not oo:
        for other in ("+", "-", ""):
            if node.side and other != node.side and all(_is_reached(around, variable, to, s) for s in other or "+-"):
                yield Words("the limit from {}", _SIDES[other]), Limit(of, variable, to, Str(other))
        other_end = ZERO if to != 0 else ONE
        made = Mul(of, sum_of((variable, _negated(to)) if to != 0 else (variable,)))
        yield Words("one more factor {} in the limit", made.args[1]), Limit(made, variable, to, side)
        if all(_is_reached(around, variable, other_end, s) for s in node.side or "+-"):
            yield Words("the limit {} to {} for {}", variable, other_end, to), Limit(of, variable, other_end, side)
        yield "the limit not taken", of
    else:
        yield Words("one more factor {} in the limit", variable), Limit(_times(variable, of), variable, to, side)
        yield "one more term 1 in the limit", Limit(sum_of((of, ONE)), variable, to, side)
        for index in around.indices(variable):
            yield Words("the limit not taken, at {}", index), of.xreplace({variable: index})


def _is_reached(around: Around, variable: Basic, to: Rational, side: str) -> bool:
    """Whether what is assumed of the symbol alone allows it to come near the number from that side."""
    with evaluate(True):
        near = to + (1 if side == "+" else -1) * _NEAR
        bounds = [a for a in around.given if isinstance(a, Relational) and variable in a.args
                  and any(arg.is_Number for arg in a.args)]
        return all(bound.func(*(near if arg == variable else arg for arg in bound.args)) for bound in bounds)


_NEAR = Rational(1, 10**6)
_SIDES = {"+": "above", "-": "below", "": "both sides"}


def _moments(node: Basic, around: Around) -> Found:
    """Moments taken for one another, and expectations of products taken apart."""
    match node:
        case Variance(args=(of,)):
            yield Words("the second moment for {}", node), expectation(Pow(of, 2))
        case Expectation(args=(Pow(args=(base, Integer() as e)),)) if e > 1:
            yield Words("the power of the mean for {}", node), Pow(expectation(base), e)
            if e == 2:
                yield Words("a variance for {}", node), variance(base)
        case Expectation(args=(Mul() as of,)):
            random = [n for n, factor in enumerate(of.args) if _is_random(factor)]
            if len(random) > 1:
                one = of.args[random[0]]
                made = Mul(expectation(one), expectation(_product(_without(of.args, random[0]))))
                yield Words("{} for {}", made, node), made
            yield Words("a variance for {}", node), variance(of)
        case Expectation(args=(of,)):
            yield Words("a variance for {}", node), variance(of)


def _differentiated(node: Basic, around: Around) -> Found:
    match node:
        case Derivative():
            yield Words("{} itself for its derivative", node.of), node.of
            for rule in (_symbol, _index):
                for words, by in rule(node.node, replace(around, above=node)):
                    if isinstance(by, Entry) and by.family.recurrence is None and not by.family.law:
                        yield Words("the derivative by {}", words), Derivative(node.of, by)
        case Partial():
            yield Words("the total derivative for {}", node), derivative(node.of, node.node)


# Each kind of change by its name, and the most telling first: what is taken goes round them.
RULES: dict[str, Rule] = {
    "sign": _sign,
    "term dropped": _dropped,
    "coefficient": _coefficient,
    "index": _index,
    "range of a sum": _ends,
    "integer off by one": _step,
    "factor lost": _factor_lost,
    "exponent": _exponent,
    "symbol": _symbol,
    "mean and sum": _mean,
    "root": _root,
    "size off by one": _size,
    "moments": _moments,
    "limit": _limit,
    "function": _function,
    "delta": _delta,
    "derivative": _differentiated,
    "sum dropped": _sum_dropped,
    "sum added": _sum_added,
    "past a sum": _past_sum,
    "transposed": _transposed,
    "order": _order,
    "turned over": _turned_over,
    "bracket": _bracket,
    "reach of a power": _reach_of_power,
    "term doubled": _doubled,
    "factor squared": _factor_squared,
}  # fmt: skip

# Rules that make another member of a member: what a derivative is taken by may be that too.
OF_MEMBERS = ("index", "symbol", "transposed", "integer off by one")


# --------------------------------------------------------------------------
# Rules: what a whole side may be changed to


def exchanged(side: Expr, around: Around) -> Found:
    """Two names, or two indices, exchanged throughout."""
    terms = list(subterms(side))
    around = replace(around, endless=any(isinstance(t, Limit) and t.to is oo for t in terms))
    present = list(dict.fromkeys(e.family for e in terms if isinstance(e, Entry)))
    for family in present:
        for other in _alike(family, around)[:_OTHERS]:
            if other not in present or present.index(family) < present.index(other):
                yield Words("{} and {} exchanged throughout", family.name, other.name), _renamed(side, family, other)
    free = sorted((i for i in free_indices(side) if i.range.is_abstract), key=str)
    for i, j in combinations(free, 2):
        if i.range == j.range:
            yield Words("{} and {} exchanged throughout", i, j), side.xreplace({i: j, j: i})


def _renamed(tree: Basic, a: Family, b: Family) -> Basic:
    if isinstance(tree, (Family, Range, Index, Str, Loss)) or not tree.args:
        return tree
    kept = isinstance(tree, (Adjoint, Partial))  # a loss, and what has the partial derivative, stay what they are
    args = [arg if kept and n == 0 else _renamed(arg, a, b) for n, arg in enumerate(tree.args)]
    if isinstance(tree, Entry) and tree.family in (a, b):
        args[0] = b if tree.family == a else a
    return tree.func(*args)


def scaled(side: Expr, around: Around) -> Found:
    """A factor too much."""
    if side != ZERO and around.other != ZERO:
        for factor in (Integer(2), HALF, *_quantities(around)):
            if around.stronger != (1 if factor == HALF else -1):
                yield Words("the factor {} too much", factor), _times(factor, side)
            if not factor.is_Number and around.stronger != 1:
                yield Words("divided by {}", factor), _product((side, Pow(factor, -1)))


def added(side: Expr, around: Around) -> Found:
    """A term too much: a number, a name, a term of the other side."""
    terms = (ONE, *_quantities(around), *(around.other.args if isinstance(around.other, Add) else ()))
    if around.stronger != -1:
        for term in terms:
            yield Words("{} added", term), term if side == ZERO else sum_of((side, term))
    if around.stronger != 1:
        for term in terms:
            yield Words("{} subtracted", term), _negated(term) if side == ZERO else sum_of((side, _negated(term)))


def _quantities(around: Around) -> list[Expr]:
    """What may be written beside a side: sizes, integers, scalars and members, adjoints; those of the claim first."""
    integers = [i for i in around.scope if isinstance(i, IntegerIndex)]
    families = sorted((f for f in around.names if not f.law and REALS not in f.ranges),
                      key=lambda f: (f not in around.claimed, f.is_defined, len(f.ranges)))
    members = [Entry(f, *at) for f in families
               for at in product(*([i for i in around.scope if i.range == r] for r in f.ranges))]
    adjoints = [Adjoint(loss, m) for loss in around.losses for m in members
                if m != loss and m.family.recurrence is None and INTEGERS not in m.family.ranges]
    return [*around.sizes, *integers, *members, *adjoints]


__all__ = [
    "HALF", "OF_MEMBERS", "ONE", "RULES", "ZERO", "Around", "Path", "Words", "added", "exchanged", "flat", "fraction",
    "is_target", "places", "put", "scaled", "shown", "sum_of", "written",
]  # fmt: skip
