"""The way that a worked solution takes: its lines, each judged by what stands before it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from typing import Any

from symdl.errors import InputError, LanguageError, ReadError
from symdl.grading.answers.checking import answered
from symdl.grading.answers.primes import letter_of, may_be_a_value, may_be_by_name
from symdl.grading.named import written_sides
from symdl.grading.prose.doing import is_seen
from symdl.grading.proved.abbreviations import split
from symdl.grading.proved.restated import dresses_up
from symdl.grading.question import Question
from symdl.grading.questions.scripts import derives_factor_doubtfully, reaches_doubtfully
from symdl.grading.worked.arranged import COMMAND, LET
from symdl.grading.worked.demands import Demand, demanded, is_met, solved, worked_out
from symdl.grading.worked.ground import ASKED, Ground
from symdl.grading.worked.heads import Head
from symdl.grading.worked.lines import MARKED, SINCE, outside
from symdl.grading.worked.marked import SLOPE, Line, Standing
from symdl.grading.worked.naming import NotNamed, as_letter
from symdl.grading.worked.own import CLAUSE, TWO, Aside
from symdl.grading.worked.readings import Readings
from symdl.grading.worked.rounding import near, parted, rounds_to
from symdl.grading.worked.steps import UNCLEAR, UNKNOWN, goes_on, is_done, judged_beside, judged_step, told_whole

_MOST_STEPS = 60
_DIFFERENTIAL = re.compile(r"\s*d\s*(\\?[A-Za-z]+)\s*=")
_CASE = re.compile(r"\W*(?:if|when|for|case|suppose|assume)\b.*(?:=|\\(?:ne|[lg]e)q?(?![A-Za-z])|[≠<>≤≥])",
                   re.IGNORECASE)
_IN_A_CASE = "what holds in one case is not judged by itself: write what holds in every one"
_AT_A_PLACE = "what holds at one place is not judged by itself: write what holds at every one"
_PLACE = re.compile(r"\s*\\?[A-Za-z]+(?:_\w|_\{\w+\})?\s*=(?:[-+*/.,()\d\s{}]|\\(?:frac|pi|infty|sqrt)(?![A-Za-z]))*")
_BY_WHAT = "it is not clear by what this is derived: write it as a fraction"
_NOT_SAID = "it is not said how what is derived here depends on that letter"
_HOW_FAR = "it is not clear how far a sign of a derivative reaches: write brackets around what is derived"
_SAID_BEFORE = "it follows from what was said before"
_DEMAND = "whether this is 0, or has to be, is not clear: write what is asked for in a line of its own"
_NOT_SOLVED = {"not so": "this does not follow: what was to be 0 is not 0 there",
               "unclear": "it is not seen whether this follows from what was to be 0"}
_NOT_DONE = "it is not seen that this may be done here: write what comes out of it, line by line"
_ON_UNREAD = "it goes on from what could not be read"
_NOT_ROUNDED = "it is not seen what number is rounded here, or to how many digits: write the number before it"
_NO_NAME = "it is not clear that this only gives a name to something: write let in front of it, and use it"
_DEFINES = re.compile(
    r"^(?P<head>\s*(?:let\s+)?\\?[A-Za-z]+(?:_\w|_\{\w+\})?)\s*(?:\\(?:equiv|triangleq|coloneqq|doteq)(?![a-z])|[≡≜≔])\s*",
    re.IGNORECASE)
_TURNED = re.compile(r"\s*let\s+(?P<value>[^=<>≤≥≠]*(?:[-+*/^]|\S\s+(?=[^\s=]))[^=<>≤≥≠]*?)\s*="
                     r"\s*(?P<name>\\?[A-Za-z]+(?:_\w|_\{\w+\})?)\s*", re.IGNORECASE)
_A_NAME = re.compile(r"\s*\\?[A-Za-z]+\s*")
_INDICES = re.compile(r"at\s+(?P<one>\\?[a-z])\s*(?P<sign>=|\\neq?(?![a-z])|\\not\s*=|≠)\s*(?P<other>\\?[a-z]):"
                      r"\s*(?P<said>.+)", re.DOTALL)
_BY_CASES = re.compile(
    r"\s*(?:case|if|for|when)\s*:?\s*(?P<one>[a-z])\s*(?P<sign>=|\\neq?(?![a-z])|\\not\s*=|≠)\s*(?P<other>[a-z])\s*[:,]\s*"
    r"(?P<said>.+)", re.DOTALL | re.IGNORECASE)
_AT_PLACE = re.compile(
    r"\s*(?:when|at|for|if)\s+(?P<letter>[a-z])\s*=\s*(?P<at>[^=,:]+?)\s*[,:]\s*(?:(?:we\s+have|then)\s+)?"
    r"(?P<name>[a-z])\s*=\s*(?P<value>[^=,:]+)", re.IGNORECASE)


class Way(Readings):
    """The steps so far.

    anew       the numbers of lines that are said to correct what stands before them
    said       the step before as a text, once there is one
    on_course  whether it equals what is asked
    right      the steps that were right, as texts
    stretch    the steps since the last wrong one, which is the first of them, as texts
    believed   what was said, wrongly, beside the way: what stands on the left, and what it was said to be
    open_      the step before, if it was neither proved nor refuted, and which of the lines that is
    demand     the last derivative that was to be 0
    unmet      the places of lines with demands from which nothing was solved, and that are not met by what is asked
               for; why
    worked     derivatives beside the way, and what they are
    in_case    whether a line before says in which case those after it hold: "If s = t:"
    on_unread  whether the line before is of what could not be read, and this one goes on from it with a sign
    is_lost    whether not even its left side could be read, so that nothing is known of what goes on from it
    head       what a line before said its value of, in other letters than the question has
    is_reason  whether the line is said to be why
    """

    def __init__(self, question: Question, ground: Ground, anew: Collection[int] = ()):
        super().__init__(question, ground)
        self.anew = anew
        self.lines: list[Line] = []
        self.said = ""
        self.on_course = True
        self.right: set[str] = set()
        self.stretch: list[str] = []
        self.believed: list[tuple[Any, Any]] = []
        self.last: Any = None
        self.open_: tuple[Any, int] | None = None
        self.demand: Demand | None = None
        self.worked: dict[Any, Any] = {}
        self.unmet: list[tuple[Any, int, str]] = []
        self.head = Head()
        self.in_case = self.on_unread = self.is_lost = self.is_reason = False

    def take(self, number: int, line: str, behind: Sequence[str] = ()) -> None:
        """Judges a line. What cannot be read is no step: the next one goes on from the one before it.

        behind   the lines after it
        """
        self.behind = behind
        self._take(number, line, behind)
        self.seen.append(line)

    def _take(self, number: int, line: str, behind: Sequence[str]) -> None:
        if why := SINCE.match(line):
            self._reason(number, line[why.end() :])
            return
        marked = MARKED.match(line)
        if marked is not None and marked["mark"]:
            self._marked(number, marked, line[marked.end() :], behind)
            return
        count = len(self.lines)
        if (taken := self.head.taken(line, self.question, self.named, self._is_asked)) is None:
            self.lines.append(Line(line, number, "", "unread", _ON_UNREAD))
            return
        ours, self.head = taken
        self._take_one(number, ours, behind)
        if ours != line:
            self.lines[count:] = [replace(one, text=line) if one.text == ours else one for one in self.lines[count:]]

    def _judge(self, number: int, line: str) -> None:
        """Judges a line that can be read in one way."""
        line = _DEFINES.sub(r"\g<head> := ", line)
        if (turned := _TURNED.fullmatch(line)) and not self.ground.knows(turned["name"]):  # let y - x = e
            line = f"let {turned['name']} = {turned['value']}"
        formula, clauses = split(line)
        if clauses and all(map(self._is_new, clauses)):  # y = u^5 with u = x^2
            for clause in clauses:
                self._judge(number, f"where {clause}")
            self.aside = None
            self._judge(number, formula)
            return
        if parts := self._named_in_a_chain(line):
            count = len(self.lines)
            self._judge(number, parts[1])
            is_so = all(one.standing == "beside" for one in self.lines[count:])
            sides = written_sides(parts[1])
            self._judge(number, f"{parts[0]} = {sides[-1 if is_so else 0]}")
            with suppress(ReadError, LanguageError):  # what goes on from it takes the last of them
                (head,), (last,) = (self._read(side)[0] for side in (parts[0], sides[-1]))
                if any(one.standing == "wrong" for one in self.lines[count:]) and None not in (head, last):
                    self.believed.append((head, last))
            return
        if (rounded := parted(line)) is not None:
            self._judge_rounded(number, *rounded)
            return
        if (case := _BY_CASES.fullmatch(line)) is not None and self._where(number, case):
            return
        if (at := _AT_PLACE.fullmatch(line)) is not None and self._at_place(number, line, at):
            return
        goes_on_ = line.lstrip().startswith("=")
        self.on_unread, self.is_lost = self.on_unread and goes_on_, self.is_lost and goes_on_
        if self.is_lost:
            self.lines.append(Line(line, number, "", "unread", _ON_UNREAD))
            return
        aside, self.aside = self.aside, None
        try:
            said, signs = self._read(self._of_letter(line))
        except (ReadError, LanguageError) as error:
            try:
                before = self.ground
                self._name(self.question.spelled(line))
                if self.ground is not before and (self.is_told or not self._is_used(line)):
                    self.ground = before
                    self.lines.append(Line(line, number, "", "unread", _NO_NAME))
                    self._bar(line)
            except ReadError as refused:
                error = refused if isinstance(refused, NotNamed) else error
                is_case = bool(_CASE.match(line))
                self.in_case |= is_case
                self.lines.append(Line(line, number, "", "unread", _IN_A_CASE if is_case else told_whole(error, line)))
                self.on_unread |= "=" not in line
                self._starts_unread(line, aside)
                self._bar(line)
            return
        if not said:
            return
        items = [item for item in said if item is not None]
        if {*signs} == {"eq"} and self._demands(number, line, items):
            return
        if not {*signs} <= {"eq", "define"}:
            self.lines.append(Line(line, number, "", "unread", "a step is an equation, or one expression"))
            self.on_unread = True
            return
        ground = self.ground
        if aside is not None and line.lstrip().startswith("="):
            first = ground.asked if items[0] is ASKED else items[0]
            if not aside.name or ground.is_same(aside.item, first):
                self._stands_beside(number, line, [aside.item, *items], aside.start)
                return
            letters = line if aside.name.startswith("\\") else COMMAND.sub(" ", line)
            if aside.name not in letters:
                self.lines.append(Line(line, number, ground.latex(items[-1]), "unread",
                                       "it is not clear what this goes on from: write its left side"))
                return
        if len(items) > 1 and ground.says_again(items[-1]) and not ground.says_again(items[0]):
            items.reverse()  # ... = f'(x)
        is_bare = False
        if len(items) > 1 and said[0] is not ASKED and (
                self._is_of_ones_own(line) or ground.is_of_differentials(line)):
            self._stands_beside(number, line, items)
            return
        if len(items) == 1 or said[0] is None:
            is_restated = False
            is_bare = not signs and not line.lstrip().startswith("=")
        elif ground.says_again(items[0]) or ground.is_same(ground.asked, items[0]):
            is_restated = True
            items = items[1:]
        elif ground.is_same(self.before, items[0]):
            is_restated = False
            items = items[1:]
        else:
            self._stands_beside(number, line, items)
            return
        sides = written_sides(line)[-len(items) :] if not self.named else []
        for place, item in enumerate(items):
            written = sides[place] if len(sides) == len(items) else ""
            self._step(number, line, item, written, is_restated=is_restated, is_bare=is_bare)
            is_restated = False

    def _is_asked(self, left: str) -> bool:
        """Whether a left side is read, and is what is asked for."""
        with suppress(ReadError, LanguageError):
            items, _ = self._read(self._of_letter(left))
            return len(items) == 1 and items[0] is not None and (
                self.ground.says_again(items[0]) or self.ground.is_same(self.ground.asked, items[0]))
        return False

    def _starts_unread(self, line: str, aside: Aside | None) -> None:
        """What a line that starts with a sign goes on from, behind an equation that could not be read.

        That is what its left side is, if it is not what is asked for; nothing is known of one that cannot be read.
        """
        if line.lstrip().startswith("="):
            self.aside, self.on_unread = aside, self.on_unread or aside is not None
        elif "=" in outside(line) and not LET.match(line):
            items: Sequence[Any] = ()
            with suppress(ReadError, LanguageError):
                items, _ = self._read(self._of_letter(written_sides(line)[0]))
            ground = self.ground
            if len(items) != 1 or items[0] is None:
                self.is_lost = True
            elif not (ground.says_again(items[0]) or ground.is_same(ground.asked, items[0])
                      or ground.is_same(self.before, items[0])):
                self.aside, self.on_unread = Aside(items[0], "", items[0]), True

    def _demands(self, number: int, line: str, items: Sequence[Any]) -> bool:
        """Judges an equation that is to hold of a letter, be it that a derivative is 0; whether it is one."""
        ground, (zero,) = self.ground, self.ground.read("0")[0]
        items = items if items[0] != zero else [*reversed(items)]
        if len(items) > 1 and items[-1] == zero and letter_of(self.question) is None and (
                found := demanded(ground, items[:-1], zero, self.ensuing.defined)) is not None and (
                    not self.fixed.is_asked_for_every(ground.latex(found.letter))):
            self.lines.append(Line(line, number, ground.latex(items[-2]), "beside"))
            if len(items) > TWO:
                self.lines.pop()
                self._stands_beside(number, line, items[:-1])
            found = replace(found, slope=self.worked.get(found.slope, found.slope))
            found = worked_out(ground, found, self.ensuing.defined)
            self.demand = found if self.lines[-1].standing == "beside" else None
            if self.demand is not None:
                if is_met(ground, found, zero):
                    self._met()
                else:
                    self.unmet.append((found.letter, len(self.lines) - 1, _AT_A_PLACE))
            self.aside = None
            return True
        if self.demand is not None and len(items) > TWO and items[0] == self.demand.letter:
            sides = [ground.asked if item is ASKED else item for item in items[1:]]  # w = w_0 = E
            items = [items[0], sides[-1]] if all(ground.is_same(*two) for two in pairwise(sides)) else items
        how = solved(ground, self.demand, items, zero) if self.demand is not None else ""
        if self.demand is None or not how or ground.is_same(*items):
            return False
        if how != "unclear":
            self._met()
        if how == "answer":
            item = items[0] if items[1] == self.demand.letter else items[1]
            self._step(number, line, item, "", is_restated=True, is_bare=False)
            return True
        if how == "so" and ground.derived_by(self.demand.slope) is not None:
            self.demand = replace(self.demand, slope=ground.difference(*items))
        standing: Standing = "beside" if how == "so" else "wrong" if how == "not so" else "unread"
        self.lines.append(Line(line, number, ground.latex(items[-1]), standing, _NOT_SOLVED.get(how, "")))
        self.aside = None
        return True

    def _named_in_a_chain(self, line: str) -> tuple[str, str] | None:
        """Of d = A = B, where d is a new name: that, and A = B. It stands for B, if that is so."""
        sides = written_sides(line)
        if len(sides) <= TWO or self.is_told or not self._is_new(LET.sub("", line)) or not (
                LET.match(line) or self._is_used(line)):
            return None
        return sides[0], " = ".join(sides[1:])

    def _judge_rounded(self, number: int, line: str, said: str) -> None:
        r"""Judges a line, and the number that it is said to be nearly: = e - 1 \approx 1.718; that is no step."""
        count, item = len(self.lines), self.before if self.aside is None else self.aside.item
        is_read = not (self.on_unread or (self.lines and self.lines[-1].standing == "unread"))
        if (other := self._other_number(line, said)) is not None:
            item, is_read = other, True
            self.aside = Aside(item, "")
        elif line.strip(" =&"):
            self._judge(number, line)
            is_read, item = all(one.standing != "unread" for one in self.lines[count:]), None
            with suppress(ReadError):
                item = next((one for one in reversed(self._read(line)[0]) if one is not None), None)
        item = self.ground.asked if item is ASKED else item
        tree = None if item is None or not is_read else self.ground.tree(item)
        is_so = None if tree is None else rounds_to(tree, said)
        shown = self.ground.latex(item) if is_so is not None else ""
        if tree is None or is_so is None:
            self.lines.append(Line(said, number, shown, "unread", _NOT_ROUNDED))
        elif is_so:
            self.lines.append(Line(said, number, shown, "beside"))
        else:
            words = f"{self.ground.text(item)} is {near(tree)}, and does not round to this"
            self.lines.append(Line(said, number, shown, "wrong", words))

    def _other_number(self, line: str, said: str) -> Any:
        r"""A number that is rounded and is no step, as lines behind it go on to another one: \sqrt 2 \approx 1.414."""
        if not line.strip(" =&") or not (self.is_reason or goes_on(self.behind)):
            return None
        item = self._alone(line)
        tree = None if item is None or line.lstrip().startswith("=") else self.ground.tree(item)
        return item if tree is not None and rounds_to(tree, said) is not None else None

    def _marked(self, number: int, marked: re.Match[str], said: str, behind: Sequence[str]) -> None:
        """Judges what a sentence says, where that is no equation and no value."""
        mark, word = marked["mark"], marked["word"]
        if mark == "next" and any(not line.startswith("next ") for line in behind):
            return
        if mark == "goal" and self._is_goal(said, behind):
            return
        if mark in ("zero", "done"):
            self._zero(number, said) if mark == "zero" else self._done(number, word or "", said, behind)
            return
        if mark == "told":
            self.is_told = True
            self.take(number, said, behind)
            self.is_told = False
            return
        if mark == "only" and (case := _INDICES.fullmatch(said)) and self._where(number, case):
            return
        is_value = mark == "alone" and not goes_on(behind)
        if mark == "slope" and (by := letter_of(self.question)) is not None and " = " in said:
            self._slope(number, said, by)
        elif is_value or (mark == "alone" and (item := self._alone(said)) is None):
            self.take(number, said)
        elif mark == "alone" and behind[0].startswith("="):
            self.aside = Aside(item, "")
        else:
            told = _AT_A_PLACE if mark == "only" else UNKNOWN.format(word) if word else UNCLEAR
            self.lines.append(Line(said, number, "", "unread", told))
            self.on_unread = True
            self._bar(said)

    def _of_letter(self, line: str) -> str:
        """A line that says what w^* is, where a derivative by w was to be 0, as one of w."""
        called = self.question.written[0].partition("=")[0] if self.question.written else ""
        is_asked = "".join(line.partition("=")[0].split()) == "".join(called.split())
        return line if self.demand is None or is_asked else as_letter(line, self.ground.latex(self.demand.letter))

    def judged_lines(self) -> list[Line]:
        """The lines; what was to be 0, and nothing came of it, is not judged."""
        lines = [*self.lines]
        for _, place, words in self.unmet:
            lines[place] = replace(lines[place], standing="unread", feedback=words)
        return lines

    def _met(self) -> None:
        """Takes note that something came of what the letter is to be."""
        assert self.demand is not None
        self.unmet = [one for one in self.unmet if one[0] != self.demand.letter]

    def _zero(self, number: int, said: str) -> None:
        """Judges what is set to be 0, which is no claim: a derivative is so at a place."""
        before = self._copied()
        self._judge(number, said)
        found = {line.standing for line in self.lines[len(before.lines) :]}
        if not found or (self.demand == before.demand and not found <= {"right", "follows", "beside", "again"}):
            vars(self).update(vars(before))
            self.lines.append(Line(said, number, "", "unread", _AT_A_PLACE))
            self.in_case = True

    def _done(self, number: int, kind: str, said: str, behind: Sequence[str]) -> None:
        """Leaves open what is said in words, if it may not be so, or change what an equation says: a division by 0."""
        if kind == "through":
            is_fine = self.fixed.depends_through(*said.split("; "))
        elif kind in ("same", "divided", "one", "vanishes"):
            is_new = any(_A_NAME.fullmatch(side) and not self.ground.knows(side.strip()) for side in said.split(" = "))
            is_fine = kind == "divided" or (kind == "same" and is_new)
            with suppress(ReadError, LanguageError):
                items = [self.ground.asked if item is ASKED else item for item in self._read(said)[0]]
                is_fine = is_done(self.ground, kind, items, self.last) or (kind == "same" and is_fine)
        else:
            around = [line for line in (*self.seen[-1:], *behind[:2]) if not line.startswith("done")]
            is_fine = is_seen(kind, said, around)
        if not is_fine:
            self.lines.append(Line(said.removeprefix("= ").replace("; ", ", "), number, "", "unread", _NOT_DONE))

    def _is_goal(self, said: str, behind: Sequence[str]) -> bool:
        """Whether what is to be found is an expression, which claims nothing, or what is to be shown is so."""
        with suppress(ReadError):
            items = [self.ground.asked if item is ASKED else item for item in self._read(said)[0] if item is not None]
            if len(items) == 1 and behind and behind[0].startswith("="):
                self.aside = Aside(items[0], "")
            return bool(items) and all(self.ground.is_same(one, other) for one, other in pairwise(items))
        return False

    def _where(self, number: int, case: re.Match[str]) -> bool:
        """Judges an equation of what holds where two indices are equal, or are not, if it is of both of them."""
        with suppress(ReadError, LanguageError):
            items = [item for item in self._read(case["said"])[0] if item is not None and item is not ASKED]
            there = self.ground.where(items, case["one"], case["other"], are_equal=case["sign"] == "=")
            if len(there) > 1:
                found = judged_beside(self.ground, case["said"], number, there, called=items)
                where = f"where {case['one']} {'=' if case['sign'] == '=' else '≠'} {case['other']}, "
                self.lines.append(replace(found, feedback=where + found.feedback) if found.feedback else found)
                return True
        return False

    def _at_place(self, number: int, line: str, found: re.Match[str]) -> bool:
        """Judges what a name of one's own is at a place: when x = 0, u = 1."""
        with suppress(ReadError):
            value = self.ground.value_at(found["name"], found["letter"], found["at"])
            items, _ = self._read(found["value"])
            if value is not None and len(items) == 1 and items[0] is not ASKED:
                self.lines.append(judged_beside(self.ground, line, number, [value, *items]))
                return True
        return False

    def _slope(self, number: int, said: str, by: str) -> None:
        """Judges "the derivative of u = v", by a letter; that of e^u may be by u, where it has other letters, too."""
        of, _, value = said.rpartition(" = ")
        count, believed = len(self.lines), [*self.believed]
        self._reason(number, rf"\frac{{d}}{{d{by}}} \left( {of} \right) = {value}")
        letters = {*re.findall(r"\\?[A-Za-z]+", COMMAND.sub(" ", of))}
        if letters != {by} and not (len(letters) == 1 and letters & self.named and of.strip() in letters):
            self.believed = believed
            self.lines[count:] = [
                replace(line, standing="unread", feedback=_BY_WHAT, witness=None) if line.standing == "wrong" else line
                for line in self.lines[count:]]

    def _reason(self, number: int, line: str) -> None:
        """Judges an equation that is said to be why: the next line goes on from the one before it."""
        aside, before = self.aside, (self.before, self.said, self.on_course, self.last)
        count, self.is_reason = len(self.lines), True
        self.take(number, line, self.behind)
        self.is_reason = False
        if all(one.standing in ("beside", "wrong", "unread", "undecided") for one in self.lines[count:]):
            self.aside = aside
            self.before, self.said, self.on_course, self.last = before

    def _follows_beside(self, one: Any, other: Any) -> bool:
        """Whether the sides of an equation beside the way are equal, or are so where what was said wrongly is so."""
        return self.ground.is_same(one, other) or self.ground.follows(one, other, self.believed, of=one)

    def _as_written(self, line: str, items: Sequence[Any]) -> Sequence[Any]:
        """The sides of an equation as they are shown: with derivatives that are 0 as they are written."""
        if self.fixed.with_zeros(line, self.values) != line:
            with suppress(ReadError, LanguageError):
                said = [item for item in self.ground.read(self.question.spelled(line))[0] if item is not None]
                return said if len(said) == len(items) and ASKED not in said else items
        return items

    def _stands_beside(self, number: int, line: str, items: Sequence[Any], start: Any = None) -> None:
        """Judges an equation that is neither of what is asked, nor goes on from a step.

        start   what the first of several lines says it of: it is said to be what the last of them ends with
        """
        start = items[0] if start is None else start
        items = [self.ground.asked if item is ASKED else item for item in items]
        found = self._held(judged_beside(self.ground, line, number, items, called=self._as_written(line, items)))
        if found.standing == "wrong" and self.believed and (
                all(map(self._follows_beside, items[:-1], items[1:]))
                or self.ensuing.is_at_a_place(self.ground, line, items, self.believed)):
            found = replace(found, standing="follows", feedback=_SAID_BEFORE, witness=None,
                            counts=SLOPE.match(line) is not None)
        if found.standing == "wrong" and (_PLACE.fullmatch(line) or self._is_of_letter(line)):
            found = replace(found, standing="unread", feedback=_AT_A_PLACE, witness=None)
        self.lines.append(found)
        if found.standing == "beside" and self.ground.derived_by(items[0]) is not None:
            self.worked[items[0]] = items[-1]
        differential = _DIFFERENTIAL.match(line)
        # What is said of a part behind "where" is not what the next line goes on from.
        self.aside = None if CLAUSE.match(line) else Aside(items[-1], differential[1] if differential else "", start)
        if self.lines[-1].standing in ("wrong", "follows") or start in [left for left, _ in self.believed]:
            self.believed = [one for one in self.believed if one[0] != start]
            self.believed.append((start, items[-1]))

    def _is_of_letter(self, line: str) -> bool:
        """Whether a line says what the letter is that a derivative is asked for by, which is so at a place."""
        by = letter_of(self.question)
        return by is not None and written_sides(line)[0].strip() == by

    def _step(self, number: int, line: str, item: Any, written: str, *, is_restated: bool, is_bare: bool) -> None:
        """Judges one step.

        written       how it is written, where that has no names but those of the question
        is_bare       whether the line is that alone, and says nothing of what stands before it
        is_restated   whether the line says again what is asked for, so that this need not follow from the step before
        """
        if len(self.lines) >= _MOST_STEPS:
            raise InputError(f"a solution has at most {_MOST_STEPS} steps", hint="give the steps that matter")
        ground = self.ground
        says_again = ground.says_again(item)
        text = ground.left() if item is ASKED else ground.text(item)  # whose value is yet to be found
        item = ground.asked if item is ASKED else item
        is_known = says_again or text in self.right
        if text == self.said or (is_known and (self.on_course or is_restated)):
            if self.on_course and text in self.right and ground.is_answer(item):
                self.last = item
            self.lines.append(Line(line, number, ground.latex(item), "again"))
            if is_known and is_restated:
                self.before, self.said, self.on_course = item, text, True
            return
        if reaches_doubtfully(line):
            self.lines.append(Line(line, number, ground.latex(item), "unread", _HOW_FAR))
            return
        self._settle(item)
        is_first = self.last is None or self.lines[-1].standing in ("unread", "undecided")
        step = judged_step(ground, line, number, self.before, item, on_course=self.on_course,
                     is_restated=is_restated or is_bare, is_first=is_first)
        if step.standing in ("undecided", "right") and self.on_course and written and self._is_given(written):
            self.lines.append(replace(step, standing="again", feedback=""))
            return
        if step.standing == "undecided" and self.on_course and written:
            step = self._as_answered(step, item, written)
        if step.standing == "wrong" and self.ensuing.follows(self.ground, self.before, item, self.believed):
            step = replace(step, standing="follows", feedback=_SAID_BEFORE, witness=None)
        if step.standing == "wrong" and self.said and text == "0" and self._is_demand(number, line, step):
            return  # at a maximum, say
        if step.standing == "right" and self.named and (why := ground.other_ends(line)):  # it is so by chance alone
            step = replace(step, standing="unread", feedback=why)
        if (step := self._held(step)).standing == "unread":
            self.lines.append(step)
            return
        is_jump = step.standing == "right" and not self.on_course
        if step.standing == "wrong" or is_jump:
            self.stretch = [text]
        elif step.standing in ("right", "follows"):
            left = ground.left()
            is_around = bool(left) and left in text and not left.isidentifier()  # what is asked for, and more
            step = replace(step, counts=not is_around and not any(
                dresses_up(text, earlier) for earlier in self.stretch))
            self.stretch.append(text)
        if is_jump and number not in self.anew:  # who copies what is asked for behind a mistake has not found it
            step = replace(step, counts=False)
        if step.standing == "right":
            self.right.add(text)
        self.lines.append(step)
        if step.standing != "undecided":
            self.before, self.said, self.on_course = item, text, step.standing == "right"
        self.open_ = (item, len(self.lines) - 1) if step.standing == "undecided" else None
        self.last = item

    def _is_demand(self, number: int, line: str, step: Line) -> bool:
        """Whether 0 for the derivative that is asked for may be demanded, and claims nothing: that is so if something
        is solved from it.
        """
        by = letter_of(self.question)
        if by is None or not (self.on_course or self.ground.has_value(self.before)):
            return False
        with suppress(ReadError, LanguageError):
            letter = self.ground.read(by)[0][0]
            if self.ground.has(self.before, letter):
                self.demand = Demand(letter, self.before)
                is_alone = len(written_sides(line)) == TWO and not line.lstrip().startswith("=")
                if is_alone:
                    self.lines.append(Line(line, number, step.read, "beside"))
                    self.unmet.append((letter, len(self.lines) - 1, _DEMAND))
                else:  # as one more step, it says that it is 0
                    self.lines.append(replace(step, standing="unread", feedback=_DEMAND, witness=None))
                return True
        if self.on_course:
            self.lines.append(replace(step, standing="unread", feedback=_DEMAND, witness=None))
        return self.on_course

    def _is_given(self, written: str) -> bool:
        """Whether a step says what the question itself says of what is asked for: v_t = \\beta v_{t-1} + g_t."""
        left, sign, _ = self.question.written[0].partition("=") if self.question.written else ("", "", "")
        bare = {"".join(head.split()): "".join(value.split()) for head, value in self.ensuing.defined.items()}
        return bool(sign) and bare.get("".join(left.rstrip(" :").split())) == "".join(written.split())

    def _as_answered(self, step: Line, item: Any, written: str) -> Line:
        """A step that is open, as it stands where it is given as the answer: other rules may decide that."""
        if not self.question.written or not self.ground.is_answer(item):
            return step
        found = answered(self.question, written, explain=False)
        if found.verdict == "equivalent":
            return replace(step, standing="right", feedback="")
        if found.verdict == "not_equivalent" and found.witness is not None and all(
                map(self.ground.knows, found.witness.values)):  # of a name that is not said, nothing is
            words = f"{self.ground.text(item)} is not what is asked for: {found.feedback}"
            return replace(step, standing="wrong", feedback=words, witness=found.witness)
        return step

    def _settle(self, item: Any) -> None:
        """What was open of the step before may be seen in this one, where they are equal: it is right, or wrong."""
        if self.open_ is None or not self.ground.is_same(self.open_[0], item):
            return
        before, place = self.open_
        start = self.ground.asked if self.on_course else self.before
        found = self.ground.judged(start, item)
        if found.standing == "same":
            standing: Standing = "right" if self.on_course else "follows"
            self.lines[place] = replace(self.lines[place], standing=standing, feedback="")
        elif found.standing == "differs":
            other = "what is asked for" if start is self.ground.asked else "equal to what stands before it"
            self.lines[place] = replace(
                self.lines[place], standing="wrong", witness=found.witness,
                feedback=f"{self.ground.text(before)} is not {other}: {found.words}")
            self.before, self.said, self.on_course = before, self.ground.text(before), False

    def _held(self, line: Line) -> Line:
        """A line that is wrong in general, and may be right in the case that was said, or of what it goes on from."""
        if (self.in_case or self.on_unread) and line.standing == "wrong":
            return replace(line, standing="unread", feedback=_IN_A_CASE if self.in_case else _ON_UNREAD, witness=None)
        if line.standing == "wrong" and self.fixed.is_made_up(line.witness):
            return replace(line, standing="unread", feedback=_NOT_SAID, witness=None)
        if line.standing == "wrong" and derives_factor_doubtfully(line.text):
            return replace(line, standing="unread", feedback=_HOW_FAR, witness=None)
        if line.standing == "wrong" and may_be_by_name(line.text, self.named):
            return replace(line, standing="unread", feedback=_BY_WHAT, witness=None)
        if line.standing == "wrong" and may_be_a_value(line.text, letter_of(self.question) or " "):
            return replace(line, standing="unread", feedback=_HOW_FAR, witness=None)
        return line


__all__ = ["Way"]
