"""From normal forms back to trees, to show what is left of a statement that was not proved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from itertools import count

from sympy import Add, Basic, Expr, Integer, Mul, Ne, Pow, Rational, evaluate, exp, log, pi
from sympy.core.relational import Relational

from symdl.algebra.terms import (
    INTEGERS,
    Affine,
    Base,
    Exp,
    Frozen,
    IndexPower,
    Log,
    Monomial,
    Polynomial,
    Prime,
    Slot,
    affine,
    atoms_of,
    free_of,
    monomial_key,
)
from symdl.algebra.terms import Atom as Term
from symdl.algebra.terms import Delta as Equal
from symdl.algebra.terms import Entry as Member
from symdl.algebra.terms import Index as Label
from symdl.algebra.terms import Integer as Whole
from symdl.algebra.terms import Size as Count
from symdl.algebra.terms import Sum as Over
from symdl.algebra.work import Kind
from symdl.calculus.reach import reach
from symdl.language import (
    Adjoint,
    Delta,
    Each,
    Family,
    Index,
    IntegerIndex,
    IntervalSum,
    Loss,
    Range,
    Size,
    Total,
    each,
    free_indices,
)

# The name of pi among the members of families; no author's name has a space.
PI = "the number pi"

# A residual of more atoms than this is not shown: nobody would read it.
_MOST_ATOMS = 300


class TooLarge(Exception):
    """The tree would be too large to be read, or there is none."""


class Lift:
    """Rebuilds trees from normal forms, in the names of one derivation."""

    def __init__(self, families: Iterable[Family], ranges: Iterable[Range], loss: Loss | None,
                 integers: Iterable[IntegerIndex] = ()):
        self._members: dict[str, Callable[[tuple[Index, ...]], Expr]] = {
            f.name: (lambda at, f=f: f[at]) for f in families  # type: ignore[misc]
        }
        self._members[PI] = lambda at: pi
        if loss is not None:
            for output in loss.outputs:
                # The cotangent is the whole adjoint only if no other output leans on this one.
                if not any(output in reach(other) for other in loss.outputs if other != output):
                    self._members[f"d{loss.name}/d{output.name}"] = (
                        lambda at, f=output: Adjoint(loss, f[at])  # type: ignore[misc]
                    )
        self._ranges = {r.name: r for r in ranges}
        self._integers = {i.letter: i for i in integers}
        self._tags = count(1_000_000)  # apart from every tag that a binder gave

    def with_integer(self, integer: IntegerIndex) -> Lift:
        """The same with another integer for its letter."""
        made = copy(self)
        made._integers = {**self._integers, integer.letter: integer}
        return made

    def polynomial(self, p: Polynomial | Frozen, dummies: Mapping[Label, Index] | None = None) -> Expr:
        """The tree of a polynomial, its terms in a fixed order. Raises TooLarge."""
        if _weight(dict(p)) > _MOST_ATOMS:
            raise TooLarge
        terms = sorted(dict(p).items(), key=lambda term: monomial_key(term[0]), reverse=True)
        made = [self._monomial(m, Rational(c.numerator, c.denominator), dummies or {}) for m, c in terms]
        if not made:
            return Integer(0)
        return made[0] if len(made) == 1 else Add(*made, evaluate=False)

    def condition(self, kind: Kind, p: Polynomial | Frozen) -> Relational | Each:
        """The statement that p is positive or not zero, for each value of the dummies in it. Raises TooLarge."""
        loose = sorted(i for i in free_of(atoms_of(dict(p))) if i.number or " " in i.name)
        dummies = {label: self._dummy(label) for label in loose}
        tree = self.polynomial(p, dummies)
        with evaluate(False):
            relation = tree > Integer(0) if kind == "positive" else Ne(tree, Integer(0))
        bound = [i for i in dummies.values() if i in free_indices(relation)]
        return each(*bound, relation) if bound else relation

    def _monomial(self, m: Monomial, c: Expr, dummies: Mapping[Label, Index]) -> Expr:
        factors = [] if c == 1 and m else [c]
        for atom, e in sorted(m, key=lambda factor: factor[0].key):
            made = self._atom(atom, dummies)
            exponent = Rational(e.numerator, e.denominator)
            factors.append(made if e == 1 else Pow(made, exponent, evaluate=False))
        return factors[0] if len(factors) == 1 else Mul(*factors, evaluate=False)

    def _index(self, label: Label, dummies: Mapping[Label, Index]) -> Index:
        return dummies.get(label) or Index(label.name, self._ranges[label.sort])

    def _dummy(self, label: Label) -> Index:
        """An index for a dummy. The printer finds letters that do not clash; the tag tells dummies apart."""
        if label.sort == INTEGERS:
            return IntegerIndex("i", tag=next(self._tags))
        return Index(self._ranges[label.sort].letters[0], self._ranges[label.sort], next(self._tags))

    def _integer(self, a: Affine, dummies: Mapping[Label, Index]) -> Expr:
        """An integer; a free one counts from the least that is meant."""
        terms: list[Expr] = []
        constant = a.constant
        for label, times in a.terms:
            index = self._counted(label, dummies)
            if label not in dummies:
                constant -= times * index.at_least
            terms.append(index if times == 1 else Mul(Integer(times), index, evaluate=False))
        if constant or not terms:
            terms.append(Integer(constant))
        return terms[0] if len(terms) == 1 else Add(*terms, evaluate=False)

    def _counted(self, label: Label, dummies: Mapping[Label, Index]) -> IntegerIndex:
        found = dummies.get(label) or self._integers.get(label.name)
        if not isinstance(found, IntegerIndex):
            raise TooLarge  # the letter of a sum, alone in a condition: it is no name of the derivation
        return found

    def _equated(self, label: Label, dummies: Mapping[Label, Index]) -> Index:
        if label.sort == INTEGERS:
            return self._counted(label, dummies)
        return self._index(label, dummies)

    def _slot(self, slot: Slot, dummies: Mapping[Label, Index]) -> Basic:
        if isinstance(slot, Affine):
            return self._integer(slot, dummies)
        return self.polynomial(slot, dummies) if isinstance(slot, frozenset) else self._index(slot, dummies)

    def _atom(self, atom: Term, dummies: Mapping[Label, Index]) -> Expr:
        match atom:
            case Prime():
                return Integer(atom.value)
            case Count():
                return Size(self._ranges[atom.sort])
            case Member():
                if atom.name not in self._members:
                    raise TooLarge  # the cotangent of an output that other outputs lean on has no name
                return self._members[atom.name](tuple(self._slot(i, dummies) for i in atom.indices))
            case Equal():
                a, b = (self._equated(i, dummies) for i in atom.indices)
                if isinstance(a, IntegerIndex) and a.at_least * (not a.tag) != b.at_least * (not b.tag):
                    raise TooLarge  # a free integer is counted from its least value, so this is of t and s - 1
                return Delta(a, b)
            case Over():
                made = {d: self._dummy(d) for d in atom.dummies}
                tree = self._monomial(atom.body, Integer(1), {**dummies, **made})
                plain = [i for d, i in made.items() if not d.upto]
                tree = Total(tree, *plain) if plain else tree
                for d, i in made.items():
                    if d.upto:
                        tree = IntervalSum(tree, i, Integer(1), self._integer(d.upto, dummies))
                return tree
            case Whole():
                return self._integer(affine(atom.index), dummies)
            case IndexPower():
                base = self.polynomial(atom.base, dummies)
                return Pow(base, self._integer(affine(atom.index), dummies), evaluate=False)
            case Base():
                return self.polynomial(atom.inside, dummies)
            case Log():
                return log(self.polynomial(atom.inside, dummies), evaluate=False)
            case Exp():
                return exp(self.polynomial(atom.inside, dummies), evaluate=False)
        raise NotImplementedError(f"lift: no rule for {type(atom).__name__}")


def _weight(p: Polynomial) -> int:
    """The number of atoms in a polynomial, those inside atoms counted; stops early past the limit."""
    weight = 0
    pending = [p]
    while pending and weight <= _MOST_ATOMS:
        for m in pending.pop():
            weight += 1 + len(m)
            for atom, _ in m:
                if isinstance(atom, Over):
                    pending.append({atom.body: 1})
                elif isinstance(atom, (Base, Log, Exp)):
                    pending.append(atom.inside)
                elif isinstance(atom, IndexPower):
                    pending.append(atom.base)
    return weight
