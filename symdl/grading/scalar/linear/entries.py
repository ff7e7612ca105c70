"""What a formula of vectors and matrices is worth where these have entries: rational numbers, or balls.

The normal form has no part in it: what is said to be the same by rules is looked at here, too, and what differs here
does so for certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from itertools import product
from random import Random
from typing import TypeAlias

from flint import acb, arb, fmpq, fmpq_mat

from symdl.grading.scalar import values
from symdl.grading.scalar.decision import spelled, written
from symdl.grading.scalar.linear.letters import family, is_ones, is_step, is_unit, is_zero, letters, whole
from symdl.grading.scalar.linear.shapes import NUMBER, ONE, Fitting
from symdl.grading.scalar.linear.special import disjoint, special
from symdl.grading.scalar.roles import stem
from symdl.grading.scalar.spelling import said
from symdl.grading.scalar.values import Outside, Place, Unsupported, Value, divided, is_apart
from symdl.grading.scalar.words import replaced
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, show, walk

Entries: TypeAlias = tuple[tuple[Value, ...], ...]
_SIZES = (2, 3, 4, 5, 2, 3)
_STEP, _NEARLY = fmpq(1, 2**40), fmpq(1, 2**60)  # of differences: their width, and how much their squares may be off
_MOST_POWER = 8
_TERMS = 2  # of a sum that nothing says the end of
_E = at.Constant("e")
ZERO = fmpq(0)


@dataclass
class Drawn:
    """Numbers for the letters of a formula, drawn as they are asked for: the same ones for the same ``seed``.

    shown   what was drawn, by its name
    words   how such a name is written for a person
    counted letters that are integers
    flat    whether entries are small, as functions that saturate want them: tanh(9) is 1 to the eye
    called  letters that are sizes
    """

    fitting: Fitting
    seed: int
    counted: frozenset[str] = frozenset()
    flat: bool = False
    sizes: dict[int, int] = field(default_factory=dict)
    shown: dict[str, Entries] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    bound: dict[str, int] = field(default_factory=dict)
    called: Mapping[str, int] = field(default_factory=dict)

    def size(self, root: int) -> int:
        if root == ONE:
            return 1
        if root not in self.sizes:
            self.sizes[root] = _SIZES[(len(self.sizes) + self.seed) % len(_SIZES)]
        return self.sizes[root]

    # ---- letters

    def _letter(self, node: Node) -> Entries:
        rows, columns = map(self.size, self.fitting.shape(node))
        if is_unit(node):
            return _unit(rows)
        if is_ones(node):
            return ((fmpq(1),),) * rows
        name = self._called(node)
        if name in self.called:
            self.shown[name] = ((fmpq(self.size(self.called[name])),),)
            return self.shown[name]
        kind, letters_ = self.fitting.rules.context.special
        letter = stem(family(node).removesuffix(" of")) if kind else ""
        if kind and name not in self.shown and (not letters_ or letter in letters_):
            try:
                self.shown[name] = self._special(kind, name, letter, rows, columns)
            except Outside as error:
                raise Unsupported(f"no {kind} numbers were found for {name}") from error
        if name not in self.shown and rows == columns > 1 and self.fitting.is_symmetric(node):
            drawn = self._drawn(name, rows, columns)
            # Positive numbers make it positive definite, as what has a logarithm of its determinant mostly is.
            more = 5 * rows * (self.seed % 2)
            self.shown[name] = tuple(tuple(drawn[min(i, k)][max(i, k)] + more * (i == k) for k in range(columns))
                                     for i in range(rows))
        if name not in self.shown and self.fitting.is_orthonormal(node):
            self.shown[name] = self._orthonormal(name, rows, columns)
        return self._drawn(name, rows, columns)

    def _special(self, kind: str, name: str, letter: str, rows: int, columns: int) -> Entries:
        """Numbers of a kind that words may speak of."""
        if kind in ("orthonormal", "orthogonal") and max(rows, columns) > 1:
            return self._orthonormal(name, rows, columns) if rows >= columns else tuple(
                zip(*self._orthonormal(name, columns, rows), strict=True))
        if kind in ("orthonormal", "orthogonal") and letter in self.fitting.rules.context.special[1]:
            return ((fmpq(1),),)  # a number of length 1
        if kind == "equal":
            drawn = self._drawn(f"{rows} x {columns}", rows, columns)
            del self.shown[f"{rows} x {columns}"]
            return drawn
        drawn = self._drawn(name, rows, columns)
        if kind == "disjoint":
            places = sorted(self.fitting.rules.context.special[1])
            return disjoint(drawn, places.index(letter) if letter in places else 0) if rows > columns else drawn
        return special(kind, drawn)

    def _orthonormal(self, name: str, rows: int, columns: int) -> Entries:
        """Columns that are orthonormal, of a rotation by Cayley's transform. Raises Outside if there are too many."""
        if columns > rows:
            raise Outside(f"{columns} orthonormal columns of {rows} entries")
        random = Random(f"{self.seed} {name}")
        skew = fmpq_mat(rows, rows)
        for i in range(rows):
            for k in range(i):
                skew[i, k] = random.choice((-2, -1, 1, 2, 3))
                skew[k, i] = -skew[i, k]
        one = fmpq_mat(rows, rows, [int(i == k) for i in range(rows) for k in range(rows)])
        turned = (one - skew) * (one + skew).inv()
        return tuple(tuple(turned[i, k] for k in range(columns)) for i in range(rows))

    def _called(self, node: Node) -> str:
        """What a letter is called: x_2, where the i of x_i is 2."""
        for letter, number in self.bound.items():
            if any(isinstance(part, at.Name) and part.text == letter for part in walk(node)):
                node = replaced(node, at.Name(letter), at.Number(Fraction(number)))
        if isinstance(node, at.Member):
            below, above = (tuple(map(self._index, slot)) for slot in (node.below, node.above))
            node = replace(node, below=below, above=above)
        name = show(node)
        self.words[name] = spelled(name) if isinstance(node, at.Derivative) else said(node)
        return name

    def _index(self, slot: Node) -> Node:
        """An index that can be counted out, as a number: n + 1 - i."""
        if not all(show(letter) in self.counted for letter in letters(slot)):
            return slot
        number = self.value(slot)[0][0]
        return at.Number(Fraction(int(number.p))) if isinstance(number, fmpq) and number.q == 1 else slot

    def _drawn(self, name: str, rows: int, columns: int) -> Entries:
        if name not in self.shown:
            random = Random(f"{self.seed} {name}")
            if rows == columns == 1:
                numbers = (1, 2, 3, 4) if name in self.counted else (2, 3, fmpq(1, 2), 5, fmpq(3, 2), 7)
                made: Entries = ((fmpq(random.choice(numbers)),),)
            else:
                positive = self.seed % 2  # which have roots; others have not
                choice = ((1, 2, 3, 4, 5) if positive else (-3, -2, -1, 1, 2, 3)) if not self.flat else \
                    (fmpq(1, 2), 1, fmpq(1, 3), 2) if positive else (-1, fmpq(-1, 2), fmpq(1, 2), 1)
                made = tuple(tuple(fmpq(random.choice(choice)) for _ in range(columns)) for _ in range(rows))
            self.shown[name] = made
        return self.shown[name]

    # ---- formulas

    def value(self, node: Node) -> Entries:
        """Raises Outside, Unclear, Unsupported, and what ``Fitting.shape`` raises."""
        shape = self.fitting.shape(node)
        rows, columns = map(self.size, shape)
        if is_zero(node):
            return _filled(rows, columns, fmpq(0))
        match node:
            case at.Number(number):
                return ((fmpq(number.numerator, number.denominator),),)
            case at.Constant():
                return ((values.value(node, Place({})),),)
            case at.Name(name) if name in self.bound:
                return ((fmpq(self.bound[name]),),)
            case at.Name() | at.Member():
                return self._letter(node)
            case at.Power(at.Name() | at.Member(), exponent) if is_step(exponent) and shape != NUMBER:
                return self._letter(node)
            case at.Neg(of):
                return _each(self.value(of), lambda entry: -entry)
            case at.Transpose(of):
                return tuple(zip(*self.value(of), strict=True))
            case at.Sum(terms):
                found = [self.value(term) for term in terms if not is_zero(term)] or [_filled(rows, columns, fmpq(0))]
                return reduce(_added, [spread(one, rows, columns) for one in found])
            case at.Product(factors):
                return self._product(factors)
            case at.Quotient(top, bottom):
                above, below = self.value(top), self.value(bottom)
                return _both(spread(above, rows, columns), spread(below, rows, columns), divided)
            case at.Power(base, exponent):
                return self._power(base, exponent, rows, columns)
            case at.Root(of, degree):
                place = Place({})
                power = divided(fmpq(1), fmpq(2) if degree is None else self.value(degree)[0][0])
                return _each(self.value(of), lambda entry: values.powered(entry, power, place))
            case at.Infix("odot", args):
                return reduce(lambda a, b: _both(spread(a, rows, columns), spread(b, rows, columns),
                                                 lambda x, y: x * y), map(self.value, args))
            case at.Call(function, args):
                return self._call(function, args, rows, columns)
            case at.Gradient(at.Call(at.Name(called), args), by):
                here = [*map(self.value, args)]
                return self._drawn(f"∇{show(by) if by else ''} {called}{_listed(here)}", rows, columns)
            case at.Gradient() | at.Derivative():
                return self._drawn(self._called(node), rows, columns)
            case at.Big("sum", (at.Bound(at.Name(letter), first, last, None),), of):
                return self._sum(letter, first, last, of)
        raise Unsupported(f"{show(node)[:60]} has no value")

    def _product(self, factors: Sequence[Node]) -> Entries:
        found: Entries = ((fmpq(1),),)
        shape = NUMBER
        for factor in factors:
            here, its = self.value(factor), self.fitting.shape(factor)
            if shape == NUMBER or its == NUMBER:
                number, other = (found, here) if shape == NUMBER else (here, found)
                found = _each(other, lambda entry, by=number[0][0]: entry * by)  # type: ignore[misc]
                shape = its if shape == NUMBER else shape
            elif shape[1] == its[1] == ONE or shape[0] == its[0] == ONE:
                found = ((_total(a * b for left, right in zip(found, here, strict=True)
                                 for a, b in zip(left, right, strict=True)),),)
                shape = NUMBER
            elif self.fitting.multiplies_entries(shape, its):
                found = _both(found, here, lambda x, y: x * y)
            else:
                found = _times(found, here)
                shape = shape[0], its[1]
        return found

    def _power(self, base: Node, exponent: Node, rows: int, columns: int) -> Entries:
        place = Place({})
        below = ((arb.const_e(),),) if base == _E else self.value(base)
        number = whole(exponent)
        if rows == columns > 1 and len(below) > 1 and not self.fitting.raises_entries(base, exponent):
            number = _integer(self.value(exponent)) if number is None else number
            made = _inverse(below) if number < 0 else below
            if abs(number) > _MOST_POWER:
                raise Outside("a large power of a matrix")
            return reduce(_times, [made] * abs(number)) if number else _unit(rows)
        above = self.value(exponent)
        if base == _E:
            return _each(above, values.exponential)
        return _both(spread(below, rows, columns), spread(above, rows, columns),
                     lambda x, y: values.powered(x, y, place))

    def _call(self, function: Node, args: Sequence[Node], rows: int, columns: int) -> Entries:
        # Which norm it is, the F of Frobenius', is no letter.
        found = [self.value(arg) for arg in (args[:1] if function == at.Function("norm") else args)]
        of, place = found[0], Place({})
        match function:
            case at.Function("abs") if len(of) == len(of[0]) == 1:
                return ((values.known("abs", [of[0][0]], place),),)
            case at.Function("det" | "abs") if len(of) == len(of[0]):
                return ((_determinant(of),),)
            case at.Function("norm") if len(args) == 2 and show(args[1]) == "1":
                return ((_total(values.known("abs", [x], place) for row in of for x in row),),)
            case at.Function("norm" | "abs"):
                square = _total(x * x for row in of for x in row)
                return ((ZERO if square == ZERO else values.powered(square, fmpq(1, 2), place),),)
            case at.Function("tr"):
                return ((_total(row[k] for k, row in enumerate(of)),),)
            case at.Function("diag"):
                return tuple(tuple(of[i][0] if i == k else fmpq(0) for k in range(rows)) for i in range(rows))
            case at.Function("softmax"):
                powers = _each(of, values.exponential)
                if columns == 1 and rows > 1:
                    total = _total(row[0] for row in powers)
                    return _each(powers, lambda entry: divided(entry, total))
                return tuple(tuple(divided(entry, _total(row)) for entry in row) for row in powers)
            case at.Function(name):
                if all(len(one) == len(one[0]) == 1 for one in found):
                    return ((values.known(name, [one[0][0] for one in found], place),),)
                return _each(of, lambda entry: values.known(name, [entry], place))
            case at.Name(name):
                # An unknown function of each entry, or one of all of them: any will do.
                return self._drawn(f"{name}{_listed(found)}", rows, columns)
        raise Unsupported("a function without a name")

    def is_slope(self, of: Node, by: Node, found: Node) -> bool:
        """Whether differences say what rules say of the derivative of a number or a column, nearly."""
        slope, name, here = self.value(found), self._called(by), self.value(by)

        def stepped(row: int, column: int, step: fmpq) -> Entries:
            self.shown[name] = tuple(tuple(entry + step if (i, k) == (row, column) else entry for k, entry in enumerate(
                entries)) for i, entries in enumerate(here))
            return self.value(of)

        try:
            for row, column in product(range(len(here)), range(len(here[0]))):
                above, below = stepped(row, column, _STEP), stepped(row, column, -_STEP)
                change = _both(above, below, lambda a, b: divided(a - b, 2 * _STEP))
                said = [slope[row][column]] if len(change) == 1 else [entries[row] for entries in slope]
                if not all(_is_near(a, b) for a, (b,) in zip(said, change, strict=True)):
                    return False
        finally:
            self.shown[name] = here
        return True

    def _sum(self, letter: str, first: Node | None, last: Node | None, of: Node) -> Entries:
        if last is None and at.Name(letter) not in walk(of):
            raise Unsupported(f"nothing says up to what {letter} runs")
        start = 1 if first is None else _integer(self.value(first))
        end = start + _TERMS - 1 if last is None else _integer(self.value(last))
        if not -1 <= end - start < 8:
            raise Unsupported("a sum of many terms")
        if end < start:
            with self.fitting.summing(letter):
                rows, columns = map(self.size, self.fitting.shape(of))
                return _filled(rows, columns, fmpq(0))
        before = dict(self.bound)
        parts = []
        try:
            with self.fitting.summing(letter):
                for number in range(start, end + 1):
                    self.bound[letter] = number
                    parts.append(self.value(of))
        finally:
            self.bound = before
        return reduce(_added, parts)


def as_text(entries: Entries) -> str:
    """(1, 2) for a column, ((1, 2), (3, 4)) for a matrix by its rows."""
    rows = [", ".join(map(written, row)) for row in entries]
    if len(entries[0]) == 1:
        return rows[0] if len(rows) == 1 else f"({', '.join(rows)})"
    return f"({', '.join(f'({row})' for row in rows)})"


def _listed(found: Sequence[Entries]) -> str:
    return f"({', '.join(map(as_text, found))})" if found else ""


# --------------------------------------------------------------------------
# Arithmetic


def _total(entries: Iterable[Value]) -> Value:
    return reduce(lambda a, b: a + b, entries)


def _filled(rows: int, columns: int, entry: Value) -> Entries:
    return ((entry,) * columns,) * rows


def spread(entries: Entries, rows: int, columns: int) -> Entries:
    """A number, in each entry."""
    return _filled(rows, columns, entries[0][0]) if len(entries) == len(entries[0]) == 1 else entries


def _each(entries: Entries, change: Callable[[Value], Value]) -> Entries:
    return tuple(tuple(change(entry) for entry in row) for row in entries)


def _both(left: Entries, right: Entries, join: Callable[[Value, Value], Value]) -> Entries:
    return tuple(tuple(join(a, b) for a, b in zip(*rows, strict=True)) for rows in zip(left, right, strict=True))


def _added(left: Entries, right: Entries) -> Entries:
    return _both(left, right, lambda a, b: a + b)


def _times(left: Entries, right: Entries) -> Entries:
    columns = [*zip(*right, strict=True)]
    return tuple(tuple(_total(a * b for a, b in zip(row, column, strict=True)) for column in columns) for row in left)


def _inverse(entries: Entries) -> Entries:
    """By Gauss and Jordan. Raises Outside for one that has none, as far as that is seen."""
    size = len(entries)
    rows = [[*row, *(fmpq(int(i == k)) for k in range(size))] for i, row in enumerate(entries)]
    for place in range(size):
        pivot = next((row for row in range(place, size) if is_apart(rows[row][place])), None)
        if pivot is None:
            raise Outside("a matrix without an inverse")
        rows[place], rows[pivot] = rows[pivot], rows[place]
        rows[place] = [divided(entry, rows[place][place]) for entry in rows[place]]
        for row in range(size):
            if row != place:
                factor = rows[row][place]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[place], strict=True)]
    return tuple(tuple(row[size:]) for row in rows)


def _determinant(entries: Entries) -> Value:
    """By Gauss. Raises Outside where that does not see a pivot."""
    rows = [[*row] for row in entries]
    found: Value = fmpq(1)
    for place in range(len(rows)):
        pivot = next((row for row in range(place, len(rows)) if is_apart(rows[row][place])), None)
        if pivot is None:
            raise Outside("a matrix whose determinant is 0, or nearly")
        if pivot != place:
            rows[place], rows[pivot] = rows[pivot], rows[place]
            found = -found
        found = found * rows[place][place]
        for row in range(place + 1, len(rows)):
            factor = divided(rows[row][place], rows[place][place])
            rows[row] = [a - factor * b for a, b in zip(rows[row], rows[place], strict=True)]
    return found


def _is_near(one: Value, other: Value) -> bool:
    off = one - other
    return not isinstance(off, acb) and not isinstance(one, acb) and bool(off * off < _NEARLY * (one * one + 1))


def _unit(size: int) -> Entries:
    return tuple(tuple(fmpq(int(i == k)) for k in range(size)) for i in range(size))


def _integer(entries: Entries) -> int:
    """The end of a sum, or the exponent of a matrix. Raises Outside for what is no integer."""
    number = entries[0][0]
    if isinstance(number, fmpq) and number.q == 1:
        return int(number.p)
    raise Outside("this is to be an integer, and is none")


def apart(left: Entries, right: Entries) -> bool:
    """Whether two values certainly differ."""
    return any(is_apart(a - b) for rows in zip(left, right, strict=True) for a, b in zip(*rows, strict=True))


__all__ = ["ZERO", "Drawn", "Entries", "apart", "as_text", "spread"]
