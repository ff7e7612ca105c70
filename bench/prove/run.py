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

from statements import STATEMENTS

HERE = Path(__file__).parent
SLOW = 2_000  # ms; an attempt that took longer is not repeated
BEST = {False: ["proved"], True: ["refuted", "denied"]}  # by whether the statement is a wrong one
# For SymPy at a size there are no sums to carry out, and ``equals`` alone can deny; by whether it is a wrong one.
AT_A_SIZE = {False: ("numerator", "equals", "expand", "rewritten", "simplify", "inequality"),
             True: ("numerator", "equals", "inequality")}
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

    verdict: str = "open"
    way: str = ""
    first: float = 0.0  # ms of the trial, which counts only if it is not repeated
    ms: list[float] = field(default_factory=list)
    mistaken: dict[str, list[str]] = field(default_factory=dict)  # false verdicts, with the ways to them
    sometimes: set[str] = field(default_factory=set)  # other verdicts of the same way
    unfinished: set[str] = field(default_factory=set)  # how other ways ended that gave no verdict

    @property
    def repeatable(self) -> bool:
        return bool(self.way) and self.first < SLOW

    @property
    def time(self) -> float:
        return median(self.ms or [self.first])

    def __str__(self) -> str:
        verdict = " or ".join([self.verdict, *sorted(self.sometimes)])
        if self.way and self.verdict != "open":
            verdict += f" {shown(self.time)}"
        elif "out of time" in self.unfinished or not self.way:
            verdict = "; ".join([verdict, *sorted(self.unfinished)])
        return ", ".join([*([verdict] if self.way or not self.mistaken else []),
                          *(f"**wrongly {v}**" for v in self.mistaken)])


def scout(column: Column, name: str, wrong: bool, seconds: float) -> Cell:
    """Try every way of a system once and keep the fastest of those that came furthest."""
    if column.worker is None:
        return Cell("not installed")
    cell, limit = Cell(), seconds
    order = ["open", *reversed(BEST[wrong])]
    for way in column.ways if column.size is None else AT_A_SIZE[wrong]:
        got = column.worker.ask(claim=name, wrong=wrong, size=column.size, way=way, seconds=limit)
        verdict, ms = got["verdict"], got.get("ms", 0.0)
        if verdict == "cannot state":
            return Cell(verdict)
        if verdict in FALSE[wrong]:
            cell.mistaken.setdefault(verdict, []).append(way)
        elif verdict in order:
            if not cell.way or (order.index(verdict), -ms) > (order.index(cell.verdict), -cell.first):
                cell.verdict, cell.way, cell.first = verdict, way, ms
        else:
            cell.unfinished.add(verdict)
        if cell.verdict in BEST[wrong]:  # a slower way cannot win; of a wrong statement it may still err
            limit = min(seconds, 1 if wrong else 1 + 2 * cell.first / 1000)
    return cell


def measure(columns: list[Column], names: list[str], runs: int, seconds: float) -> dict:
    """Cells by (name, wrong, column title). Systems take turns within each round."""
    tasks = [(name, wrong, c) for name in names for wrong in (False, True) for c in columns]
    cells = {}
    for done, (name, wrong, c) in enumerate(tasks, 1):
        say(f"ways {done}/{len(tasks)}")
        cells[name, wrong, c.title] = scout(c, name, wrong, seconds)
    for run in range(runs):
        for done, (name, wrong, c) in enumerate(tasks, 1):
            cell = cells[name, wrong, c.title]
            if cell.repeatable:
                say(f"run {run + 1}/{runs}: {done}/{len(tasks)}")
                got = c.worker.ask(claim=name, wrong=wrong, size=c.size, way=cell.way, seconds=seconds)
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
    return f"{ratio:.2f}" if ratio < 1 else f"{ratio:.1f}" if ratio < 10 else f"{ratio:.0f}"


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def ratios(cells: dict, names: list[str], ours: str, theirs: str) -> str:
    """How many times longer they take, over the statements that both prove."""
    pairs = [(cells[name, False, ours], cells[name, False, theirs]) for name in names]
    found = sorted(b.time / a.time for a, b in pairs if a.verdict == b.verdict == "proved")
    if not found:
        return f"- {theirs}: {'not installed' if pairs[0][1].verdict == 'not installed' else 'proves none of them'}"
    mean = prod(found) ** (1 / len(found))
    return (f"- {theirs}: {len(found)} proved by both, in {times(mean)} times the time of symdl's proof "
            f"(geometric mean; from {times(found[0])} to {times(found[-1])})")


def summary(cells: dict, names: list[str], titles: list[str]) -> str:
    """What became of all statements, by system; last SymPy in whichever form did best."""
    def row(title: str, among: list[str]) -> list[str]:
        def count(wrong: bool, verdict: str) -> int:
            return sum(any(cells[name, wrong, t].verdict == verdict for t in among) for name in names)

        def mistaken(wrong: bool) -> int:
            return sum(any(cells[name, wrong, t].mistaken for t in among) for name in names)

        cannot = sum(all(cells[name, False, t].verdict == "cannot state" for t in among) for name in names)
        proofs = [[cell.time for t in among if (cell := cells[name, False, t]).verdict == "proved"] for name in names]
        best = [min(found) for found in proofs if found]
        counts = (len(best), len(names) - cannot - len(best), mistaken(False), count(True, "refuted"),
                  count(True, "denied"), mistaken(True), cannot)
        return [title, *map(str, counts), shown(median(best)) if best else ""]

    head = [f"of {len(names)}", "right ones: proved", "open", "called wrong", "wrong ones: refuted", "denied",
            "proved", "cannot be stated", "median proof"]
    either = [t for t in titles if t.startswith("SymPy")]
    return table(head, [*(row(t, [t]) for t in titles), row("SymPy, any form", either)])


def by_topic(cells: dict, names: list[str], titles: list[str]) -> str:
    """How many right statements of each topic are proved."""
    topics: dict[str, list[str]] = {}
    for name in names:
        topics.setdefault(name.partition("/")[0], []).append(name)
    def proved(title: str, inside: list[str]) -> str:
        return str(sum(cells[name, False, title].verdict == "proved" for name in inside))

    return table(["proved", "of", *titles], [[topic, str(len(inside)), *(proved(t, inside) for t in titles)]
                                             for topic, inside in topics.items()])


def report(columns: list[Column], cells: dict, names: list[str]) -> str:
    titles = [c.title for c in columns]
    proof, *judges = titles
    for name in names:  # the proof alone has no verdict on what is wrong; its time is that of the proof
        cells[name, True, proof] = Cell(mistaken=cells[name, True, proof].mistaken)
    beaten = [[name, *(str(cells[name, False, t]) for t in judges)] for name in names
              if cells[name, False, judges[0]].verdict != "proved"
              and any(cells[name, False, t].verdict == "proved" for t in judges[1:])]
    mistakes = [f"- {t}, {', '.join(ways)}: {name}, " + ("whose wrong right side" if wrong else "which is right,")
                + f" came out {verdict}"
                for (name, wrong, t), cell in cells.items() for verdict, ways in cell.mistaken.items()]
    whole = table(["statement", "symdl, proof", *judges], [
        [name, str(cells[name, False, proof]),
         *(both(cells[name, False, t], cells[name, True, t]) for t in judges)] for name in names])
    return "\n".join([
        "**All statements**\n", summary(cells, names, judges),
        "\n**Right statements proved, by topic**\n", by_topic(cells, names, judges),
        "\n**Not proved by symdl, and proved by another**\n", table(["statement", *judges], beaten),
        "\n**Mistaken verdicts**\n", *(mistakes or ["- none"]),
        "\n**Time of what both prove**\n", *(ratios(cells, names, proof, t) for t in judges[1:]),
        "\n**Each statement, right / wrong**\n", whole,
    ])  # fmt: skip


def both(right: Cell, wrong: Cell) -> str:
    return "" if right.verdict == "cannot state" else f"{right} / {wrong}"


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
    parser.add_argument("--only", default="", metavar="TEXT", help="statements whose name contains it")
    parser.add_argument("--runs", type=int, default=5, help="timed runs of each (5); the median counts")
    parser.add_argument("--seconds", type=float, default=20, help="limit of each attempt (20)")
    parser.add_argument("--sizes", type=int, nargs="*", default=[3], help="sizes for SymPy (3)")
    parser.add_argument("--tensorgrad", default="", metavar="PYTHON", help="a Python that has it, or none")
    parser.add_argument("--out", type=Path, help="also write the tables here")
    args = parser.parse_args()

    names = [name for name in STATEMENTS if args.only in name]
    if not names:
        parser.error(f"no statement's name contains {args.only!r}")
    ours, sympy = Worker(sys.executable, "with_symdl.py"), Worker(sys.executable, "with_sympy.py")
    python = tensorgrad_python(args.tensorgrad)
    theirs = Worker(python, "with_tensorgrad.py") if python else None
    columns = [
        Column("symdl, proof", ours, ("prove",)),
        Column("symdl", ours, ("decide",)),
        Column("tensorgrad", theirs, theirs.ways if theirs else ()),
        Column("SymPy, general", sympy, sympy.ways),
        *(Column(f"SymPy, size {size}", sympy, sympy.ways, size) for size in args.sizes),
    ]
    versions = [f"symdl {ours.version}", f"tensorgrad {theirs.version if theirs else 'not installed'}",
                f"SymPy {sympy.version}"]

    cells = measure(columns, names, args.runs, args.seconds)
    say("")
    text = f"{', '.join(versions)}; Python {sys.version.split()[0]}; median of {args.runs} runs\n\n"
    text += report(columns, cells, names) + "\n"
    print(text, end="")
    if args.out:
        args.out.write_text(text)


if __name__ == "__main__":
    main()
