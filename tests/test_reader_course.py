"""Every formula of five course documents is read as what it means; where nothing is declared, right or with a note."""

from __future__ import annotations

import re

import pytest
from formulas.course import SHEETS

from symdl.errors import ReadError
from symdl.notation.reader.notation import OPEN, Notation
from symdl.notation.reader.parse import Parsed, parse
from symdl.notation.reader.syntax import show

FORMULAS = [pytest.param(sheet, formula, id=f"{sheet.title}: {number}")
            for sheet in SHEETS for number, formula in enumerate(sheet.formulas, 1)]
CLOSED = {sheet.title: sheet.notation(closed=True) for sheet in SHEETS}
DECLARED = {sheet.title: sheet.notation(closed=False) for sheet in SHEETS}


def test_all_are_here():
    assert len(FORMULAS) == len({formula.latex for sheet in SHEETS for formula in sheet.formulas}) == 137


@pytest.mark.parametrize(("sheet", "formula"), FORMULAS)
def test_with_its_notation_a_formula_is_read_as_it_is_meant(sheet, formula):
    read = parse(formula.latex, DECLARED[sheet.title])
    assert show(read.tree) == formula.tree
    assert read.text == formula.latex


@pytest.mark.parametrize(("sheet", "formula"), FORMULAS)
def test_where_names_must_be_declared_it_is_read_alike(sheet, formula):
    strict = _read(formula.latex, CLOSED[sheet.title])
    if not (formula.notes and isinstance(strict, ReadError)):  # damage may be refused there
        assert strict == parse(formula.latex, DECLARED[sheet.title])


@pytest.mark.parametrize(("sheet", "formula"), FORMULAS)
def test_only_what_is_damaged_has_a_note(sheet, formula):
    read = parse(formula.latex, DECLARED[sheet.title])
    assert sorted({note.kind for note in read.notes}) == sorted(formula.notes), [note.text for note in read.notes]
    for note in read.notes:
        assert 0 <= note.start < note.end <= len(formula.latex)
        assert note.chosen


@pytest.mark.parametrize(("sheet", "formula"), FORMULAS)
def test_what_is_said_beside_a_formula_is_kept(sheet, formula):
    comments = parse(formula.latex, DECLARED[sheet.title]).comments
    assert tuple(comment.text for comment in comments) == formula.comments
    for comment in comments:
        assert 0 <= comment.start < comment.end <= len(formula.latex)


# --------------------------------------------------------------------------
# Nothing declared


SAME = {
    # as it is read with nothing declared: with a notation, and why the first is no misreading
    r"(^ \sigma_{\mathcal{B}} 2)": r"\sigma_{\mathcal{B}}^{2}",  # the square of sigma_B is what sigma_B^2 is
    r"(^ \sigma_{B} 2)": r"\sigma_{B}^{2}",
    "m_{0}": "m[0]",  # a digit below belongs to a name: m_0 is the same thing, a member or not
    "v_{0}": "v[0]",
    "input_{channels}": "input_channels",  # in plain text a word below is part of a name, so this is one name, too
    "output_{channels}": "output_channels",
}


@pytest.mark.parametrize(("sheet", "formula"), FORMULAS)
def test_with_nothing_declared_a_formula_is_read_right_or_with_a_note_or_not_at_all(sheet, formula):
    if isinstance(read := _read(formula.latex), ReadError):
        assert 0 <= read.start < read.end <= len(formula.latex)
        assert read.what
        assert read.hint, "no way out"
        return
    tree = show(read.tree)
    for undeclared, declared in SAME.items():
        if undeclared not in formula.tree:
            tree = tree.replace(undeclared, declared)
    assert tree == formula.tree or read.notes, f"{tree}\n{formula.tree}"


def _read(latex: str, notation: Notation = OPEN) -> Parsed | ReadError:
    try:
        return parse(latex, notation)
    except ReadError as error:
        return error


# --------------------------------------------------------------------------
# The same formula, typed in another way


def _command(old: str, new: str):
    return lambda latex: re.sub(rf"\\{old}(?![A-Za-z])", lambda _: new, latex)


LETTERS = {"alpha": "α", "beta": "β", "gamma": "γ", "epsilon": "ϵ", "theta": "θ", "mu": "μ", "sigma": "σ", "eta": "η",
           "delta": "δ", "phi": "ϕ", "lambda": "λ", "partial": "∂", "nabla": "∇", "Delta": "Δ", "sum": "∑"}
BELOW = dict(zip("0123456789ijt", "₀₁₂₃₄₅₆₇₈₉ᵢⱼₜ", strict=True))
ABOVE = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))


def _unicode(latex: str) -> str:
    return re.sub(r"\\([A-Za-z]+)", lambda m: LETTERS.get(m[1], m[0]), latex)


def _small(latex: str) -> str:
    latex = re.sub(r"_(\w)(?![\d}])", lambda m: BELOW.get(m[1], m[0]), latex)
    return re.sub(r"\^([0-9])(?!\d)", lambda m: ABOVE[m[1]], latex)


TYPED = {
    "dfrac": _command("frac", r"\dfrac"),
    "gets": _command("leftarrow", r"\gets"),
    "bm": _command("boldsymbol", r"\bm"),
    "mathbf": _command("boldsymbol", r"\mathbf"),
    "widehat": _command("hat", r"\widehat"),
    "limits": _command("sum", r"\sum\limits"),
    "mathrm": lambda latex: latex.replace(r"\text{drop}", r"\mathrm{drop}").replace(r"\text{mean}", r"\mathrm{mean}"),
    "operatorname": lambda latex: latex.replace(r"\text{softmax}", r"\operatorname{softmax}"),
    "Greek letters": _unicode,
    "small digits": _small,
    "left and right": lambda latex: re.sub(r"(?<!\\left)\(", r"\\left(", re.sub(r"(?<!\\right)\)", r"\\right)", latex)),
    "big": lambda latex: re.sub(r"\\(?:left|right)(?![A-Za-z])", r"\\big", latex),
    "no left and right": lambda latex: re.sub(r"\\(?:left|right)(?=[(\[)\]])", "", latex),
    "braces round a script": lambda latex: re.sub(r"([_^])(\d|[a-z])(?!\w)", r"\1{\2}", latex),
    "spaces": lambda latex: re.sub(r" (?=[-+=])|(?<=[-+=]) ", r" \\, ", latex),
    "lines": lambda latex: (parts := latex.partition("//"))[0].replace(" ", "\n") + parts[1] + parts[2],
    "no space after a sign": lambda latex: re.sub(r"(?<=[-+*=(,]) ", "", latex),
    "cdot": lambda latex: latex.replace(" * ", r" \cdot "),
    "dollars": lambda latex: f"$${latex}$$",
    "display": lambda latex: rf"\[ {latex} \]",
    "equation": lambda latex: rf"\begin{{equation}} {latex} \end{{equation}}",
}


@pytest.mark.parametrize("how", TYPED)
def test_typed_in_another_way_a_formula_says_the_same(how):
    different = []
    changed = 0
    for sheet in SHEETS:
        for formula in sheet.formulas:
            if (typed := TYPED[how](formula.latex)) == formula.latex:
                continue
            changed += 1
            first, second = (_read(latex, DECLARED[sheet.title]) for latex in (formula.latex, typed))
            if isinstance(second, ReadError):
                # A bracket of another formula has no \\left or \\right.
                different += [] if formula.notes and "left" in how else [(typed, str(second))]
            elif isinstance(first, ReadError) or first.tree != second.tree:
                different += [] if "\\" not in typed and second.notes else [(typed, show(second.tree))]
    assert changed
    assert not different, "\n\n".join("\n".join(pair) for pair in different)
