r"""Questions of numbers: what they define is put in, as ordinary mathematics, where the language has no place for it.

So are functions of which nothing is known, the imaginary unit, factorials, and matrices that are written out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from symdl.errors import LackingError, LanguageError, ReadError
from symdl.grading.named import is_named, names_of, sides
from symdl.grading.question import Question
from symdl.grading.scalar.linear import KNOWN_WORDS
from symdl.grading.scalar.linear.put_in import differentiated_by
from symdl.grading.scalar.points import free_names
from symdl.grading.scalar.running import runs_over
from symdl.grading.typed.entered import Defined, entered
from symdl.grading.typed.through import derived, written_out
from symdl.notation.reader.syntax import (
    Big,
    Blank,
    Call,
    Chain,
    Derivative,
    Gradient,
    List,
    Matrix,
    Member,
    Name,
    Neg,
    Node,
    Number,
    walk,
)


def has_numbers_alone(error: LanguageError | ReadError, question: Question, definitions: Sequence[str],
                      right: Sequence[str]) -> bool:
    r"""Whether what the language has no place for may be put in: a function, an integral, a sum up to n.

    That n may be an index elsewhere, or be counted: what is put in would mean another thing there.
    """
    if isinstance(error, LackingError):
        return True
    if error.what == "factorials are not in the language" or re.match(
            r"\S+' is the derivative of \S+, of which nothing is known", error.what):
        return True
    unknown = re.fullmatch(r"(\S+) is not a name here", error.what)
    if unknown and question.notation.constants.get(unknown[1]) == "i":  # the language is of real numbers
        return True
    if error.what == "there are no matrices here":
        return _has_matrices_alone(question, definitions, right)
    found = re.search(r"has free index (\w+)", error.what)
    if found is None:
        return bool(re.match(r"(?:int|prod) over a range is not in the language", error.what))
    for node in [part for text in (*definitions, *right) for part in walk(question.tree(text))]:
        inner: tuple[Node, ...] = ()
        if isinstance(node, Member):
            inner = node.below + node.above
        elif isinstance(node, Big):
            inner = tuple(one.name for one in node.bounds if one.name is not None)
        if any(found[1] in names_of(one) for one in inner):
            return False
    return True


def _has_matrices_alone(question: Question, definitions: Sequence[str], right: Sequence[str]) -> bool:
    """Whether matrices are written out, and each letter is defined, or stands in one: another one may be a vector.

    But what a reference is called, too.
    """
    trees, heads = [*map(question.tree, (*definitions, *right))], set()
    for text in definitions:
        if isinstance(tree := question.tree(text), Chain):
            heads |= {*names_of(tree.items[0])}
    if isinstance(tree := question.tree(right[0]), Chain) and isinstance(tree.items[0], Name):
        heads.add(tree.items[0].text)
    entries = {name for tree in trees for part in walk(tree) if isinstance(part, Matrix) for name in names_of(part)}
    return {name for tree in trees for name in names_of(tree)} <= entries | heads


def in_numbers(question: Question, definitions: Sequence[str], right: Sequence[str]) -> Question | None:
    r"""The question with what it defines put in, as ordinary mathematics: L = \sin w has no place in the language.

    None if not every definition says what one number is.
    """
    trees = [question.tree(text) for text in definitions]
    names = [tree.items[0].text for tree in trees if isinstance(tree, Chain) and tree.signs == ("eq",)
             and isinstance(tree.items[0], Name)]
    if len(names) < len(trees):
        return None
    bodies = [sides(text, tree)[1] for text, tree in zip(definitions, trees, strict=True) if isinstance(tree, Chain)]
    calls = {part.function.text for text in (*definitions, *right) for part in walk(question.tree(text))
             if isinstance(part, Call) and isinstance(part.function, Name) and part.function.text.endswith("'")}
    unknown = frozenset(name.rstrip("'") for name in calls - {one.name for one in question.spelled.values})
    numbers = tuple(Defined(name, (), body) for name, body in zip(names, bodies, strict=True))
    numbers = tuple(replace(one, body=derived(one.body, numbers, unknown)) for one in numbers)
    numbers += tuple(slope for one in numbers for slope in _slopes(one, question.tree(
        entered(one.body, numbers, unknown))))
    spelled = replace(question.spelled, numbers=numbers, unknown=unknown)

    def put_in(text: str) -> Node:
        return question.tree(written_out(text, numbers, unknown))

    def says_a_value(tree: Node) -> bool:  # which what is made of something that is defined has, too: W^N = 1
        if not isinstance(tree, Chain) or tree.signs != ("eq",) or is_named(tree):
            return is_named(tree)
        ours, theirs = ({*names_of(item)} & {*names} for item in tree.items)
        return bool(ours) and not theirs and names_of(tree.items[0]) != names_of(tree.items[1])

    parts = [sides(text, tree) if isinstance(tree := question.tree(text), Chain) and says_a_value(tree) else ("", text)
             for text in right]
    left = parts[0][0]
    if left and _is_new_name(whole := put_in(right[0]), names):  # v, of v = u^2
        return replace(question, spelled=spelled, right=(whole, *(
            put_in(text) for _, text in parts[1:])))
    value = put_in(left) if left else worked_out(put_in(right[0]))
    if value is not None and not left:
        parts[0] = sides(right[0], whole) if isinstance(whole := question.tree(right[0]), Chain) else parts[0]
    return replace(question, spelled=spelled, left=value, right=tuple(put_in(text) for _, text in parts))


def _slopes(number: Defined, value: Node) -> list[Defined]:
    """y' and y'', of y = x^2 sin x: by the only letter that there is."""
    letters = free_names(value)
    return [Defined(number.name + primes, (), derived.format(letters[0]) + f"({number.body})")
            for primes, derived in _DERIVED] if len(letters) == 1 else []


_DERIVED = (("'", r"\frac{{d}}{{d {0}}} "), ("''", r"\frac{{d^2}}{{d {0}^2}} "))


def _is_new_name(reference: Node, defined_: Sequence[str]) -> bool:
    """Whether a reference, with what is defined put in, says no more on its left than how the answer is called."""
    if not isinstance(reference, Chain) or not is_named(reference):
        return False
    left, right = reference.items
    return isinstance(left, Name | Member) and left not in walk(right) and (
        names_of(left)[0].rstrip("'") not in defined_)


def worked_out(reference: Node, *, functions: bool = False) -> Node | None:
    r"""The left side of a reference if it can be worked out, as \int_0^1 x dx = 1/2: then the right side is tested.

    functions  whether unknown ones may stand in it
    """
    if not isinstance(reference, Chain) or reference.signs != ("eq",):
        return None
    left, right = reference.items
    if not names_of(reference):  # of numbers alone, which say no equation to be solved; a decimal may be rounded
        is_rounded = any(isinstance(part, Number) and part.value.denominator > 1 for part in walk(reference))
        return None if left == right or is_rounded or isinstance(left, Blank | List) else left
    if not is_named(reference):
        return None
    if isinstance(left, Derivative | Gradient):
        by = differentiated_by(left)
        if isinstance(left.of, Name | Member) or not by or not all(
                one in walk(left.of) or runs_over(left.of, one) for one in by):
            return None  # nothing says how it depends on that
    elif not isinstance(left, Big) and not (isinstance(left, Neg) and isinstance(left.of, Big)):
        return None
    if not functions and any(isinstance(part, Call) and isinstance(part.function, Name) for part in walk(left)):
        return None
    ours, theirs = ({name.rstrip("'") for name in names_of(side)} for side in (left, right))
    theirs -= _OF_ALL
    # Other letters on the right stand for something; but for one that runs, all are there if none does.
    return left if theirs <= ours or (len(ours - theirs) < 2 and not isinstance(left, Gradient)) else None


_OF_ALL = {*KNOWN_WORDS, "I", r"\mathbf{I}", r"\mathbf{1}", r"\mathbb{1}", r"\mathbf{0}"}
"""Names of vectors, matrices and functions of them that need no definition."""


__all__ = ["has_numbers_alone", "in_numbers", "worked_out"]
