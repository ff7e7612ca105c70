r"""What is a letter in a formula of vectors and matrices, which letters are of one kind, and what a kind may be."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from symdl.grading.scalar.context import Kind
from symdl.grading.scalar.words import GRADIENT
from symdl.notation.reader import syntax as at
from symdl.notation.reader.syntax import Node, rebuilt, show, walk

_DECORATED = re.compile(r"\\(?:hat|tilde|bar|dot|overline|widehat|widetilde|mathrm|mathcal)\{(.*)\}")
_BOLD = re.compile(r"\\(?:mathbf|bm|boldsymbol|vec|pmb)\{(.*)\}")
_GREEK_CAPITALS = frozenset({r"\Sigma", r"\Lambda", r"\Gamma", r"\Phi", r"\Psi", r"\Omega", r"\Theta", r"\Xi",
                             r"\Delta"})
_NUMBERS = frozenset({"n", "m", "i", "j", "t", "N", r"\eta", r"\lambda", r"\epsilon", r"\varepsilon", r"\tau",
                      r"\kappa", r"\rho", r"\alpha", r"\gamma"})
"""Letters that are numbers wherever nothing shows otherwise."""
_VECTORS = frozenset({"x", "y", "z", "h", "a", "e", "g", "u", "v", "w", "q", "o", r"\delta"})
"""Letters that are vectors beside matrices; rows as well as columns, as they are where a sample is one."""
_WEIGHTS = frozenset({"w", r"\theta"})
"""Small letters that may be matrices."""
_DIVISORS = frozenset({"M", "B", "T", "K", "D", "d", "k", "p", "r", "c"})
"""Letters that are numbers if something is divided by them."""
SYMMETRIC = frozenset({r"\Sigma", r"\mathbf{\Sigma}", r"\boldsymbol{\Sigma}"})
LOSSES = frozenset({"L", "J", "E", "C", "f", "l", r"\ell", *(rf"\mathcal{{{letter}}}" for letter in "LJECl")})
NUMBER_VALUED = frozenset({"L", "J", *(rf"\mathcal{{{letter}}}" for letter in "LJ")})
"""Those of them that are a number whatever they are of."""
_UNIT = re.compile(r"(?:I|\\math(?:bf|bb|rm)\{I\})(?:_\{?\w+\}?)?|\(I \w+\)")
_ONES = re.compile(r"\\(?:math(?:bf|bb)|vec|boldsymbol)\{1\}(?:_\{?\w+\}?)?|\(\\math(?:bf|bb)\{1\} \w+\)")
_ZERO = re.compile(r"\\(?:mathbf|vec|boldsymbol)\{0\}")


def is_unit(node: Node) -> bool:
    return isinstance(node, (at.Name, at.Member)) and bool(_UNIT.fullmatch(show(node)))


def with_units(tree: Node, sizes: Collection[str]) -> Node:
    """A formula with I_n as a name where words say that n is a size, and no sum runs over it."""
    counted = {part.name for part in walk(tree) if isinstance(part, at.Bound)}

    def put(node: Node) -> Node:
        match node:
            case at.Member(("I" | r"\mathbf{I}") as name, (at.Name(size) as index,), ()) if (
                    size in sizes and index not in counted):
                return at.Name(f"{name}_{{{size}}}")
        return rebuilt(node, put)

    return put(tree)


def is_ones(node: Node) -> bool:
    return isinstance(node, (at.Name, at.Member)) and bool(_ONES.fullmatch(show(node)))


def is_zero(node: Node) -> bool:
    return (isinstance(node, at.Number) and node.value == 0) or is_zero_vector(node)


def is_zero_vector(node: Node) -> bool:
    return isinstance(node, at.Name) and bool(_ZERO.fullmatch(node.text))


def letters(tree: Node) -> Iterator[Node]:
    """What is a letter of its own: a name, a member, and W^{l+1}, which is no power. Not what a sum counts with."""
    match tree:
        case at.Name() | at.Member():
            yield tree
        case at.Power(at.Name() | at.Member(), exponent) if is_step(exponent):
            yield tree
        case at.Derivative(_, of, by):
            for one in (*by, *([of] if is_formula(of) else [])):
                yield from letters(one)
        case at.Gradient(of, by):
            for one in (*([by] if by is not None else []), *([of] if is_formula(of) else at.children(of))):
                yield from letters(one)
        case at.Call(_, args):
            for arg in args:
                yield from letters(arg)
        case at.Big(_, bounds, of):
            yield from (one for one in letters(of) if show(one) not in bound_by(tree))
            for one in bounds:
                for end in (one.first, one.last) if isinstance(one, at.Bound) else ():
                    yield from letters(end) if end is not None else ()
        case _:
            for child in at.children(tree):
                yield from letters(child)


def bound_by(node: at.Big) -> tuple[str, ...]:
    """The letters of a sum."""
    return tuple(show(one.name) for one in node.bounds if isinstance(one, at.Bound) and one.name is not None)


def untransposed(node: Node) -> Node:
    """x, of x and of x^\\top: what a derivative is by, however that is written."""
    return node.of if isinstance(node, at.Transpose) else node


def is_formula(of: Node) -> bool:
    """Whether a derivative is taken of something that is written out, and not of a letter or an unknown function."""
    match of:
        case at.Name() | at.Member() | at.Derivative() | at.Gradient() | at.Call(at.Name()):
            return False
        case at.Power(at.Name() | at.Member(), exponent):
            return not is_step(exponent)
    return True


def is_loss(node: Node) -> bool:
    """Whether this is usually a loss: a number that depends on all that there is."""
    return show(node) in LOSSES


def is_step(exponent: Node) -> bool:
    """Whether what stands above a letter says which one it is: the l + 1 of W^{l+1}."""
    return any(isinstance(part, at.Name) for part in walk(exponent))


def family(letter: Node) -> str:
    """What letters of one kind have in common: W, of W_1 and of W^{l+1}; x_i is not of the kind of x."""
    match letter:
        case at.Power(base):
            return family(base)
        case at.Member(name, below, above):
            inside = any(isinstance(part, at.Name) for slot in (*below, *above) for part in walk(slot))
            return name.partition("_")[0] + (" of" if inside else "")
        case at.Name(text):
            return re.sub(r"(?<=.)'+$", "", text).partition("_")[0] if not text.startswith("\\math") else _stem(text)
    return show(letter)


def number_valued(trees: Iterable[Node]) -> frozenset[str]:
    """Unknown functions of which a gradient is taken, alone or in a sum."""
    found = set()
    for tree in trees:
        for part in walk(tree):
            match part:
                case at.Call(at.Name(name)) if name.startswith(GRADIENT):
                    found.add(name.removeprefix(GRADIENT))
                case at.Gradient(of):
                    found |= {*_terms_called(of)}
    return frozenset(found)


def _terms_called(of: Node) -> Iterator[str]:
    match of:
        case at.Call(at.Name(name)):
            yield name
        case at.Sum() | at.Neg() | at.Product() | at.Quotient():
            for child in at.children(of):
                yield from _terms_called(child)


def summed(trees: Iterable[Node]) -> frozenset[str]:
    """The names of families of which a sum runs over members: x, of x_i; x_1 is one of them then, too."""
    found = set()
    for tree in trees:
        for part in walk(tree):
            if isinstance(part, at.Big):
                bound = bound_by(part)
                found |= {one.name for one in walk(part.of) if isinstance(one, at.Member) and any(
                    isinstance(inner, at.Name) and inner.text in bound for inner in walk(one))}
    return frozenset(found)


def intercepts(trees: Sequence[Node]) -> frozenset[str]:
    r"""Letters with a 0 below that are of another kind than those without, or with another number.

    So \beta_0 is beside \beta^\top x, and \theta_0 beside \theta_1^\top x_1, but no \mu_0 that is transposed.
    """
    found = {show(letter): letter for tree in trees for letter in letters(tree)}
    rows = {show(letter) for tree in trees for letter in turned(tree)}
    return frozenset(name for name, letter in found.items() if name.endswith("_{0}") and name not in rows and (
        name.removesuffix("_{0}") in found or any(family(found[row]) == family(letter) for row in rows)))


def entries(trees: Iterable[Node]) -> frozenset[str]:
    r"""The families of what has two indices, of which a sum runs over one: the A_{ij} of \sum_j A_{ij} W h_j."""
    found = set()
    for tree in trees:
        for part in walk(tree):
            if isinstance(part, at.Big):
                bound = bound_by(part)
                found |= {family(one) for one in walk(part.of) if isinstance(one, at.Member) and len(one.below) == 2
                          and all(isinstance(slot, at.Name) for slot in one.below)
                          and any(show(slot) in bound for slot in one.below)}
    return frozenset(found)


def _stem(text: str) -> str:
    return re.sub(r"'+$", "", re.sub(r"\}_.*$", "}", text))


def candidates(name: str, turned: bool, divides: bool, is_entry: bool = False) -> tuple[tuple[int, Kind], ...]:
    """What a family may be, each with how unusual that is.

    turned   whether it is transposed somewhere
    divides  whether something is divided by it
    is_entry whether it has the indices of an entry
    """
    bare = name.removesuffix(" of")
    bold = _BOLD.fullmatch(bare)
    while found := (_BOLD.fullmatch(bare) or _DECORATED.fullmatch(bare)):
        bare, bold = found[1], bold or _BOLD.fullmatch(bare)
    bare = bare[1:] if re.fullmatch("d[A-Z]", bare) else bare  # dW is what W is
    is_array = bool(bold) or turned
    if bare[:1].isupper() or bare in _GREEK_CAPITALS:
        if bare == "N" and not is_array:
            return (0, "number"), (2, "matrix")
        if is_entry and not is_array:
            return (0, "number"), (2, "matrix")
        return ((0, "matrix"),) if is_array else ((0, "matrix"), (2, "number"))
    if is_array:
        return (0, "column"), (2, "row"), *(((3, "matrix"),) if bare in _WEIGHTS else ())
    if bare in _NUMBERS or (divides and bare in _DIVISORS):
        return (0, "number"), (2, "column")
    if bare in _VECTORS:
        return (0, "column"), (0, "row"), (0 if divides else 2, "number")
    return (0, "number"), (0, "column"), (2, "row")


def whole(exponent: Node) -> int | None:
    match exponent:
        case at.Number(value) if value.denominator == 1:
            return int(value)
        case at.Neg(at.Number(value)) if value.denominator == 1:
            return -int(value)
    return None


def is_block(letter: Node) -> bool:
    r"""Whether a letter has two indices that differ, as the \Sigma_{ab} of a covariance of a and b."""
    below = re.search(r"(?:_\{?|\[)(.*?)[\]}]?$", show(letter))
    return below is not None and len({*re.findall(r"\w", below[1])}) > 1


def turned(tree: Node) -> Iterator[Node]:
    for outer in walk(tree):
        if isinstance(outer, at.Transpose):
            yield from (one for one in (outer.of.terms if isinstance(outer.of, at.Sum) else (outer.of,))
                        if isinstance(one, (at.Name, at.Member, at.Power)))


__all__ = [
    "LOSSES",
    "NUMBER_VALUED",
    "SYMMETRIC",
    "bound_by",
    "candidates",
    "entries",
    "family",
    "intercepts",
    "is_block",
    "is_formula",
    "is_loss",
    "is_ones",
    "is_step",
    "is_unit",
    "is_zero",
    "is_zero_vector",
    "letters",
    "number_valued",
    "summed",
    "turned",
    "untransposed",
    "whole",
    "with_units",
]
