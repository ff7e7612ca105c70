"""The same statements, right and wrong, by symdl, tensorgrad and plain SymPy, side by side.

    python bench/prove/run.py [--only TEXT] [--runs 5] [--tensorgrad PYTHON|none] [--out FILE]

tensorgrad is under the AGPL. It is installed by pip into an environment of its
own, in a cache folder outside this repository, and only run as a program that
is measured; nothing here imports it into symdl or contains any of it.
"""

import argparse
import json
import os
import subprocess
import sys
import venv
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from statistics import median

from statements import CLAIMS

HERE = Path(__file__).parent
SLOW = 10_000  # ms; an attempt that took longer is not repeated
BEST = {False: ["proved"], True: ["refuted", "denied"]}  # by whether the statement is a wrong one
FALSE = {False: ["refuted", "denied"], True: ["proved"]}


class Worker:
    """A system in a process of its own: see worker.py."""

    def __init__(self, python: str, script: str):
        self.process = subprocess.Popen([python, str(HERE / script)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{script} did not start under {python}: its error stands above")
        told = json.loads(line)
        self.version, self.ways = told["version"], tuple(told["ways"])

    def ask(self, **question) -> dict:
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@dataclass(frozen=True)
class Column:
    title: str
    worker: Worker | None  # None: not installed
    ways: tuple[str, ...] = ()
    size: int | None = None


@dataclass
class Cell:
    """One statement by one system: the way that came furthest when each was tried once, timed again."""

    verdict: str = "out of time"
    way: str = ""
    first: float = 0.0  # ms of the trial, which counts only if it is not repeated
    ms: list[float] = field(default_factory=list)
    mistaken: list[str] = field(default_factory=list)
    sometimes: set[str] = field(default_factory=set)  # other verdicts of the same way

    @property
    def repeatable(self) -> bool:
        return bool(self.way) and self.first < SLOW

    @property
    def time(self) -> float:
        return median(self.ms or [self.first])

    def __str__(self) -> str:
        verdict = " or ".join([self.verdict, *sorted(self.sometimes)])
        return f"{verdict}, {shown(self.time)}" if self.way else verdict


def scout(column: Column, claim: str, wrong: bool, seconds: float) -> Cell:
    """Try every way of a system once and keep the fastest of those that came furthest."""
    if column.worker is None:
        return Cell("not installed")
    cell, limit = Cell(), seconds
    order = ["open", *reversed(BEST[wrong])]
    for way in column.ways:
        got = column.worker.ask(claim=claim, wrong=wrong, size=column.size, way=way, seconds=limit)
        verdict, ms = got["verdict"], got.get("ms", 0.0)
        if verdict == "cannot state":
            return Cell(verdict)
        if verdict in FALSE[wrong]:
            cell.mistaken.append(way)
        elif verdict in order:
            if not cell.way or (order.index(verdict), -ms) > (order.index(cell.verdict), -cell.first):
                cell.verdict, cell.way, cell.first = verdict, way, ms
        elif not cell.way:
            cell.verdict = verdict
        if cell.verdict in BEST[wrong]:  # a slower way cannot win
            limit = min(seconds, 1 + 2 * cell.first / 1000)
    return cell


def measure(columns: list[Column], claims: list[str], runs: int, seconds: float) -> dict:
    """Cells by (claim, wrong, column title). Systems take turns within each round."""
    tasks = [(claim, wrong, c) for claim in claims for wrong in (False, True) for c in columns]
    cells = {}
    for done, (claim, wrong, c) in enumerate(tasks, 1):
        say(f"ways {done}/{len(tasks)}")
        cells[claim, wrong, c.title] = scout(c, claim, wrong, seconds)
    for run in range(runs):
        for done, (claim, wrong, c) in enumerate(tasks, 1):
            cell = cells[claim, wrong, c.title]
            if cell.repeatable:
                say(f"run {run + 1}/{runs}: {done}/{len(tasks)}")
                got = c.worker.ask(claim=claim, wrong=wrong, size=c.size, way=cell.way, seconds=seconds)
                if got["verdict"] == cell.verdict:
                    cell.ms.append(got["ms"])
                else:  # SymPy's equals draws numbers at random
                    cell.sometimes.add(got["verdict"])
    return cells


# --------------------------------------------------------------------------
# What is printed


def shown(ms: float) -> str:
    return f"{ms:.1f} ms" if ms < 10 else f"{ms:.0f} ms" if ms < 1000 else f"{ms / 1000:.1f} s"


def times(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio < 10 else f"{ratio:.0f}"


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def ratios(cells: dict, claims: list[str], ours: str, theirs: str) -> str:
    """How many times longer they take, over the statements that both prove."""
    pairs = [(cells[c, False, ours], cells[c, False, theirs]) for c in claims]
    found = sorted(b.time / a.time for a, b in pairs if a.verdict == b.verdict == "proved")
    if not found:
        return f"- {theirs}: {'not installed' if pairs[0][1].verdict == 'not installed' else 'proves none of them'}"
    mean = prod(found) ** (1 / len(found))
    return (f"- {theirs}: proves {len(found)} of {len(claims)}, in {times(mean)} times the time (geometric mean; "
            f"from {times(found[0])} to {times(found[-1])})")


def report(columns: list[Column], cells: dict, claims: list[str]) -> str:
    titles = [c.title for c in columns]
    ours, decided, *others = titles
    right = table(["statement", *titles], [[c, *(str(cells[c, False, t]) for t in titles)] for c in claims])
    wrong = table(["statement, with", decided, *others],
                  [[f"{c}: {CLAIMS[c]}", *(str(cells[c, True, t]) for t in (decided, *others))] for c in claims])
    mistakes = [f"- {t}, {way}: {c}" + (": the wrong variant came out proved" if w else ": came out denied")
                for (c, w, t), cell in cells.items() for way in cell.mistaken]
    return "\n".join([
        "Right statements\n", right, "\nWrong variants\n", wrong, f"\nAgainst {ours}\n",
        *(ratios(cells, claims, ours, t) for t in others), "\nMistaken verdicts\n", *(mistakes or ["- none"]),
    ])  # fmt: skip


def say(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


# --------------------------------------------------------------------------
# tensorgrad's own environment


def tensorgrad_python(asked: str) -> str | None:
    """A Python that has tensorgrad: the one asked for, or that of an environment made here."""
    if asked == "none":
        return None
    if asked:
        return asked
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    home = cache / "symdl-bench" / "tensorgrad"
    python = str(home / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    if not Path(python).exists() or subprocess.run([python, "-c", "import tensorgrad"], capture_output=True).returncode:
        print(f"installing tensorgrad in {home} (it brings PyTorch: some GB, once)", file=sys.stderr)
        venv.create(home, with_pip=True)
        done = subprocess.run([python, "-m", "pip", "install", "--quiet", "tensorgrad"], capture_output=True, text=True)
        if done.returncode:
            print(f"tensorgrad could not be installed: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
            return None
    return python


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", metavar="TEXT", help="claims whose id contains it")
    parser.add_argument("--runs", type=int, default=5, help="timed runs of each (5); the median counts")
    parser.add_argument("--seconds", type=float, default=60, help="limit of each attempt (60)")
    parser.add_argument("--sizes", type=int, nargs="*", default=[3, 5, 8], help="sizes for SymPy (3 5 8)")
    parser.add_argument("--tensorgrad", default="", metavar="PYTHON", help="a Python that has it, or none")
    parser.add_argument("--out", type=Path, help="also write the tables here")
    args = parser.parse_args()

    claims = [c for c in CLAIMS if args.only in c]
    if not claims:
        parser.error(f"no claim's id contains {args.only!r}")
    ours, sympy = Worker(sys.executable, "with_symdl.py"), Worker(sys.executable, "with_sympy.py")
    python = tensorgrad_python(args.tensorgrad)
    theirs = Worker(python, "with_tensorgrad.py") if python else None
    columns = [
        Column("symdl, proof", ours, ("prove",)),
        Column("symdl, decided", ours, ("decide",)),
        Column("tensorgrad", theirs, theirs.ways if theirs else ()),
        *(Column(f"SymPy, size {size}", sympy, sympy.ways, size) for size in args.sizes),
    ]
    versions = [f"symdl {ours.version}", f"tensorgrad {theirs.version if theirs else 'not installed'}",
                f"SymPy {sympy.version}"]

    cells = measure(columns, claims, args.runs, args.seconds)
    say("")
    text = f"{', '.join(versions)}; Python {sys.version.split()[0]}; median of {args.runs} runs\n\n"
    text += report(columns, cells, claims) + "\n"
    print(text, end="")
    if args.out:
        args.out.write_text(text)


if __name__ == "__main__":
    main()
