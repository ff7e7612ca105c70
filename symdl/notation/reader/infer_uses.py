r"""What is seen of the names in formulas: each use of each name, what sums bind, and letters side by side.

In ``m^t = \beta m^{t-1} + g_i`` the name m is used twice, once as a whole left side, both times with something
above it; t and i are used as indices. What that means, ``infer_rules`` says from all uses of a name together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from symdl.errors import ReadError
from symdl.notation.reader.names import plain
from symdl.notation.reader.notation import Notation
from symdl.notation.reader.parse import Parsed, parse
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Call,
    Chain,
    Constant,
    Derivative,
    Function,
    Gradient,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Product,
    Span,
    Sum,
    Transpose,
    children,
    walk,
)
from symdl.notation.reader.tokens import Token, tokens


def reading(formula: str, notation: Notation) -> Parsed | ReadError:
    """A formula as it is read, or why it cannot be."""
    try:
        return parse(formula, notation)
    except ReadError as error:
        return error


class Step(NamedTuple):
    """What counts steps in m^t, m^{t-1} and m^{t+1}: a letter, and how far off. No letter: nothing does."""

    letter: str
    offset: int = 0


NO_STEP = Step("")


def step_of(node: Node | None) -> Step:
    match node:
        case Name(letter) if len(plain(letter)) == 1 and plain(letter).isalpha() and plain(letter) != "T":
            return Step(letter)
        case Sum((Name(letter), Number(value) | Neg(Number(value)) as shift)) \
                if value.denominator == 1 and len(plain(letter)) == 1:  # fmt: skip
            return Step(letter, int(value) if isinstance(shift, Number) else -int(value))
    return NO_STEP


@dataclass(frozen=True)
class Place:
    """Where something is seen: the number of the formula, and the span in it."""

    formula: int
    start: int
    end: int


@dataclass(frozen=True)
class Use(Place):
    """One use of a name.

    role    how it is used: "value", "left" (it is all of a left side), "whole" (of another side), "argument" (it is
            all of one), "called", "bound" (a sign binds it), "end" (of a range), "index", "derived" (a derivative or
            gradient is taken of it), "by" (after that)
    power   what stands above it without brackets
    raised  that stands in brackets, and the bracket has a power: (g^i)^2
    args    what stands in brackets behind it
    """

    name: str
    role: str
    below: tuple[Node, ...] = ()
    above: tuple[Node, ...] = ()
    power: Node | None = None
    raised: bool = False
    args: tuple[Node, ...] | None = None

    @property
    def letters(self) -> Iterator[str]:
        """The letters of its indices. The m of x_{1..m} is none."""
        return (part.text for node in (*self.below, *self.above) if not isinstance(node, Span)
                for part in walk(node) if isinstance(part, Name))  # fmt: skip

    @property
    def indexed(self) -> bool:
        return bool(self.below or self.above)

    @property
    def bare(self) -> bool:
        """Whether the name stands alone, for a value."""
        return self.role in ("value", "left", "whole", "argument") and not (
            self.indexed or self.power or self.args is not None
        )

    @property
    def step(self) -> Step:
        """The t - 1 of m^{t-1}."""
        return step_of(self.power)

    @property
    def at_zero(self) -> bool:
        return isinstance(self.power, Number) and self.power.value == 0

    @property
    def numeric(self) -> bool:
        """Whether a number stands above, and not in brackets: that is a power, or else the first member."""
        return isinstance(self.power, Number) and not self.raised and not self.at_zero


@dataclass(frozen=True)
class Run(Place):
    """Letters side by side: a word, or a product.

    word   they are one token
    """

    text: str
    word: bool


@dataclass(frozen=True)
class Range:
    """What a sum runs over, and its ends as they are written."""

    bound: Bound
    ends: tuple[str, str] | None


_OPENS = re.compile(r"(?:\\[,;!: ]|\\left|\\[bB]igg?l?|\s)*\(")
_CLOSES = re.compile(r"(?:\\right|\\[,;!: ]|\\[bB]igg?r?|[\s}])*\)")
_DEFINES = re.compile(r"\s*(?:=(?!=)|:=|\\leftarrow|\\gets|\\equiv)")
_ASSIGNS = re.compile(r"[\s}]*(?::=|\\leftarrow|\\gets|\\equiv|\\triangleq|←|≡|<-)")
_DEFINING = ("eq", "assign", "define")
_COUNTING = ("sum", "prod", "mean", "union", "intersection")


class Seen:
    """Every use of every name in formulas.

    uses           by name
    ends           those of them where a range ends
    ranges         what sums run over, by the letter that is bound
    runs           letters side by side, by what they spell
    single         letters that stand by themselves
    euler, pi      where the two numbers stand
    differentials  whether a d stands before a variable
    transposed     whether there is a transpose that is written with a T
    """

    def __init__(self, formulas: Sequence[str], readings: Sequence[Parsed | ReadError], notation: Notation):
        self.formulas = formulas
        self.uses: dict[str, list[Use]] = {}
        self.ends: dict[str, list[Use]] = {}
        self.ranges: dict[str, list[Range]] = {}
        self.runs: dict[str, list[Run]] = {}
        self.single: set[str] = set()
        self.euler: list[Use] = []
        self.pi: list[Use] = []
        self.differentials = False
        self.transposed = False
        for number, read in enumerate(readings):
            self._at = number
            if isinstance(read, Parsed):
                self._visit(read.tree)
            for run in _runs(number, formulas[number], latex=notation.is_latex(formulas[number])):
                if len(run.text) == 1:
                    self.single.add(run.text)
                else:
                    self.runs.setdefault(run.text, []).append(run)

    # What the rules ask

    def first(self, name: str, test: Callable[[Use], bool]) -> Use | None:
        """The first use of a name that is of a kind."""
        return next((use for use in self.uses.get(name, ()) if test(use)), None)

    def cut(self, use: Use) -> str:
        """What is written, as it is written: a name with its scripts."""
        text = self.formulas[use.formula]
        end = use.end if use.power is None else max(use.end, use.power.end)
        while end < len(text) and text[use.start : end].count("{") > text[use.start : end].count("}"):
            end += 1
        return text[use.start : end]

    def after(self, place: Place) -> str:
        return self.formulas[place.formula][place.end :]

    def defines(self, run: Run) -> bool:
        """Whether the letters are a whole left side."""
        return not self.formulas[run.formula][: run.start].strip() and _DEFINES.match(self.after(run)) is not None

    def assigned(self, use: Use) -> bool:
        """Whether an arrow follows: nothing is assigned to a power."""
        end = use.power.end if use.power is not None else use.end
        return _ASSIGNS.match(self.formulas[use.formula], end) is not None

    def alone_in_brackets(self, use: Use) -> bool:
        """Whether the brackets behind a name hold its arguments and no more: a (b) c is read as factors."""
        text = self.formulas[use.formula]
        return not use.args or _OPENS.match(text, use.end) is None or _CLOSES.match(text, use.args[-1].end) is not None

    # How it is found. A tree is no deeper than the reader allows.

    def _use(self, node: Node, name: str, role: str, power: Node | None = None) -> Use:
        return Use(self._at, node.start, node.end, name, role, power=power)

    def _add(self, node: Node, role: str, power: Node | None = None, *, raised: bool = False,
             args: tuple[Node, ...] | None = None) -> None:  # fmt: skip
        below: tuple[Node, ...] = ()
        above: tuple[Node, ...] = ()
        match node:
            case Name(name):
                pass
            case Member(name, below, above):
                for index in (*below, *above):
                    self._visit(index, "index")
            case _:
                return
        use = Use(self._at, node.start, node.end, name, role, below, above, power, raised, args)
        self.uses.setdefault(name, []).append(use)
        if role == "end":
            self.ends.setdefault(name, []).append(use)

    def _visit(self, node: Node, role: str = "value") -> None:
        match node:
            case Name() | Member():
                self._add(node, role)
            case Span():
                for part in walk(node):
                    self._add(part, "end")
            case Constant("e"):
                self.euler.append(self._use(node, "e", role))
            case Constant("pi"):
                if role != "argument":
                    self.pi.append(self._use(node, r"\pi", role))
            case Transpose(of):
                written = self.formulas[self._at][of.start : node.end]
                self.transposed = self.transposed or re.search(r"\^\s*\{?\s*T", written) is not None
                self._visit(of)
            case Power(base, exponent):
                self._power(base, exponent, role)
            case Call(function, args, below):
                self._called(function, args)
                for part in (*below, *args):
                    self._visit(part, "argument" if isinstance(part, (Name, Member, Constant)) else "value")
            case Product(factors):
                for factor, following in zip(factors, (*factors[1:], None), strict=True):
                    if following and isinstance(factor, (Name, Member)) and self._opens(factor, following):
                        self._add(factor, "value", args=(following,))
                    else:
                        self._visit(factor, _inner(role))
            case Derivative(sign, of, by):
                self.differentials = self.differentials or sign == "d"
                self._derived(of, by)
            case Gradient(of, by):
                self._derived(of, () if by is None else (by,))
            case Big(sign, bounds, of):
                self.differentials = self.differentials or sign in ("int", "oint", "iint")
                for bound in bounds:
                    if isinstance(bound, Bound):
                        self._bound(sign, bound)
                    else:
                        for part in children(bound):
                            self._visit(part)
                self._visit(of, _inner(role))
            case Chain(items, signs):
                for place, item in enumerate(items):
                    self._visit(item, _role_in_chain(item, place, signs))
            case _:
                for part in children(node):
                    self._visit(part, _inner(role))

    def _called(self, function: Node, args: tuple[Node, ...]) -> None:
        match function:
            case Name() | Member():
                self._add(function, "called", args=args)
            case Function("sigmoid") if re.match(r"\\sigma|σ|𝜎", self.formulas[self._at][function.start :]):
                # The logistic function by convention only: the name is in question.
                self._add(Name(r"\sigma", start=function.start, end=function.end), "called", args=args)
            case _:
                self._visit(function)

    def _derived(self, of: Node, by: Sequence[Node]) -> None:
        self._visit(of, "derived" if isinstance(of, (Name, Member)) else "value")
        for variable in by:
            self._visit(variable, "by")

    def _power(self, base: Node, exponent: Node, role: str) -> None:
        match base:
            case Name() | Member():
                self._add(base, role, exponent)
            case Power(Name() | Member() as name, step):
                self._add(name, role, step, raised=True)
                self._visit(step, "index")
            case Constant("e"):
                self.euler.append(self._use(base, "e", role, exponent))
            case _:
                self._visit(base)
        self._visit(exponent, "index" if isinstance(base, (Name, Member)) and step_of(exponent).letter else "value")

    def _bound(self, sign: str, bound: Bound) -> None:
        if isinstance(bound.name, Name):
            self._add(bound.name, "bound")
            if sign in _COUNTING and not isinstance(bound.condition, Chain | None):
                return
            if sign in _COUNTING and not _is_element(bound):
                ends = None
                if bound.first is not None and bound.last is not None:
                    text = self.formulas[self._at]
                    ends = text[bound.first.start : bound.first.end], text[bound.last.start : bound.last.end]
                self.ranges.setdefault(bound.name.text, []).append(Range(bound, ends))
        for part in (bound.first, bound.last):
            for name in walk(part) if part is not None else ():
                if isinstance(name, Name):
                    self._add(name, "end")
        if bound.condition is not None:
            self._visit(bound.condition, "index")

    def _opens(self, name: Node, following: Node) -> bool:
        """Whether what follows a name stands in round brackets."""
        return name.end < following.end and _OPENS.match(self.formulas[self._at], name.end) is not None


def _inner(role: str) -> str:
    """The role of a part of what has a role: it is not the whole of a side."""
    return role if role == "index" else "value"


def _role_in_chain(item: Node, place: int, signs: Sequence[str]) -> str:
    sign = signs[min(place, len(signs) - 1)]
    if sign in _DEFINING:
        return "left" if place == 0 else "whole"
    return "argument" if sign in ("sim", "given", "parallel") and isinstance(item, (Name, Member)) else "value"


def _is_element(bound: Bound) -> bool:
    """Whether a letter runs over a set, so that it is an element of it and no index."""
    return isinstance(bound.condition, Chain) and bound.condition.signs == ("in",)


# --------------------------------------------------------------------------
# Letters side by side


def _runs(number: int, formula: str, *, latex: bool) -> Iterator[Run]:
    """The letters of a formula as they stand side by side; input_channels is one run, too."""
    try:
        found, _ = tokens(formula, latex=latex)
    except ReadError:
        return
    run: list[Token] = []
    depth = 0  # of braces in a subscript, where letters are indices or labels
    for before, token in zip([None, *found], found, strict=False):
        if depth or (before and before.kind == "op" and before.text == "_" and before not in run):
            depth += (token.text in ("{", "(")) - (token.text in ("}", ")")) if token.kind == "op" else 0
            continue
        if latex and before and before.kind == "op" and before.text == "^" and _plain_letter(token):
            yield from _run(number, [token])  # all that stands above, as TeX has it: the d of \\sum_{l=1}^dq_l
            continue
        touches = bool(run) and token.start == run[-1].end
        joint = token.kind == "op" and token.text == "_" and len(run) > 2 and run[-1].kind == "letter"
        if (touches and joint) or (_plain_letter(token) and (touches or not run)):
            run.append(token)
        else:
            yield from _run(number, run)
            run = [token] if _plain_letter(token) else []
        if token.kind == "word" and token.side != "upright" and token.text.isascii() and "\\" not in token.text:
            yield Run(number, token.start, token.end, token.text, word=True)


def _plain_letter(token: Token) -> bool:
    return token.kind == "letter" and len(token.text) == 1 and token.text.isascii() and token.side != "upright"


def _run(number: int, run: list[Token]) -> Iterator[Run]:
    text = "".join(token.text for token in run)
    first, _, last = text.partition("_")
    if last and (len(first) < 3 or len(last) < 3):
        # x_i y is no word, and neither is ab_i: what follows the _ is a subscript
        yield from _run(number, run[: len(first)])
        return
    if text := text.rstrip("_"):
        yield Run(number, run[0].start, run[len(text) - 1].end, text, word=False)


__all__ = ["NO_STEP", "Place", "Range", "Run", "Seen", "Step", "Use", "reading", "step_of"]
