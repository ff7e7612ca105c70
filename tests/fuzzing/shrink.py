"""A smaller statement that the prover still gets wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from sympy import Expr, Integer, evaluate

from fuzzing.cases import Statement, judge
from fuzzing.changes import places
from fuzzing.symbols import u
from symdl.language import free_indices, subterms


def size(statement: Statement) -> int:
    """The number of nodes of what is stated."""
    return sum(len(list(subterms(side))) for side in _sides(statement))


def _sides(statement: Statement) -> tuple[Expr, ...]:
    """Both sides; of a tree of which the prover says the rest, that alone."""
    return (statement.lhs,) if statement.form in ("lifted", "sign") else (statement.lhs, statement.rhs)


def shrunk(statement: Statement, seed: int, patience: int = 400) -> Statement:
    """Parts of the statement are replaced by parts of those, on both sides at once, while it stays wrong."""
    left = [patience]
    while True:
        smaller = _smaller(statement, seed, left)
        if smaller is None:
            return statement
        statement = smaller


def _smaller(statement: Statement, seed: int, left: list[int]) -> Statement | None:
    for candidate in sorted(_candidates(statement), key=size):
        if size(candidate) >= size(statement):
            return None
        left[0] -= 1
        if left[0] < 0:
            return None
        wrong = _wrong(candidate, seed)
        if wrong is not None:
            return wrong
    return None


def _wrong(statement: Statement, seed: int) -> Statement | None:
    """The statement as it was judged, if the prover gets it wrong."""
    try:
        found = judge(statement, seed)
    except Exception:  # what cannot be stated is no example
        return None
    return found.statement if found.result == "mismatch" else None


def _candidates(statement: Statement) -> Iterator[Statement]:
    lhs, rhs = statement.lhs, statement.rhs
    if type(lhs) is type(rhs) and len(lhs.args) == len(rhs.args) and statement.form not in ("lifted", "sign"):
        for one, other in zip(lhs.args, rhs.args, strict=True):
            if one != other and isinstance(one, Expr) and isinstance(other, Expr):
                yield from _closed(replace(statement, lhs=one, rhs=other))
    seen = set()
    for side in _sides(statement):
        for path, node, _ in places(side, ()):
            if node in seen or not path or (statement.form == "induction" and node == lhs):
                continue
            seen.add(node)
            for new in (*(arg for arg in node.args if isinstance(arg, Expr)), u, Integer(1), Integer(0)):
                if new != node:
                    yield from _replaced(statement, lambda tree, node=node, new=new: tree.xreplace({node: new}))
    for new in (arg for arg in lhs.args if isinstance(arg, Expr)):
        if statement.form in ("lifted", "sign"):
            yield from _closed(replace(statement, lhs=new))


def _replaced(statement: Statement, change: Callable[[Expr], Expr]) -> Iterator[Statement]:
    with evaluate(False):
        try:
            made = replace(statement, lhs=change(statement.lhs), rhs=change(statement.rhs))
        except Exception:  # not every node may stand everywhere
            return
    yield from _closed(made)


def _closed(statement: Statement) -> Iterator[Statement]:
    if not any(o.tag for o in free_indices(statement.lhs) | free_indices(statement.rhs)):
        yield statement
