r"""Whether a wrong answer would be right in some world that words beside its question may mean.

    g = (1 - p) x, beside p x, where "p is the keep rate"      differs for every p between 0 and 1, but 1/2
    -\log y_c, beside -\sum_k y_k \log p_k, "one-hot targets"  the same where one of the y_k is 1, and the others 0

Each hint, see ``hints``, is a world: letters take values in a range, a letter has a value or is made of another one,
the members of a family sum to one. There, the reference and the answer are worth numbers. If balls show that these
differ in every world, no hint makes the answer right; if they agree in one, or have no value that could be seen, it is
left open.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from symdl.errors import InputError, ReadError
from symdl.grading.meanings.hints import Meaning, kinds, meant
from symdl.grading.meanings.pairs import (
    Open,
    bases,
    letters_of,
    pair_of,
    value_of,
    with_equations,
)
from symdl.grading.meanings.ranges import agree, orders, vanishes, wheres_of
from symdl.grading.meanings.worlds import as_given, worlds
from symdl.grading.question import Question
from symdl.grading.scalar.context import Context, clauses
from symdl.grading.scalar.linear.letters import family
from symdl.grading.scalar.points import assumed
from symdl.grading.scalar.roles import stem
from symdl.grading.scalar.words import NoMeaning
from symdl.notation.reader.syntax import Big, Member, Name, walk

_MOST_LETTERS = 7
_MOST_WORLDS = 1500
_MOST_KINDS = 40


def rescue(question: Question, answer: str, *, all_of_it: bool = False, only: Collection[Meaning] = ()) -> str | None:
    """What words may mean that would make a wrong answer right; "" if nothing does, None if that was not seen.

    all_of_it   whether words are looked at that say nothing more than is used, too
    only        what they may mean, if only some of it is looked at
    """
    try:
        pair = pair_of(question, answer)
        letters = letters_of(pair)
        words = clauses(question.context.text) if all_of_it else question.context.unused[False]
        said = meant(words, bases(pair))
        if said is None or len(letters) > _MOST_LETTERS:
            return None
        said = replace(said, hints=tuple(one for one in said.hints if not only or one.meaning in only))
        given = assumed(question.assumptions, question.notation)
        if any(tie & bases(pair[:1]) ^ tie & bases(pair[1:]) for tie in said.ties):
            return None  # one of the two has a letter that may be made of another one
        plain = (*pair, *given.relations)
        pair = with_equations(question, as_given(pair, given), said.equations)
        wheres = wheres_of(letters, said)
        found = [False if pair == plain and not where.ranges else agree(pair, where, given.integers)
                 for where in wheres]
        if True in found or False not in found:
            return (wheres[found.index(True)].said or "what words say") if True in found else None
        for where in orders(letters, said, wheres):
            if agree(pair, where, given.integers):
                return where.said
        wheres = [where for where, agrees in zip(wheres, found, strict=True) if agrees is False]
        for place, world in enumerate(worlds(pair, said)):
            if place >= _MOST_WORLDS:
                return None
            if any(agree(world.pair, where, given.integers) for where in wheres
                   if world.may_vanish or not vanishes(world.pair[0], where, given.integers)):
                return world.said
        return ""
    except (Open, ReadError, InputError, NoMeaning, RecursionError):
        return None


def weighed(question: Question, answer: str, *, only: Collection[str] = ()) -> list[Question]:
    """The question with its words looked at, as often as a wrong answer has to be wrong; none if words may say more.

    only   of which kinds matrices may be, if all words are looked at for these alone
    """
    bare = replace(question.context, restricts="", more="", unused=((), ()), made=(), weighed=True)
    if not question.of_vectors:
        return [replace(question, context=bare)] if rescue(question, answer, all_of_it=True) == "" else []
    try:
        names = {family(part).removesuffix(" of")
                 for tree in (*question.trees[:1], question.tree(question.as_read(answer)))
                 for part in walk(value_of(tree)) if isinstance(part, Name | Member)}
    except ReadError:
        return []
    words = clauses(question.context.text) if only else question.context.unused[True]
    found = kinds(words, {*map(stem, names)})
    found = found and [one for one in found if not only or one[0] in only]
    if found is None or len(found) > _MOST_KINDS or any(isinstance(part, Big) for tree in question.trees
                                                        for part in walk(tree)):
        return []
    return [replace(question, context=_of_kind(bare, *one, names)) for one in (("", frozenset[str]()), *found)]


def _of_kind(context: Context, kind: str, letters: frozenset[str], names: Collection[str]) -> Context:
    """Words that say of letters, or of all names, of which kind they are."""
    ours = frozenset(name for name in names if not letters or stem(name) in letters)
    found = replace(context, special=(kind, letters))
    if kind in _SQUARE:
        found = replace(found, square=found.square | ours)
    if kind in ("symmetric", "unit", "diagonal"):
        found = replace(found, symmetric=found.symmetric | ours, general=found.general - ours)
    return replace(found, orthonormal=found.orthonormal | ours) if kind in ("orthonormal", "orthogonal") else found


_SQUARE = frozenset(("square", "orthogonal", "symmetric", "skew", "diagonal", "projection", "reflection", "unit",
                     "triangular"))


__all__ = ["rescue", "weighed"]
