"""Readers of LaTeX beside each other, on formulas that nobody here wrote.

    python bench/read.py --corpora FOLDER [--latex2sympy2 PYTHON] [--extended PYTHON] [--sympy PYTHON]
                         [--only TEXT] [--wrong READER] [--out FILE]

FOLDER holds ``latex/*.jsonl``, a case a line: ``latex``, ``sympy_srepr_or_str`` (what the suite that it is from
expects, as SymPy's ``srepr``, or ERROR if it must be refused). Each reader runs in processes of its own, under the
interpreter that is named for it; a reader without one is left out, and the table says so. The formulas go
to all readers one after the other, so that their times are of the same run of the same machine.

right    what was expected, by value (see ``read_worker.py``), or refused where that was expected
wrong    read as something else, or read though it must be refused: silently, as nothing warns the user
refused  an error, although it can be read, or no answer within the limit

Every suite has conventions of its own, which contradict each other (the base of a logarithm, what ``[1, 2]`` is):
``CONVENTIONS`` states them, file by file. Each reader gets those that it has a switch for; the comparison is one
and the same for all of them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from select import select
from statistics import median, quantiles
from typing import Any

LIMIT = 10.0
"""Seconds for a reader to read a formula, and for the judge to compare two."""

WORKER = Path(__file__).with_name("read_worker.py")
READERS = ("symdl", "latex2sympy2_extended", "latex2sympy2", "sympy_antlr", "sympy_lark")
REFUSED = ("ERROR", "None")

CONVENTIONS: dict[str, dict[str, Any]] = {
    "sympy_antlr": {
        # log is natural, lg is to the base 10, a bar is the conjugate, ||x|| an absolute value; e and pi are letters.
        "policies": ["bar conjugates", "double bars", "commas part"],
        "constants": {},
        "same": {"letters": {"pi": "pi"}},
        "latex2sympy2_extended": {"lowercase_symbols": False, "interpret_as_mixed_fractions": False},
    },
    "latex2sympy2_extended": {
        # log is to the base 10 and ln natural; 1 1/2 is a mixed fraction, 5\\% is 5/100, i is imaginary. Braces
        # that are not printed are a set, two things in brackets an interval, x in S is x = S; several
        # results with commas between them are a set, and so is a plus-minus; \\mathbb{N} are the natural numbers;
        # x2 is x times 2, 7:32 a quotient, 1,2 two numbers; capital letters are small ones.
        "policies": ["log10", "mixed fractions", "brace sets", "slash takes product", "percent",
                     "double bars", "numbers after letters", "colon divides", "commas part"],
        "constants": {"e": "e", "I": "i"},
        "intervals": True,
        "same": {"sets": True, "case": False},
        "latex2sympy2_extended": {},
    },
}


class Process:
    """A worker that is started when it is needed, and again when it was killed."""

    def __init__(self, python: str, which: str):
        self.python, self.which = python, which
        self.running: subprocess.Popen[bytes] | None = None
        self.left = b""

    def ask(self, question: dict[str, Any]) -> dict[str, Any] | None:
        """The answer, or None if there is none within the limit."""
        if self.running is None:
            self.running = subprocess.Popen([self.python, str(WORKER), self.which], stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            self.left = b""
            if self.line(60) is None:
                raise RuntimeError(f"{self.which} does not start under {self.python}")
        assert self.running.stdin is not None
        self.running.stdin.write(json.dumps(question).encode() + b"\n")
        self.running.stdin.flush()
        found = self.line(LIMIT)
        if found is None:
            self.stop()
        return found

    def line(self, limit: float) -> dict[str, Any] | None:
        assert self.running is not None
        stream = self.running.stdout
        assert stream is not None
        while b"\n" not in self.left:
            if not select([stream], [], [], limit)[0]:
                return None
            chunk = stream.read1(1 << 16)  # type: ignore[attr-defined]
            if not chunk:
                return None
            self.left += chunk
        line, _, self.left = self.left.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        return found

    def stop(self) -> None:
        if self.running is not None:
            self.running.kill()
            self.running.wait()
            self.running = None


class Score:
    """What one reader did with one file."""

    def __init__(self) -> None:
        self.results: Counter[str] = Counter()
        self.seconds: list[float] = []
        self.trees: list[float] = []
        self.missed: list[tuple[str, str, str, str]] = []

    def row(self, name: str) -> str:
        cells = [str(self.results[kind]) for kind in ("right", "wrong", "refused")]
        return f"| {name} | {' | '.join(cells)} | {times(self.trees)} | {times(self.seconds)} |"


def times(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return "" if not seconds else f"{seconds[0] * 1e3:.2f}"
    return " / ".join(f"{value * 1e3:.2f}" for value in (median(seconds), quantiles(seconds, n=20)[-1], max(seconds)))


def judged(case: dict[str, str], found: dict[str, Any] | None, judge: Process, conventions: dict[str, Any]) -> str:
    if case["sympy_srepr_or_str"] in REFUSED:  # a reader that says the text is damaged has not accepted it
        return "right" if found is None or "error" in found or found.get("damaged") else "wrong"
    if found is None or "error" in found:
        return "refused"
    verdict = judge.ask({"expected": case["sympy_srepr_or_str"], "read": found["srepr"], "conventions": conventions})
    return "right" if verdict is not None and verdict["same"] else "wrong"


def measure(path: Path, readers: dict[str, Process], judge: Process, only: str) -> dict[str, Score]:
    """All readers on one file."""
    conventions = CONVENTIONS.get(path.stem, {})
    scores = {name: Score() for name in readers}
    for reader in readers.values():
        reader.ask({"latex": "x", "conventions": conventions})  # what is built on the first use
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if only not in case["source"] and only not in case["latex"]:
            continue
        for name, reader in readers.items():
            found = reader.ask({"latex": case["latex"], "conventions": conventions})
            result = judged(case, found, judge, conventions)
            score = scores[name]
            score.results[result] += 1
            score.seconds.append(LIMIT if found is None else found["seconds"])
            if found is not None and found.get("tree") is not None:
                score.trees.append(found["tree"])
            if result != "right":
                got = "no answer in time" if found is None else found.get("srepr", found.get("error", ""))
                score.missed.append((result, case["latex"], case["sympy_srepr_or_str"], got))
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=Path, required=True, help="the folder with latex/*.jsonl")
    parser.add_argument("--latex2sympy2", metavar="PYTHON", help="an interpreter that has latex2sympy2")
    parser.add_argument("--extended", metavar="PYTHON", help="one that has latex2sympy2_extended")
    parser.add_argument("--sympy", metavar="PYTHON", help="one that has sympy, antlr4-python3-runtime 4.11 and lark")
    parser.add_argument("--only", default="", help="only cases with this text in their source or formula")
    parser.add_argument("--wrong", choices=READERS, help="also list what this reader did not get right")
    parser.add_argument("--out", type=Path, help="also write the tables here")
    args = parser.parse_args()

    files = sorted((args.corpora / "latex").glob("*.jsonl"))
    if not files:
        sys.exit(f"there are no formulas: {args.corpora / 'latex'} has no .jsonl files")
    pythons = {"symdl": sys.executable, "latex2sympy2": args.latex2sympy2, "latex2sympy2_extended": args.extended,
               "sympy_antlr": args.sympy, "sympy_lark": args.sympy}
    readers = {name: Process(python, name) for name in READERS if (python := pythons[name])}
    judge = Process(sys.executable, "judge")
    lines = []
    if absent := [name for name in READERS if name not in readers]:
        lines += [f"Left out, as no interpreter was named for them: {', '.join(absent)}.", ""]
    try:
        for path in files:
            scores = measure(path, readers, judge, args.only)
            count = max((sum(score.results.values()) for score in scores.values()), default=0)
            lines += [f"## {path.stem}: {count} cases", "",
                      "| reader | right | wrong | refused | to a tree, ms | to SymPy, ms |",
                      "| --- | --- | --- | --- | --- | --- |"]
            lines += [score.row(name) for name, score in scores.items()]
            lines += ["", "Times: median / 95th percentile / longest.", ""]
            if args.wrong in scores:
                lines += [f"    {result}: {latex!r}\n        expected {expected}\n        read     {got}"
                          for result, latex, expected, got in scores[args.wrong].missed]
                lines.append("")
    finally:
        for process in (*readers.values(), judge):
            process.stop()
    text = "\n".join(lines) + "\n"
    print(text, end="")
    if args.out:
        args.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
