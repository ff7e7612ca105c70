r"""Judges an answer by the prover, against what a claim of a derivation asks for.

The answer is read without evaluating anything, in LaTeX or plain text, and decided
against the left side of the claim, which is derived from the definitions: it
need not look like the right side that the author wrote.

An answer may repeat what is asked for, ``\frac{\partial l}{\partial x_i} = ...``, and may be a chain,
``a = b = c``. Then everything in it must equal what is asked for, and what stands last is the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from time import perf_counter
from types import MappingProxyType
from typing import Any

from sympy import Add, Basic, Expr, Integer, Mul, Pow, Rational, evaluate
from sympy.core.relational import Relational

from symdl.derivation import Claim, Derivation, Proved, Refuted, Undecided, Verdict, Witness
from symdl.errors import InputError, ReadError
from symdl.extent import too_large
from symdl.grading.checked import Checked, Method, Outcome
from symdl.grading.diagnosis import diagnose
from symdl.grading.same import normal_form
from symdl.language import Each, Entry, Family, Index, IntegerIndex, Mean, Total, free_indices, subterms
from symdl.notation import latex, read_chain, scope_of, text
from symdl.notation.reader.build import Statement
from symdl.notation.reader.syntax import Note
from symdl.notation.scope import downstream
from symdl.verification.decide import Court, court_of
from symdl.verification.evaluation.numbers import NotEvaluable
from symdl.verification.points.instances import find_witness

_MOST_LINKS = 40
_FIRST_POINTS = 2
_USUAL = ("i", "j", "k", "l", "r", "s", "t")



class Asked:
    """What is asked, made ready once for all answers: the court, the names, and what the question itself needs.

    needed   the conditions under which what is asked for, and its right side, have a value
    """

    def __init__(self, derivation: Derivation, claim: Claim):
        self.derivation, self.claim = derivation, claim
        self.court = court_of(derivation, claim)
        self.scope = scope_of(derivation, claim)
        # On the left side of an answer, whatever the derivation can say may be said.
        self.left = replace(self.scope, refused={}, derivatives=True, limits=True, expectations=True)

    @cached_property
    def needed(self) -> tuple[Relational | Each, ...]:
        proofs = [self.court.prover.prove(self.claim.lhs, self.claim.lhs), self.court.prove_claim(self.claim)]
        found = [c.relation for proof in proofs if isinstance(proof, Proved) for c in proof.conditions]
        return tuple(dict.fromkeys((*found, *self.court.given)))

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(map(_words, self.needed))

    def needs(self, condition: Relational | Each) -> bool:
        """Whether a condition is one that the question has, in other words: v/(1 - b^t) > 0 where vhat > 0 is given."""
        if _words(condition) in self.words:
            return True
        return isinstance(condition, Relational) and any(
            type(other) is type(condition) and isinstance(
                self.court.prover.prove(condition.lhs - condition.rhs, other.lhs - other.rhs), Proved)
            for other in self.needed if isinstance(other, Relational))


def asked(derivation: Derivation, claim: Claim) -> Asked:
    """What is asked by a claim, kept for the next answer."""
    key = id(derivation), id(claim)
    found = _ASKED.pop(key, None)
    if found is None or found.derivation is not derivation or found.claim is not claim:
        found = Asked(derivation, claim)
    _ASKED[key] = found  # the last one used is the last one dropped
    while len(_ASKED) > _MOST_ASKED:
        _ASKED.pop(next(iter(_ASKED)))
    return found


_ASKED: dict[tuple[int, int], Asked] = {}
_MOST_ASKED = 64


def judge(derivation: Derivation, claim: Claim, answer: str, *, explain: bool = True) -> Checked:
    """Judge an answer to a claim of a derivation at hand.

    explain   whether what is wrong is looked for: the one change that would make the answer right
    """
    start = perf_counter()
    name = f"{derivation.id}/{claim.name}" if derivation.id else claim.name
    read: list[Expr] = []
    question = asked(derivation, claim)
    court = question.court

    def outcome(verdict: Outcome, code: str, feedback: str, method: Method = "",
                witness: Witness | None = None) -> Checked:
        return Checked(name, verdict, method, code, feedback, witness, 1000 * (perf_counter() - start),
                       read=latex(read[-1]) if read else "",
                       same=normal_form(court, read[-1]) if verdict == "not_equivalent" and read else "")

    if claim.relation != "=":
        raise InputError(f"{name} claims an inequality, which has no one answer",
                         hint="ask for an equality")
    try:
        said = _said(answer, question)
    except ReadError as e:
        loose = _freely(answer, question)
        if loose is None:
            return outcome("invalid", "unreadable", str(e))
        renamed = _renamed(loose, question)
        if renamed is None:
            *_, tree = loose.items
            assert tree is not None
            wrong = diagnose(derivation, claim, tree, court=court) if explain else None
            if wrong is None or wrong.code != "sum-missing":
                return outcome("invalid", "unreadable", str(e))
            read.append(tree)
            return replace(outcome("not_equivalent", wrong.code, wrong.words, "proved"), credit=wrong.credit)
        said = renamed
    *before, tree = said.items
    assert tree is not None
    read.append(tree)
    if before and before[0] is not None and not isinstance(court.prover.prove(claim.lhs, before[0]), Proved):
        return outcome("invalid", "elsewhere", f"the left side, {text(before[0])}, is not what is asked for: "
                                               f"that is {text(claim.lhs)}")
    if why := _restates(tree, derivation, claim):
        return outcome("invalid", "restates", why)
    verdicts = [(member, _decided(court, replace(claim, rhs=member)))
                for member in (*before[1:], tree) if member is not None]
    member, verdict = next(((m, v) for m, v in verdicts if not isinstance(v, Proved)), verdicts[-1])
    where = "" if member is tree else f"in {text(member)}: "
    read_as = "".join(f"\n{note.text}" for note in said.notes if note.other)
    match verdict:
        case Refuted(witness):
            found = outcome("not_equivalent", "counterexample", where + counterexample(witness) + read_as,
                            "exact evaluation", witness)
            wrong = diagnose(derivation, claim, member, court=court) if explain else None
            if wrong is None:
                return found
            return replace(found, code=wrong.code, feedback=f"{wrong.words}\n{found.feedback}", credit=wrong.credit,
                           ms=1000 * (perf_counter() - start))
        case Undecided(_, why):
            return outcome("undecided", "open", f"{where}neither proved nor refuted: {why}")
        case Proved(conditions):
            # That 0^0 is 1 is a convention, no condition on values.
            theirs = {_words(c.relation): c.relation for c in conditions if not c.why.startswith("0^0")}
            more = sorted(words for words, relation in theirs.items()
                          if not _is_size(words, conditions) and not question.needs(relation))
            if any(" != " not in c for c in more):
                return outcome("undecided", "domain", "equal where both are defined, but the answer needs "
                               f"{' and '.join(more)}, which is not given")
            note = f" (where {' and '.join(more)})" if more else ""
            return outcome("equivalent", "proved", f"right, for every size{note}{read_as}", "proved")
    raise NotImplementedError(f"no outcome for {type(verdict).__name__}")


def _decided(court: Court, claim: Claim) -> Verdict:
    """The verdict on a statement. Numbers come first: most wrong answers show at once, and need no proof tried."""
    if not too_large({"the answer": claim.rhs}):
        with suppress(NotEvaluable):
            if find_witness(claim.lhs, claim.rhs, court.given, candidates=_FIRST_POINTS) is not None:
                witness = find_witness(claim.lhs, claim.rhs, court.given)  # a simpler one
                assert witness is not None
                return Refuted(witness)
    return court.decide_claim(claim)[0].verdict


def _said(answer: str, question: Asked) -> Statement:
    """What an answer says. Before the last sign it may repeat what is asked for, and its derivatives."""
    said = read_chain(answer, question.scope, question.left)
    if len(said.items) > _MOST_LINKS:  # each is decided
        raise ReadError(f"this chain has {len(said.items)} members", answer, 0, len(answer),
                        f"an answer has at most {_MOST_LINKS}")
    if not {*said.signs} <= {"eq", "define"}:
        raise ReadError("an answer is an equality, or one expression", answer, 0, len(answer),
                        "write the right side only")
    return said


def _freely(answer: str, question: Asked) -> Statement | None:
    """An answer read with every letter of a range free; None if it cannot be read even so.

    Where there is one range, it may have the letters that people use, too.
    """
    scope = question.scope
    letters = {index.letter: index for range_ in scope.ranges for index in range_.indices()}
    if len(scope.ranges) == 1:
        letters = {letter: Index(letter, scope.ranges[0]) for letter in _USUAL if not scope.knows(letter)} | letters
    free = {**letters, **scope.free}
    try:
        said = read_chain(answer, replace(scope, free=free), replace(question.left, free=free))
    except ReadError:
        return None
    return said if len(said.items) <= _MOST_LINKS and {*said.signs} <= {"eq", "define"} else None


def _renamed(said: Statement, question: Asked) -> Statement | None:
    """An answer for x_j where x_i is asked, in the letter of the question; None if it is no such answer.

    A reference alone does not say what x_i is: x_j may be another one.
    """
    if question.claim.lhs is question.claim.rhs:
        return None
    trees = [item for item in said.items if item is not None]
    ours = [i for i in free_indices(question.claim.lhs) if not isinstance(i, IntegerIndex)]
    used = {i for tree in trees for i in free_indices(tree) if not isinstance(i, IntegerIndex)}
    if len(ours) != 1 or len(used) != 1 or used & {*ours} or next(iter(used)).range != ours[0].range:
        return None
    (theirs,) = used
    with evaluate(False):
        items = tuple(item if item is None else item.xreplace({theirs: ours[0]}) for item in said.items)
    note = Note(0, 0, "index", f"{theirs.letter} was read as {ours[0].letter}, which the question has", "another index")
    return Statement(items, said.signs, (*said.notes, note))


# --------------------------------------------------------------------------
# What is asked for, said again


def _restates(tree: Expr, derivation: Derivation, claim: Claim) -> str:
    """Why an answer is no answer, if it only says again what is asked for. (It may well be right.)"""
    if text(claim.lhs) == text(claim.rhs):  # a reference alone: there is nothing to say again
        return ""
    said, asked, right = _undressed(tree), claim.lhs, _undressed(claim.rhs)
    # Where the right side is no more than another order of the left one, that is the answer.
    if text(tree) == text(asked) or said == _undressed(asked) != right:
        return "the answer only repeats what is asked for"
    if not isinstance(asked, Entry) or not asked.family.is_defined:
        return ""
    if asked.family.body is not None:
        definition = _undressed(asked.family.at(*asked.indices))
        if said == definition != right:
            return f"the answer only repeats the definition of {asked.family.name}"
    if _names(claim.rhs, asked.family):  # by its own earlier members, as in a recurrence
        return ""
    for family in (asked.family, *sorted(downstream(derivation, asked.family), key=str)):
        if _names(tree, family) and not _names(claim.rhs, family):
            return f"the answer still has {family.name} in it" + (
                ", which is asked for" if family == asked.family else f", which is made of {asked.family.name}")
    return ""


def _names(tree: Expr, family: Family) -> bool:
    """Whether a tree has a member of a family in it, other than the one that a recurrence starts from."""
    return any(isinstance(t, Entry) and t.family == family and not (family.recurrence is not None and 0 in t.indices)
               for t in subterms(tree))


_Terms = dict[tuple[tuple[str, int], ...], Fraction]  # what is multiplied, and to which powers: how often


def _undressed(node: Basic, bound: Mapping[Basic, str] = MappingProxyType({})) -> str:
    """One text for all trees that differ by no more than zeros, ones, signs, order, and the letters of their sums."""
    return _written(_terms(node, bound))


def _written(terms: _Terms) -> str:
    return " + ".join(f"{number}*{parts}" for parts, number in sorted(terms.items()) if number) or "0"


def _terms(node: Basic, bound: Mapping[Basic, str]) -> _Terms:
    """A tree as a sum of products of what is neither. ``bound`` holds the names of the dummies around it."""
    match node:
        case Rational():
            return {(): Fraction(node.p, node.q)}
        case Add():
            return _collected(pair for arg in node.args for pair in _terms(arg, bound).items())
        case Mul():
            found: _Terms = {(): Fraction(1)}
            for arg in node.args:
                terms = _terms(arg, bound)
                if len(found) * len(terms) > _MOST_TERMS:
                    terms = _one(_written(terms))
                found = _collected((_product(a, b), m * n) for a, m in found.items() for b, n in terms.items())
            return found
        case Pow(args=(base, Integer() as exponent)):
            terms = _terms(base, bound)
            if len(terms) == 1 and ((number := next(iter(terms.values()))) in (1, -1) or (exponent == -1 and number)):
                (parts,) = terms
                return {tuple((part, power * int(exponent)) for part, power in parts):
                        number ** (-1 if exponent == -1 else int(exponent) % 2)}
            return _one(_written(terms), int(exponent))
        case Mean():
            size = [Pow(index.range.size, -1, evaluate=False) for index in node.indices]
            return _terms(Mul(*size, Total(*node.args), evaluate=False), bound)
        case Total() if len(node.indices) > 1:
            return _terms(Total(Total(node.body, *node.indices[1:]), node.indices[0]), bound)
        case Total():
            inner = {**bound, node.indices[0]: f"#{len(bound)}"}
            of = f"sum({inner[node.indices[0]]} of {node.indices[0].range}"
            return _collected((((_short(f"{of}: {parts})"), 1),), number)
                              for parts, number in _terms(node.body, inner).items())
        case Index():
            return _one(bound.get(node, node.letter))
    dummies = [arg for arg in node.args if isinstance(arg, Index) and arg.tag and arg not in bound]
    inner = {**bound, **{dummy: f"#{len(bound) + n}" for n, dummy in enumerate(dummies)}}
    args = [_undressed(arg, inner) if isinstance(arg, (Expr, Index)) else str(arg) for arg in node.args]
    return _one(f"{type(node).__name__}({', '.join(args)})")


_MOST_TERMS = 64


def _one(part: str, power: int = 1) -> _Terms:
    return {((_short(part), power),): Fraction(1)}


def _short(part: str) -> str:
    """A text of bounded length for each text, so that an answer that nests sums of products takes no memory."""
    return part if len(part) < 100 else sha256(part.encode()).hexdigest()


def _product(a: tuple[tuple[str, int], ...], b: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    powers: dict[str, int] = {}
    for part, power in (*a, *b):
        powers[part] = powers.get(part, 0) + power
    return tuple(sorted((part, power) for part, power in powers.items() if power))


def _collected(pairs: Iterable[tuple[tuple[tuple[str, int], ...], Fraction]]) -> _Terms:
    found: _Terms = {}
    for parts, number in pairs:
        found[parts] = found.get(parts, Fraction(0)) + number
    return found


def _words(relation: object) -> str:
    if isinstance(relation, Each):
        return f"{_words(relation.statement)} for each {', '.join(i.letter for i in relation.indices)}"
    return text(relation)


def _is_size(words: str, conditions: tuple[Any, ...]) -> bool:
    return any(_words(c.relation) == words and c.why.endswith("has an element") for c in conditions)


def counterexample(witness: Witness, *, before: bool = False) -> str:
    """A place where what is asked for (or the line before) and an answer differ, in words."""
    def shown(value: object) -> str:
        return f"({', '.join(map(shown, value))})" if isinstance(value, list) else str(value)

    values = ", ".join(f"{name} = {shown(value)}" for name, value in witness.values.items())
    at = ", ".join(f"{letter} = {position}" for letter, position in witness.at.items())
    where = " and ".join(part for part in (values, at) if part)
    asked, said = ("the line before is", "this one") if before else ("what is asked for is", "the answer is")
    return f"{f'at {where}, ' if where else ''}{asked} {witness.lhs} and {said} {witness.rhs}"
