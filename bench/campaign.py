"""A long run of random cases: what ``fuzz.py`` and ``fuzz_read.py`` have in common.

A case is made from its number alone. Faults are printed at once and a line of figures once a minute; at the end
stands a table of what became of the cases of each kind. A run goes on where another stopped by ``--from``.
"""

from __future__ import annotations

import argparse
import signal
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from time import perf_counter

HANGS = 120  # seconds after which a case is taken to hang
FAULTS = ("mismatch", "crash")


Counts = Counter[tuple[str, str, str]]
"""How many cases, by (kind, result, why)."""


@dataclass(frozen=True)
class Ended:
    """How a case ended.

    kind     what sort of a case it was
    result   in a word: "mismatch" is a fault
    why      the reason, where there are several
    report   what is to be printed of it; a fault that was printed before is only named by its first line
    """

    kind: str
    result: str
    why: str = ""
    report: str = ""


@dataclass(frozen=True)
class Campaign:
    """What is run.

    about     a line for --help
    case      what becomes of the case of a number
    kinds     the kinds of cases in turn
    results   how they can end, as columns of the table; a fault is a column in any case
    block     cases that one process does in a row: up to the next multiple
    cases     how many, where nothing is said
    """

    about: str
    case: Callable[[int], Ended]
    kinds: tuple[str, ...]
    results: tuple[str, ...]
    block: int
    cases: int

    def main(self) -> int:
        """The command line. The exit status is 1 if there was a fault."""
        parser = argparse.ArgumentParser(description=self.about)
        parser.add_argument("--cases", type=int, default=self.cases, help=f"how many (default: {self.cases})")
        parser.add_argument("--from", type=int, default=0, dest="start", help="the first one's number (default: 0)")
        parser.add_argument("--jobs", type=int, default=1, help="processes (default: 1)")
        parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
        options = parser.parse_args()

        begun, told = perf_counter(), 0.0
        known: set[str] = set()
        counts: Counts = Counter()
        blocks = self._blocks(options.start, options.cases)
        pool = get_context("fork").Pool(options.jobs) if options.jobs > 1 else None
        run = partial(_run, self.case, self.kinds)
        for found, reports in pool.imap(run, blocks) if pool else map(run, blocks):
            counts += found
            for report in reports:
                head, _, rest = report.partition("\n")
                print(f"{head}: see above" if rest in known else report, flush=True)
                known.add(rest)
            spent = perf_counter() - begun
            if spent - told > 60:
                told = spent
                print(_progress(counts, options.start, spent), flush=True)
            if spent > options.seconds:
                break
        print(self._table(counts))
        print(_progress(counts, options.start, perf_counter() - begun), flush=True)
        if pool:
            pool.terminate()  # last: a process that is killed while it answers may leave a lock behind
        return 1 if any(result in FAULTS for _, result, _ in counts) else 0

    def _blocks(self, start: int, cases: int) -> Iterator[tuple[int, int]]:
        at, end = start, start + cases
        while at < end:
            to = min(end, at - at % self.block + self.block)
            yield at, to
            at = to

    def _table(self, counts: Counts) -> str:
        """What became of the cases of each kind, and the reasons for it."""
        columns = (*self.results, *FAULTS)
        lines = ["| kind | cases | " + " | ".join(columns) + " |", "| --- |" + " --: |" * (len(columns) + 1)]
        for kind in (*self.kinds, None):
            ended: Counter[str] = Counter()
            for (of, result, _), number in counts.items():
                if kind in (of, None):
                    ended[result] += number
            row = [ended.total(), *(ended[word] for word in columns)]
            lines.append(f"| {kind or 'all'} | " + " | ".join(map(str, row)) + " |")
        reasons: Counter[tuple[str, str]] = Counter()
        for (_, result, why), number in counts.items():
            if why:
                reasons[result, why] += number
        lines += ["", "| ended | reason | cases |", "| --- | --- | --: |"]
        lines += [f"| {result} | {why} | {number} |" for (result, why), number in reasons.most_common(40)]
        return "\n".join(lines)


class Hangs(Exception):
    """A case did not end."""


def _stop(signum: int, frame: object) -> None:
    raise Hangs(f"more than {HANGS} s")


def _run(case: Callable[[int], Ended], kinds: tuple[str, ...], block: tuple[int, int]) -> tuple[Counts, list[str]]:
    """The cases from one number up to another: how they ended, and what is to be reported."""
    counts: Counts = Counter()
    reports = []
    signal.signal(signal.SIGALRM, _stop)
    for number in range(*block):
        signal.alarm(HANGS)
        try:
            ended = case(number)
        except Exception as error:  # a crash is a finding, and the other cases go on
            ended = Ended(kinds[number % len(kinds)], "crash", type(error).__name__,
                          f"CRASH in case {number}:\n{traceback.format_exc()}")  # fmt: skip
        finally:
            signal.alarm(0)
        counts[ended.kind, ended.result, ended.why] += 1
        if ended.report:
            reports.append(ended.report)
    return counts, reports


def _progress(counts: Counts, start: int, spent: float) -> str:
    cases = counts.total()
    wrong = {word: sum(n for (_, result, _), n in counts.items() if result == word) for word in FAULTS}
    return (f"{cases} cases in {spent:.0f} s ({1000 * spent / max(cases, 1):.2f} ms each), "
            f"{wrong['mismatch']} mismatches, {wrong['crash']} crashes; go on with --from {start + cases}")


__all__ = ["FAULTS", "Campaign", "Ended"]
