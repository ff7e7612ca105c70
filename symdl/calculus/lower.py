"""From the author's trees to normal forms.

``Lowering`` lowers the two sides of one statement under its assumptions.
Definitions are expanded; derivatives and limits are taken here, so that what a claim says
of a gradient becomes a claim of algebra. Whatever is not defined everywhere (a
quotient, a root, a logarithm) leaves a condition, unless its sign follows from
the assumptions.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from sympy import Add, Basic, Expr, Integer, Mul, Number, Pow, Rational, evaluate, exp, log, tanh
from sympy.core.numbers import Exp1, Pi
from sympy.core.relational import Equality, Relational

from symdl.algebra.intervals import is_integer
from symdl.algebra.normal import (
    add,
    as_affine,
    assume,
    delta,
    exponential,
    index_power,
    interval,
    logarithm,
    multiply,
    number,
    power,
    product,
    replace,
    scale,
    settle,
    size,
    subtract,
    total,
)
from symdl.algebra.terms import INTEGERS as LABELS
from symdl.algebra.terms import (
    ONE,
    Polynomial,
    affine,
    combine,
    constant,
    least,
    names_of,
    single,
)
from symdl.algebra.terms import Entry as Member
from symdl.algebra.terms import Index as Label
from symdl.algebra.work import Kind, Work
from symdl.algebra.zero import divided, positive, residual
from symdl.calculus.assumptions import UNKNOWN, Contradiction, Factors, Need, Unsettled, opened
from symdl.calculus.derivative import differentiate
from symdl.calculus.expectation import bernoulli, expectation, gaussian, independent
from symdl.calculus.labels import free_labels, in_labels, label_of, shown
from symdl.calculus.lift import PI
from symdl.calculus.limit import Approach, NoLimit, ToInfinity, ToNumber, depends, leading, limit
from symdl.calculus.members import Families, Lemma, Members, Scope
from symdl.calculus.reach import brief, losses, reach
from symdl.calculus.signs import (
    NEGATIVE,
    NONNEGATIVE,
    NONPOSITIVE,
    NONZERO,
    POSITIVE,
    SIGNS_OF,
    signs,
)
from symdl.language import (
    Adjoint,
    Delta,
    Derivative,
    Entry,
    Expectation,
    Family,
    Index,
    IntegerIndex,
    IntervalSum,
    Limit,
    Mean,
    Partial,
    Size,
    Total,
    Variance,
    absolute,
    floor,
    free_indices,
    maximum,
    minimum,
    relu,
    sigmoid,
    subterms,
    unit_step,
)


class Lowering(Members):
    """Lowers statements under fixed assumptions."""

    def lower(self, work: Work, tree: Expr) -> Polynomial:
        """The normal form of one side of a statement; what is asked for again is remembered."""
        self._refuse_namesakes(tree)
        if self._keep:
            return self._lower(work, tree, Scope(free_labels(tree)))
        key = tree, work.rules
        if key not in self._lowered:
            with self._apart(work):
                value = self._lower(work, tree, Scope(free_labels(tree)))
                self._lowered[key] = value, self._collected(work)
                self._remembered += len(value)
        value, conditions = self._lowered[key]
        self._take(work, conditions)
        return value

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
            case IntegerIndex():
                return number(work, scope.labels[tree])
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
            case relu():
                z = of(tree.args[0])
                return scale(add(z, self._absolute(work, tree.args[0], z, scope)), Fraction(1, 2))
            case absolute():
                return self._absolute(work, tree.args[0], of(tree.args[0]), scope)
            case maximum() | minimum():
                a, b = map(of, tree.args)
                with evaluate(False):
                    difference = tree.args[0] - tree.args[1]
                gap = self._absolute(work, difference, subtract(a, b), scope)
                return scale(add(a, b, scale(gap, 1 if isinstance(tree, maximum) else -1)), Fraction(1, 2))
            case unit_step():
                return self._unit_step(work, tree, scope)
            case floor():
                return self._floor(work, tree, scope)
            case IntervalSum():
                return self._interval_sum(work, tree, scope)
            case Limit():
                return self._limit(work, tree, scope)
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
                return delta(label_of(a, scope.labels), label_of(b, scope.labels))
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

    # -- limits ----------------------------------------------------------------

    def _limit(self, work: Work, tree: Limit, scope: Scope) -> Polynomial:
        if scope.smooth or scope.frozen:
            raise Unsettled("the derivative of a limit")
        variable = tree.variable
        labels = dict(scope.labels)
        approaches: list[Approach]
        if isinstance(variable, IntegerIndex):
            label = Label(LABELS, 0, f"{variable.letter} {variable.tag} to infinity")
            labels[variable] = shown(label, variable)
            approaches = [ToInfinity(label, partial(self._vanishes, work))]
        else:
            self._refuse_pinned(variable.family, tree)
            symbol, to = Member(variable.family.name, ()), Fraction(tree.to.p, tree.to.q)
            approaches = [ToNumber(symbol, to, 1 if side == "+" else -1) for side in tree.side or "-+"]
        inner = Scope(labels)
        with self._apart(work):
            # What is assumed of the symbol holds on its way, not where it arrives.
            p = self._lower(work, tree.of, inner)
            self._refuse_hidden(p, variable.family if isinstance(variable, Entry) else None, "limit")
            made = self._collected(work)
        self.used |= made.used
        work.used |= made.facts
        values = []
        for approach in approaches:
            with self._apart(work):
                value = limit(work, p, approach)
                new = self._collected(work)
            values.append(value)
            self.used |= new.used
            work.used |= new.facts
            for kind, q in (*made.algebra, *new.algebra):
                self._near(work, kind, q, approach)
            positive = {need.tree for need in made.needs if need.signs == POSITIVE}
            for need in made.needs:
                if need.signs != NONZERO or need.tree not in positive:
                    self._need_near(work, need, approach, inner)
        if len(values) == 2 and residual(work, subtract(*values)):
            raise NoLimit("the limits from below and from above differ")
        return values[0]

    def _near(self, work: Work, kind: Kind, p: Polynomial, approach: Approach) -> None:
        """A condition near a limit, not at it: one on the leading coefficient."""
        if not depends(p, approach):
            work.need(kind, p)
            return
        with self._apart(work):
            first = leading(work, p, approach)
            new, used = dict(work.needs), set(work.used)
        work.used |= used
        work.need(kind, first)
        for other, q in new:
            if dict(q) != p:  # else it is the condition that is being looked at
                self._near(work, other, dict(q), approach)

    def _need_near(self, work: Work, need: Need, approach: Approach, scope: Scope) -> None:
        # Nothing is assumed of a dummy, not even that it is not negative.
        bound = {i: work.fresh(i.range.name) for i in free_indices(need.tree) - scope.labels.keys()}
        place = Scope({**scope.labels, **bound})
        if need.signs == NONZERO:
            factors: Factors = [(self._lower(work, need.tree, place), 1)]
        else:
            factors = self._factors(work, need.tree, place)  # none is negative, so each must be positive
        if not any(depends(p, approach) for p, _ in factors):
            self.needs[need] = None
            return
        for p, _ in factors:
            if not positive(work, p):
                self._near(work, "nonzero" if need.signs == NONZERO else "positive", p, approach)

    def _vanishes(self, work: Work, base: Polynomial) -> int:
        """Whether base^n goes to zero as n grows (1), or its inverse does (-1), or neither is known (0)."""

        def is_positive(p: Polynomial) -> bool:
            if work.positive_sum(p):
                return True
            tree = self._lifted(p)
            return tree is not None and self._is(tree, POSITIVE)

        if is_positive(subtract(constant(1), base)) and is_positive(add(constant(1), base)):
            return 1
        return -1 if is_positive(subtract(base, constant(1))) else 0

    def _refuse_pinned(self, symbol: Family, tree: Limit) -> None:
        """What is assumed of a symbol that goes to a number must hold near there."""
        for assumption in self._given:
            if symbol not in reach(assumption):
                continue
            relation, over = opened(assumption)
            left, right = relation.args
            if over or not {type(left), type(right)} & {Entry} or not (
                    isinstance(left, Number) or isinstance(right, Number)) or isinstance(relation, Equality):
                raise Unsettled(f"a limit in {symbol.name}, of which it is assumed that {brief(assumption)}")
            for side in tree.side or "-+":
                if not _holds_near(relation, tree.to, 1 if side == "+" else -1):
                    raise Unsettled(f"a limit in {symbol.name} to {tree.to}{side}, where it cannot be: "
                                    f"{brief(assumption)}")

    def _power(self, work: Work, tree: Pow, scope: Scope) -> Polynomial:
        if any(isinstance(i, (IntegerIndex, floor)) for i in subterms(tree.exp)) and not isinstance(tree.base, Exp1):
            found = self._integer_power(work, tree, scope)
            if found is not None:
                return found
        exponent = self._lower(work, tree.exp, scope)
        if isinstance(tree.base, Exp1):
            return exponential(work, exponent)
        if exponent.keys() - {ONE}:
            p = self._lower(work, tree.base, scope)
            self._need(work, tree.base, POSITIVE, "it is raised to a power that is not a number", [(p, 1)])
            return exponential(work, multiply(work, exponent, logarithm(work, p)))
        r = exponent.get(ONE, 0)
        if r.denominator == 1:
            # Factors as written: multiplied out, a denominator no longer shows them.
            factors = tree.base.args if r < 0 and isinstance(tree.base, Mul) else (tree.base,)
            ps = [self._lower(work, factor, scope) for factor in factors]
            if r < 0:
                self._need(work, tree.base, NONZERO, "it is a denominator", [(p, 1) for p in ps])
            return product(work, (power(work, p, r) for p in ps))
        # A root of zero exists, but has no derivative and cannot be taken apart.
        strict = r < 0 or scope.smooth or not self._is(tree.base, NONNEGATIVE)
        factors = self._factors(work, tree.base, scope)
        self._need(work, tree.base, POSITIVE if strict else NONNEGATIVE, "a root of it is taken", factors)
        return product(work, (power(work, p, e * r) for p, e in factors))

    def _integer_power(self, work: Work, tree: Pow, scope: Scope) -> Polynomial | None:
        """A power whose exponent is an integer expression; None if it is not known to be one."""
        a = as_affine(self._lower(work, tree.exp, scope))
        if a is None:
            return None
        p = self._lower(work, tree.base, scope)
        low = least(a)
        if (low is None or low < 0) and not self._is(tree.exp, NONNEGATIVE):
            self._need(work, tree.base, NONZERO, "its exponent may be negative", [(p, 1)])
        return index_power(work, p, a)

    def _absolute(self, work: Work, tree: Expr, z: Polynomial, scope: Scope) -> Polynomial:
        """|z| is the root of z^2. Where a derivative is taken, z must not be 0."""
        for sign, wanted in ((1, NONNEGATIVE), (-1, NONPOSITIVE)):
            if work.positive_sum(scale(z, sign)):
                return scale(z, sign)
            if not scope.smooth and self._is(tree, wanted):
                return scale(z, sign)
        if scope.smooth and z:
            self._need(work, tree, NONZERO, "at 0 it has a kink", [(z, 1)])
        parts = self._parted(work, z)
        if parts is not None:
            common, _, size = parts
            return multiply(work, size, power(work, multiply(work, common, common), Fraction(1, 2)))
        return power(work, multiply(work, z, z), Fraction(1, 2)) if z else {}

    def _parted(self, work: Work, z: Polynomial) -> tuple[Polynomial, int, Polynomial] | None:
        """What is common to all terms of z, and a sign and a positive size: a x - x is x, - and 1 - a, if a < 1.

        None if there is nothing in common, or the sign of the rest does not follow.
        """
        if len(z) < 2:
            return None
        first, *others = z
        powers = {atom: e for atom, e in first if e > 0 and e.denominator == 1}
        for term in others:
            known = dict(term)
            powers = {atom: min(e, known[atom]) for atom, e in powers.items() if known.get(atom, 0) > 0}
        if not powers:
            return None
        common = frozenset(powers.items())
        inverse: Polynomial = {frozenset((atom, -e) for atom, e in common): 1}
        rest = multiply(work, z, inverse)
        lifted = self._lifted(rest)
        for sign, wanted in ((1, POSITIVE), (-1, NEGATIVE)):
            if lifted is not None and self._is(lifted, wanted):
                return {common: 1}, sign, scale(rest, sign)
        return None

    def _unit_step(self, work: Work, tree: unit_step, scope: Scope) -> Polynomial:
        """1 where z > 0, else 0: (1 + z/|z|)/2, for z != 0."""
        (z,) = tree.args
        p = self._lower(work, z, scope)
        known = signs(z, self._sign_facts)
        if known.signs <= POSITIVE or known.signs <= NONPOSITIVE:
            self.used |= known.used
            return constant(int(known.signs <= POSITIVE))
        if not p:
            return {}
        self._need(work, z, NONZERO, "at 0 it jumps", [(p, 1)])
        parts = self._parted(work, p)
        if parts is not None:
            common, sign, _ = parts
            p = scale(common, sign)
        inverse = power(work, multiply(work, p, p), Fraction(-1, 2))
        return scale(add(constant(1), multiply(work, p, inverse)), Fraction(1, 2))

    def _floor(self, work: Work, tree: floor, scope: Scope) -> Polynomial:
        """floor(n + f) = n for an integer n and 0 <= f < 1."""
        whole, rest, below = divided(work, self._lower(work, tree.args[0], scope))
        if not is_integer(whole):
            raise Unsettled(f"which integer {brief(tree)} is")
        for part, wanted in ((rest, NONNEGATIVE), (subtract(below, rest), POSITIVE), (below, POSITIVE)):
            known = (not part and wanted == NONNEGATIVE) or work.positive_sum(part)
            lifted = None if known else self._lifted(part)
            if not known and (lifted is None or not self._is(lifted, wanted)):
                raise Unsettled(f"which integer {brief(tree)} is")
        return whole

    def _interval_sum(self, work: Work, tree: IntervalSum, scope: Scope) -> Polynomial:
        first, last = (in_labels(a, scope.labels) for a in (tree.first, tree.last))
        length = combine((last, 1), (first, -1), constant=1)
        low = least(length)
        if low is None or low < 0:
            with evaluate(False):
                gap = tree.last - tree.first + 1
            self._need(work, gap, NONNEGATIVE, "so many terms are summed", [(number(work, length), 1)])
        self._intervals[tree.index] = tree.first, tree.last
        d = work.fresh(LABELS, length)
        at = combine((first, 1), (affine(d), 1), constant=-1)
        inner = Scope({**scope.labels, tree.index: at}, scope.frozen, scope.smooth)
        return interval(work, self._lower(work, tree.body, inner), d, first, last)

    def _factors(self, work: Work, tree: Basic, scope: Scope) -> Factors:
        """A tree that is not negative, as powers of factors that are not negative either.

        Read off the tree: expanded, (v + eps)^3 no longer shows that it is a cube.
        """
        match tree:
            case Entry() if (known := self._known_as(tree, scope)) is not None:
                return self._factors(work, known, scope)
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

    def _expectation(self, work: Work, p: Polynomial, tree: Expectation | Variance, scope: Scope) -> Polynomial:
        random = sorted(_random(tree), key=str)
        for outer in scope.frozen:
            if not reach(outer).isdisjoint(random):
                raise Unsettled(f"the derivative of an expectation by {outer.name}, which is random")
        moments = {}
        for family in random:
            assert family.law is not None
            kind, *parameters = family.law
            if any(_random(parameter) for parameter in parameters):
                raise Unsettled(f"the law of {family.name} is itself random")
            fixed = Scope({}, scope.frozen, scope.smooth)
            values = [self._lower(work, parameter, fixed) for parameter in parameters]
            if kind == "bernoulli":
                moments[family.name] = bernoulli(*values)
            else:
                moments[family.name] = {"gaussian": gaussian, "independent": independent}[kind](work, *values)
            self._refuse_hidden(p, family, "expectation")
        return expectation(work, p, moments)

    def _refuse_hidden(self, p: Polynomial, by: Family | None, what: str) -> None:
        """A member of a sequence that stands for itself hides what it depends on."""
        for name in frozenset[str]().union(*map(names_of, p)) & self._unfold.keys():
            if by is None or by in reach(self._named[name]):
                raise Unsettled(f"the {what} of {name}, which is known by its recurrence only")

    # -- derivatives -----------------------------------------------------------

    def _adjoint(self, work: Work, tree: Adjoint, scope: Scope) -> Polynomial:
        loss, node = tree.loss, tree.node
        if isinstance(loss, Entry):
            return self._differentiated(work, loss, node, scope, frozenset())
        terms = []
        for output in loss.outputs:
            if any(not r.letters for r in output.ranges):
                raise Unsettled(f"how {loss.name} depends on each member of {output.name}")
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
        if any(isinstance(t, Entry) and t.family.recurrence is not None for t in terms):
            raise Unsettled(f"what the direct inputs of {tree.of.family.name} are")
        direct = frozenset(t.family for t in terms if isinstance(t, Entry) and t.family.body is not None)
        return self._differentiated(work, tree.of.family.at(*tree.of.indices), tree.node, scope, direct)

    def _differentiated(self, work: Work, of: Expr, node: Entry, scope: Scope, direct: Families) -> Polynomial:
        """d of/d node, with the definitions in ``direct`` held fixed besides the node itself."""
        for outer in scope.frozen - {node.family}:
            if node.family in reach(outer):
                raise Unsettled(f"a derivative by {outer.name} around one by {node.family.name}, on which it depends")
        for loss in losses(of):
            if any(node.family in reach(output) for output in loss.outputs):
                raise Unsettled(f"how the slope of the unspecified loss {loss.name} changes with {node.family.name}")
        if node.family.recurrence is not None:
            raise Unsettled(f"a derivative with respect to {node.family.name}, which follows from a recurrence")
        held = direct | ({node.family} if node.family.body is not None else frozenset())
        slots = zip(node.family.ranges, node.indices, strict=True)
        by = Member(node.family.name, tuple(self._slot(work, r, i, scope) for r, i in slots))
        inner = Scope(scope.labels, scope.frozen | held, smooth=True)
        # An equation that is assumed holds at the point, not for the points near it.
        with work.without_rules():
            p = self._lower(work, of, inner)
            self._refuse_hidden(p, node.family, "derivative")
            slope = differentiate(work, p, by)
            present = frozenset[str]().union(*map(names_of, p))
            members = {}
            for family in sorted(held - scope.frozen, key=str):
                if family.name in present:
                    expanded = self._expand(work, family, scope)
                    self._take(work, expanded.conditions)  # for each value of its parameters
                    members[family.name] = partial(self._held, work, family, expanded)
            # A definition that is held is free of the others that are: they are
            # expanded in it already.
            slope = replace(work, slope, {}, members)
        return assume(work, slope)


def _holds_near(relation: Relational, to: Rational, sign: int) -> bool:
    """Whether ``x REL number`` holds for x just beside ``to``, on the side of the sign."""
    left, right = relation.args
    direction = -1 if isinstance(left, Number) else 1
    end = right if isinstance(right, Number) else left
    gap = direction * (Fraction(to.p, to.q) - Fraction(end.p, end.q))
    near = (gap > 0) - (gap < 0) or direction * sign
    return near in SIGNS_OF[type(relation)]


def _random(tree: Basic) -> frozenset[Family]:
    """The random families in a tree, definitions entered."""
    return frozenset(family for family in reach(tree) if family.law)


__all__ = ["UNKNOWN", "Contradiction", "Lemma", "Lowering", "Unsettled"]
