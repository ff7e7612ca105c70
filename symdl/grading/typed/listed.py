r"""Sums as people write them: with dots, x_1^2 + x_2^2 + \cdots + x_n^2, and without an index, \sum x_i y_i.

The last term is the pattern, and those before the dots must be its first ones. A sum without an index is over the only
one that its terms have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from symdl.errors import ReadError
from symdl.grading.typed.applied import closed
from symdl.grading.typed.entered import flat, replaced_by
from symdl.notation.reader.notation import OPEN
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Component,
    Dots,
    Member,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Product,
    Sum,
    children,
    rebuilt,
    show,
    walk,
)

_LETTERS = "kjilqr"
_MOST_FIRST = 6  # terms before the dots
_COUNTING = frozenset("abcijklmnpqrs")
"""Letters that count; T is for transposed, and t is no range."""
_SIGN = re.compile(r"(\\sum|∑)(?![A-Za-z])(?:\s*\\(?:no)?limits(?![A-Za-z]))?(?:\s*_\s*\{\s*\})?(?!\s*[_^])")
_DOTS = re.compile(r"\\[lc]?dots(?![A-Za-z])|\.\.\.|…|⋯")
_LAST = re.compile(r"_(?:([A-Za-z])(?![A-Za-z])|\{\s*([A-Za-z])\s*\})")
_CALLED = re.compile(r"(?:sum|mean)\s*\(")
_RAISED = re.compile(r"\s*(?:\^|\*\*|[²³⁴])")
_BEFORE = re.compile(r"(?:\\(?:left|bigl?|Bigl?)\s*)?[(\[]\s*$")
_BEHIND = re.compile(r"\s*(?:\\(?:right|bigr?|Bigr?)\s*)?[)\]]")


def listed(text: str, *, latex: bool | None = None) -> str:
    """A formula without dots, where they stand in such a sum; as it is where they do not, or it cannot be read."""
    if (dots := _DOTS.search(text)) is None:
        return text
    # What stands below a name behind the dots is an index, also a K.
    below = {found[1] or found[2] for found in _LAST.finditer(text, dots.end())}
    notation = replace(OPEN, indices=dict.fromkeys(sorted(below)))
    try:
        tree = parse(text, notation, latex=latex).tree
    except ReadError:
        return text
    names = {part.text for part in walk(tree) if isinstance(part, Name)}
    letter = next((one for one in _LETTERS if one not in names), None)
    for node in walk(tree):
        if letter and isinstance(node, Sum) and (found := _series(node.terms) or _powers(node.terms)) is not None:
            place, count, start, counted = found
            first, last = node.terms[place], node.terms[place + count - 1]
            are_taken = isinstance(first, Neg) and isinstance(last, Neg)  # - y_1 - ... - y_n takes their sum
            first, last = (one.of if are_taken and isinstance(one, Neg) else one for one in (first, last))
            begin, (of, stop) = _span(text, first)[0], _span(text, last)
            end = counted[0]
            term = with_letter(text, counted, (of, stop), letter)
            if term is None:
                return text
            term = f"({term})" if term.lstrip()[:1] in ("-", "−") else term
            upper = text[end.start : end.end]
            made = f"sum({term}, {letter}, {start}, {upper})"
            if latex or "\\" in text:
                made = rf"\sum_{{{letter}={start}}}^{{{upper}}} {term}"
            plus = "+ " if re.search(r"[\w)}\]]\s*$", text[:begin]) else ""
            made = f"{text[:begin]}{plus}({made}){text[stop:]}"
            summed = Big("sum", (Bound(Name(letter), Number(Fraction(start)), end),),
                         _put(last, {id(one) for one in counted}, Name(letter)))
            terms = (*node.terms[:place], Neg(summed) if are_taken else summed, *node.terms[place + count :])
            expected = replaced_by(tree, [(node, Sum(terms) if len(terms) > 1 else terms[0])])
            try:
                again = parse(made, notation, latex=latex).tree
            except ReadError:
                return text
            return listed(made, latex=latex) if flat(again) == flat(expected) else text
    return text


def _span(text: str, node: Node) -> tuple[int, int]:
    """Where a term stands, with the brackets around it, which a node does not have in its span."""
    start, end = node.start, node.end
    while found := _BEHIND.match(text, end):
        if not (before := _BEFORE.search(text, 0, start)):
            break
        start, end = before.start(), found.end()
    while True:
        depth = low = 0
        for sign in text[start:end]:
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(sign, 0)
            low = min(low, depth)
        if low < 0 and (before := _BEFORE.search(text, 0, start)):
            start = before.start()
        elif depth > 0 and (found := _BEHIND.match(text, end)):
            end = found.end()
        else:
            return start, end


def indexed(text: str, *, latex: bool | None = None) -> str:
    r"""A formula with an index for each sum that has none; as it is where more than one may be meant."""
    if not any(sign in text for sign in ("sum", "mean", "∑")):
        return text
    try:
        tree = parse(text, latex=latex).tree
    except ReadError:
        return text
    for start, letter in sorted(_bare_sums(tree, frozenset()), reverse=True):
        if sign := _SIGN.match(text, start):
            text = f"{text[:start]}{sign[1]}_{{{letter}}}{text[sign.end():]}"
        elif called := _CALLED.match(text, start):
            end = closed(text, called.end())
            if not _RAISED.match(text, end + 1):  # sum(x_i)^2 is the square of a sum, or one of squares
                text = f"{text[:end]}, {letter}{text[end:]}"
    return text


def _bare_sums(node: Node, around: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Where the sums without an index begin, and the only index in their terms that is not of another sum."""
    if isinstance(node, Big) and _is_bare(node):
        letters = open_letters(node.of)
        letters = letters - around or letters  # \sum x_i \sum y_i is a product of two
        if len(letters) == 1 and letters <= _COUNTING:
            (letter,) = letters
            yield node.start, letter
            around |= letters
    elif isinstance(node, Big):
        around |= _bound(node)
    for child in children(node):
        yield from _bare_sums(child, around)


def _is_bare(node: Big) -> bool:
    return not node.bounds and node.sign in ("sum", "mean")


def open_letters(node: Node) -> frozenset[str]:
    """The letters that count in a term, but for those of sums in it, which have their own."""
    if isinstance(node, Big) and _is_bare(node):
        return frozenset()
    found = frozenset[str]().union(*map(open_letters, children(node)))
    if isinstance(node, Member | Component):
        found |= {show(slot) for slot in (*node.below, *node.above) if isinstance(slot, Name)}
    return found - _bound(node) if isinstance(node, Big) else found


def _bound(node: Big) -> frozenset[str]:
    return frozenset(show(one.name) for one in node.bounds if isinstance(one, Bound) and one.name)


def _dots(terms: Sequence[Node]) -> list[int]:
    """Where dots stand among terms, also behind a minus."""
    return [place for place, term in enumerate(terms) if isinstance(term, Dots) or (
        isinstance(term, Neg) and isinstance(term.of, Dots) and isinstance(terms[place - 1], Neg))]


def _series(terms: Sequence[Node]) -> tuple[int, int, int, list[Node]] | None:
    """Where a sum with dots begins among terms, how many it has, the number of its first one, and what counts in it.

    That is the index alone, n x_1 + ... + n x_n, or all that is called so, 1 x_1 + 2 x_2 + ... + n x_n.
    """
    places = _dots(terms)
    if len(places) != 1 or not 0 < (place := places[0]) < len(terms) - 1:
        return None
    last = terms[place + 1]
    indices = _indices(last)
    if len({*indices}) != 1:
        return None
    everywhere: list[Node] = [part for part in walk(last) if isinstance(part, Name) and part == indices[0]]
    for counted in (indices, everywhere)[: 1 + (len(everywhere) > len(indices))]:
        for start in (1, 0):
            for count in range(min(place, _MOST_FIRST), 0, -1):
                before = terms[place - count : place]
                pattern = [_at(last, {id(one) for one in counted}, start + number) for number in range(count)]
                if all(map(_is_alike, before, pattern)):
                    return place - count, count + 2, start, counted
    return None


def _powers(terms: Sequence[Node]) -> tuple[int, int, int, list[Node]] | None:
    """The same of powers, 1 + r + r^2 + ... + r^{n-1}, in which an exponent counts; two at least are written."""
    places = _dots(terms)
    if len(places) != 1 or not 1 < (place := places[0]) < len(terms) - 1:
        return None
    last = terms[place + 1]
    powers = [part for part in walk(last) if isinstance(part, Power) and not isinstance(part.exponent, Number)]
    if len(powers) != 1:
        return None
    counted: list[Node] = [powers[0].exponent]
    for start in (0, 1):
        for count in range(min(place, _MOST_FIRST), 1, -1):
            before = terms[place - count : place]
            pattern = [_simply(_at(last, {id(counted[0])}, start + number)) for number in range(count)]
            if all(map(_is_alike, map(_simply, before), pattern)):
                return place - count, count + 2, start, counted
    return None


def _simply(node: Node) -> Node:
    """A tree with r for r^1, and 1 for r^0."""
    node = rebuilt(node, _simply)
    match node:
        case Power(base, Number(1)):
            return base
        case Power(_, Number(0)):
            return Number(Fraction(1))
    return node


def _is_alike(term: Node, pattern: Node) -> bool:
    """Whether a term is what the last one says, where a factor 1 may be left out."""
    def bare(node: Node) -> Node:
        node = rebuilt(node, bare)
        if isinstance(node, Product):
            kept = [factor for factor in node.factors if factor != Number(Fraction(1))]
            return Product(tuple(kept)) if len(kept) > 1 else kept[0] if kept else Number(Fraction(1))
        return node

    return term == pattern or bare(term) == bare(pattern)


def _indices(term: Node) -> list[Node]:
    """What stands below the names in a term."""
    return [index for part in walk(term) if isinstance(part, Member) and not part.above for index in part.below
            if isinstance(index, Name)]


def _at(term: Node, counted: set[int], number: int) -> Node:
    """A term with a number for what counts in it, by identity; as the reader has it: x_1 is a name."""
    if isinstance(term, Member) and len(term.below) == 1 and id(term.below[0]) in counted and not term.above:
        return Name(f"{term.name}_{{{number}}}")
    if id(term) in counted:
        return Number(Fraction(number))
    return rebuilt(term, lambda child: _at(child, counted, number))


def _put(term: Node, counted: set[int], letter: Name) -> Node:
    """A term with another letter for what counts in it."""
    return letter if id(term) in counted else rebuilt(term, lambda child: _put(child, counted, letter))


def with_letter(text: str, counted: Sequence[Node], span: tuple[int, int], letter: str) -> str | None:
    """The text of a term with another letter for what counts in it; None if that cannot be told."""
    begin, end = span
    written = text[begin:end]
    for index in sorted(counted, key=lambda one: -one.start):
        if text[index.start : index.end] != show(index) and isinstance(index, Name):
            return None
        written = f"{written[: index.start - begin]}{letter}{written[index.end - begin :]}"
    return written


def with_ends(text: str, others: Sequence[str]) -> str:
    r"""A text with \sum_{j=1}^{k} for \sum_{j \le k}, where others have sums from 1 up to that k, and none from 0."""
    if (found := _UP_TO.search(text)) is None or any(map(_FROM_0.search, others)):
        return text
    if not any(re.search(rf"=\s*1\s*\}}\s*\^\s*\{{?\s*{found['end']}(?![A-Za-z])", one) for one in others):
        return text
    end = found["end"] if found["sign"] != "<" else f"{found['end']}-1"
    return with_ends(f"{text[: found.start()]}\\sum_{{{found['letter']}=1}}^{{{end}}} {text[found.end() :]}", others)


_UP_TO = re.compile(r"\\sum\s*(?:\\limits\s*)?_\s*\{\s*(?P<letter>[a-z])\s*(?P<sign>\\leq?(?![a-z])|\\leqslant|≤|<)\s*"
                    r"(?P<end>[A-Za-z])\s*\}")
_FROM_0 = re.compile(r"=\s*0\s*\}\s*\^")

__all__ = ["indexed", "listed", "open_letters", "with_ends", "with_letter"]
