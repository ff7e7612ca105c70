"""The tables of symbols, and the definitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sympy import Basic, Ge, Integer

from symdl.derivation import Derivation
from symdl.language import INTEGERS, REALS, Adjoint, Entry, Family, IntegerIndex, Loss, Range, symbol
from symdl.reporting import formula, statements
from symdl.reporting.formula import Formula, join
from symdl.reporting.statements import Data, Prose


def _generic(fam: Family, d: Derivation) -> Entry:
    """``x[i]`` for the family x: the first letter of each range, the next if a range repeats."""
    taken: Counter[Range] = Counter()
    slots: list[Basic] = []
    for r in fam.ranges:
        if r == INTEGERS:
            letters = [t for t in d.integers if t not in slots]
            slots.append(letters[0] if letters else IntegerIndex(_free_letter("t n k i", d)))
        elif r == REALS:
            slots.append(symbol(_free_letter("x z u s", d)))
        else:
            indices = r.indices()
            slots.append(indices[taken[r] % len(indices)])
        taken[r] += 1
    return Entry(fam, *slots)


def _free_letter(letters: str, d: Derivation) -> str:
    """The first letter that means nothing else in the derivation."""
    taken = {fam.name for fam in (*d.declared, *d.defined)}
    taken |= {letter for r in d.ranges for letter in (*r.letters, r.size_name)} | {t.letter for t in d.integers}
    return next((letter for letter in letters.split() if letter not in taken), letters.split()[0])


def _shape(ranges: Sequence[Range]) -> Formula | None:
    """``(m,)`` as NumPy writes shapes; None for a scalar."""
    ranges = [r for r in ranges if r.is_abstract]
    if not ranges:
        return None
    parts: list[Formula | str] = []
    for r in ranges:
        parts += [",", formula.of(r.size)] if parts else [formula.of(r.size)]
    return join("(", *parts, ",)" if len(ranges) == 1 else ")")


def _form(ranges: Sequence[Range]) -> Prose:
    """What a family is, for the symbol table: a scalar, an array of a shape, a sequence, a function."""
    shape = _shape(ranges)
    kinds = ["function"] * (REALS in ranges) + ["sequence"] * (INTEGERS in ranges)
    out: Prose = [" and ".join(kinds)] if kinds else []
    if shape is not None:
        out += [" of ", shape] if out else [shape]
    return out or ["scalar"]


def _run(r: Range) -> Formula:
    return join(formula.of(Integer(1)), ",", "…", ",", formula.of(r.size))


def abstract(r: Range) -> Data:
    return {
        "letters": [statements.letter(letter) for letter in r.letters],
        "range": r.name,
        "size": formula.of(r.size),
        "values": _run(r),
        "at_least": r.at_least,
    }


def integer_row(t: IntegerIndex) -> Data:
    return {
        "symbol": formula.of(t),
        "name": t.letter,
        "range": formula.of(Ge(t, Integer(t.at_least), evaluate=False)),
        "meaning": t.means,
    }


def _indices(entry: Entry) -> list[Formula]:
    """``i = 1, …, m`` for each index of the entry that runs over an abstract range."""
    return [join(statements.letter(a.letter), "=", _run(a.range)) for a, r in
            zip(entry.indices, entry.family.ranges, strict=True) if r.is_abstract]  # fmt: skip


def symbol_row(fam: Family, d: Derivation) -> Data:
    entry = _generic(fam, d)
    return {
        "symbol": formula.of(entry),
        "name": fam.name,
        "shape": _shape(fam.ranges),
        "form": _form(fam.ranges),
        "indices": _indices(entry),
        "meaning": fam.means,
        "law": _law(fam),
    }


def _law(fam: Family) -> Prose:
    """How a random family is distributed; empty if it is not random."""
    if fam.law is None:
        return []
    independent = "independent, " if fam.ranges else ""
    match fam.law:
        case ("bernoulli", p):
            return [f"random, {independent}1 with probability ", formula.of(p), ", else 0"]
        case ("gaussian", mean, variance):
            return [f"random, {independent}normal with mean ", formula.of(mean), " and variance ",
                    formula.of(variance)]
        case ("independent", mean, variance):
            return [f"random, {independent}of any law with mean ", formula.of(mean), " and variance ",
                    formula.of(variance)]
    raise NotImplementedError(f"report: no words for the law {fam.law[0]}")


def loss_row(loss: Loss, d: Derivation) -> Data:
    outputs = [_generic(fam, d) for fam in loss.outputs]
    return {
        # A loss is printed as a scalar of the same name is.
        "symbol": formula.of(symbol(loss.name, loss.latex)),
        "outputs": [formula.of(output) for output in outputs],
        "cotangents": [formula.of(Adjoint(loss, output)) for output in outputs],
    }


def definition(fam: Family, number: int) -> Data:
    if fam.recurrence is not None:
        at, *others = fam.recurrence.params
        equations = [
            statements.equation(Entry(fam, Integer(0), *others), fam.recurrence.start),
            statements.equation(Entry(fam, *fam.recurrence.params), fam.recurrence.step),
        ]
        where = [None, formula.of(Ge(at, Integer(1), evaluate=False))]
        entry = Entry(fam, *fam.recurrence.params)
    else:
        assert fam.body is not None
        entry = Entry(fam, *fam.params)
        equations, where = [statements.equation(entry, fam.body)], [None]
    return {
        "number": number,
        "name": fam.name,
        "equations": [{**e, "where": w} for e, w in zip(equations, where, strict=True)],
        "form": _form(fam.ranges),
        "indices": _indices(entry),
        "meaning": fam.means,
    }
