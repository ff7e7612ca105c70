r"""Derivatives in an answer that are no numbers of their own: \frac{\partial}{\partial z_i}\sum_j z_j^2, for 2 z_i."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from symdl.errors import LanguageError, ReadError, SymdlError
from symdl.grading.checked import Checked
from symdl.grading.question import Question
from symdl.grading.questions.asking import ask
from symdl.grading.questions.deciding import told
from symdl.notation.reader.syntax import Call, Derivative, Member, Name, Node, show, walk


def carried_out(question: Question, answer: str, found: Checked) -> Checked:
    """A refusal that leans on a derivative in the answer being any number, with that worked out; or left open."""
    if found.verdict != "not_equivalent" or question.declared or not question.given:
        return found
    with suppress(ReadError):
        ours = [slope for tree in question.trees for slope in _slopes(tree)]
        theirs = [*_slopes(question.tree(answer))]
        for slope in theirs:
            turned = (*slope.by, slope.of)
            if isinstance(slope.of, Name) and slope not in ours and any((one.of, *one.by) == turned for one in ours):
                return found.left_open(f"{_shown(slope, answer)} may be one over what is asked for: write it out")
        own = [] if ours else [slope for slope in theirs if _is_by_its_own_members(slope)]
        if own and (json.loads(question.given).get("definitions") or any(isinstance(one.of, Member) for one in own)):
            return found.left_open(_NOT_WORKED_OUT)
        return _as_the_question(question, answer, found) if own else found
    return found


def _slopes(tree: Node) -> Iterator[Derivative]:
    return (part for part in walk(tree) if isinstance(part, Derivative))


def _is_by_its_own_members(slope: Derivative) -> bool:
    """Whether what is derived is made of members of the family of which one is what it is derived by."""
    families = {by.name if isinstance(by, Member) else by.text.partition("_")[0] for by in slope.by
                if isinstance(by, Member | Name)}
    is_open = any(isinstance(part, Call) and isinstance(part.function, Name) for part in walk(slope.of))  # J(w_i)
    return not is_open and any(isinstance(part, Member) and part.name in families for part in walk(slope.of))


def _as_the_question(question: Question, answer: str, found: Checked) -> Checked:
    """The verdict where the answer is what is asked for, and the reference answers that: a question may be derived."""
    table = json.loads(question.given)
    with suppress(SymdlError, LanguageError):
        if "=" not in table["reference"] and "=" not in answer:
            other = ask({**{key: table[key] for key in ("context", "assumptions", "symbols", "notation")
                            if key in table}, "reference": answer})
            then = told(other, other.as_read(table["reference"]))
            if then.verdict == "equivalent":
                return replace(then, id=found.id, read=found.read)
            if then.verdict == "not_equivalent" and "(∂" not in then.feedback:  # which no one wrote
                return replace(then, id=found.id, read=found.read, feedback=_turned(then.feedback))
    return found.left_open(_NOT_WORKED_OUT)


_NOT_WORKED_OUT = "what is derived by one of many is not worked out here: write the derivative out"


def _turned(feedback: str) -> str:
    return re.sub(r"what is asked for is (.*?) and the answer is (.*)",
                  r"what is asked for is \2 and the answer is \1", feedback)


def _shown(slope: Derivative, answer: str) -> str:
    return answer[slope.start : slope.end].strip() or show(slope)


__all__ = ["carried_out"]
