r"""What else a formula may mean, written so that it cannot mean another thing.

\log p/q may be of a quotient, and a + b \bmod n of a sum; b +- c may have two values. Braces are
no brackets to who reads what is printed: {a+b}c.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from symdl.errors import ReadError
from symdl.notation.reader.bracketing import Unprinted
from symdl.notation.reader.notation import Notation
from symdl.notation.reader.parse import Parsed, parse
from symdl.notation.reader.syntax import Infix, Neg, Node, Product, Quotient, Sum, rebuilt, walk
from symdl.notation.reader.unbracketed import readings

_BRACKETS = "put brackets there"


def other_ways(parsed: Parsed, notation: Notation) -> Iterator[tuple[str, str]]:
    """Each other way in which a formula may be meant, and how to say which it is."""
    text = parsed.text
    ways = [(text, way) for way in readings(parsed.tree, text)]
    if not ways and parsed.groups:  # {\log p}/q
        with suppress(ReadError):
            printed = _without(text, parsed.groups)
            ways = [(printed, way) for way in readings(parse(printed, notation).tree, printed)]
    for said, way in ways:
        yield way.written(said), f"{way.shown[0]} or {way.shown[1]} may be meant: {_BRACKETS}"
    yield from _as_printed(parsed, notation)
    for first, sign in _remainders(parsed.tree, text):
        yield (f"{text[:first]}({text[first:sign].rstrip()}) {text[sign:]}",
               rf"mod may be of the last term, or of all that stands before it: {_BRACKETS}")
    if _TWO_SIGNS.search(text):
        yield (_TWO_SIGNS.sub(lambda found: found[1] + ("±" if found[2] == "+-" else "∓"), text),
               "+- may be plus or minus, or plus what is negative: write ± or +/-, or one sign")


def _remainders(tree: Node, text: str) -> Iterator[tuple[int, int]]:
    r"""Where a sum begins of which a remainder takes one term, without brackets, and where its sign stands."""
    for node in walk(tree):
        for term in node.terms[1:] if isinstance(node, Sum) else ():
            of = term.of if isinstance(term, Neg) else term
            while isinstance(of, Product | Quotient):
                of = of.factors[0] if isinstance(of, Product) else of.top
            if isinstance(of, Infix) and of.sign == "mod" and text[: of.start].rstrip()[-1:] not in "([|" and (
                    sign := _MOD.search(text, of.args[0].end)) is not None:
                yield node.start, sign.start()


_TWO_SIGNS = re.compile(r"([\w)}\]|!']\s*)(\+-|-\+)")
_MOD = re.compile(r"\\bmod(?![A-Za-z])|(?<![A-Za-z\\])mod(?![A-Za-z])")


def _as_printed(parsed: Parsed, notation: Notation) -> Iterator[tuple[str, str]]:
    """Without braces that are not printed, each and all of them, where it says another thing then."""
    text = parsed.text
    seen = [_flat(parsed.tree)] if parsed.groups else []
    for groups in (*((group,) for group in parsed.groups), parsed.groups):
        printed = _without(text, groups)
        with suppress(ReadError):
            if groups and (tree := _flat(parse(printed, notation).tree)) not in seen:
                seen.append(tree)
                held = text[groups[0][1] : groups[0][2]].strip()
                yield printed, f"braces are not printed: ({held}) may be meant, or {held} without brackets"


def _without(text: str, groups: Sequence[Unprinted]) -> str:
    """A text with white space for braces."""
    for start, first, last, end in groups:
        text = f"{text[:start]}{' ' * (first - start)}{text[first:last]}{' ' * (end - last)}{text[end:]}"
    return text


def _flat(node: Node) -> Node:
    """A tree with sums in sums, and products in products, as one."""
    node = rebuilt(node, _flat)
    match node:
        case Sum(terms):
            return Sum(tuple(part for term in terms for part in _terms(term)))
        case Product(factors):
            return Product(tuple(part for factor in factors
                                 for part in (factor.factors if isinstance(factor, Product) else (factor,))))
        case Neg(Neg(of)):
            return of
        case Neg(Product((first, *others))) if isinstance(first, Neg):
            return Product((first.of, *others))
    return node


def _terms(term: Node) -> tuple[Node, ...]:
    return term.terms if isinstance(term, Sum) else (term,)


__all__ = ["other_ways"]
