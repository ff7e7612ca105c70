"""Finds and reads derivation files: ours and the user's own, in the same way.

A derivation file is a Python program that ends with ``DERIVATION = Derivation(...)``.
It is run like any program a person chooses to run; nothing that arrives as data
(an answer, a question) can name a file.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from types import CodeType

from sympy import Basic, Symbol, evaluate
from sympy.core.relational import Equality, Relational

from symdl.derivation import Claim, Derivation
from symdl.errors import FreeIndexError, InputError, LanguageError, OrderError, SymdlError, UndeclaredError
from symdl.language import (
    Adjoint,
    Derivative,
    Each,
    Entry,
    Family,
    Index,
    IntegerIndex,
    Loss,
    Partial,
    Range,
    Size,
    free_indices,
    subterms,
)


def folder() -> Path:
    """The folder of the derivations that come with symdl."""
    here = Path(__file__).parent
    inside = here / "derivations"  # in a wheel; in a checkout the folder stands beside the package
    return inside if inside.is_dir() else here.parent / "derivations"


def ids() -> list[str]:
    """The ids of the derivations that come with symdl."""
    return sorted(_id_of(path) for path in folder().glob("[!_]*.py"))


def find(name: str) -> Path:
    """The file of a derivation, named by its id or by a path. Raises InputError."""
    path = Path(name)
    if name.endswith(".py") or path.is_file():
        if not path.is_file():
            raise InputError(f"there is no file {name}", hint="name a .py file, or an id from: symdl list")
        return path
    ours = folder() / (name.replace("-", "_") + ".py")
    if name in ids():
        return ours
    close = get_close_matches(name, ids(), n=1)
    guess = f"did you mean {close[0]}? " if close else ""
    raise InputError(f"there is no derivation {name!r}", hint=f"{guess}symdl list shows them all")


def load(name: str | Path) -> Derivation:
    """The derivation of this id or path, checked to be well-formed.

    ``batch-norm/dx`` is the derivation with that claim and those that it uses.

    Raises InputError (no such file, a syntax error, an exception in it, no
    DERIVATION) and LanguageError (ill-formed: file, claim and term are named).
    """
    topic, _, only = str(name).rpartition("/")
    if topic in ids():
        whole = load(topic)
        if only not in {c.name for c in whole.claims}:
            raise InputError(f"{topic} makes no claim {only!r}",
                             hint=f"it makes {', '.join(c.name for c in whole.claims)}")
        needed = {only}
        for claim in reversed(whole.claims):  # a claim uses earlier ones only
            needed |= set(claim.using) if claim.name in needed else set()
        return replace(whole, claims=tuple(c for c in whole.claims if c.name in needed), kernel=())
    path = find(str(name))
    namespace = _run(path)
    made = namespace.get("DERIVATION")
    if not isinstance(made, Derivation):
        raise InputError(f"{path} makes no derivation", hint="end it with DERIVATION = Derivation(...)")
    derivation = replace(made, id=_id_of(path), path=str(path))
    try:
        check(derivation)
    except SymdlError as e:
        e.where = f"{path}: {e.where}" if e.where else str(path)
        raise
    return derivation


def load_all(names: Iterable[str] = ()) -> list[Derivation]:
    """The named derivations, or every one that comes with symdl."""
    return [load(name) for name in (list(names) or ids())]


def _id_of(path: Path) -> str:
    return path.stem.replace("_", "-")


def _run(path: Path) -> dict[str, object]:
    """Run a derivation file; whatever goes wrong in it is told with its line."""
    namespace: dict[str, object] = {"__name__": path.stem, "__file__": str(path)}
    try:
        source = path.read_bytes()
        code: CodeType = compile(source, str(path), "exec")
        with evaluate(False):  # SymPy keeps what the author wrote, in the author's order
            exec(code, namespace)
    except OSError as e:
        raise InputError(f"{path} cannot be read: {e.strerror}") from e
    except SyntaxError as e:
        raise InputError(f"{path}:{e.lineno}: {e.msg}", term=(e.text or "").strip(),
                         hint="the file is Python: mend that line") from e
    except SymdlError as e:
        e.where = e.where or f"{path}:{_line(e, path)}"
        raise
    except Exception as e:
        raise InputError(f"{path}:{_line(e, path)}: {type(e).__name__}: {e}",
                         hint="the file stopped with this error when it was run") from e
    return namespace


def _line(error: BaseException, path: Path) -> int | str:
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(path)]
    return lines[-1] or "?" if lines else "?"


# --------------------------------------------------------------------------
# Well-formedness


def check(derivation: Derivation) -> None:
    """Raise a LanguageError for the first thing in a derivation that is ill-formed."""
    known: dict[str, Family] = {}
    for fam in derivation.declared:
        if fam.is_defined:
            raise OrderError(f"{fam.name} is a definition, listed among the symbols",
                             hint="move it to definitions")
        _declare(known, fam)
    taken = _check_ranges(derivation)
    letters = [integer.letter for integer in derivation.integers]
    for integer in derivation.integers:
        if letters.count(integer.letter) > 1:
            raise OrderError(f"two integers are called {integer.letter}", hint="give each its own letter")
        if taken.setdefault(integer.letter, "an integer") != "an integer":
            raise OrderError(f"{integer.letter} is {taken[integer.letter]} and an integer",
                             hint="give each its own letter")
    for fam in derivation.defined:
        if not fam.is_defined:
            raise OrderError(f"{fam.name} has no body, listed among the definitions", hint="move it to symbols")
        if fam.body is not None:
            _check_terms(fam.body, known, derivation, f"definition {fam.name}")
            _declare(known, fam)
            continue
        # Sequences of one recurrence may use each other, so they are declared together.
        system = {f.name: f for f in derivation.defined if f.system == fam.system}
        whole = {**known, **system}
        rule = fam.recurrence
        assert rule is not None
        for value in (rule.start, rule.step):
            _check_terms(value, whole, derivation, f"recurrence of {fam.name}")
        _declare(known, fam)
    for name in known:
        if name in taken:
            raise OrderError(f"{name} is a symbol and {taken[name]}", hint="give each its own name")
    if derivation.loss is not None:
        for name in known:
            if "d" + name in known:
                raise OrderError(f"d{name} is declared, and is how the adjoint of {name} is written",
                                 hint=f"give d{name} another name")
        for output in derivation.loss.outputs:
            if known.get(output.name) != output:
                raise UndeclaredError(f"the loss depends on {output.name}, which is not declared",
                                      hint="list it in symbols or definitions")
    if derivation.aliases:  # few have any: the reader is not imported for the rest
        from symdl.notation.scope import check_aliases

        check_aliases(derivation)
    names: set[str] = set()
    for claim in derivation.claims:
        try:
            if claim.name in names:
                raise OrderError("two claims have this name", hint="give each its own")
            for name in claim.using:
                if name not in names:
                    raise OrderError(f"it uses {name}, which is not claimed before it",
                                     hint=f"claims before it: {', '.join(sorted(names)) or 'none'}")
            names.add(claim.name)
            _check_claim(claim, derivation, known)
        except SymdlError as e:
            e.where = e.where or f"{derivation.id}/{claim.name}"
            raise
    for name in (*derivation.kernel, *(c.corrected_by for c in derivation.claims if c.corrected_by)):
        if name not in names:
            raise UndeclaredError(f"there is no claim {name}", hint=f"claims: {', '.join(sorted(names))}")


def _declare(known: dict[str, Family], fam: Family) -> None:
    if fam.name in known:
        raise OrderError(f"{fam.name} is declared twice", hint="give each symbol its own name")
    known[fam.name] = fam


def _check_ranges(derivation: Derivation) -> dict[str, str]:
    """The names that ranges take, each with what it names."""
    names: dict[str, Range] = {}
    taken: dict[str, str] = {}
    for r in derivation.ranges:
        if names.setdefault(r.name, r) != r:
            raise OrderError(f"two ranges are called {r.name}", hint="give each its own name")
        meant = {r.size_name: f"the size of {r.name}"} | dict.fromkeys(r.letters, f"an index of {r.name}")
        for name, what in meant.items():
            other = taken.setdefault(name, what)
            if other != what:
                raise OrderError(f"{name} is {other} and {what}", hint="give each its own letter")
    return taken


def _check_claim(claim: Claim, derivation: Derivation, known: dict[str, Family]) -> None:
    if not isinstance(claim.lhs, Basic):
        raise LanguageError("the left side is not an expression", term=claim.lhs)
    _check_terms(claim.lhs, known, derivation, "left side")
    free = free_indices(claim.lhs)
    sides = [("right side", claim.rhs)]
    sides += [(f"step {n}", step.expr) for n, step in enumerate(claim.steps, 1)]
    sides += [(f"slip {slip.text!r}", slip.rhs) for slip in claim.slips if slip.rhs is not None]
    sides += [("difference", claim.difference)] if claim.difference is not None else []
    sides += [("statement proved along", side) for other in claim.along for side in other.args]
    _check_kind(claim, derivation)
    for name, side in sides:
        _check_terms(side, known, derivation, name)
        theirs = free_indices(side)
        for index in sorted((a for a in theirs - free if not isinstance(a, IntegerIndex)), key=str):
            raise FreeIndexError(f"{name} has free index {index}, the left side has {_letters(free)}", term=side,
                                 hint=f"bind {index} with mean(..., {index}) or total(..., {index}), or rename it")
        # A side without any indexed family (0, or a scalar) is the same for every
        # index; one that has sums but not the index has most likely lost it. But
        # what is linear has derivatives without: x_j, of a sum of w_ij x_j.
        indexed = any(isinstance(t, Index) for t in subterms(side)) and not isinstance(
            claim.lhs, (Adjoint, Derivative, Partial))
        if indexed and name == "right side":
            for index in sorted((a for a in free - theirs if not isinstance(a, IntegerIndex)), key=str):
                raise FreeIndexError(f"the left side has free index {index}, the right side has {_letters(theirs)}",
                                     term=side, hint=f"use {index} on the right side, or bind it on the left")
    given = [*derivation.given, *claim.given]
    given += [g for slip in claim.slips for g in slip.given or ()]
    for assumption in given:
        _check_assumption(assumption, free, known, derivation, claim)


def _check_kind(claim: Claim, derivation: Derivation) -> None:
    """What an inequality and an induction may and may not have."""
    if claim.relation == "=" and claim.difference is not None:
        raise LanguageError("an equality has no difference of a sign",
                            hint='set relation="<", or leave difference out')
    if claim.relation != "=" and (claim.steps or claim.along):
        raise LanguageError("an inequality has no steps",
                            hint="write the greater side less the lesser one as difference=")
    if claim.induction is not None and claim.induction not in derivation.integers:
        raise UndeclaredError(f"the induction is on {claim.induction}, which is not declared",
                              hint="list it in symbols")
    if claim.along and claim.induction is None:
        raise LanguageError("statements are proved along without an induction", hint="write induction=t")
    for other in claim.along:
        if not isinstance(other, Equality):
            raise LanguageError("a statement that is proved along is not an equation", term=other,
                                hint="write Eq(a, b)")


def _check_assumption(assumption: Relational | Each, free: frozenset, known: dict[str, Family],
                      derivation: Derivation, claim: Claim) -> None:
    relation = assumption.statement if isinstance(assumption, Each) else assumption
    if not isinstance(relation, Relational):
        raise LanguageError("an assumption is not a relation", term=assumption,
                            hint="write eps > 0 or Eq(total(y[k], k), 1)")
    for index in sorted((a for a in free_indices(assumption) - free if not isinstance(a, IntegerIndex)), key=str):
        raise FreeIndexError(f"index {index} is free in an assumption only", term=assumption,
                             hint=f"write each({index}, ...) if it holds for every {index}")
    _check_terms(relation, known, derivation, "assumption")
    if isinstance(relation, Equality) and relation.lhs == relation.rhs:
        raise LanguageError("an assumption says nothing", term=assumption)


def _letters(free: Iterable[object]) -> str:
    return ", ".join(sorted(map(str, free))) or "none"


def _check_terms(tree: object, known: dict[str, Family], derivation: Derivation, where: str) -> None:
    """Every name in a tree is declared, as what it is used as."""
    if not isinstance(tree, Basic):
        raise LanguageError(f"the {where} is not an expression", term=tree)
    for term in subterms(tree):
        if isinstance(term, Symbol):
            raise UndeclaredError(f"{where}: {term} is a bare SymPy symbol", term=tree,
                                  hint=f'write {term} = symbol("{term}") and list it in symbols')
        if isinstance(term, Entry):
            fam = term.family
            if fam.name not in known:
                late = any(fam.name == d.name for d in derivation.defined)
                if late:
                    raise OrderError(f"{where} uses {fam.name} before it is made", term=tree,
                                     hint="put its definition first")
                raise UndeclaredError(f"{where} uses {fam.name}, which is not declared", term=tree,
                                      hint="list it in symbols or definitions")
            if known[fam.name] != fam:
                raise OrderError(f"{where} uses another {fam.name} than the one that is declared", term=tree,
                                 hint="declare each name once")
        if isinstance(term, IntegerIndex) and not term.tag and term not in derivation.integers:
            raise UndeclaredError(f"{where} uses the integer {term}, which is not declared", term=tree,
                                  hint=f'write {term} = integer("{term}", at_least=1) and list it in symbols')
        if isinstance(term, Adjoint) and isinstance(term.loss, Loss) and term.loss != derivation.loss:
            raise UndeclaredError(f"{where} uses the loss {term.loss}, which is not the derivation's", term=tree,
                                  hint="write Derivation(..., loss=loss)")
        if isinstance(term, Size) and term.range not in derivation.ranges:
            raise UndeclaredError(f"{where} uses the size of {term.range.name}, which no family has", term=tree)
