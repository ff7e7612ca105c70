r"""Judges an answer by the prover, against what a claim of a derivation asks for.

The answer is read without evaluating anything, in LaTeX or plain text, and decided
against the left side of the claim, which is derived from the definitions: it
need not look like the right side that the author wrote.

An answer may repeat what is asked for, ``\frac{\partial l}{\partial x_i} = ...``, and may be a chain,
``a = b = c``. Then everything in it must equal what is asked for, and what stands last is the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from time import perf_counter
from typing import Any

from sympy import Add, Basic, Expr, Integer, Mul, Pow, evaluate, log
from sympy.core.relational import Relational

from symdl.calculus.reach import reach, trees
from symdl.derivation import Claim, Condition, Derivation, Proved, Refuted, Undecided, Verdict, Witness
from symdl.errors import InputError, LanguageError, ReadError, UnknownNameError
from symdl.extent import too_large
from symdl.grading.checked import UNTOLD, Checked, Method, Outcome
from symdl.grading.mistakes.diagnosis import diagnose
from symdl.grading.proved.abbreviations import Abbreviations, split
from symdl.grading.proved.asked import Asked, Called, asked, is_given, words_of
from symdl.grading.proved.definitions import CHAIN_RULE, is_strict, leans_on, without_them
from symdl.grading.proved.further import at_sizes, termwise
from symdl.grading.proved.laws import UNSAID
from symdl.grading.proved.reindexed import SO_MANY, reindexed
from symdl.grading.proved.restated import restates
from symdl.grading.proved.said import renamed, said_by, said_freely, stranger
from symdl.grading.proved.same import normal_form, normal_tree
from symdl.grading.scalar.decision import rounded_off
from symdl.language import (
    INTEGERS,
    Adjoint,
    Derivative,
    Each,
    Entry,
    Family,
    IntegerIndex,
    Partial,
    Range,
    Total,
    absolute,
    affine,
    each,
    floor,
    free_indices,
    integer_terms,
    is_extremum,
    maximum,
    minimum,
    relu,
    subterms,
    unit_step,
)
from symdl.notation import latex, text
from symdl.verification.decide import Court
from symdl.verification.evaluation.numbers import NotEvaluable
from symdl.verification.points.instances import find_witness

_FIRST_POINTS = 2


def judge(derivation: Derivation, claim: Claim, answer: str, *, called: Called | None = None,
          strict: bool = False, explain: bool = True, brief: bool = False) -> Checked:
    """Judge an answer to a claim of a derivation at hand.

    called    see ``Asked``
    strict    whether an answer may not lean on the definitions
    explain   whether what is wrong is looked for: the one change that would make the answer right
    brief     whether the verdict alone matters: then the first place at which the two differ will do, and the answer is
              neither printed nor named by what it comes to
    """
    with evaluate(False):  # all of it, as SymPy empties its caches each time that this changes
        return _judged(derivation, claim, answer, called=called, strict=strict, explain=explain, brief=brief)


def _judged(derivation: Derivation, claim: Claim, answer: str, *, called: Called | None, strict: bool,
            explain: bool, brief: bool) -> Checked:
    start = perf_counter()
    name = f"{derivation.id}/{claim.name}" if derivation.id else claim.name
    read: list[Expr] = []
    question = asked(derivation, claim, called)
    court = question.court

    def outcome(verdict: Outcome, code: str, feedback: str, method: Method = "",
                witness: Witness | None = None) -> Checked:
        return Checked(name, verdict, method, code, feedback, witness, 1000 * (perf_counter() - start),
                       read=latex(read[-1]) if read and not brief else "",
                       same=normal_form(court, read[-1]) if verdict == "not_equivalent" and read and not brief else "")

    def is_right(other: str) -> bool:
        return judge(derivation, claim, other, called=called, explain=False, brief=True).verdict == "equivalent"

    if claim.relation != "=":
        raise InputError(f"{name} claims an inequality, which has no one answer",
                         hint="ask for an equality")
    answer, clauses = split(answer)
    try:
        own = Abbreviations(clauses, question)
    except ReadError as e:
        return outcome("invalid", "unreadable", e.told)
    question = own.asked
    try:
        said = own.stated(said_by(answer, question))
    except ReadError as e:
        loose = said_freely(answer, question)
        if isinstance(e, UnknownNameError):
            return outcome("invalid", "names", stranger(e, answer, question, is_right) if explain else e.told)
        if loose is None:
            return outcome("invalid", "unreadable", e.told)
        loose = own.stated(loose)
        again = renamed(loose, question)
        with suppress(LanguageError):
            if loose.items[-1] is not None and isinstance(court.prover.prove(claim.lhs, loose.items[-1]), Proved):
                again = loose  # whatever its index is: z_i - log(e^{z_i} / Z)
        if again is None:
            *_, tree = loose.items
            assert tree is not None
            wrong = diagnose(derivation, claim, tree, court=court)  # the verdict hangs on it
            if wrong is None or wrong.code != "sum-missing":
                return outcome("invalid", "unreadable", e.told)
            read.append(tree)
            return replace(outcome("not_equivalent", wrong.code, wrong.words, "proved"), credit=wrong.credit,
                           why=wrong.words)
        said = again
    *before, tree = said.items
    assert tree is not None
    read.append(tree)
    is_slope = any(isinstance(t, Adjoint | Derivative | Partial) for t in subterms(claim.lhs))
    # A proof says nothing of where a step jumps; the same steps jump in the same way.
    ours = {t for t in subterms(claim.lhs) if isinstance(t, unit_step)}
    if question.is_alone and not is_slope and any(isinstance(t, unit_step) and t not in ours for item in said.items
                                                  if item is not None for t in subterms(item)):
        return outcome("invalid", "elsewhere", "a step has no value here where it jumps")
    if before and before[0] is not None and called is not None and before[0] == called.tree:
        before[0] = None
    if before and before[0] is not None and is_given(claim) and claim.lhs not in said.items:
        return outcome("invalid", "elsewhere", f"this equation does not say what {shown(claim.lhs)} is")
    if before and before[0] is not None and not isinstance(court.prover.prove(claim.lhs, before[0]), Proved) \
            and not _is_assigned(before[0], tree, claim):
        return outcome("invalid", "elsewhere", f"the left side, {shown(before[0])}, is not what is asked for: "
                                               f"that is {shown(claim.lhs)}")
    is_sequence = called is not None and isinstance(called.tree, Entry) and called.tree.family.recurrence is not None
    stated = replace(claim, lhs=called.tree) if called is not None and is_sequence else claim
    if why := restates(tree, derivation, stated):
        if len(before) != 1 or before[0] is None or restates(before[0], derivation, stated):
            return outcome("invalid", "restates", why)
        tree, before = before[0], [tree]  # ... = what is asked for
        read.append(tree)
    members = [member for member in (*before[1:], tree) if member is not None]
    right = claim.rhs if claim.expected == "proved" else None
    verdicts = [(one, verdict_of(court, replace(claim, rhs=one), brief=brief, counted=question.counted, right=right))
                for one in members]
    where_positive = _where_positive(question, tree) if any(isinstance(v, Undecided) for _, v in verdicts) else ()
    if where_positive:
        given = (*claim.given, *where_positive)
        wider = Court(derivation, given)
        verdicts = [(one, wider.decide_claim(replace(claim, rhs=one, given=given))[0].verdict) for one in members]
    member, verdict = next(((m, v) for m, v in verdicts if not isinstance(v, Proved)), verdicts[-1])
    where = "" if member is tree else f"in {shown(member)}: "
    read_as = "".join(f"\n{note.text}" for note in said.notes if note.other)
    if isinstance(verdict, Refuted) and any(map(is_extremum, (*subterms(member), *subterms(claim.lhs)))):
        return outcome("undecided", "open", f"{where}not proved for any number in the place of a maximum, and nothing "
                       "more is known of one here")
    match verdict:
        case Refuted(witness):
            at = counterexample(witness, derivation.ranges)
            found = outcome("not_equivalent", "counterexample", where + at + read_as, "exact evaluation", witness)
            wrong = diagnose(derivation, claim, member, court=court) if explain else None
            if wrong is None:
                return found
            return replace(found, code=wrong.code, feedback=f"{wrong.words}\n{found.feedback}", credit=wrong.credit,
                           why=wrong.words, ms=1000 * (perf_counter() - start))
        case Undecided(_, why):
            if derivation.ranges and (sizes := at_sizes(court, claim.lhs, member)):  # else there are no sums
                many = _listed([*map(str, sizes)])
                return replace(outcome("undecided", "open", f"{where}proved where every range has {many} elements; "
                                       "neither proved nor refuted for all sizes", "proved_at"), agrees=True)
            told = _NO_NAME.sub("a product", why)
            return outcome("undecided", "open", f"{where}{UNTOLD}: {told}")
        case Proved(conditions):
            if (jump := _own_jump(question, conditions)) is not None:
                return outcome("undecided", "domain", f"equal wherever {jump}, but there the answer jumps, and what is "
                               "asked for has no kink")
            # That 0^0 is 1 is a convention, no condition on values.
            theirs = {words_of(c.relation): c.relation for c in conditions if not c.why.startswith("0^0")}
            more = sorted(words for words, relation in theirs.items()
                          if not _is_size(words, conditions) and not question.needs(relation))
            counted = [words for words in more if _is_length(words, conditions) and question.counts(theirs[words])]
            more = [words for words in more if words not in counted]
            if any((" != " not in c or _is_wide(theirs[c])) and c not in map(words_of, where_positive) for c in more):
                return outcome("undecided", "domain", "equal where both are defined, but the answer needs "
                               f"{' and '.join(more)}, which is not given")
            of_sums = map(words_of, question.counted if counted else ())
            more = list(dict.fromkeys((*more, *of_sums, *map(words_of, where_positive))))
            note = f" (where {' and '.join(more)})" if more else ""
            uses = tuple(dict.fromkeys(use for each, _ in verdicts for use in _uses(question, each, explain=explain)))
            if strict and uses:
                return replace(_strictly(question, tree, uses, outcome), uses=uses)
            words = f"right, for every size{_by(uses)}{note}{read_as}"
            return replace(outcome("equivalent", "proved", words, "proved"), uses=uses)
    raise NotImplementedError(f"no outcome for {type(verdict).__name__}")


_NO_NAME = re.compile(r"\bprod_\w+")
"""How a product is called where nobody named it: see ``notation.products``."""
_BY_CASES = (relu, maximum, minimum, unit_step, floor)


def _is_wide(relation: Basic) -> bool:
    """Whether what must not be 0 may be 0 at more than single places: the maximum of a number and 0, |x| + x."""
    said = relation.args[0] if isinstance(relation, Each) else relation
    parts = [t for side in said.args for t in subterms(side)]
    bodies = [t for family in set[Family]().union(*map(reach, said.args)) for body in family.defining
              for t in subterms(body)]
    of_sums = [t for whole in (*parts, *bodies) if isinstance(whole, Add) for t in subterms(whole)]
    return any(isinstance(t, _BY_CASES) for t in (*parts, *bodies)) or any(isinstance(t, absolute) for t in of_sums)


def _own_jump(question: Asked, conditions: Sequence[Condition]) -> str | None:
    """Where an answer has a step that what is asked for has no kink at: there, it may be another."""
    jumps = [c.relation for c in conditions if c.why == "at 0 it jumps" and not question.needs(c.relation)]
    if not jumps:
        return None
    kinks: list[Expr] = []
    for part in (*trees(question.claim.lhs), *trees(question.claim.rhs)):
        match part:
            case relu() | absolute() | unit_step():
                kinks.append(part.args[0])
            case maximum() | minimum():
                kinks.append(Add(part.args[0], Mul(Integer(-1), part.args[1])))
    prover = question.court.prover
    for relation in jumps:
        said = relation.args[0] if isinstance(relation, Each) else relation
        at = _in_usual_letters(said.args[0])
        if not any(isinstance(prover.prove(at, sign), Proved) for kink in map(_in_usual_letters, kinks)
                   for same in _of_one_zero(kink) for sign in (same, Mul(Integer(-1), same))):
            return words_of(relation)
    return None


def _of_one_zero(tree: Expr) -> Iterator[Expr]:
    """A formula, and what it is multiplied by something that it is divided by: 1 - c/r, and r - c."""
    yield tree
    for base, exponent in {(t.base, t.exp) for t in subterms(tree) if isinstance(t, Pow) and t.exp.is_negative}:
        yield Mul(tree, Pow(base, Mul(Integer(-1), exponent)))


def _is_assigned(left: Expr, right: Expr, claim: Claim) -> bool:
    """Whether a student gives a symbol a new value, as in w = w - g: an equation only to a programmer."""
    return isinstance(left, Entry) and isinstance(claim.lhs, Add) and left in claim.lhs.args and left in subterms(
        right) and INTEGERS not in left.family.ranges


def _uses(question: Asked, answer: Expr, *, explain: bool) -> tuple[str, ...]:
    """The definitions that a right answer leans on."""
    court, right, defined = question.court, question.claim.rhs, question.derivation.defined
    if explain:
        found = leans_on(court, right, answer, defined)
        return ("definitions",) if found is None else found
    return () if is_strict(court, right, answer, defined) else ("definitions",)


def _listed(names: Sequence[str]) -> str:
    """a, b and c."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _by(uses: Sequence[str]) -> str:
    names = [name for name in uses if name != CHAIN_RULE]
    if names == ["definitions"]:
        return ", by the definitions"
    definitions = f"the definition{'s' * (len(names) > 1)} of {_listed(names)}"
    words = [definitions] * bool(names) + [CHAIN_RULE] * (CHAIN_RULE in uses)
    return f", by {' and '.join(words)}" if words else ""


def _strictly(question: Asked, answer: Expr, uses: Sequence[str], outcome: Callable[..., Checked]) -> Checked:
    """The verdict on an answer that is right by definitions, where none may be used."""
    why = f"it is right only{_by(uses)[1:]}, and here that may not be used"
    witness = without_them(question.claim.rhs, answer, question.court.given, question.derivation.defined)
    if witness is None:
        return outcome("undecided", "definitions", why)
    where = counterexample(witness, question.derivation.ranges)
    return outcome("not_equivalent", "definitions", f"{why}: {where}", "exact evaluation", witness)


_USED_UP = "steps is used up"


def verdict_of(court: Court, claim: Claim, *, brief: bool = False, counted: Sequence[Relational] = (),
               right: Expr | None = None) -> Verdict:
    """The verdict on a statement. Numbers come first: most wrong answers show at once, and need no proof tried.

    counted   see ``Asked``
    right     what is known to be the left side
    """
    if not too_large({"the answer": claim.rhs}):
        with suppress(NotEvaluable):
            if (witness := find_witness(claim.lhs, claim.rhs, court.given, first=_FIRST_POINTS,
                                        simplest=not brief)) is not None:
                return Refuted(witness)
    verdict = court.decide_claim(claim)[0].verdict
    if isinstance(verdict, Undecided) and claim.relation == "=":
        for inductive in _inductive(claim):
            if isinstance(found := court.decide_claim(inductive)[0].verdict, Proved):
                return found
        for way in reindexed(claim if right is None else replace(claim, lhs=right), counted):
            if isinstance(found := court.decide_claim(way.claim)[0].verdict, Proved):
                return replace(found, conditions=way.conditions(found.conditions))
        further = termwise(court, claim.lhs, claim.rhs)
        # With its derivatives worked out, unless that is what used up the budget.
        if further is None and _USED_UP not in verdict.why and (left := normal_tree(court, claim.lhs)) is not None:
            further = termwise(court, left, claim.rhs)
        return verdict if further is None else further
    return verdict


def _inductive(claim: Claim) -> Iterator[Claim]:
    """A claim to be proved by induction: on how far something goes that follows from step to step.

    Where v_{t-1} stands in it, and t is at least 1, it is one of t + 1: by its recurrence v_{t+1} is told then.
    """
    entries = [t for t in (*subterms(claim.lhs), *subterms(claim.rhs)) if isinstance(t, Entry)]
    slots = [affine(slot) for entry in entries if entry.family.recurrence is not None for slot in entry.indices
             if isinstance(slot, Expr) and integer_terms(slot)]
    steps = {i for slot in slots for i in slot if i is not None and not i.tag}
    for step in sorted(steps & (free_indices(claim.lhs) | free_indices(claim.rhs)), key=str):
        back = max([0, *(-slot.get(None, 0) for slot in slots if slot.get(step) == 1)])
        if back <= step.at_least:
            later = step.starting(step.at_least - back)
            there = {step: later + back}
            yield replace(claim, lhs=claim.lhs.xreplace(there), rhs=claim.rhs.xreplace(there), induction=later)


def _is_size(words: str, conditions: tuple[Any, ...]) -> bool:
    return any(words_of(c.relation) == words and c.why.endswith("has an element") for c in conditions)


def _is_length(words: str, conditions: tuple[Any, ...]) -> bool:
    return any(words_of(c.relation) == words and c.why == SO_MANY for c in conditions)


def _where_positive(question: Asked, tree: Expr) -> tuple[Relational | Each, ...]:
    """What is positive because an answer takes its logarithm, and the question that of its square, or of a quotient.

    An answer 2 sum(log(x_i), i) to sum(log(x_i^2), i) is equal to it wherever it has a value, and so is log(p) - log(q)
    to log(p/q). (Of a letter without an index, the square is decided as ordinary mathematics.)
    """
    squared = {one.base.family for one in question.positive if isinstance(one, Pow) and isinstance(one.base, Entry)
               and one.exp.is_even and not one.base.family.is_defined}
    taken = {t.args[0] for t in subterms(tree) if isinstance(t, log)}
    with evaluate(False):
        known = {_in_usual_letters(factor) for one in question.positive for factor in _odd_factors(one)}
        found = {each(*sorted(free, key=str), one > 0) if (free := free_indices(one)) else one > 0
                 for one in map(_in_usual_letters, taken)
                 if not any(isinstance(index, IntegerIndex) for index in free_indices(one))
                 and ((isinstance(one, Entry) and one.indices and one.family in squared) or one in known)}
    return tuple(sorted(found, key=words_of))


def _in_usual_letters(tree: Expr) -> Expr:
    """The same with the first letters of each range for those that are free: p[k], of the p[j] under any sum."""
    usual: dict[Range, Iterator[Basic]] = {}
    letters = {index: next(usual.setdefault(index.range, iter(index.range.indices())), index)
               for index in sorted(free_indices(tree), key=str) if not isinstance(index, IntegerIndex)}
    return tree.xreplace(letters)


def _odd_factors(tree: Expr) -> Iterator[Expr]:
    """The factors of a product or quotient, but for squares, of which nothing is known, and numbers."""
    match tree:
        case Mul():
            for factor in tree.args:
                yield from _odd_factors(factor)
        case Pow() if tree.exp.is_odd:
            yield tree.base
        case Add() | Entry() | Total():
            yield tree


_TYPED = re.compile(r"\b(?:adjoint|derivative|partial)\((\w+(?:\[[^\]]*\])?), (\w+(?:\[[^\]]*\])?)\)")


def shown(tree: Expr) -> str:
    """A tree in words for a person: dL/dx[i], and not adjoint(L, x[i])."""
    return _TYPED.sub(lambda found: f"d{found[1]}/d{found[2]}", text(tree))


def counterexample(witness: Witness, ranges: Iterable[Range] = (), *, left: str = "what is asked for",
                   right: str = "the answer") -> str:
    """A place where two sides differ, in words; what they are called. ``ranges`` have sizes that no vector shows."""
    hidden = not any(isinstance(table, list | dict) for table in witness.values.values())
    sizes = [(one.size_name, str(witness.sizes[one.name])) for one in ranges if hidden and one.name in witness.sizes]
    values = ", ".join(f"{what} = {value}" for what, value in (
        *sizes, *(pair for name, table in witness.values.items() if not name.startswith(UNSAID)
                  for pair in _told(name, table))))
    at = ", ".join(f"{letter} = {position}" for letter, position in witness.at.items())
    where = " and ".join(part for part in (values, at) if part)
    return rounded_off(f"{f'at {where}, ' if where else ''}{left} is {witness.lhs} and {right} is {witness.rhs}")


def _told(name: str, table: object) -> Iterator[tuple[str, str]]:
    """The numbers of a family: x = (1, 2); a sequence has some of its members alone, g[1] = 1 and g[4] = 2."""
    def shown(value: object) -> str:
        return f"({', '.join(map(shown, value))})" if isinstance(value, list) else str(value)

    def members(value: object, places: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        if not _is_sequence(value):
            yield f"{name}[{', '.join(places)}]" if places else name, shown(value)
            return
        for place, inner in value.items() if isinstance(value, dict) else enumerate(value, 1):  # type: ignore[arg-type]
            yield from members(inner, (*places, str(place)))

    return members(table, ())


def _is_sequence(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(map(_is_sequence, value)))


__all__ = ["counterexample", "judge", "shown", "verdict_of"]
