"""Asks and judges: which of the two judges decides, and that a question makes sense before it is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from symdl.derivation import Proved, Refuted
from symdl.errors import InputError, LanguageError, ReadError
from symdl.grading import judge, ordinary
from symdl.grading.checked import Checked
from symdl.grading.question import Question, made, of_claim, of_file, texts
from symdl.verification.decide import court_of


def ask(question: str | Path | Mapping[str, Any]) -> Question:
    """A question by the id of a claim, by a file, or as a table with a reference.

    It is tested: the reference must follow from the definitions, and so must every other accepted
    answer; a listed mistake must not. Only a claim that comes with symdl has an id: what arrives as
    data names no file.

    Raises InputError for a question that makes no sense, and ReadError where a formula cannot be read.
    """
    match question:
        case Path():
            return _asked(json.dumps(of_file(question), sort_keys=True))
        case str():
            return of_claim(question)
        case Mapping():
            try:
                return _asked(json.dumps(dict(question), sort_keys=True))
            except (TypeError, ValueError):
                raise InputError("a question is made of texts and numbers", term=str(question)[:80]) from None
    raise InputError("a question is the id of a claim, or a table with a reference", term=repr(question)[:80])


@lru_cache(maxsize=512)
def _asked(given: str) -> Question:
    table = json.loads(given)
    try:
        question = made(table)
    except LanguageError as error:
        raise InputError(f"the question cannot be stated: {error.what}", term=error.term or "",
                         hint=error.hint or "write it in the names of one set of formulas") from None
    _test(question, table)
    return question


def check(question: str | Path | Mapping[str, Any], answer: str) -> Checked:
    """Judge an answer, in LaTeX or plain text. Raises InputError, ReadError for the question only."""
    return answered(ask(question), answer)


def answered(question: Question, answer: str) -> Checked:
    """Judge an answer to a question at hand: by the prover, and by exact rules and SymPy where it cannot."""
    if question.derivation is None or question.claim is None:
        return ordinary.judge(question, answer)
    found = judge.judge(question.derivation, question.claim, answer)
    if found.verdict == "invalid" and not question.declared and question.given:
        try:  # a name that the question does not have
            wider = question.with_names(answer)
        except (LanguageError, ReadError):
            wider = question
        if wider.derivation is not None and wider.claim is not None and wider is not question:
            again = judge.judge(wider.derivation, wider.claim, answer)
            found = found if again.verdict == "invalid" else again
    if found.verdict in ("invalid", "undecided") and found.code != "restates" and question.right:
        other = ordinary.judge(question, answer)
        if other.verdict in ("equivalent", "not_equivalent") or (other.verdict == "undecided" == found.verdict
                                                                 and other.agrees):
            return replace(other, ms=found.ms + other.ms)
    return found


def _test(question: Question, table: Mapping[str, Any]) -> None:
    """Raises InputError if the reference does not follow, another accepted answer neither, or a mistake does."""
    if question.derivation is not None and question.claim is not None:
        verdict = court_of(question.derivation, question.claim).decide_claim(question.claim)[0].verdict
        if isinstance(verdict, Refuted):
            raise InputError(f"{question.id}: the reference is not what it is said to be",
                             term=f"at {dict(verdict.witness.values)}: {verdict.witness.lhs} and {verdict.witness.rhs}",
                             hint="mend the reference, or the definitions")
        if not isinstance(verdict, Proved):
            raise InputError(f"{question.id}: the reference cannot be proved from the definitions",
                             hint="give it without its left side, or write out what it leans on")
    for text in texts(table, "accept"):
        found = answered(question, text)
        if found.verdict != "equivalent":
            raise InputError(f"{question.id}: an accepted answer is not proved to be right", term=text,
                             hint=found.feedback)
    for mistake in table.get("mistakes") or ():
        wrong = mistake.get("answer") if isinstance(mistake, Mapping) else mistake
        if not isinstance(wrong, str):
            raise InputError("a mistake has an answer", term=repr(mistake)[:80],
                             hint="{ answer = '...', says = '...' }")
        if answered(question, wrong).verdict == "equivalent":
            raise InputError(f"{question.id}: a listed mistake is right", term=wrong, hint="take it off the list")


__all__ = ["answered", "ask", "check"]
