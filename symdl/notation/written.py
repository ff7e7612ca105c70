r"""A tree of the reader in, boxes out: a formula printed as it was read.

Brackets stand where the tree needs them and nowhere else, so that reading what was printed
gives the same tree again:

brackets    around a sum in a product, a product in a product, a minus that does not stand first;
            around what reaches to the right (a big sign, log x, d/dx) if something follows
dots        between factors that would be read as something else side by side: before a number,
            between a name that might be a function and a bracket, after a d
powers      a base that carries a superscript already, or might take this one for an index, gets brackets
quotients   are fractions; in exponents of numbers and single names a slash

Names are printed as the notation says, or else as they are spelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from fractions import Fraction

from sympy import Basic

from symdl.errors import LanguageError
from symdl.notation import boxes as bx
from symdl.notation.boxes import Box, Fenced, Operator, Row, Script, Symbol, Word, ends, row, starts, tall
from symdl.notation.layout import layout as layout_of_language
from symdl.notation.names import Name, name_of, spelled_name
from symdl.notation.reader import syntax as sx
from symdl.notation.reader.names import plain
from symdl.notation.reader.notation import OPEN, Meaning, Notation
from symdl.notation.reader.scripts import INDICES
from symdl.notation.reader.signs import CALLED, RELATIONS
from symdl.notation.reader.syntax import Node
from symdl.notation.typed import decimal

__all__ = ["boxes_of", "layout"]


def boxes_of(tree: Basic | Node, avoid: Iterable[str] = (), notation: Notation = OPEN) -> Box:
    """The boxes of a tree of the language or of the reader."""
    return layout(tree, notation) if isinstance(tree, Node) else layout_of_language(tree, avoid)


def layout(tree: Node, notation: Notation = OPEN) -> Box:
    """The boxes of a tree of the reader, with the names that ``notation`` declares.

    Raises LanguageError for a tree that no formula is read as, such as a power to a relation.
    """
    return _lay(tree, _Context.of(tree, notation)).box


# --------------------------------------------------------------------------
# What is known while boxes are made


@dataclass(frozen=True)
class _Context:
    """
    declared  what is declared, by what trees call it
    sigma     whether the sigmoid may be written σ
    bound     the letters that signs around bind
    """

    notation: Notation
    declared: Mapping[str, Meaning]
    sigma: bool
    bound: frozenset[str] = frozenset()

    @classmethod
    def of(cls, tree: Node, notation: Notation) -> _Context:
        declared = {meaning.name: meaning for meaning in notation.meanings.values()}
        named = (node.text if isinstance(node, sx.Name) else node.name for node in sx.walk(tree)
                 if isinstance(node, (sx.Name, sx.Member)))
        sigma = notation.find(r"\sigma") is None and not any("sigma" in name for name in named)
        return cls(notation, declared, sigma)

    def bind(self, letters: Iterable[str]) -> _Context:
        return replace(self, bound=self.bound | frozenset(letters))

    def name(self, called: str) -> Name:
        """How a name is written."""
        meaning = self.declared.get(called)
        if meaning is None and called.endswith(_INVERSE):
            name = self.name(called.removesuffix(_INVERSE))
            return replace(name, sup=(*name.sup, Operator("neg"), bx.Number("1")))
        if meaning is None:
            name = spelled_name(called)
            match name.sub:
                case (Symbol(letter, "italic"),) if self.is_index(letter):
                    return replace(name, sub=(Symbol(letter, "upright"),))  # a label: in italics it would be an index
            return name
        if meaning.latex:
            return name_of(called, meaning.latex)
        if "\\" in called or "{" in called:
            return spelled_name(called)
        # A declaration may call \hat{x} xhat, and x_1 x1.
        written = next((spelling for spelling, other in self.notation.meanings.items()
                        if other == meaning and ("\\" in spelling or "{" in spelling)), None)
        return spelled_name(written or called)

    def calls(self, called: str) -> bool:
        """Whether a bracket after this name would be read as holding its arguments."""
        meaning = self.declared.get(called)
        if meaning is not None:
            return meaning.kind == "function"
        base = re.split(r"_\{|\^\{|'", called)[0]
        return base in _CALLED or called.endswith("'") or (called[0] != "\\" and len(plain(called)) > 2)

    def is_index(self, letter: str) -> bool:
        return letter in self.notation.indices or (letter in INDICES and letter not in self.notation.meanings)

    def above(self, called: str) -> int:
        """How many indices of a family may stand above it without brackets."""
        meaning = self.declared.get(called)
        return meaning.above if meaning is not None else 0


_INVERSE = "^{-1}"  # ends the name of an inverse function
# Letters that are called where nothing is declared, and signs of their own. One too many costs a dot.
_CALLED = CALLED | {"E", r"\sigma", r"\mathbb{E}", r"\mathbf{E}"}


class _Level(IntEnum):
    """How strongly a formula holds together: what may stand beside it without brackets."""

    LIST = 0  # a, b
    CHAIN = 1  # a = b
    SUM = 2  # a + b, -a
    INFIX = 3  # a ⊙ b
    PRODUCT = 4  # a b
    FACTOR = 5  # a factor as it is, but no base of a power: a fraction, x^2, f(x), a big sign
    ATOM = 6  # x_i


@dataclass(frozen=True)
class _Piece:
    """A formula in boxes.

    reaches   it takes in what follows it, unless it is written as ``closed``, or in brackets
    calls     it ends in a name that would take brackets after it for its arguments
    """

    box: Box
    level: _Level
    reaches: bool = False
    calls: bool = False
    closed: Box | None = None

    def within(self, level: _Level, last: bool = True) -> Box:
        """The box, in brackets if it holds together less strongly than ``level`` or would take in what follows."""
        if self.level == _Level.LIST and level > _Level.LIST:
            raise LanguageError("things with commas between them stand where one thing belongs",
                                hint="brackets around them would make a tuple of them")  # fmt: skip
        if self.level < level:
            return _fence(self.box)
        return self.box if last or not self.reaches else self.closed if self.closed is not None else _fence(self.box)


def _fence(box: Box, kind: bx.Fence = "()") -> Fenced:
    return Fenced(box, kind, tall(box))


def _joined(boxes: Iterable[Box], sign: Operator) -> Box:
    out: list[Box] = []
    for box in boxes:
        out += [sign, box] if out else [box]
    return row(*out)


_COMMA, _APPLY = Operator("comma"), Operator("apply")


def _sign(name: str) -> Operator:
    if name not in bx.SIGNS:
        raise LanguageError(f"the sign {name} cannot be printed", hint="fonts have no sign for it")
    return Operator(name)  # type: ignore[arg-type]


def _listed(nodes: Sequence[Node], context: _Context) -> Box:
    """Things with commas between them, or one bar with commas on both sides: p(x, y | z)."""
    match nodes:
        case (sx.Chain(_, ("given",)) as bar,):
            return _lay(bar, context).box
    return _joined((_lay(node, context).within(_Level.CHAIN) for node in nodes), _COMMA)


# --------------------------------------------------------------------------
# One node


def _lay(node: Node, context: _Context) -> _Piece:
    match node:
        case sx.Number(value):
            return _number(value)
        case sx.Constant(name):
            return _constant(name)
        case sx.Name(text):
            return _name(text, context)
        case sx.Function(name):
            return _Piece(_function_sign(name, context), _Level.ATOM, calls=True)
        case sx.Dots():
            return _Piece(Operator("dots"), _Level.ATOM)
        case sx.Blank():
            return _Piece(Operator("placeholder"), _Level.ATOM)
        case sx.Text(words):
            return _Piece(bx.Text(words, apart=False), _Level.ATOM)
        case sx.Member():
            return _member(node, context)
        case sx.Component():
            return _component(node, context)
        case sx.Call():
            return _call(node, context)
        case sx.Neg(of):
            return _Piece(row(Operator("neg"), _negated(of, context)), _Level.SUM)
        case sx.Sum(terms):
            return _sum(terms, context)
        case sx.Product(factors):
            return _juxtapose([_lay(factor, context) for factor in factors], context.notation.words)
        case sx.Quotient(top, bottom):
            above, below = (_lay(part, context).within(_Level.SUM) for part in (top, bottom))
            return _Piece(bx.Fraction(above, below), _Level.FACTOR)
        case sx.Power(base, exponent):
            return _power(base, exponent, context)
        case sx.Root(of, degree):
            sup = None if degree is None else _lay(degree, context).within(_Level.SUM)
            return _Piece(bx.Root(_lay(of, context).within(_Level.SUM), sup), _Level.FACTOR)
        case sx.Infix(sign, args):
            return _infix(sign, args, context)
        case sx.Transpose(of):
            return _raised(of, Operator("top"), context)
        case sx.Factorial(of):
            return _Piece(row(_lay(of, context).within(_Level.ATOM), Operator("bang")), _Level.FACTOR)
        case sx.Big():
            return _big(node, context)
        case sx.Derivative(_, of, by, True):
            operator = Script(Symbol("partial"), sub=_listed(by, context))
            return _Piece(row(operator, Operator("times"), _lay(of, context).within(_Level.FACTOR)), _Level.PRODUCT)
        case sx.Derivative(sign, of, by):
            return _derivative(sign, of, by, context)
        case sx.Gradient(of, by, order):
            return _gradient(of, by, order, context)
        case sx.Evaluated(of, below, above):
            bar = Script(Operator("bar"), _listed(below, context),
                         None if above is None else _lay(above, context).within(_Level.SUM))
            return _Piece(row(_lay(of, context).within(_Level.INFIX), bar), _Level.INFIX)
        case sx.Indicator(condition):
            inside = _fence(_lay(condition, context).within(_Level.CHAIN), "[]")
            return _Piece(row(Symbol("1", "bold"), _APPLY, inside), _Level.FACTOR)
        case sx.Group(kind, items):
            return _group(kind, items, context)
        case sx.List(items):
            return _Piece(_listed(items, context), _Level.LIST)
        case sx.Span(first, last):
            ends_ = [_lay(end, context).within(_Level.SUM) for end in (first, last)]
            return _Piece(_joined(ends_, Operator("span")), _Level.CHAIN)
        case sx.Matrix(rows):
            cells = tuple(tuple(_lay(cell, context).within(_Level.CHAIN) for cell in line) for line in rows)
            return _Piece(bx.Grid(cells, "matrix"), _Level.ATOM)
        case sx.Cases(cases):
            return _cases(cases, context)
        case sx.Chain(items, signs):
            return _chain(items, signs, context)
    raise LanguageError(f"{type(node).__name__} cannot be printed", term=sx.show(node),
                        hint="it is a part of the sign before it")  # fmt: skip


# --------------------------------------------------------------------------
# Leaves


def _number(value: Fraction) -> _Piece:
    if value < 0:
        raise LanguageError("a number in a tree has no sign", term=value, hint="Neg(Number(...)) is a negative one")
    digits = decimal(value)
    if digits is None:  # the reader makes a Quotient of this
        small = bx.Fraction(bx.Number(str(value.numerator)), bx.Number(str(value.denominator)), small=True)
        return _Piece(small, _Level.FACTOR)
    return _Piece(bx.Number(digits), _Level.ATOM)


def _constant(name: str) -> _Piece:
    match name:
        case "infinity":
            return _Piece(bx.Number("∞"), _Level.ATOM)
        case "pi":
            return _Piece(Symbol("pi"), _Level.ATOM, calls=True)  # π(a) is a policy
    return _Piece(Symbol(name), _Level.ATOM)


def _name(called: str, context: _Context) -> _Piece:
    name = context.name(called)
    return _Piece(name.box(), _Level.FACTOR if name.prefix or name.sup else _Level.ATOM, calls=context.calls(called))


def _member(node: sx.Member, context: _Context) -> _Piece:
    name = context.name(node.name)
    below = [*name.sub]
    if node.below:
        below += [_COMMA] * bool(below) + [_indices(node.below, context)]
    above = [*name.sup]
    if node.above:
        # A T above would be read as the sign of a transpose.
        bare = len(node.above) <= context.above(node.name) and node.above != (sx.Name("T"),)
        inside = _indices(node.above, context)
        above.append(inside if bare else Fenced(inside))
    base = Script(name.base, row(*below) if below else None, row(*above) if above else None)
    level = _Level.FACTOR if name.prefix or above else _Level.ATOM
    return _Piece(row(*name.prefix, base), level, calls=context.calls(node.name))


def _indices(items: Sequence[Node], context: _Context) -> Box:
    match items:
        case (sx.Span(first, last),):
            inside = [_lay(end, context).within(_Level.SUM) for end in (first, last)]
            return _joined([inside[0], Operator("dots"), inside[1]], _COMMA)
    boxes = [_index(item, context) for item in items]
    if all(isinstance(item, sx.Name) and item.text in ("i", "j", "k", "l") for item in items):
        return row(*boxes)
    return _joined(boxes, _COMMA)


def _index(node: Node, context: _Context) -> Box:
    match node:
        case sx.Product(factors) if all(isinstance(factor, sx.Name) for factor in factors):
            # Side by side, letters would be several indices.
            return _joined((_lay(factor, context).within(_Level.FACTOR) for factor in factors), Operator("dot"))
    return _lay(node, context).within(_Level.CHAIN)


def _component(node: sx.Component, context: _Context) -> _Piece:
    sub = _indices(node.below, context) if node.below else None
    sup = Fenced(_indices(node.above, context)) if node.above else None
    piece = _lay(node.of, context)
    level = _Level.FACTOR if sup is not None else _Level.ATOM
    match node.of, piece.box:
        case sx.Call(), Row((*before, Operator("apply"), Fenced() as argument)):
            return _Piece(row(*before, _APPLY, Script(argument, sub, sup)), _Level.FACTOR)
    return _Piece(Script(_fence(piece.box), sub, sup), level)


# --------------------------------------------------------------------------
# Sums, products, powers


def _sum(terms: Sequence[Node], context: _Context) -> _Piece:
    items: list[Box] = []
    for term in terms:
        negative = isinstance(term, sx.Neg)
        if items:
            items.append(Operator("minus" if negative else "plus"))
        elif negative:
            items.append(Operator("neg"))
        inside = term.of if isinstance(term, sx.Neg) else term
        items.append(_negated(inside, context) if negative else _lay(inside, context).within(_Level.INFIX))
    return _Piece(row(*items), _Level.SUM)


def _negated(of: Node, context: _Context) -> Box:
    """What stands after a minus; -a mod b would be (-a) mod b."""
    return _lay(of, context).within(_Level.PRODUCT if isinstance(of, sx.Infix) and of.sign == "mod" else _Level.INFIX)


def _juxtapose(pieces: Sequence[_Piece], words: Iterable[str]) -> _Piece:
    """Factors side by side. ``words`` are names of several letters, which must not arise."""
    items: list[Box] = []
    before: _Piece | None = None
    for place, piece in enumerate(pieces):
        box = piece.within(_Level.FACTOR, last=place == len(pieces) - 1)
        if before is not None:
            pair = "".join(part.name for part in (items[-1], starts(box)) if isinstance(part, Symbol))
            word = len(pair) == 2 and any(pair in word for word in words)
            items.append(Operator("dot") if word else _between(items[-1], box, before.calls))
        items.append(box)
        before = replace(piece, calls=piece.calls and box is piece.box)
    last = pieces[-1]
    open_ = last.level >= _Level.FACTOR
    return _Piece(row(*items), _Level.PRODUCT, reaches=open_ and last.reaches, calls=open_ and last.calls)


def _between(left: Box, right: Box, calls: bool) -> Operator:
    """What stands between two factors so that they are read as two."""
    last, first = ends(left), starts(right)
    if isinstance(first, bx.Number) or left in (Symbol("d"), Symbol("Delta")):
        return Operator("dot")  # x 2 and 2 3 are no products; dx and Δx are one thing
    if isinstance(first, Fenced) and (calls or isinstance(last, Word) or first.kind in ("[]", "[)") or _several(first)):
        return Operator("dot")
    if isinstance(last, bx.Number) and isinstance(first, bx.Fraction) and isinstance(starts(first.top), bx.Number):
        return Operator("dot")  # 2 1/2 is no mixed number
    if isinstance(last, (Word, bx.Root, bx.Text)) or isinstance(first, (Word, bx.Text)):
        return Operator("thin")
    if isinstance(last, bx.Fraction) and isinstance(first, bx.Fraction):
        numbers = isinstance(first.top, bx.Number) and isinstance(first.bottom, bx.Number)
        return Operator("dot" if numbers else "thin")
    return Operator("times")


def _several(fenced: Fenced) -> bool:
    """Whether things stand between these brackets that only arguments are: several, or a relation."""
    items = fenced.body.items if isinstance(fenced.body, Row) else (fenced.body,)
    return any(isinstance(item, Operator) and (item.name in ("comma", "semicolon") or item.name in RELATIONS)
               for item in items)  # fmt: skip


def _infix(sign: str, args: Sequence[Node], context: _Context) -> _Piece:
    if sign in ("pm", "mp"):
        boxes = [_lay(arg, context).within(_Level.INFIX) for arg in args]
        return _Piece(row(*boxes[:-1], _sign(sign), boxes[-1]), _Level.SUM)
    boxes = []
    piece = None
    for place, arg in enumerate(args):
        piece = _lay(arg, context)
        box = piece.within(_Level.PRODUCT, last=place == len(args) - 1)
        # A product that is written with a dot holds together no more strongly than this sign.
        dotted = isinstance(box, Row) and Operator("dot") in box.items
        boxes.append(_fence(box) if dotted else box)
    assert piece is not None
    level = _Level.CHAIN if sign in ("and", "or") else _Level.INFIX  # beside relations, these bind less than they do
    return _Piece(_joined(boxes, _sign(sign)), level, reaches=piece.reaches)


def _power(base: Node, exponent: Node, context: _Context) -> _Piece:
    sup = _exponent(exponent, context)
    match base, exponent:
        case sx.Call(sx.Function(name)), sx.Number(value) if name in _TRIGONOMETRIC and value >= 2:
            match _lay(base, context).box:
                case Row((bx.Function() as sign, *rest)):
                    return _Piece(row(Script(sign, sup=sup), *rest), _Level.FACTOR)
        case (sx.Name(called) | sx.Member(called, _, ()) | sx.Constant(called)), _ if _takes(
                called, base, exponent, context):
            return _Piece(Script(_fence(_lay(base, context).box), sup=sup), _Level.FACTOR)
    return _raised(base, sup, context)


def _takes(called: str, base: Node, exponent: Node, context: _Context) -> bool:
    """Whether a name would take an exponent for an index, or for a part of its own spelling."""
    if context.above(called):
        return True
    if isinstance(exponent, sx.Name) and called not in context.declared and exponent.text[:1].isalpha():
        return len(exponent.text) > 1  # x^{lr} would be a name of its own
    written = str(exponent.value) if isinstance(exponent, sx.Number) else plain(getattr(exponent, "text", ""))
    return isinstance(base, sx.Name) and context.notation.find(f"{called}^{{{written}}}") is not None


def _exponent(exponent: Node, context: _Context) -> Box:
    match exponent:
        case sx.Neg(of):
            return row(Operator("neg"), _slashed(of, context) or _lay(of, context).within(_Level.INFIX))
    piece = _lay(exponent, context)
    loose = piece.level < _Level.SUM and not isinstance(exponent, sx.Infix)  # a sign for and is no relation
    if loose or isinstance(exponent, sx.Group):
        raise LanguageError("this cannot be printed as an exponent", term=sx.show(exponent),
                            hint="in brackets above a name it would be an index")  # fmt: skip
    box = _slashed(exponent, context) or piece.box
    match box:
        case Row((Fenced(), *_, Fenced()) as items) if not isinstance(exponent, sx.Infix):
            # (a + b)(c + d) above a name would be two indices.
            return Row(tuple(Operator("dot") if item == Operator("times") else item for item in items))
    return box


def _slashed(node: Node, context: _Context) -> Box | None:
    """A quotient of numbers or letters with a slash."""
    match node:
        case sx.Quotient((sx.Number() | sx.Name()) as top, (sx.Number() | sx.Name()) as bottom):
            parts = [_lay(part, context) for part in (top, bottom)]
            if all(part.level == _Level.ATOM for part in parts):
                return _joined((part.box for part in parts), Operator("slash"))
    return None


def _raised(base: Node, sup: Box, context: _Context) -> _Piece:
    """``base`` with a superscript, which must not be read as belonging to a part of it."""
    piece = _lay(base, context)
    match base, piece.box:
        case sx.Call(function), Row((*before, Operator("apply"), Fenced() as argument)) if _raises(function):
            return _Piece(row(*before, _APPLY, Script(argument, sup=sup)), _Level.FACTOR)
        case _, Script(body, sub, None) if piece.level == _Level.ATOM:
            return _Piece(Script(body, sub, sup), _Level.FACTOR, calls=piece.calls)
    if piece.level == _Level.ATOM:
        return _Piece(Script(piece.box, sup=sup), _Level.FACTOR, calls=piece.calls)
    return _Piece(Script(_fence(piece.box), sup=sup), _Level.FACTOR)


def _raises(function: Node) -> bool:
    """Whether f(x)^2 is the square of f(x) for everyone: log(x)^2 is not."""
    return not isinstance(function, sx.Function) or function.name not in (*_TRIGONOMETRIC, *_BARE, "exp")


# --------------------------------------------------------------------------
# Functions

_TRIGONOMETRIC = ("sin", "cos", "tan", "sinh", "cosh", "tanh")
_BARE = ("log", "log10", "sin", "cos", "tan", "det")
"""Functions that are written without brackets before a single name."""
_FENCES: Mapping[str, bx.Fence] = {"abs": "||", "floor": "⌊⌋", "ceil": "⌈⌉", "norm": "‖‖"}
_PRINTED = {"log10": "lg", "relu": "ReLU"}


def _function_sign(name: str, context: _Context) -> Box:
    if name == "E":
        return Symbol("E", "blackboard")
    if name == "sigmoid" and context.sigma:
        return Symbol("sigma")
    if name in ("Var", "Cov"):
        return Word(name)
    return bx.Function(_PRINTED.get(name, name))


def _call(node: sx.Call, context: _Context) -> _Piece:
    match node:
        case sx.Call(sx.Function("binom"), (top, bottom), ()):
            boxes = [_lay(part, context).within(_Level.SUM) for part in (top, bottom)]
            return _Piece(bx.Binomial(*boxes), _Level.FACTOR)
        case sx.Call(sx.Function("sqrt"), (of,), ()):
            return _lay(sx.Root(of), context)
        case sx.Call(sx.Function("conj"), (of,), ()):
            return _Piece(bx.Accent("bar", _lay(of, context).within(_Level.SUM)), _Level.ATOM)
        case sx.Call(sx.Function("norm"), (of, which), ()):
            sub = _lay(which, context).within(_Level.SUM)
            return _Piece(Script(_fence(_lay(of, context).within(_Level.CHAIN), "‖‖"), sub), _Level.ATOM)
        case sx.Call(sx.Function(name), (of,), ()) if name in _FENCES:
            return _Piece(_fence(_lay(of, context).within(_Level.CHAIN), _FENCES[name]), _Level.ATOM)
        case sx.Call(sx.Function("log"), (of, base), ()):
            return _applied(Script(bx.Function("log"), _lay(base, context).within(_Level.SUM)), of, context)
        case sx.Call(sx.Function(name), (of,), ()) if name in _BARE:
            return _applied(_function_sign(name, context), of, context)
        case sx.Call(sx.Function(name)):
            sign = _function_sign(name, context)
        case sx.Call(sx.Name(called)):
            name_ = context.name(called)
            word = isinstance(name_.base, Word) and name_.base.style == "upright"
            sign = (replace(name_, base=bx.Function(name_.base.text)) if word else name_).box()  # type: ignore[union-attr]
        case sx.Call(sx.Member() | sx.Power(sx.Name() | sx.Member() | sx.Function(), sx.Neg(sx.Number()))):
            sign = _lay(node.function, context).box
        case _:
            raise LanguageError("only names are called", term=sx.show(node.function),
                                hint="brackets after anything else hold a factor")  # fmt: skip
    if node.below:
        if isinstance(sign, Script):
            raise LanguageError("a name has one subscript", term=sx.show(node),
                                hint="the function has an index already")  # fmt: skip
        sign = Script(sign, _listed(node.below, context))
    kind: bx.Fence = "[]" if node.function in (sx.Function("E"), sx.Function("Var")) else "()"
    return _Piece(row(sign, _APPLY, _fence(_listed(node.args, context) if node.args else row(), kind)), _Level.FACTOR)


def _applied(sign: Box, of: Node, context: _Context) -> _Piece:
    """log x, or log(x) where what it is taken of does not end by itself."""
    inside = _lay(of, context)
    fenced = row(sign, _APPLY, _fence(inside.within(_Level.CHAIN)))
    match of:
        case sx.Name() | sx.Member() | sx.Number() | sx.Constant():
            clear = inside.level == _Level.ATOM
        case sx.Quotient() | sx.Root():
            clear = True
        case sx.Call(function):
            clear = isinstance(function, (sx.Name, sx.Member)) or inside.level == _Level.ATOM
        case _:
            clear = False
    if not clear:
        return _Piece(fenced, _Level.FACTOR)
    return _Piece(row(sign, _APPLY, inside.box), _Level.FACTOR, reaches=True, closed=fenced)


# --------------------------------------------------------------------------
# Signs that bind or reach

_INTEGRALS = ("int", "oint", "iint")
_SERIES = ("sum", "prod", "union", "intersection")
"""Signs that have a lower and an upper limit; below others stands 1 <= i <= m."""


def _big(node: sx.Big, context: _Context) -> _Piece:
    below, above = _limits(node, context)
    inner = context.bind(_bound_letters(node.bounds))
    body = _lay(node.of, inner)
    items: list[Box] = [bx.Big(node.sign, below, above)]  # type: ignore[arg-type]
    # An integral that ends in another one would give it its differential, too.
    twice = node.sign in _INTEGRALS and any(isinstance(item, bx.Big) and item.sign in _INTEGRALS
                                            for item in (body.box.items if isinstance(body.box, Row) else ()))
    items.append(_fence(body.box) if twice else body.within(_Level.INFIX if node.bounds else _Level.ATOM))
    if node.sign in _INTEGRALS:
        for bound in node.bounds:
            items += [Operator("thin"), Symbol("d"), _lay(_letter(bound), context).within(_Level.FACTOR)]
    return _Piece(row(*items), _Level.FACTOR, reaches=True)


def _letter(bound: sx.Bound | sx.Goes) -> Node:
    if bound.name is None:
        raise LanguageError("this sign binds no letter", term=sx.show(bound), hint="only a sum has a mere condition")
    return bound.name


def _bound_letters(bounds: Iterable[sx.Bound | sx.Goes]) -> set[str]:
    named = {bound.name for bound in bounds}
    for bound in bounds:
        if isinstance(bound, sx.Bound) and bound.name is None and isinstance(bound.condition, sx.Chain):
            named.update(bound.condition.items)
    return {name.text for name in named if isinstance(name, sx.Name)}


def _limits(node: sx.Big, context: _Context) -> tuple[Box | None, Box | None]:
    """What stands below and above a big sign."""
    if node.sign in _INTEGRALS:
        ends_ = [(bound.first, bound.last) for bound in node.bounds if isinstance(bound, sx.Bound)]
        if any(ends_[1:]) and set(ends_[1:]) != {(None, None)}:
            raise LanguageError("an integral with two pairs of limits has one sign", term=sx.show(node),
                                hint="write an integral of an integral")  # fmt: skip
        return tuple(None if end is None else _lay(end, context).within(_Level.CHAIN)  # type: ignore[return-value]
                     for end in (ends_[0] if ends_ else (None, None)))
    match node.bounds:
        case ():
            return None, None
        case (sx.Bound(name, first, last, None),) if name and (node.sign in _SERIES or not (first and last)):
            letter = _lay(name, context).within(_Level.SUM)
            below = letter if first is None else row(letter, Operator("eq"), _lay(first, context).within(_Level.SUM))
            return below, None if last is None else _lay(last, context).within(_Level.CHAIN)
    return _joined((box for bound in node.bounds for box in _bound(bound, context)), _COMMA), None


def _bound(bound: sx.Bound | sx.Goes, context: _Context) -> list[Box]:
    """One of several bounds below a sign: i, i = 1, 1 <= i <= m, k != i."""
    match bound:
        case sx.Goes(name, to, side):
            end = _lay(to, context)
            box = end.within(_Level.SUM)
            if side:
                bare = isinstance(to, (sx.Number, sx.Constant))
                box = Script(box if bare else _fence(box), sup=Operator("plus" if side == "+" else "minus"))
            return [row(_lay(name, context).within(_Level.SUM), Operator("to"), box)]
        case sx.Bound(name, first, last, condition):
            letter = None if name is None else _lay(name, context).within(_Level.SUM)
            said: list[Box] = []
            if letter is not None and first is not None and last is not None:
                begin, end_ = (_lay(limit, context).within(_Level.SUM) for limit in (first, last))
                said.append(row(begin, Operator("le"), letter, Operator("le"), end_))
            elif letter is not None and first is not None:
                said.append(row(letter, Operator("eq"), _lay(first, context).within(_Level.SUM)))
            elif last is not None:
                raise LanguageError("an upper limit without a lower one belongs to a single letter",
                                    term=sx.show(bound), hint="write a sign for each letter")  # fmt: skip
            elif letter is not None and (condition is None or not _names(condition, name, context)):
                said.append(letter)
            if condition is not None:
                said.append(_lay(condition, context).within(_Level.CHAIN))
            return said
    raise TypeError(bound)


def _names(condition: Node, name: Node | None, context: _Context) -> bool:
    """Whether a condition alone says which letter it is that is bound."""
    if not isinstance(condition, sx.Chain):
        return False
    if condition.signs in (("lt",), ("le",)):
        letters = [item for item in condition.items if isinstance(item, sx.Name)]
        return [letter for letter in letters if letter.text not in context.bound] == [name]
    return name in condition.items[:2]


def _derivative(sign: str, of: Node, by: Sequence[Node], context: _Context) -> _Piece:
    """A fraction; what it is of stands after it if it is long or tall."""
    d = Symbol("d" if sign == "d" else "partial")
    above: Box = Script(d, sup=bx.Number(str(len(by)))) if len(by) > 1 else d
    below: list[Box] = []
    place = 0
    while place < len(by):
        many = 1
        while place + many < len(by) and by[place + many] == by[place]:
            many += 1
        piece = _lay(by[place], context)
        if len(by) == 1:
            below += [d, piece.within(_Level.FACTOR, last=False)]
        elif many > 1 and piece.level == _Level.ATOM:
            sub = piece.box.sub if isinstance(piece.box, Script) else None
            base = piece.box.base if isinstance(piece.box, Script) else piece.box
            below += [d, Script(base, sub, bx.Number(str(many)))]
        else:
            below += [d, piece.within(_Level.ATOM)] * many
        place += many
    body = _lay(of, context)
    if not tall(body.box) and body.level >= _Level.PRODUCT:
        return _Piece(bx.Fraction(row(above, body.box), row(*below)), _Level.FACTOR)
    inside = body.within(_Level.FACTOR)
    return _Piece(row(bx.Fraction(above, row(*below)), Operator("thin"), inside), _Level.FACTOR, reaches=True)


def _gradient(of: Node, by: Node | None, order: int, context: _Context) -> _Piece:
    sign: Box = Symbol("nabla")
    if by is not None or order > 1:
        listed = by.items if isinstance(by, sx.Group) and by.kind == "tuple" else (by,) if by is not None else ()
        sign = Script(sign, _listed(listed, context) if listed else None,
                      bx.Number(str(order)) if order > 1 else None)  # fmt: skip
    piece = _lay(of, context)
    # A number or fraction takes what follows along, and a superscript would stand on the whole: \\nabla f^\\top.
    alone = isinstance(of, (sx.Number, sx.Quotient, sx.Transpose)) or (order == 2 and isinstance(of, sx.Power))
    box = _fence(piece.box) if alone else piece.within(_Level.FACTOR)
    bare = box is piece.box
    return _Piece(row(sign, Operator("times"), box), _Level.FACTOR, reaches=bare and piece.reaches,
                  calls=bare and piece.calls)


# --------------------------------------------------------------------------
# Several things

_KINDS: Mapping[str, bx.Fence] = {"tuple": "()", "list": "[]", "set": "{}", "angle": "⟨⟩", "(]": "(]", "[)": "[)"}


def _group(kind: str, items: Sequence[Node], context: _Context) -> _Piece:
    if kind in ("tuple", "list") and len(items) == 1 and not isinstance(items[0], (sx.Dots, sx.Span)):
        raise LanguageError("brackets around one thing say nothing", term=sx.show(items[0]),
                            hint="a tuple or list has two items or more")  # fmt: skip
    match kind, items:
        case "set", (sx.Chain((what, where), (("colon" | "given") as sign,)),):
            inside = row(_lay(what, context).within(_Level.CHAIN), Operator(sign), _lay(where, context).box)
        case _:
            inside = _listed(items, context) if items else row()
    return _Piece(_fence(inside, _KINDS[kind]), _Level.ATOM)


def _cases(cases: Sequence[tuple[Node, Node | None]], context: _Context) -> _Piece:
    lines: list[tuple[Box, ...]] = []
    for value, where in cases:
        said: Box = bx.Text("otherwise", apart=False)
        if where is not None:
            said = row(bx.Text("if", apart=False), _lay(where, context).within(_Level.LIST))
        lines.append((_lay(value, context).within(_Level.CHAIN), said))
    return _Piece(bx.Grid(tuple(lines), "cases"), _Level.ATOM)


def _chain(items: Sequence[Node], signs: Sequence[str], context: _Context) -> _Piece:
    out: list[Box] = []
    for place, item in enumerate(items):
        if place:
            out.append(_sign(signs[place - 1]))
        if place or not isinstance(item, sx.Blank):
            # The bar of y = 1 | x binds least.
            loose = signs == ("given",) and isinstance(item, sx.Chain) and "given" not in item.signs
            several = signs == ("given",) and isinstance(item, sx.List)
            level = _Level.LIST if several else _Level.CHAIN if loose else _Level.SUM
            out.append(_lay(item, context).within(level))
    return _Piece(row(*out), _Level.LIST if any(isinstance(item, sx.List) for item in items) else _Level.CHAIN)
