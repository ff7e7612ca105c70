"""The sentence before a statement: for which sizes and values, under which assumptions."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Basic, Eq, Ge, Gt, Integer, Le, Lt, Pow
from sympy.core.relational import Relational

from symdl.derivation import Claim, Condition, Derivation, Proved, ProvedAt, Refuted, Verdict
from symdl.language import Each, Entry, IntegerIndex, Limit, Size, free_indices, subterms
from symdl.reporting import formula, statements
from symdl.reporting.formula import Formula, join
from symdl.reporting.statements import Prose


def split(conditions: Sequence[Condition]) -> tuple[list[Condition], list[Condition]]:
    """Conventions (of 0^0 there is one), and conditions that restrict what is proved; each in the order of their text.

    (A proof meets its conditions in no order of its own, and a report is the same every time.)
    """
    ordered = sorted(conditions, key=lambda c: (formula.of(c.relation)["text"], c.why))
    conventions = [c for c in ordered if "0^0" in c.why]
    return conventions, [c for c in ordered if c not in conventions]


def _integers_of(claim: Claim, d: Derivation) -> list[IntegerIndex]:
    """The free integers that a claim speaks of, in the order in which they are declared."""
    free = frozenset().union(*map(free_indices, statements.trees_of(claim)))
    dummies = {t.variable for tree in statements.trees_of(claim) for t in subterms(tree) if isinstance(t, Limit)}
    return [t for t in d.integers if t in free and t not in dummies]


def sentence(claim: Claim, d: Derivation, verdict: Verdict) -> Prose:
    """The sentence before the statement: for which sizes, under which assumptions."""
    sizes = [Ge(r.size, Integer(r.at_least), evaluate=False) for r in statements.ranges_of(statements.trees_of(claim))]
    integers = [Ge(t, Integer(t.at_least), evaluate=False) for t in _integers_of(claim, d)]
    given = _stated_once([*sizes, *d.given, *claim.given, *integers])
    conventions, conditions = split(verdict.conditions if isinstance(verdict, Proved) else ())
    more = [r for r in _stated_once([*given, *(c.relation for c in conditions)]) if r not in given]

    every = sorted((r for r in given if _bounds_a_symbol(r)), key=lambda r: isinstance(r.args[0], IntegerIndex))
    assumed = [r for r in given if not _bounds_a_symbol(r)]
    out: Prose = []
    match verdict:
        case Proved():
            opening = "For every "
        case ProvedAt(sizes=points):
            opening = "Decided exactly at "
            out = [*statements.sizes(points, d), " only, and claimed for every "]
        case Refuted():
            opening = "Claimed, wrongly, for every "
        case _:
            opening = "Claimed, and neither proved nor refuted, for every "
    out = [opening, *out, *(statements.listed(_bounds(every)) if every else ["value of the symbols"])]
    if assumed:
        out += [", assuming that ", *_list(assumed)]
    if more:
        out += [", wherever ", *_list(more)]
    if conventions:
        one = Eq(Pow(Integer(0), Integer(0), evaluate=False), Integer(1), evaluate=False)
        out += [", with ", formula.of(one)]
    return statements.merged([*out, ":"])


def _bounds_a_symbol(relation: Basic) -> bool:
    """``m >= 1`` or ``eps > 0``: reads well after "for every"."""
    return (
        isinstance(relation, Relational)
        and not isinstance(relation, Eq)
        and (isinstance(relation.args[0], Size | IntegerIndex)
             or (isinstance(relation.args[0], Entry) and relation.args[0].family.is_defined is False))
        and bool(relation.args[1].is_number)
    )  # fmt: skip


def _stated_once(relations: Sequence[Basic]) -> list[Basic]:
    """Without repetitions, and of lower bounds on one size only the strictest."""
    floors: dict[Size | IntegerIndex, int] = {}
    for relation in relations:
        if (floor := _floor(relation)) is not None:
            size, low = floor
            floors[size] = max(low, floors.get(size, low))
    out: dict[Basic, None] = {}
    for relation in relations:
        if (floor := _floor(relation)) is not None:
            size = floor[0]
            relation = Ge(size, Integer(floors[size]), evaluate=False)
        out.setdefault(relation)
    return list(out)


def _floor(relation: Basic) -> tuple[Size | IntegerIndex, int] | None:
    """``m >= 2`` and ``m > 1`` as (m, 2)."""
    if not isinstance(relation, Ge | Gt):
        return None
    size, low = relation.args
    if not isinstance(size, Size | IntegerIndex) or not isinstance(low, Integer):
        return None
    return size, int(low) + isinstance(relation, Gt)


def _bounds(relations: Sequence[Relational]) -> list[Prose]:
    """Bounds on symbols, those on one symbol together: ``0 <= beta < 1``."""
    out: dict[Basic, Prose] = {}
    for relation in relations:
        it = relation.args[0]
        both = [r for r in relations if r.args[0] == it]
        low = [r for r in both if isinstance(r, Ge | Gt)]
        high = [r for r in both if isinstance(r, Le | Lt)]
        if len(both) > 2 or len(low) != 1 or len(high) != 1:
            out[relation] = _said(relation)
            continue
        chain = join(
            formula.of(low[0].args[1]), _between("<=" if isinstance(low[0], Ge) else "<"), formula.of(it),
            _between("<=" if isinstance(high[0], Le) else "<"), formula.of(high[0].args[1]),
        )  # fmt: skip
        out.setdefault(it, ["integer ", chain] if isinstance(it, IntegerIndex) else [chain])
    return list(out.values())


def _between(relation: str) -> Formula:
    """The sign of a relation inside a chain of them."""
    latex, typst, mathml, text = statements.RELATIONS[relation][1]
    return {"latex": f"{latex} ", "typst": typst, "mathml": f"<math><mo>{mathml}</mo></math>", "text": f" {text} "}


def _list(relations: Sequence[Basic]) -> Prose:
    return statements.listed([_said(relation) for relation in relations])


def _said(relation: Basic) -> Prose:
    """A relation inside a sentence: what holds for each i is said in words."""
    if isinstance(relation, Each):
        letters: Prose = []
        for k, index in enumerate(relation.indices):
            letters += [" and " if k else " for each ", statements.letter(index.letter)]
        return [formula.of(relation.statement), *letters]
    if _bounds_a_symbol(relation) and isinstance(relation.args[0], IntegerIndex):
        return ["integer ", formula.of(relation)]
    return [formula.of(relation)]
