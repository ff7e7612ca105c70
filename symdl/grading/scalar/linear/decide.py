r"""Whether two formulas of vectors and matrices are the same, for all sizes.

What the letters are is not said: each way to take them for numbers, columns or matrices in which the reference makes
sense is tried, and a verdict is told only if it is the same in all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise

from symdl.errors import LanguageError
from symdl.grading.scalar.context import NOTHING_SAID, Context
from symdl.grading.scalar.decision import Decision, Witness, undecided
from symdl.grading.scalar.expressions import compare
from symdl.grading.scalar.linear import inverses
from symdl.grading.scalar.linear.entries import ZERO, Drawn, apart, as_text, spread
from symdl.grading.scalar.linear.gradients import Gradients, Slope
from symdl.grading.scalar.linear.letters import (
    family,
    intercepts,
    is_formula,
    is_ones,
    is_zero,
    letters,
    number_valued,
    summed,
    whole,
    with_units,
)
from symdl.grading.scalar.linear.prepared import KNOWN_WORDS, multiplied, prepared, reaches_doubtfully, regrouped
from symdl.grading.scalar.linear.put_in import Defined, put_in
from symdl.grading.scalar.linear.shapes import BY_ENTRY, NUMBER, ONE, Fitting, Rules, Unfit, fittings
from symdl.grading.scalar.linear.unknown import OF_SQUARE, SIZES, formulas_of_gradients, maybe_an_entry, unknown
from symdl.grading.scalar.linear.words import Words
from symdl.grading.scalar.points import Assumed
from symdl.grading.scalar.spelling import said
from symdl.grading.scalar.values import NotReal, Outside, Unclear, Unsupported, bits
from symdl.grading.scalar.words import NoMeaning
from symdl.notation.latex import latex
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, show, walk

_SEEDS = 6
NO_FIT = "it is not seen how the sizes in the reference fit together"
NO_PLACE = "no place was found where both have a value"
_BITS = 128
_ORDER = "nmdkpqrs"
_OFTEN_SQUARE = frozenset("CLPQRSU")
_SATURATE = (*map(at.Function, ("exp", "sigmoid", "softmax", "softplus", "tanh", "erf")), at.Constant("e"))


@dataclass(frozen=True)
class _Found:
    """What is said of an answer if its letters are what a fitting says.

    verdict  same, different, unfit (its sizes do not fit) or open
    """

    verdict: str
    reason: str = ""
    witness: Witness | None = None
    agrees: bool = False


def decide(reference: Node, answer: Node, given: Assumed, *, dots: bool = False, arrays: bool = False,
           later: Sequence[Defined] = (), context: Context = NOTHING_SAID,
           alike: tuple[Sequence[Defined], Sequence[Defined]] = ((), ()),
           starred: tuple[bool, bool] = (False, False)) -> Decision:
    """Whether an answer is the reference, of vectors and matrices of every size that fits.

    dots    whether a product of two columns is their inner product
    arrays  whether capital letters are matrices for certain
    later   letters that something is differentiated by, and what they are
    context  what is said of letters in words
    starred  whether products are written with a star in the reference, and in the answer
    alike    pairs of vectors of which the reference, and the answer, say that they are of one size

    Raises NoMeaning where formulas are too large.
    """
    if reference == answer and not alike[1]:
        return Decision("equivalent", "exact algebra", "they are written alike", True)
    if any(map(reaches_doubtfully, (*walk(reference), *walk(answer)))):
        return undecided("it is not clear whether a gradient is of what stands behind it, too: put all in brackets")
    reference, answer = (prepared(with_units(tree, context.sizes.known)) for tree in (reference, answer))
    later = [(head, prepared(body)) for head, body in later]
    trees = (reference, answer, *(body for _, body in later))
    by_entry = any((isinstance(part, at.Infix) and part.sign == "odot") or (
        isinstance(part, at.Function) and part.name in BY_ENTRY) for tree in trees for part in walk(tree))
    symmetric = frozenset(family(side) for relation in given.relations
                          if isinstance(relation, at.Chain) and {*relation.signs} == {"eq"}
                          for side in relation.items if at.Transpose(side) in relation.items)
    entries = frozenset(part.function.text.removesuffix("|1") for tree in trees for part in walk(tree) if isinstance(
        part, at.Call) and isinstance(part.function, at.Name) and part.function.text.endswith("|1"))
    rules = Rules(by_entry, dots, arrays=arrays, entries=entries, context=context, summed=summed(trees),
                  numbers=number_valued(trees), apart=intercepts(trees))
    asked = _Asked(reference, answer, given, later, alike, symmetric, context)
    found = _decided(asked, rules)
    if found.verdict != "not_equivalent":
        return found
    return next(_by_entries(asked, rules, starred), found)


@dataclass(frozen=True)
class _Asked:
    """Two formulas that are compared, and what is said of their letters: see ``decide``."""

    reference: Node
    answer: Node
    given: Assumed
    later: Sequence[Defined]
    alike: tuple[Sequence[Defined], Sequence[Defined]]
    symmetric: frozenset[str]
    context: Context

    def fittings(self, reference: Node, answer: Node, rules: Rules) -> list[Fitting]:
        return fittings(reference, [answer], rules, self.symmetric, [*self.later, *self.alike[0]])


def _decided(asked: _Asked, rules: Rules) -> Decision:
    """The verdict, if operations are what the rules say."""
    reference, answer, given, later, context = asked.reference, asked.answer, asked.given, asked.later, asked.context
    fitting = asked.fittings(reference, answer, rules)
    if context.sizes.of and not any(one.keeps_apart for one in fitting):  # powers of what is not square
        others = asked.fittings(reference, answer, replace(rules, powers="all"))
        fitting = others if any(one.keeps_apart for one in others) else fitting
    if not fitting and context.sizes.of:  # words about sizes that the reference does not follow
        rules = replace(rules, context=replace(context, sizes=replace(context.sizes, of={})))
        fitting = asked.fittings(reference, answer, rules)
    if (grouped := regrouped(reference)) != reference:
        others = asked.fittings(grouped, answer, rules)
        if others and (not fitting or others[0].cost < fitting[0].cost):
            reference, fitting = grouped, others
    if (product := multiplied(reference)) != reference:
        others = asked.fittings(product, multiplied(answer), rules)
        if others and (not fitting or others[0].cost < fitting[0].cost):
            reference, answer, fitting = product, multiplied(answer), others
    if not fitting:
        return undecided(NO_FIT)
    found = [_under(one, reference, answer, given, later, asked.alike[1]) for one in fitting]
    verdicts = {one.verdict for one in found}
    if verdicts == {"same"}:
        return Decision("equivalent", "exact algebra", "the same by rules that hold for all sizes", True)
    if verdicts <= {"different", "unfit"}:
        worst = next((one for one in found if one.verdict == "different"), found[0])
        if _is_in_the_other_layout(fitting, reference, answer, given, later):
            return undecided("right if a derivative by a column is written as a row", agrees=True)
        if worst.verdict == "unfit" and _is_mirrored(fitting[0], reference, answer, given):
            return undecided("right if its vectors are rows", agrees=True)
        if why := unknown(reference, answer, given, context):
            return undecided(why)
        return Decision("not_equivalent", "numbers" if worst.witness else "form", worst.reason, False, worst.witness)
    shown = next((one for one in found if one.verdict == "open"), None)
    if shown is None:
        return undecided(f"it depends on what the letters are: {_told_apart(fitting, found)}")
    return undecided(shown.reason, agrees=shown.agrees)


def _by_entries(asked: _Asked, rules: Rules, starred: tuple[bool, bool]) -> Iterator[Decision]:
    r"""What is said of an answer that is wrong, where it is right with powers or products that are of each entry.

    A power may be so beside what is of entries only, as in G \odot (1 - H^2), or where its sizes do not fit; and all of
    it where products have a star, as in programs.
    """
    trees = asked.reference, asked.answer
    if any(isinstance(part, at.Gradient | at.Derivative) for tree in trees for part in walk(tree)):
        return
    meant = undecided("right if its products and powers of matrices are meant entry by entry", agrees=True)
    for products in (False, True) if any(starred) else (False,):
        others = replace(rules, powers="all", products=products)
        fitting = asked.fittings(*trees, rules)
        ours, theirs = (any(_reads_otherwise(_fixed(fit, others, asked.reference), fit, tree) for fit in fitting)
                        for tree in trees)
        if not (ours or theirs):
            continue
        fits = [_fits(_fixed(fit, rules, asked.reference), asked.answer) for fit in fitting]
        beside = [any(_is_of_entries(_fixed(fit, others, asked.reference), tree) for fit in fitting) for tree in trees]
        if (ours and not (starred[0] or beside[0])) or (theirs and not (starred[1] or beside[1]) and any(fits)):
            continue
        found = _decided(asked, others)
        if found.verdict == "equivalent" and beside[1] and not ours and not any(fits):
            yield found  # it has no other sense
        elif found.verdict == "equivalent" or found.agrees:
            yield meant
    if any(isinstance(part, at.Power) and isinstance(part.base, at.Call) for tree in trees for part in walk(tree)):
        found = _decided(asked, replace(rules, powers="none"))
        if found.verdict == "equivalent" or found.agrees:
            yield undecided("right if a power of a function of entries is meant as one of a matrix", agrees=True)


def _fixed(fitting: Fitting, rules: Rules, reference: Node) -> Fitting:
    """The same letters under other rules, with sizes that are the same only as the reference wants them."""
    made = Fitting(fitting.kinds, rules, fitting.symmetric)
    with suppress(Unfit, NoMeaning):
        made.shape(reference)
    made.fix()
    return made


def _reads_otherwise(fitting: Fitting, before: Fitting, tree: Node) -> bool:
    """Whether a formula has a power or a product of matrices that were read in another way before."""
    with suppress(Unfit, NoMeaning):
        fitting.shape(tree)
        for part in walk(tree):
            match part:
                case at.Power(base, exponent) if (whole(exponent) or 0) > 1 and ONE not in fitting.shape(base):
                    if not before.raises_entries(base, exponent):
                        return True
                case at.Product(factors):
                    shapes = [shape for shape in map(fitting.shape, factors) if shape != NUMBER]
                    if any(fitting.multiplies_entries(*pair) for pair in pairwise(shapes)):
                        return True
    return False


def _is_of_entries(fitting: Fitting, tree: Node) -> bool:
    r"""Whether a formula shows that it is of entries: by \odot, or by a number that is added to each of a matrix."""
    with suppress(Unfit, NoMeaning):
        fitting.shape(tree)
        return any((isinstance(part, at.Infix) and part.sign == "odot") or (
            isinstance(part, at.Sum) and len({fitting.shape(term) == NUMBER for term in part.terms}) > 1)
            for part in walk(tree))
    return False


def _under(fitting: Fitting, reference: Node, answer: Node, given: Assumed, later: Sequence[Defined] = (),
           alike: Sequence[Defined] = ()) -> _Found:
    """What is said if the letters are what a fitting says."""
    asked = fitting.shape(reference)
    fitting.fix()
    for one, other in alike:
        try:
            fitting.join(fitting.shape(one), fitting.shape(other), answer)
        except (NoMeaning, Unfit):
            return _Found("open", f"the question does not say that {_shown(one)} and {_shown(other)} have equally many "
                                  "entries")
    answer = regrouped(answer) if not _fits(fitting, answer) and _fits(fitting, regrouped(answer)) else answer
    try:
        told = asked if is_zero(answer) else fitting.shape(answer)
    except Unfit as error:
        if _is_right_for_one_size(fitting, reference, answer, given):
            return _Found("open", "right if sizes are the same that the question does not say to be", agrees=True)
        return _Found("unfit", f"{error.why or 'the sizes do not fit together'} in {_shown(error.part)}"
                               f"{_sizes(fitting, error.part)}")
    except NoMeaning as error:
        return _Found("open", str(error))
    if NUMBER in (asked, told) and asked != told:
        if is_zero(reference):
            return _Found("open", f"0 may be of any size, and the answer is {_kind(told)}")
        if why := maybe_an_entry(reference, answer):
            return _Found("open", why)
        return _Found("unfit", f"what is asked for is {_kind(asked)}, and the answer is {_kind(told)}")
    try:
        fitting.join(asked, told, answer)
    except Unfit:
        back = ": its transpose has the right ones" if told == asked[::-1] else ""
        return _Found("unfit", f"its sizes are not those of what is asked for{back}{_sizes(fitting, answer)}")
    gradients = Gradients(fitting)
    try:
        reference, answer = (put_in(gradients.worked_out(tree), later) for tree in (reference, answer))
        fitting.join(fitting.shape(reference), asked, reference)
        fitting.join(fitting.shape(answer) if not is_zero(answer) else told, told, answer)
    except (NoMeaning, Unfit) as error:
        return _Found("open", str(error))
    if not _are_slopes([one for one in gradients.slopes if not _has_unknown(one.of)], fitting):
        return _Found("open", "what rules say of a gradient is not seen in differences")
    return _by_rules_and_numbers(fitting, reference, answer, given)


def _are_slopes(slopes: Sequence[Slope], fitting: Fitting) -> bool:
    """Whether differences say the same of derivatives as rules do, at two places."""
    seen = 0
    for seed in range(_SEEDS if slopes else 0):
        with suppress(Outside, NotReal, Unclear, Unsupported, NoMeaning, Unfit), bits(_BITS):
            drawn = Drawn(fitting, seed)
            if not all(drawn.is_slope(one.of, one.by, one.found) for one in slopes):
                return False
            seen += 1
        if seen == 2:
            break
    return not slopes or seen > 0


def _by_rules_and_numbers(fitting: Fitting, reference: Node, answer: Node, given: Assumed) -> _Found:
    """What is said of formulas that fit, and have no derivatives that can be worked out."""
    proved = _is_proved(fitting, reference, answer, given)
    seen = 0
    bounds = [part for tree in (reference, answer) for part in walk(tree) if isinstance(part, at.Bound)]
    counted = frozenset(show(letter) for bound in bounds for end in (bound.first, bound.last) if end is not None
                        for letter in letters(end))
    flat = any(part in _SATURATE for tree in (reference, answer) for part in walk(tree))
    for seed in range(_SEEDS):
        drawn = Drawn(fitting, seed, counted, flat, called=fitting.called)
        try:
            with bits(_BITS):
                ours = drawn.value(reference)
                theirs = spread(((ZERO,),) if is_zero(answer) else drawn.value(answer), len(ours), len(ours[0]))
                if apart(ours, theirs):
                    if formulas_of_gradients(reference) != formulas_of_gradients(answer):
                        return _Found("open", "a gradient is not worked out")
                    if size := _size(fitting, reference, answer):
                        return _Found("open", f"right if {size} is the number of entries", agrees=True)
                    if size := _unlinked(fitting, reference, answer):
                        return _Found("open", f"{size} is said to be a size, and it is not seen of what")
                    if proved:  # never seen; then one of the two is wrong
                        return _Found("open", "a proof and numbers say two things")
                    values = ((drawn.words.get(name, name), as_text(value)) for name, value in drawn.shown.items())
                    witness = Witness(tuple(values), as_text(ours), as_text(theirs))
                    return _Found("different", "they differ at a point", witness)
                seen += 1
        except (Outside, NotReal, Unclear):
            continue
        except (Unsupported, NoMeaning, Unfit) as error:
            return _Found("open", f"they cannot be evaluated: {error}")
    if not seen:
        return _Found("open", NO_PLACE)
    if proved:
        return _Found("same")
    return _Found("open", "the same for some numbers, which proves nothing", agrees=True)


def _size(fitting: Fitting, reference: Node, answer: Node) -> str:
    r"""The letter that makes two formulas the same at some places, if it is how many entries a \mathbf{1} has."""
    places = [letter for tree in (reference, answer) for letter in letters(tree)]
    ones = {fitting.shape(letter)[0] for letter in places if is_ones(letter)}

    def agree(name: str, root: int) -> bool:
        for seed in range(_SEEDS):
            drawn = Drawn(fitting, seed, called={name: root})
            with suppress(Outside, NotReal, Unclear, Unsupported, NoMeaning, Unfit), bits(_BITS):
                ours = drawn.value(reference)
                if apart(ours, spread(drawn.value(answer), len(ours), len(ours[0]))):
                    return False
        return True

    names = sorted({show(letter) for letter in places if fitting.shape(letter) == NUMBER} & SIZES) if ones else []
    return next((name for name in names for root in ones if agree(name, root)), "")


def _unlinked(fitting: Fitting, reference: Node, answer: Node) -> str:
    """A number that the question says is a size, of nothing that stands there: it may be that of a vector that does."""
    places = [letter for tree in (reference, answer) for letter in letters(tree)]
    numbers = {show(letter) for letter in places if fitting.shape(letter) == NUMBER}
    said = fitting.rules.context.sizes.letters - fitting.called.keys()
    return min(numbers & said, default="") if len(numbers) < len({*map(show, places)}) else ""


def _fits(fitting: Fitting, answer: Node) -> bool:
    with suppress(Unfit, NoMeaning):
        fitting.shape(answer)
        return True
    return False


def _is_right_for_one_size(fitting: Fitting, reference: Node, answer: Node, given: Assumed) -> bool:
    """Whether an answer is right where sizes of several letters are the same.

    Nothing in tr A + tr B says that A and B have one size, as they do in tr (A + B). No letter is made square for it,
    unless it usually is, or a determinant is taken of it: X^{-1} y is wrong for (X^T X)^{-1} X^T y.
    """
    loose = Fitting(fitting.kinds, fitting.rules, fitting.symmetric)
    under = {show(letter) for part in walk(reference) if isinstance(part, at.Call) and part.function in OF_SQUARE
             for letter in letters(part)}
    with suppress(NoMeaning, Unfit):
        loose.shape(reference)
        before = {show(one): loose.shape(one) for one in letters(reference)}
        loose.join(loose.shape(reference), loose.shape(answer), answer)
        return all(before[show(one)][0] == before[show(one)][1] or rows != columns for one in letters(reference)
                   if family(one) not in _OFTEN_SQUARE and show(one) not in under
                   for rows, columns in [loose.shape(one)]) and (
            found := _by_rules_and_numbers(loose, reference, answer, given)).verdict != "different" and (
            found.verdict == "same" or found.agrees)
    return False


def _is_proved(fitting: Fitting, reference: Node, answer: Node, given: Assumed) -> bool:
    words = Words(fitting, lambda one, other: one == other or _same_number(one, other, given, words))
    with suppress(NoMeaning, Unfit):
        ours, theirs = words.form(reference), words.form(answer)
        return words.are_same(ours, theirs) or inverses.are_same(words, ours, theirs)
    return False


def _same_number(one: Node, other: Node, given: Assumed, words: Words) -> bool:
    known = Assumed(given.relations, given.integers, given.positive | words.positive, given.strict)
    return compare(one, other, known, cas=False).verdict == "equivalent"


def _has_unknown(tree: Node) -> bool:
    """Whether there are functions that nothing is known of: numbers that are drawn for them have no slope."""
    return any(isinstance(part, at.Call) and isinstance(part.function, at.Name) for part in walk(tree))


def _is_mirrored(fitting: Fitting, reference: Node, answer: Node, given: Assumed) -> bool:
    """Whether an answer is right with the factors of each product in the other order: x W for W x.

    Where something is transposed, that shows which vectors are columns; and of A B, none is a vector.
    """
    if any(isinstance(part, at.Transpose) for tree in (reference, answer) for part in walk(tree)) \
            or "column" not in fitting.kinds.values():
        return False

    def mirrored(node: Node) -> Node:
        node = rebuilt(node, mirrored)
        return at.Product(node.factors[::-1]) if isinstance(node, at.Product) else node

    with suppress(NoMeaning, Unfit):
        turned = mirrored(answer)
        fitting.shape(turned)
        return _is_proved(fitting, reference, turned, given)
    return False


def _is_in_the_other_layout(fitting: list[Fitting], reference: Node, answer: Node, given: Assumed,
                            later: Sequence[Defined]) -> bool:
    r"""Whether the transpose of an answer is right, to a derivative \partial that the reference does not work out."""
    return any(isinstance(part, at.Derivative) and is_formula(part.of) for part in walk(reference)) and all(
        _under(one, reference, at.Transpose(answer), given, later).verdict == "same" for one in fitting)


# --------------------------------------------------------------------------
# Words


def _shown(node: Node) -> str:
    def bare(part: Node) -> Node:
        part = rebuilt(part, bare)
        return part.base if isinstance(part, at.Power) and whole(part.exponent) == 1 else part  # see ``put_in``

    node = bare(node)
    with suppress(LanguageError):
        return latex(node)
    return said(node)


def _kind(shape: tuple[int, int]) -> str:
    rows, columns = shape
    return "a number" if shape == NUMBER else "a column" if columns == ONE else "a row" if rows == ONE else "a matrix"


def _sizes(fitting: Fitting, part: Node) -> str:
    """(W is n x m, x has m entries)"""
    names: dict[int, str] = {ONE: "1"}
    taken = {show(letter) for letter in letters(part)}
    spare = iter([letter for letter in _ORDER if letter not in taken])
    told = []
    for letter in dict.fromkeys(letters(part)):
        with suppress(NoMeaning, Unfit):
            shape = fitting.shape(letter)
            if shape == NUMBER:
                continue
            for size in shape:
                if size not in names:
                    names[size] = next(spare, "?")
            rows, columns = (names[size] for size in shape)
            of = f"has {rows} entries" if columns == "1" else f"is {rows} x {columns}"
            told.append(f"{_shown(letter)} {of}")
    return f" ({', '.join(told)})" if told else ""


def _told_apart(fitting: list[Fitting], found: list[_Found]) -> str:
    """Two things that a letter may be, with one of which an answer is right."""
    def said_of(one: Fitting) -> str:
        return ", ".join(f"{name.removesuffix(' of')} a {kind}" for name, kind in one.kinds.items()
                         if len({other.kinds[name] for other in fitting}) > 1)

    pairs: Iterator[tuple[tuple[Fitting, _Found], tuple[Fitting, _Found]]] = pairwise(zip(fitting, found, strict=True))
    for (one, first), (_, second) in pairs:
        if first.verdict != second.verdict:
            right = one if first.verdict == "same" else None
            return f"right with {said_of(right)}" if right else f"not right with {said_of(one)}"
    return "they may be numbers"


__all__ = ["KNOWN_WORDS", "NO_FIT", "decide"]
