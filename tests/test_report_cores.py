"""Work on all cores: the same results in the same order, and no wait for a worker that is gone."""

from __future__ import annotations

import os
import signal
from concurrent.futures.process import BrokenProcessPool

import pytest

from symdl.reporting.cores import each

ITEMS = range(20)


@pytest.mark.parametrize("worth_it", [True, False])
def test_results_come_in_order(worth_it):
    offset = 3  # a closure: nothing but numbers is sent to the workers
    assert each(lambda n: {"n": n + offset}, ITEMS, worth_it=worth_it) == [{"n": n + offset} for n in ITEMS]
    assert each(lambda n: n, [], worth_it=worth_it) == []


@pytest.mark.parametrize("worth_it", [True, False])
def test_an_error_comes_through(worth_it):
    def fails(n: int) -> int:
        if n == 7:
            raise ValueError("seven")
        return n

    with pytest.raises(ValueError, match="seven"):
        each(fails, ITEMS, worth_it=worth_it)


@pytest.mark.skipif(len(getattr(os, "sched_getaffinity", lambda _: (1,))(0)) < 2, reason="one core only")
def test_a_worker_that_is_killed_is_an_error_and_no_endless_wait():
    parent = os.getpid()

    def dies(n: int) -> None:
        assert os.getpid() != parent
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(BrokenProcessPool):
        each(dies, ITEMS)
