"""How the time of a proof grows: with sizes (it does not), terms, nesting, bound indices.

    python bench/growth.py [--most 10] [--runs 3] [--out FILE]

A cell is the processor time of one proof, or the verdict where the budget of work ends it. Every run
is a fresh child process, so nothing is found in a cache. The third table is of sums
whose indices are hard to tell apart: the product of W over the edges of a graph,
summed over its vertices, and the same with the vertices shuffled. The last one is of
statements that use up the budget: when they end, and what memory they took.
"""

import argparse
import multiprocessing
import resource
from collections.abc import Callable
from functools import reduce
from itertools import combinations, product
from math import comb, prod
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

from flint import fmpq
from sympy import Add, Expr, Integer
from sympy import evaluate as evaluation

from symdl import library
from symdl.derivation import Derivation, Proved
from symdl.language import Index, Range, define, derivative, family, mean, sqrt, symbol, tanh, total
from symdl.verification.decide import Court
from symdl.verification.evaluation.evaluate import Point, compile_tree

batch = Range("batch", "m", "a b c d e f g h i j k l")
vertices = [Index(f"v{n}", batch) for n in range(64)]
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


def trace_both_ways(r: int) -> Statement:
    used = indices[:r]
    ring = [W[p, q] * W[q, p] for p, q in zip(used, (*used[1:], used[0]), strict=True)]
    return [W], [], total(prod(ring), *used), total(prod(reversed(ring)), *reversed(used))


def branches(r: int) -> Statement:
    hub, *ends = vertices[: 1 + 2 * r]
    arms = [W[hub, p] * W[p, q] for p, q in zip(ends[:r], ends[r:], strict=True)]
    arm = total(W[hub, ends[0]] * W[ends[0], ends[r]], ends[0], ends[r])
    return [W], [], total(prod(arms), *(hub, *ends)), total(arm**r, hub)


SERIES: dict[str, Callable[[int], Statement]] = {
    "terms: the squared sum of r terms, multiplied out": square_of_terms,
    "terms: a product of r sums of two, its 2^r terms": product_of_sums,
    "powers: the r-th central moment in raw ones": central_moment,
    "bound indices: (sum of x)^r with r indices": power_of_sum,
    "bound indices: tr(W^r), nested and flat": trace_of_power,
    "bound indices: a ring of r, both ways": trace_both_ways,
    "bound indices: r branches of two from one": branches,
    "bound indices: W at every pair of r, both ways": every_pair,
    "nesting: centred r times is centred once": centred_again,
    "nesting: the slope of tanh, r deep": tanh_of_tanh,
    "nesting: normalised r times sums to zero": normalised_again,
}


# --------------------------------------------------------------------------
# Graphs, as (from, to) for each edge; an undirected edge goes both ways.

Edges = list[tuple[int, int]]


def undirected(edges: Edges) -> Edges:
    return [*edges, *((q, p) for p, q in edges)]


def ring(r: int) -> Edges:
    return [(n, (n + 1) % r) for n in range(r)]


def on_grid(*steps: tuple[int, int]) -> Edges:
    """The graph on 4 x 4 places in which each is joined to those that many rows and columns on, round the ends."""
    places = list(product(range(4), repeat=2))
    return [(places.index((r, c)), places.index(((r + dr) % 4, (c + dc) % 4)))
            for r, c in places for dr, dc in steps]


def petersen() -> Edges:
    pairs = list(combinations(range(5), 2))
    return [(m, n) for m, p in enumerate(pairs) for n, q in enumerate(pairs) if not {*p} & {*q}]


ROOK = on_grid(*((0, k) for k in (1, 2, 3)), *((k, 0) for k in (1, 2, 3)))
SHRIKHANDE = on_grid((0, 1), (0, 3), (1, 0), (3, 0), (1, 1), (3, 3))
GRAPHS: dict[str, Edges] = {
    "a ring of 20": ring(20),
    "a ring of 60": ring(60),
    "a ring of 40, both ways": undirected(ring(40)),
    "9 branches of two": [(0, 1 + n) for n in range(9)] + [(1 + n, 10 + n) for n in range(9)],
    "4 rings of 3 and a hub": [(1 + 3 * k + p, 1 + 3 * k + q) for k in range(4) for p, q in ring(3)]
                              + [(0, 1 + n) for n in range(12)],
    "12, each with each": [(p, q) for p, q in product(range(12), repeat=2) if p != q],
    "7 with 7": [(p, 7 + q) for p, q in product(range(7), repeat=2)],
    "the cube of dimension 4": [(p, p ^ 1 << k) for p in range(16) for k in range(4)],
    "the cube of dimension 5": [(p, p ^ 1 << k) for p in range(32) for k in range(5)],
    "Petersen's graph": petersen(),
    "the rook's graph, 4 x 4": ROOK,
    "Shrikhande's graph": SHRIKHANDE,
}


def over_vertices(edges: Edges, order: list[int]) -> Expr:
    used = [vertices[n] for n in order]
    return total(prod(W[used[p], used[q]] for p, q in edges), *used)


def shuffled(edges: Edges) -> Statement:
    order = list(range(1 + max(map(max, edges))))
    other = order.copy()
    Random(0).shuffle(other)
    return [W], [], over_vertices(edges, order), over_vertices(edges, other)


def graphs(runs: int) -> str:
    lines = ["| W over the edges of | indices | factors | proof |", "| --- | --- | --- | --- |"]
    for title, edges in GRAPHS.items():
        found = [fresh(prove_statement, shuffled(edges)) for _ in range(runs)]
        why = found[0][1]
        cell = shown(median(t for t, _ in found)) + (" undecided" if why else "")
        lines.append(f"| {title} | {1 + max(map(max, edges))} | {len(edges)} | {cell} |")
    same = over_vertices(ROOK, list(range(16))), over_vertices(SHRIKHANDE, list(range(16)))
    ms, why = fresh(prove_statement, ([W], [], *same))
    assert why, "two different graphs were proved equal"
    lines.append(f"| the rook's graph as Shrikhande's, which is wrong | 16 | {len(ROOK)} | {shown(ms)}, not proved |")
    return "\n".join(lines)


# --------------------------------------------------------------------------
# Statements that are made to explode: a side that is set equal to 1.

scalars = [symbol(f"s{k}") for k in range(3000)]


def exploding() -> dict[str, Expr]:
    sums = total(x[a] * W[a, b], a, b) + total(x[a] ** 2 * x[b], a, b) + total(x[a], a) + z
    squares, slope, shared = z + eps, z, z
    for _ in range(12):
        squares = squares**2 + 1
    for _ in range(4):
        slope = tanh(slope)
    for _ in range(10):
        slope = derivative(slope, z)
    for _ in range(60):
        shared = shared * shared + 1
    return {
        "(a sum of four sums)^60": sums**60,
        "(...((z + eps)^2 + 1)^2 + ...)^2 + 1, 12 deep": squares,
        "the tenth derivative of tanh tanh tanh tanh z": slope,
        "the square of a sum of 2000 symbols": Add(*scalars[:2000]) ** 2,
        "the square of the product of x_a - x_b, 7 indices":
            prod(x[p] - x[q] for p, q in combinations(indices[:7], 2)) ** 2,
        "the sum of 1/(s + 1) for 40 symbols": Add(*(1 / (s + 1) for s in scalars[:40])),
        "a continued fraction of 50 symbols": reduce(lambda e, s: s + 1 / e, scalars[:50]),
        "the square of a square of ... z^2 + 1, written out 60 deep": shared,
    }


def explode(side: Expr) -> tuple[float, float, str]:
    """Milliseconds, how many MB of memory were taken, and why it was not proved."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ms, why = prove_statement(([x, W, z, eps, *scalars], [], side, Integer(1)))
    return ms, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, why


def explosions() -> str:
    lines = ["| statement | ends after | memory | why |", "| --- | --- | --- | --- |"]
    with evaluation(False):
        for title, side in exploding().items():
            ms, megabytes, why = fresh(explode, side)
            lines.append(f"| {title} | {shown(ms)} | {megabytes:.0f} MB | {why} |")
    return "\n".join(lines)


def prove(build: Callable[[int], Statement], r: int) -> tuple[float, str]:
    """Milliseconds, and why it was not proved ("" if it was)."""
    return prove_statement(build(r))


def prove_statement(statement: Statement) -> tuple[float, str]:
    symbols, definitions, lhs, rhs = statement
    given = (eps > 0,) if eps in symbols else ()
    start = process_time()
    court = Court(Derivation("", tuple(symbols), (), tuple(definitions), given=given))
    verdict = court.prover.prove(lhs, rhs)
    ms = 1000 * (process_time() - start)
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
    start = process_time()
    for side in sides:
        side(point, dict.fromkeys(side.free, 0))
    return 1000 * (process_time() - start)


def prove_batch_norm() -> float:
    derivation = library.load("batch-norm")
    claim = derivation.claim("dx-collapsed")
    start = process_time()
    Court(derivation, claim.given).prover.prove(claim.lhs, claim.rhs)
    return 1000 * (process_time() - start)


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
    text = f"{sizes(args.runs)}\n\n{series(args.most, args.runs)}\n\n{graphs(args.runs)}\n\n{explosions()}\n"
    print(text, end="")
    if args.out:
        args.out.write_text(text)


if __name__ == "__main__":
    main()
