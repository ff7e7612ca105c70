r"""Questions in parts, and what follows from a student's own mistake.

    sheet = ask_parts({"parts": ["batch-norm/dvar", "batch-norm/dmu", "batch-norm/dx"]})
    judge_parts(sheet, {"batch-norm/dvar": ..., "batch-norm/dx": ...})

An answer that is wrong is judged once more, in the student's own world: with all of the student's answers to the parts
before in the place of what is right. If it is right there, it follows, and the mistake has cost its marks once.

What a part has to do with those before is seen in three ways. A quantity that is defined (mu, say) is given the
student's definition, in all that is made of it. A derivative is looked for in the reference and the steps to it; and in
the chain rule, which says what the derivative by x is made of: the derivatives by all that x stands in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from functools import partial as partial_function
from html import escape
from itertools import combinations
from pathlib import Path
from typing import Any

from sympy import Add, Basic, Expr, Integer, Mul, evaluate

from symdl.calculus.reach import reach
from symdl.derivation import Derivation, Proved, family_of
from symdl.errors import InputError, ReadError, SymdlError
from symdl.extent import too_large
from symdl.grading.abbreviations import Abbreviations, split
from symdl.grading.asked import Asked, asked, freely
from symdl.grading.check import answered, ask
from symdl.grading.checked import Checked
from symdl.grading.question import Question
from symdl.grading.rebuilt import Rebuilding
from symdl.grading.said import tree_of
from symdl.grading.spelling import Spelling, is_head
from symdl.grading.table import of_file, texts
from symdl.language import (
    INTEGERS,
    Adjoint,
    Entry,
    Family,
    Index,
    adjoint,
    define,
    free_indices,
    partial,
    subterms,
    total,
)
from symdl.notation import read_chain
from symdl.notation.reader.parse import parse
from symdl.notation.stated import defines
from symdl.verification.decide import Court, Disagreement

_MOST_PARTS = 40
_MOST_MISTAKES = 5  # of which all subsets are tried
_MOST_OWN = 12  # answers before that are looked at
_MOST_LINKS = 4  # of the chain rule, between a part and the mistake that it follows from


@dataclass(frozen=True)
class Part:
    """One of the questions of a sheet; ``named`` is the left side of its reference, as it is written down."""

    id: str
    question: Question
    named: str = ""


@dataclass(frozen=True)
class Sheet:
    """A question in parts.

    follows   the share of the marks for an answer that follows from a mistake in a part before
    """

    id: str
    parts: tuple[Part, ...]
    follows: float = 1.0


@dataclass(frozen=True)
class PartChecked:
    """What became of the answer to one part.

    checked   None where there is no answer
    follows   the parts whose wrong answers it follows from
    earned    marks
    """

    id: str
    checked: Checked | None
    follows: tuple[str, ...]
    earned: float
    marks: float

    def row(self) -> dict[str, Any]:
        """The JSON object that other programs rely on; ``marks`` is the share that is earned."""
        row = (self.checked or Checked(self.id, "not_equivalent", "", "missing", self.feedback)).row()
        share = self.earned / self.marks if self.marks else 0.0
        if row["verdict"] in ("invalid", "undecided"):
            return {**row, "id": self.id, "feedback": self.feedback, "follows": [], "marks": None}
        return {**row, "id": self.id, "code": "follows" if self.follows else row["code"], "feedback": self.feedback,
                "follows": [*self.follows], "marks": round(share, 6)}

    @property
    def feedback(self) -> str:
        """What is told to the student."""
        if self.checked is None:
            return "there is no answer"
        if self.follows:
            return f"it follows from what was answered to {' and '.join(self.follows)}\n{self.checked.feedback}"
        return self.checked.feedback


@dataclass(frozen=True)
class SheetChecked:
    """What became of all answers to a sheet."""

    id: str
    parts: tuple[PartChecked, ...]

    @property
    def earned(self) -> float:
        return sum(part.earned for part in self.parts)

    @property
    def marks(self) -> float:
        return sum(part.marks for part in self.parts)

    def _repr_html_(self) -> str:
        """How a notebook shows it: each part, what it earns, and why."""
        rows = []
        for part in self.parts:
            why = part.checked.feedback if part.checked is not None else "there is no answer"
            cells = (escape(part.id), f"{part.earned:g} of {part.marks:g}", escape(why).replace("\n", "<br>"))
            rows.append(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
        return f"<div><b>{self.earned:g} of {self.marks:g}</b><table>{''.join(rows)}</table></div>"

    def row(self) -> dict[str, Any]:
        """The JSON object that other programs rely on."""
        return {"schema": 1, "id": self.id, "marks": round(self.earned, 6), "out_of": self.marks,
                "parts": [{**part.row(), "out_of": part.marks} for part in self.parts]}


# --------------------------------------------------------------------------
# Asked


def ask_parts(question: Path | Mapping[str, Any]) -> Sheet:
    """A sheet of a table, or of a file with one: ``parts`` is a list of ids of claims, and of tables as ``ask`` takes.

    What stands beside ``parts`` (definitions, notation, assumptions, rubric, ...) holds for each; a part that says what
    a new name is, as mu = ..., defines it for the parts after it. ``follows`` is the share for what follows.

    Raises InputError, ReadError.
    """
    table = of_file(question) if isinstance(question, Path) else question
    try:
        return _sheet(json.dumps(dict(table), sort_keys=True))
    except (TypeError, RecursionError):
        raise InputError("a question is made of texts and numbers", term=str(table)[:80]) from None


@lru_cache(maxsize=64)
def _sheet(given: str) -> Sheet:
    table = json.loads(given)
    parts, shared = table.get("parts"), {key: value for key, value in table.items() if key in (
        "definitions", "context", "assumptions", "symbols", "notation", "rubric", "strict")}
    if not isinstance(parts, list) or not parts or len(parts) > _MOST_PARTS:
        raise InputError(f"a question in parts has from 1 to {_MOST_PARTS} of them", term=repr(parts)[:80],
                         hint="parts = ['batch-norm/dvar', 'batch-norm/dx'], or a table [[parts]] for each")
    follows = table.get("follows", 1)
    if isinstance(follows, bool) or not isinstance(follows, (int, float)) or not 0 <= follows <= 1:
        raise InputError("follows is a share of the marks", term=repr(follows)[:80], hint="follows = 1")
    found: list[Part] = []
    definitions = texts(table, "definitions")
    for number, one in enumerate(parts, 1):
        if isinstance(one, str):
            one = {"claim": one}
        if not isinstance(one, dict):
            raise InputError("a part is the id of a claim, or a table", term=repr(one)[:80])
        id_ = str(one.get("id") or one.get("claim") or number)
        if id_ in [part.id for part in found]:
            raise InputError(f"two parts are called {id_}", hint="give each an id of its own")
        if "claim" in one:
            own = {key: value for key, value in shared.items() if key in ("rubric", "strict")}
            found.append(Part(id_, ask({**own, **one, "id": id_})))
            continue
        own_definitions = [*definitions, *texts(one, "definitions")]
        made = ask({**shared, **one, "id": id_, **({"definitions": own_definitions} if own_definitions else {})})
        reference = str(one.get("reference"))
        left, equals, _ = reference.partition("=")
        found.append(Part(id_, made, made.spelled(left) if equals else ""))
        with suppress(ReadError):
            says_what = is_head(reference) or defines(parse(reference, made.notation).tree)
            if says_what and reference not in definitions:
                definitions.append(reference)
    return Sheet(str(table.get("id") or "question"), tuple(found), float(follows))


# --------------------------------------------------------------------------
# Judged


def judge_parts(sheet: Sheet, answers: Mapping[str, str], *, explain: bool = True) -> SheetChecked:
    """Judge the answers to a sheet, by the ids of its parts.

    Raises InputError for an answer to no part, and for one that is no text.
    """
    if strange := next((id_ for id_, answer in answers.items() if not isinstance(answer, str)), None):
        raise InputError("answers are texts", term=f"{strange}: {answers[strange]!r}"[:80])
    if unknown := sorted({*answers} - {part.id for part in sheet.parts}):
        raise InputError(f"there is no part {unknown[0]}", hint=f"there are {', '.join(p.id for p in sheet.parts)}")
    found: list[PartChecked] = []
    own: list[tuple[Part, str, bool]] = []
    for part in sheet.parts:
        marks, answer = part.question.marks, answers.get(part.id, "").strip()
        if not answer:
            found.append(PartChecked(part.id, None, (), 0.0, marks))
            continue
        checked = answered(part.question, answer, explain=explain)
        follows: tuple[str, ...] = ()
        share = {"equivalent": 1.0, "not_equivalent": checked.marks}.get(checked.verdict, 0.0)
        if checked.verdict in ("equivalent", "not_equivalent"):
            said = part.question.as_read(answer)
            if checked.verdict == "not_equivalent":
                follows = _follows(part, said, own)
                share = max(share, sheet.follows if follows else 0.0)
            own.append((part, said, checked.verdict == "equivalent"))
        found.append(PartChecked(part.id, checked, follows, share * marks, marks))
    return SheetChecked(sheet.id, tuple(found))


def _follows(part: Part, answer: str, own: Sequence[tuple[Part, str, bool]]) -> tuple[str, ...]:
    """The parts whose wrong answers make this one right, all of the student's own answers holding; none if none do.

    own   the parts before, what was answered to each, and whether that is right
    """
    question = part.question
    if question.derivation is None or question.claim is None or all(right for _, _, right in own):
        return ()
    here = asked(question.derivation, question.claim, question.called)
    said = tree_of(answer, here)
    if said is None:
        return ()
    found = [(earlier.id, right, replaced) for earlier, mine, right in own[-_MOST_OWN:]
             if (replaced := _mistake(earlier, mine, here, question.spelled)) is not None]
    wrong = [id_ for id_, right, _ in found if not right][-_MOST_MISTAKES:]

    def is_right(some: Sequence[str]) -> bool:
        with suppress(SymdlError, Disagreement):
            return _is_right_with([one for id_, right, one in found if right or id_ in some], said, here)
        return False

    if not is_right(wrong):  # what is used is the student's own, everywhere
        return ()
    return next((some for count in range(1, len(wrong)) for some in combinations(wrong, count) if is_right(some)),
                tuple(wrong))


@dataclass(frozen=True)
class _Mistake:
    """A quantity, and the student's family in its place: a derivative by a node, or the members of a family."""

    of: Entry | Adjoint
    family: Family

    def stands_for(self, tree: Basic) -> bool:
        if isinstance(self.of, Adjoint):
            return isinstance(tree, Adjoint) and (tree.loss, tree.node.family) == (self.of.loss, self.of.node.family)
        return isinstance(tree, Entry) and tree.family == self.of.family

    def at(self, tree: Entry | Adjoint) -> Expr:
        node = tree.node if isinstance(tree, Adjoint) else tree
        return self.family.at(*node.indices)


def _mistake(part: Part, answer: str, here: Asked, spelled: Spelling) -> _Mistake | None:
    """A wrong answer to an earlier part, in the names and the spelling of this one."""
    claim = part.question.claim
    if claim is None:
        return None
    of: Expr | None = claim.lhs
    with suppress(ReadError):
        if part.question.derivation is not here.derivation:  # written down: its names are others'
            of = _read(spelled(part.named), here) if part.named else None
        answer = spelled(answer)
    if not isinstance(of, (Entry, Adjoint)):
        return None
    answer, clauses = split(answer)
    try:
        own = Abbreviations(clauses, here)
    except ReadError:
        return None
    wrong = _read(answer, own.asked)
    wrong = wrong and own.written_out(wrong)
    node = of.node if isinstance(of, Adjoint) else of
    indices = node.indices
    if wrong is None or any(range_ == INTEGERS for range_ in node.family.ranges) or len({*indices}) < len(indices) \
            or not free_indices(wrong) <= {*indices} or not all(isinstance(index, Index) for index in indices):
        return None
    if any(isinstance(t, Adjoint | Entry) and _Mistake(of, node.family).stands_for(t) for t in subterms(wrong)):
        return None
    with evaluate(False):
        made = define("own", *([list(indices)] if indices else []), wrong)
    return _Mistake(of, family_of(made))


def _read(formula: str, here: Asked) -> Expr | None:
    """The last item of a formula of another part, in which any letter of a range may stand."""
    with suppress(ReadError):
        return read_chain(formula, freely(here.left), label=here.is_label).items[-1]
    return None


def _is_right_with(mistakes: Sequence[_Mistake], said: Expr, here: Asked) -> bool:
    """Whether an answer is right where the student's answers to other parts are."""
    values: dict[Family, Family] = {}
    for one in mistakes:
        if isinstance(one.of, Entry):  # in terms of what was answered before
            was = one.of.family
            body = Rebuilding(values.get).tree(one.family.body)
            values[was] = Family(was.name, was.ranges, was.latex, was.means, one.family.params, body)
    slopes = [one for one in mistakes if isinstance(one.of, Adjoint)]
    world = Rebuilding(values.get)
    derivation, claim = here.derivation, here.claim
    court = here.court
    if values:
        if any({*reach(one)} & {*values} for one in values.values()):
            return False  # in terms of what comes later
        derivation = replace(derivation, definitions=tuple(
            Entry(new) if not new.ranges else new for new in map(world.family, derivation.defined)),
            loss=None if derivation.loss is None else world.tree(derivation.loss))
        given = [world.tree(relation) for relation in (*here.derivation.given, *claim.given)]
        court = Court(replace(derivation, given=()), given)
    mine = world.tree(said)
    seen: set[Expr] = set()
    for form in _forms(here, derivation, world, slopes):
        other = form
        for _ in slopes:  # the answer to one may have another in it
            other = Rebuilding(node=lambda tree: next((m.at(tree) for m in slopes if m.stands_for(tree)), None)).tree(
                other)
        if other in seen or (not values and other == form):
            continue
        seen.add(other)
        if isinstance(court.prover.prove(other, Integer(0)), Proved):
            continue  # what comes to nothing asks for nothing
        if isinstance(court.decide(other, mine)[0].verdict, Proved):
            return True
    return False


def _forms(here: Asked, derivation: Derivation, world: Rebuilding, slopes: Sequence[_Mistake]) -> Iterator[Expr]:
    """What is right, in the ways in which quantities of other parts may stand in it."""
    claim = here.claim
    for tree in (claim.rhs, *(step.expr for step in claim.steps), claim.lhs):
        yield world.tree(tree)
    asked = world.tree(claim.lhs)
    if isinstance(asked, Entry) and asked.family.body is not None:
        yield asked.family.at(*asked.indices)
    if isinstance(asked, Adjoint):
        with evaluate(False):
            form: Expr = asked
            for _ in range(_MOST_LINKS):  # through parts that were not asked, or not answered
                before, form = form, Rebuilding(node=partial_function(_by_chain_rule, derivation, slopes)).tree(form)
                if form == before or too_large({"it": form}):
                    break
                yield form


def _by_chain_rule(derivation: Derivation, slopes: Sequence[_Mistake], tree: Basic) -> Expr | None:
    """A derivative by the chain rule, unless the student has said what it is."""
    if not isinstance(tree, Adjoint) or any(mistake.stands_for(tree) for mistake in slopes):
        return None
    found = [*_ways(tree, derivation)]
    return Add(*found) if found else None


def _ways(asked: Adjoint, derivation: Derivation) -> Iterator[Expr]:
    """The chain rule: the derivative by each definition that a node stands in, times that of the definition by it."""
    taken = {index.letter for index in free_indices(asked)}
    for family in derivation.defined:
        if family.body is None or not any(isinstance(t, Entry) and t.family == asked.node.family
                                          for t in subterms(family.body)):
            continue
        indices: list[Index] = []
        for range_ in family.ranges:
            free = [i for i in range_.indices() if i.letter not in {*taken, *(i.letter for i in indices)}]
            if not range_.is_abstract or not free:
                return
            indices.append(free[0])
        member = Entry(family, *indices)
        way = Mul(adjoint(asked.loss, member), partial(member, asked.node))
        yield total(way, *indices) if indices else way


__all__ = ["Part", "PartChecked", "Sheet", "SheetChecked", "ask_parts", "judge_parts"]
