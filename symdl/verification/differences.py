r"""Claimed derivatives against finite differences of the NumPy function of the definitions.

For a claim whose left side is an Adjoint, a Derivative or a Partial, the entries
of its node are perturbed one by one, what lies downstream is rerun (for a
Partial, only the one definition), and the central difference of the result is
compared with the right side. An unspecified loss is the sum of its outputs times
random cotangents: a constant cotangent would pass batch normalisation vacuously.
Derivatives inside the right side are taken by differences too, so a claim is
never judged by another claim.

No tolerance is set by hand. The difference D(h) = f'(v) + c2*h^2 + c4*h^4 + ...
is extrapolated over steps h, h/4, h/16 (Richardson), and what is left of its
error is bounded by two things that are computed:

    truncation   |R2 - R1|, what the last extrapolation changed: the error of R1,
                 which is larger than that of R2 as soon as the series converges
    rounding     the rounding error of f, divided by the step; the error of f comes
                 from a running error analysis (``Rounded``), which carries a bound
                 through every operation (Higham 2002, section 3.3)

The steps that give the smallest bound are used, entry by entry.

A function with a kink (the greater of two numbers, an absolute value) has no such
series across it. Every call of one notes on which side of its kink each entry is,
and a step that changes a side is not used.

Steps in time: a sequence is an array of its members from 0 on, and a free integer is
a small number. A recurrence is run as a loop; when a member of it is perturbed, the
loop goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import product
from types import CodeType, SimpleNamespace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sympy import Basic, Expr, Rational, evaluate
from sympy.core.relational import (
    Equality,
    GreaterThan,
    LessThan,
    Relational,
    StrictGreaterThan,
    StrictLessThan,
    Unequality,
)
from sympy.logic.boolalg import BooleanTrue

from symdl.derivation import Claim, Derivation, FiniteDifferences
from symdl.errors import SymdlError
from symdl.language import (
    INTEGERS,
    REALS,
    Adjoint,
    Derivative,
    Each,
    Entry,
    Family,
    Index,
    IntegerIndex,
    Loss,
    Partial,
    Range,
    absolute,
    floor,
    free_indices,
    maximum,
    minimum,
    relu,
    subterms,
    unit_step,
)
from symdl.numpy_source import (
    SIGMOID,
    Key,
    NotExportable,
    check_members,
    free_in_order,
    identifier,
    is_written_out,
    key,
    last_member,
    names_of,
    statement,
    together,
    written_out,
)

Array: TypeAlias = NDArray[np.float64]
Assumption: TypeAlias = Relational | Each

RATIO = 4
STEPS = tuple(2.0**-3 / RATIO**k for k in range(12))  # 0.125 down to 3e-8
INNER_STEPS = STEPS[1:5]  # for a derivative inside a derivative: the few that are ever chosen
SIZES = (3, 2, 4)  # of the ranges, in order: unequal, so that no axis can stand for another
LONGEST = 40  # members of a sequence
ATTEMPTS = 40  # points tried before the assumptions are given up
KINKED = (absolute, floor, maximum, minimum, relu, unit_step)
UNIT = 2.0**-53  # unit roundoff of float64

# Richardson with ratio 4 takes (16*D(h/4) - D(h))/15, then (256*R1(h/4) - R1(h))/255. An
# error E/h of D(h) so grows to at most (256 + 1/4)/255 * (16 + 1/4)/15 * E/h < 1.1*E/h
# for the smallest h of the three.
AMPLIFICATION = 1.1


class NotComparable(SymdlError):
    """A claim cannot be compared with finite differences; says why."""


def finite_differences(derivation: Derivation, claim: Claim) -> FiniteDifferences | None:
    """The claim's left side by finite differences against its right side, at one small size.

    ->  None if that does not apply, or cannot be done; ``why_not`` says why

    Of all entries compared, ``error`` and ``bound`` are those of the entry that
    comes nearest to its bound, or exceeds it most.
    """
    try:
        return _compare(derivation, claim)
    except (NotComparable, NotExportable):
        return None


def why_not(derivation: Derivation, claim: Claim) -> str:
    """Why ``finite_differences`` gives None for a claim; "" if it does not."""
    try:
        _compare(derivation, claim)
    except (NotComparable, NotExportable) as e:
        return e.what
    return ""


# --------------------------------------------------------------------------
# Running error analysis


@dataclass(frozen=True, eq=False)
class Rounded:
    """An array, and a bound on how far each entry is from the exact one.

    Takes part in the source that ``numpy_source`` writes just as an array does:
    each operation carries the bounds of its operands through and adds its own
    rounding error, at most UNIT*|result| for + - * /. (The bounds are rounded too,
    which changes them in their last digits; nothing rests on those.)
    """

    value: Array
    error: Array

    __array_ufunc__ = None  # array + Rounded: let Rounded do it

    @staticmethod
    def of(x: Any) -> Rounded:
        if isinstance(x, Rounded):
            return x
        value = np.asarray(x, dtype=np.float64)
        # 1/3 has an error; integers (also 0 and 1 from np.eye) have none.
        return Rounded(value, np.where(value == np.round(value), 0.0, UNIT * np.abs(value)))

    @property
    def shape(self) -> tuple[int, ...]:
        return self.value.shape

    @property
    def dtype(self) -> np.dtype[np.float64]:
        return self.value.dtype

    @property
    def T(self) -> Rounded:
        return Rounded(self.value.T, self.error.T)

    def __getitem__(self, at: Any) -> Rounded:
        return Rounded(np.asarray(self.value[at]), np.asarray(self.error[at]))

    def transpose(self, *axes: int) -> Rounded:
        return Rounded(self.value.transpose(*axes), self.error.transpose(*axes))

    def swapaxes(self, a: int, b: int) -> Rounded:
        return Rounded(self.value.swapaxes(a, b), self.error.swapaxes(a, b))

    def __neg__(self) -> Rounded:
        return Rounded(-self.value, self.error)

    def __add__(self, other: Any) -> Rounded:
        b = Rounded.of(other)
        value = self.value + b.value
        return Rounded(value, self.error + b.error + UNIT * np.abs(value))

    def __sub__(self, other: Any) -> Rounded:
        return self + -Rounded.of(other)

    def __mul__(self, other: Any) -> Rounded:
        b = Rounded.of(other)
        value = self.value * b.value
        carried = np.abs(self.value) * b.error + self.error * (np.abs(b.value) + b.error)
        return Rounded(value, carried + UNIT * np.abs(value))

    def __truediv__(self, other: Any) -> Rounded:
        b = Rounded.of(other)
        value = self.value / b.value
        least = np.abs(b.value) - b.error  # not positive: the divisor may be 0
        carried = np.where(least > 0, (self.error + np.abs(value) * b.error) / least, np.inf)
        return Rounded(value, carried + UNIT * np.abs(value))

    def __pow__(self, exponent: float) -> Rounded:
        if exponent < 0:
            return 1 / self**-exponent
        # NumPy squares by a multiplication; other powers are a library function.
        return self.monotone(lambda x: x**exponent, ulps=1 if exponent == 2 else 4)

    def __matmul__(self, other: Any) -> Rounded:
        n = self.shape[-1]
        return _multilinear(lambda a, b: a @ b, n, self, Rounded.of(other))

    def sum(self, axis: Any = None) -> Rounded:
        n = self.value.size // max(1, np.size(self.value.sum(axis=axis)))
        # n - 1 additions in any order; a bound that no order exceeds (Higham 2002, section 4.2).
        return Rounded(self.value.sum(axis=axis),
                       self.error.sum(axis=axis) + n * UNIT * np.abs(self.value).sum(axis=axis))

    def mean(self, axis: Any = None) -> Rounded:
        total = self.sum(axis)
        return total / (self.value.size // max(1, total.value.size))

    def monotone(self, f: Callable[[Array], Array], ulps: int = 4) -> Rounded:
        """f of it, for f monotone (or even) here: the ends of the interval bound the deviation.

        ulps    how accurate f itself is; NumPy keeps its float64 functions within 4
        """
        value = f(self.value)
        # The ends are rounded outwards: near 1, say, log feels the last bit of its argument.
        wide = self.error > 0
        ends = [f(np.where(wide, np.nextafter(self.value + sign * self.error, sign * np.inf), self.value))
                for sign in (1, -1)]
        carried = np.maximum(*(np.abs(end - value) for end in ends))
        # 1 ulp is at most 2*UNIT*|f|; three values were computed, each as accurate.
        rounding = 2 * UNIT * ulps * (np.abs(value) + np.maximum(*map(np.abs, ends)))
        return Rounded(value, np.asarray(carried + rounding))

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other: Any) -> Rounded:
        return Rounded.of(other) - self

    def __rtruediv__(self, other: Any) -> Rounded:
        return Rounded.of(other) / self

    def __rmatmul__(self, other: Any) -> Rounded:
        return Rounded.of(other) @ self


def _multilinear(f: Callable[..., Array], n: int, *operands: Rounded) -> Rounded:
    """A sum of n products with one factor from each operand."""
    value = f(*(a.value for a in operands))
    size = f(*(np.abs(a.value) for a in operands))
    most = f(*(np.abs(a.value) + a.error for a in operands))
    # n additions and a multiplication for each factor, for ``value``; as many for
    # each of the two sums whose difference is the error carried through.
    return Rounded(value, most - size + 3 * (n + len(operands)) * UNIT * most)


def _einsum(subscripts: str, *operands: Any, optimize: bool = False) -> Any:
    if not any(isinstance(a, Rounded) for a in operands):
        return np.einsum(subscripts, *operands, optimize=optimize)
    arrays = [Rounded.of(a) for a in operands]
    inputs, output = subscripts.split("->")
    extent = {c: n for letters, a in zip(inputs.split(","), arrays, strict=True)
              for c, n in zip(letters, a.shape, strict=True)}
    n = int(np.prod([extent[c] for c in extent if c not in output], dtype=np.int64))
    return _multilinear(lambda *a: np.asarray(np.einsum(subscripts, *a)), n, *arrays)


def _lifted(f: Any) -> Callable[..., Any]:
    """An elementary function that takes Rounded too. (``dtype`` matters to float32 only.)"""
    return lambda x, dtype=None: x.monotone(f) if isinstance(x, Rounded) else f(x)


def _full(shape: Any, x: Any, dtype: Any = None) -> Any:
    if isinstance(x, Rounded):
        return Rounded(np.full(shape, x.value), np.full(shape, x.error))
    return np.full(shape, x, dtype=np.float64)


# --------------------------------------------------------------------------
# Functions with kinks


class _Sides:
    """On which side of its kink each argument was, call by call, while it is being watched."""

    seen: list[Array] | None = None

    def note(self, side: Any) -> None:
        if self.seen is not None:
            self.seen.append(np.asarray(side, dtype=np.float64))

    @contextmanager
    def watched(self) -> Iterator[list[Array]]:
        """The list that the sides are put in until the end of the block."""
        before, self.seen = self.seen, []
        try:
            yield self.seen
        finally:
            self.seen = before


_SIDES = _Sides()


def _same(a: Sequence[Array], b: Sequence[Array]) -> bool:
    return len(a) == len(b) and all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


def _between(greater: bool) -> Callable[..., Any]:
    """np.maximum or np.minimum. Neither moves more than the argument that moves most."""
    f = np.maximum if greater else np.minimum

    def call(x: Any, y: Any, dtype: Any = None) -> Any:
        a, b = Rounded.of(x), Rounded.of(y)
        _SIDES.note(a.value > b.value)
        value = f(a.value, b.value)
        if not isinstance(x, Rounded) and not isinstance(y, Rounded):
            return value
        # Where it is certain which of them it is, the other one adds no error.
        apart = np.abs(a.value - b.value) > a.error + b.error
        chosen = np.where(value == a.value, a.error, b.error)
        return Rounded(value, np.where(apart, chosen, np.maximum(a.error, b.error)))

    return call


def _stepping(f: Callable[[Array], Array]) -> Callable[..., Any]:
    """A function that is constant between its steps."""

    def call(x: Any, *_: Any, dtype: Any = None) -> Any:
        a = Rounded.of(x)
        value = f(a.value)
        _SIDES.note(value)
        ends = [f(np.nextafter(a.value + sign * a.error, sign * np.inf)) for sign in (1, -1)]
        error = np.where(a.error > 0, np.maximum(*(np.abs(end - value) for end in ends)), 0.0)
        return Rounded(value, error) if isinstance(x, Rounded) else value

    return call


def _absolute(x: Any, dtype: Any = None) -> Any:
    a = Rounded.of(x)
    _SIDES.note(a.value > 0)
    return Rounded(np.abs(a.value), a.error) if isinstance(x, Rounded) else np.abs(a.value)


# What the written source calls np, for arrays and for Rounded.
_NUMPY = SimpleNamespace(
    maximum=_between(True), minimum=_between(False), abs=_absolute, floor=_stepping(np.floor),
    heaviside=_stepping(lambda x: np.heaviside(x, 0.0)),
    exp=_lifted(np.exp), log=_lifted(np.log), tanh=_lifted(np.tanh), sqrt=_lifted(np.sqrt),
    einsum=_einsum, full=_full, full_like=lambda a, x: _full(a.shape, x), eye=np.eye,
    shape=lambda x: getattr(x, "shape", ()), pi=np.pi, e=np.e,
)  # fmt: skip


def _sigmoid() -> Callable[..., Any]:
    """The function that exported files carry; within 8 ulps: exp, then + and /."""
    namespace: dict[str, Any] = {"np": np}
    exec(SIGMOID, namespace)
    plain = namespace["sigmoid"]
    return lambda z: z.monotone(plain, ulps=8) if isinstance(z, Rounded) else plain(z)


_GLOBALS: dict[str, Any] = {"np": _NUMPY, "sigmoid": _sigmoid()}


# --------------------------------------------------------------------------
# The program of a derivation

Values: TypeAlias = dict[str, Any]
"""What each name has for a value: an array (or Rounded), or the number of elements of a range."""


@dataclass(frozen=True)
class _Line:
    """A tree as compiled source. ``leaves`` are the derivatives in it, by name."""

    axes: tuple[Index, ...]
    code: CodeType
    leaves: Mapping[str, Basic]

    def run(self, values: Values) -> Any:
        # One dictionary: what stands inside a generator sees no locals.
        return eval(self.code, _GLOBALS | values)


@dataclass(frozen=True)
class _Loop:
    """The sequences of one recurrence: a line for the start and one for the step of each.

    count    the name of the number of members
    counter  the name of the step in the lines
    """

    families: tuple[Family, ...]
    names: tuple[str, ...]
    starts: tuple[_Line, ...]
    steps: tuple[_Line, ...]
    count: str
    counter: str

    def run(self, values: Values, after: int | None = None) -> Values:
        """The values with every member computed; with ``after``, those after that one only."""
        values = dict(values)
        held: dict[str, list[Any]] = {}
        for name, line in zip(self.names, self.starts, strict=True):
            held[name] = [line.run(values)] if after is None else [values[name][n] for n in range(after + 1)]
        for n in range(1 if after is None else after + 1, values[self.count]):
            here = values | {self.counter: n} | {name: _Members(found) for name, found in held.items()}
            for name, found in [(name, line.run(here)) for name, line in zip(self.names, self.steps, strict=True)]:
                held[name].append(found)
        return values | {name: _stacked(found) for name, found in held.items()}


@dataclass(frozen=True)
class _Members:
    """The members of a sequence that are computed already."""

    found: list[Any]

    def __getitem__(self, at: Any) -> Any:
        first, *rest = at if isinstance(at, tuple) else (at,)
        return self.found[first][tuple(rest)] if rest else self.found[first]


def _stacked(found: Sequence[Any]) -> Any:
    if not any(isinstance(x, Rounded) for x in found):
        return np.stack([np.asarray(x, dtype=np.float64) for x in found])
    exact = [Rounded.of(x) for x in found]
    return Rounded(np.stack([x.value for x in exact]), np.stack([x.error for x in exact]))


@dataclass(frozen=True)
class _Program:
    """A derivation's definitions, compiled once; a definition that cannot be is in ``refused``.

    Those with an integer for a parameter are in none of them: they are written out where they are used.
    """

    derivation: Derivation
    names: Mapping[Key, str]
    lines: Mapping[Family, _Line]
    loops: Mapping[Family, _Loop]
    refused: Mapping[Family, NotExportable]
    direct: Mapping[Family, frozenset[Family]]

    @staticmethod
    def of(derivation: Derivation) -> _Program:
        names = names_of(derivation, derivation.loss)
        lines: dict[Family, _Line] = {}
        loops: dict[Family, _Loop] = {}
        refused: dict[Family, NotExportable] = {}
        direct: dict[Family, frozenset[Family]] = {}
        ready = set(derivation.declared)
        for f in derivation.defined:
            if is_written_out(f):
                continue
            system = together(f) if f.recurrence is not None else (f,)
            direct[f] = frozenset(t.family for g in system for tree in g.defining
                                  for t in subterms(written_out(tree)) if isinstance(t, Entry))
            blocked = [d for d in direct[f] if d in refused]
            try:
                if blocked:
                    raise refused[blocked[0]]
                if f.recurrence is not None and f not in loops:
                    if not direct[f] <= {*ready, *system}:
                        raise NotExportable(f"{f} uses a definition that comes after it", term=f)
                    loops.update(dict.fromkeys(system, _loop(system, names)))
                elif f.body is not None:
                    lines[f] = _compiled(f.body, f.params, names)
                    if lines[f].leaves:
                        raise NotExportable("a definition that holds a derivative is not rerun", term=f.body)
            except NotExportable as e:
                refused.update(dict.fromkeys(system, e))
            ready.add(f)
        return _Program(derivation, names, lines, loops, refused, direct)

    def downstream(self, node: Family) -> list[Family]:
        """The definitions that depend on ``node``, in order: without itself, unless its members depend on others."""
        found: list[Family] = []
        for f in self.direct:
            if (f != node or f in self.loops) and (node in self.direct[f] or not self.direct[f].isdisjoint(found)):
                found.append(f)
        return found

    def rerun(self, values: Values, definitions: Iterable[Family], moved: tuple[Family, int] | None = None,
              rounded: bool = False) -> Values:
        """The values with these definitions computed anew, in order; those refused are left out.

        moved       a sequence of a recurrence and the member of it that was moved: later ones are computed anew
        rounded     whether the values are Rounded, so that a definition which is a number must be too
        """
        values = dict(values)
        done: set[Family] = set()
        for f in definitions:
            if f in self.loops and f not in done:
                loop = self.loops[f]
                done.update(loop.families)
                after = moved[1] if moved is not None and moved[0] in loop.families else None
                values = loop.run(values, after)
            elif f in self.lines:
                found = self.lines[f].run(values)
                values[self.names[f]] = Rounded.of(found) if rounded else np.asarray(found, dtype=np.float64)
        return values

    def compiled(self, tree: Basic, axes: Sequence[Index]) -> _Line:
        """Raises NotExportable if it has no NumPy form or uses a definition that has none."""
        for leaf in subterms(written_out(tree)):
            if isinstance(leaf, Entry) and leaf.family in self.refused:
                raise self.refused[leaf.family]
        return _compiled(tree, axes, self.names)


def _loop(system: tuple[Family, ...], names: Mapping[Key, str]) -> _Loop:
    """The recurrence of these sequences, compiled. Raises NotExportable."""
    counter = identifier("n", names.values())
    starts, steps = list[_Line](), list[_Line]()
    for f in system:
        recurrence = f.recurrence
        assert recurrence is not None
        check_members(recurrence, system)
        at, *others = recurrence.params
        starts.append(_compiled(recurrence.start, others, names))
        steps.append(_compiled(recurrence.step, others, {**names, at: counter}))
    if any(line.leaves for line in (*starts, *steps)):
        raise NotExportable("a recurrence that holds a derivative is not rerun", term=system[0])
    return _Loop(system, tuple(names[f] for f in system), tuple(starts), tuple(steps), names[INTEGERS], counter)


def _compiled(tree: Basic, axes: Sequence[Index], names: Mapping[Key, str]) -> _Line:
    """The tree as code, each derivative in it an array under a name of its own."""
    tree = written_out(tree)
    all_names, leaves = dict(names), dict[str, Basic]()

    def collect(node: Basic) -> None:
        if isinstance(node, (Adjoint, Derivative, Partial)):
            what = key(node)[0]
            if what not in all_names:
                all_names[what] = identifier("derivative", all_names.values())
            leaves.setdefault(all_names[what], node)
        elif isinstance(node, Expr):
            for arg in node.args:
                collect(arg)

    collect(tree)
    source = statement("_", tree, axes, all_names).expr
    return _Line(tuple(axes), compile(source, "<symdl>", "eval"), leaves)


_program = lru_cache(maxsize=8)(_Program.of)


# --------------------------------------------------------------------------
# Differences


@dataclass(frozen=True)
class _Differences:
    """A derivative by differences: one array, and the plain central differences it came from."""

    best: Rounded
    central: Sequence[tuple[float, Array]]


@dataclass
class _Point:
    """Values that meet the assumptions; what was differentiated there is kept.

    plain      every name's value
    rounded    the same, with what rounding did to each
    at         positions of free indices of the claim that an assumption speaks of
    """

    program: _Program
    plain: Values
    rounded: Values
    at: Mapping[Index, int] = field(default_factory=dict)
    known: dict[Key, _Differences] = field(default_factory=dict)

    def differences(self, leaf: Basic, steps: Sequence[float] = STEPS) -> _Differences:
        """The derivative that ``leaf`` names, for every value of its indices."""
        what = (key(leaf)[0], len(steps))
        if what not in self.known:
            self.known[what] = self._differences(leaf, steps)
        return self.known[what]

    def value(self, leaf: Basic) -> Rounded:
        cotangent = self._cotangent(leaf)
        return self.differences(leaf).best if cotangent is None else cotangent

    def _cotangent(self, leaf: Basic) -> Rounded | None:
        """The value of an adjoint that is a free number: an output's, if no other output needs it."""
        program = self.program
        if not isinstance(leaf, Adjoint) or not isinstance(leaf.loss, Loss):
            return None
        output, outputs = leaf.node.family, leaf.loss.outputs
        if output not in outputs or not set(outputs).isdisjoint(program.downstream(output)):
            return None
        found: Rounded = self.rounded[program.names["adjoint", leaf.loss, output]]
        return found

    def _differences(self, leaf: Basic, steps: Sequence[float]) -> _Differences:
        program, family = self.program, leaf.node.family
        if family in program.refused:
            raise program.refused[family]
        name = program.names[family]
        if name not in self.plain:
            raise NotComparable(f"{family} has no members that could be moved", term=leaf)
        again = [] if isinstance(leaf, Partial) else program.downstream(family)
        f, noise = self._function(leaf)
        here: dict[int | None, list[Array]] = {}  # the sides where nothing is moved, by the member that would be
        base = np.asarray(self.plain[name])
        # f's own axes first, then those of the node: the order of ``key``.
        out = np.empty((len(steps), *noise.shape, *base.shape))
        for position in np.ndindex(*base.shape):
            member = (family, position[0]) if family in program.loops else None
            place = member[1] if member is not None else None
            if place not in here:
                with _SIDES.watched() as here[place]:
                    f(program.rerun(self.plain, again, member))
                for side in here[place]:  # for a difference of this difference
                    _SIDES.note(side)
            for n, h in enumerate(steps):
                ends = []
                for sign in (1, -1):
                    moved = base.copy()
                    moved[position] += sign * h
                    with _SIDES.watched() as there:
                        found = f(program.rerun(self.plain | {name: moved}, again, member))
                    # Across a kink the difference says nothing about the slope here.
                    ends.append((found if _same(here[place], there) else found * np.nan, moved[position]))
                (above, v), (below, w) = ends
                out[(n, ..., *position)] = (above - below) / (v - w)  # not 2*h: v + h was rounded
        noise = noise.reshape(noise.shape + (1,) * base.ndim)
        return _Differences(_extrapolated(out, steps, noise), list(zip(steps, out, strict=True)))

    def _function(self, leaf: Basic) -> tuple[Callable[[Values], Array], Array]:
        """What ``leaf`` differentiates, as a function of all values, and its error at this point."""
        program = self.program
        if isinstance(leaf, Adjoint) and isinstance(leaf.loss, Loss):
            outputs = [(program.names["adjoint", leaf.loss, y], program.names[y]) for y in leaf.loss.outputs]
            for y in leaf.loss.outputs:
                if y in program.refused:
                    raise program.refused[y]
                if program.names[y] not in self.plain:
                    raise NotComparable(f"the output {y} has no members that could be added up", term=leaf)

            def loss(values: Values) -> Any:
                total, *rest = [(values[g] * values[y]).sum() for g, y in outputs]
                for term in rest:
                    total = total + term
                return total

            return loss, Rounded.of(loss(self.rounded)).error
        if isinstance(leaf, Partial):
            f = leaf.of.family
            if f in program.refused:
                raise program.refused[f]
            return program.lines[f].run, Rounded.of(program.lines[f].run(self.rounded)).error
        tree = leaf.loss if isinstance(leaf, Adjoint) else leaf.of
        line = program.compiled(tree, free_in_order(tree))
        if not line.leaves:
            return line.run, Rounded.of(line.run(self.rounded)).error
        return self._nested(line)

    def _nested(self, line: _Line) -> tuple[Callable[[Values], Array], Array]:
        """A function with derivatives inside: those are taken by differences at every call."""
        for leaf in line.leaves.values():
            if isinstance(leaf, Adjoint) and isinstance(leaf.loss, Loss):
                raise NotComparable("how an unspecified loss changes its slope is not known", term=leaf)
        here = {name: self.differences(leaf, INNER_STEPS).best for name, leaf in line.leaves.items()}

        def run(values: Values) -> Any:
            there = _Point(self.program, values, self.rounded)
            inner = {name: there.differences(leaf, INNER_STEPS).best.value
                     for name, leaf in line.leaves.items()}
            return line.run(values | inner)

        return run, Rounded.of(line.run(self.rounded | here)).error


def _extrapolated(out: Array, steps: Sequence[float], noise: Array) -> Rounded:
    """The best Richardson extrapolation of central differences, entry by entry.

    out      the differences, one array for each step
    noise    a bound on the rounding error of the function that was differenced
    """
    once = out[1:] + (out[1:] - out[:-1]) / (RATIO**2 - 1)
    twice = once[1:] + (once[1:] - once[:-1]) / (RATIO**4 - 1)
    truncation = np.abs(twice - once[1:])
    rounding = [AMPLIFICATION * noise / h for h in steps[2:]]
    bound = truncation + np.stack(np.broadcast_arrays(*rounding, truncation[0])[:-1])
    bound = np.where(np.isfinite(bound), bound, np.inf)  # outside the domain of f: not chosen
    best = np.argmin(bound, axis=0)[np.newaxis]
    return Rounded(np.take_along_axis(twice, best, axis=0)[0], np.take_along_axis(bound, best, axis=0)[0])


def _compare(derivation: Derivation, claim: Claim) -> FiniteDifferences:
    lhs = claim.lhs
    if claim.relation != "=":
        raise NotComparable("an inequality is not a derivative", term=lhs)
    if not isinstance(lhs, (Adjoint, Derivative, Partial)):
        raise NotComparable("the left side is not a derivative", term=lhs)
    axes = free_in_order(lhs)
    given = (*derivation.given, *claim.given)
    with np.errstate(all="ignore"):  # a step may leave the domain: then it is not chosen
        program = _program(derivation)
        left, right = program.compiled(lhs, axes), program.compiled(claim.rhs, axes)
        tied = tuple(a for a in axes if any(a in free_indices(g) for g in given))
        # Only what uses members decides how many there must be: other claims share their points.
        steps = (lhs, claim.rhs) if any(INTEGERS in f.ranges for f in program.names if isinstance(f, Family)) else ()
        # Where there are kinks, one point may lie on the flat side of all of them; and of an
        # integer one value says little.
        trees = [lhs, claim.rhs, *(tree for f in derivation.defined for tree in f.defining)]
        wanted = 3 if any(isinstance(t, (*KINKED, IntegerIndex)) for tree in trees for t in subterms(tree)) else 1
        found: list[FiniteDifferences] = []
        for seed in range(2 + wanted):
            point = _point(derivation, given, tied, steps, seed)
            here = _compared(point, lhs, left, right)
            found += [here] if here is not None else []
            if len(found) == wanted:
                break
    if not found:
        raise NotComparable("the differences do not settle at any point that was tried", term=lhs)
    worst = max(found, key=lambda d: (not d.agree, _ratio(d.error, d.bound)))
    return replace(worst, points=sum(d.points for d in found))


def _compared(point: _Point, lhs: Basic, left: _Line, right: _Line) -> FiniteDifferences | None:
    where = tuple(point.at.get(a, slice(None)) for a in left.axes)
    leaves = {name: point.value(leaf) for name, leaf in right.leaves.items()}
    claimed = Rounded.of(right.run(point.rounded | leaves))[where]
    (name,) = left.leaves
    differences = point.differences(lhs)
    found = left.run(point.rounded | {name: differences.best})[where]
    error = np.abs(found.value - claimed.value)
    bound = found.error + claimed.error
    if not np.all(np.isfinite(error) & np.isfinite(bound)) or not error.size:
        return None
    # The entry with the largest error/bound; without a quotient, as both may be 0.
    worst = max(np.ndindex(*error.shape), key=lambda p: (error[p] > bound[p], _ratio(error[p], bound[p])))
    curve = []
    for h, central in differences.central:
        away = float(np.max(np.abs(left.run(point.plain | {name: central})[where] - claimed.value)))
        if np.isfinite(away):
            curve.append((h, away))
    return FiniteDifferences(float(error[worst]), float(bound[worst]), error.size, tuple(curve))


def _ratio(error: float, bound: float) -> float:
    return float(error / bound) if bound else 0.0 if error == 0 else np.inf


# --------------------------------------------------------------------------
# A point that meets the assumptions


@dataclass(frozen=True)
class Interval:
    """Bounds that assumptions put on the entries of a family."""

    low: float = -np.inf
    high: float = np.inf


def intervals(given: Iterable[Assumption]) -> dict[Family, Interval]:
    """The bounds by numbers that the assumptions state: eps > 0, 0 < p, p < 1."""
    found: dict[Family, Interval] = {}
    for assumption in given:
        relation = assumption.statement if isinstance(assumption, Each) else assumption
        if not isinstance(relation, (StrictGreaterThan, GreaterThan, StrictLessThan, LessThan)):
            continue
        for entry, bound, is_low in ((relation.gts, relation.lts, True), (relation.lts, relation.gts, False)):
            if isinstance(entry, Entry) and isinstance(bound, Rational):
                old = found.get(entry.family, Interval())
                found[entry.family] = (Interval(max(old.low, float(bound)), old.high) if is_low
                                       else Interval(old.low, min(old.high, float(bound))))
    return found


@lru_cache(maxsize=64)
def _point(derivation: Derivation, given: tuple[Assumption, ...], tied: tuple[Index, ...],
           steps: tuple[Basic, ...], seed: int) -> _Point:
    """Random values, the same for the same arguments, at which every assumption holds.

    steps   what else must find its members in the sequences
    """
    why = "no numbers were found that meet the assumptions"
    program = _program(derivation)
    relations = [_Relation.of(program, a, tied) for a in given if not isinstance(a, BooleanTrue)]
    for attempt in range(ATTEMPTS):
        rng = np.random.default_rng([seed, attempt])
        sizes = {r: max(r.at_least, SIZES[n % len(SIZES)]) + attempt // 8
                 for n, r in enumerate(derivation.ranges)}
        integers = {t: t.at_least + int(rng.integers(1, 4)) for t in derivation.integers}
        if INTEGERS in program.names:
            trees = [*steps, *given, *(tree for f in derivation.defined for tree in f.defining)]
            sizes[INTEGERS] = 1 + max([1, last_member(trees, integers), *integers.values()])
            if sizes[INTEGERS] > LONGEST:
                raise NotComparable("the steps are too many to be run one by one", term=", ".join(map(str, integers)))
        at = _positions(given, tied, sizes)
        if at is None:
            why = "no positions of the free indices meet the assumptions"
            continue
        values = _sampled(program, given, sizes, rng, only_positive=attempt % 2 == 1)
        values |= {program.names[t]: n for t, n in integers.items()}
        solved = _solved(program, relations, values, given, at)
        if solved is None:
            continue
        plain = program.rerun(solved[0], derivation.defined)
        rounded = program.rerun(solved[1], derivation.defined, rounded=True)
        computed = [plain[program.names[f]] for f in (*program.lines, *program.loops) if f not in program.refused]
        if (all(r.holds(plain, rounded, at) for r in relations)
                and all(np.all(np.isfinite(v)) for v in computed)):
            return _Point(program, plain, rounded, at)
    raise NotComparable(why, term=", ".join(map(str, given)))


def _sampled(program: _Program, given: Iterable[Assumption], sizes: Mapping[Range, int],
             rng: np.random.Generator, only_positive: bool) -> Values:
    """Values of every symbol and cotangent between 1/2 and 3/2, or well inside its interval."""
    allowed = intervals(given)
    derivation, names = program.derivation, program.names
    values: Values = {names[r]: n for r, n in sizes.items()}
    inputs: list[tuple[Key, Family]] = [(f, f) for f in derivation.declared]
    if derivation.loss is not None:
        inputs += [(("adjoint", derivation.loss, y), y) for y in derivation.loss.outputs]
    for what, f in inputs:
        if REALS in f.ranges or (what is not f and is_written_out(f)):
            continue  # a function, or members that are nowhere all at once: no array holds them
        shape = tuple(sizes[r] for r in f.ranges)
        span = allowed.get(f, Interval()) if what is f else Interval()
        u = rng.uniform(0.5, 1.5, shape)
        sign = rng.choice([-1.0, 1.0], shape)
        if f.law and f.law[0] == "bernoulli" and what is f:
            value = (sign + 1) / 2
        elif np.isfinite(span.low) and np.isfinite(span.high):
            value = span.low + (span.high - span.low) * u / 2
        elif np.isfinite(span.low):
            value = span.low + u
        elif np.isfinite(span.high):
            value = span.high - u
        else:
            value = u if only_positive else sign * u
        values[names[what]] = np.asarray(value)
    return values


def _positions(given: Iterable[Assumption], tied: Sequence[Index],
               sizes: Mapping[Range, int]) -> Mapping[Index, int] | None:
    """Positions for the free indices that assumptions speak of, as i != j asks for."""
    for positions in product(*(range(sizes[a.range]) for a in tied)):
        at = dict(zip(tied, positions, strict=True))
        if all(at.get(g.lhs) != at.get(g.rhs) for g in given
               if isinstance(g, Unequality) and _is_position(g.lhs)):
            return at
    return None


def _is_position(side: Basic) -> bool:
    """Whether a side of a relation is an index of a range, and no number."""
    return isinstance(side, Index) and not isinstance(side, IntegerIndex)


@dataclass(frozen=True)
class _Relation:
    """An assumption as the gap between its sides, an array over its indices."""

    kind: type[Relational]
    gap: _Line | None  # None: met by the choice of positions, or by how members are drawn
    given: Assumption
    tied: tuple[Index, ...] = ()  # its free indices: the claim's, and first among the axes of ``gap``

    @staticmethod
    def of(program: _Program, given: Assumption, tied: Sequence[Index]) -> _Relation:
        relation = given.statement if isinstance(given, Each) else given
        if not isinstance(relation, (Equality, Unequality, StrictGreaterThan, GreaterThan,
                                     StrictLessThan, LessThan)):
            raise NotComparable("an assumption is not a relation", term=given)
        each = given.indices if isinstance(given, Each) else ()
        if any(isinstance(a, IntegerIndex) for a in each):
            if any(not f.is_defined for f in intervals([given])):
                return _Relation(type(relation), None, given)  # the members are drawn within their bounds
            raise NotComparable("an assumption about every step cannot be met", term=given)
        if _is_position(relation.lhs) or _is_position(relation.rhs):
            if isinstance(relation, Unequality) and not isinstance(given, Each):
                return _Relation(type(relation), None, given)
            raise NotComparable("no positions can be chosen for this assumption", term=given)
        is_order = not isinstance(relation, (Equality, Unequality))
        large, small = (relation.gts, relation.lts) if is_order else relation.args
        with evaluate(False):
            gap = large - small
        own = tuple(a for a in tied if a in free_indices(given))
        line = program.compiled(gap, (*own, *each))
        for leaf in line.leaves.values():
            if not (isinstance(leaf, Adjoint) and isinstance(leaf.loss, Loss)
                    and leaf.node.family in leaf.loss.outputs):
                raise NotComparable("an assumption about a derivative cannot be met", term=given)
        return _Relation(type(relation), line, given, own)

    def value(self, values: Values, at: Mapping[Index, int]) -> Any:
        assert self.gap is not None
        found = self.gap.run(values)
        found = found if isinstance(found, Rounded) else np.asarray(found)
        return found[tuple(at[a] for a in self.tied)]

    def holds(self, plain: Values, rounded: Values, at: Mapping[Index, int]) -> bool:
        """Equations to rounding, inequalities by more than rounding."""
        if self.gap is None:
            return True
        gap = Rounded.of(self.value(rounded, at))
        if issubclass(self.kind, Equality):
            return bool(np.all(np.abs(gap.value) <= gap.error))
        if issubclass(self.kind, Unequality):
            return bool(np.all(np.abs(gap.value) > gap.error))
        if issubclass(self.kind, (GreaterThan, LessThan)):
            return bool(np.all(gap.value >= -gap.error))
        return bool(np.all(gap.value > gap.error))


def _reads(program: _Program, trees: Iterable[Basic]) -> set[str]:
    """The names that trees use, through definitions."""
    found: set[str] = set()
    waiting = list(trees)
    while waiting:
        for leaf in subterms(waiting.pop()):
            if isinstance(leaf, (Entry, Adjoint)):
                what = key(leaf)[0]
                name = program.names[what]
                if name not in found and isinstance(what, Family):
                    waiting += what.defining
                found.add(name)
    return found


def _solved(program: _Program, relations: Sequence[_Relation], values: Values,
            given: Iterable[Assumption], at: Mapping[Index, int]) -> tuple[Values, Values] | None:
    """The inputs moved so that every equation holds to rounding: as arrays, and as Rounded.

    Newton's method with the smallest move; a family that is bounded below by 0
    or more moves by factors, so that positive numbers stay positive.
    """
    equations = [r for r in relations if r.gap is not None and issubclass(r.kind, Equality)]
    arrays = [name for name, v in values.items() if isinstance(v, np.ndarray)]
    if not equations:
        return values, values | {name: Rounded(values[name], np.zeros_like(values[name])) for name in arrays}
    defined = program.derivation.defined
    positive = {program.names[f] for f, span in intervals(given).items() if span.low >= 0}
    fixed = {program.names[f] for f in program.derivation.declared if f.law}
    read = _reads(program, [r.given for r in equations])
    moving = [name for name in arrays if name in read and name not in fixed]
    if not moving:  # an equation of integers, which holds or does not
        return values, values | {name: Rounded(values[name], np.zeros_like(values[name])) for name in arrays}

    def residual(v: Values) -> Array:
        v = program.rerun(v, defined)
        return np.concatenate([np.ravel(r.value(v, at)) for r in equations])

    def moved(v: Values, step: Array) -> Values:
        out, start = dict(v), 0
        for name in moving:
            t = step[start:start + v[name].size].reshape(v[name].shape)
            out[name] = v[name] * np.exp(t) if name in positive else v[name] + t
            start += v[name].size
        return out

    count = sum(values[name].size for name in moving)
    h = 2.0**-17  # about UNIT**(1/3): truncation h**2 and rounding UNIT/h are both near 1e-10
    step = np.zeros(count)
    for _ in range(12):
        here = residual(values)
        slopes = np.stack([(residual(moved(values, h * e)) - residual(moved(values, -h * e))) / (2 * h)
                           for e in np.eye(count)], axis=1)
        if not (np.all(np.isfinite(here)) and np.all(np.isfinite(slopes))):
            return None
        step = np.asarray(np.linalg.lstsq(slopes, -here, rcond=None)[0], dtype=np.float64)
        values = moved(values, step)
        if np.max(np.abs(step), initial=0.0) < 8 * UNIT:
            break
    # An exact solution is about as far away as the last step, and no nearer than rounding.
    off = UNIT + float(np.max(np.abs(step), initial=0.0))
    if off > 64 * UNIT * np.sqrt(count):
        return None
    rounded = {name: Rounded(values[name], off * np.maximum(np.abs(values[name]), 1.0)
                             if name in moving else np.zeros_like(values[name])) for name in arrays}
    return values, values | rounded
