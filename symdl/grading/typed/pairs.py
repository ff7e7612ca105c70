r"""Sums over pairs, \sum_{i<j} (x_i - x_j)^2 and \sum_{i=1}^n \sum_{j=i+1}^n x_i x_j, as sums over all i and j.

Where i and j may be exchanged in what is summed, it is half of the sum over both, without the members with i = j.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction

from symdl.errors import ReadError
from symdl.grading.scalar import exact
from symdl.grading.scalar.points import free_names
from symdl.grading.scalar.words import NoMeaning, standard
from symdl.grading.typed.entered import flat, replaced_by
from symdl.grading.typed.listed import with_letter
from symdl.notation.reader.notation import OPEN
from symdl.notation.reader.parse import Parsed, parse
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Call,
    Chain,
    Derivative,
    Function,
    Gradient,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    rebuilt,
    show,
    walk,
)

_BELOW = re.compile(r"_\s*(\{[^{}]*\}|[a-z])")
_RELATION = re.compile(r"\\sum(?:\\limits)?\s*_\s*\{[^{}=]*(?:[<>≤≥≠]|\\(?:[lg](?:eq?|t)|neq?)(?![a-z]))")
_SIGN = re.compile(r"\\sum(?:\\limits)?\s*_\s*\{[^{}]*\}\s*")
_LETTER = re.compile(r"(?<![A-Za-z\\])[a-z](?![A-Za-z])")
_ONE = Number(Fraction(1))
_TWO = Number(Fraction(2))
_EVERYWHERE = ("abs", "norm", "exp", "tanh", "sin", "cos", "max", "min")
"""Functions that have a value everywhere."""
_SIGNS = {"lt": ("lt", False), "le": ("le", False), "gt": ("lt", True), "ge": ("le", True)}


@dataclass(frozen=True)
class _Pairs:
    """A sum over pairs: i before j, or at it; up to where both run, if that is said."""

    i: Name
    j: Name
    of: Node
    last: Node | None
    with_same: bool


def fixed_letters(text: str, *, latex: bool | None = None) -> frozenset[str]:
    r"""The letters of a formula that no sum in it binds: the k of p_k - \sum_{j \ne k} p_j."""
    text = with_all(text, latex=latex)
    try:
        tree = _read(text, latex).tree
        by = [letter for part in walk(tree) if isinstance(part, Derivative | Gradient) for letter in walk(part)]
        return frozenset(name for name in (*free_names(tree), *(one.text for one in by if isinstance(one, Name)))
                         if len(name) == 1)
    except ReadError:
        return frozenset()


def with_all(text: str, *, latex: bool | None = None, fixed: frozenset[str] = frozenset()) -> str:
    r"""A formula with its sums over pairs as sums over all; as it is where they are none, or cannot be read.

    A sum over j > i, or j \ne i, is one over both, too, where i stands nowhere else, and is none of the fixed letters.
    """
    if text.count(r"\sum") < 2 and _RELATION.search(text) is None:  # which no formula is read for in vain
        return text
    try:
        tree = _read(text, latex).tree
    except ReadError:
        return text
    for node in walk(tree):
        if (unlike := _of_unlike(node, tree)) is not None and unlike[1].text not in fixed:
            i, j, of = unlike
            head = _SIGN.match(text, node.start)
            body = text[head.end() if head is not None else of.start : _end(text, node)]
            made = rf"\sum_{{{show(i)}}} \sum_{{{show(j)} \ne {show(i)}}} {body}"
            made = f"{text[: node.start]}{made}{text[_end(text, node) :]}"
            condition = Bound(j, None, None, Chain((j, i), ("ne",)))
            summed = Big("sum", (Bound(i),), Big("sum", (condition,), of))
            with suppress(ReadError):
                if flat(_read(made, latex).tree) == flat(replaced_by(tree, [(node, summed)])):
                    return with_all(made, latex=latex, fixed=fixed)
            return text
        pairs = _pairs(node) or _of_both(node, tree, fixed)
        if pairs is None or not _may_exchange(pairs):
            continue
        span = pairs.of.start, _end(text, pairs.of)
        body = text[slice(*span)]
        same = with_letter(text, [part for part in walk(pairs.of) if part == pairs.j], span, show(pairs.i))
        if same is None:
            return text
        ends = f"=1}}^{{{show(pairs.last)}}}" if pairs.last is not None else "}"
        over_i, over_j = (rf"\sum_{{{show(letter)}{ends} " for letter in (pairs.i, pairs.j))
        sign = "+" if pairs.with_same else "-"
        made = rf"\frac{{1}}{{2}}({over_i}{over_j}{body} {sign} {over_i}{same})"
        before = text[: node.start]
        made = f"({made})" if before.rstrip()[-1:].isdigit() else made  # 2\frac12 may be a mixed number
        made = f"{before}{made}{text[_end(text, node) :]}"
        with suppress(ReadError):
            if flat(_read(made, latex).tree) == flat(replaced_by(tree, [(node, _all(pairs))])):
                return with_all(made, latex=latex, fixed=fixed)
        return text
    return text


def _read(text: str, latex: bool | None) -> Parsed:
    """A formula with the letters below its names and sums as indices. Raises ReadError."""
    letters = {letter for below in _BELOW.findall(text) for letter in _LETTER.findall(below)}
    return parse(text, replace(OPEN, indices=dict.fromkeys(letters)), latex=latex)


def _end(text: str, node: Node) -> int:
    """Where a node ends, with the brackets that it opens."""
    end = node.end
    while end < len(text) and (text.count("(", node.start, end) > text.count(")", node.start, end)
                               or text.count("{", node.start, end) > text.count("}", node.start, end)):
        end += 1
    return end


def _pairs(node: Node) -> _Pairs | None:
    match node:
        case Big("sum", (Bound(None, None, None, Chain() as chain),), of):
            return _of_chain(chain, of)
        case Big("sum", (Bound(Name() as outer, first, last, None),),
                 Big("sum", (Bound(Name() as inner) as bound,), of)):
            return _nested(outer, first, last, inner, bound, of)
    return None


def _of_chain(chain: Chain, of: Node) -> _Pairs | None:
    """1 <= i < j <= n."""
    match chain.items, chain.signs:
        case (Name() as a, Name() as b), (sign,) if sign in _SIGNS:
            kind, turned = _SIGNS[sign]
            return _Pairs(*((b, a) if turned else (a, b)), of, None, kind == "le")
        case (first, Name() as i, Name() as j, last), ("le", "lt" | "le" as kind, "le") if first == _ONE:
            return _Pairs(i, j, of, last, kind == "le")
        case (Name() as i, Name() as j, last), ("lt" | "le" as kind, "le"):
            return _Pairs(i, j, of, last, kind == "le")
    return None


def _are_neighbours(one: Name, other: Name) -> bool:
    r"""Whether letters are i and j, or k and l: the c of \sum_{j \ne c} is given, and so is mostly the i of j \ne i."""
    return len(one.text) == len(other.text) == 1 and ord(other.text) == ord(one.text) + 1


def _is_said(letter: Name, node: Node, tree: Node) -> bool:
    """Whether a letter stands elsewhere than in a sum, but for other sums that bind it, or is bound around that."""
    around = [part for part in walk(tree) if isinstance(part, Big) and part != node and node in walk(part)]
    return letter.text in free_names(_put(tree, {node: _ONE})) or any(
        isinstance(bound, Bound) and bound.name == letter for part in around for bound in part.bounds)


def _of_unlike(node: Node, tree: Node) -> tuple[Name, Name, Node] | None:
    """A sum over i and j that are not the same, of which the second stands nowhere else."""
    match node:
        case Big("sum", (Bound(Name() as i, None, None, Chain((Name() as a, Name() as j), ("ne",))),), of) if a == i:
            if _are_neighbours(i, j) and j in walk(of) and not _is_said(j, node, tree):
                return i, j, of
    return None


def _of_both(node: Node, tree: Node, fixed: frozenset[str]) -> _Pairs | None:
    """A sum over j > i that says nothing of i, which stands nowhere else."""
    match node:
        case Big("sum", (Bound(Name(), None, None, Chain((Name() as a, Name() as b), (sign,))),), of) if sign in _SIGNS:
            if (_are_neighbours(a, b) or _are_neighbours(b, a)) and b.text not in fixed and not _is_said(b, node, tree):
                kind, turned = _SIGNS[sign]
                return _Pairs(*((b, a) if turned else (a, b)), of, None, kind == "le")
    return None


def _nested(outer: Name, first: Node | None, last: Node | None, inner: Name, bound: Bound, of: Node) -> _Pairs | None:
    match bound:
        case Bound(_, None, None, Chain((Name() as a, Name() as b), (sign,))) if {a, b} == {outer, inner} \
                and sign in _SIGNS and first in (None, _ONE):
            kind, turned = _SIGNS[sign]
            return _Pairs(*((b, a) if turned else (a, b)), of, last, kind == "le")
        case Bound(_, begin, end, None) if end is not None and last is not None and first == _ONE \
                and begin in (outer, _plus_one(outer)) and (last == end or (begin != outer and _plus_one(last) == end)
                                                            or (begin != outer and last == _minus_one(end))):
            return _Pairs(outer, inner, of, end, begin == outer)
        case Bound(_, begin, end, None) if begin == _ONE and end in (outer, _minus_one(outer)) and last is not None \
                and (first == _ONE or (first == _TWO and end != outer)):
            return _Pairs(inner, outer, of, last, end == outer)
    return None


def _plus_one(node: Node) -> Node:
    return Sum((node, _ONE))


def _minus_one(node: Node) -> Node:
    return Sum((node, Neg(_ONE)))


def _put(node: Node, letters: dict[Node, Node]) -> Node:
    return letters[node] if node in letters else rebuilt(node, lambda child: _put(child, letters))


def _may_exchange(pairs: _Pairs) -> bool:
    """Whether what is summed is the same with i and j exchanged."""
    if any(isinstance(part, Big) or _has_no_value(part, pairs) for part in walk(pairs.of)):
        return False
    of = _with_absolutes(pairs.of)
    turned = _put(of, {pairs.i: pairs.j, pairs.j: pairs.i})
    with suppress(NoMeaning, exact.Unfit, RecursionError):
        found = exact.same(standard(of), standard(turned), complex=False)
        return found is not None and not found.used
    return False


def _with_absolutes(node: Node) -> Node:
    """With absolute values for norms, which do not change with a sign either."""
    node = rebuilt(node, _with_absolutes)
    match node:
        case Call(Function("norm"), (_,), ()):
            return replace(node, function=Function("abs"))
    return node


def _has_no_value(part: Node, pairs: _Pairs) -> bool:
    """Whether a part may have no value where i is j: 1/(x_i - x_j)."""
    match part:
        case Quotient(_, of) | Root(of):
            return {pairs.i, pairs.j} <= {*walk(of)}
        case Call(Function(name), _, ()):
            return name not in _EVERYWHERE and {pairs.i, pairs.j} <= {*walk(part)}
        case Power(of, exponent):
            return {pairs.i, pairs.j} <= {*walk(of)} and not (
                isinstance(exponent, Number) and exponent.value > 0 and exponent.value.denominator == 1)
    return False


def _all(pairs: _Pairs) -> Node:
    """Half of the sum over all, with or without those of which both are the same."""
    def over(letter: Name, of: Node) -> Node:
        return Big("sum", (Bound(letter, None if pairs.last is None else _ONE, pairs.last),), of)

    same = over(pairs.i, _put(pairs.of, {pairs.j: pairs.i}))
    both = over(pairs.i, over(pairs.j, pairs.of))
    return Product((Quotient(_ONE, _TWO), Sum((both, same if pairs.with_same else Neg(same)))))


__all__ = ["fixed_letters", "with_all"]
