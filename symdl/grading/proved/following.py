"""What follows from a student's own mistake: an answer judged in the student's world.

There, what the student has said of other quantities stands in the place of what is right. What an answer has to do with
them is seen in three ways. A quantity that is defined (mu, say) is given the student's definition, in all that is made
of it. A derivative is looked for in the reference and the steps to it; and in the chain rule, which says what the
derivative by x is made of: the derivatives by all that x stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial as partial_function
from typing import TypeAlias

from sympy import Add, Basic, Expr, Integer, Mul, evaluate

from symdl.calculus.reach import reach
from symdl.derivation import Claim, Derivation, Proved, family_of
from symdl.extent import too_large
from symdl.grading.proved.asked import Asked
from symdl.grading.proved.rebuilt import Rebuilding
from symdl.grading.proved.restated import undressed
from symdl.grading.proved.said import trees_of
from symdl.language import (
    INTEGERS,
    Adjoint,
    Derivative,
    Entry,
    Expectation,
    Family,
    Index,
    IntegerIndex,
    IntervalSum,
    Partial,
    adjoint,
    define,
    derivative,
    expectation,
    free_indices,
    partial,
    subterms,
    total,
)
from symdl.verification.decide import Court

_MOST_LINKS = 4  # of the chain rule, between what is asked and what it follows from

Links: TypeAlias = Callable[[Adjoint | Derivative, Derivation], Iterator[Expr]]
_Slope = Adjoint | Derivative | Partial


@dataclass(frozen=True)
class Said:
    """A quantity, and the student's family in its place: a derivative by a node, or the members of a family."""

    of: Entry | _Slope | Expectation
    family: Family

    def stands_for(self, tree: Basic) -> bool:
        """Whether it is said what this is, for whatever indices."""
        return _kind(tree) == _kind(self.of)

    def at(self, tree: Basic) -> Expr:
        return self.family.at(*_indices(tree))


def said_of(of: Expr, value: Expr) -> Said | None:
    """What a student says that a quantity is; None for what cannot be put in its place: a quantity of itself, say."""
    if not isinstance(of, Entry | _Slope) and not _is_mean(of) and not _is_sum(of):
        return None
    indices = _indices(of)
    if any((index.range == INTEGERS and not (_is_unrolled(of) or _is_sum(of))) or index.place
           for index in indices if isinstance(index, Index)) \
            or len({*indices}) < len(indices) \
            or not free_indices(value) <= {*indices} or not all(isinstance(index, Index) for index in indices):
        return None
    if any(_kind(part) == _kind(of) for part in subterms(value) if isinstance(part, Entry | _Slope | Expectation)):
        return None
    with evaluate(False):
        made = define("own", *([list(indices)] if indices else []), value)
    return Said(of, family_of(made))


def _is_mean(tree: Basic) -> bool:
    return isinstance(tree, Expectation) and isinstance(tree.args[0], Entry)


def _is_sum(tree: Basic) -> bool:
    """Whether this is a sum over integers, and what it is multiplied by."""
    return sum(isinstance(one, IntervalSum) for one in Mul.make_args(tree)) == 1


def _is_unrolled(of: Basic) -> bool:
    """Whether this is a member of a recurrence of one sequence, or its mean: v_t, at every step."""
    entry = of.args[0] if _is_mean(of) else of
    return isinstance(entry, Entry) and len(entry.indices) == 1 == len(entry.family.system) and isinstance(
        entry.indices[0], IntegerIndex)


def is_made_of(answer: Expr, asked: Expr, claim: Claim) -> bool:
    """Whether an answer names what another claim asks for, or what is made of it, and its own claim does not."""
    if any(_kind(part) == _kind(asked) for part in subterms(answer) if isinstance(part, Entry | _Slope)):
        return True
    return isinstance(asked, Entry) and asked.family in reach(answer) - reach(claim.rhs)


def shares_a_letter(answer: Expr, claim: Claim) -> bool:
    """Whether an answer has a letter of what is right, where that has letters."""
    ours = {*reach(claim.rhs)}
    return not ours or bool(ours & {*reach(answer)})


def _kind(tree: Basic) -> tuple[object, ...]:
    """What a quantity is one of: the same for all members of a family, and for both derivatives where they agree."""
    match tree:
        case Entry():
            return (tree.family,)
        case Adjoint():
            of = tree.loss
            if isinstance(of, Entry) and not of.indices and _is_direct(of.family, tree.node.family):
                return "slope", of.family, tree.node.family
            return "adjoint", of, tree.node.family
        case Derivative() | Partial() if isinstance(tree.of, Entry):
            name = "slope" if _is_direct(tree.of.family, tree.node.family) else type(tree).__name__
            return name, tree.of.family, tree.node.family
        case Expectation() if _is_mean(tree):
            return "mean", tree.args[0].family
    return (tree,)


def _is_direct(family: Family, by: Family) -> bool:
    """Whether both derivatives agree: nothing else that a definition is made of depends on what it is derived by."""
    if family.body is None or by.system or (by.body is not None and by in reach(by.body)):
        return False
    made_of = {part.family for part in subterms(family.body) if isinstance(part, Entry)} - {by}
    return not any(by in reach(one) for one in made_of)


def _indices(tree: Basic) -> tuple[Expr, ...]:
    match tree:
        case Entry():
            return tuple(tree.indices)
        case Adjoint():
            return tuple(tree.node.indices)
        case Derivative() | Partial() if isinstance(tree.of, Entry):
            return (*tree.of.indices, *tree.node.indices)
        case Expectation() if _is_mean(tree):
            return tuple(tree.args[0].indices)
        case Mul() | IntervalSum() if _is_sum(tree):
            return tuple(sorted(free_indices(tree), key=str))
    return ()


def members_of(answer: str, here: Asked) -> tuple[Expr, ...]:
    """The members of an answer, without what it is for if it starts with that; none if it cannot be read."""
    trees = trees_of(answer, here) or ()
    called = here.called.tree if here.called is not None else None
    own = [_kind(one) for one in (here.claim.lhs, called) if isinstance(one, Entry | _Slope)]
    return trees[1:] if trees[1:] and _kind(trees[0]) in own else trees


def is_coherent(members: Sequence[Expr], here: Asked) -> bool:
    """Whether all members of a chain are the same. Raises SymdlError, Disagreement."""
    return all(isinstance(here.court.decide(one, members[-1])[0].verdict, Proved) for one in members[:-1])


def is_right_with(said: Sequence[Said], answer: Sequence[Expr], here: Asked) -> bool:
    """Whether an answer, with all of its members, is right where what a student has said is, and leans on that.

    Raises SymdlError, Disagreement.
    """
    values: dict[Family, Family] = {}
    for one in said:
        if isinstance(one.of, Entry):  # in terms of what was said before
            was = one.of.family
            body = Rebuilding(values.get).tree(one.family.body)
            values[was] = Family(was.name, was.ranges, was.latex, was.means, one.family.params, body)
    said = [*said, *_passed_on(said, here)]
    slopes = _nearest([one for one in said if not isinstance(one.of, Entry)], here.claim.lhs)
    world = Rebuilding(values.get, steps=any(was.system for was in values))
    derivation, claim = here.derivation, here.claim
    court = here.court
    if values:
        if any({*reach(one)} & {*values} for one in values.values()):
            return False  # in terms of what comes later
        derivation = replace(derivation, definitions=tuple(
            Entry(new) if not new.ranges else new for new in map(world.family, derivation.defined)),
            loss=None if derivation.loss is None else world.tree(derivation.loss))
        given = [world.tree(relation) for relation in (*here.derivation.given, *claim.given)]
        court = Court(replace(derivation, given=()), given)
    *others, mine = map(world.tree, answer)

    def put(tree: Basic) -> Basic | None:
        if isinstance(tree, Entry) and tree.family.body is not None and own.family(tree.family) != tree.family:
            return own.tree(tree.family.at(*tree.indices))  # g, of g = dL/dw
        if isinstance(tree, Mul):
            for one in slopes:
                if _is_sum(one.of) and (rest := _without(_flat(tree), _flat(one.of))) is not None:
                    return Mul(*map(own.tree, rest), one.at(one.of))
        return next((one.at(tree) for one in slopes if one.stands_for(tree)), None)

    own = Rebuilding(node=put)
    seen: set[Expr] = set()
    for form in _forms(here, derivation, world, slopes):
        other = form
        for _ in slopes:  # one may have another in it
            other = own.tree(other)
        if other in seen or (not values and other == form):
            continue
        seen.add(other)
        if isinstance(court.prover.prove(other, Integer(0)), Proved):
            continue  # what comes to nothing asks for nothing
        if _is_so(court, claim, other, mine) and all(any(
                _is_so(court, claim, other, way) for way in dict.fromkeys((one, own.tree(one)))) for one in others):
            return True
    return False


def _is_so(court: Court, claim: Claim, one: Expr, other: Expr) -> bool:
    return isinstance(court.decide(one, other, induction=claim.induction)[0].verdict, Proved)


def _passed_on(said: Sequence[Said], here: Asked) -> Iterator[Said]:
    """What is said of a derivative by what is only added to a definition: that is so by the definition, too."""
    for one in said:
        if not isinstance(one.of, Adjoint):
            continue
        node, loss = one.of.node, one.of.loss
        users = [family for family in here.derivation.defined if _stands_in(node.family, family)]
        is_loss = isinstance(loss, Entry) and loss.family in users
        if len(users) != 1 or users[0].ranges != node.family.ranges or is_loss or any(
                family.system and node.family in reach(family) for family in here.derivation.defined):
            continue
        member = Entry(users[0], *node.indices)
        if not any(_kind(other.of) == _kind(adjoint(loss, member)) for other in said) and isinstance(
                here.court.prover.prove(partial(member, node), Integer(1)), Proved):
            yield Said(adjoint(loss, member), one.family)


def _nearest(said: Sequence[Said], asked_for: Expr) -> list[Said]:
    """Without the derivatives of which others that were said are made, if what is asked for goes through these alone.

    Who said what dL/dz is, right or wrong, does not go on from dL/da behind it.
    """
    if not isinstance(asked_for, _Slope):
        return [*said]
    by = asked_for.node.family
    nodes = [one.of.node.family for one in said if isinstance(one.of, _Slope) and _same_loss(one.of, asked_for)]
    return [one for one in said if not (isinstance(one.of, _Slope) and _same_loss(one.of, asked_for) and any(
        near != one.of.node.family != by and not _depends(one.of.node.family, by, near)
        and _depends(one.of.node.family, near) for near in nodes))]


def _same_loss(one: _Slope, other: _Slope) -> bool:
    ours, theirs = (each.loss if isinstance(each, Adjoint) else each.of for each in (one, other))
    return bool(ours == theirs)


def _depends(family: Family, on: Family, without: Family | None = None) -> bool:
    """Whether a definition is made of a family in a way that does not go through another one."""
    if family == on:
        return True
    if family == without or family.body is None:
        return False
    return any(_depends(part.family, on, without) for part in subterms(family.body) if isinstance(part, Entry))


def _forms(here: Asked, derivation: Derivation, world: Rebuilding, slopes: Sequence[Said]) -> Iterator[Expr]:
    """What is right, in the ways in which other quantities may stand in it."""
    claim = here.claim
    for tree in (claim.rhs, *(step.expr for step in claim.steps), claim.lhs):
        yield world.tree(tree)
        if any(_is_sum(one.of) for one in slopes):
            yield Rebuilding(node=_pulled_out).tree(world.tree(tree))
    asked = claim.lhs
    if asked is claim.rhs and here.called is not None and here.called.tree is not None:
        asked = here.called.tree
    asked = world.tree(asked)
    if isinstance(asked, Entry) and asked.family.body is not None:
        yield asked.family.at(*asked.indices)
    if isinstance(asked, Expectation):
        with evaluate(False):
            yield _mean_of(asked.args[0])
    if not isinstance(asked, _Slope):
        return
    for links in (_inwards, _outwards):
        with evaluate(False):
            form: Expr = asked
            for _ in range(_MOST_LINKS):  # through what was not asked, or not answered
                before, form = form, Rebuilding(node=partial_function(_by_chain_rule, derivation, slopes, links)).tree(
                    form)
                if form == before or too_large({"it": form}):
                    break
                yield form


def _mean_of(body: Expr) -> Expr:
    """An expectation with what is not random before it, of what definitions are made of."""
    match body:
        case Add():
            return Add(*map(_mean_of, body.args))
        case Mul():
            fixed = [one for one in body.args if not _is_random(one)]
            random = [one for one in body.args if _is_random(one)]
            return Mul(*fixed, _mean_of(random[0]) if len(random) == 1 else expectation(Mul(*random)))
        case Entry() if body.family.body is not None and _is_random(body):
            return _mean_of(body.family.at(*body.indices))
    return expectation(body) if _is_random(body) else body


def _pulled_out(tree: Basic) -> Expr | None:
    """A sum over integers with what is no part of its terms before it."""
    if not isinstance(tree, IntervalSum):
        return None
    fixed = [one for one in _flat(tree.body) if tree.index not in subterms(one)]
    inside = Mul(*(one for one in _flat(tree.body) if one not in fixed))
    return Mul(*fixed, IntervalSum(inside, tree.index, tree.first, tree.last)) if fixed else None


def _flat(tree: Expr) -> list[Expr]:
    """The factors of a product, those of its factors among them."""
    return [one for arg in tree.args for one in _flat(arg)] if isinstance(tree, Mul) else [tree]


def _without(factors: Sequence[Expr], some: Sequence[Expr]) -> list[Expr] | None:
    """Factors without some of them; None where these are not among them."""
    rest = {place: undressed(one) for place, one in enumerate(factors)}
    for one in map(undressed, some):
        place = next((place for place, other in rest.items() if other == one), None)
        if place is None:
            return None
        del rest[place]
    return [factors[place] for place in rest]


def _is_random(tree: Expr) -> bool:
    return any(family.law is not None for family in reach(tree))


def _by_chain_rule(derivation: Derivation, slopes: Sequence[Said], links: Links, tree: Basic) -> Expr | None:
    """A derivative by the chain rule, unless the student has said what it is."""
    if not isinstance(tree, Adjoint | Derivative) or any(one.stands_for(tree) for one in slopes):
        return None
    found = [*links(tree, derivation)]
    return Add(*found) if found else None


def _inwards(asked: Adjoint | Derivative, derivation: Derivation) -> Iterator[Expr]:
    """The chain rule: the derivative by each definition that a node stands in, times that of the definition by it."""
    for member in _members(asked, [family for family in derivation.defined if _stands_in(asked.node.family, family)]):
        if isinstance(asked, Adjoint):
            yield _total(Mul(adjoint(asked.loss, member), partial(member, asked.node)), member)
        elif isinstance(asked.of, Entry) and member.family == asked.of.family:
            yield partial(asked.of, asked.node)
        else:
            yield _total(Mul(derivative(asked.of, member), partial(member, asked.node)), member)


def _outwards(asked: Adjoint | Derivative, derivation: Derivation) -> Iterator[Expr]:
    """The chain rule from the other side: what a definition is made of, each by what it is made of."""
    of = asked.of if isinstance(asked, Derivative) else None
    if not isinstance(of, Entry) or of.family.body is None:
        return
    if _stands_in(asked.node.family, of.family):
        yield partial(of, asked.node)
    for member in _members(asked, [family for family in derivation.defined if _stands_in(family, of.family)]):
        yield _total(Mul(partial(of, member), derivative(member, asked.node)), member)


def _total(way: Expr, member: Entry) -> Expr:
    return total(way, *member.indices) if member.indices else way


def _stands_in(family: Family, other: Family) -> bool:
    return other.body is not None and any(isinstance(t, Entry) and t.family == family for t in subterms(other.body))


def _members(asked: Adjoint | Derivative, families: Sequence[Family]) -> list[Entry]:
    """A member of each family, with indices of its own; none where there are too few letters."""
    taken = {index.letter for index in free_indices(asked)}
    found = []
    for family in families:
        indices: list[Index] = []
        for range_ in family.ranges:
            free = [i for i in range_.indices() if i.letter not in {*taken, *(i.letter for i in indices)}]
            if not range_.is_abstract or not free:
                return []
            indices.append(free[0])
        found.append(Entry(family, *indices))
    return found


__all__ = ["Said", "is_coherent", "is_made_of", "is_right_with", "members_of", "said_of", "shares_a_letter"]
