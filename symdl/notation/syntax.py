"""Tokens -> a syntax tree: the second half of the reader that knows no mathematics yet.

Which letters are indices and what a name stands for is decided later, in
``read``; a binder is written after what it binds, ``sum(x[i], i)``, and so is
where a limit goes, ``lim(f, b -> 1-)``.

    expression  term ((+ | -) term)*
    term        factor ((* | / | nothing) factor)*
    factor      - factor | power
    power       atom (^ exponent)?
    atom        number | name | name[i, k] | name_i | function(...) | (expression)
    argument    expression | letter = expression .. expression | name -> end

Multiplication may be left unwritten where that is read in one way only:
2x[i], 2(a + b), (a)(b), a b, a^2 b; not a/2b, nor a^2b.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from symdl.errors import ReadError
from symdl.notation.tokens import Token

__all__ = [
    "FUNCTIONS", "LIMIT_DEPTH", "Bound", "Call", "Goes", "Letter", "Literal", "Neg", "Node", "Note",
    "Power", "Product", "Ref", "Sum", "parse",
]  # fmt: skip

LIMIT_DEPTH = 60

# How a function may be called, and its own name.
FUNCTIONS = {
    "sum": "sum", "mean": "mean", "sqrt": "sqrt", "exp": "exp", "log": "log", "ln": "log",
    "tanh": "tanh", "sigmoid": "sigmoid", "delta": "delta", "E": "E", "Var": "Var",
    "adjoint": "adjoint", "partial": "partial", "derivative": "derivative", "lim": "lim",
    "relu": "relu", "ReLU": "relu", "unit_step": "unit_step", "abs": "abs", "max": "max", "min": "min",
    "floor": "floor",
}  # fmt: skip
_BINDERS = ("sum", "mean")
_CLOSE = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True)
class Node:
    """start, end: the offsets of the node in the text."""

    start: int
    end: int


@dataclass(frozen=True)
class Literal(Node):
    """A number as it was written: exact, since a decimal is a fraction."""

    value: Fraction


@dataclass(frozen=True)
class Letter(Node):
    """What stands in the place of an index. ``joined`` letters may be several: the ik of x_ik."""

    text: str
    joined: bool = False


@dataclass(frozen=True)
class Ref(Node):
    """A name, with what is in its subscript and in its brackets (of a function: what it is applied to).

    What is more than a letter, as in g[t-1], is a node.
    """

    name: str
    sub: tuple[Node, ...] = ()
    indices: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Call(Node):
    """A function with its arguments. ``below`` is what stands there before them, as in ``sum_{i=1}^m(...)``."""

    function: str
    args: tuple[Node, ...]
    below: tuple[Bound | Goes, ...] = ()


@dataclass(frozen=True)
class Bound(Node):
    """A bound letter with the ends of its interval, if they are written: ``i=1..t``."""

    letter: Letter
    first: Node | None = None
    last: Node | None = None


@dataclass(frozen=True)
class Goes(Node):
    """Where a limit goes: ``b -> 1-``, ``t -> inf`` (then ``to`` is None)."""

    name: Letter
    to: Fraction | None
    side: str


@dataclass(frozen=True)
class Neg(Node):
    arg: Node


@dataclass(frozen=True)
class Sum(Node):
    """Terms, each with whether it is subtracted."""

    terms: tuple[tuple[bool, Node], ...]


@dataclass(frozen=True)
class Product(Node):
    """Factors, each with whether it divides."""

    factors: tuple[tuple[bool, Node], ...]


@dataclass(frozen=True)
class Power(Node):
    base: Node
    exponent: Node


@dataclass(frozen=True)
class Note:
    """A place that some would read in another way, and the way that was chosen."""

    start: int
    end: int
    text: str


def parse(
    text: str, found: list[Token], knows: Callable[[str], bool], loss: str = "",
    applies: Callable[[str], bool] = lambda name: False,
) -> tuple[Node, list[Note]]:
    """The syntax tree of some tokens, and what is worth telling about how it was read.

    knows   whether a name is declared, so that it is no function
    loss    the name of the loss that is not written down, if there is one: dl/dx[i] is dx[i]
    applies whether a declared name is a function, so that G(x) is no product

    Raises ReadError with the place that is at fault.
    """
    _match_brackets(text, found)
    parser = _Parser(text, found, knows, loss, applies)
    tree = parser.expression()
    if parser.token.kind != "end":
        raise parser.unexpected()
    return tree, parser.notes


def _match_brackets(text: str, found: list[Token]) -> None:
    """Every bracket has its mate, and they are not nested too deep."""
    open_: list[Token] = []
    for token in found:
        if token.kind != "op":
            continue
        if token.text in _CLOSE:
            open_.append(token)
            if len(open_) > LIMIT_DEPTH:
                raise ReadError(f"brackets are nested deeper than {LIMIT_DEPTH}", text,
                                token.start, token.end)
        elif token.text in _CLOSE.values():
            if not open_:
                raise ReadError(f"{token.text} closes nothing", text, token.start, token.end,
                                "remove it, or open a bracket before it")
            last = open_.pop()
            if _CLOSE[last.text] != token.text:
                raise ReadError(f"{token.text} does not close the {last.text} at column {last.start + 1}",
                                text, token.start, token.end, f"write {_CLOSE[last.text]} here")
    if open_:
        last = open_[-1]
        raise ReadError(f"the {last.text} at column {last.start + 1} is never closed", text,
                        last.start, last.end, f"write {_CLOSE[last.text]} where it ends")


class _Parser:
    """Precedence climbing over the tokens, with a bound on how deep it calls itself."""

    def __init__(self, text: str, found: list[Token], knows: Callable[[str], bool], loss: str,
                 applies: Callable[[str], bool]):
        self.text, self.found, self.knows, self.loss, self.applies = text, found, knows, loss, applies
        self.at = 0
        self.depth = 0
        self.notes: list[Note] = []

    # ---- tokens

    @property
    def token(self) -> Token:
        return self.found[self.at]

    def take(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def sees(self, *signs: str) -> bool:
        return self.token.kind == "op" and self.token.text in signs

    def fail(self, what: str, where: Token | Node, hint: str = "") -> ReadError:
        return ReadError(what, self.text, where.start, where.end, hint)

    def unexpected(self) -> ReadError:
        token = self.token
        if token.text == "=":
            return self.fail("an answer has no =", token, "give the right side only")
        if token.kind == "end":
            return self.fail("the formula ends too early", token, "something is missing at the end")
        if token.text == "," and token.kind == "op":
            return self.fail("unexpected comma", token, "give one expression; write a decimal with a point")
        if token.kind == "sub":
            return self.fail("only a name has a subscript", token)
        return self.fail(f"unexpected {token.text}", token, "a name, a number or ( is missing before it")

    def expect(self, sign: str) -> Token:
        if not self.sees(sign):
            raise self.unexpected()
        return self.take()

    # ---- the grammar

    def expression(self) -> Node:
        self.depth += 1
        if self.depth > LIMIT_DEPTH + 1:
            raise self.fail(f"the formula is nested deeper than {LIMIT_DEPTH}", self.token)
        start = self.token.start
        terms = [(self.sign(), self.term())]
        while self.sees("+", "-"):
            terms.append((self.take().text == "-", self.term()))
        self.depth -= 1
        end = terms[-1][1].end
        if len(terms) > 1:
            return Sum(start, end, tuple(terms))
        negative, term = terms[0]
        return Neg(start, end, term) if negative else term

    def sign(self) -> bool:
        """A sign that stands before a term or factor: whether it is a minus."""
        return self.sees("+", "-") and self.take().text == "-"

    def term(self) -> Node:
        start = self.token.start
        factors = [(False, self.factor())]
        while True:
            if self.sees("*", "/"):
                factors.append((self.take().text == "/", self.factor()))
            elif self.token.kind in ("name", "number") or self.sees(*_CLOSE):
                self.check_unwritten_product(*factors[-1])
                factors.append((False, self.power()))
            else:
                break
        return factors[0][1] if len(factors) == 1 else Product(start, factors[-1][1].end, tuple(factors))

    def check_unwritten_product(self, divides: bool, left: Node) -> None:
        """Two factors side by side without a sign: refused where they are read in two ways."""
        token = self.token
        if token.kind == "number":
            raise self.fail("a sign is missing before this number", token, "write * for a product")
        if divides:
            raise self.fail("what is divided by can be read in two ways here", token,
                            "write a/(2*b) or (a/2)*b")
        before = self.found[self.at - 1]
        bare = before.kind in ("number", "name")
        of_e = isinstance(left, Power) and isinstance(left.base, Ref) and left.base.name == "e"
        if isinstance(left, Power) and bare and (token.kind == "name" or of_e):
            if token.start > before.end and not of_e:  # a^s b, as it is printed
                self.notes.append(Note(left.start, token.end, "the exponent was read as ending before the space"))
                return
            raise self.fail("where the exponent ends can be read in two ways here", token,
                            "write a^2*b or a^(2*b)")
        if isinstance(left, Ref) and token.text == "(":
            self.notes.append(Note(left.start, token.end, f"{left.name}(...) was read as a product"))

    def factor(self) -> Node:
        start = self.token
        if not self.sees("+", "-"):
            return self.power()
        self.depth += 1
        if self.depth > LIMIT_DEPTH + 1:
            raise self.fail(f"the formula is nested deeper than {LIMIT_DEPTH}", start)
        negative = self.take().text == "-"
        arg = self.factor()
        self.depth -= 1
        return Neg(start.start, arg.end, arg) if negative else arg

    def power(self) -> Node:
        base = self.atom()
        if self.token.kind == "sup":
            token = self.take()
            digits = token.text.removeprefix("-")
            if not digits.isdigit():
                raise self.fail("this is not an exponent", token)
            number: Node = Literal(token.start, token.end, Fraction(int(digits)))
            exponent = Neg(token.start, token.end, number) if token.text.startswith("-") else number
            return Power(base.start, token.end, base, exponent)
        if not self.sees("^"):
            return base
        self.depth += 1
        if self.depth > LIMIT_DEPTH + 1:
            raise self.fail(f"the formula is nested deeper than {LIMIT_DEPTH}", self.token)
        self.take()
        start = self.token.start
        negative = self.sign()
        exponent = self.power()
        self.depth -= 1
        if (self.sees("/") and self.found[self.at - 1].kind == "number" and isinstance(exponent, Literal)
                and (negative or exponent.value == 1) and self.found[self.at + 1].kind == "number"):
            self.notes.append(Note(base.start, self.found[self.at + 1].end,
                                   "the power was read before the division; a^(1/2) is a root"))
        return Power(base.start, exponent.end, base,
                     Neg(start, exponent.end, exponent) if negative else exponent)

    def atom(self) -> Node:
        token = self.token
        if token.kind == "number":
            self.take()
            return Literal(token.start, token.end, Fraction(token.text))
        if token.kind == "name":
            return self.named()
        if self.sees(*_CLOSE):
            self.take()
            if self.sees(_CLOSE[token.text]):
                raise self.fail("there is nothing between these brackets",
                                Node(token.start, self.token.end))
            inside = self.expression()
            self.expect(_CLOSE[token.text])
            return inside
        raise self.unexpected()

    def named(self) -> Node:
        token = self.take()
        following = self.token.text if self.token.kind == "op" else ""
        function = FUNCTIONS.get(token.text)
        if token.text == "ReLU" and self.knows("ReLU"):
            function = None
        if token.text == "sigma" and not self.knows("sigma") and following == "(":
            function = "sigmoid"
        if function in (*_BINDERS, "lim") and (following == "_" or self.token.kind == "sub"):
            return self.call(token, function, self.below(function))
        if function and following in ("(", "["):
            return self.call(token, function)
        if function:
            raise self.fail(f"{token.text} is a function and needs parentheses", token,
                            f"write {token.text}(...)")
        # dl/dx[i], as the derivative is written on paper, is the adjoint dx[i].
        if (self.loss and token.text == "d" + self.loss and not self.knows(token.text) and following == "/"
                and self.found[self.at + 1].kind == "name" and self.found[self.at + 1].text.startswith("d")):
            self.take()
            name = self.take()
            self.notes.append(Note(token.start, name.end, f"{token.text}/{name.text} was read as "
                                                          f"{name.text}, the derivative of the loss"))
            return self.ref(name, token.start)
        return self.ref(token, token.start)

    def ref(self, name: Token, start: int) -> Ref:
        sub = self.subscript()
        indices: tuple[Node, ...] = ()
        while self.sees("[") or (self.sees("(") and self.applies(name.text)):
            indices += self.brackets(name)
        return Ref(start, self.found[self.at - 1].end, name.text, sub, indices)

    def subscript(self) -> tuple[Node, ...]:
        """What follows a name as its subscript: x_i, x_ik, x_{i,k}, xᵢ, g_{t-1}."""
        if self.token.kind == "sub":
            token = self.take()
            return (Letter(token.start, token.end, token.text, joined=True),)
        if not self.sees("_"):
            return ()
        self.take()
        token = self.take()
        if token.kind in ("name", "number"):
            return (Letter(token.start, token.end, token.text, joined=True),)
        if token.kind != "op" or token.text not in ("{", "(") or self.sees(_CLOSE[token.text]):
            raise self.fail("a subscript holds index letters only", token, "write x[i] or x_i")
        slots: list[Node] = [*self.slot(joined=True)]
        while self.sees(","):
            self.take()
            slots += self.slot(joined=True)
        self.expect(_CLOSE[token.text])
        return tuple(slots)

    def slot(self, *, joined: bool = False) -> list[Node]:
        """What stands in one place of brackets or a subscript; in a subscript letters may stand side by side."""
        letters: list[Node] = []
        start = self.at
        while self.token.kind in (("name", "number") if joined and not letters else ("name",)):
            part = self.take()
            letters.append(Letter(part.start, part.end, part.text, joined=joined))
            if part.kind == "number" or not joined:
                break
        if letters and self.sees(",", "]", "}", ")"):
            return letters
        self.at = start
        return [self.expression()]

    def brackets(self, name: Token) -> tuple[Node, ...]:
        """The indices of x[i, k], the integer of g[t-1], the argument of G(x)."""
        opening = self.take()
        if self.sees(_CLOSE[opening.text]):
            raise self.fail("there is nothing between these brackets", Node(opening.start, self.token.end))
        slots = [*self.slot()]
        while self.sees(","):
            self.take()
            slots += self.slot()
        self.expect(_CLOSE[opening.text])
        return tuple(slots)

    def below(self, function: str) -> tuple[Bound | Goes, ...]:
        """What follows a binder before its argument: sum_i(...), sum_{i=1}^m(...), lim_{t->inf}(...)."""
        binder = self.found[self.at - 1]
        signs = [token.text for token in self.found[self.at : self.at + 4 : 3]]
        bounds: list[Bound | Goes] = []
        if signs in (["_", "="], ["_", "->"]) and self.found[self.at + 1].text in ("{", "("):
            closing = _CLOSE[self.found[self.at + 1].text]
            self.at += 2
            name = self.take()
            if signs[1] == "->":
                bounds = [self.goes(function, Ref(name.start, name.end, name.text))]
                self.expect(closing)
            else:
                if name.kind != "name":
                    raise self.fail("a sum is over a letter", name, f"write {function}(x[i], i)")
                self.take()
                letter, first = Letter(name.start, name.end, name.text), self.expression()
                self.expect(closing)
                bounds = [Bound(name.start, first.end, letter, first, self.upper())]
        else:
            letters = [a for a in self.subscript() if isinstance(a, Letter)]
            upto = self.upper()
            if upto is not None and len(letters) != 1:
                raise self.fail("an upper limit belongs to one letter", upto, f"write {function}(x[i], i=1..t)")
            bounds = [Bound(a.start, a.end, a, None, upto) for a in letters]
        if not self.sees("(", "["):
            raise self.fail(f"{binder.text} needs parentheses", binder, f"write {binder.text}(x[i], i)")
        return tuple(bounds)

    def upper(self) -> Node | None:
        """The upper limit of sum_{i=1}^t(...), if there is one: a letter, or anything in braces."""
        if not self.sees("^"):
            return None
        self.take()
        if self.sees("{", "("):
            closing = _CLOSE[self.take().text]
            found = self.expression()
            self.expect(closing)
            return found
        token = self.take()
        if token.kind == "number":
            return Literal(token.start, token.end, Fraction(token.text))
        if token.kind != "name":
            raise self.fail("the upper limit of a sum is missing", token, "write sum(x[i], i=1..t)")
        return Ref(token.start, token.end, token.text)

    def argument(self, function: str) -> Node:
        """One argument of a call: an expression, i=1..t in a sum, b -> 1- in a limit."""
        found = self.expression()
        if self.sees("=") and function in _BINDERS and isinstance(found, Ref) and not found.sub and not found.indices:
            self.take()
            first = self.expression()
            self.expect("..")
            last = self.expression()
            return Bound(found.start, last.end, Letter(found.start, found.end, found.name), first, last)
        return self.goes(function, found) if self.sees("->") else found

    def goes(self, function: str, name: Node) -> Goes:
        """From the arrow on: where a limit goes."""
        arrow = self.take()
        if function != "lim" or not isinstance(name, Ref) or name.sub or name.indices:
            raise self.fail("only a limit goes somewhere", arrow, "write lim(f, b -> 1-)")
        negative = self.sign()
        token = self.take()
        letter = Letter(name.start, name.end, name.name)
        if token.text in ("inf", "infinity", "oo"):
            if negative:
                raise self.fail("a limit goes to a number or to inf", token)
            return Goes(name.start, token.end, letter, None, "")
        if token.kind != "number":
            raise self.fail("a limit goes to a number or to inf", token, "write lim(f, b -> 1-) or lim(f, t -> inf)")
        to = Fraction(token.text)
        if self.sees("/") and self.found[self.at + 1].kind == "number":
            self.take()
            below = self.take()
            if not Fraction(below.text):
                raise self.fail("this divides by zero", below)
            to /= Fraction(below.text)
        if self.sees("^"):  # 1^- as it is printed
            self.take()
        side = self.take().text if self.sees("+", "-") else ""
        return Goes(name.start, self.found[self.at - 1].end, letter, -to if negative else to, side)

    def call(self, name: Token, function: str, below: tuple[Bound | Goes, ...] = ()) -> Call:
        opening = self.take()
        args: list[Node] = []
        if not self.sees(_CLOSE[opening.text]):
            args.append(self.argument(function))
            while self.sees(","):
                self.take()
                args.append(self.argument(function))
        closing = self.expect(_CLOSE[opening.text])
        return Call(name.start, closing.end, function, tuple(args), below)
