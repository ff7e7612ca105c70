r"""Judges an answer by the prover, against what a claim of a derivation asks for.

The answer is read without evaluating anything, in LaTeX or plain text, and decided
against the left side of the claim, which is derived from the definitions: it
need not look like the right side that the author wrote.

An answer may repeat what is asked for, ``\frac{\partial l}{\partial x_i} = ...``, and may be a chain,
``a = b = c``. Then everything in it must equal what is asked for, and what stands last is the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from time import perf_counter
from types import MappingProxyType
from typing import Any

from sympy import Add, Basic, Expr, Integer, Mul, Ne, Pow, Rational, evaluate, log
from sympy.core.relational import Relational

from symdl.calculus.reach import reach
from symdl.derivation import Claim, Comparison, Derivation, Proved, Refuted, Undecided, Verdict, Witness
from symdl.errors import InputError, ReadError, SymdlError, UnknownNameError
from symdl.extent import too_large
from symdl.grading import strangers
from symdl.grading.abbreviations import USUAL, Abbreviations, split
from symdl.grading.checked import Checked, Method, Outcome
from symdl.grading.definitions import CHAIN_RULE, is_strict, leans_on, without_them
from symdl.grading.diagnosis import diagnose
from symdl.grading.further import at_sizes, termwise
from symdl.grading.same import normal_form
from symdl.language import (
    Adjoint,
    Derivative,
    Each,
    Entry,
    Family,
    Index,
    IntegerIndex,
    Mean,
    Total,
    free_indices,
    is_extremum,
    subterms,
    unit_step,
)
from symdl.notation import latex, read_chain, scope_of, text
from symdl.notation.reader.build import Statement
from symdl.notation.reader.names import plain
from symdl.notation.reader.syntax import Call, Function, Gradient, Member, Name, Node, Note, Power
from symdl.notation.reader.syntax import Derivative as NotedDerivative
from symdl.notation.scope import downstream, printed
from symdl.verification.decide import Court, court_of
from symdl.verification.evaluation.numbers import NotEvaluable
from symdl.verification.points.instances import find_witness

_MOST_LINKS = 40
_FIRST_POINTS = 2
# w_new, w_{new}, w_j^{(new)}, \theta_{\text{next}}, w^{(t+1)}: not what the same letters are elsewhere.
_NAMED_BY_A_WORD = re.compile(r"\\?[A-Za-z]+(_\w|_\{\w\})?[_^][{(]*((\\(text|mathrm)\{)?[A-Za-z]{3,}|[kt] ?\+ ?1)[})]*",
                              re.ASCII)



class Asked:
    """What is asked, made ready once for all answers: the court, the names, and what the question itself needs.

    called   what a reference alone has on its left side, which says no more than how the answer is called
    needed   the conditions under which what is asked for, and its right side, have a value
    """

    def __init__(self, derivation: Derivation, claim: Claim, called: Expr | None):
        self.derivation, self.claim, self.called = derivation, claim, called
        self.court = court_of(derivation, claim)
        self.scope = scope_of(derivation, claim)
        # On the left side of an answer, whatever the derivation can say may be said.
        self.left = replace(self.scope, refused={}, derivatives=True, limits=True, expectations=True)

    @cached_property
    def needed(self) -> tuple[Relational | Each, ...]:
        proofs = [self.court.prover.prove(self.claim.lhs, self.claim.lhs), self.court.prove_claim(self.claim)]
        found = [c.relation for proof in proofs if isinstance(proof, Proved) for c in proof.conditions]
        return tuple(dict.fromkeys((*found, *self.court.given)))

    @property
    def is_alone(self) -> bool:
        """Whether a reference says all of what is asked, so that an answer has its value wherever that has one."""
        return self.called is not None or self.claim.lhs is self.claim.rhs or _is_given(self.claim)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(map(_words, self.needed))

    def is_label(self, node: Node, error: ReadError) -> bool:
        """Whether a left side that says nothing here may be what a student calls the answer: g_i, w_{new}, dE/dw."""
        if _NAMED_BY_A_WORD.fullmatch(error.text[node.start : node.end]):
            return True
        match node:
            case Name() | Member() if error.text[node.start : node.end].startswith((r"\Delta", r"\nabla")):
                return False  # of what is asked, or something else
            case Name() | Member() if isinstance(self.claim.lhs, Entry) and self.claim.lhs.family.is_defined:
                return False  # what is asked has a name of its own
            case Name():
                return True
            case Member():
                return isinstance(error, UnknownNameError)
            case Gradient() | Call(Function()) | Call(Name()) | Power(Name()) if self.claim.lhs is self.claim.rhs:
                return True  # a reference alone does not say what it is of
            case NotedDerivative(_, of, by):
                of = of.function if isinstance(of, Call) else of
                if not isinstance(of, Name) or of.text in self.left.notation(error.text).losses \
                        or self.left.knows(plain(of.text)):
                    return False
                asked = self.called or self.claim.lhs
                if asked is self.claim.rhs:  # a reference alone does not say
                    return True
                return isinstance(asked, (Adjoint, Derivative)) and [printed(
                    asked.node.family.name, asked.node.family.latex)] == [
                        part.name if isinstance(part, Member) else getattr(part, "text", "") for part in by]
        return False

    @cached_property
    def trees(self) -> tuple[Expr, ...]:
        """What the question is written with, definitions entered."""
        bodies = [tree for family in reach(self.claim.lhs) | reach(self.claim.rhs) for tree in family.defining]
        return (self.claim.lhs, self.claim.rhs, *bodies)

    @cached_property
    def positive(self) -> tuple[Expr, ...]:
        """What has to be positive in the question: what it takes a root or a logarithm of."""
        parts = [t for tree in self.trees for t in subterms(tree)]
        roots = [t.base for t in parts if isinstance(t, Pow) and isinstance(t.exp, Rational) and not t.exp.is_Integer]
        return tuple(dict.fromkeys((*roots, *(t.args[0] for t in parts if isinstance(t, log)))))

    @cached_property
    def wider(self) -> Court:
        """Decides under what the question needs, too."""
        derivation, claim = self.derivation, self.claim
        return Court(derivation, (*claim.given, *self.needed))

    def needs(self, condition: Relational | Each) -> bool:
        """Whether a condition is one that the question has, in other words: v/(1 - b^t) > 0 where vhat > 0 is given.

        Or one that follows from those: 1/p > 0 from p > 0.
        """
        if _words(condition) in self.words:
            return True
        statement = condition.statement if isinstance(condition, Each) else condition
        value = Add(statement.lhs, Mul(-1, statement.rhs))
        if any(type(other) is type(statement) and isinstance(
                self.court.prover.prove(value, Add(other.lhs, Mul(-1, other.rhs))), Proved)
                for other in self.needed if isinstance(other, Relational)):
            return True
        if any(isinstance(self.court.prover.prove(value, one), Proved) for one in self.positive):
            return True
        signs: tuple[Comparison, ...] = (">", "<") if isinstance(statement, Ne) else (">",)
        claims = [Claim("", statement.lhs, statement.rhs, relation=sign) for sign in signs]
        with suppress(SymdlError):
            return any(isinstance(self.wider.prove_claim(one), Proved) for one in claims)
        return False


def asked(derivation: Derivation, claim: Claim, called: Expr | None = None) -> Asked:
    """What is asked by a claim, kept for the next answer."""
    key = id(derivation), id(claim)
    found = _ASKED.pop(key, None)
    if found is None or found.derivation is not derivation or found.claim is not claim:
        found = Asked(derivation, claim, called)
    _ASKED[key] = found  # the last one used is the last one dropped
    while len(_ASKED) > _MOST_ASKED:
        _ASKED.pop(next(iter(_ASKED)))
    return found


_ASKED: dict[tuple[int, int], Asked] = {}
_MOST_ASKED = 64


def judge(derivation: Derivation, claim: Claim, answer: str, *, called: Expr | None = None,
          strict: bool = False, explain: bool = True) -> Checked:
    """Judge an answer to a claim of a derivation at hand.

    called    see ``Asked``
    strict    whether an answer may not lean on the definitions
    explain   whether what is wrong is looked for: the one change that would make the answer right
    """
    start = perf_counter()
    name = f"{derivation.id}/{claim.name}" if derivation.id else claim.name
    read: list[Expr] = []
    question = asked(derivation, claim, called)
    court = question.court

    def outcome(verdict: Outcome, code: str, feedback: str, method: Method = "",
                witness: Witness | None = None) -> Checked:
        return Checked(name, verdict, method, code, feedback, witness, 1000 * (perf_counter() - start),
                       read=latex(read[-1]) if read else "",
                       same=normal_form(court, read[-1]) if verdict == "not_equivalent" and read else "")

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
        said = _said(answer, question)
        if clauses:
            said = Statement(tuple(item if item is None else own.written_out(item) for item in said.items), said.signs,
                             said.notes)
    except ReadError as e:
        loose = _freely(answer, question)
        if isinstance(e, UnknownNameError):
            return outcome("invalid", "names", _stranger(e, answer, question) if explain else e.told)
        if loose is None:
            return outcome("invalid", "unreadable", e.told)
        renamed = _renamed(loose, question)
        if renamed is None:
            *_, tree = loose.items
            assert tree is not None
            wrong = diagnose(derivation, claim, tree, court=court) if explain else None
            if wrong is None or wrong.code != "sum-missing":
                return outcome("invalid", "unreadable", e.told)
            read.append(tree)
            return replace(outcome("not_equivalent", wrong.code, wrong.words, "proved"), credit=wrong.credit,
                           why=wrong.words)
        said = renamed
    *before, tree = said.items
    assert tree is not None
    read.append(tree)
    if question.is_alone and any(isinstance(t, unit_step) for item in said.items if item is not None
                                 for t in subterms(item)):
        return outcome("invalid", "elsewhere", "a step has no value here where it jumps")
    if before and before[0] is not None and before[0] == called:
        before[0] = None
    if before and before[0] is not None and _is_given(claim) and claim.lhs not in said.items:
        return outcome("invalid", "elsewhere", f"this equation does not say what {text(claim.lhs)} is")
    if before and before[0] is not None and not isinstance(court.prover.prove(claim.lhs, before[0]), Proved) \
            and not _is_assigned(before[0], tree, claim):
        return outcome("invalid", "elsewhere", f"the left side, {text(before[0])}, is not what is asked for: "
                                               f"that is {text(claim.lhs)}")
    if why := restates(tree, derivation, claim):
        if len(before) != 1 or before[0] is None or restates(before[0], derivation, claim):
            return outcome("invalid", "restates", why)
        tree, before = before[0], [tree]  # ... = what is asked for
        read.append(tree)
    verdicts = [(member, _decided(court, replace(claim, rhs=member)))
                for member in (*before[1:], tree) if member is not None]
    member, verdict = next(((m, v) for m, v in verdicts if not isinstance(v, Proved)), verdicts[-1])
    where = "" if member is tree else f"in {text(member)}: "
    read_as = "".join(f"\n{note.text}" for note in said.notes if note.other)
    if isinstance(verdict, Refuted) and any(map(is_extremum, (*subterms(member), *subterms(claim.lhs)))):
        return outcome("undecided", "open", f"{where}not proved for any number in the place of a maximum, and nothing "
                       "more is known of one here")
    match verdict:
        case Refuted(witness):
            found = outcome("not_equivalent", "counterexample", where + counterexample(witness) + read_as,
                            "exact evaluation", witness)
            wrong = diagnose(derivation, claim, member, court=court) if explain else None
            if wrong is None:
                return found
            return replace(found, code=wrong.code, feedback=f"{wrong.words}\n{found.feedback}", credit=wrong.credit,
                           why=wrong.words, ms=1000 * (perf_counter() - start))
        case Undecided(_, why):
            if sizes := at_sizes(court, claim.lhs, member):
                many = " and ".join([", ".join(map(str, sizes[:-1])), str(sizes[-1])] if sizes[1:] else [str(sizes[0])])
                return replace(outcome("undecided", "open", f"{where}proved where every range has {many} elements; "
                                       "neither proved nor refuted for all sizes", "proved_at"), agrees=True)
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
            uses = _uses(question, tree, explain=explain)
            if strict and uses:
                return replace(_strictly(question, tree, uses, outcome), uses=uses)
            words = f"right, for every size{_by(uses)}{note}{read_as}"
            return replace(outcome("equivalent", "proved", words, "proved"), uses=uses)
    raise NotImplementedError(f"no outcome for {type(verdict).__name__}")


def explained(derivation: Derivation, claim: Claim, answer: str, found: Checked, *,
              called: Expr | None = None) -> Checked | None:
    """A wrong answer that was judged without an explanation, with what is wrong with it.

    None where it has to be judged again for that: a chain, or names that are not the question's.
    """
    start = perf_counter()
    question = asked(derivation, claim, called)
    try:
        said = _said(answer, question)
    except ReadError:
        return None
    *before, tree = said.items
    if tree is None or len(before) > 1 or (before and latex(tree) != found.read):
        return None
    wrong = diagnose(derivation, claim, tree, court=question.court)
    ms = 1000 * (perf_counter() - start)
    if wrong is None:
        return replace(found, ms=ms)
    return replace(found, code=wrong.code, feedback=f"{wrong.words}\n{found.feedback}", credit=wrong.credit,
                   why=wrong.words, ms=ms)


def _is_given(claim: Claim) -> bool:
    """Whether what is asked for is no more than a name for the right side: then 1 = 1 says nothing of x = 1."""
    asked = claim.lhs
    return isinstance(asked, Entry) and asked.family.body is not None and asked.family.at(*asked.indices) == claim.rhs


def _is_assigned(left: Expr, right: Expr, claim: Claim) -> bool:
    """Whether a student gives a symbol a new value, as in w = w - g: an equation only to a programmer."""
    return isinstance(left, Entry) and isinstance(claim.lhs, Add) and left in claim.lhs.args and left in subterms(right)


def _uses(question: Asked, answer: Expr, *, explain: bool) -> tuple[str, ...]:
    """The definitions that a right answer leans on."""
    court, right, defined = question.court, question.claim.rhs, question.derivation.defined
    if is_strict(court, right, answer, defined):
        return ()
    return (leans_on(court, right, answer, defined) if explain else None) or ("definitions",)


def _by(uses: Sequence[str]) -> str:
    names = [name for name in uses if name != CHAIN_RULE]
    if names == ["definitions"]:
        return ", by the definitions"
    listed = " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
    words = [f"the definition{'s' * (len(names) > 1)} of {listed}"] * bool(names) + [CHAIN_RULE] * (CHAIN_RULE in uses)
    return f", by {' and '.join(words)}" if words else ""


def _strictly(question: Asked, answer: Expr, uses: Sequence[str], outcome: Callable[..., Checked]) -> Checked:
    """The verdict on an answer that is right by definitions, where none may be used."""
    why = f"it is right only{_by(uses)[1:]}, and here that may not be used"
    witness = without_them(question.claim.rhs, answer, question.court.given, question.derivation.defined)
    if witness is None:
        return outcome("undecided", "definitions", why)
    return outcome("not_equivalent", "definitions", f"{why}: {counterexample(witness)}", "exact evaluation", witness)


def _decided(court: Court, claim: Claim) -> Verdict:
    """The verdict on a statement. Numbers come first: most wrong answers show at once, and need no proof tried."""
    if not too_large({"the answer": claim.rhs}):
        with suppress(NotEvaluable):
            if (witness := find_witness(claim.lhs, claim.rhs, court.given, first=_FIRST_POINTS)) is not None:
                return Refuted(witness)
    verdict = court.decide_claim(claim)[0].verdict
    if isinstance(verdict, Undecided) and claim.relation == "=":
        further = termwise(court, claim.lhs, claim.rhs)
        return verdict if further is None else further
    return verdict


def _said(answer: str, question: Asked) -> Statement:
    """What an answer says. Before the last sign it may repeat what is asked for, and its derivatives."""
    said = read_chain(answer, question.scope, question.left, question.is_label)
    if len(said.items) > _MOST_LINKS:  # each is decided
        raise ReadError(f"this chain has {len(said.items)} members", answer, 0, len(answer),
                        f"an answer has at most {_MOST_LINKS}")
    if said.signs[:1] == ("assign",):  # w <- the answer: what it is called
        said = Statement((None, *said.items[1:]), ("eq", *said.signs[1:]), said.notes)
    if not {*said.signs} <= {"eq", "define"}:
        raise ReadError("an answer is an equality, or one expression", answer, 0, len(answer),
                        "write the right side only")
    return said


def tree_of(answer: str, question: Asked) -> Expr | None:
    """What an answer says, in the letters of its question; None if it cannot be read."""
    with suppress(ReadError):
        return _said(answer, question).items[-1]
    loose = _freely(answer, question)
    renamed = loose and _renamed(loose, question)
    return renamed.items[-1] if renamed else None


def _stranger(error: UnknownNameError, answer: str, question: Asked) -> str:
    """What is said of a name that the question does not have."""
    derivation, claim, scope = question.derivation, question.claim, question.scope
    written = error.text[error.start : error.end]
    # The hint of the reader is by what names look like, and lists all of them where nothing is near.
    name = error.what.partition(" is not ")[0]
    likely = strangers.meant(
        name, written, answer, strangers.spellings(claim.rhs, *(step.expr for step in claim.steps)), scope,
        lambda other: judge(derivation, claim, other, called=question.called, explain=False).verdict == "equivalent")
    return "\n".join([strangers.wrote(name, likely), *error.told.split("\n")[1:3],
                      *([] if likely else [f"  {error.hint}"])])


def _freely(answer: str, question: Asked) -> Statement | None:
    """An answer read with every letter of a range free; None if it cannot be read even so.

    Where there is one range, it may have the letters that people use, too.
    """
    scope = question.scope
    letters = {index.letter: index for range_ in scope.ranges for index in range_.indices()}
    if len(scope.ranges) == 1:
        letters = {letter: Index(letter, scope.ranges[0]) for letter in USUAL if not scope.knows(letter)} | letters
    free = {**letters, **scope.free}
    try:
        said = read_chain(answer, replace(scope, free=free), replace(question.left, free=free),
                          question.is_label)
    except ReadError:
        return None
    return said if len(said.items) <= _MOST_LINKS and {*said.signs} <= {"eq", "define"} else None


def _renamed(said: Statement, question: Asked) -> Statement | None:
    """An answer for x_j where x_i is asked, in the letter of the question; None if it is no such answer.

    A reference alone does not say what x_i is: x_j may be another one. So may it where several things have the letter
    that is asked for, as in dL_k/dz_k, unless the answer says on its left side what it is for.
    """
    if question.claim.lhs is question.claim.rhs:
        return None
    trees = [item for item in said.items if item is not None]
    ours = [i for i in free_indices(question.claim.lhs) if not isinstance(i, IntegerIndex)]
    used = {i for tree in trees for i in free_indices(tree) if not isinstance(i, IntegerIndex)}
    if len(ours) != 1 or len(used) != 1 or used & {*ours} or next(iter(used)).range != ours[0].range:
        return None
    (theirs,) = used
    uses = sum(index == ours[0] for t in subterms(question.claim.lhs) if isinstance(t, Entry) for index in t.indices)
    if uses != 1 and (len(said.items) < 2 or said.items[0] is None):
        return None
    with evaluate(False):
        items = tuple(item if item is None else item.xreplace({theirs: ours[0]}) for item in said.items)
    note = Note(0, 0, "index", f"{theirs.letter} was read as {ours[0].letter}, which the question has", "another index")
    return Statement(items, said.signs, (*said.notes, note))


# --------------------------------------------------------------------------
# What is asked for, said again


def restates(tree: Expr, derivation: Derivation, claim: Claim) -> str:
    """Why an answer is no answer, if it only says again what is asked for. (It may well be right.)"""
    if text(claim.lhs) == text(claim.rhs):  # a reference alone: there is nothing to say again
        return ""
    said, asked, right = undressed(tree), claim.lhs, undressed(claim.rhs)
    # Where the right side is no more than another order of the left one, that is the answer.
    if text(tree) == text(asked) or said == undressed(asked) != right:
        return "the answer only repeats what is asked for"
    if not isinstance(asked, Entry) or not asked.family.is_defined:
        return ""
    if asked.family.body is not None:
        definition = undressed(asked.family.at(*asked.indices))
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


def undressed(node: Basic, bound: Mapping[Basic, str] = MappingProxyType({})) -> str:
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
    args = [undressed(arg, inner) if isinstance(arg, (Expr, Index)) else str(arg) for arg in node.args]
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
        # p_i > 0 for each i is p_j > 0 for each j.
        taken = free_indices(relation)
        for index in relation.indices:
            free = index.range.indices() if index.range.is_abstract else ()
            usual = next((i for i in free if i not in taken), index)
            taken |= {usual}
            with evaluate(False):
                relation = Each(*(arg.xreplace({index: usual}) for arg in relation.args))
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
