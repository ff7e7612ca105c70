"""References that say what something is, as y = ..., df/dx = ..., w <- ...: then the right side is the answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction

from symdl.errors import ReadError
from symdl.notation.reader.notation import OPEN
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Big,
    Call,
    Chain,
    Component,
    Derivative,
    Evaluated,
    Function,
    Gradient,
    List,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Product,
    Sum,
    show,
    walk,
)
from symdl.notation.stated import defines


def called_of(left: Node) -> Node:
    """What a left side speaks of: f, of f(x), of df/dx, of the gradient of f, and of f^2."""
    match left:
        case Call(function):
            return function
        case Derivative(_, of) | Gradient(of):
            return called_of(of)
        case Power(Name() | Member() as base):
            return base
    return left


_INVERSE = re.compile(r"\^\{?-")
_UNKNOWNS = frozenset("abcpquvwxyz")
"""Letters that are numbers side by side, and hardly ever those of a word: the xy of xy = 1."""


def is_label(left: Node, ours: Collection[str] = ()) -> bool:
    r"""Whether a left side that a question does not have may be no more than what a student calls the answer.

    That is a name, what a function is at letters, or a derivative of such. What is made of a name says something else
    of it: x^2, \ln x, xy, f^{-1}(x), f(x + 1).

    ours    the names of the question
    """
    match left:
        case Name(text):
            return _INVERSE.search(text) is None and not _is_product(text, ours)
        case Member(_, _, above):
            return not any(isinstance(one, Neg) for one in above)
        case Call(Name(text), args):
            args = tuple(one for arg in args for one in (arg.items if isinstance(arg, Chain) and arg.signs == (
                "given",) else (arg,)))
            args = tuple(one for arg in args for one in (arg.items if isinstance(arg, List) else (arg,)))
            return _INVERSE.search(text) is None and len({*args}) == len(args) and all(
                isinstance(arg, Name | Member) for arg in args)
        case Call(Function("E" | "Var" | "Cov")):
            return True
        case Derivative(_, of) | Gradient(of):
            return is_label(of, ours)
        case Product((Name("d"), Name() | Member())):  # dW, a gradient
            return True
        case Product(factors) if all(isinstance(factor, Name | Member) for factor in factors):  # KL, and lr
            return all(map(_is_capital, factors)) or factors == (Name("l"), Name("r"))
    return False


def _is_product(word: str, ours: Collection[str]) -> bool:
    """Whether letters in a row may be numbers, and are no word: xy, or Rm beside a question that has an R."""
    if len(word) < 2 or not word.isascii() or not word.isalpha() or word.isupper() or word in ours or word == "lr":
        return False
    return {*word} <= _UNKNOWNS or (len(word) < 4 and bool({*word} & {*ours}) and word[0] != "d")


def is_written(left: str, formulas: Iterable[str]) -> bool:
    """Whether a question writes just this left side somewhere."""
    parts = re.findall(r"\\(?:left|right)(?![A-Za-z])|(\\[A-Za-z]+|[^\s{}])", left)
    before = "" if left.lstrip().startswith("\\") else r"(?<![A-Za-z\\_^\d])"
    name = re.compile(before + r"(?:[\s{}]|\\left|\\right)*".join(map(re.escape, filter(None, parts)))
                      + r"(?![A-Za-z\d'])(?!\}?\s*[_^(])")
    return any(map(name.search, formulas))


_INVERTED = ("sin", "cos", "tan", "exp")
"""Functions of which an equation asks where they have a value."""


def sides(text: str, tree: Chain) -> tuple[str, str]:
    """The left and the right side of an equation as they are written. (A span is without the brackets around it.)"""
    first, second = tree.items[0].end, tree.items[1].start
    opened = re.search(r"(?:\\(?:left|[bB]igg?l?)(?![A-Za-z])|[\s(\[{|])*$", text[first:second])
    assert opened is not None
    closed = re.match(r"(?:\s*(?:\\(?:right|[bB]igg?r?)(?![A-Za-z])|[)\]}|]))*", text[first:second])
    assert closed is not None
    return text[: first + closed.end()], text[first + opened.start() :]


def with_own_name(reference: str, definitions: Sequence[str]) -> tuple[str, str]:
    r"""The J_{ij} of J_{ij} = \frac{\partial y_i}{\partial x_j} = ..., which is but a name for what stands behind it.

    So is the \ell(\theta) of \ell(\theta) = \log L(\theta) = ..., where it is defined what L is.

    The name, and the reference without it; "" and all of that, where it has none, or the name occurs elsewhere.
    """
    if sum(map(reference.count, "=＝")) < 2:
        return _with_label(reference)
    with suppress(ReadError):
        tree = parse(reference, OPEN).tree
        if not isinstance(tree, Chain) or len(tree.items) < 3 or {*tree.signs} != {"eq"}:
            return "", reference
        head, second = tree.items[:2]
        called = head.function if isinstance(head, Call) and is_label(head) else head
        known = [parse(text, OPEN).tree for text in definitions]
        defined = {name for one in known if isinstance(one, Chain) for name in names_of(called_of(one.items[0]))}
        if isinstance(called, Name | Member) and (
                isinstance(second, Derivative | Gradient) or defined & {*names_of(second)}):
            name = called.text if isinstance(called, Name) else called.name
            others = [*names_of(List(tree.items[1:])), *(one for tree in known for one in names_of(tree))]
            if not any(re.split("[_\\[]", one)[0] == name for one in others):
                return reference[: head.end].strip(), reference[tree.items[1].start :]
    return "", reference


def _with_label(reference: str) -> tuple[str, str]:
    """The P(D|+) of P(D|+) = ..., of which nothing can be read, beside a right side that can be."""
    label = _LABEL.fullmatch(reference)
    if label is None:
        return "", reference
    with suppress(ReadError):
        parse(label[2], OPEN)
        try:
            parse(label[1], OPEN)
        except ReadError:
            return label[1], label[2].strip()
    return "", reference


_LABEL = re.compile(r"\s*((?:\\(?:Pr|mathbb\s*\{?\s*[PE]\s*\}?|mathrm\{[A-Za-z]+\})|[A-Za-z]+)\s*"
                    r"(?:\\left\s*)?\([^()=]*(?:\||\\mid|[-+]|\\neg)[^()=]*\))\s*=(.+)", re.DOTALL)
r"""A value at what is given, or at what only has a sign: P(D|+), P(+)."""


def is_named(reference: Node) -> bool:
    """Whether a reference says what its left side is, and is no equation to be solved, as |x| = 2 and x^2 = 4 are."""
    if not isinstance(reference, Chain) or len(reference.signs) != 1:
        return False
    if reference.signs == ("assign",):
        return True
    left, right = reference.items
    if reference.signs != ("eq",):
        return defines(reference)
    called = called_of(left)
    ours = {called.name} if isinstance(called, Member) else {*names_of(called)}
    apart = not ours & {*names_of(right)}
    several = len({*names_of(right)}) > 1 or any(isinstance(part, Big) for part in walk(right))
    match left:
        case Call(Name()) | Evaluated() | Big() | Neg(Big()) | Component(Call()) if left not in walk(right):
            return True  # p(x|y) = p(y|x) p(x) / p(y)
        case Member(name) if left not in walk(right) and _is_next(left, [
                part for part in walk(right) if isinstance(part, Member) and part.name == name]):
            return True  # h_t = tanh(W h_{t-1}), w_{t+1} = w_t - \eta g_t
        case Product(factors) if apart and all(map(_is_capital, factors)):  # KL = ..., PE_{p,2k} = ..., in one word
            return several
        case Product((Name("l"), Name("r"))) if apart:
            return several  # the learning rate
        case Call(Function("log"), (Call(Name()) as of,)) if of not in walk(right):
            return True
        case Member(_, below, above) if apart and all(isinstance(one, Number) for one in (*below, *above)):
            return several  # dW^{[1]} = ...
        case Product((Name("d"), Name() | Member())) if left not in walk(right):  # dW, a gradient
            return True
        case Derivative() | Gradient() if left not in walk(right):  # dL/dW = the sum of dL_t/dW
            return True
        case Call(Function("E" | "Var")):
            return True
        case Call(Function(name)) if name not in _INVERTED and apart:  # tr(A), and |x| of several things
            return several
        case Power() if isinstance(called, Name | Member):  # sigma^2 = a sum; x^2 = a is to be solved
            return apart and several
    return defines(reference)


def _is_next(left: Member, others: Sequence[Member]) -> bool:
    r"""Whether a member is one step or more after others of its family, or before them as errors are in a net.

    One that is known by its number, as the x_0 of x_t = \sqrt{a_t} x_0 + ..., is another one.
    """
    def step(node: Member) -> tuple[tuple[str, ...], Fraction]:
        letters: list[str] = []
        count = Fraction(0)
        for part in (term for slot in (*node.below, *node.above)
                     for term in (slot.terms if isinstance(slot, Sum) else (slot,))):
            match part:
                case Number(value):
                    count += value
                case Neg(Number(value)):
                    count -= value
                case _:
                    letters.append(show(part))
        return tuple(letters), count

    letters, count = step(left)
    there = [(one, other) for one, other in map(step, others) if one]
    return bool(letters) and bool(others) and all(one == letters for one, _ in there) and (
        all(other < count for _, other in there) or all(other > count for _, other in there))


def _is_capital(node: Node) -> bool:
    name = node.name if isinstance(node, Member) else node.text if isinstance(node, Name) else ""
    return len(name.partition("_")[0]) == 1 and name[:1].isupper()


def written_sides(line: str) -> list[str]:
    """What stands between the signs of equality of a line, outside of brackets and of cases."""
    found, depth, start = [], 0, 0
    for place, sign in enumerate(line):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "\\":
            depth += line.startswith(r"\begin{", place) - line.startswith(r"\end{", place)
        if sign == "=" and not depth:
            found.append(line[start:place].rstrip(" &:"))
            start = place + 1
    return [*found, line[start:].lstrip(" &")]


def reached(names: Iterable[str], made_of: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Some names, and all that they are made of, by what each of them is said to be made of."""
    found: set[str] = set()
    ahead = {*names}
    while ahead:
        found |= ahead
        ahead = {one for name in ahead for one in made_of.get(name, ())} - found
    return frozenset(found)


def names_of(tree: Node) -> list[str]:
    """The names in a tree, in order."""
    return list(dict.fromkeys(part.text if isinstance(part, Name) else part.name for part in walk(tree)
                              if isinstance(part, Name | Member)))


__all__ = ["called_of", "is_label", "is_named", "is_written", "names_of", "reached", "sides", "with_own_name",
           "written_sides"]
