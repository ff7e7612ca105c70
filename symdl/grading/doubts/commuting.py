r"""Whether an answer exchanges the factors of a product that may be matrices: B A, where the question has A B.

A verdict takes letters for numbers, unless a question says what they are. Capital letters side by side are as often
matrices. So each product is read as a word of those letters, and an answer whose word has the letters of one of the
question's, in another order, is not known to be right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise

from symdl.errors import ReadError
from symdl.grading.question import Question
from symdl.grading.scalar.spelling import said
from symdl.grading.scalar.words import replaced
from symdl.notation.reader import syntax as at
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import Node, rebuilt, show, walk

_MOST_WORDS = 64
_MOST_LETTERS = 12
_MOST_POWER = 4  # that is written out
_CAPITAL = re.compile(
    r"(?:\\math(?:bf|bb|cal)\{[A-Za-z]\}|\\(?:boldsymbol|vec)\{\\?[A-Za-z]+\}|\\(?:hat|tilde|bar|dot)\{[A-Z]\}|d?[A-Z]"
    r"|\\(?:Sigma|Lambda|Gamma|Phi|Psi|Omega|Theta|Xi))"
    r"(?:_.*)?'*", re.DOTALL)
_INDEX = re.compile(r"[_^]\{?[^{}]*(?<![A-Za-z])[a-z](?![A-Za-z])")
_ONE = Fraction(1)
_NUMBERS = ("norm", "abs", "det", "tr", "E", "Var", "Pr")  # of a matrix
_DENSITIES = ("P", "p", "q", "Pr")

Word = tuple[tuple[str, int], ...]  # letters, and 1 or -1 for an inverse
Signed = tuple[Word, int]  # with the sign of its term


def exchanged(question: Question, read: str, answer: str) -> tuple[str, ...]:
    """Letters of a right answer that may be matrices, in an order in which the question has not got them; or none.

    read   the answer as it was understood, in LaTeX
    """
    if question.declared or not question.written or any("*" in text.replace("^*", "") for text in question.written):
        return ()  # in plain text, the letters are numbers
    trees = [tree for text in question.written for tree in _trees(question, text)]
    answers = _trees(question, answer) or _trees(question, read, latex=True)
    letters = _letters(trees)
    if len(letters) < 2 or not answers or _are_sizes(letters, trees):
        return ()
    defined = _defined(trees)
    ours, theirs = ({word for tree in some for word in _words(_put_in(tree, defined), letters)}
                    for some in (trees, answers))
    for word, _ in sorted(ours | theirs):
        here, there = ({one for one in some if _letters_of(one[0]) == _letters_of(word)} for some in (ours, theirs))
        words, others = ({one for one, _ in some} for some in (here, there))
        # Several words of the same letters are as many terms, which cancel for numbers only.
        differ = words != others and ((words and others) or len(words) > 1)
        turned = len(here) == len(there) == len(words) > 1 and here != there
        if differ or turned:
            return tuple(dict.fromkeys(letter for letter, _ in word))
    return ()


def _trees(question: Question, text: str, *, latex: bool | None = None) -> list[Node]:
    with suppress(ReadError):
        return [_with_one_index(parse(text, question.notation,
                                      latex=latex).tree)]
    return []


def _with_one_index(tree: Node) -> Node:
    """A formula in which all sums have one letter: A_i B_i and A_j B_j are the same word."""
    tree = rebuilt(tree, _with_one_index)
    if isinstance(tree, at.Big):
        for bound in tree.bounds:
            if isinstance(bound, at.Bound) and isinstance(bound.name, at.Name):
                tree = rebuilt(tree, lambda part, name=bound.name: replaced(part, name, _ANY))  # type: ignore[misc]
    return tree


_ANY = at.Name("•")


def _letters(trees: Sequence[Node]) -> frozenset[str]:
    """Names that may be matrices or vectors: those that nothing shows to be numbers."""
    names, numbers = set(), set()
    for node in (part for tree in trees for part in walk(tree)):
        match node:
            case at.Product(factors):
                names |= _beside_matrices(factors)
                names |= {show(part) for pair in pairwise(factors) if _base(pair) in _VECTORS and not _are_entries(pair)
                          for part in pair}
            case at.Name() | at.Member() if _may_be_a_matrix(node):
                names.add(show(node))
            case at.Quotient(_, bottom):
                numbers |= _shown_in(bottom)
            case at.Power(base, exponent) if base != at.Constant("e"):  # e^{A t} may be of a matrix
                numbers |= _shown_in(exponent)
                numbers |= {show(base)} if isinstance(exponent, at.Number) and _base((base,)).islower() else set()
            case at.Bound() | at.Root() | at.Factorial():
                numbers |= _shown_in(node)
    return frozenset(names - numbers)


def _are_entries(pair: Sequence[Node]) -> bool:
    """Whether two members have one index that counts no steps, as the numbers W_i x_i have, and W_t x_t have not."""
    slots = [one.below for one in pair if isinstance(one, at.Member) and not one.above]
    return len(slots) == 2 and slots[0] == slots[1] and show(slots[0][0]) not in _STEPS


_STEPS = ("t", "l", "s", r"\ell")


def _beside_matrices(factors: Sequence[Node]) -> set[str]:
    """What is a vector where matrices are: behind two capital letters, or behind an inverse of one."""
    found = set()
    for place, factor in enumerate(factors[1:], 1):
        before = factors[max(0, place - 2) : place]
        capitals = [isinstance(one, at.Name | at.Member) and _may_be_a_matrix(one) for one in before]
        is_inverse = isinstance(last := before[-1], at.Power) and isinstance(last.exponent, at.Neg) and isinstance(
            last.base, at.Name | at.Member) and _may_be_a_matrix(last.base)
        if isinstance(factor, at.Name | at.Member) and _SMALL.fullmatch(_base((factor,))) and (
                is_inverse or (len(capitals) == 2 and all(capitals))):
            found.add(show(factor))
    return found


_SMALL = re.compile(r"[xhzsavuycbwgq]|\\(?:mu|theta)")
_VECTORS = {"Xw", "Ax", "Ah", "Bx", "Bu", "Cx", "Ch",
            *(pair for one in "WU" for other in "xhzsavuyc" for pair in (one + other, other + one))}
"""Letters of a matrix and of a vector, side by side. (M a is a force, and R h a part of a cylinder.)"""


def _base(nodes: Sequence[Node]) -> str:
    """The letters of some names, without what is around them; nothing where one is an entry, or no name."""
    letters = []
    for node in nodes:
        name = node.name if isinstance(node, at.Member) else node.text if isinstance(node, at.Name) else ""
        found = _FONT.fullmatch(name.partition("_")[0])
        if not found or not isinstance(node, at.Name | at.Member) or _has_indices(node):
            return ""
        letters.append(found[1])
    return "".join(letters)


_FONT = re.compile(r"(?:\\(?:math(?:bf|rm|bb)|boldsymbol|vec)\{)?(\\?[A-Za-z]+)\}?")


def _are_sizes(letters: frozenset[str], trees: Sequence[Node]) -> bool:
    """Whether a formula counts: K^2 C_{in} C_{out} + C_{out}, of sizes alone."""
    parts = [part for tree in trees for part in walk(tree.items[-1] if isinstance(tree, at.Chain) else tree)]
    return all(letter[0] in _SIZES for letter in letters) and not any(
        isinstance(part, (at.Call, at.Transpose, at.Big))
        or (isinstance(part, at.Power) and isinstance(part.exponent, at.Neg))
        or (isinstance(part, (at.Name, at.Member)) and show(part) not in letters) for part in parts)


_SIZES = frozenset("CDHKLMNT")  # W and B are weights as often


def _may_be_a_matrix(node: at.Name | at.Member) -> bool:
    """Whether a name is a capital letter, or bold; one with two indices is an entry, and a number, and so is X_i."""
    name = node.name if isinstance(node, at.Member) else node.text
    return bool(_CAPITAL.fullmatch(name)) and not _has_indices(node) and not (
        isinstance(node, at.Member) and name[:1] in _OFTEN_NUMBERS)


def _has_indices(node: at.Name | at.Member) -> bool:
    """Whether a letter has more than one index: A_i may be a matrix, and A_{ij} is a number."""
    if isinstance(node, at.Name):
        return bool(_INDEX.search(node.text))
    return len(node.below) > 1 or sum(isinstance(part, at.Name) for slot in node.below for part in walk(slot)) > 1


_OFTEN_NUMBERS = frozenset("GLNQRTXYZ")
"""With an index, as random variables, rewards and counts have one."""


def _shown_in(tree: Node) -> set[str]:
    """The names in a tree; a norm or a determinant is a number, whatever it is of."""
    if isinstance(tree, at.Call) and isinstance(tree.function, at.Function) and tree.function.name in _NUMBERS:
        return set()
    own = {show(tree)} if isinstance(tree, (at.Name, at.Member)) else set()
    return own.union(*map(_shown_in, at.children(tree)))


def _defined(trees: Sequence[Node]) -> Mapping[str, Node]:
    """What the formulas say that a letter is."""
    return {show(tree.items[0]): tree.items[1] for tree in trees if isinstance(tree, at.Chain) and len(tree.items) == 2
            and isinstance(tree.items[0], at.Name | at.Member)}


def _put_in(tree: Node, defined: Mapping[str, Node], depth: int = 3) -> Node:
    if isinstance(tree, (at.Name, at.Member)):
        return _put_in(defined[show(tree)], defined, depth - 1) if depth and show(tree) in defined else tree
    return rebuilt(tree, lambda child: _put_in(child, defined, depth))


def _words(tree: Node, letters: frozenset[str]) -> set[Signed]:
    """The words of all products in a tree, and in what functions are taken of."""
    found: set[Signed] = set()
    for node in walk(tree):
        if isinstance(node, at.Call):
            for arg in node.args:
                found |= _spelled(arg, letters)
    parts = tree.items if isinstance(tree, (at.Chain, at.List)) else (tree,)
    return found.union(*(_spelled(part, letters) for part in parts))


def _spelled(node: Node, letters: frozenset[str]) -> set[Signed]:
    """The words of a sum of products."""
    return {(_shortened(word), sign) for word, sign in _expanded(node, letters)}


def _expanded(node: Node, letters: frozenset[str]) -> set[Signed]:
    match node:
        case at.Name() | at.Member():
            return {(((show(node), 1),) if show(node) in letters else (), 1)}
        case at.Neg(of):
            return {(word, -sign) for word, sign in _expanded(of, letters)}
        case at.Sum(terms):
            return set().union(*(_expanded(term, letters) for term in terms))
        case at.Quotient(top, bottom):
            return _expanded(at.Product((top, at.Power(bottom, at.Neg(at.Number(_ONE))))), letters)
        case at.Product(factors):
            found: set[Signed] = {((), 1)}
            for factor in factors:
                found = {((*word, *more)[:_MOST_LETTERS], sign * other) for word, sign in found
                         for more, other in _expanded(factor, letters)}
                found = set(sorted(found)[:_MOST_WORDS])
            return found
        case at.Power(base, at.Number(times)) if times.denominator == 1 and 0 < times <= _MOST_POWER:
            return _expanded(at.Product((base,) * int(times)), letters) if times > 1 else _expanded(base, letters)
        case at.Power(base, at.Neg(at.Number(times))) if times == 1:
            return {(tuple((letter, -way) for letter, way in reversed(word)), sign)
                    for word, sign in _expanded(base, letters)}
        case at.Power(base, at.Neg(times)) if letters & _shown_in(base):
            return {(((said(at.Power(base, times)), -1),), 1)}
        case at.Power(base) if letters & _shown_in(base):
            return {(((said(node), 1),), 1)}
        case at.Call(at.Function(name)) if name in _NUMBERS:
            return {((), 1)}
        case at.Call(at.Name(name)) if name in _DENSITIES:
            return {((), 1)}
        case at.Power() | at.Call() if letters & _shown_in(node):
            return {(((said(node), 1),), 1)}
        case at.Big(_, _, of):
            return _expanded(of, letters)
    return {((), 1)}


def _shortened(word: Word) -> Word:
    """Without what stands beside its inverse."""
    kept: list[tuple[str, int]] = []
    for letter, way in word:
        if kept and kept[-1] == (letter, -way):
            kept.pop()
        else:
            kept.append((letter, way))
    return tuple(kept)


def _letters_of(word: Word) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for letter, way in word:
        found[letter] += way
    return {letter: times for letter, times in found.items() if times}


__all__ = ["exchanged"]
