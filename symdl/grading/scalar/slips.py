"""Slips of ordinary mathematics: what a formula may be changed to in one place, and how a slip is told.

    changes(answer, stock_of(reference))  ->  each slip, how deep it is, and the answer without it

What may be missing is taken from the reference. The trees are standard ones (``words.standard``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import Any

from symdl.grading.scalar.trees import ONE, TWO, ZERO, call, negative, over, plus, times
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, walk

_MOST = 12  # parts of the reference, of each kind, that are tried where something may be missing
_MOST_NAMES = 6
_FEW = 6  # signs of what may be too much, if the reference has nothing of the kind
_MOST_PARTED = 6  # factors of a product of which two may be too much
_NEAR = 2  # signs more than what belongs there
HALF = at.Number(Fraction(1, 2))
_E = at.Constant("e")

RANKS = ("sign", "reciprocal", "coefficient", "off-by-one", "range", "exponent", "factor-extra", "factor-missing",
         "function", "symbol", "swapped", "argument", "branch", "complement", "past-sum", "bracket", "power-reach",
         "term-extra", "term-missing")  # fmt: skip
"""The codes, the more telling ones first."""


@dataclass(frozen=True)
class Slip:
    """One place of an answer, wrong and right.

    code    a stable word for programs
    wrong   what stands there
    right   what belongs there
    part    the factor, term, exponent, function or argument that is missing, or too much, or otherwise
    """

    code: str
    wrong: Node
    right: Node
    part: Node


@dataclass(frozen=True)
class Stock:
    """What an answer may lack, or have otherwise: parts of the reference."""

    numbers: tuple[Fraction, ...]
    factors: tuple[Node, ...]
    terms: tuple[Node, ...]
    exponents: tuple[Node, ...]
    functions: tuple[str, ...]
    arguments: tuple[Node, ...]
    ends: tuple[Node, ...]
    names: tuple[Node, ...]


def stock_of(reference: Node, *others: Node) -> Stock:
    """Of the reference, the outermost first; then of other forms of it."""
    nodes = [node for tree in (reference, *others) for node in walk(tree)]
    numbers = [n.value for n in nodes if isinstance(n, at.Number)]
    factors = [f for n in nodes for f in _factors_of(n)]
    terms = [t.of if isinstance(t, at.Neg) else t for n in nodes if isinstance(n, at.Sum) for t in n.terms]
    names = [n for n in nodes if isinstance(n, (at.Name, at.Member)) and n not in _bound(nodes)]
    calls = [n for n in nodes if isinstance(n, at.Call) and isinstance(n.function, at.Function) and len(n.args) == 1]
    ends = [e for n in nodes if isinstance(n, at.Bound) for e in (n.first, n.last) if e is not None]
    return Stock(
        tuple(dict.fromkeys((*numbers, Fraction(2), Fraction(3), Fraction(1, 2))))[:_MOST],
        _distinct([f for f in (*factors, TWO, *terms[:4], *names) if f not in (ONE, ZERO)]),
        _distinct([*terms, *names, ONE]),
        _distinct([*(n.exponent for n in nodes if isinstance(n, at.Power)), TWO, HALF, at.Neg(ONE)]),
        tuple(dict.fromkeys(n.function.name for n in calls if isinstance(n.function, at.Function))),
        _distinct([n.args[0] for n in calls]),
        _distinct(ends),
        _distinct(names)[:_MOST_NAMES],
    )


def _bound(nodes: Sequence[Node]) -> list[Node]:
    return [n.name for n in nodes if isinstance(n, (at.Bound, at.Goes)) and n.name is not None]


def _factors_of(node: Node) -> tuple[Node, ...]:
    match node:
        case at.Product(factors):
            return factors
        case at.Quotient(top, bottom):
            return (*(() if isinstance(top, at.Product) else (top,)), bottom)
        case at.Call(at.Function("binom"), (n, k)):
            return (*map(at.Factorial, (n, k, plus(n, negative(k)))), node)
        case at.Power() | at.Root() | at.Call():
            return (node,)
    return ()


def _distinct(nodes: Sequence[Node]) -> tuple[Node, ...]:
    return tuple(dict.fromkeys(nodes))[:_MOST]


# --------------------------------------------------------------------------
# Everywhere


def changes(answer: Node, stock: Stock) -> Iterator[tuple[Slip, int, Node]]:
    """Each change of an answer in one place, how deep that is in it, and what it makes of the whole."""
    yield from _below(answer, stock, None, "", 0)
    yield Slip("reciprocal", answer, made := over(ONE, answer), answer), 0, made
    for a, b in combinations(stock.names, 2):
        here = [*walk(answer)]
        if a in here and b in here:
            yield Slip("swapped", a, b, answer), 0, _exchanged(answer, a, b)


def _exchanged(node: Node, a: Node, b: Node) -> Node:
    return b if node == a else a if node == b else rebuilt(node, lambda child: _exchanged(child, a, b))


def _below(node: Node, stock: Stock, above: Node | None, place: str, depth: int) -> Iterator[tuple[Slip, int, Node]]:
    for slip in _here(node, stock, above, place):
        yield slip, depth, slip.right
    for name, child, put in _children(node):
        for slip, deep, made in _below(child, stock, node, name, depth + 1):
            yield slip, deep, put(made)


def _children(node: Node) -> Iterator[tuple[str, Node, Callable[[Node], Node]]]:
    """The parts of a node that may be changed: the field that each is in, and the node with another in its place."""
    if isinstance(node, (at.Member, at.Component, at.Derivative, at.Gradient)):
        return

    def putting(field: str, *where: int) -> Callable[[Node], Node]:
        def put(new: Node) -> Node:
            return replace(node, **{field: _put(getattr(node, field), where, new)})

        return put

    for field in node.__match_args__:
        if field in ("function", "name", "below"):
            continue
        for where, child in _nodes_in(getattr(node, field)):
            yield field, child, putting(field, *where)


def _nodes_in(value: object) -> Iterator[tuple[tuple[int, ...], Node]]:
    if isinstance(value, Node):
        yield (), value
    elif isinstance(value, tuple):
        for k, item in enumerate(value):
            for where, node in _nodes_in(item):
                yield (k, *where), node


def _put(value: Any, where: tuple[int, ...], new: Node) -> Any:
    if not where:
        return new
    k, *rest = where
    return (*value[:k], _put(value[k], tuple(rest), new), *value[k + 1:])


# --------------------------------------------------------------------------
# In one place


def _here(node: Node, stock: Stock, above: Node | None, place: str) -> Iterator[Slip]:
    if isinstance(node, (at.Chain, at.Bound, at.Goes, at.List, at.Text, at.Blank, at.Dots)):
        yield from _relations(node)
        return
    yield from _signs(node, above)
    match node:
        case at.Number(value):
            yield from _numbers(node, value, stock, above, place)
        case at.Sum(terms):
            for k, term in enumerate(terms):
                if size_of(term) <= _FEW or term in stock.terms:
                    yield Slip("term-extra", node, plus(*terms[:k], *terms[k + 1:]), term)
            yield from _brackets_of_sum(node)
        case at.Product(factors):
            for k, factor in enumerate(factors):
                rest = times(*factors[:k], *factors[k + 1:])
                if size_of(factor) <= _FEW or factor in stock.factors:
                    yield Slip("factor-extra", node, rest, factor)
                if not isinstance(factor, at.Number):
                    yield Slip("reciprocal", node, over(rest, factor), factor)
            for j, k in combinations(range(len(factors)), 2) if 2 < len(factors) <= _MOST_PARTED else ():
                two = times(factors[j], factors[k])  # p (1 - p)
                if size_of(two) <= 2 * _FEW:
                    rest = times(*factors[:j], *factors[j + 1 : k], *factors[k + 1 :])
                    yield Slip("factor-extra", node, rest, two)
            yield from _brackets_of_product(node)
            yield from _into_functions(node)
        case at.Quotient(top, bottom):
            yield Slip("reciprocal", node, over(bottom, top), node)
            yield Slip("reciprocal", node, times(top, bottom), bottom)
            yield Slip("factor-extra", node, top, over(ONE, bottom))
            yield Slip("factor-extra", node, over(ONE, bottom), top)
            yield from _brackets_of_quotient(node)
        case at.Power(base, exponent):
            yield Slip("exponent", node, base, base)
            for other in stock.exponents:
                if other != exponent and _is_near(exponent, other):
                    yield Slip("exponent", node, at.Power(base, other), base)
            if isinstance(base, at.Product):
                for k, factor in enumerate(base.factors):
                    rest = times(*base.factors[:k], *base.factors[k + 1:])
                    yield Slip("power-reach", node, times(rest, at.Power(factor, exponent)), node)
            if isinstance(base, at.Quotient):
                yield Slip("power-reach", node, over(at.Power(base.top, exponent), base.bottom), node)
                yield Slip("power-reach", node, over(base.top, at.Power(base.bottom, exponent)), node)
            if isinstance(base, at.Sum):
                yield Slip("past-sum", node, plus(*(_same_sign(t, at.Power(_unsigned(t), exponent))
                                                    for t in base.terms)), node)
        case at.Root(of, None):
            yield Slip("exponent", node, of, of)
            if isinstance(of, at.Sum):
                yield Slip("past-sum", node, plus(*(_same_sign(t, at.Root(_unsigned(t))) for t in of.terms)), node)
        case at.Call(at.Function(name), args, ()):
            yield from _functions(node, name, args, stock)
        case at.Factorial(of):
            yield Slip("function", node, of, node)
        case at.Cases(cases):
            values = [value for value, _ in cases]
            for i, j in combinations(range(len(cases)), 2):
                values[i], values[j] = values[j], values[i]
                made = at.Cases(tuple((value, where) for value, (_, where) in zip(values, cases, strict=True)))
                values[i], values[j] = values[j], values[i]
                yield Slip("branch", node, made, node)
        case at.Big(sign, (at.Bound(name, first, last, condition), *more), of) \
                if sign in ("sum", "prod", "int") and first is not None and last is not None:
            for low, high in (*((end, last) for end in _other_ends(first, sign, stock)),
                              *((first, end) for end in _other_ends(last, sign, stock))):
                yield Slip("range", node, at.Big(sign, (at.Bound(name, low, high, condition), *more), of), node)
        case at.Name() | at.Member():
            for other in stock.names:
                if other != node:
                    yield Slip("symbol", node, other, other)
            if place in ("of", "first", "last") and isinstance(above, at.Factorial):
                yield from (Slip("off-by-one", node, plus(node, step), node) for step in (ONE, at.Neg(ONE)))
    if isinstance(node, at.Sum) and isinstance(above, (at.Factorial, at.Power)) and place in ("of", "exponent"):
        yield from (Slip("off-by-one", node, plus(*node.terms, step), node) for step in (ONE, at.Neg(ONE)))
    if isinstance(node, at.Name) and isinstance(above, at.Power) and place == "exponent":
        yield from (Slip("off-by-one", node, plus(node, step), node) for step in (ONE, at.Neg(ONE)))
    yield from _missing(node, stock, above, place)


def _is_near(wrong: Node, right: Node) -> bool:
    """Whether one may be taken for the other: not something else altogether."""
    return size_of(wrong) <= size_of(right) + _NEAR


def _signs(node: Node, above: Node | None) -> Iterator[Slip]:
    if isinstance(node, at.Neg):
        yield Slip("sign", node, node.of, node.of)
    elif above is None or isinstance(above, (at.Sum, at.Call, at.Root, at.Big, at.Cases)) or (
            isinstance(above, at.Power) and node is above.exponent):
        yield Slip("sign", node, at.Neg(node), node)


def _numbers(node: at.Number, value: Fraction, stock: Stock, above: Node | None, place: str) -> Iterator[Slip]:
    if place in ("first", "last"):
        return  # see ``_other_ends``
    code = "exponent" if place == "exponent" else "coefficient"
    for other in dict.fromkeys((*stock.numbers, value + 1, value - 1, 2 * value, value / 2)):
        if other != value and other >= 0 and not (other == 0 and isinstance(above, (at.Sum, at.Neg))) \
                and not (other == 1 and isinstance(above, at.Product)):  # else it is a term or a factor too much
            yield Slip(code, node, made := at.Number(other), made)
    if value not in (0, 1, -1):
        yield Slip("reciprocal", node, at.Number(1 / value), node)


def _functions(node: at.Call, name: str, args: tuple[Node, ...], stock: Stock) -> Iterator[Slip]:
    for other in dict.fromkeys((*stock.functions, *_BESIDE.get(name, ()))):
        if other != name:
            code = "branch" if {name, other} <= {"max", "min"} else "function"
            made = at.Power(_E, args[0]) if other == "exp" else at.Call(at.Function(other), args)
            yield Slip(code, node, made, at.Function(other))
    if len(args) != 1:
        return
    (of,) = args
    yield Slip("function", node, of, at.Blank())
    for other_argument in stock.arguments:
        if other_argument != of and _is_near(of, other_argument):
            yield Slip("argument", node, at.Call(node.function, (other_argument,)), other_argument)
    if isinstance(of, at.Sum):  # f(a + b) is not f(a) + f(b)
        yield Slip("past-sum", node, plus(*(_same_sign(term, at.Call(node.function, (_unsigned(term),)))
                                            for term in of.terms)), node)
    if name == "log" and isinstance(of, at.Quotient):
        yield Slip("past-sum", node, over(call("log", of.top), call("log", of.bottom)), node)
    if isinstance(of, at.Product):
        for k, factor in enumerate(of.factors):
            rest = times(*of.factors[:k], *of.factors[k + 1:])
            yield Slip("past-sum", node, times(factor, at.Call(node.function, (rest,))), at.Blank())


_BESIDE = {
    **dict.fromkeys(("sin", "cos", "tan", "cot", "sec", "csc"), ("sin", "cos", "tan", "cot", "sec", "csc")),
    **dict.fromkeys(("sinh", "cosh", "tanh", "coth"), ("sinh", "cosh", "tanh", "coth")),
    **dict.fromkeys(("arcsin", "arccos", "arctan"), ("arcsin", "arccos", "arctan")),
    "max": ("min",), "min": ("max",), "log": ("exp",), "floor": ("ceil",), "ceil": ("floor",),
}  # fmt: skip
"""Functions that are taken for each other."""


def _missing(node: Node, stock: Stock, above: Node | None, place: str) -> Iterator[Slip]:
    """What may have been left out at a node."""
    if place in ("first", "last", "name", "condition") or isinstance(node, at.Neg):
        return
    in_product = isinstance(above, at.Product) or (isinstance(above, at.Quotient) and place == "top")
    if not in_product:
        for factor in stock.factors:
            if factor != node:  # an exponent is wrong, then
                yield Slip("factor-missing", node, times(node, factor), factor)
                yield Slip("factor-missing", node, over(node, factor), over(ONE, factor))
    if not isinstance(above, at.Sum) and not (isinstance(above, at.Neg) and not isinstance(node, at.Sum)):
        for term in stock.terms:
            if term != node:
                yield Slip("term-missing", node, plus(node, term), term)
                yield Slip("term-missing", node, plus(node, at.Neg(term)), at.Neg(term))
    if isinstance(node, at.Number) or isinstance(above, at.Power):
        return
    if not isinstance(node, (at.Power, at.Quotient, at.Product)):
        for exponent in stock.exponents:
            yield Slip("exponent", node, at.Power(node, exponent), node)
    if not isinstance(node, at.Power):
        yield Slip("exponent", node, at.Root(node), node)
    if not isinstance(node, at.Call):
        for name in stock.functions:
            yield Slip("function", node, call(name, node), at.Function(name))
        for name in ("abs",) if isinstance(node, (at.Name, at.Sum)) and isinstance(above, at.Call) else ():
            yield Slip("function", node, call(name, node), at.Function(name))
    if isinstance(node, at.Sum) and len(node.terms) == 2 and ONE in node.terms:
        yield Slip("complement", node, negative(node.terms[node.terms[0] == ONE]), node)
    elif isinstance(node, (at.Name, at.Member)) and not isinstance(above, at.Sum):
        yield Slip("complement", node, plus(ONE, at.Neg(node)), node)


def _other_ends(end: Node, sign: str, stock: Stock) -> Iterator[Node]:
    yield from (other for other in stock.ends if other != end)  # as it is written there
    if sign != "int":
        if isinstance(end, at.Number):
            yield from (at.Number(end.value + step) for step in (1, -1))
        elif not isinstance(end, at.Constant):
            yield from (plus(end, step) for step in (ONE, at.Neg(ONE)))


def _relations(node: Node) -> Iterator[Slip]:
    if isinstance(node, at.Chain) and len(node.signs) == 1 and node.signs[0] in _TURNED:
        yield Slip("branch", node, replace(node, signs=(_TURNED[node.signs[0]],)), node)


_TURNED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le"}


# --------------------------------------------------------------------------
# Brackets


def _brackets_of_sum(node: at.Sum) -> Iterator[Slip]:
    """a b + c, which is to be a (b + c); a + b/c, which is to be (a + b)/c; a^n + b^n, which is to be (a + b)^n."""
    for k, term in enumerate(node.terms):
        inner, sign = (term.of, at.Neg) if isinstance(term, at.Neg) else (term, None)
        before, after = node.terms[:k], node.terms[k + 1:]
        if isinstance(inner, at.Product) and after:
            held = times(*inner.factors[:-1], plus(inner.factors[-1], *after))
            yield Slip("bracket", node, plus(*before, at.Neg(held) if sign else held), node)
        if isinstance(inner, at.Quotient) and before:
            yield Slip("bracket", node, plus(over(plus(*before, _same_sign(term, inner.top)), inner.bottom), *after),
                       node)
        if isinstance(inner, at.Quotient) and after:
            held = over(inner.top, plus(inner.bottom, *after))
            yield Slip("bracket", node, plus(*before, at.Neg(held) if sign else held), node)
        if sign and after:  # a - b + c, which is to be a - (b + c)
            yield Slip("bracket", node, plus(*before, at.Neg(plus(inner, *after))), node)
    for kind in (at.Power, at.Root, at.Quotient, at.Call):
        parts = [_unsigned(term) for term in node.terms]
        if all(isinstance(part, kind) for part in parts):
            yield from _gathered(node, parts)


def _gathered(node: at.Sum, parts: Sequence[Node]) -> Iterator[Slip]:
    match parts:
        case [at.Power(_, exponent), *_] if all(p.exponent == exponent for p in parts):  # type: ignore[attr-defined]
            inner = [_same_sign(t, p.base) for t, p in zip(node.terms, parts, strict=True)]  # type: ignore[attr-defined]
            yield Slip("past-sum", node, at.Power(plus(*inner), exponent), node)
        case [at.Power(base, _), *_] if all(p.base == base for p in parts):  # type: ignore[attr-defined]
            inner = [_same_sign(t, p.exponent) for t, p in zip(node.terms, parts, strict=True)]  # type: ignore[attr-defined]
            yield Slip("past-sum", node, at.Power(base, plus(*inner)), node)
        case [at.Root(_, degree), *_] if all(p.degree == degree for p in parts):  # type: ignore[attr-defined]
            inner = [_same_sign(t, p.of) for t, p in zip(node.terms, parts, strict=True)]  # type: ignore[attr-defined]
            yield Slip("past-sum", node, at.Root(plus(*inner), degree), node)
        case [at.Quotient(top, _), *_] if all(p.top == top for p in parts):  # type: ignore[attr-defined]
            inner = [_same_sign(t, p.bottom) for t, p in zip(node.terms, parts, strict=True)]  # type: ignore[attr-defined]
            yield Slip("past-sum", node, over(top, plus(*inner)), node)
        case [at.Call(function, (_,)), *_] if all(
                isinstance(p, at.Call) and p.function == function and len(p.args) == 1 for p in parts):
            inner = [_same_sign(t, p.args[0]) for t, p in zip(node.terms, parts, strict=True)]  # type: ignore[attr-defined]
            yield Slip("past-sum", node, at.Call(function, (plus(*inner),)), node)


def _brackets_of_product(node: at.Product) -> Iterator[Slip]:
    """a (b + c), which is to be a b + c; (a/b) c, which is to be a/(b c); a b^n, which is to be (a b)^n."""
    for k, factor in enumerate(node.factors):
        others = node.factors[:k] + node.factors[k + 1:]
        if isinstance(factor, at.Sum):
            first, *rest = factor.terms
            yield Slip("bracket", node, plus(times(*others, first), *rest), node)
        if isinstance(factor, at.Quotient):
            yield Slip("bracket", node, over(factor.top, times(factor.bottom, *others)), node)
        if isinstance(factor, at.Power) and factor.base != _E:
            yield Slip("power-reach", node, at.Power(times(*others, factor.base), factor.exponent), node)
        if isinstance(factor, at.Root):
            yield Slip("power-reach", node, at.Root(times(*others, factor.of), factor.degree), node)


def _into_functions(node: at.Product) -> Iterator[Slip]:
    """2 sin x, which is to be sin(2 x); log a log b, which is to be log a + log b."""
    for k, factor in enumerate(node.factors):
        others = node.factors[:k] + node.factors[k + 1:]
        if isinstance(factor, at.Call) and isinstance(factor.function, at.Function) and len(factor.args) == 1:
            for j, moved in enumerate(others):
                inner = at.Call(factor.function, (times(moved, factor.args[0]),))
                yield Slip("past-sum", node, times(*others[:j], *others[j + 1:], inner), at.Blank())
    logs = [factor for factor in node.factors if isinstance(factor, at.Call) and factor.function == at.Function("log")]
    if len(logs) == len(node.factors):
        yield Slip("past-sum", node, plus(*logs), node)


def _brackets_of_quotient(node: at.Quotient) -> Iterator[Slip]:
    """(a + b)/c, which is to be a + b/c; a/(b + c), which is to be a/b + c; log a/log b, which is to be log(a/b)."""
    if isinstance(node.top, at.Sum):
        *before, last = node.top.terms
        yield Slip("bracket", node, plus(*before, _same_sign(last, over(_unsigned(last), node.bottom))), node)
    if isinstance(node.bottom, at.Sum):
        first, *rest = node.bottom.terms
        yield Slip("bracket", node, plus(over(node.top, first), *rest), node)
        yield Slip("past-sum", node, plus(*(_same_sign(t, over(node.top, _unsigned(t))) for t in node.bottom.terms)),
                   node)
    if isinstance(node.bottom, at.Product):
        for k, factor in enumerate(node.bottom.factors):
            rest_of = node.bottom.factors[:k] + node.bottom.factors[k + 1:]
            yield Slip("reciprocal", node, over(times(node.top, factor), times(*rest_of)), factor)
            yield Slip("factor-extra", node, over(node.top, times(*rest_of)), over(ONE, factor))
    match node:
        case at.Quotient(at.Call(at.Function("log"), (a,)), at.Call(at.Function("log"), (b,))):
            yield Slip("past-sum", node, call("log", over(a, b)), node)
        case at.Quotient(at.Power(top, n), bottom):
            yield Slip("power-reach", node, at.Power(over(top, bottom), n), node)
        case at.Quotient(top, at.Power(bottom, n)):
            yield Slip("power-reach", node, at.Power(over(top, bottom), n), node)


def _unsigned(term: Node) -> Node:
    return term.of if isinstance(term, at.Neg) else term


def _same_sign(term: Node, made: Node) -> Node:
    return at.Neg(made) if isinstance(term, at.Neg) else made


# --------------------------------------------------------------------------
# In words


def size_of(node: Node) -> int:
    return sum(1 for _ in walk(node))


def told(slip: Slip, answer: Node, reference: Node, shown: Callable[[Node], str]) -> str:
    """What is wrong, for a student. Of the reference only small parts are said, so that it is not given away.

    shown   a tree as text
    """
    def say(part: Node) -> str:
        return shown(part) if size_of(part) <= 3 or 2 * size_of(part) <= size_of(reference) else ""

    is_all = slip.wrong == answer
    here = "" if is_all else f" in {shown(slip.wrong)}"
    it = "the answer" if is_all else shown(slip.wrong)
    It = it[0].upper() + it[1:] if is_all else it
    part = slip.part
    match slip.code:
        case "sign":
            return f"The sign of {'the answer' if is_all and slip.right != part else shown(_unsigned(part))} is wrong."
        case "coefficient":
            what = say(part)
            return f"The number {shown(slip.wrong)} should be {what}." if not is_all else \
                f"{shown(slip.wrong)} is not the right number."
        case "reciprocal" if part == slip.wrong:
            return f"{It} is upside down."
        case "reciprocal" if isinstance(slip.right, at.Quotient) and slip.right.bottom == part:
            return f"Divide by {shown(part)}{here}, do not multiply by it."
        case "reciprocal":
            return f"Multiply by {shown(part)}{here}, do not divide by it."
        case "factor-extra":
            return f"The factor {shown(part)}{here} does not belong there."
        case "factor-missing":
            return f"The factor {what} is missing{here}." if (what := say(part)) else f"A factor is missing{here}."
        case "term-extra":
            return f"The term {shown(_unsigned(part))}{here} does not belong there."
        case "term-missing":
            beside = "" if is_all else f" beside {shown(slip.wrong)}"
            return f"A term is missing{beside}: {what}." if (what := say(part)) else f"A term is missing{beside}."
        case "exponent" if slip.right in (at.Root(slip.wrong), at.Power(slip.wrong, HALF)):
            return f"The square root of {shown(slip.wrong)} is missing."
        case "exponent" if slip.wrong in (at.Root(slip.right), at.Power(slip.right, HALF)):
            return f"The square root of {shown(slip.right)} does not belong there."
        case "exponent":
            return f"The exponent of {shown(part)} is wrong." if not isinstance(part, at.Number) else \
                f"The exponent {shown(slip.wrong)} is wrong."
        case "off-by-one":
            return f"{It} is off by one."
        case "range":
            assert isinstance(slip.wrong, at.Big)
            assert isinstance(slip.right, at.Big)
            (mine, right) = (big.bounds[0] for big in (slip.wrong, slip.right))
            assert isinstance(mine, at.Bound)
            assert isinstance(right, at.Bound)
            end, is_first = ((right.first, True) if right.first != mine.first else (right.last, False))
            stands = mine.first if is_first else mine.last
            assert end is not None
            assert stands is not None
            kind = {"sum": "sum", "prod": "product", "int": "integral"}[slip.wrong.sign]
            return f"The {kind} should {'start' if is_first else 'end'} at {shown(end)}, not at {shown(stands)}."
        case "function" if isinstance(part, at.Function):
            if isinstance(slip.wrong, at.Call):
                return f"{It} is not the function that belongs there: it should be {part.name}."
            return f"The function {part.name} is missing{'' if is_all else f' at {shown(slip.wrong)}'}."
        case "function":
            of = slip.wrong.function if isinstance(slip.wrong, at.Call) else None
            return f"The function {of.name} does not belong{here or ' there'}." if isinstance(of, at.Function) else \
                f"{It} should be without its function."
        case "argument":
            assert isinstance(slip.wrong, at.Call)
            what = say(part)
            return f"The argument of {shown(slip.wrong)} is wrong{f': it should be {what}' if what else ''}."
        case "symbol":
            return f"{It} is the wrong quantity{f': it should be {say(part)}' if say(part) and not is_all else ''}."
        case "swapped":
            return f"{shown(slip.wrong)} and {shown(slip.right)} are swapped."
        case "complement":
            return "1 minus this would be right." if is_all else \
                f"{shown(slip.wrong)} stands where {say(slip.right) or '1 minus it'} belongs."
        case "branch":
            return f"{It} takes the wrong branch."
        case "past-sum" if isinstance(part, at.Blank):
            return f"A factor cannot be moved into a function, or out of one{here}."
        case "past-sum":
            return f"A function, a power, a root or a quotient cannot be taken term by term, or factor by factor{here}."
        case "bracket":
            return f"A bracket is missing or misplaced{here}."
        case "power-reach":
            return f"The power{here} is taken of too much or too little."
    raise NotImplementedError(f"no words for {slip.code}")


__all__ = ["RANKS", "Slip", "Stock", "changes", "size_of", "stock_of", "told"]
