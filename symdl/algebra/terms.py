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


class Index(NamedTuple):
    """An index of a range (its ``sort``).

    number  0: free, known by its name; > 0: a dummy, bound by a Sum around it;
            < 0: a dummy taken out of its Sum for the time of one computation
    """

    sort: str
    number: int
    name: str = ""


Indices = frozenset[Index]
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


class Entry(Atom):
    """One member of a family, ``Entry(name, (i, j))``; a scalar has no indices."""

    __slots__ = ()
    rank = 3

    @property
    def name(self) -> str:
        return self.args[0]  # type: ignore[no-any-return]

    @property
    def indices(self) -> tuple[Index, ...]:
        return self.args[1]  # type: ignore[no-any-return]

    def _describe(self) -> None:
        self._set(self.indices, (self.name,), 0, self.name, self.indices)


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
        inside = frozenset[Index]().union(*(a.free for a, _ in self.body))
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


def exact(x: Rational) -> Rational:
    """The same number, as an int if it is one (ints are faster)."""
    return x.numerator if x.denominator == 1 else x


def collect(p: Polynomial, m: Monomial, c: Rational) -> None:
    """Add ``c*m`` to ``p`` in place."""
    total = p.get(m, 0) + c
    if total:
        p[m] = exact(total)
    else:
        p.pop(m, None)


def constant(c: Rational) -> Polynomial:
    return {ONE: exact(c)} if c else {}


def single(atom: Atom, e: Rational = 1) -> Polynomial:
    return {frozenset(((atom, e),)): 1}
