"""Brackets, bars and braces: what stands in them, and what they make of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any, TypeAlias

from symdl.notation.reader.naming import Naming
from symdl.notation.reader.notation import Notation
from symdl.notation.reader.scripts import Script
from symdl.notation.reader.syntax import (
    Call,
    Cases,
    Chain,
    Dots,
    Function,
    Group,
    Indicator,
    Infix,
    List,
    Matrix,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Quotient,
    Span,
    Sum,
)
from symdl.notation.reader.tokens import CLOSE, OPEN, Token

_ORDER = frozenset(("lt", "le", "gt", "ge"))
CONDITIONS = frozenset(("eq", "ne", "lt", "le", "gt", "ge", "in", "notin"))
"""Relations that hold or do not, so that [i = j] is 1 or 0."""

Unprinted: TypeAlias = tuple[int, int, int, int]
"""Where braces begin, where what is in them does, where that ends, and where the braces do."""


class Bracketing(Naming):
    """Reads what stands in brackets, and what a name or function is applied to.

    bars      the brackets and bars that are open, the innermost last
    reached   where what a sign like max reaches over starts, if it starts with a printed brace
    bounding  whether what is read stands below a sign
    until_d   how many integrals are open, so that dx ends what stands before it
    groups    where braces that are not printed hold a part together, and where what is in them stands
    """

    state = (*Naming.state, "bars", "bound", "bounding", "groups", "reached", "until_d")

    def __init__(self, text: str, found: list[Token], notation: Notation, latex: bool):
        super().__init__(text, found, notation, latex)
        self.bound = []
        self.bars: list[str] = []
        self.until_d = 0
        self.bounding = False
        self.reached = -1
        self.groups: list[Unprinted] = []

    def relation(self) -> Node:
        raise NotImplementedError

    def factor(self) -> Node:
        raise NotImplementedError

    def atom(self) -> Node:
        raise NotImplementedError

    def number(self) -> Node:
        raise NotImplementedError

    def at_point(self, of: Node) -> Node:
        raise NotImplementedError

    def constant(self, node: Name, base: str, power: Script | None) -> Node:
        raise NotImplementedError

    def starts_factor(self) -> bool:
        raise NotImplementedError

    def derivative(self, token: Token, top: Script, bottom: Script) -> Node | None:
        raise NotImplementedError

    def with_scripts(self, base: str, token: Token) -> Node:
        raise NotImplementedError

    def is_separator(self) -> bool:
        """Whether a bar stands between two things: the one of p(y | x), which has no mate in its bracket."""
        if not self.sees("|", "‖") or (self.bars and self.bars[-1] in "|‖"):
            return False
        if not self.bars:  # y | x \sim p, with no bracket around it
            return self.sees("|") and not self.token.side and self.at > 0 and sum(
                t.kind == "op" and t.text in ("|", "‖") for t in self.found) == 1
        if self.sees("|") and self.next_token.text == "|" and self.next_token.start == self.token.end:
            return True  # D(q || p)
        sign, many, place = self.token.text, 0, self.at
        while self.found[place].kind != "end" and not (
                self.found[place].kind == "op" and self.found[place].text in (")", "]", r"\}", "}", "|>")):
            many += self.found[place].kind == "op" and self.found[place].text == sign
            place = self.mate.get(place, place) + 1
        return many % 2 == 1

    def bar(self) -> Node:
        token = self.take()
        double = token.text == "|" and self.sees("|") and self.token.start == token.end and self.closes_double()
        if double and (norm := self.attempt(lambda: self.between_bars(token, double=True))) is not None:
            return norm  # else ||x| - |y||
        return self.between_bars(token, double=False)

    def between_bars(self, token: Token, *, double: bool) -> Node:
        """An absolute value or a norm; its first bar was taken."""
        if double:
            self.take()
        self.bars.append(token.text)
        inner = self.relation()
        if isinstance(inner, Chain) and token.text == "|" and not double:
            raise self.fail("an absolute value is of a number, and this is a relation", inner)
        for _ in range(1 + double):
            if not self.sees(token.text):
                raise self.fail(f"the {token.text} at column {token.start + 1} is never closed", token,
                                f"write {token.text} where it ends")
            end = self.take()
        self.bars.pop()
        function = Function("norm" if double or token.text == "‖" else "abs", start=token.start, end=token.end)
        if function.name == "abs":
            self.note_bars(token)
            if not self.sees("_") or not self.orders_norm():
                return Call(function, (inner,), start=token.start, end=end.end)
            function = replace(function, name="norm")  # |w|_1
        order, power = None, None
        while self.sees("_", "^") and (order is None or power is None):
            if self.sees("_") and order is None:
                self.take()
                order = self.norm_order(self.script(raised=False))
            elif self.sees("^") and power is None:
                self.take()
                power = self.script()
            else:
                break
        norm = Call(function, (inner,) if order is None else (inner, order), start=token.start, end=self.before.end)
        return norm if power is None else Power(norm, self.exponent(power), start=token.start, end=self.before.end)

    def orders_norm(self) -> bool:
        """Whether the subscript here is the order of a norm: 1, 2, p, F, infinity."""
        place = self.at + 1
        if self.found[place].text == "{" and self.mate[place] == place + 2:
            place += 1
        elif self.found[place].text == "{":
            return False
        token = self.found[place]
        return token.text in ("1", "2", "p", "F", "infty", "\\infty") and not self.is_index(token.text)

    def opens_within(self) -> bool:
        """Whether the bar here opens within others: the fourth one of ||x||y||, as all behind it must close."""
        before = self.before
        if "double bars" not in self.notation.policies or before.text != "|" or before.end != self.token.start:
            return False
        many, place = 0, self.at + 1
        while self.found[place].kind != "end" and not (
                self.found[place].kind == "op" and self.found[place].text in CLOSE):
            many += self.found[place].kind == "op" and self.found[place].text == "|"
            place = self.mate.get(place, place) + 1
        opened = 0
        for bar in reversed(self.bars):
            if bar != "|":
                break
            opened += 1
        return many == opened + 1

    def closes_double(self) -> bool:
        """Whether two bars side by side stand further on: ||x||, not |x||y|."""
        place = self.at + 1
        while self.found[place].kind != "end":
            a, b = self.found[place], self.found[place + 1]
            if a.text == b.text == "|" and a.kind == b.kind == "op" and a.end == b.start:
                return "double bars" not in self.notation.policies
            place = self.mate.get(place, place) + 1
        return False

    def note_bars(self, token: Token) -> None:
        """|a|b|c| is |a| b |c|, and might be another thing."""
        if self.starts_factor() and not self.sees("|") and token.side != "l" and not self.notation.closed:
            following = [t for t in self.found[self.at :] if t.kind == "op" and t.text == "|" and not t.side]
            if following and self.before.end == self.token.start:
                self.note("bars", token.start, following[-1].end, "the bars were read in pairs from the left",
                          "bars within bars", r"write \lvert and \rvert")

    def norm_order(self, script: Script) -> Node:
        held = self.found[script.first : script.last]
        if any(t.kind == "op" and t.text == "," for t in held):
            return Name(self.says(script), start=script.start, end=script.end)
        if all(t.kind in ("letter", "word", "text", "op", "number", "command") for t in held):
            said = self.says(script)
            if not said[:1].isdigit() and len(held) > 0 and held[0].kind != "command":
                return Name(said, start=script.start, end=script.end)
        return self.exponent(script)

    def arguments(self, opening: Token) -> tuple[Node, ...]:
        """What stands in a bracket, which was not taken yet; the closing one is taken."""
        last = self.mate[self.at]
        self.take()
        if self.at == last:
            raise self.fail("there is nothing between these brackets", opening, end=self.found[last].end)
        self.bars.append(opening.text)
        until_d, self.until_d = self.until_d, 0
        items: list[Node] = []
        while True:
            token = self.token
            if self.sees_command("dots"):
                self.take()
                items.append(Dots(start=token.start, end=token.end))
            else:
                item = self.relation()
                if self.sees(":") and opening.text == r"\{":
                    self.take()
                    where = self.relation()
                    item = Chain((item, where), ("colon",), start=item.start, end=where.end)
                elif self.sees("..", ":"):
                    self.take()
                    item = self.spanned(item, self.expression())
                items.append(item)
            if not self.sees(",", ";"):
                break
            self.take()
        if self.at != last:
            raise self.unexpected()
        self.bars.pop()
        self.until_d = until_d
        self.take()
        return _conditioned(items)

    def spanned(self, item: Node, end: Node) -> Node:
        """``i = 1..m`` and ``1..m``."""
        if isinstance(item, Chain):
            span = Span(item.items[-1], end, start=item.items[-1].start, end=end.end)
            return replace(item, items=(*item.items[:-1], span), end=end.end)
        return Span(item, end, start=item.start, end=end.end)

    def inner_tokens(self, opening: int) -> Iterator[Token]:
        """The tokens that stand in a bracket themselves, not in one inside of it."""
        place, last = opening + 1, self.mate[opening]
        while place < last:
            yield self.found[place]
            place = self.mate.get(place, place) + 1

    def holds_relation(self, opening: int) -> bool:
        """Whether a condition is all that stands in the brackets that open there: x > 0, but not y = 1 | x."""
        inner = [*self.inner_tokens(opening)]
        return any(t.kind == "rel" and t.text in CONDITIONS for t in inner) and not any(
            (t.kind == "op" and t.text in ("|", ";")) or (t.kind == "rel" and t.text in ("given", "to")) for t in inner)

    def sees_indicator(self, *brackets: str) -> bool:
        """Whether a 1 stands here that is the sign of an indicator: 1[x > 0]."""
        return self.token.text == "1" and self.next_token.text in brackets and not self.next_token.spaced \
            and self.holds_relation(self.at + 1)

    def group(self) -> Node:
        opening, at = self.token, self.at
        last = self.mate[at]
        closing = self.found[last]
        if opening.text == "{":
            return self.braces(opening, last)
        if opening.text in ("⌊", "⌈"):
            inner = self.arguments(opening)
            name = "floor" if opening.text == "⌊" else "ceil"
            if OPEN[opening.text] != closing.text:
                name = "round"
            return Call(
                Function(name, start=opening.start, end=opening.end), inner, start=opening.start, end=closing.end
            )
        if opening.text == r"\{" and self.at + 1 == last:
            self.at = last + 1
            return Group("set", (), start=opening.start, end=closing.end)
        items = self.arguments(opening)
        place: dict[str, Any] = {"start": opening.start, "end": closing.end}
        one = items[0] if len(items) == 1 else None
        if OPEN[opening.text] != closing.text:
            if len(items) != 2:
                raise self.fail(
                    f"{closing.text} does not close the {opening.text} at column {opening.start + 1}",
                    closing,
                    f"write {OPEN[opening.text]} here",
                )
            return Group("(]" if opening.text == "(" else "[)", items, **place)
        match opening.text:
            case "(" if opening.side == "null":  # \left. f \right|_{x = 0}
                if one is None:
                    raise self.fail("a bar stands behind one thing", opening, "write one bar for each")
                return self.at_point(one)
            case "(":
                if not self.latex and isinstance(one, Chain) and len(one.signs) == 1 and one.signs[0] in _ORDER and (
                        "*" in (self.found[at - 1].text if at else "", self.found[last + 1].text)):
                    return Indicator(one, **place)  # delta * (z > 0), as programs write it
                return Group("tuple", items, **place) if one is None or isinstance(one, (Dots, Span)) else one
            case "[":
                if (isinstance(one, Chain) and set(one.signs) <= CONDITIONS) or (
                        isinstance(one, Infix) and one.sign in ("and", "or")
                        and any(isinstance(arg, Chain) for arg in one.args)):
                    return Indicator(one, **place)
                before = self.found[at - 1]
                if one is None or isinstance(one, (Dots, Span)) or (before.kind == "rel" and before.text == "in"):
                    return Group("list", items, **place)
                return one
            case r"\{":
                if one is not None and closing.side == "null":
                    if not isinstance(one, Cases):
                        raise self.fail("what stands between \\left\\{ and \\right. is no cases", opening,
                                        r"write \begin{cases} ... \end{cases}")
                    return one
                if one is not None and not isinstance(one, Chain) and self.is_beside(at, last):
                    return one
                return Group("set", items, **place)
            case _:
                return Group("angle", items, **place)

    def is_beside(self, at: int, last: int) -> bool:
        """Whether braces that are printed stand where brackets would: beside a factor, under a power."""
        following = self.found[last + 1]
        if following.kind in ("letter", "number", "word") or (
            following.kind == "op" and following.text in ("^", "*", "/")
        ):
            return True
        if at == self.reached:
            return True
        before = self.found[at - 1] if at else None
        return self.found[at].side == "l" and before is not None and before.kind not in ("rel", "infix") and not (
            before.kind == "op" and (before.text in OPEN or before.text in (",", "=")))

    def braces(self, opening: Token, last: int) -> Node:
        """Braces that are not printed, which hold a formula together: also {a \\over b}."""
        first = self.at
        place = first + 1
        while place < last:
            token = self.found[place]
            if token.kind == "command" and token.text in ("over", "choose"):
                return self.over(opening, place, last)
            place = self.mate.get(place, place) + 1
        closing = self.found[last]
        items = self.arguments(opening)
        if len(items) == 1 and isinstance(items[0], Name) and self.sees("_"):
            return self.with_scripts(items[0].text, opening)  # {\hat x}_i
        if len(items) == 1 and isinstance(items[0], Sum) and self.found[first - 1].text == "{" and self.sees("}"):
            self.groups.append((opening.start, opening.end, closing.start, closing.end))  # {{a - b}}
        if "brace sets" in self.notation.policies and (len(items) > 1 or isinstance(items[0], Matrix)
                                                       or self.is_element(first)):
            return Group("set", items, start=opening.start, end=closing.end)
        if len(items) > 1:
            raise self.fail("braces that are not printed hold one thing", opening, r"write \{ and \} for a set",
                            closing.end)
        self.groups.append((opening.start, opening.end, closing.start, closing.end))
        if isinstance(items[0], (Sum, Neg)) and self.latex and (
                isinstance(items[0], Sum) or self.starts_factor() or self.sees("*", "/")):
            self.note("braces", opening.start, closing.end, "the braces, which are not printed, were read as brackets",
                      "a sum of which only the last term is multiplied", "write brackets")
        return items[0]

    def is_element(self, first: int) -> bool:
        """Whether the braces that open there are an element of another set: {{1}, {2}}."""
        before = self.found[first - 1]
        return bool(self.bars) and self.bars[-1] == "{" and before.kind == "op" and before.text in ("{", ",") \
            and self.sees(",", "}")

    def over(self, opening: Token, place: int, last: int) -> Node:
        top = Script(self.at + 1, place, opening.start, self.found[place].start)
        bottom = Script(place + 1, last, self.found[place].end, self.found[last].end)
        self.at = last + 1
        if top.first == top.last or bottom.first == bottom.last:
            raise self.fail("something is missing above or below", self.found[place])
        if self.found[place].text == "over" and (found := self.derivative(opening, top, bottom)) is not None:
            return found
        self.at = last + 1
        above, below = self.exponent(top), self.exponent(bottom)
        where: dict[str, Any] = {"start": opening.start, "end": self.before.end}
        if self.found[place].text == "choose":
            return Call(Function("binom", start=opening.start, end=opening.end), (above, below), **where)
        return Quotient(above, below, **where)

    def group_argument(self, token: Token) -> Node:
        """The argument of a command: what stands in braces, or one sign."""
        if self.sees("{"):
            opening = self.token
            last = self.mate[self.at]
            if last == self.at + 1:
                raise self.fail("there is nothing in these braces", opening, end=self.found[last].end)
            script = Script(self.at + 1, last, opening.start, self.found[last].end)
            self.at = last + 1
            with self.inside(script):
                self.deeper(token)
                node = self.whole_argument()
                self.depth -= 1
            return node
        if self.token.kind == "end" or self.token.kind not in ("number", "letter", "word", "command"):
            raise self.fail(f"{self.text[token.start:token.end]} needs an argument", token,
                            f"write {self.text[token.start:token.end]}{{...}}")
        if self.token.kind == "number" and len(self.token.text) > 1 and self.latex and "." not in self.token.text:
            number = self.token  # \frac12 takes one digit each time
            self.found[self.at] = Token("number", number.text[1:], number.start + 1, number.end)
            return Number(Fraction(number.text[0]), start=number.start, end=number.start + 1)
        if self.token.kind == "command":
            self.deeper(token)
            node = self.atom()
            self.depth -= 1
            return node
        single = self.token
        if single.kind == "number":
            return self.number()
        self.take()
        named = self.resolved(single.text, single, None, None, 0)
        return (
            self.constant(named.node, single.text, None)
            if isinstance(named.node, Name) and named.meaning is None
            else named.node
        )

    def whole_argument(self) -> Node:
        """A formula that nothing around it reaches into."""
        around = self.bars, self.until_d
        self.bars, self.until_d = [], 0
        node = self.relation()
        self.bars, self.until_d = around
        return node


def _conditioned(items: list[Node]) -> tuple[Node, ...]:
    """p(x, y | z, w): the bar binds less than the commas."""
    at = next((n for n, item in enumerate(items) if isinstance(item, Chain) and item.signs == ("given",)), None)
    if at is None or len(items) == 1:
        return tuple(items)
    bar = items[at]
    assert isinstance(bar, Chain)
    sides = [[*items[:at], bar.items[0]], [bar.items[1], *items[at + 1 :]]]
    left, right = (side[0] if len(side) == 1 else List(tuple(side), start=side[0].start, end=side[-1].end)
                   for side in sides)
    return (Chain((left, right), ("given",), start=left.start, end=right.end),)


__all__ = ["CONDITIONS", "Bracketing", "Unprinted"]
