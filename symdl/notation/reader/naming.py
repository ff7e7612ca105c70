"""Names with their scripts: what belongs to the name, what is an index, what is a power."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from symdl.notation.reader.cursor import spelled_tokens
from symdl.notation.reader.names import plain, spelled
from symdl.notation.reader.notation import Meaning
from symdl.notation.reader.scripts import Script, Scripts
from symdl.notation.reader.signs import CALLED, FUNCTIONS
from symdl.notation.reader.syntax import (
    Call,
    Chain,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Transpose,
)
from symdl.notation.reader.tokens import Token

_OF_A_POLICY = ("V", "Q", "A", "J", "v", "q", "d", "G")
"""What depends on a policy: V^\\pi is a name."""


@dataclass(frozen=True)
class Named:
    """A name that was read, and what is left of its superscript: a power.

    callable   whether it is a function, or None where nothing says so
    """

    node: Node
    power: Script | None
    meaning: Meaning | None
    bare: bool  # no script, no index


_STARS = ("*", "**", "star")
"""Stars, as tokens."""

_SIGNS = ("*", "**", "+", "-", "\\star", "\\star\\star")
"""What is no index, and may stand below a name: k_{**} of Gaussian processes."""


class Naming(Scripts):
    """Reads a name with all that belongs to it."""

    def named(self, base: str, token: Token) -> Named:
        """The name that starts with a letter or word, which was taken."""
        below: Script | None = None
        above: Script | None = None
        primes = 0
        while True:
            if self.sees("'"):
                if above is not None:
                    break
                self.take()
                primes += 1
            elif self.sees("_"):
                sign = self.take()
                if below is not None:
                    raise self.fail("a name has one subscript", sign, "write both in one: x_{i,j}")
                below = self.script(raised=False, base=base)
                self.note_close(below)
            elif self.sees("^"):
                sign = self.take()
                found = self.script(subscripts=base == "e" or below is not None)
                if all(t.kind == "command" and t.text == "prime" for t in self.found[found.first : found.last]):
                    primes += found.last - found.first
                    continue
                if above is not None:
                    raise self.fail("a name has one superscript", sign, "write braces around what is raised: {x^a}^b")
                above = found
            else:
                break
        return self.resolved(base, token, below, above, primes)

    def note_close(self, below: Script) -> None:
        """In plain text x_t-1 is x_t less 1, and mostly meant for x_{t-1}."""
        token, following = self.token, self.next_token
        if self.latex or self.notation.closed or token.kind != "op" or token.spaced or following.spaced \
                or self.found[below.first - 1].text in ("{", "(") or not self.holds_indices(below):
            return
        if (token.text in "+-" and following.kind == "number") or (token.text == "," and following.kind == "letter"):
            self.note("script", below.start, following.end, "the subscript was read as ending before the sign",
                      "one subscript", "write x_{t-1}, or spaces around the sign")

    def resolved(self, base: str, token: Token, below: Script | None, above: Script | None, primes: int) -> Named:
        """Decides what the scripts are: the longest spelling that is declared, then indices, then powers."""
        sub = self.says(below) if below else ""
        sup = self.says(above) if above else ""
        find = self.find
        end = self.before.end
        meaning: Meaning | None = None
        whole = below, above
        for s, p in dict.fromkeys(((sub, sup), (sub, ""), ("", sup), ("", ""))):
            meaning = find(spelled(base, s, p, primes))
            if meaning is not None:
                below, above = (None if s else below), (None if p else above)
                break
            if s and below is not None and (found := self.labelled(base, below, p, primes)) is not None:
                meaning, below = found
                above = None if p else above
                break
        if meaning is not None and (self.is_label(below) or self.is_label(above)):
            meaning, (below, above) = None, whole  # D(x) is declared, D_{\mathrm{KL}} is another name
        if meaning is not None and below is not None and not meaning.slots and not self.notation.closed \
                and not self.holds_indices(below):
            meaning = None  # x is declared, and x_{hat} is another name
        name = meaning.name if meaning is not None else base + "'" * primes
        if meaning is None:
            return self.undeclared(base, token, below, above, primes, end)
        bare = below is None and above is None
        slots = meaning.slots
        under = self.items(below, letters=slots > 1 or not self.notation.closed or slots == 0) if below else ()
        if len(under) == 1 < slots and isinstance(under[0], Number) and len(digits := str(under[0].value)) == slots:
            under = tuple(self.digit(digit, under[0]) for digit in digits)  # w_{21}
        elif slots == 1 and below and len(under) == 1 and isinstance(under[0], Number) and under[0].value > 9:
            self.note("index", token.start, end, f"{self.says(below)} was read as one index", "two indices, or a name",
                      f"declare {spelled(base, self.says(below))}")
        under += self.bracketed(meaning, slots - len(under))
        over: tuple[Node, ...] = ()
        turned = False
        if above is not None and above.indexed and len(under) >= slots and meaning.kind != "function" \
                and not self.could_count(above) and not self.counted_elsewhere(base, above):
            above = self.without_index(above)
        if above is not None and self.is_transpose(above, meaning.name, token) and meaning.kind != "function":
            self.note_entry(base, token, under, above, end)
            return Named(self.transposed(self.member(name, token, end, under, ()), above), None, meaning, False)
        if above is not None and (above.indexed or (len(under) < slots and meaning.above > 0)):
            over, turned = self.items(above), above.transposed
            if not above.indexed and all(isinstance(item, Number) for item in over):
                self.note("index", token.start, end, f"{sup} was read as an index of {name}", "a power",
                          f"write ({name})^{sup} for a power, {name}^{{({sup})}} for a member")
            above = None
        elif above is not None and self.holds_indices(above) and not self.notation.closed and slots:
            if len(under) >= slots and meaning.above:
                raise self.fail(
                    f"{name} has no more indices than {slots}", token, f"write ({name}..)^{{..}} for a power", end
                )
            if len(under) < slots:
                self.note("power", token.start, end, f"{sup} was read as an exponent", "an index",
                          f"write it below, or declare {name} with an index above")
        self.note_entry(base, token, under, above, end)
        if slots and len(under) + len(over) > slots and not self.notation.closed and meaning.kind == "family":
            self.note("index", token.start, end, f"{len(under) + len(over)} indices were read on {name}",
                      f"a name of its own: {name} is declared with {slots}", f"declare {self.text[token.start:end]}")
        node = self.member(name, token, max(end, self.before.end), under, over)
        return Named(
            Transpose(node, start=token.start, end=end) if turned else node, above, meaning, bare and not under
        )

    def is_label(self, script: Script | None) -> bool:
        """Whether a script is a word, or a sign as in w^*, so that it is part of a name."""
        if script is None:
            return False
        if all(token.text in _STARS for token in self.found[script.first : script.last]):
            return True
        if script.last != script.first + 1:
            return False
        token = self.found[script.first]
        if token.text in ("inf", "oo", "infinity"):
            return False
        if token.kind == "letter":
            return token.side == "upright" and not self.is_index(token.text) and token.text != "T"
        return token.kind == "text" or (token.kind == "word" and self.find(token.text) is None and (
            token.side == "upright" or not all(map(self.is_index, token.text))))

    def labelled(self, base: str, below: Script, sup: str, primes: int) -> tuple[Meaning, Script] | None:
        r"""A declared name whose label stands beside the indices in one script: ``w_{\mathcal{B},c}``."""
        for label, rest in self.in_two(below):
            meaning = self.find(spelled(base, spelled_tokens(self.found[label.first : label.last]), sup, primes))
            if meaning is not None:
                return meaning, rest
        return None

    def in_two(self, script: Script) -> Iterator[tuple[Script, Script]]:
        """What stands before a comma and behind it, and the other way round where that is the last one."""
        place, cuts = script.first, []
        while place < script.last:
            token = self.found[place]
            if token.kind == "op" and token.text == ",":
                cuts.append(place)
            place = self.mate.get(place, place) + 1
        for cut in cuts:
            comma = self.found[cut]
            yield (Script(script.first, cut, script.start, comma.start),
                   Script(cut + 1, script.last, comma.end, script.end))
        for cut in cuts[-1:]:
            comma = self.found[cut]
            yield (Script(cut + 1, script.last, comma.end, script.end),
                   Script(script.first, cut, script.start, comma.start))

    def label_apart(self, script: Script) -> tuple[str, Script] | None:
        r"""A word beside indices in one script, and these: of y_{i,\text{new}} that is the y_{new} of i."""
        for label, rest in self.in_two(script) if not self.notation.closed else ():
            held = self.found[label.first : label.last]
            is_word = self.is_label(label) or (
                len(held) > 1 and all(t.kind == "letter" for t in held) and not self.holds_indices(label)) or (
                len(held) == 1 and held[0].kind == "command" and held[0].text in ("max", "min"))
            if is_word and self.holds_indices(rest):
                return self.says(label), rest
        return None

    def digit(self, digit: str, node: Node) -> Number:
        return Number(Fraction(digit), start=node.start, end=node.end)

    def member(self, name: str, token: Token, end: int, under: tuple[Node, ...], over: tuple[Node, ...]) -> Node:
        if under or over:
            return Member(name, under, over, start=token.start, end=end)
        return Name(name, start=token.start, end=end)

    def bracketed(self, meaning: Meaning | None, left: int) -> tuple[Node, ...]:
        """Indices in square brackets: x[i, k]. After a declared family, and in plain text after any name."""
        found: tuple[Node, ...] = ()
        while self.sees("[") and (not self.token.spaced or left > 0):
            last = self.mate[self.at]
            if meaning is not None and (meaning.kind == "function" or (self.latex and left <= len(found))):
                break
            if self.latex and meaning is None:
                break
            script = Script(self.at + 1, last, self.token.start, self.found[last].end)
            if script.first == last:
                raise self.fail("there is nothing between these brackets", self.token, end=script.end)
            if self.sees("[") and self.next_token.text == "[":
                raise self.fail("brackets in brackets are no index", self.next_token, "write x[i]")
            items = self.items(script, letters=False)
            if meaning is None and not self.notation.closed and any(
                    (isinstance(item, Name) and not self.is_index(item.text)) or isinstance(item, (Member, Chain, Call))
                    for item in items):
                self.note("index", script.start, script.end, "what is in these brackets was read as indices",
                          "what a function is of", "write round brackets, or declare the name")
            found += items
            self.at = last + 1
        return found

    def undeclared(self, base: str, token: Token, below: Script | None, above: Script | None, primes: int,
                   end: int) -> Named:
        """A name that nothing is known of: conventions decide, and notes say where they did."""
        label = ""
        under: tuple[Node, ...] = ()
        over: tuple[Node, ...] = ()
        turned = False
        if below is not None:
            if self.holds_indices(below):
                under = self.items(below)
            elif (found := self.label_apart(below)) is not None:
                label, under = found[0], self.items(found[1])
            else:
                label = self.says(below)
                held = self.found[below.first : below.last]
                if self.is_word_or_indices(label):
                    self.note("counted", below.start, below.end, f"{label} was read as part of the name", "indices",
                              "write commas between indices, or \\text{}")
                elif len(held) > 1 and not self.notation.closed and any(
                        t.kind == "letter" and self.is_index(t.text) and (not t.side or (
                            t.side == "split" and self.found[below.first - 1].text == "_")) for t in held):
                    self.note("script", below.start, below.end, f"{label} was read as part of the name", "an index",
                              "declare the name, or its indices")
                if not any(map(str.isalnum, label)) and label not in _SIGNS:
                    raise self.fail("this cannot be a subscript", token, "a subscript holds indices or a word", end)
        name = spelled(base, label, "", primes)
        if above is not None and above.indexed and not self.could_count(above) \
                and not self.counted_elsewhere(base, above) and not (base in CALLED and self.sees("(")):
            above = self.without_index(above)
            if not self.notation.closed and self.holds_indices(above):
                self.note("power", token.start, end, f"{self.text[token.start:end]} was read as a power",
                          "a member", f"declare {self.text[token.start:end]}")
        elif above is not None:
            held = self.found[above.first : above.last]
            if self.is_transpose(above, base, token):
                self.note_entry(base, token, under, above, end)
                return Named(self.transposed(self.member(name, token, end, under, ()), above), None, None, False)
            if above.indexed and not (self.notation.constants.get(base) and name == base and base not in self.bound):
                over, turned, above = self.items(above), above.transposed, None
            elif self.is_part_of_name(base, held):
                name, above = spelled(base, label, self.says(above), primes), None
            elif base != "e" and not self.notation.closed and self.is_word(held):
                self.note("letters", token.start, end, f"{sup_of(held)} was read as part of the name", "an exponent",
                          f"write \\text{{{sup_of(held)}}}")
                name, above = spelled(base, label, self.says(above), primes), None
            elif base != "e" and not self.notation.closed and self.is_like_label(base, held):
                self.note("power", token.start, end, f"{self.text[token.start:end]} was read as a power", "a name",
                          f"declare {self.text[token.start:end]}")
            elif base != "e" and "mathbb" not in base and not self.notation.closed and self.holds_indices(above):
                self.note("power", token.start, end, f"{self.text[token.start:end]} was read as a power",
                          "a member at a step", f"declare {self.text[token.start:end]}")
        if above is not None and not under and any(spelling.startswith(name + "^{") for spelling in
                                                   self.notation.meanings):
            declared = next(s for s in self.notation.meanings if s.startswith(name + "^{"))
            self.note("power", token.start, end, f"{self.text[token.start:end]} was read as a power of {name}",
                      f"one of {declared}, which is declared", f"write ({declared})^{{..}}, or declare {name}")
        under += self.bracketed(None, 0)
        self.note_entry(base, token, under, above, end)
        node = self.member(name, token, max(end, self.before.end), under, over)
        return Named(Transpose(node, start=token.start, end=end) if turned else node, above, None,
                     not under and not over and name == base and above is None)

    def is_part_of_name(self, base: str, held: list[Token]) -> bool:
        r"""Whether a superscript is no exponent: x^*, x^+, x^{\text{new}}, V^\pi, V^{\pi^*}."""
        first = held[0]
        if first.text == r"\pi" and base in _OF_A_POLICY and [t.text for t in held[1:]] in ([], ["^", "*"],
                                                                                           ["^", r"\star"]):
            return True
        return len(held) == 1 and (first.text in ("*", "star", "+", "-", "dagger") or first.kind == "text" or (
            first.side == "upright" and self.find(first.text) is None))

    def is_word(self, held: list[Token]) -> bool:
        """Whether letters in a superscript are a word: y^{pred}."""
        if len(held) == 1:
            word = held[0]
            return word.kind == "word" and len(word.text) > 2 and self.find(word.text) is None \
                and word.text not in FUNCTIONS
        return len(held) > 2 and all(t.kind == "letter" and len(t.text) == 1 for t in held) \
            and not self.are_indices(held)

    def is_like_label(self, base: str, held: list[Token]) -> bool:
        r"""Whether a superscript is as often a label as an exponent: W^Q, z^L, a^{L-1}, h^1, A^c, \rho^\pi."""
        first = held[0]
        if first.kind == "number":
            return first.text == "1" and len(held) == 1 and "mathbb" not in base
        if first.text == r"\pi" or (first.kind == "word" and first.text.isupper() and self.find(first.text) is None):
            return True
        letters = [t.text for t in held if t.kind == "letter" and t.text not in ("T", *self.bound)
                   and self.find(t.text) is None and t.text not in self.notation.indices]
        capital = plain(base)[:1].isupper() or "mathbf" in base
        return any(letter.isupper() for letter in letters) or (
            capital and "mathbb" not in base and len(held) == 1 and letters == [first.text] and first.text.isalpha()
            and not self.is_index(first.text))

    def note_entry(self, base: str, token: Token, under: tuple[Node, ...], above: Script | None, end: int) -> None:
        """A_{ij}^{-1} may be an entry of the inverse."""
        if len(under) < 2 or above is None or not plain(base)[:1].isupper() or self.notation.closed:
            return
        said = self.says(above)
        if said in ("-1", "T", "\\top"):
            self.note(
                "entry",
                token.start,
                end,
                "this was read as an entry, and then the sign above",
                "an entry of the " + ("inverse" if said == "-1" else "transpose"),
                f"write ({base}^{{{said}}})_{{..}} for that",
            )

    def transposed(self, node: Node, script: Script) -> Node:
        """The transpose, or that of the inverse if a minus stands before the sign: A^{-T}."""
        if self.found[script.first].text == "-":
            minus = Neg(Number(Fraction(1), start=script.start, end=script.end), start=script.start, end=script.end)
            node = Power(node, minus, start=node.start, end=max(node.end, script.end))
        return Transpose(node, start=node.start, end=max(node.end, script.end))  # the subscript may stand behind

    def is_transpose(self, script: Script, base: str, token: Token) -> bool:
        """Whether a superscript is the T of a transpose."""
        held = self.found[script.first : script.last]
        if len(held) == 2 and held[0].text == "-" and held[1].text in ("T", "top"):
            held = held[1:]
        if len(held) != 1 or script.indexed:
            return False
        if held[0].text in (r"\mathsf{T}", r"\mathbf{T}", r"\mathtt{T}") and self.find(held[0].text) is None:
            return True
        if held[0].text == "H" and self.find("H") is None and not self.notation.closed and plain(base)[:1].isupper():
            self.note("transpose", token.start, script.end, "H was read as an exponent", "a conjugate transpose",
                      "declare H")
        if held[0].kind == "command" and held[0].text == "top":
            return True
        if held[0].text != "T" or held[0].kind != "letter" or self.is_index("T") or self.find("T"):
            return False
        letter = plain(base)[:1]
        if base == "(":  # around what is no matrix
            if not self.notation.closed:
                self.note("transpose", token.start, script.end, "T was read as an exponent",
                          "the sign of a transpose", "write ^\\top, or declare T")
            return False
        if "mathbf" in base or letter.isupper() or base in (")", "]") or held[0].side == "upright":
            return True
        accented = base.startswith(("\\hat", "\\bar", "\\tilde", "\\vec"))
        if base.startswith("\\") and not accented and not self.notation.closed:
            self.note("transpose", token.start, script.end, "T was read as an exponent", "the sign of a transpose",
                      f"write {base}^\\top, or declare T")
        if self.notation.closed or (
            base.startswith("\\") and not accented
        ):
            return False
        self.note("transpose", token.start, script.end, "T was read as the sign of a transpose", "a power",
                  f"write {base}^\\top, or declare T")
        return True


def sup_of(tokens: list[Token]) -> str:
    return "".join(token.text for token in tokens)


__all__ = ["Named", "Naming"]
