r"""Trees to readable NumPy source.

An expression with free indices (i, k) becomes an array with those axes, in that
order. A sum is a reduction over an axis, so one line serves every size:

    mean((x[i] - mu)**2, i)                ((x - mu) ** 2).mean(axis=0)
    total(X[i, a]*W[k, a], a) + b[k]       X @ W.T + b

Steps in time. An integer t is a Python integer; a sequence is an array whose entry
i is member i, so it has its members from 0 on. A sum over an interval is a Python
sum over a range, and a recurrence a loop that fills an array with as many members
as there are steps; definitions with an integer for a parameter are written out
where they are used.

    total(beta**(t - i)*g[i], (i, 1, t))       sum(beta ** (t - i) * g[i] for i in range(1, t + 1))
    m = recurrence({m[i]: (0, m[i-1] + g[i])}) m = np.zeros(steps)
                                               for i in range(1, steps):
                                                   m[i] = m[i - 1] + g[i]

The free part of this: a program over one range that never needs two axes at
once contains no axis but axis 0, so whatever axes trail (features, channels)
broadcast, and its scalars may have the shape of the trailing axes.

``statement`` writes one line, ``statements`` a straight-line program, ``body``
the lines of a function. Names go through one whitelist (``identifier``), so the
source is made of nothing but those names, numbers and the forms below.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any, TypeAlias

import sympy
from sympy import Add, Basic, Expr, Integer, Mul, Pow, Rational, S

from symdl.derivation import Derivation
from symdl.errors import SymdlError
from symdl.language import (
    INTEGERS,
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
    Limit,
    Mean,
    Partial,
    Range,
    Recurrence,
    Size,
    Total,
    Variance,
    absolute,
    affine,
    exp,
    floor,
    free_indices,
    log,
    maximum,
    minimum,
    relu,
    sigmoid,
    subterms,
    tanh,
    unit_step,
)

WIDTH = 88  # the widest line of exported source, as a person's formatter would set it


class NotExportable(SymdlError):
    """A tree has no NumPy form, or a name or a formula that it needs is missing."""


# --------------------------------------------------------------------------
# Names

# What a name stands for: a Family, a Range (its size; of INTEGERS, the number of members of a
# sequence), an IntegerIndex, or what ``key`` gives for a derivative.
Key: TypeAlias = Any
Names = Mapping[Key, str]

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# Names that written source, and the self-test of an exported file, use for themselves.
_RESERVED = frozenset({
    "np", "sigmoid", "NamedTuple", "Saved", "Gradients", "saved", "forward", "backward", "selftest", "there",
    "SHAPES", "ARGUMENT", "OPERATIONS", "STEP", "rng", "shape", "features", "scalars", "inputs",
    "moved", "direction", "loss", "count", "gradients", "size", "name", "gradient", "slope",
    "truncation", "error", "here", "rounding", *dir(builtins), *keyword.kwlist,
})  # fmt: skip


def identifier(name: str, taken: Iterable[str] = ()) -> str:
    """A Python name for ``name``: letters, digits and underscores, and no other name's.

    >>> identifier("lambda"), identifier("x'"), identifier("m", taken=["m"])
    ('lambda_', 'x_', 'm_')

    Raises NotExportable if nothing usable is left.
    """
    made = re.sub(r"[^A-Za-z0-9_]", "_", name)
    if not _IDENTIFIER.fullmatch(made):
        raise NotExportable(f"{name!r} cannot be turned into a Python name",
                            hint="give it a name of letters and digits, and the sign as its latex")
    taken = _RESERVED.union(taken)
    while made in taken:
        made += "_"
    return made


def key(node: Basic) -> tuple[Key, tuple[Index, ...]]:
    """What the name of a leaf stands for, and the indices that it is used with.

    Entry                       its family
    Adjoint(loss, v[i])         ("adjoint", loss, v)
    Partial(u[j], v[i])         ("partial", u, v), used with (j, i)
    Derivative(e, v[i])         ("derivative", e, v), used with the free indices of e, then i

    Where a range is the INTEGERS, the "index" is an expression: t - 1.
    """
    match node:
        case Entry():
            return node.family, node.indices
        case Adjoint():
            return ("adjoint", node.loss, node.node.family), node.node.indices
        case Partial():
            if INTEGERS in node.of.family.ranges:
                raise NotExportable("a partial derivative of one step has no NumPy form", term=node)
            pair = node.of.family, node.node.family
            return ("partial", *pair), (*node.of.indices, *node.node.indices)
        case Derivative():
            return (("derivative", node.of, node.node.family),
                    (*free_in_order(node.of), *node.node.indices))
    raise NotExportable(f"{type(node).__name__} is not a leaf", term=node)


def free_in_order(node: Basic) -> tuple[Index, ...]:
    """The free indices of a tree, in order of first appearance; integers are numbers, not axes."""
    free = free_indices(node)
    return tuple(dict.fromkeys(a for a in subterms(node) if a in free and not isinstance(a, IntegerIndex)))


def names_of(derivation: Derivation, loss: Basic | None = None) -> dict[Key, str]:
    """A name for every family, for the adjoint of each under ``loss``, for every size and integer.

    Families come first, so that they keep their names where two would clash.
    """
    families = (*derivation.declared, *derivation.defined)
    wanted: list[tuple[Key, str]] = [(f, f.name) for f in families]
    if loss is not None:
        wanted += [(("adjoint", loss, f), "d" + f.name) for f in families]
    wanted += [(r, r.size_name) for r in derivation.ranges]
    wanted += [(t, t.letter) for t in derivation.integers]
    if any(INTEGERS in f.ranges for f in families):
        wanted.append((INTEGERS, "steps"))
    names: dict[Key, str] = {}
    for what, name in wanted:
        names.setdefault(what, identifier(name, names.values()))
    return names


# --------------------------------------------------------------------------
# Statements


@dataclass(frozen=True)
class Statement:
    """One line of source, ``name = expr``.

    terms      the summands of expr with their signs, where a long line may break
    uses       what the names in it stand for, in order of use
    functions  the functions called, as "exp"
    widest     the largest number of axes that any part of it has
    """

    name: str
    expr: str
    terms: tuple[str, ...] = ()
    uses: tuple[Key, ...] = ()
    functions: frozenset[str] = frozenset()
    widest: int = 0

    def lines(self, indent: str = "    ") -> list[str]:
        """The statement as source, broken between summands if it is too long."""
        line = f"{indent}{self.name} = {self.expr}"
        if len(line) <= WIDTH:
            return [line]
        if len(self.terms) > 1:
            return [f"{indent}{self.name} = (", *(f"{indent}    {t}" for t in self.terms), f"{indent})"]
        return _opened(line, indent)


def _opened(line: str, indent: str) -> list[str]:
    """A line that is too long, with the contents of its longest parentheses on a line of their own."""
    groups, opened = [], list[int]()
    for n, c in enumerate(line):
        if c == "(":
            opened.append(n)
        elif c == ")":
            groups.append((n - opened[-1], opened.pop(), n))
    if not groups:
        return [line]
    _, start, end = max(groups)
    return [line[:start + 1], f"{indent}    {line[start + 1:end]}", indent + line[end:]]


def expression(node: Expr, axes: Sequence[Index], names: Names) -> str:
    """The source of an array with ``axes``, in that order; see ``statement``."""
    return statement("_", node, axes, names).expr


def statement(name: str, node: Expr, axes: Sequence[Index], names: Names) -> Statement:
    """``name = node`` as NumPy source: an array with ``axes``, in that order.

    Raises NotExportable at a node with no NumPy form, or a leaf that ``names`` lacks.
    """
    node = written_out(node)
    for extra in free_in_order(node):
        if extra not in axes:
            raise NotExportable(f"index {extra} is free and is no axis of {name}", term=node)
    tree = _tidy(node)
    writer = _Writer(names, [*axes, *(a for b in subterms(tree) if isinstance(b, (Total, Mean))
                                      for a in b.indices)])
    code = writer.filled(writer.code(tree), tuple(axes))
    return Statement(name, code.text, code.terms, tuple(writer.uses),
                     frozenset(writer.functions), writer.widest)


@dataclass(frozen=True)
class Loop(Statement):
    """The lines of a loop that fills the sequences of one recurrence, member by member.

    ``name`` and ``expr`` are those of the first line; ``more`` are the others.
    """

    more: tuple[str, ...] = ()

    def lines(self, indent: str = "    ") -> list[str]:
        return [*super().lines(indent), *(indent + line for line in self.more)]


def is_written_out(family: Family) -> bool:
    """Whether a definition has no array of its own: one with an integer for a parameter."""
    return family.body is not None and INTEGERS in family.ranges


def written_out(node: Basic) -> Basic:
    """The tree with the definitions that have no array of their own replaced by what they stand for."""
    if isinstance(node, Entry) and is_written_out(node.family):
        return written_out(node.family.at(*node.indices))
    if not isinstance(node, Expr) or isinstance(node, (Adjoint, Partial, Derivative, IntegerIndex, Size)):
        return node
    with sympy.evaluate(False):
        args = [written_out(a) for a in node.args]
        return node if all(a is b for a, b in zip(args, node.args, strict=True)) else node.func(*args)


def statements(definitions: Iterable[Family], names: Names) -> tuple[Statement, ...]:
    """One statement for each definition that has an array of its own, under its own name, in order.

    The sequences of one recurrence are filled by one loop, which stands for the first of them.
    """
    out: list[Statement] = []
    done: set[Family] = set()
    for f in definitions:
        if f in done or is_written_out(f):
            continue
        if f.recurrence is None:
            out.append(statement(names[f], f.body, f.params, names))
        else:
            whole = together(f)
            done.update(whole)
            out.append(loop(whole, names))
    return tuple(out)


def together(family: Family) -> tuple[Family, ...]:
    """The sequences of the recurrence that a sequence is one of, in order."""
    used = {t.family for f in (family,) for tree in f.defining for t in subterms(tree) if isinstance(t, Entry)}
    system = family.system
    named = {f.name: f for f in [family, *used] if f.system == system}
    return tuple(named.get(bare.name) or Family(bare.name, bare.ranges, bare.latex, bare.means, system=system)
                 for bare, *_ in system)


def loop(sequences: Sequence[Family], names: Names) -> Loop:
    """The loop that computes every member of these sequences, up to the last step.

    Raises NotExportable at a step that needs a member from after it, or before member 0.
    """
    allocate, start, step = list[str](), list[str](), list[str]()
    uses: dict[Key, None] = {INTEGERS: None}
    functions: set[str] = set()
    widest = 0
    counter = identifier("i", names.values())
    for f in sequences:
        if f not in names or INTEGERS not in names:
            raise NotExportable(f"{f.name} is a name that the derivation does not declare", term=f)
        recurrence = f.recurrence
        assert recurrence is not None
        t, *others = recurrence.params
        check_members(recurrence, sequences)
        sizes = [names[INTEGERS], *(names[a.range] for a in others)]
        uses.update(dict.fromkeys(a.range for a in others))
        shape = sizes[0] if len(sizes) == 1 else f"({', '.join(sizes)})"
        given = _given_array(names)
        dtype = f", dtype={names[given]}.dtype" if given is not None else ""
        uses.update({given: None} if given is not None else {})
        allocate.append(f"{names[f]} = np.zeros({shape}{dtype})")
        inside = {**names, t: counter}
        for value, at, lines in [(recurrence.start, "0", start), (recurrence.step, counter, step)]:
            made = statement(f"{names[f]}[{at}]", value, others, inside)
            lines += made.lines("")
            uses.update(dict.fromkeys(u for u in made.uses if u != t))
            functions |= made.functions
            widest = max(widest, made.widest)
    counting = f"for {counter} in range(1, {names[INTEGERS]}):"
    source = [*allocate, *start, counting, *("    " + line for line in step)]
    name, _, expr = source[0].partition(" = ")
    used = tuple(u for u in uses if u not in sequences)
    return Loop(name, expr, (), used, frozenset(functions), widest, tuple(source[1:]))


def _given_array(names: Names) -> Family | None:
    """The first array that a program is given."""
    return next((f for f in names if isinstance(f, Family) and f.ranges and REALS not in f.ranges
                 and not f.is_defined), None)


def check_members(recurrence: Recurrence, sequences: Sequence[Family]) -> None:
    """Every member that a step uses is there when it is computed. Raises NotExportable."""
    t = recurrence.params[0]
    for entry, bounds in members(recurrence.step, {}):
        late = 1 if entry.family in sequences else 0
        for range_, slot in zip(entry.family.ranges, entry.indices, strict=True):
            if range_ == INTEGERS and _least(_plus({t: 1, None: -late}, affine(slot), -1), bounds, t) < 0:
                raise NotExportable(f"step {t} uses {entry}, which may come after it", term=recurrence.step)


# A sum of integers as ``affine`` gives it, and the limits of the sums around a place.
Form = Mapping[IntegerIndex | None, int]
Bounds = Mapping[IntegerIndex, tuple[Expr, Expr]]


def members(node: Basic, bounds: Bounds) -> Iterable[tuple[Entry, Bounds]]:
    """Every member of a sequence in a tree, with the intervals of the sums around it."""
    if isinstance(node, Entry) and is_written_out(node.family):
        yield from members(node.family.at(*node.indices), bounds)
        return
    if isinstance(node, Entry) and INTEGERS in node.family.ranges:
        yield node, bounds
    inner = bounds
    if isinstance(node, IntervalSum):
        inner = {**bounds, node.index: (node.first, node.last)}
    if not isinstance(node, (Index, Range, Family)):
        for arg in node.args:
            yield from members(arg, inner)


def last_member(trees: Iterable[Basic], at: Mapping[IntegerIndex, int]) -> int:
    """The number of the last member that trees use, for these values of the free integers."""
    last = 0
    for entry, bounds in (found for tree in trees for found in members(tree, {})):
        for range_, slot in zip(entry.family.ranges, entry.indices, strict=True):
            if range_ != INTEGERS:
                continue
            form = _within({a: -c for a, c in affine(slot).items()}, bounds)
            constant = form.pop(None, 0)
            if all(a in at for a in form):  # else a step of a recurrence, which uses no later member
                last = max(last, -constant - sum(c * at[a] for a, c in form.items() if a is not None))
    return last


def _least(form: Form, bounds: Bounds, counted: IntegerIndex | None = None) -> float:
    """The least value of a sum of integers that lie within their bounds; maybe -inf.

    bounds      the intervals of the sums around it, the innermost last
    counted     the integer that a loop counts, from 1
    """
    left = _within(form, bounds)
    constant = left.pop(None, 0)
    if any(c < 0 for c in left.values()):
        return -float("inf")
    return constant + sum(c * (1 if a is counted else a.at_least) for a, c in left.items() if a is not None)


def _within(form: Form, bounds: Bounds) -> dict[IntegerIndex | None, int]:
    """The form at the ends of the intervals that make it least."""
    left = dict(form)
    for index, (first, last) in reversed(list(bounds.items())):
        times = left.pop(index, 0)
        left = _plus(left, affine(first if times > 0 else last), times)
    return {a: c for a, c in left.items() if c}


def _plus(form: Form, other: Form, times: int) -> dict[IntegerIndex | None, int]:
    """``form + times*other``."""
    return {a: form.get(a, 0) + times * other.get(a, 0) for a in {*form, *other}}


def body(program: Sequence[Statement], names: Names,
         arrays: Mapping[Key, Sequence[Range]], indent: str = "    ") -> list[str]:
    """The lines of a function: the sizes that the program uses, then its statements.

    arrays    the ranges of each array that the function has at its start; an integer has none

    Raises NotExportable for a size that no array shows.
    """
    lines = []
    for range_ in dict.fromkeys(u for s in program for u in s.uses if isinstance(u, Range)):
        what = next((a for a, ranges in arrays.items() if range_ in ranges), None)
        if what is None and range_ == INTEGERS:
            lines.append(f"{indent}{names[range_]} = {_most_steps(arrays, names)}")
            continue
        if what is None:
            raise NotExportable(f"the size {range_.size_name} cannot be read off any argument",
                                hint=f"no family runs over range {range_.name}")
        axis = list(arrays[what]).index(range_)
        lines.append(f"{indent}{names[range_]} = {names[what]}.shape[{axis}]")
    return lines + [line for s in program for line in s.lines(indent)]


def _most_steps(arrays: Iterable[Key], names: Names) -> str:
    """The number of members from 0 to the largest integer that the function has. Raises NotExportable."""
    integers = [names[a] for a in arrays if isinstance(a, IntegerIndex)]
    if not integers:
        raise NotExportable("the number of steps cannot be read off any argument", hint="no argument is a sequence")
    return f"{integers[0] if len(integers) == 1 else 'max(' + ', '.join(integers) + ')'} + 1"


def broadcasts(program: Iterable[Statement]) -> bool:
    """Whether the program holds for arrays with further axes after its own.

    So it is if it has one range and no part of it ever has an axis besides
    axis 0: scalars then align with the further axes, and no reduction touches them.
    """
    program = list(program)
    ranges: set[Range] = set()
    for what in (u for s in program for u in s.uses):
        if not isinstance(what, IntegerIndex):
            ranges.update([what] if isinstance(what, Range) else _ranges_of(what))
    return INTEGERS not in ranges and len(ranges) == 1 and all(s.widest <= 1 for s in program)


def _ranges_of(what: Key) -> tuple[Range, ...]:
    """The ranges of a family, or of the family that a derivative is named by."""
    return (what if isinstance(what, Family) else what[-1]).ranges


# --------------------------------------------------------------------------
# Adjoints from the claims that give them


@dataclass(frozen=True)
class Formula:
    """The right side of a claim that gives an adjoint, free in ``axes``; ``claim`` is its name."""

    claim: str
    expr: Expr
    axes: tuple[Index, ...]


def formulas(derivation: Derivation, first: Sequence[str] = ()) -> dict[Key, Formula]:
    """For each adjoint, the claim that gives it: those named ``first``, then in order.

    A claim of the total derivative of a scalar definition gives its adjoint too.
    """
    claims = [derivation.claim(name) for name in first]
    claims += [c for c in derivation.claims if c.expected == "proved" and c.name not in first]
    found: dict[Key, Formula] = {}
    for claim in claims:
        lhs = claim.lhs
        if isinstance(lhs, Derivative) and isinstance(lhs.of, Entry) and not lhs.of.indices:
            lhs = Adjoint(lhs.of, lhs.node)
        # The adjoint of a whole array: not of a diagonal, nor of one step.
        if (isinstance(lhs, Adjoint) and len(set(lhs.node.indices)) == len(lhs.node.indices)
                and INTEGERS not in lhs.node.family.ranges):
            what, axes = key(lhs)
            found.setdefault(what, Formula(claim.name, claim.rhs, axes))
    return found


def in_order(wanted: Iterable[Key], given: Mapping[Key, Formula], known: Iterable[Key]) -> list[Key]:
    """The adjoints to compute, each after those that its formula uses.

    known    the adjoints that need no formula: the cotangents of the outputs

    Raises NotExportable if a formula is missing, or needs itself.
    """
    done: dict[Key, None] = {}
    known = frozenset(known)

    def visit(what: Key, path: tuple[Key, ...], term: Basic | None) -> None:
        if what in known or what in done:
            return
        user = f", which claim {given[path[-1]].claim} uses" if path else ""
        _, loss, node = what
        if what in path:
            raise NotExportable(f"the adjoint of {node}{user}, is computed from itself", term=term)
        if what not in given:
            raise NotExportable(
                f"no claim gives the adjoint of {node}{user}", term=term,
                hint=f"add a claim whose left side is adjoint({loss}, {node}"
                     f"{'[' + ', '.join((*r.letters, 't')[0] for r in node.ranges) + ']' if node.ranges else ''})")
        for leaf in subterms(given[what].expr):
            if isinstance(leaf, Adjoint):
                visit(key(leaf)[0], (*path, what), given[what].expr)
        done[what] = None

    for what in wanted:
        visit(what, (), None)
    return list(done)


# --------------------------------------------------------------------------
# Sums made small before they are written


def _tidy(node: Basic) -> Basic:
    """The tree with deltas under sums contracted and constant factors in front of sums.

    total(c*f[k], k)             c*total(f[k], k)
    total(delta(i, k)*f[k], k)   f[i], and so for each term of a sum
    total(c, k)                  n*c
    """
    if isinstance(node, Delta) and node.indices[0] == node.indices[1]:
        return S.One
    if not isinstance(node, (Add, Mul, Pow, Total, Mean, IntervalSum, sympy.Function)):
        return node
    with sympy.evaluate(False):  # keep the author's order
        if isinstance(node, (Total, Mean)):
            return _tidy_sum(node)
        args = [_tidy(a) for a in node.args]
        return node if all(a is b for a, b in zip(args, node.args, strict=True)) else node.func(*args)


def _tidy_sum(node: Total | Mean) -> Basic:
    factors, bound = _factors(_tidy(node.body)), list(node.indices)
    for n, f in enumerate(factors):
        if isinstance(f, Add) and any(_contractible(d, bound) for term in f.args for d in _factors(term)):
            # Multiplied out, the delta meets the sum and no array of deltas is made.
            terms = (_times([*factors[:n], term, *factors[n + 1:]]) for term in f.args)
            return Add(*(_tidy_sum(type(node)(term, *bound)) for term in terms))
    while hit := next((f for f in factors if _contractible(f, bound)), None):
        gone, stays = hit.indices if hit.indices[0] in bound else reversed(hit.indices)
        factors.remove(hit)
        factors = [_tidy(f.xreplace({gone: stays})) for f in factors]
        bound.remove(gone)
        if isinstance(node, Mean):
            factors.append(Pow(gone.range.size, -1))
    for a in [a for a in bound if not any(a in free_indices(f) for f in factors)]:
        bound.remove(a)
        if isinstance(node, Total):
            factors.insert(0, a.range.size)

    inside = [f for f in factors if free_indices(f).intersection(bound)]
    outside = [f for f in factors if f not in inside]
    return _times(outside + ([type(node)(_times(inside), *bound)] if bound else []))


def _factors(node: Basic) -> list[Basic]:
    return [f for a in node.args for f in _factors(a)] if isinstance(node, Mul) else [node]


def _times(factors: list[Basic]) -> Basic:
    return Mul(*factors) if len(factors) > 1 else factors[0] if factors else S.One


def _contractible(node: Basic, bound: Sequence[Index]) -> bool:
    return isinstance(node, Delta) and not set(node.indices).isdisjoint(bound)


# --------------------------------------------------------------------------
# From a tree to source

# How tightly a piece of source binds. Unary minus and @ count as products.
_SUM, _PRODUCT, _POWER, _ATOM = range(4)

_FUNCTIONS = {exp: "np.exp", log: "np.log", tanh: "np.tanh", sigmoid: "sigmoid", absolute: "np.abs",
              floor: "np.floor", maximum: "np.maximum", minimum: "np.minimum"}
_CONSTANTS = {S.Pi: "np.pi", S.Exp1: "np.e"}
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"

SIGMOID = '''\
def sigmoid(z):
    """1 / (1 + exp(-z)), to full precision and without overflow for any z."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)
'''


@dataclass(frozen=True)
class _Code:
    """A piece of source whose value has ``axes``, in that order.

    plain    whether the value may be a Python number: made of numbers, sizes and scalar arguments
    """

    text: str
    level: int
    axes: tuple[Index, ...] = ()
    plain: bool = False
    terms: tuple[str, ...] = ()

    def at_least(self, level: int) -> str:
        return self.text if self.level >= level else f"({self.text})"


class _Writer:
    """Writes one tree, and notes what it used."""

    def __init__(self, names: Names, order: Sequence[Index]):
        self.names = names
        self.rank = {a: n for n, a in enumerate(dict.fromkeys(order))}
        self.uses: dict[Key, None] = {}
        self.functions: set[str] = set()
        self.widest = 0
        # Dummies of the sums over intervals around the place that is written: their names and limits.
        self.dummies: dict[IntegerIndex, str] = {}
        self.bounds: dict[IntegerIndex, tuple[Expr, Expr]] = {}

    def code(self, node: Basic) -> _Code:
        match node:
            case Add():
                made = self.sum(node)
            case Mul() | sympy.Number():
                negative, made = self.product(node)
                made = _negated(made) if negative else made
            case Pow():
                made = self.power(node)
            case exp() | log() | tanh() | sigmoid() | absolute() | floor() | maximum() | minimum():
                made = self.call(_FUNCTIONS[type(node)], *map(self.code, node.args))
            case relu():
                made = self.call("np.maximum", self.code(node.args[0]), _Code("0", _ATOM, plain=True))
            case unit_step():  # 0 at 0
                made = self.call("np.heaviside", self.code(node.args[0]), _Code("0", _ATOM, plain=True))
            case IntegerIndex():
                made = _Code(self.dummies.get(node) or self.use(node, node), _ATOM, plain=True)
            case IntervalSum():
                made = self.interval(node)
            case sympy.NumberSymbol() if node in _CONSTANTS:
                made = _Code(_CONSTANTS[node], _ATOM, plain=True)
            case Size():
                made = _Code(self.use(node.range, node), _ATOM, plain=True)
            case Entry() | Adjoint() | Partial() | Derivative():
                made = self.leaf(node)
            case Delta(indices=(IntegerIndex() as a, b)):
                made = _Code(f"int({self.code(a).text} == {self.code(b).text})", _ATOM, plain=True)
            case Delta():
                a, b = sorted(node.indices, key=self.rank.__getitem__)
                size = self.use(a.range, node)
                made = _Code(f"np.eye({size}{self.dtype()})", _ATOM, (a, b))
            case Total() | Mean():
                made = self.reduction(node)
            case Expectation() | Variance():
                raise NotExportable("an expectation has no NumPy form", term=node,
                                    hint="export the formula that it was proved equal to")
            case Limit():
                raise NotExportable("a limit has no NumPy form", term=node,
                                    hint="export the formula that it was proved equal to")
            case _:
                raise NotExportable(f"no NumPy form for {type(node).__name__}", term=node)
        self.widest = max(self.widest, len(made.axes))
        return made

    def use(self, what: Key, term: Basic) -> str:
        """The name of ``what``; noted."""
        if what not in self.names:
            match term:
                case Adjoint():
                    reason, hint = "an adjoint that no claim gives", "add a claim that gives it"
                case Partial() | Derivative():
                    reason, hint = "a derivative that is left unspecified", "export a claim that gives it"
                case Entry() if term.family.law:
                    reason, hint = "a random family", "export the formula for its expectation"
                case _:
                    reason, hint = "a name that the derivation does not declare", ""
            raise NotExportable(f"{term} is {reason}", term=term, hint=hint)
        self.uses[what] = None
        return self.names[what]

    def leaf(self, node: Basic) -> _Code:
        what, slots = key(node)
        if isinstance(what, Family) and REALS in what.ranges:
            raise NotExportable(f"{what.name} is a function that is not written down", term=node,
                                hint=f"define({what.name!r}, ...) what it is applied to")
        name = self.use(what, node)
        indices = [a for a in slots if isinstance(a, Index) and not isinstance(a, IntegerIndex)]
        if len(indices) < len(slots):
            name += self.members(node, slots)
        axes = tuple(dict.fromkeys(indices))
        if len(axes) < len(indices):  # A[i, i]
            letters = _letters(indices)
            was, is_ = ("".join(letters[a] for a in side) for side in (indices, axes))
            return _Code(f'np.einsum("{was}->{is_}", {name})', _ATOM, axes)
        plain = isinstance(what, Family) and not what.ranges and not what.is_defined
        return _Code(name, _ATOM, axes, plain)

    def members(self, node: Basic, slots: Sequence[Basic]) -> str:
        """``[t - 1]``: the members that are picked out, checked not to be before member 0."""
        written = []
        for slot in slots:
            if isinstance(slot, Index) and not isinstance(slot, IntegerIndex):
                written.append(":")
                continue
            form = affine(slot)
            loops = [a for a in form if a is not None and a.tag and a not in self.bounds]  # of a recurrence
            if _least(form, self.bounds, loops[0] if loops else None) < 0:
                # NumPy would take a member from the end.
                raise NotExportable(f"{node} may be a member before the first, number 0", term=node,
                                    hint="an array holds the members from 0 on: integer(..., at_least=1)")
            written.append(self.code(slot).text)
        while written[-1] == ":":
            written.pop()
        return f"[{', '.join(written)}]"

    def interval(self, node: IntervalSum) -> _Code:
        """A sum over an interval: a Python sum, which starts with zeros where it may have no terms."""
        first, end = self.code(node.first).text, self.code(_one_more(node.last)).text
        taken = [*self.names.values(), *self.dummies.values()]
        self.dummies[node.index] = letter = identifier(node.index.letter, taken)
        self.bounds[node.index] = (node.first, node.last)
        body = self.code(node.body)
        del self.dummies[node.index], self.bounds[node.index]
        terms = f"{body.text} for {letter} in range({first}, {end})"
        never_empty = _least(_plus(affine(node.last), affine(node.first), -1), self.bounds) >= 0
        if not body.axes or never_empty:
            return _Code(f"sum({terms})", _ATOM, body.axes, body.plain)
        zeros = self.filled(_Code("0", _ATOM), body.axes).text
        return _Code(f"sum(({terms}), {zeros})", _ATOM, body.axes)

    def dtype(self) -> str:
        """", dtype=x.dtype" for the first array x that the program is given ("" if none)."""
        array = _given_array(self.names)
        if array is None:
            return ""
        self.uses[array] = None
        return f", dtype={self.names[array]}.dtype"

    def call(self, function: str, *inner: _Code) -> _Code:
        self.functions.add(function.removeprefix("np."))
        # np.log(2) is a float64 and would turn float32 arrays into float64.
        dtype = self.dtype() if all(c.plain for c in inner) and function != "sigmoid" else ""
        axes = self.union(inner) if len(inner) > 1 else inner[0].axes
        arguments = ", ".join(self.aligned(c, axes).text if c.axes else c.text for c in inner)
        return _Code(f"{function}({arguments}{dtype})", _ATOM, axes)

    # Sums and products of aligned arrays

    def sum(self, node: Add) -> _Code:
        signed = [self.product(term) for term in _summands(node)]
        axes = self.union([c for _, c in signed])
        terms = []
        for n, (negative, code) in enumerate(signed):
            text = self.aligned(code, axes).at_least(_PRODUCT if negative else _SUM)
            terms.append(("-" if negative else "") + text if n == 0 else f"{'-' if negative else '+'} {text}")
        return _Code(" ".join(terms), _SUM, axes, all(c.plain for _, c in signed), tuple(terms))

    def product(self, node: Basic) -> tuple[bool, _Code]:
        """Whether the product has a minus sign, and the product without it."""
        number, above, below = _fraction(node)
        over, under = [self.code(n) for n in above], [self.code(n) for n in below]
        axes = self.union(over + under)
        numerator, denominator = _number(abs(number))
        if not under and len(over) == 1 and (numerator, denominator) == ("1", "1"):
            return number < 0, over[0]

        def split(codes: list[_Code]) -> tuple[list[str], list[str]]:
            small: list[str] = []
            large: list[str] = []
            for code in codes:
                text = self.aligned(code, axes).at_least(_POWER)
                (small if len(code.axes) < len(axes) else large).append(text)
            return small, large

        # Small factors first: (2 * a / m) * x touches the large array x once.
        small, large = split(over)
        small_under, large_under = split(under)
        if numerator != "1":
            small.insert(0, numerator)
        if denominator != "1":
            small_under.insert(0, denominator)
        if not small or not large:
            small, large = [*small, *large], []
            small_under, large_under = [*small_under, *large_under], []
        text = " * ".join(small) or "1"
        for divide, group in ((True, small_under), (False, large), (True, large_under)):
            if divide and len(group) > 1:
                group = [f"({' * '.join(group)})"]
            if group:
                text += (" / " if divide else " * ") + " * ".join(group)
        level = _PRODUCT if " " in text else _ATOM
        return number < 0, _Code(text, level, axes, all(c.plain for c in over + under))

    def power(self, node: Pow) -> _Code:
        base, exponent = node.args
        if base is S.Exp1:
            return self.call("np.exp", self.code(exponent))
        if not isinstance(exponent, Rational):
            return self.integer_power(base, exponent)
        if exponent < 0:
            return self.product(node)[1]
        inner = self.code(base)
        if exponent == 1:
            return inner
        if exponent == Rational(1, 2) and not inner.plain:
            return self.call("np.sqrt", inner)
        top, bottom = _number(exponent)
        shown = top if bottom == "1" else f"({top} / {bottom})"
        sign = "**" if inner.text.isidentifier() and bottom == "1" else " ** "
        return _Code(f"{inner.at_least(_ATOM)}{sign}{shown}", _POWER, inner.axes, inner.plain)

    def integer_power(self, base: Expr, exponent: Expr) -> _Code:
        """beta ** (t - i). Raises NotExportable if the exponent is not a sum of integers and sizes."""
        leaves = [t for t in subterms(exponent) if isinstance(t, Expr) and not isinstance(t, (Add, Mul))]
        if not all(isinstance(t, (IntegerIndex, Size, Integer)) for t in leaves):
            raise NotExportable("an exponent must be a rational number or a sum of integers",
                                term=Pow(base, exponent, evaluate=False))
        inner, above = self.code(base), self.code(exponent)
        sign = "**" if inner.text.isalnum() and above.text.isalnum() else " ** "
        return _Code(f"{inner.at_least(_ATOM)}{sign}{above.at_least(_ATOM)}", _POWER, inner.axes, inner.plain)

    # Reductions

    def reduction(self, node: Total | Mean) -> _Code:
        if isinstance(node, Total):
            contraction = self.contraction(node)
            if contraction is not None:
                return contraction
        inner = self.code(node.body)
        at = [n for n, a in enumerate(inner.axes) if a in node.indices]
        assert len(at) == len(node.indices), "an index that its sum does not contain is tidied away"
        axis = f"axis={at[0]}" if len(at) == 1 else f"axis={tuple(at)}"
        if len(at) > 1 and len(at) == len(inner.axes):
            axis = ""
        word = "sum" if isinstance(node, Total) else "mean"
        rest = tuple(a for a in inner.axes if a not in node.indices)
        return _Code(f"{inner.at_least(_ATOM)}.{word}({axis})", _ATOM, rest)

    def contraction(self, node: Total) -> _Code | None:
        """A sum of products as @ or einsum, if the product itself would be larger than its factors."""
        number, above, below = _fraction(node.body)
        if number != 1 or below or len(above) < 2:
            return None
        codes = [self.code(n) for n in above]
        axes = self.union(codes)
        self.widest = max(self.widest, len(axes))
        rest = tuple(a for a in axes if a not in node.indices)
        if len(codes) == 2 and len(node.indices) == 1:
            matmul = self.matmul(codes[0], codes[1], node.indices[0], rest)
            if matmul is not None:
                return matmul
        if any(len(c.axes) == len(axes) for c in codes):
            return None
        letters = _letters(axes)
        inputs = ",".join("".join(letters[a] for a in c.axes) for c in codes)
        rest = tuple(sorted(rest, key=self.rank.__getitem__))
        output = "".join(letters[a] for a in rest)
        arrays = ", ".join(c.text for c in codes) + (", optimize=True" if len(codes) > 2 else "")
        return _Code(f'np.einsum("{inputs}->{output}", {arrays})', _ATOM, rest)

    def matmul(self, a: _Code, b: _Code, bound: Index, rest: tuple[Index, ...]) -> _Code | None:
        """``a @ b`` if it is that: at most one axis of each is its own; the others are shared."""
        if bound not in a.axes or bound not in b.axes or set(a.axes) == set(b.axes):
            return None
        rank = self.rank.__getitem__
        own_a, own_b = ([x for x in p.axes if x not in q.axes] for p, q in ((a, b), (b, a)))
        if own_a and own_b and rank(own_b[0]) < rank(own_a[0]):
            a, b, own_a, own_b = b, a, own_b, own_a
        batch = sorted((x for x in rest if x in a.axes and x in b.axes), key=rank)
        if len(own_a) > 1 or len(own_b) > 1 or (batch and not (own_a and own_b)):
            return None
        if own_b and not own_a:  # A @ v reads better than v @ A.T
            own = own_b[0]
            if b.axes.index(bound) > b.axes.index(own):
                a, b, own_a, own_b = b, a, own_b, own_a
        left = self.aligned(a, (*batch, *own_a, bound)).at_least(_ATOM)
        right = self.aligned(b, (*batch, bound, *own_b)).at_least(_ATOM)
        return _Code(f"{left} @ {right}", _PRODUCT, (*batch, *own_a, *own_b))

    # Axes

    def union(self, codes: Sequence[_Code]) -> tuple[Index, ...]:
        """The axes of a sum or product: in the order of an array that has them all, if one does."""
        everything = {a for c in codes for a in c.axes}
        ranked = tuple(sorted(everything, key=self.rank.__getitem__))
        full = [c.axes for c in codes if len(c.axes) == len(ranked)]
        return full[0] if full and ranked not in full else ranked

    def aligned(self, code: _Code, axes: tuple[Index, ...]) -> _Code:
        """``code`` transposed to the order of ``axes``, with axes of length 1 for those it lacks."""
        here = [code.axes.index(a) for a in axes if a in code.axes]
        suffix = ""
        if here != sorted(here):
            moved = [n for n, m in enumerate(here) if n != m]
            if len(here) == 2:
                suffix = ".T"
            elif len(moved) == 2:
                suffix = f".swapaxes({moved[0]}, {moved[1]})"
            else:
                suffix = f".transpose({', '.join(map(str, here))})"
        slots = [":" if a in code.axes else "None" for a in axes]
        while slots and slots[0] == "None":  # broadcasting adds leading axes by itself
            del slots[0]
        while slots and slots[-1] == ":":
            del slots[-1]
        if slots:
            suffix += f"[{', '.join(slots)}]"
        if not suffix:
            return code
        return replace(code, text=code.at_least(_ATOM) + suffix, level=_ATOM, axes=axes, terms=())

    def filled(self, code: _Code, axes: tuple[Index, ...]) -> _Code:
        """``code`` with exactly these axes: repeated along those it does not depend on."""
        missing = set(axes) - set(code.axes)
        code = self.aligned(code, axes)
        self.widest = max(self.widest, len(axes))
        if not missing:
            return code
        ranges = tuple(a.range for a in axes)
        for what, name in self.names.items():
            if isinstance(what, Family) and not what.is_defined and what.ranges == ranges:
                self.uses[what] = None
                return _Code(f"np.full_like({name}, {code.text})", _ATOM, axes)
        sizes = [self.use(r, code.text) for r in ranges]
        shape = sizes[0] if len(sizes) == 1 else f"({', '.join(sizes)})"
        if len(sizes) == 1 and not all(isinstance(u, Range) for u in self.uses):
            shape = f"({shape}, *np.shape({code.text}))"  # axes of the scalars in it trail
        return _Code(f"np.full({shape}, {code.text}{self.dtype()})", _ATOM, axes)


def _one_more(last: Expr) -> Expr:
    """``last + 1``, with its numbers added up: where a range of Python ends."""
    total: Expr | None = None
    found = affine(last)
    constant = found.pop(None, 0) + 1
    for a, c in found.items():
        term = a if c == 1 else Mul(c, a, evaluate=False)
        total = term if total is None else Add(total, term, evaluate=False)
    if total is None:
        return Integer(constant)
    return Add(total, Integer(constant), evaluate=False) if constant else total


def _letters(indices: Iterable[Index]) -> dict[Index, str]:
    """One letter of its own for each index: its name's where possible."""
    letters: dict[Index, str] = {}
    for a in indices:
        if a not in letters:
            free = [c for c in _ALPHABET if c not in letters.values()]
            letters[a] = a.letter if a.letter in free else free[0]
    return letters


def _summands(node: Basic) -> list[Basic]:
    return [t for a in node.args for t in _summands(a)] if isinstance(node, Add) else [node]


def _fraction(node: Basic) -> tuple[Rational, list[Basic], list[Basic]]:
    """A product as number, factors, divisors.

    >>> a, b = symbol("a"), symbol("b")
    >>> _fraction(-a/(2*b))
    (-1/2, [a], [b])
    """
    match node:
        case Rational():
            return node, [], []
        case sympy.Number():
            raise NotExportable(f"{node} is not an exact real number", term=node)
        case Mul():
            parts = [_fraction(a) for a in node.args]
            return (prod((p[0] for p in parts), start=S.One),
                    [n for p in parts for n in p[1]], [n for p in parts for n in p[2]])
        case Pow() if isinstance(node.exp, Rational) and node.exp < 0 and node.base is not S.Exp1:
            if node.exp == -1 or (isinstance(node.base, Rational) and node.exp.is_Integer):
                number, above, below = _fraction(node.base)
                if number == 0:
                    raise NotExportable("division by zero", term=node)
                return number**node.exp, below, above
            return S.One, [], [Pow(node.base, -node.exp, evaluate=False)]
    return S.One, [node], []


def _number(value: Rational) -> tuple[str, str]:
    """A positive or zero number as numerator and denominator; 1/2 and the like as decimals."""
    if value.q in (2, 4, 8) and value < 1000:
        return repr(float(value)), "1"  # exact: a dyadic number
    return str(value.p), str(value.q)


def _negated(code: _Code) -> _Code:
    return replace(code, text="-" + code.at_least(_PRODUCT), level=_PRODUCT, terms=())


assert Integer(1) is S.One
