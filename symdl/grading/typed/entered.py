r"""What a question defines, written out where it stands: \sigma(w x + b), where \sigma(z) = 1/(1 + e^{-z}).

The formula is read, and each value is put in the place where it stands, as text: what comes later does not have to
know of functions. The value at the letter that a function is defined with, f(x), stays if more is said of f. The text
is read again, and has to be the tree in which the values stand: else it is refused, as all is that is not seen through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from symdl.errors import LanguageError, ReadError
from symdl.grading.named import sides
from symdl.grading.scalar.words import NoMeaning, standard
from symdl.grading.typed.applied import GAP, arguments, name_of, start_of
from symdl.notation.latex import latex
from symdl.notation.reader.declare import declare
from symdl.notation.reader.notation import Notation
from symdl.notation.reader.parse import parse
from symdl.notation.reader.syntax import (
    Big,
    Bound,
    Call,
    Chain,
    Derivative,
    Function,
    Goes,
    Gradient,
    Member,
    Name,
    Node,
    Power,
    Product,
    Sum,
    children,
    rebuilt,
    show,
    walk,
)

_ABOVE = r"\^\s*(?:\d|\{\s*\d+\s*\})"
_DEEPEST = 12  # values in values
_LONGEST = 4000


@dataclass(frozen=True)
class Defined:
    """A function, or with no letters a number: its name and letters as they are written, and what it is.

    everywhere   whether the value at its own letters is written out, too
    """

    name: str
    letters: tuple[str, ...]
    body: str
    everywhere: bool = False


@lru_cache(maxsize=1 << 8)
def slope(function: Defined, unknown: frozenset[str] = frozenset()) -> Defined | None:
    """The derivative f' of a function of one letter; None for one that is not worked out here.

    unknown   functions of which nothing is known, but that they have derivatives
    """
    with suppress(ReadError, NoMeaning, LanguageError):
        notation = _notation((function, *_unknown(unknown)))
        tree = parse(f"({function.body})", notation).tree
        (letter,) = (parse(letter, notation).tree for letter in function.letters)
        found = _with_primes(standard(Derivative("d", tree, (letter,))))
        if not any(isinstance(part, (Derivative, Gradient, Big, Call)) and not (isinstance(part, Call) and (
                isinstance(part.function, Function) or show(part.function).rstrip("'") in unknown))
                for part in walk(found)):
            return Defined(f"{function.name}'", function.letters, latex(found), everywhere=True)
    return None


def _with_primes(node: Node) -> Node:
    """The f|2 of a function that is derived twice as f''."""
    node = rebuilt(node, _with_primes)
    match node:
        case Call(Name(text), (_,), ()) if derived := re.fullmatch(r"(.+)\|([1-9])", text):
            return replace(node, function=Name(derived[1] + "'" * int(derived[2])))
    return node


def _unknown(names: frozenset[str]) -> tuple[Defined, ...]:
    return tuple(Defined(name + primes, ("x",), "") for name in sorted(names) for primes in ("", "'", "''"))


def entered(text: str, functions: tuple[Defined, ...], unknown: frozenset[str] = frozenset()) -> str:
    """A formula with the values of functions written out; ``unknown`` are others, of one number each.

    As it is where it cannot be read, which is told by who reads it then. Raises ReadError where a value cannot be seen
    through, and for what is no function, where it cannot be read.
    """
    if not _mentions(text, functions):
        return text
    notation = _notation((*functions, *_unknown(unknown)))
    try:
        parse(text, notation)
    except ReadError:
        if all(function.letters for function in functions):
            return text
        raise
    return _entered(text, functions, notation, _DEEPEST)


def _mentions(text: str, functions: tuple[Defined, ...]) -> bool:
    return any(re.split(r"[_{]", function.name)[0].rstrip() in text for function in functions)


def parted(text: str, functions: tuple[Defined, ...]) -> tuple[str, str] | None:
    """f(3) = 9 as f(3) and 9, if that is what a formula says."""
    if "=" not in text or not _mentions(text, functions):
        return None
    try:
        tree = parse(text, notation := _notation(functions)).tree
    except ReadError:
        return None
    if not isinstance(tree, Chain) or tree.signs != ("eq",) or not isinstance(value := tree.items[0], Call) \
            or not any(_is_of(value, function, notation) for function in functions):
        return None
    return sides(text, tree)


def summed(texts: Sequence[str], functions: tuple[Defined, ...]) -> set[str]:
    """The functions of which a value at their own letter stands below an integral over it, or a sum with ends."""
    found = set()
    for text in texts:
        if not functions or not _BINDS.search(text) or not _mentions(text, functions):
            continue
        with suppress(ReadError):
            notation = _notation(functions)
            tree = parse(text, notation).tree
            endless = {show(bound.name) for part in walk(tree) if isinstance(part, Big) and part.sign != "int"
                       for bound in part.bounds if isinstance(bound, Bound) and bound.last is None}
            found |= {function.name for node, function, bound, _ in _values(tree, functions, notation)
                      if isinstance(node, Call) and (bound - endless) & {*function.letters} & {*map(show, node.args)}}
    return found


_BINDS = re.compile(r"\\(?:sum|int|prod)(?![a-z])|∑|∫|∏|\b(?:sum|int|integral|prod)\b")


def _entered(text: str, functions: tuple[Defined, ...], notation: Notation, depth: int) -> str:
    if not depth or len(text) > _LONGEST:
        raise ReadError("too many values of functions in each other", text, 0, len(text))
    tree = parse(text, notation).tree
    edits = []
    put_in: list[tuple[Node, Node]] = []
    for node, function, bound, is_factor in _values(tree, functions, notation):
        if not function.letters:
            start, end = node.start, _end(text, node, function.name)
            body, above = function.body, ""
        else:
            opened = re.compile(rf"{name_of(function.name)}{GAP}({_ABOVE})?{GAP}\(").match(text, node.start)
            if not opened:
                continue
            assert isinstance(node, Call)
            at, end = arguments(text, opened.end())
            if len(at) != len(function.letters) or (at == [*function.letters] and not function.everywhere):
                continue
            if any(re.search(rf"{start_of(function.name)}(?![A-Za-z])(?!{GAP}\()", one) for one in at):
                continue  # s(1 - s) is a product
            start, body = node.start, _put(function, at, node.args, notation)
            above = opened[1] or ""  # the 2 of f^2(x)
        free = {part.text for part in walk(parse(function.body, notation).tree) if isinstance(part, Name)}
        if bound & (free - {*function.letters}):
            raise ReadError("a letter of what the function is, is counted with around it", text, start, end)
        edits.append((start, end, f"({body}){above}", is_factor))
        put_in.append((node, parse(f"({body})", notation).tree))
    if not edits:
        return text
    made = _edited(text, edits)
    if flat(parse(made, notation).tree) != flat(replaced_by(tree, put_in)):
        raise ReadError("what the function is there cannot be put in", text, edits[0][0], edits[0][1], "write it out")
    return _entered(made, functions, notation, depth - 1)


def _values(tree: Node, functions: tuple[Defined, ...], notation: Notation, bound: frozenset[str] = frozenset(), *,
            is_factor: bool = False) -> Iterator[tuple[Call | Name, Defined, frozenset[str], bool]]:
    """The values of functions in a tree, the outer ones only, and what is defined; each with what it is a value of, the
    letters of the sums and integrals around, and whether it stands behind a factor.
    """
    if isinstance(tree, Name) or (isinstance(tree, Call) and isinstance(tree.function, Name)):
        function = next((one for one in functions if _is_of(tree, one, notation)), None)
        if function is not None and not (isinstance(tree, Name) and tree.text in bound):
            yield tree, function, bound, is_factor
        if function is None and isinstance(tree, Call):  # of a function of which nothing is known: what it is of
            for arg in tree.args:
                yield from _values(arg, functions, notation, bound)
        return
    if isinstance(tree, Member):
        return
    if isinstance(tree, Big):
        bound |= {show(one.name) for one in tree.bounds if isinstance(one, Bound | Goes)}
    for place, child in enumerate(children(tree)):
        yield from _values(child, functions, notation, bound,
                           is_factor=_stands_behind(tree, place, is_factor=is_factor))


def _is_of(node: Call | Name, function: Defined, notation: Notation) -> bool:
    meaning = notation.find(function.name)
    name, count = (node.text, 0) if isinstance(node, Name) else (show(node.function), len(node.args))
    return meaning is not None and meaning.name == name and count == len(function.letters)


def _end(text: str, node: Node, name: str) -> int:
    r"""Where a name ends that begins a node, whose span has its exponent in it. Raises ReadError.

    One sign may stand without its braces: \theta_{1} as \theta_1, and \hat{y} as \hat y.
    """
    pattern = re.sub(r"\\\{(\w)\\\}", r"\\s*(?:\1|\\{\\s*\1\\s*\\})", re.escape(name))
    if name.isalpha():
        pattern = rf"(?:{pattern}|\\(?:mathrm|text|operatorname)\s*\{{\s*{pattern}\s*\}})"
    found = re.compile(rf"{pattern}(?!\s*_)").match(text, node.start)
    if not found:
        raise ReadError("a letter is written in another way", text, node.start, node.end)
    return found.end()


def _put(function: Defined, at: Sequence[str], trees: Sequence[Node], notation: Notation) -> str:
    """What a function is at some arguments. Raises ReadError where that is not seen."""
    if not all(re.fullmatch(r"\\?[A-Za-z]+", letter) for letter in function.letters):
        raise ReadError("a function of what is no plain letter", function.body, 0, len(function.body), "write f(x)")
    new = dict(zip(function.letters, zip(at, trees, strict=True), strict=True))
    tree = parse(function.body, notation).tree
    if isinstance(tree, Chain):
        raise ReadError("this says more than what the function is", function.body, 0, len(function.body))
    names = [*_names(tree)]
    seen = {id(node) for node, _ in names}
    plain = {node.text for node, _ in names}
    for part in walk(tree):
        said = part.text if isinstance(part, Name) else part.name if isinstance(part, Member) else ""
        # Beside x itself, x_0 is another letter; alone, x_1 is a part of x.
        other = isinstance(part, Name) and id(part) in seen
        if any(_is_like(said, letter) and not (other and letter in plain) for letter in new):
            raise ReadError("a letter of a function stands in it in another way", function.body, part.start, part.end)
    ours = {part.text for one in (*trees, *(parse(letter, notation).tree for letter in function.letters))
            for part in walk(one) if isinstance(part, Name)}
    for part in walk(tree):
        bound = part.bounds if isinstance(part, Big) else ()
        if isinstance(part, (Derivative, Gradient)) or any(
                isinstance(one, Bound | Goes) and show(one.name) in ours for one in bound):
            raise ReadError("a sum or a derivative has the same letter", function.body, part.start, part.end)
    edits = []
    expected: list[tuple[Node, Node]] = []
    for node, is_factor in names:
        if node.text in new:
            written, argument = new[node.text]
            end = _end(function.body, node, node.text)
            # What stands alone needs no brackets, but below an exponent of its own.
            behind = function.body[end:].lstrip()[:1]
            bare = isinstance(argument, (Name, Member)) and (not behind or behind not in "^_'")
            value = written if bare else f"({written})"
            # \frac x2 takes one sign, or what is in braces.
            value = f"{{{value}}}" if "\\" in function.body else f" {value} "
            edits.append((node.start, end, value, is_factor and not bare))
            expected.append((node, argument))
    made = _edited(function.body, edits)
    if flat(parse(made, notation).tree) != flat(replaced_by(tree, expected)):
        raise ReadError("what the function is there cannot be put in", function.body, 0, len(function.body))
    return made


def _is_like(name: str, letter: str) -> bool:
    """Whether a name has a letter for its own, with something below, above or around it."""
    letters = re.findall(r"\\[A-Za-z]+|[A-Za-z]+", name)
    return letter in letters


def _names(tree: Node, *, is_factor: bool = False) -> Iterator[tuple[Name, bool]]:
    """The names that stand for numbers, and whether each stands behind a factor."""
    if isinstance(tree, Name):
        yield tree, is_factor
    if isinstance(tree, Member):
        return
    for place, child in enumerate(children(tree)):
        yield from _names(child, is_factor=_stands_behind(tree, place, is_factor=is_factor))


def _stands_behind(tree: Node, place: int, *, is_factor: bool) -> bool:
    """Whether a part of a tree stands behind a factor: the b of a b, and of a b^2."""
    return (isinstance(tree, Product) and place > 0) or (isinstance(tree, Power) and place == 0 and is_factor)


def replaced_by(tree: Node, put_in: Sequence[tuple[Node, Node]]) -> Node:
    """A tree with some of its nodes, by identity, replaced."""
    known: Mapping[int, Node] = {id(old): new for old, new in put_in}

    def put(node: Node) -> Node:
        return known[id(node)] if id(node) in known else rebuilt(node, put)

    return put(tree)


def flat(node: Node) -> Node:
    """A tree with products in products, and sums in sums, opened: brackets around them say nothing."""
    node = rebuilt(node, flat)
    match node:
        case Product(factors):
            return Product(tuple(part for one in factors for part in (
                one.factors if isinstance(one, Product) else (one,))))
        case Sum(terms):
            return Sum(tuple(part for one in terms for part in (one.terms if isinstance(one, Sum) else (one,))))
    return node


def _edited(text: str, edits: Sequence[tuple[int, int, str, bool]]) -> str:
    """A text with spans replaced; a sign goes before a factor that has none."""
    times = r" \cdot " if "\\" in text else "*"
    for start, end, new, is_factor in sorted(edits, reverse=True):
        sign = times if is_factor and not _SIGNED.search(text[:start]) else ""
        text = text[:start] + sign + new + text[end:]
    return text


_SIGNED = re.compile(r"(?:[*/(+\-⋅·×]|\\(?:cdot|times|ast))\s*$")


@lru_cache(maxsize=1 << 8)
def _notation(functions: tuple[Defined, ...]) -> Notation:
    return declare([f"{f.name}({', '.join(f.letters)})" if f.letters else f.name for f in functions])


__all__ = ["Defined", "entered", "flat", "parted", "replaced_by", "slope", "summed"]
