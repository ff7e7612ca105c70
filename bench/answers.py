"""Checkers of answers beside each other, on answers that nobody here wrote.

    python bench/answers.py FILE... [--math-verify PYTHON] [--extended PYTHON] [--jobs N] [--wrong]

Each FILE is JSONL, a case a line: ``id, reference, answer, notation`` ("latex" or "text"), ``expected`` ("equivalent"
or "not_equivalent"), ``category``, and at will ``definitions, context, assumptions, symbols``. Every case is given to
each checker in turn, in processes of their own; a checker without an interpreter is left out, and the table says so.

A case in plain text is given to the others as the LaTeX that stands beside it (``reference_latex``), which they read.

right accepted, wrong accepted (false accepts), right refused (false rejects), wrong refused; open: undecided, either
way; unread: the reference or the answer could not be read, counted apart. Cases that rest on a convention and
not on mathematics (``NOT_SCORED``) are left out of the first table, and ``APART`` have one of their own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from symdl.workers import Ended, Limits, Pool

NOT_SCORED = ("assignment", "ambiguous-notation", "equation-vs-expression", "inequality-vs-expression", "convention")
APART = ("rename", "domain", "float", "infinity", "plus-minus")
COLUMNS = ("right accepted", "wrong accepted", "right refused", "wrong refused", "right open", "wrong open", "unread")
LIMIT = 10.0  # seconds for one answer

_MATH_VERIFY = """
import json, sys
from math_verify import parse, verify, LatexExtractionConfig, ExprExtractionConfig
for line in sys.stdin:
    row = json.loads(line)
    try:
        key = "_latex" if row["notation"] == "text" else ""
        gold, said = (parse("$" + row[k + key] + "$", parsing_timeout=5) for k in ("reference", "answer"))
        out = "unread" if not gold or not said else "yes" if verify(gold, said, timeout_seconds=5) else "no"
    except Exception as e:
        out = "unread"
    print(json.dumps(out), flush=True)
"""
_EXTENDED = """
import json, sys
import sympy
from latex2sympy2_extended import latex2sympy
for line in sys.stdin:
    row = json.loads(line)
    try:
        key = "_latex" if row["notation"] == "text" else ""
        gold, said = (latex2sympy(row[k + key]) for k in ("reference", "answer"))
        same = gold == said or sympy.simplify(gold - said) == 0
        out = "yes" if same else "no"
    except Exception as e:
        out = "unread"
    print(json.dumps(out), flush=True)
"""


_WORDS = {"yes": "accepted", "no": "refused", "open": "open"}


class Peer:
    """Another checker, in a process of its own."""

    def __init__(self, python: str, code: str):
        self.command, self.process = [python, "-W", "ignore", "-c", code], None

    def ask(self, row: dict[str, Any]) -> str:
        import select

        if self.process is None:
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            stderr=subprocess.DEVNULL)
        try:
            self.process.stdin.write(json.dumps(row).encode() + b"\n")
            self.process.stdin.flush()
            if select.select([self.process.stdout], [], [], LIMIT + 5)[0]:
                return json.loads(self.process.stdout.readline())
        except (OSError, ValueError):
            pass
        self.process.kill()
        self.process.wait()
        self.process = None
        return "open"


def symdl(pool: Pool, row: dict[str, Any]) -> tuple[str, str]:
    question = {key: value for key, value in row.items() if key in (
        "reference", "definitions", "context", "assumptions", "symbols", "notation")}
    try:
        reply = pool.ask({"question": question, "answer": row["answer"]})
    except Ended as ended:
        return "open", ended.why
    if "fault" in reply:
        return "unread", reply["fault"]["what"]
    found = reply["row"]
    word = {"equivalent": "yes", "not_equivalent": "no", "undecided": "open", "invalid": "unread"}[found["verdict"]]
    return word, f"{found['method']} {found['code']}: {found['feedback']}"


def timed(pool: Pool, row: dict[str, Any]) -> tuple[dict[str, Any], str, str, float]:
    begun = perf_counter()
    said, why = symdl(pool, row)
    return row, said, why, 1000 * (perf_counter() - begun)


def part_of(row: dict[str, Any]) -> str:
    """The table that a case belongs to."""
    category = row.get("category", "")
    return "not scored" if category in NOT_SCORED else "apart" if category in APART else "scored"


def outcome(row: dict[str, Any], said: str) -> str:
    right = "right" if row["expected"] == "equivalent" else "wrong"
    return said if said == "unread" else f"{right} {_WORDS[said]}"


def table(title: str, counts: dict[str, Counter[str]], times: dict[str, list[float]]) -> None:
    print(f"\n## {title}\n\n| checker | {' | '.join(COLUMNS)} | p50 ms | p95 ms |")
    print("| --- " * (len(COLUMNS) + 3) + "|")
    for name, count in counts.items():
        took = times[name]
        p95 = quantiles(took, n=20)[-1] if len(took) > 1 else took[0] if took else 0
        print(f"| {name} | {' | '.join(str(count[column]) for column in COLUMNS)} | "
              f"{median(took) if took else 0:.1f} | {p95:.1f} |")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--math-verify", metavar="PYTHON")
    parser.add_argument("--extended", metavar="PYTHON")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--wrong", action="store_true", help="print each case that symdl does not decide as expected")
    args = parser.parse_args()
    missing = [str(file) for file in args.files if not file.is_file()]
    if missing:
        print(f"not there, so nothing is measured: {', '.join(missing)}", file=sys.stderr)
        return 2
    peers = {}
    for name, python, code in (("Math-Verify", args.math_verify, _MATH_VERIFY),
                               ("latex2sympy2_extended + SymPy", args.extended, _EXTENDED)):
        if python:
            peers[name] = Peer(python, code)
        else:
            print(f"{name} is not measured: no interpreter was named for it")
    pool = Pool("symdl.grading.classes.worker", Limits(seconds=LIMIT), most=args.jobs)
    pool.ask({"question": {"reference": "x"}, "answer": "x"})
    start, many = perf_counter(), 0
    for file in args.files:
        counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        times: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        rows = [json.loads(line) for line in file.read_text().splitlines() if line.strip()]
        many += len(rows)

        with ThreadPoolExecutor(args.jobs) as threads:
            for row, said, why, ms in threads.map(partial(timed, pool), rows):
                part = part_of(row)
                counts[part]["symdl"][outcome(row, said)] += 1
                times[part]["symdl"].append(ms)
                expected = {"right accepted", "wrong refused"}
                if args.wrong and outcome(row, said) not in expected:
                    print(f"{row['id']} [{row.get('category', '')}] {outcome(row, said)}: {row['reference']!r} "
                          f"{row['answer']!r} {row.get('symbols', '')} {row.get('assumptions', '')}\n"
                          f"    {why.splitlines()[0][:200]}")
        for name, peer in peers.items():
            for row in rows:
                part = part_of(row)
                begun = perf_counter()
                counts[part][name][outcome(row, peer.ask(row))] += 1
                times[part][name].append(1000 * (perf_counter() - begun))
        for part in ("scored", "apart", "not scored"):
            if counts[part]:
                table(f"{file.stem}, {part}", counts[part], times[part])
    print(f"\n{many} answers in {perf_counter() - start:.1f} s, {args.jobs} at once")
    pool.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
