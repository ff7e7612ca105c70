"""What is applied to what: functions, expectations, indicators; a value or a product."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from symdl.notation.reader.arithmetic import product
from symdl.notation.reader.bracketing import CONDITIONS
from symdl.notation.reader.names import plain, spelled
from symdl.notation.reader.naming import Named
from symdl.notation.reader.reaching import Reaching
from symdl.notation.reader.scripts import Script
from symdl.notation.reader.signs import BIG, CALLED, FUNCTIONS
from symdl.notation.reader.syntax import (
    Call,
    Chain,
    Constant,
    Function,
    Indicator,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Root,
    Transpose,
)
from symdl.notation.reader.tokens import OPEN, Token

_PRINTED_BARE = ("log", "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh")
"""Functions that are printed without brackets of their own, so that log (x + 1)^2 has two readings."""

_OF_PROGRAMS = ("for", "in", "if", "else", "then", "and", "or", "not", "lambda", "where", "return", "import", "hence",
                "thus", "therefore", "so", "since", "because", "let", "answer")
"""Words of programs and of ordinary language, which are no names in plain text."""

_NO_BRACKETS = frozenset(("abs", "floor", "ceil", "norm", "min", "max", "gcd", "lcm", "binom", "delta", "sqrt", "E",
                          "unit_step", "sigmoid", "relu", "softplus", "logit"))
"""Functions that are not written before a bare factor."""
_ONES = (r"\mathbf{1}", r"\mathbb{1}", r"\mathbb{I}", r"\mathds{1}")


class Applied(Reaching):
    """Reads names with what follows them."""

    def name_or_call(self) -> Node:
        token = self.token
        if token.kind == "word" and (found := self.known_word(token)) is not None:
            return found
        if token.text == "d" and self.sees_after("^") and self.find("d") is None \
                and (found := self.attempt(self.higher_quotient)) is not None:
            return found
        if self.sees_differential_quotient() and (found := self.attempt(self.differential_quotient)) is not None:
            return found
        if token.text == "d" and self.find("d") is None and (found := self.typed_operator()) is not None:
            return found
        self.take()
        base = token.text
        if token.kind == "word" and not self.latex and not self.notation.closed and len(base) < 4 and base.isalpha() \
                and base[0] != "\\" and self.find(base) is None and not self.sees("("):
            self.note("letters", token.start, token.end, f"{base} was read as one name",
                      f"the product {' '.join(base)}", f"declare {base}")
        if token.kind == "word" and not self.latex and not self.notation.closed and self.find(base) is None \
                and (re.search(r"\d[A-Za-z]", base) or any(
                    base.startswith(f) for f in ("cos", "sin", "tan", "log", "exp", "sqrt", "max", "min"))):
            self.note("letters", token.start, token.end, f"{base} was read as one name", "a product", f"declare {base}")
        if token.side == "split" and self.token.side == "split" and not self.token.spaced and not (
                self.is_index(base) and self.is_index(self.token.text)):
            self.note(
                "letters",
                token.start,
                self.token.end,
                f"{base}{self.token.text} was read as a product",
                "one name",
                f"write {base}*{self.token.text}",
            )
        if base == r"\Delta" and self.find(base) is None and self.token.kind in ("letter", "word") \
                and self.token.text != "d":
            inner = self.take()  # a difference is one name
            if not self.notation.closed and self.find(base + (
                    " " if inner.text[0] != "\\" else "") + inner.text) is None:
                self.note("letters", token.start, inner.end, "a difference was read, as one name", "a product",
                          rf"declare \Delta, or write \Delta \cdot {inner.text}")
            base = r"\Delta" + (" " if inner.text[0] != "\\" else "") + inner.text
        if base in (r"\Sigma", r"\Pi") and self.find(base) is None and self.text[token.start] in "ΣΠ" \
                and self.starts_factor() and not self.notation.closed:
            self.note("sum", token.start, token.end, f"{self.text[token.start]} was read as a letter",
                      "the sign of a sum or product", "write ∑ or ∏, or declare the letter")
        if base in (r"\mathbb{V}", r"\mathbb{C}") and self.token.text in ("ar", "ov") and self.token.side == "upright":
            return self.expectation("Var" if self.take().text == "ar" else "Cov", token)
        if base == r"\delta" and self.find(base) is None and self.sees("_") and self.next_token.text == "{" and any(
                t.kind == "rel" and t.text == "eq" for t in self.peeked()):
            self.take()
            return self.indicator_below(token)  # \delta_{i = j}
        if base in ("I", r"\mathbf{I}") and self.find(base) is None and self.sees("[", "(", r"\{") \
                and self.holds_relation(self.at):
            if not self.notation.closed:
                self.note("function", token.start, token.end, f"{base} was read as the sign of an indicator",
                          "a function", f"declare {base}(x)")
            return self.indicator(token)
        if base in ("I", r"\mathbf{I}", r"\chi") and self.find(base) is None and self.sees("_") and any(
                t.kind == "rel" and t.text in CONDITIONS for t in self.peeked()):
            self.take()
            return self.indicator_below(token)  # I_{x > 0}
        if base in _ONES and self.sees("_", "[", "(", r"\{") and self.find(base) is None:
            return self.indicator(token)
        if base in (r"\Sigma", r"\Pi") and self.find(base) is None and self.sees("_"):
            script = self.peeked()
            if any(t.kind == "rel" and t.text == "eq" for t in script) or (
                    not self.latex and self.text[token.start] == "Σ"):
                self.note("sum", token.start, token.end, f"{base} was read as the sign of a sum or product", "a letter",
                          r"write \sum, or declare the letter")
                return self.big("sum" if base == r"\Sigma" else "prod", token)
            if any(self.is_index(t.text) for t in script if t.kind == "letter") and not self.notation.closed:
                self.note("sum", token.start, token.end, f"{base} was read as a letter", "the sign of a sum or product",
                          r"write \sum, or declare the letter")
        return self.with_scripts(base, token)

    def with_scripts(self, base: str, token: Token) -> Node:
        """A name that was taken, or the sign of an expectation, with all that follows it."""
        if self.starts_expectation(base):
            return self.expectation("E" if base != r"\mathbb{V}" else "Var", token)
        return self.applied(self.named(base, token), base, token)

    def peeked(self) -> list[Token]:
        """The tokens of the script that stands next."""
        at = self.at + 1
        return self.found[at : self.mate.get(at, at) + 1]

    def known_word(self, token: Token) -> Node | None:
        """A function or sign by its word, unless the word is declared."""
        word = token.text
        if self.find(word) is not None:
            return None
        bound = self.sees_after("_")
        if not self.latex and word in ("oo", "infty", "infinity", *(() if bound or token.side else ("inf",))):
            self.take()
            return Constant("infinity", start=token.start, end=token.end)
        # In LaTeX a word without a font is one that a bracket or subscript follows: sum_i, softmax(z).
        applied = self.latex or token.side == "upright" or bound or self.next_token.text in ("(", "[")
        if word in BIG and applied and (bound or not (word in FUNCTIONS or word in ("inf", "sup"))):
            self.take()
            return self.big(BIG[word], token)
        if not self.latex and word in ("sum", "prod", "mean") and not self.notation.closed:
            raise self.fail(f"{word} is a function and needs parentheses", token, f"write {word}(x[i], i)")
        if not self.latex and word == "int":
            self.take()
            return self.big("int", token)
        if not self.latex and word.lower() in _OF_PROGRAMS:
            raise self.fail("words of ordinary language stand here", token, "give the formula alone")
        if not self.latex and word == "lim":
            self.take()
            return self.big("lim", token)
        if word in FUNCTIONS:
            self.take()
            if self.latex and token.side != "upright" and not self.notation.closed:
                self.note("letters", token.start, token.end, f"{word} was read as the function",
                          f"the product {' '.join(word)}", f"write \\{word}")
            return self.function(FUNCTIONS[word], token)
        if not self.latex and word.startswith("d") and len(word) > 1:
            return self.attempt(lambda: self.typed_derivative(token))
        return None

    def sees_after(self, sign: str) -> bool:
        following = self.next_token
        return following.kind == "op" and following.text == sign

    def starts_expectation(self, base: str) -> bool:
        """Whether a letter that was taken is the sign of an expectation: any blackboard E, an E before [."""
        if base not in (r"\mathbb{E}", r"\mathbb{V}", "E", r"\mathbf{E}") or self.find(base) is not None:
            return False
        place, last = self.at, len(self.found) - 1
        while self.found[place].kind == "op" and self.found[place].text in ("_", "^"):
            place = min(self.mate.get(place + 1, place + 1) + 1, last)
        opening = self.found[place]
        if any(t.kind == "rel" and t.text == "sim" for t in self.found[self.at : place]):
            return True  # E_{x \sim p} f(x)
        is_letter = base in ("E", r"\mathbf{E}") and self.latex and not self.notation.closed  # an energy, and a product
        brackets = ("[",) if is_letter else ("[", "(", r"\{")
        return base == r"\mathbb{E}" or (opening.kind == "op" and opening.text in brackets)

    def applied(self, named: Named, base: str, token: Token) -> Node:
        """A name with what it is applied to, or beside."""
        node, power, meaning = named.node, named.power, named.meaning
        bracket = self.call_bracket()
        if base in ("E", r"\mathbf{E}", r"\hat{E}") and meaning is None and not self.notation.closed \
                and self.starts_factor() and bracket != "(":
            self.note("expectation", token.start, self.token.end, f"{base} was read as a factor",
                      "the sign of an expectation", r"write \mathbb{E}[...], or declare E")
        if base == r"\sigma" and meaning is None and node == Name(base) and bracket == "(" \
                and not any(t.text == base and self.found[n + 1].text != "("
                            for n, t in enumerate(self.found[self.at : self.mate[self.at]], self.at)):
            args = self.called_with()
            if not self.notation.closed:
                self.note("function", token.start, self.before.end, r"\sigma was read as the logistic function",
                          "a product, or another function", r"declare \sigma or \sigma(z)")
            if power is not None and self.says(power) == "-1":
                return self.inverse_of(Name(base), token, power, args)
            value = Call(Function("sigmoid", start=token.start, end=token.end), args, start=token.start,
                         end=self.before.end)
            return value if power is None else Power(value, self.exponent(power), start=token.start, end=value.end)
        if bracket is not None and self.is_call(named, base, token, bracket):
            args = self.called_with()
            if power is not None and self.says(power) == "-1" and isinstance(node, Name):
                return self.inverse_of(node, token, power, args)
            node = Call(node, args, start=token.start, end=self.before.end)
            if self.sees("'"):
                raise self.fail("a prime stands on a name", self.token)
        if isinstance(node, Name) and (meaning is None or (base == "e" and meaning.slots and power is not None)):
            node = self.constant(node, base, power)  # beside e_i, e^x is still that of Euler
        if power is not None:
            if isinstance(node, Transpose):
                raise self.fail("two superscripts on one thing", self.found[power.first])
            node = Power(node, self.exponent(power), start=token.start, end=max(power.end, node.end))
        return node

    def inverse_of(self, name: Name, token: Token, power: Script, args: tuple[Node, ...]) -> Node:
        """f^{-1}(x): the value of the inverse function."""
        self.note("inverse", token.start, self.before.end, "the -1 was read as the sign of the inverse function",
                  "a reciprocal", "write 1/f(x) for the reciprocal")
        inverse = Name(name.text + "^{-1}", start=token.start, end=power.end)
        return Call(inverse, args, start=token.start, end=self.before.end)

    def call_bracket(self) -> str | None:
        """The bracket of a possible call that stands next: ``(``, ``[``, or the braces that SymPy prints around."""
        if self.sees("(", "[") and self.token.side != "null":
            return self.token.text
        if self.sees("{") and self.next_token.kind == "op" and self.next_token.text == "(" \
                and self.mate[self.at + 1] == self.mate[self.at] - 1:
            return "("
        return None

    def called_with(self) -> tuple[Node, ...]:
        """The arguments in the bracket that ``call_bracket`` sees."""
        if not self.sees("{"):
            return self.arguments(self.token)
        self.take()
        args = self.arguments(self.token)
        self.expect("}")
        return args

    def is_call(self, named: Named, base: str, token: Token, bracket: str) -> bool:
        """Whether what follows a name is what it is applied to."""
        meaning, node = named.meaning, named.node
        # \pi is a number before a bracket, and \pi_\theta is a policy.
        number = (base in self.notation.constants and base[0] == "\\" and not (
            isinstance(node, Name) and node.text != base)) or (
            base == "e" and meaning is None and named.power is not None and "e" in self.notation.constants)
        if isinstance(node, Transpose) or number:
            return False
        shown = self.text[token.start : max(token.end, node.end)].strip()
        if bracket == "(" and [t.text for t in self.inner_tokens(self.at)] == ["0"]:  # nobody multiplies so
            if meaning is not None and meaning.kind != "function":
                raise self.fail(f"this is the value of {shown} at 0, and {shown} is no function elsewhere", token,
                                rf"write \cdot for a product, {shown}_0 for a number",
                                self.found[self.mate[self.at]].end)
            return True
        if bracket == "[":
            if meaning is None and (token.side == "upright" or r"\mathbb{E}" in base) and not self.notation.closed:
                self.note_call(token, shown)
                return True
            if meaning is None and named.bare and self.latex and not self.notation.closed:
                self.note("product", token.start, self.token.end, f"{shown}[...] was read as a product",
                          "a function's value", f"declare {shown} as a symbol, or {shown}(x)")
            return meaning is not None and meaning.kind == "function"
        if meaning is not None:
            if meaning.kind == "function":
                return True
            if (
                meaning.kind == "family" and base != r"\delta"
                and named.bare
                and all(
                    (t.kind == "letter" and self.is_index(t.text)) or t.text == "," for t in self.inner_tokens(self.at)
                )
            ):
                raise self.fail(f"{shown} has indices, and brackets like these mean a product or a value", token,
                                "write x_i or x[i]", self.found[self.mate[self.at]].end)
            if named.bare and self.notation.closed and not self.latex:
                self.note("product", token.start, self.token.end, f"{shown}(...) was read as a product")
            return False
        if token.kind == "word":
            if self.latex and token.side != "upright" and not self.notation.closed:
                self.note_call(token, shown)
            return True
        if self.notation.closed:
            return base == r"\sigma" and node == Name(r"\sigma'")  # the slope of the logistic function
        derived = self.find(node.text.rstrip("'")) if isinstance(node, Name) and node.text.endswith("'") else None
        if derived is not None and derived.kind == "function":
            return True
        if self.looks_called(named, base):
            self.note_call(token, shown)
            return True
        if named.power is None and not (isinstance(node, Member) and node.above):
            self.note(
                "product",
                token.start,
                self.token.end,
                f"{shown}(...) was read as a product",
                "a function's value",
                f"declare {shown} as a symbol, or {shown}(x)",
            )
        return False

    def looks_called(self, named: Named, base: str) -> bool:
        """Whether a name of which nothing is known, with a bracket behind it, is a function's value to most."""
        node, inner = named.node, [*self.inner_tokens(self.at)]
        if inner and inner[0].kind == "command" and inner[0].text.startswith("begin{"):
            return base in CALLED
        if any(t.kind == "rel" or (t.kind == "op" and t.text in (",", ";")) for t in inner) \
                or sum(t.kind == "op" and t.text == "|" for t in inner) % 2:
            return True
        # h(1 - h) and h_i (1 - p) are products, f_i(x) is a value; nobody puts a single name in brackets to multiply.
        if any(t.text == base for t in self.found[self.at : self.mate[self.at]]):
            return False
        if isinstance(node, Member) and any(t.kind == "op" and t.text in "+-*/" for t in inner):
            return False
        name = plain(node.text if isinstance(node, Name) else base)
        return (base in CALLED or (isinstance(node, Name) and node.text.endswith("'"))
                or (len(name) > 2 and base[:1].isalpha()) or (len(inner) == 1 and inner[0].kind == "letter"))

    def note_call(self, token: Token, shown: str) -> None:
        self.note("call", token.start, self.token.end, f"{shown}(...) was read as a function's value", "a product",
                  f"declare {shown}(x), or {shown} as a symbol")

    def function(self, name: str, token: Token) -> Node:
        """A function with its arguments, in brackets or not; its name was taken."""
        if name in ("E", "Var", "Cov", "Pr"):
            return self.expectation(name, token)
        if self.find(token.text) is not None:
            return self.applied(self.named(token.text, token), token.text, token)
        power: Script | None = None
        below: Script | None = None
        while self.sees("_", "^"):
            sign = self.take().text
            script = self.script(raised=sign == "^")
            if sign == "^" and script.indexed:
                raise self.fail(
                    "an index on a function is not known",
                    token,
                    "write braces without brackets for a power",
                    script.end,
                )
            if (sign == "_" and below is not None) or (sign == "^" and power is not None):
                raise self.fail("two scripts of one kind", self.found[script.first])
            below, power = (script, power) if sign == "_" else (below, script)
        if name == "delta" and below is not None and not self.sees("(", "["):
            return Member(r"\delta", self.items(below), start=token.start, end=below.end)
        if self.sees("'") and power is None and below is None and name not in ("max", "min", "norm", "abs"):
            many = 0
            while self.sees("'"):
                self.take()
                many += 1
            if self.call_bracket() != "(":
                raise self.fail("the derivative of a function is of something", token, f"write \\{name}'(z)")
            derived = Name(name + "'" * many, start=token.start, end=self.before.end)
            args = self.called_with()
            return Call(derived, args, start=token.start, end=self.before.end)
        function = Function(name, start=token.start, end=token.end)
        bracket = self.call_bracket()
        bare = bracket is None
        args = self.function_arguments(name, token)
        if name == "sqrt" and bracket == "[" and len(args) == 1 and self.sees("(", "{"):  # sqrt[3](x)
            of = self.function_arguments(name, token)[0]
            return Root(of, args[0], start=token.start, end=self.before.end)
        if not bare and name in _PRINTED_BARE and self.sees("(") and not self.notation.closed:
            self.note("argument", token.start, self.before.end, "the function was read as of its first bracket",
                      "of the product of both", "write brackets around all that it is of")
        turned = bare and len(args) == 1 and isinstance(args[0], Transpose)
        if turned and isinstance(args[0], Transpose):  # \nabla \log p(x)^\top: nobody takes the log of a transpose
            args = (args[0].of,)
        if name == "sqrt" and len(args) == 1:
            node: Node = Root(args[0], start=token.start, end=self.before.end)
        else:
            base: tuple[Node, ...] = ()
            if below is not None:
                if name == "log":
                    if below.indexed:  # of no name, brackets are no sign of an index
                        below = Script(below.first - 1, below.last + 1, below.start, below.end)
                    args = (*args, self.exponent(below))
                else:
                    base = self.items(below)
            elif name == "log" and token.text == "log" and "log10" in self.notation.policies:
                args = (*args, Number(Fraction(10), start=token.start, end=token.end))
            elif name == "log10":
                function, args = (
                    replace(function, name="log"),
                    (*args, Number(Fraction(10), start=token.start, end=token.end)),
                )
            node = Call(function, args, base, start=token.start, end=self.before.end)
        if turned:
            node = Transpose(node, start=token.start, end=self.before.end)
        if power is None:
            if self.sees("^") and self.before.text == ")" and name in _PRINTED_BARE and self.latex \
                    and not self.notation.closed:
                self.note("power", token.start, self.before.end, "the power was read as that of the value",
                          "one of what is in brackets", "write brackets around what is raised")
            return node
        exponent = self.exponent(power)
        if exponent == Neg(Number(Fraction(1))):
            inverse = {"sin": "arcsin", "cos": "arccos", "tan": "arctan", "cot": "arccot", "sec": "arcsec",
                       "csc": "arccsc", "sinh": "arcsinh", "cosh": "arccosh", "tanh": "arctanh"}.get(name)
            self.note("inverse", token.start, power.end, "the -1 was read as the sign of the inverse function",
                      "a reciprocal", f"write 1/\\{name}, or \\arc{name}")
            if inverse is None:
                return Call(Power(function, exponent, start=token.start, end=power.end), args, start=token.start,
                            end=self.before.end)
            assert isinstance(node, Call)
            return replace(node, function=replace(function, name=inverse))
        return Power(node, exponent, start=token.start, end=max(node.end, power.end))

    def function_arguments(self, name: str, token: Token) -> tuple[Node, ...]:
        if self.call_bracket() is not None:
            return self.called_with()
        if self.sees(r"\{"):
            return self.arguments(self.token)
        if self.sees("⌊", "⌈", "<|"):
            return (self.factor(),)
        if self.sees("-") and self.latex and name not in ("max", "min"):  # \sin -x, as TeX prints it
            minus = self.take()
            if not self.starts_factor():
                raise self.unexpected()
            inner = self.bare_argument(token)
            if not self.notation.closed:
                shown = self.text[token.start : token.end]
                self.note("argument", token.start, inner.end, f"{shown} was read as of what stands behind the minus",
                          "a factor that is missing", "write brackets")
            return (Neg(inner, start=minus.start, end=inner.end),)
        if self.sees("{"):
            opening, last = self.token, self.mate[self.at]
            if last == self.at + 1:
                raise self.fail("there is nothing in these braces", opening, end=self.found[last].end)
            around = len(self.groups)
            inner = self.factor()
            self.groups[around:] = [group for group in self.groups[around:] if group[0] != opening.start]
            if self.before.end > self.found[last].end and not self.notation.closed:
                self.note("argument", token.start, self.before.end, "the script was read as that of the argument",
                          "that of the function", "write brackets")
            return (inner,)
        if not self.starts_factor():
            raise self.fail(f"{self.text[token.start:token.end]} needs an argument", token,
                            f"write {self.text[token.start:token.end]}(...)")
        if name in ("max", "min") or (not self.latex and name in _NO_BRACKETS):
            raise self.fail(f"{token.text} is a function and needs parentheses", token, f"write {token.text}(...)")
        return (self.bare_argument(token),)

    def complex_part(self, token: Token) -> Node:
        r"""\Re z, \Im z and \arg z: words that are known where they are called."""
        name = Name(token.text.lower(), start=token.start, end=token.end)
        args = self.function_arguments(name.text, token)
        return Call(name, args, start=token.start, end=self.before.end)

    def bare_argument(self, token: Token) -> Node:
        """What a function without brackets takes: the factors beside it, up to a function, derivative or bracket."""
        start = self.token.start
        found = [self.factor()]
        while self.starts_factor() and not self.starts_function() and not self.starts_derivative() \
                and not self.sees(*OPEN, "|", "‖") and not self.is_set_apart():
            self.check_side_by_side(found[-1])
            found.append(self.factor())
        shown = self.text[token.start : token.end]
        if self.sees("/", "*") and not self.notation.closed:
            self.note("argument", token.start, self.before.end, f"{shown} was read as ending before this sign",
                      "a function of all that follows", "write brackets")
        if self.is_set_apart():
            self.note("argument", token.start, self.before.end, f"{shown} was read as ending before the space",
                      "a function of the whole product", "write brackets")
        if self.starts_factor() and self.sees("("):
            self.note("argument", token.start, self.before.end, f"{shown} was read as ending before the bracket",
                      "a function of the whole product", "write brackets")
        if len(found) > 1 and not isinstance(found[0], Number):
            self.note(
                "argument",
                token.start,
                self.before.end,
                f"{shown} was read as taking the whole product beside it",
                "its first factor only",
                "write brackets",
            )
        return product(found, start)

    def is_set_apart(self) -> bool:
        r"""Whether a number with a letter stands here, behind a space that is set: the 2x of \sin x \, 2x."""
        return self.token.kind == "number" and self.next_token.kind in ("letter", "word") \
            and "\\" in self.text[self.before.end : self.token.start]

    def starts_function(self) -> bool:
        token = self.token
        if token.kind == "command":
            return token.text in FUNCTIONS or token.text in BIG or token.text in ("nabla", "partial")
        return token.kind == "word" and token.text in FUNCTIONS and self.find(token.text) is None

    def starts_derivative(self) -> bool:
        r"""Whether \frac{d}{dx} stands here, \frac{dy}{dx}, d/dx or dy/dx."""
        if self.sees_command("frac") and self.next_token.text == "{":
            above, below = self.at + 2, self.mate[self.at + 1] + 2
            return self.found[below - 1].text == "{" and self.starts_differential(above) and (
                self.starts_differential(below) and (
                    self.found[below].kind == "word" or self.found[below + 1].text != "}"))
        slash = next((at for at in (self.at + 1, self.at + 2) if [t.text for t in self.found[at : at + 1]] == ["/"]), 0)
        return self.starts_differential(self.at) and slash > 0 and self.starts_differential(slash + 1) and (
            slash == self.at + 1 or self.found[self.at].kind == "letter")

    def starts_differential(self, place: int) -> bool:
        """Whether the sign of a derivative stands at a place, or a word like dx that is no name."""
        token = self.found[place]
        return (token.kind == "command" and token.text == "partial") or (
            token.kind in ("letter", "word") and token.text[0] == "d" and self.find(token.text) is None)

    def expectation(self, name: str, token: Token) -> Node:
        """An expectation with what it is over; its sign was taken."""
        below: tuple[Node, ...] = ()
        power: Script | None = None
        while self.sees("_", "^"):
            sign = self.take().text
            script = self.script(raised=sign == "^")
            if sign == "_":
                # What an expectation is over is no number: a pi is a policy.
                below = tuple(Name("\\pi", start=item.start, end=item.end) if item == Constant("pi") else item
                              for item in self.items(script, letters=False))
            else:
                power = script
        if self.sees("[", "(", r"\{"):
            round_ = self.sees("(")
            args = self.arguments(self.token)
            if round_ and self.sees("^") and not self.notation.closed:
                self.note("reach", token.start, self.before.end, "the power was read as that of the expectation",
                          "the expectation of a power", "write square brackets around what it is of")
        elif self.starts_factor():
            args = (self.factor(),)
            if self.starts_factor():
                self.note("reach", token.start, self.before.end, "the expectation was read as of its next factor only",
                          "of the whole product", "write brackets")
        else:
            raise self.fail("an expectation is of something", token, f"write {self.text[token.start:token.end]}[x]")
        function = Function(name, start=token.start, end=token.end)
        found: Node = Call(function, args, below, start=token.start, end=self.before.end)
        return found if power is None else Power(found, self.exponent(power), start=token.start, end=self.before.end)

    def indicator(self, token: Token) -> Node:
        """1[y = k], 1(y = k), 1_{y = k}: the 1 was taken."""
        if self.sees("_"):
            self.take()
            return self.indicator_below(token)
        args = self.arguments(self.token)
        if len(args) != 1 or not isinstance(args[0], Chain):
            raise self.fail("an indicator is of a condition", token, r"write \mathbb{1}[y = k]", self.before.end)
        return Indicator(args[0], start=token.start, end=self.before.end)

    def indicator_below(self, token: Token) -> Node:
        script = self.script(raised=False)
        first = self.found[script.first]
        if first.kind == "op" and first.text in (r"\{", "[", "(") and self.mate.get(script.first) == script.last - 1:
            script = Script(script.first + 1, script.last - 1, script.start, script.end)
        with self.inside(script):
            condition = self.relation()
        if not isinstance(condition, Chain):
            if isinstance(condition, (Name, Number)):  # a vector of ones, and its length
                name = Name(spelled(token.text, self.says(script)), start=token.start, end=script.end)
                if not self.sees("("):
                    return name
                return Call(name, self.arguments(self.token), start=token.start, end=self.before.end)
            raise self.fail("an indicator is of a condition", condition, r"write \mathbb{1}_{y = k}")
        return Indicator(condition, start=token.start, end=script.end)



__all__ = ["Applied"]
