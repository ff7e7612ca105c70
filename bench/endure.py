"""Random and hostile answers, thousands in a row: does every one have a row, in time, and is memory flat?

    python bench/endure.py [--answers N] [--from SEED] [--jobs N] [--seconds S]

Answers are right ones of the library with tokens cut, doubled and exchanged, random runs of tokens, and texts that are
made to take time or memory. They go to processes as those of a class do. Printed are the verdicts, the codes
of what was stopped, the slowest answers, and the memory of the processes on the way. Exits with 1 if an answer has
no row, or took longer than its limit and a second.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from symdl.workers import Ended, Limits, Pool

QUESTIONS = {
    "batch-norm/dx": r"\frac{\partial l}{\partial \hat{x}_i} \frac{1}{\sqrt{\sigma^2 + \epsilon}} - \sum_j x_j",
    "softmax-cross-entropy/gradient": r"\hat{y}_t - y_t",
    "adam/m-unrolled": r"(1-\beta_1) \sum_{i=1}^t \beta_1^{t-i} g_i",
    "dropout/variance": "p*(1 - p)*h^2",
    "sin": r"2 \sin x \cos x",
    "square": r"x^2 + 2 x + 1",
}
WRITTEN = {"sin": {"reference": "sin(2*x)"}, "square": {"reference": "(x+1)^2"}}
HOSTILE = [
    "9^9^9^9", "factorial(99999999)", "((((" * 200, "x^" * 400 + "x", "sum(1, i, 1, 10^100)", "(x+1)^300*(y+1)^300",
    r"\sum_{i=1}^m " * 60 + "x_i", "1/0", "0/0", "log(0)", "x" * 3900, "+" * 3900, "^" * 3900, r"\left." * 600,
    "(a+b+c+d)^50", "exp(exp(exp(exp(9))))", "sin(" * 50 + "x" + ")" * 50, "\x00", "x\u202ey", "__import__('os')",
    r"\input{/etc/passwd}", "1" * 40 + "." + "1" * 3000, r"\int_0^1 \int_0^1 \sin(\exp(x y)) dx dy", "x!!!!!!!!!!",
    "prod(i^i^i, i, 1, 99)", "(1+x)^(1/3)^(1/5)^(1/7)", "", " ", "\n\n\n", r"\frac{" * 300,
]
OTHERS = ["2", "-", "+", "m", "x", "^2", "/", "_i", "(", ")", r"\sum_i "]
_TOKEN = re.compile(r"\\[A-Za-z]+|[A-Za-z0-9]+|\s+|.")


def answer(rng: random.Random, right: str) -> str:
    kind = rng.random()
    if kind < 0.04:
        return rng.choice(HOSTILE)
    tokens = _TOKEN.findall(right)
    if kind < 0.2:
        return "".join(rng.choice(tokens) for _ in range(rng.randint(1, 60)))
    for _ in range(rng.randint(0, 3)):
        place = rng.randrange(len(tokens)) if tokens else 0
        match rng.randrange(4):
            case 0:
                del tokens[place : place + 1]
            case 1:
                tokens[place:place] = tokens[place : place + 1]
            case 2:
                other = rng.randrange(len(tokens)) if tokens else 0
                if tokens:
                    tokens[place], tokens[other] = tokens[other], tokens[place]
            case 3:
                tokens[place : place + 1] = [rng.choice(OTHERS)]
    return "".join(tokens)


def resident(pool: Pool) -> int:
    """Megabytes that the processes hold."""
    total = 0
    for worker in pool.workers:
        if worker.process is not None:
            try:
                status = Path(f"/proc/{worker.process.pid}/status").read_text()
            except OSError:
                continue
            total += int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024
    return total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--from", dest="seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10.0)
    args = parser.parse_args()
    pool = Pool("symdl.grading.classes.worker", Limits(seconds=args.seconds), most=args.jobs)
    names = [*QUESTIONS]

    def one(number: int) -> tuple[str, str, float, str, int]:
        rng = random.Random(number)
        name = rng.choice(names)
        said = answer(rng, QUESTIONS[name])
        start = perf_counter()
        try:
            reply = pool.ask({"question": WRITTEN.get(name, name), "answer": said})
            row = reply.get("row")
            verdict, code = (row["verdict"], row["code"]) if row else ("fault", reply["fault"]["what"])
        except Ended as ended:
            verdict, code = "ended", ended.how
        return verdict, code, perf_counter() - start, said, number

    counts: Counter[str] = Counter()
    slowest: list[tuple[float, int, str]] = []
    late, rows, start = 0, 0, perf_counter()
    with ThreadPoolExecutor(args.jobs) as threads:
        for verdict, code, took, said, number in threads.map(one, range(args.seed, args.seed + args.answers)):
            rows += 1
            counts[f"{verdict} {code}" if verdict in ("ended", "fault", "undecided") else verdict] += 1
            slowest = sorted([*slowest, (took, number, said[:60])], reverse=True)[:8]
            late += took > args.seconds + 61  # a process that was killed is started again for the next answer
            if rows % max(args.answers // 10, 1) == 0:
                print(f"{rows} answers, {resident(pool)} MB in {args.jobs} processes, {perf_counter() - start:.0f} s",
                      flush=True)
    print(f"\n{rows / (perf_counter() - start):.0f} answers a second")
    for what, many in counts.most_common():
        print(f"{many:7} {what}")
    print("\nslowest:")
    for took, number, said in slowest:
        print(f"{took:8.2f} s  {number}: {said!r}")
    pool.close()
    return int(rows != args.answers or late > 0)


if __name__ == "__main__":
    sys.exit(main())
