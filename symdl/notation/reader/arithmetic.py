"""Relations, sums, products, powers and brackets: the part of the grammar that every formula has."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from symdl.notation.reader.bracketing import Bracketing
from symdl.notation.reader.names import ACCENTS, plain
from symdl.notation.reader.scripts import Script
from symdl.notation.reader.signs import BIG, FUNCTIONS
from symdl.notation.reader.syntax import (
    Big,
    Blank,
    Call,
    Chain,
    Component,
    Constant,
    Derivative,
    Dots,
    Evaluated,
    Factorial,
    Function,
    Gradient,
    Group,
    Infix,
    List,
    Matrix,
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
    walk,
)
from symdl.notation.reader.tokens import CLOSE, OPEN, Token
from symdl.notation.reader.unbracketed import of_quotient

_PROSE = frozenset((
    "if", "for", "where", "when", "and", "or", "with", "otherwise", "else", "then", "since", "so", "subject", "to",
    "is", "such", "that", "the", "as", "by", "on", "all", "given", "let", "hence", "thus", "therefore", "iff", "over",
    "st", "s.t.", "else if", "unless", "at", "from", "in", "of", "are", "we", "because", "likewise", "similarly",
))  # fmt: skip
_OPTIMA = ("max", "min", "argmax", "argmin", "sup", "inf", "lim")

FACTOR_COMMANDS = frozenset((
    "frac", "sqrt", "binom", "arg", "Re", "Im", "partial", "nabla", "underset", "infty", "emptyset", "underbrace",
    "overbrace",
    *ACCENTS, *FUNCTIONS, *BIG,
))  # fmt: skip
"""Commands that a factor may start with."""


class Arithmetic(Bracketing):
    """Precedence climbing, with a bound on how deep it calls itself."""

    def is_prose(self, token: Token) -> bool:
        """Whether a token is a word of ordinary language."""
        return token.kind == "text" or (
            token.kind == "word" and token.side == "upright" and token.text.lower() in _PROSE)

    def sees_plus_minus(self, *signs: str) -> bool:
        """Whether plus or minus stands here as it is typed, +/-, and with nothing before it +-."""
        rest = self.text[self.token.start :]
        return self.sees("+") and any(map(rest.startswith, signs))

    def take_plus_minus(self) -> str:
        """What stands here: pm or mp."""
        if self.token.kind == "command":
            return self.take().text
        while self.take().text != "-":
            pass
        return "pm"

    def joins_statements(self, token: Token) -> bool:
        """Whether this is the "or" of x = 2 or x = -2, in plain text."""
        return token.kind == "word" and token.text in ("and", "or") and token.spaced and not self.latex \
            and not self.notation.closed and self.find(token.text) is None

    def is_differential(self) -> bool:
        """Whether the d of dx stands here."""
        token, following = self.token, self.next_token
        if token.kind == "word" and not self.latex:  # dx in plain text
            return token.text[0] == "d" and len(token.text) > 1 and self.find(token.text) is None
        return (token.kind == "letter" and token.text == "d"
                and (self.find("d") is None or (self.until_d > 0 and following.start == token.end))
                and (following.kind in ("letter", "word")
                     or (following.kind == "command" and following.text in ACCENTS)))

    def chain(self, *, top: bool = False, colon: bool = False) -> Node:
        """Things with relations between them, and relations with signs for and, or between them: and binds more."""
        groups = [[self.related(top=top, colon=colon)]]
        while self.token.side == "joins":
            sign = self.take()
            item = self.related()
            if sign.text == "and":
                groups[-1].append(item)
            else:
                groups.append([item])
        if len(groups) > 1 and any(len(group) > 1 for group in groups):
            first, last = groups[0][0], groups[-1][-1]
            self.note("reach", first.start, last.end, "the sign for and was read as binding more than that for or",
                      "another order", "write brackets")
        return _joined([_joined(group, "and") for group in groups], "or")

    def related(self, *, top: bool = False, colon: bool = False) -> Node:
        """Things with relations between them.

        top     whether a relation may come first
        colon   whether a colon is one: f: R -> R
        """
        start = self.token
        items: list[Node] = []
        signs: list[str] = []
        if top and self.sees_relation():
            items.append(Blank(start=start.start, end=start.start))
        else:
            items.append(self.expression())
        while True:
            if self.sees_relation():
                signs.append(self.take().text)
            elif self.is_separator():
                double = self.take().text == "‖"
                if self.sees("|") and self.token.start == self.before.end:
                    double = self.take().text == "|"
                signs.append("parallel" if double else "given")
            elif self.sees(":") and colon and self.latex and self.next_token.kind != "end":
                self.take()
                signs.append("colon")
            else:
                break
            items.append(self.expression())
        if not signs:
            return items[0]
        if signs[0] == "given" and len(signs) > 1 and not self.bars:  # y | x \sim p
            first = _linked(items[:2], signs[:1])
            return Chain((first, *items[2:]), tuple(signs[1:]), start=start.start, end=items[-1].end)
        if "given" in signs and len(signs) > 1:  # y = 1 | x: the bar binds least
            cut = signs.index("given")
            return Chain(
                (_linked(items[: cut + 1], signs[:cut]), _linked(items[cut + 1 :], signs[cut + 1 :])),
                ("given",),
                start=start.start,
                end=items[-1].end,
            )
        return Chain(tuple(items), tuple(signs), start=start.start, end=items[-1].end)

    def relation(self) -> Node:
        return self.chain()

    def expression(self) -> Node:
        start = self.token.start
        terms = [self.evaluated(self.signed())]
        while True:
            if self.sees("+", "-") and not self.sees_plus_minus("+/-"):
                following = self.next_token
                if self.bounding and (following.kind == "end" or (
                        following.kind == "op" and following.text in (*CLOSE, ","))):
                    break  # 0+ is where a limit comes from
                negative = self.take().text == "-"
                term = self.evaluated(self.signed())
                terms.append(Neg(term, start=term.start, end=term.end) if negative else term)
            elif self.sees_command("pm", "mp") or self.sees_plus_minus("+/-"):
                sign = self.take_plus_minus()
                left = terms[0] if len(terms) == 1 else Sum(tuple(terms), start=start, end=terms[-1].end)
                right = self.term()
                terms = [Infix(sign, (left, right), start=start, end=right.end)]
            else:
                break
        if len(terms) > 1 and not self.notation.closed:
            self.note_reach(terms)
        whole = terms[0] if len(terms) == 1 else Sum(tuple(terms), start=start, end=terms[-1].end)
        return self.modulo(whole) if self.sees_command("pmod") else whole

    def modulo(self, whole: Node) -> Node:
        r"""a + b \pmod n, which is said of all that stands before it; \bmod is a sign between two factors."""
        command = self.take()
        if any(t.kind == "rel" and t.text in ("define", "approx") for t in self.found[: self.at]):
            raise self.fail("congruences are not read", command, "write an equation: a \\bmod n = b")
        modulus = self.factor()
        return Infix("mod", (whole, modulus), start=whole.start, end=modulus.end)

    def evaluated(self, term: Node) -> Node:
        r"""A term, or its value where a bar stands behind it: \\frac{d}{dx} f(x) |_{x = 0} is of the derivative."""
        if not self.sees_command("at"):
            return term
        if isinstance(term, Neg) and self.found[self.at - 1].end == term.of.end:
            return replace(term, of=self.evaluated(term.of), end=self.before.end)
        if isinstance(term, (Product, Big)) and not self.notation.closed:
            self.note("reach", term.start, self.token.end, "the bar was read as standing behind the whole term",
                      "behind its last factor", r"write \left. and \right|")
        while self.sees_command("at"):
            term = self.at_point(term)
        return term

    def at_point(self, of: Node) -> Node:
        """What a bar, which comes next, says of what stands before it."""
        bar = self.take()
        below: tuple[Node, ...] = ()
        above: Node | None = None
        while (self.sees("_") and not below) or (self.sees("^") and above is None):
            if self.take().text == "_":
                below = self.items(self.script(raised=False), letters=False)
            else:
                above = self.exponent(self.script())
        if not below:
            raise self.fail("this bar has nothing below it", bar, "write |_{x = 0}")
        return Evaluated(of, below, above, start=of.start, end=self.before.end)

    def note_reach(self, terms: list[Node]) -> None:
        """A letter that a sum binds, and that stands behind the sum too: it may be meant to reach there."""
        bound: dict[str, Node] = {}
        for term in terms:
            if bound:
                names = {node.text if isinstance(node, Name) else node.name for node in walk(term)
                         if isinstance(node, (Name, Member))}
                own = {b.name.text for node in walk(term) if isinstance(node, Big) for b in node.bounds
                       if isinstance(b.name, Name)}
                for letter in sorted(names & bound.keys() - own - {*self.bound} - {*self.notation.indices}):
                    big = bound.pop(letter)
                    self.note("reach", big.start, term.end, f"what binds {letter} was read as ending before this term",
                              "a sign that reaches further", "write brackets")
            last = term.of if isinstance(term, Neg) else term
            last = last.factors[-1] if isinstance(last, Product) else last
            if term is not terms[-1] and isinstance(last, Big) and last.sign in _OPTIMA and last.bounds \
                    and not self.notation.closed:
                self.note("reach", last.start, terms[-1].end, f"{last.sign} was read as ending before the next term",
                          "of all that follows", "write brackets")
            if isinstance(last, Call) and last.function == Function("E"):  # \mathbb{E}_{x \sim p} f(x) - g(x)
                bound.update({n.text: last for b in last.below if isinstance(b, Chain) and b.signs == ("sim",)
                              for n in walk(b.items[0]) if isinstance(n, Name)})
            if isinstance(last, Derivative) and last.of.end == last.end:  # d/dx before what it is of
                bound.update({b.text: last for b in last.by if isinstance(b, Name)})
            if isinstance(last, Big):
                bound.update({b.name.text: last for b in last.bounds if isinstance(b.name, Name)})

    def signed(self) -> Node:
        """A term with the signs that stand before it."""
        start = self.token
        if self.sees("+", "-") and not self.sees_plus_minus("+/-", "+-"):
            self.deeper(start)
            negative = self.take().text == "-"
            first = self.token.start
            inner = self.signed()
            self.depth -= 1
            return negated(inner, start.start, first) if negative else inner
        if self.sees_command("pm", "mp") or self.sees_plus_minus("+/-", "+-"):
            sign = self.take_plus_minus()
            inner = self.term()
            return Infix(sign, (inner,), start=start.start, end=inner.end)
        return self.term()

    def term(self) -> Node:
        start = self.token.start
        factors = self.run()
        while True:
            if self.sees("*"):
                self.take()
                factors += self.run_with_sign()
            elif self.sees("/") or (self.sees(":") and "colon divides" in self.notation.policies):
                slash = self.take()
                self.note_root(factors[-1])
                run = self.run_with_sign()
                if len(run) > 1 and ("slash takes product" in self.notation.policies and not self.before.spaced):
                    run = [Product(tuple(run), start=run[0].start, end=run[-1].end)]
                elif len(run) > 1 and not isinstance(run[1], Big):  # nobody divides by m \\sum_i x_i
                    # 1/2 (y - t)^2 is a half of what follows, but for 1/2 x nobody knows.
                    half = len(factors) == 1 and isinstance(factors[0], Number) and isinstance(run[0], Number) and (
                        self.text[run[0].end :].lstrip()[:1] == "(" or "implicit products" in self.notation.policies)
                    if not self.latex and not half:
                        raise self.fail("what is divided by can be read in two ways here", run[1],
                                        "write a/(2*b) or (a/2)*b")
                    self.note(
                        "slash",
                        slash.start,
                        run[-1].end,
                        "the slash was read as dividing by its next factor only",
                        "a division by the whole product",
                        "write brackets, or \\frac",
                    )
                if slash.text == "/" and (value := of_quotient(factors[-1], run[0], self.text)) is not None:
                    factors = [*factors[:-1], value, *run[1:]]  # \log 1/p
                    continue
                top = product(factors, start)
                factors = [Quotient(top, run[0], start=start, end=run[0].end), *run[1:]]
            elif (self.token.kind == "infix" and self.token.side != "joins") or self.sees_command("mod"):
                sign = self.take().text
                left, right = product(factors, start), product(self.run_with_sign(), self.token.start)
                args = (*left.args, right) if isinstance(left, Infix) and left.sign == sign and len(factors) == 1 \
                    and left.start == start else (left, right)
                factors = [Infix(sign, args, start=start, end=right.end)]
            else:
                return product(factors, start)

    def note_root(self, left: Node) -> None:
        """x^1/2 is (x^1)/2, and may be meant as a root."""
        if self.latex or not isinstance(left, Power) or self.token.kind != "number" \
                or self.found[self.at - 2].kind != "number":
            return
        exponent = left.exponent.of if isinstance(left.exponent, Neg) else left.exponent
        if isinstance(exponent, Number) and (exponent.value == 1 or exponent is not left.exponent):
            self.note("root", left.start, self.token.end, "the power was read before the division; a^(1/2) is a root")

    def run_with_sign(self) -> list[Node]:
        """Factors side by side, after a sign: the first may have a minus."""
        start = self.token
        if not self.sees("+", "-"):
            return self.run()
        self.deeper(start)
        negative = self.take().text == "-"
        first, *others = self.run_with_sign()
        self.depth -= 1
        return [Neg(first, start=start.start, end=first.end) if negative else first, *others]

    def run(self) -> list[Node]:
        found = [self.factor()]
        while self.starts_factor():
            self.check_side_by_side(found[-1])
            self.check_words()
            self.note_point(found[-1])
            self.note_uncalled(found[-1])
            self.note_prime(found[-1])
            closed_before = self.before.text == ")"
            opening = self.token
            found.append(self.factor())
            if closed_before and opening.text == "(" and not self.notation.closed and isinstance(
                    found[-1], (Name, Group)):
                self.note("product", found[-2].start, found[-1].end, "the brackets were read as multiplied",
                          "the value of a function", "declare the function")
        if len(found) > 1 and not self.notation.closed:
            self.note_letters(found)
        return [_unbraced(node) for node in found] if len(found) > 1 else found  # 2 \{x + y\}

    def note_prime(self, left: Node) -> None:
        """A name with a prime beside a factor may be meant as transposed."""
        name = left.text if isinstance(left, Name) else left.name if isinstance(left, Member) else ""
        if name.endswith("'") and not name.endswith("''") and not self.notation.closed and self.find(name) is None:
            self.note("transpose", left.start, left.end, f"{name} was read as a name", f"the transpose of {name[:-1]}",
                      "declare the name, or the prime: operators = { \"'\" = '^\\top' }")

    def note_uncalled(self, left: Node) -> None:
        """A function beside a factor without brackets may be meant as called."""
        if not isinstance(left, Name) or self.notation.closed:
            return
        meaning = self.find(left.text)
        if (meaning is not None and meaning.kind == "function") or (
                meaning is None and self.before.kind == "word" and self.before.side == "upright"):
            self.note("product", left.start, self.token.end, f"{left.text} was read as a factor", "a function",
                      "write brackets")

    def note_point(self, left: Node) -> None:
        """A derivative with brackets behind it may be meant at that point."""
        if not isinstance(left, Derivative) or not self.sees("(") or self.before.text != "}" or self.notation.closed:
            return
        inner = self.found[self.at + 1 : self.mate[self.at]]
        name = left.of.text if isinstance(left.of, Name) else left.of.name if isinstance(left.of, Member) else ""
        is_sum = any(t.kind == "op" and t.text in ("+", "-", "*", "/") for t in inner)
        if not is_sum or (known := self.find(name)) is None or known.kind == "function":
            self.note(
                "point",
                left.start,
                self.token.end,
                "the derivative was read as multiplied by what is in brackets",
                "its value at that point",
                "write \\cdot for a product",
            )

    def check_words(self) -> None:
        """Two words of plain text side by side, of which none is declared, are ordinary language."""
        token, before = self.token, self.before
        if not self.latex and token.kind == "word" == before.kind and not self.notation.closed and token.spaced \
                and self.find(token.text) is None and self.find(before.text) is None:
            raise self.fail(
                "words of ordinary language stand here",
                before,
                "give the formula alone; write * for a product",
                token.end,
            )

    def note_letters(self, factors: list[Node]) -> None:
        """Letters in a row that look like one name: four of them, two capitals, d and another."""
        row: list[Node] = []
        letters = ""
        for node in [*factors, None]:
            letter = "" if node is None else self.first_letter(node)
            if node is not None and letter and (not row or row[-1].end == node.start):
                row.append(node)
                letters += letter
                if isinstance(node, Name):
                    continue
                letter = ""
            if len(row) > 2 or (len(row) > 1 and (letters[0] == "d" or letters == "lr" or any(
                    a.isupper() and b.isupper() for a, b in pairwise(letters)))):
                self.note("letters", row[0].start, row[-1].end, f"{letters} was read as a product", "one name",
                          f"declare {letters}")
            row, letters = ([node], letter) if letter and isinstance(node, Name) else ([], "")

    def first_letter(self, node: Node) -> str:
        """The letter that a factor starts with, if it is a single one that is not declared."""
        while isinstance(node, (Power, Call, Transpose)):
            node = node.base if isinstance(node, Power) else node.function if isinstance(node, Call) else node.of
        name = node.text if isinstance(node, Name) else node.name if isinstance(node, Member) else ""
        letter = name.partition("_")[0].rstrip("'")
        return letter if len(letter) == 1 and letter.isalpha() and self.find(letter) is None else ""

    def starts_factor(self) -> bool:
        token = self.token
        match token.kind:
            case "number" | "letter":
                return not (self.until_d and self.is_differential())
            case "word":
                return not (self.is_prose(token) or self.joins_statements(token)) and not (
                    self.until_d and self.is_differential())
            case "command":
                return token.text in FACTOR_COMMANDS or token.text.startswith("begin{")
            case "op":
                if token.text in ("|", "‖"):
                    if token.side == "r" or (self.bars and self.bars[-1] == token.text and token.side != "l"
                                             and not self.opens_within()):
                        return False
                    return not self.is_separator()
                return token.text in OPEN
        return False

    def may_be_lowered(self) -> bool:
        """Whether the number here may be a power that is no more above: the 2 of (x + 1)2 + y."""
        return self.token.text in ("2", "3") and not self.sees_power() and not (
            self.next_token.kind in ("letter", "word", "command") or self.next_token.text in ("(", "["))

    def check_side_by_side(self, left: Node) -> None:
        """Two factors without a sign between: refused where they are read in two ways."""
        token, before = self.token, self.before
        if self.sees("{") and self.next_token.text in ("+", "-") and self.next_token.kind == "op":
            raise self.fail("the sign in these braces, which are not printed, could be between two terms", token,
                            "write brackets, or no braces", self.found[self.mate[self.at]].end)
        if self.sees("[") and before.kind == "number" and self.next_token.kind == "number" \
                and self.mate[self.at] == self.at + 2:
            raise self.fail("a number in brackets could be a reference", token, "leave it out, or write \\cdot",
                            self.found[self.at + 2].end)
        if token.kind == "number":
            if token.spaced and not isinstance(left, Number) and self.sees_indicator("[", r"\{"):
                return  # x 1[x > 0]
            if before.end < token.start and not isinstance(left, Number) and self.sees_indicator_below():
                return  # x 1_{x > 0}
            if self.latex and before.text == "!":
                return
            if self.is_power_behind_letter(left):
                self.note("side", left.start, self.next_token.end, "the number was read as a factor that is raised",
                          "a part of the name", "write a sign between them")
                return
            if self.latex and isinstance(left, Quotient):
                if not token.spaced and self.text[token.start - 1].isdigit():  # \frac{1}10
                    raise self.fail("where this fraction ends can be read in two ways", token, "write braces")
                self.note("side", left.start, token.end, "the number after the fraction was read as a factor", "a slip",
                          "write \\cdot")
                return
            if not self.latex and "implicit products" in self.notation.policies and not isinstance(left, Number):
                return
            if before.text == ")" and isinstance(left, Sum | Neg) and not self.may_be_lowered():
                self.note("side", left.start, token.end, "the number behind the bracket was read as a factor",
                          "a power", "write a sign between them")
                return  # (k - 1)2^L, (x + 1)0.5
            is_set = "\\" in self.text[before.end : token.start]
            has_end = isinstance(left, Power) or (isinstance(left, Call) and (before.text == ")" or is_set))
            if (token.spaced or is_set) and not isinstance(left, Number) and (self.sees_power() or (
                    has_end and self.next_token.kind in ("letter", "word"))):
                self.note("side", left.start, token.end, "the number behind the space was read as a factor")
                return  # x 2^{x-1}, x^2 2y, \sin x \, 2x
            if self.latex and "numbers after letters" in self.notation.policies and (
                    not isinstance(left, Number) or token.spaced):
                return
            if self.latex and isinstance(left, Number):
                raise self.fail("a sign is missing before this number", token, "write \\cdot for a product")
            raise self.fail("a sign is missing before this number", token,
                            "write * for a product" + (", x_{2} for a name" if isinstance(left, Name) else ""))
        if not self.latex and not self.notation.closed and before.kind == "word" and len(before.text) > 2 \
                and isinstance(left, Name) and self.find(before.text) is None:
            self.note("product", left.start, token.end, f"{before.text} was read as a factor", "a function",
                      f"write {before.text}(...), or *")
        if not self.latex and isinstance(left, Power) and before.kind == "number" and token.text in FUNCTIONS \
                and self.next_token.text == "(":
            return  # x^2cos(x): nobody raises x to that
        if not self.latex and isinstance(left, Power):
            bare = before.kind in ("number", "letter", "word")
            of_e = isinstance(left.base, Constant)
            if bare and (before.side == "split" or (len(before.text) == 1 and not of_e)) and "*" not in self.text \
                    and self.text[before.start - 1] == "^" and not token.spaced and token.kind in ("letter", "word"):
                if before.side != "split":  # else it was noted
                    self.note("script", left.start, token.end, f"only {before.text} was read as the exponent",
                              "a longer one", "write a^2*b or a^(2*b)")
                return
            if bare and (token.kind in ("letter", "word") or of_e):
                if (token.spaced and not (of_e and before.kind == "number")) or (
                        token.text == "(" and self.mate[self.at] > self.at + 2 and not self.is_function(before.text)):
                    # a^s b, as it is printed, and e^x(x + 1); not e^2 x, nor e^x(t)
                    self.note("script", left.start, token.end, "the exponent was read as ending before the space")
                    return
                raise self.fail("where the exponent ends can be read in two ways here", token,
                                "write a^2*b or a^(2*b)")

    def is_function(self, name: str) -> bool:
        meaning = self.find(name)
        return meaning is not None and meaning.kind == "function"

    def is_power_behind_letter(self, left: Node) -> bool:
        """Whether a power of a number, which is no number itself, stands behind a letter that is known: n2^{n-1}."""
        before = self.before
        if before.side == "split":  # of plain text, where the tokens say so
            return True
        if not self.latex or before.kind != "letter" or not isinstance(left, Name) or not self.sees_power():
            return False
        known = self.find(before.text) is not None or before.text in self.notation.indices
        return known or (not self.notation.closed and sum(
            t.kind == "letter" and t.text == before.text for t in self.found) > 1)

    def sees_power(self) -> bool:
        """Whether the number that stands here has an exponent that is no number."""
        sign, first = self.next_token, self.found[min(self.at + 2, len(self.found) - 1)]
        if sign.kind != "op" or sign.text != "^":
            return False
        last = self.mate.get(self.at + 2)
        return first.kind != "number" and not (last == self.at + 4 and self.found[self.at + 3].kind == "number")

    def sees_indicator_below(self) -> bool:
        r"""Whether a 1 stands here that is the sign of an indicator, with its condition below: 1_{x > 0}."""
        opening = self.found[min(self.at + 2, len(self.found) - 1)].text
        if self.token.text != "1" or self.next_token.text != "_" or opening not in ("{", r"\{", "["):
            return False
        has_two = self.found[self.at + 3].text in (r"\{", "[", "(")
        return self.holds_relation(self.at + 3 if has_two else self.at + 2)

    def factor(self) -> Node:
        token = self.token
        self.deeper(token)
        found = self.postfixed(self.atom(), token)
        self.depth -= 1
        return found

    def postfixed(self, node: Node, token: Token) -> Node:
        """Scripts on something that is no name, factorials, the sign of a percentage."""
        raised = False
        while True:
            if self.sees("!"):
                self.take()
                if (
                    isinstance(node, Factorial)
                    and self.text[self.before.start - 1] == "!"
                ):
                    raise self.fail("a double factorial is another function", self.before, "write (n!)!, or what it is")
                node = Factorial(node, start=token.start, end=self.before.end)
            elif self.sees("^"):
                at = self.at
                self.take()
                script = self.script()
                held = self.found[script.first : script.last]
                if len(held) == 1 and held[0].text == "circ" and isinstance(node, Number):
                    node = self.in_degrees(node, held[0])
                    continue
                if len(held) == 1 and held[0].text in ("+", "-"):  # where a limit comes from
                    self.at = at
                    return node
                base = self.text[self.before.start : self.before.end] if isinstance(node, Name) else (
                    ")" if _could_be_matrix(node) else "(")
                if isinstance(node, Power) and (raised or token.kind != "op"):
                    raise self.fail("two superscripts on one thing", held[0], "write braces around what is raised")
                raised = True
                power = isinstance(node, (Number, Constant)) and held[0].text == "T"
                if not power and self.is_transpose(script, base, token):
                    node = self.transposed(replace(node, start=token.start), script)
                elif script.indexed and not isinstance(node, (Number, Constant)) and self.could_count(script):
                    node = self.component(node, (), self.items(script), script.end)
                elif all(t.kind == "command" and t.text == "prime" for t in held) or held[0].text in ("*", "star"):
                    raise self.fail("a prime or star stands on a name", held[0])
                else:
                    if script.indexed and not self.notation.closed and self.holds_indices(script):
                        self.note("power", node.start, script.end, "the brackets above were read as a power",
                                  "an index", "write braces alone for a power")
                    node = Power(node, self.exponent(script), start=token.start, end=script.end)
            elif self.sees("_") and self.next_token.text in ("+",) and token.text in ("(", "["):
                self.at += 2  # [1 - y f]_+
                node = Call(Function("relu", start=token.start, end=self.before.end), (node,), start=token.start,
                            end=self.before.end)
            elif self.sees("_") and not isinstance(node, Number) and not (
                    isinstance(node, Power) and (raised or token.kind != "op")):
                closed = token.text == self.before.text.replace("]", "[") == "["
                self.take()
                script = self.script(raised=False)
                if closed and self.sees("^") and not isinstance(node, Group):  # [x^2]_0^1
                    below = self.items(script, letters=False)
                    self.take()
                    above = self.exponent(self.script())
                    node = Evaluated(node, below, above, start=token.start, end=self.before.end)
                    continue
                first = self.members_from(script)
                if first is not None and self.sees("^"):  # \{x_i\}_{i=1}^n
                    self.take()
                    last = self.exponent(upper := self.script())
                    span = Span(first.items[1], last, start=first.items[1].start, end=last.end)
                    node = self.component(
                        node, (replace(first, items=(first.items[0], span), end=last.end),), (), upper.end
                    )
                    continue
                node = self.component(node, self.items(script), (), script.end)
            elif self.sees_command("degree") and isinstance(node, Number):
                node = self.in_degrees(node, self.take())
            elif self.sees_command("percent") and (isinstance(node, Number) or (
                    "percent" in self.notation.policies and not (token.kind == "letter" and isinstance(node, Name)))):
                sign = self.take()
                if "percent" not in self.notation.policies:
                    self.note("percent", node.start, sign.end, "the sign was read as a division by 100", "a unit",
                              "write the fraction")
                node = Quotient(node, Number(Fraction(100)), start=token.start, end=self.before.end)
            else:
                return node

    def in_degrees(self, node: Node, sign: Token) -> Node:
        """An angle in degrees, which is a number: 60 pi / 180."""
        self.note("degree", node.start, sign.end, "the sign was read as that of degrees, pi/180", "a unit",
                  "write the number")
        turn = Product((node, Constant("pi", start=sign.start, end=sign.end)), start=node.start, end=sign.end)
        return Quotient(turn, Number(Fraction(180), start=sign.start, end=sign.end), start=node.start, end=sign.end)

    def members_from(self, script: Script) -> Chain | None:
        """The i = 1 below what is listed."""
        if not any(t.kind == "rel" and t.text == "eq" for t in self.found[script.first : script.last]):
            return None
        with self.inside(script):
            found = self.relation()
        return found if isinstance(found, Chain) and found.signs == ("eq",) else None

    def component(self, node: Node, below: tuple[Node, ...], above: tuple[Node, ...], end: int) -> Node:
        if isinstance(node, Component):
            return Component(node.of, node.below + below, node.above + above, start=node.start, end=end)
        return Component(node, below, above, start=node.start, end=end)

    def constant(self, node: Name, base: str, power: Script | None) -> Node:
        """e, pi, i where they are numbers."""
        if node.text != base:
            return node
        if base == r"\pi":
            return Constant("pi", start=node.start, end=node.end)
        known = self.notation.constants.get(base)
        if known == "e" and base not in self.bound:
            if power is None and not self.notation.closed:
                self.note("constant", node.start, node.end, "e was read as Euler's number", "a name", "declare e")
            return Constant("e", start=node.start, end=node.end)
        if known in ("i", "pi", "infinity") and base not in self.bound:
            return Constant(known, start=node.start, end=node.end)  # type: ignore[arg-type]
        if base == "pi" and not self.latex:
            return Constant("pi", start=node.start, end=node.end)
        return node

    def number(self) -> Node:
        token = self.take()
        if "/" in token.text:  # ½
            top, _, bottom = token.text.partition("/")
            parts = (Number(Fraction(part), start=token.start, end=token.end) for part in (top, bottom))
            return Quotient(*parts, start=token.start, end=token.end)
        value = Number(Fraction(token.text), start=token.start, end=token.end)
        if self.sees_command("frac") and token.text.isdigit() and self.latex and not self.notation.closed \
                and not self.notation.policies and re.match(r"\\[dt]?frac\s*(\d\s*\d|\{\d+\}\s*\{\d+\})",
                                                            self.text[self.token.start :]):
            self.note("mixed", token.start, self.token.end, "this was read as a product", "a mixed number",
                      r"write \cdot, or +")
        if "mixed fractions" in self.notation.policies and token.text.isdigit() and self.sees_command("frac"):
            part = self.factor()
            if isinstance(part, Quotient) and isinstance(part.top, Number) and isinstance(part.bottom, Number):
                return Sum((value, part), start=token.start, end=part.end)
            return Product((value, part), start=token.start, end=part.end)
        return value


def _could_be_matrix(node: Node) -> bool:
    """Whether a capital or bold letter, a transpose or a gradient makes a matrix or vector of a formula likely."""
    for part in walk(node):
        name = part.text if isinstance(part, Name) else part.name if isinstance(part, Member) else ""
        if isinstance(part, (Transpose, Gradient, Matrix)) or "mathbf" in name or plain(name)[:1].isupper():
            return True
    return False


def product(factors: list[Node], start: int) -> Node:
    if len(factors) == 1:
        return factors[0]
    return Product(tuple(factors), start=factors[0].start, end=factors[-1].end)


def _unbraced(node: Node) -> Node:
    """What stands in braces alone, if it is a number."""
    match node:
        case Group("set", (Chain() | List() | Dots() | Span() | Group(),)):
            return node
        case Group("set", (one,)):
            return one
    return node


def _joined(items: list[Node], sign: str) -> Node:
    if len(items) == 1:
        return items[0]
    return Infix(sign, tuple(items), start=items[0].start, end=items[-1].end)


def _linked(items: list[Node], signs: list[str]) -> Node:
    if not signs:
        return items[0]
    return Chain(tuple(items), tuple(signs), start=items[0].start, end=items[-1].end)


def negated(node: Node, start: int, first: int) -> Node:
    """-a mod b is (-a) mod b, as everyone reads it, unless brackets stand around it (it begins after ``first``)."""
    if isinstance(node, Infix) and node.sign == "mod" and node.start == first:
        left = Neg(node.args[0], start=start, end=node.args[0].end)
        return replace(node, args=(left, *node.args[1:]), start=start)
    return Neg(node, start=start, end=node.end)


__all__ = ["Arithmetic", "negated", "product"]
