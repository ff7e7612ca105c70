"""Names of one's own in a worked solution: u = x^2 + 1, dv = sin x dx, and lines that are read with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from symdl.errors import LanguageError, ReadError
from symdl.grading.answers.primes import letter_of, with_slopes
from symdl.grading.proved.abbreviations import split
from symdl.grading.question import Question
from symdl.grading.worked.arranged import COMMAND, HEAD, LET
from symdl.grading.worked.ensuing import Ensuing
from symdl.grading.worked.fixed import Fixed
from symdl.grading.worked.ground import ASKED, Ground
from symdl.grading.worked.leibniz import derives_by, with_chains
from symdl.grading.worked.lines import is_numbered_doubtfully, outside, runs
from symdl.grading.worked.marked import SLOPE
from symdl.grading.worked.naming import NotNamed, is_eulers, is_taken, may_have_no_value

_EULER = re.compile(rf"(?i:{LET.pattern})?\s*e\s*:?=")
CLAUSE = re.compile(r"\s*(?:where|with)\b", re.IGNORECASE)
_OWN_SLOPE = re.compile(
    r"\s*(?:let\s+)?(?:d\s*(\\?[A-Za-z]+)\s*=|\\[dt]?frac\s*\{\s*d\s*(\\?[A-Za-z]+)\s*\}"
    r"|d([A-Za-z])\s*/\s*d|(\\?[A-Za-z]+)'+\s*(?:\([^()]*\)\s*)?=)", re.IGNORECASE)
_OF_DIFFERENTIALS = re.compile(
    r"(?P<head>\s*(?:let\s+)?)d\s*(?P<name>\\?[A-Za-z])\s*=(?P<slope>.*?)(?:\s|\\[,;:! ]|\\cdot|\*)*"
    r"(?<![A-Za-z\\])d\s*(?P<by>\\?[A-Za-z]+)\s*", re.IGNORECASE | re.DOTALL)
TWO = 2  # sides of an equation
_FUNCTION = re.compile(r"\s*(?P<name>[A-Za-z])\s*(?:\\left)?\(\s*(?P<by>\\?[A-Za-z]+)\s*(?:\\right)?\)\s*:?=(?!.*=)")
_OWN_NAME = re.compile(r"\s*(?:\\(?:hat|bar|tilde|vec|math\w+|boldsymbol)\s*)?(?:\{\\?\w+\}|\\?[A-Za-z]+)")
_OWN_HEAD = re.compile(
    r"\s*(?:\\(?:hat|bar|tilde|vec)\s*\{\\?[A-Za-z]+\}|\\?[A-Za-z]+)(?:_(?:\w|\{\w+\}))?\s*:?")


@dataclass(frozen=True)
class Aside:
    r"""What a line ended with that was no step: a line that starts with a sign goes on from there.

    name   what that line named; a line with this letter goes on from the step before: u = x^2, = \int e^u du
    start  what that line said something of, if it was an equation
    """

    item: Any
    name: str
    start: Any = None


class OwnNames:
    """The names that a solution brings with it, and how its lines are read with them.

    ground     what knows them, and judges
    ensuing    what follows from what was said wrongly
    fixed      what the question holds fixed
    before     the step before
    named      names that were said to be something
    values     what they were said to be, as text, by how they are written: u, e_i
    letters    those of them that are made of one letter, and that
    barred     names that were said to be something that cannot be read
    aside      what the line before ended with, if it was no step
    is_told    whether its words say that it is so, so that it gives nothing a name
    seen       the lines before it
    behind     the lines behind it
    """

    def __init__(self, question: Question, ground: Ground):
        self.question, self.ground, self.ensuing = question, ground, Ensuing(question)
        self.fixed = Fixed(question, self.ensuing.defined)
        self.before: Any = ground.asked
        self.named: set[str] = set()
        self.values: dict[str, str] = {}
        self.letters: dict[str, str] = {}
        self.barred: set[str] = set()
        self.aside: Aside | None = None
        self.is_told = False
        self.seen: list[str] = []
        self.behind: Sequence[str] = ()

    def _is_new(self, clause: str) -> bool:
        """Whether an equation may give a meaning to a name that has none."""
        found = HEAD.match(clause)
        return found is not None and not self.ground.knows(found[1]) and found[1] not in self.named | self.barred

    def _is_used(self, line: str) -> bool:
        """Whether a line behind it has the name that stands in front of a line."""
        found = _OWN_NAME.match(LET.sub("", line))
        bare = [line if "\\" in found[0] else COMMAND.sub(" ", line) for line in self.behind] if found else ()
        return found is not None and any(found[0].strip() in line for line in bare)

    def _is_of_ones_own(self, line: str) -> bool:
        """Whether an equation says what du is, or u', of a name of one's own, where no derivative is asked for."""
        found = _OWN_SLOPE.match(line)
        return found is not None and {*filter(None, found.groups())} <= self.named and letter_of(self.question) is None

    def _read(self, line: str) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        """The parts of a line, and its signs; none if it names something. Raises ReadError, Aside."""
        self._take_function(line)
        line = self.fixed.with_zeros(line, self.values)
        line = self._with_chains(line)
        if by := derives_by(line, self.values):
            raise ReadError("a derivative by a new name", line, 0, len(line), f"write it without {by}")
        spelled = self.question.spelled(with_slopes(
            self.question.spelled.with_arguments(line, letter_of(self.question)), self.question))
        # e = y - wx is an error, and no number
        if _EULER.match(line) and not is_eulers(line, self.question, self.seen, self.behind):
            self._name(spelled)
            return (), ()
        if LET.match(line):
            with suppress(ReadError):
                self._name(spelled)
                return (), ()
            items, signs = self._read(LET.sub("", line))
            items_ = [self.ground.asked if item is ASKED else item for item in items if item is not None]
            is_claim = CLAUSE.match(line) and SLOPE.match(LET.sub("", line))  # where dL/da = ..., which is no name
            is_so = len(items_) >= TWO and all(self.ground.is_same(a, b) for a, b in pairwise(items_))
            if items and not is_claim and not is_so:
                raise ReadError("it is not clear what is named here", line, 0, len(line), "give it a new name")
            return items, signs
        for name in self.barred:
            if found := re.search(rf"(?<![A-Za-z\\])d?{re.escape(name)}(?![A-Za-z])", line):
                raise ReadError(f"it could not be read what {name} is", line, found.start(), found.end(),
                                "say it in another way, or by another name")
        for name in self.named:
            if found := re.search(rf"(?<![A-Za-z\\]){re.escape(name)}\s*\(\s*(?:-?\d+|\\?[A-Za-z]+)\s*\)", line):
                raise ReadError(f"this is {name} times what stands behind it, or its value there", line,
                                found.start(), found.end(), "write a product with a sign, or say what the value is of")
        if is_numbered_doubtfully(line):
            raise ReadError("what stands last may be a factor, or the number of the line", line, 0, len(line),
                            r"write \tag{2} for a number, \cdot 2 for a factor")
        formula, clauses = split(spelled)
        self.question.spelled.refuse_values(formula, self.question.notation)
        for clause in clauses:
            self._name(clause)
        return self.ground.read(formula)

    def _with_chains(self, line: str, *, totally: bool = False) -> str:
        return with_chains(self._bare(self._with_slope(line)), self.values, self.ensuing.defined,
                           self.question.notation, totally=totally)

    def _in_total(self, line: str) -> str:
        """A line with what is derived in total by a name of one's own, where it is not seen what is held fixed."""
        made = self._with_chains(line, totally=True) if derives_by(self._with_chains(line), self.values) else ""
        return made if made and not derives_by(made, self.values) else ""

    def _with_slope(self, line: str) -> str:
        r"""dv = \sin x dx as dv/dx = \sin x, of a name of one's own."""
        found = _OF_DIFFERENTIALS.fullmatch(line)
        if found is None or found["name"] not in self.named or self.ground.knows("d") or not self.ground.knows(
                found["by"]) or re.search(r"(?<![A-Za-z\\])d\s*\\?[A-Za-z]", found["slope"]):
            return line
        slope = found["slope"].strip() or "1"
        if re.search(r"[-+=]", outside(slope)[1:]):  # x + 1 dx
            return line
        return rf"\frac{{d {found['name']}}}{{d {found['by']}}} = {'-1' if slope == '-' else slope}"

    def _take_function(self, line: str) -> None:
        """Takes g(x) = x^2 for g = x^2, where x is what it is made of, and at nothing else is g taken further on."""
        found = _FUNCTION.match(LET.sub("", line))
        if found is None or self.ground.knows(found["name"]) or found["name"] in self.named or (
                found["by"] != letter_of(self.question)):
            return
        name, by, value = found["name"], found["by"], line[line.index("=") + 1 :]
        taken = re.compile(rf"{name}'*\s*(?:\\left)?\((?!\s*{re.escape(by)}\s*(?:\\right)?\))")
        bare = re.compile(rf"{name}(?!'*\s*(?:\\left)?\()")
        behind = [COMMAND.sub(" ", one) for one in self.behind]
        if not any(map(taken.search, behind)) and any(map(bare.search, behind)) and {
                *re.findall(r"[A-Za-z]", COMMAND.sub(" ", value))} <= {by, "e"}:
            self.letters[name] = by

    def _bare(self, line: str) -> str:
        """A line with s for s(z), where s was said to be something of z alone; what stands behind is a factor."""
        for name, letter in self.letters.items():
            called = rf"(?<![A-Za-z\\]){re.escape(name)}('*)\s*(?:\\left)?\(\s*{re.escape(letter)}\s*(?:\\right)?\)"
            plain = name.replace("\\", r"\\")
            line = re.sub(rf"{called}(?=\s*(?:\(|\\left))", rf"{plain}\1 \\cdot ", line)
            line = re.sub(called, rf"{plain}\1 ", line)
        return line

    def _name(self, clause: str) -> None:
        """Takes what a new name stands for. Raises ReadError."""
        said = LET.sub("", clause)
        found = HEAD.match(said)
        if found and "_" in found[0] and found[1] in dict(self.question.spelled.functions):  # f_x
            raise ReadError(f"this may be a derivative of {found[1]}", clause, 0, len(clause), "write it as a fraction")
        head, _, body = said.partition("=")
        if is_taken(head, self.question.names):
            raise NotNamed(f"{head.rstrip(' :').strip()} is no new name: the question has this letter", clause, 0,
                            len(clause), "take another letter")
        if is_eulers(clause, self.question, self.seen, self.behind):
            raise NotNamed("e is Euler's number here", clause, 0, len(clause), "take another letter")
        try:
            ground = self.ground.named(said)
        except LanguageError as error:
            raise ReadError(error.what, clause, 0, len(clause), error.hint) from None
        if may_have_no_value(body) and not _has_value(ground, head.rstrip(" :").strip()):
            raise NotNamed("this has no value anywhere that is seen", clause, 0, len(clause), "leave it out")
        self.ground = ground
        if _OWN_HEAD.fullmatch(head) and "=" not in outside(body):
            self.values[head.rstrip(" :").strip()] = body
        if found:
            self.barred.discard(found[1])
            self.named.add(found[1])
            value = said[found.end() :]
            letters = {*re.findall(r"\\?[A-Za-z]+", COMMAND.sub(" ", value))} - {"e", "d"}
            is_plain = re.fullmatch(r"\s*\\?[A-Za-z]+\s*:?=", found[0]) and not re.search(r"=|\\int|∫", value)
            if len(letters) == 1 and is_plain:
                self.letters[found[1]] = letters.pop()
            if CLAUSE.match(clause):
                return
            with suppress(ReadError):
                item = self.ground.read(said)[0][-1]
                self.aside = Aside(self.ground.asked if item is ASKED else item, found[1])

    def _bar(self, line: str) -> None:
        """A name stands for nothing from here on, if it was said to be what cannot be read: e is no number then."""
        line = LET.sub("", line)
        found = HEAD.match(line)
        is_free = not is_taken(line.partition("=")[0], self.question.names) and not is_eulers(
            line, self.question, self.seen, self.behind)
        if found and is_free and not self.ground.knows(found[1]) and not runs(line):
            self.barred.add(found[1])

    def _alone(self, said: str) -> Any:
        """The expression that a text is, if it is not known to be equal to what is asked for, or to the step before."""
        with suppress(ReadError):
            items, _ = self._read(said) if not LET.match(said) else ((), ())
            item = items[0] if len(items) == 1 else None
            if item is not None and item is not ASKED and not (
                    self.ground.is_same(self.ground.asked, item) or self.ground.is_same(self.before, item)):
                return item
        return None


def _has_value(ground: Ground, name: str) -> bool:
    """Whether what a name stands for has a value somewhere; so it has where it cannot be asked for by that name."""
    with suppress(ReadError):
        items, _ = ground.read(name)
        return len(items) != 1 or items[0] in (None, ASKED) or ground.has_value(items[0])
    return True


__all__ = ["CLAUSE", "TWO", "Aside", "OwnNames"]
