"""Verifies many derivations at once, on all cores."""

from __future__ import annotations

import pickle
import signal
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from time import thread_time

from sympy import evaluate

from symdl.derivation import Claim, Derivation, Verified, VerifiedClaim
from symdl.verification.cache import Cache, Place, alone
from symdl.workers import cores

# Below this many claims, starting processes costs more than it gains.
_WORTH_IT = 8

# Neighbouring claims share definitions, which a process expands once.
_CHUNK = 3

# Told before each claim how many are done, how many there are, and the claim's id; and at the end, with no id.
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, eq=False)
class _Task:
    """A claim to decide, and where its verdict is kept."""

    derivation: Derivation
    claim: Claim
    place: Place | None

    @property
    def name(self) -> str:
        return f"{self.derivation.id}/{self.claim.name}"


# What the workers, which are forked, find in memory: nothing is sent to them.
_shared: Sequence[_Task] = ()


def verify_all(derivations: Sequence[Derivation], *, jobs: int | None = None, progress: Progress | None = None,
               thorough: bool = False, cache: Cache | None = None) -> list[Verified]:
    """Decide every claim of every derivation, in order; ``progress`` is told which is awaited.

    jobs      processes to use (all cores unless told)
    thorough  a second proof of each claim, and its mutants
    cache     where each verdict is looked up first, and kept as soon as it is found (None: nowhere)
    """
    tasks, known = [], {}
    with evaluate(False):  # trees come back as they were written
        for d in derivations:
            places = cache.places(d, thorough) if cache is not None else [None] * len(d.claims)
            for claim, place in zip(d.claims, places, strict=True):
                tasks.append(_Task(d, claim, place))
                found = cache.find(place) if cache is not None else None
                if found is not None:
                    known[tasks[-1]] = found
    left = [task for task in tasks if task not in known]
    awaited = iter([*(task.name for task in left), ""])

    def tell() -> None:
        if progress is not None:
            progress(len(known), len(tasks), next(awaited))

    tell()
    with closing(_decided(left, jobs or cores(), thorough, cache)) as verdicts:
        for task, verified in zip(left, verdicts, strict=True):
            known[task] = verified
            tell()
    if left and cache is not None:
        cache.tidy()
    ends = iter(tasks)
    return [Verified(d, tuple(known[next(ends)] for _ in d.claims)) for d in derivations]


def _decided(tasks: Sequence[_Task], jobs: int, thorough: bool,
             cache: Cache | None) -> Generator[VerifiedClaim, None, None]:
    """The verdicts, in order, each as soon as it is there."""
    global _shared
    if tasks:
        import multiprocessing

        from symdl.verification import decide  # noqa: F401  here, so that each worker finds it loaded

        if jobs > 1 and len(tasks) >= _WORTH_IT and "fork" in multiprocessing.get_all_start_methods():
            _shared = tasks
            one, chunk = partial(_one, thorough, cache), 1 if thorough else _CHUNK
            with multiprocessing.get_context("fork").Pool(min(jobs, len(tasks)), _leave_interrupts) as pool:
                for task, packed in zip(tasks, pool.imap(one, range(len(tasks)), chunksize=chunk), strict=True):
                    with evaluate(False):
                        found = VerifiedClaim(task.claim, *pickle.loads(packed))
                    yield found
            return
    for task in tasks:
        yield _verify(task, thorough, cache)


def _verify(task: _Task, thorough: bool, cache: Cache | None) -> VerifiedClaim:
    from symdl.verification.decide import verify_claim

    start = thread_time()  # by which the clock of a proof goes too
    verified = verify_claim(alone(task.derivation, task.claim), task.claim, thorough=thorough)
    if cache is not None:
        cache.keep(task.place, verified, thread_time() - start)
    return verified


def _leave_interrupts() -> None:
    """Ctrl-C reaches every process of the terminal; the parent alone answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _one(thorough: bool, cache: Cache | None, n: int) -> bytes:
    # Packed here, to be unpacked in the parent's main thread, where SymPy's
    # evaluation can be switched off: it is a setting of each thread. The claim
    # itself stays: a copy of its trees would be equal to them and not the same,
    # and every look-up of one would compare the two from top to bottom.
    v = _verify(_shared[n], thorough, cache)
    return pickle.dumps((v.decided, v.evidence, v.steps, v.slips, v.mutants))
