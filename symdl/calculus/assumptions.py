"""What the assumptions of a statement say, and what a proof under them rests on.

An assumption is read three ways: what it says of the signs of single members
(``Facts`` for the normal form, ``SignFacts`` for trees), what a comparison says of
a whole expression, and an equation as a rule that replaces its leading term.
Each fact knows which assumptions it came from, so that a proof names just those
that it used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction

from sympy import Add, Basic, Expr, Integer, Ne, Number, Pow, evaluate
from sympy import Rational as Fractional
from sympy.core.relational import Equality, Relational

from symdl.algebra.normal import content, rule, scale, subtract
from symdl.algebra.terms import (
    ONE,
    Atom,
    Base,
    Frozen,
    Monomial,
    Polynomial,
    Rational,
    atoms_of,
    freeze,
    names_of,
    single,
)
from symdl.algebra.terms import Entry as Member
from symdl.algebra.terms import Size as Count
from symdl.algebra.work import STEPS, DivisionByZero, Exploded, Facts, Kind, Rule, Unfold, Work, primitive
from symdl.algebra.zero import positive
from symdl.calculus.continuity import remaining
from symdl.calculus.derivative import NoDerivative
from symdl.calculus.expectation import NotPolynomial
from symdl.calculus.labels import free_labels, label_of, plain
from symdl.calculus.lift import PI, Lift, TooLarge
from symdl.calculus.limit import NoLimit
from symdl.calculus.reach import reach, values
from symdl.calculus.signs import (
    ANY,
    NEGATIVE,
    NONNEGATIVE,
    NONPOSITIVE,
    NONZERO,
    POSITIVE,
    SIGNS_OF,
    Given,
    Known,
    SignFacts,
    Signs,
    signs,
)
from symdl.derivation import Condition
from symdl.errors import LanguageError
from symdl.extent import too_large
from symdl.language import (
    Adjoint,
    Derivative,
    Each,
    Entry,
    Expectation,
    Family,
    Index,
    IntegerIndex,
    IntervalSum,
    Limit,
    Partial,
    Range,
    Size,
    Total,
    Variance,
    absolute,
    each,
    free_indices,
    subterms,
)

Parts = tuple[int, Monomial, Polynomial]  # what is known of the sign of a polynomial, and the two factors that are not
Factors = list[tuple[Polynomial, int | Fraction]]  # a product of powers

# What reading the sign of one expression may cost.
_LOOKUP_STEPS = 20_000


class Contradiction(Exception):
    """An assumption can never hold."""


class Unsettled(Exception):
    """A term whose meaning is not settled, such as how the slope of an unspecified loss changes."""


# Why a normal form may not be found; none of them says that a statement is wrong.
UNKNOWN = (Exploded, NotPolynomial, NoDerivative, NoLimit, Unsettled)


@dataclass(frozen=True)
class Need:
    """A condition of an expression: the signs that ``tree`` must have there."""

    tree: Expr
    signs: Signs
    why: str


class Assumptions:
    """The assumptions of a statement, and the conditions that are collected while it is lowered.

    needs, used    the open conditions of the statement that is being lowered, and the
                   assumptions whose signs closed others
    """

    def __init__(self, given: Sequence[Relational | Each], ranges: Sequence[Range], lift: Lift):
        self.needs: dict[Need, None] = {}
        self.used: set[Given] = set()
        self._borrowed: list[Condition] = []  # of what was proved before and is used
        self._lift = lift
        self._given = tuple(given)
        self._unfold: dict[str, Unfold] = {}
        self._looked_up: dict[Expr, Known] = {}
        self._compared: list[tuple[Polynomial, Known]] = []
        self._parts: list[tuple[Parts, Known]] = []
        # Which assumptions a fact of the normal form came from.
        self._origin: dict[object, frozenset[Given]] = {Count(r.name): frozenset((r,)) for r in ranges}
        self._families: dict[Family, Known] = {}
        self._members: dict[Entry, Known] = {}
        self._intervals: dict[IntegerIndex, tuple[Expr, Expr]] = {}
        self._sign_facts = SignFacts(self._families, self._members, self._lookup, self._intervals)
        why = too_large({f"assumption {n}": assumption for n, assumption in enumerate(self._given, 1)})
        if why:
            raise LanguageError(why, hint="assume something simpler, from which it follows")
        for assumption in self._given:
            _refuse_random(assumption)
        self._facts = self._read_signs(frozenset(r.name for r in ranges if r.at_least > 0))
        self._compared = self._read_comparisons()
        self._facts = replace(self._facts, polynomials=self._positive_polynomials())
        self._rules = self._read_equations()

    def lower(self, work: Work, tree: Expr) -> Polynomial:
        """The normal form of one side of a statement."""
        raise NotImplementedError

    def statement(self) -> Work:
        """Begin a statement: a budget for it, and no conditions yet."""
        self.needs, self.used = {}, set()
        return self._work(self._rules)

    def _work(self, rules: tuple[Rule, ...] = (), steps: int = STEPS) -> Work:
        return Work(self._facts, rules, self._unfold, steps)

    def has_sign(self, tree: Expr, wanted: Signs) -> bool:
        """Whether the assumptions say that the tree has one of these signs; then they are used."""
        return self._is(tree, wanted)

    def _compared_parts(self) -> list[tuple[Parts, Known]]:
        """The expressions that a comparison speaks of, each taken apart once."""
        if len(self._parts) != len(self._compared):
            self._parts = []
            for q, said in self._compared:
                work = self._work(steps=_LOOKUP_STEPS)
                parts = _parts(work, q) if q else (0, ONE, {})
                self._parts.append((parts, Known(said.signs, said.used | self._origins(work))))
        return self._parts

    @contextmanager
    def _apart(self, work: Work) -> Iterator[None]:
        """For the time of a block, conditions and uses are collected apart."""
        outer = self.needs, self.used, work.needs, work.used
        self.needs, self.used, work.needs, work.used = {}, set(), {}, set()
        try:
            yield
        finally:
            self.needs, self.used, work.needs, work.used = outer

    # -- reading -----------------------------------------------------------

    def _read_signs(self, nonempty: frozenset[str]) -> Facts:
        """What the comparisons say of signs, for the trees and for the normal form."""
        positive, nonnegative = {PI}, set[str]()
        positive_members: set[Atom] = set()
        for assumption in self._given:
            relation, over = opened(assumption)
            if isinstance(relation, Equality):
                continue
            said = SIGNS_OF.get(type(relation))
            if said is None:
                raise LanguageError("this assumption is not a comparison", term=assumption,
                                    hint="write eps > 0, Ne(a, 0) or Eq(total(y[k], k), 1)")
            if any(isinstance(i, IntegerIndex) for i in over):
                continue  # it says nothing of the members before the least integer
            entry, of_entry = _sign_of_entry(relation, said)
            known = Known(of_entry, frozenset((assumption,)))
            if entry is not None and set(entry.indices) == set(over) and len(over) == len(entry.indices):
                self._families[entry.family] = _both(self._families.get(entry.family), known)
                if of_entry in (POSITIVE, NONNEGATIVE):
                    (positive if of_entry == POSITIVE else nonnegative).add(entry.family.name)
                    self._origin.setdefault(entry.family.name, known.used)
            elif entry is not None and not over:
                self._members[entry] = _both(self._members.get(entry), known)
                if of_entry == POSITIVE:
                    labels = free_labels(entry)
                    if all(isinstance(i, Index) for i in entry.indices):
                        member = Member(entry.family.name, tuple(label_of(i, labels) for i in entry.indices))
                        positive_members.add(member)
                        self._origin.setdefault(member, known.used)
        return Facts(frozenset(positive), frozenset(positive_members), frozenset(nonnegative), nonempty=nonempty)

    def _read_comparisons(self) -> list[tuple[Polynomial, Known]]:
        """What the comparisons say of whole expressions."""
        compared = []
        for assumption in self._given:
            relation, over = opened(assumption)
            if not over and not isinstance(relation, Equality):
                read = self._difference(relation)
                if read is not None:
                    p, origin = read
                    compared.append((p, Known(SIGNS_OF[type(relation)], origin | {assumption})))
        return compared

    def _positive_polynomials(self) -> frozenset[Frozen]:
        """Sums of terms that a comparison says are positive."""
        found: set[Frozen] = set()
        for p, known in self._compared:
            if len(p) > 1 and known.signs in (POSITIVE, NEGATIVE):
                key = freeze(primitive(scale(p, 1 if known.signs == POSITIVE else -1)))
                self._origin.setdefault(key, known.used)
                found.add(key)
        return frozenset(found)

    def _read_equations(self) -> tuple[Rule, ...]:
        rules: list[Rule] = []
        for assumption in self._given:
            relation, over = opened(assumption)
            if not isinstance(relation, Equality):
                continue
            labels = free_labels(relation)
            # Equations between integers are solved one after the other.
            read = self._difference(relation, tuple(rules) if _is_of_integers(relation) and not over else ())
            if read is None:
                continue
            p, origin = read
            compared = frozenset(atom for q, _ in self._compared for atom in atoms_of(q))
            made = rule(self._work(), p, frozenset(plain(labels[i]) for i in over), compared)
            if made is None and p:
                raise Contradiction(f"the assumption {assumption} can never hold")
            if made is not None:
                self._origin[made] = origin | {assumption}
                rules.append(made)
        return tuple(rules)

    def _difference(self, relation: Relational,
                    rules: tuple[Rule, ...] = ()) -> tuple[Polynomial, frozenset[Given]] | None:
        """Left minus right, and the assumptions that this form of it leans on.

        None if it cannot be read: an assumption that is not used does no harm.
        """
        work = self._work(rules)
        with self._apart(work):
            try:
                p = subtract(self.lower(work, relation.lhs), self.lower(work, relation.rhs))
            except DivisionByZero as e:
                raise Contradiction(f"the assumption {relation} can never hold: {e}") from e
            except UNKNOWN:
                return None
            # Its conditions hold wherever it means something; not so those of its normal form.
            return None if work.needs else (p, self._origins(work) | self.used)

    def _origins(self, work: Work) -> frozenset[Given]:
        """The assumptions that the facts used in a computation came from."""
        return frozenset[Given]().union(*(self._origin.get(fact, ()) for fact in work.used))

    # -- signs -------------------------------------------------------------

    def _lookup(self, tree: Expr) -> Known:
        """The signs of an expression that an assumption speaks of, up to factors of known sign."""
        if not self._compared or any(i.tag for i in free_indices(tree)):
            return Known(ANY)
        if tree not in self._looked_up:
            self._looked_up[tree] = self._found(tree)
        return self._looked_up[tree]

    def _found(self, tree: Expr) -> Known:
        work = self._work(steps=_LOOKUP_STEPS)
        with self._apart(work):  # reading a sign is not using the expression
            try:
                p = self.lower(work, tree)
            except (*UNKNOWN, DivisionByZero):
                return Known(ANY)
            if work.needs:
                return Known(ANY)
            if not p:
                return Known(ANY)
            mine = _parts(work, p)
            used = self._origins(work) | self.used
            for parts, said in self._compared_parts():
                sign = _sign_of_parts(mine, parts)
                if sign:
                    return Known(frozenset(sign * s for s in said.signs), said.used | used)
        return Known(ANY)

    def _is(self, tree: Basic, wanted: Signs) -> bool:
        """Whether the assumptions say that the tree has one of these signs; then they are used."""
        known = signs(tree, self._sign_facts)
        if known.signs <= wanted:
            self.used |= known.used
        return known.signs <= wanted

    def _always(self, tree: Expr, wanted: Signs) -> frozenset[Given] | None:
        """The assumptions by which ``tree`` always has one of these signs; None if they do not say so."""
        known = signs(tree, self._sign_facts)
        if known.signs <= wanted:
            return known.used
        if isinstance(tree, Entry) and tree.family.body is not None:
            return self._always(tree.family.at(*tree.indices), wanted)
        known = self._lookup(tree)
        if known.signs <= wanted:
            return known.used
        number = self._number(tree)
        if number is not None and (number > 0) - (number < 0) in wanted:
            return frozenset()
        if wanted == NONZERO and (_is_positive_power(tree) or isinstance(tree, absolute)):
            return self._always(tree.args[0], wanted)
        return None

    def _number(self, tree: Expr) -> Rational | None:
        """The number that a tree without symbols is, if that shows."""
        if free_indices(tree) or not all(f.is_defined for f in reach(tree)):
            return None
        work = self._work(steps=_LOOKUP_STEPS)
        with self._apart(work):
            try:
                p = self.lower(work, tree)
            except (*UNKNOWN, DivisionByZero):
                return None
        return p.get(ONE, 0) if p.keys() <= {ONE} else None

    def _lifted(self, p: Polynomial) -> Expr | None:
        try:
            return self._lift.polynomial(p)
        except (TooLarge, KeyError):
            return None

    # -- conditions --------------------------------------------------------

    def _need(self, work: Work, tree: Expr, wanted: Signs, why: str, factors: Factors) -> None:
        """Record that ``tree``, the product of ``factors``, must have one of these signs, unless it always does."""
        found = self._always(tree, wanted)
        if found is not None:
            self.used |= found
        elif (members := self._members_of(work, factors, wanted)) is not None:
            self.needs.update(dict.fromkeys(Need(member, NONZERO, why) for member in members))
        elif not all(positive(work, p) for p, _ in factors):
            while wanted == NONZERO and (_is_positive_power(tree) or isinstance(tree, absolute)):
                tree = tree.args[0]
            self.needs[Need(tree, wanted, why)] = None

    def _members_of(self, work: Work, factors: Factors, wanted: Signs) -> list[Expr] | None:
        """The members of families which must not be zero for a product to have one of these signs; None if unclear."""
        if wanted not in (POSITIVE, NONZERO):
            return None
        found: list[Expr] = []
        for p, _ in factors:
            factor, rest = content(work, p, whole=wanted == NONZERO) if p else ({}, {})
            if not work.positive_sum(rest):
                return None
            ((m, c),) = factor.items()
            unknown = [(a, e) for a, e in m if not work.positive(a)]
            if wanted == POSITIVE and (c < 0 or any(e % 2 for _, e in unknown)):
                return None
            for atom, _ in unknown:
                inside = [a for n in atom.inside for a, _ in n] if isinstance(atom, Base) else [atom]
                # The labels of a definition's parameters, and of dummies, name nothing outside of it.
                if len(inside) != 1 or not isinstance(inside[0], Member) or any(
                        i.number or " " in i.name for i in atom.free):
                    return None
                tree = self._lifted(single(inside[0]))
                if tree is None:
                    return None
                found.append(tree)
        return found or None

    def conditions(self, work: Work, sides: Sequence[Expr]) -> tuple[Condition, ...]:
        """What a proof with this work rests on: the assumptions used, and the needs that are open.

        sides   the trees of the statement, which may be continuous where a rule had to leave a point out

        Raises TooLarge if one is too large to be read.
        """
        open_ = []
        for kind, p in work.needs:
            tree = self._lifted(dict(p))
            closed = None if tree is None else self._always(tree, NONZERO if kind == "nonzero" else POSITIVE)
            if closed is None:
                open_.append((kind, dict(p)))
            else:
                self.used |= closed
        kept = remaining(open_, sides, self._given, [need.tree for need in self.needs if need.signs == NONNEGATIVE])
        removed = [p for kind, p in open_ if (kind, p) not in kept]
        kept = [(kind, p) for kind, p in kept if not self._told(work, kind, p, sides)]
        for need in [n for n in self.needs if n.signs == POSITIVE]:
            self.needs = {n: None for n in self.needs if n.tree != need.tree or n == need}
        used = self.used | self._origins(work)
        order: dict[Basic, int] = {g: n for n, g in enumerate(self._given)}
        found: list[Condition] = []
        for item in sorted(used, key=lambda g: (isinstance(g, Range), order.get(g, 0), str(g))):
            if isinstance(item, Range):
                with evaluate(False):
                    at_least = item.size >= item.at_least
                found.append(Condition(at_least, f"the {item.name} range has an element"))
            else:
                found.append(Condition(item, "assumed"))
        for need in self.needs:
            with evaluate(False):
                relation = _relation(need)
            bound = sorted((i for i in free_indices(relation) if i.tag), key=str)
            found.append(Condition(each(*bound, relation) if bound else relation, need.why))
        for kind, q in kept:
            found.append(Condition(self._lift.condition(kind, q), "a rule of the proof needs it"))
        if any(len(p) == 1 for p in removed) and any(_is_open_power(t) for side in sides for t in subterms(side)):
            zero = Integer(0)
            with evaluate(False):
                found.append(Condition(Equality(Pow(zero, zero), Integer(1)), "0^0 = 1, an empty product"))
        found += self._borrowed
        out: dict[Basic, Condition] = {}
        for condition in found:
            out.setdefault(_same(condition.relation), condition)
        return tuple(out.values())

    def _told(self, work: Work, kind: Kind, p: Polynomial, sides: Sequence[Expr]) -> bool:
        """Whether the condition could be told of a part of the statement, as which it is easier to read."""
        names = frozenset[str]().union(*map(names_of, p))
        parts = [need.tree for need in self.needs]
        parts += [t for side in sides for t in subterms(side) if isinstance(t, (Add, Entry, IntervalSum, Total))]
        for tree in dict.fromkeys(parts):
            if any(i.tag for i in free_indices(tree)) or not names <= {f.name for f in reach(tree)}:
                continue
            if any(isinstance(t, (Adjoint, Derivative, Limit, Partial)) for t in subterms(tree)):
                continue  # longer to find than to read
            apart = self._work(steps=_LOOKUP_STEPS)
            with self._apart(apart):
                try:
                    sign = _sign_of_ratio(apart, self.lower(apart, tree), p)
                except (*UNKNOWN, DivisionByZero):
                    continue
                if not sign or apart.needs:
                    continue
            work.used |= apart.used
            wanted = NONZERO if kind == "nonzero" else POSITIVE if sign > 0 else NEGATIVE
            found = self._always(tree, wanted)
            if found is not None:
                self.used |= found
                return True
            if wanted != NEGATIVE:
                self.needs[Need(tree, wanted, "a rule of the proof needs it")] = None
                return True
        return False


def opened(assumption: Relational | Each) -> tuple[Relational, tuple[Index, ...]]:
    """The relation of an assumption, and the indices for each of which it holds."""
    return (assumption.statement, assumption.indices) if isinstance(assumption, Each) else (assumption, ())


def _sign_of_entry(relation: Relational, said: Signs) -> tuple[Entry | None, Signs]:
    """What a comparison of one entry with a number says of the sign of the entry."""
    left, right = relation.lhs, relation.rhs
    if isinstance(left, Number) and isinstance(right, Entry):
        left, right, said = right, left, frozenset(-s for s in said)
    if not isinstance(left, Entry) or not isinstance(right, Number):
        return None, ANY
    if right > 0:  # x > 2 and x >= 2 say x > 0; x < 2 says nothing
        said = POSITIVE if said in (POSITIVE, NONNEGATIVE) else ANY
    elif right < 0:
        said = NEGATIVE if said in (NEGATIVE, NONPOSITIVE) else ANY
    return left, said


def _sign_of_ratio(work: Work, p: Polynomial, q: Polynomial) -> int:
    """The sign of p/q if that is a single term of known sign, else 0."""
    return _sign_of_parts(_parts(work, p), _parts(work, q)) if p and q else 0


def _sign_of_parts(mine: Parts, other: Parts) -> int:
    """The sign of the ratio of two polynomials that were taken apart, if it is a single term of known sign, else 0."""
    (one, unknown, rest), (two, same, theirs) = mine, other
    if unknown != same or rest.keys() != theirs.keys():
        return 0
    return one * two if rest == theirs else -one * two if rest == scale(theirs, -1) else 0


def _parts(work: Work, p: Polynomial) -> Parts:
    """The sign of what is known of ``p``, and the two factors of it that are not."""
    factor, rest = content(work, p, whole=True)
    ((m, c),) = factor.items()
    # A root in a denominator is positive wherever it is defined.
    unknown = frozenset((a, e) for a, e in m if not (work.positive(a) or (e < 0 and e.denominator != 1)))
    return (1 if c > 0 else -1), unknown, rest


def _both(known: Known | None, other: Known) -> Known:
    """What two assumptions say together; only those that add something are used."""
    if known is None or other.signs < known.signs:
        return other
    signs_of_both = known.signs & other.signs
    return known if signs_of_both == known.signs else Known(signs_of_both, known.used | other.used)


def _is_of_integers(relation: Relational) -> bool:
    return not any(isinstance(t, (Entry, Size)) for t in subterms(relation))


def _is_positive_power(tree: Basic) -> bool:
    """Whether the tree is zero just where its base is."""
    return isinstance(tree, Pow) and isinstance(tree.exp, Fractional) and tree.exp.p > 0


def _is_open_power(tree: Basic) -> bool:
    """Whether the tree is a power whose exponent is no number."""
    return isinstance(tree, Pow) and not isinstance(tree.exp, Fractional)


def _relation(need: Need) -> Relational:
    zero = Integer(0)
    if need.signs == POSITIVE:
        return need.tree > zero
    if need.signs == NONNEGATIVE:
        return need.tree >= zero
    return Ne(need.tree, zero)


def _same(statement: Basic) -> Basic:
    """The statement with its dummies numbered in order of appearance: equal if only their tags differ."""
    dummies = dict.fromkeys(i for i in subterms(statement) if isinstance(i, Index) and i.tag)
    with evaluate(False):
        return statement.xreplace({i: i.tagged(n) for n, i in enumerate(dummies, 1)})


def _refuse_random(assumption: Relational | Each) -> None:
    """Random families have the law that they were given, and no assumption adds to it."""
    pending: list[Basic] = [assumption]
    while pending:
        node = pending.pop()
        if isinstance(node, Family):
            if node.law:
                raise LanguageError(f"the assumption speaks of {node.name}, which is random", term=assumption,
                                    hint="assume something of the parameters of its law")
            pending += [*([] if node.body is None else [node.body]), *values(node)]
        elif not isinstance(node, (Expectation, Variance)):
            pending += node.args
