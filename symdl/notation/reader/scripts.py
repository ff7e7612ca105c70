"""What stands in a script: an exponent, indices, or a part of the name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction

from symdl.notation.reader.cursor import Cursor, spelled_tokens
from symdl.notation.reader.names import ACCENTS, accented, plain, spelled
from symdl.notation.reader.syntax import (
    Dots,
    Group,
    Name,
    Node,
    Number,
    Product,
    Span,
    Sum,
)
from symdl.notation.reader.tokens import Token

INDICES = frozenset("ijklmnrst")
"""Letters that are indices where nothing is declared."""

WORDS = frozenset((
    "in", "min", "init", "tr", "rms", "lin", "list", "kl", "sim", "int", "rnn", "lstm", "mlm",
    "inst", "first", "mix",
))  # fmt: skip
"""Words made of such letters, which stand in subscripts."""
_SHORT_WORDS = frozenset((
    "adv", "all", "avg", "bin", "cls", "dec", "dim", "dis", "emb", "enc", "end", "est", "fin", "gen", "img",
    "inp", "key", "max", "mid", "neg", "new", "obs", "old", "opt", "out", "pos", "pre", "ref", "reg", "rec",
    "set", "sub", "sum", "sup", "tok", "top", "tot", "val", "var", "vec", "ctx", "txt", "err", "eff", "fix",
    "low",
))  # fmt: skip
"""Words of three letters, which stand there beside a letter that a sum binds."""

_TWO = 2
_BRACKETS = ("(", "[", "<|", r"\{")
"""Brackets that make an index of a superscript."""

_WITH_GROUPS = {"frac": 2, "binom": 2, "sqrt": 1, "hat": 1, "tilde": 1, "bar": 1, "vec": 1, "dot": 1, "substack": 1}


@dataclass(frozen=True)
class Script:
    """What stands in a script, as tokens ``first`` to ``last`` (which is not part of it).

    indexed     it is in brackets in its braces: x^{(i)}
    transposed  the sign of a transpose stands behind them: x^{(i)T}
    """

    first: int
    last: int
    start: int
    end: int
    indexed: bool = False
    transposed: bool = False


class Scripts(Cursor):
    """Finds where a script ends, and reads it. Formulas are read by the grammar, in a subclass."""

    bound: list[str]
    """Letters that signs around bind."""

    bars: list[str]
    """The brackets and bars that are open, the innermost last."""

    def chain(self, *, top: bool = False, colon: bool = False) -> Node:
        raise NotImplementedError

    def expression(self) -> Node:
        raise NotImplementedError

    def script(self, *, raised: bool = True, subscripts: bool = True, base: str = "", signed: bool = False) -> Script:
        """What follows ``^``, or ``_`` (then not raised).

        subscripts   whether a subscript behind an exponent in plain text belongs to the exponent: e^x_i
        base         the name that it stands on
        signed       whether a sign stands before it, in the script
        """
        token = self.token
        first = self.at
        if token.kind == "op":
            if token.text == "{":
                return self.braced_script(token)
            if token.text == "(" and self.mate[first] > first + 1:
                return self.round_script(token)
            if token.text in "+-":
                return self.signed_script(token, raised)
            if token.text == "*":
                self.take()
                return Script(first, self.at, token.start, token.end)
        if token.kind == "number" and not raised and "." in token.text:
            raise self.fail("where this subscript ends can be read in two ways", token, "write braces: x_{1}")
        if token.kind not in ("number", "letter", "word", "command", "infix", "text"):
            raise self.fail("there is nothing in this script", token, "write what belongs there: x_i, x^2")
        self.take()
        if token.kind == "command":
            self.take_groups(_WITH_GROUPS.get(token.text, 0))
        elif self.latex:
            self.note_single(token, raised)
            if raised and token.kind in ("number", "letter") and self.sees("!") and not self.token.spaced:
                self.take_factorial(token)
        elif raised and token.text[0] == "T" and len(token.text) > 1 and token.kind == "word" \
                and self.find("T") is None and self.find(token.text) is None:
            raise self.fail("where the exponent ends can be read in two ways here", token, "write x^T*y, or brackets")
        elif raised and token.kind == "word" and token.text.isupper() and len(token.text) > 1 \
                and self.find(token.text) is None and not self.notation.closed:
            raise self.fail("where the exponent ends can be read in two ways here", token, "write brackets: x^(n*p)")
        elif token.side == "split" and not signed and self.is_one_letter(token, base, raised):
            self.note("script", token.start, self.found[self.end_of_split() - 1].end,
                      f"only {token.text} was read as the script", "all of the letters", "write braces, or brackets")
        elif token.side == "split":
            if raised and not self.notation.closed and self.token.side == "split" and not self.token.spaced:
                self.note("script", token.start, self.token.end, "the letters were read as one exponent",
                          "one letter, and then a factor", "write brackets: e^(x*y)")
            while self.token.side == "split" and not self.token.spaced and not (
                    raised and token.text == "T" and self.find("T") is None):
                self.take()
        elif raised:
            self.typed_script(subscripts)
        return Script(first, self.at, token.start, self.before.end)

    def end_of_split(self) -> int:
        """The place behind letters of plain text that stand side by side here."""
        place = self.at
        while self.found[place].side == "split" and not self.found[place].spaced:
            place += 1
        return place

    def is_one_letter(self, token: Token, base: str, raised: bool) -> bool:
        """Whether of letters side by side in plain text only the first, which was taken, is the script.

        So it is with an exponent, as TeX has it, but not where a text is like code. A subscript ends there if the name
        with it is known and so are all that follow, the w_jx of w_j and x, or where the next letter has one of its own.
        """
        following = self.found[self.at : self.end_of_split()]
        if not following or token.spaced:
            return False
        if raised:
            return "*" not in self.text and not (token.text == "T" and self.find("T") is None)
        behind = self.found[self.end_of_split()]
        if len(following) == 1 and behind.kind == "op" and behind.text == "_" and not behind.spaced:
            return True  # the c of f_tc_{t-1}: a name has one subscript
        if not base or self.find(spelled(base, token.text + "".join(t.text for t in following))) is not None:
            return False
        family = self.find(base)
        counted = family is not None and family.slots == 1 and self.is_index(token.text)
        return (counted or self.find(spelled(base, token.text)) is not None) and all(
            self.find(t.text) is not None and t.text not in self.notation.indices for t in following)

    def braced_script(self, token: Token) -> Script:
        """What stands in braces: an index if brackets are all that does."""
        first, last = self.at, self.mate[self.at]
        inner = self.found[first + 1]
        end = self.found[last].end
        self.at = last + 1
        if first + 1 == last:
            raise self.fail("there is nothing in this script", token, end=end)
        if inner.kind == "op" and inner.text in _BRACKETS and not (
                inner.text == r"\{" and "brace sets" in self.notation.policies):
            mate = self.mate[first + 1]
            if mate == last - 1:
                return Script(first + 2, mate, token.start, end, indexed=True)
            if mate == last - 2 and self.found[last - 1].text in ("T", "top"):
                return Script(first + 2, mate, token.start, end, indexed=True, transposed=True)
            if self.bracketed_only(first + 1, last):
                return Script(first + 1, last, token.start, end, indexed=True)
        return Script(first + 1, last, token.start, end)

    def round_script(self, token: Token) -> Script:
        """What stands in round brackets without braces: as typed in plain text, and mostly meant in LaTeX."""
        first, last = self.at, self.mate[self.at]
        self.at = last + 1
        if self.latex:
            self.note("script", token.start, self.before.end, "the bracket was read as the whole script",
                      "a script of one sign", "write ^{...}")
        return Script(first + 1, last, token.start, self.before.end)

    def signed_script(self, token: Token, raised: bool) -> Script:
        """A script that starts with a sign: x^-1, or the sign alone, as in x^+."""
        first = self.at
        self.take()
        if not self.latex and (self.token.kind in ("number", "letter", "word") or self.sees("(", "+", "-", "{")):
            self.deeper(token)
            self.script(signed=True)
            self.depth -= 1
            if raised:
                self.typed_script()
        elif self.latex and self.token.start == token.end and self.token.kind in ("letter", "number", "command"):
            if self.token.kind == "command":
                raise self.fail("where this script ends can be read in two ways", token, "write braces: ^{...}")
            self.take()
            self.note("script", token.start, self.before.end, "the sign and what follows were read as the script",
                      "the sign alone, which is all that TeX raises", "write braces: ^{...}")
        return Script(first, self.at, token.start, self.before.end)

    def take_groups(self, many: int) -> None:
        """The arguments of a command that stands in a script without braces: x^\\frac{1}{2}."""
        while many > 0:
            if self.sees("["):
                self.at = self.mate[self.at] + 1
            if self.sees("{"):
                self.at = self.mate[self.at] + 1
                many -= 1
                continue
            token = self.take()
            many -= len(token.text) if token.kind == "number" and token.text.isdigit() else 1  # x^\frac12
            if many < 0:
                raise self.fail("where this script ends can be read in two ways", token, "write braces: x^{...}")

    def note_single(self, token: Token, raised: bool) -> None:
        """TeX takes one sign where there are no braces, and people mean more."""
        if token.kind == "number" and len(token.text) > 1:
            self.note("script", token.start, token.end, f"{token.text} was read as the whole script",
                      f"{token.text[0]}, which is all that TeX raises", "write braces: ^{...}")
        elif token.kind == "letter" == self.token.kind and not raised and self.token.start == token.end \
                and self.is_index(token.text) and self.is_index(self.token.text):
            self.note("script", token.start, self.token.end, f"only {token.text} was read as the subscript",
                      "both letters", "write braces: _{...}")

    def without_index(self, script: Script) -> Script:
        """A script of which the brackets are a part of the exponent: x^{(n+1)}."""
        return replace(script, first=script.first - 1, last=script.last + 1, indexed=False)

    def could_count(self, script: Script) -> bool:
        """Whether brackets above hold what members are counted by: a letter, a natural number, a word, several of them.

        Square brackets, and brackets side by side, are written for nothing else.
        """
        if script.transposed or self.found[script.first - 1].text != "(":
            return True
        held = self.found[script.first : script.last]
        parts = [t for t in held if not (t.kind == "op" and t.text == ",")]
        return bool(parts) and len(parts) in (len(held), (len(held) + 1) // 2) and (
            len(parts) == 1 or len(parts) < len(held) or self.are_names_of_indices(parts)) and all(
            t.kind in ("letter", "word", "text") or (t.kind == "number" and t.text.isdigit())
            or (t.kind == "command" and t.text in ("dots", "star", "infty")) for t in parts)

    def are_names_of_indices(self, parts: list[Token]) -> bool:
        """Whether letters side by side may be several indices: (ij)."""
        return all(t.kind == "letter" and self.is_index(t.text) for t in parts)

    def counted_elsewhere(self, base: str, script: Script) -> bool:
        """Whether ``t - 1`` above a name counts it: the letter is declared, or it or the name stands so alone."""
        held = self.found[script.first : script.last]
        if len(held) != 3 or held[1].text not in ("+", "-") or {held[0].kind, held[2].kind} != {"letter", "number"}:
            return False
        letter = held[0] if held[0].kind == "letter" else held[2]
        if letter.text in self.notation.indices:
            return True
        places = (place for place, token in enumerate(self.found) if token.kind == "op" and token.text == "^")
        return any([t.text for t in self.found[place + 1 : place + 3]] == ["{", "("]
                   and self.mate[place + 2] == place + 4
                   and (self.found[place + 3].text == letter.text or self.is_above(base, place)) for place in places)

    def is_above(self, base: str, place: int) -> bool:
        """Whether the ``^`` at a place stands above a name, with or without a subscript between them."""
        last = place - 1
        opens = {b: a for a, b in self.mate.items()}
        first = opens.get(last, last)
        if first and self.found[first - 1].kind == "op" and self.found[first - 1].text == "_":
            last = first - 2
        first = opens.get(last, last)
        letter = self.found[first + 1 if first < last else first]
        over = self.found[max(first - 1, 0)]
        name = accented(over.text, letter.text) if over.kind == "command" and over.text in ACCENTS else letter.text
        return letter.kind in ("letter", "word") and name == base

    def bracketed_only(self, first: int, last: int) -> bool:
        """Whether brackets side by side are all there is: the (i)[l] of a^{(i)[l]}."""
        while first < last:
            if self.found[first].text not in ("(", "["):
                return False
            first = self.mate[first] + 1
        return True

    def typed_script(self, subscripts: bool = True) -> None:
        """In plain text a script takes the scripts and brackets of its own name: e^x_i, 2^3^2, e^f(x)."""
        is_name = self.before.kind != "number" and subscripts
        while True:
            if self.sees("^") or (self.sees("_") and is_name):
                self.deeper(self.token)
                if self.sees("^") and not self.notation.closed:
                    self.note(
                        "script",
                        self.before.start,
                        self.next_token.end,
                        "a tower of powers was read from its top",
                        "(x^a)^b",
                        "write brackets",
                    )
                self.script(raised=self.take().text == "^")
                self.depth -= 1
            elif (self.sees("[") and not self.token.spaced) or (
                    self.sees("(") and self.before.kind == "word" and not self.token.spaced):
                self.at = self.mate[self.at] + 1
            elif self.sees("'"):
                self.take()
            elif self.sees("!") and not self.token.spaced and not self.next_is_bang():
                self.take_factorial(self.before)
            else:
                return

    def take_factorial(self, token: Token) -> None:
        """The sign of a factorial behind an exponent without braces belongs to the exponent: 2^3!."""
        self.note("script", token.start, self.token.end, "the factorial was read as that of the exponent",
                  "that of the power", "write brackets")
        self.take()

    def next_is_bang(self) -> bool:
        return self.next_token.kind == "op" and self.next_token.text == "!"

    @contextmanager
    def inside(self, script: Script) -> Iterator[None]:
        """The tokens of a script, as if nothing followed."""
        at, behind = self.at, self.found[script.last]
        self.found[script.last] = Token("end", "", behind.start, behind.start)
        self.at = script.first
        try:
            yield
            if self.token.kind != "end":
                raise self.unexpected()
        finally:
            self.at, self.found[script.last] = at, behind

    def exponent(self, script: Script) -> Node:
        with self.inside(script):
            self.deeper(self.token)
            found = self.expression()
            self.depth -= 1
            if isinstance(found, Group) and found.kind == "set" and len(found.items) == 1:
                return found.items[0]  # braces around an exponent
            return found

    def items(self, script: Script, *, letters: bool = True) -> tuple[Node, ...]:
        """The indices in a script: i, or i,j, or ij, or t-1, or 1..m."""
        token = self.found[script.first]
        if script.indexed and self.mate.get(script.first, script.last) < script.last:
            found: tuple[Node, ...] = ()
            place = script.first
            while place < script.last:
                end = self.mate[place]
                found += self.items(Script(place + 1, end, self.found[place].start, self.found[end].end, True))
                place = end + 1
            return found
        held = self.found[script.first : script.last]
        if letters and len(held) > 1 and all((t.kind == "letter" and self.is_index(t.text)) or (
                t.kind == "number" and len(t.text) == 1) for t in held) and any(t.kind == "number" for t in held):
            if held[0].kind == "letter" or held[0].text in ("0", "1"):  # x_{i1}; nobody writes 1 i for i
                return tuple(Number(Fraction(t.text), start=t.start, end=t.end) if t.kind == "number"
                             else Name(t.text, start=t.start, end=t.end) for t in held)
            self.note(
                "index",
                script.start,
                script.end,
                f"{self.says(script)} was read as a product",
                "several indices",
                "write a comma, or \\cdot",
            )
        if letters and token.kind == "word" and not token.side and script.last == script.first + 1 \
                and all(self.is_index(sign) or sign.isdigit() for sign in token.text):
            return tuple(
                Number(Fraction(sign), start=n, end=n + 1) if sign.isdigit() else Name(sign, start=n, end=n + 1)
                for n, sign in enumerate(token.text, token.start)
            )
        with self.inside(script):
            self.bars.append("(")
            items = self.index_items(letters=letters)
            self.bars.pop()
            return items

    def index_items(self, *, letters: bool) -> tuple[Node, ...]:
        """Indices up to where nothing more follows.

        letters   whether letters side by side are several indices
        """
        self.deeper(self.token)
        found: list[Node] = []
        while True:
            start = self.token
            if self.sees_command("dots"):
                self.take()
                found.append(Dots(start=start.start, end=start.end))
            else:
                noted, place = len(self.notes), self.at
                item = self.chain(top=True)
                if self.sees("..", ":"):
                    self.take()
                    last = self.expression()
                    item = Span(item, last, start=item.start, end=last.end)
                elif letters and isinstance(item, Product) and all(self.is_letter(factor) for factor in item.factors) \
                        and not any(t.text == "*" for t in self.found[place : self.at]):
                    self.notes[noted:] = [note for note in self.notes[noted:] if note.kind != "letters"]
                    found += item.factors[:-1]
                    item = item.factors[-1]
                elif letters and isinstance(item, Product) and not any(
                        isinstance(factor, Number) for factor in item.factors) and not any(
                        t.text == "*" for t in self.found[place : self.at]):
                    self.note("index", item.start, item.end, "what stands side by side was read as a product",
                              "several indices", "write a comma, or \\cdot")
                elif letters and isinstance(item, Sum) and any(
                        isinstance(term, Product) and all(map(self.is_letter, term.factors)) for term in item.terms):
                    self.note("index", item.start, item.end, "letters side by side were read as a product",
                              "several indices", "write a comma, or \\cdot")
                found.append(item)
            if not self.sees(",", ";"):
                break
            self.take()
        self.depth -= 1
        if len(found) == 3 and isinstance(found[1], Dots):
            return (Span(found[0], found[2], start=found[0].start, end=found[2].end),)
        return tuple(found)

    def is_letter(self, node: Node) -> bool:
        return isinstance(node, Name) and len(plain(node.text)) == 1

    def says(self, script: Script) -> str:
        said = spelled_tokens(self.found[script.first : script.last])
        return f"({said})" if script.indexed else said

    def holds_indices(self, script: Script) -> bool:
        """Whether what a script holds is made of indices, so that it is no part of the name.

        One of its letters is an index; all are where they stand side by side: x_{ij}, not p_{data}.
        """
        held = self.found[script.first : script.last]
        some = False
        run: list[Token] = []
        for token in [*held, self.found[-1]]:
            if token.kind == "letter":
                run.append(token)
                continue
            if len(run) > 1 and not self.are_indices(run):
                return False
            some = some or any(self.is_index(letter.text) for letter in run)
            if any(letter.side == "upright" and letter.text not in self.bound for letter in run):
                return False
            run = []
            if token.kind == "op":
                if token.text not in ("+", "-", "*", "/", ",", "'", "(", ")", "..", ":", "{", "}", "_", "^", "|",
                                      "⌊", "⌋", "⌈", "⌉"):
                    return False
                some = some or token.text in ("..", ":")
            elif token.kind == "command":
                if token.text != "dots":
                    return False
                some = True
            elif token.kind == "word":
                if token.side or token.text in WORDS or not (self.beside_bound(token.text) or all(
                        self.is_index(sign) or sign.isdigit() for sign in token.text)):
                    return False
                some = True
            elif token.kind == "rel":
                if token.text not in ("lt", "le", "gt", "ge", "ne"):
                    return False
            elif token.kind not in ("number", "end"):
                return False
        return some

    def are_indices(self, letters: list[Token]) -> bool:
        """Whether letters side by side are indices: not those of a word, if nothing binds or declares them."""
        word = "".join(letter.text for letter in letters)
        if not self.beside_bound(word) and not all(self.is_index(letter.text) for letter in letters):
            return False
        if word not in WORDS or all(
                letter.text in self.bound or letter.text in self.notation.indices for letter in letters):
            return True
        is_bound = any(letter.text in self.bound for letter in letters)
        if is_bound and word == "kl":
            return True
        self.note("counted" if is_bound and len(word) == _TWO else "script", letters[0].start, letters[-1].end,
                  f"{word} was read as a word", "indices", "write a comma between them, or \\text{}")
        return False

    def beside_bound(self, word: str) -> bool:
        r"""Whether letters are indices as a sum around them binds one: the c of \sum_i x_{ci}, not those of y_{out}."""
        bound = sum(letter in self.bound for letter in word)
        if not bound or self.notation.closed or not word.isalpha() or word in WORDS | _SHORT_WORDS:
            return False
        return len(word) == 2 or not self.has_vowel(word) or (len(word) == 3 and bound == 2)

    def has_vowel(self, word: str) -> bool:
        """Whether a word has one that is not bound."""
        return any(letter in "aeiouAEIOU" and letter not in self.bound for letter in word)

    def is_word_or_indices(self, word: str) -> bool:
        r"""Whether it cannot be told which of the two letters with one that a sum binds are: \sum_i x_{boi}."""
        return len(word) == 3 and word.isalpha() and word not in WORDS | _SHORT_WORDS and self.has_vowel(word) and any(
            letter in self.bound for letter in word)

    def is_index(self, letter: str) -> bool:
        if (letter in self.bound and letter.isalpha()) or letter in self.notation.indices:
            return True
        return not self.notation.closed and letter in INDICES and letter not in self.notation.meanings


__all__ = ["INDICES", "WORDS", "Script", "Scripts"]
