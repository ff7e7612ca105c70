"""Judges: an answer as a person gave it, what keeps its verdict from being told, and how it is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

from sympy import evaluate

from symdl.errors import ReadError
from symdl.grading import ordinary
from symdl.grading.answers.alike import is_written_alike
from symdl.grading.answers.components import with_entries
from symdl.grading.answers.counted import at_sizes
from symdl.grading.answers.derived import carried_out
from symdl.grading.answers.headed import (
    body_of,
    in_our_letters,
    is_of_another,
    of_another_loss,
    of_something_else,
    other_index,
    squared,
)
from symdl.grading.answers.implied import judged, steps
from symdl.grading.answers.primes import letter_of, of_unknown, with_slopes
from symdl.grading.answers.scaled import with_numbers
from symdl.grading.answers.unsolved import is_unsolved
from symdl.grading.answers.vacuous import stands_nowhere
from symdl.grading.checked import UNTOLD, Checked, as_text
from symdl.grading.doubts.conditioned import parted, under
from symdl.grading.doubts.in_use import in_use
from symdl.grading.doubts.matrices import is_of_numbers_alone
from symdl.grading.doubts.reasons import doubt
from symdl.grading.doubts.suited import is_of_its_letters, suited, without_words
from symdl.grading.doubts.unfixed import gap, integral_alone, left_open, takes_every_value
from symdl.grading.doubts.wary import may_be_right
from symdl.grading.doubts.whole import at_integers
from symdl.grading.meanings.pairs import speaks_of_a_number
from symdl.grading.meanings.rescue import weighed
from symdl.grading.named import names_of, sides
from symdl.grading.proved.abbreviations import split
from symdl.grading.proved.laws import UNSAID
from symdl.grading.question import Question
from symdl.grading.questions.asking import apart_from, ask
from symdl.grading.questions.deciding import decided, is_same, told
from symdl.grading.questions.examples import written_out
from symdl.grading.questions.joint import follows
from symdl.grading.questions.losses import is_higher, is_made_so, vector_of, with_gradients_by
from symdl.grading.questions.repeated import repeats
from symdl.grading.questions.scripts import words_or_indices
from symdl.grading.questions.shorthand import partials_written_out
from symdl.grading.scalar.linear.decide import NO_PLACE
from symdl.grading.scalar.ordered import is_of_vectors
from symdl.grading.scalar.overlaps import overlap
from symdl.grading.scalar.points import assumed
from symdl.grading.scalar.trees import plus
from symdl.grading.typed.applied import GAP, closed, start_of
from symdl.grading.typed.marks import (
    refuse_marks,
    with_plain_signs,
    with_two_signs,
    without_inner_dollars,
    without_long_gaps,
)
from symdl.grading.typed.noted import has_bare_sigma, letters_alone
from symdl.grading.typed.operators import (
    with_dots_last,
    with_longer_exponents,
    with_numbers_in_brackets,
    with_usual_names,
)
from symdl.notation.reader.escapes import stripped
from symdl.notation.reader.syntax import (
    Call,
    Chain,
    Function,
    Member,
    Name,
    Neg,
    Quotient,
    walk,
)

_LONGEST = 20_000
_FUNCTIONS = frozenset(("f", r"\phi", r"\varphi", r"\psi", r"\Gamma"))
_UNTOLD = ("counterexample", "special-case", "vanishes")


def check(question: str | Path | Mapping[str, Any], answer: str, *, explain: bool = True) -> Checked:
    """Judge an answer, in LaTeX or plain text.

    Raises InputError, ReadError for the question, and InputError for an answer that is no text.

    explain   whether what is wrong is looked for
    """
    return answered(ask(question), answer, explain=explain)


def answered(question: Question, answer: str, *, explain: bool = True) -> Checked:
    """Judge an answer to a question at hand; a mistake that the teacher listed is told in the teacher's words."""
    start = perf_counter()
    answer = without_long_gaps(answer) if isinstance(answer, str) else answer
    given = answer
    if isinstance(answer, str):
        try:
            question = apart_from(question, answer)
            answer = question.as_said(answer)
        except ReadError as error:
            return Checked(question.id, "invalid", "", "unreadable", error.told)
    with evaluate(False):  # all of it, as SymPy empties its caches each time that this changes
        found = _answered(question, answer, explain=explain)
        if found.verdict == "invalid" and isinstance(answer, str) and (ours := in_our_letters(question, answer)):
            renamed = _answered(question, ours, explain=explain)
            found = renamed if renamed.verdict != "invalid" else found
        if found.verdict == "invalid" and isinstance(answer, str) and _SLOPES.search(answer) and (
                other := written_out(question.given)) is not None and not is_of_another(question, answer):
            inside = _answered(other, answer, explain=explain)
            found = inside if inside.verdict != "invalid" else found
    if found.verdict == "undecided" and isinstance(answer, str) and found.feedback.startswith(UNTOLD) and (
            is_written_alike(question, answer)):
        found = replace(found, verdict="equivalent", method="proved", code="proved", feedback="right, as the reference "
                        "is written so, too", agrees=None, credit=1.0)
    if found.verdict == "equivalent" and question.unproved:
        found = replace(found, feedback=f"{found.feedback} (as the question has it: nothing given here proves its "
                                        "reference)")
    if found.verdict == "invalid" and isinstance(answer, str):
        found = replace(found, feedback=_OURS.sub("", _quoted(found.feedback, answer)))
    if question.latin and answer != given:
        found = replace(found, feedback="\n".join((found.feedback, *(
            f"({letter} is read for {other})" for other, letter in question.latin if other in given))))
    return replace(found, ms=1000 * (perf_counter() - start))  # all of it, whatever parts of it took


def _answered(question: Question, answer: str, *, explain: bool) -> Checked:
    if question.otherwise is not None and isinstance(answer, str) and (
            any(_stands_alone(letter, answer) for letter in question.applied if not _is_a_function(letter, question))
            or any(_is_parted(name, answer) for name in question.joined if _may_be_parted(name, question))):
        question = question.otherwise
    try:
        written = with_plain_signs(without_inner_dollars(stripped(as_text(answer))))
        written = with_two_signs(written, question.written)
        refuse_marks(written[:_LONGEST])
        if not question.declared:
            written = with_numbers_in_brackets(written, question.written, question.names)
        given = written = partials_written_out(question.respelled(written), question.written[1:])
        if len(written) > _LONGEST:
            raise ReadError(f"the answer has {len(written)} characters, and may have {_LONGEST}", written[:80], 0, 80,
                            "give the formula alone")
        if formulas := steps(written):
            return judged(question, formulas, lambda one: _answered(question, one, explain=explain))
        if (parts := parted(written, question.written)) is not None:
            formula, condition = parts
            found = _answered(question, formula, explain=explain)
            return found if _needs(question, condition) else under(condition, found, question.assumptions)
        if ("'" in written or "prime" in written) and not any(name.endswith("'") for name in question.names):
            written = with_slopes(question.spelled.with_arguments(written, letter_of(question)), question)
        written = of_unknown(question, written)
        named = with_usual_names(written, question.written, question.names)
        answer = question.as_read(with_dots_last(named) if question.of_vectors else named)
        answer = with_entries(question, _turned(question, answer))
        question.spelled.refuse_values(answer, question.notation)
        if not question.declared and (note := words_or_indices(answer, question.notation)):
            raise ReadError(f"{note.chosen}, and may be {note.other}", answer, note.start, note.end, note.declare)
    except ReadError as error:
        return Checked(question.id, "invalid", "", "unreadable", error.told)
    if has_slope_asked_for(question, written):
        return Checked(question.id, "invalid", "", "restates", "the derivative that is asked for stands in the answer")
    if has_bare_sigma(answer) and question.applies_sigma:
        return Checked(question.id, "undecided", "", "open", r"\sigma is the logistic function in the question, and is "
                       "no function in the answer: the question should declare what it is")
    if by := vector_of(question):
        answer = with_gradients_by(answer, by)
    if is_made_so(question):
        with suppress(ReadError):
            if is_higher(question.tree(answer)):
                return Checked(question.id, "undecided", "", "open", "nothing is said of such derivatives here")
    found = carried_out(question, answer, decided(question, answer, explain=explain))
    if found.verdict != "equivalent" and (body := body_of(question, given)):
        alone = decided(question, question.as_read(body), explain=explain)  # y' may be read as another derivative
        found = alone if alone.verdict == "equivalent" else found
    if found.verdict == "not_equivalent" and (integral := integral_alone(question.given)) is not None:
        alone = decided(integral, answer)
        if alone.verdict == "equivalent" and (where := gap(question, answer)):
            return found.left_open(f"equal where both are defined, but the answer has no value at {where}")
        found = alone if alone.verdict == "equivalent" else found
    if found.verdict == "not_equivalent" and (longer := with_longer_exponents(answer)) != answer and decided(
            question, longer).verdict == "equivalent":
        return found.left_open("right if the exponent is all that follows: write brackets around it")
    if is_of_numbers_alone(question, answer, found, decided):
        return found.left_open("this was judged for numbers, and its letters may be matrices")
    found = at_integers(question, answer, found, lambda other: decided(other, other.as_read(answer), explain=explain))
    found = at_sizes(question, answer, found, lambda other: decided(other, other.as_read(answer), explain=explain))
    found = with_numbers(question, answer, found, lambda other: decided(other, other.as_read(answer)))
    if found.verdict == "equivalent" and is_of_another(question, given):
        return Checked(question.id, "invalid", "", "elsewhere", f"the left side, {given.partition('=')[0].strip()}, "
                       "is not what is asked for: leave it out")
    if found.verdict == "equivalent" and (left := of_something_else(question, given)):
        return found.left_open(f"right, if the left side, {left}, is what is asked for, and nothing says so: "
                               "leave it out")
    if found.verdict == "equivalent" and (letter := other_index(question, given)):
        return Checked(question.id, "invalid", "", "elsewhere", f"the right side has the index {letter}, and the left "
                       f"side, {given.partition('=')[0].strip()}, has another: write one letter for both")
    if (found.verdict == "equivalent" and _is_copied(question, answer)) or (
            (found.verdict == "equivalent" or _has_invented(found)) and repeats(question, written)):
        return Checked(question.id, "invalid", "", "restates", "the answer only repeats what is asked for")
    if found.verdict == "equivalent" and (letter := stands_nowhere(question, answer)):
        return Checked(question.id, "invalid", "", "unreadable", f"{letter} does not stand in it: leave out what is "
                       f"said of {letter}")
    if found.verdict == "equivalent" and (said := _overlap(question, answer)):
        return found.left_open(f"right, if of cases that hold at once the first one counts: {said}")
    if found.verdict == "equivalent" and is_unsolved(question, written):
        return found.left_open("right, and not solved yet: say what the letter is")
    if explain and found.code in _UNTOLD and found.verdict == "not_equivalent" and question.right \
            and question.derivation is not None:
        found = ordinary.look_again(question, answer, found)
    if found.verdict == "not_equivalent" and (letter := takes_every_value(question, answer)):
        if where := gap(question, answer):
            return found.left_open(f"equal where both are defined, but the answer has no value at {where}")
        return replace(found, verdict="equivalent", method="proved", code="proved", witness=None, credit=1.0, why="",
                       feedback=f"right, as {letter} is an arbitrary constant")
    if found.verdict == "not_equivalent" and (why := left_open(question, answer)):
        return found.left_open(why)
    if found.verdict == "not_equivalent" and (square := squared(question, answer)) and (
            (of_it := decided(question, square)).verdict == "equivalent" or of_it.code == "domain"):
        return found.left_open(f"what is asked for is {square.partition('=')[0].strip()}: give that, without the root")
    if found.verdict == "not_equivalent" and found.witness is not None and (
            by := follows(question, found.witness.values)):
        return found.left_open(f"the derivative by {by} follows from another one, and is a number of its own here")
    if found.verdict == "not_equivalent" and (why := may_be_right(
            question, written, found, lambda other: _answered(other, given, explain=False))):
        return found.left_open(why)
    why = doubt(question, written, answer, found, told)
    if why or (found.verdict == "undecided" and question.of_vectors):
        return _beside_words(question, given, found, explain=explain) or (_left_open(found, why) if why else found)
    if found.verdict == "not_equivalent" and explain:
        found = in_use(question, found, lambda other: _answered(other, given, explain=explain))
    found = _as_written(question, found)
    if found.verdict == "equivalent" and (left := of_another_loss(question, given)):
        return replace(found, feedback=f"{found.feedback} (if {left} is another name for what is asked for)")
    if found.verdict != "not_equivalent":
        return found
    if question.rubric is not None:
        found = replace(found, marks=question.rubric.get(found.code, found.credit))
    for mistake in question.mistakes:
        if is_same(question, question.as_read(mistake.answer), answer):
            return replace(found, code="mistake", feedback=mistake.says or found.feedback,
                           why=mistake.says or found.why,
                           marks=mistake.marks / question.marks if question.marks else 0.0)
    return found


def _left_open(found: Checked, why: str) -> Checked:
    """A verdict taken back; where words may make a wrong answer right, where its formula differs is told as well."""
    opened = found.left_open(why)
    if found.verdict != "not_equivalent" or not why.startswith(_IN_WORDS) or not (seen := _AT.search(found.feedback)):
        return opened
    return replace(opened, agrees=False, feedback=f"{why}\nwithout these words, {seen[0]}")


_IN_WORDS = "the question says more in words"
_AT = re.compile(r"^at .*$", re.MULTILINE)


def _beside_words(question: Question, answer: str, found: Checked, *, explain: bool) -> Checked | None:
    """The verdict where all that words may say besides is known, and changes nothing; None if it may change it."""
    if not (question.context.more if question.of_vectors else question.context.restricts):
        return None
    if found.verdict != "not_equivalent" and (plain := without_words(question)) is not None:
        then = _answered(plain, answer, explain=explain)
        if then.verdict == "equivalent":
            return then
    if found.verdict == "equivalent" or speaks_of_a_number(question):
        return None
    first: Checked | None = None
    for other in suited(question, answer):
        one = _answered(other, answer, explain=explain and first is None)
        if one.verdict != "not_equivalent" or not is_of_its_letters(question, one):
            first = None
            break
        first = first or one
    for other in weighed(question, answer) if first is None else ():
        one = _answered(other, answer, explain=explain and first is None)
        is_seen = one.witness is not None or any(map(is_of_vectors, question.right))
        if first is not None and one.feedback.endswith(NO_PLACE):
            continue  # where the reference has no value, nobody asks for it
        if one.verdict != "not_equivalent" or not is_seen:
            return None
        first = first or one
    return first


_SLOPES = re.compile(r"'|\\[dt]?frac\s*\{\s*d|\bd\w*/d")


_OURS = re.compile(rf"\b{UNSAID}\w*, ")
"""Names that nobody wrote, where those of the question are listed."""


def _quoted(feedback: str, answer: str) -> str:
    """What is told of an answer with the answer as it was given above the caret: what was put in tells too much."""
    lines = feedback.split("\n")
    for place, (line, carets) in enumerate(pairwise(lines)):
        marks = _CARETS.fullmatch(carets)
        if marks is None or _bare(line) in _bare(answer):
            continue
        start = answer.find(line[marks.start(1) : marks.end(1)].strip())
        if start < 0 or "\n" in answer or len(answer) > _WIDEST:
            return "\n".join([*lines[:place], *lines[place + 2 :]])
        lines[place : place + 2] = [f"    {answer}", f"    {' ' * start}{carets.strip()}"]
    return "\n".join(lines)


def _bare(text: str) -> str:
    return re.sub(r"[\s{},]|\.{3}", "", text)


_CARETS = re.compile(r"\s*(\^+)\s*")
_WIDEST = 100  # characters


def _overlap(question: Question, answer: str) -> str:
    """Where two cases of an answer hold, and say two things; "" if that is nowhere."""
    formula, clauses = split(answer)
    for text in (formula, *clauses) if "cases" in answer or r"\begin" in answer else ():
        with suppress(ReadError):
            if said := overlap(question.tree(text), assumed(question.assumptions, question.notation), question.trees):
                return said
    return ""


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


def _turned(question: Question, answer: str) -> str:
    """An answer a = b with what is asked for on its left, where that stands on its right."""
    asked = question.trees[0] if question.trees else None
    if not isinstance(asked, Chain) or asked.signs != ("eq",) or answer.count("=") != 1:
        return answer
    with suppress(ReadError):
        said = question.tree(answer)
        if isinstance(said, Chain) and said.signs == ("eq",) and said.items[1] == asked.items[0] != said.items[0]:
            left, right = sides(answer, said)
            return f"{right.strip()} = {left.strip()}"
    return answer


def _has_invented(found: Checked) -> bool:
    """Whether an answer is refuted with a value for a function that nothing defines."""
    return found.verdict == "not_equivalent" and found.witness is not None and any(
        "(" in name for name in found.witness.values)


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


def has_slope_asked_for(question: Question, written: str) -> bool:
    """Whether an answer has the derivative that is asked for at what its letter is a part of: f'(x + 0), of f'(x)."""
    asked = _SLOPE.match(question.written[0]) if question.written else None
    if asked is None or asked["name"] not in dict(question.spelled.functions):
        return False
    value = re.compile(rf"{start_of(asked['name'])}{asked['primes']}'*{GAP}\(")
    letter = re.compile(rf"(?<![A-Za-z\\]){re.escape(asked['letter'])}(?![A-Za-z])")
    said = written.rpartition("=")[2]
    if value.search(question.written[0], asked.end()):
        return False
    inside = [said[one.end() : closed(said, one.end())] for one in value.finditer(said)]
    return any(letter.search(one) and not letter.fullmatch(one.strip()) for one in inside)


_SLOPE = re.compile(r"\s*(?P<name>\\?[A-Za-z]+)(?P<primes>'+)\s*\(\s*(?P<letter>\\?[A-Za-z]+)\s*\)\s*=")


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


__all__ = ["answered", "ask", "check", "has_slope_asked_for"]
