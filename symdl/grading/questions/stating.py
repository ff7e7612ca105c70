"""A question as a claim of the language, where that can say it: then the prover decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from sympy import Basic, Eq, Expr, Mul, evaluate, exp, log
from sympy.core.relational import Relational

from symdl import library
from symdl.calculus.reach import reach, values
from symdl.derivation import Claim, Derivation, Proved, Undecided, family_of
from symdl.errors import HeldFixedError, LanguageError, ReadError
from symdl.grading.named import is_named, names_of, sides
from symdl.grading.proved.asked import Called
from symdl.grading.proved.reindexed import within_its_sums
from symdl.grading.question import Question
from symdl.grading.questions.before import before
from symdl.grading.questions.stepwise import shifted
from symdl.grading.scalar.points import FOR_EACH
from symdl.grading.scalar.words import KNOWN
from symdl.language import (
    PI,
    Adjoint,
    Derivative,
    Each,
    Entry,
    Family,
    Index,
    IntegerIndex,
    Partial,
    derivative,
    each,
    free_indices,
    subterms,
    unit_step,
)
from symdl.notation.latex import latex as printed
from symdl.notation.read import read_chain, read_relation
from symdl.notation.reader.infer import Inferred, infer
from symdl.notation.reader.notation import Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Chain, Member, Name, Node, walk
from symdl.notation.reader.syntax import Derivative as NotedDerivative
from symdl.notation.scope import in_words
from symdl.notation.stated import Stated, defines, state
from symdl.verification.decide import court_of

_DELTA_OF_ONE = re.compile(r"\\delta\s*_\s*\{\s*(?:\d\s*,?\s*\w|\w\s*,?\s*\d)\s*\}")
_NUMBERED = re.compile(r"\[\s*\d|[A-Za-z]_?\d")


def in_language(question: Question, definitions: Sequence[str], others: Sequence[str], inferred: Inferred, *,
                kronecker: bool, picks: bool = False, is_held: bool = False) -> Question:
    """The question as a claim, if the language can say it. Raises LanguageError, ReadError.

    others     the reference, and what else brings names
    kronecker  whether a delta that nothing defines is Kronecker's
    picks      whether an x_1 is known to be one of those that a sum is over
    is_held    whether what comes from the step before is held fixed, see ``before``
    """
    with evaluate(False):  # all of it, as SymPy empties its caches each time that this changes
        at_a_step = partial(_at_a_step, question, definitions, others, kronecker=kronecker, picks=picks,
                            is_held=is_held)
        if is_held and (held := at_a_step()) is not None:
            return held
        said = _stepwise(question, definitions)
        try:
            found = _as_written(question, said, others, inferred, kronecker=kronecker, picks=picks)
            if _is_settled(found) or (step := at_a_step()) is None:
                return found
            return step if _has_partial(found) else _through(step)
        except (HeldFixedError, ReadError) as error:
            if isinstance(error, ReadError) and not error.what.startswith(_OF_STEPS):
                raise
            if (step := at_a_step()) is None:
                raise
            return step


def _stepwise(question: Question, definitions: Sequence[str]) -> list[str]:
    return shifted(definitions, question.tree, partial(printed, notation=question.notation))


def _is_settled(question: Question) -> bool:
    """Whether the derivatives of what is asked for have a meaning, as none has by what follows from a recurrence."""
    derivation, claim = question.derivation, question.claim
    if derivation is None or claim is None or not any(
            isinstance(part, Adjoint | Derivative | Partial) for part in subterms(claim.lhs)):
        return True
    proof = court_of(derivation, claim).prover.prove(claim.lhs, claim.lhs)
    return not isinstance(proof, Undecided) or "not settled" not in proof.why


def _has_partial(question: Question) -> bool:
    return question.claim is not None and any(isinstance(part, Partial) for part in subterms(question.claim.lhs))


def _through(question: Question) -> Question:
    """The question with each derivative taken through every definition."""
    claim = question.claim
    if claim is None:
        return question
    totals = {part: derivative(part.of, part.node) for tree in (claim.lhs, claim.rhs) for part in subterms(tree)
              if isinstance(part, Partial)}
    lhs = claim.lhs.xreplace(totals)
    rhs = lhs if claim.rhs is claim.lhs else claim.rhs.xreplace(totals)  # where no value is said
    return replace(question, claim=replace(claim, lhs=lhs, rhs=rhs))


def _at_a_step(question: Question, definitions: Sequence[str], others: Sequence[str], *, kronecker: bool,
               picks: bool, is_held: bool) -> Question | None:
    """The question with what a step takes from the one before as numbers of their own; None where it is none of steps.
    """
    for said in ([*definitions], _stepwise(question, definitions)):  # of x_{t+1} and x_t, or of x_t and x_{t-1}
        if (last := before(said, others, question.tree, is_held=is_held)) is None:
            continue
        spelled = replace(question.spelled, twofold=replace(question.spelled.twofold, before=last))
        again = [last.at_the_step_before(said[place]) for place in last.again]
        said, named = [[*map(spelled.twofold, texts)] for texts in (said, others)]
        said = [*again, *said]
        inferred = infer([*said, *named], question.notation)
        notation = question.notation if question.declared else inferred.notation
        other = replace(question, spelled=spelled, notation=notation)
        with suppress(LanguageError, ReadError):
            return _as_written(other, _stepwise(other, said), named, inferred, kronecker=kronecker, picks=picks)
    return None


_OF_STEPS = "these definitions use each other", "nothing here says how"


def _as_written(question: Question, definitions: Sequence[str], others: Sequence[str], inferred: Inferred, *,
                kronecker: bool, picks: bool) -> Question:
    picks_one = kronecker and any(map(_DELTA_OF_ONE.search, (*definitions, *others)))
    if picks_one:  # as an x_1 does
        with suppress(LanguageError, ReadError):
            return _in_language(question, definitions, others, inferred, kronecker=kronecker, picks=True)
    try:
        return _in_language(question, definitions, others, inferred, kronecker=kronecker, picks=picks)
    except LanguageError as error:
        if "has free index" not in error.what:
            raise
    with suppress(LanguageError, ReadError):  # of an n, which a sum over all of x_1, ..., x_n leaves
        return _in_language(question, definitions, others, inferred, kronecker=kronecker, picks=True)
    with suppress(LanguageError, ReadError):  # of a T, up to which a definition counts
        return _in_language(question, definitions, others, inferred, kronecker=kronecker, picks=picks_one, leaves=True)
    # A_t = ... of an n, too, says no more than how the answer is called.
    return _in_language(question, definitions, others, inferred, kronecker=kronecker, is_called=True)


def _in_language(question: Question, definitions: Sequence[str], others: Sequence[str], inferred: Inferred, *,
                 kronecker: bool, is_called: bool = False, picks: bool = False, leaves: bool = False) -> Question:
    if question.notation.latex is False and any(_NUMBERED.search(text) for text in others):
        raise LanguageError("x1, x_1 and x[1] are three names in plain text, and one in the language")
    # A reference that says y = ..., says what y is, if nothing else does.
    known = inferred.notation
    tree = parse(others[0], known).tree
    alone = not is_called and defines(tree, [parse(text, known).tree for text in definitions])
    is_bare = not definitions and not question.laws
    left = ""
    if is_called and isinstance(tree, Chain) and isinstance(tree.items[0], Member):
        left, said_of = sides(others[0], tree)
        others = [said_of, *others[1:]]
    elif is_bare and not alone and isinstance(tree, Chain) and is_named(tree):
        left, said_of = sides(others[0], tree)
        if not isinstance(tree.items[0], NotedDerivative | Name | Member):  # which the language does not say
            others = [said_of, *others[1:]]
    stated = state([*definitions, *others[:alone]], others[alone:], inferred=inferred, kronecker=kronecker,
                   picks=picks, leaves=leaves, laws=dict(question.laws))
    if not question.declared and (ours := sorted({symbol.latex for symbol in stated.symbols
                                                   if isinstance(symbol, Family)} & KNOWN)):
        raise LanguageError(f"{ours[0]} is no unknown function", hint="write it as in LaTeX, or declare the names")
    given = [relation for text in (*stated.equations, *question.assumptions) for relation in _relation(stated, text)]
    said = read_chain(others[0], stated.formulas.scope)
    *before, last = said.items
    assert last is not None
    asked = before[0] if before and before[0] is not None else last
    called = Called(left) if left else None
    if is_bare and asked is not last and not alone and (isinstance(asked, Adjoint | Derivative) or (
            isinstance(asked, Entry) and asked not in subterms(last))):
        called, asked = Called(left, asked), last
    if not {*said.signs} <= {"eq", "define", "assign"}:
        raise LanguageError("the reference is no equation")
    if len(before) > 1 and not definitions:
        raise LanguageError("the reference is a chain of equations, each of which says something")
    if (alone or is_bare) and any(isinstance(t, unit_step) for t in subterms(last)):
        raise LanguageError("a step has no value in the language where it jumps")
    if is_bare and any(isinstance(t, exp) and isinstance(t.args[0], Mul) and any(
            isinstance(f, log) for f in t.args[0].args) for t in subterms(last)):
        raise LanguageError("a real exponent asks for a positive base, which a reference alone does not say")
    _refuse_what_depends((asked, last), given)
    if asked is last:  # else the value says what is held fixed
        signs = {part.sign for part in walk(tree) if isinstance(part, NotedDerivative)}
        _refuse_two_ways(last, is_straight="d" in signs)
    _refuse_implicit(stated, [parse(text, known).tree for text in (*definitions, *others)], known)
    given += [one for one in within_its_sums(asked) if one not in given]
    given += [one for relation in given for one in _at_other_steps(relation, free_indices(asked)) if one not in given]
    claim = Claim(question.id, asked, last, given=tuple(given))
    named = {*map(family_of, (symbol for symbol in stated.symbols if not isinstance(symbol, IntegerIndex))),
             *map(family_of, stated.definitions)}
    # Derivatives of what the formulas do not define are free numbers.
    bodies = [tree for one in stated.definitions for tree in family_of(one).defining]
    free = dict.fromkeys(t.family for tree in (asked, last, *bodies) for t in subterms(tree) if isinstance(t, Entry)
                         if not t.family.is_defined)
    more = [family if family.ranges else Entry(family) for family in free if family not in named]
    if PI.family in reach(asked) | reach(last).union(*map(reach, map(family_of, stated.definitions))):
        more = list(dict.fromkeys((*more, PI)))
        given.append(PI > 0)
    derivation = Derivation("", (*stated.symbols, *more), (claim,), tuple(_with_products(stated, (asked, last))),
                            stated.loss,
                            written=stated.formulas.written)
    library.check(derivation)
    if isinstance(asked, Partial) and not _follows(derivation, claim):
        # A curly d may be a derivative through everything, too: the reference says which one it is.
        through = replace(claim, lhs=derivative(asked.of, asked.node))
        if _follows(derivation, through):
            called, claim = Called("", asked), through
    if is_bare and stated.loss is None and not _follows(derivation, claim):
        raise LanguageError("the reference is an equation to be solved, or no real number")
    return replace(question, derivation=derivation, claim=claim, called=called)


def _with_products(stated: Stated, sides: Sequence[Basic]) -> Iterator[Entry | Family]:
    """The definitions, each behind the products in it: a product is a sequence that nobody named."""
    known = {family_of(one) for one in stated.definitions}
    for one in (*stated.definitions, None):
        trees = sides if one is None else (*family_of(one).defining, *values(family_of(one)))
        for tree in trees:
            for family in sorted(reach(tree) - known, key=lambda family: family.name):
                if family.recurrence is not None:
                    known.add(family)
                    yield family
        if one is not None:
            yield one


def _refuse_what_depends(asked: Sequence[Expr], given: Sequence[Relational | Each]) -> None:
    r"""Raises HeldFixedError for a derivative by what an equation ties to something else: x, beside \sqrt{v} = x^2.

    That one would be held fixed, whether the equation stands among definitions or is assumed.
    """
    parts = [part for tree in asked for part in subterms(tree)]
    parts += [part.family.body for part in parts if isinstance(part, Entry) and part.family.body is not None]
    by = {part.node.family for part in parts if isinstance(part, Adjoint | Derivative | Partial)}
    for relation in given:
        tied = {family for family in reach(relation) if not family.is_defined}
        said = relation.args[0] if isinstance(relation, Each) else relation
        if isinstance(said, Eq) and by & tied and tied - by:
            name = min(in_words(one) for one in tied - by)
            raise HeldFixedError(f"{name} depends on what the derivative is by, and would be held fixed", term=relation,
                                 hint="write a definition: a name on the left, and all of it on the right")


def _refuse_two_ways(asked: Expr, *, is_straight: bool) -> None:
    """Raises HeldFixedError for a derivative by what is defined, of what depends on the same letter beside it.

    Of L = a x + b y, with a = 1 - b, dL/da may hold b fixed, or not. A curly d does, if a is made of several letters.
    """
    for part in subterms(asked):
        if not isinstance(part, Adjoint | Derivative | Partial) or not part.node.family.is_defined:
            continue
        family = part.node.family
        made_of = {one for one in reach(family) if not one.is_defined and one.ranges == family.ranges}
        of = part.loss if isinstance(part, Adjoint) else part.of
        if isinstance(of, Expr) and (both := made_of & _beside(of, family)) and (is_straight or len(made_of) == 1):
            name = min(in_words(one) for one in both)
            raise HeldFixedError(f"it may hold {name} fixed, or not: {in_words(family)} is made of it",
                                 term=part, hint="write what it is behind the derivative: the value says what is meant")


def _beside(tree: Expr, family: Family) -> set[Family]:
    """What a formula depends on by another way than through a family."""
    found: set[Family] = set()
    ahead: list[Basic] = [tree]
    while ahead:
        new = {part for part in subterms(ahead.pop()) if isinstance(part, Family)} - found - {family}
        found |= new
        ahead += [body for one in new for body in one.defining]
    return found


def _refuse_implicit(stated: Stated, trees: Sequence[Node], notation: Notation) -> None:
    """Raises LanguageError for a derivative of what an equation says, and no definition: u, of e^u = 1 + x.

    It would be any number.
    """
    families = [*map(family_of, stated.definitions)]
    defined = {name for family in families for name in (family.name, family.latex)}
    derived = {name for tree in trees for part in walk(tree) if isinstance(part, NotedDerivative)
               for name in names_of(part.of)} - defined
    for text in stated.equations:
        if found := derived.intersection(names_of(parse(text, notation).tree)):
            raise LanguageError(f"{text} does not define {min(found)}, of which there is a derivative",
                                hint=f"write {min(found)} = ...")


def followed_through(question: Question) -> Question | None:
    r"""The question with each partial derivative taken through every definition; None if that is the same.

    \frac{\partial p_i}{\partial z_j} of p_i = e^{z_i} / s may hold fixed s, or not, where s is a sum of e^{z_k}.
    """
    claim = question.claim
    if question.derivation is None or claim is None or not question.given:
        return None
    is_name = isinstance(claim.lhs, Entry) and isinstance(claim.lhs.family.body, Partial)
    if claim.lhs is not claim.rhs and not is_name:
        return None  # the other side says which one it is
    partials = [one for one in subterms(claim.rhs) if isinstance(one, Partial)]
    if not partials:
        return None
    with evaluate(False):
        through = claim.rhs.xreplace({one: derivative(one.of, one.node) for one in partials})
    if _follows(question.derivation, replace(claim, lhs=through)):
        return None
    return replace(question, claim=replace(claim, lhs=through, rhs=through))


def _relation(stated: Stated, text: str) -> list[Relational | Each]:
    """What is assumed, "x > 0", "x positive" or "n positive integer", over the names of the question."""
    text = FOR_EACH.sub("", text).strip()
    words = _OF_KIND.fullmatch(text)
    if words is None:
        said = [text]
        if (between := _BETWEEN.fullmatch(text)) is not None:  # 0 < p < 1
            said = [between[1] + between[2] + between[3], between[3] + between[4] + between[5]]
        return [_for_each(read_relation(one, stated.formulas.scope)[0]) for one in said]
    signs = {"positive": "> 0", "negative": "< 0", "nonnegative": ">= 0", "natural": ">= 0"}
    sign = next((signs[kind] for kind in words[2].lower().replace("non-", "non").split() if kind in signs), "")
    if not sign:
        return []  # everything is real, and what an integer counts is one anyway
    return [_for_each(read_relation(f"{name.strip()} {sign}", stated.formulas.scope)[0])
            for name in words[1].split(",")]


_OF_KIND = re.compile(r"([\w\\{}, ]+?)\s+(?:(?:is|are) )?(?:an? )?((?:(?:strictly|real|positive|(?:non-?)?negative"
                      r"|natural|integers?|numbers?)(?:\s+|$))+)")


def _follows(derivation: Derivation, claim: Claim) -> bool:
    return isinstance(court_of(derivation, claim).prove_claim(claim), Proved)


_SIGN = r"(<=?|>=?|≤|≥|\\(?:leq?|geq?|lt|gt)(?![A-Za-z]))"
_BETWEEN = re.compile(rf"([^<>≤≥=&]+?){_SIGN}([^<>≤≥=&]+?){_SIGN}([^<>≤≥=&]+)")


def _at_other_steps(relation: Relational | Each, asked: Iterable[Index]) -> Iterator[Relational]:
    """Of b_s > 0, which is said of every step: b_t > 0, where it is asked for t."""
    if isinstance(relation, Each):
        return
    steps = {slot for part in subterms(relation) if isinstance(part, Entry) for slot in part.indices}
    for step in free_indices(relation):
        is_any = step in steps and isinstance(step, IntegerIndex) and step not in asked and not any(
            step in part.args for part in subterms(relation) if not isinstance(part, Entry))
        for other in sorted((i for i in asked if is_any and isinstance(i, IntegerIndex)), key=str):
            yield relation.xreplace({step: other})


def _for_each(relation: Relational) -> Relational | Each:
    """v_j > 0 is so for each j."""
    indices = sorted((i for i in free_indices(relation) if not isinstance(i, IntegerIndex)), key=str)
    return each(*indices, relation) if indices else relation


__all__ = ["followed_through", "in_language"]
