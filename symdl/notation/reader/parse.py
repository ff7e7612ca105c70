r"""Tokens -> a syntax tree: LaTeX, Unicode and plain text by one grammar.

    statements   chain ((, | ; | new line) chain)*
    chain        sum (relation sum)*
    sum          term ((+ | -) term)*
    term         run ((* | / | \odot ..) run)*            left to right
    run          factor factor ...                        side by side: binds tighter
    factor       atom, its scripts, its arguments

What a name is (a symbol, a family, a function) decides how what follows it is read, so the names are
looked up while reading (``scripts``). Signs that reach (sums, limits, derivatives as operators) take
a term: everything up to the next plus, minus or relation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, product
from typing import Any

from symdl.errors import ReadError
from symdl.notation.reader import operators
from symdl.notation.reader.applied import Applied
from symdl.notation.reader.bracketing import Unprinted
from symdl.notation.reader.cursor import CASES, environment_of
from symdl.notation.reader.hidden import hidden
from symdl.notation.reader.names import ACCENTS, accented
from symdl.notation.reader.notation import OPEN as NOTHING_DECLARED
from symdl.notation.reader.notation import Notation
from symdl.notation.reader.scripts import Script
from symdl.notation.reader.signs import BIG, FUNCTIONS
from symdl.notation.reader.syntax import (
    Big,
    Blank,
    Call,
    Cases,
    Chain,
    Constant,
    Dots,
    Function,
    Group,
    List,
    Matrix,
    Name,
    Node,
    Note,
    Root,
    Span,
    Text,
)
from symdl.notation.reader.tokens import MOST_ERRORS, OPEN, Comment, Token, tokens

_BESIDE_BLANKS = ("(", ")", ",", "|", ";", "given")
"""What stands beside the dot of f(\\cdot)."""

_CONDITIONS = ("for", "where", "with", "if", "when", "s.t.", "st", "subject", "such", "given", "since", "because",
               "unless", "as", "assuming", "provided", "whenever", "so", "by", "at", "on", "over")
"""Words that a condition or an explanation starts with."""

_OF_CASES = frozenset(("if", "for", "when", "where", "otherwise", "else", "elsewhere", "is"))
_HARMLESS = frozenset((
    "a", "an", "and", "answer", "are", "as", "assume", "be", "because", "become", "becomes", "by", "clearly",
    "compute", "computing", "consider", "define", "defined", "denote", "denoted", "denotes", "derive", "derived",
    "eq", "equation", "final", "finally", "find", "first", "following", "follows", "for", "formula", "from",
    "further", "get", "gets", "give", "gives", "giving", "had", "has", "have", "hence", "here", "however", "i.e",
    "i.e.", "ie", "if", "in", "is", "it", "let", "likewise", "moreover", "next", "note", "now", "obtain", "obtained",
    "obtains", "of", "or", "our", "prove", "recall", "result", "second", "set", "setting", "show", "similarly",
    "simply", "since", "so", "solution", "such", "suppose", "that", "the", "then", "therefore", "third", "this",
    "thus", "to", "using", "want", "we", "we'll", "where", "which", "with", "write", "written", "yields",
))  # fmt: skip
"""Words that may stand beside a formula and say nothing of it."""

_LINKING = ("where", "with", "and", "or", "so", "thus", "hence", "for", "where ", "given", "then")
"""Words between two statements."""

_MOST_KEPT = 400  # characters


@dataclass(frozen=True)
class Parsed:
    """What a text says.

    notes      where others would read it in another way
    comments   what stood beside it: words, a full stop, an end of proof
    groups     where braces that are not printed hold a part of it together, other than as an argument
    """

    text: str
    tree: Node
    notes: tuple[Note, ...]
    comments: tuple[Comment, ...]
    groups: tuple[Unprinted, ...] = ()


def parse(text: str, notation: Notation = NOTHING_DECLARED, *, latex: bool | None = None,
          strict: bool = False) -> Parsed:
    r"""The tree of a formula, or of several with commas between them.

    latex    whether letters side by side are factors; if None, what the notation says of it
    strict   whether a note is an error

    Raises ReadError with the place at fault; ``others`` holds the further errors of the same text.
    """
    if not text.strip():
        raise ReadError("there is no formula", text, 0, len(text), "write a formula")
    latex = notation.is_latex(text) if latex is None else latex
    return (_parsed if len(text) <= _MOST_KEPT else _parsed.__wrapped__)(text, notation, latex, strict)


# The same few formulas are read again and again while a notation is proposed for them. What is long is not kept.
@lru_cache(maxsize=1 << 10)
def _parsed(text: str, notation: Notation, latex: bool, strict: bool) -> Parsed:
    unknown: list[ReadError] = []
    try:
        found, comments = tokens(text, notation.words, latex, notation.letters, notation.closed, unknown,
                                 operators.unknown(notation.operators), "implicit products" in notation.policies,
                                 notation.factors)
        if notation.operators:
            found = operators.exchanged(found, notation.operators)
        parser = _Parser(text, found, notation, latex)
        parser.comments = [*comments]
        try:
            tree = parser.whole()
        except ReadError:
            ways = [way for tokens_ in _nested(found) if (way := _read(text, tokens_, notation, latex, comments))]
            if len(ways) != 1:
                raise
            ((parser, tree),) = ways
    except ReadError as error:
        raise _together([*unknown, error, *error.others]) from None
    if unknown:
        raise _together(unknown)
    if (found_hidden := hidden(tree)) is not None:
        node, letter = found_hidden
        if isinstance(node, Big | Constant):
            raise ReadError(f"{letter} is a number, and bound by a sign here", text, node.start, node.end,
                            "take another letter")
        raise ReadError(f"{letter} is bound by a sign before it, and is a part of this name", text, node.start,
                        node.end, "write a letter as i or k for it, apart from words: y_i^{\\text{new}}")
    notes = tuple(sorted(parser.notes, key=lambda note: (note.start, note.end)))
    if strict and notes:
        raise _together([ReadError(note.chosen, text, note.start, note.end, note.text.partition("; ")[2])
                         for note in notes])
    comments = sorted(parser.comments, key=lambda comment: comment.start)
    return Parsed(text, tree, notes, tuple(comments), tuple(sorted({*parser.groups})))


def _nested(found: list[Token]) -> Iterator[list[Token]]:
    """The ways in which bars that are not read in pairs from the left may open and close: a |x + b |y||."""
    places = [n for n, token in enumerate(found) if token.kind == "op" and token.text == "|" and not token.side]
    if len(places) not in (4, 6):
        return
    for sides in product("lr", repeat=len(places)):
        depths = [*accumulate(1 if side == "l" else -1 for side in sides)]
        if min(depths) >= 0 == depths[-1]:
            changed = dict(zip(places, sides, strict=True))
            yield [replace(token, side=changed[n]) if n in changed else token for n, token in enumerate(found)]


def _read(text: str, found: list[Token], notation: Notation, latex: bool,
          comments: list[Comment]) -> tuple[_Parser, Node] | None:
    parser = _Parser(text, found, notation, latex)
    parser.comments = [*comments]
    try:
        return parser, parser.whole()
    except ReadError:
        return None


def _together(errors: list[ReadError]) -> ReadError:
    """The first of several errors, which holds the others."""
    first, *others = sorted(errors, key=lambda error: error.start)
    for error in others:
        error.others = ()
    first.others = tuple(others)
    return first


class _Parser(Applied):
    """Statements, and the commands that make an atom."""

    comments: list[Comment]
    state = (*Applied.state, "comments")

    def whole(self) -> Node:
        """Everything; several errors of it are gathered by starting again after the next relation or comma."""
        self.trim()
        errors: list[ReadError] = []
        while True:
            try:
                tree = self.statements()
                if self.token.kind != "end":
                    raise self.unexpected()
                break
            except ReadError as error:
                errors.append(error)
                if len(errors) >= MOST_ERRORS or not self.skip(error):
                    break
        if errors:
            raise _together(errors)
        if isinstance(tree, Blank):
            raise ReadError("there is no formula", self.text, 0, len(self.text), "write a formula")
        return tree

    def skip(self, error: ReadError) -> bool:
        """Go on behind the next relation or comma after an error, outside of brackets."""
        self.depth, self.bars, self.until_d, self.bound, self.bounding = 0, [], 0, [], False
        place = 0
        while self.found[place].kind != "end":
            token = self.found[place]
            if token.start >= max(error.end, self.token.start) and place >= self.at and (
                    token.kind in ("rel", "newline") or (token.kind == "op" and token.text in (",", ";"))):
                self.at = place + 1
                return self.token.kind != "end"
            place = self.mate.get(place, place) + 1
        return False

    def trim(self) -> None:
        """Take off the full stop or comma after a formula, and words before it."""
        last = len(self.found) - 2
        while last >= 0 and (self.found[last].kind == "newline" or (
                self.found[last].kind == "op" and self.found[last].text in (".", ",", ";") and last > 0)):
            token = self.found.pop(last)
            if token.kind == "op":
                self.comments.append(Comment(token.start, token.end, token.text))
            last -= 1
        while self.is_prose(self.found[0]) and self.found[1].kind != "rel":
            token = self.found[0]
            self.comments.append(Comment(token.start, token.end, token.text))
            if not self.is_harmless(token.text):
                self.note("words", token.start, token.end, "the words were left out", "a part of what is said",
                          "give the formula alone")
            del self.found[0]
            self.mate = {a - 1: b - 1 for a, b in self.mate.items()}
        self.note_label()
        if self.found[0].kind == "command" and self.found[0].text == "therefore":
            del self.found[0]
            self.mate = {a - 1: b - 1 for a, b in self.mate.items()}

    def is_harmless(self, words: str) -> bool:
        """Whether words say nothing of the formula beside them: "we have", but not "twice" or "minus"."""
        return {*words.lower().replace(",", " ").replace(":", " ").replace(".", " ").split()} <= _HARMLESS

    def note_label(self) -> None:
        """What stands before or behind a formula as often as in it: (a), (2), the > of a quotation, a dash."""
        first, second, third, *_ = [*self.found, *[self.found[-1]] * 3]
        other = ""
        last_of_label = self.mate.get(0, 0)
        inner = self.found[1:last_of_label]
        if first.text == "(" and self.text[first.start] == "(" and inner and (
                (len(inner) == 1 and second.kind in ("letter", "number")) or {t.text for t in inner} <= {"i", "v", "x"}
                or (second.kind == "word" and {*second.text} <= {"i", "v", "x"})):
            third = self.found[last_of_label]
            following = self.found[last_of_label + 1]
            if following.spaced and following.kind in ("letter", "word", "command", "number"):
                other = "the number of a formula"
        elif first.kind == "rel" and first.text == "gt":
            other = "the sign of a quotation"
        elif first.text == "-" and not self.latex and second.spaced and any(t.kind == "rel" for t in self.found):
            other = "the dash of a list"
        if other:
            end = third.end if first.text == "(" else first.end
            self.note("label", first.start, end, f"{self.text[first.start : end]} was read as a part of the formula",
                      other, "leave it out")
        last = self.found[-4:-1]
        if len(self.found) > 5 and [t.text for t in last[::2]] == ["(", ")"] and last[1].kind == "number" \
                and last[0].spaced and self.found[-5].kind in ("letter", "number", "op"):
            self.note("label", last[0].start, last[2].end, f"({last[1].text}) was read as a factor",
                      "the number of the formula", "leave it out, or write \\cdot")

    def statements(self) -> Node:
        items: list[Node] = []
        parts: list[list[Node]] = []  # between semicolons
        while True:
            while self.token.kind == "newline" or (items and self.is_prose(self.token) and self.token.text in _LINKING):
                token = self.take()
                if token.kind != "newline":
                    self.comments.append(Comment(token.start, token.end, token.text))
            if self.token.kind == "end":
                break
            if self.sees_command("dots"):
                token = self.take()
                items.append(Dots(start=token.start, end=token.end))
            else:
                items.append(self.chain(top=True, colon=True))
            self.check_word(items[-1])
            self.rest_of_line()
            if (self.sees(",") and self.before.kind == "number" == self.next_token.kind
                    and "commas part" not in self.notation.policies and self.found[self.at + 2].text != ","
                    and self.found[self.at - 2].text != "," and self.before.end + 1 == self.next_token.start):
                raise self.fail(
                    "this is not a number",
                    self.before,
                    "write a decimal with one point: 0.5; a space after the comma for two numbers",
                    self.token.end,
                )
            if self.sees(",", ";") or (self.token.kind in ("text", "word") and self.token.text in ("and", "or")):
                sign = self.take().text
                if sign == ";":
                    parts.append(items)
                    items = []
                elif sign == "or":
                    self.note("words", self.before.start, self.before.end, "this was read as two statements",
                              "one of which holds", "give one of them")
            elif self.token.kind != "newline":
                break
        if parts:
            items = _parted([*parts, items])
        if not items:
            return Blank()
        items = _counted(items)
        if len(items) > 1 and isinstance(last := items[-1], Group) and last.kind == "tuple" \
                and len(range_ := _counted([*last.items])) == 1 and isinstance(range_[0], Chain):
            items[-1] = range_[0]  # a_i = b_i, (i = 1, \ldots, n)
        return items[0] if len(items) == 1 else List(tuple(items), start=items[0].start, end=items[-1].end)

    def check_word(self, item: Node) -> None:
        """A word of ordinary language before a comma is no formula: Therefore, x = 2."""
        if isinstance(item, Name) and not self.latex and self.sees(",") and len(item.text) > 4 \
                and item.text.istitle() and self.find(item.text) is None:
            raise self.fail("words of ordinary language stand here", item, "give the formula alone")

    def rest_of_line(self) -> None:
        """Words after a formula are a comment, and so is the range of an index; no other mathematics is dropped."""
        token = self.token
        if not (self.is_prose(token) and token.text not in ("and", "or")) and not self.sees_command("forall", "exists"):
            return
        said = token.text.lower() if token.kind != "command" else "for"
        mathematics = None
        restricts = False
        while self.token.kind not in ("end", "newline"):
            if not self.is_prose(self.token) and self.token.kind != "command" and self.token.text not in (",", "."):
                mathematics = mathematics or self.token
                restricts = restricts or (self.token.kind == "rel" and self.token.text not in ("eq", "in", "le"))
            if self.at in self.mate:
                self.at = self.mate[self.at]
            self.take()
        if mathematics is not None and said.split()[0] not in _CONDITIONS:
            raise self.fail("words of ordinary language stand in the formula", token, "give the formula alone")
        counts = mathematics is not None and mathematics.kind in ("letter", "number") and (
            mathematics.kind == "number" or self.is_index(mathematics.text) or mathematics.text in self.bound)
        bare = mathematics is None and token.kind != "command" and not self.is_harmless(said) and not (
            said.split() and said.split()[0] in ("for", "where", "with", "by", "so", "since", "because", "as"))
        if bare or (mathematics is not None and (said.split()[0] not in ("for", "where", "with") or restricts or (
                said.split()[0] == "for" and not counts))):
            self.note("words", token.start, self.before.end, "the words and what they say were left out",
                      "a condition on the formula", "give the formula alone")
        self.comments.append(Comment(token.start, self.before.end, self.text[token.start : self.before.end].strip()))

    def atom(self) -> Node:
        token = self.token
        match token.kind:
            case "number":
                if token.text == "1" and self.sees_after("_") and self.found[self.at + 2].text in ("{", r"\{", "["):
                    self.at += 2  # 1_{\{y = k\}}
                    return self.indicator_below(token)
                if self.sees_indicator(r"\{", "(", "[", "{"):
                    self.take()
                    return self.indicator(token)
                return self.number()
            case "letter" | "word":
                return self.name_or_call()
            case "command":
                return self.command()
            case "op":
                if token.text in ("|", "‖") and token.side != "r":
                    return self.bar()
                if token.text == "*" and self.latex and self.at and self.before.text in _BESIDE_BLANKS \
                        and self.next_token.text in _BESIDE_BLANKS:
                    self.take()  # \pi(\cdot | s)
                    return Blank(start=token.start, end=token.end)
                if token.text in OPEN:
                    return self.group()
            case "text":
                if self.next_token.kind == "rel":  # \text{total loss} = ...
                    self.take()
                    return Text(token.text, start=token.start, end=token.end)
            case "rel":
                if token.text in ("propto", "le") and not self.notation.closed and self.latex:
                    self.take()  # what OCR makes of an alpha
                    self.note("damage", token.start, token.end, "this was read as \\alpha, which it is mistaken for",
                              "a relation, which cannot stand here", "write \\alpha")
                    return Name(r"\alpha", start=token.start, end=token.end)
        raise self.unexpected()

    def command(self) -> Node:
        token = self.token
        name = token.text
        if name == "frac":
            return self.fraction()
        if name == "sqrt":
            return self.root()
        if name == "binom":
            self.take()
            args = self.group_argument(token), self.group_argument(token)
            return Call(
                Function("binom", start=token.start, end=token.end), args, start=token.start, end=self.before.end
            )
        if name == "partial":
            return self.inline_partial()
        if name == "nabla":
            return self.gradient()
        if name == "infty":
            self.take()
            return Constant("infinity", start=token.start, end=token.end)
        if name == "emptyset":
            self.take()
            return Group("set", (), start=token.start, end=token.end)
        if name in ACCENTS:
            return self.accent()
        if name == "underset":
            return self.underset()
        if name in ("underbrace", "overbrace"):
            self.take()
            opening, is_group = self.token, self.sees("{")
            node = self.group_argument(token)
            inner = opening.end, self.before.start
            if self.sees("_", "^"):
                self.take()
                script = self.script()
                self.comments.append(Comment(script.start, script.end, self.text[script.start : script.end]))
            if is_group:
                self.groups.append((token.start, *inner, self.before.end))
            return node
        if name.startswith("begin{"):
            return self.environment()
        if name == "arg":
            self.take()
            if not ((self.token.kind == "command" or self.token.kind == "word") and self.token.text in ("max", "min")):
                return self.complex_part(token)
            return self.big("arg" + self.take().text, token)
        if name in ("Re", "Im"):
            return self.complex_part(self.take())
        if name in BIG and not (name in FUNCTIONS and not self.next_is_bound()):
            self.take()
            return self.big(BIG[name], token)
        if name in FUNCTIONS:
            self.take()
            return self.function(FUNCTIONS[name], token)
        if name == "dots" and not (self.at and self.before.kind in ("letter", "number", "word")):
            self.take()
            return Dots(start=token.start, end=token.end)
        raise self.unexpected()

    def next_is_bound(self) -> bool:
        """Whether a subscript follows the sign: \\max_i, not \\max(a, b)."""
        following = self.next_token
        return following.kind == "op" and following.text in ("_", "^")

    def root(self) -> Node:
        token = self.take()
        degree: Node | None = None
        if self.sees("[") and self.latex:
            last = self.mate[self.at]
            degree = self.exponent(Script(self.at + 1, last, self.token.start, self.found[last].end))
            self.at = last + 1
        if self.sees("(") :
            args = self.arguments(self.token)
            if len(args) != 1:
                raise self.fail("a root is of one thing", token)
            return Root(args[0], degree, start=token.start, end=self.before.end)
        of = self.group_argument(token) if self.latex or self.sees("{") else self.factor()
        if self.text[token.start] == "√" and self.starts_factor() and not self.token.spaced:
            self.note("reach", token.start, self.token.end, "the root was read as of its next factor only",
                      "of the whole product", "write brackets")
        return Root(of, degree, start=token.start, end=self.before.end)

    def accent(self) -> Node:
        """A hat over a letter makes another name; over more than a name it is refused."""
        token = self.take()
        sign = token.text
        last = self.mate[self.at] if self.sees("{") else self.at
        inner = self.found[self.at + 1 : last] if self.sees("{") else [self.token]
        if len(inner) > 2 and any(t.kind == "op" and t.text == "^" for t in inner):
            raise self.fail(f"\\{sign} over a power could be meant of the letter or of the power", token,
                            f"write \\{sign}{{x}}^2, or what the sign means", self.found[last].end)
        scripts_inside = len(inner) > 2 and inner[0].kind in ("letter", "word") and inner[1].text in ("_", "^")
        is_complex = len(inner) > 1 and any(
            t.kind == "letter" and self.notation.constants.get(t.text) == "i" for t in inner)
        if sign in ("bar",) and (is_complex or "bar conjugates" in self.notation.policies):
            of = self.group_argument(token)
            return Call(
                Function("conj", start=token.start, end=token.end), (of,), start=token.start, end=self.before.end
            )
        if inner and inner[0].kind == "command" and inner[0].text in ACCENTS:
            braced = self.sees("{")
            if braced:
                self.take()
            self.deeper(token)
            node = self.accent()
            self.depth -= 1
            if braced:
                self.expect("}")
            if isinstance(node, Name):
                return self.applied(self.named(accented(sign, node.text), token), accented(sign, node.text), token)
            raise self.fail("an accent stands on a name", token)
        if len(inner) == 1 and inner[0].kind in ("letter", "word"):
            self.at = last + 1
            base = accented(sign, inner[0].text)
            return self.applied(self.named(base, token), base, token)
        if inner and all(t.kind == "letter" for t in inner) and self.sees("{"):
            self.at = last + 1
            base = accented(sign, "".join(t.text for t in inner))
            self.note("accent", token.start, self.before.end, "the accent was read as standing over one name",
                      "one over a product", "declare the name")
            return self.applied(self.named(base, token), base, token)
        if scripts_inside:  # \hat{x_i} is \hat{x}_i
            self.at += 1
            first = self.take()
            base = accented(sign, first.text)
            with self.inside(Script(self.at, last, first.start, self.found[last].end)):
                named = self.named(base, token)
            self.at = last + 1
            if self.sees("_", "^") and named.power is not None:
                raise self.fail("two superscripts on one thing", self.token)
            return self.applied(named, base, token)
        if self.token.kind == "end" or not inner:
            raise self.fail(f"\\{sign} needs a letter", token, f"write \\{sign}{{x}}")
        raise self.fail(
            f"\\{sign} stands over a letter or a word", token, "what is meant by it over a formula is not known"
        )

    def environment(self) -> Node:
        at, opened = self.at, self.before
        token = self.take()
        name = environment_of(token)
        if name == "array" and self.sees("{"):
            self.at = self.mate[self.at] + 1
        rows: list[list[Node | None]] = [[]]
        words: list[list[str]] = [[]]
        while True:
            if self.token.kind == "command" and self.token.text.startswith("end{"):
                break
            if self.token.kind == "end":
                raise self.unexpected()
            if self.token.kind == "newline":
                self.take()
                rows.append([])
                words.append([])
                continue
            if self.sees("&"):
                self.take()
                continue
            said = ""
            while self.is_prose(self.token):
                said += self.take().text.lower() + " "
            cell: Node | None = None
            if not self.sees("&") and self.token.kind != "newline" and not self.token.text.startswith("end{"):
                bars, self.bars = self.bars, []
                cell = self.relation()
                self.bars = bars
            while self.is_prose(self.token) or self.sees(",", ".", ";"):
                said += self.take().text.lower() + " "
            rows[-1].append(cell)
            words[-1].append(said.strip(" ,.;"))
        end = self.take()
        place: dict[str, Any] = {"start": token.start, "end": end.end}
        filled = [(row, said) for row, said in zip(rows, words, strict=True) if row]
        if name in CASES or (opened.side == "l" and self.found[self.mate.get(at - 1, 0)].side == "null"):
            return self.cases(filled, token, place)
        if (
            not filled
            or any(cell is None for row, _ in filled for cell in row)
            or len({len(row) for row, _ in filled}) > 1
        ):
            raise self.fail("the rows of a matrix are of one length, and no place is empty", token)
        matrix = Matrix(tuple(tuple(cell for cell in row if cell is not None) for row, _ in filled), **place)
        if name in ("vmatrix",):
            return Call(Function("det", start=token.start, end=token.end), (matrix,), **place)
        return matrix

    def cases(self, rows: Sequence[tuple[list[Node | None], list[str]]], token: Token, place: dict[str, Any]) -> Node:
        found: list[tuple[Node, Node | None]] = []
        for row, said in rows:
            value = row[0]
            words = said[1] if len(row) > 1 else said[0]
            if value is None or len(row) > 2:
                raise self.fail("a case is a value and where it holds", token, r"write 0 & \text{if } x < 0 \\")
            condition = row[1] if len(row) > 1 else None
            if not set(words.replace(",", " ").split()) <= _OF_CASES:
                raise self.fail("the words of a case say more than if and otherwise", token, "write a condition alone")
            if condition is None and words not in ("otherwise", "else", ""):
                raise self.fail("it is not clear where this case holds", token, "write a condition, or otherwise")
            if condition is not None and not isinstance(condition, (Chain, List)):
                raise self.fail("a case holds under a condition", condition, "write a relation, as x < 0")
            found.append((value, condition))
        if any(condition is None for _, condition in found[:-1]) or not found:
            raise self.fail("only the last case holds otherwise", token)
        return Cases(tuple(found), **place)

    def underset(self) -> Node:
        r"""``\underset{\theta}{\arg\min}``: what stands below a sign is what it binds."""
        token = self.take()
        if not self.sees("{"):
            raise self.fail("\\underset needs two arguments", token, r"write \underset{x}{\max}")
        below = Script(self.at + 1, self.mate[self.at], token.start, self.found[self.mate[self.at]].end)
        self.at = below.last + 1
        if not self.sees("{"):
            raise self.fail("\\underset needs two arguments", token, r"write \underset{x}{\max}")
        last = self.mate[self.at]
        inner = self.found[self.at + 1 : last]
        said = "".join(t.text for t in inner)
        self.at = last + 1
        if said in BIG:
            return self.big(BIG[said], token, below)
        if said in (r"\mathbb{E}", "E"):
            found = self.expectation("E", token)
            with_bound = self.items(below, letters=False)
            return replace(found, below=with_bound) if isinstance(found, Call) else found
        raise self.fail(
            "what stands over this is not known to bind anything", token, r"\max, \min, \arg\max and \mathbb{E} do"
        )


def _parted(parts: list[list[Node]]) -> list[Node]:
    """1, 2; 3, 4 is two lists; with commas only, or semicolons only, it is one."""
    full = [_counted(part) for part in parts if part]
    if len(full) == 1 or all(len(part) == 1 for part in full):
        return [item for part in full for item in part]
    return [part[0] if len(part) == 1 else List(tuple(part), start=part[0].start, end=part[-1].end) for part in full]


def _counted(items: list[Node]) -> list[Node]:
    """``i = 1, 2, \\ldots, m`` is one statement."""
    out: list[Node] = []
    for item in items:
        start = next((n for n in range(len(out) - 1, -1, -1) if isinstance(out[n], Chain)), None)
        if out and isinstance(out[-1], Dots) and start is not None and not isinstance(item, Chain):
            chain = out[start]
            assert isinstance(chain, Chain)
            if chain.signs[-1] in ("eq", "in"):
                span = Span(chain.items[-1], item, start=chain.items[-1].start, end=item.end)
                del out[start:]
                item = replace(chain, items=(*chain.items[:-1], span), end=item.end)
        out.append(item)
    return out


__all__ = ["Parsed", "parse"]
