# ruff: noqa: E501  (an answer is on one line)
"""Answers as students write them: which are right is found out with numbers, and the checker must find the same.

The numbers share no code with symdl: ``answers/`` has a program for what each question asks and one for each answer.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from zlib import crc32

import numpy as np
import pytest
from answers import descent, moments, networks, normalisation, schedules
from answers.rows import KINDS, Point, Question, Row, right, wrong

from symdl import grading, library

QUESTIONS = {q.id: q for module in (normalisation, networks, descent, moments, schedules) for q in module.QUESTIONS}
POINTS = 20  # of each size


# --------------------------------------------------------------------------
# The truth


@cache
def points(id_: str) -> list[tuple[Point, np.ndarray]]:
    """Random points of a question of every size, with what is asked for there."""
    question = QUESTIONS[id_]
    rng = np.random.default_rng(crc32(id_.encode()))
    samples = [question.sample(rng, size) for size in question.sizes for _ in range(POINTS)]
    return [(point, np.asarray(question.truth(point), dtype=float)) for point in samples]


def differences(question: Question, row: Row) -> list[float]:
    """How far an answer is from what is asked for, relative to it where it is above one; NaN where it has no value."""
    found = []
    for point, truth in points(question.id):
        said = np.asarray(row.value(point), dtype=float)
        assert said.shape == truth.shape, f"{row.answer}: {said.shape} for {truth.shape}"
        found.append(float(np.max(np.abs(said - truth) / np.maximum(1, np.abs(truth)), initial=0)) if np.isfinite(said).all() else np.nan)
    return found


def confirmed(question: Question, row: Row) -> bool:
    """Whether numbers say of an answer what the table says: NaN is at no distance from anything."""
    distances = differences(question, row)
    return any(d > 1e-6 for d in distances) if row.mistake else all(d <= 1e-9 for d in distances)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda q: q.id)
def test_numbers_confirm_the_table(question):
    assert all(np.isfinite(truth).all() for _, truth in points(question.id))
    for row in question.rows:
        assert confirmed(question, row), (row.mistake or "right", row.answer)


def test_numbers_tell_a_right_answer_from_a_wrong_one():
    question = QUESTIONS["activations/tanh-derivative"]
    assert confirmed(question, right("", question.truth))
    assert not confirmed(question, wrong("none", "", question.truth))
    assert not confirmed(question, right("", lambda v: question.truth(v) + 1e-8))
    assert not confirmed(question, right("", lambda v: question.truth(v) if v.z < 1 else np.nan))


def test_the_table_is_broad():
    of = Counter(q.id.partition("/")[0] for q in QUESTIONS.values() for _ in q.rows)
    assert {*of} == {*library.ids()}
    assert min(of.values()) >= 6, of
    kinds = Counter(row.mistake.partition(":")[0] for q in QUESTIONS.values() for row in q.rows)
    assert {*kinds} == {"", *KINDS}
    assert of.total() >= 500
    assert 0.5 <= kinds[""] / of.total() <= 0.6
    for q in QUESTIONS.values():
        assert len({row.answer for row in q.rows}) == len(q.rows), q.id


# --------------------------------------------------------------------------
# The checker

load = cache(library.load)


def judged(question: Question, row: Row) -> grading.Checked:
    """What ``symdl check`` says, without loading the derivation again."""
    topic, _, claim = question.id.partition("/")
    return grading.judge(load(topic), load(topic).claim(claim), row.answer)


def rows(*, mistaken: bool) -> list:
    return [pytest.param(question, row, id=f"{question.id}: {row.answer[:60]}")
            for question in QUESTIONS.values() for row in question.rows if bool(row.mistake) == mistaken]


@pytest.mark.parametrize(("question", "row"), rows(mistaken=False))
def test_what_is_right_is_accepted(question, row):
    checked = judged(question, row)
    if row.open:
        assert checked.verdict in ("invalid", "undecided"), f"take this away, if it is accepted: {row.open}"
    else:
        assert checked.verdict == "equivalent", checked.feedback


@pytest.mark.parametrize(("question", "row"), rows(mistaken=True))
def test_what_is_wrong_is_not(question, row):
    checked = judged(question, row)
    if row.open:
        assert checked.verdict in ("invalid", "undecided"), f"take this away, if it is refuted: {row.open}"
    else:
        assert checked.verdict == "not_equivalent", (row.mistake, checked.feedback)


def test_few_answers_are_open():
    found = [row for question in QUESTIONS.values() for row in question.rows if row.open]
    assert len(found) <= 0.05 * sum(len(question.rows) for question in QUESTIONS.values())
    assert sum(bool(row.mistake) for row in found) <= 1
