"""One tree in, boxes out: every decision of mathematical typesetting is made here, once.

The rules, in the order in which a reader meets them:

sums        the sign that stands first in a term is pulled out: a - b, not a + (-1)b
fractions   what a product divides by goes below one bar, and a/b*c is a fraction and
            then c; a factor that is tall itself (a derivative, a big sum) stays beside
            the fraction instead of above it
products    are juxtaposed; a dot stands before a number, thin space around words and
            between fractions; a big sum or a bare log that is not last gets parentheses
powers      a superscript; 1/2 is a root, -1 and -1/2 go below a bar, -3/2 does not;
            a base that carries a superscript already gets parentheses
functions   log x without parentheses where nothing can be misread, exp z as e^z unless
            the exponent is tall
binders     one summation sign for each index, with its limits; lim with what goes where
            below it; a sum or a minus inside gets parentheses
indices     are shown with letters that never clash (see ``letters``)

A node without a rule raises LanguageError.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from sympy import Add, Basic, E, Expr, Mul, Pow, Rational, exp, log, oo, tanh
from sympy.core.relational import (
    Equality,
    GreaterThan,
    LessThan,
    Relational,
    StrictGreaterThan,
    StrictLessThan,
    Unequality,
)

from symdl.errors import LanguageError
from symdl.language import (
    REALS,
    Adjoint,
    Delta,
    Derivative,
    Each,
    Entry,
    Expectation,
    Family,
    Index,
    IntegerIndex,
    IntervalSum,
    Limit,
    Loss,
    Mean,
    Partial,
    Size,
    Total,
    Variance,
    absolute,
    floor,
    maximum,
    minimum,
    relu,
    sigmoid,
    subterms,
    unit_step,
)
from symdl.notation.boxes import (
    Big,
    BigSum,
    Box,
    Fenced,
    Fraction,
    Function,
    Lim,
    Number,
    Operator,
    Root,
    Row,
    Script,
    Symbol,
    Text,
    Word,
    ends,
    row,
    starts,
    tall,
)
from symdl.notation.letters import Letters, letters_of
from symdl.notation.names import Name, name_of
from symdl.notation.parts import divisor, factors, positive_first, terms
from symdl.notation.products import as_product

__all__ = ["RELATIONS", "layout"]

RELATIONS: dict[type[Relational], str] = {
    Equality: "eq", Unequality: "ne", StrictLessThan: "lt", LessThan: "le",
    StrictGreaterThan: "gt", GreaterThan: "ge",
}  # fmt: skip

_ONE, _HALF = Rational(1), Rational(1, 2)


def layout(tree: Basic, avoid: Iterable[str] = ()) -> Box:
    """The boxes of an expression, relation, assumption, family, index or loss.

    avoid   letters that no dummy index is to be shown with

    Raises LanguageError for a node that is not of the language.
    """
    named = [term for term in subterms(tree) if isinstance(term, (Family, Loss))]
    bases = frozenset(box.name for item in named if isinstance(box := _name(item).base, Symbol))
    return _top(tree, _Context(letters_of(tree, avoid), bases))


def _name(family: Family | Loss) -> Name:
    return name_of(family.name, family.latex)


@dataclass(frozen=True)
class _Context:
    """letters: how indices are shown. bases: the letters that names in the tree are built on."""

    letters: Letters
    bases: frozenset[str]

    def bind(self, indices: Iterable[Index]) -> _Context:
        return replace(self, letters=self.letters.bind(indices))


class _Level(IntEnum):
    """How strongly a formula holds together: what may stand beside it without parentheses."""

    SUM = 1  # a + b, -a
    OPEN = 2  # reaches as far right as it can: a big sum, log x
    PRODUCT = 3  # a b
    TIGHT = 4  # a factor as it is, but no base of a power: a fraction, x^2, f(x)
    ATOM = 5  # x_i


@dataclass(frozen=True)
class _Piece:
    """A formula in boxes. ``closed`` is how to write it where something follows, if OPEN."""

    box: Box
    level: _Level
    closed: Box | None = None


def _top(tree: Basic, context: _Context) -> Box:
    match tree:
        case Each():
            inner = context.bind(tree.indices)
            which: list[Box] = []
            for index in tree.indices:
                which += [Operator("comma")] * bool(which) + [_letter(inner.letters[index])]
            return row(_top(tree.statement, inner), Text("for each"), *which)
        case Relational():
            sign = Operator(RELATIONS[type(tree)])  # type: ignore[arg-type]
            return row(_lay(tree.lhs, context).box, sign, _lay(tree.rhs, context).box)
        case Family() | Loss():
            return _name(tree).box()
        case Index():
            return _letter(context.letters[tree])
    return _lay(tree, context).box


def _letter(letter: str) -> Box:
    return Number(letter) if letter.isdecimal() else name_of(letter).box()


def _fence(box: Box, kind: str = "()") -> Box:
    return Fenced(box, kind, tall(box))  # type: ignore[arg-type]


def _lay(node: Basic, context: _Context) -> _Piece:
    """The boxes of one expression. Raises LanguageError for a node without a rule."""
    match node:
        case Rational():
            return _number(node)
        case Add():
            return _sum(node, context)
        case Mul() | Mean():
            return _signed(node, context)
        case Pow():
            return _power(node, context)
        case Entry():
            return _entry(node, context)
        case Index():
            return _Piece(_letter(context.letters[node]), _Level.ATOM)
        case Size():
            return _Piece(_letter(node.range.size_name), _Level.ATOM)
        case Total():
            return _total(node, context)
        case IntervalSum():
            return _interval_sum(node, context)
        case Limit():
            return _limit(node, context)
        case Delta():
            return _delta(node, context)
        case Expectation() | Variance():
            name = Symbol("E", "blackboard") if isinstance(node, Expectation) else Word("Var")
            body = _fence(_lay(node.args[0], context).box, "[]")
            return _Piece(row(name, Operator("apply"), body), _Level.TIGHT)
        case exp():
            return _exponential(node.args[0], context)
        case _ if node == E:
            return _exponential(_ONE, context)
        case log():
            return _logarithm(node.args[0], context)
        case tanh():
            return _apply(Function("tanh"), _lay(node.args[0], context).box)
        case sigmoid():
            # A scale called sigma times (a + b) would look the same as sigma of a + b.
            sign = Function("sigmoid") if "sigma" in context.bases else Symbol("sigma")
            return _apply(sign, _lay(node.args[0], context).box)
        case relu():
            return _apply(Function("ReLU"), _lay(node.args[0], context).box)
        case maximum() | minimum():
            a, b = (_lay(arg, context).box for arg in node.args)
            return _apply(Function("max" if isinstance(node, maximum) else "min"), row(a, Operator("comma"), b))
        case unit_step():
            holds = row(_lay(node.args[0], context).box, Operator("gt"), Number("0"))
            return _Piece(row(Symbol("1", "bold"), Operator("apply"), _fence(holds, "[]")), _Level.TIGHT)
        case absolute() | floor():
            kind = "||" if isinstance(node, absolute) else "⌊⌋"
            return _Piece(_fence(_lay(node.args[0], context).box, kind), _Level.ATOM)
        case Adjoint():
            return _ratio("partial", _loss(node.loss), [node.node], context)
        case Partial() if not node.of.indices:
            # As a fraction it would be the adjoint, for which the scalar is a loss.
            curly = Script(Symbol("partial"), sub=_lay(node.node, context).box)
            return _Piece(row(curly, Operator("times"), _entry(node.of, context).box), _Level.PRODUCT)
        case Partial():
            return _ratio("partial", _entry(node.of, context), [node.node], context)
        case Derivative():
            return _derivative(node, context)
    raise LanguageError(f"{type(node).__name__} cannot be printed", term=node,
                        hint="a formula is made of the nodes of symdl.language")


# --------------------------------------------------------------------------
# Leaves


def _number(value: Rational) -> _Piece:
    if value < 0:
        return _Piece(row(Operator("neg"), _number(-value).box), _Level.SUM)
    if value.q == 1:
        return _Piece(Number(str(value.p)), _Level.ATOM)
    return _Piece(Fraction(Number(str(value.p)), Number(str(value.q)), small=True), _Level.TIGHT)


def _entry(node: Entry, context: _Context) -> _Piece:
    """Indices and integers below the name; what a function is applied to after it, in parentheses."""
    if (product := as_product(node)) is not None:
        return _interval_product(*product, context)
    name = _name(node.family)
    below: list[Box] = []
    applied: list[Box] = []
    for range_, slot in [*zip(node.family.ranges, node.indices, strict=True)][: node.family.shown]:
        if range_ == REALS:
            applied += [Operator("comma")] * bool(applied) + [_lay(slot, context).box]
        else:
            below.append(_lay(positive_first(slot), context).box)
    box = name.box(tuple(below))
    if applied:
        return _apply(box, row(*applied))
    return _Piece(box, _Level.PRODUCT if name.prefix else _Level.TIGHT if name.sup else _Level.ATOM)


def _loss(loss: Loss | Entry) -> _Piece:
    return _Piece(_name(loss if isinstance(loss, Loss) else loss.family).box(), _Level.ATOM)


def _delta(node: Delta, context: _Context) -> _Piece:
    a, b = (_letter(context.letters[index]) for index in node.indices)
    if "delta" in context.bases:  # a family is called delta: Iverson's bracket instead
        return _Piece(Fenced(row(a, Operator("eq"), b), "[]"), _Level.ATOM)
    comma = () if isinstance(a, Symbol) and isinstance(b, Symbol) else (Operator("comma"),)
    return _Piece(Script(Symbol("delta"), row(a, *comma, b)), _Level.ATOM)


# --------------------------------------------------------------------------
# Sums and products


def _sum(node: Add, context: _Context) -> _Piece:
    items: list[Box] = []
    for negative, inside in terms(node):
        if items:
            items.append(Operator("minus" if negative else "plus"))
        elif negative:
            items.append(Operator("neg"))
        piece = _product(inside, context)
        items.append(_fence(piece.box) if piece.level == _Level.SUM else piece.box)
    return _Piece(row(*items), _Level.SUM)


def _signed(node: Expr, context: _Context) -> _Piece:
    """A product, with the sign that stands first in front of it."""
    negative, inside = factors(node)
    piece = _product(inside, context)
    if not negative:
        return piece
    box = _fence(piece.box) if piece.level == _Level.SUM else piece.box
    return _Piece(row(Operator("neg"), box), _Level.SUM)


def _product(inside: Sequence[Expr], context: _Context) -> _Piece:
    """The product of some factors. None but a later one is negative.

    It falls into segments as its author divided: a/b*c is a fraction and then c.
    """
    segments: list[_Segment] = [[]]
    for place, factor in enumerate(inside):
        segment = segments[-1]
        if isinstance(factor, Mean) and place == len(inside) - 1:
            # A mean that stands last is 1/m and a sum: 1/m joins the fraction, if there is one.
            segment += [(True, index.range.size) for index in factor.indices]
            segment.append((False, Total(factor.body, *factor.indices)))
        elif (under := divisor(factor)) is not None:
            segment.append((True, under))
        else:
            divided = any(divides for divides, _ in segment)
            if divided and any(not divides and not isinstance(item, Rational) for divides, item in segment):
                segments.append(segment := [])
            segment.append((False, factor))
    return _juxtapose([piece for segment in segments for piece in _segment(segment, context)])


_Segment = list[tuple[bool, Expr]]  # factors in order, each with whether it divides


def _segment(segment: _Segment, context: _Context) -> list[_Piece]:
    """A fraction, beside it the factors that are too tall to stand above its bar."""
    if not any(divides for divides, _ in segment):
        return [_lay(factor, context) for _, factor in segment]
    # A plain number a/b shares the bar: (1/2) x / y is x/(2y).
    numbers = [Rational(factor.q) for divides, factor in segment
               if not divides and isinstance(factor, Rational) and factor > 0 and factor.q != 1]
    below = [*numbers, *(factor for divides, factor in segment if divides)]
    bottom = _juxtapose([_lay(factor, context) for factor in below]).box
    inner: list[_Piece] = []
    before: list[_Piece] = []
    after: list[_Piece] = []
    begun = False
    for divides, factor in segment:
        if divides or factor == 1:
            begun = True
            continue
        if isinstance(factor, Rational) and factor > 0:
            begun = True
            inner += [_number(Rational(factor.p))] if factor.p != 1 else []
            continue
        piece = _lay(factor, context)
        if not tall(piece.box) or _fits_above(piece.box, bottom):
            begun = True
            inner.append(piece)
        elif isinstance(factor, (Adjoint, Partial, Derivative)) and not begun:
            before.append(piece)
        else:  # 1/m sum, 1/s (a + b/c): the fraction leads what reaches to the right
            begun = True
            after.append(piece)
    top = _juxtapose(inner).box if inner else Number("1")
    return [*before, _Piece(Fraction(top, bottom), _Level.TIGHT), *after]


def _fits_above(top: Box, bottom: Box) -> bool:
    """A low sum over a sum, as in a weighted mean, is one fraction."""
    if not (isinstance(top, Row) and isinstance(top.items[0], BigSum) and isinstance(starts(bottom), BigSum)):
        return False
    return not any(tall(item) for item in top.items if not isinstance(item, BigSum))


def _juxtapose(pieces: Sequence[_Piece]) -> _Piece:
    """Factors side by side."""
    if len(pieces) == 1:
        return pieces[0]
    items: list[Box] = []
    for place, piece in enumerate(pieces):
        box = piece.box
        if piece.level == _Level.SUM:
            box = _fence(box)
        elif piece.level == _Level.OPEN and place < len(pieces) - 1:
            box = piece.closed if piece.closed is not None else _fence(box)
        items += [_between(items[-1], box), box] if items else [box]
    return _Piece(row(*items), _Level.OPEN if pieces[-1].level == _Level.OPEN else _Level.PRODUCT)


def _between(left: Box, right: Box) -> Operator:
    """What stands between two factors so that they are read as two."""
    last, first = ends(left), starts(right)
    if isinstance(first, Number) or (isinstance(last, Word) and isinstance(first, Fenced)):
        return Operator("dot")  # x 2 and 2 3 are no products; step(a + b) is no function
    if isinstance(last, Number) and isinstance(first, Fraction) and isinstance(starts(first.top), Number):
        return Operator("dot")  # 2 1/2 is no mixed number
    if isinstance(last, (Word, Root)) or isinstance(first, Word):
        return Operator("thin")
    if isinstance(last, Fraction) and isinstance(first, Fraction):
        numbers = isinstance(first.top, Number) and isinstance(first.bottom, Number)
        return Operator("dot" if numbers else "thin")  # 1/2 1/3 might be a sum
    return Operator("times")


# --------------------------------------------------------------------------
# Powers and functions


def _power(node: Pow, context: _Context) -> _Piece:
    base, exponent = node.args
    if base == E:
        return _exponential(exponent, context)
    if divisor(node) is not None:
        return _product([node], context)
    if exponent == _HALF:
        return _Piece(Root(_lay(base, context).box), _Level.TIGHT)
    return _raise(base, _exponent(exponent, context), context)


def _exponent(exponent: Expr, context: _Context) -> Box:
    if isinstance(exponent, Rational) and exponent.q != 1:
        sign = (Operator("neg"),) if exponent < 0 else ()
        return row(*sign, Number(str(abs(exponent.p))), Operator("slash"), Number(str(exponent.q)))
    return _lay(positive_first(exponent), context).box


def _raise(base: Expr, sup: Box, context: _Context) -> _Piece:
    """``base`` with a superscript, which must not be read as belonging to a part of it."""
    piece = _lay(base, context)
    match base, piece.box:
        case (tanh(), Row((Function() as sign, *rest))):
            return _Piece(row(Script(sign, sup=sup), *rest), _Level.TIGHT)
        # f(x)^2: every node with a name and an argument in brackets.
        case (sigmoid() | relu() | unit_step() | maximum() | minimum() | Expectation() | Variance() | Entry(),
              Row((*before, Operator("apply"), Fenced() as argument))):
            before.append(Operator("apply"))
            return _Piece(row(*before, Script(argument, sup=sup)), _Level.TIGHT)
        case (_, Script(body, sub, None)) if piece.level == _Level.ATOM:
            return _Piece(Script(body, sub, sup), _Level.TIGHT)
    body = piece.box if piece.level == _Level.ATOM else _fence(piece.box)
    return _Piece(Script(body, sup=sup), _Level.TIGHT)


def _exponential(exponent: Expr, context: _Context) -> _Piece:
    sup = _exponent(exponent, context)
    if tall(sup) or "e" in context.bases:
        return _apply(Function("exp"), sup)
    if exponent == 1:
        return _Piece(Symbol("e"), _Level.ATOM)
    return _Piece(Script(Symbol("e"), sup=sup), _Level.TIGHT)


def _apply(sign: Box, argument: Box) -> _Piece:
    return _Piece(row(sign, Operator("apply"), _fence(argument)), _Level.TIGHT)


def _logarithm(argument: Expr, context: _Context) -> _Piece:
    inside = _lay(argument, context)
    fenced = _apply(Function("log"), inside.box)
    # log x^2, log ab and log log x are read in two ways; what follows here is read in one.
    match argument:
        case (Entry() | Index() | Size() | Total() | IntervalSum() | exp() | sigmoid() | tanh() | Expectation()
              | Variance() | Delta() | relu() | unit_step() | maximum() | minimum() | absolute() | floor()):
            clear = inside.level != _Level.PRODUCT
        case Rational():
            clear = bool(argument >= 0)
        case _:
            clear = isinstance(inside.box, (Fraction, Root))
    if not clear:
        return fenced
    return _Piece(row(Function("log"), Operator("apply"), inside.box), _Level.OPEN, fenced.box)


# --------------------------------------------------------------------------
# Binders and derivatives


def _total(node: Total, context: _Context) -> _Piece:
    signs: list[Box] = []
    for index in node.indices:
        context = context.bind([index])
        below = row(_letter(context.letters[index]), Operator("eq"), Number("1"))
        signs.append(BigSum(below, _letter(index.range.size_name)))
    return _reaching(row(*signs), _lay(node.body, context))


def _interval_sum(node: IntervalSum, context: _Context) -> _Piece:
    inner = context.bind([node.index])
    # The limits stand outside of the sum: they may hold a letter that the sum takes.
    first, last = (_lay(positive_first(limit), context).box for limit in (node.first, node.last))
    below = row(_letter(inner.letters[node.index]), Operator("eq"), first)
    return _reaching(BigSum(below, last), _lay(node.body, inner))


def _interval_product(body: Expr, index: IntegerIndex, last: Expr, context: _Context) -> _Piece:
    inner = context.bind([index])
    below = row(_letter(inner.letters[index]), Operator("eq"), Number("1"))
    sign = Big("prod", below, _lay(positive_first(last), context).box)
    factor = _lay(body, inner)
    plain = factor.level in (_Level.ATOM, _Level.TIGHT)
    return _Piece(row(sign, factor.box if plain else _fence(factor.box)), _Level.OPEN)


def _limit(node: Limit, context: _Context) -> _Piece:
    inner = context.bind([node.variable]) if isinstance(node.variable, IntegerIndex) else context
    end = Number("∞") if node.to == oo else _exponent(node.to, context)  # small, as an exponent is
    if node.side:
        side = Operator("minus" if node.side == "-" else "plus")
        *before, number = end.items if isinstance(end, Row) else (end,)
        end = row(*before, Script(number, sup=side))
    below = row(_lay(node.variable, inner).box, Operator("to"), end)
    return _reaching(Lim(below), _lay(node.of, inner))


def _reaching(sign: Box, body: _Piece) -> _Piece:
    """A sign that takes everything to its right, up to the next plus or minus."""
    return _Piece(row(sign, _fence(body.box) if body.level == _Level.SUM else body.box), _Level.OPEN)


def _ratio(sign: str, above: _Piece, nodes: Sequence[Entry], context: _Context, order: int = 1) -> _Piece:
    """A derivative as a fraction; ``order`` times by ``nodes``."""
    d: Box = Symbol(sign)
    below: list[Box] = []
    for node in nodes:
        below += [Operator("thin")] * bool(below) + [_of(d, _lay(node, context).box)]
    top: Box = Script(d, sup=Number(str(order))) if order > 1 else d
    return _Piece(Fraction(_of(top, above.box), row(*below)), _Level.TIGHT)


def _of(d: Box, box: Box) -> Box:
    """d x, with a space before a word: not dloss."""
    return row(d, Operator("thin"), box) if isinstance(starts(box), Word) else row(d, box)


def _derivative(node: Derivative, context: _Context) -> _Piece:
    nodes: list[Entry] = []
    of: Expr = node
    while isinstance(of, Derivative):
        nodes.append(of.node)
        of = of.of
    if isinstance(of, Entry):
        return _ratio("d", _entry(of, context), nodes, context, len(nodes))
    # Of a longer expression: an operator before it, which reaches as far as a sum does.
    top: Box = Script(Symbol("d"), sup=Number(str(len(nodes)))) if len(nodes) > 1 else Symbol("d")
    operator = _ratio("d", _Piece(top, _Level.ATOM), nodes, context).box
    assert isinstance(operator, Fraction)
    body = _lay(of, context)
    clear = body.level > _Level.PRODUCT or isinstance(of, Total)
    return _Piece(row(Fraction(top, operator.bottom), Operator("thin"),
                      body.box if clear else _fence(body.box)), _Level.OPEN)
