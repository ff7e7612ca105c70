"""What members of families stand for: definitions, recurrences, closed forms that were proved before.

A definition is lowered once, for any indices, and its normal form and its
conditions are then taken over at the indices of each use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from sympy import Basic, Expr, evaluate
from sympy.core.relational import Equality, Relational

from symdl.algebra.intervals import MOST_TERMS
from symdl.algebra.normal import entry, replace, settle
from symdl.algebra.terms import INTEGERS as LABELS
from symdl.algebra.terms import Affine, Polynomial, Slot, atoms_of, free_of, freeze, least
from symdl.algebra.terms import Entry as Member
from symdl.algebra.terms import Index as Label
from symdl.algebra.work import REMEMBERED, Exploded, Kind, Rule, Work, part
from symdl.calculus.assumptions import Assumptions, Need, Unsettled, opened
from symdl.calculus.labels import Labels, counted, in_labels, label_of, shown
from symdl.calculus.lift import Lift
from symdl.calculus.reach import ranges_and_losses, reach
from symdl.calculus.signs import Given
from symdl.derivation import Condition
from symdl.errors import LanguageError
from symdl.language import INTEGERS, REALS, Each, Entry, Family, Index, IntegerIndex, Loss, Range

Families = frozenset[Family]


@dataclass
class Scope:
    """Where a subterm stands.

    labels   the index of the normal form for each index of the tree
    frozen   definitions that stay atoms, because a derivative is taken in them
    smooth   whether a derivative is taken of the term (a root must then not be of zero)
    """

    labels: Labels
    frozen: Families = frozenset()
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
    """A definition in normal form, free in ``params``, with its conditions.

    trees   the parameters as the author wrote them; the label of an integer counts from its least value
    """

    trees: tuple[Index, ...]
    params: tuple[Label, ...]
    value: Polynomial
    conditions: Conditions


@dataclass(frozen=True)
class Lemma:
    """What was proved of a sequence: its member at ``params`` is ``value``, under these conditions."""

    params: tuple[Index, ...]
    value: Expr
    conditions: tuple[Condition, ...]


class Members(Assumptions):
    """Lowers members of families.

    using   sequences that are used in the closed form that was proved for them
    """

    def __init__(self, given: Sequence[Relational | Each], ranges: Sequence[Range], lift: Lift,
                 using: Mapping[Family, Lemma] = MappingProxyType({})):
        self._expanded: dict[tuple[Family, str, Families, bool, bool], Expanded] = {}
        self._named: dict[str, Family] = {}  # in the normal form a family is its name,
        self._nouns: dict[tuple[type, str], Range | Loss] = {}  # and so are a range and a loss
        self._keep: dict[Label, int] = {}
        self._lowered: dict[tuple[Expr, tuple[Rule, ...]], tuple[Polynomial, Conditions]] = {}
        self._remembered = 0  # terms in these two
        self._using = dict(using)
        super().__init__(given, ranges, lift)
        self._borrowed += [condition for lemma in using.values() for condition in lemma.conditions]

    def statement(self) -> Work:
        """Begin a statement; what is remembered of those before is dropped when it is much."""
        if self._remembered > REMEMBERED:
            self._expanded.clear()
            self._lowered.clear()
            self._remembered = 0
        return super().statement()

    def _refuse_namesakes(self, tree: Basic) -> None:
        """Raises LanguageError if a range or loss has the name of another one."""
        for noun in ranges_and_losses(tree):
            if self._nouns.setdefault((type(noun), noun.name), noun) != noun:
                what = "ranges" if isinstance(noun, Range) else "losses"
                raise LanguageError(f"two different {what} are named {noun.name}", term=tree,
                                    hint="give each its own name")

    @contextmanager
    def keeping(self, integer: IntegerIndex) -> Iterator[Label]:
        """For the time of a block, members of sequences at this integer stand for themselves."""
        label = Label(LABELS, 0, integer.letter)
        self._keep[label] = integer.at_least
        try:
            yield label
        finally:
            del self._keep[label]

    def _lower(self, work: Work, tree: Basic, scope: Scope) -> Polynomial:
        """The normal form of any tree."""
        raise NotImplementedError

    def _entry(self, work: Work, tree: Entry, scope: Scope) -> Polynomial:
        family = tree.family
        at = tuple(self._slot(work, r, i, scope) for r, i in zip(family.ranges, tree.indices, strict=True))
        if self._named.setdefault(family.name, family) != family:
            raise LanguageError(f"two different families are named {family.name}", term=tree,
                                hint="give each its own name")
        if family in scope.frozen:
            return settle(work, {Member(family.name, at): 1})
        lemma = self._using.get(family)
        if lemma is not None:
            # An equation that is assumed holds at the point, not for the points near it.
            equations = [c.relation for c in lemma.conditions if isinstance(opened(c.relation)[0], Equality)]
            if scope.smooth and any(map(reach, equations)):
                raise Unsettled(f"a derivative of {family.name}, whose closed form holds under an equation only")
            expanded = self._expand_as(work, family, "using", lemma.params, lemma.value, scope)
        elif family.body is not None:
            expanded = self._expand(work, family, scope)
        else:
            if family.recurrence is not None:
                if any(outer in reach(family) for outer in scope.frozen):
                    raise Unsettled(f"a derivative of {family.name} by what its recurrence uses")
                self._define(family)
            return entry(work, family.name, at)
        if any(isinstance(a, frozenset) for a in at):
            raise Unsettled("a definition that is indexed by a real number")
        places = self._places(family, expanded, at)
        self._take(work, expanded.conditions, dict(zip(expanded.trees, tree.indices, strict=True)),
                   dict(zip(expanded.params, places, strict=True)))
        return member(work, expanded, places)

    def _places(self, family: Family, expanded: Expanded, at: tuple[Slot, ...]) -> tuple[Label | Affine, ...]:
        """What the parameters of a definition are at these indices, each integer counted from its least value."""
        params = [i for i in expanded.trees if isinstance(i, IntegerIndex)]
        for slot, param in zip((a for a in at if isinstance(a, Affine)), params, strict=True):
            low = least(slot)
            if low is None or low < param.at_least:
                raise Unsettled(f"what {family.name} is below {param} = {param.at_least}")
        return counted(at, expanded.trees)

    def _held(self, work: Work, family: Family, expanded: Expanded, at: tuple[Slot, ...]) -> Polynomial:
        """A definition that stood for itself, expanded after all."""
        return member(work, expanded, self._places(family, expanded, at))

    def _slot(self, work: Work, range_: Range, index: Basic, scope: Scope) -> Slot:
        """What stands in the brackets, in the terms of the normal form."""
        if range_ == INTEGERS:
            return in_labels(index, scope.labels)
        return freeze(self._lower(work, index, scope)) if range_ == REALS else label_of(index, scope.labels)

    def _define(self, family: Family) -> None:
        """Make known how the members of a sequence follow from those before."""
        for bare, *_ in family.system:
            if bare.name not in self._unfold:
                member: Family = Family(bare.name, bare.ranges, bare.latex, bare.means, system=family.system)
                self._named[bare.name] = member
                self._unfold[bare.name] = partial(self._unfolded, member)

    def _unfolded(self, family: Family, work: Work, at: tuple[Slot, ...]) -> Polynomial | None:
        """A member of a sequence by its recurrence, if it is known to be one that it makes."""
        step = at[0]
        rule = family.recurrence
        assert isinstance(step, Affine)
        assert rule is not None
        if not step.terms:
            if step.constant < 0:
                raise Unsettled(f"what {family.name} is at {step.constant}")
            if step.constant > MOST_TERMS:
                raise Exploded(f"{family.name} at step {step.constant}")
        else:
            low = least(step)
            if step.constant <= max(self._keep.get(i, 0) for i, _ in step.terms) or low is None or low < 1:
                return None
        # The rule holds at each step from 1 on; its parameter counts from there.
        if step == Affine(0):
            expanded = self._expand_as(work, family, "start", rule.params[1:], rule.start, Scope({}, smooth=True))
            places = counted(at[1:], expanded.trees)
        else:
            expanded = self._expand_as(work, family, "step", rule.params, rule.step, Scope({}, smooth=True))
            places = counted(at, expanded.trees)
        self._take(work, expanded.conditions)  # for each value of its parameters
        return member(work, expanded, places)

    def _expand(self, work: Work, definition: Family, scope: Scope) -> Expanded:
        assert definition.body is not None
        return self._expand_as(work, definition, "body", definition.params, definition.body, scope)

    def _expand_as(self, work: Work, family: Family, what: str, trees: tuple[Index, ...], body: Expr,
                   scope: Scope) -> Expanded:
        """An expression that a family stands for, free in its parameters only."""
        key = family, what, scope.frozen, scope.smooth, bool(work.rules)
        if key not in self._expanded:
            # Names that no author can write (letters have no space), so that no index is mistaken for a parameter.
            params = tuple(Label(i.range.name, 0, f"{family.name} {n}") for n, i in enumerate(trees))
            labels = {i: shown(label, i) for i, label in zip(trees, params, strict=True)}
            with self._apart(work), part(f"the definition of {family.name}"):
                value = self._lower(work, body, Scope(labels, scope.frozen, scope.smooth))
                algebra = tuple((kind, _named(work, dict(p), family)) for kind, p in work.needs)
                made = Conditions(tuple(self.needs), algebra, frozenset(self.used), frozenset(work.used))
            self._expanded[key] = Expanded(trees, params, value, made)
            self._remembered += len(value)
        return self._expanded[key]

    def _collected(self, work: Work) -> Conditions:
        """What was collected since the block began."""
        algebra = tuple((kind, dict(p)) for kind, p in work.needs)
        return Conditions(tuple(self.needs), algebra, frozenset(self.used), frozenset(work.used))

    def _take(self, work: Work, conditions: Conditions, indices: Mapping[Index, Index] | None = None,
              labels: Mapping[Label, Label | Affine] | None = None) -> None:
        """The conditions of a definition are those of whoever uses it, at its indices."""
        self.used |= conditions.used
        work.used |= conditions.facts
        for need in conditions.needs:
            with evaluate(False):
                tree = need.tree.xreplace(indices) if indices else need.tree
            self.needs[Need(tree, need.signs, need.why)] = None
        for kind, p in conditions.algebra:
            work.need(kind, replace(work, p, labels) if labels else p)

    def _known_as(self, tree: Entry, scope: Scope) -> Expr | None:
        """The expression that a member of a family stands for at these indices; None if it stands for itself."""
        family = tree.family
        if family in scope.frozen or (family.body is None and family not in self._using):
            return None
        lemma = self._using.get(family)
        params = lemma.params if lemma else family.params
        for param, index in zip(params, tree.indices, strict=True):
            if isinstance(param, IntegerIndex):
                low = least(in_labels(index, scope.labels))
                if low is None or low < param.at_least:
                    return None
        if lemma is None:
            return family.at(*tree.indices)
        if lemma.conditions and scope.smooth:
            return None
        with evaluate(False):
            return lemma.value.xreplace(dict(zip(params, tree.indices, strict=True)))


def member(work: Work, expanded: Expanded, at: tuple[Label | Affine, ...]) -> Polynomial:
    return replace(work, expanded.value, dict(zip(expanded.params, at, strict=True)))


def _named(work: Work, p: Polynomial, definition: Family) -> Polynomial:
    """``p`` with names for the dummies that were taken out of their sums."""
    dummies = sorted(i for i in free_of(atoms_of(p)) if i.number)
    names = {i: Label(i.sort, 0, f"{definition.name} dummy {n}") for n, i in enumerate(dummies)}
    return replace(work, p, names)
