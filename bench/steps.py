"""Proofs of claims over steps in time, each in a fresh process: inductions, limits, and all the rest.

    python bench/steps.py [--runs 5] [--slowest 10] [--out FILE]

The other systems of ``bench/prove`` have no integers, recurrences or limits of such
sums, so there is nothing to put beside these figures. What a claim uses is proved
before the clock starts.
"""

import argparse
import gc
import multiprocessing
from pathlib import Path
from statistics import median
from time import perf_counter

from symdl import library
from symdl.derivation import Claim, Derivation, Proved
from symdl.language import Limit, subterms
from symdl.verification.decide import court_of


def _prove(derivation: Derivation, claim: Claim, pipe) -> None:
    court = court_of(derivation, claim)
    start = perf_counter()
    proved = isinstance(court.prove_claim(claim), Proved)
    pipe.send((1000 * (perf_counter() - start), proved))


def milliseconds(derivation: Derivation, claim: Claim) -> tuple[float, bool]:
    """How long the proof takes with cold caches, and whether there is one."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_prove, args=(derivation, claim, there))
    child.start()
    there.close()  # or a child that dies would be waited for
    answer = here.recv()
    child.join()
    return answer


def kind(claim: Claim) -> str:
    if claim.induction is not None:
        return "induction"
    return "limit" if any(isinstance(t, Limit) for t in subterms(claim.lhs)) else "other"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--slowest", type=int, default=10)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    claims = [(d, c) for d in library.load_all() for c in d.claims if d.integers and c.expected == "proved"]
    gc.freeze()  # or the first collection in a child copies every page
    rows: list[tuple[float, str, str]] = []
    for derivation, claim in claims:
        runs = [milliseconds(derivation, claim) for _ in range(args.runs)]
        word = kind(claim) if all(proved for _, proved in runs) else "not proved"
        rows.append((median(ms for ms, _ in runs), f"{derivation.id}/{claim.name}", word))
    lines = ["| kind | claims | median | slowest |", "| --- | --- | --- | --- |"]
    for word in sorted({word for *_, word in rows}):
        times = [ms for ms, _, other in rows if other == word]
        lines.append(f"| {word} | {len(times)} | {median(times):.1f} ms | {max(times):.1f} ms |")
    lines += ["", "| slowest | kind | proof |", "| --- | --- | --- |"]
    lines += [f"| {name} | {word} | {ms:.1f} ms |" for ms, name, word in sorted(rows, reverse=True)[: args.slowest]]
    print("\n".join(lines))
    if args.out:
        args.out.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
