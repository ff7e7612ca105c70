"""Slips: what a wrong answer may be changed to in one place, and how a slip is told.

``slips_of`` makes a right formula wrong, as the machine's mutants are made. ``repairs`` changes a wrong one: by the
same rules, nearly each of which is the way back of another, and by some that put in what is missing. What may be
missing is taken from the right formula and from the names of the claim. ``told`` gives a change its code and its words,
from the wrong part and the right one, whichever way it was found.

Everything here but ``told`` is to be called with SymPy's evaluation off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import chain, combinations, islice, product
from typing import NamedTuple, Protocol

from sympy import Add, Basic, Expr, Integer, Mul, Pow, Rational, exp, log, tanh

from symdl.language import (
    Adjoint,
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
    absolute,
    free_indices,
    maximum,
    mean,
    minimum,
    relu,
    sigmoid,
    subterms,
    total,
    unit_step,
)
from symdl.verification.changes import (
    HALF,
    OF_MEMBERS,
    ONE,
    RULES,
    ZERO,
    Around,
    Path,
    added,
    exchanged,
    flat,
    fraction,
    is_target,
    places,
    put,
    scaled,
    shown,
    sum_of,
)
from symdl.verification.mutants import key
from symdl.verification.points.relations import Assumption

_MOST_FACTORS, _MOST_TERMS, _MOST_POWERS = 18, 10, 6  # that are tried where something may be missing
_MOST_WAYS = 4  # for one of them to take the indices of its new place


@dataclass(frozen=True)
class Slip:
    """One place of a formula, wrong and right.

    kind    the rule
    path    where
    wrong   what stands, or would stand, in a wrong answer
    right   what belongs there
    """

    kind: str
    path: Path
    wrong: Basic
    right: Basic


class Beside(NamedTuple):
    """A node with something more beside it, which is not built before it is known to be of use: most is of none.

    sign    of what is added; 0 where it is a factor
    """

    node: Basic
    more: Basic
    sign: int = 0

    @property
    def built(self) -> Expr:
        if not self.sign:
            return _times(self.node, self.more)
        return sum_of((*_parts(Add, self.node), self.more if self.sign > 0 else _negative(self.more)))


class Repair(NamedTuple):
    """One place of a wrong formula, and what it may be changed to."""

    kind: str
    path: Path
    wrong: Basic
    right: Basic | Beside

    @property
    def slip(self) -> Slip:
        right = self.right.built if isinstance(self.right, Beside) else self.right
        return Slip(self.kind, self.path, self.wrong, right)


# --------------------------------------------------------------------------
# What stands around, and what may be missing


def around(side: Expr, others: Sequence[Expr], names: Sequence[Family], given: Sequence[Assumption]) -> Around:
    """What stands around a whole side of an equation.

    others   the other side, then what else is known to be right
    """
    terms = [t for tree in (*others, side) for t in subterms(tree)]
    claimed = tuple(dict.fromkeys(t.family for t in terms if isinstance(t, Entry)))
    ranges = [t.range for t in terms if isinstance(t, (Index, Size)) and t.range.is_abstract]
    free = free_indices(others[0]) | free_indices(side)
    return Around(
        tuple(sorted(free, key=str)), None, others[0], 0, claimed, tuple(dict.fromkeys((*claimed, *names))),
        tuple(Size(r) for r in dict.fromkeys(ranges)),
        tuple(dict.fromkeys(t.loss for t in terms if isinstance(t, Adjoint))), tuple(given))


@dataclass(frozen=True, eq=False)  # one for each question, known by itself
class Stock:
    """What a wrong answer may lack: parts of the right formulas, and names of the claim."""

    factors: tuple[Expr, ...]
    terms: tuple[Expr, ...]
    exponents: tuple[Rational, ...]
    integers: tuple[Expr, ...]  # exponents that are made of integers
    functions: tuple[Callable[[Expr], Expr], ...]
    intervals: tuple[tuple[Expr, Expr], ...]
    complements: tuple[str, ...]  # keys of what stands in 1 - ...

    @cached_property
    def of_integers(self) -> Stock:
        """What of it may stand in an exponent."""
        factors, terms = (tuple(p for p in parts if not any(isinstance(t, (Entry, Adjoint)) for t in subterms(p)))
                          for parts in (self.factors, self.terms))
        return replace(self, factors=factors, terms=terms, exponents=(), functions=())


_FUNCTIONS = (exp, log, tanh, sigmoid, relu, unit_step, absolute)


def stock_of(rights: Sequence[Expr], sizes: Sequence[Size], scalars: Sequence[Family]) -> Stock:
    """What there is in the right formulas, the outermost first, then what is written beside a formula easily."""
    # What is named in them may be written out.
    bodies = [f.body for right in rights for f in sorted(families_of(right), key=str) if f.body is not None]
    nodes = [t for tree in dict.fromkeys((*rights, *bodies)) for t in subterms(tree)]
    products = [t.args for t in nodes if isinstance(t, Mul)]
    factors = [f for args in products for f in args if not (f.is_Number and f in (0, 1, -1))]
    factors += [Pow(m, -1) for t in nodes if isinstance(t, Mean) for m in [t.indices[0].range.size]]
    beside = [Integer(2), HALF, *(f for m in sizes for f in (Pow(m, -1), m))]
    members = [Entry(f) for f in scalars if not f.ranges and not f.law]
    beside += [f for m in members for f in (m, Pow(m, -1))]
    factors += [t for t in nodes if isinstance(t, Pow) and t not in factors]
    terms = [t for s in nodes if isinstance(s, Add) for t in s.args]
    exponents = [t.exp for t in nodes if isinstance(t, Pow) and t.exp.is_Rational and t.exp not in (1, -1)]
    return Stock(
        factors=(*_distinct(factors, _MOST_FACTORS), *_distinct(beside, _MOST_FACTORS)),
        terms=_distinct((*terms, *members, ONE), _MOST_TERMS),
        exponents=tuple(dict.fromkeys((*exponents, Integer(2), HALF)))[:_MOST_POWERS],
        integers=_distinct([t.exp for t in nodes if isinstance(t, Pow) and not t.exp.is_Rational], _MOST_POWERS),
        functions=tuple(f for f in _FUNCTIONS if any(isinstance(t, f) for t in nodes)),
        intervals=tuple(dict.fromkeys((t.first, t.last) for t in nodes if isinstance(t, IntervalSum))),
        complements=tuple(key(t) for s in nodes if isinstance(s, Add) and len(s.args) == 2 and ONE in s.args
                          for a in s.args if a != ONE for t in [_negative(a)]),
    )


def _distinct(trees: Sequence[Expr], most: int) -> tuple[Expr, ...]:
    found: dict[str, Expr] = {}
    for tree in trees:
        found.setdefault(key(tree), tree)
    return tuple(found.values())[:most]


@lru_cache(maxsize=1 << 9)  # the same parts are tried at each place of each answer; one tree is evaluated once
def _factors_for(stock: Stock, scope: tuple[Index, ...]) -> tuple[Expr, ...]:
    return tuple(fitted for factor in stock.factors for fitted in _fitted(factor, scope))


@lru_cache(maxsize=1 << 9)
def _terms_for(stock: Stock, scope: tuple[Index, ...]) -> tuple[Expr, ...]:
    return tuple(fitted for term in stock.terms for fitted in _fitted(term, scope))


def _fitted(part: Expr, scope: tuple[Index, ...]) -> tuple[Expr, ...]:
    """A part of another formula with the indices that it may have in this place."""
    ours = set(scope)
    foreign = sorted((i for i in free_indices(part) if i not in ours), key=lambda i: (i.letter, i.tag))
    ways = product(*([i for i in reversed(scope) if i.range == f.range] for f in foreign))
    return tuple(part.xreplace(dict(zip(foreign, way, strict=True))) if foreign else part
                 for way in islice(ways, _MOST_WAYS))


# --------------------------------------------------------------------------
# Parts


def _parts(cls: type[Basic], tree: Basic) -> tuple[Basic, ...]:
    return tree.args if isinstance(tree, cls) else (tree,)


def _times(node: Basic, factor: Basic) -> Expr:
    factors = [f for f in (*_parts(Mul, node), *_parts(Mul, factor)) if f != ONE]
    return Mul(*factors) if len(factors) > 1 else factors[0] if factors else ONE


def _negative(tree: Basic) -> Expr:
    """The same with the other sign."""
    if tree.is_Number:
        return -tree
    args = _parts(Mul, tree)
    at = next((n for n, a in enumerate(args) if a.is_Number and a < 0), None)
    if at is None:
        return Mul(-1, *args)
    rest = [*args[:at], *([] if args[at] == -1 else [-args[at]]), *args[at + 1:]]
    return Mul(*rest) if len(rest) > 1 else rest[0]


def _reciprocal(tree: Basic) -> Expr:
    if isinstance(tree, Pow) and tree.exp.is_Rational:
        return tree.base if tree.exp == -1 else Pow(tree.base, -tree.exp)
    return Pow(tree, -1)


def _less(a: Sequence[Basic], b: Sequence[Basic]) -> list[Basic]:
    """The parts that are in ``a`` and not in ``b``."""
    left = [key(t) for t in b]
    out = []
    for part in a:
        if (known := key(part)) in left:
            left.remove(known)
        else:
            out.append(part)
    return out


# --------------------------------------------------------------------------
# Slips of a right formula


def slips_of(right: Expr, near: Around) -> Iterator[Slip]:
    """Every change of a right formula in one place."""
    for path, node, here in places(right, near):
        if path and node == ZERO:
            continue  # written for a person: 0*a + 1*b
        for kind in OF_MEMBERS if is_target(here) else RULES:
            for _, after in RULES[kind](node, here):
                at, wrong, correct = _around_target(path, after, node, here)
                yield Slip(kind, at, wrong, correct)
    for kind, rule in (("exchanged", exchanged), ("factor added", scaled), ("term added", added)):
        for _, after in rule(right, near):
            yield Slip(kind, (), after, right)


def _around_target(path: Path, wrong: Basic, right: Basic, here: Around) -> tuple[Path, Basic, Basic]:
    """Of what a derivative is by, the derivative: dy_i is wrong, and not y_i."""
    above = here.above
    if not isinstance(above, Adjoint):
        return path, wrong, right
    return path[:-1], *(put(above, path[-1:], part) for part in (wrong, right))


# --------------------------------------------------------------------------
# Repairs of a wrong one


class Sieve(Protocol):
    """What tells which of many changes at a place may be of use, before any of them is made."""

    def factors(self, path: Path, parts: tuple[Expr, ...], scope: tuple[Index, ...]) -> Iterable[Expr]: ...

    def terms(self, path: Path, parts: tuple[Expr, ...], scope: tuple[Index, ...]) -> Iterable[tuple[Expr, int]]: ...

    def powers(self, path: Path, exponents: tuple[Rational, ...]) -> Iterable[Rational]: ...


def repairs(wrong: Expr, near: Around, stock: Stock, sieve: Sieve) -> Iterator[Repair]:
    """Changes of a wrong formula in one place, the likelier ones first."""
    extra = [i for i in free_indices(wrong) - free_indices(near.other) if not isinstance(i, IntegerIndex)
             or free_indices(near.other)]
    if extra:  # nothing but a sum over these, or another index, can help
        yield from _bound(wrong, near, extra, stock)
        return
    at = list(places(wrong, near))
    for path, node, here in at:
        for kind in OF_MEMBERS if is_target(here) else RULES:
            for _, after in RULES[kind](node, here):
                yield Repair(kind, *_around_target(path, node, after, here))
    for _, after in exchanged(wrong, near):
        yield Repair("exchanged", (), wrong, after)
    whole = stock.of_integers
    for path, node, here in at:
        if not _is_by(path, here):
            fitting = whole if _is_in_exponent(wrong, path) else stock
            for kind, after in chain(_missing(path, node, here, fitting, sieve),
                                     _otherwise(node, here, fitting)):
                yield Repair(kind, path, node, after)


def _is_by(path: Path, here: Around) -> bool:
    """Whether a derivative is taken by this, or is a partial one of this, so that it must stay a member."""
    return is_target(here) or (isinstance(here.above, Derivative) and path[-1] == 1)


def _is_in_exponent(tree: Basic, path: Path) -> bool:
    for n in path:
        if isinstance(tree, Pow) and n == 1:
            return True
        tree = tree.args[n]
    return False


def _missing(path: Path, node: Basic, here: Around, stock: Stock,
             sieve: Sieve) -> Iterator[tuple[str, Basic | Beside]]:
    """What may have been left out at a node."""
    above = here.above
    if node.is_Number and above is not None:
        return
    in_product = isinstance(above, Mul)
    if not in_product and not (isinstance(above, Pow) and above.exp == -1):
        for factor in sieve.factors(path, _factors_for(stock, here.scope), here.scope):
            yield "factor", Beside(node, factor)
    if not isinstance(above, Add) and not isinstance(node, Mul):
        for term, sign in sieve.terms(path, _terms_for(stock, here.scope), here.scope):
            yield "term", Beside(node, term, sign)
    if isinstance(node, (Entry, Add, Total, Mean, Size, Adjoint)) and not isinstance(above, Pow):
        for e in sieve.powers(path, stock.exponents):
            yield "exponent", Pow(node, e)
    if not in_product:
        for function in stock.functions:
            if not isinstance(node, function):  # type: ignore[arg-type]
                yield "function", function(node)
        for index in sorted(free_indices(node), key=str):
            if index.range.is_abstract and not isinstance(index, IntegerIndex):
                yield "sum", _summed(Total, node, index)


def _otherwise(node: Basic, here: Around, stock: Stock) -> Iterator[tuple[str, Basic]]:
    """What a node may have been taken for."""
    if not isinstance(here.above, Mul) and not node.is_Number and not isinstance(node, Pow):
        yield "turned over", Pow(node, -1)
    if isinstance(node, Mul):
        turned = [n for n, f in enumerate(node.args) if not f.is_Number]
        for a, b in combinations(turned, 2):
            yield "turned over", Mul(*(_reciprocal(f) if n in (a, b) else f for n, f in enumerate(node.args)))
    if isinstance(node, Pow):
        for e in (*stock.exponents, ONE) if node.exp.is_Rational else ():
            if e != node.exp:
                yield "exponent", node.base if e == 1 else Pow(node.base, e)
        for e in stock.integers:
            for fitted in _fitted(e, here.scope):
                if fitted != node.exp:
                    yield "exponent", Pow(node.base, fitted)
    if isinstance(node, Pow) and node.exp == -1 and not isinstance(here.above, Mul):
        yield "turned over", node.base
    if isinstance(node, Add) and len(node.args) == 2 and ONE in node.args:
        yield "complement", _negative(node.args[node.args[0] == ONE])
    elif not (isinstance(here.above, Add) and ONE in here.above.args) and (
            (isinstance(node, Entry) and not node.indices) or key(node) in stock.complements):
        yield "complement", Add(ONE, _negative(node))
    if isinstance(node, unit_step):
        yield "branch", unit_step(_negative(node.args[0]))
        yield "branch", Add(ONE, _negative(node))
    if isinstance(node, Derivative) and isinstance(node.of, Entry) and node.of.family.body is not None:
        yield "derivative", Partial(node.of, node.node)
    if isinstance(node, Expectation):
        yield "moments", node.args[0]


def _bound(wrong: Expr, near: Around, extra: Sequence[Index], stock: Stock) -> Iterator[Repair]:
    """The sums that bind what is free in an answer and in nothing that is asked for."""
    first, *others = extra
    if others:
        return
    whole = []
    for path, node, here in places(wrong, replace(near, scope=tuple(i for i in near.scope if i != first))):
        if first in free_indices(node) and isinstance(node, Expr) and not _is_by(path, here):
            whole.append((path, node))
    for path, node in reversed(whole):  # the smallest part that holds it everywhere
        if first in free_indices(put(wrong, path, ZERO)):
            continue
        if isinstance(first, IntegerIndex):
            for low, high in stock.intervals:
                yield Repair("sum", path, node, total(node, (first, low, high)))
        else:
            yield Repair("sum", path, node, total(node, first))
            if first.range.at_least > 0:
                yield Repair("sum", path, node, mean(node, first))
    for other in near.scope:
        if other.range == first.range and other != first:
            yield Repair("index", (), wrong, wrong.xreplace({first: other}))


def _summed(cls: type[Total], node: Basic, index: Index) -> Expr:
    """A sum over what was one term: the index takes a letter of its own."""
    taken = {i.letter for i in free_indices(node)}
    other = next((i for i in index.range.indices() if i.letter not in taken), None)
    if other is None:
        return total(node, index) if not index.tag else node
    return total(node.xreplace({index: other}), other)


# --------------------------------------------------------------------------
# In words


@dataclass(frozen=True)
class Told:
    """A slip for a person: its code, a sentence, and the term of the answer that it speaks of."""

    code: str
    words: str
    place: str


# The most telling first. Where several changes make an answer right, the one whose code stands first is told.
_ORDER = (
    "sign, sum-missing sum-extra, reciprocal, epsilon, range, off-by-one, index, transposed, coefficient, "
    "factor-missing factor-extra, complement, size, exponent, symbol, swapped, branch, function, delta, past-sum, "
    "bracket, power-reach, moments, derivative, limit, term-missing term-extra"
)
RANK = {code: rank for rank, codes in enumerate(_ORDER.split(", ")) for code in codes.split()}

_CODES = {
    "order": "sign", "sign": "sign", "index": "index", "range of a sum": "range", "integer off by one": "off-by-one",
    "symbol": "symbol", "root": "epsilon", "size off by one": "size", "moments": "moments", "limit": "limit",
    "function": "function", "delta": "delta", "derivative": "derivative", "past a sum": "past-sum",
    "transposed": "transposed", "bracket": "bracket", "reach of a power": "power-reach", "exchanged": "swapped",
    "complement": "complement", "branch": "branch", "exponent": "exponent", "factor squared": "exponent",
    "turned over": "reciprocal",
}  # fmt: skip


@lru_cache(maxsize=1 << 12)  # the slips of a right formula are looked at for each answer
def code_of(slip: Slip) -> str:
    """The stable code of a slip."""
    slip = _opened(slip)
    wrong, right = narrowed(slip.wrong, slip.right)
    match slip.kind:
        case "sum dropped" | "sum added" | "sum":
            return "sum-missing" if _sums(right) > _sums(wrong) else "sum-extra"
        case "term dropped" | "term added" | "term":
            code = "term-missing" if len(_parts(Add, slip.right)) > len(_parts(Add, slip.wrong)) else "term-extra"
            terms = (*_parts(Add, slip.right), *_parts(Add, slip.wrong))
            few = all(t.is_Rational or isinstance(t, (Size, IntegerIndex)) for t in terms)
            return "size" if few and any(isinstance(t, Size) for t in terms) else code
        case "coefficient" | "term doubled" | "factor lost" | "factor added" | "factor" | "mean and sum":
            lost, more = _factors(wrong, right)
            if lost and not more:
                return "factor-missing"
            return "factor-extra" if more and not lost else "coefficient"
        case "exchanged" if families_of(slip.wrong) != families_of(slip.right):
            return "symbol"  # one of the two does not stand there at all
        case "reach of a power" if any(isinstance(t, Pow) and t.exp == -1 for t in _parts(Mul, wrong)):
            return "bracket"
        case "function" if isinstance(slip.wrong, exp) and isinstance(slip.right, exp):
            return "sign"
        case "function" if {type(slip.wrong), type(slip.right)} <= {maximum, minimum}:
            return "branch"
        case "delta" if isinstance(slip.wrong, unit_step):
            return "branch"
    return _CODES[slip.kind]


def told(slip: Slip, answer: Expr, whole: Expr) -> Told:
    """What is wrong, for a student, in terms of the answer where the wrong part stands in it.

    whole   the right formula, which is not to be given away
    """
    code = code_of(slip)
    slip = _opened(slip)
    wrong, right = narrowed(slip.wrong, slip.right)
    if code == "sign" and isinstance(wrong, exp) and isinstance(right, exp):
        wrong, right = wrong.args[0], right.args[0]
    if code == "symbol":
        wrong, right = _innermost(wrong, right)
    given = size_of(whole)

    def say(tree: Basic) -> str:
        """A part of what is right, if it is a small one."""
        return shown(tree) if 2 * size_of(tree) <= given or size_of(tree) <= 3 else ""

    standing = wrong if _stands(wrong, answer) else None
    place = shown(standing) if standing is not None else ""
    is_all = standing is not None and key(standing) == key(answer)
    at = "" if standing is None or is_all or wrong.is_Number else f" in {place}"
    it = place if standing is not None and not is_all else "the answer" if is_all else "a part of it"
    match code:
        case "sign":
            term = _unsigned(wrong)
            words = f"The sign of {shown(term) if standing is not None and not is_all else it} is wrong."
            if standing is None:
                words = "A sign is wrong."
            if slip.kind == "order":
                words = f"{place or 'A difference'} is the wrong way round."
        case "factor-missing" | "factor-extra":
            lost, more = _factors(wrong, right)
            factor = _of(lost or more)
            if code == "factor-extra":
                words = f"The factor {shown(factor)}{at} does not belong there."
                if wrong.is_Number and right.is_Number:  # a term, and no factor of one
                    words = f"The number {shown(wrong)} should be {say(right) or 'another'}."
            else:
                words = f"A factor is missing{at}{_naming(factor)}."
                if what := say(factor):
                    words = f"The factor {what} is missing{at}."
        case "coefficient":
            lost, more = _factors(wrong, right)
            words = f"The number {shown(_of(more))}{at} should be {say(_of(lost)) or 'another'}."
            if is_all and wrong.is_Number:
                words = f"{shown(wrong)} is not the right number."
        case "term-missing":
            term = _of(_less(_parts(Add, slip.right), _parts(Add, slip.wrong)), Add)
            what = say(term)
            here = f" beside {shown(slip.wrong)}" if standing is not None and not is_all else ""
            words = f"A term is missing{here}: {what}." if what else f"A term is missing{here}{_naming(term)}."
        case "term-extra":
            term = _of(_less(_parts(Add, slip.wrong), _parts(Add, slip.right)), Add)
            words = f"The term {shown(term)} does not belong there."
            place = shown(term)
        case "sum-missing":
            words = f"{_first(it)} should be summed: a sum{_over(right, wrong)} is missing."
        case "sum-extra":
            words = f"The sum{_over(wrong, right)}{at} does not belong there."
        case "reciprocal":
            words = _turned(wrong, right, at)
        case "range":
            words = _range(wrong, right)
        case "swapped":
            words = "{} and {} are swapped.".format(*sorted(_names(wrong, right)))
        case "epsilon":
            words = f"A root{at} is taken of the wrong sum: look at what stands under it and what beside it."
        case "index" | "transposed":
            what = say(right)
            where = f"{_first(it)} has the wrong index" if code == "index" else f"{_first(it)} has its indices swapped"
            words = f"{where}: it should be {what}." if what and not is_all else f"{where}."
            if standing is None:
                words = "An index is wrong." if code == "index" else "Two indices of one quantity are swapped."
        case "off-by-one":
            words = f"{_first(it)} is off by one{_should(say(right), is_all)}."
        case "size":
            words = f"{_first(it)} counts one too many or one too few{_should(say(right), is_all)}."
        case "exponent":
            words = f"The exponent of {shown(_base(wrong, right))} is wrong."
        case "symbol":
            words = f"{_first(it)} is the wrong quantity{_should(say(right), is_all)}."
            if slip.kind == "exchanged" and not isinstance(wrong, Entry):
                words = "{} stands where {} belongs.".format(*_names(wrong, right))
        case "complement":
            words = f"{shown(wrong)} stands where {say(right) or '1 minus it'} belongs."
            if is_all:
                words = "1 minus this would be right."
        case "branch":
            words = f"{_first(it)} takes the wrong branch."
        case "function":
            words = f"{_first(it)} is not the function that belongs there{_should(say(right), is_all)}."
            if isinstance(right, _FUNCTIONS) and right.args == (wrong,):
                words = f"The function {shown(right).partition('(')[0]} is missing{at}."
            if standing is None:
                words = f"A function is missing or wrong{_should(say(right), is_all)}."
        case "delta":
            words = f"{_first(it)} does not tell equal indices from different ones{_should(say(right), is_all)}."
        case "past-sum":
            words = f"A sum and a function are taken in the wrong order{at}: they do not commute."
        case "bracket":
            words = f"A bracket is missing or misplaced{at}."
        case "power-reach":
            words = f"The power{at} is taken of too much or too little."
        case "moments":
            words = f"{_first(it)} is not the moment that belongs there: mean, second moment and variance differ."
        case "derivative":
            words = f"{_first(it)} holds the wrong thing fixed, or is taken by the wrong variable."
            if isinstance(right, (Derivative, Partial)) and right.of == wrong:
                words = f"The derivative of {it} is not taken." if not is_all else "No derivative is taken."
        case "limit":
            words = f"{_first(it)} is not the limit that belongs there."
        case _:
            raise NotImplementedError(f"no words for {code}")
    return Told(code, words, place)


def narrowed(wrong: Basic, right: Basic) -> tuple[Basic, Basic]:
    """The one term that differs, of two sums that differ in one."""
    while isinstance(wrong, Add) and isinstance(right, Add):
        a, b = _less(wrong.args, right.args), _less(right.args, wrong.args)
        if len(a) != 1 or len(b) != 1:
            break
        wrong, right = a[0], b[0]
    return wrong, right


def _innermost(wrong: Basic, right: Basic) -> tuple[Basic, Basic]:
    """The smallest part in which all of the difference is; of two members, no smaller one."""
    while type(wrong) is type(right) and not isinstance(wrong, (Entry, Index, Adjoint)) \
            and len(wrong.args) == len(right.args):
        differing = [(a, b) for a, b in zip(wrong.args, right.args, strict=True) if a != b]
        if len(differing) != 1 or isinstance(differing[0][0], Index):
            break
        ((wrong, right),) = differing
    return wrong, right


def families_of(tree: Basic) -> set[Family]:
    """The families that have a member in a formula."""
    return {t.family for t in subterms(tree) if isinstance(t, Entry)}


def _opened(slip: Slip) -> Slip:
    """The same with sums in sums opened, so that terms can be told apart."""
    return replace(slip, wrong=flat(slip.wrong), right=flat(slip.right))


def _factors(wrong: Basic, right: Basic) -> tuple[list[Basic], list[Basic]]:
    """(factors that the wrong product lacks, factors that it has too much), a mean being a sum divided by a size."""
    def factors(tree: Basic) -> list[Basic]:
        out: list[Basic] = []
        for part in _parts(Mul, tree):
            if isinstance(part, Mean):
                out += [Total(*part.args), *(Pow(i.range.size, -1) for i in part.indices)]
            elif part != ONE:
                out.append(part)
        return out

    a, b = factors(wrong), factors(right)
    lost, more = _less(b, a), _less(a, b)
    # A sign is no factor: 1/2 is missing in -x, where -x/2 is right.
    (number, rest), (other, others) = _number_of(lost), _number_of(more)
    if number * other > 0 and abs(other) == 1 != abs(number):
        return [_number(abs(number)), *rest], others
    if number * other > 0 and abs(number) == 1 != abs(other):
        return rest, [_number(abs(other)), *others]
    return lost, more


def _number_of(parts: Sequence[Basic]) -> tuple[Fraction, list[Basic]]:
    """The rational numbers of a product, multiplied, and the rest."""
    number = Fraction(1)
    for part in parts:
        if part.is_Rational:
            number *= fraction(part)
    return number, [part for part in parts if not part.is_Rational]


def _number(value: Fraction) -> Rational:
    return Rational(value.numerator, value.denominator)


def _of(parts: Sequence[Basic], cls: type[Expr] = Mul) -> Basic:
    neutral = ONE if cls is Mul else ZERO
    return parts[0] if len(parts) == 1 else cls(*parts, evaluate=False) if parts else neutral


def _sums(tree: Basic) -> int:
    return sum(isinstance(t, (Total, Mean, IntervalSum)) for t in subterms(tree))


def size_of(tree: Basic) -> int:
    """How large a formula is: how many signs it has, more or less."""
    return sum(1 for t in subterms(tree) if not isinstance(t, (Family, Index, Range, Loss)))


def _stands(part: Basic, answer: Expr) -> bool:
    known = key(_as_written(part))
    return any(key(t) == known for t in subterms(_as_written(answer)) if isinstance(t, Expr))


def _as_written(tree: Basic) -> Basic:
    """With the letters of what is bound, whatever bound them."""
    bound = {t: t.tagged(0) for t in subterms(tree) if isinstance(t, Index) and t.tag}
    return tree.xreplace(bound) if bound else tree


def _unsigned(term: Basic) -> Basic:
    return _negative(term) if any(a.is_Number and a < 0 for a in _parts(Mul, term)) else term


def _first(words: str) -> str:
    """The words at the start of a sentence; a name keeps its case."""
    return words[0].upper() + words[1:] if words in ("the answer", "a part of it") else words


def _should(what: str, is_all: bool) -> str:
    return f": it should be {what}" if what and not is_all else ""


def _naming(term: Basic) -> str:
    names = sorted({t.family.name for t in subterms(term) if isinstance(t, Entry)})
    return f", one with {' and '.join(names)}" if names else ""


def _over(more: Basic, less: Basic) -> str:
    """The letters of the sums that one formula has and the other lacks."""
    left = [i.range for i in _bound_in(less)]
    letters = []
    for index in _bound_in(more):
        if index.range in left:
            left.remove(index.range)
        else:
            letters.append(index.letter)
    return f" over {', '.join(letters)}" if letters else ""


def _bound_in(tree: Basic) -> list[Index]:
    found: list[Index] = []
    for t in subterms(tree):
        found += t.indices if isinstance(t, (Total, Mean)) else [t.index] if isinstance(t, IntervalSum) else []
    return found


def _turned(wrong: Basic, right: Basic, at: str) -> str:
    more = _less(_parts(Mul, wrong), _parts(Mul, right))
    if len(more) == 1 and isinstance(more[0], Pow) and more[0].exp == -1:
        return f"Multiply by {shown(more[0].base)}{at}, do not divide by it."
    if len(more) == 1:
        return f"Divide by {shown(more[0])}{at}, do not multiply by it."
    return f"{shown(_of(more))} is upside down." if at else "A fraction is upside down."


def _range(wrong: Basic, right: Basic) -> str:
    if isinstance(wrong, IntervalSum) and isinstance(right, IntervalSum):
        letter = wrong.index.letter
        if wrong.first != right.first:
            return f"The sum over {letter} should start at {shown(right.first)}, not at {shown(wrong.first)}."
        return f"The sum over {letter} should end at {shown(right.last)}, not at {shown(wrong.last)}."
    return "A sum starts or ends at the wrong place."


def _names(wrong: Basic, right: Basic) -> tuple[str, str]:
    """The first two names in which the formulas differ."""
    for a, b in zip(subterms(wrong), subterms(right), strict=False):
        if isinstance(a, Entry) and isinstance(b, Entry) and a.family != b.family:
            return a.family.name, b.family.name
        if isinstance(a, Index) and isinstance(b, Index) and a != b:
            return a.letter, b.letter
    return "one name", "another"


def _base(wrong: Basic, right: Basic) -> Basic:
    a, b = _factors(wrong, right)
    part = (b or a or [wrong])[0]
    while isinstance(part, Pow):
        part = part.base
    return part


__all__ = [
    "RANK", "Slip", "Stock", "Told", "around", "code_of", "families_of", "repairs", "size_of", "slips_of", "stock_of",
    "told",
]  # fmt: skip
