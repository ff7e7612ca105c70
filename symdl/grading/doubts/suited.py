r"""A verdict beside words that may say more than is used, where all that they may say is known.

    variance of dropout with keep probability p      a wrong answer differs for some p between 0 and 1, too
    L is the summed cross-entropy                    says nothing of the letters that stand in the formulas

A wrong answer is asked again at values that meet all of it, with what words may say assumed: see ``scalar.roles``. One
that is right is right whatever they say, as they make values fewer at most.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache

from symdl.errors import ReadError, SymdlError
from symdl.grading.checked import Checked
from symdl.grading.question import Question
from symdl.grading.questions.asking import ask
from symdl.grading.scalar.context import braced, clauses, of_members
from symdl.grading.scalar.given import given, names_in
from symdl.grading.scalar.ordered import is_of_vectors
from symdl.grading.scalar.roles import ANY, Role, at_most, base, without_laws
from symdl.grading.table import texts
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Call,
    Chain,
    Function,
    Goes,
    Member,
    Name,
    Node,
    children,
    show,
    walk,
)

_DRAWS = tuple(map(Function, ("E", "Var", "Cov", "Pr")))


def without_words(question: Question) -> Question | None:
    """The same question where its words are known to say nothing that is not used; None if that is not so."""
    return None if _roles(question, "") is None else replace(
        question, context=replace(question.context, restricts="", more=""))


def suited(question: Question, answer: str) -> list[Question]:
    """The question at values that meet all that its words may say, in each way they may be meant; none if unknown.

    What differs in all of them is not the same.
    """
    roles = _roles(question, answer)
    if roles is None or _brings_more(question, answer):
        return []
    found = []
    for assumed in (*_worlds(question, answer, roles), *_further(question, answer, roles)):
        if assumed is None or (other := asked_with(question.given, assumed)) is None:
            return []
        found.append(replace(other, context=replace(other.context, restricts="", more="")))
    return found


def _brings_more(question: Question, answer: str) -> bool:
    """Whether an answer has names, or a left side, that the question has not, and may be right by what they mean."""
    try:
        said, reference = question.tree(question.as_read(answer)), question.tree(question.spelled(question.written[0]))
    except ReadError:
        return True
    if isinstance(said, Chain) and said.items[0] != said.items[-1]:
        asked = reference.items[0] if isinstance(reference, Chain) else None
        if said.signs[0] != "eq" or (said.items[0] != asked and {*_values(said.items[0])} & question.names):
            return True
        said = said.items[-1]
    ours, theirs = ({(type(part), name) for tree in trees for part in walk(tree) if isinstance(part, Name | Member)
                     for name in _values(part)} for trees in (question.trees, (said,)))
    indices = {one.text for part in walk(said) if isinstance(part, Member | Bound) for child in children(part)
               for one in walk(child) if isinstance(one, Name)}
    return any(kind is Member or name not in indices for kind, name in theirs - ours)


def is_of_its_letters(question: Question, found: Checked) -> bool:
    """Whether a counterexample gives values to letters of the question alone: others may have been misread."""
    names = {plainly(name) for name in question.names} | {
        f"{letter}{accent}" for name in question.names for accent, letter in _ACCENT.findall(name)}
    return found.witness is None or {plainly(name) for name in found.witness.values} <= names


def plainly(name: str) -> str:
    """A name as a counterexample and a question both have it."""
    return re.sub(r"\[.*?\]|_\{?\d+\}?$|\\mathsf|[\\{}\s]", "", name)


_ACCENT = re.compile(r"\\(hat|bar|tilde)\s*\{?\\?([A-Za-z]+)\}?")


@lru_cache(maxsize=256)
def asked_with(table: str, assumed: tuple[str, ...]) -> Question | None:
    """The question of a table, as JSON, with more that is assumed; None if it cannot be asked so."""
    given_ = json.loads(table)
    with suppress(SymdlError):
        return ask({**given_, "assumptions": [*texts(given_, "assumptions"), *assumed]} if assumed else given_)
    return None


def _roles(question: Question, answer: str) -> frozenset[Role] | None:
    """What the words that are not used may say of letters at most; None if that is not known."""
    context, table = question.context, json.loads(question.given) if question.given else {}
    if not table or question.declared or isinstance(table.get("assumptions"), Mapping) or (
            trees := _trees(question, answer)) is None or question.laws:
        return None
    known = {base(one) for tree in trees for one in _values(tree)}
    has_sums = any(isinstance(part, Big) for tree in trees for part in walk(tree))
    of_vectors = question.arrays or any(map(is_of_vectors, trees))
    found: set[Role] = set()
    for clause in context.unused[question.of_vectors]:
        some = None if given(clause) else at_most(clause, known, has_sums=has_sums)
        if some is None or (some and of_vectors):
            return None
        found |= some
    if len({role.letter for role in found if role.kind == "probability"} & known) > 1 and any(
            map(_MANY_SHARES.search, context.unused[question.of_vectors])):  # which may sum to 1
        return None
    if _is_solved(context.text, question.assumptions, known):
        return None
    for one in context.assumed:  # what has no part in the formulas says nothing of them
        if not {one, of_members(one)} & {*question.assumptions} and known & {base(name) for name in _NAME.findall(one)}:
            return None
    return frozenset(found)


_MANY_SHARES = re.compile(r"\bprobabilit\w+|\brates?\b|\bshares?\b|\bfractions?\b|\bproportions?\b", re.IGNORECASE)


def _is_solved(text: str, assumptions: Sequence[str], known: Collection[str]) -> bool:
    """Whether a letter of the words' own ties others to what is said of it elsewhere: u = -x, u > 0."""
    said = [*map(without_laws, clauses(text)), *assumptions]
    letters = [{*map(braced, names_in(one))} for one in said]
    return any("=" in clause and any(base(name) not in known and any(
        name in others for number, others in enumerate(letters) if number != place) for name in letters[place])
        for place, clause in enumerate(said))


_NAME = re.compile(r"\\?[A-Za-z]+")


def _trees(question: Question, answer: str) -> list[Node] | None:
    """What is asked for, an answer, and the definitions of what stands in them; None if one cannot be read."""
    others = len(texts(json.loads(question.given), "accept"))
    try:
        formulas = [question.tree(question.spelled(text)) for text in question.written]
        said = [question.tree(question.as_read(answer))] if answer else []
    except ReadError:
        return None
    values = [tree.items[-1] if isinstance(tree, Chain) else tree for tree in (*formulas[: 1 + others], *said)]
    ahead = formulas[1 + others :]
    while True:
        names = {base(name) for tree in values for name in _values(tree)}
        needed = [one for one in ahead if not isinstance(one, Chain) or names & {*map(base, _values(one.items[0]))}]
        if not needed:
            return values
        values += needed
        ahead = [one for one in ahead if one not in needed]


def _values(tree: Node) -> Iterator[str]:
    """The names of what has a value, of functions that nothing says, too: no index, and nothing that a sum binds."""
    match tree:
        case Name(text):
            yield text
        case Member(name):
            yield name
        case Big(_, bounds, of):
            bound = {show(one.name) for one in bounds if isinstance(one, Bound | Goes) and one.name is not None}
            ends = [child for one in bounds for child in children(one)]
            yield from (name for part in (*ends, of) for name in _values(part) if name not in bound)
        case _:
            for child in children(tree):
                yield from _values(child)


def _worlds(question: Question, answer: str, roles: frozenset[Role]) -> Iterator[tuple[str, ...] | None]:
    """What words may mean of all letters, as assumptions; None where that cannot be said."""
    trees = _trees(question, answer) or []
    parts = [part for tree in trees for part in walk(tree)]
    heads = {name for tree in trees if isinstance(tree, Chain) for name in _values(tree.items[0])}
    letters = dict.fromkeys(name for tree in trees for name in _values(tree))
    members = {part.name: len(part.below) for part in parts if isinstance(part, Member)}
    kinds = {role.kind for role in roles}
    if kinds & {"drawn", "distribution"} and any(isinstance(part, Call) and part.function in _DRAWS for part in parts):
        yield None
    if kinds & {"constant", "scalar", "distribution"} and members:
        yield None
    if "spread" in kinds and members and any(
            base(name) in _OF_A_SAMPLE and name not in members and name not in heads for name in letters):
        yield None
    if Role(ANY, "probability") in roles and ({"p", "q"} <= {*map(base, letters)} or members):
        yield None
    said: list[str] = []
    signs: list[str] = []
    for name in letters:
        own = {role.kind for role in roles if role.letter == base(name)}
        if not own & {"count", "probability", "binary"} and name not in heads:
            own |= {role.kind for role in roles if role.letter == ANY}
        own -= {"drawn", "constant", "scalar", "uniform", "unknown"}
        own = {"positive" if kind in ("spread", "distribution") else kind for kind in own}
        if not own:
            continue
        if name in heads or members.get(name, 1) != 1 or {"count", "probability"} <= own or (
                "probability" in own and name in members):  # which may sum to 1
            yield None
        text = f"{name}_{{k}}" if name in members else name
        if "binary" in own:
            signs.append(text)
        if kind := next((one for one in _SAID if one in own), ""):
            said.append(_SAID[kind].format(text))
    if not signs:
        yield tuple(said)
        return
    for sign in ("{0}^2 = {0}", "{0}^2 = 1"):
        yield (*said, *(sign.format(text) for text in signs))


def _further(question: Question, answer: str, roles: frozenset[Role]) -> Iterator[tuple[str, ...] | None]:
    """What nouns that are not known may mean of their letters, in every usual way, one at a time.

    None where such a letter is in only one of what is asked for and the answer: it may be made of the others.
    """
    unknown = {role.letter for role in roles if role.kind == "unknown"} - {
        role.letter for role in roles if role.kind != "unknown"}
    if not unknown or (trees := _trees(question, answer)) is None:
        return
    asked, said = trees[0], question.tree(question.as_read(answer))
    if unknown & (_reached(asked, trees) ^ _reached(said.items[-1] if isinstance(said, Chain) else said, trees)):
        yield None
    members = {part.name: len(part.below) for tree in trees for part in walk(tree) if isinstance(part, Member)}
    names = [name for name in dict.fromkeys(name for tree in trees for name in _values(tree)) if base(name) in unknown]
    if any(members.get(name, 1) != 1 for name in names):
        yield None
    told = {base(one) for text in question.assumptions for one in names_in(text)}
    names = [name for name in names if base(name) not in told]  # in what range they are, is said
    texts_ = [f"{name}_{{k}}" if name in members else name for name in names]
    for way in ("0 < {0} < 1", "{0} positive integer") if names else ():
        yield tuple(way.format(text) for text in texts_)
    for name, text in zip(names, texts_, strict=True):
        ways = ("{0}^2 = {0}", "{0}^2 = 1")
        for way in (*ways, r"\sum_k {0} = 1", r"\sum_k {0} = 0", r"\sum_k {0}^2 = 1") if name in members else ways:
            yield (way.format(text),)


def _reached(tree: Node, definitions: Sequence[Node]) -> set[str]:
    """The letters that a formula is made of in the end, as definitions say."""
    bodies = {base(name): one.items[1:] for one in definitions if isinstance(one, Chain) for name in [
        next(_values(one.items[0]), "")]}
    found: set[str] = set()
    ahead = [tree]
    while ahead:
        for name in {*map(base, _values(ahead.pop()))} - found:
            found.add(name)
            ahead += bodies.get(name, ())
    return found - bodies.keys()


_OF_A_SAMPLE = frozenset(("mu", "m", "sigma", "s", "v", "x", "y", "z"))
"""What may be made of the members of a sample, as its mean is."""
_SAID = {"probability": "0 < {0} < 1", "count": "{0} positive integer", "positive": "{0} > 0"}


__all__ = ["asked_with", "is_of_its_letters", "plainly", "suited", "without_words"]
