"""One place of a tree changed: so that its value stays (``same``), or so that it likely does not (``other``).

Nothing rests on whether a change does what it says: what it comes to is seen at points.
A wrong change is one that a person, or a wrong rule, is likely to make.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

from sympy import Add, Basic, Expr, Integer, Mul, Pow, Rational, evaluate, exp, log, oo, sqrt, tanh

from fuzzing.symbols import G, b, batch, c, classes, g, h, k, pos, q, t, u, w, x, y
from fuzzing.trees import HALF
from symdl.language import (
    Adjoint,
    Delta,
    Derivative,
    Entry,
    Expectation,
    Family,
    Index,
    IntegerIndex,
    IntervalSum,
    Limit,
    Mean,
    Partial,
    Size,
    Total,
    Variance,
    absolute,
    apart,
    derivative,
    expectation,
    floor,
    free_indices,
    maximum,
    minimum,
    relu,
    sigmoid,
    subterms,
    unit_step,
    variance,
)

Scope = Sequence[Index]
Change = Callable[[Random, Expr, Scope], "Expr | None"]

SAME: dict[type, list[Change]] = {}
OTHER: dict[type, list[Change]] = {}
ZERO, ONE, TWO = Integer(0), Integer(1), Integer(2)


def _rule(table: dict[type, list[Change]], *kinds: type) -> Callable[[Change], Change]:
    def enter(change: Change) -> Change:
        for kind in kinds:
            table.setdefault(kind, []).append(change)
        return change

    return enter


def same(*kinds: type) -> Callable[[Change], Change]:
    return _rule(SAME, *kinds)


def other(*kinds: type) -> Callable[[Change], Change]:
    return _rule(OTHER, *kinds)


# --------------------------------------------------------------------------
# Places


Place = tuple[tuple[int, ...], Expr, Scope]


def places(tree: Basic, scope: Scope, path: tuple[int, ...] = ()) -> Iterator[Place]:
    """Every subterm that is a number, how to get there, and the indices that it may use."""
    if isinstance(tree, Expr):
        yield path, tree, scope
    match tree:
        case Entry():  # what is in the brackets, where that is a number
            inside: Sequence[int] = [p for p, arg in enumerate(tree.args) if p and isinstance(arg, Expr)]
        case Index() | Size() | Delta() | Partial() | Adjoint() | Family() | Rational():
            inside = ()
        case IntervalSum():
            inside = (0, 2, 3)
        case Derivative() | Limit() | Total() | Mean() | Pow():  # an exponent has rules of its own
            inside = (0,)
        case _:
            inside = range(len(tree.args))
    for p in inside:
        inner = scope
        if p == 0:
            match tree:
                case IntervalSum():
                    inner = (*scope, tree.index)
                case Total() | Mean():
                    inner = (*scope, *tree.indices)
                case Limit() if isinstance(tree.variable, IntegerIndex):
                    inner = (*scope, tree.variable)
        yield from places(tree.args[p], inner, (*path, p))


def put(tree: Basic, path: tuple[int, ...], new: Basic) -> Basic:
    """The tree with another subterm at a place."""
    if not path:
        return new
    at, *rest = path
    args = list(tree.args)
    args[at] = put(args[at], tuple(rest), new)
    return tree.func(*args)


def changed(random: Random, tree: Expr, scope: Scope, table: dict[type, list[Change]]) -> tuple[Expr, str] | None:
    """The tree changed in one place by one rule of the table, and the rule's name; None if none was found."""
    every = list(places(tree, scope))
    with evaluate(False):
        for _ in range(24):
            path, node, here = random.choice(every)
            own = [rule for kind in type(node).__mro__ if kind is not Expr for rule in table.get(kind, ())]
            if own and isinstance(node, (Add, Mul)) and random.randrange(3):
                continue  # there are so many
            rules = own if own and random.randrange(8) else table.get(Expr, ()) if random.randrange(4) == 0 else ()
            if not rules or _is_integer_place(tree, path):
                continue
            rule = random.choice(rules)
            new = rule(random, node, here)
            if new is not None and new != node:
                made = put(tree, path, new)
                if is_well_formed(made):
                    return made, rule.__name__
    return None


def is_well_formed(tree: Expr) -> bool:
    """Whether no index has left its sum, and deltas are of indices still."""
    return not any(o.tag for o in free_indices(tree)) and all(
        isinstance(o, Index) for node in subterms(tree) if isinstance(node, Delta) for o in node.args)


def _is_integer_place(tree: Basic, path: tuple[int, ...]) -> bool:
    """Whether only an integer may stand there: the limit of a sum, or an integer in brackets."""
    for at in path:
        if (isinstance(tree, IntervalSum) and at > 1) or (isinstance(tree, Entry) and tree.family != G):
            return True
        tree = tree.args[at]
    return False


def _of(scope: Scope, range_: object) -> list[Index]:
    return [o for o in scope if o.range == range_]


def _is_free_of(tree: Basic, *indices: Index) -> bool:
    return free_indices(tree).isdisjoint(indices)


# --------------------------------------------------------------------------
# Same value


@same(Add, Mul)
def shuffled(rnd: Random, node: Expr, scope: Scope) -> Expr:
    args = list(node.args)
    rnd.shuffle(args)
    return node.func(*args)


@same(Add)
def reassociated(rnd: Random, node: Expr, scope: Scope) -> Expr | None:
    first, *rest = node.args
    if isinstance(first, Add):
        return Add(*first.args, *rest)
    return Add(first, Add(*rest)) if len(rest) > 1 else None


@same(Mul)
def distributed(rnd: Random, node: Expr, scope: Scope) -> Expr | None:
    for p, arg in enumerate(node.args):
        if isinstance(arg, Add):
            rest = [*node.args[:p], *node.args[p + 1:]]
            return Add(*(Mul(*rest, term) for term in arg.args))
    return None


@same(Pow)
def multiplied_out(rnd: Random, node: Expr, scope: Scope) -> Expr | None:
    base, e = node.args
    if e == 2 and isinstance(base, Add) and len(base.args) == 2:
        one, two = base.args
        return one**2 + 2 * one * two + two**2
    if e in (2, 3):
        return Mul(*[base] * int(e))
    if e == -1 and isinstance(base, Mul):
        return Mul(*(Pow(f, -ONE) for f in base.args))
    if e == HALF:
        return rnd.choice((base * Pow(base, -HALF), Pow(base, Rational(1, 4)) ** 2))
    if isinstance(e, Add) and len(e.args) == 2:
        return Pow(base, e.args[0]) * Pow(base, e.args[1])
    if isinstance(e, Rational) and e.q == 1 and e < 0:
        return 1 / Pow(base, -e)
    if isinstance(base, Mul) and e.is_integer:
        return Mul(*(Pow(f, e) for f in base.args))
    return rnd.choice((Pow(base, e - 1) * base, Pow(base, e + 1) / base))


@same(Expr)
def nothing_added(rnd: Random, node: Expr, scope: Scope) -> Expr:
    some = rnd.choice((u, h, *([x[_of(scope, batch)[0]]] if _of(scope, batch) else ()), g[t]))
    match rnd.randrange(4):
        case 0:
            return node + some - some
        case 1:
            return 2 * node - node
        case 2:
            return node * q / q
    return node - some * 0


@same(Total, Mean, IntervalSum, Expectation, Limit)
def linear(rnd: Random, node: Expr, scope: Scope) -> Expr | None:
    body = node.args[0]
    rest = node.args[1:]
    if isinstance(body, Add):
        return Add(*(node.func(term, *rest) for term in body.args))
    if isinstance(body, Mul) and isinstance(body.args[0], Rational):
        return body.args[0] * node.func(Mul(*body.args[1:]), *rest)
    return None


@same(Total, Mean, IntervalSum)
def factored(rnd: Random, node: Expr, scope: Scope) -> Expr | None:
    bound = node.indices if isinstance(node, (Total, Mean)) else (node.index,)
    if not isinstance(node.body, Mul):
        return None
    out = [f for f in node.body.args if _is_free_of(f, *bound)]
    rest = [f for f in node.body.args if not _is_free_of(f, *bound)]
    if not out or not rest:
        return None
    return Mul(*out, node.func(Mul(*rest) if len(rest) > 1 else rest[0], *node.args[1:]))


@same(Total, Mean, IntervalSum)
def renamed(rnd: Random, node: Expr, scope: Scope) -> Expr:
    bound = node.indices if isinstance(node, (Total, Mean)) else (node.index,)
    names = {o: apart(o) for o in bound}
    return node.func(node.body.xreplace(names), *(names.get(arg, arg) for arg in node.args[1:]))


@same(Total, Mean)
def swapped_sums(rnd: Random, node: Expr, scope: Scope) -> Expr | None:
    body = node.body
    if isinstance(body, (Total, Mean)):
        return body.func(node.func(body.body, *node.indices), *body.indices)
    if isinstance(body, IntervalSum):
        return body.func(node.func(body.body, *node.indices), *body.args[1:])
    return None


@same(Mean)
def mean_as_sum(rnd: Random, node: Mean, scope: Scope) -> Expr:
    return Total(node.body, *node.indices) / Mul(*(o.range.size for o in node.indices))


@same(Total)
def sum_as_mean(rnd: Random, node: Total, scope: Scope) -> Expr | None:
    if any(o.range.at_least < 1 for o in node.indices):
        return None
    return Mul(*(o.range.size for o in node.indices)) * Mean(node.body, *node.indices)


@same(Expr)
def delta_inserted(rnd: Random, node: Expr, scope: Scope) -> Expr | None:
    free = [o for o in free_indices(node) if not isinstance(o, IntegerIndex)]
    if not free:
        return None
    index = rnd.choice(sorted(free, key=str))
    made = apart(index)
    return Total(Delta(made, index) * node.xreplace({index: made}), made)


@same(Mul)
def contracted(rnd: Random, node: Mul, scope: Scope) -> Expr | None:
    found = [f for f in node.args if isinstance(f, Delta)]
    if not found:
        return None
    one, two = found[0].indices
    if rnd.randrange(2):
        one, two = two, one
    return Mul(*(f if f is found[0] else f.xreplace({one: two}) for f in node.args))


@same(Delta)
def delta_turned(rnd: Random, node: Delta, scope: Scope) -> Expr:
    one, two = node.indices
    return Delta(two, one) ** rnd.choice((1, 2, 3))


@same(IntervalSum)
def split(rnd: Random, node: IntervalSum, scope: Scope) -> Expr:
    body, index, first, last = node.args
    mid = rnd.choice((first - 1, first, first + 1, last, last - 1, last - 2, *(o for o in scope if isinstance(
        o, IntegerIndex))))
    fresh = apart(index)
    return IntervalSum(body, index, first, mid) + IntervalSum(body.xreplace({index: fresh}), fresh, mid + 1, last)


@same(IntervalSum)
def peeled(rnd: Random, node: IntervalSum, scope: Scope) -> Expr:
    body, index, first, last = node.args
    match rnd.randrange(4):
        case 0:
            return IntervalSum(body, index, first, last - 1) + body.xreplace({index: last})
        case 1:
            return body.xreplace({index: first}) + IntervalSum(body, index, first + 1, last)
        case 2:
            return IntervalSum(body, index, first - 1, last) - body.xreplace({index: first - 1})
    return IntervalSum(body, index, first, last + 1) - body.xreplace({index: last + 1})


@same(IntervalSum)
def shifted(rnd: Random, node: IntervalSum, scope: Scope) -> Expr:
    body, index, first, last = node.args
    by = rnd.choice((ONE, -ONE, TWO, first - 1, *(o for o in scope if isinstance(o, IntegerIndex))))
    fresh = apart(index)
    return IntervalSum(body.xreplace({index: fresh + by}), fresh, first - by, last - by)


@same(IntervalSum)
def reversed_(rnd: Random, node: IntervalSum, scope: Scope) -> Expr:
    body, index, first, last = node.args
    fresh = apart(index)
    return IntervalSum(body.xreplace({index: first + last - fresh}), fresh, first, last)


@same(IntervalSum)
def turned(rnd: Random, node: IntervalSum, scope: Scope) -> Expr | None:
    """sum over p of sum over o as sum over o of sum over p: square or triangle."""
    inner = node.body
    if isinstance(inner, (Total, Mean)):
        return inner.func(IntervalSum(inner.body, *node.args[1:]), *inner.indices)
    if not isinstance(inner, IntervalSum):
        return None
    p, first, last = node.args[1:]
    o, low, high = inner.args[1:]
    if _is_free_of(low, p) and _is_free_of(high, p):
        return IntervalSum(IntervalSum(inner.body, p, first, last), o, low, high)
    if low == p and _is_free_of(high, p) and high == last:
        return IntervalSum(IntervalSum(inner.body, p, first, o), o, first, last)
    if high == p and _is_free_of(low, p) and low == first:
        return IntervalSum(IntervalSum(inner.body, p, o, last), o, first, last)
    return None


@same(Entry)
def inlined(rnd: Random, node: Entry, scope: Scope) -> Expr | None:
    family = node.family
    if family.body is not None:
        return family.at(*node.indices)
    rule = family.recurrence
    if rule is not None:
        return rule.step.xreplace(dict(zip(rule.params, node.indices, strict=True)))
    return None


@same(exp)
def exp_taken_apart(rnd: Random, node: exp, scope: Scope) -> Expr:
    z = node.args[0]
    if isinstance(z, Add):
        return Mul(*(exp(term) for term in z.args))
    return rnd.choice((exp(-z) ** -1, exp(z / 2) ** 2, exp(2 * z) ** HALF))


@same(log)
def log_taken_apart(rnd: Random, node: log, scope: Scope) -> Expr:
    z = node.args[0]
    if isinstance(z, Mul):
        return Add(*(log(f) for f in z.args))
    if isinstance(z, Pow):
        return z.exp * log(z.base)
    return rnd.choice((-log(1 / z), 2 * log(sqrt(z)), log(z**2) / 2, log(2 * z) - log(TWO)))


@same(sigmoid)
def sigmoid_as(rnd: Random, node: sigmoid, scope: Scope) -> Expr:
    z = node.args[0]
    return rnd.choice((1 / (1 + exp(-z)), exp(z) / (1 + exp(z)), 1 - sigmoid(-z), (1 + tanh(z / 2)) / 2))


@same(tanh)
def tanh_as(rnd: Random, node: tanh, scope: Scope) -> Expr:
    z = node.args[0]
    return rnd.choice((2 * sigmoid(2 * z) - 1, (exp(z) - exp(-z)) / (exp(z) + exp(-z)), -tanh(-z)))


@same(relu, absolute, maximum, minimum, unit_step)
def kink_as(rnd: Random, node: Expr, scope: Scope) -> Expr:
    z = node.args[0]
    match node:
        case relu():
            return rnd.choice((z * unit_step(z), (z + absolute(z)) / 2, maximum(z, ZERO), z + relu(-z), z - minimum(
                z, ZERO)))
        case absolute():
            return rnd.choice((maximum(z, -z), sqrt(z**2), relu(z) + relu(-z), absolute(-z)))
        case unit_step():
            return rnd.choice((1 - unit_step(-z), unit_step(2 * z), unit_step(z) ** 2, (1 + z / absolute(z)) / 2))
    a_, b_ = node.args
    if isinstance(node, maximum):
        return rnd.choice((maximum(b_, a_), a_ + relu(b_ - a_), -minimum(-a_, -b_), a_ + b_ - minimum(a_, b_)))
    return rnd.choice((minimum(b_, a_), a_ - relu(a_ - b_), -maximum(-a_, -b_)))


@same(floor)
def floor_as(rnd: Random, node: floor, scope: Scope) -> Expr:
    z = node.args[0]
    return rnd.choice((floor(z + 1) - 1, floor(z - t) + t))


@same(Derivative)
def differentiated(rnd: Random, node: Derivative, scope: Scope) -> Expr | None:
    f, by = node.args

    def d(z: Expr) -> Expr:
        return derivative(z, by)

    match f:
        case Add():
            return Add(*map(d, f.args))
        case Mul():
            return Add(*(Mul(*f.args[:p], d(arg), *f.args[p + 1:]) for p, arg in enumerate(f.args)))
        case exp():
            return f * d(f.args[0])
        case log():
            return d(f.args[0]) / f.args[0]
        case sigmoid():
            return f * (1 - f) * d(f.args[0])
        case tanh():
            return (1 - f**2) * d(f.args[0])
        case relu():
            return unit_step(f.args[0]) * d(f.args[0])
        case Pow(args=(base, Rational() as e)):
            return e * Pow(base, e - 1) * d(base)
        case Pow(args=(base, e)) if e.is_integer:
            return e * Pow(base, e - 1) * d(base)
        case Total() | Mean() | IntervalSum():
            return f.func(d(f.body), *f.args[1:])
        case Entry() if f.family.body is not None:
            return d(f.family.at(*f.indices))
    return None


@same(Variance)
def variance_as(rnd: Random, node: Variance, scope: Scope) -> Expr:
    z = node.args[0]
    return rnd.choice((expectation(z**2) - expectation(z) ** 2, variance(-z), variance(z + u), variance(2 * z) / 4,
                       expectation((z - expectation(z)) ** 2)))


@same(Limit)
def limit_of_product(rnd: Random, node: Limit, scope: Scope) -> Expr | None:
    if isinstance(node.of, Mul):
        return Mul(*(Limit(f, *node.args[1:]) for f in node.of.args))
    return None


@same(Entry)
def function_of_same(rnd: Random, node: Entry, scope: Scope) -> Expr | None:
    if node.family == G:
        z = node.indices[0]
        return G[rnd.choice((z + u - u, 2 * z - z, z * q / q))]
    return None


# --------------------------------------------------------------------------
# Another value


@other(Rational)
def number_changed(rnd: Random, node: Rational, scope: Scope) -> Expr:
    return rnd.choice((node + 1, node - 1, -node, 2 * node, Integer(node.p)))


@other(Expr)
def sign_or_factor(rnd: Random, node: Expr, scope: Scope) -> Expr:
    return rnd.choice((-node, 2 * node, node + 1, node / 2, node * h, node + u, absolute(node)))


@other(Add, Mul)
def one_dropped(rnd: Random, node: Expr, scope: Scope) -> Expr | None:
    if len(node.args) < 2:
        return None
    at = rnd.randrange(len(node.args))
    match rnd.randrange(3):
        case 0:
            return node.func(*node.args, node.args[at])
        case 1 if isinstance(node, Add):
            return Add(*node.args[:at], -node.args[at], *node.args[at + 1:])
    kept = [*node.args[:at], *node.args[at + 1:]]
    return node.func(*kept) if len(kept) > 1 else kept[0]


@other(Pow)
def exponent_changed(rnd: Random, node: Pow, scope: Scope) -> Expr:
    base, e = node.args
    if isinstance(e, Rational):
        return Pow(base, rnd.choice((e + 1, e - 1, -e, e / 2, e * 2, e + HALF)))
    return Pow(base, rnd.choice((e + 1, e - 1, -e, 2 * e)))


@other(Entry)
def index_changed(rnd: Random, node: Entry, scope: Scope) -> Expr | None:
    free = [p for p, o in enumerate(node.indices) if isinstance(o, Index) and not isinstance(o, IntegerIndex)]
    if not free:
        if node.indices and node.family != G:
            return node.family[(node.indices[0] + rnd.choice((1, -1)), *node.indices[1:])]
        return None
    at = rnd.choice(free)
    pool = [o for o in _of(scope, node.indices[at].range) if o != node.indices[at]]
    if not pool:
        return None
    return node.family[(*node.indices[:at], rnd.choice(pool), *node.indices[at + 1:])]


@other(Entry)
def symbol_changed(rnd: Random, node: Entry, scope: Scope) -> Expr | None:
    if not node.indices:
        return rnd.choice((u, y, h, b, q))
    if node.family in (x, pos):
        return (pos if node.family == x else x)[node.indices]
    if node.family == G:
        return rnd.choice((node.indices[0], G[node.indices[0] + 1], G[-node.indices[0]]))
    return None


@other(IntervalSum)
def end_moved(rnd: Random, node: IntervalSum, scope: Scope) -> Expr:
    body, index, first, last = node.args
    by = rnd.choice((1, -1))
    return IntervalSum(body, index, *((first + by, last) if rnd.randrange(2) else (first, last + by)))


@other(IntervalSum)
def split_wrongly(rnd: Random, node: IntervalSum, scope: Scope) -> Expr:
    body, index, first, last = node.args
    mid = rnd.choice((first, last - 1, *(o for o in scope if isinstance(o, IntegerIndex))))
    fresh = apart(index)
    again = rnd.choice((mid, mid + 2))
    return IntervalSum(body, index, first, mid) + IntervalSum(body.xreplace({index: fresh}), fresh, again, last)


@other(IntervalSum)
def shifted_wrongly(rnd: Random, node: IntervalSum, scope: Scope) -> Expr | None:
    body, index, first, last = node.args
    match rnd.randrange(4):
        case 0:
            return IntervalSum(body.xreplace({index: index + 1}), index, first, last)
        case 1:
            return IntervalSum(body, index, first - 1, last - 1)
        case 2:
            return IntervalSum(body.xreplace({index: index + 1}), index, first + 1, last + 1)
    return body.xreplace({index: last}) + IntervalSum(body, index, first, last)


@other(IntervalSum)
def triangle_as_square(rnd: Random, node: IntervalSum, scope: Scope) -> Expr | None:
    inner = node.body
    if not isinstance(inner, IntervalSum):
        return None
    p, first, last = node.args[1:]
    o, low, high = inner.args[1:]
    if not _is_free_of(low, p):
        return IntervalSum(IntervalSum(inner.body, p, first, o - rnd.choice((0, 1))), o, first, high)
    if not _is_free_of(high, p):
        return IntervalSum(IntervalSum(inner.body, p, o + rnd.choice((0, 1)), last), o, low, last)
    return None


@other(Total, Mean, IntervalSum)
def sum_of_product(rnd: Random, node: Expr, scope: Scope) -> Expr | None:
    body, rest = node.body, node.args[1:]
    if isinstance(body, Mul):
        bound = node.indices if isinstance(node, (Total, Mean)) else (node.index,)
        if all(not _is_free_of(f, *bound) for f in body.args):
            return Mul(*(node.func(f, *rest) for f in body.args))
        return Mul(*(f if _is_free_of(f, *bound) else node.func(f, *rest) for f in body.args))
    if isinstance(body, Pow) and isinstance(body.exp, Rational):
        return Pow(node.func(body.base, *rest), body.exp)
    if isinstance(body, (exp, log)):
        return body.func(node.func(body.args[0], *rest))
    if isinstance(body, Add):
        return body.args[0] + node.func(Add(*body.args[1:]) if len(body.args) > 2 else body.args[1], *rest)
    return None


@other(Total, Mean)
def sum_changed(rnd: Random, node: Expr, scope: Scope) -> Expr | None:
    index = node.indices[0]
    pool = _of(scope, index.range)
    match rnd.randrange(4):
        case 0:
            return (Mean if isinstance(node, Total) else Total)(node.body, *node.indices)
        case 1 if pool and len(node.indices) == 1:  # the sum dropped
            return node.body.xreplace({index: rnd.choice(pool)})
        case 2 if pool:  # captured
            return node.func(node.body.xreplace({rnd.choice(pool): index}), *node.indices)
    return node / (index.range.size - 1) if rnd.randrange(2) else node * index.range.size


@other(Expr)
def sum_added(rnd: Random, node: Expr, scope: Scope) -> Expr | None:
    range_ = rnd.choice((batch, classes))
    free = [o for o in free_indices(node) if o.range == range_]
    if not free:
        return Total(node, apart(k if range_ == batch else c))
    index = rnd.choice(sorted(free, key=str))
    made = apart(index)
    return Total(node.xreplace({index: made}), made)


@other(Delta)
def delta_changed(rnd: Random, node: Delta, scope: Scope) -> Expr:
    pool = _of(scope, node.indices[0].range)
    return rnd.choice((ONE, ZERO, 1 - node, Delta(node.indices[0], rnd.choice(pool)) if pool else ONE))


@other(Size)
def size_changed(rnd: Random, node: Size, scope: Scope) -> Expr:
    return rnd.choice((node - 1, node + 1, classes.size, batch.size, ONE))


@other(Pow)
def root_of_square(rnd: Random, node: Pow, scope: Scope) -> Expr | None:
    base, e = node.args
    if isinstance(e, Rational) and e.q != 1:
        if isinstance(base, Pow):
            return Pow(base.base, base.exp * e)
        if isinstance(base, (Add, Mul)):
            split_ = base.func(*(Pow(f, e) for f in base.args))
            if isinstance(base, Add):
                return rnd.choice((split_, Pow(base.args[0], e) + base.args[-1]))
            return split_
        return Pow(base**2, e / 2)
    if isinstance(base, Add):
        return Add(*(Pow(f, e) for f in base.args))
    if isinstance(e, Integer) and isinstance(base, Pow):
        return Pow(base.base, base.exp * e)
    return Pow(Pow(base, 2), e / 2)


@other(relu, absolute, unit_step, maximum, minimum, floor, sigmoid, tanh)
def function_dropped(rnd: Random, node: Expr, scope: Scope) -> Expr:
    z_ = node.args[0]
    match node:
        case relu():
            return rnd.choice((z_, ZERO, absolute(z_), -relu(-z_), z_ * unit_step(-z_)))
        case absolute():
            return rnd.choice((z_, -z_, relu(z_)))
        case unit_step():
            return rnd.choice((ONE, ZERO, HALF, unit_step(-z_), unit_step(z_**2)))
        case maximum():
            return rnd.choice((minimum(*node.args), *node.args))
        case minimum():
            return rnd.choice((maximum(*node.args), *node.args))
        case floor():
            return rnd.choice((z_, floor(z_ + HALF), floor(z_) + 1))
        case sigmoid():
            return rnd.choice((1 / (1 + exp(z_)), 1 - node, sigmoid(-z_), tanh(z_)))
    return rnd.choice((2 * sigmoid(z_) - 1, sigmoid(2 * z_), -node))


@other(exp, log)
def exp_taken_wrongly(rnd: Random, node: Expr, scope: Scope) -> Expr:
    z_ = node.args[0]
    if isinstance(z_, Add):
        return Add(*(node.func(f) for f in z_.args))
    if isinstance(z_, Mul):
        return Mul(*(node.func(f) for f in z_.args))
    if isinstance(node, log):
        return rnd.choice((log(z_**2), log(-z_), log(absolute(z_)), 1 / z_))
    return rnd.choice((exp(-z_), exp(z_) ** 2, z_ + 1))


@other(Derivative)
def differentiated_wrongly(rnd: Random, node: Derivative, scope: Scope) -> Expr:
    f, by = node.args

    def d(z: Expr) -> Expr:
        return derivative(z, by)

    match f:
        case Mul():
            return Mul(*map(d, f.args)) if rnd.randrange(2) else d(f.args[0]) * Mul(*f.args[1:])
        case exp() | relu():
            return f.func(f.args[0])
        case log() | sigmoid() | tanh() | absolute():
            return d(f.args[0]) * f
        case Pow():
            return rnd.choice((f.exp * Pow(f.base, f.exp - 1), f.exp * Pow(f.base, f.exp) * d(f.base)))
        case Total() | Mean() if by.indices:
            pool = [o for o in by.indices if isinstance(o, Index) and o.range == f.indices[0].range]
            if pool:
                return d(f.body.xreplace({f.indices[0]: pool[0]}))
        case IntervalSum() if by.indices and isinstance(by.indices[0], Expr):
            return d(f.body.xreplace({f.index: by.indices[0]}))
    return rnd.choice((ZERO, -node, derivative(f, u), ONE * f))


@other(Expectation, Variance)
def moments_taken_wrongly(rnd: Random, node: Expr, scope: Scope) -> Expr:
    z_ = node.args[0]
    if isinstance(node, Variance):
        if isinstance(z_, Add):
            return Add(*map(variance, z_.args))
        if isinstance(z_, Mul):
            return z_.args[0] * variance(Mul(*z_.args[1:]) if len(z_.args) > 2 else z_.args[1])
        if isinstance(z_, (Total, IntervalSum, Mean)):
            return z_.func(variance(z_.body), *z_.args[1:])
        return rnd.choice((expectation(z_**2), 2 * variance(z_), ZERO))
    if isinstance(z_, Mul):
        return Mul(*map(expectation, z_.args))
    if isinstance(z_, Pow):
        return expectation(z_.base) ** z_.exp
    if isinstance(z_, (Total, IntervalSum)):
        return z_.func(expectation(z_.body ** 2), *z_.args[1:])
    return rnd.choice((z_, expectation(z_**2), expectation(z_) ** 2))


@other(Limit)
def limit_taken_wrongly(rnd: Random, node: Limit, scope: Scope) -> Expr:
    of, variable, to, side = node.args
    if to == oo:
        return rnd.choice((ZERO, ONE, Limit(t * of if t in free_indices(of) else 2 * of, variable, to, side)))
    # A number is nothing to differentiate by.
    is_node = any(isinstance(term, (Adjoint, Derivative, Partial)) and term.node == variable for term in subterms(of))
    with_value = ZERO if is_node else of.xreplace({variable: to})
    flipped = Limit(of, variable, to, side.func({"-": "+", "+": "-", "": "-"}[side.name]))
    return rnd.choice((with_value, with_value, flipped, Limit(of / variable, variable, to, side), ZERO))


@other(Entry)
def member_taken_wrongly(rnd: Random, node: Entry, scope: Scope) -> Expr | None:
    family = node.family
    rule = family.recurrence
    if rule is not None:
        if rnd.randrange(2):
            return rule.start.xreplace(dict(zip(rule.params[1:], node.indices[1:], strict=True)))
        shifted_ = (node.indices[0] - 1, *node.indices[1:])
        return rule.step.xreplace(dict(zip(rule.params, shifted_, strict=True)))
    if family in (g, w):
        return family[(node.indices[0] * 2, *node.indices[1:])]
    return None


@other(Expr)
def index_renamed(rnd: Random, node: Expr, scope: Scope) -> Expr | None:
    """One free index taken for another, throughout the subterm."""
    free = sorted((o for o in free_indices(node) if not isinstance(o, IntegerIndex)), key=str)
    if not free:
        return None
    index = rnd.choice(free)
    pool = [o for o in _of(scope, index.range) if o != index]
    return node.xreplace({index: rnd.choice(pool)}) if pool else None
