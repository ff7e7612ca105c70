"""Asks: a question is made of what was given, in every way it can be read, and tested before it is asked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from sympy import Integer, evaluate

from symdl.derivation import Proved, Refuted
from symdl.errors import HeldFixedError, InputError, LanguageError, ReadError, SymdlError
from symdl.grading import ordinary
from symdl.grading.named import is_named, names_of, sides, written_sides
from symdl.grading.proved import judging, moments
from symdl.grading.proved.asked import Called, asked
from symdl.grading.proved.laws import UNSAID, are_laws, laws, with_laws_as_words
from symdl.grading.question import Question
from symdl.grading.questions.deciding import decided
from symdl.grading.questions.examples import with_functions
from symdl.grading.questions.factors import joined
from symdl.grading.questions.in_entries import in_entries
from symdl.grading.questions.losses import with_unknown_losses
from symdl.grading.questions.posed import PLAIN, Reading, made, of_claim, other_readings, with_roots_below
from symdl.grading.questions.scripts import also_read, words_or_indices
from symdl.grading.questions.sense import refuse_senseless
from symdl.grading.questions.shorthand import written_out
from symdl.grading.questions.standard import without_standard
from symdl.grading.questions.stating import followed_through
from symdl.grading.questions.tied import held
from symdl.grading.questions.worded import in_letters
from symdl.grading.scalar.context import LETTER, Context, of_members, speaks_of_matrices
from symdl.grading.scalar.decision import Decision
from symdl.grading.scalar.ordered import is_of_vectors
from symdl.grading.scalar.points import assumed, free_names
from symdl.grading.table import (
    FIELDS,
    context_of,
    of_file,
    refuse_lost_backslashes,
    rewritten,
    texts,
    with_two_sides,
    without_task,
)
from symdl.grading.typed.glued import before_functions
from symdl.grading.typed.latin import in_latin, latin_letters, taken_by
from symdl.grading.typed.marks import with_plain_signs
from symdl.grading.typed.samples import in_entries_of_samples
from symdl.grading.typed.scripted import in_order, is_latex
from symdl.grading.typed.starred import has_dots
from symdl.grading.typed.vectorised import as_question, without_short_forms
from symdl.language import REALS, Entry, derivative, subterms
from symdl.notation import read
from symdl.notation.reader.names import braced
from symdl.notation.reader.syntax import (
    Blank,
    Call,
    Chain,
    Derivative,
    Gradient,
    List,
    Member,
    Name,
    Power,
    Transpose,
    walk,
)
from symdl.verification.decide import court_of

_DEFINE = "write a definition, with a name on the left and all of it on the right, or that it is constant"


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


def apart_from(question: Question, text: str) -> Question:
    r"""A question that is read in letters which an answer does not have: its k is no \tau for which k is read.

    Raises ReadError where no letter is left for that.
    """
    taken = taken_by(text)
    beside = [pair for pair in question.latin if pair[1] in taken]
    if not beside:
        return question
    with suppress(SymdlError):
        if (found := _asked(question.told, taken)).latin:
            return found
    other, letter = beside[0]
    raise ReadError(f"{letter} is read for {other} here, and stands beside it", text, 0, len(text),
                    f"write another letter than {letter}")


@lru_cache(maxsize=512)
def _asked(given: str, avoided: frozenset[str] = frozenset()) -> Question:
    table = json.loads(given)
    is_ordered = is_latex(table)
    if is_ordered:
        table = rewritten(table, in_order)
    letters = latin_letters(table, avoided)
    with evaluate(False):  # as in ``answered``
        question = _posed(rewritten(table, lambda text: in_latin(text, letters)))
    return replace(question, latin=letters, told=given, is_ordered=is_ordered) if letters or is_ordered else question


_INVERSE = re.compile(rf"^\s*({LETTER})\s*\^\s*\{{\s*-\s*1\s*\}}\s*=")
"""c^{-1} = ab says what c is, of numbers."""


def _posed(table: dict[str, Any]) -> Question:
    table = without_task(table)
    refuse_lost_backslashes(table)
    table = rewritten(table, lambda text: braced(with_plain_signs(text)))
    table = _without_programs(table)
    formulas = [str(table.get("reference")), *texts(table, "definitions")]
    table = rewritten(table, lambda text: without_short_forms(text, formulas))
    table = {**without_standard(with_two_sides(table))}
    if texts(table, "definitions") and not speaks_of_matrices(context_of(table)):
        table["definitions"] = [_INVERSE.sub(r"\\frac{1}{\1} =", text) for text in texts(table, "definitions")]
    if isinstance(reference := table.get("reference"), str):
        definitions = texts(table, "definitions")
        table["reference"] = before_functions(written_out(reference, definitions), definitions)
    table = {**with_unknown_losses(in_entries_of_samples(in_entries(table)))}
    if not are_laws(table.get("laws")):
        table.pop("laws", None)
    if (worked := _with_laws(table)) is not None:
        return worked
    table = {**with_laws_as_words(table)}
    if (of_a_moment := moments.named(table)) is not None and _is_unread(table):
        called, alone = of_a_moment
        return replace(_of_table(alone), called=Called(called), unproved=True)
    question = _of_table(table)
    if (tried := with_functions(table)) is not None:
        with suppress(LanguageError, ReadError):
            try:
                _of_table({**tried})
            except InputError as error:
                if error.what.endswith(_IS_NOT_SO):
                    some = ", ".join(texts(tried, "definitions")[len(texts(table, "definitions")) :])
                    raise InputError(error.what, term=f"of {some}, {error.term}", hint=error.hint) from None
    return question


def _without_programs(table: dict[str, Any]) -> dict[str, Any]:
    """A table whose formulas are none of Python, where nothing declares how they are written. Raises ReadError."""
    if table.get("notation") not in (None, "text") or not isinstance(table.get("reference"), str):
        return table
    words = context_of(table)
    said = {"reference": [table["reference"]]}
    said |= {field: texts(table, field) for field in ("accept", "definitions") if table.get(field)}
    read_ = as_question(said, words, Context.of(words).kinds)
    changed = {field: some for field, some in read_.items() if some != said[field]}
    return {**table, **{field: some[0] if field == "reference" else some for field, some in changed.items()}}


def _with_laws(table: dict[str, Any]) -> Question | None:
    """The question with what words say is random; None if they do not say all of it, or not what is asked for.

    Raises InputError for a reference that is not so.
    """
    if not _MEANS.search(f"{table.get('reference')} {table.get('definitions')}") or table.get("claim") or table.get(
            "parts") or table.get("laws") or (known := laws(table)) is None:
        return None
    with suppress(LanguageError, ReadError):
        left, *_ = written_sides(str(table["reference"]))
        needs_more = not known.is_whole and _needs_more(made({**known.table, "reference": left}))
        if needs_more and _has_new_letters(table):
            return None
        try:
            question = _of_table({**(known.least if needs_more else known.table)})
            return None if needs_more else question
        except InputError as error:
            if error.what.endswith(_IS_NOT_SO):
                raise
    return None


def _has_new_letters(table: Mapping[str, Any]) -> bool:
    """Whether the right side of a reference may speak of what is not said: a variance, as a letter of its own."""
    _, *right = written_sides(str(table["reference"]))
    letters, known = ({re.sub(r"[_^].*|\\", "", letter) for letter in re.findall(LETTER, text)} for text in (
        " ".join(right), f"{context_of(table)} {' '.join(texts(table, 'definitions'))}"))
    return not letters <= known


def _needs_more(question: Question) -> bool:
    """Whether what is asked for may depend on a mean or a variance of which nothing is said."""
    if question.derivation is None or question.claim is None:
        return True
    asked_, court = question.claim.lhs, court_of(question.derivation, question.claim)
    return not all(isinstance(court.prover.prove(derivative(asked_, Entry(family)), Integer(0)), Proved)
                   for family in question.derivation.declared if family.name.startswith(UNSAID))


_MEANS = re.compile(r"(?<![A-Za-z])(?:E|Var)\b|\\(?:mathbb|operatorname)\s*\{?\s*[EV]")

_IS_NOT_SO = "the reference is not what it is said to be"


def _is_unread(table: dict[str, Any]) -> bool:
    """Whether a mean is not worked out: where formulas say what is random in it, it is."""
    try:
        return made(table).called is not None and not texts(table, "definitions")
    except (InputError, LanguageError, ReadError) as error:
        return moments.is_unread(error)


def _of_table(table: dict[str, Any]) -> Question:
    if context_of(table):
        table = {**table, "context": in_letters(context_of(table), str(table.get("reference")),
                                                texts(table, "definitions"))}
    context = Context.of(context_of(table)).beside(texts(table, "definitions"))
    unused = context.restricts
    try:
        question = _made(table)
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
                elif each := of_members(some[0]) or _of_the_same(question, some[0]):
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
    try:
        question = _with_identity(_standing_alone(question, table))
    except InputError:
        if (product := _as_product(question, table)) is None:
            raise
        question = product
    is_proved = _test(question, table)
    question = replace(question, unproved=not is_proved and _is_worked_out(question))
    for field, one in (("definitions", "a definition"), ("accept", "an accepted answer")):
        for formula in texts(table, field):
            for _, why in also_read(formula, question.notation):
                raise InputError(f"{question.id}: {one} can be read in two ways", term=formula, hint=why)
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
                other = replace(made({**table, "reference": text}), otherwise=question.otherwise)  # one behind another
                question = replace(question, otherwise=other, doubt=f"in the question, {why}")
    if question.otherwise is None and (below := with_roots_below(table)) is not None:
        with suppress(LanguageError, ReadError, InputError):
            other = _standing_alone(made(below), below)
            _test(other, below)
            question = replace(question, otherwise=other, doubt="it depends on which of the two roots is meant: the "
                               "question should say what is positive")
    if (through := followed_through(question)) is not None:  # before what an i may be
        question = replace(question, otherwise=through, doubt=r"it depends on what \partial holds fixed: the question "
                           "should have a straight d for a derivative through every definition, or give what it is")
    return question


def _of_the_same(question: Question, assumption: str) -> str:
    r"""What is assumed of \alpha_s, which is bound where it stands, as said of \alpha_t, which is any of them."""
    member = re.search(r"(\\?[A-Za-z]+)_\{?([a-z])\}?(?![A-Za-z])", assumption)
    if member is None:
        return ""
    parts = [part for tree in question.trees for part in walk(tree) if isinstance(part, Member)]
    free = {name for tree in question.trees[:1] for name in free_names(tree)}
    others = [index.text for part in parts if part.name == member[1] for index in part.below if isinstance(index, Name)]
    return next((assumption.replace(member[0], f"{member[1]}_{{{other}}}") for other in others
                 if other != member[2] and other in free), "")


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
    found = ordinary.compared(question, left, right, dots=has_dots(question.written))
    if found.verdict == "equivalent" and left != right:
        return replace(question, left=left, right=(right, *question.right[1:]))
    if found.verdict == "not_equivalent" and (defined or (
            isinstance(left, Call) and {*names_of(left)} == {*names_of(right)})):
        raise InputError(f"{question.id}: {_IS_NOT_SO}", term=_two_sides(found),
                         hint="mend the reference, or say what is assumed: A symmetric")
    return question


def _made(table: Mapping[str, Any]) -> Question:
    """The question of a table, with letters side by side as a product where they are no name: the abc of dz/da = bc."""
    try:
        return made(table)
    except ReadError as error:
        if not error.what.startswith("nothing here says how"):
            raise
        formulas = [str(table.get("reference")), *texts(table, "definitions")]
        letters = dict.fromkeys(letter for run in joined(formulas) for letter in run)
        if not letters or table.get("notation"):
            raise
        with suppress(LanguageError, ReadError, InputError):
            reading = Reading(numbers=tuple(letters))
            question = _standing_alone(made(table, "", reading), table, reading)
            if question.called is None or not question.called.text:  # else it is not proved
                return question
        raise


def _as_product(question: Question, table: Mapping[str, Any]) -> Question | None:
    """The question with names that nothing declares as products, VWx, if that is what they are; None if not so."""
    if not question.joined or not question.given:
        return None
    reading = Reading(numbers=tuple(dict.fromkeys(letter for name in question.joined for letter in name)))
    with suppress(LanguageError, ReadError, InputError):
        product = _with_identity(_standing_alone(made(table, "", reading), table, reading))
        return product if product.called is None or not product.called.text else None  # which is not proved
    return None


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
    is_written_out = isinstance(head, Derivative) and not isinstance(head.of, Name | Member | Call)
    is_unknown = named is not None and not is_written_out and not known & {*names_of(named)}
    if not (is_unknown and isinstance(head, Power)):  # s^2, of which nothing is known, is a name as it stands
        here = asked(question.derivation, claim)
        verdict = judging.verdict_of(here.court, claim, counted=here.counted)
        is_described = any(REALS in family.ranges and re.search(rf"{re.escape(family.latex)}(?![A-Za-z])",
                                                                question.context.text)
                           for family in question.derivation.declared)  # a function, by words alone
        if isinstance(verdict, Refuted) and not is_described and not (
                is_unknown and isinstance(head, Name | Member | Derivative)):
            raise InputError(f"{question.id}: {_IS_NOT_SO}",
                             term=judging.counterexample(verdict.witness, left="the left side", right="the right side"),
                             hint="mend the reference, or the definitions")
        if isinstance(verdict, Proved):
            return question
    is_proved = isinstance(head, Derivative | Call) and _is_so_in_numbers(question, table, reading)
    if isinstance(said, Chain) and len(said.items) == 2:
        left, right = sides(reference, said)
        with suppress(LanguageError, ReadError, InputError):
            alone = made({**table, "reference": right}, "", reading)
            if alone.derivation is not None and alone.claim is not None and alone.claim.lhs is alone.claim.rhs:
                tree = None
                with suppress(ReadError):
                    tree = read(left, asked(alone.derivation, alone.claim).left)
                return replace(alone, called=Called(left, tree, is_proved), written=question.written,
                               given=question.given)
        if is_unknown:  # what its letters are is seen with it only
            return replace(question, claim=replace(claim, lhs=claim.rhs), called=Called(left, claim.lhs, is_proved))
    raise InputError(f"{question.id}: the reference cannot be proved from the definitions",
                     hint="give it without its left side, or write out what it leans on")


def _is_so_in_numbers(question: Question, table: Mapping[str, Any], reading: Reading) -> bool:
    """Whether a reference is what its left side says, with what is defined put in, as ordinary mathematics.

    Raises InputError where it is not.
    """
    with suppress(LanguageError, ReadError):
        put = made(table, "", replace(reading, is_put_in=True))
        if put.left is None:
            return False
        found = _as_defined(put)
        values = [] if found.witness is None else [name for name, _ in found.witness.values]
        # What nothing defines, a function or a derivative, may follow from what words say.
        if found.verdict == "not_equivalent" and values and not any(re.search(r"[(∂']", name) for name in values):
            raise InputError(f"{question.id}: {_IS_NOT_SO}", term=_two_sides(found),
                             hint="mend the reference, or the definitions")
        return found.verdict == "equivalent"
    return False


def _as_defined(question: Question) -> Decision:
    """Whether a reference is what its left side says, in ordinary mathematics."""
    assert question.left is not None
    right = question.right[0]
    right = right.items[1] if isinstance(right, Chain) else right
    dots, loose = has_dots(question.written), replace(question, strict=False)
    found = ordinary.compared(loose, question.left, right, dots=dots)
    by = question.left.by if isinstance(question.left, Gradient) else None
    if found.verdict == "not_equivalent" and isinstance(by, Name) and not by.text[:1].isupper():  # as a row
        turned = ordinary.compared(loose, question.left, Transpose(right), dots=dots)
        return turned if turned.verdict == "equivalent" else found
    return found


def _two_sides(found: Decision) -> str:
    if found.witness is None:
        return found.reason
    where = ", ".join(f"{name} = {value}" for name, value in found.witness.values)
    return f"{f'for {where}, ' * bool(where)}the left side is {found.witness.reference}, and the right side is " \
           f"{found.witness.answer}"


def _is_worked_out(question: Question) -> bool:
    """Whether a reference has a left side of which it says what it comes to, and that is no name for it."""
    left, *right = written_sides(question.written[0]) if question.written else ("",)
    return bool(right) and _TO_WORK_OUT.search(left) is not None


_TO_WORK_OUT = re.compile(r"\\frac\s*\{\s*(?:d|\\partial|\\mathrm\s*\{\s*d)"
                          r"|\\(?:nabla|partial|int|lim|sum|prod)(?![A-Za-z])|∂|∇|∫"
                          r"|(?<![A-Za-z])(?:E|Var|Cov)(?![A-Za-z])|\bd\w+\s*/\s*d\w|'")
"""What a left side has that is worked out: a derivative, an integral, a limit, a sum, a mean."""


def _test(question: Question, table: Mapping[str, Any]) -> bool:
    """Whether the reference is proved.

    Raises InputError if it does not follow, another accepted answer neither, or a mistake does.
    """
    called = question.called
    is_proved = question.derivation is not None and (called is None or not called.text or called.is_proved)
    if question.left is not None:
        found = _as_defined(question)
        if found.verdict == "not_equivalent":
            raise InputError(f"{question.id}: {_IS_NOT_SO}", term=_two_sides(found),
                             hint="mend the reference or the definitions, or say what is assumed: A symmetric, x > 0")
        is_proved = found.verdict == "equivalent"
        if not is_proved and question.spelled.numbers:
            raise InputError(f"{question.id}: the reference cannot be proved from the definitions", term=found.reason,
                             hint="give it without its left side, or write out what it leans on")
    for accepted in texts(table, "accept"):
        judged = decided(question, question.as_read(accepted))
        if judged.verdict != "equivalent":
            raise InputError(f"{question.id}: an accepted answer is not proved to be right", term=accepted,
                             hint=judged.feedback)
    for mistake in question.mistakes:
        judged = decided(question, question.as_read(mistake.answer))
        if judged.verdict == "invalid":
            raise InputError(f"{question.id}: a listed mistake is no answer to it", term=mistake.answer,
                             hint=judged.feedback)
        if judged.verdict == "equivalent":
            raise InputError(f"{question.id}: a listed mistake is right", term=mistake.answer,
                             hint="take it off the list")
    return is_proved


__all__ = ["apart_from", "ask"]
