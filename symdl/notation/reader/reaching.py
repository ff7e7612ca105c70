"""Signs that bind letters and reach over the product on their right: sums, limits, maxima, integrals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from symdl.notation.reader.arithmetic import product
from symdl.notation.reader.derivatives import Derivatives
from symdl.notation.reader.names import ACCENTS
from symdl.notation.reader.scripts import Script
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Chain,
    Component,
    Dots,
    Goes,
    Group,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Span,
    Sum,
    Transpose,
    children,
    walk,
)
from symdl.notation.reader.tokens import Token

_BINDERS = ("sum", "prod", "mean")  # with their letters after the body in plain text: sum(f, i, 1, n)


_LIMITS = ("lim", "limsup", "liminf")

_INDEXING = ("sum", "prod", "mean", "union", "intersection", "max", "min", "argmax", "argmin")
"""Signs whose letters may be indices below them."""


class Reaching(Derivatives):
    """Reads a sign with its bounds and what it reaches over."""

    def big(self, sign: str, token: Token, under: Script | None = None) -> Node:
        """A sum, product, integral, maximum, limit, with its bounds and what it reaches over."""
        if sign == "lim" and self.token.kind == "command" and self.token.text in ("sup", "inf"):
            sign = "lim" + self.take().text
        typed = token.kind == "word" and token.side != "upright"  # sum(x_i, i, 1, n)
        if typed and self.sees("(", "[") and sign in (*_BINDERS, "lim", "int"):
            return self.typed_limit(token) if sign == "lim" and self.is_goal() else self.typed_big(sign, token)
        below, above = under, None
        while self.sees("_", "^"):
            kind = self.take().text
            if self.sees("{") and self.mate[self.at] == self.at + 1:
                self.at += 2  # an empty script
                continue
            script = self.script(raised=False)
            if (kind == "_" and below is not None) or (kind == "^" and above is not None):
                raise self.fail("two scripts of one kind", self.found[script.first])
            below, above = (script, above) if kind == "_" else (below, script)
        if sign in ("int", "oint", "iint"):
            return self.integral(sign, token, below, above)
        if sign == "lim" and below is None and not self.sees("(", "["):
            return self.typed_limit(token)
        bounds = self.bounds(sign, below, above) if below is not None else self.unbound(sign, above)
        letters = [n.text for b in bounds if b.name is not None for n in walk(b.name) if isinstance(n, Name)]
        if sign not in _INDEXING:
            letters = []
        letters += [n.text for b in bounds if isinstance(b, Bound) and b.name is None and b.condition is not None
                    for n in (b.condition.items if isinstance(b.condition, Chain) else ()) if isinstance(n, Name)]
        self.bound += letters
        first = self.at
        # A limit says below where it goes, so that a bracket behind it is no more than its first factor.
        is_call = token.kind == "word" and not self.latex and not (sign in (*_BINDERS, *_LIMITS) and below)
        of = self.reach(token, bracket=is_call)
        if sign == "prod" and letters and not self.notation.closed:
            self.note_product(token, of, set(letters))
        del self.bound[len(self.bound) - len(letters) :]
        if sign == "prod" and isinstance(of, Quotient) and not {*letters} & _free(of.bottom):
            slash = self.text.find("/", of.top.end, of.bottom.start)
            if slash >= 0:
                self.note("trailing", token.start, slash, "what is divided by was read as within the product",
                          "a divisor of all of it", "write brackets")
        if sign == "prod" and isinstance(of, Product) and self.mate.get(first) != self.at - 1:  # no brackets around it
            return self.parted(token, bounds, of, {*letters})
        return Big(sign, bounds, of, start=token.start, end=of.end)

    def parted(self, token: Token, bounds: tuple[Bound | Goes, ...], of: Product, letters: set[str]) -> Node:
        r"""A product up to the next sign that does not speak of its letter: \prod_k a_k \prod_j b_j is two."""
        last = max((n for n, factor in enumerate(of.factors) if letters & _free(factor)), default=len(of.factors))
        cut = next((n for n, factor in enumerate(of.factors) if n > last and isinstance(factor, Big)), None)
        inner = of if cut is None else product(list(of.factors[:cut]), of.start)
        behind = of.factors[last + 1 : cut]
        if behind:
            self.note("trailing", token.start, behind[0].start, "the last factors were read as within the product",
                      "factors of all of it", "write brackets")
        made = Big("prod", bounds, inner, start=token.start, end=inner.end)
        if cut is None:
            return made
        return Product((made, *of.factors[cut:]), start=token.start, end=of.end)

    def typed_limit(self, token: Token) -> Node:
        """``lim x -> 0 sin(x)/x``: what goes where is one factor on each side of the arrow; or ``lim (x -> 0) f``."""
        if self.sees("("):
            return self.bracketed_limit(token)
        start = self.token
        name = self.factor()
        if not self.sees_relation("to"):
            raise self.fail("a limit needs what goes where", token, r"write \lim_{x \to 0}, or lim(f, x -> 0)",
                            name.end)
        self.take()
        negative = self.sees("-") and bool(self.take())
        to = self.factor()
        to = Neg(to, start=to.start, end=to.end) if negative else to
        bound = self.goes(name, to, start)
        of = self.reach(token)
        if not self.notation.closed:
            self.note("limit", token.start, of.end, f"the limit was read as going to {self.text[to.start : to.end]}",
                      "a value of several factors", "write lim(f, x -> 0)")
        return Big("lim", (bound,), of, start=token.start, end=of.end)

    def is_goal(self) -> bool:
        """Whether the bracket that comes says where a limit goes, and nothing more: (x -> 0)."""
        inside = self.found[self.at + 1 : self.mate[self.at]]
        return any(one.kind == "rel" and one.text == "to" for one in inside) and not any(
            one.kind == "op" and one.text == "," for one in inside)

    def bracketed_limit(self, token: Token) -> Node:
        last = self.mate[self.at]
        self.take()
        bound = self.typed_bound("lim")
        if self.at != last or not isinstance(bound, Goes):
            raise self.unexpected()
        self.take()
        of = self.reach(token)
        return Big("lim", (bound,), of, start=token.start, end=of.end)

    def note_product(self, token: Token, of: Node, letters: set[str]) -> None:
        """A factor without the letter counts once for each value of it, in a product."""
        parts = of.factors if isinstance(of, Product) else (of.top, of.bottom) if isinstance(of, Quotient) else ()
        if any(not any(isinstance(n, Name) and n.text in letters for n in walk(part)) for part in parts) \
                or isinstance(of, Quotient):
            self.note("reach", token.start, of.end, "the product was read as reaching to the end of the term",
                      "a product of its next factor only", "write brackets")

    def reach(self, token: Token, *, bracket: bool = False) -> Node:
        """What a sign reaches over: a term, which may have a minus in front.

        bracket   whether it is no more than a bracket if one stands next: max_i (x_i) * y in plain text
        """
        start = self.token
        if bracket and self.sees("(", "["):
            found = self.factor()
            if self.starts_factor() or self.sees("*", "/"):
                self.note("reach", token.start, self.token.end, "the sign was read as reaching over the bracket only",
                          "over the whole term", "write one bracket around all of it")
            return found
        if self.sees(r"\{"):
            self.reached = self.at
        self.deeper(start)
        found = self.signed() if self.sees("+", "-") else self.term()
        self.depth -= 1
        return found

    def unbound(self, sign: str, above: Script | None) -> tuple[Bound | Goes, ...]:
        if above is not None:
            raise self.fail("an upper limit without a lower one", self.found[above.first], r"write \sum_{i=1}^m")
        return ()

    def bounds(self, sign: str, below: Script, above: Script | None) -> tuple[Bound | Goes, ...]:
        """What stands below a sign."""
        last = None if above is None else self.upper(above)
        found: list[Bound | Goes] = []
        with self.inside(below):
            self.deeper(self.token)
            if self.sees_command("substack"):
                self.take()
                self.expect("{")
            while True:
                found += self.one_bound(sign, last)
                if not self.sees(",", ";") and self.token.kind != "newline":
                    break
                self.take()
            if self.sees("}") and self.token.kind == "op":
                self.take()
            self.depth -= 1
        merged: list[Bound | Goes] = []
        for bound in found:
            before = merged[-1] if merged else None
            if isinstance(bound, Bound) and isinstance(before, Bound) and before.name is not None \
                    and bound.name == before.name and bound.condition is not None and before.condition is None:
                merged[-1] = replace(before, condition=bound.condition, end=max(before.end, bound.end))
            elif (
                isinstance(bound, Bound)
                and bound.name is None
                and isinstance(before, Bound)
                and before.condition is None
                and before.name is not None
                and before.first is None
                and bound.condition is not None
                and before.name in getattr(bound.condition, "items", ())
            ):
                merged[-1] = replace(before, condition=bound.condition, end=bound.end)
            else:
                merged.append(bound)
        plain = all(isinstance(b, Bound) and b.condition is None and b.name is not None for b in merged)
        if last is not None and len(merged) > 1 and plain:  # i, j = 1 .. n
            first = merged[-1].first  # type: ignore[union-attr]
            start = min(b.start for b in merged)
            merged = [replace(b, first=first, last=last, start=start, end=last.end) for b in merged
                      if isinstance(b, Bound)]
        elif last is not None and len(merged) != 1:
            raise self.fail(
                "an upper limit belongs to one letter", last, r"write a sign for each: \sum_{i=1}^m \sum_{j=1}^n"
            )
        return tuple(merged)

    def upper(self, script: Script) -> Node:
        if script.indexed:  # brackets inside of the script are a part of what it says
            script = replace(script, first=script.first - 1, last=script.last + 1)
        with self.inside(script):
            self.deeper(self.token)
            found = self.relation()
            self.depth -= 1
            return found

    def one_bound(self, sign: str, last: Node | None) -> list[Bound | Goes]:
        """What one item below a sign binds."""
        start = self.token.start
        self.bounding = True
        found = self.bound_by(sign, last)
        self.bounding = False
        if len(found) > 1:
            return [*found]
        # An upper limit stands after or before the lower one.
        ends = [last] if last is not None else []
        return [replace(bound, start=min([start, *(n.start for n in ends)]),
                        end=max([self.before.end, *(n.end for n in ends)])) for bound in found]

    def bound_by(self, sign: str, last: Node | None) -> Sequence[Bound | Goes]:
        start = self.token
        item = self.relation()
        if isinstance(item, Chain):
            name, signs = item.items[0], item.signs
            if signs == ("to",) or signs == ("implies",):
                return [self.goes(name, item.items[1], start)]
            if signs == ("eq",):
                value = item.items[1]
                if sign in ("max", "min", "argmax", "argmin", "sup", "inf") and last is None:
                    return [Bound(name, condition=item)]
                if self.sees("..", ":"):
                    self.take()
                    last = self.expression()
                return [Bound(name, value, last)]
            if signs in (("le", "le"), ("lt", "le"), ("le", "lt"), ("lt", "lt")) and isinstance(
                item.items[1], (Name, Member)
            ):
                if signs == ("le", "le"):
                    return [Bound(item.items[1], item.items[0], item.items[2])]
                if _is_whole(item.items[0]) and isinstance(item.items[2], Name):  # 0 < i <= n
                    return [Bound(item.items[1], _later(item.items[0], signs[0]), _earlier(item.items[2], signs[1]))]
                return [Bound(item.items[1], condition=item)]
            if len(signs) > 2 and set(signs) <= {"le", "lt"}:
                return [Bound(None, condition=item)]
            if signs == ("in",) and isinstance(name, Name) and (end := _end_of_set(item.items[1])) is not None:
                return [Bound(name, Number(Fraction(1), start=end.start, end=end.start), end)]  # i \in [n]
            if signs in (("ne",), ("in",), ("notin",), ("ge",), ("gt",), ("sim",), ("given",), ("colon",),
                         ("subset",), ("subseteq",), ("approx",)) or (signs[0] in ("ne", "in")):
                return [Bound(name, condition=item)]
            if signs in (("lt",), ("le",)):
                letters = [n for n in item.items if isinstance(n, Name)]
                if not isinstance(name, (Name, Number)):  # \|x\| <= r binds x
                    letters = [n for n in walk(name) if isinstance(n, Name)]
                fresh = [n for n in letters if n.text not in self.bound]
                if len(fresh) == 1:
                    return [Bound(fresh[0], condition=item)]
                return [Bound(None, condition=item)]
            raise self.fail("it is not clear what this binds", item, r"write \sum_{i=1}^m, for example")
        if last is None and isinstance(item, Product) and all(self.is_letter(factor) for factor in item.factors):
            return [Bound(factor, start=factor.start, end=factor.end) for factor in item.factors]
        if isinstance(item, (Name, Member, Group, Transpose, Power)) or sign in (
            "max",
            "min",
            "argmax",
            "argmin",
            "sup",
            "inf",
        ):
            return [Bound(item, None, last)]
        raise self.fail("a sign binds a letter", item, r"write \sum_{i=1}^m")

    def goes(self, name: Node, to: Node, start: Token) -> Goes:
        """Where a limit goes: a one-sided end is written 1^- or 1-."""
        side = ""
        if isinstance(to, Name) and to.text.endswith(("^{+}", "^{-}")):
            to, side = replace(to, text=to.text[:-4]), to.text[-2]
        if isinstance(to, Component) and not to.below and len(to.above) == 1:
            raise self.fail("this is no end of a limit", to)
        if self.sees("+", "-"):
            side = self.take().text
        elif self.sees("^"):
            self.take()
            script = self.script()
            said = self.says(script)
            if said not in ("+", "-"):
                raise self.fail("a limit comes from + or -", self.found[script.first], r"write x \to 0^+")
            side = said
        return Goes(name, to, side, start=start.start, end=self.before.end)

    def integral(self, sign: str, token: Token, below: Script | None, above: Script | None) -> Node:
        first = self.upper(below) if below is not None else None
        if isinstance(first, Chain) and first.signs == ("eq",):  # \int_{x=0}^1
            first = first.items[1]
        last = self.upper(above) if above is not None else None
        self.until_d += 1
        of: Node | None = None
        if not self.is_differential():
            of = self.expression()
        self.until_d -= 1
        bounds: list[Bound | Goes] = []
        while self.is_differential():
            d = self.take()
            named = self.take() if d.kind == "letter" else Token(
                "letter" if len(d.text) == 2 else "word", d.text[1:], d.start + 1, d.end)
            if named.kind == "command" and named.text in ACCENTS:
                self.at -= 1
                by = self.atom()
            else:
                differential = self.named(named.text, named)
                if differential.power is not None:
                    raise self.fail("the differential of a power is not known", d, "write dx", self.before.end)
                by = differential.node
            if of is not None and self.sees("(") and not self.token.spaced:
                raise self.fail("the differential of a function is not known", d, "write its density, and dx",
                                self.before.end)
            bounds.append(Bound(by, first, last, start=token.start if first or last else d.start, end=by.end))
            first = last = None
            if self.until_d and sign != "iint":
                break  # what follows belongs to the sign around this one
        if isinstance(of, Group) and of.kind == "set" and len(of.items) == 1:
            of = of.items[0]
        inner = None if of is None or bounds else _differential_inside(of)
        if inner is not None:
            of, by = inner
            bounds.append(Bound(by, first, last, start=token.start, end=by.end))
        if bounds and inner is None and self.sees("/"):  # \int dx/x
            self.take()
            if of is None:
                of = Number(Fraction(1), start=token.start, end=token.end)
            under = self.factor()
            of = Quotient(of, under, start=of.start, end=under.end)
        if not bounds and isinstance(first, Name) and last is None and of is not None and any(
                node == first for node in walk(of)):  # \int_x p(x)
            self.note("differential", token.start, of.end, f"the integral was read as over {first.text}",
                      "over a set of that name", rf"write \, d{first.text}")
            bounds.append(Bound(first, start=first.start, end=first.end))
        if not bounds:
            raise self.fail("the integral has no differential", token, r"write \int f(x) \, dx",
                            of.end if of is not None else token.end)
        if of is None and bounds and self.starts_factor():  # \int dx f(x)
            of = self.term()
        node = of if of is not None else Number(Fraction(1), start=token.start, end=token.end)
        return Big(sign, tuple(bounds), node, start=token.start, end=self.before.end)

    def typed_big(self, sign: str, token: Token) -> Node:
        """sum(f, i, 1, n), sum(f, i = 1..m), mean(f, i), lim(f, b -> 1-): the letters come last."""
        last = self.mate[self.at]
        letters = self.typed_letters(self.at, last)
        self.bound += letters
        self.bars.append("(")
        self.take()
        if self.at == last:
            raise self.fail(f"{sign}() is empty", token, f"write {sign}(x[i], i)", self.found[last].end)
        of = self.expression()
        bounds: list[Bound | Goes] = []
        while self.sees(","):
            self.take()
            bounds.append(self.typed_bound(sign))
        del self.bound[len(self.bound) - len(letters) :]
        if self.at != last:
            raise self.unexpected()
        self.bars.pop()
        self.take()
        if not bounds and sign != "int" and (self.sees("^", "*") or self.starts_factor()):
            self.note("reach", token.start, self.token.end, f"{sign} was read as reaching over the bracket only",
                      "over the whole term", f"write {sign}((x[i] - a)^2, i)")
        return Big(sign, tuple(bounds), of, start=token.start, end=self.before.end)

    def typed_letters(self, opening: int, last: int) -> list[str]:
        """The letters that stand after the commas of sum(f, i, j)."""
        found: list[str] = []
        place = opening + 1
        while place < last:
            token, following = self.found[place], self.found[place + 1]
            place = self.mate.get(place, place) + 1
            if token.kind == "op" and token.text == "," and following.text == "(":
                following = self.found[place + 1]
            if token.kind == "op" and token.text == "," and following.kind in ("letter", "word"):
                found.append(following.text)
        return found

    def typed_bound(self, sign: str) -> Bound | Goes:
        start = self.token
        self.bounding = True
        item = self.relation()
        self.bounding = False
        if isinstance(item, Group) and item.kind == "tuple" and len(item.items) == 3:  # sum(f, (i, 1, n))
            return Bound(*item.items, start=start.start, end=self.before.end)
        if isinstance(item, Chain) and item.signs == ("to",):
            return self.goes(item.items[0], item.items[1], start)
        if isinstance(item, Chain) and item.signs == ("eq",):
            if isinstance(item.items[0], Name) and item.items[0].text in ("axis", "dim", "keepdims"):
                raise self.fail("this is an argument of a program", item, f"write {sign}(x[i], i)")
            first = item.items[1]
            end = None
            if self.sees("..", ":") or self.sees_command("dots"):
                self.take()
                end = self.expression()
            return Bound(item.items[0], first, end, start=start.start, end=self.before.end)
        if not isinstance(item, (Name, Member)) and not isinstance(item, Number):
            raise self.fail("this is not an index letter", item, f"write {sign}(x[i], i)")
        if self.sees(",") and (self.next_token.kind == "number" or self.sees_interval()):
            self.take()
            first = self.expression()
            if not self.sees(","):
                raise self.fail("a sum has a first and a last index", first, f"write {sign}(x[i], i, 1, m)")
            self.take()
            end = self.expression()
            return Bound(item, first, end, start=start.start, end=self.before.end)
        return Bound(item, start=start.start, end=self.before.end)

    def sees_interval(self) -> bool:
        """Whether two more things follow of which the first is no letter: i, t-1, m."""
        following = self.found[self.at + 2] if self.at + 2 < len(self.found) else self.token
        return (
            self.next_token.kind in ("letter", "word") and following.kind == "op" and following.text in ("+", "-", "*")
        )


def _differential_inside(node: Node) -> tuple[Node | None, Node] | None:
    """The dz of \\int \\frac{dz}{z}: what is left, and z."""
    if isinstance(node, Quotient):
        found = _differential_inside(node.top)
        if found is None:
            return None
        rest, by = found
        top = rest if rest is not None else Number(Fraction(1), start=node.top.start, end=node.top.end)
        return Quotient(top, node.bottom, start=node.start, end=node.end), by
    if isinstance(node, Product) and len(node.factors) >= 2 and node.factors[-2] == Name("d"):
        left = list(node.factors[:-2])
        return (product(left, node.start) if left else None), node.factors[-1]
    return None


def _is_whole(node: Node) -> bool:
    return isinstance(node, Number) and node.value.denominator == 1


def _later(node: Node, sign: str) -> Node:
    """Where an index starts that is greater than a number, or at least that."""
    assert isinstance(node, Number)
    return replace(node, value=node.value + 1) if sign == "lt" else node


def _earlier(node: Node, sign: str) -> Node:
    """Where an index ends that is less than a letter, or at most that."""
    one = Number(Fraction(1), start=node.end, end=node.end)
    return Sum((node, Neg(one, start=node.end, end=node.end)), start=node.start, end=node.end) if sign == "lt" else node


def _end_of_set(node: Node) -> Node | None:
    r"""The n of [n], and of \{1, \dots, n\}: all from 1 to there."""
    match node:
        case Group("list", (Name() as last,)):
            return last
        case Group("set", (Number(first), Dots(), Name() as last)) if first == 1:
            return last
        case Group("set", (Number(first), Number(second), Dots(), Name() as last)) if (first, second) == (1, 2):
            return last
        case Group("set", (Span(Number(first), Name() as last),)) if first == 1:
            return last
    return None


def _free(node: Node) -> set[str]:
    """The names in a node, without those that a sign in it binds."""
    own = {node.text} if isinstance(node, Name) else set()
    bound = {part.text for one in node.bounds if isinstance(one, Bound | Goes) and one.name is not None
             for part in walk(one.name) if isinstance(part, Name)} if isinstance(node, Big) else set()
    return own.union(*map(_free, children(node))) - bound


__all__ = ["Reaching"]
