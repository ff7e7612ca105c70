"""Derivation files: ours are well-formed; whatever is wrong in a file is told with file, claim and term."""

from pathlib import Path

import pytest

from symdl import library
from symdl.errors import FreeIndexError, InputError, LanguageError, OrderError, UndeclaredError

HEAD = """
from sympy import Eq, Integer, Symbol
from symdl.derivation import Claim, Derivation, Slip, Step
from symdl.language import *
from symdl.language import Loss, Range, adjoint, define, each, family, mean, symbol, total
batch = Range("batch", "m", "i j")
i, j = batch.indices()
x, g = family("x", batch), family("g", batch)
u = symbol("u")
mu = define("mu", mean(x[i], i))
var = define("var", mean((x[i] - mu)**2, i))
loss = Loss("l", x)
def derivation(*claims, symbols=(x, g, u), definitions=(mu, var), **more):
    return Derivation(title="t", symbols=symbols, definitions=definitions, claims=claims, **more)
"""

BODY = HEAD.count("\n") + 1  # the line after the head

ILL_FORMED = {
    "free on the right only": (
        FreeIndexError, "derivation(Claim('c', total(x[i], i), x[i]*g[j]))",
        ["file.py: file/c: right side has free index i", "bind i with"]),
    "free on the left only": (
        FreeIndexError, "derivation(Claim('c', x[i], total(x[j], j)))", ["file/c", "left side has free index i"]),
    "free in a step only": (
        FreeIndexError, "derivation(Claim('c', mu, mu, steps=(Step(x[i], 'why'),)))", ["step 1 has free index i"]),
    "free in a slip only": (
        FreeIndexError, "derivation(Claim('c', mu, mu, slips=(Slip('lost', x[i]),)))", ["slip 'lost'"]),
    "free in an assumption only": (
        FreeIndexError, "derivation(Claim('c', u, u, given=(Eq(total(g[j], j) + x[i], 1),)))", ["each(i, ...)"]),
    "a bare SymPy symbol": (
        UndeclaredError, "derivation(Claim('c', u, Symbol('q')*u))", ["bare SymPy symbol", 'symbol("q")']),
    "an undeclared family": (
        UndeclaredError, "derivation(Claim('c', x[i], x[i]), symbols=(u, g))", ["uses x, which is not declared"]),
    "another of the same name": (
        OrderError, "derivation(Claim('c', u, symbol('u', means='other')))", ["another u"]),
    "a definition before it is made": (
        OrderError, "derivation(Claim('c', var, var), definitions=(var, mu))", ["uses mu before it is made"]),
    "declared twice": (OrderError, "derivation(symbols=(x, g, u, x))", ["x is declared twice"]),
    "a definition among the symbols": (OrderError, "derivation(symbols=(x, mu))", ["move it to definitions"]),
    "a symbol among the definitions": (OrderError, "derivation(definitions=(mu, u), symbols=(x,))", ["no body"]),
    "two claims of one name": (
        OrderError, "derivation(Claim('c', u, u), Claim('c', u, u))", ["two claims have this name"]),
    "another loss": (
        UndeclaredError, "derivation(Claim('c', adjoint(loss, x[i]), x[i]))", ["not the derivation's"]),
    "a loss of something else": (
        UndeclaredError, "derivation(loss=Loss('l', define('z', u)))", ["loss depends on z"]),
    "a kernel of no claim": (UndeclaredError, "derivation(kernel=('dx',))", ["no claim dx"]),
    "an assumption that is no relation": (
        LanguageError, "derivation(Claim('c', u, u, given=(u,)))", ["not a relation"]),
    "two ranges of one letter": (
        OrderError, "derivation(symbols=(x, u, g, family('z', Range('other', 'n', 'i'))))",
        ["i is an index of batch and an index of other"]),
    "a symbol of an index's letter": (
        OrderError, "derivation(symbols=(x, u, g, symbol('j')))", ["j is a symbol and an index of batch"]),
    "a symbol of a size's letter": (
        OrderError, "derivation(symbols=(x, u, g, symbol('m')))", ["m is a symbol and the size of batch"]),
    "a symbol that reads like an adjoint": (
        OrderError, "derivation(symbols=(x, u, g, symbol('du')), loss=loss)", ["how the adjoint of u is written"]),
}


def written(tmp_path: Path, body: str) -> Path:
    path = tmp_path / "file.py"
    path.write_text(HEAD + body)
    return path


@pytest.mark.parametrize("name", ILL_FORMED)
def test_ill_formed_names_file_claim_and_term(tmp_path, name):
    error, body, says = ILL_FORMED[name]
    with pytest.raises(error) as caught:
        library.load(written(tmp_path, f"DERIVATION = {body}\n"))
    for words in ("file.py", *says):
        assert words in str(caught.value)


UNUSABLE = {
    "a syntax error": ("mu = = 3\n", [f"file.py:{BODY}", "invalid syntax"]),
    "an exception": ("1/0\n", [f"file.py:{BODY}", "ZeroDivisionError"]),
    "no derivation": ("", ["makes no derivation", "DERIVATION = "]),
    "an ill-formed term": ("total(x[i], i, i)\n", [f"file.py:{BODY}", "binds an index twice"]),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable_file_says_where(tmp_path, name):
    body, says = UNUSABLE[name]
    with pytest.raises((InputError, LanguageError)) as caught:
        library.load(written(tmp_path, body))
    for words in says:
        assert words in str(caught.value)


def test_a_missing_file_or_id_says_the_way_out():
    with pytest.raises(InputError, match="symdl list"):
        library.load("nothing-here.py")
    with pytest.raises(InputError, match="did you mean batch-norm"):
        library.load("batch-nrom")


@pytest.mark.parametrize("name", library.ids())
def test_ours_are_well_formed_and_every_true_claim_has_slips(name):
    derivation = library.load(name)
    assert derivation.id == name
    for claim in derivation.claims:
        assert claim.title, f"{claim.name} states no conclusion"
        if claim.expected == "proved":
            assert len(claim.slips) >= 3, claim.name
        else:
            assert derivation.claim(claim.corrected_by).expected == "proved"
        for other in derivation.uses:
            assert other in library.ids()


def test_the_same_letter_of_two_files_is_not_mixed(tmp_path):
    one = library.load(written(tmp_path, "DERIVATION = derivation(Claim('c', mu, mu))\n"))
    assert one.declared[0] != library.load("batch-norm").declared[0]
