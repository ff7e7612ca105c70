"""The terms of the normal form: indices, atoms, monomials, polynomials.

    polynomial   {monomial: rational coefficient}, no zero coefficient
    monomial     a set of (atom, rational exponent), no zero exponent, each atom once
    atom         a real number that is not taken apart further

Atoms are interned: equal content is the same object, so equality and hashing
cost nothing. A dummy index is known by a number alone. An atom numbers its own
dummies above every number that occurs inside it, so a dummy of an enclosing
sum, numbered higher still, can never be captured.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple, Self
from weakref import WeakValueDictionary

Rational = int | Fraction

# The sort of an index that is an integer. Every free one is at least 0.
INTEGERS = "integers"


class Index(NamedTuple):
    """An index of a range (its ``sort``). A free one whose name is a number is the place of one member.

    number  0: free, known by its name; > 0: a dummy, bound by a Sum around it;
            < 0: a dummy taken out of its Sum for the time of one computation
    upto    for a dummy that is an integer: it runs from 1 to this; else ()
    """

    sort: str
    number: int
    name: str = ""
    upto: Affine | tuple[()] = ()


class Affine(NamedTuple):
    """An integer: a constant plus integer multiples of integer indices, in order."""

    constant: int
    terms: tuple[tuple[Index, int], ...] = ()

    @property
    def symbolic(self) -> Affine:
        """Itself without the constant."""
        return Affine(0, self.terms)

    def plus(self, c: int) -> Affine:
        return Affine(self.constant + c, self.terms)


Indices = frozenset[Index]


def affine(i: Index | Affine) -> Affine:
    return i if isinstance(i, Affine) else Affine(0, ((i, 1),))


def combine(*parts: tuple[Affine, int], constant: int = 0) -> Affine:
    """The sum of ``times*part`` and a constant."""
    terms: dict[Index, int] = {}
    for part, times in parts:
        constant += times * part.constant
        for i, c in part.terms:
            terms[i] = terms.get(i, 0) + times * c
    return Affine(constant, tuple(sorted((i, c) for i, c in terms.items() if c)))


def least(a: Affine) -> int | None:
    """A lower bound: a free index is at least 0, a dummy at least 1 and at most its limit; None if there is none."""
    for _ in range(16):  # a limit may name another dummy
        for i, c in a.terms:
            if c < 0 and i.upto:
                a = combine((Affine(a.constant, tuple(t for t in a.terms if t[0] != i)), 1), (affine(i.upto), c))
                break
        else:
            break
    if any(c < 0 or (i.number and not i.upto) for i, c in a.terms):
        return None
    return a.constant + sum(c for i, c in a.terms if i.number)
_interned: WeakValueDictionary[tuple[Any, ...], Atom] = WeakValueDictionary()


class Atom:
    """A number that is not taken apart further.

    args    its content
    free    indices in it that no Sum inside it binds
    names   names of the families in it
    top     the highest dummy number in it
    key     its place in a total order that depends on content only
    """

    __slots__ = ("__weakref__", "args", "free", "key", "names", "top")
    rank = 0
    args: tuple[Any, ...]
    free: Indices
    names: frozenset[str]
    top: int
    key: tuple[Any, ...]

    def __new__(cls, *args: Any) -> Self:
        content = (cls, args)
        atom = _interned.get(content)
        if atom is None:
            atom = object.__new__(cls)
            atom.args = args
            atom._describe()
            _interned[content] = atom
        return atom  # type: ignore[return-value]  # the class is part of the content

    def _describe(self) -> None:
        """Set free, names, top and key."""
        raise NotImplementedError

    def _set(self, free: Iterable[Index], names: Iterable[str], top: int, *key: Any) -> None:
        self.free = frozenset(free)
        self.names = frozenset(names)
        self.top = max([top, *(i.number for i in self.free)])
        self.key = (self.rank, *key)

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self.args!r}"


Monomial = frozenset[tuple[Atom, Rational]]
Polynomial = dict[Monomial, Rational]
Frozen = frozenset[tuple[Monomial, Rational]]

ONE: Monomial = frozenset()


def freeze(p: Polynomial) -> Frozen:
    return frozenset(p.items())


def monomial_key(m: Monomial) -> tuple[Any, ...]:
    return tuple(sorted((atom.key, e) for atom, e in m))


def polynomial_key(p: Iterable[tuple[Monomial, Rational]]) -> tuple[Any, ...]:
    return tuple(sorted((monomial_key(m), c) for m, c in p))


def atoms_of(p: Iterable[Monomial]) -> Iterator[Atom]:
    for m in p:
        for atom, _ in m:
            yield atom


def free_of(atoms: Iterable[Atom]) -> Indices:
    return frozenset[Index]().union(*(a.free for a in atoms))


def names_of(m: Monomial) -> frozenset[str]:
    return frozenset[str]().union(*(a.names for a, _ in m))


class Prime(Atom):
    """A prime number. Its exponent is a proper fraction: integer powers are coefficients."""

    __slots__ = ()
    rank = 1

    @property
    def value(self) -> int:
        return self.args[0]  # type: ignore[no-any-return]

    def _describe(self) -> None:
        self._set((), (), 0, self.value)


class Size(Atom):
    """The number of elements of a range."""

    __slots__ = ()
    rank = 2

    @property
    def sort(self) -> str:
        return self.args[0]  # type: ignore[no-any-return]

    def _describe(self) -> None:
        self._set((), (), 0, self.sort)


Slot = Index | Affine | frozenset[Any]  # what tells members apart: an index, an integer, a real number


class Entry(Atom):
    """One member of a family, ``Entry(name, (i, j))``; a scalar has no indices.

    A member of a sequence has an Affine in that place, a value of a function
    that is not written down a frozen polynomial.
    """

    __slots__ = ()
    rank = 3

    @property
    def name(self) -> str:
        return self.args[0]  # type: ignore[no-any-return]

    @property
    def indices(self) -> tuple[Slot, ...]:
        return self.args[1]  # type: ignore[no-any-return]

    def _describe(self) -> None:
        free: set[Index] = set()
        names = {self.name}
        top = 0
        for slot in self.indices:
            free |= free_of_slot(slot)
            if isinstance(slot, frozenset):
                for atom in atoms_of(dict(slot)):
                    names |= atom.names
                    top = max(top, atom.top)
        key = tuple(polynomial_key(a) if isinstance(a, frozenset) else a for a in self.indices)
        self._set(free, names, top, self.name, key)


class Delta(Atom):
    """Kronecker's delta of two different indices, the lesser first."""

    __slots__ = ()
    rank = 4

    @property
    def indices(self) -> tuple[Index, Index]:
        return self.args

    def _describe(self) -> None:
        assert self.args[0] < self.args[1]
        self._set(self.args, (), 0, *self.args)


class Sum(Atom):
    """The sum of a monomial over ``dummies``, which connect all its factors."""

    __slots__ = ()
    rank = 5

    @property
    def dummies(self) -> tuple[Index, ...]:
        return self.args[0]  # type: ignore[no-any-return]

    @property
    def body(self) -> Monomial:
        return self.args[1]  # type: ignore[no-any-return]

    def _describe(self) -> None:
        limits = (free_of_slot(i.upto) for i in self.dummies)
        inside = frozenset[Index]().union(*(a.free for a, _ in self.body), *limits)
        names = frozenset[str]().union(*(a.names for a, _ in self.body))
        top = max(a.top for a, _ in self.body)
        self._set(inside - frozenset(self.dummies), names, top, len(self.dummies), self.dummies,
                  monomial_key(self.body))


class _OfPolynomial(Atom):
    """An atom with a polynomial for its argument."""

    __slots__ = ()

    @property
    def inside(self) -> Polynomial:
        return dict(self.args[0])

    def _describe(self) -> None:
        inner = [a for m, _ in self.args[0] for a, _ in m]
        self._set(frozenset[Index]().union(*(a.free for a in inner)),
                  frozenset[str]().union(*(a.names for a in inner)),
                  max((a.top for a in inner), default=0), polynomial_key(self.args[0]))


class Base(_OfPolynomial):
    """A polynomial that is raised to a negative or fractional power: ``Base(frozen)``.

    Under a fractional exponent it is not negative: that is a condition of the
    expression it came from.
    """

    __slots__ = ()
    rank = 6


class Log(_OfPolynomial):
    """The natural logarithm of a polynomial: ``Log(frozen)``."""

    __slots__ = ()
    rank = 7


class Exp(_OfPolynomial):
    """e to the power of one monomial (coefficient 1; rational factors are exponents)."""

    __slots__ = ()
    rank = 8

    @property
    def power(self) -> Monomial:
        ((m, _),) = self.args[0]
        return m  # type: ignore[no-any-return]


class Integer(Atom):
    """An index that is an integer, as a number."""

    __slots__ = ()
    rank = 9

    @property
    def index(self) -> Index:
        return self.args[0]  # type: ignore[no-any-return]

    def _describe(self) -> None:
        self._set(self.args, (), 0, self.index)


class IndexPower(Atom):
    """A polynomial to the power of an integer: ``IndexPower(frozen, i)``.

    Its own exponent may be negative where the polynomial is not zero.
    """

    __slots__ = ()
    rank = 10

    @property
    def base(self) -> Polynomial:
        return dict(self.args[0])

    @property
    def index(self) -> Index:
        return self.args[1]  # type: ignore[no-any-return]

    def _describe(self) -> None:
        inner = list(atoms_of(self.base))
        self._set(frozenset((self.index,)).union(*(a.free for a in inner)),
                  frozenset[str]().union(*(a.names for a in inner)),
                  max((a.top for a in inner), default=0), self.index, polynomial_key(self.args[0]))


def free_of_slot(slot: Slot | tuple[()]) -> Indices:
    """The indices in what tells members of a family apart (or in the limit of a dummy)."""
    if isinstance(slot, Index):
        return frozenset((slot,))
    if isinstance(slot, Affine):
        return frozenset(i for i, _ in slot.terms)
    return free_of(atoms_of(dict(slot)))


def exact(x: Rational) -> Rational:
    """The same number, as an int if it is one (ints are faster)."""
    return x.numerator if x.denominator == 1 else x


def constant(c: Rational) -> Polynomial:
    return {ONE: exact(c)} if c else {}


def single(atom: Atom, e: Rational = 1) -> Polynomial:
    return {frozenset(((atom, e),)): 1}
