r"""The vocabulary of derivations: SymPy expressions over indices with ranges.

An author writes ordinary SymPy (``+ * / **``, ``sqrt``, ``exp``, ``log``, ``tanh``)
over a few nodes of our own:

    batch = Range("batch", "m", "i j k")        an abstract finite set of m elements
    i, j, k = batch.indices()                   indices that run over it
    x = family("x", batch)                      x[i], one real number for each i
    eps = symbol("eps", r"\varepsilon")         a scalar
    mu = define("mu", mean(x[i], i))            a definition; a family with a body
    xhat = define("xhat", [i], (x[i] - mu) / sqrt(var + eps))

Sums are over whole ranges, so a formula speaks of every size at once. Steps in
time are integers, which can be counted and added:

    t = integer("t", at_least=1)                any integer from 1 on
    i = integer("i")                            an index of a sum over steps
    g = sequence("g")                           g[1], g[i], g[t-1], ...
    total(beta ** (t - i) * g[i], (i, 1, t))    a sum over the steps from 1 to t
    m = recurrence({m[i]: (0, beta * m[i-1] + (1 - beta) * g[i])})
    limit(m[t], beta, 1, "-")

Every binder renames its dummy index apart when it is built (the index gets a tag that
no other index has), so no substitution can capture a free index. SymPy carries
these trees, prints them and nothing else: what they mean is decided by
``symdl.calculus.lower`` (for the proof) and, independently, by
``symdl.verification.evaluation.evaluate`` (at given sizes and numbers).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, zip_longest
from typing import Any

from sympy import Add, Basic, Expr, Function, Integer, Mul, Rational, Tuple, evaluate, exp, log, oo, sqrt, tanh
from sympy.core.relational import Relational
from sympy.core.symbol import Str

from symdl.errors import (
    BinderError,
    EmptyRangeError,
    FreeIndexError,
    LanguageError,
    NumberError,
    ShapeError,
)

__all__ = [
    "INTEGERS", "REALS", "Adjoint", "Delta", "Derivative", "Each", "Entry", "Expectation", "Family", "Index",
    "IntegerIndex", "IntervalSum", "Limit", "Loss", "Mean", "Partial", "Range", "Recurrence", "Size", "Total",
    "Variance", "absolute", "adjoint", "affine", "bernoulli", "define", "delta", "derivative", "each", "exp",
    "expectation", "family", "floor", "function", "gaussian", "independent", "integer", "limit", "log", "maximum",
    "mean", "minimum", "oo", "partial", "place_of", "recurrence", "relu", "sequence", "sigmoid", "sqrt", "symbol",
    "tanh", "total", "unit_step", "variance", "vjp",
]  # fmt: skip

_fresh_tag = count(1)

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")  # a letter, then letters, digits and underscores

# Words that mean something else in plain text.
RESERVED = frozenset(("sum", "mean", "exp", "log", "ln", "sqrt", "tanh", "sigmoid", "delta", "E", "Var", "adjoint",
                       "partial", "derivative", "lim", "relu", "abs", "min", "max", "floor", "unit_step", "inf"))


# A node: one object for the same parts, so that to look it up in a table is no comparison of trees.
_one: Callable[..., Any] = lru_cache(maxsize=1 << 16)(Basic.__new__)


def _name(name: object, what: str) -> str:
    """A name that can be written in plain text and read back. Raises LanguageError."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise LanguageError(f"{name!r} cannot be the name of {what}",
                            hint="a name is a letter, then letters, digits and underscores; LaTeX goes in latex=")
    if name in RESERVED:
        raise LanguageError(f"{name} cannot be the name of {what}: it means something else in formulas",
                            hint="choose another name; how it is printed is up to latex=")
    return name


# --------------------------------------------------------------------------
# Ranges and indices


class Range(Basic):
    """An abstract finite set that indices run over.

    name      what a person calls it, as in "batch"
    size      the letter of its number of elements, as in "m"
    letters   the letters of its indices, as in "i j k"
    at_least  the smallest size meant (1 unless told); 0 allows the empty range,
              over which no mean exists
    """

    def __new__(cls, name: str, size: str, letters: str, at_least: int = 1) -> Range:
        if isinstance(name, Str):  # SymPy rebuilding the node from its args
            return _one(cls, name, size, letters, at_least)
        if not letters.split():
            raise LanguageError(f"range {name} has no letters for its indices",
                                hint='write Range("batch", "m", "i j k")')
        if name in ("integers", "reals"):
            raise LanguageError(f"a range cannot be called {name}: there are others of that name",
                                hint="choose another name")
        for letter in letters.split():
            _name(letter, "an index")
        return _one(cls, Str(_name(name, "a range")), Str(_name(size, "a size")), Str(letters), Integer(at_least))

    @property
    def name(self) -> str:
        return self.args[0].name

    @property
    def size_name(self) -> str:
        return self.args[1].name

    @property
    def letters(self) -> list[str]:
        return self.args[2].name.split()

    @property
    def at_least(self) -> int:
        return int(self.args[3])

    @property
    def size(self) -> Size:
        """The number of elements, as a term."""
        return Size(self)

    @property
    def is_abstract(self) -> bool:
        """Whether this is a finite set with a size, and not the integers or the real numbers."""
        return bool(self.letters)

    def indices(self) -> tuple[Index, ...]:
        """One index for each letter of the range, in order."""
        return tuple(Index(letter, self) for letter in self.letters)

    def _sympystr(self, printer: object) -> str:
        return self.name


# What the members of a sequence (g[i-1]) and the values of a function (G[x + 1]) are told apart by.
# Neither has a size, so nothing sums over the whole of it.
INTEGERS = Basic.__new__(Range, Str("integers"), Str(""), Str(""), Integer(0))
REALS = Basic.__new__(Range, Str("reals"), Str(""), Str(""), Integer(0))


class _Node(Expr):
    """A real number that depends on indices. SymPy must not look inside."""

    is_commutative = True


class Index(Basic):
    """An index that runs over a range: free (tag 0) or the dummy of one binder (tag > 0).

    One whose letter is a number does not run: it is the place of one member, as that of x_1. See ``place_of``.
    """

    def __new__(cls, letter: str, range_: Range, tag: int = 0) -> Index:
        letter = letter if isinstance(letter, Str) else Str(letter)
        return _one(cls, letter, range_, Integer(tag))

    @property
    def letter(self) -> str:
        return self.args[0].name

    @property
    def range(self) -> Range:
        return self.args[1]

    @property
    def tag(self) -> int:
        return int(self.args[2])

    @property
    def place(self) -> int | None:
        """Which member this picks out, counted from 1; None for an index that runs."""
        return int(self.letter) if self.letter.isdecimal() else None

    def tagged(self, tag: int) -> Index:
        """The same index with another tag."""
        return self.func(*self.args[:2], tag, *self.args[3:])

    def _sympystr(self, printer: object) -> str:
        return self.letter


class IntegerIndex(Index, _Node):
    """An integer: free (tag 0), or the dummy of one sum over an interval (tag > 0).

    Unlike an index of an abstract range it is a number, so ``t - i`` is one too.

    at_least  for a free one or a parameter, the smallest integer meant. (The
              limits of its sum say that of a dummy.)
    """

    is_integer = True

    def __new__(cls, letter: str, range_: Range = INTEGERS, tag: int = 0, at_least: int = 0,
                means: str = "") -> IntegerIndex:
        text = [a if isinstance(a, Str) else Str(a) for a in (letter, means)]
        return _one(cls, text[0], range_, Integer(tag), Integer(at_least), text[1])

    @property
    def at_least(self) -> int:
        return int(self.args[3])

    @property
    def means(self) -> str:
        return self.args[4].name

    def starting(self, at_least: int) -> IntegerIndex:
        """The same integer, from another least value on."""
        return IntegerIndex(self.letter, INTEGERS, self.tag, at_least, self.means)


def integer(letter: str, at_least: int = 0, means: str = "") -> IntegerIndex:
    """An integer that is at least ``at_least``, such as a number of steps."""
    return IntegerIndex(_name(letter, "an integer"), INTEGERS, 0, at_least, means)


def place_of(range_: Range, number: int) -> Index:
    """The place of the member with this number, counted from 1. Raises ShapeError if not every size has one."""
    if number < 1:
        raise ShapeError(f"members are counted from 1, so the {range_.name} has no member {number}")
    if number > range_.at_least:
        raise ShapeError(f"the {range_.name} need not have a member {number}")
    return Index(str(number), range_)


def affine(expr: Expr) -> dict[IntegerIndex | None, int]:
    """``2*t - i + 3`` as ``{t: 2, i: -1, None: 3}``, no coefficient zero.

    Raises ShapeError if ``expr`` is not an integer combination of integers.
    """
    out = integer_terms(expr)
    if out is None:
        raise ShapeError(f"{expr} is not a sum of integers", term=expr, hint="write t, t - 1, 2*t - i, ...")
    return out


def integer_terms(expr: Basic) -> dict[IntegerIndex | None, int] | None:
    """As ``affine``, but None if ``expr`` is something else."""
    out: dict[IntegerIndex | None, int] = {}

    def collect(node: Basic, times: int) -> bool:
        match node:
            case IntegerIndex():
                out[node] = out.get(node, 0) + times
            case Integer():
                out[None] = out.get(None, 0) + times * int(node)
            case Add():
                return all(collect(arg, times) for arg in node.args)
            case Mul():
                rest = [arg for arg in node.args if not isinstance(arg, Integer)]
                for arg in node.args:
                    times *= int(arg) if isinstance(arg, Integer) else 1
                return len(rest) < 2 and collect(rest[0] if rest else Integer(1), times)
            case _:
                return False
        return True

    return {a: c for a, c in out.items() if c} if collect(expr, 1) else None


def apart(index: Index) -> Index:
    """The index renamed apart from every other."""
    return index.tagged(next(_fresh_tag))


class Size(_Node):
    """The number of elements of a range: a positive integer (or zero, if it may be empty)."""

    def __new__(cls, range_: Range) -> Size:
        if not range_.is_abstract:
            raise ShapeError(f"the {range_.name} have no size")
        return _one(cls, range_)

    @property
    def range(self) -> Range:
        return self.args[0]

    def _sympystr(self, printer: object) -> str:
        return self.range.size_name


# --------------------------------------------------------------------------
# Families, definitions, random families


UNWRITTEN = "not written"
"""What a parameter means that formulas leave out: the T of G_t = r_t + ... + r_T."""


class Family(Basic):
    """A named family of real numbers, one for each value of its indices.

    A scalar is a family with no indices. A family with a ``body`` is a
    definition: ``xhat[j]`` then stands for the body with j for its parameter.
    A family with a ``law`` is random: its entries are independent of each other
    and of every other random family. A family with a ``recurrence`` is defined
    step by step. A range of a family may also be the INTEGERS, which makes it a
    sequence, or the REALS, which makes it a function that is not written down.
    """

    def __new__(cls, name: object, ranges: Iterable[Range], latex: object, means: object, params: Iterable[Index] = (),
                body: Expr | Tuple | None = None, law: Iterable[Basic] = (), system: Iterable[Tuple] = ()) -> Family:
        # ``body`` is wrapped in a Tuple because SymPy's args must all be Basic.
        body = body if isinstance(body, Tuple) else Tuple(*(() if body is None else (body,)))
        if not isinstance(name, Str):  # else SymPy rebuilding the node from its args
            _name(name, "a symbol")
        text = [a if isinstance(a, Str) else Str(a) for a in (name, latex, means)]
        return Basic.__new__(cls, text[0], Tuple(*ranges), text[1], text[2],
                             Tuple(*params), body, Tuple(*law), Tuple(*system))

    @property
    def name(self) -> str:
        return self.args[0].name

    @property
    def ranges(self) -> tuple[Range, ...]:
        return tuple(self.args[1])

    @property
    def latex(self) -> str:
        """How the name is written in LaTeX, without indices."""
        return self.args[2].name

    @property
    def means(self) -> str:
        return self.args[3].name

    @property
    def params(self) -> tuple[Index, ...]:
        """The parameters of a definition, in order."""
        return tuple(self.args[4])

    @property
    def shown(self) -> int:
        """How many of its indices are written: the last ones may be left out, see ``UNWRITTEN``."""
        left_out = 0
        for param in reversed(self.params):
            if not isinstance(param, IntegerIndex) or param.means != UNWRITTEN:
                break
            left_out += 1
        return len(self.ranges) - left_out

    @property
    def body(self) -> Expr | None:
        """The defining expression, free in ``params`` only; None if this is not a definition."""
        return self.args[5][0] if self.args[5] else None

    @property
    def law(self) -> tuple[str, ...] | None:
        """("bernoulli", p), ("gaussian", mean, variance) or ("independent", mean, variance); None if not random."""
        return (self.args[6][0].name, *self.args[6][1:]) if self.args[6] else None

    @property
    def recurrence(self) -> Recurrence | None:
        """How the members follow from those before; None if they do not."""
        for bare, params, start, step in self.system:
            if bare.name == self.name:
                return _recurrence(self.system, params, start, step)
        return None

    @property
    def system(self) -> Tuple:
        """All sequences of this one's recurrence, as (bare family, parameters, start, step) each; empty if none."""
        return self.args[7]

    @property
    def defining(self) -> tuple[Expr, ...]:
        """The expressions that a definition is made of: its body, or start and step; none if it is not one."""
        rule = self.recurrence
        if rule is not None:
            return rule.start, rule.step
        return (self.body,) if self.body is not None else ()

    @property
    def is_defined(self) -> bool:
        """Whether the members follow from others, by a body or by a recurrence."""
        return self.body is not None or bool(self.system)

    def __getitem__(self, indices: object) -> Entry:
        return Entry(self, *(indices if isinstance(indices, tuple) else (indices,)))

    def __iter__(self) -> Iterator[Entry]:  # without this, Python would call x[0], x[1], ...
        raise ShapeError(f"family {self.name} cannot be iterated", hint=f"write {self.name}[i]")

    def _xreplace(self, rule: Mapping[Basic, Basic]) -> tuple[Basic, bool]:
        # No index in a definition is free, so nothing inside is ever replaced.
        return (rule[self], True) if self in rule else (self, False)

    def at(self, *indices: Index) -> Expr:
        """The body of a definition with these indices for its parameters."""
        return _instance(self, indices)

    def _sympystr(self, printer: object) -> str:
        return self.name


@dataclass(frozen=True)
class Recurrence:
    """A sequence step by step: ``start`` at 0, and ``step`` at each integer from 1 on.

    params   the parameters, the integer first
    start    the member at 0, free in the other parameters
    step     the member at params[0], in terms of members before it
    """

    params: tuple[Index, ...]
    start: Expr
    step: Expr


@lru_cache(maxsize=1 << 10)
def _recurrence(system: Tuple, params: Tuple, start: Expr, step: Expr) -> Recurrence:
    # Inside, the sequences stand bare, or the tree would have no end. The parameters are
    # renamed, so that a substitution for them does not enter the sequences themselves.
    whole = {bare: Family(bare.name, bare.ranges, bare.latex, bare.means, system=system) for bare, *_ in system}
    first, *others = params
    renamed = {first: IntegerIndex(first.letter, tag=next(_fresh_tag), at_least=1), **{a: apart(a) for a in others}}
    with evaluate(False):
        return Recurrence(tuple(renamed.values()), *(v.xreplace(renamed).xreplace(whole) for v in (start, step)))


class Entry(_Node):
    """One member of a family: ``x[i]``, or a scalar, which has no indices."""

    def __new__(cls, family_: Family, *indices: Index | Expr) -> Entry:
        if len(indices) != len(family_.ranges) or not all(map(_fits, family_.ranges, indices)):
            raise _misfit(family_, indices)
        slots = (_exact(a) if r in (INTEGERS, REALS) else a for r, a in zip(family_.ranges, indices, strict=True))
        return Basic.__new__(cls, family_, *slots)

    @property
    def family(self) -> Family:
        return self.args[0]

    @property
    def indices(self) -> tuple[Index, ...]:
        """What stands in the brackets: an index for an abstract range, an expression for INTEGERS and REALS."""
        return tuple(self.args[1:])

    def _sympystr(self, printer: object) -> str:
        return self.family.name + _subscript(self.indices)


def _fits(range_: Range, index: object) -> bool:
    """Whether this may stand in a place of the brackets."""
    if range_ not in (INTEGERS, REALS):
        return isinstance(index, Index) and index.range == range_
    if isinstance(index, Index) and not isinstance(index, IntegerIndex):
        return False
    expr = _exact(index)
    if range_ == INTEGERS:
        affine(expr)
    return True


def _misfit(family_: Family, indices: Sequence[object]) -> ShapeError:
    shape = "(" + ", ".join(r.name for r in family_.ranges) + ")"
    for index, range_ in zip_longest(indices, family_.ranges):
        if range_ not in (INTEGERS, REALS, None) and index is not None and not isinstance(index, Index):
            return ShapeError(f"{family_.name} is indexed by {index!r}, which is not an index",
                              hint="an index comes from range.indices()")
    got = ", ".join(f"{a.letter} of {a.range.name}" if isinstance(a, Index) else str(a) for a in indices) or "no index"
    return ShapeError(f"{family_.name} has shape {shape} but is used with {got}",
                      hint=f"give it one index for each of {shape}")


@lru_cache(maxsize=1 << 12)
def _instance(definition: Family, indices: tuple[Index, ...]) -> Expr:
    assert definition.body is not None
    with evaluate(False):  # as the author wrote it
        return definition.body.xreplace(dict(zip(definition.params, indices, strict=True)))


def _subscript(indices: Sequence[Basic]) -> str:
    return "[" + ", ".join(map(str, indices)) + "]" if indices else ""


def symbol(name: str, latex: str = "", means: str = "") -> Entry:
    """A real scalar."""
    return Entry(Family(name, (), latex or name, means))


def extremum(word: str, body: Expr, over: Index, free: Sequence[Index]) -> Entry:
    """The largest or smallest of some numbers, as a number of which nothing is known: for proofs only.

    Two of one body are one number. No name that is read has a # in it.
    """
    return Entry(Family(Str(f"{word}#{over.range.name}#{body}"), [index.range for index in free], word, ""), *free)


def is_extremum(node: Basic) -> bool:
    """Whether this is such a number, so that a place where a statement fails refutes nothing."""
    return isinstance(node, Entry) and node.family.name.startswith(("max#", "min#"))


PI = Entry(Family("pi", (), r"\pi", "the number pi"))
"""The number: evaluated as it is, and for a proof any positive number."""


def family(name: str, *ranges: Range, latex: str = "", means: str = "") -> Family:
    """A family of real numbers, one for each element of the product of ``ranges``."""
    return Family(name, ranges, latex or name, means)


def sequence(name: str, *ranges: Range, latex: str = "", means: str = "") -> Family:
    """A family with a member for each integer (and each element of ``ranges``): ``g[t - 1]``."""
    return Family(name, (INTEGERS, *ranges), latex or name, means)


def function(name: str, latex: str = "", means: str = "") -> Family:
    """A real function of one real number that is not written down: ``G[x + 1]``."""
    return Family(name, (REALS,), latex or name, means)


def _random(name: str, ranges: Sequence[Range], latex: str, means: str, *law: object) -> Family | Entry:
    for parameter in law[1:]:
        if free_indices(parameter):
            raise FreeIndexError(f"the law of {name} depends on an index", term=parameter,
                                 hint="the members of a random family are identically distributed")
    made = Family(name, ranges, latex or name, means, law=(Str(law[0]), *map(_exact, law[1:])))
    return made if ranges else Entry(made)


def bernoulli(name: str, *ranges: Range, p: Expr, latex: str = "", means: str = "") -> Family | Entry:
    """Independent members, each 1 with probability ``p`` and 0 otherwise (a scalar if no range)."""
    return _random(name, ranges, latex, means, "bernoulli", p)


def gaussian(name: str, *ranges: Range, mean: Expr, variance: Expr,
             latex: str = "", means: str = "") -> Family | Entry:
    """Independent normal members of this mean and variance (a scalar if no range)."""
    return _random(name, ranges, latex, means, "gaussian", mean, variance)


def independent(name: str, *ranges: Range, mean: Expr, variance: Expr,
                latex: str = "", means: str = "") -> Family | Entry:
    """Independent members of any one law with this mean and variance (a scalar if no range)."""
    return _random(name, ranges, latex, means, "independent", mean, variance)


def define(name: str, *rest: object, latex: str = "", means: str = "") -> Family | Entry:
    """``define(name, body)`` makes a scalar, ``define(name, [i, j], body)`` a family.

    Raises FreeIndexError if the body has a free index that is no parameter, so
    that a sum around a use of the definition can never capture one.
    """
    *params, body = rest
    indices: tuple[Index, ...] = tuple(params[0]) if params else ()  # type: ignore[arg-type]
    body = _exact(body)
    if len(set(indices)) != len(indices):
        raise BinderError(f"definition {name} names a parameter twice", term=list(indices))
    for index in sorted(free_indices(body) - set(indices), key=str):
        raise FreeIndexError(
            f"definition {name} has free index {index}, which is not a parameter", term=body,
            hint=f'bind it with total(..., {index}), or write define("{name}", [{index}], ...)')
    # Parameters are renamed apart like the dummies of a binder: a substitution
    # around a use of the definition must not enter it.
    renamed = {a: apart(a) for a in indices}
    made = Family(name, [a.range for a in indices], latex or name, means,
                  renamed.values(), body.xreplace(renamed))
    return made if indices else Entry(made)


def recurrence(members: Mapping[Entry, tuple[object, object]]) -> Family | tuple[Family, ...]:
    """Sequences that follow step by step: ``m = recurrence({m[i]: (start, step)})``.

    members   for each sequence its member at an integer i and other indices: its
              value at i = 0, and its value at each i from 1 on in terms of the
              members before. Several sequences may use each other.
    ->        the sequences, in order; the ones given must not be used any more

    Raises ShapeError if a member is not at a plain integer, FreeIndexError if a
    value has another free index than the member's, BinderError if a member uses
    one that is not before it, or that is before the start.
    """
    system: list[Tuple] = []
    for member, (start, step) in members.items():
        if not isinstance(member, Entry) or INTEGERS not in member.family.ranges[:1] or member.family.is_defined:
            raise ShapeError(f"{member} is not a member of a plain sequence", hint='write m = sequence("m"), then m[i]')
        params = member.indices
        if len(set(params)) != len(params) or not all(isinstance(a, Index) for a in params):
            raise ShapeError(f"a recurrence is for a member at plain indices, not {member}", hint="write m[i]")
        values = [_exact(start), _exact(step)]
        for value, allowed in zip(values, (set(params[1:]), set(params)), strict=True):
            for index in sorted(free_indices(value) - allowed, key=str):
                raise FreeIndexError(f"the recurrence of {member} has free index {index}", term=value,
                                     hint="the start is free of the step")
        _check_step(member, values[1], [bare for bare, *_ in system], [m.family for m in members])
        renamed = {a: apart(a) for a in params}
        system.append(Tuple(member.family, Tuple(*renamed.values()), *(v.xreplace(renamed) for v in values)))
    made = tuple(Family(f.name, f.ranges, f.latex, f.means, system=system) for f, *_ in system)
    return made[0] if len(made) == 1 else made


def _check_step(member: Entry, step: Expr, earlier: list[Family], all_: list[Family]) -> None:
    """A member may follow from those one step before it, and from earlier sequences' members at its own step."""
    integer_ = member.indices[0]
    for term in subterms(step):
        if not isinstance(term, Entry) or term.family not in all_:
            continue
        at = affine(term.indices[0])
        if at.get(integer_) != 1 or at.keys() - {integer_, None}:
            continue  # a member that a sum goes over, say: what it is at is known when it is asked for
        back = -at.get(None, 0)
        if back < 0 or (back == 0 and term.family not in earlier):
            raise BinderError(f"the recurrence of {member} uses {term}, which is not before it", term=step,
                              hint=f"use {term.family.name}[{integer_}-1], or list {term.family.name} first")
        if back > 1:
            raise BinderError(f"the recurrence of {member} uses {term}, which is before the start at {integer_} = 1",
                              term=step, hint="carry the older member along as a sequence of its own")


# --------------------------------------------------------------------------
# Binders and other nodes


def _exact(value: object) -> Expr:
    """``value`` as an expression with exact numbers only."""
    from sympy import Float, I, nan, sympify, zoo

    if isinstance(value, str):
        # sympify would evaluate the text as a program.
        raise LanguageError(f"expected an expression, got the text {value!r}")
    if isinstance(value, Family):
        raise ShapeError(f"{value.name} is a whole family", hint=f"write one member: {value.name}[i]")
    expr = sympify(value)
    for term in _parts(expr):
        # Infinity stands nowhere but at the end of a limit.
        endless = term in (oo, -oo) if term is expr else False
        endless |= any(arg in (oo, -oo) for arg in term.args if not isinstance(term, Limit) or arg is not term.to)
        if endless or isinstance(term, (Float, type(nan), type(zoo), type(I))):
            raise NumberError(f"{'an infinity' if endless else term} is not an exact real number", term=value,
                              hint="write Rational(1, 2) for 0.5")
    return expr


def _parts(root: Basic) -> list[Basic]:
    """The distinct subterms of a tree. A part that stands in many places is walked through once."""
    seen: dict[int, Basic] = {}
    left = [root]
    while left:
        node = left.pop()
        if id(node) not in seen:
            seen[id(node)] = node
            left += [] if isinstance(node, (Family, Range, Index, Str)) else node.args
    return list(seen.values())


class _Binder(_Node):
    """A node that binds one index or more in its body."""

    word = ""

    def __new__(cls, body: Expr, *indices: Index) -> _Binder:
        return Basic.__new__(cls, body, *indices)

    @property
    def body(self) -> Expr:
        return self.args[0]

    @property
    def indices(self) -> tuple[Index, ...]:
        return tuple(self.args[1:])

    def _sympystr(self, printer: object) -> str:
        return f"{self.word}({self.body}, {', '.join(a.letter for a in self.indices)})"


class Total(_Binder):
    """The sum of ``body`` over the whole range of each index."""

    word = "sum"


class Mean(_Binder):
    """The sum of ``body`` over the whole range of each index, divided by the number of terms."""

    word = "mean"


class IntervalSum(_Node):
    """The sum of ``body`` over the integers from ``first`` to ``last``; 0 where last = first - 1.

    It has no meaning where last < first - 1.
    """

    def __new__(cls, body: Expr, index: IntegerIndex, first: Expr, last: Expr) -> IntervalSum:
        return Basic.__new__(cls, body, index, first, last)

    @property
    def body(self) -> Expr:
        return self.args[0]

    @property
    def index(self) -> IntegerIndex:
        return self.args[1]

    @property
    def first(self) -> Expr:
        return self.args[2]

    @property
    def last(self) -> Expr:
        return self.args[3]

    def _sympystr(self, printer: object) -> str:
        return f"sum({self.body}, {self.index.letter} from {self.first} to {self.last})"


def _sum_over_interval(body: Expr, index: object, first: object, last: object) -> IntervalSum:
    if not isinstance(index, IntegerIndex) or index.tag:
        raise BinderError(f"sum binds {index}, which is not a free integer", term=body,
                          hint='i = integer("i"), then total(..., (i, 1, t))')
    limits = [_exact(first), _exact(last)]
    for value in limits:
        affine(value)
        if index in free_indices(value):
            raise BinderError(f"a limit of the sum over {index} uses {index}", term=value)
    made = apart(index)
    return IntervalSum(body.xreplace({index: made}), made, *limits)


def _bind(cls: type[_Binder], body: object, indices: tuple[Index, ...]) -> _Binder:
    expr = _exact(body)
    if not indices:
        raise BinderError(f"{cls.word} binds no index", term=expr, hint=f"write {cls.word}(..., i)")
    for index in indices:
        if not isinstance(index, Index):
            raise BinderError(f"{cls.word} binds {index}, which is not an index", term=expr)
        if isinstance(index, IntegerIndex):
            raise BinderError(f"{cls.word} binds the integer {index} without limits", term=expr,
                              hint=f"write total(..., ({index}, 1, t))")
        if index.tag:
            raise BinderError(f"{cls.word} binds {index}, which another binder has bound", term=expr)
    if len(set(indices)) != len(indices):
        raise BinderError(f"{cls.word} binds an index twice", term=cls(expr, *indices),
                          hint="give each its own letter")
    renamed = {index: apart(index) for index in indices}
    return cls(expr.xreplace(renamed), *renamed.values())


def total(body: Expr, *indices: Index | tuple[IntegerIndex, object, object]) -> Total | IntervalSum:
    """Sum of ``body`` over the range of each index, or over an interval ``(i, first, last)`` of the integers.

    >>> i, j = Range("batch", "m", "i j").indices()
    >>> x = family("x", i.range)
    >>> total(x[i], i)
    sum(x[i], i)

    An interval may depend on the indices that stand after it.

    Raises BinderError if an index is named twice.
    """
    plain = tuple(index for index in indices if not isinstance(index, (tuple, Tuple)))
    if len(plain) == len(indices):
        return _bind(Total, body, plain)
    expr = _exact(body)
    for index in indices:
        if not isinstance(index, (tuple, Tuple)):
            expr = _bind(Total, expr, (index,))
        elif len(index) != 3:
            raise BinderError(f"sum binds {index}, which is not an interval", hint="write (i, 1, t)")
        else:
            expr = _sum_over_interval(expr, *index)
    return expr


def mean(body: Expr, *indices: Index) -> Mean:
    """Mean of ``body`` over the range of each index. Raises EmptyRangeError if one can be empty."""
    for index in indices:
        if isinstance(index, Index) and index.range.at_least < 1:
            raise EmptyRangeError(
                f"range {index.range.name} may be empty, so a mean over it may not exist",
                term=body, hint=f"declare it with at_least=1: Range({index.range.name!r}, ...)")
    return _bind(Mean, body, indices)


class Delta(_Node):
    """Kronecker's delta: 1 if the two indices are equal, else 0."""

    def __new__(cls, a: Index, b: Index) -> Delta:
        return Basic.__new__(cls, a, b)

    @property
    def indices(self) -> tuple[Index, Index]:
        return self.args

    def _sympystr(self, printer: object) -> str:
        return f"delta({self.args[0].letter}, {self.args[1].letter})"


def delta(a: Index, b: Index) -> Delta:
    """Kronecker's delta of two indices of one range."""
    if a.range != b.range:
        raise ShapeError(f"delta of {a}, an index of {a.range.name}, and {b}, an index of {b.range.name}",
                         hint="both must run over one range")
    return Delta(a, b)


class Expectation(_Node):
    """The expectation of ``body`` over every random family in it."""

    def _sympystr(self, printer: object) -> str:
        return f"E({self.args[0]})"


class Variance(_Node):
    """The variance of ``body``: E((body - E body)^2)."""

    def _sympystr(self, printer: object) -> str:
        return f"Var({self.args[0]})"


def expectation(body: Expr) -> Expectation:
    """Expectation over the independent random families in ``body``."""
    return Expectation(_exact(body))


def variance(body: Expr) -> Variance:
    """Variance over the independent random families in ``body``."""
    return Variance(_exact(body))


class sigmoid(Function):
    """The logistic function 1/(1 + exp(-z))."""

    nargs = 1


class relu(Function):
    """max(z, 0). It has no derivative at 0."""

    nargs = 1


class unit_step(Function):
    """1 where z > 0, else 0."""

    nargs = 1


class absolute(Function):
    """The absolute value."""

    nargs = 1


class maximum(Function):
    """The greater of two numbers."""

    nargs = 2


class minimum(Function):
    """The lesser of two numbers."""

    nargs = 2


class floor(Function):
    """The greatest integer that is not greater."""

    nargs = 1


class Limit(_Node):
    """The limit of ``of`` as a symbol goes to a number, or as an integer goes to infinity.

    args    the expression, the scalar symbol or the (dummy) integer, the number or oo,
            and "-" from below, "+" from above, "" from both sides
    """

    @property
    def of(self) -> Expr:
        return self.args[0]

    @property
    def variable(self) -> Entry | IntegerIndex:
        return self.args[1]

    @property
    def to(self) -> Expr:
        return self.args[2]

    @property
    def side(self) -> str:
        return self.args[3].name

    def _sympystr(self, printer: object) -> str:
        return f"lim({self.of}, {self.variable}, {'inf' if self.to == oo else self.to}{self.side})"


def limit(of: Expr, variable: Entry | IntegerIndex, to: object, side: str = "") -> Limit:
    """Limit of ``of``: ``limit(f, beta, 1, "-")``, ``limit(f, t, oo)``.

    of        an expression; definitions in it are followed through
    variable  a scalar symbol that goes to a rational number, or an integer that goes to oo
    side      "-" from below, "+" from above, "" (the default) from both sides

    Raises LanguageError for any other variable or end.
    """
    expr = _exact(of)
    if isinstance(variable, IntegerIndex) and not variable.tag:
        if to != oo or side:
            raise LanguageError(f"an integer goes to oo, not to {to}{side}", term=expr, hint="write limit(f, t, oo)")
        made = apart(variable)
        return Limit(expr.xreplace({variable: made}), made, oo, Str(""))
    if not isinstance(variable, Entry) or variable.indices or variable.family.is_defined or variable.family.law:
        raise LanguageError(f"a limit is of a symbol or an integer, not of {variable}", term=expr)
    end = _exact(to)
    if not isinstance(end, Rational) or side not in ("", "-", "+"):
        raise LanguageError(f"a symbol goes to a rational number, not to {to}{side}", term=expr,
                            hint='write limit(f, beta, 1, "-")')
    return Limit(expr, variable, end, Str(side))


# --------------------------------------------------------------------------
# Derivatives


class Loss(Basic):
    """A real loss that is not written down: any smooth function of its ``outputs``.

    Its derivative with respect to a member of an output family is a free
    number, the cotangent that reaches that output.
    """

    def __new__(cls, name: str, *outputs: Family | Entry, latex: str = "") -> Loss:
        if isinstance(name, Str):  # SymPy rebuilding the node from its args
            return Basic.__new__(cls, name, *outputs)
        families = [o.family if isinstance(o, Entry) else o for o in outputs]
        if not families:
            raise LanguageError(f"loss {name} has no outputs to depend on", hint='write Loss("l", y)')
        return Basic.__new__(cls, Str(_name(name, "a loss")), Str(latex or name), *families)

    @property
    def name(self) -> str:
        return self.args[0].name

    @property
    def latex(self) -> str:
        return self.args[1].name

    @property
    def outputs(self) -> tuple[Family, ...]:
        return tuple(self.args[2:])

    def _sympystr(self, printer: object) -> str:
        return self.name


class Adjoint(_Node):
    """The adjoint of a node: how the loss feels it through its consumers.

    args    the loss (a Loss, or a scalar definition), the node (an Entry)

    Reverse mode on the straight-line program of the definitions: each node that
    uses this one passes its own adjoint back, its other direct inputs held
    fixed. Sources write it as the partial derivative of the loss.
    """

    @property
    def loss(self) -> Loss | Entry:
        return self.args[0]

    @property
    def node(self) -> Entry:
        return self.args[1]

    def _sympystr(self, printer: object) -> str:
        if isinstance(self.loss, Loss):
            return "d" + str(self.node)
        return f"adjoint({self.loss}, {self.node})"


class Partial(_Node):
    """The partial derivative of a definition (an Entry), its other direct inputs held fixed."""

    @property
    def of(self) -> Entry:
        return self.args[0]

    @property
    def node(self) -> Entry:
        return self.args[1]

    def _sympystr(self, printer: object) -> str:
        return f"partial({self.of}, {self.node})"


class Derivative(_Node):
    """The total derivative of an expression with respect to a node, definitions followed through."""

    @property
    def of(self) -> Expr:
        return self.args[0]

    @property
    def node(self) -> Entry:
        return self.args[1]

    def _sympystr(self, printer: object) -> str:
        return f"derivative({self.of}, {self.node})"


def _node(node: object) -> Entry:
    if not isinstance(node, Entry):
        raise LanguageError(f"cannot differentiate with respect to {node}",
                            hint="name a scalar or one member of a family, as in x[i]")
    return node


def adjoint(loss: Loss | Entry, node: Entry) -> Adjoint:
    """Derivative of the loss with respect to ``node``, in reverse mode: see Adjoint."""
    if not isinstance(loss, Loss) and not (isinstance(loss, Entry) and not loss.indices
                                           and loss.family.body is not None):
        raise LanguageError(f"{loss} is not a loss", hint='name a Loss("l", y) or a scalar definition')
    return Adjoint(loss, _node(node))


def partial(of: Entry, node: Entry) -> Partial:
    """Partial derivative of a definition's own expression: see Partial."""
    if not isinstance(of, Entry) or of.family.body is None:
        raise LanguageError(f"{of} is not a definition, so it has no partial derivative",
                            hint="use derivative(...) for an expression")
    return Partial(of, _node(node))


def derivative(of: Expr, node: Entry) -> Derivative:
    """Total derivative of an expression: see Derivative."""
    return Derivative(_exact(of), _node(node))


def vjp(y: Expr, node: Entry, g: Entry, *indices: Index) -> Total:
    """Cotangent of ``node``: the Jacobian of ``y`` contracted with ``g`` over ``indices``.

    y       component y[j], free in ``indices``
    node    the member with respect to which to differentiate, as x[i]
    g       component g[j], the cotangent of y
    ->      sum over ``indices`` of g[j] * dy[j]/dx[i]

    Raises FreeIndexError if y and g are not both free in ``indices``.
    """
    for side, expr in (("y", y), ("g", g)):
        for index in indices:
            if index not in free_indices(expr):
                raise FreeIndexError(f"vjp contracts {index}, which is not free in {side}", term=expr)
    return total(g * derivative(y, node), *indices)


# --------------------------------------------------------------------------
# Assumptions


class Each(Basic):
    """An assumption that holds for every value of some indices: ``each(b, Eq(total(y[b, k], k), 1))``."""

    @property
    def statement(self) -> Relational:
        return self.args[0]

    @property
    def indices(self) -> tuple[Index, ...]:
        return tuple(self.args[1:])

    def _sympystr(self, printer: object) -> str:
        return f"{self.statement} for each {', '.join(map(str, self.indices))}"


def each(*indices_then_statement: object) -> Each:
    """``each(b, statement)``: ``statement`` holds for every value of index ``b``."""
    *indices, statement = indices_then_statement
    missing = [a for a in indices if a not in free_indices(statement)]
    if missing or not indices:
        raise FreeIndexError(f"each({', '.join(map(str, indices))}, ...) names an index that is not free in it",
                             term=statement)
    return Each(statement, *indices)


# --------------------------------------------------------------------------
# Free indices


@lru_cache(maxsize=1 << 14)
def free_indices(node: object) -> frozenset[Index]:
    """The indices that occur free in a tree (or in a relation or assumption)."""
    match node:
        case Index():
            return frozenset((node,) if node.place is None else ())
        case Family() | Range() | Size():
            return frozenset()
        case IntervalSum():
            return free_indices(node.body) - {node.index} | free_indices(node.first) | free_indices(node.last)
        case Limit():
            return free_indices(node.of) - {node.variable}
        case _Binder() | Each():
            return free_indices(node.args[0]) - frozenset(node.indices)
        case Basic():
            return frozenset().union(*map(free_indices, node.args))
    return frozenset()


def subterms(node: Basic) -> Iterator[Basic]:
    """Every subterm of a tree, in order; stops at families, so definitions are not entered."""
    yield node
    if not isinstance(node, (Family, Range, Index, Str)):
        for arg in node.args:
            yield from subterms(arg)
