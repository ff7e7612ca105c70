"""From normal forms back to trees, to show what is left of a statement that was not proved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import count

from sympy import Add, Expr, Integer, Mul, Ne, Pow, Rational, evaluate, exp, log, pi
from sympy.core.relational import Relational

from symdl.algebra.terms import Atom as Term
from symdl.algebra.terms import (
    Base,
    Exp,
    Frozen,
    Log,
    Monomial,
    Polynomial,
    Prime,
    atoms_of,
    free_of,
    monomial_key,
)
from symdl.algebra.terms import Delta as Equal
from symdl.algebra.terms import Entry as Member
from symdl.algebra.terms import Index as Label
from symdl.algebra.terms import Size as Count
from symdl.algebra.terms import Sum as Over
from symdl.algebra.work import Kind
from symdl.language import Adjoint, Delta, Each, Family, Index, Loss, Range, Size, Total, each, free_indices

# The name of pi among the members of families; no author's name has a space.
PI = "the number pi"

# A residual of more atoms than this is not shown: nobody would read it.
_MOST_ATOMS = 300


class TooLarge(Exception):
    """The tree would be too large to be read."""


class Lift:
    """Rebuilds trees from normal forms, in the names of one derivation."""

    def __init__(self, families: Iterable[Family], ranges: Iterable[Range], loss: Loss | None):
        self._members: dict[str, Callable[[tuple[Index, ...]], Expr]] = {
            f.name: (lambda at, f=f: f[at]) for f in families  # type: ignore[misc]
        }
        self._members[PI] = lambda at: pi
        if loss is not None:
            for output in loss.outputs:
                self._members[f"d{loss.name}/d{output.name}"] = (
                    lambda at, f=output: Adjoint(loss, f[at])  # type: ignore[misc]
                )
        self._ranges = {r.name: r for r in ranges}
        self._tags = count(1_000_000)  # apart from every tag that a binder gave

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
        dummies = {label: Index(self._ranges[label.sort].letters[0], self._ranges[label.sort], next(self._tags))
                   for label in loose}
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

    def _atom(self, atom: Term, dummies: Mapping[Label, Index]) -> Expr:
        match atom:
            case Prime():
                return Integer(atom.value)
            case Count():
                return Size(self._ranges[atom.sort])
            case Member():
                return self._members[atom.name](tuple(self._index(i, dummies) for i in atom.indices))
            case Equal():
                a, b = atom.indices
                return Delta(self._index(a, dummies), self._index(b, dummies))
            case Over():
                # The printer finds letters that do not clash; the tag tells dummies apart.
                made = {
                    d: Index(self._ranges[d.sort].letters[0], self._ranges[d.sort], next(self._tags))
                    for d in atom.dummies
                }
                body = self._monomial(atom.body, Integer(1), {**dummies, **made})
                return Total(body, *made.values())
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
    return weight
