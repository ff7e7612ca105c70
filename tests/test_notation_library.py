"""Everything that the library says can be printed, and typed again as an answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sympy
import typst as typst_compiler
from test_notation_laws import shape
from test_notation_print import signs_of_latex, signs_of_mathml, signs_of_typst

from symdl import library
from symdl.derivation import Derivation
from symdl.notation import latex, mathml, read, scope_of, text, typst


def statements(derivation: Derivation) -> Iterator[sympy.Basic]:
    """Every formula of a derivation."""
    yield from derivation.given
    for definition in derivation.defined:
        yield definition
        yield from definition.defining
    for claim in derivation.claims:
        yield from (claim.lhs, claim.rhs, *claim.given, *(step.expr for step in claim.steps))
        yield from (slip.rhs for slip in claim.slips if slip.rhs is not None)
        yield from claim.along
        if claim.difference is not None:
            yield claim.difference


@pytest.mark.parametrize("id_", library.ids())
def test_every_formula_is_printed_alike(id_):
    source = ""
    for tree in statements(library.load(id_)):
        signs = list(signs_of_latex(latex(tree)))
        assert signs == list(signs_of_typst(typst(tree))) == list(signs_of_mathml(mathml(tree)))
        source += f"$ {typst(tree)} $\n"
    _, warnings = typst_compiler.compile_with_warnings(source.encode(), format="svg")
    assert warnings == []


@pytest.mark.parametrize("id_", library.ids())
def test_every_right_side_can_be_typed(id_):
    derivation = library.load(id_)
    for claim in derivation.claims:
        assert shape(read(text(claim.rhs), scope_of(derivation, claim)), {}) == shape(claim.rhs, {}), claim.name


@pytest.mark.parametrize("id_", library.ids())
def test_every_statement_reads_back(id_):
    derivation = library.load(id_)
    for claim in derivation.claims:
        for tree in (claim.lhs, *(step.expr for step in claim.steps)):
            assert shape(read(text(tree), scope_of(derivation)), {}) == shape(tree, {}), claim.name
