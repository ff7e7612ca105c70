"""Random statements over the whole language: is anything proved that does not hold?

    python bench/fuzz.py [--cases N] [--from SEED] [--jobs N] [--seconds S]

Each case is one statement, made from its number alone: what the prover says of it is compared
with both sides evaluated directly at points that meet its assumptions (see ``tests/fuzzing``).
A mismatch is printed at once, with its number and a smaller statement that is wrong as well; so
is a crash. At the end stands a table of what became of the cases of each kind; a run goes on where
another stopped by ``--from``. Exits with 1 if there was a mismatch or a crash.
"""

from __future__ import annotations

import argparse
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1])]

from fuzzing.cases import ALL, BLOCK, Outcome, court_of_case, outcome  # noqa: E402
from fuzzing.shrink import shrunk  # noqa: E402

HANGS = 120  # seconds after which a case is taken to hang
COLUMNS = ("cases", "proved", "open", "open, holds", "unseen", "none", "mismatch", "crash")

Counts = Counter[tuple[str, str, str]]
"""How many cases, by (kind, result, why)."""


class Hangs(Exception):
    """A case did not end."""


def _stop(signum: int, frame: object) -> None:
    raise Hangs(f"more than {HANGS} s")


def run(start: int, end: int) -> tuple[Counts, list[str]]:
    """The cases from one number up to another: how they ended, and what is to be reported."""
    counts: Counts = Counter()
    reports = []
    signal.signal(signal.SIGALRM, _stop)
    for seed in range(start, end):
        signal.alarm(HANGS)
        try:
            found = outcome(seed)
        except Exception as error:  # a crash is a finding, and the other cases go on
            counts[ALL[seed % len(ALL)], "crash", type(error).__name__] += 1
            reports.append(f"CRASH in case {seed}:\n{traceback.format_exc()}")
            continue
        finally:
            signal.alarm(0)
        counts[found.kind, found.result, found.why] += 1
        if found.result == "mismatch":
            reports.append(_told(found))
    return counts, reports


def _told(found: Outcome) -> str:
    assert found.statement is not None
    court, full = court_of_case(found.seed), found.statement
    small = shrunk(full, found.seed)
    used = [f"    {f.name}{list(f.params)} = {f.defining}" for f in court.derivation.defined]
    return "\n".join([
        f"MISMATCH in case {found.seed}: {found.kind}, {found.form} {full.change}",
        f"    {full.lhs}  {full.relation}  {full.rhs}", "  smaller:",
        f"    {small.lhs}  {small.relation}  {small.rhs}", f"  given {court.assumed}", *used])


def _blocks(start: int, cases: int) -> Iterator[tuple[int, int]]:
    """The cases in blocks, each within one court."""
    at, end = start, start + cases
    while at < end:
        to = min(end, at - at % BLOCK + BLOCK)
        yield at, to
        at = to


def _run(block: tuple[int, int]) -> tuple[Counts, list[str]]:
    return run(*block)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=20_000, help="how many (default: 20000)")
    parser.add_argument("--from", type=int, default=0, dest="start", help="the first one's number (default: 0)")
    parser.add_argument("--jobs", type=int, default=1, help="processes (default: 1)")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    options = parser.parse_args()

    begun, told = perf_counter(), 0.0
    counts: Counts = Counter()
    blocks = _blocks(options.start, options.cases)
    pool = get_context("fork").Pool(options.jobs) if options.jobs > 1 else None
    results = pool.imap(_run, blocks) if pool else map(_run, blocks)
    for found, reports in results:
        counts += found
        for report in reports:
            print(report, flush=True)
        spent = perf_counter() - begun
        if spent - told > 60:
            told = spent
            print(_progress(counts, options.start, spent), flush=True)
        if spent > options.seconds:
            break
    if pool:
        pool.terminate()
    print(_table(counts))
    print(_progress(counts, options.start, perf_counter() - begun))
    return 1 if any(result in ("mismatch", "crash") for _, result, _ in counts) else 0


def _progress(counts: Counts, start: int, spent: float) -> str:
    cases = counts.total()
    wrong = {word: sum(n for (_, result, _), n in counts.items() if result == word) for word in ("mismatch", "crash")}
    return (f"{cases} cases in {spent:.0f} s ({1000 * spent / max(cases, 1):.2f} ms each), "
            f"{wrong['mismatch']} mismatches, {wrong['crash']} crashes; go on with --from {start + cases}")


def _table(counts: Counts) -> str:
    """What became of the cases of each kind, and the reasons for which nothing is known of some."""
    lines = ["| kind | " + " | ".join(COLUMNS) + " |", "| --- |" + " --: |" * len(COLUMNS)]
    for kind in (*ALL, None):
        ended: Counter[str] = Counter()
        for (of, result, _), number in counts.items():
            if kind in (of, None):
                ended[result] += number
        row = [ended.total(), *(ended[word] for word in COLUMNS[1:])]
        lines.append(f"| {kind or 'all'} | " + " | ".join(map(str, row)) + " |")
    reasons: Counter[tuple[str, str]] = Counter()
    for (_, result, why), number in counts.items():
        if why:
            reasons[result, why] += number
    lines += ["", "| ended | reason | cases |", "| --- | --- | --: |"]
    lines += [f"| {result} | {why} | {number} |" for (result, why), number in reasons.most_common(40)]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
