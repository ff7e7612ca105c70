"""Verifies many derivations at once, on all cores."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections.abc import Callable, Sequence

from sympy import evaluate

from symdl.derivation import Derivation, Verified, VerifiedClaim
from symdl.verification.decide import verify_claim

# Below this many claims, starting processes costs more than it gains.
_WORTH_IT = 8

# Neighbouring claims share definitions, which a process expands once.
_CHUNK = 3

# What the workers, which are forked, find in memory: nothing is sent to them.
_shared: Sequence[Derivation] = ()


# Told before each claim how many are done, how many there are, and the claim's id; and at the end, with no id.
Progress = Callable[[int, int, str], None]


def verify_all(derivations: Sequence[Derivation], *, jobs: int | None = None,
               progress: Progress | None = None) -> list[Verified]:
    """Decide every claim of every derivation, in order; ``progress`` is told which is awaited.

    jobs    processes to use (all cores unless told)
    """
    global _shared
    tasks = [(n, k) for n, d in enumerate(derivations) for k in range(len(d.claims))]
    jobs = jobs or _cores()
    claims: list[VerifiedClaim] = []

    def tell() -> None:
        if progress is not None:
            n, k = tasks[len(claims)] if len(claims) < len(tasks) else (0, -1)
            name = f"{derivations[n].id}/{derivations[n].claims[k].name}" if k >= 0 else ""
            progress(len(claims), len(tasks), name)

    tell()
    if jobs == 1 or len(tasks) < _WORTH_IT or "fork" not in multiprocessing.get_all_start_methods():
        for n, k in tasks:
            claims.append(verify_claim(derivations[n], derivations[n].claims[k]))
            tell()
    else:
        _shared = derivations
        with multiprocessing.get_context("fork").Pool(min(jobs, len(tasks)), _leave_interrupts) as pool:
            for (n, k), packed in zip(tasks, pool.imap(_one, tasks, chunksize=_CHUNK), strict=True):
                with evaluate(False):  # trees come back as they were written
                    claims.append(VerifiedClaim(derivations[n].claims[k], *pickle.loads(packed)))
                tell()
    ends = iter(claims)
    return [Verified(d, tuple(next(ends) for _ in d.claims)) for d in derivations]


def _leave_interrupts() -> None:
    """Ctrl-C reaches every process of the terminal; the parent alone answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _one(task: tuple[int, int]) -> bytes:
    derivation = _shared[task[0]]
    # Packed here, to be unpacked in the parent's main thread, where SymPy's
    # evaluation can be switched off: it is a setting of each thread. The claim
    # itself stays: a copy of its trees would be equal to them and not the same,
    # and every look-up of one would compare the two from top to bottom.
    v = verify_claim(derivation, derivation.claims[task[1]])
    return pickle.dumps((v.decided, v.evidence, v.steps, v.slips))


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        return os.cpu_count() or 1
