r"""Lines that may be meant in more ways than one: which of them is judged, and what is left open for that.

    \frac{d}{dx} (x^2) \cdot x      derived may be the bracket, or the product
    3\frac12                        may be a mixed number
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from typing import Self

from symdl.grading.prose.spelled import MAY_BE_A_WORD, without_word
from symdl.grading.questions.scripts import also_read, derived_alone, reaches_doubtfully
from symdl.grading.typed.multiplied import MAY_BE_A_PRODUCT, multiplied
from symdl.grading.worked.marked import Line
from symdl.grading.worked.own import Aside, OwnNames
from symdl.grading.worked.steps import UNCLEAR, goes_on

_FINE = frozenset(("right", "follows", "beside", "again"))


class Readings(OwnNames):
    """Takes a line in the ways in which it may be meant."""

    lines: list[Line]
    on_unread: bool

    def _judge(self, number: int, line: str) -> None:
        """Judges a line that can be read in one way."""
        raise NotImplementedError

    def _take_one(self, number: int, line: str, behind: Sequence[str]) -> None:
        """Judges a line in the letters of the question."""
        is_left = not line.startswith("=") and goes_on(behind) and behind[0].startswith("=")
        if is_left and (item := self._alone(line)) is not None:
            self.lines.append(Line(line, number, self.ground.latex(item), "unread", UNCLEAR))
            self.aside = Aside(item, "")
            return
        if reaches_doubtfully(line) and self._is_right_as(number, line, derived_alone(line)):
            return
        if (said := self._in_total(line)) and self._is_right_as(number, line, said):
            return
        if others := [*also_read(self._with_slope(line), self.question.notation, self.question.written)]:
            self._either(number, line, others)
        elif products := [*self._otherwise(line)]:
            self._unless_right(number, line, products)
        else:
            self._judge(number, line)

    def _is_right_as(self, number: int, line: str, said: str) -> bool:
        r"""Whether a line is right, and is taken, if it says this: if what stands in brackets behind \frac{d}{dx} alone
        is derived.
        """
        way, place = self._copied(), len(self.lines)
        way._judge(number, said)
        made = way.lines[place:]
        if not made or not {one.standing for one in made} <= {"right", "follows", "beside"}:
            return False
        way.lines[place:] = [replace(one, text=line) if one.text == said else one for one in made]
        vars(self).update(vars(way))
        return True

    def _either(self, number: int, line: str, others: Sequence[tuple[str, str]]) -> None:
        """Judges a line that may be meant in other ways: what it is in one of them only is left open."""
        before = self._copied()
        ways = []
        for other, _ in others:
            ways.append(way := self._copied())
            way._judge(number, other)
        self._judge(number, line)
        place = len(before.lines)
        found = [[one.standing for one in way.lines[place:]] for way in (self, *ways)]
        is_fine = {*found[0]} <= _FINE
        if any(one != found[0] for one in found) or (len(ways) > 1 and not is_fine) or self.ground is not before.ground:
            vars(self).update(vars(before))
            self.lines.append(Line(line, number, "", "unread", others[0][1]))
            self.on_unread = True
            self._bar(line)

    def _unless_right(self, number: int, line: str, others: Sequence[tuple[str, str]]) -> None:
        """Judges a line that may be meant in another way: what is wrong, and right in that, is left open."""
        before = self._copied()
        self._judge(number, line)
        place = len(before.lines)
        if any(one.standing in _FINE for one in self.lines[place:]) and not any(
                one.standing == "wrong" for one in self.lines[place:]):
            return
        for other, why in others:
            way = before._copied()
            way._judge(number, other)
            if len(self.lines) == place and self._names_the_same(way):
                continue
            if {one.standing for one in way.lines[place:]} <= _FINE:
                vars(self).update(vars(before))
                self.lines.append(Line(line, number, "", "unread", why))
                self.on_unread = True
                self._bar(line)
                return

    def _otherwise(self, line: str) -> Iterator[tuple[str, str]]:
        """A line with a product for the value of a function, and without a word that may be a product; and why."""
        for other, name in multiplied(line, self.question.spelled):
            yield other, MAY_BE_A_PRODUCT.format(name)
        for other, word in without_word(line, {*self.question.names, *self.named}):
            yield other, MAY_BE_A_WORD.format(word)

    def _names_the_same(self, way: Self) -> bool:
        """Whether a line that names something, read in two ways, says the same of it."""
        one, other = self.aside, way.aside
        return one is not None is not other and one.name == other.name and self.ground.is_same(one.item, other.item)

    def _copied(self) -> Self:
        """The same way, to go on in another direction."""
        made = copy(self)
        vars(made).update({name: copy(value) for name, value in vars(self).items()
                           if isinstance(value, (list, set, dict))})
        return made


__all__ = ["Readings"]
