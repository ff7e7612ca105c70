"""The entry: a reference and an answer, both as syntax trees, of ordinary scalar mathematics.

    decide(reference, answer, assumptions=["x > 0"])  ->  Decision

Numbers that differ for certain refute; exact rules prove; SymPy's rewriting counts only together with balls that
agree at many generic points. Agreement of numbers alone is undecided. This function may use much time and memory
where SymPy does, so with ``cas`` it is to be called in a process that can be killed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import product

from symdl.grading.scalar import linear, solutions
from symdl.grading.scalar.context import NOTHING_SAID, Context
from symdl.grading.scalar.customary import whole_by_custom
from symdl.grading.scalar.decision import Decision, Witness, undecided, written
from symdl.grading.scalar.endless import without_effect
from symdl.grading.scalar.ends import closed, unlike_members, within
from symdl.grading.scalar.expressions import compare, differing, is_complex
from symdl.grading.scalar.geometric import with_limits
from symdl.grading.scalar.linear.entrywise import Alike, OfEntries, of_entries
from symdl.grading.scalar.matrices import folded
from symdl.grading.scalar.ordered import in_order, is_of_vectors
from symdl.grading.scalar.places import simpler
from symdl.grading.scalar.points import NOTHING, Assumed, assumed, counted, counting, free_names, points, uncounted
from symdl.grading.scalar.relations import difference, equations, is_equation, is_relation, relations
from symdl.grading.scalar.trees import ONE, negative, plus
from symdl.grading.scalar.values import Outside, Place, Unclear, Unsupported, Value, Way, bits, is_apart, value
from symdl.grading.scalar.words import GRADIENT, NoMeaning, habits, has_conditional, replaced, standard, unknown_words
from symdl.notation.means import ended
from symdl.notation.reader import syntax as at
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.syntax import Node, rebuilt, show, walk

_MOST_NODES = 3000
_MOST_DEPTH = 120
_MOST_ITEMS = 64
_MOST_COUNTED = 12
_HALF_OPEN = ("(]", "[)")


def decide(reference: Node, answer: Node, *, assumptions: Sequence[str] = (), notation: Notation = OPEN,
           declared: frozenset[str] = frozenset(), antiderivative: str = "", cas: bool = True,
           dots: bool = False, arrays: bool = False, later: Sequence[tuple[Node, Node]] = (),
           context: Context = NOTHING_SAID, said: Sequence[Node] = (), values: bool = False,
           starred: tuple[bool, bool] = (False, False)) -> Decision:
    """Whether two formulas of ordinary mathematics are the same.

    assumptions     what is given about the letters: "x > 0", "n integer", "k, m positive"
    notation        how the assumptions are read
    declared        names that mean what a question says, and not what plain text means by them ("diff", "root")
    antiderivative  the letter of an indefinite integral, if both are one: then a constant makes no difference
    cas             whether SymPy may be asked where the exact rules are not enough
    dots            whether a product of two vectors is their inner product
    arrays          whether letters are vectors and matrices, though these formulas do not show it
    later           vectors and matrices that something is differentiated by, and what they are
    context         what is said of vectors and matrices in words
    said            the formulas of the question, which may say what is counted by sums without ends
    values          whether what is asked for is what an unknown is: 1 and -1, of x = ±1
    starred         whether products are written with a star in the reference, and in the answer

    Raises InputError for an assumption that cannot be read.
    """
    def again(other: Node) -> bool:
        return decide(reference, other, assumptions=assumptions, notation=notation, declared=declared,
                      antiderivative=antiderivative, cas=False, dots=dots, arrays=arrays, later=later, context=context,
                      said=said, values=values, starred=starred).verdict == "equivalent"

    def by_rules(whole: frozenset[str] = frozenset()) -> Decision:
        return _decided(reference, answer, assumptions=assumptions, notation=notation, declared=declared,
                        antiderivative=antiderivative, cas=cas, dots=dots, arrays=arrays, later=later, context=context,
                        said=said, values=values, starred=starred, whole=whole)

    found = by_rules()
    if found.verdict != "equivalent" and not any(map(too_large, (reference, answer))) and (
            whole := whole_by_custom(reference, answer, assumed(assumptions, notation), said, context.text)):
        found = _at_whole_numbers(found, whole, by_rules)
    if found.verdict == "equivalent" and without_effect(reference, answer, assumed(assumptions, notation), again):
        return undecided("something that goes on without end stands in the answer, and may have no value", agrees=True)
    return found


def _at_whole_numbers(found: Decision, whole: frozenset[str], again: Callable[[frozenset[str]], Decision]) -> Decision:
    """A decision that is open, or a refusal at a place between whole numbers, where letters count by custom."""
    between = [name for name, value in found.witness.values if name in whole and not re.fullmatch(r"-?\d+", value)] \
        if found.witness is not None else []
    if found.verdict == "not_equivalent" and not between:
        return found
    then = again(whole)
    names = ", ".join(sorted(whole))
    if found.verdict == "undecided":
        return replace(then, whole=whole).noted(f"for whole {names}") if then.verdict == "equivalent" else found
    return undecided(f"right for whole {names} alone, which the question should say", agrees=True) \
        if then.verdict == "equivalent" else then


def _by_equations(trees: tuple[Node, Node], given: Assumed) -> tuple[tuple[Node, Node], Assumed]:
    """Two formulas without a name that is assumed to be equal to others, which few points would be: x = e^y.

    An integer stays, as nothing would say that 2m is one.
    """
    for relation in given.relations:
        match relation:
            case at.Chain((at.Name(name) as head, body), ("eq",)) if name not in given.integers:
                heads = [part.function for part in walk(body) if isinstance(part, at.Call)]
                if any(isinstance(one, at.Name) for one in heads) or name in free_names(body):
                    continue
                with suppress(NoMeaning):
                    value = standard(body)
                    rest = tuple(replaced(one, head, value) for one in given.relations if one is not relation)
                    left, right = (replaced(tree, head, value) for tree in trees)
                    return _by_equations((left, right), replace(given, relations=rest))
    return trees, given


def _decided(reference: Node, answer: Node, *, assumptions: Sequence[str], notation: Notation,
             declared: frozenset[str], antiderivative: str, cas: bool, dots: bool, arrays: bool,
             later: Sequence[tuple[Node, Node]], context: Context, said: Sequence[Node], values: bool,
             starred: tuple[bool, bool], whole: frozenset[str]) -> Decision:
    for tree in (reference, answer):
        if too_large(tree):
            return undecided("too large: it has too many parts, or they are nested too deeply")
    if any(_is_of_blocks(part, context) for tree in (reference, answer) for part in walk(tree)):
        return undecided("no rule is known here for a matrix whose entries may be matrices")
    if any(isinstance(part, at.Matrix) for tree in (reference, answer) for part in walk(tree)) and (
            at.Name("I") in [*walk(answer)]) and at.Name("I") not in [*walk(reference)]:
        return undecided("I may be the unit matrix")
    given = assumed(assumptions, notation)
    given = replace(given, integers=given.integers | whole)
    try:
        reference, answer = _counted_out(reference, answer)
        written_as = habits(reference, answer)
        vectors = arrays or is_of_vectors(reference) or is_of_vectors(answer)
        left, right = (standard(tree, declared, written_as, antiderivative, arrays=vectors)
                       for tree in (reference, answer))
        left, right = (with_limits(folded(tree), given) for tree in (left, right))
        entrywise = of_entries(left, right, context, said) if vectors else OfEntries(left, right)
        left, right = ended((entrywise.reference, entrywise.answer))
        if any(isinstance(part, at.Function) and part.name == "binom" for part in walk(left)):
            right = _with_binomials(right)
        for tree in (left, right):
            if too_large(tree):
                return undecided("too large, once its derivatives are taken")
        if arrays or is_of_vectors(left) or is_of_vectors(right):
            later = [(head, standard(body, declared, written_as, arrays=True)) for head, body in later]
            left, right = closed(left, right, said)
            deciding = _Deciding(counted(given, left, right), cas, values)
            found = _of_vectors(left, right, deciding, dots=dots, loose=not arrays, later=later, context=context,
                                alike=entrywise.alike, starred=starred)
            return undecided(f"they differ unless {entrywise.size} is how many entries there are") \
                if entrywise.size and found.verdict == "not_equivalent" else found
        open_, (left, right) = (left, right), closed(left, right, said)
        members = within((left, right))
        ranges = [at.Chain((ONE, name, last), ("le", "le")) for name, last in members.items()]
        given = replace(given, relations=(*given.relations, *ranges),
                        integers=given.integers | {name.text for name in members})
        given = counted(given, left, right)
        (left, right), given = _by_equations((left, right), given)
        found = _Deciding(given, cas, values).of(left, right)
        if found.witness is not None and found.method == "numbers" and (_kind(left), _kind(right)) == (
                "number", "number") and not _signs(left) and not _signs(right):
            way: Way = "complex" if is_complex(left, right) else "real"
            found = differing(simpler(left, right, given, way, said, found.witness))
        words = unknown_words(left, right, declared=declared)
        if found.verdict == "not_equivalent" and found.witness is not None and words:
            return undecided(f"it is not known what {words[0]} is")
        if found.verdict == "not_equivalent" and _has_delta(left) != _has_delta(right):
            return undecided(r"it is not known whether \delta is Kronecker's")
        if found.verdict == "not_equivalent" and _has_other_gradients(left, right):
            return undecided("a gradient may be written in several ways: as \\nabla L(w), \\nabla_w L, or dL/dw")
        if found.verdict == "not_equivalent" and has_conditional(left, right):
            return undecided("densities are related by rules that are not known here")
        if found.verdict == "not_equivalent" and (why := unlike_members(open_, (left, right))):
            return undecided(why)
        if found.verdict == "not_equivalent" and (constant := _same_but_for(left, right)) is not None:
            return undecided(f"they differ by a number, which the constant {constant} may take in", agrees=True)
        if found.verdict == "equivalent" and any(map(_is_power_of_zero, walk(right))) and not any(
                map(_is_power_of_zero, walk(left))):
            return undecided("0 stands there to a power that may be 0", agrees=True)
        known = given.integers.union(*map(counting, said))
        if found.verdict == "equivalent" and left != right and (
                names := uncounted(replace(given, integers=known), right)):
            return undecided(f"the answer counts up to {names[0]}, and nothing says that this is an integer",
                             agrees=True)
        return found
    except NoMeaning as error:
        return undecided(str(error))
    except Unclear as error:
        return undecided(f"more precision than there is would be needed: {error}")
    except RecursionError:
        return undecided("too large: its parts are nested too deeply")


def _counted_out(*trees: Node) -> list[Node]:
    """Formulas in which sums of a few members are written out, where some of these stand alone: n_1 beside n_k."""
    names = {part.text for tree in trees for part in walk(tree) if isinstance(part, at.Name)}

    def put(node: Node) -> Node:
        node = rebuilt(node, put)
        match node:
            case at.Big("sum", (at.Bound(at.Name() as letter, at.Number(first), at.Number(last), None),), of) \
                    if first.denominator == last.denominator == 1 and 0 <= last - first < _MOST_COUNTED:
                terms = [replaced(of, letter, at.Number(first + k)) for k in range(int(last - first) + 1)]
                made = plus(*map(named, terms))
                return made if names & {*free_names(made)} - {*free_names(node)} else node
        return node

    def named(node: Node) -> Node:
        node = rebuilt(node, named)
        match node:
            case at.Member(name, (at.Number(number),), ()) if f"{name}_{{{number}}}" in names:
                return at.Name(f"{name}_{{{number}}}")
        return node

    return [put(tree) for tree in trees] if any(name.endswith("}") for name in names) else [*trees]


def _is_of_blocks(node: Node, context: Context) -> bool:
    """Whether this is a matrix of matrices or vectors: bold or transposed ones, capital letters, or what words say."""
    if not isinstance(node, at.Matrix):
        return False
    parts = [part for entry in at.children(node) for part in walk(entry)]
    names = {show(part) for part in parts if isinstance(part, at.Name | at.Member)}
    capitals = {name for name in names if _CAPITAL.fullmatch(name)}
    said = {name for name in names if context.kinds.get(name.partition("_")[0], "number") != "number"}
    return len(capitals) > 1 or bool(said) or any(isinstance(part, at.Transpose) for part in parts) or any(
        is_of_vectors(entry) for entry in at.children(node))


_CAPITAL = re.compile(r"(?:[A-Z]|\\(?:Sigma|Lambda|Gamma|Phi|Psi|Omega))(?:_.*|\[.*)?")


def _with_binomials(node: Node) -> Node:
    """With C(n, k) as a binomial coefficient, beside a reference that has one."""
    node = rebuilt(node, _with_binomials)
    match node:
        case at.Call(at.Name("C"), (n, k), ()):
            return at.Call(at.Function("binom"), (n, k))
    return node


def _is_power_of_zero(node: Node) -> bool:
    """Whether this is 0 to a power that is no number: 1 at one place, and 0 or nothing at all others."""
    if not isinstance(node, at.Power) or not free_names(node.exponent) or isinstance(node.base, at.Constant | at.Name):
        return False
    zero = at.Number(Fraction(0))
    return node.base == zero or compare(node.base, zero, NOTHING, cas=False).verdict == "equivalent"


def _has_other_gradients(left: Node, right: Node) -> bool:
    """Whether an answer has a gradient that the reference has not got, and that may be one that it has."""
    def gradients(tree: Node) -> set[str]:
        called = {part.function.text for part in walk(tree)
                  if isinstance(part, at.Call) and isinstance(part.function, at.Name)}
        alone = {f"{part.text} alone" for part in walk(tree) if isinstance(part, at.Name) and part.text not in called}
        return {name for name in called | alone if name.startswith(GRADIENT)} | {
            show(part) for part in walk(tree) if isinstance(part, at.Derivative)}

    ours, theirs = gradients(left), gradients(right)
    return bool(ours) and bool(theirs - ours) and any(name.startswith(GRADIENT) for name in ours | theirs)


def _has_delta(tree: Node) -> bool:
    return any(isinstance(part, at.Member) and part.name == r"\delta" and len(part.below) == 2 for part in walk(tree))


def _told_once(node: Node) -> Node:
    """x = 2, x = -2 for x = 2, -2."""
    match node:
        case at.List((at.Chain((at.Name() as name, first), ("eq",)), *others)) if _are_numbers((first, *others)) \
                and not free_names(first, *others):
            return at.List(tuple(at.Chain((name, value), ("eq",)) for value in (first, *others)))
    return node


def _parted(node: Node) -> Node:
    """x = 1, y = 2 for (x, y) = (1, 2)."""
    match node:
        case at.Chain((at.Group("tuple", ours), at.Group("tuple", theirs)), ("eq",)) if len(ours) == len(theirs):
            return at.List(tuple(at.Chain(pair, ("eq",)) for pair in zip(ours, theirs, strict=True)))
    return node


def _of_vectors(left: Node, right: Node, deciding: _Deciding, *, dots: bool, loose: bool,
                later: Sequence[tuple[Node, Node]], context: Context, alike: Alike = ((), ()),
                starred: tuple[bool, bool] = (False, False)) -> Decision:
    """Vectors and matrices: by their entries; or where sizes are not seen, if that is ``loose``, by ordinary rules that
    exchange no bold factors of a product.
    """
    match left, right:
        case at.Chain(ours, signs), at.Chain(theirs, others) if signs == others:
            return _together([(f"side {k}", _of_vectors(a, b, deciding, dots=dots, loose=loose, later=later,
                                                     context=context, alike=alike, starred=starred))
                              for k, (a, b) in enumerate(zip(ours, theirs, strict=True), start=1)]) \
                if ours[0] == theirs[0] else undecided("equations of vectors and matrices are not compared")
    found = linear.decide(left, right, deciding.given, dots=dots, arrays=not loose, later=later,
                          context=context, alike=alike, starred=starred)
    if found.verdict == "undecided" and loose and found.reason.startswith(linear.NO_FIT):
        ordered = deciding.of(in_order(left), in_order(right))
        return ordered if ordered.verdict == "equivalent" else found
    return found


def _same_but_for(left: Node, right: Node, *, loose: bool = False) -> str | None:
    """The constant of integration that takes in what two formulas differ by, as C does in x^2 + C and x^2 + 1 + C.

    loose   whether what is made of the constant alone is one, too: the 2C of x^2 + 2C
    """
    ours, theirs = _without_constant(left, loose=loose), _without_constant(right, loose=loose)
    if ours is None or theirs is None:
        return None
    (f, one), (g, other) = ours, theirs
    names = free_names(f, g)
    if not names or {one, other} & {*names} or ("c" in (one, other) and len(names) > 1):  # the c of mx + c is none
        return None
    apart = plus(f, negative(g))
    for at_value in (0, 1, 2):
        number = apart
        for name in names:
            number = replaced(number, at.Name(name), at.Number(Fraction(at_value)))
        found = compare(f, plus(g, number), NOTHING, cas=False)
        if found.verdict == "equivalent":
            return one
    return None


def _without_constant(tree: Node, *, loose: bool) -> tuple[Node, str] | None:
    if not isinstance(tree, at.Sum):
        return None
    alone = [(term, names[0]) for term in tree.terms if len(names := free_names(term)) == 1 and names[0] in _CONSTANTS
             and (loose or isinstance(term, at.Name))]
    if len(alone) != 1:
        return None
    of_constant, letter = alone[0]
    return plus(*(term for term in tree.terms if term is not of_constant)), letter


_CONSTANTS = ("C", "c", "K", "C_{1}")


def differ_by_a_constant(reference: Node, answer: Node, *, loose: bool = False) -> str:
    """The constant of integration that takes in what an answer differs by, C of x^2 + C; "" if it has none."""
    with suppress(NoMeaning, Unclear, RecursionError):
        written_as = habits(reference, answer)
        left, right = (folded(standard(tree, frozenset(), written_as, "")) for tree in (reference, answer))
        return _same_but_for(left, right, loose=loose) or ""
    return ""


def too_large(tree: Node) -> bool:
    """Whether a tree has more parts than are looked at. Nothing is evaluated, and nothing is called for each level."""
    count = 0
    left = [(tree, 0)]
    while left:
        node, depth = left.pop()
        count += 1
        if count > _MOST_NODES or depth > _MOST_DEPTH:
            return True
        left += [(child, depth + 1) for child in at.children(node)]
    return False


class _Deciding:
    """values: whether what is asked for is what an unknown is, so that the two of ± have no order."""

    def __init__(self, given: Assumed, cas: bool, values: bool):
        self.given = given
        self.cas = cas
        self.values = values

    def of(self, left: Node, right: Node) -> Decision:
        """Upper signs go with upper ones; in any order they are only the values that an unknown has."""
        if not (_signs(left) and _signs(right)):
            found = self.of_values(left, right)
            if _signs(left) + _signs(right) == 1 and found.verdict != "equivalent":  # (\pm a)^2 is one number
                both = [self.of_values(*(_signed(tree, sign) for tree in (left, right))) for sign in (1, -1)]
                if all(one.verdict == "equivalent" for one in both):
                    return _together([("sign", one) for one in both])
            return found
        if _signs(left) == _signs(right):
            tied = [self.of_values(*(_signed(tree, sign) for tree in (left, right))) for sign in (1, -1)]
            if all(found.verdict == "equivalent" for found in tied):
                return _together([("sign", found) for found in tied])
        found = self.of_values(left, right)
        if found.verdict == "equivalent" and not (self.values or _says_of_unknown(left)):
            return undecided("the two signs ± go together, and here they are exchanged", agrees=True)
        return found

    def of_values(self, left: Node, right: Node) -> Decision:
        doubts = [_signs(tree) for tree in (left, right)]
        if max(doubts) > 1 and doubts[0] != doubts[1] and not any(isinstance(t, at.List) for t in (left, right)):
            return undecided("two signs ± may go together or each its own way")
        left, right = (_lone(_parted(_told_once(_alternatives(tree)))) for tree in (left, right))
        kinds = _kind(left), _kind(right)
        found = self.of_several(left, right) or solutions.compare(left, right, self.given)
        if found is not None:
            return found
        if kinds == ("number", "number"):
            return compare(left, right, self.given, cas=self.cas)
        if kinds == ("relation", "relation"):
            assert isinstance(left, at.Chain)
            assert isinstance(right, at.Chain)
            if is_equation(left) and is_equation(right):
                return equations(left, right, self.given, cas=self.cas)
            return relations(left, right, self.given)
        if set(kinds) == {"relation", "list"}:
            merged = [_merged(tree) for tree in (left, right)]
            if merged != [left, right]:
                found = self.of(*merged)
                if found.verdict == "undecided":
                    return solutions.compare(left, right, self.given, listed=True) or found
                return found
        if kinds[0] != kinds[1]:
            return self.unlike(left, right, *kinds)
        if left == right:
            return Decision("equivalent", "exact algebra", "they are written alike", True)
        match left, right:
            case at.Group("set", ours), at.Group("set", theirs):
                return self.sets(ours, theirs)
            case (at.Group(kind), at.Group(other)) if kind != other and (kind in _HALF_OPEN or other in _HALF_OPEN):
                return Decision("not_equivalent", "form", "the intervals differ in which of their ends belong to them")
            case (at.Group(_, ours), at.Group(_, theirs)) if _end_kinds(left) != _end_kinds(right):
                return undecided("brackets of different kinds, which may be intervals")
            case (at.Group(kind, ours), at.Group(_, theirs)):
                found = self.in_order(ours, theirs, "entry")
                if kind == "angle" and found.verdict == "not_equivalent":
                    return undecided("a pair, or an inner product")
                return found
            case at.List(ours), at.List(theirs):
                if all(is_relation(item) for item in (*ours, *theirs)):
                    return self.statements(ours, theirs)
                found = self.in_order(ours, theirs, "part")
                if found.verdict == "not_equivalent" and self.unordered(ours, theirs).verdict == "equivalent":
                    return undecided("the same in another order, and whether that counts is not known", agrees=True)
                return found
            case at.Matrix(ours), at.Matrix(theirs):
                return self.matrices(ours, theirs)
            case at.Infix(sign, ours), at.Infix(other, theirs) if sign == other:
                if sign in ("cup", "cap", "and", "or"):
                    return self.unordered(ours, theirs)
                found = self.in_order(ours, theirs, "part")
                return found if found.verdict == "equivalent" else undecided("other parts may make the same whole")
            case at.Chain(ours, signs), at.Chain(theirs, others) if signs == others:
                return self.in_order(ours, theirs, "side")
        return undecided("things of this kind are not compared")

    def of_several(self, left: Node, right: Node) -> Decision | None:
        """Numbers that are written as a list, a set, a column, or as what letters are; None if they are no such."""
        match left, right:
            case at.Group("set", ours), at.List(theirs) if _are_numbers(ours) and _are_numbers(theirs):
                return self.sets(ours, theirs)
            case (at.Group("set", ours), at.List(said)) | (at.List(said), at.Group("set", ours)) if _are_numbers(ours) \
                    and (values := _values(said)) is not None:
                return self.sets(*((ours, values) if isinstance(left, at.Group) else (values, ours)))
            case at.List(ours), at.List(theirs) if _are_numbers(ours) != _are_numbers(theirs):
                values, others = (_values(ours), theirs) if _are_numbers(theirs) else (_values(theirs), ours)
                if values is not None and _are_numbers(others):
                    return self.sets(*((values, others) if others is theirs else (others, values)))
            case at.List(ours), at.Group("set", theirs) if _are_numbers(ours) and _are_numbers(theirs):
                found = self.sets(ours, theirs)
                return undecided("the same numbers, but a set has no order", agrees=True) \
                    if found.verdict == "equivalent" else found
            case (at.Group("tuple", row), at.Matrix(column)) | (at.Matrix(column), at.Group("tuple", row)) \
                    if all(len(entries) == 1 for entries in column):
                entries = tuple(entry for (entry,) in column)
                return self.in_order(*((row, entries) if isinstance(left, at.Group) else (entries, row)), "entry")
            case (at.Group("tuple", row), at.List(said)) | (at.List(said), at.Group("tuple", row)) \
                    if (values := _coordinates(said)) is not None:
                return self.in_order(*((row, values) if isinstance(left, at.Group) else (values, row)), "entry")
        return None

    def unlike(self, left: Node, right: Node, one: str, other: str) -> Decision:
        for a, b in ((left, right), (right, left)):
            if isinstance(a, at.Group) and (a.kind == "angle" or (a.kind == "set" and len(a.items) == 1)):
                return undecided("brackets of a kind that may say more, or nothing more")
            if isinstance(a, at.List) and _values(a.items) is not None and _kind(b) == "number":
                return undecided("one says what a letter is, the other is a number")
            if isinstance(a, at.List) and any(
                    isinstance(one, at.Chain) and b in (one, one.items[-1]) for one in a.items):
                return undecided("one says more, or the same once more")
            if isinstance(a, at.List) and any(map(is_relation, a.items)) and not all(map(is_relation, a.items)):
                return undecided("a condition or a range stands behind one of them")
            if is_equation(a) and isinstance(a, at.Chain) and _kind(b) == "number" and any(
                    isinstance(side, (at.Name, at.Member)) for side in a.items):
                return undecided("one is an equation for a letter, the other is a number")
            if is_equation(a) and isinstance(a, at.Chain) and isinstance(a.items[0], at.Power) and isinstance(
                    a.items[0].base, at.Constant):  # e^{(i)} = y_i - z_i is no power of e
                return undecided("what stands on the left may be a power, or say which one it is")
            if _kind(a) == "number" and any(isinstance(part, at.Gradient | at.Group | at.Matrix) or (
                    isinstance(part, at.Name) and part.text.startswith(r"\mathbb")) for part in walk(a)):
                return undecided("one has a gradient, a set or a matrix in it that is not worked out")
            if isinstance(b, at.Group) and b.kind == "set" and {*b.items} == {a}:
                return undecided("the braces may be those of a set, or say nothing")
        if {one, other} & {"infix", "chain"} or {one, other} in _MAY_BE_ONE:
            return undecided(f"one is {_ARTICLES.get(one, one)}, the other {_ARTICLES.get(other, other)}")
        return Decision("not_equivalent", "form", f"one is {_ARTICLES.get(one, one)}, the other "
                        f"{_ARTICLES.get(other, other)}")

    # ---- several things

    def in_order(self, ours: Sequence[Node], theirs: Sequence[Node], what: str) -> Decision:
        if len(ours) != len(theirs):
            return Decision("not_equivalent", "form", f"there are {len(ours)} in the reference and {len(theirs)} in "
                            "the answer")
        pairs = zip(ours, theirs, strict=True)
        return _together([(f"{what} {k}", self.of(a, b)) for k, (a, b) in enumerate(pairs, start=1)])

    def matrices(self, ours: Sequence[Sequence[Node]], theirs: Sequence[Sequence[Node]]) -> Decision:
        if [len(row) for row in ours] != [len(row) for row in theirs]:
            return Decision("not_equivalent", "form", "the matrices have different shapes")
        return _together([(f"entry ({i + 1}, {j + 1})", self.of(a, b))
                          for i, (row, other) in enumerate(zip(ours, theirs, strict=True))
                          for j, (a, b) in enumerate(zip(row, other, strict=True))])

    def sets(self, ours: Sequence[Node], theirs: Sequence[Node]) -> Decision:
        """Sets of numbers: each member is one of the other set's."""
        if len(ours) > _MOST_ITEMS or len(theirs) > _MOST_ITEMS:
            return undecided("there are too many members")
        if not ours or not theirs:
            return Decision("not_equivalent", "form", "one is empty and the other is not")
        if all(_kind(item) == "number" for item in (*ours, *theirs)):
            witness = self.apart(ours, theirs)
            if witness is not None:
                return Decision("not_equivalent", "numbers", witness[0], False, witness[1])
        found: list[Decision] = []
        for mine, its in ((ours, theirs), (theirs, ours)):
            for item in mine:
                same = next((d for other in its if (d := self.of(item, other)).verdict == "equivalent"), None)
                if same is None:
                    return undecided("a member is not known to be one of the other set's")
                found.append(same)
        return _together([("member", decision) for decision in found])

    def apart(self, ours: Sequence[Node], theirs: Sequence[Node]) -> tuple[str, Witness] | None:
        """A place where a member of one set is certainly none of the other's."""
        names = free_names(*ours, *theirs)
        for _, point in points(names, self.given, 12, 6):
            with bits(128):
                try:
                    a, b = ([value(item, Place(point, "complex")) for item in items] for items in (ours, theirs))
                except (Outside, Unclear, Unsupported):
                    continue
                for mine, its, whose in ((a, b, "reference"), (b, a, "answer")):
                    odd = next((x for x in mine if all(is_apart(x - y) for y in its)), None)
                    if odd is not None:
                        values = tuple((name, written(x)) for name, x in point.items())
                        said = f"{written(odd)} is in the {whose} only"
                        return said, Witness(values, _members(a), _members(b))
        return None

    def unordered(self, ours: Sequence[Node], theirs: Sequence[Node]) -> Decision:
        left = list(theirs)
        found = []
        for item in ours:
            same = next(((other, d) for other in left if (d := self.of(item, other)).verdict == "equivalent"), None)
            if same is None:
                return undecided("a part has no counterpart")
            left.remove(same[0])
            found.append(("part", same[1]))
        return _together(found) if not left else undecided("a part has no counterpart")

    def statements(self, ours: Sequence[Node], theirs: Sequence[Node]) -> Decision:
        """Several relations with commas between them, in any order."""
        if len(ours) > _MOST_ITEMS or len(theirs) > _MOST_ITEMS:
            return undecided("there are too many")
        decisions = {(i, j): self.of(a, b) for (i, a), (j, b) in product(enumerate(ours), enumerate(theirs))}
        rows = [[decisions[i, j] for j in range(len(theirs))] for i in range(len(ours))]
        columns = [list(column) for column in zip(*rows, strict=True)]
        if all(any(d.verdict == "equivalent" for d in line) for line in (*rows, *columns)):
            return _together([("statement", next(d for d in line if d.verdict == "equivalent"))
                              for line in (*rows, *columns)])
        if all(_solved(item) for item in (*ours, *theirs)):
            for k, line in enumerate(columns):
                if all(d.verdict == "not_equivalent" for d in line):
                    return Decision("not_equivalent", "numbers", f"statement {k + 1} of the answer is none of the "
                                    "reference", False, _only(theirs[k], ("false", "true")) or line[0].witness)
            for k, line in enumerate(rows):
                if all(d.verdict == "not_equivalent" for d in line):
                    return Decision("not_equivalent", "numbers", f"statement {k + 1} of the reference is missing",
                                    False, _only(ours[k], ("true", "false")) or line[0].witness)
        return undecided("not every statement has a counterpart")


_MAY_BE_ONE = ({"relation", "list"}, {"relation", "tuple"}, {"relation", "set"}, {"list", "tuple"}, {"list", "set"},
               {"tuple", "matrix"})
"""Kinds of which one may say the same as the other, in a way that is not known."""

_ARTICLES = {"number": "an expression", "relation": "an equation or inequality", "set": "a set", "list": "a list",
             "tuple": "a tuple or interval", "matrix": "a matrix", "infix": "an operation on sets or statements",
             "chain": "a statement"}


def _kind(node: Node) -> str:
    match node:
        case at.Chain():
            return "relation" if is_relation(node) else "chain"
        case at.Group("set"):
            return "set"
        case at.Group():
            return "tuple"
        case at.List():
            return "list"
        case at.Matrix():
            return "matrix"
        case at.Infix(sign) if sign != "mod":
            return "infix"
    return "number"


def _lone(node: Node) -> Node:
    """The entry of a matrix of one, which is a number."""
    match node:
        case at.Matrix(((entry,),)):
            return entry
    return node


def _are_numbers(items: Sequence[Node]) -> bool:
    return all(_kind(item) == "number" for item in items)


def _values(said: Sequence[Node]) -> tuple[Node, ...] | None:
    """1, 2 of x = 1, x = 2."""
    chains = [item for item in said if isinstance(item, at.Chain) and is_equation(item)]
    letters = {chain.items[0] for chain in chains}
    if len(chains) < len(said) or len(letters) != 1 or not isinstance(name := letters.pop(), at.Name) or any(
            name.text in free_names(chain.items[1]) or _kind(chain.items[1]) != "number" for chain in chains):
        return None
    return tuple(chain.items[1] for chain in chains)


def _coordinates(said: Sequence[Node]) -> tuple[Node, ...] | None:
    """1, 2 of x = 1, y = 2."""
    chains = [item for item in said if isinstance(item, at.Chain) and is_equation(item)]
    letters = tuple(chain.items[0].text for chain in chains if isinstance(chain.items[0], at.Name))
    if len(chains) < len(said) or letters not in (("x", "y"), ("x", "y", "z")) or any(
            name in letters for chain in chains for name in free_names(chain.items[1])):
        return None
    return tuple(chain.items[1] for chain in chains)


def _end_kinds(node: at.Group) -> str:
    """What brackets say. Three things or more in them are no interval."""
    if len(node.items) != 2 or node.kind in _HALF_OPEN:
        return node.kind if node.kind in _HALF_OPEN else "tuple"
    return node.kind


def _solved(node: Node) -> bool:
    """Whether a relation is x = a number."""
    return isinstance(node, at.Chain) and is_equation(node) and isinstance(node.items[0], (at.Name, at.Member)) \
        and not free_names(node.items[1])


def _only(said: Node, holds: tuple[str, str]) -> Witness | None:
    """The place that x = a number names, where it alone holds; and whether reference and answer do."""
    assert isinstance(said, at.Chain)
    with suppress(Outside, Unclear, Unsupported), bits(128):
        return Witness(((show(said.items[0]), written(value(said.items[1], Place({}, "complex")))),), *holds)
    return None


def _merged(node: Node) -> Node:
    """x = 1, x = -1 as the one equation (x - 1)(x + 1) = 0: one letter has one of several values."""
    if not isinstance(node, at.List) or len(node.items) > _MOST_ITEMS or not all(
            isinstance(item, at.Chain) and is_equation(item) for item in node.items):
        return node
    chains = [item for item in node.items if isinstance(item, at.Chain)]
    if len({chain.items[0] for chain in chains}) != 1 or not isinstance(chains[0].items[0], (at.Name, at.Member)):
        return node
    return at.Chain((at.Product(tuple(difference(chain) for chain in chains)), at.Number(Fraction(0))), ("eq",))


def _together(found: Sequence[tuple[str, Decision]]) -> Decision:
    """One decision of several that must all be right."""
    for what, decision in found:
        if decision.verdict == "not_equivalent":
            return Decision("not_equivalent", decision.method, f"{what}: {decision.reason}", False, decision.witness)
    for what, decision in found:
        if decision.verdict == "undecided":
            agrees = all(d.agrees for _, d in found)
            return undecided(f"{what}: {decision.reason}", agrees=agrees)
    method = "cas" if any(decision.method == "cas" for _, decision in found) else "exact algebra"
    notes = tuple(dict.fromkeys(note for _, decision in found for note in decision.notes))
    return Decision("equivalent", method, "all parts are the same", True, None, notes)  # type: ignore[arg-type]


def _members(values: Sequence[Value]) -> str:
    return "{" + ", ".join(written(x) for x in values) + "}"


def _alternatives(node: Node) -> Node:
    """With a plus-minus as the set, or the statements, of its two readings."""
    if not any(isinstance(part, at.Infix) and part.sign in ("pm", "mp") for part in walk(node)):
        return node
    if isinstance(node, at.Group) and node.kind == "set":
        made = [_alternatives(item) for item in node.items]
        return at.Group("set", tuple(part for item in made for part in (
            item.items if isinstance(item, at.Group) and item.kind == "set" else (item,))))
    plus_, minus = (_signed(node, sign) for sign in (1, -1))
    if is_equation(node):
        return at.List((plus_, minus))
    # In (±1, ±2) the signs go together, as they do in one number.
    several = isinstance(node, (at.Group, at.List, at.Matrix)) and sum(map(bool, map(_signs, at.children(node)))) > 1
    return at.Group("set", (plus_, minus)) if several or _kind(plus_) == "number" else node


def _signs(node: Node) -> int:
    return sum(isinstance(part, at.Infix) and part.sign in ("pm", "mp") for part in walk(node))


def _says_of_unknown(node: Node) -> bool:
    r"""Whether this says what a letter is, as x = 1 \pm 2 does, and \lambda_\pm = 1 \pm 2 of two."""
    match node:
        case at.Chain((at.Name() | at.Member() as letter, *_), ("eq",)):
            return not has_signs(letter)
    return False


def has_signs(node: Node) -> bool:
    """Whether a plus-minus stands in a formula, or in a name."""
    return bool(_signs(node)) or any(sign in part.text for part in walk(node) if isinstance(part, at.Name)
                                     for sign in (r"\pm", r"\mp", "±"))


def _signed(node: Node, sign: int) -> Node:
    node = rebuilt(node, lambda child: _signed(child, sign))
    if isinstance(node, at.Infix) and node.sign in ("pm", "mp"):
        *first, last = node.args
        turned = last if (node.sign == "pm") == (sign > 0) else at.Neg(last)
        return at.Sum((*first, turned)) if first else turned
    return node


__all__ = ["decide", "has_signs", "too_large"]
