"""Judges an answer of ordinary mathematics, outside of the prover's language: by exact rules, balls and SymPy."""

from __future__ import annotations

import json
from time import perf_counter

from symdl.derivation import Witness
from symdl.errors import LanguageError, ReadError
from symdl.grading.checked import Checked, Method, Outcome
from symdl.grading.question import Question, is_latex, is_word, texts
from symdl.grading.scalar import decide
from symdl.grading.scalar.decision import undecided
from symdl.grading.scalar.domain import narrower
from symdl.grading.scalar.ordered import is_of_vectors
from symdl.grading.scalar.words import KNOWN
from symdl.notation.latex import latex
from symdl.notation.reader.infer import infer
from symdl.notation.reader.parse import parse
from symdl.notation.reader.signs import COMMANDS, UNICODE
from symdl.notation.reader.syntax import Member, Name, Node, walk

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
        known = notation if question.declared or question.latex is False else infer([answer], notation).notation
        tree: Node = parse(answer, known, latex=is_latex(answer, question.latex)).tree
    except ReadError as error:
        return outcome("invalid", "unreadable", str(error))
    known_names = {*notation.meanings, *(name for right in question.right for name in _names(right))}
    if words := [name for name in _names(tree) if name not in known_names and name not in KNOWN and is_word(name)]:
        return outcome("invalid", "unreadable", f"{words[0]} is not a name here: it is not in the question")
    try:
        read = latex(tree, notation=notation)
    except LanguageError:  # it is read, and cannot be printed
        read = ""
    decisions = [decide(right, tree, assumptions=question.assumptions, notation=notation) for right in question.right]
    if any(map(is_of_vectors, (tree, *question.right))) and _may_be_another_product(answer, question):
        decisions = [undecided("a product of vectors is one of several, and a tree does not tell which", agrees=True)
                     if found.verdict == "equivalent" else found for found in decisions]
    for right, found in zip(question.right, decisions, strict=True):
        if found.verdict == "equivalent":
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


def _names(tree: Node) -> list[str]:
    return list(dict.fromkeys(part.text if isinstance(part, Name) else part.name for part in walk(tree)
                              if isinstance(part, (Name, Member))))


__all__ = ["judge"]
