"""From the author's trees to normal forms.

``Statement`` lowers the two sides of one statement under its assumptions.
Definitions are expanded; derivatives are taken here, so that what a claim says
of a gradient becomes a claim of algebra. Whatever is not defined everywhere (a
quotient, a root, a logarithm) leaves a condition, unless its sign follows from
the assumptions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_facts
from fractions import Fraction

from sympy import Add, Basic, Expr, Integer, Mul, Ne, Number, Pow, Rational, evaluate, exp, log, tanh
from sympy.core.relational import Equality, Relational

from symdl.algebra.normal import (
    add,
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
    subtract,
    total,
)
from symdl.algebra.terms import Atom, Polynomial, constant, single
from symdl.algebra.terms import Entry as Member
from symdl.algebra.terms import Index as Label
from symdl.algebra.terms import Size as Count
from symdl.algebra.work import Facts, Rule, Work
from symdl.calculus.derivative import differentiate
from symdl.calculus.expectation import bernoulli, expectation, gaussian
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
class Expanded:
    """A definition in normal form, free in ``params``; what it needs, and what was used to find it."""

    params: tuple[Label, ...]
    value: Polynomial
    needs: tuple[Need, ...]
    used: frozenset[Given]
    facts_used: frozenset[object]


class Contradiction(Exception):
    """An assumption can never hold."""


class Lowering:
    """Lowers statements under fixed assumptions; keeps the definitions that it expanded.

    needs, used    the open conditions of the statement that is being lowered, and the
                   assumptions whose signs closed others
    """

    def __init__(self, given: Sequence[Relational | Each], ranges: Sequence[Range]):
        self.needs: dict[Need, None] = {}
        self.used: set[Given] = set()
        self._given = tuple(given)
        self._expanded: dict[tuple[Family, Frozen, bool, int], Expanded] = {}
        self._sign_polynomials: list[tuple[Polynomial, Signs, Given]] = []
        # Which assumption a fact of the normal form came from.
        self._origin: dict[object, Given] = {Count(r.name): r for r in ranges}
        self._bare = Facts(nonempty=frozenset(r.name for r in ranges if r.at_least > 0))
        self._families: dict[Family, Known] = {}
        self._members: dict[Entry, Known] = {}
        self._sign_facts = SignFacts(self._families, self._members, self._lookup)
        self._signed = self._read_signs()
        self._read_comparisons()
        self.facts = replace_facts(self._signed, rules=self._read_equations())

    def statement(self) -> Work:
        """Begin a statement: a budget for it, and no conditions yet."""
        self.needs, self.used = {}, set()
        return Work(self.facts)

    def lower(self, work: Work, tree: Expr) -> Polynomial:
        """The normal form of one side of a statement."""
        return self._lower(work, tree, Scope(_free_labels(tree)))

    # -- assumptions -------------------------------------------------------

    def _read_signs(self) -> Facts:
        """What the comparisons say of signs, for the trees and for the normal form."""
        positive: set[str] = set()
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
                self._families[entry.family] = known
                if of_entry == POSITIVE:
                    positive.add(entry.family.name)
                    self._origin[entry.family.name] = assumption
            elif entry is not None and not over:
                self._members[entry] = known
                if of_entry == POSITIVE:
                    labels = _free_labels(entry)
                    positive_members.add(Member(entry.family.name, tuple(labels[i] for i in entry.indices)))
                    self._origin[entry.family.name] = assumption
        return replace_facts(self._bare, positive=frozenset(positive), positive_atoms=frozenset(positive_members))

    def _read_comparisons(self) -> None:
        """What the comparisons say of whole expressions."""
        for assumption in self._given:
            relation, over = _opened(assumption)
            if not over and not isinstance(relation, Equality):
                work = Work(self._signed)
                p = subtract(self.lower(work, relation.lhs), self.lower(work, relation.rhs))
                self._sign_polynomials.append((p, SIGNS_OF[type(relation)], assumption))

    def _read_equations(self) -> tuple[Rule, ...]:
        rules: list[Rule] = []
        for assumption in self._given:
            relation, over = _opened(assumption)
            if not isinstance(relation, Equality):
                continue
            work = Work(self._signed)
            p = subtract(self.lower(work, relation.lhs), self.lower(work, relation.rhs))
            labels = _free_labels(relation)
            made = rule(work, p, frozenset(labels[i] for i in over))
            if made is None and p:
                raise Contradiction(f"the assumption {assumption} can never hold")
            if made is not None:
                self._origin[made] = assumption
                rules.append(made)
        return tuple(rules)

    def _lookup(self, tree: Expr) -> Known:
        """The signs of an expression that an assumption speaks of, up to factors of known sign."""
        if not self._sign_polynomials or any(i.tag for i in free_indices(tree)):
            return Known(ANY)
        needs, used = dict(self.needs), set(self.used)  # reading a sign is not using the expression
        work = Work(self._signed)
        p = self.lower(work, tree)
        self.needs, self.used = needs, used
        for q, said, assumption in self._sign_polynomials:
            sign = _sign_of_ratio(work, p, q)
            if sign:
                facts = {self._origin[f] for f in work.used if f in self._origin}
                return Known(frozenset(sign * s for s in said), frozenset((assumption, *facts)))
        return Known(ANY)

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
            case Size():
                return single(Count(tree.range.name))
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
                p = of(argument)
                self._need(argument, POSITIVE, "its logarithm is taken")
                return logarithm(work, p)
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
                        self._need(index.range.size, NONZERO, "a mean is taken over it")
                        p = multiply(work, p, power(work, single(Count(index.range.name)), -1))
                return p
            case Delta():
                a, b = tree.indices
                return delta(scope.labels[a], scope.labels[b])
            case Expectation():
                return self._expectation(work, of(tree.args[0]), tree)
            case Variance():
                p = of(tree.args[0])
                mean = self._expectation(work, p, tree)
                second = self._expectation(work, multiply(work, p, p), tree)
                return subtract(second, multiply(work, mean, mean))
            case Adjoint():
                return self._adjoint(work, tree, scope)
            case Partial():
                assert tree.of.family.body is not None
                direct = frozenset(
                    t.family for t in subterms(tree.of.family.body)
                    if isinstance(t, Entry) and t.family.body is not None
                )
                body = tree.of.family.at(*tree.of.indices)
                return self._differentiated(work, body, tree.node, scope, direct)
            case Derivative():
                _refuse_loss(tree)
                return self._differentiated(work, tree.of, tree.node, scope, frozenset())
        raise NotImplementedError(f"no meaning is given to {type(tree).__name__}: {tree}")

    def _entry(self, work: Work, tree: Entry, scope: Scope) -> Polynomial:
        at = tuple(scope.labels[i] for i in tree.indices)
        if tree.family.body is None or tree.family in scope.frozen:
            return settle(work, {Member(tree.family.name, at): 1})
        expanded = self._expand(work, tree.family, scope)
        self._take(work, expanded)
        for need in expanded.needs:
            with evaluate(False):
                at_indices = need.tree.xreplace(dict(zip(tree.family.params, tree.indices, strict=True)))
            self.needs[Need(at_indices, need.signs, need.why)] = None
        return replace(work, expanded.value, dict(zip(expanded.params, at, strict=True)))

    def _expand(self, work: Work, definition: Family, scope: Scope) -> Expanded:
        key = definition, scope.frozen, scope.smooth, id(work.facts)
        if key not in self._expanded:
            assert definition.body is not None
            # Names that no author can write, so that no index is mistaken for a parameter.
            params = tuple(Label(i.range.name, 0, f"{definition.name}#{n}") for n, i in enumerate(definition.params))
            labels = dict(zip(definition.params, params, strict=True))
            outer = self.needs, self.used, work.used
            self.needs, self.used, work.used = {}, set(), set()
            value = self._lower(work, definition.body, Scope(labels, scope.frozen, scope.smooth))
            self._expanded[key] = Expanded(params, value, tuple(self.needs), frozenset(self.used),
                                           frozenset(work.used))
            self.needs, self.used, work.used = outer
        return self._expanded[key]

    def _take(self, work: Work, expanded: Expanded) -> None:
        """What was used to expand a definition is used by whoever uses it."""
        self.used |= expanded.used
        work.used |= expanded.facts_used

    def _power(self, work: Work, tree: Pow, scope: Scope) -> Polynomial:
        exponent = self._lower(work, tree.exp, scope)
        p = self._lower(work, tree.base, scope)
        if not exponent or (len(exponent) == 1 and frozenset() in exponent):
            r = exponent.get(frozenset(), 0)
            if r.denominator != 1:
                # A root of zero exists, but has no derivative and cannot be taken apart.
                strict = r < 0 or scope.smooth or not signs(tree.base, self._sign_facts).signs <= NONNEGATIVE
                self._need(tree.base, POSITIVE if strict else NONNEGATIVE, "a root of it is taken")
            elif r < 0:
                self._need(tree.base, NONZERO, "it is a denominator")
            return power(work, p, r)
        self._need(tree.base, POSITIVE, "it is raised to a power that is not a number")
        return exponential(work, multiply(work, exponent, logarithm(work, p)))

    def _expectation(self, work: Work, p: Polynomial, tree: Expectation | Variance) -> Polynomial:
        moments = {}
        for family in _random_families(tree):
            kind, *parameters = family.law
            values = [self._lower(work, parameter, Scope({})) for parameter in parameters]
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

    def _differentiated(self, work: Work, of: Expr, node: Entry, scope: Scope, direct: Frozen) -> Polynomial:
        """d of/d node, with the definitions in ``direct`` held fixed besides the node itself."""
        held = direct | ({node.family} if node.family.body is not None else frozenset())
        by = Member(node.family.name, tuple(scope.labels[i] for i in node.indices))
        p = self._lower(work, of, Scope(scope.labels, scope.frozen | held, smooth=True))
        slope = differentiate(work, p, by)
        members = {}
        for family in held - scope.frozen:
            expanded = self._expand(work, family, scope)
            self._take(work, expanded)
            members[family.name] = _member_of(work, expanded)
        # A definition that is held is free of the others that are: they are
        # expanded in it already.
        return replace(work, slope, {}, members) if members else slope

    # -- conditions ------------------------------------------------------------

    def _need(self, tree: Expr, wanted: Signs, why: str) -> None:
        known = signs(tree, self._sign_facts)
        if not known.signs <= wanted:
            known = self._lookup(tree)
        if known.signs <= wanted:
            self.used |= known.used
        elif wanted == NONZERO and isinstance(tree, Pow) and tree.exp.is_Rational and tree.exp.is_positive:
            self._need(tree.base, NONZERO, why)
        else:
            self.needs[Need(tree, wanted, why)] = None

    def conditions(self, work: Work) -> tuple[Condition, ...]:
        """What a proof with this work rests on: the assumptions used, and the needs that are open."""
        used = self.used | {self._origin[f] for f in work.used if f in self._origin}
        out: dict[str, Condition] = {}
        order: dict[Basic, int] = {g: n for n, g in enumerate(self._given)}
        for item in sorted(used, key=lambda g: (isinstance(g, Range), order.get(g, 0), str(g))):
            if isinstance(item, Range):
                with evaluate(False):
                    stated: Relational | Each = item.size >= item.at_least
                out[str(stated)] = Condition(stated, f"the {item.name} range has an element")
            else:
                out[str(item)] = Condition(item, "assumed")
        for need in self.needs:
            with evaluate(False):
                relation = _relation(need)
            bound = sorted((i for i in free_indices(relation) if i.tag), key=str)
            stated = each(*bound, relation) if bound else relation
            out.setdefault(str(stated), Condition(stated, need.why))
        return tuple(out.values())


def _relation(need: Need) -> Relational:
    zero = Integer(0)
    if need.signs == POSITIVE:
        return need.tree > zero
    if need.signs == NONNEGATIVE:
        return need.tree >= zero
    return Ne(need.tree, zero)


def _member_of(work: Work, expanded: Expanded):  # type: ignore[no-untyped-def]
    return lambda at: replace(work, expanded.value, dict(zip(expanded.params, at, strict=True)))


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
    sign = 1
    rests = []
    for side in (p, q):
        factor, rest = content(work, side, whole=True)
        ((m, c),) = factor.items()
        if not all(work.positive(a) for a, _ in m):
            return 0
        sign *= 1 if c > 0 else -1
        rests.append(rest)
    return sign if rests[0] == rests[1] else 0


def _random_families(tree: Basic) -> list[Family]:
    """The random families in a tree, definitions entered."""
    found: dict[Family, None] = {}
    pending = [tree]
    while pending:
        for term in subterms(pending.pop()):
            if isinstance(term, Entry):
                if term.family.law:
                    found[term.family] = None
                if term.family.body is not None:
                    pending.append(term.family.body)
    return list(found)


def _refuse_loss(tree: Derivative) -> None:
    for term in subterms(tree.of):
        if isinstance(term, Adjoint) and isinstance(term.loss, Loss):
            raise LanguageError("the derivative of an adjoint of an unspecified loss is not known", term=tree,
                                hint="define the loss as a scalar to take second derivatives")
