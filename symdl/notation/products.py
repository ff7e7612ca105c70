r"""Products over integers, which the language has as sequences: what each is depends on the one before.

    \prod_{s=1}^t \alpha_s     P_t, where P_0 = 1 and P_t = P_{t-1} \alpha_t

The same product is the same sequence, whatever its letter is and wherever it is written.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from sympy import Add, Basic, Expr, Integer, Mul, evaluate

from symdl.errors import LanguageError
from symdl.language import (
    Entry,
    Family,
    Index,
    IntegerIndex,
    free_indices,
    integer_terms,
    recurrence,
    sequence,
)

_SIGN = "prod_"
_MOST = 6  # factors that are written as a number


def product(body: Expr, index: IntegerIndex, first: int, last: Expr) -> Expr:
    """The product of ``body`` for ``index`` from ``first`` to ``last``, an integer; 1 where last = first - 1.

    Raises LanguageError if the language has no such sequence.
    """
    with evaluate(False):
        step = IntegerIndex("s")
        others = sorted(free_indices(body) - {index}, key=str)
        names = {other: _numbered(other, n) for n, other in enumerate(others)}
        # Counted from 1, and in letters that are always the same.
        made = body.xreplace(names).xreplace({index: step if first == 1 else Add(step, Integer(first - 1))})
        made = made if first == 1 else _tidied(made)
        family = _sequence(made, step, tuple(names.values()))
        length = last if first == 1 else Add(last, Integer(1 - first))
        known = integer_terms(length)
        if known is not None and known.keys() <= {None} and known.get(None, 0) > _MOST:
            # Each step is unfolded by the one before it, and all is multiplied out.
            raise LanguageError("a product of so many factors is not in the language")
        return Integer(1) if known == {} else Entry(family, length, *others)


def _tidied(tree: Basic) -> Basic:
    """With sums of integers in one form: s - 1 + 1 is s."""
    if isinstance(tree, Add) and (terms := integer_terms(tree)) is not None and not terms.keys() <= {None}:
        said = [i if times == 1 else Mul(Integer(times), i) for i, times in terms.items() if i is not None]
        said += [Integer(terms.get(None, 0))] * (None in terms)
        return said[0] if len(said) == 1 else Add(*said)
    args = tuple(map(_tidied, tree.args)) if not isinstance(tree, Family) else tree.args
    return tree if args == tree.args else tree.func(*args)


def is_product(family: Family) -> bool:
    """Whether a family is such a sequence, which nobody named."""
    return family.name.startswith(_SIGN) and family.recurrence is not None and family.recurrence.start == 1


def as_product(member: Entry) -> tuple[Expr, IntegerIndex, Expr] | None:
    """Of a member of such a sequence: what is multiplied, for which integer from 1 on, and up to where."""
    rule = member.family.recurrence if is_product(member.family) else None
    if rule is None or not isinstance(rule.step, Mul) or len(rule.step.args) != 2:
        return None
    step, *others = rule.params
    assert isinstance(step, IntegerIndex)
    last, *at = member.indices
    with evaluate(False):
        return rule.step.args[1].xreplace(dict(zip(others, at, strict=True))), step, _tidied(last)


def _numbered(index: Index, n: int) -> Index:
    """An index in the place of another one, at the same range."""
    letter = f"{index.letter}_{n}"
    return IntegerIndex(letter, at_least=index.at_least) if isinstance(index, IntegerIndex) else Index(
        letter, index.range)


@lru_cache(maxsize=256)
def _sequence(body: Expr, step: IntegerIndex, others: tuple[Index, ...]) -> Family:
    is_plain = isinstance(body, Entry) and body.indices == (step,)
    # Another product has another name: the prover tells sequences by theirs.
    name = _SIGN + (body.family.name if is_plain else sha256(_whole(body).encode()).hexdigest()[:12])
    bare = sequence(name, *(other.range for other in others))
    before = Entry(bare, Add(step, Integer(-1)), *others)
    made = recurrence({Entry(bare, step, *others): (Integer(1), Mul(before, body))})
    assert isinstance(made, Family)
    return made


def _whole(tree: Basic) -> str:
    """All that a tree is made of, as text."""
    return f"{type(tree).__name__}({', '.join(map(_whole, tree.args))})" if tree.args else repr(tree)


__all__ = ["as_product", "is_product", "product"]
