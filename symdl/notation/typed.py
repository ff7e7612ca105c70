"""A tree of the reader as plain text, which reads as the same tree again.

    x[i]   x^{(i)}   m^(t-1)   f(x, y)   E[x]   sqrt(x)   a*b/c   a^(1/2)   (W*x)_i   [i = j]
    sum(f, i)   sum(f, i=1..n)   int(f, x=0..1)   lim(f, b -> 1-)   sum_{k != i}(f)   argmax_{theta}(f)
    ∂l/∂x[i]   dL/dw   ∇_{theta} J(theta)   A^⊤   a ⊙ b   x ∈ S

Factors have a * between them, so that no bracket is taken for arguments. What ASCII has no sign for is Unicode; what
has no form in plain text at all (a matrix, cases, a set) raises LanguageError.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from symdl.errors import LanguageError
from symdl.notation import boxes as bx
from symdl.notation.boxes import LETTERS, Box, styled
from symdl.notation.names import Name, spelled_name
from symdl.notation.reader import syntax as sx
from symdl.notation.reader.names import plain
from symdl.notation.reader.notation import OPEN, Meaning, Notation
from symdl.notation.reader.signs import INFIX, RELATIONS
from symdl.notation.reader.syntax import Node

__all__ = ["decimal", "typed"]


def typed(tree: Node, notation: Notation = OPEN) -> str:
    """Plain text of a tree of the reader, with the names as ``notation`` lets a person type them.

    Raises LanguageError for what plain text has no form for.
    """
    declared = {meaning.name: meaning for meaning in notation.meanings.values()}
    return _Typist(notation, declared).top(tree)


class _Level(IntEnum):
    LIST = 0
    CHAIN = 1
    SUM = 2
    INFIX = 3
    PRODUCT = 4
    QUOTIENT = 5
    FACTOR = 6
    ATOM = 7


_Piece = tuple[str, _Level]

_SIGNS = {"plus": "+", "minus": "-", "neg": "-", "comma": ",", "asterisk": "*", "colon": ":", "semicolon": ";",
          "slash": "/", "eq": "=", "prime": "'"}  # fmt: skip
_COMBINING = {"hat": "\u0302", "tilde": "\u0303", "bar": "\u0304", "dot": "\u0307", "ddot": "\u0308", "vec": "\u20d7"}
_RELATIONS = {name: min((text for text in texts if text[0] != "\\"), key=lambda text: (not text.isascii(), len(text)),
                        default="") for name, texts in RELATIONS.items()}  # fmt: skip
_INFIX = {name: text for text, name in INFIX.items() if text[0] != "\\"} | {"pm": "±"}
_BINDERS = ("sum", "prod", "mean", "int", "lim")
"""Signs that are written as functions, with their letters after what they reach over."""
_REACHING = ("sum", "prod", "mean", "union", "intersection")
_COMMANDS = {"union": "bigcup", "intersection": "bigcap"}
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)?'*(\^[0-9]+)?")
_DIFFERENTIAL = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\[.*\])?")


def decimal(value: Fraction) -> str | None:
    """A fraction as a decimal: 1/4 is 0.25. None if it has none."""
    digits, scale = 0, value.denominator
    while scale % 10 == 0:
        scale, digits = scale // 10, digits + 1
    while scale > 1:
        factor = next((factor for factor in (5, 2) if scale % factor == 0), None)
        if factor is None:
            return None
        scale, digits = scale // factor, digits + 1
    text = str(value.numerator * 10**digits // value.denominator).rjust(digits + 1, "0")
    return f"{text[:-digits]}.{text[-digits:]}" if digits else text


def _fail(what: str, node: Node) -> LanguageError:
    return LanguageError(f"plain text has no form for {what}", term=sx.show(node), hint="print it as LaTeX")


@dataclass(frozen=True)
class _Typist:
    notation: Notation
    declared: dict[str, Meaning]

    # ---- names

    def name(self, called: str) -> str:
        """A name as a person types it, or in Unicode where that would be read as another one."""
        meaning = self.declared.get(called)
        if meaning is None and called.endswith("^{-1}"):  # of an inverse function
            return self.name(called.removesuffix("^{-1}")) + "^(-1)"
        if meaning is None:
            return self.in_unicode(called)
        spellings = [called, *(spelling for spelling, other in self.notation.meanings.items() if other == meaning)]
        for spelling in map(plain, spellings):
            if _PLAIN.fullmatch(spelling) and self.notation.find(spelling) == meaning and r"\Delta" not in called:
                return spelling
        for spelling in spellings:
            if "\\" in spelling or "{" in spelling:
                return self.in_unicode(spelling)
        return called

    def in_unicode(self, spelling: str) -> str:
        text = _unicode(spelled_name(spelling))
        if text is None:
            raise _fail(f"the name {spelling}", sx.Name(spelling))
        return text

    def above(self, called: str) -> int:
        meaning = self.declared.get(called)
        return meaning.above if meaning is not None else 0

    # ---- trees

    def top(self, node: Node) -> str:
        return self.write(node)[0]

    def at_least(self, node: Node, level: _Level) -> str:
        text, own = self.write(node)
        if own == _Level.LIST and level > _Level.LIST:
            raise LanguageError("things with commas between them stand where one thing belongs", term=text,
                                hint="brackets around them would make a tuple of them")  # fmt: skip
        return text if own >= level else f"({text})"

    def listed(self, nodes: Iterable[Node]) -> str:
        return ", ".join(self.inside(node) for node in nodes)

    def inside(self, node: Node) -> str:
        """What stands alone in brackets, or between commas there."""
        match node:
            case sx.Chain(items, signs) if {"given", "parallel"} & {*signs}:
                return self.chain(items, signs, node)
        return self.at_least(node, _Level.CHAIN)

    def write(self, node: Node) -> _Piece:
        match node:
            case sx.Number(value):
                text = decimal(value)
                return (text, _Level.ATOM) if text else (f"{value.numerator}/{value.denominator}", _Level.QUOTIENT)
            case sx.Constant(constant):
                return {"infinity": "inf"}.get(constant, constant), _Level.ATOM
            case sx.Name(called):
                name = self.name(called)
                return name, _Level.FACTOR if "^" in name else _Level.ATOM
            case sx.Member(called, below, above):
                return self.member(called, below, above), _Level.ATOM if not above else _Level.FACTOR
            case sx.Component(of, below, above):
                base = self.at_least(of, _Level.ATOM) if isinstance(of, sx.Call) else f"({self.top(of)})"
                sub = "_" + self.script(below) if below else ""
                sup = f"^{{({self.listed(above)})}}" if above else ""
                return base + sub + sup, _Level.FACTOR if above else _Level.ATOM
            case sx.Call():
                return self.call(node)
            case sx.Dots():
                return "...", _Level.ATOM
            case sx.Neg(of):
                return "-" + self.at_least(of, _Level.INFIX), _Level.SUM
            case sx.Sum(terms):
                return self.sum(terms), _Level.SUM
            case sx.Product((first, *others)):
                parts = [self.at_least(first, _Level.QUOTIENT), *(self.at_least(arg, _Level.FACTOR) for arg in others)]
                return "*".join(parts), _Level.PRODUCT
            case sx.Quotient(top, bottom):
                return f"{self.at_least(top, _Level.PRODUCT)}/{self.at_least(bottom, _Level.FACTOR)}", _Level.QUOTIENT
            case sx.Power(base, exponent):
                return f"{self.base(base, exponent)}^{self.exponent(exponent)}", _Level.FACTOR
            case sx.Root(of, None):
                return f"sqrt({self.inside(of)})", _Level.ATOM
            case sx.Infix(sign, args) if sign in _INFIX:
                if sign == "pm":
                    *left, right = (self.at_least(arg, _Level.INFIX) for arg in args)
                    return f"{''.join(left)} ± {right}".strip(), _Level.SUM
                first, *others = args
                parts = [self.at_least(first, _Level.QUOTIENT), *(self.at_least(arg, _Level.FACTOR) for arg in others)]
                return f" {_INFIX[sign]} ".join(parts), _Level.INFIX
            case sx.Transpose(of):
                return self.at_least(of, _Level.ATOM) + "^⊤", _Level.FACTOR
            case sx.Factorial(of):
                return self.at_least(of, _Level.ATOM) + "!", _Level.FACTOR
            case sx.Big():
                return self.big(node)
            case sx.Derivative():
                return self.derivative(node)
            case sx.Gradient(of, by, order):
                letters = by.items if isinstance(by, sx.Group) and by.kind == "tuple" else (by,) if by else ()
                scripts = (f"_{{{self.listed(letters)}}}" if letters else "") + (f"^{order}" if order > 1 else "")
                return f"∇{scripts} {self.at_least(of, _Level.FACTOR)}", _Level.FACTOR
            case sx.Evaluated(of, below, above):
                upper = "" if above is None else f"^({self.top(above)})"
                return f"{self.at_least(of, _Level.INFIX)}|_{{{self.listed(below)}}}{upper}", _Level.INFIX
            case sx.Indicator(sx.Chain() as condition):
                return f"[{self.inside(condition)}]", _Level.ATOM
            case sx.Group(kind, items):
                return self.group(kind, items, node), _Level.ATOM
            case sx.List(items):
                return self.listed(items), _Level.LIST
            case sx.Span(first, last):
                return f"{self.at_least(first, _Level.SUM)}..{self.at_least(last, _Level.SUM)}", _Level.CHAIN
            case sx.Chain(items, signs):
                text = self.chain(items, signs, node)
                return (f"({text})", _Level.ATOM) if {"given", "parallel"} & {*signs} else (text, _Level.CHAIN)
        raise _fail({"Blank": "a gap"}.get(type(node).__name__, f"a {type(node).__name__.lower()}"), node)

    def member(self, called: str, below: Sequence[Node], above: Sequence[Node]) -> str:
        name, sup = self.name(called), ""
        if above:
            inside = self.listed(above).replace(" ", "")
            sup = f"^({inside})" if len(above) <= self.above(called) else f"^{{({inside})}}"
        return name + sup + (f"[{self.indices(below)}]" if below else "")

    def indices(self, items: Sequence[Node]) -> str:
        return ", ".join(self.inside(item).replace(" ", "") for item in items)

    def script(self, items: Sequence[Node]) -> str:
        text = self.indices(items)
        return text if re.fullmatch("[A-Za-z]|[0-9]+", text) else f"{{{text}}}"

    def sum(self, terms: Sequence[Node]) -> str:
        out = ""
        for term in terms:
            negative = isinstance(term, sx.Neg)
            sign = (" - " if negative else " + ") if out else ("-" if negative else "")
            out += sign + self.at_least(term.of if isinstance(term, sx.Neg) else term, _Level.INFIX)
        return out

    def base(self, base: Node, exponent: Node) -> str:
        match base:
            case sx.Name(called) | sx.Member(called, _, ()) if self.takes(called, base, exponent):
                return f"({self.top(base)})"
        return self.at_least(base, _Level.ATOM)

    def takes(self, called: str, base: Node, exponent: Node) -> bool:
        """Whether a name would take an exponent for an index, or for a part of its own spelling."""
        if self.above(called):
            return True
        if isinstance(exponent, sx.Name) and called not in self.declared and exponent.text[:1].isalpha():
            return len(exponent.text) > 1  # x^lr would be a name of its own
        written = str(exponent.value) if isinstance(exponent, sx.Number) else plain(getattr(exponent, "text", ""))
        return isinstance(base, sx.Name) and self.notation.find(f"{called}^{{{written}}}") is not None

    def exponent(self, exponent: Node) -> str:
        text, level = self.write(exponent)
        if level < _Level.SUM or isinstance(exponent, sx.Group):
            raise LanguageError("this cannot be printed as an exponent", term=text,
                                hint="in brackets above a name it would be an index")  # fmt: skip
        simple = isinstance(exponent, (sx.Number, sx.Name, sx.Constant)) and re.fullmatch(r"[A-Za-z]+|[0-9]+", text)
        return text if simple else f"({text})"

    def chain(self, items: Sequence[Node], signs: Sequence[str], node: Node) -> str:
        if signs == ("given",):  # the bar of p(y = 1 | x, z) binds least
            return " | ".join(self.top(item) if isinstance(item, sx.List) else self.at_least(item, _Level.CHAIN)
                              for item in items)  # fmt: skip
        level = _Level.SUM
        out = "" if isinstance(items[0], sx.Blank) else self.at_least(items[0], level)
        for item, sign in zip(items[1:], signs, strict=True):
            mark = "||" if sign == "parallel" else "|" if sign == "given" else _RELATIONS.get(sign)
            if not mark:
                raise _fail(f"the relation {sign}", node)
            out += f" {mark} " + self.at_least(item, level)
        return out.lstrip()

    def call(self, node: sx.Call) -> _Piece:
        inside = self.listed(node.args)
        match node.function:
            case sx.Function(("E" | "Var") as name):
                below = f"_{{{self.listed(node.below)}}}" if node.below else ""
                return f"{name}{below}[{inside}]", _Level.ATOM
            case sx.Function(name) if not node.below and name != "conj":
                return f"{name}({inside})", _Level.ATOM
            case sx.Name(called) if not node.below:
                return f"{self.name(called)}({inside})", _Level.ATOM
            case sx.Member(called, below, ()) if not node.below:
                return f"{self.name(called)}_{self.script(below)}({inside})", _Level.ATOM
        raise _fail("this function", node)

    def big(self, node: sx.Big) -> _Piece:
        bounds = node.bounds
        if node.sign in _BINDERS and not any(isinstance(bound, sx.Bound) and (
                bound.name is None or bound.condition is not None or (bound.first is None and bound.last is not None)
                or isinstance(bound.first, sx.Chain)) for bound in bounds):
            parts = [self.at_least(node.of, _Level.SUM), *map(self.bound, bounds)]
            return f"{node.sign}({', '.join(parts)})", _Level.ATOM
        if node.sign in ("int", "oint", "iint", "lim") or not bounds:
            raise _fail("this sign", node)
        above = ""
        match bounds:
            case (sx.Bound(name, first, last, None),) if last is not None:
                above = f"^{{{self.at_least(last, _Level.SUM)}}}"
                bounds = (sx.Bound(name, first),)
        below = ", ".join(self.below(bound, node) for bound in bounds)
        sign = _COMMANDS.get(node.sign, node.sign)
        # A sum goes on behind its brackets, to the end of the term; a maximum does not.
        level = _Level.INFIX if node.sign in _REACHING else _Level.FACTOR
        return f"{sign}_{{{below}}}{above}({self.at_least(node.of, _Level.SUM)})", level

    def bound(self, bound: sx.Bound | sx.Goes) -> str:
        """i, i=1..n or b -> 1-, after what a sign reaches over."""
        assert bound.name is not None
        name = self.at_least(bound.name, _Level.SUM)
        match bound:
            case sx.Goes(_, to, side):
                return f"{name} -> {self.at_least(to, _Level.ATOM if side else _Level.SUM)}{side}"
            case sx.Bound(_, first, last) if first is not None:
                begin = self.at_least(first, _Level.SUM).replace(" ", "")
                return f"{name}={begin}" + ("" if last is None else
                                            f"..{self.at_least(last, _Level.SUM).replace(' ', '')}")  # fmt: skip
        return name

    def below(self, bound: sx.Bound | sx.Goes, node: Node) -> str:
        match bound:
            case sx.Bound(None, None, None, condition) if condition is not None:
                return self.inside(condition)
            case sx.Bound(name, None, None, None) if name is not None:
                return self.at_least(name, _Level.SUM)
            case sx.Bound(name, first, None, None) if name is not None and first is not None:
                return f"{self.at_least(name, _Level.SUM)}={self.at_least(first, _Level.SUM)}"
            case sx.Bound(name, first, last, None) if name is not None and first is not None and last is not None:
                ends = [self.at_least(end, _Level.SUM) for end in (first, name, last)]
                return " <= ".join(ends)
            case sx.Bound(name, None, None, sx.Chain(items) as condition) if name in items[:2]:
                return self.inside(condition)
        raise _fail("this sign", node)

    def derivative(self, node: sx.Derivative) -> _Piece:
        of, by = node.of, node.by
        if node.direct:
            return f"∂_{{{self.listed(by)}}} {self.at_least(of, _Level.FACTOR)}", _Level.PRODUCT
        if node.sign == "partial":
            many = f"^{len(by)}" if len(by) > 1 else ""
            below = " ".join(f"∂{self.at_least(one, _Level.ATOM)}" for one in by)
            return f"∂{many}{' ' * bool(many)}{self.at_least(of, _Level.FACTOR)}/{below}", _Level.QUOTIENT
        if len(by) == 1:
            above, below = self.top(of), self.top(by[0])
            if all(isinstance(part, (sx.Name, sx.Member)) and _DIFFERENTIAL.fullmatch(text)
                   for part, text in ((of, above), (by[0], below))):
                return f"d{above}/d{below}", _Level.QUOTIENT
        raise _fail("a derivative of this", node)

    def group(self, kind: str, items: Sequence[Node], node: Node) -> str:
        if kind in ("tuple", "list") and len(items) == 1 and not isinstance(items[0], (sx.Dots, sx.Span)):
            raise LanguageError("brackets around one thing say nothing", term=sx.show(items[0]),
                                hint="a tuple or list has two items or more")  # fmt: skip
        inside = self.listed(items)
        match kind:
            case "tuple" | "list" | "angle" if items:
                around = {"tuple": "()", "list": "[]", "angle": "⟨⟩"}[kind]
                return f"{around[0]}{inside}{around[1]}"
            case "(]" | "[)":
                return f"{kind[0]}{inside}{kind[1]}"
            case "set" if not items:
                return "∅"
            case "set" if "brace sets" in self.notation.policies:
                return f"{{{inside}}}"
        raise _fail(f"a {kind}", node)


# --------------------------------------------------------------------------
# Names without a backslash


def _unicode(name: Name) -> str | None:
    r"""A name in letters of Unicode: x̂, μ_𝓑. None if it has none."""
    before = [_letter(box) for box in name.prefix]
    base, sub, primes, sup = _letter(name.base), "", "", ""
    if name.sub:
        inner = [_letter(box) for box in name.sub]
        if None in inner:
            return None
        text = "".join(map(str, inner))
        sub = f"_{text}" if len(inner) == 1 and text.isalnum() else f"_{{{text}}}"
    rest = list(name.sup)
    while rest and rest[0] == bx.Operator("prime"):
        primes += "'"
        rest.pop(0)
    if rest:
        inner = [_letter(box) for box in rest]
        if None in inner:
            return None
        sup = f"^{{{''.join(map(str, inner))}}}"
    if base is None or None in before:
        return None
    return " ".join([*map(str, before), base + sub + primes + sup])


def _letter(box: Box) -> str | None:
    match box:
        case bx.Symbol(name, "italic" | "upright"):
            return name
        case bx.Symbol(name, "bold" | "calligraphic" | "blackboard" | "fraktur" as style):
            char = LETTERS.get(name, name)
            return None if styled(char, style) == char else styled(char, style)
        case bx.Word(text, "upright") if text.isalnum():  # lr_max is read as a name with a subscript
            return text
        case bx.Number(digits):
            return digits
        case bx.Operator(name):
            return _SIGNS.get(name)
        case bx.Accent(kind, body) if kind in _COMBINING and (inner := _letter(body)) is not None:
            return unicodedata.normalize("NFC", LETTERS.get(inner, inner) + _COMBINING[kind])
    return None
