"""From the author's trees to normal forms.

``Statement`` lowers the two sides of one statement under its assumptions.
Definitions are expanded; derivatives are taken here, so that what a claim says
of a gradient becomes a claim of algebra. Whatever is not defined everywhere (a
quotient, a root, a logarithm) leaves a condition, unless its sign follows from
the assumptions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial

from sympy import Add, Basic, Expr, Integer, Mul, Ne, Number, Pow, Rational, evaluate, exp, log, tanh
from sympy.core.numbers import Exp1, Pi
from sympy.core.relational import Equality, Relational

from symdl.algebra.normal import (
    add,
    assume,
    content,
    delta,
    exponential,
    logarithm,
    multiply,
    power,
    product,
    replace,
    rule,
    scale,
    settle,
    size,
    subtract,
    total,
)
from symdl.algebra.terms import ONE, Atom, Monomial, Polynomial, atoms_of, constant, free_of, names_of, single
from symdl.algebra.terms import Entry as Member
from symdl.algebra.terms import Index as Label
from symdl.algebra.terms import Size as Count
from symdl.algebra.work import DivisionByZero, Exploded, Facts, Kind, Rule, Work
from symdl.algebra.zero import positive
from symdl.calculus.derivative import differentiate
from symdl.calculus.expectation import NotPolynomial, bernoulli, expectation, gaussian
from symdl.calculus.lift import PI, Lift
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
from symdl.language import (
    Adjoint,
    Delta,
    Derivative,
    Each,
    Entry,
    Expectation,
    Family,
    Index,
    Loss,
    Mean,
    Partial,
    Range,
    Size,
    Total,
    Variance,
    each,
    free_indices,
    sigmoid,
    subterms,
)

Frozen = frozenset[Family]
Factors = list[tuple[Polynomial, int | Fraction]]  # a product of powers

# What reading the sign of one expression may cost.
_LOOKUP_STEPS = 20_000


@dataclass(frozen=True)
class Need:
    """A condition of an expression: the signs that ``tree`` must have there."""

    tree: Expr
    signs: Signs
    why: str


@dataclass
class Scope:
    """Where a subterm stands.

    labels   the index of the normal form for each index of the tree
    frozen   definitions that stay atoms, because a derivative is taken in them
    smooth   whether a derivative is taken of the term (a root must then not be of zero)
    """

    labels: Mapping[Index, Label]
    frozen: Frozen = frozenset()
    smooth: bool = False


@dataclass(frozen=True)
class Conditions:
    """What a part of a statement needs, and what was assumed to find its normal form.

    needs      conditions on trees
    algebra    conditions on polynomials, which the rules of the normal form recorded
    used       assumptions whose signs closed other conditions
    facts      facts that the rules of the normal form leaned on
    """

    needs: tuple[Need, ...] = ()
    algebra: tuple[tuple[Kind, Polynomial], ...] = ()
    used: frozenset[Given] = frozenset()
    facts: frozenset[object] = frozenset()


@dataclass(frozen=True)
class Expanded:
    """A definition in normal form, free in ``params``, with its conditions."""

    params: tuple[Label, ...]
    value: Polynomial
    conditions: Conditions


class Contradiction(Exception):
    """An assumption can never hold."""


class Unsettled(Exception):
    """A term whose meaning is not settled, such as how the slope of an unspecified loss changes."""


class Lowering:
    """Lowers statements under fixed assumptions; keeps the definitions that it expanded.

    needs, used    the open conditions of the statement that is being lowered, and the
                   assumptions whose signs closed others
    """

    def __init__(self, given: Sequence[Relational | Each], ranges: Sequence[Range]):
        self.needs: dict[Need, None] = {}
        self.used: set[Given] = set()
        self._given = tuple(given)
        self._expanded: dict[tuple[Family, Frozen, bool, bool], Expanded] = {}
        self._looked_up: dict[Expr, Known] = {}
        self._named: dict[str, Family] = {}  # in the normal form a family is its name
        self._compared: list[tuple[Polynomial, Known]] = []
        # Which assumptions a fact of the normal form came from.
        self._origin: dict[object, frozenset[Given]] = {Count(r.name): frozenset((r,)) for r in ranges}
        self._families: dict[Family, Known] = {}
        self._members: dict[Entry, Known] = {}
        self._sign_facts = SignFacts(self._families, self._members, self._lookup)
        for assumption in self._given:
            _refuse_random(assumption)
        self._facts = self._read_signs(frozenset(r.name for r in ranges if r.at_least > 0))
        self._compared = self._read_comparisons()
        self._rules = self._read_equations()

    def statement(self) -> Work:
        """Begin a statement: a budget for it, and no conditions yet."""
        self.needs, self.used = {}, set()
        return Work(self._facts, self._rules)

    def lower(self, work: Work, tree: Expr) -> Polynomial:
        """The normal form of one side of a statement."""
        return self._lower(work, tree, Scope(_free_labels(tree)))

    # -- assumptions -------------------------------------------------------

    def _read_signs(self, nonempty: frozenset[str]) -> Facts:
        """What the comparisons say of signs, for the trees and for the normal form."""
        positive = {PI}
        positive_members: set[Atom] = set()
        for assumption in self._given:
            relation, over = _opened(assumption)
            if isinstance(relation, Equality):
                continue
            said = SIGNS_OF.get(type(relation))
            if said is None:
                raise LanguageError("this assumption is not a comparison", term=assumption,
                                    hint="write eps > 0, Ne(a, 0) or Eq(total(y[k], k), 1)")
            entry, of_entry = _sign_of_entry(relation, said)
            known = Known(of_entry, frozenset((assumption,)))
            if entry is not None and set(entry.indices) == set(over) and len(over) == len(entry.indices):
                self._families[entry.family] = _both(self._families.get(entry.family), known)
                if of_entry == POSITIVE:
                    positive.add(entry.family.name)
                    self._origin.setdefault(entry.family.name, known.used)
            elif entry is not None and not over:
                self._members[entry] = _both(self._members.get(entry), known)
                if of_entry == POSITIVE:
                    labels = _free_labels(entry)
                    member = Member(entry.family.name, tuple(labels[i] for i in entry.indices))
                    positive_members.add(member)
                    self._origin.setdefault(member, known.used)
        return Facts(frozenset(positive), frozenset(positive_members), nonempty)

    def _read_comparisons(self) -> list[tuple[Polynomial, Known]]:
        """What the comparisons say of whole expressions."""
        compared = []
        for assumption in self._given:
            relation, over = _opened(assumption)
            if not over and not isinstance(relation, Equality):
                read = self._difference(relation)
                if read is not None:
                    p, origin = read
                    compared.append((p, Known(SIGNS_OF[type(relation)], origin | {assumption})))
        return compared

    def _read_equations(self) -> tuple[Rule, ...]:
        rules: list[Rule] = []
        for assumption in self._given:
            relation, over = _opened(assumption)
            if not isinstance(relation, Equality):
                continue
            labels = _free_labels(relation)
            read = self._difference(relation)
            if read is None:
                continue
            p, origin = read
            made = rule(Work(self._facts), p, frozenset(labels[i] for i in over))
            if made is None and p:
                raise Contradiction(f"the assumption {assumption} can never hold")
            if made is not None:
                self._origin[made] = origin | {assumption}
                rules.append(made)
        return tuple(rules)

    def _difference(self, relation: Relational) -> tuple[Polynomial, frozenset[Given]] | None:
        """Left minus right, and the assumptions that this form of it leans on.

        None if it cannot be read: an assumption that is not used does no harm.
        """
        work = Work(self._facts)
        with self._apart(work):
            try:
                p = subtract(self.lower(work, relation.lhs), self.lower(work, relation.rhs))
            except DivisionByZero as e:
                raise Contradiction(f"the assumption {relation} can never hold: {e}") from e
            except (Exploded, NotPolynomial, Unsettled):
                return None
            # Its conditions hold wherever it means something; not so those of its normal form.
            return None if work.needs else (p, self._origins(work) | self.used)

    def _origins(self, work: Work) -> frozenset[Given]:
        """The assumptions that the facts used in a computation came from."""
        return frozenset[Given]().union(*(self._origin.get(fact, ()) for fact in work.used))

    def _lookup(self, tree: Expr) -> Known:
        """The signs of an expression that an assumption speaks of, up to factors of known sign."""
        if not self._compared or any(i.tag for i in free_indices(tree)):
            return Known(ANY)
        if tree not in self._looked_up:
            self._looked_up[tree] = self._found(tree)
        return self._looked_up[tree]

    def _found(self, tree: Expr) -> Known:
        work = Work(self._facts, steps=_LOOKUP_STEPS)
        with self._apart(work):  # reading a sign is not using the expression
            try:
                p = self.lower(work, tree)
            except (Exploded, DivisionByZero, NotPolynomial, Unsettled):
                return Known(ANY)
            if work.needs:
                return Known(ANY)
            for q, said in self._compared:
                sign = _sign_of_ratio(work, p, q)
                if sign:
                    used = said.used | self._origins(work) | self.used
                    return Known(frozenset(sign * s for s in said.signs), used)
        return Known(ANY)

    @contextmanager
    def _apart(self, work: Work) -> Iterator[None]:
        """For the time of a block, conditions and uses are collected apart."""
        outer = self.needs, self.used, work.needs, work.used
        self.needs, self.used, work.needs, work.used = {}, set(), {}, set()
        try:
            yield
        finally:
            self.needs, self.used, work.needs, work.used = outer

    # -- trees ---------------------------------------------------------------

    def _lower(self, work: Work, tree: Basic, scope: Scope) -> Polynomial:
        work.spend("reading the expression")

        def of(node: Basic) -> Polynomial:
            return self._lower(work, node, scope)

        match tree:
            case Integer():
                return constant(int(tree))
            case Rational():
                return constant(Fraction(tree.p, tree.q))
            case Pi():
                return settle(work, {Member(PI, ()): 1})
            case Exp1():
                return exponential(work, constant(1))
            case Size():
                return size(work, tree.range.name)
            case Entry():
                return self._entry(work, tree, scope)
            case Add():
                return add(*map(of, tree.args))
            case Mul():
                return product(work, map(of, tree.args))
            case Pow():
                return self._power(work, tree, scope)
            case exp():
                return exponential(work, of(tree.args[0]))
            case log():
                (argument,) = tree.args
                factors = self._factors(work, argument, scope)
                self._need(work, argument, POSITIVE, "its logarithm is taken", factors)
                return add(*(scale(logarithm(work, p), e) for p, e in factors))
            case sigmoid():
                e = exponential(work, of(tree.args[0]))
                return multiply(work, e, power(work, add(e, constant(1)), -1))
            case tanh():
                e = exponential(work, scale(of(tree.args[0]), 2))
                return multiply(work, subtract(e, constant(1)), power(work, add(e, constant(1)), -1))
            case Total() | Mean():
                fresh = {i: work.fresh(i.range.name) for i in tree.indices}
                inner = Scope({**scope.labels, **fresh}, scope.frozen, scope.smooth)
                p = total(work, self._lower(work, tree.body, inner), fresh.values())
                if isinstance(tree, Mean):
                    for index in tree.indices:
                        n = size(work, index.range.name)
                        self._need(work, index.range.size, NONZERO, "a mean is taken over it", [(n, 1)])
                        p = multiply(work, p, power(work, n, -1))
                return p
            case Delta():
                a, b = tree.indices
                return delta(scope.labels[a], scope.labels[b])
            case Expectation():
                return self._expectation(work, of(tree.args[0]), tree, scope)
            case Variance():
                p = of(tree.args[0])
                mean = self._expectation(work, p, tree, scope)
                second = self._expectation(work, multiply(work, p, p), tree, scope)
                return subtract(second, multiply(work, mean, mean))
            case Adjoint():
                return self._adjoint(work, tree, scope)
            case Partial():
                return self._partial(work, tree, scope)
            case Derivative():
                return self._differentiated(work, tree.of, tree.node, scope, frozenset())
        raise NotImplementedError(f"no meaning is given to {type(tree).__name__}: {tree}")

    def _entry(self, work: Work, tree: Entry, scope: Scope) -> Polynomial:
        at = tuple(scope.labels[i] for i in tree.indices)
        if self._named.setdefault(tree.family.name, tree.family) != tree.family:
            raise LanguageError(f"two different families are named {tree.family.name}", term=tree,
                                hint="give each its own name")
        if tree.family.body is None or tree.family in scope.frozen:
            return settle(work, {Member(tree.family.name, at): 1})
        expanded = self._expand(work, tree.family, scope)
        self._take(work, expanded.conditions, dict(zip(tree.family.params, tree.indices, strict=True)),
                   dict(zip(expanded.params, at, strict=True)))
        return _member(work, expanded, at)

    def _expand(self, work: Work, definition: Family, scope: Scope) -> Expanded:
        key = definition, scope.frozen, scope.smooth, bool(work.rules)
        if key not in self._expanded:
            assert definition.body is not None
            # Names that no author can write (letters have no space), so that no index is mistaken for a parameter.
            params = tuple(Label(i.range.name, 0, f"{definition.name} {n}") for n, i in enumerate(definition.params))
            labels = dict(zip(definition.params, params, strict=True))
            with self._apart(work):
                value = self._lower(work, definition.body, Scope(labels, scope.frozen, scope.smooth))
                algebra = tuple((kind, _named(work, dict(p), definition)) for kind, p in work.needs)
                made = Conditions(tuple(self.needs), algebra, frozenset(self.used), frozenset(work.used))
            self._expanded[key] = Expanded(params, value, made)
        return self._expanded[key]

    def _take(self, work: Work, conditions: Conditions, indices: Mapping[Index, Index] | None = None,
              labels: Mapping[Label, Label] | None = None) -> None:
        """The conditions of a definition are those of whoever uses it, at its indices."""
        self.used |= conditions.used
        work.used |= conditions.facts
        for need in conditions.needs:
            with evaluate(False):
                tree = need.tree.xreplace(indices) if indices else need.tree
            self.needs[Need(tree, need.signs, need.why)] = None
        for kind, p in conditions.algebra:
            work.need(kind, replace(work, p, labels) if labels else p)

    def _power(self, work: Work, tree: Pow, scope: Scope) -> Polynomial:
        exponent = self._lower(work, tree.exp, scope)
        if isinstance(tree.base, Exp1):
            return exponential(work, exponent)
        if exponent.keys() - {ONE}:
            p = self._lower(work, tree.base, scope)
            self._need(work, tree.base, POSITIVE, "it is raised to a power that is not a number", [(p, 1)])
            return exponential(work, multiply(work, exponent, logarithm(work, p)))
        r = exponent.get(ONE, 0)
        if r.denominator == 1:
            p = self._lower(work, tree.base, scope)
            if r < 0:
                self._need(work, tree.base, NONZERO, "it is a denominator", [(p, 1)])
            return power(work, p, r)
        # A root of zero exists, but has no derivative and cannot be taken apart.
        strict = r < 0 or scope.smooth or not self._is(tree.base, NONNEGATIVE)
        factors = self._factors(work, tree.base, scope)
        self._need(work, tree.base, POSITIVE if strict else NONNEGATIVE, "a root of it is taken", factors)
        return product(work, (power(work, p, e * r) for p, e in factors))

    def _factors(self, work: Work, tree: Basic, scope: Scope) -> Factors:
        """A tree that is not negative, as powers of factors that are not negative either.

        Read off the tree: expanded, (v + eps)^3 no longer shows that it is a cube.
        """
        match tree:
            case Pow(args=(base, Integer() as exponent)) if exponent.p % 2 or self._is(base, NONNEGATIVE):
                factors = self._factors(work, base, scope)
                if exponent.p < 0:
                    self._need(work, base, NONZERO, "it is a denominator", factors)
                return [(p, e * exponent.p) for p, e in factors]
            case Mul():
                args = tree.args
                if not all(self._is(arg, NONNEGATIVE) for arg in args):
                    args = tuple(arg for arg in args if self._is(arg, POSITIVE))
                rest = [arg for arg in tree.args if arg not in args]
                found = [factor for arg in args for factor in self._factors(work, arg, scope)]
                if len(rest) == 1:
                    return [*found, *self._factors(work, rest[0], scope)]
                return [*found, (product(work, (self._lower(work, arg, scope) for arg in rest)), 1)]
        return [(self._lower(work, tree, scope), 1)]

    def _is(self, tree: Basic, wanted: Signs) -> bool:
        """Whether the assumptions say that the tree has one of these signs; then they are used."""
        known = signs(tree, self._sign_facts)
        if known.signs <= wanted:
            self.used |= known.used
        return known.signs <= wanted

    def _expectation(self, work: Work, p: Polynomial, tree: Expectation | Variance, scope: Scope) -> Polynomial:
        random = sorted(_random(tree), key=str)
        for outer in scope.frozen:
            if not _reach(outer).isdisjoint(random):
                raise Unsettled(f"the derivative of an expectation by {outer.name}, which is random")
        moments = {}
        for family in random:
            assert family.law is not None
            kind, *parameters = family.law
            if any(_random(parameter) for parameter in parameters):
                raise Unsettled(f"the law of {family.name} is itself random")
            fixed = Scope({}, scope.frozen, scope.smooth)
            values = [self._lower(work, parameter, fixed) for parameter in parameters]
            moments[family.name] = bernoulli(*values) if kind == "bernoulli" else gaussian(work, *values)
        return expectation(work, p, moments)

    # -- derivatives -----------------------------------------------------------

    def _adjoint(self, work: Work, tree: Adjoint, scope: Scope) -> Polynomial:
        loss, node = tree.loss, tree.node
        if isinstance(loss, Entry):
            return self._differentiated(work, loss, node, scope, frozenset())
        terms = []
        for output in loss.outputs:
            over = [Index(r.letters[0], r, -1 - n) for n, r in enumerate(output.ranges)]
            fresh = {i: work.fresh(i.range.name) for i in over}
            inner = Scope({**scope.labels, **fresh}, scope.frozen, scope.smooth)
            cotangent = single(Member(f"d{loss.name}/d{output.name}", tuple(fresh.values())))
            slope = self._differentiated(work, output[tuple(over)], node, inner, frozenset())
            terms.append(total(work, multiply(work, cotangent, slope), fresh.values()))
        return add(*terms)

    def _partial(self, work: Work, tree: Partial, scope: Scope) -> Polynomial:
        assert tree.of.family.body is not None
        terms = list(subterms(tree.of.family.body))
        if any(isinstance(t, (Adjoint, Derivative, Partial, Expectation, Variance)) for t in terms):
            raise Unsettled(f"what the direct inputs of {tree.of.family.name} are")
        direct = frozenset(t.family for t in terms if isinstance(t, Entry) and t.family.body is not None)
        return self._differentiated(work, tree.of.family.at(*tree.of.indices), tree.node, scope, direct)

    def _differentiated(self, work: Work, of: Expr, node: Entry, scope: Scope, direct: Frozen) -> Polynomial:
        """d of/d node, with the definitions in ``direct`` held fixed besides the node itself."""
        for outer in scope.frozen - {node.family}:
            if node.family in _reach(outer):
                raise Unsettled(f"a derivative by {outer.name} around one by {node.family.name}, on which it depends")
        for loss in _losses(of):
            if any(node.family in _reach(output) for output in loss.outputs):
                raise Unsettled(f"how the slope of the unspecified loss {loss.name} changes with {node.family.name}")
        held = direct | ({node.family} if node.family.body is not None else frozenset())
        by = Member(node.family.name, tuple(scope.labels[i] for i in node.indices))
        inner = Scope(scope.labels, scope.frozen | held, smooth=True)
        # An equation that is assumed holds at the point, not for the points near it.
        with work.without_rules():
            p = self._lower(work, of, inner)
            slope = differentiate(work, p, by)
            present = frozenset[str]().union(*map(names_of, p))
            members = {}
            for family in sorted(held - scope.frozen, key=str):
                if family.name in present:
                    expanded = self._expand(work, family, scope)
                    self._take(work, expanded.conditions)  # for each value of its parameters
                    members[family.name] = partial(_member, work, expanded)
            # A definition that is held is free of the others that are: they are
            # expanded in it already.
            slope = replace(work, slope, {}, members)
        return assume(work, slope)

    # -- conditions ------------------------------------------------------------

    def _need(self, work: Work, tree: Expr, wanted: Signs, why: str, factors: Factors) -> None:
        """Record that ``tree``, the product of ``factors``, must have one of these signs, unless it always does."""
        found = self._always(tree, wanted)
        if found is not None:
            self.used |= found
        elif not all(positive(work, p) for p, _ in factors):
            while wanted == NONZERO and _is_positive_power(tree):
                tree = tree.base
            self.needs[Need(tree, wanted, why)] = None

    def _always(self, tree: Expr, wanted: Signs) -> frozenset[Given] | None:
        """The assumptions by which ``tree`` always has one of these signs; None if they do not say so."""
        for known in (signs(tree, self._sign_facts), self._lookup(tree)):
            if known.signs <= wanted:
                return known.used
        if wanted == NONZERO and _is_positive_power(tree):
            return self._always(tree.base, wanted)
        if isinstance(tree, Entry) and tree.family.body is not None:
            return self._always(tree.family.at(*tree.indices), wanted)
        return None

    def conditions(self, work: Work, lift: Lift) -> tuple[Condition, ...]:
        """What a proof with this work rests on: the assumptions used, and the needs that are open.

        Raises TooLarge if one is too large to be read.
        """
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
        for kind, p in work.needs:
            found.append(Condition(lift.condition(kind, p), "a Kronecker delta was split off"))
        out: dict[Basic, Condition] = {}
        for condition in found:
            out.setdefault(_same(condition.relation), condition)
        return tuple(out.values())


def _same(statement: Basic) -> Basic:
    """The statement with its dummies numbered in order of appearance: equal if only their tags differ."""
    dummies = dict.fromkeys(i for i in subterms(statement) if isinstance(i, Index) and i.tag)
    with evaluate(False):
        return statement.xreplace({i: Index(i.letter, i.range, n) for n, i in enumerate(dummies, 1)})


def _is_positive_power(tree: Basic) -> bool:
    """Whether the tree is zero just where its base is."""
    return isinstance(tree, Pow) and isinstance(tree.exp, Rational) and tree.exp.p > 0


def _relation(need: Need) -> Relational:
    zero = Integer(0)
    if need.signs == POSITIVE:
        return need.tree > zero
    if need.signs == NONNEGATIVE:
        return need.tree >= zero
    return Ne(need.tree, zero)


def _member(work: Work, expanded: Expanded, at: tuple[Label, ...]) -> Polynomial:
    return replace(work, expanded.value, dict(zip(expanded.params, at, strict=True)))


def _named(work: Work, p: Polynomial, definition: Family) -> Polynomial:
    """``p`` with names for the dummies that were taken out of their sums."""
    dummies = sorted(i for i in free_of(atoms_of(p)) if i.number)
    names = {i: Label(i.sort, 0, f"{definition.name} dummy {n}") for n, i in enumerate(dummies)}
    return replace(work, p, names)


def _free_labels(tree: Basic) -> dict[Index, Label]:
    return {i: Label(i.range.name, 0, i.letter) for i in free_indices(tree)}


def _opened(assumption: Relational | Each) -> tuple[Relational, tuple[Index, ...]]:
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
    if not p or not q:
        return 0
    (sign, *one), (other, *two) = _parts(work, p), _parts(work, q)
    return sign * other if one == two else 0


def _parts(work: Work, p: Polynomial) -> tuple[int, Monomial, Polynomial]:
    """The sign of what is known of ``p``, and the two factors of it that are not."""
    factor, rest = content(work, p, whole=True)
    ((m, c),) = factor.items()
    return (1 if c > 0 else -1), frozenset((a, e) for a, e in m if not work.positive(a)), rest


def _both(known: Known | None, other: Known) -> Known:
    """What two assumptions say together; only those that add something are used."""
    if known is None or other.signs < known.signs:
        return other
    signs_of_both = known.signs & other.signs
    return known if signs_of_both == known.signs else Known(signs_of_both, known.used | other.used)


@lru_cache(maxsize=1 << 12)
def _reach(tree: Basic) -> frozenset[Family]:
    """The families in a tree, definitions entered (and the tree itself, if it is one)."""
    if isinstance(tree, Family):
        parts = [*(tree.law or ())[1:], *([] if tree.body is None else [tree.body])]
        return frozenset((tree,)).union(*map(_reach, parts))
    families = {term for term in subterms(tree) if isinstance(term, Family)}
    return frozenset[Family]().union(*map(_reach, families))


@lru_cache(maxsize=1 << 12)
def _losses(tree: Basic) -> frozenset[Loss]:
    """The unspecified losses whose adjoints occur in a tree, definitions entered."""
    own = {t.loss for t in subterms(tree) if isinstance(t, Adjoint) and isinstance(t.loss, Loss)}
    bodies = {f.body for f in _reach(tree) if f.body is not None}
    return frozenset[Loss](own).union(*map(_losses, bodies))


def _random(tree: Basic) -> frozenset[Family]:
    """The random families in a tree, definitions entered."""
    return frozenset(family for family in _reach(tree) if family.law)


def _refuse_random(assumption: Relational | Each) -> None:
    """Random families have the law that they were given, and no assumption adds to it."""
    pending: list[Basic] = [assumption]
    while pending:
        node = pending.pop()
        if isinstance(node, Family):
            if node.law:
                raise LanguageError(f"the assumption speaks of {node.name}, which is random", term=assumption,
                                    hint="assume something of the parameters of its law")
            pending += [] if node.body is None else [node.body]
        elif not isinstance(node, (Expectation, Variance)):
            pending += node.args
