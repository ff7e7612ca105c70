"""Processes that reply, hang, die, eat memory: the parent has its answer in time, and nothing is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from symdl.workers import Ended, Limits, Pool, Worker

REPLIES = """
import os, time
from symdl.workers import serve

def reply(question):
    print("this is no answer")
    match question:
        case "hang": time.sleep(60)
        case "die": os._exit(3)
        case "raise": raise ValueError(question)
        case "eat": return len(bytes(1 << 40))
        case "burn":
            while True: pass
        case "pid": return os.getpid()
        case "sleep": time.sleep(0.2)
    return question

def main():
    serve(reply)
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    """The name of a module that replies."""
    (tmp_path / "replying.py").write_text(REPLIES)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    return "replying"


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_it_replies_what_it_is_asked(module):
    worker = Worker(module)
    questions = ["x^2", {"a": [1, None, "é"]}, [], "\n", ""]
    assert [worker.ask(question) for question in questions] == questions
    pid = worker.ask("pid")
    worker.close()
    assert gone(pid)
    assert worker.ask("again") == "again"
    worker.close()


@pytest.mark.parametrize(("question", "how"), [("hang", "time"), ("die", "crash"), ("raise", "crash"),
                                               ("eat", "memory")])
def test_what_goes_wrong_is_told_and_the_next_question_is_answered(module, question, how):
    worker = Worker(module, Limits(seconds=1, memory=1 << 30))
    pid = worker.ask("pid")
    start = time.monotonic()
    with pytest.raises(Ended) as caught:
        worker.ask(question)
    assert caught.value.how == how
    assert time.monotonic() - start < 30
    assert gone(pid)
    assert worker.ask("next") == "next"
    worker.close()


def test_the_processor_has_a_limit_of_its_own(module):
    worker = Worker(module, Limits(seconds=1))
    worker.ask("pid")
    assert worker.process is not None
    # Even if the parent's clock does not stop it.
    worker.limits = Limits(seconds=60)
    with pytest.raises(Ended) as caught:
        worker.ask("burn")
    assert caught.value.how == "time"


@pytest.mark.parametrize("body", [
    "raise SystemExit(3)", "def main(): pass", "def main(): print('nonsense', flush=True)",
    "def main(): print('{', flush=True); import time; time.sleep(60)", "x = (",
])  # fmt: skip
def test_what_does_not_start(tmp_path, monkeypatch, body):
    (tmp_path / "replying.py").write_text(body)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(Ended, match=r"crashed|did not start"):
        Worker("replying").ask("x")


def test_what_never_says_that_it_is_ready(tmp_path, monkeypatch):
    (tmp_path / "replying.py").write_text("def main():\n    import time; time.sleep(60)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(Ended) as caught:
        Worker("replying", Limits(starting=0.5)).ask("x")
    assert caught.value.how == "time"


def test_a_fresh_process_takes_over(module):
    worker = Worker(module, Limits(questions=2))
    pids = [worker.ask("pid") for _ in range(5)]
    worker.close()
    assert [pids.index(pid) for pid in pids] == [0, 0, 2, 2, 4]
    assert all(map(gone, pids))


def test_a_pool_answers_many_threads(module):
    pool = Pool(module, most=2)
    pids: list[int] = []
    replies: dict[int, object] = {}

    def work(number: int) -> None:
        pool.ask("sleep")
        pids.append(pool.ask("pid"))
        replies[number] = pool.ask(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert replies == {number: number for number in range(8)}
    assert len({*pids}) == 2
    pool.close()
    assert all(map(gone, pids))
    assert pool.ask("again") == "again"
    pool.close()


def test_after_a_fork_the_pipes_of_the_parent_are_left_alone(module):
    pool = Pool(module, most=1)
    pid = pool.ask("pid")
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.write(write, b"other" if pool.ask("pid") != pid else b"same")
            pool.close()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 5) == b"other"
    assert pool.ask("pid") == pid
    pool.close()


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("question", ["hang", "burn"])
def test_if_the_parent_is_killed_its_processes_end(module, question):
    code = ("import sys\nfrom symdl.workers import Limits, Pool\npool = Pool(sys.argv[1], Limits(seconds=50), most=1)\n"
            "print(pool.ask('pid'), flush=True)\npool.ask(sys.argv[2])")
    parent = subprocess.Popen([sys.executable, "-c", code, module, question], stdout=subprocess.PIPE)
    pid = int(parent.stdout.readline())
    time.sleep(0.1)  # until it is at the question
    assert not gone(pid)
    parent.kill()
    parent.communicate()
    until = time.monotonic() + 10
    while not ended(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert ended(pid)


def ended(pid: int) -> bool:
    """Whether a process is gone, or waits for nobody to ask how it ended."""
    state = Path(f"/proc/{pid}/stat")
    return gone(pid) or (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")
