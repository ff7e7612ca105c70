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
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
    Adjoint,
    Derivative,
    Each,
    Entry,
    Family,
    Index,
    Loss,
    Partial,
    Range,
    free_indices,
    subterms,
)
from symdl.numpy_source import (
    SIGMOID,
    Key,
    NotExportable,
    free_in_order,
    identifier,
    key,
    names_of,
    statement,
)

Array: TypeAlias = NDArray[np.float64]
Assumption: TypeAlias = Relational | Each

RATIO = 4
STEPS = tuple(2.0**-3 / RATIO**k for k in range(12))  # 0.125 down to 3e-8
INNER_STEPS = STEPS[1:5]  # for a derivative inside a derivative: the few that are ever chosen
SIZES = (3, 2, 4)  # of the ranges, in order: unequal, so that no axis can stand for another
ATTEMPTS = 40  # points tried before the assumptions are given up
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
        return Rounded(self.value[at], self.error[at])

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


# What the written source calls np, for arrays and for Rounded.
_NUMPY = SimpleNamespace(
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
        return eval(self.code, _GLOBALS, values)


@dataclass(frozen=True)
class _Program:
    """A derivation's definitions, compiled once; a definition that cannot be is in ``refused``."""

    derivation: Derivation
    names: Mapping[Key, str]
    lines: Mapping[Family, _Line]
    refused: Mapping[Family, NotExportable]
    direct: Mapping[Family, frozenset[Family]]

    @staticmethod
    def of(derivation: Derivation) -> _Program:
        names = names_of(derivation, derivation.loss)
        lines: dict[Family, _Line] = {}
        refused: dict[Family, NotExportable] = {}
        direct: dict[Family, frozenset[Family]] = {}
        for f in derivation.defined:
            direct[f] = frozenset(t.family for t in subterms(f.body) if isinstance(t, Entry))
            blocked = [d for d in direct[f] if d in refused]
            try:
                if blocked:
                    raise refused[blocked[0]]
                lines[f] = _compiled(f.body, f.params, names)
                if lines[f].leaves:
                    raise NotExportable("a definition that holds a derivative is not rerun", term=f.body)
            except NotExportable as e:
                refused[f] = e
        return _Program(derivation, names, lines, refused, direct)

    def downstream(self, node: Family) -> list[Family]:
        """The definitions that depend on ``node``, in order, without itself."""
        found: list[Family] = []
        for f in self.derivation.defined:
            if f != node and (node in self.direct[f] or not self.direct[f].isdisjoint(found)):
                found.append(f)
        return found

    def rerun(self, values: Values, definitions: Iterable[Family]) -> Values:
        """The values with these definitions computed anew, in order; those refused are left out."""
        values = dict(values)
        for f in definitions:
            if f in self.lines:
                values[self.names[f]] = self.lines[f].run(values)
        return values

    def compiled(self, tree: Basic, axes: Sequence[Index]) -> _Line:
        """Raises NotExportable if it has no NumPy form or uses a definition that has none."""
        for leaf in subterms(tree):
            if isinstance(leaf, Entry) and leaf.family in self.refused:
                raise self.refused[leaf.family]
        return _compiled(tree, axes, self.names)


def _compiled(tree: Basic, axes: Sequence[Index], names: Mapping[Key, str]) -> _Line:
    """The tree as code, each derivative in it an array under a name of its own."""
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
        again = [] if isinstance(leaf, Partial) else program.downstream(family)
        f, noise = self._function(leaf)
        base = np.asarray(self.plain[name])
        # f's own axes first, then those of the node: the order of ``key``.
        out = np.empty((len(steps), *noise.shape, *base.shape))
        for position in np.ndindex(*base.shape):
            for n, h in enumerate(steps):
                ends = []
                for sign in (1, -1):
                    moved = base.copy()
                    moved[position] += sign * h
                    ends.append((f(program.rerun(self.plain | {name: moved}, again)), moved[position]))
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

            def loss(values: Values) -> Any:
                total, *rest = [(values[g] * values[y]).sum() for g, y in outputs]
                for term in rest:
                    total = total + term
                return total

            return loss, loss(self.rounded).error
        if isinstance(leaf, Partial):
            f = leaf.of.family
            if f in program.refused:
                raise program.refused[f]
            return program.lines[f].run, program.lines[f].run(self.rounded).error
        tree = leaf.loss if isinstance(leaf, Adjoint) else leaf.of
        line = program.compiled(tree, free_in_order(tree))
        if not line.leaves:
            return line.run, line.run(self.rounded).error
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

        return run, line.run(self.rounded | here).error


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
    if not isinstance(lhs, (Adjoint, Derivative, Partial)):
        raise NotComparable("the left side is not a derivative", term=lhs)
    axes = free_in_order(lhs)
    given = (*derivation.given, *claim.given)
    with np.errstate(all="ignore"):  # a step may leave the domain: then it is not chosen
        program = _program(derivation)
        left, right = program.compiled(lhs, axes), program.compiled(claim.rhs, axes)
        tied = tuple(a for a in axes if any(a in free_indices(g) for g in given))
        for seed in range(3):
            point = _point(derivation, given, tied, seed)
            found = _compared(point, lhs, left, right)
            if found is not None:
                return found
    raise NotComparable("the differences do not settle at any point that was tried", term=lhs)


def _compared(point: _Point, lhs: Basic, left: _Line, right: _Line) -> FiniteDifferences | None:
    where = tuple(point.at.get(a, slice(None)) for a in left.axes)
    leaves = {name: point.value(leaf) for name, leaf in right.leaves.items()}
    claimed = Rounded.of(right.run(point.rounded | leaves))[where]
    (name,) = left.leaves
    differences = point.differences(lhs)
    found = left.run({name: differences.best})[where]
    error = np.abs(found.value - claimed.value)
    bound = found.error + claimed.error
    if not np.all(np.isfinite(error) & np.isfinite(bound)) or not error.size:
        return None
    # The entry with the largest error/bound; without a quotient, as both may be 0.
    worst = max(np.ndindex(*error.shape), key=lambda p: (error[p] > bound[p], _ratio(error[p], bound[p])))
    curve = []
    for h, central in differences.central:
        away = float(np.max(np.abs(left.run({name: central})[where] - claimed.value)))
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
           seed: int) -> _Point:
    """Random values, the same for the same arguments, at which every assumption holds."""
    why = "no numbers were found that meet the assumptions"
    program = _program(derivation)
    relations = [_Relation.of(program, a, tied) for a in given if not isinstance(a, BooleanTrue)]
    for attempt in range(ATTEMPTS):
        rng = np.random.default_rng([seed, attempt])
        sizes = {r: max(r.at_least, SIZES[n % len(SIZES)]) + attempt // 8
                 for n, r in enumerate(derivation.ranges)}
        at = _positions(given, tied, sizes)
        if at is None:
            why = "no positions of the free indices meet the assumptions"
            continue
        values = _sampled(program, given, sizes, rng, only_positive=attempt % 2 == 1)
        solved = _solved(program, relations, values, given, at)
        if solved is None:
            continue
        plain, rounded = (program.rerun(v, derivation.defined) for v in solved)
        computed = [plain[program.names[f]] for f in derivation.defined if f in program.lines]
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
               if isinstance(g, Unequality) and isinstance(g.lhs, Index)):
            return at
    return None


@dataclass(frozen=True)
class _Relation:
    """An assumption as the gap between its sides, an array over its indices."""

    kind: type[Relational]
    gap: _Line | None  # None: a relation between indices, met by the choice of positions
    given: Assumption
    tied: tuple[Index, ...] = ()  # its free indices: the claim's, and first among the axes of ``gap``

    @staticmethod
    def of(program: _Program, given: Assumption, tied: Sequence[Index]) -> _Relation:
        relation = given.statement if isinstance(given, Each) else given
        if not isinstance(relation, (Equality, Unequality, StrictGreaterThan, GreaterThan,
                                     StrictLessThan, LessThan)):
            raise NotComparable("an assumption is not a relation", term=given)
        if isinstance(relation.lhs, Index) or isinstance(relation.rhs, Index):
            if isinstance(relation, Unequality) and not isinstance(given, Each):
                return _Relation(type(relation), None, given)
            raise NotComparable("no positions can be chosen for this assumption", term=given)
        each = given.indices if isinstance(given, Each) else ()
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
                if name not in found and isinstance(what, Family) and what.body is not None:
                    waiting.append(what.body)
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
