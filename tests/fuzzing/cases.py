"""One case for each number: a statement, the prover's word on it, and its value at points.

What is proved must hold wherever its conditions do; now and then the second judge is asked too, and
must neither deny what is proved nor agree to what does not hold at a point. A case is

    lifted     a random tree, and the tree of its own normal form
    same       a random tree, and the same changed so that its value stays
    other      a random tree, and the same changed by a likely mistake
    sign       a random tree, and a sign that was read off it
    order      an inequality
    induction  a sequence or a sum, and its closed form, right or not
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random

from sympy import Abs, Expr, I, Integer, Ne, evaluate, zoo

from fuzzing.changes import OTHER, SAME, changed, is_well_formed
from fuzzing.courts import FuzzCourt, Spot, compare, holds
from fuzzing.symbols import STEPS, G, a, b, c, e, g, h, i, j, k, n, pos, q, s, t, u, v, x
from fuzzing.trees import FLAVOURS, Maker
from symdl.algebra.work import DivisionByZero
from symdl.calculus.lift import TooLarge
from symdl.calculus.lower import UNKNOWN
from symdl.calculus.signs import NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE
from symdl.derivation import Claim, Comparison, Condition, Proved, Undecided
from symdl.errors import LanguageError, NumberError
from symdl.language import (
    Index,
    absolute,
    adjoint,
    derivative,
    each,
    expectation,
    free_indices,
    limit,
    maximum,
    oo,
    partial,
    relu,
    sqrt,
    total,
    unit_step,
    variance,
    vjp,
)
from symdl.verification.decide import says_something
from symdl.verification.evaluation.evaluate import Evaluator, compile_tree
from symdl.verification.prove import Prover
from symdl.verification.second import Differs, second_proof

BLOCK = 60
"""Cases in a row that one court serves."""

LOOKS = 4  # points at which a proof is looked at
SECOND = 60  # of so many equalities, the second judge decides one: it takes its time
MORE = 6  # points more that are looked at until the sides have a value at one

Scope = Sequence[Index]
SCOPES: tuple[Scope, ...] = ((), (i,), (i, j), (i, a), (i, e), (a,), (i, t), (t,), (t, s), (t, n), (t, a), (i, j, a),
                             (i, a, c), (i, j, t))


@dataclass(frozen=True)
class Statement:
    """Two sides, how they are to be proved, and what kind of statement it is.

    inductive whether an inequality is to be proved by induction on t
    along     statements that are proved in the same induction
    claimed   whether the prover already made the right side of the left: then it need not prove it as well
    needs     what it needed for that
    """

    kind: str
    form: str
    lhs: Expr
    rhs: Expr
    relation: Comparison = "="
    difference: Expr | None = None
    inductive: bool = False
    along: tuple[tuple[Expr, Expr], ...] = ()
    claimed: bool = False
    needs: tuple[Condition, ...] = ()
    change: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a case.

    result   "proved": and it holds at the points. "open": not proved, and it does not hold somewhere.
             "open, holds": not proved, nothing speaks against it. "unseen": proved or not, of no point is
             anything known. "none": no statement was made, for the reason in ``why``.
             "mismatch": proved, and wrong at a point; or the second judge is wrong, as ``why`` says
    """

    seed: int
    kind: str
    form: str
    result: str
    why: str = ""
    statement: Statement | None = None


_COMPARED: dict[Comparison, frozenset[int]] = {
    "=": frozenset((0,)), "<": frozenset((-1,)), "<=": frozenset((-1, 0)), ">": frozenset((1,)),
    ">=": frozenset((0, 1)),
}  # fmt: skip


# --------------------------------------------------------------------------
# Statements


def _plain(flavour: str, depths: tuple[int, ...] = (2, 3, 3, 4), scopes: tuple[Scope, ...] = SCOPES,
           ) -> Callable[[Random, FuzzCourt], Expr]:
    def make(rnd: Random, court: FuzzCourt) -> Expr:
        return Maker(rnd, court.names, FLAVOURS[flavour]).tree(rnd.choice(depths), rnd.choice(scopes))

    return make


def _derivative(rnd: Random, court: FuzzCourt) -> Expr:
    scope = rnd.choice(SCOPES)
    maker = Maker(rnd, court.names, FLAVOURS[rnd.choice(("smooth", "smooth", "plain", "kinks", "intervals", "powers",
                                                         "deltas", "below", "definitions"))])
    tree = maker.tree(rnd.choice((2, 2, 3)), scope)
    tree = derivative(tree, maker.node_of(tree, scope))
    return derivative(tree, rnd.choice((u, h))) if rnd.randrange(6) == 0 else tree


def _vjp(rnd: Random, court: FuzzCourt) -> Expr:
    maker = Maker(rnd, court.names, FLAVOURS[rnd.choice(("smooth", "definitions", "plain", "roots", "functions"))])
    tree = maker.tree(rnd.choice((2, 2, 3)), (j, j, a) if rnd.randrange(2) else (j,))
    node = maker.node_of(tree, (i, k))
    cotangent = rnd.choice((pos[j], x[j], g[t] * x[j], x[j] * pos[j], x[j] ** 2))
    if j not in free_indices(tree):
        tree = tree + x[j]
    return vjp(tree, node, cotangent, j)


def _adjoint(rnd: Random, court: FuzzCourt) -> Expr:
    names = court.names
    pair, (centred, other) = names.by_pair[0], names.by_batch
    node = rnd.choice((u, h, v[a], *names.scalars[:2], x[i], x[k], centred[i], other[i], pair[i, a], pair[j, c]))
    maker = Maker(rnd, names, FLAVOURS["plain"])
    return adjoint(rnd.choice((court.loss, court.loss, court.top)), node) * maker.tree(1, (i, a))


def _partial(rnd: Random, court: FuzzCourt) -> Expr:
    names = court.names
    (mu, sd, top), (centred, other), pair = names.scalars, names.by_batch, names.by_pair[0]
    late, drift = names.by_step[0], names.by_step_and_batch[0]
    of, node = rnd.choice((
        (drift[t + 1, i], late[t + 1]), (drift[n, i], x[i]), (drift[n, i], mu), (sd, centred[i]), (pair[i, a], sd),
        (pair[i, a], centred[j]), (top, sd), (top, pair[i, a]), (centred[i], mu), (pair[i, a], x[i]), (other[i], mu),
        (other[i], x[i]), (mu, x[i])))
    return partial(of, node) * rnd.choice((1, 1, u)) + Maker(rnd, names, FLAVOURS["plain"]).tree(1, (i, a))


def _chance(node: Callable[[Expr], Expr]) -> Callable[[Random, FuzzCourt], Expr]:
    def make(rnd: Random, court: FuzzCourt) -> Expr:
        maker = Maker(rnd, court.names, FLAVOURS["chance"])
        tree = node(maker.tree(rnd.choice((2, 2, 3)), rnd.choice(SCOPES)))
        return tree * maker.of("plain").leaf((i, t)) if rnd.randrange(4) == 0 else tree

    return make


def _laws(rnd: Random, court: FuzzCourt) -> Expr:
    """The derivative of a moment by a parameter of a law."""
    scope = rnd.choice(SCOPES)
    tree = Maker(rnd, court.names, FLAVOURS["chance"]).tree(rnd.choice((1, 2, 2)), scope)
    moment = rnd.choice((expectation, expectation, variance))(tree)
    tree = derivative(moment * rnd.choice((1, 1, u, b)), rnd.choice((b, b, u, u, h, q)))
    return derivative(tree, rnd.choice((b, u, h))) if rnd.randrange(6) == 0 else tree


def _hidden_chance(rnd: Random, court: FuzzCourt) -> Expr:
    """Moments of random entries beside functions, at times inside them."""
    scope = rnd.choice(SCOPES)
    maker = Maker(rnd, court.names, FLAVOURS["chance beside functions"])
    tree = maker.tree(rnd.choice((2, 2, 3)), scope) * maker.of("chance").tree(1, scope)
    if rnd.randrange(3) == 0:
        tree = tree + G[maker.of("chance").tree(1, scope)] * maker.leaf(scope)
    if rnd.randrange(3) == 0:
        tree = tree * derivative(maker.of("chance beside functions").tree(2, scope), maker.node(scope))
    return rnd.choice((expectation, expectation, variance))(tree)


def _limit(rnd: Random, court: FuzzCourt) -> Expr:
    maker = Maker(rnd, court.names, FLAVOURS[rnd.choice(("plain", "powers", "smooth", "intervals", "roots"))])
    scope = rnd.choice(SCOPES)
    tree = maker.tree(rnd.choice((1, 2, 2)), scope)
    if rnd.randrange(2):
        tree = tree / maker.tree(1, scope)
    symbol, to = maker.end_of(tree)
    away = symbol - to
    match rnd.randrange(6):
        case 0 | 1:  # 0/0
            tree = (tree - tree.xreplace({symbol: to})) / away
        case 2:  # not the same from both sides
            tree = tree * rnd.choice((absolute(away) / away, unit_step(away), relu(away) / away, sqrt(away**2) / away))
    return limit(tree, symbol, to, rnd.choice(("-", "+", "")))


def _limit_to_infinity(rnd: Random, court: FuzzCourt) -> Expr:
    maker = Maker(rnd, court.names, FLAVOURS["growing"])
    over = maker.tree(rnd.choice((1, 2, 2)), (t, t))
    return limit(over * rnd.choice((b**t, 1 / t, h / (t + 1), Integer(1), (1 - b**t) / t)), t, oo)


def _closed(rnd: Random, court: FuzzCourt) -> Expr:
    maker, o = Maker(rnd, court.names, FLAVOURS["powers"]), STEPS[0]
    body = maker.power((o,)) * o ** rnd.choice((0, 1, 2, 3)) * rnd.choice((1, 1, b**t, u))
    return total(body, (o, rnd.choice((0, 1)), rnd.choice((t, t - 1, s, t + s, 2 * t + 1))))


KINDS: dict[str, Callable[[Random, FuzzCourt], Expr]] = {
    "plain": _plain("plain"),
    "deltas": _plain("deltas", scopes=((i, j), (i, j, a), (i, j, k), (i, a))),
    "roots": _plain("roots"),
    "denominators": _plain("below", scopes=((i, j), (i, j), (i, a), (i,), ())),
    "functions": _plain("functions"),
    "kinks": _plain("kinks"),
    "definitions": _plain("definitions"),
    "intervals": _plain("intervals", scopes=((t,), (t, s), (t, n), (t, a), (t, i), (t, e))),
    "powers": _plain("powers", scopes=((t,), (t, s), (t, n), (t, i))),
    "recurrences": _plain("sequences", scopes=((t,), (t, s), (t, a), (t, n))),
    "functions unwritten": _plain("calls"),
    "sizes": _plain("sizes"),
    "empty ranges": _plain("empty", scopes=((), (i,), (e,), (i, e))),
    "mixed": _plain("mixed", depths=(3, 3, 4)),
    "derivative": _derivative,
    "vjp": _vjp,
    "adjoint": _adjoint,
    "partial": _partial,
    "expectation": _chance(expectation),
    "variance": _chance(variance),
    "laws": _laws,
    "chance beside functions": _hidden_chance,
    "limit": _limit,
    "limit to infinity": _limit_to_infinity,
    "closed forms": _closed,
}
ONE_SIDED = ("lemmas", "signs", "orders", "inductions", "telescopes")
ALL = (*KINDS, *ONE_SIDED)


def court_of_case(seed: int) -> FuzzCourt:
    return _court(seed // BLOCK)


@lru_cache(maxsize=8)
def _court(number: int) -> FuzzCourt:
    return FuzzCourt(number)


def forget_courts() -> None:
    """Make every court anew, after a rule was changed."""
    _court.cache_clear()


def outcome(seed: int, kind: str = "") -> Outcome:
    """What became of the case of this number (as it is told by that alone, or of one kind)."""
    rnd = Random(seed)
    court = court_of_case(seed)
    court.forget()
    kind = kind or ALL[seed % len(ALL)]
    try:
        with evaluate(rnd.randrange(6) == 0):  # both ways in which trees are built; SymPy's own is slow
            statement = _statement(rnd, court, kind)
    except NumberError:  # SymPy made an imaginary number of a root
        return Outcome(seed, kind, "", "none", "a node of SymPy's own")
    except _NoStatement as error:
        return Outcome(seed, kind, "", "none", str(error))
    if statement.lhs.has(I, zoo, Abs) or statement.rhs.has(I, zoo, Abs):
        return Outcome(seed, kind, "", "none", "a node of SymPy's own")  # which no author can write
    if not (is_well_formed(statement.lhs) and is_well_formed(statement.rhs)):
        return Outcome(seed, kind, "", "none", "a delta of what is no index")
    return judge(statement, seed, rnd)


def judge(statement: Statement, seed: int, rnd: Random | None = None) -> Outcome:
    """The prover's word on a statement, in the court of this case, and what is seen of it."""
    court, rnd = court_of_case(seed), rnd or Random(seed)
    prover = court.using[0] if statement.kind == "lemmas" else court.prover
    if statement.form == "lifted":
        try:
            statement = _lifted(prover, statement)
        except (*UNKNOWN, DivisionByZero, TooLarge) as error:
            return Outcome(seed, statement.kind, "lifted", "none", type(error).__name__)
    verdict = _verdict(rnd, prover, statement)
    return _judged(rnd, court, statement, verdict, seed)


class _NoStatement(Exception):
    pass


def _statement(rnd: Random, court: FuzzCourt, kind: str) -> Statement:
    match kind:
        case "signs" | "orders":
            return _ordered(rnd, court, kind)
        case "inductions":
            return _by_induction(rnd, court)
        case "telescopes":
            return _telescope(rnd, court)
        case "lemmas":
            if not court.using:
                raise _NoStatement("no lemma was proved")
            maker = Maker(rnd, court.names, FLAVOURS["sequences"])
            tree = maker.tree(rnd.choice((1, 2, 3)), rnd.choice(((t,), (t, s))))
            if rnd.randrange(3) == 0:
                tree = derivative(tree, rnd.choice((u, g[t], b)))
            elif rnd.randrange(4) == 0:
                tree = limit(tree, b, 1, "-")
        case _:
            tree = KINDS[kind](rnd, court)
    form = rnd.choice(("lifted", "lifted", "lifted", "same", "same", "other", "other"))
    if form == "lifted":
        return Statement(kind, form, tree, Integer(0))
    scope = sorted(free_indices(tree) | {i, t}, key=str)
    new, names = tree, []
    for _ in range(rnd.choice((1, 1, 2, 3)) if form == "same" else 1):
        found = changed(rnd, new, scope, SAME if form == "same" else OTHER)
        if found is not None:
            new, name = found
            names.append(name)
    if not names:
        raise _NoStatement("no change was found")
    sides = (tree, new) if rnd.randrange(2) else (new, tree)
    return Statement(kind, form, *sides, change=", ".join(names))


def _lifted(prover: Prover, statement: Statement) -> Statement:
    """A tree and its normal form, with what was needed to find it."""
    lowering, lift = prover.lowering, prover.lift
    work = lowering.statement()
    back = lift.polynomial(lowering.lower(work, statement.lhs))
    needs = [Condition(lift.condition(need, p), "") for need, p in work.needs]
    with evaluate(False):
        for need in lowering.needs:
            if 0 not in need.signs:
                relation = Ne(need.tree, 0, evaluate=False)
                dummies = sorted((i for i in free_indices(relation) if i.tag), key=str)
                needs.append(Condition(each(*dummies, relation) if dummies else relation, ""))
    return Statement(statement.kind, "lifted", statement.lhs, back, claimed=True, needs=tuple(needs))


def _ordered(rnd: Random, court: FuzzCourt, kind: str) -> Statement:
    if kind == "orders" and rnd.randrange(4) == 0:
        return _ordered_by_induction(rnd, court)
    flavour = rnd.choice(("kinks", "powers", "intervals", "roots", "plain", "functions", "sizes", "below", "mixed"))
    maker, scope = Maker(rnd, court.names, FLAVOURS[flavour]), rnd.choice(SCOPES)
    tree = maker.tree(rnd.choice((1, 2, 2)), scope)
    match rnd.randrange(8):
        case 0:
            tree = tree**2 + maker.tree(1, scope) ** 2
        case 1:
            tree = 1 - maker.power([*scope, t])
        case 2:
            tree = maximum(tree, maker.tree(1, scope))
        case 3:
            tree = maker.positive(1, scope) * tree
        case 4:
            tree = total(maker.positive(1, [*scope, i]), i) + tree**2
        case 5:
            tree = total(maker.positive(1, [*scope, STEPS[0], STEPS[0]]), (STEPS[0], 1, rnd.choice((t, s, t - 1))))
    if kind == "signs":
        return Statement(kind, "sign", tree, Integer(0))
    relation = rnd.choice(("<", "<=", ">", ">="))
    rest = maker.tree(1, scope) if rnd.randrange(2) else Integer(0)
    more = rest + tree if rest != 0 else tree
    sides = (rest, more) if relation in ("<", "<=") else (more, rest)
    difference = tree if rest != 0 and rnd.randrange(4) else None
    if difference is not None and rnd.randrange(4) == 0:
        found = changed(rnd, tree, (*scope, i, t), OTHER if rnd.randrange(2) else SAME)
        difference = found[0] if found is not None else difference
    return Statement(kind, "order", *sides, relation, difference=difference)


def _ordered_by_induction(rnd: Random, court: FuzzCourt) -> Statement:
    """A member of a sequence and something that has a sign are more than its closed form; or so it is said."""
    made, maker = rnd.choice(court.closed), Maker(rnd, court.names, FLAVOURS["powers"])
    value, more = made.value, rnd.choice((maker.positive, maker.tree))(1, (t,))
    difference = more
    match rnd.randrange(4):
        case 0:
            found = changed(rnd, value, (t,), OTHER)
            value = found[0] if found is not None else value
        case 1:
            found = changed(rnd, more, (t,), OTHER if rnd.randrange(2) else SAME)
            difference = found[0] if found is not None else more
    relation = rnd.choice(("<", "<=", ">", ">="))
    sides = (value, made.member + more) if relation in ("<", "<=") else (made.member + more, value)
    return Statement("orders", "order", *sides, relation, difference=difference, inductive=True)


def _by_induction(rnd: Random, court: FuzzCourt) -> Statement:
    made, other = rnd.sample(court.closed, 2)
    along = ((other.member, other.value),) if rnd.randrange(3) == 0 else ()
    if rnd.randrange(5) == 0:
        return Statement("inductions", "induction", made.member, made.value, along=along, change="right")
    found = changed(rnd, made.value, (t,), OTHER if rnd.randrange(3) else SAME)
    if found is None:
        raise _NoStatement("no change was found")
    changed_one = Statement("inductions", "induction", made.member, found[0], along=along, change=found[1])
    if along and rnd.randrange(2):  # the same from the other's side
        return replace(changed_one, lhs=other.member, rhs=other.value, along=((made.member, found[0]),))
    return changed_one


def _telescope(rnd: Random, court: FuzzCourt) -> Statement:
    """sum of f(o) - f(o - 1) = f(t) - f(0), and the same changed."""
    o = STEPS[0]
    f = Maker(rnd, court.names, FLAVOURS[rnd.choice(("powers", "intervals"))]).tree(rnd.choice((1, 1, 2)), (t,))
    lhs = total((f - f.xreplace({t: t - 1})).xreplace({t: o}), (o, 1, t))
    rhs = f - f.xreplace({t: Integer(0)})
    if not (is_well_formed(lhs) and is_well_formed(rhs)):
        raise _NoStatement("a delta of what is no index")
    if rnd.randrange(2):
        found = changed(rnd, rhs, (t,), OTHER)
        if found is None:
            raise _NoStatement("no change was found")
        return Statement("telescopes", "induction", lhs, found[0], change=found[1])
    return Statement("telescopes", "induction", lhs, rhs, change="right")


# --------------------------------------------------------------------------
# Verdicts


def _verdict(rnd: Random, prover: Prover, statement: Statement) -> Proved | Undecided:
    lhs, rhs = statement.lhs, statement.rhs
    match statement.form:
        case "induction":
            return prover.induct(((lhs, rhs), *statement.along), t)
        case "order":
            return prover.prove_order(statement.relation, lhs, rhs, statement.difference,
                                      t if statement.inductive else None)
        case "sign":
            return Undecided(None, "")  # every sign is tried in _judged
    if statement.claimed and rnd.randrange(4):
        return Undecided(None, "not asked")
    return prover.prove(lhs, rhs)


def _judged(rnd: Random, court: FuzzCourt, statement: Statement, verdict: Proved | Undecided, seed: int) -> Outcome:
    if statement.form == "sign":
        return _judged_sign(rnd, court, statement, seed)
    proved = isinstance(verdict, Proved)
    believed = proved or statement.claimed
    needs = tuple(verdict.conditions) if isinstance(verdict, Proved) else statement.needs
    signs = _COMPARED[statement.relation]
    try:
        lhs, rhs = compile_tree(statement.lhs), compile_tree(statement.rhs)
    except LanguageError:  # an exponent, say, that SymPy put together and that has no meaning
        return Outcome(seed, statement.kind, statement.form, "none", "what no author may write")
    # An equality that was proved from 0 may be used from there on; an inequality is not used.
    from_zero = isinstance(verdict, Proved) and verdict.start == 0 and statement.relation == "="
    extra = [{t: 0}] if from_zero else []
    result, why = _looked_at(rnd, court, lhs, rhs, signs, needs, believed, extra)
    if result == "holds":
        result = "proved" if believed else "open, holds"
    elif result == "fails":
        result = "mismatch" if believed else "open"
    if not why and isinstance(verdict, Undecided) and not believed:
        why = verdict.why.split(":")[0]
    if statement.relation == "=" and result in ("proved", "open") and Random(f"second {seed}").randrange(SECOND) == 0:
        second = _judged_again(court, statement)
        if (result, second) in (("proved", "differs"), ("open", "agrees")):
            result, why = "mismatch", f"{result}, and the second judge says that it {second}"
    return Outcome(seed, statement.kind, statement.form, result, why, statement)


def _judged_again(court: FuzzCourt, statement: Statement) -> str:
    """The word of the second judge: "agrees", "differs" or "not applicable"."""
    try:
        found = second_proof(court.derivation, Claim("again", statement.lhs, statement.rhs))
    except Differs:
        return "differs"
    return "agrees" if found.agrees else "not applicable"


def _judged_sign(rnd: Random, court: FuzzCourt, statement: Statement, seed: int) -> Outcome:
    tree = statement.lhs
    for wanted, relation in ((POSITIVE, ">"), (NONNEGATIVE, ">="), (NEGATIVE, "<"), (NONPOSITIVE, "<=")):
        court.lowering.statement()
        try:
            if not court.lowering.has_sign(tree, wanted):
                continue
        except (*UNKNOWN, DivisionByZero) as error:
            return Outcome(seed, statement.kind, statement.form, "none", type(error).__name__)
        found = Statement(statement.kind, "sign", tree, Integer(0), relation)
        result, why = _looked_at(rnd, court, compile_tree(tree), compile_tree(Integer(0)), _COMPARED[relation], (),
                                 True, [])
        result = {"holds": "proved", "fails": "mismatch"}.get(result, result)
        return Outcome(seed, statement.kind, statement.form, result, why, found)
    return Outcome(seed, statement.kind, statement.form, "open", "no sign is read off", statement)


def _looked_at(rnd: Random, court: FuzzCourt, lhs: Evaluator, rhs: Evaluator, signs: frozenset[int],
               needs: Sequence[Condition], believed: bool, extra: list[dict[Index, int]]) -> tuple[str, str]:
    """"holds", "fails" or "unseen" at some points, and why nothing is known."""
    seen, why = 0, "no point"
    spots = rnd.sample(court.spots, min(len(court.spots), LOOKS + MORE))
    for count, spot in enumerate(spots):
        if seen == LOOKS or (seen and count >= LOOKS) or (seen and not believed and count >= LOOKS // 2):
            break
        for at in ({}, *extra):
            found = compare(court, lhs, rhs, spot, signs, {**spot.at, **at})
            if found == "agrees":
                seen += 1
            elif found != "differs":
                why = found
            elif not believed:
                return "fails", ""
            else:
                met = _met(needs, court, spot, {**spot.at, **at})
                if met:
                    return "fails", ""
                why = "a condition does not hold" if met is False else "a condition cannot be evaluated"
    return ("holds", "") if seen else ("unseen", why)


def _met(needs: Sequence[Condition], court: FuzzCourt, spot: Spot, at: dict[Index, int]) -> bool | None:
    """Whether all conditions hold there, as in ``Court.decide``; None if that cannot be told of one."""
    unclear = False
    for condition in needs:
        relation = condition.relation
        if relation in court.given or not says_something(relation):
            continue
        met = holds(relation, spot, at)
        if met is False:
            return False
        unclear |= met is None
    return None if unclear else True


__all__ = ["ALL", "BLOCK", "KINDS", "Outcome", "Statement", "court_of_case", "forget_courts", "judge", "outcome"]
