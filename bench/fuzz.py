"""Random statements over the whole language: is anything proved that does not hold?

    python bench/fuzz.py [--cases N] [--from SEED] [--jobs N] [--seconds S]

Each case is one statement, made from its number alone: what the prover says of it is compared
with both sides evaluated directly at points that meet its assumptions (see ``tests/fuzzing``).
A mismatch is printed at once, with its number and a smaller statement that is wrong as well; so
is a crash. At the end stands a table of what became of the cases of each kind; a run goes on where
another stopped by ``--from``. Exits with 1 if there was a mismatch or a crash.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1])]

from campaign import Campaign, Ended  # noqa: E402
from fuzzing.cases import ALL, BLOCK, Outcome, court_of_case, outcome  # noqa: E402
from fuzzing.shrink import shrunk  # noqa: E402


def case(seed: int) -> Ended:
    found = outcome(seed)
    return Ended(found.kind, found.result, found.why, _told(found) if found.result == "mismatch" else "")


def _told(found: Outcome) -> str:
    assert found.statement is not None
    court, full = court_of_case(found.seed), found.statement
    small = shrunk(full, found.seed)
    used = [f"    {f.name}{list(f.params)} = {f.defining}" for f in court.derivation.defined]
    return "\n".join([
        f"MISMATCH in case {found.seed}: {found.kind}, {found.form} {full.change}",
        f"    {full.lhs}  {full.relation}  {full.rhs}", "  smaller:",
        f"    {small.lhs}  {small.relation}  {small.rhs}", f"  given {court.assumed}", *used])


if __name__ == "__main__":
    raise SystemExit(Campaign(
        about=(__doc__ or "").splitlines()[0], case=case, kinds=tuple(ALL),
        results=("proved", "open", "open, holds", "unseen", "none"),
        block=BLOCK, cases=20_000,  # the cases of a block are within one court
    ).main())  # fmt: skip
