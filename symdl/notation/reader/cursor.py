"""A place in the tokens of a formula: what the grammar looks at, takes, and says when it cannot go on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace

from symdl.errors import ReadError
from symdl.notation.reader.notation import Meaning, Notation
from symdl.notation.reader.signs import BIG, FUNCTIONS
from symdl.notation.reader.syntax import Node, Note
from symdl.notation.reader.tokens import CLOSE, LIMIT_DEPTH, OPEN, Token

MATRICES = frozenset(("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "array"))
CASES = frozenset(("cases", "dcases", "rcases"))
LAYOUT = frozenset((
    "equation", "align", "aligned", "gather", "gathered", "split", "eqnarray", "multline", "alignat", "alignedat",
    "flalign", "displaymath", "math", "subequations", "dmath",
))  # fmt: skip
"""Environments that only place their lines."""

MOST_TRIES = 64  # in one text

_BINARY = frozenset(("+", "-", "*", "/", "^", "_", ","))


class Cursor:
    """Tokens, and the place in them. ``at`` is the number of the token that comes next."""

    state: tuple[str, ...] = ("at", "depth", "found", "notes")
    """What reading changes."""

    def __init__(self, text: str, found: list[Token], notation: Notation, latex: bool):
        self.text, self.notation, self.latex = text, notation, latex
        self.notes: list[Note] = []
        self.found = _without_braces(_parted_by_quads(found))
        self.found = _with_fraction(self.with_single_digits())
        self.found = self.joined_lines()
        self.mate = self.matched()
        self.mark_values()
        self.mark_joining()
        self.at = 0
        self.depth = 0
        self.tries = 0
        self.note_damage()

    def attempt(self, read: Callable[[], Node | None]) -> Node | None:
        """What ``read`` gives; None, and everything as it was before, if it fails or gives None.

        Tries within tries would take for ever, and to read on without trying could be to read wrongly: past
        MOST_TRIES this raises ReadError.
        """
        self.tries += 1
        if self.tries > MOST_TRIES:
            raise self.fail("the formula has too many places that can be read in several ways", self.token,
                            "give it in parts, or write \\frac and \\lvert")
        before = {name: copy(getattr(self, name)) for name in self.state}
        try:
            found = read()
        except ReadError:
            if self.tries > MOST_TRIES:
                raise
            found = None
        if found is None:
            vars(self).update(before)
        return found

    def find(self, spelling: str) -> Meaning | None:
        return self.notation.find(spelling, typed=not self.latex)

    @property
    def token(self) -> Token:
        return self.found[self.at]

    @property
    def next_token(self) -> Token:
        return self.found[min(self.at + 1, len(self.found) - 1)]

    @property
    def before(self) -> Token:
        return self.found[self.at - 1]

    def take(self) -> Token:
        token = self.found[self.at]
        if token.kind != "end":
            self.at += 1
        return token

    def sees(self, *signs: str) -> bool:
        token = self.found[self.at]
        return token.kind == "op" and token.text in signs

    def sees_command(self, *names: str) -> bool:
        token = self.found[self.at]
        return token.kind == "command" and token.text in names

    def sees_relation(self, *names: str) -> bool:
        token = self.found[self.at]
        return token.kind == "rel" and (not names or token.text in names)

    def expect(self, sign: str) -> Token:
        if not self.sees(sign):
            raise self.unexpected()
        return self.take()

    def fail(self, what: str, where: Token | Node, hint: str = "", end: int | None = None) -> ReadError:
        return ReadError(what, self.text, where.start, where.end if end is None else end, hint)

    def note(self, kind: str, start: int, end: int, chosen: str, other: str = "", declare: str = "") -> None:
        found = Note(start, end, kind, chosen, other, declare)
        if found not in self.notes:
            self.notes.append(found)

    def note_damage(self) -> None:
        """Signs that were understood although TeX would not take them: \\\\frac, \\lvertx, \\left{."""
        for token in self.found:
            text, place = self.text, token.start
            if text[place : place + 1] != "\\" or token.kind in ("newline", "end") or token.text in ",+":
                continue
            last, following = text[token.end - 1 : token.end], text[token.end : token.end + 1]
            glued = token.kind == "op" and last.isalpha() and following.isalpha()
            bare = text[place : token.end] in ("\\left{", "\\right}")
            if glued or bare or text[place + 1 : place + 2] == "\\":
                self.note("damage", place, token.end, f"{text[place : token.end]} was read as a sign that TeX has",
                          "something that is missing here", "write it as TeX takes it")

    def deeper(self, where: Token) -> None:
        """Each call is undone by ``self.depth -= 1`` (an error starts anew at depth 0)."""
        self.depth += 1
        if self.depth > LIMIT_DEPTH + 1:
            raise self.fail(f"the formula is nested deeper than {LIMIT_DEPTH}", where)

    def unexpected(self) -> ReadError:
        token = self.token
        if token.kind == "end":
            return self.fail("the formula ends too early", token, "something is missing at the end")
        if token.kind == "op" and token.text == ",":
            return self.fail("unexpected comma", token, "give one expression; write a decimal with a point")
        if token.kind == "op" and token.text in "_^'":
            return self.fail("there is nothing for this script to stand on", token, "a name stands before it")
        if token.kind == "op" and token.text == "&":
            return self.fail("& stands in an environment", token, r"write \begin{aligned} ... \end{aligned} around it")
        if token.kind == "newline":
            return self.fail("the line ends too early", token, "something is missing at its end")
        if token.kind == "text":
            return self.fail("words of ordinary language stand here", token, "give the formula alone")
        shown = self.text[token.start : token.end].strip()
        if token.kind == "rel":
            return self.fail(f"something is missing before {shown}", token)
        if token.kind == "op" and token.text in CLOSE:
            return self.fail(f"unexpected {shown}", token, "something is missing before it")
        if token.kind == "command":
            return self.fail(f"{shown[:40]} cannot stand here", token)
        return self.fail(f"unexpected {shown[:40]}", token, "a name, a number or ( is missing before it")

    # ---- before the grammar: lines and brackets

    def with_single_digits(self) -> list[Token]:
        r"""A script of a function is one digit, as TeX has it: \sin^22x, and \log_93 if nothing else is left for it."""
        out: list[Token] = []
        for place, token in enumerate(self.found):
            if self.latex and token.kind == "number" and len(token.text) > 1 and token.text.isdigit() \
                    and token.end - token.start == len(token.text) and len(out) > 1 and out[-1].kind == "op" \
                    and out[-1].text in ("^", "_") and out[-2].kind == "command" and out[-2].text in FUNCTIONS:
                following = self.found[place + 1]
                ends = following.kind in ("end", "rel", "newline") or (
                    following.kind == "op" and (following.text in CLOSE or following.text in "+-*/,"))
                if ends if out[-1].text == "_" else not ends:
                    self.note("script", token.start, token.end, f"only {token.text[0]} was read as the script",
                              "the whole number", "write braces: _{...}")
                    out.append(replace(token, text=token.text[0], end=token.start + 1))
                    token = replace(token, text=token.text[1:], start=token.start + 1, spaced=False)
            out.append(token)
        return out

    def joined_lines(self) -> list[Token]:
        r"""Layout environments leave no trace; a line that ends or goes on with a sign goes on in the next."""
        inside: list[Token] = []
        out: list[Token] = []
        brackets = marks = 0
        stacks: list[int] = []  # how many brackets are open in each \\substack
        tokens = self.found
        behind = [tokens[-1]] * len(tokens)  # what follows each token, marks and further line ends aside
        for place in range(len(tokens) - 2, -1, -1):
            token = tokens[place + 1]
            skipped = token.kind == "newline" or (token.kind == "op" and token.text == "&")
            behind[place] = behind[place + 1] if skipped else token
        for place, token in enumerate(tokens):
            if token.kind == "command" and token.text.startswith(("begin{", "end{")):
                name = environment_of(token)
                if name not in LAYOUT and name not in MATRICES and name not in CASES:
                    raise self.fail(f"the environment {name[:40]} is not known", token,
                                    "aligned, cases and pmatrix are, for example")
                if token.text.startswith("begin{"):
                    inside.append(token)
                elif not inside or environment_of(inside[-1]) != name:
                    raise self.fail(f"\\end{{{name}}} closes nothing", token, f"write \\begin{{{name}}} before it")
                else:
                    inside.pop()
                if name in LAYOUT:
                    continue
                out.append(token)
                continue
            in_layout = not inside or environment_of(inside[-1]) in LAYOUT
            if token.kind == "newline":
                marks = 0
            if token.kind == "op" and token.text == "&" and in_layout and inside:
                marks += 1  # a second mark in a line begins another statement
                following = tokens[place + 1]
                if (
                    marks % 2 == 0
                    and out
                    and not _goes_on(out[-1])
                    and not _continues(following)
                    and following.kind in ("letter", "word", "number", "command")
                    and not following.text.startswith("end{")
                ):
                    out.append(Token("op", ",", token.start, token.end))
                continue
            if token.kind == "newline" and stacks and brackets == stacks[-1]:
                out.append(Token("op", ",", token.start, token.end))
                continue
            if token.kind == "newline" and in_layout:
                following = behind[place]
                before = out[-1] if out else None
                if before is None or following.kind == "end" or following.text.startswith("end{") \
                        or _goes_on(before) or _continues(following):
                    continue
                if brackets > 0:
                    self.note("damage", token.start, token.end, "a line break without a sign was read as +",
                              "a product", "write the sign")
                    out.append(Token("op", "+", token.start, token.end))
                    continue
                out.append(token)
                continue
            if token.kind == "op":
                brackets += (token.text in OPEN) - (token.text in CLOSE)
                if token.text == "{" and out and out[-1].kind == "command" and out[-1].text == "substack":
                    stacks.append(brackets)
                elif stacks and brackets < stacks[-1]:
                    stacks.pop()
            out.append(token)
        if inside:
            raise self.fail(f"\\{inside[-1].text} has no \\end", inside[-1], "write \\end where it ends")
        return out

    def matched(self) -> dict[int, int]:
        """Where each bracket that opens is closed. Raises ReadError."""
        open_: list[int] = []
        mate: dict[int, int] = {}
        for place, token in enumerate(self.found):
            if token.kind != "op":
                continue
            if token.text in OPEN:
                open_.append(place)
                if len(open_) > LIMIT_DEPTH:
                    raise self.fail(f"brackets are nested deeper than {LIMIT_DEPTH}", token)
            elif token.text in CLOSE:
                if not open_ and self.is_cut(place):
                    self.note("damage", token.start, token.end, "this was read as closing what a formula before opened",
                              "a bracket too many", "give the formula whole")
                    del self.found[place]
                    break
                if not open_:
                    raise self.fail(f"{_shown(token.text)} closes nothing", token,
                                    "remove it, or open a bracket before it")
                last = self.found[open_[-1]]
                if OPEN[last.text] != token.text and not self.half_open(last, token):
                    where = f"the {_shown(last.text)} at column {last.start + 1}"
                    raise self.fail(f"{_shown(token.text)} does not close {where}", token,
                                    f"write {_shown(OPEN[last.text])} here")
                mate[open_.pop()] = place
        if len(open_) == 1 and self.is_cut(open_[0]):
            last, comma = self.found[open_[0]], self.found[-2]
            self.note("damage", last.start, last.end, "this was read as going on in the next formula",
                      "a bracket that is never closed", "give the formula whole")
            self.found[-2] = Token("op", OPEN[last.text], comma.start, comma.end)
            mate[open_.pop()] = len(self.found) - 2
        if open_:
            last = self.found[open_[-1]]
            raise self.fail(f"the {_shown(last.text)} at column {last.start + 1} is never closed", last,
                            f"write {_shown(OPEN[last.text])} where it ends")
        return mate

    def mark_values(self) -> None:
        """A bar that no other opens, with a script behind it, is the sign of a value at a point: f(x)|_{x = 0}."""
        opened = [0]  # bars of each open bracket
        for place, token in enumerate(self.found):
            if token.kind != "op":
                continue
            if token.text in OPEN:
                opened.append(0)
            elif token.text in CLOSE and len(opened) > 1:
                opened.pop()
            elif token.text == "|":
                following = self.found[place + 1]
                if place and opened[-1] % 2 == 0 and token.side != "l" and following.kind == "op" \
                        and following.text in ("_", "^"):
                    self.found[place] = replace(token, kind="command", text="at")
                else:
                    opened[-1] += 1

    def mark_joining(self) -> None:
        """A sign for and, or for or, between relations binds less than they do: x < 1 or x > 3. Its side is "joins"."""
        levels: list[tuple[list[int], list[bool]]] = [([], [False])]  # signs, and whether each part is a relation
        for place, token in enumerate(self.found):
            signs, related = levels[-1]
            if token.kind == "op" and token.text in OPEN:
                levels.append(([], [False]))
            elif token.kind == "infix" and token.text in ("and", "or"):
                signs.append(place)
                related.append(False)
            elif token.kind == "rel":
                related[-1] = True
            elif token.kind in ("end", "newline", "text") or (token.kind == "op" and token.text in (
                    *CLOSE, ",", ";", "&")) or token.text.startswith(("begin{", "end{")):
                for sign in signs if all(related) else ():
                    self.found[sign] = replace(self.found[sign], side="joins")
                if token.kind == "op" and token.text in CLOSE and len(levels) > 1:
                    levels.pop()
                else:
                    levels[-1] = ([], [False])

    def is_cut(self, place: int) -> bool:
        """Whether a formula was cut in two at a comma of a call: ``f(a, b,`` and ``c, d)``."""
        if self.notation.closed:
            return False
        sign, last = self.found[place].text, self.found[-2]
        if sign in OPEN:
            return last.kind == "op" and last.text == "," and place > 0 and len(self.found) > place + 4
        return place == len(self.found) - 2 and any(t.kind == "op" and t.text == "," for t in self.found)

    def half_open(self, left: Token, right: Token) -> bool:
        """Whether these brackets may be those of an interval: (0, 1]."""
        return not self.notation.closed and (left.text, right.text) in (("(", "]"), ("[", ")"), ("⌊", "⌉"))


def _without_braces(tokens: list[Token]) -> list[Token]:
    r"""Braces around one sign are gone where they are no argument: {\mathbb E}[x], \stackrel{(a)}{\le}."""
    if not any(t.kind == "op" and t.text == "{" for t in tokens):
        return tokens
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if _is_empty(tokens, place) and out and out[-1].kind in ("letter", "number"):  # x{}^2
            place += 2
            continue
        if token.kind == "op" and token.text == "{" and place + 2 < len(tokens) and tokens[place + 2].text == "}" \
                and tokens[place + 2].kind == "op":
            inner, before = tokens[place + 1], out[-1] if out else None
            free = before is None or before.kind in ("rel", "infix", "newline") or (
                before.kind == "op" and before.text in ("+", "-", "*", "/", "(", "[", ",", "|", "=", "{", r"\{"))
            if inner.kind == "rel" or (free and inner.kind in ("letter", "word")):
                out.append(inner)
                place += 3
                continue
        out.append(token)
        place += 1
    return out


def _is_empty(tokens: list[Token], place: int) -> bool:
    """Whether braces with nothing in them stand here, and a script behind them."""
    signs = [t.text if t.kind == "op" else "" for t in tokens[place : place + 3]]
    return signs in (["{", "}", "^"], ["{", "}", "_"])


def _with_fraction(tokens: list[Token]) -> list[Token]:
    r"""1 \over 2 is a fraction of all that stands around, as TeX has it: with braces, if that is one formula."""
    overs = depth = 0
    for token in tokens:
        if token.kind == "op":
            depth += (token.text in OPEN) - (token.text in CLOSE)
        if depth:
            continue
        overs += token.kind == "command" and token.text in ("over", "choose")
        if token.kind in ("rel", "newline", "text") or (token.kind == "op" and token.text in (",", ";", "&")) \
                or token.text.startswith(("begin{", "end{")):
            return tokens
    if overs != 1:
        return tokens
    *inner, end = tokens
    first, last = inner[0].start, inner[-1].end
    return [Token("op", "{", first, first), *inner, Token("op", "}", last, last), end]


def _parted_by_quads(tokens: list[Token]) -> list[Token]:
    r"""A wide space parts two statements (a = b \quad c = d), and an equation from its number; else it is nothing."""
    if not any(t.kind == "quad" for t in tokens):
        return tokens
    out: list[Token] = []
    related = False  # whether a relation stands in this statement
    depth = 0
    for place, token in enumerate(tokens):
        if token.kind == "op":
            depth += (token.text in OPEN) - (token.text in CLOSE)
            related = related and not (token.text in (",", ";") and not depth)
        related = related or (token.kind == "rel" and not depth)
        if token.kind != "quad":
            out.append(token)
            continue
        rest = [t for t in tokens[place + 1 :] if t.kind != "quad"]
        following, before = rest[0], out[-1] if out else None
        if len(rest) == 4 and (rest[0].text, rest[1].kind, rest[2].text) == ("(", "number", ")"):
            return [*out, rest[3]]  # the number of an equation
        if not related and len(rest) > 1 and rest[0].kind == "letter" and rest[1].kind == "rel":
            related = True  # \sum_i a_i \quad i = 1, \ldots, n
        if depth or not related or before is None or before.kind in ("rel", "infix", "newline", "text") \
                or following.kind in ("rel", "infix", "newline", "text", "end") \
                or (before.kind == "op" and (before.text in OPEN or before.text in ",;+-*/&")) \
                or (following.kind == "op" and following.text in ",;.+-*/&") \
                or (following.kind == "command" and following.text in ("forall", "exists")):
            continue
        out.append(Token("op", ",", token.start, token.end))
        related = False
    return out


def _goes_on(token: Token) -> bool:
    """Whether more must follow after this token."""
    return token.kind in ("rel", "infix") or (token.kind == "op" and (token.text in _BINARY or token.text in OPEN))


def _continues(token: Token) -> bool:
    """Whether a line that starts with this token goes on from the line before."""
    return token.kind in ("rel", "infix") or (token.kind == "op" and (token.text in _BINARY or token.text in CLOSE))


def environment_of(token: Token) -> str:
    r"""The name in ``\begin{align*}``, without its star."""
    return token.text.partition("{")[2].rstrip("}").rstrip("*")


def _shown(sign: str) -> str:
    return {"<|": "⟨", "|>": "⟩"}.get(sign, sign)


def spelled_tokens(tokens: Sequence[Token]) -> str:
    """Tokens as the part of a name: what a script holds, in one spelling."""
    out = ""
    script = False  # whether what comes next stands in a script of its own, which is spelled in braces
    for token in tokens:
        text = "*" if token.kind == "infix" and token.text == "star" else token.text  # w^\star is w^*
        if token.kind == "command":
            text = text if text in FUNCTIONS or text in BIG else "\\" + text
        if script:
            out += "{" if token.kind == "op" and text == "{" else "{" + text + "}"
            script = False
            continue
        if token.kind == "op" and text in "{}":
            out += text if text == "}" and out.count("{") > out.count("}") else ""
            continue
        script = token.kind == "op" and text in ("_", "^")
        if text[:1].isalpha() and _COMMAND_AT_END.search(out):
            out += " "
        out += text
    return out


_COMMAND_AT_END = re.compile(r"\\[A-Za-z]+$")

__all__ = ["CASES", "LAYOUT", "MATRICES", "Cursor", "environment_of", "spelled_tokens"]
