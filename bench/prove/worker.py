"""The part that is the same for every system: answer requests, each in a fresh child process.

A worker imports its system, runs something small to finish lazy imports, and
then forks a child for each request. So no import is timed, and no run finds in
a cache what an earlier run of the same statement left there.
"""

import gc
import json
import multiprocessing
import resource
import sys
from collections.abc import Callable
from time import perf_counter

MEMORY = 6 * 2**30  # bytes of data that a child may hold

# A statement is two functions without arguments: written down, not yet differentiated.
Sides = tuple[Callable[[], object], Callable[[], object]]


def serve(version: str, state: Callable[..., Sides | str], ways: dict[str, Callable[..., str]]) -> None:
    """Answer a line of JSON for each line on standard input.

    version   of the system, told first
    state     (claim, wrong, size) -> the statement, or "cannot state"
    ways      how to decide it: lhs, rhs -> verdict; their names are told first
    """
    print(json.dumps({"version": version, "ways": list(ways)}), flush=True)
    gc.freeze()  # or the first collection in a child copies every page
    context = multiprocessing.get_context("fork")
    for line in sys.stdin:
        ask = json.loads(line)
        here, there = context.Pipe(duplex=False)
        child = context.Process(target=_answer, args=(there, ask, state, ways[ask["way"]]))
        child.start()
        there.close()
        try:
            answer = here.recv() if here.poll(ask["seconds"]) else {"verdict": "out of time"}
        except EOFError:
            answer = {"verdict": "died"}
        child.kill()
        child.join()
        print(json.dumps(answer), flush=True)


def _answer(pipe, ask, state, way) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    try:
        sides = state(ask["claim"], ask["wrong"], ask["size"])
        if isinstance(sides, str):
            pipe.send({"verdict": sides})
            return
        start = perf_counter()
        verdict = way(*sides)
        pipe.send({"verdict": verdict, "ms": 1000 * (perf_counter() - start)})
    except Exception as e:
        pipe.send({"verdict": f"raised {type(e).__name__}"})
