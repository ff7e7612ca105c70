"""How a slip is told: its code, and its words, from the wrong part and the right one, whichever way it was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from sympy import Add, Basic, Expr, Mul, Pow, Rational, exp, log

from symdl.grading.mistakes.slips import (
    FUNCTIONS,
    Slip,
    families_of,
    less,
    negative,
    parts_of,
    reciprocal,
    size_of,
)
from symdl.language import (
    Adjoint,
    Derivative,
    Entry,
    Index,
    IntegerIndex,
    IntervalSum,
    Mean,
    Partial,
    Size,
    Total,
    maximum,
    minimum,
    subterms,
    unit_step,
)
from symdl.verification.changes import ONE, ZERO, flat, fraction, shown
from symdl.verification.mutants import key


@dataclass(frozen=True)
class Told:
    """A slip for a person: its code, a sentence, and the term of the answer that it speaks of."""

    code: str
    words: str
    place: str


# The most telling first. Where several changes make an answer right, the one whose code stands first is told.
_ORDER = (
    "sign, sum-missing sum-extra, reciprocal, epsilon, range, off-by-one, index, transposed, coefficient, "
    "factor-missing factor-extra, complement, size, exponent, symbol, swapped, branch, function, delta, past-sum, "
    "bracket, power-reach, moments, derivative, limit, term-missing term-extra"
)
RANK = {code: rank for rank, codes in enumerate(_ORDER.split(", ")) for code in codes.split()}

_CODES = {
    "order": "sign", "sign": "sign", "index": "index", "range of a sum": "range", "integer off by one": "off-by-one",
    "symbol": "symbol", "root": "epsilon", "size off by one": "size", "moments": "moments", "limit": "limit",
    "function": "function", "delta": "delta", "derivative": "derivative", "past a sum": "past-sum",
    "transposed": "transposed", "bracket": "bracket", "reach of a power": "power-reach", "exchanged": "swapped",
    "complement": "complement", "branch": "branch", "exponent": "exponent", "factor squared": "exponent",
    "turned over": "reciprocal",
}  # fmt: skip


@lru_cache(maxsize=1 << 12)  # the slips of a right formula are looked at for each answer
def code_of(slip: Slip) -> str:
    """The stable code of a slip."""
    slip = _opened(slip)
    wrong, right = narrowed(slip.wrong, slip.right)
    match slip.kind:
        case "sum dropped" | "sum added" | "sum":
            return "sum-missing" if _sums(right) > _sums(wrong) else "sum-extra"
        case "term dropped" | "term added" | "term":
            code = "term-missing" if len(parts_of(Add, slip.right)) > len(parts_of(Add, slip.wrong)) else "term-extra"
            terms = (*parts_of(Add, slip.right), *parts_of(Add, slip.wrong))
            few = all(t.is_Rational or isinstance(t, (Size, IntegerIndex)) for t in terms)
            return "size" if few and any(isinstance(t, Size) for t in terms) else code
        case "coefficient" | "term doubled" | "factor lost" | "factor added" | "factor" | "mean and sum":
            lost, more = _factors(wrong, right)
            if lost and not more:
                return "factor-missing"
            return "factor-extra" if more and not lost else "coefficient"
        case "exchanged" if families_of(slip.wrong) != families_of(slip.right):
            return "symbol"  # one of the two does not stand there at all
        case "reach of a power" if any(isinstance(t, Pow) and t.exp == -1 for t in parts_of(Mul, wrong)) and not any(
                isinstance(t, Pow) and t.exp not in (1, -1) for some in _factors(wrong, right) for t in some):
            return "bracket"
        case "function" if isinstance(slip.wrong, exp) and isinstance(slip.right, exp):
            return "sign"
        case "function" if {type(slip.wrong), type(slip.right)} <= {maximum, minimum}:
            return "branch"
        case "delta" if isinstance(slip.wrong, unit_step):
            return "branch"
    return _CODES[slip.kind]


def told(slip: Slip, answer: Expr, whole: Expr) -> Told:
    """What is wrong, for a student, in terms of the answer where the wrong part stands in it.

    whole   the right formula, which is not to be given away
    """
    code = code_of(slip)
    slip = _opened(slip)
    wrong, right = narrowed(slip.wrong, slip.right)
    raised = None
    if code == "sign" and isinstance(wrong, exp) and isinstance(right, exp):
        wrong, right = wrong.args[0], right.args[0]
        raised = next((f.args[0] for f in parts_of(Mul, wrong) if isinstance(f, log)), None)  # b^p, which is so kept
    if code == "symbol":
        wrong, right = _innermost(wrong, right)
    given = size_of(whole)

    def say(tree: Basic) -> str:
        """A part of what is right, if it is a small one."""
        return shown(tree) if 2 * size_of(tree) <= given or size_of(tree) <= 3 else ""

    standing = wrong if _stands(wrong, answer) else None
    place = shown(standing) if standing is not None else ""
    is_all = standing is not None and key(standing) == key(answer)
    at = "" if standing is None or is_all or wrong.is_Number else f" in {place}"
    it = place if standing is not None and not is_all else "the answer" if is_all else "a part of it"
    match code:
        case "sign":
            term = _unsigned(wrong)
            words = f"The sign of {shown(term) if standing is not None and not is_all else it} is wrong."
            if standing is None:
                words = "A sign is wrong."
            if raised is not None:
                words = f"The sign of the exponent of {shown(raised)} is wrong."
            if slip.kind == "order":
                words = f"{place or 'A difference'} is the wrong way round."
        case "factor-missing" | "factor-extra":
            lost, more = _factors(wrong, right)
            factor = _of(lost or more)
            if wrong.is_Number and _is_term(slip, answer, whole):
                at = f" in the term {shown(wrong)}"
            if wrong.is_Number and right.is_Number and not is_all:  # a term, and no factor of one
                words = f"The number {shown(abs(wrong))} should be {say(abs(right)) or 'another'}."
            elif code == "factor-extra":
                words = f"The factor {shown(factor)}{at} does not belong there."
            else:
                words = f"A factor is missing{at}{_naming(factor)}."
                if what := say(factor):
                    words = f"The factor {what} is missing{at}."
        case "coefficient":
            lost, more = _factors(wrong, right)
            words = f"The number {shown(_of(more))}{at} should be {say(_of(lost)) or 'another'}."
            if is_all and wrong.is_Number:
                words = f"{shown(wrong)} is not the right number."
        case "term-missing":
            term = _of(less(parts_of(Add, slip.right), parts_of(Add, slip.wrong)), Add)
            what = say(term)
            here = f" beside {shown(slip.wrong)}" if standing is not None and not is_all else ""
            if standing is None and slip.path:  # of a factor, say, which is none of the answer any more
                here = f" beside {shown(slip.wrong)}" if _is_multiplied(slip.wrong, answer) else " in a part of it"
            words = f"A term is missing{here}: {what}." if what else f"A term is missing{here}{_naming(term)}."
        case "term-extra":
            term = _of(less(parts_of(Add, slip.wrong), parts_of(Add, slip.right)), Add)
            words = f"The term {shown(term)} does not belong there."
            place = shown(term)
        case "sum-missing":
            words = f"{_first(it)} should be summed: a sum{_over(right, wrong)} is missing."
        case "sum-extra":
            words = f"The sum{_over(wrong, right)}{at} does not belong there."
        case "reciprocal":
            words = _turned(wrong, right, at)
        case "range":
            words = _range(wrong, right)
        case "swapped":
            words = "{} and {} are swapped.".format(*sorted(_names(wrong, right)))
        case "epsilon":
            words = f"A root{at} is taken of the wrong sum: look at what stands under it and what beside it."
        case "index" | "transposed":
            what = say(right)
            where = f"{_first(it)} has the wrong index" if code == "index" else f"{_first(it)} has its indices swapped"
            words = f"{where}: it should be {what}." if what and not is_all else f"{where}."
            if what == it:  # of two sums with one letter
                words = f"{_first(it)} is counted by the wrong one of two sums over {_letters_of(wrong)}."
                if _is_inside(slip, answer, whole):
                    words = "A sum of products is not the product of the sums: " \
                            f"{it} belongs to the sum of what it is multiplied by, and not to one of its own."
            if standing is None:
                words = "An index is wrong." if code == "index" else "Two indices of one quantity are swapped."
        case "off-by-one":
            words = f"{_first(it)} is off by one{_should(say(right), is_all)}."
        case "size":
            words = f"{_first(it)} counts one too many or one too few{_should(say(right), is_all)}."
        case "exponent":
            words = _exponent(wrong, right, lambda part: shown(part) if standing is not None or _is_multiplied(
                part, answer) else say(part))
        case "symbol":
            words = f"{_first(it)} is the wrong quantity{_should(say(right), is_all)}."
            if slip.kind == "exchanged" and not isinstance(wrong, Entry):
                words = "{} stands where {} belongs.".format(*_names(wrong, right))
        case "complement":
            words = f"{shown(wrong)} stands where {say(right) or '1 minus it'} belongs."
            if is_all:
                words = "1 minus this would be right."
        case "branch":
            words = f"{_first(it)} takes the wrong branch."
        case "function":
            words = f"{_first(it)} is not the function that belongs there{_should(say(right), is_all)}."
            if isinstance(right, FUNCTIONS) and right.args == (wrong,):
                words = f"The function {shown(right).partition('(')[0]} is missing{at}."
            if standing is None:
                words = f"A function is missing or wrong{_should(say(right), is_all)}."
        case "delta":
            words = f"{_first(it)} does not tell equal indices from different ones{_should(say(right), is_all)}."
        case "past-sum":
            words = f"A sum and a function are taken in the wrong order{at}: they do not commute."
        case "bracket":
            words = f"A bracket is missing or misplaced{at}."
            if slip.kind == "reach of a power" and (below := _above_the_line(wrong, right)):
                words = f"Divide by {shown(_of(below))} as well{at}, do not multiply by it: it belongs below the line."
        case "power-reach":
            words = f"The power{at} is taken of too much or too little."
        case "moments":
            words = f"{_first(it)} is not the moment that belongs there: mean, second moment and variance differ."
        case "derivative":
            words = f"{_first(it)} holds the wrong thing fixed, or is taken by the wrong variable."
            if isinstance(right, (Derivative, Partial)) and right.of == wrong:
                words = f"The derivative of {it} is not taken." if not is_all else "No derivative is taken."
        case "limit":
            words = f"{_first(it)} is not the limit that belongs there."
        case _:
            raise NotImplementedError(f"no words for {code}")
    return Told(code, words, place)


def narrowed(wrong: Basic, right: Basic) -> tuple[Basic, Basic]:
    """The one term that differs, of two sums that differ in one."""
    while isinstance(wrong, Add) and isinstance(right, Add):
        a, b = less(wrong.args, right.args), less(right.args, wrong.args)
        if len(a) != 1 or len(b) != 1:
            break
        wrong, right = a[0], b[0]
    return wrong, right


def _innermost(wrong: Basic, right: Basic) -> tuple[Basic, Basic]:
    """The smallest part in which all of the difference is; of two members, no smaller one."""
    while type(wrong) is type(right) and not isinstance(wrong, (Entry, Index, Adjoint)) \
            and len(wrong.args) == len(right.args):
        differing = [(a, b) for a, b in zip(wrong.args, right.args, strict=True) if a != b]
        if len(differing) != 1 or isinstance(differing[0][0], Index):
            break
        ((wrong, right),) = differing
    return wrong, right


def _opened(slip: Slip) -> Slip:
    """The same with sums in sums opened, so that terms can be told apart."""
    return replace(slip, wrong=flat(slip.wrong), right=flat(slip.right))


def _factors(wrong: Basic, right: Basic) -> tuple[list[Basic], list[Basic]]:
    """(factors that the wrong product lacks, factors that it has too much), a mean being a sum divided by a size."""
    def factors(tree: Basic) -> list[Basic]:
        out: list[Basic] = []
        for part in parts_of(Mul, tree):
            if isinstance(part, Mean):
                out += [Total(*part.args), *(Pow(i.range.size, -1) for i in part.indices)]
            elif part != ONE:
                out.append(part)
        return out

    a, b = factors(wrong), factors(right)
    lost, more = less(b, a), less(a, b)
    # A sign is no factor: 1/2 is missing in -x, where -x/2 is right.
    (number, rest), (other, others) = _number_of(lost), _number_of(more)
    if number * other > 0 and abs(other) == 1 != abs(number):
        return [_number(abs(number)), *rest], others
    if number * other > 0 and abs(number) == 1 != abs(other):
        return rest, [_number(abs(other)), *others]
    return lost, more


def _number_of(parts: Sequence[Basic]) -> tuple[Fraction, list[Basic]]:
    """The rational numbers of a product, multiplied, and the rest."""
    number = Fraction(1)
    for part in parts:
        if part.is_Rational:
            number *= fraction(part)
    return number, [part for part in parts if not part.is_Rational]


def _number(value: Fraction) -> Rational:
    return Rational(value.numerator, value.denominator)


def _of(parts: Sequence[Basic], cls: type[Expr] = Mul) -> Basic:
    neutral = ONE if cls is Mul else ZERO
    return parts[0] if len(parts) == 1 else cls(*parts, evaluate=False) if parts else neutral


def _sums(tree: Basic) -> int:
    return sum(isinstance(t, (Total, Mean, IntervalSum)) for t in subterms(tree))


def _stands(part: Basic, answer: Expr) -> bool:
    known = key(_as_written(part))
    return any(key(t) == known for t in subterms(_as_written(answer)) if isinstance(t, Expr))


def _is_multiplied(part: Basic, answer: Expr) -> bool:
    """Whether a product stands in an answer beside other factors."""
    factors = parts_of(Mul, _as_written(part))
    return any(isinstance(t, Mul) and not less(factors, t.args) for t in subterms(_as_written(answer)))


def _is_term(slip: Slip, *trees: Expr) -> bool:
    """Whether what is wrong is a term of a sum, in one of two formulas."""
    if isinstance(slip.wrong, Add):
        return True
    for tree in trees if slip.path else ():
        above: Basic = tree
        for n in slip.path[:-1]:
            above = above.args[n] if n < len(above.args) else ZERO
        if isinstance(above, Add) and slip.path[-1] < len(above.args) and above.args[slip.path[-1]] in (
                slip.wrong, slip.right):
            return True
    return False


def _letters_of(member: Basic) -> str:
    return ", ".join(dict.fromkeys(t.letter for t in subterms(member) if isinstance(t, Index)))


def _is_inside(slip: Slip, *trees: Expr) -> bool:
    """Whether the sum that a wrong index belongs to stands in a product, in the sum that the right one belongs to."""
    mine, right = ({t for t in subterms(tree) if isinstance(t, Index)} for tree in (slip.wrong, slip.right))
    for tree in trees:
        bound: list[Index] = []
        node: Basic = tree
        for n in slip.path:
            bound += node.indices if isinstance(node, (Total, Mean)) else ()
            node = node.args[n] if n < len(node.args) else ZERO
        if node == slip.wrong:
            order = [index in mine for index in bound if index in mine ^ right]
            return order == [False, True]
    return False


def _as_written(tree: Basic) -> Basic:
    """With the letters of what is bound, whatever bound them."""
    bound = {t: t.tagged(0) for t in subterms(tree) if isinstance(t, Index) and t.tag}
    return tree.xreplace(bound) if bound else tree


def _unsigned(term: Basic) -> Basic:
    return negative(term) if any(a.is_Number and a < 0 for a in parts_of(Mul, term)) else term


def _first(words: str) -> str:
    """The words at the start of a sentence; a name keeps its case."""
    return words[0].upper() + words[1:] if words in ("the answer", "a part of it") else words


def _should(what: str, is_all: bool) -> str:
    return f": it should be {what}" if what and not is_all else ""


def _naming(term: Basic) -> str:
    names = sorted({t.family.name for t in subterms(term) if isinstance(t, Entry)})
    return f", one with {' and '.join(names)}" if names else ""


def _over(more: Basic, less: Basic) -> str:
    """The letters of the sums that one formula has and the other lacks."""
    same = [*_bound_in(less)]
    others = [index for index in _bound_in(more) if index not in same]
    left = [i.range for i in same if i not in _bound_in(more)]
    letters = []
    for index in others:
        if index.range in left:
            left.remove(index.range)
        else:
            letters.append(index.letter)
    return f" over {', '.join(letters)}" if letters else ""


def _bound_in(tree: Basic) -> list[Index]:
    found: list[Index] = []
    for t in subterms(tree):
        found += t.indices if isinstance(t, (Total, Mean)) else [t.index] if isinstance(t, IntervalSum) else []
    return found


def _turned(wrong: Basic, right: Basic, at: str) -> str:
    more = less(parts_of(Mul, wrong), parts_of(Mul, right))
    if at and len(more) == 1 and key(more[0]) == key(wrong):
        return f"{shown(wrong)} is upside down."
    if len(more) == 1 and isinstance(more[0], Pow) and more[0].exp == -1:
        return f"Multiply by {shown(more[0].base)}{at}, do not divide by it."
    if len(more) == 1:
        return f"Divide by {shown(more[0])}{at}, do not multiply by it."
    return f"{shown(_of(more))} is upside down." if at else "A fraction is upside down."


def _range(wrong: Basic, right: Basic) -> str:
    if isinstance(wrong, IntervalSum) and isinstance(right, IntervalSum):
        letter = wrong.index.letter
        if wrong.first != right.first:
            return f"The sum over {letter} should start at {shown(right.first)}, not at {shown(wrong.first)}."
        return f"The sum over {letter} should end at {shown(right.last)}, not at {shown(wrong.last)}."
    return "A sum starts or ends at the wrong place."


def _names(wrong: Basic, right: Basic) -> tuple[str, str]:
    """The first two names in which the formulas differ."""
    for a, b in zip(subterms(wrong), subterms(right), strict=False):
        if isinstance(a, Entry) and isinstance(b, Entry) and a.family != b.family:
            return a.family.name, b.family.name
        if isinstance(a, Index) and isinstance(b, Index) and a != b:
            return a.letter, b.letter
    return "one name", "another"


def _exponent(wrong: Basic, right: Basic, say: Callable[[Basic], str]) -> str:
    """What is wrong with a power; of what is right, its base is the same, and not one of several factors."""
    lost, more = _factors(wrong, right)
    for ours, theirs in ((more, lost), (lost, more)):
        if len(theirs) != 1:
            continue
        base, exponent = _power(theirs[0])
        if (other := _power_of(base, ours)) is None:
            continue
        stands, belongs = (other, exponent) if theirs is lost else (exponent, other)
        of = f" of {name}" if (name := say(base)) else " of a part of it"
        if stands.is_Rational and belongs.is_Rational:
            match abs(fraction(stands)), fraction(belongs) / fraction(stands):
                case 1, Fraction(numerator=1, denominator=2):
                    return f"The square root{of} is missing."
                case 1, 2:
                    return f"The square{of} is missing."
                case Fraction(numerator=1, denominator=2), 2:
                    return f"The square root{of} does not belong there."
        return f"The exponent{of} is wrong."
    return "An exponent is wrong."


def _above_the_line(wrong: Basic, right: Basic) -> list[Basic]:
    """The factors of a product by which it should be divided, as by another that it is divided by."""
    lost, more = _factors(wrong, right)
    turned = [f.base for f in more if isinstance(f, Pow) and f.exp == -1]
    above = [f for f in more if not isinstance(f, Pow) or f.exp != -1]
    match lost:
        case [Pow(base=base, exp=e)] if e == -1:
            below = [part for one in (base, *turned) for part in [parts_of(Mul, flat(one))]]
            inside = [part for parts in below[1:] for part in parts]
            return above if not less(below[0], [*inside, *above]) and not less([*inside, *above], below[0]) else []
    return []


def _power(tree: Basic) -> tuple[Basic, Basic]:
    """A base that is no power, as far as exponents are numbers, and its exponent."""
    exponent = Fraction(1)
    while isinstance(tree, Pow) and tree.exp.is_Rational:
        exponent *= fraction(tree.exp)
        tree = tree.base
    return (tree.base, tree.exp) if isinstance(tree, Pow) and exponent == 1 else (tree, _number(exponent))


def _power_of(base: Basic, factors: Sequence[Basic]) -> Basic | None:
    """The exponent with which some factors are a power of a base; None if they are none."""
    if len(factors) == 1 and key(_power(factors[0])[0]) == key(base):
        return _power(factors[0])[1]
    for exponent, made in ((ONE, factors), (-ONE, [reciprocal(f) for f in factors])):
        if not less(parts_of(Mul, flat(base)), made) and not less(made, parts_of(Mul, flat(base))):
            return exponent
    return None


__all__ = ["RANK", "Told", "code_of", "told"]
