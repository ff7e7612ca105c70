"""Processes that judge answers side by side, and what they say of them.

    with Judges("symdl.grading.classes.worker", limits, 2) as judges:
        judges.ask(0, {"question": "batch-norm/dx", "answer": "x_i"})
        for n, reply in judges.replies():       as they come; more may be asked on the way

A process that takes too much is stopped, and the answer is undecided. Every question has a reply.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import Any

from symdl.errors import InputError
from symdl.workers import Ended, Limits, Worker

VERDICTS = ("equivalent", "not_equivalent", "undecided", "invalid")

Judged = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What a judge says of an answer.

    row      the JSON object of ``Checked``; its marks are a share
    stopped  whether no judge has said this: the process was stopped, or crashed
    """

    row: Judged
    stopped: bool = False


class Judges:
    """``most`` processes, each with a thread that waits for it."""

    def __init__(self, module: str, limits: Limits, most: int):
        self._todo: queue.SimpleQueue[tuple[int, Mapping[str, Any]]] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[int, Reply] | BaseException] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._awaited = 0
        self._workers = [Worker(module, limits) for _ in range(most)]
        self._threads = [threading.Thread(target=self._work, args=(worker,), daemon=True) for worker in self._workers]

    def ask(self, n: int, request: Mapping[str, Any]) -> None:
        """Have something judged, which is called by a number."""
        self._awaited += 1
        self._todo.put((n, request))

    def replies(self) -> Iterator[tuple[int, Reply]]:
        """What was asked for, as it comes. Raises InputError if no process starts."""
        while self._awaited:
            found = self._done.get()
            if isinstance(found, BaseException):
                raise found
            self._awaited -= 1
            yield found

    def _work(self, worker: Worker) -> None:
        try:
            while not self._stop.is_set():
                n, request = self._todo.get()
                if not self._stop.is_set():
                    self._done.put((n, _reply(worker, request)))
        except BaseException as e:
            self._done.put(e)
        finally:
            worker.close()

    def __enter__(self) -> Judges:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._stop.set()
        for _ in self._threads:  # wakes those that wait for a question
            self._todo.put((0, {}))
        for worker, thread in zip(self._workers, self._threads, strict=True):
            while thread.is_alive():  # Ctrl-C: whatever is being judged is not waited for
                if (process := worker.process) is not None:
                    with suppress(OSError):
                        process.kill()
                thread.join(0.05)


def _reply(worker: Worker, request: Mapping[str, Any]) -> Reply:
    """What a process says. Raises InputError if none starts."""
    start = monotonic()
    for again in (True, False):
        try:
            return _read(worker.ask(request))
        except Ended as e:
            # A process may end by what it did before; a verdict must not depend on that, so it is asked once more.
            started = worker.asked > 0
            if again and not (started and e.how == "time"):
                continue
            if not started:
                raise InputError(f"no process to judge answers starts: {e.why}",
                                 hint="is there enough memory? What was judged is kept; run it again") from None
            code = {"time": "stopped", "memory": "memory"}.get(e.how, "crash")
            return Reply(verdict("undecided", code, f"not decided: {e.why}", 1000 * (monotonic() - start)),
                         stopped=True)
    raise AssertionError


def _read(reply: Any) -> Reply:
    match reply:
        case {"row": {"verdict": said, "marks": None | int() | float()} as row} if said in VERDICTS:
            return Reply(row)
        case {"fault": {"what": str() as what, "hint": str() as hint, **more}}:  # of the question, not of the answer
            said = "; ".join(filter(None, (what, str(more.get("term") or ""), hint)))
            return Reply(verdict("undecided", "question", said))
    return Reply(verdict("undecided", "crash", "the judge gave no verdict"), stopped=True)


def verdict(said: str, code: str, feedback: str, ms: float = 0.0) -> Judged:
    """The row of an answer that no judge has judged."""
    return {"verdict": said, "method": "", "code": code, "feedback": feedback, "witness": None, "marks": None,
            "out_of": None, "agrees": None, "ms": round(ms, 3)}


__all__ = ["VERDICTS", "Judged", "Judges", "Reply", "verdict"]
