"""Judging in processes: from threads and event loops, killed when it takes too long, and the same verdict as within."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

import symdl
from symdl import grading
from symdl.errors import InputError
from symdl.grading.classes import isolated

CASES = [
    ("softmax-cross-entropy/gradient", "p_t - y_t"),
    ("softmax-cross-entropy/gradient", "y_t - p_t"),
    ("softmax-cross-entropy/gradient", "p_t -"),
    ({"reference": "(x+1)^2"}, "x^2 + 2*x + 1"),
    ({"reference": "sin(2*x)"}, "cos(x)"),
]


def stable(checked):
    row = checked.row()
    row.pop("ms")
    return row


def test_the_verdict_is_that_of_judging_within():
    for question, answer in CASES:
        within = stable(grading.check(question, answer))
        assert stable(symdl.check(question, answer)) == within == stable(symdl.check(question, answer, isolated=False))


def test_from_threads():
    with ThreadPoolExecutor(4) as threads:
        found = [*threads.map(lambda case: symdl.check(*case).verdict, CASES * 3)]
    assert found == [grading.check(*case).verdict for case in CASES] * 3


def test_under_asyncio():
    async def all_of_them():
        return await asyncio.gather(*(isolated.acheck(*case) for case in CASES))

    assert [found.verdict for found in asyncio.run(all_of_them())] == [grading.check(*case).verdict for case in CASES]


def test_a_killed_process_leaves_an_undecided_answer_and_the_next_is_judged():
    found = isolated.check("softmax-cross-entropy/gradient", "p_t - y_t", seconds=1e-4)
    assert (found.verdict, found.code) == ("undecided", "stopped")
    assert not found.right
    assert isolated.check("softmax-cross-entropy/gradient", "p_t - y_t").right


def test_what_is_wrong_with_the_question_is_raised(tmp_path):
    for question in ("softmax/none", {}, {"reference": "x +"}):
        with pytest.raises(InputError):
            symdl.check(question, "x")
    (tmp_path / "q.toml").write_text("reference = '(x+1)^2'")
    assert symdl.check(tmp_path / "q.toml", "x^2+2*x+1").right


def test_a_notebook_shows_it():
    shown = grading.check("softmax-cross-entropy/gradient", "<b>")._repr_mimebundle_()
    assert "<b>&lt;" not in shown["text/html"]
    assert "&lt;b&gt;" in shown["text/html"]
    assert shown["text/plain"].startswith("invalid: ")
    caret = grading.check("softmax-cross-entropy/gradient", "p_t - (y_t")._repr_mimebundle_()["text/html"]
    assert "<pre>    p_t - (y_t\n          ^\n" in caret  # <br> would take the blanks before the caret
    right = grading.check("softmax-cross-entropy/gradient", "p_t - y_t")
    assert r"\hat{y}_t - y_t" in right._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("answer", [None, 5, b"p_t - y_t", ["p_t"]])
def test_an_answer_is_a_text(answer):
    for check in (symdl.check, grading.check, isolated.check):
        for question in ("softmax-cross-entropy/gradient", {"reference": "x"}):
            with pytest.raises(InputError, match="an answer is a text"):
                check(question, answer)
    with pytest.raises(InputError, match="an answer is a text"):
        isolated.check_parts({"parts": ["softmax-cross-entropy/gradient"]}, {"softmax-cross-entropy/gradient": answer})
