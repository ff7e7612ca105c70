"""Formulas as they stand in papers: read as they are meant, refused where they say nothing, noted where in doubt."""

from __future__ import annotations

import re

import pytest
from formulas.papers import DOUBTFUL, FORMULAS, NOTED, REFUSED, SECTIONS, Formula, Noted, Refused

from symdl.errors import ReadError
from symdl.notation.reader.declare import declare
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Node, show, walk


def _notation(formula: Formula) -> Notation:
    return declare(formula.names, indices=formula.indices) if formula.names or formula.indices else OPEN


def _said(text: str, formula: Formula) -> str:
    """The tree of a text in the notation of a formula, on one line, or the error."""
    try:
        return show(parse(text, _notation(formula)).tree)
    except ReadError as refused:
        return str(refused)


@pytest.mark.parametrize("formula", FORMULAS, ids=[f"{name}-{n}" for name, section in SECTIONS.items()
                                                   for n in range(len(section))])  # fmt: skip
def test_a_formula_is_read_as_it_is_meant(formula: Formula):
    parsed = parse(formula.text, _notation(formula))
    assert show(parsed.tree) == formula.tree


def test_there_are_many_of_every_kind():
    assert len({formula.text for formula in FORMULAS}) == len(FORMULAS) >= 300
    assert len(REFUSED) >= 60
    assert len(NOTED) >= 40
    assert sum(bool(formula.names) for formula in FORMULAS) >= 70


@pytest.mark.parametrize("refused", REFUSED, ids=lambda refused: repr(refused.text[:40]))
def test_what_cannot_be_read_says_where_and_why(refused: Refused):
    with pytest.raises(ReadError) as caught:
        parse(refused.text)
    error = caught.value
    start = refused.text.index(refused.at)
    assert start <= error.start <= start + len(refused.at), str(error)
    assert re.search(refused.says, f"{error.what} {error.hint}", re.IGNORECASE), str(error)


@pytest.mark.parametrize("noted", NOTED, ids=lambda noted: noted.text)
def test_what_could_be_read_in_another_way_says_so(noted: Noted):
    parsed = parse(noted.text)
    assert show(parsed.tree) == noted.tree
    assert parsed.notes
    assert any(re.search(noted.says, f"{note.kind} {note.text}", re.IGNORECASE) for note in parsed.notes), parsed.notes
    assert all(0 <= note.start < note.end <= len(noted.text) for note in parsed.notes)


@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_is_in_doubt_is_not_read_in_silence(text: str):
    try:
        parsed = parse(text)
    except ReadError:
        return
    assert parsed.notes, show(parsed.tree)


# --------------------------------------------------------------------------
# Laws over all formulas

_AROUND = ("${}$", "$${}$$", "\\[ {} \\]", "\\({}\\)", "\\begin{{equation}}{}\\end{{equation}}", "  {}  ", "{} .",
           "{},")  # fmt: skip
_BARE = tuple(formula for formula in FORMULAS
              if "\\" in formula.text and not formula.text.startswith(("$", "\\[", "\\(", "\\begin{e", "\\begin{al"))
              and "%" not in formula.text and not formula.text.endswith((".", ",")))  # fmt: skip


@pytest.mark.parametrize("around", _AROUND)
def test_what_stands_around_a_formula_is_no_part_of_it(around: str):
    wrong = {text: said for formula in _BARE
             if (said := _said(text := around.format(formula.text), formula))
             != _said(formula.text, formula)}  # fmt: skip
    assert len(_BARE) > 200
    assert not wrong


_SPELLINGS = (
    (r"\frac", r"\dfrac"), (r"\left", ""), (r"\left", r"\Biggl"), (r"\hat", r"\widehat"),
    (r"\cdot", r"\times"),
    (r"\leq", r"\le"), (r"\|", r"\Vert "), (" + ", r"\,+\;"), (" = ", r"\;=\quad "), (r"\log", r"\ln"),
    (r"\mathrm", r"\text"), (r"\mathbf", r"\boldsymbol"), (r"\leftarrow", r"\gets"), (r"\top", r"\intercal"),
    ("_{t-1}", "_{t - 1}"), ("_t", "_{t}"), ("^2", "^{2}"), (r"\mid", r"\vert"), (r"\theta", "θ"), (r"\sum", "∑"),
    (r"\partial", "∂"), (r"\nabla", "∇"), (r"\odot", "⊙"), (r"\alpha", "α"), (" - ", " − "),
)  # fmt: skip


def _sign(sign: str) -> re.Pattern[str]:
    return re.compile(re.escape(sign) + ("(?![a-zA-Z])" if sign[-1].isalpha() else ""))


def _respelled(text: str, old: str, new: str) -> str:
    text = _sign(old).sub(lambda _: new, text)
    return _sign(r"\right").sub(lambda _: new.replace("gl", "gr"), text) if old == r"\left" else text


@pytest.mark.parametrize("spelling", _SPELLINGS, ids=[f"{old} {new}" for old, new in _SPELLINGS])
def test_another_spelling_says_the_same(spelling: tuple[str, str]):
    old, new = spelling
    letter = _sign(old)
    texts = [formula for formula in FORMULAS if letter.search(formula.text) and "\\" in formula.text]
    texts = [formula for formula in texts if not (old == r"\left" and r"\right." in formula.text)]
    wrong = {changed: said for formula in texts
             if (said := _said(changed := _respelled(formula.text, old, new), formula))
             != _said(formula.text, formula)}  # fmt: skip
    assert texts
    assert not wrong


def test_every_node_stands_within_the_text():
    def astray(node: Node, text: str) -> bool:
        return not 0 <= node.start <= node.end <= len(text)

    wrong = [(formula.text, show(node)) for formula in FORMULAS
             for node in walk(parse(formula.text, _notation(formula)).tree) if astray(node, formula.text)]  # fmt: skip
    assert not wrong


def test_what_is_declared_leaves_few_questions():
    """With its names declared, a formula is in doubt only where its letters are not what is in doubt."""
    asked = {formula.text: [note.text for note in notes] for formula in FORMULAS
             if formula.names and (notes := parse(formula.text, _notation(formula)).notes)}  # fmt: skip
    assert not asked
