"""Claims changed by machine in one place, as a tired author or a careless typesetter would change them.

``mutants`` makes the changed claims and decides nothing. What one place may be changed to is
in ``changes``. A statement has many places, so a fixed number of changes is taken, spread
over the kinds and over the places; what is taken depends on the claim alone.

Both sides, the relation and the claim's own assumptions are changed; definitions, and the
assumptions of the whole derivation, are not. A claim that is stated because it is wrong has
no mutants: a change of a false statement may be anything, even the correction. The claim
that is right has its own.

``reason`` says, for a person, why a changed claim came out proved or undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import islice, repeat, zip_longest

from sympy import Add, Basic, Eq, Expr, Mul, Number, Pow, evaluate
from sympy.core.symbol import Str

from symdl.calculus.signs import NONNEGATIVE, POSITIVE
from symdl.derivation import (
    Claim,
    Comparison,
    Condition,
    Decided,
    Derivation,
    Instances,
    Proved,
    Refuted,
    Undecided,
    Witness,
)
from symdl.language import (
    INTEGERS,
    Adjoint,
    Delta,
    Entry,
    Family,
    Index,
    IntegerIndex,
    IntervalSum,
    Limit,
    Loss,
    Mean,
    Range,
    Size,
    Total,
    free_indices,
    integer_terms,
    subterms,
)
from symdl.verification.changes import (
    OF_MEMBERS,
    RULES,
    ZERO,
    Around,
    Path,
    Words,
    added,
    exchanged,
    flat,
    fraction,
    is_target,
    places,
    put,
    scaled,
    shown,
    sum_of,
    written,
)
from symdl.verification.evaluation.evaluate import NotEvaluable
from symdl.verification.points.instances import check_instances
from symdl.verification.prove import Prover

MOST = 40  # mutants of one claim
ENOUGH = 24  # below this many, more is written beside a side than that is worth by itself
_BESIDE = 6  # changes of that sort which each claim gets


@dataclass(frozen=True)
class Change:
    """A claim with one change.

    kind    what sort of change, as "sign"
    text    the change in words, as "right side: the sign of 2*mu"
    claim   the changed claim
    side    which side was changed, "lhs" or "rhs"; "" if none was
    path    where in it, as positions in the arguments from the outside in
    """

    kind: str
    text: str
    claim: Claim
    side: str = ""
    path: tuple[int, ...] = ()


def mutants(derivation: Derivation, claim: Claim, most: int = MOST) -> tuple[Change, ...]:
    """At most ``most`` changes of a claim, no two the same, spread over their kinds; none of a claim that is wrong."""
    if claim.expected == "refuted":
        return ()
    with evaluate(False):
        claim = replace(claim, lhs=flat(claim.lhs), rhs=flat(claim.rhs))
        out: dict[str, Change] = {_statement_key(claim): Change("", "", claim)}
        beside = list(islice(_beside(derivation, claim), 3 * ENOUGH))
        kinds = [*_by_kind(derivation, claim).values(), beside[:_BESIDE]]
        for changes, enough in ((_in_turn(kinds), most), (iter(beside), min(most, ENOUGH))):
            for change in changes:
                if len(out) > enough:
                    break
                made = change()
                if _is_statement(derivation, claim, made.claim):
                    out.setdefault(_statement_key(made.claim), made)
    return tuple(out.values())[1:]


# A change that is made only when it is taken: most of them are not.
_Lazy = Callable[[], Change]


def _in_turn(kinds: Sequence[Sequence[_Lazy]]) -> Iterator[_Lazy]:
    """The first of each kind, the second of each, ...: within a kind far apart in the statement."""
    spread = [[of_kind[n] for n in _far_apart(len(of_kind))] for of_kind in kinds]
    for turn in range(max(map(len, spread), default=0)):
        yield from (of_kind[turn] for of_kind in spread if turn < len(of_kind))


def _far_apart(count: int) -> list[int]:
    """0 .. count-1, so ordered that any first few are spread over the whole: first, last, middle, quarters, ..."""
    bits = max(count - 1, 1).bit_length()
    order = [int(f"{n:0{bits}b}"[::-1], 2) for n in range(1 << bits)]
    return [n for n in order if n < count]


_STRICT: dict[Comparison, Comparison] = {"<=": "<", ">=": ">", "<": "<=", ">": ">="}
_STRONGER: dict[Comparison, int] = {"<=": -1, "<": -1, ">=": 1, ">": 1}  # how the right side must change
_REVERSED: dict[Comparison, Comparison] = {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}

_NAMES = {"rhs": "right side", "lhs": "left side"}  # what is claimed comes first


def _by_kind(derivation: Derivation, claim: Claim) -> dict[str, list[_Lazy]]:
    """Every change of a claim, by its kind."""
    found: dict[str, list[_Lazy]] = {"relation": [], "assumption": []}
    found |= {kind: [] for kind in (*RULES, "exchanged")}
    if claim.relation != "=":
        for relation in (_STRICT[claim.relation], _REVERSED[claim.relation]):
            found["relation"].append(_with_relation(claim, relation))
    found["assumption"] += [_without_assumption(claim, n) for n in range(len(claim.given))]
    for name in _NAMES:
        side, around = getattr(claim, name), _around(derivation, claim, name)
        for path, node, near in places(side, around):
            for kind in OF_MEMBERS if is_target(near) else RULES:
                for words, after in RULES[kind](node, near):
                    found[kind].append(_with_side(claim, name, kind, words, path, after))
        for words, after in exchanged(side, around):
            found["exchanged"].append(_with_side(claim, name, "exchanged", words, (), after))
    return found


def _beside(derivation: Derivation, claim: Claim) -> Iterator[_Lazy]:
    """What may be written beside a side, the likeliest first."""
    found = []
    for kind, rule in (("factor added", scaled), ("term added", added)):
        for name in _NAMES:
            side, around = getattr(claim, name), _around(derivation, claim, name)
            found.append(zip(repeat((name, kind)), rule(side, around)))
    for turn in zip_longest(*found):
        for (name, kind), (words, after) in filter(None, turn):
            yield _with_side(claim, name, kind, words, (), after)


def _around(derivation: Derivation, claim: Claim, name: str) -> Around:
    """What stands around a whole side."""
    other = claim.lhs if name == "rhs" else claim.rhs
    stronger = _STRONGER.get(claim.relation, 0) * (1 if name == "rhs" else -1)
    free = sorted(free_indices(claim.lhs) | free_indices(claim.rhs), key=str)
    terms = [*subterms(claim.lhs), *subterms(claim.rhs)]
    named = tuple(dict.fromkeys(t.family for t in terms if isinstance(t, Entry)))
    ranges = [t.range for t in terms if isinstance(t, (Index, Size)) and t.range.is_abstract]
    return Around(
        tuple(free), None, other, stronger, named,
        names=tuple(dict.fromkeys((*named, *derivation.declared, *derivation.defined))),
        sizes=tuple(Size(r) for r in dict.fromkeys(ranges)),
        losses=tuple(dict.fromkeys(t.loss for t in terms if isinstance(t, Adjoint))),
        given=(*derivation.given, *claim.given),
    )


def _with_side(claim: Claim, name: str, kind: str, words: Words | str, path: Path, after: Basic) -> _Lazy:
    def change() -> Change:
        side = put(getattr(claim, name), path, after)
        lhs, rhs = (side, claim.rhs) if name == "lhs" else (claim.lhs, side)
        made = _bare(claim, lhs=lhs, rhs=rhs, difference=None)
        return Change(kind, f"{_NAMES[name]}: {words}", made, name, path)

    return change


def _with_relation(claim: Claim, relation: Comparison) -> _Lazy:
    def change() -> Change:
        kept = claim.difference if relation == _STRICT[claim.relation] else None
        return Change("relation", f"{relation} for {claim.relation}", _bare(claim, relation=relation, difference=kept))

    return change


def _without_assumption(claim: Claim, n: int) -> _Lazy:
    def change() -> Change:
        return Change("assumption", f"without the assumption {written(claim.given[n])}",
                      _bare(claim, given=claim.given[:n] + claim.given[n + 1:]))

    return change


def _bare(claim: Claim, **changes: object) -> Claim:
    """The claim with something changed, and without what belongs to the original alone."""
    return replace(claim, steps=(), slips=(), source=None, printed="", note="", **changes)  # type: ignore[arg-type]


# --------------------------------------------------------------------------
# Which changes are statements, and which are the same


def _is_statement(derivation: Derivation, original: Claim, claim: Claim) -> bool:
    """Whether the indices that are free on one side are those of the other, and all it speaks of is defined."""
    left, right = (frozenset(i for i in free_indices(side) if not isinstance(i, IntegerIndex))
                   for side in (claim.lhs, claim.rhs))
    if not right <= left or (left - right and any(isinstance(t, Index) for t in subterms(claim.rhs))):
        return False
    assumed = frozenset[Index]().union(*map(free_indices, (*derivation.given, *claim.given)))
    if not {i for i in assumed if not isinstance(i, IntegerIndex)} <= left:
        return False
    if key(claim.lhs) == key(claim.rhs):
        return False  # says nothing
    return (_is_defined(claim.lhs, {}) and _is_defined(claim.rhs, {})) or not (
        _is_defined(original.lhs, {}) and _is_defined(original.rhs, {}))


def _is_defined(tree: Basic, lows: Mapping[Index, int | None]) -> bool:
    """Whether no member of a definition stands before its start, so far as that is known.

    lows   the least values of the integers that sums run over, where they are known
    """
    match tree:
        case Family() | Range() | Index() | Str() | Loss():
            return True
        case Entry() if tree.family.is_defined:
            for start, slot in zip(_starts(tree.family), tree.indices, strict=True):
                low = None if start is None else _low(slot, lows)
                if start is not None and low is not None and low < start:
                    return False
        case IntervalSum():
            return _is_defined(tree.body, {**lows, tree.index: _low(tree.first, lows)})
    return all(_is_defined(arg, lows) for arg in tree.args)


def _starts(family: Family) -> list[int | None]:
    """From which integer on a definition has members, for each of its places; None for an index."""
    if family.body is not None:
        return [p.at_least if isinstance(p, IntegerIndex) else None for p in family.params]
    return [0 if range_ == INTEGERS else None for range_ in family.ranges]


def _low(tree: Expr, lows: Mapping[Index, int | None]) -> int | None:
    """The least value of an integer expression, if it is known."""
    found = 0
    for index, times in (integer_terms(tree) or {}).items():
        low = 1 if index is None else lows.get(index, index.at_least)
        if low is None or (times < 0 and index is not None):
            return None
        found += times * low
    return found


def _statement_key(claim: Claim) -> str:
    given = "; ".join(str(g) for g in claim.given)
    return f"{key(claim.lhs)} {claim.relation} {key(claim.rhs)} if {given}"


@lru_cache(maxsize=1 << 8)  # of two sides, one at most is changed
def key(tree: Basic) -> str:
    """Equal for two trees that differ in nothing but the order of terms and factors, brackets and bound letters."""
    return _key(tree, {})


def _key(tree: Basic, names: dict[Index, str]) -> str:
    def of(nodes: Iterable[Basic], bound: Sequence[Index] = ()) -> list[str]:
        inner = {**names, **{index: f"#{len(names) + n}" for n, index in enumerate(bound)}} if bound else names
        return [_key(node, inner) for node in nodes]

    def listed(nodes: Sequence[Basic], bound: Sequence[Basic] = ()) -> str:
        return ", ".join(of(nodes, bound))  # a list itself would be quoted, and its quotes again in the next one

    match tree:
        case Add():
            number, rest = _collected(tree, Add)
            terms = sorted(of(rest)) + ([str(number)] if number or not rest else [])
            return terms[0] if len(terms) == 1 else f"({' + '.join(terms)})"
        case Mul():
            number, rest = _collected(tree, Mul)
            if number == 0:
                return "0"
            factors = ([str(number)] if number != 1 or not rest else []) + sorted(of(rest))
            return factors[0] if len(factors) == 1 else f"[{' * '.join(factors)}]"
        case Pow(args=(base, e)) if e == 1:
            return _key(base, names)
        case Index():
            return names.get(tree, f"{tree.letter}.{tree.tag}")
        case Entry():
            return f"{tree.family.name}[{listed(tree.indices)}]"
        case Delta():
            return f"delta({', '.join(sorted(of(tree.indices)))})"
        case Total() | Mean():
            return f"{tree.word}({listed([tree.body], tree.indices)}; {', '.join(str(i.range) for i in tree.indices)})"
        case IntervalSum():
            return f"sum({listed([tree.body], [tree.index])}; {listed([tree.first, tree.last])})"
        case Limit() if isinstance(tree.variable, IntegerIndex):
            return f"lim({listed([tree.of], [tree.variable])})"
        case Family() | Range() | Str() | Number() | Size():
            return str(tree)
    return f"{type(tree).__name__}({listed(tree.args)})"


def _collected(tree: Basic, cls: type[Add] | type[Mul]) -> tuple[Fraction, list[Basic]]:
    """The numbers of a sum (or product) added (multiplied) up, and what is left; brackets opened."""
    number, rest = Fraction(0 if cls is Add else 1), []
    stack = list(reversed(tree.args))
    while stack:
        node = stack.pop()
        if isinstance(node, cls):
            stack += reversed(node.args)
        elif node.is_Rational:
            number = number + fraction(node) if cls is Add else number * fraction(node)
        elif cls is Mul and isinstance(node, Pow) and node.base.is_Rational and node.base != 0 and node.exp == -1:
            number /= fraction(node.base)
        else:
            rest.append(node)
    return number, rest


# --------------------------------------------------------------------------
# Another try, and why one is not refuted


def other_ways(prover: Prover, claim: Claim, changed: Claim) -> Iterator[Claim]:
    """The changed claim with other help for its proof: what was written for the original may not fit it.

    prover  one that has the assumptions of the claim
    """
    with evaluate(False):
        if changed.relation == "=":
            if changed.induction is not None:
                yield replace(changed, along=(*claim.along, Eq(claim.lhs, claim.rhs)))
                yield replace(changed, along=())
            return
        if changed.relation in ("<=", ">="):
            yield replace(changed, difference=ZERO)
        if changed.difference is None:
            # Worked out; and what it was for the original, with what it has gained by the change.
            gap, was = (b - a if claim.relation in ("<", "<=") else a - b
                        for a, b in ((changed.lhs, changed.rhs), (claim.lhs, claim.rhs)))
            for start, base in ((ZERO, None), (claim.difference or was, was)):
                left = prover.prove(gap, ZERO if base is None else base)
                if isinstance(left, Undecided) and left.residual is not None:
                    difference = sum_of(t for t in (start, left.residual) if t != ZERO)
                    # What is left may be multiplied by a denominator. To see that, and whether it has the sign,
                    # costs little; to show that it is the difference may cost much.
                    prover.lowering.statement()
                    if prover.lowering.has_sign(difference, NONNEGATIVE if "=" in changed.relation else POSITIVE) \
                            and not isinstance(_instances(prover, gap, difference), Witness):
                        yield replace(changed, difference=difference)


def seen(prover: Prover, changed: Claim) -> Refuted | str:
    """What the points of instances, which reach larger sizes than those for a witness, say of an undecided claim."""
    match _instances(prover, changed.lhs, changed.rhs, changed.relation):
        case Witness() as found:
            return Refuted(found)
        case Instances(points=points):
            return f"it holds at the {points} points tried at which both sides have a value"
        case str() as why:
            return why


def _instances(prover: Prover, lhs: Expr, rhs: Expr, relation: Comparison = "=") -> Instances | Witness | str:
    """What is seen at small sizes; a text if nothing is."""
    try:
        return check_instances(lhs, rhs, prover.given, relation)
    except NotEvaluable as e:
        return e.what


def reason(prover: Prover, claim: Claim, change: Change, decided: Decided) -> str:
    """Why a changed claim was proved, or left undecided; "" for one that is refuted.

    prover  one that has the assumptions of the changed claim
    """
    match decided.verdict:
        case Refuted():
            return ""
        case Undecided(residual, why):
            left = f"; left over: {shown(residual)}" if residual is not None else ""
            return why + left
        case Proved(conditions):
            found = [written(c.relation) for c in conditions if c.relation not in prover.given]
            if change.kind == "assumption":
                return "it holds without this assumption" + (f", on the condition {', '.join(found)}" if found else "")
            why, more = _why_proved(prover, claim, change)
            where = dict.fromkeys(written(c.relation) for c in (*conditions, *more))
            return why + (f" (where {', '.join(where)})" if where else "")
    return "decided at some sizes only"


def _why_proved(prover: Prover, claim: Claim, change: Change) -> tuple[str, tuple[Condition, ...]]:
    """Why, and on which conditions besides those of the changed claim."""
    if change.claim.relation != "=":
        return "this holds too: the sign of the difference of its sides can be read off", ()
    for was, now in _around_the_change(claim, change):
        same = prover.prove(was, now)
        if isinstance(same, Proved):
            # A condition may speak of what a sum around it binds: it is among those of the whole then.
            closed = tuple(c for c in same.conditions if all(i.tag == 0 for i in free_indices(c.relation)))
            if isinstance(prover.prove(now, ZERO), Proved):
                return f"{shown(now)} is zero, and so is {shown(was)}", closed
            return f"{shown(now)} = {shown(was)}", closed
    return "both sides of it are shown to be equal, though the changed side was not shown to be the original one", ()


def _around_the_change(claim: Claim, change: Change) -> Iterator[tuple[Expr, Expr]]:
    """What was changed and what it was changed to, and both with more and more of what stands around them."""
    with evaluate(False):
        was = flat(getattr(claim, change.side))
    now = getattr(change.claim, change.side)
    pairs = [(was, now)]
    for n in change.path:
        was, now = was.args[n], now.args[n]
        pairs.append((was, now))
    return iter(reversed(pairs))


__all__ = ["ENOUGH", "MOST", "Change", "key", "mutants", "other_ways", "reason", "seen"]
