r"""Proposes a notation from formulas: what do the names have to mean so that these formulas make sense?

    infer([r"m^t = \beta_1 m^{t-1} + (1 - \beta_1) (g^t)^2", r"\hat{m}^t = m^t / (1 - \beta_1^t)"])

proposes that t is an index, and that m, g and \hat{m} are families with t above, while \beta_1^t stays a power, because
\beta_1 also stands alone. Each proposal has its reason; where the formulas do not decide, nothing is
proposed and that is said. What is declared already is never changed.

Formulas are read with what is known so far, every use of every name is written down (``infer_uses``), and rules look at
all uses of a name together (``infer_rules``). What they propose (``infer_proposal``) may let more be read, so this is
done at most three times. At the end, what changes how a formula is read, and was not to, is taken back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from symdl.errors import ReadError
from symdl.notation.reader.infer_proposal import Proposal, Reason, Reasons
from symdl.notation.reader.infer_rules import RULES, guard, propose_indices, propose_words
from symdl.notation.reader.infer_uses import Seen, reading
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.parse import Parsed
from symdl.notation.reader.scripts import INDICES
from symdl.notation.reader.syntax import Note

ROUNDS = 3


@dataclass(frozen=True)
class Inferred:
    """A notation, why it is this one, and what the formulas leave open.

    unread   formulas that cannot be read, each by its number
    doubts   what was in doubt before, and is no more only because its names are known now: that an x is
             a symbol does not say how far a sum before it reaches. Each with the number of its formula
    """

    notation: Notation
    reasons: tuple[Reason, ...] = ()
    unsure: tuple[Reason, ...] = ()
    unread: tuple[tuple[int, ReadError], ...] = ()
    doubts: tuple[tuple[int, Note], ...] = ()

    def doubts_of(self, number: int) -> tuple[Note, ...]:
        """What is in doubt in one formula, though nothing notes it any more."""
        return tuple(note for at, note in self.doubts if at == number)

    @property
    def text(self) -> str:
        lines = [reason.text for reason in self.reasons]
        lines += [f"not decided: {reason.text}" for reason in self.unsure]
        lines += [f"formula {number + 1} cannot be read: {error.what}" for number, error in self.unread]
        return "\n".join(lines)


def infer(formulas: Sequence[str], start: Notation = OPEN) -> Inferred:
    """The notation that makes sense of formulas; what is declared already is left as it is."""
    found = Proposal(start)
    first = readings = _readings(formulas, start)
    earlier: Reasons = {}
    for _ in range(ROUNDS):
        before = found.notation
        earlier |= found.forget_doubts()
        seen = Seen(formulas, readings, start)
        propose_words(seen, found)
        propose_indices(seen, found)
        if found.notation != before:
            # Letters that are no names of their own, or are indices, must not be seen otherwise by any other rule.
            seen = Seen(formulas, _readings(formulas, found.notation), start)
        for rule in RULES:
            rule(seen, found)
        if found.notation == before:
            break
        readings = _keep_readable(formulas, first, found)
    guard(seen, found)
    _keep_quiet(formulas, found)
    found.close_ranges()
    readings = _readings(formulas, found.notation)
    unread = tuple((number, read) for number, read in enumerate(readings) if isinstance(read, ReadError))
    decided = {name for name, _ in found.reasons}
    left = {key: doubt for key, doubt in earlier.items() if key[0] not in decided}
    return Inferred(found.notation, tuple(found.reasons.values()), tuple((left | found.doubts).values()), unread,
                    tuple(_unanswered(formulas, first, readings, found)))


def _readings(formulas: Sequence[str], notation: Notation) -> list[Parsed | ReadError]:
    return [reading(formula, notation) for formula in formulas]


def _keep_readable(formulas: Sequence[str], first: Sequence[Parsed | ReadError], found: Proposal,
                   ) -> list[Parsed | ReadError]:  # fmt: skip
    """The formulas as they are read now; withdraws what lets one be read no more."""
    readings = _readings(formulas, found.notation)
    for number, (was, now) in enumerate(zip(first, readings, strict=True)):
        if isinstance(was, Parsed) and not isinstance(now, Parsed):
            for name in found.within(formulas[number]):
                found.withdraw(name, "but then a formula cannot be read", number)
            readings[number] = reading(formulas[number], found.notation)
    return readings


def _unanswered(formulas: Sequence[str], first: Sequence[Parsed | ReadError], now: Sequence[Parsed | ReadError],
                found: Proposal) -> Iterator[tuple[int, Note]]:
    """The notes that are gone although nothing was said of their names but that there are such names."""
    said = {name for name, what in found.reasons if found.changes(name) or what.startswith(_ANSWERS)}
    for number, (before, after) in enumerate(zip(first, now, strict=True)):
        if isinstance(before, Parsed) and isinstance(after, Parsed):
            left = {(note.kind, note.start, note.end) for note in after.notes}
            for note in before.notes:
                names = found.within(formulas[number][note.start : note.end])
                if (note.kind, note.start, note.end) not in left and not said.intersection(names):
                    yield number, note


_ANSWERS = ("raised to a power", "multiplied by")


def _keep_quiet(formulas: Sequence[str], found: Proposal) -> None:
    """Withdraws what changes how a formula is read, though nothing was to be changed by it.

    That an x is a symbol is worth saying, but it must not make a factor of \\sigma(x), or a power of a
    transpose. Whatever it is that declaring a name does, this sees it.
    """
    for _ in range(ROUNDS):
        # Letters that are indices in any case are left out: beside an i and an n that are declared, H_{in} is no name.
        changed = found.only(found.changes)
        letters = {letter: ends for letter, ends in changed.indices.items()
                   if letter not in INDICES or letter in found.steps or letter in found.start.indices}  # fmt: skip
        changed = replace(changed, indices=letters)
        guilty: dict[str, int] = {}
        for number, formula in enumerate(formulas):
            meant = reading(formula, changed)
            if isinstance(meant, Parsed) and not _says(formula, found.notation, meant):
                names = sorted(name for name in found.within(formula) if not found.changes(name))
                alone = [name for name in names if _says(formula, found.only(name.__ne__), meant)]
                guilty |= dict.fromkeys(alone or names, number)
        for name, number in guilty.items():
            found.withdraw(name, "but then a formula is read in another way", number)
        if not guilty:
            return


def _says(formula: str, notation: Notation, meant: Parsed) -> bool:
    read = reading(formula, notation)
    return isinstance(read, Parsed) and read.tree == meant.tree


__all__ = ["Inferred", "Reason", "infer"]
