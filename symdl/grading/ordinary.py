"""Judges an answer of ordinary mathematics, outside of the prover's language: by exact rules, balls and SymPy."""

from __future__ import annotations

import json
from collections.abc import Sequence
from time import perf_counter

from symdl.derivation import Witness
from symdl.errors import LanguageError, ReadError
from symdl.grading.checked import Checked, Method, Outcome
from symdl.grading.question import Question, is_latex, is_word, texts
from symdl.grading.scalar import decide
from symdl.grading.scalar.decision import undecided
from symdl.grading.scalar.domain import narrower
from symdl.grading.scalar.ordered import is_of_vectors
from symdl.grading.scalar.points import free_names
from symdl.grading.scalar.relations import is_relation
from symdl.grading.scalar.words import KNOWN
from symdl.grading.strangers import alike, wrote
from symdl.notation.latex import latex
from symdl.notation.reader.infer import infer
from symdl.notation.reader.parse import parse
from symdl.notation.reader.signs import COMMANDS, UNICODE
from symdl.notation.reader.syntax import Blank, Call, Chain, Derivative, List, Member, Name, Node, walk
from symdl.notation.reader.wrapping import pointing_into, unwrapped
from symdl.notation.stated import defines

_METHODS: dict[str, Method] = {"exact algebra": "proved", "cas": "cas", "numbers": "numbers", "form": "form"}


def judge(question: Question, answer: str) -> Checked:
    """Judge an answer beside the trees of a question. It may take much time where SymPy does.

    An answer may bring names of its own where the question does not declare them all; then it differs.
    """
    start = perf_counter()
    read = ""

    def outcome(verdict: Outcome, code: str, feedback: str, method: Method = "", witness: Witness | None = None,
                agrees: bool | None = None) -> Checked:
        return Checked(question.id, verdict, method, code, feedback, witness, 1000 * (perf_counter() - start), agrees,
                       read)

    notation = question.notation
    try:
        with pointing_into(answer):
            alone = unwrapped(answer)
            known = notation if question.declared or question.latex is False else infer([alone], notation).notation
            tree: Node = parse(alone, known, latex=is_latex(alone, question.latex)).tree
    except ReadError as error:
        return outcome("invalid", "unreadable", str(error))
    known_names = {*notation.meanings, *(name for right in question.right for name in _names(right))}
    strange = [name for name in _names(tree) if name not in known_names and name not in KNOWN]
    words = [name for name in strange if is_word(name)]
    members = _members(tree, question.right[0], {*strange})
    free = {name for member in members for name in free_names(member)}
    if new := words or ([name for name in strange if name in free] if question.declared else []):
        return outcome("invalid", "names", wrote(new[0], alike(new[0], [*known_names])))
    try:
        read = latex(tree, notation=notation)
    except LanguageError:  # it is read, and cannot be printed
        read = ""
    rights = [_right(right, members) for right in question.right]
    *before, tree = members
    decisions = [decide(right, tree, assumptions=question.assumptions, notation=notation) for right in rights]
    if any(map(is_of_vectors, (tree, *rights))) and _may_be_another_product(answer, question):
        decisions = [undecided("a product of vectors is one of several, and a tree does not tell which", agrees=True)
                     if found.verdict == "equivalent" else found for found in decisions]
    for right, found in zip(rights, decisions, strict=True):
        # In a chain, what stands before the last sign has to be right, too.
        wrong = [step for member in before if found.verdict == "equivalent" and (step := decide(
            right, member, assumptions=question.assumptions, notation=notation)).verdict != "equivalent"]
        if wrong:
            decisions = wrong
        elif found.verdict == "equivalent":
            where = narrower(right, tree, assumptions=question.assumptions, notation=notation) if found.notes else ""
            # Formulas of ordinary mathematics are written without saying where they hold, so it is said, and no more.
            notes = [*found.notes, *([f"it has no value at {where}, where what is asked for has one"] if where else [])]
            note = f" ({'; '.join(notes)})" if notes else ""
            return outcome("equivalent", "proved" if found.method == "exact algebra" else "cas", f"right{note}",
                           _METHODS[found.method])
    for found in decisions:
        if found.verdict == "undecided":
            return outcome("undecided", "open", f"neither proved nor refuted: {found.reason}", agrees=found.agrees)
    found = decisions[0]
    if found.witness is None:
        return outcome("not_equivalent", "form", found.reason, _METHODS.get(found.method, ""))
    here = found.witness
    where = ", ".join(f"{name} = {value}" for name, value in here.values)
    witness = Witness({}, dict(here.values), {}, here.reference, here.answer, False)
    note = f" ({'; '.join(found.notes)})" if found.notes else ""
    return outcome("not_equivalent", "counterexample", f"{f'at {where}, ' if where else ''}what is asked for is "
                   f"{here.reference} and the answer is {here.answer}{note}", _METHODS.get(found.method, ""), witness)


_PRODUCTS = ("*", *(rf"\{name}" for name, sign in COMMANDS.items() if sign == "*"),
             *(character for character, sign in UNICODE.items() if sign == "*"))
"""Signs of products: for numbers they are one, and for vectors they are several, which a tree does not tell apart."""


def _may_be_another_product(answer: str, question: Question) -> bool:
    table = json.loads(question.given)
    written = [table["reference"], *texts(table, "accept")]
    return any(sign in text for text in (answer, *written) for sign in _PRODUCTS) and \
        "".join(answer.split()) not in ("".join(text.split()) for text in written)


def _members(tree: Node, right: Node, strange: set[str]) -> list[Node]:
    """What an answer says: the parts of a = b = c where no equation is asked for, but for a new name that stands first.

    strange  names that the question does not have
    """
    if not isinstance(tree, Chain) or {*tree.signs} != {"eq"} or any(isinstance(item, Blank) for item in tree.items):
        return [tree]
    if is_relation(right):
        return [tree]
    first, *rest = tree.items
    label = first.function if isinstance(first, Call) else first.of if isinstance(first, Derivative) else first
    label = label.function if isinstance(label, Call) else label
    if isinstance(label, Name | Member) and _names(label)[0] in strange and _names(label)[0] not in _names(List(
            tuple(rest))):
        return rest
    return [*tree.items]


def _is_named(right: Node) -> bool:
    """Whether a reference is y = ..., so that what it says is its right side."""
    if isinstance(right, Chain) and right.signs == ("eq",) and isinstance(right.items[0], Call):  # f(x) = ...
        return not {*_names(right.items[0].function)} & {*_names(right.items[1])}
    return defines(right)


def _right(right: Node, members: Sequence[Node]) -> Node:
    """What an answer is compared with: without its left side, where the answer has none."""
    if _is_named(right) and not is_relation(members[-1]):
        assert isinstance(right, Chain)
        return right.items[1]
    return right


def _names(tree: Node) -> list[str]:
    return list(dict.fromkeys(part.text if isinstance(part, Name) else part.name for part in walk(tree)
                              if isinstance(part, (Name, Member))))


__all__ = ["judge"]
