"""How the time of a proof grows: with sizes (it does not), terms, nesting, bound indices.

    python bench/growth.py [--most 10] [--runs 3] [--out FILE]

A cell is one proof, or the verdict where the budget of work ends it. Every run
is a fresh child process, so nothing is found in a cache.
"""

import argparse
import multiprocessing
from collections.abc import Callable
from itertools import combinations, product
from math import comb, prod
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from flint import fmpq
from sympy import Add, Expr, Integer

from symdl import library
from symdl.derivation import Derivation, Proved
from symdl.language import Range, define, derivative, family, mean, sqrt, symbol, tanh, total
from symdl.verification.decide import Court
from symdl.verification.evaluate import Point, compile_tree

batch = Range("batch", "m", "a b c d e f g h i j k l")
a, b, *_ = indices = batch.indices()
x, W, z, eps = family("x", batch), family("W", batch, batch), symbol("z"), symbol("eps")
mu = define("mu", mean(x[a], a))

Statement = tuple[list[object], list[object], Expr, Expr]  # symbols, definitions, left side, right side


def square_of_terms(r: int) -> Statement:
    u = [family(f"u{k}", batch) for k in range(r)]
    squares = [total(f[a] ** 2, a) for f in u]
    crossed = [2 * total(f[a] * g[a], a) for f, g in combinations(u, 2)]
    return u, [], total(Add(*(f[a] for f in u)) ** 2, a), Add(*squares, *crossed)


def product_of_sums(r: int) -> Statement:
    pairs = [(family(f"u{k}", batch), family(f"v{k}", batch)) for k in range(r)]
    left = prod(total(u[a] + v[a], a) for u, v in pairs)
    right = Add(*(prod(total(f[a], a) for f in chosen) for chosen in product(*pairs)))
    return [f for pair in pairs for f in pair], [], left, right


def central_moment(r: int) -> Statement:
    raw = [mean(x[a] ** k, a) if k else Integer(1) for k in range(r + 1)]
    return [x], [mu], mean((x[a] - mu) ** r, a), Add(*(comb(r, k) * (-mu) ** (r - k) * raw[k] for k in range(r + 1)))


def power_of_sum(r: int) -> Statement:
    used = indices[:r]
    return [x], [], total(x[a], a) ** r, total(prod(x[k] for k in used), *used)


def trace_of_power(r: int) -> Statement:
    used = indices[:r]
    ring = [W[p, q] for p, q in zip(used, (*used[1:], used[0]), strict=True)]
    nested = ring[-1]
    for index, factor in zip(reversed(used[1:]), reversed(ring[:-1]), strict=True):
        nested = total(factor * nested, index)
    return [W], [], total(prod(ring), *used), total(nested, used[0])


def every_pair(r: int) -> Statement:
    used = indices[:r]
    pairs = prod(W[p, q] * W[q, p] for p, q in combinations(used, 2))
    nested = pairs
    for index in used:
        nested = total(nested, index)
    return [W], [], total(pairs, *used), nested


def centred_again(r: int) -> Statement:
    chain = [define("c1", [a], x[a] - mean(x[b], b))]
    for k in range(2, r + 1):
        chain.append(define(f"c{k}", [a], chain[-1][a] - mean(chain[-1][b], b)))
    return [x], chain, chain[-1][a], chain[0][a]


def tanh_of_tanh(r: int) -> Statement:
    chain = [define("t1", tanh(z))]
    for k in range(2, r + 1):
        chain.append(define(f"t{k}", tanh(chain[-1])))
    return [z], chain, derivative(chain[-1], z), prod(1 - t**2 for t in chain)


def normalised_again(r: int) -> Statement:
    chain, at = [], x
    for k in range(1, r + 1):
        centre = define(f"mu{k}", mean(at[a], a))
        root = define(f"s{k}", sqrt(mean((at[a] - centre) ** 2, a) + eps))
        at = define(f"xhat{k}", [a], (at[a] - centre) / root)
        chain += [centre, root, at]
    return [x, eps], chain, total(at[a], a), Integer(0)


SERIES: dict[str, Callable[[int], Statement]] = {
    "terms: the squared sum of r terms, multiplied out": square_of_terms,
    "terms: a product of r sums of two, its 2^r terms": product_of_sums,
    "powers: the r-th central moment in raw ones": central_moment,
    "bound indices: (sum of x)^r with r indices": power_of_sum,
    "bound indices: tr(W^r), nested and flat": trace_of_power,
    "bound indices: W at every pair of r, both ways": every_pair,
    "nesting: centred r times is centred once": centred_again,
    "nesting: the slope of tanh, r deep": tanh_of_tanh,
    "nesting: normalised r times sums to zero": normalised_again,
}


def prove(build: Callable[[int], Statement], r: int) -> tuple[float, str]:
    """Milliseconds, and why it was not proved ("" if it was)."""
    symbols, definitions, lhs, rhs = build(r)
    given = (eps > 0,) if eps in symbols else ()
    start = perf_counter()
    court = Court(Derivation("", tuple(symbols), (), tuple(definitions), given=given))
    verdict = court.prover.prove(lhs, rhs)
    ms = 1000 * (perf_counter() - start)
    return ms, "" if isinstance(verdict, Proved) else verdict.why


def evaluate(size: int) -> float:
    """Milliseconds to evaluate both sides of the batch-norm gradient once, at one size."""
    derivation = library.load("batch-norm")
    claim, random = derivation.claim("dx-collapsed"), Random(0)

    def values(f):
        places = product(range(size), repeat=len(f.ranges))
        return {at: fmpq(random.randint(1, 9), random.randint(1, 9)) for at in places}

    point = Point(dict.fromkeys(derivation.ranges, size), {f: values(f) for f in derivation.declared},
                  {(derivation.loss, f): values(f) for f in derivation.loss.outputs})
    sides = [compile_tree(side) for side in (claim.lhs, claim.rhs)]
    start = perf_counter()
    for side in sides:
        side(point, dict.fromkeys(side.free, 0))
    return 1000 * (perf_counter() - start)


def prove_batch_norm() -> float:
    derivation = library.load("batch-norm")
    claim = derivation.claim("dx-collapsed")
    start = perf_counter()
    Court(derivation, claim.given).prover.prove(claim.lhs, claim.rhs)
    return 1000 * (perf_counter() - start)


def fresh(function, *args):
    """What ``function(*args)`` returns in a forked child."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=lambda: there.send(function(*args)))
    child.start()
    there.close()
    result = here.recv()
    child.join()
    return result


def shown(ms: float) -> str:
    return f"{ms:.1f} ms" if ms < 10 else f"{ms:.0f} ms" if ms < 1000 else f"{ms / 1000:.1f} s"


def sizes(runs: int) -> str:
    tried = (1, 2, 3, 5, 7, 20, 50)
    proof = median(fresh(prove_batch_norm) for _ in range(runs))
    cells = [shown(median(fresh(evaluate, size) for _ in range(runs))) for size in tried]
    return "\n".join([
        f"| batch-norm/dx-collapsed | {' | '.join(f'm = {size}' for size in tried)} |",
        "| --- |" + " --- |" * len(tried),
        f"| evaluated once, exactly or by balls | {' | '.join(cells)} |",
        f"| proved once, for every m: {shown(proof)} |" + " |" * len(tried),
    ])  # fmt: skip


def series(most: int, runs: int) -> str:
    head = ["r", *map(str, range(1, most + 1)), "where it ends"]
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " --- |" * (len(head) - 1)]
    for title, build in SERIES.items():
        cells, why = [], ""
        for r in range(1, most + 1):
            first = fresh(prove, build, r)
            again = [fresh(prove, build, r) for _ in range(runs - 1 if first[0] < 1000 else 0)]
            ms, why = median(t for t, _ in (first, *again)), first[1]
            cells.append(shown(ms) + (" undecided" if why else ""))
            if why:
                break
        cells += [""] * (most - len(cells))
        lines.append(f"| {title} | {' | '.join(cells)} | {why or 'not reached'} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--most", type=int, default=10, help="largest r (10; at most 12)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each cell that takes less than 1 s (3)")
    parser.add_argument("--out", type=Path, help="also write the tables here")
    args = parser.parse_args()
    if args.most > len(indices):
        parser.error(f"--most is at most {len(indices)}: there are no more letters")
    library.load("batch-norm")  # reading it is not timed
    text = f"{sizes(args.runs)}\n\n{series(args.most, args.runs)}\n"
    print(text, end="")
    if args.out:
        args.out.write_text(text)


if __name__ == "__main__":
    main()
