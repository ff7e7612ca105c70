"""Whole processes as a user starts them: start-up, imports, work, exit.

    python bench/cli.py [--runs 5] [--out FILE]

Each command is a new process; files are in the system's cache and byte code is
compiled, as from the second use on.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

# Arguments, what the command does, and its exit status if not 0.
COMMANDS = (
    (["--help"], "no SymPy, no NumPy"),
    (["list"], "reads the library"),
    (["verify", "batch-norm"], "one derivation: proofs, instances, differences, slips"),
    (["verify"], "the whole library"),
    (["check", "softmax-cross-entropy/gradient", "p[t] - y[t]"], "a right answer"),
    (["check", "softmax-cross-entropy/gradient", "y[t] - p[t]"], "a wrong one, with its counterexample", 1),
    (["export", "batch-norm"], "a NumPy kernel, its gradients proved first"),
    (["report", "batch-norm", "--out", "{out}"], "one derivation: .tex, .pdf by Typst, .html, .json"),
    (["report", "--out", "{out}"], "the whole library"),
)


def seconds(words: list[str], status: int = 0) -> float:
    """Wall time of one process. Stops the bench if the command fails."""
    start = perf_counter()
    done = subprocess.run([sys.executable, "-m", "symdl.cli", *words], capture_output=True, text=True)
    took = perf_counter() - start
    if done.returncode != status:
        sys.exit(f"symdl {' '.join(words)}: exit status {done.returncode}\n{done.stderr}")
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="runs of each command (5)")
    parser.add_argument("--out", type=Path, help="also write the table here")
    args = parser.parse_args()

    times: list[list[float]] = [[] for _ in COMMANDS]
    with tempfile.TemporaryDirectory() as folder:
        for run in range(args.runs + 1):
            for (words, _, *status), taken in zip(COMMANDS, times, strict=True):
                took = seconds([w.format(out=folder) for w in words], *status)
                if run:  # the first round fills the caches of the system
                    taken.append(took)
    lines = ["| command | median | fastest | slowest | |", "| --- | --- | --- | --- | --- |"]
    for (words, about, *_), taken in zip(COMMANDS, times, strict=True):
        command = " ".join(f"'{w}'" if " " in w else w for w in words).format(out="DIR")
        cells = [f"{t:.2f} s" for t in (median(taken), min(taken), max(taken))]
        lines.append(f"| `symdl {command}` | {' | '.join(cells)} | {about} |")
    text = "\n".join(lines) + "\n"
    print(text, end="")
    if args.out:
        args.out.write_text(text)


if __name__ == "__main__":
    main()
