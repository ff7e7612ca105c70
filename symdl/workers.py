"""Processes that answer a line of JSON with another, and are killed when they take too long or too much.

    worker = Worker("symdl.second_worker")        starts with the first question
    worker.ask({"sides": [...]})                  the reply; raises Ended, and the next question starts another process
    Pool("symdl.second_worker").ask({...})        the same, from any thread, with as many processes as are needed

    def main() -> None:                           in the module that is named
        serve(reply)

Nothing but JSON goes either way. A process has a session of its own, so that Ctrl-C is the parent's alone, and
ends when the parent does, be it killed: within a second, even in the middle of a question.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from time import monotonic, sleep
from typing import Any

# -P: a file of that name in the folder at hand is not what is imported.
_START = "import sys; sys.path.insert(0, sys.argv[1]); import importlib; importlib.import_module(sys.argv[2]).main()"


@dataclass(frozen=True)
class Limits:
    """What a process may take.

    seconds   for one question, by the clock and of the processor
    starting  seconds until it is ready for the first one: a machine may be busy
    memory    bytes of address space, in all
    questions after which a fresh process takes over, so that what it kept is gone
    length    characters of a reply
    """

    seconds: float = 10.0
    starting: float = 60.0
    memory: int = 2 << 30
    questions: int = 5_000
    length: int = 4_000_000


class Ended(Exception):
    """A process gave no reply; ``why`` is for a person, ``how`` one of "time", "memory", "crash"."""

    def __init__(self, how: str, why: str):
        super().__init__(why)
        self.how, self.why = how, why


class Worker:
    """One process; for one thread at a time."""

    def __init__(self, module: str, limits: Limits = Limits()):
        self.module, self.limits = module, limits
        self.process: subprocess.Popen[bytes] | None = None
        self.asked = 0

    def ask(self, question: object) -> Any:
        """What it replies. Raises Ended; the process is gone then."""
        if self.asked >= self.limits.questions:
            self.close()
        if self.process is None:
            self._start()
        self.asked += 1
        match self._line(json.dumps(question).encode() + b"\n", self.limits.seconds):
            case {"reply": answer}:
                return answer
            case {"ended": "memory"}:
                self.close()
                raise Ended("memory", f"it took more than {self.limits.memory >> 20} MB and was stopped")
        self.close()
        raise Ended("crash", "it crashed")

    def _start(self) -> None:
        command = [sys.executable, "-P", "-W", "ignore", "-c", _START, str(Path(__file__).parent.parent), self.module,
                   str(self.limits.seconds), str(self.limits.starting), str(self.limits.memory)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, start_new_session=True)
        self.asked = 0
        if self._line(b"", self.limits.starting) != {"ready": True}:
            self.close()
            raise Ended("crash", "it did not start")

    def _line(self, question: bytes, seconds: float) -> Any:
        """A line that it writes after it was told ``question``. Raises Ended if none comes in time, or no JSON."""
        process = self.process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        end = monotonic() + seconds
        line, late = b"", False
        try:
            with suppress(OSError), DefaultSelector() as ready:  # OSError: it has ended
                os.set_blocking(process.stdin.fileno(), False)
                ready.register(process.stdout, EVENT_READ)
                if question:
                    ready.register(process.stdin, EVENT_WRITE)
                # A thread that waits beside would cost as much as a short answer.
                while not line.endswith(b"\n") and len(line) < self.limits.length:
                    events = ready.select(max(0.0, end - monotonic()))
                    if not events:
                        late = True
                        break
                    for key, _ in events:
                        if key.fileobj is process.stdin:
                            question = question[os.write(key.fd, question[:_AT_ONCE]) :]
                            if not question:
                                ready.unregister(process.stdin)
                        elif read := os.read(key.fd, _AT_ONCE):
                            line += read
                        else:
                            raise OSError
        except BaseException:  # Ctrl-C in the middle: what comes of this question must not answer the next one
            self.close()
            raise
        try:
            if late:
                raise ValueError
            return json.loads(line)
        except (ValueError, RecursionError):
            status = self.close()
            if late or status == -_SIGXCPU:
                raise Ended("time", f"it did not finish in {seconds:g} s and was stopped") from None
            raise Ended("crash", "it crashed") from None

    def close(self) -> int:
        """End the process, for certain; how it ended."""
        process, self.process = self.process, None
        if process is None:
            return 0
        process.kill()
        try:
            process.communicate()
        except OSError:  # what was not sent cannot be sent any more
            process.wait()
        return process.returncode


_SIGXCPU = 24
_AT_ONCE = 1 << 16  # bytes that are written, or read


def cores() -> int:
    """How many processes can run at once."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        return os.cpu_count() or 1


class Pool:
    """Processes for questions from any thread: one more is started when all are busy, up to ``most``."""

    def __init__(self, module: str, limits: Limits = Limits(), most: int | None = None):
        self.module, self.limits = module, limits
        self.most = max(most or cores(), 1)
        self._begin()

    def _begin(self) -> None:
        self._owner = os.getpid()
        self._free: list[Worker] = []
        self.workers: list[Worker] = []
        self._change = threading.Condition()
        atexit.register(self.close)

    def ask(self, question: object) -> Any:
        """What a process replies. Waits while all are busy. Raises Ended."""
        if os.getpid() != self._owner:  # after a fork: the pipes belong to the parent
            self._begin()
        worker = self._take()
        try:
            return worker.ask(question)
        finally:
            with self._change:
                self._free.append(worker)
                self._change.notify()

    def _take(self) -> Worker:
        with self._change:
            while True:
                if self._free:
                    return self._free.pop()
                if len(self.workers) < self.most:
                    self.workers.append(worker := Worker(self.module, self.limits))
                    return worker
                self._change.wait()

    def close(self) -> None:
        """End all processes."""
        if os.getpid() == self._owner:
            for worker in self.workers:
                worker.close()
            self.workers, self._free = [], []


# --------------------------------------------------------------------------
# In the process


def serve(reply: Callable[[Any], Any], ready: Callable[[], object] = lambda: None) -> None:
    """Answer each line of standard input with what ``reply`` makes of it, until there is none.

    ready   what is to be done once, before the first

    The limits are what the parent gave. Out of memory, the process says so and ends.
    """
    seconds, starting, memory = float(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5])
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    with open(os.devnull, "w") as nothing:  # what is printed is no answer
        os.dup2(nothing.fileno(), sys.stdout.fileno())
        os.dup2(nothing.fileno(), sys.stderr.fileno())
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    _limit(starting, memory)
    ready()
    # What was imported stays, and nearly all that a reply leaves behind is kept for the next ones: to look through that
    # again and again for cycles takes an eighth of the time. A process has an end (see ``Limits.questions``).
    gc.freeze()
    gc.set_threshold(_OBJECTS)
    print('{"ready": true}', file=answers, flush=True)
    for number, line in enumerate(sys.stdin.buffer, 1):
        _limit(seconds, memory)
        try:
            text = json.dumps({"reply": reply(json.loads(line))})
        except MemoryError:
            print('{"ended": "memory"}', file=answers, flush=True)
            return
        print(text, file=answers, flush=True)
        if number % _BETWEEN == 0:
            gc.collect()
            gc.freeze()


_OBJECTS = 100_000  # new ones, after which cycles are looked for in the middle of a reply
_BETWEEN = 50  # replies, after which they are looked for anyway


def _end_with(parent: int) -> None:
    """End this process when its parent is gone, whatever it is at.

    A signal at the parent's death would be one at the end of the thread that started it.
    """
    while os.getppid() == parent:
        sleep(_GLANCE)
    os._exit(1)


_GLANCE = 0.5  # seconds


def _limit(seconds: float, memory: int) -> None:
    """From now on, this many seconds of the processor, and this much memory in all."""
    try:
        import resource
    except ImportError:  # not on this system; the parent's clock remains
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


__all__ = ["Ended", "Limits", "Pool", "Worker", "cores", "serve"]
