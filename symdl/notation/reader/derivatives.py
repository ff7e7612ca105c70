r"""Derivatives and gradients: ``\frac{\partial l}{\partial x}``, dL/dw, ``\nabla_\theta J``."""

from __future__ import annotations

from fractions import Fraction

from symdl.notation.reader.arithmetic import Arithmetic, product
from symdl.notation.reader.scripts import Script
from symdl.notation.reader.syntax import (
    Call,
    Component,
    Constant,
    Derivative,
    Function,
    Gradient,
    Group,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Transpose,
)
from symdl.notation.reader.tokens import OPEN, Token


class Derivatives(Arithmetic):
    """Reads what d, partial and nabla stand in."""

    def fraction(self) -> Node:
        token = self.take()
        if self.sees("{"):
            top = self.at
            bottom = self.mate[top] + 1
            if self.found[bottom].kind == "op" and self.found[bottom].text == "{":
                found = self.derivative(token, Script(top + 1, bottom - 1, token.start, 0),
                                        Script(bottom + 1, self.mate[bottom], token.start, 0))
                if found is not None:
                    return found
                if all(t.text == r"\delta" for t in (self.found[top + 1], self.found[bottom + 1])) \
                        and not self.notation.closed and self.mate[bottom] > bottom + 2:
                    self.note("derivative", token.start, self.found[self.mate[bottom]].end,
                              "this was read as a quotient of products", "a variation", r"write \frac{d ..}{d ..}")
        above = self.group_argument(token)
        below = self.group_argument(token)
        return Quotient(above, below, start=token.start, end=max(self.before.end, below.end))  # \frac12 is one token

    def derivative_sign(self, place: int, *, in_fraction: bool = False) -> str | None:
        token = self.found[place]
        if token.kind == "command" and token.text == "partial":
            return "partial"
        if token.kind == "letter" and token.text == "d":
            if self.find("d") is None:
                return "d"
            following = self.found[place + 1]
            glued = following.kind == "letter" and following.start == token.end
            if glued or (in_fraction and following.kind in ("letter", "command")):  # nobody writes d a/(d b) for a/b
                self.note("derivative", token.start, following.end, "d was read as the sign of a derivative",
                          "the name d", "write a product with \\cdot")
                return "d"
        return None

    def derivative(self, token: Token, top: Script, bottom: Script) -> Node | None:
        """A fraction that is a derivative: d or partial above and below. None if it is not."""
        if top.first >= top.last or bottom.first >= bottom.last:
            return None
        behind_d = self.found[top.first].text == "d" and self.has_bare_sum(top)  # d a - b, with a number d
        if behind_d and self.find("d") is not None:
            return None
        sign = self.derivative_sign(top.first, in_fraction=True)
        if sign is None and self.is_bare_sign(top):
            sign = self.derivative_sign(bottom.first, in_fraction=True)
        if sign is None:
            return None
        first = self.found[bottom.first]
        of_loss = sign == "d" and self.found[top.first + 1].text in self.notation.losses
        if (
            not (of_loss and first.kind == "word" and first.text[0] == "d")
            and self.derivative_sign(bottom.first, in_fraction=True) != sign
        ) or self.has_slash_and_sign(top):  # a quotient of two
            return None
        if first.kind != "word" and (bottom.last - bottom.first < 2 or (
                sign == "d" and self.found[bottom.first + 1].kind not in ("letter", "word", "command")
                and self.found[bottom.first + 1].text != "{")):
            return None
        if behind_d:
            raise self.fail("the d before this sum is the sign of a derivative, or a number", self.found[top.first],
                            r"write \frac{d}{dx}(a + b) for a derivative, and d \cdot a + b for a product",
                            self.found[top.last - 1].end)
        last = bottom.last
        with self.inside(top):
            self.take()
            order = self.derivative_order()
            of = None if self.token.kind == "end" else self.whole_argument()
        by: list[Node] = []
        with self.inside(bottom):
            while self.token.kind != "end":
                if self.derivative_sign(self.at, in_fraction=True) != sign and self.token.kind != "word":
                    raise self.unexpected()
                if self.token.kind == "word":  # \frac{dl}{dy_i} where dy is a name, too
                    self.found[self.at] = _without_d(self.token)
                else:
                    self.take()
                by += self.derived_by(order, sign)
        self.at = last + 1
        if len(by) != order:
            raise self.fail(f"this derivative is of order {order} above its bar and of order {len(by)} below", token,
                            end=self.before.end)
        if of is None:
            if not self.starts_factor():
                raise self.fail("this derivative is of nothing", token, "write what it is of after it", self.before.end)
            of = self.term()
            if isinstance(of, Product) and not self.notation.closed:
                self.note("reach", token.start, of.end, "the derivative was read as of the whole product beside it",
                          "of its first factor only", "write brackets")
        return Derivative(sign, of, tuple(by), start=token.start, end=max(self.before.end, of.end))  # type: ignore[arg-type]

    def is_bare_sign(self, script: Script) -> bool:
        r"""Whether d stands there alone, or d^2: \frac{d}{dq} is no quotient, though d may be a number."""
        said = "".join(token.text for token in self.found[script.first : script.last] if token.text not in "{}")
        return said == "d" or (said[:2] == "d^" and said[2:].isdigit())

    def has_slash_and_sign(self, script: Script) -> bool:
        r"""Whether a derivative is written with a slash there: \partial u / \partial x."""
        return any(token.kind == "op" and token.text == "/" and self.derivative_sign(place + 1) is not None
                   for place, token in enumerate(self.found[script.first : script.last], script.first))

    def has_bare_sum(self, script: Script) -> bool:
        """Whether a plus or a minus stands there between two terms, in no brackets."""
        place = script.first + 1
        while place < script.last:
            token = self.found[place]
            if token.text in ("|", r"\|"):  # which are as hard to tell apart as they are rare
                return False
            if token.kind == "op" and token.text in ("+", "-", "±") and place > script.first + 1:
                return True
            place = max(place, self.mate.get(place, place)) + 1 if token.text in OPEN else place + 1
        return False

    def derivative_order(self) -> int:
        """The 2 of d^2 f."""
        if not self.sees("^"):
            return 1
        sign = self.take()
        order = self.exponent(self.script())
        if not isinstance(order, Number) or order.value.denominator != 1 or not 1 <= order.value <= 9:
            raise self.fail("the order of a derivative is a number", sign)
        return int(order.value)

    def derived_by(self, order: int, sign: str) -> list[Node]:
        """What stands behind one d below the bar: x^2 is x twice, if the derivative is of higher order."""
        token = self.token
        braced = self.sees("{")
        node = self.factor()
        if isinstance(node, Power) and not braced and order > 1 and isinstance(node.exponent, Number) \
                and node.exponent.value.denominator == 1 and node.exponent.value <= order:
            return [node.base] * int(node.exponent.value)
        if not isinstance(node, (Name, Member, Power, Transpose, Component, Call, Constant)):
            raise self.fail("a derivative is by a name", token)
        if isinstance(node, Power) and not self.notation.closed:
            self.note(
                "atom",
                node.start,
                node.end,
                f"{self.text[node.start : node.end]} was read as what it is derived by",
                "a derivative by its base",
                f"declare {self.text[node.start : node.end]}",
            )
        return [node]

    def inline_partial(self) -> Node:
        r"""``\partial l / \partial x_i`` on the line, and ``\partial_x f``."""
        token = self.take()
        if self.sees("_"):
            self.take()
            script = self.script(raised=False)
            names = self.items(script, letters=True)
            of = self.factor()
            if self.starts_factor() and not self.notation.closed:
                self.note("reach", token.start, of.end, "the derivative was read as of its next factor only",
                          "of the whole product", "write brackets")
            return Derivative("partial", of, names, True, start=token.start, end=of.end)
        order = self.derivative_order()
        of = self.factor()
        if not self.sees("/") or self.derivative_sign(self.at + 1) != "partial":
            raise self.fail("this derivative is by nothing", token, r"write \frac{\partial l}{\partial x}", of.end)
        self.take()
        by: list[Node] = []
        while self.derivative_sign(self.at) == "partial" and len(by) < order:
            self.take()
            by += self.derived_by(order, "partial")
        if len(by) != order:
            raise self.fail("above and below the slash it is of another order", token, end=self.before.end)
        return Derivative("partial", of, tuple(by), start=token.start, end=self.before.end)

    def sees_differential_quotient(self) -> bool:
        """Whether dL/dw may stand here: d and a name, with a slash and d some way behind."""
        token, following = self.token, self.next_token
        return (token.kind == "letter" and token.text == "d" and self.find("d") is None
                and following.kind in ("letter", "command") and not following.spaced
                and any(t.kind == "op" and t.text == "/" for t in self.found[self.at :]))

    def differential_quotient(self) -> Node | None:
        """``dL/dw``, or None if it is something else. To be attempted."""
        token = self.take()
        of = self.factor()
        if not self.sees("/") or self.derivative_sign(self.at + 1) != "d" or self.found[self.at + 2].kind not in (
                "letter", "command", "word"):
            return None
        self.at += 2
        by = self.derived_by(1, "d")
        return Derivative("d", of, tuple(by), start=token.start, end=self.before.end)

    def higher_quotient(self) -> Node | None:
        """``d^2 y / dx^2`` on the line, or None if it is something else. To be attempted."""
        token = self.take()
        order = self.derivative_order()
        of = self.factor()
        if not self.sees("/"):
            return None
        self.take()
        if self.token.kind == "word" and self.token.text[0] == "d" and self.find(self.token.text) is None:
            self.found[self.at] = _without_d(self.token)
        elif self.derivative_sign(self.at) == "d":
            self.take()
        else:
            return None
        by = self.derived_by(order, "d")
        if len(by) != order:
            return None
        return Derivative("d", of, tuple(by), start=token.start, end=self.before.end)

    def typed_operator(self) -> Node | None:
        """d/dx before what it is of."""
        token, slash, place = self.token, self.next_token, self.at + 2
        if slash.text != "/" or slash.kind != "op":
            return None
        behind = self.found[place]
        if behind.kind == "word" and behind.text[0] == "d" and self.find(behind.text) is None:
            self.found[place] = _without_d(behind)
            self.at = place
        elif self.derivative_sign(place) == "d" and self.found[place + 1].kind in ("letter", "command"):
            self.at = place + 1
        else:
            return None
        by = self.by_name() if self.token.kind in ("letter", "word") else self.factor()
        if not self.starts_factor():
            raise self.fail("this derivative is of nothing", token, "write what it is of after it", by.end)
        of = self.term()
        return Derivative("d", of, (by,), start=token.start, end=of.end)

    def typed_derivative(self, token: Token) -> Node | None:
        """dl/dx[i] in plain text, where dl and dx are no names; None if it is something else. To be attempted."""
        self.found[self.at] = _without_d(token)
        of_loss = token.text[1:] in self.notation.losses
        if of_loss and self.next_token.text != "(":
            self.take()
            known = self.find(token.text[1:])  # a loss may have several names
            of: Node = Name(known.name if known else token.text[1:], start=token.start + 1, end=token.end)
        else:
            of = self.factor()
        following = self.next_token
        if not self.sees("/") or following.kind != "word" or following.text[0] != "d" or len(following.text) < 2 \
                or not (of_loss or self.find(following.text) is None) or not self.is_declared(of):
            return None
        self.take()
        self.found[self.at] = _without_d(following)
        return Derivative("d", of, (self.by_name(),), start=token.start, end=self.before.end)

    def is_declared(self, node: Node) -> bool:
        """Whether a name may be one: any, where names need no declaration. Of a value, its function."""
        node = node.function if isinstance(node, Call) else node
        name = node.text if isinstance(node, Name) else node.name if isinstance(node, Member) else ""
        return bool(name) and (not self.notation.closed or name in self.notation.losses
                               or any(m.name == name for m in self.notation.meanings.values()))

    def by_name(self) -> Node:
        token = self.take()
        named = self.named(token.text, token)
        if named.power is not None:
            return Power(named.node, self.exponent(named.power), start=token.start, end=self.before.end)
        return named.node

    def gradient(self) -> Node:
        token = self.take()
        by: Node | None = None
        order = 1
        while self.sees("_", "^"):
            if self.take().text == "_":
                script = self.script(raised=False)
                items = self.items(script, letters=False)
                by = items[0] if len(items) == 1 else Group("tuple", items, start=script.start, end=script.end)
            else:
                power = self.exponent(self.script())
                if power != Number(Fraction(2)):
                    raise self.fail("the square of a gradient's sign is a Hessian; other powers are not known", token)
                order = 2
        if not self.starts_factor():
            raise self.fail("a gradient is of something", token, r"write \nabla_\theta J(\theta)")
        bracketed = self.sees(*OPEN)
        of = self.factor()
        if isinstance(of, Group) and of.kind == "set" and len(of.items) == 1:
            of = of.items[0]  # \nabla_x \{f\}
        if isinstance(of, (Number, Quotient)) and not bracketed and self.starts_factor():  # \nabla \frac{1}{m} \sum_i
            factors: list[Node] = [of]
            while self.starts_factor():
                factors.append(self.factor())
            of = product(factors, of.start)
        elif (
            isinstance(of, Power)
            and isinstance(of.base, Call)
            and not isinstance(of.base.function, Function)
            and not bracketed
            and not self.notation.closed
        ):
            self.note("reach", token.start, of.end, "the gradient was read as of the power", "a power of the gradient",
                      "write brackets")
        if isinstance(of, Transpose) and isinstance(of.of, (Name, Member)) and not bracketed and order == 1 \
                and self.starts_factor():  # \nabla_x x^\top A x: of a number
            factors = [of]
            while self.starts_factor() and not self.sees_command("nabla", "partial"):
                factors.append(self.factor())
            if not self.notation.closed:
                self.note("reach", token.start, self.before.end, "the gradient was read as of the whole product",
                          "of its next factor only", "write brackets")
            return Gradient(product(factors, of.start), by, order, start=token.start, end=self.before.end)
        if isinstance(of, (Name, Member, Call, Power)) and self.starts_factor() and not self.notation.closed \
                and not bracketed:
            self.note("reach", token.start, of.end, "the gradient was read as of its next factor only",
                      "of the whole product", "write brackets")
        if order == 2 and isinstance(of, Power) and of.exponent == Neg(Number(Fraction(1))) and not bracketed:
            inner = Gradient(of.base, by, order, start=token.start, end=of.base.end)  # of a Hessian
            return Power(inner, of.exponent, start=token.start, end=of.end)
        if isinstance(of, Transpose) and not bracketed:  # \nabla f(x)^\top: of a gradient
            inner = Gradient(of.of, by, order, start=token.start, end=of.of.end)
            return Transpose(inner, start=token.start, end=of.end)
        return Gradient(of, by, order, start=token.start, end=of.end)


def _without_d(token: Token) -> Token:
    """The x of dx."""
    rest = token.text[1:]
    return Token("letter" if len(rest) == 1 else "word", rest, token.start + 1, token.end)


__all__ = ["Derivatives"]
