"""Random definitions and assumptions, the prover that knows them, and points that meet them.

A court serves a few hundred cases: what is costly is done once for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random

from sympy import Eq, Expr, Integer, Ne, evaluate

from fuzzing.symbols import (
    BINDERS,
    INTEGER_SYMBOLS,
    RANGES,
    SIGNS,
    STEPS,
    SYMBOLS,
    S,
    Y,
    a,
    b,
    batch,
    c,
    classes,
    e,
    everything,
    g,
    h,
    i,
    j,
    n,
    q,
    s,
    t,
    u,
    v,
    w,
    x,
    y,
    z,
)
from fuzzing.trees import FLAVOURS, HALF, Maker, Names
from symdl.calculus.lower import Lowering
from symdl.derivation import Claim, Derivation
from symdl.language import (
    Entry,
    Family,
    Index,
    IntegerIndex,
    Loss,
    Range,
    adjoint,
    define,
    each,
    exp,
    gaussian,
    integer,
    mean,
    recurrence,
    sequence,
    sqrt,
    total,
)
from symdl.verification.decide import Court, court_of
from symdl.verification.evaluation import numbers
from symdl.verification.evaluation.evaluate import Evaluator, NotEvaluable, Point, World, compile_tree
from symdl.verification.evaluation.numbers import OutsideDomain
from symdl.verification.points.assumptions import meet
from symdl.verification.points.relations import Assumption, Relation
from symdl.verification.points.settings import Setting
from symdl.verification.prove import Prover

STEPS_OF_A_PROOF = 6_000  # small trees need few; what explodes is not what is looked for here
WORK = 3_000
SPOTS = 30
PRECISIONS = (128, 512)

_o = STEPS[0]
# What is assumed besides the signs of the symbols: nothing, in a good half of the courts.
ASSUMED: tuple[tuple[Assumption, ...], ...] = (
    *[()] * 30,
    (Eq(total(v[a], a), 1),),
    (each(i, Eq(total(Y[i, a], a), 1)),),
    (each(a, Eq(total(Y[i, a], i), 0)),),
    (Eq(u, 2), Eq(x[i], 1)),
    (Eq(x[i], u),),
    (each(i, Eq(x[i], u)),),
    (each(i, j, Eq(S[i, j], S[j, i])),),
    (each(i, j, Eq(S[i, j], -S[j, i])),),
    (each(i, x[i] >= 0),),
    (x[j] > 0,),
    (Eq(total(x[i], i), 0),),
    (u < 1, u > -1),
    (Ne(u, 0),),
    (Ne(u, 1), y >= 1),
    (Eq(u**2, h),),
    (Eq(u * y, 1),),
    (Eq(b, HALF),),
    (Eq(u, y),),
    (u + y > 0,),
    (Eq(batch.size, 1),),
    (Eq(batch.size, 2),),
    (Eq(classes.size, batch.size),),
    (batch.size > 1,),
    (each(_o, Eq(g[_o], y)),),
    (each(_o, g[_o] > 0),),
    (s < t,),
    (s >= t,),
    (Eq(t, s + 1),),
    (Eq(t, 2 * s + 1),),
    (s <= n, n <= t),
)  # fmt: skip


@dataclass(frozen=True)
class Spot:
    """A point that meets the assumptions, and values of all free indices there."""

    point: Point
    at: Mapping[Index, int]
    world: World

    def fresh(self) -> World:
        """The world of the point; what is costly to know again is kept, what is of one tree is not."""
        self.world.cache.clear()
        self.world.worlds.clear()
        self.world.work.left = WORK
        return self.world


@dataclass(frozen=True)
class Closed:
    """A sequence with its closed form: ``member`` = ``value``, by induction on ``member``'s integer."""

    name: str
    member: Entry
    value: Expr


class FuzzCourt:
    """Random definitions and assumptions, and who decides under them."""

    def __init__(self, number: int, assumed: tuple[Assumption, ...] | None = None):
        """``assumed``: besides the signs of the symbols; drawn if it is not said."""
        self.random = Random(f"court {number}")
        self.number = number
        with evaluate(False):
            self._define()
        choices = (*ASSUMED, (Eq(self.names.scalars[0], 0),)) if assumed is None else (assumed,)
        for _ in range(20):
            assumed = self.random.choice(choices)
            self.given = (*SIGNS, *assumed)
            self.spots = list(self._spots())
            if len(self.spots) >= SPOTS // 2:
                break
        else:
            raise AssertionError(f"no points for {assumed}")
        self.assumed = assumed
        claims = [Claim(x.name, x.member, x.value, induction=t) for x in self.closed]
        self.derivation = Derivation("fuzz", (*SYMBOLS, self.shade), tuple(claims), self.definitions, self.loss,
                                     self.given)
        self.court = Court(self.derivation)
        limit_steps(self.court.prover.lowering)

    @property
    def prover(self) -> Prover:
        return self.court.prover

    @property
    def lowering(self) -> Lowering:
        return self.court.prover.lowering

    def forget(self) -> None:
        """Drop what is remembered of the statements seen so far."""
        for prover in (self.prover, *self.__dict__.get("using", ())):
            prover.lowering._lowered.clear()
            prover.lowering._looked_up.clear()

    @cached_property
    def using(self) -> tuple[Prover, ...]:
        """A prover that may use the closed forms, if they were proved."""
        with evaluate(False):
            claim = Claim("uses", Integer(0), Integer(0), using=tuple(x.name for x in self.closed))
        court = court_of(self.derivation, claim)
        if court._unusable:
            return ()
        limit_steps(court.prover.lowering)
        return (court.prover,)

    # -- definitions

    def _define(self) -> None:
        rnd = self.random

        def made(names: Names, flavour: str, depth: int, scope: list[Index]) -> Expr:
            return Maker(rnd, names, FLAVOURS[flavour]).tree(depth, scope)

        def some() -> str:
            return rnd.choice(("plain", "plain", "roots", "smooth", "deltas"))

        mu = define("mu", rnd.choice((mean, total))(x[i] * rnd.choice((1, 1, x[i], u, h)), i))
        sd = define("sd", sqrt(mean((x[i] - mu) ** 2, i) + h))
        first = Names((mu,), (sd,))
        centred = define("xc", [i], rnd.choice((x[i] - mu, made(first, some(), 1, [i]))))
        other = define("fb", [i], made(first, some(), 2, [i]))
        names = Names((mu, sd), (sd,), (centred, other))
        pair = define("fp", [i, a], rnd.choice((Y[i, a] * centred[i] / sd + v[a], made(names, some(), 2, [i, a]))))
        names = Names((mu, sd), (sd,), (centred, other), (pair,))
        top = define("top", rnd.choice((total(pair[i, a] ** 2, i, a), made(names, "smooth", 2, []))))
        row = define("fc", [a], mean(pair[i, a], i))
        from_ = rnd.choice((1, 2))
        at = integer("at", at_least=from_)
        steps = (
            lambda: h / at, lambda: b**at * g[at], lambda: total(b ** (at - _o) * g[_o + 1], (_o, 1, at)),
            lambda: at * u + 1 / (1 - b**at), lambda: made(names, "powers", 1, [at]) if from_ == 1 else 1 / at,
        )  # fmt: skip
        step = rnd.choice(steps)()
        if any(free in INTEGER_SYMBOLS for free in _integers(step)):
            step = h / (at + 1)
        late = define("late", [at], step)
        k_ = STEPS[1]
        window = define("window", [at, k_], rnd.choice((
            total(b ** (at - _o) * g[_o + k_], (_o, 1, at)), h * at * g[at + k_], g[at - k_] + k_ / at)))
        drift = define("drift", [at, j], rnd.choice((x[j] * at, x[j] ** 2 / at + mu, centred[j] * b**at,
                                                     S[j, j] * late[at])))
        sequences, by_class, self.closed = self._recurrences()
        self.shade = gaussian("shade", classes, mean=rnd.choice((mu, u, Integer(0), y * h)),
                              variance=rnd.choice((sd, h, sd**2, Integer(2))))
        self.names = Names((mu, sd, top), (sd,), (centred, other), (pair,), (late,), (drift,), (window,), (self.shade,),
                           sequences, by_class)
        self.loss = Loss("loss", pair, *rnd.choice(((), (), (other,), (row,))))
        self.top = top
        self.row = row
        self.definitions = (mu, sd, centred, other, pair, top, row, late, window, drift, *sequences, *by_class)

    def _recurrences(self) -> tuple[tuple[Family, ...], tuple[Family, ...], list[Closed]]:
        rnd = self.random
        made, closed = [], []
        for name in ("ma", "mb"):
            m = sequence(name)
            ratio = rnd.choice((b, b, q, Integer(2), Integer(-1), HALF, u, b * q, 1 - b, h))
            start = rnd.choice((Integer(0), Integer(0), Integer(1), u, y))
            added = rnd.choice((lambda o: g[o], lambda o: g[o], lambda o: o, lambda o: Integer(1), lambda o: g[o] * o,
                                lambda o: b**o, lambda o: h * g[o] ** 2, lambda o: (1 - b) * g[o],
                                lambda o: g[o - 1] * exp(u), lambda o: Integer(0)))  # fmt: skip
            f = recurrence({m[_o]: (start, ratio * m[_o - 1] + added(_o))})
            p = STEPS[1]
            value = start * ratio**t + total(ratio ** (t - p) * added(p), (p, 1, t))
            made.append(f)
            closed.append(Closed(f"closed-{name}", f[t], value))
        left, right = sequence("left"), sequence("right", classes)
        scale = rnd.choice((b, Integer(1), u))
        left, right = recurrence({
            left[_o]: (rnd.choice((Integer(1), u)), q * left[_o - 1] - g[_o] * _o),
            right[_o, a]: (v[a], right[_o - 1, a] * scale + rnd.choice((left[_o - 1], left[_o], h)) * w[_o, a]),
        })  # fmt: skip
        return (*made, left), (right,), closed

    # -- points

    def _spots(self) -> Iterator[Spot]:
        rnd = self.random
        with evaluate(False):
            tree = everything() + adjoint(self.loss, self.names.by_pair[0][i, a]) + self.shade[a]
            tree = tree + z[e] + v[c]
            for output in self.loss.outputs:
                tree = tree + adjoint(self.loss, output[tuple(o.indices()[0] for o in output.ranges)])
        setting = Setting.of((compile_tree(tree),), self.given)
        self.windows = setting.windows
        with numbers.working_precision(PRECISIONS[0]):
            found = 0
            for attempt in range(4 * SPOTS):
                sizes = _sizes(rnd)
                if not setting.allows_sizes(sizes):
                    continue
                choices = setting.choices(sizes)
                integers = rnd.choice((*choices.small, *choices.large)) if choices.small else None
                if integers is None:
                    return
                at: dict[Index, int] = {index: rnd.randrange(sizes[index.range]) if sizes[index.range] else 0
                                        for indices in BINDERS.values() for index in indices}
                at |= integers
                drawn = setting.draw(sizes, rnd, attempt, rnd.choice((4, 6, 9)))
                point = meet(setting, drawn, at if setting.ties_free_indices else None)
                if point is not None:
                    yield Spot(point, at, World.at(point, WORK))
                    found += 1
                    if found == SPOTS:
                        return


def _integers(tree: Expr) -> list[IntegerIndex]:
    return [o for o in tree.atoms(IntegerIndex) if not o.tag] if hasattr(tree, "atoms") else []


def _sizes(rnd: Random) -> dict[Range, int]:
    of_batch = rnd.choice((1, 1, 2, 2, 3, 3, 4))
    of_classes = rnd.choice((1, 2, 2, 3, of_batch))
    return dict(zip(RANGES, (of_batch, of_classes, rnd.choice((0, 0, 1, 2, 3))), strict=True))


def limit_steps(lowering: Lowering, steps: int = STEPS_OF_A_PROOF) -> None:
    """Give every statement so small a budget from now on."""
    begin = lowering.statement

    def statement() -> object:
        work = begin()
        work.steps = steps
        return work

    lowering.statement = statement  # type: ignore[method-assign, assignment]


# --------------------------------------------------------------------------
# What is seen at a point


def compare(court: FuzzCourt, lhs: Evaluator, rhs: Evaluator, spot: Spot, signs: frozenset[int] = frozenset((0,)),
            at: Mapping[Index, int] | None = None) -> str:
    """"agrees", "differs", or why neither is known. ``signs``: what lhs - rhs is stated to be."""
    at = spot.at if at is None else at
    for bits in PRECISIONS:
        world = spot.fresh() if bits == PRECISIONS[0] and not court.windows else World.at(spot.point, WORK)
        with numbers.working_precision(bits):
            try:
                gap = lhs.run(world, at) - rhs.run(world, at)
                if _is_beyond(court, world):
                    return "an assumption was not looked at so far out"
                sign = numbers.sign(gap)
                if sign is not None:
                    return "agrees" if sign in signs else "differs"
                if signs == {0} and numbers.is_sharp(gap):
                    return "agrees"
            except numbers.Undecidable:
                continue
            except OutsideDomain:
                return "no value"
            except NotEvaluable:
                return "not evaluable"
    return "balls stay wide"


def _is_beyond(court: FuzzCourt, world: World) -> bool:
    for family, end in court.windows.items():
        read = world.read().get(family, ())
        if any(isinstance(positions[0], int) and positions[0] >= end for positions in read):
            return True
    return False


def holds(relation: Assumption, spot: Spot, at: Mapping[Index, int]) -> bool | None:
    """Whether a condition is true at a spot; None if that cannot be told."""
    with numbers.working_precision(PRECISIONS[1]):
        try:
            return Relation.of(relation).holds(World.at(spot.point, WORK), at)
        except numbers.Undecidable:
            return None
        except OutsideDomain:
            return False
        except NotEvaluable:
            return None


__all__ = ["Closed", "FuzzCourt", "Spot", "compare", "holds"]
