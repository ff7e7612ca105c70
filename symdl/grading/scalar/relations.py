"""Equations and inequalities: the same statement, or a place where one holds and the other does not.

Two equations are the same if their differences of sides are, but for a constant factor (which is not 0). That
they have the same solutions is not enough: (x - 1)^2 = 0 says more than x = 1, and is left undecided.
Two inequalities are the same if the differences are, but for a positive factor; those of one letter
are decided by where they hold: between the roots of their polynomials, and at them.

What has no value does not hold: x^2/x = 0 has no solution, and x = 0 has one. Two relations must have values at the
same places, or the one that has fewer must lose none of its solutions; of several letters, few: E = mc^2 holds where
c and E are 0, and m = E/c^2 is the same equation for all that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cmp_to_key
from itertools import pairwise
from typing import Any

from flint import acb, arb, fmpq, fmpq_mpoly, fmpq_poly

from symdl.grading.scalar import exact, guards
from symdl.grading.scalar.decision import Decision, Witness, spelled, undecided, written
from symdl.grading.scalar.exact import Exact, Form
from symdl.grading.scalar.expressions import compare, is_complex
from symdl.grading.scalar.forms import Finer
from symdl.grading.scalar.guards import Guard
from symdl.grading.scalar.points import Assumed, free_names, points
from symdl.grading.scalar.trees import TWO, negative, plus
from symdl.grading.scalar.values import (
    Outside,
    Place,
    Unclear,
    Unsupported,
    Value,
    Way,
    bits,
    holds,
    is_apart,
    value,
)
from symdl.grading.scalar.words import replaced
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node

_ORDER = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
MOST_DEGREE = 40
_SOLVED_AT = 10
_SAMPLED = (40, 30)
_HOLDS = ("false", "true")
_NO_VALUE = "without a value"

Truth = Callable[[Place], bool]


def is_relation(node: Node) -> bool:
    return isinstance(node, at.Chain) and all(sign in ("eq", "define", "ne", *_ORDER) for sign in node.signs)


def is_equation(node: Node) -> bool:
    return isinstance(node, at.Chain) and node.signs in (("eq",), ("define",))


def difference(node: at.Chain) -> Node:
    return plus(node.items[0], negative(node.items[1]))


# --------------------------------------------------------------------------
# Equations


def equations(left: at.Chain, right: at.Chain, given: Assumed, *, cas: bool) -> Decision:
    """Decide two equations of two sides each."""
    for sides in (right.items, right.items[::-1]):
        if left.items == sides:
            return Decision("equivalent", "exact algebra", "they are written alike", True)
    left, right = _squared(left), _squared(right)
    one, other = difference(left), difference(right)
    way: Way = "complex" if is_complex(one, other) else "real"
    try:
        _, (machine, (a, b)) = exact.normal_forms((one, other), complex=way == "complex", positive=given.positive,
                                            integers=given.integers)
    except exact.Unfit:
        machine = None
    if machine is not None:
        if a.top.is_zero() and b.top.is_zero():
            return _identities(left, right, given)
        if not a.top.is_zero() and not b.top.is_zero() and _is_multiple(machine, a, b):
            decision = Decision("equivalent", "exact algebra", "one is the other, multiplied by a number", True)
            return _with_values(decision, left, right, given, way)
    witness = _solution(left, right, machine, a if machine else None, given, way, swap=False) \
        or _solution(right, left, machine, b if machine else None, given, way, swap=True) \
        or sampled(_truth(left), _truth(right), free_names(left, right), given, way)
    if witness is not None:
        return refuted(witness)
    if machine is not None and not a.top.is_zero() and not b.top.is_zero() and _same_factors(machine, a, b):
        return undecided("they have the same solutions, but some of them a different number of times")
    for sides in (right.items, right.items[::-1]):
        found = [compare(x, y, given, cas=cas) for x, y in zip(left.items, sides, strict=True)]
        if all(decision.verdict == "equivalent" for decision in found):
            return _with_values(_weakest(found, "their sides are the same"), left, right, given, way)
    for turned in (other, negative(other)):
        decision = compare(one, turned, given, cas=cas)
        if decision.verdict == "equivalent":
            return _with_values(decision, left, right, given, way)
    return undecided("neither is one a multiple of the other, nor was a place found where only one of them holds")


def _squared(chain: at.Chain) -> at.Chain:
    """a^2 = b^2 for |a| = |b|: of real numbers, the same."""
    match chain.items:
        case (at.Call(at.Function("abs"), (a,)), at.Call(at.Function("abs"), (b,))) if not is_complex(a, b):
            return at.Chain((at.Power(a, TWO), at.Power(b, TWO)), chain.signs)
        case (at.Call(at.Function("abs"), (a,)), at.Number(size)) if size >= 0 and not is_complex(a):
            return at.Chain((at.Power(a, TWO), at.Number(size * size)), chain.signs)
    return chain


def _identities(left: at.Chain, right: at.Chain, given: Assumed) -> Decision:
    for sides in (right.items, right.items[::-1]):
        found = [compare(x, y, given, cas=False) for x, y in zip(left.items, sides, strict=True)]
        if all(decision.verdict == "equivalent" for decision in found):
            way: Way = "complex" if is_complex(left, right) else "real"
            return _with_values(_weakest(found, "their sides are the same"), left, right, given, way)
    return undecided("both hold for all values, so that nothing tells them apart, but their sides differ")


def _with_values(decision: Decision, left: at.Chain, right: at.Chain, given: Assumed, way: Way) -> Decision:
    """What is said of two relations that are the same wherever both have values: where only one has, it may hold."""
    decision = replace(decision, notes=())
    names = free_names(left, right)
    ours: frozenset[Guard] = frozenset()
    theirs: frozenset[Guard] = frozenset()
    machine: Exact | None = None
    with suppress(exact.Unfit):
        machine, (ours, theirs) = guards.guards((left.items, right.items), given, way)
        ours, theirs = _without_implied(machine, left, ours, theirs), _without_implied(machine, right, theirs, ours)
    if machine is not None and ours == theirs:
        return decision
    if machine is not None and len(names) == 1 and not given.relations and not given.integers and way == "real":
        found = _by_cells(left, right, names, given)
        if found is not None:
            return found
    seen = _Losses()
    differing = [guard.about for guard in ours ^ theirs if guard.kind == "nonzero" and guard.about is not None]
    for one, other, swap in ((left, right, False), (right, left, True)):
        witness = _lost(one, other, machine, differing, given, way, seen, swap=swap)
        if witness is not None and seen.below_zero:
            # A formula of several letters is often one of lengths and masses: nobody says so, and it may be meant.
            return undecided("they are the same wherever both have values, and only one has where "
                             + ", ".join(f"{name} = {number}" for name, number in witness.values), agrees=True)
        if witness is not None:
            return refuted(witness)
    if len(names) > 1 and seen.both and machine is not None and len(differing) == len(ours ^ theirs):
        return decision.noted("wherever both are defined")
    return undecided("they are the same wherever both have values, but one may have some where the other has none",
                     agrees=True)


def _without_implied(machine: Exact, own: at.Chain, ours: frozenset[Guard], theirs: frozenset[Guard]
                     ) -> frozenset[Guard]:
    """Our guards, and those of the other relation that are sure where ours holds: they take nothing away."""
    if not is_equation(own):
        return ours
    try:
        zero = machine.make(difference(own)).top
    except (exact.Unfit, Finer):
        return ours
    return ours | {guard for guard in theirs - ours if guards.implied(machine, guard, zero)}


@dataclass
class _Losses:
    """What was seen where one of two relations holds.

    both        at how many places both do
    below_zero  whether the other has no value only where a letter is negative that was not solved for
    """

    both: int = 0
    below_zero: bool = False


def _lost(holding: at.Chain, other: at.Chain, machine: Exact | None, differing: Sequence[fmpq_mpoly], given: Assumed,
          way: Way, seen: _Losses, *, swap: bool) -> Witness | None:
    """A place where one relation holds, and the other has no value. Of several letters, there are to be two."""
    names = free_names(holding, other)
    first: Witness | None = None
    for turn, point in enumerate(_candidates(holding, other, machine, differing, given, way)):
        with bits(128):
            place = Place(point, way, turn % 5)
            try:
                if not all(holds(relation, place) for relation in given.relations) or not _stands(holding, place):
                    continue
                _values_of_all(other, place)
            except Outside:
                if _has_no_value(holding, place):
                    continue
                values = tuple((spelled(n), written(x)) for n, x in (*point.items(), *place.seen.items()))
                witness = Witness(values, *((_NO_VALUE, "true") if swap else ("true", _NO_VALUE)))
                below = len(names) > 1 and any(isinstance(x, fmpq) and x < 0 for x in [*point.values()][:-1])
                if len(names) < 2 or (first is not None and not below and first.values != witness.values):
                    seen.below_zero = False
                    return witness
                if first is None or not below:
                    first = witness
                    seen.below_zero = below
                continue
            except (Unclear, Unsupported):
                continue
            seen.both += len(names) > 1
    return first if seen.below_zero else None


def _stands(relation: at.Chain, place: Place) -> bool:
    """Whether a relation holds; an equation that was solved holds where no ball tells its sides apart."""
    if not is_equation(relation):
        return holds(relation, place)
    apart = value(difference(relation), place)
    if not is_apart(apart) and not isinstance(apart, fmpq) and all(isinstance(x, fmpq) for x in place.point.values()):
        fixed: Node = relation
        for name, number in place.point.items():
            assert isinstance(number, fmpq)
            exactly = at.Number(Fraction(int(abs(number.p)), int(number.q)))
            fixed = replaced(fixed, at.Name(name), at.Neg(exactly) if number < 0 else exactly)
        assert isinstance(fixed, at.Chain)
        try:
            return exact.same(*fixed.items, complex=place.way == "complex") is not None
        except exact.Unfit:
            return False
    return not is_apart(apart)


def _has_no_value(relation: at.Chain, place: Place) -> bool:
    try:
        _values_of_all(relation, place)
    except Outside:
        return True
    return False


def _values_of_all(relation: at.Chain, place: Place) -> None:
    for item in relation.items:
        value(item, place)


def _candidates(holding: at.Chain, other: at.Chain, machine: Exact | None, differing: Sequence[fmpq_mpoly],
                given: Assumed, way: Way) -> Iterator[dict[str, Value]]:
    """Places where a relation may hold: what it is solved by, where what is divided by is 0, and drawn ones."""
    names = free_names(holding, other)
    free = Assumed((), given.integers, given.positive)
    if len(names) == 1 or not is_equation(holding):
        for _, point in points(names, given, *((24, 6) if len(names) == 1 else (0, 24))):
            if len(names) == 1 or _is_generic(point):
                yield dict(point)
    for name in names:
        rest = tuple(n for n in names if n != name)
        # Whole numbers meet those of a formula: where y = -5, the x of y = 2x - 5 is 0.
        drawn = [point for _, point in points(rest, free, 0, 12 if rest else 1) if _is_generic(point) and all(
            q.q != 1 for other, q in point.items() if other not in given.integers)]
        turned = [{other: q if other in given.positive else -q for other, q in point.items()} for point in drawn]
        for turn, point in enumerate((*drawn, *turned) if rest else drawn):
            for q in differing:
                line = _on_line(machine, q, name, point) if machine is not None else None
                if line is not None and line.degree() > 0:
                    yield from ({**point, name: root} for root in _real_roots(line))  # type: ignore[misc]
            if is_equation(holding):
                yield from ({**point, name: root} for root in _solved(holding, name, point, given, way, turn % 5))


def _solved(equation: at.Chain, name: str, point: dict[str, fmpq], given: Assumed, way: Way, drawn: int
            ) -> Iterator[Value]:
    one = difference(equation)
    try:
        _, (machine, (form,)) = exact.normal_forms((one,), complex=way == "complex", positive=given.positive,
                                                   integers=given.integers)
    except exact.Unfit:
        return
    degree = _degree(machine, form, name)
    if degree:
        yield from _roots(machine, form, name, degree, point, one, way, drawn)


def _is_generic(point: dict[str, fmpq]) -> bool:
    """Whether no two letters have one value, and none is 0 or 1."""
    sizes = {abs(number) for number in point.values()}
    return len(sizes) == len(point) and not sizes & {fmpq(0), fmpq(1)}


def _by_cells(left: at.Chain, right: at.Chain, names: tuple[str, ...], given: Assumed) -> Decision | None:
    one, other = links(left), links(right)
    trees = tuple(link.difference for link in (*one, *other))

    def plainly(machine: Exact) -> tuple[Exact, list[Form], list[frozenset[Guard]]]:
        return machine, [*map(machine.make, trees)], [guards.guarding(machine, each.items, "real")
                                                      for each in (left, right)]

    try:
        machine, made, known = exact.plainly(plainly, complex=False, positive=given.positive, strict=given.strict)
        if known[0] == known[1]:
            # What is learnt from the one holds for the other, too: they have values at the same places.
            _, (machine, made) = exact.normal_forms(trees, complex=False, positive=given.positive)
            known = []
    except exact.Unfit:
        return None
    return _cells(machine, names[0], one, made[: len(one)], other, made[len(one) :], known)


def _weakest(found: Sequence[Decision], reason: str) -> Decision:
    method = "cas" if any(decision.method == "cas" for decision in found) else "exact algebra"
    notes = tuple(dict.fromkeys(note for decision in found for note in decision.notes))
    return Decision("equivalent", method, reason, True, None, notes)  # type: ignore[arg-type]


def refuted(witness: Witness) -> Decision:
    where = ", ".join(f"{name} = {number}" for name, number in witness.values)
    said = f"the reference is {witness.reference} and the answer {witness.answer}" + f" for {where}" * bool(where)
    return Decision("not_equivalent", "numbers", said, False, witness)


def _is_multiple(machine: Exact, a: Form, b: Form) -> bool:
    """Whether a/b is a number, not 0. What the denominators are does not matter."""
    ours, theirs = machine.by_letters(a.top), machine.by_letters(b.top)
    if ours.keys() != theirs.keys():
        return False
    letters = next(iter(ours))
    above, below = machine.constant(ours[letters]), machine.constant(theirs[letters])
    if above is None or below is None or above.contains(0) or below.contains(0):
        return False
    try:
        machine.spend(len(a.top) * len(theirs[letters]) + len(b.top) * len(ours[letters]))
        crossed = machine.polynomial(a.top * theirs[letters] - b.top * ours[letters])
    except exact.Unfit:
        return False
    return bool(crossed.is_zero())


def _same_factors(machine: Exact, a: Form, b: Form) -> bool:
    try:
        return {machine.text(q) for q, _ in machine.factors(a.top)[1]} == \
            {machine.text(q) for q, _ in machine.factors(b.top)[1]}
    except exact.Unfit:
        return False


def _truth(relation: Node) -> Truth:
    return lambda place: holds(relation, place)


def _solution(holding: at.Chain, other: at.Chain, machine: Exact | None, form: Form | None, given: Assumed, way: Way, *,
              swap: bool) -> Witness | None:
    """A place where one equation holds and the other does not, by solving the one for one of its letters."""
    names = free_names(holding, other)
    if machine is None or form is None:
        return None
    one, two = difference(holding), difference(other)
    for name in free_names(holding):
        degree = _degree(machine, form, name)
        if degree is None or degree == 0:
            continue
        rest = tuple(n for n in names if n != name)
        for turn, (_, point) in enumerate(points(rest, Assumed((), given.integers, given.positive), _SOLVED_AT, 0)):
            for root in _roots(machine, form, name, degree, point, one, way, turn % 5):
                found = _holds_only(one, two, {**point, name: root}, given, way, turn % 5)
                if found is not None:
                    values = tuple((spelled(n), written(x)) for n, x in {**point, name: root}.items()) + found
                    return Witness(values, *(_HOLDS if swap else _HOLDS[::-1]))
    return None


def _holds_only(one: Node, two: Node, point: dict[str, Value], given: Assumed, way: Way, drawn: int
                ) -> tuple[tuple[str, str], ...] | None:
    """The values of unknown functions, if ``one`` is 0 as it was solved for, and ``two`` certainly not."""
    with bits(128):
        place = Place(point, way, drawn)
        try:
            if not all(holds(relation, place) for relation in given.relations):
                return None
            if is_apart(value(one, place)) or not is_apart(value(two, place)):
                return None
        except (Outside, Unclear, Unsupported):
            return None
    return tuple((spelled(n), written(x)) for n, x in place.seen.items())


def _degree(machine: Exact, form: Form, name: str) -> int | None:
    """The degree of a numerator in a name; None if the name is in other atoms, too, or in the denominator."""
    g = machine.index.get(name)
    if g is None:
        return None
    above, below = form.top.degrees(), form.bottom.degrees()
    for k, atom in enumerate(machine.atoms):
        if k != g and (above[k] or below[k]) and name in atom.text:
            return None
    return int(above[g]) if int(above[g]) <= MOST_DEGREE else None


def _roots(machine: Exact, form: Form, name: str, degree: int, point: dict[str, fmpq], tree: Node, way: Way, drawn: int
           ) -> Iterator[Value]:
    """Values of a name at which the numerator is 0."""
    used = [k for k, e in enumerate(form.top.degrees()) if e]
    if all(machine.atoms[k].text in (name, *point) for k in used):
        line = _on_line(machine, form.top, name, point)
        if line is not None and line.degree() > 0:
            yield from _real_roots(line)
    elif degree == 1 and not form.bottom.degrees()[machine.index[name]]:
        with bits(256):
            try:
                at0, at1 = (value(tree, Place({**point, name: fmpq(k)}, way, drawn)) for k in (0, 1))
            except (Outside, Unclear, Unsupported):
                return
            slope = at1 - at0
            if is_apart(slope):
                root = -at0 / slope
                if not isinstance(root, acb) or way == "complex":
                    yield root


def _on_line(machine: Exact, p: fmpq_mpoly, name: str, point: dict[str, fmpq]) -> fmpq_poly | None:
    """A polynomial in names as one in one of them, the others being numbers."""
    coefficients: dict[int, fmpq] = {}
    for monom, c in p.terms():
        power = 0
        for k, e in enumerate(monom):
            if not e:
                continue
            text = machine.atoms[k].text
            if text == name:
                power = int(e)
            elif text in point:
                c = c * point[text] ** int(e)
            else:
                return None
        coefficients[power] = coefficients.get(power, fmpq(0)) + c
    return fmpq_poly([coefficients.get(k, fmpq(0)) for k in range(max(coefficients, default=0) + 1)])


def _real_roots(p: fmpq_poly) -> list[fmpq | arb]:
    found: list[fmpq | arb] = []
    _, factors = p.numer().factor()
    for factor, _ in factors:
        if factor.degree() == 1:
            found.append(fmpq(-factor[0], factor[1]))
        elif factor.degree() > 1:
            roots: Any = factor.complex_roots()
            found += [root.real for root, _ in roots if root.imag == 0]
    return found


# --------------------------------------------------------------------------
# Inequalities, and all relations of one letter


def relations(left: at.Chain, right: at.Chain, given: Assumed) -> Decision:
    """Decide two relations that are not both equations of two sides."""
    if left == right:
        return Decision("equivalent", "exact algebra", "they are written alike", True)
    one, other = links(left), links(right)
    if {link.sign == "eq" for link in (*one, *other)} == {True, False} and len(one) == len(other) == 1:
        kind = "one is an equation and the other is not"
    else:
        kind = ""
    names = free_names(left, right)
    witness = sampled(_truth(left), _truth(right), names, given, "real")
    if witness is not None:
        return refuted(witness)
    try:
        trees = tuple(link.difference for link in (*one, *other))
        _, (machine, made) = exact.normal_forms(trees, complex=False, positive=given.positive, integers=given.integers)
    except exact.Unfit:
        return as_far_as_seen(_truth(left), _truth(right), names, given, kind)
    first, second = made[: len(one)], made[len(one) :]
    if not kind and len(one) == len(other) and _matched(machine, one, first, other, second):
        decision = Decision("equivalent", "exact algebra", "one is the other, multiplied by a positive number", True)
        return _with_values(decision, left, right, given, "real")
    if len(names) == 1 and not given.relations and not given.integers:
        found = _by_cells(left, right, names, given)
        if found is not None:
            return found
    return as_far_as_seen(_truth(left), _truth(right), names, given, kind)


@dataclass(frozen=True)
class _Link:
    """difference > 0, or >= 0, = 0, != 0."""

    difference: Node
    sign: str


def links(chain: at.Chain) -> list[_Link]:
    found = []
    for sign, (a, b) in zip(chain.signs, pairwise(chain.items), strict=True):
        if sign in ("lt", "le"):
            found.append(_Link(plus(b, negative(a)), _ORDER[sign]))
        else:
            found.append(_Link(plus(a, negative(b)), "eq" if sign == "define" else sign))
    return found


def _matched(machine: Exact, one: list[_Link], first: list[Form], other: list[_Link], second: list[Form]) -> bool:
    """Whether each link of one is a link of the other."""
    left = list(range(len(other)))
    for link, a in zip(one, first, strict=True):
        for k in left:
            if other[k].sign == link.sign and _same_side(machine, a, second[k], link.sign):
                left.remove(k)
                break
        else:
            return False
    return True


def _same_side(machine: Exact, a: Form, b: Form, sign: str) -> bool:
    if a.top.is_zero() or b.top.is_zero():
        return False
    try:
        ratio = machine.over(a, b)
    except exact.Unfit:
        return False
    above, below = machine.constant(ratio.top), machine.constant(ratio.bottom)
    if above is None or below is None or below.contains(0) or above.contains(0):
        return False
    number = above / below
    return sign in ("eq", "ne") or (number.imag.is_zero() and bool(number.real > 0))


def as_far_as_seen(one: Truth, other: Truth, names: tuple[str, ...], given: Assumed, kind: str = "") -> Decision:
    """Undecided, and whether anything was seen at all."""
    if kind:
        return undecided(kind)
    seen = False
    for turn, (_, point) in enumerate(points(names, given, *_SAMPLED)):
        with suppress(Unclear, Unsupported), bits(128):
            seen = seen or None not in (_known(one, Place(point, "real", turn % 5)),
                                        _known(other, Place(point, "real", turn % 5)))
    if not seen:
        return undecided("there is no place, of those that were tried, where both have values")
    return undecided("they hold at the same places, as far as was seen", agrees=True)


def _known(truth: Truth, place: Place) -> bool | None:
    try:
        return truth(place)
    except Outside:
        return None


def sampled(one: Truth, other: Truth, names: tuple[str, ...], given: Assumed, way: Way = "real") -> Witness | None:
    """A place where one of two statements holds and the other does not."""
    for turn, (_, point) in enumerate(points(names, given, *_SAMPLED)):
        place = Place(point, way, turn % 5)
        try:
            with bits(128):
                a, b = _known(one, place), _known(other, place)
        except (Unclear, Unsupported):
            continue
        if (a or b) and a != b and (None not in (a, b) or len(names) == 1 or _is_generic(point)):
            values = [*point.items(), *place.seen.items()]
            said = [_NO_VALUE if truth is None else _HOLDS[truth] for truth in (a, b)]
            return Witness(tuple((spelled(name), written(x)) for name, x in values), *said)
    return None


def _cells(machine: Exact, name: str, one: list[_Link], first: list[Form], other: list[_Link], second: list[Form],
           known: list[frozenset[Guard]]) -> Decision | None:
    """Where relations of one letter hold: between the roots of all their polynomials, and at each.

    |x| is x on the one side of 0 and -x on the other. None if there is something else than x and |x| in them.

    known   where each has values, if that is not at the same places
    """
    partly = False
    for side in (1, -1):
        lines: list[list[tuple[fmpq_poly, fmpq_poly, str]]] = []
        for links, made in ((one, first), (other, second)):
            line: list[tuple[fmpq_poly, fmpq_poly, str]] = []
            for link, form in zip(links, made, strict=True):
                above, below = (half_line(machine, p, name, side) for p in (form.top, form.bottom))
                if above is None or below is None or max(above.degree(), below.degree()) > MOST_DEGREE:
                    return None
                line.append((above, below, link.sign))
            lines.append(line)
        asks: list[list[tuple[fmpq_poly, str]]] = []
        for guarded in known:
            ask = [(half_line(machine, guard.about, name, side) if guard.about is not None else None, guard.kind)
                   for guard in guarded]
            if any(p is None or p.degree() > MOST_DEGREE for p, _ in ask):
                return None
            asks.append([(p, kind) for p, kind in ask if p is not None])
        places = places_of((*(p for line in lines for above, below, _ in line for p in (above, below)),
                            *(p for ask in asks for p, _ in ask)))
        if places is None:
            return None
        for number, root_of in places:
            if not is_on_side(number, side):
                continue
            a, b = (_all_hold(each, number, root_of) for each in lines)
            if known:
                a, b = (truth if _has_value(ask, number, root_of) else None
                        for truth, ask in zip((a, b), asks, strict=True))
                if bool(a) != bool(b):
                    said = [_NO_VALUE if truth is None else _HOLDS[truth] for truth in (a, b)]
                    return refuted(Witness(((name, written(number)),), *said))
            elif a is None or b is None:
                partly = True
            elif a != b and not _have_values((*one, *other), name, number):
                partly = True  # a denominator that has been cancelled is 0 here
            elif a != b:
                return refuted(Witness(((name, written(number)),), _HOLDS[a], _HOLDS[b]))
    decision = Decision("equivalent", "exact algebra", f"they hold for the same {name}, between all roots and at them",
                        True)
    return decision.noted("wherever both are defined") if partly else decision


def _has_value(asks: list[tuple[fmpq_poly, str]], number: fmpq | arb, root_of: fmpq_poly | None) -> bool:
    """Whether all guards hold at a number."""
    for p, kind in asks:
        holds_ = link_holds(p, fmpq_poly([1]), "ne" if kind == "nonzero" else "ge", number, root_of)
        if not holds_:
            return False
    return True


def _have_values(links: Sequence[_Link], name: str, number: fmpq | arb) -> bool:
    """Raises Unclear where a ball cannot tell."""
    with bits(256):
        for link in links:
            try:
                value(link.difference, Place({name: number}))
            except Outside:
                return False
            except Unsupported as error:
                raise Unclear(str(error)) from None
    return True


def half_line(machine: Exact, p: fmpq_mpoly, name: str, side: int) -> fmpq_poly | None:
    coefficients: dict[int, fmpq] = {}
    for monom, c in p.terms():
        power = 0
        for k, e in enumerate(monom):
            if not e:
                continue
            text = machine.atoms[k].text
            if text == f"abs(1*{name})":
                c = c * side ** int(e)
            elif text != name:
                return None
            power += int(e)
        coefficients[power] = coefficients.get(power, fmpq(0)) + c
    return fmpq_poly([coefficients.get(k, fmpq(0)) for k in range(max(coefficients, default=0) + 1)])


def is_on_side(number: fmpq | arb, side: int) -> bool:
    """Whether |x| is x (1) or -x (-1) at a number; 0 is on the first side."""
    size = arb(number) if isinstance(number, fmpq) else number
    return not bool(size < 0 if side > 0 else size >= 0)


def at_number(name: str, number: fmpq | arb, a: bool, b: bool) -> Witness:
    return Witness(((name, written(number)),), _HOLDS[a], _HOLDS[b])


def places_of(polynomials: Iterable[fmpq_poly]) -> list[tuple[fmpq | arb, fmpq_poly | None]] | None:
    """All roots of polynomials and 0, each with an irreducible polynomial, and numbers between and beside them."""
    factors: dict[str, fmpq_poly] = {"x": fmpq_poly([0, 1])}
    for p in polynomials:
        if p.degree() > 0:
            irreducible: Any = p.numer().factor()[1]
            factors |= {str(q): fmpq_poly(q) for q, _ in irreducible}
    return _places(list(factors.values()))


def _places(factors: list[fmpq_poly]) -> list[tuple[fmpq | arb, fmpq_poly | None]] | None:
    """All real roots of irreducible polynomials, each with its own, and a number on each side of each."""
    roots: list[tuple[fmpq | arb, fmpq_poly]] = []
    with bits(256):
        for factor in factors:
            roots += [(root, factor) for root in _real_roots(factor)]
        if any(arb(a).overlaps(arb(b)) for k, (a, _) in enumerate(roots) for b, _ in roots[:k]):
            return None
        roots.sort(key=cmp_to_key(_before))
        between: list[tuple[fmpq | arb, fmpq_poly | None]] = []
        for (a, _), (b, _) in pairwise(roots):
            between.append((_exactly((arb(a) + arb(b)) / 2), None))
        ends = [(_exactly(arb(roots[0][0]) - 1), None), (_exactly(arb(roots[-1][0]) + 1), None)]
    return [*roots, *between, *ends]


def _before(a: tuple[fmpq | arb, fmpq_poly], b: tuple[fmpq | arb, fmpq_poly]) -> int:
    return -1 if arb(a[0]) < arb(b[0]) else 1


def _exactly(ball: arb) -> fmpq:
    mantissa, exponent = ball.mid().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


def _all_hold(line: list[tuple[fmpq_poly, fmpq_poly, str]], number: fmpq | arb, root_of: fmpq_poly | None
              ) -> bool | None:
    found = [link_holds(above, below, sign, number, root_of) for above, below, sign in line]
    return None if None in found else False not in found


def link_holds(above: fmpq_poly, below: fmpq_poly, sign: str, number: fmpq | arb, root_of: fmpq_poly | None
                ) -> bool | None:
    """None if it has no value there."""
    if root_of is not None:
        if (below % root_of).degree() < 0:
            return None
        if (above % root_of).degree() < 0:
            return sign in ("eq", "ge")
    with bits(512):
        top, bottom = _evaluated(above, number), _evaluated(below, number)
    if isinstance(top, fmpq) and isinstance(bottom, fmpq):
        if bottom == 0:
            return None
        way = (top > 0) - (top < 0) if bottom > 0 else (top < 0) - (top > 0)
    else:
        product = arb(top) * arb(bottom)
        way = 1 if product > 0 else -1 if product < 0 else 0
        if way == 0:
            raise Unclear("the sign of a polynomial")
    return {"gt": way > 0, "ge": way >= 0, "eq": way == 0, "ne": way != 0}[sign]


def _evaluated(p: fmpq_poly, number: fmpq | arb) -> fmpq | arb:
    total: fmpq | arb = fmpq(0)
    for k in range(p.degree(), -1, -1):
        total = total * number + p[k]
    return total


__all__ = ["MOST_DEGREE", "as_far_as_seen", "at_number", "difference", "equations", "half_line", "is_equation",
           "is_on_side", "is_relation", "link_holds", "links", "places_of", "refuted", "relations", "sampled"]
