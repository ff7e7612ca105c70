"""Random trees. A flavour says which nodes occur in them, and how often."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from sympy import Expr, Integer, Rational, pi, sympify

from fuzzing.symbols import (
    BINDERS,
    STEPS,
    G,
    S,
    Y,
    b,
    batch,
    cell,
    classes,
    coin,
    dice,
    g,
    h,
    maybe,
    n,
    noise,
    pos,
    q,
    r,
    s,
    shock,
    t,
    u,
    v,
    vpos,
    w,
    x,
    xi,
    y,
    z,
)
from symdl.language import (
    REALS,
    Entry,
    Family,
    Index,
    IntegerIndex,
    Range,
    absolute,
    delta,
    derivative,
    exp,
    expectation,
    floor,
    free_indices,
    limit,
    log,
    maximum,
    mean,
    minimum,
    oo,
    relu,
    sigmoid,
    sqrt,
    subterms,
    tanh,
    total,
    unit_step,
    variance,
)

HALF = Rational(1, 2)
_RATIONALS = (Integer(1), Integer(2), Integer(3), Integer(-1), Integer(-2), HALF, Rational(-2, 3), Rational(1, 3))
NUMBERS = (*_RATIONALS * 3, pi)


@dataclass(frozen=True)
class Names:
    """The definitions that trees may use, by what stands in their brackets."""

    scalars: tuple[Entry, ...] = ()
    positive: tuple[Entry, ...] = ()
    by_batch: tuple[Family, ...] = ()
    by_pair: tuple[Family, ...] = ()
    by_step: tuple[Family, ...] = ()
    by_step_and_batch: tuple[Family, ...] = ()
    by_two_steps: tuple[Family, ...] = ()
    random_by_class: tuple[Family, ...] = ()
    sequences: tuple[Family, ...] = ()
    sequences_by_class: tuple[Family, ...] = ()


@dataclass(frozen=True)
class Flavour:
    """nodes: how often each kind of node occurs; leaves: what kinds of leaves besides the plain ones."""

    nodes: str
    leaves: str = ""
    weights: tuple[tuple[str, ...], tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", (_spread(self.nodes), _spread(self.leaves)))


def _spread(text: str) -> tuple[str, ...]:
    """``"add*2 mul"`` as ("add", "add", "mul")."""
    out: list[str] = []
    for word in text.split():
        name, _, times = word.partition("*")
        out += [name] * int(times or 1)
    return tuple(out)


_RING = "add*3 sub*2 mul*4 square cube sum*3 mean"
FLAVOURS = {
    "plain": Flavour(_RING, "delta*2"),
    "deltas": Flavour(_RING + " sum*3 below*3 over*2", "delta*5"),
    "roots": Flavour(_RING + " root*4 fraction*3 inv"),
    "below": Flavour(_RING + " inv*3 quotient*3 below over", "delta"),
    "functions": Flavour("add*2 sub mul*3 sum*2 mean exp*3 log*2 function*2 hidden inv over"),
    "kinks": Flavour("add*2 sub mul*2 square sum*2 kink*5 floor inv", "step*2"),
    "definitions": Flavour(_RING + " inv root exp", "named*6"),
    "intervals": Flavour("add*2 sub mul*3 square interval*6 sum", "step*5 member*4"),
    "powers": Flavour("add*2 sub mul*4 square interval*3 inv ipow*3 half", "power*6 step*2 member"),
    "sequences": Flavour("add*2 sub mul*3 square interval*2 sum", "sequence*6 member*2 step"),
    "calls": Flavour("add*2 sub mul*2 square call*5 sum interval", "step member"),
    "sizes": Flavour(_RING + " inv*2 quotient", "size*5 delta"),
    "empty": Flavour("add*2 sub mul*3 square sum*5 inv root exp", "maybe*5"),
    "chance": Flavour("add*2 sub mul*4 square*2 cube sum*2 mean interval", "random*8 member"),
    "chance beside functions": Flavour("add*2 sub mul*4 square sum*2 kink call inv exp floor", "random member step"),
    "smooth": Flavour("add*2 sub mul*3 square sum*2 mean inv root exp log function fraction", "named*2"),
    "growing": Flavour("add*2 sub mul*3 inv exp root ipow", "power*4 step*3"),
    "mixed": Flavour("add*2 sub mul*3 square sum*2 mean interval*2 inv root exp log function kink call ipow below "
                     "inner floor half", "delta named member step power sequence size maybe"),
}  # fmt: skip


class Maker:
    """Makes random trees. ``scope``: the indices and integers that may occur."""

    def __init__(self, random: Random, names: Names, flavour: Flavour):
        self.random = random
        self.names = names
        self.nodes, self.leaves = flavour.weights

    def of(self, flavour: str) -> Maker:
        """The same with another flavour."""
        return Maker(self.random, self.names, FLAVOURS[flavour])

    # -- leaves

    def whole(self, scope: Sequence[Index]) -> Expr:
        """An integer, at times a negative one."""
        rnd = self.random
        steps = [o for o in scope if isinstance(o, IntegerIndex)] or [t]
        first = rnd.choice(steps) if rnd.randrange(5) else Integer(rnd.choice((0, 1, 2, 3)))
        match rnd.randrange(9):
            case 0 | 1 | 2 | 3:
                return first
            case 4 | 5:
                return first + rnd.choice((-2, -1, 1, 2))
            case 6:
                return rnd.choice(steps) - first
            case 7:
                return rnd.choice(steps) - first + 1
        return 2 * first - rnd.choice((0, 1))

    def scalar(self) -> Expr:
        return self.random.choice((u, y, h, r, b, q))

    def leaf(self, scope: Sequence[Index]) -> Expr:
        rnd = self.random
        if self.leaves and rnd.randrange(5) < 3:
            made = getattr(self, "_" + rnd.choice(self.leaves))(scope)
            if made is not None:
                return made
        abstract = [o for o in scope if not isinstance(o, IntegerIndex)]
        if abstract and rnd.randrange(4):
            return self._indexed(rnd.choice(abstract), scope)
        if rnd.randrange(4) == 0:
            return rnd.choice(NUMBERS)
        steps = [o for o in scope if isinstance(o, IntegerIndex)]
        if steps and rnd.randrange(2):
            return rnd.choice((g[self.whole(scope)], self.whole(scope)))
        return self.scalar()

    def _indexed(self, index: Index, scope: Sequence[Index]) -> Expr:
        rnd = self.random
        others = [o for o in scope if o.range == batch]
        if index.range == batch:
            pairs = [o for o in scope if o.range == classes]
            made = rnd.randrange(7)
            if made < 3 or (made < 4 and not pairs):
                return x[index]
            if made == 3:
                return Y[index, rnd.choice(pairs)]
            return pos[index] if made < 6 else S[index, rnd.choice(others)]
        if index.range == classes:
            made = rnd.randrange(5)
            if made == 4 and others:
                return Y[rnd.choice(others), index]
            return v[index] if made < 3 else vpos[index]
        return z[index]

    def _delta(self, scope: Sequence[Index]) -> Expr | None:
        rnd = self.random
        one = [o for o in scope if o.range == batch]
        other = [o for o in scope if o.range == classes]
        pool = one if len(one) > 1 and (len(other) < 2 or rnd.randrange(3)) else other
        return delta(*rnd.sample(pool, 2)) if len(pool) > 1 else None

    def _named(self, scope: Sequence[Index]) -> Expr | None:
        rnd, names = self.random, self.names
        of_batch = [o for o in scope if o.range == batch]
        of_classes = [o for o in scope if o.range == classes]
        options: list[Callable[[], Expr]] = []
        if names.scalars:
            options.append(lambda: rnd.choice(names.scalars))
        if names.by_batch and of_batch:
            options += [lambda: rnd.choice(names.by_batch)[rnd.choice(of_batch)]] * 3
        if names.by_pair and of_batch and of_classes:
            options += [lambda: rnd.choice(names.by_pair)[rnd.choice(of_batch), rnd.choice(of_classes)]] * 2
        if names.by_step:
            options.append(lambda: rnd.choice(names.by_step)[self._late(scope)])
            options.append(lambda: rnd.choice(names.by_two_steps)[self._late(scope), self.whole(scope)])
            if of_batch:
                options.append(lambda: rnd.choice(names.by_step_and_batch)[self._late(scope), rnd.choice(of_batch)])
        return rnd.choice(options)() if options else None

    def _late(self, scope: Sequence[Index]) -> Expr:
        """An integer that is likely at least 1."""
        return self.random.choice((t, t, t + 1, n, n - 1, s + 1, t + s, self.whole(scope)))

    def _sequence(self, scope: Sequence[Index]) -> Expr | None:
        rnd, names = self.random, self.names
        if not names.sequences:
            return None
        at = rnd.choice((t, t, t - 1, t + 1, s, Integer(rnd.randrange(4)), self.whole(scope)))
        of_classes = [o for o in scope if o.range == classes]
        if of_classes and names.sequences_by_class and rnd.randrange(2):
            return rnd.choice(names.sequences_by_class)[at, rnd.choice(of_classes)]
        return rnd.choice(names.sequences)[at]

    def _member(self, scope: Sequence[Index]) -> Expr:
        of_classes = [o for o in scope if o.range == classes]
        if of_classes and self.random.randrange(2):
            return w[self.whole(scope), self.random.choice(of_classes)]
        return g[self.whole(scope)]

    def _step(self, scope: Sequence[Index]) -> Expr:
        steps = [o for o in scope if isinstance(o, IntegerIndex)]
        if len(set(steps)) > 1 and self.random.randrange(6) == 0:
            return delta(*self.random.sample(sorted(set(steps), key=lambda o: (o.letter, o.tag)), 2))
        return self.whole(scope)

    def _size(self, scope: Sequence[Index]) -> Expr:
        m, k = batch.size, classes.size
        return self.random.choice((m, m, k, m - 1, m + 1, 1 / m, 1 / (m + 1), m / k, m**2, sqrt(m), 1 / (m - 1), b**m,
                                   m**t))

    def _maybe(self, scope: Sequence[Index]) -> Expr | None:
        of_maybe = [o for o in scope if o.range == maybe]
        if of_maybe:
            return z[self.random.choice(of_maybe)]
        return maybe.size if self.random.randrange(3) == 0 else None

    def _random(self, scope: Sequence[Index]) -> Expr | None:
        rnd = self.random
        of_batch = [o for o in scope if o.range == batch]
        of_classes = [o for o in scope if o.range == classes]
        steps = [o for o in scope if isinstance(o, IntegerIndex)]
        if rnd.randrange(6) == 0:
            return rnd.choice((dice, xi))
        if of_classes and rnd.randrange(2):
            if of_batch:
                return cell[rnd.choice(of_batch), rnd.choice(of_classes)]
            if self.names.random_by_class:
                return rnd.choice(self.names.random_by_class)[rnd.choice(of_classes)]
        if of_batch and (not steps or rnd.randrange(2)):
            return rnd.choice((coin, noise))[rnd.choice(of_batch)]
        return shock[rnd.choice(steps) if steps else t + rnd.choice((0, 0, 1))]

    def _power(self, scope: Sequence[Index]) -> Expr:
        return self.power(scope)

    def power(self, scope: Sequence[Index]) -> Expr:
        """A power with an integer exponent."""
        base = self.random.choice((b, b, q, b * q, -b, 1 - b, 1 + u**2, Integer(2), Rational(-1, 2), Integer(-1), u, y,
                                   exp(b), b**2 * q, sqrt(h) * q, h, r))
        return base ** self.whole(scope)

    # -- trees

    def tree(self, depth: int, scope: Sequence[Index]) -> Expr:
        if depth <= 0 or self.random.randrange(12) == 0:
            return self.leaf(scope)
        return getattr(self, "make_" + self.random.choice(self.nodes))(depth - 1, scope)

    def positive(self, depth: int, scope: Sequence[Index]) -> Expr:
        """A tree that is positive wherever it is defined."""
        rnd = self.random
        match rnd.randrange(9):
            case 0 | 1:
                return self.tree(depth, scope) ** 2 + h
            case 2:
                return exp(self.leaf(scope))
            case 3:
                return h * (self.leaf(scope) ** 2 + q)
            case 4:
                of_batch = [o for o in scope if o.range == batch]
                return pos[rnd.choice(of_batch)] if of_batch else h
            case 5:
                of_classes = [o for o in scope if o.range == classes]
                return vpos[rnd.choice(of_classes)] * h if of_classes else q
            case 6:
                return rnd.choice(self.names.positive) if self.names.positive else b
            case 7:
                made = self._delta(scope)
                return h + made if made is not None else h + r
        steps = (t, n - 1) if t in scope else ()
        return rnd.choice((h, b, q, 1 - b, h * r + 1, q - 1, Integer(2), batch.size, *steps))

    def make_add(self, depth: int, scope: Sequence[Index]) -> Expr:
        return self.tree(depth, scope) + self.tree(depth, scope)

    def make_sub(self, depth: int, scope: Sequence[Index]) -> Expr:
        return self.tree(depth, scope) - self.tree(depth - 1, scope)

    def make_mul(self, depth: int, scope: Sequence[Index]) -> Expr:
        if self.random.randrange(4) == 0:
            return self.random.choice(NUMBERS) * self.tree(depth, scope)
        return self.tree(depth, scope) * self.tree(depth - 1, scope)

    def make_square(self, depth: int, scope: Sequence[Index]) -> Expr:
        return self.tree(depth, scope) ** 2

    def make_cube(self, depth: int, scope: Sequence[Index]) -> Expr:
        return self.tree(depth - 1, scope) ** 3

    def fresh(self, range_: Range, scope: Sequence[Index]) -> Index:
        """An index to bind, now and then one that is in scope already."""
        letters = BINDERS[range_]
        free = [o for o in letters if o not in scope]
        return self.random.choice(free) if free and self.random.randrange(8) else self.random.choice(letters)

    def make_sum(self, depth: int, scope: Sequence[Index], range_: Range | None = None) -> Expr:
        rnd = self.random
        range_ = range_ or rnd.choice((batch, batch, batch, classes, classes, maybe))
        if "maybe" in self.leaves and rnd.randrange(2):
            range_ = maybe
        index = self.fresh(range_, scope)
        if rnd.randrange(6) == 0:
            second = self.fresh(rnd.choice((batch, classes)), [*scope, index])
            if second != index:
                return total(self.tree(depth, [*scope, index, second]), index, second)
        return total(self.tree(depth, [*scope, index, index]), index)

    def make_mean(self, depth: int, scope: Sequence[Index]) -> Expr:
        index = self.fresh(self.random.choice((batch, classes)), scope)
        return mean(self.tree(depth, [*scope, index, index]), index)

    def make_interval(self, depth: int, scope: Sequence[Index]) -> Expr:
        rnd = self.random
        free = [o for o in STEPS if o not in scope]
        if not free:
            return self.leaf(scope)
        index = free[0]
        steps = [o for o in scope if isinstance(o, IntegerIndex)]
        around = rnd.choice(steps) if steps else t
        first = rnd.choice((Integer(1), Integer(1), Integer(0), Integer(2), Integer(-1), s + 1, s, around, around + 1))
        last = rnd.choice((t, t, t, t - 1, t + 1, t + s, 2 * t, Integer(3), s + 2, n, around, around - 1, n - 1))
        return total(self.tree(depth, [*scope, index, index]), (index, first, last))

    def make_inv(self, depth: int, scope: Sequence[Index]) -> Expr:
        rnd = self.random
        below = self.positive(depth, scope) if rnd.randrange(3) else self.tree(depth, scope)
        return below ** rnd.choice((-1, -1, -1, -2))

    def make_quotient(self, depth: int, scope: Sequence[Index]) -> Expr:
        return self.tree(depth, scope) / self.positive(depth - 1, scope)

    def make_below(self, depth: int, scope: Sequence[Index]) -> Expr:
        """A delta in a denominator."""
        rnd = self.random
        made = self._delta(scope)
        if made is None:
            index = self.fresh(batch, scope)
            one = [o for o in scope if o.range == batch and o != index]
            if not one:
                return self.make_inv(depth, scope)
            return total(1 / (rnd.choice((h, Integer(1))) + rnd.choice((1, 3)) * delta(index, rnd.choice(one)))
                         * self.leaf([*scope, index]), index)
        sign = rnd.choice((1, 1, -1, 2, HALF))
        rest = rnd.choice((Integer(1), h, q, self.positive(depth, scope), self.tree(depth, scope)))
        return (rest + sign * made) ** rnd.choice((-1, -1, -2, -HALF, HALF))

    def make_over(self, depth: int, scope: Sequence[Index]) -> Expr:
        """A sum in a denominator, as in a softmax."""
        index = self.fresh(self.random.choice((batch, classes)), scope)
        return self.tree(depth, scope) / total(self.positive(depth - 1, [*scope, index]), index)

    def make_root(self, depth: int, scope: Sequence[Index]) -> Expr:
        rnd = self.random
        match rnd.randrange(9):
            case 0 | 1:
                return sqrt(self.positive(depth, scope))
            case 2:
                return sqrt(self.tree(depth, scope) ** 2)
            case 3:
                return sqrt(self.tree(depth - 1, scope) ** 2 * self.positive(depth - 1, scope))
            case 4:
                return sqrt(h * r)
            case 5:
                return sqrt(self.tree(depth, scope))
            case 6:
                return sqrt(self.leaf(scope) / self.positive(depth - 1, scope))
            case 7:
                return sqrt(self.positive(depth - 1, scope) ** 3 * self.leaf(scope))
        return sqrt(self.positive(depth - 1, scope)) * sqrt(self.positive(depth - 1, scope))

    def make_fraction(self, depth: int, scope: Sequence[Index]) -> Expr:
        power = self.random.choice((-HALF, Rational(3, 2), Rational(1, 3), Rational(-3, 2), Rational(2, 3), HALF))
        return self.positive(depth, scope) ** power

    def make_exp(self, depth: int, scope: Sequence[Index]) -> Expr:
        return exp(self.tree(depth, scope))

    def make_log(self, depth: int, scope: Sequence[Index]) -> Expr:
        match self.random.randrange(5):
            case 0 | 1:
                return log(self.positive(depth, scope))
            case 2:
                return log(self.positive(depth - 1, scope) * self.positive(depth - 1, scope))
            case 3:
                return log(self.tree(depth, scope))
        return log(self.positive(depth - 1, scope) ** -3)

    def make_function(self, depth: int, scope: Sequence[Index]) -> Expr:
        return self.random.choice((sigmoid, tanh))(self.tree(depth, scope))

    def make_hidden(self, depth: int, scope: Sequence[Index]) -> Expr:
        rnd = self.random
        if rnd.randrange(3) == 0:
            return log(exp(self.tree(depth, scope)))
        return exp(log(self.positive(depth, scope)) * rnd.choice((2, -1, u, HALF)))

    def make_kink(self, depth: int, scope: Sequence[Index]) -> Expr:
        rnd = self.random
        one = self.tree(depth, scope)
        match rnd.randrange(7):
            case 0:
                return relu(one)
            case 1:
                return absolute(one)
            case 2:
                return maximum(one, self.tree(depth - 1, scope))
            case 3:
                return minimum(one, self.leaf(scope))
            case 4:
                return unit_step(one)
            case 5:
                return absolute(h * one)
        return relu(-one)

    def make_floor(self, depth: int, scope: Sequence[Index]) -> Expr:
        rnd = self.random
        whole = self.whole([*scope, t])
        return rnd.choice((floor((whole * 3 + rnd.choice((0, 1, 2))) / Integer(3)), floor(whole + HALF * b),
                           floor((n * whole + s - s) / n), floor(whole + b), floor(whole + h)))

    def make_call(self, depth: int, scope: Sequence[Index]) -> Expr:
        return G[self.tree(depth, scope)]

    def make_ipow(self, depth: int, scope: Sequence[Index]) -> Expr:
        base = self.tree(depth - 1, scope) if self.random.randrange(2) else self.positive(depth - 1, scope)
        return base ** self.whole([*scope, t])

    def make_half(self, depth: int, scope: Sequence[Index]) -> Expr:
        rnd = self.random
        return rnd.choice((b, q, h)) ** (self.whole([*scope, t]) / 2) * rnd.choice((t, t + s, n)) ** -HALF

    def node(self, scope: Sequence[Index]) -> Entry:
        """Something to differentiate by."""
        rnd = self.random
        options: list[Entry] = [u, h, b]
        for index in scope:
            if index.range == batch:
                options += [x[index], pos[index], x[index]]
            elif index.range == classes:
                options += [v[index]]
            elif isinstance(index, IntegerIndex) and not index.tag:
                options += [g[index], g[index]]
        if rnd.randrange(4) == 0 and self.names.scalars:
            return rnd.choice(self.names.scalars)
        if rnd.randrange(5) == 0 and self.names.by_batch and any(o.range == batch for o in scope):
            return rnd.choice(self.names.by_batch)[rnd.choice([o for o in scope if o.range == batch])]
        return rnd.choice(options)

    def node_of(self, tree: Expr, scope: Sequence[Index]) -> Entry:
        """Something in the tree to differentiate it by, mostly."""
        rnd = self.random
        found = {x.family: x for x in subterms(tree) if isinstance(x, Entry)}
        usable = [x for x in found.values() if not (x.family.law or x.family.recurrence or REALS in x.family.ranges)]
        if not usable or rnd.randrange(6) == 0:
            return self.node(scope)
        chosen = rnd.choice(usable)
        at: list[Expr] = []
        for index in chosen.indices:
            bound = any(o.tag for o in free_indices(index))
            if isinstance(index, Index) and not isinstance(index, IntegerIndex):
                pool = [o for o in scope if o.range == index.range] or [BINDERS[index.range][0]]
                at.append(rnd.choice(pool) if bound or rnd.randrange(3) == 0 else index)
            else:
                at.append(rnd.choice((t, t, s, t - 1)) if bound or rnd.randrange(3) == 0 else index)
        return chosen.family[tuple(at)] if at else chosen

    def end_of(self, tree: Expr) -> tuple[Entry, Expr]:
        """A symbol, if there is one in the tree, and a number that it may go to."""
        ends = ((b, 1), (b, 0), (b, HALF), (q, 1), (q, 2), (u, 0), (u, 1), (h, 0), (y, -1))
        inside = set(subterms(tree))
        symbol, to = self.random.choice([end for end in ends if end[0] in inside] or ends)
        return symbol, sympify(to)

    def limit_of(self, tree: Expr) -> Expr:
        return limit(tree, *self.end_of(tree), self.random.choice(("-", "+", "")))

    def make_inner(self, depth: int, scope: Sequence[Index]) -> Expr:
        """A derivative, an expectation or a limit somewhere inside."""
        rnd = self.random
        match rnd.randrange(5):
            case 0 | 1:
                tree = self.of("smooth").tree(depth, scope)
                return derivative(tree, self.node_of(tree, scope))
            case 2:
                return expectation(self.of("chance").tree(depth, scope))
            case 3:
                return variance(self.of("chance").tree(depth - 1, scope))
        if rnd.randrange(3) == 0 and t in scope:
            return limit(self.of("growing").tree(depth, scope), t, oo)
        return self.limit_of(self.tree(depth, scope))
