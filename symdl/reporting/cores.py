"""Work that falls into parts, on all cores."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

from symdl.workers import cores

A = TypeVar("A")
B = TypeVar("B")

# What the workers, which are forked, find in memory: only numbers are sent to them.
_shared: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


def each(function: Callable[[A], B], items: Sequence[A], *, worth_it: bool = True) -> list[B]:
    """``[function(item) for item in items]``; results are copies, so they must be plain data.

    worth_it  whether there is enough to do for processes to be started
    """
    global _shared
    processes = min(len(items), cores())
    if not worth_it or processes < 2 or "fork" not in multiprocessing.get_all_start_methods():
        return [function(item) for item in items]
    _shared = (function, items)
    try:
        # (A Pool would wait for ever for a worker that was killed; this raises.)
        with ProcessPoolExecutor(processes, multiprocessing.get_context("fork"), _leave_interrupts) as pool:
            return list(pool.map(_one, range(len(items))))
    finally:
        _shared = None


def _leave_interrupts() -> None:
    """Ctrl-C reaches every process of the terminal; the parent alone answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _one(number: int) -> Any:
    assert _shared is not None
    function, items = _shared
    return function(items[number])
