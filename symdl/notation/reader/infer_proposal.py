"""A notation in the making: what the rules of ``infer_rules`` propose, why, and what they doubt.

What is declared already is never changed, and what was proposed once is not proposed again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from symdl.notation.reader.infer_uses import Place, reading
from symdl.notation.reader.names import plain
from symdl.notation.reader.notation import OPEN, Meaning, Notation
from symdl.notation.reader.parse import Parsed
from symdl.notation.reader.syntax import Name, walk


@dataclass(frozen=True)
class Reason:
    """Why something is proposed of a name, or why nothing is.

    what                 what is proposed: "an index", "a family with its index above", ...
    why                  in words
    formula, start, end  where it is seen: the number of the formula, and the span in it
    """

    name: str
    what: str
    why: str
    formula: int
    start: int
    end: int

    @property
    def text(self) -> str:
        return f"{self.name} is {self.what}: {self.why}"


Reasons = dict[tuple[str, str], Reason]
"""By name and what is said of it, so that each thing is told once."""

_SIGNS = re.compile(r"\\[A-Za-z]+|[A-Za-z]\w*|[^\W\d_]")


@dataclass
class Proposal:
    """A notation in the making, with reasons and doubts.

    start      what is declared
    meanings, indices, constants, losses   what is proposed: see Notation
    reasons    why
    doubts     what is not proposed, and why not
    doubtful   the names of the doubts, as far as the rules may still decide them
    refused    names of which nothing may be proposed any more
    changing   names by which formulas are meant to be read otherwise
    steps      letters that count steps and stand above: the t of m^t
    """

    start: Notation
    meanings: dict[str, Meaning] = field(default_factory=dict)
    indices: dict[str, tuple[str, str] | None] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    losses: frozenset[str] = frozenset()
    reasons: Reasons = field(default_factory=dict)
    doubts: Reasons = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    changing: set[str] = field(default_factory=set)
    steps: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.constants = dict(self.start.constants)
        self._declared = {meaning.name for meaning in self.start.meanings.values()}

    @property
    def notation(self) -> Notation:
        return self.only(lambda name: True)

    def only(self, test: Callable[[str], bool]) -> Notation:
        """The notation with only some of the names that are proposed."""
        meanings = {name: meaning for name, meaning in self.meanings.items() if test(name)}
        return replace(self.start, losses=self.start.losses | self.losses, constants=dict(self.constants),
                       meanings={**meanings, **self.start.meanings},
                       indices={**self.indices, **self.start.indices})  # fmt: skip

    # What is known

    def knows(self, name: str) -> bool:
        """Whether a name is declared, or nothing may be proposed of it any more."""
        return (name in self.meanings or name in self.refused or name in self._declared
                or self.start.find(name) is not None)  # fmt: skip

    def meaning(self, name: str) -> Meaning | None:
        return self.start.meanings.get(name) or self.meanings.get(name)

    def is_index(self, letter: str) -> bool:
        return letter in self.indices or letter in self.start.indices

    def changes(self, name: str) -> bool:
        """Whether it is meant that formulas are read otherwise with this name. What is longer belongs to it."""
        return name in self.changing or re.split(r"[_^]\{", name)[0] in self.changing

    def within(self, formula: str) -> list[str]:
        """The proposed names whose letters stand in a formula."""
        signs = {sign for run in _SIGNS.findall(formula) for sign in (run.lstrip("\\"), *("" if "\\" in run else run))}
        return [name for name in self.meanings if plain(_SIGNS.findall(name.partition("_{")[0])[-1]) in signs]

    # What is said

    def propose(self, meaning: Meaning, what: str, why: str, at: Place, *, quiet: bool = False) -> None:
        """Proposes a name, if nothing is known of it.

        quiet   formulas are to be read as before
        """
        if not self.knows(meaning.name):
            self.meanings[meaning.name] = meaning
            if not quiet:
                self.changing.add(meaning.name)
            self.say(meaning.name, what, why, at)

    def propose_index(self, letter: str, why: str, at: Place, ends: tuple[str, str] | None = None) -> None:
        """Proposes an index, whatever is known of it."""
        self.indices[letter] = ends
        self.say(letter, "an index", why, at)

    def say(self, name: str, what: str, why: str, at: Place) -> None:
        self.reasons.setdefault((name, what), Reason(name, what, why, at.formula, at.start, at.end))

    def doubt(self, name: str, what: str, why: str, at: Place) -> None:
        self.doubtful.add(name)
        self.doubts.setdefault((name, what), Reason(name, what, why, at.formula, at.start, at.end))

    # What is taken back

    def withdraw(self, name: str, why: str, formula: int) -> None:
        """Takes the proposal of a name back."""
        del self.meanings[name]
        self.refused.add(name)
        for key in [key for key in self.reasons if key[0] == name]:
            reason = self.reasons.pop(key)
            self.doubts[key] = replace(reason, why=f"{reason.why}, {why}: {formula + 1}")

    def forget_doubts(self) -> Reasons:
        """The doubts, which a rule that knows more may settle now."""
        doubts, self.doubts = self.doubts, {}
        self.doubtful.clear()
        return doubts

    def close_ranges(self) -> None:
        """Leaves out a range that ends in a name of which nothing is known."""
        for letter, ends in self.indices.items():
            if not all(self._ends_a_range(end) for end in ends or () if end):
                self.indices[letter] = None

    def _ends_a_range(self, end: str) -> bool:
        read = reading(end, OPEN)
        return isinstance(read, Parsed) and all(
            self.meaning(node.text) is not None or self.is_index(node.text)
            for node in walk(read.tree) if isinstance(node, Name))  # fmt: skip


__all__ = ["Proposal", "Reason", "Reasons"]
