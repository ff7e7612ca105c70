"""The verdict on an answer as it is read: by the prover, and by exact rules and SymPy where it cannot tell."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from sympy import Eq

from symdl.derivation import Derivation, Proved
from symdl.errors import InputError, LanguageError, ReadError
from symdl.grading import ordinary
from symdl.grading.checked import Checked
from symdl.grading.named import is_named
from symdl.grading.proved import judging
from symdl.grading.proved.asked import asked
from symdl.grading.proved.said import tree_of
from symdl.grading.question import Question
from symdl.grading.questions.posed import with_names
from symdl.grading.rubric import RUBRIC
from symdl.grading.scalar.joints import is_by_cases, is_continuous
from symdl.grading.scalar.ordered import is_of_vectors
from symdl.grading.scalar.points import free_names
from symdl.grading.table import texts
from symdl.grading.typed.noted import words_of
from symdl.language import Each
from symdl.notation import text
from symdl.notation.read import refuse_words
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Bound,
    Chain,
    Derivative,
    Gradient,
    Member,
    Name,
    Node,
    walk,
)

_FROM_LATER = re.compile(r"(\\sum(?:\\limits)?\s*_\s*\{\s*[A-Za-z]\s*=\s*)([2-9])(?=\s*\})")
_OTHER_RANGE = re.compile(r"has shape .* but is used with|(\w+) is not bound here")
_BEYOND = re.compile(r"(?:is not a function of|(?:is|are) not in|is no number of) the language$|^a sum ends somewhere$"
                     r"|^lim\(\.\.\.\) cannot be used in an answer$|^this exponent is too large$")
"""What the prover says of an answer that can be read, and that its language has no words for."""
_COUNTS = re.compile(r"\\?[A-Za-z]+ is not a sum of integers")
_NO_MEMBER = "need not have a member"


def told(question: Question, answer: str) -> Checked:
    """The verdict alone."""
    return decided(question, answer, brief=True)


def decided(question: Question, answer: str, *, explain: bool = False, brief: bool = False) -> Checked:
    """The verdict: by the prover, and by exact rules and SymPy where it cannot tell."""
    if question.derivation is None or question.claim is None or _brings_matrices(question, answer):
        return ordinary.judge(question, answer, explain=explain)
    found = judging.judge(question.derivation, question.claim, answer, called=question.called,
                        strict=question.strict, explain=explain, brief=brief)
    if explain and found.verdict == "not_equivalent":
        found = _from_later(question, answer, found)
    if found.code == "names" and not question.declared and question.given:
        found = _with_names(question, answer, found, explain=explain)
    elif found.code == "unreadable" and not question.declared and question.given:
        found = _with_other_ranges(question, answer, found, explain=explain)
    if found.verdict in ("invalid", "undecided") and found.code not in ("restates", "definitions") and question.right:
        other = ordinary.judge(question, answer, explain=explain)
        is_told = other.verdict in ("equivalent", "not_equivalent") or other.code == "restates"
        if is_told or (other.verdict == "undecided" and (
                "elsewhere" in (found.code, other.code) or _BEYOND.search(found.feedback.partition("\n")[0]) or (
                    found.verdict == "undecided" and other.agrees and not found.method))):
            return replace(other, ms=found.ms + other.ms)
    elif not question.right and found.code in ("elsewhere", "open", "unreadable") and (
            out := _written_out(question, answer, explain=explain)) is not None:
        out = replace(out, read=found.read or out.read, ms=found.ms + out.ms)
        return _misplaced(out, found.feedback) if out.code == "counterexample" else out
    return found


def _from_later(question: Question, answer: str, found: Checked) -> Checked:
    """A wrong answer, told where a sum should start, if that is what is wrong: it is read as the whole less a term."""
    for start in _FROM_LATER.finditer(answer):
        whole = f"{answer[: start.start(2)]}1{answer[start.end(2) :]}"
        if decided(question, whole, brief=True).verdict == "equivalent":
            why = f"The sum should start at 1, not at {start[2]}."
            *_, where = found.feedback.splitlines()
            return replace(found, code="range", feedback=f"{why}\n{where}", why=why, credit=RUBRIC["range"])
    return found


def _written_out(question: Question, answer: str, *, explain: bool) -> Checked | None:
    """The verdict on the reference and an answer with what is defined put in, as ordinary mathematics; None if open.

    The language has no value for a step where it jumps, and no sum up to m - 1; this has.
    """
    if not question.trees or question.strict:
        return None
    with suppress(ReadError):
        refuse_words(parse(answer, question.notation))
        found = None if _says_more(question, answer) else question.written_out(answer)
        if found is None or any(isinstance(part, Derivative | Gradient) for tree in found for part in walk(tree)):
            return None
        other = ordinary.judge_tree(question, found[0], answer, found[1], explain=explain)
        if other.verdict == "equivalent" or (other.verdict == "not_equivalent" and _differs_between_joints(
                question, found, other)):
            return other
    return None


def _says_more(question: Question, answer: str) -> bool:
    """Whether an answer is no bare value: it says what something is, or has other letters for indices; or a sum over
    j > k, with the k of the question, which might be one over both.
    """
    said, asked = question.tree(answer), question.trees[0]
    if isinstance(said, Chain):
        return len(said.items) > 2 or said.signs != ("eq",) or not isinstance(asked, Chain) or (
            said.items[0] != asked.items[0])
    mine, theirs = _free_indices(said), _free_indices(asked)
    conditions = [part.condition for part in walk(said) if isinstance(part, Bound) and part.condition is not None]
    of_one = any(isinstance(part, Name) and part.text in theirs for one in conditions for part in walk(one))
    return of_one or (bool(mine - theirs) and bool(theirs - mine))


def _free_indices(tree: Node) -> set[str]:
    """The letters that say which member is meant, and that no sum binds."""
    return {*free_names(tree)} & {index.text for part in walk(tree) if isinstance(part, Member)
                                  for index in (*part.below, *part.above) if isinstance(index, Name)}


def _differs_between_joints(question: Question, trees: Sequence[Node], found: Checked) -> bool:
    """Whether the two differ where neither jumps, at a place that nothing which a question says may exclude.

    Equations, and what holds for each member, as of labels that are one-hot, were not looked at there.
    """
    if found.witness is None or question.derivation is None or question.claim is None:
        return False
    given = (*question.derivation.given, *question.claim.given)
    definitions = texts(json.loads(question.given), "definitions")
    if len(question.derivation.defined) < len(definitions) or any(isinstance(one, Eq | Each) for one in given):
        return False
    values = {name: str(value) for name, value in found.witness.values.items()}
    return all(is_continuous(tree, values) for tree in trees if is_by_cases(tree))


def _brings_matrices(question: Question, answer: str) -> bool:
    """Whether an answer shows that letters are matrices, as I - K H does, beside a question that does not."""
    with suppress(ReadError):
        return bool(question.right) and is_of_vectors(question.tree(answer), norms=False)
    return False


def _with_names(question: Question, answer: str, found: Checked, *, explain: bool) -> Checked:
    """The verdict on an answer with names that a written question does not have.

    They may do no harm: an answer in which they cancel is right. Where only a reference is written down, nobody
    said that there are no others, so the answer is wrong, and told why; else it is not marked.
    """
    assert question.derivation is not None
    if question.called is not None and "=" in answer:  # an equation may be the reference in another order
        return found
    try:
        wider = with_names(question, answer)
    except (LanguageError, ReadError):
        return found
    if wider.derivation is None or wider.claim is None or _says(wider) != _says(question) \
            or words_of(answer, _new(question.derivation, wider.derivation)):
        return found  # an answer must not change how its question is read
    again = judging.judge(wider.derivation, wider.claim, answer, called=wider.called, strict=wider.strict,
                        explain=explain)
    if again.verdict == "equivalent":
        return again
    if question.right and again.verdict != "invalid":
        return replace(again, feedback=f"{found.feedback.splitlines()[0]}\n{again.feedback}")
    return found


def _with_other_ranges(question: Question, answer: str, found: Checked, *, explain: bool) -> Checked:
    """The verdict on an answer in which an index stands where it has no place: it can be read, and is wrong.

    What i and j count may be the same things, which a question does not always say: then the answer is looked at so.
    One that has an x_2 is judged where there is one.
    """
    told = found.feedback.partition("\n")[0]
    asked_ = question.trees[0] if question.trees else None
    is_worked_out = isinstance(asked_, Chain) and not (is_named(asked_) and isinstance(asked_.items[0], Name | Member))
    counts = None if is_worked_out else _COUNTS.fullmatch(told)
    if _OTHER_RANGE.search(told) is None and _NO_MEMBER not in told and counts is None:
        return found
    try:
        wider = with_names(question, answer, picks=_NO_MEMBER in told)
    except (LanguageError, ReadError, InputError):
        return found
    if wider.derivation is None or wider.claim is None or _says(wider) != _says(question):
        return found
    again = judging.judge(wider.derivation, wider.claim, answer, called=wider.called, strict=wider.strict,
                        explain=explain)
    if counts is not None:  # a K up to which a sum goes: the answer says that it is a number of things
        return again if again.verdict == "equivalent" else found
    if again.verdict == "equivalent" and _NO_MEMBER in told:
        return _where_there_is_one(question, wider, again)
    if again.verdict == "not_equivalent" or _NO_MEMBER in told:
        return _misplaced(again, told)
    if again.verdict == "equivalent":
        return replace(again, verdict="undecided", method="", code="open", agrees=True, credit=0.0,
                       feedback="right if these indices count the same things, which the question does not say")
    return found


def _where_there_is_one(question: Question, wider: Question, found: Checked) -> Checked:
    """A right answer with a member that not every size has: with the sizes that have one."""
    assert question.derivation is not None
    assert wider.derivation is not None
    before = {range_.size_name: range_.at_least for range_ in question.derivation.ranges}
    more = " and ".join(f"{range_.size_name} >= {range_.at_least}" for range_ in wider.derivation.ranges
                        if range_.at_least > before.get(range_.size_name, 1))
    return replace(found, feedback=f"{found.feedback} (where {more})") if more else found


def _misplaced(found: Checked, told: str) -> Checked:
    """A wrong answer, which could not be read as it was told: with what is said of an index that has no place there."""
    misplaced = _OTHER_RANGE.search(told.partition("\n")[0])
    if misplaced is None:
        return found
    why = f"{misplaced[1]} counts nothing here: the sum over it is missing, or another index belongs there" \
        if misplaced[1] else "an index stands where another one belongs"
    return replace(found, code="index", feedback=f"{why}\n{found.feedback}", why=found.why or why,
                   credit=found.credit or RUBRIC["index"])


def _says(question: Question) -> tuple[str, ...]:
    """What a question asks and defines, in words, names aside that it does not use."""
    assert question.claim is not None
    assert question.derivation is not None
    defined = [tree for family in question.derivation.defined for tree in family.defining]
    said = map(text, (question.claim.lhs, question.claim.rhs, *defined, *question.claim.given))
    return tuple(re.sub(r"_(\d+)\b", r"[\1]", one) for one in said)  # x_1 is the first x, where there is an x_i


def _new(ours: Derivation, theirs: Derivation) -> list[str]:
    return [name for name in _names(theirs) if name not in _names(ours)]


def _names(derivation: Derivation) -> list[str]:
    return [family.latex for family in (*derivation.declared, *derivation.defined)]


def is_same(question: Question, mistake: str, answer: str) -> bool:
    """Whether an answer is what a listed mistake is."""
    if question.derivation is not None and question.claim is not None:
        here = asked(question.derivation, question.claim, question.called)
        wrong, mine = tree_of(mistake, here), tree_of(answer, here)
        if wrong is not None and mine is not None:
            return isinstance(here.court.prover.prove(wrong, mine), Proved)
    with suppress(ReadError):
        wrong_tree = question.tree(mistake)
        return ordinary.judge(replace(question, right=(wrong_tree,)), answer).verdict == "equivalent"
    return False


__all__ = ["decided", "is_same", "told"]
