r"""Whether two formulas of vectors and matrices are the same, for all sizes.

What the letters are is not said: each way to take them for numbers, columns or matrices in which the reference makes
sense is tried, and a verdict is told only if it is the same in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
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
    is_step,
    is_unit,
    is_zero,
    letters,
    number_valued,
    summed,
    untransposed,
)
from symdl.grading.scalar.linear.put_in import Defined, put_in
from symdl.grading.scalar.linear.shapes import BY_ENTRY, NUMBER, ONE, Fitting, Rules, Unfit, fittings, is_logistic_slope
from symdl.grading.scalar.linear.words import Words
from symdl.grading.scalar.points import Assumed
from symdl.grading.scalar.spelling import said
from symdl.grading.scalar.values import NotReal, Outside, Unclear, Unsupported, bits
from symdl.grading.scalar.words import GRADIENT, NoMeaning
from symdl.notation.latex import latex
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, show, walk

_SEEDS = 6
_SIZES = frozenset("dDknNmp")
NO_FIT = "it is not seen how the sizes in the reference fit together"
_BITS = 128
KNOWN_WORDS = {"softmax": "softmax", "Softmax": "softmax", "trace": "tr", "Tr": "tr", "Diag": "diag"}
"""Functions of vectors and matrices by their names."""
_CAPITAL = re.compile(r"[A-Z]|\\(?:Sigma|Lambda|Gamma|Phi|Psi|Omega|Theta|Delta)")
_INVERSE = re.compile(r"(?:[A-Z]|\\(?:Sigma|Lambda|Gamma|Phi|Psi|Omega|Theta|Delta)|\\math(?:bf|rm)\{[A-Z]\}|"
                      r"\\(?:boldsymbol|bm)\{\\?[A-Za-z]+\})(?:_.*)?\^\{-1\}")
_ORDER = "nmdkpqrs"
_OFTEN_SQUARE = frozenset("CLPQRSU")
_SATURATE = (*map(at.Function, ("exp", "sigmoid", "softmax", "softplus", "tanh", "erf")), at.Constant("e"))
_OF_SQUARE = (at.Function("det"), at.Function("abs"), at.Function("tr"))


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
           alike: tuple[Sequence[Defined], Sequence[Defined]] = ((), ())) -> Decision:
    """Whether an answer is the reference, of vectors and matrices of every size that fits.

    dots    whether a product of two columns is their inner product
    arrays  whether capital letters are matrices for certain
    later   letters that something is differentiated by, and what they are
    context  what is said of letters in words
    alike    pairs of vectors of which the reference, and the answer, say that they are of one size

    Raises NoMeaning where formulas are too large.
    """
    if reference == answer and not alike[1]:
        return Decision("equivalent", "exact algebra", "they are written alike", True)
    if any(map(_reaches_doubtfully, (*walk(reference), *walk(answer)))):
        return undecided("it is not clear whether a gradient is of what stands behind it, too: put all in brackets")
    reference, answer = _prepared(reference), _prepared(answer)
    later = [(head, _prepared(body)) for head, body in later]
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
    equal = [*later, *alike[0]]
    fitting = fittings(reference, [answer], rules, symmetric, equal)
    if not fitting and context.sizes.of:  # words about sizes that the reference does not follow
        rules = replace(rules, context=replace(context, sizes=replace(context.sizes, of={})))
        fitting = fittings(reference, [answer], rules, symmetric, equal)
    if (regrouped := _regrouped(reference)) != reference:
        others = fittings(regrouped, [answer], rules, symmetric, equal)
        if others and (not fitting or others[0].cost < fitting[0].cost):
            reference, fitting = regrouped, others
    if (multiplied := _multiplied(reference)) != reference:
        others = fittings(multiplied, [_multiplied(answer)], rules, symmetric, equal)
        if others and (not fitting or others[0].cost < fitting[0].cost):
            reference, answer, fitting = multiplied, _multiplied(answer), others
    if not fitting:
        return undecided(NO_FIT)
    found = [_under(one, reference, answer, given, later, alike[1]) for one in fitting]
    verdicts = {one.verdict for one in found}
    if verdicts == {"same"}:
        return Decision("equivalent", "exact algebra", "the same by rules that hold for all sizes", True)
    if verdicts <= {"different", "unfit"}:
        worst = next((one for one in found if one.verdict == "different"), found[0])
        if _is_in_the_other_layout(fitting, reference, answer, given, later):
            return undecided("right if a derivative by a column is written as a row", agrees=True)
        if worst.verdict == "unfit" and _is_mirrored(fitting[0], reference, answer, given):
            return undecided("right if its vectors are rows", agrees=True)
        if why := _unknown(reference, answer, given, context):
            return undecided(why)
        return Decision("not_equivalent", "numbers" if worst.witness else "form", worst.reason, False, worst.witness)
    shown = next((one for one in found if one.verdict == "open"), None)
    if shown is None:
        return undecided(f"it depends on what the letters are: {_told_apart(fitting, found)}")
    return undecided(shown.reason, agrees=shown.agrees)


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
    answer = _regrouped(answer) if not _fits(fitting, answer) and _fits(fitting, _regrouped(answer)) else answer
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
        if why := _maybe_an_entry(reference, answer):
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
                    if _formulas_of_gradients(reference) != _formulas_of_gradients(answer):
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
        return _Found("open", "no place was found where both have a value")
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

    names = sorted({show(letter) for letter in places if fitting.shape(letter) == NUMBER} & _SIZES) if ones else []
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
    under = {show(letter) for part in walk(reference) if isinstance(part, at.Call) and part.function in _OF_SQUARE
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


# --------------------------------------------------------------------------
# Before


def _prepared(node: Node) -> Node:
    r"""A tree with what people mean: ⟨x, y⟩ as x^\top y, s (1 - s) of a logistic function by entries, words by name."""
    node = rebuilt(node, _prepared)
    match node:
        case at.Group("angle", (left, right)):
            return at.Call(at.Function("tr"), (at.Product((at.Transpose(left), right)),))
        case at.Call(at.Name(name), args, below) if name in KNOWN_WORDS:
            return at.Call(at.Function(KNOWN_WORDS[name]), args, below)
        case at.Call(at.Name(name), (of,), ()) if _INVERSE.fullmatch(name):  # D^{-1} (x - \mu)
            return at.Product((at.Power(at.Name(name.removesuffix("^{-1}")), at.Neg(at.Number(Fraction(1)))), of))
        case at.Product(factors) if is_logistic_slope(factors):
            return at.Infix("odot", factors)
        case at.Call(at.Name("tanh|1"), (of,), ()):
            slope = at.Call(at.Function("tanh"), (of,))
            return at.Sum((at.Number(Fraction(1)), at.Neg(at.Infix("odot", (slope, slope)))))
        case at.Call(at.Name(r"\sigma|1" | "sigmoid|1"), (of,), ()):
            one = at.Call(at.Function("sigmoid"), (of,))
            return at.Infix("odot", (one, at.Sum((at.Number(Fraction(1)), at.Neg(one)))))
        case at.Product((at.Gradient(at.Transpose() as of, by, order), *rest)):  # no row has a gradient
            return at.Gradient(at.Product((of, *rest)), by, order)
        case at.Derivative(_, of, (by, other)) if untransposed(by) == untransposed(other):
            return at.Gradient(of, untransposed(by), 2)
        case at.Gradient(of, None, order) if is_formula(of) and len({*map(show, letters(of))}) == 1:
            return at.Gradient(of, next(letters(of)), order)
        case at.Infix("circ", args):
            return _prepared(at.Infix("odot", args))
        case at.Infix("odot", args) if any(isinstance(arg, at.Neg) for arg in args):
            made: Node = at.Infix("odot", tuple(arg.of if isinstance(arg, at.Neg) else arg for arg in args))
            return at.Neg(made) if sum(isinstance(arg, at.Neg) for arg in args) % 2 else made
        case at.Power(base, at.Transpose(of)) if of == at.Number(Fraction(1)):
            return at.Transpose(base)
    return node


def _reaches_doubtfully(node: Node) -> bool:
    r"""Whether what stands behind a gradient is made of its letter, too: \nabla_x (a^\top x) (b^\top x)."""
    return isinstance(node, at.Product) and any(
        isinstance(factor, at.Gradient) and is_formula(factor.of) and not isinstance(factor.of, at.Transpose)
        and any(part == factor.by for other in node.factors[place + 1 :] for part in walk(other))
        for place, factor in enumerate(node.factors))


def _regrouped(node: Node) -> Node:
    r"""u \odot v x^\top as (u \odot v) x^\top, which is what people mean where the other does not fit."""
    node = rebuilt(node, _regrouped)
    match node:
        case at.Infix("odot", (*args, at.Product((first, *rest)))) if rest:
            return at.Product((at.Infix("odot", (*args, first)), *rest))
    return node


def _multiplied(node: Node) -> Node:
    """L (y - C x) as a product, which it is where the value of a function L does not fit, or less well."""
    node = rebuilt(node, _multiplied)
    match node:
        case at.Call(at.Name(name), (at.Sum() as of,), ()) if _CAPITAL.fullmatch(name):
            return at.Product((at.Name(name), of))
    return node


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


def _unknown(reference: Node, answer: Node, given: Assumed, context: Context) -> str:
    """What is not known of letters and words by which a formula that differs may be the same after all."""
    for part in (part for tree in (reference, answer) for part in walk(tree)):
        if isinstance(part, at.Call) and isinstance(name := part.function, at.Name) and name.text.isalpha() \
                and len(name.text) > 1:
            return f"it is not known what {name.text} is"
    if why := _unknown_gradient(reference, answer):
        return why
    if context.more:
        return f"the question says more in words than is used here: {context.more}"
    for relation in given.relations:
        if any(isinstance(part, at.Transpose) for part in walk(relation)) and not (
                isinstance(relation, at.Chain) and at.Transpose(relation.items[0]) == relation.items[1]):
            return "what is assumed of vectors and matrices is not used here"
    parts = [part for tree in (reference, answer) for part in walk(tree)]
    ours, theirs = ({show(one) for one in letters(tree)} for tree in (reference, answer))
    if any(isinstance(part, at.Call) and part.function in _OF_SQUARE for part in parts):
        if size := sorted((ours ^ theirs) & _SIZES):
            return f"{size[0]} may be the number of rows"
        if any(is_unit(one) for one in letters(answer)):
            return "the size of a unit matrix is not known"
    alone = {show(one) for tree in (reference, answer) for one in letters(tree) if not isinstance(one, at.Power)}
    for part in parts:
        if isinstance(part, at.Power) and is_step(part.exponent) and isinstance(part.base, at.Name | at.Member) and (
                show(part.base) in alone or any(isinstance(one, at.Product) for one in walk(part.exponent))):
            return f"what stands above {show(part.base)} may be a power, or say which one it is"
    return _maybe_an_entry(reference, answer)


def _unknown_gradient(reference: Node, answer: Node) -> str:
    """What is not known of a gradient in one of them, which the other may have in another form."""
    if any(part.by not in [*walk(part.of)] for tree in (reference, answer) for part in walk(tree)
           if isinstance(part, at.Gradient) and is_formula(part.of)):
        return "a gradient is not worked out"
    ours, theirs = ({show(part) for part in walk(tree) if _is_gradient(part)} for tree in (reference, answer))
    if ours and theirs - ours and any(GRADIENT in name or "nabla" in name for name in ours | theirs):
        return "a gradient may be written in several ways: as \\nabla L(w), \\nabla_w L, or dL/dw"
    known, told = ({family(one) for one in letters(tree) if not _is_gradient(one)} for tree in (reference, answer))
    if ours - theirs and (new := sorted(told - known)):
        return f"a gradient may be worked out with {new[0]}, of which the question says nothing"
    is_worked_out = not any(isinstance(part, at.Gradient | at.Derivative) for part in walk(reference))
    if is_worked_out and theirs - ours and (left := sorted(known - told)):
        return f"{left[0]} may be the gradient that the answer writes out: the question should define it"
    return ""


def _is_gradient(node: Node) -> bool:
    """Whether this is a gradient of something unknown."""
    match node:
        case at.Gradient(of) | at.Derivative(_, of):
            return not is_formula(of)
        case at.Name(name) | at.Member(name):
            return name.startswith((GRADIENT, "(∂", "(d"))
    return False


def _formulas_of_gradients(tree: Node) -> set[str]:
    """What a gradient is taken of that was not worked out."""
    return {show(part) for part in walk(tree) if isinstance(part, at.Gradient | at.Derivative) and is_formula(part.of)}


def _maybe_an_entry(reference: Node, answer: Node) -> str:
    """x_1 beside x may be an entry of it, beside X one of its rows, and e_1 a vector of zeros and a one."""
    ours, theirs = ({(family(one), show(one)) for one in letters(tree)} for tree in (reference, answer))
    bare = {name for name, _ in ours | theirs if not name.endswith(" of")}
    for name, _ in sorted(ours | theirs):
        if name.removesuffix(" of") in ("e", r"\mathbf{e}"):
            return "e with an index may be a vector of zeros and a one"
    for name, letter in sorted(ours ^ theirs):
        alone = name.removesuffix(" of")
        whole = next((one for one in (alone, rf"\mathbf{{{alone}}}", rf"\boldsymbol{{{alone}}}") if one in bare
                      and (one, one) in ours | theirs), "")
        if whole and letter != alone:
            return f"{_shown_letter(letter)} may be an entry of {whole}"
        if letter != alone and alone.upper() in {one for one, _ in ours} - {alone}:
            return f"{_shown_letter(letter)} may be of {alone.upper()}: a row, a column or an entry"
    return ""


def _shown_letter(letter: str) -> str:
    """x_i, of x[i]."""
    return re.sub(r"\[(.*)\]", r"_{\1}", letter)


# --------------------------------------------------------------------------
# Words


def _shown(node: Node) -> str:
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
