r"""Questions as they are posed: a claim of the library, or a reference that a teacher writes down.

    of_claim("batch-norm/dx")
    made({"reference": r"\hat{y}_i - y_i", "definitions": [r"L = -\sum_i y_i \log \hat{y}_i", ...]})
    made(of_file(Path("softmax.toml")))

A question that is written down says what its names are by its formulas, or by a ``notation``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from symdl import library
from symdl.derivation import Claim, Derivation
from symdl.errors import InputError, LanguageError, ReadError
from symdl.grading.named import is_named, names_of, with_own_name
from symdl.grading.question import Question
from symdl.grading.questions.factors import applied, factors, joined, unsure
from symdl.grading.questions.numbers import has_numbers_alone, in_numbers, worked_out
from symdl.grading.questions.stating import in_language
from symdl.grading.scalar.context import Context
from symdl.grading.scalar.linear.put_in import defined, put_in_all
from symdl.grading.scalar.ordered import is_of_vectors
from symdl.grading.scalar.words import NoMeaning
from symdl.grading.table import (
    assumptions_of,
    definitions_of,
    marks_of,
    mistakes_of,
    reference_of,
    rubric_of,
    strict_of,
    texts,
)
from symdl.grading.typed.differences import is_a_number
from symdl.grading.typed.entered import parted
from symdl.grading.typed.listed import open_letters
from symdl.grading.typed.noted import notation_of, pairs_of_letters, with_brackets, with_euler
from symdl.grading.typed.solved import given_by_roots, solved
from symdl.grading.typed.spelling import Spelling
from symdl.notation import text as typed
from symdl.notation.read import words_beside
from symdl.notation.reader.infer import Inferred, infer
from symdl.notation.reader.notation import Meaning
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Big,
    Chain,
    Derivative,
    Function,
    Gradient,
    Member,
    Name,
    Neg,
    Node,
    Product,
    Sum,
    walk,
)
from symdl.notation.stated import Law


@lru_cache(maxsize=64)
def _loaded(topic: str) -> Derivation:
    return library.load(topic)  # once, so that the parts of a question speak of the same things


@lru_cache(maxsize=512)
def of_claim(name: str) -> Question:
    """The question of a claim that comes with symdl. Raises InputError if there is none of this id."""
    topic, _, claim_name = name.partition("/")
    if topic not in library.ids():
        raise InputError(f"there is no question {name!r}", hint="symdl list shows the derivations and their claims")
    derivation = _loaded(topic)
    try:
        return Question(name, derivation, derivation.claim(claim_name))
    except KeyError:
        names = ", ".join(f"{topic}/{c.name}" for c in derivation.claims)
        raise InputError(f"there is no question {name!r}", hint=f"there are {names}") from None


def _of_claim(claim: object, table: Mapping[str, Any]) -> Question:
    """A claim of the library with the marks, and the mistakes, that a teacher says."""
    if more := sorted({*table} - {"id", "claim", "marks", "mistakes", "rubric", "strict"}):
        raise InputError(f"a question that is a claim has no {more[0]}", term=repr(claim)[:80],
                         hint="it may have id, marks, mistakes, rubric and strict besides")
    if not isinstance(claim, str):
        raise InputError("a claim is named by its id", term=repr(claim)[:80], hint="claim = 'batch-norm/dx'")
    return replace(of_claim(claim), id=str(table.get("id") or claim), marks=marks_of(table),
                   mistakes=mistakes_of(table), rubric=rubric_of(table), strict=strict_of(table))


# --------------------------------------------------------------------------
# What is written down


@dataclass(frozen=True)
class Reading:
    r"""How a question is read where nothing declares it.

    kronecker  whether a delta of two letters is Kronecker's
    imaginary  whether an i that counts nothing is the imaginary unit
    numbers    letters that stand for numbers, whatever bracket stands behind them
    members    names that stand for one of many, with its index: the L of L = -\log p_c
    picks      whether an x_1 is known to be one of those that a sum is over
    is_held    whether what comes from the step before is held fixed in a derivative
    is_put_in  whether definitions are put in, as ordinary mathematics, though the language has a place for them
    """

    kronecker: bool = True
    imaginary: bool = True
    numbers: tuple[str, ...] = ()
    members: tuple[tuple[str, str], ...] = ()
    picks: bool = False
    is_held: bool = False
    is_put_in: bool = False


PLAIN = Reading()


@dataclass(frozen=True)
class _Written:
    """The formulas of a table.

    as_given     the reference, what is accepted besides and the definitions, as they are written
    spelled      how they are spelled; the rest is spelled so
    definitions  those that are needed: of what is not written out
    left         f(3), of f(3) = 9, which says what is asked for and is no equation, if all functions are written out
    right        the reference and what is accepted besides
    brought      an answer that brings names of its own, if there is one
    laws         what is random, see ``laws``
    given        what definitions say besides: that a root is not negative
    """

    as_given: tuple[str, ...]
    spelled: Spelling
    definitions: tuple[str, ...]
    left: str
    right: tuple[str, ...]
    brought: tuple[str, ...]
    laws: tuple[tuple[str, Law], ...] = ()
    given: tuple[str, ...] = ()

    @staticmethod
    def of(table: Mapping[str, Any], answer: str, reading: Reading) -> _Written:
        """Raises InputError, ReadError."""
        reference, definitions, accepted = reference_of(table), definitions_of(table), texts(table, "accept")
        roots = solved(definitions, [reference, *accepted], _said(table))
        called, reference = with_own_name(reference, definitions)
        spelled = replace(Spelling.of(roots, [reference, *accepted], latex=table.get("notation") == "latex"),
                          members=reading.members, called=called)
        own = replace(spelled, fixed=frozenset())  # a definition has letters of its own
        needed = tuple(own(text) for text in roots if spelled.needs(text))
        left, said = (not needed and parted(reference, spelled.values)) or ("", reference)
        return _Written((reference, *accepted, *definitions), spelled, needed, left,
                        tuple(spelled(text) for text in (said, *accepted)), (answer,) if answer else (),
                        tuple((name, Law(kind, tuple(map(spelled, parameters))))
                              for name, (kind, *parameters) in (table.get("laws") or {}).items()),
                        tuple(given_by_roots(definitions, [reference, *accepted])))

    @property
    def formulas(self) -> tuple[str, ...]:
        return self.definitions + self.right + tuple(one for _, law in self.laws for one in law.parameters)


def made(table: Mapping[str, Any], answer: str = "", reading: Reading = PLAIN) -> Question:
    """The question of a table, not tested yet.

    answer    brings names of its own, where the question does not declare all of them

    Raises InputError, ReadError, LanguageError.
    """
    if table.get("parts"):
        raise InputError("this question has parts", hint="symdl check FILE --answers FILE marks all of them")
    if table.get("claim") is not None:
        return _of_claim(table["claim"], table)
    written = _Written.of(table, answer, reading)
    question, inferred, reading = _named(table, written, reading)
    trees = tuple(with_brackets(question.tree(text), text) for text in written.right)
    said = [*trees, *map(question.tree, written.definitions)]
    known = {name for tree in said for name in names_of(tree)}
    bare = {part.text for tree in said for part in walk(tree) if isinstance(part, Name)}
    question = replace(question, context=question.context.renamed(written.spelled.fonts.names, known, bare))
    if question.is_open and not reading.numbers and (
            parts := factors(said, question.context, written.formulas)):
        return made(table, answer, replace(reading, numbers=parts))
    if question.is_open and not reading.numbers:
        question = replace(question, joined=(*question.joined, *unsure(said, question.context, written.formulas)))
    return _at_home(question, written, trees, inferred, reading)


def _said(table: Mapping[str, Any]) -> str:
    """What is said beside the formulas."""
    return f"{table.get('context') or ''} {table.get('assumptions') or ''}"


def with_roots_below(table: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The same with the roots below 0, of what is squared in a definition; None if there are none."""
    if table.get("claim") is not None or not isinstance(table.get("definitions"), list | str):
        return None
    definitions, others = definitions_of(table), [reference_of(table), *texts(table, "accept")]
    above, below = (solved(definitions, others, _said(table), below=is_below) for is_below in (False, True))
    made_ = [kept if one == other else other for kept, one, other in zip(definitions, above, below, strict=True)]
    return None if above == below else {**table, "definitions": made_}


def with_names(question: Question, answer: str, *, picks: bool = False) -> Question:
    """The same question, with the names that an answer brings. Raises InputError, LanguageError, ReadError."""
    wider = made(json.loads(question.given), answer, replace(PLAIN, picks=picks))
    if wider.derivation is None or wider.claim is None:
        return wider
    # Many answers bring the same names, and what is prepared for a claim is prepared for that very one.
    defining = [tree for family in wider.derivation.defined for tree in family.defining]
    given = (*wider.derivation.given, *wider.claim.given)
    with suppress(LanguageError):
        said = tuple(map(typed, (wider.claim.lhs, wider.claim.rhs, *defining, *given)))
        key = wider.given, picks, wider.notation, tuple(wider.derivation.declared), said
        if len(_STATED) >= _MOST_STATED:
            _STATED.clear()
        derivation, claim = _STATED.setdefault(key, (wider.derivation, wider.claim))
        return replace(wider, derivation=derivation, claim=claim)
    return wider


_STATED: dict[object, tuple[Derivation, Claim]] = {}  # the first derivation and claim that say just that
_MOST_STATED = 64


def _named(table: Mapping[str, Any], written: _Written, reading: Reading) -> tuple[Question, Inferred, Reading]:
    r"""What a table says, and the notation of its formulas; a \delta that is declared is not Kronecker's."""
    formulas = [*written.formulas, *written.brought]
    start, declared = notation_of(table, formulas, imaginary=reading.imaginary, numbers=reading.numbers)
    if not declared and start.find(r"\Delta") is None and is_a_number(
            written.formulas, "; ".join((str(table.get("context") or ""), *assumptions_of(table)))):
        start = replace(start, meanings={**start.meanings, r"\Delta": Meaning(r"\Delta")})
    inferred = with_euler(infer(formulas, start), written.formulas)
    if reading.numbers:  # whose letters side by side are a product
        inferred = replace(inferred, notation=replace(inferred.notation, meanings={
            name: meaning for name, meaning in inferred.notation.meanings.items()
            if len(name) == 1 or not {*name} <= {*reading.numbers}}))
    notation = start if declared or start.latex is False else inferred.notation
    for text in written.formulas:
        written.spelled.refuse_values(text, notation)
    if start.find(r"\delta") is not None:
        reading = replace(reading, kronecker=False)
    reference, twofold = written.right[0], written.spelled.twofold
    question = Question(
        str(table.get("id") or "question"), None, None, notation=notation,
        assumptions=tuple(map(twofold, (*assumptions_of(table), *written.given))),
        declared=declared, marks=marks_of(table),
        given=json.dumps(dict(table), sort_keys=True), mistakes=mistakes_of(table), rubric=rubric_of(table),
        strict=strict_of(table), spelled=written.spelled, laws=written.laws,
        context=Context.of(twofold(str(table.get("context") or ""))).beside(texts(table, "definitions")),
        written=written.as_given,
        words=tuple(one.text for one in words_beside(parse(reference, notation))),
    )  # fmt: skip
    if declared or reading.numbers:
        return question, inferred, reading
    runs = [*pairs_of_letters(written.formulas, latex=start.latex),
            *(joined(written.formulas) if start.latex is not False else ())]
    return replace(question, applied=applied(written.formulas, question), joined=tuple(runs)), inferred, reading


def _at_home(question: Question, written: _Written, trees: tuple[Node, ...], inferred: Inferred,
             reading: Reading) -> Question:
    """The question where it can be decided: in the language, as one of vectors and matrices, or of numbers.

    Raises LanguageError, ReadError where definitions stand around it that none of these knows.
    """
    if question.is_open and _says_arrays(question, [*trees, *map(question.tree, written.definitions)]):
        question = replace(question, arrays=True)
        if (sure := _in_vectors(question, written.definitions, trees)) is not None:
            return sure
    if reading.is_put_in:
        if (put := in_numbers(question, written.definitions, written.right)) is None:
            raise LanguageError("a definition does not say what one number is")
        return put
    if written.definitions or written.laws or not any(map(is_of_vectors, trees)):  # there, letters are numbers
        try:
            question = in_language(question, written.definitions, (*written.right, *written.brought), inferred,
                                   kronecker=reading.kronecker, picks=reading.picks, is_held=reading.is_held)
        except (LanguageError, ReadError) as error:
            if written.definitions and not reading.members and "has free index" in error.what and (
                    found := _left_open(written.definitions, question)):
                return made(json.loads(question.given), "".join(written.brought), replace(reading, members=found))
            if written.definitions or written.laws:
                other = _in_vectors(question, written.definitions, trees) or (
                    in_numbers(question, written.definitions, written.right) if has_numbers_alone(
                        error, question, written.definitions, written.right) else None)
                if other is None:
                    raise
                return other
    if written.definitions or written.laws:
        return question
    left = parse(written.spelled(written.left), question.notation).tree if written.left else worked_out(trees[0])
    if left is not None and isinstance(said := trees[0], Chain) and not is_named(said):
        trees = (said.items[1], *trees[1:])
    return replace(question, right=trees, left=left, arrays=question.arrays or (
        isinstance(left, Derivative | Gradient) and is_of_vectors(left)))


def _says_arrays(question: Question, trees: Sequence[Node]) -> bool:
    """Whether words say that letters are vectors or matrices, which do not stand with an index everywhere: a y_i of a
    vector y is a number.
    """
    arrays = {name for name, kind in question.context.kinds.items() if kind != "number"}
    if not arrays and not (_OF_ARRAYS.search(question.context.text) and _may_be_arrays(question, trees)):
        return False
    parts = [part for tree in trees for part in walk(tree)]
    members = {part.name for part in parts if isinstance(part, Member)}
    return not arrays & members or bool(arrays & {part.text.partition("_")[0] for part in parts if isinstance(
        part, Name)}) or any(map(is_of_vectors, trees))


def other_readings(question: Question) -> list[Reading]:
    r"""How else a question may be meant.

    A \delta_{nj} may be an error that is passed back: so it is where Kronecker's would leave nothing to sum, or would
    stand in each term beside something with its index. An i may be a gate: it is a number where 2i, e^{i t}, i^2 or
    \sqrt{-1} stand.
    """
    numbers = (*question.applied, *(letter for name in question.joined for letter in name))
    found = [Reading(numbers=tuple(dict.fromkeys(numbers)))] if numbers else []
    trees = [question.tree(question.spelled(text)) for text in question.written if r"\delta_" in text]
    if any(map(_has_delta_as_factor, trees)) and not _KRONECKER.search(question.context.text):
        found.append(Reading(kronecker=False))
    said = " ".join(question.written)
    if "i" in question.notation.constants.values() and _UNIT.search(said) and not _NO_LETTERS.fullmatch(said) \
            and not any(map(_IMAGINARY.search, question.written)):
        found.append(Reading(imaginary=False))
    return found


_KRONECKER = re.compile(r"^(?!.*\b(?:not?|never|unless|if)\b).*\bKronecker", re.IGNORECASE | re.DOTALL)
_NO_LETTERS = re.compile(r"(?:[^A-Za-z\\]|\\[A-Za-z]+|i(?![A-Za-z]))*")
_UNIT = re.compile(r"(?<![A-Za-z\\])i(?![A-Za-z])")
_IMAGINARY = re.compile(
    r"\di(?![A-Za-z])|e\^\s*\{?[^{}]*(?<![A-Za-z])i|i\s*\\?(?:sin|pi|theta|omega|varphi|phi)"
    r"|\\sqrt\{?-|\\(?:Re|Im|bar|overline)"
    r"|\|\s*z|(?:\+|(?<!1)-|(?<!1) -)\s*i\s*(?:$|[)}=,])|(?:^|[(={,]\s*)-?i\s*(?:$|[)},])|exp\("
    r"|/\s*i(?![A-Za-z])|\{i\}$")


def _has_delta_as_factor(tree: Node) -> bool:
    """Whether each term of a right side has a delta of two letters, and something else with one of them."""
    while isinstance(tree, (Chain, Big, Neg)):
        tree = tree.items[-1] if isinstance(tree, Chain) else tree.of
    if isinstance(tree, Sum):
        return all(map(_has_delta_as_factor, tree.terms))
    factors = tree.factors if isinstance(tree, Product) else ()
    return any(isinstance(other, Member) and other != delta and {*delta.below} & {*other.below, *other.above}
               for delta in factors if isinstance(delta, Member) and _is_delta(delta) for other in factors)


def _is_delta(node: Member) -> bool:
    return node.name == r"\delta" and len(node.below) == 2 and not node.above


def _may_be_arrays(question: Question, trees: Sequence[Node]) -> bool:
    """Whether words of vectors and matrices may be of the letters of a question: all but "of a 2 x 2 matrix"."""
    names = {name for tree in trees for name in names_of(tree.items[1] if isinstance(tree, Chain) and is_named(
        tree) else tree)}
    if any(map(is_of_vectors, trees)) or any(name.islower() is False for name in names):
        return True
    words = _NO_LETTER.sub(" ", question.context.text)
    said = [clause for clause in re.split(r"[.;:,]", words) if _OF_ARRAYS.search(clause)]
    return any(re.search(rf"(?<![A-Za-z]){re.escape(name.partition('_')[0].lstrip(chr(92)))}(?![A-Za-z])", clause)
               for clause in said for name in names)


_NO_LETTER = re.compile(r"\b\d+\s*x\s*\d+\b|\b[a-z]\s+x\s+[a-z]\b|\ba(?=\s+(?:\d|[A-Za-z]{2}))|\b\d+\s+by\s+\d+\b")
_OF_ARRAYS = re.compile(r"\b(?:matri(?:x|ces)|vectors?)\b", re.IGNORECASE)


def _left_open(definitions: Sequence[str], question: Question) -> tuple[tuple[str, str], ...]:
    r"""Names of which a definition leaves indices open, as L = -\log p_c does: L is one for each c."""
    found = []
    for text in definitions:
        tree = question.tree(text)
        if isinstance(tree, Chain) and isinstance(tree.items[0], Name) and (letters := open_letters(tree.items[1])):
            found.append((tree.items[0].text, ",".join(sorted(letters))))
    return tuple(found)


def _in_vectors(question: Question, definitions: Sequence[str], trees: tuple[Node, ...]) -> Question | None:
    """The question as one of vectors and matrices, which its definitions say; None if it is none, or they do not."""
    said = [question.tree(text) for text in definitions]
    vectors = [one for one in map(defined, said) if one is not None]
    if len(vectors) < len(said) or not (question.arrays or any(map(is_of_vectors, (*trees, *said))) or any(
            isinstance(part, Gradient) or part == Function("norm") for tree in (*trees, *said) for part in walk(tree))):
        return None
    left = None
    if isinstance(reference := trees[0], Chain) and is_named(reference):
        with suppress(NoMeaning):
            put = tuple(put_in_all(reference.items, vectors)[0])
            left = worked_out(replace(reference, items=put), functions=True)
    return replace(question, right=trees, left=left, vectors=tuple(vectors), arrays=True)


__all__ = ["PLAIN", "Reading", "made", "of_claim", "other_readings", "with_names", "with_roots_below"]
