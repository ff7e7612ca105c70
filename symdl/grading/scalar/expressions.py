"""Two expressions: numbers that differ first, then exact rules, and SymPy together with balls last."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, product

from flint import acb, arb, fmpq

from symdl.grading.scalar import constants, exact, rewriting
from symdl.grading.scalar.cases import by_cases
from symdl.grading.scalar.chains import by_chains
from symdl.grading.scalar.decision import Decision, Witness, spelled, undecided, written, written_apart
from symdl.grading.scalar.points import Assumed, at_joint, breaks, free_names, nearby, points
from symdl.grading.scalar.terms import by_terms
from symdl.grading.scalar.trees import ONE, ZERO, negative, over, plus, times
from symdl.grading.scalar.values import (
    Budget,
    Outside,
    Place,
    Unclear,
    Unsupported,
    Value,
    Way,
    bits,
    is_apart,
    value,
)
from symdl.grading.scalar.words import replaced
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, show, walk

_FEW = (4, 4)
_FIRST = (12, 6)
_MORE = (48, 60)
"""How many simple and how many generic points are tried, before the exact rules and after."""

_PARTS = (1, 2, 10)
"""To what a place is cut off at which two formulas differ: numbers that a student can follow."""

_ENOUGH = 3
_ENOUGH_FOR_CAS = 10
"""How many generic points both sides must be defined at, for a proof by rules to say something, and for balls to."""

_PLENTY = 14
_NEARER = (16, 64, 256)
_MOST_SPLIT = 2

_ONE_FORM = Decision("equivalent", "exact algebra", "they have one normal form", True)

_CONSTANT_BITS = (64, 300, 1500, 5000)
_POINT_BITS = (64, 256)
_MOST_STEPS = 150_000
_SHARP = 2.0**-40


@dataclass
class Seen:
    """What was seen at points.

    agreed     generic points at which both are defined and balls agree sharply
    simple     simple points at which they do
    conflict   a point at which one side is real, and the other is not but is another complex number
    counts     whether no letter is below 0 at such a point: with a root, letters are mostly positive
    partly     whether there is a point at which only one side is defined
    """

    agreed: int = 0
    simple: int = 0
    conflict: Witness | None = None
    counts: bool = False
    partly: bool = False
    unsupported: str = ""
    differ: Witness | None = None


def compare(left: Node, right: Node, given: Assumed, *, cas: bool) -> Decision:
    """Decide two standard trees that are numbers."""
    way: Way = "complex" if is_complex(left, right) else "real"
    names = free_names(left, right)
    if left == right:
        seen = look(left, right, names, given, way, _FEW)
        if not (seen.agreed or seen.simple):
            seen = look(left, right, names, given, way, _MORE)
        if not names and not seen.agreed and way == "real":
            seen = look(left, right, names, given, "complex", _FIRST)
        if seen.agreed or seen.simple or seen.unsupported:
            return Decision("equivalent", "exact algebra", "they are written alike", True)
        return undecided("neither has a value at any place that was tried")
    if not names and not _is_drawn(left, right):
        return _constants(left, right, given, way, cas)

    seen = look(left, right, names, given, way, _FEW)
    if seen.differ:
        return differing(seen.differ)
    same = _same_form(left, right, given, way)
    # Where all is defined everywhere, more places would show nothing more.
    if same and same.whole and not same.used and seen.agreed >= _ENOUGH and all(map(_is_whole, (left, right))):
        return _ONE_FORM
    seen = look(left, right, names, given, way, _FIRST)
    if seen.differ:
        return differing(seen.differ)
    if way == "real" and not (seen.agreed or seen.simple or seen.unsupported):
        seen = look(left, right, names, given, way, _MORE)
        if seen.differ:
            return differing(seen.differ)
        # Neither is real anywhere: as complex numbers they may yet differ, which says nothing of real ones.
        complex_ = look(left, right, names, given, "complex", _FIRST)
        if complex_.differ and not (seen.agreed or seen.simple):
            return undecided("neither is real at any place that was tried, and as complex numbers they differ")
    if same and seen.conflict is None and (seen.agreed >= _ENOUGH or (seen.unsupported and same.whole)):
        return _where_defined(_ONE_FORM, bool(same.used), seen)
    more = look(left, right, names, given, way, _MORE)
    if more.differ:
        return differing(more.differ)
    if more.conflict is not None and (not same or more.counts):
        return undecided("where only one of them is real, they differ as complex numbers: "
                         f"{more.conflict.text}; elsewhere they agree as far as was seen", agrees=False)
    if more.agreed >= _ENOUGH and not same and way == "real":
        same = by_terms(left, right, given)
    if more.agreed >= _ENOUGH and (same or _by_signs(left, right, names, given, way)
                                   or (way == "real" and by_cases(left, right, given))
                                   or (way == "real" and by_chains(left, right, given))
                                   or _by_induction(left, right, given, way) or _by_induction(right, left, given, way)):
        return _where_defined(_ONE_FORM, same is None or bool(same.used), more)
    return _by_sympy(left, right, given, way, more, cas, _ENOUGH_FOR_CAS)


def _is_whole(tree: Node) -> bool:
    """Whether a formula has a value everywhere: it is made of sums, products, powers with natural exponents, exp, sin.
    """
    match tree:
        case at.Quotient(top, at.Number(number)):
            return number != 0 and _is_whole(top)
        case at.Power(base, at.Number(number)):
            return number.denominator == 1 and number >= 1 and _is_whole(base)
        case at.Power(at.Constant("e"), exponent):
            return _is_whole(exponent)
        case at.Call(at.Function("exp" | "sin" | "cos" | "tanh" | "sigmoid"), (of,), ()):
            return _is_whole(of)
        case at.Number() | at.Name() | at.Constant("e" | "pi"):
            return True
        case at.Sum() | at.Product() | at.Neg():
            return all(map(_is_whole, tree.parts))
    return False


def _same_form(left: Node, right: Node, given: Assumed, way: Way) -> exact.Same | None:
    with suppress(exact.Unfit):
        return exact.same(_pulled(left), _pulled(right), complex=way == "complex", positive=given.positive,
                          integers=given.integers, strict=given.strict)
    return None


def _pulled(node: Node) -> Node:
    """With what does not depend on the letter of a sum or an integral before it: c sum(x_t, t) for sum(c x_t, t); and
    with a finite sum of terms as a sum of sums, and products over one range as one; a sum up to n - 1 as one up to n
    without its last term, where that is none of a sum that runs backwards.
    """
    node = rebuilt(node, _pulled)
    match node:
        case at.Big("sum", (at.Bound(at.Name() as letter, at.Number(first), at.Sum((at.Name() as end, at.Neg(one)))),),
                    of) if first <= 1 and one == ONE and letter != end and not any(
                        isinstance(part, at.Bound) and part.name == end for part in walk(of)):
            whole = at.Big("sum", (at.Bound(letter, at.Number(first), end),), of)
            return plus(_pulled(whole), at.Neg(_pulled(replaced(of, letter, end))))
        case at.Product(factors):
            merged: list[Node] = []
            for factor in factors:
                place = next((n for n, one in enumerate(merged) if _merged(one, factor) is not None), None)
                if place is None or (joined := _merged(merged[place], factor)) is None:
                    merged.append(factor)
                else:
                    merged[place] = joined
            return times(*merged) if len(merged) < len(factors) else node
        case at.Big("sum" | "int" as sign, (at.Bound(letter),) as bounds, of) if letter is not None:
            factors = of.factors if isinstance(of, at.Product) else (of,)
            outside = [factor for factor in factors if letter not in walk(factor)]
            inside = [factor for factor in factors if letter in walk(factor)]
            if outside and inside:
                return times(*outside, at.Big(sign, bounds, times(*inside)))
            if isinstance(of, at.Neg):
                return at.Neg(_pulled(at.Big(sign, bounds, of.of)))
            if isinstance(of, at.Sum) and sign == "sum" and at.Constant("infinity") not in walk(bounds[0]):
                return plus(*(_pulled(at.Big(sign, bounds, term)) for term in of.terms))
            if isinstance(of, at.Quotient) and letter not in walk(of.bottom):
                return at.Quotient(_pulled(at.Big(sign, bounds, of.top)), of.bottom)
    return node


def _merged(one: Node, other: Node) -> Node | None:
    """Two products over one range as one, if they are such."""
    match one, other:
        case at.Big("prod", (at.Bound(at.Name() as k, first, last, None),), a), \
                at.Big("prod", (at.Bound(at.Name() as j, from_, to, None),), b) if (first, last) == (from_, to) \
                and first is not None and last is not None and (k == j or k not in walk(b)):
            return at.Big("prod", (at.Bound(k, first, last),), times(a, replaced(b, j, k)))
    return None


def _is_drawn(*trees: Node) -> bool:
    """Whether something stands in the trees that is drawn: members and unknown functions, as a_1 and f(2)."""
    return any(isinstance(part, at.Member) or (isinstance(part, at.Call) and isinstance(part.function, at.Name))
               for tree in trees for part in walk(tree))


def _by_signs(left: Node, right: Node, names: tuple[str, ...], given: Assumed, way: Way) -> bool:
    """Whether they have one normal form for each choice of which letters are positive, negative and 0.

    That a letter is 0 is a case of its own only where a sign or a condition may tell it from those beside it.
    """
    letters = {show(node): node for tree in (left, right) for node in walk(tree) if isinstance(node, at.Name)}
    open_ = [name for name in names if name not in given.positive and name in letters]
    negative_ = [name for name in open_ if any(_is_negative(relation, name) for relation in given.relations)]
    binds = any(isinstance(node, at.Big) for tree in (left, right) for node in walk(tree))
    if binds or not 0 < len(open_) <= _MOST_SPLIT:
        return False
    steps = any(_is_step(node) for tree in (left, right) for node in walk(tree))
    for choice in product(*((-1,) if name in negative_ else (1, -1, 0) if steps else (1, -1) for name in open_)):
        trees = [left, right]
        for sign, name in zip(choice, open_, strict=True):
            if sign < 1:
                trees = [replaced(tree, letters[name], at.Neg(letters[name]) if sign else ZERO) for tree in trees]
        positive = (*given.positive, *open_)
        above = {*given.strict, *open_}
        trees = [_settled(tree, above) for tree in trees]
        try:
            if not exact.same(*trees, complex=way == "complex", positive=positive, integers=given.integers,
                              strict=(*given.strict, *open_)):
                return False
        except exact.Unfit:
            return False
    return True


def _settled(node: Node, positive: Collection[str]) -> Node:
    """A tree without the cases and conditions that are settled by which letters are positive."""
    node = rebuilt(node, lambda part: _settled(part, positive))
    match node:
        case at.Indicator(condition) if (holds := _truth(condition, positive)) is not None:
            return at.Number(Fraction(holds))
        case at.Cases(cases):
            for value, where in cases:
                holds = True if where is None else _truth(where, positive)
                if holds is None:
                    return node
                if holds:
                    return value
    return node


def _truth(condition: Node, positive: Collection[str]) -> bool | None:
    """Whether a condition on the sign of something simple holds; None if that is not seen."""
    if not isinstance(condition, at.Chain) or len(condition.signs) != 1:
        return None
    left, right = (_sign(item, positive) for item in condition.items)
    if left is None or right is None or left == right != 0:
        return None
    return {"gt": left > right, "ge": left >= right, "lt": left < right, "le": left <= right, "eq": left == right,
            "ne": left != right}.get(condition.signs[0])


def _sign(node: Node, positive: Collection[str]) -> int | None:
    match node:
        case at.Number(value):
            return (value > 0) - (value < 0)
        case at.Name() if show(node) in positive:
            return 1
        case at.Neg(of):
            inner = _sign(of, positive)
            return None if inner is None else -inner
    return None


def _is_negative(relation: Node, name: str) -> bool:
    """Whether a relation says that a name is below 0."""
    if not isinstance(relation, at.Chain):
        return False
    return any(show(a) == name and sign == "lt"
               and (b == ZERO or (isinstance(b, at.Neg) and isinstance(b.of, at.Number)))
               for a, sign, b in zip(relation.items, relation.signs, relation.items[1:], strict=False))


def _by_induction(left: Node, right: Node, given: Assumed, way: Way) -> bool:
    """Whether a sum up to n + c is what is 0 where it is empty, its first term at first, and grows as it does."""
    left, right = _as_one_sum(left, right)
    if not isinstance(left, at.Big) or left.sign != "sum" or len(left.bounds) != 1 \
            or not isinstance(bound := left.bounds[0], at.Bound) or bound.condition is not None \
            or bound.name is None or bound.first is None or bound.last is None:  # fmt: skip
        return False
    for name in free_names(bound.last):
        letter, following = at.Name(name), plus(at.Name(name), ONE)
        at_first = plus(bound.first, negative(replaced(bound.last, letter, ZERO)))
        fixed = (*free_names(bound.first), *free_names(replaced(left.of, bound.name, ZERO)))
        if name not in given.integers or name in fixed:
            continue
        try:
            last = replaced(bound.last, letter, following)
            steps = ((last, plus(bound.last, ONE)),  # the end is n + c
                     (replaced(right, letter, plus(at_first, negative(ONE))), ZERO),
                     (replaced(right, letter, at_first), replaced(left.of, bound.name, bound.first)),
                     (plus(replaced(right, letter, following), negative(right)), replaced(left.of, bound.name, last)))
            if all(exact.same(*step, complex=way == "complex", positive=given.positive, integers=given.integers,
                              strict=given.strict) for step in steps):
                return True
        except exact.Unfit:
            continue
    return False


def _as_one_sum(left: Node, right: Node) -> tuple[Node, Node]:
    """A sum, and what it is then equal to: factors beside it are taken into it, and terms to the other side."""
    def has_sum(node: Node) -> bool:
        return any(isinstance(part, at.Big) for part in walk(node))

    match left:
        case at.Neg(of) if has_sum(of):
            return _as_one_sum(of, negative(right))
        case at.Sum(terms) if sum(map(has_sum, terms)) == 1:
            (one,) = filter(has_sum, terms)
            return _as_one_sum(one, plus(right, *(negative(term) for term in terms if term is not one)))
        case at.Product(factors) if sum(map(has_sum, factors)) == 1:
            (one,) = filter(has_sum, factors)
            others = [factor for factor in factors if factor is not one]
            return _with_factor(one, right, lambda of: times(*others, of), others)
        case at.Quotient(top, bottom) if has_sum(top) and not has_sum(bottom):
            return _with_factor(top, right, lambda of: over(of, bottom), [bottom])
    return left, right


def _with_factor(one: Node, right: Node, put: Callable[[Node], Node], others: Sequence[Node]) -> tuple[Node, Node]:
    match one:
        case at.Big("sum", (at.Bound(at.Name(name)),) as bounds, of) if name not in free_names(*others):
            return at.Big("sum", bounds, put(of)), right
    return put(one), right


def is_complex(*trees: Node) -> bool:
    """Whether complex numbers are meant: i is written, or a function that speaks of it."""
    return any(node == _I or (isinstance(node, at.Function) and node.name in ("re", "im", "arg", "conj"))
               for tree in trees for node in walk(tree))


_I = at.Constant("i")


def differing(witness: Witness) -> Decision:
    """That two numbers differ, with the place where they do."""
    return Decision("not_equivalent", "numbers", "they differ " + witness.text, False, witness)


def _where_defined(decision: Decision, used: bool, seen: Seen) -> Decision:
    return decision.noted("wherever both are defined") if used or seen.partly else decision


def _by_sympy(left: Node, right: Node, given: Assumed, way: Way, seen: Seen, cas: bool, enough: int) -> Decision:
    agrees = seen.agreed >= enough
    if not agrees:
        if seen.unsupported and not seen.agreed:
            return _by_nearness(left, right, given, way, cas, seen.unsupported)
        return undecided("there are too few places where both are defined")
    if seen.partly and any(_is_step(node) for tree in (left, right) for node in walk(tree)):
        return undecided(f"the values agree at {seen.agreed} places, and at another only one of them has a value",
                         agrees=True)
    if cas:
        try:
            found = rewriting.vanishes(rewriting.difference(left, right, given))
        except (rewriting.NotForSympy, RecursionError):
            found = None
        if found is not None:
            made = Decision("equivalent", "cas", f"SymPy rewrites the difference to 0 ({found}), and the values agree "
                            f"at {seen.agreed} places", True)
            return _where_defined(made, False, seen)
    return undecided(f"the values agree at {seen.agreed} places, which is no proof", agrees=True)


def _is_step(node: Node) -> bool:
    """What may have a value of its own at a single place."""
    return isinstance(node, at.Indicator | at.Cases) or (isinstance(node, at.Power) and node.base == ZERO) or (
        isinstance(node, at.Call) and isinstance(node.function, at.Function)
        and node.function.name in ("sign", "floor", "ceil"))


def _by_nearness(left: Node, right: Node, given: Assumed, way: Way, cas: bool, why: str) -> Decision:
    """Limits, infinite sums and integrals: SymPy finds them equal, and what is near to them comes near; or stays apart.
    """
    goes = (at.Constant("infinity"), at.Goes)
    nodes = (node for tree in (left, right) for node in walk(tree))
    if not cas or not any(node == goes[0] or isinstance(node, at.Goes) for node in nodes):
        return undecided(f"they cannot be evaluated: {why}")
    if _comes_near(left, right, given, way):
        try:
            difference = rewriting.difference(left, right, given)
            found = rewriting.vanishes(difference) if rewriting.has_values(difference) else None
        except (rewriting.NotForSympy, RecursionError):
            found = None
        if found is not None:
            return Decision("equivalent", "cas", f"SymPy rewrites the difference to 0 ({found}), and what is near to "
                            "the limits comes near to it", True)
    elif (witness := _stays_apart(left, right, given, way)) is not None:
        return replace(differing(witness), method="cas")
    return undecided(f"they cannot be evaluated: {why}")


def _comes_near(left: Node, right: Node, given: Assumed, way: Way) -> bool:
    """Whether the difference gets smaller, and small, the nearer one is to the limits, at all points with a value."""
    count = 0
    for _, point in points(free_names(left, right), given, 4, 4):
        if found := _nearer(left, right, point, way):
            if not _settles([gap / scale for gap, scale in found], 0.0):
                return False
            count += 1
    return count > 0


def _nearer(left: Node, right: Node, point: dict[str, fmpq], way: Way) -> list[tuple[acb, float]]:
    """The difference at a point the nearer one is to the limits, with a scale for it; none where it has no value."""
    found = []
    for near in _NEARER:
        try:
            with bits(300):
                a, b = (value(tree, Place(point, way, near=near)) for tree in (left, right))
                found.append((acb(a - b), 1 + float(abs(acb(a)).lower())))
        except (Outside, Unclear, Unsupported, OverflowError):
            return []
    return found


def _settles(seen: Sequence[acb], at_last: float) -> bool:
    """Whether numbers come to a value, each nearer than the one before."""
    apart = [float(abs(one - at_last).upper()) for one in seen]
    return apart[2] < 2**-40 or (apart[2] < 2**-5 and apart[2] < apart[1] * 0.7 < apart[0] * 0.5)


def _stays_apart(left: Node, right: Node, given: Assumed, way: Way) -> Witness | None:
    """Where SymPy finds two values that are not the same, and what is near to the limits comes to their difference."""
    for _, point in points(free_names(left, right), given, 2, 2):
        found = _nearer(left, right, point, way)
        if not found:
            continue
        exact_point = {name: Fraction(int(x.p), int(x.q)) for name, x in point.items()}
        with suppress(rewriting.NotForSympy, RecursionError):
            a, b = rewriting.value_at(left, given, exact_point), rewriting.value_at(right, given, exact_point)
            scale = 1 + abs(float(a))
            if abs(float(a - b)) > _FAR * scale and _settles([gap / scale for gap, _ in found], float(a - b) / scale):
                return _witness(Place(point, way), *map(_as_value, (a, b)))
    return None


def _as_value(number: Fraction | float) -> Value:
    if isinstance(number, Fraction):
        return fmpq(number.numerator, number.denominator)
    return arb(number, abs(number) * 1e-12)


_FAR = 2.0**-3


# --------------------------------------------------------------------------
# Constants


def _constants(left: Node, right: Node, given: Assumed, way: Way, cas: bool) -> Decision:
    for way in (way, "complex") if way == "real" else (way,):  # noqa: B020  the second if there is no value
        less_than_a_turn = False
        try:
            for count in _CONSTANT_BITS:
                with bits(count):
                    place = Place({}, way)
                    try:
                        a, b = value(left, place), value(right, place)
                    except Unclear:
                        continue
                    if is_apart(a - b):
                        return differing(_witness(place, a, b))
                    less_than_a_turn = bool(abs(acb(a - b)).upper() < 6)
                    if isinstance(a, fmpq) and isinstance(b, fmpq):
                        return Decision("equivalent", "exact algebra", "they are the same rational number", True)
                    if count >= _CONSTANT_BITS[1]:
                        break
        except Outside:
            continue
        except Unsupported as error:
            return _unsupported_constants(left, right, given, way, cas, str(error))
        with suppress(exact.Unfit):
            if exact.same(left, right, complex=way == "complex"):
                return _ONE_FORM
            if not less_than_a_turn and way == "real" and (found := exact.apart(left, right)):
                return differing(Witness((), *map(written, found)))
        with suppress(Outside):
            if constants.is_zero(left, right, way):
                return Decision("equivalent", "exact algebra", "their difference is smaller than any such number that "
                                "is not 0", True)
        if way == "real" and less_than_a_turn and exact.is_whole_turn(plus(left, negative(right)), complex=False):
            return Decision("equivalent", "exact algebra", "their difference is a multiple of a turn, and none", True)
        return _sharper(left, right, given, way, cas)
    return undecided("one of them has no value")


def _unsupported_constants(left: Node, right: Node, given: Assumed, way: Way, cas: bool, why: str) -> Decision:
    """What has no value as a ball (an infinite sum, a limit) may yet have a normal form."""
    with suppress(exact.Unfit):
        same = exact.same(left, right, complex=way == "complex")
        if same and same.whole:
            return _ONE_FORM
    return _by_nearness(left, right, given, way, cas, why)


def _sharper(left: Node, right: Node, given: Assumed, way: Way, cas: bool) -> Decision:
    agreed = 0
    for count in _CONSTANT_BITS[1:]:
        with bits(count):
            place = Place({}, way)
            try:
                a, b = value(left, place), value(right, place)
            except (Unclear, Outside, Unsupported):
                break
            if is_apart(a - b):
                return differing(_witness(place, a, b))
            agreed += is_sharp(a - b, a)
    return _by_sympy(left, right, given, way, Seen(agreed=agreed), cas, 2)


# --------------------------------------------------------------------------
# Points


def look(left: Node, right: Node, names: tuple[str, ...], given: Assumed, way: Way, count: tuple[int, int]) -> Seen:
    """Both sides at simple and at generic points, until they differ."""
    seen = Seen()
    budget = Budget(_MOST_STEPS)
    special = [(False, point) for point in breaks((left, right), names, given)]
    # Without a letter there is one place, at which members and unknown functions are drawn anew each time.
    generic = points(names, given, 0, count[1]) if names else ((True, {}) for _ in range(count[1]))
    drawings = 5 if names else count[0] + count[1]
    for turn, (is_generic, point) in enumerate(chain(points(names, given, count[0], 0), special, generic)):
        _at_point(left, right, Place(point, way, turn % drawings, budget=budget), is_generic, seen)
        if seen.differ is not None and turn:
            _move(left, right, (Place(near, way, turn % drawings, parts=parts) for parts in _PARTS
                                for near in nearby(point, parts, given)), seen)
        if seen.differ is not None or seen.agreed >= _PLENTY:
            break
        if seen.unsupported and turn > 2 and not seen.agreed and not seen.simple:
            break
    return seen


def _move(left: Node, right: Node, places: Iterable[Place], seen: Seen) -> None:
    """Moves the place where two formulas differ to the first of others where they do, too, and not where cases meet."""
    for place in places:
        if at_joint(left, place) or at_joint(right, place):
            continue
        there = Seen()
        _at_point(left, right, place, True, there)
        if there.differ is not None:
            seen.differ = there.differ
            return


def _at_point(left: Node, right: Node, place: Place, is_generic: bool, seen: Seen) -> None:
    for count in _POINT_BITS:
        with bits(count):
            place.seen.clear()
            try:
                a, b = _one(left, place), _one(right, place)
            except Unclear:
                continue
            except Unsupported as error:
                seen.unsupported = str(error)
                return
            if a is None or b is None:
                if a is not b:
                    seen.partly = True
                    if place.way == "real":
                        _conflict(left, right, replace(place, way="mixed", seen={}), seen)
                return
            difference = a - b
            if is_apart(difference):
                seen.differ = _witness(place, a, b)
                return
            if is_sharp(difference, a):
                if is_generic:
                    seen.agreed += 1
                else:
                    seen.simple += 1
                return


def _one(tree: Node, place: Place) -> Value | None:
    try:
        return value(tree, place)
    except Outside:
        return None


def is_sharp(difference: Value, beside: Value) -> bool:
    """Whether a ball around 0 is a small one, beside a value."""
    if isinstance(difference, fmpq):
        return True
    return bool(abs(difference).upper() < _SHARP * (1 + abs(acb(beside)).lower()))


def _conflict(left: Node, right: Node, place: Place, seen: Seen) -> None:
    try:
        a, b = value(left, place), value(right, place)
    except (Outside, Unclear, Unsupported):
        return
    if is_apart(a - b):
        seen.counts |= not any(isinstance(number, fmpq | arb) and bool(number <= 0)
                               for number in (*place.point.values(), *place.seen.values()))
        seen.conflict = seen.conflict or _witness(place, a, b)


def _witness(place: Place, a: Value, b: Value) -> Witness:
    values = [(spelled(name), written(x)) for name, x in (*place.point.items(), *place.seen.items())]
    first, second = written_apart(a, b)
    return Witness(tuple(values), first, second)


__all__ = ["compare", "differing", "is_complex", "look"]
