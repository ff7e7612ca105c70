r"""Questions: a claim of the library, or a reference that a teacher writes down.

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
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from sympy import Mul, evaluate, exp, log
from sympy.core.relational import Relational

from symdl import library
from symdl.calculus.reach import reach
from symdl.derivation import Claim, Derivation, Proved, family_of
from symdl.errors import InputError, LackingError, LanguageError, ReadError
from symdl.files import table as table_of
from symdl.grading import entered as entering
from symdl.grading.asked import Called
from symdl.grading.diagnosis import RUBRIC
from symdl.grading.entered import entered, parted
from symdl.grading.listed import open_letters
from symdl.grading.named import is_named, names_of, sides
from symdl.grading.noted import APPLIED_SIGMA, has_bare_sigma, is_latex, notation_of, with_brackets, with_euler
from symdl.grading.scalar.linear import KNOWN_WORDS
from symdl.grading.scalar.linear.context import NOTHING_SAID, Context
from symdl.grading.scalar.linear.put_in import Defined, defined, differentiated_by, put_in_all
from symdl.grading.scalar.ordered import is_of_vectors
from symdl.grading.scalar.words import KNOWN, NoMeaning
from symdl.grading.spelling import NOTHING_SPELLED, Spelling
from symdl.language import (
    PI,
    Adjoint,
    Derivative,
    Each,
    Entry,
    Family,
    IntegerIndex,
    Partial,
    derivative,
    each,
    free_indices,
    subterms,
    unit_step,
)
from symdl.notation.read import read_chain, read_relation, words_beside
from symdl.notation.reader.infer import Inferred, infer
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.signs import BIG, FUNCTIONS
from symdl.notation.reader.syntax import (
    Big,
    Call,
    Chain,
    Function,
    Gradient,
    Member,
    Name,
    Neg,
    Node,
    Product,
    Sum,
    show,
    walk,
)
from symdl.notation.reader.syntax import Derivative as NotedDerivative
from symdl.notation.reader.wrapping import unwrapped
from symdl.notation.stated import Stated, defines, state
from symdl.verification.decide import court_of

FIELDS = ("id", "claim", "reference", "accept", "definitions", "context", "assumptions", "symbols", "notation",
          "mistakes", "marks", "rubric", "strict", "parts", "follows")


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that the teacher expects.

    says    what to tell who gives it
    marks   what it earns all the same
    """

    answer: str
    says: str = ""
    marks: float = 0.0


@dataclass(frozen=True)
class Question:
    """What is asked.

    derivation, claim  what the prover decides against; None if the language cannot say it
    right              the right answers as trees, for what is outside of the language; none where definitions stand
                       around them, which only the language knows
    left               what is asked for, where definitions were put in and the reference says it: a derivative, say
    called             the left side of a reference alone, where the language cannot say what it is: m_t, dL/dw
    latex              whether texts are LaTeX; None if each shows it itself
    notation           how such trees are read
    assumptions        what is given about the letters, in words: "x > 0", "n integer"
    declared           whether its names are all that may occur; else an answer may bring its own
    marks              what a right answer earns
    mistakes           wrong answers that the teacher expects
    rubric             the share of the marks for a wrong answer by its code, beside ``diagnosis.RUBRIC``; None: none
    strict             whether an answer may not lean on the definitions: it is right for any quantities of these names
    spelled            how formulas are spelled, an answer too
    vectors            definitions of vectors and matrices, which the language has no place for
    arrays             whether its letters are vectors and matrices, though its formulas need not show it
    context            what is said of its letters in words
    written            its formulas as they are written: the reference, what is accepted besides, the definitions
    words              what stands in words beside the reference
    applied            letters that are functions only because a bracket stands behind them: h(1 - p)
    joined             names of several letters that nothing declares, which may be a product: abc
    otherwise          the question as it may be meant, too: an answer is right or wrong only if it is so for both
    doubt              what to say of an answer for which it is not
    given              the dict that it was made of: ``with_names`` asks it again beside an answer with new names
    """

    id: str
    derivation: Derivation | None
    claim: Claim | None
    right: tuple[Node, ...] = ()
    left: Node | None = None
    called: Called | None = None
    latex: bool | None = None
    notation: Notation = OPEN
    assumptions: tuple[str, ...] = ()
    declared: bool = True
    marks: float = 1.0
    given: str = ""
    mistakes: tuple[Mistake, ...] = ()
    rubric: Mapping[str, float] | None = None
    strict: bool = False
    spelled: Spelling = NOTHING_SPELLED
    vectors: tuple[Defined, ...] = ()
    arrays: bool = False
    context: Context = NOTHING_SAID
    written: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    applied: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    otherwise: Question | None = None
    doubt: str = ""

    def as_read(self, answer: str) -> str:
        """A text as it is read: without what says nothing, in the spelling of the question. Raises ReadError."""
        for words in self.words:  # which the reference has, too; a unit may be written in another way
            unit = re.escape(re.sub(r"\\[a-z]+\s*\{|[{}\s]", "", words))
            answer = re.sub(rf"(?<=\d)(?:\s|\\[,;:! ]|~)*(?:\\(?:mathrm|textrm)\s*\{{\s*)?{unit}\s*\}}?\s*$", "",
                            answer.replace(words, " "))
        text = _SUM.sub("∑", unwrapped(answer))
        if "Σ" in text and not any("Σ" in formula or r"\Sigma" in formula for formula in self.written):
            text = text.replace("Σ", "∑")
        if any("^{(" in formula for formula in self.written):
            text = re.sub(r"\^\((\w)\)", r"^{(\1)}", text)
        if text.count(r"\boxed") > 1:
            start = text.find(r"\boxed")
            raise ReadError("there are several boxes", text, start, start + 6, "write one answer")
        return self.spelled(text)

    def tree(self, text: str) -> Node:
        """What a text says in the notation of the question. Raises ReadError."""
        return parse(text, self.notation, latex=is_latex(text, self.latex)).tree

    def with_names(self, answer: str) -> Question:
        """The same question, with the names that an answer brings. Raises LanguageError, ReadError."""
        return made(json.loads(self.given), answer)


_SUM = re.compile(r"(?<![A-Za-z\\])sum(?=\s+[A-Za-z\\(])")
"""The word, where it stands for the sign."""
_NUMBERED = re.compile(r"\[\s*\d|[A-Za-z]_?\d")
_TOO_MANY = 1_000_000  # marks


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


def of_file(path: Path) -> dict[str, Any]:
    """The table of a question in TOML or JSON. Raises InputError."""
    found = table_of(path, "reference = '...'")
    if unknown := sorted(found.keys() - {*FIELDS}):
        raise InputError(f"a question has no {unknown[0]}", term=str(path), hint=f"it has {', '.join(FIELDS)}")
    return {"id": path.stem, **found}


# --------------------------------------------------------------------------
# What is written down


def texts(table: Mapping[str, Any], key: str) -> list[str]:
    """A field that holds formulas: a list, or a text with one a line or a semicolon between."""
    value = table.get(key) or []
    if isinstance(value, str):
        value = re.split(r"\n|;", value)
    if not isinstance(value, Sequence) or not all(isinstance(item, str) for item in value):
        raise InputError(f"{key} are texts", term=repr(value)[:80], hint=f"{key} = ['...', '...']")
    return [item.strip() for item in value if item.strip() and item.strip().lower() != "none"]


def made(table: Mapping[str, Any], answer: str = "", *, kronecker: bool = True, imaginary: bool = True,
         numbers: Sequence[str] = (), members: Sequence[tuple[str, str]] = ()) -> Question:
    """The question of a table, not tested yet.

    answer     brings names of its own, where the question does not declare all of them
    kronecker  whether a delta of two letters that nothing declares is Kronecker's
    imaginary  whether an i that counts nothing is the imaginary unit
    numbers    letters that stand for numbers, whatever bracket stands behind them
    members    names that stand for one of many, with its index

    Raises InputError, ReadError, LanguageError.
    """
    if table.get("parts"):
        raise InputError("this question has parts", hint="symdl check FILE --answers FILE marks all of them")
    if not isinstance(strict := table.get("strict", False), bool):
        raise InputError("strict is true or false", term=repr(strict)[:80])
    marks = _marks(table, table.get("marks", 1), "marks are")
    if (claim := table.get("claim")) is not None:
        return _of_claim(claim, table, marks, strict)
    reference = table.get("reference")
    if not isinstance(reference, str) or not reference.strip():
        raise InputError("a question needs a reference", term=repr(reference), hint="reference = '...'")
    heads = [text.partition("=")[0].strip() for text in texts(table, "definitions") if "=" in text]
    if twice := next((head for head in heads if heads.count(head) > 1), ""):
        raise InputError(f"{twice} is defined twice", hint="give one definition of each name")
    spelled = replace(Spelling.of(texts(table, "definitions"), [reference, *texts(table, "accept")],
                                  latex=table.get("notation") == "latex"), members=tuple(members))
    definitions = [spelled(text) for text in texts(table, "definitions") if spelled.needs(text)]
    # With all functions put in, f(3) = 9 says what is asked for, and is no equation.
    left, said = (not definitions and parted(reference, spelled.values)) or ("", reference)
    right = [spelled(text) for text in (said, *texts(table, "accept"))]
    assumptions = _assumptions(table)
    brought = [answer] if answer else []
    start, latex, declared = notation_of(table, [*definitions, *right, *brought], imaginary=imaginary, numbers=numbers)
    inferred = with_euler(infer([*definitions, *right, *brought], start), [*definitions, *right])
    if numbers:  # whose letters side by side are a product
        inferred = replace(inferred, notation=replace(inferred.notation, meanings={
            name: meaning for name, meaning in inferred.notation.meanings.items()
            if len(name) == 1 or not {*name} <= {*numbers}}))
    notation = start if declared or latex is False else inferred.notation
    for text in (*definitions, *right):
        spelled.refuse_values(text, notation)
    question = Question(
        str(table.get("id") or "question"), None, None, latex=latex, notation=notation, assumptions=tuple(assumptions),
        declared=declared, marks=marks, given=json.dumps(dict(table), sort_keys=True),
        mistakes=_mistakes(table), rubric=_rubric(table), strict=strict, spelled=spelled,
        written=(reference, *texts(table, "accept"), *texts(table, "definitions")),
        words=tuple(one.text for one in words_beside(parse(right[0], notation, latex=is_latex(right[0], latex)))),
    )  # fmt: skip
    if not declared and not numbers:
        question = replace(question, applied=_applied([*definitions, *right], question),
                           joined=_joined([*definitions, *right]) if latex is not False else ())
    trees = tuple(with_brackets(question.tree(text), text) for text in right)
    words = str(table.get("context") or "")
    context = Context.of(words)
    if not declared and not numbers and latex is not False and (
            parts := [*_products(formulas := [*trees, *map(question.tree, definitions)], context),
                      *_matrices_before_brackets(formulas, context)]):
        return made(table, answer, kronecker=kronecker, imaginary=imaginary, numbers=parts, members=members)
    question = replace(question, context=context)
    if not declared and latex is not False and (
            _OF_ARRAYS.search(words) or {*question.context.kinds.values()} - {"number"}):
        question = replace(question, arrays=True)
        if (sure := _in_vectors(question, definitions, trees)) is not None:
            return sure
    if definitions or not any(map(is_of_vectors, trees)):  # in the language, letters are numbers
        try:
            question = _in_language(question, definitions, [*right, *brought], assumptions, inferred,
                                    kronecker=kronecker and start.find(r"\delta") is None)
        except (LanguageError, ReadError) as error:
            if definitions and not members and "has free index" in error.what and (
                    found := _left_open(definitions, question)):
                return made(table, answer, kronecker=kronecker, imaginary=imaginary, numbers=numbers, members=found)
            if definitions:
                other = _in_vectors(question, definitions, trees) or (
                    _in_numbers(question, definitions, right) if isinstance(error, LackingError) else None)
                if other is None:
                    raise
                return other
    if definitions:
        return question
    said_first = parse(spelled(left), notation).tree if left else _worked_out(trees[0]) if trees else None
    return replace(question, right=trees, left=said_first, arrays=question.arrays or (
        isinstance(said_first, NotedDerivative | Gradient) and is_of_vectors(said_first)))


def _products(trees: Sequence[Node], context: Context) -> list[str]:
    """The letters of names as Xw and AXB that are products of vectors and matrices: each stands alone, too."""
    arrays = {name for name, kind in context.kinds.items() if kind != "number"}
    if not arrays and not any(map(is_of_vectors, trees)):
        return []
    names = arrays | {name for tree in trees for name in names_of(tree)}
    joined = [name for name in names if name.isascii() and name.isalpha() and 1 < len(name) < 5 and {*name} <= names]
    return sorted({letter for name in joined for letter in name})


def _matrices_before_brackets(trees: Sequence[Node], context: Context) -> list[str]:
    """The D of D (X w - y), of which a context says that it is a matrix, and no function."""
    called = {part.function.text for tree in trees for part in walk(tree)
              if isinstance(part, Call) and isinstance(part.function, Name)}
    return sorted(called & {name for name, kind in context.kinds.items() if kind == "matrix"})


def _applied(formulas: Sequence[str], question: Question) -> tuple[str, ...]:
    """Letters that were read as functions, and may be factors: the h of h(1 - p), where no h(x) stands."""
    doubtful: set[str] = set()
    sure: set[str] = set()
    for text in formulas:
        parsed = parse(text, question.notation, latex=is_latex(text, question.latex))
        noted = {note.start for note in parsed.notes if note.kind == "call"}
        for part in walk(parsed.tree):
            if isinstance(part, Call) and isinstance(part.function, Name):
                if any(isinstance(arg, Name | Member) for arg in part.args):  # f(x)
                    sure.add(part.function.text)
                (doubtful if part.start in noted or part.function.start in noted else sure).add(part.function.text)
    return tuple(sorted(doubtful - sure))


def _joined(formulas: Sequence[str]) -> tuple[str, ...]:
    """Letters side by side that were read as a name, and are a product to who writes LaTeX."""
    runs = [run for text in formulas for run in re.findall(r"(?<![A-Za-z\\{_^])[A-Za-z]{3,5}(?![A-Za-z(}])", text)]
    return tuple(dict.fromkeys(run for run in runs if run not in KNOWN and run not in FUNCTIONS and run not in BIG))


def _worked_out(reference: Node, *, functions: bool = False) -> Node | None:
    r"""The left side of a reference if it can be worked out, as \int_0^1 x dx = 1/2: then the right side is tested.

    functions  whether unknown ones may stand in it
    """
    if not isinstance(reference, Chain) or reference.signs != ("eq",) or not is_named(reference):
        return None
    left, right = reference.items
    if isinstance(left, NotedDerivative | Gradient):
        by = differentiated_by(left)
        if isinstance(left.of, Name | Member) or not by or not {*by} <= {*walk(left.of)}:
            return None  # nothing says how it depends on that
    elif not isinstance(left, Big):
        return None
    if not functions and any(isinstance(part, Call) and isinstance(part.function, Name) for part in walk(left)):
        return None
    ours, theirs = ({name.rstrip("'") for name in names_of(side)} for side in (left, right))
    theirs -= _OF_ALL
    # Other letters on the right stand for something; but for one that runs, all are there if none does.
    return left if theirs <= ours or (len(ours - theirs) < 2 and not isinstance(left, Gradient)) else None


_OF_ALL = {*KNOWN_WORDS, "I", r"\mathbf{I}", r"\mathbf{1}", r"\mathbb{1}", r"\mathbf{0}"}
"""Names of vectors, matrices and functions of them that need no definition."""


def other_readings(question: Question) -> list[dict[str, Any]]:
    r"""How else a question may be meant, as arguments of ``made``.

    A \delta_{nj} may be an error that is passed back: so it is where Kronecker's would leave nothing to sum, or would
    stand in each term beside something with its index. An i may be a gate: it is a number where 2i, e^{i t}, i^2 or
    \sqrt{-1} stand.
    """
    numbers = (*question.applied, *(letter for name in question.joined for letter in name))
    found: list[dict[str, Any]] = [{"numbers": tuple(dict.fromkeys(numbers))}] if numbers else []
    trees = [question.tree(question.spelled(text)) for text in question.written if r"\delta_" in text]
    if any(map(_has_delta_as_factor, trees)):
        found.append({"kronecker": False})
    said = " ".join(question.written)
    if "i" in question.notation.constants.values() and _UNIT.search(said) and not _NO_LETTERS.fullmatch(said) \
            and not any(map(_IMAGINARY.search, question.written)):
        found.append({"imaginary": False})
    return found


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


def _of_claim(claim: object, table: Mapping[str, Any], marks: float, strict: bool) -> Question:
    """A claim of the library with the marks, and the mistakes, that a teacher says."""
    if more := sorted({*table} - {"id", "claim", "marks", "mistakes", "rubric", "strict"}):
        raise InputError(f"a question that is a claim has no {more[0]}", term=repr(claim)[:80],
                         hint="it may have id, marks, mistakes, rubric and strict besides")
    if not isinstance(claim, str):
        raise InputError("a claim is named by its id", term=repr(claim)[:80], hint="claim = 'batch-norm/dx'")
    return replace(of_claim(claim), id=str(table.get("id") or claim), marks=marks, mistakes=_mistakes(table),
                   rubric=_rubric(table), strict=strict)


def _mistakes(table: Mapping[str, Any]) -> tuple[Mistake, ...]:
    found = []
    mistakes = table.get("mistakes") or ()
    if isinstance(mistakes, str | Mapping):
        raise InputError("mistakes are a list", term=repr(mistakes)[:80], hint="[{ answer = '...', says = '...' }]")
    for item in mistakes:
        match item:
            case str():
                found.append(Mistake(item))
            case {"answer": str(answer), **rest} if {*rest} <= {"says", "marks"} and isinstance(
                    says := rest.get("says", ""), str) and isinstance(marks := rest.get("marks", 0), (int, float)):
                found.append(Mistake(answer, says, _marks(table, marks, "what a mistake earns is")))
            case _:
                raise InputError("a mistake has an answer, and may have marks and what it says", term=repr(item)[:80],
                                 hint="{ answer = '...', says = '...', marks = 0.5 }")
    return tuple(found)


def _marks(table: Mapping[str, Any], marks: object, these: str) -> float:
    """What a right answer is worth, or a listed mistake; ``these`` are called so in a message."""
    if isinstance(marks, bool) or not isinstance(marks, (int, float)) or not 0 <= marks < _TOO_MANY:  # no NaN either
        raise InputError(f"{_name(table)}: {these} a number from 0 to below {_TOO_MANY}", term=repr(marks)[:80],
                         hint="marks = 2")
    return float(marks)


def _name(table: Mapping[str, Any]) -> str:
    return str(table.get("id") or table.get("claim") or "question")


def _rubric(table: Mapping[str, Any]) -> Mapping[str, float] | None:
    """``rubric = true`` is ours; a table says otherwise for some codes."""
    match table.get("rubric"):
        case None | False:
            return None
        case True:
            return {}
        case dict() as shares if all(isinstance(share, (int, float)) and not isinstance(share, bool) and 0 <= share <= 1
                                     for share in shares.values()):
            if unknown := [str(code) for code in shares if code not in RUBRIC]:
                (close,) = get_close_matches(unknown[0], RUBRIC, n=1, cutoff=0)
                raise InputError(f"{_name(table)}: a rubric has no code {unknown[0][:80]!r}",
                                 hint=f"is it {close}? There are {', '.join(RUBRIC)}")
            return {code: float(share) for code, share in shares.items()}
    raise InputError(f"{_name(table)}: a rubric is true, or a table of shares by code",
                     term=repr(table["rubric"])[:80], hint="rubric = { sign = 0.5 }")


def _assumptions(table: Mapping[str, Any]) -> list[str]:
    """What is given: "x > 0", "n integer", or ('x', 'positive') as some write it."""
    value = table.get("assumptions")
    if isinstance(value, str) and (pairs := re.findall(r"\('(\w+)', ?'(\w+)'\)", value)):
        return [f"{name} {kind}" for name, kind in pairs if kind in ("positive", "nonnegative", "integer", "real")]
    return texts(table, "assumptions")


def applies_sigma(question: Question) -> bool:
    r"""Whether \sigma is only a function in a question that does not declare it."""
    if any(name == r"\sigma" for name, _ in question.spelled.functions):
        return False
    return not question.declared and any(map(APPLIED_SIGMA.search, question.written)) and not any(
        map(has_bare_sigma, question.written))


_OF_ARRAYS = re.compile(r"\b(?:matri(?:x|ces)|vectors?)\b", re.IGNORECASE)


def _left_open(definitions: Sequence[str], question: Question) -> list[tuple[str, str]]:
    r"""Names of which a definition leaves an index open, as L = -\log p_c does: L is one for each c."""
    found = []
    for text in definitions:
        tree = question.tree(text)
        if isinstance(tree, Chain) and isinstance(tree.items[0], Name) and len(
                letters := open_letters(tree.items[1])) == 1:
            found.append((tree.items[0].text, min(letters)))
    return found


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
            left = _worked_out(replace(reference, items=put), functions=True)
    return replace(question, right=trees, left=left, vectors=tuple(vectors), arrays=True)


def _in_numbers(question: Question, definitions: Sequence[str], right: Sequence[str]) -> Question | None:
    r"""The question with what it defines put in, as ordinary mathematics: L = \sin w has no place in the language.

    None if not every definition says what one number is, or a derivative is taken by one that is defined.
    """
    trees = [question.tree(text) for text in definitions]
    names = [tree.items[0].text for tree in trees if isinstance(tree, Chain) and tree.signs == ("eq",)
             and isinstance(tree.items[0], Name)]
    derived = {show(by) for text in (*definitions, *right) for part in walk(question.tree(text))
               if isinstance(part, NotedDerivative) for by in part.by}
    if len(names) < len(trees) or derived & {*names}:
        return None
    bodies = [sides(text, tree)[1] for text, tree in zip(definitions, trees, strict=True) if isinstance(tree, Chain)]
    numbers = tuple(entering.Defined(name, (), body) for name, body in zip(names, bodies, strict=True))
    spelled = replace(question.spelled, numbers=numbers)
    parts = [sides(text, tree) if isinstance(tree := question.tree(text), Chain) and is_named(tree) else ("", text)
             for text in right]
    left = parts[0][0]
    return replace(question, spelled=spelled, left=question.tree(entered(left, numbers)) if left else None, right=tuple(
        question.tree(entered(text, numbers)) for _, text in parts))


def _in_language(question: Question, definitions: Sequence[str], others: Sequence[str], assumptions: Sequence[str],
                 inferred: Inferred, *, kronecker: bool) -> Question:
    """The question as a claim, if the language can say it. Raises LanguageError, ReadError."""
    if question.latex is False and any(_NUMBERED.search(text) for text in others):
        raise LanguageError("x1, x_1 and x[1] are three names in plain text, and one in the language")
    # A reference that says y = ..., says what y is, if nothing else does.
    known = inferred.notation
    tree = parse(others[0], known).tree
    alone = defines(tree, [parse(text, known).tree for text in definitions])
    left = ""
    if not definitions and not alone and isinstance(tree, Chain) and is_named(tree):
        left, said_of = sides(others[0], tree)
        if not isinstance(tree.items[0], NotedDerivative | Name | Member):  # which the language does not say
            others = [said_of, *others[1:]]
    stated = state([*definitions, *others[:alone]], others[alone:], inferred=inferred, kronecker=kronecker)
    if not question.declared and (ours := sorted({symbol.latex for symbol in stated.symbols
                                                   if isinstance(symbol, Family)} & KNOWN)):
        raise LanguageError(f"{ours[0]} is no unknown function", hint="write it as in LaTeX, or declare the names")
    with evaluate(False):
        given = [relation for text in (*stated.equations, *assumptions) for relation in _relation(stated, text)]
        said = read_chain(others[0], stated.formulas.scope)
        *before, last = said.items
        assert last is not None
        asked = before[0] if before and before[0] is not None else last
        called = Called(left) if left else None
        if not definitions and asked is not last and not alone and (isinstance(asked, Adjoint | Derivative) or (
                isinstance(asked, Entry) and asked not in subterms(last))):
            called, asked = Called(left, asked), last
        if not {*said.signs} <= {"eq", "define", "assign"}:
            raise LanguageError("the reference is no equation")
        if len(before) > 1 and not definitions:
            raise LanguageError("the reference is a chain of equations, each of which says something")
    if (alone or not definitions) and any(isinstance(t, unit_step) for t in subterms(last)):
        raise LanguageError("a step has no value in the language where it jumps")
    if not definitions and any(isinstance(t, exp) and isinstance(t.args[0], Mul) and any(
            isinstance(f, log) for f in t.args[0].args) for t in subterms(last)):
        raise LanguageError("a real exponent asks for a positive base, which a reference alone does not say")
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
    derivation = Derivation("", (*stated.symbols, *more), (claim,), stated.definitions, stated.loss,
                            written=stated.formulas.written)
    library.check(derivation)
    if isinstance(asked, Partial) and not _follows(derivation, claim):
        # A curly d may be a derivative through everything, too: the reference says which one it is.
        through = replace(claim, lhs=derivative(asked.of, asked.node))
        if _follows(derivation, through):
            called, claim = Called("", asked), through
    if not definitions and stated.loss is None and not _follows(derivation, claim):
        raise LanguageError("the reference is an equation to be solved, or no real number")
    return replace(question, derivation=derivation, claim=claim, called=called)


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
    """What is assumed, "x > 0" or "x positive", over the names of the question."""
    text = _FOR_EACH.sub("", text).strip()
    words = re.fullmatch(r"([\w\\{}, ]+?)\s+(?:is |are )?(positive|nonnegative|real)", text)
    if words is None:
        relation, _ = read_relation(text, stated.formulas.scope)
        return [_for_each(relation)]
    sign = {"positive": "> 0", "nonnegative": ">= 0", "real": ""}[words[2]]
    if not sign:
        return []  # everything is
    return [_for_each(read_relation(f"{name.strip()} {sign}", stated.formulas.scope)[0])
            for name in words[1].split(",")]


def _follows(derivation: Derivation, claim: Claim) -> bool:
    return isinstance(court_of(derivation, claim).prove_claim(claim), Proved)


# What says that a relation holds for each member, which it does anyway.
_FOR_EACH = re.compile(
    r"[,\s]*(?:\\(?:quad|qquad|;|,|:)\s*|\\text\{\s*)*(?:for (?:each|all|every)\b|\\forall|\u2200)\s*\}?\s*"
    r"[A-Za-z](?:\s*,\s*[A-Za-z])*\s*\}?\s*$")


def _for_each(relation: Relational) -> Relational | Each:
    """v_j > 0 is so for each j."""
    indices = sorted((i for i in free_indices(relation) if not isinstance(i, IntegerIndex)), key=str)
    return each(*indices, relation) if indices else relation


__all__ = ["FIELDS", "Mistake", "Question", "applies_sigma", "followed_through", "made", "of_claim", "of_file",
           "other_readings", "texts"]
