"""Judging in processes that can be killed: from any thread, under asyncio, and whatever the answer is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from symdl.errors import InputError
from symdl.grading.checked import Checked, as_text
from symdl.workers import Ended, Limits, Pool

SECONDS, MEMORY = 10.0, 2 << 30

_CODES = {"time": "stopped", "memory": "memory", "crash": "crash"}


@lru_cache(maxsize=8)
def _pool(seconds: float, memory: int) -> Pool:
    return Pool("symdl.grading.classes.worker", Limits(seconds=seconds, memory=memory))


def check(question: str | Path | Mapping[str, Any], answer: str, *, explain: bool = True, seconds: float = SECONDS,
          memory: int = MEMORY) -> Checked:
    """Judge an answer in a process of its own.

    explain           whether what is wrong is looked for
    seconds, memory   what one answer may take; beyond, the process is killed, and the verdict undecided says so

    Raises InputError for what is wrong with the question, and for an answer that is no text.
    """
    as_text(answer)
    if isinstance(question, Path):
        from symdl.grading.table import of_file

        question = of_file(question)
    asked = dict(question) if isinstance(question, Mapping) else question
    try:
        json.dumps(asked)
    except (TypeError, ValueError, RecursionError):
        raise InputError("a question is made of texts and numbers", term=str(asked)[:80]) from None
    request = {"question": asked, "answer": answer, "explain": explain}
    try:
        try:
            reply = _pool(seconds, memory).ask(request)
        except Ended as ended:
            if ended.how != "crash":
                raise
            reply = _pool(seconds, memory).ask(request)  # it was killed from outside, perhaps
    except Ended as ended:
        name = asked if isinstance(asked, str) else str(asked.get("id") or "question")
        return Checked(name, "undecided", "", _CODES[ended.how], f"not judged: {ended.why}")
    if "fault" in reply:
        raise InputError(**reply["fault"])
    return Checked.of_row(reply["row"])


def check_parts(sheet: Path | Mapping[str, Any], answers: Mapping[str, str], *, seconds: float = 6 * SECONDS,
                memory: int = MEMORY) -> dict[str, Any]:
    """Judge the answers to a question in parts, by the ids of the parts, in a process of its own.

    Returns the row of ``parts.SheetChecked``. Raises InputError for what is wrong with the question, and for answers
    that are no texts, or were not judged in time.
    """
    for answer in answers.values():
        as_text(answer)
    if isinstance(sheet, Path):
        from symdl.grading.table import of_file

        sheet = of_file(sheet)
    try:
        reply = _pool(seconds, memory).ask({"question": dict(sheet), "answers": dict(answers)})
    except Ended as ended:
        raise InputError(f"not judged: {ended.why}", hint="give the parts one by one") from None
    if "fault" in reply:
        raise InputError(**reply["fault"])
    return reply["row"]  # type: ignore[no-any-return]


async def acheck(question: str | Path | Mapping[str, Any], answer: str, *, explain: bool = True,
                 seconds: float = SECONDS, memory: int = MEMORY) -> Checked:
    """As ``check``, without holding up an event loop."""
    return await asyncio.to_thread(check, question, answer, explain=explain, seconds=seconds, memory=memory)


__all__ = ["MEMORY", "SECONDS", "acheck", "check", "check_parts"]
