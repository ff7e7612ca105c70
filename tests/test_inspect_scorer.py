r"""The scorer for Inspect AI, tried with that package where it is installed."""

from __future__ import annotations

import asyncio

import pytest

inspect_ai = pytest.importorskip("inspect_ai")

from inspect_ai.model import ModelName, ModelOutput  # noqa: E402
from inspect_ai.scorer import SampleScore, Target  # noqa: E402
from inspect_ai.solver import TaskState  # noqa: E402

from symdl.inspect_scorer import marked, right_mathematics, said  # noqa: E402


def scored(completion: str, target: str = "", **metadata: object):
    state = TaskState(model=ModelName("mockllm/model"), sample_id=1, epoch=1, input="", messages=[],
                      output=ModelOutput.from_content("mockllm/model", completion), metadata=metadata)
    return asyncio.run(right_mathematics()(state, Target(target)))


@pytest.mark.parametrize(("completion", "value"), [
    (r"It is \boxed{p_t - y_t}.", "C"), (r"First \boxed{y_t}, no: \boxed{-y_t + p_t}", "C"),
    (r"\boxed{y_t - p_t}", "I"),
    ("ANSWER: p_t - y_t\n", "C"), (r"\boxed{p_t -}", "N"), (r"\boxed{p_t - y_t", "N"), ("I do not know", "N"),
    (r"\boxed{\frac{e^{z_t}}{\sum_s e^{z_s}} - y_t}", "C"),
])  # fmt: skip
def test_a_claim_of_the_library(completion, value):
    assert scored(completion, question="softmax-cross-entropy/gradient").value == value


def test_the_target_is_the_reference():
    assert scored(r"\boxed{x^2 + 2x + 1}", "(x+1)^2").value == "C"
    assert scored(r"\boxed{x^2 + 1}", "(x+1)^2").value == "I"
    assert scored(r"\boxed{x}", "(x+").metadata == {"verdict": "question"}


def test_the_answer_in_a_completion():
    assert said(r"\boxed{\frac{1}{2}} and \boxed{a{b}c}") == "a{b}c"
    assert said("ANSWER: x = 1\nthe end") == "x = 1"
    assert said("nothing") == ""


@pytest.mark.parametrize(("completion", "answer"), [
    ("**ANSWER: x = 1**", "x = 1"), ("**Answer:** x = 1\nthe end", "x = 1"), ("**Answer**: x", "x"),
    ("Final Answer: x**2", "x**2"), (r"\boxed {x}", "x"), (r"\fbox{$x$}", "$x$"), (r"\boxed{\left\{x\right.}",
                                                                                 r"\left\{x\right."),
    (r"\boxed{x}, no. ANSWER: y", "y"), (r"ANSWER: y, or \boxed{x}", "x"), ("ANSWER:\n", ""),
])  # fmt: skip
def test_the_last_one_said_is_the_answer(completion, answer):
    assert said(completion) == answer


def test_what_is_not_decided_is_not_wrong():
    scores = [scored(one, target) for one, target in (
        (r"\boxed{1}", r"\infty"), (r"\boxed{x}", "x"), (r"\boxed{2x}", "x"), (r"\boxed{x +}", "x"))]
    assert [one.metadata["verdict"] for one in scores] == ["undecided", "equivalent", "not_equivalent", "invalid"]
    assert [one.value for one in scores] == ["N", "C", "I", "N"]
    assert marked()([SampleScore(score=one) for one in scores]) == 0.5
