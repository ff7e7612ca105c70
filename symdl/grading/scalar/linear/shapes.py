r"""What the letters of a formula may be: numbers, columns, rows or matrices, and which of their sizes are the same.

A size is a letter of its own until something makes two of them one: a sum, a product. A formula that a teacher
writes down fits; an answer fits if it asks for nothing more, as X (X w - y) does, where X would have to be square.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise, product
from math import prod
from typing import Literal, TypeAlias

from symdl.grading.scalar.context import NOTHING_SAID, Context, Kind
from symdl.grading.scalar.linear.letters import (
    LOSSES,
    NUMBER_VALUED,
    SYMMETRIC,
    bound_by,
    candidates,
    entries,
    family,
    is_block,
    is_formula,
    is_loss,
    is_ones,
    is_step,
    is_unit,
    is_zero,
    is_zero_vector,
    letters,
    turned,
    whole,
)
from symdl.grading.scalar.words import NoMeaning
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, show, walk

Shape: TypeAlias = tuple[int, int]
ONE = 0
"""The size that is 1; every other is a number of its own."""
NUMBER: Shape = (ONE, ONE)

BY_ENTRY = frozenset({"log", "sin", "cos", "tan", "tanh", "sinh", "cosh", "arctan", "sigmoid", "relu", "sign",
                      "softplus", "erf"})
"""Functions that are taken of each entry."""
_OF_NUMBERS = frozenset({"log", "sin", "cos", "tan", "sinh", "cosh", "arctan"})
"""Those of them that a matrix has, too, as a whole."""
_MOST_TYPINGS = 2500
_MOST_FITTING = 24


class Unfit(Exception):
    """The sizes in a formula do not fit together.

    part  where
    why   in words, if there is more to say
    """

    def __init__(self, part: Node, why: str = ""):
        super().__init__(why or show(part))
        self.part, self.why = part, why


@dataclass(frozen=True)
class Rules:
    """What else is read into a formula.

    by_entry  whether a number may be added to each entry: 1 - a beside a ⊙ or a tanh
    dots      whether a product of two columns is their inner product, as it is written with a dot
    narrow    whether a matrix may have one column, or one row
    arrays    whether a capital letter is a matrix for certain
    entries   unknown functions that are of each entry: f, beside f'(z)
    context   what is said of letters
    summed    names of families of which a sum runs over members
    numbers   unknown functions that are numbers: R, of \\lambda R(w) in a loss
    apart     letters that are of no family with others
    powers    which powers of matrices are of each entry: of functions that are (as \\tanh^2(Z)), all, or none
    products  whether a product of two matrices of one shape is one of their entries, as it is in programs
    """

    by_entry: bool = False
    dots: bool = False
    narrow: bool = False
    arrays: bool = False
    entries: frozenset[str] = frozenset()
    context: Context = NOTHING_SAID
    summed: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    powers: Literal["functions", "all", "none"] = "functions"
    products: bool = False

    def family(self, letter: Node) -> str:
        """Of a letter; x_1 is of the family of x_i where a sum runs over that."""
        if isinstance(letter, at.Member) and letter.name in self.summed:
            return f"{letter.name.partition('_')[0]} of"
        return name if (name := show(letter)) in self.apart else family(letter)


class Fitting:
    """What each letter is, and which sizes are the same. ``shape`` raises Unfit, and NoMeaning where it cannot tell."""

    def __init__(self, kinds: dict[str, Kind], rules: Rules, symmetric: frozenset[str] = frozenset()):
        self.kinds = kinds
        self.cost = 0  # how unusual this is
        self.rules = rules
        self.symmetric = symmetric
        self._parent = [ONE]
        self._shapes: dict[str, Shape] = {}
        self._units: dict[int, tuple[Node, Shape]] = {}  # by identity, which the nodes that are kept beside hold up
        self._fixed: set[int] = {ONE}
        self._named: dict[str, int] = {}  # sizes that the question has a letter for
        self._wide: set[int] = set()  # roots of sizes that are not 1
        self.bound: tuple[str, ...] = ()
        self.spread: set[Node] = set()  # sums in which a letter that is a number is added to each entry

    @contextmanager
    def summing(self, *letters: str) -> Iterator[None]:
        """Inside it, a sum runs over these letters."""
        before = self.bound
        self.bound = (*before, *letters)
        try:
            yield
        finally:
            self.bound = before

    def fix(self) -> None:
        """From here on, no two sizes become one that were not."""
        self._fixed = {self.root(size) for size in range(len(self._parent))}

    def root(self, size: int) -> int:
        while self._parent[size] != size:
            size = self._parent[size]
        return size

    def _new(self, *, wide: bool) -> int:
        self._parent.append(len(self._parent))
        if wide:
            self._wide.add(self._parent[-1])
        return self._parent[-1]

    def _same(self, one: int, other: int, part: Node) -> int:
        one, other = self.root(one), self.root(other)
        if one == other:
            return one
        if {one, other} <= self._fixed or (ONE in (one, other) and {one, other} & self._wide):
            raise Unfit(part)
        if other in self._fixed:
            one, other = other, one
        self._parent[other] = one
        if other in self._wide:
            self._wide.add(one)
        return one

    def join(self, one: Shape, other: Shape, part: Node) -> None:
        """Says that two shapes are one. Raises Unfit."""
        self._alike(one, other, part)

    def of_letter(self, letter: Node) -> Shape:
        if is_unit(letter) or is_ones(letter) or is_zero_vector(letter):  # of a size of its own wherever it stands
            if id(letter) not in self._units:
                size = self._size_of_unit(letter) if is_unit(letter) else self._new(wide=True)
                self._units[id(letter)] = letter, (size, size if is_unit(letter) else ONE)
            return self._found(self._units[id(letter)][1])
        kind = self.kinds.get(self.rules.family(letter), "number")
        key = show(letter)
        if isinstance(letter, at.Member) and letter.name in self.rules.summed:
            key = self.rules.family(letter)
        elif self.bound and any(isinstance(part, at.Name) and part.text in self.bound for part in walk(letter)):
            key = family(letter)  # all members that a sum runs over have one shape
        if key not in self._shapes and (said := self._said(letter, kind)):
            self._shapes[key] = said
        if key not in self._shapes:
            wide = not self.rules.narrow
            if kind == "matrix" and (self.is_symmetric(letter) or family(letter) in self.rules.context.square):
                size = self._new(wide=wide)
                self._shapes[key] = size, size
                return size, size
            self._shapes[key] = {
                "number": lambda: NUMBER, "column": lambda: (self._new(wide=True), ONE),
                "row": lambda: (ONE, self._new(wide=True)),
                "matrix": lambda: (self._new(wide=wide), self._new(wide=wide))}[kind]()
        return self._found(self._shapes[key])

    def _size_of_unit(self, letter: Node) -> int:
        """The size of I_n: that which words say of others, where they do. Raises NoMeaning."""
        below = re.search(r"_\{?(\w)\}?$", show(letter))
        sizes = self.rules.context.sizes
        if below is None or not sizes.of:
            return self._new(wide=True)
        if below[1] not in sizes.known and below[1] not in self._named and len(self._fixed) > 1:
            raise NoMeaning(f"nothing says how large {show(letter)} is")
        return self.named(below[1])

    def _said(self, letter: Node, kind: Kind) -> Shape | None:
        """The shape of which the question says the sizes in words."""
        name = self.rules.family(letter)
        if not (name.endswith(" of") or name == show(letter)):
            return None  # W_1, of a W
        match kind, self.rules.context.sizes.of.get(name, ()):
            case "column", (size,):
                return self.named(size), ONE
            case "row", (size,):
                return ONE, self.named(size)
            case "matrix", (rows, columns):
                return self.named(rows), self.named(columns)
        return None

    def named(self, size: str) -> int:
        """The size that the question has a letter for."""
        if size not in self._named:
            self._named[size] = self._new(wide=True)
        return self.root(self._named[size])

    @property
    def keeps_apart(self) -> bool:
        """Whether sizes that have two letters are two."""
        return len({*self.called.values()}) == len(self.called)

    @property
    def called(self) -> dict[str, int]:
        """The sizes that have a letter."""
        return {name: self.root(size) for name, size in self._named.items()}

    def is_symmetric(self, letter: Node) -> bool:
        r"""Whether a letter is its own transpose; \Sigma_{ab} is not, being a part of a covariance."""
        if family(letter) not in self.symmetric and family(letter) not in self.rules.context.symmetric:
            return False
        return not is_block(letter)

    def is_orthonormal(self, letter: Node) -> bool:
        """Whether a vector has length 1, or a matrix orthonormal columns."""
        return family(letter).removesuffix(" of") in self.rules.context.orthonormal and not is_block(letter)

    def _found(self, shape: Shape) -> Shape:
        return self.root(shape[0]), self.root(shape[1])

    def shape(self, node: Node) -> Shape:
        return self._found(self._shape(node))

    def _shape(self, node: Node) -> Shape:
        match node:
            case at.Number() | at.Constant():
                return NUMBER
            case at.Name() | at.Member():
                return self.of_letter(node)
            case at.Neg(of):
                return self.shape(of)
            case at.Transpose(of):
                rows, columns = self.shape(of)
                if rows == columns == ONE and not self._has_arrays(of):
                    raise NoMeaning("a number is transposed")
                return columns, rows
            case at.Sum(terms):
                return self._sum(terms, node)
            case at.Product(factors):
                return self._product(factors, node)
            case at.Quotient(top, bottom):
                above, below = self.shape(top), self.shape(bottom)
                if below == NUMBER:
                    return above
                if not self.rules.by_entry and ONE not in below:
                    raise NoMeaning("this divides by a matrix")
                return self._alike(above, below, node) if above != NUMBER else below
            case at.Power(base, exponent):
                return self._power(base, exponent, node)
            case at.Root(of):
                if (found := self.shape(of)) != NUMBER and not self.rules.by_entry:
                    raise NoMeaning("this is the root of a vector or a matrix")
                return found
            case at.Infix("odot", args):
                found = self.shape(args[0])
                for arg in args[1:]:
                    found = self._alike(found, self.shape(arg), node)
                if found == NUMBER and not is_logistic_slope(args):
                    raise NoMeaning("a product of entries, of numbers")
                return found
            case at.Call(function, args, _):
                return self._call(show(function), function, args, node)
            case at.Gradient(of, by, order):
                return self._gradient(of, by, order)
            case at.Derivative(_, of, (at.Transpose(by),)):  # a row, of a number
                size, other = self._derivative(of, by)
                return (other, size) if self._above(of) == NUMBER else (size, other)
            case at.Derivative(_, of, (by,)):
                return self._derivative(of, by)
            case at.Big("sum", _, of):
                with self.summing(*bound_by(node)):
                    return self.shape(of)
        raise NoMeaning(f"{show(node)[:60]} is not known of vectors and matrices")

    def _alike(self, one: Shape, other: Shape, part: Node) -> Shape:
        if (one == NUMBER) != (other == NUMBER):
            raise NoMeaning("a number stands beside a vector or a matrix")
        return self._same(one[0], other[0], part), self._same(one[1], other[1], part)

    def _sum(self, terms: Sequence[Node], node: Node) -> Shape:
        found: Shape | None = None
        numbers = []
        for term in terms:
            if is_zero(term):
                continue
            here = self.shape(term)
            if here == NUMBER:
                numbers.append(term)
            else:
                found = here if found is None else self._alike(self._found(found), here, node)
        if found is None:
            return NUMBER
        if numbers and not self.rules.by_entry:
            raise Unfit(node, "a number is added to a vector or a matrix")
        if any(next(letters(term), None) is not None for term in numbers):  # 1 - a is more usual than y - a
            self.spread.add(node)
        return found

    def _has_arrays(self, node: Node) -> bool:
        return any(self.of_letter(letter) != NUMBER for letter in letters(node))

    def _product(self, factors: Sequence[Node], node: Node) -> Shape:
        found = NUMBER
        for factor in factors:
            here, found = self.shape(factor), self._found(found)
            if found == NUMBER or here == NUMBER:
                found = here if found == NUMBER else found
            elif found[1] == here[1] == ONE or found[0] == here[0] == ONE:
                if not self.rules.dots:
                    raise NoMeaning("a product of two vectors is an inner one, or one of entries")
                self._alike(found, here, node)
                found = NUMBER
            elif not self.multiplies_entries(found, here):
                self._same(found[1], here[0], node)
                found = found[0], here[1]
        return found

    def _power(self, base: Node, exponent: Node, node: Node) -> Shape:
        if is_step(exponent) and isinstance(base, (at.Name, at.Member)):
            if self.shape(exponent) != NUMBER:
                raise NoMeaning("a power with a vector above")
            return self.of_letter(node) if self.of_letter(base) != NUMBER else NUMBER
        below = self.shape(base)
        above = self.shape(exponent)
        if below == NUMBER:
            if above != NUMBER and not (base == at.Constant("e") and ONE in above):
                raise NoMeaning("a power with a matrix above")
            return above  # e^z of a vector, each entry
        if above != NUMBER:
            raise NoMeaning("a power with a matrix above")
        if whole(exponent) is None and ONE in below:
            return below  # each entry
        if ONE in below and (whole(exponent) or 0) > 0:
            if not self.rules.by_entry:
                raise NoMeaning("the power of a vector")
            return below
        if self.raises_entries(base, exponent):
            return below
        size = self._same(*below, node)
        return size, size

    def raises_entries(self, base: Node, exponent: Node) -> bool:
        """Whether a power of a matrix is one of each entry."""
        name = show(base.function) if isinstance(base, at.Call) and len(base.args) == 1 else ""
        is_of_function = name in BY_ENTRY or name.partition("|")[0] in self.rules.entries
        return (whole(exponent) or 0) > 0 and (
            self.rules.powers == "all" or (self.rules.powers == "functions" and is_of_function))

    def multiplies_entries(self, one: Shape, other: Shape) -> bool:
        """Whether a product of two matrices is one of their entries."""
        return self.rules.products and self._found(one) == self._found(other) and ONE not in self._found(one)

    def _call(self, name: str, function: Node, args: Sequence[Node], node: Node) -> Shape:
        if not args:
            raise NoMeaning(f"{name} of nothing")
        here = self.shape(args[0])
        if isinstance(function, at.Function):
            match function.name:
                case "norm":
                    if len(args) > 1 and (here == NUMBER or show(args[1]) not in ("1", "2", "F") or (
                            show(args[1]) == "1" and ONE not in here)):
                        raise NoMeaning(f"the norm {show(args[1])} is not known here")
                    if len(args) == 2 and show(args[1]) == "2" and ONE not in here:
                        raise NoMeaning("the largest singular value is not known here")
                    return NUMBER
                case "tr" | "det":
                    self._same(*here, node)
                    return NUMBER
                case "abs" if len(args) == 1:  # a length, or a determinant
                    if ONE not in here:
                        self._same(*here, node)
                    return NUMBER
                case "diag" if here[1] == ONE and len(args) == 1:
                    return here[0], here[0]
                case known if (known in BY_ENTRY or known == "softmax") and len(args) == 1:
                    if known in _OF_NUMBERS and ONE not in here:
                        raise NoMeaning(f"{known} of a matrix, or of each of its entries")
                    return here
            if here == NUMBER and all(self.shape(arg) == NUMBER for arg in args):
                return NUMBER
            raise NoMeaning(f"{name} is not known of vectors and matrices")
        if name in NUMBER_VALUED | self.rules.numbers and all(self.shape(arg) for arg in args):
            return NUMBER
        if len(args) == 1 and name.partition("|")[0] in self.rules.entries:
            return here
        if len(args) > 1 or name in LOSSES:
            if all(self.shape(arg) == NUMBER for arg in args):
                return NUMBER
            raise NoMeaning(f"it is not known what {name} is of")
        return here

    def _gradient(self, of: Node, by: Node | None, order: int) -> Shape:
        if by is None and not (isinstance(of, at.Call) and len(of.args) == 1):
            raise NoMeaning("it is not said by what this gradient is")
        if self._above(of) != NUMBER:
            raise NoMeaning("the gradient of something that is no number")
        size, other = self.shape(by if by is not None else of.args[0])  # type: ignore[attr-defined]
        if order == 1:
            return size, other
        if other != ONE:
            raise NoMeaning("second derivatives by a matrix")
        return size, size

    def _above(self, of: Node) -> Shape:
        """The shape of what a derivative is taken of, which is a number if nothing is known of it."""
        is_letter = isinstance(of, (at.Name, at.Member, at.Power)) and not is_loss(of)
        return self.shape(of) if is_letter or is_formula(of) else NUMBER

    def _derivative(self, of: Node, by: Node) -> Shape:
        above, here = self._above(of), self.shape(by)
        if above == NUMBER:
            return here
        if here == NUMBER:
            return above
        if above[1] == here[1] == ONE:
            return above[0], here[0]
        raise NoMeaning("the derivative of a matrix by a matrix")


def is_logistic_slope(factors: Sequence[Node]) -> bool:
    """s (1 - s), of a value s of the logistic function, which is of entries where s is a vector."""
    match factors:
        case (at.Call(at.Function("sigmoid")) as one, at.Sum((at.Number(unit), at.Neg(other)))):
            return unit == 1 and one == other
    return False


def fittings(reference: Node, others: Iterable[Node], rules: Rules, symmetric: frozenset[str],
             equal: Sequence[tuple[Node, Node]] = ()) -> list[Fitting]:
    """Each way to say what the letters of a reference are that is as usual as can be; none if it fits in no way.

    others     formulas with letters of their own, which may be anything
    symmetric  families that are their own transposes; a covariance is, besides, unless the reference transposes it
    equal      letters, and what they are
    """
    trees = (reference, *others, *(tree for pair in equal for tree in pair))
    found = [letter for tree in trees for letter in letters(tree) if not (
        is_unit(letter) or is_ones(letter) or is_zero(letter))]
    families = [*dict.fromkeys(map(rules.family, found))]
    transposed = {family(one) for tree in trees for one in turned(tree)}
    unlikely = {*_by_gradients_and_rows(reference)}
    divides = {family(part) for outer in walk(reference) if isinstance(outer, at.Quotient)
               for part in letters(outer.bottom)}
    if not _is_singular_values(reference):
        symmetric |= SYMMETRIC - {family(letter) for letter in turned(reference) if not is_block(letter)}
    symmetric -= rules.context.general
    with_two = entries(trees)
    choices = [[(cost + 2 * (name in unlikely and kind == "number"), kind)
                for cost, kind in candidates(name, name in transposed, name in divides, name in with_two)]
               for name in families]
    measured = {rules.family(part.args[0]) for tree in trees for part in walk(tree) if isinstance(part, at.Call)
                and part.function == at.Function("norm") and len(part.args) > 1
                and isinstance(part.args[0], at.Name | at.Member)}  # nobody says which norm of a number
    choices = [[one for one in some if name not in measured or one[1] != "number"] or some
               for name, some in zip(families, choices, strict=True)]
    if rules.arrays:
        choices = [[one for one in some if (0, "matrix") not in some or one[1] == "matrix"] for some in choices]
    ends = {rules.family(letter) for tree in trees for part in walk(tree) if isinstance(part, at.Bound)
            for end in (part.first, part.last) if end is not None for letter in letters(end)}
    said = ["number" if name in ends else rules.context.kinds.get(name) for name in families]
    choices = [some if kind is None else [(0, kind)] for some, kind in zip(choices, said, strict=True)]
    if prod(map(len, choices)) > _MOST_TYPINGS:
        raise NoMeaning("it has too many letters that may be numbers or vectors")
    ways = sorted(product(*choices), key=_cost)
    for narrow in (False, True):
        fitting: list[Fitting] = []
        for way in ways:
            if fitting and _cost(way) > min(one.cost for one in fitting):
                break
            kinds = dict(zip(families, (kind for _, kind in way), strict=True))
            made = Fitting(kinds, replace(rules, narrow=narrow), symmetric)
            try:
                made.shape(reference)
                for letter, body in equal:
                    made.join(made.shape(letter), made.shape(body), body)
            except (Unfit, NoMeaning):
                continue
            made.cost = _cost(way) + len(made.spread)
            fitting.append(made)
        fitting = [one for one in fitting if one.cost == min(other.cost for other in fitting)]
        if len(fitting) > _MOST_FITTING:
            raise NoMeaning("its letters may be too many things")
        if fitting:
            return fitting
    return []


def _by_gradients_and_rows(tree: Node) -> Iterator[str]:
    r"""The families of what is hardly a number: w, of \nabla_w, and of x^\top w."""
    for part in walk(tree):
        if isinstance(part, at.Gradient) and part.by is not None:
            yield family(part.by)
        for one, other in pairwise(part.factors) if isinstance(part, at.Product) else ():
            if isinstance(other, at.Call) and show(other.function) in BY_ENTRY:  # y^\top \log p
                other = other.args[0]
            other = other.base if isinstance(other, at.Power) else other
            if isinstance(one, at.Transpose) and isinstance(other, (at.Name, at.Member)):
                yield family(other)


def _is_singular_values(tree: Node) -> bool:
    r"""Whether a \Sigma is that of U \Sigma V^\top."""
    return {"U", "V"} <= {*map(family, letters(tree))}


def _cost(way: Sequence[tuple[int, Kind]]) -> int:
    """Rows beside columns are unusual: who writes x W, writes rows."""
    kinds = {kind for _, kind in way}
    return sum(cost for cost, _ in way) + 3 * ({"row", "column"} <= kinds)


__all__ = ["BY_ENTRY", "NUMBER", "ONE", "Fitting", "Rules", "Shape", "Unfit", "fittings", "is_logistic_slope"]
