"""Asks and judges: which of the two judges decides, and that a question makes sense before it is asked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import Any

from sympy import Eq, evaluate

from symdl.derivation import Derivation, Proved, Refuted
from symdl.errors import HeldFixedError, InputError, LanguageError, ReadError, SymdlError
from symdl.grading import judge, ordinary
from symdl.grading.above import as_members
from symdl.grading.asked import Called, asked
from symdl.grading.checked import Checked, as_text
from symdl.grading.conditioned import parted, under
from symdl.grading.diagnosis import RUBRIC
from symdl.grading.doubts import doubt
from symdl.grading.named import is_named, names_of, sides
from symdl.grading.noted import has_bare_sigma, letters_alone, words_of
from symdl.grading.posed import PLAIN, Reading, made, of_claim, other_readings, with_names, with_roots_below
from symdl.grading.question import Question
from symdl.grading.said import tree_of
from symdl.grading.scalar.context import Context, of_members
from symdl.grading.scalar.decision import Decision
from symdl.grading.scalar.joints import is_by_cases, is_continuous
from symdl.grading.scalar.ordered import is_of_vectors
from symdl.grading.scalar.points import assumed, free_names
from symdl.grading.scalar.words import plus
from symdl.grading.scripts import also_read, words_or_indices
from symdl.grading.sense import refuse_senseless
from symdl.grading.stating import followed_through
from symdl.grading.table import FIELDS, context_of, of_file, refuse_lost_backslashes, rewritten, texts
from symdl.grading.tied import held
from symdl.language import Each, Entry, subterms
from symdl.notation import read, text
from symdl.notation.read import refuse_words
from symdl.notation.reader.escapes import stripped
from symdl.notation.reader.names import braced
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Blank,
    Bound,
    Call,
    Chain,
    Derivative,
    Function,
    Gradient,
    List,
    Member,
    Name,
    Neg,
    Node,
    Power,
    Quotient,
    Transpose,
    walk,
)


def ask(question: str | Path | Mapping[str, Any]) -> Question:
    """A question by the id of a claim, by a file, or as a table with a reference.

    It is tested: the reference must follow from the definitions, and so must every other accepted
    answer; a listed mistake must not. Only a claim that comes with symdl has an id: what arrives as
    data names no file. Other columns that a table has are left alone, but for a key that is nearly one of a question.

    Raises InputError for a question that makes no sense, and ReadError where a formula cannot be read.
    """
    match question:
        case Path():
            return _asked(json.dumps(of_file(question), sort_keys=True))
        case str():
            return of_claim(question)
        case Mapping():
            for key in question.keys() - {*FIELDS}:
                if isinstance(key, str) and (meant := get_close_matches(key, FIELDS, 1, 0.8)):
                    raise InputError(f"a question has no {key}", term=key, hint=f"write {meant[0]}")
            try:
                given = json.dumps(dict(question), sort_keys=True)
            except (TypeError, ValueError, RecursionError):
                raise InputError("a question is made of texts and numbers", term=str(question)[:80]) from None
            return _asked(given)
    raise InputError("a question is the id of a claim, or a table with a reference", term=repr(question)[:80])


@lru_cache(maxsize=512)
def _asked(given: str) -> Question:
    with evaluate(False):  # as in ``answered``
        return _posed(json.loads(given))


def _posed(table: dict[str, Any]) -> Question:
    refuse_lost_backslashes(table)
    table = rewritten(table, braced)
    context = Context.of(context_of(table))
    unused = context.restricts
    try:
        question = made(table)
        said = [tuple(_of_each(question, one) for one in context.assumed)] if context.assumed else []
        while said:
            some = said.pop(0)
            try:
                wider = {**table, "assumptions": [*question.assumptions, *some]}
                assumed(wider["assumptions"], question.notation)
                question, table = made(wider), wider
            except HeldFixedError:
                raise
            except (InputError, ReadError, LanguageError):  # of what has no part in the question, or is no number
                if len(some) > 1:  # each by itself, then
                    said = [(one,) for one in some]
                elif each := of_members(some[0]):
                    said.append((each,))
                else:
                    unused = unused or some[0]
        question = replace(question, context=replace(question.context, restricts=unused))
        if (tie := held(question)) is not None:
            raise HeldFixedError(f"{min(tie.what)} depends on another letter, as is said ({tie.said}), and would be "
                                 "held fixed in a derivative", term=tie.said, hint=_DEFINE)
    except LanguageError as error:
        raise InputError(f"the question cannot be stated: {error.what}", term=error.term or "",
                         hint=error.hint or "write it in the names of one set of formulas") from None
    for written in map(question.spelled, question.written) if not question.declared else ():
        if note := words_or_indices(written, question.notation):
            raise InputError(f"{question.id}: {note.chosen}, and may be {note.other}", term=written, hint=note.declare)
    refuse_senseless(question)
    question = _with_identity(_standing_alone(question, table))
    _test(question, table)
    for definition in texts(table, "definitions"):
        for _, why in also_read(definition, question.notation):
            raise InputError(f"{question.id}: a definition can be read in two ways", term=definition, hint=why)
    for reading in other_readings(question) if question.given else ():
        with suppress(LanguageError, ReadError, InputError):
            other = _standing_alone(made(table, "", reading), table, reading)
            _test(other, table)
            what = " and ".join(reading.numbers) or r"\delta, or i,"
            question = replace(question, otherwise=other, doubt=f"it depends on what {what} is here: the question "
                               "should declare it")
    if question.otherwise is None and question.given and isinstance(reference := table.get("reference"), str):
        for text, why in also_read(reference, question.notation):
            with suppress(LanguageError, ReadError, InputError):
                other = made({**table, "reference": text})
                question = replace(question, otherwise=other, doubt=f"in the question, {why}")
    if question.otherwise is None and (below := with_roots_below(table)) is not None:
        with suppress(LanguageError, ReadError, InputError):
            other = _standing_alone(made(below), below)
            _test(other, below)
            question = replace(question, otherwise=other, doubt="it depends on which of the two roots is meant: the "
                               "question should say what is positive")
    if question.otherwise is None and (through := followed_through(question)) is not None:
        question = replace(question, otherwise=through, doubt=r"it depends on what \partial holds fixed: the question "
                           "should have a straight d for a derivative through every definition, or give what it is")
    return question


def _of_each(question: Question, assumption: str) -> str:
    """What is assumed of a letter that has members alone, x > 0, as said of each of them."""
    parts = [part for text in question.written for part in walk(question.tree(question.spelled(text)))]
    members = {part.name for part in parts if isinstance(part, Member)} - {
        part.text for part in parts if isinstance(part, Name)}
    letters = re.findall(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])|\\[A-Za-z]+", assumption)
    return (members & {*letters} and of_members(assumption)) or assumption


def _with_identity(question: Question) -> Question:
    """The question with a value that is asked for, where its reference is two formulas that are the same.

    Others are equations, to be solved. Raises InputError where a trace or a determinant is said to be what it is not.
    """
    said = question.right[0] if question.right and question.derivation is None and question.left is None else None
    if not isinstance(said, Chain) or said.signs != ("eq",):
        return question
    left, right = said.items
    if not (question.arrays or is_of_vectors(List(said.items))):
        is_identity = not is_named(said) and left != right and not isinstance(left, Blank | List) and (
            ordinary.compared(question, left, right).verdict == "equivalent")
        return replace(question, left=left, right=(right, *question.right[1:])) if is_identity else question
    defined = any(part == head for part in walk(left) for head, _ in question.vectors)
    if is_named(said) and not defined and not (isinstance(left, Call) and {*names_of(left)} == {*names_of(right)}):
        return question
    found = ordinary.compared(question, left, right, dots=ordinary.has_dots(question.written))
    if found.verdict == "equivalent" and left != right:
        return replace(question, left=left, right=(right, *question.right[1:]))
    if found.verdict == "not_equivalent" and (defined or (
            isinstance(left, Call) and {*names_of(left)} == {*names_of(right)})):
        raise InputError(f"{question.id}: the reference is not what it is said to be", term=_two_sides(found),
                         hint="mend the reference, or say what is assumed: A symmetric")
    return question


def _standing_alone(question: Question, table: Mapping[str, Any], reading: Reading = PLAIN) -> Question:
    """The question without the left side of its reference, where it is neither proved nor refuted: that is a name then.

    So are sums that unroll a recurrence, which take an induction. Raises InputError where the left side is another.
    """
    claim = question.claim
    if question.derivation is None or claim is None or claim.lhs is claim.rhs or not question.given:
        return question
    reference = question.spelled(str(table["reference"]))
    said = question.tree(reference)
    known = {name for family in question.derivation.defined for name in (family.name, family.latex)}
    assumed_ = {part.family for relation in (*question.derivation.given, *claim.given) for part in subterms(relation)
                if isinstance(part, Entry)}
    known |= {name for family in assumed_ for name in (family.name, family.latex)}
    head = said.items[0] if isinstance(said, Chain) and (is_named(said) or (
        isinstance(said.items[0], Member) and said.items[0] not in walk(said.items[1]))) else None
    named = head.base if isinstance(head, Power) else head.of if isinstance(head, Derivative) else head
    is_unknown = named is not None and not known & {*names_of(named)}
    if not (is_unknown and isinstance(head, Power)):  # s^2, of which nothing is known, is a name as it stands
        verdict = asked(question.derivation, claim).court.decide_claim(claim)[0].verdict
        if isinstance(verdict, Refuted) and not (is_unknown and isinstance(head, Name | Member | Derivative)):
            raise InputError(f"{question.id}: the reference is not what it is said to be",
                             term=judge.counterexample(verdict.witness, left="the left side", right="the right side"),
                             hint="mend the reference, or the definitions")
        if isinstance(verdict, Proved):
            return question
    if isinstance(said, Chain) and len(said.items) == 2:
        left, right = sides(reference, said)
        with suppress(LanguageError, ReadError, InputError):
            alone = made({**table, "reference": right}, "", reading)
            if alone.derivation is not None and alone.claim is not None and alone.claim.lhs is alone.claim.rhs:
                tree = None
                with suppress(ReadError):
                    tree = read(left, asked(alone.derivation, alone.claim).left)
                return replace(alone, called=Called(left, tree), written=question.written, given=question.given)
        if is_unknown:  # what its letters are is seen with it only
            return replace(question, claim=replace(claim, lhs=claim.rhs), called=Called(left, claim.lhs))
    raise InputError(f"{question.id}: the reference cannot be proved from the definitions",
                     hint="give it without its left side, or write out what it leans on")


def check(question: str | Path | Mapping[str, Any], answer: str, *, explain: bool = True) -> Checked:
    """Judge an answer, in LaTeX or plain text.

    Raises InputError, ReadError for the question, and InputError for an answer that is no text.

    explain   whether what is wrong is looked for
    """
    return answered(ask(question), answer, explain=explain)


def answered(question: Question, answer: str, *, explain: bool = True) -> Checked:
    """Judge an answer to a question at hand; a mistake that the teacher listed is told in the teacher's words."""
    start = perf_counter()
    with evaluate(False):  # all of it, as SymPy empties its caches each time that this changes
        found = _answered(question, answer, explain=explain)
    return replace(found, ms=1000 * (perf_counter() - start))  # all of it, whatever parts of it took


def _answered(question: Question, answer: str, *, explain: bool) -> Checked:
    if question.otherwise is not None and isinstance(answer, str) and (
            any(_stands_alone(letter, answer) for letter in question.applied if not _is_a_function(letter, question))
            or any(_is_parted(name, answer) for name in question.joined if _may_be_parted(name, question))):
        question = question.otherwise
    try:
        written = stripped(as_text(answer))
        if len(written) > _LONGEST:
            raise ReadError(f"the answer has {len(written)} characters, and may have {_LONGEST}", written[:80], 0, 80,
                            "give the formula alone")
        if (parts := parted(written, question.written)) is not None:
            formula, condition = parts
            found = _answered(question, formula, explain=explain)
            return found if _needs(question, condition) else under(condition, found, question.assumptions)
        answer = question.as_read(written)
        question.spelled.refuse_values(answer, question.notation)
        if not question.declared and (note := words_or_indices(answer, question.notation)):
            raise ReadError(f"{note.chosen}, and may be {note.other}", answer, note.start, note.end, note.declare)
    except ReadError as error:
        return Checked(question.id, "invalid", "", "unreadable", error.told)
    if has_bare_sigma(answer) and question.applies_sigma:
        return Checked(question.id, "undecided", "", "open", r"\sigma is the logistic function in the question, and is "
                       "no function in the answer: the question should declare what it is")
    found = _decided(question, answer, explain=explain)
    if found.verdict == "equivalent" and _is_copied(question, answer):
        return Checked(question.id, "invalid", "", "restates", "the answer only repeats what is asked for")
    if explain and found.code in _UNTOLD and found.verdict == "not_equivalent" and question.right \
            and question.derivation is not None:
        found = ordinary.look_again(question, answer, found)
    if why := doubt(question, written, answer, found, _told) or _of_powers(question, answer, found) or _of_lines(
            question, written, found):
        return found.left_open(why)
    found = _as_written(question, found)
    if found.verdict != "not_equivalent":
        return found
    if question.rubric is not None:
        found = replace(found, marks=question.rubric.get(found.code, found.credit))
    for mistake in question.mistakes:
        if _is_same(question, question.as_read(mistake.answer), answer):
            return replace(found, code="mistake", feedback=mistake.says or found.feedback,
                           why=mistake.says or found.why,
                           marks=mistake.marks / question.marks if question.marks else 0.0)
    return found


def _needs(question: Question, condition: str) -> bool:
    """Whether what is asked for has a value only under a condition: 1/x for x ≠ 0, log x for x > 0."""
    with suppress(ReadError):
        said = question.tree(question.as_read(condition))
        if not isinstance(said, Chain) or len(said.items) != 2:
            return False
        (sign,), (left, right) = said.signs, said.items
        gap = {"ne": plus(left, Neg(right)), "gt": plus(left, Neg(right)), "lt": plus(right, Neg(left))}.get(sign)
        parts = [part for tree in question.trees[:1] for part in walk(tree)]
        needed = [part.bottom for part in parts if isinstance(part, Quotient)] if sign == "ne" else [
            part.args[0] for part in parts if isinstance(part, Call) and part.function == Function("log")]
        return gap is not None and any(
            ordinary.compared(question, one, other).verdict == "equivalent" for one in needed
            for other in ((gap, Neg(gap)) if sign == "ne" else (gap,)))
    return False


def _of_lines(question: Question, written: str, found: Checked) -> str:
    """Why an answer of several lines, read as one formula, is not right: one of them is the answer by itself."""
    lines = [line for line in written.splitlines() if line.strip()]
    if found.verdict != "equivalent" or len(lines) < 2 or any(map(_GOES_ON.match, lines[1:])):
        return ""
    for line in lines:
        with suppress(ReadError):
            if _told(question, question.as_read(line)).verdict == "equivalent":
                return "there are several lines, which may be several answers: write one"
    return ""


_GOES_ON = re.compile(r"\s*(?:&\s*)?(?:[=+\-*/^_<>)\]}]|\\(?:cdot|times|right|le|ge|approx|equiv|in)(?![a-z]))")


def _of_powers(question: Question, answer: str, found: Checked) -> str:
    r"""Why a verdict is not told that hangs on what stands above a letter being an exponent: g^t may be of a step."""
    if found.verdict not in ("equivalent", "not_equivalent") or not question.given or "^" not in answer:
        return ""
    names = question.above
    if not names:
        return ""
    below = as_members(names)
    is_right = False  # where it says which one it is
    with suppress(SymdlError):
        other = ask(rewritten(json.loads(question.given), below))
        then = _told(other, other.as_read(below(answer)))
        is_right = then.verdict == "equivalent" or (found.verdict == "not_equivalent" and bool(then.agrees))
    if is_right == (found.verdict == "equivalent"):
        return ""
    shown = [*filter(None, names.values())]
    return (f"what stands above {' and '.join(shown)} may be a power, or say which one it is: the question should "
            f"write {shown[0]}_t for that")


def _is_copied(question: Question, answer: str) -> bool:
    """Whether an answer is the left side of a reference as it stands: of ln(a/b) = ln a - ln b, to be worked out."""
    asked = question.trees[0] if question.trees else None
    if not isinstance(asked, Chain) or asked.signs != ("eq",) or asked.items[0] == asked.items[1]:
        return False
    left = asked.items[0]
    is_name = isinstance(left, Name | Member) or (isinstance(left, Call) and isinstance(left.function, Name))
    with suppress(ReadError):
        return not is_name and bool(names_of(left)) and question.tree(answer) == left
    return False


def _is_a_function(letter: str, question: Question) -> bool:
    r"""Whether a letter before a bracket is hardly ever a number: f and \phi, but no h, as in h (1 - p)."""
    return letter in _FUNCTIONS and not any(re.search(rf"{re.escape(letter)}\s*\^", text) for text in question.written)


def _stands_alone(letter: str, answer: str) -> bool:
    """Whether a letter stands in an answer without a bracket behind it, so that it is a number and no function."""
    if re.search(rf"(?<![A-Za-z\\]){re.escape(letter)}(?![A-Za-z'])(?!\s*(?:\^\{{?\d\}}?)?\s*(?:\\left\s*)?[(\[])",
                 answer):
        return True
    # In K H, written KH, K is applied to nothing.
    return len(letter) == 1 and bool(re.search(rf"(?<![A-Za-z\\])[A-Z]?{letter}[A-Z](?![A-Za-z(])", answer))


def _may_be_parted(name: str, question: Question) -> bool:
    """Whether letters side by side may be a product: two only if they stand nowhere else, as the w and t of sin(wt)."""
    others = letters_alone(question.written).union(*({*other} for other in question.joined if other != name))
    return len(name) > 2 or not {*name} & others


def _is_parted(name: str, answer: str) -> bool:
    """Whether an answer has the letters of a name, and not the name: then it is a product."""
    runs = re.findall(r"(?<![A-Za-z\\])[A-Za-z]+", answer)
    return name not in runs and {*name} <= {letter for run in runs if {*run} <= {*name} for letter in run}


_LONGEST = 20_000
_FUNCTIONS = frozenset(("f", r"\phi", r"\varphi", r"\psi", r"\Gamma"))
_DEFINE = "write a definition, with a name on the left and all of it on the right, or that it is constant"
_UNTOLD = ("counterexample", "special-case", "vanishes")


def _as_written(question: Question, found: Checked) -> Checked:
    """With names as the question prints them, where they are called otherwise: sigma^2, not sigma__2."""
    families = () if question.derivation is None else (*question.derivation.declared, *question.derivation.defined)
    twofold = question.spelled.twofold
    called = {family.name: re.sub(r"([_^])\{(\w)\}", r"\1\2", twofold.shown(family.latex)) for family in families
              if "__" in family.name or twofold.shown(family.latex) != family.latex}
    if not called and not twofold.letters and not twofold.squared:
        return found
    names = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, sorted(called, key=len, reverse=True)))})(?!\w)")

    def printed(said: str) -> str:
        return twofold.shown(names.sub(lambda name: called[name[1]], said) if called else said)

    witness = found.witness and replace(found.witness, values={printed(n): v for n, v in found.witness.values.items()})
    return replace(found, feedback=printed(found.feedback), why=printed(found.why), witness=witness,
                   read=twofold.shown(found.read))


def _is_same(question: Question, mistake: str, answer: str) -> bool:
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


def _told(question: Question, answer: str) -> Checked:
    """The verdict alone."""
    return _decided(question, answer, brief=True)


def _decided(question: Question, answer: str, *, explain: bool = False, brief: bool = False) -> Checked:
    """The verdict: by the prover, and by exact rules and SymPy where it cannot tell."""
    if question.derivation is None or question.claim is None or _brings_matrices(question, answer):
        return ordinary.judge(question, answer, explain=explain)
    found = judge.judge(question.derivation, question.claim, answer, called=question.called,
                        strict=question.strict, explain=explain, brief=brief)
    if explain and found.verdict == "not_equivalent":
        found = _from_later(question, answer, found)
    if found.code == "names" and not question.declared and question.given:
        found = _with_names(question, answer, found, explain=explain)
    elif found.code == "unreadable" and not question.declared and question.given:
        found = _with_other_ranges(question, answer, found, explain=explain)
    if found.verdict in ("invalid", "undecided") and found.code not in ("restates", "definitions") and question.right:
        other = ordinary.judge(question, answer, explain=explain)
        if other.verdict in ("equivalent", "not_equivalent") or (other.verdict == "undecided" and (
                found.code == "elsewhere" or (found.verdict == "undecided" and other.agrees and not found.method))):
            return replace(other, ms=found.ms + other.ms)
    elif not question.right and found.code in ("elsewhere", "open", "unreadable") and (
            out := _written_out(question, answer, explain=explain)) is not None:
        out = replace(out, read=found.read or out.read, ms=found.ms + out.ms)
        return _misplaced(out, found.feedback) if out.code == "counterexample" else out
    return found


_FROM_LATER = re.compile(r"(\\sum(?:\\limits)?\s*_\s*\{\s*[A-Za-z]\s*=\s*)([2-9])(?=\s*\})")


def _from_later(question: Question, answer: str, found: Checked) -> Checked:
    """A wrong answer, told where a sum should start, if that is what is wrong: it is read as the whole less a term."""
    for start in _FROM_LATER.finditer(answer):
        whole = f"{answer[: start.start(2)]}1{answer[start.end(2) :]}"
        if _decided(question, whole, brief=True).verdict == "equivalent":
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
    again = judge.judge(wider.derivation, wider.claim, answer, called=wider.called, strict=wider.strict,
                        explain=explain)
    if again.verdict == "equivalent":
        return again
    if question.right and again.verdict != "invalid":
        return replace(again, feedback=f"{found.feedback.splitlines()[0]}\n{again.feedback}")
    return found


_OTHER_RANGE = re.compile(r"has shape .* but is used with|(\w+) is not bound here")
_NO_MEMBER = "need not have a member"


def _with_other_ranges(question: Question, answer: str, found: Checked, *, explain: bool) -> Checked:
    """The verdict on an answer in which an index stands where it has no place: it can be read, and is wrong.

    What i and j count may be the same things, which a question does not always say: then the answer is looked at so.
    One that has an x_2 is judged where there is one.
    """
    told = found.feedback.partition("\n")[0]
    if _OTHER_RANGE.search(told) is None and _NO_MEMBER not in told:
        return found
    try:
        wider = with_names(question, answer, picks=_NO_MEMBER in told)
    except (LanguageError, ReadError, InputError):
        return found
    if wider.derivation is None or wider.claim is None or _says(wider) != _says(question):
        return found
    again = judge.judge(wider.derivation, wider.claim, answer, called=wider.called, strict=wider.strict,
                        explain=explain)
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


def _two_sides(found: Decision) -> str:
    if found.witness is None:
        return found.reason
    where = ", ".join(f"{name} = {value}" for name, value in found.witness.values)
    return f"{f'for {where}, ' * bool(where)}the left side is {found.witness.reference}, and the right side is " \
           f"{found.witness.answer}"


def _test(question: Question, table: Mapping[str, Any]) -> None:
    """Raises InputError if the reference does not follow, another accepted answer neither, or a mistake does."""
    if question.left is not None:
        right = question.right[0]
        right = right.items[1] if isinstance(right, Chain) else right
        dots, loose = ordinary.has_dots(question.written), replace(question, strict=False)
        found = ordinary.compared(loose, question.left, right, dots=dots)
        by = question.left.by if isinstance(question.left, Gradient) else None
        if found.verdict == "not_equivalent" and isinstance(by, Name) and not by.text[:1].isupper():  # as a row
            turned = ordinary.compared(loose, question.left, Transpose(right), dots=dots)
            found = turned if turned.verdict == "equivalent" else found
        if found.verdict == "not_equivalent":
            raise InputError(f"{question.id}: the reference is not what it is said to be", term=_two_sides(found),
                             hint="mend the reference or the definitions, or say what is assumed: A symmetric, x > 0")
        if found.verdict != "equivalent" and question.spelled.numbers:
            raise InputError(f"{question.id}: the reference cannot be proved from the definitions", term=found.reason,
                             hint="give it without its left side, or write out what it leans on")
    for accepted in texts(table, "accept"):
        judged = _decided(question, question.as_read(accepted))
        if judged.verdict != "equivalent":
            raise InputError(f"{question.id}: an accepted answer is not proved to be right", term=accepted,
                             hint=judged.feedback)
    for mistake in question.mistakes:
        judged = _decided(question, question.as_read(mistake.answer))
        if judged.verdict == "invalid":
            raise InputError(f"{question.id}: a listed mistake is no answer to it", term=mistake.answer,
                             hint=judged.feedback)
        if judged.verdict == "equivalent":
            raise InputError(f"{question.id}: a listed mistake is right", term=mistake.answer,
                             hint="take it off the list")


__all__ = ["answered", "ask", "check"]
